"""From messages to values: columns of many messages at once, or a few fields of each.

A sentinel that stands for "invalid" becomes missing here, at the door. Nothing downstream knows it.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.formats.fit.walk import Field, Group, Layout, Part
from backstride.recording import FloatArray

Scalar = int | float | str | tuple[Any, ...] | None
"""A decoded value; an array field is a tuple with None where invalid, or None if all of it is."""


@dataclass(frozen=True, slots=True)
class BaseType:
    """How a value is stored, by the number that the FIT protocol gives it."""

    name: str
    code: str
    """For `struct`; NumPy understands the same letters with a byte order before them."""
    size: int
    invalid: int | None
    """The sentinel; None where no value is one."""


MOST_ROWS: Final = 50_000
"""Laps, events and steps beyond these are damage: each becomes a value of Python's, and a small file
could ask for millions. [-]"""

STRING: Final = 7
BYTE: Final = 13

BASE_TYPES: Final = (
    BaseType("enum", "B", 1, 0xFF),
    BaseType("sint8", "b", 1, 0x7F),
    BaseType("uint8", "B", 1, 0xFF),
    BaseType("sint16", "h", 2, 0x7FFF),
    BaseType("uint16", "H", 2, 0xFFFF),
    BaseType("sint32", "i", 4, 0x7FFF_FFFF),
    BaseType("uint32", "I", 4, 0xFFFF_FFFF),
    BaseType("string", "s", 1, None),
    BaseType("float32", "f", 4, None),
    BaseType("float64", "d", 8, None),
    BaseType("uint8z", "B", 1, 0),
    BaseType("uint16z", "H", 2, 0),
    BaseType("uint32z", "I", 4, 0),
    BaseType("byte", "B", 1, 0xFF),
    BaseType("sint64", "q", 8, 0x7FFF_FFFF_FFFF_FFFF),
    BaseType("uint64", "Q", 8, 0xFFFF_FFFF_FFFF_FFFF),
    BaseType("uint64z", "Q", 8, 0),
)


@lru_cache(maxsize=4096)
def base_type(number: int, size: int) -> BaseType:
    """The type of a field; a type that is unknown, or does not divide the field's size, is bytes.

    Parameters
    ----------
    number
        The type's number in the definition.
    size
        The field's size. [bytes]

    Returns
    -------
    BaseType
        The type to read it as.
    """
    code = number & 0x1F
    return BASE_TYPES[code] if _is_whole(code, size) else BASE_TYPES[BYTE]


def _is_whole(code: int, size: int) -> bool:
    """Whether the type is known and the size a multiple of its own."""
    return code < len(BASE_TYPES) and size % BASE_TYPES[code].size == 0


@lru_cache(maxsize=1024)
def without_numbers(layout: Layout) -> frozenset[int]:
    """The native fields of a layout that hold no numbers: texts, and values cut in the middle.

    Parameters
    ----------
    layout
        The layout.

    Returns
    -------
    frozenset
        The numbers of these fields.
    """
    return frozenset(
        number
        for number, field in layout.fields.items()
        if field.base_type & 0x1F == STRING or not _is_whole(field.base_type & 0x1F, field.size)
    )


@lru_cache(maxsize=4096)
def _column_type(code: str, byte_order: str) -> np.dtype[Any]:
    return np.dtype(byte_order + code)


def _text(raw: bytes) -> str | None:
    """The text up to its first zero byte; None if there is none."""
    return raw.split(b"\0", 1)[0].decode("utf-8", errors="replace") or None


class _Block:
    """The bytes of a group's messages, laid so that a field is a strided view."""

    __slots__ = ("buffer", "count", "start", "stride")

    def __init__(self, data: bytes, group: Group) -> None:
        offsets = np.frombuffer(group.offsets, dtype=np.int64)
        size = group.size
        self.count = len(offsets)
        stride = int(offsets[1] - offsets[0]) if self.count > 1 else size
        if int(offsets[-1] - offsets[0]) == stride * (self.count - 1) and (np.diff(offsets) == stride).all():
            self.buffer: Any = data
            self.start = int(offsets[0])
            self.stride = stride
        else:
            every = np.ndarray(len(data) - size + 1, dtype=f"V{size}", buffer=data, strides=(1,))
            self.buffer = every[offsets]
            self.start = 0
            self.stride = size

    def column(self, layout: Layout, field: Field, kind: BaseType) -> NDArray[Any]:
        """The raw values of a field, shape (n,) or (n, k); a view."""
        dtype = _column_type(kind.code, layout.byte_order)
        length = field.size // kind.size
        start = self.start + field.offset
        if length == 1:
            return np.ndarray(self.count, dtype, self.buffer, start, (self.stride,))
        return np.ndarray((self.count, length), dtype, self.buffer, start, (self.stride, kind.size))


def _numbers(raw: NDArray[Any], kind: BaseType) -> FloatArray:
    """Raw numbers as floats, NaN where invalid."""
    with np.errstate(invalid="ignore"):  # a damaged float may be a NaN that signals; it is missing too
        values: FloatArray = raw.astype(np.float64)
    if kind.invalid is not None:
        invalid = raw == kind.invalid
        if kind.name == "byte" and raw.ndim == 2:
            # Bytes that belong together are missing together; one of them may well be 255.
            invalid[:] = invalid.all(axis=1, keepdims=True)
        if invalid.any():
            values[invalid] = np.nan
    elif kind.code in "fd":
        values[~np.isfinite(values)] = np.nan
    return values


class Table:
    """All messages of one number in a part, in the order of the file."""

    def __init__(self, part: Part, message_number: int) -> None:
        self.part = part
        self.groups = part.groups.get(message_number, [])
        self.count = sum(len(group.offsets) for group in self.groups)
        self._blocks: dict[int, _Block] = {}
        self._places: list[NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return self.count

    @property
    def field_numbers(self) -> tuple[int, ...]:
        """The numbers of all native fields, ascending."""
        return tuple(sorted({number for group in self.groups for number in group.layout.fields}))

    @property
    def developer_keys(self) -> tuple[tuple[int, int], ...]:
        """Developer index and number of all developer fields, ascending."""
        return tuple(
            sorted(
                {(field.base_type, field.number) for g in self.groups for field in g.layout.developer_fields}
            )
        )

    def positions(self) -> NDArray[np.int64]:
        """Where the messages stand in the file, ascending, shape (n,)."""
        return np.sort(np.concatenate([np.frombuffer(g.offsets, dtype=np.int64) for g in self.groups]))

    def places(self) -> list[NDArray[np.int64]]:
        """For each group, which rows of the table its messages are."""
        if self._places is None:
            offsets = [np.frombuffer(group.offsets, dtype=np.int64) for group in self.groups]
            if len(offsets) == 1:
                self._places = [np.arange(self.count)]
            else:
                every = np.sort(np.concatenate(offsets))
                self._places = [np.searchsorted(every, some) for some in offsets]
        return self._places

    def _block(self, index: int) -> _Block:
        """The bytes of a group's messages."""
        block = self._blocks.get(index)
        if block is None:
            block = self._blocks[index] = _Block(self.part.data, self.groups[index])
        return block

    def numbers(self, field_number: int, *, scale: float = 1.0, offset: float = 0.0) -> FloatArray | None:
        """A native field as a column; the first element where it is an array.

        Parameters
        ----------
        field_number
            The field.
        scale
            What the stored integers are divided by.
        offset
            What is taken off after that.

        Returns
        -------
        FloatArray or None
            The values in the field's unit, shape (n,), NaN where missing; None if no message has
            the field, or what it holds is no number.
        """
        column: FloatArray | None = None
        for index, group in enumerate(self.groups):
            field = group.layout.fields.get(field_number)
            if field is None or field_number in without_numbers(group.layout):
                continue
            kind = base_type(field.base_type, field.size)
            raw = self._block(index).column(group.layout, field, kind)
            values = _numbers(raw if raw.ndim == 1 else raw[:, 0], kind)
            if len(self.groups) == 1:
                column = values
            else:
                if column is None:
                    column = np.full(self.count, np.nan)
                column[self.places()[index]] = values
        if column is not None:
            if scale != 1.0:
                column /= scale
            if offset != 0.0:
                column -= offset
        return column

    def column(self, field_number: int, *, scale: float = 1.0, offset: float = 0.0) -> NDArray[Any]:
        """A native field whatever it holds: numbers, arrays of numbers, or text.

        Parameters
        ----------
        field_number
            The field.
        scale
            What stored numbers are divided by.
        offset
            What is taken off after that.

        Returns
        -------
        NDArray
            Shape (n,) or (n, k); NaN or an empty text where missing.
        """
        found = [
            (index, group.layout, field, base_type(field.base_type, field.size))
            for index, group in enumerate(self.groups)
            if (field := group.layout.fields.get(field_number)) is not None
        ]
        values = self._gathered(found)
        return values if values.dtype.kind != "f" else values / scale - offset

    def developer_column(
        self, key: tuple[int, int], type_number: int, *, scale: float = 1.0, offset: float = 0.0
    ) -> NDArray[Any]:
        """A developer field, as its description says to read it.

        Parameters
        ----------
        key
            Developer index and field number.
        type_number
            The base type in the field's description.
        scale
            What stored numbers are divided by.
        offset
            What is taken off after that.

        Returns
        -------
        NDArray
            Shape (n,) or (n, k); NaN or an empty text where missing.
        """
        found = [
            (index, group.layout, field, base_type(type_number, field.size))
            for index, group in enumerate(self.groups)
            for field in group.layout.developer_fields
            if (field.base_type, field.number) == key
        ]
        values = self._gathered(found)
        return values if values.dtype.kind != "f" else values / scale - offset

    def _gathered(self, found: Sequence[tuple[int, Layout, Field, BaseType]]) -> NDArray[Any]:
        """The values of a field over all groups that have it."""
        if any(kind.code == "s" for _, _, _, kind in found):
            texts = np.full(self.count, "", dtype=object)
            for index, _, field, _ in found:
                offsets = self.groups[index].offsets
                texts[self.places()[index]] = [
                    _text(self.part.data[at + field.offset : at + field.offset + field.size]) or ""
                    for at in offsets
                ]
            return texts
        width = max((field.size // kind.size for _, _, field, kind in found), default=1)
        values = np.full((self.count, width), np.nan)
        for index, layout, field, kind in found:
            raw = self._block(index).column(layout, field, kind).reshape(self._block(index).count, -1)
            values[self.places()[index], : raw.shape[1]] = _numbers(raw, kind)
        return values[:, 0] if width == 1 else values

    def rows(self, *wanted: int) -> list[dict[int, Scalar]]:
        """Some fields of each message as plain values, for messages of which there are few.

        Parameters
        ----------
        wanted
            The fields.

        Returns
        -------
        list
            For each message the fields it has, by number, up to `MOST_ROWS`; invalid values are left
            out.
        """
        data = self.part.data
        last = self._last_row()
        rows = [
            (offset, read.row(data, offset))
            for group in self.groups
            for read in (_row_reader(group.layout, wanted),)
            for offset in group.offsets
            if offset <= last
        ]
        if len(self.groups) > 1:
            rows.sort(key=itemgetter(0))
        return [row for _, row in rows]

    def _last_row(self) -> int:
        """Where the last message stands that is still read as a row."""
        if self.count <= MOST_ROWS:
            return len(self.part.data)
        return int(self.positions()[MOST_ROWS - 1])


@dataclass(frozen=True, slots=True)
class _RowReader:
    """Reads the wanted fields of a layout's messages, all with one structure."""

    structure: struct.Struct
    fields: tuple[tuple[int, int, BaseType], ...]
    """Number, how many values, and type of each field, in the order of the message."""

    def row(self, data: bytes, offset: int) -> dict[int, Scalar]:
        """The fields of one message; invalid values are left out."""
        values = self.structure.unpack_from(data, offset)
        row: dict[int, Scalar] = {}
        at = 0
        for number, count, kind in self.fields:
            value = values[at] if count == 1 else values[at : at + count]
            at += count
            if kind.invalid is None or count > 1:
                value = _value(value, kind)
            elif value == kind.invalid:
                continue
            if value is not None:
                row[number] = value
        return row


@lru_cache(maxsize=4096)
def _row_reader(layout: Layout, wanted: tuple[int, ...]) -> _RowReader:
    """How to read the wanted fields of a layout."""
    code = layout.byte_order
    end = 0
    fields = []
    for field in sorted((f for n in wanted if (f := layout.fields.get(n))), key=lambda field: field.offset):
        is_text = field.base_type & 0x1F == STRING
        if not is_text and field.number in without_numbers(layout):
            continue
        kind = base_type(field.base_type, field.size)
        count = 1 if is_text else field.size // kind.size
        code += f"{field.offset - end}x{field.size // kind.size}{kind.code}"
        end = field.offset + field.size
        fields.append((field.number, count, kind))
    return _RowReader(struct.Struct(code), tuple(fields))


def _value(raw: Any, kind: BaseType) -> Scalar:  # noqa: ANN401 (a number, several, or bytes of text)
    """A text, a float, or the values of an array; None where invalid."""
    if kind.code == "s":
        return _text(raw)
    if not isinstance(raw, tuple):
        return raw if math.isfinite(raw) else None
    if kind.invalid is None:
        raw = tuple(item if math.isfinite(item) else None for item in raw)
    elif kind.invalid in raw and (kind.name != "byte" or raw.count(kind.invalid) == len(raw)):
        # Bytes that belong together are missing together; one of them may well be 255.
        raw = tuple(None if item == kind.invalid else item for item in raw)
    return None if raw.count(None) == len(raw) else raw
