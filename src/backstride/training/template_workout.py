"""From a session of a programme to a workout: the number that grows and the place put in."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.training.dose import Dose, Speeds, dose_of, step_seconds
from backstride.training.programme import Programme, SessionTemplate
from backstride.training.workout import (
    LONGEST_NAME,
    Intensity,
    Length,
    LengthKind,
    Part,
    Place,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
)
from backstride.training.workout_text import parse_workout

MIND: Final = {
    None: "look over one shoulder every 10 steps; on a treadmill hold the rails",
    Place.TREADMILL: "hands on the rails, look straight ahead; stop the belt before you turn",
    Place.ELLIPTICAL: "hands on the handles; stay upright",
}
"""What ``{mind}`` stands for in a step that is done backward; elsewhere as in the open (`MIND_OUTSIDE`)."""
MIND_OUTSIDE: Final = "look over one shoulder every 10 steps"

CHECK: Final = {
    None: "check the surface first; on a treadmill clip the safety key on",
    Place.TREADMILL: "clip the safety key on before the belt moves; know where the stop button is",
    Place.ELLIPTICAL: "check that the pedals turn freely backward",
    Place.GYM: "walk the stretch forward first; nothing lies or stands on it",
    Place.TRACK: "walk the stretch forward first; check the surface and who is on it",
}
"""What ``{check}`` stands for, once before a session; elsewhere as in the open (`CHECK_OUTSIDE`)."""
CHECK_OUTSIDE: Final = "walk the stretch forward first; check the surface for holes, kerbs and slopes"

TEN_S: Final = 10.0
"""Rests on a treadmill that stand for a distance are rounded to this. [s]"""


def workout_of(template: SessionTemplate, n: int, *, programme: Programme, place: Place | None) -> Workout:
    """The workout of a session, with its dose and its place.

    Source: backstride-rules, treadmill-advice. Belief: claimed.

    Parameters
    ----------
    template
        A session of a programme.
    n
        The number that stands for ``{n}``.
    programme
        The programme; what it says of surfaces becomes the workout's note.
    place
        Where it is to be done; None where any of its places will do.

    Returns
    -------
    Workout
        Named for the session and for what it asks for backward.

    Raises
    ------
    InvalidValue
        If the number or the place is none of the session's.
    """
    low, high = template.n
    if not low <= n <= high:
        raise InvalidValue(
            f"The session {template.key!r} was asked for with the number {n}.",
            allowed=f"It takes {low} to {high}.",
            remedy="Take a number between them.",
        )
    if place is not None and place not in template.places:
        raise InvalidValue(
            f"The session {template.key!r} was asked for at the place {place.value!r}.",
            allowed="It is done at: " + ", ".join(sorted(template.places)) + ".",
            remedy="Take one of these places.",
        )
    workout = _parsed(template.text, n, place)
    amount = _amount_backward(workout) if low < high else ""
    name = f"{template.name}, {amount}" if amount else template.name
    return replace(workout, name=name[:LONGEST_NAME], place=place, notes=programme.surfaces)


def doses_of(template: SessionTemplate, speeds: Speeds, place: Place | None = None) -> tuple[Dose, ...]:
    """What a session asks for with each number it takes, from the least on.

    Source: foster2001, backstride-rules. Belief: derived.

    Parameters
    ----------
    template
        A session of a programme.
    speeds
        The athlete's usual speeds.
    place
        Where it is done; None where any of its places will do.

    Returns
    -------
    tuple of Dose
        One for each number from ``template.n[0]`` to ``template.n[1]``.
    """
    return _doses(template.text, template.n, frozenset(speeds.m_s.items()), place)


@lru_cache(maxsize=8192)
def _doses(
    text: str, n: tuple[int, int], own: frozenset[tuple[tuple[Travel, Gait], float]], place: Place | None
) -> tuple[Dose, ...]:
    speeds = Speeds(m_s=dict(own))
    return tuple(dose_of(_parsed(text, number, place), speeds) for number in range(n[0], n[1] + 1))


@lru_cache(maxsize=8192)
def _parsed(text: str, n: int, place: Place | None) -> Workout:
    """The text with everything put in. Replaced one by one: cues may hold braces of their own."""
    workout = parse_workout(
        text.replace("{n}", str(n))
        .replace("{mind}", MIND.get(place, MIND_OUTSIDE))
        .replace("{check}", CHECK.get(place, CHECK_OUTSIDE))
    )
    if place is not Place.TREADMILL:
        return workout
    return replace(workout, parts=tuple(_on_the_belt(part) for part in workout.parts))


def _on_the_belt(part: Part) -> Part:
    """On a treadmill one stands between backward steps: nobody turns twice a minute on a moving belt."""
    if isinstance(part, WorkoutRepeat):
        return replace(part, parts=tuple(_on_the_belt(each) for each in part.parts))
    if part.intensity is not Intensity.RECOVERY or part.travel is not Travel.FORWARD:
        return part
    length = part.length
    if length.kind is LengthKind.DISTANCE:
        seconds = max(TEN_S, TEN_S * round(step_seconds(part, Speeds()) / TEN_S))
        length = Length(kind=LengthKind.TIME, value=seconds)
    return WorkoutStep(
        length=length,
        travel=Travel.UNKNOWN,
        gait=Gait.STANDING,
        intensity=Intensity.REST,
        cues=("stop the belt and stand",),
    )


def _amount_backward(workout: Workout) -> str:
    """How much is to be done backward, as it is written: "8 min backward", "140 m backward"."""
    seconds = metres = 0.0
    for step in workout.performed:
        # Backward steps of the warm-up are drills: they count in the dose, not in the name.
        is_meant = step.travel is Travel.BACKWARD and step.intensity is Intensity.ACTIVE
        if is_meant and step.length.value is not None:
            seconds += step.length.value if step.length.kind is LengthKind.TIME else 0.0
            metres += step.length.value if step.length.kind is LengthKind.DISTANCE else 0.0
    minutes = f"{seconds / 60.0:.3g} min" if seconds > 0.0 else ""
    amount = " and ".join(part for part in (minutes, f"{metres:g} m" if metres > 0.0 else "") if part)
    return f"{amount} backward" if amount else ""
