"""Every page that links lead to: for everybody's eyes, at both widths, light and dark, in both languages."""

import re
from html.parser import HTMLParser
from typing import Final

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient
from tests.web.conftest import Opener, Served, is_too_wide, violations
from tools.served import reachable

from backstride.web.navigation import PAGES

WAYS_TO_LOOK = (("phone", "dark", "de-DE"), ("desk", "light", "en-GB"))
"""Each width, each theme and each language, the narrow one with the long words; the parts' own tests look at
the other combinations."""

ENGLISH: Final = re.compile(r"\b(the|and|your|you|with|which|have|of|is|are|not|this|that|from|no|or|to)\b")
"""Small words that no German text holds."""
PROPER: Final = re.compile("University of North Dakota|Norfolk and Waveney")
"""Bodies that call themselves so, in whatever language one speaks of them."""
READ_ALOUD: Final = ("aria-label", "title", "alt", "placeholder")
VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


def paths_of(client: TestClient) -> dict[str, str]:
    """One page of each kind that can be reached from the first."""

    def fetch(path: str) -> str | None:
        answer = client.get(path)
        return answer.text if answer.is_success and "text/html" in answer.headers["content-type"] else None

    return reachable(client.app, fetch, also=("/welcome",))  # type: ignore[arg-type]  # it is ours


def test_every_page_can_be_reached_from_the_first(client: TestClient) -> None:
    """Nothing is hidden: a link leads to each page, also to those of one activity, session or import."""
    found = paths_of(client)
    assert {page.path for page in PAGES} <= found.keys()
    assert {"/activities/{key}", "/activities/{key}/timeline", "/plan/sessions/{key}"} <= found.keys()


@pytest.mark.parametrize("look", WAYS_TO_LOOK, ids=" ".join)
def test_no_page_shuts_anybody_out(
    served: Served, client: TestClient, open_page: Opener, look: tuple[str, str, str]
) -> None:
    """Axe finds nothing, nothing must be moved sideways, and nothing is asked of another host."""
    size, theme, language = look
    page = open_page(served.url("/healthz"), size=size, theme=theme, language=language)
    wrong = []
    for kind, path in paths_of(client).items():
        page.goto(served.url(path), wait_until="load")
        expect(page.locator(".htmx-request")).to_have_count(0)
        wrong += [f"{kind} ({path}): {each}" for each in violations(page)]
        if is_too_wide(page):
            wrong.append(f"{kind} ({path}): wider than the window")
    assert wrong == [], "\n".join(wrong)


class _Texts(HTMLParser):
    """The texts of a page, but for code and what is said to be English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether what stands within is to be read."""
        given = dict(attrs)
        is_foreign = given.get("lang", "de") != "de" or tag in {"code", "pre", "script", "textarea"}
        if tag not in VOID:
            self.open.append((tag, is_foreign))
        if not any(foreign for _, foreign in self.open):
            self.found += [given[name] or "" for name in READ_ALOUD if name in given]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those in it that nobody closed."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if data.strip() and not any(foreign for _, foreign in self.open):
            self.found.append(" ".join(data.split()))


def test_no_text_of_a_page_is_left_in_english(client: TestClient) -> None:
    """Whoever reads German reads German, but for what is said to be English, and for names."""
    wrong = []
    names = {each["name"] for each in client.get("/api/activities").json()["activities"]}
    for kind, path in paths_of(client).items():
        texts = _Texts()
        texts.feed(client.get(path, headers={"accept-language": "de"}).text)
        assert texts.found, kind
        wrong += [
            f"{kind}: {text[:120]}"
            for text in texts.found
            if ENGLISH.search(text) and text not in names and not PROPER.search(text)
        ]
    assert wrong == [], "\n".join(sorted(set(wrong)))
