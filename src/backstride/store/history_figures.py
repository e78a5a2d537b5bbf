"""What a whole history shows: best efforts and backward bouts, from columns that are kept in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, cast

import numpy as np
from sqlalchemy import Case, ColumnElement, Connection, Select, case, select

from backstride.bout import Gait, Travel
from backstride.load import Basis
from backstride.load.practice_columns import GAITS
from backstride.recording import FloatArray
from backstride.store import tables
from backstride.store.kept_columns import Columns, IntArray, KeptColumns, Row
from backstride.store.light_rows import BestOfDay, EffortOnDay, PartLoads, PracticeBouts
from backstride.store.statements import Statements

IN_TIME: Final = (tables.summary.c.day, tables.summary.c.started_at, tables.summary.c.key)
"""The order in which activities happened."""
ROUNDING_S: Final = 1e-6
"""Less is no time. [s]"""
AFTER_ALL: Final = 1e9
"""Bouts that are taken together stand after those with a number."""

_TRAVELS: Final = tuple(sorted(Travel))
_BASES: Final = tuple(sorted(Basis))
_KINDS: Final = tuple(map(str, _BASES))
_BY_NAME: Final = tuple(sorted(Gait))
# Where each gait of the science stands in the order of their names.
_NAMES_OF_GAITS: Final = np.array([_BY_NAME.index(gait) for gait in GAITS])


class HistoryFigures(Statements):
    """What a whole history shows.

    Parameters
    ----------
    connection
        In a transaction.
    kept
        Where columns are kept; None where this transaction may see what is never committed.
    """

    def __init__(self, connection: Connection, kept: KeptColumns | None = None) -> None:
        super().__init__(connection)
        self._is_settled = kept is not None
        self._kept = KeptColumns() if kept is None else kept
        self._histories: dict[str, tuple[dict[str, date], dict[str, str]]] = {}

    def part_loads(self, athlete: str) -> PartLoads:
        """What the load of each activity with a day follows from, in each direction and gait.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        PartLoads
            In order of time.
        """
        days, states = self._history(athlete)
        parts = self._columns("loads", _LOADS, athlete, states)
        at = _ranks(parts, days, None)[parts.of]
        order = np.lexsort((parts.values[1], parts.values[0], at))
        keys, when, ranks = list(days), list(days.values()), at[order].tolist()
        travels, _, *numbers = parts.values[:, order]
        return PartLoads(
            [keys[rank] for rank in ranks],
            [when[rank] for rank in ranks],
            [_TRAVELS[code] for code in travels.astype(np.int64).tolist()],
            *numbers,
        )

    def practice(self, athlete: str, *, until: date | None = None) -> PracticeBouts:
        """The backward bouts of all activities with a day.

        Parameters
        ----------
        athlete
            Whose.
        until
            Up to this day.

        Returns
        -------
        PracticeBouts
            Each bout with a settled heart rate by itself, the others of an activity and gait together.
        """
        days, states = self._history(athlete)
        alone = self._columns("bouts", _BOUTS, athlete, states)
        parts = self._columns("parts", _PARTS, athlete, states)
        at, part_at = (_ranks(each, days, until)[each.of] for each in (alone, parts))
        order = np.lexsort((alone.values[0], at))
        order = order[at[order] >= 0]
        at, bouts = at[order], alone.values[:, order]
        gait, part_gait = bouts[1].astype(np.int64), parts.values[0].astype(np.int64)
        cells = len(days) * len(GAITS)
        settled_s = np.bincount(at * len(GAITS) + gait, weights=bouts[2], minlength=cells)
        others_s = parts.values[1] - settled_s[np.maximum(part_at, 0) * len(GAITS) + part_gait]
        left = np.flatnonzero((part_at >= 0) & (others_s > ROUNDING_S))
        others = np.full((len(bouts), len(left)), np.nan)
        others[0], others[1], others[2] = AFTER_ALL, part_gait[left], others_s[left]
        others[6] = others[9] = 0.0
        at, both = np.concatenate([at, part_at[left]]), np.concatenate([bouts, others], axis=1)
        names = _NAMES_OF_GAITS[both[1].astype(np.int64)]
        order = np.lexsort((names, both[0], at))
        _, gaits, *columns = both[:, order]
        return PracticeBouts(tuple(days), tuple(days.values()), at[order], gaits.astype(np.int64), *columns)

    def improvements(
        self, athlete: str, *, travels: Sequence[Travel] = tuple(Travel), until: date | None = None
    ) -> list[EffortOnDay]:
        """The best efforts that were faster than all before them over the same size in the same direction.

        Parameters
        ----------
        athlete
            Whose.
        travels
            The directions.
        until
            Up to this day.

        Returns
        -------
        list of EffortOnDay
            In order of time.
        """
        days, efforts = self._efforts(athlete)
        at = _ranks(efforts, days, until)[efforts.of]
        wanted = [_TRAVELS.index(each) for each in travels]
        places = np.flatnonzero((at >= 0) & np.isin(efforts.values[0], wanted))
        gait, speed_m_s = efforts.values[1, places].astype(np.int64), efforts.values[4, places]
        way = _ways(efforts.values[:, places])
        # One number for each row, for to sort by one is much quicker than by five.
        moment = at[places] * len(_BY_NAME) + gait
        order = np.argsort(way * (int(moment.max(initial=0)) + 1) + moment, kind="stable")
        improved = order[_betters(speed_m_s[order], _changes(way[order]))]
        keys, when = list(days), list(days.values())
        rows = [
            (
                rank,
                EffortOnDay(
                    keys[rank],
                    when[rank],
                    _TRAVELS[int(way)],
                    _BY_NAME[int(pace)],
                    _KINDS[int(kind)],
                    *numbers,
                ),
            )
            for rank, (way, pace, kind, length, _, *rest) in zip(
                at[places[improved]].tolist(), efforts.values[:, places[improved]].T.tolist(), strict=True
            )
            for numbers in [(length, *rest)]
        ]
        rows.sort(key=lambda row: (row[0], row[1].travel, row[1].gait, row[1].basis, row[1].size))
        return [row for _, row in rows]

    def bests_of_days(
        self, athlete: str, travel: Travel, *, since: date | None = None, until: date | None = None
    ) -> list[BestOfDay]:
        """The best speed of each day over each size in one direction.

        Parameters
        ----------
        athlete
            Whose.
        travel
            The direction.
        since
            From this day on.
        until
            Up to this day.

        Returns
        -------
        list of BestOfDay
            In order of time.
        """
        days, efforts = self._efforts(athlete)
        at = _ranks(efforts, days, until, since)[efforts.of]
        places = np.flatnonzero((at >= 0) & (efforts.values[0] == _TRAVELS.index(travel)))
        if not len(places):
            return []
        day, way = _ordinals(days)[at[places]], _ways(efforts.values[:, places])
        each = day * (int(way.max()) + 1) + way
        order = np.argsort(each, kind="stable")
        firsts = np.flatnonzero(_changes(each[order]))
        best = np.maximum.reduceat(efforts.values[4, places][order], firsts)
        shown = places[order[firsts]]
        ranks, kinds, sizes = (
            column.tolist()
            for column in (at[shown], efforts.values[2, shown].astype(int), efforts.values[3, shown])
        )
        when = list(days.values())
        return list(
            map(BestOfDay, map(when.__getitem__, ranks), map(_KINDS.__getitem__, kinds), sizes, best.tolist())
        )

    def _history(self, athlete: str) -> tuple[dict[str, date], dict[str, str]]:
        """The activities that count and have a day, in order of time: their days, and their bases."""
        if self._is_settled and athlete in self._histories:
            return self._histories[athlete]
        table = tables.summary.c
        query = select(table.key, table.day, table.basis).where(*counted(athlete)).order_by(*IN_TIME)
        rows = self.connection.execute(query).all()
        found = {key: day for key, day, _ in rows}, {key: basis for key, _, basis in rows}
        self._histories[athlete] = found
        return found

    def _efforts(self, athlete: str) -> tuple[dict[str, date], Columns]:
        days, states = self._history(athlete)
        return days, self._columns("efforts", _EFFORTS, athlete, states)

    def _columns(self, name: str, query: Select[Any], athlete: str, states: Mapping[str, str]) -> Columns:
        def fetch(keys: Sequence[str] | None) -> Iterable[Row]:
            which = counted(athlete) if keys is None else [tables.summary.c.key.in_(keys)]
            return cast("Iterable[Row]", self.connection.execute(query.where(*which)).all())

        return self._kept.of(name, athlete, states, fetch, width=len(query.selected_columns) - 1)


def counted(athlete: str, since: date | None = None, until: date | None = None) -> list[ColumnElement[bool]]:
    """That an activity counts, and has a day.

    Parameters
    ----------
    athlete
        Whose.
    since
        From this day on.
    until
        Up to this day.

    Returns
    -------
    list of ColumnElement
        Conditions on its summary.
    """
    table = tables.summary.c
    return [
        table.athlete == athlete,
        table.is_shown.is_(True),
        table.day.is_not(None),
        *between(since, until),
    ]


def between(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """That the day of an activity lies between two.

    Parameters
    ----------
    since
        From this day on.
    until
        Up to this day.

    Returns
    -------
    list of ColumnElement
        Conditions on its summary.
    """
    table = tables.summary.c
    conditions = [] if since is None else [table.day >= since]
    return conditions if until is None else [*conditions, table.day <= until]


def _code(column: ColumnElement[str], names: Sequence[StrEnum]) -> Case[int]:
    """The place of a text among others, for numbers are quicker to read."""
    return case({str(name): place for place, name in enumerate(names)}, value=column)


def _ranks(
    columns: Columns, days: Mapping[str, date], until: date | None, since: date | None = None
) -> IntArray:
    """For each number of an activity its place in time; -1 where it lies outside of the days."""
    ranks = np.full(columns.highest, -1, dtype=np.int64)
    numbers = np.fromiter(map(columns.places.__getitem__, days), np.int64, len(days))
    ordinals = _ordinals(days)
    within = ordinals <= (date.max if until is None else until).toordinal()
    within &= ordinals >= (date.min if since is None else since).toordinal()
    ranks[numbers[within]] = np.flatnonzero(within)
    return ranks


def _ordinals(days: Mapping[str, date]) -> IntArray:
    return np.fromiter(map(date.toordinal, days.values()), np.int64, len(days))


def _ways(efforts: FloatArray) -> IntArray:
    """A number for each direction, basis and size, that rises with them."""
    travel, _, basis, size = efforts[:4]
    sizes, place = np.unique(size, return_inverse=True)
    return np.asarray((travel * len(_BASES) + basis).astype(np.int64) * len(sizes) + place)


def _changes(column: IntArray) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Where a column differs from the entry before; the first entry always does."""
    changes = np.ones(len(column), dtype=np.bool_)
    changes[1:] = column[1:] != column[:-1]
    return changes


def _betters(
    speed_m_s: "np.ndarray[Any, np.dtype[np.float64]]", is_first: "np.ndarray[Any, np.dtype[np.bool_]]"
) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Where a speed is higher than all before it of its group."""
    betters = is_first.copy()
    firsts = np.flatnonzero(is_first).tolist()
    for first, end in zip(firsts, [*firsts[1:], len(speed_m_s)], strict=False):
        best = np.maximum.accumulate(speed_m_s[first:end])
        betters[first + 1 : end] = speed_m_s[first + 1 : end] > best[:-1]
    return betters


_SHOWN: Final = tables.summary.c
_BOUTS: Final = (
    select(
        tables.bout.c.key,
        tables.bout.c.number,
        _code(tables.bout.c.gait, GAITS),
        tables.bout.c.duration_s,
        tables.bout.c.settled_heart_rate_bpm,
        tables.bout.c.grade,
        tables.bout.c.distance_m,
        tables.bout.c.distance_known_s,
        tables.bout.c.step_length_m,
        tables.bout.c.steps,
        tables.bout.c.steps_known_s,
        _SHOWN.resting_heart_rate_bpm,
    )
    .join(tables.summary, _SHOWN.key == tables.bout.c.key)
    .where(tables.bout.c.travel == Travel.BACKWARD.value, tables.bout.c.settled_heart_rate_bpm.is_not(None))
)
_PARTS: Final = (
    select(tables.direction.c.key, _code(tables.direction.c.gait, GAITS), tables.direction.c.duration_s)
    .join(tables.summary, _SHOWN.key == tables.direction.c.key)
    .where(tables.direction.c.travel == Travel.BACKWARD.value)
)
_LOADS: Final = select(
    tables.direction.c.key,
    _code(tables.direction.c.travel, _TRAVELS),
    _code(tables.direction.c.gait, _BY_NAME),
    tables.direction.c.duration_s,
    tables.direction.c.heart_rate_unknown_s,
    tables.direction.c.trimp,
    tables.direction.c.trimp_low,
    tables.direction.c.trimp_high,
).join(tables.summary, _SHOWN.key == tables.direction.c.key)
_EFFORTS: Final = select(
    tables.effort.c.key,
    _code(tables.effort.c.travel, _TRAVELS),
    _code(tables.effort.c.gait, _BY_NAME),
    _code(tables.effort.c.basis, _BASES),
    tables.effort.c.size,
    tables.effort.c.distance_m / tables.effort.c.time_s,
    tables.effort.c.distance_m,
    tables.effort.c.start_s,
    tables.effort.c.end_s,
).join(tables.summary, _SHOWN.key == tables.effort.c.key)
