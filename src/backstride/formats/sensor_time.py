"""The times of a sensor log: their unit, their order, and times that people write."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import DamagedFile
from backstride.formats.sensor_columns import Unit
from backstride.recording import FloatArray

SECONDS: Final = {
    Unit.MINUTE: 60.0,
    Unit.SECOND: 1.0,
    Unit.MILLISECOND: 1e-3,
    Unit.MICROSECOND: 1e-6,
    Unit.NANOSECOND: 1e-9,
}
"""How long each unit is. [s]"""

LONGEST_STEP_S: Final = 0.35
"""Sensors take more than three samples a second: where the usual step between times is larger than this,
their unit is a thousand times smaller. [s]"""
RESTART_S: Final = 2.0
"""Times that go back by more than this begin anew; by less, the samples came out of order. [s]"""
MOST_RESTARTS: Final = 100
MOST_DISORDER: Final = 0.3
"""A larger share of steps back is no clock. [-]"""
COARSE: Final = 0.2
"""From this share of equal times on the clock is coarser than the samples, which then lie evenly between its
ticks; a smaller share are samples that were written twice. [-]"""
FARTHEST_S: Final = 86_400.0
"""Samples that are further than a day from the middle of the log are left out. [s]"""

_WRITTEN_TIME: Final = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:[.,:](?P<fraction>\d{1,9}))?"
    r"\s*(?P<half>[AaPp]?)"
)
_DAY_S: Final = 86_400.0


def in_seconds(values: FloatArray, unit: Unit | None) -> tuple[FloatArray, Unit]:
    """Times in seconds.

    Parameters
    ----------
    values
        The times as the log holds them, shape (n,), NaN where missing.
    unit
        Their unit; None where the headings do not say.

    Returns
    -------
    FloatArray
        The times, shape (n,). [s]
    Unit
        The unit that they were taken to have, where need be by the usual step between them.

    Examples
    --------
    >>> times_s, unit = in_seconds(np.array([1700.0, 1710.0, 1720.0]), None)
    >>> times_s.round(3).tolist(), unit.value
    ([1.7, 1.71, 1.72], 'ms')
    """
    if unit is None:
        steps = np.abs(np.diff(values[~np.isnan(values)]))
        is_step = steps > 0.0
        # A tick of a coarse clock is the step of as many samples as have the same time.
        step = float(np.median(steps[is_step]) * np.mean(is_step)) if is_step.any() else 0.0
        units = (Unit.SECOND, Unit.MILLISECOND, Unit.MICROSECOND, Unit.NANOSECOND)
        unit = next((each for each in units if step * SECONDS[each] < LONGEST_STEP_S), Unit.NANOSECOND)
    return values * SECONDS[unit], unit


def written_s(texts: Any) -> FloatArray:  # noqa: ANN401 (an array of Arrow, which has no types)
    """Times that people write, as in ``2026-04-01 06:30:00.125``, as seconds since midnight.

    The date is not read, for a log is shorter than a day: where the clock passes midnight it goes on.

    Parameters
    ----------
    texts
        The cells, an array of strings of Arrow.

    Returns
    -------
    FloatArray
        Time since midnight, shape (n,), NaN where a cell holds no time of day. [s]
    """
    from pyarrow import compute  # noqa: PLC0415 (takes a moment to load, and only sensor logs need it)

    parts = compute.extract_regex(texts, pattern=_WRITTEN_TIME)

    def part(name: str) -> FloatArray:
        column = compute.struct_field(parts, name)
        empty = compute.equal(column, "")
        numbers = compute.if_else(empty, "0", column).cast("float64")
        found: FloatArray = numbers.to_numpy(zero_copy_only=False).astype(np.float64)
        return found

    fraction = compute.struct_field(parts, "fraction")
    digits = compute.utf8_length(fraction).to_numpy(zero_copy_only=False).astype(np.float64)
    half = compute.utf8_upper(compute.struct_field(parts, "half"))
    hour = part("hour")
    is_half = compute.not_equal(half, "").to_numpy(zero_copy_only=False).astype(np.float64) == 1.0
    is_late = compute.equal(half, "P").to_numpy(zero_copy_only=False).astype(np.float64) == 1.0
    hour = np.where(is_half, hour % 12.0 + 12.0 * is_late, hour)
    clock_s = 3600.0 * hour + 60.0 * part("minute") + part("second") + part("fraction") / 10.0**digits
    return _past_midnight(clock_s)


def _past_midnight(clock_s: FloatArray) -> FloatArray:
    """Times of day that go on after midnight."""
    known = ~np.isnan(clock_s)
    going_on = clock_s.copy()
    if known.any():
        going_on[known] = np.unwrap(clock_s[known], period=_DAY_S)
    return going_on


def in_order(times_s: FloatArray) -> tuple[FloatArray, NDArray[np.int64], tuple[str, ...]]:
    """Bring the samples of a sensor into the order of their times.

    Samples without a time, and samples written twice, are left out; a clock that began anew goes on; times
    of a clock that is coarser than the samples are spread between its ticks.

    Parameters
    ----------
    times_s
        Times of the samples, shape (n,), NaN where unknown. [s]

    Returns
    -------
    times_s
        Increasing times, shape (m,). [s]
    rows
        Which sample each of them belongs to, shape (m,).
    notes
        What was done, as sentences for people.

    Raises
    ------
    DamagedFile
        If the times are none: they go back and forth.
    """
    rows, notes = _near(times_s)
    times_s, more = _going_on(times_s[rows])
    if np.count_nonzero(np.diff(times_s) < 0.0) > MOST_DISORDER * len(times_s):
        raise DamagedFile(
            "The times of the sensor log go back and forth.",
            allowed="Times increase from sample to sample, but for a few.",
            remedy="Check which column holds the times, and export the log again.",
        )
    order = np.argsort(times_s, kind="stable")
    rows, times_s = rows[order], times_s[order]
    is_new = np.ones(len(times_s), dtype=np.bool_)
    is_new[1:] = np.diff(times_s) > 0.0
    notes = (*notes, *more)
    if np.count_nonzero(~is_new) > COARSE * len(times_s):
        times_s = _spread(times_s, is_new)
        notes = (*notes, "The clock is coarser than the samples, which were spread evenly between its ticks.")
        is_new[1:] = np.diff(times_s) > 0.0
    times_s, rows = times_s[is_new], rows[is_new]
    return times_s, rows, notes


def _near(times_s: FloatArray) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The samples whose times are known, and near those of the others."""
    known = np.flatnonzero(~np.isnan(times_s))
    if not len(known):
        return known, ()
    near = known[np.abs(times_s[known] - np.median(times_s[known])) <= FARTHEST_S]
    lost = len(known) - len(near)
    return near, (f"Samples that lie days away from the others were left out: {lost:,}.",) if lost else ()


def _going_on(times_s: FloatArray) -> tuple[FloatArray, tuple[str, ...]]:
    """Times as if the clock had never begun anew."""
    steps = np.diff(times_s)
    restarts = np.flatnonzero(steps < -RESTART_S)
    if not 0 < len(restarts) <= MOST_RESTARTS:
        return times_s, ()
    usual_s = float(np.median(np.abs(steps)))
    off_s = np.zeros(len(times_s))
    off_s[restarts + 1] = usual_s - steps[restarts]
    return times_s + np.cumsum(off_s), (
        "The clock of the log began anew on the way; the times go on as if it had not.",
    )


def _spread(times_s: FloatArray, is_new: NDArray[np.bool_]) -> FloatArray:
    """Samples of equal times, evenly between that time and the next."""
    starts = np.flatnonzero(is_new)
    counts = np.diff(np.append(starts, len(times_s)))
    ticks = times_s[starts]
    usual_s = float(np.median(np.diff(ticks))) if len(ticks) > 1 else 0.0
    until = np.minimum(np.append(np.diff(ticks), usual_s), usual_s)
    place = np.arange(len(times_s)) - np.repeat(starts, counts)
    spread: FloatArray = times_s + place * np.repeat(until / counts, counts)
    return spread
