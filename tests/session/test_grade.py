"""How steep the way is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.recording import FloatArray, Samples
from backstride.session import grade_along
from backstride.session.grade import STEEPEST, WINDOW_M


def way(length_m: float, *, step_m: float = 3.0) -> FloatArray:
    """Distances along a way, a sample a second. [m]"""
    return np.arange(0.0, length_m + step_m, step_m)


def samples(distance_m: FloatArray, altitude_m: FloatArray) -> Samples:
    """Samples of a way."""
    return Samples.of(np.arange(len(distance_m), dtype=float), distance_m=distance_m, altitude_m=altitude_m)


@given(st.floats(-0.3, 0.3), st.floats(300.0, 3000.0), st.floats(1.0, 20.0), st.floats(-400.0, 4000.0))
def test_a_constant_slope_is_found_everywhere_on_it(
    slope: float, length_m: float, step_m: float, base_m: float
) -> None:
    """Also at its ends, at every sampling, and below the level of the sea."""
    distance_m = way(length_m, step_m=step_m)
    found = grade_along(samples(distance_m, base_m + slope * distance_m))
    np.testing.assert_allclose(found, slope, atol=1e-6 + abs(slope) * 0.02)


def test_uphill_is_positive() -> None:
    """As docs and models have it: rise over run in the direction of travel."""
    distance_m = way(600.0)
    up = grade_along(samples(distance_m, 0.05 * distance_m))
    down = grade_along(samples(distance_m, 30.0 - 0.05 * distance_m))
    assert (up > 0.0).all()
    np.testing.assert_allclose(down, -up, atol=1e-9)


def test_a_level_way_at_the_sea_is_level() -> None:
    """An altitude of zero is known."""
    distance_m = way(400.0)
    assert grade_along(samples(distance_m, np.zeros(len(distance_m)))).tolist() == [0.0] * len(distance_m)


def test_a_barometer_that_wanders_by_half_a_metre_moves_the_grade_by_one_per_cent() -> None:
    """The window is wide enough for the noise of a watch, from the first step to the last."""
    distance_m = way(2000.0)
    noise_m = np.random.default_rng(1).normal(0.0, 0.5, len(distance_m))
    found = grade_along(samples(distance_m, 100.0 + 0.02 * distance_m + noise_m))
    assert np.abs(found - 0.02).max() < 0.01


def test_over_a_hilltop_the_sign_turns() -> None:
    """Up before it, down behind it, and level at the top."""
    distance_m = way(1000.0)
    found = grade_along(samples(distance_m, -0.06 * np.abs(distance_m - 500.0)))
    assert found[distance_m < 400.0] == pytest.approx(0.06, abs=0.002)
    assert found[distance_m > 600.0] == pytest.approx(-0.06, abs=0.002)
    assert np.interp(500.0, distance_m, found) == pytest.approx(0.0, abs=0.002)


def test_without_its_own_distance_the_positions_serve() -> None:
    """A GPX track has no other."""
    distance_m = way(600.0)
    times = np.arange(len(distance_m), dtype=float)
    track = Samples.of(times, position_distance_m=distance_m, altitude_m=0.04 * distance_m)
    assert grade_along(track) == pytest.approx(0.04, abs=1e-3)


@pytest.mark.parametrize(
    ("length_m", "altitude_m"),
    [(2 * WINDOW_M - 5.0, 3.0), (600.0, np.nan), (2_000_000.0, 3.0), (0.0, 3.0)],
)
def test_what_tells_no_grade_is_unknown(length_m: float, altitude_m: float) -> None:
    """A way shorter than the window, without altitude, of impossible length, or of none."""
    distance_m = np.linspace(0.0, length_m, 50)
    assert np.isnan(grade_along(samples(distance_m, np.full(50, altitude_m)))).all()


def test_no_samples_have_no_grade() -> None:
    """Nothing comes of nothing."""
    assert len(grade_along(Samples.of(np.zeros(0)))) == 0


def test_where_distance_is_unknown_the_grade_is() -> None:
    """And only there: the slope on both sides of a hole is told."""
    distance_m = way(900.0)
    altitude_m = 0.05 * distance_m
    distance_m[100:110] = np.nan
    found = grade_along(samples(distance_m, altitude_m))
    assert np.isnan(found[100:110]).all()
    assert np.delete(found, np.s_[100:110]) == pytest.approx(0.05, abs=2e-3)


def test_a_jump_of_the_receiver_is_no_hill() -> None:
    """What is steeper than people run is unknown rather than costed."""
    distance_m = way(1000.0)
    altitude_m = np.where(distance_m < 500.0, 0.0, 300.0)
    found = grade_along(samples(distance_m, altitude_m))
    assert np.isnan(found[np.abs(distance_m - 500.0) < WINDOW_M / 2]).all()
    assert np.nanmax(np.abs(found)) <= STEEPEST


def test_a_counter_that_slips_back_does_not_break_the_way() -> None:
    """A device corrects its distance by some metres now and then."""
    distance_m = way(900.0)
    altitude_m = 0.05 * distance_m
    distance_m[150] -= 40.0
    found = grade_along(samples(distance_m, altitude_m))
    assert found == pytest.approx(0.05, abs=2e-3)


def test_standing_does_not_tilt_the_way() -> None:
    """A minute at one place weighs no more than the place."""
    moving_m = way(600.0)
    distance_m = np.concatenate((moving_m[:100], np.full(60, moving_m[99]), moving_m[100:]))
    found = grade_along(samples(distance_m, 0.05 * distance_m))
    assert found == pytest.approx(0.05, abs=2e-3)
