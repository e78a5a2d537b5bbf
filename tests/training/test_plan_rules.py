"""The rules of planning, read from what was asked for and counted a second time.

`faults_of` is a part of the program; this is not. It takes minutes from the steps of each workout with speeds
of its own, and knows the rules of the planner from the words they were asked for in.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from tests.training.requests import COMING_BACK, LEARN, MONDAY, RACING, plain_request, programme, requests

from backstride.bout import Gait, Travel
from backstride.errors import PlanRefused
from backstride.training.clearance import Injury, InjuryKind, Limits, Screening, Verdict
from backstride.training.plan import Plan, PlannedSession, PlanRequest
from backstride.training.plan_check import faults_of
from backstride.training.planning import make_plan
from backstride.training.programme import NeedKind, SessionKind
from backstride.training.workout import LengthKind, TargetKind, WorkoutStep

USUAL: Final = {
    (Travel.FORWARD, Gait.WALK): 1.3,
    (Travel.BACKWARD, Gait.WALK): 0.8,
    (Travel.FORWARD, Gait.RUN): 2.6,
    (Travel.BACKWARD, Gait.RUN): 1.9,
}
ROUNDING: Final = 1e-6


def minutes_of(step: WorkoutStep, request: PlanRequest) -> float:
    """How long a step takes; those of the tests go by time or at the usual speed over a distance."""
    if step.length.kind is LengthKind.TIME:
        return (step.length.value or 0.0) / 60.0
    way = (step.travel, step.gait)
    return (step.length.value or 0.0) / request.speeds.m_s.get(way, USUAL[way]) / 60.0


def backward(sessions: Sequence[PlannedSession], request: PlanRequest, *, run_alone: bool = False) -> float:
    """Backward minutes of sessions by their steps, or those run alone."""
    steps = (step for each in sessions for step in each.workout.performed if step.travel is Travel.BACKWARD)
    return sum(minutes_of(step, request) for step in steps if not run_alone or step.gait is Gait.RUN)


def broken_growth(plan: Plan, request: PlanRequest) -> Iterator[str]:
    """A tenth or the floor over the most of three weeks before; the first dose of a programme is free."""
    caps, phases = request.programme.caps, {phase.key: phase for phase in request.programme.phases}
    done, run = list(request.before.backward_min), list(request.before.backward_run_min)
    for at, week in enumerate(plan.weeks):
        own = [each for each in plan.sessions if 0 <= (each.day - week.monday).days < 7]
        race = [each for each in own if each.kind is SessionKind.RACE]
        phase, most, most_run = phases[week.phase], max([0.0, *done[-3:]]), max([0.0, *run[-3:]])
        allowed = max(most * (1 + caps.weekly_growth), most + caps.growth_floor_min)
        allowed_run = max(most_run * (1 + caps.weekly_growth), most_run + caps.growth_floor_min)
        allowed = max(allowed, request.programme.phases[0].backward_min[0])
        is_new = not request.before.phase_weeks.get(phase.key) and week.phase not in {
            earlier.phase for earlier in plan.weeks[:at]
        }
        begins = max(phase.backward_min[0], most if at == 0 else 0.0)
        allowed = min(allowed, phase.backward_min[1])
        allowed = min(allowed, begins) if is_new and not phase.is_taper else allowed
        if phase.is_taper and done:
            allowed = min(allowed, caps.taper_share * max(done))
        share = request.share if at == 0 else 1.0
        done.append(backward(own, request))
        run.append(backward(own, request, run_alone=True))
        raced, raced_run = backward(race, request), backward(race, request, run_alone=True)
        # Before a race that is longer than the week's cap, a quarter of that cap may still be trained.
        beside = share * allowed / 4 if race else 0.0
        beside_run = share * allowed_run / 4 if race else 0.0
        if done[-1] > max(share * allowed, raced + beside) + ROUNDING:
            yield f"{week.monday}: {done[-1]} of {share * allowed} min backward"
        if run[-1] > max(share * allowed_run, raced_run + beside_run) + ROUNDING:
            yield f"{week.monday}: {run[-1]} of {share * allowed_run} min running"


def broken_days(plan: Plan, request: PlanRequest) -> Iterator[str]:
    """Free days, their length, rest with forward training, and the distance of hard days."""
    caps, days = request.programme.caps, [each.day for each in plan.sessions]
    if len(set(days)) < len(days) or set(days) & request.days_off:
        yield "two sessions on one day, or one on a day off"
    for each in plan.sessions:
        minutes = sum(minutes_of(step, request) for step in each.workout.performed)
        is_race = each.kind is SessionKind.RACE
        if not is_race and minutes > request.days.get(each.day.weekday(), 0.0) + ROUNDING:
            yield f"{each.day}: {minutes} min"
        if not is_race and each.workout.place not in request.places:
            yield f"{each.day}: at {each.workout.place}"
    hard = [each.day for each in plan.sessions if each.kind is not SessionKind.EASY]
    forward = [each.day for each in request.forward if each.rpe >= 6]
    if any((late - early).days < caps.hard_gap_days for early, late in pairwise(hard)):
        yield "hard days too close"
    if any(abs((one - other).days) < caps.hard_gap_days for one in hard for other in forward):
        yield "a hard day too close to a hard forward one"
    for week in plan.weeks:
        inside = [day for day in days if 0 <= (day - week.monday).days < 7]
        also = {each.day for each in request.forward if 0 <= (each.day - week.monday).days < 7}
        if len(inside) > caps.sessions_per_week[1] or (inside and 7 - len({*inside, *also}) < caps.rest_days):
            yield f"{week.monday}: too many days"
        if sum(day in inside for day in hard) > caps.hard_per_week:
            yield f"{week.monday}: too many hard days"


def broken_limits(plan: Plan, request: PlanRequest) -> Iterator[str]:
    """The limits of the screening, step by step."""
    limits, phases = request.screening.limits, {phase.key: phase for phase in request.programme.phases}
    for each in plan.sessions:
        turning = {template.key for template in phases[each.phase].sessions if template.has_turns}
        for step in each.workout.performed:
            if limits.walk_only and step.gait is Gait.RUN:
                yield f"{each.day}: runs"
            if step.target.kind is TargetKind.RPE and step.target.high > limits.hardest_rpe:
                yield f"{each.day}: asks for {step.target.high}"
        longest = limits.longest_backward_min
        if longest is not None and backward([each], request) > longest + ROUNDING:
            yield f"{each.day}: too long backward"
        if limits.no_turns and each.template in turning:
            yield f"{each.day}: turns"
        if limits.places is not None and each.workout.place not in limits.places:
            yield f"{each.day}: at {each.workout.place}"
        if not request.screening.screened_on <= each.day <= request.screening.valid_until:
            yield f"{each.day}: not screened for"


def broken_phases(plan: Plan, request: PlanRequest) -> Iterator[str]:
    """Gates, their days, the order of phases, and the race."""
    phases, passed = request.programme.phases, list[str]()
    injuries = [each.since for each in request.screening.injuries if each.kind in request.programme.injuries]
    since = max((day for day in injuries if day is not None), default=date.min)
    weeks = 0.0
    for phase in phases:
        passed += [phase.gate.key] if phase.gate is not None else []
        needs = phase.gate.needs if phase.gate is not None else ()
        weeks = max([weeks, *(need.value for need in needs if need.kind is NeedKind.WEEKS_SINCE)])
        shut = next((key for key in passed if key not in request.open_gates), None)
        own = [each for each in plan.sessions if each.phase == phase.key]
        if any(each.gate != shut for each in own):
            yield f"{phase.key}: not held by {shut}"
        if weeks and any((each.day - since).days < 7 * weeks for each in own if since > date.min):
            yield f"{phase.key}: before its day"
    order = [[phase.key for phase in phases].index(week.phase) for week in plan.weeks]
    if order != sorted(order):
        yield "phases out of order"
    races = [each.day for each in plan.sessions if each.kind is SessionKind.RACE]
    hard = [each.day for each in plan.sessions if each.kind in {SessionKind.HARD, SessionKind.TEST}]
    if len(races) > 1 or (races and races[0] != (request.race_on or races[0])):
        yield "not one race on its day"
    if races and hard and (races[0] - max(hard)).days < 4:
        yield "hard just before the race"


def broken(plan: Plan, request: PlanRequest) -> list[str]:
    """Every rule that a plan breaks."""
    checks = (broken_growth, broken_days, broken_limits, broken_phases)
    return [words for check in checks for words in check(plan, request)]


@pytest.mark.parametrize("effort", [0.3, 0.0])
@settings(max_examples=60, deadline=None)
@given(request_=requests)
def test_no_plan_breaks_a_rule_solved_or_filled(request_: PlanRequest, effort: float) -> None:
    """Both ways of laying out a week keep every rule, by both counts."""
    try:
        plan = make_plan(request_, effort=effort)
    except PlanRefused:
        return
    assert broken(plan, request_) == []
    assert faults_of(plan, request_) == ()


def test_this_count_sees_broken_rules() -> None:
    """A second count that finds nothing in anything would be no count."""
    asked = plain_request(RACING, weeks=14)
    plan = make_plan(asked)
    assert broken(plan, replace(asked, share=0.4))
    assert broken(plan, replace(asked, days={1: 10.0, 3: 60.0, 5: 90.0}))
    assert broken(plan, replace(asked, screening=replace(asked.screening, limits=Limits(hardest_rpe=3.5))))
    assert broken(replace(plan, sessions=tuple(reversed(plan.sessions))), replace(asked, race_on=MONDAY))
    moved = [replace(each, day=plan.sessions[-1].day - timedelta(days=1)) for each in plan.sessions]
    counted = Counter(words.split(":")[-1] for words in broken(replace(plan, sessions=tuple(moved)), asked))
    assert len(counted) > 2


def test_a_later_start_does_not_slip_past_the_gate_of_a_skipped_phase() -> None:
    """Who begins with a later phase still waits for the weeks that an earlier gate asks for."""
    injury = Injury(kind=InjuryKind.GROIN_STRAIN, since=MONDAY - timedelta(days=7))
    screening = Screening(screened_on=MONDAY, verdict=Verdict.GO_WITH_LIMITS, injuries=(injury,))
    asked = plain_request(COMING_BACK, screening=screening, least_phase="later")
    with pytest.raises(PlanRefused, match="may not begin before Monday 26 January 2026"):
        make_plan(asked)
    assert broken(make_plan(replace(asked, start=MONDAY + timedelta(days=21))), asked) == []


def test_a_limit_counts_for_the_upper_end_of_what_a_step_asks_for() -> None:
    """An exertion of 3 to 5 is not within a limit of 4, though its middle is."""
    walk = replace(LEARN.sessions[0], text="- {n}min backward walk @RPE 3-5")
    asked = plain_request(programme(replace(LEARN, sessions=(walk,))))
    limited = replace(asked, screening=replace(asked.screening, limits=Limits(hardest_rpe=4.0)))
    with pytest.raises(PlanRefused, match="an exertion of 5, and the screening allows 4"):
        make_plan(limited)
    assert faults_of(make_plan(asked), limited)


def test_a_solver_that_finds_nothing_leaves_no_week_empty() -> None:
    """A solver that is stopped before its first answer is no reason for an empty plan."""
    asked = plain_request(weeks=12)
    stopped = make_plan(asked, effort=1e-12)
    assert min(week.backward_min for week in stopped.weeks) > 0.0
    assert faults_of(stopped, asked) == ()
