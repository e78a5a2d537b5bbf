"""A session moved to another day: within the rules, told to calendars, and taken back the same way."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from tests.planned_log import CHECK_IN, PROGRAMME, REQUEST, healthy_answers, with_plan

from backstride.actions.adapting import adapt_plan
from backstride.actions.moving import MOVED, move_session, reachable_days
from backstride.actions.moving_documents import move_document
from backstride.actions.plan_view import current_plan
from backstride.actions.planning import PlanWish, find_programme, plan_training
from backstride.actions.screening import screen_athlete
from backstride.errors import InvalidValue, NotInLog, PlanRefused
from backstride.store import Store
from backstride.training.plan import Plan
from backstride.training.plan_check import faults_of

MONDAY: Final = date(2026, 5, 4)
TUESDAY, THURSDAY, SATURDAY = (MONDAY + timedelta(days=days) for days in (1, 3, 5))
AT: Final = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def planned(sqlite_store: Store) -> Store:
    """Some weeks of first steps from Monday on, on Tuesdays, Thursdays and Saturdays."""
    screen_athlete(sqlite_store, "me", healthy_answers(), today=MONDAY)
    wish = PlanWish(
        programme=find_programme("first-steps"),
        start=MONDAY,
        weeks=8,
        days={1: 45.0, 3: 45.0, 5: 60.0},
    )
    plan_training(sqlite_store, "me", wish, today=MONDAY, at=AT)
    return sqlite_store


def _plan(store: Store) -> Plan:
    return current_plan(store, "me", today=MONDAY).plan


def test_a_session_goes_to_a_day_that_was_not_free(planned: Store) -> None:
    """Who moves a session says that the day is free; the rest of the plan stays as it is."""
    before = _plan(planned)
    outcome = move_session(planned, "me", "w01-1", MONDAY + timedelta(days=2), today=MONDAY, at=AT)

    after = _plan(planned)
    assert outcome.session.key == "w01-1"
    assert outcome.swapped is None
    assert [each.day for each in after.sessions[:3]] == [MONDAY + timedelta(days=2), THURSDAY, SATURDAY]
    assert after.sessions[1:] == before.sessions[1:]
    assert after.sessions[0].reasons[-1] == "You moved it here from Tuesday 5 May 2026."


def test_a_calendar_is_told_of_a_move(planned: Store) -> None:
    """The change is kept with its words, and the sequence of that session alone rises."""
    stored = move_session(planned, "me", "w01-1", MONDAY, today=MONDAY, at=AT).stored
    assert [(each.kind, each.words) for each in stored.changes] == [
        (
            MOVED,
            "You moved One-minute walks, 3 min backward on Tuesday 5 May 2026 to Monday 4 May 2026.",
        )
    ]
    assert {key for key, sequence in stored.sequences.items() if sequence == 1} == {"w01-1"}


def test_sessions_change_places(planned: Store) -> None:
    """A session that stands on the day takes the other's, and both are called by their new order."""
    third = _plan(planned).sessions[2]
    outcome = move_session(planned, "me", "w01-3", TUESDAY, today=MONDAY, at=AT)

    after = _plan(planned)
    assert (outcome.session.key, outcome.session.workout) == ("w01-1", third.workout)
    assert outcome.swapped is not None
    assert (outcome.swapped.key, outcome.swapped.day) == ("w01-3", SATURDAY)
    assert [each.key for each in after.sessions[:3]] == ["w01-1", "w01-2", "w01-3"]
    assert any("download those sessions again" in note for note in outcome.notes)


def test_moving_back_takes_a_move_back(planned: Store) -> None:
    """Days, keys and weeks are those of before; only the reason tells of it."""
    before = _plan(planned)
    moved = move_session(planned, "me", "w02-1", MONDAY + timedelta(days=9), today=MONDAY, at=AT)
    move_session(planned, "me", moved.session.key, before.sessions[3].day, today=MONDAY, at=AT)

    after = _plan(planned)
    assert [(each.key, each.day, each.workout) for each in after.sessions] == [
        (each.key, each.day, each.workout) for each in before.sessions
    ]
    assert after.weeks == before.weeks


def test_a_plan_holds_to_every_rule_after_a_move(planned: Store) -> None:
    """What the planner would not have made is not made by hand either."""
    request = current_plan(planned, "me", today=MONDAY).request
    move_session(planned, "me", "w02-3", MONDAY + timedelta(days=10), today=MONDAY, at=AT)
    assert faults_of(_plan(planned), request) == ()


def test_adapting_goes_on_from_a_move(planned: Store) -> None:
    """Sessions stay where they were put, free day or not, in this week and in those to come."""
    wednesday, later = MONDAY + timedelta(days=2), MONDAY + timedelta(days=16)
    move_session(planned, "me", "w01-1", wednesday, today=MONDAY, at=AT)
    move_session(planned, "me", "w03-1", later, today=MONDAY, at=AT)
    assert adapt_plan(planned, "me", today=MONDAY, at=AT).changes == ()
    assert {wednesday, later} <= {each.day for each in _plan(planned).sessions}


def test_a_day_that_was_used_once_is_not_taken_for_free(planned: Store) -> None:
    """Where the rest has to be planned anew, it goes by the free days alone."""
    move_session(planned, "me", "w01-1", MONDAY + timedelta(days=2), today=MONDAY, at=AT)
    later = MONDAY + timedelta(days=14)
    adapted = adapt_plan(planned, "me", today=later, at=AT + timedelta(days=14))
    assert adapted.changes
    ahead = [each for each in adapted.stored.current.sessions if each.day >= later]
    assert {each.day.weekday() for each in ahead} <= {1, 3, 5}


@pytest.mark.parametrize(
    ("key", "day", "reason"),
    [
        ("w01-1", MONDAY + timedelta(days=13), "7 days from its day"),
        ("w02-1", MONDAY + timedelta(days=2), "Week 1 has 4 sessions."),
        ("w01-1", MONDAY - timedelta(days=1), "outside the plan"),
    ],
)
def test_what_a_rule_bars_is_refused_with_its_reason(
    planned: Store, key: str, day: date, reason: str
) -> None:
    """The reasons are sentences, and nothing is changed."""
    before = _plan(planned)
    with pytest.raises(PlanRefused) as refused:
        move_session(planned, "me", key, day, today=MONDAY, at=AT)
    assert any(reason in each for each in refused.value.reasons), refused.value.reasons
    assert _plan(planned) == before


def test_a_session_of_the_past_is_not_caught_up(planned: Store) -> None:
    """What was missed stays missed, as it does when the plan is moved on."""
    with pytest.raises(PlanRefused, match="not caught up"):
        move_session(planned, "me", "w01-1", SATURDAY, today=SATURDAY, at=AT)


def test_a_screening_of_now_counts_for_a_move(planned: Store) -> None:
    """A plan from before an illness of the heart cannot be moved about."""
    answers = healthy_answers() | {"heart-condition": "yes"}
    screen_athlete(planned, "me", answers, today=MONDAY)
    with pytest.raises(PlanRefused, match=r"cannot be moved") as refused:
        move_session(planned, "me", "w01-1", MONDAY, today=MONDAY, at=AT)
    assert refused.value.remedy


def test_trying_a_move_keeps_nothing(planned: Store) -> None:
    """A dry run says the same and changes nothing."""
    before = _plan(planned)
    tried = move_session(planned, "me", "w01-1", MONDAY, today=MONDAY, at=AT, is_dry=True)
    assert move_document(tried)["now"] == {"session": "w01-1", "date": "2026-05-04"}
    assert _plan(planned) == before


def test_a_session_that_is_not_there_is_named(planned: Store) -> None:
    """So is a move to the day on which it stands."""
    with pytest.raises(NotInLog, match=r"no session 'w99-1'"):
        move_session(planned, "me", "w99-1", MONDAY, today=MONDAY, at=AT)
    with pytest.raises(InvalidValue, match="stands on that day already"):
        move_session(planned, "me", "w01-1", TUESDAY, today=MONDAY, at=AT)


def test_only_days_ahead_and_near_are_offered(planned: Store) -> None:
    """None before today, none out of the plan, and not its own."""
    plan = _plan(planned)
    days = reachable_days(plan, plan.sessions[0], today=MONDAY)
    assert days == tuple(MONDAY + timedelta(days=number) for number in range(9) if number != 1)


def test_without_a_plan_there_is_nothing_to_move(sqlite_store: Store) -> None:
    """The trouble is that of every action on a plan."""
    with pytest.raises(NotInLog, match="no plan"):
        move_session(sqlite_store, "me", "w01-1", MONDAY, today=MONDAY, at=AT)


def test_a_held_session_stays_held(sqlite_store: Store) -> None:
    """Another day opens no gate."""
    with_plan(sqlite_store)
    assert PROGRAMME.phases[0].gate is not None
    day = REQUEST.start + timedelta(days=10)
    with pytest.raises(PlanRefused):
        move_session(sqlite_store, "me", "w02-1", day, today=CHECK_IN.day, at=AT)
