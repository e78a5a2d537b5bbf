"""Numbers with their range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.estimate import Estimate

numbers = st.floats(-1e6, 1e6)
estimates = st.lists(numbers, min_size=3, max_size=3).map(
    lambda ends: Estimate(sorted(ends)[1], min(ends), max(ends))
)


@pytest.mark.parametrize(
    "ends", [(1.0, 2.0, 3.0), (4.0, 2.0, 3.0), (2.0, 3.0, 1.0), (float("nan"), 1.0, 2.0)]
)
def test_a_value_outside_its_own_range_is_refused(ends: tuple[float, float, float]) -> None:
    """A range that leaves its own value out, or is not known, says nothing."""
    with pytest.raises(InvalidValue, match="The value lies inside its own range"):
        Estimate(*ends)


def test_an_exact_number_has_no_range() -> None:
    """What was measured is both ends of its range."""
    assert Estimate.exact(3.0) == Estimate(3.0, 3.0, 3.0)


def test_a_spread_keeps_the_first_value_and_spans_all() -> None:
    """The best number is said first, wherever it lies."""
    assert Estimate.spread(2.0, 5.0, 1.0) == Estimate(2.0, 1.0, 5.0)


@given(estimates, estimates)
def test_a_sum_adds_ends_to_ends_in_any_order(first: Estimate, second: Estimate) -> None:
    """Errors of models are shared: they do not cancel out, and order does not matter."""
    total = first + second
    assert total == second + first
    assert total.high - total.low == pytest.approx(
        (first.high - first.low) + (second.high - second.low), abs=1e-6
    )


@given(estimates, st.floats(0.0, 1e3))
def test_a_multiple_keeps_its_order_and_its_side(estimate: Estimate, factor: float) -> None:
    """Times a factor of zero or more the value stays inside; left or right is the same."""
    assert factor * estimate == estimate * factor
    assert (estimate * factor).value == estimate.value * factor


def test_a_multiple_by_less_than_zero_is_refused() -> None:
    """It would turn the range about."""
    with pytest.raises(InvalidValue, match="inside its own range"):
        Estimate(2.0, 1.0, 3.0) * -1.0
