"""Views of many activities at once, each with only the columns that it needs."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Text, case, cast, func, select

from backstride.bout import Gait, Travel
from backstride.store import tables
from backstride.store.history_figures import IN_TIME, HistoryFigures, between, counted
from backstride.store.light_rows import PartRow, RejectedEffort, SessionRow

FEWEST_LETTERS: Final = 6
"""Letters of a key that are shown at least."""

# To look a value up is quicker than to make it of its text, and there are tens of thousands.
_TRAVELS: Final = {travel.value: travel for travel in Travel}
_GAITS: Final = {gait.value: gait for gait in Gait}


class LightFigures(HistoryFigures):
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
        keys = self.column(select(tables.activity.c.key).where(tables.activity.c.athlete == athlete))
        letters = FEWEST_LETTERS
        while len({key[:letters] for key in keys}) < len(keys):
            letters += 1
        return letters

    def states(self, athlete: str) -> list[str]:
        """A text for each activity that changes whenever anything does that was worked out of it.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        list of str
            In the order of their keys.
        """
        table = tables.summary.c
        counts = case((table.is_shown, "+"), else_="-")
        state = (table.key + counts + table.basis).label("state")
        return self.column(select(state).where(table.athlete == athlete).order_by(table.key))

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
        query = select(func.count()).where(table.athlete == athlete, *between(since, until))
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
        query = select(func.max(tables.summary.c.day)).where(*counted(athlete, None, until))
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
        query = select(*columns).where(*counted(athlete, since, until)).order_by(*IN_TIME)
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
            .where(*counted(athlete, since, until))
            .order_by(*IN_TIME, part.travel, part.gait)
        )
        return [
            PartRow(key, day, _TRAVELS[travel], _GAITS[gait], *numbers)
            for key, day, travel, gait, *numbers in self.connection.execute(query).all()
        ]

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
            .order_by(*IN_TIME)
        )
        return [
            RejectedEffort(key, day, reason)
            for key, day, reasons in self.connection.execute(query)
            for reason in reasons
        ]


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
