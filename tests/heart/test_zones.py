import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.heart import (
    TargetRange,
    ZoneBasis,
    custom_zones,
    fraction_of_reserve,
    karvonen_target,
    reserve_heart_rate,
    simple_target,
    zones_of_maximum,
    zones_of_reserve,
)

RESTING = st.floats(35.0, 90.0)
MAXIMUM = st.floats(130.0, 220.0)
FRACTION = st.floats(0.0, 1.0)


@given(FRACTION, MAXIMUM, RESTING)
def test_the_share_of_the_reserve_is_undone_by_its_inverse(
    fraction: float, maximum: float, resting: float
) -> None:
    """Karvonen there and back gives the share again."""
    heart_rate = reserve_heart_rate(fraction, Estimate.exact(maximum), resting).value
    back = fraction_of_reserve(np.array([heart_rate]), maximum, resting)
    assert back[0] == pytest.approx(fraction, abs=1e-9)


@given(FRACTION, RESTING)
def test_an_error_in_the_maximum_counts_by_the_share(fraction: float, resting: float) -> None:
    """At 70 % of the reserve ±10 bpm in the maximum are ±7 bpm in the target (karvonen1957)."""
    target = reserve_heart_rate(fraction, Estimate(180.0, 170.0, 190.0), resting)
    assert target.high - target.value == pytest.approx(10.0 * fraction, abs=1e-9)
    assert target.value - target.low == pytest.approx(10.0 * fraction, abs=1e-9)


def test_the_ends_of_the_reserve_are_rest_and_maximum() -> None:
    """Nothing of the reserve is rest; all of it is the maximum."""
    maximum = Estimate.exact(190.0)
    assert reserve_heart_rate(0.0, maximum, 50.0).value == 50.0
    assert reserve_heart_rate(1.0, maximum, 50.0).value == 190.0


def test_the_simple_target_is_75_to_85_per_cent() -> None:
    """The method's range for a maximum of 180, give or take 12."""
    target = simple_target(Estimate(180.0, 168.0, 192.0))
    assert target.low_bpm == Estimate(135.0, 126.0, 144.0)
    assert target.high_bpm.value == pytest.approx(153.0)
    assert (target.high_bpm.low, target.high_bpm.high) == pytest.approx((142.8, 163.2))


def test_the_karvonen_target_lies_above_the_simple_one() -> None:
    """The same shares of the reserve are higher heart rates: 150 to 162 for 180 and a rest of 60."""
    target = karvonen_target(Estimate(180.0, 168.0, 192.0), 60.0)
    assert target.low_bpm == Estimate(150.0, 141.0, 159.0)
    assert target.high_bpm.value == pytest.approx(162.0)
    assert target.basis is ZoneBasis.RESERVE


@pytest.mark.parametrize(("low", "high"), [(0.85, 0.75), (75.0, 85.0), (0.0, 0.5), (0.5, 0.5)])
def test_shares_out_of_order_are_refused(low: float, high: float) -> None:
    """Per cent given as such is the commonest slip, and the message says what to do."""
    with pytest.raises(InvalidValue, match=r"Divide per cent by 100"):
        simple_target(Estimate.exact(180.0), low, high)
    with pytest.raises(InvalidValue, match=r"Divide per cent by 100"):
        karvonen_target(Estimate.exact(180.0), 50.0, low, high)


def test_a_share_of_more_than_all_is_refused() -> None:
    """Seventy is not a share of the reserve."""
    with pytest.raises(InvalidValue, match=r"A share of 70 .* between 0 and 1"):
        reserve_heart_rate(70.0, Estimate.exact(180.0), 50.0)


@pytest.mark.parametrize("resting", [170.0, 180.0, 200.0, 0.0, -5.0, float("nan")])
def test_rest_at_or_above_the_maximum_is_refused(resting: float) -> None:
    """A rest within the range of the maximum leaves no reserve to speak of."""
    with pytest.raises(InvalidValue, match=r"Rest lies below the maximum"):
        karvonen_target(Estimate(180.0, 168.0, 192.0), resting)


def test_a_maximum_that_is_no_heart_rate_is_refused() -> None:
    """A slip such as 1800 is named, and so is no number at all."""
    with pytest.raises(InvalidValue, match=r"below 300 bpm"):
        fraction_of_reserve(np.array([120.0]), 1800.0, 50.0)
    with pytest.raises(InvalidValue, match=r"range nan to nan|below 300 bpm"):
        fraction_of_reserve(np.array([120.0]), float("nan"), 50.0)


def test_the_bands_of_the_maximum_begin_where_the_table_says() -> None:
    """57, 64, 77 and 95 % of a maximum of 200 (acsm-intensity)."""
    zones = zones_of_maximum(200.0)
    assert zones.lower_bounds_bpm == pytest.approx((114.0, 128.0, 154.0, 190.0))
    assert zones.labels == ("light", "moderate", "vigorous", "near maximal")


def test_the_bands_of_the_reserve_begin_where_the_table_says() -> None:
    """30, 40, 60 and 90 % of a reserve from 50 to 200 (acsm-intensity)."""
    assert zones_of_reserve(200.0, 50.0).lower_bounds_bpm == pytest.approx((95.0, 110.0, 140.0, 185.0))


@given(MAXIMUM, RESTING)
def test_bands_rise_for_everyone(maximum: float, resting: float) -> None:
    """No person's zones cross."""
    assume(resting < maximum)
    for zones in (zones_of_maximum(maximum), zones_of_reserve(maximum, resting)):
        assert list(zones.lower_bounds_bpm) == sorted(set(zones.lower_bounds_bpm))


@pytest.mark.parametrize(
    "bounds",
    [{}, {"a": 150.0, "b": 120.0}, {"a": 120.0, "b": 120.0}, {"a": 0.0}, {"a": 300.0}, {"a": float("nan")}],
)
def test_own_zones_that_make_no_sense_are_refused(bounds: dict[str, float]) -> None:
    """Falling, equal, empty and impossible limits are named with what would do."""
    with pytest.raises(InvalidValue, match=r"limits rise from over 0 to under 300 bpm"):
        custom_zones(bounds)


def test_own_zones_keep_their_names() -> None:
    """What a person calls the zones is what the report calls them."""
    zones = custom_zones({"easy": 110.0, "hard": 150.0}, "mine")
    assert (zones.name, zones.labels, zones.basis) == ("mine", ("easy", "hard"), ZoneBasis.CUSTOM)


def test_a_target_that_ends_before_it_begins_is_refused() -> None:
    """The lower end comes first."""
    with pytest.raises(InvalidValue, match=r"from 150 to 140 bpm.*lower end first"):
        TargetRange(basis=ZoneBasis.CUSTOM, low_bpm=Estimate.exact(150.0), high_bpm=Estimate.exact(140.0))
