"""What an athlete says of a day: pain, swelling, illness, a fall, a clinician's word."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from backstride.errors import InvalidValue
from backstride.training.clearance import ClinicianWord

GOOD_DAY_PAIN: Final = 2.0
"""Up to it, of 10, a day is good (acl-jog-ladder). [-]"""


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
        """Whether it was good: pain at most `GOOD_DAY_PAIN`, no swelling; None where that is not known."""
        is_painful = None if self.pain is None else self.pain > GOOD_DAY_PAIN
        if is_painful or self.is_swollen:
            return False
        return None if is_painful is None or self.is_swollen is None else True
