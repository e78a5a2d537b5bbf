"""Commands of workouts: write one for a watch, see which muscles it loads, predict a race."""

import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.cli import options, workout_printing
from backstride.cli.answers import print_json, told
from backstride.cli.log_place import log_place
from backstride.cli.manual import ManualCommand
from backstride.cli.written import read_distance, read_time
from backstride.errors import InvalidValue
from backstride.load.efforts import HALF_MARATHON_M, MARATHON_M, MILE_M

if TYPE_CHECKING:
    from backstride.actions.workouts import WorkoutOutcome
    from backstride.store import Store
    from backstride.training.prediction import KnownTime
    from backstride.training.workout import Workout

RACES_M: Final = {
    "mile": MILE_M,
    "half": HALF_MARATHON_M,
    "half-marathon": HALF_MARATHON_M,
    "marathon": MARATHON_M,
}
"""Races that have a name. [m]"""
METRES: Final = re.compile(r"\d{2,6}(?:\.\d+)?", re.ASCII)
FROM_PLAN: Final = "From your plan"
EXAMPLES: Final = {
    "workout": """\
\b
Examples:
  backstride workout hundreds.txt
  backstride workout hundreds.txt --fit hundreds.fit --watch garmin
  backstride workout --next --fit next.fit
  backstride workout --session w03-2

\b
A workout is a text, one step a line:
  Warm-up
  - 10min forward walk @RPE 2
  Main
  - 5x 100m backward @RPE 4, 200m forward walk recovery
""",
    "predict": """\
\b
Examples:
  backstride predict mile
  backstride predict mile 5km --forward 5km=22:30
  backstride predict mile --backward 1km=5:10 --on 2027-04-01
""",
    "muscles": """\
\b
Examples:
  backstride muscles --weeks 4
  backstride muscles hundreds.txt
""",
}

WorkoutFile = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", hidden=True, help="A workout as text; - for standard input."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (workout, predict, muscles):
        app.command(cls=ManualCommand, epilog=EXAMPLES.get(command.__name__))(command)


def workout(
    context: typer.Context,
    file: WorkoutFile = None,
    *,
    next_session: Annotated[
        bool, typer.Option("--next", help="The next session of your plan.", rich_help_panel=FROM_PLAN)
    ] = False,
    session: Annotated[
        str | None,
        typer.Option(
            "--session",
            metavar="KEY",
            help="A session of your plan, as in w03-2.",
            rich_help_panel=FROM_PLAN,
        ),
    ] = None,
    watch: Annotated[
        str,
        typer.Option(
            "--watch", metavar="NAME", help="For which watches: fit for any, or garmin, coros and so on."
        ),
    ] = "fit",
    fit: Annotated[
        Path | None,
        typer.Option(
            "--fit", metavar="FILE", help="Write a FIT workout file.", rich_help_panel=options.OUTPUT
        ),
    ] = None,
    zwo: Annotated[
        Path | None,
        typer.Option(
            "--zwo",
            metavar="FILE",
            help="Write a ZWO file, for a treadmill with a screen.",
            rich_help_panel=options.OUTPUT,
        ),
    ] = None,
    as_text: Annotated[
        bool,
        typer.Option("--text", help="Print the workout as text.", rich_help_panel=options.OUTPUT),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Write a workout for your watch, and say what it can do of it.

    FILE is a workout as text. Each step is exact, degraded or unsupported on the watch, with the reason;
    none is ever left out. The names of the steps say which way, so that the recording comes back labelled.
    With --next or --session it is taken from your plan.
    """
    with told(as_json=as_json):
        from backstride.actions.workout_documents import workout_document  # noqa: PLC0415 (loads the database)
        from backstride.actions.workouts import write_files  # noqa: PLC0415 (as above)

        if (file is not None) + next_session + (session is not None) != 1:
            raise _one_workout()
        now = datetime.now(UTC)
        place = log_place(context)
        with place.opened() as store:
            found = _found(store, place.athlete, file, session, watch=watch, today=now.astimezone().date())
        outcome = write_files(found, at=now, fit=fit, zwo=zwo)
        if as_json:
            print_json(workout_document(outcome))
        elif as_text:
            workout_printing.print_text(outcome.workout)
        else:
            workout_printing.print_workout(outcome)


def _found(
    store: "Store", athlete: str, file: Path | None, session: str | None, *, watch: str, today: date
) -> "WorkoutOutcome":
    from backstride.actions.workouts import (  # noqa: PLC0415 (loads the database)
        fitted_workout,
        planned_workout,
    )

    if file is None:
        return planned_workout(store, athlete, session, watch=watch, today=today)
    return fitted_workout(store, athlete, _read(file), watch=watch, today=today)


def _read(file: Path) -> "Workout":
    from backstride.actions.workouts import (  # noqa: PLC0415 (loads the database)
        read_workout_file,
        read_workout_text,
    )

    if str(file) == "-":
        return read_workout_text(sys.stdin.buffer.read(), "The standard input")
    return read_workout_file(file)


def _one_workout() -> InvalidValue:
    return InvalidValue(
        "It is not clear which workout is meant.",
        allowed="A file, --next, or --session with its key: one of them.",
        remedy="Write it like: backstride workout hundreds.txt, or: backstride workout --next.",
    )


def predict(
    context: typer.Context,
    races: Annotated[
        list[str] | None, typer.Argument(metavar="RACE", hidden=True, help="As in mile, 5km or 400m.")
    ] = None,
    *,
    backward: Annotated[
        list[str] | None,
        typer.Option(
            "--backward",
            metavar="RACE=TIME",
            help="What you have done backward, as in 1km=5:10. Repeatable.",
        ),
    ] = None,
    forward: Annotated[
        list[str] | None,
        typer.Option(
            "--forward", metavar="RACE=TIME", help="What you have done forward, as in 5km=22:30. Repeatable."
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="The day of the race; else today.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Predict how long a race backward takes you.

    RACE is a distance, as in mile, 400m or 5km; name as many as you like. It rests on your own best efforts
    backward, and on your forward times; the range says how little or much is known. Without anything to go
    by, it is unknown.
    """
    with told(as_json=as_json):
        from backstride.actions.predicting import predict_races  # noqa: PLC0415 (loads the database)
        from backstride.actions.workout_documents import predictions_document  # noqa: PLC0415 (as above)

        today = datetime.now().astimezone().date()
        distances_m = [_distance(race) for race in races or ()]
        place = log_place(context)
        with place.opened() as store:
            outcome = predict_races(
                store,
                place.athlete,
                distances_m,
                on=options.read_day(on, today),
                today=today,
                backward=_times(backward, "--backward", today),
                forward=_times(forward, "--forward", today),
            )
        if as_json:
            print_json(predictions_document(outcome))
        else:
            workout_printing.print_predictions(outcome)


def _distance(text: str) -> float:
    """A race as a distance. [m]"""
    word = text.strip().lower()
    if word in RACES_M:
        return RACES_M[word]
    if METRES.fullmatch(word):
        return float(word)
    return read_distance(f"{word}m" if word.endswith("k") else word)  # runners say 5k


def _times(written: Sequence[str] | None, option: str, today: date) -> tuple["KnownTime", ...]:
    from backstride.training.prediction import KnownTime  # noqa: PLC0415 (loaded only when wanted)

    found = []
    for text in written or ():
        for part in text.split(","):
            race, has_time, rest = part.partition("=")
            time, _, day = rest.partition("@")
            if not has_time:
                raise InvalidValue(
                    f"{part!r} was given for {option}.",
                    allowed="A race and a time, and the day if you like.",
                    remedy=f"Write it like: {option} 5km=22:30, or {option} 5km=22:30@2026-04-01.",
                )
            found.append(
                KnownTime(
                    distance_m=_distance(race),
                    time_s=read_time(time),
                    day=options.read_day(day.strip() or None, today),
                )
            )
    return tuple(found)


def muscles(
    context: typer.Context,
    file: WorkoutFile = None,
    *,
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="N", min=1, max=520, help="So many weeks, this one included.")
    ] = 1,
    as_json: options.AsJson = False,
) -> None:
    """Tell which muscles your weeks, or a workout, load.

    FILE is a workout as text. Without it, it tells of the activities in your log, week by week. Each says
    how far it may be believed; what nobody measured is unknown.
    """
    with told(as_json=as_json):
        from backstride.actions import muscle_map  # noqa: PLC0415 (loads the database)
        from backstride.actions.workout_documents import muscles_document  # noqa: PLC0415 (as above)

        today = datetime.now().astimezone().date()
        place = log_place(context)
        with place.opened() as store:
            if file is None:
                outcome = muscle_map.muscles_of_weeks(store, place.athlete, weeks=weeks, today=today)
            else:
                outcome = muscle_map.muscles_of_workout(store, place.athlete, _read(file), today=today)
        if as_json:
            print_json(muscles_document(outcome))
        else:
            workout_printing.print_muscles(outcome)
