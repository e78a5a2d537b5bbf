"""Checking in: what is said of a day is kept, and what is not said stays unknown."""

from datetime import date, timedelta

import pytest
from tests.planned_log import with_plan

from backstride.actions.checking_in import check_in, checkins_of, forget_check_in
from backstride.errors import InvalidValue, NotInLog
from backstride.store import Store
from backstride.training.clearance import Allowed, ClinicianWord
from backstride.training.diary import CheckIn

TODAY = date(2026, 5, 2)
WORD = ClinicianWord(by="Dr. Weber", on=TODAY, allows=Allowed.RUN)


def test_a_later_word_of_a_day_adds_to_the_first(sqlite_store: Store) -> None:
    """The fall of the evening does not wipe out the pain of the morning, and a correction counts."""
    check_in(sqlite_store, "me", CheckIn(day=TODAY, pain=3.0, is_swollen=True, notes="stiff"), today=TODAY)
    check_in(sqlite_store, "me", CheckIn(day=TODAY, fell=True, is_swollen=False), today=TODAY)
    outcome = check_in(sqlite_store, "me", CheckIn(day=TODAY, pain=0.0, clinician=WORD), today=TODAY)
    kept = CheckIn(day=TODAY, pain=0.0, is_swollen=False, fell=True, clinician=WORD, notes="stiff")
    assert outcome.said == kept
    assert checkins_of(sqlite_store, "me").checkins == (kept,)


@pytest.mark.parametrize(
    ("said", "is_alarming"),
    [
        (CheckIn(day=TODAY, fell=True), True),
        (CheckIn(day=TODAY, is_ill=True), True),
        (CheckIn(day=TODAY, pain=5.0), True),
        (CheckIn(day=TODAY, pain=4.9, fell=False, is_ill=False), False),
        (CheckIn(day=TODAY, is_swollen=True), False),
    ],
)
def test_a_fall_strong_pain_or_illness_pauses_training(
    said: CheckIn,
    is_alarming: bool,  # noqa: FBT001 (what is expected)
    sqlite_store: Store,
) -> None:
    """Whoever says it is told at once."""
    assert check_in(sqlite_store, "me", said, today=TODAY).is_alarming is is_alarming


def test_whoever_follows_a_plan_is_sent_to_adapt_it(sqlite_store: Store) -> None:
    """A check-in alone moves no plan."""
    assert not check_in(sqlite_store, "you", CheckIn(day=TODAY, pain=1.0), today=TODAY).has_plan
    with_plan(sqlite_store)
    assert check_in(sqlite_store, "me", CheckIn(day=TODAY, pain=1.0), today=TODAY).has_plan


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (CheckIn(day=TODAY + timedelta(days=1), pain=1.0), "yet to come"),
        (
            CheckIn(
                day=TODAY,
                clinician=ClinicianWord(by="x", on=TODAY + timedelta(days=1), allows=Allowed.RUN),
            ),
            "yet to come",
        ),
        (CheckIn(day=TODAY), "Nothing was said of 2026-05-02"),
    ],
)
def test_what_nobody_can_know_yet_is_refused(said: CheckIn, found: str, sqlite_store: Store) -> None:
    """Neither a day to come nor a day without a word is kept."""
    with pytest.raises(InvalidValue, match=found):
        check_in(sqlite_store, "me", said, today=TODAY)
    assert checkins_of(sqlite_store, "me").checkins == ()


def test_a_check_in_can_be_forgotten(sqlite_store: Store) -> None:
    """A slip of the day can be taken back; one that is not there is told."""
    check_in(sqlite_store, "me", CheckIn(day=TODAY, pain=7.0), today=TODAY)
    assert forget_check_in(sqlite_store, "me", TODAY).checkins == ()
    with pytest.raises(NotInLog, match="Nothing was said of 2026-05-02"):
        forget_check_in(sqlite_store, "me", TODAY)
