"""The body map: a week, the weeks before it, and what a session would load."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import asking
from tests.web.lived_log import TODAY
from tests.web.pages.test_plan import sent

from backstride.actions.muscle_map import muscles_of_weeks
from backstride.bout import Gait, Travel
from backstride.store import Store
from backstride.training.muscles import muscle_load
from backstride.web.body import BACK, FRONT, muscle_views

TRAINED = "/muscles?week=2026-04-01"


@pytest.fixture(scope="module")
def asked(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The lived log, for what changes nothing in it."""
    folder = tmp_path_factory.mktemp("asked") / "log"
    shutil.copytree(lived_folder, folder)
    store = Store(folder)
    with asking(store) as client:
        yield client
    store.close()


def told(text: str) -> str:
    """A page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_week_is_told_as_the_log_has_it(client: TestClient, lived_store: Store) -> None:
    """The levels of the drawing are those of the action, each with its number, and who says so."""
    page = client.get(TRAINED).text
    loads = muscles_of_weeks(lived_store, "me", weeks=1, today=TODAY.replace(day=5)).weeks[0].loads
    for area in (*FRONT, *BACK):
        level = next(load.level for load in loads if load.muscle is area.muscle)
        assert f'<path class="muscle {level}" d="{area.path}"' in page
    assert "Week of 30 March 2026" in page
    assert "3 sessions" in page
    assert 'href="/evidence/masumoto-bws"' in page
    assert "lightly, at least" in page


def test_a_week_without_a_session_leads_to_one_that_has_some(asked: TestClient) -> None:
    """Nothing is told as loaded, and the last week with something is a link away."""
    page = asked.get("/muscles").text
    assert "This week" in page
    assert "Nothing in your log lies in this week." in page
    assert 'href="/muscles?week=2026-04-06"' in page


def test_an_empty_log_leads_to_an_import(empty_client: TestClient) -> None:
    """And to a plan; nothing breaks."""
    page = empty_client.get("/muscles").text
    assert 'href="/import"' in page
    assert "You follow no plan yet." in page


def test_weeks_that_are_none_are_refused(asked: TestClient) -> None:
    """A week to come is this one."""
    assert "This week" in asked.get("/muscles?week=2100-12-31").text
    for odd in ("x", "0001-01-01", "2026-02-30", "\x00", "1" * 50):
        assert asked.get("/muscles", params={"week": odd}).status_code == 422
    assert asked.get("/muscles?week=1900-01-01").status_code == 200


def test_a_session_of_the_plan_is_shown(asked: TestClient) -> None:
    """What it would load, with a link to it; one that is not there is told."""
    page = asked.get("/muscles?session=w01-2").text
    assert 'href="/plan/sessions/w01-2"' in page
    assert "Muscles of the session" in page
    missing = asked.get("/muscles?session=w99-9")
    assert missing.status_code == 422
    assert 'role="alert"' in missing.text


def test_a_workout_of_ones_own_is_shown(client: TestClient, lived_store: Store) -> None:
    """Nothing of it is kept."""
    with lived_store.reading() as log:
        before = log.revision
    page = sent(client, "/muscles", {"text": "name: Hills\n- 5min backward run @RPE 5\n"})
    assert page.status_code == 200
    assert "Muscles of the session" in page.text
    with lived_store.reading() as log:
        assert log.revision == before


@pytest.mark.parametrize("text", ["", "\x00", "- 5 parsecs", "{{ 7 * 7 }}", "<script>", "- " * 9000])
def test_a_workout_that_is_none_is_told_and_kept_in_its_field(asked: TestClient, text: str) -> None:
    """With its line."""
    page = sent(asked, "/muscles", {"text": text})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "<script>" not in page.text.replace('<script type="module"', "")


def test_shares_of_directions_add_up() -> None:
    """Of what is known; where nothing is, there are none."""
    backward = {(Travel.BACKWARD, gait): 10.0 for gait in (Gait.RUN, Gait.WALK)}
    views = muscle_views(muscle_load(backward | {(Travel.FORWARD, Gait.RUN): 20.0}))
    for view in views:
        assert not view.shares or sum(view.shares.values()) == pytest.approx(1.0)
        assert all(each.left + each.width <= 100.01 for each in view.segments)
    assert max(each.left + each.width for view in views for each in view.segments) == pytest.approx(100.0)
    unknown = muscle_views(muscle_load({(Travel.UNKNOWN, Gait.OTHER): 30.0}))
    assert {view.level for view in unknown} == {"unknown"}
    assert all(view.shares == {} for view in unknown)
    assert {view.level for view in muscle_views(muscle_load({}))} == {"none"}
