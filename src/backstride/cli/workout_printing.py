"""Workouts, predictions and muscles, printed for people who read a terminal."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Final

import typer
from rich.console import Console

from backstride.cli.figure_printing import say, say_sources, size_of
from backstride.cli.plan_printing import print_session_head
from backstride.cli.printing import Column, console, table, text
from backstride.load import Basis
from backstride.training.watches import Fit
from backstride.training.workout_text import workout_text
from backstride.units import clock, pace
from backstride.wording import UNKNOWN

if TYPE_CHECKING:
    from backstride.actions.muscle_map import MuscleOutcome
    from backstride.actions.predicting import PredictOutcome
    from backstride.actions.workouts import WorkoutOutcome
    from backstride.estimate import Estimate
    from backstride.training.muscles import MuscleLoad
    from backstride.training.workout import Workout

FIT_STYLES: Final = {Fit.EXACT: "green", Fit.DEGRADED: "yellow", Fit.UNSUPPORTED: "bold red"}
FIT_WORDS: Final = {
    Fit.EXACT: "the watch does it as it is written",
    Fit.DEGRADED: "the watch does it, but shows or guides less",
    Fit.UNSUPPORTED: "the watch cannot; what to do stands in the step's name and notes",
}
BESIDE: Final = 4
"""Blanks that a table of two columns takes. [columns]"""
WRITTEN: Final = {"fit": "FIT workout", "zwo": "ZWO workout"}


def print_text(workout: "Workout") -> None:
    """Print a workout as text, for a file."""
    typer.echo(workout_text(workout), nl=False)


def print_workout(outcome: "WorkoutOutcome") -> None:
    """Print a workout, and what a watch makes of it."""
    screen = console()
    workout, fitted, dose = outcome.workout, outcome.fitted, outcome.dose
    if outcome.session is None:
        say(screen, workout.name, "bold")
    else:
        print_session_head(screen, outcome.session)
    where = "" if workout.place is None else f" Where: {workout.place.value}."
    say(
        screen,
        f"About {dose.minutes:.0f} min, {dose.backward_min:.0f} of them backward ({dose.backward_m:.0f} m); "
        f"RPE {dose.rpe:.1f} of 10 on the whole, {dose.hardest_rpe:g} at its hardest.{where}",
    )
    if workout.notes:
        say(screen, workout.notes)
    lines = fitted.lines
    room = max(20, screen.width - max(len(line.fit.value) for line in lines) - BESIDE)
    columns = (
        Column(
            heading="Step",
            cells=[
                fill(
                    line.text,
                    room,
                    initial_indent=(indent := "  " * line.depth),
                    subsequent_indent=indent + "  ",
                )
                for line in lines
            ],
            is_number=False,
            may_wrap=True,
        ),
        Column(
            heading="Watch",
            cells=[text(line.fit.value, FIT_STYLES[line.fit]) for line in lines],
            is_number=False,
        ),
    )
    screen.print(table(screen, columns))
    say(screen, f"Watch: {fitted.watch.name}.")
    _print_reasons(screen, outcome)
    for kind, path in (outcome.files or {}).items():
        say(screen, f"{path}: a {WRITTEN[kind]}.")
    for loss in outcome.losses:
        say(screen, f"In the ZWO file: {loss}")
    if "fit" in (outcome.files or {}):
        say(screen, fitted.watch.transfer)


def _print_reasons(screen: Console, outcome: "WorkoutOutcome") -> None:
    for fit in Fit:
        if any(line.fit is fit for line in outcome.fitted.lines):
            say(screen, f"{fit.value}: {FIT_WORDS[fit]}.")
    for reason in dict.fromkeys(reason for line in outcome.fitted.lines for reason in line.reasons):
        say(screen, f"- {reason}")


def print_predictions(outcome: "PredictOutcome") -> None:
    """Print predicted race times."""
    screen = console()
    found = outcome.predictions
    columns = (
        Column(
            heading="Race",
            cells=[size_of(Basis.DISTANCE, each.distance_m) for each in found],
            is_number=False,
        ),
        Column(heading="← time", cells=[_time(each.time_s) for each in found]),
        Column(heading="from", cells=[_end(each.time_s, is_low=True) for each in found]),
        Column(heading="to", cells=[_end(each.time_s, is_low=False) for each in found]),
        Column(
            heading="min/km",
            cells=[
                UNKNOWN if each.time_s is None else pace(each.distance_m / each.time_s.value)
                for each in found
            ],
            yields=1,
        ),
    )
    screen.print(table(screen, columns))
    if any(each.time_s is not None for each in found):
        say(
            screen,
            "The range holds 19 of 20 such races, as far as is known. Terrain and weather are not in it.",
        )
    for words in dict.fromkeys(part.words for each in found for part in each.contributions):
        say(screen, f"Rests on: {words}")
    for words in dict.fromkeys(words for each in found for words in each.words):
        say(screen, words)
    if not outcome.backward and not outcome.forward:
        say(
            screen, "Tell what you have done: backstride predict mile --forward 5km=22:30 --backward 1km=5:10"
        )
    sources = tuple(dict.fromkeys(source for each in found for source in each.sources))
    if sources:
        say_sources(screen, sources)


def _time(time_s: "Estimate | None") -> str:
    return UNKNOWN if time_s is None else _clock(time_s.value)


def _end(time_s: "Estimate | None", *, is_low: bool) -> str:
    return UNKNOWN if time_s is None else _clock(time_s.low if is_low else time_s.high)


def _clock(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60.0 else clock(seconds)


def print_muscles(outcome: "MuscleOutcome") -> None:
    """Print which muscles are loaded."""
    screen = console()
    if outcome.workout is not None:
        say(screen, outcome.workout.name, "bold")
        _print_loads(screen, outcome.loads)
    for week in outcome.weeks:
        sessions = f"{week.sessions} session{'' if week.sessions == 1 else 's'}"
        say(screen, f"Week of {week.monday}: {sessions}", "bold")
        if week.sessions:
            _print_loads(screen, week.loads)
    if not outcome.loads and not any(week.sessions for week in outcome.weeks):
        say(screen, "Nothing in your log lies in that time. For more weeks: backstride muscles --weeks 4")
        return
    loads = [*outcome.loads, *(load for week in outcome.weeks for load in week.loads)]
    say_sources(screen, dict.fromkeys(source for load in loads for source in load.sources))
    say(screen, "Levels compare groups of muscles within your own training; none of them tells of harm.")


def _print_loads(screen: Console, loads: Sequence["MuscleLoad"]) -> None:
    columns = (
        Column(heading="Muscles", cells=[load.muscle.value for load in loads], is_number=False),
        Column(heading="Load", cells=[_level(load) for load in loads], is_number=False),
        Column(
            heading="Share",
            cells=[UNKNOWN if load.share is None else f"{load.share:.0%}" for load in loads],
            yields=2,
        ),
        Column(
            heading="Evidence",
            cells=[UNKNOWN if load.belief is None else load.belief.value for load in loads],
            is_number=False,
            yields=1,
        ),
        Column(heading="Why", cells=[load.words for load in loads], is_number=False, may_wrap=True, yields=3),
    )
    screen.print(table(screen, columns))


def _level(load: "MuscleLoad") -> str:
    if load.level is None:
        return UNKNOWN
    return f"{load.level.value}, at least" if load.unknown_min > 0.0 else load.level.value
