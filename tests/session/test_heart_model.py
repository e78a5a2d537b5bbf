"""The heart of one person on one day."""

import pytest

from backstride.athlete import AthleteOnDay, Sex
from backstride.errors import InvalidValue
from backstride.heart import custom_zones
from backstride.session import heart_model


def test_of_a_person_unknown_nothing_is_known() -> None:
    """No age and no maximum: no target, no zones, and no guess."""
    found = heart_model(AthleteOnDay())
    assert (found.maximum, found.maximum_bpm, found.target, found.zones) == (None, None, None, None)


def test_without_a_resting_rate_the_target_is_the_simple_one() -> None:
    """75 to 85 % of 220 − 40."""
    found = heart_model(AthleteOnDay(age_years=40))
    assert found.karvonen is None
    assert found.target is found.simple
    assert found.target is not None
    assert (found.target.low_bpm.value, found.target.high_bpm.value) == (135.0, 153.0)


def test_with_a_resting_rate_the_target_is_karvonens() -> None:
    """60 + 75 to 85 % of (180 − 60); the simple one stays beside it."""
    found = heart_model(AthleteOnDay(age_years=40, resting_heart_rate_bpm=60.0))
    assert found.target is found.karvonen
    assert found.target is not None
    assert found.simple is not None
    assert (found.target.low_bpm.value, found.target.high_bpm.value) == (150.0, 162.0)


def test_a_measured_maximum_stands_above_the_formula() -> None:
    """It has no range, and needs no age."""
    for age_years in (None, 40):
        found = heart_model(AthleteOnDay(age_years=age_years, maximum_heart_rate_bpm=191.0))
        assert found.maximum is not None
        assert found.maximum.is_measured
        assert found.maximum.bpm.low == found.maximum.bpm.high == 191.0


def test_own_zones_stand_above_the_bands() -> None:
    """And need nothing else."""
    own = {"easy": 110.0, "hard": 150.0}
    for athlete in (
        AthleteOnDay(),
        AthleteOnDay(age_years=40),
        AthleteOnDay(age_years=40, resting_heart_rate_bpm=60.0),
    ):
        assert heart_model(athlete, zones_bpm=own).zones == custom_zones(own)


def test_the_sex_is_kept_for_the_load() -> None:
    """Known or not, with or without a maximum."""
    assert heart_model(AthleteOnDay(sex=Sex.FEMALE)).sex is Sex.FEMALE
    assert heart_model(AthleteOnDay(age_years=40, sex=Sex.MALE)).sex is Sex.MALE


def test_a_resting_rate_above_the_maximum_is_refused() -> None:
    """The two contradict each other."""
    with pytest.raises(InvalidValue, match="Rest lies below the maximum"):
        heart_model(AthleteOnDay(maximum_heart_rate_bpm=100.0, resting_heart_rate_bpm=120.0))
