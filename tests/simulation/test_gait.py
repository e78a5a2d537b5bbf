import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.simulation.gait import strides

LEG_M = 0.86
RUNNING_SPEEDS = st.floats(1.5, 5.0)
WALKING_SPEEDS = st.floats(0.4, 2.0)


@given(RUNNING_SPEEDS)
def test_running_backward_takes_more_and_shorter_steps(speed_m_s: float) -> None:
    """At one speed the cadence is 11.3 % higher backward (masumoto-bws), the steps that much shorter."""
    forward, backward = (
        strides(np.array([speed_m_s]), travel, Gait.RUN, leg_length_m=LEG_M)
        for travel in (Travel.FORWARD, Travel.BACKWARD)
    )
    assert backward.cadence_spm / forward.cadence_spm == pytest.approx(1.113)
    assert forward.step_length_m / backward.step_length_m == pytest.approx(1.113)


@given(st.sampled_from(list(Travel)), st.sampled_from([Gait.WALK, Gait.RUN]), st.floats(0.2, 5.0))
def test_steps_make_up_the_distance(travel: Travel, gait: Gait, speed_m_s: float) -> None:
    """Cadence times step length is the speed, whatever the movement."""
    steps = strides(np.array([speed_m_s]), travel, gait, leg_length_m=LEG_M)
    assert steps.cadence_spm / 60 * steps.step_length_m == pytest.approx(speed_m_s)


@given(RUNNING_SPEEDS)
def test_running_has_a_flight_that_is_longer_backward(speed_m_s: float) -> None:
    """Contact is shorter than the step by the flight, whose ratio is that of cavagna2012: 98 to 72 ms."""
    flights = []
    for travel in (Travel.FORWARD, Travel.BACKWARD):
        steps = strides(np.array([speed_m_s]), travel, Gait.RUN, leg_length_m=LEG_M)
        flights.append(60 / steps.cadence_spm - steps.stance_time_s)
        assert steps.stance_time_s > 0.1
    assert flights[1] / flights[0] == pytest.approx(98 / 72)


def test_mean_flight_over_the_measured_speeds_is_the_published_one() -> None:
    """From 3 to 17 km/h flight takes 0.072 s forward and 0.098 s backward (cavagna2012)."""
    speeds = np.linspace(3, 17, 57) / 3.6
    for travel, flight_s in ((Travel.FORWARD, 0.072), (Travel.BACKWARD, 0.098)):
        steps = strides(speeds, travel, Gait.RUN, leg_length_m=LEG_M)
        assert np.mean(60 / steps.cadence_spm - steps.stance_time_s) == pytest.approx(flight_s)


@given(WALKING_SPEEDS)
def test_walkers_who_turn_round_keep_their_cadence(speed_m_s: float) -> None:
    """At the slower speed they choose, the cadence is the forward one (laufer2005), the step shorter."""
    forward = strides(np.array([speed_m_s]), Travel.FORWARD, Gait.WALK, leg_length_m=LEG_M)
    backward = strides(np.array([0.6 * speed_m_s]), Travel.BACKWARD, Gait.WALK, leg_length_m=LEG_M)
    assert backward.cadence_spm == pytest.approx(forward.cadence_spm)
    assert backward.step_length_m == pytest.approx(0.6 * forward.step_length_m)
    assert backward.stance_time_s > forward.stance_time_s


@given(WALKING_SPEEDS)
def test_a_walking_foot_stands_longer_than_it_swings(speed_m_s: float) -> None:
    """Walking has no flight: a foot stands for more than half of its stride."""
    steps = strides(np.array([speed_m_s]), Travel.BACKWARD, Gait.WALK, leg_length_m=LEG_M)
    assert 0.5 < steps.stance_time_s / (120 / steps.cadence_spm) < 1.0


@pytest.mark.parametrize(("gait", "speed_m_s"), [(Gait.STANDING, 0.0), (Gait.RUN, 0.1), (Gait.WALK, 0.0)])
def test_nobody_steps_on_the_spot(gait: Gait, speed_m_s: float) -> None:
    """Without travel there are no steps: missing, not zero and not infinite."""
    steps = strides(np.array([speed_m_s]), Travel.FORWARD, gait, leg_length_m=LEG_M)
    for column in (steps.cadence_spm, steps.step_length_m, steps.stance_time_s, steps.vertical_oscillation_m):
        assert np.isnan(column).all()


@given(RUNNING_SPEEDS)
def test_backward_bounces_less_on_a_stiffer_leg(speed_m_s: float) -> None:
    """15.7 / 499 is less than 13.2 / 352 (cavagna2012)."""
    forward, backward = (
        strides(np.array([speed_m_s]), travel, Gait.RUN, leg_length_m=LEG_M)
        for travel in (Travel.FORWARD, Travel.BACKWARD)
    )
    assert backward.vertical_oscillation_m < forward.vertical_oscillation_m
