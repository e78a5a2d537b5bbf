"""Settings in a real browser, with no script needed; and the door of a shared app."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import SETTINGS, Served, is_too_wide, serving, violations, with_settings

from backstride.store import Store
from backstride.web.entrance import Entrance
from backstride.web.place import secret_of

Opener = Callable[..., Page]


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desk", "light")])
def test_settings_are_changed_without_scripts(
    served: Served, open_page: Opener, size: str, theme: str
) -> None:
    """A measurement is kept and seen at once; what is wrong is told where it was typed."""
    page = open_page(served.url("/settings"), size=size, theme=theme, java_script_enabled=False)
    page.fill("#f-resting_heart_rate_bpm-value", "49")
    page.fill("#f-resting_heart_rate_bpm-since", "2026-03-30")
    page.locator(".quantity", has_text="Resting heart rate").get_by_role("button", name="Save").click()
    expect(page.locator("#measurements .notice.good")).to_be_visible()
    expect(page.locator(".quantity", has_text="Resting heart rate").locator(".present")).to_contain_text("49")
    page.get_by_role("link", name="See what is out of date").click()
    expect(page.get_by_text("4 activities were worked out with what held before")).to_be_visible()
    page.fill("#f-mass_kg-value", "9999")
    page.locator(".quantity", has_text="Body mass").get_by_role("button", name="Save").click()
    expect(page.locator("#measurements").get_by_role("alert")).to_contain_text("9999")
    expect(page.locator("#f-mass_kg-value")).to_have_value("9999")


@pytest.mark.parametrize(("size", "language"), [("phone", "de"), ("desk", "en-GB")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_settings_are_for_everybody(
    served: Served, open_page: Opener, size: str, language: str, theme: str
) -> None:
    """Nothing is found that would keep somebody out, and nothing is too wide for a phone."""
    page = open_page(served.url("/settings"), size=size, theme=theme, language=language)
    for details in page.locator("details").all():
        details.evaluate("each => { each.open = true }")
    assert violations(page) == []
    assert not is_too_wide(page)


def test_the_page_finds_out_what_is_out_of_date(served: Served, open_page: Opener) -> None:
    """By itself, once it is there; a button leads on to the work."""
    page = open_page(served.url("/settings"), size="phone")
    page.fill("#f-mass_kg-value", "60")
    page.fill("#f-mass_kg-since", "2026-03-30")
    page.locator(".quantity", has_text="Body mass").get_by_role("button", name="Save").click()
    expect(page.get_by_text("4 activities were worked out with what held before")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Work them out again").click()
    page.wait_for_url("**/jobs/*")


def test_somebody_comes_into_a_shared_app(sqlite_store: Store, open_page: Opener) -> None:
    """From the token of the terminal to an invitation, on a phone; the door says nothing of the log."""
    entrance = Entrance(sqlite_store, secret_of(sqlite_store.folder))
    token = entrance.setup_token(now=SETTINGS.clock())
    with serving(sqlite_store, with_settings(is_shared=True)) as app:
        page = open_page(app.url("/today"), size="phone")
        assert page.url == app.url("/setup")
        expect(page.locator("nav")).to_have_count(0)
        assert violations(page) == []
        page.get_by_label("Token").fill(token)
        page.get_by_label("Name", exact=True).fill("Anna")
        page.get_by_label("Password").fill("rückwärts läuft es sich gut")
        page.get_by_role("button", name="Come in").click()
        page.goto(app.url("/settings"))
        page.locator("#f-account-guest").fill("Max")
        page.get_by_role("button", name="Invite").click()
        invitation = page.locator("code.token").inner_text()
        assert invitation.startswith(app.url("/setup?token="))
        assert violations(page) == []
        assert not is_too_wide(page)
        page.get_by_role("button", name="Log out").click()
        assert page.url == app.url("/login")
        assert violations(page) == []
        assert not is_too_wide(page)
