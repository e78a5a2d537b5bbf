import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backstride.bout import Gait, Travel
from backstride.energy import MetabolicRate, energy_used, metabolic_rate
from backstride.errors import InvalidValue
from backstride.recording import FloatArray, held_time
from backstride.sources import bibliography

NOT_NUMBER = st.just(float("nan"))
SPEEDS = arrays(np.float64, 20, elements=st.one_of(st.floats(-1.0, 20.0), NOT_NUMBER))
GRADES = arrays(np.float64, 20, elements=st.one_of(st.floats(-1.0, 1.0), NOT_NUMBER))
KEYS = set(bibliography())
EACH_WAY = [(travel, gait) for travel in Travel for gait in Gait]


def rate(
    travel: Travel, gait: Gait, speed: float | FloatArray, grade: float | FloatArray = 0.0
) -> MetabolicRate:
    """The rate of one sample, or of many."""
    speeds = np.atleast_1d(np.asarray(speed, dtype=np.float64))
    grades = np.broadcast_to(np.asarray(grade, dtype=np.float64), speeds.shape)
    return metabolic_rate(travel=travel, gait=gait, speed_m_s=speeds, grade=grades)


@pytest.mark.parametrize(("travel", "gait"), EACH_WAY)
@given(speed=SPEEDS, grade=GRADES)
def test_every_rate_lies_in_its_range_at_or_above_rest(
    travel: Travel, gait: Gait, speed: FloatArray, grade: FloatArray
) -> None:
    """Whatever the way, gait, speed and grade: known with a range in order, or unknown throughout."""
    found = rate(travel, gait, speed, grade)
    known = ~np.isnan(found.oxygen_ml_kg_min)
    assert (np.isnan(found.low_ml_kg_min) == ~known).all()
    assert (found.low_ml_kg_min[known] >= 3.5).all()
    assert (found.low_ml_kg_min[known] <= found.oxygen_ml_kg_min[known]).all()
    assert (found.oxygen_ml_kg_min[known] <= found.high_ml_kg_min[known]).all()
    assert not found.is_extrapolated[~known].any()
    assert set(found.sources) <= KEYS


@pytest.mark.parametrize("gait", [Gait.ELLIPTICAL, Gait.OTHER, Gait.UNKNOWN])
@pytest.mark.parametrize("travel", list(Travel))
def test_other_movements_cost_an_unknown_amount(travel: Travel, gait: Gait) -> None:
    """No model is stretched over an elliptical trainer or a bicycle."""
    assert np.isnan(rate(travel, gait, 2.0).oxygen_ml_kg_min).all()


@pytest.mark.parametrize("gait", [Gait.WALK, Gait.RUN])
def test_sideways_costs_an_unknown_amount(gait: Gait) -> None:
    """No number for going sideways was read."""
    assert np.isnan(rate(Travel.SIDEWAYS, gait, 1.0).high_ml_kg_min).all()


@pytest.mark.parametrize("travel", list(Travel))
def test_standing_costs_rest_whatever_the_receiver_says(travel: Travel) -> None:
    """A drifting position while standing is no travel; standing is 1 to 1.3 MET (compendium2011)."""
    found = rate(travel, Gait.STANDING, np.array([np.nan, 0.0, 1.0]))
    assert found.oxygen_ml_kg_min.tolist() == [3.5, 3.5, 3.5]
    assert found.metabolic_equivalents.tolist() == [1.0, 1.0, 1.0]
    assert found.high_ml_kg_min.tolist() == [4.55, 4.55, 4.55]


@pytest.mark.parametrize(("travel", "gait"), [(t, g) for t, g in EACH_WAY if g in {Gait.WALK, Gait.RUN}])
def test_an_unknown_grade_counts_as_level(travel: Travel, gait: Gait) -> None:
    """A treadmill without a grade in its file still has a cost."""
    unknown, level = rate(travel, gait, 2.0, float("nan")), rate(travel, gait, 2.0)
    assert unknown.oxygen_ml_kg_min.tolist() == pytest.approx(level.oxygen_ml_kg_min.tolist(), nan_ok=True)


@pytest.mark.parametrize("gait", [Gait.WALK, Gait.RUN])
@pytest.mark.parametrize("grade", [-0.05, 0.0, 0.05])
def test_an_unknown_way_reaches_from_forward_to_backward(gait: Gait, grade: float) -> None:
    """The value is the forward one; the range holds the backward one, on the level where it goes down."""
    unknown, forward = rate(Travel.UNKNOWN, gait, 1.6, grade), rate(Travel.FORWARD, gait, 1.6, grade)
    backward = rate(Travel.BACKWARD, gait, 1.6, max(grade, 0.0))
    assert unknown.oxygen_ml_kg_min == forward.oxygen_ml_kg_min
    assert unknown.low_ml_kg_min == forward.low_ml_kg_min
    assert unknown.high_ml_kg_min == max(backward.high_ml_kg_min[0], forward.high_ml_kg_min[0])


@pytest.mark.parametrize("gait", [Gait.WALK, Gait.RUN])
@given(speed=st.floats(0.3, 2.9), grade=st.floats(0.0, 0.1))
def test_backward_costs_more_than_forward(gait: Gait, speed: float, grade: float) -> None:
    """At the same speed and climb, whichever the gait."""
    forward, backward = rate(Travel.FORWARD, gait, speed, grade), rate(Travel.BACKWARD, gait, speed, grade)
    assert backward.oxygen_ml_kg_min > forward.oxygen_ml_kg_min


@pytest.mark.parametrize(
    ("travel", "gait", "fastest"),
    [
        (Travel.FORWARD, Gait.WALK, 4.5),
        (Travel.FORWARD, Gait.RUN, 12.5),
        (Travel.BACKWARD, Gait.WALK, 3.0),
        (Travel.BACKWARD, Gait.RUN, 8.5),
    ],
)
def test_a_speed_that_nobody_reaches_costs_an_unknown_amount(
    travel: Travel, gait: Gait, fastest: float
) -> None:
    """A spike of the receiver (351 km/h walking was seen) adds no energy; nor does a speed below 0."""
    found = rate(travel, gait, np.array([fastest, fastest + 0.01, 97.5, -0.1, np.inf]))
    assert np.isnan(found.oxygen_ml_kg_min).tolist() == [False, True, True, True, True]


def test_a_negative_number_of_sessions_is_refused_at_the_door() -> None:
    """The slip is named wherever it enters."""
    one = np.ones(1)
    with pytest.raises(InvalidValue, match=r"backward sessions is -2"):
        metabolic_rate(
            travel=Travel.BACKWARD, gait=Gait.WALK, speed_m_s=one, grade=one, backward_sessions=-2.0
        )


def test_an_hour_at_one_met_is_its_kilocalories() -> None:
    """70 kg standing for an hour: 14.7 l of oxygen, 307 kJ (compendium-units: about 1 kcal/kg/h)."""
    used = energy_used(rate(Travel.FORWARD, Gait.STANDING, np.zeros(3600)), np.ones(3600), 70.0)
    assert used.energy_kj is not None
    assert used.energy_kj.value == pytest.approx(14.7 * 20.9)
    assert used.energy_kj.low == pytest.approx(14.7 * 20.1)
    assert used.energy_kj.high == pytest.approx(14.7 * 1.3 * 21.1)


@given(SPEEDS, st.floats(0.0, 19.0))
def test_splitting_a_stretch_splits_its_energy(speed: FloatArray, cut_s: float) -> None:
    """Two bouts use together what the stretch used before it was cut, and know as little."""
    elapsed, found = np.arange(20.0), rate(Travel.FORWARD, Gait.RUN, speed)
    whole, first, second = (
        energy_used(found, held_time(elapsed, start, end), 60.0)
        for start, end in ((0.0, 19.0), (0.0, cut_s), (cut_s, 19.0))
    )
    known = [part.energy_kj.value for part in (first, second) if part.energy_kj is not None]
    assert sum(known) == pytest.approx(0.0 if whole.energy_kj is None else whole.energy_kj.value)
    assert first.unknown_s + second.unknown_s == pytest.approx(whole.unknown_s)
    assert first.extrapolated_s + second.extrapolated_s == pytest.approx(whole.extrapolated_s)


def test_energy_that_nobody_knows_is_not_zero() -> None:
    """Without a mass, or without any rate, energy is None; part of it stands beside its unknown time."""
    held = np.ones(2)
    downhill = rate(Travel.BACKWARD, Gait.WALK, np.full(2, 1.5), np.array([-0.1, 0.0]))
    assert energy_used(downhill, held, None).energy_kj is None
    part = energy_used(downhill, held, 70.0)
    assert part.energy_kj is not None
    assert part.unknown_s == 1.0
    assert energy_used(rate(Travel.SIDEWAYS, Gait.WALK, np.ones(2)), held, 70.0).energy_kj is None


@pytest.mark.parametrize(
    ("speed", "held_s"), [([], []), ([np.nan], [0.0]), ([2.0], [0.0]), ([2.0, np.nan], [0.0, 5.0])]
)
def test_of_no_time_at_all_the_energy_is_unknown(speed: list[float], held_s: list[float]) -> None:
    """Unknown is not 0: where no sample with a rate speaks for any time, nothing is known."""
    used = energy_used(rate(Travel.FORWARD, Gait.RUN, np.array(speed)), np.array(held_s), 60.0)
    assert used.energy_kj is None
    assert used.unknown_s == sum(held_s)
