"""Which way was it: what is asked, what is answered, what is learned from it, and how it is taken back."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient
from tests.web.brought import over
from tests.web.conftest import asking
from tests.web.lived_log import STEPLESS, TODAY, stepless

from backstride.actions.importing import ImportSettings, import_paths
from backstride.store import Store

HOURS: Final = 13 * 24.0
"""From the first to the fourteenth of April, two days before today."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with a session of this week that nothing tells the way of; to be copied."""
    files = tmp_path_factory.mktemp("asked")
    (files / "new.fit").write_bytes(stepless(STEPLESS, HOURS))
    store = Store(files / "log")
    import_paths(store, [files / "new.fit"], ImportSettings(athlete="me", processes=1))
    store.close()
    return files / "log"


@pytest.fixture
def reader(folder: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The app over it."""
    shutil.copytree(folder, tmp_path / "log")
    store = Store(tmp_path / "log")
    with asking(store) as client:
        yield client
    store.close()


@pytest.fixture
def key(reader: TestClient) -> str:
    """The session of this week."""
    return str(reader.get("/api/activities").json()["activities"][0]["key"])


def asked(reader: TestClient, key: str) -> list[dict[str, str]]:
    """The forms of the questions on an activity's page, without an answer."""
    text = reader.get(f"/activities/{key}").text
    forms = re.findall(r'<form class="question".*?</form>', text, re.DOTALL)
    return [dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) for form in forms]


def told(text: str) -> str:
    """The text of a page alone."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_question_says_when_how_far_and_why_and_takes_four_answers(reader: TestClient, key: str) -> None:
    """Whoever is asked sees which stretch is meant, and may also say that they do not know."""
    text = reader.get(f"/activities/{key}").text
    card = text.split('<form class="question"')[1].split("</form>")[0]
    assert re.search(r"\d:\d\d to 3\d:\d\d", card)
    assert "min/km" in card
    assert "Why it is asked: about 35 min" in told(card)
    assert re.findall(r'name="travel" value="(\w+)"', card) == ["backward", "forward", "sideways", "unknown"]
    assert "You can say which way it went." not in text  # the question says it


def test_an_answer_is_the_persons_word_and_nothing_is_asked_again(reader: TestClient, key: str) -> None:
    """It comes back with a thank-you, stands in the history, and can be taken back from there."""
    (form,) = asked(reader, key)
    answer = reader.post(f"/activities/{key}/answer", data=form | {"travel": "backward"})
    assert (answer.status_code, answer.url.path) == (200, f"/activities/{key}")
    assert "Thank you. Nothing more is asked about this activity." in answer.text
    assert "All of it went backward" in answer.text
    assert "you said so" in answer.text
    assert asked(reader, key) == []
    (change,) = reader.get("/api/history").json()["changes"]
    token = {"token": form["token"], "next": f"/activities/{key}"}
    undone = reader.post(f"/history/{change['change']}/revert", data=token)
    assert "Taken back." in undone.text
    assert len(asked(reader, key)) == 1


def test_what_is_learned_from_an_answer_is_told(reader: TestClient, key: str) -> None:
    """At once that it is being learned, then what came of it; of one recording nothing can be learned."""
    (form,) = asked(reader, key)
    answer = reader.post(f"/activities/{key}/answer", data=form | {"travel": "unknown"})
    assert "It is kept. There are too few recordings yet" in answer.text
    assert reader.get("/api/jobs").json()["jobs"] == []
    job = reader.post("/api/stride/learn").json()["key"]
    over(reader, job)
    text = reader.get(f"/jobs/{job}").text
    assert "Learning your stride" in text
    assert "too little to learn your stride from" in text


SENSELESS: Final = (
    {"travel": "up"},
    {"travel": "backward", "start": "x"},
    {"travel": "backward", "end": "0:00"},
    {"travel": "backward", "start": "99:00:00", "end": "99:10:00"},
)


def test_an_answer_that_cannot_be_is_refused_and_the_question_stays(reader: TestClient, key: str) -> None:
    """Nothing is kept, the page says why, and the question can still be answered."""
    (form,) = asked(reader, key)
    for said in SENSELESS:
        answer = reader.post(f"/activities/{key}/answer", data=form | said)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert 'class="question"' in answer.text
    assert reader.get("/api/history").json()["changes"] == []


def test_today_asks_in_one_line_with_and_without_scripts(reader: TestClient, key: str) -> None:
    """The page asks for the line once it is there; without scripts a link leads to it."""
    assert 'hx-get="/today/questions"' in reader.get("/today").text
    part = reader.get("/today/questions", headers={"HX-Request": "true"}).text
    whole = reader.get("/today/questions").text
    for text in (part, whole):
        assert "Of 1 stretch of the last two weeks" in told(text)
        assert f'href="/activities/{key}#which-way"' in text
    assert ("<html" in part, "<html" in whole) == (False, True)


def test_programs_are_asked_and_answer_too(reader: TestClient, key: str) -> None:
    """The API tells the same questions, tries an answer without keeping it, and keeps it."""
    (one,) = reader.get(f"/api/activities/{key}/questions").json()["questions"]
    assert reader.get("/api/stride/questions").json()["questions"] == [one]
    assert (one["activity"], one["guess"], one["probability"]) == (key, "unknown", None)
    body = {"start_s": one["start_s"], "end_s": one["end_s"], "travel": "forward"}
    tried = reader.post(f"/api/activities/{key}/answers", json=body | {"dry_run": True}).json()
    assert tried["change"] is None
    made = reader.post(f"/api/activities/{key}/answers", json=body).json()
    assert made["after"]["forward_s"] > made["before"]["forward_s"]
    assert reader.get(f"/api/activities/{key}/questions").json()["questions"] == []
    refused = reader.post(f"/api/activities/{key}/answers", json=body | {"travel": "up"})
    assert refused.status_code == 422


def test_each_correction_is_learned_from_once_there_is_enough(lived_store: Store) -> None:
    """A label has the stride of its year learned again, and so has taking it back."""
    with asking(lived_store) as reader:
        key = reader.get("/api/activities").json()["activities"][0]["key"]
        made = reader.post(f"/api/activities/{key}/labels", json={"labels": ["5:00-7:00=backward"]}).json()
        reader.post(f"/api/history/{made['change']}/revert", json={})
        jobs = [each for each in reader.get("/api/jobs").json()["jobs"] if each["kind"] == "learn"]
        assert {over(reader, each["key"])["state"] for each in jobs} == {"done"}
        assert len(jobs) == 2
        (learned,) = reader.get("/api/stride").json()["years"]
        assert (learned["year"], learned["sessions"]) == (TODAY.year, 3)
        settings = reader.get("/settings").text.split('id="stride"')[1].split("</section>")[0]
        assert "3 sessions" in settings
        assert "Learn it again" in settings


def test_the_settings_say_that_a_stride_is_not_known_and_begin_to_learn_it(empty_client: TestClient) -> None:
    """An empty log has no stride; the button leads to the work that looks for one."""
    text = empty_client.get("/settings").text
    assert "It is not known yet." in told(text)
    token = re.findall(r'data-token="(\w+)"', text)[0]
    begun = empty_client.post("/settings/stride", data={"token": token}, follow_redirects=False)
    assert (begun.status_code, begun.headers["location"][:6]) == (303, "/jobs/")
    assert empty_client.get("/api/stride").json() == {"years": []}
