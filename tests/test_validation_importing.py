"""The measurements that the log loses nothing must themselves be able to find a loss."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from validation import importing, killing, log_state
from validation.archive_maker import write_archive

from backstride.store import Store, tables


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A log with three activities, and two copies of one of them."""
    folder = tmp_path / "files"
    (folder / "again").mkdir(parents=True)
    for number in range(3):
        for name, data in importing.alike(number, seconds=120):
            if number == 0 or name.endswith(f"{number}.fit"):
                (folder / name).write_bytes(data)
    store = Store(tmp_path / "data")
    importing.bring(store, folder, processes=1)
    yield store
    store.close()


def test_an_untouched_log_is_sound_and_equal_to_itself(store: Store) -> None:
    """Else every measurement would find faults."""
    state = importing.State.of(store)
    assert log_state.faults(store) == []
    assert log_state.orphans(store) == []
    assert state.difference(importing.State.of(store)) == "none"
    assert len(state.rows["activity"]) >= 3


@pytest.mark.parametrize("name", ["summary", "recording", "bout", "entry"])
def test_lost_rows_are_found(store: Store, name: str) -> None:
    """A row without those that belong to it is what a kill in the wrong place would leave."""
    before = importing.State.of(store)
    with store.engine.begin() as connection:
        connection.execute(delete(tables.metadata.tables[name]))
    assert log_state.faults(store)
    assert name in before.difference(importing.State.of(store))


def test_a_lost_and_a_damaged_file_are_found(store: Store) -> None:
    """A row is worth nothing without its file."""
    before = importing.State.of(store)
    first, second, *_ = sorted(store.originals.names())
    store.originals.path_of(first).write_bytes(b"x")
    store.originals.remove(second)
    assert len(log_state.faults(store)) == 2
    assert "files" in before.difference(importing.State.of(store))


def test_a_file_that_nobody_names_is_no_fault_but_is_found(store: Store) -> None:
    """A killed import may leave some, until it is taken up."""
    path = store.recordings.path_of("a" * 64)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    path.with_name(".partial-1").write_bytes(b"x")
    assert log_state.faults(store) == []
    assert len(log_state.orphans(store)) == 2


def test_a_changed_value_is_found(store: Store) -> None:
    """Two logs are equal only to the last value of each row."""
    before = importing.State.of(store)
    with store.engine.begin() as connection:
        connection.execute(update(tables.summary).values(samples=tables.summary.c.samples + 1))
    assert before.difference(importing.State.of(store)).startswith("summary: ")


def test_a_small_archive_comes_in_and_goes_out_without_a_trace(tmp_path: Path) -> None:
    """What `make validate` does with a large one, on both databases."""
    archive, earlier = tmp_path / "export.zip", tmp_path / "earlier"
    (earlier / "again").mkdir(parents=True)
    contents = write_archive(archive, None, members=20, activities=4, seconds=120)
    for name, data in importing.alike(9_000, seconds=120):
        (earlier / name).write_bytes(data)
    store = Store(tmp_path / "data")
    checks = importing.archive_checks(store, archive, contents, earlier)
    store.close()
    assert len(checks) == 9
    assert [check for check in checks if check.is_fault] == []


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    """Copies of one activity are settled alike, whichever comes first."""
    (tmp_path / "files" / "again").mkdir(parents=True)
    for name, data in importing.alike(0, seconds=120):
        (tmp_path / "files" / name).write_bytes(data)
    folders = iter(tmp_path / f"log{number}" for number in range(9))
    (check,) = importing.order_checks(lambda: Store(next(folders)), tmp_path / "files", orders=3)
    assert not check.is_fault, check.found


def test_a_killed_import_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measurement itself: one kill on the way, and one when all is over."""
    for name, value in {"MEMBERS": 12, "ACTIVITIES": 6, "SECONDS": 120}.items():
        monkeypatch.setattr(killing, name, value)
    ground = killing.Ground(tmp_path, None)
    early, late = (killing.kill_import(ground, (after_s,), 1) for after_s in (0.5, 60.0))
    assert (early.faults, late.faults) == ((), ())
    assert late.place == "after"
    assert "| an import | SQLite | 2 |" in killing.table({"SQLite": [early, late]}, 2)


def test_moments_lie_in_the_whole_run() -> None:
    """From its start, which takes longest on a busy machine, to its end."""
    moments = [killing.moment_at(share / 100, 2.0, 3.0) for share in range(101)]
    assert (moments[0], moments[20], moments[-1]) == (0.0, 2.0, 3.0)
    assert moments == sorted(moments)


def test_processes_of_processes_are_known() -> None:
    """Those that a killed import leaves must be found, to see that they end."""
    assert os.getpid() in killing.below(os.getppid())
    assert os.getpid() not in killing.below(os.getpid())
