"""Settings: what is said is kept, what is wrong is told beside what was typed, and nothing needs scripts."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from backstride.errors import InvalidValue
from backstride.web.describing import read_zones, written_zones

Post = Callable[..., Response]


@pytest.fixture
def post(client: TestClient) -> Post:
    """Sends a form of the settings, as the page would."""
    token = re.findall(r'data-token="(\w+)"', client.get("/settings").text)[0]

    def send(path: str, **fields: str) -> Response:
        return client.post(f"/settings/{path}", data={"token": token, **fields}, follow_redirects=False)

    return send


def known(client: TestClient) -> dict[str, object]:
    """What the log knows of the person."""
    found: dict[str, object] = client.get("/api/athlete").json()
    return found


def kept(answer: Response, section: str) -> None:
    """See that something was kept, and that the way leads back to its section."""
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"/settings?done={section}#{section}"


def test_who_somebody_is_is_kept(client: TestClient, post: Post) -> None:
    """And shown; an empty field changes nothing."""
    kept(post("you", birth_year="1979", sex="male"), "you")
    kept(post("you", birth_year="", sex=""), "you")
    assert (known(client)["birth_year"], known(client)["sex"]) == (1979, "male")
    page = client.get("/settings?done=you").text
    assert 'value="1979"' in page
    assert "Saved." in page


@pytest.mark.parametrize("year", ["0", "1800", "2025", "3000", "abc", "1e99", "nan", "-5", "9" * 400])
def test_a_year_that_cannot_be_is_told(client: TestClient, post: Post, year: str) -> None:
    """What was typed stays in its field, and nothing is kept."""
    answer = post("you", birth_year=year, sex="male")
    assert answer.status_code == 422
    assert f'value="{year}"' in answer.text
    assert '<option value="male" selected>' in answer.text
    assert known(client)["birth_year"] == 1980


def test_a_measurement_is_kept_with_its_day(client: TestClient, post: Post) -> None:
    """With a comma or a point; one of the same day is replaced, and each can be forgotten."""
    kept(post("measurements", quantity="mass_kg", value="64,5", since="2026-04-01"), "measurements")
    kept(post("measurements", quantity="mass_kg", value="64.25", since="2026-04-01"), "measurements")
    kept(post("measurements", quantity="maximum_heart_rate_bpm", value="184", since=""), "measurements")
    measured = {(each["quantity"], each["since"]): each["value"] for each in known(client)["measurements"]}  # type: ignore[attr-defined]  # of JSON
    assert measured["mass_kg", "2026-04-01"] == 64.25
    assert measured["maximum_heart_rate_bpm", None] == 184
    assert "184 bpm" in client.get("/settings").text
    kept(post("measurements/forget", quantity="maximum_heart_rate_bpm", since="always"), "measurements")
    kept(post("measurements/forget", quantity="mass_kg", since="2026-04-01"), "measurements")
    again = post("measurements/forget", quantity="mass_kg", since="2026-04-01")
    assert (again.status_code, "Nothing of the kind" in again.text) == (404, True)


def test_pounds_are_kept_exactly(client: TestClient, post: Post) -> None:
    """Whoever reads miles types pounds, and reads the same number again."""
    kept(post("display", language="en", units="imperial", theme="dark"), "display")
    kept(post("measurements", quantity="mass_kg", value="141.7", since="2026-04-02"), "measurements")
    page = client.get("/settings").text
    assert "141.7 lb" in page
    assert 'data-theme="dark"' in page
    values = [each["value"] for each in known(client)["measurements"] if each["since"] == "2026-04-02"]  # type: ignore[attr-defined]  # of JSON
    assert values == [141.7 * 0.45359237]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quantity": "mass_kg", "value": "999"}, "between 20 and 350 kg"),
        ({"quantity": "mass_kg", "value": ""}, "No value was given"),
        ({"quantity": "mass_kg", "value": "<b>"}, "the body mass is no number"),
        ({"quantity": "mass_kg", "value": "64", "since": "2026-04-17"}, "yet to come"),
        ({"quantity": "mass_kg", "value": "64", "since": "1.4.2026"}, "is none"),
        ({"quantity": "height_m", "value": "64"}, "not offered"),
    ],
)
def test_a_measurement_that_cannot_be_is_told(post: Post, fields: dict[str, str], words: str) -> None:
    """In words, with what was typed beside it."""
    answer = post("measurements", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<b>" not in answer.text


def test_the_choice_of_heart_rate_is_kept(client: TestClient, post: Post) -> None:
    """Formula, target range and own zones from a day on; and what it was before stays listed."""
    kept(post("heart", formula="tanaka", low="70", high="82.5", zones="easy=110; 150,5", since=""), "heart")
    assert known(client)["heart_choices"] == [
        {
            "since": None,
            "formula": "tanaka",
            "target": [0.7, 0.825],
            "zones_bpm": {"easy": 110, "zone 2": 150.5},
        }
    ]
    assert "easy=110; zone 2=150.5" in client.get("/settings").text
    kept(post("heart/forget", since="always"), "heart")
    assert known(client)["heart_choices"] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"formula": "mine", "low": "75", "high": "85"}, "not known"),
        ({"formula": "fox", "low": "85", "high": "75"}, "do not fit"),
        ({"formula": "fox", "low": "", "high": ""}, "do not fit"),
        ({"formula": "fox", "low": "75", "high": "85", "zones": "150; 110"}, "limits rise"),
        ({"formula": "fox", "low": "75", "high": "85", "zones": "a;b"}, "not understood"),
    ],
)
def test_a_choice_that_cannot_be_is_told(post: Post, fields: dict[str, str], words: str) -> None:
    """In words, and nothing of it is kept."""
    answer = post("heart", **fields)
    assert (answer.status_code, words in answer.text) == (422, True), answer.text


def test_zones_are_read_as_they_are_written() -> None:
    """What stands in the field can be saved again."""
    for text in ("easy=110; hard=150.5", "zone 1=90"):
        assert written_zones(read_zones(text)) == text
    with pytest.raises(InvalidValue, match="Up to 12 lower limits"):
        read_zones("; ".join(str(90 + number) for number in range(13)))


def test_a_condition_is_kept_and_forgotten(client: TestClient, post: Post) -> None:
    """With its days; one that ends before it begins is refused."""
    kept(post("conditions", name="Knee, left", since="2026-01-05", until=""), "conditions")
    assert "Knee, left" in client.get("/settings").text
    wrong = post("conditions", name="Flu", since="2026-03-05", until="2026-03-01")
    assert (wrong.status_code, 'value="Flu"' in wrong.text) == (422, True)
    kept(post("conditions/forget", name="Knee, left", since="2026-01-05"), "conditions")
    assert known(client)["conditions"] == []


def test_the_page_says_what_is_out_of_date(client: TestClient, post: Post) -> None:
    """After a change it counts what was worked out before, and has it worked out again on request."""
    assert "Everything was worked out with what holds now" in client.get("/settings/stale").text
    assert 'hx-get="/settings/stale"' in client.get("/settings").text
    post("measurements", quantity="resting_heart_rate_bpm", value="48", since="2026-03-30")
    for part in ({}, {"HX-Request": "true"}):
        page = client.get("/settings/stale", headers=part).text
        assert "4 activities were worked out with what held before" in page
        assert ("<h1>" in page) is (not part)
    answer = post("recompute")
    assert re.fullmatch(r"/jobs/[0-9a-f]{16}", answer.headers["location"])


def test_the_look_is_remembered(client: TestClient, post: Post) -> None:
    """Language, units and theme, in the browser; nothing else is taken for one."""
    kept(post("display", language="de", units="metric", theme="light"), "display")
    page = client.get("/today").text
    assert '<html lang="de" data-theme="light">' in page
    assert post("display", language="xx", units="metric", theme="light").status_code == 422


def test_another_log_is_begun_and_shown(client: TestClient, post: Post) -> None:
    """Whatever somebody is called; and one's own log stays as it was."""
    name = "Łucja & <Öl>"
    answer = post("people", new=name)
    kept(answer, "people")
    assert unquote(client.cookies["athlete"]) == name
    assert client.get("/api/athlete").json()["athlete"] == name
    assert "You are looking at Łucja &amp; &lt;Öl&gt;" in client.get("/settings").text
    assert client.get("/api/activities").json()["activities"] == []
    kept(post("people", athlete="me"), "people")
    assert len(client.get("/api/activities").json()["activities"]) == 4
    assert post("people", athlete="nobody").status_code == 422
    for wrong in ("x" * 81, "a\tb"):
        assert post("people", new=wrong).status_code == 422


def test_a_local_app_says_where_the_data_lies(client: TestClient) -> None:
    """So that somebody can find it, and copy it."""
    assert str(client.app.state.place.store.folder) in client.get("/settings").text  # type: ignore[attr-defined]  # an app of ours


def test_an_empty_log_has_settings_too(empty_client: TestClient) -> None:
    """Nothing is known, and the page says so."""
    page = empty_client.get("/settings").text
    assert page.count("<strong>unknown</strong>") == 4
