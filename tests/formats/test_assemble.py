import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.assemble import POSSIBLE, checked, ordered, samples_of
from backstride.recording import COLUMNS

NAN = np.nan


def test_times_in_order_are_left_alone() -> None:
    """The common case costs nothing and copies nothing."""
    order, warnings = ordered(np.array([0.0, 1.0, 2.5]))
    column = np.array([1.0, 2.0, 3.0])
    assert order.of(column) is column
    assert warnings == ()


def test_of_two_samples_at_one_time_the_first_counts_and_the_second_fills() -> None:
    """What the first lacks is taken from the second, so that nothing known is lost."""
    order, warnings = ordered(np.array([0.0, 1.0, 1.0, 2.0]))
    assert order.of(np.array([5.0, 6.0, 7.0, 8.0])).tolist() == [5.0, 6.0, 8.0]
    assert order.of(np.array([5.0, NAN, 7.0, 8.0])).tolist() == [5.0, 7.0, 8.0]
    assert order.of(np.array(["a", "b", "c", "d"], dtype=object)).tolist() == ["a", "b", "d"]
    assert order.of(np.array([[1.0], [2.0], [3.0], [4.0]])).tolist() == [[1.0], [2.0], [4.0]]
    assert [warning.slug for warning in warnings] == ["times-double"]
    assert "1 sample with the same time" in warnings[0].message


def test_repeats_that_belong_to_the_format_are_no_fault() -> None:
    """TCX writes the point between two laps in both; a warning for that would warn of everything."""
    assert ordered(np.array([0.0, 1.0, 1.0]), expected_double=1)[1] == ()
    assert "1 sample " in ordered(np.array([0.0, 1.0, 1.0, 1.0]), expected_double=1)[1][0].message


def test_a_clock_that_goes_back_is_sorted() -> None:
    """No negative step reaches the results."""
    order, warnings = ordered(np.array([10.0, 9.0, 11.0]))
    assert order.of(np.array([1.0, 2.0, 3.0])).tolist() == [2.0, 1.0, 3.0]
    assert [warning.slug for warning in warnings] == ["times-out-of-order"]


def test_samples_without_a_time_are_left_out_and_counted() -> None:
    """A value that belongs to no moment cannot be placed."""
    order, warnings = ordered(np.array([0.0, NAN, NAN, 1.0]))
    assert order.of(np.arange(4.0)).tolist() == [0.0, 3.0]
    assert "2 samples without a time" in warnings[0].message


@given(st.lists(st.one_of(st.just(NAN), st.integers(0, 30).map(float)), max_size=40))
def test_samples_always_end_up_strictly_increasing(times: list[float]) -> None:
    """Whatever the file's order, each known time is there once."""
    order, _ = ordered(np.array(times))
    result = order.of(np.array(times))
    known = sorted({time for time in times if time == time})  # noqa: PLR0124 (NaN differs from itself)
    assert result.tolist() == known


@given(st.lists(st.integers(0, 10).map(float), min_size=1, max_size=20), st.randoms())
def test_the_order_in_the_file_does_not_matter_to_distinct_times(times: list[float], random: object) -> None:
    """Shuffling lines of a file with distinct times gives the same samples."""
    distinct = np.array(sorted(set(times)))
    shuffled = distinct.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    order, _ = ordered(shuffled)
    assert order.of(shuffled * 2).tolist() == (distinct * 2).tolist()


def test_a_heart_rate_of_zero_is_a_strap_that_lost_contact() -> None:
    """It is missing, not a number, and nothing to warn of."""
    clean, warnings = checked({"heart_rate_bpm": np.array([120.0, 0.0, 121.0])})
    assert np.isnan(clean["heart_rate_bpm"]).tolist() == [False, True, False]
    assert warnings == ()


def test_a_run_at_sea_level_keeps_its_altitude() -> None:
    """Zero metres is an altitude."""
    clean, _ = checked({"altitude_m": np.array([0.0, 0.0])})
    assert clean["altitude_m"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("latitude_deg", 999.0), ("speed_m_s", -1.0), ("heart_rate_bpm", 300.0), ("altitude_m", 65_535.0)],
)
def test_what_cannot_be_is_missing_and_said(name: str, value: float) -> None:
    """One odd value costs that value alone."""
    columns = {"latitude_deg": np.array([1.0, 1.0]), "longitude_deg": np.array([1.0, 1.0])}
    columns[name] = np.array([1.0, value])
    clean, warnings = checked(columns)
    assert np.isnan(clean[name]).tolist() == [False, True]
    assert [warning.slug for warning in warnings] == ["odd-values"]
    assert "1 value cannot be right" in warnings[0].message


@pytest.mark.parametrize("name", POSSIBLE)
def test_both_ends_of_a_range_are_possible(name: str) -> None:
    """The limits themselves belong to the range."""
    ends = np.array(POSSIBLE[name])
    columns = {"latitude_deg": np.ones(2), "longitude_deg": np.ones(2), name: ends}
    assert checked(columns)[0][name].tolist() == ends.tolist()


def test_every_column_with_a_range_is_a_column() -> None:
    """A misspelt name would check nothing."""
    assert set(POSSIBLE) <= set(COLUMNS)


def test_half_a_position_is_none() -> None:
    """A latitude without a longitude is no place."""
    clean, _ = checked({"latitude_deg": np.array([48.0, 48.0]), "longitude_deg": np.array([11.0, NAN])})
    assert np.isnan(clean["latitude_deg"]).tolist() == [False, True]
    assert "latitude_deg" not in checked({"latitude_deg": np.ones(2)})[0]


def test_zero_zero_is_no_fix_unless_one_is_there() -> None:
    """Devices write 0, 0 before they know where they are; a run on the equator keeps it."""
    far = {"latitude_deg": np.array([0.0, 48.0]), "longitude_deg": np.array([0.0, 11.0])}
    near = {"latitude_deg": np.array([0.0, 0.01]), "longitude_deg": np.array([0.0, 0.0])}
    assert np.isnan(checked(far)[0]["latitude_deg"]).tolist() == [True, False]
    assert checked(near)[0]["latitude_deg"].tolist() == [0.0, 0.01]


def test_samples_get_the_way_along_their_positions() -> None:
    """One thousandth of a degree of latitude is 111 m."""
    columns = {"latitude_deg": np.array([48.0, 48.001]), "longitude_deg": np.array([11.0, 11.0])}
    samples, _ = samples_of(np.array([0.0, 1.0]), columns)
    assert samples.position_distance_m[-1] == pytest.approx(111.2, abs=0.1)
