"""The timeline of an activity as a person edits it: which way its stretches went, and what is left out."""

from dataclasses import dataclass
from typing import Any

from backstride.actions.activity_state import state_of
from backstride.actions.document_values import rounded
from backstride.direction import DIRECTIONS
from backstride.log import Activity, Timeline
from backstride.log.activity import BadStretch
from backstride.log.derive import Place, places
from backstride.log.pieces import pieces_of
from backstride.log.summary import BoutRow
from backstride.store import Log, LogEntry, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """What can be edited of an activity along its time."""

    activity: Activity
    entry: LogEntry
    bouts: tuple[BoutRow, ...]
    """None where the activity has no times."""
    left_out: tuple[BadStretch, ...]
    """In the activity's own time, in order."""
    state: str
    """What a change of it is made on, for `backstride.actions.changing.Edit.seen`."""


def timeline_of(store: Store, athlete: str, written: str) -> TimelineView:
    """What can be edited of an activity along its time.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    written
        The activity, as a person names it.

    Returns
    -------
    TimelineView
        As the log holds it, without working anything out anew.
    """
    with store.reading() as log:
        key = log.activities.key_of(written, athlete)
        activity = log.activities.activity(key)
        said = log.activities.timelines(athlete, places(activity))
        return TimelineView(
            activity=activity,
            entry=log.figures.entries_of(athlete, keys=[key], also_hidden=True)[0],
            bouts=log.figures.bouts_of(key),
            left_out=_left_out(store, log, activity, said),
            state=state_of(log, athlete, activity),
        )


def _left_out(
    store: Store, log: Log, activity: Activity, said: dict[Place, Timeline]
) -> tuple[BadStretch, ...]:
    """The bad stretches of the recordings, in the time of the activity."""
    if not any(timeline.bad for timeline in said.values()):
        return ()
    recordings = {place: store.recording(log, place) for place in places(activity)}
    found = []
    for piece in pieces_of(activity.windows, recordings):
        for each in said.get(piece.place, Timeline()).bad:
            start_s, end_s = max(each.start_s + piece.zero_s, piece.start_s), each.end_s + piece.zero_s
            if start_s < min(end_s, piece.end_s):
                kept = BadStretch(start_s=start_s, end_s=min(end_s, piece.end_s), spoiled=each.spoiled)
                found.append(kept)
    return tuple(sorted(found, key=lambda each: (each.start_s, each.end_s)))


def timeline_document(view: TimelineView) -> dict[str, Any]:
    """What can be edited of an activity along its time, as a plain document.

    Parameters
    ----------
    view
        The timeline.

    Returns
    -------
    dict
        Its stretches, what is left out, and the state to name when it is changed.
    """
    return {
        "activity": view.entry.key,
        "state": view.state,
        "stretches": [
            {
                "start_s": rounded(bout.start_s),
                "end_s": rounded(bout.end_s),
                "travel": bout.travel.value,
                "gait": bout.gait.value,
                "probability": bout.probability,
                "probabilities": _probabilities(bout),
                "evidence": bout.evidence,
                "detector": bout.detector,
                "detail": bout.detail,
            }
            for bout in view.bouts
        ],
        "left_out": [
            {
                "start_s": rounded(each.start_s),
                "end_s": rounded(each.end_s),
                "spoiled": each.spoiled.value,
            }
            for each in view.left_out
        ],
    }


def _probabilities(bout: BoutRow) -> dict[str, float | None] | None:
    """How probable each direction is; None where nothing speaks of it."""
    if bout.posterior is None:
        return None
    return {travel.value: rounded(bout.posterior.of(travel)) for travel in DIRECTIONS}
