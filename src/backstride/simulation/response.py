"""How the simulated athlete's heart answers to effort.

Effort sets a demand, as a share of the heart-rate reserve; the rate follows it late, faster up than
down. A body new to backward travel asks for more beats than its oxygen uptake explains.
"""

from typing import Final

import numpy as np

from backstride.energy import RESTING_OXYGEN_ML_KG_MIN
from backstride.energy.habituation import SESSIONS_TO_PRACTISE
from backstride.recording import FloatArray

RISE_S: Final = 35.0
"""Time constant of the heart rate towards a higher demand.
Source: backstride-estimate. Belief: derived. [s]"""

FALL_S: Final = 45.0
"""Time constant towards a lower demand. Source: backstride-estimate. Belief: derived. [s]"""

STANDING_SHARE: Final = 0.1
"""Share of the heart-rate reserve that being on one's feet takes. With it 32 % of the uptake reserve
take 39 % of the heart-rate reserve, where kim2001 saw 40, with 70 beats at rest.
Source: kim2001, backstride-estimate. Belief: derived. [-]"""

NOVICE_EXCESS: Final = 0.42
"""Share of what is left of the heart-rate reserve that backward travel takes from a novice, beyond its
oxygen uptake: 52 % of the uptake reserve took 76 % of the heart-rate reserve, with 70 beats at rest.
Source: kim2001. Belief: derived. [-]"""

PRACTISED_EXCESS: Final = 0.10
"""The same after practice; that something stays, not how much, was measured.
Source: matched-vo2-2018, backstride-estimate. Belief: derived. [-]"""


def backward_excess(backward_sessions: float) -> float:
    """What backward travel takes beyond its oxygen uptake, fading with practice.

    Source: kim2001, heath2001 (twelve sessions), matched-vo2-2018, backstride-estimate (the straight
    fade). Belief: derived.
    Measured on: young men walking on a treadmill at 5 km/h; 8 men over 12 sessions.

    Parameters
    ----------
    backward_sessions
        Sessions that lie behind the person. [-]

    Returns
    -------
    float
        Share of what is left of the heart-rate reserve. [-]

    Examples
    --------
    >>> [round(backward_excess(sessions), 2) for sessions in (0, 6, 12, 100)]
    [0.42, 0.26, 0.1, 0.1]
    """
    share_left = max(0.0, 1.0 - backward_sessions / SESSIONS_TO_PRACTISE)
    return PRACTISED_EXCESS + (NOVICE_EXCESS - PRACTISED_EXCESS) * share_left


def demand(uptake_ml_kg_min: FloatArray, *, vo2max_ml_kg_min: float, excess: FloatArray) -> FloatArray:
    """Share of the heart-rate reserve that effort asks for.

    It rises in a straight line with the share of the uptake reserve, from standing to everything;
    the excess takes its share of what is left.

    Source: acsm-intensity (shares of both reserves go together), kim2001. Belief: derived.

    Parameters
    ----------
    uptake_ml_kg_min
        Gross oxygen uptake of the effort, shape (n,). [ml/kg/min]
    vo2max_ml_kg_min
        The person's greatest uptake. [ml/kg/min]
    excess
        What the direction takes of the reserve that is left, shape (n,). [-]

    Returns
    -------
    FloatArray
        Share of the reserve, from `STANDING_SHARE` to 1, shape (n,). [-]

    Examples
    --------
    >>> demand(np.array([3.5, 24.5, 90.0]), vo2max_ml_kg_min=45.5, excess=np.zeros(3)).tolist()
    [0.1, 0.55, 1.0]
    """
    reserve = vo2max_ml_kg_min - RESTING_OXYGEN_ML_KG_MIN
    used = np.clip((uptake_ml_kg_min - RESTING_OXYGEN_ML_KG_MIN) / reserve, 0.0, 1.0)
    explained = STANDING_SHARE + (1.0 - STANDING_SHARE) * used
    return explained + excess * (1.0 - explained)


def heart_rate(demanded: FloatArray, *, resting_bpm: float, maximum_bpm: float) -> FloatArray:
    """The heart rate second by second, following its demand as a first-order lag.

    It starts where it is for somebody who stands and is about to set off.

    Source: backstride-estimate. Belief: derived.

    Parameters
    ----------
    demanded
        Share of the heart-rate reserve, one value a second, shape (n,). [-]
    resting_bpm
        Heart rate at rest. [bpm]
    maximum_bpm
        Greatest heart rate. [bpm]

    Returns
    -------
    FloatArray
        Heart rate, shape (n,). [bpm]

    Examples
    --------
    >>> heart_rate(np.full(600, 0.5), resting_bpm=60.0, maximum_bpm=180.0)[[0, 35, 599]].round(1).tolist()
    [72.0, 102.3, 120.0]
    """
    rising, falling = 1.0 - np.exp(-1.0 / RISE_S), 1.0 - np.exp(-1.0 / FALL_S)
    share = STANDING_SHARE
    shares = []
    for target in demanded.tolist():
        shares.append(share)
        share += (target - share) * (rising if target > share else falling)
    return resting_bpm + np.array(shares) * (maximum_bpm - resting_bpm)
