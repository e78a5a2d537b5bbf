"""Which efforts a person can have done: limits from the best marks ever, and what lies beyond them.

A receiver that loses its position may put a walker a kilometre away and back. What is faster than anybody
ever was is taken out of the distance while its time runs on, so the efforts that remain are never faster
than they were. Nothing else of the session is dropped.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from backstride.bout import Bout, Gait, Travel
from backstride.load.efforts import (
    MICROMETRES,
    ROUNDING_S,
    Basis,
    Effort,
    Stretch,
    Way,
    best_efforts,
    stretches,
    ways,
)
from backstride.recording import FloatArray
from backstride.sources.marks import Mark, best_marks

MARGIN: Final = {Travel.FORWARD: 1.10, Travel.BACKWARD: 1.20}
"""How many times the best mark's speed is still believed. Forward, an effort inside a session has a flying
start: the second half of the fastest 200 m was 3 % faster than the fastest 100 m, and marks fall. Backward,
few have ever tried, so a mark may fall by more. [-]"""

_GAITS: Final = {"run": Gait.RUN, "walk": Gait.WALK}

Interval = tuple[float, float, float, float]
"""Start and end of something impossible, its speed and the limit. [s], [s], [m/s], [m/s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A stretch of ``[start_s, end_s)`` that nobody can have travelled as it was recorded."""

    start_s: float
    end_s: float
    travel: Travel
    gait: Gait
    distance_m: float
    """What was recorded over it, and is not believed. [m]"""
    speed_m_s: float
    """The worst that was found in it. [m/s]"""
    limit_m_s: float
    """What is believed at most for as long. [m/s]"""
    reason: str
    """Why, as a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlausibleEfforts:
    """The best efforts that a person can have done, and what was rejected on the way."""

    efforts: tuple[Effort, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Limits:
    """The speeds believed at most for one direction and gait, at the sizes of the marks."""

    distances_m: FloatArray
    times_s: FloatArray
    speeds_m_s: FloatArray

    def of(self, basis: Basis, size: float) -> float:
        sizes = self.distances_m if basis is Basis.DISTANCE else self.times_s
        return float(np.exp(np.interp(np.log(size), np.log(sizes), np.log(self.speeds_m_s))))


def speed_limit(travel: Travel, gait: Gait, basis: Basis, size: float) -> float:
    """The highest mean speed that is believed over a distance or in a time.

    That of the best mark of either sex, times a margin; between two marks on a straight line of the
    logarithms, beyond the first and the last that mark's own speed. Only walking has lower limits than
    running, those of race walking. Backward walking has no mark that was read: there it is race walking
    times the highest ratio of backward to forward running. Unknown and sideways travel take the forward
    limits.

    Source: recordholders, berlin2009, tf-stats, walk-5000-2026, walk-20k (and the others of the table of
    marks), backstride-rules (margins, backward walking). Belief: derived.

    Parameters
    ----------
    travel
        The direction.
    gait
        The gait.
    basis
        Whether the size is a distance or a duration.
    size
        The size. [m] or [s]

    Returns
    -------
    float
        Speed. [m/s]

    Examples
    --------
    >>> round(speed_limit(Travel.BACKWARD, Gait.RUN, Basis.DISTANCE, 100.0), 2)
    9.11
    >>> speed_limit(Travel.FORWARD, Gait.WALK, Basis.DISTANCE, 1000.0) < 6.0
    True
    """
    return _limits(_measured_as(travel), Gait.WALK if gait is Gait.WALK else Gait.RUN).of(basis, size)


def _measured_as(travel: Travel) -> Travel:
    return Travel.BACKWARD if travel is Travel.BACKWARD else Travel.FORWARD


@cache
def _limits(travel: Travel, gait: Gait) -> _Limits:
    if travel is Travel.BACKWARD and gait is Gait.WALK:
        forward, slower = _limits(Travel.FORWARD, Gait.WALK), _backward_over_forward()
        slower *= MARGIN[Travel.BACKWARD] / MARGIN[Travel.FORWARD]
        return _Limits(forward.distances_m, forward.times_s / slower, forward.speeds_m_s * slower)
    marks = _fastest(travel, gait)
    speeds_m_s = np.array([mark.speed_m_s for mark in marks])
    return _Limits(
        np.array([mark.distance_m for mark in marks]),
        np.array([mark.time_s for mark in marks]),
        speeds_m_s * MARGIN[travel],
    )


def _fastest(travel: Travel, gait: Gait) -> list[Mark]:
    """The marks that are faster than all over a longer distance, by distance.

    Whoever covers the longer distance as fast covers the shorter one so too.
    """
    fastest: list[Mark] = []
    for mark in sorted(best_marks(), key=lambda mark: (-mark.distance_m, mark.time_s)):
        if (Travel(mark.travel), _GAITS[mark.gait]) != (travel, gait):
            continue
        if not fastest or mark.speed_m_s > fastest[-1].speed_m_s:
            fastest.append(mark)
    return fastest[::-1]


def _backward_over_forward() -> float:
    """The highest ratio of the best speed backward to the best forward over one distance."""
    forward = {mark.distance_m: mark.speed_m_s for mark in _fastest(Travel.FORWARD, Gait.RUN)}
    backward = {mark.distance_m: mark.speed_m_s for mark in _fastest(Travel.BACKWARD, Gait.RUN)}
    return max(backward[distance_m] / forward[distance_m] for distance_m in backward.keys() & forward.keys())


def plausible_efforts(
    elapsed_s: FloatArray, distance_m: FloatArray, bouts: Sequence[Bout]
) -> PlausibleEfforts:
    """The best effort of each size in each direction that a person can have done.

    First the jumps are taken out: steps from one sample to the next that are faster than the fastest
    stretch ever measured. Then, as long as a best effort is impossible, every stretch of the shortest such
    size that is. So where the fastest is impossible, the next best that is possible is found. An effort
    that spans what was taken out is at least as fast as it says.

    Source: berlin2009, backstride-rules. Belief: derived.

    Parameters
    ----------
    elapsed_s
        Times of the samples, increasing, shape (n,). [s]
    distance_m
        Distance, shape (n,), never falling; NaN where unknown. [m]
    bouts
        The bouts of the recording, in order.

    Returns
    -------
    PlausibleEfforts
        The efforts, and what was rejected in order of time.
    """
    walking = [bout for bout in bouts if bout.gait is Gait.WALK]
    wholes = stretches(bouts)
    rejected: list[Rejected] = []
    found = _merged(_jumps(elapsed_s, distance_m, wholes))
    while True:
        rejected.extend(_rejected(elapsed_s, distance_m, wholes, found))
        if found:
            distance_m = _taken_out(elapsed_s, distance_m, found)
        efforts = best_efforts(elapsed_s, distance_m, bouts)
        found = _merged(_impossible(elapsed_s, distance_m, efforts, bouts, Gait.RUN))
        if not found and any(_is_beyond(effort, Gait.WALK) for effort in efforts):
            walked = best_efforts(elapsed_s, distance_m, walking)
            found = _merged(_impossible(elapsed_s, distance_m, walked, walking, Gait.WALK))
        if not found:
            rejected.sort(key=lambda one: one.start_s)
            return PlausibleEfforts(efforts=efforts, rejected=tuple(rejected))


def _jumps(elapsed_s: FloatArray, line_m: FloatArray, wholes: Sequence[Stretch]) -> Iterator[Interval]:
    """The steps that are faster than the fastest stretch ever measured, in any direction and gait.

    One limit for all, for one step of a walker may hold the distance that the device owed for the steps
    before.
    """
    limit_m_s = _limits(Travel.FORWARD, Gait.RUN).speeds_m_s[0]
    for _, way in ways(elapsed_s, line_m, wholes):
        steps_s = np.diff(way.times_s)
        speed_m_s = np.diff(way.distance_um) / MICROMETRES / steps_s
        # Where a bout is cut a hair beside a sample, the speed of the hair is rounding.
        for at in np.flatnonzero((speed_m_s > limit_m_s) & (steps_s > ROUNDING_S)):
            yield float(way.times_s[at]), float(way.times_s[at + 1]), float(speed_m_s[at]), float(limit_m_s)


def _is_beyond(effort: Effort, gait: Gait) -> bool:
    return effort.speed_m_s > speed_limit(effort.travel, gait, effort.basis, effort.size)


def _impossible(
    elapsed_s: FloatArray,
    line_m: FloatArray,
    efforts: Sequence[Effort],
    bouts: Sequence[Bout],
    gait: Gait,
) -> Iterator[Interval]:
    """All stretches beyond the limit, of the shortest size whose best effort is.

    The shortest first, for it takes out least beside what is wrong.
    """
    beyond = [effort for effort in efforts if _is_beyond(effort, gait)]
    if beyond:
        worst = min(beyond, key=lambda effort: effort.time_s)
        limit_m_s = speed_limit(worst.travel, gait, worst.basis, worst.size)
        same = [stretch for stretch in stretches(bouts) if stretch.travel is worst.travel]
        for _, way in ways(elapsed_s, line_m, same):
            yield from _beyond(way, worst.basis, worst.size, limit_m_s)


def _beyond(way: Way, basis: Basis, size: float, limit_m_s: float) -> Iterator[Interval]:
    for starts_s, ends_s, gained_m in way.windows(basis, size):
        speed_m_s = gained_m / (ends_s - starts_s)
        for at in np.flatnonzero(speed_m_s > limit_m_s):
            yield float(starts_s[at]), float(ends_s[at]), float(speed_m_s[at]), limit_m_s


def _merged(found: Iterable[Interval]) -> list[Interval]:
    """Overlapping stretches as one, with the speed of the one that is farthest beyond its limit."""
    merged: list[Interval] = []
    for start_s, end_s, speed_m_s, limit_m_s in sorted(found):
        if merged and start_s <= merged[-1][1]:
            held = merged[-1]
            worse = (speed_m_s, limit_m_s) if speed_m_s * held[3] > held[2] * limit_m_s else held[2:]
            merged[-1] = (held[0], max(held[1], end_s), *worse)
        else:
            merged.append((start_s, end_s, speed_m_s, limit_m_s))
    return merged


def _rejected(
    elapsed_s: FloatArray, line_m: FloatArray, wholes: Sequence[Stretch], merged: Sequence[Interval]
) -> Iterator[Rejected]:
    known = ~(np.isnan(line_m) | np.isnan(elapsed_s))
    for start_s, end_s, speed_m_s, limit_m_s in merged:
        stretch = next(one for one in wholes if one.start_s < end_s and start_s < one.end_s)
        gait = stretch.gait_between(start_s, end_s)
        from_m, to_m = np.interp((start_s, end_s), elapsed_s[known], line_m[known])
        yield Rejected(
            start_s=start_s,
            end_s=end_s,
            travel=stretch.travel,
            gait=gait,
            distance_m=float(to_m - from_m),
            speed_m_s=speed_m_s,
            limit_m_s=limit_m_s,
            reason=(
                f"{to_m - from_m:.0f} m in {_seconds(end_s - start_s)} s, at up to {speed_m_s:.1f} m/s; "
                f"over such a stretch no more than {limit_m_s:.1f} m/s is believed."
            ),
        )


def _seconds(time_s: float) -> str:
    return f"{time_s:.0f}" if time_s >= 1.0 else f"{time_s:.2f}"


def _taken_out(elapsed_s: FloatArray, line_m: FloatArray, merged: Sequence[Interval]) -> FloatArray:
    """The line without the distance of every step that touches one of the stretches."""
    known = ~(np.isnan(line_m) | np.isnan(elapsed_s))
    times_s, steps_m = elapsed_s[known], np.diff(line_m[known])
    for start_s, end_s, _, _ in merged:
        first = max(int(np.searchsorted(times_s, start_s, side="right")) - 1, 0)
        steps_m[first : int(np.searchsorted(times_s, end_s))] = 0.0
    left_m = np.full(len(line_m), np.nan)
    left_m[known] = line_m[known][0] + np.append(0.0, np.cumsum(steps_m))
    return left_m
