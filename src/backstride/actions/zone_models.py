"""Zones of heart rate by every model that fits a person, side by side."""

from dataclasses import dataclass

from backstride.athlete import HeartChoice
from backstride.heart import Zones, custom_zones, zones_of_maximum, zones_of_reserve
from backstride.session import HeartModel


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneBand:
    """One zone."""

    label: str
    low_bpm: float
    """It belongs to the zone. [bpm]"""
    high_bpm: float | None
    """Where the next zone begins; None for the last one. [bpm]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneModel:
    """The zones of one model."""

    zones: Zones
    bands: tuple[ZoneBand, ...]
    is_used: bool
    """Whether sessions are held against these."""


def zone_models(heart: HeartModel, choice: HeartChoice) -> tuple[ZoneModel, ...]:
    """Every model that fits.

    Parameters
    ----------
    heart
        The heart of the person.
    choice
        Its own zones, if there are any.

    Returns
    -------
    tuple of ZoneModel
        By the maximum; by the reserve where the resting rate is known; own zones where they are set.
    """
    found = []
    maximum, resting = heart.maximum_bpm, heart.resting_heart_rate_bpm
    if maximum is not None:
        found.append(zones_of_maximum(maximum.value))
        if resting is not None:
            found.append(zones_of_reserve(maximum.value, resting))
    if choice.zones_bpm is not None:
        found.append(custom_zones(choice.zones_bpm))
    return tuple(ZoneModel(zones=each, bands=_bands(each), is_used=each == heart.zones) for each in found)


def _bands(zones: Zones) -> tuple[ZoneBand, ...]:
    ends = (*zones.lower_bounds_bpm[1:], None)
    return tuple(
        ZoneBand(label=label, low_bpm=low, high_bpm=high)
        for label, low, high in zip(zones.labels, zones.lower_bounds_bpm, ends, strict=True)
    )
