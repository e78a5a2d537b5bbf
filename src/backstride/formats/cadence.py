"""Cadence in steps per minute, whether a file counts steps or strides."""

from typing import Final

import numpy as np

from backstride.recording import FloatArray, ReadingWarning, Sport

EXPECTED_SPEED_M_S: Final = np.array([0.5, 1.0, 1.4, 2.0, 2.5, 4.0])
EXPECTED_CADENCE_SPM: Final = np.array([70.0, 95.0, 112.0, 140.0, 160.0, 178.0])
"""Steps per minute that people take at these speeds, walking at first and running from 2.0 m/s. It only
has to tell a count from half of it, so one step in five more or less does not matter."""

SLOWEST_MOVING_M_S: Final = 0.3
"""Below it a cadence says nothing about the speed. [m/s]"""
RUNNING_CADENCE_SPM: Final = 110.0
"""Without a speed, a median of a run below it is taken for strides. [1/min]"""
WALKING_CADENCE_SPM: Final = 65.0
"""Without a speed, a median of any other sport below it is taken for strides: a slow walker takes 90
steps, whose half this is not, and twice 90 would be a run. [1/min]"""
FASTEST_ON_FOOT_M_S: Final = 7.0
"""Where the sport is unknown, a faster median speed is no one's on foot. [m/s]"""
PLAUSIBLE: Final = (0.7, 1.6)
"""Where the sport is unknown, steps over expected steps lie in this range, or they are no steps. [-]"""


def steps_per_minute(
    cadence: FloatArray, speed_m_s: FloatArray, sport: Sport
) -> tuple[FloatArray, ReadingWarning | None]:
    """Steps per minute from a column that holds steps or strides, one rule for the whole recording.

    The cadence is compared with the one expected at the speed; if the median ratio is nearer to one
    half than to one, the file counts strides. Without a speed, the sport has to tell: a run has more
    steps than `RUNNING_CADENCE_SPM`, anything else more than `WALKING_CADENCE_SPM`.

    Source: backstride-rules. Belief: derived.
    Measured on: forward walking and running. Moving backward takes more steps at a speed, not fewer.

    Parameters
    ----------
    cadence
        Steps or strides, shape (n,), NaN where unknown. [1/min]
    speed_m_s
        Speed of travel, shape (n,), NaN where unknown. [m/s]
    sport
        The sport; cadence in sports that are not on foot is no steps.

    Returns
    -------
    FloatArray
        Steps of both feet, shape (n,); NaN everywhere if the column holds no steps. [1/min]
    ReadingWarning | None
        ``cadence-in-strides`` where the column was doubled.

    Examples
    --------
    >>> speed = np.array([3.0, 3.0])
    >>> steps_per_minute(np.array([86.0, 87.0]), speed, Sport(name="running"))[0].tolist()
    [172.0, 174.0]
    """
    nothing = np.full(len(cadence), np.nan)
    turning = cadence > 0
    if not sport.is_on_foot or not turning.any():
        return (cadence if sport.is_on_foot else nothing), None
    moving = turning & (speed_m_s > SLOWEST_MOVING_M_S)
    if not moving.any():
        fewest = RUNNING_CADENCE_SPM if sport.name == "running" else WALKING_CADENCE_SPM
        in_strides = bool(np.median(cadence[turning]) < fewest)
        return (cadence * 2, _doubled()) if in_strides else (cadence, None)
    speed = speed_m_s[moving]
    expected = np.interp(speed, EXPECTED_SPEED_M_S, EXPECTED_CADENCE_SPM)
    ratio = float(np.median(cadence[moving] / expected))
    factor = 2 if ratio < np.sqrt(0.5) else 1
    is_known = sport.name != "unknown"
    is_plausible = PLAUSIBLE[0] <= ratio * factor <= PLAUSIBLE[1] and np.median(speed) <= FASTEST_ON_FOOT_M_S
    if not is_known and not is_plausible:
        return nothing, None
    return (cadence * 2, _doubled()) if factor == 2 else (cadence, None)


def _doubled() -> ReadingWarning:
    """The warning that the column was doubled."""
    return ReadingWarning(
        slug="cadence-in-strides",
        message="The cadence in the file counts one foot only, so it was doubled to steps of both feet.",
    )
