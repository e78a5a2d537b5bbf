"""The log as a whole by its page: out and back in, looked over, made anew."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.brought import hand_over, key_of, over, send, text_of, uploads
from tests.web.conftest import asking, with_settings

from backstride.actions.exporting import cell_of
from backstride.errors import InvalidValue
from backstride.store import Store
from backstride.web.app import create_app
from backstride.web.work import ask


def exported(client: TestClient) -> tuple[str, bytes]:
    """An export of the log, and the key of its job."""
    key = key_of(send(client, "/keep/export"))
    assert over(client, key)["state"] == "done"
    file = client.get(f"/jobs/{key}/file")
    assert file.headers["content-disposition"].endswith('.zip"')
    return key, file.content


def test_an_export_is_fetched_and_restored_elsewhere(
    client: TestClient,
    lived_store: Store,
    sqlite_store: Store,
    state_of: Callable[[Store], dict[str, Any]],
) -> None:
    """The other log is then the same to the last row; one that is not empty refuses in words."""
    key, content = exported(client)
    assert "tables/activity.1.jsonl" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert key in client.get("/keep").text
    with asking(sqlite_store) as other:
        assert "The log is empty, so an export can be read into it." in other.get("/keep").text
        job = over(other, key_of(hand_over(other, {"export.zip": content}, "/keep/restore")))
        assert (job["state"], job["result"]["activities"]) == ("done", 4)
        assert uploads(sqlite_store) == []
        again = hand_over(other, {"export.zip": content}, "/keep/restore")
        assert (again.status_code, "The log is not empty." in again.text) == (409, True)
    assert state_of(sqlite_store) == state_of(lived_store)


def test_a_file_that_is_no_export_is_refused_and_nothing_is_kept(
    empty_client: TestClient, sqlite_store: Store, state_of: Callable[[Store], dict[str, Any]]
) -> None:
    """The reason is told on the page of the work."""
    before = state_of(sqlite_store)
    key = key_of(hand_over(empty_client, {"holiday.zip": b"PK\x03\x04 nothing"}, "/keep/restore"))
    assert over(empty_client, key)["state"] == "failed"
    assert "That did not work" in text_of(empty_client.get(f"/jobs/{key}").text)
    assert state_of(sqlite_store) == before


def test_an_export_can_be_removed(client: TestClient) -> None:
    """It holds health data; whoever has fetched it need not leave it lying there."""
    key, _ = exported(client)
    assert send(client, f"/jobs/{key}/discard").headers["location"] == "/keep"
    assert client.get(f"/jobs/{key}/file").status_code == 404
    assert "The file is not here any more." in client.get(f"/jobs/{key}").text
    assert f"/jobs/{key}" not in client.get("/keep").text


def test_what_is_wrong_is_found_told_and_repaired(client: TestClient, lived_store: Store) -> None:
    """A lost file of columns is named with its activity; one button makes it anew."""
    with lived_store.reading() as log:
        name = next(iter(log.files.recordings().values()))["file"]
    lived_store.recordings.remove(name)
    found = key_of(send(client, "/keep/doctor"))
    over(client, found)
    page = client.get(f"/jobs/{found}").text
    assert "Something is wrong with the log." in page
    assert 'href="/activities/' in page
    repaired = key_of(send(client, "/keep/doctor", repair="yes"))
    over(client, repaired)
    said = text_of(client.get(f"/jobs/{repaired}").text)
    assert ("The log is whole." in said, "Repaired" in said) == (True, True)


def test_what_would_change_is_seen_before_it_does(client: TestClient) -> None:
    """After a new measurement of the past: which figures, from what to what; then it is done."""
    measured = {"quantity": "resting_heart_rate_bpm", "value": 60.0, "since": "2026-03-20"}
    client.post("/api/athlete/measurements", json=measured)
    dry = key_of(send(client, "/keep/recompute", is_dry="yes"))
    job = over(client, dry)
    page = text_of(client.get(f"/jobs/{dry}").text)
    assert ("Nothing has changed yet." in page) == bool(job["result"]["activities"])
    assert over(client, key_of(send(client, "/keep/recompute")))["state"] == "done"
    after = key_of(send(client, "/keep/recompute", is_dry="yes"))
    over(client, after)
    assert "All activities are up to date." in client.get(f"/jobs/{after}").text


def test_everything_is_made_anew_and_stays_as_it_was(
    client: TestClient, lived_store: Store, state_of: Callable[[Store], dict[str, Any]]
) -> None:
    """The same program makes the same figures of the same recordings."""
    before = state_of(lived_store)
    key = key_of(send(client, "/keep/rebuild"))
    assert over(client, key)["state"] == "done"
    assert "All figures are as they were." in client.get(f"/jobs/{key}").text
    assert state_of(lived_store) == before


def test_a_shared_app_keeps_the_logs_of_others_to_them(sqlite_store: Store) -> None:
    """Nobody who only uses the app gets everybody's log; their own figures they may renew."""
    place = create_app(sqlite_store, with_settings(is_shared=True)).state.place
    for kind in ("export", "restore", "doctor", "rebuild"):
        with pytest.raises(InvalidValue, match="This concerns the log of everybody"):
            ask(place, "me", kind)
    assert sqlite_store.jobs.of_athlete("me") == ()
    assert ask(place, "me", "recompute", {"is_dry": True}).kind == "recompute"


def test_the_folder_is_told_on_this_machine(client: TestClient, lived_store: Store) -> None:
    """Whoever wants a backup of their own finds it."""
    assert str(lived_store.folder) in client.get("/keep").text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    """What somebody named an activity does not begin to calculate in a spreadsheet."""
    written = io.StringIO()
    csv.writer(written).writerow([cell_of(f"{start}HYPERLINK(1)")])
    (row,) = csv.reader(io.StringIO(written.getvalue(), newline=""))
    assert row == [f"'{start}HYPERLINK(1)"]
