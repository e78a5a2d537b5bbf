"""Tables of an export: text in rows, under limits."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from backstride.errors import DamagedFile, EmptyFile, TooLarge
from backstride.formats.content import as_utf8

LARGEST_TABLE: Final = 32_000_000
"""A table of a lifetime stays below this. [B]"""
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 500

_SEPARATORS: Final = (",", ";", "\t")


def table_rows(data: bytes) -> Iterator[list[str]]:
    """The rows of a table that hold anything.

    Parameters
    ----------
    data
        The file: text with commas, semicolons or tabs, in any of the usual encodings.

    Yields
    ------
    list of str
        The cells of a row, without blanks around them; the headings first.

    Raises
    ------
    EmptyFile
        If it holds no row.
    TooLarge
        If it is larger than `LARGEST_TABLE`, or has more than `MOST_ROWS` rows.
    DamagedFile
        Where a row cannot be read: a quotation mark is not closed, or it has too many cells.
    """
    if len(data) > LARGEST_TABLE:
        raise _too_large(f"{len(data) // 1_000_000} MB")
    text = io.TextIOWrapper(io.BytesIO(as_utf8(data)), encoding="utf-8-sig", errors="replace", newline="")
    first = text.readline()
    text.seek(0)
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(_lines(text, separator), delimiter=separator)
    number = 0
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                number += 1
                if number > MOST_ROWS:
                    raise _too_large(f"more than {MOST_ROWS} rows")
                yield cells
    except csv.Error as error:
        raise _damaged(f"line {rows.line_num} cannot be read") from error
    if number == 0:
        raise EmptyFile(
            "The table is empty.",
            allowed="A table holds at least its headings.",
            remedy="Ask for the export again.",
        )


def _lines(text: io.TextIOWrapper, separator: str) -> Iterator[str]:
    """The lines of a table, none of which would fill the memory with empty cells."""
    for number, line in enumerate(text, 1):
        if line.count(separator) > MOST_COLUMNS:
            raise _damaged(f"line {number} has more than {MOST_COLUMNS} cells")
        yield line


def _damaged(fault: str) -> DamagedFile:
    """The refusal of the rest of a table."""
    return DamagedFile(
        f"The table is damaged: {fault}.",
        allowed="A table of an export has one row for each line, and text in quotation marks.",
        remedy="Ask for the export again; the recordings can be imported without the table.",
    )


def _too_large(found: str) -> TooLarge:
    """The refusal of a table."""
    return TooLarge(
        f"The table has {found}.",
        allowed=f"A table may have {LARGEST_TABLE // 1_000_000} MB and {MOST_ROWS} rows.",
        remedy="Check that it is a table of activities.",
    )
