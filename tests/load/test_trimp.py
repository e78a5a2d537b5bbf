import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.athlete import Sex
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import trimp

MAXIMUM = Estimate.exact(190.0)


def impulse(heart_rate: list[float], held: list[float], sex: Sex | None = Sex.MALE) -> float:
    """The impulse for a maximum of 190 and a rest of 50."""
    found = trimp(np.array(heart_rate), np.array(held), maximum=MAXIMUM, resting_heart_rate_bpm=50.0, sex=sex)
    assert found.load is not None
    return found.load.value


@pytest.mark.parametrize(
    ("sex", "expected"),
    [(Sex.MALE, 30 * 0.64 * 0.5 * math.exp(0.96)), (Sex.FEMALE, 30 * 0.86 * 0.5 * math.exp(0.835))],
)
def test_half_an_hour_at_half_the_reserve_weighs_as_published(sex: Sex, expected: float) -> None:
    """30 min at x = 0.5: 25.07 for men, 29.73 for women (banister1991)."""
    assert impulse([120.0], [1800.0], sex) == pytest.approx(expected)
    assert expected == pytest.approx({Sex.MALE: 25.07, Sex.FEMALE: 29.73}[sex], abs=0.01)


@given(st.floats(50.0, 190.0), st.floats(50.0, 190.0))
def test_intervals_weigh_at_least_as_much_as_their_mean(first: float, second: float) -> None:
    """The sum over samples sees the hard minutes that a session's mean hides."""
    mean = (first + second) / 2
    assert impulse([first, second], [600.0, 600.0]) >= impulse([mean], [1200.0]) - 1e-9


@given(st.lists(st.floats(40.0, 190.0), min_size=2, max_size=8), st.integers(1, 7))
def test_splitting_a_session_splits_its_impulse(heart_rate: list[float], at: int) -> None:
    """Two halves hold together what the whole held."""
    held, at = [60.0] * len(heart_rate), min(at, len(heart_rate) - 1)
    parts = impulse(heart_rate[:at], held[:at]) + impulse(heart_rate[at:], held[at:])
    assert parts == pytest.approx(impulse(heart_rate, held))


def test_below_rest_nothing_is_added() -> None:
    """A heart rate under the morning's rest does not take impulse away."""
    assert impulse([45.0, 120.0], [600.0, 600.0]) == impulse([120.0], [600.0])


def test_a_dropout_adds_nothing_and_is_told() -> None:
    """Time without a heart rate stands beside the sum."""
    found = trimp(
        np.array([120.0, np.nan, 0.0]),
        np.array([600.0, 30.0, 10.0]),
        maximum=MAXIMUM,
        resting_heart_rate_bpm=50.0,
        sex=Sex.MALE,
    )
    assert found.unknown_s == 40.0
    assert found.load is not None
    assert found.load.value == impulse([120.0], [600.0])


@pytest.mark.parametrize(("maximum", "resting"), [(None, 50.0), (MAXIMUM, None)])
def test_without_rest_or_maximum_the_load_is_unknown(maximum: Estimate | None, resting: float | None) -> None:
    """Unknown is None, never a load of 0."""
    heart_rate, held = np.array([120.0]), np.array([600.0])
    found = trimp(heart_rate, held, maximum=maximum, resting_heart_rate_bpm=resting, sex=None)
    assert found.load is None


def test_without_any_heart_rate_the_load_is_unknown() -> None:
    """A session without a strap is not a session without load."""
    nothing = np.full(3, np.nan)
    found = trimp(nothing, np.ones(3), maximum=MAXIMUM, resting_heart_rate_bpm=50.0)
    assert (found.load, found.unknown_s) == (None, 3.0)


@pytest.mark.parametrize(
    ("heart_rate", "held"), [([], []), ([np.nan], [0.0]), ([150.0], [0.0]), ([150.0, np.nan], [0.0, 5.0])]
)
def test_of_no_time_at_all_the_load_is_unknown(heart_rate: list[float], held: list[float]) -> None:
    """Unknown is not 0: where no heart rate speaks for any time, nothing is known."""
    found = trimp(np.array(heart_rate), np.array(held), maximum=MAXIMUM, resting_heart_rate_bpm=50.0)
    assert (found.load, found.unknown_s) == (None, sum(held))


def test_an_unknown_sex_spans_both() -> None:
    """The range reaches from the men's weight to the women's, the middle between."""
    found = trimp(np.array([120.0]), np.array([1800.0]), maximum=MAXIMUM, resting_heart_rate_bpm=50.0)
    assert found.load is not None
    ends = [impulse([120.0], [1800.0], sex) for sex in Sex]
    assert (found.load.low, found.load.high) == (min(ends), max(ends))
    assert found.load.value == pytest.approx(sum(ends) / 2)


def test_the_error_of_the_maximum_is_carried_through() -> None:
    """A higher maximum makes the same heart rate lighter."""
    heart_rate, held = np.array([150.0]), np.array([600.0])
    rough = trimp(
        heart_rate, held, maximum=Estimate(190.0, 178.0, 202.0), resting_heart_rate_bpm=50.0, sex=Sex.MALE
    )
    lighter = trimp(
        heart_rate, held, maximum=Estimate.exact(202.0), resting_heart_rate_bpm=50.0, sex=Sex.MALE
    )
    assert rough.load is not None
    assert lighter.load is not None
    assert rough.load.low == lighter.load.value < rough.load.value < rough.load.high


def test_a_rest_above_the_maximum_is_refused() -> None:
    """The two numbers may be swapped."""
    with pytest.raises(InvalidValue, match=r"Rest lies below the maximum"):
        trimp(np.array([120.0]), np.ones(1), maximum=Estimate.exact(50.0), resting_heart_rate_bpm=190.0)
