"""FIT files, bit by bit: messages in, bytes out, sound ones and deliberately odd ones.

Three steps one can stop at: `encode_definition` and `encode_data` write one record, `encode` writes
the records of many messages with the definitions they need, `fit_file` puts header and checksum
around them. A chained file is two files one after the other.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum
from typing import Final

from backstride.errors import InvalidValue
from backstride.formats.fit import profile
from backstride.formats.fit.checksum import checksum

DEVELOPMENT: Final = 255
"""The manufacturer id set aside for products in development."""


LARGEST_FIELD: Final = 255
"""What a definition can state as the size of a field. [bytes]"""


class BaseType(IntEnum):
    """How a field's bytes are to be read, by the number a FIT file gives it."""

    ENUM = 0x00
    SINT8 = 0x01
    UINT8 = 0x02
    SINT16 = 0x83
    UINT16 = 0x84
    SINT32 = 0x85
    UINT32 = 0x86
    STRING = 0x07
    FLOAT32 = 0x88
    FLOAT64 = 0x89
    UINT8Z = 0x0A
    UINT16Z = 0x8B
    UINT32Z = 0x8C
    BYTE = 0x0D
    SINT64 = 0x8E
    UINT64 = 0x8F
    UINT64Z = 0x90


_CODES: Final = {
    BaseType.ENUM: "B",
    BaseType.SINT8: "b",
    BaseType.UINT8: "B",
    BaseType.SINT16: "h",
    BaseType.UINT16: "H",
    BaseType.SINT32: "i",
    BaseType.UINT32: "I",
    BaseType.STRING: "B",
    BaseType.FLOAT32: "f",
    BaseType.FLOAT64: "d",
    BaseType.UINT8Z: "B",
    BaseType.UINT16Z: "H",
    BaseType.UINT32Z: "I",
    BaseType.BYTE: "B",
    BaseType.SINT64: "q",
    BaseType.UINT64: "Q",
    BaseType.UINT64Z: "Q",
}

_ZERO_IS_MISSING: Final = {
    BaseType.STRING,
    BaseType.UINT8Z,
    BaseType.UINT16Z,
    BaseType.UINT32Z,
    BaseType.UINT64Z,
}


def _sentinel(base_type: BaseType) -> bytes:
    """What stands for a missing value, in little-endian order."""
    size = struct.calcsize("<" + _CODES[base_type])
    if base_type in _ZERO_IS_MISSING:
        return bytes(size)
    is_signed = _CODES[base_type] in "bhiq"
    return b"\xff" * (size - 1) + (b"\x7f" if is_signed else b"\xff")


SENTINELS: Final = {base_type: _sentinel(base_type) for base_type in BaseType}
"""The bytes of a missing value, in little-endian order, by base type."""

Number = int | float | None
Value = Number | str | bytes | tuple[Number, ...]


class Crc(Enum):
    """What to write where a checksum belongs."""

    GOOD = "good"
    ZERO = "zero"
    """Allowed in the header: not computed."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class FitField:
    """One field of a message, as it will stand in the file, before scale and offset.

    A number is one value, a tuple is an array, None is the sentinel for missing, a text is UTF-8 that
    ends with a NUL, and bytes are written as they are, of whatever size and whatever the base type.
    """

    number: int
    base_type: BaseType
    value: Value
    size: int | None = None
    """Fill up with NULs to this many bytes, so that texts of several lengths share a definition."""


@dataclass(frozen=True, slots=True)
class DeveloperField:
    """One field that an app on the device defined, by a `field_description`."""

    index: int
    """The developer data index of the app."""
    number: int
    base_type: BaseType
    value: Value
    size: int | None = None


@dataclass(frozen=True, slots=True)
class FitMessage:
    """A message: its global number and its fields in order."""

    number: int
    fields: tuple[FitField, ...]
    developer: tuple[DeveloperField, ...] = ()
    local: int | None = None
    """The local type, 0 to 15; None leaves the choice to `encode`."""
    time_offset_s: int | None = None
    """Where given, the record has a compressed timestamp: the low five bits of its time. [s]"""


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """What a definition says of one field."""

    number: int
    size: int
    base_type: int
    """For a developer field the developer data index stands here."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a definition says: messages with equal layouts share it."""

    number: int
    fields: tuple[FieldLayout, ...]
    developer: tuple[FieldLayout, ...]


def fit_time(moment: datetime) -> int:
    """A moment as FIT files count it.

    Parameters
    ----------
    moment
        A moment with its time zone, in or after 1989-12-31 UTC.

    Returns
    -------
    int
        Time since the FIT epoch, rounded to the second. [s]

    Examples
    --------
    >>> from datetime import UTC
    >>> fit_time(datetime(1990, 1, 1, tzinfo=UTC))
    86400
    """
    return round(moment.timestamp()) - profile.EPOCH_UNIX_S


def _pack_number(base_type: BaseType, number: Number, order: str) -> bytes:
    if number is None:
        sentinel = SENTINELS[base_type]
        return sentinel if order == "<" else sentinel[::-1]
    try:
        return struct.pack(order + _CODES[base_type], number)
    except (struct.error, OverflowError) as trouble:
        raise InvalidValue(
            f"The value {number!r} does not fit a FIT field of type {base_type.name.lower()}.",
            allowed="The value lies in the range of the field's type; whole types take whole numbers.",
            remedy="Scale, round or clip the value, or give None for missing.",
        ) from trouble


def _pack(field: FitField | DeveloperField, order: str) -> bytes:
    value = field.value
    if isinstance(value, bytes):
        data = value
    elif isinstance(value, str):
        data = value.encode() + b"\0"
    else:
        numbers = value if isinstance(value, tuple) else (value,)
        data = b"".join(_pack_number(field.base_type, number, order) for number in numbers)
    size = len(data) if field.size is None else field.size
    if len(data) > size or size > LARGEST_FIELD:
        raise InvalidValue(
            f"Field {field.number} needs {max(len(data), size)} bytes.",
            allowed=f"It has room for {min(size, LARGEST_FIELD)} bytes.",
            remedy="Shorten the text or the array.",
        )
    return data.ljust(size, b"\0")


def encode_definition(
    local: int,
    global_number: int,
    fields: Iterable[FieldLayout],
    *,
    big_endian: bool = False,
    developer_fields: Iterable[FieldLayout] = (),
) -> bytes:
    """A definition record.

    Parameters
    ----------
    local
        The local type that data records will name, 0 to 15.
    global_number
        The message number.
    fields
        Number, size and base type of each field.
    big_endian
        Whether the data records will be in big-endian order.
    developer_fields
        Number, size and developer data index of each developer field.

    Returns
    -------
    bytes
        The record with its header.
    """
    developer = tuple(developer_fields)
    native = tuple(fields)
    header = 0x40 | (0x20 if developer else 0) | local
    order = ">" if big_endian else "<"
    record = struct.pack(f"{order}BBBHB", header, 0, int(big_endian), global_number, len(native))
    record += b"".join(bytes((each.number, each.size, each.base_type)) for each in native)
    if developer:
        record += bytes((len(developer),))
        record += b"".join(bytes((each.number, each.size, each.base_type)) for each in developer)
    return record


def encode_data(local: int, content: bytes, *, time_offset_s: int | None = None) -> bytes:
    """A data record.

    Parameters
    ----------
    local
        The local type, 0 to 15; 0 to 3 with a compressed timestamp.
    content
        The bytes of all fields.
    time_offset_s
        The low five bits of the time, for a compressed timestamp; None for an ordinary header. [s]

    Returns
    -------
    bytes
        The record with its header.
    """
    header = local if time_offset_s is None else 0x80 | local << 5 | time_offset_s & 0x1F
    return bytes((header,)) + content


def _pieces(message: FitMessage, order: str) -> tuple[_Layout, bytes]:
    """The layout a message needs, and its content."""
    native = [_pack(field, order) for field in message.fields]
    developer = [_pack(field, order) for field in message.developer]
    layout = _Layout(
        message.number,
        tuple(
            FieldLayout(f.number, len(d), f.base_type) for f, d in zip(message.fields, native, strict=True)
        ),
        tuple(
            FieldLayout(f.number, len(d), f.index) for f, d in zip(message.developer, developer, strict=True)
        ),
    )
    return layout, b"".join(native) + b"".join(developer)


class _Locals:
    """Which layout each local type stands for so far; the oldest makes room for a new one."""

    def __init__(self, *, keep_low: bool) -> None:
        self._first = 4 if keep_low else 0
        self._defined: dict[int, _Layout] = {}
        self._next = {True: 0, False: self._first}

    def find(self, message: FitMessage, layout: _Layout) -> tuple[int, bool]:
        """The local type for a message, and whether it must be defined first."""
        compressed = message.time_offset_s is not None
        lowest, end = (0, 4) if compressed else (self._first, 16)
        local = message.local
        if local is None:
            local = next((k for k, v in self._defined.items() if v == layout and lowest <= k < end), None)
        if local is None:
            local = self._next[compressed]
            self._next[compressed] = local + 1 if local + 1 < end else lowest
        is_new = self._defined.get(local) != layout
        self._defined[local] = layout
        return local, is_new


def encode(messages: Iterable[FitMessage], *, big_endian: bool = False, redefine_each: bool = False) -> bytes:
    """The records of messages, each layout defined before its first use.

    Parameters
    ----------
    messages
        The messages in order.
    big_endian
        Whether to write in big-endian order.
    redefine_each
        Whether to write a definition before every message, as some devices do.

    Returns
    -------
    bytes
        Definition and data records, without header and checksum.

    Raises
    ------
    InvalidValue
        If a value does not fit its field.
    """
    order = ">" if big_endian else "<"
    messages = tuple(messages)
    local_types = _Locals(keep_low=any(message.time_offset_s is not None for message in messages))
    records = []
    for message in messages:
        layout, content = _pieces(message, order)
        local, is_new = local_types.find(message, layout)
        if is_new or redefine_each:
            records.append(
                encode_definition(
                    local,
                    layout.number,
                    layout.fields,
                    big_endian=big_endian,
                    developer_fields=layout.developer,
                )
            )
        records.append(encode_data(local, content, time_offset_s=message.time_offset_s))
    return b"".join(records)


def _checksum(data: bytes, kind: Crc) -> bytes:
    good = checksum(data)
    return struct.pack("<H", {Crc.GOOD: good, Crc.ZERO: 0, Crc.WRONG: good ^ 0x5A5A}[kind])


def wrap(
    records: bytes,
    *,
    header_size: int = 14,
    header_crc: Crc = Crc.GOOD,
    file_crc: Crc | None = Crc.GOOD,
    declared_size: int | None = None,
) -> bytes:
    """A file around records: header before, checksum after.

    Parameters
    ----------
    records
        Definition and data records.
    header_size
        12, or 14 with a checksum of the header. [bytes]
    header_crc
        What to write as the header's checksum.
    file_crc
        What to write as the file's checksum; None leaves it out.
    declared_size
        The size of the records that the header states; None for the true one. [bytes]

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> len(wrap(b"")), checksum(wrap(b""))
    (16, 0)
    """
    size = len(records) if declared_size is None else declared_size
    header = struct.pack("<BBHI4s", header_size, 0x20, 2132, size, b".FIT")
    if header_size == 14:
        header += _checksum(header, header_crc)
    body = header + records
    return body if file_crc is None else body + _checksum(body, file_crc)


def fit_file(
    messages: Iterable[FitMessage],
    *,
    big_endian: bool = False,
    redefine_each: bool = False,
    header_size: int = 14,
    header_crc: Crc = Crc.GOOD,
    file_crc: Crc | None = Crc.GOOD,
    declared_size: int | None = None,
) -> bytes:
    """A FIT file of messages.

    Parameters
    ----------
    messages
        The messages in order.
    big_endian
        Whether to write in big-endian order.
    redefine_each
        Whether to write a definition before every message.
    header_size
        12, or 14 with a checksum of the header. [bytes]
    header_crc
        What to write as the header's checksum.
    file_crc
        What to write as the file's checksum; None leaves it out.
    declared_size
        The size of the records that the header states; None for the true one. [bytes]

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InvalidValue
        If a value does not fit its field.
    """
    return wrap(
        encode(messages, big_endian=big_endian, redefine_each=redefine_each),
        header_size=header_size,
        header_crc=header_crc,
        file_crc=file_crc,
        declared_size=declared_size,
    )


def file_id(
    *,
    kind: int = profile.ACTIVITY_FILE,
    manufacturer: int = DEVELOPMENT,
    product_name: str | None = None,
    created_s: int | None = None,
) -> FitMessage:
    """The message that every FIT file starts with.

    Parameters
    ----------
    kind
        What the file holds; 4 is an activity, 5 a workout, 6 a course, 2 settings.
    manufacturer
        Id of the maker.
    product_name
        Name of the product.
    created_s
        Time since the FIT epoch. [s]

    Returns
    -------
    FitMessage
        The message.
    """
    fields = [
        FitField(0, BaseType.ENUM, kind),
        FitField(1, BaseType.UINT16, manufacturer),
        FitField(2, BaseType.UINT16, 0),
        FitField(4, BaseType.UINT32, created_s),
    ]
    if product_name is not None:
        fields.append(FitField(8, BaseType.STRING, product_name))
    return FitMessage(profile.FILE_ID, tuple(fields))


def developer_data_id(index: int, *, application: bytes = bytes(range(16))) -> FitMessage:
    """The message that announces an app's own fields.

    Parameters
    ----------
    index
        The developer data index its fields will name.
    application
        The app's id, 16 bytes.

    Returns
    -------
    FitMessage
        The message.
    """
    fields = (FitField(1, BaseType.BYTE, application), FitField(3, BaseType.UINT8, index))
    return FitMessage(207, fields)


def field_description(
    index: int,
    number: int,
    base_type: BaseType,
    name: str,
    *,
    unit: str = "",
    native: tuple[int, int] | None = None,
) -> FitMessage:
    """The message that describes one of an app's own fields.

    Parameters
    ----------
    index
        The developer data index of the app.
    number
        The field's number within the app.
    base_type
        How its bytes are to be read.
    name
        Its name.
    unit
        Its unit.
    native
        Message and field number of the device's own field that it replaces.

    Returns
    -------
    FitMessage
        The message.
    """
    fields = [
        FitField(0, BaseType.UINT8, index),
        FitField(1, BaseType.UINT8, number),
        FitField(2, BaseType.UINT8, base_type),
        FitField(3, BaseType.STRING, name, 64),
        FitField(8, BaseType.STRING, unit, 16),
    ]
    if native is not None:
        message, field = native
        fields += [FitField(14, BaseType.UINT16, message), FitField(15, BaseType.UINT8, field)]
    return FitMessage(profile.FIELD_DESCRIPTION, tuple(fields))
