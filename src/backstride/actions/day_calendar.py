"""The days of a calendar: what was planned, what was done, and what was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backstride.actions.planning import PlanOutcome, SessionStatus
from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.load import monday_of
from backstride.log.summary import DirectionRow
from backstride.store import LogEntry, Store
from backstride.training.diary import CheckIn
from backstride.training.plan import PlannedSession

MOST_DAYS: Final = 400
"""So many days are told at once."""
YEARS: Final = (1900, 2200)
"""A calendar shows days of these years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneOnDay:
    """An activity of a day."""

    entry: LogEntry
    minutes: Mapping[Travel, float]
    """Moving time by direction; a direction that does not occur is left out. [min]"""

    @property
    def key(self) -> str:
        """The key of the activity."""
        return self.entry.key


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day."""

    day: date
    planned: tuple[tuple[PlannedSession, SessionStatus], ...] = ()
    done: tuple[DoneOnDay, ...] = ()
    """In order of time."""
    checkin: CheckIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWeek:
    """A week, from Monday."""

    monday: date
    days: tuple[CalendarDay, ...]
    """Those of the week that were asked for."""

    @property
    def minutes(self) -> Mapping[Travel, float]:
        """What was done by direction; a direction that does not occur is left out. [min]"""
        return _together(each.minutes for day in self.days for each in day.done)

    @property
    def planned_backward_min(self) -> float:
        """Backward in all sessions of the plan. [min]"""
        return sum(session.backward_min for day in self.days for session, _ in day.planned)

    @property
    def activities(self) -> int:
        """How many activities were done."""
        return sum(len(day.done) for day in self.days)

    @property
    def sessions(self) -> int:
        """How many sessions the plan has."""
        return sum(len(day.planned) for day in self.days)


def days_of(
    store: Store, athlete: str, *, since: date, until: date, plan: PlanOutcome | None
) -> tuple[CalendarWeek, ...]:
    """The days of a calendar, week by week; only what lies in them is fetched.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    since
        The first day.
    until
        The last day.
    plan
        The plan that is followed, beside what was done of it; None where there is none.

    Returns
    -------
    tuple of CalendarWeek
        The first first.

    Raises
    ------
    InvalidValue
        If the days are in the wrong order, too many, or no days of a calendar.
    """
    _check_days(since, until)
    with store.reading() as log:
        entries = log.figures.entries_of(athlete, since=since, until=until)
        directions = log.figures.directions_of([each.key for each in entries])
        said = {each.day: each for each in log.diary.checkins(athlete, since=since)}
    done: dict[date, list[DoneOnDay]] = {}
    for entry in reversed(entries):
        if entry.summary.day is not None:
            minutes = _minutes(entry, directions.get(entry.key, ()))
            done.setdefault(entry.summary.day, []).append(DoneOnDay(entry=entry, minutes=minutes))
    planned: dict[date, list[tuple[PlannedSession, SessionStatus]]] = {}
    if plan is not None:
        for session in plan.plan.sessions:
            planned.setdefault(session.day, []).append((session, plan.status(session)))
    weeks: dict[date, list[CalendarDay]] = {}
    for number in range((until - since).days + 1):
        day = since + timedelta(days=number)
        weeks.setdefault(monday_of(day), []).append(
            CalendarDay(
                day=day,
                planned=tuple(planned.get(day, ())),
                done=tuple(done.get(day, ())),
                checkin=said.get(day),
            )
        )
    return tuple(CalendarWeek(monday=monday, days=tuple(days)) for monday, days in weeks.items())


def _check_days(since: date, until: date) -> None:
    first, last = YEARS
    if not first <= since.year <= until.year <= last or not 0 <= (until - since).days < MOST_DAYS:
        raise InvalidValue(
            f"A calendar from {since} until {until} was asked for.",
            allowed=f"The first day comes first, there are {MOST_DAYS} days at most, and the years lie "
            f"between {first} and {last}.",
            remedy="Ask for fewer days.",
        )


def month_around(day: date) -> tuple[date, date]:
    """The weeks that a month lies in.

    Parameters
    ----------
    day
        Any day of the month.

    Returns
    -------
    tuple of date
        The Monday of its first week, and the Sunday of its last.

    Examples
    --------
    >>> month_around(date(2026, 4, 16))
    (datetime.date(2026, 3, 30), datetime.date(2026, 5, 3))
    """
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return monday_of(first), monday_of(last) + timedelta(days=6)


def _minutes(entry: LogEntry, rows: tuple[DirectionRow, ...]) -> Mapping[Travel, float]:
    """Moving time by direction; all of it unknown where the activity was not cut into bouts."""
    if rows:
        return _together(
            {row.travel: row.sums.duration_s / 60.0} for row in rows if row.gait is not Gait.STANDING
        )
    moving_s = entry.summary.moving_s
    return {} if moving_s is None else {Travel.UNKNOWN: moving_s / 60.0}


def _together(parts: Iterable[Mapping[Travel, float]]) -> Mapping[Travel, float]:
    found: dict[Travel, float] = {}
    for part in parts:
        for travel, minutes in part.items():
            found[travel] = found.get(travel, 0.0) + minutes
    return {travel: found[travel] for travel in Travel if travel in found}
