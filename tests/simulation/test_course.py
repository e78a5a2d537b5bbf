import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.recording import distance_along
from backstride.simulation.course import LAP_M, along_track, on_earth


def test_once_round_is_four_hundred_metres() -> None:
    """Two straights of 84.39 m and two bends of 36.80 m radius make the standard track."""
    assert pytest.approx(400.0, abs=0.01) == LAP_M


@given(st.floats(0, 5000))
def test_after_a_lap_one_is_where_one_was(distance_m: float) -> None:
    """The course is closed, and half a lap on one is opposite."""
    here, again, opposite = (
        np.array(along_track(np.array([distance_m + ahead]))) for ahead in (0.0, LAP_M, LAP_M / 2)
    )
    assert again == pytest.approx(here, abs=1e-6)
    assert opposite == pytest.approx(-here, abs=1e-6)


def test_positions_advance_as_far_as_the_distance() -> None:
    """Metre for metre along the course, there is no jump where straight and bend meet."""
    east_m, north_m = along_track(np.arange(0.0, 1200.0, 1.0))
    steps = np.hypot(np.diff(east_m), np.diff(north_m))
    assert steps.min() > 0.999
    assert steps.max() <= 1.0 + 1e-9


@given(st.floats(-70, 70), st.floats(-170, 170))
def test_distances_on_earth_are_those_on_the_ground(latitude_deg: float, longitude_deg: float) -> None:
    """A lap measured along its positions is a lap, wherever the track lies."""
    east_m, north_m = along_track(np.linspace(0.0, LAP_M, 401))
    positions = on_earth(east_m, north_m, latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    assert distance_along(*positions)[-1] == pytest.approx(400.0, rel=1e-3)
