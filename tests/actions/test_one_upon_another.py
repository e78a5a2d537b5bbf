"""Changes and imports that stand upon one another: whichever goes first, the log says what is left."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from validation.any_sequence import files

from backstride.actions.changing import Edit
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import label_activity
from backstride.actions.rebuilding import rebuild
from backstride.actions.reshaping import crop_activity, merge_activities, split_activity
from backstride.actions.reviewing import decide_copies, revert_change
from backstride.actions.undoing import undo_import
from backstride.errors import CannotUndo
from backstride.log import Told, Verdict
from backstride.store import Store

EDIT = Edit(athlete="me", now=datetime(2026, 5, 1, 12, 0, tzinfo=UTC))

Bring = Callable[..., tuple[str, ...]]
State = Callable[[Store], dict[str, Any]]


@pytest.fixture
def bring(sqlite_store: Store, tmp_path: Path) -> Bring:
    """Imports recordings, each in an import of its own; the keys of their activities."""

    def brought(*names: str) -> tuple[str, ...]:
        keys = []
        for name in names:
            path = tmp_path / name
            path.write_bytes(files()[name])
            outcome = import_paths(sqlite_store, [path], ImportSettings(athlete="me", processes=1))
            keys += [entry.keys[0] for entry in outcome.entries if entry.keys]
        return tuple(keys)

    return brought


def merge(store: Store, *keys: str) -> str:
    """Merge activities; the key of what they became."""
    merge_activities(store, keys, EDIT)
    with store.reading() as log:
        (made,) = log.activities.activity(keys[0]).replaced_by
    return made


def test_what_was_made_of_an_activity_goes_with_it(
    sqlite_store: Store, bring: Bring, state_of: State
) -> None:
    """A merged activity was split again: undoing the import of one leaves no part that shows what is gone."""
    one, two = bring("0.fit", "1.fit")
    split_activity(sqlite_store, merge(sqlite_store, one, two), [60.0], EDIT)
    with pytest.raises(CannotUndo, match="2 changes"):
        undo_import(sqlite_store, 2)
    undo_import(sqlite_store, 2, with_changes=True)
    with sqlite_store.reading() as log:
        assert log.activities.all_keys() == (one,)
        assert log.activities.activity(one).is_counted
        assert log.history.actions("me") == ()
    undo_import(sqlite_store, 1)
    assert state_of(sqlite_store) == {}


def test_what_was_said_before_of_another_activity_stays(sqlite_store: Store, bring: Bring) -> None:
    """Only what stands on a change that goes is taken along, not what it stands on itself."""
    one, two = bring("0.fit", "1.fit")
    label_activity(sqlite_store, one, ["0:10-0:20=backward"], EDIT)
    merged = merge(sqlite_store, one, two)
    label_activity(sqlite_store, merged, ["0:30-0:40=forward"], EDIT)
    undo_import(sqlite_store, 2, with_changes=True)
    with sqlite_store.reading() as log:
        place = log.activities.activity(one).windows[0]
        marks = log.activities.timeline("me", (place.original, place.part)).marks
        assert [mark.text for mark in marks] == ["0:10-0:20=backward"]
        assert [action.number for action in log.history.actions("me")] == [1]


def test_a_label_upon_one_that_goes_is_not_lost_unseen(sqlite_store: Store, bring: Bring) -> None:
    """A later label of the same recording goes with the earlier one, and is counted before anybody agrees."""
    one, two = bring("0.fit", "1.fit")
    label_activity(sqlite_store, merge(sqlite_store, one, two), ["0:30-0:40=forward"], EDIT)
    revert_change(sqlite_store, 1, EDIT)
    label_activity(sqlite_store, one, ["0:50-1:00=backward"], EDIT)
    with pytest.raises(CannotUndo, match="2 changes"):
        undo_import(sqlite_store, 2)
    undo_import(sqlite_store, 2, with_changes=True)
    with sqlite_store.reading() as log:
        assert log.history.actions("me") == ()
        place = log.activities.activity(one).windows[0]
        assert log.activities.timeline("me", (place.original, place.part)).is_empty


def test_a_change_holds_again_though_its_import_is_gone(sqlite_store: Store, bring: Bring) -> None:
    """The file came twice; what is made of it now belongs to the import that is left."""
    (key, _) = bring("0.fit", "0.fit")
    crop_activity(sqlite_store, key, (10.0, 60.0), EDIT)
    revert_change(sqlite_store, 1, EDIT)
    undo_import(sqlite_store, 1, with_changes=True)
    revert_change(sqlite_store, 1, EDIT, again=True)
    with sqlite_store.reading() as log:
        assert {log.activities.batch_of(each) for each in log.activities.all_keys()} == {2}


def test_a_merge_goes_with_one_import_when_the_other_part_was_handed_on(
    sqlite_store: Store, bring: Bring
) -> None:
    """What comes back belongs to the import that holds it now, not to the one that first did."""
    one, two = bring("0.fit", "1.fit")
    bring("0.fit")
    merge(sqlite_store, one, two)
    undo_import(sqlite_store, 1)
    undo_import(sqlite_store, 2, with_changes=True)
    with sqlite_store.reading() as log:
        assert log.activities.all_keys() == (one,)
        assert log.activities.batch_of(one) == 3


def test_what_an_export_told_is_told_of_parts_too(sqlite_store: Store, bring: Bring) -> None:
    """When it comes, and when its import is undone."""
    (key,) = bring("0.fit")
    split_activity(sqlite_store, key, [60.0], EDIT)
    bring("told.zip")
    with sqlite_store.reading() as log:
        found = log.activities.activities(log.activities.all_keys())
        assert {each.told.name for each in found.values()} == {"Club run"}
        assert [entry.keys for entry in log.imports.entries(2) if entry.original] == [(key,)]
    undo_import(sqlite_store, 2)
    with sqlite_store.reading() as log:
        found = log.activities.activities(log.activities.all_keys())
        assert {each.told for each in found.values()} == {Told()}
        assert len(found) == 3


def test_a_word_about_two_that_nothing_hints_at_outlives_a_rebuild(
    sqlite_store: Store, bring: Bring, state_of: State
) -> None:
    """What a person says of two activities is no finding, so it is not lost with the findings."""
    one, two = bring("0.fit", "2.fit")
    decide_copies(sqlite_store, (one, two), Verdict.SAME, EDIT)
    before = state_of(sqlite_store)
    rebuild(sqlite_store, processes=1)
    assert state_of(sqlite_store) == before
    revert_change(sqlite_store, None, EDIT)
    with sqlite_store.reading() as log:
        assert log.copies.pairs("me") == ()
        assert len(log.figures.entries_of("me")) == 2


def shown(store: Store) -> set[str]:
    """The activities that count."""
    with store.reading() as log:
        return {entry.key for entry in log.figures.entries_of("me")}


def test_two_that_were_parted_are_not_linked_through_a_third(sqlite_store: Store, bring: Bring) -> None:
    """A third that is the same as both goes with one of them, and the other counts beside these."""
    one, two, third = bring("0.fit", "1.fit", "2.fit")
    decide_copies(sqlite_store, (one, two), Verdict.DIFFERENT, EDIT)
    for other in (one, two):
        decide_copies(sqlite_store, (third, other), Verdict.SAME, EDIT)
    assert len(shown(sqlite_store)) == 2
    with sqlite_store.reading() as log:
        entries = log.figures.entries_of("me", keys=[one, two], also_hidden=True)
    assert len({entry.duplicate_of or entry.key for entry in entries}) == 2


def test_what_was_split_does_not_count_beside_a_copy_that_was_labelled(
    sqlite_store: Store, bring: Bring
) -> None:
    """The parts stand for the activity, and so for its copies, however rich these are."""
    poorer, richer = bring("0.gpx", "2.fit")
    split_activity(sqlite_store, poorer, [60.0], EDIT)
    parts = shown(sqlite_store) - {richer}
    (copy,) = bring("0.fit")
    label_activity(sqlite_store, copy, ["0:10-0:20=backward"], EDIT)
    assert shown(sqlite_store) == {*parts, richer}


def test_of_two_copies_that_both_were_split_only_one_counts(sqlite_store: Store, bring: Bring) -> None:
    """Whatever was made of the other is a copy, too."""
    one, two, three, four = bring("0.fit", "2.fit", "0.gpx", "1.fit")
    assert shown(sqlite_store) == {one, two, four}
    decide_copies(sqlite_store, (one, three), Verdict.DIFFERENT, EDIT)
    for key in (one, three):
        split_activity(sqlite_store, key, [60.0], EDIT)
    assert len(shown(sqlite_store)) == 6
    revert_change(sqlite_store, 1, EDIT)
    assert len(shown(sqlite_store)) == 4
