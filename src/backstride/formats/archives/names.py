"""Names inside archives: which are safe, how they are shown, and which certainly name no recording."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from backstride.errors import UnsafeArchive

LONGEST_SHOWN: Final = 240
"""A longer name is shown without its middle."""

_UTF_8: Final = 0x0800
_UNSHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that could hide or turn around what stands beside them."""
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_APPLE_HEALTH: Final = re.compile(
    r"(?:^|/)(?:export|export_cda)\.xml$|(?:^|/)apple_health_export/[^/]+\.xml$", re.IGNORECASE
)
_POLAR_TRAINING: Final = re.compile(r"(?:^|/)training-session-[^/]*\.json$", re.IGNORECASE)

_ENDINGS: Final = {
    "a picture": "jpg jpeg png heic heif gif webp bmp tif tiff svg dng avif",
    "a film": "mp4 mov m4v avi 3gp webm mkv",
    "a sound": "mp3 m4a wav ogg aac",
    "a document": "pdf doc docx odt rtf xls xlsx ods ppt pptx odp epub",
    "a page or its parts": "html htm css js woff woff2",
    "a text": "txt md log",
    "a table of the export": "csv tsv",
    "data of the export as JSON, not a recording": "json jsonl",
    "a database": "db sqlite sqlite3",
    "a calendar, an address or a letter": "ics vcf eml",
}
IGNORED_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {ending: reason for reason, endings in _ENDINGS.items() for ending in endings.split()}
)
"""What a name's ending says a file is, for files that are certainly no recording."""


def decoded(raw_name: bytes, flags: int) -> str:
    """A member's name as text.

    Parameters
    ----------
    raw_name
        The name as the archive has it.
    flags
        The member's flags, one of which says that the name is UTF-8.

    Returns
    -------
    str
        The name: UTF-8 where the flag says so or the bytes can be nothing else, else code page 437.

    Examples
    --------
    >>> decoded("Läufe".encode("cp437"), 0), decoded("Läufe".encode(), 0)
    ('Läufe', 'Läufe')
    """
    if flags & _UTF_8:
        return raw_name.decode("utf-8", errors="replace")
    try:
        return raw_name.decode("utf-8")  # as macOS writes it, without the flag
    except UnicodeDecodeError:
        return raw_name.decode("cp437")


def safe_path(name: str) -> str:
    r"""A member's path inside its archive, with plain slashes.

    Parameters
    ----------
    name
        The name as the archive has it; some programs on Windows write backslashes.

    Returns
    -------
    str
        The path, without empty parts and dots. It ends with a slash if it names a folder.

    Raises
    ------
    UnsafeArchive
        If the path is absolute, leads out of the archive, or is none.

    Examples
    --------
    >>> safe_path("./activities\\1.fit")
    'activities/1.fit'
    """
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if "\x00" in path or not parts:
        raise _unsafe("no name that a file can have")
    if path.startswith("/") or _DRIVE.match(parts[0]):
        raise _unsafe("an absolute path")
    if ".." in parts:
        raise _unsafe("a path that leads out of the archive")
    return "/".join(parts) + ("/" if path.endswith("/") else "")


def _unsafe(fault: str) -> UnsafeArchive:
    """The refusal of a name."""
    return UnsafeArchive(
        f"The file in the archive has {fault}.",
        allowed="The names in an archive stay inside it.",
        remedy="If you trust where the archive comes from, unpack it yourself and import the file.",
    )


def shown(name: str) -> str:
    """A name that does no harm on a screen.

    Parameters
    ----------
    name
        Any text.

    Returns
    -------
    str
        The same without control characters, and without its middle if it is long.

    Examples
    --------
    >>> shown("run" + chr(0x202E) + "tif.exe" + chr(27))
    'run�tif.exe�'
    """
    safe = "".join("\ufffd" if unicodedata.category(mark) in _UNSHOWN else mark for mark in name)
    if len(safe) <= LONGEST_SHOWN:
        return safe
    half = LONGEST_SHOWN // 2
    return f"{safe[: half - 1]}…{safe[-half:]}"


def why_ignored(path: str) -> str | None:
    """Why a file is certainly no recording, by its name alone.

    Parameters
    ----------
    path
        Its path in the archive, with plain slashes.

    Returns
    -------
    str or None
        What it is, in words; None where only the content can tell.

    Examples
    --------
    >>> why_ignored("media/finish.JPG"), why_ignored("activities/1.fit.gz")
    ('a picture', None)
    """
    name = path.rpartition("/")[2].lower()
    if path.startswith("__MACOSX/") or "/__MACOSX/" in path or name.startswith("._") or name == ".ds_store":
        return "a hidden file of macOS"
    if name in {"thumbs.db", "desktop.ini"}:
        return "a hidden file of Windows"
    if name.startswith("."):
        return "a hidden file"
    if _APPLE_HEALTH.search(path):
        return "Apple Health's own records (not a recording)"
    if _POLAR_TRAINING.search(path):
        return "a training of Polar as JSON, which is not read"
    return IGNORED_ENDINGS.get(name.rpartition(".")[2]) if "." in name else None
