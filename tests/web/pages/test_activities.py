"""The list of activities: pages, periods and directions."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import asking
from tests.web.lived_log import NOW

from backstride.actions.changing import Edit
from backstride.actions.listing import list_activities
from backstride.actions.reshaping import remove_activities
from backstride.bout import Travel
from backstride.store import Store
from backstride.web.pages import activities

ROW = re.compile(r'<div class="what">\s*<a href="/activities/(\w+)">')


@pytest.fixture(scope="module")
def store(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The lived log, which no test of this module changes."""
    folder = tmp_path_factory.mktemp("listed") / "log"
    shutil.copytree(lived_folder, folder)
    opened = Store(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reader(store: Store) -> Iterator[TestClient]:
    """The app over it."""
    with asking(store) as client:
        yield client


def keys(client: TestClient, path: str) -> list[str]:
    """The activities that a page lists."""
    answer = client.get(path)
    assert answer.status_code == 200
    return ROW.findall(answer.text)


def test_the_latest_stands_first_with_its_day_and_its_backward_share(reader: TestClient) -> None:
    """The list answers what was done, when, and how much of it went backward, with its sign."""
    text = reader.get("/activities").text
    names = re.findall(r'<div class="what">\s*<a [^>]*>([^<]+)</a>', text)
    assert names == ["Running, track", "Backward 200s", "Backward on the treadmill", "First steps backward"]
    assert "Sun 5 Apr 2026" in text
    assert re.search(r'class="way backward"><span class="glyph" aria-hidden="true">←</span> 24 %', text)


def test_what_went_an_unknown_way_is_not_said_to_be_forward(reader: TestClient) -> None:
    """Of a session that nobody labelled the share is unknown, and not none."""
    first = reader.get("/activities").text.split('<div class="what">')[1]
    assert 'class="way unknown"' in first
    assert "none" not in first


def test_a_period_and_a_direction_choose(reader: TestClient) -> None:
    """Fields that are left empty say nothing; those that are filled hold together."""
    every = keys(reader, "/activities?since=&until=&travel=")
    assert len(every) == 4
    assert keys(reader, "/activities?since=2026-04-05&until=2026-04-05") == [every[1]]
    assert keys(reader, "/activities?travel=backward") == every[1:]
    assert keys(reader, "/activities?travel=unknown&until=2026-04-08") == []


def test_nothing_that_fits_is_no_dead_end(reader: TestClient) -> None:
    """Where no activity fits, the page says so and leads back to all of them."""
    text = reader.get("/activities?since=2030-01-01").text
    assert "No activity fits." in text
    assert '<a href="/activities">Show all</a>' in text


def test_a_long_list_is_paged_and_each_stands_on_one_page(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on from page to page, every activity is met once; the filter goes with it."""
    monkeypatch.setattr(activities, "PAGE", 2)
    met, path = [], "/activities?until=2026-04-09"
    while path:
        text = reader.get(path).text
        met += ROW.findall(text)
        further = re.search(r'href="([^"]+)" rel="next"', text)
        path = further[1].replace("&amp;", "&") if further else ""
    assert len(met) == len(set(met)) == 4
    assert "3 to 4 of 4 activities" in text
    assert 'href="/activities?until=2026-04-09" rel="prev"' in text


@pytest.mark.parametrize("query", ["since=yesterday", "travel=up", "skip=-1", "skip=99999999999999999999"])
def test_an_odd_choice_is_told_and_nothing_breaks(reader: TestClient, query: str) -> None:
    """Whatever stands in the address, the answer is a sentence."""
    answer = reader.get(f"/activities?{query}")
    assert answer.status_code == 422
    assert "A part of the address is not as it should be." in answer.text
    assert "query." not in answer.text


def test_an_empty_log_leads_to_the_import(empty_client: TestClient) -> None:
    """Somebody who has just installed it is told what to do first."""
    text = empty_client.get("/activities").text
    assert "Nothing has been imported yet." in text
    assert 'class="button act" href="/import"' in text


def test_removed_ones_are_shown_on_request(client: TestClient, lived_store: Store) -> None:
    """What does not count is out of the way, and can be looked up with the reason."""
    first = keys(client, "/activities")[-1]
    remove_activities(lived_store, [first], Edit(athlete="me", now=NOW))
    assert first not in keys(client, "/activities")
    text = client.get("/activities?hidden=true").text
    assert first in ROW.findall(text)
    assert "taken out" in text
    assert "This activity was taken out of the log." in client.get(f"/activities/{first}").text


def test_the_list_can_be_taken_from_the_store_page_by_page(store: Store) -> None:
    """What is skipped is not counted as left out."""
    outcome = list_activities(store, "me", travel=Travel.BACKWARD, limit=1, skip=1)
    assert [each.entry.summary.day for each in outcome.activities] == [date(2026, 4, 3)]
    assert outcome.left_out == 1
    assert list_activities(store, "me", skip=10).left_out == 0
