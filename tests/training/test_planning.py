from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.training.requests import (
    BASE,
    BUILD,
    BURSTS,
    CLEAR,
    COMING_BACK,
    LEARN,
    MONDAY,
    RACING,
    WALK,
    plain_request,
    programme,
    requests,
)

from backstride.errors import InvalidValue, PlanRefused
from backstride.training.clearance import Injury, InjuryKind, Limits, Screening, Verdict
from backstride.training.plan import Before, ForwardSession, Plan, PlanRequest
from backstride.training.plan_check import faults_of
from backstride.training.planning import make_plan
from backstride.training.programme import Caps, SessionKind
from backstride.training.week_targets import fitness_weight, form_weight
from backstride.training.workout import Place


def refusal(request: PlanRequest) -> PlanRefused:
    """Why a request is refused."""
    with pytest.raises(PlanRefused) as caught:
        make_plan(request)
    return caught.value


def outcome(request: PlanRequest) -> tuple[Plan | None, tuple[str, ...]]:
    """The plan for a request, or the reasons against it."""
    try:
        return make_plan(request), ()
    except PlanRefused as refused:
        return None, refused.reasons


def sound(request: PlanRequest) -> Plan:
    """The plan for a request, which has no fault."""
    plan = make_plan(request)
    assert faults_of(plan, request) == ()
    return plan


def weekly(plan: Plan) -> list[float]:
    """Backward minutes of each week."""
    return [week.backward_min for week in plan.weeks]


@settings(max_examples=60, deadline=None)
@given(request=requests)
def test_any_request_is_planned_soundly_or_refused_with_reasons(request: PlanRequest) -> None:
    """No plan breaks a rule, whatever is asked for; and whoever is refused is told why and what to do."""
    plan, reasons = outcome(request)
    assert (plan is None) == bool(reasons)
    assert all(reason.endswith(".") for reason in reasons)
    assert plan is None or faults_of(plan, request) == ()


@settings(max_examples=10, deadline=None)
@given(request=requests)
def test_the_same_request_gives_the_same_plan(request: PlanRequest) -> None:
    """A plan does not depend on the clock, on chance, or on what was planned before it."""
    assert repr(outcome(request)) == repr(outcome(request))


def test_a_plan_grows_steadily_and_has_lighter_weeks() -> None:
    """From the programme's first dose upward, every fourth week lighter than the one before."""
    purpose = "Not a lighter week. A lighter week is one that the planner makes lighter."
    phase = replace(LEARN, weeks=(8, 8), backward_min=(12, 80), purpose=purpose)
    plan = sound(plain_request(programme(phase)))
    minutes = weekly(plan)
    assert [week.number for week in plan.weeks if week.is_light] == [4]
    assert minutes[0] <= 12.0
    assert minutes[2] > minutes[1] > minutes[0]
    assert minutes[3] < minutes[2] < minutes[4]
    assert max(minutes) == minutes[7] > 2.0 * minutes[0]


def test_a_plan_made_anew_keeps_the_beat_of_its_lighter_weeks() -> None:
    """Else a plan that is made anew each fortnight would never ease off."""
    chosen = programme(replace(LEARN, weeks=(12, 12), backward_min=(12, 80)))
    before = Before(backward_min=(30.0, 34.0), phase_weeks={"learn": 2})
    minutes = weekly(sound(plain_request(chosen, before=before)))
    assert minutes[1] < minutes[0] < minutes[2]
    assert minutes[5] < minutes[4] < minutes[6] < minutes[7]


def test_a_plan_that_has_come_to_zero_grows_again() -> None:
    """After weeks without training a plan does not stay at nothing, as a share of nothing would."""
    off = frozenset(MONDAY + timedelta(days=at) for at in range(28, 56))
    plan = sound(plain_request(weeks=16, days_off=off))
    minutes = weekly(plan)
    assert minutes[4:8] == [0.0] * 4
    assert 0.0 < minutes[8] <= BASE.phases[0].backward_min[0] + 1e-6
    assert minutes[15] > minutes[8]
    assert sum("fewer sessions fit" in words for words in plan.advice) == 4


def test_what_was_done_before_is_where_growth_begins() -> None:
    """Who walked 40 minutes a week begins above a newcomer, within 10 % or 5 minutes of it."""
    chosen = programme(replace(LEARN, backward_min=(45, 80)))
    known = Before(backward_min=(10.0, 40.0, 30.0), backward_run_min=(0.0, 0.0, 0.0))
    assert sound(plain_request(chosen, before=known)).weeks[0].backward_cap_min == 45.0
    lower = programme(
        replace(LEARN, backward_min=(12, 80)), replace(LEARN, key="next", backward_min=(60, 80))
    )
    again = plain_request(lower, before=known, least_phase="next")
    assert sound(again).weeks[0].backward_cap_min == pytest.approx(45.0)


def test_a_first_week_after_illness_is_smaller() -> None:
    """The share of the first week holds for its cap."""
    usual, eased = (sound(plain_request(share=share)).weeks[0].backward_cap_min for share in (1.0, 0.5))
    assert eased == pytest.approx(usual / 2.0)


def test_a_race_is_the_last_session_after_a_taper() -> None:
    """The plan leads to race day, with less in its last week and nothing hard just before."""
    race_on = MONDAY + timedelta(days=7 * 13 + 5)
    plan = sound(plain_request(RACING, weeks=14, race_on=race_on))
    assert plan.race_on == race_on == plan.sessions[-1].day
    assert plan.sessions[-1].kind is SessionKind.RACE
    minutes = weekly(plan)
    assert minutes[-1] <= RACING.caps.taper_share * max(minutes[:-1]) + 1e-6
    hard = [each.day for each in plan.sessions if each.kind is SessionKind.HARD]
    assert hard
    assert (race_on - max(hard)).days >= 4


def test_a_race_may_be_on_a_day_that_is_not_free_for_training() -> None:
    """Races are when they are."""
    race_on = MONDAY + timedelta(days=7 * 13 + 6)
    assert sound(plain_request(RACING, weeks=14, race_on=race_on)).race_on == race_on


def test_a_race_without_a_date_is_on_the_last_free_day() -> None:
    """Whoever names no date gets the last day that is theirs."""
    assert sound(plain_request(RACING, weeks=14)).race_on == MONDAY + timedelta(days=7 * 13 + 5)


def test_without_a_race_the_plan_does_not_fade_at_its_end() -> None:
    """A fresh last week is for those who race; others keep what they have built."""
    for weeks in (11, 12):
        minutes = weekly(sound(plain_request(weeks=weeks)))
        assert minutes[-1] == max(minutes)


def test_sessions_behind_a_shut_gate_are_held_by_the_first_one() -> None:
    """What comes later is shown, and is not to be done before its gate opens."""
    injury = Injury(kind=InjuryKind.GROIN_STRAIN, since=MONDAY - timedelta(days=70))
    screening = Screening(screened_on=MONDAY, verdict=Verdict.GO_WITH_LIMITS, injuries=(injury,))
    asked = plain_request(COMING_BACK, weeks=12, screening=screening)
    held = {each.phase: each.gate for each in sound(asked).sessions}
    assert held == {"learn": None, "build": "weeks", "later": "weeks"}
    half_open = {
        each.phase: each.gate for each in sound(replace(asked, open_gates=frozenset({"weeks"}))).sessions
    }
    assert half_open == {"learn": None, "build": None, "later": "pain"}


def test_a_phase_waits_for_the_weeks_since_an_injury() -> None:
    """The phase before is held until the day comes, even beyond its usual length."""
    injury = Injury(kind=InjuryKind.GROIN_STRAIN, since=MONDAY + timedelta(days=10))
    screening = Screening(screened_on=MONDAY, verdict=Verdict.GO_WITH_LIMITS, injuries=(injury,))
    plan = sound(plain_request(COMING_BACK, weeks=10, screening=screening))
    first = min(each.day for each in plan.sessions if each.phase == "build")
    assert first >= injury.since + timedelta(weeks=4) if injury.since is not None else False
    assert [week.phase for week in plan.weeks][:6] == ["learn"] * 6


def test_a_day_of_injury_that_nobody_said_stops_the_plan_before_its_gate() -> None:
    """Unknown is not long ago."""
    injury = Injury(kind=InjuryKind.GROIN_STRAIN)
    screening = Screening(screened_on=MONDAY, verdict=Verdict.GO_WITH_LIMITS, injuries=(injury,))
    plan = sound(plain_request(COMING_BACK, screening=screening))
    assert {week.phase for week in plan.weeks} == {"learn"}


def test_whoever_is_far_along_waits_in_the_last_phase_before_the_gate() -> None:
    """Nobody is sent back to the first steps because a later phase has to wait."""
    injury = Injury(kind=InjuryKind.GROIN_STRAIN, since=MONDAY)
    screening = Screening(screened_on=MONDAY, verdict=Verdict.GO_WITH_LIMITS, injuries=(injury,))
    first, *rest = COMING_BACK.phases
    longer = replace(COMING_BACK, phases=(first, replace(first, key="longer", name="Longer"), *rest))
    before = Before(backward_min=(40.0,), phase_weeks={"learn": 4, "longer": 4, "build": 6})
    plan = sound(plain_request(longer, screening=screening, before=before))
    assert [week.phase for week in plan.weeks] == ["longer"] * 4 + ["later"] * 4


def test_a_plan_stays_in_the_phase_before_one_that_cannot_be_done() -> None:
    """Hard sessions that forward training leaves no room for cost the plan their phase, not all of it."""
    bursts = replace(BUILD, sessions=(replace(BURSTS, per_week=(2, 2)),))
    asked = plain_request(
        programme(LEARN, bursts),
        forward=weekly_forward((0, 2, 4, 6), 7.0),
        days={1: 60.0, 3: 60.0, 5: 60.0, 6: 60.0, 2: 60.0},
    )
    plan = sound(asked)
    assert {week.phase for week in plan.weeks} == {"learn"}
    assert any("cannot go on to the next phase" in words and "is hard on" in words for words in plan.advice)


def test_a_fortnight_off_in_a_short_plan_is_the_athletes_own_choice() -> None:
    """Days off leave weeks empty, and the plan says so; only when they are most of it there is none."""
    off = [frozenset(MONDAY + timedelta(days=at) for at in range(14, 14 + days)) for days in (14, 28)]
    plan = sound(plain_request(weeks=5, days_off=off[0]))
    assert [week.backward_min > 0.0 for week in plan.weeks] == [True, True, False, False, True]
    assert "with days off on" in refusal(plain_request(weeks=5, days_off=off[1])).reasons[0]


def test_a_taper_is_not_drawn_out() -> None:
    """Who asks to begin with the taper months before a race is told how long a taper is."""
    refused = refusal(plain_request(RACING, weeks=8, least_phase="taper"))
    assert "which takes 2 weeks at most; it is 8 weeks to the race" in refused.reasons[0]
    assert sound(plain_request(RACING, weeks=2, least_phase="taper", before=Before(backward_min=(40.0,))))


def test_a_lighter_week_is_lighter_than_what_was_really_done() -> None:
    """Where the days hold no more than they do, every fourth week still gives way."""
    minutes = weekly(sound(plain_request(days={1: 20.0, 3: 20.0}, weeks=12)))
    assert all(minutes[at] < max(minutes[at - 3 : at]) for at in (3, 7))


@pytest.mark.parametrize("limit", [None, frozenset({Place.ROAD})])
def test_a_place_that_is_missing_is_named(limit: frozenset[Place] | None) -> None:
    """With the limit of a screening, the place that it leaves is named, not all places."""
    walk = replace(WALK, places=frozenset({Place.ROAD, Place.FIELD}))
    own = frozenset({Place.FIELD} if limit is not None else {Place.GYM})
    screening = replace(CLEAR, limits=Limits(places=limit))
    asked = plain_request(programme(replace(LEARN, sessions=(walk,))), places=own, screening=screening)
    words = "field or road" if limit is None else "this place alone: road"
    assert words in refusal(asked).reasons[0]
    assert sound(replace(asked, places=own | {Place.ROAD}))


def test_a_plan_may_begin_with_a_lighter_week_when_nothing_is_known_of_before() -> None:
    """Weeks spent in a programme without a word of what was done in them: the first dose counts."""
    weeks = sound(plain_request(before=Before(phase_weeks={"learn": 3}))).weeks
    assert 0.0 < weeks[0].backward_min < BASE.phases[0].backward_min[0]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Before, {"backward_min": (-1.0,)}),
        (Before, {"backward_min": (float("nan"),)}),
        (Before, {"backward_run_min": (1e9,)}),
        (Before, {"fitness": float("inf")}),
        (Before, {"phase_weeks": {"learn": -1}}),
        (ForwardSession, {"day": MONDAY, "minutes": float("nan")}),
        (ForwardSession, {"day": MONDAY, "minutes": 30.0, "rpe": 11.0}),
        (plain_request, {"start": date(9999, 12, 20)}),
    ],
)
def test_numbers_that_cannot_be_are_refused_where_they_are_given(
    kind: Callable[..., object], values: dict[str, object]
) -> None:
    """A plan is never made of a number that is none."""
    with pytest.raises(InvalidValue):
        kind(**values)


def test_the_most_that_a_week_can_hold_is_no_trouble_for_the_solver() -> None:
    """Weeks full of minutes before a plan leave its phases' own caps."""
    before = Before(backward_min=(10_080.0,), backward_run_min=(10_080.0,))
    weeks = sound(plain_request(before=before)).weeks
    assert [week.backward_cap_min for week in weeks[:2]] == [50.0, 50.0]


def test_who_does_more_than_a_programme_begins_with_goes_on_with_that() -> None:
    """Nobody is sent back from twenty minutes a week to a beginner's twelve, nor further than they were."""
    weeks = sound(plain_request(before=Before(backward_min=(20.0, 18.0), backward_run_min=(0.0, 0.0)))).weeks
    assert weeks[0].backward_cap_min == 20.0
    assert 12.0 < weeks[0].backward_min <= 20.0


def test_limits_of_the_screening_shorten_a_plan_and_it_says_so() -> None:
    """Walking alone is planned as far as the programme walks."""
    plan = sound(
        plain_request(screening=replace(CLEAR, limits=Limits(walk_only=True, longest_backward_min=9)))
    )
    assert max(each.backward_min for each in plan.sessions) <= 9.0
    assert any("walking only" in words for words in plan.advice)
    assert any("“Jog” is left out" in words for words in plan.advice)


def test_nothing_is_planned_after_the_screening_has_run_out() -> None:
    """A plan breaks off where the screening does, and says until when it counts."""
    screening = replace(CLEAR, screened_on=MONDAY - timedelta(days=345))
    plan = sound(plain_request(screening=screening))
    assert plan.sessions[-1].day <= screening.valid_until
    assert any("counts until" in words for words in plan.advice)


def test_a_plan_made_anew_goes_on_in_its_phase() -> None:
    """Weeks that were already spent in phases count, and a held plan stays where it is."""
    before = Before(backward_min=(30.0, 34.0, 38.0), phase_weeks={"learn": 4, "build": 1})
    going_on = sound(plain_request(before=before, least_phase="build"))
    assert {week.phase for week in going_on.weeks} == {"build"}
    held = sound(plain_request(before=before, most_phase="learn"))
    assert {week.phase for week in held.weeks} == {"learn"}
    assert any("is held" in words for words in held.advice)


def test_hard_days_keep_their_distance_from_hard_forward_days() -> None:
    """With hard forward running on Wednesdays and Sundays, bursts find Friday alone."""
    forward = tuple(
        ForwardSession(day=MONDAY + timedelta(days=7 * week + day), minutes=50, rpe=7)
        for week in range(10)
        for day in (2, 6)
    )
    asked = plain_request(weeks=10, days={1: 60.0, 3: 60.0, 4: 60.0, 5: 60.0}, forward=forward)
    hard = {each.day.weekday() for each in sound(asked).sessions if each.kind is SessionKind.HARD}
    assert hard == {4}


def test_every_session_and_week_says_why() -> None:
    """A coach reads the purpose, the dose against its cap, and the day."""
    plan = sound(plain_request())
    for each in plan.sessions:
        assert len(each.reasons) == 3
        assert "min backward" in each.reasons[1]
        assert "has" in each.reasons[2]
    assert plan.weeks[3].words.endswith("can take effect.")


def test_places_are_chosen_by_preference() -> None:
    """A track before a road, where both will do."""
    plan = sound(plain_request(places=frozenset({Place.ROAD, Place.TRACK})))
    assert {each.workout.place for each in plan.sessions} == {Place.TRACK}


def weekly_forward(days: tuple[int, ...], rpe: float) -> tuple[ForwardSession, ...]:
    """Forward training on some weekdays of eight weeks."""
    return tuple(
        ForwardSession(day=MONDAY + timedelta(days=7 * week + day), minutes=40, rpe=rpe)
        for week in range(8)
        for day in days
    )


HARD_ALONE = programme(replace(BUILD, sessions=(replace(BURSTS, per_week=(2, 2)),)))
THREE_A_WEEK = programme(LEARN, caps=Caps(sessions_per_week=(3, 4)))


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            plain_request(THREE_A_WEEK, days={1: 60.0, 3: 60.0}),
            "The programme needs at least 3 sessions a week; you have 2 free days (Tuesday, Thursday).",
        ),
        (
            plain_request(days={1: 8.0, 3: 7.0}),
            "“Learn” takes 9 minutes; the longest you have are: Tuesday 8, Thursday 7.",
        ),
        (
            plain_request(places=frozenset({Place.ELLIPTICAL})),
            "At your places (elliptical) these cannot be done",
        ),
        (plain_request(screening=replace(CLEAR, verdict=Verdict.ASK_CLINICIAN)), "ask a clinician first"),
        (plain_request(screening=replace(CLEAR, screened_on=date(2024, 1, 1))), "counts until"),
        (plain_request(COMING_BACK), "the screening names none"),
        (
            plain_request(screening=replace(CLEAR, injuries=(Injury(kind=InjuryKind.HIP_STRAIN),))),
            "an injury that this programme is not for: hip-strain",
        ),
        (
            plain_request(RACING, weeks=5),
            "takes 6 weeks to the race at least (Learn 2, Build 3, Taper 1); you have 5",
        ),
        (plain_request(race_on=MONDAY + timedelta(days=40)), "no race in it"),
        (plain_request(RACING, race_on=MONDAY + timedelta(days=100)), "after the plan's last day"),
        (plain_request(RACING, race_on=MONDAY - timedelta(days=1)), "before the plan's first day"),
        (
            plain_request(screening=replace(CLEAR, limits=Limits(longest_backward_min=3))),
            "the screening allows 3",
        ),
        (
            plain_request(HARD_ALONE, forward=weekly_forward((0, 2, 4, 6), 7.0), days={1: 60.0, 3: 60.0}),
            "is hard on",
        ),
        (plain_request(forward=weekly_forward((0, 1, 2, 3, 4, 5), 4.0)), "forward training takes 6 days"),
        (
            plain_request(days_off=frozenset(MONDAY + timedelta(days=at) for at in range(60))),
            "with days off on",
        ),
        (plain_request(least_phase="no-such"), "no phase “no-such”"),
        (plain_request(least_phase="build", most_phase="learn"), "comes before it"),
        (plain_request(weeks=1, start=MONDAY + timedelta(days=6)), "no session fits"),
        (plain_request(programme(replace(LEARN, backward_min=(3, 5)))), "min backward are allowed"),
    ],
)
def test_what_cannot_be_is_refused_in_words(request_: PlanRequest, words: str) -> None:
    """Each kind of conflict is named alone, with its numbers."""
    refused = refusal(request_)
    assert len(refused.reasons) == 1
    assert refused.reasons[0] in refused.allowed
    assert refused.remedy.endswith(".")
    assert words in refused.reasons[0]


def test_a_conflict_of_two_rules_names_both_and_no_third() -> None:
    """Rest alone would do, and so would the days: together they do not."""
    request = plain_request(
        THREE_A_WEEK, days={0: 60.0, 1: 60.0, 2: 60.0}, forward=weekly_forward((3, 4, 5), 4.0)
    )
    refused = refusal(request)
    assert [("free days" in reason, "without training" in reason) for reason in refused.reasons] == [
        (True, False),
        (False, True),
    ]


def test_a_long_plan_of_many_days_is_planned() -> None:
    """The longest plan that can be asked for, every day free, as far as a screening counts: a year."""
    days: Mapping[int, float] = dict.fromkeys(range(7), 600.0)
    assert len(sound(plain_request(weeks=104, days=days)).weeks) == 52


@given(days=st.integers(15, 200))
def test_load_helps_form_from_two_weeks_before_and_harms_it_after(days: int) -> None:
    """The form model itself asks for a taper: the sign turns some two weeks before the race."""
    assert form_weight(days + 1) > 0.0 > form_weight(min(days, 14))
    assert fitness_weight(days) > fitness_weight(days + 1) > 0.0


def test_the_smallest_sessions_are_not_thinned_away() -> None:
    """A session with hundreds of doses is still planned with its least one where caps are low."""
    fine = replace(WALK, text="- 60s forward walk\n- {n}s backward walk", n=(60, 900))
    plan = sound(plain_request(programme(replace(LEARN, sessions=(fine,), backward_min=(3, 5)))))
    assert plan.weeks[0].backward_min <= 3.0
