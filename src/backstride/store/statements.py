"""The few statements that everything in the store is written with, in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Select, Table, Update, insert, select, update

Row = dict[str, Any]
Item = TypeVar("Item")


class Statements:
    """What can be asked of and done to the tables, through one transaction.

    Parameters
    ----------
    connection
        In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, query: Select[Any]) -> list[Row]:
        """All rows of a query.

        Parameters
        ----------
        query
            The query.

        Returns
        -------
        list of dict
            In its order.
        """
        return [dict(row) for row in self.connection.execute(query).mappings()]

    def row(self, query: Select[Any]) -> Row | None:
        """The first row of a query.

        Parameters
        ----------
        query
            The query.

        Returns
        -------
        dict or None
            None where there is none.
        """
        row = self.connection.execute(query.limit(1)).mappings().first()
        return None if row is None else dict(row)

    def column(self, query: Select[Any]) -> list[Any]:
        """The first column of a query.

        Parameters
        ----------
        query
            The query.

        Returns
        -------
        list
            A value for each row.
        """
        return list(self.connection.execute(query).scalars().all())

    def insert(self, table: Table, found: Sequence[Row]) -> None:
        """Put new rows into a table.

        Parameters
        ----------
        table
            The table.
        found
            The rows.
        """
        if found:
            self.connection.execute(insert(table), found)

    def write(self, table: Table, where: Row, values: Row) -> None:
        """Write a row, whether it is there or not.

        Parameters
        ----------
        table
            The table.
        where
            The columns of its key.
        values
            The others.
        """
        matches = [table.c[name] == value for name, value in where.items()]
        if self.row(select(table).where(*matches)) is None:
            self.insert(table, [{**where, **values}])
        elif values:
            self.connection.execute(update(table).where(*matches).values(**values))

    def do(self, statement: Delete | Update) -> None:
        """Change or remove rows.

        Parameters
        ----------
        statement
            Which, and how.
        """
        self.connection.execute(statement)

    def dump(self, table: Table) -> Iterator[Row]:
        """All rows of a table, in the order of its key.

        Parameters
        ----------
        table
            The table.

        Yields
        ------
        dict
            A row.
        """
        query = select(table).order_by(*table.primary_key.columns)
        yield from (dict(row) for row in self.connection.execute(query).mappings())


def portions(items: Iterable[Item], most: int = 500) -> Iterator[list[Item]]:
    """Items in portions that a database takes in one statement.

    Parameters
    ----------
    items
        The items.
    most
        How many at a time.

    Yields
    ------
    list
        A portion.
    """
    kept = list(items)
    for start in range(0, len(kept), most):
        yield kept[start : start + most]
