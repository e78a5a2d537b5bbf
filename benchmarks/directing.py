"""How long it takes to tell which way, beside reading the file: an hour, ten, a day; an hour at 100 Hz.

The budgets are those of one core: 10 ms for an hour at one sample a second, 1 s for an hour of a motion
sensor at 100 Hz. Cost must be linear in length, memory bounded. Run it with ``make benchmark-directions``.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

import numpy as np
from validation.direction_adversaries import trail
from validation.direction_corpus import Real, learned, real_recordings, seed_of
from validation.reading import CORPUS

from backstride.bout import Gait, Travel
from backstride.direction import bouts, gait_stretches
from backstride.direction.motion_detections import motion_detections
from backstride.formats import read
from backstride.formats.fit.write import write_activity
from backstride.motion import MotionLog, Place
from backstride.recording import Recording, frozen
from backstride.simulation import Labelling, SessionScript, SimulatedAthlete, Stretch, simulate
from backstride.stride import StrideBaseline
from benchmarks.side_by_side import fastest, peak_memory

BUDGET_MS: Final = 10.0
"""For an hour of a recording. [ms]"""
MOTION_BUDGET_MS: Final = 1000.0
"""For an hour of a motion sensor. [ms]"""
HOURS: Final = (1, 10, 24)
MOTION_HOURS: Final = (0.1, 1.0, 4.0)
RATE_HZ: Final = 100

THERE_AND_BACK: Final = ((Travel.FORWARD, 2.6), (Travel.BACKWARD, 2.1))
THREE_PACES: Final = ((Travel.FORWARD, 2.3), (Travel.FORWARD, 2.7), (Travel.FORWARD, 3.1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long something takes."""

    what: str
    hours: float
    spent_ms: float
    peak_bytes: int | None = None
    """The most memory that is held at once; None where it was not measured."""
    budget_ms: float | None = None
    """What it may take, where that is said."""

    @property
    def is_missed(self) -> bool:
        """Whether it takes longer than it may."""
        return self.budget_ms is not None and self.spent_ms >= self.budget_ms

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row: what, hours, time, time an hour, memory, budget."""
        budget = "" if self.budget_ms is None else f"{self.budget_ms:.0f}{', missed' * self.is_missed}"
        memory = "" if self.peak_bytes is None else f"{self.peak_bytes / 1e6:.1f}"
        each = f"{self.spent_ms / self.hours:.1f}"
        return (self.what, f"{self.hours:g}", f"{self.spent_ms:.1f}", each, memory, budget)


HEAD: Final = ("What", "Length [h]", "Time [ms]", "an hour [ms]", "Most memory [MB]", "Budget [ms]")


def session(hours: int, ways: tuple[tuple[Travel, float], ...], *, seed: int = 1) -> Recording:
    """So many hours at a sample a second, changing every five minutes, of which nothing is told."""
    parts = tuple(
        Stretch(name=way.value, duration_s=300, travel=way, gait=Gait.RUN, speed_m_s=speed)
        for _ in range(hours * 12 // len(ways))
        for way, speed in ways
    )
    script = SessionScript(name="Session", parts=parts, labelling=Labelling.NOTHING)
    started_at = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    return simulate(SimulatedAthlete(), script, started_at=started_at, seed=seed)


def motion_log(seconds: int) -> MotionLog:
    """What a sensor at the foot may show of a run: a swing, an impact and noise."""
    random = seed_of("motion log", seconds)
    time_s = np.arange(seconds * RATE_HZ) / RATE_HZ
    phase = 2 * np.pi * 1.4 * time_s
    swing = np.stack([np.sin(phase), np.cos(phase), 40.0 * np.maximum(np.cos(phase), 0.9) - 36.0], axis=1)
    turning = np.stack([np.sin(phase) * 5.0, np.cos(phase), np.sin(2 * phase)], axis=1)
    noise = random.standard_normal((2, len(time_s), 3))
    return MotionLog(
        time_s=frozen(time_s),
        acceleration_m_s2=frozen(8.0 * swing + noise[0] + np.array([0.0, 0.0, 9.81])),
        rotation_rad_s=frozen(turning + 0.2 * noise[1]),
        place=Place.FOOT,
    )


def _timed(what: str, hours: float, way: Callable[[], object], budget_ms: float | None = None) -> Timing:
    # The memory first: what raises is left out of the times, and should be seen here.
    peak = peak_memory(way)
    spent_ms = 1000.0 * fastest({"": way}, budget_s=1.0)[""]
    return Timing(what=what, hours=hours, spent_ms=spent_ms, peak_bytes=peak, budget_ms=budget_ms)


def of_recordings() -> Iterator[Timing]:
    """The figures for recordings at a sample a second."""
    own = learned([session(1, THREE_PACES, seed=seed) for seed in (2, 3, 4)])
    hour = session(1, THERE_AND_BACK)
    data = write_activity(hour)
    noisy = trail(hour, seed_of("trail"))
    yield _timed("reading the file", 1, partial(read, data))
    yield _timed("gait alone", 1, partial(gait_stretches, hour))
    yield _timed("direction, all of it", 1, partial(bouts, hour), BUDGET_MS)
    yield _timed("direction, very noisy", 1, partial(bouts, noisy, baseline=own))
    yield from _of_lengths(own)


def _of_lengths(own: StrideBaseline | None) -> Iterator[Timing]:
    for hours in HOURS:
        recording = session(hours, THERE_AND_BACK)
        budget_ms = BUDGET_MS if hours == 1 else None
        yield _timed("direction, own stride", hours, partial(bouts, recording, baseline=own), budget_ms)


def of_real_recordings(recordings: tuple[Real, ...]) -> Iterator[Timing]:
    """The figures for all real recordings together, and for the slowest of them by its length."""
    each = [
        Timing(
            what="the slowest real recording",
            hours=round(real.recording.end_s / 3600.0, 2),
            spent_ms=1000.0 * fastest({"": partial(bouts, real.recording)}, budget_s=0.02)[""],
        )
        for real in recordings
        if real.moving_s >= 1200.0
    ]
    hours, spent_ms = sum(one.hours for one in each), sum(one.spent_ms for one in each)
    yield Timing(what=f"{len(each)} real recordings", hours=round(hours, 1), spent_ms=spent_ms)
    yield max(each, key=lambda one: one.spent_ms / one.hours)


def of_motion_logs() -> Iterator[Timing]:
    """The figures for a motion sensor; the log itself is no part of the memory."""
    for hours in MOTION_HOURS:
        log = motion_log(round(3600 * hours))
        budget_ms = MOTION_BUDGET_MS if hours == 1 else None
        what = f"motion sensor, {RATE_HZ} Hz"
        yield _timed(what, hours, partial(motion_detections, log, Place.FOOT), budget_ms)


def timings() -> Iterator[Timing]:
    """All of them."""
    yield from of_recordings()
    if CORPUS.is_dir():
        yield from of_real_recordings(real_recordings())
    yield from of_motion_logs()


def main() -> None:
    """Print the figures, and end with status 1 beyond a budget."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    found = list(timings())
    for row in (HEAD, *(each.cells for each in found)):
        print(f"{row[0]:28}" + "".join(f"{cell:>18}" for cell in row[1:]))
    sys.exit(int(any(each.is_missed for each in found)))


if __name__ == "__main__":
    main()
