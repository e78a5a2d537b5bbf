"""The calendar that is subscribed to: its address is its key, and it says no more than the file does."""

import re
from datetime import time
from pathlib import Path

from starlette.testclient import TestClient
from tests.web.lived_log import NOW
from tests.web.pages.test_plan import sent

from backstride.actions.calendars import export_calendar
from backstride.store import Store


def address(client: TestClient) -> str:
    """What the page of the plan shows."""
    found = re.search(r"/feed/[0-9a-f]+\.ics", client.get("/plan").text)
    assert found is not None
    return found[0]


def test_the_feed_is_the_calendar_file_and_needs_no_cookie(
    client: TestClient, lived_store: Store, tmp_path: Path
) -> None:
    """The same bytes as the command writes, for whoever has the address."""
    path = address(client)
    client.cookies.clear()
    answer = client.get(path)
    export_calendar(lived_store, "me", tmp_path / "x.ics", starts_at=None, at=NOW)
    assert answer.content == (tmp_path / "x.ics").read_bytes()
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "set-cookie" not in answer.headers


def test_a_feed_that_did_not_change_is_not_sent_again(client: TestClient) -> None:
    """Programs that ask every hour get no more than a word."""
    path = address(client)
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    sent(client, "/plan/sessions/w01-2/move", {"to": "2026-04-17"})
    changed = client.get(path, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert "SEQUENCE:1" in changed.text
    assert client.head(path).status_code == 200


def test_the_time_of_day_is_kept(client: TestClient, lived_store: Store, tmp_path: Path) -> None:
    """The page shows it again, the feed has it, and a file of the command's is the same."""
    assert sent(client, "/plan/calendar", {"do": "time", "at": "18:30"}).status_code == 303
    assert 'value="18:30"' in client.get("/plan").text
    export_calendar(lived_store, "me", tmp_path / "x.ics", starts_at=time(18, 30), at=NOW)
    assert client.get(address(client)).content == (tmp_path / "x.ics").read_bytes()
    wrong = sent(client, "/plan/calendar", {"do": "time", "at": "25 o'clock"})
    assert wrong.status_code == 422
    assert "is no time of day" in wrong.text


def test_a_new_address_makes_the_old_one_useless(client: TestClient) -> None:
    """Whoever had it reads no more."""
    old = address(client)
    sent(client, "/plan/calendar", {"do": "renew"})
    assert client.get(old).status_code == 404
    assert address(client) != old
    assert client.get(address(client)).status_code == 200


def test_a_guessed_address_gives_nothing(client: TestClient) -> None:
    """Nor does one that is odd."""
    for secret in ("0" * 40, "%00", "ü", "x" * 3000):
        assert client.get(f"/feed/{secret}.ics").status_code == 404


def test_a_damaged_list_of_renewals_brings_no_address_back(client: TestClient, lived_store: Store) -> None:
    """Nobody knows any more which were given up, so none of them holds; the page shows one that does."""
    first = address(client)
    sent(client, "/plan/calendar", {"do": "renew"})
    second = address(client)
    for damaged in (b'{"me": ', b"[1]", b'{"me": 1}'):
        (lived_store.folder / "web.feeds.json").write_bytes(damaged)
        assert [client.get(each).status_code for each in (first, second)] == [404, 404]
        assert client.get(address(client)).status_code == 200
    sent(client, "/plan/calendar", {"do": "renew"})
    assert client.get(first).status_code == 404
    assert client.get(address(client)).status_code == 200


def test_before_the_first_plan_a_calendar_is_empty(empty_client: TestClient) -> None:
    """It can be downloaded all the same."""
    answer = empty_client.get("/plan/calendar.ics")
    assert answer.status_code == 200
    assert "BEGIN:VEVENT" not in answer.text
