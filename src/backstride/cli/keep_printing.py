"""What export, restore, doctor, rebuild and recompute found, printed for people who read a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from backstride.cli.printing import print_line
from backstride.energy import KILOJOULES_PER_KILOCALORIE
from backstride.units import clock
from backstride.wording import UNKNOWN, number

if TYPE_CHECKING:
    from backstride.actions.deriving import Failure, Stage, Tell
    from backstride.actions.doctoring import DoctorOutcome, Finding
    from backstride.actions.exporting import ExportOutcome
    from backstride.actions.rebuilding import RebuildOutcome
    from backstride.actions.recomputing import FigureChange, RecomputeOutcome
    from backstride.actions.restoring import RestoreOutcome

MOST_SHOWN: Final = 5
"""So many keys are shown; JSON has them all."""


@contextmanager
def progress(*, is_quiet: bool) -> Iterator["Tell | None"]:
    """Show how far the work has come, on a terminal that somebody looks at.

    Parameters
    ----------
    is_quiet
        Whether nothing is to be shown.

    Yields
    ------
    Tell or None
        What to call; None where nobody looks.
    """
    if is_quiet or not sys.stderr.isatty():
        yield None
        return
    # The bar takes a moment to load, which those who want JSON need not wait for.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - see above  # noqa: PLC0415 - see above

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(stage: "Stage") -> None:
            if stage.name not in tasks:
                tasks[stage.name] = bar.add_task(stage.name, total=stage.total)
            bar.update(tasks[stage.name], completed=stage.done, total=stage.total)

        yield tell


def print_export(outcome: "ExportOutcome") -> None:
    """Print what was exported.

    Parameters
    ----------
    outcome
        What exporting gave.
    """
    rows = outcome.rows
    print_line(
        f"{outcome.path}: {_count(rows['activity'], 'activity')} from {_count(outcome.originals, 'file')}, "
        f"{outcome.size / 1e6:,.1f} MB."
    )
    print_line("It holds all that cannot be computed again. To read it into an empty log:")
    print_line(f"  backstride --data FOLDER restore {outcome.path}")


def print_restore(outcome: "RestoreOutcome") -> None:
    """Print what was restored.

    Parameters
    ----------
    outcome
        What restoring gave.
    """
    rows = outcome.rows
    print_line(
        f"Restored: {_count(outcome.activities, 'activity')} from {_count(outcome.originals, 'file')}, "
        f"{_count(rows['action'], 'change')}, {_count(rows['measurement'], 'measurement')}."
    )


def print_doctor(outcome: "DoctorOutcome") -> None:
    """Print what is wrong with the log.

    Parameters
    ----------
    outcome
        What looking gave.
    """
    how = "looked for" if outcome.is_quick else "read and held against their hashes"
    print_line(
        f"{_count(outcome.activities, 'activity')}; {_count(outcome.originals, 'original')} and "
        f"{_count(outcome.recordings, 'recording')} {how}."
    )
    for finding in outcome.findings:
        _print_finding(finding)
    for check, reason in outcome.skipped:
        print_line(f"Not looked at: {check.value}, for {reason}.")
    if outcome.is_well:
        print_line("The log is whole.")


def _print_finding(finding: "Finding") -> None:
    mark = "Repaired" if finding.is_repaired else "Wrong" if finding.is_fault else "Note"
    print_line(f"{mark}: {finding.what}")
    if finding.keys:
        print_line(f"  Activities: {_keys(finding.keys)}")
    if not finding.is_repaired:
        print_line(f"  What to do: {finding.remedy}")


def _keys(keys: tuple[str, ...]) -> str:
    more = len(keys) - MOST_SHOWN
    return ", ".join(keys[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")


def print_rebuild(outcome: "RebuildOutcome") -> None:
    """Print what was made anew.

    Parameters
    ----------
    outcome
        What rebuilding gave.
    """
    print_line(
        f"Made anew: {_count(outcome.recordings, 'recording')}, {_count(outcome.activities, 'activity')}, "
        f"{_count(outcome.pairs, 'pair')} of copies."
    )
    if outcome.changed:
        print_line(f"Other figures than before: {_keys(outcome.changed)}.")
    else:
        print_line("All figures are as they were.")
    _print_failures(outcome.failures)


def print_recompute(outcome: "RecomputeOutcome") -> None:
    """Print what was worked out again.

    Parameters
    ----------
    outcome
        What recomputing gave.
    """
    if not outcome.keys:
        print_line("All activities are up to date.")
        return
    verb = "would be worked out again" if outcome.is_dry else "worked out again"
    print_line(f"{_count(len(outcome.keys), 'activity')} {verb}.")
    if not outcome.changes and not outcome.failures:
        print_line("No figure changed.")
    for change in outcome.changes:
        _print_change(change)
    _print_failures(outcome.failures)
    if outcome.is_dry:
        print_line("Nothing was kept. To keep it: backstride recompute.")


def _print_change(change: "FigureChange") -> None:
    name, write = _figure(change.name)
    most = f"most in {change.key}, {write(change.before)} → {write(change.after)}"
    total = ""
    if change.total_before is not None or change.total_after is not None:
        total = f"; together {write(change.total_before)} → {write(change.total_after)}"
    print_line(f"  {name}: in {_count(change.activities, 'activity')}, {most}{total}")


def _figure(name: str) -> tuple[str, Callable[[float | None], str]]:
    """What a figure is called, and how it is written."""
    words, _, unit = name.rpartition("_")
    words = words.replace("_", " ")
    if unit == "s":
        return words, lambda value: UNKNOWN if value is None else clock(value)
    if unit == "m":
        return words, lambda value: UNKNOWN if value is None else f"{value / 1000:.2f} km"
    if unit == "kj":
        return (
            words,
            lambda value: UNKNOWN if value is None else f"{value / KILOJOULES_PER_KILOCALORIE:.0f} kcal",
        )
    if unit == "bpm":
        return words, lambda value: UNKNOWN if value is None else f"{value:.0f} bpm"
    return {"trimp": "load"}.get(name, name), number


def _print_failures(failures: "Iterable[Failure]") -> None:
    for failure in failures:
        print_line(f"Left as it was: {failure.what}. {failure.reason}")


def _count(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    return f"{count} {what[:-1]}ies" if what.endswith("y") else f"{count} {what}s"
