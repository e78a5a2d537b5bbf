"""Changes of the log and copies of activities, printed for people who read a terminal."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from backstride.cli.printing import print_line
from backstride.energy import kilocalories
from backstride.wording import distance, duration, number, ranged

if TYPE_CHECKING:
    from backstride.actions.changing import ChangeOutcome
    from backstride.actions.reviewing import Copy
    from backstride.actions.totals import Totals
    from backstride.estimate import Estimate
    from backstride.store import Action, LogEntry


AMOUNTS: Final = ("Activities", "Time", "Distance")
LONGEST_SAID: Final = 500
"""Letters of a change that are shown."""


def _estimate(estimate: "Estimate | None") -> str:
    if estimate is None:
        return number(None)
    return f"{number(estimate.value)} ({ranged(estimate)})"


ROWS: Final[tuple[tuple[str, Callable[["Totals"], str]], ...]] = (
    ("Activities", lambda totals: str(totals.activities)),
    ("Time", lambda totals: duration(totals.duration_s)),
    ("Moving", lambda totals: duration(totals.moving_s)),
    ("Distance", lambda totals: distance(totals.distance_m)),
    ("Backward", lambda totals: f"{duration(totals.backward_s)}, {distance(totals.backward_m)}"),
    ("Forward", lambda totals: duration(totals.forward_s)),
    ("Which way unknown", lambda totals: duration(totals.unknown_s)),
    ("Heart rate known", lambda totals: duration(totals.heart_rate_s)),
    ("Load (TRIMP)", lambda totals: _estimate(totals.trimp)),
    ("Energy, kcal", lambda totals: _estimate(kilocalories(totals.energy_kj))),
)
"""What is set side by side, and how it is written."""


def _altered(before: "Totals", after: "Totals") -> list[tuple[str, str, str]]:
    """What differs; beside no activity at all, only how much there is of the other."""
    both = before.activities and after.activities
    rows = ROWS if both else [row for row in ROWS if row[0] in AMOUNTS]
    written = [
        (name, *(write(each) if each.activities else "none" for each in (before, after)))
        for name, write in rows
    ]
    return [(name, one, other) for name, one, other in written if one != other]


def print_change(outcome: "ChangeOutcome", *, undo: str) -> None:
    """Print what a change did: the figures that it altered, before and after.

    Parameters
    ----------
    outcome
        The change.
    undo
        The command that takes it back.
    """
    kept = outcome.change is not None
    print_line(f"Change {outcome.change}" if kept else "Nothing was kept: this is what would change.")
    print_line(f"  {_shortened(outcome.text)}.")
    altered = _altered(outcome.before, outcome.after)
    width = max((len(name) for name, _, _ in altered), default=0)
    for name, before, after in altered:
        print_line(f"  {name:<{width}}  {before} → {after}")
    if not altered:
        print_line("  No figure changed.")
    if outcome.distances is not None:
        device, counted, said = map(distance, outcome.distances)
        print_line(f"  Distance by the device {device}, as counted {counted}, as you said {said}.")
        if outcome.distances[2] is not None:
            print_line("  What you said stands instead of the others, until you take it back.")
    if kept:
        print_line(f"  Take it back: {undo}")


def print_history(actions: "Sequence[Action]") -> None:
    """Print what was changed in the log.

    Parameters
    ----------
    actions
        The changes, the first first.
    """
    if not actions:
        print_line("Nothing was changed.")
    for action in actions:
        when = action.at.astimezone().strftime("%Y-%m-%d %H:%M")
        state = "" if action.undone_at is None else "  [taken back]"
        print_line(f"{action.number:>4}  {when}  {_shortened(action.text)}{state}")


def _shortened(said: str) -> str:
    """What was done, without the end of a long note; the JSON has all of it."""
    return said if len(said) <= LONGEST_SAID else f"{said[:LONGEST_SAID]}…"


HEADS: Final = {
    "doubtful": "May be one activity; you decide",
    "same": "One activity: the one that knows more stands for both",
    "different": "Different, as you said",
}


def print_duplicates(copies: "Sequence[Copy]") -> None:
    """Print activities that are or may be one.

    Parameters
    ----------
    copies
        The pairs, those of one verdict together.
    """
    if not copies:
        print_line("No two activities look alike.")
    last = None
    for copy in copies:
        verdict = copy.pair.verdict
        if verdict is not last:
            print_line(HEADS[verdict.value])
        last = verdict
        for entry in (copy.first, copy.second):
            print_line(f"  {_entry(entry)}")
        said = "" if copy.pair.decision is None else f" You said: {copy.pair.decision.value}."
        print_line(f"    {copy.pair.pair.reason}{said}")
    if any(copy.pair.verdict.value == "doubtful" for copy in copies):
        print_line("Decide with: backstride duplicates KEY KEY --same, or --different")


def _entry(entry: "LogEntry") -> str:
    summary = entry.summary
    day = "no date" if summary.day is None else summary.day.isoformat()
    linked = "" if entry.duplicate_of is None else f", linked to {entry.duplicate_of}"
    parts = (entry.key, day, duration(summary.duration_s), distance(summary.distance_m), summary.device)
    return " · ".join((*parts, summary.format)) + linked
