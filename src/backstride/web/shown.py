"""An activity with all that is known of it, worked out once for the page, its charts and its tables."""

from typing import Annotated

from fastapi import Path

from backstride.actions.activity_view import ActivityView, view_activity
from backstride.errors import NotInLog
from backstride.web.place import Place

Key = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z-]{1,40}$",
        description="The first letters of an activity's key, its day if it is the only one of it, or latest.",
    ),
]


def shown(place: Place, athlete: str, key: str) -> ActivityView:
    """An activity, kept for as long as the log does not change.

    Parameters
    ----------
    place
        The log, and what is kept.
    athlete
        Whose.
    key
        What names it.

    Returns
    -------
    ActivityView
        All that is known of it.

    Raises
    ------
    NotInLog
        If there is none, or several.
    """
    with place.store.reading() as log:
        revision = log.revision
    return place.shown.kept(
        revision, ("activity", athlete, key.lower()), lambda: view_activity(place.store, athlete, key)
    )


def original_of(place: Place, athlete: str, key: str, part: int) -> tuple[bytes, str]:
    """A file that an activity came in.

    Parameters
    ----------
    place
        The log, and what is kept.
    athlete
        Whose.
    key
        What names the activity.
    part
        Which of its files, from 1.

    Returns
    -------
    tuple of (bytes, str)
        Its content, and a name for it that says nothing of the person.

    Raises
    ------
    NotInLog
        If there is no such activity or file.
    """
    outcome = shown(place, athlete, key).shown
    originals = tuple(dict.fromkeys(window.original for window in outcome.activity.windows))
    if part > len(originals):
        raise NotInLog(
            f"The activity has no file {part}.",
            allowed=f"It came in {len(originals)} of them.",
            remedy="Ask for one of these.",
        )
    number = f"-{part}" if len(originals) > 1 else ""
    name = f"{outcome.activity.key}{number}.{outcome.reported.report.recording.format}"
    return place.store.originals.read(originals[part - 1]), name
