"""The slope through a cloud of points, robust against stray ones, with its interval."""

import math
from statistics import NormalDist
from typing import Final

import numpy as np

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load.session_columns import IntArray
from backstride.recording import FloatArray

MANY_POINTS: Final = 1000
"""From so many points on, not every slope is worked out."""
SAMPLED: Final = 40_000
"""So many slopes tell roughly where those lie that are looked for."""
SAMPLE_SPREADS: Final = 4.0
"""So many spreads of a sample are allowed for."""
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
    order = np.argsort(across, kind="stable")
    across, values = across[order], values[order]
    first_beyond = np.searchsorted(across, across, side="right")
    count = int((len(across) - first_beyond).sum())
    if count == 0:
        return None
    reach = NormalDist().inv_cdf(0.5 + confidence / 2) * _rank_deviation(across, values)
    highest = min(round((count + reach) / 2), count - 1)
    lowest = max(round((count - reach) / 2) - 1, 0)
    ranks = np.array([lowest, (count - 1) // 2, count // 2, highest])
    low, below, above, high = _in_order(across, values, first_beyond, ranks).tolist()
    return Estimate(float(np.mean([below, above])), low, high)


def _in_order(across: FloatArray, values: FloatArray, first_beyond: IntArray, ranks: IntArray) -> FloatArray:
    """Those of all slopes that have some ranks, without putting all of them in order."""
    if len(across) >= MANY_POINTS and (first_beyond == np.arange(1, len(across) + 1)).all():
        found = _near_the_middle(across, values, ranks)
        if found is not None:
            return found
    slopes = _slopes(across, values, first_beyond)
    slopes.partition(sorted(set(ranks.tolist())))
    return np.asarray(slopes[ranks])


def _slopes(across: FloatArray, values: FloatArray, first_beyond: IntArray) -> FloatArray:
    """The slope between each point and each that lies farther on."""
    slopes = np.empty(int((len(across) - first_beyond).sum()))
    filled = 0
    for at, first in enumerate(first_beyond.tolist()):
        end = filled + len(across) - first
        slopes[filled:end] = (values[first:] - values[at]) / (across[first:] - across[at])
        filled = end
    return slopes


def _near_the_middle(across: FloatArray, values: FloatArray, ranks: IntArray) -> FloatArray | None:
    """The same from the slopes between two ends alone, of which thousands of points have a few in a hundred.

    A sample tells the ends. Points at which a line of slope a is laid stand above each other by how far the
    slope between them lies above a: so those whose order differs under both ends are the pairs in between,
    and those out of order under the lower end are the pairs below. None where the ends do not hold the
    ranks.
    """
    count = len(across) * (len(across) - 1) // 2
    low, high = _ends(across, values, ranks / count)
    under_low = values - low * across
    order = np.argsort(under_low, kind="stable")
    pairs = _out_of_order((values - high * across)[order], most=count // 8)
    if pairs is None:
        return None
    below = ranks - _count_out_of_order(under_low)
    one, other = order[pairs[0]], order[pairs[1]]
    if below[0] < 0 or below[-1] >= len(one):
        return None
    slopes = (values[one] - values[other]) / (across[one] - across[other])
    slopes.partition(sorted(set(below.tolist())))
    return np.asarray(slopes[below])


def _ends(across: FloatArray, values: FloatArray, shares: FloatArray) -> tuple[float, float]:
    """Two slopes between which those of some ranks lie, as good as always."""
    chance = np.random.default_rng(0)  # always the same, so that nothing depends on it
    one = chance.integers(0, len(across), SAMPLED)
    other = (one + chance.integers(1, len(across), SAMPLED)) % len(across)
    sample = np.sort((values[one] - values[other]) / (across[one] - across[other]))
    low, high = float(shares[0]), float(shares[-1])
    room = SAMPLE_SPREADS * math.sqrt(0.25 / SAMPLED)
    first = max(int((low - room) * SAMPLED), 0)
    last = min(int((high + room) * SAMPLED) + 1, SAMPLED - 1)
    return float(sample[first]), float(sample[last])


def _out_of_order(series: FloatArray, most: int) -> tuple[IntArray, IntArray] | None:
    """The places of every two of which the first is higher; None where they are more than so many."""
    highest_before = np.maximum.accumulate(series)
    lowest_after = np.minimum.accumulate(series[::-1])[::-1]
    firsts, seconds, found = [], [], 0
    for apart in range(1, len(series)):
        if (highest_before[:-apart] <= lowest_after[apart:]).all():
            break
        places = np.flatnonzero(series[:-apart] > series[apart:])
        found += len(places)
        if found > most:
            return None
        firsts.append(places)
        seconds.append(places + apart)
    return (np.concatenate(firsts), np.concatenate(seconds)) if firsts else None


def _count_out_of_order(series: FloatArray) -> int:
    """How many two there are of which the first is higher, counted while blocks are merged."""
    size = 1 << (len(series) - 1).bit_length()
    ranks = np.arange(size)
    ranks[np.argsort(series, kind="stable")] = np.arange(len(series))
    total, width = 0, 1
    while width < size:
        blocks = ranks.reshape(-1, 2, width)
        apart = np.arange(len(blocks))[:, np.newaxis] * size
        left, right = (blocks[:, 0] + apart).ravel(), (blocks[:, 1] + apart).ravel()
        not_higher = np.searchsorted(left, right) - np.repeat(np.arange(len(blocks)) * width, width)
        total += int((width - not_higher).sum())
        ranks = np.sort(ranks.reshape(-1, 2 * width), axis=1).ravel()
        width *= 2
    return total


def _rank_deviation(across: FloatArray, values: FloatArray) -> float:
    """The standard deviation of Kendall's count of rising less falling pairs, less what ties take away."""
    variance = _pairings(float(len(across)))
    for column in (across, values):
        _, ties = np.unique(column, return_counts=True)
        variance -= sum(_pairings(float(tied)) for tied in ties)
    return math.sqrt(max(variance, 0.0) / 18)


def _pairings(count: float) -> float:
    return count * (count - 1) * (2 * count + 5)
