"""Times, stretches, distances and numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.cli.written import read_distance, read_number, read_stretch, read_time
from backstride.errors import InvalidValue
from backstride.units import clock


@given(st.integers(0, 359_999))
def test_a_time_is_read_as_it_is_written(seconds: int) -> None:
    """What a table shows can be typed again."""
    assert read_time(clock(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "1:60", "1:61:00", "-5", "5m", "1:2:3:4", "1,5", "nan", "١"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """The words show how it is written."""
    with pytest.raises(InvalidValue, match="00:07:30"):
        read_time(text)


@pytest.mark.parametrize("text", ["5:00", "5:00-", "5:00-4:00", "5:00-5:00", "1-2-3", "all"])
def test_what_is_no_stretch_is_refused(text: str) -> None:
    """Two times, the earlier first."""
    with pytest.raises(InvalidValue):
        read_stretch(text)


def test_a_stretch_may_be_written_with_any_dash() -> None:
    """Telephones make a long one of it."""
    assert {read_stretch(f"5:00{dash}7:30") for dash in ("-", " - ", "–", "—")} == {(300.0, 450.0)}


@pytest.mark.parametrize("text", ["5", "5,2km", "5.2 furlongs", "km", "-5km", "1e3m"])
def test_what_is_no_distance_is_refused(text: str) -> None:
    """A number without a unit may be anything; a comma may part thousands."""
    with pytest.raises(InvalidValue, match=r"5\.2km"):
        read_distance(text)


def test_a_distance_is_read_in_its_unit() -> None:
    """Metres, kilometres and miles."""
    assert [read_distance(text) for text in ("5200m", "5.2 KM", "2mi")] == [5200.0, 5200.0, 3218.688]


def test_what_is_no_number_is_refused() -> None:
    """The words say of what."""
    assert read_number(" 6.5 ", "the pain") == 6.5
    with pytest.raises(InvalidValue, match="the pain"):
        read_number("much", "the pain")
