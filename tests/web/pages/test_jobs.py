"""Work in the background as its pages tell it: while it runs, when it is over, and when it fails."""

from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient
from tests.web.brought import hand_over, key_of, over, recording, send, text_of
from tests.web.conftest import ADDRESS, SETTINGS, asking

from backstride.store import Job, Store
from backstride.web.app import create_app

WORKER = "somebody else"


@pytest.fixture
def idle(sqlite_store: Store) -> TestClient:
    """The app over an empty log, in which nobody works: what was asked for stays as it is."""
    return TestClient(create_app(sqlite_store, SETTINGS), base_url=ADDRESS)


def held(store: Store, **progress: object) -> Job:
    """An import that is under way, so far."""
    now = datetime.now(UTC)
    arguments = {"upload": "0" * 32, "names": ["export.zip"], "lap_convention": None}
    job = store.jobs.add("me", "import", arguments, now=now)
    assert store.jobs.take(WORKER, now=now, lease_s=60.0) == store.jobs.find(job.key, "me")
    assert store.jobs.renew(job.key, WORKER, now=now, lease_s=60.0, progress=progress)
    return job


PROGRESS = {
    "files": 400,
    "files_done": 100,
    "size_bytes": 8_000_000,
    "size_done_bytes": 2_000_000,
    "current": "export.zip/<b>7</b>.fit",
    "outcomes": {"new": 90, "duplicate": 10},
    "rate_bytes_s": 50_000.0,
    "left_s": 120.0,
}


def test_the_page_tells_how_far_an_import_is(idle: TestClient, sqlite_store: Store) -> None:
    """Share, time left, files, bytes, outcomes; it asks for news, without scripts too."""
    job = held(sqlite_store, **PROGRESS)
    page = idle.get(f"/jobs/{job.key}").text
    said = text_of(page)
    for words in (
        "25 % done, about 2 min left",
        "100 of 400",
        "2.0 MB of 8.0 MB, 50.0 kB a second",
        "90 new",
    ):
        assert words in said
    assert f'hx-get="/jobs/{job.key}/progress"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "<b>7" not in page
    part = idle.get(f"/jobs/{job.key}/progress", headers={"hx-request": "true"})
    assert ("25 % done" in part.text, "<html" in part.text, "hx-refresh" in part.headers) == (
        True,
        False,
        False,
    )
    assert "Import" in text_of(idle.get("/import").text).partition("Hand over")[0].partition("Under way")[2]


def test_once_it_is_over_the_page_is_loaded_anew(idle: TestClient, sqlite_store: Store) -> None:
    """The part asks no more, and has the whole page come again with what came of the work."""
    job = held(sqlite_store)
    assert sqlite_store.jobs.stopped(job.key, WORKER, now=datetime.now(UTC))
    part = idle.get(f"/jobs/{job.key}/progress", headers={"hx-request": "true"})
    assert (part.headers["hx-refresh"], "hx-get" in part.text) == ("true", False)
    assert "It was stopped." in text_of(idle.get(f"/jobs/{job.key}").text)


def test_a_stop_is_asked_for_and_said(idle: TestClient, sqlite_store: Store) -> None:
    """The page says that it stops at the next step, and offers no second button for it."""
    job = held(sqlite_store)
    assert send(idle, f"/jobs/{job.key}/stop").status_code == 303
    page = idle.get(f"/jobs/{job.key}").text
    assert "It stops at the next step." in page
    assert f"/jobs/{job.key}/stop" not in page


def test_what_was_stopped_goes_on(idle: TestClient, sqlite_store: Store) -> None:
    """The files are still there, and one button brings it to its end; but only once."""
    stopped = key_of(hand_over(idle, {"1.fit": recording(1)}, "/import/files"))
    send(idle, f"/jobs/{stopped}/stop")
    assert "It was stopped. The log is whole." in text_of(idle.get(f"/jobs/{stopped}").text)
    again = send(idle, f"/jobs/{stopped}/again")
    with asking(sqlite_store) as app:
        done = over(app, key_of(again))
        assert done["result"]["new"] == 1
        assert send(app, f"/jobs/{done['key']}/again").status_code == 422


def test_a_failure_is_told_in_words_and_is_no_dead_end(idle: TestClient, sqlite_store: Store) -> None:
    """What was found, what to do, a way on; and no folder of this machine."""
    job = held(sqlite_store)
    trouble = {
        "slug": "unwritable-path",
        "message": f"{sqlite_store.folder.resolve()}/exports/a.zip cannot be written: No space.",
        "remedy": "Choose another place.",
    }
    assert sqlite_store.jobs.fail(job.key, WORKER, now=datetime.now(UTC), trouble=trouble)
    page = idle.get(f"/jobs/{job.key}").text
    assert "exports/a.zip cannot be written: No space." in page
    assert "Try it once more" in page
    told = page + idle.get(f"/api/jobs/{job.key}").text + idle.get("/api/jobs").text
    assert str(sqlite_store.folder) not in told
    again = send(idle, f"/jobs/{job.key}/again")
    assert (again.status_code, "not there any more" in again.text) == (409, True)


def test_the_list_of_work_says_how_each_stands(idle: TestClient, sqlite_store: Store) -> None:
    """Empty at first; then each with its state, so that nothing that was asked for is lost from sight."""
    assert "Nothing is under way." in idle.get("/jobs").text
    held(sqlite_store)
    listed = text_of(idle.get("/jobs").text)
    assert ("under way" in listed, "export.zip" in listed) == (True, True)


def test_work_of_others_is_not_there(idle: TestClient, sqlite_store: Store) -> None:
    """Neither to be seen, nor stopped, nor fetched; what is no key is no job either."""
    job = sqlite_store.jobs.add("ann", "import", {"upload": "0" * 32, "names": []}, now=datetime.now(UTC))
    for path in (f"/jobs/{job.key}", f"/jobs/{job.key}/progress", f"/jobs/{job.key}/file"):
        assert idle.get(path).status_code == 404
    for path in ("stop", "again", "import", "discard"):
        assert send(idle, f"/jobs/{job.key}/{path}").status_code == 404
    assert idle.get("/jobs/..%2f..").status_code in {404, 422}
    assert job.key not in idle.get("/jobs").text
