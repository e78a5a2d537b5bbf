"""The doctor: what is wrong is found, what is derived is made anew, and nothing is lost that exists once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from backstride.actions.doctoring import ASIDE, Check, DoctorOutcome, doctor
from backstride.actions.importing import ImportSettings, import_paths
from backstride.errors import StoreBusy
from backstride.store import Store
from backstride.store.content_folder import content_hash
from backstride.store.durable import PARTIAL
from backstride.store.originals import pack
from backstride.store.tables import bout, checkin, direction, plan, plan_change, recording, screening, summary

ME = ImportSettings(athlete="me", processes=1)

Fill = Callable[[Store], None]
State = Callable[[Store], dict[str, Any]]
Damage = Callable[[Store], None]


@pytest.fixture
def store(filled_store: Store) -> Store:
    """A log that people have worked on."""
    return filled_store


def checks(outcome: DoctorOutcome) -> set[Check]:
    """What is wrong."""
    return {each.check for each in outcome.findings if each.is_fault}


def original(store: Store) -> str:
    """The hash of the recording of the second of April."""
    with store.reading() as log:
        return next(key for key, row in log.files.originals().items() if row["file_name"] == "two.fit")


def columns(store: Store) -> Path:
    """Where its columns lie."""
    with store.reading() as log:
        name = log.files.recording_file(original(store), 0)
    assert name is not None
    return store.recordings.path_of(name)


def lose_columns(store: Store) -> None:
    """Somebody deleted a file."""
    columns(store).unlink()


def damage_columns(store: Store) -> None:
    """A disk changed a bit."""
    path = columns(store)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")


def forget_columns(store: Store) -> None:
    """A row is gone, the file is there."""
    with store.writing() as log:
        log.figures.do(recording.delete().where(recording.c.original == original(store)))


def add_stray_columns(store: Store) -> None:
    """A killed program wrote a file of which no row tells."""
    path = store.recordings.path_of("0" * 64)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"stray")


def leave_unfinished(store: Store) -> None:
    """A killed program wrote half a file."""
    folder = store.originals.folder / "ab"
    folder.mkdir(exist_ok=True)
    (folder / f"{PARTIAL}0").write_bytes(b"half")


def lose_summaries(store: Store) -> None:
    """All summaries are gone."""
    with store.writing() as log:
        log.figures.do(summary.delete())


def lose_bouts(store: Store) -> None:
    """All bouts are gone."""
    with store.writing() as log:
        log.figures.do(bout.delete())


def change_direction(store: Store) -> None:
    """A sum is wrong."""
    with store.writing() as log:
        log.figures.do(direction.update().values(distance_m=direction.c.distance_m + 1.0))


def change_total(store: Store) -> None:
    """A sum of the whole is wrong."""
    with store.writing() as log:
        log.figures.do(summary.update().values(total_duration_s=summary.c.total_duration_s * 2))


def show_copies(store: Store) -> None:
    """Copies count as if they were none."""
    with store.writing() as log:
        log.figures.do(summary.update().values(is_shown=True, duplicate_of=None))


REPAIRABLE: dict[str, tuple[Damage, Check]] = {
    "columns are missing": (lose_columns, Check.RECORDINGS),
    "columns are damaged": (damage_columns, Check.RECORDINGS),
    "columns are unknown": (forget_columns, Check.RECORDINGS),
    "a file is a stray": (add_stray_columns, Check.UNKNOWN),
    "a file is half-written": (leave_unfinished, Check.UNFINISHED),
    "summaries are missing": (lose_summaries, Check.FIGURES),
    "bouts are missing": (lose_bouts, Check.FIGURES),
    "a direction is wrong": (change_direction, Check.FIGURES),
    "a total is wrong": (change_total, Check.FIGURES),
    "copies count": (show_copies, Check.COPIES),
}


def test_a_log_that_is_whole_is_well(any_store: Store, fill: Fill, state_of: State) -> None:
    """Nothing is found, and nothing is changed, in either database."""
    fill(any_store)
    before = state_of(any_store)
    for quick in (False, True):
        for repair in (False, True):
            outcome = doctor(any_store, quick=quick, repair=repair)
            assert outcome.findings == ()
            assert outcome.is_well
            assert (outcome.originals, outcome.recordings, outcome.activities) == (4, 4, 5)
    assert state_of(any_store) == before


def test_postgresql_is_not_asked_for_its_files(postgres_store: Store, sqlite_store: Store) -> None:
    """What was not looked at is said, with the reason."""
    assert [check for check, _ in doctor(postgres_store).skipped] == [Check.DATABASE]
    assert doctor(sqlite_store).skipped == ()


@pytest.mark.parametrize("damage", REPAIRABLE)
def test_what_is_derived_is_found_and_made_anew(damage: str, store: Store, state_of: State) -> None:
    """Looking tells it and changes nothing; repair leads back to the very same rows and files."""
    sound = state_of(store)
    harm, check = REPAIRABLE[damage]
    harm(store)
    before = state_of(store)
    found = doctor(store)
    assert check in checks(found)
    assert not found.is_well
    assert not any(each.is_repaired for each in found.findings)
    assert state_of(store) == before
    repaired = doctor(store, repair=True)
    assert repaired.is_well
    assert all(each.is_repaired for each in repaired.findings if each.is_fault)
    assert state_of(store) == sound
    assert doctor(store).findings == ()


def test_a_quick_look_sees_what_is_gone_but_not_what_is_changed(store: Store) -> None:
    """It reads no file, which is what makes it quick, and says so."""
    damage_columns(store)
    assert doctor(store, quick=True).is_well
    assert doctor(store, quick=True).is_quick
    lose_columns(store)
    assert checks(doctor(store, quick=True)) == {Check.RECORDINGS}


def test_a_damaged_original_is_set_aside_and_healed_by_importing_it_again(
    store: Store, recordings: Path, state_of: State
) -> None:
    """The only copy is never thrown away, and the same file puts it back."""
    sound = state_of(store)
    path = store.originals.path_of(original(store))
    damaged = path.read_bytes()[:-1] + b"\0"
    path.write_bytes(damaged)
    found = doctor(store)
    (finding,) = found.findings
    assert finding.check is Check.ORIGINALS
    assert "doctor --repair, and then import the same file again" in finding.remedy
    assert len(finding.keys) == 2
    assert path.exists()
    repaired = doctor(store, repair=True)
    assert not repaired.is_well
    assert (store.folder / ASIDE / "damaged" / path.name).read_bytes() == damaged
    assert not path.exists()
    outcome = import_paths(store, [recordings / "two.fit"], ME)
    assert outcome.counts["duplicate"] == 1
    assert doctor(store).is_well
    after = state_of(store)
    assert {name: after[name] for name in sound} == sound


def test_columns_without_an_original_wait_for_it(store: Store, recordings: Path) -> None:
    """What cannot be made anew now is said, with what to do, and works once the original is back."""
    store.originals.remove(original(store))
    lose_columns(store)
    repaired = doctor(store, repair=True)
    assert checks(repaired) == {Check.ORIGINALS, Check.RECORDINGS}
    assert not any(each.is_repaired for each in repaired.findings)
    assert "Import the same file again" in repaired.findings[1].remedy
    import_paths(store, [recordings / "two.fit"], ME)
    assert doctor(store, repair=True).is_well
    assert doctor(store).findings == ()


def test_an_original_that_nobody_knows_is_set_aside(store: Store) -> None:
    """It may be the only copy: of a log that is kept in another database, or was put back from a backup."""
    data = pack(b"somebody's only copy")
    path = store.originals.path_of(content_hash(b"somebody's only copy"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    assert checks(doctor(store)) == {Check.UNKNOWN}
    assert path.exists()
    assert doctor(store, repair=True).is_well
    assert (store.folder / ASIDE / "unknown" / path.name).read_bytes() == data
    assert doctor(store).findings == ()


def test_strays_are_left_alone_while_somebody_imports(store: Store) -> None:
    """Files that an import has written and not yet told of are no strays."""
    add_stray_columns(store)
    with store.alone():
        found = doctor(store)
        with pytest.raises(StoreBusy):
            doctor(store, repair=True)
    assert found.is_well
    assert {check for check, _ in found.skipped} == {Check.UNFINISHED, Check.UNKNOWN}
    assert store.recordings.path_of("0" * 64).exists()


def test_what_is_open_is_told_and_is_no_fault(store: Store) -> None:
    """Stale figures and an import that was cut off are worth knowing."""
    with store.writing() as log:
        log.imports.begin_batch("me", ["run.fit"], datetime(2026, 5, 1, tzinfo=UTC))
        log.figures.do(summary.update().values(basis="0" * 16))
    outcome = doctor(store)
    assert outcome.is_well
    notes = {each.check: each for each in outcome.findings}
    assert set(notes) == {Check.CURRENCY, Check.IMPORTS}
    assert "backstride recompute" in notes[Check.CURRENCY].remedy
    assert "backstride undo 3" in notes[Check.IMPORTS].remedy


def test_a_damaged_database_file_is_told(store: Store) -> None:
    """SQLite's own words, and what helps: an export, or a backup."""
    with store.writing() as log:
        connection = log.figures.connection
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, 'summary_athlete_day ON summary (athlete, day)',"
            " 'summary_athlete_day ON summary (day, athlete)') WHERE name = 'ix_summary_athlete_day'"
        )
    store.close()
    again = Store(store.folder)
    found = doctor(again)
    assert Check.DATABASE in checks(found)
    assert "SQLite says" in next(each.what for each in found.findings if each.check is Check.DATABASE)
    assert not doctor(again, repair=True).is_well
    again.close()


@pytest.mark.parametrize(
    ("table", "what"),
    [
        (screening, "a screening"),
        (checkin, "a check-in"),
        (plan, "a plan"),
        (plan_change, "a change of a plan"),
    ],
)
def test_training_that_cannot_be_read_is_found(table: Table, what: str, store: Store) -> None:
    """Whoever opens a damaged plan next month learns of it today."""
    assert Check.TRAINING not in checks(doctor(store))
    with store.writing() as log:
        log.plans.do(table.update().values(document={}))
    outcome = doctor(store)
    assert Check.TRAINING in checks(outcome)
    assert any(f"The log holds {what} that cannot be understood" in each.what for each in outcome.findings)
    assert not outcome.is_well
