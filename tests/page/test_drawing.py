"""The geometry of charts."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backstride.bout import Bout, Gait, Travel
from backstride.page.drawing import (
    axis_over,
    held_at,
    path_of,
    runs,
    stretch_of_samples,
    thinned,
    time_ticks,
    unbroken,
)
from backstride.recording import FloatArray

LINES = st.integers(1, 400).flatmap(
    lambda count: st.tuples(
        arrays(np.int64, count, elements=st.integers(0, 30)).map(np.sort),
        arrays(np.float64, count, elements=st.floats(-1e3, 1e3)),
    )
)
"""Samples in at most 31 columns, with values."""


def bout(start_s: float, end_s: float, travel: Travel = Travel.FORWARD) -> Bout:
    """A bout of running."""
    return Bout(start_s=start_s, end_s=end_s, travel=travel, gait=Gait.RUN)


def cut(elapsed_s: FloatArray, *bouts: Bout) -> list[tuple[int, list[float]]]:
    """The lines through some samples: the bout of each, and its times."""
    stretch = stretch_of_samples(elapsed_s, bouts)
    return [
        (run.stretch, elapsed_s[run.first : run.last].tolist())
        for run in runs(elapsed_s, stretch, unbroken(bouts))
    ]


@given(line=LINES)
def test_thinning_keeps_the_extremes_of_every_column(
    line: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], FloatArray],
) -> None:
    """The highest and the lowest value of each pixel stay, and so do both ends of the line."""
    column, values = line
    kept = thinned(column, values)
    assert kept.tolist() == sorted(set(kept.tolist()))
    assert {0, len(values) - 1} <= set(kept.tolist())
    for one in np.unique(column):
        of_column, of_kept = values[column == one], values[kept][column[kept] == one]
        assert of_kept.min() == of_column.min()
        assert of_kept.max() == of_column.max()


@given(line=LINES)
def test_thinning_keeps_few_points(
    line: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], FloatArray],
) -> None:
    """However long the recording, a line has two points for each column, and its ends."""
    column, values = line
    assert len(thinned(column, values)) <= 2 * len(np.unique(column)) + 2


def test_a_gap_of_over_ten_seconds_is_not_joined() -> None:
    """Nothing is known in a gap, so no line leads through it; ten seconds still hold."""
    times_s = np.array([0.0, 10.0, 21.0, 22.0])
    assert cut(times_s, bout(0, 30)) == [(0, [0.0, 10.0]), (0, [21.0, 22.0])]


def test_a_pause_is_not_joined_however_short() -> None:
    """The timer stood still, so the line ends and begins anew."""
    times_s = np.array([0.0, 1.0, 5.0, 6.0])
    assert cut(times_s, bout(0, 2), bout(4, 8)) == [(0, [0.0, 1.0]), (1, [5.0, 6.0])]


def test_lines_of_neighbouring_bouts_meet() -> None:
    """Where the direction changes, the colour changes and the line goes on."""
    times_s = np.array([0.0, 1.0, 2.0, 3.0])
    lines = cut(times_s, bout(0, 2), bout(2, 4, Travel.BACKWARD))
    assert lines == [(0, [0.0, 1.0]), (1, [1.0, 2.0, 3.0])]


def test_no_samples_make_no_line() -> None:
    """A column without a value draws nothing."""
    assert cut(np.zeros(0), bout(0, 1)) == []


def test_a_sample_at_the_end_of_a_bout_belongs_to_it() -> None:
    """The last sample of a recording is drawn, one in a pause is not."""
    bouts = (bout(0, 10), bout(20, 30))
    times_s = np.array([0.0, 10.0, 15.0, 20.0, 30.0, 31.0])
    assert stretch_of_samples(times_s, bouts).tolist() == [0, 0, -1, 1, 1, -1]
    assert stretch_of_samples(times_s, ()).tolist() == [-1] * 6


@given(
    values=arrays(
        np.float64, st.integers(1, 60), elements=st.floats(0, 400).filter(lambda value: not 0 < value < 1e-3)
    )
)
def test_a_scale_shows_nearly_all_values(values: FloatArray) -> None:
    """What lies beyond the scale is far out or zero, and the ticks are even and reach its ends."""
    axis = axis_over(values, parts=5)
    high_most = np.quantile(values[values > 0], 0.99) if (values > 0).any() else 0.0
    low_most = np.quantile(values[values > 0], 0.01) if (values > 0).any() else 0.0
    assert all(value > high_most * 1.5 for value in values[values > axis.high + 1e-6])
    assert all(value <= 0 or value * 1.5 < low_most for value in values[values < axis.low - 1e-6])
    assert (axis.ticks[0], axis.ticks[-1]) == (axis.low, axis.high)
    steps = {round(later - earlier, 6) for earlier, later in pairwise(axis.ticks)}
    assert len(steps) == 1
    assert 1 <= len(axis.ticks) - 1 <= 7


def test_a_single_spike_does_not_flatten_a_chart() -> None:
    """A walk with one value of 351 km/h is still drawn as a walk."""
    speed = np.append(np.full(500, 5.0), 351.0)
    assert axis_over(speed, parts=5, from_zero=True).high < 10


def test_a_scale_reaches_what_it_must_show() -> None:
    """A target range above all that was reached is on the chart."""
    assert axis_over(np.array([100.0, 110.0]), parts=5, also=(150.0, 163.0)).high >= 163


@pytest.mark.parametrize("end_s", [0.5, 13.0, 64.0, 1140.0, 2158.0, 36000.0, 179976.0, 3e6])
def test_times_stand_at_round_moments_and_leave_room(end_s: float) -> None:
    """A chart of any length has a start, few enough labels to read, and none cut off at its end."""
    ticks = time_ticks(end_s)
    assert (ticks[0].label, ticks[0].percent, ticks[0].is_minor) == ("0:00", 0.0, False)
    assert len(ticks) <= 12
    assert all(tick.percent <= 97 for tick in ticks)
    assert len({tick.label for tick in ticks}) == len(ticks)


def test_a_value_is_held_for_ten_seconds() -> None:
    """A reading is the last one measured, and unknown before the first or after ten seconds."""
    read = held_at(
        np.array([5.0, 6.0, 7.0]), np.array([1.0, np.nan, 3.0]), np.array([0.0, 5.0, 6.5, 17.0, 17.1])
    )
    assert np.array_equal(read, [np.nan, 1.0, 1.0, 3.0, np.nan], equal_nan=True)
    assert np.isnan(held_at(np.array([5.0]), np.array([np.nan]), np.array([5.0]))).all()


@given(points=st.lists(st.tuples(st.integers(0, 2000), st.integers(-20, 600)), min_size=1, max_size=50))
def test_a_path_leads_through_its_points(points: list[tuple[int, int]]) -> None:
    """Walking along the steps of a path comes by every point, in order."""
    across, down = np.array(points).T
    move, _, steps = path_of(across, down).partition("l")
    start = [int(text) for text in re.findall(r"-?\d+", move)][:2]
    offsets = np.array([int(text) for text in steps.split()], dtype=int).reshape(-1, 2)
    walked = np.vstack((start, offsets)).cumsum(axis=0)
    assert walked.tolist() == [list(point) for point in points]
