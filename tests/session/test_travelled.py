"""How far a stretch went, and at what speed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.recording import Samples
from backstride.session import Mean
from backstride.session.travelled import DistanceLine, contradicting_speed, counted_speed

LINE = DistanceLine(times_s=np.array([10.0, 20.0, 40.0]), distance_m=np.array([0.0, 30.0, 50.0]))
NAN = float("nan")


@pytest.mark.parametrize(
    ("start_s", "end_s", "expected"),
    [
        (10.0, 40.0, Mean(50.0, 30.0)),
        (0.0, 100.0, Mean(50.0, 30.0)),
        (15.0, 30.0, Mean(25.0, 15.0)),
        (0.0, 15.0, Mean(15.0, 5.0)),
        (30.0, 100.0, Mean(10.0, 10.0)),
        (0.0, 10.0, Mean()),
        (40.0, 50.0, Mean()),
    ],
)
def test_a_way_is_known_between_the_first_and_the_last_known_distance(
    start_s: float, end_s: float, expected: Mean
) -> None:
    """Before and after it the way is unknown, and so is the time; in between the line is straight."""
    assert LINE.between(start_s, end_s) == expected


@given(st.floats(0.0, 60.0), st.floats(0.0, 60.0), st.floats(0.0, 60.0))
def test_a_way_cut_in_two_is_as_long_and_as_known(first: float, second: float, third: float) -> None:
    """Distance and the time for which it is known add up, wherever the cut lies."""
    start_s, cut_s, end_s = sorted((first, second, third))
    whole, parts = LINE.between(start_s, end_s), LINE.between(start_s, cut_s) + LINE.between(cut_s, end_s)
    assert parts.integral == pytest.approx(whole.integral, abs=1e-9)
    assert parts.known_s == pytest.approx(whole.known_s, abs=1e-9)


def test_the_devices_count_stands_above_the_positions() -> None:
    """Whichever is known at two times; none is known at one."""
    times, one = np.arange(3.0), np.array([0.0, NAN, NAN])
    counted, along = 2.0 * times, 5.0 * times
    for distance_m, expected in ((counted, 4.0), (one, 10.0)):
        line = DistanceLine.of(Samples.of(times, distance_m=distance_m, position_distance_m=along))
        assert line is not None
        assert line.between(0.0, 2.0) == Mean(expected, 2.0)
    assert DistanceLine.of(Samples.of(times, distance_m=one)) is None


def test_a_counted_speed_needs_both_ends() -> None:
    """From each sample to the next; a counter that slips back stands still until it is made up for."""
    samples = Samples.of(
        np.array([0.0, 1.0, 3.0, 4.0, 5.0, 6.0]), distance_m=np.array([0.0, 2.0, 8.0, 5.0, NAN, 9.0])
    )
    assert counted_speed(samples).tolist() == pytest.approx([2.0, 3.0, 0.0, NAN, NAN, NAN], nan_ok=True)
    assert counted_speed(Samples.of(np.zeros(0))).tolist() == []
    assert np.isnan(counted_speed(Samples.of(np.full(3, NAN), distance_m=np.arange(3.0)))).all()


@pytest.mark.parametrize(
    ("given_m_s", "counted_m_s", "held_s", "expected"),
    [
        (0.03, 1.25, 100.0, 1.25),
        (3.0, 2.0, 60.0, 2.0),
        (0.0, 1.0, 100.0, 1.0),
        (2.3, 2.0, 100.0, None),
        (2.0, 2.3, 100.0, None),
        (3.0, 2.0, 59.0, None),
        (3.0, 0.0, 100.0, None),
        (NAN, 2.0, 100.0, None),
        (3.0, NAN, 100.0, None),
    ],
)
def test_a_device_contradicts_itself_by_more_than_a_fifth_over_a_minute(
    given_m_s: float, counted_m_s: float, held_s: float, expected: float | None
) -> None:
    """Either way; not in a short stretch, nor where one of the two is silent or nothing was counted."""
    found = contradicting_speed(np.array([given_m_s]), np.array([counted_m_s]), np.array([held_s]))
    assert found == expected


def test_only_time_for_which_both_are_known_is_held_against_each_other() -> None:
    """A device that is silent while the distance is counted does not contradict it."""
    given, counted = np.array([2.0, NAN, 2.0]), np.array([2.0, 8.0, NAN])
    assert contradicting_speed(given, counted, np.full(3, 100.0)) is None
