"""Copies of one activity, as the database keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, and_, or_, select, update

from backstride.log.activity import Activity, Timeline
from backstride.log.same import CLOCK_STEP_S, FURTHEST_ZONE_S, Pair, Richness, Verdict, may_be_same, resolve
from backstride.store import tables
from backstride.store.activities import Activities, is_as_imported
from backstride.store.statements import Row, Statements, portions

LONGEST_ACTIVITY: Final = timedelta(days=14)
"""No activity that overlaps another began longer before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPair:
    """Two activities that may be one."""

    first: str
    second: str
    pair: Pair
    decision: Verdict | None = None
    """What the person said; None if nobody has."""
    stays: str | None = None
    """Which of the two the person chose to stand for both; None to leave it to what they know."""

    @property
    def verdict(self) -> Verdict:
        """What holds: the person's word, else what was found."""
        return self.decision or self.pair.verdict


class Copies(Statements):
    """Which activities are one.

    Parameters
    ----------
    connection
        In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._activities = Activities(connection)

    def nearby(self, athlete: str, key: str) -> tuple[str, ...]:
        """Activities, as they were imported, that by their times may be the same as one.

        Parameters
        ----------
        athlete
            Whose.
        key
            The one.

        Returns
        -------
        tuple of str
            The keys of the others.
        """
        table = tables.summary
        times = (table.c.key, table.c.started_at, table.c.ended_at)
        own = self.row(select(*times).where(table.c.key == key))
        if own is None or own["started_at"] is None:
            return ()
        reach = timedelta(seconds=FURTHEST_ZONE_S + CLOCK_STEP_S)
        query = select(*times).where(
            table.c.athlete == athlete,
            table.c.key != key,
            table.c.started_at >= own["started_at"] - reach - LONGEST_ACTIVITY,
            table.c.started_at <= own["ended_at"] + reach,
            table.c.ended_at >= own["started_at"] - reach,
        )
        span = (own["started_at"], own["ended_at"])
        keys = [
            row["key"] for row in self.rows(query) if may_be_same(span, (row["started_at"], row["ended_at"]))
        ]
        found = self._activities.activities(keys) if keys else {}
        return tuple(sorted(key for key, each in found.items() if is_as_imported(each, athlete)))

    def add_pairs(self, pairs: Iterable[StoredPair]) -> None:
        """Keep what was found of pairs of activities.

        Parameters
        ----------
        pairs
            The pairs.
        """
        for each in pairs:
            first, second = sorted((each.first, each.second))
            about = {"verdict": each.pair.verdict.value, "reason": each.pair.reason}
            self.write(tables.pair, {"first": first, "second": second}, about)

    def pairs(self, athlete: str, keys: Sequence[str] | None = None) -> tuple[StoredPair, ...]:
        """Pairs of activities that are or may be one.

        Parameters
        ----------
        athlete
            Whose.
        keys
            Those with one of these; None for all.

        Returns
        -------
        tuple of StoredPair
            With what the person said of them.
        """
        pair, decided = tables.pair, tables.decision
        query = (
            select(pair, decided.c.verdict.label("decision"), decided.c.stays)
            .join(tables.activity, tables.activity.c.key == pair.c.first)
            .outerjoin(decided, and_(decided.c.first == pair.c.first, decided.c.second == pair.c.second))
            .where(tables.activity.c.athlete == athlete)
            .order_by(pair.c.first, pair.c.second)
        )
        found: list[Row] = []
        if keys is None:
            found = self.rows(query)
        else:
            for some in portions(keys):
                found += self.rows(query.where(or_(pair.c.first.in_(some), pair.c.second.in_(some))))
        return tuple(
            StoredPair(
                first=row["first"],
                second=row["second"],
                pair=Pair(verdict=Verdict(row["verdict"]), reason=row["reason"]),
                decision=None if row["decision"] is None else Verdict(row["decision"]),
                stays=row["stays"],
            )
            for row in {(row["first"], row["second"]): row for row in found}.values()
        )

    def relink(self, athlete: str, keys: Iterable[str]) -> None:
        """Settle which of several copies of one activity stands for it, and what counts.

        Parameters
        ----------
        athlete
            Whose.
        keys
            Activities around which something changed.
        """
        group, pairs = self._group(athlete, keys)
        table = tables.summary
        copies: dict[str, Richness] = {}
        for some in portions(sorted(group)):
            for row in self.rows(
                select(table.c.key, table.c.duration_s, table.c.series, table.c.marks, table.c.samples).where(
                    table.c.key.in_(some)
                )
            ):
                copies[row["key"]] = Richness(
                    duration_s=row["duration_s"] or 0.0,
                    series=row["series"],
                    marks=row["marks"],
                    samples=row["samples"],
                )
        activities = self._activities.activities(copies)
        linked = resolve(
            copies,
            [(each.first, each.second) for each in pairs],
            chosen=[each.stays for each in pairs if each.stays is not None],
            touched=self._touched(athlete, activities) if pairs else (),
        )
        for key in copies:
            of = linked.get(key)
            shown = of is None and activities[key].is_counted
            self.do(
                update(table)
                .where(
                    table.c.key == key,
                    or_(table.c.is_shown != shown, table.c.duplicate_of.is_distinct_from(of)),
                )
                .values(is_shown=shown, duplicate_of=of)
            )

    def _group(self, athlete: str, keys: Iterable[str]) -> tuple[set[str], list[StoredPair]]:
        """Activities that hang together with some by being the same, and the pairs by which they do."""
        edge = list(dict.fromkeys(keys))
        group, same = set(edge), dict[tuple[str, str], StoredPair]()
        while edge:
            found = [each for each in self.pairs(athlete, edge) if each.verdict is Verdict.SAME]
            same |= {(each.first, each.second): each for each in found}
            edge = [key for each in found for key in (each.first, each.second) if key not in group]
            group |= set(edge)
        return group, list(same.values())

    def _touched(self, athlete: str, activities: Mapping[str, Activity]) -> list[str]:
        """Activities on which a person has worked."""
        timelines = self._activities.timelines(
            athlete, {(w.original, w.part) for each in activities.values() for w in each.windows}
        )
        return [
            key
            for key, each in activities.items()
            if not each.facts.is_empty
            or not each.is_counted
            or any(not timelines.get((w.original, w.part), Timeline()).is_empty for w in each.windows)
        ]
