"""What a file is, told from its content; and what is inside a compressed one."""

import io
import re
import zlib
from typing import Final

from backstride.errors import DamagedFile, EmptyFile, TooLarge, UnsafeXml
from backstride.recording import ReadingWarning

LARGEST_UNPACKED: Final = 200_000_000
"""A compressed file may unpack to this much. [B]"""
LARGEST_RATIO: Final = 200
"""A compressed file may unpack to this many times its own size; real recordings stay below 60. [-]"""
FREE_OF_RATIO: Final = 10_000_000
"""Below this size the ratio does not matter. [B]"""
DEEPEST_NESTING: Final = 2
"""How often a file may be compressed over and over."""

MOST_IN_PROLOG: Final = 1000
"""More comments than this before the first element are not passed over."""

_CHUNK: Final = 1 << 16
_PART: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_BLANKS: Final = re.compile(rb"\s*")
_ROOT: Final = re.compile(rb"<(?:[^\s<>/!?:]+:)?([^\s<>/!?:]+)")
_DECLARED: Final = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCUMENT_TYPE: Final = re.compile(rb"<!\s*(?:doctype\s+)?([^\s<>\[]*)", re.IGNORECASE)
_PLAIN_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_UNMARKED: Final = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_MAGIC: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"SQLite format 3\x00", "database"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"Rar!", "rar"),
)
_ROOTS: Final = {
    b"gpx": "gpx",
    b"trainingcenterdatabase": "tcx",
    b"kml": "kml",
    b"html": "html",
    b"svg": "picture",
    b"pwx": "pwx",
    b"healthdata": "health export",
}


def detect(data: bytes) -> str:
    """What a file is, told from its content and never from its name.

    Parameters
    ----------
    data
        The file's bytes.

    Returns
    -------
    str
        ``fit``, ``gpx``, ``tcx``, ``gzip``; ``unsafe xml`` if a document type is declared; ``xml`` for
        another XML file; ``empty``, ``blank``, ``zip``, ``kml``, ``html``, ``json``, ``csv``, ``text`` …;
        ``unknown`` where nothing tells.

    Examples
    --------
    >>> detect(b"<gpx version='1.1'>")
    'gpx'
    """
    if not data:
        return "empty"
    if data[8:12] == b".FIT":
        return "fit"
    if data.startswith(_GZIP):
        return "gzip"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = as_utf8(data)
    if head.startswith(b"<"):
        return _kind_of_xml(head, after_prolog(head))
    return _kind_of_text(head)


def _kind_of_xml(text: bytes, start: int) -> str:
    """The kind of an XML file by its first element, or by the document type before it."""
    if text.startswith(b"<!", start):
        declared = _DOCUMENT_TYPE.match(text, start)
        name = declared[1].lower() if declared else b""
        return "html" if name == b"html" else "unsafe xml"
    root = _ROOT.match(text, start)
    if root is None:
        return "xml"
    if b"settings" in root[1].lower():
        return "settings xml"
    return _ROOTS.get(root[1].lower(), "xml")


def _kind_of_text(text: bytes) -> str:
    """The kind of what is neither binary with a known mark nor XML."""
    head = text[:4096].lstrip()
    if not head.strip(b"\x00"):
        return "blank"
    if b"\x00" in head:
        return "unknown"
    if head[:1] in b"{[":
        return "json"
    if head.startswith((b"BEGIN:VCALENDAR", b"HRM", b"[Params]")):
        return "text"
    first_line = head.splitlines()[0]
    if max(first_line.count(mark) for mark in (b",", b";", b"\t")) >= 2:
        return "csv"
    readable = sum(1 for byte in head if byte >= 32 or byte in b"\t\r\n")
    return "text" if readable == len(head) else "unknown"


def as_utf8(data: bytes) -> bytes:
    """Text of any of the usual encodings as UTF-8, without byte order mark and leading blanks.

    Parameters
    ----------
    data
        The file's bytes: by its mark, its first bytes or its XML declaration UTF-8, UTF-16, UTF-32,
        or one of the older encodings.

    Returns
    -------
    bytes
        The same text as UTF-8. Bytes that are no text are left for the parser to find.
    """
    encoding = "utf-8"
    for mark, name in _MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            break
    else:
        encoding = next((name for start, name in _UNMARKED if data.startswith(start)), encoding)
    if encoding != "utf-8":
        return data.decode(encoding, errors="replace").lstrip().encode("utf-8", errors="replace")
    if data[:1] != b"<":
        data = data.lstrip(b" \t\r\n\xef\xbb\xbf\x00")
    declared = _DECLARED.match(data)
    if declared is None or declared[1].lower() in _PLAIN_ENCODINGS:
        return data
    return _decoded(data, declared[1].decode("ascii"))


def _decoded(data: bytes, encoding: str) -> bytes:
    """Text of a declared encoding as UTF-8; unchanged if there is no such encoding, or the bytes deny it."""
    if encoding.lower().startswith(("utf-16", "utf16", "ucs", "iso-10646", "utf-32", "utf32")):
        return data  # the declaration itself was read as single bytes, so it cannot be right
    try:
        return data.decode(encoding, errors="replace").encode("utf-8", errors="replace")
    except (LookupError, ValueError):
        return data


def after_prolog(text: bytes) -> int:
    """Where the first element of an XML text, or a document type before it, begins.

    Parameters
    ----------
    text
        XML as UTF-8.

    Returns
    -------
    int
        Position of the first byte that is neither blank nor comment nor processing instruction;
        the length of the text if there is none.
    """
    position = 0
    for _ in range(MOST_IN_PROLOG):
        position = _BLANKS.match(text, position).end()  # type: ignore[union-attr]  # it matches nothing, too
        for opening, closing in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if text.startswith(opening, position):
                end = text.find(closing, position + len(opening))
                position = len(text) if end < 0 else end + len(closing)
                break
        else:
            break
    return position


def unpacked(data: bytes) -> tuple[bytes, tuple[ReadingWarning, ...]]:
    """What is inside a gzip file; any other file as it is.

    Parameters
    ----------
    data
        The file's bytes.

    Returns
    -------
    bytes
        The content. Of a damaged gzip file, what precedes the damage.
    tuple of ReadingWarning
        ``damaged-gzip`` if something is missing.

    Raises
    ------
    TooLarge
        If it unpacks to more than `LARGEST_UNPACKED`, to more than `LARGEST_RATIO` times its size,
        or if it is compressed more than `DEEPEST_NESTING` times.
    DamagedFile
        If nothing of it can be unpacked.
    """
    warnings: tuple[ReadingWarning, ...] = ()
    for _ in range(DEEPEST_NESTING):
        if not data.startswith(_GZIP):
            return data, warnings
        data, warning = _gunzipped(data)
        warnings += (warning,) if warning else ()
    if data.startswith(_GZIP):
        raise TooLarge(
            f"The file is compressed more than {DEEPEST_NESTING} times over.",
            allowed=f"A file may be compressed {DEEPEST_NESTING} times.",
            remedy="Unpack it once and import what is inside.",
        )
    return data, warnings


def _gunzipped(data: bytes) -> tuple[bytes, ReadingWarning | None]:
    """All members of a gzip file, joined, and a warning if the end of it is damaged."""
    content = io.BytesIO()  # gives back what it holds without copying it
    size, start = 0, 0
    fault: str | None = None
    while fault is None and data.startswith(_GZIP, start):
        member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        start, fault = _inflate(member, data, start, content)
        size = content.tell()
    if fault is None and data[start:].strip(b"\x00"):
        fault = "something else follows it"
    if size == 0 and fault is not None:
        raise DamagedFile(
            f"The compressed file cannot be unpacked: {fault}.",
            allowed="A gzip file holds one recording.",
            remedy="Export or download the file again.",
        )
    warning = ReadingWarning(
        slug="damaged-gzip",
        message=f"The compressed file is damaged ({fault}); what could be unpacked was kept.",
    )
    return content.getvalue(), warning if fault else None


def _inflate(
    member: "zlib._Decompress", data: bytes, start: int, content: io.BytesIO
) -> tuple[int, str | None]:
    """Unpack one member piece by piece; where it ends, and what is wrong with it."""
    view = memoryview(data)
    while not member.eof:
        piece = member.unconsumed_tail or view[start : start + _CHUNK]
        if not member.unconsumed_tail:
            start += len(piece)
            if not len(piece):
                return start, "its end is missing"
        before = member.copy()
        try:
            part = member.decompress(piece, _PART)
        except zlib.error:
            content.write(_before_the_fault(before, bytes(piece)))
            return start, "its checksum or its codes are wrong"
        content.write(part)
        # Measured as it goes, so that a bomb is refused after its first megabytes.
        _refuse_bomb(content.tell(), start - len(member.unconsumed_tail))
    return start - len(member.unused_data), None


def _refuse_bomb(size: int, used: int) -> None:
    """Refuse a file of which too much came out of what was used so far."""
    allowed = min(LARGEST_UNPACKED, max(FREE_OF_RATIO, LARGEST_RATIO * used))
    if size > allowed:
        raise TooLarge(
            f"The compressed file unpacks to more than {allowed // 1_000_000} MB.",
            allowed=f"A file may unpack to {LARGEST_UNPACKED // 1_000_000} MB, "
            f"and to {LARGEST_RATIO} times its own size.",
            remedy="Unpack it yourself, and check that it is a recording.",
        )


def _before_the_fault(member: "zlib._Decompress", piece: bytes) -> bytes:
    """What a piece with a fault holds before it: zlib returns nothing of a piece that ends in one."""
    whole = b""
    for position in range(len(piece)):
        try:
            whole += member.decompress(member.unconsumed_tail + piece[position : position + 1], _PART)
        except zlib.error:
            break
    return whole


def empty_file() -> EmptyFile:
    """The refusal of a file without a byte.

    Returns
    -------
    EmptyFile
        To be raised.
    """
    return EmptyFile(
        "The file is empty.",
        allowed="A recording holds at least one sample.",
        remedy="Export or download the file again.",
    )


def unsafe_xml() -> UnsafeXml:
    """The refusal of a document type.

    Returns
    -------
    UnsafeXml
        To be raised.
    """
    return UnsafeXml(
        "The XML declares a document type or entities.",
        allowed="Recordings are plain XML; declarations could make a reader fetch files, or fill memory.",
        remedy="If you trust where the file comes from, remove the lines from <!DOCTYPE to ]>.",
    )
