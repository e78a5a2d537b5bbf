import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.sources import bibliography
from backstride.training.clearance import (
    Allowed,
    ClinicianWord,
    Injury,
    InjuryKind,
    Limits,
    Screening,
    Verdict,
)
from backstride.training.questions import Kind, Question, gives, questions
from backstride.training.screening import goes_by_exertion, joined, places_told, read_answer, screen
from backstride.training.workout import Place

TODAY = date(2026, 3, 1)
LONG_AGO = TODAY - timedelta(days=200)

YES_NO = [question.key for question in questions() if question.kind is Kind.YES_NO]
RED_FLAGS = [
    question.key
    for question in questions()
    if question.kind is Kind.YES_NO and any(rule.verdict is Verdict.NOT_NOW for rule in question.rules)
]
DATES = [question.key for question in questions() if question.kind is Kind.DATE]
INJURIES = [kind.value for kind in InjuryKind]


def answers(*yes: str, days: Mapping[str, date] | None = None, **other: object) -> dict[str, Any]:
    """Answers of somebody of 40 who is well, but for what is named; what follows from it is filled in."""
    told: dict[str, Any] = dict.fromkeys(YES_NO, False) | {"injuries": [], "age": 40}
    told |= {key.replace("_", "-"): value for key, value in other.items()}
    told |= dict.fromkeys(yes, True)
    if told.get("surgery") and "surgery-where" not in told:
        told["surgery-where"] = "other"
    for question in questions():
        is_missing = question.key not in told and question.asked_if is not None
        if is_missing and question.kind is Kind.DATE and question.is_asked(told):
            told[question.key] = (days or {}).get(question.key, LONG_AGO).isoformat()
    # A follow-up counts only where its question makes it asked.
    asked = {question.key for question in questions() if question.is_asked(told)}
    return {key: value for key, value in told.items() if key in asked}


def word(allows: Allowed = Allowed.WALK, *, days_ago: int = 10) -> ClinicianWord:
    """What a clinician said some days ago."""
    return ClinicianWord(by="Dr Weber", on=TODAY - timedelta(days=days_ago), allows=allows)


def screened(*yes: str, clinician: ClinicianWord | None = None, **other: Any) -> Screening:  # noqa: ANN401 (any answer)
    """What such answers come to."""
    return screen(answers(*yes, **other), screened_on=TODAY, clinician=clinician)


WORDS = st.none() | st.builds(word, st.sampled_from(Allowed), days_ago=st.integers(0, 500))
SOME_YES = st.sets(st.sampled_from(YES_NO), max_size=6)
PEOPLE = st.fixed_dictionaries(
    {
        "injuries": st.lists(st.sampled_from(INJURIES), unique=True, max_size=3),
        "age": st.floats(5.0, 110.0),
        "surgery_where": st.sampled_from(["knee", "leg", "back", "trunk", "other"]),
        "places": st.just(["treadmill", "road"]),
        "days": st.fixed_dictionaries(
            {key: st.integers(0, 700).map(lambda ago: TODAY - timedelta(days=ago)) for key in DATES}
        ),
    }
)
"""What is true of somebody beside the questions answered yes."""


def is_tighter(tight: Limits, loose: Limits) -> bool:
    """Whether nothing that the first allows is barred by the second."""
    return joined([tight, loose]) == tight


def test_who_is_well_may_go_without_limits() -> None:
    """No trouble, no limit, no reason, no warning."""
    outcome = screened()
    assert outcome.verdict is Verdict.GO
    assert (outcome.reasons, outcome.warnings, outcome.injuries) == ((), (), ())
    assert outcome.limits == Limits()
    assert outcome.allows_planning
    assert outcome.valid_until == date(2027, 3, 1)


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_a_red_flag_alone_bars_planning_whatever_a_clinician_said(flag: str) -> None:
    """Today is not the day, though a word for everything was given this very morning."""
    outcome = screened(flag, clinician=word(Allowed.EVERYTHING, days_ago=0))
    assert outcome.verdict is Verdict.NOT_NOW
    assert not outcome.allows_planning
    assert outcome.reasons[0].question == flag


@given(st.sampled_from(RED_FLAGS), SOME_YES, PEOPLE, WORDS)
def test_no_answers_beside_a_red_flag_allow_planning(
    flag: str, yes: set[str], person: dict[str, Any], said: ClinicianWord | None
) -> None:
    """Nothing else that is true of a person makes a red flag less."""
    assert screened(flag, *yes, **person, clinician=said).verdict is Verdict.NOT_NOW


@given(st.sampled_from(YES_NO), SOME_YES, PEOPLE, WORDS)
def test_one_more_yes_never_loosens_anything(
    one: str, yes: set[str], person: dict[str, Any], said: ClinicianWord | None
) -> None:
    """Every yes is a trouble: verdict and limits stay or become stricter."""
    without = screened(*(yes - {one}), **person, clinician=said)
    with_it = screened(*yes, one, **person, clinician=said)
    assert with_it.verdict.rank >= without.verdict.rank
    assert is_tighter(with_it.limits, without.limits)
    assert {injury.kind for injury in with_it.injuries} >= {injury.kind for injury in without.injuries}


@given(st.sampled_from(INJURIES), SOME_YES, PEOPLE, WORDS)
def test_one_more_injury_never_loosens_anything(
    one: str, yes: set[str], person: dict[str, Any], said: ClinicianWord | None
) -> None:
    """Who comes back from more has less freedom."""
    others = [kind for kind in person["injuries"] if kind != one]
    without = screened(*yes, **{**person, "injuries": others}, clinician=said)
    with_it = screened(*yes, **{**person, "injuries": [*others, one]}, clinician=said)
    assert with_it.verdict.rank >= max(without.verdict.rank, Verdict.GO_WITH_LIMITS.rank)
    assert is_tighter(with_it.limits, without.limits)


@given(SOME_YES, PEOPLE, st.floats(0.0, 105.0))
def test_more_years_never_loosen_anything(yes: set[str], person: dict[str, Any], more: float) -> None:
    """Of two who answer alike, and are 16 or more, the older has no more freedom."""
    assume(person["age"] >= 16)
    older = {**person, "age": min(110.0, person["age"] + more)}
    younger_one, older_one = screened(*yes, **person), screened(*yes, **older)
    assert older_one.verdict.rank >= younger_one.verdict.rank
    assert is_tighter(older_one.limits, younger_one.limits)


@given(SOME_YES, PEOPLE, st.integers(0, 400))
def test_a_word_that_allows_less_never_gives_more(
    yes: set[str], person: dict[str, Any], days_ago: int
) -> None:
    """Walking, running, everything: each allows what the one before does."""
    outcomes = [screened(*yes, **person, clinician=word(allows, days_ago=days_ago)) for allows in Allowed]
    for less, more in pairwise(outcomes):
        assert less.verdict.rank >= more.verdict.rank
        assert is_tighter(less.limits, more.limits)


@given(SOME_YES, PEOPLE, WORDS)
def test_somewhere_is_always_left_to_train(
    yes: set[str], person: dict[str, Any], said: ClinicianWord | None
) -> None:
    """Limits together never leave no place at all, which would be a verdict in disguise."""
    places = screened(*yes, **person, clinician=said).limits.places
    assert places is None or places


@pytest.mark.parametrize("kind", ["knee-surgery", "foot-stress-fracture"])
def test_knee_surgery_and_a_stress_fracture_ask_for_a_clinician(kind: str) -> None:
    """However long ago, and with a word only as far as it goes."""
    assert screened(injuries=[kind]).verdict is Verdict.ASK_CLINICIAN
    with_word = screened(injuries=[kind], clinician=word())
    assert with_word.verdict is Verdict.GO_WITH_LIMITS
    assert with_word.limits.walk_only
    assert with_word.limits.no_turns
    assert with_word.injuries == (Injury(kind=InjuryKind(kind), since=LONG_AGO),)
    assert "Dr Weber allowed walking on 2026-02-19" in with_word.reasons[0].words


@pytest.mark.parametrize("kind", sorted(set(INJURIES) - {"knee-surgery", "foot-stress-fracture"}))
def test_the_other_injuries_go_with_limits_at_best(kind: str) -> None:
    """They need no clinician's word, and no word makes them free."""
    for said in (None, word(Allowed.EVERYTHING)):
        outcome = screened(injuries=[kind], clinician=said)
        assert outcome.verdict is Verdict.GO_WITH_LIMITS
        assert outcome.limits.no_turns
        assert [injury.kind.value for injury in outcome.injuries] == [kind]


def test_an_injury_without_a_day_is_kept_and_said() -> None:
    """The day is not made up; what waits for weeks stays shut, and the person is told."""
    told = answers(injuries=["shin-splints"]) | {"shin-splints-since": None}
    outcome = screen(told, screened_on=TODAY)
    assert outcome.injuries == (Injury(kind=InjuryKind.SHIN_SPLINTS),)
    assert "Since when you have this was not said (shin-splints)" in outcome.warnings[0]


@pytest.mark.parametrize(
    ("days_ago", "verdict"), [(0, Verdict.NOT_NOW), (41, Verdict.NOT_NOW), (42, Verdict.GO_WITH_LIMITS)]
)
def test_an_operation_of_the_last_six_weeks_bars_everything(days_ago: int, verdict: Verdict) -> None:
    """Until then those who treat lead; on the day that makes six weeks a word counts again."""
    days = {"surgery-date": TODAY - timedelta(days=days_ago)}
    outcome = screened("surgery", days=days, clinician=word(Allowed.RUN, days_ago=0))
    assert outcome.verdict is verdict


def test_an_operation_on_the_knee_is_an_injury_of_its_latest_day() -> None:
    """Told twice, it counts once, from the later day."""
    days = {"surgery-date": date(2025, 12, 1), "knee-surgery-since": date(2025, 6, 1)}
    outcome = screened("surgery", surgery_where="knee", injuries=["knee-surgery"], days=days)
    assert outcome.injuries == (Injury(kind=InjuryKind.KNEE_SURGERY, since=date(2025, 12, 1)),)
    assert outcome.verdict is Verdict.ASK_CLINICIAN


def test_a_word_from_before_the_trouble_does_not_count() -> None:
    """What was allowed before the chest hurt says nothing of the chest."""
    days = {"chest-pain-last": TODAY - timedelta(days=10)}
    old = screened("chest-pain", days=days, clinician=word(Allowed.RUN, days_ago=11))
    assert old.verdict is Verdict.ASK_CLINICIAN
    assert "was before it, which was on 2026-02-19" in old.reasons[0].words
    fresh = screened("chest-pain", days=days, clinician=word(Allowed.RUN, days_ago=10))
    assert fresh.verdict is Verdict.GO_WITH_LIMITS


def test_for_a_trouble_without_a_day_a_word_counts_three_months() -> None:
    """Nobody knows which came first, so it has to be recent."""
    for days_ago, verdict in ((92, Verdict.GO_WITH_LIMITS), (93, Verdict.ASK_CLINICIAN)):
        outcome = screened("heart-condition", clinician=word(Allowed.RUN, days_ago=days_ago))
        assert outcome.verdict is verdict


def test_a_word_older_than_a_year_neither_frees_nor_bars() -> None:
    """It is kept, and means nothing any more."""
    outcome = screened(clinician=word(days_ago=366))
    assert outcome.verdict is Verdict.GO
    assert outcome.limits == Limits()
    assert outcome.clinician == word(days_ago=366)


def test_what_a_clinician_bars_is_barred_though_no_answer_asks_for_it() -> None:
    """Walking only is walking only, for whatever reason it was said."""
    outcome = screened(clinician=word())
    assert outcome.verdict is Verdict.GO_WITH_LIMITS
    assert outcome.limits == Limits(walk_only=True, no_turns=True)
    assert outcome.reasons[0].question == "clinician"
    assert screened(clinician=word(Allowed.EVERYTHING)).verdict is Verdict.GO


def test_a_word_from_the_future_is_refused() -> None:
    """Nobody has said it yet."""
    with pytest.raises(InvalidValue, match=r"2026-03-02.*screening on 2026-03-01"):
        screened(clinician=word(days_ago=-1))


def test_the_walk_over_three_metres_only_warns() -> None:
    """The limits disagree and tell fallers poorly, so a slow walk bars nothing (backward-walk-3m)."""
    assert screened(backward_walk_3m=3.4) == screened()
    slow, slower = screened(backward_walk_3m=3.5), screened(backward_walk_3m=5.5)
    assert (len(slow.warnings), len(slower.warnings)) == (1, 2)
    for outcome in (slow, slower):
        assert (outcome.verdict, outcome.limits) == (Verdict.GO, Limits())
    assert "The limits disagree" in slow.warnings[0]


def test_a_beta_blocker_leaves_perceived_exertion_alone() -> None:
    """Heart-rate zones do not hold; that is said, and bars nothing else."""
    outcome = screened("heart-rate-medicine")
    assert goes_by_exertion(outcome)
    assert not goes_by_exertion(screened())
    assert (outcome.verdict, outcome.limits) == (Verdict.GO, Limits())
    assert "Go by perceived exertion alone" in outcome.warnings[0]


@pytest.mark.parametrize(
    ("age", "yes", "verdict"),
    [
        (64.0, ("falls", "inactive"), Verdict.GO_WITH_LIMITS),
        (65.0, (), Verdict.GO_WITH_LIMITS),
        (65.0, ("falls",), Verdict.ASK_CLINICIAN),
        (69.0, ("inactive",), Verdict.GO_WITH_LIMITS),
        (70.0, ("inactive",), Verdict.ASK_CLINICIAN),
    ],
)
def test_age_counts_with_falls_and_with_little_movement(
    age: float, yes: tuple[str, ...], verdict: Verdict
) -> None:
    """65 and 70 are the ages of the sources, and neither asks for a clinician by itself."""
    assert screened(*yes, age=age).verdict is verdict


def test_a_word_for_everything_frees_an_old_athlete() -> None:
    """A fit runner of 66 may race after a clinician's word; without it, no sprints and no turns."""
    assert screened(age=66).limits.no_turns
    assert screened(age=66, clinician=word(Allowed.RUN)).limits == screened(age=66).limits
    assert screened(age=66, clinician=word(Allowed.EVERYTHING)).limits == Limits()


def test_a_treadmill_without_rails_is_left_out() -> None:
    """Backward both rails and clip are needed (treadmill-advice)."""
    outcome = screened("treadmill-without-rails", places=["treadmill", "track"])
    assert outcome.limits.places == frozenset(Place) - {Place.TREADMILL}


def test_limits_together_are_the_strictest_of_each_kind() -> None:
    """Places are those that every limit leaves; the shortest time and the least effort count."""
    some = Limits(
        places=frozenset({Place.TRACK, Place.GYM}), hardest_rpe=5.0, longest_backward_min=20.0, walk_only=True
    )
    others = Limits(places=frozenset({Place.GYM, Place.ROAD}), longest_backward_min=15.0, no_turns=True)
    assert joined([some, Limits(), others]) == Limits(
        places=frozenset({Place.GYM}),
        hardest_rpe=5.0,
        longest_backward_min=15.0,
        walk_only=True,
        no_turns=True,
    )
    assert joined([]) == Limits()


def test_the_places_that_were_told_are_handed_on() -> None:
    """For the plan; not said is not nowhere."""
    assert places_told({"places": "track, gym"}) == frozenset({Place.TRACK, Place.GYM})
    assert places_told({"places": []}) is None
    assert places_told({}) is None


def test_every_trouble_of_the_answers_is_told_at_once() -> None:
    """Nobody corrects a file twelve times over."""
    told = answers("surgery", "chest-pain") | {
        "chest-pian": True,
        "falls": "perhaps",
        "age": "old",
        "injuries": ["knee-sugery"],
        "surgery-where": "nose",
        "surgery-date": "2026-03-02",
        "chest-pain-last": "yesterday",
        "faintness-last": "2026-01-01",
        "inactive": None,
    }
    with pytest.raises(InvalidValue) as refused:
        screen(told, screened_on=TODAY)
    for said in (
        "no question 'chest-pian'; near it is chest-pain.",
        "falls was answered with 'perhaps'. It takes yes or no.",
        "age was answered with 'old'. It takes a number of years from 5 to 110.",
        "(near: knee-surgery)",
        "surgery-where was answered with 'nose'. It takes one of knee, leg",
        "surgery-date was answered with 2026-03-02. It takes a day from 1900-01-01 to 2026-03-01.",
        "chest-pain-last was answered with 'yesterday'. It takes a day, as in 2026-04-01.",
        "faintness-last was answered, though by the answer to faintness it does not apply.",
        "Not answered: inactive.",
    ):
        assert said in refused.value.found


def test_no_answers_at_all_name_every_question_to_answer() -> None:
    """An empty file is no clean bill of health; follow-ups are not asked for."""
    with pytest.raises(InvalidValue) as refused:
        screen({}, screened_on=TODAY)
    wanted = [question.key for question in questions() if question.is_required and question.asked_if is None]
    assert f"Not answered: {', '.join(wanted)}." in refused.value.found


def test_a_missing_follow_up_is_asked_for() -> None:
    """Chest pain without its day is half an answer."""
    told = answers("chest-pain")
    del told["chest-pain-last"]
    with pytest.raises(InvalidValue, match=r"Not answered: chest-pain-last\."):
        screen(told, screened_on=TODAY)


def test_a_thousand_unknown_keys_are_counted_and_not_listed() -> None:
    """A wrong file gives a message that can be read."""
    with pytest.raises(InvalidValue, match="980 more are no questions") as refused:
        screen(answers() | {f"key {number}" * 50: True for number in range(1000)}, screened_on=TODAY)
    assert len(str(refused.value)) < 3000


@pytest.mark.parametrize(("yes", "no"), [(True, False), ("yes", "no"), (" YES ", "No"), ("true", "false")])
def test_yes_and_no_are_understood_in_words_and_as_json_has_them(yes: object, no: object) -> None:
    """A form says yes, a file says true."""
    told = {key: {True: yes, False: no}.get(value, value) if isinstance(value, bool) else value
            for key, value in answers("falls").items()}  # fmt: skip
    assert screen(told, screened_on=TODAY) == screened("falls")


def test_numbers_days_and_lists_are_understood_as_a_terminal_gives_them() -> None:
    """Text from a prompt means what JSON says."""
    typed = answers() | {
        "age": " 66 ",
        "injuries": "shin-splints,Groin-Strain",
        "shin-splints-since": LONG_AGO,
    }
    outcome = screen(typed, screened_on=TODAY)
    assert {injury.kind.value: injury.since for injury in outcome.injuries} == {
        "shin-splints": LONG_AGO,
        "groin-strain": None,
    }
    assert screen(answers() | {"injuries": "none"}, screened_on=TODAY) == screened()


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("falls", 1),
        ("falls", 0),
        ("age", True),
        ("age", math.nan),
        ("age", math.inf),
        ("age", 10**400),
        ("age", "NaN"),
        ("age", 4),
        ("age", [40]),
        ("injuries", {"knee-surgery": True}),
        ("injuries", [["knee-surgery"]]),
        ("injuries", 7),
        ("experience", ["none"]),
        ("shin-splints-since", datetime(2026, 1, 1, 8)),  # noqa: DTZ001 (a moment is no day, whatever its zone)
        ("shin-splints-since", 20260101),
        ("shin-splints-since", "2026-02-30"),
    ],
)
def test_a_wrong_kind_of_answer_is_refused_and_never_guessed(key: str, given: object) -> None:
    """One is not yes, and a moment is not a day."""
    told = answers(injuries=["shin-splints"]) | {key: given}
    with pytest.raises(InvalidValue, match=f"{key} was answered with"):
        screen(told, screened_on=TODAY)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([question.key for question in questions()]), JSON, max_size=8))
def test_whatever_a_file_holds_is_screened_or_refused_in_words(garbage: dict[str, Any]) -> None:
    """No content of a JSON file is a crash."""
    try:
        found = screen(answers() | garbage, screened_on=TODAY).verdict.value
    except InvalidValue as refused:
        found = refused.found
    assert found in set(Verdict) or found.startswith("The answers cannot be used.")


def test_the_same_answers_come_to_the_same_twice() -> None:
    """Nothing is kept from one screening to the next."""
    told = answers("falls", "surgery", injuries=["groin-strain"])
    assert screen(told, screened_on=TODAY) == screen(told, screened_on=TODAY)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.key)
def test_a_question_is_sound(question: Question) -> None:
    """It asks something, stands after what it depends on, and its rules rest on known sources."""
    before = {}
    for other in questions():
        if other.key == question.key:
            break
        before[other.key] = other
    assert question.words.rstrip(")").endswith(("?", ".", "lose weight without meaning to?"))
    assert bool(question.choices) == (question.kind in {Kind.CHOICE, Kind.CHOICES})
    assert (question.kind is Kind.NUMBER) == math.isfinite(question.most)
    if question.asked_if is not None:
        asked = before[question.asked_if.question]
        assert question.asked_if.answer in (True, *asked.choices)
    kinds = {other.key: other.kind for other in questions()}
    for rule in question.rules:
        assert rule.sources
        assert set(rule.sources) <= set(bibliography())
        assert rule.words.endswith(".")
        assert rule.since is None or kinds[rule.since] is Kind.DATE
        assert all(kinds[key] is Kind.YES_NO for key in rule.also)
        assert rule.answer is None or rule.answer is True or rule.answer in question.choices
        conditions = (rule.answer, rule.at_least, rule.below, rule.within_days)
        assert any(condition is not None for condition in conditions)
        assert rule.verdict is not Verdict.GO or (rule.warning and rule.limits == Limits())


def test_every_place_and_every_injury_can_be_told() -> None:
    """The choices are those of the plan, none more and none less."""
    by_key = {question.key: question for question in questions()}
    assert set(by_key["places"].choices) == {place.value for place in Place}
    assert set(by_key["injuries"].choices) == set(INJURIES)
    assert len({question.key for question in questions()}) == len(questions())


def test_nothing_that_is_said_tells_a_risk_or_promises_protection() -> None:
    """It is no medical device: it gives reasons, not odds for a person."""
    said = [rule.words + (rule.warning or "") for question in questions() for rule in question.rules]
    assert not [words for words in said if any(no in words.lower() for no in ("risk", "protect", "prevent"))]


def test_one_question_at_a_time_can_be_read() -> None:
    """A terminal asks, reads and asks again, without the rest of the answers."""
    by_key = {question.key: question for question in questions()}
    assert read_answer(by_key["age"], "40") == 40.0
    assert read_answer(by_key["age"], "  ") is None
    assert by_key["chest-pain-last"].is_asked({"chest-pain": "yes"})
    assert not by_key["chest-pain-last"].is_asked({"chest-pain": "perhaps"})
    assert not by_key["chest-pain-last"].is_asked({})
    assert not gives(answer=1.0, wanted=True)
