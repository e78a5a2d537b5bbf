"""From bytes to messages: where each message of a FIT file lies and which layout it has.

Nothing is decoded here. One walk over the message headers finds, for each distinct layout, the
offsets of all messages that have it. Runs of messages with equal header bytes, which most of a
recording is, are found by comparing strided slices; a definition that repeats a known layout costs
one look-up. So a recording of any length is a handful of layouts, each to be decoded in one go.
"""

from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from backstride.errors import DamagedFile, EmptyFile, TooLarge
from backstride.formats.fit.checksum import checksum
from backstride.recording import ReadingWarning

LARGEST_FILE: Final = 128 * 1024 * 1024
"""Real recordings of days on end stay under a tenth of this. [bytes]"""
MOST_MESSAGES: Final = 3_000_000
"""A message each second, and ten more of other kinds, for three days. [-]"""
MOST_LAYOUTS: Final = 5_000
"""Real files have up to some dozens; a damaged one could hold millions. [-]"""
MOST_LAYOUT_BYTES: Final = 300_000
"""Distinct definitions together; each of them may have up to 510 fields. [bytes]"""
MOST_PARTS: Final = 1_000
"""Files in a chain; real ones have up to some dozens. [-]"""

_FIRST_LOOK: Final = 16
_SHORT_RUN: Final = 12
"""Shorter runs are walked over message by message, which is as quick."""
_LONG_RUN: Final = 40
_LONGEST_CYCLE: Final = 6
_FEWEST_CYCLES: Final = 4
_WORTH_LOOKING: Final = 50
"""A look for cycles costs as much as walking over so many messages."""
_LONGEST_PAUSE: Final = 65_536
_ONE_BYTE: Final = tuple(bytes([value]) for value in range(256))


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field lies in a message of its layout."""

    number: int
    offset: int
    size: int
    base_type: int
    """For a developer field: the index of the developer's data."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What a definition message says: which fields a message carries, and where.

    Equal definitions give the same object, also from file to file: a device uses few.
    """

    message_number: int
    byte_order: str
    """``<`` or ``>``."""
    fields: dict[int, Field]
    developer_fields: tuple[Field, ...]
    size: int
    """Length of a message, with its header. [bytes]"""


@dataclass(frozen=True, slots=True)
class Group:
    """All messages of one layout, in the order of the file."""

    layout: Layout
    has_compressed_times: bool = False
    """Whether the headers carry the time."""
    offsets: "array[int]" = field(default_factory=lambda: array("q"))
    """Where their headers stand."""

    @property
    def size(self) -> int:
        """Length of a message, with its header. [bytes]"""
        return self.layout.size


@dataclass(frozen=True, slots=True)
class Part:
    """One FIT file; files that are chained have several."""

    data: bytes
    groups: dict[int, list[Group]]
    """By message number."""
    warnings: tuple[ReadingWarning, ...]


def walk(data: bytes) -> tuple[tuple[Part, ...], tuple[ReadingWarning, ...]]:
    """Find the messages of a FIT file, or of several in a chain.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    tuple
        The parts, and warnings about what lies between or behind them.

    Raises
    ------
    EmptyFile
        If it holds nothing.
    TooLarge
        If the file is larger than any recording.
    DamagedFile
        If it does not begin with a FIT header.
    """
    if not data:
        raise EmptyFile(
            "The file is empty.",
            allowed="A FIT file holds a header and messages.",
            remedy="Copy the file from the device again.",
        )
    if len(data) > LARGEST_FILE:
        raise TooLarge(
            f"The FIT file has {len(data) // 2**20} MB.",
            allowed=f"At most {LARGEST_FILE // 2**20} MB are read.",
            remedy="Check that it is a recording of one activity.",
        )
    parts: list[Part] = []
    start = 0
    while len(parts) < MOST_PARTS and (header := _header(data, start)) is not None:
        header_size, content_size = header
        part, start = _part(data, start, header_size, content_size)
        parts.append(part)
    if not parts:
        raise DamagedFile(
            "The header of the FIT file is damaged.",
            allowed="A FIT file begins with a header of 12 or 14 bytes that holds the letters .FIT.",
            remedy="Copy the file from the device again, or export it again.",
        )
    rest = len(data) - start
    if rest > 0 and any(data[start:]):
        return tuple(parts), (
            ReadingWarning(
                slug="trailing-bytes",
                message=f"{rest} bytes behind the end of the recording are not understood and left out.",
            ),
        )
    return tuple(parts), ()


def _header(data: bytes, start: int) -> tuple[int, int] | None:
    """Sizes of the header and of the content that it announces, or None where no header stands."""
    if data[start + 8 : start + 12] != b".FIT" or data[start] < 12:
        return None
    return data[start], int.from_bytes(data[start + 4 : start + 8], "little")


def _part(data: bytes, start: int, header_size: int, content_size: int) -> tuple[Part, int]:
    """The part that starts at an offset, and where the next may start."""
    first = start + header_size
    announced_end = first + content_size
    warnings = []
    if content_size == 0 or announced_end + 2 > len(data):
        # The device was switched off or the copy broke off: all there is may be messages.
        end, next_part = min(announced_end, len(data)), len(data)
        if content_size == 0:
            following = data.find(b".FIT", first + 8) - 8
            end = next_part = following if following > first else len(data)
        warnings.append(
            ReadingWarning(
                slug="truncated",
                message=f"The file breaks off: its header announces {content_size} bytes of content, "
                f"{max(len(data) - first, 0)} are there. What is there is kept.",
            )
        )
    else:
        end, next_part = announced_end, announced_end + 2
        if checksum(memoryview(data)[start:next_part]):
            warnings.append(
                ReadingWarning(
                    slug="bad-checksum",
                    message="The checksum does not match: some values may be damaged.",
                )
            )
    groups, damage = _Walk(data, first, end).groups()
    if damage is not None and not (warnings and damage.slug == "truncated"):
        warnings.append(damage)
    return Part(data, groups, tuple(warnings)), next_part


_Known = tuple[Group, int, "array[int]", int]
"""A group, the size of its messages, their offsets, and the length of the definition."""


class _Walk:
    """The state of one walk."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self.data = data
        self.start = start
        self.end = end
        self.definitions: dict[bytes, _Known] = {}
        """By definition message, local number and all."""
        self.known: dict[tuple[bool, bytes], Group] = {}
        """By definition message without its local number."""
        self.compressed: dict[int, Group] = {}
        """By identity of the plain group: the messages with compressed headers, which few files have."""
        self.layout_bytes = 0
        self.in_force: dict[int, Group] = {}
        """By local number."""
        self.damage: ReadingWarning | None = None
        self.sizes = [0] * 256
        self.arrays: list[array[int]] = [array("q")] * 256

    def groups(self) -> tuple[dict[int, list[Group]], ReadingWarning | None]:
        """All messages by message number, and what stopped the walk if it was not the end."""
        damage = self._go()
        groups: dict[int, list[Group]] = {}
        for group in (*self.known.values(), *self.compressed.values()):
            layout = group.layout
            if group.offsets and (layout.fields or layout.developer_fields or group.has_compressed_times):
                groups.setdefault(group.layout.message_number, []).append(group)
        return groups, damage

    def _go(self) -> ReadingWarning | None:
        data, end, sizes, arrays, definitions = self.data, self.end, self.sizes, self.arrays, self.definitions
        position, count, cycle_from, pause = self.start, 0, self.start, 0
        while position < end and count <= MOST_MESSAGES:
            header = data[position]
            size = sizes[header]
            if size:
                following = position + size
                if following > end:
                    return _damage("truncated", position, "a message breaks off")
                ahead = position + _SHORT_RUN * size
                if ahead < end and data[following] == header == data[ahead]:
                    following = min(self._run_end(following, size, header), position + size * MOST_MESSAGES)
                    _extend(arrays[header], range(position, following, size))
                    count += (following - position) // size
                else:
                    arrays[header].append(position)
                    count += 1
                    if following >= cycle_from:
                        found, following = self._cycles(following)
                        count += found
                        # Where no long cycle was, none is looked for over a while, each time longer.
                        pause = 0 if found >= _WORTH_LOOKING else min(2 * pause + 128, _LONGEST_PAUSE)
                        cycle_from = following + pause
                position = following
            elif header & 0xC0 == 0x40:
                known = definitions.get(data[position : position + 6 + 3 * data[min(position + 5, end - 1)]])
                if known is None or self.compressed or position + known[3] > end:
                    position = self._take_definition(position, header)
                else:
                    # Some devices write a definition before each message; those are done with at once.
                    local = header & 0x0F
                    self.in_force[local], sizes[local], arrays[local], length = known
                    position += length
            elif not (header & 0x80 and self._use_compressed(header)):
                return _damage("damaged-messages", position, "a message has a layout that was never defined")
        if count > MOST_MESSAGES:
            return _damage("damaged-messages", position, "there are more messages than a device writes")
        return self.damage

    def _cycles(self, position: int) -> tuple[int, int]:
        """How many messages lie in repeats of the same few headers from here on, and where they end.

        Many devices write a record and one or two messages of their own each second.
        """
        starts: list[int] = []
        headers: list[int] = []
        at = position
        while (
            at < self.end and len(headers) <= _LONGEST_CYCLE and not (headers and self.data[at] == headers[0])
        ):
            starts.append(at)
            headers.append(self.data[at])
            size = self.sizes[headers[-1]]
            at = at + size if size else self.end
        stride = at - position
        arrays = [self.arrays[header] for header in headers]
        if (
            at >= self.end
            or len(headers) > _LONGEST_CYCLE
            or len({id(array) for array in arrays}) < len(arrays)
        ):
            return 0, position
        # The last message of the last repeat must lie before the end as well.
        left = min((self.end - position) // stride, MOST_MESSAGES // len(headers))
        for start, header in zip(starts, headers, strict=True):
            left = min(left, (self._run_end(start, stride, header) - start) // stride)
        if left < _FEWEST_CYCLES:
            return 0, position
        for start, offsets in zip(starts, arrays, strict=True):
            _extend(offsets, range(start, start + left * stride, stride))
        return left * len(headers), position + left * stride

    def _take_definition(self, position: int, header: int) -> int:
        """Put a definition into force; returns where it ends, or the end of the data if it is damaged."""
        following = self._definition_end(position, header)
        if following > self.end:
            self.damage = _damage("truncated", position, "a definition breaks off")
            return following
        definition = self.data[position:following]
        local = header & 0x0F
        known = self.definitions.get(definition) or self._define(definition)
        self.in_force[local], self.sizes[local], self.arrays[local], _ = known
        if self.compressed:
            self._drop_compressed(local)
        if len(self.definitions) > MOST_LAYOUTS or self.layout_bytes > MOST_LAYOUT_BYTES:
            self.damage = _damage("damaged-messages", position, "there are more layouts than a device writes")
            return self.end
        return following

    def _run_end(self, position: int, size: int, header: int) -> int:
        """Where a run of messages with equal headers ends; looks ahead in growing strides."""
        data, header_byte = self.data, _ONE_BYTE[header]
        left = (self.end - position) // size
        look = _FIRST_LOOK
        while left > 0:
            ahead = data[position : position + min(look, left) * size : size]
            equal = len(ahead) - len(ahead.lstrip(header_byte))
            position += equal * size
            if equal < len(ahead):
                break
            left -= equal
            look *= 4
        return position

    def _definition_end(self, position: int, header: int) -> int:
        """Where the definition message ends; behind the end of the data if it breaks off."""
        data, end = self.data, self.end
        if position + 6 > end:
            return end + 1
        following = position + 6 + 3 * data[position + 5]
        if header & 0x20:
            if following >= end:
                return end + 1
            following += 1 + 3 * data[following]
        return following

    def _define(self, definition: bytes) -> _Known:
        """What a definition not seen before stands for; it shares a group with other local numbers."""
        # Whether there are developer fields is part of the meaning; the local number is not.
        has_developer_fields = bool(definition[0] & 0x20)
        key = (has_developer_fields, definition[1:])
        group = self.known.get(key)
        if group is None:
            group = self.known[key] = Group(_layout(*key))
        known = self.definitions[definition] = (group, group.size, group.offsets, len(definition))
        self.layout_bytes += len(definition)
        return known

    def _use_compressed(self, header: int) -> bool:
        """Take the layout of a compressed header's local number into force; False if it has none."""
        local = header >> 5 & 0x03
        plain = self.in_force.get(local)
        if plain is None:
            return False
        group = self.compressed.setdefault(id(plain), Group(plain.layout, has_compressed_times=True))
        first = 0x80 | local << 5
        self.sizes[first : first + 32] = [group.size] * 32
        self.arrays[first : first + 32] = [group.offsets] * 32
        return True

    def _drop_compressed(self, local: int) -> None:
        if local < 4:
            first = 0x80 | local << 5
            self.sizes[first : first + 32] = [0] * 32


@lru_cache(maxsize=1024)
def _layout(has_developer_fields: bool, content: bytes) -> Layout:  # noqa: FBT001 (half of a look-up key)
    """The layout that a definition message describes; ``content`` is all behind its header byte."""
    byte_order = ">" if content[1] == 1 else "<"
    number = int.from_bytes(content[2:4], "big" if byte_order == ">" else "little")
    fields: dict[int, Field] = {}
    offset = 1
    field_end = 5 + 3 * content[4]
    for field_number, size, base_type in zip(*_triples(content, 5, field_end), strict=True):
        if size and field_number not in fields:
            fields[field_number] = Field(field_number, offset, size, base_type)
        offset += size
    developer_fields = []
    if has_developer_fields:
        rest = _triples(content, field_end + 1, len(content))
        for field_number, size, developer in zip(*rest, strict=True):
            if size:
                developer_fields.append(Field(field_number, offset, size, developer))
            offset += size
    return Layout(number, byte_order, fields, tuple(developer_fields), offset)


def _triples(content: bytes, start: int, end: int) -> tuple[bytes, bytes, bytes]:
    return content[start:end:3], content[start + 1 : end : 3], content[start + 2 : end : 3]


def _extend(offsets: "array[int]", more: range) -> None:
    """Append a run of offsets; a long one as bytes, without making an object of each."""
    if len(more) < _LONG_RUN:
        offsets.extend(more)
    else:
        offsets.frombytes(np.arange(more.start, more.stop, more.step, dtype=np.int64).tobytes())


def _damage(slug: str, position: int, what: str) -> ReadingWarning:
    return ReadingWarning(
        slug=slug, message=f"At byte {position} {what}; what precedes it is kept, the rest is left out."
    )
