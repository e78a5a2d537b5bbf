import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import DayLoads, Form, FormStart, LoadScale, SessionLoad, day_loads, form

FIRST = date(2026, 1, 5)
BEGINNER = FormStart.beginner()


def series(values: list[float | None], *, first: date = FIRST, error: float = 0.0) -> DayLoads:
    """Days with one session each; None is a session of unknown load, 0 a rest day."""
    sessions = [
        SessionLoad(
            session=f"{at:05d}",
            day=first + timedelta(days=at),
            trimp=None if load is None else Estimate(load, (1 - error) * load, (1 + error) * load),
        )
        for at, load in enumerate(values)
        if load != 0.0
    ]
    return day_loads(sessions, first, first + timedelta(days=len(values) - 1), LoadScale.TRIMP)


def of(values: list[float | None], start: FormStart = BEGINNER, error: float = 0.0) -> Form:
    """The form after these days."""
    return form(series(values, error=error), start=start)


def test_two_days_come_out_as_worked_by_hand() -> None:
    """A load of 100, then rest: 2.353 and 13.312 on the first evening, 2.297 and 11.540 on the second."""
    found = of([100.0, 0.0, 0.0])
    assert found.fitness.value[:2].tolist() == pytest.approx([2.35283, 2.29747], abs=1e-5)
    assert found.fatigue.value[:2].tolist() == pytest.approx([13.31221, 11.54006], abs=1e-5)
    assert found.form.value.tolist() == pytest.approx([0.0, -10.95938, -9.24259], abs=1e-5)


def test_an_impulse_has_fallen_to_37_per_cent_after_one_time_constant() -> None:
    """The time constants are those of an exponential, exactly."""
    found = of([100.0, *[0.0] * 42])
    assert found.fitness.value[42] / found.fitness.value[0] == pytest.approx(math.exp(-1.0))
    assert found.fatigue.value[7] / found.fatigue.value[0] == pytest.approx(math.exp(-1.0))


def test_a_constant_load_is_approached_and_form_returns_to_zero() -> None:
    """After two years of 60 a day, fitness and fatigue are 60, and form is level."""
    found = of([60.0] * 730)
    assert found.fitness.value[-1] == pytest.approx(60.0, abs=1e-4)
    assert found.fatigue.value[-1] == pytest.approx(60.0)
    assert found.form.value[-1] == pytest.approx(0.0, abs=1e-4)
    assert found.fitness.value[41] == pytest.approx(60.0 * (1.0 - math.exp(-1.0)))
    assert (np.diff(found.fitness.value) > 0.0).all()


def test_a_steady_start_goes_on_as_it_was() -> None:
    """Who trained steadily before the log begins does not start from nothing, and keeps the start's range."""
    found = of([50.0] * 10, FormStart.steady(Estimate(50.0, 40.0, 60.0)))
    assert found.fitness.value == pytest.approx(np.full(10, 50.0))
    assert found.form.value == pytest.approx(np.zeros(10))
    assert found.fitness.low[-1] == pytest.approx(50.0 - 10.0 * math.exp(-10 / 42))
    assert found.fitness.high[-1] == pytest.approx(50.0 + 10.0 * math.exp(-10 / 42))


def test_form_of_a_day_does_not_see_the_load_of_that_day() -> None:
    """Form is that of the morning; on the first it is the start's."""
    start = FormStart(fitness=Estimate.exact(40.0), fatigue=Estimate.exact(55.0))
    assert of([500.0, 0.0], start).form.value[0] == -15.0
    assert of([10.0, 20.0]).form.value.tolist() == of([10.0, 400.0]).form.value.tolist()


def test_the_first_six_weeks_are_not_settled() -> None:
    """What is assumed of the start has fallen to 37 % on the 42nd evening, and is below it on the 43rd."""
    found = of([10.0] * 50)
    assert found.start_share[[0, 41]].tolist() == pytest.approx([math.exp(-1 / 42), math.exp(-1.0)])
    assert found.settled[42:].all()
    assert not found.settled[:41].any()


@given(st.floats(0.0, 100.0), st.integers(1, 90))
def test_the_share_of_the_start_is_what_a_different_start_changes(fitness: float, days: int) -> None:
    """Two starts differ, on any evening, by their difference times the share that remains."""
    other = FormStart(fitness=Estimate.exact(fitness), fatigue=Estimate.exact(0.0))
    values: list[float | None] = [20.0] * days
    difference = of(values, other).fitness.value - of(values).fitness.value
    assert difference == pytest.approx(fitness * of(values).start_share)


def test_an_unknown_load_is_not_rest() -> None:
    """The best guess stays level, and the range reaches from rest to the hardest known day."""
    start = FormStart.steady(Estimate.exact(50.0))
    unknown, rest, hardest = (of([80.0, load], start) for load in (None, 0.0, 80.0))
    assert unknown.fitness.value[1] == pytest.approx(unknown.fitness.value[0])
    assert unknown.fitness.low[1] == rest.fitness.value[1] < unknown.fitness.value[1]
    assert unknown.fitness.high[1] == hardest.fitness.value[1] > unknown.fitness.value[1]
    assert rest.unknown_sessions.tolist() == [0, 0]


def test_a_day_known_in_part_keeps_its_known_load_and_widens() -> None:
    """Beside a known 30, an unknown session may be worth the hardest day more, and never less than 0."""
    sessions = [
        SessionLoad(session="a", day=FIRST, trimp=Estimate.exact(30.0)),
        SessionLoad(session="b", day=FIRST),
    ]
    found = form(day_loads(sessions, FIRST, FIRST, LoadScale.TRIMP), start=BEGINNER)
    weight = 1.0 - math.exp(-1 / 42)
    assert found.fitness.value[0] == found.fitness.low[0] == pytest.approx(30.0 * weight)
    assert found.fitness.high[0] == pytest.approx(60.0 * weight)


def test_where_nothing_bounds_an_unknown_load_the_upper_end_is_unknown() -> None:
    """Of somebody who never wore a strap, fitness is at least 0, and that is all."""
    found = of([0.0, None, 0.0])
    assert found.fitness.high[0] == 0.0
    assert np.isnan(found.fitness.high[1:]).all()
    assert found.fitness.low.tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(found.form.low[2])
    assert np.isnan(found.form.high[2])
    assert np.isfinite(found.form.value).all()


def test_sessions_of_unknown_load_are_counted_over_six_weeks() -> None:
    """A gap in the strap counts for 42 days with its own, and not on the 43rd."""
    found = of([None, 10.0, None, *[0.0] * 45])
    assert found.unknown_sessions[[0, 1, 2, 41, 42, 43, 44]].tolist() == [1, 1, 2, 2, 1, 1, 0]


LOADS = st.lists(st.floats(0.0, 300.0), min_size=1, max_size=60)


@given(LOADS, LOADS, st.floats(0.0, 3.0))
def test_form_is_linear_in_the_load(first: list[float], second: list[float], factor: float) -> None:
    """Banister's model: twice the load is twice the form, and loads add up in it."""
    days = min(len(first), len(second))
    mixed = [a + factor * b for a, b in zip(first, second, strict=False)]
    one, two, both = of([*first[:days]]), of([*second[:days]]), of([*mixed])
    for name in ("fitness", "fatigue", "form"):
        added = getattr(one, name).value + factor * getattr(two, name).value
        assert getattr(both, name).value == pytest.approx(added, abs=1e-9)


@given(LOADS, st.integers(-400, 400), st.integers(0, 30))
def test_form_does_not_know_the_calendar(values: list[float], shift: int, rest: int) -> None:
    """The same loads later, or after a beginner's rest, give the same form later."""
    moved = form(series([*values], first=FIRST + timedelta(days=shift)), start=BEGINNER)
    waited = of([*[0.0] * rest, *values])
    expected = of([*values]).fitness.value
    assert moved.fitness.value.tolist() == expected.tolist() == waited.fitness.value[rest:].tolist()


@given(st.lists(st.one_of(st.none(), st.floats(0.0, 300.0)), min_size=1, max_size=60), st.floats(0.0, 0.9))
def test_every_value_lies_in_its_range(values: list[float | None], error: float) -> None:
    """Whatever is unknown, the best guess stays between the ends, where there are ends."""
    found = of(values, FormStart.steady(Estimate(40.0, 30.0, 60.0)), error)
    for band in (found.fitness, found.fatigue, found.form):
        assert not (band.low > band.value).any()
        assert not (band.high < band.value).any()


@given(LOADS)
def test_the_error_of_the_loads_is_carried_in_step(values: list[float]) -> None:
    """Loads that may all be a fifth off give a fitness a fifth off, and so a form."""
    found = of([*values], error=0.2)
    assert found.fitness.low == pytest.approx(0.8 * found.fitness.value, abs=1e-9)
    assert found.fitness.high == pytest.approx(1.2 * found.fitness.value, abs=1e-9)
    assert found.form.high - found.form.low == pytest.approx(0.4 * np.abs(found.form.value), abs=1e-9)


@pytest.mark.parametrize(("slow", "fast"), [(7.0, 42.0), (42.0, 0.0), (math.inf, 7.0), (7.0, 7.0)])
def test_time_constants_that_make_no_form_are_refused(slow: float, fast: float) -> None:
    """Swapped constants would turn form upside down."""
    with pytest.raises(InvalidValue, match="fatigue passes sooner"):
        form(series([1.0]), start=BEGINNER, fitness_days=slow, fatigue_days=fast)


@pytest.mark.parametrize("start", [Estimate(5.0, -1.0, 6.0), Estimate(5.0, 5.0, math.inf)])
def test_a_start_that_is_no_load_is_refused(start: Estimate) -> None:
    """Fitness is made of loads, and those are zero or more."""
    with pytest.raises(InvalidValue, match="zero or more"):
        FormStart(fitness=start, fatigue=Estimate.exact(0.0))
