"""The files that an import is given: named one by one, in folders, or in archives."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backstride.errors import EmptyFile, FileRefused, TooLarge, UnknownFormat, UnreadablePath
from backstride.formats.archives import (
    LIMITS,
    Member,
    StravaEntry,
    StravaTable,
    members,
    read_activities_table,
    read_summarized_activities,
)
from backstride.formats.archives.names import shown, why_ignored
from backstride.log import Told

ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")

ACTIVITIES_TABLE: Final = "activities.csv"
SUMMARIES: Final = "_summarizedactivities.json"
LARGEST_TABLE: Final = 64_000_000
"""A larger table of activities is not read. [B]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file of an import: to be read, or decided already."""

    name: str
    """As people see it; no two of an import are alike."""
    size: int
    told: Told = field(default_factory=Told)
    ignored: str | None = None
    refused: FileRefused | None = None
    is_named: bool = False
    """Whether the person named this very file, so that it is meant to be a recording."""
    read: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an export says of its activities beside their files."""

    files: int = 0
    """How many files there are."""
    size: int = 0
    """How many bytes they hold."""
    table: StravaTable | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    """Names of activities by the second in which they began, counted from 1970."""


class Sources:
    """What an import is given.

    Parameters
    ----------
    paths
        Files, folders and archives.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)

    def surroundings(self) -> Surroundings:
        """What there is, and what the tables of an export say, without reading a recording.

        Returns
        -------
        Surroundings
            For the import as a whole.
        """
        files, size, table, names = 0, 0, None, dict[int, str]()
        for path in self.paths:
            for member in _members_of(path):
                files, size = files + 1, size + member.size
                name = member.path.rpartition("/")[2].lower()
                if name == ACTIVITIES_TABLE and table is None:
                    table = _stravas_table(member)
                elif name.endswith(SUMMARIES) and (data := _table(member)) is not None:
                    summaries = read_summarized_activities(data)
                    names |= {
                        round(each.started_at.timestamp()): each.name
                        for each in summaries
                        if each.name is not None
                    }
        return Surroundings(files=files, size=size, table=table, names=names)

    def files(self, surroundings: Surroundings) -> Iterator[FoundFile]:
        """Each file, in the same order every time.

        Parameters
        ----------
        surroundings
            From `surroundings`.

        Yields
        ------
        FoundFile
            To be read before the next one is asked for.
        """
        seen: Counter[str] = Counter()
        for path in self.paths:
            for member in _members_of(path):
                seen[member.name] += 1
                again = seen[member.name]
                table = surroundings.table
                entry = None if table is None else table.entry_of(member.path)
                yield FoundFile(
                    name=member.name if again == 1 else f"{member.name} ({again})",
                    size=member.size,
                    told=Told() if entry is None else told_by_strava(entry),
                    ignored=member.ignored,
                    refused=member.refused,
                    is_named=path.is_file() and member.path == path.name,
                    read=member.read,
                )


def told_by_strava(entry: StravaEntry) -> Told:
    """What Strava's table says of an activity.

    Parameters
    ----------
    entry
        Its row.

    Returns
    -------
    Told
        What of it is kept.
    """
    return Told(
        platform="strava",
        platform_id=entry.activity_id,
        name=entry.name,
        kind=entry.type,
        description=entry.description,
        private_note=entry.private_note,
        gear=entry.gear,
        perceived_exertion=entry.perceived_exertion,
        media=entry.media,
    )


def _stravas_table(member: Member) -> StravaTable | None:
    """What Strava's table says; None if it is somebody else's of the same name, or empty."""
    data = _table(member)
    try:
        return None if data is None else read_activities_table(data)
    except (EmptyFile, UnknownFormat):
        return None


def _table(member: Member) -> bytes | None:
    """What is in a table of an export; None where it cannot be read, for the recordings need no table."""
    if member.size > LARGEST_TABLE:
        return None
    try:
        return member.read()
    except FileRefused:
        return None


def _members_of(path: Path) -> Iterator[Member]:
    """All files of a path: itself, those of a folder, those of archives."""
    if path.is_dir():
        for file in sorted(each for each in path.rglob("*") if each.is_file() and not each.is_symlink()):
            inside = file.relative_to(path)
            if any(part.startswith(".") for part in inside.parts):
                continue
            yield from _members_of_file(file, f"{path.name or path}/{inside.as_posix()}", inside.as_posix())
    else:
        yield from _members_of_file(path, path.name, path.name)


def _members_of_file(path: Path, name: str, inside: str) -> Iterator[Member]:
    name = shown(name)
    try:
        with path.open("rb") as file:
            if file.read(4) in ZIP_MAGIC:
                file.seek(0)
                yield from _members_of_archive(file, name, inside)
                return
        size = path.stat().st_size
    except OSError as trouble:
        yield Member(name=name, path=inside, size=0, refused=_unreadable(trouble), _unpack=bytes)
        return
    ignored = why_ignored(inside) if "/" in name else None
    yield Member(name=name, path=inside, size=size, ignored=ignored, _unpack=lambda: content_of(path))


def _members_of_archive(file: object, name: str, inside: str) -> Iterator[Member]:
    try:
        yield from members(file, name)  # type: ignore[arg-type]  # an open file
    except FileRefused as refusal:
        yield Member(name=name, path=inside, size=0, refused=refusal, _unpack=bytes)


def content_of(path: Path) -> bytes:
    """The bytes of a file, as far as a recording may go: a device such as /dev/zero has no end.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    TooLarge
        If it holds more than a recording may.
    UnreadablePath
        If it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LIMITS.largest_member + 1)
    except OSError as trouble:
        raise _unreadable(trouble) from trouble
    if len(data) > LIMITS.largest_member:
        raise TooLarge(
            f"The file holds more than {LIMITS.largest_member / 1e6:.0f} MB.",
            allowed="A recording is smaller than that.",
            remedy="Check whether it is one.",
        )
    return data


def _unreadable(trouble: OSError) -> UnreadablePath:
    return UnreadablePath(
        f"The file cannot be opened: {trouble.strerror or trouble}.",
        allowed="What is imported exists, and you may read it.",
        remedy="Check its name, and who may read it.",
    )
