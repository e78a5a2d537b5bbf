"""A bout and what was measured of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.athlete import AthleteOnDay
from backstride.bout import Bout, Gait, Travel
from backstride.energy import EnergyUsed, energy_used, equivalent_forward_speed, metabolic_rate
from backstride.energy.rate import MetabolicRate
from backstride.estimate import Estimate
from backstride.heart import time_in_target, time_in_zones
from backstride.load.trimp import trimp
from backstride.recording import FloatArray, held_time
from backstride.session.columns import Columns
from backstride.session.heart_model import HeartModel
from backstride.session.measures import Mean, Measures
from backstride.session.travelled import contradicting_speed

ON_FOOT: Final = frozenset({Gait.WALK, Gait.RUN})
"""The gaits that have a model of their cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoutReport:
    """A bout and what was measured of it."""

    bout: Bout
    measures: Measures
    equivalent_forward_speed_m_s: Estimate | None
    """For running backward: the forward speed that costs as much, from the mean speed over the time whose
    cost is known; None where that is less than half of the bout. [m/s]"""
    energy_assumes: Travel | None
    """Where the direction is unknown: the one that the energy's middle value is for."""
    cost_speed_m_s: float | None
    """Where the device's speed contradicts the distance it counted: the mean speed by distance, from which
    the cost is reckoned all through the bout; otherwise None, and it is reckoned from each sample. [m/s]"""
    cost_sources: tuple[str, ...]
    """Keys of the bibliography for the model of its cost; none where nothing of it is known."""


def bout_report(bout: Bout, columns: Columns, athlete: AthleteOnDay, heart: HeartModel) -> BoutReport:
    """Measure a bout.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    bout
        The bout.
    columns
        The columns of its recording.
    athlete
        What held for the person on its day.
    heart
        What their heart rates are held against.

    Returns
    -------
    BoutReport
        Everything that the recording and the models say of it.
    """
    span = columns.span(bout)
    held_s = held_time(columns.samples.elapsed_s, bout.start_s, bout.end_s)[span]
    cost_speed_m_s = _cost_speed(bout, columns, span, held_s)
    speed_m_s = columns.speed_m_s[span]
    if cost_speed_m_s is not None:
        speed_m_s = np.full_like(speed_m_s, cost_speed_m_s)
    rate = metabolic_rate(
        travel=bout.travel,
        gait=bout.gait,
        speed_m_s=speed_m_s,
        grade=columns.grade[span],
        backward_sessions=athlete.backward_sessions,
    )
    energy = energy_used(rate, held_s, mass_kg=1.0)
    measures = _measures(
        bout,
        columns=columns,
        span=span,
        held_s=held_s,
        heart=heart,
        rate=rate,
        energy=energy,
        mass_kg=athlete.mass_kg,
    )
    return BoutReport(
        bout=bout,
        measures=measures,
        equivalent_forward_speed_m_s=_equivalent(bout, speed_m_s, rate, held_s),
        energy_assumes=Travel.FORWARD if bout.travel is Travel.UNKNOWN and bout.gait in ON_FOOT else None,
        cost_speed_m_s=cost_speed_m_s,
        cost_sources=() if measures.oxygen.value is None else rate.sources,
    )


def _cost_speed(bout: Bout, columns: Columns, span: slice, held_s: FloatArray) -> float | None:
    if bout.gait not in ON_FOOT:
        return None
    return contradicting_speed(columns.samples.speed_m_s[span], columns.counted_speed_m_s[span], held_s)


def _equivalent(
    bout: Bout, speed_m_s: FloatArray, rate: MetabolicRate, held_s: FloatArray
) -> Estimate | None:
    """The equivalent of the mean speed over the time whose cost is known, if that is half of the bout."""
    if bout.travel is not Travel.BACKWARD or bout.gait is not Gait.RUN:
        return None
    costed = Mean.of(np.where(np.isnan(rate.oxygen_ml_kg_min), np.nan, speed_m_s), held_s)
    if costed.value is None or costed.known_s < bout.duration_s / 2:
        return None
    return equivalent_forward_speed(costed.value)


def _measures(
    bout: Bout,
    *,
    columns: Columns,
    span: slice,
    held_s: FloatArray,
    heart: HeartModel,
    rate: MetabolicRate,
    energy: EnergyUsed,
    mass_kg: float | None,
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
    return Measures(
        duration_s=bout.duration_s,
        speed=Mean.of(columns.speed_m_s[span], held_s)
        if columns.distance is None
        else columns.distance.between(bout.start_s, bout.end_s),
        heart_rate=Mean.of(heart_rate_bpm, held_s),
        heart_rate_highest_bpm=float(spoken_for.max()) if len(spoken_for) else None,
        in_target_s=None if target is None else (target.below_s, target.in_s, target.above_s),
        in_zones_s=None if zones is None else (zones.below_s, *zones.in_zone_s),
        heart_rate_unknown_s=impulse.unknown_s + gap_s,
        trimp=impulse.load,
        cadence=Mean.of(samples.cadence_spm[span], held_s),
        step_length=Mean.of(columns.step_length_m[span], held_s),
        stance_time=Mean.of(samples.stance_time_s[span], held_s),
        vertical_oscillation=Mean.of(samples.vertical_oscillation_m[span], held_s),
        oxygen=Mean.of(rate.oxygen_ml_kg_min, held_s),
        energy_kj_kg=energy.energy_kj,
        energy_kj=None if mass_kg is None or energy.energy_kj is None else energy.energy_kj * mass_kg,
        energy_unknown_s=energy.unknown_s + gap_s,
        energy_extrapolated_s=energy.extrapolated_s,
    )
