"""The app for its tests: asked as a program would, served to a real browser, and looked at by axe."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize
from starlette.testclient import TestClient
from tests.web.lived_log import NOW, live

from backstride.store import Store
from backstride.web.app import create_app
from backstride.web.settings import WebSettings

PHONE: Final = ViewportSize(width=390, height=844)
DESK: Final = ViewportSize(width=1280, height=900)
THEMES: Final[dict[str, Literal["light", "dark"]]] = {"light": "light", "dark": "dark"}
SIZES: Final = {"phone": PHONE, "desk": DESK}
ADDRESS: Final = "http://127.0.0.1"
RULES: Final = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SETTINGS: Final = WebSettings(clock=lambda: NOW)
"""It is a Thursday morning in April, whenever the tests run."""


@pytest.fixture(scope="session")
def lived_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of `live`, to be copied and not to be changed."""
    folder = tmp_path_factory.mktemp("lived")
    store = Store(folder / "log")
    live(store, folder / "files")
    store.close()
    return folder / "log"


@pytest.fixture
def lived_store(lived_folder: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of a log that somebody has lived with."""
    shutil.copytree(lived_folder, tmp_path / "lived")
    store = Store(tmp_path / "lived")
    yield store
    store.close()


@contextmanager
def asking(store: Store, settings: WebSettings = SETTINGS) -> Iterator[TestClient]:
    """The app over a log, to be asked; its background work runs."""
    with TestClient(create_app(store, settings), base_url=ADDRESS, raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def client(lived_store: Store) -> Iterator[TestClient]:
    """The app over the lived log."""
    with asking(lived_store) as asked:
        yield asked


@pytest.fixture
def empty_client(sqlite_store: Store) -> Iterator[TestClient]:
    """The app over an empty log, as somebody finds it who has just installed it."""
    with asking(sqlite_store) as asked:
        yield asked


@dataclass(frozen=True, slots=True)
class Served:
    """An app that a browser can open."""

    address: str
    store: Store

    def url(self, path: str) -> str:
        """The whole address of a page."""
        return self.address + path


@contextmanager
def serving(store: Store, settings: WebSettings = SETTINGS) -> Iterator[Served]:
    """The app over a log, on a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(store, settings), log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", store)
    server.should_exit = True
    thread.join(timeout=20)
    listening.close()


@pytest.fixture
def served(lived_store: Store) -> Iterator[Served]:
    """The app over the lived log, served."""
    with serving(lived_store) as app:
        yield app


@pytest.fixture
def served_empty(sqlite_store: Store) -> Iterator[Served]:
    """The app over an empty log, served."""
    with serving(sqlite_store) as app:
        yield app


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Opens a page of the app: ``open_page(url, size="phone", theme="dark", language="de")``.

    The test fails if any page asks another host for anything, or reports an error to the console.
    """
    contexts: list[BrowserContext] = []
    outbound: list[str] = []
    errors: list[str] = []

    def opened(
        url: str,
        *,
        size: str = "desk",
        theme: str = "light",
        language: str = "en-GB",
        **options: Any,  # noqa: ANN401 - whatever a context of the browser takes
    ) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],
            color_scheme=THEMES[theme],
            locale=language,
            has_touch=size == "phone",
            **options,
        )
        contexts.append(context)
        home = "/".join(url.split("/")[:3])

        def note(request: Request) -> None:
            if not request.url.startswith((home + "/", "data:", "blob:", "about:")):
                outbound.append(request.url)

        context.on("request", note)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert outbound == [], f"a page asked another host: {outbound}"
    wrong = [each for each in errors if "status of 4" not in each]  # a refusal is also told to the console
    assert wrong == [], f"a page reported: {wrong}"


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page."""
    found = Axe().run(page, options=RULES)
    return [
        f"{each['id']}: {each['help']} {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found.response["violations"]
    ]


def is_too_wide(page: Page) -> bool:
    """Whether a page must be moved sideways to be read."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def with_settings(**changes: object) -> WebSettings:
    """The tests' settings, changed."""
    return replace(SETTINGS, **changes)  # type: ignore[arg-type]  # any field
