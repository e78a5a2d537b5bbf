"""Every page that links lead to: for everybody's eyes, at both widths, light and dark, in both languages."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import Opener, Served, is_too_wide, violations
from tools.served import reachable

from backstride.web.navigation import PAGES

WAYS_TO_LOOK = (("phone", "light", "en-GB"), ("phone", "dark", "de-DE"), ("desk", "dark", "en-GB"))
"""Not every combination: each width, each theme and each language, and the narrow one with the long words."""


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
        page.goto(served.url(path), wait_until="networkidle")
        wrong += [f"{kind} ({path}): {each}" for each in violations(page)]
        if is_too_wide(page):
            wrong.append(f"{kind} ({path}): wider than the window")
    assert wrong == [], "\n".join(wrong)


def test_no_text_of_a_page_is_left_in_english(client: TestClient) -> None:
    """Whoever reads German reads German, but for what is marked as English."""
    headers = {"accept-language": "de"}
    told = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
    for kind, path in paths_of(client).items():
        german, english = client.get(path, headers=headers).text, client.get(path).text
        assert 'lang="de"' in german, kind
        assert Path(path).name, kind
        assert told.search(german), f"{kind} has no heading"
        assert told.search(english), f"{kind} has no heading"
