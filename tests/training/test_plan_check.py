from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.training.requests import CLEAR, COMING_BACK, MONDAY, RACING, plain_request

from backstride.training.clearance import Injury, InjuryKind, Limits, Screening, Verdict
from backstride.training.library import workout_of
from backstride.training.plan import Before, ForwardSession, Plan, PlannedSession, PlanRequest
from backstride.training.plan_check import faults_of
from backstride.training.planning import make_plan
from backstride.training.programme import Phase, SessionKind
from backstride.training.workout import Place

Change = Callable[[Plan], Plan]


def with_session(at: int, **changes: object) -> Change:
    """A plan with one session changed."""

    def change(plan: Plan) -> Plan:
        sessions = list(plan.sessions)
        sessions[at] = replace(sessions[at], **changes)  # type: ignore[arg-type]  # each test gives real fields
        return replace(plan, sessions=tuple(sessions))

    return change


def bigger(session: PlannedSession, n: int, request: PlanRequest) -> PlannedSession:
    """A session with a greater dose, which it says truly."""
    phase = next(each for each in request.programme.phases if each.key == session.phase)
    template = next(each for each in phase.sessions if each.key == session.template)
    workout = workout_of(template, n, programme=request.programme, place=session.workout.place)
    more = float(n - session.n)
    return replace(
        session,
        n=n,
        workout=workout,
        minutes=session.minutes + more,
        backward_min=session.backward_min + more,
        load=session.load + 3.0 * more,
    )


@pytest.fixture(scope="module")
def request_() -> PlanRequest:
    """A race in fourteen weeks, nothing in the way."""
    return plain_request(RACING, weeks=14)


@pytest.fixture(scope="module")
def plan(request_: PlanRequest) -> Plan:
    """The plan for it."""
    return make_plan(request_)


def test_a_plan_as_it_was_made_has_no_fault(plan: Plan, request_: PlanRequest) -> None:
    """The checker and the planner read the same rules, though they share no arithmetic."""
    assert faults_of(plan, request_) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda plan: replace(plan, programme="other"), "another programme"),
        (lambda plan: replace(plan, weeks=plan.weeks[1:]), "numbered from 1"),
        (lambda plan: replace(plan, sessions=()), "no session"),
        (lambda plan: replace(plan, sessions=plan.sessions[:-1]), "0 races"),
        (lambda plan: replace(plan, sessions=(plan.sessions[1], *plan.sessions)), "share a day"),
        (lambda plan: replace(plan, race_on=None), "The race is on"),
        (with_session(0, day=MONDAY), "not free"),
        (with_session(0, day=MONDAY - timedelta(days=4)), "outside the plan's days"),
        (with_session(0, minutes=12.0), "its workout: minutes"),
        (with_session(0, backward_run_min=1.0), "its workout: backward_run_min"),
        (with_session(0, load=0.0), "its workout: load"),
        (with_session(0, n=99), "outside its range"),
        (with_session(0, template="no-such"), "no session of its phase"),
        (with_session(0, kind=SessionKind.HARD), "w01-1 is no session"),
        (with_session(0, phase="build"), "another phase"),
        (with_session(0, gate="some"), "held by some"),
        (with_session(0, reasons=()), "0 reasons"),
        (with_session(0, key="w01-9"), "not called by their order"),
    ],
)
def test_a_change_that_breaks_a_plan_is_found(
    change: Change, words: str, plan: Plan, request_: PlanRequest
) -> None:
    """Each rule of the frame has a check that sees it broken."""
    assert any(words in fault for fault in faults_of(change(plan), request_))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"screening": replace(CLEAR, verdict=Verdict.NOT_NOW)}, "came to not now"),
        ({"screening": replace(CLEAR, screened_on=MONDAY + timedelta(days=9))}, "does not count"),
        ({"screening": replace(CLEAR, screened_on=MONDAY - timedelta(days=340))}, "does not count"),
        (
            {"screening": replace(CLEAR, injuries=(Injury(kind=InjuryKind.HIP_STRAIN),))},
            "not for the injuries",
        ),
        ({"screening": replace(CLEAR, limits=Limits(walk_only=True))}, "only walking"),
        ({"screening": replace(CLEAR, limits=Limits(hardest_rpe=3.5))}, "harder than 3.5"),
        ({"screening": replace(CLEAR, limits=Limits(longest_backward_min=4))}, "more than 4 min"),
        ({"screening": replace(CLEAR, limits=Limits(no_turns=True))}, "turns or sprints"),
        ({"screening": replace(CLEAR, limits=Limits(places=frozenset({Place.GYM})))}, "does not allow"),
        ({"places": frozenset({Place.GYM})}, "does not have"),
        ({"days": {1: 10.0, 3: 60.0, 5: 90.0}}, "longer than its day"),
        ({"days_off": frozenset(MONDAY + timedelta(days=at) for at in range(7))}, "day off"),
        ({"race_on": MONDAY + timedelta(days=90)}, "The race is on"),
        ({"least_phase": "build"}, "begins before the phase"),
        ({"most_phase": "learn"}, "goes beyond the phase"),
        ({"share": 0.5}, "are allowed"),
        ({"before": Before(phase_weeks={"learn": 4})}, "The phase learn has"),
    ],
)
def test_a_plan_made_for_something_else_is_found(
    changes: dict[str, object], words: str, plan: Plan, request_: PlanRequest
) -> None:
    """A plan that was sound for one request is not for one with other limits, days or places."""
    other = replace(request_, **changes)  # type: ignore[arg-type]  # each case gives real fields
    assert any(words in fault for fault in faults_of(plan, other))


def test_hard_forward_sessions_beside_hard_ones_are_found(plan: Plan, request_: PlanRequest) -> None:
    """The distance between hard days counts forward training too."""
    hard = next(each for each in plan.sessions if each.kind is SessionKind.HARD)
    near = ForwardSession(day=hard.day + timedelta(days=1), minutes=40, rpe=7)
    assert any("hard forward" in fault for fault in faults_of(plan, replace(request_, forward=(near,))))


def test_too_little_rest_with_forward_training_is_found(plan: Plan, request_: PlanRequest) -> None:
    """Days of rest are days without any training."""
    forward = tuple(ForwardSession(day=MONDAY + timedelta(days=at), minutes=30) for at in (0, 2, 4, 6))
    assert any("days of rest" in fault for fault in faults_of(plan, replace(request_, forward=forward)))


def test_a_week_that_grows_too_much_is_found(plan: Plan, request_: PlanRequest) -> None:
    """A dose that is said truly and is too much for its week is seen in the week's sum."""
    sessions = list(plan.sessions)
    sessions[4] = bigger(sessions[4], 25, request_)
    week = plan.weeks[1]
    more = week.backward_min + 25 - plan.sessions[4].n
    weeks = (plan.weeks[0], replace(week, backward_min=more, backward_cap_min=99.0), *plan.weeks[2:])
    found = faults_of(replace(plan, sessions=tuple(sessions), weeks=weeks), request_)
    assert any("min backward, and" in fault for fault in found)


def test_hard_sessions_too_close_together_are_found(plan: Plan, request_: PlanRequest) -> None:
    """A hard session moved to the day before another is seen, across the border of a week too."""
    hard = [at for at, each in enumerate(plan.sessions) if each.kind is SessionKind.HARD]
    moved = with_session(hard[0], day=plan.sessions[hard[1]].day - timedelta(days=1))(plan)
    assert any("days apart" in fault for fault in faults_of(moved, request_))


def test_a_session_before_its_gate_can_open_is_found() -> None:
    """Weeks since an injury are counted to the day."""
    injury = Injury(kind=InjuryKind.HAMSTRING_STRAIN, since=MONDAY - timedelta(days=60))
    screening = Screening(screened_on=MONDAY, verdict=Verdict.GO_WITH_LIMITS, injuries=(injury,))
    request = plain_request(COMING_BACK, screening=screening, open_gates=frozenset({"weeks"}))
    plan = make_plan(request)
    assert faults_of(plan, request) == ()
    later = replace(injury, since=MONDAY)
    found = faults_of(plan, replace(request, screening=replace(screening, injuries=(later,))))
    assert any("before the day that the phase build opens on" in fault for fault in found)


def test_a_phase_that_is_too_short_is_found(plan: Plan, request_: PlanRequest) -> None:
    """Nobody is hurried through a phase."""
    learn, *rest = request_.programme.phases
    slow: tuple[Phase, ...] = (replace(learn, weeks=(9, 12)), *rest)
    other = replace(request_, programme=replace(request_.programme, phases=slow))
    assert any("fewer than 9" in fault for fault in faults_of(plan, other))


def test_a_plan_with_too_few_sessions_is_found(plan: Plan, request_: PlanRequest) -> None:
    """A week here and there may be short, the whole plan may not."""
    firsts = {min(each.day for each in plan.sessions if each.day >= week.monday) for week in plan.weeks}
    thin = tuple(each for each in plan.sessions if each.day in firsts)
    assert any("fewer sessions" in fault for fault in faults_of(replace(plan, sessions=thin), request_))
