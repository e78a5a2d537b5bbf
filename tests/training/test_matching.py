"""Matching: which recording is which planned session."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.recording import Step
from backstride.training.assignment import best_pairs
from backstride.training.dose import Speeds, dose_of
from backstride.training.matching import Confidence, DoneActivity, Matching, match, unrolled
from backstride.training.plan import Plan, PlannedSession
from backstride.training.programme import SessionKind
from backstride.training.workout_text import parse_workout

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
HUNDREDS = "name: Hundreds\n- 5min forward walk\n- 5x 100m backward walk, 90s forward walk"
LONG = "name: Long\n- 5min forward walk\n- 20min backward walk"
STEPS = (
    Step(index=0, name="Forward walk 5 min", duration_type="time", duration_value=300.0),
    Step(index=1, name="Backward walk 100 m", duration_type="distance", duration_value=100.0),
    Step(index=2, name="Forward walk 90 s", duration_type="time", duration_value=90.0),
    Step(
        index=3,
        duration_type="repeat_until_steps_completed",
        duration_value=1.0,
        repeat_from=1,
        repeats=5,
    ),
)
"""The steps of `HUNDREDS`, as a watch keeps them."""


def planned(key: str, day: date, text: str = HUNDREDS) -> PlannedSession:
    """A session of a plan."""
    workout = parse_workout(text)
    dose = dose_of(workout, Speeds())
    return PlannedSession(
        key=key,
        day=day,
        phase="learn",
        template="t",
        kind=SessionKind.EASY,
        n=1,
        workout=workout,
        minutes=dose.minutes,
        backward_min=dose.backward_min,
        backward_run_min=dose.backward_run_min,
        load=dose.load,
        hardest_rpe=dose.hardest_rpe,
        reasons=("To learn it.",),
    )


def plan(*sessions: PlannedSession) -> Plan:
    """A plan of some sessions."""
    return Plan(programme="test", start=MONDAY, weeks=(), sessions=sessions)


WEEK = plan(
    planned("w01-1", MONDAY + DAY),
    planned("w01-2", MONDAY + 3 * DAY, LONG),
    planned("w01-3", MONDAY + 5 * DAY),
    planned("w02-1", MONDAY + 8 * DAY),
    planned("w02-2", MONDAY + 10 * DAY, LONG),
)


def done(key: str, day: date, like: PlannedSession | None = None, **also: Any) -> DoneActivity:  # noqa: ANN401 (any field)
    """An activity, as long as a session where one is given."""
    minutes = (
        {}
        if like is None
        else {
            (Travel.BACKWARD, Gait.WALK): like.backward_min,
            (Travel.FORWARD, Gait.WALK): like.minutes - like.backward_min,
        }
    )
    return DoneActivity(key=key, day=day, **({"minutes": minutes} | also))


def pairs(found: Matching) -> dict[str, tuple[str, Confidence]]:
    """Session and confidence by activity."""
    return {each.activity: (each.session, each.confidence) for each in found.matches}


def test_a_code_in_the_name_is_believed_on_another_day() -> None:
    """The watch offered Saturday's workout on Sunday: it says whose it is."""
    found = match([done("a", MONDAY + 6 * DAY, names=("Hundreds w01-3",))], WEEK)
    assert pairs(found) == {"a": ("w01-3", Confidence.HIGH)}
    assert found.matches[0].reasons == ('Its workout is named "w01-3".', "It was done a day late.")


def test_the_same_steps_are_believed_near_the_day() -> None:
    """A workout with the same steps is that of the nearest session with them; far away it is nobody's."""
    assert pairs(match([done("a", MONDAY + 2 * DAY, steps=STEPS)], WEEK)) == {"a": ("w01-1", Confidence.HIGH)}
    assert match([done("a", MONDAY + 40 * DAY, steps=STEPS)], WEEK).unplanned == ("a",)


def test_steps_of_another_length_are_not_the_same() -> None:
    """Two hundred metres are not one hundred."""
    longer = tuple(replace(step, duration_value=200.0) if step.index == 1 else step for step in STEPS)
    assert match([done("a", MONDAY + DAY, steps=longer)], WEEK).matches == ()


def test_what_is_alike_near_the_day_is_likely_and_in_the_week_possible() -> None:
    """Without name and steps, day, minutes and directions speak."""
    hundreds = WEEK.sessions[0]
    assert pairs(match([done("a", MONDAY + DAY, hundreds)], WEEK)) == {"a": ("w01-1", Confidence.MEDIUM)}
    late = match([done("a", MONDAY + 3 * DAY, hundreds)], plan(hundreds))
    assert pairs(late) == {"a": ("w01-1", Confidence.LOW)}
    assert match([done("a", MONDAY + 13 * DAY, hundreds)], plan(hundreds)).unplanned == ("a",)


def test_a_run_forward_does_no_backward_session() -> None:
    """As long as the session and on its day, but forward: it is unplanned."""
    run = done("a", MONDAY + DAY, minutes={(Travel.FORWARD, Gait.RUN): WEEK.sessions[0].minutes})
    found = match([run], WEEK)
    assert (found.matches, found.unplanned) == ((), ("a",))


def test_unknown_directions_are_a_possible_match_on_the_day_alone() -> None:
    """Nobody said which way it went: that is unknown, not forward."""
    minutes = {(Travel.UNKNOWN, Gait.WALK): WEEK.sessions[0].minutes}
    assert done("a", MONDAY, minutes=minutes).backward_min is None
    assert pairs(match([done("a", MONDAY + DAY, minutes=minutes)], WEEK)) == {"a": ("w01-1", Confidence.LOW)}
    assert match([done("a", MONDAY + 2 * DAY, minutes=minutes)], WEEK).matches == ()


def test_the_same_workout_twice_does_two_sessions_or_is_unplanned() -> None:
    """Thursday's workout was forgotten and Tuesday's done again: each recording does one session at most."""
    first, again = (
        done(key, day, steps=STEPS, names=("Hundreds w01-1",))
        for key, day in (("a", MONDAY + DAY), ("b", MONDAY + DAY))
    )
    found = match([again, first], plan(WEEK.sessions[0]))
    assert len(found.matches) == len(found.unplanned) == 1
    saturday = replace(again, day=MONDAY + 5 * DAY)
    assert pairs(match([saturday, first], WEEK)) == {
        "a": ("w01-1", Confidence.HIGH),
        "b": ("w01-3", Confidence.HIGH),
    }


def test_two_sessions_of_a_day_are_told_apart_by_what_they_were() -> None:
    """The long one in the evening is the long one of the plan, whichever came first."""
    long, hundreds = WEEK.sessions[1], WEEK.sessions[0]
    day = MONDAY + 2 * DAY
    found = match([done("a", day, long, start_hour=18.0), done("b", day, hundreds, start_hour=7.0)], WEEK)
    assert {key: session for key, (session, _) in pairs(found).items()} == {"a": "w01-2", "b": "w01-1"}


def test_a_session_done_a_week_early_is_the_one_that_it_names() -> None:
    """The athlete was ahead; the code says so, and this week's own session stays open."""
    found = match([done("a", MONDAY + DAY, names=("Hundreds W02-1 ",), steps=STEPS)], WEEK)
    assert pairs(found) == {"a": ("w02-1", Confidence.HIGH)}
    assert "w01-1" in found.not_done


def test_a_code_of_long_ago_is_hardly_believed() -> None:
    """Codes are alike in every plan: an old workout still on the watch is a weak hint."""
    assert pairs(match([done("a", MONDAY + 60 * DAY, names=("w01-1",))], WEEK)) == {
        "a": ("w01-1", Confidence.LOW)
    }


def test_repeats_are_unrolled_as_a_watch_does_them_and_never_without_end() -> None:
    """Five times two steps after one; and a file that repeats itself a billion times stays small."""
    assert [step.index for step in unrolled(STEPS)] == [0, *([1, 2] * 5)]
    bomb = tuple(
        Step(index=at, duration_type="time", duration_value=1.0, repeat_from=0 if at else None, repeats=10**9)
        for at in range(40)
    )
    assert len(unrolled(bomb)) <= 1000
    assert unrolled((Step(index=0, repeat_from=7, repeats=3),)) == ()


def test_nothing_matches_nothing() -> None:
    """An empty plan and an empty log are no error."""
    assert match([], WEEK).not_done == tuple(each.key for each in WEEK.sessions)
    assert match([done("a", MONDAY)], plan()).unplanned == ("a",)
    assert match([], plan()).matches == ()


def test_times_that_cannot_be_are_refused() -> None:
    """A negative time is a fault of whoever made the value."""
    with pytest.raises(InvalidValue, match="cannot be"):
        done("a", MONDAY, minutes={(Travel.BACKWARD, Gait.WALK): -1.0})


ACTIVITIES = st.lists(
    st.builds(
        lambda day, session, share, code: done(
            "",
            MONDAY + day * DAY,
            minutes={
                (Travel.BACKWARD, Gait.WALK): session.backward_min * share,
                (Travel.FORWARD, Gait.WALK): 8.0,
            },
            names=(f"x {session.key}",) if code else (),
        ),
        st.integers(0, 13),
        st.sampled_from(WEEK.sessions),
        st.floats(0.1, 2.0),
        st.booleans(),
    ),
    max_size=7,
)


@given(some=ACTIVITIES, data=st.data())
def test_matching_is_one_to_one_whatever_the_order(some: list[DoneActivity], data: st.DataObject) -> None:
    """No session is done twice, no activity does two, none is lost, and the order of import is no matter."""
    activities = [replace(each, key=f"a{at}") for at, each in enumerate(some)]
    found = match(activities, WEEK)
    matched = [each.activity for each in found.matches]
    met = [each.session for each in found.matches]
    assert sorted([*matched, *found.unplanned]) == sorted(each.key for each in activities)
    assert sorted([*met, *found.not_done]) == sorted(each.key for each in WEEK.sessions)
    assert match(data.draw(st.permutations(activities)), WEEK) == found


@given(
    weights=st.dictionaries(
        st.tuples(st.integers(0, 5), st.integers(0, 5)),
        st.one_of(st.floats(0.1, 1.0), st.floats(1e3, 1.1e3), st.floats(1e6, 1.1e6)),
        max_size=16,
    )
)
def test_the_best_pairs_are_as_good_as_those_of_another_library(
    weights: dict[tuple[int, int], float],
) -> None:
    """No other way to pair them is worth more."""
    table = [[weights.get((row, column), 0.0) for column in range(6)] for row in range(6)]
    rows, columns = linear_sum_assignment(table, maximize=True)
    best = sum(table[row][column] for row, column in zip(rows, columns, strict=True))
    assert sum(weights[pair] for pair in best_pairs(weights)) == pytest.approx(best)
