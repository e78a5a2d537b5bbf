"""Whether the athlete's own trend has come to a standstill: where it bent, and how it ran before and after.

The series is cut into straight pieces by dynamic programming, with the cost of a straight line in each
piece: the best of all ways to cut it, which the search Dynp of the library ruptures finds too, many times
slower. (A continuous cost runs through single points of the series, and so follows their noise.) How many
pieces there are is decided by Schwarz's criterion. The slope of each piece is then measured by the robust
method of `backstride.load.trend`.

Tried on 200 generated series each, of 26 and 52 weeks with noise of 1 to 4 % of the level: steady progress
is called a plateau in at most 1.5 %, and so is a level that never rose. Half a year at 1 % a week and then
half a year of standstill are found in 98 % with noise of 1 %, 90 % with 2 %, 73 % with 4 %; 16 weeks of
progress and 10 of standstill in 74, 46 and 12 %. The noise is taken as independent from week to week. Where
half of it carries over to the next, as in an illness, 6 % of steady progress and 17 % of level series are
called a plateau wrongly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final, cast

import numpy as np

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load.session_columns import IntArray
from backstride.load.trend import robust_slope
from backstride.recording import FloatArray

SHORTEST_PIECE: Final = 5
"""Points in a piece at least; of fewer, a slope has next to no interval."""
MOST_BENDS: Final = 3
MOST_POINTS: Final = 104
"""Of a longer series only the latest count: two years of weeks."""

WEEKS_OF_STANDSTILL: Final = 6.0
"""A standstill of less is patience, not a plateau. [weeks]"""

SMALLEST_PROGRESS: Final = 0.001
"""What counts as progress at least: 0.1 % of the level in a week, 5 % in a year. [1/week]"""

PARAMETERS_OF_A_PIECE: Final = 3
"""Level, slope, and where it begins."""

_RESOLUTION: Final = 1e-4
"""Differences of less than this share of the level are rounding. [-]"""

DAYS_OF_A_WEEK: Final = 7.0


class Progress(StrEnum):
    """How the latest piece of a trend runs."""

    PLATEAU = "plateau"
    """It got better, and has come to a standstill."""
    IMPROVING = "improving"
    FALLING = "falling"
    """It gets worse."""
    LEVEL = "level"
    """It stands still, but nothing shows that it got better before."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A straight piece of a trend."""

    first: date
    last: date
    points: int
    slope_per_week: Estimate
    """Positive when it gets better, with its interval of 95 %. [share of the mean level per week]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plateau:
    """What the trend does now, with the evidence."""

    progress: Progress
    reason: str
    """Why, as a sentence for people."""
    pieces: tuple[Piece, ...]
    """The straight pieces, the oldest first; none where there are too few points."""
    points: int
    method: str
    """How the pieces were found, with its parameters."""

    @property
    def changed_on(self) -> date | None:
        """The first day of the latest piece; None where the trend never bent."""
        return self.pieces[-1].first if len(self.pieces) > 1 else None

    @property
    def before(self) -> Piece | None:
        """The piece before the bend; None where the trend never bent."""
        return self.pieces[-2] if len(self.pieces) > 1 else None

    @property
    def after(self) -> Piece | None:
        """The latest piece; None where there are too few points."""
        return self.pieces[-1] if self.pieces else None


METHOD: Final = (
    f"exact search as by ruptures Dynp, linear cost, pieces of {SHORTEST_PIECE} points or more, at most "
    f"{MOST_BENDS} bends, chosen by Schwarz's criterion with {PARAMETERS_OF_A_PIECE} parameters a piece; "
    "slopes after Theil and Sen"
)


def find_plateau(
    days: Sequence[date],
    values: Sequence[float],
    *,
    higher_is_better: bool,
    weeks_of_standstill: float = WEEKS_OF_STANDSTILL,
    smallest_progress: float = SMALLEST_PROGRESS,
) -> Plateau:
    """Whether a series has come to a standstill after it had got better.

    A plateau is a latest piece of six weeks or more whose slope may be zero, or is too small to matter,
    and which is slower than the piece before, which got better. The intervals say how sure each slope is.
    It says nothing of why.

    Source: truong2020, schwarz1978, sen1968, backstride-rules (weeks, smallest progress). Belief: derived.

    Parameters
    ----------
    days
        The days of the points, each once, in any order.
    values
        The points, above zero, such as the best backward speed of each week; NaN where unknown.
    higher_is_better
        Whether a higher value is better, as of a speed, or a lower one, as of a time or a heart rate.
    weeks_of_standstill
        How long a standstill has to last. [weeks]
    smallest_progress
        What counts as progress at least, as a share of the level. [1/week]

    Returns
    -------
    Plateau
        What the trend does now, with the evidence; with the reason where that cannot be told.

    Raises
    ------
    InvalidValue
        If there is not one value for each day, a day stands twice, or a value is not above zero.
    """
    day_numbers, series = _checked(days, values)
    points = len(series)
    if points < 2 * SHORTEST_PIECE:
        return Plateau(
            progress=Progress.UNKNOWN,
            reason=f"{points} points; at least {2 * SHORTEST_PIECE} needed.",
            pieces=(),
            points=points,
            method=METHOD,
        )
    weeks = (day_numbers - day_numbers[0]) / DAYS_OF_A_WEEK
    level = series / series.mean() * (1.0 if higher_is_better else -1.0)
    pieces = _pieces(day_numbers, level, [0, *_bends(weeks, level), points], smallest_progress)
    progress, reason = _told(pieces, weeks_of_standstill, smallest_progress)
    return Plateau(progress=progress, reason=reason, pieces=pieces, points=points, method=METHOD)


def slope_between(
    days: Sequence[date], values: Sequence[float], first: date, last: date, *, higher_is_better: bool
) -> Estimate | None:
    """How a series ran between two days, as a share of its level in a week.

    Set beside the slope of the time before, it shows whether something that was tried went along with
    progress; it says nothing of why.

    Source: sen1968, backstride-rules (fewest points). Belief: derived.

    Parameters
    ----------
    days
        The days of the points, each once, in any order.
    values
        The points, above zero; NaN where unknown.
    first
        The first day that counts.
    last
        The last day that counts.
    higher_is_better
        Whether a higher value is better.

    Returns
    -------
    Estimate or None
        Positive when it gets better, with its interval of 95 %; None of fewer than five points. [1/week]

    Raises
    ------
    InvalidValue
        If there is not one value for each day, a day stands twice, or a value is not above zero.
    """
    day_numbers, series = _checked(days, values)
    inside = (day_numbers >= first.toordinal()) & (day_numbers <= last.toordinal())
    if int(inside.sum()) < SHORTEST_PIECE:
        return None
    own = series[inside]
    level = own / own.mean() * (1.0 if higher_is_better else -1.0)
    return robust_slope(day_numbers[inside] / DAYS_OF_A_WEEK, level)


def _checked(days: Sequence[date], values: Sequence[float]) -> tuple[FloatArray, FloatArray]:
    """The known points in order of time, the latest only."""
    if len(days) != len(values) or len(set(days)) != len(days):
        raise InvalidValue(
            f"There are {len(values)} values for {len(days)} days, of which {len(set(days))} differ.",
            allowed="There is one value for each day, and each day stands once.",
            remedy="Take the best of each day or week.",
        )
    known = [
        (day.toordinal(), value) for day, value in zip(days, values, strict=True) if not math.isnan(value)
    ]
    if any(not 0.0 < value < math.inf for _, value in known):
        raise InvalidValue(
            "The series holds a value that is not above zero.",
            allowed="Speeds, times and heart rates are above zero.",
            remedy="Give NaN where a value is missing.",
        )
    latest = np.array(sorted(known)[-MOST_POINTS:], dtype=np.float64).reshape(-1, 2)
    return latest[:, 0], latest[:, 1]


def _bends(weeks: FloatArray, level: FloatArray) -> list[int]:
    """Where the pieces after the first begin."""
    points = len(level)
    costs = _costs(weeks, level)
    least, last_bends = costs[0], list[IntArray]()
    chosen, criterion = 0, math.inf
    for bends in range(min(MOST_BENDS, points // SHORTEST_PIECE - 1) + 1):
        if bends:
            # The best way to end anywhere with one bend more: over all places of the last of them.
            ways = least[:, np.newaxis] + costs
            last_bends.append(ways.argmin(axis=0))
            least = ways.min(axis=0)
        variance = max(float(least[points]) / points, _RESOLUTION**2)
        parameters = PARAMETERS_OF_A_PIECE * (bends + 1)
        told = points * math.log(variance) + parameters * math.log(points)
        if told < criterion:
            chosen, criterion = bends, told
    cuts = [points]
    for last in reversed(last_bends[:chosen]):
        cuts.append(int(last[cuts[-1]]))
    return cuts[:0:-1]


def _costs(weeks: FloatArray, level: FloatArray) -> FloatArray:
    """The squares that a straight line leaves between any two places; infinite where they are too near."""
    across, height = weeks - weeks.mean(), level - level.mean()
    columns = np.stack([across, height, across * across, across * height, height * height])
    sums = np.concatenate([np.zeros((len(columns), 1)), np.cumsum(columns, axis=1)], axis=1)
    x, y, xx, xy, yy = sums[:, np.newaxis, :] - sums[:, :, np.newaxis]
    places = np.arange(len(level) + 1)
    count = places - places[:, np.newaxis]
    is_long = count >= SHORTEST_PIECE
    points = np.where(is_long, count, 1)
    spread = np.where(is_long, xx - x * x / points, 1.0)
    slope = (xy - x * y / points) / spread
    left = yy - y * y / points - slope * slope * spread
    return np.where(is_long, np.maximum(left, 0.0), math.inf)


def _pieces(
    day_numbers: FloatArray, level: FloatArray, cuts: Sequence[int], smallest_progress: float
) -> tuple[Piece, ...]:
    """The pieces between the cuts; those after the last that got better are one, however they bend."""
    pieces = [_piece(day_numbers[start:end], level[start:end]) for start, end in pairwise(cuts)]
    better = [at for at, piece in enumerate(pieces) if _gets_better(piece.slope_per_week, smallest_progress)]
    if better and better[-1] < len(pieces) - 1:
        start = cuts[better[-1] + 1]
        return (*pieces[: better[-1] + 1], _piece(day_numbers[start:], level[start:]))
    return tuple(pieces)


def _gets_better(slope: Estimate, smallest_progress: float) -> bool:
    return slope.low > 0.0 and slope.value >= smallest_progress


def _piece(day_numbers: FloatArray, level: FloatArray) -> Piece:
    # A piece holds several days, so it has a slope.
    slope = cast("Estimate", robust_slope(day_numbers / DAYS_OF_A_WEEK, level))
    return Piece(
        first=date.fromordinal(int(day_numbers[0])),
        last=date.fromordinal(int(day_numbers[-1])),
        points=len(level),
        slope_per_week=slope,
    )


def _told(
    pieces: Sequence[Piece], weeks_of_standstill: float, smallest_progress: float
) -> tuple[Progress, str]:
    now = pieces[-1]
    slope = now.slope_per_week
    weeks = (now.last - now.first).days / DAYS_OF_A_WEEK
    said = f"{100 * slope.value:+.2f} % a week ({100 * slope.low:+.2f} to {100 * slope.high:+.2f})"
    if slope.high < -smallest_progress:
        return Progress.FALLING, f"It has got worse since {now.first}: {said}."
    if _gets_better(slope, smallest_progress):
        return Progress.IMPROVING, f"It has got better since {now.first}: {said}."
    if len(pieces) == 1 or not _gets_better(pieces[-2].slope_per_week, smallest_progress):
        return Progress.LEVEL, f"It stands still, and nothing shows that it got better before: {said}."
    if slope.high >= pieces[-2].slope_per_week.value:
        return Progress.UNKNOWN, f"The points since {now.first} are too scattered to tell: {said}."
    if weeks < weeks_of_standstill:
        return Progress.UNKNOWN, f"It bent {weeks:.0f} weeks ago; {weeks_of_standstill:.0f} are needed."
    return Progress.PLATEAU, f"It got better until {now.first}, and has stood still since: {said}."
