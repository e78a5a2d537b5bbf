"""Screening, programmes, the plan and workouts for programs: documents, files, and clear refusals."""

from typing import Any, Final

from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from tests.planned_log import healthy_answers
from tests.web.lived_log import TODAY

from backstride.actions.documents import schema
from backstride.actions.plan_view import current_plan
from backstride.formats.fit.workout import read_workout
from backstride.store import Store

PLAN: dict[str, Any] = {
    "programme": "base",
    "start": "2026-04-20",
    "days": {"tuesday": 60, "thursday": 60, "saturday": 75},
    "places": ["track"],
}


ANSWERS: Final = (
    ("/api/questions", "questions"),
    ("/api/screening", "screen"),
    ("/api/programmes", "programmes"),
    ("/api/programmes/base", "programme"),
    ("/api/plan", "plan"),
    ("/api/plan/sessions/next/workout?watch=garmin", "workout"),
    ("/api/plan/sessions/w02-1/workout", "workout"),
)
"""What is asked for, and the schema of its answer."""


def test_answers_are_the_documents_of_the_command_line(client: TestClient) -> None:
    """Each holds to the schema that the description of the API names."""
    for path, name in ANSWERS:
        answer = client.get(path)
        assert answer.status_code == 200, path
        Draft202012Validator(schema(name)).validate(answer.json())


def test_a_plan_is_made_moved_on_and_ended(empty_client: TestClient) -> None:
    """The whole way without a page."""
    screened = empty_client.post("/api/screening", json={"answers": healthy_answers()})
    assert screened.json()["screening"]["allows_planning"] is True
    tried = empty_client.post("/api/plan", json=PLAN | {"dry_run": True})
    assert tried.json()["plan"] is None
    assert empty_client.get("/api/plan").status_code == 404
    made = empty_client.post("/api/plan", json=PLAN)
    Draft202012Validator(schema("plan")).validate(made.json())

    moved = empty_client.post("/api/plan/sessions/w01-1/move", json={"day": "2026-04-20"})
    assert moved.json()["now"] == {"session": "w01-1", "date": "2026-04-20"}
    changed = empty_client.get("/api/plan").json()
    Draft202012Validator(schema("plan")).validate(changed)
    assert changed["sessions"][0]["date"] == "2026-04-20"
    adapted = empty_client.post("/api/plan/adapt", json={"dry_run": True})
    Draft202012Validator(schema("adapt")).validate(adapted.json())
    assert empty_client.get("/api/plan/match").json()["matches"] == []
    ended = empty_client.delete("/api/plan")
    assert ended.json()["ended_on"] == TODAY.isoformat()
    assert empty_client.delete("/api/plan").status_code == 404


def test_a_clinician_s_word_is_added(empty_client: TestClient) -> None:
    """It is tried first, and then kept."""
    answers = healthy_answers() | {"brittle-bones": "yes"}
    empty_client.post("/api/screening", json={"answers": answers})
    word = {"by": "Dr. Weber", "allows": "walk"}
    tried = empty_client.post("/api/screening/clinician", json=word | {"dry_run": True}).json()
    assert tried["screening"]["verdict"] == "go with limits"
    assert empty_client.get("/api/screening").json()["screening"]["verdict"] == "ask a clinician first"
    empty_client.post("/api/screening/clinician", json=word)
    assert empty_client.get("/api/screening").json()["screening"]["clinician"]["by"] == "Dr. Weber"


def test_files_are_given(client: TestClient) -> None:
    """For the watch, for the treadmill, as text; of the plan and of one's own."""
    fit = client.get("/api/plan/sessions/next/workout.fit?watch=garmin")
    assert read_workout(fit.content).name.endswith("w01-2")
    assert client.get("/api/plan/sessions/next/workout.zwo").text.startswith("<?xml")
    own = client.post("/api/workouts?as=fit", json={"text": "- 5min backward walk"})
    assert read_workout(own.content).performed
    checked = client.post("/api/workouts", json={"text": "- 5min backward walk"})
    Draft202012Validator(schema("workout")).validate(checked.json())


def test_the_calendar_has_its_time(client: TestClient) -> None:
    """Reading it changes nothing; the time is set apart from it."""
    assert client.get("/api/calendar.ics").text.count("BEGIN:VEVENT") > 10
    assert client.put("/api/calendar/time", json={"starts_at": "18:00"}).json() == {"starts_at": "18:00"}
    assert "T180000" in client.get("/api/calendar.ics").text
    assert client.put("/api/calendar/time", json={"starts_at": "6pm"}).status_code == 422


REFUSED: Final[tuple[tuple[str, str, dict[str, Any] | None], ...]] = (
    ("POST", "/api/plan", PLAN | {"days": {}}),
    ("POST", "/api/plan", PLAN | {"days": {"someday": 40}}),
    ("POST", "/api/plan", PLAN | {"days": {"monday": 1e308}}),
    ("POST", "/api/plan", PLAN | {"start": "9999-12-31"}),
    ("POST", "/api/plan", PLAN | {"start": "2190-01-01"}),
    ("POST", "/api/plan", PLAN | {"race_on": "2199-01-01", "programme": "backward-mile"}),
    ("POST", "/api/plan", PLAN | {"programme": "/etc/hosts.toml"}),
    ("POST", "/api/plan", PLAN | {"programme": "a\x00b"}),
    ("POST", "/api/plan", PLAN | {"from_phase": "\x00"}),
    ("POST", "/api/plan", PLAN | {"weeks": 105}),
    ("POST", "/api/plan", PLAN | {"weeks": True}),
    ("POST", "/api/plan", PLAN | {"unknown": 1}),
    ("POST", "/api/plan", PLAN | {"forward": [{"day": "2026-05-01", "minutes": -1, "rpe": 3}]}),
    ("POST", "/api/plan/sessions/w01-2/move", {"day": "1900-01-01"}),
    ("POST", "/api/plan/sessions/w01-2/move", {"day": "2200-12-31"}),
    ("POST", "/api/plan/sessions/%00/move", {"day": "2026-04-17"}),
    ("POST", "/api/screening", {"answers": {"age": "\x00"}}),
    ("POST", "/api/screening", {"answers": {"no such question": True}}),
    ("POST", "/api/screening", {"answers": {"age": 10**400}}),
    ("POST", "/api/screening", {"answers": {}}),
    ("POST", "/api/screening/clinician", {"by": "\x00", "allows": "walk"}),
    ("POST", "/api/screening/clinician", {"by": "Dr. Weber", "allows": "fly"}),
    ("POST", "/api/workouts", {"text": "\x00"}),
    ("POST", "/api/workouts", {"text": ""}),
    ("POST", "/api/workouts", {"text": "- 5min backward walk", "watch": "sundial"}),
    ("GET", "/api/programmes/x.toml", None),
    ("GET", "/api/plan/sessions/w99-9/workout", None),
    ("GET", "/api/plan/sessions/next/workout.exe", None),
)
"""What no program should ask for."""


def test_what_cannot_be_is_refused_in_words(client: TestClient, lived_store: Store) -> None:
    """A status of 4xx with what was found and what to do; nothing of the log changes."""
    before = current_plan(lived_store, "me", today=TODAY)
    for method, path, body in REFUSED:
        answer = client.request(method, path, json=body)
        assert 400 <= answer.status_code < 500, (method, path, body, answer.text)
        assert set(answer.json()["error"]) >= {"slug", "message", "remedy"}, (path, body)
    assert current_plan(lived_store, "me", today=TODAY) == before


def test_a_refused_plan_gives_every_reason(client: TestClient) -> None:
    """So that a program can show them one by one."""
    answer = client.post("/api/plan", json=PLAN | {"race_on": "2026-06-01"})
    assert answer.status_code == 409
    assert answer.json()["error"]["reasons"] == ["The programme has no race in it."]
