"""What one speed costs forward and backward, and which forward pace costs as much."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.athlete import Measurement, Quantity
from backstride.bout import Gait, Travel
from backstride.energy import (
    RESTING_OXYGEN_ML_KG_MIN,
    MetabolicRate,
    energy_used,
    equivalent_forward_speed,
    kilocalories,
    metabolic_rate,
)
from backstride.energy.backward import RUN_GRADE, RUN_M_S, WALKED_GRADE, WALKED_M_MIN
from backstride.energy.rate import METRES_PER_MINUTE
from backstride.errors import InvalidValue
from backstride.estimate import Estimate

SPEEDS_M_S: Final = (0.1, 12.5)
"""Slower is standing, faster is nobody. [m/s]"""
STEEPEST: Final = 0.45
"""As steep as anybody was measured, either way. [-]"""
HOUR_S: Final = 3600.0
GAITS: Final = (Gait.WALK, Gait.RUN)
MEASURED_M_S: Final = {
    Gait.WALK: (WALKED_M_MIN[0] / METRES_PER_MINUTE, WALKED_M_MIN[1] / METRES_PER_MINUTE),
    Gait.RUN: RUN_M_S,
}
"""Speeds at which going backward was measured. [m/s]"""
MEASURED_GRADE: Final = {Gait.WALK: WALKED_GRADE, Gait.RUN: RUN_GRADE}
"""The steepest climbs at which it was; nobody measured downhill. [-]"""
CLAIMS_ROW: Final = 6
"""The point of the training method that tells of costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostWish:
    """How somebody travels."""

    gait: Gait
    speed_m_s: float
    grade: float = 0.0
    """Rise over run. [-]"""
    mass_kg: float | None = None
    backward_sessions: float | None = None
    """How many backward sessions lie behind the person; None where unknown."""

    def __post_init__(self) -> None:
        slowest, fastest = SPEEDS_M_S
        if self.gait not in GAITS:
            raise InvalidValue(
                "The gait is neither walking nor running.",
                allowed="Costs are known of walking and running.",
                remedy="Choose one of the two.",
            )
        if not slowest <= self.speed_m_s <= fastest:
            raise InvalidValue(
                f"The speed is {self.speed_m_s:.3g} m/s.",
                allowed=f"It lies between {slowest:g} and {fastest:g} m/s, which is 0.4 to 45 km/h.",
                remedy="Check the number and its unit.",
            )
        if not -STEEPEST <= self.grade <= STEEPEST:
            raise InvalidValue(
                f"The grade is {self.grade:.3g}.",
                allowed=f"It lies between -{STEEPEST:g} and {STEEPEST:g}, which is 45 % down or up.",
                remedy="Check the number; a grade in per cent is divided by 100.",
            )
        for quantity, value in (
            (Quantity.MASS_KG, self.mass_kg),
            (Quantity.BACKWARD_SESSIONS, self.backward_sessions),
        ):
            if value is not None:
                Measurement(quantity=quantity, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelCost:
    """What going one way costs; None where nobody measured it."""

    travel: Travel
    oxygen_ml_kg_min: Estimate | None
    """Gross oxygen uptake. [ml/kg/min]"""
    energy_kj_h: Estimate | None
    """Energy of an hour; None also where the mass is unknown. [kJ/h]"""
    is_extrapolated: bool
    """Whether speed or grade lie outside what was measured."""
    sources: tuple[str, ...]

    @property
    def energy_kcal_h(self) -> Estimate | None:
        """Energy of an hour in the unit of food. [kcal/h]"""
        return kilocalories(self.energy_kj_h)

    @property
    def metabolic_equivalents(self) -> Estimate | None:
        """Multiples of rest. [MET]"""
        return (
            None if self.oxygen_ml_kg_min is None else self.oxygen_ml_kg_min * (1 / RESTING_OXYGEN_ML_KG_MIN)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CostOutcome:
    """What one speed costs either way."""

    wish: CostWish
    forward: TravelCost
    backward: TravelCost
    more: Estimate | None
    """How much more oxygen backward takes, as a share of forward; None where one of them is unknown. [-]"""
    equivalent_forward_m_s: Estimate | None
    """The forward running speed that costs as much as the backward one; None for walking and where the
    backward cost is unknown. [m/s]"""


def compare_costs(wish: CostWish) -> CostOutcome:
    """Work out what a speed costs forward and backward.

    Parameters
    ----------
    wish
        How somebody travels.

    Returns
    -------
    CostOutcome
        Both, and how they compare.
    """
    forward, backward = (_cost(wish, travel) for travel in (Travel.FORWARD, Travel.BACKWARD))
    is_run = wish.gait is Gait.RUN and backward.oxygen_ml_kg_min is not None
    return CostOutcome(
        wish=wish,
        forward=forward,
        backward=backward,
        more=_more(wish.gait, forward.oxygen_ml_kg_min, backward.oxygen_ml_kg_min),
        equivalent_forward_m_s=equivalent_forward_speed(wish.speed_m_s) if is_run else None,
    )


def _cost(wish: CostWish, travel: Travel) -> TravelCost:
    rate = metabolic_rate(
        travel=travel,
        gait=wish.gait,
        speed_m_s=np.array([wish.speed_m_s]),
        grade=np.array([wish.grade]),
        backward_sessions=wish.backward_sessions,
    )
    return TravelCost(
        travel=travel,
        oxygen_ml_kg_min=_oxygen(rate),
        energy_kj_h=energy_used(rate, np.array([HOUR_S]), wish.mass_kg).energy_kj,
        is_extrapolated=bool(rate.is_extrapolated[0]),
        sources=rate.sources,
    )


def _oxygen(rate: MetabolicRate) -> Estimate | None:
    value, low, high = (
        float(each[0]) for each in (rate.oxygen_ml_kg_min, rate.low_ml_kg_min, rate.high_ml_kg_min)
    )
    return None if math.isnan(value) else Estimate(value, low, high)


def _more(gait: Gait, forward: Estimate | None, backward: Estimate | None) -> Estimate | None:
    """Running, both ranges come from one forward cost, so their ends go together; walking they do not."""
    if forward is None or backward is None:
        return None
    value = backward.value / forward.value
    if gait is Gait.RUN:
        ends = (backward.low / forward.low, backward.high / forward.high)
    else:
        ends = (backward.low / forward.high, backward.high / forward.low)
    return Estimate.spread(*(each - 1.0 for each in (value, *ends)))
