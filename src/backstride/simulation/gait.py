"""How the simulated athlete steps: cadence, step length, contact and bounce, by direction and speed.

Forward running and walking follow plain relations with speed. Backward travel is set off from them
by what was published: more and shorter steps, longer flight, a stiffer bounce.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.bout import Gait, Travel
from backstride.recording import FloatArray

BACKWARD_RUNNING_CADENCE_RATIO: Final = 1.113
"""Backward over forward cadence running at the same speed. Source: masumoto-bws. Belief: measured. [-]"""

BACKWARD_WALKING_SPEED_RATIO: Final = 0.6
"""Backward over forward free walking speed, 1.0 and 1.67 m/s. Source: ku-har. Belief: derived. [-]"""

AERIAL_TIME_S: Final = {Travel.FORWARD: 0.072, Travel.BACKWARD: 0.098}
"""Mean flight of a running step over 3 to 17 km/h. Source: cavagna2012. Belief: measured. [s]"""

AERIAL_TIME_AT_M_S: Final = 10.0 / 3.6
"""The middle of the speeds that `AERIAL_TIME_S` is the mean of.
Source: cavagna2012. Belief: derived. [m/s]"""

UPWARD_ACCELERATION_M_S2: Final = {Travel.FORWARD: 13.2, Travel.BACKWARD: 15.7}
"""Greatest upward acceleration of the centre of mass. Source: cavagna2012. Belief: measured. [m/s²]"""

SPECIFIC_STIFFNESS_S2: Final = {Travel.FORWARD: 352.0, Travel.BACKWARD: 499.0}
"""Vertical stiffness over mass. Source: cavagna2012. Belief: measured. [1/s²]"""

STANCE_SHARE_OF_STRIDE: Final = {Travel.FORWARD: 0.62, Travel.BACKWARD: 0.64}
"""Share of a walking stride that a foot stands; backward it is longer by an amount that is our choice.
Source: hao2011 (direction of change), backstride-estimate. Belief: derived. [-]"""

RUNNING_CADENCE_SPM: Final = 142.0
"""Forward running cadence at no speed, by a straight line.
Source: backstride-estimate. Belief: derived. [1/min]"""

RUNNING_CADENCE_SLOPE: Final = 8.0
"""Its rise with speed. Source: backstride-estimate. Belief: derived. [1/min per m/s]"""

WALK_RATIO_PER_LEG: Final = 0.0072
"""Step length over cadence, for each metre of leg, forward at any speed.
Source: backstride-estimate. Belief: derived. [min]"""

LOWEST_STEPPING_SPEED_M_S: Final = 0.15
"""Below it there are no steps to speak of. Source: backstride-estimate. Belief: derived. [m/s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strides:
    """What the steps are like at each moment; NaN where nobody steps, each of shape (n,)."""

    cadence_spm: FloatArray
    step_length_m: FloatArray
    stance_time_s: FloatArray
    vertical_oscillation_m: FloatArray


def running_cadence(speed_m_s: FloatArray, travel: Travel) -> FloatArray:
    """Cadence of running, forward by a straight line with speed, backward higher by a fixed ratio.

    Source: masumoto-bws (the ratio), backstride-estimate (the line). Belief: derived.
    Measured on: 13 runners on a treadmill; the ratio is taken to hold at every speed.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,). [m/s]
    travel
        Which way.

    Returns
    -------
    FloatArray
        Steps of both feet, shape (n,). [1/min]

    Examples
    --------
    >>> running_cadence(np.array([3.0]), Travel.FORWARD).tolist()
    [166.0]
    """
    forward = RUNNING_CADENCE_SPM + RUNNING_CADENCE_SLOPE * speed_m_s
    return forward * BACKWARD_RUNNING_CADENCE_RATIO if travel is Travel.BACKWARD else forward


def walking_cadence(speed_m_s: FloatArray, travel: Travel, *, leg_length_m: float) -> FloatArray:
    """Cadence of walking, step length being in a fixed ratio to it.

    People who turn round keep their cadence and shorten their stride, so at the free backward speed
    the cadence is that of the free forward speed.

    Source: laufer2005 (cadence unchanged), ku-har (the speeds), backstride-estimate. Belief: derived.
    Measured on: young and old adults at speeds of their own choice.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,). [m/s]
    travel
        Which way.
    leg_length_m
        Length of the leg. [m]

    Returns
    -------
    FloatArray
        Steps of both feet, shape (n,). [1/min]

    Examples
    --------
    >>> walking_cadence(np.array([1.4]), Travel.FORWARD, leg_length_m=0.9).round(1).tolist()
    [113.9]
    """
    like_forward = speed_m_s / BACKWARD_WALKING_SPEED_RATIO if travel is Travel.BACKWARD else speed_m_s
    cadence_spm: FloatArray = np.sqrt(60.0 * like_forward / (WALK_RATIO_PER_LEG * leg_length_m))
    return cadence_spm


def strides(speed_m_s: FloatArray, travel: Travel, gait: Gait, *, leg_length_m: float) -> Strides:
    """What the steps are like at a speed.

    Running: flight grows with speed from zero; contact is the rest of the step; the centre of mass
    swings to twice the depth at which a spring of the published stiffness gives the published
    greatest acceleration. Walking: the foot stands for a fixed share of the stride, and the body
    swings over a stiff leg, softened to three fifths.

    Source: cavagna2012, masumoto-bws, laufer2005, hao2011, backstride-estimate. Belief: derived.
    Measured on: 9 trained runners, 3 to 17 km/h, for flight and bounce.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,). [m/s]
    travel
        Which way; forward relations hold for all that is not backward.
    gait
        Walking or running; any other gait has no steps.
    leg_length_m
        Length of the leg. [m]

    Returns
    -------
    Strides
        The steps; NaN below `LOWEST_STEPPING_SPEED_M_S`.
    """
    way = Travel.BACKWARD if travel is Travel.BACKWARD else Travel.FORWARD
    steps = speed_m_s >= LOWEST_STEPPING_SPEED_M_S
    speed_m_s = np.where(steps & (gait in {Gait.WALK, Gait.RUN}), speed_m_s, np.nan)
    if gait is Gait.RUN:
        return _running(speed_m_s, way)
    cadence_spm = walking_cadence(speed_m_s, way, leg_length_m=leg_length_m)
    step_length_m = speed_m_s * 60.0 / cadence_spm
    return Strides(
        cadence_spm=cadence_spm,
        step_length_m=step_length_m,
        stance_time_s=STANCE_SHARE_OF_STRIDE[way] * 120.0 / cadence_spm,
        vertical_oscillation_m=0.6 * step_length_m**2 / (8.0 * leg_length_m),
    )


def _running(speed_m_s: FloatArray, way: Travel) -> Strides:
    cadence_spm = running_cadence(speed_m_s, way)
    bounce_m = 2.0 * UPWARD_ACCELERATION_M_S2[way] / SPECIFIC_STIFFNESS_S2[way]
    aerial_s = AERIAL_TIME_S[way] * speed_m_s / AERIAL_TIME_AT_M_S
    return Strides(
        cadence_spm=cadence_spm,
        step_length_m=speed_m_s * 60.0 / cadence_spm,
        stance_time_s=60.0 / cadence_spm - aerial_s,
        vertical_oscillation_m=np.where(np.isnan(speed_m_s), np.nan, bounce_m),
    )
