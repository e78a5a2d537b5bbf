"""Whole archives through the real import, on both databases: nothing is missed, doubled or left behind.

`python -m validation.importing` prints the tables. What must hold is held against dumps of every table and
hashes of every file: an archive gives what it was made of; again, it changes nothing; undone, the log is as
before, and the order of files does not matter.
"""

import gzip
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

import backstride
from backstride.actions.importing import ImportOutcome, ImportSettings, import_paths
from backstride.actions.undoing import undo_import
from backstride.formats.fit.write import write_activity
from backstride.recording import Recording, Samples
from backstride.store import Store
from validation import log_state
from validation.archive_maker import ArchiveContents, generated_activity, write_archive
from validation.reading import CORPUS

ATHLETE: Final = "me"
MEMBERS, ACTIVITIES = 7800, 354
ORDERS: Final = 6
LONGEST_S: Final = 20.0
MOST_BYTES: Final = 512_000_000


def bring(store: Store, *paths: Path, processes: int | None = None) -> ImportOutcome:
    """Import as anybody does."""
    return import_paths(store, paths, ImportSettings(athlete=ATHLETE, processes=processes))


# ——— An archive: in, in again, out, in, out ———


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that must hold, and whether it does."""

    what: str
    expected: str
    found: str

    @property
    def is_fault(self) -> bool:
        """Whether it does not hold."""
        return self.expected != self.found


@dataclass(frozen=True, slots=True)
class State:
    """All rows and files of a log at one moment."""

    rows: log_state.Dump
    files: dict[str, str]

    @classmethod
    def of(cls, store: Store) -> "State":
        """The state of a log now."""
        return cls(log_state.dump(store), log_state.kept_files(store.folder))

    def difference(self, other: "State", *, but: tuple[str, ...] = ()) -> str:
        """In words how another differs; ``none`` if it does not."""
        found = log_state.differences(log_state.without(self.rows, *but), log_state.without(other.rows, *but))
        if self.files != other.files:
            found.append(f"{len(self.files.items() ^ other.files.items())} files")
        return "; ".join(found) or "none"


def _counted(outcome: ImportOutcome) -> str:
    counts = outcome.counts
    return (
        f"{outcome.activities} activities; files: {counts['new']} new, {counts['duplicate']} duplicate, "
        f"{counts['ignored']} ignored, {counts['refused']} refused, {counts['failed']} failed"
    )


def _expected(contents: ArchiveContents, *, is_new: bool) -> str:
    new, known = (contents.activity_files, 0) if is_new else (0, contents.activity_files)
    return (
        f"{contents.activities if is_new else 0} activities; files: {new} new, "
        f"{known + contents.duplicates} duplicate, {contents.ignored} ignored, {contents.refused} refused, "
        "0 failed"
    )


def archive_checks(store: Store, archive: Path, contents: ArchiveContents, earlier: Path) -> list[Check]:
    """An archive, taken in and back twice, into a log that holds something already.

    The log holds what is in the folder `earlier`, none of which is in the archive.
    """
    empty = State.of(store)
    first = bring(store, earlier)
    before = State.of(store)
    found = bring(store, archive)
    full = State.of(store)
    checks = [Check(what="import", expected=_expected(contents, is_new=True), found=_counted(found))]
    again = bring(store, archive)
    checks.append(
        Check(what="import again", expected=_expected(contents, is_new=False), found=_counted(again))
    )

    def compared(what: str, one: State, *, but: tuple[str, ...] = ()) -> None:
        checks.append(Check(what=what, expected="none", found=one.difference(State.of(store), but=but)))

    compared("changed by importing again, but the list of imports", full, but=("batch", "entry"))
    sound = log_state.faults(store) + log_state.orphans(store)
    checks.append(Check(what="unsound", expected="none", found="; ".join(sound[:5]) or "none"))
    undo_import(store, _number(again))
    compared("left by undoing the second import", full)
    undo_import(store, _number(found))
    compared("left by undoing the first import", before)
    third = bring(store, archive)
    compared("different when imported anew", full)
    undo_import(store, _number(third))
    compared("left by undoing it again", before)
    undo_import(store, _number(first))
    compared("left when all is undone", empty)
    return checks


def _number(outcome: ImportOutcome) -> int:
    if outcome.batch is None:
        raise AssertionError
    return outcome.batch


# ——— The same files in another order ———


def alike(number: int, *, seconds: int = 600) -> Iterator[tuple[str, bytes]]:
    """A generated activity, and what platforms make of it: copies with less in them, later, or longer."""
    data = generated_activity(number, seconds=seconds)
    (recording,) = backstride.read(data)
    yield f"{number}.fit", data
    yield f"again/{number}.fit", gzip.compress(data, mtime=0)
    poorer = _with_columns(recording, "latitude_deg", "longitude_deg", "altitude_m", "distance_m")
    yield f"{number}-poorer.fit", write_activity(poorer)
    yield f"{number}.gpx", gpx(recording).encode()
    if recording.started_at is not None:
        shifted = replace(poorer, started_at=recording.started_at + timedelta(hours=1))
        yield f"{number}-wrong-clock.fit", write_activity(shifted)
        part = _first(recording, seconds * 6 // 10)
        yield f"{number}-part.fit", write_activity(part)
        late = replace(recording, started_at=recording.started_at + timedelta(seconds=seconds // 4))
        yield f"{number}-overlapping.fit", write_activity(late)


def _with_columns(recording: Recording, *names: str) -> Recording:
    samples = recording.samples
    columns = {name: getattr(samples, name).copy() for name in names}
    return replace(recording, samples=Samples.of(samples.elapsed_s.copy(), **columns), extra={})


def _first(recording: Recording, seconds: int) -> Recording:
    """The beginning of a recording, without its laps."""
    samples = recording.samples
    names = ("latitude_deg", "longitude_deg", "altitude_m", "distance_m", "speed_m_s", "heart_rate_bpm")
    columns = {name: getattr(samples, name)[:seconds].copy() for name in names}
    cut = Samples.of(samples.elapsed_s[:seconds].copy(), **columns)
    return replace(recording, samples=cut, laps=(), pauses=(), steps=(), extra={})


def gpx(recording: Recording) -> str:
    """The positions of a recording as a GPX text."""
    samples, start = recording.samples, recording.started_at
    if start is None:
        raise AssertionError
    points = "".join(
        f'<trkpt lat="{latitude:.7f}" lon="{longitude:.7f}">'
        f"<time>{(start + timedelta(seconds=float(second))).strftime('%Y-%m-%dT%H:%M:%SZ')}</time></trkpt>"
        for second, latitude, longitude in zip(
            samples.elapsed_s, samples.latitude_deg, samples.longitude_deg, strict=True
        )
        if np.isfinite(latitude)
    )
    return f'<gpx version="1.1" creator="x"><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>'


def order_checks(new_store: Callable[[], Store], folder: Path, *, orders: int = ORDERS) -> list[Check]:
    """The same files in several orders give the same log, but for the list of files."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    states: list[State] = []
    for seed in range(orders):
        random.Random(seed).shuffle(paths)  # noqa: S311 (an order, no secret)
        with closing(new_store()) as store:
            bring(store, *paths, processes=1)
            states.append(State.of(store))
    found = [states[0].difference(each, but=("batch", "entry")) for each in states[1:]]
    distinct = "; ".join(sorted(set(found) - {"none"})) or "none"
    return [
        Check(what=f"different in {orders} orders of {len(paths)} files", expected="none", found=distinct)
    ]


# ——— Archives made to do harm ———


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """What the real import made of a hostile file."""

    name: str
    size: int
    refused: tuple[str, ...]
    """The slugs of what was refused in it."""
    new: int
    seconds: float
    peak: int
    """Memory of the importing process beyond what it held when the import began. [B]"""

    @property
    def is_fault(self) -> bool:
        """Whether it was not refused, took the honest file beside it along, or took too much."""
        return not (self.refused and self.new == 1 and self.seconds <= LONGEST_S and self.peak <= MOST_BYTES)


def _zeros(megabytes: int) -> bytes:
    """A gzip file of zeros."""
    return gzip.compress(bytes(1_000_000), 9, mtime=0) * megabytes


def _zip(*named: tuple[str | zipfile.ZipInfo, bytes], level: int = 9) -> bytes:
    import io

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in named:
            archive.writestr(name, content)
    return target.getvalue()


def _bomb() -> bytes:
    return _zip(*((f"activities/{number}.fit", bytes(150_000_000)) for number in range(3)), level=1)


def _nested_bomb() -> bytes:
    data = _zip(("0.fit", bytes(190_000_000)))
    for depth in range(3):
        data = _zip(*((f"{depth}-{number}.zip", data) for number in range(8)))
    return data


def _link() -> bytes:
    link = zipfile.ZipInfo("activities/1.fit")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return _zip((link, b"/etc/passwd"))


DOCTYPE: Final = (
    b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY file SYSTEM "file:///etc/passwd">]><gpx><trk><name>&b;&file;</name></trk></gpx>'
)

HOSTILE: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "a ZIP whose members are bombs": ("bomb.zip", _bomb),
    "bombs in archives in archives": ("nested.zip", _nested_bomb),
    "names that lead out": (
        "traversal.zip",
        lambda: _zip(("../../../etc/cron.d/1.fit", b"x" * 100), ("/srv/2.fit", b"y" * 100)),
    ),
    "a gzip file of 2 GB of zeros": ("zeros.fit.gz", lambda: _zeros(2_000)),
    "the same as a member": ("zeros.zip", lambda: _zip(("activities/1.fit.gz", _zeros(2_000)), level=1)),
    "a member that is a link": ("link.zip", _link),
    "a member with a document type": ("doctype.zip", lambda: _zip(("activities/1.gpx", DOCTYPE))),
}


def _memory(name: str) -> int:
    """What this process holds (``VmRSS``), or held at the most (``VmHWM``). [B]"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(name))


def _take_in(folder: str, paths: list[str], answers: object) -> None:
    """Import in a process of its own, and say what became of it."""
    with closing(Store(Path(folder))) as store:
        before = _memory("VmRSS")
        start = time.perf_counter()
        outcome = bring(store, *map(Path, paths), processes=1)
        seconds = time.perf_counter() - start
        held = _memory("VmHWM") - before
    slugs = tuple(sorted({entry.slug or "" for entry in outcome.entries if entry.outcome == "refused"}))
    answers.send((slugs, outcome.counts["new"], seconds, held))  # type: ignore[attr-defined]  # a pipe's end


def hostile_rows(folder: Path) -> list[Hostile]:
    """Each hostile file, imported together with an honest one."""
    honest = folder / "honest.fit"
    honest.write_bytes(generated_activity(5, seconds=300))
    rows = []
    for number, (name, (file_name, make)) in enumerate(HOSTILE.items()):
        path = folder / file_name
        path.write_bytes(make())
        ours, theirs = get_context("spawn").Pipe(duplex=False)
        process = get_context("spawn").Process(
            target=_take_in, args=(str(folder / f"log{number}"), [str(path), str(honest)], theirs)
        )
        process.start()
        theirs.close()
        slugs, new, seconds, peak = ours.recv()
        process.join()
        size = path.stat().st_size
        rows.append(Hostile(name=name, size=size, refused=slugs, new=new, seconds=seconds, peak=peak))
    return rows


# ——— The chapter ———

HEAD: Final = """\
## Importing

```text
python -m validation.importing
```

An archive is taken into the log, again, and back out, twice, on both databases. Then every row of every table
and the hash of every file must be as before.

{archive}
"""


def checks(*, members: int = MEMBERS, activities: int = ACTIVITIES) -> tuple[str, dict[str, list[Check]]]:
    """Everything on both databases: what the archive held, in words, and the checks by database."""
    corpus = CORPUS if CORPUS.is_dir() else None
    found: dict[str, list[Check]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        archive, earlier, files = folder / "export.zip", folder / "earlier", folder / "files"
        contents = write_archive(archive, corpus, members=members, activities=activities)
        for each in (earlier, files):
            (each / "again").mkdir(parents=True)
        for name, data in alike(9_000):  # long after those of the archive
            (earlier / name).write_bytes(data)
        for number in range(4):
            for name, data in alike(number):
                (files / name).write_bytes(data)
        servers = stack.enter_context(log_state.postgresql())
        addresses: dict[str, Callable[[], str | None]] = {"SQLite": lambda: None, "PostgreSQL": servers.new}
        for database, address in addresses.items():

            def new_store(address: Callable[[], str | None] = address) -> Store:
                return Store(Path(stack.enter_context(TemporaryDirectory())), address())

            with closing(new_store()) as store:
                found[database] = archive_checks(store, archive, contents, earlier)
            found[database] += order_checks(new_store, files)
    kind = "made of real recordings, generated ones" if corpus else "made of generated recordings"
    text = (
        f"The archive is like a bulk export of Garmin's, {kind} and other files of a watch:\n"
        f"{contents.members:,} members that give {contents.activities} activities."
    )
    return text, found


def section() -> tuple[str, int]:
    """The chapter, and how many faults it reports."""
    text, found = checks()
    with TemporaryDirectory() as folder:
        hostile = hostile_rows(Path(folder))
    lines = [
        HEAD.format(archive=text),
        "| What | Expected | SQLite | PostgreSQL |",
        "|---|---|---|---|",
        *(
            f"| {one.what} | {one.expected} | {_shown(one)} | {_shown(other)} |"
            for one, other in zip(found["SQLite"], found["PostgreSQL"], strict=True)
        ),
        "",
        "Archives made to do harm, each imported together with an honest recording, which must come in:",
        "",
        "| File | Size, kB | Refused as | Time, s | Memory, MB |",
        "|---|---|---|---|---|",
        *(
            f"| {each.name} | {each.size / 1000:,.0f} | {', '.join(each.refused)} | {each.seconds:.1f} "
            f"| {each.peak / 1e6:.0f} |"
            for each in hostile
        ),
    ]
    faults = sum(check.is_fault for each in found.values() for check in each)
    return "\n".join(lines) + "\n", faults + sum(each.is_fault for each in hostile)


def _shown(check: Check) -> str:
    return f"**{check.found}**" if check.is_fault else "as expected"


def main() -> int:
    """Print the chapter; 1 if there is a fault."""
    text, count = section()
    print(text)
    print(f"{count} faults")
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main())
