"""What walking and running forward cost."""

from typing import Final

import numpy as np

from backstride.energy.rate import (
    METRES_PER_MINUTE,
    OXYGEN_ENERGY_KJ_L,
    RESTING_OXYGEN_ML_KG_MIN,
    STANDING_OXYGEN_ML_KG_MIN,
    MetabolicRate,
    oxygen_per_metre,
    rate_of,
)
from backstride.recording import FloatArray

STEEPEST: Final = 0.45
"""Minetti's slopes end here, both ways; steeper ground counts as this steep. [-]"""

WALKING_POLYNOMIAL: Final = (280.5, -58.7, -76.8, 51.9, 19.6, 2.5)
RUNNING_POLYNOMIAL: Final = (155.4, -30.4, -43.3, 46.3, 19.5, 3.6)
"""Minetti's cost of transport over slope, the highest power first. [J/kg/m]"""

ACSM_WALKING: Final = (0.1, 1.8)
ACSM_RUNNING: Final = (0.2, 0.9)
"""Oxygen for a metre on the level, and for a metre climbed. [ml/kg/m]"""

WALKED_M_S: Final = (50.0 / METRES_PER_MINUTE, 100.0 / METRES_PER_MINUTE)
RUN_M_S: Final = (80.0 / METRES_PER_MINUTE, 6.0)
"""Speeds that the forward equations were made for. [m/s]"""

_MINETTI_LEVEL_WALK = WALKING_POLYNOMIAL[-1] / OXYGEN_ENERGY_KJ_L.value
_KIM_LEVEL_WALK = (15.9 - RESTING_OXYGEN_ML_KG_MIN) / (5000.0 / 60.0)
WALKING_RANGE: Final = (ACSM_WALKING[0] / _MINETTI_LEVEL_WALK, _KIM_LEVEL_WALK / _MINETTI_LEVEL_WALK)
"""Where the sources on level walking lie beside Minetti's 0.120 ml/kg/m: the ACSM's 0.100 below, the
0.149 of Kim and Choi above, the Compendium's 0.123 between. [-]"""

_MINETTI_LEVEL_RUN = RUNNING_POLYNOMIAL[-1] / OXYGEN_ENERGY_KJ_L.value
RUNNING_RANGE: Final = (_MINETTI_LEVEL_RUN / ACSM_RUNNING[0], 1.10)
"""Below the ACSM's 0.2 ml/kg/m lie Minetti's 0.172, of good runners; above it, half the 20 % by which
runners differ (lacour2015). [-]"""

FAST_WALK_M_MIN: Final = 100.0
FASTEST_BEND_M_MIN: Final = 120.0
"""Between these speeds walking gets dearer by the metre; beyond, nothing is known. [m/min]"""

SLOW_WALK_M_MIN: Final = 50.0
"""Below this speed no equation of the range was made for walking forward. [m/min]"""

SLOW_WALK_POWER: Final = 0.43
"""The power of speed by which the cost of a slow walk rises above that of standing (looney2019). [-]"""

_SOURCES_WALK = ("minetti2002", "acsm-walking", "kim2001", "compendium2011", "looney2019")
_SOURCES_RUN = ("acsm-running", "minetti2002", "lacour2015")


def acsm_walking_oxygen(speed_m_s: FloatArray, grade: FloatArray) -> FloatArray:
    """Oxygen uptake of walking forward by the ACSM's equation, level or uphill.

    Source: acsm-walking. Belief: derived.
    Measured on: treadmills, 50 to 100 m/min; it was not made for downhill.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,). [m/s]
    grade
        Rise over run, shape (n,), 0 or more. [-]

    Returns
    -------
    FloatArray
        Gross oxygen uptake, shape (n,). [ml/kg/min]
    """
    return _acsm(speed_m_s, grade, ACSM_WALKING)


def acsm_running_oxygen(speed_m_s: FloatArray, grade: FloatArray) -> FloatArray:
    """Oxygen uptake of running forward by the ACSM's equation, level or uphill.

    Source: acsm-running. Belief: derived.
    Measured on: treadmills, above 134 m/min, or from 80 if truly running; not made for downhill.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,). [m/s]
    grade
        Rise over run, shape (n,), 0 or more. [-]

    Returns
    -------
    FloatArray
        Gross oxygen uptake, shape (n,). [ml/kg/min]
    """
    return _acsm(speed_m_s, grade, ACSM_RUNNING)


def _acsm(speed_m_s: FloatArray, grade: FloatArray, per_metre: tuple[float, float]) -> FloatArray:
    level, climbed = per_metre
    return RESTING_OXYGEN_ML_KG_MIN + speed_m_s * METRES_PER_MINUTE * (level + climbed * grade)


def minetti_walking_cost(grade: FloatArray) -> FloatArray:
    """Cost of walking forward on a slope, at the speed that suits it best.

    Source: minetti2002. Belief: measured.
    Measured on: 10 mountain runners on a treadmill, slopes from -0.45 to 0.45.

    Parameters
    ----------
    grade
        Rise over run, shape (n,); beyond ±0.45 it counts as that. [-]

    Returns
    -------
    FloatArray
        Cost of transport, shape (n,). [J/kg/m]
    """
    return _polynomial(WALKING_POLYNOMIAL, grade)


def minetti_running_cost(grade: FloatArray) -> FloatArray:
    """Cost of running forward on a slope, whatever the speed.

    Source: minetti2002. Belief: measured.
    Measured on: 10 mountain runners on a treadmill, slopes from -0.45 to 0.45.

    Parameters
    ----------
    grade
        Rise over run, shape (n,); beyond ±0.45 it counts as that. [-]

    Returns
    -------
    FloatArray
        Cost of transport, shape (n,). [J/kg/m]
    """
    return _polynomial(RUNNING_POLYNOMIAL, grade)


def _polynomial(coefficients: tuple[float, ...], grade: FloatArray) -> FloatArray:
    slope = np.clip(grade, -STEEPEST, STEEPEST)
    value = np.full_like(slope, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * slope + coefficient
    return value


def bend(speed_m_s: FloatArray, per_m_min: float) -> FloatArray:
    """How much dearer a metre gets when walking faster than 100 m/min, held from 120 m/min on.

    Source: backstride-estimate, flynn1994, hreljac2005. Belief: derived.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,). [m/s]
    per_m_min
        Rise of the cost by the metre for each m/min above 100, as a share. [min/m]

    Returns
    -------
    FloatArray
        Factor of 1 or more, shape (n,). [-]
    """
    beyond = np.clip(speed_m_s * METRES_PER_MINUTE, FAST_WALK_M_MIN, FASTEST_BEND_M_MIN) - FAST_WALK_M_MIN
    return 1.0 + per_m_min * beyond


def forward_walking(speed_m_s: FloatArray, grade: FloatArray) -> MetabolicRate:
    """Oxygen uptake of walking forward, level, uphill or downhill.

    The middle is Minetti's. The range is where sources on the level disagree; above 100 m/min its
    upper end bends upward as walking backward does, for a fast walk costs more by the metre. So does a
    slow one: below 50 m/min the upper end falls towards that of standing no faster than the equation of
    looney2019 does, which lies above the middle there.

    Source: minetti2002, acsm-walking, kim2001, compendium2011, looney2019, backstride-estimate.
    Belief: derived.
    Measured on: treadmills, 50 to 100 m/min. Outside of it the result is an extrapolation.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,), NaN where unknown. [m/s]
    grade
        Rise over run, shape (n,). [-]

    Returns
    -------
    MetabolicRate
        The rate with its range, shape (n,). [ml/kg/min]
    """
    speed_m_min, per_metre = speed_m_s * METRES_PER_MINUTE, oxygen_per_metre(minetti_walking_cost(grade))
    net = speed_m_min * per_metre
    low, high = WALKING_RANGE
    return rate_of(
        net,
        net * low,
        np.where(
            speed_m_min < SLOW_WALK_M_MIN,
            _slow_walking(speed_m_min, SLOW_WALK_M_MIN * per_metre * high),
            net * high * bend(speed_m_s, 0.01),
        ),
        extrapolated=(speed_m_s < WALKED_M_S[0]) | (speed_m_s > WALKED_M_S[1]) | (np.abs(grade) > STEEPEST),
        sources=_SOURCES_WALK,
    )


def _slow_walking(speed_m_min: FloatArray, fastest: FloatArray) -> FloatArray:
    """Oxygen above rest between standing and the fastest of the slow walks, at the upper end of the range.

    A slow walk takes more by the metre: on its way to standing its cost falls as a power of the speed.
    """
    standing = STANDING_OXYGEN_ML_KG_MIN.high - RESTING_OXYGEN_ML_KG_MIN
    share: FloatArray = np.clip(speed_m_min / SLOW_WALK_M_MIN, 0.0, 1.0) ** SLOW_WALK_POWER
    return standing + (fastest - standing) * share


def forward_running(speed_m_s: FloatArray, grade: FloatArray) -> MetabolicRate:
    """Oxygen uptake of running forward, level, uphill or downhill.

    The ACSM's cost on the level, in the proportion in which Minetti's rises and falls with the slope:
    the ACSM's own term for the climb knows no downhill.

    Source: acsm-running, minetti2002, lacour2015. Belief: derived.
    Measured on: treadmills, from 80 m/min up. Outside of it the result is an extrapolation.

    Parameters
    ----------
    speed_m_s
        Speed of travel, shape (n,), NaN where unknown. [m/s]
    grade
        Rise over run, shape (n,). [-]

    Returns
    -------
    MetabolicRate
        The rate with its range, shape (n,). [ml/kg/min]
    """
    slope = minetti_running_cost(grade) / RUNNING_POLYNOMIAL[-1]
    net = speed_m_s * METRES_PER_MINUTE * ACSM_RUNNING[0] * slope
    low, high = RUNNING_RANGE
    return rate_of(
        net,
        net * low,
        net * high,
        extrapolated=(speed_m_s < RUN_M_S[0]) | (speed_m_s > RUN_M_S[1]) | (np.abs(grade) > STEEPEST),
        sources=_SOURCES_RUN,
    )
