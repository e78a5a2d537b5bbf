"""Asking: about few stretches, never twice, and what is answered is the person's word."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.edited_log import NOW as EDIT
from tests.edited_log import bouts
from tests.learned_stride import MISNAMED, going, run

from backstride.actions.asking import ANSWER, answer, label_of, questions_for
from backstride.actions.documents import schema
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import label_activity
from backstride.actions.learning_documents import questions_document
from backstride.actions.relearning import teaches
from backstride.actions.reshaping import remove_activities
from backstride.actions.reviewing import history_of, revert_change
from backstride.bout import Travel
from backstride.direction import read_label
from backstride.errors import InvalidValue, MissingFile, NotInLog
from backstride.simulation.script import Labelling
from backstride.store import Store

DAY = date(2026, 4, 3)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a log with a session whose steps and stride contradict each other."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "run.fit").write_bytes(MISNAMED)
    store = Store(folder / "log")
    import_paths(store, [folder / "run.fit"], ImportSettings(athlete="me", processes=1))
    store.close()
    return folder / "log"


@pytest.fixture
def store(imported: Path, tmp_path: Path) -> Iterator[Store]:
    """Such a log for each test."""
    opened = Store(shutil.copytree(imported, tmp_path / "log"))
    yield opened
    opened.close()


def test_it_is_asked_where_a_step_and_the_stride_contradict_each_other(store: Store) -> None:
    """With its time, way and pace, and the reason in words."""
    (asked,) = questions_for(store, "me", today=DAY)
    start_s, end_s = asked.stretch
    assert start_s == pytest.approx(300.0, abs=10.0)
    assert end_s == pytest.approx(420.0, abs=10.0)
    assert asked.distance_m == pytest.approx(2.4 * 120.0, rel=0.1)
    assert asked.speed_m_s == pytest.approx(2.4, rel=0.1)
    assert "workout step says forward" in asked.question.why
    assert "stride says backward" in asked.question.why
    assert questions_for(store, "me", asked.key[:6], today=DAY) == (asked,)


def test_an_answer_is_the_persons_word_and_is_not_asked_again(store: Store) -> None:
    """It stands above the step, can be taken back, and is learned from."""
    (asked,) = questions_for(store, "me", today=DAY)
    outcome = answer(store, asked.key, asked.stretch, Travel.BACKWARD, EDIT)
    assert teaches(outcome)
    assert [each.kind for each in history_of(store, "me")] == [ANSWER]
    backward = [each for each in bouts(store, asked.key) if each.travel is Travel.BACKWARD]
    assert {each.evidence for each in backward} == {"user"}
    assert (backward[0].start_s, backward[-1].end_s) == pytest.approx(asked.stretch)
    assert questions_for(store, "me", today=DAY) == ()
    with pytest.raises(InvalidValue, match="Nothing would change"):
        answer(store, asked.key, asked.stretch, Travel.BACKWARD, EDIT)
    revert_change(store, None, EDIT)
    assert questions_for(store, "me", today=DAY) == (asked,)


def test_that_nobody_knows_is_an_answer_too(store: Store) -> None:
    """Then it is unknown, and nobody asks any more."""
    (asked,) = questions_for(store, "me", today=DAY)
    answer(store, asked.key, asked.stretch, Travel.UNKNOWN, EDIT)
    assert Travel.UNKNOWN in {each.travel for each in bouts(store, asked.key)}
    assert questions_for(store, "me", today=DAY) == ()


def test_after_three_answers_nothing_more_is_asked_about_an_activity(store: Store) -> None:
    """Also where something is open; a label, which is how a question is answered elsewhere, is an answer."""
    (asked,) = questions_for(store, "me", today=DAY)
    label_activity(store, asked.key, ["0-20=forward"], EDIT)
    answer(store, asked.key, (100.0, 120.0), Travel.FORWARD, EDIT)
    assert [each.stretch for each in questions_for(store, "me", today=DAY)] == [asked.stretch]
    label_activity(store, asked.key, ["130-150=forward"], EDIT)
    assert questions_for(store, "me", today=DAY) == ()


def test_of_old_activities_it_is_asked_only_by_name(store: Store) -> None:
    """After two weeks only those who want to are asked."""
    late = DAY + timedelta(days=15)
    assert questions_for(store, "me", today=late) == ()
    assert len(questions_for(store, "me", "2026-04-03", today=late)) == 1
    assert questions_for(store, "me", today=DAY - timedelta(days=1)) == ()


def test_what_was_taken_out_of_the_log_is_not_asked_about(store: Store) -> None:
    """Nor what nobody knows of."""
    (asked,) = questions_for(store, "me", today=DAY)
    remove_activities(store, [asked.key], EDIT)
    assert questions_for(store, "me", today=DAY) == ()
    assert questions_for(store, "me", asked.key, today=DAY) == ()
    with pytest.raises(NotInLog):
        questions_for(store, "me", "0000", today=DAY)


def test_over_many_activities_there_are_three_questions_and_no_more(store: Store, tmp_path: Path) -> None:
    """Those that teach most, from four sessions that each would have one."""
    parts = (going(Travel.FORWARD, 2.6, 200), going(Travel.FORWARD, 2.4, 60), going(Travel.FORWARD, 2.6, 120))
    turned = replace(parts[1], travel=Travel.BACKWARD)
    paths = [tmp_path / f"{day}.fit" for day in (4, 5, 6)]
    for day, path in enumerate(paths, start=4):
        path.write_bytes(run(date(2026, 4, day), Labelling.STEPS, parts[0], turned, parts[2]))
    import_paths(store, paths, ImportSettings(athlete="me", processes=1))
    asked = questions_for(store, "me", today=DAY + timedelta(days=5))
    assert len(asked) == 3
    gains = [each.question.gain_bits for each in asked]
    assert gains == sorted(gains, reverse=True)
    assert DAY in {each.entry.summary.day for each in asked}


def test_the_document_keeps_to_its_schema(store: Store) -> None:
    """Whoever writes a program against the JSON can rely on it."""
    document = questions_document(questions_for(store, "me", today=DAY))
    Draft202012Validator(schema("ask")).validate(document)
    assert document["questions"][0]["day"] == "2026-04-03"


@given(
    start_ms=st.integers(0, 100 * 3_600_000),
    lasts_ms=st.integers(1, 3_600_000),
    travel=st.sampled_from(Travel),
)
def test_a_stretch_is_written_so_that_it_is_read_as_it_was(
    start_ms: int, lasts_ms: int, travel: Travel
) -> None:
    """To the millisecond, which is finer than any watch."""
    start_s, end_s = start_ms / 1000.0, (start_ms + lasts_ms) / 1000.0
    label = read_label(label_of((start_s, end_s), travel))
    assert (label.start_s, label.end_s) == pytest.approx((start_s, end_s), abs=1e-6)
    assert label.travel is travel


def test_a_recording_that_is_gone_keeps_nobody_from_being_asked_about_others(store: Store) -> None:
    """It is passed over, and told to whoever names it."""
    (asked,) = questions_for(store, "me", today=DAY)
    with store.reading() as log:
        name = log.files.recording_file(log.activities.activity(asked.key).windows[0].original, 0)
    assert name is not None
    store.recordings.remove(name)
    assert questions_for(store, "me", today=DAY) == ()
    with pytest.raises(MissingFile):
        questions_for(store, "me", asked.key, today=DAY)


def test_a_log_with_nothing_in_it_asks_nothing(sqlite_store: Store) -> None:
    """And says so where an activity is named."""
    assert questions_for(sqlite_store, "me", today=datetime.now(UTC).date()) == ()
    with pytest.raises(NotInLog, match="nothing in the log"):
        questions_for(sqlite_store, "me", "latest", today=DAY)
