"""What is known of a person's own stride, year by year, for the settings and for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backstride.actions.document_values import moment, rounded
from backstride.actions.learning import UsualStride, usual_strides
from backstride.web.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class StrideOfYear:
    """What was learned from the recordings of one calendar year."""

    year: int
    sessions: int
    duration_s: float
    """How much moving time it was learned from. [s]"""
    learned_at: datetime
    strides: tuple[UsualStride, ...]
    """Running, then walking, as far as they are known."""


def strides_of(place: Place, athlete: str) -> tuple[StrideOfYear, ...]:
    """What was learned of a person's stride.

    Parameters
    ----------
    place
        The log.
    athlete
        Whose.

    Returns
    -------
    tuple of StrideOfYear
        The latest year first.
    """
    with place.store.reading() as log:
        learned = log.strides.learned(athlete)
    return tuple(
        StrideOfYear(
            year=year,
            sessions=each.baseline.sessions,
            duration_s=each.baseline.duration_s,
            learned_at=each.learned_at,
            strides=usual_strides(each.baseline),
        )
        for year, each in sorted(learned.items(), reverse=True)
        if each.baseline is not None
    )


def strides_document(strides: tuple[StrideOfYear, ...]) -> dict[str, Any]:
    """What was learned of a person's stride, as a plain document.

    Parameters
    ----------
    strides
        Year by year.

    Returns
    -------
    dict
        For programs.
    """
    return {"years": [_year(each) for each in strides]}


def _year(each: StrideOfYear) -> dict[str, Any]:
    return {
        "year": each.year,
        "sessions": each.sessions,
        "moving_s": rounded(each.duration_s),
        "learned_at": moment(each.learned_at),
        "strides": [
            {
                "gait": stride.gait.value,
                "speed_m_s": rounded(stride.speed_m_s),
                "cadence_spm": rounded(stride.cadence_spm),
                "step_length_m": rounded(stride.step_length_m),
                "forward_s": rounded(stride.forward_s),
                "backward_s": rounded(stride.backward_s),
                "backward_cadence_ratio": rounded(stride.backward_cadence_ratio),
            }
            for stride in each.strides
        ],
    }
