"""Copies of one activity, as the database keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, or_, select, update

from backstride.log.activity import Activity, Timeline, activity_key
from backstride.log.same import CLOCK_STEP_S, FURTHEST_ZONE_S, Pair, Richness, Verdict, may_be_same, resolve
from backstride.store import tables
from backstride.store.activities import Activities, is_as_imported, whole_of
from backstride.store.statements import Row, Statements, portions

LONGEST_ACTIVITY: Final = timedelta(days=14)
"""No activity that overlaps another began longer before it."""
SAID_SO: Final = Pair(verdict=Verdict.DIFFERENT, reason="Nothing that was measured says that they are one.")
"""What was found of two activities of which only the person says something."""


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
        """Pairs of activities that are or may be one, by what was measured or by what the person said.

        Parameters
        ----------
        athlete
            Whose.
        keys
            Those with one of these; None for all.

        Returns
        -------
        tuple of StoredPair
            With what the person said of them, in order.
        """
        found: dict[tuple[str, str], Row] = {}
        for some in [None] if keys is None else portions(keys):
            for query in (self._measured(athlete, some), self._only_said(athlete, some)):
                found |= {(row["first"], row["second"]): row for row in self.rows(query)}
        return tuple(
            StoredPair(
                first=row["first"],
                second=row["second"],
                pair=Pair(verdict=Verdict(row["verdict"]), reason=row["reason"])
                if row["verdict"] is not None
                else SAID_SO,
                decision=None if row["decision"] is None else Verdict(row["decision"]),
                stays=row["stays"],
            )
            for _, row in sorted(found.items())
        )

    @staticmethod
    def _measured(athlete: str, keys: Sequence[str] | None) -> Select[Any]:
        """What was found of pairs, beside what the person said of them."""
        pair, decided = tables.pair, tables.decision
        query = (
            select(pair, decided.c.verdict.label("decision"), decided.c.stays)
            .join(tables.activity, tables.activity.c.key == pair.c.first)
            .outerjoin(decided, and_(decided.c.first == pair.c.first, decided.c.second == pair.c.second))
            .where(tables.activity.c.athlete == athlete)
        )
        return query if keys is None else query.where(or_(pair.c.first.in_(keys), pair.c.second.in_(keys)))

    @staticmethod
    def _only_said(athlete: str, keys: Sequence[str] | None) -> Select[Any]:
        """What the person said of pairs of which nothing was found."""
        pair, decided = tables.pair, tables.decision
        query = (
            select(
                decided.c.first,
                decided.c.second,
                pair.c.verdict,
                pair.c.reason,
                decided.c.verdict.label("decision"),
                decided.c.stays,
            )
            .outerjoin(pair, and_(decided.c.first == pair.c.first, decided.c.second == pair.c.second))
            .where(decided.c.athlete == athlete, pair.c.first.is_(None))
        )
        return (
            query if keys is None else query.where(or_(decided.c.first.in_(keys), decided.c.second.in_(keys)))
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
        same = [each for each in pairs if each.verdict is Verdict.SAME]
        linked = resolve(
            copies,
            # What the person says comes first, then what was measured, each in the order of the keys.
            [
                (each.first, each.second)
                for each in sorted(same, key=lambda each: (each.decision is None, each.first, each.second))
            ],
            chosen=[each.stays for each in same if each.stays is not None],
            touched=self._touched(athlete, activities) if same else (),
            cut=[key for key, each in activities.items() if each.replaced_by],
            parted=[(each.first, each.second) for each in pairs if each.decision is Verdict.DIFFERENT],
        )
        for key in copies:
            of = linked.get(key)
            self.do(
                update(table)
                .where(table.c.key == key, table.c.duplicate_of.is_distinct_from(of))
                .values(duplicate_of=of)
            )
        self._settle_shown(athlete, activities)

    def _settle_shown(self, athlete: str, activities: Mapping[str, Activity]) -> None:
        """Settle which activities count, once it is known which are linked.

        What was made of recordings all of which are linked as copies does not count: others stand for it.
        """
        concerned = {**activities, **self._made_of(activities)}
        sources = {
            key: {activity_key(athlete, (whole_of(window),)) for window in each.windows}
            for key, each in concerned.items()
        }
        table, linked = tables.summary, dict[str, bool]()
        for some in portions(sorted(set(concerned).union(*sources.values()))):
            query = select(table.c.key, table.c.duplicate_of).where(table.c.key.in_(some))
            linked |= {row["key"]: row["duplicate_of"] is not None for row in self.rows(query)}
        for key, each in concerned.items():
            is_copy = linked.get(key, False) or all(linked.get(source, False) for source in sources[key])
            shown = each.is_counted and not is_copy
            self.do(update(table).where(table.c.key == key, table.c.is_shown != shown).values(is_shown=shown))

    def _made_of(self, activities: Mapping[str, Activity]) -> dict[str, Activity]:
        """What activities were split or merged into, and so on."""
        made: dict[str, Activity] = {}
        edge = {key for each in activities.values() for key in each.replaced_by}
        while edge:
            found = self._activities.activities(edge)
            made |= found
            edge = {key for each in found.values() for key in each.replaced_by if key not in made}
        return made

    def _group(self, athlete: str, keys: Iterable[str]) -> tuple[set[str], list[StoredPair]]:
        """Activities that hang together with some by being the same, and all pairs of them."""
        edge = list(dict.fromkeys(keys))
        group, pairs = set(edge), dict[tuple[str, str], StoredPair]()
        while edge:
            found = self.pairs(athlete, edge)
            pairs |= {(each.first, each.second): each for each in found}
            same = [each for each in found if each.verdict is Verdict.SAME]
            edge = [key for each in same for key in (each.first, each.second) if key not in group]
            group |= set(edge)
        return group, list(pairs.values())

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
