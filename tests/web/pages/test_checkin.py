"""Check-ins, as forms send them."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.web.conftest import asking
from tests.web.lived_log import TODAY

from backstride.actions.checking_in import check_in, checkins_of
from backstride.store import Store
from backstride.training.clearance import Allowed, ClinicianWord
from backstride.training.diary import CheckIn


def token(client: TestClient, path: str = "/checkins") -> str:
    """What a form of ours brings back."""
    found = re.search(r'data-token="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An empty log, for what is refused."""
    store = Store(tmp_path_factory.mktemp("unchanged"))
    with asking(store) as client:
        yield client
    store.close()


def post(client: TestClient, path: str = "/checkins", **fields: str) -> Response:
    """Send a form."""
    return client.post(path, data={"token": token(client)} | fields, follow_redirects=False)


def test_one_tap_says_that_all_is_well(empty_client: TestClient, sqlite_store: Store) -> None:
    """The button on the page of today says a good day, and leads back to it."""
    answer = post(empty_client, **{"from": "today"}, pain="0", asked="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/today#checkin")
    kept = CheckIn(day=TODAY, pain=0.0, is_swollen=False, is_ill=False, fell=False)
    assert checkins_of(sqlite_store, "me").checkins == (kept,)


def test_everything_that_can_be_said_is_kept(empty_client: TestClient, sqlite_store: Store) -> None:
    """With a German comma, a clinician's word, and notes that look like markup come out as text."""
    day = TODAY - timedelta(days=1)
    post(
        empty_client,
        day=day.isoformat(),
        pain="3",
        asked="yes",
        swollen="yes",
        symmetry="87,5",
        clinician="Dr. Weber",
        allows="walk",
        said_on=day.isoformat(),
        notes="<script>alert(1)</script> & ☕",
    )
    assert checkins_of(sqlite_store, "me").checkins == (
        CheckIn(
            day=day,
            pain=3.0,
            is_swollen=True,
            is_ill=False,
            fell=False,
            strength_symmetry_percent=87.5,
            clinician=ClinicianWord(by="Dr. Weber", on=day, allows=Allowed.WALK),
            notes="<script>alert(1)</script> & ☕",
        ),
    )
    page = empty_client.get("/checkins").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ☕" in page
    assert "<script>alert" not in page


def test_what_was_not_asked_stays_unknown(empty_client: TestClient, sqlite_store: Store) -> None:
    """A form without boxes says nothing of what they would have asked."""
    post(empty_client, pain="1")
    assert checkins_of(sqlite_store, "me").checkins == (CheckIn(day=TODAY, pain=1.0),)


@pytest.mark.parametrize(
    "fields",
    [
        {"pain": "11"},
        {"pain": "nan"},
        {"pain": "inf"},
        {"pain": "very"},
        {"pain": "1" * 400},
        {"day": "2026-04-17", "pain": "1"},
        {"day": "0001-01-01", "pain": "1"},
        {"day": "yesterday", "pain": "1"},
        {"notes": "x" * 2001},
        {"notes": "a\x00b"},
        {"clinician": "Dr. Weber"},
        {"clinician": "Dr. Weber", "allows": "flying"},
        {"symmetry": "200"},
        {"clinician": "   ", "allows": "walk"},
        {},
    ],
    ids=lambda given: repr(given)[:40],
)
def test_what_cannot_be_is_refused_and_can_be_mended(unchanged: TestClient, fields: dict[str, str]) -> None:
    """The same page says why, and what was typed stands there still."""
    sent = fields | {"notes": fields.get("notes", "my words")} if fields else {}
    answer = post(unchanged, **sent, **{"from": "today"} if "pain" in fields else {})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if fields and "notes" not in fields:
        assert "my words" in answer.text
    assert unchanged.get("/api/checkins").json()["checkins"] == []


def test_a_day_can_be_forgotten_once(empty_client: TestClient, sqlite_store: Store) -> None:
    """A second time there is nothing to forget, and that is said."""
    check_in(sqlite_store, "me", CheckIn(day=TODAY, pain=1.0), today=TODAY)
    assert post(empty_client, f"/checkins/{TODAY}/forget").status_code == 303
    assert checkins_of(sqlite_store, "me").checkins == ()
    assert post(empty_client, f"/checkins/{TODAY}/forget").status_code == 404
    assert post(empty_client, "/checkins/never/forget").status_code == 422


def test_many_days_stand_on_several_pages(empty_client: TestClient, sqlite_store: Store) -> None:
    """Thirty a page, and a page that is not there shows the nearest."""
    with sqlite_store.writing() as log:
        for number in range(65):
            log.diary.save_checkin("me", CheckIn(day=TODAY - timedelta(days=number), pain=1.0))
    shown = [empty_client.get("/checkins", params={"page": page}).text for page in (1, 3, 99, -5)]
    assert [page.count("/forget") for page in shown] == [30, 5, 5, 30]
    assert empty_client.get("/checkins", params={"page": "x"}).status_code == 422


def test_a_form_that_is_not_ours_is_not_taken(empty_client: TestClient, sqlite_store: Store) -> None:
    """Another site cannot say how somebody's day was."""
    assert empty_client.post("/checkins", data={"pain": "9"}).status_code == 422
    assert checkins_of(sqlite_store, "me").checkins == ()
