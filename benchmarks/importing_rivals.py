"""How long the same activities take to import: ours beside geo-activity-playground's own import.

Both are whole programs with an empty database and the settings they come with, each in a process of its
own; they take turns. Ours is ``backstride --data … import FOLDER --json``; theirs is what their page
runs after an upload (see `benchmarks.rival_geo_activity_playground`). What a program needs to start and
to make its database is measured by importing a folder without an activity. Run it with
``make benchmark-import``.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
from validation.archive_maker import distinct_recordings, generated_activity

import backstride
from benchmarks.side_by_side import CORPUS

RIVAL: Final = "geo-activity-playground"
RIVAL_PYTHON: Final = Path(__file__).resolve().parents[1] / ".venv-rivals" / "bin" / "python"
RIVAL_SCRIPT: Final = Path(__file__).with_name("rival_geo_activity_playground.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one process took."""

    seconds: float
    """From its start to its end. [s]"""
    processor_seconds: float
    """Its own and its children's, on any core. [s]"""
    peak_mb: float
    """The most memory that it, or a child of it, held at once. [MB]"""
    answer: dict[str, object]
    """The JSON it printed."""


def run(command: list[str]) -> Run:
    """Run a command that prints JSON, as a whole or on its last line, and see what it took."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)  # noqa: S603 (our own commands)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed, complained = (_text(stream) for stream in (out, err))
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{complained[-2000:]}")
    return Run(
        seconds=seconds,
        processor_seconds=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
        answer=json.loads(printed if printed.startswith("{") else printed.splitlines()[-1]),
    )


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace").strip()


def import_with_backstride(folder: Path) -> Run:
    """Ours, into an empty data folder."""
    with tempfile.TemporaryDirectory() as data:
        return run([sys.executable, "-m", "backstride", "--data", data, "import", str(folder), "--json"])


def import_with_rival(folder: Path) -> Run:
    """Theirs, into an empty base folder; it leaves out what it cannot read without saying so in the end."""
    return run([str(RIVAL_PYTHON), str(RIVAL_SCRIPT), str(folder)])


ACTIVITIES: Final = {"backstride": "new", RIVAL: "activities"}
"""Where each one's answer says how many activities it took."""

WAYS: Final[Mapping[str, Callable[[Path], Run]]] = {
    "backstride": import_with_backstride,
    RIVAL: import_with_rival,
}


def best_of(folder: Path, *, rounds: int, ways: Mapping[str, Callable[[Path], Run]]) -> dict[str, Run]:
    """The shortest run of each way, the ways taking turns, so that a slow spell falls on all."""
    best: dict[str, Run] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            found = way(folder)
            if name not in best or found.seconds < best[name].seconds:
                best[name] = found
    return best


def write_generated(folder: Path, count: int) -> None:
    """One-hour activities, one sample a second, eight columns."""
    for number in range(count):
        (folder / f"{number:05}.fit").write_bytes(generated_activity(number))


def write_real_runs(folder: Path) -> int:
    """The real runs with positions, of which both programs make an activity; how many there are."""
    count = 0
    for data, _ in distinct_recordings(CORPUS):
        recordings = backstride.read(data)
        has_positions = np.isfinite(recordings[0].samples.latitude_deg).any()
        if len(recordings) == 1 and recordings[0].sport.name == "running" and has_positions:
            (folder / f"{count:05}.fit").write_bytes(data)
            count += 1
    return count


def report(title: str, count: int, found: Mapping[str, Run], starts: Mapping[str, Run]) -> None:
    """Print what each way took for an activity, and the ratios."""
    print(f"\n{title}: {count} activities, from the folder to the database")
    print(f"{'':26}{'whole run':>12}{'start':>10}{'an activity':>14}{'processor':>12}{'peak':>10}")
    for name, one in found.items():
        start = starts[name]
        print(
            f"{name:26}{one.seconds:10.2f} s{start.seconds:8.2f} s"
            f"{1000 * (one.seconds - start.seconds) / count:11.1f} ms"
            f"{1000 * (one.processor_seconds - start.processor_seconds) / count:9.1f} ms"
            f"{one.peak_mb:7.0f} MB"
        )
    for name, one in found.items():
        if one.answer[ACTIVITIES[name]] != count:
            print(f"  {name} took {one.answer[ACTIVITIES[name]]} of them")
    if len(found) == 2:
        ours, theirs = found.values()
        our_start, their_start = starts.values()
        whole = theirs.seconds / ours.seconds
        beyond = (theirs.seconds - their_start.seconds) / (ours.seconds - our_start.seconds)
        print(f"  time of {RIVAL} over ours: {whole:.1f} × with the start, {beyond:.1f} × without")


def main() -> None:
    """Measure generated and real activities."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--activities", type=int, default=60, help="how many one-hour activities")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is run; the best counts")
    parser.add_argument("--only", choices=tuple(WAYS), help="measure one way alone")
    options = parser.parse_args()
    ways = {name: way for name, way in WAYS.items() if options.only in {None, name}}
    if RIVAL in ways and not RIVAL_PYTHON.exists():
        raise SystemExit("The rival's environment is missing: run `make benchmark-import`.")
    with tempfile.TemporaryDirectory() as temporary:
        nothing, generated, real = (Path(temporary, name) for name in ("nothing", "generated", "real"))
        for folder in (nothing, generated, real):
            folder.mkdir()
        (nothing / "note.json").write_text("{}")
        starts = best_of(nothing, rounds=options.rounds, ways=ways)
        write_generated(generated, options.activities)
        found = best_of(generated, rounds=options.rounds, ways=ways)
        report("One hour at 1 Hz", options.activities, found, starts)
        count = write_real_runs(real)
        if count:
            found = best_of(real, rounds=options.rounds, ways=ways)
            report("Real runs", count, found, starts)


if __name__ == "__main__":
    main()
