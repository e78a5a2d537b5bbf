"""Heart rate: its maximum, its reserve, zones, and the time spent in them."""

from backstride.heart.maximum import (
    FORMULAS,
    MaximumFormula,
    MaximumHeartRate,
    PredictedMaximum,
    maximum_for,
    predicted_maxima,
)
from backstride.heart.reserve import fraction_of_reserve, reserve_heart_rate
from backstride.heart.time_in_zone import TimeInTarget, TimeInZones, time_in_target, time_in_zones
from backstride.heart.zones import (
    TargetRange,
    ZoneBasis,
    Zones,
    custom_zones,
    karvonen_target,
    simple_target,
    zones_of_maximum,
    zones_of_reserve,
)

__all__ = [
    "FORMULAS",
    "MaximumFormula",
    "MaximumHeartRate",
    "PredictedMaximum",
    "TargetRange",
    "TimeInTarget",
    "TimeInZones",
    "ZoneBasis",
    "Zones",
    "custom_zones",
    "fraction_of_reserve",
    "karvonen_target",
    "maximum_for",
    "predicted_maxima",
    "reserve_heart_rate",
    "simple_target",
    "time_in_target",
    "time_in_zones",
    "zones_of_maximum",
    "zones_of_reserve",
]
