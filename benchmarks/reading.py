"""How fast recordings are read, beside the libraries that a user would pick instead.

Each way ends in the same: the columns of `backstride.recording.Samples` as NumPy arrays, in our
units, and beside them laps, sessions and timer events. What a library gives in another form is
converted with NumPy, as its user would. Run it with ``make benchmark``.
"""

import io
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import fitdecode
import fitfast
import fitparse
import numpy as np

from backstride.formats.fit import read_fit
from benchmarks.side_by_side import CORPUS, fastest, peak_memory

MESSAGES = ("lap", "session", "event")

FACTORS = {
    "position_lat": ("latitude_deg", 180 / 2**31),
    "position_long": ("longitude_deg", 180 / 2**31),
    "altitude": ("altitude_m", 1.0),
    "enhanced_altitude": ("altitude_m", 1.0),
    "distance": ("distance_m", 1.0),
    "speed": ("speed_m_s", 1.0),
    "enhanced_speed": ("speed_m_s", 1.0),
    "heart_rate": ("heart_rate_bpm", 1.0),
    "cadence": ("cadence_spm", 2.0),
    "stance_time": ("stance_time_s", 0.001),
    "stance_time_balance": ("stance_balance_left", 0.01),
    "step_length": ("step_length_m", 0.001),
    "vertical_oscillation": ("vertical_oscillation_m", 0.001),
    "vertical_ratio": ("vertical_ratio", 0.01),
    "power": ("power_w", 1.0),
    "temperature": ("temperature_c", 1.0),
}
"""The libraries' names, ours, and what to multiply with."""


def with_backstride(data: bytes) -> object:
    """Ours."""
    return read_fit(data)


def _columns(rows: list[dict[str, Any]]) -> dict[str, np.ndarray[Any, Any]]:
    """Our columns from a library's dictionaries."""
    columns = {
        "elapsed_s": np.array(
            [row["timestamp"].timestamp() if "timestamp" in row else math.nan for row in rows]
        )
    }
    for theirs, (ours, factor) in FACTORS.items():
        values = [row.get(theirs) for row in rows]
        if any(value is not None for value in values):
            numbers = [value if isinstance(value, int | float) else math.nan for value in values]
            columns[ours] = np.array(numbers, dtype=np.float64) * factor
    return columns


def with_fitdecode(data: bytes) -> object:
    """The oracle, in Python."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("record", *MESSAGES)}
    with fitdecode.FitReader(
        io.BytesIO(data),
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    ) as reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name in rows:
                row: dict[str, Any] = {}
                for field in frame.fields:
                    row.setdefault(field.name, field.value)
                rows[frame.name].append(row)
    return _columns(rows["record"]), rows


def with_fitparse(data: bytes) -> object:
    """The elder library, in Python."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("record", *MESSAGES)}
    for message in fitparse.FitFile(io.BytesIO(data), check_crc=False).get_messages():
        if message.name in rows:
            rows[message.name].append(message.get_values())
    return _columns(rows["record"]), rows


def _fitfast_columns(data: bytes) -> dict[str, np.ndarray[Any, Any]]:
    theirs = fitfast.records(data)
    columns = {"elapsed_s": theirs["timestamp"]}
    for name, (ours, factor) in FACTORS.items():
        if name in theirs:
            # Positions are in degrees already; enhanced fields come after the short ones and win.
            columns[ours] = theirs[name] * (1.0 if name.startswith("position") else factor)
    if "fractional_cadence" in theirs and "cadence_spm" in columns:
        columns["cadence_spm"] = columns["cadence_spm"] + 2.0 * np.nan_to_num(theirs["fractional_cadence"])
    return columns


def with_fitfast(data: bytes) -> object:
    """The Rust library, with laps, sessions and events."""
    return _fitfast_columns(data), [fitfast.records(data, message=name) for name in MESSAGES]


def with_fitfast_records_only(data: bytes) -> object:
    """The Rust library, which here leaves out laps, sessions and events that the others read."""
    return _fitfast_columns(data)


WAYS: dict[str, Callable[[bytes], object]] = {
    "backstride": with_backstride,
    "fitfast": with_fitfast,
    "fitfast, records only": with_fitfast_records_only,
    "fitdecode": with_fitdecode,
    "fitparse": with_fitparse,
}


def main() -> None:
    """Print ratios over the running files, over all files, and file by file where we are slowest."""
    if not CORPUS.is_dir():
        print("No corpus of real recordings beside the project: nothing to measure.")
        return
    files = sorted(CORPUS.glob("fit/*"))
    times: dict[str, dict[str, float]] = {}
    for path in files:
        data = path.read_bytes()
        found = fastest({name: partial(way, data) for name, way in WAYS.items()}, budget_s=0.15)
        if "backstride" in found:
            times[path.name] = found
    _report(times)
    _memory(files)


def _is_running(name: str) -> bool:
    data = (CORPUS / "fit" / name).read_bytes()
    return any(recording.sport.name == "running" for recording in read_fit(data))


def _report(times: dict[str, dict[str, float]]) -> None:
    running = [name for name in times if _is_running(name)]
    print("\nFIT: time of the library over ours, bytes to columns, summed over the files both read")
    print(f"{'library':24} {'running':>16} {'all':>16} {'least, any file':>18}")
    for way in list(WAYS)[1:]:
        cells = []
        for names in (running, list(times)):
            both = [times[name] for name in names if way in times[name]]
            ratio = sum(pair[way] for pair in both) / sum(pair["backstride"] for pair in both)
            cells.append(f"{ratio:8.1f} × ({len(both)})")
        least = min(
            (times[name][way] / times[name]["backstride"], name) for name in times if way in times[name]
        )
        print(f"{way:24} {cells[0]:>16} {cells[1]:>16} {least[0]:10.2f} ×  {least[1][9:49]}")
    print("\nFiles on which another was faster:")
    for name, found in times.items():
        for way in list(WAYS)[1:]:
            if way in found and found[way] < found["backstride"]:
                print(f"  {way:24} {found[way] / found['backstride']:5.2f} ×  {name[9:60]}")


def _memory(files: list[Any]) -> None:
    largest = max(files, key=lambda path: path.stat().st_size)
    data = largest.read_bytes()
    print(
        f"\nPeak of Python's and NumPy's memory beyond the file, largest file ({len(data) / 2**20:.1f} MB):"
    )
    for name, way in WAYS.items():
        print(f"  {name:24} {peak_memory(partial(way, data)) / 2**20:7.1f} MB")


if __name__ == "__main__":
    main()
