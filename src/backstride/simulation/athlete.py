"""The person who is simulated: a body, a heart, and what they are used to."""

from dataclasses import dataclass
from typing import Final

from backstride.athlete import Athlete, Measurement, Quantity, Sex
from backstride.errors import InvalidValue

_POSSIBLE: Final = {
    "vo2max_ml_kg_min": (10.0, 100.0),
    "leg_length_m": (0.4, 1.3),
    "forward_walking_speed_m_s": (0.3, 3.0),
    "balance_left": (0.3, 0.7),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedAthlete:
    """A person to simulate; the defaults are an adult who runs a little and is new to backward travel."""

    birth_year: int = 1985
    sex: Sex = Sex.FEMALE
    mass_kg: float = 64.0
    resting_heart_rate_bpm: float = 58.0
    maximum_heart_rate_bpm: float = 184.0
    vo2max_ml_kg_min: float = 46.0
    """Greatest oxygen uptake going forward. [ml/kg/min]"""
    leg_length_m: float = 0.86
    forward_walking_speed_m_s: float = 1.4
    """The speed at which they walk forward when nobody asks for one. [m/s]"""
    backward_sessions: int = 0
    """How many backward sessions lie behind them."""
    balance_left: float = 0.498
    """The left foot's share of the stance time. [-]"""

    def __post_init__(self) -> None:
        for name, (low, high) in _POSSIBLE.items():
            if not low <= getattr(self, name) <= high:
                raise InvalidValue(
                    f"The simulated athlete's {name} is {getattr(self, name)}.",
                    allowed=f"It lies between {low:g} and {high:g}.",
                    remedy="Check the number and its unit.",
                )
        if not self.resting_heart_rate_bpm < self.maximum_heart_rate_bpm:
            raise InvalidValue(
                f"The heart rate is {self.resting_heart_rate_bpm} at rest "
                f"and at most {self.maximum_heart_rate_bpm}.",
                allowed="The resting rate lies below the maximum.",
                remedy="Exchange the two numbers.",
            )

    @property
    def athlete(self) -> Athlete:
        """The same person as a report knows them, every measurement having always held."""
        measured = {
            Quantity.MASS_KG: self.mass_kg,
            Quantity.RESTING_HEART_RATE_BPM: self.resting_heart_rate_bpm,
            Quantity.MAXIMUM_HEART_RATE_BPM: self.maximum_heart_rate_bpm,
            Quantity.BACKWARD_SESSIONS: float(self.backward_sessions),
        }
        return Athlete(
            birth_year=self.birth_year,
            sex=self.sex,
            measurements=tuple(Measurement(quantity=q, value=value) for q, value in measured.items()),
        )
