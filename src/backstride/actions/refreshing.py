"""Bringing what is kept of a few activities up to date, within one transaction."""

from collections.abc import Iterable
from dataclasses import replace

from backstride.log import Told, derive
from backstride.log.derive import places
from backstride.store import Log, Store


def refresh(store: Store, log: Log, athlete: str, keys: Iterable[str]) -> None:
    """Work out again all that is kept of activities, and which of several copies stands for them.

    Parameters
    ----------
    store
        The log's files.
    log
        The log.
    athlete
        Whose activities.
    keys
        Theirs; those that are not there are passed over.
    """
    person = log.athletes.athlete(athlete)
    found = log.activities.activities(keys)
    for key, activity in found.items():
        needed = places(activity)
        recordings = {place: store.recording(log, place) for place in needed}
        timelines = log.activities.timelines(athlete, needed)
        log.figures.put_derived(athlete, {key: derive(activity, recordings, timelines, person)})
    if found:
        log.copies.relink(athlete, list(found))


def tell(log: Log, athlete: str, original: str, before: Told, told: Told) -> tuple[str, ...]:
    """Let the activities of a file say what an export says of them, also those that were made of them.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose activities.
    original
        The hash of the file.
    before
        What they say so far; others are left alone.
    told
        What the export says.

    Returns
    -------
    tuple of str
        The keys of those that say something else now, to be refreshed.
    """
    found = log.activities.activities(log.files.keys_from(original, athlete)).values()
    changed = [each for each in found if each.told == before != told]
    for activity in changed:
        log.activities.replace(athlete, replace(activity, told=told))
    return tuple(each.key for each in changed)
