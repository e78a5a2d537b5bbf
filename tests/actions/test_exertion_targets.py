"""Workouts without heart rates, for those whose heart rate a medicine holds down."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.planned_log import healthy_answers

from backstride.actions.exertion_targets import (
    BY_EXERTION,
    PROGRAMME_BY_EXERTION,
    must_go_by_exertion,
    programme_by_exertion,
    text_by_exertion,
    workout_by_exertion,
)
from backstride.actions.planning import PlanWish, find_programme, plan_training
from backstride.actions.screening import screen_athlete
from backstride.actions.workouts import fitted_workout
from backstride.store import Store
from backstride.training.library import programmes
from backstride.training.programme import Programme
from backstride.training.workout import LengthKind, TargetKind
from backstride.training.workout_text import parse_workout

TODAY = date(2026, 5, 1)
MONDAY = date(2026, 5, 4)
AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
HEART = """\
name: By heart
notes: Easy, please.

- 5min forward walk @Z2 (hold 120 bpm)
- until HR below 120 forward walk
- 5x 100m backward @75-85% HRmax, 200m forward walk recovery @130-140 bpm
- 2min backward walk @40-59% HRR
- 2min backward walk @RPE 3
- 2min backward walk @50% forward speed
"""


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """The log of somebody who takes a beta blocker."""
    screen_athlete(sqlite_store, "me", {**healthy_answers(), "heart-rate-medicine": "yes"}, today=TODAY)
    return sqlite_store


def by_heart(programme: Programme) -> Programme:
    """The programme, its easy steps set by heart rate."""
    phases = [
        replace(
            phase, sessions=tuple(replace(s, text=s.text.replace("@RPE 2", "@Z1")) for s in phase.sessions)
        )
        for phase in programme.phases
    ]
    return replace(programme, phases=tuple(phases))


def test_no_heart_rate_is_left_and_all_else_stays() -> None:
    """Targets become exertion, and what the heart would end, the lap button does."""
    before = parse_workout(HEART)
    after = workout_by_exertion(before)
    kinds = {step.target.kind for step in after.performed}
    assert kinds == {TargetKind.RPE, TargetKind.OPEN, TargetKind.FORWARD_SPEED}
    assert after.performed[1].length.kind is LengthKind.LAP_PRESS
    assert (after.name, after.notes) == (before.name, before.notes)
    assert [step.travel for step in after.performed] == [step.travel for step in before.performed]
    assert after.performed[-2:] == before.performed[-2:]
    assert workout_by_exertion(after) == after


def test_harder_by_heart_is_harder_by_exertion() -> None:
    """The order of the steps by effort stays."""
    zones = [text_by_exertion(f"- 5min forward run @Z{zone}") for zone in range(1, 6)]
    exertions = [parse_workout(text).performed[0].target.low for text in zones]
    assert exertions == sorted(set(exertions))


@pytest.mark.parametrize("text", ["", "@", "@@@", "@ RPE", "@{n}% HRmax", "until HR below", "e-mail me@home"])
def test_what_is_no_heart_rate_stays_as_it_is(text: str) -> None:
    """Also what a programme fills in later, and what nobody understands."""
    assert text_by_exertion(text) == text


def test_the_packaged_programmes_need_no_change() -> None:
    """None of them goes by heart rate, so that all are planned as they stand."""
    assert all(programme_by_exertion(each) == each for each in programmes().values())


def test_the_watch_gets_exertion_and_the_athlete_is_told(store: Store) -> None:
    """Each line that went by heart rate says so; with a free heart nothing changes."""
    workout = parse_workout(HEART)
    held = fitted_workout(store, "me", workout, watch="garmin", today=TODAY)
    told = [line.text for line in held.fitted.lines if BY_EXERTION in line.reasons]
    assert len(told) == 5
    assert not any("HR" in line.text or "bpm)" in line.text for line in held.fitted.lines[1:])
    free = fitted_workout(store, "you", workout, watch="garmin", today=TODAY)
    assert free.workout == workout
    with store.reading() as log:
        assert (must_go_by_exertion(log, "me"), must_go_by_exertion(log, "you")) == (True, False)


def test_a_plan_by_heart_rates_becomes_one_by_exertion(store: Store) -> None:
    """Every session, and the plan says so; one that has none to begin with says nothing."""
    days = {1: 45.0, 3: 45.0, 5: 45.0}
    own = find_programme("first-steps")
    wish = PlanWish(programme=by_heart(own), start=MONDAY, weeks=3, days=days)
    plan = plan_training(store, "me", wish, today=TODAY, at=AT).plan
    kinds = {step.target.kind for each in plan.sessions for step in each.workout.performed}
    assert TargetKind.HEART_RATE_ZONE not in kinds
    assert PROGRAMME_BY_EXERTION in plan.advice
    usual = plan_training(store, "me", replace(wish, programme=own), today=TODAY, at=AT).plan
    assert PROGRAMME_BY_EXERTION not in usual.advice
