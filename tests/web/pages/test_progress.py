"""Progress, as a browser asks for it."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import SETTINGS, asking
from tests.web.lived_log import TODAY

from backstride.actions.changing import Edit
from backstride.actions.listing import list_activities
from backstride.actions.planning import end_plan
from backstride.actions.reshaping import remove_activities
from backstride.store import Store
from backstride.web.progress_view import PARTS

PAGES = ("/progress", *(part.path for part in PARTS))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An empty log, for what changes nothing."""
    store = Store(tmp_path_factory.mktemp("empty"))
    with asking(store) as client:
        yield client
    store.close()


@pytest.fixture(scope="module")
def unchanged(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The lived log, for what changes nothing."""
    store = Store(Path(shutil.copytree(lived_folder, tmp_path_factory.mktemp("progress") / "log")))
    with asking(store) as client:
        yield client
    store.close()


@pytest.mark.parametrize("path", [page for page in PAGES if page != "/progress/prediction"])
def test_an_empty_log_is_told_how_to_fill_it(path: str, empty: TestClient) -> None:
    """Nobody meets a chart of nothing; the way to the import is one link away."""
    page = empty.get(path)
    assert page.status_code == 200
    assert "There is nothing in your log yet." in page.text
    assert 'href="/import"' in page.text
    assert '<svg class="scale"' not in page.text


def test_without_any_time_a_race_is_unknown(empty: TestClient) -> None:
    """A prediction that rests on nothing is no number."""
    page = empty.get("/progress/prediction").text
    assert "Unknown" in page
    assert "Time yourself once." in page
    assert 'class="answer"' not in page


@pytest.mark.parametrize("path", PAGES)
def test_each_page_of_progress_leads_to_the_others(path: str, unchanged: TestClient) -> None:
    """Whoever is on one of them sees that there are more, and which it is."""
    page = unchanged.get(path).text
    assert all(f'href="{other}"' in page for other in PAGES)
    assert f'<a href="{path}" aria-current="page">' in page


def test_in_the_first_weeks_nobody_is_called_tired(unchanged: TestClient) -> None:
    """Fitness that was begun at 0 two weeks ago says more of the start than of the person."""
    page = unchanged.get("/progress/form").text
    assert "Too early to say" in page
    assert "Tired: your" not in page
    assert "None of them says who will be injured." in page


def test_form_has_its_unit_its_range_and_the_table_behind_it(unchanged: TestClient) -> None:
    """The numbers of a chart can be read without seeing it."""
    page = unchanged.get("/progress/form").text
    assert "Fitness and fatigue <small>[TRIMP a day]</small>" in page
    assert "Both charts as a table" in page
    assert 'class="band fitness"' in page


def test_form_is_told_of_one_direction_and_of_ratings(unchanged: TestClient) -> None:
    """What is chosen is marked, and a scale of which nothing is known draws no form."""
    backward = unchanged.get("/progress/form?way=backward&period=all").text
    assert 'way=backward" aria-current="true"' in backward
    rated = unchanged.get("/progress/form?scale=session-rpe").text
    assert "There is no form to draw." in rated
    assert "No load is known, so there is no form yet." in rated


def test_a_plan_says_what_load_is_coming(client: TestClient, lived_store: Store) -> None:
    """The weeks of the plan stand beside form; without a plan, the way to one."""
    assert "Planned load" in client.get("/progress/form").text
    end_plan(lived_store, "me", today=TODAY, at=SETTINGS.clock())
    assert "You follow no plan" in client.get("/progress/form").text


def test_weeks_tell_backward_apart_by_hatching_and_sign(unchanged: TestClient) -> None:
    """Colour never speaks alone."""
    page = unchanged.get("/progress/weeks").text
    assert 'fill="url(#hatch-backward)"' in page
    assert "←</span> backward" in page
    assert "Longest backward" in page


def test_the_overview_is_followed_by_the_best_efforts(unchanged: TestClient, empty: TestClient) -> None:
    """They come a moment later, as a part; without scripts the way to them is a link."""
    page = unchanged.get("/progress").text
    assert 'hx-get="/progress/bests"' in page
    part = unchanged.get("/progress/bests", headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "100 m" in part
    assert "There is no best effort yet." in empty.get("/progress/bests").text


def test_each_record_names_its_day_and_leads_to_its_activity(unchanged: TestClient) -> None:
    """A best can be followed to where it was set."""
    page = unchanged.get("/progress/records").text
    assert page.index("←</span> backward") < page.index("→</span> forward")
    assert "Best of men" in page
    assert 'href="/activities/' in page


def test_what_cannot_be_told_yet_says_what_is_missing(unchanged: TestClient) -> None:
    """A trend of four sessions is no trend."""
    assert "at least 5 needed" in unchanged.get("/progress/skill").text
    plateaus = unchanged.get("/progress/plateaus").text
    assert "at least 10 needed" in plateaus
    assert "You have followed no backward block yet." in plateaus


def test_a_prediction_says_its_range_and_what_it_rests_on(unchanged: TestClient) -> None:
    """A number alone would promise too much."""
    page = unchanged.get("/progress/prediction?race=1000").text
    assert "In 19 of 20 cases between" in page
    assert "What it rests on" in page


def test_a_time_that_no_file_holds_moves_the_prediction(unchanged: TestClient) -> None:
    """Whoever has run a race without a watch is not sent away."""
    told = unchanged.get("/progress/prediction?race=1609.344&way=backward&over=1609.344&time=9:00").text
    assert "9:00" in told
    assert told != unchanged.get("/progress/prediction?race=1609.344").text


@pytest.mark.parametrize(
    "wrong",
    [
        "race=far",
        "other=-5",
        "other=1e9",
        "other=nan",
        "on=yesterday",
        "over=400",
        "over=400&time=1:75",
        "over=400&time=0",
        "way=up&over=400&time=1:20",
        "over=100&time=5",
        "on=1900-01-01",
        "other=%00",
    ],
)
def test_what_is_typed_wrong_is_told_and_kept(wrong: str, unchanged: TestClient) -> None:
    """The form comes back with a sentence, and with all that was typed."""
    page = unchanged.get(f"/progress/prediction?{wrong}")
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    for field in wrong.split("&"):
        name, _, value = field.partition("=")
        if name in {"other", "over", "time", "on"} and "%" not in value:
            assert f'value="{value}"' in page.text


@pytest.mark.parametrize("wrong", ["period=decade", "way=up", "period="])
def test_a_choice_that_is_none_is_refused_in_words(wrong: str, unchanged: TestClient) -> None:
    """An address that was typed by hand is no reason to fail."""
    for path in ("/progress/form", "/progress/weeks"):
        assert unchanged.get(f"{path}?{wrong}").status_code == 422


def test_progress_follows_the_log_at_once(client: TestClient, lived_store: Store) -> None:
    """What is kept between requests never outlives a change of the activities."""
    before = client.get("/progress/records").text
    keys = [each.entry.key for each in list_activities(lived_store, "me").activities]
    remove_activities(lived_store, keys, Edit(athlete="me", now=SETTINGS.clock()))
    assert "There is nothing in your log yet." in client.get("/progress/records").text
    assert "There is nothing in your log yet." not in before


def test_the_day_goes_on_without_a_change_of_the_log(lived_store: Store) -> None:
    """Form of tomorrow is not that of today, though nothing was written."""
    with asking(lived_store) as client:
        today = client.get("/progress/form").text
    later = SETTINGS.clock() + timedelta(days=7)
    with asking(lived_store, type(SETTINGS)(clock=lambda: later)) as client:
        assert client.get("/progress/form").text != today
