"""Form as a page tells it: where somebody stands today, the way there, and what the plan has in store."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np

from backstride.actions.form_course import Course, FormOutcome
from backstride.actions.planning import PlanOutcome
from backstride.bout import Travel
from backstride.estimate import Estimate
from backstride.load import Band, WhyUnknown, monday_of
from backstride.load.form import UNKNOWN_WINDOW_DAYS
from backstride.web.drawing import (
    HEIGHT_PX,
    Days,
    Dot,
    Drawing,
    day_ticks,
    drawn_places,
    line_of,
    scale_over,
    scale_ticks,
    stacked_bars,
    zero_of,
)
from backstride.web.progress_view import Period, at, days_shown
from backstride.web.writing import Writing

MOST_WEEKLY_ROWS: Final = 60
"""A table has a row for each week up to so many, else one for each month."""
MOST_UNKNOWN: Final = 120
"""So many days of unknown load are marked in a chart; more would be one line."""
SETTLING_DAYS: Final = 42
"""In the first weeks fitness still says where it was begun more than what was done."""


def _(message: str) -> str:
    """Mark a text for the catalog."""
    return message


WHY: Final = {
    WhyUnknown.NOTHING: _("no load from heart rate, and no rating"),
    WhyUnknown.NO_RATIO: _("a rating, but fewer than five sessions have both to compare the two scales by"),
    WhyUnknown.GAPS: _("the heart rate is missing for part of the time"),
    WhyUnknown.NO_TIME: _("a rating, but no moving time to split it by"),
}
"""Why the load of a session is unknown, in English."""


class Freshness(StrEnum):
    """What form says of today."""

    RESTED = "rested"
    TIRED = "tired"
    BETWEEN = "between"
    """Its range holds zero."""
    EARLY = "early"
    """The numbers still say where they were begun."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands at the end of the days, in one direction or together."""

    travel: Travel | None
    fitness: Estimate | None
    fatigue: Estimate | None
    form: Estimate | None
    unknown_sessions: int
    """Of the last 42 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A row of the table behind the charts."""

    day: date
    load: Estimate | None
    """Of the seven days that end with it; None where a day of them is unknown."""
    fitness: Estimate | None
    fatigue: Estimate | None
    form: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FormView:
    """Form in one direction over a period."""

    course: Course
    days: Days
    course_drawing: Drawing
    """Fitness and fatigue."""
    form_drawing: Drawing
    rows: tuple[FormRow, ...]
    """The latest first."""
    is_monthly: bool
    fitness_before: Estimate | None
    """On the evening before the period; None where it begins with the log."""
    whys: tuple[tuple[str, int], ...]
    """Why loads of the last six weeks are unknown, in English, and of how many sessions."""
    start_percent: float
    """How much of the start is still in today's fitness. [%]"""
    is_settling: bool

    @property
    def last(self) -> date:
        """The last day."""
        return self.days.last


def standing(course: Course) -> Standing:
    """Where somebody stands at the end of the days.

    Parameters
    ----------
    course
        Form in one direction, or together.

    Returns
    -------
    Standing
        Unknown where the load of no session is known.
    """
    form = course.form
    fitness, fatigue, difference = (
        at(band, -1) if course.is_known else None for band in (form.fitness, form.fatigue, form.form)
    )
    return Standing(
        travel=course.travel,
        fitness=fitness,
        fatigue=fatigue,
        form=difference,
        unknown_sessions=int(form.unknown_sessions[-1]),
    )


def freshness(course: Course | None) -> Freshness:
    """What form says of today.

    Parameters
    ----------
    course
        Form of all together; None where there is none.

    Returns
    -------
    Freshness
        Rested or tired only where the whole range is on one side of zero.
    """
    form = None if course is None else standing(course).form
    if course is None or form is None:
        return Freshness.UNKNOWN
    if len(course.loads.value) <= SETTLING_DAYS:
        return Freshness.EARLY
    if form.low > 0.0:
        return Freshness.RESTED
    return Freshness.TIRED if form.high < 0.0 else Freshness.BETWEEN


def chosen_course(outcome: FormOutcome, travel: Travel | None) -> Course:
    """The course that is shown.

    Parameters
    ----------
    outcome
        All courses, at least one.
    travel
        The direction that was asked for; None for all together.

    Returns
    -------
    Course
        That of all together, where nothing went in the direction.
    """
    return next((each for each in outcome.courses if each.travel is travel), outcome.courses[0])


def form_view(course: Course, period: Period, writing: Writing) -> FormView:
    """Form in one direction over a period.

    Parameters
    ----------
    course
        Form of all days.
    period
        How far back to look.
    writing
        How its reader has numbers written.

    Returns
    -------
    FormView
        The charts, and the table behind them.
    """
    loads, form = course.loads, course.form
    last = loads.first_day + timedelta(days=len(loads.value) - 1)
    days = days_shown(period, loads.first_day, last)
    begin = max((days.first - loads.first_day).days, 0)
    rows, is_monthly = _rows(course, begin)
    recent = last - timedelta(days=UNKNOWN_WINDOW_DAYS - 1) if course.is_known else loads.first_day
    whys = Counter(each.why for each in loads.unknown if each.day >= recent)
    return FormView(
        course=course,
        days=days,
        course_drawing=_drawing(
            course, days, writing, (("fitness", form.fitness), ("fatigue", form.fatigue)), from_zero=True
        ),
        form_drawing=_drawing(course, days, writing, (("form", form.form),), from_zero=True),
        rows=rows,
        is_monthly=is_monthly,
        fitness_before=at(form.fitness, begin - 1) if begin > 0 and course.is_known else None,
        whys=tuple((WHY[why], count) for why, count in whys.items()),
        start_percent=float(form.start_share[-1]) * 100,
        is_settling=len(loads.value) <= SETTLING_DAYS,
    )


def _drawing(
    course: Course,
    days: Days,
    writing: Writing,
    bands: Sequence[tuple[str, Band]],
    *,
    from_zero: bool,
) -> Drawing:
    """Lines with their ranges; days with an unknown load are marked at the foot."""
    first = course.loads.first_day
    begin, end = max((days.first - first).days, 0), (days.last - first).days + 1
    places = drawn_places(begin, end)
    shares = days.shares(places + first.toordinal())
    series = [(kind, band.value[places], band.low[places], band.high[places]) for kind, band in bands]
    shown = [each for three in series for each in three[1:]] if course.is_known else [np.zeros(1)]
    scale = scale_over(np.concatenate(shown), from_zero=from_zero)
    lines = tuple(line_of(kind, shares, value, scale, ends=(low, high)) for kind, value, low, high in series)
    return Drawing(
        down=scale_ticks(scale, writing),
        across=day_ticks(days, writing),
        zero_px=zero_of(scale),
        lines=lines if course.is_known else (),
        dots=_unknown_days(course, days, begin, end),
    )


def _unknown_days(course: Course, days: Days, begin: int, end: int) -> tuple[Dot, ...]:
    """A mark at the foot for each day of which a load is unknown; none where they would be one line."""
    places = np.flatnonzero(course.loads.unknown_sessions[begin:end]) + begin
    if len(places) > MOST_UNKNOWN:
        return ()
    shares = days.shares(places + course.loads.first_day.toordinal())
    return tuple(Dot(kind="unknown", left=round(each * 100, 2), top_px=HEIGHT_PX) for each in shares.tolist())


def _rows(course: Course, begin: int) -> tuple[tuple[FormRow, ...], bool]:
    """The last day of each week or month, the latest first."""
    loads, form = course.loads, course.form
    count = len(loads.value)
    is_monthly = (count - begin) / 7 > MOST_WEEKLY_ROWS
    first = loads.first_day
    ends = [count - 1]
    while (place := _end_before(first, ends[-1], is_monthly=is_monthly)) >= begin:
        ends.append(place)
    unknown = loads.unknown_sessions > 0
    return tuple(
        FormRow(
            day=first + timedelta(days=end),
            load=_sum(course, unknown, end),
            fitness=at(form.fitness, end) if course.is_known else None,
            fatigue=at(form.fatigue, end) if course.is_known else None,
            form=at(form.form, end) if course.is_known else None,
        )
        for end in ends
    ), is_monthly


def _end_before(first: date, place: int, *, is_monthly: bool) -> int:
    """The place of the last day of the week or month before."""
    day = first + timedelta(days=place)
    begins = day.replace(day=1) if is_monthly else monday_of(day)
    return (begins - first).days - 1


def _sum(course: Course, unknown: "np.ndarray[tuple[int], np.dtype[np.bool_]]", end: int) -> Estimate | None:
    begin = end - 6
    if begin < 0 or unknown[begin : end + 1].any():
        return None
    value, low, high = (
        float(each[begin : end + 1].sum())
        for each in (course.loads.value, course.loads.low, course.loads.high)
    )
    return Estimate(value, min(low, value), max(high, value))


# ── What the plan has in store ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingWeek:
    """A week that lies before somebody."""

    monday: date
    load: float
    """Of the sessions that are still to come. [rating × min]"""
    backward_min: float
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """What the plan has in store."""

    weeks: tuple[ComingWeek, ...]
    drawing: Drawing


def coming(outcome: PlanOutcome | None, writing: Writing, *, today: date) -> Coming | None:
    """The load of the weeks that the plan has in store.

    Parameters
    ----------
    outcome
        The plan that is followed.
    writing
        How its reader has numbers written.
    today
        The day, which belongs to what is to come.

    Returns
    -------
    Coming or None
        None without a plan, and where nothing of it is left.
    """
    ahead = [] if outcome is None else [each for each in outcome.plan.sessions if each.day >= today]
    if not ahead:
        return None
    first, last = monday_of(ahead[0].day), monday_of(ahead[-1].day)
    mondays = [first + timedelta(weeks=count) for count in range((last - first).days // 7 + 1)]
    weeks = tuple(
        ComingWeek(
            monday=monday,
            load=sum(each.load for each in ahead if monday_of(each.day) == monday),
            backward_min=sum(each.backward_min for each in ahead if monday_of(each.day) == monday),
            sessions=sum(monday_of(each.day) == monday for each in ahead),
        )
        for monday in mondays
    )
    days = Days(first=first, last=last + timedelta(days=6))
    scale = scale_over(np.array([each.load for each in weeks]), from_zero=True)
    stacks = [
        (each.monday, each.monday + timedelta(days=6), ((Travel.BACKWARD, each.load),)) for each in weeks
    ]
    drawing = Drawing(
        down=scale_ticks(scale, writing),
        across=day_ticks(days, writing),
        zero_px=None,
        bars=stacked_bars(stacks, days, scale),
    )
    return Coming(weeks=weeks, drawing=drawing)
