"""A person and their dated measurements: what held on a day counts for that day."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from backstride.errors import InvalidValue
from backstride.stride import StrideBaseline


class Sex(StrEnum):
    """The sex that formulas were measured on."""

    FEMALE = "female"
    MALE = "male"


class Quantity(StrEnum):
    """What is measured of a person, with its unit."""

    MASS_KG = "mass_kg"
    RESTING_HEART_RATE_BPM = "resting_heart_rate_bpm"
    MAXIMUM_HEART_RATE_BPM = "maximum_heart_rate_bpm"
    BACKWARD_SESSIONS = "backward_sessions"
    """How many backward sessions lie behind the person."""


POSSIBLE: Final = {
    Quantity.MASS_KG: (20.0, 350.0),
    Quantity.RESTING_HEART_RATE_BPM: (25.0, 130.0),
    Quantity.MAXIMUM_HEART_RATE_BPM: (90.0, 240.0),
    Quantity.BACKWARD_SESSIONS: (0.0, 100_000.0),
}
"""What a person can have, ends included; wide, so that only slips are refused."""

IN_WORDS: Final = {
    Quantity.MASS_KG: ("mass", " kg"),
    Quantity.RESTING_HEART_RATE_BPM: ("resting heart rate", " bpm"),
    Quantity.MAXIMUM_HEART_RATE_BPM: ("maximum heart rate", " bpm"),
    Quantity.BACKWARD_SESSIONS: ("number of backward sessions", ""),
}
"""What people call each quantity, and its unit."""

ONLY_ONWARD: Final = frozenset({Quantity.BACKWARD_SESSIONS})
"""What only grows, so that a later count says nothing of an earlier day."""

BIRTH_YEARS: Final = (1900, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A value that holds from a day on, until the next one of its quantity."""

    quantity: Quantity
    value: float
    measured_on: date = date.min
    """``date.min`` for what has always held."""

    def __post_init__(self) -> None:
        low, high = POSSIBLE[self.quantity]
        if math.isnan(self.value) or not low <= self.value <= high:
            name, unit = IN_WORDS[self.quantity]
            raise InvalidValue(
                f"The {name} is {self.value:g}{unit}.",
                allowed=f"It lies between {low:g} and {high:g}{unit}.",
                remedy="Check the number and its unit.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartChoice:
    """What a person chose to hold their heart rate against, from a day on, until the next choice."""

    since: date = date.min
    """``date.min`` for what has always held."""
    formula: str = "fox"
    """For the maximum, where none was measured."""
    target: tuple[float, float] = (0.75, 0.85)
    """Ends of the target range, as shares. [-]"""
    zones_bpm: Mapping[str, float] | None = None
    """Own zones: lower limits by label, the lowest first; None for the usual ones. [bpm]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a person's body has to cope with, from a day on: an injury, an operation, an illness."""

    name: str
    since: date
    until: date | None = None
    """The last day of it; None while it lasts."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidValue(
                "A condition without a name was given.",
                allowed="A condition has a name, such as knee surgery.",
                remedy="Say what it is.",
            )
        if self.until is not None and self.until < self.since:
            raise InvalidValue(
                f"A condition from {self.since} to {self.until} was given.",
                allowed="A condition does not end before it begins.",
                remedy="Give its first day first.",
            )

    def holds_on(self, day: date) -> bool:
        """Whether the person had it on a day.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        bool
            Whether the day lies within it.
        """
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteOnDay:
    """What held for a person on one day; None where nobody knows."""

    age_years: int | None = None
    """From the year of birth alone, so up to a year too high. [years]"""
    sex: Sex | None = None
    mass_kg: float | None = None
    resting_heart_rate_bpm: float | None = None
    maximum_heart_rate_bpm: float | None = None
    """As measured, not from a formula. [bpm]"""
    backward_sessions: float | None = None
    stride: StrideBaseline | None = None
    """Their own forward stride, as it was learned from recordings of about that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """A person."""

    birth_year: int | None = None
    sex: Sex | None = None
    measurements: tuple[Measurement, ...] = ()
    heart_choices: tuple[HeartChoice, ...] = ()
    conditions: tuple[Condition, ...] = ()
    strides: Mapping[int, StrideBaseline] = field(default_factory=dict)
    """Their own forward stride, by the calendar year of the recordings that it was learned from."""

    def __post_init__(self) -> None:
        first, last = BIRTH_YEARS
        if self.birth_year is not None and not first <= self.birth_year <= last:
            raise InvalidValue(
                f"The birth year is {self.birth_year}.",
                allowed=f"It lies between {first} and {last}.",
                remedy="Give the year with four digits.",
            )

    def on(self, day: date | None) -> AthleteOnDay:
        """What held on a day: of each quantity the last measurement up to it, else the first after it.

        A count of backward sessions is not carried back: who has done thirty by now had not done them then.

        Parameters
        ----------
        day
            The day; None where nobody knows it: then the last measurements count, and the age is
            unknown.

        Returns
        -------
        AthleteOnDay
            The person's values on that day.

        Raises
        ------
        InvalidValue
            If the person was not born yet.

        Examples
        --------
        >>> runner = Athlete(birth_year=1980)
        >>> runner.on(date(2026, 4, 1)).age_years
        46
        """
        age = None if self.birth_year is None or day is None else day.year - self.birth_year
        if age is not None and age < 0:
            raise InvalidValue(
                f"The birth year {self.birth_year} is later than {day}, the day that is reckoned for.",
                allowed="The person was born by then.",
                remedy="Check the birth year, and the date of the recording.",
            )
        return AthleteOnDay(
            age_years=age,
            sex=self.sex,
            stride=self.stride_on(day),
            **{quantity.value: self._value_on(quantity, day or date.max) for quantity in Quantity},
        )

    def heart_choice_on(self, day: date | None) -> HeartChoice:
        """What the person's heart rate was held against on a day.

        Parameters
        ----------
        day
            The day; None where nobody knows it: then the last choice counts.

        Returns
        -------
        HeartChoice
            The last choice up to it, else the first after it, else the method's own.
        """
        series = sorted(self.heart_choices, key=lambda choice: choice.since)
        until = [choice for choice in series if choice.since <= (day or date.max)]
        return until[-1] if until else next(iter(series), HeartChoice())

    def stride_on(self, day: date | None) -> StrideBaseline | None:
        """The person's own forward stride on a day: that of its year, else of the year nearest to it.

        Parameters
        ----------
        day
            The day; None where nobody knows it: then the last year's counts.

        Returns
        -------
        StrideBaseline or None
            None where none was learned.
        """
        year = (day or date.max).year
        nearest = min(self.strides, key=lambda known: (abs(known - year), -known), default=None)
        return None if nearest is None else self.strides[nearest]

    def _value_on(self, quantity: Quantity, day: date) -> float | None:
        series = sorted((m for m in self.measurements if m.quantity is quantity), key=lambda m: m.measured_on)
        until = [m for m in series if m.measured_on <= day]
        if until:
            return until[-1].value
        return series[0].value if series and quantity not in ONLY_ONWARD else None
