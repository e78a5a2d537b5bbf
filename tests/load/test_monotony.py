from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backstride.estimate import Estimate
from backstride.load import DayLoads, LoadScale, SessionLoad, day_loads, monotony, weekly_monotony

MONDAY = date(2026, 3, 2)

DIARY = [[940.0], [50.0], [840.0, 280.0], [180.0], [390.0], [50.0], [390.0, 280.0]]
"""Loads of the sessions of each day, as the diary prints them (foster2001, table 5)."""


def series(days: list[list[float | None]], first: date = MONDAY) -> DayLoads:
    """Days of sessions, each known to a fifth; None is an unknown load."""
    sessions = [
        SessionLoad(
            session=f"{at}.{number}",
            day=first + timedelta(days=at),
            trimp=None if load is None else Estimate(load, 0.8 * load, 1.2 * load),
        )
        for at, loads in enumerate(days)
        for number, load in enumerate(loads)
    ]
    return day_loads(sessions, first, first + timedelta(days=len(days) - 1), LoadScale.TRIMP)


def test_the_published_diary_comes_out_over_its_sessions_as_printed() -> None:
    """Mean over population deviation of nine sessions is the printed 1.26, and 4284 the printed strain."""
    sessions = np.array([load for day in DIARY for load in day])
    found = monotony(sessions)
    assert found is not None
    assert sessions.sum() == 3400.0
    assert round(found, 2) == 1.26
    assert round(sessions.sum() * round(found, 2)) == 4284


def test_the_published_diary_over_its_days() -> None:
    """By hand: mean 485.71, population deviation 400.89, so 1.2116 and a strain of 4119."""
    (week,) = weekly_monotony(series([[*day] for day in DIARY]))
    assert week.load is not None
    assert [week.load.value, week.load.low, week.load.high] == pytest.approx([3400.0, 2720.0, 4080.0])
    assert week.monotony == pytest.approx(1.2116, abs=1e-4)
    assert week.strain is not None
    assert week.strain.value == pytest.approx(4119.4, abs=0.1)
    assert week.strain.low == pytest.approx(0.8 * week.strain.value)


def test_rest_days_belong_to_the_week() -> None:
    """One hard day and six of rest, by hand: mean 10, population deviation 10 √6, so 1/√6."""
    (week,) = weekly_monotony(series([[70.0], [], [], [], [], [], []]))
    assert week.monotony == pytest.approx(1.0 / 6.0**0.5)


@pytest.mark.parametrize("loads", [[60.0], [0.1, 0.2], []])
def test_days_that_are_all_alike_have_no_monotony(loads: list[float | None]) -> None:
    """No deviation is no number, not an endless one; the load is still known."""
    days = [[*loads] for _ in range(7)]
    (week,) = weekly_monotony(series(days))
    assert week.load is not None
    assert (week.monotony, week.strain) == (None, None)


def test_days_alike_but_for_rounding_are_alike() -> None:
    """0.1 + 0.2 is not 0.3 to a computer, and that makes no week monotonous without end."""
    assert monotony(np.array([0.1 + 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3])) is None


def test_a_week_with_an_unknown_session_is_unknown() -> None:
    """Also where the day's other session is known: the missing load is not 0."""
    days: list[list[float | None]] = [[10.0], [20.0, None], [], [], [], [], []]
    (week,) = weekly_monotony(series(days))
    assert (week.load, week.monotony, week.strain) == (None, None, None)
    assert monotony(np.array([1.0, np.nan])) is None
    assert monotony(np.array([])) is None


def test_weeks_that_the_series_touches_in_part_are_unknown() -> None:
    """From a Thursday to a Tuesday twelve days later: half a week, a whole one, the start of a third."""
    found = weekly_monotony(series([[float(at)] for at in range(1, 14)], MONDAY + timedelta(days=3)))
    assert [week.monday for week in found] == [MONDAY + timedelta(days=days) for days in (0, 7, 14)]
    assert [week.load is None for week in found] == [True, False, True]
    assert found[1].load is not None
    assert found[1].load.value == 5 + 6 + 7 + 8 + 9 + 10 + 11


WEEK = st.lists(st.floats(0.0, 500.0), min_size=7, max_size=7)


@given(WEEK, st.floats(0.1, 10.0), st.permutations(range(7)))
def test_monotony_knows_neither_the_unit_nor_the_order(
    loads: list[float], factor: float, order: list[int]
) -> None:
    """Another scale of load, or the same days turned about, gives the same monotony."""
    first, second = monotony(np.array(loads)), monotony(factor * np.array(loads)[order])
    assume(first is not None and first < 1e6)  # next to where days count as alike, rounding decides
    assert second == pytest.approx(first, rel=1e-6)


@given(st.integers(0, 6), st.lists(st.sampled_from([None, 0.0, 0.1, 30.0, 60.0, 75.5]), max_size=40))
def test_every_week_is_what_its_seven_days_give_alone(lead: int, loads: list[float | None]) -> None:
    """All weeks at once come to the same as each by itself, wherever the series begins."""
    found = series([[load] for load in loads], first=MONDAY + timedelta(days=lead)) if loads else None
    weeks = weekly_monotony(found) if found is not None else ()
    padded = [None] * (lead if loads else 0) + loads
    assert len(weeks) == -(-len(padded) // 7)
    for number, week in enumerate(weeks):
        days = padded[7 * number : 7 * number + 7]
        assert week.monday == MONDAY + timedelta(weeks=number)
        known = [load for load in days if load is not None]
        if len(known) < 7:
            assert (week.load, week.monotony) == (None, None)
        else:
            assert week.load is not None
            assert week.load.value == pytest.approx(sum(known))
            assert week.monotony == monotony(np.array(known))
