import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.energy import metabolic_rate
from backstride.recording import FloatArray
from backstride.simulation.response import FALL_S, RISE_S, backward_excess, demand, heart_rate

SHARES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=200).map(np.array)


@given(SHARES)
def test_the_heart_stays_between_rest_and_maximum(demanded: FloatArray) -> None:
    """No demand takes the rate out of its reserve."""
    rates = heart_rate(demanded, resting_bpm=50.0, maximum_bpm=190.0)
    assert rates.shape == demanded.shape
    assert (rates >= 50.0).all()
    assert (rates <= 190.0).all()


@pytest.mark.parametrize(("before", "after", "time_constant_s"), [(0.1, 0.9, RISE_S), (0.9, 0.3, FALL_S)])
def test_the_heart_follows_by_its_time_constants(before: float, after: float, time_constant_s: float) -> None:
    """One time constant after a change 63 % of the way is done, faster up than down."""
    demanded = np.concatenate((np.full(900, before), np.full(300, after)))
    rates = heart_rate(demanded, resting_bpm=0.0, maximum_bpm=1.0)
    done = (rates[900 + round(time_constant_s)] - rates[900]) / (after - before)
    assert done == pytest.approx(1 - np.exp(-1), abs=0.005)


@given(st.floats(0, 100), st.floats(0, 100))
def test_practice_never_raises_the_backward_excess(some: float, others: float) -> None:
    """The more sessions, the less the heart asks beyond the uptake; a little always stays."""
    fewer, more = sorted((some, others))
    assert backward_excess(fewer) >= backward_excess(more) >= 0.1


@given(st.floats(0, 80), st.floats(0, 80))
def test_more_uptake_never_demands_less(some: float, other: float) -> None:
    """Demand rises with uptake and stays between standing and everything."""
    low, high = demand(np.array(sorted((some, other))), vo2max_ml_kg_min=45.0, excess=np.zeros(2))
    assert 0.1 <= low <= high <= 1.0 + 1e-12


def test_novices_at_five_kilometres_an_hour_meet_kim2001() -> None:
    """Students walked at 5.0 km/h with 120.9 beats forward and 166.1 backward (kim2001).

    Their greatest uptake was 42.3 ml/kg/min and their maximum 197 beats, both from the percentages in
    the paper; 70 beats at rest are assumed. Backward is met within 5 beats, forward within 10, for the
    forward cost model lies below these students.
    """
    steady = {}
    for travel, excess in ((Travel.FORWARD, 0.0), (Travel.BACKWARD, backward_excess(0))):
        uptake = metabolic_rate(
            travel=travel,
            gait=Gait.WALK,
            speed_m_s=np.full(600, 5 / 3.6),
            grade=np.zeros(600),
            backward_sessions=0.0,
        ).oxygen_ml_kg_min
        demanded = demand(uptake, vo2max_ml_kg_min=42.3, excess=np.full(600, excess))
        steady[travel] = heart_rate(demanded, resting_bpm=70.0, maximum_bpm=197.0)[-1]

    assert steady[Travel.FORWARD] == pytest.approx(120.9, abs=10)
    assert steady[Travel.BACKWARD] == pytest.approx(166.1, abs=5)
