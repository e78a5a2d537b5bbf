"""Records as a page tells them: a table for each direction, the best marks beside one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from backstride.actions.bests import OwnRecord, RecordsOutcome
from backstride.bout import Travel
from backstride.load import BesideMark, Record
from backstride.store.light_rows import RejectedEffort

ARTICLE: Final = "seed-article"
"""The source of marks that nobody has confirmed."""
MOST_REJECTED: Final = 10
"""So many that are not believed are listed, the latest."""
FIRST_SHOWN: Final = (Travel.BACKWARD, Travel.FORWARD, Travel.SIDEWAYS, Travel.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A personal best."""

    record: Record
    men: BesideMark | None
    """The best mark of men over the same distance and direction."""
    women: BesideMark | None

    @property
    def bettered(self) -> int:
        """How often it was bettered since the first."""
        return len(self.record.progression) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTable:
    """The personal bests of one direction."""

    travel: Travel
    rows: tuple[RecordRow, ...]
    told: tuple[BesideMark, ...]
    """Marks of the article that nobody has confirmed."""

    @property
    def has_marks(self) -> bool:
        """Whether any mark was read for it."""
        return any(row.men is not None or row.women is not None for row in self.rows)


def record_tables(outcome: RecordsOutcome) -> tuple[RecordTable, ...]:
    """Personal bests by direction.

    Parameters
    ----------
    outcome
        The records.

    Returns
    -------
    tuple of RecordTable
        Backward first.
    """
    by_way = {
        travel: tuple(own) for travel, own in groupby(outcome.records, key=lambda own: own.record.travel)
    }
    return tuple(
        RecordTable(
            travel=travel,
            rows=tuple(_row(each) for each in by_way[travel]),
            told=tuple(mark for own in by_way[travel] for mark in own.beside if mark.mark.source == ARTICLE),
        )
        for travel in FIRST_SHOWN
        if travel in by_way
    )


def _row(own: OwnRecord) -> RecordRow:
    return RecordRow(
        record=own.record, men=_fastest(own.beside, "male"), women=_fastest(own.beside, "female")
    )


def _fastest(beside: Sequence[BesideMark], sex: str) -> BesideMark | None:
    return next((each for each in beside if each.mark.sex == sex and each.mark.source != ARTICLE), None)


def latest_rejected(outcome: RecordsOutcome) -> tuple[RejectedEffort, ...]:
    """What is not believed, the latest first.

    Parameters
    ----------
    outcome
        The records.

    Returns
    -------
    tuple of RejectedEffort
        The last ones only.
    """
    return outcome.rejected[: -MOST_REJECTED - 1 : -1]
