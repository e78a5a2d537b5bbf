"""Motion sensors in FIT files: accelerometer and gyroscope messages, each a burst of samples.

The numbers of messages and fields, and how raw counts are calibrated, follow the public FIT profile.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.formats.fit import profile
from backstride.formats.fit.decode import Table
from backstride.formats.fit.walk import Part
from backstride.formats.sensor_columns import Quantity, Unit
from backstride.formats.sensor_series import Series, joined_log
from backstride.motion import MotionLog
from backstride.recording import FloatArray, Recording

GYROSCOPE_DATA: Final = 164
ACCELEROMETER_DATA: Final = 165
THREE_D_SENSOR_CALIBRATION: Final = 167
TIMESTAMP_CORRELATION: Final = 162

MATRIX_SCALE: Final = 65_535.0
"""What the numbers of an orientation matrix are divided by. [-]"""
COUNTS_AT_ZERO: Final = 32_768.0
"""The middle of a raw count of 16 bits. [-]"""
EDGE_S: Final = 5.0
"""Samples this long before or after a recording still belong to it. [s]"""

_Fields = Callable[[int, int], NDArray[Any] | None]
"""The raw column of a message's field, by the numbers of both: shape (n,) or (n, k); None where missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sensor:
    """Where a sensor's samples stand in its messages."""

    message: int
    quantity: Quantity
    kind: int
    """The number of the sensor in the calibration messages."""
    calibrated: tuple[tuple[tuple[int, int, int], Unit], ...]
    """Fields of calibrated samples and their unit, the better first."""
    unit: Unit
    """Of raw counts after calibration."""


_ACCELEROMETER: Final = _Sensor(
    message=ACCELEROMETER_DATA,
    quantity=Quantity.ACCELERATION,
    kind=0,
    calibrated=(((5, 6, 7), Unit.GRAVITY), ((8, 9, 10), Unit.MILLIGRAVITY)),
    unit=Unit.GRAVITY,
)
_GYROSCOPE: Final = _Sensor(
    message=GYROSCOPE_DATA,
    quantity=Quantity.ROTATION,
    kind=1,
    calibrated=(((5, 6, 7), Unit.DEGREE_PER_SECOND),),
    unit=Unit.DEGREE_PER_SECOND,
)
_RAW: Final = (2, 3, 4)
_MILLISECONDS, _OFFSETS = 0, 1


def motion_of(recording: Recording) -> MotionLog | None:
    """The motion sensor's log in a recording of a FIT file.

    Parameters
    ----------
    recording
        The recording, with its other messages.

    Returns
    -------
    MotionLog or None
        In the time of the recording, without a place, for no file says where the device was worn; None
        where it holds no accelerations in the time of the recording.
    """

    def fields(message: int, number: int) -> NDArray[Any] | None:
        table = recording.messages.get(profile.MESSAGE_NAMES[message], {})
        name = "timestamp" if number == profile.TIMESTAMP else f"field_{number}"
        return table[name].values if name in table else None

    zero_s = None
    if recording.started_at is not None:
        zero_s = recording.started_at.timestamp() - profile.EPOCH_UNIX_S
    return _log(fields, str(recording.device), zero_s, recording.end_s)


def motion_of_part(part: Part) -> MotionLog | None:
    """The motion sensor's log in a FIT file, whatever else it holds.

    Parameters
    ----------
    part
        The messages of the file.

    Returns
    -------
    MotionLog or None
        None where it holds no accelerations.
    """
    tables: dict[int, Table] = {}

    def fields(message: int, number: int) -> NDArray[Any] | None:
        table = tables.setdefault(message, Table(part, message))
        return table.column(number) if len(table) and number in table.field_numbers else None

    return _log(fields, "FIT", None, 0.0)


def _log(fields: _Fields, device: str, zero_s: float | None, end_s: float) -> MotionLog | None:
    accelerometer = _series(fields, _ACCELEROMETER)
    if accelerometer is None:
        return None
    times_s = accelerometer.times_s
    start_s = 0.0
    if zero_s is not None and times_s[0] >= profile.FIRST_DATE_S:
        accelerometer = accelerometer.only(
            (times_s >= zero_s - EDGE_S) & (times_s <= zero_s + end_s + EDGE_S)
        )
        if len(accelerometer.times_s) < 2:
            return None
        start_s = float(accelerometer.times_s[0]) - zero_s
    return joined_log(accelerometer, rotation=_series(fields, _GYROSCOPE), app=device, start_s=start_s)


def _series(fields: _Fields, sensor: _Sensor) -> Series | None:
    """The samples of a sensor in FIT seconds, calibrated; None for fewer than two."""
    values, unit, note = _values(fields, sensor)
    times_s = None if values is None else _times(fields, sensor, values.shape[1])
    if values is None or times_s is None or len(times_s) != len(values):
        return None
    series = Series.of(
        times_s.reshape(-1), values.reshape(-1, 3), quantity=sensor.quantity, unit=unit, says_gravity=True
    )
    if len(series.times_s) < 2:
        return None
    return series if note is None else replace(series, notes=(note, *series.notes))


def _values(fields: _Fields, sensor: _Sensor) -> tuple[FloatArray | None, Unit | None, str | None]:
    """Bursts of samples, shape (messages, samples, 3), their unit, and what was assumed."""
    for numbers, unit in sensor.calibrated:
        found = _axes(fields, sensor.message, numbers)
        if found is not None:
            return found, unit, None
    raw = _axes(fields, sensor.message, _RAW)
    if raw is None:
        return None, None, None
    calibrated = _calibrated(fields, sensor, raw)
    if calibrated is not None:
        return calibrated, sensor.unit, None
    if sensor.quantity is Quantity.ROTATION:
        return None, None, None  # counts that nobody can weigh
    middle = COUNTS_AT_ZERO if np.nanmedian(raw) > COUNTS_AT_ZERO / 2 else 0.0
    return raw - middle, None, "The accelerations are raw counts without a calibration."


def _axes(fields: _Fields, message: int, numbers: Sequence[int]) -> FloatArray | None:
    """Three fields of bursts of samples, shape (messages, samples, 3); None where one lacks."""
    bursts = [column for number in numbers if (column := _rows(fields, message, number)) is not None]
    if len(bursts) != len(numbers):
        return None
    width = max(burst.shape[1] for burst in bursts)
    if width == 0 or any(burst.shape[1] != width for burst in bursts):
        return None
    found: FloatArray = np.stack(bursts, axis=-1)
    return None if np.isnan(found).all() else found


def _rows(fields: _Fields, message: int, number: int) -> FloatArray | None:
    """A field of numbers, shape (n, k); None where it lacks, or holds something else."""
    column = fields(message, number)
    if column is None or column.dtype.kind != "f" or not len(column):
        return None
    found: FloatArray = column.reshape(len(column), -1)
    return found


def _column(fields: _Fields, message: int, number: int) -> FloatArray | None:
    """The first number of a field in each message, shape (n,)."""
    rows = _rows(fields, message, number)
    return None if rows is None else rows[:, 0]


def _calibrated(fields: _Fields, sensor: _Sensor, raw: FloatArray) -> FloatArray | None:
    """Raw counts in the sensor's unit, by the calibration that held when they were taken."""
    kinds = _column(fields, THREE_D_SENSOR_CALIBRATION, 0)
    factor, divisor, shift = (_column(fields, THREE_D_SENSOR_CALIBRATION, number) for number in (1, 2, 3))
    offset, matrix = (_rows(fields, THREE_D_SENSOR_CALIBRATION, number) for number in (4, 5))
    if kinds is None or factor is None or divisor is None or shift is None:
        return None
    of_sensor = np.flatnonzero((kinds == sensor.kind) & (divisor > 0.0) & np.isfinite(factor + shift))
    if not len(of_sensor):
        return None
    found = np.full(raw.shape, np.nan)
    holding = _holding(fields, sensor, of_sensor, len(raw))
    for one in of_sensor:
        held = holding == one
        off = offset[one, :3] if offset is not None and offset.shape[1] >= 3 else np.zeros(3)
        level = (raw[held] - shift[one] - np.nan_to_num(off)) * (factor[one] / divisor[one])
        if (
            matrix is not None
            and matrix.shape[1] == 9
            and np.isfinite(matrix[one]).all()
            and matrix[one].any()
        ):
            level = level @ (matrix[one].reshape(3, 3) / MATRIX_SCALE).T
        found[held] = level
    return found


def _holding(fields: _Fields, sensor: _Sensor, of_sensor: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """For each message of samples the last calibration before it, or else the first."""
    at_s = _column(fields, THREE_D_SENSOR_CALIBRATION, profile.TIMESTAMP)
    samples_s = _column(fields, sensor.message, profile.TIMESTAMP)
    if at_s is None or samples_s is None or len(of_sensor) == 1:
        return np.full(count, of_sensor[0])
    order = of_sensor[np.argsort(at_s[of_sensor], kind="stable")]
    last = np.searchsorted(at_s[order], samples_s, side="right") - 1
    return order[np.maximum(last, 0)]


def _times(fields: _Fields, sensor: _Sensor, width: int) -> FloatArray | None:
    """When each sample of each burst was taken, shape (messages, samples), in FIT seconds. [s]"""
    seconds = _column(fields, sensor.message, profile.TIMESTAMP)
    if seconds is None:
        return None
    milliseconds = _column(fields, sensor.message, _MILLISECONDS)
    starts_s = seconds + _correction(fields)
    if milliseconds is not None:
        starts_s = starts_s + np.nan_to_num(milliseconds) / 1000.0
    offsets = _rows(fields, sensor.message, _OFFSETS)
    if offsets is not None and offsets.shape[1] == width and not np.isnan(offsets).all():
        return starts_s[:, np.newaxis] + offsets / 1000.0
    # Without offsets the samples of a burst lie evenly up to the next one.
    steps = np.diff(starts_s)
    step_s = float(np.median(steps)) if len(steps) and np.median(steps) > 0.0 else 1.0
    spread: FloatArray = starts_s[:, np.newaxis] + np.arange(width) * (step_s / width)
    return spread


def _correction(fields: _Fields) -> float:
    """What turns the device's own seconds since it was switched on into dates; 0 where they are dates. [s]"""
    dates = _column(fields, TIMESTAMP_CORRELATION, profile.TIMESTAMP)
    since = _column(fields, TIMESTAMP_CORRELATION, 1)
    own = _column(fields, ACCELEROMETER_DATA, profile.TIMESTAMP)
    if dates is None or since is None or own is None or np.isnan(dates[0] - since[0]):
        return 0.0
    is_own = np.nanmin(own, initial=np.inf) < profile.FIRST_DATE_S
    return float(dates[0] - since[0]) if is_own else 0.0
