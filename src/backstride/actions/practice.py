"""Tell how the skill of moving backward grew with practice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from backstride.actions.bests import dated_efforts
from backstride.bout import Gait, Travel
from backstride.load import DatedBout, SkillCurve, SpeedRatio, skill_curve, speed_ratios
from backstride.store import Store
from backstride.store.light_rows import PracticeRow

SOURCES: Final = (
    "heath2001",
    "macgregor1979",
    "sen1968",
    "uthoff2018",
    "backstride-estimate",
    "backstride-rules",
)
"""What the skill curve rests on."""

LEARNED: Final = (Gait.WALK, Gait.RUN)
"""Gaits whose skill is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillOutcome:
    """How the skill grew."""

    curves: tuple[SkillCurve, ...]
    """Of walking and of running backward."""
    ratios: tuple[SpeedRatio, ...]
    """Backward over forward speed, each the best so far, the oldest first."""
    is_empty: bool
    """Whether nothing at all counts in the log."""


def tell_skill(store: Store, athlete: str, *, until: date | None = None) -> SkillOutcome:
    """Tell how heart cost and heart rate of moving backward fell, and the speed beside forward rose.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    until
        Up to this day.

    Returns
    -------
    SkillOutcome
        The curves, with their reasons where they cannot be told.
    """
    with store.reading() as log:
        rows = log.figures.practice(athlete, until=until)
        efforts = log.figures.improvements(athlete, travels=(Travel.FORWARD, Travel.BACKWARD), until=until)
        is_empty = log.figures.count(athlete) == 0
    bouts = dated_bouts(rows)
    return SkillOutcome(
        curves=tuple(skill_curve(bouts, gait) for gait in LEARNED),
        # Only a best that was bettered moves the ratio of the two bests.
        ratios=speed_ratios(dated_efforts(efforts)),
        is_empty=is_empty,
    )


def dated_bouts(rows: Iterable[PracticeRow]) -> list[DatedBout]:
    """Backward bouts as the science of load takes them.

    Parameters
    ----------
    rows
        The bouts.

    Returns
    -------
    list of DatedBout
        In the same order.
    """
    return [
        DatedBout(
            activity_key=row.key,
            day=row.day,
            started_at=row.started_at,
            travel=Travel.BACKWARD,
            gait=row.gait,
            duration_s=row.duration_s,
            speed_m_s=_rate(row.distance_m, row.distance_known_s),
            heart_rate_bpm=row.settled_heart_rate_bpm,
            grade=row.grade,
            step_length_m=row.step_length_m,
            cadence_spm=_rate(None if row.steps is None else 60.0 * row.steps, row.steps_known_s),
            resting_heart_rate_bpm=row.resting_heart_rate_bpm,
        )
        for row in rows
    ]


def _rate(amount: float | None, known_s: float) -> float | None:
    return None if amount is None or known_s <= 0.0 else amount / known_s
