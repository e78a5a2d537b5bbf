"""How steep the way is, from altitude over distance."""

from typing import Final

import numpy as np

from backstride.recording import FloatArray, Samples

WINDOW_M: Final = 100.0
"""The grade at a place compares the mean altitude of this much way before it and behind it. A
barometer wanders by half a metre or so, which over this window is one per cent. [m]"""
STEEPEST: Final = 0.45
"""What is steeper is a slip of the receiver, not a way that people run. [-]"""
LONGEST_WAY_M: Final = 1_000_000.0

_GRID_M: Final = 2.0


def grade_along(samples: Samples) -> FloatArray:
    """Rise over run along the way, in the direction of travel.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    samples
        The samples of a recording, shape (n,).

    Returns
    -------
    FloatArray
        Grade, shape (n,), positive uphill; NaN where altitude or distance is unknown, where the way is
        shorter than the window, and where the result is steeper than people run. [-]
    """
    unknown = np.full(len(samples), np.nan)
    distance_m = samples.distance_m
    if np.isnan(distance_m).all():
        distance_m = samples.position_distance_m
    known = ~(np.isnan(distance_m) | np.isnan(samples.altitude_m))
    if np.count_nonzero(known) < 2:
        return unknown
    way_m = np.maximum.accumulate(distance_m[known])
    length_m = float(way_m[-1] - way_m[0])
    if not 2 * WINDOW_M <= length_m <= LONGEST_WAY_M:
        return unknown
    grid_m = np.arange(way_m[0], way_m[-1], _GRID_M)
    altitude_m = np.interp(grid_m, way_m, samples.altitude_m[known])
    grade = _slope(altitude_m, int(WINDOW_M / _GRID_M))
    result = np.interp(distance_m, grid_m, grade)
    result[np.isnan(distance_m) | ~(np.abs(result) <= STEEPEST)] = np.nan
    return result


def _slope(altitude_m: FloatArray, width: int) -> FloatArray:
    """Mean of the ``width`` points from each on, less that of the points up to it, over their distance.

    The grade of the ends is that of half a window further in: the mean of fewer points is mostly noise.
    """
    count = len(altitude_m)
    total = np.append(0.0, np.cumsum(altitude_m))
    here = np.clip(np.arange(count), width // 2, count - width // 2)
    ahead, behind = np.minimum(here + width, count), np.maximum(here - width, 0)
    rise_m = (total[ahead] - total[here]) / (ahead - here) - (total[here] - total[behind]) / (here - behind)
    slope: FloatArray = rise_m / ((ahead - behind) / 2 * _GRID_M)
    return slope
