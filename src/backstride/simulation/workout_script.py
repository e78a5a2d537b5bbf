"""A workout as the simulated athlete does it, step by step, as the watch leads through it."""

from typing import Final

from backstride.bout import Gait, Travel
from backstride.simulation.script import FASTEST_M_S, Place, Repeat, SessionScript, Stretch
from backstride.training.dose import Speeds, step_seconds, step_speed
from backstride.training.watches import step_name, step_notes
from backstride.training.workout import LengthKind, Part, Workout, WorkoutRepeat, WorkoutStep
from backstride.training.workout import Place as WorkoutPlace

INDOORS: Final = frozenset({WorkoutPlace.TREADMILL, WorkoutPlace.ELLIPTICAL, WorkoutPlace.GYM})
"""Where no positions are received."""

ENDINGS: Final = {
    LengthKind.LAP_PRESS: "open",
    LengthKind.HEART_RATE_BELOW: "hr_less_than",
    LengthKind.HEART_RATE_ABOVE: "hr_greater_than",
}
"""What FIT files call them."""

BPM_OFFSET: Final = 100.0
"""FIT files write heart rates so much higher. [bpm]"""


def script_of(workout: Workout, speeds: Speeds, *, place: Place | None = None) -> SessionScript:
    """The session of a workout: each step a stretch, with the index it has in a FIT workout file.

    The simulated athlete only walks, runs and stands. On an elliptical trainer they move as in a walk;
    sideways as backward; without a direction as forward; and what has a name of its own they do on the
    spot. The names of the steps say what was meant, and the recording carries these.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    workout
        The workout.
    speeds
        How fast the athlete usually goes.
    place
        Where; None for a treadmill if the workout is done indoors, else the track.

    Returns
    -------
    SessionScript
        The session, whose recording carries the workout.
    """
    gaits = {step.gait for step in workout.performed}
    return SessionScript(
        name=workout.name,
        parts=tuple(_part(part, speeds) for part in workout.parts),
        place=place or (Place.TREADMILL if workout.place in INDOORS else Place.TRACK),
        sport="walking" if Gait.WALK in gaits and Gait.RUN not in gaits else "running",
    )


def _part(part: Part, speeds: Speeds) -> Stretch | Repeat:
    if isinstance(part, WorkoutRepeat):
        return Repeat(times=part.times, stretches=tuple(_part(inner, speeds) for inner in part.parts))
    return _stretch(part, speeds)


def _stretch(step: WorkoutStep, speeds: Speeds) -> Stretch:
    length, notes = step.length, step_notes(step)
    is_over_distance = length.kind is LengthKind.DISTANCE
    travel, gait = _movement(step)
    fastest_m_s = FASTEST_M_S.get((travel, gait), 0.0)
    value = None if length.value is None else round(length.value) + BPM_OFFSET
    return Stretch(
        name=step_name(step, notes=notes),
        travel=travel,
        gait=gait,
        speed_m_s=min(step_speed(step, speeds), fastest_m_s),
        duration_s=None if is_over_distance else max(1, round(step_seconds(step, speeds))),
        distance_m=length.value if is_over_distance else None,
        intensity=step.intensity.value,
        notes=notes or None,
        ending=(ENDINGS[length.kind], value) if length.kind in ENDINGS else None,
    )


def _movement(step: WorkoutStep) -> tuple[Travel, Gait]:
    """How the simulated athlete moves for a step."""
    is_over_distance = step.length.kind is LengthKind.DISTANCE
    stays = step.gait is Gait.STANDING or (step.gait is Gait.OTHER and step.travel is Travel.UNKNOWN)
    if stays and not is_over_distance:
        return Travel.UNKNOWN, Gait.STANDING
    is_backward = step.travel in {Travel.BACKWARD, Travel.SIDEWAYS}
    return (
        Travel.BACKWARD if is_backward else Travel.FORWARD,
        Gait.RUN if step.gait is Gait.RUN else Gait.WALK,
    )
