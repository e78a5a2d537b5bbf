"""The database behind the log: how it is found, opened and brought up to date, and what is told if not."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from backstride.errors import DamagedStore, InvalidValue, NewerStore, StoreTrouble, UnwritablePath
from backstride.store import Store
from backstride.store.engine import DATABASE_NAME, SCHEMA, database_url, reading, schema_of, trying, writing
from backstride.store.tables import athlete

Logs = Callable[[str], Store]

NAMES = sqlalchemy.select(athlete.c.name).order_by(athlete.c.name)


def names(store: Store) -> list[str]:
    """Whose log it is."""
    with reading(store.engine) as connection:
        return list(connection.execute(NAMES).scalars())


def test_without_an_address_the_database_lies_in_the_folder(tmp_path: Path) -> None:
    """Nothing needs to be set up for one athlete."""
    Store(tmp_path / "log").close()
    assert (tmp_path / "log" / DATABASE_NAME).is_file()


def test_a_postgresql_address_gets_the_driver_that_is_there(tmp_path: Path) -> None:
    """People write the address as they do elsewhere."""
    url = database_url("postgresql://me:secret@host:5432/log", tmp_path)
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.host, url.port, url.database) == (
        "me",
        "secret",
        "host",
        5432,
        "log",
    )


@pytest.mark.parametrize("address", ["", "log", "mysql://host/log", "nothing://x", "sqlite:///x.db"])
def test_another_address_is_refused_without_repeating_it(address: str, tmp_path: Path) -> None:
    """It may hold a password."""
    with pytest.raises(InvalidValue, match="is not understood") as caught:
        database_url(address, tmp_path)
    assert not address or address not in caught.value.found


def test_a_new_database_has_the_newest_schema(any_store: Store) -> None:
    """Opening it brings it up to date."""
    assert schema_of(any_store.engine) == SCHEMA


def test_a_database_of_a_later_version_is_refused(any_store: Store) -> None:
    """An old program does not write into what it does not know."""
    with writing(any_store.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    address = any_store.engine.url.render_as_string(hide_password=False)
    with pytest.raises(NewerStore, match="schema 9999"):
        Store(any_store.folder, None if any_store.engine.dialect.name == "sqlite" else address)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """Whatever lies there is left as it is."""
    path = tmp_path / DATABASE_NAME
    path.write_bytes(b"This is no database, but it is long enough to look like one." * 100)
    before = path.read_bytes()
    with pytest.raises(DamagedStore, match="cannot be read"):
        Store(tmp_path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_told(tmp_path: Path) -> None:
    """Its tables are not mixed with ours."""
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute("CREATE TABLE athlete (id INTEGER)")
    connection.close()
    with pytest.raises(StoreTrouble):
        Store(tmp_path)


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    """What is printed may be shown to anybody."""
    with pytest.raises(StoreTrouble, match="cannot be used") as caught:
        Store(tmp_path, f"postgresql://me:my%20secret@/log?host={tmp_path}")
    assert "secret" not in str(caught.value)
    assert "me:***@" in str(caught.value)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "log").write_bytes(b"")
    with pytest.raises(UnwritablePath, match="cannot be made"):
        Store(tmp_path / "log")


READ_ONLY = """
import os, sys
from pathlib import Path
from backstride.errors import StoreTrouble
from backstride.store import Store
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    Store(Path(sys.argv[1]))
except StoreTrouble as trouble:
    print(trouble.slug, trouble.found)
"""


@pytest.mark.parametrize("is_new", [True, False])
def test_a_folder_that_may_not_be_written_to_is_told(*, is_new: bool) -> None:
    """Somebody else's folder, or a disk that is read-only, is a trouble in words."""
    with tempfile.TemporaryDirectory() as name:  # not pytest's own, into which nobody else may look
        place = Path(name)
        if not is_new:
            Store(place).close()
            (place / DATABASE_NAME).chmod(0o444)
        place.chmod(0o555)
        command = [sys.executable, "-c", READ_ONLY, name]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ)
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip("Another user may not read this project, so nobody can try it as one.")
    assert done.stdout.startswith("store-trouble The database"), done.stderr


OPEN = """
import sys
from pathlib import Path
from backstride.store import Store
Store(Path(sys.argv[1]), sys.argv[2] or None).close()
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_that_open_a_new_log_at_once_both_succeed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Whoever comes second waits until the tables are made."""
    address = request.getfixturevalue("postgres")() if kind == "postgresql" else ""
    command = [sys.executable, "-c", OPEN, str(tmp_path / "log"), address]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], told
    store = Store(tmp_path / "log", address or None)
    assert names(store) == []
    store.close()


def test_all_of_a_transaction_is_kept_or_nothing(any_store: Store) -> None:
    """An error takes back what came before it, and a trial keeps nothing."""
    with writing(any_store.engine) as connection:
        connection.execute(athlete.insert().values(name="kept"))
    with pytest.raises(IntegrityError), writing(any_store.engine) as connection:
        connection.execute(athlete.insert(), [{"name": "lost"}, {"name": "kept"}])
    with trying(any_store.engine) as connection:
        connection.execute(athlete.insert().values(name="tried"))
        assert list(connection.execute(NAMES).scalars()) == ["kept", "tried"]
    assert names(any_store) == ["kept"]


def test_a_reader_sees_the_log_as_it_was_at_one_moment(any_store: Store) -> None:
    """What somebody writes meanwhile neither waits for the reader nor is seen by it."""
    with reading(any_store.engine) as connection:
        assert list(connection.execute(NAMES).scalars()) == []
        with writing(any_store.engine) as other:
            other.execute(athlete.insert().values(name="new"))
        assert list(connection.execute(NAMES).scalars()) == []
    assert names(any_store) == ["new"]


WRITE = """
import sys
from pathlib import Path
from backstride.store import Store
store = Store(Path(sys.argv[1]), sys.argv[2] or None)
for number in range(20):
    with store.writing() as log:
        log.history.note("me", at=__import__("datetime").datetime.now(__import__("datetime").UTC),
                         kind="label", text=sys.argv[3], keys=[], changes=[])
store.close()
"""


def test_two_that_write_wait_for_each_other(tmp_path: Path) -> None:
    """SQLite takes one writer at a time; nobody loses a line or is told that the database is locked."""
    store = Store(tmp_path / "log")
    with store.writing() as log:
        log.athletes.know_athlete("me")
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(tmp_path / "log"), "", name], stderr=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    told = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    with store.reading() as log:
        assert [change.number for change in log.history.actions("me")] == list(range(1, 41))
    store.close()
