"""Screenings and check-ins in the log."""

from dataclasses import replace
from datetime import date

from tests.planned_log import CHECK_IN, SCREENING

from backstride.store import Store
from backstride.training.clearance import Verdict
from backstride.training.diary import CheckIn


def test_the_latest_screening_counts_and_the_others_stay(any_store: Store) -> None:
    """Nobody rewrites what they said before."""
    stricter = replace(SCREENING, verdict=Verdict.NOT_NOW)
    with any_store.writing() as log:
        assert log.diary.screening("me") is None
        log.diary.save_screening("me", SCREENING, {"knee": True, "since": "2026-01-01"})
        log.diary.save_screening("me", stricter, {})
        log.diary.save_screening("you", SCREENING, {})
    with any_store.reading() as log:
        first, second = log.diary.screenings("me")
        assert log.diary.screening("me") == second
    assert (first.number, first.screening) == (1, SCREENING)
    assert first.answers == {"knee": True, "since": "2026-01-01"}
    assert (second.number, second.screening) == (2, stricter)


def test_a_day_has_one_check_in(any_store: Store) -> None:
    """What is said again replaces what was said, and days come in order."""
    later = CheckIn(day=date(2026, 5, 2), fell=True)
    with any_store.writing() as log:
        log.diary.save_checkin("me", later)
        log.diary.save_checkin("me", replace(CHECK_IN, pain=7.0))
        log.diary.save_checkin("me", CHECK_IN)
    with any_store.reading() as log:
        assert log.diary.checkins("me") == (CHECK_IN, later)
        assert log.diary.checkins("me", since=date(2026, 5, 1)) == (later,)
        assert log.diary.checkins("you") == ()


def test_whoever_checked_in_is_not_forgotten_with_an_import(any_store: Store) -> None:
    """An athlete without activities stays as long as a word of theirs is kept."""
    with any_store.writing() as log:
        log.diary.save_checkin("me", CHECK_IN)
        log.athletes.forget_if_bare("me")
        assert log.athletes.athletes() == ("me",)
