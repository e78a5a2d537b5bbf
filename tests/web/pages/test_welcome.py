"""The welcome, as forms send it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.planned_log import healthy_answers
from tests.web.conftest import SETTINGS, asking, with_settings
from tests.web.lived_log import TODAY

from backstride.actions.plan_view import current_plan
from backstride.actions.screening import screen_athlete
from backstride.athlete import Athlete, Measurement, Quantity, Sex
from backstride.store import Store
from backstride.web.app import create_app


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An empty log, for what is refused."""
    store = Store(tmp_path_factory.mktemp("unchanged"))
    with asking(store) as client:
        yield client
    store.close()


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A log with a screening alone, for what is refused."""
    store = Store(tmp_path_factory.mktemp("screened"))
    screen_athlete(store, "me", healthy_answers(), today=TODAY)
    with asking(store) as client:
        yield client
    store.close()


def token(client: TestClient) -> str:
    """What a form of ours brings back."""
    found = re.search(r'data-token="([0-9a-f]+)"', client.get("/welcome").text)
    assert found is not None
    return found[1]


def post(client: TestClient, path: str, fields: dict[str, Any]) -> Response:
    """Send a form."""
    return client.post(path, data={"token": token(client)} | fields, follow_redirects=False)


def known(store: Store) -> Athlete:
    """What the log knows of the athlete."""
    with store.reading() as log:
        return log.athletes.athlete("me")


def test_a_year_is_enough_for_a_range(empty_client: TestClient, sqlite_store: Store) -> None:
    """It is kept, and the range is told with its uncertainty and where it comes from."""
    assert post(empty_client, "/welcome/you", {"birth_year": "1980"}).status_code == 303
    assert known(sqlite_store) == Athlete(birth_year=1980)
    page = empty_client.get("/welcome/range").text
    assert "130–148" in page  # 75 and 85 % of 220 - 46
    assert "220 − age" in page
    assert "The lower end could lie from 122 to 140" in page


def test_the_range_shows_while_one_types_and_nothing_is_kept(
    empty_client: TestClient, sqlite_store: Store
) -> None:
    """What is typed half is told as such, beside the field, and not kept."""
    part = post(empty_client, "/welcome/range", {"birth_year": "1980", "resting": "52"}).text
    assert "144–156" in part
    assert "<html" not in part
    assert "appears here" in post(empty_client, "/welcome/range", {"birth_year": ""}).text
    assert "did not" not in part
    assert post(empty_client, "/welcome/range", {"birth_year": "19"}).status_code == 200
    assert known(sqlite_store) == Athlete()


def test_all_that_is_told_is_kept_in_units_of_the_log(empty_client: TestClient, sqlite_store: Store) -> None:
    """Pounds become kilograms; sending the same again adds nothing."""
    empty_client.cookies.set("units", "imperial")
    told = {"birth_year": "1980", "sex": "female", "resting": "52", "mass": "140,5"}
    for _ in range(2):
        assert post(empty_client, "/welcome/you", told).status_code == 303
    resting, mass = sorted(known(sqlite_store).measurements, key=lambda each: each.value)
    assert resting == Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=52.0, measured_on=TODAY)
    assert mass.value == pytest.approx(63.73, abs=0.01)
    assert known(sqlite_store).sex is Sex.FEMALE
    assert 'value="140.5"' in empty_client.get("/welcome/you").text


@pytest.mark.parametrize(
    "told",
    [
        {"birth_year": ""},
        {"birth_year": "80"},
        {"birth_year": "1980.5"},
        {"birth_year": "2031"},
        {"birth_year": "9" * 300},
        {"birth_year": "1980", "resting": "190"},
        {"birth_year": "1980", "mass": "4"},
        {"birth_year": "1980", "mass": "heavy"},
        {"birth_year": "1980", "resting": "129", "mass": "inf"},
    ],
    ids=lambda given: repr(given)[:40],
)
def test_what_cannot_be_is_refused_whole(unchanged: TestClient, told: dict[str, str]) -> None:
    """Nothing of it is kept, and what was typed stands there still."""
    answer = post(unchanged, "/welcome/you", told | {"sex": "male"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert re.search(r'value="male" checked', answer.text)
    assert unchanged.get("/", follow_redirects=False).headers["location"] == "/welcome"  # nothing is known


def test_the_language_and_the_units_are_remembered(empty_client: TestClient) -> None:
    """Only what the app knows is."""
    post(empty_client, "/welcome/language", {"language": "de", "units": "imperial"})
    assert 'lang="de"' in empty_client.get("/welcome").text
    post(empty_client, "/welcome/language", {"language": "tlh", "units": "\x00"})
    assert 'lang="de"' in empty_client.get("/welcome").text


def test_nothing_is_planned_before_the_questions(empty_client: TestClient) -> None:
    """The page says so, keeps what was chosen, and leads to them."""
    answer = post(empty_client, "/welcome/week", {"days": ["0", "2"], "minutes": "30"})
    assert answer.status_code == 409
    assert "Nothing is planned before a screening" in answer.text
    assert re.search(r'name="days" value="0" checked', answer.text)
    assert not re.search(r'name="days" value="1" checked', answer.text)
    assert 'href="/welcome/safety"' in answer.text


def test_the_first_plan_is_made_once(empty_client: TestClient, sqlite_store: Store) -> None:
    """With its week and its cues; a second one is refused while it is followed."""
    screen_athlete(sqlite_store, "me", healthy_answers(), today=TODAY)
    assert "On to the first week" in empty_client.get("/welcome/safety").text
    chosen = {"days": ["3", "5"], "minutes": "30", "places": ["track"], "start": TODAY.isoformat()}
    answer = post(empty_client, "/welcome/week", chosen)
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome/ready")
    plan = current_plan(sqlite_store, "me", today=TODAY).plan
    assert plan.programme == "first-steps"
    assert {each.day.weekday() for each in plan.sessions} == {3, 5}
    page = empty_client.get("/welcome/ready").text
    assert "look over one shoulder every 10 steps" in page
    assert f"/plan/sessions/{plan.sessions[0].key}#watch" in page
    assert post(empty_client, "/welcome/week", chosen).status_code == 422
    assert current_plan(sqlite_store, "me", today=TODAY).plan == plan


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"days": ["9", "x"]},
        {"days": ["1", "3"], "minutes": "1"},
        {"days": ["1", "3"], "minutes": "nan"},
        {"days": ["1", "3"], "start": "3026-01-01"},
        {"days": ["1", "3"], "start": "x"},
    ],
    ids=lambda given: repr(given)[:40],
)
def test_a_week_that_cannot_be_is_refused_in_words(screened: TestClient, chosen: dict[str, Any]) -> None:
    """Never a fault of ours, and never a plan."""
    answer = post(screened, "/welcome/week", chosen)
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.text


def test_looking_around_asks_for_the_simulated_athlete_once(sqlite_store: Store) -> None:
    """Twice asked is one piece of work, and the page says how far it is."""
    client = TestClient(
        create_app(sqlite_store, SETTINGS), base_url="http://127.0.0.1"
    )  # its background work does not run
    for _ in range(2):
        answer = post(client, "/welcome/look", {})
        assert (answer.status_code, answer.headers["location"]) == (303, "/welcome/look")
    assert [each.kind for each in sqlite_store.jobs.open()] == ["demo"]
    assert "Forty weeks" in client.get("/welcome/look").text
    part = client.get("/welcome/look", headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "hx-get" in part


def test_a_shared_app_has_nobody_simulated(sqlite_store: Store) -> None:
    """Where everybody has a log of their own, nobody looks at that of another."""
    with asking(sqlite_store, with_settings(is_shared=True)) as client:
        assert client.get("/welcome/look", follow_redirects=False).status_code in {303, 401, 403, 404}
        assert sqlite_store.jobs.open() == ()


@pytest.mark.parametrize(
    ("ticked", "taken"), [("012345", {0, 2, 4}), ("0123", {0, 3}), ("0123456", {0, 2, 4}), ("01", {0, 1})]
)
def test_days_of_a_beginner_have_a_day_between(
    empty_client: TestClient, sqlite_store: Store, ticked: str, taken: set[int]
) -> None:
    """Of more than three, those that lie apart are taken, and named; three are one's own choice."""
    screen_athlete(sqlite_store, "me", healthy_answers(), today=TODAY)
    answer = post(empty_client, "/welcome/week", {"days": [*ticked, "9"], "minutes": "30"})
    page = empty_client.get(answer.headers["location"]).text
    assert set(current_plan(sqlite_store, "me", today=TODAY).request.days) == taken
    assert ("a day lies between: Monday, Wednesday, Friday." in page) == (len(taken) == 3)
    assert ("You ticked more than three days" in page) == (len(ticked) > 3)
