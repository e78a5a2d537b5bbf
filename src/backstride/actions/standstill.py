"""Look for a standstill in each of the athlete's own trends."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from backstride.actions.practice import LEARNED, practice_columns
from backstride.bout import Gait, Travel
from backstride.estimate import Estimate
from backstride.load import (
    Basis,
    Plateau,
    SkillPoint,
    find_plateau,
    monday_of,
    skill_points,
    slope_between,
)
from backstride.store import Log, Store
from backstride.store.light_rows import BestOfDay

LONGEST_LOOK: Final = timedelta(weeks=156)
"""Older bests say nothing of today's trend."""

SOURCES: Final = ("truong2020", "schwarz1978", "sen1968", "macgregor1979", "backstride-rules")
"""What looking for a standstill rests on."""


BLOCK: Final = "plateau-block"
"""The programme that is proposed where forward running stands still."""
LOOK_AROUND: Final = timedelta(weeks=12)
"""So long before a block, and after it, tells whether it went along with progress."""


class Measure(StrEnum):
    """What may come to a standstill."""

    BEST_BACKWARD_SPEED = "best-backward-speed"
    """The best speed backward of each week, over one distance or time."""
    BEST_FORWARD_SPEED = "best-forward-speed"
    HEART_COST = "heart-cost"
    """Heart beats above rest for each metre backward, of each day, by gait."""
    HEART_RATE = "heart-rate"
    """Heart rate backward near one speed, of each day, by gait."""


TRAVELS: Final = {
    Measure.BEST_BACKWARD_SPEED: Travel.BACKWARD,
    Measure.BEST_FORWARD_SPEED: Travel.FORWARD,
}
"""The direction of each speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A point of a trend."""

    day: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One measure of the athlete over time, and whether it stands still."""

    measure: Measure
    travel: Travel
    gait: Gait | None
    """None where a speed may be of any gait."""
    basis: Basis | None
    """What a speed was measured over: that of which most weeks have a best."""
    size: float | None
    """Its distance or duration. [m] or [s]"""
    points: tuple[TrendPoint, ...]
    """Speeds [m/s], heart beats above rest for each metre [1/m], or heart rates [bpm], the oldest first."""
    plateau: Plateau


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateausOutcome:
    """Which trends stand still."""

    trends: tuple[Trend, ...]
    is_empty: bool
    """Whether nothing at all counts in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockReview:
    """A backward block, and how the forward trend ran before it and since."""

    first: date
    last: date
    """Its last day, as planned or as it was ended."""
    is_over: bool
    before: Estimate | None
    """In the twelve weeks before; None of too few points. [share of the level per week]"""
    since: Estimate | None
    """From its first day to twelve weeks after its last. [share of the level per week]"""

    @property
    def worked(self) -> bool | None:
        """Whether it got better since, the whole interval on that side; None where that is unknown."""
        return None if self.since is None else self.since.low > 0.0


def find_plateaus(
    store: Store, athlete: str, *, measures: Sequence[Measure] = (), until: date | None = None
) -> PlateausOutcome:
    """Look for a standstill in measures of the athlete.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    measures
        Which; without any, all.
    until
        Up to this day.

    Returns
    -------
    PlateausOutcome
        A trend for each measure, the heart's for each gait.
    """
    chosen = measures or tuple(Measure)
    with store.reading() as log:
        last = log.figures.last_day(athlete, until=until)
        bests = {
            measure: [] if last is None else _bests(log, athlete, TRAVELS[measure], last)
            for measure in chosen
            if measure in TRAVELS
        }
        needs_heart = any(measure not in TRAVELS for measure in chosen)
        rows = log.figures.practice(athlete, until=until) if needs_heart else None
        is_empty = log.figures.count(athlete) == 0
    bouts = None if rows is None else practice_columns(rows)
    points = {} if bouts is None else {gait: skill_points(bouts, gait) for gait in LEARNED}
    trends: list[Trend] = []
    for measure in chosen:
        if measure in TRAVELS:
            trends.append(_of_speed(measure, bests[measure]))
        else:
            trends += [_of_heart(measure, points[gait], gait) for gait in LEARNED]
    return PlateausOutcome(trends=tuple(trends), is_empty=is_empty)


def review_blocks(
    store: Store, athlete: str, trends: Sequence[Trend], *, today: date
) -> tuple[BlockReview, ...]:
    """How the best forward speed ran before each backward block, and since.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    trends
        As `find_plateaus` gave them.
    today
        The day.

    Returns
    -------
    tuple of BlockReview
        Those that have begun, the oldest first.
    """
    trend = next((each for each in trends if each.measure is Measure.BEST_FORWARD_SPEED), None)
    with store.reading() as log:
        plans = log.plans.of(athlete, programme=BLOCK)
    spans = [(plan.request.start, plan.ended_on or plan.request.last_day) for plan in plans]
    if trend is None:
        return ()
    return tuple(_reviewed(trend, first, last, today) for first, last in spans if first <= min(last, today))


def _reviewed(trend: Trend, first: date, last: date, today: date) -> BlockReview:
    days, values = [each.day for each in trend.points], [each.value for each in trend.points]
    before, since = (
        slope_between(days, values, begin, end, higher_is_better=True)
        for begin, end in (
            (first - LOOK_AROUND, first - timedelta(days=1)),
            (first, min(last + LOOK_AROUND, today)),
        )
    )
    return BlockReview(first=first, last=last, is_over=last < today, before=before, since=since)


def _bests(log: Log, athlete: str, travel: Travel, last: date) -> list[BestOfDay]:
    return log.figures.bests_of_days(athlete, travel, since=last - LONGEST_LOOK, until=last)


def _of_speed(measure: Measure, bests: Sequence[BestOfDay]) -> Trend:
    """The trend over the size of which most weeks have a best; of several such, the longest distance."""
    mondays = {day: monday_of(day) for day in {each.day for each in bests}}
    weeks = Counter(way for way, _ in {((b.basis, b.size), mondays[b.day]) for b in bests})
    ranked = sorted(weeks, key=lambda one: (-weeks[one], one[0] != Basis.DISTANCE, -one[1]))
    chosen = ranked[0] if ranked else None
    points = _best_of_weeks(each for each in bests if (each.basis, each.size) == chosen)
    return Trend(
        measure=measure,
        travel=TRAVELS[measure],
        gait=None,
        basis=None if chosen is None else Basis(chosen[0]),
        size=None if chosen is None else chosen[1],
        points=points,
        plateau=_plateau(points, higher_is_better=True),
    )


def _best_of_weeks(bests: Iterable[BestOfDay]) -> tuple[TrendPoint, ...]:
    best: dict[date, BestOfDay] = {}
    for each in bests:
        monday = monday_of(each.day)
        if monday not in best or each.speed_m_s > best[monday].speed_m_s:
            best[monday] = each
    return tuple(TrendPoint(day=each.day, value=each.speed_m_s) for each in best.values())


def _of_heart(measure: Measure, found: Sequence[SkillPoint], gait: Gait) -> Trend:
    """The trend of the heart in one gait; of several sessions on a day, their mean."""
    by_day: dict[date, list[float]] = {}
    for point in found:
        value = point.heart_cost_per_m if measure is Measure.HEART_COST else point.heart_rate_bpm
        if value is not None:
            by_day.setdefault(point.day, []).append(value)
    points = tuple(
        TrendPoint(day=day, value=sum(values) / len(values)) for day, values in sorted(by_day.items())
    )
    return Trend(
        measure=measure,
        travel=Travel.BACKWARD,
        gait=gait,
        basis=None,
        size=None,
        points=points,
        plateau=_plateau(points, higher_is_better=False),
    )


def _plateau(points: Sequence[TrendPoint], *, higher_is_better: bool) -> Plateau:
    return find_plateau(
        [point.day for point in points],
        [point.value for point in points],
        higher_is_better=higher_is_better,
    )
