import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.energy import (
    COST_RATIO,
    backward_running,
    backward_walking,
    equivalent_forward_speed,
    forward_running,
    forward_walking,
    walking_cost_per_metre,
)
from backstride.errors import InvalidValue
from backstride.estimate import Estimate

CLIMB = st.floats(0.0, 0.45)
SESSIONS = st.one_of(st.none(), st.floats(0.0, 40.0))


def walking(speed_m_s: float, grade: float = 0.0, sessions: float | None = None) -> Estimate:
    """Walking backward, one sample."""
    rate = backward_walking(np.array([speed_m_s]), np.array([grade]), backward_sessions=sessions)
    return Estimate(rate.oxygen_ml_kg_min[0], rate.low_ml_kg_min[0], rate.high_ml_kg_min[0])


def running(speed_m_s: float, grade: float = 0.0) -> Estimate:
    """Running backward, one sample."""
    rate = backward_running(np.array([speed_m_s]), np.array([grade]))
    return Estimate(rate.oxygen_ml_kg_min[0], rate.low_ml_kg_min[0], rate.high_ml_kg_min[0])


@pytest.mark.parametrize(
    ("speed_m_min", "grade", "sessions", "oxygen"),
    [
        (90.0, 0.0, 0.0, 25.1),
        (90.0, 0.0, 12.0, 20.6),
        (90.0, 0.0, 6.0, 22.85),
        (90.0, 0.05, 12.0, 27.35),
        (100.0, 0.10, None, 37.5),
    ],
)
def test_backward_walking_is_rest_and_metres_and_climb(
    speed_m_min: float, grade: float, sessions: float | None, oxygen: float
) -> None:
    """3.5 + a S + 1.5 S G with a from 0.24 to 0.19, by hand."""
    assert walking(speed_m_min / 60.0, grade, sessions).value == pytest.approx(oxygen)


def test_backward_running_is_rest_and_a_dearer_metre() -> None:
    """3.5 + 0.2 × 1.32 × 160.8 = 45.95 at 6.0 mph, by hand."""
    assert running(160.8 / 60.0).value == pytest.approx(45.95, abs=0.005)


@given(CLIMB, st.floats(0.5, 6.0))
def test_the_ratio_of_backward_to_forward_running_holds_at_every_climb(grade: float, speed: float) -> None:
    """Above rest, backward costs 1.32 times forward from level to steep (wright2001, rasica2020)."""
    forward = forward_running(np.array([speed]), np.array([grade])).oxygen_ml_kg_min[0]
    assert (running(speed, grade).value - 3.5) / (forward - 3.5) == pytest.approx(COST_RATIO.value)


@given(st.floats(0.1, 8.0))
def test_level_and_a_slight_climb_join_without_a_step(speed: float) -> None:
    """A grade of one in a million changes nothing that anybody could see."""
    assert running(speed, 1e-6).value == pytest.approx(running(speed).value, rel=1e-4)
    assert walking(speed, 1e-6).value == pytest.approx(walking(speed).value, rel=1e-4)


@pytest.mark.parametrize("model", [backward_walking, backward_running])
def test_backward_downhill_is_unknown(model: object) -> None:
    """Nobody has measured it; a fall within the noise of altitude is level."""
    assert callable(model)
    rate = model(np.full(5, 1.6), np.array([-0.3, -0.01, -0.0099, 0.0, 0.01]))
    assert np.isnan(rate.oxygen_ml_kg_min).tolist() == [True, True, False, False, False]
    assert np.isnan(rate.low_ml_kg_min).tolist() == np.isnan(rate.high_ml_kg_min).tolist()
    assert rate.oxygen_ml_kg_min[2] == rate.oxygen_ml_kg_min[3] < rate.oxygen_ml_kg_min[4]
    assert not rate.is_extrapolated[:2].any()


@given(CLIMB, SESSIONS, st.floats(0.0, 2.9), st.floats(0.01, 0.5))
def test_a_faster_backward_stretch_costs_more(
    grade: float, sessions: float | None, speed: float, more: float
) -> None:
    """Value and both ends rise with speed, through the widened and the bent parts."""
    for slower, faster in (
        (walking(speed, grade, sessions), walking(speed + more, grade, sessions)),
        (running(speed, grade), running(speed + more, grade)),
    ):
        assert slower.value < faster.value
        assert slower.low < faster.low
        assert slower.high < faster.high
        assert slower.low >= 3.5


@given(CLIMB, st.floats(0.001, 0.01))
def test_a_steeper_backward_climb_costs_more(grade: float, more: float) -> None:
    """Cost rises with grade up to the steepest measured."""
    if grade + more <= 0.45:
        assert walking(1.5, grade).value < walking(1.5, grade + more).value
        assert running(2.5, grade).value < running(2.5, grade + more).value


@given(st.floats(0.0, 40.0), st.floats(0.001, 10.0))
def test_practice_never_makes_walking_dearer(sessions: float, more: float) -> None:
    """Value and both ends fall or stay with each session."""
    before, after = walking_cost_per_metre(sessions), walking_cost_per_metre(sessions + more)
    assert after.value <= before.value
    assert after.low <= before.low
    assert after.high <= before.high


def test_practice_takes_a_fifth_off_in_twelve_sessions() -> None:
    """At the middle speed of heath2001 oxygen falls by 18 %, where 19 % were measured."""
    speed = 92.5 / 60.0
    assert 1 - walking(speed, sessions=12.0).value / walking(speed, sessions=0.0).value == pytest.approx(
        0.19, abs=0.015
    )


def test_unknown_practice_reaches_from_the_practised_to_the_beginner() -> None:
    """Who does not know gets the practised value, and a range that holds every person's."""
    unknown = walking_cost_per_metre(None)
    novice, practised = walking_cost_per_metre(0.0), walking_cost_per_metre(50.0)
    assert (unknown.value, unknown.low, unknown.high) == (practised.value, practised.low, novice.high)


@pytest.mark.parametrize("sessions", [-1.0, float("nan")])
def test_a_negative_number_of_sessions_is_refused(sessions: float) -> None:
    """Practice is counted from nothing up."""
    with pytest.raises(InvalidValue, match=r"It is 0 or more\. Leave it out"):
        walking_cost_per_metre(sessions)


def test_a_fast_backward_walk_bends_upward() -> None:
    """The relation is curved in its studies (myatt1995): 110 m/min costs a tenth more by the metre."""
    level = (walking(100.0 / 60.0).value - 3.5) / 100.0
    assert (walking(110.0 / 60.0).value - 3.5) / 110.0 == pytest.approx(1.1 * level)


@given(st.floats(0.0, 3.0), CLIMB, SESSIONS)
def test_the_range_backward_reaches_as_high_as_that_forward(
    speed: float, grade: float, sessions: float | None
) -> None:
    """However slowly: nobody takes walking backward for the cheaper way."""
    forward = forward_walking(np.array([speed]), np.array([grade])).high_ml_kg_min[0]
    assert walking(speed, grade, sessions).high >= forward - 1e-9


def test_what_was_not_measured_backward_is_flagged() -> None:
    """80 to 100 m/min and 10 % walking; 1.75 to 3.50 m/s and 25 % running."""
    speed = np.array([79.0, 80.0, 100.0, 101.0, 90.0, 90.0]) / 60.0
    grade = np.array([0.0, 0.0, 0.0, 0.0, 0.10, 0.11])
    assert backward_walking(speed, grade).is_extrapolated.tolist() == [True, False, False, True, False, True]
    speed = np.array([1.74, 1.75, 3.50, 3.51, 2.0, 2.0])
    grade = np.array([0.0, 0.0, 0.0, 0.0, 0.25, 0.26])
    assert backward_running(speed, grade).is_extrapolated.tolist() == [True, False, False, True, False, True]


def test_doubt_grows_away_from_what_was_measured() -> None:
    """The share of the range at 2 km/h is wider than at 5 km/h, the value still in it."""
    slow, usual = walking(2.0 / 3.6), walking(5.0 / 3.6)
    assert (slow.high - slow.low) / (slow.value - 3.5) > (usual.high - usual.low) / (usual.value - 3.5)


@given(st.floats(0.0, 8.0))
def test_the_equivalent_speed_costs_the_same_forward(speed: float) -> None:
    """On the level the forward speed takes the oxygen of the backward one."""
    forward = equivalent_forward_speed(speed)
    same = forward_running(np.array([forward.value]), np.zeros(1)).oxygen_ml_kg_min[0]
    assert same == pytest.approx(running(speed).value)
    assert forward.low <= forward.value <= forward.high


@pytest.mark.parametrize("speed", [-0.1, float("nan")])
def test_an_unknown_speed_has_no_equivalent(speed: float) -> None:
    """A missing speed is named, not passed on."""
    with pytest.raises(InvalidValue, match=r"A speed is 0 or more"):
        equivalent_forward_speed(speed)
