"""The way of an archive in a real browser: dropped, seen, imported, read about and taken back."""

import base64
import re
import socket
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.brought import export, recording, uploads
from tests.web.conftest import Opener, Served, is_too_wide, violations

LOOKS = (("phone", "dark"), ("desk", "light"))
DROP = """([data, name]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  for (const kind of ["dragenter", "dragover", "drop"])
    document.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, cancelable: true }));
}"""
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}


def check(page: Page) -> None:
    """See that a page can be read by everybody."""
    assert violations(page) == []
    assert not is_too_wide(page)


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_an_archive_is_dropped_seen_imported_and_taken_back(
    served_empty: Served, open_page: Opener, look: tuple[str, str]
) -> None:
    """All the way, on a phone and on a desk, without a page that shuts anybody out."""
    size, theme = look
    page = open_page(served_empty.url("/import"), size=size, theme=theme)
    check(page)
    page.evaluate(DROP, [base64.b64encode(export()).decode(), "export.zip"])
    expect(page.get_by_text("2 new activities are in it. Nothing is kept yet.")).to_be_visible(timeout=20_000)
    check(page)
    press(page, "Import 2 activities")
    expect(page.get_by_text("2 new activities are in your log.")).to_be_visible(timeout=20_000)
    check(page)
    page.get_by_role("link", name="File by file, and take it back").click()
    expect(page.get_by_text("export.zip/export/media/hill.jpg")).to_be_visible()
    check(page)
    press(page, "See what would go")
    expect(page.get_by_text("2 activities would be removed. Nothing has changed yet.")).to_be_visible(
        timeout=20_000
    )
    check(page)
    press(page, "Take the import back")
    expect(page.get_by_text("Import 1 was taken back.")).to_be_visible(timeout=20_000)
    check(page)
    page.get_by_role("link", name="All imports").click()
    expect(page.get_by_text("Nothing has been imported yet.")).to_be_visible()


def test_an_upload_that_is_cancelled_leaves_nothing(
    served_empty: Served, open_page: Opener, tmp_path: Path
) -> None:
    """While it is sent one sees how far it is; after the button the page is as before, and so is the disk."""
    large = tmp_path / "large.zip"
    large.write_bytes(bytes(4_000_000))
    page = open_page(served_empty.url("/import"), size="phone")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.get_by_label("Files or archives").set_input_files(large)
    expect(page.get_by_text("Files chosen: 1, together 4 MB.")).to_be_visible()
    press(page, "See what is in them")
    expect(page.locator("#sending")).to_have_text(re.compile("of 4 MB sent"))
    press(page, "Cancel")
    expect(page.get_by_text("Cancelled. Nothing was kept.")).to_be_visible()
    expect(page.get_by_role("button", name="See what is in them")).to_be_enabled()
    until_nothing(served_empty)


def until_nothing(app: Served) -> None:
    """Wait until nothing of an upload is left."""
    deadline = time.monotonic() + 10.0
    while uploads(app.store) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert uploads(app.store) == []
    assert app.store.jobs.of_athlete("me") == ()


def test_a_sender_that_goes_away_leaves_nothing(served_empty: Served) -> None:
    """A program that dies in the middle of an upload is forgotten with all that it sent."""
    host, port = served_empty.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as sender:
        head = (
            f"POST /api/imports?name=a.fit HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 900000\r\n\r\n"
        )
        sender.sendall(head.encode() + bytes(300_000))
        deadline = time.monotonic() + 10.0
        while not uploads(served_empty.store) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(uploads(served_empty.store)) == 1
    until_nothing(served_empty)


def test_nothing_chosen_and_too_much_are_said_before_anything_is_sent(
    served_empty: Served, open_page: Opener, tmp_path: Path
) -> None:
    """The words stand where one looks, and what was chosen stays chosen."""
    page = open_page(served_empty.url("/import"), size="phone", theme="dark")
    press(page, "See what is in them")
    expect(page.get_by_text("No file was chosen.")).to_be_visible()
    (tmp_path / "a.fit").write_bytes(recording(1))
    page.get_by_label("Files or archives").set_input_files(tmp_path / "a.fit")
    page.eval_on_selector("form[data-upload]", "form => { form.dataset.largest = '10'; }")
    press(page, "See what is in them")
    expect(page.get_by_text("That is too much at once.")).to_be_visible()
    assert violations(page) == []
    assert page.get_by_label("Files or archives").evaluate("input => input.files.length") == 1


def test_without_scripts_the_same_form_works(served_empty: Served, open_page: Opener, tmp_path: Path) -> None:
    """The page of the work looks for news by itself, and ends at the same preview."""
    (tmp_path / "a.fit").write_bytes(recording(1))
    page = open_page(served_empty.url("/import"), java_script_enabled=False)
    page.get_by_label("Files or archives").set_input_files(tmp_path / "a.fit")
    press(page, "See what is in them")
    expect(page.get_by_text("1 new activity is in it. Nothing is kept yet.")).to_be_visible(timeout=20_000)
