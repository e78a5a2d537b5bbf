"""Changing activities by the API: tried first, made on what was seen, and taken back."""

import pytest
from starlette.testclient import TestClient


@pytest.fixture
def app(client: TestClient) -> TestClient:
    """The app over a log that somebody works on."""
    return client


@pytest.fixture
def key(client: TestClient) -> str:
    """The latest session, of which nobody said which way it went."""
    return str(client.get("/api/activities").json()["activities"][0]["key"])


LABEL = {"labels": ["5:00-7:00=backward"]}


def test_a_label_can_be_tried_made_and_taken_back(app: TestClient, key: str) -> None:
    """A try keeps nothing; what was made stands in the history, and goes with its number."""
    tried = app.post(f"/api/activities/{key}/labels", json=LABEL | {"dry_run": True}).json()
    assert (tried["change"], tried["before"]["backward_s"], tried["after"]["backward_s"]) == (None, 0, 120)
    assert app.get("/api/history").json() == {"changes": []}
    made = app.post(f"/api/activities/{key}/labels", json=LABEL).json()
    assert app.get(f"/api/activities/{key}/history").json()["changes"][0]["change"] == made["change"]
    app.post(f"/api/history/{made['change']}/revert", json={})
    stretches = app.get(f"/api/activities/{key}/timeline").json()["stretches"]
    assert {each["travel"] for each in stretches} == {"unknown"}
    again = app.post(f"/api/history/{made['change']}/revert", json={"again": True}).json()
    assert again["after"]["backward_s"] == 120


def test_a_change_on_an_old_state_is_refused_and_nothing_is_lost(app: TestClient, key: str) -> None:
    """Of two tabs the second is told, and does not overwrite what the first one said."""
    state = app.get(f"/api/activities/{key}/timeline").json()["state"]
    app.post(f"/api/activities/{key}/labels", json=LABEL | {"state": state}).raise_for_status()
    other = {"labels": ["all=forward"], "state": state}
    refused = app.post(f"/api/activities/{key}/labels", json=other)
    assert (refused.status_code, refused.json()["error"]["slug"]) == (409, "out-of-date")
    assert len(app.get("/api/history").json()["changes"]) == 1
    state = app.get(f"/api/activities/{key}/timeline").json()["state"]
    assert app.post(f"/api/activities/{key}/labels", json=other | {"state": state}).status_code == 200


def test_labels_and_bad_points_are_one_change(app: TestClient, key: str) -> None:
    """What was drawn together is taken back together."""
    drawn = LABEL | {"leave_out": [{"start_s": 60, "end_s": 70, "spoiled": "heart rate"}]}
    made = app.post(f"/api/activities/{key}/labels", json=drawn).json()
    seen = app.get(f"/api/activities/{key}/timeline").json()
    assert seen["left_out"] == [{"start_s": 60, "end_s": 70, "spoiled": "heart rate"}]
    app.post(f"/api/history/{made['change']}/revert", json={}).raise_for_status()
    seen = app.get(f"/api/activities/{key}/timeline").json()
    assert (seen["left_out"], {each["travel"] for each in seen["stretches"]}) == ([], {"unknown"})


def test_an_activity_can_be_split_and_merged_again(app: TestClient, key: str) -> None:
    """The parts take its place, and together they are what it was."""
    made = app.post(f"/api/activities/{key}/split", json={"at_s": [300]}).json()
    assert made["after"]["activities"] == 2
    first, second = (each for each in made["activities"] if each != key)
    merged = app.post("/api/activities/merge", json={"activities": [second, first]}).json()
    assert merged["after"]["activities"] == 1
    assert merged["after"]["duration_s"] == pytest.approx(made["before"]["duration_s"], abs=2)


def test_points_are_left_out_cropped_away_and_taken_in(app: TestClient, key: str) -> None:
    """Each by an address of its own; taking in without a stretch is meant for all."""
    app.post(f"/api/activities/{key}/exclude", json={"start_s": 10, "end_s": 20}).raise_for_status()
    taken = app.post(f"/api/activities/{key}/include", json={}).json()
    assert taken["kind"] == "include"
    cropped = app.post(f"/api/activities/{key}/crop", json={"start_s": 0, "end_s": 100, "dry_run": True})
    assert cropped.json()["after"]["duration_s"] == pytest.approx(100, abs=2)


def test_facts_are_said_and_taken_back_by_null(app: TestClient, key: str) -> None:
    """What is not named stays as it was said before."""
    said = {"facts": {"perceived_exertion": 6, "falls": 0, "notes": "wind"}}
    app.post(f"/api/activities/{key}/facts", json=said).raise_for_status()
    app.post(f"/api/activities/{key}/facts", json={"facts": {"notes": None}}).raise_for_status()
    facts = app.get(f"/api/activities/{key}").json()["activity"]["facts"]
    assert (facts["perceived_exertion"], facts["falls"]) == (6, 0)
    assert "notes" not in facts


def test_an_activity_can_be_taken_out_and_brought_back(app: TestClient, key: str) -> None:
    """It counts nowhere, until the change is taken back."""
    before = app.get("/api/activities").json()["activities"]
    made = app.delete(f"/api/activities/{key}").json()
    assert app.get("/api/activities").json()["activities"] == before[1:]
    app.post(f"/api/history/{made['change']}/revert", json={}).raise_for_status()
    assert app.get("/api/activities").json()["activities"] == before


GARBAGE: tuple[tuple[str, object], ...] = (
    ("labels", {"labels": ["\x00"]}),
    ("labels", {"labels": ["99:00:00-99:00:01=backward"]}),
    ("labels", {"labels": []}),
    ("labels", {"labels": ["1-2=backward"], "leave_out": [{"start_s": 9, "end_s": 3}]}),
    ("labels", {"labels": ["1-2=backward"], "state": "0"}),
    ("labels", {"strange": 1}),
    ("labels", {"labels": ["1-2=backward"] * 2001}),
    ("split", {"at_s": [1e300]}),
    ("split", {"at_s": []}),
    ("split", {"at_s": [300, 300]}),
    ("crop", {"start_s": 5, "end_s": 1}),
    ("exclude", {"start_s": -1, "end_s": 1}),
    ("include", {"start_s": 5}),
    ("facts", {"facts": {}}),
    ("facts", {"facts": {"notes": "\x00"}}),
    ("facts", {"facts": {"sport": "chess"}}),
    ("facts", {"facts": {"perceived_exertion": 11}}),
    ("facts", {"facts": {"falls": 10**30}}),
    ("labels", []),
)


def test_garbage_is_refused_in_words_and_changes_nothing(app: TestClient, key: str) -> None:
    """Whatever odd a program sends, it is told what was wrong, and the log stays as it was."""
    for path, body in GARBAGE:
        answer = app.post(f"/api/activities/{key}/{path}", json=body)
        assert 400 <= answer.status_code < 500, body
        assert answer.json()["error"]["message"], body
    assert app.get("/api/history").json() == {"changes": []}


def test_what_is_not_there_is_not_found(app: TestClient, key: str) -> None:
    """Activities and changes alike."""
    assert app.post("/api/activities/ffffffffffff/labels", json=LABEL).status_code == 404
    assert app.post("/api/history/7/revert", json={}).status_code == 404
    assert app.post(f"/api/history/{10**20}/revert", json={}).status_code == 422
    assert app.post("/api/activities/merge", json={"activities": [key, key]}).status_code == 422
