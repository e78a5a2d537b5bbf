"""Zones by every model that fits."""

from backstride.actions.zone_models import zone_models
from backstride.athlete import AthleteOnDay, HeartChoice
from backstride.heart import ZoneBasis
from backstride.session import heart_model


def test_models_stand_side_by_side_and_one_counts() -> None:
    """By the maximum and by the reserve, which counts; own zones count before both."""
    person = AthleteOnDay(age_years=40, resting_heart_rate_bpm=60.0)
    both = zone_models(heart_model(person), HeartChoice())
    assert [(each.zones.basis, each.is_used) for each in both] == [
        (ZoneBasis.MAXIMUM, False),
        (ZoneBasis.RESERVE, True),
    ]
    own = HeartChoice(zones_bpm={"easy": 110.0, "hard": 150.0})
    every = zone_models(heart_model(person, zones_bpm=own.zones_bpm), own)
    assert [each.is_used for each in every] == [False, False, True]
    assert [(band.low_bpm, band.high_bpm) for band in every[-1].bands] == [(110.0, 150.0), (150.0, None)]


def test_without_a_maximum_only_own_zones_are_left() -> None:
    """Nothing is made up."""
    assert zone_models(heart_model(AthleteOnDay()), HeartChoice()) == ()
