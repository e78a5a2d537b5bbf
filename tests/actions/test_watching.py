"""Folders in which files arrive."""

from datetime import UTC, datetime
from pathlib import Path

from backstride.actions.importing import ImportSettings
from backstride.actions.watching import Watch
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Store


def recording(day: int) -> bytes:
    """A simulated session of a day in April."""
    started_at = datetime(2026, 4, day, 5, 30, tzinfo=UTC)
    return write_activity(
        simulate(SimulatedAthlete(), SESSIONS["first-steps"], started_at=started_at, seed=1)
    )


def test_a_file_is_taken_once_it_has_stopped_growing(tmp_path: Path) -> None:
    """A file that is still being copied is not read half."""
    folder, data = tmp_path / "inbox", recording(1)
    folder.mkdir()
    watch = Watch(Store(tmp_path / "log"), [folder], ImportSettings(athlete="me"))
    (folder / "run.fit").write_bytes(data[:100])
    assert watch.look() is None
    (folder / "run.fit").write_bytes(data)
    assert watch.look() is None
    outcome = watch.look()
    assert outcome is not None
    assert outcome.activities == 1
    assert watch.look() is None


def test_what_is_in_the_log_already_leaves_no_import_behind(tmp_path: Path) -> None:
    """Whoever starts to watch anew does not fill the list of imports."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "run.fit").write_bytes(recording(1))
    store = Store(tmp_path / "log")
    assert Watch(store, [folder], ImportSettings(athlete="me")).look(at_once=True) is not None
    assert Watch(store, [folder], ImportSettings(athlete="me")).look(at_once=True) is None
    with store.reading() as log:
        assert len(log.imports.batches()) == 1


def test_only_what_arrived_is_imported(tmp_path: Path) -> None:
    """The second look does not read the first file again."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "1.fit").write_bytes(recording(1))
    watch = Watch(Store(tmp_path / "log"), [folder], ImportSettings(athlete="me"))
    watch.look(at_once=True)
    (folder / "2.fit").write_bytes(recording(2))
    outcome = watch.look(at_once=True)
    assert outcome is not None
    assert [entry.file for entry in outcome.entries] == ["2.fit"]


def test_a_folder_that_is_not_there_yet_is_no_trouble(tmp_path: Path) -> None:
    """The watch may be plugged in later."""
    watch = Watch(Store(tmp_path / "log"), [tmp_path / "later"], ImportSettings(athlete="me"))
    assert watch.look(at_once=True) is None
