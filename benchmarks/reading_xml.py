"""How fast GPX and TCX are read, beside the libraries that a user would pick instead.

Each way ends in the same: the columns of `backstride.recording.Samples` as NumPy arrays, and the
names and laps beside them. What a library gives as objects is gathered as its user would. Memory is
that of the whole process, since XML parsers keep theirs outside of Python.
"""

import argparse
import io
import math
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import gpxpy
import numpy as np
from tcxreader.tcxreader import TCXReader

from backstride.formats.gpx import read_gpx
from backstride.formats.tcx import read_tcx
from backstride.recording import FloatArray
from benchmarks.side_by_side import CORPUS, fastest

GPX_EXTENSIONS: Final = {
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "cad": "cadence_spm",
    "cadence": "cadence_spm",
    "atemp": "temperature_c",
    "power": "power_w",
    "speed": "speed_m_s",
    "distance": "distance_m",
}
TCX_EXTENSIONS: Final = {"Speed": "speed_m_s", "RunCadence": "cadence_spm", "Watts": "power_w"}
TCX_FIELDS: Final = {
    "latitude": "latitude_deg",
    "longitude": "longitude_deg",
    "elevation": "altitude_m",
    "distance": "distance_m",
    "hr_value": "heart_rate_bpm",
    "cadence": "cadence_spm",
}


def _column(values: Iterable[Any]) -> FloatArray:
    return np.array([math.nan if value is None else float(value) for value in values], dtype=np.float64)


def with_gpxpy(data: bytes) -> object:
    """The Python library for GPX, and our columns from its points."""
    file = gpxpy.parse(io.BytesIO(data))  # type: ignore[type-var]  # it takes bytes, too
    return [
        _gpxpy_columns([p for segment in track.segments for p in segment.points]) for track in file.tracks
    ]


def _gpxpy_columns(points: list[Any]) -> dict[str, FloatArray]:
    columns = {
        "elapsed_s": _column(point.time and point.time.timestamp() for point in points),
        "latitude_deg": _column(point.latitude for point in points),
        "longitude_deg": _column(point.longitude for point in points),
        "altitude_m": _column(point.elevation for point in points),
    }
    further: dict[str, list[float]] = {}
    for row, point in enumerate(points):
        for extension in point.extensions:
            for element in extension.iter():
                name = GPX_EXTENSIONS.get(element.tag.rpartition("}")[2])
                if name is not None and element.text:
                    further.setdefault(name, [math.nan] * len(points))[row] = float(element.text)
    return columns | {name: np.array(values) for name, values in further.items()}


def with_tcxreader(data: bytes) -> object:
    """The Python library for TCX, all points kept, and our columns from them."""
    file = TCXReader().read(io.BytesIO(data), only_gps=False)
    points = file.trackpoints
    columns = {"elapsed_s": _column(point.time and point.time.timestamp() for point in points)}
    for theirs, ours in TCX_FIELDS.items():
        columns[ours] = _column(getattr(point, theirs) for point in points)
    for theirs, ours in TCX_EXTENSIONS.items():
        if any(theirs in point.tpx_ext for point in points):
            columns[ours] = _column(point.tpx_ext.get(theirs) for point in points)
    return columns, file.laps


INCOMPARABLE: Final = ("065479dc", "d4891570")
"""Files of which the other library reads a part only: multisport sessions, and a track in the metadata."""

WAYS: Final[Mapping[str, Mapping[str, Callable[[bytes], object]]]] = {
    "gpx": {"backstride": read_gpx, "gpxpy": with_gpxpy},
    "tcx": {"backstride": read_tcx, "tcxreader": with_tcxreader},
}
"""By format: ours first, then the other."""


def measure(kind: str, *, budget_s: float = 0.1) -> dict[str, dict[str, float]]:
    """Seconds of each way for each file of a format that both read.

    Parameters
    ----------
    kind
        ``gpx`` or ``tcx``.
    budget_s
        About how long each way may take for a file. [s]

    Returns
    -------
    dict
        By file, the least processor time of each way. [s]
    """
    times = {}
    for path in sorted(CORPUS.glob(f"{kind}/*")):
        data = path.read_bytes()
        if path.name.startswith(INCOMPARABLE):
            continue
        found = fastest({name: partial(way, data) for name, way in WAYS[kind].items()}, budget_s=budget_s)
        if len(found) == len(WAYS[kind]):
            times[path.name] = found
    return times


def report(kind: str, times: Mapping[str, Mapping[str, float]]) -> None:
    """Print ratios over all files, over those worth waiting for, and where the other was faster.

    Parameters
    ----------
    kind
        ``gpx`` or ``tcx``.
    times
        What `measure` gave.
    """
    ours, other = WAYS[kind]
    ratios = {name: found[other] / found[ours] for name, found in times.items()}
    total = sum(found[other] for found in times.values()) / sum(found[ours] for found in times.values())
    megabytes = sum((CORPUS / kind / name).stat().st_size for name in times) / 1e6
    speed = megabytes / sum(found[ours] for found in times.values())
    print(f"\n{kind.upper()}: time of {other} over ours, bytes to columns, {len(times)} files both read")
    print(f"  summed over the files {total:.1f} ×, median {np.median(list(ratios.values())):.1f} ×; ", end="")
    print(f"ours {speed:.0f} MB/s")
    for name, ratio in sorted(ratios.items(), key=lambda entry: entry[1]):
        if ratio < 1:
            size = (CORPUS / kind / name).stat().st_size / 1000
            took = times[name][ours] * 1000
            print(f"  {other} faster: {ratio:.2f} ×  {size:8.1f} kB  {took:6.2f} ms  {name[9:60]}")


def memory(kind: str) -> None:
    """Print how much each way adds to the process on the largest file.

    Parameters
    ----------
    kind
        ``gpx`` or ``tcx``.
    """
    largest = max(CORPUS.glob(f"{kind}/*"), key=lambda path: path.stat().st_size)
    print(f"  memory beyond the file, largest file ({largest.stat().st_size / 1e6:.1f} MB):", end="")
    for name in WAYS[kind]:
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-m", "benchmarks.reading_xml", "--memory", kind, name, str(largest)],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).resolve().parents[1],
        )
        print(f"  {name} {float(done.stdout):.0f} MB", end="")
    print()


def _most_held() -> float:
    """The most memory that this process held since it began, as Linux knows it. [MB]"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


def _added_memory(kind: str, name: str, path: str) -> float:
    """What one reading adds to the most this process held. [MB]"""
    data = Path(path).read_bytes()
    before = _most_held()
    WAYS[kind][name](data)
    return _most_held() - before


def main() -> None:
    """Measure both formats, or the memory of one way in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", nargs=3, metavar=("KIND", "WAY", "FILE"))
    chosen = parser.parse_args().memory
    if chosen is not None:
        print(_added_memory(*chosen))
        return
    if not CORPUS.is_dir():
        print("No corpus of real recordings beside the project: nothing to measure.")
        return
    for kind in WAYS:
        report(kind, measure(kind))
        memory(kind)


if __name__ == "__main__":
    main()
