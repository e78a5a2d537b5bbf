"""Plans, printed for people who read a terminal."""

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from backstride.cli.figure_printing import say, say_sources
from backstride.cli.printing import Column, console, table, text
from backstride.cli.training_printing import indented
from backstride.training.programme import SessionKind
from backstride.wording import UNKNOWN, WEEKDAYS

if TYPE_CHECKING:
    from backstride.actions.adapting import AdaptOutcome
    from backstride.actions.planning import PlanOutcome, SessionStatus
    from backstride.store import StoredPlan
    from backstride.training.plan import PlannedSession

STATUS_STYLES: Final = {"held": "yellow", "done": "green", "missed": "dim"}
HELD_NOTE: Final = "held: not to be done before its gate opens; see the gates below."
SCREENING_FIRST: Final = "RPE: perceived exertion, from 0 to 10, of the whole session."


def print_plan(outcome: "PlanOutcome") -> None:
    """Print a plan, week by week."""
    screen = console()
    plan, programme = outcome.plan, outcome.programme
    say(screen, f"{programme.name}, from {plan.start}", "bold")
    if outcome.is_new:
        kept = (
            "This is only a try: nothing was kept."
            if outcome.stored is None
            else "You follow it from now on."
        )
        say(screen, kept)
    say(screen, f"Evidence: {programme.evidence.value}. {programme.evidence_words}")
    if plan.race_on is not None:
        say(screen, f"Race on {WEEKDAYS[plan.race_on.weekday()]}, {plan.race_on}.")
    names = {phase.key: phase.name for phase in programme.phases}
    screen.print(table(screen, _columns(outcome, names)))
    if any(each.gate is not None for each in plan.sessions):
        say(screen, HELD_NOTE)
    say(screen, SCREENING_FIRST)
    _print_weeks(screen, outcome, names)
    _print_gates(screen, outcome)
    for words in plan.advice:
        say(screen, f"Note: {words}")
    if outcome.stored is not None:
        _print_changes(screen, outcome.stored)
        say(screen, "Why a session is as it is: backstride workout --session KEY")


def _columns(outcome: "PlanOutcome", names: Mapping[str, str]) -> tuple[Column, ...]:
    sessions = outcome.plan.sessions
    return (
        Column(heading="Key", cells=[each.key for each in sessions], is_number=False),
        Column(
            heading="Day",
            cells=[f"{WEEKDAYS[each.day.weekday()][:3]} {each.day.isoformat()}" for each in sessions],
            is_number=False,
        ),
        Column(
            heading="Session",
            cells=[each.workout.name for each in sessions],
            is_number=False,
            may_wrap=True,
        ),
        Column(heading="min", cells=[f"{each.minutes:.0f}" for each in sessions]),
        Column(heading="← min", cells=[f"{each.backward_min:.0f}" for each in sessions], yields=1),
        Column(heading="RPE", cells=[_exertion(each) for each in sessions], yields=2),
        Column(
            heading="Where",
            cells=[UNKNOWN if (place := each.workout.place) is None else place.value for each in sessions],
            is_number=False,
            yields=3,
        ),
        Column(
            heading="Phase",
            cells=[names.get(each.phase, each.phase) for each in sessions],
            is_number=False,
            yields=4,
        ),
        *_marks(outcome),
    )


def _marks(outcome: "PlanOutcome") -> tuple[Column, ...]:
    """A column of what sets sessions apart, if anything does."""
    marks = [_mark(each, outcome.status(each)) for each in outcome.plan.sessions]
    return (Column(heading="", cells=marks, is_number=False),) if any(map(str, marks)) else ()


def _mark(session: "PlannedSession", status: "SessionStatus") -> Text:
    kind = "" if session.kind is SessionKind.EASY else session.kind.value
    if status.value == "planned":
        return text(kind, "bold")
    return text(" ".join(part for part in (kind, status.value) if part), STATUS_STYLES[status.value])


def _exertion(session: "PlannedSession") -> str:
    return f"{session.load / session.minutes:.1f}" if session.minutes > 0.0 else UNKNOWN


def _print_weeks(screen: Console, outcome: "PlanOutcome", names: Mapping[str, str]) -> None:
    weeks = outcome.plan.weeks
    columns = (
        Column(heading="Week", cells=[f"{each.number}" for each in weeks]),
        Column(heading="of", cells=[each.monday.isoformat() for each in weeks], is_number=False),
        Column(heading="← min", cells=[f"{each.backward_min:.0f}" for each in weeks]),
        Column(heading="at most", cells=[f"{each.backward_cap_min:.0f}" for each in weeks]),
        Column(heading="Load", cells=[f"{each.load:.0f}" for each in weeks], yields=3),
        Column(
            heading="Phase",
            cells=[names.get(each.phase, each.phase) for each in weeks],
            is_number=False,
            yields=2,
        ),
    )
    screen.print(table(screen, columns))
    for phase in outcome.programme.phases:
        if phase.key in {week.phase for week in weeks}:
            say(screen, f"{phase.name}: {phase.purpose}")


def _print_gates(screen: Console, outcome: "PlanOutcome") -> None:
    """Print the gates on the way of the plan; of those that are shut the first one in full."""
    phases = {week.phase for week in outcome.plan.weeks}
    gates = [state for state in outcome.gates if state.phase in phases]
    shut = [state for state in gates if not state.is_open]
    for state in gates:
        if state.is_open:
            say(screen, f'Gate "{state.gate}": open')
    for state in shut[:1]:
        say(screen, f'Gate "{state.gate}": shut', "bold")
        for words in state.words:
            indented(screen, words)
    if shut[1:]:
        say(screen, f"Shut after it, until their turn comes: {', '.join(state.gate for state in shut[1:])}")


def _print_changes(screen: Console, stored: "StoredPlan") -> None:
    for at, changes in groupby(stored.changes, key=lambda change: change.at):
        say(screen, f"Changed on {at.date()}:", "bold")
        for change in changes:
            indented(screen, change.words)


def print_ended(stored: "StoredPlan") -> None:
    """Print that a plan ended."""
    screen = console()
    gone = len(stored.changes[-1].turn.before)
    sessions = "1 session is" if gone == 1 else f"{gone} sessions are"
    say(screen, f"The plan by {stored.programme.name} ended: {sessions} cancelled.")
    say(screen, "To take them out of your calendar, write it anew: backstride calendar --ics FILE.ics")


def print_session_head(screen: Console, session: "PlannedSession") -> None:
    """Print which session of a plan it is, and its reasons."""
    day = f"{WEEKDAYS[session.day.weekday()]}, {session.day}"
    say(screen, f"{session.workout.name} ({session.key}), {day}", "bold")
    for reason in session.reasons:
        indented(screen, reason)


def print_adapted(outcome: "AdaptOutcome") -> None:
    """Print what a plan has become, and why."""
    screen = console()
    say(screen, outcome.words, "bold" if outcome.is_stopped else "")
    if outcome.changes:
        screen.print(
            table(
                screen,
                (
                    Column(
                        heading="Session", cells=[each.session for each in outcome.changes], is_number=False
                    ),
                    Column(
                        heading="Change",
                        cells=[each.words for each in outcome.changes],
                        is_number=False,
                        may_wrap=True,
                    ),
                ),
            )
        )
    for fired in outcome.fired:
        say(screen, f"Rule: when {fired.rule.when}, {fired.rule.then} ({fired.rule.belief.value})")
    for reason in outcome.refused:
        say(screen, f"The rest cannot be planned anew: {reason}")
    if outcome.is_dry:
        say(screen, "Nothing was kept.")
    elif outcome.changes:
        say(screen, "To bring your calendar up to date: backstride calendar --ics FILE.ics")
    sources = dict.fromkeys(source for fired in outcome.fired for source in fired.rule.sources)
    if sources:
        say_sources(screen, sources)
