"""A shared app: nobody gets in without a password, and everybody gets to their own log alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.web.addresses import addresses, filled
from tests.web.conftest import ADDRESS, SETTINGS, asking, with_settings
from tests.web.lived_log import NOW

from backstride.actions.measuring import describe_athlete
from backstride.store import Store
from backstride.store.accounts import ACCOUNTS_NAME
from backstride.web import passwords
from backstride.web.attempts import Attempts, Pace
from backstride.web.entrance import INVITATION_LASTS, OF_A_NAME, SESSION_COOKIE, SESSION_LASTS
from backstride.web.guard import OPEN
from backstride.web.pages.account import local
from backstride.web.passwords import check_password, hashed, is_password
from backstride.web.place import Place
from backstride.web.serving import Serving

CHEAP: Final = (4, 8, 1)
"""A test need not wait as long as a guesser."""
SECRET: Final = "rückwärts läuft es sich gut"  # noqa: S105 - of a test
ANOTHER: Final = "vorwärts aber auch nicht übel"


@dataclass
class Shared:
    """A shared app, whose clock can be turned."""

    client: TestClient
    moved: list[timedelta] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """What the app stands on."""
        found: Place = self.client.app.state.place  # type: ignore[attr-defined]  # an app of ours
        return found

    def setup_token(self) -> str:
        """As the terminal shows it."""
        return self.place.entrance.setup_token(now=NOW)

    def someone(self) -> TestClient:
        """A browser that was never here."""
        return TestClient(self.client.app, base_url=ADDRESS, follow_redirects=False)

    def host(self) -> TestClient:
        """A browser in which the first person has just come in."""
        browser = self.someone()
        assert set_up(browser, self.setup_token(), "Anna").status_code == 303
        return browser

    def guest(self, host: TestClient, name: str = "Max") -> TestClient:
        """A browser of somebody who was invited."""
        page = post(host, "/settings/invitations", guest=name).text
        token = re.findall(r"setup\?token=([\w-]+)", page)[0]
        browser = self.someone()
        assert set_up(browser, token, name).status_code == 303
        return browser


@contextmanager
def sharing(store: Store) -> Iterator[Shared]:
    """The app over a log, shared."""
    moved: list[timedelta] = []

    def clock() -> datetime:
        return NOW + sum(moved, timedelta())

    with asking(store, with_settings(is_shared=True, clock=clock)) as client:
        client.follow_redirects = False
        yield Shared(client, moved)


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are quick to check, but where that is what a test is about."""
    if "dear" not in request.node.name:
        monkeypatch.setattr(passwords, "COST", CHEAP)


@pytest.fixture
def shared(sqlite_store: Store) -> Iterator[Shared]:
    """A shared app over an empty log."""
    with sharing(sqlite_store) as app:
        yield app


def post(browser: TestClient, path: str, /, **fields: str) -> Response:
    """Send a form as the page at the same place would."""
    page = "/settings" if path.startswith(("/settings", "/logout")) else path
    token = re.findall(r'data-token="(\w+)"', browser.get(page).text)[0]
    return browser.post(path, data={"token": token, **fields})


def set_up(browser: TestClient, token: str, name: str, password: str = SECRET, **fields: str) -> Response:
    """Choose a name and a password."""
    return post(browser, "/setup", invitation=token, name=name, password=password, **fields)


def log_in(browser: TestClient, name: str, password: str = SECRET, **fields: str) -> Response:
    """Give a name and a password."""
    return post(browser, "/login", name=name, password=password, **fields)


# ── Nobody gets in ───────────────────────────────────────────────────────────────────────────────


def test_nobody_gets_anywhere_without_a_password(shared: Shared) -> None:
    """Of all that the app answers, a stranger reaches the door, and no more."""
    asked = 0
    for method, path in ((method, filled(path)) for method, path in addresses(shared.client)):
        if path in OPEN or path.startswith("/feed/"):
            continue
        answer = shared.client.request(method, path)
        where = "/setup" if not path.startswith("/api/") else None
        expected = (303, where) if where else (401, None)
        assert (answer.status_code, answer.headers.get("location")) == expected, f"{method} {path}"
        asked += 1
    assert asked > 20, "the routes were not found"


def test_a_program_is_told_how_to_come_in(shared: Shared) -> None:
    """In words, and with the header that HTTP asks for; a browser does not ask with a window of its own."""
    answer = shared.client.get("/api/athlete")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "Nobody is logged in" in answer.json()["error"]["message"]


def test_a_part_of_a_page_leads_to_the_door(shared: Shared) -> None:
    """When a session ends while a page is open, the person is asked for the password again."""
    shared.host()
    answer = shared.client.get("/today", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


@pytest.mark.parametrize("cookie", ["x", ".", "abc.def", "é", "a" * 5000, "1.0" * 100])
def test_a_made_up_session_is_none(shared: Shared, cookie: str) -> None:
    """Whatever a browser sends, without our signature it opens nothing."""
    answer = shared.client.get(
        "/today", headers=[(b"cookie", f"{SESSION_COOKIE}={cookie}".encode("latin-1"))]
    )
    assert answer.status_code == 303


def test_a_local_app_needs_no_password(client: TestClient) -> None:
    """Who has it for themselves never meets the door."""
    assert client.get("/settings").status_code == 200
    for path in ("/login", "/setup"):
        assert client.get(path, follow_redirects=False).headers["location"] == "/settings"
    token = re.findall(r'data-token="(\w+)"', client.get("/settings").text)[0]
    for path in ("/settings/tokens", "/settings/invitations", "/settings/password"):
        answer = client.post(path, data={"token": token})
        assert (answer.status_code, "not shared" in answer.text) == (422, True)


# ── Setting up ───────────────────────────────────────────────────────────────────────────────────


def test_the_token_of_the_terminal_lets_the_first_one_in_once(shared: Shared) -> None:
    """Then it does not count any more, and there is no other way to become the first."""
    token = shared.setup_token()
    browser = shared.someone()
    assert "does not count" in set_up(browser, "made-up", "Anna").text
    assert set_up(browser, token, "Anna").headers["location"] == "/"
    assert browser.get("/settings").status_code == 200
    assert set_up(shared.someone(), token, "Eve").status_code == 404
    assert shared.client.get("/today").headers["location"] == "/login?next=/today"


@pytest.mark.parametrize("password", ["", "elf Zeichen", "x" * 1001])
def test_a_password_that_is_too_short_is_refused_in_words(shared: Shared, password: str) -> None:
    """With all else that was typed kept, and the token not used up; the password itself is not shown."""
    token, browser = shared.setup_token(), shared.someone()
    answer = set_up(browser, token, "Anna", password)
    assert answer.status_code == 422
    assert f"It has 12 to {1000} characters" in answer.text
    assert token in answer.text
    assert 'value="Anna"' in answer.text
    assert not password or password not in answer.text
    assert set_up(browser, token, "Anna").status_code == 303


@pytest.mark.parametrize("name", ["", " ", "a\0b", "x" * 81])
def test_a_name_that_cannot_be_is_refused(shared: Shared, name: str) -> None:
    """By name people are known; it can be read, and is not too long."""
    fields = {"invitation": shared.setup_token(), "password": SECRET}
    browser = shared.someone()
    token = re.findall(r'data-token="(\w+)"', browser.get("/setup").text)[0]
    body = urlencode({"token": token, "name": name, **fields})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/setup", content=body, headers=form).status_code == 422


def test_a_log_that_is_there_goes_to_whom_the_terminal_trusts(lived_store: Store) -> None:
    """Who had the app for themselves keeps their log when they share it; a stranger is not told of it."""
    with sharing(lived_store) as shared:
        browser = shared.someone()
        assert "<select" not in browser.get("/setup").text
        token = shared.setup_token()
        assert 'value="me"' in browser.get(f"/setup?token={token}").text
        assert set_up(browser, token, "Anna", athlete="me").status_code == 303
        assert len(browser.get("/api/activities").json()["activities"]) == 4


def test_a_name_gives_nobody_a_log_that_is_there(lived_store: Store) -> None:
    """A guest who calls themselves like a log of somebody else does not get to see it."""
    with sharing(lived_store) as shared:
        host = shared.host()
        page = post(host, "/settings/invitations", guest="?").text
        token = re.findall(r"setup\?token=([\w-]+)", page)[0]
        for athlete in ("", "me"):
            answer = set_up(shared.someone(), token, "ME", athlete=athlete)
            assert "There is a log of this name already" in answer.text


# ── Logging in and out ───────────────────────────────────────────────────────────────────────────


def test_somebody_logs_in_and_out(shared: Shared) -> None:
    """To where they wanted; and once out, what the browser kept opens nothing."""
    shared.host()
    browser = shared.someone()
    answer = log_in(browser, " anna ", next="/settings?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings?x=1")
    kept = browser.cookies[SESSION_COOKIE]
    assert browser.get("/settings").status_code == 200
    assert post(browser, "/logout").headers["location"] == "/login"
    browser.cookies.set(SESSION_COOKIE, kept)
    assert browser.get("/settings").status_code == 303


def test_what_the_browser_keeps_is_for_this_app_alone(shared: Shared) -> None:
    """No script reads it, no other site has it sent; over HTTPS it never goes in the clear."""
    browser = shared.someone()
    answer = set_up(browser, shared.setup_token(), "Anna")
    for cookie in answer.headers.get_list("set-cookie"):
        assert "httponly" in cookie.lower()
        assert "samesite=strict" in cookie.lower()
        assert "secure" not in cookie.lower()


def test_behind_https_cookies_are_secure(sqlite_store: Store) -> None:
    """Also where the program before it hands requests on in the clear."""
    with asking(sqlite_store, with_settings(is_shared=True, is_behind_https=True)) as client:
        cookie = client.get("/login").headers["set-cookie"]
    assert "secure" in cookie.lower()


def test_a_wrong_password_says_no_more_than_that(shared: Shared) -> None:
    """Nobody learns which names there are."""
    shared.host()
    browser = shared.someone()
    answers = [log_in(browser, "Anna", "not my password"), log_in(browser, "Otto", "not my password")]
    texts = {re.sub(r'value="(Anna|Otto)"|"\w{64}"', "", each.text) for each in answers}
    assert {each.status_code for each in answers} == {401}
    assert len(texts) == 1


def test_guessing_ends_soon_and_locks_nobody_out(shared: Shared) -> None:
    """Whoever guesses is held up; a browser that was logged in before has attempts of its own."""
    host = shared.host()
    stranger = shared.someone()
    for _ in range(round(OF_A_NAME.at_once)):
        shared.place.entrance._of_name.take("anna")  # noqa: SLF001 - as a wrong password does, but quicker
    answer = log_in(stranger, "ANNA", "wrong password")
    assert (answer.status_code, "Too many passwords" in answer.text) == (429, True)
    assert stranger.get("/api/athlete", auth=("anna", "wrong")).status_code == 429
    # Nor does the right one show, though Anna was logged in a moment ago.
    assert log_in(stranger, "Anna").status_code == 429
    post(host, "/logout")
    assert log_in(host, "Anna").status_code == 303


def test_attempts_come_back_with_time() -> None:
    """Some at once, then one now and then; what was right costs nothing."""
    now_s = [0.0]
    attempts = Attempts(Pace(at_once=2, again_after_s=30), clock_s=lambda: now_s[0])
    assert [attempts.take("a"), attempts.take("a"), attempts.take("a")] == [True, True, False]
    assert attempts.take("b")
    now_s[0] = 31.0
    assert [attempts.take("a"), attempts.take("a")] == [True, False]
    attempts.give_back("a")
    assert attempts.take("a")
    now_s[0] = 1e6
    assert sum(attempts.take("a") for _ in range(9)) == 2


def test_a_session_ends_when_it_is_not_used(shared: Shared) -> None:
    """It lasts for some weeks from the last time; an invitation ends by itself."""
    host = shared.host()
    page = post(host, "/settings/invitations", guest="Max").text
    token = re.findall(r"setup\?token=([\w-]+)", page)[0]
    shared.moved.append(SESSION_LASTS - timedelta(days=2))
    assert host.get("/settings").status_code == 200
    shared.moved.append(timedelta(days=4))
    assert host.get("/settings").status_code == 200, "it was used in between"
    assert INVITATION_LASTS < SESSION_LASTS
    assert set_up(shared.someone(), token, "Max").status_code == 404
    shared.moved.append(SESSION_LASTS + timedelta(seconds=1))
    assert host.get("/settings").status_code == 303


@pytest.mark.parametrize(
    "whither", ["//evil.example", "https://evil.example", "/\\evil.example", "x", "/a\r\nX: y", ""]
)
def test_the_door_leads_nowhere_else(whither: str) -> None:
    """A link with an address in it cannot send somebody who logs in to another site."""
    assert local(whither) == "/"


# ── Passwords and tokens ─────────────────────────────────────────────────────────────────────────


def test_a_new_password_ends_other_sessions(shared: Shared) -> None:
    """Whoever knew the old one is out; the browser in which it was changed stays in."""
    host = shared.host()
    other = shared.someone()
    log_in(other, "Anna")
    wrong = post(host, "/settings/password", password="not it", new=ANOTHER)  # noqa: S106 - of a test
    assert "do not belong together" in wrong.text
    assert post(host, "/settings/password", password=SECRET, new="short").status_code == 422
    assert post(host, "/settings/password", password=SECRET, new=ANOTHER).status_code == 303
    assert host.get("/settings").status_code == 200
    assert other.get("/settings").status_code == 303
    assert log_in(other, "Anna").status_code == 401
    assert log_in(other, "Anna", ANOTHER).status_code == 303


def test_the_terminal_helps_who_has_forgotten_it(shared: Shared) -> None:
    """The same name with a new token gets a new password, and the same log."""
    host = shared.host()
    describe_athlete(shared.place.store, "Anna", birth_year=1990)
    browser = shared.someone()
    assert set_up(browser, shared.setup_token(), "Anna", ANOTHER).status_code == 303
    assert browser.get("/api/athlete").json()["birth_year"] == 1990
    assert host.get("/settings").status_code == 303


def test_programs_come_in_by_password_or_token(shared: Shared) -> None:
    """To the API alone, and no longer than the token counts."""
    host = shared.host()
    page = post(host, "/settings/tokens", label="my <watch>").text
    token = re.findall(r'class="token">([\w-]+)<', page)[0]
    assert "my &lt;watch&gt;" in page
    program, bearer = shared.someone(), {"Authorization": f"Bearer {token}"}
    assert program.get("/api/athlete", headers=bearer).json()["athlete"] == "Anna"
    assert program.get("/api/athlete", auth=(b"Anna", SECRET.encode())).status_code == 200
    assert program.get("/settings", headers=bearer).status_code == 303
    for wrong in ("Bearer x", "Basic x", "Basic " + "A" * 5000, "Digest x", "Bearer", " "):
        answer = program.get("/api/athlete", headers={"Authorization": wrong})
        assert answer.status_code == 401, wrong
    assert token not in host.get("/settings").text, "it is shown once"
    number = re.findall(r'name="number" value="(\d+)"', host.get("/settings").text)[0]
    post(host, "/settings/tokens/forget", number=number)
    assert program.get("/api/athlete", headers=bearer).status_code == 401


def test_what_is_kept_opens_nothing(shared: Shared) -> None:
    """Whoever reads the database finds neither a password nor anything that could be sent."""
    host = shared.host()
    token = re.findall(r'class="token">([\w-]+)<', post(host, "/settings/tokens", label="x").text)[0]
    invited = re.findall(r"setup\?token=([\w-]+)", post(host, "/settings/invitations", guest="x").text)[0]
    folder = shared.place.store.folder
    kept = b"".join(path.read_bytes() for path in folder.glob(f"{ACCOUNTS_NAME}*"))
    assert b"Anna" in kept
    for word in (SECRET, token, invited, host.cookies[SESSION_COOKIE].partition(".")[0]):
        assert word.encode() not in kept


def test_guessing_is_dear() -> None:
    """Each guess takes 32 MiB and three rounds, also where nobody has the name."""
    kept = hashed("x")
    for each in (kept, passwords.NOBODYS):
        assert each.startswith("scrypt$15$8$3$")
    assert is_password("x", kept)
    assert not is_password("x", passwords.NOBODYS)


def test_a_password_is_the_same_however_it_is_typed() -> None:
    """Keyboards compose letters in different ways; and no two hashes are alike."""
    kept = hashed("Mu\u0308nchen — 12")
    assert is_password("München — 12", kept)
    assert not is_password("Munchen — 12", kept)
    assert not is_password("München — 12", None)
    assert hashed("München — 12") != kept
    check_password("\0" * 12)


# ── Each their own ───────────────────────────────────────────────────────────────────────────────


def test_nobody_sees_what_belongs_to_another(lived_store: Store) -> None:
    """With the key of somebody else's activity, plan, import or job, every address answers: not here."""
    with sharing(lived_store) as shared:
        owner = shared.someone()
        set_up(owner, shared.setup_token(), "Anna", athlete="me")
        guest = shared.guest(owner)
        (key, *_) = [each["key"] for each in owner.get("/api/activities").json()["activities"]]
        assert guest.get("/api/activities").json()["activities"] == []
        for path in of_activities(shared.client):
            theirs = path.replace("{key}", key)
            found = [browser.get(theirs).status_code for browser in (owner, guest)]
            assert found[1] in {404, 422}, f"{theirs} shows a guest what is another's: {found}"
        assert guest.get("/api/athlete").json()["others"] == []
        assert str(lived_store.folder) not in owner.get("/settings").text


def of_activities(client: TestClient) -> list[str]:
    """The addresses of what belongs to one activity."""
    found = [path for method, path in addresses(client) if method == "GET" and "/activities/{key}" in path]
    assert found
    return [path for path in found if path.count("{") == 1]


def test_only_the_host_invites(shared: Shared) -> None:
    """And removes accounts; nobody removes their own, and the log stays."""
    host = shared.host()
    guest = shared.guest(host)
    describe_athlete(shared.place.store, "Max", birth_year=1990)
    assert 'action="/settings/invitations' not in guest.get("/settings").text
    refused = post(guest, "/settings/invitations", guest="Eve")
    assert (refused.status_code, "Only whoever set the app up" in refused.text) == (422, True)
    assert post(guest, "/settings/accounts/remove", name="Anna").status_code == 422
    assert post(host, "/settings/accounts/remove", name="Anna").status_code == 422
    assert post(host, "/settings/accounts/remove", name="Max").status_code == 303
    assert guest.get("/settings").status_code == 303
    assert "Max" in shared.place.athletes()


def test_nobody_looks_at_another_log_by_a_cookie(shared: Shared) -> None:
    """The choice of a local app is none where it is shared."""
    describe_athlete(shared.place.store, "secret", birth_year=1990)
    host = shared.host()
    host.cookies.set("athlete", "secret")
    assert host.get("/api/athlete").json()["athlete"] == "Anna"
    assert post(host, "/settings/people", athlete="secret").status_code == 422


# ── When it is shared ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "is_shared"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "127.0.0.2"}, False),
        ({"allowed_hosts": ("localhost",)}, False),
        ({"host": "0.0.0.0"}, True),  # noqa: S104 - nothing is bound
        ({"host": "192.168.1.7"}, True),
        ({"host": "runners"}, True),
        ({"allowed_hosts": ("runners.example",)}, True),
        ({"is_behind_https": True}, True),
    ],
)
def test_whatever_others_can_reach_is_shared(options: dict[str, Any], *, is_shared: bool) -> None:
    """Also where another program hands requests on to this machine's own address."""
    assert Serving(folder=Path("x"), **options).settings().is_shared is is_shared


def test_a_shared_app_is_called_by_its_address_or_its_names(shared: Shared) -> None:
    """An address cannot be made to mean another machine, a name can."""
    for host, status in (("192.168.1.7:8765", 200), ("[fe80::1]", 200), ("evil.example", 421)):
        assert shared.client.get("/login", headers={"Host": host}).status_code == status


def test_settings_of_tests_are_local() -> None:
    """What other tests ask is the app of one person."""
    assert SETTINGS.is_shared is False
