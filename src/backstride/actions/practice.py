"""Tell how the skill of moving backward grew with practice."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from backstride.actions.bests import dated_efforts
from backstride.bout import Gait, Travel
from backstride.load import PracticeColumns, SkillCurve, SpeedRatio, skill_curve, speed_ratios
from backstride.load.practice_columns import GAITS
from backstride.recording import FloatArray
from backstride.store import Store
from backstride.store.light_rows import PracticeBouts

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
    bouts = practice_columns(rows)
    return SkillOutcome(
        curves=tuple(skill_curve(bouts, gait) for gait in LEARNED),
        # Only a best that was bettered moves the ratio of the two bests.
        ratios=speed_ratios(dated_efforts(efforts)),
        is_empty=is_empty,
    )


def practice_columns(bouts: PracticeBouts) -> PracticeColumns:
    """Backward bouts as the science of load takes them.

    Parameters
    ----------
    bouts
        The bouts.

    Returns
    -------
    PracticeColumns
        Those that moved.
    """
    moved = np.flatnonzero(bouts.gaits != GAITS.index(Gait.STANDING))
    of, places = np.unique(bouts.activities[moved], return_inverse=True)
    return PracticeColumns(
        keys=[bouts.keys[place] for place in of.tolist()],
        days=[bouts.days[place] for place in of.tolist()],
        session_of=places.astype(np.int64),
        gait=bouts.gaits[moved],
        duration_s=bouts.durations_s[moved],
        speed_m_s=_rate(bouts.distances_m[moved], bouts.distances_known_s[moved]),
        heart_rate_bpm=bouts.settled_heart_rate_bpm[moved],
        grade=bouts.grades[moved],
        step_length_m=bouts.step_lengths_m[moved],
        cadence_spm=_rate(60.0 * bouts.steps[moved], bouts.steps_known_s[moved]),
        resting_heart_rate_bpm=bouts.resting_heart_rate_bpm[moved],
    )


def _rate(amount: FloatArray, known_s: FloatArray) -> FloatArray:
    """An amount in each second of which it is known; NaN where it is of none."""
    rate: FloatArray = np.divide(amount, known_s, out=np.full(len(amount), np.nan), where=known_s > 0.0)
    return rate
