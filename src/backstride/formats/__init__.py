"""Files of sports watches: bytes in, recordings out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from backstride.errors import DamagedFile, FileRefused, UnknownFormat
from backstride.formats.content import detect, empty_file, unpacked, unsafe_xml
from backstride.formats.gpx import read_gpx
from backstride.formats.tcx import read_tcx
from backstride.recording import Recording

Reader = Callable[[bytes], tuple[Recording, ...]]


def _read_fit(data: bytes) -> tuple[Recording, ...]:
    """The FIT reader, whose tables are loaded only when a FIT file comes."""
    from backstride.formats.fit import read_fit  # noqa: PLC0415 - see the line above

    return read_fit(data)


READERS: Final[Mapping[str, Reader]] = {"fit": _read_fit, "gpx": read_gpx, "tcx": read_tcx}
"""The reader for each format that `detect` can name."""

_EXPORT: Final = "Export the activity as FIT, GPX or TCX, and import that."
_REMEDIES: Final[Mapping[str, tuple[str, str]]] = {
    "zip": ("a ZIP archive", "Bring all that is in it into a log with: backstride import."),
    "rar": ("a RAR archive", "Unpack it, and import the files inside."),
    "7z": ("a 7-Zip archive", "Unpack it, and import the files inside."),
    "bzip2": ("compressed with bzip2", "Unpack it, and import what is inside."),
    "xz": ("compressed with xz", "Unpack it, and import what is inside."),
    "zstd": ("compressed with Zstandard", "Unpack it, and import what is inside."),
    "kml": ("KML, which map programs read", _EXPORT),
    "pwx": ("PWX of TrainingPeaks", _EXPORT),
    "html": ("a web page, perhaps of a login or an error", "Sign in, and download the file again."),
    "json": ("JSON", _EXPORT),
    "csv": ("a table (CSV)", _EXPORT),
    "pdf": ("a PDF document", _EXPORT),
    "picture": ("a picture", _EXPORT),
    "database": ("a database", _EXPORT),
    "text": ("plain text", _EXPORT),
    "health export": ("an export of Apple Health", "Import the GPX files in its folder workout-routes."),
    "settings xml": ("XML with settings of a program", _EXPORT),
    "xml": ("XML, but neither GPX nor TCX", _EXPORT),
}


def read(data: bytes) -> tuple[Recording, ...]:
    """The recordings of any file that is supported, compressed with gzip or not.

    Parameters
    ----------
    data
        The file's bytes. What they are is told from them alone.

    Returns
    -------
    tuple of Recording
        At least one.

    Raises
    ------
    FileRefused
        If it gives no recording; the subclass says why.
    """
    content, warnings = unpacked(data)
    kind = detect(content)
    reader = READERS.get(kind)
    if reader is None:
        raise _refusal(kind)
    recordings = reader(content)
    if not warnings:
        return recordings
    return tuple(replace(recording, warnings=warnings + recording.warnings) for recording in recordings)


def _refusal(kind: str) -> FileRefused:
    """Why a file of no supported format is refused."""
    if kind == "empty":
        return empty_file()
    if kind == "blank":
        return DamagedFile(
            "The file holds nothing but blanks or zero bytes.",
            allowed="A recording holds at least one sample.",
            remedy="Copy it from the device again; a full or failing disk leaves such files.",
        )
    if kind == "unsafe xml":
        return unsafe_xml()
    words, remedy = _REMEDIES.get(kind, ("of no known kind", _EXPORT))
    return UnknownFormat(
        f"The file seems to be {words}.",
        allowed="FIT, GPX and TCX are read, also compressed as .gz.",
        remedy=remedy,
    )
