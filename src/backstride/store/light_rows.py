"""What a view of many activities needs of each, and no more: rows that are quick to fetch and to make."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from backstride.bout import Gait, Travel
from backstride.estimate import Estimate
from backstride.load.session_columns import IntArray
from backstride.recording import FloatArray


def estimate_of(value: float | None, low: float | None, high: float | None) -> Estimate | None:
    """A number with its range, from its columns.

    Parameters
    ----------
    value
        The number.
    low
        The lower end.
    high
        The upper end.

    Returns
    -------
    Estimate or None
        None where it is unknown.
    """
    return None if value is None or low is None or high is None else Estimate(value, low, high)


class SessionRow(NamedTuple):
    """An activity with a day, as far as its load goes."""

    key: str
    day: date
    is_on_foot: bool
    duration_s: float | None
    """From its start to its end. [s]"""
    moving_s: float | None
    distance_m: float | None
    perceived_exertion: float | None
    heart_rate_unknown_s: float | None
    """None where there are no bouts. [s]"""
    trimp: float | None
    trimp_low: float | None
    trimp_high: float | None

    @property
    def trimp_estimate(self) -> Estimate | None:
        """The training impulse with its range. [min, weighted]"""
        return estimate_of(self.trimp, self.trimp_low, self.trimp_high)


class PartRow(NamedTuple):
    """What an activity with a day holds in one direction and gait."""

    key: str
    day: date
    travel: Travel
    gait: Gait
    duration_s: float
    distance_m: float | None
    steps: float | None
    heart_rate_unknown_s: float
    trimp: float | None
    trimp_low: float | None
    trimp_high: float | None
    energy_kj: float | None
    energy_low_kj: float | None
    energy_high_kj: float | None
    distance_known_s: float
    steps_known_s: float
    energy_unknown_s: float

    @property
    def trimp_estimate(self) -> Estimate | None:
        """The training impulse with its range. [min, weighted]"""
        return estimate_of(self.trimp, self.trimp_low, self.trimp_high)

    @property
    def energy_estimate_kj(self) -> Estimate | None:
        """The energy with its range. [kJ]"""
        return estimate_of(self.energy_kj, self.energy_low_kj, self.energy_high_kj)


class PartLoads(NamedTuple):
    """What activities with a day hold in each direction and gait, as far as their load goes, in columns."""

    keys: Sequence[str]
    days: Sequence[date]
    travels: Sequence[Travel]
    durations_s: Sequence[float] | FloatArray
    """In this and the others None or NaN where unknown. [s]"""
    heart_rate_unknown_s: Sequence[float] | FloatArray
    trimp: Sequence[float | None] | FloatArray
    trimp_low: Sequence[float | None] | FloatArray
    trimp_high: Sequence[float | None] | FloatArray


class PracticeBouts(NamedTuple):
    """Backward bouts that tell something of skill, and all others of one activity and gait together."""

    keys: Sequence[str]
    """Of all activities with a day, in order of time."""
    days: Sequence[date]
    activities: IntArray
    """The place of each bout's activity, never falling."""
    gaits: IntArray
    """The place of its gait among those of the science of load."""
    durations_s: FloatArray
    settled_heart_rate_bpm: FloatArray
    """NaN for those that are taken together, as the columns after it. [bpm]"""
    grades: FloatArray
    distances_m: FloatArray
    distances_known_s: FloatArray
    step_lengths_m: FloatArray
    steps: FloatArray
    steps_known_s: FloatArray
    resting_heart_rate_bpm: FloatArray


class EffortOnDay(NamedTuple):
    """A best effort, and the activity it was made in."""

    key: str
    day: date
    travel: Travel
    gait: Gait
    basis: str
    size: float
    distance_m: float
    start_s: float
    end_s: float


class BestOfDay(NamedTuple):
    """The best speed of one day over one size."""

    day: date
    basis: str
    size: float
    speed_m_s: float


class RejectedEffort(NamedTuple):
    """Why a stretch of an activity is not believed."""

    key: str
    day: date | None
    reason: str
