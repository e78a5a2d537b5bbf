"""The table of a sensor log: where it begins, how its cells are divided, and its columns as numbers."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from backstride.errors import DamagedFile, TooLarge
from backstride.formats.content import as_utf8
from backstride.formats.sensor_columns import Quantity, SensorColumns, sensors
from backstride.recording import FloatArray

MOST_ROWS: Final = 2_000_000
"""Five and a half hours at 100 samples a second. [-]"""
MOST_COLUMNS: Final = 500
"""A line of more cells is no row of a sensor log. [-]"""
LONGEST_HEAD: Final = 65_536
"""Headings that stand later than this are not found. [B]"""
MOST_HEAD_LINES: Final = 200
"""The longest known prologue, of GENEActiv, has a hundred lines. [-]"""

_DELIMITERS: Final = ("\t", ";", ",")
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*")
_NUMBER: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_A_NUMBER: Final = re.compile(_NUMBER.replace(r"\.", "[.,]"))
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
_TIME_OF_DAY: Final = re.compile(r"\d{1,2}:\d{2}:\d{2}")
_NOTHING: Final = ["", "NaN", "nan", "NAN", "null", "NULL", "None", "N/A", "n/a", "NA", "-", "inf", "-inf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorTable:
    """A table of numbers under headings, not parsed yet."""

    text: bytes
    """The whole file as UTF-8."""
    begins_at: int
    """Where the first row of numbers begins. [B]"""
    delimiter: str
    decimal_point: str
    width: int
    """How many cells a row has."""
    headings: tuple[str, ...]
    """Empty where the table has none; units that stand in a row of their own are joined to them."""
    prologue: str
    """What stands above the table."""
    example: tuple[str, ...]
    """The cells of the first row."""
    sensors: tuple[SensorColumns, ...]
    """The sensors that the headings name."""

    def is_written_time(self, at: int) -> bool:
        """Whether a column holds times as people write them, rather than numbers.

        Parameters
        ----------
        at
            Where the column stands.

        Returns
        -------
        bool
            As its first cell tells.
        """
        return _TIME_OF_DAY.search(self.example[at]) is not None

    def numbers(self, wanted: Sequence[int]) -> FloatArray:
        """Some columns as numbers.

        Parameters
        ----------
        wanted
            Where they stand.

        Returns
        -------
        FloatArray
            Shape (rows, columns wanted), NaN where a cell holds no number.

        Raises
        ------
        DamagedFile
            If the rows cannot be told apart.
        """
        import pyarrow as pa  # noqa: PLC0415 (takes a moment to load, and only sensor logs need it)

        try:
            columns = _parsed(self, wanted, as_text=False)
        except pa.ArrowInvalid:
            columns = [_lenient(column, self.decimal_point) for column in _parsed(self, wanted, as_text=True)]
        found = np.empty((len(columns[0]), len(columns)))
        for at, column in enumerate(columns):
            found[:, at] = column.to_numpy(zero_copy_only=False)
        found[~np.isfinite(found)] = np.nan
        return found

    def texts(self, at: int) -> Any:  # noqa: ANN401 (an array of Arrow, which has no types)
        """A column as it is written.

        Parameters
        ----------
        at
            Where it stands.

        Returns
        -------
        pyarrow.Array
            The cells, as strings.

        Raises
        ------
        DamagedFile
            If the rows cannot be told apart.
        """
        return _parsed(self, [at], as_text=True)[0]


def find_table(data: bytes) -> SensorTable | None:
    """The table in a file, if there is one.

    Parameters
    ----------
    data
        The file: text with commas, semicolons or tabs, in any of the usual encodings.

    Returns
    -------
    SensorTable or None
        None where no line looks like headings of a motion sensor, or like a row of its numbers.

    Raises
    ------
    TooLarge
        If it has more than `MOST_ROWS` rows.
    DamagedFile
        If commas divide cells and whole from fraction alike.
    """
    text = _whole_characters(as_utf8(data))
    if (rows := text.count(b"\n")) > MOST_ROWS:
        raise TooLarge(
            f"The sensor log has {rows:,} rows.",
            allowed=f"At most {MOST_ROWS:,} rows are read, over five hours at 100 samples a second.",
            remedy="Cut it into parts, or record at a lower rate.",
        )
    lines = list(_head_lines(text))
    delimiters = next((found[1] for line in lines[:2] if (found := _SEPARATOR_LINE.fullmatch(line))), None)
    for number, line in enumerate(lines):
        for delimiter in _DELIMITERS if delimiters is None else (delimiters,):
            cells = _cells(line, delimiter)
            if len(cells) >= 3 and sensors(cells):
                return _table(text, lines, number, delimiter)
    return _bare_table(text, lines)


def _whole_characters(text: bytes) -> bytes:
    """The same text, its broken characters replaced."""
    if text.isascii():
        return text
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode(errors="replace").encode()
    return text


def _head_lines(text: bytes) -> Iterator[str]:
    head = text[:LONGEST_HEAD]
    lines = head.split(b"\n")
    if len(text) > LONGEST_HEAD:
        lines.pop()  # it may be cut in the middle
    for line in lines[:MOST_HEAD_LINES]:
        yield line.decode("utf-8", errors="replace").rstrip("\r")


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    if not 0 < line.count(delimiter) <= MOST_COLUMNS:
        return (line.strip(),)
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return (line.strip(),)


def _table(text: bytes, lines: Sequence[str], number: int, delimiter: str) -> SensorTable | None:
    """The table whose headings stand on a line."""
    headings = _cells(lines[number], delimiter)
    first = _first_row(lines, number + 1)
    if first is not None and not _has_numbers(cells := _cells(lines[first], delimiter)):
        # A row of units, or of words, between the headings and the numbers.
        headings = tuple(
            f"{name} ({unit})" if unit else name for name, unit in zip(headings, cells, strict=False)
        )
        first = _first_row(lines, first + 1)
    if first is None:
        return None
    example = _cells(lines[first], delimiter)
    _check_commas(headings, example, delimiter)
    return SensorTable(
        text=text,
        begins_at=_start_of(text, first),
        delimiter=delimiter,
        decimal_point=_decimal_point(example),
        width=len(example),
        headings=headings,
        prologue="\n".join(lines[:number]),
        example=example,
        sensors=tuple(each for each in sensors(headings) if max(*each.axes, each.time or 0) < len(example)),
    )


def _bare_table(text: bytes, lines: Sequence[str]) -> SensorTable | None:
    """The table of a log without headings: its first line that holds nothing but numbers, and a time."""
    for number, line in enumerate(lines):
        for delimiter in _DELIMITERS:
            cells = _cells(line, delimiter)
            has_numbers = len(cells) >= 3 and all(_A_NUMBER.fullmatch(cell) for cell in cells[1:])
            if has_numbers and (_A_NUMBER.fullmatch(cells[0]) or _TIME_OF_DAY.search(cells[0])):
                return SensorTable(
                    text=text,
                    begins_at=_start_of(text, number),
                    delimiter=delimiter,
                    decimal_point=_decimal_point(cells),
                    width=len(cells),
                    headings=(),
                    prologue="\n".join(lines[:number]),
                    example=cells,
                    sensors=_bare_sensors(len(cells), has_prologue=number > 0),
                )
    return None


def _bare_sensors(width: int, *, has_prologue: bool) -> tuple[SensorColumns, ...]:
    """What unnamed columns are: a time, the accelerations, and of seven the rotations too."""
    if width == 3:
        return (SensorColumns(quantity=Quantity.ACCELERATION, axes=(0, 1, 2), word=""),)
    acceleration = SensorColumns(quantity=Quantity.ACCELERATION, axes=(1, 2, 3), word="", time=0)
    if width != 7 or has_prologue:
        return (acceleration,)
    return acceleration, replace(acceleration, quantity=Quantity.ROTATION, axes=(4, 5, 6))


def _first_row(lines: Sequence[str], after: int) -> int | None:
    """The next line with anything on it."""
    return next((at for at in range(after, len(lines)) if lines[at].strip(" ,;\t")), None)


def _has_numbers(cells: Sequence[str]) -> bool:
    return any(_A_NUMBER.fullmatch(cell) or _TIME_OF_DAY.search(cell) for cell in cells)


def _start_of(text: bytes, line: int) -> int:
    at = 0
    for _ in range(line):
        at = text.index(b"\n", at) + 1
    return at


def _decimal_point(cells: Sequence[str]) -> str:
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells) else "."


def _check_commas(headings: Sequence[str], example: Sequence[str], delimiter: str) -> None:
    """Refuse a table in which a comma may be either."""
    if delimiter == "," and len(example) >= 2 * len(headings) - 1 > 4:
        raise DamagedFile(
            f"The rows of the table have {len(example)} cells under {len(headings)} headings: "
            "it seems that commas divide the cells, and whole from fraction too.",
            allowed="Where numbers have decimal commas, semicolons or tabs divide the cells.",
            remedy="Export it again with semicolons, tabs or decimal points, as the app offers.",
        )


def _parsed(table: SensorTable, wanted: Sequence[int], *, as_text: bool) -> list[Any]:
    """Some columns of the rows that have as many cells as the first."""
    import pyarrow as pa  # noqa: PLC0415 (see above)
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 (see above)

    names = [f"c{at}" for at in range(table.width)]
    wanted_names = [names[at] for at in wanted]
    kind = pa.string() if as_text else pa.float64()
    content = pa.py_buffer(memoryview(table.text)[table.begins_at :])
    try:
        found = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=table.delimiter, invalid_row_handler=lambda _: "skip"
            ),
            convert_options=arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(dict.fromkeys(wanted_names), kind),
                include_columns=list(dict.fromkeys(wanted_names)),
                null_values=_NOTHING,
                decimal_point=table.decimal_point,
            ),
        )
    except pa.ArrowInvalid as trouble:
        if not as_text and "conversion error" in str(trouble):
            raise
        raise DamagedFile(
            "The rows of the sensor log cannot be told apart.",
            allowed="A table has a row for each sample, and quotation marks in pairs.",
            remedy="Export it again as CSV.",
        ) from trouble
    return [found.column(name).combine_chunks() for name in wanted_names]


def _lenient(column: Any, decimal_point: str) -> Any:  # noqa: ANN401 (arrays of Arrow, which has no types)
    """Texts as numbers, missing where they are none."""
    import pyarrow as pa  # noqa: PLC0415 (see above)
    from pyarrow import compute  # noqa: PLC0415 (see above)

    plain = compute.utf8_trim_whitespace(column)
    if decimal_point != ".":
        plain = compute.replace_substring(plain, decimal_point, ".")
    is_number = compute.match_substring_regex(plain, f"^{_NUMBER}$")
    return compute.if_else(is_number, plain, pa.scalar(None, pa.string())).cast(pa.float64())
