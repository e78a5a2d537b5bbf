"""Today and the calendar, as a browser asks for them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import SETTINGS, asking
from tests.web.lived_log import TODAY

from backstride.actions.checking_in import check_in
from backstride.actions.planning import end_plan
from backstride.store import Store
from backstride.training.diary import CheckIn


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An empty log, for what changes nothing."""
    store = Store(tmp_path_factory.mktemp("unchanged"))
    with asking(store) as client:
        yield client
    store.close()


def test_whoever_is_new_is_welcomed(empty_client: TestClient) -> None:
    """The first page of an empty log is the welcome; nothing is asked before."""
    answer = empty_client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome")


def test_whoever_is_known_comes_to_today(client: TestClient) -> None:
    """Nobody who has a log is welcomed again."""
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")


def test_today_tells_the_session_with_its_range_and_its_rules(client: TestClient) -> None:
    """What to do, how hard, where and where not stand on one page, with a way to the watch."""
    page = client.get("/today").text
    assert "One-minute walks" in page
    assert "144–156" in page
    assert "could be 134 to 166" in page
    assert "No pavement, no slope, nobody behind you." in page
    assert re.search(r'href="/plan/sessions/w01-\d#watch"', page)


def test_strong_pain_takes_the_session_away(client: TestClient, lived_store: Store) -> None:
    """The page says that nothing is to be done and why, and no longer offers the session."""
    check_in(lived_store, "me", CheckIn(day=TODAY, pain=6.0), today=TODAY)
    page = client.get("/today").text
    assert "No training backward today." in page
    assert "Pain was 6 of 10" in page
    assert "#watch" not in page


def test_a_fall_of_a_month_ago_still_stops(client: TestClient, lived_store: Store) -> None:
    """What stops training does not pass by itself."""
    check_in(lived_store, "me", CheckIn(day=TODAY - timedelta(days=30), fell=True), today=TODAY)
    # The screening came after it, and allowed training.
    assert "No training backward today." not in client.get("/today").text
    check_in(lived_store, "me", CheckIn(day=TODAY - timedelta(days=2), fell=True), today=TODAY)
    assert "There was a fall" in client.get("/today").text


def test_without_a_plan_there_is_a_way_to_one(client: TestClient, lived_store: Store) -> None:
    """Nobody stands before an empty page."""
    end_plan(lived_store, "me", today=TODAY, at=SETTINGS.clock())
    page = client.get("/today").text
    assert "You follow no plan." in page
    assert 'href="/programmes"' in page


def test_the_calendar_shows_planned_and_done_in_whole_weeks(client: TestClient) -> None:
    """Both stand on their days, with words for those who cannot see the marks."""
    page = client.get("/calendar").text
    assert page.count('class="week') >= 5
    assert "Backward on the treadmill" in page
    assert re.search(r'href="/plan/sessions/w01-\d"', page)
    assert 'aria-current="date"' in page


@pytest.mark.parametrize("month", ["1901-01", "2199-12", "2026-02"])
def test_a_month_far_off_is_shown_too(unchanged: TestClient, month: str) -> None:
    """One may leaf as long as one likes."""
    answer = unchanged.get("/calendar", params={"month": month})
    assert answer.status_code == 200
    assert date.fromisoformat(f"{month}-01").strftime("%B %Y") in answer.text


@pytest.mark.parametrize("month", ["1900-01", "2200-01", "9999-12", "0001-01", "2026-13", "\x00", "x" * 5000])
def test_what_is_no_month_is_refused_in_words(unchanged: TestClient, month: str) -> None:
    """Never a fault of ours."""
    answer = unchanged.get("/calendar", params={"month": month})
    assert answer.status_code == 422
    assert "What was given as a month is none." in answer.text
