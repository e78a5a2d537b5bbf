"""Questions about whether the database is whole, and the few statements that make derived rows anew."""

from typing import Any, Final

from sqlalchemy import delete, func, or_, select

from backstride.store import tables
from backstride.store.statements import Row, Statements

SLACK: Final = 1e-6
"""Sums that were added up in another order may differ by this share. [-]"""
MOST_TOLD: Final = 20


class Inspection(Statements):
    """Looks at all tables, through one transaction."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file, which can be damaged by itself."""
        return self.connection.dialect.name == "sqlite"

    def faults_of_file(self, *, quick: bool) -> tuple[str, ...]:
        """What SQLite itself finds wrong in its file.

        Parameters
        ----------
        quick
            Whether indexes are left out.

        Returns
        -------
        tuple of str
            In its words; empty where the file is whole.
        """
        check = "PRAGMA quick_check" if quick else "PRAGMA integrity_check"
        found = [str(row[0]) for row in self.connection.exec_driver_sql(check)]
        told = [text for text in found if text != "ok"]
        lost = self.connection.exec_driver_sql("PRAGMA foreign_key_check")
        told += [f"a row of {row[0]} refers to a row of {row[2]} that is not there" for row in lost]
        return tuple(dict.fromkeys(told))[:MOST_TOLD]

    def is_empty(self) -> bool:
        """Whether nothing is kept.

        Returns
        -------
        bool
            Whether all tables are empty.
        """
        return all(self.row(select(table)) is None for table in (*tables.PRIMARY, *tables.DERIVED))

    def counts(self) -> dict[str, int]:
        """How many rows each table of what cannot be computed again has.

        Returns
        -------
        dict
            By the name of the table.
        """
        return {
            table.name: int(self.column(select(func.count()).select_from(table))[0])
            for table in tables.PRIMARY
        }

    def without_summary(self) -> tuple[str, ...]:
        """Activities of which nothing is worked out.

        Returns
        -------
        tuple of str
            Their keys.
        """
        activity, summary = tables.activity, tables.summary
        query = (
            select(activity.c.key)
            .outerjoin(summary, summary.c.key == activity.c.key)
            .where(or_(summary.c.key.is_(None), summary.c.athlete != activity.c.athlete))
            .order_by(activity.c.key)
        )
        return tuple(self.column(query))

    def with_odd_sums(self) -> tuple[str, ...]:
        """Activities whose bouts do not add up to their directions, or to their summary.

        Returns
        -------
        tuple of str
            Their keys.
        """
        bout, direction, summary = tables.bout, tables.direction, tables.summary
        odd = set[str]()
        by_way = self._sums(bout.c.key, bout.c.travel, bout.c.gait)
        for row in self.rows(select(direction)):
            odd |= _differing(row["key"], row, by_way.get((row["key"], row["travel"], row["gait"])))
        whole = self._sums(bout.c.key)
        for row in self.rows(select(summary.c.key, summary.c.total_duration_s, summary.c.total_distance_m)):
            total = {name: row[f"total_{name}"] for name in ("duration_s", "distance_m")}
            found = whole.get((row["key"],))
            if total["duration_s"] is None:
                odd |= set() if found is None else {row["key"]}
            else:
                odd |= _differing(row["key"], total, found)
        return tuple(sorted(odd))

    def _sums(self, *columns: Any) -> dict[tuple[str, ...], Row]:  # noqa: ANN401 - columns of a table
        bout = tables.bout
        query = select(
            *columns,
            func.sum(bout.c.duration_s).label("duration_s"),
            func.sum(bout.c.distance_m).label("distance_m"),
        ).group_by(*columns)
        return {tuple(row[column.name] for column in columns): row for row in self.rows(query)}

    def forget_parts(self, original: str, since: int) -> None:
        """Forget recordings that a file no longer gives.

        Parameters
        ----------
        original
            The hash of the file.
        since
            The first of the parts that it does not have.
        """
        table = tables.recording
        self.do(delete(table).where(table.c.original == original, table.c.part >= since))

    def forget_pairs(self, athlete: str) -> None:
        """Forget what was found of pairs of activities.

        Parameters
        ----------
        athlete
            Whose.
        """
        activity, pair = tables.activity, tables.pair
        own = select(activity.c.key).where(activity.c.athlete == athlete)
        self.do(delete(pair).where(pair.c.first.in_(own)))

    def links(self, athlete: str) -> dict[str, tuple[bool, str | None]]:
        """Which activities count, and of which others they are copies.

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
        query = select(table.c.key, table.c.is_shown, table.c.duplicate_of).where(table.c.athlete == athlete)
        return {row["key"]: (row["is_shown"], row["duplicate_of"]) for row in self.rows(query)}


def _differing(key: str, told: Row, found: Row | None) -> set[str]:
    """The key where two sums of one thing differ."""
    if found is None:
        return {key}
    for name in ("duration_s", "distance_m"):
        one, other = told[name], found[name]
        if (one is None) != (other is None):
            return {key}
        if one is not None and abs(one - other) > SLACK * max(abs(one), abs(other), 1.0):
            return {key}
    return set()
