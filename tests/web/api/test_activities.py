"""Activities as programs ask for them."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from tests.web.conftest import asking
from tests.web.long_recording import SAMPLES, bring, ten_hours

from backstride.actions.documents import schema
from backstride.store import Store

LARGEST_ANSWER_B = 2_500_000


@pytest.fixture(scope="module")
def reader(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The app over the lived log and a recording of ten hours, which no test of this module changes."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copytree(lived_folder, folder / "log")
    store = Store(folder / "log")
    bring(store, folder)
    with asking(store) as client:
        yield client
    store.close()


def test_the_list_is_its_schema_and_can_be_narrowed(reader: TestClient) -> None:
    """What the command prints as JSON is what the API answers; a page of it says how much is left."""
    document = reader.get("/api/activities?limit=2&skip=1&travel=backward").json()
    Draft202012Validator(schema("list")).validate(document)
    assert [each["name"] for each in document["activities"]] == ["Backward 200s", "Backward on the treadmill"]
    assert document["left_out"] == 1


def test_one_activity_is_its_schema(reader: TestClient) -> None:
    """All that is known of one, as the command shows it."""
    document = reader.get("/api/activities/2026-04-05").json()
    Draft202012Validator(schema("show")).validate(document)
    assert document["activity"]["name"] == "Backward 200s"


def test_ten_hours_of_samples_are_columns_of_one_length(reader: TestClient) -> None:
    """Every second is there, what is unknown is null, and the answer does not grow beyond reason."""
    answer = reader.get("/api/activities/2026-04-14/samples?columns=speed_m_s,heart_rate_bpm,latitude_deg")
    assert len(answer.content) < LARGEST_ANSWER_B
    document = answer.json()
    Draft202012Validator(schema("samples")).validate({**document, "elapsed_s": [], "columns": {}})
    assert list(document["columns"]) == ["speed_m_s", "heart_rate_bpm", "latitude_deg"]
    assert {len(values) for values in (document["elapsed_s"], *document["columns"].values())} == {SAMPLES}
    assert document["samples"] == SAMPLES
    assert document["elapsed_s"][-1] == SAMPLES - 1
    known = [value for value in document["columns"]["heart_rate_bpm"] if value is not None]
    assert 40 < min(known) < max(known) < 220


def test_without_names_every_column_that_holds_anything_is_given(reader: TestClient) -> None:
    """A treadmill has no positions, so there is no column of them; named, it is there and null."""
    every = reader.get("/api/activities/2026-04-03/samples").json()["columns"]
    assert "speed_m_s" in every
    assert "latitude_deg" not in every
    named = reader.get("/api/activities/2026-04-03/samples?columns=latitude_deg").json()["columns"]
    assert set(named["latitude_deg"]) == {None}


def test_the_original_comes_back_byte_by_byte_under_a_name_that_says_nothing(reader: TestClient) -> None:
    """What was imported can be taken away again; a file that is not there is not found."""
    answer = reader.get("/api/activities/2026-04-14/original")
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(ten_hours()).digest()
    key = reader.get("/api/activities/2026-04-14").json()["activity"]["key"]
    assert answer.headers["content-disposition"] == f'attachment; filename="{key}.gpx"'
    assert reader.get("/api/activities/2026-04-14/original?part=2").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?limit=0", 422),
        ("?limit=1001", 422),
        ("?since=2026-13-01", 422),
        ("?since=%00", 422),
        ("?colour=red", 422),
        ("?skip=1e99", 422),
        ("/nothing-here", 404),
        ("/%00", 422),
        ("/ffffffffffff/samples", 404),
        ("/2026-04-03/samples?columns=", 422),
        ("/2026-04-03/samples?columns=password", 422),
        ("/2026-04-03/original?part=0", 422),
    ],
)
def test_whatever_odd_is_asked_is_answered_by_a_sentence(reader: TestClient, path: str, status: int) -> None:
    """A program that asks wrongly learns what was found, what is allowed and what to do."""
    answer = reader.get(f"/api/activities{path}")
    assert answer.status_code == status
    trouble = answer.json()["error"]
    assert trouble["message"]
    assert trouble["remedy"]
