"""When each record was taken: full and compressed timestamps, and clocks that were set on the way."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.formats.fit import profile
from backstride.formats.fit.decode import Table
from backstride.formats.fit.walk import Part
from backstride.recording import FloatArray, ReadingWarning

_OFFSET_BITS = 0x1F

LARGEST_STEP_S: Final = 86_400.0
"""A step of a day between samples, which the sessions' own durations do not bear out, is a clock that
was set, not time that passed. [s]"""
MOST_SETTINGS: Final = 100
"""A clock that jumps more often was not set by anyone; then the times stand as they are. [-]"""
SHORTEST_RUN: Final = 10
"""So few samples between a step and the end of the file are damage, not a clock that was set. [-]"""


def record_times(part: Part, records: Table) -> tuple[FloatArray, tuple[ReadingWarning, ...]]:
    """Times of the ``record`` messages.

    Parameters
    ----------
    part
        The messages of a FIT file.
    records
        Its ``record`` messages.

    Returns
    -------
    tuple
        Times in FIT seconds, shape (n,), NaN where unknown [s]; and warnings. Times before 2000 are
        unknown, unless all are: then they are seconds since the device was switched on.
    """
    times = records.numbers(profile.TIMESTAMP)
    if times is None:
        times = np.full(len(records), np.nan)
    if any(group.has_compressed_times for group in records.groups):
        _fill_compressed(part, records, times)
    early = times < profile.FIRST_DATE_S
    if not early.any():
        return times, ()
    if (early | np.isnan(times)).all():
        return times, (
            ReadingWarning(
                slug="clock-not-set",
                message="The device's clock was not set: times count from when it was switched on.",
            ),
        )
    times[early] = np.nan
    return times, (
        ReadingWarning(
            slug="date-before-2000",
            message=f"{np.count_nonzero(early)} samples have a date before 2000, which is no date.",
        ),
    )


def _fill_compressed(part: Part, records: Table, times: FloatArray) -> None:
    """Give the records with compressed headers their times.

    Such a header holds the last five bits of the time; the rest comes from the last message before it.
    """
    full_at, full_times = _full_times(part)
    compressed_at = np.sort(
        np.concatenate(
            [
                np.frombuffer(group.offsets, dtype=np.int64)
                for groups in part.groups.values()
                for group in groups
                if group.has_compressed_times
            ]
        )
    )
    at = np.concatenate((full_at, compressed_at))
    order = np.argsort(at, kind="stable")
    headers = np.frombuffer(part.data, dtype=np.uint8)
    low_bits = np.concatenate((full_times & _OFFSET_BITS, headers[compressed_at] & _OFFSET_BITS))[order]
    base = np.concatenate((full_times, np.full(len(compressed_at), -1)))[order]
    steps = np.append(0, np.diff(low_bits) & _OFFSET_BITS)
    steps[base >= 0] = 0
    run = np.cumsum(steps)
    last_full = np.maximum.accumulate(np.where(base >= 0, np.arange(len(base)), -1))
    known = last_full >= 0
    resolved = np.where(known, base[last_full] + run - run[last_full], -1)
    found = dict(zip(at[order].tolist(), resolved.tolist(), strict=True))
    for places, group in zip(records.places(), records.groups, strict=True):
        if group.has_compressed_times:
            values = np.array([found[offset] for offset in group.offsets], dtype=np.float64)
            values[values < 0] = np.nan
            times[places] = values


def _full_times(part: Part) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where messages with a full timestamp stand, and the timestamps."""
    at = [np.zeros(0, dtype=np.int64)]
    times = [np.zeros(0, dtype=np.int64)]
    for number in part.groups:
        table = Table(part, number)
        column = table.numbers(profile.TIMESTAMP)
        if column is not None:
            known = ~np.isnan(column)
            at.append(table.positions()[known])
            times.append(column[known].astype(np.int64))
    return np.concatenate(at), np.concatenate(times)


@dataclass(frozen=True, slots=True)
class Clock:
    """The runs of samples between settings of the device's clock, and how far each is off."""

    runs: tuple[tuple[float, float, float], ...] = ()
    """First and last raw time of each run, and what to take off, NaN for damage. [s]"""

    def steady(self, times_s: FloatArray) -> FloatArray:
        """Times as if the clock had never been set.

        Parameters
        ----------
        times_s
            Raw times in the order of the file, shape (n,). [s]

        Returns
        -------
        FloatArray
            Times that go on from run to run, shape (n,); NaN where damaged. [s]
        """
        if not self.runs:
            return times_s
        first, last, off_s = np.array(self.runs).T[:, :, np.newaxis]
        nearest = np.maximum(np.maximum(first - times_s, times_s - last), 0.0)
        steady: FloatArray = times_s - off_s[np.nan_to_num(nearest).argmin(axis=0), 0]
        return steady

    def steady_moment(self, time_s: float | None) -> float | None:
        """The same for the time of a lap or an event.

        Parameters
        ----------
        time_s
            A raw time, or None. [s]

        Returns
        -------
        float or None
            The time that belongs to the nearest run; None if that is damage. [s]
        """
        if time_s is None or not self.runs:
            return time_s
        moment = float(self.steady(np.array([time_s]))[0])
        return None if np.isnan(moment) else moment


def steady_clock(
    times_s: FloatArray, elapsed_total_s: float | None
) -> tuple[Clock, tuple[ReadingWarning, ...]]:
    """Find where the device's clock was set during a recording.

    Parameters
    ----------
    times_s
        Raw times in the order of the file, shape (n,), NaN where unknown. [s]
    elapsed_total_s
        How long the sessions say they lasted; None if there is no session. [s]

    Returns
    -------
    tuple
        The clock, and a warning if it was set.
    """
    known = times_s[~np.isnan(times_s)]
    steps = np.diff(known)
    breaks = np.flatnonzero(np.abs(steps) > LARGEST_STEP_S)
    span_s = float(np.ptp(known)) if len(known) else 0.0
    is_borne_out = elapsed_total_s is not None and span_s < elapsed_total_s + LARGEST_STEP_S
    if not 0 < len(breaks) <= MOST_SETTINGS or is_borne_out:
        return Clock(), ()
    edges = [0, *(breaks + 1).tolist(), len(known)]
    runs, damaged = _runs(known, edges)
    return Clock(tuple(runs)), _clock_warnings(len(runs) - 1 - bool(damaged), damaged)


def _runs(known: FloatArray, edges: list[int]) -> tuple[list[tuple[float, float, float]], int]:
    """The runs between breaks, and how many samples at the end are damage."""
    usual_step_s = float(np.median(np.abs(np.diff(known))))
    runs: list[tuple[float, float, float]] = []
    end_s = 0.0
    for start, stop in pairwise(edges):
        first, last = float(known[start]), float(known[stop - 1])
        if runs and stop == len(known) and stop - start < SHORTEST_RUN:
            runs.append((min(first, last), max(first, last), float("nan")))
            return runs, stop - start
        # A clock that comes back to where it was needs no correction.
        is_back = not runs or abs(first - runs[0][1]) < LARGEST_STEP_S
        off_s = 0.0 if is_back else first - (end_s + usual_step_s)
        runs.append((min(first, last), max(first, last), off_s))
        end_s = last - off_s
    return runs, 0


def _clock_warnings(settings: int, damaged: int) -> tuple[ReadingWarning, ...]:
    warnings = []
    if settings:
        message = (
            "The device's clock was set during the recording; the times go on as if it had not been. "
            "The date is the one that it began with."
        )
        warnings.append(ReadingWarning(slug="clock-was-set", message=message))
    if damaged:
        message = f"The last {damaged} samples are days away from the rest, and are left out."
        warnings.append(ReadingWarning(slug="senseless-times", message=message))
    return tuple(warnings)
