"""What all tests share: where the project lies, and a real browser."""

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).parents[1]

BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LOCAL = ("file:", "data:", "about:")

# No test asserts a time: on a busy machine an example may take as long as it likes.
settings.register_profile("backstride", deadline=None)
settings.load_profile("backstride")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds the project."""
    return ROOT


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window, shared by all tests of one process."""
    chromium: Path | None = runpy.run_path(str(ROOT / "tools" / "browser.py"))["find_chromium"]()
    if chromium is None:
        pytest.fail("There is no Chromium on this machine. Run `python tools/browser.py`.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(BROWSER_OPTIONS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; the test fails if it asked for anything that does not lie on this machine."""
    context = browser.new_context(offline=True)
    outbound: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(LOCAL):
            outbound.append(request.url)

    context.on("request", note)
    yield context.new_page()
    context.close()
    if outbound:
        pytest.fail("The page asked for something outside its own file: " + ", ".join(outbound))
