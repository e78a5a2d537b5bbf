"""What was worked out of activities, as the database keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, delete, select

from backstride.bout import Travel
from backstride.log.derive import Derived
from backstride.log.summary import BoutRow, DirectionRow, Summary
from backstride.store import rows, tables
from backstride.store.light_figures import LightFigures, went
from backstride.store.statements import Row, portions


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """An activity as it stands in the list."""

    key: str
    summary: Summary
    is_shown: bool
    """Whether it counts: it was not split or merged, and is linked to no richer copy."""
    duplicate_of: str | None
    basis: str


class Figures(LightFigures):
    """What was worked out."""

    def put_derived(self, athlete: str, derived: Mapping[str, Derived]) -> None:
        """Keep what was worked out of activities, instead of what was kept before.

        Whether they count is settled by `Copies.relink`, which has to follow.

        Parameters
        ----------
        athlete
            Whose they are.
        derived
            What was worked out, by key.
        """
        for some in portions(derived):
            for table in (tables.summary, tables.direction, tables.bout, tables.effort):
                self.do(delete(table).where(table.c.key.in_(some)))
        shown = {"athlete": athlete, "is_shown": True, "duplicate_of": None}
        made: dict[Table, list[Row]] = {
            tables.summary: [],
            tables.direction: [],
            tables.bout: [],
            tables.effort: [],
        }
        for key, each in derived.items():
            made[tables.summary].append({"key": key, **shown, **rows.summary_row(each)})
            made[tables.direction] += [{"key": key, **rows.direction_row(row)} for row in each.directions]
            made[tables.bout] += [{"key": key, **rows.bout_row(row)} for row in each.bouts]
            made[tables.effort] += [{"key": key, **rows.effort_row(row)} for row in each.efforts]
        for table, found in made.items():
            self.insert(table, found)

    def entries_of(
        self,
        athlete: str,
        *,
        since: date | None = None,
        until: date | None = None,
        keys: Sequence[str] | None = None,
        travel: Travel | None = None,
        also_hidden: bool = False,
        limit: int | None = None,
        skip: int = 0,
    ) -> tuple[LogEntry, ...]:
        """The list of activities.

        Parameters
        ----------
        athlete
            Whose.
        since
            From this day on.
        until
            Up to this day.
        keys
            Only these.
        travel
            Only those that hold something in this direction; None for all.
        also_hidden
            Whether those that do not count are listed, too.
        limit
            No more than so many, the latest; without keys only.
        skip
            So many later ones are left out; without keys only.

        Returns
        -------
        tuple of LogEntry
            The latest first; those without a date last.
        """
        table = tables.summary
        query = select(table).where(table.c.athlete == athlete)
        if not also_hidden:
            query = query.where(table.c.is_shown)
        if since is not None:
            query = query.where(table.c.day >= since)
        if until is not None:
            query = query.where(table.c.day <= until)
        if travel is not None:
            query = query.where(went(travel))
        query = query.order_by(table.c.started_at.is_(None), table.c.started_at.desc(), table.c.key)
        query = query.limit(limit).offset(skip or None)
        queries = [query] if keys is None else [query.where(table.c.key.in_(some)) for some in portions(keys)]
        return tuple(
            LogEntry(
                key=row["key"],
                summary=rows.summary_of(row),
                is_shown=row["is_shown"],
                duplicate_of=row["duplicate_of"],
                basis=row["basis"],
            )
            for each in queries
            for row in self.rows(each)
        )

    def bouts_of(self, key: str) -> tuple[BoutRow, ...]:
        """The bouts of one activity.

        Parameters
        ----------
        key
            The activity's.

        Returns
        -------
        tuple of BoutRow
            In order.
        """
        table = tables.bout
        query = select(table).where(table.c.key == key).order_by(table.c.number)
        return tuple(map(rows.bout_of, self.rows(query)))

    def directions_of(self, keys: Sequence[str]) -> dict[str, tuple[DirectionRow, ...]]:
        """The directions of some activities.

        Parameters
        ----------
        keys
            Theirs.

        Returns
        -------
        dict
            By key.
        """
        table = tables.direction
        found: dict[str, list[DirectionRow]] = {}
        for some in portions(keys):
            query = (
                select(table).where(table.c.key.in_(some)).order_by(table.c.key, table.c.travel, table.c.gait)
            )
            for row in self.rows(query):
                found.setdefault(row["key"], []).append(rows.direction_of(row))
        return {key: tuple(each) for key, each in found.items()}

    def bases(self, athlete: str) -> dict[str, str]:
        """What each activity was worked out from.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        dict
            By key.
        """
        table = tables.summary
        query = select(table.c.key, table.c.basis).where(table.c.athlete == athlete)
        return {row["key"]: row["basis"] for row in self.rows(query)}
