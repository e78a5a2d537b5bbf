"""Units at the doors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.units import METRES_PER_KILOMETRE, METRES_PER_MILE, clock, km_h, pace


@pytest.mark.parametrize(
    ("duration_s", "written"),
    [
        (0.0, "0:00"),
        (59.4, "0:59"),
        (59.6, "1:00"),
        (3599.6, "1:00:00"),
        (3600.0, "1:00:00"),
        (36_000.0, "10:00:00"),
        (-75.0, "-1:15"),
        (-0.2, "0:00"),
    ],
)
def test_a_clock_rounds_to_the_second_before_it_splits(duration_s: float, written: str) -> None:
    """Nobody reads 0:60."""
    assert clock(duration_s) == written


@given(st.integers(0, 200_000))
def test_a_clock_can_be_read_back(duration_s: int) -> None:
    """Hours, minutes and seconds sum to the duration, with minutes and seconds under 60."""
    *larger, minutes, seconds = (int(part) for part in clock(duration_s).split(":"))
    hours = larger[0] if larger else 0
    assert hours * 3600 + minutes * 60 + seconds == duration_s
    assert minutes < 60
    assert seconds < 60


@pytest.mark.parametrize("speed_m_s", [None, float("nan"), 0.0, 0.1, -3.0])
def test_what_has_no_pace_is_a_dash(speed_m_s: float | None) -> None:
    """Unknown, standing and nearly standing give no number of hours for a kilometre."""
    assert pace(speed_m_s) == "–"


def test_a_pace_is_for_the_distance_asked_for() -> None:
    """A mile takes longer than a kilometre; 59.6 s over the minute is the next minute."""
    speed_m_s = METRES_PER_KILOMETRE / 299.6
    assert pace(speed_m_s) == "5:00"
    assert pace(METRES_PER_MILE / 388.0, per_m=METRES_PER_MILE) == "6:28"


def test_kilometres_an_hour_are_metres_in_3600_seconds() -> None:
    """The plain conversion."""
    assert km_h(1.0) == pytest.approx(3.6)
