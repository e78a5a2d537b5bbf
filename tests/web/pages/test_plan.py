"""The pages of the plan: from none to one that is followed, and what is refused."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.planned_log import healthy_answers
from tests.web.lived_log import TODAY

from backstride.actions.checking_in import check_in
from backstride.actions.plan_view import current_plan
from backstride.actions.screening import screen_athlete
from backstride.errors import NotInLog
from backstride.formats.fit.workout import read_workout
from backstride.store import Store
from backstride.training.diary import CheckIn

NEXT_MONDAY = TODAY + timedelta(days=4)


def sent(client: TestClient, path: str, data: Mapping[str, str | list[str]]) -> Response:
    """Send a form as the page that shows it would; what it leads to."""
    token = re.search(r'data-token="([0-9a-f]+)"', client.get("/more").text)
    assert token is not None
    return client.post(path, data={"token": token[1], **data}, follow_redirects=False)


def week(**changes: str) -> dict[str, str]:
    """The form of a plan with three free days."""
    fields = {"programme": "base", "start": NEXT_MONDAY.isoformat(), "do": "preview", "place": "track"}
    for day in (1, 3, 5):
        fields |= {f"free-{day}": "yes", f"minutes-{day}": "60"}
    return fields | changes


def test_without_a_plan_the_way_to_one_is_shown(empty_client: TestClient) -> None:
    """The questions come first, and the page says so."""
    page = empty_client.get("/plan").text
    assert "You follow no plan yet" in page
    assert 'href="/screening"' in page


def test_the_plan_shows_what_became_of_each_session(client: TestClient) -> None:
    """Tuesday was missed; Thursday, today, is next."""
    page = client.get("/plan").text
    assert "First steps" in page
    assert "missed" in page
    assert "Thursday 16 April" in page
    assert "/plan/sessions/w01-2" in page


def test_a_plan_is_shown_before_it_is_followed(client: TestClient, lived_store: Store) -> None:
    """The preview keeps nothing; following it does, and the earlier plan ends."""
    page = sent(client, "/plan/new", week())
    assert page.status_code == 200
    assert "This is what it would be" in page.text
    assert current_plan(lived_store, "me", today=TODAY).programme.key == "first-steps"

    followed = sent(client, "/plan/new", week(do="follow"))
    assert (followed.status_code, followed.headers["location"]) == (303, "/plan")
    assert current_plan(lived_store, "me", today=TODAY).programme.key == "base"


def test_a_refusal_gives_every_reason_and_keeps_what_was_typed(client: TestClient) -> None:
    """Nobody has to type their week again."""
    asked = week(programme="backward-mile", race_on="2026-05-01", **{"minutes-3": "77"})
    page = sent(client, "/plan/new", asked)
    assert page.status_code == 422
    assert "No plan can be made of the programme" in page.text
    assert "What would help:" in page.text
    assert page.text.count("<li>") >= 1
    assert 'value="77"' in page.text
    assert 'value="2026-05-01"' in page.text


def test_a_field_that_cannot_be_read_is_told(client: TestClient) -> None:
    """Garbage in a field is a sentence on the page, never a fault."""
    for wrong, words in (
        ({"start": "tomorrow"}, "as a day is none"),
        ({"start": ""}, "when the plan begins"),
        ({"minutes-1": "NaN"}, "is no number"),
        ({"minutes-1": "1e999"}, "is no number"),
        ({"minutes-1": "999"}, "a length that cannot be"),
        ({"weeks": "1.5"}, "number of weeks"),
        ({"weeks": "inf"}, "is no number"),
        ({"from_phase": "nowhere"}, "has no phase"),
        ({"off-from-0": "2026-05-03", "off-to-0": "2026-05-01"}, "ends before it begins"),
        ({"start": "0001-01-01"}, "from 1900 to 2200"),
        ({"free-1": "", "free-3": "", "free-5": ""}, "No day of the week is free"),
        ({"forward-2": "hard", "forward-minutes-2": "0"}, "Forward training"),
    ):
        page = sent(client, "/plan/new", week(**wrong))
        assert page.status_code == 422, wrong
        assert words in page.text, wrong


def test_nothing_is_planned_before_the_questions(empty_client: TestClient) -> None:
    """The page says where they are."""
    page = sent(empty_client, "/plan/new", week())
    assert page.status_code == 422
    assert "Nothing is planned before a screening" in page.text
    assert 'href="/screening"' in page.text


def test_a_programme_is_never_read_from_a_path(client: TestClient) -> None:
    """Only those that come with the app have a page or a plan."""
    for name in ("x.toml", "..%2Fx.toml", "%00"):
        assert client.get(f"/programmes/{name}").status_code == 404
    assert sent(client, "/plan/new", week(programme="/etc/passwd.toml")).status_code == 404


def test_the_plan_is_moved_on_after_a_look(client: TestClient, lived_store: Store) -> None:
    """The preview keeps nothing."""
    before = current_plan(lived_store, "me", today=TODAY).plan
    page = sent(client, "/plan/adapt", {"do": "preview"})
    assert page.status_code == 200
    assert current_plan(lived_store, "me", today=TODAY).plan == before
    assert sent(client, "/plan/adapt", {}).status_code == 200


def test_a_plan_is_ended_only_by_who_is_sure(client: TestClient, lived_store: Store) -> None:
    """One click is not enough."""
    sent(client, "/plan/end", {})
    assert current_plan(lived_store, "me", today=TODAY).plan.sessions
    sent(client, "/plan/end", {"sure": "yes"})
    assert "You follow no plan yet" in client.get("/plan").text
    with pytest.raises(NotInLog):
        current_plan(lived_store, "me", today=TODAY)


def test_a_form_from_elsewhere_changes_nothing(client: TestClient, lived_store: Store) -> None:
    """Without the page's token a plan can be neither ended nor made."""
    client.get("/plan")
    for path in ("/plan/end", "/plan/new", "/plan/adapt", "/plan/calendar", "/plan/sessions/w01-2/move"):
        assert client.post(path, data={"sure": "yes", "do": "follow"}).status_code == 422
    assert current_plan(lived_store, "me", today=TODAY).stored is not None


def test_a_session_is_moved_and_a_refusal_is_told(client: TestClient) -> None:
    """The page of the session follows it to its new day."""
    moved = sent(client, "/plan/sessions/w01-2/move", {"to": (TODAY + timedelta(days=1)).isoformat()})
    assert moved.status_code == 303
    page = client.get(moved.headers["location"]).text
    assert "Friday, 17 April 2026" in page
    assert "You moved it here from Thursday 16 April 2026." in page

    refused = sent(client, "/plan/sessions/w01-2/move", {"to": (TODAY + timedelta(days=4)).isoformat()})
    assert refused.status_code == 422
    assert "Week 2 has 4 sessions." in refused.text
    assert sent(client, "/plan/sessions/w01-2/move", {"to": "soon"}).status_code == 422


def test_the_page_of_a_session_says_what_to_do_in_words(client: TestClient) -> None:
    """Each step has its direction, its target and its cues, and the watch's word on it."""
    page = client.get("/plan/sessions/w01-2?watch=coros").text
    assert "5 times:" in page
    assert "backward walk" in page
    assert "look over one shoulder" in page
    assert "% of your forward speed" in page
    assert "Coros" in page
    assert "quadriceps" in page


def test_the_watch_is_remembered(client: TestClient) -> None:
    """Chosen once, it holds for the next session."""
    client.get("/plan/sessions/w01-2?watch=garmin")
    assert '<option value="garmin" selected>' in client.get("/plan/sessions/w01-3").text
    assert client.get("/plan/sessions/w01-3?watch=nonsense").status_code == 200


def test_the_file_for_the_watch_is_the_session(client: TestClient) -> None:
    """Our reader gets the steps back, with the key of the session in the name."""
    answer = client.get("/plan/sessions/w01-2/workout.fit")
    assert answer.headers["content-disposition"] == ('attachment; filename="backstride-2026-04-16-w01-2.fit"')
    workout = read_workout(answer.content)
    assert workout.name.endswith("w01-2")
    assert client.get("/plan/sessions/w01-2/workout.zwo").text.startswith("<?xml")
    assert "backward walk" in client.get("/plan/sessions/w01-2/workout.txt").text
    assert client.get("/plan/sessions/w01-2/workout.exe").status_code == 404
    assert client.get("/plan/sessions/w99-2").status_code == 404


def test_speeds_are_in_the_reader_s_units(client: TestClient) -> None:
    """Miles for who reads them."""
    client.cookies.set("units", "imperial")
    page = client.get("/plan/sessions/w01-2").text
    assert "mph" in page
    assert "km/h" not in page


def test_a_shut_gate_holds_the_file_back(empty_client: TestClient, sqlite_store: Store) -> None:
    """The session can be read, not taken to the watch."""
    answers = healthy_answers() | {"injuries": ["shin-splints"], "shin-splints-since": "2026-01-01"}
    screen_athlete(sqlite_store, "me", answers, today=TODAY)
    made = sent(empty_client, "/plan/new", week(programme="rehab-shin-splints", do="follow"))
    assert made.status_code == 303, made.text
    page = empty_client.get("/plan/sessions/w01-1").text
    assert "It waits for its gate" in page
    assert "workout.fit" not in page
    assert empty_client.get("/plan/sessions/w01-1/workout.fit").status_code == 409


def test_the_start_of_a_plan_is_a_monday_to_come(client: TestClient) -> None:
    """The form is filled in so that it can be sent as it is."""
    page = client.get("/plan/new?programme=base").text
    assert f'value="{date(2026, 4, 20).isoformat()}"' in page
    assert client.get("/plan/new", follow_redirects=False).headers["location"] == "/programmes"


def test_strong_pain_is_told_wherever_a_session_is_shown(client: TestClient, lived_store: Store) -> None:
    """Nobody is led to a session by the plan on a day on which nothing is to be done."""
    paths = ("/plan", "/plan/sessions/w01-2", "/checkins")
    for path in paths:
        assert "No training backward today." not in client.get(path).text
    check_in(lived_store, "me", CheckIn(day=TODAY, pain=6.0), today=TODAY)
    for path in paths:
        page = client.get(path).text
        assert "No training backward today." in page
        assert "Pain was 6 of 10" in page
