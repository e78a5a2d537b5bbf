"""What was changed in the log, as the pages tell it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final

from fastapi import Query

from backstride.actions.reviewing import history_of
from backstride.store import Action
from backstride.web.german import spoken_day
from backstride.web.place import Place

ChangeNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
"""The number of a change in an address; None where none is named."""
KEY: Final = re.compile(r"\b[0-9a-f]{12}\b")


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
    found = [each for each in changes_of(place, athlete) if each.number == number]
    return next(iter(named(place, athlete, found)), None)


def named(place: Place, athlete: str, changes: Sequence[Action]) -> list[Action]:
    """Changes whose texts name activities as people do: by their names, else by their days.

    Parameters
    ----------
    place
        The log.
    athlete
        Whose.
    changes
        Few changes: those that are shown.

    Returns
    -------
    list of Action
        The same, in the same order; what is not in the log any more keeps its key.
    """
    keys = sorted({key for each in changes for key in KEY.findall(each.text)})
    with place.store.reading() as log:
        entries = log.figures.entries_of(athlete, keys=keys, also_hidden=True)
    names = {
        each.key: each.summary.name or spoken_day(day)
        for each in entries
        if (day := each.summary.day) is not None
    }
    told = []
    for each in changes:
        text = each.text
        for key, name in names.items():
            text = text.replace(f"{key} ({name})", name).replace(key, name)
        told.append(replace(each, text=text))
    return told
