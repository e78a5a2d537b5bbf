"""A workout for people on a treadmill before Zwift: its text and times, as a ZWO file.

The program knows speeds as shares of a threshold that we do not know, one kind of length for a whole
file, and no lap button. So each step is a free run of a time, which says on the screen what to do.
"""

from typing import Final

from lxml import etree

from backstride.training.dose import Speeds, step_seconds
from backstride.training.watches import NOTES_JOINT, step_name, step_notes
from backstride.training.workout import LengthKind, TargetKind, Workout, WorkoutRepeat, WorkoutStep

CUE_AFTER_S: Final = 8
"""How long one text stands before the next; assumed. [s]"""

_AUTHOR: Final = "Backstride"


def write_zwo(workout: Workout, speeds: Speeds) -> tuple[bytes, tuple[str, ...]]:
    """A workout as a ZWO file, and what is lost.

    Parameters
    ----------
    workout
        The workout.
    speeds
        The athlete's usual speeds, which turn distances into times.

    Returns
    -------
    tuple of bytes and tuple of str
        The file, and a sentence for each thing that it cannot say.

    Examples
    --------
    >>> from backstride.training.workout_text import parse_workout
    >>> data, losses = write_zwo(parse_workout("- 1min backward walk"), Speeds())
    >>> data.decode().splitlines()[8].strip(), losses
    ('<FreeRun Duration="60" FlatRoad="1">', ())
    """
    root = etree.Element("workout_file")
    for tag, text in (
        ("author", _AUTHOR),
        ("name", workout.name),
        ("description", workout.notes),
        ("sportType", "run"),
        ("durationType", "time"),
    ):
        etree.SubElement(root, tag).text = text
    steps = etree.SubElement(root, "workout")
    texts = {step: _texts(step) for step in set(workout.performed)}
    for step in workout.performed:
        seconds = max(1, round(step_seconds(step, speeds)))
        block = etree.SubElement(steps, "FreeRun", Duration=str(seconds), FlatRoad="1")
        for place, text in enumerate(texts[step]):
            offset = min(place * CUE_AFTER_S, seconds - 1)
            etree.SubElement(block, "textevent", timeoffset=str(offset), message=text)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data, _losses(workout)


def _texts(step: WorkoutStep) -> list[str]:
    notes = step_notes(step)
    return [step_name(step, notes=notes), *(notes.split(NOTES_JOINT) if notes else ())]


def _losses(workout: Workout) -> tuple[str, ...]:
    steps = workout.performed
    lengths, targets = {step.length.kind for step in steps}, {step.target.kind for step in steps}
    sentences = (
        (
            "Distances became times, by the usual speed of each step.",
            LengthKind.DISTANCE in lengths,
        ),
        (
            "Steps that wait for the lap button or the heart got a time.",
            bool(lengths - {LengthKind.DISTANCE, LengthKind.TIME}),
        ),
        (
            "Targets stand on the screen; nothing holds you to them.",
            bool(targets - {TargetKind.OPEN}),
        ),
        (
            "Repeats are written out.",
            any(isinstance(part, WorkoutRepeat) for part in workout.parts),
        ),
    )
    return tuple(sentence for sentence, is_lost in sentences if is_lost)
