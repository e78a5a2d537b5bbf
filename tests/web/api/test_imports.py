"""Imports, work in the background, duplicates and the care of the log, by the API alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.edited_log import fit
from tests.web.brought import export, over, recording, uploads

from backstride.actions.importing import ImportSettings, import_paths
from backstride.store import Store

OCTETS = {"content-type": "application/octet-stream"}


@pytest.fixture
def app(empty_client: TestClient) -> TestClient:
    """The app over an empty log."""
    return empty_client


def accepted(answer: Response) -> str:
    """The key of the job that was asked for."""
    assert answer.status_code == 202, answer.text
    key = str(answer.json()["key"])
    assert answer.headers["location"] == f"/api/jobs/{key}"
    return key


def test_a_file_by_itself_is_imported_and_taken_back(app: TestClient, sqlite_store: Store) -> None:
    """As a program does it: send, follow the job, read the log, take it back."""
    sent = app.post("/api/imports?name=export.zip&lap_convention=turn", content=export(), headers=OCTETS)
    job = over(app, accepted(sent))
    assert (job["state"], job["result"]["new"], job["arguments"]["lap_convention"]) == ("done", 2, "turn")
    (listed,) = app.get("/api/imports").json()["imports"]
    assert (listed["batch"], listed["sources"], listed["files"]["new"]) == (1, ["export.zip"], 2)
    files = app.get("/api/imports/1?outcome=ignored").json()
    assert (len(files["files"]), files["counts"]["new"]) == (files["counts"]["ignored"], 2)
    dry = over(app, accepted(app.post("/api/imports/1/undo", json={"dry_run": True})))
    assert len(dry["result"]["removed"]) == 2
    assert over(app, accepted(app.post("/api/imports/1/undo")))["state"] == "done"
    assert app.get("/api/imports").json() == {"imports": []}
    assert uploads(sqlite_store) == []


def test_a_preview_becomes_an_import(app: TestClient) -> None:
    """Files of a form are looked at, and imported without being sent again; after that they are gone."""
    preview = accepted(app.post("/api/imports/preview", files=[("files", ("1.fit", recording(1)))]))
    found = over(app, preview)["result"]
    assert (found["is_dry_run"], found["new"]) == (True, 1)
    assert found["found"][0].keys() >= {"activity", "day", "sport", "duration_s", "distance_m"}
    done = over(app, accepted(app.post(f"/api/jobs/{preview}/import")))
    assert (done["kind"], done["result"]["new"]) == ("import", 1)
    assert app.post(f"/api/jobs/{preview}/import").status_code == 409
    assert app.post(f"/api/jobs/{done['key']}/import").status_code == 422
    assert app.post("/api/imports/1/resume").status_code == 409
    assert [each["kind"] for each in app.get("/api/jobs?limit=2").json()["jobs"]] == ["import", "preview"]


def test_the_log_is_kept_by_the_api(app: TestClient) -> None:
    """Check, export with its file, recompute and rebuild are jobs that are followed alike."""
    for path, wish in (("doctor", {"quick": True}), ("recompute", {"dry_run": True}), ("rebuild", None)):
        assert over(app, accepted(app.post(f"/api/{path}", json=wish)))["state"] == "done", path
    key = accepted(app.post("/api/export"))
    over(app, key)
    file = app.get(f"/api/jobs/{key}/file")
    assert (file.headers["content-type"], file.content[:2]) == ("application/zip", b"PK")
    restored = over(
        app, accepted(app.post("/api/restore?name=export.zip", content=file.content, headers=OCTETS))
    )
    assert (restored["state"], restored["result"]["activities"]) == ("done", 0)
    assert app.post(f"/api/jobs/{key}/stop").json()["state"] == "done"
    assert app.post(f"/api/jobs/{key}/again").status_code == 422


def test_duplicates_are_decided_by_the_api(client: TestClient, lived_store: Store, tmp_path: Path) -> None:
    """Tried first, then said, then taken back."""
    for session in ("first-steps", "treadmill"):
        (tmp_path / f"{session}.fit").write_bytes(fit(session, 300.0))
    paths = [tmp_path / "first-steps.fit", tmp_path / "treadmill.fit"]
    import_paths(lived_store, paths, ImportSettings(athlete="me", processes=1))
    (pair,) = client.get("/api/duplicates").json()["pairs"]
    named = [each["activity"] for each in pair["activities"]]
    said = {"activities": named, "verdict": "same", "keep": named[1]}
    assert client.post("/api/duplicates", json=said | {"dry_run": True}).json()["change"] is None
    assert client.post("/api/duplicates", json=said).json()["after"]["activities"] == 1
    assert client.get("/api/duplicates").json()["pairs"][0]["decided"] == "same"
    back = client.post("/api/duplicates", json={"activities": named, "verdict": "undecided"}).json()
    assert back["after"]["activities"] == 2


REFUSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("post", "/api/imports", {}),
    ("post", "/api/imports?name=", {"content": b"x", "headers": OCTETS}),
    ("post", "/api/imports?name=a.fit&lap_convention=jump", {"content": b"x", "headers": OCTETS}),
    ("post", "/api/imports?name=a.fit&other=1", {"content": b"x", "headers": OCTETS}),
    ("post", "/api/imports/preview", {"content": b"x", "headers": {"content-type": "multipart/form-data"}}),
    ("get", "/api/imports/99999999999999999999", {}),
    ("get", "/api/imports/1", {}),
    ("get", "/api/imports/1?outcome=odd", {}),
    ("get", "/api/imports/1?limit=0", {}),
    ("post", "/api/imports/1/undo", {"json": {"dry_run": "yes"}}),
    ("post", "/api/imports/1/undo", {"json": {"other": True}}),
    ("post", "/api/imports/1/undo", {"json": {}}),
    ("post", "/api/imports/1/resume", {}),
    ("post", "/api/restore", {}),
    ("get", "/api/jobs?limit=100000", {}),
    ("get", "/api/jobs/0000000000000000", {}),
    ("get", "/api/jobs/nothing", {}),
    ("get", "/api/jobs/0000000000000000/file", {}),
    ("post", "/api/jobs/0000000000000000/stop", {}),
    ("post", "/api/duplicates", {"json": {"activities": ["a"], "verdict": "same"}}),
    ("post", "/api/duplicates", {"json": {"activities": ["a", "b"], "verdict": "same"}}),
    ("post", "/api/duplicates", {"json": {"activities": ["\0", "b"], "verdict": "same"}}),
    ("post", "/api/duplicates", {"content": b"{", "headers": {"content-type": "application/json"}}),
    ("post", "/api/doctor", {"json": []}),
    ("post", "/api/doctor", {"json": {"repair": 1}}),
    ("delete", "/api/jobs", {}),
)


def test_what_is_not_as_described_is_refused_in_words(app: TestClient, sqlite_store: Store) -> None:
    """Never a fault of the server: what was found and what to do, and nothing is left of what was sent."""
    for method, path, options in REFUSED:
        answer = app.request(method.upper(), path, **options)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        if answer.status_code != 404 or "error" in answer.text:
            error = answer.json()["error"]
            assert error["slug"], path
            assert error["remedy"], path
    assert uploads(sqlite_store) == []
    assert sqlite_store.jobs.of_athlete("me") == ()


def test_all_of_it_is_described(app: TestClient) -> None:
    """Each address is in the description, with what it answers, and what files are sent to says so."""
    paths = app.get("/api/openapi.json").json()["paths"]
    for path in (
        "/api/imports",
        "/api/imports/{number}/undo",
        "/api/jobs/{key}/file",
        "/api/duplicates",
        "/api/export",
    ):
        assert path in paths
    body = paths["/api/imports/preview"]["post"]["requestBody"]["content"]
    assert body.keys() == {"multipart/form-data", "application/octet-stream"}
    mine = re.compile(r"/api/(imports|jobs|duplicates|export|doctor|recompute|rebuild|restore)")
    for path, methods in paths.items():
        for each in methods.values() if mine.match(path) else ():
            assert "4XX" in each["responses"], path
            assert "422" not in each["responses"] or each["responses"]["422"], path
