"""The number of the log's state: it says whether the log changed, whoever changed it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from backstride.actions.exporting import export_log
from backstride.store import Store, tables
from backstride.store.engine import writing

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def revision_of(store: Store) -> int:
    """The number, in a transaction of its own."""
    with store.reading() as log:
        return log.revision


def test_a_new_log_has_a_number(any_store: Store) -> None:
    """Nobody has to write first."""
    assert revision_of(any_store) == 0


def test_each_transaction_that_writes_adds_one(any_store: Store) -> None:
    """Also one that changes a single row, or none that anybody knows of."""
    for number in range(1, 4):
        with any_store.writing() as log:
            log.athletes.know_athlete("me")
        assert revision_of(any_store) == number


def test_what_is_taken_back_or_only_tried_leaves_it(any_store: Store) -> None:
    """An answer that was kept for this number is still right."""
    with any_store.trying() as log:
        log.athletes.know_athlete("me")
    with pytest.raises(IntegrityError), any_store.writing() as log:
        log.imports.begin_batch("nobody", [], NOON)
    assert revision_of(any_store) == 0


def test_it_belongs_to_what_is_seen(any_store: Store) -> None:
    """Whoever reads sees the number of the state that they see, though somebody writes meanwhile."""
    with any_store.reading() as log:
        assert log.athletes.athletes() == ()
        with any_store.writing() as other:
            other.athletes.know_athlete("me")
        assert (log.revision, log.athletes.athletes()) == (0, ())
    assert revision_of(any_store) == 1


def test_what_another_process_wrote_is_seen(sqlite_store: Store) -> None:
    """The number is in the database, not in the memory of whoever counts."""
    with closing(Store(sqlite_store.folder)) as other, other.writing() as log:
        log.athletes.know_athlete("me")
    assert revision_of(sqlite_store) == 1


def test_none_is_lost_when_several_write_at_once(any_store: Store) -> None:
    """No two states have one number."""

    def write(number: int) -> None:
        with any_store.writing() as log:
            log.athletes.know_athlete(f"athlete {number}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(12)))
    assert revision_of(any_store) == 12


def test_it_is_no_part_of_the_log(sqlite_store: Store) -> None:
    """Neither an export nor a comparison of two logs holds it."""
    assert "revision" not in {table.name for table in (*tables.PRIMARY, *tables.DERIVED)}
    assert "revision" not in tables.metadata.tables
    with writing(sqlite_store.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM revision")).scalar() == 1


def test_an_export_of_the_log_is_the_same_whatever_the_number(sqlite_store: Store, tmp_path: Path) -> None:
    """Who writes the same twice gets the same tables."""
    contents = []
    for name in ("one.zip", "two.zip"):
        with sqlite_store.writing() as log:
            log.athletes.know_athlete("me")
        export_log(sqlite_store, tmp_path / name, now=NOON)
        with ZipFile(tmp_path / name) as archive:
            contents.append({each: archive.read(each) for each in archive.namelist()})
    assert contents[0] == contents[1]
