"""What the pages of progress share: the period that is shown, and how ranges and sizes are told."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import Band, Basis, LoadScale, monday_of
from backstride.web.drawing import Days
from backstride.web.writing import Writing
from backstride.wording import UNKNOWN

HARDEST_DAY: Final = 10_000.0
"""No day of a person has a load above this, on any scale. [unit of the scale]"""
FARTHEST: Final = timedelta(days=731)
"""Form is told up to so many days from today; what lies beyond would be rest alone."""
SCALES: Final = {"trimp": LoadScale.TRIMP, "session-rpe": LoadScale.SESSION_RPE}
"""What loads are counted in, as an address names it."""
MILE_M: Final = 1609.344
HALF_MARATHON_M: Final = 21_097.5
MARATHON_M: Final = 42_195.0
TENTHS_BELOW_S: Final = 60.0
"""Shorter times are told with tenths, where they count. [s]"""


class Period(StrEnum):
    """How far back a page looks."""

    WEEKS = "weeks"
    """The last twelve."""
    YEAR = "year"
    ALL = "all"

    @property
    def weeks(self) -> int | None:
        """How many weeks it holds; None for all."""
        return {Period.WEEKS: 12, Period.YEAR: 52}.get(self)


def _(message: str) -> str:
    """Mark a text for the catalog."""
    return message


PERIODS: Final = (
    (Period.WEEKS, _("12 weeks")),
    (Period.YEAR, _("A year")),
    (Period.ALL, _("All")),
)
"""What can be chosen, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A page of progress."""

    path: str
    title: str
    """In English."""
    question: str
    """What it answers, in English."""


PARTS: Final = (
    Part(path="/progress/form", title=_("Form"), question=_("Am I fit, and am I tired?")),
    Part(
        path="/progress/weeks", title=_("Weeks"), question=_("How much do I do, and how much of it backward?")
    ),
    Part(path="/progress/skill", title=_("Skill"), question=_("Does going backward get easier for me?")),
    Part(path="/progress/records", title=_("Records"), question=_("How fast was I, over which distance?")),
    Part(path="/progress/plateaus", title=_("Plateaus"), question=_("Do I still get better?")),
    Part(path="/progress/prediction", title=_("Prediction"), question=_("How long would a race take me?")),
)
"""The pages, in the order in which they are offered."""


def begins_before(last: date) -> date:
    """Where a year ends that is told by default.

    Parameters
    ----------
    last
        The last day that is told.

    Returns
    -------
    date
        The first one.
    """
    return max(last, date(1, 12, 31)) - timedelta(days=364)


def check_until(until: date, *, today: date) -> date:
    """Refuse a last day that lies too far from today.

    Parameters
    ----------
    until
        The day.
    today
        The day by the clock of the machine.

    Returns
    -------
    date
        The same.

    Raises
    ------
    InvalidValue
        If it does.
    """
    if until - today > FARTHEST:
        raise InvalidValue(
            f"Form was asked for on {until.isoformat()}.",
            allowed=f"A day up to two years from now, {(today + FARTHEST).isoformat()}.",
            remedy="Ask for an earlier day.",
        )
    return until


def days_shown(period: Period, first: date, last: date) -> Days:
    """The days of a period that ends on a day.

    Parameters
    ----------
    period
        The period.
    first
        The first day of which anything is known.
    last
        The last day.

    Returns
    -------
    Days
        From a Monday on, where the period is counted in weeks.
    """
    if period.weeks is None:
        return Days(first=min(first, last), last=last)
    return Days(first=monday_of(last) - timedelta(weeks=period.weeks - 1), last=last)


def at(band: Band, place: int) -> Estimate | None:
    """A value of a series with its range.

    Parameters
    ----------
    band
        The series.
    place
        Which.

    Returns
    -------
    Estimate or None
        With an infinite end where it is open; None where the value itself is unknown.
    """
    value, low, high = (float(each[place]) for each in (band.value, band.low, band.high))
    if math.isnan(value):
        return None
    return Estimate(
        value,
        -math.inf if math.isnan(low) else min(low, value),
        math.inf if math.isnan(high) else max(high, value),
    )


def reach(estimate: Estimate | None, writing: Writing, decimals: int = 0) -> str:
    """How far off a value of form may be.

    Parameters
    ----------
    estimate
        The value, with an infinite end where it is open.
    writing
        How its reader has numbers written.
    decimals
        How many decimals.

    Returns
    -------
    str
        As in ``38 to 45``; empty where nothing is known, or nothing is off.
    """
    if estimate is None:
        return ""
    low, high = (
        writing.number(end, decimals) if math.isfinite(end) else "" for end in (estimate.low, estimate.high)
    )
    if low and high:
        ends = writing.ends(estimate, decimals)
        return "" if ends == writing.number(estimate.value, decimals) else ends
    if low:
        return writing.phrases.text("{low} or more", low=low)
    return (
        writing.phrases.text("{high} or less", high=high) if high else writing.phrases.text("range unknown")
    )


def told(estimate: Estimate | None, writing: Writing, decimals: int = 0) -> str:
    """A value of form with its range, which may be open.

    Parameters
    ----------
    estimate
        The value, with an infinite end where it is open.
    writing
        How its reader has numbers written.
    decimals
        How many decimals.

    Returns
    -------
    str
        As in ``41 (38 to 45)``.
    """
    if estimate is None:
        return UNKNOWN
    value, ends = writing.number(estimate.value, decimals), reach(estimate, writing, decimals)
    return f"{value} ({ends})" if ends else value


def size_told(basis: Basis, size: float, writing: Writing) -> str:
    """What an effort was over.

    Parameters
    ----------
    basis
        Distance or time.
    size
        How far [m] or how long [s].
    writing
        How its reader has numbers written.

    Returns
    -------
    str
        Races by their names, and in the units they are run in.
    """
    if basis is Basis.DURATION:
        return f"{writing.number(size)} s" if size < TENTHS_BELOW_S else writing.minutes(size)
    return race_told(size, writing)


def race_told(distance_m: float, writing: Writing) -> str:
    """A race.

    Parameters
    ----------
    distance_m
        Its distance. [m]
    writing
        How its reader has numbers written.

    Returns
    -------
    str
        By its name, or in metres, also for those who reckon in miles: so races are named.
    """
    text = writing.phrases.text
    names = {MILE_M: text("1 mile"), HALF_MARATHON_M: text("half marathon"), MARATHON_M: text("marathon")}
    if distance_m in names:
        return names[distance_m]
    if distance_m < 3000.0:
        return f"{writing.number(distance_m)} m"
    kilometres = distance_m / 1000.0
    return f"{writing.number(kilometres, 0 if kilometres == round(kilometres) else 1)} km"


def time_told(time_s: float, writing: Writing) -> str:
    """The time of an effort.

    Parameters
    ----------
    time_s
        The time. [s]
    writing
        How its reader has numbers written.

    Returns
    -------
    str
        With tenths below a minute.
    """
    return f"{writing.number(time_s, 1)} s" if time_s < TENTHS_BELOW_S else writing.duration(time_s)
