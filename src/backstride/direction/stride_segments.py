"""Where the stride changes: the seconds of a recording cut where the mean of any signal does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.recording import FloatArray

Places = NDArray[np.intp]

BLOCK_S: Final = 15
"""Blocks whose differences tell how far the mean of a while wavers by itself. [s]"""

WINDOWS_S: Final = (8, 24, 60)
"""Lengths of the two windows whose means are held against one another to find candidates. [s]"""

CANDIDATE: Final = 7.0
"""From this sum of squared differences, in variances, on a place is worth a closer look.
Source: backstride-rules. Belief: claimed. [-]"""

CHANGE: Final = 10.0
"""From this sum of squared differences, in variances, on two neighbours are not one stretch.
Source: backstride-rules. Belief: claimed. [-]"""

SHORTEST_S: Final = 5
"""A stretch lasts at least this long. [s]"""

REFINED_S: Final = 12
"""How far the best place of a change is looked for, either way. [s]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunningSums:
    """Sums of several signals from the first second on, so that any mean costs the same."""

    sums: FloatArray
    """Shape (f, s + 1)."""
    counts: FloatArray
    """Of known values, shape (f, s + 1)."""

    @classmethod
    def of(cls, signals: FloatArray) -> "RunningSums":
        """Of signals, what is missing left out.

        Parameters
        ----------
        signals
            Any signals, NaN where missing, shape (f, s).

        Returns
        -------
        RunningSums
            Their sums.
        """
        known = ~np.isnan(signals)
        zero = np.zeros((len(signals), 1))
        sums = np.concatenate((zero, np.cumsum(np.where(known, signals, 0.0), axis=1)), axis=1)
        counts = np.concatenate((zero, np.cumsum(known, axis=1)), axis=1)
        return cls(sums=sums, counts=counts)

    def of_channels(self, places: Sequence[int]) -> "RunningSums":
        """The sums of some of the signals.

        Parameters
        ----------
        places
            Which of them.

        Returns
        -------
        RunningSums
            Theirs.
        """
        return RunningSums(sums=self.sums[list(places)], counts=self.counts[list(places)])

    def between(self, start: Places, end: Places) -> tuple[FloatArray, FloatArray]:
        """Means and how many known values they rest on.

        Parameters
        ----------
        start
            First seconds, any shape.
        end
            Seconds after the last, of the same shape.

        Returns
        -------
        means
            Shape (f, ...); 0 where nothing is known.
        counts
            Shape (f, ...).
        """
        counts = self.counts[:, end] - self.counts[:, start]
        sums = self.sums[:, end] - self.sums[:, start]
        return sums / np.maximum(counts, 1.0), counts


def wavering(signals: FloatArray) -> FloatArray:
    """How far each signal wavers by itself, as the standard deviation of one independent second.

    Taken from the differences of neighbouring blocks, so that neither slow drifts nor a few changes
    count, and times the root of a block's length, so that it can be divided by that of any length.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    signals
        Any signals, NaN where missing, shape (f, s).

    Returns
    -------
    FloatArray
        Shape (f,); NaN where fewer than four blocks can be held against the next one.
    """
    count = signals.shape[1] // BLOCK_S
    if count < 5:
        return np.full(len(signals), np.nan)
    blocks = signals[:, : count * BLOCK_S].reshape(len(signals), count, BLOCK_S)
    known = ~np.isnan(blocks)
    enough = known.sum(axis=2) >= BLOCK_S // 2
    means = np.where(known, blocks, 0.0).sum(axis=2) / np.maximum(known.sum(axis=2), 1)
    steps = np.abs(np.diff(np.where(enough, means, np.nan), axis=1))
    found = [_spread(step[~np.isnan(step)]) for step in steps]
    spread: FloatArray = np.array(found) * np.sqrt(BLOCK_S / 2.0)
    return spread


def _spread(steps: FloatArray) -> float:
    """A standard deviation of differences from what half and four fifths of them stay below.

    The larger of the two, so that noise that comes in bursts counts as noise; a change of the stride now and
    then does not.
    """
    if len(steps) < 4:
        return float("nan")
    half, most = np.quantile(steps, (0.5, 0.8))
    return float(max(1.4826 * half, 0.7803 * most))


def change_points(sums: RunningSums, wavering_sd: FloatArray) -> Places:
    """Where neighbouring stretches differ in the mean of any signal.

    Candidates are the places where the means of two windows differ most; neighbours that do not differ
    enough are then joined, the most alike first, and each change is moved to its best place.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    sums
        Running sums of the signals, shape (f, s + 1).
    wavering_sd
        How far each wavers by itself, as `wavering` gives it, shape (f,).

    Returns
    -------
    Places
        The first second of each stretch and at last the number of seconds, increasing.
    """
    length = sums.sums.shape[1] - 1
    edges = _joined(_candidates(sums, wavering_sd, length), sums, wavering_sd)
    edges = _moved(edges, sums, wavering_sd)
    return _joined(edges, sums, wavering_sd)


def _difference(
    sums: RunningSums, wavering_sd: FloatArray, start: Places, middle: Places, end: Places
) -> FloatArray:
    """How much the means before and after a place differ, in variances, over all signals."""
    left, left_count = sums.between(start, middle)
    right, right_count = sums.between(middle, end)
    weight = left_count * right_count / np.maximum(left_count + right_count, 1.0)
    scale = wavering_sd.reshape((-1,) + (1,) * (left.ndim - 1))
    difference: FloatArray = (weight * ((left - right) / scale) ** 2).sum(axis=0)
    return difference


def _candidates(sums: RunningSums, wavering_sd: FloatArray, length: int) -> Places:
    """The first second, all candidates in order, and the number of seconds."""
    found = [np.array([0, length])]
    for window in WINDOWS_S:
        half = max(window // 2, SHORTEST_S)
        blocks = (length - 2 * SHORTEST_S + 1) // half
        if blocks < 1:
            continue
        differs = _window_differences(sums, wavering_sd, window)
        differs = differs[SHORTEST_S : SHORTEST_S + blocks * half].reshape(blocks, half)
        best = differs.argmax(axis=1)
        good = differs[np.arange(blocks), best] >= CANDIDATE
        found.append(SHORTEST_S + (np.arange(blocks) * half + best)[good])
    edges = np.unique(np.concatenate(found))
    far = np.append(True, np.diff(edges) >= SHORTEST_S - 2)
    far[-1] = True
    kept: Places = edges[far]
    return kept


def _window_differences(sums: RunningSums, wavering_sd: FloatArray, window: int) -> FloatArray:
    """How much the means of the windows before and after each second differ, shape (s + 1,)."""
    total = np.zeros(sums.sums.shape[1])
    for values, known, scale in zip(sums.sums, sums.counts, wavering_sd, strict=True):
        padded, padded_known = (np.pad(each, window, mode="edge") for each in (values, known))
        counts = padded_known[window:] - padded_known[:-window]
        means = (padded[window:] - padded[:-window]) / np.maximum(counts, 1.0)
        left, right = counts[:-window], counts[window:]
        weight = left * right / np.maximum(left + right, 1.0)
        total += weight * ((means[:-window] - means[window:]) / scale) ** 2
    return total


def _joined(edges: Places, sums: RunningSums, wavering_sd: FloatArray) -> Places:
    """Neighbours that differ too little made one, the most alike first."""
    while len(edges) > 2:
        differs = _difference(sums, wavering_sd, edges[:-2], edges[1:-1], edges[2:])
        lengths = np.diff(edges)
        short = np.minimum(lengths[:-1], lengths[1:]) < SHORTEST_S
        differs = np.where(short, differs / 1e6, differs)
        joins = differs < CHANGE
        joins &= differs <= np.append(np.inf, differs[:-1])
        joins &= differs < np.append(differs[1:], np.inf)
        if not joins.any():
            break
        edges = edges[np.concatenate(([True], ~joins, [True]))]
    return edges


def _moved(edges: Places, sums: RunningSums, wavering_sd: FloatArray) -> Places:
    """Each change at the place that best parts its two neighbours."""
    if len(edges) < 3:
        return edges
    shifts = np.arange(-REFINED_S, REFINED_S + 1)
    start, middle, end = edges[:-2, None], edges[1:-1, None] + shifts, edges[2:, None]
    low, high = (start + middle[:, REFINED_S, None]) // 2 + 1, (end + middle[:, REFINED_S, None]) // 2 - 1
    inside = np.clip(middle, np.minimum(low, high), np.maximum(low, high))
    differs = _difference(
        sums, wavering_sd, np.broadcast_to(start, inside.shape), inside, np.broadcast_to(end, inside.shape)
    )
    best = inside[np.arange(len(inside)), differs.argmax(axis=1)]
    return np.unique(np.concatenate((edges[:1], best, edges[-1:])))
