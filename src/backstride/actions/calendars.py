"""Write the plans of an athlete as a calendar, without a word on their health."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Final

from backstride.actions.simulate import write_whole
from backstride.bout import Travel
from backstride.errors import NotInLog
from backstride.formats.calendar import CalendarEvent, EventStatus, write_calendar
from backstride.store import Store, StoredPlan
from backstride.store.plans import TIMED
from backstride.training.dose import Speeds, step_seconds
from backstride.training.plan import PlannedSession
from backstride.training.workout import Part, Workout, WorkoutRepeat, WorkoutStep, direction_words
from backstride.training.workout_text import workout_text

NAME: Final = "Backstride"
WITHOUT_TIME: Final = "Sessions stand on their day, at no time."
TOLD_TIME: Final = re.compile(r"at (\d\d):(\d\d)\.$")
HELD: Final = "Not certain yet: what has to hold before it, backstride plan says."
HEALTH: Final = re.compile(
    r"\b(pain\w*|hurt\w*|ach(e|es|ing)|injur\w*|rehab\w*|surg\w*|operat\w*|swell\w*|swollen|strains?|fracture\w*"
    r"|clinic\w*|physio\w*|doctors?|therap\w*|symptom\w*|patients?|disease\w*|overweight"
    r"|knees?|achilles|hamstrings?|groins?|splints?)\b",
    re.IGNORECASE,
)
"""Words that a calendar, which others may see, does not show; the parts of the body are those of the injuries
that programmes are for, so a cue of somebody's own programme does not tell of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOutcome:
    """What was written."""

    path: Path
    events: tuple[CalendarEvent, ...]


def export_calendar(
    store: Store, athlete: str, path: Path, *, starts_at: time | None, at: datetime
) -> CalendarOutcome:
    """Write all plans of an athlete as an iCalendar file; sessions that are gone are cancelled in it.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    path
        Where to; a file there is replaced.
    starts_at
        When sessions begin; None for days without a time. Another time than the last one is kept as a change
        of the plans, so that calendars take it for one.
    at
        Now.

    Returns
    -------
    CalendarOutcome
        What was written.

    Raises
    ------
    NotInLog
        If there never was a plan.
    UnwritablePath
        If nothing can be written there.
    """
    plans = timed_plans(store, athlete, starts_at=starts_at, at=at)
    if not plans:
        raise NotInLog(
            "There is no plan in the log.",
            allowed="A calendar holds the sessions of plans.",
            remedy="See what can be planned with: backstride programmes.",
        )
    events = calendar_events(plans, starts_at=starts_at)
    write_whole(path, write_calendar(events, name=NAME))
    return CalendarOutcome(path=path, events=events)


def timed_plans(
    store: Store, athlete: str, *, starts_at: time | None, at: datetime
) -> tuple[StoredPlan, ...]:
    """All plans of an athlete, with the time of day at which their sessions begin.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    starts_at
        When sessions begin; None for days without a time. Another time than the last one is kept as a change
        of the plans.
    at
        Now.

    Returns
    -------
    tuple of StoredPlan
        The first first; none where there never was a plan.
    """
    times = WITHOUT_TIME if starts_at is None else f"Sessions begin at {starts_at:%H:%M}."
    with store.reading() as log:
        plans = log.plans.of(athlete)
    if any((each.timed or WITHOUT_TIME) != times for each in plans):
        with store.writing() as log:
            for each in log.plans.of(athlete):
                if (each.timed or WITHOUT_TIME) != times:
                    log.plans.change(each.key, at=at, kind=TIMED, words=times, current=each.current)
            plans = log.plans.of(athlete)
    return plans


def time_told(plans: Sequence[StoredPlan]) -> time | None:
    """The time of day at which sessions begin, as it was said last.

    Parameters
    ----------
    plans
        The plans of an athlete, the first first.

    Returns
    -------
    time or None
        None for days without a time.
    """
    told = next((each.timed for each in reversed(plans) if each.timed is not None), WITHOUT_TIME)
    found = TOLD_TIME.search(told)
    return None if found is None else time(int(found[1]), int(found[2]))


def calendar_of(store: Store, athlete: str) -> bytes:
    """The plans of an athlete as a calendar to be subscribed to; nothing is written.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.

    Returns
    -------
    bytes
        An iCalendar file, as `export_calendar` writes it; without events where there never was a plan.
    """
    with store.reading() as log:
        plans = log.plans.of(athlete)
    return write_calendar(calendar_events(plans, starts_at=time_told(plans)), name=NAME)


def calendar_events(plans: Iterable[StoredPlan], *, starts_at: time | None) -> tuple[CalendarEvent, ...]:
    """The sessions of plans as events.

    Parameters
    ----------
    plans
        The plans, those that ended included: calendars may still show them.
    starts_at
        When sessions begin; None for days without a time.

    Returns
    -------
    tuple of CalendarEvent
        By plan, then by day; those that are gone last.
    """
    events = []
    for plan in plans:
        sequences, moments = plan.sequences, plan.changed_at
        for session, is_gone in _sessions(plan):
            held = EventStatus.CONFIRMED if session.gate is None else EventStatus.TENTATIVE
            events.append(
                CalendarEvent(
                    uid=f"{plan.key}-{session.key}@backstride",
                    day=session.day,
                    summary=title_of(session, plan.request.speeds),
                    description=_description(session, plan.request.speeds),
                    starts_at=starts_at,
                    minutes=session.minutes,
                    status=EventStatus.CANCELLED if is_gone else held,
                    sequence=sequences[session.key],
                    changed_at=moments[session.key],
                )
            )
    return tuple(events)


def _sessions(plan: StoredPlan) -> Sequence[tuple[PlannedSession, bool]]:
    return [
        *((each, False) for each in plan.current.sessions),
        *((each, True) for each in plan.cancelled),
    ]


def title_of(session: PlannedSession, speeds: Speeds) -> str:
    """What a calendar calls a session: which way and how long, and nothing of why.

    Parameters
    ----------
    session
        The session.
    speeds
        How fast the athlete usually is, to tell what takes longest.

    Returns
    -------
    str
        As in "Backward walk, 24 min".
    """
    return f"{_main_words(session.workout, speeds)}, {session.minutes:.0f} min"


def _main_words(workout: Workout, speeds: Speeds) -> str:
    """What is done longest, backward if anything is."""
    seconds: dict[str, float] = {}
    steps = workout.performed
    backward = [step for step in steps if step.travel is Travel.BACKWARD]
    for step in backward or steps:
        words = direction_words(step)
        seconds[words] = seconds.get(words, 0.0) + step_seconds(step, speeds)
    return max(seconds, key=lambda words: seconds[words])


def _description(session: PlannedSession, speeds: Speeds) -> str:
    workout = replace(
        session.workout,
        name=_main_words(session.workout, speeds),
        notes="",
        parts=_discreet(session.workout.parts),
    )
    _, _, steps = workout_text(workout).partition("\n\n")
    place = "" if workout.place is None else f"Where: {workout.place.value}\n"
    return "\n".join(part for part in (HELD if session.gate else "", place + steps) if part)


def _discreet(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts, without cues and labels that tell of somebody's health."""
    return tuple(
        replace(part, parts=_discreet(part.parts))
        if isinstance(part, WorkoutRepeat)
        else _discreet_step(part)
        for part in parts
    )


def _discreet_step(step: WorkoutStep) -> WorkoutStep:
    return replace(
        step,
        label="exercise" if HEALTH.search(step.label) else step.label,
        cues=tuple(cue for cue in step.cues if not HEALTH.search(cue)),
    )
