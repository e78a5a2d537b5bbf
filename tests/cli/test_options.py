"""What is read from options."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.athlete import Sex
from backstride.cli.options import Formula, read_athlete, read_target, read_zones
from backstride.errors import InvalidValue
from backstride.heart import FORMULAS


@given(st.integers(1, 99), st.integers(1, 100), st.sampled_from(["-", " - ", "–", "%-", " % – "]))
def test_a_target_is_two_rising_numbers_of_per_cent(low: int, high: int, dash: str) -> None:
    """However the dash is written; turned round or empty it is refused."""
    text = f"{low}{dash}{high}%"
    if low < high:
        assert read_target(text) == (low / 100.0, high / 100.0)
    else:
        with pytest.raises(InvalidValue, match="Give the lower end first"):
            read_target(text)


@pytest.mark.parametrize("text", ["", "75", "hard", "75-85-95", "-75-85", "0,75-0,85"])
def test_a_target_written_otherwise_is_refused(text: str) -> None:
    """With an example of how to write it."""
    with pytest.raises(InvalidValue, match=r"Write --target 75-85\."):
        read_target(text)


@pytest.mark.parametrize("text", ["0-85", "75-101", "750-850"])
def test_a_target_outside_what_per_cents_are_is_refused(text: str) -> None:
    """Nobody trains at more than the maximum."""
    with pytest.raises(InvalidValue, match="from over 0 to at most 100 per cent"):
        read_target(text)


@given(st.lists(st.integers(40, 220), min_size=1, max_size=7, unique=True).map(sorted))
def test_zones_are_their_lower_limits(bounds: list[int]) -> None:
    """With a number for a label where none is given."""
    assert read_zones(",".join(map(str, bounds))) == {
        f"zone {number}": bound for number, bound in enumerate(bounds, start=1)
    }
    assert read_zones(", ".join(f"z{bound} = {bound}.5" for bound in bounds)) == {
        f"z{bound}": bound + 0.5 for bound in bounds
    }


def test_no_zones_are_none() -> None:
    """The bands stand then."""
    assert read_zones(None) is None


@pytest.mark.parametrize("text", ["", "nonsense", "110,,150", "easy=110,easy=150", "easy=,hard=150", "-110"])
def test_zones_written_otherwise_are_refused(text: str) -> None:
    """With an example of how to write them."""
    with pytest.raises(InvalidValue, match="Write --zones 110,130,150"):
        read_zones(text)


@pytest.mark.parametrize("text", ["150,110", "110,110", "easy=110,hard=150,middle=130"])
def test_zones_that_do_not_rise_are_refused(text: str) -> None:
    """A zone that begins below the one before it has no room."""
    with pytest.raises(InvalidValue, match="which do not rise"):
        read_zones(text)


def test_what_is_not_given_is_unknown() -> None:
    """And zero sessions is given."""
    athlete = read_athlete(
        birth_year=1980, sex=Sex.MALE, mass_kg=None, resting_hr=52.0, max_hr=None, backward_sessions=0.0
    ).on(None)
    assert athlete.mass_kg is None
    assert athlete.maximum_heart_rate_bpm is None
    assert athlete.resting_heart_rate_bpm == 52.0
    assert athlete.backward_sessions == 0.0


def test_every_formula_can_be_chosen() -> None:
    """By its key."""
    assert [formula.value for formula in Formula] == [formula.key for formula in FORMULAS]
