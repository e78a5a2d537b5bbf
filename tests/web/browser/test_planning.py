"""The way to a plan in a real browser: questions, programme, plan, session, file, another day."""

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.web.conftest import Opener, Served, violations

from backstride.formats.fit.workout import read_workout


def _answer_all(page: Page) -> None:
    """Say no to everything, and what else has to be said."""
    for question in page.locator("fieldset.screening-question:visible:has(input[value=no])").all():
        question.get_by_label("No", exact=True).check()
    page.get_by_label("None of these").check()
    page.locator("input[name=q-age]").fill("46")


def test_somebody_new_comes_to_a_plan_and_its_file(
    served_empty: Served, open_page: Opener, tmp_path: Path
) -> None:
    """From no answers to the next session on the watch, on a phone, and the file is read back."""
    page = open_page(served_empty.url("/plan"), size="phone")
    page.get_by_role("link", name="Answer them").click()
    expect(page.locator("#q-surgery-date")).to_be_hidden()
    page.locator("#q-surgery").get_by_label("Yes").check()
    expect(page.locator("#q-surgery-date")).to_be_visible()
    page.locator("#q-numb-saddle").get_by_label("Yes").check()
    expect(page.locator("#q-numb-saddle .notice")).to_be_visible()
    page.reload()
    expect(page.locator("#q-surgery").get_by_label("Yes")).to_be_checked()
    _answer_all(page)
    assert violations(page) == []
    page.get_by_role("button", name="See what it comes to").click()
    expect(page.get_by_text("You may start", exact=True)).to_be_visible()

    page.get_by_role("link", name="Choose a programme").click()
    page.get_by_role("link", name="First steps").click()
    page.get_by_role("link", name="Plan this").click()
    page.get_by_role("button", name="Show the plan").last.click()
    expect(page.get_by_role("heading", name="This is what it would be")).to_be_visible()
    page.get_by_role("button", name="Follow this plan").click()
    page.get_by_role("link", name="See what to do").click()
    page.get_by_label("Your watch").select_option("coros")
    page.get_by_role("button", name="Show").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download for the watch (FIT)").click()
    download.value.save_as(tmp_path / "workout.fit")
    workout = read_workout((tmp_path / "workout.fit").read_bytes())
    assert workout.name.endswith("w01-1")
    assert any(step.travel == "backward" for step in workout.performed)


def test_a_refusal_keeps_the_form_and_a_session_is_moved(served: Served, open_page: Opener) -> None:
    """The reasons stand above what was typed; a session goes to Friday and the page follows it."""
    page = open_page(served.url("/plan/new?programme=backward-mile"))
    page.get_by_label("Race day").fill("2026-05-01")
    page.get_by_role("button", name="Show the plan").last.click()
    expect(page.get_by_role("alert")).to_contain_text("No plan can be made")
    expect(page.get_by_label("Race day")).to_have_value("2026-05-01")
    assert violations(page) == []

    page.goto(served.url("/plan/sessions/w01-2"))
    page.get_by_label("Move it to").select_option("2026-04-20")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("alert")).to_contain_text("Week 2 has 4 sessions.")
    page.get_by_label("Move it to").select_option("2026-04-17")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("The session is moved")).to_be_visible()
    expect(page.locator("p.lead")).to_contain_text("Friday, 17 April 2026")


def test_a_workout_is_checked_while_it_is_written(served: Served, open_page: Opener) -> None:
    """Without a click, and what cannot be understood is told at once."""
    page = open_page(served.url("/workouts"))
    page.get_by_label("The workout").fill("- 7x 200m backward walk")
    expect(page.locator("#checked")).to_contain_text("7 times:")
    page.get_by_label("The workout").fill("- 7 furlongs backward")
    expect(page.locator("#checked [role=alert]")).to_be_visible()
