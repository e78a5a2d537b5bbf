"""Screening through the log: kept, counted while it is fresh, and with a clinician's word added."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from tests.planned_log import healthy_answers

from backstride.actions.screening import (
    add_word,
    last_screening,
    read_answers_file,
    screen_athlete,
)
from backstride.actions.training_documents import screening_document
from backstride.errors import InvalidValue, NotInLog
from backstride.store import Store
from backstride.training.clearance import VALID_DAYS, Allowed, ClinicianWord, Verdict

TODAY = date(2026, 5, 2)


def test_a_screening_is_kept_with_its_answers(any_store: Store) -> None:
    """What was said can be looked up, and the latest counts."""
    answers = healthy_answers()
    outcome = screen_athlete(any_store, "me", answers, today=TODAY)
    assert (outcome.screening.verdict, outcome.number) == (Verdict.GO, 1)
    again = screen_athlete(any_store, "me", {**answers, "acute-illness": True}, today=TODAY)
    assert (again.screening.verdict, again.number) == (Verdict.NOT_NOW, 2)
    with any_store.reading() as log:
        assert next(each.answers for each in log.diary.screenings("me")) == answers
    assert last_screening(any_store, "me", today=TODAY) == again


def test_a_dry_run_keeps_nothing(sqlite_store: Store) -> None:
    """To see what it would come to."""
    outcome = screen_athlete(sqlite_store, "me", healthy_answers(), today=TODAY, is_dry=True)
    assert outcome.number is None
    assert last_screening(sqlite_store, "me", today=TODAY) is None


def test_a_screening_counts_for_a_year(sqlite_store: Store) -> None:
    """After that it says nothing of today."""
    screen_athlete(sqlite_store, "me", healthy_answers(), today=TODAY)
    last = last_screening(sqlite_store, "me", today=TODAY + timedelta(days=VALID_DAYS))
    assert last is not None
    assert last.is_valid
    later = last_screening(sqlite_store, "me", today=TODAY + timedelta(days=VALID_DAYS + 1))
    assert later is not None
    assert not later.is_valid


def test_a_clinicians_word_is_added_to_the_answers(sqlite_store: Store) -> None:
    """Nobody answers everything again for it, unless the answers are old."""
    screen_athlete(sqlite_store, "me", {**healthy_answers(), "heart-condition": True}, today=TODAY)
    before = last_screening(sqlite_store, "me", today=TODAY)
    assert before is not None
    assert before.screening.verdict is Verdict.ASK_CLINICIAN
    later = TODAY + timedelta(days=10)
    word = ClinicianWord(by="Dr. Weber", on=later, allows=Allowed.WALK)
    outcome = add_word(sqlite_store, "me", word, today=later)
    assert outcome.screening.verdict is Verdict.GO_WITH_LIMITS
    assert outcome.screening.limits.walk_only
    with pytest.raises(NotInLog, match=f"are of {TODAY}"):
        add_word(sqlite_store, "me", word, today=TODAY + timedelta(days=61))


def test_a_word_does_not_renew_the_answers(sqlite_store: Store) -> None:
    """However often it is given, the answers count for a year from the day they were given."""
    screen_athlete(sqlite_store, "me", {**healthy_answers(), "heart-condition": True}, today=TODAY)
    for days in (10, 30, 60):
        day = TODAY + timedelta(days=days)
        word = ClinicianWord(by="Dr. Weber", on=day, allows=Allowed.WALK)
        outcome = add_word(sqlite_store, "me", word, today=day)
        assert outcome.screening.screened_on == TODAY
        assert outcome.screening.clinician == word
        assert outcome.screening.verdict is Verdict.GO_WITH_LIMITS
    last = last_screening(sqlite_store, "me", today=TODAY + timedelta(days=VALID_DAYS + 1))
    assert last is not None
    assert not last.is_valid


def test_reasons_that_say_the_same_are_told_once(sqlite_store: Store) -> None:
    """Two questions may come to one sentence, whose sources stay."""
    knee: dict[str, Any] = {"surgery": "yes", "surgery-date": "2026-02-01", "surgery-where": "knee"}
    knee |= {"injuries": ["knee-surgery"], "knee-surgery-since": "2026-02-01"}
    found = screen_athlete(sqlite_store, "me", {**healthy_answers(), **knee}, today=TODAY)
    words = [reason["words"] for reason in screening_document(found)["screening"]["reasons"]]
    assert len(words) == len(set(words)) > 1


def test_a_word_without_answers_is_told(sqlite_store: Store) -> None:
    """There is nothing to add it to."""
    word = ClinicianWord(by="Dr. Weber", on=TODAY, allows=Allowed.WALK)
    with pytest.raises(NotInLog, match="There are none"):
        add_word(sqlite_store, "me", word, today=TODAY)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"[]", b"7", b"{", b"\xff\xfe", b'{"age": NaN}', b"[" * 100_000),
        *(b'{"x": "\\ud800"}', b" " * 300_000),
    ],
)
def test_what_holds_no_answers_is_refused_in_words(data: bytes) -> None:
    """Any file may be named by mistake."""
    with pytest.raises(InvalidValue, match=r"a\.json holds no answers"):
        read_answers_file(data, "a.json")


def test_answers_are_read_as_they_stand() -> None:
    """With the mark that some programs put before a text."""
    answers: dict[str, Any] = {"age": 46, "injuries": ["groin-strain"], "surgery": "no"}
    assert read_answers_file(b"\xef\xbb\xbf" + json.dumps(answers).encode(), "x") == answers


def test_answers_to_no_question_keep_nothing(sqlite_store: Store) -> None:
    """A slip in a key is told, and nothing half-answered is kept."""
    with pytest.raises(InvalidValue):
        screen_athlete(sqlite_store, "me", {**healthy_answers(), "sugery": "no"}, today=TODAY)
    assert last_screening(sqlite_store, "me", today=TODAY) is None
