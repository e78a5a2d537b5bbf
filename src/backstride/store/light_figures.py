"""Views of many activities at once, each with only the columns that it needs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise, takewhile
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from backstride.bout import Gait, Travel
from backstride.store import tables
from backstride.store.light_rows import (
    BestOfDay,
    EffortOnDay,
    PartLoads,
    PartRow,
    PracticeRow,
    RejectedEffort,
    SessionRow,
)
from backstride.store.statements import Statements, portions

FEWEST_LETTERS: Final = 6
"""Letters of a key that are shown at least."""

_IN_TIME: Final = (tables.summary.c.day, tables.summary.c.started_at, tables.summary.c.key)
# To look a value up is quicker than to make it of its text, and there are tens of thousands.
_TRAVELS: Final = {travel.value: travel for travel in Travel}
_GAITS: Final = {gait.value: gait for gait in Gait}
ROWS_AT_ONCE: Final = 2000

ROUNDING_S: Final = 1e-6
"""Less is no time. [s]"""

_Place = tuple[str, str, str, str, float]
"""Where a best effort stands: its activity, direction, gait, basis and size."""


class LightFigures(Statements):
    """What many activities hold, as light rows."""

    def first_letters(self, athlete: str) -> int:
        """How many first letters tell all keys of an athlete apart, of those that count and of the others.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        int
            At least six.
        """
        keys = self.column(
            select(tables.activity.c.key)
            .where(tables.activity.c.athlete == athlete)
            .order_by(tables.activity.c.key)
        )
        alike = (
            sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=True)))
            for one, other in pairwise(keys)
        )
        return max(FEWEST_LETTERS, max(alike, default=0) + 1)

    def count(
        self,
        athlete: str,
        *,
        since: date | None = None,
        until: date | None = None,
        travel: Travel | None = None,
        also_hidden: bool = False,
    ) -> int:
        """How many activities there are.

        Parameters
        ----------
        athlete
            Whose.
        since
            From this day on; those without a day are left out then.
        until
            Up to this day; those without a day are left out then.
        travel
            Only those that hold something in this direction; None for all.
        also_hidden
            Whether those that do not count are counted, too.

        Returns
        -------
        int
            Their number.
        """
        table = tables.summary.c
        query = select(func.count()).where(table.athlete == athlete, *_between(since, until))
        if travel is not None:
            query = query.where(went(travel))
        if not also_hidden:
            query = query.where(table.is_shown)
        return int(self.column(query)[0])

    def count_without_day(self, athlete: str) -> int:
        """How many activities count whose day is unknown.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        int
            Their number.
        """
        table = tables.summary.c
        query = select(func.count()).where(table.athlete == athlete, table.is_shown, table.day.is_(None))
        return int(self.column(query)[0])

    def last_day(self, athlete: str, *, until: date | None = None) -> date | None:
        """The day of the latest activity that counts.

        Parameters
        ----------
        athlete
            Whose.
        until
            Up to this day.

        Returns
        -------
        date or None
            None where there is none.
        """
        query = select(func.max(tables.summary.c.day)).where(*_counted(athlete, None, until))
        found: date | None = self.column(query)[0]
        return found

    def original_names(self, originals: Sequence[str]) -> dict[str, str]:
        """What original files were called.

        Parameters
        ----------
        originals
            Their hashes.

        Returns
        -------
        dict
            By hash.
        """
        table = tables.original.c
        query = select(table.sha256, table.file_name).where(table.sha256.in_(originals))
        return {row["sha256"]: row["file_name"] for row in self.rows(query)}

    def sessions(
        self, athlete: str, *, since: date | None = None, until: date | None = None
    ) -> list[SessionRow]:
        """What the load of each activity with a day follows from.

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
        list of SessionRow
            In order of time.
        """
        table = tables.summary.c
        columns = (
            table.key,
            table.day,
            table.is_on_foot,
            table.duration_s,
            table.moving_s,
            table.distance_m,
            table.perceived_exertion,
            table.total_heart_rate_unknown_s,
            table.total_trimp,
            table.total_trimp_low,
            table.total_trimp_high,
        )
        query = select(*columns).where(*_counted(athlete, since, until)).order_by(*_IN_TIME)
        return [SessionRow._make(row) for row in self.connection.execute(query).all()]

    def parts(self, athlete: str, *, since: date | None = None, until: date | None = None) -> list[PartRow]:
        """What each activity with a day holds in each direction and gait.

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
        list of PartRow
            In order of time.
        """
        part = tables.direction.c
        columns = (
            part.key,
            tables.summary.c.day,
            part.travel,
            part.gait,
            part.duration_s,
            part.distance_m,
            part.steps,
            part.heart_rate_unknown_s,
            part.trimp,
            part.trimp_low,
            part.trimp_high,
            part.energy_kj,
            part.energy_low_kj,
            part.energy_high_kj,
            part.distance_known_s,
            part.steps_known_s,
            part.energy_unknown_s,
        )
        query = (
            select(*columns)
            .join(tables.summary, tables.summary.c.key == part.key)
            .where(*_counted(athlete, since, until))
            .order_by(*_IN_TIME, part.travel, part.gait)
        )
        return [
            PartRow(key, day, _TRAVELS[travel], _GAITS[gait], *numbers)
            for key, day, travel, gait, *numbers in self.connection.execute(query).all()
        ]

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
        part, shown = tables.direction.c, tables.summary.c
        query = (
            select(
                part.key,
                shown.day,
                part.travel,
                part.duration_s,
                part.heart_rate_unknown_s,
                part.trimp,
                part.trimp_low,
                part.trimp_high,
            )
            .join(tables.summary, shown.key == part.key)
            .where(*_counted(athlete, None, None))
            .order_by(*_IN_TIME, part.travel, part.gait)
        )
        found = self.connection.execute(query).all()
        keys, days, travels, *numbers = zip(*found, strict=True) if found else ((),) * 8
        return PartLoads(keys, days, [_TRAVELS[travel] for travel in travels], *numbers)

    def practice(self, athlete: str, *, until: date | None = None) -> list[PracticeRow]:
        """The backward bouts of all activities with a day.

        Parameters
        ----------
        athlete
            Whose.
        until
            Up to this day.

        Returns
        -------
        list of PracticeRow
            Each bout with a settled heart rate by itself, the others of an activity and gait together.
        """
        bout, part, shown = tables.bout.c, tables.direction.c, tables.summary.c
        counted = _counted(athlete, None, until)
        alone = (
            select(
                bout.key,
                bout.gait,
                bout.duration_s,
                bout.settled_heart_rate_bpm,
                bout.grade,
                bout.distance_m,
                bout.distance_known_s,
                bout.step_length_m,
                bout.steps,
                bout.steps_known_s,
                shown.resting_heart_rate_bpm,
            )
            .join(tables.summary, shown.key == bout.key)
            .where(*counted, bout.travel == Travel.BACKWARD.value, bout.settled_heart_rate_bpm.is_not(None))
            .order_by(*_IN_TIME, bout.number)
        )
        together = (
            select(part.key, part.gait, part.duration_s)
            .join(tables.summary, shown.key == part.key)
            .where(*counted, part.travel == Travel.BACKWARD.value)
            .order_by(*_IN_TIME, part.gait)
        )
        when = self._moments(athlete, until)
        found = []
        settled_s: dict[tuple[str, str], float] = {}
        for key, gait, duration_s, *numbers in self.connection.execute(alone).all():
            settled_s[key, gait] = settled_s.get((key, gait), 0.0) + duration_s
            found.append(PracticeRow(key, *when[key], _GAITS[gait], duration_s, *numbers))
        for key, gait, duration_s in self.connection.execute(together).all():
            others_s = duration_s - settled_s.get((key, gait), 0.0)
            if others_s > ROUNDING_S:
                day, started_at = when[key]
                nothing = (None, None, None)
                found.append(
                    PracticeRow(
                        key, day, started_at, _GAITS[gait], others_s, *nothing, 0.0, None, None, 0.0, None
                    )
                )
        return found

    def _moments(self, athlete: str, until: date | None) -> dict[str, tuple[date, datetime]]:
        """The day and the moment at which each activity with a day started."""
        table = tables.summary.c
        query = select(table.key, table.day, table.started_at).where(*_counted(athlete, None, until))
        return {key: (day, at) for key, day, at in self.connection.execute(query).all()}

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
        effort, shown = tables.effort.c, tables.summary.c
        counted = (*_counted(athlete, None, until), effort.travel.in_([each.value for each in travels]))
        # One scan in order of time, over as few columns as can be: a database sorts all of them for a window.
        scan = (
            select(
                effort.travel,
                effort.basis,
                effort.size,
                effort.distance_m / effort.time_s,
                effort.key,
                effort.gait,
            )
            .join(tables.summary, shown.key == effort.key)
            .where(*counted)
            .order_by(*_IN_TIME, effort.gait)
        )
        best: dict[tuple[str, str, float], float] = {}
        improved: set[_Place] = set()
        order: dict[str, int] = {}
        for travel, basis, size, speed_m_s, key, gait in self._light(scan):
            way = (travel, basis, size)
            if way not in best or speed_m_s > best[way]:
                best[way] = speed_m_s
                improved.add((key, travel, gait, basis, size))
                order.setdefault(key, len(order))
        found = [row for row in self._efforts_of(order) if row[0] in improved]
        found.sort(key=lambda row: (order[row[0][0]], row[0]))
        return [
            EffortOnDay(key, day, _TRAVELS[travel], _GAITS[gait], basis, size, *numbers)
            for (key, travel, gait, basis, size), day, *numbers in found
        ]

    def _light(self, query: Select[Any]) -> Iterator[Sequence[Any]]:
        """The rows of a query, some at a time, so that those that were looked at need not be kept."""
        for some in self.connection.execute(query).partitions(ROWS_AT_ONCE):
            yield from some

    def _efforts_of(self, keys: Iterable[str]) -> Iterator[tuple[_Place, date, float, float, float]]:
        """All best efforts of some activities: their place, day, distance, start and end."""
        effort, shown = tables.effort, tables.summary.c
        query = select(
            *effort.primary_key.columns, shown.day, effort.c.distance_m, effort.c.start_s, effort.c.end_s
        ).join(tables.summary, shown.key == effort.c.key)
        for some in portions(keys):
            for row in self.connection.execute(query.where(effort.c.key.in_(some))).all():
                key, travel, gait, basis, size, day, *numbers = row
                yield (key, travel, gait, basis, size), day, *numbers

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
        effort, shown = tables.effort.c, tables.summary.c
        query = (
            select(shown.day, effort.basis, effort.size, func.max(effort.distance_m / effort.time_s))
            .join(tables.summary, shown.key == effort.key)
            .where(*_counted(athlete, since, until), effort.travel == travel.value)
            .group_by(shown.day, effort.basis, effort.size)
            .order_by(shown.day, effort.basis, effort.size)
        )
        return [BestOfDay._make(row) for row in self.connection.execute(query).all()]

    def rejected(self, athlete: str) -> list[RejectedEffort]:
        """What is not believed of all activities that count.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        list of RejectedEffort
            In order of time.
        """
        table = tables.summary.c
        query = (
            select(table.key, table.day, table.rejected)
            .where(table.athlete == athlete, table.is_shown, cast(table.rejected, Text) != "[]")
            .order_by(*_IN_TIME)
        )
        return [
            RejectedEffort(key, day, reason)
            for key, day, reasons in self.connection.execute(query)
            for reason in reasons
        ]


def _counted(athlete: str, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """That an activity counts, and has a day between two."""
    table = tables.summary.c
    return [
        table.athlete == athlete,
        table.is_shown.is_(True),
        table.day.is_not(None),
        *_between(since, until),
    ]


def _between(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    table = tables.summary.c
    conditions = [] if since is None else [table.day >= since]
    return conditions if until is None else [*conditions, table.day <= until]


def went(travel: Travel) -> ColumnElement[bool]:
    """What an activity is chosen by that holds something in a direction.

    Parameters
    ----------
    travel
        The direction.

    Returns
    -------
    ColumnElement
        A condition on its summary.
    """
    part = tables.direction.c
    return tables.summary.c.key.in_(select(part.key).where(part.travel == travel.value))
