"""A small programme, and a plan by it, for tests of what keeps and shows plans."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backstride.bout import Gait, Travel
from backstride.sources import Belief
from backstride.store import Store, StoredPlan
from backstride.training.clearance import (
    Allowed,
    ClinicianWord,
    Injury,
    InjuryKind,
    Limits,
    Reason,
    Screening,
    Verdict,
)
from backstride.training.diary import CheckIn
from backstride.training.dose import Speeds
from backstride.training.plan import (
    Before,
    ForwardSession,
    Plan,
    PlannedSession,
    PlannedWeek,
    PlanRequest,
)
from backstride.training.programme import (
    Caps,
    Gate,
    Goal,
    Need,
    NeedKind,
    Phase,
    Programme,
    SessionKind,
    SessionTemplate,
)
from backstride.training.questions import Kind, questions
from backstride.training.workout import (
    Length,
    LengthKind,
    Place,
    Target,
    TargetKind,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
)

MONDAY = date(2026, 5, 4)
MADE_AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

BACKWARD = WorkoutStep(
    length=Length(kind=LengthKind.DISTANCE, value=100.0),
    travel=Travel.BACKWARD,
    gait=Gait.WALK,
    target=Target(kind=TargetKind.RPE, low=3.0, high=4.0),
    cues=("look over one shoulder every 10 steps",),
)
BACK = WorkoutStep(
    length=Length(kind=LengthKind.TIME, value=90.5), travel=Travel.FORWARD, gait=Gait.WALK, label="überall"
)
WORKOUT = Workout(
    name="Backward hundreds",
    parts=(WorkoutRepeat(times=5, parts=(BACKWARD, BACK)),),
    place=Place.TRACK,
)

TEMPLATE = SessionTemplate(
    key="hundreds",
    name="Backward hundreds",
    kind=SessionKind.EASY,
    purpose="To learn it.",
    text="- {n}x 100m backward walk @RPE 3-4, 90s forward walk",
    n=(4, 12),
    per_week=(1, 3),
    places=frozenset({Place.TRACK, Place.FIELD}),
    sources=("backstride-rules",),
    belief=Belief.CLAIMED,
)
GATE = Gate(
    key="calm",
    words="Two good days.",
    needs=(Need(kind=NeedKind.GOOD_DAYS, value=2.0),),
    sources=("backstride-rules",),
)
PROGRAMME = Programme(
    key="small",
    name="A small one",
    summary="For tests.",
    goal=Goal.REHABILITATION,
    who="Nobody.",
    evidence=Belief.CLAIMED,
    evidence_words="None.",
    sources=("backstride-rules",),
    caps=Caps(sessions_per_week=(1, 3)),
    phases=(
        Phase(
            key="walk",
            name="Walking",
            purpose="To begin.",
            weeks=(1, 4),
            sessions=(TEMPLATE,),
            backward_min=(10.0, 40.0),
            gate=GATE,
        ),
    ),
    injuries=frozenset({InjuryKind.KNEE_SURGERY, InjuryKind.GROIN_STRAIN}),
)
SCREENING = Screening(
    screened_on=date(2026, 4, 30),
    verdict=Verdict.GO_WITH_LIMITS,
    reasons=(Reason(question="injury", verdict=Verdict.GO_WITH_LIMITS, words="Take care.", sources=("x",)),),
    limits=Limits(walk_only=True, hardest_rpe=6.0, places=frozenset({Place.TRACK, Place.GYM})),
    injuries=(Injury(kind=InjuryKind.KNEE_SURGERY, since=date(2026, 1, 1)),),
    clinician=ClinicianWord(by="Dr. Weber", on=date(2026, 4, 29), allows=Allowed.WALK),
)
REQUEST = PlanRequest(
    programme=PROGRAMME,
    screening=SCREENING,
    start=MONDAY,
    weeks=2,
    days={1: 40.0, 3: 45.5},
    places=frozenset({Place.TRACK}),
    speeds=Speeds(m_s={(Travel.BACKWARD, Gait.WALK): 0.9, (Travel.FORWARD, Gait.RUN): 2.9}),
    forward=(ForwardSession(day=MONDAY, minutes=30.0, rpe=7.0),),
    days_off=frozenset({date(2026, 5, 5)}),
    open_gates=frozenset({"calm"}),
    before=Before(backward_min=(3.0, 4.0), fitness=10.0, phase_weeks={"walk": 1}),
)
CHECK_IN = CheckIn(day=date(2026, 4, 30), pain=2.0, is_swollen=False, notes="Knie ruhig ☕")


def session(week: int, number: int, day: date, *, workout: Workout = WORKOUT) -> PlannedSession:
    """A planned session."""
    return PlannedSession(
        key=f"w{week:02d}-{number}",
        day=day,
        phase="walk",
        template="hundreds",
        kind=SessionKind.EASY,
        n=5,
        workout=workout,
        minutes=17.5,
        backward_min=10.0,
        backward_run_min=0.0,
        load=50.0,
        hardest_rpe=3.5,
        reasons=("It is Tuesday.",),
    )


PLAN = Plan(
    programme="small",
    start=MONDAY,
    weeks=tuple(
        PlannedWeek(
            number=1 + number,
            monday=MONDAY + timedelta(weeks=number),
            phase="walk",
            backward_min=20.0,
            backward_cap_min=22.0,
            load=100.0,
            words="To begin.",
        )
        for number in range(2)
    ),
    sessions=(
        session(1, 1, date(2026, 5, 5)),
        session(1, 2, date(2026, 5, 7)),
        replace(session(2, 1, date(2026, 5, 12)), gate="calm"),
    ),
    advice=("Walk only.",),
)


def with_plan(store: Store, athlete: str = "me") -> StoredPlan:
    """Keep a screening, a check-in and a plan."""
    with store.writing() as log:
        log.diary.save_screening(athlete, SCREENING, {"knee": "yes"})
        log.diary.save_checkin(athlete, CHECK_IN)
        return log.plans.save_new(athlete, REQUEST, PLAN, at=MADE_AT, on=MADE_AT.date())


def moved(plan: Plan, key: str, day: date) -> Plan:
    """The plan with one session on another day."""
    sessions = [replace(each, day=day) if each.key == key else each for each in plan.sessions]
    return replace(plan, sessions=tuple(sorted(sessions, key=lambda each: each.day)))


def without(plan: Plan, key: str) -> Plan:
    """The plan without a session."""
    return replace(plan, sessions=tuple(each for each in plan.sessions if each.key != key))


def healthy_answers() -> dict[str, Any]:
    """The answers of somebody whom nothing ails, as a file of JSON gives them."""
    plain: dict[Kind, Any] = {Kind.YES_NO: "no", Kind.NUMBER: 4, Kind.CHOICES: []}
    given: dict[str, Any] = {}
    for question in questions():
        if question.is_required and question.is_asked(given):
            given[question.key] = 40 if question.key == "age" else plain[question.kind]
    return given
