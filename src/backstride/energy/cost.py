"""The door to the cost models: one rate for each sample, whichever way it goes, and its energy.

At the door between walking and running the rate jumps: the two are different movements. Backward they
cost the same at one speed only (1.85 m/s by hreljac2005, which the walking model bends to meet), and
people change over earlier than that; forward, the walking model does not rise fast enough to meet the
running one at all. Nothing is smoothed over.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.bout import Gait, Travel
from backstride.energy.backward import backward_running, backward_walking
from backstride.energy.forward import forward_running, forward_walking
from backstride.energy.rate import OXYGEN_ENERGY_KJ_L, STANDING_OXYGEN_ML_KG_MIN, MetabolicRate
from backstride.estimate import Estimate
from backstride.recording import FloatArray

FASTEST_M_S: Final = {
    (Travel.FORWARD, Gait.WALK): 4.5,
    (Travel.FORWARD, Gait.RUN): 12.5,
    (Travel.BACKWARD, Gait.WALK): 3.0,
    (Travel.BACKWARD, Gait.RUN): 8.5,
}
"""Faster than this nobody goes, so it is a slip of the receiver and the cost is unknown. A little above the
best known: 100 m backward were run at 7.6 m/s (recordholders). [m/s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyUsed:
    """Energy of a stretch, and the time for which it is unknown."""

    energy_kj: Estimate | None
    """None if nothing of it is known, or the person's mass is not. [kJ]"""
    unknown_s: float
    """Time without a rate; its energy is not in the sum. [s]"""
    extrapolated_s: float
    """Time at speeds or grades that were never measured; its energy is in the sum. [s]"""


def metabolic_rate(
    *,
    travel: Travel,
    gait: Gait,
    speed_m_s: FloatArray,
    grade: FloatArray,
    backward_sessions: float | None = None,
) -> MetabolicRate:
    """Gross oxygen uptake of each sample of a stretch.

    Where the grade is unknown, level is assumed. Where the way of travel is unknown the value is the
    forward one and the range reaches up to the backward one (on the level, if the way goes down).
    Sideways, elliptical and other movements are unknown, and so is any speed that nobody reaches.

    Source: minetti2002, acsm-walking, acsm-running, kim2001, looney2019, heath2001, compendium2011,
    wright2001, rasica2020, masumoto-bws, lacour2015, recordholders, backstride-estimate,
    backstride-rules. Belief: derived.

    Parameters
    ----------
    travel
        Which way the stretch goes.
    gait
        How the body moves.
    speed_m_s
        Speed of travel, shape (n,), NaN where unknown. [m/s]
    grade
        Rise over run, shape (n,), NaN where unknown. [-]
    backward_sessions
        Backward sessions that lie behind the person; None where unknown.

    Returns
    -------
    MetabolicRate
        The rate with its range, shape (n,); NaN where unknown. [ml/kg/min]

    Raises
    ------
    InvalidValue
        If the number of sessions is negative.
    """
    if gait is Gait.STANDING:
        return _standing(len(speed_m_s))
    if gait not in {Gait.WALK, Gait.RUN} or travel is Travel.SIDEWAYS:
        return _unknown(len(speed_m_s))
    known_grade = np.where(np.isnan(grade), 0.0, grade)
    if travel is Travel.BACKWARD:
        return _backward(gait, speed_m_s, known_grade, backward_sessions)
    forward = _forward(gait, speed_m_s, known_grade)
    if travel is Travel.FORWARD:
        return forward
    climb = np.maximum(known_grade, 0.0)
    return _reaching(forward, _backward(gait, speed_m_s, climb, backward_sessions))


def _standing(count: int) -> MetabolicRate:
    return MetabolicRate(
        oxygen_ml_kg_min=np.full(count, STANDING_OXYGEN_ML_KG_MIN.value),
        low_ml_kg_min=np.full(count, STANDING_OXYGEN_ML_KG_MIN.low),
        high_ml_kg_min=np.full(count, STANDING_OXYGEN_ML_KG_MIN.high),
        is_extrapolated=np.zeros(count, dtype=np.bool_),
        sources=("compendium-units", "compendium2011"),
    )


def _unknown(count: int) -> MetabolicRate:
    nothing = np.full(count, np.nan)
    return MetabolicRate(
        oxygen_ml_kg_min=nothing,
        low_ml_kg_min=nothing,
        high_ml_kg_min=nothing,
        is_extrapolated=np.zeros(count, dtype=np.bool_),
        sources=(),
    )


def _possible(speed_m_s: FloatArray, fastest_m_s: float) -> FloatArray:
    return np.where((speed_m_s >= 0.0) & (speed_m_s <= fastest_m_s), speed_m_s, np.nan)


def _forward(gait: Gait, speed_m_s: FloatArray, grade: FloatArray) -> MetabolicRate:
    model = forward_walking if gait is Gait.WALK else forward_running
    return model(_possible(speed_m_s, FASTEST_M_S[Travel.FORWARD, gait]), grade)


def _backward(
    gait: Gait, speed_m_s: FloatArray, grade: FloatArray, backward_sessions: float | None
) -> MetabolicRate:
    possible = _possible(speed_m_s, FASTEST_M_S[Travel.BACKWARD, gait])
    if gait is Gait.WALK:
        return backward_walking(possible, grade, backward_sessions=backward_sessions)
    return backward_running(possible, grade)


def _reaching(rate: MetabolicRate, other: MetabolicRate) -> MetabolicRate:
    """A rate whose upper end reaches up to another's, where that is known and higher."""
    return MetabolicRate(
        oxygen_ml_kg_min=rate.oxygen_ml_kg_min,
        low_ml_kg_min=rate.low_ml_kg_min,
        high_ml_kg_min=np.fmax(rate.high_ml_kg_min, other.high_ml_kg_min),
        is_extrapolated=rate.is_extrapolated | other.is_extrapolated,
        sources=tuple(dict.fromkeys((*rate.sources, *other.sources))),
    )


def energy_used(rate: MetabolicRate, held_s: FloatArray, mass_kg: float | None) -> EnergyUsed:
    """The energy of a stretch, with the range of its rate and of the energy of oxygen.

    Source: compendium-units, gill2023, scott2008. Belief: derived.

    Parameters
    ----------
    rate
        The rate of each sample, shape (n,).
    held_s
        Time that each sample speaks for, shape (n,), as from `backstride.recording.held_time`. [s]
    mass_kg
        Mass of the person; None where unknown. [kg]

    Returns
    -------
    EnergyUsed
        Energy, and the time for which it is unknown. Unknown is None, not 0. [kJ]
    """
    known = ~np.isnan(rate.oxygen_ml_kg_min)
    is_known = bool(held_s[known].any())
    return EnergyUsed(
        energy_kj=_energy(rate, np.where(known, held_s, 0.0), mass_kg)
        if is_known and mass_kg is not None
        else None,
        unknown_s=float(held_s[~known].sum()),
        extrapolated_s=float(held_s[rate.is_extrapolated].sum()),
    )


def _energy(rate: MetabolicRate, held_s: FloatArray, mass_kg: float) -> Estimate:
    litres_per_unit = mass_kg / 60.0 / 1000.0
    ends = (
        float(np.nansum(oxygen * held_s)) * litres_per_unit * kj_l
        for oxygen, kj_l in (
            (rate.oxygen_ml_kg_min, OXYGEN_ENERGY_KJ_L.value),
            (rate.low_ml_kg_min, OXYGEN_ENERGY_KJ_L.low),
            (rate.high_ml_kg_min, OXYGEN_ENERGY_KJ_L.high),
        )
    )
    return Estimate(*ends)
