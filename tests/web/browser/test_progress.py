"""Progress in a real browser: what is drawn can be seen, and what stands behind it can be opened."""

from tests.web.conftest import Opener, Served, violations


def test_charts_are_drawn_and_open_their_tables_by_keyboard(served: Served, open_page: Opener) -> None:
    """A bar has a size on a narrow screen, and Enter opens the table behind it."""
    page = open_page(served.url("/progress/weeks?period=year"), size="phone", language="de-DE")
    bar = page.locator("rect.bar-of.backward").first.bounding_box()
    assert bar is not None
    assert bar["width"] > 2
    assert bar["height"] > 2
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details table").first.is_visible()
    assert violations(page) == []


def test_the_best_efforts_come_by_themselves(served: Served, open_page: Opener) -> None:
    """The overview fills in what takes longer."""
    page = open_page(served.url("/progress"), size="desk", theme="dark")
    page.locator(".figures", has_text="100 m").wait_for()
    assert violations(page) == []
