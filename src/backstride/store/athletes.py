"""People and what was measured of them, as the database keeps them."""

from dataclasses import replace

from sqlalchemy import delete, select

from backstride.athlete import Athlete
from backstride.errors import InvalidValue
from backstride.store import rows, tables
from backstride.store.statements import Statements
from backstride.store.strides import Strides


class Athletes(Statements):
    """The people whose log it is."""

    def athletes(self) -> tuple[str, ...]:
        """The names of all athletes.

        Returns
        -------
        tuple of str
            In order.
        """
        return tuple(self.column(select(tables.athlete.c.name).order_by(tables.athlete.c.name)))

    def athlete(self, name: str) -> Athlete:
        """A person; one whom the log does not know is a person of whom nothing is known.

        Parameters
        ----------
        name
            The name of the athlete.

        Returns
        -------
        Athlete
            With all dated measurements, and what was learned of their stride.
        """
        row = self.row(select(tables.athlete).where(tables.athlete.c.name == name))
        if row is None:
            return Athlete()
        measured = self.rows(select(tables.measurement).where(tables.measurement.c.athlete == name))
        return replace(rows.athlete_of(row, measured), strides=Strides(self.connection).of(name))

    def save_athlete(self, name: str, athlete: Athlete) -> None:
        """Keep a person as they are now, but for their stride: that is learned, see `Strides.put`.

        Parameters
        ----------
        name
            The name of the athlete.
        athlete
            The person.
        """
        check_name(name)
        about = {"birth_year": athlete.birth_year, "sex": None if athlete.sex is None else athlete.sex.value}
        self.write(tables.athlete, {"name": name}, about)
        self.do(delete(tables.measurement).where(tables.measurement.c.athlete == name))
        self.insert(tables.measurement, [{"athlete": name, **row} for row in rows.measurement_rows(athlete)])

    def know_athlete(self, name: str) -> None:
        """Make sure that there is an athlete of a name.

        Parameters
        ----------
        name
            The name of the athlete.
        """
        check_name(name)
        if self.row(select(tables.athlete).where(tables.athlete.c.name == name)) is None:
            self.insert(tables.athlete, [{"name": name}])

    def forget_if_bare(self, name: str) -> None:
        """Remove an athlete of whom nothing is known and nothing is kept.

        Parameters
        ----------
        name
            The name of the athlete.
        """
        used = any(
            self.row(select(table).where(table.c.athlete == name)) is not None
            for table in tables.PRIMARY
            if "athlete" in table.c
        )
        if not used and self.athlete(name) == Athlete():
            self.do(delete(tables.athlete).where(tables.athlete.c.name == name))


def check_name(name: str) -> None:
    """Refuse what cannot be the name of an athlete.

    Parameters
    ----------
    name
        The name.

    Raises
    ------
    InvalidValue
        If it is none.
    """
    if not name.strip() or len(name) > tables.LONGEST_NAME or not name.isprintable():
        raise InvalidValue(
            f"The name of the athlete is {name[: tables.LONGEST_NAME]!r}.",
            allowed=f"It has 1 to {tables.LONGEST_NAME} signs that can be printed.",
            remedy="Give another with --athlete.",
        )
