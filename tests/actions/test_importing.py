"""Importing: all of it once, whatever comes, and taken back without a trace."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.silent_session import silent_session

from backstride.actions import importing
from backstride.actions.gathering import Sources
from backstride.actions.importing import ImportOutcome, ImportSettings, Progress, import_paths
from backstride.actions.undoing import undo_import
from backstride.errors import NotInLog, StoreBusy
from backstride.formats.fit.write import write_activity
from backstride.recording import Recording
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Store, tables
from backstride.store.statements import Statements

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
ME = ImportSettings(athlete="me")


def recorded(session: str = "pressed-laps", *, day: int = 1, seed: int = 1) -> Recording:
    """A simulated session of a day in April."""
    return simulate(SimulatedAthlete(), SESSIONS[session], started_at=START.replace(day=day), seed=seed)


@pytest.fixture(scope="module")
def fit() -> bytes:
    """A recording as a watch writes it."""
    return write_activity(recorded())


@pytest.fixture(scope="module")
def other_fit() -> bytes:
    """A recording of another day."""
    return write_activity(recorded("treadmill", day=2))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty log."""
    opened = Store(tmp_path / "log")
    yield opened
    opened.close()


def state(store: Store) -> dict[str, Any]:
    """Every row and every file of a log."""
    with store.reading() as log:
        statements = Statements(log.figures.connection)
        rows = {
            table.name: [{name: str(value) for name, value in row.items()} for row in statements.dump(table)]
            for table in (*tables.PRIMARY, *tables.DERIVED)
        }
    files = {
        path.relative_to(store.folder).as_posix(): path.read_bytes()
        for room in ("originals", "recordings")
        for path in (store.folder / room).rglob("*")
        if path.is_file()
    }
    return rows | files


def keys(store: Store) -> list[str]:
    """The activities that count, the latest first."""
    with store.reading() as log:
        return [entry.key for entry in log.figures.entries_of("me")]


def archive(path: Path, members: dict[str, bytes]) -> Path:
    """A ZIP file."""
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def reason_of(outcome: ImportOutcome, name: str) -> tuple[str, str]:
    """What became of the file whose name ends so, and why."""
    (entry,) = [entry for entry in outcome.entries if entry.file.endswith(name)]
    return entry.outcome, entry.reason or ""


def test_each_file_of_a_folder_is_told_apart(store: Store, tmp_path: Path, fit: bytes) -> None:
    """A recording is new, its copy is one, what is none is ignored, what is damaged is refused."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in {
        "run.fit": fit,
        "same.fit.gz": gzip.compress(fit),
        "cut.fit": fit[:200],
        "notes.txt": b"slept well",
        "odd.bin": bytes(range(256)),
    }.items():
        (folder / name).write_bytes(data)
    outcome = import_paths(store, [folder], ME)
    assert outcome.counts == {"new": 1, "duplicate": 1, "ignored": 2, "refused": 1, "failed": 0}
    assert outcome.activities == 1
    assert reason_of(outcome, "cut.fit")[0] == "refused"
    assert "came before in this import" in reason_of(outcome, "same.fit.gz")[1]


def test_importing_again_changes_nothing(store: Store, tmp_path: Path, fit: bytes, other_fit: bytes) -> None:
    """Nothing is doubled, and nothing that is there is touched."""
    path = archive(tmp_path / "a.zip", {"1.fit": fit, "2.fit": other_fit})
    first = import_paths(store, [path], ME)
    before = state(store)
    again = import_paths(store, [path], ME)
    assert (again.activities, again.relinked, again.counts["duplicate"]) == (0, 0, 2)
    after = state(store)
    for name in before.keys() - {"batch", "entry"}:
        assert after[name] == before[name], name
    assert first.activities == 2


def test_an_import_undone_leaves_no_trace(store: Store, tmp_path: Path, fit: bytes, other_fit: bytes) -> None:
    """Rows and files are equal to those before, in an empty log and in one that held something."""
    empty = state(store)
    one = import_paths(store, [archive(tmp_path / "1.zip", {"1.fit": fit})], ME)
    held = state(store)
    two = import_paths(store, [archive(tmp_path / "2.zip", {"1.fit": fit, "2.fit": other_fit})], ME)
    assert one.batch is not None
    assert two.batch is not None
    undo_import(store, two.batch)
    assert state(store) == held
    undo_import(store, one.batch)
    assert state(store) == empty


def test_undoing_the_first_of_two_imports_keeps_what_the_second_held_too(
    store: Store, tmp_path: Path, fit: bytes
) -> None:
    """The file came twice, so one import taken back is no reason to lose it."""
    path = archive(tmp_path / "1.zip", {"1.fit": fit})
    first, second = import_paths(store, [path], ME), import_paths(store, [path], ME)
    assert first.batch is not None
    assert second.batch is not None
    outcome = undo_import(store, first.batch)
    assert (outcome.removed, outcome.kept) == ((), tuple(keys(store)))
    undo_import(store, second.batch)
    assert keys(store) == []


def test_an_import_that_is_not_there_cannot_be_undone(store: Store) -> None:
    """The message says which there are."""
    with pytest.raises(NotInLog, match="no import 7"):
        undo_import(store, 7)


def test_a_dry_run_says_the_same_and_keeps_nothing(store: Store, tmp_path: Path, fit: bytes) -> None:
    """A preview can be trusted, for it is the import itself, taken back."""
    path = archive(tmp_path / "a.zip", {"1.fit": fit, "again.fit": fit, "x.json": b"{}"})
    before = state(store)
    preview = import_paths(store, [path], ImportSettings(athlete="me", is_dry=True))
    assert state(store) == before
    real = import_paths(store, [path], ME)
    assert [entry.outcome for entry in preview.entries] == [entry.outcome for entry in real.entries]
    assert preview.batch is None
    assert preview.activities == real.activities == 1


def test_five_sessions_of_one_file_are_five_activities(store: Store, tmp_path: Path) -> None:
    """The last session of a triathlon does not overwrite the others."""
    parts = [write_activity(recorded("first-steps", day=day)) for day in range(1, 6)]
    (tmp_path / "chain.fit").write_bytes(b"".join(parts))
    outcome = import_paths(store, [tmp_path / "chain.fit"], ME)
    assert (outcome.counts["new"], outcome.activities) == (1, 5)
    with store.reading() as log:
        days = [entry.summary.day for entry in log.figures.entries_of("me")]
    assert [day.day for day in days if day is not None] == [5, 4, 3, 2, 1]


def test_a_second_import_never_changes_the_dates_of_the_first(
    store: Store, tmp_path: Path, fit: bytes
) -> None:
    """What was settled stays, whatever the same file is called later."""
    (tmp_path / "a.fit").write_bytes(fit)
    (tmp_path / "b.fit").write_bytes(fit)
    import_paths(store, [tmp_path / "a.fit"], ME)
    before = state(store)
    import_paths(store, [tmp_path / "b.fit"], ME)
    assert state(store)["summary"] == before["summary"]
    assert state(store)["activity"] == before["activity"]


def test_two_athletes_may_have_the_same_file(store: Store, tmp_path: Path, fit: bytes) -> None:
    """Copies are looked for within one athlete only, and the undoing of one leaves the other's."""
    (tmp_path / "a.fit").write_bytes(fit)
    import_paths(store, [tmp_path / "a.fit"], ME)
    before = state(store)
    outcome = import_paths(store, [tmp_path / "a.fit"], ImportSettings(athlete="she"))
    assert (outcome.activities, outcome.counts["duplicate"]) == (1, 0)
    assert outcome.batch is not None
    undo_import(store, outcome.batch)
    assert state(store) == before


def test_a_strava_archive_brings_names_gear_and_notes(store: Store, tmp_path: Path) -> None:
    """What the platform knew beside the recording is kept, and a name that says backward counts."""
    heading = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename,Activity Gear"
    )
    row = '7,"Apr 1, 2026, 5:30:00 AM",Backward morning,Run,felt easy,activities/7.fit.gz,Red shoes'
    fit = write_activity(silent_session("pressed-laps", START))
    members = {"activities.csv": f"{heading}\n{row}\n".encode(), "activities/7.fit.gz": gzip.compress(fit)}
    import_paths(store, [archive(tmp_path / "strava.zip", members)], ME)
    (key,) = keys(store)
    with store.reading() as log:
        told = log.activities.activity(key).told
        (entry,) = log.figures.entries_of("me")
        bouts = log.figures.bouts_of(key)
    assert (told.gear, told.description, entry.summary.name) == ("Red shoes", "felt easy", "Backward morning")
    assert {bout.travel.value for bout in bouts} == {"backward"}


def test_what_an_export_says_reaches_activities_that_were_there_before(
    store: Store, tmp_path: Path, fit: bytes
) -> None:
    """Files first and the platform's archive later is the usual order; undoing takes it back."""
    (tmp_path / "7.fit").write_bytes(fit)
    import_paths(store, [tmp_path / "7.fit"], ME)
    before = state(store)
    table = (
        b"Activity ID,Activity Date,Activity Name,Activity Type,Filename\n7,,Club run,Run,activities/7.fit\n"
    )
    path = archive(tmp_path / "strava.zip", {"activities.csv": table, "activities/7.fit": fit})
    outcome = import_paths(store, [path], ME)
    with store.reading() as log:
        assert [entry.summary.name for entry in log.figures.entries_of("me")] == ["Club run"]
    assert outcome.batch is not None
    undo_import(store, outcome.batch)
    assert state(store) == before


def test_one_bad_member_never_fails_the_batch(store: Store, tmp_path: Path, fit: bytes) -> None:
    """A DOCTYPE, a path that leads out, a bomb and an archive that is none stand beside a good run."""
    doctype = b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "b">]><gpx version="1.1"></gpx>'
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb", compresslevel=9) as file:
        for _ in range(40):
            file.write(bytes(1 << 20))
    members = {
        "../../etc/evil.fit": fit,
        "doctype.gpx": doctype,
        "bomb.fit.gz": bomb.getvalue(),
        "broken.zip": b"PK\x03\x04 and nothing else",
        "good.fit": fit,
    }
    outcome = import_paths(store, [archive(tmp_path / "a.zip", members)], ME)
    assert outcome.counts == {"new": 1, "duplicate": 0, "ignored": 0, "refused": 4, "failed": 0}
    assert {entry.slug for entry in outcome.entries} == {
        "unsafe-archive",
        "unsafe-xml",
        "too-large",
        "damaged-file",
        None,
    }
    assert not list(tmp_path.rglob("evil*"))


def test_an_import_that_was_cut_off_is_taken_up(
    store: Store, tmp_path: Path, other_fit: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its second run ends where one run would have, and is the same import."""
    monkeypatch.setattr(importing, "GROUP_ENTRIES", 32)
    members = {f"{number}.json": b"{}" for number in range(40)} | {"z.fit": other_fit}
    path = archive(tmp_path / "a.zip", members)

    class CutOff(Exception):
        pass

    def cut(_: Progress) -> None:
        raise CutOff

    with pytest.raises(CutOff):
        import_paths(store, [path], ME, tell=cut)
    with store.reading() as log:
        assert len(log.imports.entries(1)) == 32
    outcome = import_paths(store, [path], ME)
    assert outcome.is_resumed
    assert outcome.batch == 1
    assert outcome.counts == {"new": 1, "duplicate": 0, "ignored": 40, "refused": 0, "failed": 0}


def test_two_imports_at_once_are_one_too_many(store: Store, tmp_path: Path, fit: bytes) -> None:
    """The second is told so, rather than both reading the same files."""
    (tmp_path / "a.fit").write_bytes(fit)
    with store.alone(), pytest.raises(StoreBusy, match="Another import, export or repair"):
        import_paths(Store(store.folder), [tmp_path / "a.fit"], ME)


def test_progress_ends_at_the_number_of_files(store: Store, tmp_path: Path, fit: bytes) -> None:
    """A bar that is drawn from it reaches its end."""
    told: list[Progress] = []
    members = {"a.fit": fit, "b.json": b"{}"}
    import_paths(store, [archive(tmp_path / "a.zip", members)], ME, tell=told.append)
    assert (told[-1].files_done, told[-1].size_done) == (told[-1].files, told[-1].size) == (2, len(fit) + 2)


def test_files_in_hidden_folders_and_behind_links_are_left_out(tmp_path: Path) -> None:
    """What a system keeps for itself is no recording, and a link must not lead round in circles."""
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "a.fit").write_bytes(b"x")
    (tmp_path / "b.fit").write_bytes(b"x")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "c.fit").symlink_to(tmp_path / "b.fit")
    sources = Sources([tmp_path])
    assert [file.name for file in sources.files(sources.surroundings())] == [f"{tmp_path.name}/b.fit"]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(4)))
def test_the_order_of_import_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    """One by one in any order, or all at once: the same activities, figures and links."""
    folder = tmp_path_factory.mktemp("order")
    # The third is a poorer copy of the first: the same run without its second half of marks.
    run = recorded(seed=3)
    files = [
        write_activity(run),
        write_activity(recorded("first-steps", day=2)),
        write_activity(recorded(seed=4)),
        write_activity(recorded("treadmill", day=1)),
    ]
    for number, data in enumerate(files):
        (folder / f"{number}.fit").write_bytes(data)
    together, apart = Store(folder / "together"), Store(folder / "apart")
    import_paths(together, [folder / f"{number}.fit" for number in range(4)], ME)
    for number in order:
        import_paths(apart, [folder / f"{number}.fit"], ME)
    one, other = state(together), state(apart)
    together.close()
    apart.close()
    for name in one.keys() - {"batch", "entry", "activity"}:
        assert one[name] == other[name], name


@pytest.mark.parametrize("table", [b"", b"key,day,km\n3f9a,2026-04-01,5\n"], ids=["empty", "of another"])
def test_a_table_of_another_program_keeps_no_recording_out(
    store: Store, fit: bytes, tmp_path: Path, table: bytes
) -> None:
    """Only Strava's own is read: a file of its name in another archive is no reason to refuse all of it."""
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("activities.csv", table)
        archive.writestr("originals/run.fit", fit)
    outcome = import_paths(store, [path], ME)
    assert (outcome.activities, outcome.counts["refused"]) == (1, 0)
