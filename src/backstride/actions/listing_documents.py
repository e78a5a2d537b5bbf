"""The list of activities, and one of them, as plain documents of JSON."""

from typing import Final

from backstride import __version__
from backstride.actions.document_values import Document, estimate, moment, rounded
from backstride.actions.documents import report_document
from backstride.actions.listing import Listed, ListOutcome, ShowOutcome
from backstride.actions.report import ReportOutcome
from backstride.energy import kilocalories
from backstride.log.summary import DirectionRow, Sums
from backstride.store import LogEntry

SUMS: Final = (
    "duration_s",
    "distance_m",
    "distance_known_s",
    "speed_m_s",
    "steps",
    "cadence_spm",
    "step_length_m",
    "heart_rate_mean_bpm",
    "heart_rate_unknown_s",
    "trimp",
    "energy_kcal",
    "energy_unknown_s",
)
"""The names of what was measured."""


def list_document(outcome: ListOutcome) -> Document:
    """The list of activities.

    Parameters
    ----------
    outcome
        What listing gave.

    Returns
    -------
    dict
        A document of the schema ``list``.
    """
    return {
        "program_version": __version__,
        "activities": [_listed(each) for each in outcome.activities],
        "left_out": outcome.left_out,
    }


def show_document(outcome: ShowOutcome) -> Document:
    """One activity: what is kept of it, and the report on it.

    Parameters
    ----------
    outcome
        What showing gave.

    Returns
    -------
    dict
        A document of the schema ``show``.
    """
    activity, summary = outcome.activity, outcome.entry.summary
    told, typed_m = activity.told, activity.facts.distance_m
    report = report_document(ReportOutcome.of([outcome.reported]))["recordings"][0]
    return {
        "program_version": __version__,
        "activity": {
            **_entry(outcome.entry),
            "batch": outcome.batch,
            "original_names": list(outcome.original_names),
            "distances": {
                "device_m": rounded(summary.device_distance_m),
                "counted_m": rounded(summary.counted_distance_m),
                "typed_m": rounded(typed_m),
            },
            "facts": activity.facts.as_document(),
            "told": {
                name: value for name, value in told.as_document().items() if name not in {"gear", "media"}
            },
            "gear": told.gear,
            "media": list(told.media),
            "replaced_by": list(activity.replaced_by),
            "is_removed": activity.is_removed,
            "duplicate_of": outcome.entry.duplicate_of,
            "rejected": list(summary.rejected),
        },
        "report": report,
    }


def _listed(listed: Listed) -> Document:
    return {
        **_entry(listed.entry),
        "short_key": listed.short_key,
        "duplicate_of": listed.entry.duplicate_of,
        "replaced_by": list(listed.replaced_by),
        "is_removed": listed.is_removed,
        **_sums(listed.entry.summary.sums),
        "directions": [_direction(each) for each in listed.directions],
    }


def _entry(entry: LogEntry) -> Document:
    summary = entry.summary
    return {
        "key": entry.key,
        "day": None if summary.day is None else summary.day.isoformat(),
        "started_at": moment(summary.started_at),
        "utc_offset_s": summary.utc_offset_s,
        "name": summary.name,
        "sport": summary.sport,
        "sub_sport": summary.sub_sport,
        "device": summary.device,
        "format": summary.format,
        "is_simulated": summary.is_simulated,
        "is_counted": entry.is_shown,
        "elapsed_s": rounded(summary.duration_s),
        "moving_s": rounded(summary.moving_s),
        "total_distance_m": rounded(summary.distance_m),
        "perceived_exertion": rounded(summary.perceived_exertion),
        "warnings": list(summary.warnings),
    }


def _direction(row: DirectionRow) -> Document:
    return {"travel": row.travel.value, "gait": row.gait.value, **_sums(row.sums)}


def _sums(sums: Sums | None) -> Document:
    """What was measured; everything null where nothing was cut into bouts."""
    if sums is None:
        return dict.fromkeys(SUMS)
    return {
        "duration_s": rounded(sums.duration_s),
        "distance_m": rounded(sums.distance_m),
        "distance_known_s": rounded(sums.distance_known_s),
        "speed_m_s": rounded(sums.speed_m_s),
        "steps": rounded(sums.steps),
        "cadence_spm": rounded(sums.cadence_spm),
        "step_length_m": rounded(sums.step_length_m),
        "heart_rate_mean_bpm": rounded(sums.heart_rate_bpm),
        "heart_rate_unknown_s": rounded(sums.heart_rate_unknown_s),
        "trimp": estimate(sums.trimp_estimate),
        "energy_kcal": estimate(kilocalories(sums.energy_estimate_kj)),
        "energy_unknown_s": rounded(sums.energy_unknown_s),
    }
