"""Charts of a whole history, as the geometry of drawings: lines with their ranges, stacked bars, and points.

What stands along a chart is told in per cent of its width, and what stands above another in pixels, so that
one drawing fits every screen. Lines are drawn on a sheet of their own that is stretched to the width.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Travel
from backstride.page.drawing import round_step
from backstride.recording import FloatArray
from backstride.web.writing import Writing

HEIGHT_PX: Final = 200
"""How tall a chart is, without its foot. [px]"""
SHEET: Final = 1000
"""How wide the sheet of a line is, in its own units."""
MOST_POINTS: Final = 400
"""So many points of a line are drawn; more would fall on the same pixels."""
STEPS: Final = 4
"""How many steps a scale has at most, before its ends are rounded outward."""
SMALLEST_SPAN: Final = 1e-3
"""Values that differ by a smaller share are drawn as alike. [-]"""
ROOM: Final = 0.1
"""So much stands above and below values that are alike, as a share of them. [-]"""
MOST_DAY_TICKS: Final = 9
GAP_PERCENT: Final = 18.0
"""Which part of its place a bar leaves free, so that neighbours are told apart."""
EDGES_PERCENT: Final = (2.0, 94.0)
"""A label nearer to an end would be cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label of a scale."""

    label: str
    at: float
    """From the left in per cent, or from the top in pixels."""
    is_minor: bool = False
    """Whether a narrow screen leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line, and the range around it."""

    kind: str
    """What its style is named by."""
    path: str
    """On the sheet; empty where nothing is known."""
    band: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A part of a stacked bar."""

    kind: str
    left: float
    """[%]"""
    width: float
    """[%]"""
    top_px: float
    height_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A point."""

    kind: str
    left: float
    """[%]"""
    top_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of days that is set apart."""

    left: float
    """[%]"""
    width: float
    """[%]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From a lower to an upper edge."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @property
    def decimals(self) -> int:
        """How many decimals its labels need."""
        step = self.ticks[1] - self.ticks[0]
        return next((count for count in range(4) if abs(round(step, count) - step) < 1e-9), 4)

    def top_px(self, value: float) -> float:
        """How far below the upper edge a value stands.

        Parameters
        ----------
        value
            The value.

        Returns
        -------
        float
            The distance; within the chart, also for a value that is not. [px]
        """
        share = (self.high - value) / (self.high - self.low)
        return round(min(max(share, 0.0), 1.0) * HEIGHT_PX, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart, ready to be written down."""

    down: tuple[Tick, ...]
    """The labels of the scale."""
    across: tuple[Tick, ...]
    """The labels of the foot."""
    zero_px: float | None
    """Where zero stands, if it is not the foot."""
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()
    spans: tuple[Span, ...] = ()
    height_px: int = HEIGHT_PX


def scale_over(values: FloatArray, *, from_zero: bool = False) -> Scale:
    """A scale with round ticks that holds all values.

    Parameters
    ----------
    values
        What is drawn; NaN where unknown.
    from_zero
        Whether zero belongs to it in any case.

    Returns
    -------
    Scale
        From 0 to 1 where nothing is known.
    """
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    size = max(abs(low), abs(high))
    if high - low < SMALLEST_SPAN * max(size, 1.0):
        room = size * ROOM if size * ROOM > SMALLEST_SPAN else 1.0
        low, high = low if low == 0.0 or (from_zero and low > 0.0) else low - room, high + room
    step = round_step(high - low, STEPS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(step * count, 9) for count in range(first, last + 1))
    return Scale(low=ticks[0], high=ticks[-1], ticks=ticks)


def scale_ticks(scale: Scale, writing: Writing) -> tuple[Tick, ...]:
    """The labels of a scale.

    Parameters
    ----------
    scale
        The scale.
    writing
        How its reader has numbers written.

    Returns
    -------
    tuple of Tick
        The lowest value first.
    """
    return tuple(
        Tick(label=writing.number(each, scale.decimals), at=scale.top_px(each)) for each in scale.ticks
    )


def zero_of(scale: Scale) -> float | None:
    """Where zero stands on a scale that goes below it.

    Parameters
    ----------
    scale
        The scale.

    Returns
    -------
    float or None
        The distance from the upper edge; None where nothing is negative. [px]
    """
    return scale.top_px(0.0) if scale.low < 0.0 < scale.high else None


# ── Days along the foot ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that a chart shows, the first and the last among them."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    def percent(self, day: date) -> float:
        """Where a day begins.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        float
            Its distance from the left. [%]
        """
        return round((day - self.first).days / self.count * 100, 3)

    def shares(self, ordinals: NDArray[np.int64]) -> FloatArray:
        """Where the middles of days stand.

        Parameters
        ----------
        ordinals
            The days as their ordinals, shape (n,).

        Returns
        -------
        FloatArray
            Their distance from the left, shape (n,). [share of the width]
        """
        return np.asarray((ordinals - self.first.toordinal() + 0.5) / self.count)


def day_ticks(days: Days, writing: Writing) -> tuple[Tick, ...]:
    """Labels for the foot of a chart: Mondays, months or years, whichever are few enough.

    Parameters
    ----------
    days
        What the chart shows.
    writing
        How its reader has days written.

    Returns
    -------
    tuple of Tick
        Every second one is minor where there are more than four.
    """
    starts, form = _starts(days)
    shown = [
        Tick(label=writing.day(day, form), at=days.percent(day))
        for day in starts
        if EDGES_PERCENT[0] <= days.percent(day) <= EDGES_PERCENT[1]
    ]
    keeps = 1 if len(shown) <= 4 else 2
    return tuple(
        Tick(label=tick.label, at=tick.at, is_minor=at % keeps == 1) for at, tick in enumerate(shown)
    )


def _starts(days: Days) -> tuple[list[date], str]:
    """The days that are labelled, and how they are written."""
    for weeks in (1, 2, 4):
        if days.count / (7 * weeks) <= MOST_DAY_TICKS:
            return list(_mondays(days, weeks)), "d MMM"
    for months in (1, 2, 3, 6):
        if days.count / (30.4 * months) <= MOST_DAY_TICKS:
            return list(_months(days, months)), "MMM yy"
    years = next(
        each for each in (1, 2, 5, 10, 20, 50, 100) if days.count / (365.25 * each) <= MOST_DAY_TICKS
    )
    return [day for day in _months(days, 12) if day.year % years == 0], "y"


def _mondays(days: Days, weeks: int) -> Iterator[date]:
    day = days.first + timedelta(days=-days.first.weekday() % 7)
    while day <= days.last:
        yield day
        day += timedelta(weeks=weeks)


def _months(days: Days, months: int) -> Iterator[date]:
    """The first of every so manyeth month, counted from January."""
    number = days.first.year * 12 + days.first.month - 1
    number += -number % months
    while (day := date(number // 12, number % 12 + 1, 1)) <= days.last:
        if day >= days.first:
            yield day
        number += months
        if number // 12 > date.max.year:
            return


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────────


def line_of(
    kind: str,
    shares: FloatArray,
    values: FloatArray,
    scale: Scale,
    *,
    ends: tuple[FloatArray, FloatArray] | None = None,
) -> Line:
    """A line through points, with its range.

    Parameters
    ----------
    kind
        What its style is named by.
    shares
        Where the points stand from the left, 0 to 1 and never falling, shape (n,). [-]
    values
        The points, NaN where unknown, shape (n,).
    scale
        The scale of the chart.
    ends
        The lower and upper end of each value, NaN where open; None for no range.

    Returns
    -------
    Line
        With a gap where nothing is known, and no range where an end of it is open.
    """
    across = (shares * SHEET).round(1)
    down = _down(values, scale)
    path = "".join(_path(across[run], down[run]) for run in _runs(down))
    if ends is None:
        return Line(kind=kind, path=path)
    low, high = (_down(each, scale) for each in ends)
    return Line(
        kind=kind,
        path=path,
        band="".join(_area(across[run], low[run], high[run]) for run in _runs(low + high)),
    )


def steps_of(kind: str, shares: FloatArray, values: FloatArray, scale: Scale) -> Line:
    """A line that keeps each value until the next, and the last to the end.

    Parameters
    ----------
    kind
        What its style is named by.
    shares
        Where the values begin, 0 to 1 and never falling, shape (n,). [-]
    values
        The values, none missing, shape (n,).
    scale
        The scale of the chart.

    Returns
    -------
    Line
        Without a range.
    """
    return line_of(kind, np.append(np.repeat(shares, 2)[1:], 1.0), np.repeat(values, 2), scale)


def drawn_places(begin: int, end: int) -> NDArray[np.intp]:
    """Which of many points of a line are drawn, the last one always.

    Parameters
    ----------
    begin
        The first place that is shown.
    end
        The one after the last.

    Returns
    -------
    NDArray
        At most `MOST_POINTS` places, in order.
    """
    every = max(1, -(-(end - begin) // MOST_POINTS))
    return np.arange(end - 1, begin - 1, -every, dtype=np.intp)[::-1]


def _down(values: FloatArray, scale: Scale) -> FloatArray:
    share = (scale.high - values) / (scale.high - scale.low)
    down: FloatArray = (np.clip(share, 0.0, 1.0) * HEIGHT_PX).round(1)
    return down


def _runs(values: FloatArray) -> Iterator[slice]:
    """Where neighbouring values are known."""
    known = np.flatnonzero(~np.isnan(values))
    cuts = np.flatnonzero(np.diff(known) > 1) + 1
    for run in np.split(known, cuts):
        if len(run):
            yield slice(int(run[0]), int(run[-1]) + 1)


def _path(across: FloatArray, down: FloatArray) -> str:
    """A line through points; a single one is a line of no length, which round ends make a dot."""
    return f"M{_points(across, down)}" + ("h0" if len(across) == 1 else "")


def _area(across: FloatArray, low: FloatArray, high: FloatArray) -> str:
    return f"M{_points(across, high)}L{_points(across[::-1], low[::-1])}Z"


def _points(across: FloatArray, down: FloatArray) -> str:
    return "L".join(f"{x:g} {y:g}" for x, y in zip(across.tolist(), down.tolist(), strict=True))


# ── Bars and points ──────────────────────────────────────────────────────────────────────────────────


def stacked_bars(
    stacks: Sequence[tuple[date, date, Sequence[tuple[Travel, float]]]], days: Days, scale: Scale
) -> tuple[Bar, ...]:
    """Bars, each in parts that stand on each other.

    Parameters
    ----------
    stacks
        The first and the last day of each bar, and its parts from the foot up.
    days
        What the chart shows.
    scale
        The scale of the chart, from zero.

    Returns
    -------
    tuple of Bar
        Every part that is tall enough to be seen.
    """
    bars = []
    for first, last, parts in stacks:
        left = days.percent(first)
        place = days.percent(last + timedelta(days=1)) - left
        foot = 0.0
        for travel, value in parts:
            top_px, foot_px = scale.top_px(foot + value), scale.top_px(foot)
            if foot_px - top_px > 0.0:
                bars.append(
                    Bar(
                        kind=travel.value,
                        left=round(left + place * GAP_PERCENT / 200, 3),
                        width=round(place * (1 - GAP_PERCENT / 100), 3),
                        top_px=top_px,
                        height_px=round(foot_px - top_px, 1),
                    )
                )
            foot += value
    return tuple(bars)


def dots_of(kind: str, shares: FloatArray, values: FloatArray, scale: Scale) -> tuple[Dot, ...]:
    """Points.

    Parameters
    ----------
    kind
        What their style is named by.
    shares
        Where they stand from the left, 0 to 1, shape (n,). [-]
    values
        The points, NaN where unknown, shape (n,).
    scale
        The scale of the chart.

    Returns
    -------
    tuple of Dot
        Those that are known.
    """
    return tuple(
        Dot(kind=kind, left=round(share * 100, 2), top_px=scale.top_px(value))
        for share, value in zip(shares.tolist(), values.tolist(), strict=True)
        if not math.isnan(value)
    )


def span_of(days: Days, first: date, last: date) -> Span:
    """A stretch of days that is set apart, as far as the chart shows it.

    Parameters
    ----------
    days
        What the chart shows.
    first
        Its first day.
    last
        Its last day.

    Returns
    -------
    Span
        The stretch.
    """
    left = min(max(days.percent(first), 0.0), 100.0)
    right = min(max(days.percent(last + timedelta(days=1)), 0.0), 100.0)
    return Span(left=left, width=round(max(right - left, 0.0), 3))
