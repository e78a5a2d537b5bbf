"""Imports, undoing and measurements, printed for people who read a terminal."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from backstride.cli.printing import print_line
from backstride.units import clock

if TYPE_CHECKING:
    from backstride.actions.importing import ImportOutcome
    from backstride.actions.measuring import AthleteOutcome
    from backstride.actions.undoing import UndoOutcome
    from backstride.store import Batch, BatchEntry

ORDER: Final = ("new", "duplicate", "ignored", "refused", "failed")
MOST_SHOWN: Final = 10
"""So many files of a kind are named; the others are counted."""

OWN_TABLE: Final = "tables/activity.1.jsonl"
"""What tells an export of Backstride from other archives."""

UNITS: Final = {
    "mass_kg": ("mass", "kg"),
    "resting_heart_rate_bpm": ("resting heart rate", "bpm"),
    "maximum_heart_rate_bpm": ("maximum heart rate", "bpm"),
    "backward_sessions": ("backward sessions", ""),
}


def counted(outcomes: Mapping[str, int]) -> str:
    """How many files had each outcome, what came in first."""
    names = [name for name in ORDER if outcomes.get(name)]
    return " · ".join(f"{outcomes[name]:,} {name}" for name in names)


def print_import(outcome: "ImportOutcome") -> None:
    """Print what became of an import."""
    counts = outcome.counts
    came = f"{outcome.activities:,} new activit{'y' if outcome.activities == 1 else 'ies'}"
    head = "Nothing was kept: this is what an import would do." if outcome.batch is None else ""
    print_line(
        head or f"Import {outcome.batch}{', taken up where it was cut off' if outcome.is_resumed else ''}"
    )
    if not outcome.entries:
        print_line("  No file was found there.")
    else:
        print_line(f"  {came} from {counts['new']:,} of {_files(len(outcome.entries))}")
    if outcome.relinked:
        print_line(f"  {outcome.relinked} that were there are linked to a new copy that knows more")
    _print_reasons("duplicate", outcome.entries)
    _print_kinds(outcome.entries)
    for name in ("refused", "failed"):
        _print_files(name, [entry for entry in outcome.entries if entry.outcome == name])
    if outcome.reviews:
        pairs = "1 pair" if len(outcome.reviews) == 1 else f"{len(outcome.reviews):,} pairs"
        print_line(f"  {pairs} may be the same activity. See them: backstride duplicates")
    if any(entry.file.endswith(f"/{OWN_TABLE}") for entry in outcome.entries):
        print_line(
            "  It is an export of Backstride. What you said and changed comes with: backstride restore"
        )
    if outcome.batch is not None and (outcome.activities or outcome.relinked):
        print_line(f"  Take it back: backstride undo {outcome.batch}")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _activities(count: int) -> str:
    return "1 activity" if count == 1 else f"{count:,} activities"


def _print_reasons(name: str, entries: Sequence["BatchEntry"]) -> None:
    count = sum(entry.outcome == name for entry in entries)
    if count:
        print_line(f"  {count:,} {name}: in the log already, or a copy of what is")


def _print_kinds(entries: Iterable["BatchEntry"]) -> None:
    """What was ignored, by kind."""
    kinds = Counter((entry.reason or "").rstrip(".") for entry in entries if entry.outcome == "ignored")
    if kinds:
        print_line(f"  {kinds.total():,} ignored, for they are no recordings:")
    for reason, count in kinds.most_common(MOST_SHOWN):
        print_line(f"    {count:>6,}  {reason}")
    if len(kinds) > MOST_SHOWN:
        print_line(f"            and {len(kinds) - MOST_SHOWN} other kinds")


def _print_files(name: str, entries: Sequence["BatchEntry"]) -> None:
    if entries:
        print_line(f"  {len(entries):,} {name}:")
    for entry in entries[:MOST_SHOWN]:
        print_line(f"    {entry.file}")
        print_line(f"      {entry.reason}")
    if len(entries) > MOST_SHOWN:
        print_line(f"    and {len(entries) - MOST_SHOWN:,} more")


def print_imports(found: Sequence[tuple["Batch", Mapping[str, int]]]) -> None:
    """Print all imports."""
    if not found:
        print_line("Nothing has been imported yet. Begin with: backstride import PATH")
    for batch, counts in found:
        state = "" if batch.finished_at is not None else "not ended: the same import goes on with it"
        parts = (f"{batch.started_at:%Y-%m-%d %H:%M} UTC", counted(counts) or "no file", state)
        print_line(f"{batch.number:>4}  {' · '.join(part for part in parts if part)}")
        for source in batch.sources:
            print_line(f"      {source}")


def print_import_log(batch: "Batch", entries: Sequence["BatchEntry"]) -> None:
    """Print what became of each file of an import."""
    took = "" if batch.finished_at is None else clock((batch.finished_at - batch.started_at).total_seconds())
    print_line(
        f"Import {batch.number}, {batch.started_at:%Y-%m-%d %H:%M} UTC{', took ' + took if took else ''}"
    )
    for entry in entries:
        print_line(f"{entry.outcome:>9}  {entry.file}{'  ' + ' '.join(entry.keys) if entry.keys else ''}")
        if entry.reason:
            print_line(f"           {entry.reason}")


def print_undo(outcome: "UndoOutcome", *, is_dry: bool) -> None:
    """Print what was taken back."""
    verb = "would be" if is_dry else "is"
    removed = _activities(len(outcome.removed))
    print_line(f"Import {outcome.batch} {verb} taken back: {removed} removed.")
    if outcome.kept:
        print_line(f"  Kept: {_activities(len(outcome.kept))} that another import held, too.")
    if outcome.changes:
        changes = "1 change" if outcome.changes == 1 else f"{outcome.changes:,} changes"
        print_line(f"  Your work on them {'would go' if is_dry else 'went'} with them: {changes}.")


def print_athlete(outcome: "AthleteOutcome") -> None:
    """Print what the log knows of a person."""
    athlete = outcome.athlete
    print_line(f"Athlete {outcome.name}")
    print_line(f"  year of birth  {athlete.birth_year or 'unknown'}")
    print_line(f"  sex            {athlete.sex.value if athlete.sex else 'unknown'}")
    for each in athlete.measurements:
        name, unit = UNITS[each.quantity.value]
        print_line(f"  {_since(each.measured_on)}  {name} {each.value:g} {unit}".rstrip())
    for choice in athlete.heart_choices:
        low, high = (100 * end for end in choice.target)
        zones = "" if choice.zones_bpm is None else f" · zones {', '.join(_zones(choice.zones_bpm))}"
        print_line(
            f"  {_since(choice.since)}  formula {choice.formula} · target {low:g} to {high:g} %{zones}"
        )
    for condition in athlete.conditions:
        until = "" if condition.until is None else f" until {condition.until}"
        print_line(f"  {_since(condition.since)}  {condition.name}{until}")
    if outcome.others:
        print_line(
            f"  Also in this log: {', '.join(outcome.others)}. See one: backstride --athlete NAME list"
        )
    if athlete.birth_year is None and not athlete.measurements:
        print_line("  Tell it more: backstride athlete --birth-year 1980, backstride measure resting-hr 52")
    if outcome.stale:
        were = "was" if outcome.stale == 1 else "were"
        print_line(f"{_activities(outcome.stale)} {were} worked out with what held before.")
        print_line("  See what would change: backstride recompute --dry-run")


def _zones(zones_bpm: Mapping[str, float]) -> Iterable[str]:
    return (f"{label} from {bound:g} bpm" for label, bound in zones_bpm.items())


def _since(day: object) -> str:
    text = str(day)
    return "since ever      " if text.startswith("0001") else f"since {text}"
