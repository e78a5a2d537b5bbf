"""What an import costs: time, memory and room on the disk for thousands of one-hour activities.

The activities lie in a folder of ``.fit.gz`` files, as Strava's export has them. Each import runs in a
process of its own with a new log, and is watched from outside: memory is what all its processes hold
together, shared pages counted once. Run it with ``make benchmark-import``. On a machine that does other
things too, only the ratios mean something.
"""

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from validation.archive_maker import generated_activity
from validation.killing import below

from backstride.actions.importing import ImportSettings, Progress, import_paths
from backstride.store import Store

ATHLETE: Final = "me"
MOST_MEMORY: Final = 512_000_000
DEAREST: Final = 1.3
"""The last activities may cost this many times what the first do. [-]"""
LOOKED_AT_S: Final = 0.25
VIEWS: Final = {
    "the last 52 weeks": ("weeks", "--weeks", "52"),
    "form over all years": ("form",),
    "records": ("records",),
    "skill": ("skill",),
    "the latest 365": ("list", "--limit", "365"),
}


# ——— The process that imports ———


def _processor_s() -> float:
    """What this process and those that it started have taken so far. [s]"""
    tick = os.sysconf("SC_CLK_TCK")
    return sum(os.times()[:4]) + sum(_ticks(number) for number in below(os.getpid())) / tick


def _ticks(number: int) -> int:
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return 0
    return int(fields[11]) + int(fields[12])


def import_and_tell(data: Path, folder: Path, processes: int) -> dict[str, Any]:
    """Import a folder; when and at what cost it had come how far.

    Parameters
    ----------
    data
        The new log.
    folder
        The activities.
    processes
        How many processes read.

    Returns
    -------
    dict
        Plain values.
    """
    marks: list[tuple[int, float, float]] = []
    start = time.perf_counter()

    def tell(progress: Progress) -> None:
        marks.append((progress.files_done, time.perf_counter() - start, _processor_s()))

    with closing(Store(data)) as store:
        settings = ImportSettings(athlete=ATHLETE, processes=processes)
        outcome = import_paths(store, [folder], settings, tell=tell)
    return {
        "seconds": time.perf_counter() - start,
        "activities": outcome.activities,
        "counts": outcome.counts,
        "marks": marks,
    }


# ——— Watching it ———


@dataclass(slots=True)
class Watched:
    """A process, and the most that it held together with those that it started."""

    process: "subprocess.Popen[bytes]"
    most_bytes: int = 0
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self.process.poll() is None:
            numbers = {self.process.pid, *below(self.process.pid)}
            self.most_bytes = max(self.most_bytes, sum(map(proportional_memory, numbers)))
            time.sleep(LOOKED_AT_S)


def proportional_memory(number: int) -> int:
    """The memory of a process, of shared pages its share (PSS). [B]"""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import took."""

    seconds: float
    activities: int
    most_bytes: int
    marks: tuple[tuple[int, float, float], ...]
    """How many files were done, after how long, at how much processor time. [-, s, s]"""

    def cost(self, first: int, last: int) -> tuple[float, float]:
        """Time and processor time for an activity, from the first of some to the last. [s, s]"""
        start = max((mark for mark in self.marks if mark[0] <= first), default=(0, 0.0, 0.0))
        end = min(mark for mark in self.marks if mark[0] >= last)
        count = end[0] - start[0]
        return (end[1] - start[1]) / count, (end[2] - start[2]) / count


def run_import(data: Path, folder: Path, processes: int) -> Import:
    """Import in a new process, watched.

    Parameters
    ----------
    data
        The new log.
    folder
        The activities.
    processes
        How many processes read.

    Returns
    -------
    Import
        What it took.
    """
    words = [sys.executable, "-m", "benchmarks.importing", "--child", str(data), str(folder), str(processes)]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, stdout=out)  # noqa: S603 (our own module)
        watched = Watched(process)
        if process.wait():
            raise SystemExit(f"The import ended with {process.returncode}.")
        out.seek(0)
        answer = json.load(out)
    if answer["counts"]["new"] != answer["activities"]:
        raise SystemExit(f"Not every file became an activity: {answer['counts']}.")
    return Import(
        seconds=answer["seconds"],
        activities=answer["activities"],
        most_bytes=watched.most_bytes,
        marks=tuple((files, seconds, processor) for files, seconds, processor in answer["marks"]),
    )


# ——— The tables ———


def write_activities(folder: Path, count: int) -> None:
    """A folder of one-hour activities, compressed.

    Parameters
    ----------
    folder
        Where to.
    count
        How many.
    """
    folder.mkdir()
    for number in range(count):
        data = gzip.compress(generated_activity(number), 1, mtime=0)
        (folder / f"{number:06}.fit.gz").write_bytes(data)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _report(name: str, found: Import) -> None:
    rate = found.activities / found.seconds
    print(
        f"{name:22}{found.seconds:9.1f} s{rate:9.1f} activities/s{1000 / rate:9.1f} ms each"
        f"{found.most_bytes / 1e6:9.0f} MB at the most (allowed: {MOST_MEMORY / 1e6:.0f})"
    )


def report_growth(found: Import) -> float:
    """Print what the first and the last activities cost; the ratio of their processor times.

    Parameters
    ----------
    found
        An import.

    Returns
    -------
    float
        Last to first. [-]
    """
    part = min(500, found.activities // 3)
    # The first hundred are read while the other processes start.
    wall, processor = found.cost(part // 2, part // 2 + part)
    last_wall, last_processor = found.cost(found.activities - part, found.activities)
    print(f"An activity among the first and the last {part}:")
    for what, first, last in (("time", wall, last_wall), ("processor", processor, last_processor)):
        print(
            f"  {what:12}{1000 * first:8.1f} ms{1000 * last:8.1f} ms{last / first:8.2f} × (below {DEAREST})"
        )
    return last_processor / processor


def report_room(data: Path, count: int) -> None:
    """Print what an hour of recording takes on the disk.

    Parameters
    ----------
    data
        A log.
    count
        How many hours it holds.
    """
    parts = {
        "columns (Parquet)": _size(data / "recordings"),
        "originals (zstd)": _size(data / "originals"),
        "database": sum(path.stat().st_size for path in data.glob("log.sqlite*")),
    }
    print("An hour of recording on the disk:")
    for name, size in (*parts.items(), ("together", sum(parts.values()))):
        print(f"  {name:22}{size / count / 1000:9.1f} kB")


def view_times(data: Path) -> Iterator[tuple[str, float, float]]:
    """What each view takes as a whole command, its start included.

    Parameters
    ----------
    data
        A log.

    Yields
    ------
    tuple
        The name of the view; the least of three times, and of three processor times. [s, s]
    """
    program = [sys.executable, "-m", "backstride", "--data", str(data), "--athlete", ATHLETE]
    for name, words in {"the program's start": ("athlete",), **VIEWS}.items():
        times = [_seconds([*program, *words, "--json"]) for _ in range(3)]
        yield name, min(wall for wall, _ in times), min(processor for _, processor in times)


def _seconds(words: list[str]) -> tuple[float, float]:
    start, before = time.perf_counter(), sum(os.times()[2:4])
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)
    return time.perf_counter() - start, sum(os.times()[2:4]) - before


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--activities", type=int, default=5000, help="how many one-hour activities")
    parser.add_argument("--processes", type=int, default=2, help="how many processes read")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        data, folder, processes = options.child
        print(json.dumps(import_and_tell(Path(data), Path(folder), int(processes))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder, data = Path(temporary) / "activities", Path(temporary) / "log"
        write_activities(folder, options.activities)
        print(f"{options.activities} one-hour activities at 1 Hz, {_size(folder) / 1e6:,.0f} MB as .fit.gz")
        found = run_import(data, folder, options.processes)
        _report(f"{options.processes} processes", found)
        report_growth(found)
        report_room(data, found.activities)
        print("Views of the whole log:")
        for name, seconds, processor in view_times(data):
            print(f"  {name:22}{seconds:9.2f} s{processor:9.2f} s of a processor")
        shutil.rmtree(data)
        alone = run_import(data, folder, 1)
        _report("1 process", alone)
        print(f"{options.processes} processes are {alone.seconds / found.seconds:.2f} × as fast as one.")


if __name__ == "__main__":
    main()
