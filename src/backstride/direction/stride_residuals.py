"""The stride held against the forward stride that speed and grade would have."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.direction.stride_segments import RunningSums, wavering
from backstride.direction.stride_signals import CADENCE, HEART, StrideSignals
from backstride.recording import FloatArray
from backstride.stride import GaitBaseline, SignalBaseline

SPEED: Final = 4
"""The place of the logarithm of speed after the four signals."""

GRADE: Final = 5
"""The place of the grade after it."""

CHANNELS: Final = 6

LEAST_WAVERING: Final = np.array((0.03, 0.04, 0.06, 0.06, 0.12, 0.02))
"""No signal wavers by less, as the standard deviation of one independent second: devices round.
Source: backstride-estimate. Belief: derived. [-]"""

USUAL_WAVERING: Final = np.array((0.06, 0.08, 0.12, 0.15, 0.3, 0.1))
"""What is taken where a recording is too short to tell.
Source: backstride-estimate. Belief: derived. [-]"""

HEART_MEMORY_S: Final = 60
"""The heart answers to the mean speed of so long a time before. [s]"""

UPHILL_COST: Final = 4.0
"""Uphill a speed costs the heart as one so many times the grade higher would on the level.
Source: minetti2002, backstride-estimate. Belief: derived. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residuals:
    """The seconds of one gait, with what each signal lies above its forward expectation."""

    second_s: FloatArray
    values: FloatArray
    """Residuals of the logarithms of cadence, stance time, bounce and heart rate, the logarithm of speed
    itself over the usual, and the grade, shape (6, s)."""
    sums: RunningSums
    wavering_sd: FloatArray
    """Shape (6,)."""
    known: GaitBaseline
    is_run: bool
    middle_speed: float
    """The middle of the logarithm of speed over the usual. [-]"""


def baselines_of(known: GaitBaseline) -> tuple[SignalBaseline | None, ...]:
    """The baseline of each signal, in the order of `StrideSignals.values`.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    known
        The stride of one gait.

    Returns
    -------
    tuple
        Four of them.
    """
    return known.cadence, known.stance, known.bounce, known.heart


def residuals_of(signals: StrideSignals, known: GaitBaseline) -> Residuals:
    """Hold each second against the forward stride at its speed and grade.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    signals
        The seconds of one gait.
    known
        The forward stride of that gait.

    Returns
    -------
    Residuals
        What lies above.
    """
    log_speed = np.log(signals.speed_m_s) - known.log_speed
    grade = np.nan_to_num(signals.grade)
    values = np.full((CHANNELS, len(signals)), np.nan)
    values[SPEED], values[GRADE] = log_speed, signals.grade
    for place, baseline in enumerate(baselines_of(known)):
        if baseline is None or np.isnan(signals.values[place]).all():
            continue
        speed = effort(log_speed, grade) if place == HEART else log_speed
        expected = baseline.level + baseline.slope * speed + baseline.bend * speed**2
        values[place] = signals.values[place] - expected - baseline.grade_slope * grade
    values[SPEED, np.isnan(values[CADENCE])] = np.nan
    wavers = np.where(np.isnan(found := wavering(values)), USUAL_WAVERING, np.maximum(found, LEAST_WAVERING))
    speeds = log_speed[~np.isnan(values[CADENCE])]
    return Residuals(
        second_s=signals.second_s,
        values=values,
        sums=RunningSums.of(values),
        wavering_sd=wavers,
        known=known,
        is_run=bool(signals.is_run[0]) if len(signals) else True,
        middle_speed=float(np.median(speeds)) if len(speeds) else 0.0,
    )


def effort(log_speed: FloatArray, grade: FloatArray) -> FloatArray:
    """The mean effort of the time before, as the logarithm of a speed on the level.

    Source: minetti2002, backstride-estimate. Belief: derived.

    Parameters
    ----------
    log_speed
        The logarithm of speed over any other, shape (s,). [-]
    grade
        Rise over distance, shape (s,). [-]

    Returns
    -------
    FloatArray
        Shape (s,); NaN where no speed is known. [-]
    """
    now = log_speed + np.log1p(np.maximum(UPHILL_COST * grade, -0.6))
    sums = RunningSums.of(now[None, :])
    end = np.arange(1, len(now) + 1)
    mean, count = sums.between(np.maximum(end - HEART_MEMORY_S, 0), end)
    return np.where(count[0] > 0, mean[0], np.nan)
