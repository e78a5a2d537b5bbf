"""Workouts of one's own: checked while they are written, and made into files."""

from starlette.testclient import TestClient
from tests.web.pages.test_plan import sent

from backstride.formats.fit.workout import read_workout

TEXT = "name: Hills\n- 3x 100m backward walk @RPE 3, 100m forward walk recovery\n"


def test_the_page_opens_with_an_example_that_holds(client: TestClient) -> None:
    """Nobody begins with an empty field."""
    page = client.get("/workouts")
    assert page.status_code == 200
    assert "Backward hundreds" in page.text
    assert 'role="alert"' not in page.text


def test_a_part_comes_back_while_it_is_written(client: TestClient) -> None:
    """Only what came of the text, for the script to put in its place."""
    client.headers["hx-request"] = "true"
    part = sent(client, "/workouts", {"text": TEXT, "watch": "garmin"}).text
    assert "<html" not in part
    assert "3 times:" in part
    assert "Garmin" in part


def test_what_cannot_be_understood_is_told_with_its_line(client: TestClient) -> None:
    """And the text stays in its field."""
    page = sent(client, "/workouts", {"text": "- 5 parsecs backward", "watch": "fit"})
    assert page.status_code == 422
    assert "- 5 parsecs backward" in page.text
    assert 'role="alert"' in page.text
    for odd in ("", "\x00", "- " * 9000, "{{ 7 * 7 }}", "- 5min backward " + "(" * 500):
        assert sent(client, "/workouts", {"text": odd}).status_code in {200, 422}


def test_a_workout_is_downloaded(client: TestClient) -> None:
    """As a file for the watch, which our reader reads back; and the watch is remembered."""
    answer = sent(client, "/workouts", {"text": TEXT, "watch": "coros", "as": "fit"})
    assert read_workout(answer.content).name.startswith("Hills")
    assert client.cookies["watch"] == "coros"
    assert sent(client, "/workouts", {"text": "?", "watch": "coros", "as": "fit"}).status_code == 422
