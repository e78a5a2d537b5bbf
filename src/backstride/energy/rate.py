"""A metabolic rate with its range, and the units it is turned into."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.estimate import Estimate
from backstride.recording import FloatArray

RESTING_OXYGEN_ML_KG_MIN: Final = 3.5
"""Oxygen uptake at rest, 1 MET (compendium-units). [ml/kg/min]"""

STANDING_OXYGEN_ML_KG_MIN: Final = Estimate(
    RESTING_OXYGEN_ML_KG_MIN, RESTING_OXYGEN_ML_KG_MIN, 1.3 * RESTING_OXYGEN_ML_KG_MIN
)
"""At rest 1 MET; standing quietly is 1.3 MET in the Compendium. [ml/kg/min]"""

OXYGEN_ENERGY_KJ_L: Final = Estimate(20.9, 20.1, 21.1)
"""Energy of a litre of oxygen: 20.9 kJ, which is 5 kcal (compendium-units, gill2023). It depends on the
fuel, down to 20.1 in common use (gill2023) and up to 21.1 for glucose alone (scott2008). [kJ/l]"""

KILOJOULES_PER_KILOCALORIE: Final = 4.184

METRES_PER_MINUTE: Final = 60.0
"""Metres a minute in one metre a second."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MetabolicRate:
    """Gross oxygen uptake of each sample with its range, shape (n,); NaN where unknown."""

    oxygen_ml_kg_min: FloatArray
    """The best single value. [ml/kg/min]"""
    low_ml_kg_min: FloatArray
    high_ml_kg_min: FloatArray
    is_extrapolated: NDArray[np.bool_]
    """Where speed or grade lie outside what was measured, and the rate is known all the same."""
    sources: tuple[str, ...]
    """Keys of the bibliography."""

    @property
    def metabolic_equivalents(self) -> FloatArray:
        """The best single value in MET, shape (n,). [MET]"""
        return self.oxygen_ml_kg_min / RESTING_OXYGEN_ML_KG_MIN


def kilocalories(energy_kj: Estimate | None) -> Estimate | None:
    """Energy in the unit that food is labelled with.

    Source: compendium-units. Belief: derived.

    Parameters
    ----------
    energy_kj
        The energy, or None where unknown. [kJ]

    Returns
    -------
    Estimate or None
        The energy; None where unknown. [kcal]

    Examples
    --------
    >>> kilocalories(Estimate(1046.0, 1046.0, 2092.0))
    Estimate(value=250.0, low=250.0, high=500.0)
    """
    return None if energy_kj is None else energy_kj * (1.0 / KILOJOULES_PER_KILOCALORIE)


def oxygen_per_metre(cost_j_kg_m: FloatArray) -> FloatArray:
    """The oxygen that a cost of transport stands for.

    Source: compendium-units, gill2023. Belief: derived.

    Parameters
    ----------
    cost_j_kg_m
        Cost of transport, shape (n,). [J/kg/m]

    Returns
    -------
    FloatArray
        Oxygen for each metre, shape (n,). [ml/kg/m]
    """
    return cost_j_kg_m / OXYGEN_ENERGY_KJ_L.value


def rate_of(
    net: FloatArray,
    low: FloatArray,
    high: FloatArray,
    *,
    extrapolated: NDArray[np.bool_],
    sources: tuple[str, ...],
) -> MetabolicRate:
    """A rate from what is used above rest.

    Source: compendium-units. Belief: derived.

    Parameters
    ----------
    net
        Oxygen uptake above rest, shape (n,). [ml/kg/min]
    low
        Its lower end, shape (n,). [ml/kg/min]
    high
        Its upper end, shape (n,). [ml/kg/min]
    extrapolated
        Where it was never measured, shape (n,).
    sources
        Keys of the bibliography.

    Returns
    -------
    MetabolicRate
        The gross rate.
    """
    return MetabolicRate(
        oxygen_ml_kg_min=RESTING_OXYGEN_ML_KG_MIN + net,
        low_ml_kg_min=RESTING_OXYGEN_ML_KG_MIN + low,
        high_ml_kg_min=RESTING_OXYGEN_ML_KG_MIN + high,
        is_extrapolated=extrapolated & ~np.isnan(net),
        sources=sources,
    )
