"""The calculators for programs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from tests.web.conftest import asking

from backstride.actions.documents import schema
from backstride.store import Store


@pytest.fixture(scope="module")
def asked(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The lived log, for what changes nothing in it."""
    folder = tmp_path_factory.mktemp("asked") / "log"
    shutil.copytree(lived_folder, folder)
    store = Store(folder)
    with asking(store) as client:
        yield client
    store.close()


def test_zones_are_those_of_the_person_of_the_log(asked: TestClient, empty_client: TestClient) -> None:
    """Without any parameter; where nothing is known it is refused, not made up."""
    told = asked.get("/api/zones").json()
    Draft202012Validator(schema("zones")).validate(told)
    assert (told["age_years"], told["resting_heart_rate_bpm"]) == (46, 52.0)
    assert told["karvonen_target"] is not None
    refused = empty_client.get("/api/zones")
    assert refused.status_code == 422
    assert refused.json()["error"]["slug"] == "invalid-value"


def test_zones_of_anybody_follow_from_what_is_told(asked: TestClient) -> None:
    """What is left out is unknown, not what the log knows."""
    told = asked.get("/api/zones", params={"age_years": 40, "target_low": 0.6, "target_high": 0.7}).json()
    assert (told["maximum_used"]["bpm"], told["karvonen_target"]) == (180.0, None)
    assert told["target"] == [0.6, 0.7]
    measured = asked.get("/api/zones", params={"maximum_heart_rate_bpm": 190}).json()
    assert (measured["maximum"], measured["maximum_used"]["is_measured"]) == ([], True)


def test_costs_have_their_range_and_say_what_is_unknown(asked: TestClient) -> None:
    """Backward downhill is null."""
    told = asked.get("/api/cost", params={"speed_m_s": 2.5, "mass_kg": 70}).json()
    assert told["backward"]["energy_kcal_h"]["value"] > told["forward"]["energy_kcal_h"]["value"]
    assert told["equivalent_forward_m_s"] == {"value": 3.3, "low": 3.225, "high": 3.375}
    down = asked.get("/api/cost", params={"speed_m_s": 2.5, "grade": -0.1}).json()
    assert down["backward"]["oxygen_ml_kg_min"] is None
    assert down["forward"]["oxygen_ml_kg_min"] is not None


def test_paces_give_times_and_splits(asked: TestClient) -> None:
    """Of a mile, unless another distance is asked for."""
    told = asked.get("/api/paces", params={"speed_m_s": 4}).json()
    assert told["splits"][0] == {"distance_m": 400.0, "time_s": 100.0}
    assert told["whole"] == told["splits"][-1] == {"distance_m": 1609.344, "time_s": 402.336}


@pytest.mark.parametrize(
    "path",
    [
        "/api/zones?age_years=4",
        "/api/zones?age_years=nan",
        "/api/zones?odd=1",
        "/api/zones?age_years=40&target_low=0.9&target_high=0.8",
        "/api/zones?age_years=40&formula=%00",
        "/api/zones?resting_heart_rate_bpm=130&maximum_heart_rate_bpm=100",
        "/api/zones?sex=male",
        "/api/cost",
        "/api/cost?speed_m_s=inf",
        "/api/cost?speed_m_s=nan",
        "/api/cost?speed_m_s=2&gait=standing",
        "/api/cost?speed_m_s=2&grade=nan",
        "/api/cost?speed_m_s=2&mass_kg=1e309",
        "/api/paces?speed_m_s=0",
        "/api/paces?speed_m_s=2&distance_m=200000&every_m=10",
        "/api/paces?speed_m_s=2&every_m=nan",
    ],
)
def test_what_cannot_be_is_refused(asked: TestClient, path: str) -> None:
    """In the form of all troubles."""
    answer = asked.get(path)
    assert answer.status_code == 422
    assert {"slug", "message", "remedy"} <= answer.json()["error"].keys()
