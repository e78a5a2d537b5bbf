"""The heart of one person on one day: maximum, target range and zones, or what of them is known."""

from collections.abc import Mapping
from dataclasses import dataclass

from backstride.athlete import AthleteOnDay, Sex
from backstride.estimate import Estimate
from backstride.heart import (
    MaximumHeartRate,
    TargetRange,
    Zones,
    custom_zones,
    karvonen_target,
    maximum_for,
    simple_target,
    zones_of_maximum,
    zones_of_reserve,
)
from backstride.heart.zones import TARGET


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartModel:
    """What heart rates are held against; None where the person's values are unknown."""

    maximum: MaximumHeartRate | None = None
    resting_heart_rate_bpm: float | None = None
    sex: Sex | None = None
    simple: TargetRange | None = None
    """The target range as a share of the maximum."""
    karvonen: TargetRange | None = None
    """The target range as a share of the reserve."""
    zones: Zones | None = None
    target_shares: tuple[float, float] = TARGET
    """The shares that the target ranges reach from and to. [-]"""

    @property
    def target(self) -> TargetRange | None:
        """The better of the two: by the reserve where the resting rate is known."""
        return self.karvonen or self.simple

    @property
    def maximum_bpm(self) -> Estimate | None:
        """The maximum with its range. [bpm]"""
        return None if self.maximum is None else self.maximum.bpm


def heart_model(
    athlete: AthleteOnDay,
    *,
    formula: str = "fox",
    target: tuple[float, float] = TARGET,
    zones_bpm: Mapping[str, float] | None = None,
) -> HeartModel:
    """The heart of a person on a day.

    Source: seed-article, karvonen1957, acsm-intensity. Belief: derived.

    Parameters
    ----------
    athlete
        What held on the day.
    formula
        The formula for the maximum of those who have none measured.
    target
        The ends of the target range, as shares. [-]
    zones_bpm
        The person's own zones: lower limits by label, the lowest first. [bpm]

    Returns
    -------
    HeartModel
        Everything that follows from what is known.

    Raises
    ------
    InvalidValue
        If the values contradict each other, such as a resting rate above the maximum.
    """
    maximum = maximum_for(athlete, formula)
    resting = athlete.resting_heart_rate_bpm
    zones = None if zones_bpm is None else custom_zones(zones_bpm)
    if maximum is None:
        return HeartModel(resting_heart_rate_bpm=resting, sex=athlete.sex, zones=zones)
    if resting is None:
        return HeartModel(
            maximum=maximum,
            sex=athlete.sex,
            simple=simple_target(maximum.bpm, *target),
            zones=zones or zones_of_maximum(maximum.bpm.value),
            target_shares=target,
        )
    return HeartModel(
        maximum=maximum,
        resting_heart_rate_bpm=resting,
        sex=athlete.sex,
        simple=simple_target(maximum.bpm, *target),
        karvonen=karvonen_target(maximum.bpm, resting, *target),
        zones=zones or zones_of_reserve(maximum.bpm.value, resting),
        target_shares=target,
    )
