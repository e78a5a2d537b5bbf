"""Plans, printed for people who read a terminal."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from backstride.cli.figure_printing import say, say_sources
from backstride.cli.printing import Column, console, table, text
from backstride.cli.training_printing import indented
from backstride.training.matching import Confidence
from backstride.training.programme import SessionKind
from backstride.wording import UNKNOWN, WEEKDAYS

if TYPE_CHECKING:
    from backstride.actions.adapting import AdaptOutcome
    from backstride.actions.planning import PlanOutcome, SessionStatus
    from backstride.store import StoredPlan
    from backstride.training.matching import Match
    from backstride.training.plan import PlannedSession
    from backstride.training.plan_changes import PlanChange

STATUS_STYLES: Final = {"held": "yellow", "done": "green", "missed": "dim"}
MOST_LINES: Final = 6
"""Of changes of one kind; more are told in one."""
STOPPED_NEXT: Final = (
    "Once it has passed, check in each day, as in: backstride checkin --pain 0 --swelling no --ill no. "
    "Then: backstride adapt"
)
HELD_NOTE: Final = "held: not to be done before its gate opens; see the gates below."
EXERTION_NOTE: Final = "RPE: perceived exertion, from 0 to 10, of the whole session."


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
    if outcome.stored is not None and (at := outcome.stored.stopped_at) is not None:
        say(screen, f"Training stands still since {at.astimezone().date()}. {STOPPED_NEXT}", "bold")
    names = {phase.key: phase.name for phase in programme.phases}
    places = {each.workout.place for each in plan.sessions}
    if len(places) == 1 and None not in places:
        say(screen, f"Where: {', '.join(place.value for place in places if place is not None)}.")
    if plan.sessions:
        screen.print(table(screen, _columns(outcome, names, with_place=len(places) > 1)))
    if any(each.gate is not None for each in plan.sessions):
        say(screen, HELD_NOTE)
    say(screen, EXERTION_NOTE)
    _print_weeks(screen, outcome, names)
    _print_gates(screen, outcome)
    for words in plan.advice:
        say(screen, f"Note: {words}")
    if outcome.stored is not None:
        _print_changes(screen, outcome.stored)
    _print_next(screen, outcome)


def _print_next(screen: Console, outcome: "PlanOutcome") -> None:
    """Print what to do next."""
    if outcome.stored is None:
        say(screen, "To follow it, say the same without --dry-run.")
        return
    if outcome.stored.stopped_at is not None:
        return  # what to do then stands above
    ahead = [each for each in outcome.plan.sessions if outcome.status(each).is_ahead]
    if not ahead:
        say(screen, "No session lies ahead. What can be planned next: backstride programmes")
        return
    first = ahead[0]
    say(
        screen,
        f"Next: {_short_name(first)} ({first.key}), {WEEKDAYS[first.day.weekday()]}, {first.day}.",
        "bold",
    )
    if outcome.status(first).value == "held":
        say(screen, "It is held; once its gate may be open: backstride adapt")
    else:
        say(screen, "Its reasons, and a file for your watch: backstride workout --next --fit next.fit")
    say(
        screen,
        "Any other: backstride workout --session KEY. Into your calendar: backstride calendar --ics FILE.ics",
    )


def _short_name(session: "PlannedSession") -> str:
    """What a session is called, without the minutes that stand beside it."""
    name, _, amount = session.workout.name.rpartition(", ")
    return (
        name if name and amount.endswith(" min backward") else session.workout.name.removesuffix(" backward")
    )


def _columns(outcome: "PlanOutcome", names: Mapping[str, str], *, with_place: bool) -> tuple[Column, ...]:
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
            cells=[_short_name(each) for each in sessions],
            is_number=False,
            may_wrap=True,
        ),
        Column(heading="min", cells=[f"{each.minutes:.0f}" for each in sessions]),
        Column(heading="← min", cells=[_minutes(each.backward_min) for each in sessions], yields=1),
        Column(heading="RPE", cells=[_exertion(each) for each in sessions], yields=2),
        *((_places(sessions),) if with_place else ()),
        Column(
            heading="Phase",
            cells=[names.get(each.phase, each.phase) for each in sessions],
            is_number=False,
            yields=4,
        ),
        *_marks(outcome),
    )


def _places(sessions: Sequence["PlannedSession"]) -> Column:
    places = [each.workout.place for each in sessions]
    cells = [UNKNOWN if place is None else place.value for place in places]
    return Column(heading="Where", cells=cells, is_number=False, yields=3)


def _minutes(minutes: float) -> str:
    return f"{minutes:.1f}".removesuffix(".0")


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
    return UNKNOWN if session.rpe is None else f"{session.rpe:.1f}"


def _print_weeks(screen: Console, outcome: "PlanOutcome", names: Mapping[str, str]) -> None:
    has_stopped = outcome.stored is not None and outcome.stored.stopped_at is not None
    # While training stands still, the weeks ahead ask for nothing.
    weeks = [each for each in outcome.plan.weeks if each.load > 0.0 or not has_stopped]
    lighter = ["lighter" if each.is_light else "" for each in weeks]
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
        *((Column(heading="", cells=lighter, is_number=False),) if any(lighter) else ()),
    )
    if weeks:
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
        say(screen, f"Changed on {at.astimezone().date()}:", "bold")
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


def _print_moves(screen: Console, changes: Sequence["PlanChange"]) -> None:
    """Print what became of sessions; many of one kind in one line."""
    few: list[PlanChange] = []
    many: list[list[PlanChange]] = []
    for kind in dict.fromkeys(each.kind for each in changes):
        same = [each for each in changes if each.kind is kind]
        if len(same) > MOST_LINES:
            many.append(same)
        else:
            few += same
    if few:
        columns = (
            Column(heading="Session", cells=[each.session for each in few], is_number=False),
            Column(heading="Change", cells=[each.words for each in few], is_number=False, may_wrap=True),
        )
        screen.print(table(screen, columns))
    for same in many:
        say(screen, f"{same[0].kind.value.capitalize()}: {', '.join(each.session for each in same)}.")


def _doubt(match: "Match") -> str:
    return (
        f"{match.session} is taken to be the activity {match.activity} ({match.confidence.value} "
        f"confidence): {' '.join(match.reasons)}"
    )


def print_adapted(outcome: "AdaptOutcome") -> None:
    """Print what a plan has become, and why."""
    screen = console()
    say(screen, outcome.words, "bold" if outcome.is_stopped else "")
    _print_moves(screen, outcome.changes)
    for fired in outcome.fired:
        # What follows from it stands in the words.
        say(screen, f"Rule: when {fired.rule.when} ({fired.rule.belief.value})")
    for match in outcome.matched.matching.matches:
        if match.confidence is not Confidence.HIGH:
            say(screen, _doubt(match))
    for reason in outcome.refused:
        say(screen, f"The rest cannot be planned anew: {reason}")
    if outcome.is_stopped:
        say(screen, STOPPED_NEXT)
    if outcome.is_dry:
        say(screen, "Nothing was kept.")
    elif outcome.changes:
        say(screen, "To bring your calendar up to date: backstride calendar --ics FILE.ics")
    elif not outcome.is_stopped:
        say(screen, "What comes next: backstride plan")
    sources = dict.fromkeys(source for fired in outcome.fired for source in fired.rule.sources)
    if sources:
        say_sources(screen, sources)
