"""What a device measured: columns of samples, laps, pauses and the workout it ran.

A `Recording` is what every reader returns and everything else is computed from. Its arrays are
read-only; a missing value is NaN, a missing single value is None, and zero is a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from backstride.errors import InvalidValue

FloatArray = NDArray[np.float64]

NOT_ON_FOOT: Final = frozenset(
    {
        "alpine_skiing",
        "boating",
        "cross_country_skiing",
        "cycling",
        "driving",
        "e_biking",
        "floor_climbing",
        "flying",
        "hang_gliding",
        "horseback_riding",
        "ice_skating",
        "inline_skating",
        "jumpmaster",
        "kayaking",
        "kitesurfing",
        "motorcycling",
        "paddling",
        "rafting",
        "rock_climbing",
        "rowing",
        "sailing",
        "sky_diving",
        "snowboarding",
        "snowmobiling",
        "stand_up_paddleboarding",
        "surfing",
        "swimming",
        "wakeboarding",
        "water_skiing",
        "wheelchair_push_run",
        "wheelchair_push_walk",
        "windsurfing",
    }
)
"""Sports in which nobody walks or runs, so that cadence is not steps."""

SUB_NOT_ON_FOOT: Final = frozenset(
    {"indoor_cycling", "indoor_rowing", "lap_swimming", "open_water", "spin", "hand_cycling"}
)
"""The same among the finer kinds, for machines that call all they do fitness equipment."""

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the Earth (IUGG). [m]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sport:
    """The sport a device was set to, with the raw ids the file held."""

    name: str = "unknown"
    """Lower case, words joined by ``_``: ``running``, ``walking``; ``unknown`` where the file is silent."""
    sub_name: str | None = None
    """The finer kind, such as ``treadmill`` or ``elliptical``."""
    sport_id: int | str | None = None
    """What stands in the file: a FIT number, or the text of a GPX or TCX file."""
    sub_sport_id: int | str | None = None

    @property
    def is_on_foot(self) -> bool:
        """Whether people walk or run in it, as far as the name tells; unknown sports are taken to be."""
        return self.name not in NOT_ON_FOOT and self.sub_name not in SUB_NOT_ON_FOOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What made the recording."""

    manufacturer: str | None = None
    product: str | None = None
    software_version: str | None = None

    def __str__(self) -> str:
        """Maker and product, as far as known."""
        return " ".join(part for part in (self.manufacturer, self.product) if part) or "unknown device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """A stretch that the device marked, as the half-open interval ``[start_s, end_s)``."""

    start_s: float
    end_s: float
    trigger: str | None = None
    """Why it ended: ``manual``, ``time``, ``distance``, ``session_end`` …"""
    workout_step: int | None = None
    """Index of the workout step it belongs to."""
    intensity: str | None = None
    """``active``, ``rest``, ``warmup``, ``cooldown`` …"""
    distance_m: float | None = None
    timer_s: float | None = None
    """Time with the timer running. [s]"""
    name: str | None = None

    def __post_init__(self) -> None:
        if not self.start_s <= self.end_s:
            raise InvalidValue(
                f"A lap from {self.start_s} s to {self.end_s} s was given.",
                allowed="A lap does not end before it starts.",
                remedy="Give its start first.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch with the timer stopped, as ``[start_s, end_s)``."""

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.start_s < self.end_s:
            raise InvalidValue(
                f"A pause from {self.start_s} s to {self.end_s} s was given.",
                allowed="A pause ends after it starts.",
                remedy="Leave empty pauses out.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the workout that the device was running, as the recording keeps it."""

    index: int
    name: str | None = None
    notes: str | None = None
    intensity: str | None = None
    duration_type: str | None = None
    duration_value: float | None = None
    """As the file holds it: [s], [m], or a count, by ``duration_type``."""
    repeat_from: int | None = None
    """Where the step is a repeat: the index of the first step repeated."""
    repeats: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWarning:
    """Something odd in a file that did not keep it from being read."""

    slug: str
    message: str
    """A sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """A series of a file that has no column of its own in `Samples`."""

    values: NDArray[Any]
    """Shape (n,) or (n, k); NaN where missing if numbers."""
    unit: str | None = None
    developer: bool = False
    """Whether an app on the device defined it, rather than the device's maker."""

    def __reduce__(self) -> tuple[Any, ...]:
        """A column that was sent to another process is as frozen as this one."""
        return _column, (self.values, self.unit, self.developer)


def _column(values: NDArray[Any], unit: str | None, developer: bool) -> Column:  # noqa: FBT001 (restores a column)
    values.flags.writeable = False
    return Column(values=values, unit=unit, developer=developer)


def frozen(column: FloatArray) -> FloatArray:
    """An array that nobody can write to any more.

    Parameters
    ----------
    column
        An array that its maker gives away.

    Returns
    -------
    FloatArray
        The same array.
    """
    column.flags.writeable = False
    return column


@lru_cache(maxsize=64)
def _missing(count: int) -> FloatArray:
    """One read-only column of NaN, shared by everything of that length."""
    return frozen(np.full(count, np.nan))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """The columns of a recording, each of shape (n,), read-only, NaN where missing."""

    elapsed_s: FloatArray
    """Time since the recording's start, strictly increasing. [s]"""
    latitude_deg: FloatArray
    longitude_deg: FloatArray
    altitude_m: FloatArray
    distance_m: FloatArray
    """Distance travelled since the start, as the device counted it. [m]"""
    position_distance_m: FloatArray
    """Distance along the positions since the first, over the ground. [m]"""
    speed_m_s: FloatArray
    """Speed as the device gave it, never negative, whichever way the travel went. [m/s]"""
    heart_rate_bpm: FloatArray
    cadence_spm: FloatArray
    """Steps of both feet. [1/min]"""
    stance_time_s: FloatArray
    """Time of ground contact of one step. [s]"""
    stance_balance_left: FloatArray
    """The left foot's share of the stance time. [-]"""
    step_length_m: FloatArray
    vertical_oscillation_m: FloatArray
    vertical_ratio: FloatArray
    """Vertical oscillation over step length. [-]"""
    power_w: FloatArray
    temperature_c: FloatArray

    def __post_init__(self) -> None:
        shape = self.elapsed_s.shape
        for name in COLUMNS:
            column: FloatArray = getattr(self, name)
            if column.shape != shape or column.ndim != 1 or column.dtype != np.float64:
                raise InvalidValue(
                    f"Column {name} has the shape {column.shape} of {column.dtype} beside {shape[0]} times.",
                    allowed="All columns of a recording have one float64 value for each time.",
                    remedy="Fill what is missing with NaN.",
                )
            if column.flags.writeable:
                # What others may still change is copied; readers hand over arrays that are frozen.
                object.__setattr__(self, name, frozen(column.copy()))
        _check_times(self.elapsed_s)

    def __reduce__(self) -> tuple[Any, ...]:
        """Samples that were sent to another process are as frozen as these."""
        return _samples, tuple(getattr(self, name) for name in COLUMNS)

    @classmethod
    def of(cls, elapsed_s: FloatArray, **columns: FloatArray) -> Self:
        """Samples with the given columns, the others missing.

        The arrays are handed over, and frozen rather than copied; whoever needs them for something
        else gives a copy.

        Parameters
        ----------
        elapsed_s
            Time since the start, strictly increasing, shape (n,). [s]
        columns
            Further columns by name, shape (n,).

        Returns
        -------
        Samples
            The samples, with ``position_distance_m`` computed from the positions where they are
            given and it is not.
        """
        if "position_distance_m" not in columns and {"latitude_deg", "longitude_deg"} <= columns.keys():
            columns["position_distance_m"] = distance_along(columns["latitude_deg"], columns["longitude_deg"])
        missing = dict.fromkeys(COLUMNS[1:], _missing(len(elapsed_s)))
        given = {name: frozen(column) for name, column in columns.items()}
        return cls(elapsed_s=frozen(elapsed_s), **(missing | given))

    def __len__(self) -> int:
        """How many samples there are."""
        return len(self.elapsed_s)


def _samples(*columns: FloatArray) -> Samples:
    return Samples(**dict(zip(COLUMNS, map(frozen, columns), strict=True)))


def _check_times(elapsed_s: FloatArray) -> None:
    count = len(elapsed_s)
    if count == 0 or (elapsed_s[0] >= 0 and (count == 1 or (np.diff(elapsed_s) > 0).all())):
        return
    if not np.isnan(elapsed_s).all():
        raise InvalidValue(
            "The times of the samples do not increase from 0 on.",
            allowed="Each sample is later than the one before, and none is before 0; or none has a time.",
            remedy="Sort the samples and keep one for each time.",
        )


COLUMNS: Final = tuple(Samples.__dataclass_fields__)
"""The names of the columns of `Samples`, ``elapsed_s`` first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """One activity as a device recorded it.

    Where a file gives no time at all (a GPX track without times), ``started_at`` is None and the
    elapsed times are NaN: nothing that needs time is computed from it.
    """

    format: str
    """``fit``, ``gpx``, ``tcx``, or ``simulated`` before it is written to a file."""
    samples: Samples
    started_at: datetime | None
    """The zero of all elapsed times, in UTC; None where the device's clock was not set."""
    utc_offset_s: int | None = None
    """Local time minus UTC where the recording was made; None where the file does not say. [s]"""
    sport: Sport = field(default_factory=Sport)
    device: Device = field(default_factory=Device)
    device_distance_m: float | None = None
    """The total that the device itself shows. [m]"""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names that people gave, by where they stood: ``session``, ``workout``, ``profile``, ``track`` …"""
    laps: tuple[Lap, ...] = ()
    pauses: tuple[Pause, ...] = ()
    steps: tuple[Step, ...] = ()
    """The steps of the workout the device was running."""
    extra: Mapping[str, Column] = field(default_factory=dict)
    """Further series, one value for each sample, by name or number."""
    messages: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    """What else the file held, as tables by name or number."""
    warnings: tuple[ReadingWarning, ...] = ()
    is_simulated: bool = False
    """Whether no person moved: the recording comes from a simulated athlete."""

    def __post_init__(self) -> None:
        if self.started_at is not None and self.started_at.tzinfo is not UTC:
            raise InvalidValue(
                f"The start {self.started_at.isoformat()} is not in UTC.",
                allowed="A recording starts at a moment in UTC; local time is utc_offset_s beside it.",
                remedy="Convert with started_at.astimezone(datetime.UTC).",
            )

    @property
    def is_timed(self) -> bool:
        """Whether the samples have times."""
        elapsed_s = self.samples.elapsed_s
        return len(elapsed_s) > 0 and not np.isnan(elapsed_s[0])

    @property
    def end_s(self) -> float:
        """When the last sample was taken; 0 without times. [s]"""
        return float(self.samples.elapsed_s[-1]) if self.is_timed else 0.0

    @property
    def local_start(self) -> datetime | None:
        """The start by the clock on the wall, if the offset is known, else in UTC."""
        if self.started_at is None:
            return None
        return self.started_at.astimezone(timezone(timedelta(seconds=self.utc_offset_s or 0)))

    @property
    def distance_m(self) -> float | None:
        """Total distance: the device's total, else its column, else the way along the positions. [m]"""
        if self.device_distance_m is not None:
            return self.device_distance_m
        for column in (self.samples.distance_m, self.samples.position_distance_m):
            known = column[~np.isnan(column)]
            if len(known):
                return (
                    float(known[-1] - known[0])
                    if column is self.samples.position_distance_m
                    else float(known[-1])
                )
        return None


def distance_along(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Distance along a line of positions, over a sphere, by the haversine formula.

    Points without a position add nothing; the way goes on from the last known one.

    Source: sinnott1984. Belief: derived.

    Parameters
    ----------
    latitude_deg
        Latitudes, shape (n,), NaN where unknown. [°]
    longitude_deg
        Longitudes, shape (n,), NaN where unknown. [°]

    Returns
    -------
    FloatArray
        Distance since the first known position, shape (n,), never decreasing; NaN before it and
        wherever the position is unknown. [m]

    Examples
    --------
    >>> distance_along(np.array([0.0, np.nan, 0.001]), np.array([0.0, np.nan, 0.0])).round(2).tolist()
    [0.0, nan, 111.2]
    """
    known = ~(np.isnan(latitude_deg) | np.isnan(longitude_deg))
    distance = np.full(len(latitude_deg), np.nan)
    if not known.any():
        return distance
    latitude = np.radians(latitude_deg[known])
    longitude = np.radians(longitude_deg[known])
    haversine = (
        np.sin(np.diff(latitude) / 2) ** 2
        + np.cos(latitude[:-1]) * np.cos(latitude[1:]) * np.sin(np.diff(longitude) / 2) ** 2
    )
    steps = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    distance[known] = np.concatenate(([0.0], np.cumsum(steps)))
    return distance


def travel_speed(samples: Samples) -> FloatArray:
    """The speed to reckon with: the device's own, else from its distance, else from the positions.

    Where a column has gaps, the next one in that order fills them.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    samples
        The samples of a recording, shape (n,).

    Returns
    -------
    FloatArray
        Speed of travel, shape (n,), never negative; NaN where nothing tells. [m/s]
    """
    speed = samples.speed_m_s
    for distance_m in (samples.distance_m, samples.position_distance_m):
        if not np.isnan(speed).any():
            break
        known = ~(np.isnan(distance_m) | np.isnan(samples.elapsed_s))
        if np.count_nonzero(known) > 1:
            slope = np.full(len(speed), np.nan)
            slope[known] = np.gradient(distance_m[known], samples.elapsed_s[known])
            speed = np.where(np.isnan(speed), np.maximum(slope, 0.0), speed)
    return speed


LONGEST_HOLD_S: Final = 10.0
"""How long one sample may speak for the time after it. Watches that save memory write a sample at
the latest after eight seconds; a longer gap is time about which nothing is known. [s]"""


def held_time(
    elapsed_s: FloatArray, start_s: float, end_s: float, *, longest_s: float = LONGEST_HOLD_S
) -> FloatArray:
    """How much of a stretch each sample speaks for: from its own time to the next sample's.

    Splitting a stretch in two splits these times without loss. The last sample speaks for nothing,
    so that the times of a whole recording without gaps sum to its duration.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    elapsed_s
        Times of the samples, increasing, shape (n,). [s]
    start_s
        Start of the stretch. [s]
    end_s
        End of the stretch. [s]
    longest_s
        A sample speaks for at most this long. [s]

    Returns
    -------
    FloatArray
        Time that each sample stands for within the stretch, shape (n,), 0 outside it. [s]

    Examples
    --------
    >>> held_time(np.array([0.0, 1.0, 2.0, 60.0]), 0.5, 60.0).tolist()
    [0.5, 1.0, 10.0, 0.0]
    """
    if len(elapsed_s) == 0:
        return np.zeros(0)
    until = np.append(elapsed_s[1:], elapsed_s[-1])
    held: FloatArray = np.minimum(np.minimum(until, elapsed_s + longest_s), end_s)
    held -= np.maximum(elapsed_s, start_s)
    held[held < 0] = 0.0
    return held
