"""Best efforts: the fastest stretch of each distance, and the farthest in each time, within one direction.

Distance is a line through the samples, straight between them. The best stretch of such a line starts or
ends at a corner of it, so trying the corners as starts and as ends finds it exactly, between the samples
too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.bout import Bout, Gait, Travel
from backstride.errors import InvalidValue
from backstride.recording import LONGEST_HOLD_S, FloatArray, Samples

MILE_M: Final = 1609.344
HALF_MARATHON_M: Final = 21_097.5
MARATHON_M: Final = 42_195.0

DISTANCES_M: Final = (
    100.0,
    200.0,
    400.0,
    800.0,
    1000.0,
    MILE_M,
    3000.0,
    5000.0,
    10_000.0,
    HALF_MARATHON_M,
    MARATHON_M,
)
"""The distances that efforts are looked for over. [m]"""

DURATIONS_S: Final = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0)
"""The durations that efforts are looked for in. [s]"""

NOT_COVERED_ON_FOOT: Final = frozenset({Gait.OTHER, Gait.ELLIPTICAL})
"""Gaits whose distance nobody walked or ran: wheels, water, snow, a machine that reckons with its own."""

MICROMETRES: Final = 1e6
"""In a metre."""
ROUNDING_S: Final = 1e-6
"""A time that is short of another by less than this is equal to it. [s]"""


class Basis(StrEnum):
    """What an effort was measured over."""

    DISTANCE = "distance"
    DURATION = "duration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """The best that was done over one distance, or in one time, in one direction."""

    travel: Travel
    gait: Gait
    """The gait of most of it; that of standing only where nobody moved."""
    basis: Basis
    size: float
    """The distance or the duration that was looked for. [m] or [s]"""
    distance_m: float
    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not (self.start_s < self.end_s and self.distance_m > 0.0 and self.size > 0.0):
            raise InvalidValue(
                f"An effort of {self.distance_m} m from {self.start_s} s to {self.end_s} s was given.",
                allowed="An effort covers some distance and ends after it starts.",
                remedy="Leave out stretches in which nobody moved.",
            )

    @property
    def time_s(self) -> float:
        """How long it took. [s]"""
        return self.size if self.basis is Basis.DURATION else self.end_s - self.start_s

    @property
    def speed_m_s(self) -> float:
        """Mean speed. [m/s]"""
        return self.distance_m / self.time_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Bouts with one travel that follow each other without a break."""

    travel: Travel
    bouts: tuple[Bout, ...]

    @property
    def start_s(self) -> float:
        """When the first bout starts. [s]"""
        return self.bouts[0].start_s

    @property
    def end_s(self) -> float:
        """When the last bout ends. [s]"""
        return self.bouts[-1].end_s

    def gait_between(self, start_s: float, end_s: float) -> Gait:
        """The gait of most of the time between two moments; standing counts only where there is nothing else.

        Source: backstride-rules. Belief: derived.

        Parameters
        ----------
        start_s
            From when. [s]
        end_s
            Until when. [s]

        Returns
        -------
        Gait
            The gait; of two that last as long, the one that came first.
        """
        shares: dict[Gait, float] = {}
        for bout in self.bouts:
            shared_s = min(bout.end_s, end_s) - max(bout.start_s, start_s)
            if shared_s > 0.0:
                shares[bout.gait] = shares.get(bout.gait, 0.0) + shared_s
        moving = {gait: shared_s for gait, shared_s in shares.items() if gait is not Gait.STANDING}
        return max(moving or shares, key=shares.__getitem__, default=Gait.UNKNOWN)


Windows = tuple[FloatArray, FloatArray, FloatArray]
"""Starts, ends and distances of many stretches, each of shape (k,). [s], [s], [m]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """A piece of the distance line inside one stretch, without a gap."""

    times_s: FloatArray
    """Shape (m,), increasing. [s]"""
    distance_um: FloatArray
    """Shape (m,), never falling, whole numbers: what lies exactly 100 m apart then is so after the
    arithmetic too, which matters where somebody stood at either end. [µm]"""

    def windows(self, basis: Basis, size: float) -> tuple[Windows, ...]:
        """Every stretch of one size that starts or ends at a corner of the line.

        Where somebody stood, a stretch starts when they left and ends when they came.

        Source: backstride-rules. Belief: derived.

        Parameters
        ----------
        basis
            Whether the size is a distance or a duration.
        size
            The size. [m] or [s]

        Returns
        -------
        tuple of Windows
            Those that start at a corner and those that end at one; none where the piece is shorter than
            the size.
        """
        return self._of_distance(size) if basis is Basis.DISTANCE else self._of_duration(size)

    def _of_distance(self, size_m: float) -> tuple[Windows, ...]:
        times_s, way_um, size_um = self.times_s, self.distance_um, round(size_m * MICROMETRES)
        if way_um[-1] - way_um[0] < size_um:
            return ()
        count = int(np.searchsorted(way_um, way_um[-1] - size_um, side="right"))
        first = int(np.searchsorted(way_um, way_um[0] + size_um))
        # Where somebody stood, `np.interp` finds the last moment: of a start the right one. Of an end it is
        # not, but then the end is a corner, and the stretch is among those that end at one.
        reached_s = np.interp(way_um[:count] + size_um, way_um, times_s)
        left_s = np.interp(way_um[first:] - size_um, way_um, times_s)
        return (
            (times_s[:count], reached_s, np.broadcast_to(size_m, count)),
            (left_s, times_s[first:], np.broadcast_to(size_m, len(left_s))),
        )

    def _of_duration(self, size_s: float) -> tuple[Windows, ...]:
        times_s, way_um = self.times_s, self.distance_um
        if times_s[-1] - times_s[0] < size_s - ROUNDING_S:
            return ()
        count = int(np.searchsorted(times_s, times_s[-1] - size_s + ROUNDING_S, side="right"))
        first = int(np.searchsorted(times_s, times_s[0] + size_s - ROUNDING_S))
        ends_s, starts_s = times_s[:count] + size_s, times_s[first:] - size_s
        ahead_um = np.interp(ends_s, times_s, way_um) - way_um[:count]
        behind_um = way_um[first:] - np.interp(starts_s, times_s, way_um)
        return (
            (times_s[:count], ends_s, ahead_um / MICROMETRES),
            (starts_s, times_s[first:], behind_um / MICROMETRES),
        )


def distance_line(samples: Samples) -> FloatArray:
    """The distance to measure efforts on: the device's count, else its speed summed up, else the positions.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    samples
        The samples of a recording, shape (n,).

    Returns
    -------
    FloatArray
        Distance, shape (n,), never falling; NaN where unknown. All NaN where nothing tells it at two
        times. [m]
    """
    for distance_m in (samples.distance_m, _summed_speed(samples), samples.position_distance_m):
        known = ~(np.isnan(distance_m) | np.isnan(samples.elapsed_s))
        if np.count_nonzero(known) > 1:
            line = np.full(len(distance_m), np.nan)
            line[known] = np.maximum.accumulate(distance_m[known])
            return line
    return np.full(len(samples), np.nan)


def _summed_speed(samples: Samples) -> FloatArray:
    """The speed times the time it speaks for; what lies in a longer gap adds nothing, for it is not used."""
    known = ~(np.isnan(samples.speed_m_s) | np.isnan(samples.elapsed_s))
    line = np.full(len(samples), np.nan)
    if known.any():
        held_s = np.minimum(np.diff(samples.elapsed_s[known]), LONGEST_HOLD_S)
        line[known] = np.append(0.0, np.cumsum(samples.speed_m_s[known][:-1] * held_s))
    return line


def stretches(bouts: Sequence[Bout]) -> tuple[Stretch, ...]:
    """Neighbouring bouts with the same travel, which touch, as one.

    A moment of standing inside a backward stretch belongs to it. A pause breaks it, and so does whatever
    is not covered on foot.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    bouts
        The bouts of a recording, in order.

    Returns
    -------
    tuple of Stretch
        In order, without what was not covered on foot.
    """
    groups: list[list[Bout]] = []
    last: Bout | None = None
    for bout in bouts:
        if bout.gait in NOT_COVERED_ON_FOOT:
            last = None
            continue
        if last is not None and last.end_s == bout.start_s and last.travel is bout.travel:
            groups[-1].append(bout)
        else:
            groups.append([bout])
        last = bout
    return tuple(Stretch(travel=group[0].travel, bouts=tuple(group)) for group in groups)


def ways(
    elapsed_s: FloatArray, distance_m: FloatArray, stretches: Sequence[Stretch]
) -> Iterator[tuple[Stretch, Way]]:
    """The pieces of the distance line inside each stretch, cut where nothing was known for long.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    elapsed_s
        Times of the samples, increasing, shape (n,). [s]
    distance_m
        Distance, shape (n,), never falling; NaN where unknown. [m]
    stretches
        Where to look.

    Yields
    ------
    tuple of Stretch and Way
        Each piece with the stretch it lies in.

    Raises
    ------
    InvalidValue
        If there is not one distance for each time, or the distance falls.
    """
    if elapsed_s.shape != distance_m.shape:
        raise InvalidValue(
            f"There are {distance_m.shape} distances beside {elapsed_s.shape} times.",
            allowed="There is one distance for each time.",
            remedy="Fill what is missing with NaN.",
        )
    known = ~(np.isnan(distance_m) | np.isnan(elapsed_s))
    times_s, way_m = elapsed_s[known], distance_m[known]
    if (np.diff(way_m) < 0.0).any():
        raise InvalidValue(
            "The distance falls.",
            allowed="Distance increases along the way travelled, whichever way that is.",
            remedy="Take it from distance_line.",
        )
    gaps = np.flatnonzero(np.diff(times_s) > LONGEST_HOLD_S) + 1
    runs = list(pairwise((0, *gaps.tolist(), len(times_s))))
    until_s = times_s[[end - 1 for _, end in runs]] if len(times_s) else times_s
    for stretch in stretches:
        for start, end in runs[int(np.searchsorted(until_s, stretch.start_s)) :]:
            if len(times_s) == 0 or times_s[start] >= stretch.end_s:
                break
            way = _clipped(times_s[start:end], way_m[start:end], stretch)
            if way is not None:
                yield stretch, way


def _clipped(times_s: FloatArray, way_m: FloatArray, stretch: Stretch) -> Way | None:
    """What of a piece lies in a stretch, cut between the samples where it starts and ends."""
    start_s, end_s = max(stretch.start_s, times_s[0]), min(stretch.end_s, times_s[-1])
    if end_s <= start_s:
        return None
    inside = slice(np.searchsorted(times_s, start_s, side="right"), np.searchsorted(times_s, end_s))
    edges_m = np.interp((start_s, end_s), times_s, way_m)
    cut_m = np.concatenate((edges_m[:1], way_m[inside], edges_m[1:]))
    return Way(
        times_s=np.concatenate(((start_s,), times_s[inside], (end_s,))),
        distance_um=np.rint(cut_m * MICROMETRES),
    )


def best_efforts(
    elapsed_s: FloatArray,
    distance_m: FloatArray,
    bouts: Sequence[Bout],
    *,
    distances_m: Sequence[float] = DISTANCES_M,
    durations_s: Sequence[float] = DURATIONS_S,
) -> tuple[Effort, ...]:
    """The best effort of each size in each direction.

    An effort lies inside one stretch of one direction; unknown is a direction of its own. Pauses and gaps
    of more than ten seconds break it. Whether it is possible at all is for `backstride.load.plausible`.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    elapsed_s
        Times of the samples, increasing, shape (n,). [s]
    distance_m
        Distance, shape (n,), never falling; NaN where unknown. See `distance_line`. [m]
    bouts
        The bouts of the recording, in order.
    distances_m
        The distances to look for. [m]
    durations_s
        The durations to look for. [s]

    Returns
    -------
    tuple of Effort
        At most one for each direction and size, by direction, then distances, then durations. None where
        no stretch is as long, or nobody moved.

    Raises
    ------
    InvalidValue
        If there is not one distance for each time, or the distance falls.

    Examples
    --------
    >>> elapsed_s, bout = np.arange(61.0), Bout(start_s=0, end_s=60, travel=Travel.BACKWARD, gait=Gait.RUN)
    >>> [(e.size, e.time_s) for e in best_efforts(elapsed_s, 2.5 * elapsed_s, [bout], durations_s=())]
    [(100.0, 40.0)]
    """
    sizes = [(Basis.DISTANCE, size) for size in distances_m] + [
        (Basis.DURATION, size) for size in durations_s
    ]
    best: dict[tuple[Travel, Basis, float], Effort] = {}
    for stretch, way in ways(elapsed_s, distance_m, stretches(bouts)):
        for basis, size in sizes:
            effort = _best_of(stretch, way, basis, size)
            if effort is not None:
                held = best.get((stretch.travel, basis, size))
                if held is None or effort.speed_m_s > held.speed_m_s:
                    best[stretch.travel, basis, size] = effort
    order = [(travel, basis, size) for travel in Travel for basis, size in sizes]
    return tuple(best[key] for key in order if key in best)


def _best_of(stretch: Stretch, way: Way, basis: Basis, size: float) -> Effort | None:
    found: tuple[float, float, float] | None = None
    for starts_s, ends_s, gained_m in way.windows(basis, size):
        at = int(np.argmin(ends_s - starts_s) if basis is Basis.DISTANCE else np.argmax(gained_m))
        one = float(starts_s[at]), float(ends_s[at]), float(gained_m[at])
        if found is None or one[2] * (found[1] - found[0]) > found[2] * (one[1] - one[0]):
            found = one
    if found is None or not found[2] * MICROMETRES > 1.0:
        return None
    start_s, end_s, best_m = found
    return Effort(
        travel=stretch.travel,
        gait=stretch.gait_between(start_s, end_s),
        basis=basis,
        size=size,
        distance_m=best_m,
        start_s=start_s,
        end_s=end_s,
    )
