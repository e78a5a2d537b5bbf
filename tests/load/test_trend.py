import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from backstride.errors import InvalidValue
from backstride.load import robust_slope


def to_thousandths(number: float) -> float:
    """As finely as anybody measures."""
    return round(number, 3)


POINTS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 8), st.floats(0, 50).map(to_thousandths)),
        st.one_of(st.integers(0, 5), st.floats(-9, 9).map(to_thousandths)),
    ),
    min_size=2,
    max_size=25,
)


@given(POINTS)
def test_the_slope_is_that_of_scipy(points: list[tuple[float, float]]) -> None:
    """The slope and both ends of its interval agree with another's, ties of either included."""
    across, values = np.array(points, dtype=np.float64).T
    # With ties in both, SciPy takes the root of a negative variance.
    assume(len(set(across)) == len(across) or len(set(values)) == len(values))
    own = robust_slope(across, values)
    if own is None:
        assert len(set(across)) == 1
        return
    theirs = theilslopes(values, across, 0.95)
    assert (own.value, own.low, own.high) == pytest.approx(
        (theirs.slope, theirs.low_slope, theirs.high_slope)
    )


def test_one_stray_point_moves_the_slope_little() -> None:
    """A day with a fever does not decide a season."""
    weeks = np.arange(20.0)
    strayed = 2.0 * weeks
    strayed[7] = 500.0
    found = robust_slope(weeks, strayed)
    assert found is not None
    assert found.value == pytest.approx(2.0)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """In 400 lines with noise, the true slope lies outside in about one of twenty."""
    random, weeks = np.random.default_rng(5), np.arange(15.0)
    held = 0
    for _ in range(400):
        found = robust_slope(weeks, 0.3 * weeks + random.normal(size=15))
        assert found is not None
        held += found.low <= 0.3 <= found.high
    assert 0.92 <= held / 400 <= 0.98


def test_points_at_one_place_have_no_slope() -> None:
    """Two values of one day tell nothing of a trend."""
    assert robust_slope(np.full(3, 2.0), np.arange(3.0)) is None
    assert robust_slope(np.zeros(0), np.zeros(0)) is None


def test_a_value_too_many_is_refused() -> None:
    """Each value has its place."""
    with pytest.raises(InvalidValue, match=r"one value at each place"):
        robust_slope(np.arange(3.0), np.arange(4.0))


@pytest.mark.parametrize("kind", ["noise", "learning", "ties", "spikes", "steep"])
def test_many_points_have_the_slope_that_all_pairs_give(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out to be quick changes no digit."""
    random, count = np.random.default_rng(11), 1200
    across = np.log(np.arange(1.0, count + 1))
    values = {
        "noise": random.normal(size=count),
        "learning": -0.1 * across + random.normal(0.0, 0.03, count),
        "ties": random.integers(0, 3, count).astype(np.float64),
        "spikes": random.standard_cauchy(count),
        "steep": 1e6 * across + random.normal(size=count),
    }[kind]
    quick = robust_slope(across, values)
    monkeypatch.setattr("backstride.load.trend.MANY_POINTS", count + 1)
    assert quick == robust_slope(across, values)


def test_many_points_of_which_some_lie_at_one_place_are_all_compared() -> None:
    """Two values of one day have no slope between them, however many days there are."""
    across = np.repeat(np.arange(600.0), 2)
    found = robust_slope(across, 3.0 * across)
    assert found is not None
    assert found.value == pytest.approx(3.0)
