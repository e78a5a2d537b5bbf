"""What a mile costs backward and forward at the same pace, with the range of the studies."""

import numpy as np

from backstride.bout import Gait, Travel
from backstride.energy import energy_used, equivalent_forward_speed, metabolic_rate
from backstride.units import pace

MILE_M = 1609.344
MASS_KG = 70.0
SPEED_M_S = MILE_M / (8 * 60)  # a mile in eight minutes

time_s = np.array([MILE_M / SPEED_M_S])
for travel in (Travel.FORWARD, Travel.BACKWARD):
    rate = metabolic_rate(
        travel=travel, gait=Gait.RUN, speed_m_s=np.array([SPEED_M_S]), grade=np.array([0.0])
    )
    energy = energy_used(rate, time_s, MASS_KG).energy_kj
    assert energy is not None
    ends = f"{energy.low:.0f} to {energy.high:.0f}"
    print(f"{travel:9} {energy.value:.0f} kJ ({ends}), from {', '.join(rate.sources)}")

equal = equivalent_forward_speed(SPEED_M_S)
print(f"The backward mile costs as much as running forward at {pace(equal.value, per_m=MILE_M)} per mile.")
