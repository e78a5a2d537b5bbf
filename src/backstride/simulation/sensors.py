"""What a watch makes of the truth: noise that lingers, gaps, and steps of its scales."""

import math

import numpy as np

from backstride.recording import FloatArray


def wander(count: int, *, spread: float, memory_s: float, random: np.random.Generator) -> FloatArray:
    """Noise that lingers: each second keeps most of the last one's.

    Source: backstride-estimate. Belief: derived.

    Parameters
    ----------
    count
        How many seconds. [-]
    spread
        Standard deviation at any moment, in the unit of what it is added to.
    memory_s
        Time after which a third of a deflection is left; 0 for none. [s]
    random
        Where chance comes from.

    Returns
    -------
    FloatArray
        The noise, shape (count,).
    """
    kept = math.exp(-1.0 / memory_s) if memory_s > 0 else 0.0
    pushes = random.normal(0.0, spread * math.sqrt(1.0 - kept**2), count).tolist()
    level = float(random.normal(0.0, spread))
    noise = []
    for push in pushes:
        level = kept * level + push
        noise.append(level)
    return np.array(noise)


def gaps(
    count: int, *, times: int, random: np.random.Generator, shortest_s: int = 8, longest_s: int = 40
) -> FloatArray:
    """Ones, with runs of NaN where a sensor is silent; multiply a column by it.

    The runs lie in separate parts of the recording, so none joins another.

    Source: backstride-estimate. Belief: derived.

    Parameters
    ----------
    count
        How many seconds. [-]
    times
        How many gaps; fewer where the recording is too short for them. [-]
    random
        Where chance comes from.
    shortest_s
        Length of the shortest gap. [s]
    longest_s
        Length of the longest gap. [s]

    Returns
    -------
    FloatArray
        1 or NaN, shape (count,).
    """
    heard = np.ones(count)
    times = min(times, count // (longest_s + 2))
    for part in np.array_split(np.arange(count), times) if times else []:
        length = int(random.integers(shortest_s, longest_s + 1))
        start = int(part[0]) + 1 + int(random.integers(0, len(part) - length - 1))
        heard[start : start + length] = np.nan
    return heard
