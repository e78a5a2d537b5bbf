"""The way of a newcomer: from the first page to a workout on the watch, and a day that was not good."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import Opener, Served, is_too_wide, violations

from backstride.bout import Travel
from backstride.formats.fit.workout import read_workout

LOOKS = (("phone", "light", "de-DE"), ("desk", "dark", "en-GB"))


def looked_at(page: Page) -> None:
    """Nothing shuts anybody out, and nothing must be moved sideways."""
    assert violations(page) == [], page.url
    assert not is_too_wide(page), page.url


ANSWER_ALL = """
() => {
  for (const field of document.querySelectorAll("form.screening input:enabled")) {
    if (field.value === "no" || field.value === "none") field.click();
    if (field.type === "number") field.value = field.name.includes("age") ? "46" : "4";
  }
}
"""
"""Answers the questions as somebody does whom nothing ails."""


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_a_newcomer_has_a_range_a_plan_and_a_file_for_the_watch(
    served_empty: Served, open_page: Opener, tmp_path: Path, look: tuple[str, str, str]
) -> None:
    """By the links of the pages alone, at both widths and in both languages."""
    size, theme, language = look
    page = open_page(served_empty.url("/"), size=size, theme=theme, language=language)
    assert page.url.endswith("/welcome")
    looked_at(page)

    page.locator('.beginnings a[href="/welcome/you"]').click()
    page.locator("#f-birth_year").fill("1980")
    expect(page.locator("#range .value")).to_have_text("130–148")  # told before anything is kept
    page.locator("form button.act").click()
    expect(page.locator(".range.big .value")).to_have_text("130–148")
    looked_at(page)
    page.locator('main a[href="/calculators"]').click()
    page.go_back()
    page.locator('.actions a.act[href="/welcome/safety"]').click()
    looked_at(page)

    page.locator('.actions a.act[href="/screening"]').click()
    page.locator("form.screening").wait_for()
    page.evaluate(ANSWER_ALL)
    page.locator("form.screening button[type=submit]").click()
    expect(page.locator(".notice.good")).to_be_visible()
    page.locator('nav.places a[href="/today"]').click()
    page.locator('.empty a[href="/welcome/safety"]').click()
    page.locator('.actions a.act[href="/welcome/week"]').click()
    page.locator("main form button.act").click()
    page.wait_for_url("**/welcome/ready")
    looked_at(page)
    page.locator('a[href$="#watch"]').first.click()
    with page.expect_download() as waiting:
        page.locator('a[href$="workout.fit"]').click()
    waiting.value.save_as(tmp_path / "first.fit")
    workout = read_workout((tmp_path / "first.fit").read_bytes())
    assert Travel.BACKWARD in {step.travel for step in workout.performed}


def test_a_day_is_told_with_the_keyboard_and_what_follows_is_said(served: Served, open_page: Opener) -> None:
    """Pain chosen by the arrow keys; then no session is offered, and the page says until when."""
    page = open_page(served.url("/today"), size="phone")
    page.locator("#checkin summary").focus()
    page.keyboard.press("Enter")
    page.locator('#checkin input[type="radio"][value="0"]').focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    looked_at(page)
    page.keyboard.press("Tab")
    page.locator("#checkin details button.act").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Pain was 6 of 10")
    assert page.locator('a[href$="#watch"]').count() == 0
    looked_at(page)


def test_todays_pages_shut_nobody_out_on_a_bright_desk(served: Served, open_page: Opener) -> None:
    """The look at which the test of every page does not look, after a check-in."""
    page = open_page(served.url("/today"), language="de-DE")
    page.locator("#checkin form button.act").first.click()
    for path in ("/today", "/calendar", "/checkins"):
        page.goto(served.url(path))
        looked_at(page)


def test_today_works_without_scripts(served: Served, open_page: Opener) -> None:
    """A check-in is a form like any other."""
    page = open_page(served.url("/today"), java_script_enabled=False)
    page.locator("#checkin form button.act").first.click()
    assert page.url.endswith("/today#checkin")
    expect(page.locator("#checkin strong")).to_contain_text("pain 0 of 10")


def test_the_pages_of_an_empty_log_shut_nobody_out(served_empty: Served, open_page: Opener) -> None:
    """They say what is not there yet, and how to come by it."""
    page = open_page(served_empty.url("/today"), size="phone", theme="dark")
    for path in ("/today", "/calendar", "/checkins", "/welcome/week"):
        page.goto(served_empty.url(path))
        looked_at(page)
        assert page.locator("main h1").count() == 1
