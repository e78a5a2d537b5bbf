"""Ask a person about the few stretches whose direction would teach most, and keep what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from backstride.actions.changing import ChangeOutcome, Edit
from backstride.actions.labelling import Stretch, label_activity
from backstride.bout import Bout, Travel
from backstride.direction.asking import MOST_QUESTIONS, Question, questions
from backstride.errors import DamagedStore, MissingFile
from backstride.load import distance_line
from backstride.log.derive import composed, places
from backstride.log.pieces import bouts_of
from backstride.recording import Recording
from backstride.session import athlete_of_recording
from backstride.store import Log, LogEntry, Store
from backstride.units import clock

LATELY: Final = timedelta(days=14)
"""Activities so old are asked about without being named. Assumed."""
JUST_NOW: Final = timedelta(days=3)
"""So long people know which way all of a recording went of which nothing tells it. Assumed."""
FEWEST_POINTS: Final = 2
"""A distance has a beginning and an end."""
ANSWER: Final = "answer"
"""The kind of a change that answers a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question about a stretch of an activity: which way did you go?"""

    entry: LogEntry
    """The activity."""
    question: Question
    distance_m: float | None
    """How far the stretch went."""

    @property
    def key(self) -> str:
        """The key of the activity."""
        return self.entry.key

    @property
    def stretch(self) -> Stretch:
        """From when to when, in the activity's own time. [s]"""
        return self.question.start_s, self.question.end_s

    @property
    def speed_m_s(self) -> float | None:
        """The mean speed. [m/s]"""
        if self.distance_m is None:
            return None
        return self.distance_m / (self.question.end_s - self.question.start_s)


def questions_for(
    store: Store, athlete: str, written: str | None = None, *, today: date
) -> tuple[OpenQuestion, ...]:
    """The few questions whose answers would teach most.

    Never more than three, and never more than three about one activity, with those that were answered.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    written
        The activity, as a person names it; None for those of the last two weeks.
    today
        The day.

    Returns
    -------
    tuple of OpenQuestion
        The one that teaches most first.

    Raises
    ------
    NotInLog
        If there is no such activity.
    MissingFile
        If its columns are not there.
    DamagedStore
        If something changed them.
    """
    found: list[OpenQuestion] = []
    with store.reading() as log:
        for entry in _asked(log, athlete, written, today):
            try:
                found += _of_entry(store, log, athlete, entry, today)
            except (MissingFile, DamagedStore):
                if written is not None:
                    raise  # of the others it can still be asked
    found.sort(key=lambda each: -each.question.gain_bits)
    return tuple(found[:MOST_QUESTIONS])


def _asked(log: Log, athlete: str, written: str | None, today: date) -> tuple[LogEntry, ...]:
    """The activities that are asked about, the latest first."""
    if written is None:
        return log.figures.entries_of(athlete, since=today - LATELY, until=today)
    return log.figures.entries_of(athlete, keys=[log.activities.key_of(written, athlete)], also_hidden=True)


def _of_entry(store: Store, log: Log, athlete: str, entry: LogEntry, today: date) -> tuple[OpenQuestion, ...]:
    activity = log.activities.activity(entry.key)
    if not entry.summary.is_on_foot or activity.replaced_by or activity.is_removed:
        return ()
    needed = places(activity)
    recordings = {place: store.recording(log, place) for place in needed}
    timelines = log.activities.timelines(athlete, needed)
    recording = composed(activity, recordings, timelines)
    on_day, _ = athlete_of_recording(log.athletes.athlete(athlete), recording)
    bouts = bouts_of(activity, recordings, timelines, recording, on_day.stride)
    return open_questions(log, athlete, entry, recording, bouts, today=today)


def open_questions(
    log: Log, athlete: str, entry: LogEntry, recording: Recording, bouts: Sequence[Bout], *, today: date
) -> tuple[OpenQuestion, ...]:
    """The questions about an activity whose bouts are at hand, as those of a report.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.
    entry
        The activity.
    recording
        Its recording.
    bouts
        Its bouts, with all that speaks of them.
    today
        The day.

    Returns
    -------
    tuple of OpenQuestion
        The one that teaches most first; with those that were answered never more than three.
    """
    day = entry.summary.day
    asked = questions(
        bouts,
        already_asked=_answered(log, athlete, entry.key),
        is_new=day is not None and timedelta(0) <= today - day <= JUST_NOW,
    )
    return tuple(
        OpenQuestion(entry=entry, question=each, distance_m=_distance(recording, each)) for each in asked
    )


def _answered(log: Log, athlete: str, key: str) -> int:
    """How many questions about an activity were answered, with `answer` or by a label, which is as good."""
    actions = log.history.actions(athlete, key=key)
    return sum(each.kind in {ANSWER, "label"} and each.undone_at is None for each in actions)


def _distance(recording: Recording, question: Question) -> float | None:
    """How far a stretch went; None where nothing tells it. [m]"""
    line_m, elapsed_s = distance_line(recording.samples), recording.samples.elapsed_s
    known = ~np.isnan(line_m) & ~np.isnan(elapsed_s)
    if np.count_nonzero(known) < FEWEST_POINTS:
        return None
    ends_m = np.interp([question.start_s, question.end_s], elapsed_s[known], line_m[known])
    return float(ends_m[1] - ends_m[0])


def answer(store: Store, written: str, stretch: Stretch, travel: Travel, edit: Edit) -> ChangeOutcome:
    """Keep what a person answered: their word, as a label has it.

    Parameters
    ----------
    store
        The log.
    written
        The activity, as a person names it.
    stretch
        The stretch that was asked about, in the activity's own time. [s]
    travel
        Which way they went; unknown where they do not know.
    edit
        Whose log it is, and when.

    Returns
    -------
    ChangeOutcome
        What changed; it can be taken back like any change.

    Raises
    ------
    InvalidLabel
        If the stretch lies outside the activity.
    InvalidValue
        If they had said so already.
    """
    return label_activity(store, written, [label_of(stretch, travel)], edit, kind=ANSWER)


def label_of(stretch: Stretch, travel: Travel) -> str:
    """What a person would write to say which way a stretch went.

    Parameters
    ----------
    stretch
        The stretch. [s]
    travel
        The direction.

    Returns
    -------
    str
        A label.

    Examples
    --------
    >>> label_of((65.0, 3725.25), Travel.BACKWARD)
    '1:05-1:02:05.25=backward'
    """
    return f"{_exact(stretch[0])}-{_exact(stretch[1])}={travel.value}"


def _exact(time_s: float) -> str:
    """A time with its fraction, to the millisecond."""
    thousandths = round(1000.0 * time_s)
    whole, fraction = divmod(thousandths, 1000)
    return clock(whole) + (f".{fraction:03d}".rstrip("0") if fraction else "")
