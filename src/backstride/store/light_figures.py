"""Views of many activities at once, each with only the columns that it needs."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise, takewhile
from typing import Final

from sqlalchemy import ColumnElement, Text, and_, cast, func, not_, or_, select

from backstride.bout import Gait, Travel
from backstride.store import tables
from backstride.store.light_rows import (
    BestOfDay,
    EffortOnDay,
    PartRow,
    PracticeRow,
    RejectedEffort,
    SessionRow,
)
from backstride.store.statements import Statements

FEWEST_LETTERS: Final = 6
"""Letters of a key that are shown at least."""

_IN_TIME: Final = (tables.summary.c.day, tables.summary.c.started_at, tables.summary.c.key)
# To look a value up is quicker than to make it of its text, and there are tens of thousands.
_TRAVELS: Final = {travel.value: travel for travel in Travel}
_GAITS: Final = {gait.value: gait for gait in Gait}


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
        also_hidden
            Whether those that do not count are counted, too.

        Returns
        -------
        int
            Their number.
        """
        table = tables.summary.c
        query = select(func.count()).where(table.athlete == athlete, *_between(since, until))
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
        return [SessionRow(*row) for row in self.connection.execute(query)]

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
        )
        query = (
            select(*columns)
            .join(tables.summary, tables.summary.c.key == part.key)
            .where(*_counted(athlete, since, until))
            .order_by(*_IN_TIME, part.travel, part.gait)
        )
        return [
            PartRow(key, day, _TRAVELS[travel], _GAITS[gait], *numbers)
            for key, day, travel, gait, *numbers in self.connection.execute(query)
        ]

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
        bout, shown = tables.bout.c, tables.summary.c
        settled = bout.settled_heart_rate_bpm.is_not(None)
        chosen = (*_counted(athlete, None, until), bout.travel == Travel.BACKWARD.value)
        common = (bout.key, shown.day, shown.started_at, bout.gait)
        alone = select(
            *common,
            bout.duration_s,
            bout.settled_heart_rate_bpm,
            bout.grade,
            bout.distance_m,
            bout.distance_known_s,
            bout.step_length_m,
            bout.steps,
            bout.steps_known_s,
            shown.resting_heart_rate_bpm,
        ).where(*chosen, settled)
        together = select(*common, func.sum(bout.duration_s)).where(*chosen, not_(settled)).group_by(*common)
        joined = [query.join(tables.summary, shown.key == bout.key) for query in (alone, together)]
        found = [
            PracticeRow(key, day, at, _GAITS[gait], *numbers)
            for key, day, at, gait, *numbers in self.connection.execute(
                joined[0].order_by(*_IN_TIME, bout.number)
            )
        ]
        nothing = (None, None, None, 0.0, None, None, 0.0, None)
        found += [
            PracticeRow(key, day, at, _GAITS[gait], duration_s, *nothing)
            for key, day, at, gait, duration_s in self.connection.execute(
                joined[1].order_by(*_IN_TIME, bout.gait)
            )
        ]
        return found

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
        effort, shown = tables.effort, tables.summary.c
        speed = effort.c.distance_m / effort.c.time_s
        best_before = func.max(speed).over(
            partition_by=(effort.c.travel, effort.c.basis, effort.c.size),
            order_by=(*_IN_TIME, effort.c.gait),
            rows=(None, -1),
        )
        # The window goes over as few columns as can be, for all of them are sorted.
        place = list(effort.primary_key.columns)
        held = (
            select(*place, speed.label("speed"), best_before.label("best_before"))
            .join(tables.summary, shown.key == effort.c.key)
            .where(*_counted(athlete, None, until), effort.c.travel.in_([each.value for each in travels]))
            .subquery()
        )
        query = (
            select(effort.c.key, shown.day, *place[1:], effort.c.distance_m, effort.c.start_s, effort.c.end_s)
            .join(held, and_(*(column == held.c[column.name] for column in place)))
            .join(tables.summary, shown.key == effort.c.key)
            .where(or_(held.c.best_before.is_(None), held.c.speed > held.c.best_before))
            .order_by(*_IN_TIME, *place[1:])
        )
        return [
            EffortOnDay(key, day, _TRAVELS[travel], _GAITS[gait], *rest)
            for key, day, travel, gait, *rest in self.connection.execute(query)
        ]

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
        return [BestOfDay(*row) for row in self.connection.execute(query)]

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
