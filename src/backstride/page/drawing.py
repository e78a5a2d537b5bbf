"""The geometry of a chart: round ticks, gaps that stay gaps, and no more points than the eye can see."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Bout
from backstride.recording import LONGEST_HOLD_S, FloatArray
from backstride.units import clock

IntArray = NDArray[np.intp]

COLUMNS: Final = 1000
"""How many columns a chart is thinned to: about the pixels of a wide screen, and of a sharp narrow one."""
ACROSS: Final = 2 * COLUMNS
"""Width of a drawing in its own units, so that a column has a left and a right half."""
UNITS_PER_PIXEL: Final = 4
"""Height of a drawing in its own units, for each pixel on the page."""

TIME_STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200)
"""Steps that clocks are read in. [s]"""
DAY_S: Final = 86400
"""Beyond the longest step, time goes by days. [s]"""
MOST_TIME_TICKS: Final = 11

FAR_OUT: Final = 1.5
"""An extreme this many times as far out as nearly all values is a slip of the device, not a scale."""
NEARLY_ALL: Final = 0.99
"""Which share of the values a scale must show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTick:
    """A labelled time along the foot of a chart."""

    label: str
    percent: float
    """Where it stands, 0 at the start and 100 at the end."""
    is_minor: bool
    """Whether a narrow screen leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The scale of a chart from its lower to its upper edge."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def pixels(self, value: float, height_px: int) -> float:
        """How far below the upper edge a value stands.

        Parameters
        ----------
        value
            The value.
        height_px
            How tall the chart is. [px]

        Returns
        -------
        float
            The distance from the upper edge. [px]
        """
        return round((self.high - value) / (self.high - self.low) * height_px, 1)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring samples of one stretch, to be joined by a line: the half-open slice of an index."""

    stretch: int
    first: int
    last: int


def round_step(span: float, parts: int) -> float:
    """The roundest step that cuts a span into at most so many parts.

    Parameters
    ----------
    span
        The span, above 0.
    parts
        How many parts at most.

    Returns
    -------
    float
        1, 2, 2.5 or 5 times a power of ten.

    Examples
    --------
    >>> round_step(17.0, 4), round_step(0.9, 4)
    (5.0, 0.25)
    """
    wanted = span / parts
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(power * factor for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if power * factor >= wanted * 0.999)


def axis_over(values: FloatArray, *, parts: int, from_zero: bool = False, also: Sequence[float] = ()) -> Axis:
    """A scale with round ticks that shows nearly all values, and does not bow to a single spike.

    Parameters
    ----------
    values
        What is drawn, shape (n,), at least one and none missing.
    parts
        How many steps the scale has at most, before its ends are rounded outward.
    from_zero
        Whether it begins at zero.
    also
        Values that must be shown besides.

    Returns
    -------
    Axis
        The scale.
    """
    moving = values[values > 0] if (values > 0).any() else values
    low_most, high_most = np.quantile(moving, (1.0 - NEARLY_ALL, NEARLY_ALL)).tolist()
    highest, lowest = float(values.max()), float(moving.min())
    high = max((highest if highest <= high_most * FAR_OUT else high_most * 1.1), *also, 0.0)
    low = 0.0 if from_zero else min((lowest if lowest * FAR_OUT >= low_most else low_most), *also, high)
    if high - low < 1e-9:
        low, high = (0.0, high) if high > 0 else (0.0, 1.0)
    step = round_step(high - low, parts)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(step * count, 9) for count in range(first, last + 1))
    return Axis(low=ticks[0], high=ticks[-1], ticks=ticks)


def time_step(end_s: float, most: int) -> int:
    """The shortest step of a clock that cuts a time into at most so many parts.

    Parameters
    ----------
    end_s
        The time. [s]
    most
        How many parts at most.

    Returns
    -------
    int
        The step. [s]

    Examples
    --------
    >>> time_step(2158.0, 11), time_step(40 * 3600.0, 11)
    (300, 14400)
    """
    days = DAY_S * math.ceil(end_s / DAY_S / most)
    return next((step for step in TIME_STEPS_S if end_s / step <= most), days)


def time_ticks(end_s: float) -> tuple[TimeTick, ...]:
    """Labelled times for the foot of a chart that begins at 0.

    Parameters
    ----------
    end_s
        Where it ends, above 0. [s]

    Returns
    -------
    tuple of TimeTick
        At most twelve; the second ones are minor. None stands so close to the end that it is cut.
    """
    step = time_step(end_s, MOST_TIME_TICKS)
    return tuple(
        TimeTick(label=clock(count * step), percent=percent, is_minor=count % 2 == 1)
        for count in range(int(end_s / step) + 1)
        if (percent := round(count * step / end_s * 100, 2)) <= 97.0
    )


def stretch_of_samples(elapsed_s: FloatArray, bouts: Sequence[Bout]) -> IntArray:
    """Which bout each sample belongs to.

    Parameters
    ----------
    elapsed_s
        Times of the samples, shape (n,). [s]
    bouts
        The bouts, in order.

    Returns
    -------
    IntArray
        The index of the bout, shape (n,); -1 in a pause. A sample at a bout's very end belongs to
        it if none follows at once.
    """
    if not bouts:
        return np.full(len(elapsed_s), -1)
    starts = np.array([bout.start_s for bout in bouts])
    ends = np.array([bout.end_s for bout in bouts])
    index = np.searchsorted(starts, elapsed_s, side="right") - 1
    return np.where((index >= 0) & (elapsed_s <= ends[index]), index, -1)


def unbroken(bouts: Sequence[Bout]) -> IntArray:
    """A number for each bout that is the same for those without a pause between them.

    Parameters
    ----------
    bouts
        The bouts, in order.

    Returns
    -------
    IntArray
        The numbers, shape (bouts,).
    """
    breaks = [0, *(int(bouts[i].start_s > bouts[i - 1].end_s) for i in range(1, len(bouts)))]
    return np.cumsum(breaks[: len(bouts)], dtype=np.intp)


def runs(elapsed_s: FloatArray, stretch: IntArray, block: IntArray) -> Iterator[Run]:
    """Cut samples into lines: anew at each stretch, and with a gap at each pause or missing time.

    Parameters
    ----------
    elapsed_s
        Times of the samples that have a value, shape (n,). [s]
    stretch
        The bout of each, shape (n,).
    block
        The number of each bout's block; two blocks lie on either side of a pause.

    Yields
    ------
    Run
        Lines in order. Where nothing is missing a line begins at the last sample of the one before.
    """
    if len(elapsed_s) == 0:
        return
    is_gap = (np.diff(elapsed_s) > LONGEST_HOLD_S) | (np.diff(block[stretch]) != 0)
    cuts = np.flatnonzero(is_gap | (np.diff(stretch) != 0)) + 1
    for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(elapsed_s)], strict=True):
        joins = first > 0 and not is_gap[first - 1]
        yield Run(int(stretch[first]), first - 1 if joins else first, last)


def thinned(column: IntArray, values: FloatArray) -> IntArray:
    """Which samples of a line to draw: the lowest and highest of each column, and both ends.

    Parameters
    ----------
    column
        The column that each sample falls in, never decreasing, shape (n,).
    values
        The samples, shape (n,), none missing.

    Returns
    -------
    IntArray
        Their indices in order, at most two for each column and two more.
    """
    if len(column) == 0:
        return np.zeros(0, dtype=np.intp)
    by_value = np.lexsort((values, column))
    edges = np.flatnonzero(np.diff(column)) + 1
    lowest = by_value[np.append(0, edges)]
    highest = by_value[np.append(edges, len(column)) - 1]
    return np.unique(np.concatenate(([0, len(column) - 1], lowest, highest)))


def path_of(across: IntArray, down: IntArray) -> str:
    """A line as the path of a drawing, in steps from point to point.

    Parameters
    ----------
    across
        Distance of each point from the left, shape (n,), at least one.
    down
        Distance of each point from the top, shape (n,).

    Returns
    -------
    str
        The path. A single point is a line of no length, which round ends make a dot.

    Examples
    --------
    >>> path_of(np.array([0, 3, 3]), np.array([5, 5, 9])), path_of(np.array([4]), np.array([2]))
    ('M0 5l3 0 0 4', 'M4 2h0')
    """
    start = f"M{across[0]} {down[0]}"
    if len(across) == 1:
        return f"{start}h0"
    steps = np.column_stack((np.diff(across), np.diff(down))).ravel()
    return start + "l" + " ".join(map(str, steps.tolist()))


def held_at(elapsed_s: FloatArray, values: FloatArray, times_s: FloatArray) -> FloatArray:
    """What was last measured at some times, if that was not too long before.

    Parameters
    ----------
    elapsed_s
        Times of the samples, increasing, shape (n,). [s]
    values
        The samples, shape (n,), NaN where missing.
    times_s
        The times to read at, shape (m,). [s]

    Returns
    -------
    FloatArray
        The values, shape (m,), NaN where nothing speaks for the time.
    """
    known = ~np.isnan(values)
    if not known.any():
        return np.full(len(times_s), np.nan)
    index = np.searchsorted(elapsed_s[known], times_s, side="right") - 1
    age_s = times_s - elapsed_s[known][index]
    return np.where((index >= 0) & (age_s >= 0) & (age_s <= LONGEST_HOLD_S), values[known][index], np.nan)
