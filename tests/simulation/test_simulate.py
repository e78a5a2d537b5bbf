from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.recording import COLUMNS, FloatArray, Recording
from backstride.simulation import (
    SESSIONS,
    Halt,
    Labelling,
    Place,
    SessionScript,
    SimulatedAthlete,
    Stretch,
    simulate,
)

STARTED_AT = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
NOVICE = SimulatedAthlete()


def simulated(script: SessionScript, *, athlete: SimulatedAthlete = NOVICE, seed: int = 1) -> Recording:
    """A recording of a session."""
    return simulate(athlete, script, started_at=STARTED_AT, seed=seed)


def both_ways(gait: Gait, speed_m_s: float, *, duration_s: int = 600) -> SessionScript:
    """The same gait and speed, first forward, then backward, with a long rest between."""
    forward = Stretch(
        name="Forward", travel=Travel.FORWARD, gait=gait, speed_m_s=speed_m_s, duration_s=duration_s
    )
    return SessionScript(
        name="Both ways",
        parts=(forward, Halt(duration_s=300), replace(forward, name="Backward", travel=Travel.BACKWARD)),
    )


def settled(recording: Recording, column: str) -> tuple[FloatArray, FloatArray]:
    """The last four minutes of each of two laps."""
    elapsed_s = recording.samples.elapsed_s
    values = getattr(recording.samples, column)
    first, second = (
        values[(elapsed_s >= lap.end_s - 240) & (elapsed_s < lap.end_s)] for lap in recording.laps
    )
    return first, second


@pytest.mark.parametrize("name", SESSIONS)
def test_the_same_seed_gives_the_same_recording(name: str) -> None:
    """What was seen once can be seen again; another seed is another day."""
    first, again, other = (simulated(SESSIONS[name], seed=seed) for seed in (5, 5, 6))
    for column in COLUMNS:
        np.testing.assert_array_equal(getattr(first.samples, column), getattr(again.samples, column))
    assert first.laps == again.laps
    assert first.samples.speed_m_s[:50].tolist() != other.samples.speed_m_s[:50].tolist()


@pytest.mark.parametrize("name", SESSIONS)
def test_a_ready_session_is_a_possible_recording(name: str) -> None:
    """It is marked as simulated, hearts stay in their reserve, and laps follow each other without gaps."""
    recording = simulated(SESSIONS[name])
    samples = recording.samples
    assert recording.is_simulated
    assert recording.device.product == "Backstride simulated athlete"
    assert np.nanmin(samples.heart_rate_bpm) >= NOVICE.resting_heart_rate_bpm
    assert np.nanmax(samples.heart_rate_bpm) <= NOVICE.maximum_heart_rate_bpm
    assert recording.laps[0].start_s == 0.0
    assert recording.laps[-1].end_s == recording.end_s
    assert [lap.start_s for lap in recording.laps[1:]] == [lap.end_s for lap in recording.laps[:-1]]


@pytest.mark.parametrize("name", SESSIONS)
def test_the_distance_is_the_sum_of_the_speeds(name: str) -> None:
    """Speed and distance tell one story, in the columns, the laps and the total."""
    recording = simulated(SESSIONS[name])
    samples = recording.samples
    steps = np.diff(samples.elapsed_s)
    gained = np.diff(samples.distance_m)
    assert gained == pytest.approx(samples.speed_m_s[:-1] * np.where(steps > 1, 1.0, steps))
    assert recording.distance_m == pytest.approx(float(samples.distance_m[-1]))
    assert sum(lap.distance_m or 0.0 for lap in recording.laps) == pytest.approx(recording.distance_m)


def test_running_backward_at_one_speed_has_the_published_cadence_ratio() -> None:
    """Over a whole stretch the cadence is 11.3 % higher backward (masumoto-bws), the steps shorter."""
    recording = simulated(both_ways(Gait.RUN, 2.5))
    forward_spm, backward_spm = settled(recording, "cadence_spm")
    assert backward_spm.mean() / forward_spm.mean() == pytest.approx(1.113, abs=0.01)
    forward_m, backward_m = settled(recording, "step_length_m")
    assert backward_m.mean() / forward_m.mean() == pytest.approx(1 / 1.113, abs=0.015)


@pytest.mark.parametrize(("gait", "speed_m_s"), [(Gait.WALK, 1.2), (Gait.RUN, 2.2)])
def test_the_heart_beats_faster_backward_at_one_speed(gait: Gait, speed_m_s: float) -> None:
    """Every study found it, walking and running; practice makes the difference smaller."""
    differences = []
    for sessions in (0, 12):
        athlete = replace(NOVICE, backward_sessions=sessions)
        forward, backward = settled(simulated(both_ways(gait, speed_m_s), athlete=athlete), "heart_rate_bpm")
        differences.append(np.nanmean(backward) - np.nanmean(forward))
    novice, practised = differences
    assert novice > practised > 5


def test_practice_lowers_the_heart_rate_of_a_backward_walk_as_in_heath2001() -> None:
    """Twelve sessions lowered it from 142.6 to 118.8 beats at 5.1 to 6.0 km/h: by 24; here by 16 to 32."""
    script = both_ways(Gait.WALK, 5.5 / 3.6)
    novice, practised = (
        np.nanmean(
            settled(simulated(script, athlete=replace(NOVICE, backward_sessions=n)), "heart_rate_bpm")[1]
        )
        for n in (0, 12)
    )
    assert 16 < novice - practised < 32


def test_a_halt_holds_no_samples_and_the_heart_calms_down() -> None:
    """While the watch is stopped nothing is recorded, but time goes on for the body."""
    recording = simulated(both_ways(Gait.RUN, 2.5))
    (pause,) = recording.pauses
    elapsed_s = recording.samples.elapsed_s
    assert (pause.start_s, pause.end_s) == (600.0, 900.0)
    assert not ((elapsed_s >= pause.start_s) & (elapsed_s < pause.end_s)).any()
    before, after = (
        recording.samples.heart_rate_bpm[np.searchsorted(elapsed_s, at)] for at in (599.0, 900.0)
    )
    assert before - after > 40
    assert recording.laps[1].timer_s == 600.0
    assert recording.laps[1].end_s - recording.laps[1].start_s == 900.0


def test_a_halt_at_the_end_closes_the_recording() -> None:
    """The last sample and the last lap end together even if nobody moves any more."""
    parts = (*both_ways(Gait.WALK, 1.0, duration_s=30).parts, Halt(duration_s=10))
    recording = simulated(SessionScript(name="Stops", parts=parts))
    assert recording.end_s == recording.laps[-1].end_s == 370.0
    assert recording.pauses[-1].end_s == 370.0


def test_a_strap_that_drops_out_leaves_gaps_and_not_zeros() -> None:
    """As many gaps as the script asks for, all of them missing values."""
    script = replace(both_ways(Gait.WALK, 1.2), heart_rate_dropouts=3)
    beats = simulated(script).samples.heart_rate_bpm
    silent = np.isnan(beats)
    assert np.count_nonzero(np.diff(silent.astype(int)) == 1) == 3
    assert (beats[~silent] > 0).all()
    assert not np.isnan(simulated(replace(script, heart_rate_dropouts=0)).samples.heart_rate_bpm).any()


def test_a_stretch_with_a_distance_ends_with_the_second_that_covers_it() -> None:
    """The lap is as long as asked for, and less than a stride's second longer."""
    recording = simulated(SESSIONS["track-intervals"])
    for lap in recording.laps:
        if lap.workout_step in {1, 2}:
            assert lap.distance_m is not None
            assert 200.0 <= lap.distance_m < 203.0


def test_a_treadmill_has_no_positions() -> None:
    """No position and no altitude, but a distance from the device and every dynamic."""
    recording = simulated(SESSIONS["treadmill"])
    assert np.isnan(recording.samples.latitude_deg).all()
    assert np.isnan(recording.samples.altitude_m).all()
    assert recording.sport.sub_name == "treadmill"
    assert recording.distance_m is not None
    assert recording.distance_m > 2000


def test_positions_go_round_a_track_about_as_far_as_the_distance() -> None:
    """The receiver's noise makes the way longer by a few per cent, not shorter and not by half."""
    samples = simulated(SESSIONS["track-intervals"]).samples
    ratio = samples.position_distance_m[-1] / samples.distance_m[-1]
    assert 0.98 < ratio < 1.06
    assert np.ptp(samples.latitude_deg) * 111_195 < 120


def test_standing_has_no_cadence_and_no_step() -> None:
    """Cadence is zero, a number; what only a step has is missing."""
    recording = simulated(SESSIONS["treadmill"])
    standing = slice(620, 650)
    assert (recording.samples.cadence_spm[standing] == 0).all()
    assert (recording.samples.speed_m_s[standing] < 0.01).all()
    assert np.isnan(recording.samples.step_length_m[standing]).all()


def test_labelling_decides_what_the_recording_tells() -> None:
    """Steps and laps, a lap for each way between turns, or nothing; the body does the same each time."""
    steps, laps, nothing = (
        simulated(replace(SESSIONS["track-intervals"], labelling=labelling)) for labelling in Labelling
    )
    assert [len(recording.steps) for recording in (steps, laps, nothing)] == [5, 0, 0]
    assert [len(recording.laps) for recording in (steps, laps, nothing)] == [14, 13, 1]
    assert [lap.workout_step for lap in steps.laps] == [0, *(6 * [1, 2]), 4]
    assert {lap.trigger for lap in laps.laps[:-1]} == {"manual"}
    assert all(lap.workout_step is None for lap in laps.laps)
    assert nothing.laps[0].trigger == "session_end"
    assert not nothing.names
    np.testing.assert_array_equal(steps.samples.heart_rate_bpm, nothing.samples.heart_rate_bpm)


def test_steps_name_the_direction_and_the_repeat() -> None:
    """The names are what labels the laps when the file comes back."""
    recording = simulated(SESSIONS["track-intervals"])
    names = [step.name for step in recording.steps]
    assert names[1:3] == ["Backward run 200 m", "Forward walk 200 m"]
    repeat = recording.steps[3]
    assert (repeat.repeat_from, repeat.repeats, repeat.name) == (1, 6, None)


@pytest.mark.parametrize("name", ["pressed-laps", "unlabelled"])
def test_unlabelled_sessions_do_not_give_their_direction_away(name: str) -> None:
    """No name in the recording speaks of a direction, so it stays unknown until somebody says."""
    recording = simulated(SESSIONS[name])
    assert recording.names == {}
    assert recording.steps == ()


def test_a_start_in_local_time_is_refused() -> None:
    """Times are UTC, with the offset beside them."""
    local = STARTED_AT.astimezone(timezone(timedelta(hours=2)))
    with pytest.raises(InvalidValue, match="not in UTC"):
        simulate(NOVICE, SESSIONS["first-steps"], started_at=local, seed=1)


def test_every_place_and_sport_has_its_ids() -> None:
    """Whatever a script may ask for, the watch knows its sport."""
    for place in Place:
        for sport in ("running", "walking"):
            script = replace(both_ways(Gait.WALK, 1.0, duration_s=10), place=place, sport=sport)
            assert simulated(script).sport.name == sport
