import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.athlete import AthleteOnDay, Sex
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.heart import FORMULAS, maximum_for, predicted_maxima
from backstride.sources import bibliography

AGES = st.integers(5, 110)


def predicted(key: str, age: float) -> float:
    """What one formula says."""
    return next(p.bpm.value for p in predicted_maxima(age) if p.formula.key == key)


@pytest.mark.parametrize(
    ("key", "age", "bpm"),
    [
        ("fox", 40, 180.0),
        ("tanaka", 40, 180.0),
        ("gellish", 40, 179.0),
        ("gellish-bent", 40, 180.8),
        ("nes", 40, 185.4),
        ("inbar", 40, 178.4),
        ("gulati", 50, 162.0),  # the university's press notice works this one out (gulati2010)
        ("sydo-women", 50, 170.5),
        ("sydo-men", 50, 172.5),
    ],
)
def test_each_formula_gives_its_published_value(key: str, age: float, bpm: float) -> None:
    """The formulas are those of the papers; the values are worked out by hand."""
    assert predicted(key, age) == pytest.approx(bpm)


def test_the_method_s_own_formula_comes_first() -> None:
    """The reader finds 220 − age where the method puts it."""
    assert predicted_maxima(30)[0].formula.key == "fox"


def test_each_formula_says_where_it_and_its_error_come_from() -> None:
    """A borrowed error is seen to be borrowed."""
    assert {f.source for f in FORMULAS} | {f.error_source for f in FORMULAS} <= set(bibliography())
    borrowed = {f.key for f in FORMULAS if f.error_bpm == 11.0}
    assert {f.key for f in FORMULAS if f.error_source == "robergs2002"} == borrowed | {"inbar"}


@given(AGES)
def test_a_maximum_falls_with_age(age: int) -> None:
    """No formula gives a year more a beat more."""
    if age < 110:
        for now, later in zip(predicted_maxima(age), predicted_maxima(age + 1), strict=True):
            assert later.bpm.value < now.bpm.value


@given(AGES)
def test_the_range_is_one_error_either_way(age: int) -> None:
    """What is shown as the range is the formula's own error."""
    for each in predicted_maxima(age):
        assert each.bpm.high - each.bpm.value == pytest.approx(each.formula.error_bpm)
        assert each.bpm.value - each.bpm.low == pytest.approx(each.formula.error_bpm)


def test_formulas_for_the_other_sex_are_left_out() -> None:
    """A woman is not shown a formula for men; where the sex is unknown all are shown."""
    women = {p.formula.key for p in predicted_maxima(50, Sex.FEMALE)}
    men = {p.formula.key for p in predicted_maxima(50, Sex.MALE)}
    assert women - men == {"gulati", "sydo-women"}
    assert men - women == {"sydo-men"}
    assert len(predicted_maxima(50)) == len(FORMULAS)


def test_an_age_outside_of_what_was_measured_is_flagged() -> None:
    """Gellish measured from 27 to 78 years."""
    flags = {age: predicted_maxima(age)[2].is_outside_ages for age in (26, 27, 78, 79)}
    assert flags == {26: True, 27: False, 78: False, 79: True}


@pytest.mark.parametrize("age", [0, 4.9, 111, float("nan")])
def test_an_impossible_age_is_refused(age: float) -> None:
    """A slip in the birth year is named rather than turned into a heart rate."""
    with pytest.raises(InvalidValue, match=r"ages from 5 to 110 years\. Check the age or the birth year"):
        predicted_maxima(age)


def test_a_measured_maximum_overrides_the_formulas() -> None:
    """What was measured has no formula's error, and needs no age."""
    maximum = maximum_for(AthleteOnDay(age_years=40, maximum_heart_rate_bpm=191.0))
    assert maximum is not None
    assert maximum.is_measured
    assert maximum.bpm == Estimate.exact(191.0)
    assert maximum.source is None


def test_a_measured_maximum_may_have_a_stated_error() -> None:
    """Someone who is not sure of the measurement can say so."""
    maximum = maximum_for(AthleteOnDay(maximum_heart_rate_bpm=191.0), measured_error_bpm=3.0)
    assert maximum is not None
    assert maximum.bpm == Estimate(191.0, 188.0, 194.0)


def test_without_age_or_measurement_the_maximum_is_unknown() -> None:
    """Nobody is given an average person's heart."""
    assert maximum_for(AthleteOnDay()) is None


def test_a_formula_can_be_chosen_by_its_key() -> None:
    """The chosen formula and its source stay with the value."""
    maximum = maximum_for(AthleteOnDay(age_years=40), "nes")
    assert maximum is not None
    assert maximum.source == "nes2013"
    assert maximum.bpm.value == pytest.approx(185.4)


@pytest.mark.parametrize("formula", ["gulati", "astrology"])
def test_a_formula_that_does_not_fit_the_person_is_refused(formula: str) -> None:
    """The message names those that would do."""
    with pytest.raises(InvalidValue, match=rf"no formula '{formula}'.*fox, tanaka"):
        maximum_for(AthleteOnDay(age_years=40, sex=Sex.MALE), formula)
