"""The load of each day, put together from its sessions, in one direction or all together.

Three rules stand above the arithmetic. What is unknown is never 0. Two scales are never added: a rating
enters the scale of heart rate only by the athlete's own ratio of the two, with that ratio's range. And where
a number came from is kept beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.recording import FloatArray, frozen

IntArray = NDArray[np.int64]

SESSIONS_FOR_RATIO: Final = 5
"""So many sessions with both a heart rate and a rating tell how the two scales compare. [-]"""

UNKNOWN_HEART_RATE: Final = 0.1
"""The share of the moving time that may be without a heart rate where a training impulse is taken for the
whole. [-]"""


class LoadScale(StrEnum):
    """What a load is counted in."""

    TRIMP = "TRIMP"
    """Training impulse from heart rate. Ratings are brought onto it by the athlete's own ratio."""
    SESSION_RPE = "session RPE"
    """Rating × minutes, and nothing else."""


class WhyUnknown(StrEnum):
    """Why the load of a session, or some of it, is unknown."""

    NOTHING = "nothing"
    """Neither a heart rate nor a rating that could be used."""
    NO_RATIO = "no ratio"
    """A rating, but too few sessions with both to bring it onto the scale of heart rate."""
    GAPS = "gaps"
    """The heart rate is missing for part of the time; the known part counts."""
    NO_TIME = "no time"
    """A rating, but no moving time by which to split it over the directions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLoad:
    """What is known of the load of a session as a whole, or of its part in one direction."""

    session: str
    """The session's key; its parts carry the same one."""
    day: date
    travel: Travel | None = None
    """The direction of the part; None for the session as a whole. Each session has one whole."""
    trimp: Estimate | None = None
    """Training impulse; None where unknown. [min, weighted]"""
    session_rpe_load: float | None = None
    """Rating × minutes, of the whole only; None where not rated. [arbitrary units: rating × min]"""
    moving_s: float | None = None
    """Moving time; None where unknown. [s]"""
    heart_rate_unknown_s: float = 0.0
    """Time without a heart rate, whose impulse is not in `trimp`. [s]"""

    def __post_init__(self) -> None:
        loads = [] if self.trimp is None else [self.trimp.low, self.trimp.high]
        numbers = [*loads, self.session_rpe_load, self.moving_s, self.heart_rate_unknown_s]
        if any(number is not None and not 0.0 <= number < float("inf") for number in numbers):
            raise InvalidValue(
                f"A load or a time of session {self.session} is negative or no number.",
                allowed="Loads and times are zero or more.",
                remedy="Give None for what is unknown.",
            )
        if self.travel is not None and self.session_rpe_load is not None:
            raise InvalidValue(
                f"A rating of the part {self.travel} of session {self.session} was given.",
                allowed="A session is rated as a whole.",
                remedy="Give the rating with the whole session; it is split by moving time.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLoad:
    """A session whose load, or some of it, is unknown."""

    session: str
    day: date
    why: WhyUnknown


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayLoads:
    """Loads of consecutive days; the arrays have one entry a day and are read-only."""

    scale: LoadScale
    travel: Travel | None
    """The direction; None for all together."""
    first_day: date
    value: FloatArray
    """What is known of the day's load; 0 on a day without a session, NaN where a session was and nothing of
    it is known. In the unit of the scale."""
    low: FloatArray
    high: FloatArray
    heart_rate_sessions: IntArray
    """Sessions whose load came from heart rate."""
    session_rpe_sessions: IntArray
    """Sessions whose load came from a rating."""
    unknown_sessions: IntArray
    """Sessions whose load, or some of it, is not in the day's value."""
    unknown: tuple[UnknownLoad, ...] = ()
    """Those sessions, by day."""
    ratio: Estimate | None = None
    """TRIMP for each unit of session RPE load, by which ratings were brought onto this scale. [-]"""

    def __post_init__(self) -> None:
        arrays = (self.low, self.high, self.heart_rate_sessions, self.session_rpe_sessions)
        if any(array.shape != self.value.shape for array in (*arrays, self.unknown_sessions)):
            raise InvalidValue(
                "Loads of different numbers of days were given.",
                allowed="Every array has one entry a day.",
                remedy="Fill the missing days in.",
            )

    @property
    def days(self) -> tuple[date, ...]:
        """The days, one for each entry."""
        return tuple(self.first_day + timedelta(days=at) for at in range(len(self.value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """What one session gives to the series."""

    session: str
    day: date
    load: Estimate | None = None
    origin: LoadScale | None = None
    why: WhyUnknown | None = None


def day_loads(
    sessions: Iterable[SessionLoad],
    first_day: date,
    last_day: date,
    scale: LoadScale,
    *,
    travel: Travel | None = None,
) -> DayLoads:
    """The load of each day from the first to the last.

    The whole session decides where the load of all its parts comes from, so that parts add up to the
    whole. On the scale of heart rate that is its training impulse; where there is none, or the heart rate is
    missing for more than a tenth of the moving time, its rating by the athlete's own ratio. On the scale of
    ratings it is the rating alone. A rating is one number for the whole session: it is split over the
    directions by their share of moving time, as though each minute had been as hard, which nobody measured.

    A session without parts counts as of unknown direction. What a session has above its parts, such as time
    standing, stands in no direction. Days without a session are rest, a load of 0: the first and the last day
    must therefore lie within what the log covers. Sessions outside them count for the ratio alone.

    Source: foster2001 (the scales are not interchangeable), banister1991, backstride-rules. Belief: derived.
    Measured on: forward exercise.

    Parameters
    ----------
    sessions
        Wholes and parts, in any order.
    first_day
        The first day of the series.
    last_day
        The last day of the series, which belongs to it.
    scale
        What to count in.
    travel
        The direction; None for all together.

    Returns
    -------
    DayLoads
        Loads of consecutive days, in the unit of the scale.

    Raises
    ------
    InvalidValue
        If the last day lies before the first, or wholes and parts do not belong together.
    """
    if last_day < first_day:
        raise InvalidValue(
            f"Days from {first_day} to {last_day} were asked for.",
            allowed="The last day is the first or comes after it.",
            remedy="Swap the two days.",
        )
    rows = sorted(sessions, key=attrgetter("day", "session"))
    wholes = _wholes(rows)
    ratio = trimp_for_each_session_rpe(wholes.values()) if scale is LoadScale.TRIMP else None
    pairs = _pairs(rows, wholes, travel)
    shares = [
        _share(whole, part, scale, ratio) for whole, part in pairs if first_day <= whole.day <= last_day
    ]
    return _series(shares, first_day, last_day, scale=scale, travel=travel, ratio=ratio)


def trimp_for_each_session_rpe(sessions: Iterable[SessionLoad]) -> Estimate | None:
    """How much training impulse an athlete's unit of session RPE load is worth.

    The median over the whole sessions that have both, so that one odd rating does not count; the range is
    from the lower to the upper quartile. Sessions with gaps in the heart rate are left out.

    Source: foster2001 (a steady relation between both, on scales of their own), backstride-rules.
    Belief: derived.
    Measured on: forward exercise.

    Parameters
    ----------
    sessions
        Wholes and parts; parts have no rating and are passed over.

    Returns
    -------
    Estimate or None
        TRIMP for each unit of session RPE load; None from fewer than five sessions. [-]
    """
    ratios = [
        whole.trimp.value / whole.session_rpe_load
        for whole in sessions
        if whole.trimp is not None and _is_covered(whole)
        if whole.session_rpe_load is not None and whole.session_rpe_load > 0.0 and whole.trimp.value > 0.0
    ]
    if len(ratios) < SESSIONS_FOR_RATIO:
        return None
    low, middle, high = np.percentile(ratios, [25.0, 50.0, 75.0]).tolist()
    return Estimate(middle, low, high)


def _wholes(rows: Sequence[SessionLoad]) -> dict[str, SessionLoad]:
    """The whole of each session, once every part has been found to have one."""
    wholes = {row.session: row for row in rows if row.travel is None}
    keys = {(row.session, row.travel) for row in rows}
    if len(keys) < len(rows):
        raise InvalidValue(
            "A session, or a part of one in a direction, was given twice.",
            allowed="Each session has one whole, and one part for each direction.",
            remedy="Leave the second out, or add the parts up first.",
        )
    for row in rows:
        if row.session not in wholes or wholes[row.session].day != row.day:
            raise InvalidValue(
                f"A part of session {row.session} on {row.day} has no whole on that day.",
                allowed="Each session is given as a whole beside its parts.",
                remedy="Add the whole, with no direction.",
            )
    return wholes


def _pairs(
    rows: Sequence[SessionLoad], wholes: dict[str, SessionLoad], travel: Travel | None
) -> list[tuple[SessionLoad, SessionLoad]]:
    """Each session that went in a direction, with its part."""
    pairs = [(wholes[row.session], row) for row in rows if row.travel == travel]
    if travel is Travel.UNKNOWN:
        parted = {row.session for row in rows if row.travel is not None}
        pairs += [(whole, whole) for key, whole in wholes.items() if key not in parted]
        pairs.sort(key=lambda pair: (pair[0].day, pair[0].session))
    return pairs


def _is_covered(row: SessionLoad) -> bool:
    """Whether the heart rate is known for as good as all of the time."""
    if row.heart_rate_unknown_s == 0.0:
        return True
    return row.moving_s is not None and row.heart_rate_unknown_s <= UNKNOWN_HEART_RATE * row.moving_s


def _share(whole: SessionLoad, part: SessionLoad, scale: LoadScale, ratio: Estimate | None) -> _Share:
    """What a part gives to the series; the whole decides where it comes from."""
    if (
        scale is LoadScale.TRIMP
        and whole.trimp is not None
        and (_is_covered(whole) or not _rates(whole, ratio))
    ):
        return _from_heart_rate(part)
    if whole.session_rpe_load is None:
        return _Share(session=part.session, day=part.day, why=WhyUnknown.NOTHING)
    factor = Estimate.exact(1.0) if scale is LoadScale.SESSION_RPE else ratio
    if factor is None:
        return _Share(session=part.session, day=part.day, why=WhyUnknown.NO_RATIO)
    split = _share_of_time(part, whole)
    if split is None:
        return _Share(session=part.session, day=part.day, why=WhyUnknown.NO_TIME)
    load = factor * (whole.session_rpe_load * split)
    return _Share(session=part.session, day=part.day, load=load, origin=LoadScale.SESSION_RPE)


def _rates(whole: SessionLoad, ratio: Estimate | None) -> bool:
    """Whether a rating could stand in for the heart rate."""
    return whole.session_rpe_load is not None and ratio is not None


def _from_heart_rate(part: SessionLoad) -> _Share:
    if part.trimp is None:
        return _Share(session=part.session, day=part.day, why=WhyUnknown.NOTHING)
    why = None if _is_covered(part) else WhyUnknown.GAPS
    return _Share(session=part.session, day=part.day, load=part.trimp, origin=LoadScale.TRIMP, why=why)


def _share_of_time(part: SessionLoad, whole: SessionLoad) -> float | None:
    """The part's share of the moving time of its session."""
    if part is whole:
        return 1.0
    if part.moving_s is None or whole.moving_s is None or not part.moving_s <= whole.moving_s:
        return None
    return part.moving_s / whole.moving_s if whole.moving_s > 0.0 else None


def _series(
    shares: Sequence[_Share],
    first_day: date,
    last_day: date,
    *,
    scale: LoadScale,
    travel: Travel | None,
    ratio: Estimate | None,
) -> DayLoads:
    """The shares, summed by day."""
    count = (last_day - first_day).days + 1
    at = np.array([(share.day - first_day).days for share in shares], dtype=np.int64)

    def tally(chosen: list[bool]) -> IntArray:
        counts = np.bincount(at[np.array(chosen, dtype=bool)], minlength=count).astype(np.int64)
        counts.flags.writeable = False
        return counts

    known, unknown = tally([s.load is not None for s in shares]), tally([s.why is not None for s in shares])
    nothing_known = (known == 0) & (unknown > 0)

    def total(end: str) -> FloatArray:
        loads = np.array([0.0 if s.load is None else getattr(s.load, end) for s in shares])
        return frozen(np.where(nothing_known, np.nan, np.bincount(at, weights=loads, minlength=count)))

    return DayLoads(
        scale=scale,
        travel=travel,
        first_day=first_day,
        value=total("value"),
        low=total("low"),
        high=total("high"),
        heart_rate_sessions=tally([s.origin is LoadScale.TRIMP for s in shares]),
        session_rpe_sessions=tally([s.origin is LoadScale.SESSION_RPE for s in shares]),
        unknown_sessions=unknown,
        unknown=tuple(
            UnknownLoad(session=s.session, day=s.day, why=s.why) for s in shares if s.why is not None
        ),
        ratio=ratio,
    )
