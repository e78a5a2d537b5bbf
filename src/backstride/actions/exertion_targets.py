"""Workouts for those whose heart rate a medicine holds down: by perceived exertion instead."""

import re
from dataclasses import replace
from typing import Final

from backstride.bout import Travel
from backstride.errors import InvalidValue
from backstride.store import Log
from backstride.training.dose import step_rpe
from backstride.training.programme import Programme
from backstride.training.screening import goes_by_exertion
from backstride.training.workout import Length, LengthKind, Target, TargetKind, Workout, WorkoutStep
from backstride.training.workout_quantities import UNTIL_HEART, read_target, target_text
from backstride.training.workout_text import parse_workout, workout_text

OF_THE_HEART: Final = frozenset(
    {
        TargetKind.HEART_RATE,
        TargetKind.HEART_RATE_ZONE,
        TargetKind.HEART_RATE_MAXIMUM,
        TargetKind.HEART_RATE_RESERVE,
    }
)
AT: Final = re.compile(r"@ *")
ANY_LENGTH: Final = Length(kind=LengthKind.LAP_PRESS)
BY_EXERTION: Final = "Your medicine holds the heart rate down: this goes by exertion instead of heart rate."
PROGRAMME_BY_EXERTION: Final = (
    "Your medicine holds the heart rate down: what the programme sets by heart rate, the plan sets by "
    "exertion."
)


def must_go_by_exertion(log: Log, athlete: str) -> bool:
    """Whether the athlete told at the screening of a medicine that holds the heart rate down.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.

    Returns
    -------
    bool
        False where nobody was screened.
    """
    found = log.diary.screening(athlete)
    return found is not None and goes_by_exertion(found.screening)


def text_by_exertion(text: str) -> str:
    """The text of a workout without heart rates: exertion as a target, the lap button as an end.

    Parameters
    ----------
    text
        The text; it may hold what a programme fills in later.

    Returns
    -------
    str
        The same text where no heart rate stands in it.
    """
    parts, place = [], 0
    for at in AT.finditer(text):
        try:
            target, end = read_target(text, at.end())
        except InvalidValue:
            continue
        if target.kind in OF_THE_HEART:
            parts += [text[place : at.end()], target_text(_exertion(target))]
            place = end
    return UNTIL_HEART.sub("until lap press", "".join((*parts, text[place:])))


def _exertion(target: Target) -> Target:
    step = WorkoutStep(length=ANY_LENGTH, travel=Travel.UNKNOWN, target=target)
    rpe = step_rpe(step)
    return Target(kind=TargetKind.RPE, low=rpe, high=rpe)


def workout_by_exertion(workout: Workout) -> Workout:
    """A workout without heart rates.

    Parameters
    ----------
    workout
        The workout.

    Returns
    -------
    Workout
        The same one where it has none.
    """
    text = workout_text(workout)
    changed = text_by_exertion(text)
    return workout if changed == text else replace(parse_workout(changed), name=workout.name)


def programme_by_exertion(programme: Programme) -> Programme:
    """A programme without heart rates in its sessions.

    Parameters
    ----------
    programme
        The programme.

    Returns
    -------
    Programme
        The same one where it has none.
    """
    return replace(
        programme,
        phases=tuple(
            replace(
                phase,
                sessions=tuple(replace(each, text=text_by_exertion(each.text)) for each in phase.sessions),
            )
            for phase in programme.phases
        ),
    )
