"""What travelling costs: forward and backward, walking and running, each with its range.

One door, `metabolic_rate`, leads to four models. Each says where it was measured; outside of that it
goes on, flagged as an extrapolation, or says unknown.
"""

from backstride.energy.backward import COST_RATIO, backward_running, backward_walking
from backstride.energy.cost import EnergyUsed, energy_used, metabolic_rate
from backstride.energy.equivalent import equivalent_forward_speed
from backstride.energy.forward import (
    acsm_running_oxygen,
    acsm_walking_oxygen,
    forward_running,
    forward_walking,
    minetti_running_cost,
    minetti_walking_cost,
)
from backstride.energy.habituation import walking_cost_per_metre
from backstride.energy.rate import (
    KILOJOULES_PER_KILOCALORIE,
    OXYGEN_ENERGY_KJ_L,
    RESTING_OXYGEN_ML_KG_MIN,
    MetabolicRate,
    kilocalories,
)

__all__ = [
    "COST_RATIO",
    "KILOJOULES_PER_KILOCALORIE",
    "OXYGEN_ENERGY_KJ_L",
    "RESTING_OXYGEN_ML_KG_MIN",
    "EnergyUsed",
    "MetabolicRate",
    "acsm_running_oxygen",
    "acsm_walking_oxygen",
    "backward_running",
    "backward_walking",
    "energy_used",
    "equivalent_forward_speed",
    "forward_running",
    "forward_walking",
    "kilocalories",
    "metabolic_rate",
    "minetti_running_cost",
    "minetti_walking_cost",
    "walking_cost_per_metre",
]
