"""Laps as XML files mark them, brought onto a recording's own time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from backstride.formats.iso_times import EPOCH, MICROSECONDS
from backstride.recording import Lap, Recording

SAME_TIME_S: Final = 2.0
"""Watches round the time of a lap to seconds. [s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedLap:
    """A lap as a file holds it."""

    start_us: int | None
    """When it began, since 1970. [µs]"""
    timer_s: float | None
    """How long it took. [s]"""
    distance_m: float | None = None
    trigger: str | None = None
    intensity: str | None = None
    name: str | None = None


def laps_of(marked: Sequence[MarkedLap], recording: Recording) -> tuple[Lap, ...]:
    """Laps on the time of their recording.

    A lap lasts until the next begins; the last one until its time is over, and at least to the last
    sample. Some programs write when a lap ended in the place of its start (Movescount); then each
    lap's time reaches back to the one before, which tells.

    Parameters
    ----------
    marked
        The laps as the file holds them, in its order.
    recording
        The recording they belong to.

    Returns
    -------
    tuple of Lap
        The laps that have a start and last longer than nothing; none without times.
    """
    if recording.started_at is None:
        return ()
    zero_us = (recording.started_at - EPOCH).total_seconds() * MICROSECONDS
    timed = [(lap, (lap.start_us - zero_us) / MICROSECONDS) for lap in marked if lap.start_us is not None]
    if _stamped_at_end(timed):
        timed = [(lap, start_s - (lap.timer_s or 0.0)) for lap, start_s in timed]
    timed.sort(key=lambda entry: entry[1])
    ends = [start_s for _, start_s in timed[1:]]
    laps = []
    for number, (lap, start_s) in enumerate(timed):
        end_s = ends[number] if number < len(ends) else max(start_s + (lap.timer_s or 0.0), recording.end_s)
        if end_s > max(start_s, 0.0):
            laps.append(_lap(lap, max(start_s, 0.0), end_s))
    return tuple(laps)


def _stamped_at_end(timed: Sequence[tuple[MarkedLap, float]]) -> bool:
    """Whether the laps' times of start are those of their ends."""
    forward = back = 0
    for (one, one_s), (other, other_s) in pairwise(timed):
        between_s = other_s - one_s
        forward += one.timer_s is not None and abs(between_s - one.timer_s) < SAME_TIME_S
        back += other.timer_s is not None and abs(between_s - other.timer_s) < SAME_TIME_S
    return back > forward


def _lap(lap: MarkedLap, start_s: float, end_s: float) -> Lap:
    """One lap on the recording's time."""
    return replace(
        Lap(start_s=start_s, end_s=end_s),
        trigger=lap.trigger,
        intensity=lap.intensity,
        distance_m=lap.distance_m,
        timer_s=lap.timer_s,
        name=lap.name,
    )
