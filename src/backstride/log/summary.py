"""What is worked out of an activity and kept as rows, so that a year is answered without reading recordings.

All of it can be computed again from the originals and from what people said.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from backstride.bout import Gait, Posterior, Travel
from backstride.estimate import Estimate
from backstride.session import Mean, Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What was measured of a stretch, as numbers that add up; None where unknown."""

    duration_s: float
    distance_m: float | None
    distance_known_s: float
    steps: float | None
    steps_known_s: float
    heart_rate_bpm: float | None
    heart_rate_known_s: float
    heart_rate_highest_bpm: float | None
    below_target_s: float | None
    in_target_s: float | None
    above_target_s: float | None
    heart_rate_unknown_s: float
    trimp: float | None
    trimp_low: float | None
    trimp_high: float | None
    step_length_m: float | None
    stance_time_s: float | None
    oxygen_ml_kg_min: float | None
    energy_kj: float | None
    energy_low_kj: float | None
    energy_high_kj: float | None
    energy_unknown_s: float

    @classmethod
    def of(cls, measures: Measures) -> Self:
        """The sums of what was measured.

        Parameters
        ----------
        measures
            What was measured of a stretch, or of several together.

        Returns
        -------
        Sums
            Their numbers.
        """
        below_s, in_s, above_s = measures.in_target_s or (None, None, None)
        trimp, energy = measures.trimp, measures.energy_kj
        return cls(
            duration_s=measures.duration_s,
            distance_m=measures.distance_m,
            distance_known_s=measures.distance_known_s,
            steps=measures.steps,
            steps_known_s=measures.cadence.known_s,
            heart_rate_bpm=measures.heart_rate.value,
            heart_rate_known_s=measures.heart_rate.known_s,
            heart_rate_highest_bpm=measures.heart_rate_highest_bpm,
            below_target_s=below_s,
            in_target_s=in_s,
            above_target_s=above_s,
            heart_rate_unknown_s=measures.heart_rate_unknown_s,
            trimp=None if trimp is None else trimp.value,
            trimp_low=None if trimp is None else trimp.low,
            trimp_high=None if trimp is None else trimp.high,
            step_length_m=measures.step_length.value,
            stance_time_s=measures.stance_time.value,
            oxygen_ml_kg_min=measures.oxygen.value,
            energy_kj=None if energy is None else energy.value,
            energy_low_kj=None if energy is None else energy.low,
            energy_high_kj=None if energy is None else energy.high,
            energy_unknown_s=measures.energy_unknown_s,
        )

    @property
    def speed_m_s(self) -> float | None:
        """Mean speed over the time for which the distance is known. [m/s]"""
        return None if self.distance_m is None else Mean(self.distance_m, self.distance_known_s).value

    @property
    def cadence_spm(self) -> float | None:
        """Steps of both feet, over the time for which they are known. [1/min]"""
        return None if self.steps is None else Mean(60.0 * self.steps, self.steps_known_s).value

    @property
    def trimp_estimate(self) -> Estimate | None:
        """The training impulse with its range. [min, weighted]"""
        return _estimate(self.trimp, self.trimp_low, self.trimp_high)

    @property
    def energy_estimate_kj(self) -> Estimate | None:
        """The energy with its range. [kJ]"""
        return _estimate(self.energy_kj, self.energy_low_kj, self.energy_high_kj)


def _estimate(value: float | None, low: float | None, high: float | None) -> Estimate | None:
    return None if value is None or low is None or high is None else Estimate(value, low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionRow:
    """All moving bouts of an activity with one direction and gait, together."""

    travel: Travel
    gait: Gait
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class BoutRow:
    """A bout of an activity."""

    number: int
    start_s: float
    end_s: float
    travel: Travel
    gait: Gait
    probability: float | None
    evidence: str | None
    """The kind of the strongest evidence."""
    detail: str | None
    """What it rests on, in words."""
    detector: str | None
    """Which detector the strongest evidence is of, with its version; None for what somebody said."""
    posterior: Posterior | None
    """How probable each direction is by all the evidence together; None where nothing speaks of it."""
    grade: float | None
    """Mean grade. [-]"""
    settled_heart_rate_bpm: float | None
    """Mean after the first minute, in which the heart still follows. [bpm]"""
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRow:
    """A best effort inside a stretch of one direction."""

    travel: Travel
    gait: Gait
    basis: str
    """``distance`` or ``duration``: which of the two was given."""
    size: float
    """The distance [m] or the duration [s] that was given."""
    time_s: float
    distance_m: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An activity as a row of the log."""

    name: str | None
    started_at: datetime | None
    ended_at: datetime | None
    utc_offset_s: int | None
    day: date | None
    """By the clock on the wall."""
    sport: str
    sub_sport: str | None
    device: str
    format: str
    is_simulated: bool
    is_on_foot: bool
    samples: int
    duration_s: float | None
    moving_s: float | None
    distance_m: float | None
    device_distance_m: float | None
    counted_distance_m: float | None
    """By the device's series or the positions, before anything the user said. [m]"""
    resting_heart_rate_bpm: float | None
    perceived_exertion: float | None
    """How hard it was all in all, from 0 to 10, as the user or else a platform's export says. [-]"""
    sums: Sums | None
    """All bouts together; None where there are none."""
    warnings: tuple[str, ...]
    rejected: tuple[str, ...]
    """Best efforts that cannot be, in words."""
    series: int
    """How many quantities are known for at least half of the samples."""
    marks: int
    """Laps and workout steps."""
    model_version: int

    @property
    def local_started_at(self) -> datetime | None:
        """When it began by the clock on the wall; in UTC where its offset is unknown, None without a time."""
        if self.started_at is None:
            return None
        return self.started_at + timedelta(seconds=self.utc_offset_s or 0)
