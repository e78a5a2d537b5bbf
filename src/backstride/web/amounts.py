"""How much was sent or is left to do, written for a reader."""

from dataclasses import dataclass
from typing import Final

from backstride.web.writing import Writing
from backstride.wording import UNKNOWN

STEPS: Final = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Writes sizes and waiting times for one reader."""

    writing: Writing

    def size(self, size_bytes: float | None) -> str:
        """A size with its unit.

        Parameters
        ----------
        size_bytes
            The size. [B]

        Returns
        -------
        str
            In kB, MB or GB, which are powers of ten.
        """
        if size_bytes is None:
            return UNKNOWN
        for step, unit in STEPS:
            if size_bytes >= step:
                return f"{self.writing.number(size_bytes / step, 1)} {unit}"
        return f"{self.writing.number(size_bytes)} B"

    def left(self, left_s: float | None) -> str:
        """How long it will still take.

        Parameters
        ----------
        left_s
            The time; None while nobody can say. [s]

        Returns
        -------
        str
            A rough time, for it is an estimate; empty while nobody can say.
        """
        text, number = self.writing.phrases.text, self.writing.number
        if left_s is None:
            return ""
        if left_s < MINUTE_S:
            return text("less than a minute left")
        if left_s < HOUR_S:
            return text("about {minutes} min left", minutes=number(left_s / MINUTE_S))
        return text("about {hours} h left", hours=number(left_s / HOUR_S, 1))
