"""What a view of many activities needs of each, and no more: rows that are quick to fetch and to make."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from backstride.bout import Gait, Travel
from backstride.estimate import Estimate


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
    durations_s: Sequence[float]
    heart_rate_unknown_s: Sequence[float]
    trimp: Sequence[float | None]
    trimp_low: Sequence[float | None]
    trimp_high: Sequence[float | None]


class PracticeRow(NamedTuple):
    """A backward bout that tells something of skill, or all others of one activity and gait together."""

    key: str
    day: date
    started_at: datetime
    gait: Gait
    duration_s: float
    settled_heart_rate_bpm: float | None
    """None for those that are taken together. [bpm]"""
    grade: float | None
    distance_m: float | None
    distance_known_s: float
    step_length_m: float | None
    steps: float | None
    steps_known_s: float
    resting_heart_rate_bpm: float | None


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
