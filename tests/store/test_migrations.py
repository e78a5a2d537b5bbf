"""Migrations: from every schema there was, a database comes to the newest one, and nothing of it is lost."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData

from backstride.bout import Travel
from backstride.store.engine import SCHEMA, database_url, migrate, open_engine, schema_of, writing
from backstride.store.figures import Figures
from backstride.store.revision import Revision
from backstride.store.strides import Strides
from backstride.store.tables import athlete, bookkeeping, metadata

VERSIONS = sorted(
    Path(each.name).stem.removeprefix("schema_")
    for each in (files("backstride.store") / "migrations" / "versions").iterdir()
    if each.name.startswith("schema_")
)


BEFORE_DETECTORS = (
    "INSERT INTO athlete (name) VALUES ('me')",
    "INSERT INTO batch (id, athlete, sources, started_at) VALUES (1, 'me', '[]', '2026-04-01 12:00:00')",
    "INSERT INTO original (sha256, size, file_name, format) VALUES ('a', 1, 'run.fit', 'fit')",
    "INSERT INTO activity VALUES ('k', 'me', 1, 'a', true, '{}')",
    (
        "INSERT INTO bout (key, number, start_s, end_s, travel, gait, probability, evidence, duration_s) "
        "VALUES ('k', 1, 0, 60, 'backward', 'run', 0.97, 'workout step', 60)"
    ),
)
"""An activity with a bout, as the third schema has them."""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    """The address of an empty database; None for SQLite in the folder."""
    if request.param == "sqlite":
        return None
    made: Callable[[], str] = request.getfixturevalue("postgres")
    return made()


@pytest.fixture
def empty(address: str | None, tmp_path: Path) -> Engine:
    """A database without any tables."""
    return sqlalchemy.create_engine(database_url(address, tmp_path))


def differences(engine: Engine) -> list[object]:
    """Where the tables of a database are not those of the program."""
    everything = MetaData()
    for table in (*metadata.sorted_tables, *bookkeeping.sorted_tables):
        table.to_metadata(everything)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, everything)
        return found


def test_the_newest_schema_is_that_of_the_last_migration() -> None:
    """A new migration is not forgotten where the program looks for it."""
    assert VERSIONS[-1] == SCHEMA


@pytest.mark.parametrize("version", VERSIONS)
def test_every_schema_is_brought_up_to_date(
    version: str, empty: Engine, address: str | None, tmp_path: Path
) -> None:
    """Whoever has not updated for long keeps their log, and its tables are as the program thinks."""
    migrate(empty, version)
    assert schema_of(empty) == version
    with writing(empty) as connection:
        connection.exec_driver_sql("INSERT INTO athlete (name) VALUES ('me')")
    empty.dispose()
    opened = open_engine(database_url(address, tmp_path))
    assert schema_of(opened) == SCHEMA
    assert differences(opened) == []
    with opened.connect() as connection:
        assert list(connection.execute(sqlalchemy.select(athlete.c.name)).scalars()) == ["me"]
        assert Revision(connection).number() == 0
    opened.dispose()


def test_bouts_from_before_detectors_stay(empty: Engine, address: str | None, tmp_path: Path) -> None:
    """They say as much as they said: of what nobody looked for, nothing is known."""
    migrate(empty, "0003")
    with writing(empty) as connection:
        for statement in BEFORE_DETECTORS:
            connection.exec_driver_sql(statement)
    empty.dispose()
    opened = open_engine(database_url(address, tmp_path))
    with opened.connect() as connection:
        (bout,) = Figures(connection).bouts_of("k")
        assert (bout.travel, bout.evidence, bout.probability) == (Travel.BACKWARD, "workout step", 0.97)
        assert (bout.posterior, bout.detector) == (None, None)
        assert Strides(connection).of("me") == {}
    opened.dispose()


def test_tables_that_differ_are_seen(empty: Engine) -> None:
    """The comparison finds a column that no migration makes, and one that is of another kind."""
    migrate(empty, SCHEMA)
    with writing(empty) as connection:
        connection.exec_driver_sql("ALTER TABLE athlete ADD COLUMN shoe_size INTEGER")
        connection.exec_driver_sql("DROP TABLE effort")
    assert len(differences(empty)) == 2
    empty.dispose()
