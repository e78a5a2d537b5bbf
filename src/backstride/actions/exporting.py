"""Write all that cannot be computed again into one ZIP file, in formats that any program can read."""

import csv
import errno
import hashlib
import io
import json
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table

from backstride import __version__
from backstride.actions.deriving import Stage, Tell
from backstride.errors import UnwritablePath
from backstride.log.activity import Timeline
from backstride.log.summary import DirectionRow
from backstride.store import Log, LogEntry, Store
from backstride.store.durable import PARTIAL, force_folder
from backstride.store.lines import line_of, rows_of
from backstride.store.tables import PRIMARY, TRAINING, measurement, stride_baseline, timeline

FORMAT: Final = "backstride log"
FORMAT_VERSION: Final = 3
"""The version of the export. It is raised by one whenever an older program could not restore all of
it: the second brought training, the third what was learned of strides."""
ADDED_IN: Final = {**{table.name: 2 for table in TRAINING}, stride_baseline.name: 3}
"""The version with which a table came, by its name, where it was not the first."""
MANIFEST: Final = "manifest.json"
PART_BYTES: Final = 32_000_000
"""A table that is longer goes on in a further file."""
AT_A_TIME: Final = 500
SOME_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The date of each member: the same log gives the same bytes whenever it is written."""
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may take for a formula."""

ABOUT: Final = """\
A training log of Backstride, with all that cannot be computed again.

originals/       each recording as it came from the device, named by the SHA-256 of its content
tables/          people and their measurements, imports, activities, labels and the history of changes,
                 screenings, check-ins and plans, what was learned of strides: a line of JSON for each
                 row; moments are in UTC
activities.csv   the activities with what was worked out of them, for a spreadsheet
labels.csv       what was said of stretches of recordings
measurements.csv what was measured of people
manifest.json    the version of this format, and the SHA-256 of every other file

To read it into an empty log: backstride --data FOLDER restore FILE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOutcome:
    """What was written."""

    path: Path
    size: int
    """Of the file. [B]"""
    originals: int
    rows: Mapping[str, int]
    """How many, by table."""


def export_log(
    store: Store, path: Path, *, now: datetime, is_forced: bool = False, tell: Tell | None = None
) -> ExportOutcome:
    """Write the whole log, of all athletes, into a ZIP file; it is there whole or not at all.

    Parameters
    ----------
    store
        The log.
    path
        Where to.
    now
        The time of the export, which is written into it.
    is_forced
        Whether a file that is there may be replaced.
    tell
        Called whenever originals were written.

    Returns
    -------
    ExportOutcome
        What was written.

    Raises
    ------
    UnwritablePath
        If a file is there, or nothing can be written there.
    StoreBusy
        If somebody imports: then the log is not at rest.
    """
    if path.exists() and not is_forced:
        raise UnwritablePath(
            f"{path} is there already.",
            allowed="An export goes into a new file.",
            remedy="Choose another name, or replace it with --force.",
        )
    with store.alone(), store.reading() as log, _file(path, is_forced=is_forced) as archive:
        members = _Members(archive)
        members.write("README.txt", [ABOUT.encode()])
        originals = _write_originals(store, log, members, tell)
        rows = {table.name: _write_table(log, table, members) for table in PRIMARY}
        members.write("activities.csv", _csv(ACTIVITY_COLUMNS, _activity_rows(log)))
        members.write("labels.csv", _csv(LABEL_COLUMNS, _label_rows(log)))
        members.write("measurements.csv", _csv(MEASUREMENT_COLUMNS, _measurement_rows(log)))
        members.finish(now, {"originals": originals, **rows})
    return ExportOutcome(path=path, size=path.stat().st_size, originals=originals, rows=rows)


@contextmanager
def _file(path: Path, *, is_forced: bool) -> Iterator[zipfile.ZipFile]:
    """An archive that gets its name when it is whole and on the disk."""
    unfinished = path.with_name(PARTIAL + secrets.token_hex(8))
    try:
        with unfinished.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        if not is_forced and path.exists():  # somebody else has just written there
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        unfinished.replace(path)
        force_folder(path.parent)
    except OSError as trouble:
        raise UnwritablePath(
            f"{path} cannot be written: {trouble.strerror or trouble}.",
            allowed="A new file in a folder that exists and that you may write to, on a disk with space.",
            remedy="Choose another place.",
        ) from trouble
    finally:
        with suppress(OSError):  # it has its name, or what led here is the trouble to tell
            unfinished.unlink()


class _Members:
    """The files in an archive under way, each with its hash."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._written: list[dict[str, Any]] = []

    def write(self, path: str, parts: Iterable[bytes]) -> None:
        """Write a file piece by piece."""
        about = zipfile.ZipInfo(path, SOME_DAY)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._archive.open(about, "w", force_zip64=True) as member:
            for part in parts:
                member.write(part)
                digest.update(part)
                size += len(part)
        self._written.append({"path": path, "size": size, "sha256": digest.hexdigest()})

    def finish(self, now: datetime, counts: Mapping[str, int]) -> None:
        """Write what the archive holds."""
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "program_version": __version__,
            "exported_at": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "counts": dict(counts),
            "members": self._written,
        }
        self.write(MANIFEST, [json.dumps(manifest, indent=1, ensure_ascii=False).encode()])


def _write_originals(store: Store, log: Log, members: _Members, tell: Tell | None) -> int:
    rows = log.files.originals()
    for done, sha256 in enumerate(sorted(rows), start=1):
        members.write(original_path(sha256, rows[sha256]["format"]), [store.originals.read(sha256)])
        if tell is not None:
            tell(Stage(name="originals", done=done, total=len(rows)))
    return len(rows)


def original_path(sha256: str, kind: str) -> str:
    """Where an original lies in an export.

    Parameters
    ----------
    sha256
        The hash of its content.
    kind
        ``fit``, ``gpx`` or ``tcx``.

    Returns
    -------
    str
        Its path.

    Examples
    --------
    >>> original_path("ab12", "fit")
    'originals/ab12.fit'
    """
    return f"originals/{sha256}.{kind}"


def _write_table(log: Log, table: Table, members: _Members) -> int:
    """Write a table in parts of a bounded size; how many rows it has."""
    lines = _Counted(map(line_of, rows_of(log.files.connection, table)))
    part = 0
    while part == 0 or not lines.is_at_end:
        part += 1
        members.write(f"tables/{table.name}.{part}.jsonl", lines.portion(PART_BYTES))
    return lines.count


class _Counted:
    """Lines that are handed out in portions."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._next = next(lines, None)
        self.count = 0

    @property
    def is_at_end(self) -> bool:
        """Whether there are no more."""
        return self._next is None

    def portion(self, size: int) -> Iterator[bytes]:
        """The next lines, until they are so large together."""
        while self._next is not None and size > 0:
            yield self._next
            size -= len(self._next)
            self.count += 1
            self._next = next(self._lines, None)


# ── For a spreadsheet ────────────────────────────────────────────────────────────────────────────

SUMMED: Final = ("duration_s", "distance_m", "steps", "in_target_s", "trimp", "energy_kj")
WAYS: Final = ("forward", "backward", "sideways", "unknown")
SUMMARY_COLUMNS: Final = (
    *("name", "started_at", "day", "sport", "sub_sport", "device", "format", "is_simulated"),
    *("duration_s", "moving_s", "distance_m"),
)
ACTIVITY_COLUMNS: Final = (
    *("athlete", "activity", "counts", "copy_of"),
    *SUMMARY_COLUMNS,
    *("heart_rate_bpm", "in_target_s", "trimp", "energy_kj"),
    *(f"{way}_{name}" for way in WAYS for name in SUMMED),
)
LABEL_COLUMNS: Final = ("athlete", "original", "part", "kind", "start_s", "end_s", "travel", "gait", "text")
MEASUREMENT_COLUMNS: Final = ("athlete", "kind", "name", "since", "value")


def _activity_rows(log: Log) -> Iterator[Sequence[Any]]:
    for athlete in log.athletes.athletes():
        keys = log.activities.all_keys(athlete)
        for start in range(0, len(keys), AT_A_TIME):
            some = keys[start : start + AT_A_TIME]
            entries = {
                each.key: each for each in log.figures.entries_of(athlete, keys=some, also_hidden=True)
            }
            directions = log.figures.directions_of(some)
            for key in some:
                if key in entries:
                    yield _activity_row(athlete, entries[key], directions.get(key, ()))


def _activity_row(athlete: str, entry: LogEntry, directions: Sequence[DirectionRow]) -> Sequence[Any]:
    summary, sums = entry.summary, entry.summary.sums
    totals = [
        None if sums is None else getattr(sums, name)
        for name in ("heart_rate_bpm", "in_target_s", "trimp", "energy_kj")
    ]
    ways = [
        _added(getattr(each.sums, name) for each in directions if each.travel.value == way)
        for way in WAYS
        for name in SUMMED
    ]
    told = [getattr(summary, name) for name in SUMMARY_COLUMNS]
    return [athlete, entry.key, entry.is_shown, entry.duplicate_of, *told, *totals, *ways]


def _added(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _label_rows(log: Log) -> Iterator[Sequence[Any]]:
    for row in rows_of(log.files.connection, timeline):
        place = [row["athlete"], row["original"], row["part"]]
        said = Timeline.from_document(row["document"])
        for mark in said.marks:
            gait = None if mark.gait is None else mark.gait.value
            yield [*place, "label", mark.start_s, mark.end_s, mark.travel.value, gait, mark.text]
        for bad in said.bad:
            yield [*place, f"bad {bad.spoiled.value}", bad.start_s, bad.end_s, None, None, None]


def _measurement_rows(log: Log) -> Iterator[Sequence[Any]]:
    for row in rows_of(log.files.connection, measurement):
        value = row["value"]
        plain = value["value"] if value.keys() == {"value"} else json.dumps(value, sort_keys=True)
        yield [row["athlete"], row["kind"], row["name"], row["since"], plain]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A table for a spreadsheet, in UTF-8, a row at a time."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell_of(value) for value in row])
        yield target.getvalue().encode()
        target.seek(0)
        target.truncate()
    yield target.getvalue().encode()


def cell_of(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula.

    Parameters
    ----------
    value
        A text, number, day, moment or truth value; None for an empty cell.

    Returns
    -------
    str
        The cell.

    Examples
    --------
    >>> cell_of("=1+1"), cell_of(-1.5), cell_of(None), cell_of(True)
    ("'=1+1", '-1.5', '', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
