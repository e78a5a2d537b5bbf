"""Pictures of every page at both widths, light and dark, into build/screenshots."""

import runpy
import sys
import tempfile
from datetime import date, datetime
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tools.served import reachable, served

from backstride.actions.demonstrating import demonstrate
from backstride.store import Store
from backstride.web.app import create_app
from backstride.web.settings import WebSettings

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "build" / "screenshots"
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
THEMES = ("light", "dark")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
TODAY = datetime(2026, 11, 25, 9, 0).astimezone()
TALLEST_PX = 6000
"""Longer pages are cut off; what lies below looks like what lies above."""


def name_of(kind: str, size: str, theme: str, language: str) -> str:
    """What a picture is called.

    Parameters
    ----------
    kind
        The route, as in ``/activities/{key}``.
    size
        ``phone`` or ``desk``.
    theme
        ``light`` or ``dark``.
    language
        Of the browser.

    Returns
    -------
    str
        The name of the file.
    """
    plain = kind.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "start"
    return f"{plain}-{size}-{theme}-{language[:2]}.png"


def picture(browser: Browser, address: str, path: str, target: Path, **options: str) -> None:
    """Take the picture of one page.

    Parameters
    ----------
    browser
        The browser.
    address
        Of the app.
    path
        Of the page.
    target
        The file.
    options
        ``size``, ``theme``, ``language`` and ``athlete``.
    """
    width, height = SIZES[options["size"]]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if options["theme"] == "dark" else "light",
        locale=options["language"],
        device_scale_factor=1,
    )
    context.add_cookies([{"name": "athlete", "value": options["athlete"], "url": address}])
    page = context.new_page()
    page.goto(address + path, wait_until="networkidle")
    _grow(page, width)
    page.screenshot(path=target)
    context.close()


def _grow(page: Page, width: int) -> None:
    """Make the window as tall as the page, so that what is fixed to its foot stands at the foot."""
    tall = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(max(tall, 844), TALLEST_PX)})
    page.wait_for_timeout(150)


def main(*wanted: str) -> int:
    """Take the pictures.

    Parameters
    ----------
    wanted
        Parts of routes, to take only those; and ``de`` or ``en`` for one language.

    Returns
    -------
    int
        0.
    """
    languages = [language for language in ("en-GB", "de-DE") if language[:2] in wanted] or ["en-GB"]
    parts = [each for each in wanted if each not in {"en", "de"}]
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = runpy.run_path(str(ROOT / "tools" / "browser.py"))["find_chromium"]()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Store(Path(folder))
        demonstrate(store, today=date(TODAY.year, TODAY.month, TODAY.day))
        app = create_app(store, WebSettings(clock=lambda: TODAY))
        browser = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        with served(app) as address:
            asking = browser.new_context(locale="en-GB")
            asking.add_cookies([{"name": "athlete", "value": "simulated", "url": address}])

            def fetch(path: str) -> str | None:
                answer = asking.request.get(address + path)
                is_page = answer.ok and "text/html" in answer.headers.get("content-type", "")
                return answer.text() if is_page else None

            kinds = reachable(app, fetch, also=("/welcome",))
            for kind, path in kinds.items():
                if parts and not any(part in kind for part in parts):
                    continue
                for size, theme, language in product(SIZES, THEMES, languages):
                    target = PICTURES / name_of(kind, size, theme, language)
                    told = {"size": size, "theme": theme, "language": language, "athlete": "simulated"}
                    picture(browser, address, path, target, **told)
                print(f"{kind}  {path}")
        browser.close()
        store.close()
    print(f"The pictures are in {PICTURES.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
