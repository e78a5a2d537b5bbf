"""What a motion sensor says of the direction, from the log to the stretches."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.direction.motion_walker import a_turn, changed, one_after_the_other, walk

from backstride.bout import EvidenceKind, Travel
from backstride.direction.motion_detections import motion_detections
from backstride.motion import MotionLog, Place
from backstride.recording import FloatArray

LIMBS = (Place.FOOT, Place.POCKET)


def told(log: MotionLog, place: Place, front: FloatArray | None = None) -> list[Travel]:
    """The directions of the stretches, in order."""
    return [
        Travel.BACKWARD if found.likelihood.backward == 1.0 else Travel.FORWARD
        for found in motion_detections(log, place, front)
    ]


@pytest.mark.parametrize("place", LIMBS)
@pytest.mark.parametrize("period_s", [0.95, 1.1, 1.3])
def test_a_walk_and_the_same_walk_played_backward_are_told_apart(place: Place, period_s: float) -> None:
    """Forward is forward; and what is so in time reversed is backward, for a walker nobody learned from."""
    assert told(walk(place, period_s=period_s), place) == [Travel.FORWARD]
    assert told(walk(place, period_s=period_s, backward=True), place) == [Travel.BACKWARD]


@pytest.mark.parametrize("place", LIMBS)
def test_the_foot_and_the_pocket_are_believed_and_the_wrist_is_not(place: Place) -> None:
    """How far a place may be believed is what was measured on people left out."""
    sure = motion_detections(walk(place, backward=True), place)[0].likelihood
    unsure = motion_detections(walk(place, backward=True), Place.WRIST)
    assert sure.forward < 0.02
    assert all(min(found.likelihood.forward, found.likelihood.backward) > 0.5 for found in unsure)


@pytest.mark.parametrize("place", LIMBS)
@pytest.mark.parametrize("seed", range(4))
def test_it_does_not_matter_which_way_round_the_sensor_is_worn(place: Place, seed: int) -> None:
    """Nobody has to say how the phone lies in the pocket, or the pod on the shoe."""
    log = walk(place, backward=True)
    assert log.rotation_rad_s is not None
    turn = a_turn(seed)
    turned = changed(log, log.acceleration_m_s2 @ turn.T, log.rotation_rad_s @ turn.T)
    as_worn, otherwise = motion_detections(log, place), motion_detections(turned, place)
    assert len(otherwise) == len(as_worn) == 1
    assert (otherwise[0].start_s, otherwise[0].end_s) == pytest.approx((as_worn[0].start_s, as_worn[0].end_s))
    assert otherwise[0].likelihood.forward == pytest.approx(as_worn[0].likelihood.forward, rel=1e-6)


@pytest.mark.parametrize("place", LIMBS)
@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 128.0, 200.0])
def test_the_sampling_rate_does_not_matter(place: Place, rate_hz: float) -> None:
    """A phone at 25 a second says what a pod at 200 says."""
    assert told(walk(place, rate_hz=rate_hz), place) == [Travel.FORWARD]
    assert told(walk(place, rate_hz=rate_hz, backward=True), place) == [Travel.BACKWARD]


@pytest.mark.parametrize("place", LIMBS)
def test_noise_bias_and_uneven_times_of_a_phone_are_borne(place: Place) -> None:
    """The sensors of phones drift, hiss and keep time badly."""
    chance = np.random.default_rng(3)
    log = walk(place, backward=True)
    assert log.rotation_rad_s is not None
    rough = replace(
        changed(
            log,
            log.acceleration_m_s2 + chance.normal(0.1, 0.3, log.acceleration_m_s2.shape),
            log.rotation_rad_s + chance.normal(0.02, 0.05, log.rotation_rad_s.shape),
        ),
        time_s=np.sort(log.time_s + chance.normal(0.0, 0.004, log.time_s.shape)),
    )
    assert told(rough, place) == [Travel.BACKWARD]


@pytest.mark.parametrize("place", LIMBS)
def test_a_change_of_direction_is_found_within_three_strides(place: Place) -> None:
    """Two stretches come of it, and they meet near where the walker changed."""
    log = one_after_the_other(walk(place, seconds=22.0), walk(place, seconds=22.0, backward=True))
    before, after = motion_detections(log, place)
    assert (before.likelihood.forward, after.likelihood.backward) == (1.0, 1.0)
    assert before.end_s == pytest.approx(22.0, abs=3.3)
    assert after.start_s == pytest.approx(22.0, abs=3.3)


def test_a_detection_says_who_saw_what_and_when() -> None:
    """Its name, its version, a phrase for people, and times of the recording the log belongs to."""
    (found,) = motion_detections(replace(walk(Place.FOOT), start_s=100.0), Place.FOOT)
    assert found.kind is EvidenceKind.SENSOR
    assert found.detector == "motion-foot 1"
    assert "the foot's swing looks like going forward" in found.detail
    assert 100.0 <= found.start_s < found.end_s <= 120.1


def test_a_declared_front_is_heeded() -> None:
    """If the axis is said to point the other way, the same travel is the other direction."""
    log = replace(walk(Place.WAIST, seconds=30.0), rotation_rad_s=None)
    ahead, behind = (
        motion_detections(log, Place.WAIST, np.array([sign, 0.0, 0.0]))[0].likelihood for sign in (1.0, -1.0)
    )
    assert (ahead.forward == 1.0) != (behind.forward == 1.0)


@pytest.mark.parametrize("place", list(Place))
def test_standing_and_jolts_are_no_gait(place: Place) -> None:
    """Somebody who stands, or a phone that rattles in a bag, gives no detection."""
    chance = np.random.default_rng(1)
    time_s = np.arange(0.0, 60.0, 0.02)
    still = np.tile([0.0, 0.0, 9.81], (len(time_s), 1)) + chance.normal(0.0, 0.05, (len(time_s), 3))
    turning = chance.normal(0.0, 0.02, (len(time_s), 3))
    assert (
        motion_detections(MotionLog(time_s=time_s, acceleration_m_s2=still, rotation_rad_s=turning), place)
        == ()
    )
    jolts = still + chance.normal(0.0, 5.0, still.shape)
    assert (
        motion_detections(MotionLog(time_s=time_s, acceleration_m_s2=jolts, rotation_rad_s=turning), place)
        == ()
    )


def test_a_log_without_gravity_says_nothing() -> None:
    """Nothing shows which way is up, and nobody guesses."""
    log = walk(Place.POCKET)
    without = changed(log, log.acceleration_m_s2 - log.acceleration_m_s2.mean(axis=0))
    assert motion_detections(without, Place.POCKET) == ()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 60])
def test_a_log_too_short_for_a_stride_says_nothing(count: int) -> None:
    """There is nothing to see in it."""
    log = walk(Place.FOOT, seconds=2.0)
    assert log.rotation_rad_s is not None
    short = MotionLog(
        time_s=log.time_s[:count],
        acceleration_m_s2=log.acceleration_m_s2[:count],
        rotation_rad_s=log.rotation_rad_s[:count],
    )
    assert motion_detections(short, Place.FOOT) == ()


def test_holes_and_values_that_are_no_numbers_cost_their_time_alone() -> None:
    """What lies before and after is told, and no stretch bridges a long hole."""
    log = walk(Place.FOOT, seconds=40.0)
    acceleration = log.acceleration_m_s2.copy()
    acceleration[1500:2200] = np.nan
    acceleration[100] = np.inf
    found = motion_detections(changed(log, acceleration), Place.FOOT)
    assert len(found) == 2
    assert all(each.likelihood.forward == 1.0 for each in found)
    assert found[0].end_s <= 15.1
    assert found[1].start_s >= 21.9


@pytest.mark.parametrize("place", LIMBS)
def test_without_a_gyroscope_less_is_claimed(place: Place) -> None:
    """Acceleration alone says less, and its word counts for less."""
    log = replace(walk(place), rotation_rad_s=None)
    assert all(
        min(found.likelihood.forward, found.likelihood.backward) > 0.05
        for found in motion_detections(log, place)
    )


@settings(max_examples=25, deadline=None)
@given(
    place=st.sampled_from(list(Place)),
    count=st.integers(0, 400),
    size=st.sampled_from([1e-9, 1.0, 9.81, 1e6, 1e150]),
    rotation=st.booleans(),
    seed=st.integers(0, 2**31),
)
def test_no_log_breaks_it(*, place: Place, count: int, size: float, rotation: bool, seed: int) -> None:
    """Garbage, numbers of any size, times out of order: stretches in order come back, or none."""
    chance = np.random.default_rng(seed)
    time_s = np.cumsum(chance.choice([-0.01, 0.0, 0.02, 0.02, 0.02, 0.04], count))
    values = size * chance.normal(0.2, 1.0, (count, 6))
    values[chance.random((count, 6)) < 0.02] = np.nan
    log = MotionLog(
        time_s=time_s, acceleration_m_s2=values[:, :3], rotation_rad_s=values[:, 3:] if rotation else None
    )
    found = motion_detections(log, place)
    assert all(each.start_s < each.end_s for each in found)
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(found))
