"""Adherence: how far a session was done as planned, step by step."""

from dataclasses import replace
from typing import Any

import pytest
from tests.training.test_matching import MONDAY, STEPS, done, planned

from backstride.training.adherence import Body, SessionAdherence, adherence, numbered_lines, target_bounds
from backstride.training.matching import DoneLap
from backstride.training.workout import Target, TargetKind
from backstride.training.workout_text import parse_workout

SESSION = planned("w01-1", MONDAY)


def laps(*steps: int, **also: Any) -> tuple[DoneLap, ...]:  # noqa: ANN401 (any field)
    """Laps of steps, each as long as planned: 300 s, 100 m in 125 s, 90 s."""
    how = {0: (300.0, 390.0), 1: (125.0, 100.0), 2: (90.0, 117.0)}
    return tuple(
        DoneLap(step=step, duration_s=how[step][0], distance_m=how[step][1], **also) for step in steps
    )


def outcome(*done_laps: DoneLap, **also: Any) -> SessionAdherence:  # noqa: ANN401 (any field)
    """What became of five hundreds."""
    return adherence(SESSION, done("a", MONDAY, SESSION, laps=done_laps, **({"steps": STEPS} | also)))


def test_a_session_that_was_done_whole_is_whole() -> None:
    """Every line with all its times, its length, and the minutes backward."""
    found = outcome(*laps(0, *([1, 2] * 5)))
    assert [(each.planned_times, each.done_times, each.share) for each in found.steps] == [
        (1, 1, 1.0),
        (5, 5, 1.0),
        (5, 5, 1.0),
    ]
    assert found.backward_share == pytest.approx(1.0)
    assert found.extra_laps == 0
    assert found.words == ("10 of 10 planned minutes backward were done.",)


def test_what_was_skipped_and_cut_short_is_told() -> None:
    """Two of five hundreds, and no warm-up."""
    found = outcome(*laps(1, 2, 1, 2))
    assert found.steps[0].is_skipped
    assert found.steps[1].share == pytest.approx(0.4)
    assert "Not begun: forward walk." in found.words
    assert any("Backward walk: 2 of 5 done, 40 % of its length." in words for words in found.words)


def test_laps_beyond_the_plan_are_extra() -> None:
    """A sixth hundred, and a lap after the workout had ended."""
    found = outcome(*laps(0, *([1, 2] * 6)), DoneLap(step=None, duration_s=60.0))
    assert found.extra_laps == 3
    assert "3 laps belong to no step of the workout." in found.words


def test_without_laps_the_steps_are_unknown_and_the_whole_is_not() -> None:
    """A recording that ran no workout tells its minutes alone; unknown is not skipped."""
    found = outcome(steps=())
    assert found.steps == ()
    assert found.backward_share == pytest.approx(1.0)
    assert found.words[-1] == "No lap says which step it was."


def test_unknown_directions_make_the_share_unknown() -> None:
    """Nobody said which way it went: the share is None, not zero."""
    found = adherence(SESSION, done("a", MONDAY))
    assert found.backward_share is None
    assert "unknown" in found.words[0]


def test_a_distance_that_nobody_measured_makes_the_length_unknown() -> None:
    """On a treadmill without a distance."""
    found = outcome(*(replace(lap, distance_m=None) for lap in laps(0, 1, 2)))
    assert found.steps[1].share is None
    assert found.steps[0].share == 1.0


def test_steps_that_a_watch_was_sent_unrolled_find_their_lines() -> None:
    """Eleven steps in a row are one warm-up and five times two."""
    sent = tuple(replace(STEPS[at], index=number) for number, at in enumerate([0, *([1, 2] * 5)]))
    ran = tuple(replace(lap, step=at) for at, lap in enumerate(laps(0, *([1, 2] * 5))))
    assert [each.done_times for each in outcome(*ran, steps=sent).steps] == [1, 5, 5]


def test_laps_of_another_workout_belong_to_no_step() -> None:
    """Two steps are not the three of the plan: nothing is counted off."""
    assert outcome(*laps(0, 1), steps=STEPS[:2]).steps == ()


def test_the_time_in_a_target_is_that_of_laps_whose_mean_lies_in_it() -> None:
    """One of two equal laps at 130 bpm in a target up to 140, the other above."""
    text = "- 2x 3min backward walk @120-140 bpm"
    session = planned("w01-1", MONDAY, text)
    ran = tuple(DoneLap(step=0, duration_s=180.0, heart_rate_bpm=rate) for rate in (130.0, 150.0))
    found = adherence(session, done("a", MONDAY, session, laps=ran))
    assert found.steps[0].in_target_share == pytest.approx(0.5)
    unknown = tuple(replace(lap, heart_rate_bpm=None) for lap in ran)
    assert adherence(session, done("a", MONDAY, session, laps=unknown)).steps[0].in_target_share is None


def test_shares_need_the_persons_own_numbers() -> None:
    """75 to 85 % of 180 are 135 to 153; without a maximum nobody knows."""
    (step,) = parse_workout("- 3min backward walk @75-85% HRmax").performed
    body = Body(maximum_bpm=180.0, resting_bpm=60.0, zones_bpm={2: (110.0, 130.0)})
    assert target_bounds(step.target, step, body) == pytest.approx((135.0, 153.0))
    assert target_bounds(step.target, step, Body()) is None
    reserve = Target(kind=TargetKind.HEART_RATE_RESERVE, low=0.5, high=0.6)
    assert target_bounds(reserve, step, body) == pytest.approx((120.0, 132.0))
    zone = Target(kind=TargetKind.HEART_RATE_ZONE, low=2.0, high=2.0)
    assert target_bounds(zone, step, body) == (110.0, 130.0)
    assert target_bounds(zone, step, Body()) is None
    half = Target(kind=TargetKind.FORWARD_SPEED, low=0.5, high=0.5)
    assert target_bounds(half, step, Body()) == pytest.approx((0.65, 0.65))


def test_steps_are_numbered_as_a_workout_file_numbers_them() -> None:
    """A repeat takes a number of its own, behind the steps that it repeats."""
    text = (
        "- 1min forward walk\n- 3x\n  - 7x 20m backward run, 20m forward walk\n  - 2min rest\n"
        "- 1min forward walk"
    )
    lines = list(numbered_lines(parse_workout(text)))
    assert [(index, times) for index, _, times in lines] == [(0, 1), (1, 21), (2, 21), (4, 3), (6, 1)]
