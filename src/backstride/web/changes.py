"""What was changed in the log, as the pages tell it."""

from dataclasses import replace
from typing import Annotated

from fastapi import Query

from backstride.actions.reviewing import history_of
from backstride.store import Action
from backstride.web.place import Place

ChangeNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
"""The number of a change in an address; None where none is named."""


def changes_of(place: Place, athlete: str) -> tuple[Action, ...]:
    """What a person changed, without the rows that it changed; kept for as long as the log stays as it is.

    Parameters
    ----------
    place
        The log, and what is kept.
    athlete
        Whose changes.

    Returns
    -------
    tuple of Action
        The latest first.
    """

    def make() -> tuple[Action, ...]:
        return tuple(replace(each, changes=()) for each in reversed(history_of(place.store, athlete)))

    return place.kept(("changes", athlete), make)


def change_of(place: Place, athlete: str, number: int | None) -> Action | None:
    """One change.

    Parameters
    ----------
    place
        The log, and what is kept.
    athlete
        Whose.
    number
        Its number; None for no change.

    Returns
    -------
    Action or None
        None where there is none of that number.
    """
    if number is None:
        return None
    return next((each for each in changes_of(place, athlete) if each.number == number), None)
