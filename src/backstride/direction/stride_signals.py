"""What of a recording tells the stride, second by second: speed, cadence, contact, bounce, heart rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Gait
from backstride.direction.gait import GaitStretch
from backstride.recording import LONGEST_HOLD_S, FloatArray, Recording, Samples, travel_speed

Mask = NDArray[np.bool_]

SPEED_RANGE_M_S: Final = {Gait.RUN: (0.9, 7.5), Gait.WALK: (0.35, 3.0)}
"""Speeds at which a stride is compared; beyond them it is a start, a stop or an error.
Source: backstride-rules. Belief: claimed. [m/s]"""

CADENCE_RANGE_SPM: Final = {Gait.RUN: (110.0, 270.0), Gait.WALK: (50.0, 200.0)}
"""Cadences that people run and walk at; a counter that shows others has lost steps.
Source: backstride-rules. Belief: claimed. [1/min]"""

SPEED_SMOOTHING_S: Final = 9
"""Length of the running mean over speed; odd. Speed by satellite lags and wavers by as much. [s]"""

QUICK_SMOOTHING_S: Final = 3
"""The same where it is looked for the moment of a turn. [s]"""

CADENCE_SMOOTHING_S: Final = 5
"""Length of the running median over cadence; odd. [s]"""

GRADE_SMOOTHING_S: Final = 20
"""Half the length over which a grade is taken: altitudes come in steps of up to a metre. [s]"""

STEEPEST_GRADE: Final = 0.3
"""A steeper grade is an error of the altitude more often than not. [-]"""

CADENCE, STANCE, BOUNCE, HEART = range(4)
"""The place of each signal in `StrideSignals.values`."""
SIGNALS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrideSignals:
    """The seconds in which somebody walked or ran, one after the other, whatever lay between them."""

    second_s: FloatArray
    """The middle of each second, in the time of the recording, increasing, shape (s,). [s]"""
    is_run: Mask
    """Whether it is running, and not walking, shape (s,)."""
    speed_m_s: FloatArray
    """Smoothed speed of travel; NaN where it is unknown or no stride is compared, shape (s,). [m/s]"""
    quick_speed_m_s: FloatArray
    """Speed hardly smoothed, in which turns can be seen, shape (s,). [m/s]"""
    grade: FloatArray
    """Rise over distance; NaN where the altitude is unknown, shape (s,). [-]"""
    values: FloatArray
    """Logarithms of cadence [1/min], stance time [s], vertical oscillation [m] and heart rate [1/min];
    NaN where missing, shape (4, s)."""

    def __len__(self) -> int:
        """How many seconds there are."""
        return len(self.second_s)

    def of_gait(self, *, is_run: bool) -> "StrideSignals":
        """The seconds of one gait.

        Parameters
        ----------
        is_run
            Running rather than walking.

        Returns
        -------
        StrideSignals
            Those seconds alone.
        """
        of_it = self.is_run == is_run
        return StrideSignals(
            second_s=self.second_s[of_it],
            is_run=self.is_run[of_it],
            speed_m_s=self.speed_m_s[of_it],
            quick_speed_m_s=self.quick_speed_m_s[of_it],
            grade=self.grade[of_it],
            values=self.values[:, of_it],
        )


def stride_signals(recording: Recording, gaits: Sequence[GaitStretch]) -> StrideSignals | None:
    """Lay out second by second what tells the stride.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    recording
        The recording.
    gaits
        Its stretches of one gait, in order.

    Returns
    -------
    StrideSignals or None
        The seconds of walking and running; None where no cadence is known beside a speed in any of them.
    """
    samples = recording.samples
    moving = [each for each in gaits if each.gait in (Gait.WALK, Gait.RUN)]
    if not moving or not recording.is_timed or np.isnan(samples.cadence_spm).all():
        return None
    second_s, is_run, piece = _seconds(moving)
    if len(second_s) == 0:
        return None
    sample = np.maximum(np.searchsorted(samples.elapsed_s, second_s, side="right") - 1, 0)
    raw_speed = _bridged(travel_speed(samples), samples.elapsed_s)[sample]
    speed_m_s = _running_mean(raw_speed, SPEED_SMOOTHING_S, piece)
    for gait, of_it in ((Gait.RUN, is_run), (Gait.WALK, ~is_run)):
        low, high = SPEED_RANGE_M_S[gait]
        speed_m_s[of_it & ~((speed_m_s >= low) & (speed_m_s <= high))] = np.nan
    values = _logarithms(samples, sample, is_run)
    if not (~np.isnan(values[CADENCE]) & ~np.isnan(speed_m_s)).any():
        return None
    grade = _grade(samples, sample, raw_speed, piece)
    return StrideSignals(
        second_s=second_s,
        is_run=is_run,
        speed_m_s=speed_m_s,
        quick_speed_m_s=_running_mean(raw_speed, QUICK_SMOOTHING_S, piece),
        grade=grade,
        values=values,
    )


def _seconds(moving: Sequence[GaitStretch]) -> tuple[FloatArray, Mask, NDArray[np.intp]]:
    """The middles of all moving seconds, whether each is running, and the unbroken piece it lies in."""
    start_s = np.array([each.start_s for each in moving])
    end_s = np.array([each.end_s for each in moving])
    counts = np.floor(end_s - start_s + 1e-9).astype(np.intp)
    first = np.cumsum(counts) - counts
    within = np.arange(int(counts.sum())) - np.repeat(first, counts)
    is_run = np.repeat(np.array([each.gait is Gait.RUN for each in moving]), counts)
    piece = np.cumsum(np.append(True, start_s[1:] > end_s[:-1])) - 1
    return np.repeat(start_s, counts) + within + 0.5, is_run, np.repeat(piece, counts)


def _bridged(values: FloatArray, elapsed_s: FloatArray) -> FloatArray:
    """Values missing for a moment filled with the one before, shape (n,)."""
    known = ~np.isnan(values)
    if known.all() or not known.any():
        return values
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    recent = (last >= 0) & (elapsed_s - elapsed_s[np.maximum(last, 0)] <= LONGEST_HOLD_S)
    return np.where(recent, values[np.maximum(last, 0)], np.nan)


def _running_mean(values: FloatArray, length: int, piece: NDArray[np.intp]) -> FloatArray:
    """The mean of the known values about each second, never across the end of its piece, shape (s,)."""
    known = ~np.isnan(values)
    sums = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    counts = np.concatenate(([0], np.cumsum(known)))
    place = np.arange(len(values))
    starts = np.flatnonzero(np.append(True, piece[1:] != piece[:-1]))
    ends = np.append(starts[1:], len(values))
    low = np.maximum(place - length // 2, starts[piece - piece[0]])
    high = np.minimum(place + length // 2 + 1, ends[piece - piece[0]])
    count = counts[high] - counts[low]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: FloatArray = (sums[high] - sums[low]) / count
    return np.where(known, mean, np.nan)


def _running_median(values: FloatArray, length: int) -> FloatArray:
    """The running median, what is missing counted as highest; NaN where most is missing, shape (s,)."""
    if len(values) < length:
        return values
    padded = np.pad(values, length // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, length)
    middle: FloatArray = np.partition(windows, length // 2, axis=1)[:, length // 2]
    return middle


def _logarithms(samples: Samples, sample: NDArray[np.intp], is_run: Mask) -> FloatArray:
    """The logarithms of what is measured, NaN where it is missing or impossible, shape (4, s)."""
    cadence = _bridged(samples.cadence_spm, samples.elapsed_s)[sample]
    low, high = (np.where(is_run, *pair) for pair in zip(*CADENCE_RANGE_SPM.values(), strict=True))
    stance_s = samples.stance_time_s[sample]
    bounce_m = samples.vertical_oscillation_m[sample]
    heart_bpm = samples.heart_rate_bpm[sample]
    cadence = _running_median(
        np.where((cadence >= low) & (cadence <= high), cadence, np.nan), CADENCE_SMOOTHING_S
    )
    possible = np.stack(
        (
            cadence,
            np.where((stance_s >= 0.08) & (stance_s <= 1.5), stance_s, np.nan),
            np.where((bounce_m >= 0.01) & (bounce_m <= 0.25), bounce_m, np.nan),
            np.where((heart_bpm >= 40.0) & (heart_bpm <= 230.0), heart_bpm, np.nan),
        )
    )
    logarithms: FloatArray = np.log(possible)
    return logarithms


def _grade(
    samples: Samples, sample: NDArray[np.intp], speed_m_s: FloatArray, piece: NDArray[np.intp]
) -> FloatArray:
    """Rise over distance about each second, NaN where it is unknown, shape (s,)."""
    altitude_m = samples.altitude_m
    if np.isnan(altitude_m).all() or len(sample) < 2:
        return np.full(len(sample), np.nan)
    smooth_m = _running_mean(_bridged(altitude_m, samples.elapsed_s)[sample], GRADE_SMOOTHING_S, piece)
    way_m = np.cumsum(np.nan_to_num(speed_m_s))
    place = np.arange(len(sample))
    low = np.maximum(place - GRADE_SMOOTHING_S, 0)
    high = np.minimum(place + GRADE_SMOOTHING_S, len(sample) - 1)
    run_m = way_m[high] - way_m[low]
    same = piece[low] == piece[high]
    rise_m = smooth_m[high] - smooth_m[low]
    good = same & (run_m > 10.0) & ~np.isnan(rise_m)
    grade = np.divide(rise_m, run_m, out=np.full(len(sample), np.nan), where=good)
    clipped: FloatArray = np.clip(grade, -STEEPEST_GRADE, STEEPEST_GRADE)
    return clipped
