"""Zones and target ranges of heart rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.heart.reserve import HIGHEST_BPM, check_rest_below_maximum, reserve_heart_rate

OF_MAXIMUM: Final[Mapping[str, float]] = {
    "light": 0.57,
    "moderate": 0.64,
    "vigorous": 0.77,
    "near maximal": 0.95,
}
"""Lower limits of the intensity bands as shares of the maximum heart rate."""

OF_RESERVE: Final[Mapping[str, float]] = {
    "light": 0.30,
    "moderate": 0.40,
    "vigorous": 0.60,
    "near maximal": 0.90,
}
"""Lower limits of the intensity bands as shares of the heart-rate reserve."""

TARGET: Final = (0.75, 0.85)
"""The training method's target range."""


class ZoneBasis(StrEnum):
    """What the limits of zones are shares of."""

    MAXIMUM = "maximum heart rate"
    RESERVE = "heart-rate reserve"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """Zones of heart rate, the lowest first; each reaches up to the next one's lower limit."""

    name: str
    basis: ZoneBasis
    labels: tuple[str, ...]
    lower_bounds_bpm: tuple[float, ...]
    """The limit itself belongs to the zone above it; the last zone is open. [bpm]"""

    def __post_init__(self) -> None:
        bounds = self.lower_bounds_bpm
        rising = all(low < high for low, high in pairwise((0.0, *bounds, HIGHEST_BPM)))
        if not bounds or len(bounds) != len(self.labels) or not rising:
            raise InvalidValue(
                f"Zones {list(self.labels)} with the lower limits {list(bounds)} bpm were given.",
                allowed=f"Each zone has one limit, and limits rise from over 0 to under {HIGHEST_BPM:g} bpm.",
                remedy="Give the lower limit of each zone in beats per minute, the lowest first.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRange:
    """The heart rates to train between, each end with its own range."""

    basis: ZoneBasis
    low_bpm: Estimate
    high_bpm: Estimate

    def __post_init__(self) -> None:
        if not 0.0 < self.low_bpm.value < self.high_bpm.value:
            raise InvalidValue(
                f"A target range from {self.low_bpm.value:g} to {self.high_bpm.value:g} bpm was given.",
                allowed="It begins above 0 and ends above its beginning.",
                remedy="Give the lower end first.",
            )


def simple_target(
    maximum: Estimate, low_fraction: float = TARGET[0], high_fraction: float = TARGET[1]
) -> TargetRange:
    """The target range as a share of the maximum heart rate.

    Source: seed-article, acsm-intensity. Belief: claimed.

    Parameters
    ----------
    maximum
        Maximum heart rate with its range. [bpm]
    low_fraction
        Lower end as a share of the maximum. [-]
    high_fraction
        Upper end as a share of the maximum. [-]

    Returns
    -------
    TargetRange
        Both ends, the error of the maximum carried through. [bpm]

    Raises
    ------
    InvalidValue
        If the shares are not in order between 0 and 1.

    Examples
    --------
    >>> simple_target(Estimate(180.0, 168.0, 192.0)).low_bpm
    Estimate(value=135.0, low=126.0, high=144.0)
    """
    _check_fractions(low_fraction, high_fraction)
    return TargetRange(
        basis=ZoneBasis.MAXIMUM, low_bpm=maximum * low_fraction, high_bpm=maximum * high_fraction
    )


def karvonen_target(
    maximum: Estimate,
    resting_heart_rate_bpm: float,
    low_fraction: float = TARGET[0],
    high_fraction: float = TARGET[1],
) -> TargetRange:
    """The target range as a share of the heart-rate reserve.

    Source: karvonen1957, seed-article. Belief: measured.

    Parameters
    ----------
    maximum
        Maximum heart rate with its range. [bpm]
    resting_heart_rate_bpm
        Resting heart rate. [bpm]
    low_fraction
        Lower end as a share of the reserve. [-]
    high_fraction
        Upper end as a share of the reserve. [-]

    Returns
    -------
    TargetRange
        Both ends, the error of the maximum carried through by the share. [bpm]

    Raises
    ------
    InvalidValue
        If the shares are not in order between 0 and 1, or there is no reserve.

    Examples
    --------
    >>> karvonen_target(Estimate(180.0, 168.0, 192.0), 60.0).low_bpm
    Estimate(value=150.0, low=141.0, high=159.0)
    """
    _check_fractions(low_fraction, high_fraction)
    return TargetRange(
        basis=ZoneBasis.RESERVE,
        low_bpm=reserve_heart_rate(low_fraction, maximum, resting_heart_rate_bpm),
        high_bpm=reserve_heart_rate(high_fraction, maximum, resting_heart_rate_bpm),
    )


def _check_fractions(low_fraction: float, high_fraction: float) -> None:
    if not 0.0 < low_fraction < high_fraction <= 1.0:
        raise InvalidValue(
            f"A target from {low_fraction:g} to {high_fraction:g} was asked for.",
            allowed="The ends of a target are shares in order, above 0 and up to 1.",
            remedy="Divide per cent by 100, and give the lower end first.",
        )


def zones_of_maximum(maximum_bpm: float) -> Zones:
    """The intensity bands by the share of the maximum heart rate.

    Source: acsm-intensity. Belief: derived.
    Measured on: forward exercise; in beginners going backward heart rate reads a band too high.

    Parameters
    ----------
    maximum_bpm
        Maximum heart rate. [bpm]

    Returns
    -------
    Zones
        Four bands; what lies below is very light.
    """
    bounds = tuple(share * maximum_bpm for share in OF_MAXIMUM.values())
    return Zones(
        name="ACSM, % of maximum",
        basis=ZoneBasis.MAXIMUM,
        labels=tuple(OF_MAXIMUM),
        lower_bounds_bpm=bounds,
    )


def zones_of_reserve(maximum_bpm: float, resting_heart_rate_bpm: float) -> Zones:
    """The intensity bands by the share of the heart-rate reserve.

    Source: acsm-intensity, karvonen1957. Belief: derived.
    Measured on: forward exercise; in beginners going backward heart rate reads a band too high.

    Parameters
    ----------
    maximum_bpm
        Maximum heart rate. [bpm]
    resting_heart_rate_bpm
        Resting heart rate. [bpm]

    Returns
    -------
    Zones
        Four bands; what lies below is very light.

    Raises
    ------
    InvalidValue
        If rest does not lie below the maximum.
    """
    maximum = Estimate.exact(maximum_bpm)
    check_rest_below_maximum(resting_heart_rate_bpm, maximum)
    bounds = tuple(
        reserve_heart_rate(share, maximum, resting_heart_rate_bpm).value for share in OF_RESERVE.values()
    )
    return Zones(
        name="ACSM, % of reserve",
        basis=ZoneBasis.RESERVE,
        labels=tuple(OF_RESERVE),
        lower_bounds_bpm=bounds,
    )


def custom_zones(lower_bounds_bpm: Mapping[str, float], name: str = "own zones") -> Zones:
    """Zones that a person sets.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    lower_bounds_bpm
        Lower limit of each zone by its label, the lowest first. [bpm]
    name
        What to call them.

    Returns
    -------
    Zones
        The zones.

    Raises
    ------
    InvalidValue
        If the limits do not rise, or are no heart rates.

    Examples
    --------
    >>> custom_zones({"easy": 110.0, "hard": 150.0}).labels
    ('easy', 'hard')
    """
    return Zones(
        name=name,
        basis=ZoneBasis.CUSTOM,
        labels=tuple(lower_bounds_bpm),
        lower_bounds_bpm=tuple(lower_bounds_bpm.values()),
    )
