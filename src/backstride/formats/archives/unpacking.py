"""One member of a ZIP archive, unpacked piece by piece under its limits."""

import zlib
from collections.abc import Iterator
from stat import S_IFMT, S_ISDIR, S_ISLNK, S_ISREG
from typing import IO, BinaryIO, Final

from backstride.errors import DamagedFile, FileRefused, TooLarge, UnknownFormat, UnsafeArchive
from backstride.formats.archives.directory import LOCAL_HEADER, LOCAL_MAGIC, Directory, Entry, read_at
from backstride.formats.archives.limits import Budget

_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED: Final = 0x0001 | 0x0040 | 0x2000
"""Flags: encrypted; strongly; with its header hidden."""
_METHODS: Final = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd", 99: "AES"}
_CHUNK: Final = 1 << 16
_PART: Final = 1 << 20


def unsafe_kind(entry: Entry) -> UnsafeArchive | None:
    """Why a member is no plain file.

    Parameters
    ----------
    entry
        What the table says of it.

    Returns
    -------
    UnsafeArchive or None
        The refusal of a link, a device or a pipe; None for a file.
    """
    kind = S_IFMT(entry.mode)
    if kind == 0 or S_ISREG(kind) or S_ISDIR(kind):
        return None
    return UnsafeArchive(
        "The file is a link to another file."
        if S_ISLNK(kind)
        else "The file is a device or a pipe, not a file.",
        allowed="Members of an archive are plain files.",
        remedy="Put the file itself into the archive.",
    )


def trouble(directory: Directory, entry: Entry, largest: int) -> FileRefused | None:
    """Why a member cannot be unpacked, as far as the table tells.

    Parameters
    ----------
    directory
        The table of contents.
    entry
        What it says of the member.
    largest
        What the member may unpack to. [B]

    Returns
    -------
    FileRefused or None
        The refusal; None if it can be tried.
    """
    if entry.flags & _ENCRYPTED or entry.method == 99:
        return UnknownFormat(
            "The file is encrypted with a password.",
            allowed="Archives without a password are read.",
            remedy="Unpack the archive with its password, and import the files inside.",
        )
    if entry.method not in {_STORED, _DEFLATED}:
        return UnknownFormat(
            f"The file is compressed with {_METHODS.get(entry.method, f'method {entry.method}')}.",
            allowed="Members of an archive are stored as they are, or compressed with Deflate.",
            remedy="Unpack the archive, and import the files inside.",
        )
    if entry.offset + LOCAL_HEADER.size + entry.packed_size > directory.end_of(entry):
        return _overlap()
    return _too_large(largest) if entry.size > largest else None


def _overlap() -> UnsafeArchive:
    """The refusal of a member that shares its bytes with another."""
    return UnsafeArchive(
        "The file overlaps another member of the archive, or its table of contents.",
        allowed="Each member has bytes of its own; a bomb is made of shared ones.",
        remedy="If you trust where the archive comes from, unpack it yourself and import the files inside.",
    )


def _too_large(largest: int) -> TooLarge:
    """The refusal of a member that unpacks to too much."""
    return TooLarge(
        f"The file unpacks to more than {largest // 1_000_000} MB.",
        allowed=f"A file in an archive may unpack to {largest // 1_000_000} MB.",
        remedy="Check that it is a recording of one activity. If it is, export it as FIT, or in parts.",
    )


def unpack(
    directory: Directory, entry: Entry, target: IO[bytes], *, budget: Budget, largest: int, is_checked: bool
) -> None:
    """Unpack a member.

    Parameters
    ----------
    directory
        The table of contents.
    entry
        What it says of the member.
    target
        Where the content goes.
    budget
        What may still be unpacked of the archive; the content is taken off it.
    largest
        What this member may unpack to. [B]
    is_checked
        Whether the checksum must match.

    Raises
    ------
    TooLarge
        If it unpacks to too much, by itself or with what was read before.
    FileRefused
        If it is unsafe, damaged, or in a form that is not read.
    """
    if refusal := trouble(directory, entry, largest):
        raise refusal
    limits = budget.limits
    size = checksum = 0
    for part, taken in _parts(directory, entry):
        size += len(part)
        budget.unpack(len(part))
        # Measured as it goes, so that a bomb is refused after its first megabytes.
        if size > max(limits.free_of_ratio, limits.largest_ratio * taken):
            raise TooLarge(
                f"The file unpacks to more than {limits.largest_ratio} times its own size.",
                allowed=f"Real recordings stay below {limits.largest_ratio} times.",
                remedy="Check that it is a recording. If it is, import it without the archive.",
            )
        if size > entry.size:
            raise _damaged("it is longer than the archive says")
        checksum = zlib.crc32(part, checksum)
        target.write(part)
    if size != entry.size:
        raise _damaged("it is shorter than the archive says")
    if is_checked and checksum != entry.checksum:
        raise _damaged("its checksum does not match")


def first_bytes(directory: Directory, entry: Entry, count: int) -> bytes:
    """How a member begins.

    Parameters
    ----------
    directory
        The table of contents.
    entry
        What it says of the member.
    count
        How many bytes are wanted.

    Returns
    -------
    bytes
        At most so many.

    Raises
    ------
    FileRefused
        If not even its beginning can be unpacked.
    """
    head = b""
    for part, _ in _parts(directory, entry, chunk=256, most=count):
        head += part
        if len(head) >= count:
            break
    return head[:count]


def _parts(
    directory: Directory, entry: Entry, *, chunk: int = _CHUNK, most: int = _PART
) -> Iterator[tuple[bytes, int]]:
    """The content in parts, each with how much of the archive was used up to its end."""
    pieces = _pieces(directory.file, _content_start(directory, entry), entry.packed_size, chunk)
    if entry.packed_size == 0:
        return
    taken = 0
    if entry.method == _STORED:
        for piece in pieces:
            taken += len(piece)
            yield piece, taken
        return
    member = zlib.decompressobj(-zlib.MAX_WBITS)
    while not member.eof:
        piece = member.unconsumed_tail
        if not piece:
            piece = next(pieces, b"")
            taken += len(piece)
        try:
            part = member.decompress(piece, most)
        except zlib.error as error:
            raise _damaged("its codes are wrong") from error
        if not piece and not part:
            raise _damaged("its end is missing")
        yield part, taken - len(member.unconsumed_tail)


def _content_start(directory: Directory, entry: Entry) -> int:
    """Where the content begins, behind the header that stands before it."""
    header = read_at(directory.file, entry.offset, LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_MAGIC):
        raise _damaged("it does not begin where the archive says")
    start: int = entry.offset + LOCAL_HEADER.size + sum(LOCAL_HEADER.unpack(header)[9:])
    if start + entry.packed_size > directory.end_of(entry):
        raise _overlap()
    return start


def _pieces(file: BinaryIO, start: int, size: int, chunk: int) -> Iterator[bytes]:
    """A stretch of the file in pieces."""
    end = start + size
    while start < end and (piece := read_at(file, start, min(chunk, end - start))):
        yield piece
        start += len(piece)


def _damaged(fault: str) -> DamagedFile:
    """The refusal of one member."""
    return DamagedFile(
        f"The file is damaged inside the archive: {fault}.",
        allowed="Each member has the size and the checksum that the archive says.",
        remedy="Download the archive again; the other files in it are not touched by this.",
    )
