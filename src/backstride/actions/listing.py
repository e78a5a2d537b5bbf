"""List the activities of the log, and show one of them."""

from dataclasses import dataclass
from datetime import date

from backstride.actions.report import ReportedRecording
from backstride.bout import Travel
from backstride.log.activity import Activity
from backstride.log.derive import places, report_of
from backstride.log.summary import DirectionRow
from backstride.store import LogEntry, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An activity of the list."""

    entry: LogEntry
    short_key: str
    """So many first letters of its key that it is told from all others."""
    directions: tuple[DirectionRow, ...]
    replaced_by: tuple[str, ...] = ()
    """The keys of what it was split or merged into."""
    is_removed: bool = False
    """Whether the user took it out of the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOutcome:
    """The list of activities."""

    activities: tuple[Listed, ...]
    """The latest first; those without a date last."""
    left_out: int
    """How many more the period holds, beyond those that are listed."""
    is_empty: bool
    """Whether the log holds nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOutcome:
    """All that is known of one activity."""

    activity: Activity
    entry: LogEntry
    batch: int
    """The import that brought it."""
    original_names: tuple[str, ...]
    """What its original files were called."""
    reported: ReportedRecording


def list_activities(
    store: Store,
    athlete: str,
    *,
    since: date | None = None,
    until: date | None = None,
    travel: Travel | None = None,
    also_hidden: bool = False,
    limit: int | None = None,
    skip: int = 0,
) -> ListOutcome:
    """List activities.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    since
        From this day on.
    until
        Up to this day.
    travel
        Only those that hold something in this direction; None for all.
    also_hidden
        Whether those that do not count are listed, too: copies, and what was split, merged or removed.
    limit
        How many at the most; None for all.
    skip
        So many of the latest are left out, for those who list page by page.

    Returns
    -------
    ListOutcome
        The list.
    """
    with store.reading() as log:
        chosen = log.figures.entries_of(
            athlete,
            since=since,
            until=until,
            travel=travel,
            also_hidden=also_hidden,
            limit=limit,
            skip=skip,
        )
        found = log.figures.count(athlete, since=since, until=until, travel=travel, also_hidden=also_hidden)
        directions = log.figures.directions_of([entry.key for entry in chosen])
        hidden = log.activities.activities([entry.key for entry in chosen if not entry.is_shown])
        letters = log.figures.first_letters(athlete)
        is_empty = found == 0 and log.figures.count(athlete, also_hidden=True) == 0
    listed = [_listed(entry, letters, directions.get(entry.key, ()), hidden) for entry in chosen]
    return ListOutcome(
        activities=tuple(listed), left_out=max(found - skip - len(chosen), 0), is_empty=is_empty
    )


def _listed(
    entry: LogEntry, letters: int, directions: tuple[DirectionRow, ...], hidden: dict[str, Activity]
) -> Listed:
    activity = hidden.get(entry.key)
    return Listed(
        entry=entry,
        short_key=entry.key[:letters],
        directions=directions,
        replaced_by=() if activity is None else activity.replaced_by,
        is_removed=activity is not None and activity.is_removed,
    )


def show_activity(store: Store, athlete: str, written: str) -> ShowOutcome:
    """Report on one activity of the log, with all that was said of it.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    written
        What names it: the first letters of its key, its day, or ``latest``.

    Returns
    -------
    ShowOutcome
        All that is known of it.

    Raises
    ------
    NotInLog
        If there is none, or several.
    """
    with store.reading() as log:
        key = log.activities.key_of(written, athlete)
        activity = log.activities.activity(key)
        entry = log.figures.entries_of(athlete, keys=[key], also_hidden=True)[0]
        needed = places(activity)
        report = report_of(
            activity,
            {place: store.recording(log, place) for place in needed},
            log.activities.timelines(athlete, needed),
            log.athletes.athlete(athlete),
        )
        originals = log.figures.original_names([original for original, _ in needed])
        batch = log.activities.batch_of(key)
    return ShowOutcome(
        activity=activity,
        entry=entry,
        batch=batch,
        original_names=tuple(dict.fromkeys(originals[original] for original, _ in needed)),
        reported=ReportedRecording(file=activity.file_name, number=1, parts=1, report=report),
    )
