"""The geometry of charts: what is known is drawn where it belongs, and what is unknown is a gap."""

import re
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Travel
from backstride.web.drawing import (
    HEIGHT_PX,
    MOST_DAY_TICKS,
    MOST_POINTS,
    Days,
    day_ticks,
    dots_of,
    drawn_places,
    line_of,
    scale_over,
    scale_ticks,
    span_of,
    stacked_bars,
    steps_of,
    zero_of,
)
from backstride.web.phrases import phrases
from backstride.web.writing import Writing

WRITING = Writing(phrases=phrases("en"))
MONDAY = date(2026, 3, 2)
NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@given(NUMBERS, st.booleans())
def test_a_scale_holds_every_value_and_has_round_ticks(numbers: list[float], from_zero: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    """Nothing is drawn outside of its chart, whatever the numbers are."""
    values = np.array(numbers)
    scale = scale_over(values, from_zero=from_zero)
    room = 1e-6 * max(1.0, abs(scale.high), abs(scale.low))
    assert scale.low <= values.min() + room
    assert scale.high >= values.max() - room
    assert 2 <= len(scale.ticks) <= 7
    assert scale.top_px(scale.low) == HEIGHT_PX
    assert scale.top_px(scale.high) == 0.0
    if from_zero:
        assert scale.low <= 0.0 <= scale.high


def test_a_scale_of_nothing_is_still_a_scale() -> None:
    """A chart of unknown values has an axis and no line, and does not fail."""
    scale = scale_over(np.array([np.nan, np.nan]))
    assert (scale.low, scale.high) == (0.0, 1.0)
    assert scale_over(np.array([0.0]), from_zero=True).high > 0.0
    assert line_of("form", np.array([0.1, 0.2]), np.array([np.nan, np.nan]), scale).path == ""


def test_labels_have_the_decimals_of_their_step() -> None:
    """Half steps are not rounded to the same label twice."""
    labels = [tick.label for tick in scale_ticks(scale_over(np.array([0.9, 1.0])), WRITING)]
    assert len(set(labels)) == len(labels)


def test_zero_is_marked_only_where_values_lie_below_it() -> None:
    """A chart from zero on has its zero at the foot already."""
    assert zero_of(scale_over(np.array([-5.0, 5.0]))) == HEIGHT_PX / 2
    assert zero_of(scale_over(np.array([5.0, 10.0]), from_zero=True)) is None


def test_what_is_unknown_is_a_gap_in_the_line() -> None:
    """A line never joins two points across a day of which nothing is known."""
    scale = scale_over(np.array([0.0, 4.0]))
    line = line_of("form", np.linspace(0.0, 1.0, 5), np.array([1.0, 2.0, np.nan, 3.0, 4.0]), scale)
    assert line.path.count("M") == 2
    alone = line_of("form", np.array([0.0, 0.5, 1.0]), np.array([1.0, np.nan, 2.0]), scale)
    assert alone.path.count("h0") == 2


def test_a_range_that_is_open_is_not_drawn() -> None:
    """Where the upper end is unknown there is a line and no band, rather than one that was made up."""
    values = np.array([1.0, 2.0, 3.0])
    high = np.array([2.0, np.nan, np.nan])
    line = line_of("form", np.linspace(0, 1, 3), values, scale_over(values), ends=(values - 0.5, high))
    assert line.path.count("L") == 2
    assert line.band.count("M") == 1


@given(st.integers(0, 20_000), st.integers(1, 20_000))
def test_a_long_line_keeps_its_last_point(begin: int, count: int) -> None:
    """However many days there are, few are drawn, in order, and today is among them."""
    places = drawn_places(begin, begin + count)
    assert 1 <= len(places) <= MOST_POINTS
    assert places[-1] == begin + count - 1
    assert places[0] >= begin
    assert (np.diff(places) > 0).all()


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
def test_days_have_few_labels_that_lie_inside(first: date, more: int) -> None:
    """A week or a century: the foot can be read."""
    days = Days(first=first, last=first + timedelta(days=more))
    ticks = day_ticks(days, WRITING)
    assert len(ticks) <= MOST_DAY_TICKS + 2
    assert all(0.0 <= tick.at <= 100.0 for tick in ticks)
    assert [tick.at for tick in ticks] == sorted(tick.at for tick in ticks)
    assert sum(not tick.is_minor for tick in ticks) <= 6


def test_bars_stand_on_each_other_and_do_not_touch_their_neighbours() -> None:
    """What goes backward stands at the foot; the sum is as tall as both."""
    week = timedelta(days=6)
    stacks = [
        (MONDAY, MONDAY + week, [(Travel.BACKWARD, 1.0), (Travel.FORWARD, 3.0), (Travel.SIDEWAYS, 0.0)]),
        (MONDAY + timedelta(days=7), MONDAY + timedelta(days=13), [(Travel.BACKWARD, 2.0)]),
    ]
    days = Days(first=MONDAY, last=MONDAY + timedelta(days=13))
    scale = scale_over(np.array([4.0, 2.0]), from_zero=True)
    backward, forward, second = stacked_bars(stacks, days, scale)
    assert (backward.kind, forward.kind) == ("backward", "forward")
    assert forward.top_px + forward.height_px == backward.top_px
    assert backward.top_px + backward.height_px == HEIGHT_PX
    assert backward.left + backward.width < second.left


def test_a_best_stays_until_it_is_bettered() -> None:
    """The line of bests goes in steps, and on to today."""
    scale = scale_over(np.array([1.0, 2.0]))
    path = steps_of("ratio", np.array([0.1, 0.5]), np.array([1.0, 2.0]), scale).path
    across = [float(x) for x in re.findall(r"([\d.]+) [\d.]+", path)]
    assert across == [100.0, 500.0, 500.0, 1000.0]


def test_points_that_are_unknown_are_left_out() -> None:
    """A point stands for something that was measured."""
    dots = dots_of("backward", np.array([0.0, 1.0]), np.array([np.nan, 1.0]), scale_over(np.array([1.0])))
    assert [dot.left for dot in dots] == [100.0]


@pytest.mark.parametrize(("before", "after"), [(-30, -10), (40, 60), (-30, 60), (3, 5)])
def test_a_stretch_of_days_stays_within_its_chart(before: int, after: int) -> None:
    """A block that began before the period is drawn from its edge on."""
    days = Days(first=MONDAY, last=MONDAY + timedelta(days=27))
    span = span_of(days, MONDAY + timedelta(days=before), MONDAY + timedelta(days=after))
    assert 0.0 <= span.left <= 100.0
    assert 0.0 <= span.width <= 100.0 - span.left
