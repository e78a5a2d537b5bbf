"""What a motion sensor measured: acceleration and rotation many times a second, and where it was worn."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from backstride.errors import InvalidValue
from backstride.recording import FloatArray, frozen


class Place(StrEnum):
    """Where on the body a sensor was worn."""

    FOOT = "foot"
    """On the shoe, or at the ankle."""
    WAIST = "waist"
    """On a belt, at the small of the back or in front."""
    POCKET = "pocket"
    """In a pocket of the trousers, at the thigh."""
    WRIST = "wrist"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MotionLog:
    """The samples of a motion sensor, read-only, in the sensor's own axes."""

    time_s: FloatArray
    """Time since the first sample, increasing, shape (n,). [s]"""
    acceleration_m_s2: FloatArray
    """Specific force, gravity included: at rest it is 9.81 upward; shape (n, 3). [m/s²]"""
    rotation_rad_s: FloatArray | None = None
    """Angular velocity, shape (n, 3); None without a gyroscope. [rad/s]"""
    start_s: float = 0.0
    """When the first sample was taken, in the time of the recording it belongs to. [s]"""
    place: Place | None = None
    """Where it was worn, where that is known."""
    app: str = "unknown"
    """What wrote it, for people."""
    has_gravity: bool = True
    """Whether gravity is in the accelerations; some apps take it out, and then nothing tells what is up."""
    notes: tuple[str, ...] = ()
    """What was assumed of the file, as sentences for people."""

    def __post_init__(self) -> None:
        count = len(self.time_s)
        shapes = [self.acceleration_m_s2.shape] + (
            [] if self.rotation_rad_s is None else [self.rotation_rad_s.shape]
        )
        if self.time_s.shape != (count,) or any(shape != (count, 3) for shape in shapes):
            raise InvalidValue(
                f"A motion log of {count} times with columns of the shapes {shapes} was given.",
                allowed="Each time has three accelerations, and three rotations or none at all.",
                remedy="Bring the columns to one clock first.",
            )
        for column in (self.time_s, self.acceleration_m_s2, self.rotation_rad_s):
            if column is not None:
                frozen(column)

    @property
    def duration_s(self) -> float:
        """From the first sample to the last; 0 for fewer than two. [s]"""
        return float(self.time_s[-1] - self.time_s[0]) if len(self.time_s) > 1 else 0.0

    @property
    def rate_hz(self) -> float | None:
        """Samples a second, by the middle of all gaps between them; None for fewer than two. [1/s]"""
        if len(self.time_s) < 2:
            return None
        return 1.0 / float(np.median(np.diff(self.time_s)))
