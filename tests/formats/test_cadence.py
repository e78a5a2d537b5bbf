import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.cadence import EXPECTED_CADENCE_SPM, EXPECTED_SPEED_M_S, steps_per_minute
from backstride.recording import Sport

RUNNING = Sport(name="running")
UNKNOWN = Sport()
NO_SPEED = np.full(4, np.nan)


def constant(value: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Four samples of one value."""
    return np.full(4, value)


@pytest.mark.parametrize(
    ("in_file", "speed_m_s", "steps"),
    [
        (172.0, 3.0, 172.0),  # GPX with steps
        (86.0, 3.0, 172.0),  # GPX and TCX with strides
        (56.0, 1.4, 112.0),  # walking, strides
        (112.0, 1.4, 112.0),  # walking, steps
        (80.0, 2 / 3.6, 80.0),  # backward walking at 2 km/h takes 80 steps; it is not doubled
        (100.0, 1.0, 100.0),
        (158.0, 1.8, 158.0),  # backward running, more steps than forward
        (79.0, 1.8, 158.0),
    ],
)
def test_steps_are_told_from_strides_by_the_speed(in_file: float, speed_m_s: float, steps: float) -> None:
    """Cadence is never halved or doubled."""
    cadence_spm, warning = steps_per_minute(constant(in_file), constant(speed_m_s), RUNNING)
    assert cadence_spm.tolist() == constant(steps).tolist()
    assert (warning is None) == (steps == in_file)


def test_doubling_is_said() -> None:
    """The report can say what was done to the file's own numbers."""
    warning = steps_per_minute(constant(86.0), constant(3.0), RUNNING)[1]
    assert warning is not None
    assert warning.slug == "cadence-in-strides"
    assert "one foot only" in warning.message


@pytest.mark.parametrize(
    ("sport", "in_file", "steps"),
    [
        ("running", 85.0, 170.0),
        ("running", 170.0, 170.0),
        ("walking", 90.0, 90.0),  # slowly on a treadmill, in steps: twice that would be a run
        ("walking", 56.0, 112.0),
        ("hiking", 90.0, 90.0),
        ("fitness_equipment", 80.0, 80.0),
        ("unknown", 90.0, 90.0),
        ("unknown", 56.0, 112.0),
    ],
)
def test_without_a_speed_the_sport_tells_what_is_too_low_for_steps(
    sport: str, in_file: float, steps: float
) -> None:
    """On a treadmill without a footpod nothing else does; a slow walk never becomes a run."""
    cadence_spm, warning = steps_per_minute(constant(in_file), NO_SPEED, Sport(name=sport))
    assert cadence_spm.tolist() == constant(steps).tolist()
    assert (warning is None) == (steps == in_file)


def test_one_rule_holds_for_the_whole_recording() -> None:
    """A slow stretch in a run is not doubled on its own, nor a fast one left alone."""
    cadence = np.array([86.0, 87.0, 86.0, 50.0, 0.0, np.nan])
    speed = np.array([3.0, 3.1, 3.0, 1.2, 0.0, 3.0])
    expected = cadence * 2
    assert np.array_equal(steps_per_minute(cadence, speed, RUNNING)[0], expected, equal_nan=True)


@pytest.mark.parametrize("name", ["cycling", "swimming", "rowing"])
def test_turns_of_a_crank_are_no_steps(name: str) -> None:
    """Other sports have no steps."""
    assert np.isnan(steps_per_minute(constant(85.0), constant(8.0), Sport(name=name))[0]).all()


@pytest.mark.parametrize(("cadence", "speed_m_s"), [(85.0, 8.5), (30.0, 1.0)])
def test_where_the_sport_is_unknown_what_is_no_walking_is_no_steps(cadence: float, speed_m_s: float) -> None:
    """A ride and a swim without a sport do not become a run with odd steps."""
    assert np.isnan(steps_per_minute(constant(cadence), constant(speed_m_s), UNKNOWN)[0]).all()


def test_where_the_sport_is_unknown_a_run_is_still_seen() -> None:
    """Many GPX files do not say their sport."""
    assert steps_per_minute(constant(86.0), constant(3.0), UNKNOWN)[0].tolist() == constant(172.0).tolist()


def test_no_cadence_at_all_stays_missing() -> None:
    """A column of zeros and gaps is not turned into anything."""
    zeros = np.array([0.0, np.nan, 0.0, 0.0])
    assert np.array_equal(steps_per_minute(zeros, constant(3.0), RUNNING)[0], zeros, equal_nan=True)


@given(st.floats(0.5, 4.5), st.floats(0.85, 1.3))
def test_steps_and_their_half_give_the_same_steps(speed_m_s: float, eagerness: float) -> None:
    """Whether a watch writes steps or strides, the runner sees one cadence."""
    steps = constant(float(np.interp(speed_m_s, EXPECTED_SPEED_M_S, EXPECTED_CADENCE_SPM)) * eagerness)
    speed = constant(speed_m_s)
    from_steps = steps_per_minute(steps, speed, RUNNING)[0]
    from_strides = steps_per_minute(steps / 2, speed, RUNNING)[0]
    assert from_steps == pytest.approx(steps)
    assert from_strides == pytest.approx(steps)
