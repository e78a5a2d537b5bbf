from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Bout, Gait, Travel
from backstride.errors import InvalidValue
from backstride.load import Basis, Effort, best_efforts, distance_line
from backstride.recording import FloatArray, Samples

Line = tuple[FloatArray, FloatArray]

SHORT_M, SHORT_S = (5.0, 20.0), (2.0, 10.0)


def bout(start_s: float, end_s: float, travel: Travel = Travel.BACKWARD, gait: Gait = Gait.RUN) -> Bout:
    """A bout, backward and running unless said otherwise."""
    return Bout(start_s=start_s, end_s=end_s, travel=travel, gait=gait)


def over(
    line: Line, *bouts: Bout, distances: Sequence[float] = (), durations: Sequence[float] = ()
) -> tuple[Effort, ...]:
    """The efforts of a line, over the sizes given."""
    bouts = bouts or (bout(0.0, float(line[0][-1])),)
    return best_efforts(*line, bouts, distances_m=distances, durations_s=durations)


def to_millimetres(distance_m: float) -> float:
    """As finely as devices write."""
    return round(distance_m, 3)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Distance lines with uneven steps, standing, and steps of whole metres that meet sizes exactly."""
    count = draw(st.integers(3, 25))
    steps_s = draw(st.lists(st.sampled_from([0.5, 1.0, 1.0, 2.0, 7.0]), min_size=count, max_size=count))
    steps_m = draw(
        st.lists(
            st.one_of(st.sampled_from([0.0, 0.0, 1.0, 2.0, 5.0]), st.floats(0.0, 30.0).map(to_millimetres)),
            min_size=count,
            max_size=count,
        )
    )
    return np.append(0.0, np.cumsum(steps_s)), np.append(0.0, np.cumsum(steps_m))


def reached_s(line: Line, distance_m: float) -> float:
    """When a distance was first reached, found step by step."""
    for (from_s, to_s), (from_m, to_m) in zip(pairwise(line[0]), pairwise(line[1]), strict=True):
        if from_m >= distance_m:
            return float(from_s)
        if to_m >= distance_m:
            return float(from_s + (to_s - from_s) * (distance_m - from_m) / (to_m - from_m))
    return float("inf")


@given(
    lines(), st.sampled_from([1.0, 3.0, 5.0, 10.0, 17.3, 40.0]), st.lists(st.floats(0.0, 1.0), max_size=40)
)
def test_no_start_whatever_gives_a_faster_distance(line: Line, size_m: float, shares: list[float]) -> None:
    """Brute force over corners and between them finds nothing faster, and the effort found is real."""
    starts_s = np.concatenate((line[0], np.array(shares) * line[0][-1], np.linspace(0.0, line[0][-1], 60)))
    tried = [reached_s(line, np.interp(start, *line) + size_m) - start for start in starts_s]
    found = over(line, distances=[size_m])
    if not found:
        assert line[1][-1] < size_m
        return
    (effort,) = found
    assert effort.time_s <= min(tried) + 1e-6
    covered_m = np.interp(effort.end_s, *line) - np.interp(effort.start_s, *line)
    assert covered_m == pytest.approx(size_m, abs=1e-5)
    assert effort.distance_m == size_m


@given(lines(), st.sampled_from([1.0, 2.0, 3.3, 10.0, 20.0]), st.lists(st.floats(0.0, 1.0), max_size=40))
def test_no_start_whatever_goes_farther_in_a_duration(line: Line, size_s: float, shares: list[float]) -> None:
    """Brute force over corners and between them finds nothing farther, and the effort found is real."""
    last_s = float(line[0][-1]) - size_s
    tried = [
        np.interp(start + size_s, *line) - np.interp(start, *line)
        for start in (
            *line[0],
            *(line[0] - size_s),
            *(np.array(shares) * last_s),
            *np.linspace(0, last_s, 60),
        )
        if 0.0 <= start <= last_s
    ]
    found = over(line, durations=[size_s])
    if not found:
        assert last_s < 0.0 or line[1][-1] == 0.0
        return
    (effort,) = found
    assert effort.distance_m >= max(tried, default=0.0) - 1e-6
    assert effort.end_s - effort.start_s == pytest.approx(size_s)
    covered_m = np.interp(effort.end_s, *line) - np.interp(effort.start_s, *line)
    assert covered_m == pytest.approx(effort.distance_m, abs=1e-6)


@given(lines())
def test_a_longer_distance_never_takes_less_time(line: Line) -> None:
    """The best time over a distance holds one over every shorter distance."""
    efforts = over(line, distances=[1.0, 2.0, 5.0, 10.0, 20.0, 50.0])
    assert all(first.time_s <= second.time_s + 1e-9 for first, second in pairwise(efforts))


@given(lines())
def test_a_longer_time_never_brings_less_far(line: Line) -> None:
    """The best distance in a time holds one in every shorter time."""
    efforts = over(line, durations=[1.0, 2.0, 5.0, 10.0, 20.0])
    assert all(first.distance_m <= second.distance_m + 1e-9 for first, second in pairwise(efforts))


@given(lines(), st.floats(0.01, 0.99))
def test_splitting_a_bout_changes_no_effort(line: Line, share: float) -> None:
    """Two bouts that touch, with the same travel, are one stretch, whatever their gaits."""
    end_s = float(line[0][-1])
    whole = over(line, bout(0.0, end_s), distances=SHORT_M, durations=SHORT_S)
    at_s = share * end_s
    split = over(line, bout(0.0, at_s), bout(at_s, end_s), distances=SHORT_M, durations=SHORT_S)
    assert split == whole


@given(lines(), st.integers(0, 100_000))
def test_a_later_start_changes_no_effort(line: Line, shift_s: int) -> None:
    """When the clock began to count does not matter."""
    shifted = (line[0] + shift_s, line[1] + 1234.5)
    here = over(line, distances=SHORT_M, durations=SHORT_S)
    there = over(shifted, bout(float(shift_s), float(shifted[0][-1])), distances=SHORT_M, durations=SHORT_S)
    assert [(e.basis, e.size) for e in here] == [(e.basis, e.size) for e in there]
    for first, second in zip(here, there, strict=True):
        assert second.speed_m_s == pytest.approx(first.speed_m_s, rel=1e-4)


@given(lines())
def test_twice_the_samples_on_the_same_line_change_no_effort(line: Line) -> None:
    """Points between the samples that say nothing new move nothing."""
    finer_s = np.sort(np.concatenate((line[0], (line[0][1:] + line[0][:-1]) / 2)))
    coarse, fine = (
        over(line, distances=SHORT_M, durations=SHORT_S),
        over((finer_s, np.interp(finer_s, *line)), distances=SHORT_M, durations=SHORT_S),
    )
    assert [(e.basis, e.size) for e in coarse] == [(e.basis, e.size) for e in fine]
    for first, second in zip(coarse, fine, strict=True):
        assert second.speed_m_s == pytest.approx(first.speed_m_s, rel=1e-6)


STEADY: Line = (np.arange(601.0), 2.5 * np.arange(601.0))


def test_an_effort_does_not_cross_a_turn() -> None:
    """Forward metres never count for a backward record, nor the reverse."""
    efforts = over(STEADY, bout(0, 300), bout(300, 600, Travel.FORWARD), distances=[500.0, 1000.0])
    assert [(e.travel, e.size) for e in efforts] == [(Travel.FORWARD, 500.0), (Travel.BACKWARD, 500.0)]


def test_unknown_travel_is_a_direction_of_its_own() -> None:
    """What nobody has labelled is no record of either direction."""
    efforts = over(STEADY, bout(0, 300, Travel.UNKNOWN), distances=[100.0])
    assert [e.travel for e in efforts] == [Travel.UNKNOWN]


def test_standing_inside_a_stretch_belongs_to_it() -> None:
    """Whoever stops for a moment in a backward mile still does the mile, with the time running."""
    line = STEADY[0], np.interp(STEADY[0], [0, 200, 220, 600], [0, 500, 500, 1450])
    parts = bout(0, 200), bout(200, 220, gait=Gait.STANDING), bout(220, 600)
    (effort,) = over(line, *parts, distances=[1400.0])
    assert effort.time_s == pytest.approx(1400 / 2.5 + 20)
    assert effort.gait is Gait.RUN


@pytest.mark.parametrize("start_cm", [2801, 2804, 2814, 5013, 399_982, 1_234_567, 4_219_511])
def test_standing_at_both_ends_of_a_hundred_metres_is_not_part_of_them(start_cm: int) -> None:
    """Distances in centimetres meet exactly, though their binary fractions do not."""
    start_m, end_m = start_cm / 100, (start_cm + 10_000) / 100
    line = np.array([0.0, 8.0, 16.0, 24.0]), np.array([start_m, start_m, end_m, end_m])
    (effort,) = over(line, distances=[100.0])
    assert (effort.start_s, effort.end_s) == pytest.approx((8.0, 16.0))


def test_a_pause_breaks_an_effort() -> None:
    """Bouts with a pause between them do not touch, and their metres do not add up."""
    assert over(STEADY, bout(0, 300), bout(301, 600), distances=[1000.0]) == ()


@pytest.mark.parametrize(("missing_s", "sizes"), [(9, [1000.0]), (10, [])])
def test_a_gap_of_more_than_ten_seconds_breaks_an_effort(missing_s: int, sizes: list[float]) -> None:
    """Across a short gap the line is straight; in a longer one nothing is known."""
    way_m = STEADY[1].copy()
    way_m[300 : 300 + missing_s] = np.nan
    assert [e.size for e in over((STEADY[0], way_m), distances=[1000.0])] == sizes


def test_what_is_not_covered_on_foot_is_no_effort() -> None:
    """A ride to the track is no record of running, and breaks the stretch."""
    parts = bout(0, 250), bout(250, 350, gait=Gait.OTHER), bout(350, 600)
    efforts = over(STEADY, *parts, distances=[500.0, 700.0])
    assert [(e.size, e.gait) for e in efforts] == [(500.0, Gait.RUN)]


def test_the_gait_is_that_of_most_of_an_effort() -> None:
    """A mile that was mostly walked is a walk."""
    parts = bout(0, 400, gait=Gait.WALK), bout(400, 600)
    (effort,) = over(STEADY, *parts, distances=[1500.0])
    assert effort.gait is Gait.WALK


def test_who_stands_makes_no_effort() -> None:
    """Zero metres in a minute are no record."""
    still = STEADY[0], np.full(601, 7.0)
    assert over(still, durations=[60.0]) == ()


def test_sizes_come_in_order_and_only_where_they_fit() -> None:
    """Half an hour of backward running has no half marathon in it."""
    elapsed_s = np.arange(1801.0)
    efforts = best_efforts(elapsed_s, 2.0 * elapsed_s, [bout(0, 1800)])
    assert [(e.basis, e.size) for e in efforts][:3] == [(Basis.DISTANCE, s) for s in (100.0, 200.0, 400.0)]
    assert max(e.size for e in efforts if e.basis is Basis.DISTANCE) == 3000.0
    assert efforts[-1] == Effort(
        travel=Travel.BACKWARD,
        gait=Gait.RUN,
        basis=Basis.DURATION,
        size=1800.0,
        distance_m=3600.0,
        start_s=0.0,
        end_s=1800.0,
    )


@pytest.mark.parametrize("elapsed_s", [[], [0.0], [np.nan, np.nan]])
def test_without_times_there_is_no_effort(elapsed_s: list[float]) -> None:
    """An empty recording, one sample, or a track without times is no trouble."""
    times = np.array(elapsed_s)
    assert best_efforts(times, np.zeros(len(times)), [bout(0, 10)]) == ()
    assert best_efforts(times, np.full(len(times), np.nan), [bout(0, 10)]) == ()


def test_a_falling_distance_is_refused() -> None:
    """Backward travel counts up as well; a line that falls is a slip of the caller."""
    with pytest.raises(InvalidValue, match=r"distance falls.*increases.*distance_line"):
        over((np.arange(3.0), np.array([0.0, 5.0, 4.0])), distances=[1.0])
    with pytest.raises(InvalidValue, match=r"one distance for each time"):
        over((np.arange(3.0), np.arange(2.0)), distances=[1.0])


def test_an_effort_that_goes_nowhere_is_refused() -> None:
    """A speed of nothing, or one without end, is none."""
    for distance_m, end_s in ((0.0, 9.0), (5.0, 0.0)):
        with pytest.raises(InvalidValue, match=r"ends after it starts"):
            Effort(
                travel=Travel.FORWARD,
                gait=Gait.RUN,
                basis=Basis.DISTANCE,
                size=5.0,
                distance_m=distance_m,
                start_s=0.0,
                end_s=end_s,
            )


def test_the_device_counts_the_distance_before_its_speed_and_the_positions() -> None:
    """A foot pod knows better than a receiver under a roof."""
    elapsed_s = np.arange(5.0)
    columns = {
        "distance_m": np.array([0.0, 3.0, np.nan, 2.0, 9.0]),
        "speed_m_s": np.full(5, 4.0),
        "position_distance_m": elapsed_s * 5.0,
    }
    lines_by_column = []
    for name in ("distance_m", "speed_m_s", "position_distance_m"):
        lines_by_column.append(
            distance_line(Samples.of(elapsed_s.copy(), **{k: v.copy() for k, v in columns.items()}))
        )
        del columns[name]
    counted, summed, positions = lines_by_column
    np.testing.assert_array_equal(counted, [0.0, 3.0, np.nan, 3.0, 9.0])
    np.testing.assert_array_equal(summed, elapsed_s * 4.0)
    np.testing.assert_array_equal(positions, elapsed_s * 5.0)


def test_a_dropout_of_the_speed_is_bridged_while_a_sample_speaks_for_it() -> None:
    """A sample speaks for the time after it, as everywhere else."""
    speed = np.array([2.0, np.nan, 2.0, 2.0])
    line = distance_line(Samples.of(np.arange(4.0), speed_m_s=speed))
    np.testing.assert_array_equal(line, [0.0, np.nan, 4.0, 6.0])


def test_a_recording_that_counts_nothing_has_no_line() -> None:
    """A recording of heart rates alone has no efforts, and no error."""
    samples = Samples.of(np.arange(4.0))
    assert np.isnan(distance_line(samples)).all()
    assert best_efforts(samples.elapsed_s, distance_line(samples), [bout(0, 3)]) == ()
