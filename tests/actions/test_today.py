"""Today: what to do, what keeps from it, and what needs a look."""

from datetime import date, timedelta

import pytest
from tests.planned_log import SCREENING, healthy_answers, with_plan

from backstride.actions.adapting import match_plan
from backstride.actions.checking_in import check_in
from backstride.actions.day_documents import today_document
from backstride.actions.measuring import describe_athlete, measure
from backstride.actions.planning import SessionStatus
from backstride.actions.screening import screen_athlete
from backstride.actions.today import Reminder, ReminderKind, TodayOutcome, today_of
from backstride.athlete import Measurement, Quantity
from backstride.errors import NotInLog
from backstride.store import Store
from backstride.training.diary import CheckIn

TUESDAY = date(2026, 5, 5)
"""The first session of the plan is on it."""
DAY = timedelta(days=1)


def seen(store: Store, today: date) -> TodayOutcome:
    """What is to be done on a day."""
    try:
        matched = match_plan(store, "me", today=today)
    except NotInLog:
        matched = None
    return today_of(store, "me", today=today, matched=matched)


def kinds(outcome: TodayOutcome) -> list[ReminderKind]:
    """What needs a look."""
    return [each.kind for each in outcome.reminders]


def test_an_empty_log_asks_for_what_is_needed_first(sqlite_store: Store) -> None:
    """Whoever comes without anything is asked for their age and a screening, and is not paused by nothing."""
    outcome = seen(sqlite_store, TUESDAY)
    assert kinds(outcome) == [ReminderKind.NO_AGE, ReminderKind.NO_SCREENING]
    assert (outcome.plan, outcome.now, outcome.ahead, outcome.latest) == (None, None, None, None)
    assert not outcome.is_paused
    assert outcome.days_since_import is None


def test_the_session_of_the_day_stands_before_the_next_one(sqlite_store: Store) -> None:
    """What is today is not also told as what comes next."""
    with_plan(sqlite_store)
    outcome = seen(sqlite_store, TUESDAY)
    assert outcome.now is not None
    assert outcome.ahead is not None
    assert (outcome.now.session.key, outcome.ahead.session.key) == ("w01-1", "w01-2")
    assert outcome.now.status is SessionStatus.PLANNED
    assert outcome.lately == ()


def test_a_missed_session_is_told_for_some_days(sqlite_store: Store) -> None:
    """The day after, nothing is to be done, and what was missed is said; a week later it is not."""
    with_plan(sqlite_store)
    after = seen(sqlite_store, TUESDAY + DAY)
    assert after.now is None
    assert [(each.session.key, each.status) for each in after.lately] == [("w01-1", SessionStatus.MISSED)]
    assert seen(sqlite_store, TUESDAY + 6 * DAY).lately == ()


def test_a_held_session_brings_the_gate_that_holds_it(sqlite_store: Store) -> None:
    """What must hold before is told with it."""
    with_plan(sqlite_store)
    outcome = seen(sqlite_store, date(2026, 5, 12))
    assert outcome.now is not None
    assert outcome.now.status is SessionStatus.HELD
    assert outcome.now.gate is not None
    assert not outcome.now.gate.is_open
    assert outcome.now.gate.words


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (CheckIn(day=TUESDAY, fell=True), "fall"),
        (CheckIn(day=TUESDAY, pain=5.0), "strong-pain"),
        (CheckIn(day=TUESDAY, is_ill=True), "ill"),
    ],
)
def test_a_fall_strong_pain_or_an_illness_stops_at_once(
    sqlite_store: Store, said: CheckIn, rule: str
) -> None:
    """No session is offered after it, though nobody has moved the plan on yet."""
    with_plan(sqlite_store)
    check_in(sqlite_store, "me", said, today=TUESDAY)
    outcome = seen(sqlite_store, TUESDAY)
    assert [each.rule.key for each in outcome.rules] == [rule]
    assert outcome.is_paused
    assert outcome.stops
    assert outcome.now is not None, "what was planned is still known"


def test_two_good_days_end_a_stop(sqlite_store: Store) -> None:
    """As the rule says; one good day does not."""
    with_plan(sqlite_store)
    check_in(sqlite_store, "me", CheckIn(day=TUESDAY, fell=True), today=TUESDAY)
    for number, is_paused in ((1, True), (2, False)):
        day = TUESDAY + number * DAY
        check_in(sqlite_store, "me", CheckIn(day=day, pain=0.0, is_swollen=False), today=day)
        assert seen(sqlite_store, day).is_paused is is_paused


def test_mild_pain_gives_rest_without_a_stop(sqlite_store: Store) -> None:
    """The week is over with it, the plan is not."""
    with_plan(sqlite_store)
    check_in(sqlite_store, "me", CheckIn(day=TUESDAY, pain=3.0, is_swollen=False), today=TUESDAY)
    outcome = seen(sqlite_store, TUESDAY)
    assert outcome.is_paused
    assert not outcome.stops


def test_the_end_of_a_screening_is_told_before_it_comes(sqlite_store: Store) -> None:
    """A month before with its day; after it, training stops and says so."""
    with_plan(sqlite_store)
    last = SCREENING.valid_until
    assert kinds(seen(sqlite_store, last - 31 * DAY)) == [ReminderKind.NO_AGE]
    assert (
        Reminder(kind=ReminderKind.SCREENING_ENDS, day=last) in seen(sqlite_store, last - 30 * DAY).reminders
    )
    over = seen(sqlite_store, last + DAY)
    assert Reminder(kind=ReminderKind.SCREENING_OVER, day=last) in over.reminders
    assert [each.rule.key for each in over.rules] == ["screening"]


def test_only_what_has_a_day_grows_old(sqlite_store: Store) -> None:
    """A resting rate of a quarter ago is asked for anew; one that has always held is not."""
    describe_athlete(sqlite_store, "me", birth_year=1980)
    for measured_on in (date.min, TUESDAY - 91 * DAY):
        measure(
            sqlite_store,
            "me",
            Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=52.0, measured_on=measured_on),
        )
        found = [each for each in seen(sqlite_store, TUESDAY).reminders if each.quantity is not None]
        expected = [] if measured_on == date.min else [TUESDAY - 91 * DAY]
        assert [each.day for each in found] == expected


def test_values_that_contradict_each_other_give_no_range(sqlite_store: Store) -> None:
    """A page of today stands all the same, and says that no range is known."""
    describe_athlete(sqlite_store, "me", birth_year=1980)
    for quantity, value in (
        (Quantity.RESTING_HEART_RATE_BPM, 120.0),
        (Quantity.MAXIMUM_HEART_RATE_BPM, 110.0),
    ):
        measure(sqlite_store, "me", Measurement(quantity=quantity, value=value, measured_on=TUESDAY))
    outcome = seen(sqlite_store, TUESDAY)
    assert outcome.heart.target is None
    assert ReminderKind.NO_AGE in kinds(outcome)
    assert today_document(outcome)["target"] is None


def test_a_medicine_that_holds_the_heart_down_leaves_the_range_out(sqlite_store: Store) -> None:
    """A range of beats would be wrong for them, so that effort counts."""
    describe_athlete(sqlite_store, "me", birth_year=1980)
    screen_athlete(sqlite_store, "me", healthy_answers() | {"heart-rate-medicine": "yes"}, today=TUESDAY)
    outcome = seen(sqlite_store, TUESDAY)
    assert outcome.by_exertion
    assert today_document(outcome)["target"] is None
