"""Workouts as files: for a watch, for a treadmill before a screen, or as text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from starlette.responses import Response

from backstride.actions.workouts import (
    WorkoutOutcome,
    fit_file,
    fitted_workout,
    read_workout_text,
    zwo_file,
)
from backstride.errors import NotInLog
from backstride.training.workout_text import workout_text
from backstride.web.answering import download
from backstride.web.place import Place
from backstride.web.visitor import Visitor

KINDS: Final[Mapping[str, str]] = {
    "fit": "application/vnd.ant.fit",
    "zwo": "application/xml",
    "txt": "text/plain; charset=utf-8",
}
"""The media type of each kind of file."""


def fitted_text(place: Place, visitor: Visitor, text: str, watch: str) -> WorkoutOutcome:
    """A workout from its text, with what a watch makes of it.

    Parameters
    ----------
    place
        The log.
    visitor
        Whose heart rates and speeds it goes by.
    text
        As it was written.
    watch
        The family of watches.

    Returns
    -------
    WorkoutOutcome
        The workout.

    Raises
    ------
    InvalidValue
        If it cannot be understood, with the line.
    """
    workout = read_workout_text(text.encode(errors="replace"), "The text")
    return fitted_workout(place.store, visitor.athlete, workout, watch=watch, today=visitor.today)


def workout_file(outcome: WorkoutOutcome, kind: str, *, at: datetime) -> Response:
    """A workout as a file to keep.

    Parameters
    ----------
    outcome
        The workout, fitted to a watch.
    kind
        ``fit``, ``zwo`` or ``txt``.
    at
        The moment, which a FIT file holds.

    Returns
    -------
    Response
        The file.

    Raises
    ------
    NotInLog
        If there is no such kind of file.
    """
    if kind == "fit":
        data = fit_file(outcome, at=at)
    elif kind == "zwo":
        data, _ = zwo_file(outcome)
    elif kind == "txt":
        data = workout_text(outcome.workout).encode()
    else:
        raise NotInLog(
            f"A workout is no file of the kind {kind[:20]!r}.",
            allowed="fit for watches, zwo for treadmills before a screen, txt to read.",
            remedy="Choose one of them.",
        )
    session = outcome.session
    name = "workout" if session is None else f"{session.day.isoformat()}-{session.key}"
    return download(data, name=f"backstride-{name}.{kind}", kind=KINDS[kind])
