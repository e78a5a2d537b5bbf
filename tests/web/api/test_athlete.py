"""A person for programs: told, measured, chosen and forgotten, as the pages do it."""

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from backstride.actions.documents import schema

DAY = "2026-04-01"


def test_the_answer_is_as_its_schema_says(client: TestClient) -> None:
    """Of a person of whom everything is known, too."""
    client.patch("/api/athlete", json={"birth_year": 1979, "sex": "male"})
    client.post("/api/athlete/measurements", json={"quantity": "mass_kg", "value": 70, "since": DAY})
    zones = {"easy": 110.0, "hard": 150.0}
    client.post(
        "/api/athlete/heart-choices", json={"formula": "nes", "target": [0.7, 0.8], "zones_bpm": zones}
    )
    answer = client.post("/api/athlete/conditions", json={"name": "knee", "since": DAY})
    found: dict[str, Any] = answer.json()
    Draft202012Validator(schema("athlete")).validate(found)
    assert found == client.get("/api/athlete").json()
    assert (found["birth_year"], found["sex"]) == (1979, "male")
    assert {"quantity": "mass_kg", "value": 70.0, "since": DAY} in found["measurements"]
    assert found["heart_choices"] == [
        {"since": None, "formula": "nes", "target": [0.7, 0.8], "zones_bpm": zones}
    ]
    assert found["conditions"] == [{"name": "knee", "since": DAY, "until": None}]
    assert found["activities_to_recompute"] is None
    assert client.get("/api/athlete", params={"stale": True}).json()["activities_to_recompute"] == 4
    assert files("backstride.actions").joinpath("schemas", "athlete.json").is_file()


def test_what_was_told_is_forgotten(client: TestClient) -> None:
    """By what it is and since when; what is not there cannot be."""
    client.post("/api/athlete/heart-choices", json={"formula": "nes"})
    client.post("/api/athlete/conditions", json={"name": "knee", "since": DAY})
    for address in (
        "/api/athlete/measurements?quantity=mass_kg&since=2026-03-01",
        "/api/athlete/heart-choices",
        f"/api/athlete/conditions?name=knee&since={DAY}",
    ):
        assert client.delete(address).status_code == 200, address
        assert client.delete(address).status_code == 404, address


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"birth_year": 2025}),
        ("PATCH", "", {"birth_year": 1979.5}),
        ("PATCH", "", {"sex": "x"}),
        ("PATCH", "", {"height_m": 1.8}),
        ("POST", "/measurements", {"quantity": "mass_kg", "value": 1e300}),
        ("POST", "/measurements", {"quantity": "mass_kg", "value": "64 kg"}),
        ("POST", "/measurements", {"quantity": "mass_kg", "value": 64, "since": "2026-04-17"}),
        ("POST", "/measurements", {"quantity": "mass_kg", "value": 64, "since": "soon"}),
        ("POST", "/heart-choices", {"formula": "mine"}),
        ("POST", "/heart-choices", {"target": [0.9, 0.8]}),
        ("POST", "/heart-choices", {"zones_bpm": {}}),
        ("POST", "/heart-choices", {"zones_bpm": {"a": 150, "b": 110}}),
        ("POST", "/heart-choices", {"zones_bpm": {"a\0": 110}}),
        ("POST", "/measurements", {"quantity": "mass_kg", "value": 64, "since": "0"}),
        ("POST", "/measurements", {"quantity": "mass_kg", "value": 64, "since": 86400}),
        ("POST", "/conditions", {"name": "knee\0", "since": DAY}),
        ("POST", "/conditions", {"name": "knee", "since": DAY, "until": "2026-01-01"}),
        ("POST", "/conditions", {"name": "\ud83d", "since": DAY}),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client: TestClient, method: str, path: str, body: dict[str, Any]
) -> None:
    """With what was found and what to do; nothing of it is kept."""
    before = client.get("/api/athlete").json()
    answer = client.request(
        method,
        f"/api/athlete{path}",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["remedy"]
    assert client.get("/api/athlete").json() == before


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"value": NaN, "quantity": "mass_kg"}', "1" * 5000])
def test_what_is_no_document_is_refused(client: TestClient, text: str) -> None:
    """Whatever is sent in place of one."""
    headers = {"Content-Type": "application/json"}
    answer = client.post("/api/athlete/measurements", content=text, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]["message"]
