"""What export, restore, doctor, rebuild and recompute found, as plain documents of JSON."""

from collections.abc import Iterable

from backstride.actions.deriving import Failure
from backstride.actions.doctoring import DoctorOutcome
from backstride.actions.document_values import Document, rounded
from backstride.actions.exporting import ExportOutcome
from backstride.actions.rebuilding import RebuildOutcome
from backstride.actions.recomputing import RecomputeOutcome
from backstride.actions.restoring import RestoreOutcome


def export_document(outcome: ExportOutcome) -> Document:
    """What was exported.

    Parameters
    ----------
    outcome
        What exporting gave.

    Returns
    -------
    dict
        The file, and how much is in it.
    """
    return {
        "file": str(outcome.path),
        "size": outcome.size,
        "originals": outcome.originals,
        "rows": dict(outcome.rows),
    }


def restore_document(outcome: RestoreOutcome) -> Document:
    """What was restored.

    Parameters
    ----------
    outcome
        What restoring gave.

    Returns
    -------
    dict
        How much is in the log now.
    """
    return {
        "originals": outcome.originals,
        "activities": outcome.activities,
        "rows": dict(outcome.rows),
        "program_version": outcome.program_version,
    }


def doctor_document(outcome: DoctorOutcome) -> Document:
    """What is wrong with the log.

    Parameters
    ----------
    outcome
        What looking gave.

    Returns
    -------
    dict
        Each finding, and what was not looked at.
    """
    return {
        "is_well": outcome.is_well,
        "is_quick": outcome.is_quick,
        "activities": outcome.activities,
        "originals": outcome.originals,
        "recordings": outcome.recordings,
        "findings": [
            {
                "check": each.check.value,
                "what": each.what,
                "remedy": None if each.is_repaired else each.remedy,
                "activities": list(each.keys),
                "is_fault": each.is_fault,
                "is_repaired": each.is_repaired,
            }
            for each in outcome.findings
        ],
        "skipped": [{"check": check.value, "reason": reason} for check, reason in outcome.skipped],
    }


def rebuild_document(outcome: RebuildOutcome) -> Document:
    """What was made anew.

    Parameters
    ----------
    outcome
        What rebuilding gave.

    Returns
    -------
    dict
        How much, what changed by it, and what could not be made anew.
    """
    return {
        "recordings": outcome.recordings,
        "activities": outcome.activities,
        "pairs": outcome.pairs,
        "changed": list(outcome.changed),
        "failures": _failures(outcome.failures),
    }


def recompute_document(outcome: RecomputeOutcome) -> Document:
    """What was worked out again.

    Parameters
    ----------
    outcome
        What recomputing gave.

    Returns
    -------
    dict
        The activities, and each figure that changed.
    """
    return {
        "is_dry_run": outcome.is_dry,
        "activities": list(outcome.keys),
        "changes": [
            {
                "figure": each.name,
                "activities": each.activities,
                "largest": {
                    "activity": each.key,
                    "before": rounded(each.before),
                    "after": rounded(each.after),
                },
                "total_before": rounded(each.total_before),
                "total_after": rounded(each.total_after),
            }
            for each in outcome.changes
        ],
        "failures": _failures(outcome.failures),
    }


def _failures(failures: Iterable[Failure]) -> list[Document]:
    return [{"what": each.what, "reason": each.reason} for each in failures]
