"""The calculator of paces: a speed in every unit, the time that it takes over a distance, and its splits."""

from dataclasses import dataclass
from typing import Final

from backstride.actions.travel_costs import SPEEDS_M_S
from backstride.errors import InvalidValue
from backstride.units import METRES_PER_MILE

DISTANCES_M: Final = (20.0, 200_000.0)
"""Ends of the distances that are split. [m]"""
SHORTEST_SPLIT_M: Final = 10.0
MOST_SPLITS: Final = 500
USUAL_M: Final = (100.0, 200.0, 400.0, 800.0, 1000.0, METRES_PER_MILE, 3000.0, 5000.0, 10_000.0)
"""Distances whose times are told. [m]"""
ROUNDING_M: Final = 0.01
"""What is left of a distance and is shorter than this is no split of its own. [m]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceWish:
    """A speed, and a distance to go at it."""

    speed_m_s: float
    distance_m: float = METRES_PER_MILE
    every_m: float = 400.0
    """How long a split is. [m]"""

    def __post_init__(self) -> None:
        slowest, fastest = SPEEDS_M_S
        if not slowest <= self.speed_m_s <= fastest:
            raise InvalidValue(
                f"The speed is {self.speed_m_s:.3g} m/s.",
                allowed=f"It lies between {slowest:g} and {fastest:g} m/s, which is 0.4 to 45 km/h.",
                remedy="Check the number and its unit.",
            )
        shortest, longest = DISTANCES_M
        if not shortest <= self.distance_m <= longest:
            raise InvalidValue(
                f"The distance is {self.distance_m:.6g} m.",
                allowed=f"It lies between {shortest:g} and {longest:,.0f} m.",
                remedy="Check the number and its unit.",
            )
        if not self.every_m >= SHORTEST_SPLIT_M or self.distance_m / self.every_m > MOST_SPLITS:
            raise InvalidValue(
                f"A split every {self.every_m:.6g} m was asked for.",
                allowed=f"A split has at least {SHORTEST_SPLIT_M:g} m, and there are up to {MOST_SPLITS}.",
                remedy="Make the splits longer, or the distance shorter.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOver:
    """The time over a distance from the start."""

    distance_m: float
    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceOutcome:
    """What a speed comes to."""

    wish: PaceWish
    whole: TimeOver
    usual: tuple[TimeOver, ...]
    """Over the distances that people race."""
    splits: tuple[TimeOver, ...]
    """From the start to the end of each split; the last one may be shorter."""


def work_out_paces(wish: PaceWish) -> PaceOutcome:
    """Tell how long distances take at an even speed.

    Parameters
    ----------
    wish
        The speed, and the distance.

    Returns
    -------
    PaceOutcome
        Times over the usual distances, and splits of the one that was asked for.
    """
    whole = int((wish.distance_m + ROUNDING_M) // wish.every_m)
    ends = [number * wish.every_m for number in range(1, whole + 1)]
    if not ends or wish.distance_m - ends[-1] > ROUNDING_M:
        ends.append(wish.distance_m)
    return PaceOutcome(
        wish=wish,
        whole=_over(wish.distance_m, wish.speed_m_s),
        usual=tuple(_over(each, wish.speed_m_s) for each in USUAL_M),
        splits=tuple(_over(each, wish.speed_m_s) for each in ends),
    )


def _over(distance_m: float, speed_m_s: float) -> TimeOver:
    return TimeOver(distance_m=distance_m, time_s=distance_m / speed_m_s)
