"""Backward bouts of a whole history in columns, for there are tens of thousands of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Final, Self

import numpy as np

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.load.session_columns import IntArray
from backstride.recording import FloatArray

GAITS: Final = tuple(Gait)
"""A gait's number in the columns is its place here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedBout:
    """A bout of one session, with what the skill curve needs of it."""

    activity_key: str
    day: date
    started_at: datetime
    """When the session started."""
    travel: Travel
    gait: Gait
    duration_s: float
    speed_m_s: float | None
    heart_rate_bpm: float | None
    """Mean after the first minute, as `settled_heart_rate` gives it. [bpm]"""
    grade: float | None = None
    """Mean, positive uphill; None where nobody measured it. [-]"""
    step_length_m: float | None = None
    cadence_spm: float | None = None
    resting_heart_rate_bpm: float | None = None
    """The person's on that day. [bpm]"""

    def __post_init__(self) -> None:
        numbers = (self.duration_s, self.speed_m_s, self.heart_rate_bpm, self.resting_heart_rate_bpm)
        if any(number is not None and not 0.0 <= number < np.inf for number in numbers):
            raise InvalidValue(
                f"A bout of {self.duration_s} s at {self.speed_m_s} m/s and {self.heart_rate_bpm} bpm was "
                f"given, with {self.resting_heart_rate_bpm} bpm at rest.",
                allowed="Each is 0 or more.",
                remedy="Give None for what is unknown.",
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PracticeColumns:
    """All that was moved backward: sessions in order of time, and their bouts, one entry each."""

    keys: Sequence[str]
    """Of the sessions."""
    days: Sequence[date]
    session_of: IntArray
    """The place of each bout's session, never falling."""
    gait: IntArray
    """The place of its gait among `GAITS`."""
    duration_s: FloatArray
    """NaN in this and the others where unknown. [s]"""
    speed_m_s: FloatArray
    heart_rate_bpm: FloatArray
    grade: FloatArray
    step_length_m: FloatArray
    cadence_spm: FloatArray
    resting_heart_rate_bpm: FloatArray

    def __post_init__(self) -> None:
        columns = [getattr(self, each.name) for each in fields(self)][2:]
        if len(self.keys) != len(self.days) or len({column.shape for column in columns}) != 1:
            raise InvalidValue(
                "Columns of different lengths were given.",
                allowed="There is one day for each session, and one entry of each column for each bout.",
                remedy="Fill in NaN where something is unknown.",
            )

    @classmethod
    def of(cls, bouts: Iterable[DatedBout]) -> Self:
        """Columns from bouts.

        Parameters
        ----------
        bouts
            Of any number of sessions, directions and gaits, in any order.

        Returns
        -------
        PracticeColumns
            Of those that moved backward.
        """
        backward = [
            each for each in bouts if each.travel is Travel.BACKWARD and each.gait is not Gait.STANDING
        ]
        places: dict[str, int] = {}
        days: list[date] = []
        for bout in sorted(backward, key=attrgetter("started_at")):
            if bout.activity_key not in places:
                places[bout.activity_key] = len(days)
                days.append(bout.day)
        backward.sort(key=lambda bout: (places[bout.activity_key], bout.started_at))
        return cls(
            keys=list(places),
            days=days,
            session_of=np.array([places[bout.activity_key] for bout in backward], dtype=np.int64),
            gait=np.array([GAITS.index(bout.gait) for bout in backward], dtype=np.int64),
            **{
                name: np.array([getattr(bout, name) for bout in backward], dtype=np.float64)
                for name in (
                    "duration_s",
                    "speed_m_s",
                    "heart_rate_bpm",
                    "grade",
                    "step_length_m",
                    "cadence_spm",
                    "resting_heart_rate_bpm",
                )
            },
        )
