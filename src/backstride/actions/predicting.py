"""Predict race times backward, from what the log holds and what is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from backstride.bout import Gait, Travel
from backstride.load import Basis
from backstride.load.efforts import HALF_MARATHON_M, MILE_M
from backstride.store import Log, Store
from backstride.training.prediction import KnownTime, Prediction, predict

RACES_M: Final = (100.0, 400.0, 1000.0, MILE_M, 5000.0, 10_000.0, HALF_MARATHON_M)
"""The races that are predicted where nobody names one. [m]"""
YEAR: Final = timedelta(days=365)
WALKED_M_S: Final = {Travel.BACKWARD: 1.3, Travel.FORWARD: 1.9}
"""What is slower was most likely walked, and a walk says nothing of a race. Assumed. [m/s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictOutcome:
    """Race times."""

    predictions: tuple[Prediction, ...]
    backward: tuple[KnownTime, ...]
    """Own times backward that they rest on: those told, and those of the log."""
    forward: tuple[KnownTime, ...]
    backward_sessions: float | None


def predict_races(
    store: Store,
    athlete: str,
    races_m: Sequence[float],
    *,
    on: date,
    today: date,
    backward: Sequence[KnownTime] = (),
    forward: Sequence[KnownTime] = (),
) -> PredictOutcome:
    """Predict race times.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    races_m
        The distances; without any, the usual ones. [m]
    on
        The day of the race.
    today
        The last day of what is known.
    backward
        Own times backward beside those of the log.
    forward
        Own times forward beside those of the log.

    Returns
    -------
    PredictOutcome
        A prediction for each distance.

    Raises
    ------
    InvalidValue
        If a distance or a time is impossible.
    """
    with store.reading() as log:
        own = {travel: _bests(log, athlete, travel, today) for travel in (Travel.BACKWARD, Travel.FORWARD)}
        sessions = _backward_sessions(log, athlete, today)
    known = PredictOutcome(
        predictions=(),
        backward=(*backward, *own[Travel.BACKWARD]),
        forward=(*forward, *own[Travel.FORWARD]),
        backward_sessions=sessions,
    )
    return replace(
        known,
        predictions=tuple(
            predict(
                distance_m,
                backward=known.backward,
                forward=known.forward,
                backward_sessions=sessions,
                on=on,
            )
            for distance_m in races_m or RACES_M
        ),
    )


def _bests(log: Log, athlete: str, travel: Travel, today: date) -> tuple[KnownTime, ...]:
    """The best time over each distance in one direction: ever, and of the last year; walks left out.

    The record may be years old, and what is old counts for little, or for nothing beside something newer.
    """
    ever = {
        row.size: KnownTime(distance_m=row.distance_m, time_s=row.end_s - row.start_s, day=row.day)
        for row in log.figures.improvements(athlete, travels=(travel,), until=today)
        if row.basis == Basis.DISTANCE and row.gait is not Gait.WALK
    }
    lately: dict[float, KnownTime] = {}
    for best in log.figures.bests_of_days(athlete, travel, since=today - YEAR, until=today):
        if best.basis == Basis.DISTANCE and best.speed_m_s >= WALKED_M_S[travel]:
            time_s, known = best.size / best.speed_m_s, lately.get(best.size)
            if known is None or time_s < known.time_s:
                lately[best.size] = KnownTime(distance_m=best.size, time_s=time_s, day=best.day)
    newer = (each for size, each in lately.items() if size not in ever or ever[size].day < today - YEAR)
    return (*ever.values(), *newer)


def _backward_sessions(log: Log, athlete: str, today: date) -> float | None:
    """How often the athlete went backward: as they told, and as the log counts if that is more."""
    told = log.athletes.athlete(athlete).on(today).backward_sessions
    counted = log.figures.count(athlete, until=today, travel=Travel.BACKWARD)
    if told is None and counted == 0:
        return None
    return max(told or 0.0, float(counted))
