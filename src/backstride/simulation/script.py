"""What a simulated session consists of: stretches one after the other, repeats and halts."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue

FASTEST_M_S: Final = {
    (Travel.FORWARD, Gait.WALK): 3.0,
    (Travel.FORWARD, Gait.RUN): 10.0,
    (Travel.BACKWARD, Gait.WALK): 2.4,
    (Travel.BACKWARD, Gait.RUN): 7.0,
}
"""How fast the simulated athlete can be asked to go, well below the speeds that cost models refuse.
Source: backstride-rules. Belief: derived. [m/s]"""

SPORTS: Final = ("running", "walking")
"""What the simulated athlete's watch can be set to."""


class Labelling(StrEnum):
    """What a recording tells of its stretches."""

    STEPS = "steps"
    """The watch ran a workout: its steps are in the recording, and each lap belongs to one."""
    LAPS = "laps"
    """The athlete pressed the lap button at each turn; there is no workout."""
    NOTHING = "nothing"
    """One lap for everything."""


class Place(StrEnum):
    """Where a session takes place."""

    TRACK = "track"
    """On an oval of 400 m, with positions."""
    TREADMILL = "treadmill"
    """Without positions and altitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Travel one way, with one gait, at about one speed, for a time or a distance."""

    name: str
    """What the watch shows; where it names the direction, the recording can be labelled from it."""
    travel: Travel
    gait: Gait
    speed_m_s: float
    duration_s: int | None = None
    distance_m: float | None = None
    intensity: str = "active"
    """``active``, ``rest``, ``recovery``, ``warmup`` or ``cooldown``."""
    notes: str | None = None
    ending: tuple[str, float | None] | None = None
    """What the watch was told ends it, where that is neither a time nor a distance: the name and value of a
    step's duration in FIT files. It lasts as long as it says here all the same."""

    def __post_init__(self) -> None:
        lengths = [length for length in (self.duration_s, self.distance_m) if length is not None]
        if len(lengths) != 1 or not lengths[0] > 0:
            raise InvalidValue(
                f"The stretch {self.name!r} lasts {self.duration_s} s and {self.distance_m} m.",
                allowed="A stretch has either a duration or a distance, greater than zero.",
                remedy="Give one of the two.",
            )
        stands = self.gait is Gait.STANDING
        fastest_m_s = 0.0 if stands else FASTEST_M_S.get((self.travel, self.gait))
        if fastest_m_s is None:
            raise InvalidValue(
                f"The stretch {self.name!r} is {self.gait.value}, {self.travel.value}.",
                allowed="The simulated athlete walks and runs, forward and backward, and stands.",
                remedy="Choose one of these.",
            )
        if not (0.0 < self.speed_m_s <= fastest_m_s or (stands and self.speed_m_s == 0.0)):
            raise InvalidValue(
                f"The stretch {self.name!r} is {self.gait.value} at {self.speed_m_s} m/s.",
                allowed=f"It goes at more than 0 and up to {fastest_m_s:g} m/s; standing is at 0.",
                remedy="Check the speed and its unit.",
            )
        if stands and self.duration_s is None:
            raise InvalidValue(
                f"The stretch {self.name!r} stands for {self.distance_m} m.",
                allowed="Standing has a duration.",
                remedy="Give duration_s.",
            )

    @property
    def longest_s(self) -> int:
        """A number of seconds that is surely enough for it; its duration where it has one. [s]"""
        if self.distance_m is not None:
            return math.ceil(2.0 * self.distance_m / self.speed_m_s) + 60
        return 0 if self.duration_s is None else self.duration_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The same stretches several times, or sets of them."""

    times: int
    stretches: "tuple[Stretch | Repeat, ...]"

    def __post_init__(self) -> None:
        if self.times < 1 or not self.stretches:
            raise InvalidValue(
                f"{len(self.stretches)} stretches are to be repeated {self.times} times.",
                allowed="A repeat has at least one stretch and one time.",
                remedy="Leave empty repeats out.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """The athlete stops the watch, stands, and starts it again."""

    duration_s: int

    def __post_init__(self) -> None:
        if self.duration_s < 1:
            raise InvalidValue(
                f"A halt of {self.duration_s} s was given.",
                allowed="A halt lasts at least one second.",
                remedy="Leave empty halts out.",
            )


Part = Stretch | Repeat | Halt


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionScript:
    """A session to simulate."""

    name: str
    parts: tuple[Part, ...]
    place: Place = Place.TRACK
    labelling: Labelling = Labelling.STEPS
    sport: str = "running"
    """What the watch was set to: ``running`` or ``walking``."""
    heart_rate_dropouts: int = 0
    """How often the strap loses the heart."""

    def __post_init__(self) -> None:
        if not any(not isinstance(part, Halt) for part in self.parts):
            raise InvalidValue(
                f"The session {self.name!r} has no stretch.",
                allowed="A session has at least one stretch.",
                remedy="Add a stretch.",
            )
        if self.sport not in SPORTS:
            raise InvalidValue(
                f"The session {self.name!r} has the sport {self.sport!r}.",
                allowed="The simulated athlete knows running and walking.",
                remedy="Choose one of the two.",
            )

    @property
    def in_order(self) -> tuple[tuple[Stretch | Halt, int | None], ...]:
        """Every stretch and halt as it happens, with the index of its workout step."""
        happening: list[tuple[Stretch | Halt, int | None]] = []
        index = 0
        for part in self.parts:
            if isinstance(part, Halt):
                happening.append((part, None))
            else:
                indexed, index = _indexed(part, index)
                happening += indexed
        return tuple(happening)


def _indexed(part: Stretch | Repeat, index: int) -> tuple[list[tuple[Stretch | Halt, int | None]], int]:
    """The stretches of a part with the indexes of their steps, and the index after its own."""
    if isinstance(part, Stretch):
        return [(part, index)], index + 1
    once: list[tuple[Stretch | Halt, int | None]] = []
    for inner in part.stretches:
        indexed, index = _indexed(inner, index)
        once += indexed
    return part.times * once, index + 1
