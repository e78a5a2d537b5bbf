"""What is measured of a stretch, as sums: the measures of two stretches add up to those of both."""

from dataclasses import dataclass
from typing import Self, TypeVar, cast

import numpy as np

from backstride.estimate import Estimate
from backstride.recording import FloatArray

Addend = TypeVar("Addend", float, Estimate)
Times = TypeVar("Times", bound=tuple[float, ...])


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over time that can be added to: the integral of a quantity and how long it was known."""

    integral: float = 0.0
    known_s: float = 0.0

    @classmethod
    def of(cls, values: FloatArray, held_s: FloatArray) -> Self:
        """The mean of a column over the time that its samples speak for.

        Parameters
        ----------
        values
            The column, shape (n,), NaN where unknown.
        held_s
            Time that each sample stands for, shape (n,). [s]

        Returns
        -------
        Mean
            Its mean over the time for which it is known.
        """
        known = ~np.isnan(values)
        held = held_s[known]
        return cls(float(values[known] @ held), float(held.sum()))

    @property
    def value(self) -> float | None:
        """The mean; None where nothing is known."""
        return self.integral / self.known_s if self.known_s > 0 else None

    def __add__(self, other: Self) -> Self:
        """The mean over both stretches."""
        return type(self)(self.integral + other.integral, self.known_s + other.known_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is measured of one stretch or of several together; None where unknown."""

    duration_s: float
    speed: Mean
    """Speed of travel, whose integral is the distance. [m/s]"""
    heart_rate: Mean
    """[bpm]"""
    heart_rate_highest_bpm: float | None
    in_target_s: tuple[float, float, float] | None
    """Time below, in and above the target range [s]; None without a range."""
    in_zones_s: tuple[float, ...] | None
    """Time below the first zone and in each zone [s]; None without zones."""
    heart_rate_unknown_s: float
    """Time without a heart rate, which is in no zone. [s]"""
    trimp: Estimate | None
    cadence: Mean
    """[steps/min]"""
    step_length: Mean
    """[m]"""
    stance_time: Mean
    """[s]"""
    vertical_oscillation: Mean
    """[m]"""
    oxygen: Mean
    """Modelled gross uptake, over the time for which there is a model of it. [ml/kg/min]"""
    energy_kj_kg: Estimate | None
    """For each kilogram of the body, whose mass may be unknown; None where nothing of it is known. [kJ/kg]"""
    energy_kj: Estimate | None
    """None where nothing of it is known, or the mass is not. [kJ]"""
    energy_unknown_s: float
    """Time whose energy is unknown and not in the sum. [s]"""
    energy_extrapolated_s: float
    """Time at speeds and grades that no study measured. [s]"""

    @property
    def distance_m(self) -> float | None:
        """How far, over the time for which it is known; None where it never is. [m]"""
        return self.speed.integral if self.speed.known_s > 0 else None

    @property
    def distance_known_s(self) -> float:
        """Time for which the distance is known. [s]"""
        return self.speed.known_s

    @property
    def speed_m_s(self) -> float | None:
        """Distance over the time for which it is known. [m/s]"""
        return self.speed.value

    @property
    def steps(self) -> float | None:
        """Steps of both feet, over the time for which the cadence is known."""
        return None if self.cadence.known_s == 0 else self.cadence.integral / 60.0

    @property
    def metabolic_equivalents(self) -> float | None:
        """Mean gross uptake in multiples of 3.5 ml/kg/min, over the time for which it is known. [MET]"""
        return None if self.oxygen.value is None else self.oxygen.value / 3.5

    def __add__(self, other: Self) -> Self:
        """The measures of both stretches together; what one of them lacks is lacking in part only."""
        return type(self)(
            duration_s=self.duration_s + other.duration_s,
            speed=self.speed + other.speed,
            heart_rate=self.heart_rate + other.heart_rate,
            heart_rate_highest_bpm=_highest(self.heart_rate_highest_bpm, other.heart_rate_highest_bpm),
            in_target_s=_sums(self.in_target_s, other.in_target_s),
            in_zones_s=_sums(self.in_zones_s, other.in_zones_s),
            heart_rate_unknown_s=self.heart_rate_unknown_s + other.heart_rate_unknown_s,
            trimp=_sum(self.trimp, other.trimp),
            cadence=self.cadence + other.cadence,
            step_length=self.step_length + other.step_length,
            stance_time=self.stance_time + other.stance_time,
            vertical_oscillation=self.vertical_oscillation + other.vertical_oscillation,
            oxygen=self.oxygen + other.oxygen,
            energy_kj_kg=_sum(self.energy_kj_kg, other.energy_kj_kg),
            energy_kj=_sum(self.energy_kj, other.energy_kj),
            energy_unknown_s=self.energy_unknown_s + other.energy_unknown_s,
            energy_extrapolated_s=self.energy_extrapolated_s + other.energy_extrapolated_s,
        )


def _sum(first: Addend | None, second: Addend | None) -> Addend | None:
    """The sum of what is known; None where neither is."""
    if first is None or second is None:
        return second if first is None else first
    return first + second


def _sums(first: Times | None, second: Times | None) -> Times | None:
    if first is None or second is None:
        return second if first is None else first
    total = tuple(one + other for one, other in zip(first, second, strict=True))
    return cast("Times", total)


def _highest(first: float | None, second: float | None) -> float | None:
    return max((value for value in (first, second) if value is not None), default=None)
