"""The browser tests find a real browser, and see to it that pages keep to themselves."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

FindChromium = Callable[[], Path | None]


@pytest.fixture
def find_chromium(root: Path) -> FindChromium:
    """The search for a browser."""
    found: FindChromium = runpy.run_path(str(root / "tools" / "browser.py"))["find_chromium"]
    return found


def program(path: Path, status: int) -> Path:
    """A program that does nothing but end with a status."""
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_a_stub_is_not_taken_for_a_browser(
    find_chromium: FindChromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems have a `chromium` that only says how to install one: the next name is tried."""
    program(tmp_path / "chromium", status=1)
    chrome = program(tmp_path / "google-chrome", status=0)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() == chrome


def test_no_browser_is_found_where_there_is_none(
    find_chromium: FindChromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty machine is told apart, so that a browser is fetched."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert find_chromium() is None


def test_a_page_on_this_machine_is_shown_by_a_real_browser(page: Page, tmp_path: Path) -> None:
    """The browser runs what a page brings along, and nothing of it leaves the machine."""
    file = tmp_path / "page.html"
    file.write_text("<title>before</title><script>document.title = 'after'</script>")
    page.goto(file.as_uri())
    assert page.title() == "after"


def test_nothing_reaches_another_host(page: Page) -> None:
    """The browser of the tests is offline, so that even a failing test sends nothing out."""
    assert page.evaluate("navigator.onLine") is False
