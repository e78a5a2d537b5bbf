"""The whole way on both databases: in, worked on, out, in again, and taken back."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backstride.actions.changing import Edit
from backstride.actions.doctoring import doctor
from backstride.actions.exporting import export_log
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import exclude_stretch, label_activity
from backstride.actions.rebuilding import rebuild
from backstride.actions.reshaping import (
    crop_activity,
    merge_activities,
    remove_activities,
    split_activity,
)
from backstride.actions.restoring import restore_log
from backstride.actions.reviewing import decide_copies, revert_change
from backstride.actions.saying import say_of_activity
from backstride.actions.undoing import undo_import
from backstride.formats.fit.write import write_activity
from backstride.log import Verdict
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Store

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
ME = ImportSettings(athlete="me", processes=1)

Fill = Callable[[Store], None]
State = Callable[[Store], dict[str, Any]]


def test_an_import_taken_back_leaves_no_trace(
    any_store: Store, fill: Fill, recordings: Path, state_of: State, tmp_path: Path
) -> None:
    """Every row and every file is as before it, also where it brought a copy of one that was there."""
    (tmp_path / "new").mkdir()
    for name, data in (("one.fit", recordings / "one.fit"), ("note.txt", recordings / "note.txt")):
        (tmp_path / "new" / name).write_bytes(data.read_bytes())
    import_paths(any_store, [recordings / "same.fit"], ME)
    before = state_of(any_store)
    outcome = import_paths(any_store, [tmp_path / "new"], ME)
    assert outcome.batch == 2
    assert state_of(any_store) != before
    undo_import(any_store, 2)
    assert state_of(any_store) == before
    undo_import(any_store, 1)
    assert state_of(any_store) == {}
    fill(any_store)
    assert doctor(any_store).findings == ()


@pytest.fixture
def worked_on(fill: Fill, recordings: Path) -> tuple[Fill, Path]:
    """What makes a log that people have worked on, and the files that it imports."""
    return fill, recordings


@pytest.mark.parametrize("kinds", [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_restored_log_goes_on_like_the_first_one(
    kinds: tuple[str, str],
    new_store: Callable[[str], Store],
    worked_on: tuple[Fill, Path],
    state_of: State,
    tmp_path: Path,
) -> None:
    """What is done to both afterwards leads to the same: importing again, and undoing with the work on it."""
    (fill, recordings), (store, again) = worked_on, map(new_store, kinds)
    fill(store)
    export_log(store, tmp_path / "log.zip", now=NOW)
    restore_log(again, tmp_path / "log.zip", processes=1)
    for each in (store, again):
        repeated = import_paths(each, [recordings], ME)
        assert (repeated.activities, repeated.counts["duplicate"]) == (0, 4)
        undo_import(each, 3)
        undo_import(each, 1, with_changes=True)
        assert doctor(each).findings == ()
    assert state_of(again) == state_of(store)
    with store.reading() as log:
        assert log.activities.all_keys("me") == ()
        assert len(log.activities.all_keys("=you")) == 1


MIDNIGHT = datetime(2026, 4, 2, 23, 55, tzinfo=UTC)


def work_on(store: Store, folder: Path) -> None:
    """Do everything to a log that a person can do, also over midnight."""
    edit = Edit(athlete="me", now=NOW)
    folder.mkdir()
    for name, session, day in (("a", "first-steps", 3), ("b", "treadmill", 4), ("c", "pressed-laps", 5)):
        recording = simulate(
            SimulatedAthlete(), SESSIONS[session], started_at=MIDNIGHT.replace(day=day), seed=3
        )
        (folder / f"{name}.fit").write_bytes(write_activity(recording))
    import_paths(store, [folder], ME)
    with store.reading() as log:
        by_name = {log.activities.activity(key).file_name: key for key in log.activities.all_keys("me")}
        same = log.copies.pairs("me")[0]
    first, second, third = (by_name[f"{name}.fit"] for name in "abc")
    label_activity(store, first, ["7:00-8:00=backward walk", "1:00-2:00=sideways"], edit)
    crop_activity(store, first, (400.0, 900.0), edit)
    with store.reading() as log:
        (cropped,) = log.activities.activity(first).replaced_by
    say_of_activity(store, second, {"distance_m": 5000.0, "pain": 2.0, "name": "Laufband"}, edit)
    exclude_stretch(store, third, (100.0, 200.0), edit)
    split_activity(store, third, [300.0, 900.0], edit)
    merge_activities(store, [cropped, second], edit)
    decide_copies(store, (same.first, same.second), Verdict.DIFFERENT, edit)
    label_activity(store, by_name["two.fit"], ["all=backward"], edit)
    revert_change(store, None, edit)
    remove_activities(store, [by_name["two.fit"]], edit)


@pytest.mark.parametrize("kinds", [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_whatever_a_person_did_follows_from_what_is_kept(
    kinds: tuple[str, str],
    new_store: Callable[[str], Store],
    worked_on: tuple[Fill, Path],
    state_of: State,
    tmp_path: Path,
) -> None:
    """After every kind of change the log is whole, and rebuilding or restoring gives the very same one."""
    store, again = map(new_store, kinds)
    worked_on[0](store)
    work_on(store, tmp_path / "further")
    before = state_of(store)
    assert doctor(store).findings == ()
    assert rebuild(store, processes=1).changed == ()
    assert state_of(store) == before
    export_log(store, tmp_path / "log.zip", now=NOW)
    restore_log(again, tmp_path / "log.zip", processes=1)
    assert state_of(again) == before
