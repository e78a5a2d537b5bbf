"""Columns of all that a history holds, kept in memory and read anew only for activities that changed.

What was worked out of an activity follows from its basis. So where the basis is the same, the rows are, and a
history of thousands of activities need not be read again because one of them changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.recording import FloatArray
from backstride.store.statements import portions

IntArray = NDArray[np.int64]
Row = tuple[str, *tuple[float | None, ...]]
"""The key of an activity, then numbers."""
Fetch = Callable[[Sequence[str] | None], Iterable[Row]]
"""Reads the rows of some activities, or of all."""

MOST_SINGLY: Final = 500
"""If more activities changed than this, all are read again."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Rows of many activities, one entry each, in no order."""

    places: Mapping[str, int]
    """A number for each activity, also for one without a row."""
    of: IntArray
    """The number of each row's activity."""
    values: FloatArray
    """One line for each column, NaN where unknown."""
    states: Mapping[str, str]
    """What each activity was worked out from."""
    highest: int
    """Every number of an activity is below it."""


@dataclass(slots=True)
class KeptColumns:
    """Columns by what they hold."""

    _kept: dict[tuple[str, str], Columns] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, name: str, athlete: str, states: Mapping[str, str], fetch: Fetch, *, width: int) -> Columns:
        """Columns as they are now.

        Parameters
        ----------
        name
            What they hold.
        athlete
            Whose.
        states
            What each activity was worked out from, by key.
        fetch
            Reads rows, in the transaction that the states were read in.
        width
            How many numbers a row holds.

        Returns
        -------
        Columns
            Of these activities and no others.
        """
        with self._lock:
            known = self._kept.get((name, athlete))
        if known is not None and known.states == states:
            return known
        changed = [key for key, state in states.items() if known is None or known.states.get(key) != state]
        if known is None or len(changed) > MOST_SINGLY:
            now = _read(states, fetch(None), width)
        else:
            now = _renewed(known, states, changed, fetch)
        with self._lock:
            self._kept[name, athlete] = now
        return now


def _read(states: Mapping[str, str], rows: Iterable[Row], width: int) -> Columns:
    places = {key: place for place, key in enumerate(states)}
    of, values = _arrays(places, rows, width)
    return Columns(places=places, of=of, values=values, states=dict(states), highest=len(places))


def _renewed(known: Columns, states: Mapping[str, str], changed: Sequence[str], fetch: Fetch) -> Columns:
    """The rows that stayed, and those of what changed."""
    fresh = {key: known.highest + place for place, key in enumerate(changed)}
    places = {key: fresh[key] if key in fresh else known.places[key] for key in states}
    stays = np.zeros(known.highest + len(fresh), dtype=np.bool_)
    stays[list(places.values())] = True
    kept = stays[known.of]
    rows = [row for some in portions(changed) for row in fetch(some)]
    of, values = _arrays(fresh, rows, len(known.values))
    return Columns(
        places=places,
        of=np.concatenate([known.of[kept], of]),
        values=np.concatenate([known.values[:, kept], values], axis=1),
        states=dict(states),
        highest=len(stays),
    )


def _arrays(places: Mapping[str, int], rows: Iterable[Row], width: int) -> tuple[IntArray, FloatArray]:
    found = list(rows)
    of = np.array([places[row[0]] for row in found], dtype=np.int64)
    return of, np.array([row[1:] for row in found], dtype=np.float64).reshape(len(found), width).T
