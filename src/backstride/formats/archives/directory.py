"""The table of contents at the end of a ZIP archive, read in small pieces and never believed.

Python's own reader loads the table as a whole, however long it is, and up to Python 3.11 does not see
members that overlap. This one goes through it twice: once to check it, and once to hand the entries out.
"""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from backstride.errors import DamagedFile, EmptyFile, FileRefused, UnknownFormat, UnreadablePath
from backstride.formats.archives.limits import Budget, too_many_members

LOCAL_HEADER: Final = struct.Struct("<4sHHHHHIIIHH")
"""What stands before each member: the last two are the lengths of its name and of its extra fields."""
LOCAL_MAGIC: Final = b"PK\x03\x04"
EMPTY_MAGIC: Final = b"PK\x05\x06"
"""How an archive without members begins: with its end."""

_ENTRY: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_ENTRY_MAGIC: Final = b"PK\x01\x02"
_END: Final = struct.Struct("<4sHHHHIIH")
_END_64: Final = struct.Struct("<4sQHHIIQQQQ")
_END_64_MAGIC: Final = b"PK\x06\x06"
_LOCATOR: Final = struct.Struct("<4sIQI")
_LOCATOR_MAGIC: Final = b"PK\x06\x07"
_LONGEST_COMMENT: Final = 0xFFFF
_IN_EXTRA_FIELD: Final = 0xFFFFFFFF
_LONGEST_ENTRY: Final = _ENTRY.size + 3 * 0xFFFF
_PIECE: Final = 1 << 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the table says of one member."""

    raw_name: bytes
    flags: int
    method: int
    checksum: int
    packed_size: int
    size: int
    mode: int
    """Type and rights of the file as Unix writes them; 0 where the archive comes from elsewhere."""
    offset: int
    """Where its header begins in the file. [B]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A table of contents that was gone through once."""

    file: BinaryIO
    start: int
    size: int
    displacement: int
    """How much stands before the archive, as in one that unpacks itself. [B]"""
    offsets: "array[int]"  # quoted, since Python 3.11 cannot evaluate it
    """Where the members begin, in rising order. [B]"""

    def entries(self) -> Iterator[Entry]:
        """The entries in their order.

        Yields
        ------
        Entry
            One for each member.
        """
        return _entries(self.file, self.start, self.size, self.displacement)

    def end_of(self, entry: Entry) -> int:
        """Where a member must have ended.

        Parameters
        ----------
        entry
            The member.

        Returns
        -------
        int
            Where the next member begins, or else the table; where two begin at one place, that place. [B]
        """
        after = bisect_right(self.offsets, entry.offset)
        if after > 1 and self.offsets[after - 2] == entry.offset:
            return entry.offset
        return self.offsets[after] if after < len(self.offsets) else self.start


def read_at(file: BinaryIO, position: int, size: int) -> bytes:
    """A piece of the file.

    Parameters
    ----------
    file
        The archive.
    position
        Where it begins. [B]
    size
        How long it is. [B]

    Returns
    -------
    bytes
        The piece; shorter where the file ends.

    Raises
    ------
    UnreadablePath
        If the disk, or whatever the file lies on, fails.
    """
    try:
        file.seek(position)
        return file.read(size)
    except OSError as error:
        raise UnreadablePath(
            f"The archive cannot be read: {error.strerror or error}.",
            allowed="An archive is a file that can be read to its end.",
            remedy="Copy it to this machine, and import the copy.",
        ) from error


def read_directory(file: BinaryIO, budget: Budget) -> Directory:
    """Find the table of contents, and go through it once.

    Parameters
    ----------
    file
        The archive; seekable.
    budget
        What may still be read; the members are taken off it.

    Returns
    -------
    Directory
        The table.

    Raises
    ------
    EmptyFile
        If the file is empty.
    UnknownFormat
        If it is no ZIP archive, or one part of several.
    DamagedFile
        If it is one, but its table is missing or damaged.
    TooLarge
        If it lists more members than are left in the budget, or says so.
    """
    start, size, displacement, announced = _find(file)
    if announced > budget.members_left:
        raise too_many_members(budget.limits)
    offsets = array("Q")
    for entry in _entries(file, start, size, displacement):
        budget.list_member()
        offsets.append(entry.offset)
    return Directory(
        file=file, start=start, size=size, displacement=displacement, offsets=array("Q", sorted(offsets))
    )


def _find(file: BinaryIO) -> tuple[int, int, int, int]:
    """Where the table begins, its size, what stands before the archive, and how many entries it announces."""
    file_size = file.seek(0, 2)
    tail_start = max(0, file_size - _LONGEST_COMMENT - _END.size)
    tail = read_at(file, tail_start, file_size - tail_start)
    where = tail.rfind(EMPTY_MAGIC, 0, max(0, len(tail) - _END.size + len(EMPTY_MAGIC)))
    if where < 0:
        raise _without_end(read_at(file, 0, 4), file_size)
    _, disk, _, _, announced, size, offset, _ = _END.unpack_from(tail, where)
    end = tail_start + where
    wide = _find_64(file, end)
    if wide is not None:
        end, disk, announced, size, offset = wide
    if disk not in {0, 0xFFFF}:
        raise UnknownFormat(
            "The archive is one part of several.",
            allowed="A ZIP archive in one file is read.",
            remedy="Put the parts together, or unpack them and import the files inside.",
        )
    displacement = end - size - offset
    if displacement < 0:
        raise damaged_archive("its table of contents does not lie where the end of the file says")
    # A program may stand before an archive, but another archive there is one whose own end is missing.
    if displacement > 0 and read_at(file, 0, len(LOCAL_MAGIC)) == LOCAL_MAGIC:
        raise damaged_archive("it breaks off behind an archive inside it")
    return end - size, size, displacement, announced


def _find_64(file: BinaryIO, end: int) -> tuple[int, int, int, int, int] | None:
    """The end record of an archive of more than 4 GB or 65,535 members: place, disk, count, size, offset."""
    locator = read_at(file, max(0, end - _LOCATOR.size), _LOCATOR.size)
    if len(locator) < _LOCATOR.size or not locator.startswith(_LOCATOR_MAGIC):
        return None
    place = _LOCATOR.unpack(locator)[2]
    for position in (end - _LOCATOR.size - _END_64.size, place):
        if not 0 <= position < end:
            continue
        record = read_at(file, position, _END_64.size)
        if len(record) == _END_64.size and record.startswith(_END_64_MAGIC):
            disk, _, _, announced, size, offset = _END_64.unpack(record)[4:]
            return position, disk, announced, size, offset
    raise damaged_archive("the long form of its end is missing")


def _without_end(head: bytes, file_size: int) -> FileRefused:
    """The refusal of a file without the record that ends every archive."""
    if file_size == 0:
        return EmptyFile(
            "The file is empty.",
            allowed="An archive holds at least its own end.",
            remedy="Export or download the file again.",
        )
    if head.startswith(b"PK"):
        return damaged_archive("its end, with the table of contents, is missing")
    return UnknownFormat(
        "The file is no ZIP archive.",
        allowed="Archives are read as ZIP.",
        remedy="Unpack it, and import the files inside.",
    )


def damaged_archive(fault: str) -> DamagedFile:
    """The refusal of a whole archive.

    Parameters
    ----------
    fault
        What is wrong, as a clause.

    Returns
    -------
    DamagedFile
        To be raised.
    """
    return DamagedFile(
        f"The archive is damaged: {fault}.",
        allowed="A ZIP archive ends with a table of what it holds.",
        remedy="Download it again; if it stays so, unpack it yourself and import the files inside.",
    )


def _entries(file: BinaryIO, start: int, size: int, displacement: int) -> Iterator[Entry]:
    """The entries of the table; it is read in pieces, since others move about in the file between two."""
    piece, at, end = b"", 0, start + size
    while start + at < end:
        if len(piece) - at < _LONGEST_ENTRY and start + len(piece) < end:
            start, at = start + at, 0
            piece = read_at(file, start, min(_PIECE, end - start))
        if len(piece) - at < _ENTRY.size or not piece.startswith(_ENTRY_MAGIC, at):
            raise damaged_archive("its table of contents breaks off, or holds something else")
        length = _ENTRY.size + sum(_ENTRY.unpack_from(piece, at)[10:13])
        if len(piece) - at < length:
            raise damaged_archive("its table of contents breaks off")
        yield _entry(piece[at : at + length], displacement)
        at += length


def _entry(record: bytes, displacement: int) -> Entry:
    """One entry of the table."""
    fields = _ENTRY.unpack_from(record)
    flags, method, checksum = fields[3], fields[4], fields[7]
    name_length, extra_length = fields[10:12]
    extra_start = _ENTRY.size + name_length
    size, packed_size, offset = _long_form(
        (fields[9], fields[8], fields[16]), record[extra_start : extra_start + extra_length]
    )
    return Entry(
        raw_name=record[_ENTRY.size : extra_start],
        flags=flags,
        method=method,
        checksum=checksum,
        packed_size=packed_size,
        size=size,
        mode=fields[15] >> 16,
        offset=min(offset + displacement, 0xFFFFFFFFFFFFFFFF),
    )


def _long_form(short: tuple[int, int, int], extra: bytes) -> tuple[int, int, int]:
    """Sizes and place, from the extra field where they do not fit into 32 bits."""
    if _IN_EXTRA_FIELD not in short:
        return short
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            body = extra[at + 4 : at + 4 + length]
            wide = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            size, packed_size, offset = (
                next(wide, value) if value == _IN_EXTRA_FIELD else value for value in short
            )
            return size, packed_size, offset
        at += 4 + length
    return short
