"""The samples of single sensors, and how they become one motion log: in SI units, on one clock."""

from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from backstride.errors import NotASensorLog
from backstride.formats.sensor_columns import Quantity, Unit
from backstride.formats.sensor_time import in_order
from backstride.formats.sensor_units import acceleration_unit, has_gravity, level_of, rotation_unit
from backstride.motion import MotionLog
from backstride.recording import FloatArray

LONGEST_BRIDGE_S: Final = 0.2
"""Between two samples of a sensor that are further apart than this, nothing is interpolated. [s]"""
LARGEST_VALUE: Final = 1e7
"""In whatever unit, no sensor says more: 5,000 °/s are as many thousandths. [-]"""
LATEST: Final = 1e20
"""In whatever unit, no clock says more: nanoseconds since 1970 stay below a hundredth of it. [-]"""
LEAST_SHARED: Final = 0.5
"""If the gyroscope speaks for less than this share of the samples, it is left out. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """The samples of one sensor, in the order of their times."""

    quantity: Quantity
    times_s: FloatArray
    """Increasing, shape (n,). [s]"""
    values: FloatArray
    """In the unit of the file, shape (n, 3)."""
    unit: Unit | None = None
    """None where the file does not say."""
    says_gravity: bool | None = None
    """Whether the file says that gravity is in it; None where it says nothing."""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        times_s: FloatArray,
        values: FloatArray,
        *,
        quantity: Quantity,
        unit: Unit | None = None,
        says_gravity: bool | None = None,
    ) -> Self:
        """The samples of a sensor as they stand in a file.

        Parameters
        ----------
        times_s
            In any order, shape (n,), NaN where missing. [s]
        values
            Shape (n, 3), NaN where missing.
        quantity
            What they are.
        unit
            Their unit, where the file says.
        says_gravity
            Whether gravity is in it, where the file says.

        Returns
        -------
        Series
            The samples that have a time and three values, in order.

        Raises
        ------
        DamagedFile
            If the times go back and forth.
        """
        # What is not a number compares as false.
        is_whole = (np.abs(times_s) < LATEST) & (np.abs(values) < LARGEST_VALUE).all(axis=1)
        ordered_s, rows, notes = in_order(np.where(is_whole, times_s, np.nan))
        return cls(
            quantity=quantity,
            times_s=ordered_s,
            values=values if len(rows) == len(values) and not (np.diff(rows) < 0).any() else values[rows],
            unit=unit,
            says_gravity=says_gravity,
            notes=notes,
        )

    @property
    def rate_hz(self) -> float:
        """Samples a second; 1 for fewer than two. [1/s]"""
        return 1.0 / float(np.median(np.diff(self.times_s))) if len(self.times_s) > 1 else 1.0

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """Some of the samples.

        Parameters
        ----------
        kept
            Which, shape (n,).

        Returns
        -------
        Series
            Those.
        """
        return self if kept.all() else replace(self, times_s=self.times_s[kept], values=self.values[kept])

    def at(self, times_s: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
        """The values at other times, between samples by a straight line.

        Parameters
        ----------
        times_s
            Increasing, shape (m,). [s]

        Returns
        -------
        values
            Shape (m, 3).
        is_known
            Where there are samples on both sides that are near each other, shape (m,).
        """
        if len(times_s) == len(self.times_s) and (times_s == self.times_s).all():
            return self.values, np.ones(len(times_s), dtype=np.bool_)
        values = np.column_stack([np.interp(times_s, self.times_s, column) for column in self.values.T])
        after = np.clip(np.searchsorted(self.times_s, times_s), 1, max(len(self.times_s) - 1, 1))
        if len(self.times_s) < 2:
            return values, np.zeros(len(times_s), dtype=np.bool_)
        first_s, last_s = self.times_s[after - 1], self.times_s[after]
        bridge_s = max(LONGEST_BRIDGE_S, 3.0 / self.rate_hz)
        edge_s = 1.0 / self.rate_hz
        is_inside = (times_s >= first_s - edge_s) & (times_s <= last_s + edge_s)
        return values, is_inside & (last_s - first_s <= bridge_s)


def joined_log(
    acceleration: Series,
    *,
    gravity: Series | None = None,
    rotation: Series | None = None,
    app: str,
    start_s: float = 0.0,
    is_turned: bool = False,
    notes: tuple[str, ...] = (),
) -> MotionLog:
    """One motion log from the samples of its sensors.

    Parameters
    ----------
    acceleration
        The accelerometer's; its times become those of the log.
    gravity
        The gravity that an app took out of the accelerations, to be put back.
    rotation
        The gyroscope's.
    app
        What wrote them.
    start_s
        When the first sample was taken, in the time of a recording. [s]
    is_turned
        Whether the accelerations have the sign of Apple's devices: downward at rest.
    notes
        What else was assumed.

    Returns
    -------
    MotionLog
        The log.

    Raises
    ------
    NotASensorLog
        If there are fewer than two samples.
    """
    if len(acceleration.times_s) < 2:
        raise no_samples()
    notes = (*notes, *acceleration.notes)
    if gravity is not None:
        acceleration, lost = _with_gravity(acceleration, gravity)
        notes = (*notes, lost)
    turning, kept, of_rotation = _rotation_at(rotation, acceleration.times_s)
    acceleration = acceleration.only(kept)
    values, is_whole, of_units = _in_si(acceleration, turning)
    notes = (*notes, *of_units, *of_rotation)
    if is_turned:
        values = -values
        notes = (*notes, "The accelerations have the sign of Apple's devices, which was turned round.")
    times_s = acceleration.times_s
    return MotionLog(
        time_s=times_s - times_s[0],
        acceleration_m_s2=values,
        rotation_rad_s=turning,
        start_s=start_s,
        app=app,
        has_gravity=is_whole,
        notes=notes,
    )


def no_samples() -> NotASensorLog:
    """The refusal of a log without samples.

    Returns
    -------
    NotASensorLog
        To be raised.
    """
    return NotASensorLog(
        "The sensor log holds fewer than two samples with a time and three accelerations.",
        allowed="A log holds the accelerations along x, y and z, many times a second.",
        remedy="Record again with the accelerometer switched on, and export the raw data.",
    )


def _with_gravity(linear: Series, gravity: Series) -> tuple[Series, str]:
    """Accelerations to which gravity was added again, where the log knows both."""
    values, is_known = gravity.at(linear.times_s)
    # Of the two the length of gravity tells the unit, if the headings do not.
    unit, _ = acceleration_unit(level_of(gravity.values, gravity.rate_hz), gravity.unit)
    own = unit if linear.unit is None else acceleration_unit(level_of(linear.values, 1.0), linear.unit)[0]
    whole = replace(
        linear,
        quantity=Quantity.ACCELERATION,
        values=linear.values * own + values * unit,
        unit=Unit.METRE_PER_SECOND_2,
        says_gravity=True,
    )
    if np.count_nonzero(is_known) < 2:
        raise no_samples()
    return whole.only(is_known), "Gravity, which the app keeps apart, was added to the accelerations."


def _in_si(series: Series, turning: FloatArray | None) -> tuple[FloatArray, bool, tuple[str, ...]]:
    """Accelerations in [m/s²], whether gravity is in them, and what was assumed."""
    level = level_of(series.values, series.rate_hz, turning)
    scale_m_s2, note = acceleration_unit(level, series.unit)
    is_whole, more = has_gravity(level, scale_m_s2, said=series.says_gravity)
    values = series.values if scale_m_s2 == 1.0 else series.values * scale_m_s2
    return np.ascontiguousarray(values), is_whole, tuple(text for text in (note, more) if text is not None)


def _rotation_at(
    rotation: Series | None, times_s: FloatArray
) -> tuple[FloatArray | None, NDArray[Any], tuple[str, ...]]:
    """Angular velocities at the times of the accelerations, [rad/s]; which of these times they are for."""
    everything = np.ones(len(times_s), dtype=np.bool_)
    if rotation is None or len(rotation.times_s) < 2:
        return None, everything, ("The log has no gyroscope.",)
    values, is_known = rotation.at(times_s)
    if np.count_nonzero(is_known) < LEAST_SHARED * len(times_s):
        return (
            None,
            everything,
            ("The gyroscope's times are others than the accelerometer's: it was left out.",),
        )
    scale_rad_s, note = rotation_unit(rotation.values, rotation.unit)
    kept = values if is_known.all() else values[is_known]
    return kept * scale_rad_s, is_known, (note,)
