"""What changes of the log did, as plain documents of JSON."""

from collections.abc import Iterable
from typing import Any

from backstride.actions.changing import ChangeOutcome
from backstride.actions.document_values import estimate, moment, rounded
from backstride.actions.reviewing import Copy
from backstride.actions.totals import Totals
from backstride.energy import kilocalories
from backstride.store import Action, LogEntry

Document = dict[str, Any]


def change_document(outcome: ChangeOutcome) -> Document:
    """What a change did.

    Parameters
    ----------
    outcome
        The change.

    Returns
    -------
    dict
        Its number, which is null where nothing was kept, and the figures before and after it.
    """
    document: Document = {
        "change": outcome.change,
        "kind": outcome.kind,
        "text": outcome.text,
        "activities": list(outcome.keys),
        "before": _totals(outcome.before),
        "after": _totals(outcome.after),
    }
    if outcome.distances is not None:
        device_m, counted_m, said_m = map(rounded, outcome.distances)
        document["distances"] = {"device_m": device_m, "counted_m": counted_m, "said_m": said_m}
    return document


def history_document(actions: Iterable[Action]) -> Document:
    """What was changed in the log.

    Parameters
    ----------
    actions
        The changes, the first first.

    Returns
    -------
    dict
        A list of them.
    """
    return {
        "changes": [
            {
                "change": action.number,
                "at": moment(action.at),
                "kind": action.kind,
                "text": action.text,
                "activities": list(action.keys),
                "taken_back_at": moment(action.undone_at),
            }
            for action in actions
        ]
    }


def duplicates_document(copies: Iterable[Copy]) -> Document:
    """Activities that are or may be one.

    Parameters
    ----------
    copies
        The pairs.

    Returns
    -------
    dict
        A list of them.
    """
    return {
        "pairs": [
            {
                "verdict": copy.pair.verdict.value,
                "found": copy.pair.pair.verdict.value,
                "decided": None if copy.pair.decision is None else copy.pair.decision.value,
                "reason": copy.pair.pair.reason,
                "activities": [_entry(copy.first), _entry(copy.second)],
            }
            for copy in copies
        ]
    }


def _entry(entry: LogEntry) -> Document:
    summary = entry.summary
    return {
        "activity": entry.key,
        "copy_of": entry.duplicate_of,
        "name": summary.name,
        "started_at": moment(summary.started_at),
        "duration_s": rounded(summary.duration_s),
        "distance_m": rounded(summary.distance_m),
        "device": summary.device,
        "format": summary.format,
    }


def _totals(totals: Totals) -> Document:
    energy = kilocalories(totals.energy_kj)
    return {
        "activities": totals.activities,
        "duration_s": rounded(totals.duration_s),
        "moving_s": rounded(totals.moving_s),
        "distance_m": rounded(totals.distance_m),
        "backward_s": rounded(totals.backward_s),
        "backward_m": rounded(totals.backward_m),
        "forward_s": rounded(totals.forward_s),
        "unknown_way_s": rounded(totals.unknown_s),
        "heart_rate_s": rounded(totals.heart_rate_s),
        "trimp": None if totals.trimp is None else estimate(totals.trimp),
        "energy_kcal": None if energy is None else estimate(energy),
    }
