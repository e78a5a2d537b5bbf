"""The page in a real browser; the fixture fails a test whose page asks for anything outside."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from backstride.errors import UnknownFormat
from backstride.page import render
from backstride.session import SessionReport

Simulated = Callable[[str], SessionReport]

NARROW_PX = 390
WIDE_PX = 1280
SMALLEST_PX = 320
"""What WCAG 2.2 asks a page to reflow to."""


@pytest.fixture(scope="session")
def pages(simulated: Simulated, ten_hours: SessionReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages: one recording, several with a refused file, none, and a long day."""
    folder = tmp_path_factory.mktemp("pages")
    refused = [
        ("a<b>.zip", UnknownFormat("The file is a ZIP archive.", allowed="FIT is read.", remedy="Unpack it."))
    ]
    sheets = {
        "one": render([("track.fit", simulated("track-intervals"))]),
        "several": render([("a.fit", simulated("unlabelled")), ("b.fit", simulated("first-steps"))], refused),
        "none": render([], refused),
        "long": render([("day.fit", ten_hours)]),
    }
    for name, text in sheets.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: errors of the script, and breaches of the page's own policy."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def opened(page: Page, pages: Path, name: str, width_px: int, scheme: str = "light") -> None:
    """Open a page on a screen of some width."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": width_px, "height": 900})
    page.goto((pages / f"{name}.html").as_uri())


@pytest.mark.parametrize("name", ["one", "several", "none", "long"])
def test_a_page_loads_without_a_word_from_the_browser(
    page: Page, pages: Path, complaints: list[str], name: str
) -> None:
    """Nothing is fetched, nothing fails, and the page keeps to its own policy: its style applies."""
    opened(page, pages, name, WIDE_PX)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper not in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
    assert complaints == []


@pytest.mark.parametrize(
    ("name", "scheme", "width_px"),
    [
        ("one", "light", NARROW_PX),
        ("one", "light", WIDE_PX),
        ("one", "dark", NARROW_PX),
        ("one", "dark", WIDE_PX),
        ("several", "light", WIDE_PX),
        ("several", "dark", NARROW_PX),
    ],
)
def test_axe_finds_nothing_against_a_page(
    page: Page, pages: Path, name: str, scheme: str, width_px: int
) -> None:
    """Contrast, names, roles, order and targets hold, in both schemes and on both screens."""
    opened(page, pages, name, width_px, scheme)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width_px", [SMALLEST_PX, NARROW_PX, WIDE_PX])
@pytest.mark.parametrize("name", ["one", "several", "none"])
def test_a_page_is_never_wider_than_the_screen(page: Page, pages: Path, name: str, width_px: int) -> None:
    """Wide tables scroll in their own window, and the page itself only up and down."""
    opened(page, pages, name, width_px)
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px


def test_the_page_lacks_nothing_without_its_script(page: Page, pages: Path) -> None:
    """The slider is hidden until the script is there; charts and tables stand without it."""
    text = (pages / "one.html").read_text(encoding="utf-8")
    page.set_content(text.partition("<script>")[0])
    assert not page.locator(".reading").is_visible()
    assert page.locator("path.line").count() > 0
    assert page.locator("table.stretches").is_visible()


def test_one_line_reads_all_charts_by_keyboard(page: Page, pages: Path, complaints: list[str]) -> None:
    """The arrow keys move one line through all charts; what it reads is written out, direction included."""
    opened(page, pages, "one", NARROW_PX)
    slider = page.get_by_label("Read at")
    slider.focus()
    for _ in range(2):
        slider.press("PageUp")
    said = page.locator("output").inner_text()
    assert said.startswith("7:1")
    assert all(part in said for part in ("→ forward run", "km/h", "/km)", "bpm", "steps/min"))
    assert slider.get_attribute("aria-valuetext") == said
    places = page.locator("line.reader").evaluate_all("lines => lines.map(line => line.getAttribute('x1'))")
    assert len(places) == 5
    assert len(set(places)) == 1
    assert complaints == []


def test_one_line_reads_all_charts_by_pointer(page: Page, pages: Path) -> None:
    """Pointing at the backward part of one chart reads backward in all of them."""
    opened(page, pages, "one", WIDE_PX)
    block = page.locator(".ribbon g.backward rect").first
    block.scroll_into_view_if_needed()
    block.hover()
    assert "← backward run" in page.locator("output").inner_text()


def test_directions_differ_in_more_than_colour(page: Page, pages: Path) -> None:
    """On the ribbon backward is hatched and unknown is dotted, so that they differ in grey too."""
    opened(page, pages, "one", WIDE_PX)
    fill = "rect => getComputedStyle(rect).fill"
    assert "block-backward" in page.locator(".ribbon g.backward rect").first.evaluate(fill)
    assert "url" not in page.locator(".ribbon g.forward rect").first.evaluate(fill)
    opened(page, pages, "several", WIDE_PX)
    assert "block-unknown" in page.locator(".ribbon g.unknown rect").first.evaluate(fill)


def test_labels_beside_a_chart_do_not_run_into_each_other(page: Page, pages: Path) -> None:
    """On a telephone the times below a chart keep their distance, and none leaves the screen."""
    opened(page, pages, "one", NARROW_PX)
    boxes = (
        page.locator(".times")
        .first.locator("text:visible")
        .evaluate_all(
            "texts => texts.map(text => text.getBoundingClientRect()).map(box => [box.left, box.right])"
        )
    )
    assert len(boxes) >= 3
    assert all(earlier[1] + 4 < later[0] for earlier, later in pairwise(boxes))
    assert boxes[-1][1] <= NARROW_PX
