"""In which unit a sensor log gives its numbers, and whether gravity is in them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.formats.sensor_columns import Unit
from backstride.recording import FloatArray

STANDARD_GRAVITY_M_S2: Final = 9.80665
"""Source: the third General Conference on Weights and Measures, 1901. [m/s²]"""

ACCELERATION_M_S2: Final = {
    Unit.METRE_PER_SECOND_2: 1.0,
    Unit.GRAVITY: STANDARD_GRAVITY_M_S2,
    Unit.MILLIGRAVITY: STANDARD_GRAVITY_M_S2 / 1000.0,
}
"""How much each unit is. [m/s²]"""
ROTATION_RAD_S: Final = {
    Unit.RADIAN_PER_SECOND: 1.0,
    Unit.DEGREE_PER_SECOND: np.pi / 180.0,
    Unit.MILLIDEGREE_PER_SECOND: np.pi / 180_000.0,
}
"""How much each unit is. [rad/s]"""

FASTEST_RAD_S: Final = 45.0
"""A foot of a sprinter turns at 25 rad/s; a sensor that says more says degrees. [rad/s]"""
QUIET_G: Final = 0.15
"""A quarter of a second is quiet if the acceleration varies by less than this. [g]"""
STILL_G: Final = 0.05
"""A sensor whose acceleration varies by less than this lies still. [g]"""
MEAN_OF_GRAVITY_G: Final = 0.35
"""With gravity the mean of two seconds is more than this at any place of the body. Assumed. [g]"""
QUIET_SHARE: Final = 200
"""One in so many quarters of a second is looked at as the quietest: people stand before and after. [-]"""
_SHORT_S: Final = 0.25
_LONG_S: Final = 2.0
_TURNED_S: Final = 3.0
MOST_PARTS: Final = 200
"""So many parts of a log, spread over it, tell as much as all. [-]"""


@dataclass(frozen=True, slots=True)
class Level:
    """How large the accelerations of a log are where the sensor is quiet, and over long, in its own unit."""

    quiet: float
    """Length of the mean acceleration in the quietest quarters of a second."""
    spread: float
    """How much it varies within them."""
    mean: float
    """Length of the mean acceleration over two seconds, in the middle of all."""
    large: float
    """The length that one sample in twenty exceeds."""
    in_space: float | None = None
    """Length of the mean acceleration over three seconds in axes that do not turn with the sensor; None
    without a gyroscope."""


def level_of(values: FloatArray, rate_hz: float, rotation_rad_s: FloatArray | None = None) -> Level:
    """How large the accelerations of a log are.

    Parameters
    ----------
    values
        Accelerations in whatever unit, shape (n, 3).
    rate_hz
        Samples a second. [1/s]
    rotation_rad_s
        Angular velocities at the same times, shape (n, 3); None without a gyroscope. [rad/s]

    Returns
    -------
    Level
        All 0 for a log without a sample.
    """
    if len(values) == 0:
        return Level(0.0, 0.0, 0.0, 0.0)
    means, spreads = _parts(values, rate_hz, _SHORT_S)
    few = min(max(len(spreads) // QUIET_SHARE, 4), len(spreads))
    is_quiet = spreads <= np.partition(spreads, few - 1)[few - 1]
    long_means, _ = _parts(values, rate_hz, _LONG_S)
    return Level(
        quiet=float(np.median(means[is_quiet])),
        spread=float(np.median(spreads[is_quiet])),
        mean=float(np.median(long_means)),
        large=float(np.quantile(np.sqrt(np.einsum("ij,ij->i", values, values)), 0.95)),
        in_space=None if rotation_rad_s is None else mean_in_space(values, rotation_rad_s, rate_hz),
    )


def _parts(values: FloatArray, rate_hz: float, part_s: float) -> tuple[FloatArray, FloatArray]:
    """Length of the mean, and spread, of all parts of a log of one length."""
    size = int(np.clip(round(part_s * rate_hz), 1, len(values)))
    parts = values[: len(values) // size * size].reshape(-1, size, 3)
    mean = parts.mean(axis=1)
    square = np.einsum("ijk,ijk->i", parts, parts) / size
    length_2 = np.einsum("ij,ij->i", mean, mean)
    return np.sqrt(length_2), np.sqrt(np.maximum(square - length_2, 0.0))


def mean_in_space(values: FloatArray, rotation_rad_s: FloatArray, rate_hz: float) -> float:
    """Length of the mean acceleration over three seconds, turned back as the gyroscope says it was turned.

    In space the body comes nowhere near free fall for so long: with gravity the mean is gravity's, without it
    is next to nothing, however fast the sensor swings.

    Parameters
    ----------
    values
        Accelerations in whatever unit, shape (n, 3).
    rotation_rad_s
        Angular velocities at the same times, shape (n, 3). [rad/s]
    rate_hz
        Samples a second. [1/s]

    Returns
    -------
    float
        In the unit of the accelerations, in the middle of up to `MOST_PARTS` parts of the log.
    """
    size = int(np.clip(round(_TURNED_S * rate_hz), 1, len(values)))
    count = len(values) // size
    chosen = np.unique(np.linspace(0, count - 1, min(count, MOST_PARTS)).astype(int))
    forces = values[: count * size].reshape(count, size, 3)[chosen]
    turns = rotation_rad_s[: count * size].reshape(count, size, 3)[chosen] / rate_hz
    total = np.zeros((len(chosen), 3))
    # The axes of space as the sensor sees them at each sample, at first its own.
    axes = np.tile(np.eye(3), (len(chosen), 1, 1))
    for at in range(size):
        total += np.einsum("nij,nj->ni", axes, forces[:, at])
        axes += np.cross(axes, turns[:, at, np.newaxis, :])
        axes /= np.linalg.norm(axes, axis=2, keepdims=True)
    return float(np.median(np.linalg.norm(total, axis=1))) / size


def acceleration_unit(level: Level, said: Unit | None) -> tuple[float, str]:
    """In which unit accelerations are.

    Parameters
    ----------
    level
        How large they are.
    said
        The unit in the headings, if any.

    Returns
    -------
    scale_m_s2
        What to multiply by. [m/s²]
    note
        What was assumed, as a sentence.
    """
    if said in ACCELERATION_M_S2:
        other = _contradiction(level, said)
        if other is None:
            return ACCELERATION_M_S2[said], f"Accelerations in {said}, as the headings say."
        return ACCELERATION_M_S2[other], (
            f"The headings say {said}, but at rest the sensor reads {level.quiet:.2g}: "
            f"the accelerations were taken to be in {other}."
        )
    at_rest = max(level.quiet if level.quiet > 0.2 * level.large else level.mean, 0.3 * level.large)
    if level.in_space is not None and level.in_space > 0.06 * level.large:
        at_rest = level.in_space
    for largest, unit in ((3.5, Unit.GRAVITY), (35.0, Unit.METRE_PER_SECOND_2), (3500.0, Unit.MILLIGRAVITY)):
        if at_rest < largest:
            return ACCELERATION_M_S2[
                unit
            ], f"No unit of acceleration in the headings; taken as {unit} by size."
    return STANDARD_GRAVITY_M_S2 / max(at_rest, 1.0), (
        "No unit of acceleration in the headings; the numbers were scaled to read 1 g at rest."
    )


def _contradiction(level: Level, said: Unit) -> Unit | None:
    """The unit that a quiet sensor shows, where it is another than the headings say."""
    unit_of_rest = {Unit.GRAVITY: (0.9, 1.1), Unit.METRE_PER_SECOND_2: (9.2, 10.4)}
    for unit, (low, high) in unit_of_rest.items():
        is_quiet = level.spread * ACCELERATION_M_S2[unit] < QUIET_G * STANDARD_GRAVITY_M_S2
        if unit is not said and is_quiet and low < level.quiet < high and level.mean > 0.5 * low:
            return unit if said in unit_of_rest else None
    return None


def has_gravity(level: Level, scale_m_s2: float, *, said: bool | None) -> tuple[bool, str | None]:
    """Whether gravity is in the accelerations.

    Parameters
    ----------
    level
        How large they are.
    scale_m_s2
        Their unit. [m/s²]
    said
        What the headings say; None if nothing.

    Returns
    -------
    has_gravity
        Whether it is.
    note
        What was assumed, as a sentence; None where the headings say it and nothing speaks against it.
    """
    in_g = scale_m_s2 / STANDARD_GRAVITY_M_S2
    is_quiet = level.spread * in_g < QUIET_G
    rest = level.quiet * in_g
    if said is not None:
        seems = rest > 0.2 if said else 0.85 < rest < 1.15
        if not is_quiet or seems is said:
            return said, None
        return seems, (
            f"By its headings the log is {'with' if said else 'without'} gravity, but at rest it reads "
            f"{rest:.1f} g: it was taken to be {'with' if seems else 'without'} it."
        )
    if level.spread * in_g < (QUIET_G if level.in_space is None else STILL_G):
        found = rest > 0.5
    elif level.in_space is not None:
        found = level.in_space * in_g > 0.5
    else:
        found = level.mean * in_g > MEAN_OF_GRAVITY_G
    words = "in the accelerations" if found else "taken out of the accelerations"
    return found, f"Gravity is {words}, by their size."


def rotation_unit(values: FloatArray, said: Unit | None) -> tuple[float, str]:
    """In which unit angular velocities are.

    Parameters
    ----------
    values
        Angular velocities in whatever unit, shape (n, 3).
    said
        The unit in the headings, if any.

    Returns
    -------
    scale_rad_s
        What to multiply by. [rad/s]
    note
        What was assumed, as a sentence.
    """
    if said in ROTATION_RAD_S:
        return ROTATION_RAD_S[said], f"Angular velocities in {said}, as the headings say."
    large = float(np.quantile(np.abs(values), 0.995)) if len(values) else 0.0
    unit = Unit.DEGREE_PER_SECOND if large > FASTEST_RAD_S else Unit.RADIAN_PER_SECOND
    return ROTATION_RAD_S[unit], f"No unit of angular velocity in the headings; taken as {unit} by size."
