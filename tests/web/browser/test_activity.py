"""The page of an activity in a real browser: charts and route, by mouse, finger and keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.web.conftest import Opener, Served, is_too_wide, serving, violations
from tests.web.long_recording import SAMPLES, bring

from backstride.store import Store

DRAWN = "[data-activity][data-state=drawn]"
TRACK = "/activities/2026-04-05"
PAINTED = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, place) => place % 4 === 3 && value > 0);
}"""
"""Whether anything is on a canvas."""
INKS = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) seen.add(data.slice(at, at + 3).join());
  }
  return [...seen];
}"""
"""The colours of a canvas."""
FORWARD, BACKWARD = "20,84,143", "176,53,8"


@pytest.fixture(scope="module")
def app(lived_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The lived log and a recording of ten hours, served; no test of this module changes it."""
    folder = tmp_path_factory.mktemp("drawn")
    shutil.copytree(lived_folder, folder / "log")
    store = Store(folder / "log")
    bring(store, folder)
    with serving(store) as served:
        yield served
    store.close()


def drawn(page: Page) -> Page:
    """The page, once its charts are there."""
    page.wait_for_selector(DRAWN)
    return page


def readings(page: Page) -> list[str]:
    """What the reader's line reads on each chart."""
    return page.locator("[data-column] output").all_inner_texts()


def test_the_charts_and_the_route_of_ten_hours_are_drawn(app: Served, open_page: Opener) -> None:
    """Every chart of 36,001 samples is on the screen, and so is the route."""
    page = drawn(open_page(app.url("/activities/2026-04-14")))
    assert page.locator("[data-charts]").get_attribute("data-end") == f"{SAMPLES - 1:.1f}"
    canvases = page.locator("[data-activity] canvas").all()
    assert len(canvases) == 8  # a ribbon, its times, four charts, their times, the route
    assert all(canvas.evaluate(PAINTED) for canvas in canvases)
    measures = page.evaluate("performance.getEntriesByName('charts').length")
    assert measures == 1


def test_both_directions_are_on_every_chart_and_on_the_route(app: Served, open_page: Opener) -> None:
    """Forward and backward differ in colour, and on the ribbon in place and hatching."""
    page = drawn(open_page(app.url(TRACK)))
    for canvas in page.locator("[data-column] canvas, [data-map] canvas").all():
        assert {FORWARD, BACKWARD} <= set(canvas.evaluate(INKS))
    assert page.locator("[data-map] canvas").count() == 1


def test_one_cursor_reads_all_charts_and_shows_the_place(app: Served, open_page: Opener) -> None:
    """The mouse over one chart reads every quantity with its unit, and marks the place on the map."""
    page = drawn(open_page(app.url(TRACK)))
    heart_rates = page.locator("[data-column=heart_rate_bpm] canvas")
    heart_rates.hover(position={"x": 450, "y": 40})
    assert ":" in page.locator("[data-time]").inner_text()
    assert page.locator("[data-way]").inner_text() == "← backward run"
    speed, heart, cadence, step = readings(page)
    assert "km/h" in speed
    assert speed.endswith("min/km")
    assert [each.split()[1] for each in (heart, cadence, step)] == ["bpm", "steps/min", "m"]
    assert page.locator("[data-pointer]").is_visible()
    assert page.locator("[data-marker]").is_visible()


def test_the_route_moves_the_cursor_of_the_charts(app: Served, open_page: Opener) -> None:
    """The mouse over the route reads what was measured there."""
    page = drawn(open_page(app.url(TRACK)))
    page.locator("[data-column=step_length_m] canvas").hover(position={"x": 450, "y": 40})
    before, marker = page.locator("[data-time]").inner_text(), page.locator("[data-marker]")
    page.locator("[data-map]").scroll_into_view_if_needed()
    box = marker.bounding_box()
    canvas = page.locator("[data-map] canvas").bounding_box()
    assert box is not None
    assert canvas is not None
    across = canvas["x"] + canvas["width"] - (box["x"] - canvas["x"])  # the other end of the oval
    page.mouse.move(across, box["y"] + 9)
    page.mouse.move(across, box["y"] + 12)
    assert page.locator("[data-time]").inner_text() != before
    moved = marker.bounding_box()
    assert moved is not None
    assert abs(moved["x"] - box["x"]) > 20


def test_the_keyboard_reads_and_enlarges_too(app: Served, open_page: Opener) -> None:
    """The slider moves the reader's line and says what it reads; + and - enlarge, 0 shows all of it."""
    page = drawn(open_page(app.url(TRACK)))
    slider = page.get_by_label("Read the charts at a time")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    said = slider.get_attribute("aria-valuetext") or ""
    assert "→ forward walk" in said
    assert "Heart rate" in said
    assert "bpm" in said
    whole = page.get_by_role("button", name="All of it")
    assert whole.get_attribute("aria-disabled") == "true"
    page.keyboard.press("+")
    assert whole.get_attribute("aria-disabled") == "false"
    page.keyboard.press("0")
    assert whole.get_attribute("aria-disabled") == "true"


def test_a_drag_enlarges_a_part_and_buttons_move_and_reset_it(app: Served, open_page: Opener) -> None:
    """What is dragged over fills the charts: the same place then reads another time."""
    page = drawn(open_page(app.url(TRACK)))
    canvas = page.locator("[data-column=speed_m_s] canvas")
    canvas.hover(position={"x": 900, "y": 30})
    before = page.locator("[data-time]").inner_text()
    canvas.hover(position={"x": 300, "y": 30})
    page.mouse.down()
    canvas.hover(position={"x": 450, "y": 30})
    page.mouse.up()
    canvas.hover(position={"x": 900, "y": 31})
    enlarged = page.locator("[data-time]").inner_text()
    assert enlarged != before
    page.get_by_role("button", name="Later").click()
    canvas.hover(position={"x": 900, "y": 32})
    assert page.locator("[data-time]").inner_text() not in {before, enlarged}
    page.get_by_role("button", name="All of it").click()
    canvas.hover(position={"x": 900, "y": 33})
    assert page.locator("[data-time]").inner_text() == before


def test_the_ends_of_the_route_can_be_hidden_and_stay_so(app: Served, open_page: Opener) -> None:
    """A box hides the first and the last 200 m, and this browser remembers it."""
    page = drawn(open_page(app.url(TRACK)))
    canvas = page.locator("[data-map] canvas")
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    page.get_by_label("Hide the first and the last 200 m").check()
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    page.reload()
    drawn(page)
    assert page.get_by_label("Hide the first and the last 200 m").is_checked()


def test_a_finger_reads_the_charts(app: Served, open_page: Opener) -> None:
    """On a phone a touch points, and the charts fit without being moved sideways."""
    page = drawn(open_page(app.url("/activities/2026-04-03"), size="phone", theme="dark"))
    box = page.locator("[data-column=speed_m_s] canvas").bounding_box()
    assert box is not None
    page.locator("[data-column=speed_m_s] canvas").tap(position={"x": 200, "y": 40})
    assert page.locator("[data-way]").inner_text() != ""
    assert not is_too_wide(page)


def test_nothing_is_in_anybodys_way(app: Served, open_page: Opener) -> None:
    """With the charts drawn there is no violation of accessibility, and German words fit, too."""
    page = drawn(open_page(app.url(TRACK), language="de-DE"))
    assert violations(page) == []
    assert not is_too_wide(page)
