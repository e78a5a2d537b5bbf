"""A page says so when the app behind it no longer answers."""

from playwright.sync_api import Browser, expect
from tests.web.conftest import Served


def test_a_page_says_when_nobody_answers_and_when_somebody_does_again(
    browser: Browser, served: Served
) -> None:
    """What it shows of work under way is then old, which nobody must take for the truth."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url("/workouts"))
    notice = page.locator("#silent")
    expect(notice).to_be_hidden()
    context.set_offline(True)
    page.locator("#f-text").fill("- 5x 100m backward @RPE 4")
    expect(notice).to_be_visible()
    context.set_offline(False)
    page.locator("#f-text").fill("- 4x 100m backward @RPE 4")
    expect(notice).to_be_hidden()
    context.close()
