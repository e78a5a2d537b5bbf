import pytest
from hypothesis import given
from lxml import etree
from tests.training.workouts import workouts

from backstride.bout import Gait, Travel
from backstride.formats.zwo import write_zwo
from backstride.training.dose import Speeds
from backstride.training.watches import NOTES_JOINT, step_name, step_notes
from backstride.training.workout import Workout
from backstride.training.workout_text import parse_workout

SPEEDS = Speeds(m_s={(Travel.BACKWARD, Gait.WALK): 0.5})


@given(workouts())
def test_every_step_stands_in_the_file_with_its_name(workout: Workout) -> None:
    """Sound XML, one block for each step as performed, which first says what to do."""
    data, _ = write_zwo(workout, SPEEDS)
    blocks = etree.fromstring(data).findall("workout/FreeRun")
    assert len(blocks) == len(workout.performed)
    for block, step in zip(blocks, workout.performed, strict=True):
        messages = [event.get("message", "") for event in block]
        assert messages[0] == step_name(step, notes=step_notes(step))
        assert NOTES_JOINT.join(messages[1:]) == step_notes(step)
        last = int(block.get("Duration", "0")) - 1
        assert all(0 <= int(event.get("timeoffset", "-1")) <= last for event in block)


def test_cues_come_one_after_the_other() -> None:
    """Name, target and cues do not cover each other."""
    data, _ = write_zwo(parse_workout("- 1min backward walk @RPE 3 (short steps; hold the rail)"), SPEEDS)
    events = etree.fromstring(data).iter("textevent")
    assert [(event.get("timeoffset"), event.get("message")) for event in events] == [
        ("0", "Backward walk 1 min"),
        ("8", "Target RPE 3"),
        ("16", "short steps"),
        ("24", "hold the rail"),
    ]


@pytest.mark.parametrize(
    ("text", "seconds", "losses"),
    [
        ("- 1min backward walk", ["60"], []),
        ("- 100m backward walk", ["200"], ["Distances"]),
        ("- until lap press forward walk", ["120"], ["Steps that wait"]),
        ("- 2x 1min forward @Z2", ["60", "60"], ["Targets", "Repeats"]),
    ],
)
def test_what_is_lost_is_said(text: str, seconds: list[str], losses: list[str]) -> None:
    """A plain time is kept whole; all else has its sentence."""
    data, said = write_zwo(parse_workout(text), SPEEDS)
    assert [block.get("Duration") for block in etree.fromstring(data).iter("FreeRun")] == seconds
    assert len(said) == len(losses)
    assert all(sentence.startswith(start) for sentence, start in zip(said, losses, strict=True))
