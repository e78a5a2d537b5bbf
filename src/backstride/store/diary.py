"""Screenings and check-ins, as the database keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from backstride.store import tables
from backstride.store.athletes import Athletes
from backstride.store.statements import Statements
from backstride.store.value_documents import document_of, stored_value
from backstride.training.clearance import Screening
from backstride.training.diary import CheckIn


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScreening:
    """A screening, with the answers that it came from."""

    number: int
    """From 1; the latest counts."""
    answers: Mapping[str, Any]
    """As they were given, by the key of the question."""
    screening: Screening


class Diary(Statements):
    """What athletes said of themselves: before training, and day by day."""

    def screenings(self, athlete: str) -> tuple[StoredScreening, ...]:
        """All screenings of an athlete.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        tuple of StoredScreening
            The first first.
        """
        table = tables.screening
        query = select(table).where(table.c.athlete == athlete).order_by(table.c.number)
        return tuple(
            StoredScreening(
                number=row["number"],
                answers=row["answers"],
                screening=stored_value(Screening, row["document"], "a screening"),
            )
            for row in self.rows(query)
        )

    def screening(self, athlete: str) -> StoredScreening | None:
        """The screening that counts.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        StoredScreening or None
            The latest; None where there is none.
        """
        found = self.screenings(athlete)
        return found[-1] if found else None

    def save_screening(
        self, athlete: str, screening: Screening, answers: Mapping[str, Any]
    ) -> StoredScreening:
        """Keep a screening, which counts from now on; those before it stay.

        Parameters
        ----------
        athlete
            Whose.
        screening
            What it came to.
        answers
            What it came from, as JSON can hold it.

        Returns
        -------
        StoredScreening
            As it is kept.
        """
        Athletes(self.connection).know_athlete(athlete)
        table = tables.screening
        highest = self.column(select(func.max(table.c.number)).where(table.c.athlete == athlete))[0]
        number = 1 if highest is None else highest + 1
        row = {"screened_on": screening.screened_on, "answers": dict(answers)}
        row |= {"athlete": athlete, "number": number, "document": document_of(screening)}
        self.insert(table, [row])
        return StoredScreening(number=number, answers=dict(answers), screening=screening)

    def checkins(self, athlete: str, *, since: date | None = None) -> tuple[CheckIn, ...]:
        """What an athlete said of days.

        Parameters
        ----------
        athlete
            Whose.
        since
            From this day on; None for all.

        Returns
        -------
        tuple of CheckIn
            By day, the first first.
        """
        table = tables.checkin
        query = select(table).where(table.c.athlete == athlete).order_by(table.c.day)
        if since is not None:
            query = query.where(table.c.day >= since)
        return tuple(stored_value(CheckIn, row["document"], "a check-in") for row in self.rows(query))

    def save_checkin(self, athlete: str, checkin: CheckIn) -> None:
        """Keep what was said of a day, instead of what was said of it before.

        Parameters
        ----------
        athlete
            Whose.
        checkin
            What was said.
        """
        Athletes(self.connection).know_athlete(athlete)
        where = {"athlete": athlete, "day": checkin.day}
        self.write(tables.checkin, where, {"document": document_of(checkin)})

    def forget_checkin(self, athlete: str, day: date) -> None:
        """Forget what was said of a day.

        Parameters
        ----------
        athlete
            Whose.
        day
            The day.
        """
        table = tables.checkin
        self.do(delete(table).where(table.c.athlete == athlete, table.c.day == day))
