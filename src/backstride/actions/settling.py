"""Rows of the log that a change touches: what follows from them, and whether they still say the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from backstride.actions.refreshing import refresh
from backstride.log import Window, activity_key
from backstride.log.derive import Place, places
from backstride.store import Change, Log, Store
from backstride.store.activities import whole_of

ACTIVITY: Final = "activity"
TIMELINE: Final = "timeline"
DECISION: Final = "decision"

NOT_COMPARED: Final = ("batch", "told")
"""What imports say of an activity, which may change while a person's change stands."""

Row = Mapping[str, Any]


def settle(store: Store, log: Log, athlete: str, changes: Sequence[Change]) -> None:
    """Work out again all that follows from changes that were applied.

    Parameters
    ----------
    store
        The log's files.
    log
        The log.
    athlete
        Whose log.
    changes
        The changes.
    """
    keys = affected(log, athlete, changes)
    refresh(store, log, athlete, keys)
    log.copies.relink(athlete, keys)


def affected(log: Log, athlete: str, changes: Iterable[Change]) -> tuple[str, ...]:
    """The activities whose figures changes may alter.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose log.
    changes
        The changes.

    Returns
    -------
    tuple of str
        The keys of those that are there.
    """
    keys: dict[str, None] = {}
    said_of: set[Place] = set()
    for change in changes:
        if change.table == TIMELINE:
            said_of.add((str(change.key[0]), int(change.key[1])))
        else:
            keys |= dict.fromkeys(map(str, change.key))
    for place in sorted(said_of):
        edge = list(log.files.keys_from(place[0], athlete))
        seen: dict[str, None] = {}
        while edge:
            found = log.activities.activities(edge)
            seen |= dict.fromkeys(found)
            keys |= {key: None for key, each in found.items() if place in places(each)}
            edge = [key for each in found.values() for key in each.replaced_by if key not in seen]
    there = log.activities.activities(keys)
    return tuple(key for key in keys if key in there)


def alike(one: Row | None, other: Row | None) -> bool:
    """Whether two rows say the same, but for what imports say.

    Parameters
    ----------
    one
        A row; None where there is none.
    other
        Another.

    Returns
    -------
    bool
        Whether they do.
    """
    return _compared(one) == _compared(other)


def _compared(row: Row | None) -> Row | None:
    return None if row is None else {name: row[name] for name in row if name not in NOT_COMPARED}


def apply_again(log: Log, athlete: str, change: Change) -> None:
    """Make a row say what a change says, but for what imports say: that stays as it is now.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose log.
    change
        A change of the history, or its reverse.
    """
    if change.table == ACTIVITY and change.after is not None:
        # One that comes back belongs to the import that brings its recording now.
        first = whole_of(Window(**change.after["windows"][0]))
        for key in (str(change.key[0]), activity_key(athlete, (first,))):
            now = log.activities.current(athlete, ACTIVITY, (key,))
            if now is not None:
                kept = {name: now[name] for name in NOT_COMPARED}
                change = replace(change, after={**change.after, **kept})
                break
    log.activities.apply(athlete, change)
