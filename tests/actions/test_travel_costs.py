"""What a speed costs forward and backward."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.actions.calculator_documents import cost_document
from backstride.actions.travel_costs import CostWish, compare_costs
from backstride.bout import Gait
from backstride.energy import COST_RATIO, RESTING_OXYGEN_ML_KG_MIN
from backstride.errors import InvalidValue


def test_running_backward_takes_the_measured_ratio_more() -> None:
    """Above rest it is the ratio of the studies; the pace that costs as much follows from the same."""
    found = compare_costs(CostWish(gait=Gait.RUN, speed_m_s=2.5, mass_kg=70.0))
    forward, backward = found.forward.oxygen_ml_kg_min, found.backward.oxygen_ml_kg_min
    assert forward is not None
    assert backward is not None
    assert found.more is not None
    net = (backward.value - RESTING_OXYGEN_ML_KG_MIN) / (forward.value - RESTING_OXYGEN_ML_KG_MIN)
    assert net == pytest.approx(COST_RATIO.value)
    assert found.more.value == pytest.approx(backward.value / forward.value - 1.0)
    assert found.equivalent_forward_m_s == COST_RATIO * 2.5


def test_an_hour_of_energy_is_oxygen_times_mass() -> None:
    """At 5 kcal for a litre of oxygen."""
    found = compare_costs(CostWish(gait=Gait.WALK, speed_m_s=1.4, mass_kg=80.0)).forward
    assert found.oxygen_ml_kg_min is not None
    assert found.energy_kcal_h is not None
    litres_h = found.oxygen_ml_kg_min.value * 80.0 * 60.0 / 1000.0
    assert found.energy_kcal_h.value == pytest.approx(litres_h * 20.9 / 4.184)


def test_backward_downhill_is_unknown_and_not_nothing() -> None:
    """Nobody has measured it; forward is known all the same."""
    found = compare_costs(CostWish(gait=Gait.RUN, speed_m_s=2.5, grade=-0.05, mass_kg=70.0))
    assert found.forward.oxygen_ml_kg_min is not None
    assert (found.backward.oxygen_ml_kg_min, found.backward.energy_kcal_h) == (None, None)
    assert (found.more, found.equivalent_forward_m_s) == (None, None)
    assert cost_document(found)["backward"]["oxygen_ml_kg_min"] is None


def test_without_a_mass_the_energy_is_unknown() -> None:
    """Oxygen by the kilogram is not."""
    found = compare_costs(CostWish(gait=Gait.WALK, speed_m_s=1.0))
    assert found.backward.oxygen_ml_kg_min is not None
    assert found.backward.energy_kcal_h is None


@given(
    gait=st.sampled_from((Gait.WALK, Gait.RUN)),
    speed_m_s=st.floats(0.1, 12.5),
    grade=st.floats(-0.45, 0.45),
)
def test_whatever_can_be_asked_is_answered_with_an_ordered_range(
    gait: Gait, speed_m_s: float, grade: float
) -> None:
    """No speed or grade that is let in breaks it; a range holds its value."""
    found = compare_costs(CostWish(gait=gait, speed_m_s=speed_m_s, grade=grade, mass_kg=60.0))
    if found.more is not None:
        assert found.more.low <= found.more.value <= found.more.high
    assert cost_document(found)["speed_m_s"] == pytest.approx(speed_m_s, abs=1e-3)


@pytest.mark.parametrize(
    "wish",
    [
        {"gait": Gait.ELLIPTICAL, "speed_m_s": 2.0},
        {"gait": Gait.RUN, "speed_m_s": 0.0},
        {"gait": Gait.RUN, "speed_m_s": float("nan")},
        {"gait": Gait.RUN, "speed_m_s": 2.0, "grade": 0.5},
        {"gait": Gait.RUN, "speed_m_s": 2.0, "mass_kg": 0.0},
        {"gait": Gait.RUN, "speed_m_s": 2.0, "backward_sessions": -1.0},
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused(wish: dict[str, object]) -> None:
    """With what is allowed instead."""
    with pytest.raises(InvalidValue, match=r"\w"):
        CostWish(**wish)  # type: ignore[arg-type]  # some are out of the question
