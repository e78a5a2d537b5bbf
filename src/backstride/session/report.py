"""One recording, reported: what each bout was and cost, and how backward compares with forward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Final

import numpy as np

from backstride.athlete import AthleteOnDay
from backstride.bout import Bout, Gait, Travel
from backstride.direction import moving_time_s
from backstride.energy import EnergyUsed, energy_used, equivalent_forward_speed, metabolic_rate
from backstride.energy.backward import climbed_grade
from backstride.energy.rate import MetabolicRate
from backstride.estimate import Estimate
from backstride.heart import ZoneBasis, time_in_target, time_in_zones
from backstride.load.trimp import trimp
from backstride.recording import FloatArray, Recording, Samples, held_time, travel_speed
from backstride.session.grade import grade_along
from backstride.session.heart_model import HeartModel
from backstride.session.measures import Mean, Measures

SHORTEST_COMPARED_S: Final = 30.0
"""Directions are compared where each was kept up for this long in all. [s]"""
MOVING: Final = frozenset({Gait.WALK, Gait.RUN, Gait.ELLIPTICAL, Gait.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoutReport:
    """A bout and what was measured of it."""

    bout: Bout
    measures: Measures
    equivalent_forward_speed_m_s: Estimate | None
    """For running backward: the forward speed that costs as much. [m/s]"""
    energy_assumes: Travel | None
    """Where the direction is unknown: the one that the energy's middle value is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionReport:
    """All moving bouts of one direction and gait together."""

    travel: Travel
    gait: Gait
    measures: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One quantity, backward beside forward, at whatever speeds they were done."""

    gait: Gait
    quantity: str
    """``speed_m_s``, ``heart_rate_bpm``, ``cadence_spm``, ``step_length_m`` …"""
    forward: float
    backward: float

    @property
    def ratio(self) -> float | None:
        """Backward over forward; None where forward is zero."""
        return None if self.forward == 0 else self.backward / self.forward


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReport:
    """One recording, reported."""

    recording: Recording
    athlete: AthleteOnDay
    heart: HeartModel
    bouts: tuple[BoutReport, ...]
    directions: tuple[DirectionReport, ...]
    comparisons: tuple[Comparison, ...]
    grade: FloatArray
    """Grade of each sample, shape (n,). [-]"""
    speed_m_s: FloatArray
    """Speed of each sample, shape (n,). [m/s]"""
    step_length_m: FloatArray
    """Step length of each sample, as the device gave it, else speed over cadence, shape (n,). [m]"""
    duration_s: float | None
    """From the first sample to the last; None without times. [s]"""
    moving_s: float | None
    heart_rate_mean_bpm: float | None
    """The mean of the samples that have one, as devices and other programs give it. [bpm]"""
    total: Measures | None
    """All bouts together; None where there are none."""
    assumptions: tuple[str, ...]
    """What was taken for granted, as sentences."""
    sources: tuple[str, ...]
    """Keys of the bibliography for the models used."""


def session_report(
    recording: Recording, bouts: Sequence[Bout], athlete: AthleteOnDay, heart: HeartModel
) -> SessionReport:
    """Report on a recording.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    recording
        The recording.
    bouts
        Its bouts.
    athlete
        What held for the person on its day.
    heart
        What their heart rates are held against.

    Returns
    -------
    SessionReport
        Everything that the recording and the models say; unknown where they say nothing.
    """
    samples = recording.samples
    columns = _Columns(samples)
    measured = [_bout_report(bout, columns, athlete, heart) for bout in bouts]
    reports = tuple(report for report, _ in measured)
    directions = _directions(reports)
    known_rates = columns.heart_rate_bpm[~np.isnan(columns.heart_rate_bpm)]
    return SessionReport(
        recording=recording,
        athlete=athlete,
        heart=heart,
        bouts=reports,
        directions=directions,
        comparisons=_comparisons(directions),
        grade=columns.grade,
        speed_m_s=columns.speed_m_s,
        step_length_m=columns.step_length_m,
        duration_s=recording.end_s - _first(samples) if recording.is_timed else None,
        moving_s=moving_time_s(bouts),
        heart_rate_mean_bpm=float(known_rates.mean()) if len(known_rates) else None,
        total=_together(report.measures for report in reports),
        assumptions=_assumptions(reports, columns, athlete, heart),
        sources=_sources(heart, [rate for _, rate in measured]),
    )


def _sources(heart: HeartModel, rates: Sequence[MetabolicRate]) -> tuple[str, ...]:
    """Keys of what the figures rest on, each once."""
    keys = []
    if heart.maximum is not None and heart.maximum.formula is not None:
        keys += [heart.maximum.formula.source, heart.maximum.formula.error_source]
    if heart.karvonen is not None:
        keys += ["karvonen1957", "banister1991"]
    if heart.zones is not None and heart.zones.basis is not ZoneBasis.CUSTOM:
        keys.append("acsm-intensity")
    return tuple(dict.fromkeys([*keys, *(key for rate in rates for key in rate.sources)]))


def _first(samples: Samples) -> float:
    return float(samples.elapsed_s[0])


class _Columns:
    """The columns of a recording that bouts are measured on, and those derived from them."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        # Zero is what a strap without contact sends; it is no heart rate.
        self.heart_rate_bpm = np.where(samples.heart_rate_bpm > 0.0, samples.heart_rate_bpm, np.nan)
        self.speed_m_s = travel_speed(samples)
        self.grade = grade_along(samples)
        self.step_length_m = _step_length(samples, self.speed_m_s)
        self.distance_at_s = _distance_line(samples)

    def span(self, bout: Bout) -> slice:
        """The samples that may speak for a bout: those within it and the last one before."""
        first = int(np.searchsorted(self.samples.elapsed_s, bout.start_s, side="right")) - 1
        last = int(np.searchsorted(self.samples.elapsed_s, bout.end_s, side="left"))
        return slice(max(first, 0), max(last, 0))


def _step_length(samples: Samples, speed_m_s: FloatArray) -> FloatArray:
    """Step length as the device gave it, else speed over cadence. [m]"""
    given = samples.step_length_m
    if not np.isnan(given).any():
        return given
    cadence_hz = np.where(samples.cadence_spm > 0, samples.cadence_spm, np.nan) / 60.0
    return np.where(np.isnan(given), speed_m_s / cadence_hz, given)


def _distance_line(samples: Samples) -> tuple[FloatArray, FloatArray] | None:
    """Times and distances along which to interpolate; None where no distance was counted."""
    for distance_m in (samples.distance_m, samples.position_distance_m):
        known = ~np.isnan(distance_m)
        if np.count_nonzero(known) > 1:
            return samples.elapsed_s[known], np.maximum.accumulate(distance_m[known])
    return None


def _bout_report(
    bout: Bout, columns: _Columns, athlete: AthleteOnDay, heart: HeartModel
) -> tuple[BoutReport, MetabolicRate]:
    span = columns.span(bout)
    samples = columns.samples
    held_s = held_time(samples.elapsed_s, bout.start_s, bout.end_s)[span]
    rate = metabolic_rate(
        travel=bout.travel,
        gait=bout.gait,
        speed_m_s=columns.speed_m_s[span],
        grade=columns.grade[span],
        backward_sessions=athlete.backward_sessions,
    )
    energy = energy_used(rate, held_s, athlete.mass_kg)
    measures = _measures(
        bout, columns=columns, span=span, held_s=held_s, heart=heart, rate=rate, energy=energy
    )
    return (
        BoutReport(
            bout=bout,
            measures=measures,
            equivalent_forward_speed_m_s=_equivalent(bout, measures.speed_m_s),
            energy_assumes=_assumed(bout),
        ),
        rate,
    )


def _assumed(bout: Bout) -> Travel | None:
    is_assumed = bout.travel is Travel.UNKNOWN and bout.gait in {Gait.WALK, Gait.RUN}
    return Travel.FORWARD if is_assumed else None


def _equivalent(bout: Bout, speed_m_s: float | None) -> Estimate | None:
    if bout.travel is not Travel.BACKWARD or bout.gait is not Gait.RUN or speed_m_s is None:
        return None
    return equivalent_forward_speed(speed_m_s)


def _measures(
    bout: Bout,
    *,
    columns: _Columns,
    span: slice,
    held_s: FloatArray,
    heart: HeartModel,
    rate: MetabolicRate,
    energy: EnergyUsed,
) -> Measures:
    samples = columns.samples
    heart_rate_bpm = columns.heart_rate_bpm[span]
    target = None if heart.target is None else time_in_target(heart_rate_bpm, held_s, heart.target)
    zones = None if heart.zones is None else time_in_zones(heart_rate_bpm, held_s, heart.zones)
    impulse = trimp(
        heart_rate_bpm,
        held_s,
        maximum=heart.maximum_bpm,
        resting_heart_rate_bpm=heart.resting_heart_rate_bpm,
        sex=heart.sex,
    )
    spoken_for = heart_rate_bpm[(held_s > 0) & ~np.isnan(heart_rate_bpm)]
    # What is left of the bout lies in gaps of the recording, where nothing is known.
    gap_s = bout.duration_s - float(held_s.sum())
    is_silent = not held_s.any()
    return Measures(
        duration_s=bout.duration_s,
        distance_m=_distance(bout, columns, Mean.of(columns.speed_m_s[span], held_s)),
        heart_rate=Mean.of(heart_rate_bpm, held_s),
        heart_rate_highest_bpm=float(spoken_for.max()) if len(spoken_for) else None,
        in_target_s=None if target is None else (target.below_s, target.in_s, target.above_s),
        in_zones_s=None if zones is None else (zones.below_s, *zones.in_zone_s),
        heart_rate_unknown_s=impulse.unknown_s + gap_s,
        trimp=None if is_silent else impulse.load,
        cadence=Mean.of(samples.cadence_spm[span], held_s),
        step_length=Mean.of(columns.step_length_m[span], held_s),
        stance_time=Mean.of(samples.stance_time_s[span], held_s),
        vertical_oscillation=Mean.of(samples.vertical_oscillation_m[span], held_s),
        oxygen=Mean.of(rate.oxygen_ml_kg_min, held_s),
        energy_kj=None if is_silent else energy.energy_kj,
        energy_unknown_s=energy.unknown_s + gap_s,
        energy_extrapolated_s=energy.extrapolated_s,
    )


def _distance(bout: Bout, columns: _Columns, speed: Mean) -> float | None:
    """How far a bout went, as counted, else by its speed; None where neither is known."""
    if columns.distance_at_s is None:
        return speed.integral if speed.known_s > 0 else None
    times_s, distance_m = columns.distance_at_s
    if bout.end_s <= times_s[0] or times_s[-1] <= bout.start_s:
        return None
    start_m, end_m = np.interp((bout.start_s, bout.end_s), times_s, distance_m)
    return float(end_m - start_m)


def _together(measures: Iterable[Measures]) -> Measures | None:
    several = list(measures)
    return reduce(add, several) if several else None


def _directions(reports: Sequence[BoutReport]) -> tuple[DirectionReport, ...]:
    """The moving bouts by direction and gait, in the order of `Travel` and `Gait`."""
    found = []
    for travel in Travel:
        for gait in Gait:
            measures = _together(
                report.measures
                for report in reports
                if report.bout.travel is travel and report.bout.gait is gait and gait in MOVING
            )
            if measures is not None:
                found.append(DirectionReport(travel=travel, gait=gait, measures=measures))
    return tuple(found)


def _comparisons(directions: Sequence[DirectionReport]) -> tuple[Comparison, ...]:
    """Backward beside forward for each gait in which both were kept up long enough."""
    by_kind = {(each.travel, each.gait): each.measures for each in directions}
    found = []
    for gait in (Gait.WALK, Gait.RUN):
        forward, backward = by_kind.get((Travel.FORWARD, gait)), by_kind.get((Travel.BACKWARD, gait))
        if forward is None or backward is None:
            continue
        if min(forward.duration_s, backward.duration_s) < SHORTEST_COMPARED_S:
            continue
        for quantity, of_forward in _quantities(forward).items():
            of_backward = _quantities(backward)[quantity]
            if of_forward is not None and of_backward is not None:
                found.append(
                    Comparison(gait=gait, quantity=quantity, forward=of_forward, backward=of_backward)
                )
    return tuple(found)


def _quantities(measures: Measures) -> dict[str, float | None]:
    speed_m_s, oxygen = measures.speed_m_s, measures.oxygen.value
    return {
        "speed_m_s": speed_m_s,
        "heart_rate_bpm": measures.heart_rate.value,
        "cadence_spm": measures.cadence.value,
        "step_length_m": measures.step_length.value,
        "stance_time_s": measures.stance_time.value,
        "vertical_oscillation_m": measures.vertical_oscillation.value,
        "oxygen_ml_kg_min": oxygen,
        "oxygen_ml_kg_m": None
        if oxygen is None or speed_m_s is None or speed_m_s <= 0
        else oxygen / (60.0 * speed_m_s),
    }


def _assumptions(
    reports: Sequence[BoutReport], columns: _Columns, athlete: AthleteOnDay, heart: HeartModel
) -> tuple[str, ...]:
    """What was taken for granted, as sentences for people."""
    costed = [report for report in reports if report.bout.gait in {Gait.WALK, Gait.RUN}]
    said = []
    if any(report.energy_assumes is not None for report in reports):
        said.append(
            "Where the direction is unknown, the energy is that of going forward, and its range reaches "
            "up to that of going backward."
        )
    if costed and np.isnan(columns.grade).all():
        is_flat = np.isnan(columns.samples.altitude_m).all()
        why = "No altitude was recorded" if is_flat else "The way is too short to tell how steep it is"
        said.append(f"{why}: the energy is that of level ground.")
    walks_backward = any(
        report.bout.travel is Travel.BACKWARD and report.bout.gait is Gait.WALK for report in reports
    )
    if walks_backward and athlete.backward_sessions is None:
        said.append(
            "How much you have practised walking backward is unknown: the energy is that of someone "
            "used to it, and its range reaches up to a beginner's."
        )
    if any(_goes_down(report.bout, columns) for report in costed if report.bout.travel is Travel.BACKWARD):
        said.append("What going backward downhill costs has never been measured: it is left out as unknown.")
    has_heart_rate = not np.isnan(columns.heart_rate_bpm).all()
    if has_heart_rate and heart.maximum is not None and heart.maximum.formula is not None:
        said.append(
            f"Your maximum heart rate is predicted from your age ({heart.maximum.formula.text}); "
            f"a single person may differ by {heart.maximum.formula.error_bpm:g} beats and more."
        )
    if costed and athlete.mass_kg is None:
        said.append("Without your mass the energy is not known in kilocalories; give it with --mass-kg.")
    return tuple(said)


def _goes_down(bout: Bout, columns: _Columns) -> bool:
    grade = columns.grade[columns.span(bout)]
    return bool((np.isnan(climbed_grade(grade)) & ~np.isnan(grade)).any())
