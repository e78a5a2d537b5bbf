"""Figures of a whole history, as a program asks for them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient
from tests.web.conftest import asking
from tests.web.lived_log import TODAY

from backstride.actions.checking_in import check_in
from backstride.actions.documents import schema
from backstride.store import Store
from backstride.training.diary import CheckIn
from backstride.web.activity_revisions import ActivityRevisions

ADDRESSES = {
    "/api/weeks": "weeks",
    "/api/weeks?count=10000": "weeks",
    "/api/form": "form",
    "/api/form?since=2000-01-01&scale=session-rpe&daily_load=40": "form",
    "/api/form?travel=backward&travel=backward": "form",
    "/api/records": "records",
    "/api/records?travel=backward": "records",
    "/api/skill": "skill",
    "/api/plateaus": "plateaus",
    "/api/plateaus?measure=heart-cost": "plateaus",
    "/api/predictions": "predict",
    "/api/predictions?distance_m=400&distance_m=1609.344": "predict",
}


@pytest.fixture(scope="module")
def client(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The app over the lived log, for what changes nothing."""
    store = Store(Path(shutil.copytree(lived_folder, tmp_path_factory.mktemp("figures") / "log")))
    with asking(store) as asked:
        yield asked
    store.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The app over an empty log, for what changes nothing."""
    store = Store(tmp_path_factory.mktemp("empty"))
    with asking(store) as asked:
        yield asked
    store.close()


@pytest.mark.parametrize(("address", "name"), ADDRESSES.items())
def test_each_answer_is_as_its_schema_says(address: str, name: str, client: TestClient) -> None:
    """What a program gets is what the description promises."""
    answer = client.get(address)
    assert answer.status_code == 200
    jsonschema.validate(answer.json(), schema(name))


@pytest.mark.parametrize("address", list(ADDRESSES))
def test_an_empty_log_answers_with_nothing_and_no_zero(address: str, empty: TestClient) -> None:
    """Nothing done is an empty list."""
    document = empty.get(address).json()
    assert not any(document.get(name) for name in ("weeks", "courses", "records", "speed_ratios"))


@pytest.mark.parametrize(
    "address",
    [
        "/api/weeks?count=0",
        "/api/weeks?since=yesterday",
        "/api/weeks?other=1",
        "/api/form?until=9999-12-31",
        "/api/form?scale=watts",
        "/api/form?daily_load=nan",
        "/api/form?daily_load=-1",
        "/api/records?travel=up",
        "/api/plateaus?measure=mood",
        "/api/predictions?distance_m=1",
        "/api/predictions?distance_m=inf",
        "/api/predictions?on=0001-01-01",
    ],
)
def test_what_makes_no_sense_is_refused_in_words(address: str, client: TestClient) -> None:
    """A mistake is answered with what was found, what is allowed and what to do."""
    answer = client.get(address)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) >= {"slug", "message", "remedy"}


@pytest.mark.parametrize(
    "address",
    ["/api/form?until=1900-01-01", "/api/form?since=2200-12-31", "/api/weeks?since=1900-01-01&count=1"],
)
def test_days_at_the_ends_of_life_are_days(address: str, client: TestClient) -> None:
    """Days on which nothing was done are answered like others."""
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/api/form?until=0001-01-01", "/api/form?since=9999-12-31", "/api/weeks?since=1700000000"],
)
def test_days_of_nobodys_life_are_refused(address: str, client: TestClient) -> None:
    """A slip in a year, or a number of seconds, is told and not answered with nothing."""
    assert client.get(address).status_code == 422


def test_form_tells_a_year_and_more_on_request(client: TestClient) -> None:
    """An answer stays small unless somebody wants the whole."""
    late = client.get("/api/form?since=2026-04-10").json()["courses"][0]["days"]
    whole = client.get("/api/form").json()["courses"][0]["days"]
    assert [day["day"] for day in late] == [f"2026-04-{day}" for day in range(10, 17)]
    assert whole[-7:] == late


def test_a_prediction_may_rest_on_times_that_are_told(client: TestClient) -> None:
    """Nothing of it is kept: the next answer knows only the log."""
    told = {"distances_m": [400], "backward": [{"distance_m": 400, "time_s": 100, "day": "2026-04-10"}]}
    with_it = client.post("/api/predictions", json=told)
    assert with_it.status_code == 200
    assert {"distance_m": 400.0, "time_s": 100.0, "day": "2026-04-10"} in with_it.json()["backward"]
    assert {"distance_m": 400.0, "time_s": 100.0, "day": "2026-04-10"} not in client.get(
        "/api/predictions"
    ).json()["backward"]


def test_what_changes_no_activity_lets_kept_figures_stand(lived_store: Store) -> None:
    """A check-in is a change of the log, but not of what was done."""
    revisions = ActivityRevisions()
    with lived_store.reading() as log:
        first, since = log.revision, revisions.since(log, "me")
    check_in(lived_store, "me", CheckIn(day=TODAY, pain=0.0), today=TODAY)
    with lived_store.reading() as log:
        assert log.revision > first
        assert revisions.since(log, "me") == since
    revisions.renew("me")
    with lived_store.reading() as log:
        assert revisions.since(log, "me") == log.revision
