"""Muscles for programs."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from tests.web.conftest import asking

from backstride.actions.documents import schema
from backstride.store import Store

WORKOUT = "name: Hills\n- 3x 100m backward walk @RPE 3, 100m forward walk recovery\n"


@pytest.fixture(scope="module")
def asked(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The lived log, for what changes nothing in it."""
    folder = tmp_path_factory.mktemp("asked") / "log"
    shutil.copytree(lived_folder, folder)
    store = Store(folder)
    with asking(store) as client:
        yield client
    store.close()


def test_weeks_and_workouts_are_told_as_documents(asked: TestClient) -> None:
    """Both as their schema says; the weeks latest last."""
    validator = Draft202012Validator(schema("muscles"))
    weeks = asked.get("/api/muscles", params={"weeks": 3}).json()
    workout = asked.post("/api/muscles", json={"text": WORKOUT}).json()
    for document in (weeks, workout):
        validator.validate(document)
    assert [week["sessions"] for week in weeks["weeks"]] == [3, 1, 0]
    before = asked.get("/api/muscles", params={"until": "2026-04-05"}).json()
    assert [week["sessions"] for week in before["weeks"]] == [3]
    ahead = asked.get("/api/muscles", params={"until": "2100-12-31", "weeks": 3}).json()
    assert ahead["weeks"] == weeks["weeks"]
    assert asked.get("/api/muscles", params={"until": "0001-01-01"}).status_code == 422
    assert (workout["workout"], len(workout["muscles"])) == ("Hills", 6)


def test_an_empty_log_has_loaded_nothing(empty_client: TestClient) -> None:
    """Of a week without a session nothing is unknown."""
    (week,) = empty_client.get("/api/muscles").json()["weeks"]
    assert {each["level"] for each in week["muscles"]} == {"none"}


@pytest.mark.parametrize(
    "sent",
    [None, {}, [], {"text": 1}, {"text": ""}, {"text": "\x00"}, {"text": "\ud800"}, {"text": "x" * 20_001}],
)
def test_texts_that_are_no_workout_are_refused(asked: TestClient, sent: object) -> None:
    """Never a fault of ours."""
    answer = asked.post(
        "/api/muscles", content=json.dumps(sent), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert "error" in answer.json()


@pytest.mark.parametrize("weeks", ["0", "53", "x", "1e9"])
def test_so_many_weeks_are_refused(asked: TestClient, weeks: str) -> None:
    """A year of them at once; those before are reached by their last day."""
    assert asked.get("/api/muscles", params={"weeks": weeks}).status_code == 422
