"""Today, the calendar and check-ins, for programs."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from tests.web.conftest import asking
from tests.web.lived_log import TODAY

from backstride.actions.documents import schema
from backstride.store import Store


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An empty log, for what is refused."""
    store = Store(tmp_path_factory.mktemp("unchanged"))
    with asking(store) as client:
        yield client
    store.close()


def test_today_is_told_as_a_document(client: TestClient) -> None:
    """The session as in the plan, the range with its ends, and what needs a look."""
    told = client.get("/api/today").json()
    assert told["session"]["key"] == "w01-2"
    assert told["session"]["status"] == "planned"
    assert told["next"]["date"] > told["day"]
    assert [each["status"] for each in told["lately"]] == ["missed"]
    assert (round(told["target"]["low_bpm"]["value"]), round(told["target"]["high_bpm"]["value"])) == (
        144,
        156,
    )
    assert told["pauses"] == []
    assert [each["kind"] for each in told["reminders"]] == ["direction unknown"]


def test_an_empty_log_is_told_as_unknown(empty_client: TestClient) -> None:
    """Null, and never 0."""
    told = empty_client.get("/api/today").json()
    assert (told["session"], told["target"], told["days_since_import"]) == (None, None, None)


def test_the_calendar_adds_up_what_was_done(client: TestClient) -> None:
    """Minutes by direction of each week are those of its activities; what is unknown stays so."""
    told = client.get("/api/calendar", params={"from": "2026-03-30", "until": "2026-04-12"}).json()
    first, second = told["weeks"]
    assert set(first["minutes"]) == {"forward", "backward"}
    for travel, minutes in first["minutes"].items():
        parts = [each["minutes"].get(travel, 0) for day in first["days"] for each in day["done"]]
        assert minutes == pytest.approx(sum(parts), abs=0.01)
    assert set(second["minutes"]) == {"unknown"}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"from": "2026-04-01"},
        {"from": "2026-04-02", "until": "2026-04-01"},
        {"from": "2026-01-01", "until": "2030-01-01"},
        {"from": "0001-01-01", "until": "0001-01-02"},
        {"from": "9999-12-30", "until": "9999-12-31"},
        {"from": "x", "until": "\x00"},
    ],
    ids=repr,
)
def test_days_that_are_none_are_refused(unchanged: TestClient, asked: dict[str, str]) -> None:
    """In the form of all troubles."""
    answer = unchanged.get("/api/calendar", params=asked)
    assert answer.status_code == 422
    assert answer.json()["error"]["slug"] == "invalid-value"


def test_a_day_is_said_looked_at_and_forgotten(empty_client: TestClient) -> None:
    """The whole way of a check-in, each answer as its schema says."""
    validator = Draft202012Validator(schema("checkin"))
    said = empty_client.post("/api/checkins", json={"pain": 6, "fell": False}).json()
    listed = empty_client.get("/api/checkins").json()
    gone = empty_client.delete(f"/api/checkins/{TODAY}").json()
    for document in (said, listed, gone):
        validator.validate(document)
    assert said["pauses_training"]
    assert [each["pain"] for each in listed["checkins"]] == [6]
    assert gone["checkins"] == []
    assert empty_client.delete(f"/api/checkins/{TODAY}").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {},
        [],
        None,
        {"pain": 11},
        {"pain": "nan"},
        {"pain": 1e308},
        {"pain": 1, "day": "0001-01-01"},
        {"pain": 1, "day": (TODAY + timedelta(days=1)).isoformat()},
        {"pain": 1, "day": 1e99},
        {"pain": 1, "unknown": True},
        {"notes": "a\u0000b"},
        {"notes": "x" * 2001},
        {"notes": "\ud800"},
        {"clinician": {"by": " ", "on": "2026-04-01", "allows": "walk"}},
        {"clinician": {"by": "Dr. Weber", "on": "2027-01-01", "allows": "walk"}},
        {"strength_symmetry_percent": -1},
    ],
    ids=lambda sent: repr(sent)[:40],
)
def test_what_cannot_be_is_refused_and_not_kept(unchanged: TestClient, sent: object) -> None:
    """Never a fault of ours."""
    answer = unchanged.post(
        "/api/checkins", content=json.dumps(sent), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert {"slug", "message", "remedy"} <= answer.json()["error"].keys()
    assert unchanged.get("/api/checkins").json()["checkins"] == []
