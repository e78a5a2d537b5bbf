"""The slope through a cloud of points, robust against stray ones, with its interval."""

import math
from statistics import NormalDist
from typing import Final

import numpy as np

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.recording import FloatArray

CONFIDENCE: Final = 0.95
"""How often the interval of a slope is meant to hold the true one. [-]"""


def robust_slope(
    across: FloatArray, values: FloatArray, *, confidence: float = CONFIDENCE
) -> Estimate | None:
    """The median of the slopes between all pairs of points, after Theil and Sen, with Sen's interval.

    One stray point in four moves it little. The interval takes the points as independent; where each is
    like the one before it, the truth is wider.

    Source: sen1968. Belief: derived.

    Parameters
    ----------
    across
        Where the points lie, shape (n,).
    values
        What was measured there, shape (n,).
    confidence
        How often the interval should hold the true slope, between 0 and 1. [-]

    Returns
    -------
    Estimate or None
        Slope with its interval; None where all points lie at one place. [unit of values per unit of across]

    Raises
    ------
    InvalidValue
        If there is not one value for each place.

    Examples
    --------
    >>> robust_slope(np.arange(5.0), np.array([0.0, 2.0, 4.0, 60.0, 8.0])).value
    2.0
    """
    if across.shape != values.shape:
        raise InvalidValue(
            f"There are {values.shape} values at {across.shape} places.",
            allowed="There is one value at each place.",
            remedy="Leave out the places without a value.",
        )
    slopes = _slopes(across, values)
    count = len(slopes)
    if count == 0:
        return None
    reach = NormalDist().inv_cdf(0.5 + confidence / 2) * _rank_deviation(across, values)
    highest = min(round((count + reach) / 2), count - 1)
    lowest = max(round((count - reach) / 2) - 1, 0)
    below, above = (count - 1) // 2, count // 2
    # Four of the slopes are wanted, in place; to put all of them in order takes ten times as long.
    slopes.partition(sorted({lowest, below, above, highest}))
    return Estimate(float(np.mean(slopes[[below, above]])), float(slopes[lowest]), float(slopes[highest]))


def _slopes(across: FloatArray, values: FloatArray) -> FloatArray:
    """The slope between each point and each that lies farther on."""
    order = np.argsort(across, kind="stable")
    across, values = across[order], values[order]
    first_beyond = np.searchsorted(across, across, side="right")
    slopes = np.empty(int((len(across) - first_beyond).sum()))
    filled = 0
    for at, first in enumerate(first_beyond.tolist()):
        end = filled + len(across) - first
        slopes[filled:end] = (values[first:] - values[at]) / (across[first:] - across[at])
        filled = end
    return slopes


def _rank_deviation(across: FloatArray, values: FloatArray) -> float:
    """The standard deviation of Kendall's count of rising less falling pairs, less what ties take away."""
    variance = _pairings(float(len(across)))
    for column in (across, values):
        _, ties = np.unique(column, return_counts=True)
        variance -= sum(_pairings(float(tied)) for tied in ties)
    return math.sqrt(max(variance, 0.0) / 18)


def _pairings(count: float) -> float:
    return count * (count - 1) * (2 * count + 5)
