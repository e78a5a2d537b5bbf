"""Who says which way, and how strongly."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from backstride.bout import Claim, EvidenceKind, Gait, Travel
from backstride.direction import LapConvention, all_claims, read_label
from backstride.direction.claims import (
    FILE_NAME_PROBABILITY,
    LAP_CONVENTION_PROBABILITY,
    LAP_NAME_PROBABILITY,
    SESSION_NAME_PROBABILITY,
    STEP_PROBABILITY,
    USER_PROBABILITY,
    lap_claims,
    name_claims,
    step_claims,
    user_claims,
)
from backstride.recording import Lap, Recording, Samples, Step

END_S = 400.0
RECORDING = Recording(
    format="fit", samples=Samples.of(np.arange(0.0, END_S + 1.0)), started_at=datetime(2026, 4, 1, tzinfo=UTC)
)
STEPS = (
    Step(index=0, name="Warm up"),
    Step(index=1, name="Backward 100 m"),
    Step(index=2, name="Forward jog"),
    Step(index=3, name="Backward repeat", repeat_from=1, repeats=2),
)


def laps(*steps: int | None, trigger: str | None = "manual") -> tuple[Lap, ...]:
    """Laps of 100 s, each with a step."""
    return tuple(
        Lap(start_s=100.0 * place, end_s=100.0 * (place + 1), workout_step=step, trigger=trigger)
        for place, step in enumerate(steps)
    )


def said(claims: tuple[Claim, ...]) -> list[tuple[float, float, Travel]]:
    """Where each claim holds and what it says."""
    return [(claim.start_s, claim.end_s, claim.evidence.travel) for claim in claims]


def test_the_kinds_of_evidence_are_believed_in_the_order_of_their_rank() -> None:
    """A weaker kind is never believed more than a stronger one."""
    assert (
        USER_PROBABILITY
        > STEP_PROBABILITY
        >= LAP_NAME_PROBABILITY
        > LAP_CONVENTION_PROBABILITY
        > SESSION_NAME_PROBABILITY
        > FILE_NAME_PROBABILITY
        > 0.5
    )


def test_the_user_is_believed_outright() -> None:
    """What the user says carries probability 1, with the gait if it is said."""
    (claim,) = user_claims([read_label("1:00-2:00=backward walk")], RECORDING)
    assert said((claim,)) == [(60.0, 120.0, Travel.BACKWARD)]
    assert claim.evidence.probability == 1.0
    assert claim.evidence.gait is Gait.WALK
    assert claim.evidence.detail == "you said so"


def test_a_workout_step_labels_its_laps() -> None:
    """The plan's own words come back on the laps that it made."""
    claims = step_claims(replace(RECORDING, laps=laps(0, 1, 2, 1), steps=STEPS))
    assert said(claims) == [
        (100.0, 200.0, Travel.BACKWARD),
        (200.0, 300.0, Travel.FORWARD),
        (300.0, 400.0, Travel.BACKWARD),
    ]
    assert claims[0].evidence.kind is EvidenceKind.WORKOUT_STEP
    assert claims[0].evidence.detail == 'workout step 2 "Backward 100 m"'
    assert claims[1].evidence.gait is Gait.RUN


def test_a_step_speaks_by_its_notes_where_its_name_is_silent() -> None:
    """Watches cut names short, so the direction often stands in the notes."""
    steps = (
        Step(index=0, name="Interval 1", notes="run backward, look over the left shoulder"),
        Step(index=1, name="Forward", notes="not like the backward one"),
        Step(index=2, name="Backward/forward", notes="backward"),
    )
    claims = step_claims(replace(RECORDING, laps=laps(0, 1, 2), steps=steps))
    assert said(claims) == [(0.0, 100.0, Travel.BACKWARD), (100.0, 200.0, Travel.FORWARD)]
    assert claims[0].evidence.detail.startswith('workout step 1 "run backward')


def test_a_repeat_is_no_step_that_anybody_runs() -> None:
    """A repeat step's name speaks of several steps."""
    assert step_claims(replace(RECORDING, laps=laps(3), steps=STEPS)) == ()


def test_laps_without_a_step_index_are_not_matched_by_counting() -> None:
    """Four laps and four steps may still be different things."""
    assert step_claims(replace(RECORDING, laps=laps(None, None, None, None), steps=STEPS)) == ()
    assert step_claims(replace(RECORDING, laps=laps(9), steps=STEPS)) == ()


def test_each_lap_press_turns_about() -> None:
    """By the convention, the first stretch goes forward and each press turns."""
    claims = lap_claims(replace(RECORDING, laps=laps(None, None, None, None)), LapConvention.TURN)
    assert said(claims) == [
        (0.0, 100.0, Travel.FORWARD),
        (100.0, 200.0, Travel.BACKWARD),
        (200.0, 300.0, Travel.FORWARD),
        (300.0, 400.0, Travel.BACKWARD),
    ]
    assert claims[0].evidence.detail == (
        "the time before the first lap press, by your convention that each press turns about"
    )
    assert claims[3].evidence.detail == "lap press 3, by your convention that each press turns about"


def test_the_convention_may_start_backward() -> None:
    """The two conventions are opposite everywhere."""
    recording = replace(RECORDING, laps=laps(None, None, None))
    forward_first = lap_claims(recording, LapConvention.TURN)
    backward_first = lap_claims(recording, LapConvention.TURN_FROM_BACKWARD)
    assert [claim.start_s for claim in forward_first] == [claim.start_s for claim in backward_first]
    for one, other in zip(forward_first, backward_first, strict=True):
        assert {one.evidence.travel, other.evidence.travel} == {Travel.FORWARD, Travel.BACKWARD}


def test_laps_that_the_device_made_by_itself_turn_nothing() -> None:
    """Auto laps each kilometre continue the stretch."""
    mixed = (
        Lap(start_s=0.0, end_s=100.0, trigger="distance"),
        Lap(start_s=100.0, end_s=150.0, trigger="Manual"),
        Lap(start_s=150.0, end_s=300.0, trigger="distance"),
        Lap(start_s=300.0, end_s=400.0, trigger="session_end"),
    )
    claims = lap_claims(replace(RECORDING, laps=mixed), LapConvention.TURN)
    assert said(claims) == [(0.0, 150.0, Travel.FORWARD), (150.0, 400.0, Travel.BACKWARD)]


def test_nothing_is_claimed_once_it_is_unknown_whether_the_button_was_pressed() -> None:
    """A lap without a reason may or may not have been a turn."""
    mixed = (
        Lap(start_s=0.0, end_s=100.0, trigger="manual"),
        Lap(start_s=100.0, end_s=200.0, trigger=None),
        Lap(start_s=200.0, end_s=400.0, trigger="manual"),
    )
    claims = lap_claims(replace(RECORDING, laps=mixed), LapConvention.TURN)
    assert said(claims) == [(0.0, 100.0, Travel.FORWARD), (100.0, 200.0, Travel.BACKWARD)]


def test_the_convention_says_nothing_of_a_recording_without_laps() -> None:
    """A GPX file does not tell whether a button was pressed."""
    assert lap_claims(RECORDING, LapConvention.TURN) == ()


def test_no_convention_is_applied_unless_the_user_states_it() -> None:
    """A lap press alone means nothing."""
    assert lap_claims(replace(RECORDING, laps=laps(None, None))) == ()


def test_a_lap_may_say_its_direction_by_its_own_name() -> None:
    """TCX laps carry notes."""
    named = (Lap(start_s=0.0, end_s=100.0, name="Lap 1"), Lap(start_s=100.0, end_s=400.0, name="à reculons"))
    (claim,) = lap_claims(replace(RECORDING, laps=named))
    assert said((claim,)) == [(100.0, 400.0, Travel.BACKWARD)]
    assert claim.evidence.detail == 'lap 2, named "à reculons"'
    assert claim.evidence.probability == LAP_NAME_PROBABILITY


@pytest.mark.parametrize(
    ("file_name", "stem"),
    [
        ("retro-run", "retro-run"),
        ("retro-run.fit", "retro-run"),
        ("2026/retro-run.GPX.gz", "retro-run"),
        ("C:\\runs\\retro-run.tcx", "retro-run"),
    ],
)
def test_a_file_speaks_by_its_name_without_folders_and_endings(file_name: str, stem: str) -> None:
    """A folder called backward may hold anything."""
    (claim,) = name_claims(RECORDING, file_name)
    assert said((claim,)) == [(0.0, END_S, Travel.BACKWARD)]
    assert claim.evidence.detail == f'the file is named "{stem}"'
    assert claim.evidence.probability == FILE_NAME_PROBABILITY


def test_a_folder_says_nothing() -> None:
    """Only the file's own name counts."""
    assert name_claims(RECORDING, "backward/monday.fit") == ()


def test_the_names_of_the_whole_speak_for_the_whole() -> None:
    """A session, workout, track or profile named for the direction is evidence."""
    recording = replace(
        RECORDING, names={"session": "Retro Lauf", "profile": "Backward", "creator": "Backward Ltd"}
    )
    claims = name_claims(recording)
    assert [claim.evidence.detail for claim in claims] == [
        'the session is named "Retro Lauf"',
        'the activity profile is named "Backward"',
    ]
    assert {claim.evidence.probability for claim in claims} == {SESSION_NAME_PROBABILITY}


@pytest.mark.parametrize("name", ["Long run with 400 m backward", "4 x 100 m backward", "Half backward"])
def test_a_name_that_speaks_of_a_part_says_nothing_of_the_whole(name: str) -> None:
    """Neither the session's nor the file's; a step or a lap of that name speaks of its own stretch."""
    assert name_claims(replace(RECORDING, names={"session": name}), f"{name}.fit") == ()
    steps = (Step(index=0, name=name),)
    assert said(step_claims(replace(RECORDING, laps=laps(0), steps=steps))) == [(0.0, 100.0, Travel.BACKWARD)]
    named = (Lap(start_s=0.0, end_s=100.0, name=name),)
    assert said(lap_claims(replace(RECORDING, laps=named))) == [(0.0, 100.0, Travel.BACKWARD)]


def test_names_that_contradict_one_another_say_nothing() -> None:
    """Two names of equal weight leave nothing to decide by."""
    recording = replace(RECORDING, names={"session": "Backward", "workout": "Forward"})
    assert name_claims(recording) == ()


def test_claims_are_ordered_by_their_strength() -> None:
    """The user first, of the user the latest; then steps, lap names and the convention."""
    recording = replace(
        RECORDING,
        laps=tuple(replace(lap, name="backward") for lap in laps(1)),
        steps=STEPS,
        names={"session": "Backward"},
    )
    claims = all_claims(
        recording,
        labels=[read_label("all=backward"), read_label("all=forward")],
        lap_convention=LapConvention.TURN,
    )
    assert [(claim.evidence.kind, claim.evidence.travel) for claim in claims] == [
        (EvidenceKind.USER, Travel.FORWARD),
        (EvidenceKind.USER, Travel.BACKWARD),
        (EvidenceKind.WORKOUT_STEP, Travel.BACKWARD),
        (EvidenceKind.LAP, Travel.BACKWARD),
        (EvidenceKind.LAP, Travel.FORWARD),
    ]


def test_a_name_of_the_whole_is_silent_where_steps_tell_the_stretches_apart() -> None:
    """A workout called "Backward intervals" has a warm-up, which is not backward."""
    recording = replace(RECORDING, laps=laps(0, 1), steps=STEPS, names={"workout": "Backward intervals"})
    assert said(all_claims(recording, file_name="retro.fit")) == [(100.0, 200.0, Travel.BACKWARD)]
