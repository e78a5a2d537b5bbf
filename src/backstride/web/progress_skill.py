"""The skill curve as a page tells it: what each session shows, and how it fell with practice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

import numpy as np

from backstride.bout import Gait
from backstride.load import Basis, LearningTrend, SkillCurve, SkillPoint, SpeedRatio
from backstride.recording import FloatArray
from backstride.web.drawing import (
    Days,
    Drawing,
    Tick,
    day_ticks,
    dots_of,
    line_of,
    scale_over,
    scale_ticks,
    steps_of,
)
from backstride.web.writing import Writing

MOST_DOTS: Final = 150
"""Of more sessions than this, several make one point."""
TREND_POINTS: Final = 60
"""So many points draw the curve of a trend."""
LISTED: Final = 20
"""So many sessions stand in a table, the latest."""
MOST_TICKS: Final = 6


def _(message: str) -> str:
    """Mark a text for the catalog."""
    return message


TITLES: Final = {Gait.WALK: _("Walking backward"), Gait.RUN: _("Running backward")}
"""In English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillView:
    """The skill of one gait."""

    curve: SkillCurve
    title: str
    """In English."""
    cost: Drawing | None
    """Heart beats for each metre; None of fewer than two points."""
    rate: Drawing | None
    """Heart rate near one speed; None of fewer than two points."""
    sessions_each: int
    """How many sessions make one point."""
    listed: tuple[SkillPoint, ...]
    """The latest sessions, the latest first."""

    @property
    def left_out(self) -> int:
        """How many sessions are not listed."""
        return len(self.curve.points) - len(self.listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioRow:
    """Backward over forward speed over one size."""

    basis: Basis
    size: float
    first: SpeedRatio
    latest: SpeedRatio


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioView:
    """Backward over forward speed."""

    rows: tuple[RatioRow, ...]
    """The shortest first, distances before times."""
    shown: RatioRow
    """The one that is drawn: it moved most often."""
    drawing: Drawing
    """In per cent."""


def skill_views(curves: Sequence[SkillCurve], writing: Writing) -> tuple[SkillView, ...]:
    """The skill of each gait.

    Parameters
    ----------
    curves
        As telling the skill gave them.
    writing
        How its reader has numbers written.

    Returns
    -------
    tuple of SkillView
        In the same order.
    """
    return tuple(
        SkillView(
            curve=curve,
            title=TITLES[curve.gait],
            cost=_drawing(curve.points, lambda point: point.heart_cost_per_m, curve.heart_cost, writing),
            rate=_drawing(curve.points, lambda point: point.heart_rate_bpm, curve.heart_rate, writing),
            sessions_each=_sessions_each(len(curve.points)),
            listed=curve.points[: -LISTED - 1 : -1],
        )
        for curve in curves
    )


def _sessions_each(count: int) -> int:
    return max(1, -(-count // MOST_DOTS))


def _drawing(
    points: Sequence[SkillPoint],
    what: Callable[[SkillPoint], float | None],
    trend: LearningTrend | None,
    writing: Writing,
) -> Drawing | None:
    """Points over the number of the session, and the trend with its range."""
    known = [(point.session, value) for point in points if (value := what(point)) is not None]
    if len(known) < 2:
        return None
    numbers, values = np.array(known, dtype=np.float64).T
    each = _sessions_each(len(points))
    last = float(numbers[-1])
    dots = _means(numbers, each), _means(values, each)
    along = np.linspace(float(numbers[0]), last, TREND_POINTS)
    told = [] if trend is None else [trend.at(session) for session in along.tolist()]
    middle, low, high = (
        np.array([getattr(estimate, end) for estimate in told]) for end in ("value", "low", "high")
    )
    scale = scale_over(np.concatenate([dots[1], middle]))
    lines = (line_of("trend", _place(along, last), middle, scale, ends=(low, high)),) if told else ()
    return Drawing(
        down=scale_ticks(scale, writing),
        across=_session_ticks(last, writing),
        zero_px=None,
        lines=lines,
        dots=dots_of("backward", _place(dots[0], last), dots[1], scale),
    )


def _means(values: FloatArray, each: int) -> FloatArray:
    """The mean of every so many."""
    if each == 1:
        return values
    cuts = np.arange(0, len(values), each)
    counts = np.diff(np.append(cuts, len(values)))
    return np.asarray(np.add.reduceat(values, cuts) / counts)


def _place(sessions: FloatArray, last: float) -> FloatArray:
    """Where sessions stand, half a session free at either end."""
    return np.asarray((sessions - 0.5) / last)


def _session_ticks(last: float, writing: Writing) -> tuple[Tick, ...]:
    """Round numbers of sessions."""
    step = next(
        size * power
        for power in (1, 10, 100, 1000, 10_000, 100_000)
        for size in (1, 2, 5)
        if last / (size * power) <= MOST_TICKS
    )
    numbers = range(step, int(last) + 1, step)
    places = [(number, (number - 0.5) / last * 100) for number in numbers]
    return tuple(
        Tick(label=writing.number(number), at=round(place, 2)) for number, place in places if place <= 96.0
    )


def ratio_view(ratios: Sequence[SpeedRatio], writing: Writing, *, today: date) -> RatioView | None:
    """Backward over forward speed.

    Parameters
    ----------
    ratios
        As telling the skill gave them.
    writing
        How its reader has numbers written.
    today
        The day, up to which the latest ratio holds.

    Returns
    -------
    RatioView or None
        None where no size was ever done both ways.
    """
    by_size: dict[tuple[bool, float], list[SpeedRatio]] = {}
    for ratio in ratios:
        by_size.setdefault((ratio.basis is Basis.DURATION, ratio.size), []).append(ratio)
    if not by_size:
        return None
    sizes = sorted(by_size)
    rows = tuple(
        RatioRow(basis=by_size[size][0].basis, size=size[1], first=by_size[size][0], latest=by_size[size][-1])
        for size in sizes
    )
    most = max(sizes, key=lambda size: (len(by_size[size]), not size[0], size[1]))
    return RatioView(
        rows=rows,
        shown=rows[sizes.index(most)],
        drawing=_ratio_drawing(by_size[most], writing, today=today),
    )


def _ratio_drawing(found: Sequence[SpeedRatio], writing: Writing, *, today: date) -> Drawing:
    """A step for each day on which either best was bettered."""
    by_day = [(day, list(same)[-1].ratio) for day, same in groupby(found, key=lambda each: each.day)]
    days = Days(first=by_day[0][0], last=max(today, by_day[-1][0]))
    shares = days.shares(np.array([day.toordinal() for day, _ in by_day], dtype=np.int64))
    values = np.array([ratio * 100 for _, ratio in by_day])
    scale = scale_over(values)
    return Drawing(
        down=scale_ticks(scale, writing),
        across=day_ticks(days, writing),
        zero_px=None,
        lines=(steps_of("ratio", shares, values, scale),),
        dots=dots_of("backward", shares, values, scale) if len(values) <= MOST_DOTS else (),
    )
