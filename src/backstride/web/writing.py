"""How numbers, quantities and days are written for a reader: in their language, and in their units."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Final

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from backstride.estimate import Estimate
from backstride.units import METRES_PER_KILOMETRE, METRES_PER_MILE, clock, pace
from backstride.web.phrases import Phrases
from backstride.wording import UNKNOWN

NUMBER_OF_A_DAY: Final = re.compile(r"\bd(?= M)")
"""The day of a month before its name: German sets a dot behind it."""
METRES_PER_FOOT: Final = 0.3048
METRES_PER_YARD: Final = 0.9144
KILOGRAMS_PER_POUND: Final = 0.45359237
ALMOST_ALL: Final = 0.995
"""A probability above it is not written as a number: 100 % would promise certainty. [-]"""
NEXT_TO_NOTHING: Final = 0.01
"""Neither is one below it. [-]"""


class Units(StrEnum):
    """Kilometres and kilograms, or miles and pounds."""

    METRIC = "metric"
    IMPERIAL = "imperial"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes for one reader; what is unknown is a dash."""

    phrases: Phrases
    units: Units = Units.METRIC

    @property
    def is_imperial(self) -> bool:
        """Whether distances are in miles."""
        return self.units is Units.IMPERIAL

    @property
    def locale(self) -> Locale:
        """How the language writes numbers and days."""
        return _locale(self.phrases.language)

    # ── Numbers ──────────────────────────────────────────────────────────────────────────────────

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number.

        Parameters
        ----------
        value
            The number.
        decimals
            How many decimals.

        Returns
        -------
        str
            With the language's marks, and a minus that is as wide as a plus.
        """
        if value is None or math.isnan(value):
            return UNKNOWN
        form = "#,##0" + ("." + "0" * decimals if decimals else "")
        written = str(format_decimal(round(value, decimals) + 0.0, format=form, locale=self.locale))
        return written.replace("-", "−")

    def ends(self, estimate: Estimate | None, decimals: int = 0, factor: float = 1.0) -> str:
        """Both ends of a range.

        Parameters
        ----------
        estimate
            The number with its range.
        decimals
            How many decimals.
        factor
            What to multiply it with, for its unit.

        Returns
        -------
        str
            One number where both ends are written alike.
        """
        if estimate is None:
            return UNKNOWN
        low, high = (self.number(end * factor, decimals) for end in (estimate.low, estimate.high))
        return low if low == high else self.phrases.text("{low} to {high}", low=low, high=high)

    def estimate(self, estimate: Estimate | None, decimals: int = 0, factor: float = 1.0) -> str:
        """A number, and in brackets how far off it may be.

        Parameters
        ----------
        estimate
            The number with its range.
        decimals
            How many decimals.
        factor
            What to multiply it with, for its unit.

        Returns
        -------
        str
            As in ``145 (131 to 159)``; without brackets where the range is none.
        """
        if estimate is None:
            return UNKNOWN
        middle, ends = self.number(estimate.value * factor, decimals), self.ends(estimate, decimals, factor)
        return middle if ends == middle else f"{middle} ({ends})"

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share in per cent.

        Parameters
        ----------
        share
            The share. [-]
        decimals
            How many decimals.

        Returns
        -------
        str
            With its sign.
        """
        return UNKNOWN if share is None else f"{self.number(share * 100, decimals)} %"

    def sure(self, probability: float | None) -> str:
        """How probable something is, in per cent: never all, and never nothing.

        Parameters
        ----------
        probability
            From 0 to 1.

        Returns
        -------
        str
            To the whole number; at the ends, that it is over 99 or under 1.
        """
        if probability is not None and probability >= ALMOST_ALL:
            return self.phrases.text("over 99 %")
        if probability is not None and probability < NEXT_TO_NOTHING:
            return self.phrases.text("under 1 %")
        return self.percent(probability)

    # ── Quantities with their units ──────────────────────────────────────────────────────────────

    @property
    def distance_unit(self) -> str:
        """The unit of long distances."""
        return "mi" if self.is_imperial else "km"

    @property
    def speed_unit(self) -> str:
        """The unit of speeds."""
        return "mph" if self.is_imperial else "km/h"

    @property
    def pace_unit(self) -> str:
        """The unit of paces."""
        return "min/mi" if self.is_imperial else "min/km"

    @property
    def metres_per_unit(self) -> float:
        """How long the unit of long distances is. [m]"""
        return METRES_PER_MILE if self.is_imperial else METRES_PER_KILOMETRE

    def distance(self, distance_m: float | None) -> str:
        """A distance with its unit.

        Parameters
        ----------
        distance_m
            The distance. [m]

        Returns
        -------
        str
            Metres or yards below a kilometre or a mile.
        """
        if distance_m is None or math.isnan(distance_m):
            return UNKNOWN
        if distance_m >= self.metres_per_unit - 0.5:
            return f"{self.number(distance_m / self.metres_per_unit, 2)} {self.distance_unit}"
        if self.is_imperial:
            return f"{self.number(distance_m / METRES_PER_YARD)} yd"
        return f"{self.number(distance_m)} m"

    def long_distance(self, distance_m: float | None, decimals: int = 1) -> str:
        """A distance in kilometres or miles, without its unit.

        Parameters
        ----------
        distance_m
            The distance. [m]
        decimals
            How many decimals.

        Returns
        -------
        str
            The number, for tables whose head says the unit.
        """
        return UNKNOWN if distance_m is None else self.number(distance_m / self.metres_per_unit, decimals)

    def speed(self, speed_m_s: float | None) -> str:
        """A speed with its unit.

        Parameters
        ----------
        speed_m_s
            The speed. [m/s]

        Returns
        -------
        str
            In km/h or mph.
        """
        if speed_m_s is None or math.isnan(speed_m_s):
            return UNKNOWN
        return f"{self.number(speed_m_s * 3600 / self.metres_per_unit, 1)} {self.speed_unit}"

    def pace(self, speed_m_s: float | None) -> str:
        """A pace with its unit.

        Parameters
        ----------
        speed_m_s
            The speed. [m/s]

        Returns
        -------
        str
            Minutes and seconds for a kilometre or a mile.
        """
        written = pace(speed_m_s, per_m=self.metres_per_unit)
        return written if written == UNKNOWN else f"{written} {self.pace_unit}"

    def length(self, length_m: float | None) -> str:
        """A short length, such as that of a step, with its unit.

        Parameters
        ----------
        length_m
            The length. [m]

        Returns
        -------
        str
            In metres or feet, to the centimetre.
        """
        if length_m is None or math.isnan(length_m):
            return UNKNOWN
        if self.is_imperial:
            return f"{self.number(length_m / METRES_PER_FOOT, 1)} ft"
        return f"{self.number(length_m, 2)} m"

    def mass(self, mass_kg: float | None) -> str:
        """A mass with its unit.

        Parameters
        ----------
        mass_kg
            The mass. [kg]

        Returns
        -------
        str
            In kilograms or pounds.
        """
        if mass_kg is None:
            return UNKNOWN
        if self.is_imperial:
            return f"{self.number(mass_kg / KILOGRAMS_PER_POUND, 1)} lb"
        return f"{self.number(mass_kg, 1)} kg"

    def duration(self, duration_s: float | None) -> str:
        """A duration as a clock shows it.

        Parameters
        ----------
        duration_s
            The duration. [s]

        Returns
        -------
        str
            As in ``42:10`` or ``1:02:03``.
        """
        return UNKNOWN if duration_s is None or math.isnan(duration_s) else clock(duration_s)

    def minutes(self, duration_s: float | None) -> str:
        """A duration in whole minutes, with its unit.

        Parameters
        ----------
        duration_s
            The duration. [s]

        Returns
        -------
        str
            As in ``42 min``.
        """
        return UNKNOWN if duration_s is None else f"{self.number(duration_s / 60)} min"

    # ── Days and times ───────────────────────────────────────────────────────────────────────────

    def day(self, day: date | None, form: str = "full") -> str:
        """A day.

        Parameters
        ----------
        day
            The day.
        form
            ``full`` with its weekday, ``medium``, ``short``, or a pattern of Unicode's such as ``EEE d MMM``.

        Returns
        -------
        str
            As the language writes it.
        """
        if day is None:
            return UNKNOWN
        # Each language has its own order and marks; a catalog holds the pattern like any other text.
        pattern = self.phrases.text(form) if " " in form.strip() else form
        if self.phrases.language == "de":
            pattern = NUMBER_OF_A_DAY.sub("d.", pattern)
        return str(format_date(day, pattern, locale=self.locale))

    def time(self, moment: datetime | None) -> str:
        """A time of day.

        Parameters
        ----------
        moment
            The moment, in the time zone that is meant.

        Returns
        -------
        str
            Hours and minutes.
        """
        return UNKNOWN if moment is None else str(format_time(moment, "HH:mm", locale=self.locale))

    def moment(self, moment: datetime | None) -> str:
        """A day and a time of day.

        Parameters
        ----------
        moment
            The moment, in any time zone; it is written in that of this machine, as it was on that day.

        Returns
        -------
        str
            Both.
        """
        if moment is None:
            return UNKNOWN
        local = moment.astimezone()
        return f"{self.day(local.date(), 'EEE d MMM y')}, {self.time(local)}"
