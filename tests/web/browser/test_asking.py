"""Which way was it: seen, answered and understood in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.edited_log import fit
from tests.web.conftest import Opener, is_too_wide, serving, violations

from backstride.actions.importing import ImportSettings, import_paths
from backstride.store import Store


@pytest.fixture
def doubted(sqlite_store: Store, tmp_path: Path) -> Store:
    """A log with a session whose name says backward, while its steps say something else now and then."""
    (tmp_path / "all-backward.fit").write_bytes(fit("unlabelled", 13 * 24.0))
    import_paths(sqlite_store, [tmp_path / "all-backward.fit"], ImportSettings(athlete="me", processes=1))
    return sqlite_store


def test_a_question_is_answered_on_a_phone_and_why_is_opened_with_the_keyboard(
    doubted: Store, open_page: Opener
) -> None:
    """Nobody is shut out, no page is wider than the phone, and no more than three questions are asked."""
    with serving(doubted) as served:
        page = open_page(
            served.url("/activities/latest"),
            size="phone",
            theme="dark",
            language="de-DE",
            reduced_motion="reduce",
        )
        assert 1 <= page.locator(".question").count() <= 3
        assert (violations(page), is_too_wide(page)) == ([], False)
        page.locator(".question button.forward").first.click()
        expect(page.locator("#which-way .notice.good")).to_be_visible()
        expect(page.locator("#which-way [role=status]")).to_contain_text("gespeichert")
        assert page.locator(".question").count() <= 2
        summary = page.locator("details.why summary").first
        summary.focus()
        page.keyboard.press("Enter")
        expect(page.locator("details.why[open] .witnesses")).to_be_visible()
        assert (violations(page), is_too_wide(page)) == ([], False)
