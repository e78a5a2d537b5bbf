from datetime import UTC, datetime

import numpy as np
import pytest
from tests.training.workouts import EXAMPLE

from backstride.bout import EvidenceKind, Gait, Travel
from backstride.direction import bouts
from backstride.formats import read
from backstride.formats.fit.workout import read_workout, write_workout
from backstride.formats.fit.write import write_activity
from backstride.recording import Recording
from backstride.simulation import Place, Repeat, SimulatedAthlete, Stretch, script_of, simulate
from backstride.training.dose import Speeds
from backstride.training.watches import fit_workout, watch_named
from backstride.training.workout import Workout
from backstride.training.workout_text import parse_workout

NOW = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
SESSION = """\
place: track
- 2min forward run @RPE 3
- 2x
  - 3x 40m backward run @RPE 8, 40m forward walk recovery
  - 1min rest
- until lap press backward walk (look over one shoulder)
- until HR below 120 forward walk
- 1min sideways "carioca"
- 30s other "calf raises"
- 1min backward elliptical
"""


def performed(workout: Workout) -> Recording:
    """The workout written for a watch, read from the file, run, recorded and read again."""
    data = write_workout(fit_workout(workout, watch_named("fit")), created_at=NOW, serial=1)
    script = script_of(read_workout(data), Speeds())
    recording = simulate(SimulatedAthlete(), script, started_at=NOW, seed=1)
    (again,) = read(write_activity(recording))
    return again


@pytest.mark.parametrize("text", [SESSION, EXAMPLE])
def test_every_bout_comes_back_labelled_by_its_step(text: str) -> None:
    """The loop: what the plan said, the watch led through, and the recording says of itself."""
    workout = parse_workout(text)
    recording = performed(workout)
    found = bouts(recording)
    told = [step for step in workout.performed if step.travel is not Travel.UNKNOWN]
    labelled = [bout for bout in found if bout.travel is not Travel.UNKNOWN]
    assert all(bout.evidence[0].kind is EvidenceKind.WORKOUT_STEP for bout in labelled)
    laps = [lap for lap, step in zip(recording.laps, workout.performed, strict=True) if step in told]
    for lap, step in zip(laps, told, strict=True):
        (inside,) = {bout.travel for bout in found if bout.start_s < lap.end_s and bout.end_s > lap.start_s}
        assert inside is step.travel


def test_step_indexes_are_those_of_the_workout_file() -> None:
    """Each repeat takes an index behind its steps, sets included, in the file and in the recording."""
    workout = parse_workout(SESSION)
    recording = performed(workout)
    assert [lap.workout_step for lap in recording.laps] == [0, *2 * [*3 * [1, 2], 4], 6, 7, 8, 9, 10]
    assert [(step.index, step.repeat_from) for step in recording.steps if step.repeats] == [(3, 1), (5, 1)]
    assert read_workout(write_activity(recording)).parts == workout.parts


def test_the_recording_of_a_workout_holds_the_workout() -> None:
    """What was planned can be read from what was done, to the last cue."""
    workout = parse_workout(EXAMPLE)
    assert read_workout(write_activity(performed(workout))).parts == workout.parts


def test_steps_that_wait_for_the_button_end_with_a_press() -> None:
    """The lap says that somebody pressed, and the step what it waited for."""
    recording = performed(
        parse_workout("- until lap press forward walk\n- until HR above 150 forward run\n- 1min")
    )
    assert [lap.trigger for lap in recording.laps] == ["manual", "manual", "session_end"]
    steps = [(step.duration_type, step.duration_value) for step in recording.steps]
    assert steps == [("open", None), ("hr_greater_than", 250.0), ("time", 60.0)]


@pytest.mark.parametrize(
    ("text", "place", "sport"),
    [
        ("place: treadmill\n- 1min backward walk", Place.TREADMILL, "walking"),
        ("place: elliptical\n- 1min backward elliptical", Place.TREADMILL, "running"),
        ("place: road\n- 1min backward run, 1min forward walk", Place.TRACK, "running"),
        ("- 1min backward walk", Place.TRACK, "walking"),
    ],
)
def test_the_place_and_sport_are_those_of_the_workout(text: str, place: Place, sport: str) -> None:
    """Indoors there are no positions; a session without a run is a walk to the watch."""
    script = script_of(parse_workout(text), Speeds())
    assert (script.place, script.sport) == (place, sport)
    assert script_of(parse_workout(text), Speeds(), place=Place.TRACK).place is Place.TRACK


def test_a_speed_beyond_the_simulated_athlete_is_cut_to_what_they_can() -> None:
    """A workout may ask for twelve metres a second; the models refuse to say what that costs."""
    (stretch,) = script_of(parse_workout("- 1min backward run @12 m/s"), Speeds()).parts
    assert isinstance(stretch, Stretch)
    assert stretch.speed_m_s == 7.0


def test_own_speeds_are_run() -> None:
    """The simulated athlete goes as fast as the athlete usually does."""
    speeds = Speeds(m_s={(Travel.BACKWARD, Gait.RUN): 2.5, (Travel.FORWARD, Gait.WALK): 1.1})
    (repeat,) = script_of(parse_workout("- 2x 100m backward run, 1min forward walk"), speeds).parts
    assert isinstance(repeat, Repeat)
    assert [part.speed_m_s for part in repeat.stretches if isinstance(part, Stretch)] == [2.5, 1.1]


def test_the_heart_of_the_simulated_athlete_follows_the_workout() -> None:
    """Backward repetitions cost more than the walks between them."""
    beats = performed(parse_workout("- 5min forward walk\n- 5min backward run")).samples.heart_rate_bpm
    assert np.nanmean(beats[400:600]) > np.nanmean(beats[100:300]) + 20
