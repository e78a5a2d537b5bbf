"""The heart-rate reserve: what lies between rest and the maximum."""

import math
from typing import Final

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.recording import FloatArray

HIGHEST_BPM: Final = 300.0
"""Above this no number is a heart rate of a person. [bpm]"""


def reserve_heart_rate(fraction: float, maximum: Estimate, resting_heart_rate_bpm: float) -> Estimate:
    """The heart rate at a share of the reserve, by Karvonen.

    An error in the maximum counts by the share alone: ±10 bpm there are ±7 bpm at 70 %.

    Source: karvonen1957. Belief: measured.
    Measured on: a few young men going forward.

    Parameters
    ----------
    fraction
        Share of the reserve, 0 to 1. [-]
    maximum
        Maximum heart rate with its range. [bpm]
    resting_heart_rate_bpm
        Resting heart rate, below the whole range of the maximum. [bpm]

    Returns
    -------
    Estimate
        Heart rate with its range. [bpm]

    Raises
    ------
    InvalidValue
        If the share is not one, or rest does not lie below the maximum.

    Examples
    --------
    >>> reserve_heart_rate(0.5, Estimate(180.0, 168.0, 192.0), 60.0)
    Estimate(value=120.0, low=114.0, high=126.0)
    """
    if not 0.0 <= fraction <= 1.0:
        raise InvalidValue(
            f"A share of {fraction:g} of the heart-rate reserve was asked for.",
            allowed="A share lies between 0 and 1.",
            remedy="Divide per cent by 100.",
        )
    check_rest_below_maximum(resting_heart_rate_bpm, maximum)
    ends = (
        resting_heart_rate_bpm + fraction * (end - resting_heart_rate_bpm)
        for end in (maximum.value, maximum.low, maximum.high)
    )
    return Estimate(*ends)


def fraction_of_reserve(
    heart_rate_bpm: FloatArray, maximum_bpm: float, resting_heart_rate_bpm: float
) -> FloatArray:
    """The share of the reserve that heart rates stand for; the inverse of Karvonen's formula.

    Source: karvonen1957. Belief: measured.

    Parameters
    ----------
    heart_rate_bpm
        Heart rates, shape (n,), NaN where unknown. [bpm]
    maximum_bpm
        Maximum heart rate. [bpm]
    resting_heart_rate_bpm
        Resting heart rate, below the maximum. [bpm]

    Returns
    -------
    FloatArray
        Shares, shape (n,); below 0 under rest, above 1 over the maximum, NaN where unknown. [-]

    Raises
    ------
    InvalidValue
        If rest does not lie below the maximum.
    """
    check_rest_below_maximum(resting_heart_rate_bpm, Estimate.exact(maximum_bpm))
    return (heart_rate_bpm - resting_heart_rate_bpm) / (maximum_bpm - resting_heart_rate_bpm)


def check_rest_below_maximum(resting_heart_rate_bpm: float, maximum: Estimate) -> None:
    """Refuse heart rates that leave no reserve.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    resting_heart_rate_bpm
        Resting heart rate. [bpm]
    maximum
        Maximum heart rate with its range. [bpm]

    Raises
    ------
    InvalidValue
        If rest is not a positive number below the whole range of the maximum.
    """
    in_order = 0.0 < resting_heart_rate_bpm < maximum.low and maximum.high <= HIGHEST_BPM
    if not in_order or math.isnan(maximum.value):
        raise InvalidValue(
            f"The resting heart rate is {resting_heart_rate_bpm:g} and the maximum"
            f" {maximum.value:g} ({maximum.low:g} to {maximum.high:g}) bpm.",
            allowed=f"Rest lies below the maximum with its range, and that below {HIGHEST_BPM:g} bpm.",
            remedy="Check both numbers; a measured maximum has no range.",
        )
