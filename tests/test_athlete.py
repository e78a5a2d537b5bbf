"""A person and their dated measurements."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.athlete import IN_WORDS, POSSIBLE, Athlete, Measurement, Quantity, Sex
from backstride.errors import InvalidValue

LAST_YEAR = date(2025, 6, 1)
THIS_YEAR = date(2026, 6, 1)


def resting(value: float, day: date = date.min) -> Measurement:
    """A resting heart rate. [bpm]"""
    return Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=value, measured_on=day)


def test_todays_value_does_not_rewrite_last_year() -> None:
    """A report on an old session stays what it was."""
    before = Athlete(measurements=(resting(60.0, LAST_YEAR),))
    after = Athlete(measurements=(resting(60.0, LAST_YEAR), resting(48.0, THIS_YEAR)))
    assert after.on(LAST_YEAR) == before.on(LAST_YEAR)
    assert after.on(THIS_YEAR - timedelta(days=1)).resting_heart_rate_bpm == 60.0
    assert after.on(THIS_YEAR).resting_heart_rate_bpm == 48.0


def test_before_the_first_measurement_the_first_one_holds() -> None:
    """It is nearer to the truth than nothing."""
    assert Athlete(measurements=(resting(48.0, THIS_YEAR),)).on(LAST_YEAR).resting_heart_rate_bpm == 48.0


def test_a_later_count_of_backward_sessions_says_nothing_of_an_earlier_day() -> None:
    """Who has done thirty by now was a beginner once; a count that has always held still holds."""
    thirty = Measurement(quantity=Quantity.BACKWARD_SESSIONS, value=30.0, measured_on=THIS_YEAR)
    athlete = Athlete(measurements=(thirty,))
    assert athlete.on(LAST_YEAR).backward_sessions is None
    assert athlete.on(THIS_YEAR).backward_sessions == 30.0
    assert athlete.on(None).backward_sessions == 30.0
    always = Measurement(quantity=Quantity.BACKWARD_SESSIONS, value=3.0)
    assert Athlete(measurements=(always, thirty)).on(LAST_YEAR).backward_sessions == 3.0


@given(
    st.permutations([resting(50.0 + n, LAST_YEAR + timedelta(days=n)) for n in range(4)]), st.integers(0, 5)
)
def test_the_order_of_entry_does_not_matter(measurements: list[Measurement], days: int) -> None:
    """Only the day of a measurement counts."""
    athlete = Athlete(measurements=tuple(measurements))
    expected = 50.0 + min(days, 3)
    assert athlete.on(LAST_YEAR + timedelta(days=days)).resting_heart_rate_bpm == expected


def test_on_an_unknown_day_the_last_values_hold_and_the_age_is_unknown() -> None:
    """A recording without a date has no age, and is nearest to today."""
    athlete = Athlete(
        birth_year=1980,
        sex=Sex.MALE,
        measurements=(resting(60.0, LAST_YEAR), resting(48.0, THIS_YEAR)),
    )
    found = athlete.on(None)
    assert found.age_years is None
    assert found.resting_heart_rate_bpm == 48.0
    assert found.sex is Sex.MALE


def test_what_nobody_measured_is_unknown() -> None:
    """Nothing is filled in."""
    found = Athlete().on(THIS_YEAR)
    values = (
        found.age_years,
        found.mass_kg,
        found.resting_heart_rate_bpm,
        found.maximum_heart_rate_bpm,
        found.backward_sessions,
        found.sex,
    )
    assert values == (None,) * 6


def test_no_backward_session_yet_is_a_number() -> None:
    """Zero sessions is known; None is not."""
    athlete = Athlete(measurements=(Measurement(quantity=Quantity.BACKWARD_SESSIONS, value=0.0),))
    assert athlete.on(THIS_YEAR).backward_sessions == 0.0


def test_nobody_moves_before_they_are_born() -> None:
    """A wrong clock or a wrong year is told, with both."""
    with pytest.raises(InvalidValue, match="The birth year 1990 is later than 1989-12-31") as caught:
        Athlete(birth_year=1990).on(date(1989, 12, 31))
    assert "date of the recording" in caught.value.remedy
    assert Athlete(birth_year=1990).on(date(1990, 1, 1)).age_years == 0


@pytest.mark.parametrize("birth_year", [80, 1899, 2101, -1980])
def test_a_year_of_two_digits_is_refused(birth_year: int) -> None:
    """Nobody guesses the century."""
    with pytest.raises(InvalidValue, match=r"Give the year with four digits\."):
        Athlete(birth_year=birth_year)


@pytest.mark.parametrize("quantity", Quantity)
def test_what_no_person_has_is_refused_in_words(quantity: Quantity) -> None:
    """A slip is told with the quantity's name, its unit and what is possible; both ends are possible."""
    low, high = POSSIBLE[quantity]
    name, unit = IN_WORDS[quantity]
    for value in (low - 1.0, high + 1.0, float("nan"), float("inf")):
        with pytest.raises(InvalidValue) as caught:
            Measurement(quantity=quantity, value=value)
        assert caught.value.found == f"The {name} is {value:g}{unit}."
        assert caught.value.allowed == f"It lies between {low:g} and {high:g}{unit}."
    assert Measurement(quantity=quantity, value=low).value == low
    assert Measurement(quantity=quantity, value=high).value == high
