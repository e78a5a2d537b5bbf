"""Sessions as the science of load takes them: one by one, and as columns for thousands at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.recording import FloatArray

IntArray = NDArray[np.int64]

TRAVELS: Final = tuple(Travel)
"""A direction stands in a column as its place in here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLoad:
    """What is known of the load of a session as a whole, or of its part in one direction."""

    session: str
    """The session's key; its parts carry the same one."""
    day: date
    travel: Travel | None = None
    """The direction of the part; None for the session as a whole. Each session has one whole."""
    trimp: Estimate | None = None
    """Training impulse; None where unknown. [min, weighted]"""
    session_rpe_load: float | None = None
    """Rating × minutes, of the whole only; None where not rated. [arbitrary units: rating × min]"""
    moving_s: float | None = None
    """Moving time; None where unknown. [s]"""
    heart_rate_unknown_s: float = 0.0
    """Time without a heart rate, whose impulse is not in `trimp`. [s]"""

    def __post_init__(self) -> None:
        loads = [] if self.trimp is None else [self.trimp.low, self.trimp.high]
        numbers = [*loads, self.session_rpe_load, self.moving_s, self.heart_rate_unknown_s]
        if any(number is not None and not 0.0 <= number < float("inf") for number in numbers):
            raise InvalidValue(
                f"A load or a time of session {self.session} is negative or no number.",
                allowed="Loads and times are zero or more.",
                remedy="Give None for what is unknown.",
            )
        if self.travel is not None and self.session_rpe_load is not None:
            raise InvalidValue(
                f"A rating of the part {self.travel} of session {self.session} was given.",
                allowed="A session is rated as a whole.",
                remedy="Give the rating with the whole session; it is split by moving time.",
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadColumns:
    """What is known of the loads of sessions or of parts, one entry each, NaN where unknown."""

    trimp: FloatArray
    """Training impulse: value, low and high, shape (3, n). [min, weighted]"""
    moving_s: FloatArray
    """Moving time, shape (n,). [s]"""
    heart_rate_unknown_s: FloatArray
    """Time without a heart rate, shape (n,); never NaN. [s]"""

    def __post_init__(self) -> None:
        count = self.moving_s.size
        if self.trimp.shape != (3, count) or self.heart_rate_unknown_s.shape != (count,):
            raise InvalidValue(
                "Loads and times of different numbers of sessions were given.",
                allowed="Every column has one entry for each session, or for each part.",
                remedy="Give NaN for what is unknown.",
            )
        value, low, high = self.trimp
        is_range = (low >= 0.0) & (low <= value) & (value <= high) & (high < np.inf)
        is_time = (self.moving_s >= 0.0) & (self.moving_s < np.inf) | np.isnan(self.moving_s)
        is_gap = (self.heart_rate_unknown_s >= 0.0) & (self.heart_rate_unknown_s < np.inf)
        if not ((is_range | np.isnan(self.trimp).all(axis=0)) & is_time & is_gap).all():
            raise InvalidValue(
                "A load or a time is negative or no number, or a load lies outside its range.",
                allowed="Loads and times are zero or more, and a load lies inside its range.",
                remedy="Give NaN for what is unknown.",
            )

    @classmethod
    def of(cls, rows: Sequence[SessionLoad]) -> Self:
        """The columns of sessions or of parts.

        Parameters
        ----------
        rows
            The sessions, or the parts.

        Returns
        -------
        LoadColumns
            In the same order.
        """
        unknown = (np.nan, np.nan, np.nan)
        trimps = [
            unknown if row.trimp is None else (row.trimp.value, row.trimp.low, row.trimp.high) for row in rows
        ]
        return cls(
            trimp=np.array(trimps, dtype=np.float64).reshape(-1, 3).T,
            moving_s=np.array([row.moving_s for row in rows], dtype=np.float64),
            heart_rate_unknown_s=np.array([row.heart_rate_unknown_s for row in rows], dtype=np.float64),
        )

    def at(self, places: IntArray) -> Self:
        """Some of them.

        Parameters
        ----------
        places
            Which, shape (m,).

        Returns
        -------
        LoadColumns
            In the order of the places.
        """
        return type(self)(
            trimp=self.trimp[:, places],
            moving_s=self.moving_s[places],
            heart_rate_unknown_s=self.heart_rate_unknown_s[places],
        )

    def joined(self, other: Self) -> Self:
        """These and others.

        Parameters
        ----------
        other
            The others.

        Returns
        -------
        LoadColumns
            These first.
        """
        return type(self)(
            trimp=np.concatenate([self.trimp, other.trimp], axis=1),
            moving_s=np.concatenate([self.moving_s, other.moving_s]),
            heart_rate_unknown_s=np.concatenate([self.heart_rate_unknown_s, other.heart_rate_unknown_s]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionColumns:
    """Whole sessions, in order of their days and then their keys, and their parts in each direction."""

    keys: Sequence[str]
    """The key of each session."""
    days: IntArray
    """The day of each session, as `date.toordinal` counts. [d]"""
    session_rpe_load: FloatArray
    """Rating × minutes; NaN where not rated. [arbitrary units: rating × min]"""
    wholes: LoadColumns
    part_of: IntArray
    """Which session each part belongs to, from 0."""
    part_travel: IntArray
    """The direction of each part, as its place in `TRAVELS`."""
    parts: LoadColumns

    def __post_init__(self) -> None:
        sessions = list(zip(self.days.tolist(), self.keys, strict=True))
        is_ordered = all(one < other for one, other in pairwise(sessions))
        ways = self.part_of * len(TRAVELS) + self.part_travel
        is_once = (np.diff(ways) > 0).all() and len(set(self.keys)) == len(self.keys)
        if not is_ordered or not is_once:
            raise _given_twice()
        if (self.session_rpe_load < 0.0).any() or np.isinf(self.session_rpe_load).any():
            raise InvalidValue(
                "A rating × minutes is negative or no number.",
                allowed="Loads are zero or more.",
                remedy="Give NaN for what is unknown.",
            )

    @classmethod
    def of(cls, sessions: Iterable[SessionLoad]) -> Self:
        """The columns of sessions, once each part has been found to have its whole.

        Parameters
        ----------
        sessions
            Wholes and parts, in any order.

        Returns
        -------
        SessionColumns
            In order of time.

        Raises
        ------
        InvalidValue
            If wholes and parts do not belong together.
        """
        rows = sorted(sessions, key=attrgetter("day", "session"))
        wholes = _wholes(rows)
        places = {key: at for at, key in enumerate(wholes)}
        parts = [
            (places[row.session], TRAVELS.index(row.travel), row) for row in rows if row.travel is not None
        ]
        parts.sort(key=lambda part: part[:2])
        return cls(
            keys=tuple(wholes),
            days=np.array([whole.day.toordinal() for whole in wholes.values()], dtype=np.int64),
            session_rpe_load=np.array(
                [whole.session_rpe_load for whole in wholes.values()], dtype=np.float64
            ),
            wholes=LoadColumns.of(tuple(wholes.values())),
            part_of=np.array([at for at, _, _ in parts], dtype=np.int64),
            part_travel=np.array([way for _, way, _ in parts], dtype=np.int64),
            parts=LoadColumns.of([row for _, _, row in parts]),
        )


def _wholes(rows: Sequence[SessionLoad]) -> dict[str, SessionLoad]:
    """The whole of each session, once every part has been found to have one."""
    wholes = {row.session: row for row in rows if row.travel is None}
    keys = {(row.session, row.travel) for row in rows}
    if len(keys) < len(rows):
        raise _given_twice()
    for row in rows:
        if row.session not in wholes or wholes[row.session].day != row.day:
            raise InvalidValue(
                f"A part of session {row.session} on {row.day} has no whole on that day.",
                allowed="Each session is given as a whole beside its parts.",
                remedy="Add the whole, with no direction.",
            )
    return wholes


def _given_twice() -> InvalidValue:
    return InvalidValue(
        "A session, or a part of one in a direction, was given twice.",
        allowed="Each session has one whole, and one part for each direction.",
        remedy="Leave the second out, or add the parts up first.",
    )
