"""Recordings: columns, distance, speed, and the time that samples speak for."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.recording import (
    COLUMNS,
    EARTH_RADIUS_M,
    LONGEST_HOLD_S,
    Device,
    FloatArray,
    Recording,
    Samples,
    Sport,
    distance_along,
    held_time,
    travel_speed,
)

NAN = float("nan")
START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
QUARTER_M = EARTH_RADIUS_M * np.pi / 2


def column(*values: float) -> FloatArray:
    """A column. []"""
    return np.array(values, dtype=np.float64)


def recording(samples: Samples, **about: float) -> Recording:
    """A recording of samples."""
    return Recording(format="fit", samples=samples, started_at=START, device_distance_m=about.get("total_m"))


increasing_times = st.lists(st.floats(0.01, 30.0), min_size=1, max_size=40).map(
    lambda gaps: np.concatenate(([0.0], np.cumsum(gaps)))
)


# --- Samples ---------------------------------------------------------------------------------------


def test_what_is_not_given_is_missing_and_shared() -> None:
    """Missing is NaN, in one read-only column for all of that length."""
    samples = Samples.of(column(0.0, 1.0), heart_rate_bpm=column(120.0, 121.0))
    assert np.isnan(samples.altitude_m).all()
    assert samples.altitude_m is samples.power_w
    assert samples.altitude_m is Samples.of(column(5.0, 6.0)).cadence_spm
    assert len(samples) == 2


def test_columns_are_read_only() -> None:
    """A value that everything is computed from does not change behind its back."""
    heart_rate_bpm = column(120.0, 121.0)
    samples = Samples.of(column(0.0, 1.0), heart_rate_bpm=heart_rate_bpm)
    for name in COLUMNS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(samples, name)[0] = 1.0


@pytest.mark.parametrize("values", [column(1.0), column(1.0, 2.0, 3.0), np.zeros((2, 2))])
def test_columns_of_unequal_length_are_refused(values: FloatArray) -> None:
    """One value for each time, and the message names the column."""
    with pytest.raises(InvalidValue, match="Column altitude_m has the shape"):
        Samples.of(column(0.0, 1.0), altitude_m=values)


@pytest.mark.parametrize("times", [(0.0, 0.0), (0.0, 2.0, 1.0), (0.0, NAN, 2.0), (NAN, 0.0)])
def test_times_that_do_not_increase_are_refused(times: tuple[float, ...]) -> None:
    """Twice the same moment, a step back, or a time missing among others."""
    with pytest.raises(InvalidValue, match="The times of the samples do not increase"):
        Samples.of(column(*times))


def test_samples_without_any_time_are_accepted() -> None:
    """A track without times is a recording all the same, and has no length in time."""
    untimed = recording(Samples.of(column(NAN, NAN), altitude_m=column(0.0, 1.0)))
    assert not untimed.is_timed
    assert untimed.end_s == 0.0


def test_no_samples_at_all_are_accepted() -> None:
    """The smallest recording has none, and everything about it is unknown."""
    empty = recording(Samples.of(np.zeros(0)))
    assert len(empty.samples) == 0
    assert not empty.is_timed
    assert empty.end_s == 0.0
    assert empty.distance_m is None


def test_positions_give_the_distance_along_them() -> None:
    """Unless a distance along them is given."""
    times, latitude, longitude = column(0.0, 1.0), column(0.0, 0.001), column(0.0, 0.0)
    samples = Samples.of(times, latitude_deg=latitude, longitude_deg=longitude)
    assert samples.position_distance_m[1] == pytest.approx(111.2, abs=0.05)
    given_m = column(0.0, 99.0)
    samples = Samples.of(times, latitude_deg=latitude, longitude_deg=longitude, position_distance_m=given_m)
    assert samples.position_distance_m[1] == 99.0


@pytest.mark.parametrize("name", ["latitude_deg", "longitude_deg"])
def test_half_a_position_gives_no_distance(name: str) -> None:
    """A latitude without a longitude is kept, and tells nothing of the way."""
    samples = Samples.of(column(0.0, 1.0), **{name: column(1.0, 2.0)})
    assert getattr(samples, name)[1] == 2.0
    assert np.isnan(samples.position_distance_m).all()


def test_a_column_that_does_not_exist_is_a_mistake() -> None:
    """A slip in a column's name does not lose the column silently."""
    with pytest.raises(TypeError, match="heart_rate"):
        Samples.of(column(0.0), heart_rate=column(120.0))


# --- Recording -------------------------------------------------------------------------------------


def test_a_run_at_sea_level_keeps_its_altitude() -> None:
    """Zero is a number, also for altitude, speed and cadence."""
    zeros = column(0.0, 0.0)
    samples = Samples.of(column(0.0, 1.0), altitude_m=zeros, speed_m_s=zeros, cadence_spm=zeros)
    assert samples.altitude_m.tolist() == [0.0, 0.0]
    assert travel_speed(samples).tolist() == [0.0, 0.0]


def test_a_start_that_is_not_in_utc_is_refused() -> None:
    """A start is a moment; what the clock on the wall said stands beside it."""
    for zone in (None, timezone(timedelta(hours=2))):
        with pytest.raises(InvalidValue, match="is not in UTC"):
            Recording(format="fit", samples=Samples.of(column(0.0)), started_at=START.replace(tzinfo=zone))


@pytest.mark.parametrize(
    ("offset_s", "shown"), [(None, "05:30"), (0, "05:30"), (20_700, "11:15"), (-12_600, "02:00")]
)
def test_the_clock_on_the_wall_counts_in_seconds(offset_s: int | None, shown: str) -> None:
    """Nepal is 5:45 h ahead; a whole hour would be wrong, and unknown stays UTC."""
    found = Recording(format="fit", samples=Samples.of(column(0.0)), started_at=START, utc_offset_s=offset_s)
    assert found.local_start is not None
    assert f"{found.local_start:%H:%M}" == shown


def test_a_recording_without_a_date_has_no_local_start() -> None:
    """Nobody knows when it was."""
    undated = Recording(format="gpx", samples=Samples.of(column(0.0)), started_at=None, utc_offset_s=3600)
    assert undated.local_start is None


def test_the_total_distance_is_the_devices_then_its_columns_then_the_positions() -> None:
    """Each stands in where the one before it is missing, and a total of zero is a total."""
    latitude, longitude, zero = column(NAN, 0.0, 0.001), column(NAN, 0.0, 0.0), column(5.0, 100.0, NAN)
    times = column(0.0, 1.0, 2.0)
    all_three = Samples.of(times, latitude_deg=latitude, longitude_deg=longitude, distance_m=zero)
    by_position = Samples.of(times, latitude_deg=latitude, longitude_deg=longitude)
    assert recording(all_three, total_m=0.0).distance_m == 0.0
    assert recording(all_three, total_m=250.0).distance_m == 250.0
    assert recording(all_three).distance_m == 100.0
    assert recording(by_position).distance_m == pytest.approx(111.2, abs=0.05)
    assert recording(Samples.of(times)).distance_m is None


def test_only_sports_on_wheels_and_water_are_not_on_foot() -> None:
    """An unknown sport may be on foot."""
    assert Sport().is_on_foot
    assert Sport(name="soccer").is_on_foot
    assert not Sport(name="cycling").is_on_foot


def test_a_device_says_what_is_known_of_it() -> None:
    """Never None in a sentence."""
    assert str(Device(manufacturer="Maker", product="Watch 3")) == "Maker Watch 3"
    assert str(Device(product="Watch 3")) == "Watch 3"
    assert str(Device()) == "unknown device"


# --- Distance along positions ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "metres"),
    [
        ((0.0, 0.0), (90.0, 0.0), QUARTER_M),
        ((0.0, 0.0), (0.0, 180.0), 2 * QUARTER_M),
        ((60.0, 0.0), (60.0, 0.001), 0.001 * QUARTER_M / 90.0 / 2.0),
        ((-33.0, 151.0), (-33.0, 151.0), 0.0),
        ((0.0, 179.9995), (0.0, -179.9995), 0.001 * QUARTER_M / 90.0),
    ],
)
def test_known_ways_have_their_known_length(
    first: tuple[float, float], second: tuple[float, float], metres: float
) -> None:
    """A quarter and a half of the globe, half a degree's width at 60°, nothing, and the antimeridian."""
    found = distance_along(column(first[0], second[0]), column(first[1], second[1]))
    assert found.tolist() == pytest.approx([0.0, metres], rel=1e-6)


def test_the_other_side_of_the_globe_is_half_way_round() -> None:
    """From every latitude, although rounding takes some of them a little beyond."""
    for latitude in np.linspace(-89.0, 89.0, 500):
        found = distance_along(column(latitude, -latitude), column(-90.0, 90.0))
        assert found[1] == pytest.approx(2 * QUARTER_M, rel=1e-7)


def test_points_without_a_position_add_nothing() -> None:
    """The way goes on from the last known point, and is unknown before the first."""
    latitude = column(NAN, 0.0, NAN, 0.001, 0.002)
    longitude = column(0.0, 0.0, 0.0, NAN, 0.0)
    found = distance_along(latitude, longitude)
    assert np.isnan(found).tolist() == [True, False, True, True, False]
    assert found[4] == pytest.approx(222.4, abs=0.1)


def test_no_known_position_is_no_distance() -> None:
    """Nothing known, or nothing at all, gives nothing rather than zero."""
    assert np.isnan(distance_along(column(NAN, NAN), column(NAN, NAN))).all()
    assert len(distance_along(np.zeros(0), np.zeros(0))) == 0


@given(st.lists(st.tuples(st.floats(-89.0, 89.0), st.floats(-180.0, 180.0)), min_size=2, max_size=12))
def test_a_way_is_as_long_the_other_way_round(points: list[tuple[float, float]]) -> None:
    """Distance never falls, and going back takes as far."""
    latitude, longitude = (column(*values) for values in zip(*points, strict=True))
    there = distance_along(latitude, longitude)
    back = distance_along(latitude[::-1], longitude[::-1])
    assert (np.diff(there) >= 0.0).all()
    assert there[-1] == pytest.approx(back[-1], rel=1e-9, abs=1e-6)


# --- Speed -----------------------------------------------------------------------------------------


def test_the_devices_own_speed_comes_first() -> None:
    """Where it has one, its distance does not speak."""
    times = column(0.0, 1.0, 2.0)
    samples = Samples.of(times, speed_m_s=column(2.0, 2.5, 3.0), distance_m=column(0.0, 9.0, 18.0))
    assert travel_speed(samples) is samples.speed_m_s


def test_gaps_in_speed_are_filled_from_distance_then_from_positions() -> None:
    """Each column fills only what those before it leave open."""
    times = column(0.0, 1.0, 2.0, 3.0, 4.0)
    samples = Samples.of(
        times,
        speed_m_s=column(9.0, NAN, NAN, NAN, NAN),
        distance_m=column(NAN, 0.0, 2.0, NAN, NAN),
        position_distance_m=column(0.0, 3.0, 6.0, 9.0, 12.0),
    )
    assert travel_speed(samples).tolist() == pytest.approx([9.0, 2.0, 2.0, 3.0, 3.0])


def test_a_distance_that_falls_gives_no_speed_below_zero() -> None:
    """Speed has no sign, whichever way the travel went."""
    samples = Samples.of(column(0.0, 1.0, 2.0), distance_m=column(10.0, 5.0, 0.0))
    assert travel_speed(samples).tolist() == [0.0, 0.0, 0.0]


def test_speed_from_distance_follows_irregular_times() -> None:
    """A constant speed stays constant, however the watch spaced its samples."""
    times = column(0.0, 1.0, 4.0, 5.5, 12.0)
    samples = Samples.of(times, distance_m=3.0 * times)
    assert travel_speed(samples).tolist() == pytest.approx([3.0] * 5)


def test_without_speed_distance_or_position_the_speed_is_unknown() -> None:
    """One point alone has no speed either, nor has a track without times."""
    assert np.isnan(travel_speed(Samples.of(column(0.0, 1.0)))).all()
    assert np.isnan(travel_speed(Samples.of(column(0.0, 1.0), distance_m=column(NAN, 5.0)))).all()
    assert np.isnan(travel_speed(Samples.of(column(NAN, NAN), distance_m=column(0.0, 5.0)))).all()
    assert len(travel_speed(Samples.of(np.zeros(0)))) == 0


# --- The time that samples speak for ---------------------------------------------------------------


@given(increasing_times, st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_splitting_a_stretch_conserves_its_time(elapsed_s: FloatArray, shares: list[float]) -> None:
    """Whatever the sampling and wherever the cuts, the parts speak for what the whole spoke for."""
    end_s = float(elapsed_s[-1])
    edges = [0.0, *sorted(share * end_s for share in shares), end_s]
    whole = held_time(elapsed_s, 0.0, end_s)
    parts = sum(held_time(elapsed_s, low, high) for low, high in pairwise(edges))
    np.testing.assert_allclose(parts, whole, atol=1e-9)


@given(increasing_times)
def test_without_gaps_the_times_sum_to_the_duration(elapsed_s: FloatArray) -> None:
    """The last sample speaks for nothing; with gaps only the held part counts."""
    held_s = held_time(elapsed_s, 0.0, float(elapsed_s[-1]))
    expected = np.minimum(np.diff(elapsed_s), LONGEST_HOLD_S).sum()
    assert held_s.sum() == pytest.approx(expected)
    assert held_s[-1] == 0.0
    assert (held_s >= 0.0).all()


@given(increasing_times, st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_no_stretch_is_spoken_for_longer_than_it_lasts(
    elapsed_s: FloatArray, start_s: float, end_s: float
) -> None:
    """Also where it lies beside the recording, or is turned round and so empty."""
    held_s = held_time(elapsed_s, start_s, end_s)
    assert held_s.sum() <= max(end_s - start_s, 0.0) + 1e-9


def test_a_sample_speaks_for_ten_seconds_at_most() -> None:
    """Longer gaps are time about which nothing is known; smart recording writes every eight seconds."""
    elapsed_s = column(0.0, 8.0, 18.0, 28.5, 100.0)
    assert held_time(elapsed_s, 0.0, 100.0).tolist() == [8.0, 10.0, 10.0, 10.0, 0.0]
    assert held_time(elapsed_s, 0.0, 100.0, longest_s=5.0).tolist() == [5.0, 5.0, 5.0, 5.0, 0.0]


def test_a_stretch_begins_with_the_sample_before_it() -> None:
    """A cut between two samples divides what the first one speaks for."""
    elapsed_s = column(0.0, 2.0, 4.0)
    assert held_time(elapsed_s, 1.0, 3.0).tolist() == [1.0, 1.0, 0.0]
    assert held_time(elapsed_s, 2.0, 2.0).tolist() == [0.0, 0.0, 0.0]
    assert held_time(np.zeros(0), 0.0, 1.0).tolist() == []
