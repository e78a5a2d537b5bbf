"""Rows of the tables as lines of JSON, which any program can read, and back, as untrusted input."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, String, Table, select
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.types import TypeEngine

from backstride.errors import DamagedFile
from backstride.store.statements import Row, Statements
from backstride.store.tables import Moment

AT_A_TIME: Final = 500
"""So many rows are in memory. [-]"""
LARGEST_INTEGER: Final = 2**31 - 1
_NOT_A_ROW: Final = (LookupError, TypeError, ValueError, ArithmeticError, RecursionError)


def rows_of(connection: Connection, table: Table) -> Iterator[Row]:
    """All rows of a table in the order of its key, however many, without holding them in memory.

    Parameters
    ----------
    connection
        In a transaction.
    table
        The table.

    Yields
    ------
    dict
        A row.
    """
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_A_TIME)
    yield from (dict(row) for row in connection.execute(query).mappings())


def line_of(row: Mapping[str, Any]) -> bytes:
    """A row as a line of JSON; days and moments as ISO 8601 writes them, moments in UTC.

    Parameters
    ----------
    row
        The row.

    Returns
    -------
    bytes
        The line, with its end.
    """
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False, default=_iso)
    return text.encode() + b"\n"


def _iso(value: date | datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def row_of(table: Table, line: bytes) -> Row:
    """The row that a line of JSON holds.

    Parameters
    ----------
    table
        The table that it is of.
    line
        From `line_of`, or from anybody.

    Returns
    -------
    dict
        A value for each column.

    Raises
    ------
    DamagedFile
        If it is no row of the table.
    """
    try:
        found = json.loads(line, parse_constant=_no_number)
        return {column.name: _value(column, value) for column, value in _columns(table, found)}
    except _NOT_A_ROW as trouble:
        raise bad_row(table, line, trouble) from trouble


def bad_row(table: Table, line: bytes, trouble: Exception) -> DamagedFile:
    """The trouble of a line that is no row.

    Parameters
    ----------
    table
        The table that it should be of.
    line
        The line.
    trouble
        What is wrong with it.

    Returns
    -------
    DamagedFile
        To be raised.
    """
    shown = ascii(line[:60].decode(errors="replace"))
    return DamagedFile(
        f"A row of the table {table.name} cannot be: {trouble} ({shown}).",
        allowed="An export holds the rows that Backstride wrote.",
        remedy="Restore another export. One that somebody changed cannot be restored.",
    )


def _columns(table: Table, found: Any) -> Iterator[tuple[Column[Any], Any]]:  # noqa: ANN401 - whatever JSON can hold
    """The columns of a table, each with what was found for it."""
    if not isinstance(found, dict) or found.keys() != set(table.c.keys()):
        raise ValueError("its columns are not those of the table")
    for column in table.c:
        yield column, found[column.name]


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _value(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A value as the database takes it."""
    if value is None:
        if not column.nullable:
            raise ValueError(f"{column.name} is missing")
        return None
    kind = column.type
    if isinstance(kind, Moment):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(f"{column.name} has no time zone")
        return moment.astimezone(UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, JSON):
        _check_texts(value)
        return value
    return _plain(column.name, kind, value)


def _plain(name: str, kind: TypeEngine[Any], value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    fits = isinstance(value, str) and isinstance(kind, String)
    if isinstance(value, bool):
        fits = isinstance(kind, Boolean)
    elif isinstance(value, int):
        fits = isinstance(kind, Integer) and abs(value) <= LARGEST_INTEGER
    if not fits:
        raise TypeError(f"{name} is {value!a:.40}")
    _check_texts(value)
    if isinstance(kind, String) and kind.length is not None and len(value) > kind.length:
        raise ValueError(f"{name} is longer than {kind.length} letters")
    return value


def _check_texts(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Refuse texts that no database takes: with a zero in them, or that are no text."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("a text holds the character 0")
        value.encode()  # halves of characters are a ValueError, too
    elif isinstance(value, list):
        for each in value:
            _check_texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            _check_texts(name)
            _check_texts(each)


def put_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put rows into a table.

    Parameters
    ----------
    connection
        In a transaction.
    table
        The table.
    rows
        From `row_of`.

    Raises
    ------
    DamagedFile
        If the database does not take them: two have one key, or one refers to what is not there.
    """
    try:
        Statements(connection).insert(table, list(rows))
    except (DBAPIError, StatementError) as trouble:
        raise DamagedFile(
            f"The rows of the table {table.name} do not fit: {_first_line(trouble)}.",
            allowed="Each row has a key of its own, and what it refers to is in the export.",
            remedy="Restore another export. One that somebody changed cannot be restored.",
        ) from trouble


def _first_line(trouble: StatementError) -> str:
    return str(trouble.orig or trouble).strip().splitlines()[0]
