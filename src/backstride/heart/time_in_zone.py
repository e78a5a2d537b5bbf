"""How long the heart rate was in each zone, and how long nobody knows."""

from dataclasses import dataclass

import numpy as np

from backstride.heart.zones import TargetRange, Zones
from backstride.recording import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeInZones:
    """Time in each zone; with what lies below and what is unknown it sums to the time given."""

    zones: Zones
    in_zone_s: tuple[float, ...]
    """Time in each zone, in the zones' order. [s]"""
    below_s: float
    """Time below the first zone. [s]"""
    unknown_s: float
    """Time without a heart rate. [s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeInTarget:
    """Time below, in and above a target range."""

    target: TargetRange
    below_s: float
    in_s: float
    """Both ends belong to the target. [s]"""
    above_s: float
    unknown_s: float
    """Time without a heart rate. [s]"""


def time_in_zones(heart_rate_bpm: FloatArray, held_s: FloatArray, zones: Zones) -> TimeInZones:
    """How long the heart rate was in each zone.

    Nothing and zero are not heart rates: a strap that drops out is in no zone, nor below them.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    heart_rate_bpm
        Heart rates, shape (n,), NaN where unknown. [bpm]
    held_s
        Time that each sample speaks for, shape (n,), as from `backstride.recording.held_time`. [s]
    zones
        The zones.

    Returns
    -------
    TimeInZones
        Times that sum to those given. [s]
    """
    known = heart_rate_bpm > 0.0
    at = np.searchsorted(zones.lower_bounds_bpm, heart_rate_bpm[known], side="right")
    times = np.bincount(at, weights=held_s[known], minlength=len(zones.labels) + 1)
    return TimeInZones(
        zones=zones,
        in_zone_s=tuple(times[1:].tolist()),
        below_s=float(times[0]),
        unknown_s=float(held_s[~known].sum()),
    )


def time_in_target(heart_rate_bpm: FloatArray, held_s: FloatArray, target: TargetRange) -> TimeInTarget:
    """How long the heart rate was below, in and above a target range.

    The range's middle values decide; how far they may be off stays with the target.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    heart_rate_bpm
        Heart rates, shape (n,), NaN where unknown. [bpm]
    held_s
        Time that each sample speaks for, shape (n,). [s]
    target
        The target range.

    Returns
    -------
    TimeInTarget
        Times that sum to those given. [s]
    """
    known = heart_rate_bpm > 0.0
    below = known & (heart_rate_bpm < target.low_bpm.value)
    above = known & (heart_rate_bpm > target.high_bpm.value)
    return TimeInTarget(
        target=target,
        below_s=float(held_s[below].sum()),
        in_s=float(held_s[known & ~below & ~above].sum()),
        above_s=float(held_s[above].sum()),
        unknown_s=float(held_s[~known].sum()),
    )
