"""The load of each day, put together from its sessions, in one direction or all together.

Three rules stand above the arithmetic. What is unknown is never 0. Two scales are never added: a rating
enters the scale of heart rate only by the athlete's own ratio of the two, with that ratio's range. And where
a number came from is kept beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load.session_columns import TRAVELS, IntArray, LoadColumns, SessionColumns, SessionLoad
from backstride.recording import FloatArray, frozen

BoolArray = NDArray[np.bool_]

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shares:
    """What sessions give to the series in one direction, one entry each, in order of time."""

    of: IntArray
    """Which session."""
    load: FloatArray
    """Value, low and high, shape (3, n); NaN where nothing is known."""
    is_from_heart_rate: BoolArray
    """Where it comes from, if it is known."""
    why: list[WhyUnknown | None]
    """Why it, or some of it, is unknown; None where all is known."""


def day_loads(
    sessions: Iterable[SessionLoad] | SessionColumns,
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
        Wholes and parts, in any order; or their columns, which serve several directions.
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
    columns = sessions if isinstance(sessions, SessionColumns) else SessionColumns.of(sessions)
    ratio = _ratio(columns.wholes, columns.session_rpe_load) if scale is LoadScale.TRIMP else None
    shares = _shares(columns, travel, scale, ratio)
    return _series(columns, shares, first_day, last_day, scale=scale, travel=travel, ratio=ratio)


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
    rated = [row for row in sessions if row.session_rpe_load is not None]
    ratings = np.array([row.session_rpe_load for row in rated], dtype=np.float64)
    return _ratio(LoadColumns.of(rated), ratings)


def _ratio(wholes: LoadColumns, session_rpe_load: FloatArray) -> Estimate | None:
    """TRIMP for each unit of session RPE load, over the sessions that have both."""
    # What is unknown is NaN, which is not above zero.
    has_both = _is_covered(wholes) & (wholes.trimp[0] > 0.0) & (session_rpe_load > 0.0)
    ratios = wholes.trimp[0, has_both] / session_rpe_load[has_both]
    if len(ratios) < SESSIONS_FOR_RATIO:
        return None
    low, middle, high = np.percentile(ratios, [25.0, 50.0, 75.0]).tolist()
    return Estimate(middle, low, high)


def _is_covered(columns: LoadColumns) -> BoolArray:
    """Whether the heart rate is known for as good as all of the time."""
    unknown_s = columns.heart_rate_unknown_s
    covered: BoolArray = (unknown_s == 0.0) | (unknown_s <= UNKNOWN_HEART_RATE * columns.moving_s)
    return covered


def _those_of(columns: SessionColumns, travel: Travel | None) -> tuple[IntArray, LoadColumns, FloatArray]:
    """The sessions that went in a direction, what each holds of it, and its share of the moving time."""
    count = len(columns.keys)
    if travel is None:
        return np.arange(count), columns.wholes, np.ones(count)
    places = np.flatnonzero(columns.part_travel == TRAVELS.index(travel))
    of, parts = columns.part_of[places], columns.parts.at(places)
    whole_s = columns.wholes.moving_s[of]
    is_sound = (parts.moving_s <= whole_s) & (whole_s > 0.0)
    share = np.divide(parts.moving_s, whole_s, out=np.full(len(of), np.nan), where=is_sound)
    if travel is not Travel.UNKNOWN:
        return of, parts, share
    without = np.flatnonzero(np.bincount(columns.part_of, minlength=count) == 0)
    order = np.argsort(np.concatenate([of, without]))
    both = parts.joined(columns.wholes.at(without)).at(order)
    return (
        np.concatenate([of, without])[order],
        both,
        np.concatenate([share, np.ones(len(without))])[order],
    )


def _shares(
    columns: SessionColumns, travel: Travel | None, scale: LoadScale, ratio: Estimate | None
) -> _Shares:
    """What each session gives; the whole decides where it comes from."""
    of, own, time_share = _those_of(columns, travel)
    wholes, rating = columns.wholes, columns.session_rpe_load[of]
    factor = Estimate.exact(1.0) if scale is LoadScale.SESSION_RPE else ratio
    is_rated = ~np.isnan(rating)
    by_heart = np.zeros(len(of), dtype=np.bool_)
    if scale is LoadScale.TRIMP:
        rates = is_rated & (factor is not None)
        by_heart = ~np.isnan(wholes.trimp[0, of]) & (_is_covered(wholes)[of] | ~rates)
    ends = (np.nan,) * 3 if factor is None else (factor.value, factor.low, factor.high)
    by_rating = np.outer(ends, rating * time_share)
    return _Shares(
        of=of,
        load=np.where(by_heart, own.trimp, by_rating),
        is_from_heart_rate=by_heart,
        why=_reasons(by_heart, own, is_rated, time_share, has_factor=factor is not None),
    )


def _reasons(
    by_heart: BoolArray, own: LoadColumns, is_rated: BoolArray, time_share: FloatArray, *, has_factor: bool
) -> list[WhyUnknown | None]:
    """Why the load of each session, or some of it, is unknown; the first reason that holds."""
    cases: list[tuple[BoolArray, WhyUnknown]] = [
        (by_heart & np.isnan(own.trimp[0]), WhyUnknown.NOTHING),
        (by_heart & ~_is_covered(own), WhyUnknown.GAPS),
        (~by_heart & ~is_rated, WhyUnknown.NOTHING),
        (~by_heart & (not has_factor), WhyUnknown.NO_RATIO),
        (~by_heart & np.isnan(time_share), WhyUnknown.NO_TIME),
    ]
    why: list[WhyUnknown | None] = [None] * len(by_heart)
    for holds, reason in reversed(cases):
        for at in np.flatnonzero(holds).tolist():
            why[at] = reason
    return why


def _series(
    columns: SessionColumns,
    shares: _Shares,
    first_day: date,
    last_day: date,
    *,
    scale: LoadScale,
    travel: Travel | None,
    ratio: Estimate | None,
) -> DayLoads:
    """The shares of the sessions between two days, summed by day."""
    count = (last_day - first_day).days + 1
    days = columns.days[shares.of] - first_day.toordinal()
    inside = np.flatnonzero((days >= 0) & (days < count))
    at, load, by_heart = days[inside], shares.load[:, inside], shares.is_from_heart_rate[inside]
    is_known = ~np.isnan(load[0])
    is_listed = np.array([shares.why[each] is not None for each in inside.tolist()], dtype=np.bool_)

    def tally(chosen: BoolArray) -> IntArray:
        counts = np.bincount(at[chosen], minlength=count).astype(np.int64)
        counts.flags.writeable = False
        return counts

    unknown_sessions = tally(is_listed)
    nothing_known = (tally(is_known) == 0) & (unknown_sessions > 0)
    value, low, high = (
        frozen(np.where(nothing_known, np.nan, np.bincount(at[is_known], end[is_known], minlength=count)))
        for end in load
    )
    return DayLoads(
        scale=scale,
        travel=travel,
        first_day=first_day,
        value=value,
        low=low,
        high=high,
        heart_rate_sessions=tally(is_known & by_heart),
        session_rpe_sessions=tally(is_known & ~by_heart),
        unknown_sessions=unknown_sessions,
        unknown=_listed(columns, shares, inside[is_listed]),
        ratio=ratio,
    )


def _listed(columns: SessionColumns, shares: _Shares, places: IntArray) -> tuple[UnknownLoad, ...]:
    found = ((int(shares.of[at]), shares.why[at]) for at in places.tolist())
    return tuple(
        UnknownLoad(session=columns.keys[of], day=date.fromordinal(int(columns.days[of])), why=why)
        for of, why in found
        if why is not None
    )
