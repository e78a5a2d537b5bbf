import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.bout import Bout, Gait, Travel
from backstride.load import Basis, best_efforts, plausible_efforts, speed_limit
from backstride.load.efforts import DISTANCES_M, DURATIONS_S
from backstride.recording import FloatArray
from backstride.sources.marks import best_marks

HOUR_S = np.arange(3601.0)
SIZES = [(Basis.DISTANCE, size) for size in DISTANCES_M] + [(Basis.DURATION, size) for size in DURATIONS_S]


def one(travel: Travel = Travel.BACKWARD, gait: Gait = Gait.WALK) -> tuple[Bout, ...]:
    """One bout of an hour."""
    return (Bout(start_s=0.0, end_s=3600.0, travel=travel, gait=gait),)


def walked(speed_m_s: float = 1.2) -> FloatArray:
    """An hour at a speed that sways a little, so that the best has a place."""
    return np.cumsum(speed_m_s * (1 + 0.05 * np.sin(HOUR_S / 200)))


def test_a_jump_of_the_receiver_is_no_record() -> None:
    """Ninety-seven metres in a second (351 km/h, walking) are taken out, and the rest of the hour stays."""
    way_m = walked()
    found = plausible_efforts(HOUR_S, way_m + 97.5 * (HOUR_S >= 1000.0), one())
    (rejected,) = found.rejected
    assert (rejected.start_s, rejected.end_s) == (999.0, 1000.0)
    assert rejected.gait is Gait.WALK
    assert "99 m in 1 s" in rejected.reason
    assert "13.7 m/s" in rejected.reason
    # The best stretches lie elsewhere, or lose the one metre of the step that jumped.
    for clean, kept in zip(best_efforts(HOUR_S, way_m, one()), found.efforts, strict=True):
        assert clean.speed_m_s * 0.98 < kept.speed_m_s <= clean.speed_m_s + 1e-9


def test_there_and_back_is_two_jumps() -> None:
    """A receiver that comes back counts the way twice; both are taken out."""
    way_m = walked() + 500.0 * (HOUR_S >= 1000.0) + 500.0 * (HOUR_S >= 1010.0)
    assert len(plausible_efforts(HOUR_S, way_m, one()).rejected) == 2


def test_a_drift_too_slow_for_a_jump_is_found_by_its_length() -> None:
    """Eight metres a second for 100 s is no step that nobody can do, but no backward walk."""
    drift_m = np.interp(HOUR_S, [2500.0, 2600.0], [0.0, 680.0])
    found = plausible_efforts(HOUR_S, walked() + drift_m, one())
    (rejected,) = found.rejected
    assert 2485.0 <= rejected.start_s <= 2500.0
    assert 2600.0 <= rejected.end_s <= 2615.0
    assert all(effort.speed_m_s < 1.5 for effort in found.efforts)


def test_a_ride_in_the_middle_of_a_run_is_taken_out_whole() -> None:
    """Its stretches that are short enough to be believed go with the long ones that are not."""
    speed = np.where((HOUR_S > 1000.0) & (HOUR_S <= 2800.0), 10.0, 2.0)
    found = plausible_efforts(HOUR_S, np.cumsum(speed), one(Travel.FORWARD, Gait.RUN))
    assert {effort.speed_m_s for effort in found.efforts} != set()
    assert all(effort.speed_m_s <= 2.0 + 1e-9 for effort in found.efforts)


def test_the_same_speed_is_a_record_of_one_direction_and_a_slip_in_the_other() -> None:
    """Ten metres a second for 100 m: forward the fastest do it, backward nobody."""
    way_m = np.interp(HOUR_S, [0.0, 1000.0, 1010.0, 3600.0], [0.0, 2000.0, 2100.0, 7280.0])
    forward = plausible_efforts(HOUR_S, way_m, one(Travel.FORWARD, Gait.RUN))
    backward = plausible_efforts(HOUR_S, way_m, one(Travel.BACKWARD, Gait.RUN))
    unknown = plausible_efforts(HOUR_S, way_m, one(Travel.UNKNOWN, Gait.RUN))
    assert forward.rejected == unknown.rejected == ()
    assert forward.efforts[0].speed_m_s == unknown.efforts[0].speed_m_s == pytest.approx(10.0)
    assert len(backward.rejected) == 1
    assert backward.efforts[0].speed_m_s == pytest.approx(2.0)


def test_a_walk_is_held_to_the_limits_of_walking() -> None:
    """Seven metres a second for a minute is a run, so in a walk it is a slip; beside a run it is the run."""
    way_m = np.interp(HOUR_S, [0.0, 1000.0, 1060.0, 3600.0], [0.0, 1500.0, 1920.0, 5730.0])
    assert len(plausible_efforts(HOUR_S, way_m, one(Travel.FORWARD, Gait.WALK)).rejected) == 1
    parts = tuple(
        Bout(start_s=start_s, end_s=end_s, travel=Travel.FORWARD, gait=gait)
        for start_s, end_s, gait in ((0, 1000, Gait.WALK), (1000, 1060, Gait.RUN), (1060, 3600, Gait.WALK))
    )
    assert plausible_efforts(HOUR_S, way_m, parts).rejected == ()


def test_a_clean_session_is_left_as_it_is() -> None:
    """Where nothing is impossible, the efforts are the plain ones."""
    for travel in Travel:
        found = plausible_efforts(HOUR_S, walked(), one(travel))
        assert found.rejected == ()
        assert found.efforts == best_efforts(HOUR_S, walked(), one(travel))


def test_the_best_marks_themselves_are_believed() -> None:
    """Whoever equals a record is not told that it is impossible, at no size the record stands for."""
    travels, gaits = (
        {"forward": Travel.FORWARD, "backward": Travel.BACKWARD},
        {"run": Gait.RUN, "walk": Gait.WALK},
    )
    for mark in best_marks():
        for basis, size in ((Basis.DISTANCE, mark.distance_m), (Basis.DURATION, mark.time_s)):
            limit = speed_limit(travels[mark.travel], gaits[mark.gait], basis, size)
            assert mark.speed_m_s < limit, mark


@pytest.mark.parametrize("basis", list(Basis))
@given(st.floats(1.0, 200_000.0), st.floats(1.0, 2.0))
def test_limits_fall_with_size_and_from_running_forward_to_walking_backward(
    basis: Basis, size: float, factor: float
) -> None:
    """Nobody keeps a speed up for longer than they can for less, or walks faster than they run."""
    for travel in Travel:
        for gait in Gait:
            limit = speed_limit(travel, gait, basis, size)
            assert speed_limit(travel, gait, basis, size * factor) <= limit + 1e-9
            assert limit <= speed_limit(Travel.FORWARD, Gait.RUN, basis, size)
            assert limit >= speed_limit(Travel.BACKWARD, Gait.WALK, basis, size)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(list(Travel)), st.sampled_from([Gait.WALK, Gait.RUN]))
def test_whatever_is_recorded_no_effort_is_impossible(seed: int, travel: Travel, gait: Gait) -> None:
    """The search ends, and what it leaves is within the limits, though the recording be rubbish."""
    random = np.random.default_rng(seed)
    elapsed_s = np.cumsum(random.choice([0.2, 1.0, 4.0, 12.0], 400, p=[0.2, 0.6, 0.19, 0.01]))
    way_m = np.cumsum(random.exponential(random.choice([0.5, 3.0, 8.0]), 400) ** random.choice([1.0, 1.5]))
    way_m[random.random(400) < 0.05] = np.nan
    bouts = [
        Bout(start_s=10.0, end_s=200.3, travel=travel, gait=gait),
        Bout(start_s=200.3, end_s=1000.0, travel=travel, gait=Gait.RUN),
    ]
    found = plausible_efforts(elapsed_s, way_m, bouts)
    for effort in found.efforts:
        assert effort.speed_m_s <= speed_limit(effort.travel, Gait.RUN, effort.basis, effort.size)
    plain = {(e.basis, e.size): e.speed_m_s for e in best_efforts(elapsed_s, way_m, bouts)}
    assert all(effort.speed_m_s <= plain[effort.basis, effort.size] + 1e-6 for effort in found.efforts)


def test_an_empty_recording_rejects_nothing() -> None:
    """No sample, no effort, no error."""
    nothing = plausible_efforts(np.zeros(0), np.zeros(0), one())
    assert (nothing.efforts, nothing.rejected) == ((), ())
