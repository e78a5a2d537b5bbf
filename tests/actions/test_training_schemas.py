"""Documents of training, held against their schemas: what programs may rely on."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from tests.planned_log import healthy_answers

from backstride import __version__
from backstride.actions.adapting import adapt_plan
from backstride.actions.adapting_documents import adapt_document
from backstride.actions.calendars import export_calendar
from backstride.actions.checking_in import check_in, checkins_of
from backstride.actions.document_values import Document
from backstride.actions.documents import schema
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.muscle_map import muscles_of_weeks, muscles_of_workout
from backstride.actions.plan_documents import plan_document
from backstride.actions.plan_view import current_plan
from backstride.actions.planning import PlanWish, SessionStatus, find_programme, plan_training
from backstride.actions.predicting import predict_races
from backstride.actions.screening import last_screening, screen_athlete
from backstride.actions.training_documents import (
    calendar_document,
    checkins_document,
    programme_document,
    programmes_document,
    questions_document,
    screening_document,
)
from backstride.actions.workout_documents import muscles_document, predictions_document, workout_document
from backstride.actions.workouts import fitted_workout, planned_workout, write_files
from backstride.formats.calendar import EventStatus
from backstride.formats.fit.write import write_activity
from backstride.simulation import SimulatedAthlete, simulate
from backstride.simulation.workout_script import script_of
from backstride.sources import Belief
from backstride.store import Store
from backstride.training import clearance, library, muscles, programme, questions
from backstride.training.clearance import Allowed, ClinicianWord
from backstride.training.diary import CheckIn
from backstride.training.dose import Speeds
from backstride.training.matching import Confidence
from backstride.training.plan_changes import ChangeKind
from backstride.training.prediction import KnownTime
from backstride.training.watches import Fit, watches
from backstride.training.workout import Place
from backstride.training.workout_text import parse_workout

BEFORE: Final = date(2026, 5, 1)
NOON: Final = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
MONDAY: Final = date(2026, 5, 4)
LATER: Final = date(2026, 5, 11)
WISH: Final = PlanWish(
    programme=find_programme("first-steps"), start=MONDAY, weeks=4, days=dict.fromkeys((1, 3, 5), 45.0)
)
HUNDREDS: Final = parse_workout("- 5x 100m backward @RPE 4, 200m forward walk\n- until lap press")
THOUSAND: Final = KnownTime(distance_m=1000.0, time_s=310.0, day=BEFORE)
WORD: Final = ClinicianWord(by="Dr. Weber", on=BEFORE, allows=Allowed.RUN)
HURT: Final = {
    "injuries": ["knee-surgery", "shin-splints"],
    "knee-surgery-since": "2026-01-01",
    "heart-condition": "yes",
}
NAMES: Final = (
    *("questions", "screen", "programmes", "programme", "plan", "workout"),
    *("calendar", "checkin", "adapt", "predict", "muscles"),
)
PLAIN: Final = {
    *("number", "hardest_rpe", "rpe", "value", "low", "high", "least", "most", "n", "per_week", "sequence"),
    *("sessions_per_week", "hard_per_week", "depth", "extra_laps", "planned_times", "done_times"),
    *("unplanned", "unknown", "rpe_over", "sessions", "backward_sessions"),
}
"""Numbers that count, or that say their unit beside them."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The log of somebody who did the first session of a plan, fell behind, and was in pain."""
    folder = tmp_path_factory.mktemp("log")
    opened = Store(folder)
    screen_athlete(opened, "me", healthy_answers(), today=BEFORE)
    first, *_ = plan_training(opened, "me", WISH, today=BEFORE, at=NOON).plan.sessions
    script = script_of(replace(first.workout, name=f"{first.workout.name} {first.key}"), Speeds())
    started_at = datetime.combine(first.day, time(17), UTC)
    path = folder / "done.fit"
    path.write_bytes(write_activity(simulate(SimulatedAthlete(), script, started_at=started_at, seed=1)))
    import_paths(opened, [path], ImportSettings(athlete="me", processes=1))
    said = CheckIn(day=MONDAY, pain=3.0, is_swollen=False, strength_symmetry_percent=85.0, clinician=WORD)
    check_in(opened, "me", said, today=MONDAY)
    adapt_plan(opened, "me", today=LATER, at=NOON + timedelta(days=10))
    yield opened
    opened.close()


Tell = Callable[[Store, Path], Document]
TOLD: Final[dict[str, tuple[str, Tell]]] = {
    "questions": ("questions", lambda _, __: questions_document(questions.questions())),
    "screening": ("screen", lambda log, _: screening_document(last_screening(log, "me", today=BEFORE))),
    "programmes": ("programmes", lambda _, __: programmes_document(library.programmes().values())),
    "plan": ("plan", lambda log, _: plan_document(current_plan(log, "me", today=LATER))),
    "plan that was only tried": (
        "plan",
        lambda log, _: plan_document(
            plan_training(log, "me", replace(WISH, start=LATER), today=LATER, at=NOON, is_dry=True)
        ),
    ),
    "workout from the plan": (
        "workout",
        lambda log, folder: workout_document(
            write_files(
                planned_workout(log, "me", None, watch="garmin", today=LATER),
                at=NOON,
                fit=folder / "a.fit",
                zwo=folder / "a.zwo",
            )
        ),
    ),
    "workout": (
        "workout",
        lambda log, _: workout_document(fitted_workout(log, "me", HUNDREDS, watch="polar", today=LATER)),
    ),
    "calendar": (
        "calendar",
        lambda log, folder: calendar_document(
            export_calendar(log, "me", folder / "a.ics", starts_at=time(18), at=NOON)
        ),
    ),
    "check-ins": ("checkin", lambda log, _: checkins_document(checkins_of(log, "me"))),
    "adapting": (
        "adapt",
        lambda log, _: adapt_document(adapt_plan(log, "me", today=LATER, at=NOON, is_dry=True)),
    ),
    "predictions": (
        "predict",
        lambda log, _: predictions_document(
            predict_races(log, "me", [1609.344, 800.0], on=LATER, today=LATER, backward=[THOUSAND])
        ),
    ),
    "muscles of weeks": (
        "muscles",
        lambda log, _: muscles_document(muscles_of_weeks(log, "me", weeks=2, today=LATER)),
    ),
    "muscles of a workout": (
        "muscles",
        lambda log, _: muscles_document(muscles_of_workout(log, "me", HUNDREDS, today=LATER)),
    ),
}


def checked(document: Document, name: str) -> Any:  # noqa: ANN401 (any JSON)
    """The document as it comes out of JSON, after it was held against its schema, dates and moments too."""
    read = json.loads(json.dumps(document, allow_nan=False))
    validator = Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(read)
    return read


def properties(part: object, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that a schema names, with its place."""
    if isinstance(part, dict):
        for name, inner in part.get("properties", {}).items():
            yield f"{place}/{name}", inner
        for key, inner in part.items():
            yield from properties(inner, f"{place}/{key}")


def words_of(name: str, part: str, key: str) -> set[str]:
    """The closed list of words of one key, null left out."""
    whole = schema(name)
    inner = (whole["$defs"][part] if part else whole)["properties"][key]
    return {word for word in inner.get("items", inner)["enum"] if word is not None}


@pytest.mark.parametrize("told", TOLD)
def test_a_document_keeps_to_its_schema(told: str, store: Store, tmp_path: Path) -> None:
    """Whoever writes a program against the JSON can rely on it."""
    name, tell = TOLD[told]
    assert checked(tell(store, tmp_path), name)["program_version"]


@pytest.mark.parametrize("key", library.programmes())
def test_each_programme_keeps_to_the_schema(key: str) -> None:
    """With every kind of gate, session and cap that there is."""
    assert checked(programme_document(find_programme(key)), "programme")["programme"]["key"] == key


def test_what_was_done_stands_in_the_documents(store: Store) -> None:
    """A match with its steps, a rule, a change: none of the lists is empty only because nothing happened."""
    plan = checked(plan_document(current_plan(store, "me", today=LATER)), "plan")
    assert {each["status"] for each in plan["sessions"]} >= {"done", "planned"}
    assert plan["changes"][0]["kind"] == "adapted"
    found = checked(adapt_document(adapt_plan(store, "me", today=LATER, at=NOON, is_dry=True)), "adapt")
    assert found["done"]["matches"][0]["steps"]
    assert found["rules"]
    assert found["done"]["weeks"]


def test_a_strict_screening_keeps_to_its_schema(tmp_path: Path) -> None:
    """With injuries, limits, and a clinician's word; and nobody screened is null."""
    strict = Store(tmp_path)
    assert checked(screening_document(last_screening(strict, "me", today=BEFORE)), "screen") == {
        "program_version": __version__,
        "screening": None,
    }
    found = screen_athlete(
        strict, "me", complete({**healthy_answers(), **HURT}), today=BEFORE, clinician=WORD
    )
    document = checked(screening_document(found), "screen")["screening"]
    assert (document["verdict"], document["clinician"]["allows"]) == ("go with limits", "run")
    assert [each["kind"] for each in document["injuries"]] == ["knee-surgery", "shin-splints"]
    strict.close()


def complete(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers, with a plain one to whatever else they make asked."""
    plain: dict[questions.Kind, Any] = {questions.Kind.YES_NO: "no", questions.Kind.DATE: "2026-01-01"}
    for question in questions.questions():
        if question.is_asked(answers) and question.is_required and question.key not in answers:
            choice = next(iter(question.choices), 4)
            answers = {**answers, question.key: plain.get(question.kind, choice)}
    return answers


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_sound_and_closed(name: str) -> None:
    """It is one of the draft it says, and refuses what is not in it."""
    Draft202012Validator.check_schema(schema(name))
    assert not Draft202012Validator(schema(name)).is_valid({"other": 1})


@pytest.mark.parametrize("name", NAMES)
def test_each_property_is_described_and_each_number_says_its_unit(name: str) -> None:
    """In its description or its name, unless it counts."""
    for place, inner in properties(schema(name)):
        assert inner["description"], place
        types = inner.get("items", inner).get("type", ())
        if {"number", "integer"} & ({types} if isinstance(types, str) else set(types)):
            is_plain = place.rpartition("/")[2] in PLAIN
            assert is_plain or re.search(r"\[.+\]", inner["description"]), f"{name}: {place}"


@pytest.mark.parametrize(
    ("name", "part", "key", "words"),
    [
        ("questions", "question", "kind", questions.Kind),
        ("screen", "screening", "verdict", clearance.Verdict),
        ("screen", "injury", "kind", clearance.InjuryKind),
        ("screen", "clinician", "allows", clearance.Allowed),
        ("checkin", "clinician", "allows", clearance.Allowed),
        ("programmes", "programme", "goal", programme.Goal),
        ("programme", "programme", "injuries", clearance.InjuryKind),
        ("programme", "programme", "places", Place),
        ("programme", "need", "kind", programme.NeedKind),
        ("programme", "template", "kind", programme.SessionKind),
        ("programme", "template", "belief", Belief),
        ("plan", "session", "place", Place),
        ("workout", "step", "fit", Fit),
        ("adapt", "change", "kind", ChangeKind),
        ("adapt", "match", "confidence", Confidence),
        ("muscles", "muscle", "muscle", muscles.Muscle),
        ("muscles", "muscle", "level", muscles.Level),
    ],
)
def test_a_closed_list_has_every_word(name: str, part: str, key: str, words: type[StrEnum]) -> None:
    """A word that the program may print is one that its schema allows, and it allows no other."""
    assert words_of(name, part, key) == set(words)


def test_the_lists_of_watches_and_of_what_became_of_sessions_have_every_word() -> None:
    """Likewise, where the words are keys or written small."""
    assert words_of("workout", "", "watch") == set(watches())
    assert words_of("plan", "session", "status") == {*SessionStatus, "cancelled"}
    assert words_of("calendar", "event", "status") == {each.value.lower() for each in EventStatus}
