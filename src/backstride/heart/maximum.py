"""The maximum heart rate: measured, or predicted from age with the error of the formula.

All formulas come from forward tests. What the maximum is when running backward, nobody has measured.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backstride.athlete import AthleteOnDay, Sex
from backstride.errors import InvalidValue
from backstride.estimate import Estimate

AGES: Final = (5, 110)
"""For whom a formula may be asked at all, ends included. [years]"""

UNREAD_ERROR_BPM: Final = 11.0
"""Where a paper's own error was not read: the upper end of what a review found. [bpm]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximumFormula:
    """A formula for the maximum heart rate from age, with its error."""

    key: str
    name: str
    text: str
    """The formula for people."""
    predict: Callable[[float], float]
    """From age [years] to heart rate [bpm]."""
    error_bpm: float
    """One standard error, either way. [bpm]"""
    source: str
    error_source: str
    """Who gives the error; a review where the paper's own was not read."""
    sex: Sex | None = None
    """The sex it was made for; None for both."""
    ages: tuple[int, int] | None = None
    """The ages it was measured on, ends included; None where that was not read. [years]"""


FORMULAS: Final[tuple[MaximumFormula, ...]] = (
    MaximumFormula(
        key="fox",
        name="Fox",
        text="220 − age",
        predict=lambda age: 220.0 - age,
        error_bpm=12.0,
        source="fox1971",
        error_source="gellish2007",
    ),
    MaximumFormula(
        key="tanaka",
        name="Tanaka",
        text="208 − 0.7 × age",
        predict=lambda age: 208.0 - 0.7 * age,
        error_bpm=UNREAD_ERROR_BPM,
        source="tanaka2001",
        error_source="robergs2002",
    ),
    MaximumFormula(
        key="gellish",
        name="Gellish, straight",
        text="207 − 0.7 × age",
        predict=lambda age: 207.0 - 0.7 * age,
        error_bpm=UNREAD_ERROR_BPM,
        source="gellish2007",
        error_source="robergs2002",
        ages=(27, 78),
    ),
    MaximumFormula(
        key="gellish-bent",
        name="Gellish, bent",
        text="192 − 0.007 × age²",
        predict=lambda age: 192.0 - 0.007 * age**2,
        error_bpm=UNREAD_ERROR_BPM,
        source="gellish2007",
        error_source="robergs2002",
        ages=(27, 78),
    ),
    MaximumFormula(
        key="nes",
        name="Nes",
        text="211 − 0.64 × age",
        predict=lambda age: 211.0 - 0.64 * age,
        error_bpm=10.8,
        source="nes2013",
        error_source="nes2013",
    ),
    MaximumFormula(
        key="inbar",
        name="Inbar",
        text="205.8 − 0.685 × age",
        predict=lambda age: 205.8 - 0.685 * age,
        error_bpm=6.4,
        source="inbar1994",
        error_source="robergs2002",
        ages=(20, 70),
    ),
    MaximumFormula(
        key="gulati",
        name="Gulati (women)",
        text="206 − 0.88 × age",
        predict=lambda age: 206.0 - 0.88 * age,
        error_bpm=UNREAD_ERROR_BPM,
        source="gulati2010",
        error_source="robergs2002",
        sex=Sex.FEMALE,
        ages=(35, AGES[1]),
    ),
    MaximumFormula(
        key="sydo-women",
        name="Sydó (women)",
        text="210 − 0.79 × age",
        predict=lambda age: 210.0 - 0.79 * age,
        error_bpm=UNREAD_ERROR_BPM,
        source="sydo2014",
        error_source="robergs2002",
        sex=Sex.FEMALE,
        ages=(40, 89),
    ),
    MaximumFormula(
        key="sydo-men",
        name="Sydó (men)",
        text="220 − 0.95 × age",
        predict=lambda age: 220.0 - 0.95 * age,
        error_bpm=UNREAD_ERROR_BPM,
        source="sydo2014",
        error_source="robergs2002",
        sex=Sex.MALE,
        ages=(40, 89),
    ),
)
"""Every formula, the method's own first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedMaximum:
    """What one formula says of one person."""

    formula: MaximumFormula
    bpm: Estimate
    is_outside_ages: bool
    """Whether the person is younger or older than those it was measured on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximumHeartRate:
    """The maximum heart rate to reckon with."""

    bpm: Estimate
    is_measured: bool
    formula: MaximumFormula | None = None
    """The formula it comes from; None if measured."""

    @property
    def source(self) -> str | None:
        """The formula's key in the bibliography; None if measured."""
        return None if self.formula is None else self.formula.source


def predicted_maxima(age_years: float, sex: Sex | None = None) -> tuple[PredictedMaximum, ...]:
    """What the formulas say of a person, side by side, each with its error.

    Source: fox1971, tanaka2001, gellish2007, nes2013, inbar1994, gulati2010, sydo2014, robergs2002
    (errors not read elsewhere). Belief: measured.
    Measured on: forward tests, mostly on treadmills.

    Parameters
    ----------
    age_years
        Age, 5 to 110. [years]
    sex
        The person's sex; formulas for the other one are left out. None keeps all.

    Returns
    -------
    tuple of PredictedMaximum
        In the order of `FORMULAS`, the range being one standard error either way. [bpm]

    Raises
    ------
    InvalidValue
        If the age is out of the question.

    Examples
    --------
    >>> predicted_maxima(40)[0].bpm
    Estimate(value=180.0, low=168.0, high=192.0)
    """
    if not AGES[0] <= age_years <= AGES[1]:
        raise InvalidValue(
            f"The age is {age_years:g} years.",
            allowed=f"Heart rate is predicted for ages from {AGES[0]} to {AGES[1]} years.",
            remedy="Check the age or the birth year, or give a measured maximum heart rate.",
        )
    fitting = (formula for formula in FORMULAS if None in {sex, formula.sex} or formula.sex is sex)
    return tuple(_predicted(formula, age_years) for formula in fitting)


def _predicted(formula: MaximumFormula, age_years: float) -> PredictedMaximum:
    value = formula.predict(age_years)
    return PredictedMaximum(
        formula=formula,
        bpm=Estimate(value, value - formula.error_bpm, value + formula.error_bpm),
        is_outside_ages=formula.ages is not None and not formula.ages[0] <= age_years <= formula.ages[1],
    )


def maximum_for(
    athlete: AthleteOnDay, formula: str = "fox", *, measured_error_bpm: float = 0.0
) -> MaximumHeartRate | None:
    """The maximum heart rate of a person: as measured, else by a formula from age.

    Source: fox1971, tanaka2001, gellish2007, nes2013, inbar1994, gulati2010, sydo2014, robergs2002.
    Belief: measured.

    Parameters
    ----------
    athlete
        What is known of the person on the day.
    formula
        The key of the formula for those who have no measured maximum.
    measured_error_bpm
        How far a measured maximum may be off, either way. [bpm]

    Returns
    -------
    MaximumHeartRate or None
        None if neither a measured maximum nor the age is known.

    Raises
    ------
    InvalidValue
        If there is no such formula for the person, or the age is out of the question.
    """
    if athlete.maximum_heart_rate_bpm is not None:
        value = athlete.maximum_heart_rate_bpm
        range_ = Estimate(value, value - measured_error_bpm, value + measured_error_bpm)
        return MaximumHeartRate(bpm=range_, is_measured=True)
    if athlete.age_years is None:
        return None
    predicted = {p.formula.key: p for p in predicted_maxima(athlete.age_years, athlete.sex)}
    if formula not in predicted:
        raise InvalidValue(
            f"There is no formula {formula!r} for this person.",
            allowed=f"The formulas are {', '.join(predicted)}.",
            remedy="Choose one of them.",
        )
    return MaximumHeartRate(bpm=predicted[formula].bpm, is_measured=False, formula=predicted[formula].formula)
