"""Banister's training impulse, sample by sample.

Until a person is used to it, heart rate going backward is higher than the effort in oxygen; so the
impulse of a backward session compares with that of another backward session, not with a forward one.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.athlete import Sex
from backstride.estimate import Estimate
from backstride.heart.reserve import check_rest_below_maximum, fraction_of_reserve
from backstride.recording import FloatArray

WEIGHTS: Final = {Sex.MALE: (0.64, 1.92), Sex.FEMALE: (0.86, 1.67)}
"""Factor and exponent by which a share of the reserve is weighted. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimp:
    """Training impulse of a stretch, and the time without a heart rate."""

    load: Estimate | None
    """None where rest, the maximum, or every heart rate is unknown; never 0 for that. [min, weighted]"""
    unknown_s: float
    """Time without a heart rate; its impulse is not in the sum. [s]"""


def trimp(
    heart_rate_bpm: FloatArray,
    held_s: FloatArray,
    *,
    maximum: Estimate | None,
    resting_heart_rate_bpm: float | None,
    sex: Sex | None = None,
) -> Trimp:
    """Banister's training impulse, summed over the samples rather than taken from a mean.

    The weight of effort grows with it, so intervals count for more than their mean heart rate says. Below
    rest nothing is added. Where the sex is unknown, the range spans both.

    Source: banister1991, karvonen1957. Belief: derived.
    Measured on: forward exercise.

    Parameters
    ----------
    heart_rate_bpm
        Heart rates, shape (n,), NaN where unknown. [bpm]
    held_s
        Time that each sample speaks for, shape (n,). [s]
    maximum
        Maximum heart rate with its range; None where unknown. [bpm]
    resting_heart_rate_bpm
        Resting heart rate; None where unknown. [bpm]
    sex
        The sex whose weights count; None where unknown.

    Returns
    -------
    Trimp
        The impulse with the range that the maximum and the sex leave open. [min, weighted]

    Raises
    ------
    InvalidValue
        If rest does not lie below the whole range of the maximum.
    """
    known = heart_rate_bpm > 0.0
    unknown_s = float(held_s[~known].sum())
    if maximum is None or resting_heart_rate_bpm is None or not held_s[known].any():
        return Trimp(load=None, unknown_s=unknown_s)
    check_rest_below_maximum(resting_heart_rate_bpm, maximum)
    heart_rate_bpm, held_s = heart_rate_bpm[known], held_s[known]
    sexes = tuple(Sex) if sex is None else (sex,)
    # A higher maximum makes every share of the reserve smaller, and so the impulse.
    value, high, low = (
        [_impulse(heart_rate_bpm, held_s, end, resting_heart_rate_bpm, each) for each in sexes]
        for end in (maximum.value, maximum.low, maximum.high)
    )
    return Trimp(load=Estimate(sum(value) / len(value), min(low), max(high)), unknown_s=unknown_s)


def _impulse(
    heart_rate_bpm: FloatArray, held_s: FloatArray, maximum_bpm: float, resting_bpm: float, sex: Sex
) -> float:
    factor, exponent = WEIGHTS[sex]
    share = np.maximum(fraction_of_reserve(heart_rate_bpm, maximum_bpm, resting_bpm), 0.0)
    return float(np.sum(held_s / 60.0 * share * factor * np.exp(exponent * share)))
