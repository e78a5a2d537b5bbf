"""The database: SQLite in the data folder, or PostgreSQL by its address; brought up to date."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from backstride.errors import DamagedStore, InvalidValue, NewerStore, StoreBusy, StoreTrouble

DATABASE_NAME: Final = "log.sqlite"
SCHEMA: Final = "0004"
"""The newest schema, as the last migration names it."""

BUSY_S: Final = 60
"""How long one process waits until another has written. [s]"""

PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-32768",  # [KiB] Keys have no order: a new row may go anywhere in an index.
    "wal_autocheckpoint=4000",  # [pages] The same page is then written back once for many rows.
)
WRITES: Final = "backstride_writes"
WRITERS: Final = 5202614
"""The lock of PostgreSQL that whoever writes to the log holds."""
REMEDY_OF_LOG: Final = "Restore it from a backup, or choose an empty data folder and import again."
LOCK_NOT_AVAILABLE: Final = "55P03"
"""As PostgreSQL numbers its errors."""


def database_url(address: str | None, folder: Path) -> URL:
    """Where the database is.

    Parameters
    ----------
    address
        A URL such as ``postgresql://user@host/name``; None for SQLite in the data folder.
    folder
        The data folder.

    Returns
    -------
    URL
        With the driver that is used.

    Raises
    ------
    InvalidValue
        If it is the address of no database that can be used.
    """
    if address is None:
        return URL.create("sqlite", database=str(folder / DATABASE_NAME))
    try:
        url = make_url(address)
        kind = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        kind = ""
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise InvalidValue(
        "The address of the database is not understood.",
        allowed="A PostgreSQL database by its URL; without one, SQLite in the data folder is used.",
        remedy="Write it like postgresql://user:password@host:5432/backstride.",
    )


def open_engine(url: URL) -> Engine:
    """A database, ready to use and brought up to date.

    Parameters
    ----------
    url
        From `database_url`.

    Returns
    -------
    Engine
        The database.

    Raises
    ------
    StoreTrouble
        If it cannot be reached.
    NewerStore
        If a later version of Backstride wrote it.
    DamagedStore
        If the file is no database.
    """
    engine = made_engine(url)
    try:
        with troubles(url, REMEDY_OF_LOG):
            _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()  # or its connection stays open
        raise
    return engine


def made_engine(url: URL) -> Engine:
    """A database as this program uses it, whatever is in it; nothing is opened yet.

    Parameters
    ----------
    url
        Where it is.

    Returns
    -------
    Engine
        The database.
    """
    options: dict[str, Any] = {"json_serializer": _json}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": BUSY_S, "check_same_thread": False}
    engine = sqlalchemy.create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)
    return engine


def _json(document: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    import json  # noqa: PLC0415 - beside its only use

    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        # Python's own idea of when a transaction begins is switched off; `begin` below says it.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Who will write says so at once: to become a writer halfway fails when somebody else has written.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def troubles(url: URL, remedy: str) -> Iterator[None]:
    """Tell what goes wrong on opening in words, without the password.

    Parameters
    ----------
    url
        Of the database.
    remedy
        What to do if it is damaged.

    Yields
    ------
    None
        Nothing.

    Raises
    ------
    StoreTrouble
        If it cannot be reached.
    DamagedStore
        If the file is no database.
    """
    where = url.render_as_string(hide_password=True)
    try:
        yield
    except OperationalError as trouble:
        raise StoreTrouble(
            f"The database {where} cannot be used: {str(trouble.orig).strip().splitlines()[0]}.",
            allowed="A database that runs, and that you may write to.",
            remedy="Check its address and that it runs; for a file, that its folder may be written to.",
        ) from trouble
    except DBAPIError as trouble:
        raise DamagedStore(
            f"The database {where} cannot be read: {str(trouble.orig).strip().splitlines()[0]}.",
            allowed="A database that Backstride made.",
            remedy=remedy,
        ) from trouble


def schema_of(engine: Engine) -> str | None:
    """Which schema a database has.

    Parameters
    ----------
    engine
        The database.

    Returns
    -------
    str or None
        The number of its last migration; None where there is none yet.
    """
    if not sqlalchemy.inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _bring_up_to_date(engine: Engine) -> None:
    found = schema_of(engine)
    if found == SCHEMA:
        return
    if found is not None and found > SCHEMA:
        raise NewerStore(
            f"The log has the schema {found}.",
            allowed=f"This version of Backstride knows the schemas up to {SCHEMA}.",
            remedy="Install the version that wrote it, or a later one.",
        )
    migrate(engine, SCHEMA)


def migrate(engine: Engine, schema: str) -> None:
    """Bring a database forward to a schema.

    Parameters
    ----------
    engine
        The database.
    schema
        The number of a migration.
    """
    # Alembic takes a moment to load, which a log that is up to date need not wait for.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    with as_file(files("backstride.store") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                # Two that start at once would both make the tables.
                connection.execute(text("SELECT pg_advisory_xact_lock(5202613)"))
            config.attributes["connection"] = connection
            command.upgrade(config, schema)


@contextmanager
def _writer(engine: Engine, lock: int) -> Iterator[Connection]:
    """A connection in a transaction that writes, while nobody else does.

    Whoever changes something has read it before. If two did that at once, the later one would overwrite what
    the earlier one has just written.
    """
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        try:
            connection.begin()
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_S}s'"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({lock})"))
        except OperationalError as trouble:
            if not _is_busy(trouble.orig):
                raise
            raise StoreBusy(
                f"Another process has been writing to the log for {BUSY_S} s.",
                allowed="One of them at a time changes a log.",
                remedy="Wait until it has ended, and try again.",
            ) from trouble
        yield connection


def _is_busy(trouble: BaseException | None) -> bool:
    """Whether a database only says that somebody else is writing."""
    return (
        getattr(trouble, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
        or getattr(trouble, "sqlstate", None) == LOCK_NOT_AVAILABLE
    )


@contextmanager
def writing(engine: Engine, lock: int = WRITERS) -> Iterator[Connection]:
    """One transaction that writes: all of it is kept, or nothing.

    Parameters
    ----------
    engine
        The database.
    lock
        The number of the lock that writers of the same tables hold in PostgreSQL; in SQLite there is but one.

    Yields
    ------
    Connection
        To write with.

    Raises
    ------
    StoreBusy
        If somebody else writes for too long.
    """
    with _writer(engine, lock) as connection:
        yield connection
        connection.commit()


@contextmanager
def trying(engine: Engine) -> Iterator[Connection]:
    """One transaction of which nothing is kept.

    Parameters
    ----------
    engine
        The database.

    Yields
    ------
    Connection
        To write with.
    """
    with _writer(engine, WRITERS) as connection:
        yield connection  # what nobody commits is taken back


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that reads: it sees the log as it was at one moment.

    Parameters
    ----------
    engine
        The database.

    Yields
    ------
    Connection
        To read with.
    """
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else None
    connection = engine.connect()
    if level is not None:
        connection = connection.execution_options(isolation_level=level)
    with connection, connection.begin():
        yield connection
