"""Whether two recordings are of one activity: by when they were made, and where and how one moved.

A name says nothing here. Two recordings of one person at one time are either the same activity from two
files or devices, or something is wrong with one of them; which of the two is told from what they measured.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

import numpy as np

from backstride.recording import EARTH_RADIUS_M, FloatArray, Recording

GRID_S: Final = 10
"""Recordings are held side by side at moments this far apart. [s]"""

SAME_PLACE_M: Final = 50.0
"""Two devices on one body stay this close, by the median; phones among trees are far from exact. [m]"""
OTHER_PLACE_M: Final = 300.0
"""Further apart than this by the median, they were not on one body at that moment. [m]"""
SAME_TRACK_M: Final = 15.0
"""Two copies of one recording stay this close when their clocks are set alike. [m]"""
SAME_HEART_RATE_BPM: Final = 5.0
"""Two readings of one heart differ by less than this, by the median. [bpm]"""
SAME_DISTANCE: Final = 0.05
"""Two counts of one distance differ by less than this share. [-]"""

MOST_SHARED: Final = 0.8
"""Of the longer of two recordings of one activity, at least this share lies within the other. [-]"""
CONTAINED: Final = 0.9
"""Of the shorter of the two, at least this share lies within the longer. [-]"""
ENOUGH_TO_ASK: Final = 0.5
"""A person is asked about two recordings that share this much of the shorter one. [-]"""
FEWEST_MOMENTS: Final = 6
"""So many moments both must have measured, to be held against each other."""

CLOCK_STEP_S: Final = 900
"""Time zones differ by multiples of this. [s]"""
FURTHEST_ZONE_S: Final = 14 * 3600
CLOCK_SLACK_S: Final = 2.0


class Verdict(StrEnum):
    """What two recordings are to each other."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    """A person has to look."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """What a recording says at moments of the clock, for holding it against another."""

    start_s: float
    """Moment of the first sample, counted from 1970. [s]"""
    end_s: float
    first: int
    """Number of the first moment of the grid; the moments are ``GRID_S`` apart."""
    latitude_deg: FloatArray
    longitude_deg: FloatArray
    distance_m: FloatArray
    heart_rate_bpm: FloatArray

    @property
    def duration_s(self) -> float:
        """From the first sample to the last. [s]"""
        return self.end_s - self.start_s

    def shifted(self, by_s: int) -> Self:
        """The same shape at another time.

        Parameters
        ----------
        by_s
            How much later, a multiple of the grid. [s]

        Returns
        -------
        Shape
            The later one.
        """
        return type(self)(
            start_s=self.start_s + by_s,
            end_s=self.end_s + by_s,
            first=self.first + by_s // GRID_S,
            latitude_deg=self.latitude_deg,
            longitude_deg=self.longitude_deg,
            distance_m=self.distance_m,
            heart_rate_bpm=self.heart_rate_bpm,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What was found of two recordings."""

    verdict: Verdict
    reason: str
    """In words, for the person who reviews it."""


def shape_of(recording: Recording) -> Shape | None:
    """The shape of a recording.

    Parameters
    ----------
    recording
        The recording.

    Returns
    -------
    Shape or None
        None without a date or without times.
    """
    if recording.started_at is None or not recording.is_timed or recording.end_s <= 0.0:
        return None
    samples = recording.samples
    zero_s = recording.started_at.timestamp()
    start_s, end_s = zero_s + float(samples.elapsed_s[0]), zero_s + recording.end_s
    first = int(np.ceil(start_s / GRID_S))
    moments_s = np.arange(first, int(np.floor(end_s / GRID_S)) + 1, dtype=np.float64) * GRID_S - zero_s
    counted = samples.distance_m if (~np.isnan(samples.distance_m)).any() else samples.position_distance_m
    heart_rate = np.where(samples.heart_rate_bpm > 0.0, samples.heart_rate_bpm, np.nan)
    return Shape(
        start_s=start_s,
        end_s=end_s,
        first=first,
        latitude_deg=_at(moments_s, samples.elapsed_s, samples.latitude_deg),
        longitude_deg=_at(moments_s, samples.elapsed_s, samples.longitude_deg),
        distance_m=_at(moments_s, samples.elapsed_s, counted),
        heart_rate_bpm=_at(moments_s, samples.elapsed_s, heart_rate),
    )


def _at(moments_s: FloatArray, times_s: FloatArray, column: FloatArray) -> FloatArray:
    """A column at moments; NaN where no known value lies within one step of the grid."""
    known = ~np.isnan(column)
    if not known.any():
        return np.full(len(moments_s), np.nan)
    known_s = times_s[known]
    values: FloatArray = np.interp(moments_s, known_s, column[known])
    following = np.searchsorted(known_s, moments_s).clip(0, len(known_s) - 1)
    before = (following - 1).clip(0)
    nearest_s = np.minimum(np.abs(known_s[following] - moments_s), np.abs(moments_s - known_s[before]))
    values[nearest_s > GRID_S] = np.nan
    return values


def compare(one: Shape, other: Shape) -> Pair | None:
    """What two recordings of one athlete are to each other.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    one
        The shape of a recording.
    other
        The shape of another.

    Returns
    -------
    Pair or None
        None where nothing hints that they are one activity.
    """
    overlap_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    if overlap_s <= 0.0:
        return _with_another_clock(one, other)
    of_shorter = overlap_s / max(min(one.duration_s, other.duration_s), 1.0)
    of_longer = overlap_s / max(one.duration_s, other.duration_s, 1.0)
    agrees, why = _agreement(one, other)
    if agrees is True and of_shorter >= CONTAINED:
        if of_longer >= MOST_SHARED:
            return Pair(verdict=Verdict.SAME, reason=f"Made at the same time, and {why}.")
        return Pair(
            verdict=Verdict.SAME if of_longer >= ENOUGH_TO_ASK else Verdict.DOUBTFUL,
            reason=f"One lies within the other, {1 / max(of_longer, 1e-9):.1f} times as long, and {why}.",
        )
    if of_shorter < ENOUGH_TO_ASK:
        return None
    joined = "and" if agrees else "but"
    return Pair(
        verdict=Verdict.DOUBTFUL,
        reason=f"They share {100 * of_shorter:.0f} % of the shorter one's time, {joined} {why}.",
    )


def may_be_same(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether it pays to hold two recordings against each other, by when they began and ended alone.

    Parameters
    ----------
    one
        The first and the last moment of a recording.
    other
        Those of another.

    Returns
    -------
    bool
        False where `compare` would find nothing.
    """
    if max(one[0], other[0]) < min(one[1], other[1]):
        return True
    apart_s = (other[0] - one[0]).total_seconds()
    lasts_s = [(end - start).total_seconds() for start, end in (one, other)]
    by_s = round(apart_s / CLOCK_STEP_S) * CLOCK_STEP_S
    return (
        abs(apart_s - by_s) <= CLOCK_SLACK_S
        and abs(by_s) <= FURTHEST_ZONE_S
        and abs(lasts_s[0] - lasts_s[1]) <= CLOCK_SLACK_S + 0.01 * max(lasts_s)
    )


def _agreement(one: Shape, other: Shape) -> tuple[bool | None, str]:
    """Whether two shapes agree over the moments that both have; None where nothing can be compared."""
    first = max(one.first, other.first)
    last = min(one.first + len(one.distance_m), other.first + len(other.distance_m))
    here, there = slice(first - one.first, last - one.first), slice(first - other.first, last - other.first)
    if last - first < 1:
        return None, "they are too short to be compared"
    apart_m = _median(
        _apart(
            (one.latitude_deg[here], one.longitude_deg[here]),
            (other.latitude_deg[there], other.longitude_deg[there]),
        )
    )
    if apart_m is not None:
        why = f"their positions lie {apart_m:.0f} m apart by the median"
        return (True if apart_m <= SAME_PLACE_M else False if apart_m > OTHER_PLACE_M else None), why
    return _agreement_without_place(
        (one.distance_m[here], one.heart_rate_bpm[here]),
        (other.distance_m[there], other.heart_rate_bpm[there]),
    )


def _agreement_without_place(
    one: tuple[FloatArray, FloatArray], other: tuple[FloatArray, FloatArray]
) -> tuple[bool | None, str]:
    beats = _median(np.abs(one[1] - other[1]))
    if beats is not None:
        return beats <= SAME_HEART_RATE_BPM, f"their heart rates differ by {beats:.0f} bpm by the median"
    grown = [_grown(distance_m) for distance_m in (one[0], other[0])]
    if None not in grown and max(grown) > 0.0:  # type: ignore[type-var, operator]  # None was seen to
        differ = abs(grown[0] - grown[1]) / max(grown)  # type: ignore[operator, type-var]  # as above
        return differ <= SAME_DISTANCE, f"their distances differ by {100 * differ:.0f} %"
    return None, "they measured nothing in common that could be compared"


def _grown(distance_m: FloatArray) -> float | None:
    known = distance_m[~np.isnan(distance_m)]
    return float(known[-1] - known[0]) if len(known) >= FEWEST_MOMENTS else None


def _median(values: FloatArray) -> float | None:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) >= FEWEST_MOMENTS else None


def _apart(one: tuple[FloatArray, FloatArray], other: tuple[FloatArray, FloatArray]) -> FloatArray:
    """How far apart positions are, on a plane that touches the Earth there. [m]"""
    north = np.radians(one[0] - other[0])
    east = np.radians((one[1] - other[1] + 180.0) % 360.0 - 180.0) * np.cos(np.radians(one[0]))
    apart: FloatArray = EARTH_RADIUS_M * np.hypot(north, east)
    return apart


def _with_another_clock(one: Shape, other: Shape) -> Pair | None:
    """Whether two recordings at different times are the same, one of them with a clock of another zone."""
    apart_s = other.start_s - one.start_s
    by_s = round(apart_s / CLOCK_STEP_S) * CLOCK_STEP_S
    if (
        abs(apart_s - by_s) > CLOCK_SLACK_S
        or abs(by_s) > FURTHEST_ZONE_S
        or abs(one.duration_s - other.duration_s)
        > CLOCK_SLACK_S + 0.01 * max(one.duration_s, other.duration_s)
    ):
        return None
    moved = one.shifted(by_s)
    first = max(moved.first, other.first)
    last = min(moved.first + len(moved.distance_m), other.first + len(other.distance_m))
    if last <= first:
        return None
    here, there = (
        slice(first - moved.first, last - moved.first),
        slice(first - other.first, last - other.first),
    )
    apart_m = _median(
        _apart(
            (moved.latitude_deg[here], moved.longitude_deg[here]),
            (other.latitude_deg[there], other.longitude_deg[there]),
        )
    )
    if apart_m is None or apart_m > SAME_TRACK_M:
        return None
    return Pair(
        verdict=Verdict.DOUBTFUL,
        reason=f"They are alike to {apart_m:.0f} m, {abs(by_s) / 3600:g} h apart: "
        "one clock may stand in another zone.",
    )


MEASURED: Final = (
    "latitude_deg",
    "altitude_m",
    "distance_m",
    "speed_m_s",
    "heart_rate_bpm",
    "cadence_spm",
    "stance_time_s",
    "stance_balance_left",
    "step_length_m",
    "vertical_oscillation_m",
    "vertical_ratio",
    "power_w",
    "temperature_c",
)
"""What a device may have measured, for counting how much a recording knows."""

LONG_ENOUGH: Final = 0.9
"""A copy that lasts less than this share of the longest is the poorer, whatever else it knows. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Richness:
    """How much a recording knows."""

    duration_s: float
    series: int
    """How many quantities it knows for at least half of its samples."""
    marks: int
    """Laps and workout steps."""
    samples: int


def richness_of(recording: Recording) -> Richness:
    """How much a recording knows.

    Parameters
    ----------
    recording
        The recording.

    Returns
    -------
    Richness
        For `resolve`.
    """
    samples = recording.samples
    known = (int(np.count_nonzero(~np.isnan(getattr(samples, name)))) for name in MEASURED)
    return Richness(
        duration_s=recording.end_s,
        series=sum(2 * count >= len(samples) > 0 for count in known),
        marks=len(recording.laps) + len(recording.steps),
        samples=len(samples),
    )


def resolve(
    copies: Mapping[str, Richness],
    same: Iterable[tuple[str, str]],
    *,
    touched: Sequence[str] = (),
    chosen: Sequence[str] = (),
    cut: Sequence[str] = (),
    parted: Iterable[tuple[str, str]] = (),
) -> dict[str, str]:
    """Which copy of an activity stands for it, and which are linked to it.

    The richest stays. But a copy on which a person has worked is never put behind one on which nobody has;
    one that the person chose stands before those; and one in whose place others stand, before all, or it
    would count beside them. Two that the person parted are never linked, neither to each other nor through
    a third. The order in which copies came does not matter.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    copies
        How much each knows, by key.
    same
        Pairs of keys that are one activity; where two that were parted hang together by several, the first
        ones hold.
    touched
        Keys of those that a person has labelled or said something of.
    chosen
        Keys of those that a person chose to stand for their copies.
    cut
        Keys of those that were split or merged.
    parted
        Pairs of keys of which the person says that they are two.

    Returns
    -------
    dict
        For each key that is linked, the key of the one that stands for it.

    Examples
    --------
    >>> gpx = Richness(duration_s=60.0, series=3, marks=0, samples=60)
    >>> fit = Richness(duration_s=60.0, series=7, marks=1, samples=60)
    >>> resolve({"a": gpx, "b": fit}, [("a", "b")])
    {'a': 'b'}
    """
    linked: dict[str, str] = {}
    for group in _groups(copies, same, parted):
        if len(group) < 2:
            continue
        fit = next(
            (some for first in (cut, chosen, touched) if (some := [key for key in group if key in first])),
            group,
        )
        longest_s = max(copies[key].duration_s for key in fit)
        fit = [key for key in fit if copies[key].duration_s >= min(LONG_ENOUGH * longest_s, longest_s)]
        best = min(fit, key=lambda key: (-copies[key].series, -copies[key].marks, -copies[key].samples, key))
        linked |= {key: best for key in group if key != best}
    return linked


def _groups(
    keys: Iterable[str], same: Iterable[tuple[str, str]], parted: Iterable[tuple[str, str]]
) -> list[list[str]]:
    """Keys that hang together, each group in order."""
    group_of = {key: {key} for key in keys}
    apart = [set(pair) for pair in parted]
    for one, other in same:
        if one in group_of and other in group_of and group_of[one] is not group_of[other]:
            if any(pair <= group_of[one] | group_of[other] for pair in apart):
                continue
            group_of[one] |= group_of[other]
            for key in group_of[other]:
                group_of[key] = group_of[one]
    return [sorted(group) for group in {id(group): group for group in group_of.values()}.values()]
