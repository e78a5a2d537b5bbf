"""What was learned of people's strides, year by year, as the database keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, or_, select

from backstride.bout import EvidenceKind, Travel
from backstride.errors import BackstrideError
from backstride.store import tables
from backstride.store.statements import Statements, portions
from backstride.stride import StrideBaseline

NOT_A_STRIDE: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, BackstrideError)
"""What is raised by a document that this version did not write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedStride:
    """What was learned of a person's stride from the recordings of one calendar year."""

    year: int
    baseline: StrideBaseline | None
    """None where this version of the program cannot understand what is kept."""
    learned_at: datetime
    """When the recordings were looked at."""


class Teaching(StrEnum):
    """What somebody said of an activity, for whoever learns from it."""

    SAID = "said"
    """The person said of a stretch which way it went."""
    TOLD = "told"
    """A step, a lap or a name tells of a stretch that did not go forward."""


class Strides(Statements):
    """What was learned of strides."""

    def learned(self, athlete: str) -> dict[int, LearnedStride]:
        """What was learned of a person's stride.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        dict
            By the year that it was learned from, in order.
        """
        table = tables.stride_baseline
        query = select(table).where(table.c.athlete == athlete).order_by(table.c.year)
        return {
            row["year"]: LearnedStride(
                year=row["year"], baseline=baseline_of(row["document"]), learned_at=row["learned_at"]
            )
            for row in self.rows(query)
        }

    def of(self, athlete: str) -> dict[int, StrideBaseline]:
        """What can be reckoned with of a person's stride.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        dict
            By the year that it was learned from, in order.
        """
        found = self.learned(athlete)
        return {year: each.baseline for year, each in found.items() if each.baseline is not None}

    def put(self, athlete: str, year: int, baseline: StrideBaseline | None, *, learned_at: datetime) -> None:
        """Keep what was learned from a year, instead of what was kept before.

        Parameters
        ----------
        athlete
            Whose.
        year
            The calendar year.
        baseline
            What was learned; None if there was too little to learn from.
        learned_at
            When the recordings were looked at.
        """
        if baseline is not None:
            given = {"document": baseline.as_document(), "learned_at": learned_at}
            self.write(tables.stride_baseline, {"athlete": athlete, "year": year}, given)
            return
        table = tables.stride_baseline
        self.do(delete(table).where(table.c.athlete == athlete, table.c.year == year))

    def forget_bare_years(self, athlete: str) -> None:
        """Forget what was learned from years of which no activity is left.

        Parameters
        ----------
        athlete
            Whose.
        """
        left = {day.year for day in self.days(athlete).values() if day is not None}
        table = tables.stride_baseline
        self.do(delete(table).where(table.c.athlete == athlete, table.c.year.not_in(sorted(left))))

    def taught(self, keys: Sequence[str]) -> dict[str, Teaching]:
        """What somebody said of activities.

        Parameters
        ----------
        keys
            Theirs.

        Returns
        -------
        dict
            By key; nothing for those of which nobody told that they did not go forward.
        """
        bout, found = tables.bout.c, dict[str, Teaching]()
        turned = bout.travel.in_([Travel.BACKWARD.value, Travel.SIDEWAYS.value])
        told = [kind.value for kind in EvidenceKind if kind.is_told]
        for some in portions(keys):
            query = (
                select(bout.key, bout.evidence)
                .where(bout.key.in_(some))
                .where(or_(bout.evidence == EvidenceKind.USER.value, turned & bout.evidence.in_(told)))
                .distinct()
            )
            for row in self.rows(query):
                is_said = row["evidence"] == EvidenceKind.USER.value
                found[row["key"]] = Teaching.SAID if is_said else found.get(row["key"], Teaching.TOLD)
        return found

    def days(self, athlete: str) -> dict[str, date | None]:
        """When a person's activities were.

        Parameters
        ----------
        athlete
            Whose.

        Returns
        -------
        dict
            The day of each by its key, also of those that do not count; None where it is unknown.
        """
        table = tables.summary.c
        query = select(table.key, table.day).where(table.athlete == athlete).order_by(table.key)
        return {row["key"]: row["day"] for row in self.rows(query)}


def baseline_of(document: Mapping[str, Any]) -> StrideBaseline | None:
    """The baseline that a document holds.

    What was learned can be learned again, so one that cannot be understood keeps nobody from their log.

    Parameters
    ----------
    document
        As the database keeps it.

    Returns
    -------
    StrideBaseline or None
        None where this version cannot understand it.
    """
    try:
        return StrideBaseline.from_document(document)
    except NOT_A_STRIDE:
        return None
