"""Find the personal bests of the log, beside the best marks ever."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from backstride.bout import Travel
from backstride.load import Basis, BesideMark, DatedEffort, Effort, Record, beside_marks, records
from backstride.store import Store
from backstride.store.light_rows import EffortOnDay, RejectedEffort

SOURCES: Final = ("backstride-rules",)
"""What records rest on, beside the sources of the marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """A personal best."""

    record: Record
    short_key: str
    """So many first letters of its activity's key that it is told from all others."""
    beside: tuple[BesideMark, ...]
    """The best marks of the same distance and direction, the fastest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsOutcome:
    """Personal bests."""

    records: tuple[OwnRecord, ...]
    """By direction, then distances, then durations, the shortest first."""
    rejected: tuple[RejectedEffort, ...]
    """What was recorded and is not believed."""
    is_empty: bool
    """Whether nothing at all counts in the log."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the bibliography, each once."""
        marks = (beside.mark.source for own in self.records for beside in own.beside)
        return tuple(dict.fromkeys((*SOURCES, *marks)))


def find_records(store: Store, athlete: str, *, travels: Sequence[Travel] = ()) -> RecordsOutcome:
    """Find the personal best of each size in each direction.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    travels
        The directions; without any, all.

    Returns
    -------
    RecordsOutcome
        The records, and what is not believed.
    """
    with store.reading() as log:
        found = log.figures.improvements(athlete, travels=travels or tuple(Travel))
        rejected = log.figures.rejected(athlete)
        letters = log.figures.first_letters(athlete)
        is_empty = log.figures.count(athlete) == 0
    return RecordsOutcome(
        records=tuple(
            OwnRecord(record=record, short_key=record.activity_key[:letters], beside=beside_marks(record))
            for record in records(dated_efforts(found))
        ),
        rejected=tuple(rejected),
        is_empty=is_empty,
    )


def dated_efforts(rows: Iterable[EffortOnDay]) -> list[DatedEffort]:
    """Best efforts as the science of load takes them.

    Parameters
    ----------
    rows
        The efforts.

    Returns
    -------
    list of DatedEffort
        In the same order.
    """
    return [
        DatedEffort(
            activity_key=row.key,
            day=row.day,
            effort=Effort(
                travel=row.travel,
                gait=row.gait,
                basis=Basis(row.basis),
                size=row.size,
                distance_m=row.distance_m,
                start_s=row.start_s,
                end_s=row.end_s,
            ),
        )
        for row in rows
    ]
