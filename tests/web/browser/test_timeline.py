"""The timeline editor in a real browser: by mouse, by finger and by keyboard."""

import pytest
from playwright.sync_api import Page
from tests.web.conftest import Opener, Served, is_too_wide, violations

from backstride.actions.listing import list_activities

READY = "[data-timeline][data-ready]"
EDGE_S = 581.0
"""Where the first backward run of the intervals ends and the walk begins, by the watch. [s]"""


@pytest.fixture
def key(served: Served) -> str:
    """The intervals on the track, which the workout's steps labelled."""
    found = list_activities(served.store, "me").activities
    return next(each.entry.key for each in found if each.entry.summary.name == "Backward 200s")


def stretches(page: Page) -> list[str]:
    """The list of stretches: when and which way."""
    rows = page.locator("[data-rows] tr").all()
    return [
        f"{row.locator('th').inner_text().strip()} {row.locator('.way').first.inner_text().strip()}"
        for row in rows
    ]


def x_of(page: Page, share: float) -> tuple[float, float]:
    """A place on the ribbon, at a share of the time."""
    box = page.locator("[data-track]").bounding_box()
    assert box is not None
    left, right = 40.0, 44.0
    return box["x"] + left + share * (box["width"] - left - right), box["y"] + 50


def share_of(page: Page, row: int) -> tuple[float, float]:
    """Where a stretch of the list begins and ends, as shares of the time."""
    data = page.locator("[data-rows] tr").nth(row)
    end_s = float(page.locator("[data-charts]").get_attribute("data-end") or "nan")
    return tuple(float(data.get_attribute(name) or "nan") / end_s for name in ("data-start", "data-end"))  # type: ignore[return-value]  # two of them


def save(page: Page) -> str:
    """Ask what changes, and save it; the figures before and after."""
    page.get_by_role("button", name="See what changes, and save").click()
    figures = page.locator("#preview table").inner_text()
    page.locator("#preview").get_by_role("button", name="Save").click()
    page.wait_for_url("**change=*")
    page.wait_for_selector(READY)
    return figures


def test_a_stretch_is_relabelled_by_mouse_and_the_figures_change_and_come_back(
    served: Served, open_page: Opener, key: str
) -> None:
    """Click a stretch, say backward, see what changes, save, take it back."""
    page = open_page(served.url(f"/activities/{key}/timeline"))
    page.wait_for_selector(READY)
    before = stretches(page)
    start, end = share_of(page, 2)
    page.mouse.click(*x_of(page, (start + end) / 2))
    page.get_by_role("button", name="backward", exact=True).click()
    assert "backward" in stretches(page)[2]
    figures = save(page)
    assert "Backward, time" in figures
    assert "Energy" in figures
    assert "backward" in stretches(page)[2]
    assert "you said so" in page.locator("[data-rows] tr").nth(2).inner_text()
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_selector(READY)
    assert stretches(page) == before
    assert violations(page) == []


def test_everything_can_be_done_by_keyboard(served: Served, open_page: Opener, key: str) -> None:
    """Choose, split, label, move an edge, undo and save, with no mouse; and what happens is spoken."""
    page = open_page(served.url(f"/activities/{key}/timeline"))
    page.wait_for_selector(READY)
    before = stretches(page)
    page.locator("[data-hold]").focus()
    page.keyboard.press("n")
    assert "Stretch 2 of" in page.locator("[data-live]").inner_text()
    for pressed in ("Shift+ArrowRight", "ArrowRight", "s"):
        page.keyboard.press(pressed)
    assert "Split at" in page.locator("[data-live]").inner_text()
    assert len(stretches(page)) == len(before) + 1
    page.keyboard.press("f")
    assert "forward" in stretches(page)[2]
    page.keyboard.press("e")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert "edge was moved" in page.locator("[data-live]").inner_text()
    for _ in range(3):
        page.keyboard.press("z")
    assert stretches(page) == before
    for _ in range(3):
        page.keyboard.press("Shift+Z")
    drawn = stretches(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("#preview")
    assert page.evaluate("document.activeElement.textContent").strip() == "Save"
    page.keyboard.press("Enter")
    page.wait_for_url("**change=1")
    page.wait_for_selector(READY)
    assert stretches(page) == drawn


def test_an_edge_is_dragged_by_mouse(served: Served, open_page: Opener, key: str) -> None:
    """The stretch that grows keeps its word; the one that shrinks gives way."""
    page = open_page(served.url(f"/activities/{key}/timeline"))
    page.wait_for_selector(READY)
    before = stretches(page)
    _, end = share_of(page, 1)
    x, y = x_of(page, end)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y, steps=4)
    page.mouse.up()
    after = stretches(page)
    assert len(after) == len(before)
    assert after[1].split("–")[0] == before[1].split("–")[0]
    assert after[1] != before[1]
    assert after[2].split("–")[1] == before[2].split("–")[1]
    page.get_by_role("button", name="Undo", exact=True).click()
    assert stretches(page) == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_edge_is_dragged_by_finger_on_a_phone_and_nothing_is_too_wide(
    served: Served, open_page: Opener, key: str, theme: str
) -> None:
    """The grips of the chosen stretch are large enough to be taken hold of, and German words fit."""
    page = open_page(served.url(f"/activities/{key}/timeline"), size="phone", theme=theme, language="de")
    page.wait_for_selector(READY)
    before = stretches(page)
    start, end = share_of(page, 1)
    page.touchscreen.tap(*x_of(page, (start + end) / 2))
    page.wait_for_selector('[data-rows] tr:nth-child(2)[aria-current="true"]')
    x, y = x_of(page, end)
    finger = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", x + 6), ("touchMove", x + 20), ("touchMove", x + 40), ("touchEnd", None)):
        points = [] if at is None else [{"x": at, "y": y + 50}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert stretches(page)[1] != before[1]
    assert not is_too_wide(page)
    assert violations(page) == []


def test_what_was_drawn_outlives_a_slip(served: Served, open_page: Opener, key: str) -> None:
    """Opened again by mistake, the page still has what was not saved; saved elsewhere, it says so plainly."""
    page = open_page(served.url(f"/activities/{key}/timeline"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.wait_for_selector(READY)
    page.locator("[data-hold]").focus()
    page.keyboard.press("n")
    page.keyboard.press("u")
    drawn = stretches(page)
    page.reload()
    page.wait_for_selector(READY)
    assert stretches(page) == drawn
    script = "fetch(location.pathname.replace('/activities', '/api/activities').replace('timeline', 'facts'), {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{\"facts\": {\"falls\": 1}}'}).then(answer => answer.status)"  # noqa: E501 - one call of another program
    assert page.evaluate(script) == 200
    page.get_by_role("button", name="See what changes, and save").click()
    page.get_by_role("link", name="See it as it is now").click()
    page.wait_for_selector(READY)
    assert stretches(page) == drawn
    save(page)
    assert "Saved." in page.locator("main").inner_text()


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desk", "light")])
def test_the_forms_and_the_history_are_sound(
    served: Served, open_page: Opener, key: str, size: str, theme: str
) -> None:
    """Nothing is too wide, and axe finds nothing, with every form opened."""
    page = open_page(served.url(f"/activities/{key}/edit"), size=size, theme=theme, language="de")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert (violations(page), is_too_wide(page)) == ([], False)
    page.locator("#f-falls").fill("1")
    page.locator("form[action$='/facts'] button[name=save]").click()
    page.goto(served.url("/history"))
    assert (violations(page), is_too_wide(page)) == ([], False)
