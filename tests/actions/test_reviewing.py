"""History, taking back in any order, and copies."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.silent_session import silent_session
from tests.edited_log import DRY, NOW, START, Bring, fit, shown, state

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import label_activity
from backstride.actions.reshaping import remove_activities, split_activity
from backstride.actions.reviewing import copies_of, decide_copies, history_of, revert_change
from backstride.actions.saying import say_of_activity
from backstride.actions.undoing import undo_import
from backstride.errors import CannotUndo, InvalidValue, NotInLog
from backstride.formats.fit.write import write_activity
from backstride.log import Verdict
from backstride.store import Store


def test_the_history_tells_what_was_changed_and_when(store: Store, bring: Bring) -> None:
    """With its number, for all activities or one of them, also what was taken back."""
    one, other = bring(fit("unlabelled")), bring(fit("first-steps", 24.0), "b.fit")
    label_activity(store, one, ["01:00-02:00=backward"], NOW)
    say_of_activity(store, other, {"pain": 2.0}, NOW)
    revert_change(store, 1, NOW)
    told = history_of(store, "me")
    assert [(each.number, each.kind, each.undone_at is None) for each in told] == [
        (1, "label", False),
        (2, "say", True),
    ]
    assert told[0].at == NOW.now
    assert told[0].text == f"Labelled {one}: 01:00-02:00 backward"
    assert [each.number for each in history_of(store, "me", other[:6])] == [2]
    assert history_of(store, "you") == ()


@pytest.fixture
def store(edited_log: Store) -> Store:
    """The log that a person works on."""
    return edited_log


def test_changes_to_different_rows_are_taken_back_in_any_order(store: Store, bring: Bring) -> None:
    """A label does not stand on what was said of the whole."""
    key = bring(fit("unlabelled"))
    before = state(store)
    label_activity(store, key, ["01:00-02:00=backward"], NOW)
    say_of_activity(store, key, {"pain": 2.0}, NOW)
    revert_change(store, 1, NOW)
    revert_change(store, 2, NOW)
    assert state(store) == before


def test_changes_to_one_row_are_taken_back_from_the_last_on(store: Store, bring: Bring) -> None:
    """The words name the later ones in the order in which to take them back."""
    key = bring(fit("unlabelled"))
    for number in (1, 2, 3):
        label_activity(store, key, [f"0{number}:00-0{number}:30=backward"], NOW)
    before = state(store)
    with pytest.raises(CannotUndo, match="3, 2"):
        revert_change(store, 1, NOW)
    assert state(store) == before
    for _ in range(3):
        revert_change(store, None, NOW)
    assert all(each.undone_at is not None for each in history_of(store, "me"))
    with pytest.raises(NotInLog, match="No change is left"):
        revert_change(store, None, NOW)
    with pytest.raises(CannotUndo, match=r"--again: 1, 2\."):
        revert_change(store, 3, NOW, again=True)


def test_a_change_can_hold_again_unless_another_came_between(store: Store, bring: Bring) -> None:
    """What was said since is not overwritten."""
    key = bring(fit("unlabelled"))
    say_of_activity(store, key, {"pain": 2.0}, NOW)
    after = state(store)
    revert_change(store, 1, NOW)
    revert_change(store, 1, NOW, again=True)
    assert state(store) == after
    with pytest.raises(InvalidValue, match="was not taken back"):
        revert_change(store, 1, NOW, again=True)
    revert_change(store, 1, NOW)
    with pytest.raises(InvalidValue, match="already"):
        revert_change(store, 1, NOW)
    say_of_activity(store, key, {"pain": 3.0}, NOW)
    with pytest.raises(CannotUndo, match="2"):
        revert_change(store, 1, NOW, again=True)
    with pytest.raises(NotInLog, match="no change 9"):
        revert_change(store, 9, NOW)


def test_an_undo_that_is_tried_keeps_nothing(store: Store, bring: Bring) -> None:
    """It says what it would do."""
    key = bring(write_activity(silent_session("unlabelled", START)))
    label_activity(store, key, ["all=backward"], NOW)
    before, told = state(store), history_of(store, "me")
    dry = revert_change(store, 1, DRY)
    assert (dry.change, dry.after.backward_s) == (None, 0.0)
    assert (state(store), history_of(store, "me")) == (before, told)


def test_a_change_is_taken_back_after_its_activity_came_to_another_import(store: Store, bring: Bring) -> None:
    """Which import brought a file is no change of a person."""
    key = bring(fit("unlabelled"))
    say_of_activity(store, key, {"pain": 2.0}, NOW)
    bring(fit("unlabelled"), "again.fit")
    undo_import(store, 1)
    revert_change(store, 1, NOW)
    with store.reading() as log:
        assert log.activities.activity(key).facts.pain is None
        assert log.activities.batch_of(key) == 2


# ── Copies ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pair(bring: Bring) -> tuple[str, str]:
    """Two recordings of one run: the richer one, and its copy."""
    return bring(fit("pressed-laps")), bring(fit("unlabelled", seed=2), "copy.fit")


def test_linked_copies_are_told_with_the_reason(store: Store, pair: tuple[str, str]) -> None:
    """The one that knows more stands for both."""
    (copy,) = copies_of(store, "me")
    assert copy.pair.verdict is Verdict.SAME
    assert copy.pair.pair.reason.startswith("Made at the same time")
    linked = {each.key: each.duplicate_of for each in (copy.first, copy.second)}
    assert linked == {pair[0]: None, pair[1]: pair[0]}


def test_a_person_parts_copies_and_leaves_it_open_again(store: Store, pair: tuple[str, str]) -> None:
    """Both count then; left open, what was measured decides; and each can be reverted."""
    before = state(store)
    outcome = decide_copies(store, pair, Verdict.DIFFERENT, NOW)
    assert (outcome.before.activities, outcome.after.activities) == (1, 2)
    assert {*shown(store)} == {*pair}
    assert copies_of(store, "me")[0].pair.decision is Verdict.DIFFERENT
    decide_copies(store, pair, None, NOW)
    assert state(store) == before
    revert_change(store, None, NOW)
    assert {*shown(store)} == {*pair}
    revert_change(store, None, NOW)
    assert state(store) == before
    with pytest.raises(InvalidValue, match="Nothing would change"):
        decide_copies(store, pair, None, NOW)


def test_a_person_chooses_which_copy_stays(store: Store, pair: tuple[str, str]) -> None:
    """The poorer one stands for both then, until that is taken back."""
    before = state(store)
    decide_copies(store, pair, Verdict.SAME, NOW, keep=pair[1])
    assert shown(store) == [pair[1]]
    revert_change(store, None, NOW)
    assert state(store) == before
    assert shown(store) == [pair[0]]


def test_a_third_activity_cannot_stand_for_two(store: Store, bring: Bring, pair: tuple[str, str]) -> None:
    """It would hide both behind something else."""
    third = bring(fit("treadmill", 9.0), "c.fit")
    with pytest.raises(InvalidValue, match="neither of the two"):
        decide_copies(store, pair, Verdict.SAME, NOW, keep=third)


def test_a_person_links_what_nothing_measured_hints_at(store: Store, bring: Bring) -> None:
    """A treadmill's own file with a clock that was never set, say."""
    one, other = bring(fit("pressed-laps")), bring(fit("unlabelled", 20.2), "b.fit")
    outcome = decide_copies(store, (other, one), Verdict.SAME, NOW)
    assert (outcome.before.activities, outcome.after.activities) == (2, 1)
    assert shown(store) == [one]
    revert_change(store, None, NOW)
    assert {*shown(store)} == {one, other}
    assert copies_of(store, "me") == ()


def test_doubtful_pairs_come_first_and_are_decided(store: Store, bring: Bring, pair: tuple[str, str]) -> None:
    """An hour apart to the second: the clock of one may stand in another zone."""
    late = bring(fit("pressed-laps", 1.0), "zone.fit")
    found = copies_of(store, "me")
    assert found[0].pair.verdict is Verdict.DOUBTFUL
    assert "1 h apart" in found[0].pair.pair.reason
    assert {*shown(store)} == {pair[0], late}
    decide_copies(store, (late, pair[0]), Verdict.SAME, NOW)
    assert len(shown(store)) == 1


def test_one_entry_is_no_pair(store: Store, pair: tuple[str, str]) -> None:
    """Also not if it is named in two ways."""
    with pytest.raises(InvalidValue, match="Both are"):
        decide_copies(store, (pair[0], pair[0][:6]), Verdict.SAME, NOW)


def test_work_on_the_copy_lets_it_stand_for_both(store: Store, pair: tuple[str, str]) -> None:
    """What a person said is seen, and not behind a copy on which nobody worked."""
    label_activity(store, pair[1], ["all=backward"], NOW)
    assert shown(store) == [pair[1]]
    revert_change(store, None, NOW)
    assert shown(store) == [pair[0]]


def test_taking_an_activity_out_does_not_bring_its_copy_up(store: Store, pair: tuple[str, str]) -> None:
    """Who removes a run means the run, not one file of it."""
    remove_activities(store, [pair[0]], NOW)
    assert shown(store) == []


def test_a_split_is_not_taken_back_under_a_decision_about_its_parts(store: Store, bring: Bring) -> None:
    """The decision would go with the parts, unasked."""
    key, other = bring(fit("unlabelled")), bring(fit("first-steps", 6.0), "b.fit")
    parts = split_activity(store, key, [600.0], NOW).keys[1:]
    decide_copies(store, (parts[0], other), Verdict.SAME, NOW)
    with pytest.raises(CannotUndo, match="2"):
        revert_change(store, 1, NOW)
    revert_change(store, 2, NOW)
    revert_change(store, 1, NOW)
    assert {*shown(store)} == {key, other}


def test_two_athletes_never_share_a_copy(store: Store, pair: tuple[str, str], tmp_path: Path) -> None:
    """Two people who run side by side carry two watches."""
    import_paths(store, [tmp_path / "copy.fit"], ImportSettings(athlete="you", processes=1))
    assert copies_of(store, "you") == ()
    assert len(copies_of(store, "me")) == 1
    with pytest.raises(NotInLog):
        label_activity(store, pair[0], ["all=backward"], replace(NOW, athlete="you"))
