"""An import that was cut off, and the same import again, which takes it up."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from validation.archive_maker import generated_activity
from validation.importing import State

from backstride.actions import importing
from backstride.actions.importing import ImportOutcome, ImportSettings, Progress, import_paths
from backstride.actions.undoing import undo_import
from backstride.formats.fit.encode import file_id, fit_file
from backstride.store import Store

TABLE = """Activity ID,Activity Date,Activity Name,Activity Type,Filename
12,"Apr 1, 2026, 6:00:00 AM",Morning,Run,activities/4.fit
"""


class CutOffError(Exception):
    """Stands for whatever ends a program on its way."""


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every two files are saved, so that an import of few can be cut off at many places."""
    monkeypatch.setattr(importing, "GROUP_ENTRIES", 2)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Activities, of which some come twice, a damaged one, settings of a watch twice, and a table."""
    folder = tmp_path / "export" / "activities"
    folder.mkdir(parents=True)
    one, two = (generated_activity(number, seconds=120) for number in range(2))
    settings = fit_file([file_id(kind=2)])
    contents = (one, settings, two[:9], two, one, settings, two[:9], two)
    for number, data in enumerate(contents):
        (folder / f"{number}.fit").write_bytes(data)
    (folder.parent / "activities.csv").write_text(TABLE)
    return folder.parent


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Makes empty logs."""
    stores: list[Store] = []

    def new() -> Store:
        stores.append(Store(tmp_path / f"log{len(stores)}"))
        return stores[-1]

    yield new
    for store in stores:
        store.close()


def bring(store: Store, folder: Path, *, is_dry: bool = False, cut_off_at: int = 99) -> ImportOutcome | None:
    """Import a folder; None if it was cut off after so many groups."""
    groups = 0

    def tell(_: Progress) -> None:
        nonlocal groups
        groups += 1
        if groups == cut_off_at:
            raise CutOffError

    try:
        return import_paths(store, [folder], ImportSettings(athlete="me", is_dry=is_dry), tell=tell)
    except CutOffError:
        return None


@pytest.mark.parametrize("group", [1, 2, 3, 4])
def test_an_import_that_is_taken_up_ends_as_if_it_had_never_been_cut_off(
    new_store: Callable[[], Store], export: Path, group: int
) -> None:
    """To the last row: also what is said of files that came before in the same import."""
    whole, cut = new_store(), new_store()
    bring(whole, export)
    assert bring(cut, export, cut_off_at=group) is None
    outcome = bring(cut, export)
    assert outcome is not None
    assert outcome.is_resumed
    assert State.of(whole).difference(State.of(cut)) == "none"


def test_what_was_left_unfinished_is_removed(new_store: Callable[[], Store], export: Path) -> None:
    """A killed import leaves files that nobody else would look for."""
    store = new_store()
    bring(store, export, cut_off_at=1)
    left = store.recordings.folder / "ab" / ".partial-1"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"x")
    bring(store, export)
    assert not left.exists()


def test_a_changed_file_is_not_passed_over(new_store: Callable[[], Store], export: Path) -> None:
    """Somebody replaces a damaged file under the same name before the import goes on."""
    store = new_store()
    bring(store, export, cut_off_at=2)
    (export / "activities" / "2.fit").write_bytes(generated_activity(7, seconds=120))
    (export / "activities" / "0.fit").write_bytes(generated_activity(8, seconds=120))
    outcome = bring(store, export)
    assert outcome is not None
    assert outcome.activities == 4


def test_an_import_that_was_cut_off_can_be_undone(new_store: Callable[[], Store], export: Path) -> None:
    """Who does not want to go on wants to go back; then nothing of it is left."""
    store = new_store()
    before = State.of(store)
    bring(store, export, cut_off_at=3)
    undo_import(store, 1)
    assert State.of(store).difference(before) == "none"


def test_another_import_is_not_taken_up(new_store: Callable[[], Store], export: Path) -> None:
    """Nor one that has ended."""
    store = new_store()
    bring(store, export, cut_off_at=1)
    first = bring(store, export / "activities")
    second = bring(store, export / "activities")
    assert first is not None
    assert second is not None
    assert not first.is_resumed
    assert not second.is_resumed
    with store.reading() as log:
        assert [batch.finished_at is None for batch in log.imports.batches()] == [True, False, False]
        assert log.imports.batches()[0].started_at <= datetime.now(UTC)


def test_a_file_that_gives_nothing_is_refused_alike_each_time(
    new_store: Callable[[], Store], export: Path
) -> None:
    """Whether the same file came before says nothing of it."""
    outcome = bring(new_store(), export)
    assert outcome is not None
    reasons = {entry.file.rpartition("/")[2]: entry.reason for entry in outcome.entries}
    assert reasons["1.fit"] == reasons["5.fit"]
    assert reasons["2.fit"] == reasons["6.fit"]
    assert "came before" in (reasons["4.fit"] or "")


def test_a_dry_run_says_what_the_import_does(new_store: Callable[[], Store], export: Path) -> None:
    """Also where the table of an export tells only of the second of two equal files."""
    store = new_store()
    before = State.of(store)
    dry = bring(store, export, is_dry=True)
    assert State.of(store).difference(before) == "none"
    wet = bring(store, export)
    assert dry is not None
    assert wet is not None
    assert (dry.entries, dry.activities) == (wet.entries, wet.activities)
