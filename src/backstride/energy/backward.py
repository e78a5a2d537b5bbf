"""What walking and running backward cost.

Downhill backward is unknown: nobody has measured it. A fall of up to 1 % is within the noise of
altitude and counts as level.
"""

from typing import Final

import numpy as np

from backstride.energy.forward import (
    RUNNING_RANGE,
    bend,
    forward_running,
    forward_walking,
)
from backstride.energy.habituation import walking_cost_per_metre
from backstride.energy.rate import METRES_PER_MINUTE, RESTING_OXYGEN_ML_KG_MIN, MetabolicRate, rate_of
from backstride.estimate import Estimate
from backstride.recording import FloatArray

ALTITUDE_NOISE_GRADE: Final = 0.01
"""A fall of less than this counts as level going backward (backstride-rules). [-]"""

COST_RATIO: Final = Estimate(1.32, 1.29, 1.35)
"""Backward over forward cost of running above rest, at the same speed: 1.35 (wright2001, rasica2020) and
1.29 (masumoto-bws). The range is that of the means of three studies, of 4, 8 and 13 people; how much people
differ was not read, and one person may well lie outside of it: already the mean of wright2001 has a
standard error of 0.06. [-]"""

CLIMB_ML_KG_M: Final = Estimate(1.5, 1.35, 1.8)
"""Oxygen for a metre climbed walking backward: 1.49 from two rows of the Compendium, 1.8 as the ACSM has
it forward, 10 % less below. [ml/kg/m]"""

BEND_PER_M_MIN: Final = Estimate(0.010, 0.005, 0.019)
"""How much dearer a metre gets for each m/min above 100. The middle lets walking and running cross where
hreljac2005 found it (0.009) and meets the article's figure (0.010); Flynn's two percentages give 0.019,
and half the middle stands below. [min/m]"""

SLOW_DOUBT_PER_M_MIN: Final = 0.005
"""How much the range widens for each m/min below 80, either way: no number for slow backward walking was
readable. [min/m]"""

WALKED_M_MIN: Final = (80.0, 100.0)
"""Speeds at which backward walking was measured with numbers that could be read. [m/min]"""

WALKED_GRADE: Final = 0.10
RUN_M_S: Final = (1.75, 3.50)
RUN_GRADE: Final = 0.25
"""Steepest climbs and running speeds that were measured backward. [-], [m/s]"""

_SOURCES_WALK = (
    "kim2001",
    "heath2001",
    "compendium2011",
    "hreljac2005",
    "flynn1994",
    "lacour2015",
    "backstride-estimate",
)
_SOURCES_RUN = ("wright2001", "rasica2020", "masumoto-bws", "acsm-running", "minetti2002", "lacour2015")


def backward_walking(
    speed_m_s: FloatArray, grade: FloatArray, *, backward_sessions: float | None = None
) -> MetabolicRate:
    """Oxygen uptake of walking backward, level or uphill.

    Rest, and for each metre an amount that falls with practice, and for each metre climbed one that
    does not. Above 100 m/min a metre gets dearer. The range reaches at least as high as that of walking
    forward, which matters in very slow walking, where nobody measured backward.

    Source: kim2001, heath2001, compendium2011, hreljac2005, flynn1994, lacour2015, looney2019,
    backstride-estimate. Belief: derived.
    Measured on: treadmills, 80 to 100 m/min, up to 10 % uphill. Outside of it the result is an
    extrapolation with a wider range.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,), NaN where unknown. [m/s]
    grade
        Rise over run, shape (n,). [-]
    backward_sessions
        Backward sessions that lie behind the person; None where unknown.

    Returns
    -------
    MetabolicRate
        The rate with its range, shape (n,); NaN downhill. [ml/kg/min]

    Raises
    ------
    InvalidValue
        If the number of sessions is negative.
    """
    per_metre, climb = walking_cost_per_metre(backward_sessions), climbed_grade(grade)
    speed_m_min = speed_m_s * METRES_PER_MINUTE
    doubt = SLOW_DOUBT_PER_M_MIN * np.maximum(WALKED_M_MIN[0] - speed_m_min, 0.0)
    net, low, high = (
        speed_m_min * (level * bend(speed_m_s, rise) * (1.0 + sign * doubt) + climbed * climb)
        for level, rise, climbed, sign in (
            (per_metre.value, BEND_PER_M_MIN.value, CLIMB_ML_KG_M.value, 0.0),
            (per_metre.low, BEND_PER_M_MIN.low, CLIMB_ML_KG_M.low, -1.0),
            (per_metre.high, BEND_PER_M_MIN.high, CLIMB_ML_KG_M.high, 1.0),
        )
    )
    high = np.maximum(high, forward_walking(speed_m_s, climb).high_ml_kg_min - RESTING_OXYGEN_ML_KG_MIN)
    outside = (speed_m_min < WALKED_M_MIN[0]) | (speed_m_min > WALKED_M_MIN[1]) | (climb > WALKED_GRADE)
    return rate_of(net, low, high, extrapolated=outside, sources=_SOURCES_WALK)


def backward_running(speed_m_s: FloatArray, grade: FloatArray) -> MetabolicRate:
    """Oxygen uptake of running backward, level or uphill.

    The forward cost, with all of it above rest made dearer by the cost ratio. So level and uphill
    join without a step, and the ratio holds at every grade, as it was found from level to +25 %. Its
    range is that of the studies' means: one person may lie outside of it.

    Source: wright2001, rasica2020, masumoto-bws, acsm-running, minetti2002, lacour2015. Belief: derived.
    Measured on: treadmills, 1.75 to 3.50 m/s, level to +25 %. Outside of it the result is an
    extrapolation.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,), NaN where unknown. [m/s]
    grade
        Rise over run, shape (n,). [-]

    Returns
    -------
    MetabolicRate
        The rate with its range, shape (n,); NaN downhill. [ml/kg/min]
    """
    climb = climbed_grade(grade)
    net_forward = forward_running(speed_m_s, climb).oxygen_ml_kg_min - RESTING_OXYGEN_ML_KG_MIN
    outside = (speed_m_s < RUN_M_S[0]) | (speed_m_s > RUN_M_S[1]) | (climb > RUN_GRADE)
    return rate_of(
        net_forward * COST_RATIO.value,
        net_forward * COST_RATIO.low * RUNNING_RANGE[0],
        net_forward * COST_RATIO.high * RUNNING_RANGE[1],
        extrapolated=outside,
        sources=_SOURCES_RUN,
    )


def climbed_grade(grade: FloatArray) -> FloatArray:
    """The grade that the backward models know: level, uphill, or unknown.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    grade
        Rise over run, shape (n,). [-]

    Returns
    -------
    FloatArray
        The grade, shape (n,); 0 for a fall within the noise of altitude, NaN for a steeper one. [-]

    Examples
    --------
    >>> climbed_grade(np.array([0.05, -0.005, -0.02])).tolist()
    [0.05, 0.0, nan]
    """
    return np.where(grade <= -ALTITUDE_NOISE_GRADE, np.nan, np.maximum(grade, 0.0))
