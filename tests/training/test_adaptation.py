"""Adaptation: the plan moves by rules, within the caps, and never catches up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.training.requests import MONDAY

from backstride.bout import Gait, Travel
from backstride.sources import bibliography
from backstride.training.adaptation import Adaptation, adapt
from backstride.training.adaptation_rules import RULES
from backstride.training.clearance import Injury, InjuryKind, Screening, Verdict
from backstride.training.diary import CheckIn
from backstride.training.library import programme
from backstride.training.matching import DoneActivity, match
from backstride.training.plan import Plan, PlanRequest
from backstride.training.plan_changes import ChangeKind
from backstride.training.plan_check import faults_of
from backstride.training.planning import make_plan
from backstride.training.week_review import diary_with_sessions, done_by_phase, review_week

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
HEALTHY: Final = Screening(screened_on=MONDAY - 3 * DAY, verdict=Verdict.GO)
HURT: Final = Screening(
    screened_on=MONDAY - 3 * DAY,
    verdict=Verdict.GO_WITH_LIMITS,
    injuries=(Injury(kind=InjuryKind.ANKLE_OR_ACHILLES, since=MONDAY - 6 * WEEK),),
)


@cache
def planned(key: str, *, is_hurt: bool = False) -> tuple[PlanRequest, Plan]:
    """A plan of ten weeks, or fourteen to a race, three days a week."""
    chosen = programme(key)
    request = PlanRequest(
        programme=chosen,
        screening=HURT if is_hurt else HEALTHY,
        start=MONDAY,
        weeks=10 if chosen.race_distance_m is None else 14,
        days={1: 60.0, 3: 60.0, 5: 75.0},
        places=chosen.places,
    )
    return request, make_plan(request)


def trained(
    plan: Plan,
    until: date,
    *,
    share: float = 1.0,
    skipped: Sequence[str] = (),
    harder: float = 0.0,
    falls_on: str = "",
    rates: Sequence[float] = (),
) -> list[DoneActivity]:
    """The sessions before a day as a watch recorded them."""
    sessions = [
        each for each in plan.sessions if each.day < until and each.key not in skipped and not each.gate
    ]
    return [
        DoneActivity(
            key=f"a-{each.key}",
            day=each.day,
            names=(f"{each.workout.name} {each.key}",),
            minutes={
                (Travel.BACKWARD, Gait.WALK): (each.backward_min - each.backward_run_min) * share,
                (Travel.BACKWARD, Gait.RUN): each.backward_run_min * share,
                (Travel.FORWARD, Gait.WALK): each.minutes - each.backward_min,
            },
            duration_min=each.minutes,
            rpe=min(10.0, each.load / each.minutes + harder),
            falls=1 if each.key == falls_on else None,
            backward_heart_rate_bpm=rates[min(int(each.key[1:3]), len(rates)) - 1] if rates else None,
            backward_speed_m_s=1.0,
        )
        for each in sessions
    ]


def adapted(
    request: PlanRequest,
    plan: Plan,
    done: Sequence[DoneActivity],
    today: date,
    *said: CheckIn,
    screening: Screening | None = None,
) -> Adaptation:
    """The whole way: matched, looked back at, adapted."""
    matching = match(done, plan)
    diary = diary_with_sessions(said, done)
    reviews = [
        review_week(plan, week.number, matching=matching, activities=done, diary=diary, today=today)
        for week in plan.weeks
        if week.monday <= today
    ]
    phases = done_by_phase(plan, matching, done)
    return adapt(request, plan, reviews, diary, screening or request.screening, today=today, done=phases)


def week_minutes(plan: Plan, monday: date) -> float:
    """Backward minutes planned in a week, held ones left out."""
    return sum(
        each.backward_min
        for each in plan.sessions
        if monday <= each.day < monday + WEEK and each.gate is None
    )


def fired(found: Adaptation) -> set[str]:
    """The rules that applied."""
    return {each.rule.key for each in found.fired}


def test_who_does_as_planned_goes_on_as_planned() -> None:
    """Nothing moves, and the paragraph says so."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    found = adapted(request, plan, trained(plan, today), today)
    assert found.plan == plan
    assert (found.changes, found.fired, found.is_stopped) == ((), (), False)
    assert found.words.endswith("were done. The plan stays as it is.")


def test_after_a_fall_nothing_is_planned_until_a_check_in_says_so() -> None:
    """The fall stops the plan; a day later it is still stopped; two good days in a row end it, at half."""
    request, plan = planned("base")
    fall = next(each for each in plan.sessions if each.key == "w03-1")
    done = trained(plan, fall.day + DAY, falls_on="w03-1")
    stopped = adapted(request, plan, done, fall.day)
    assert stopped.is_stopped
    assert fired(stopped) == {"fall"}
    assert [each.key for each in stopped.plan.sessions] == [
        each.key for each in plan.sessions if each.day <= fall.day
    ]
    assert {each.kind for each in stopped.changes} == {ChangeKind.CANCELLED}
    later = fall.day + 9 * DAY
    assert adapted(request, stopped.plan, done, later).plan == stopped.plan
    good = [CheckIn(day=later - ago * DAY, pain=0.0, is_swollen=False) for ago in (1, 0)]
    assert adapted(request, stopped.plan, done, later, good[0]).is_stopped
    back = adapted(request, stopped.plan, done, later, *good)
    assert not back.is_stopped
    assert fired(back) == {"back"}
    first = later + timedelta(days=-later.weekday() % 7)
    assert (
        0.0 < week_minutes(back.plan, first) <= 0.5 * max(week.backward_min for week in plan.weeks[:3]) + 0.1
    )


def test_a_new_screening_ends_a_stop_and_one_that_bars_training_begins_one() -> None:
    """Screened again after the fall; or told not to train, or screened more than a year ago."""
    request, plan = planned("base")
    today = MONDAY + 2 * WEEK
    fall = CheckIn(day=today - 2 * DAY, fell=True)
    done = trained(plan, today)
    again = replace(HEALTHY, screened_on=today - DAY)
    assert adapted(request, plan, done, today, fall).is_stopped
    assert not adapted(request, plan, done, today, fall, screening=again).is_stopped
    barred = replace(again, verdict=Verdict.NOT_NOW)
    assert fired(adapted(request, plan, done, today, screening=barred)) == {"screening"}
    old = replace(HEALTHY, screened_on=today - 366 * DAY)
    assert adapted(request, plan, done, today, screening=old).is_stopped


def test_illness_pauses_and_comes_back_at_half() -> None:
    """No session while ill; well again, the first week has half of what was done before."""
    request, plan = planned("base")
    today = MONDAY + 4 * WEEK
    done = trained(plan, today)
    ill = CheckIn(day=today, is_ill=True)
    stopped = adapted(request, plan, done, today, ill)
    assert (stopped.is_stopped, fired(stopped)) == (True, {"ill"})
    monday = today + WEEK
    back = adapted(request, stopped.plan, done, monday, ill, CheckIn(day=monday - DAY, is_ill=False))
    most = max(week.backward_min for week in plan.weeks[:4])
    assert 0.0 < week_minutes(back.plan, monday) <= 0.5 * most + 0.1
    assert back.request is not None
    assert back.rest is not None
    assert faults_of(back.rest, back.request) == ()


def test_mild_pain_steps_back_and_gives_a_fifth_less() -> None:
    """Pain of 4: rest for what is left of the week, then the phase before."""
    request, plan = planned("base")
    today = MONDAY + 5 * WEEK + 2 * DAY
    found = adapted(request, plan, trained(plan, today), today, CheckIn(day=today, pain=4.0))
    assert fired(found) == {"mild-pain"}
    monday = MONDAY + 6 * WEEK
    assert not [each for each in found.plan.sessions if today <= each.day < monday]
    assert next(week.phase for week in plan.weeks if week.number == 5) == "walk-and-jog"
    assert next(week.phase for week in found.plan.weeks if week.monday == monday) == "walk"
    assert (
        0.0
        < week_minutes(found.plan, monday)
        <= 0.8 * max(week.backward_min for week in plan.weeks[:5]) + 0.1
    )


def test_a_plan_never_moves_without_a_reason() -> None:
    """One session of three missed is no rule of its own; what comes grows from what was done, and says so."""
    request, plan = planned("base")
    today = MONDAY + WEEK
    found = adapted(request, plan, trained(plan, today, skipped=["w01-3"]), today)
    assert found.changes
    assert fired(found) == {"as-done"}
    assert "1 of 3 sessions of week 1 missed. So: the weeks to come grow from what was done" in found.words


def test_a_week_that_was_missed_is_repeated_and_not_caught_up() -> None:
    """One of three done: the next week is no more than what was done lately."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    done = trained(plan, today, skipped=("w03-1", "w03-2"))
    found = adapted(request, plan, done, today)
    assert fired(found) == {"missed"}
    assert week_minutes(found.plan, today) <= max(week.backward_min for week in plan.weeks[:2]) + 0.1


def test_two_sessions_that_felt_too_hard_make_the_next_week_less() -> None:
    """15 % less than the most of the last weeks; one such session does nothing."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    done = trained(plan, MONDAY + 2 * WEEK) + trained(plan, today, harder=2.5)[-3:]
    found = adapted(request, plan, done, today)
    assert fired(found) == {"too-hard"}
    assert week_minutes(found.plan, today) <= 0.85 * max(week.backward_min for week in plan.weeks[:3]) + 0.1
    one = [*trained(plan, today)[:-1], trained(plan, today, harder=2.5)[-1]]
    assert adapted(request, plan, one, today).changes == ()


def test_a_heart_rate_that_drifts_up_at_the_same_speed_holds_growth() -> None:
    """8 % above the weeks before; a fall of it, as with skill, changes nothing."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    drift = adapted(request, plan, trained(plan, today, rates=(140.0, 140.0, 151.0)), today)
    assert fired(drift) == {"heart-rate-drift"}
    assert week_minutes(drift.plan, today) <= max(week.backward_min for week in plan.weeks[:3]) + 0.1
    gain = adapted(request, plan, trained(plan, today, rates=(140.0, 136.0, 131.0)), today)
    assert gain.changes == ()


def test_skill_that_grows_is_told_and_lets_nothing_grow_faster() -> None:
    """A heart rate 6 % lower at the same speed, in a week that was done as planned."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    gain = adapted(request, plan, trained(plan, today, rates=(140.0, 138.0, 131.0)), today)
    assert fired(gain) == {"skill-gain"}
    assert "below the weeks before. So: on as planned" in gain.words
    assert gain.changes == ()
    harder = (
        trained(plan, MONDAY + 2 * WEEK, rates=(140.0, 138.0))
        + trained(plan, today, harder=2.5, rates=(140.0, 138.0, 131.0))[-1:]
    )
    assert fired(adapted(request, plan, harder, today)) != {"skill-gain"}


def test_unplanned_sessions_count_towards_the_cap_of_the_week() -> None:
    """Forty minutes backward beside the plan leave no room for what was still to come."""
    request, plan = planned("base")
    today = MONDAY + 2 * WEEK + DAY
    extra = DoneActivity(
        key="extra", day=today - DAY, minutes={(Travel.BACKWARD, Gait.WALK): 60.0}, duration_min=60.0
    )
    found = adapted(request, plan, [*trained(plan, today), extra], today)
    assert not [each for each in found.plan.sessions if today <= each.day < MONDAY + 3 * WEEK]
    assert {each.kind for each in found.changes if each.session.startswith("w03")} == {ChangeKind.CANCELLED}


def test_going_beyond_a_cap_does_not_lift_the_next_one() -> None:
    """Half as much again, every week: the plan grows no faster than for who does as planned."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    found = adapted(request, plan, trained(plan, today, share=1.5), today)
    assert fired(found) == {"above-cap"}
    assert found.request is not None
    assert max(found.request.before.backward_min) <= max(week.backward_cap_min for week in plan.weeks[:3])


def test_gates_hold_and_release_sessions() -> None:
    """Nobody told of the ankle: all is held. Good days told: the first phase is free, later ones wait."""
    request, plan = planned("rehab-ankle-achilles", is_hurt=True)
    today = MONDAY
    good = [CheckIn(day=MONDAY - ago * DAY, pain=0.0, is_swollen=False) for ago in range(7)]
    found = adapted(request, plan, [], today, *good)
    first = found.plan.weeks[0].phase
    assert all(each.gate is None for each in found.plan.sessions if each.phase == first)
    bad = CheckIn(day=MONDAY, pain=0.0, is_swollen=True)
    swollen = adapted(request, found.plan, [], today, *good, bad)
    assert all(each.gate is not None for each in swollen.plan.sessions if each.phase != first)


def test_the_past_never_changes_and_keys_stay() -> None:
    """Whatever happens, sessions before today are as they were, and keys count weeks of the whole plan."""
    request, plan = planned("base")
    today = MONDAY + 5 * WEEK
    found = adapted(request, plan, trained(plan, today, skipped=("w05-1", "w05-2")), today)
    assert found.changes
    assert [each for each in found.plan.sessions if each.day < today] == [
        each for each in plan.sessions if each.day < today
    ]
    keys = [each.key for each in found.plan.sessions]
    assert len(set(keys)) == len(keys)
    for each in found.plan.sessions:
        assert int(each.key[1:3]) == (each.day - MONDAY).days // 7 + 1
    assert [week.number for week in found.plan.weeks] == list(range(1, 11))


def test_when_the_rest_cannot_be_planned_its_sessions_are_cancelled_and_it_says_why() -> None:
    """The only free day is gone, and the plan breaks its cap: nothing unsafe is kept."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    off = frozenset(MONDAY + at * DAY for at in range(80))
    found = adapted(replace(request, days_off=off), plan, trained(plan, today), today)
    assert found.refused
    assert not [each for each in found.plan.sessions if each.day >= today]
    assert "cannot be planned within the rules" in found.words


def test_a_race_that_is_out_of_reach_is_given_up_and_training_goes_on() -> None:
    """Half of the weeks to the race were missed: no race without its weeks, and no empty weeks."""
    request, plan = planned("backward-100m")
    today = MONDAY + 9 * WEEK
    done = trained(plan, MONDAY + 3 * WEEK)
    found = adapted(request, plan, done, today)
    assert found.refused
    assert found.plan.race_on is None
    assert week_minutes(found.plan, today) > 0.0
    assert "cannot be planned within the rules" in found.words
    assert adapted(request, found.plan, done, today).changes == ()


def test_a_plan_that_is_over_stays_as_it_is() -> None:
    """Adapting a month later is no error."""
    request, plan = planned("base")
    found = adapted(request, plan, trained(plan, MONDAY + 20 * WEEK), MONDAY + 20 * WEEK)
    assert (found.changes, found.request) == ((), None)


def test_each_rule_has_its_source_and_its_words() -> None:
    """Rules are shown to people: a key of its own, clauses without a full stop, known sources."""
    assert len({rule.key for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.sources
        assert set(rule.sources) <= set(bibliography())
        assert not rule.when.endswith(".")
        assert not rule.then.endswith(".")
        assert "risk" not in rule.when + rule.then


LIVES = st.fixed_dictionaries(
    {
        "week": st.integers(1, 8),
        "weekday": st.integers(0, 6),
        "share": st.sampled_from([0.5, 0.92, 1.0, 1.2]),
        "missed": st.sets(st.sampled_from([f"w{week:02d}-{at}" for week in range(1, 9) for at in (1, 2, 3)])),
        "harder": st.sampled_from([0.0, 2.5]),
    }
)


@settings(max_examples=10, deadline=None)
@given(life=LIVES, key=st.sampled_from(["base", "muscle-and-strength", "backward-100m"]), data=st.data())
def test_no_life_yields_a_plan_with_faults(life: dict[str, object], key: str, data: st.DataObject) -> None:
    """Missed, short, hard, painful: the rest keeps every rule, and adapting twice changes nothing."""
    request, plan = planned(key)
    today = MONDAY + (int(str(life["week"])) * 7 + int(str(life["weekday"]))) * DAY
    done = trained(
        plan,
        today,
        share=float(str(life["share"])),
        skipped=tuple(str(each) for each in life["missed"]),  # type: ignore[attr-defined]  # a set of keys
        harder=float(str(life["harder"])),
    )
    pain = data.draw(st.sampled_from([None, 1.0, 3.0, 4.0, 7.0]))
    said = [CheckIn(day=today, pain=pain, is_swollen=data.draw(st.sampled_from([None, True, False])))]
    found = adapted(request, plan, done, today, *said)
    if found.request is not None and found.rest is not None and found.rest.sessions:
        assert faults_of(found.rest, found.request) == ()
    assert [each for each in found.plan.sessions if each.day < today] == [
        each for each in plan.sessions if each.day < today
    ]
    assert adapted(request, found.plan, done, today, *said).changes == ()


@settings(max_examples=8, deadline=None)
@given(
    life=LIVES, pains=st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda both: tuple(sorted(both)))
)
def test_more_pain_never_gives_more_minutes(life: dict[str, object], pains: tuple[int, int]) -> None:
    """In what is left of this week, and in the first week that is planned anew."""
    request, plan = planned("base")
    today = MONDAY + (int(str(life["week"])) * 7 + int(str(life["weekday"]))) * DAY
    done = trained(plan, today, share=float(str(life["share"])))
    less, more = (
        adapted(request, plan, done, today, CheckIn(day=today, pain=float(pain))).plan for pain in pains
    )
    monday = today - today.weekday() * DAY
    for first in (monday, monday + WEEK) if today > monday else (monday,):
        assert week_minutes(more, first) <= week_minutes(less, first) + 0.1


@pytest.mark.parametrize("pain", [5.0, 8.0])
def test_strong_pain_stops(pain: float) -> None:
    """From 5 of 10 on nothing is planned."""
    request, plan = planned("base")
    today = MONDAY + 3 * WEEK
    found = adapted(request, plan, trained(plan, today), today, CheckIn(day=today, pain=pain))
    assert (found.is_stopped, fired(found)) == (True, {"strong-pain"})
    assert not [each for each in found.plan.sessions if each.day >= today]
