"""Rebuilding: what is derived follows from the originals and from what people said, and from nothing else."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.actions.deriving import Span, Stage
from backstride.actions.rebuilding import near_in_time, rebuild
from backstride.errors import StoreBusy
from backstride.log.same import may_be_same
from backstride.store import Store, tables
from backstride.store.engine import writing

EPOCH = datetime(2026, 4, 1, tzinfo=UTC)

Fill = Callable[[Store], None]
State = Callable[[Store], dict[str, Any]]


@pytest.fixture
def store(filled_store: Store) -> Store:
    """A log that people have worked on."""
    return filled_store


def forget(store: Store, *names: str) -> None:
    """Empty derived tables."""
    with writing(store.engine) as connection:
        for table in tables.DERIVED:
            if table.name in names:
                connection.execute(table.delete())


def test_a_rebuilt_log_is_the_same(any_store: Store, fill: Fill, state_of: State) -> None:
    """Where no model changed, every row and every file is as it was."""
    fill(any_store)
    before = state_of(any_store)
    outcome = rebuild(any_store, processes=1)
    assert state_of(any_store) == before
    assert (outcome.recordings, outcome.activities, outcome.failures) == (4, 5, ())
    assert outcome.changed == ()
    assert outcome.pairs > 0


def test_all_that_is_derived_can_be_thrown_away(any_store: Store, fill: Fill, state_of: State) -> None:
    """Without derived tables and without columns, all of it comes back."""
    fill(any_store)
    before = state_of(any_store)
    forget(any_store, *(table.name for table in tables.DERIVED))
    for name in list(any_store.recordings.names()):
        any_store.recordings.remove(name)
    rebuild(any_store, processes=1)
    assert state_of(any_store) == before


def test_damaged_columns_are_written_anew(store: Store, state_of: State) -> None:
    """Also where their size is right and one bit is wrong."""
    before = state_of(store)
    for name in list(store.recordings.names()):
        path = store.recordings.path_of(name)
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    rebuild(store, processes=1)
    assert state_of(store) == before


def test_what_an_older_program_kept_is_cleared_away(store: Store, state_of: State) -> None:
    """Columns of another layout are replaced, recordings that a file no longer gives are forgotten."""
    before = state_of(store)
    with store.reading() as log:
        place, row = next(iter(log.files.recordings().items()))
    old = "0" * 64
    store.recordings.path_of(row["file"]).parent.mkdir(parents=True, exist_ok=True)
    store.recordings.path_of(old).parent.mkdir(parents=True, exist_ok=True)
    store.recordings.path_of(row["file"]).rename(store.recordings.path_of(old))
    with store.writing() as log:
        log.files.put_recording(*place, file=old, size=1)
        log.files.put_recording(place[0], 9, file=old, size=1)
    rebuild(store, processes=1)
    assert state_of(store) == before


def test_what_cannot_be_made_anew_stays_and_is_told(store: Store, state_of: State) -> None:
    """A lost original takes neither figures nor columns with it, and keeps no other from being rebuilt."""
    before = state_of(store)
    with store.reading() as log:
        sha256 = min(log.files.originals())
    store.originals.remove(sha256)
    outcome = rebuild(store, processes=1)
    assert [failure.what for failure in outcome.failures] == [f"file {sha256[:12]}"]
    after = state_of(store)
    assert {**after, f"originals/{sha256[:2]}/{sha256}.zst": None}.keys() == before.keys()
    assert all(after[name] == before[name] for name in after)


def test_copies_of_what_cannot_be_worked_out_stay_as_they_were(store: Store, state_of: State) -> None:
    """Without its columns and its original, nobody can say that an activity is no copy any more."""
    before = state_of(store)
    with store.reading() as log:
        first = log.copies.pairs("me")[0].first
        sha256 = log.activities.activity(first).windows[0].original
        (name,) = (row["file"] for place, row in log.files.recordings().items() if place[0] == sha256)
    store.originals.remove(sha256)
    store.recordings.remove(name)
    outcome = rebuild(store, processes=1)
    assert {failure.what for failure in outcome.failures} == {f"file {sha256[:12]}", f"activity {first}"}
    after = state_of(store)
    assert {key: row for key, row in before.items() if "/" not in key} == {
        key: row for key, row in after.items() if "/" not in key
    }


def test_nobody_rebuilds_while_somebody_imports(store: Store) -> None:
    """Two that write files at once would take each other's for strays."""
    with store.alone(), pytest.raises(StoreBusy):
        rebuild(store)


def test_it_tells_how_far_it_has_come(store: Store) -> None:
    """Whoever waits sees each part of the work end."""
    told: list[Stage] = []
    rebuild(store, tell=told.append, processes=1)
    last = {stage.name: stage for stage in told}
    assert list(last) == ["recordings", "activities", "copies"]
    assert all(stage.done == stage.total > 0 for stage in last.values())


KILLED = """
import os, sys
from pathlib import Path
from backstride.actions import rebuilding
from backstride.store import Store
from backstride.store.figures import Figures
from backstride.store.files import Files
from backstride.store.copies import Copies
of, name = {"files": (Files, "put_recording"), "figures": (Figures, "put_derived"),
            "copies": (Copies, "add_pairs")}[sys.argv[2]]
real = getattr(of, name)
def killed(*arguments, **further):
    real(*arguments, **further)
    os._exit(9)
setattr(of, name, killed)
rebuilding.rebuild(Store(Path(sys.argv[1])), processes=1)
"""


@pytest.mark.parametrize("where", ["files", "figures", "copies"])
def test_a_killed_rebuild_leaves_the_log_whole(where: str, store: Store, state_of: State) -> None:
    """A power cut in the middle of a transaction changes nothing that counts, and it can be begun again."""
    before = state_of(store)
    command = [sys.executable, "-c", KILLED, str(store.folder), where]
    assert subprocess.run(command, check=False, env=os.environ).returncode == 9
    assert state_of(store) == before
    rebuild(store, processes=1)
    assert state_of(store) == before


moments = st.integers(0, 30 * 86400).map(lambda seconds: EPOCH + timedelta(seconds=seconds))
quarters = st.integers(0, 3000).map(lambda quarter: EPOCH + timedelta(minutes=15 * quarter))
spans = st.tuples(moments | quarters, st.integers(1, 200_000)).map(
    lambda each: (each[0], each[0] + timedelta(seconds=each[1]))
)


@given(st.dictionaries(st.text("0123456789abcdef", min_size=1, max_size=4), spans, max_size=12))
def test_no_pair_that_may_be_one_is_passed_over(found: Mapping[str, Span]) -> None:
    """Looking only at neighbours in time finds what looking at all pairs would."""
    every = {
        (one, other) for one, other in combinations(sorted(found), 2) if may_be_same(found[one], found[other])
    }
    near = list(near_in_time(found))
    assert set(near) == every
    assert len(near) == len(every)


def test_a_damaged_folder_is_named(store: Store, tmp_path: Path) -> None:
    """A trouble says which file it is about."""
    with store.reading() as log:
        sha256 = min(log.files.originals())
    store.originals.path_of(sha256).write_bytes(b"damage")
    (failure,) = rebuild(store, processes=1).failures
    assert str(store.originals.path_of(sha256)) in failure.reason
    assert str(tmp_path) in failure.reason
