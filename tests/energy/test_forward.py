import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.energy import (
    MetabolicRate,
    acsm_running_oxygen,
    acsm_walking_oxygen,
    forward_running,
    forward_walking,
    minetti_running_cost,
    minetti_walking_cost,
)

GRADE = st.floats(-0.45, 0.45)
MILE_PER_HOUR = 0.44704


def at(model: object, speed_m_s: float, grade: float = 0.0) -> tuple[float, float, float]:
    """Value, low and high of one sample."""
    assert callable(model)
    rate: MetabolicRate = model(np.array([speed_m_s]), np.array([grade]))
    return rate.oxygen_ml_kg_min[0], rate.low_ml_kg_min[0], rate.high_ml_kg_min[0]


@pytest.mark.parametrize(
    ("speed_m_min", "grade", "walking", "running"),
    [(80.0, 0.0, 11.5, 19.5), (100.0, 0.05, 22.5, 28.0), (200.0, 0.10, 59.5, 61.5)],
)
def test_the_acsm_s_equations_give_their_worked_values(
    speed_m_min: float, grade: float, walking: float, running: float
) -> None:
    """3.5 + S (0.1 + 1.8 G) and 3.5 + S (0.2 + 0.9 G), by hand (acsm-walking, acsm-running)."""
    speed, slope = np.array([speed_m_min / 60.0]), np.array([grade])
    assert acsm_walking_oxygen(speed, slope)[0] == pytest.approx(walking)
    assert acsm_running_oxygen(speed, slope)[0] == pytest.approx(running)


@pytest.mark.parametrize(
    ("grade", "cost", "spread"),
    [(0.0, 3.40, 0.24), (0.45, 18.93, 1.74), (-0.20, 1.73, 0.36), (-0.45, 3.92, 0.81)],
)
def test_running_on_slopes_costs_what_minetti_measured(grade: float, cost: float, spread: float) -> None:
    """The polynomial lies within one standard deviation of the abstract's means (minetti2002)."""
    assert minetti_running_cost(np.array([grade]))[0] == pytest.approx(cost, abs=spread)


@pytest.mark.parametrize(
    ("grade", "cost", "spread"), [(0.45, 17.33, 1.11), (-0.10, 0.81, 0.37), (-0.45, 3.46, 0.95)]
)
def test_walking_on_slopes_costs_what_minetti_measured(grade: float, cost: float, spread: float) -> None:
    """The polynomial lies within one standard deviation of the abstract's means (minetti2002)."""
    assert minetti_walking_cost(np.array([grade]))[0] == pytest.approx(cost, abs=spread)


@pytest.mark.parametrize("cost", [minetti_walking_cost, minetti_running_cost])
def test_steeper_than_measured_counts_as_the_steepest_measured(cost: object) -> None:
    """Beyond ±0.45 the polynomial would run away; it is held at the edge, both ways."""
    assert callable(cost)
    assert cost(np.array([0.6, -0.6])).tolist() == cost(np.array([0.45, -0.45])).tolist()


@pytest.mark.parametrize(
    ("oxygen", "speed_m_s"),
    [(11.8, 5.0 / 3.6), (15.9, 5.0 / 3.6), (4.3 * 3.5, 3.5 * MILE_PER_HOUR), (13.1, 5.0 / 3.6)],
)
def test_the_range_of_forward_walking_holds_every_source(oxygen: float, speed_m_s: float) -> None:
    """The ACSM, kim2001, the Compendium and looney2019 (worked out) disagree; the range says so."""
    value, low, high = at(forward_walking, speed_m_s)
    assert low - 0.05 <= oxygen <= high + 0.05
    assert low < value < high


@pytest.mark.parametrize(
    ("speed_m_s", "oxygen"), [(0.3, 7.46), (0.5, 8.31), (0.6, 8.69), (50.0 / 60.0, 9.62)]
)
def test_the_range_of_slow_forward_walking_holds_what_was_measured(speed_m_s: float, oxygen: float) -> None:
    """1.44 + 1.94 v^0.43 + 0.24 v^4 W/kg, by hand (looney2019), with its standard error of 0.20 W/kg."""
    assert (1.44 + 1.94 * speed_m_s**0.43 + 0.24 * speed_m_s**4) * 60 / 20.9 == pytest.approx(
        oxygen, abs=0.01
    )
    _, low, high = at(forward_walking, speed_m_s)
    assert low < oxygen < high - 0.2 * 60 / 20.9


@given(GRADE)
def test_the_range_of_forward_walking_has_no_step_where_slow_begins(grade: float) -> None:
    """At 50 m/min the two ways to reckon its upper end meet, at any grade."""
    below, above = (at(forward_walking, speed / 60.0, grade) for speed in (50.0 - 1e-6, 50.0))
    assert below == pytest.approx(above, abs=1e-5)


@given(GRADE)
def test_a_walk_that_comes_to_a_halt_costs_what_standing_does(grade: float) -> None:
    """1 MET, with the range of standing (compendium2011), and no jump at the halt."""
    assert at(forward_walking, 0.0, grade) == (3.5, 3.5, 4.55)
    assert at(forward_walking, 1e-9, grade) == pytest.approx((3.5, 3.5, 4.55), abs=0.01)


def test_the_range_of_forward_running_holds_minetti_and_ten_per_cent() -> None:
    """At 3 m/s: 39.5 by the ACSM, 34.5 by Minetti's 3.6 J/kg/m, 43.1 for a costly runner (lacour2015)."""
    value, low, high = at(forward_running, 3.0)
    assert (value, low, high) == pytest.approx((39.5, 3.5 + 3.6 * 180 / 20.9, 3.5 + 36 * 1.1))


@given(GRADE, st.floats(0.1, 4.0), st.floats(0.01, 1.0))
def test_a_faster_forward_stretch_costs_more(grade: float, speed: float, more: float) -> None:
    """Value and both ends rise with speed at any grade."""
    for model in (forward_walking, forward_running):
        slower, faster = at(model, speed, grade), at(model, speed + more, grade)
        assert all(b > a for a, b in zip(slower, faster, strict=True))


@given(st.floats(0.0, 0.44), st.floats(0.001, 0.01))
def test_a_steeper_climb_costs_more(grade: float, more: float) -> None:
    """Uphill, cost rises with grade up to the steepest measured."""
    for model in (forward_walking, forward_running):
        assert at(model, 1.5, grade + more)[0] > at(model, 1.5, grade)[0]


@given(GRADE, st.floats(0.0, 6.0))
def test_no_forward_cost_falls_below_rest(grade: float, speed: float) -> None:
    """Even the cheapest downhill takes what standing takes, and the ends keep their order."""
    for model in (forward_walking, forward_running):
        value, low, high = at(model, speed, grade)
        assert 3.5 <= low <= value <= high


@given(GRADE)
def test_forward_cost_has_no_step_in_grade(grade: float) -> None:
    """A thousandth of grade changes the cost of a metre by under a tenth of a joule for each kilogram."""
    for cost in (minetti_walking_cost, minetti_running_cost):
        pair = cost(np.array([grade, grade + 0.001]))
        assert abs(pair[1] - pair[0]) < 0.1


def test_speeds_outside_of_what_was_measured_are_flagged() -> None:
    """50 to 100 m/min for walking, from 80 for running; an unknown speed is not an extrapolation."""
    speed = np.array([49.0, 50.0, 100.0, 101.0, np.nan]) / 60.0
    assert forward_walking(speed, np.zeros(5)).is_extrapolated.tolist() == [True, False, False, True, False]
    speed = np.array([79.0, 80.0, 360.0, 361.0]) / 60.0
    assert forward_running(speed, np.zeros(4)).is_extrapolated.tolist() == [True, False, False, True]
