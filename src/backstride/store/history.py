"""What people changed in the log, as the database keeps it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from backstride.store import tables
from backstride.store.activities import Change
from backstride.store.statements import Statements, portions


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a person changed in the log."""

    number: int
    athlete: str
    at: datetime
    kind: str
    text: str
    keys: tuple[str, ...]
    """The activities that it changed."""
    changes: tuple[Change, ...]
    undone_at: datetime | None = None


class History(Statements):
    """What people changed, so that it can be taken back."""

    def actions(self, athlete: str, *, key: str | None = None) -> tuple[Action, ...]:
        """What an athlete changed.

        Parameters
        ----------
        athlete
            Whose changes.
        key
            Those of one activity; None for all.

        Returns
        -------
        tuple of Action
            The first first.
        """
        table = tables.action
        query = select(table).where(table.c.athlete == athlete).order_by(table.c.id)
        return tuple(
            Action(
                number=row["id"],
                athlete=row["athlete"],
                at=row["at"],
                kind=row["kind"],
                text=row["text"],
                keys=tuple(row["keys"]),
                changes=tuple(map(Change.from_document, row["changes"])),
                undone_at=row["undone_at"],
            )
            for row in self.rows(query)
            if key is None or key in row["keys"]
        )

    def note(
        self,
        athlete: str,
        *,
        at: datetime,
        kind: str,
        text: str,
        keys: Sequence[str],
        changes: Sequence[Change],
    ) -> int:
        """Keep in the history what a person changed.

        Parameters
        ----------
        athlete
            Whose change.
        at
            When.
        kind
            In one word.
        text
            For people.
        keys
            The activities that it changed.
        changes
            Row by row.

        Returns
        -------
        int
            The number of the change.
        """
        number = 1 + (self.column(select(func.max(tables.action.c.id)))[0] or 0)
        row = {
            "id": number,
            "athlete": athlete,
            "at": at,
            "kind": kind,
            "text": text,
            "keys": list(keys),
            "changes": [change.as_document() for change in changes],
        }
        self.insert(tables.action, [row])
        return number

    def mark_undone(self, number: int, at: datetime | None) -> None:
        """Note in the history that a change was taken back, or holds again.

        Parameters
        ----------
        number
            The change's.
        at
            When; None if it holds again.
        """
        table = tables.action
        self.do(update(table).where(table.c.id == number).values(undone_at=at))

    def forget(self, numbers: Iterable[int]) -> None:
        """Remove changes from the history, with the activities that they were of.

        Parameters
        ----------
        numbers
            Theirs.
        """
        for some in portions(numbers):
            self.do(delete(tables.action).where(tables.action.c.id.in_(some)))
