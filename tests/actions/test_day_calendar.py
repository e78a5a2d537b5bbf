"""The calendar: planned, done and said, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.planned_log import with_plan

from backstride.actions.day_calendar import MOST_DAYS, days_of, month_around
from backstride.actions.day_documents import days_document
from backstride.actions.plan_view import current_plan
from backstride.actions.planning import SessionStatus
from backstride.errors import InvalidValue
from backstride.store import Store

MAY = (date(2026, 4, 27), date(2026, 5, 31))


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)))
def test_a_month_is_shown_in_whole_weeks(day: date) -> None:
    """From a Monday to a Sunday, with every day of the month, and no week without one."""
    since, until = month_around(day)
    assert (since.weekday(), until.weekday()) == (0, 6)
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    assert since <= first
    assert last <= until
    assert (first - since).days < 7
    assert (until - last).days < 7


def test_every_day_stands_in_its_week_with_what_was_planned_and_said(sqlite_store: Store) -> None:
    """Days without anything stand there too, so that a grid has no holes."""
    with_plan(sqlite_store)
    plan = current_plan(sqlite_store, "me", today=date(2026, 5, 6))
    weeks = days_of(sqlite_store, "me", since=MAY[0], until=MAY[1], plan=plan)
    assert [len(week.days) for week in weeks] == [7] * 5
    days = {day.day: day for week in weeks for day in week.days}
    assert [status for _, status in days[date(2026, 5, 5)].planned] == [SessionStatus.MISSED]
    assert [status for _, status in days[date(2026, 5, 12)].planned] == [SessionStatus.HELD]
    said = days[date(2026, 4, 30)].checkin
    assert said is not None
    assert said.pain == 2.0
    assert (weeks[1].sessions, weeks[1].planned_backward_min, weeks[1].minutes) == (2, 20.0, {})
    document = days_document(weeks, plan)
    assert document["weeks"][1]["days"][1]["planned"][0]["status"] == "missed"


def test_without_a_plan_the_days_are_bare(sqlite_store: Store) -> None:
    """An empty log has a calendar too."""
    weeks = days_of(sqlite_store, "me", since=MAY[0], until=MAY[1], plan=None)
    assert not any(day.planned or day.done or day.checkin for week in weeks for day in week.days)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 5, 2), date(2026, 5, 1)),
        (date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=MOST_DAYS)),
        (date.min, date.min),
        (date.max, date.max),
    ],
)
def test_days_that_are_none_are_refused(sqlite_store: Store, since: date, until: date) -> None:
    """Nobody asks the log for all eternity."""
    with pytest.raises(InvalidValue, match="was asked for"):
        days_of(sqlite_store, "me", since=since, until=until, plan=None)
