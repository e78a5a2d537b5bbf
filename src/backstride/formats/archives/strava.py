"""The tables of a Strava export: what people wrote about their activities, and which file belongs to each."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import chain, islice
from types import MappingProxyType
from typing import Final

from backstride.errors import DamagedFile, UnknownFormat
from backstride.formats.archives.tables import table_rows
from backstride.formats.archives.written_dates import read_date

_RECORDING: Final = re.compile(r"(?:^|/)activities/[^/]+\.(?:fit|gpx|tcx)(?:\.gz)?$", re.IGNORECASE)
_PICTURE: Final = re.compile(r"(?:^|/)media/[^/|]+")
_YES: Final = frozenset({"true", "1", "1.0", "wahr", "vrai"})
_NO: Final = frozenset({"false", "0", "0.0", "falsch", "faux"})
_FEWEST_KNOWN: Final = 4
"""So many headings of a language make it the table's language."""
_SAMPLE: Final = 500
"""So many rows are enough to tell a column by what it holds."""
_FIXED: Final = ("activity_id", "started_at", "name", "type", "description")
"""The first columns of every export so far, in whatever language."""

Columns = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StravaEntry:
    """An activity as the table tells of it; None where a column is missing or empty."""

    activity_id: str | None = None
    started_at: datetime | None = None
    """In UTC; None where the date cannot be read."""
    name: str | None = None
    type: str | None = None
    """As written, in the language of the account."""
    description: str | None = None
    private_note: str | None = None
    gear: str | None = None
    file_name: str | None = None
    """As `file_name_of` gives it; None for an entry that was typed in by hand."""
    media: tuple[str, ...] = ()
    """Names of pictures and films."""
    perceived_exertion: float | None = None
    """From 0 to 10. [-]"""
    is_commute: bool | None = None
    elapsed_s: float | None = None
    distance_m: float | None = None
    """Only where the table gives it in metres, beside the one in the units of the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StravaTable:
    """All activities of an export."""

    entries: tuple[StravaEntry, ...]
    language: str | None
    """``english``, ``german``, ``french``, or ``early`` before July 2019; None if none of them."""
    columns: int
    """How many columns the headings have."""
    fault: DamagedFile | None = None
    """Why the table ends early, if it does; the entries are those before."""
    _by_file_name: Mapping[str, StravaEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {entry.file_name: entry for entry in reversed(self.entries) if entry.file_name is not None}
        object.__setattr__(self, "_by_file_name", MappingProxyType(by_name))

    def entry_of(self, path: str) -> StravaEntry | None:
        """What the table tells of a file.

        Parameters
        ----------
        path
            The path of a member, however deep the export lies in other folders.

        Returns
        -------
        StravaEntry or None
            The entry; the first where several name the same file.
        """
        return self._by_file_name.get(file_name_of(path))


def file_name_of(path: str) -> str:
    """The part of a path that the tables of an export name.

    Parameters
    ----------
    path
        A path, with either kind of slash.

    Returns
    -------
    str
        Its last two parts, with a plain slash.

    Examples
    --------
    >>> file_name_of("./export_123/activities/45.fit.gz")
    'activities/45.fit.gz'
    """
    parts = [part.strip() for part in path.replace("\\", "/").split("/")]
    return "/".join([part for part in parts if part not in {"", "."}][-2:])


def read_activities_table(data: bytes) -> StravaTable:
    """Read ``activities.csv``, in whichever language and with however many columns.

    Where no known language has the headings, the files are found by what the cells hold, so that each
    still joins its entry.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    StravaTable
        All entries, in the order of the table.

    Raises
    ------
    FileRefused
        If it is empty, too large, or cannot be read from its first rows on.
    UnknownFormat
        If it is no table of activities.
    """
    rows = table_rows(data)
    headings = next(rows)
    faults: list[DamagedFile] = []
    rest = _until_fault(rows, faults)
    sample = list(islice(rest, _SAMPLE))
    language, columns = _columns(headings, sample)
    if "file_name" not in columns and "activity_id" not in columns:
        raise UnknownFormat(
            "The table is not Strava's table of activities.",
            allowed="It has headings in English, German or French, or names files in the folder activities.",
            remedy="Import the export without it; names and notes can be added later.",
        )
    entries = tuple(_entry(row, columns) for row in chain(sample, rest))
    fault = faults[0] if faults else None
    return StravaTable(entries=entries, language=language, columns=len(headings), fault=fault)


def _until_fault(rows: Iterator[list[str]], faults: list[DamagedFile]) -> Iterator[list[str]]:
    """The rows before the first that is damaged; the damage goes to a list."""
    try:
        yield from rows
    except DamagedFile as damage:
        faults.append(damage)


def read_media_table(data: bytes) -> Mapping[str, str]:
    """Read ``media.csv``.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Mapping of str to str
        The caption of each picture or film that has one, by its name.

    Raises
    ------
    FileRefused
        If it is empty, too large or damaged.
    """
    rows = (row for row in table_rows(data) if len(row) > 1 and _PICTURE.search(row[0]))
    return MappingProxyType({file_name_of(row[0]): row[1] for row in rows if row[1]})


@cache
def _words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The headings of each language, and the months."""
    text = resources.files(__package__).joinpath("strava.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def _months() -> Mapping[str, int]:
    """The number of each month, by its names in all languages; no name means two months."""
    return MappingProxyType(
        {
            unicodedata.normalize("NFKC", name): number
            for names in _words()["months"].values()
            for number, spellings in enumerate(names, 1)
            for name in spellings.split()
        }
    )


def _plain(heading: str) -> str:
    """A heading without what differs between programs that write it."""
    return unicodedata.normalize("NFKC", heading).replace("’", "'").casefold().strip()


def _columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str | None, Columns]:
    """The table's language, and where its columns are; a name that stands twice has two places."""
    places: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        places.setdefault(_plain(heading), []).append(at)
    found = {
        language: {
            column: places[_plain(spelling)]
            for column, spellings in names.items()
            for spelling in reversed(spellings)
            if _plain(spelling) in places
        }
        for language, names in _words().items()
        if language != "months"
    }
    language = max(found, key=lambda name: len(found[name]))
    columns: dict[str, Sequence[int]] = dict(found[language])
    known = language if len(columns) >= _FEWEST_KNOWN else None
    if known is None:
        columns = {}
    columns.update({key: at for key, at in _by_content(rows).items() if key not in columns})
    return known, columns


def _by_content(rows: Sequence[Sequence[str]]) -> dict[str, Sequence[int]]:
    """The columns that can be told by what their cells hold."""
    width = max(map(len, rows), default=0)
    cells = [[row[at] for row in rows if at < len(row)] for at in range(width)]
    found: dict[str, Sequence[int]] = {}
    for key, pattern in (("file_name", _RECORDING), ("media", _PICTURE)):
        counts = [sum(1 for cell in column if pattern.search(cell)) for column in cells]
        if counts and max(counts) > 0:
            found[key] = (counts.index(max(counts)),)
    if "file_name" in found and all(cell.isdecimal() for cell in cells[0]):
        found.update({key: (at,) for at, key in enumerate(_FIXED) if at < found["file_name"][0]})
    return found


def _entry(row: Sequence[str], columns: Columns) -> StravaEntry:
    """What one row tells."""
    cells = {key: [row[at] for at in places if at < len(row)] for key, places in columns.items()}
    texts = {key: next((cell for cell in both if cell), None) for key, both in cells.items()}
    exertion = _number(texts.get("perceived_exertion"), most=10.0)
    distances = cells.get("distance", [])
    file_name, started_at = texts.get("file_name"), texts.get("started_at")
    return StravaEntry(
        activity_id=texts.get("activity_id"),
        started_at=None if started_at is None else read_date(started_at, _months()),
        name=texts.get("name"),
        type=texts.get("type"),
        description=texts.get("description"),
        private_note=texts.get("private_note"),
        gear=texts.get("gear"),
        file_name=None if file_name is None else file_name_of(file_name),
        media=tuple(_media(texts.get("media"))),
        perceived_exertion=exertion,
        is_commute=_truth(cells.get("commute", [])),
        elapsed_s=_number(next((cell for cell in reversed(cells.get("elapsed", [])) if cell), None)),
        distance_m=_number(distances[-1]) if len(distances) > 1 else None,
    )


def _media(cell: str | None) -> Iterator[str]:
    """The names in a cell with several."""
    for name in (cell or "").split("|"):
        if name.strip():
            yield file_name_of(name)


def _number(cell: str | None, most: float = math.inf) -> float | None:
    """A number that is not negative, with a point or a comma; None where there is none."""
    try:
        number = float((cell or "").replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0.0 <= number <= most else None


def _truth(cells: Sequence[str]) -> bool | None:
    """A yes or no that stands once or twice; the first that is one counts."""
    for cell in cells:
        if cell.casefold() in _YES | _NO:
            return cell.casefold() in _YES
    return None
