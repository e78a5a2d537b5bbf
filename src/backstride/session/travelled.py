"""How far a stretch went, and the speed that its cost is reckoned from."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from backstride.recording import FloatArray, Samples
from backstride.session.measures import Mean

FURTHEST_APART: Final = 1.2
"""How many times one of two speeds may be the other before they contradict each other. [-]"""

SHORTEST_CHECKED_S: Final = 60.0
"""In shorter stretches the lag of a filter and the rounding of the distance are enough to make a device's
speed and its distance differ. [s]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DistanceLine:
    """The distance that was counted, at the times at which it was known."""

    times_s: FloatArray
    """Shape (m,), at least two. [s]"""
    distance_m: FloatArray
    """Shape (m,), never falling. [m]"""

    @classmethod
    def of(cls, samples: Samples) -> Self | None:
        """The device's own count, else the way along the positions.

        Source: backstride-rules. Belief: derived.

        Parameters
        ----------
        samples
            The samples of a recording.

        Returns
        -------
        DistanceLine or None
            None where no distance is known at two times.
        """
        for distance_m in (samples.distance_m, samples.position_distance_m):
            known = ~np.isnan(distance_m)
            if np.count_nonzero(known) > 1:
                return cls(
                    times_s=samples.elapsed_s[known], distance_m=np.maximum.accumulate(distance_m[known])
                )
        return None

    def between(self, start_s: float, end_s: float) -> Mean:
        """The mean speed of a stretch, over what of it lies between the first and the last known distance.

        Source: backstride-rules. Belief: derived.

        Parameters
        ----------
        start_s
            Start of the stretch. [s]
        end_s
            Its end. [s]

        Returns
        -------
        Mean
            Speed, with the distance as its integral; what was gone before the first or after the last known
            distance is unknown rather than zero. [m/s]
        """
        from_s, to_s = max(start_s, float(self.times_s[0])), min(end_s, float(self.times_s[-1]))
        if to_s <= from_s:
            return Mean()
        from_m, to_m = np.interp((from_s, to_s), self.times_s, self.distance_m)
        return Mean(float(to_m - from_m), to_s - from_s)


def counted_speed(samples: Samples) -> FloatArray:
    """The speed from each sample to the next by the device's own count of the distance.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    samples
        The samples of a recording, shape (n,).

    Returns
    -------
    FloatArray
        Speed of travel, shape (n,), never negative; NaN unless both distances are known. [m/s]
    """
    furthest_m = np.fmax.accumulate(samples.distance_m)
    distance_m = np.where(np.isnan(samples.distance_m), np.nan, furthest_m)
    speed: FloatArray = np.diff(distance_m, append=np.nan) / np.diff(samples.elapsed_s, append=np.nan)
    return speed


def contradicting_speed(given_m_s: FloatArray, counted_m_s: FloatArray, held_s: FloatArray) -> float | None:
    """The mean speed of a stretch by the counted distance, where it contradicts the device's own speed.

    A foot pod or a treadmill may count a distance while the watch says that it stands still.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    given_m_s
        Speed as the device gave it, shape (n,), NaN where unknown. [m/s]
    counted_m_s
        Speed by the counted distance, shape (n,), NaN where unknown. [m/s]
    held_s
        Time that each sample speaks for, shape (n,). [s]

    Returns
    -------
    float or None
        The mean speed by distance, if it and the mean of the device's speed differ by more than a fifth over
        at least a minute; None if they agree, or nothing was counted. [m/s]
    """
    is_both = ~(np.isnan(given_m_s) | np.isnan(counted_m_s))
    given, counted = (
        Mean.of(np.where(is_both, speed_m_s, np.nan), held_s) for speed_m_s in (given_m_s, counted_m_s)
    )
    if counted.known_s < SHORTEST_CHECKED_S or counted.integral <= 0.0:
        return None
    apart = max(given.integral, counted.integral) > FURTHEST_APART * min(given.integral, counted.integral)
    return counted.value if apart else None
