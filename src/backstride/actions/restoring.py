"""Read an export into an empty log: all of it, or nothing."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from backstride.actions.deriving import Stage, Tell
from backstride.actions.exporting import ADDED_IN, FORMAT, FORMAT_VERSION, MANIFEST, original_path
from backstride.actions.rebuilding import Rebuilding
from backstride.actions.restored_rows import NOT_WHAT_IT_SHOULD_BE, RestoredRows
from backstride.errors import (
    DamagedFile,
    NewerStore,
    StoreNotEmpty,
    UnknownFormat,
    UnreadablePath,
)
from backstride.formats.archives import Limits, Member, members
from backstride.store import Log, Store
from backstride.store.athletes import check_name
from backstride.store.inspection import Inspection
from backstride.store.lines import put_rows, row_of
from backstride.store.originals import LARGEST_ORIGINAL
from backstride.store.statements import Row, portions
from backstride.store.tables import PRIMARY

EXPORT_LIMITS: Final = Limits(
    most_members=4_000_000,
    deepest_nesting=1,
    largest_member=LARGEST_ORIGINAL,
    largest_ratio=1_100,
    largest_total=2_000_000_000_000,
)
"""What an export may hold: all that an import accepts, which may pack as small as Deflate can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreOutcome:
    """What was restored."""

    originals: int
    activities: int
    rows: Mapping[str, int]
    """How many, by table."""
    program_version: str
    """Of the program that wrote the export."""


def restore_log(
    store: Store, path: Path, *, tell: Tell | None = None, processes: int | None = None
) -> RestoreOutcome:
    """Read an export into an empty log, and work out all that follows from it.

    The export is untrusted: each file is held against its hash and each row against its table. Whatever is
    wrong with it, nothing of it is left.

    Parameters
    ----------
    store
        The empty log.
    path
        The export.
    tell
        Called whenever something was restored.
    processes
        How many processes at the most; None for as many as the machine has processors.

    Returns
    -------
    RestoreOutcome
        What was restored.

    Raises
    ------
    StoreNotEmpty
        If there is a log already.
    StoreBusy
        If somebody else imports, restores or repairs.
    FileRefused
        If it is no export, or not as it was written.
    NewerStore
        If a later version wrote it.
    """
    with store.alone(), _opened(path) as file:
        export = _Export(file, path.name)
        with store.reading() as log:
            _check_empty(store, log)
        run: Rebuilding | None = None
        try:
            with store.writing() as log:
                _check_empty(store, log)  # nobody else can have begun since, from here on
                run = Rebuilding(
                    store, lambda: nullcontext(log), lambda: nullcontext(log), tell=tell, processes=processes
                )
                rows = _restore(export, log, run, tell)
        except BaseException:
            for folder, name in () if run is None else run.written:
                folder.remove(name)
            raise
    outcome = run.outcome()
    return RestoreOutcome(
        originals=rows["original"],
        activities=outcome.activities,
        rows=rows,
        program_version=export.program_version,
    )


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as trouble:
        raise UnreadablePath(
            f"{path} cannot be opened: {trouble.strerror or trouble}.",
            allowed="An export is a file that exists and that you may read.",
            remedy="Check its name.",
        ) from trouble


def _check_empty(store: Store, log: Log) -> None:
    inspection = Inspection(log.files.connection)
    if not inspection.is_empty():
        activities = inspection.counts()["activity"]
        raise StoreNotEmpty(
            f"The log in {store.folder} is not empty: it holds {activities} activities.",
            allowed="An export is restored into an empty log.",
            remedy="Choose a folder that is empty or new: backstride --data FOLDER restore FILE.",
        )


def _restore(export: "_Export", log: Log, run: Rebuilding, tell: Tell | None) -> dict[str, int]:
    """Restore rows, then files, then what follows from them; how many rows there are by table."""
    checked, counts = RestoredRows(), {}
    for table in PRIMARY:
        counts[table.name] = 0
        for some in export.rows(table):
            for row in some:
                checked.check(table.name, row)
            put_rows(log.files.connection, table, some)
            counts[table.name] += len(some)
    checked.finish()
    known = checked.originals
    _check_people(log)
    export.check_originals(known)

    def content(sha256: str) -> bytes:
        data = export.original(known[sha256])
        run.keep_original(sha256, data)
        return data

    run.make_recordings(sorted(known), content)
    _check_failures(run)
    run.make_figures()
    _check_failures(run)
    run.find_copies()
    if tell is not None:
        tell(Stage(name="done", done=1, total=1))
    return counts


def _check_failures(run: Rebuilding) -> None:
    failures = run.outcome().failures
    if failures:
        raise DamagedFile(
            f"Of the {failures[0].what} in the export nothing can be worked out: {failures[0].reason}",
            allowed="An export holds recordings, and activities that consist of them.",
            remedy="Restore another export. One that somebody changed cannot be restored.",
        )


def _check_people(log: Log) -> None:
    """Refuse measurements that cannot be."""
    for name in log.athletes.athletes():
        try:
            check_name(name)
            log.athletes.athlete(name)
        except NOT_WHAT_IT_SHOULD_BE as trouble:
            raise DamagedFile(
                f"What the export says of the athlete {name!a} cannot be: {trouble}.",
                allowed="An export holds the rows that Backstride wrote.",
                remedy="Restore another export. One that somebody changed cannot be restored.",
            ) from trouble


class _Export:
    """An export that is open for reading.

    Parameters
    ----------
    file
        The file.
    name
        What it is called.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._members: dict[str, Member] = {}
        for member in members(file, name, limits=EXPORT_LIMITS):
            if member.refused is not None:
                raise member.refused
            if member.path in self._members:
                raise _damaged(f"It holds {member.path} twice.")
            self._members[member.path] = member
        manifest = self._manifest()
        self._version = int(manifest["format_version"])
        self.program_version = str(manifest["program_version"])
        self._hashes: dict[str, str] = {
            str(each["path"]): str(each["sha256"]) for each in manifest["members"]
        }
        held = self._members.keys() - {MANIFEST}
        if held != self._hashes.keys():
            odd = min(held ^ self._hashes.keys())
            raise _damaged(f"It holds a file that its manifest does not name, or lacks one: {odd!a}.")

    def _manifest(self) -> dict[str, Any]:
        if MANIFEST not in self._members:
            raise _no_export()
        try:
            manifest: dict[str, Any] = json.loads(self._members[MANIFEST].read())
            is_one = manifest["format"] == FORMAT
            version = manifest["format_version"]
            is_newer = version > FORMAT_VERSION
            is_known = isinstance(version, int) and 1 <= version <= FORMAT_VERSION
            is_whole = all(each.keys() >= {"path", "sha256"} for each in manifest["members"])
            is_whole = is_whole and "program_version" in manifest
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as trouble:
            raise _no_export() from trouble
        if not is_one or (not is_newer and not is_known):
            raise _no_export()
        if is_newer:
            raise NewerStore(
                f"The export has the format {version}.",
                allowed=f"This version of Backstride knows the formats up to {FORMAT_VERSION}.",
                remedy="Install the version that wrote it, or a later one.",
            )
        if not is_whole:
            raise _no_export()
        return manifest

    def _read(self, path: str) -> bytes:
        """What is in a file, once it is known to be what was written."""
        if path not in self._members:
            raise _damaged(f"The file {path} is missing.")
        data = self._members[path].read()
        if hashlib.sha256(data).hexdigest() != self._hashes[path]:
            raise _damaged(f"The file {path} is not the one that its manifest tells of.")
        return data

    def rows(self, table: Any) -> Iterator[list[Row]]:  # noqa: ANN401 - a table of the store
        """The rows of a table, some at a time."""
        if self._version < ADDED_IN.get(table.name, 1):
            return  # there was no such table when it was written
        part = 1
        while part == 1 or f"tables/{table.name}.{part}.jsonl" in self._members:
            lines = self._read(f"tables/{table.name}.{part}.jsonl").splitlines()
            for some in portions(lines):
                yield [row_of(table, line) for line in some]
            part += 1

    def check_originals(self, rows: Mapping[str, Row]) -> None:
        """Refuse an export that lacks an original, or holds one that nobody knows."""
        held = {path for path in self._members if path.startswith("originals/")}
        wanted = {original_path(sha256, row["format"]) for sha256, row in rows.items()}
        if held != wanted:
            odd = min(held ^ wanted)
            raise _damaged(f"Originals and table do not fit: {odd} stands in one of them alone.")

    def original(self, row: Row) -> bytes:
        """The content of an original."""
        data = self._read(original_path(row["sha256"], row["format"]))
        if hashlib.sha256(data).hexdigest() != row["sha256"] or len(data) != row["size"]:
            raise _damaged(f"The original {row['sha256'][:12]} is not what its name says.")
        return data


def _no_export() -> UnknownFormat:
    return UnknownFormat(
        "The file is no export of Backstride.",
        allowed="A ZIP file that backstride export wrote.",
        remedy="To bring in the archive of a platform: backstride import FILE.",
    )


def _damaged(fault: str) -> DamagedFile:
    return DamagedFile(
        f"The export is not as it was written. {fault}",
        allowed="An export holds what its manifest says, each file with its hash.",
        remedy="Restore another export. One that somebody changed cannot be restored.",
    )
