"""What imports, undoing and measuring found, as plain documents of JSON."""

from collections.abc import Iterable
from datetime import date

from backstride.actions.document_values import Document, moment, rounded
from backstride.actions.importing import ImportOutcome
from backstride.actions.measuring import ALWAYS, AthleteOutcome
from backstride.actions.undoing import UndoOutcome
from backstride.store import Batch, BatchEntry, LogEntry


def import_document(outcome: ImportOutcome) -> Document:
    """What became of an import.

    Parameters
    ----------
    outcome
        What importing gave.

    Returns
    -------
    dict
        How many activities are new, how many files had each other outcome, and each file.
    """
    counts = outcome.counts
    return {
        "batch": outcome.batch,
        "is_dry_run": outcome.batch is None,
        "is_resumed": outcome.is_resumed,
        "new": outcome.activities,
        "new_files": counts["new"],
        "changed": outcome.relinked,
        **{name: counts[name] for name in ("duplicate", "ignored", "refused", "failed")},
        "reviews": [
            {"activities": [each.first, each.second], "reason": each.pair.reason} for each in outcome.reviews
        ],
        "files": [_file(entry) for entry in outcome.entries],
    }


def preview_document(outcome: ImportOutcome) -> Document:
    """What would become of an import.

    Parameters
    ----------
    outcome
        What a dry run gave.

    Returns
    -------
    dict
        As of an import, and what the new activities are, for they are not in the log yet.
    """
    return {**import_document(outcome), "found": [_found(entry) for entry in outcome.found]}


def _found(entry: LogEntry) -> Document:
    summary = entry.summary
    return {
        "activity": entry.key,
        "name": summary.name,
        "day": None if summary.day is None else summary.day.isoformat(),
        "sport": summary.sport,
        "duration_s": rounded(summary.duration_s),
        "distance_m": rounded(summary.distance_m),
        "device": summary.device,
        "is_simulated": summary.is_simulated,
    }


def _file(entry: BatchEntry) -> Document:
    return {
        "file": entry.file,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "slug": entry.slug,
        "activities": list(entry.keys),
    }


def imports_document(batches: Iterable[tuple[Batch, dict[str, int]]]) -> Document:
    """All imports.

    Parameters
    ----------
    batches
        Each with how many files had each outcome.

    Returns
    -------
    dict
        The imports, the first first.
    """
    return {
        "imports": [
            {
                "batch": batch.number,
                "athlete": batch.athlete,
                "sources": list(batch.sources),
                "started_at": moment(batch.started_at),
                "finished_at": moment(batch.finished_at),
                "files": counts,
            }
            for batch, counts in batches
        ]
    }


def import_log_document(batch: Batch, entries: Iterable[BatchEntry]) -> Document:
    """One import, file by file.

    Parameters
    ----------
    batch
        The import.
    entries
        What became of each file.

    Returns
    -------
    dict
        The import and its files.
    """
    return {"batch": batch.number, "files": [_file(entry) for entry in entries]}


def undo_document(outcome: UndoOutcome, *, is_dry: bool) -> Document:
    """What was taken back.

    Parameters
    ----------
    outcome
        What undoing gave.
    is_dry
        Whether it was only said.

    Returns
    -------
    dict
        The import and its activities.
    """
    return {
        "batch": outcome.batch,
        "is_dry_run": is_dry,
        "removed": list(outcome.removed),
        "kept": list(outcome.kept),
        "changes_removed": outcome.changes,
    }


def athlete_document(outcome: AthleteOutcome) -> Document:
    """A person as the log knows them.

    Parameters
    ----------
    outcome
        The person.

    Returns
    -------
    dict
        What never changes, and each measurement, choice and condition with its day.
    """
    athlete = outcome.athlete
    return {
        "athlete": outcome.name,
        "birth_year": athlete.birth_year,
        "sex": athlete.sex,
        "measurements": [
            {"quantity": each.quantity, "value": each.value, "since": _day(each.measured_on)}
            for each in athlete.measurements
        ],
        "heart_choices": [
            {
                "since": _day(each.since),
                "formula": each.formula,
                "target": list(each.target),
                "zones_bpm": None if each.zones_bpm is None else dict(each.zones_bpm),
            }
            for each in athlete.heart_choices
        ],
        "conditions": [
            {
                "name": each.name,
                "since": each.since.isoformat(),
                "until": None if each.until is None else each.until.isoformat(),
            }
            for each in athlete.conditions
        ],
        "activities_to_recompute": outcome.stale,
        "others": list(outcome.others),
    }


def _day(day: date) -> str | None:
    return None if day <= ALWAYS else day.isoformat()
