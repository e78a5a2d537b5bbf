"""Personal bests by direction and size, how each came about, and the best marks ever beside them.

Nothing here compares across directions: a backward mile stands beside backward miles.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backstride.bout import Travel
from backstride.errors import InvalidValue
from backstride.load.efforts import Basis, Effort
from backstride.sources.marks import Mark, best_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedEffort:
    """An effort, and the session it was made in."""

    activity_key: str
    day: date
    """The day by the clock on the wall."""
    effort: Effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The best effort of one size in one direction, and each time it was beaten on the way there."""

    progression: tuple[DatedEffort, ...]
    """The first effort, and each that was faster than all before it, the oldest first."""

    def __post_init__(self) -> None:
        if not self.progression:
            raise InvalidValue(
                "A record without an effort was given.",
                allowed="A record is the last of the efforts that led to it.",
                remedy="Leave the record out.",
            )

    @property
    def best(self) -> DatedEffort:
        """The record itself."""
        return self.progression[-1]

    @property
    def travel(self) -> Travel:
        """Its direction."""
        return self.best.effort.travel

    @property
    def basis(self) -> Basis:
        """Whether it is over a distance or in a time."""
        return self.best.effort.basis

    @property
    def size(self) -> float:
        """The distance or the duration. [m] or [s]"""
        return self.best.effort.size

    @property
    def day(self) -> date:
        """When it was set."""
        return self.best.day

    @property
    def activity_key(self) -> str:
        """The session it was set in."""
        return self.best.activity_key


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideMark:
    """A record beside one of the best marks of the same distance and direction."""

    mark: Mark
    time_ratio: float
    """Own time over the mark's: 1.25 is a quarter longer. [-]"""


def records(efforts: Iterable[DatedEffort]) -> tuple[Record, ...]:
    """The personal best of each size in each direction, with its progression.

    An effort as fast as the record leaves it where it is: the first to do it keeps it.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    efforts
        Efforts of any number of sessions, in any order; of one day in the order they were made.

    Returns
    -------
    tuple of Record
        By direction, then distances, then durations, the shortest first.
    """
    progressions: dict[tuple[Travel, Basis, float], list[DatedEffort]] = {}
    for dated in sorted(efforts, key=lambda dated: dated.day):
        effort = dated.effort
        progression = progressions.setdefault((effort.travel, effort.basis, effort.size), [])
        if not progression or effort.speed_m_s > progression[-1].effort.speed_m_s:
            progression.append(dated)
    travels, bases = list(Travel), list(Basis)
    order = sorted(progressions, key=lambda key: (travels.index(key[0]), bases.index(key[1]), key[2]))
    return tuple(Record(progression=tuple(progressions[key])) for key in order)


def marks(travel: Travel, distance_m: float) -> tuple[Mark, ...]:
    """The best marks ever that were read for a distance and a direction, of both sexes.

    For the backward mile they hold the two times of the article too, which nobody has confirmed. Each says
    when it was read; it may have fallen since.

    Source: recordholders, guinness-mile, berlin2009, tf-stats, seed-article (and the others of the table
    of marks). Belief: claimed.

    Parameters
    ----------
    travel
        The direction; none but forward and backward have marks.
    distance_m
        The distance. [m]

    Returns
    -------
    tuple of Mark
        The fastest first.

    Examples
    --------
    >>> [(mark.sex, mark.time_s) for mark in marks(Travel.BACKWARD, 1609.344)]
    [('male', 354.25), ('male', 388.0), ('female', 478.0)]
    """
    found = [
        mark
        for mark in best_marks()
        if mark.travel == travel.value and math.isclose(mark.distance_m, distance_m, rel_tol=1e-6)
    ]
    return tuple(sorted(found, key=lambda mark: mark.time_s))


def beside_marks(record: Record) -> tuple[BesideMark, ...]:
    """A record beside the best marks of its own distance and direction.

    Source: recordholders, guinness-mile, berlin2009, tf-stats, seed-article (and the others of the table
    of marks). Belief: claimed.

    Parameters
    ----------
    record
        A personal best.

    Returns
    -------
    tuple of BesideMark
        The fastest mark first; none where the record is in a time, or no mark was read.
    """
    if record.basis is not Basis.DISTANCE:
        return ()
    time_s = record.best.effort.time_s
    return tuple(
        BesideMark(mark=mark, time_ratio=time_s / mark.time_s) for mark in marks(record.travel, record.size)
    )
