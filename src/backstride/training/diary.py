"""What an athlete says of a day: pain, swelling, illness, a fall, a clinician's word."""

from dataclasses import dataclass
from datetime import date

from backstride.errors import InvalidValue
from backstride.training.clearance import ClinicianWord


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """What was said of one day; None where nothing was said."""

    day: date
    pain: float | None = None
    """The worst of the day, 0 to 10. [-]"""
    is_swollen: bool | None = None
    is_ill: bool | None = None
    fell: bool | None = None
    strength_symmetry_percent: float | None = None
    """The weaker leg's share of the stronger one's. [%]"""
    clinician: ClinicianWord | None = None
    notes: str = ""

    def __post_init__(self) -> None:
        for name, value, most in (
            ("pain", self.pain, 10.0),
            ("strength symmetry", self.strength_symmetry_percent, 150.0),
        ):
            if value is not None and not 0.0 <= value <= most:
                raise InvalidValue(
                    f"The {name} was given as {value:g}.",
                    allowed=f"It lies between 0 and {most:g}.",
                    remedy="Check the number.",
                )

    @property
    def is_good(self) -> bool | None:
        """Whether the day was good: pain at most 2, no swelling; None where either was not said."""
        if self.pain is None or self.is_swollen is None:
            return False if (self.pain or 0.0) > 2.0 or self.is_swollen else None
        return self.pain <= 2.0 and not self.is_swollen
