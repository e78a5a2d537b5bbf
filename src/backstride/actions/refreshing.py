"""Bringing what is kept of a few activities up to date, within one transaction."""

from collections.abc import Iterable

from backstride.log import derive
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
