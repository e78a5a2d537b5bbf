"""The calculators."""

import pytest

from backstride.actions.zones import calculate_zones
from backstride.athlete import AthleteOnDay, Sex
from backstride.errors import InvalidValue
from backstride.heart import FORMULAS


def test_every_formula_stands_beside_the_others() -> None:
    """Those for the other sex are left out where the sex is known."""
    everybody = calculate_zones(AthleteOnDay(age_years=40)).predicted
    women = calculate_zones(AthleteOnDay(age_years=40, sex=Sex.FEMALE)).predicted
    assert [each.formula for each in everybody] == list(FORMULAS)
    assert {each.formula.sex for each in women} == {None, Sex.FEMALE}


def test_a_measured_maximum_needs_no_age() -> None:
    """Then nothing is predicted."""
    outcome = calculate_zones(AthleteOnDay(maximum_heart_rate_bpm=190.0))
    assert outcome.predicted == ()
    assert outcome.heart.maximum is not None
    assert outcome.heart.maximum.bpm.value == 190.0


def test_without_age_and_maximum_there_is_nothing_to_reckon_with() -> None:
    """A resting rate alone gives no target."""
    with pytest.raises(InvalidValue, match="Neither an age nor a maximum heart rate was given"):
        calculate_zones(AthleteOnDay(resting_heart_rate_bpm=60.0))


def test_another_target_range_can_be_asked_for() -> None:
    """60 to 70 % of 220 − 40."""
    outcome = calculate_zones(AthleteOnDay(age_years=40), target=(0.60, 0.70))
    assert outcome.target == (0.60, 0.70)
    assert outcome.heart.simple is not None
    assert outcome.heart.simple.low_bpm.value == pytest.approx(108.0)
    assert outcome.heart.simple.high_bpm.value == pytest.approx(126.0)
