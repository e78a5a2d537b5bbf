"""Several processes at one log at once: nothing that anybody said is lost, nobody sees half of a change."""

import multiprocessing
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from time import sleep

import pytest
from validation import log_state
from validation.archive_maker import generated_activity

from backstride.actions.changing import Edit
from backstride.actions.doctoring import doctor
from backstride.actions.exporting import export_log
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import label_activity
from backstride.actions.measuring import measure
from backstride.actions.undoing import undo_import
from backstride.athlete import Measurement, Quantity
from backstride.errors import BackstrideError, NotInLog, StoreBusy
from backstride.store import Store, engine

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
EDIT = Edit(athlete="me", now=NOW)
SECONDS = 120
SPAWN = multiprocessing.get_context("spawn")

Act = Callable[[Store, int], None]


def settings() -> ImportSettings:
    """An import in one process."""
    return ImportSettings(athlete="me", processes=1)


def label(store: Store, worker: int) -> None:
    """Label six short stretches, each in a change of its own."""
    for number in range(6):
        start = 10 * (6 * worker + number) // 2
        label_activity(store, "latest", [f"{start}-{start + 4}=backward"], EDIT)


def weigh(store: Store, worker: int) -> None:
    """Keep six measurements."""
    for number in range(6):
        day = datetime(2026, 1 + worker, 1 + number, tzinfo=UTC).date()
        measure(store, "me", Measurement(quantity=Quantity.MASS_KG, value=60.0 + number, measured_on=day))


def bring(store: Store, worker: int) -> None:
    """Import a few further recordings, each as soon as nobody else is at work."""
    for number in range(2, 5):
        path = store.folder / f"{worker}-{number}.fit"
        path.write_bytes(generated_activity(number, seconds=SECONDS))
        when_free(partial(import_paths, store, [path], settings()))


def when_free(act: Callable[[], object]) -> None:
    """Do something as soon as nobody else imports."""
    while True:
        try:
            act()
        except StoreBusy:
            sleep(0.01)
        else:
            return


def take_back(store: Store, _: int) -> None:
    """Undo the first import, work and all."""
    when_free(lambda: undo_import(store, 1, with_changes=True))


def look(store: Store, worker: int) -> None:
    """Export and look whether all is well, again and again; while somebody imports an export has to wait."""
    for number in range(4):
        assert doctor(store).is_well
        try:
            export_log(store, store.folder / f"{worker}-{number}.zip", now=NOW)
        except StoreBusy:
            continue


def work(folder: Path, address: str | None, act: Act, worker: int, door: Connection) -> None:
    """Open the log in a process of its own, do something, and tell what went wrong."""
    try:
        store = Store(folder, address)
        door.send("ready")
        door.recv()
        act(store, worker)
        store.close()
    except BackstrideError as trouble:
        door.send((type(trouble).__name__, str(trouble)))
    except Exception:  # noqa: BLE001 - it is told to the test, which fails
        door.send(("bug", traceback.format_exc()))
    else:
        door.send(None)


def at_once(folder: Path, address: str | None, *acts: Act) -> list[tuple[str, str] | None]:
    """Let several processes act on one log from the same moment on; what went wrong in each."""
    doors, processes = [], []
    for worker, act in enumerate(acts):
        ours, theirs = SPAWN.Pipe()
        processes.append(SPAWN.Process(target=work, args=(folder, address, act, worker, theirs)))
        processes[-1].start()
        doors.append(ours)
    opened = [door.recv() for door in doors]
    for door in doors:
        door.send("go")
    told = [door.recv() if each == "ready" else each for door, each in zip(doors, opened, strict=True)]
    for process in processes:
        process.join()
    return told


def place_of(store: Store) -> tuple[Path, str | None]:
    """Where a log is."""
    is_file = store.engine.dialect.name == "sqlite"
    return store.folder, None if is_file else store.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def one(any_store: Store) -> Store:
    """A log with one activity."""
    path = any_store.folder / "0.fit"
    path.write_bytes(generated_activity(0, seconds=SECONDS))
    import_paths(any_store, [path], settings())
    return any_store


def sound(store: Store) -> None:
    """See that a log is whole."""
    assert [each.what for each in doctor(store).findings if each.is_fault] == []
    assert log_state.faults(store) == []


def test_two_who_label_at_once_both_keep_what_they_said(one: Store) -> None:
    """Each change stands in the history under a number of its own, and each label holds."""
    assert at_once(*place_of(one), label, label) == [None, None]
    with one.reading() as log:
        actions = log.history.actions("me")
        (key,) = log.activities.all_keys("me")
        place = log.activities.activity(key).windows[0]
        marks = log.activities.timeline("me", (place.original, place.part)).marks
    assert [action.number for action in actions] == list(range(1, 13))
    assert len({mark.text for mark in marks}) == 12
    sound(one)


def test_two_who_measure_at_once_both_keep_what_they_measured(one: Store) -> None:
    """A person is kept as a whole, and still no measurement is lost."""
    assert at_once(*place_of(one), weigh, weigh) == [None, None]
    with one.reading() as log:
        assert len(log.athletes.athlete("me").measurements) == 12


def label_first(store: Store, _: int) -> None:
    """Label the activity that was there from the beginning, as long as it is there."""
    with store.reading() as log:
        key = min(entry.key for entry in log.figures.entries_of("me"))
    try:
        for start in range(0, 60, 5):
            label_activity(store, key, [f"{start}-{start + 4}=backward"], EDIT)
    except NotInLog:
        return


def test_one_may_label_and_look_while_another_imports(one: Store) -> None:
    """What is seen is whole at every moment, and all of it is there at the end."""
    assert at_once(*place_of(one), bring, label_first, look) == [None, None, None]
    with one.reading() as log:
        assert len(log.activities.all_keys("me")) == 4
        assert len(log.history.actions("me")) == 12
    sound(one)


def test_an_import_is_undone_while_somebody_labels_it(one: Store) -> None:
    """Either the label was first and goes with it, or there is nothing to label any more."""
    assert at_once(*place_of(one), label_first, take_back) == [None, None]
    assert {name for name, rows in log_state.dump(one).items() if rows} == set()
    assert log_state.kept_files(one.folder) == {}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_may_open_a_new_log_at_once(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """One of them makes the tables, and the other finds them."""
    address = request.getfixturevalue("postgres")() if kind == "postgresql" else None
    assert at_once(tmp_path / "log", address, weigh, weigh) == [None, None]


def test_who_waits_too_long_is_told(any_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by an error of the database's own, but in words."""
    monkeypatch.setattr(engine, "BUSY_S", 1)
    with (
        closing(Store(*place_of(any_store))) as other,
        any_store.writing(),
        pytest.raises(StoreBusy, match="1 s"),
        other.writing(),
    ):
        pass
