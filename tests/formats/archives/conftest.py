"""Small archives, sound and hostile, written by the tests that read them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

LOCAL = struct.Struct("<4sHHHHHIIIHH")
ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")
END_64 = struct.Struct("<4sQHHIIQQQQ")
LOCATOR = struct.Struct("<4sIQI")

Part = Mapping[str, Any]
Zip = Callable[..., bytes]
Craft = Callable[..., bytes]


def write_zip(*named: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ordinary archive, by Python's own writer."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in named:
            archive.writestr(name, content)
    return target.getvalue()


def local_header(part: Part, packed: bytes) -> bytes:
    """What stands before a member."""
    content: bytes = part.get("content", b"")
    name: bytes = part["name"]
    size, checksum = part.get("size", len(content)), part.get("checksum", zlib.crc32(content))
    lengths = len(packed), size, len(name), 0
    head = (b"PK\x03\x04", 20, part.get("flags", 0), part.get("method", 0), 0, 0, checksum)
    return LOCAL.pack(*head, *lengths) + name


def table_entry(part: Part, packed_size: int, offset: int) -> bytes:
    """What the table says of a member."""
    content: bytes = part.get("content", b"")
    name: bytes = part["name"]
    size, checksum = part.get("size", len(content)), part.get("checksum", zlib.crc32(content))
    head = (b"PK\x01\x02", 0x0314, 20, part.get("flags", 0), part.get("method", 0), 0, 0, checksum)
    return (
        ENTRY.pack(*head, packed_size, size, len(name), 0, 0, 0, 0, part.get("mode", 0) << 16, offset) + name
    )


def table_end(table: bytes, offset: int, count: int, comment: bytes = b"", disk: int = 0) -> bytes:
    """What ends an archive."""
    return END.pack(b"PK\x05\x06", disk, disk, count, count, len(table), offset, len(comment)) + comment


def long_end(table: bytes, offset: int, count: int) -> bytes:
    """What ends an archive of more than 65,535 members."""
    record = END_64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(table), offset)
    locator = LOCATOR.pack(b"PK\x06\x07", 0, offset + len(table), 1)
    return record + locator + table_end(b"", 0, 0xFFFF)


def craft_zip(
    *parts: Part, count: int | None = None, before: bytes = b"", comment: bytes = b"", disk: int = 0
) -> bytes:
    """An archive in which everything may be a lie: each part a name, and what differs from the truth."""
    body, table = b"", b""
    for part in parts:
        packed = part.get("packed", part.get("content", b""))
        offset = part.get("offset", len(body))
        if "offset" not in part:
            body += local_header(part, packed) + packed
        table += table_entry(part, part.get("packed_size", len(packed)), offset)
    count = len(parts) if count is None else count
    if count > 0xFFFF:
        return before + body + table + long_end(table, len(body), count)
    return before + body + table + table_end(table, len(body), count, comment, disk)


def deflated_zeros(megabytes: int) -> bytes:
    """A Deflate stream that unpacks to zeros: one block over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + b"\x03\x00"


def fifield_bomb(count: int, kernel: bytes) -> tuple[bytes, bytes, bytes]:
    """An archive whose members lie inside one another: it, and the first's packed and unpacked content.

    Each member quotes the header of the next as a stored block, and then goes on as the next does.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed, content = packer.compress(kernel) + packer.flush(), kernel
    pieces: list[tuple[Part, int]] = []
    body = b""
    for number in reversed(range(count)):
        if body:
            header = body[: len(body) - len(packed)]
            quote = b"\x00" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF)
            packed, content = quote + header + packed, header + content
        part = {"name": b"%d.gpx" % number, "content": content, "method": 8}
        body = local_header(part, packed) + packed
        pieces.append((part, len(body)))
    table = b"".join(
        table_entry(part, length - len(local_header(part, b"")), len(body) - length)
        for part, length in reversed(pieces)
    )
    return body + table + table_end(table, len(body), count), packed, content


@pytest.fixture(scope="session")
def zipped() -> Zip:
    """Writes an ordinary archive of pairs of name and content."""
    return write_zip


@pytest.fixture(scope="session")
def craft() -> Craft:
    """Writes an archive that lies."""
    return craft_zip


@pytest.fixture(scope="session")
def zeros() -> Callable[[int], bytes]:
    """Writes so many megabytes of zeros, packed."""
    return deflated_zeros


@pytest.fixture(scope="session")
def overlapping() -> Callable[[int, bytes], tuple[bytes, bytes, bytes]]:
    """Writes a bomb of members that overlap."""
    return fifield_bomb
