"""Through an archive, and the archives inside it, without unpacking them to disk."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from backstride.errors import FileRefused, InvalidValue, TooLarge
from backstride.formats.archives.directory import EMPTY_MAGIC, LOCAL_MAGIC, Directory, Entry, read_directory
from backstride.formats.archives.limits import LIMITS, Budget, Limits
from backstride.formats.archives.names import decoded, safe_path, shown, why_ignored
from backstride.formats.archives.unpacking import first_bytes, trouble, unpack, unsafe_kind

RECORDING_ENDINGS: Final = (".fit", ".gpx", ".tcx", ".gz")
"""Files with these endings are handed out as they are; of all others the first bytes are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in an archive: to be read, or decided already by what is known without reading."""

    name: str
    """As people see it, the archive's own name first: ``export.zip/parts.zip/1.fit``; safe to show."""
    path: str
    """Inside the archive that holds it, as its tables name it: ``activities/1.fit.gz``; safe to show."""
    size: int
    """Unpacked, as the archive says. [B]"""
    ignored: str | None = None
    """What the file is, in words, where its name alone says that it is no recording."""
    refused: FileRefused | None = None
    """Why the file cannot be read, where that is known already."""
    _unpack: Callable[[], bytes] = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.ignored is not None and self.refused is not None:
            raise InvalidValue(
                f"The member {self.name} is both ignored and refused.",
                allowed="A member is one of them, or neither.",
                remedy="Give one reason.",
            )

    @property
    def is_candidate(self) -> bool:
        """Whether only reading it can tell if it is a recording."""
        return self.ignored is None and self.refused is None

    def read(self) -> bytes:
        """What is in it, unpacked from the archive; a ``.gz`` stays compressed.

        It works for ignored members too, such as the tables of an export. It must be called before the
        next member is asked for: an archive inside the archive is closed once its last member is passed.

        Returns
        -------
        bytes
            The content.

        Raises
        ------
        FileRefused
            If it cannot be read; the subclass says why.
        """
        return self._unpack()


def members(file: BinaryIO | bytes, name: str, *, limits: Limits = LIMITS) -> Iterator[Member]:
    """Every file in a ZIP archive, and in the archives inside it, in the order of their tables of contents.

    The archive itself is checked at once; its members come one at a time. Folders are passed over.

    Parameters
    ----------
    file
        The archive: a seekable binary file, which must stay open, or its bytes.
    name
        What to call it.
    limits
        What it may hold.

    Returns
    -------
    Iterator of Member
        Each file once. An archive inside stands for the files in it; one that cannot be opened is
        itself a refused member.

    Raises
    ------
    FileRefused
        If the archive as a whole cannot be read: it is empty, no ZIP, damaged, or holds too many files.
    """
    if isinstance(file, bytes):
        file = io.BytesIO(file)
    budget = Budget(limits, file.seek(0, io.SEEK_END))
    directory = read_directory(file, budget)
    return _walk(directory, shown(name), budget, depth=1)


def _walk(directory: Directory, above: str, budget: Budget, *, depth: int) -> Iterator[Member]:
    """The members of an archive that lies in `depth - 1` others."""
    for entry in directory.entries():
        member = _member(directory, entry, above, budget)
        if member is None:
            continue
        try:
            is_archive = member.is_candidate and _is_archive(directory, entry, member.path)
        except FileRefused as refusal:
            member, is_archive = _refused(member, refusal), False
        if is_archive:
            yield from _nested(directory, entry, member, budget, depth=depth)
        else:
            yield member


def _member(directory: Directory, entry: Entry, above: str, budget: Budget) -> Member | None:
    """A member, decided as far as the table tells; None for a folder."""
    refusal: FileRefused | None
    ignored = None
    path = decoded(entry.raw_name, entry.flags)
    if entry.size == 0 and path.endswith(("/", "\\")):
        return None
    try:
        path = safe_path(path)
        refusal = unsafe_kind(entry)
    except FileRefused as unsafe:
        refusal = unsafe
    if refusal is None:
        ignored = "a folder" if path.endswith("/") else why_ignored(path)
        if ignored is None:
            refusal = trouble(directory, entry, _largest(path, budget.limits))

    def content() -> bytes:
        if refusal is not None:
            raise refusal
        target = io.BytesIO()  # hands its bytes out without a copy
        largest = budget.limits.largest_member
        unpack(directory, entry, target, budget=budget, largest=largest, is_checked=True)
        return target.getvalue()

    return Member(
        name=f"{above}/{shown(path)}",
        path=shown(path),
        size=entry.size,
        ignored=ignored,
        refused=refusal,
        _unpack=content,
    )


def _refused(member: Member, refusal: FileRefused) -> Member:
    """The same member, refused."""

    def content() -> bytes:
        raise refusal

    return Member(name=member.name, path=member.path, size=member.size, refused=refusal, _unpack=content)


def _largest(path: str, limits: Limits) -> int:
    """What a member may unpack to: an archive, of which only parts are held, more than a recording. [B]"""
    return limits.largest_nested if path.lower().endswith(".zip") else limits.largest_member


def _is_archive(directory: Directory, entry: Entry, path: str) -> bool:
    """Whether a member is itself an archive, told from its first bytes."""
    if path.lower().endswith(RECORDING_ENDINGS):
        return False
    return first_bytes(directory, entry, len(LOCAL_MAGIC)) in {LOCAL_MAGIC, EMPTY_MAGIC}


def _nested(
    directory: Directory, entry: Entry, member: Member, budget: Budget, *, depth: int
) -> Iterator[Member]:
    """The members of an archive that is itself a member; or itself, refused."""
    limits = budget.limits
    if depth >= limits.deepest_nesting:
        yield _refused(member, _too_deep(limits))
        return
    with SpooledTemporaryFile(max_size=limits.largest_held) as spool:
        inner = cast("BinaryIO", spool)
        try:
            # Its members have checksums of their own, so a fault in one does not take the others along.
            unpack(directory, entry, inner, budget=budget, largest=limits.largest_nested, is_checked=False)
            nested = read_directory(inner, budget)
        except FileRefused as refusal:
            yield _refused(member, refusal)
        except OSError as error:
            yield _refused(member, _no_room(error))
        else:
            yield from _walk(nested, member.name, budget, depth=depth + 1)


def _too_deep(limits: Limits) -> TooLarge:
    """The refusal of an archive that lies too deep."""
    return TooLarge(
        f"More than {limits.deepest_nesting} archives lie inside one another.",
        allowed=f"Archives are read {limits.deepest_nesting} deep.",
        remedy="Unpack the outer one yourself, and import what is inside.",
    )


def _no_room(error: OSError) -> TooLarge:
    """The refusal of an archive inside the archive for which this machine has no room."""
    return TooLarge(
        f"There is no room to unpack the archive inside the archive: {error.strerror or error}.",
        allowed="It is kept in a nameless file while it is read.",
        remedy="Make room on the disk, or unpack the outer archive and import the inner one.",
    )
