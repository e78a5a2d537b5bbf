"""Working activities out again from the columns that are kept, in as many processes as pay."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from backstride.actions.workers import Crash, Workers
from backstride.athlete import Athlete
from backstride.errors import BackstrideError
from backstride.log import Activity, Derived, Timeline, derive
from backstride.log.derive import places
from backstride.log.pieces import Place
from backstride.recording import Recording
from backstride.store import Log, LogEntry, Store, missing_recording
from backstride.store.activities import is_as_imported
from backstride.store.recordings import from_parquet
from backstride.store.statements import portions

AT_A_TIME: Final = 20
"""So many activities are asked of the database together."""
GROUP: Final = 50
"""So many activities are saved in one transaction."""

Transaction = Callable[[], AbstractContextManager[Log]]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an activity is worked out from, beside its recordings."""

    activity: Activity
    timelines: Mapping[Place, Timeline]
    athlete: Athlete
    is_as_imported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An activity to be worked out, as it is sent to another process."""

    given: Given
    columns: Mapping[Place, bytes] = field(repr=False)
    """The files with the columns of its recordings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """What was worked out of an activity."""

    derived: Derived
    span: Span | None
    """From when to when its recording was made, for finding copies of it; None where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What could not be done, in words."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How far a piece of work has come."""

    name: str
    done: int
    total: int


Tell = Callable[[Stage], None]


def work_out(work: Work) -> WorkedOut | Failure:
    """Work an activity out.

    Parameters
    ----------
    work
        The activity.

    Returns
    -------
    WorkedOut or Failure
        All that is kept of it, or why nothing can be.
    """
    given = work.given
    try:
        recordings = {place: from_parquet(columns) for place, columns in work.columns.items()}
        derived = derive(given.activity, recordings, given.timelines, given.athlete)
    except BackstrideError as trouble:
        return Failure(what=f"activity {given.activity.key}", reason=str(trouble))
    first = recordings[places(given.activity)[0]]
    return WorkedOut(derived=derived, span=_span(first) if given.is_as_imported else None)


def _span(recording: Recording) -> Span | None:
    started_at = recording.started_at
    if started_at is None or not recording.is_timed or recording.end_s <= 0.0:
        return None
    return started_at, started_at + timedelta(seconds=recording.end_s)


def work_out_all(
    store: Store, reading: Transaction, athlete: str, keys: Sequence[str], *, processes: int | None = None
) -> Iterator[tuple[str, Given, WorkedOut | Failure]]:
    """Work activities out from the columns that are kept, one or a few at a time in memory.

    Parameters
    ----------
    store
        The log.
    reading
        Opens a transaction to read in.
    athlete
        Whose.
    keys
        Theirs.
    processes
        How many processes at the most; None for as many as the machine has processors.

    Yields
    ------
    tuple
        The key, what it was worked out from, and what came of it; in the order of the keys.
    """
    with Workers[Work, WorkedOut | Failure, tuple[str, Given]](work_out, processes=processes) as workers:
        for some in portions(keys, AT_A_TIME):
            with reading() as log:
                asked = _given(log, athlete, some)
                names = {
                    place: log.files.recording_file(*place)
                    for each in asked.values()
                    for place in places(each.activity)
                }
            for key, each in asked.items():
                made = _work(store, each, names)
                if isinstance(made, Failure):
                    workers.know((key, each), made)
                else:
                    workers.give((key, each), made, weight=sum(map(len, made.columns.values())))
                yield from _told(workers.ready())
        yield from _told(workers.ready(all_of_them=True))


def _told(
    made: Iterable[tuple[tuple[str, Given], WorkedOut | Failure | Crash]],
) -> Iterator[tuple[str, Given, WorkedOut | Failure]]:
    for (key, given), each in made:
        found = Failure(what=f"activity {key}", reason=each.reason) if isinstance(each, Crash) else each
        yield key, given, found


def _given(log: Log, athlete: str, keys: Sequence[str]) -> dict[str, Given]:
    found = log.activities.activities(keys)
    person = log.athletes.athlete(athlete)
    needed = {place for each in found.values() for place in places(each)}
    timelines = log.activities.timelines(athlete, needed)
    return {
        key: Given(
            activity=found[key],
            timelines={place: timelines[place] for place in places(found[key]) if place in timelines},
            athlete=person,
            is_as_imported=is_as_imported(found[key], athlete),
        )
        for key in keys
        if key in found
    }


def _work(store: Store, given: Given, names: Mapping[Place, str | None]) -> Work | Failure:
    columns = {}
    try:
        for place in places(given.activity):
            name = names[place]
            if name is None:
                raise missing_recording(place)
            columns[place] = store.recordings.read(name)
    except BackstrideError as trouble:
        return Failure(what=f"activity {given.activity.key}", reason=str(trouble))
    return Work(given=given, columns=columns)


def keep(log: Log, athlete: str, group: Mapping[str, tuple[Given, Derived]]) -> dict[str, LogEntry]:
    """Keep what was worked out, where it was worked out from what holds now.

    Whoever changed an activity in the meantime has worked it out themselves.

    Parameters
    ----------
    log
        In a transaction that writes.
    athlete
        Whose.
    group
        What was worked out, and from what, by key.

    Returns
    -------
    dict
        What stood there before, by the keys that were kept.
    """
    now = _given(log, athlete, list(group))
    fresh = {
        key: derived
        for key, (given, derived) in group.items()
        if key in now and (now[key].activity, now[key].timelines) == (given.activity, given.timelines)
    }
    before = log.figures.entries_of(athlete, keys=list(fresh), also_hidden=True) if fresh else ()
    log.figures.put_derived(athlete, fresh)
    log.copies.relink(athlete, fresh)
    return {each.key: each for each in before}
