"""The number that grows with every change of the log."""

from sqlalchemy import select, update

from backstride.store.statements import Statements
from backstride.store.tables import revision


class Revision(Statements):
    """Whether the log changed, seen through one transaction."""

    def number(self) -> int:
        """The number of the log's state.

        Returns
        -------
        int
            Another one after every transaction that wrote, whichever process made it.
        """
        return int(self.column(select(revision.c.number))[0])

    def grow(self) -> None:
        """Note that this transaction changes the log."""
        self.do(update(revision).values(number=revision.c.number + 1))
