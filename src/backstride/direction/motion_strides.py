"""Strides in the log of a motion sensor: an even grid, how long a stride takes, where each begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.motion import MotionLog
from backstride.recording import FloatArray

GRID_HZ: Final = 50.0
"""Samples a second after resampling; strides are slow. [1/s]"""
SMOOTHING_S: Final = 0.02
"""Standard deviation of the bell that smooths the grid: 3 dB less at 6.6 Hz, about as much as motion
capture at 30 frames a second keeps, so that what was learned from it holds for real sensors. [s]"""
LONGEST_GAP_S: Final = 0.25
"""A longer gap between two samples cuts the log in two. [s]"""
SHORTEST_PIECE_S: Final = 1.0
"""A piece between two gaps that is shorter than a walking stride tells nothing. [s]"""

SHORTEST_STRIDE_S: Final = 0.46
"""Two steps at 260 a minute. [s]"""
LONGEST_STRIDE_S: Final = 2.0
"""Two steps at 60 a minute. [s]"""
FRAME_S: Final = 4.0
"""How long a look at the log shows the length of a stride. [s]"""
LARGEST_SHARE: Final = 0.8
"""Of a look that a stride may take. [-]"""
HOP_S: Final = 1.0
"""From one look to the next. [s]"""
LONGER_IS_WORSE: Final = 0.1
"""What a second more costs in likeness: of a stride and two strides, the one. [1/s]"""
FLOOR: Final = 0.15
"""Share of the strongest direction's variance that is taken for noise in all of them. [-]"""
STRIDES: Final = 1
"""Strides in a window; the next window begins one stride later. [-]"""
FRAMES_AT_ONCE: Final = 1024
"""How many looks are worked on together, to bound the memory. [-]"""

IndexArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a log without gaps, on an even grid of `GRID_HZ`."""

    start_s: float
    """Since the log's first sample. [s]"""
    values: FloatArray
    """Acceleration and, with a gyroscope, rotation: shape (n, 3) or (n, 6). [m/s², rad/s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Windows of `STRIDES` strides in a piece, one beginning at each stride."""

    start: FloatArray
    """In samples of the grid, shape (m,)."""
    period: FloatArray
    """How long a stride takes, in samples of the grid, shape (m,)."""
    likeness: FloatArray
    """How much a stride is like the next, 0 to 1, shape (m,). [-]"""


def pieces(log: MotionLog) -> Iterator[Piece]:
    """Lay a log on an even grid, piece by piece between its gaps.

    Each value is the mean over its step of the straight lines between the samples, smoothed; so no
    rate, jitter or doubled time matters.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    log
        The log, at any rate; samples that are not numbers are left out.

    Yields
    ------
    Piece
        In order; none shorter than `SHORTEST_PIECE_S`.
    """
    columns = log.acceleration_m_s2
    if log.rotation_rad_s is not None:
        columns = np.hstack((columns, log.rotation_rad_s))
    known = np.isfinite(log.time_s) & np.isfinite(columns).all(axis=1)
    time_s, columns = log.time_s[known], columns[known]
    if len(time_s) < 2:
        return
    ahead = np.concatenate(([True], time_s[1:] > np.maximum.accumulate(time_s)[:-1]))
    time_s, columns = time_s[ahead], columns[ahead]
    edges = [0, *(np.flatnonzero(np.diff(time_s) > LONGEST_GAP_S) + 1).tolist(), len(time_s)]
    for first, after in pairwise(edges):
        if after - first > 2 and time_s[after - 1] - time_s[first] >= SHORTEST_PIECE_S:
            yield _piece(time_s[first:after], columns[first:after])


def _piece(time_s: FloatArray, columns: FloatArray) -> Piece:
    edges = np.arange(time_s[0], time_s[-1], 1.0 / GRID_HZ)
    values = np.empty((len(edges) - 1, columns.shape[1]))
    steps_s = np.diff(time_s)
    for i, column in enumerate(columns.T):
        area = np.concatenate(([0.0], np.cumsum(0.5 * (column[1:] + column[:-1]) * steps_s)))
        values[:, i] = np.diff(np.interp(edges, time_s, area)) * GRID_HZ
    return Piece(start_s=float(edges[0] + 0.5 / GRID_HZ), values=_smoothed(values))


def _smoothed(values: FloatArray) -> FloatArray:
    half = int(np.ceil(3.0 * SMOOTHING_S * GRID_HZ))
    bell = np.exp(-0.5 * (np.arange(-half, half + 1) / (SMOOTHING_S * GRID_HZ)) ** 2)
    bell /= bell.sum()
    padded = np.pad(values, ((half, half), (0, 0)), mode="edge")
    smooth = np.zeros_like(values)
    for i, weight in enumerate(bell):
        smooth += weight * padded[i : i + len(values)]
    return smooth


def windows(piece: Piece) -> Windows:
    """Cut a piece into windows of strides.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    piece
        The piece.

    Returns
    -------
    Windows
        In order; none where nothing repeats itself.
    """
    centre, period, likeness = _periods(piece.values)
    starts: list[float] = []
    looks: list[int] = []
    start, look, last = 0.0, 0, len(piece.values) - 1.0
    while len(centre) > 0:
        middle = start + 0.5 * STRIDES * period[look]
        while look + 1 < len(centre) and abs(centre[look + 1] - middle) < abs(centre[look] - middle):
            look += 1
        if start + STRIDES * period[look] > last:
            break
        starts.append(start)
        looks.append(look)
        start += float(period[look])
    at = np.array(looks, dtype=np.intp)
    return Windows(start=np.array(starts), period=period[at], likeness=likeness[at])


def _periods(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Middles of the looks and the stride's length there, in samples, and its likeness to the next."""
    length = min(int(FRAME_S * GRID_HZ), len(values))
    starts = np.arange(0, len(values) - length + 1, int(HOP_S * GRID_HZ))
    if starts[-1] + length < len(values):
        starts = np.append(starts, len(values) - length)
    chunks = [starts[i : i + FRAMES_AT_ONCE] for i in range(0, len(starts), FRAMES_AT_ONCE)]
    found = [_best_lag(_likeness(values, chunk, length)) for chunk in chunks]
    period, likeness = (np.concatenate(parts) for parts in zip(*found, strict=True))
    centre = starts.astype(np.float64) + 0.5 * length
    known = ~np.isnan(period)
    if not known.any():
        return np.empty(0), np.empty(0), np.empty(0)
    return centre, np.interp(centre, centre[known], period[known]), likeness


def _likeness(values: FloatArray, starts: IndexArray, length: int) -> FloatArray:
    """How much each look is like itself some samples later, shape (looks, lags).

    Every direction of the sensor counts alike, so that the sway from side to side, which comes once a
    stride, is not drowned by the bounce, which comes twice. The sensor's mounting does not matter.
    """
    frames = np.lib.stride_tricks.sliding_window_view(values, length, axis=0)[starts]
    frames = frames - frames.mean(axis=2, keepdims=True)
    lags = np.arange(min(int(LONGEST_STRIDE_S * GRID_HZ), int(LARGEST_SHARE * length)) + 2)
    size = int(2 ** np.ceil(np.log2(length + lags[-1])))
    total = np.zeros((len(starts), len(lags)))
    for first in range(0, values.shape[1], 3):
        part = frames[:, first : first + 3]
        variance, axes = np.linalg.eigh(part @ np.swapaxes(part, 1, 2) / length)
        spread = np.sqrt(variance + FLOOR * variance[:, -1:] + 1e-9)
        white = np.swapaxes(axes, 1, 2) @ part / spread[:, :, None]
        power = (np.abs(np.fft.rfft(white, size, axis=2)) ** 2).sum(axis=1)
        product = np.fft.irfft(power, size, axis=1)[:, lags]
        energy = np.cumsum((white**2).sum(axis=1), axis=1)
        head = energy[:, length - 1 - lags]
        tail = energy[:, -1:] - np.where(lags > 0, energy[:, np.maximum(lags - 1, 0)], 0.0)
        total += product / np.sqrt(head * tail + 1e-9)
    total /= values.shape[1] // 3
    return total


def _best_lag(likeness: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The stride's length in samples, NaN without any peak, and the likeness there."""
    inner = likeness[:, 1:-1]
    lag = np.arange(1, inner.shape[1] + 1)
    is_peak = (inner >= likeness[:, :-2]) & (inner >= likeness[:, 2:]) & (inner > 0.0)
    is_peak &= lag >= SHORTEST_STRIDE_S * GRID_HZ
    score = np.where(is_peak, inner - LONGER_IS_WORSE * lag / GRID_HZ, -np.inf)
    best = np.argmax(score, axis=1) + 1
    row = np.arange(len(likeness))
    before, at, after = (likeness[row, best + step] for step in (-1, 0, 1))
    bend = before - 2.0 * at + after
    shift = 0.5 * (before - after) / np.where(bend < 0.0, bend, -1.0)
    found = is_peak.any(axis=1)
    period = np.where(found, best + np.clip(shift, -0.5, 0.5), np.nan)
    return period, np.where(found, np.clip(at, 0.0, 1.0), 0.0)
