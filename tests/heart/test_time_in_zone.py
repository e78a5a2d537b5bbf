import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backstride.estimate import Estimate
from backstride.heart import custom_zones, simple_target, time_in_target, time_in_zones, zones_of_maximum
from backstride.recording import FloatArray, held_time

HEART_RATES = arrays(np.float64, 30, elements=st.one_of(st.floats(0.0, 230.0), st.just(float("nan"))))
HELD = arrays(np.float64, 30, elements=st.floats(0.0, 10.0))
CUT = st.floats(0.0, 29.0)
ZONES = zones_of_maximum(190.0)
TARGET = simple_target(Estimate.exact(190.0))


@given(HEART_RATES, HELD)
def test_zones_and_the_unknown_sum_to_the_time_given(heart_rate: FloatArray, held: FloatArray) -> None:
    """No second is lost or counted twice."""
    times = time_in_zones(heart_rate, held, ZONES)
    assert sum(times.in_zone_s) + times.below_s + times.unknown_s == pytest.approx(held.sum())
    target = time_in_target(heart_rate, held, TARGET)
    assert target.below_s + target.in_s + target.above_s + target.unknown_s == pytest.approx(held.sum())
    assert target.unknown_s == pytest.approx(times.unknown_s)


@given(HEART_RATES, CUT)
def test_splitting_a_stretch_splits_its_times(heart_rate: FloatArray, cut_s: float) -> None:
    """Two bouts hold together what the stretch held before it was cut."""
    elapsed = np.arange(30.0)
    whole, first, second = (
        time_in_zones(heart_rate, held_time(elapsed, start, end), ZONES)
        for start, end in ((0.0, 29.0), (0.0, cut_s), (cut_s, 29.0))
    )
    assert np.add(first.in_zone_s, second.in_zone_s) == pytest.approx(whole.in_zone_s)
    assert first.below_s + second.below_s == pytest.approx(whole.below_s)
    assert first.unknown_s + second.unknown_s == pytest.approx(whole.unknown_s)


@pytest.mark.parametrize("nothing", [float("nan"), 0.0])
def test_a_strap_that_drops_out_is_in_no_zone(nothing: float) -> None:
    """Neither a missing heart rate nor a zero is the lowest zone, or below the target."""
    heart_rate = np.array([120.0, nothing, nothing, 150.0])
    held = np.array([1.0, 10.0, 20.0, 2.0])
    times = time_in_zones(heart_rate, held, custom_zones({"easy": 100.0, "hard": 140.0}))
    assert (times.in_zone_s, times.below_s, times.unknown_s) == ((1.0, 2.0), 0.0, 30.0)
    assert time_in_target(heart_rate, held, TARGET).unknown_s == 30.0


def test_a_limit_belongs_to_the_zone_above_it() -> None:
    """Zones are half-open: 140 is hard, one beat less is easy."""
    zones = custom_zones({"easy": 100.0, "hard": 140.0})
    times = time_in_zones(np.array([99.0, 100.0, 139.0, 140.0]), np.array([1.0, 2.0, 4.0, 8.0]), zones)
    assert (times.below_s, times.in_zone_s) == (1.0, (6.0, 8.0))


def test_both_ends_belong_to_the_target() -> None:
    """Whoever runs exactly at the upper end is in the range."""
    low, high = TARGET.low_bpm.value, TARGET.high_bpm.value
    heart_rate = np.array([low - 0.1, low, high, high + 0.1])
    times = time_in_target(heart_rate, np.array([1.0, 2.0, 4.0, 8.0]), TARGET)
    assert (times.below_s, times.in_s, times.above_s) == (1.0, 6.0, 8.0)


def test_no_samples_are_no_time() -> None:
    """An empty stretch gives zeros, not an error."""
    times = time_in_zones(np.zeros(0), np.zeros(0), ZONES)
    assert (times.in_zone_s, times.below_s, times.unknown_s) == ((0.0,) * 4, 0.0, 0.0)
