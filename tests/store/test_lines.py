"""Rows as lines of JSON: what goes out comes back, and what nobody wrote is refused."""

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table

from backstride.errors import DamagedFile
from backstride.store.lines import LARGEST_INTEGER, line_of, row_of
from backstride.store.tables import PRIMARY, Moment, athlete

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def values_of(column: Column[Any]) -> st.SearchStrategy[Any]:
    """What may stand in a column."""
    kind = column.type
    values: st.SearchStrategy[Any] = TEXTS
    if isinstance(kind, Moment):
        values = st.datetimes(timezones=st.just(UTC))
    elif isinstance(kind, Date):
        values = st.dates()
    elif isinstance(kind, Boolean):
        values = st.booleans()
    elif isinstance(kind, Integer):
        values = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    elif isinstance(kind, JSON):
        values = ANYTHING.filter(lambda value: value is not None)
    elif isinstance(kind, String) and kind.length is not None:
        values = TEXTS.map(lambda text: text[: kind.length])
    return values | st.none() if column.nullable else values


@pytest.mark.parametrize("table", PRIMARY, ids=lambda table: table.name)
@given(data=st.data())
def test_a_row_comes_back_from_its_line(table: Table, data: st.DataObject) -> None:
    """Days, moments, texts in any alphabet and numbers to the last bit."""
    row = data.draw(st.fixed_dictionaries({column.name: values_of(column) for column in table.c}))
    line = line_of(row)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert row_of(table, line) == row


@given(st.binary(max_size=60) | ANYTHING.map(lambda value: line_of({"name": value})))
def test_whatever_stands_in_a_line_is_a_row_or_refused(line: bytes) -> None:
    """Nobody's file ends the program by a bug."""
    with suppress(DamagedFile):
        assert row_of(athlete, line).keys() == {"name", "birth_year", "sex"}


def test_days_and_moments_are_written_as_iso_says() -> None:
    """Any program reads them."""
    row = {"day": date(2026, 4, 1), "at": datetime(2026, 4, 1, 5, 30, tzinfo=UTC), "name": "é"}
    assert line_of(row) == '{"at": "2026-04-01T05:30:00Z", "day": "2026-04-01", "name": "é"}\n'.encode()
