"""The best marks ever, by direction and gait: what the fastest people did, for comparison and for limits."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from backstride.sources import race_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The best time that was read for a distance, in one direction."""

    travel: str
    """``forward`` or ``backward``."""
    gait: str
    """``run`` or ``walk``."""
    distance_m: float
    event: str
    sex: str
    """``male`` or ``female``."""
    time_s: float
    as_of: date
    """When it was read; it may have fallen since."""
    source: str
    holder: str | None = None
    set_on: date | None = None
    note: str | None = None

    @property
    def speed_m_s(self) -> float:
        """Mean speed. [m/s]"""
        return self.distance_m / self.time_s


@cache
def best_marks() -> tuple[Mark, ...]:
    """The backward race records, then the forward marks and what the article says.

    Returns
    -------
    tuple of Mark
        Several for one distance where several were read.
    """
    text = resources.files("backstride.sources").joinpath("marks.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    backward = (
        Mark(
            travel="backward",
            gait="run",
            distance_m=record.distance_m,
            event=record.event,
            sex=record.sex,
            time_s=record.time_s,
            as_of=record.as_of,
            source=record.source,
            holder=record.holder,
            set_on=record.set_on,
            note=record.note,
        )
        for record in race_records()
    )
    return (*backward, *(Mark(as_of=table["as_of"], **row) for row in table["mark"]))
