"""Recordings cut, joined, cleaned and brought onto a distance, without losing or making anything."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.log import Facts, Window, compose, cut, without
from backstride.log.activity import BadStretch, Spoiled
from backstride.log.compose import joined_in_time, nearest_sample_s, with_distance
from backstride.recording import Column, Lap, Pause, Recording, Samples, Sport, Step
from backstride.session.travelled import DistanceLine

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)


def recording(**changes: Any) -> Recording:  # noqa: ANN401 - fields of several types
    """Ten samples, ten seconds apart, at two metres a second."""
    elapsed_s = np.arange(10) * 10.0
    columns = {
        "distance_m": elapsed_s * 2.0,
        "speed_m_s": np.full(10, 2.0),
        "heart_rate_bpm": np.arange(10) + 120.0,
        "cadence_spm": np.full(10, 160.0),
    } | changes.pop("columns", {})
    given_s = changes.pop("elapsed_s", elapsed_s)
    return replace(
        Recording(
            format="fit",
            samples=Samples.of(given_s, **columns),
            started_at=START,
            utc_offset_s=0,
            sport=Sport(name="running"),
            device_distance_m=185.0,
        ),
        **changes,
    )


def way_m(found: Recording) -> float:
    """The distance that bouts over all of it have together."""
    line = DistanceLine.of(found.samples)
    assert line is not None
    return line.between(0.0, found.end_s).integral


# ── Cutting ──────────────────────────────────────────────────────────────────────────────────────


def test_a_stretch_begins_its_own_time_and_distance() -> None:
    """What is cut out reads like a recording that was made by itself."""
    found = cut(recording(), 20.0, 50.0)
    assert found.started_at == START + timedelta(seconds=20)
    assert found.samples.elapsed_s.tolist() == [0.0, 10.0, 20.0, 30.0]
    assert found.samples.distance_m.tolist() == [0.0, 20.0, 40.0, 60.0]
    assert found.distance_m == 60.0


def test_laps_and_pauses_are_cut_with_the_stretch() -> None:
    """A lap that was cut keeps no distance of its own, for nobody knows how much of it lies within."""
    laps = (
        Lap(start_s=0.0, end_s=30.0, distance_m=60.0, timer_s=30.0),
        Lap(start_s=30.0, end_s=50.0, distance_m=40.0, name="b"),
        Lap(start_s=60.0, end_s=90.0),
    )
    pauses = (Pause(start_s=5.0, end_s=25.0), Pause(start_s=55.0, end_s=60.0))
    found = cut(recording(laps=laps, pauses=pauses), 20.0, 50.0)
    assert found.laps == (
        Lap(start_s=0.0, end_s=10.0),
        Lap(start_s=10.0, end_s=30.0, distance_m=40.0, name="b"),
    )
    assert found.pauses == (Pause(start_s=0.0, end_s=5.0),)


def test_a_stretch_of_less_than_two_samples_is_refused() -> None:
    """What is left can be measured."""
    for start_s, end_s in ((21.0, 29.0), (20.0, 21.0), (95.0, None)):
        with pytest.raises(InvalidValue, match="fewer than two samples"):
            cut(recording(), start_s, end_s)


def test_a_count_that_begins_above_zero_is_not_set_back_at_the_start() -> None:
    """The first part of a recording has as much distance as the recording had there."""
    counted = recording(columns={"distance_m": np.arange(10) * 20.0 + 7.0}, device_distance_m=None)
    parts = cut(counted, 0.0, 50.0), cut(counted, 50.0, None)
    assert [part.distance_m for part in parts] == [107.0, 80.0]


def test_the_further_series_are_cut_too_and_stay_frozen() -> None:
    """A series of an app on the watch keeps one value for each sample."""
    extra = {"power": Column(values=np.arange(20.0).reshape(10, 2))}
    found = cut(recording(extra=extra), 20.0, 50.0).extra["power"].values
    assert found.tolist() == [[4.0, 5.0], [6.0, 7.0], [8.0, 9.0], [10.0, 11.0]]
    assert not found.flags.writeable


@given(
    known=st.lists(st.booleans(), min_size=10, max_size=10).filter(lambda each: sum(each) > 1),
    place=st.integers(1, 8),
)
def test_two_parts_have_the_way_of_the_whole(known: list[bool], place: int) -> None:
    """Whatever values are missing, nothing of the way is lost where a recording is cut at a sample."""
    counted_m = np.where(known, np.arange(10) ** 2 * 5.0, np.nan)
    whole = recording(columns={"distance_m": counted_m})
    at_s = nearest_sample_s(whole, place * 10.0 + 3.0)
    assume(0.0 < at_s < whole.end_s)  # at the ends there is nothing to cut
    ways = [
        0.0 if DistanceLine.of(part.samples) is None else way_m(part)
        for part in (cut(whole, 0.0, at_s), cut(whole, at_s, None))
    ]
    assert sum(ways) == pytest.approx(way_m(whole))


def test_the_nearest_sample_is_found() -> None:
    """A person names a time; the cut is made where it loses nothing."""
    assert [nearest_sample_s(recording(), each) for each in (0.0, 14.9, 15.1, 500.0)] == [
        0.0,
        10.0,
        20.0,
        90.0,
    ]


# ── Leaving out ──────────────────────────────────────────────────────────────────────────────────


def test_what_a_spike_adds_to_the_distance_is_taken_off() -> None:
    """A kilometre within ten seconds is nobody's, and all that follows is counted from before it."""
    counted_m = np.arange(10) * 20.0
    counted_m[5:] += 1000.0
    spiked = recording(columns={"distance_m": counted_m})
    found = without(spiked, [BadStretch(start_s=40.0, end_s=50.0, spoiled=Spoiled.POSITION)])
    assert found.distance_m == 160.0
    assert np.isnan(found.samples.speed_m_s).tolist() == [False] * 4 + [True] + [False] * 5
    assert not np.isnan(found.samples.heart_rate_bpm).any()


def test_bad_stretches_are_half_open() -> None:
    """The sample at the end of a bad stretch speaks for the time after it, and stays."""
    found = without(recording(), [BadStretch(start_s=30.0, end_s=50.0)]).samples
    assert np.flatnonzero(np.isnan(found.heart_rate_bpm)).tolist() == [3, 4]
    assert np.flatnonzero(np.isnan(found.cadence_spm)).tolist() == [3, 4]


def test_a_bad_stretch_up_to_the_end_takes_the_last_sample() -> None:
    """Nothing of what is bad is left over at the end."""
    found = without(recording(), [BadStretch(start_s=70.0, end_s=90.0)])
    assert np.flatnonzero(np.isnan(found.samples.heart_rate_bpm)).tolist() == [7, 8, 9]
    assert way_m(found) == 120.0


def test_bad_heart_rates_leave_the_rest_alone() -> None:
    """A loose strap says nothing about the way."""
    bad = [BadStretch(start_s=0.0, end_s=40.0, spoiled=Spoiled.HEART_RATE)]
    found = without(recording(), bad)
    assert np.count_nonzero(np.isnan(found.samples.heart_rate_bpm)) == 4
    assert (found.device_distance_m, found.samples.distance_m.tolist()) == (
        185.0,
        recording().samples.distance_m.tolist(),
    )


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 9)), min_size=1, max_size=4), st.randoms())
def test_bad_stretches_may_come_in_any_order_and_overlap(
    stretches: list[tuple[int, int]], order: Random
) -> None:
    """The way of a stretch is taken off once, however often it was said to be bad."""
    bad = [BadStretch(start_s=10.0 * start, end_s=10.0 * (start + length)) for start, length in stretches]
    shuffled = list(bad)
    order.shuffle(shuffled)
    one, other = without(recording(), bad), without(recording(), shuffled)
    np.testing.assert_allclose(one.samples.distance_m, other.samples.distance_m)
    spoiled = {place for start, length in stretches for place in range(start, min(start + length, 9))}
    line = DistanceLine.of(one.samples)
    if line is not None:
        last = float(line.times_s[-1])
        first = float(line.times_s[0])
        whole = {place for place in range(9) if first <= 10.0 * place < last}
        assert line.between(first, last).integral == pytest.approx(20.0 * len(whole - spoiled))


def test_nothing_bad_is_no_change() -> None:
    """Most recordings are not even copied."""
    whole = recording()
    assert without(whole, []) is whole


# ── Joining ──────────────────────────────────────────────────────────────────────────────────────


def later(seconds: float, **changes: Any) -> Recording:  # noqa: ANN401 - as above
    """The same recording at another time."""
    return recording(started_at=START + timedelta(seconds=seconds), **changes)


def test_joined_recordings_follow_one_another_with_a_pause() -> None:
    """Time, distance, laps and steps go on; the time between is a pause."""
    steps = (Step(index=0, name="a"), Step(index=1, repeat_from=0))
    laps = (Lap(start_s=0.0, end_s=90.0, workout_step=0),)
    found = joined_in_time([later(200.0, steps=steps, laps=laps), recording(steps=steps, laps=laps)])
    assert found.started_at == START
    assert found.samples.elapsed_s[[9, 10, 19]].tolist() == [90.0, 200.0, 290.0]
    assert found.samples.distance_m[[9, 10, 19]].tolist() == [180.0, 180.0, 360.0]
    assert found.pauses == (Pause(start_s=90.0, end_s=200.0),)
    assert [(lap.start_s, lap.end_s, lap.workout_step) for lap in found.laps] == [
        (0.0, 90.0, 0),
        (200.0, 290.0, 2),
    ]
    assert [(step.index, step.repeat_from) for step in found.steps] == [(0, None), (1, 0), (2, None), (3, 2)]
    assert found.device_distance_m == 370.0


def test_three_recordings_are_joined_in_any_order() -> None:
    """The order of time holds, not the order in which they were named, fractions of seconds included."""
    parts = [recording(), later(100.0), later(200.5), later(300.25)]
    joined = joined_in_time([parts[2], parts[0], parts[3], parts[1]])
    assert joined.samples.elapsed_s[::10].tolist() == [0.0, 100.0, 200.5, 300.25]


def test_recordings_that_overlap_are_not_joined() -> None:
    """Two devices at once are copies, not one after the other."""
    with pytest.raises(InvalidValue, match=r"begins 40 s before .* duplicates"):
        joined_in_time([recording(), later(50.0)])


def test_a_recording_without_a_date_is_not_joined() -> None:
    """Nobody knows where it belongs."""
    with pytest.raises(InvalidValue, match="no date"):
        joined_in_time([recording(), recording(started_at=None)])


def test_a_part_with_positions_alone_has_its_way_counted() -> None:
    """A track and a treadmill run make one distance, not that of the treadmill alone."""
    positions = {
        "distance_m": np.full(10, np.nan),
        "latitude_deg": np.full(10, 54.0),
        "longitude_deg": 3.0 + np.arange(10) * 1e-4,
    }
    track = later(200.0, columns=positions, device_distance_m=None)
    along = track.distance_m
    assert along is not None
    assert along > 50.0
    joined = joined_in_time([recording(), track])
    assert joined.distance_m == pytest.approx(180.0 + along)


def test_a_window_that_is_whole_gives_the_recording_itself() -> None:
    """An activity that nobody touched is not copied."""
    whole = recording()
    assert compose([Window(original="ab")], {("ab", 0): whole}) is whole


# ── The distance that a person says ──────────────────────────────────────────────────────────────


@given(
    distance_m=st.floats(1.0, 1e5),
    counted=st.sampled_from(["rises", "stands", "missing", "late"]),
    speed=st.sampled_from(["agrees", "zero", "missing"]),
    cadence=st.sampled_from(["steps", "none", "missing"]),
)
def test_a_said_distance_is_the_distance_whatever_the_device_knew(
    distance_m: float, counted: str, speed: str, cadence: str
) -> None:
    """A treadmill without any sensor gets the distance it showed, and so do the bouts on it."""
    counted_m = {
        "rises": np.arange(10) * 20.0,
        "stands": np.zeros(10),
        "missing": np.full(10, np.nan),
        "late": np.where(np.arange(10) < 4, np.nan, np.arange(10) * 20.0),
    }
    rates = {"agrees": 2.0, "steps": 160.0, "zero": 0.0, "none": 0.0, "missing": np.nan}
    said = with_distance(
        recording(
            columns={
                "distance_m": counted_m[counted],
                "speed_m_s": np.full(10, rates[speed]),
                "cadence_spm": np.full(10, rates[cadence]),
            }
        ),
        distance_m,
    )
    assert said.distance_m == distance_m
    assert way_m(said) == pytest.approx(distance_m)
    assert said.samples.distance_m[-1] == pytest.approx(distance_m)
    assert float(said.samples.speed_m_s[:-1].mean()) == pytest.approx(distance_m / 90.0, rel=0.25)


def test_the_course_of_the_device_is_kept() -> None:
    """Who ran faster in the second half still did, on the distance that the treadmill showed."""
    counted_m = np.concatenate([np.arange(5) * 10.0, 40.0 + np.arange(1, 6) * 30.0])
    said = with_distance(
        recording(columns={"distance_m": counted_m, "speed_m_s": np.full(10, np.nan)}), 380.0
    )
    assert said.samples.distance_m.tolist() == pytest.approx((counted_m * 2).tolist())


def test_nobody_travels_in_a_pause() -> None:
    """The time with the timer stopped gets nothing of a distance that is spread over time."""
    nothing = {name: np.full(10, np.nan) for name in ("distance_m", "speed_m_s", "cadence_spm")}
    stopped = recording(columns=nothing, pauses=(Pause(start_s=30.0, end_s=60.0),))
    said_m = with_distance(stopped, 600.0).samples.distance_m
    assert said_m.tolist() == pytest.approx([0, 100, 200, 300, 300, 300, 300, 400, 500, 600])


def test_a_said_sport_stands_above_the_device() -> None:
    """A watch set to something else does not decide what was done."""
    whole = {("ab", 0): recording(sport=Sport(name="cycling"))}
    names = {
        sport: compose([Window(original="ab")], whole, facts=Facts(sport=sport)).sport
        for sport in ("running", "treadmill", "elliptical")
    }
    assert [(each.name, each.sub_name) for each in names.values()] == [
        ("running", None),
        ("running", "treadmill"),
        ("fitness_equipment", "elliptical"),
    ]
