"""What other sites, other names and too large requests get: nothing; and what every answer says."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.web.addresses import addresses, filled
from tests.web.conftest import asking, with_settings

from backstride.actions.measuring import describe_athlete
from backstride.store import Store
from backstride.web.guard import HEADERS, UPLOADS
from backstride.web.navigation import PAGES
from backstride.web.settings import LARGEST_FORM

FOREIGN: Final = {
    "a name of another site": ({"Host": "evil.example"}, 421),
    "a name that looks like ours": ({"Host": "127.0.0.1.evil.example"}, 421),
    "no name": ({"Host": ""}, 421),
    "brackets": ({"Host": "[::1"}, 421),
    "another origin": ({"Origin": "https://evil.example"}, 403),
    "another port": ({"Origin": "http://127.0.0.1:3000"}, 403),
    "no origin": ({"Origin": "null"}, 403),
    "an origin that is none": ({"Origin": "http://["}, 403),
    "a picture or script of another site": (
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        403,
    ),
    "a frame of another site": (
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        403,
    ),
    "another program of this machine": ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
}
"""What a request says of itself that another site had a browser send, and how it is refused."""
FOLLOWED: Final = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
"""What a browser says when a person follows a link."""
NASTY: Final = "<script>alert('1')</script>\"&amp;"


@pytest.mark.parametrize("kind", FOREIGN)
def test_nothing_is_answered_to_another_site(empty_client: TestClient, kind: str) -> None:
    """Whatever the address and the method, nothing of the app is reached."""
    headers, status = FOREIGN[kind]
    asked = 0
    for method, path in addresses(empty_client):
        answer = empty_client.request(method, filled(path), headers=headers)
        assert answer.status_code == status, f"{method} {path}"
        asked += 1
    assert asked > 20, "the routes were not found"
    assert empty_client.get("/static/app.js", headers=headers).status_code == status


def test_a_link_may_be_followed_to_a_page(client: TestClient) -> None:
    """From a mail or another site a person gets to a page; a form of another site gets nowhere."""
    assert client.get("/settings", headers=FOLLOWED).status_code == 200
    assert client.get("/api/athlete", headers=FOLLOWED).status_code == 403
    assert client.post("/settings/you", headers=FOLLOWED).status_code == 403


def test_own_requests_are_answered(client: TestClient) -> None:
    """By every name of this machine, from the app's own pages, and from programs that say nothing."""
    own = (
        {"Host": "localhost:8765"},
        {"Host": "[::1]:8765"},
        {"Host": "127.0.0.1:80", "Origin": "http://127.0.0.1:80"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    )
    for headers in own:
        assert client.get("/healthz", headers=headers).status_code == 200, headers


# ── Forms ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
def test_a_form_that_is_not_ours_does_nothing(empty_client: TestClient, token: str | None) -> None:
    """Every form of every page brings back what only our pages hold."""
    client = empty_client
    client.get("/settings")
    body = {} if token is None else {"token": token}
    asked = 0
    for method, path in addresses(client):
        if method != "POST" or path.startswith("/api/"):
            continue
        files = {"files": ("run.fit", b"x")} if path in UPLOADS else None
        answer = client.post(filled(path), data=body, files=files, follow_redirects=False)
        assert answer.status_code == 422, f"{path}: {answer.status_code}"
        assert "not made by this app" in answer.text, path
        asked += 1
    assert asked > 10, "the routes were not found"


def test_a_token_is_of_one_browser(client: TestClient) -> None:
    """What another browser was given counts for nothing here."""
    token = re.findall(r'data-token="(\w+)"', client.get("/settings").text)[0]
    client.cookies.clear()
    client.get("/settings")
    answer = client.post("/settings/you", data={"token": token, "birth_year": "1990"})
    assert answer.status_code == 422


# ── Size ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    """By what its header announces, and however it announces it."""
    announced = (
        (str(LARGEST_FORM + 1), 413),
        ("9" * 15, 413),
        ("9" * 5000, 400),
        ("-1", 400),
        ("²", 400),
        ("1e3", 400),
    )
    for length, status in announced:
        headers = [(b"content-length", length.encode("latin-1"))]
        answer = client.post("/settings/you", headers=headers)
        assert answer.status_code == status, length


def endless(count: int) -> Iterator[bytes]:
    """So many bytes whose number nobody announced."""
    for _ in range(count // 65536 + 1):
        yield b"a" * 65536


@pytest.mark.parametrize("path", ["/settings/you", "/api/athlete/measurements"])
def test_what_turns_out_too_large_is_refused(client: TestClient, path: str) -> None:
    """Also where nothing announced it."""
    kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
    answer = client.post(path, content=endless(LARGEST_FORM + 1), headers={"Content-Type": kind})
    assert answer.status_code in {400, 413}, answer.text
    assert "error" in answer.text or "<h1>" in answer.text


def test_uploads_have_a_limit_too(sqlite_store: Store) -> None:
    """Larger than a form, and as large as the settings say."""
    with asking(sqlite_store, with_settings(largest_upload=2 * LARGEST_FORM)) as client:
        for path in UPLOADS:
            headers = {"Content-Length": str(2 * LARGEST_FORM + 1)}
            assert client.post(path, headers=headers).status_code == 413


# ── What every answer says, and what pages hold ──────────────────────────────────────────────────


class Pieces(HTMLParser):
    """What is in a page that a strict policy forbids, or that leads elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.links: list[str] = []
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of an element."""
        said = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in said):
            self.wrong.append(f"<{tag}> within the page")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.wrong.append(f"<{tag} {name}=…>")
            if name in {"src", "href", "action", "formaction", "poster", "hx-get", "hx-post"}:
                self._address(tag, name, value or "")

    def _address(self, tag: str, name: str, value: str) -> None:
        is_source = tag == "a" and "://" in value  # a link to a paper is followed by a person
        if value.startswith(("http:", "https:", "//", "javascript:", "data:")) and not is_source:
            self.wrong.append(f"<{tag} {name}={value[:60]}>")
        if tag == "a" and value.startswith("/"):
            self.links.append(value.partition("#")[0])


def pieces(answer: Response) -> Pieces:
    """What is in a page."""
    found = Pieces()
    found.feed(answer.text)
    return found


def check(answer: Response) -> None:
    """See that an answer says what every answer says, and holds nothing that the policy forbids."""
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, f"{answer.url} {name}"
    assert "script-src 'self'; style-src 'self'" in answer.headers["content-security-policy"]
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert pieces(answer).wrong == [], answer.url


def reachable(client: TestClient, most: int = 120) -> dict[str, Response]:
    """Every page that can be reached by links from the start, one for each kind of address."""
    waiting, kinds = ["/"], set()
    found: dict[str, Response] = {}
    while waiting and len(found) < most:
        path = waiting.pop(0)
        kind = re.sub(r"[0-9a-f]{6,}|\d+", "#", path.partition("?")[0]) + re.sub(r"=[^&]*", "", path)[-40:]
        if path in found or kind in kinds:
            continue
        kinds.add(kind)
        answer = found[path] = client.get(path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            waiting += pieces(answer).links
    return found


@pytest.mark.parametrize("log", ["client", "empty_client"])
def test_every_page_keeps_the_policy(log: str, request: pytest.FixtureRequest) -> None:
    """No script and no style within a page, nothing from elsewhere; and each link leads to something."""
    found = reachable(request.getfixturevalue(log))
    assert {page.path for page in PAGES} <= set(found)
    for path, answer in found.items():
        assert answer.status_code == 200, path
        check(answer)


def test_every_refusal_keeps_the_policy(client: TestClient) -> None:
    """What is not there, what is not taken, what comes from elsewhere, and what is too large."""
    answers = (
        client.get("/nothing"),
        client.get("/api/nothing"),
        client.delete("/settings"),
        client.get("/settings", headers={"Host": "evil.example"}),
        client.post("/settings/you"),
        client.post("/settings/you", headers={"Content-Length": "99999999999"}),
        client.get("/static/nothing.js"),
        client.get("/static/app.css"),
        client.get("/healthz"),
        client.get("/api/openapi.json"),
    )
    for answer in answers:
        check(answer)


def test_a_bug_keeps_the_policy_and_says_nothing(sqlite_store: Store) -> None:
    """What fails unexpectedly is told as a fault of ours, without anything of it."""
    with asking(sqlite_store) as client:
        app: Any = client.app

        def bug() -> None:
            raise RuntimeError(NASTY)

        app.add_api_route("/bug", bug)
        app.add_api_route("/api/bug", bug)
        quiet = TestClient(app, base_url=str(client.base_url), raise_server_exceptions=False)
        for path in ("/bug", "/api/bug"):
            answer = quiet.get(path)
            assert answer.status_code == 500
            assert "a fault of ours" in answer.text
            assert "alert" not in answer.text
            check(answer)
        assert quiet.get("/api/bug").json()["error"]["slug"] == "internal-error"


def test_nothing_but_the_built_files_is_below_static(client: TestClient) -> None:
    """No address leads out of the folder."""
    for path in (
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "....//app.py",
        "/etc/passwd",
        "%00",
        "..\\app.py",
    ):
        answer = client.get(f"/static/{path}")
        assert answer.status_code in {404, 405}, path
        assert "create_app" not in answer.text


@pytest.mark.parametrize("path", ["..%2f..%2fetc%2fpasswd", "%2e%2e", "%00", "x" * 3000, "'\"<script>", "-1"])
def test_no_address_leads_to_a_file(client: TestClient, path: str) -> None:
    """Whatever stands where a key or a name belongs, it is no path and no code."""
    for method, template in addresses(client):
        if "{" in template and method == "GET":
            answer = client.get(filled(template, path))
            assert answer.status_code in range(400, 500) or answer.history, (
                f"{template}: {answer.status_code}"
            )
            assert "root:" not in answer.text
            assert "'\"<script>" not in answer.text


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "é\x00", "\ud83d", "x" * 3000, NASTY])
def test_no_header_is_made_of_what_is_sent(client: TestClient, value: str) -> None:
    """Cookies and redirects hold what we write, whatever somebody types."""
    token = re.findall(r'data-token="(\w+)"', client.get("/settings").text)[0]
    for path, field in (("/settings/people", "new"), ("/settings/display", "language")):
        body = {"token": token, "units": "metric", "theme": "auto", field: value}
        answer = client.post(path, content=encoded(body), headers=FORM, follow_redirects=False)
        assert answer.status_code in {303, 422}
        assert "x-evil" not in answer.headers
    answer = client.get("/settings", params={"done": value.encode("utf-8", "replace")})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def encoded(body: dict[str, str]) -> bytes:
    """A form as a browser sends it, and as none would."""
    return urlencode(body, errors="surrogatepass").encode()


def test_names_are_escaped_everywhere(lived_store: Store) -> None:
    """An athlete, a condition, a note or an activity with code for a name is shown as text."""
    with asking(lived_store, with_settings(athlete="me")) as client:
        token = re.findall(r'data-token="(\w+)"', client.get("/settings").text)[0]
        describe_athlete(lived_store, NASTY, birth_year=1990)
        answers = [
            client.post("/settings/conditions", data={"token": token, "name": NASTY, "since": "2026-04-01"}),
            client.post("/settings/heart", data={"token": token, "zones": NASTY, "formula": NASTY}),
            client.post("/checkins", data={"token": token, "notes": NASTY, "day": "2026-04-16"}),
        ]
        key = client.get("/api/activities").json()["activities"][0]["key"]
        say = {"facts": {"name": NASTY}, "name": NASTY, "notes": NASTY}
        for body in (say["facts"], say):
            client.post(f"/api/activities/{key}/say", json=body)
        for answer in (*answers, *reachable(client).values()):
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert "<script>alert" not in answer.text, answer.url
                check(answer)
        assert "&lt;script&gt;alert" in client.get("/settings").text
