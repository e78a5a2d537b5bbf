"""What was done in each week, in each direction and together.

Weeks are those of ISO 8601, from Monday to Sunday. Sums say how much of the time they speak for: a treadmill
without a distance does not make a week shorter, it makes its distance known in part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from math import fsum
from operator import add, attrgetter
from types import MappingProxyType

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionDay:
    """What a session holds in one direction and gait, on one day."""

    session: str
    """The session's key, so that it is counted once in each week."""
    day: date
    travel: Travel
    gait: Gait
    duration_s: float
    """How long it lasted; standing is kept, but is not moving. [s]"""
    distance_m: float | None = None
    """None where unknown. [m]"""
    steps: float | None = None
    """Steps of both feet; None where unknown. [-]"""
    energy_kj: Estimate | None = None
    """None where unknown. [kJ]"""
    load: Estimate | None = None
    """On one scale for all rows; None where unknown. In the unit of that scale."""
    distance_known_s: float | None = None
    """For how much of the time each quantity speaks, where it is known at all; None for all of it. [s]"""
    steps_known_s: float | None = None
    energy_known_s: float | None = None
    load_known_s: float | None = None

    def __post_init__(self) -> None:
        estimates = [estimate for estimate in (self.energy_kj, self.load) if estimate is not None]
        ends = [end for estimate in estimates for end in (estimate.low, estimate.high)]
        numbers = [self.duration_s, self.distance_m, self.steps, *ends]
        if any(number is not None and not 0.0 <= number < float("inf") for number in numbers):
            raise InvalidValue(
                f"A quantity of session {self.session} on {self.day} is negative or no number.",
                allowed="Times, distances, steps, energies and loads are zero or more.",
                remedy="Give None for what is unknown.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekVolume:
    """What was done in a week, in one direction or all together.

    A total is the sum of what is known: 0 where nothing was done, None where something was done and nothing
    of the quantity is known. The share beside it says for how much of the time it speaks.
    """

    monday: date
    travel: Travel | None
    """None for all together."""
    sessions: int
    """Sessions with any time in this direction. One session may count in several directions, and once
    together."""
    duration_s: float
    """With standing. [s]"""
    moving_s: float
    """Without standing. [s]"""
    longest_s: float
    """Moving time of the session that holds most of it. [s]"""
    distance_m: float | None
    distance_known_share: float
    """Share of the moving time whose distance is known. [-]"""
    steps: float | None
    steps_known_share: float
    """Share of the moving time whose steps are known. [-]"""
    energy_kj: Estimate | None
    energy_known_share: float
    """Share of all time whose energy is known. [-]"""
    load: Estimate | None
    load_known_share: float
    """Share of all time whose load is known. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week, together and by direction."""

    monday: date
    together: WeekVolume
    by_travel: Mapping[Travel, WeekVolume]
    """Every direction that occurs in any of the weeks, with zeros where not in this one."""

    @property
    def backward_share(self) -> float | None:
        """Backward over all moving time whose direction is known; None where there is none. [-]"""
        known_s = fsum(
            each.moving_s for travel, each in self.by_travel.items() if travel is not Travel.UNKNOWN
        )
        backward = self.by_travel.get(Travel.BACKWARD)
        if known_s == 0.0:
            return None
        return 0.0 if backward is None else backward.moving_s / known_s


def monday_of(day: date) -> date:
    """The Monday of a day's week.

    Source: backstride-rules (weeks of ISO 8601). Belief: derived.

    Parameters
    ----------
    day
        Any day.

    Returns
    -------
    date
        That day, or the Monday before.

    Examples
    --------
    >>> monday_of(date(2026, 1, 1))
    datetime.date(2025, 12, 29)
    """
    return day - timedelta(days=day.weekday())


def weeks(rows: Iterable[DirectionDay]) -> tuple[Week, ...]:
    """The weeks from the first row's to the last row's, those without any row among them.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    rows
        What sessions hold, in any order.

    Returns
    -------
    tuple of Week
        Every week in order; empty where there are no rows.
    """
    # Sorted, so that the order in which rows arrive cannot change the last digit of a sum.
    ordered = sorted(rows, key=attrgetter("day", "session", "travel", "gait", "duration_s"))
    if not ordered:
        return ()
    travels = [travel for travel in Travel if any(row.travel is travel for row in ordered)]
    by_week: dict[date, list[DirectionDay]] = {}
    for row in ordered:
        by_week.setdefault(monday_of(row.day), []).append(row)
    first, last = min(by_week), max(by_week)
    mondays = [first + at * WEEK for at in range((last - first) // WEEK + 1)]
    return tuple(_week(monday, by_week.get(monday, []), travels) for monday in mondays)


def _week(monday: date, rows: list[DirectionDay], travels: list[Travel]) -> Week:
    by_travel = {
        travel: _volume(monday, travel, [row for row in rows if row.travel is travel]) for travel in travels
    }
    return Week(monday=monday, together=_volume(monday, None, rows), by_travel=MappingProxyType(by_travel))


def _volume(monday: date, travel: Travel | None, rows: list[DirectionDay]) -> WeekVolume:
    moving = [row for row in rows if row.gait is not Gait.STANDING]
    return WeekVolume(
        monday=monday,
        travel=travel,
        sessions=len({row.session for row in rows}),
        duration_s=fsum(row.duration_s for row in rows),
        moving_s=fsum(row.duration_s for row in moving),
        longest_s=_longest_s(moving),
        distance_m=_total([row.distance_m for row in rows]),
        distance_known_share=_known_share(moving, [(row.distance_m, row.distance_known_s) for row in moving]),
        steps=_total([row.steps for row in rows]),
        steps_known_share=_known_share(moving, [(row.steps, row.steps_known_s) for row in moving]),
        energy_kj=_total_estimate([row.energy_kj for row in rows]),
        energy_known_share=_known_share(rows, [(row.energy_kj, row.energy_known_s) for row in rows]),
        load=_total_estimate([row.load for row in rows]),
        load_known_share=_known_share(rows, [(row.load, row.load_known_s) for row in rows]),
    )


def _longest_s(moving: list[DirectionDay]) -> float:
    """The moving time of the session that holds most of it; 0 where nothing moved."""
    by_session: dict[str, list[float]] = {}
    for row in moving:
        by_session.setdefault(row.session, []).append(row.duration_s)
    return max((fsum(parts) for parts in by_session.values()), default=0.0)


def _total(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) if known or not values else None


def _total_estimate(values: list[Estimate | None]) -> Estimate | None:
    known = [value for value in values if value is not None]
    return reduce(add, known, Estimate.exact(0.0)) if known or not values else None


def _known_share(
    rows: list[DirectionDay], known: Iterable[tuple[Estimate | float | None, float | None]]
) -> float:
    """The share of the time that is known; 1 where there is no time at all."""
    duration_s = fsum(row.duration_s for row in rows)
    known_s = fsum(
        row.duration_s if known_s is None else min(known_s, row.duration_s)
        for row, (value, known_s) in zip(rows, known, strict=True)
        if value is not None
    )
    return known_s / duration_s if duration_s > 0.0 else 1.0
