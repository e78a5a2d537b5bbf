"""The timeline, the forms that change an activity and the history, used without scripts."""

import re

import pytest
from starlette.testclient import TestClient
from tests.web.lived_log import NOW

from backstride.store import Store
from backstride.units import clock
from backstride.web.german import spoken_day
from backstride.web.reading import exact_clock, read_time


@pytest.fixture
def key(client: TestClient) -> str:
    """The latest session, of which nobody said which way it went."""
    return str(client.get("/api/activities").json()["activities"][0]["key"])


def fields(client: TestClient, page: str, **said: str) -> dict[str, str]:
    """What the browser sends with a form of a page."""
    text = client.get(page).text
    token = re.search(r'data-token="(\w+)"', text)
    state = re.search(r'name="state" value="(\w+)"', text)
    assert token is not None
    return {"token": token[1], **({} if state is None else {"state": state[1]}), **said}


def backward_s(client: TestClient, key: str) -> float:
    """How long an activity went backward, as the API tells it."""
    stretches = client.get(f"/api/activities/{key}/timeline").json()["stretches"]
    return float(sum(each["end_s"] - each["start_s"] for each in stretches if each["travel"] == "backward"))


def test_a_stretch_is_said_previewed_and_taken_back_without_scripts(client: TestClient, key: str) -> None:
    """Whoever has no scripts does the same with plain fields; a preview keeps nothing."""
    page = f"/activities/{key}/timeline"
    said = fields(client, page, start="5:00", end="7:00", travel="backward", gait="")
    preview = client.post(page, data=said)
    assert preview.status_code == 200
    assert "What would change" in preview.text
    assert 'value="5:00"' in preview.text
    assert backward_s(client, key) == 0
    saved = client.post(page, data=said | {"save": "yes"})
    assert saved.url.path == page
    assert "Saved." in saved.text
    assert backward_s(client, key) == 120
    undone = client.post("/history/1/revert", data=fields(client, page, next=page))
    assert (undone.url.path, "Taken back." in undone.text) == (page, True)
    assert backward_s(client, key) == 0


def test_what_was_typed_is_kept_when_it_is_refused(client: TestClient, key: str) -> None:
    """A slip in one field does not lose the others."""
    page = f"/activities/{key}/timeline"
    answer = client.post(
        page, data=fields(client, page, start="7:00", end="<b>", travel="sideways", gait="run")
    )
    assert answer.status_code == 422
    assert "&lt;b&gt;" in answer.text
    assert "<b>" not in answer.text
    assert re.search(r'value="sideways" selected', answer.text)
    assert re.search(r'value="run" selected', answer.text)


def test_two_tabs_do_not_overwrite_one_another(client: TestClient, key: str) -> None:
    """The second is told that something changed, and the drawing is still in its form."""
    page = f"/activities/{key}/timeline"
    first = fields(client, page, start="5:00", end="7:00", travel="backward", save="yes")
    second = first | {"start": "5:30", "travel": "forward"}
    assert client.post(page, data=first).status_code == 200
    refused = client.post(page, data=second)
    assert refused.status_code == 409
    assert "changed elsewhere" in refused.text
    assert 'value="5:30"' in refused.text
    assert backward_s(client, key) == 120


def test_a_form_without_our_token_changes_nothing(client: TestClient, key: str) -> None:
    """Another site cannot label, edit or take back in somebody's name."""
    said = {"start": "5:00", "end": "7:00", "travel": "backward", "save": "yes", "name": "x", "token": "no"}
    for path in (f"/activities/{key}/timeline", f"/activities/{key}/edit/facts", "/history/1/revert"):
        assert client.post(path, data=said).status_code == 422
    assert client.get("/api/history").json()["changes"] == []


def test_facts_are_said_and_only_what_differs_is_changed(client: TestClient, key: str) -> None:
    """A form that shows what was said, sent again, says nothing."""
    page = f"/activities/{key}/edit"
    said = fields(client, page, perceived_exertion="6,5", falls="0", distance_m="5.2", notes="", save="yes")
    assert client.post(f"{page}/facts", data=said).status_code == 200
    facts = client.get(f"/api/activities/{key}").json()["activity"]["facts"]
    assert (facts["perceived_exertion"], facts["falls"], facts["distance_m"]) == (6.5, 0, 5200)
    again = fields(
        client, page, perceived_exertion="6.5", falls="0", distance_m="5.200", notes="", save="yes"
    )
    assert client.post(f"{page}/facts", data=again).status_code == 422
    gone = fields(client, page, perceived_exertion="", save="yes")
    client.post(f"{page}/facts", data=gone)
    facts = client.get(f"/api/activities/{key}").json()["activity"]["facts"]
    assert ("perceived_exertion" in facts, facts["falls"]) == (False, 0)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("split", {"at": "5:00 10:00"}),
        ("crop", {"start": "1:00", "end": "9:00"}),
        ("exclude", {"start": "1:00", "end": "1:10", "spoiled": "heart rate"}),
        ("remove", {}),
    ],
)
def test_each_change_is_shown_before_it_is_made_and_can_be_taken_back(
    client: TestClient, key: str, what: str, said: dict[str, str]
) -> None:
    """Nothing is done by a preview; after a save there is a way back beside the words for it."""
    page = f"/activities/{key}/edit"
    form = fields(client, page, **said)
    assert "What would change" in client.post(f"{page}/{what}", data=form).text
    assert client.get("/api/history").json()["changes"] == []
    saved = client.post(f"{page}/{what}", data=form | {"save": "yes"})
    assert "Saved." in saved.text
    assert "/history/1/revert" in saved.text
    client.post("/history/1/revert", data=fields(client, "/history"))
    assert client.get("/api/history").json()["changes"][0]["taken_back_at"] is not None
    assert client.get(page).status_code == 200


def test_an_empty_form_is_refused_in_words(client: TestClient, key: str) -> None:
    """No field left empty is a fault of the program."""
    page = f"/activities/{key}/edit"
    for what in ("split", "crop", "exclude", "include", "merge"):
        answer = client.post(f"{page}/{what}", data=fields(client, page, save="yes"))
        assert answer.status_code == 422, what
        assert 'role="alert"' in answer.text, what


def test_an_activity_that_was_taken_out_says_how_to_bring_it_back(client: TestClient, key: str) -> None:
    """Its pages are no dead ends."""
    client.delete(f"/api/activities/{key}")
    text = client.get(f"/activities/{key}/edit").text
    assert "was taken out of the log" in text
    assert "/history/1/revert" in text
    assert client.get(f"/activities/{key}/timeline").status_code == 200


def test_nobody_is_sent_to_another_place_after_a_change(client: TestClient, key: str) -> None:
    """Where to go next comes with the form, and is one of our own pages or none."""
    client.delete(f"/api/activities/{key}")
    form = fields(client, "/history", next="//example.org/")
    answer = client.post("/history/1/revert", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/history?change=1"


def test_the_history_is_paged_and_tells_what_stands_on_a_change(
    client: TestClient, lived_store: Store, key: str
) -> None:
    """Fifty changes a page; a change under another is refused in words."""
    for falls in (1, 2):
        client.post(f"/api/activities/{key}/facts", json={"facts": {"falls": falls}}).raise_for_status()
    with lived_store.writing() as log:
        for _ in range(50):
            log.history.note("me", at=NOW, kind="say", text="Said nothing", keys=[key], changes=[])
    text = client.get("/history").text
    assert text.count('<li class="holds">') == 50
    assert "/history?before=3" in text
    assert client.get("/history?before=3").text.count('<li class="holds">') == 2
    refused = client.post("/history/1/revert", data=fields(client, "/history"))
    assert refused.status_code == 409
    assert "stands another" in refused.text


def test_the_history_names_activities_as_people_do(client: TestClient, lived_store: Store, key: str) -> None:
    """By their names; what is gone from the log keeps its key."""
    with lived_store.writing() as log:
        (entry,) = log.figures.entries_of("me", keys=[key])
        name = entry.summary.name
        for told in (f"{key} ({name})" if name else key, "0123456789ab"):
            text = f"Labelled {told}: 01:00-02:00 backward"
            log.history.note("me", at=NOW, kind="label", text=text, keys=[key], changes=[])
    assert entry.summary.day is not None
    text = client.get("/history").text
    assert f"Labelled {name or spoken_day(entry.summary.day)}: 01:00-02:00 backward." in text
    assert "Labelled 0123456789ab: 01:00-02:00 backward." in text


def test_an_empty_history_says_what_will_be_there(empty_client: TestClient) -> None:
    """No empty table."""
    assert "Nothing was changed yet" in empty_client.get("/history").text


@pytest.mark.parametrize("time_s", [0.0, 0.5, 59.9996, 60.0, 449.25, 3599.9999, 3723.0, 36_000.125])
def test_a_time_that_is_written_is_read_again(time_s: float) -> None:
    """To the thousandth of a second, also where it rounds up to the next minute."""
    assert read_time(exact_clock(time_s)) == pytest.approx(time_s, abs=0.0005)
    assert exact_clock(round(time_s)) == clock(round(time_s))
