"""Imports, and what became of each file, as the database keeps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from backstride.log.activity import Told
from backstride.store import tables
from backstride.store.statements import Statements, portions


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEntry:
    """What became of one file of an import."""

    number: int
    file: str
    outcome: str
    """``new``, ``duplicate``, ``ignored``, ``refused`` or ``failed``."""
    reason: str | None = None
    slug: str | None = None
    original: str | None = None
    keys: tuple[str, ...] = ()
    told: Told | None = None
    """What the export said of its activities; None where it said nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """An import."""

    number: int
    athlete: str
    sources: tuple[str, ...]
    started_at: datetime
    finished_at: datetime | None = None


class Imports(Statements):
    """The imports."""

    def batches(self, athlete: str | None = None) -> tuple[Batch, ...]:
        """All imports.

        Parameters
        ----------
        athlete
            Whose; None for everybody's.

        Returns
        -------
        tuple of Batch
            The first first.
        """
        table = tables.batch
        query = select(table).order_by(table.c.id)
        if athlete is not None:
            query = query.where(table.c.athlete == athlete)
        return tuple(
            Batch(
                number=row["id"],
                athlete=row["athlete"],
                sources=tuple(row["sources"]),
                started_at=row["started_at"],
                finished_at=row["finished_at"],
            )
            for row in self.rows(query)
        )

    def begin_batch(self, athlete: str, sources: Sequence[str], started_at: datetime) -> int:
        """Note that an import begins.

        Parameters
        ----------
        athlete
            Whose.
        sources
            What is imported.
        started_at
            When.

        Returns
        -------
        int
            The number of the import.
        """
        number = 1 + (self.column(select(func.max(tables.batch.c.id)))[0] or 0)
        row = {"id": number, "athlete": athlete, "sources": list(sources), "started_at": started_at}
        self.insert(tables.batch, [row])
        return number

    def finish_batch(self, number: int, finished_at: datetime) -> None:
        """Note that an import has ended.

        Parameters
        ----------
        number
            Its number.
        finished_at
            When.
        """
        table = tables.batch
        self.do(update(table).where(table.c.id == number).values(finished_at=finished_at))

    def entries(self, batch: int) -> tuple[BatchEntry, ...]:
        """What became of each file of an import.

        Parameters
        ----------
        batch
            Its number.

        Returns
        -------
        tuple of BatchEntry
            In the order of the files.
        """
        table = tables.entry
        return tuple(
            BatchEntry(
                number=row["number"],
                file=row["file"],
                outcome=row["outcome"],
                reason=row["reason"],
                slug=row["slug"],
                original=row["original"],
                keys=tuple(row["keys"]),
                told=None if row["told"] is None else Told.from_document(row["told"]),
            )
            for row in self.rows(select(table).where(table.c.batch == batch).order_by(table.c.number))
        )

    def some_entries(
        self, batch: int, *, outcome: str | None = None, offset: int = 0, limit: int = 100
    ) -> tuple[BatchEntry, ...]:
        """What became of some files of an import, without what the export said of them.

        Parameters
        ----------
        batch
            Its number.
        outcome
            Only files of this outcome; None for all.
        offset
            How many of them to leave out first.
        limit
            How many at the most.

        Returns
        -------
        tuple of BatchEntry
            In the order of the files.
        """
        table = tables.entry
        shown = ("number", "file", "outcome", "reason", "slug", "keys")
        query = select(*(table.c[name] for name in shown))
        query = query.where(table.c.batch == batch)
        if outcome is not None:
            query = query.where(table.c.outcome == outcome)
        return tuple(
            BatchEntry(**row | {"keys": tuple(row["keys"])})
            for row in self.rows(query.order_by(table.c.number).offset(offset).limit(limit))
        )

    def counts(self, athlete: str) -> dict[int, dict[str, int]]:
        """How many files of each import had each outcome.

        Parameters
        ----------
        athlete
            Whose imports.

        Returns
        -------
        dict
            Numbers by outcome, by the number of the import; one without files is not in it.
        """
        entry, held = tables.entry, tables.batch
        query = (
            select(entry.c.batch, entry.c.outcome, func.count().label("files"))
            .join(held, held.c.id == entry.c.batch)
            .where(held.c.athlete == athlete)
            .group_by(entry.c.batch, entry.c.outcome)
        )
        found: dict[int, dict[str, int]] = {}
        for row in self.rows(query):
            found.setdefault(row["batch"], {})[row["outcome"]] = row["files"]
        return found

    def add_entries(self, batch: int, entries: Iterable[BatchEntry]) -> None:
        """Note what became of files.

        Parameters
        ----------
        batch
            The number of the import.
        entries
            One for each file.
        """
        self.insert(
            tables.entry,
            [
                {
                    "batch": batch,
                    "number": entry.number,
                    "file": entry.file,
                    "outcome": entry.outcome,
                    "reason": entry.reason,
                    "slug": entry.slug,
                    "original": entry.original,
                    "keys": list(entry.keys),
                    "told": None if entry.told is None else entry.told.as_document(),
                }
                for entry in entries
            ],
        )

    def change_entries(self, batch: int, entries: Iterable[BatchEntry]) -> None:
        """Note that something else became of files.

        Parameters
        ----------
        batch
            The number of the import.
        entries
            The files, as it is now.
        """
        table = tables.entry
        for entry in entries:
            self.do(
                update(table)
                .where(table.c.batch == batch, table.c.number == entry.number)
                .values(outcome=entry.outcome, reason=entry.reason)
            )

    def keys_of_batch(self, batch: int) -> tuple[str, ...]:
        """The activities that an import brought.

        Parameters
        ----------
        batch
            Its number.

        Returns
        -------
        tuple of str
            Their keys, and those of what they were split or merged into.
        """
        table = tables.activity
        query = select(table.c.key).where(table.c.batch == batch).order_by(table.c.key)
        return tuple(self.column(query))

    def batches_with(self, original: str, batch: int, athlete: str) -> tuple[int, ...]:
        """Further imports of one athlete that held a file, too.

        Parameters
        ----------
        original
            The hash of the file.
        batch
            The import that is left out.
        athlete
            Whose.

        Returns
        -------
        tuple of int
            Their numbers, ascending.
        """
        entry, held = tables.entry, tables.batch
        query = (
            select(entry.c.batch)
            .distinct()
            .join(held, held.c.id == entry.c.batch)
            .where(entry.c.original == original, entry.c.batch != batch, held.c.athlete == athlete)
            .order_by(entry.c.batch)
        )
        return tuple(self.column(query))

    def told_of(self, original: str, athlete: str) -> tuple[Told, ...]:
        """What exports said of the activities of a file.

        Parameters
        ----------
        original
            The hash of the file.
        athlete
            Whose.

        Returns
        -------
        tuple of Told
            The first import's first.
        """
        entry, held = tables.entry, tables.batch
        query = (
            select(entry.c.told)
            .join(held, held.c.id == entry.c.batch)
            .where(entry.c.original == original, held.c.athlete == athlete)
            .order_by(entry.c.batch, entry.c.number)
        )
        return tuple(Told.from_document(told) for told in self.column(query) if told is not None)

    def move_to_batch(self, keys: Sequence[str], batch: int) -> None:
        """Say of activities that another import brought them.

        Parameters
        ----------
        keys
            Their keys.
        batch
            The number of the other import.
        """
        table = tables.activity
        for some in portions(keys):
            self.do(update(table).where(table.c.key.in_(some)).values(batch=batch))

    def forget_batch(self, number: int) -> None:
        """Remove an import from the log, with its list of files.

        Parameters
        ----------
        number
            Its number.
        """
        self.do(delete(tables.entry).where(tables.entry.c.batch == number))
        self.do(delete(tables.batch).where(tables.batch.c.id == number))
