"""How long a one-hour recording takes from bytes to finished report values, step by step.

Beside it stands what the oracle needs to decode the same file, so that the figure can be compared
between machines. The budget is 50 ms on one core beyond the start of the interpreter. Run it with
``make benchmark``.
"""

import io
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import fitdecode

from backstride.actions.documents import report_document
from backstride.actions.report import ReportedRecording, ReportOutcome, ReportSettings, report_on
from backstride.bout import Gait, Travel
from backstride.direction import bouts
from backstride.formats import read
from backstride.formats.fit.write import write_activity
from backstride.simulation import SessionScript, SimulatedAthlete, Stretch, simulate
from benchmarks.side_by_side import fastest

BUDGET_MS = 50.0


def one_hour() -> tuple[bytes, ReportSettings]:
    """A file of one hour at one sample a second, with steps that say which way each stretch went."""
    athlete = SimulatedAthlete()
    ways = ((Travel.FORWARD, 2.6), (Travel.BACKWARD, 2.2))
    parts = tuple(
        Stretch(name=f"{way.value} run", duration_s=300, travel=way, gait=Gait.RUN, speed_m_s=speed)
        for _ in range(6)
        for way, speed in ways
    )
    script = SessionScript(name="One hour", parts=parts)
    recording = simulate(athlete, script, started_at=datetime(2026, 4, 1, 5, 30, tzinfo=UTC), seed=1)
    return write_activity(recording), ReportSettings(athlete=athlete.athlete)


def decode_with_fitdecode(data: bytes) -> int:
    """What the oracle needs for the records alone, nothing computed from them."""
    with fitdecode.FitReader(io.BytesIO(data)) as reader:
        return sum(1 for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA)


def main() -> None:
    """Print the steps and their sum."""
    data, settings = one_hour()
    (recording,) = read(data)
    outcome = ReportOutcome(
        recordings=(ReportedRecording(file="hour.fit", report=report_on(recording, settings)),), refused=()
    )
    steps: dict[str, Callable[[], object]] = {
        "read the file": lambda: read(data),
        "find the bouts": lambda: bouts(recording, file_name="hour.fit"),
        "bouts and measures": lambda: report_on(recording, settings, file_name="hour.fit"),
        "JSON document": lambda: report_document(outcome),
        "bytes to report values": lambda: [report_on(each, settings) for each in read(data)],
        "fitdecode, decoding only": lambda: decode_with_fitdecode(data),
    }
    found = fastest(steps)
    whole = found["bytes to report values"]
    count = len(outcome.recordings[0].report.bouts)
    print(f"\nOne hour at 1 Hz: {len(recording.samples)} samples, {len(data) // 1000} kB, {count} bouts")
    for name, spent in found.items():
        print(f"  {name:26} {spent * 1000:8.2f} ms   {spent / whole:8.2f} × the whole")
    print(f"  budget {BUDGET_MS:.0f} ms: {'kept' if whole * 1000 < BUDGET_MS else 'MISSED'}")
    _print_start()


def _print_start() -> None:
    """How long the program takes from nothing, imports and all."""
    spent = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", "import backstride.session, backstride.formats.fit"], check=True
        )
        spent.append(time.perf_counter() - start)
    print(f"  interpreter and imports    {min(spent) * 1000:8.0f} ms")


if __name__ == "__main__":
    main()
