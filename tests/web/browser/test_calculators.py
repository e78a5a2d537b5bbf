"""The calculators and the body map in a real browser: live answers, and the pulse counted against a clock."""

from playwright.sync_api import Page
from tests.web.conftest import Opener, Served, is_too_wide, violations

from backstride.actions.measuring import athlete_of_log
from backstride.athlete import Quantity

TAPS = 27


def hold_time(page: Page) -> None:
    """Have the page's clock stand still but where a test moves it on."""
    page.clock.install(time=1_000_000)
    page.clock.pause_at(2_000_000)
    page.reload()


def test_the_answer_follows_what_is_typed(served_empty: Served, open_page: Opener) -> None:
    """Without a button; the address can be shared, and what is wrong is told beside the field."""
    page = open_page(served_empty.url("/calculators"), size="phone")
    page.get_by_role("textbox", name="Age").fill("20")
    page.locator("#heart-said", has_text="150–170").wait_for()
    assert "age=20" in page.url
    page.get_by_label("Resting heart rate").fill("50")
    page.locator("#heart-said", has_text="162–178").wait_for()
    page.get_by_role("textbox", name="Age").fill("x")
    page.locator("#heart-said", has_text="is no number").wait_for()
    assert page.get_by_role("textbox", name="Age").input_value() == "x"


def test_the_pulse_is_counted_by_keys_and_taps(served: Served, open_page: Opener) -> None:
    """Half a minute: beats are counted until it is over, doubled, spoken, and kept."""
    page = open_page(served.url("/calculators"), size="phone", theme="dark")
    hold_time(page)
    page.get_by_label("30 seconds, doubled").check()
    page.get_by_role("button", name="Start the clock").click()
    said = page.locator("[data-announce]")
    assert "30 seconds" in said.inner_text()
    beat = page.locator("[data-beat]")
    assert beat.evaluate("element => element === document.activeElement")
    for number in range(TAPS):
        page.clock.run_for(800)
        if number % 3:
            page.keyboard.press(" ")
        else:
            beat.tap()
    assert "10 seconds left" in said.inner_text()
    page.clock.run_for(8_500)
    page.keyboard.press(" ")
    assert page.get_by_label("Beats that you counted").input_value() == str(TAPS)
    assert "54 beats per minute, give or take 2" in page.locator("[data-result]").inner_text()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Your resting heart rate is kept.").wait_for()
    kept = athlete_of_log(served.store, "me").athlete.measurements
    assert kept[-1].quantity is Quantity.RESTING_HEART_RATE_BPM
    assert kept[-1].value == 54.0


def test_a_count_can_be_stopped_and_done_in_the_head(served_empty: Served, open_page: Opener) -> None:
    """Escape ends it without a number; who counts in the head is asked for it at the end."""
    page = open_page(served_empty.url("/calculators"))
    hold_time(page)
    start = page.get_by_role("button", name="Start the clock")
    start.click()
    page.keyboard.press(" ")
    page.keyboard.press("Escape")
    assert start.evaluate("element => element === document.activeElement")
    counted = page.get_by_label("Beats that you counted")
    assert counted.input_value() == ""
    start.click()
    page.clock.run_for(61_000)
    assert "Write down" in page.locator("[data-announce]").inner_text()
    assert counted.evaluate("element => element === document.activeElement")
    page.keyboard.type("52")
    assert "52 beats per minute, give or take 1" in page.locator("[data-result]").inner_text()


def test_a_week_with_everything_open_shuts_nobody_out(served: Served, open_page: Opener) -> None:
    """Also what is folded in at first holds on a phone, in German and in the dark."""
    for path in (
        "/muscles?week=2026-04-01&session=w01-2",
        "/calculators?age=46&zones=110;150&grade=-5&speed=9",
    ):
        page = open_page(served.url(path), size="phone", theme="dark", language="de-DE")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert violations(page) == []
        assert not is_too_wide(page)
