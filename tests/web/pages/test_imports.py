"""Recordings are brought in by the page: seen first, then imported, read about, and taken back."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.brought import (
    archive,
    export,
    hand_over,
    imported,
    key_of,
    over,
    recording,
    send,
    text_of,
    token,
    uploads,
)
from tests.web.conftest import asking, with_settings

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.uploads import new_upload
from backstride.store import Store
from backstride.web import receiving
from backstride.web.file_lists import A_PAGE


def activities(store: Store) -> int:
    """How many activities are in the log."""
    with store.reading() as log:
        return len(log.activities.all_keys())


@pytest.fixture
def app(empty_client: TestClient) -> TestClient:
    """The app over an empty log."""
    return empty_client


def test_an_archive_is_seen_first_then_imported_then_taken_back(
    app: TestClient, sqlite_store: Store, state_of: Callable[[Store], dict[str, Any]]
) -> None:
    """The preview keeps nothing, says what each file is, and the undo leaves the log as it was before."""
    before = state_of(sqlite_store)
    preview = key_of(hand_over(app, {"export.zip": export()}))
    assert over(app, preview)["state"] == "done"
    said = text_of(app.get(f"/jobs/{preview}").text)
    assert "2 new activities are in it. Nothing is kept yet." in said
    assert "hill.jpg It is a picture." in said
    assert state_of(sqlite_store) == before
    done = over(app, key_of(send(app, f"/jobs/{preview}/import")))
    assert done["result"]["new"] == activities(sqlite_store) == 2
    assert uploads(sqlite_store) == []
    log = text_of(app.get("/import/1").text)
    assert "export.zip/export/activities/torn.fit" in log
    dry = key_of(send(app, "/import/1/undo"))
    assert over(app, dry)["result"]["removed"]
    page = app.get(f"/jobs/{dry}").text
    assert "2 activities would be removed. Nothing has changed yet." in text_of(page)
    assert activities(sqlite_store) == 2
    started = page.partition('name="started_at" value="')[2].partition('"')[0]
    undo = key_of(send(app, "/import/1/undo", really="yes", started_at=started))
    assert over(app, undo)["state"] == "done"
    assert state_of(sqlite_store) == before


def test_the_log_of_an_import_is_filtered_and_paged(app: TestClient) -> None:
    """Thousands of files stand on pages, and can be told apart by what became of them."""
    pictures = {f"pictures/{number:03}.jpg": b"x" for number in range(A_PAGE + 1)}
    imported(app, {"export.zip": archive({"1.fit": recording(1)} | pictures)})
    first, last = (text_of(app.get(f"/import/1?page={page}").text) for page in (1, 2))
    assert ("pictures/000.jpg" in first, "pictures/050.jpg" in first, "Page 1 of 2" in first) == (
        True,
        False,
        True,
    )
    assert ("pictures/000.jpg" in last, "pictures/050.jpg" in last) == (False, True)
    new = text_of(app.get("/import/1?outcome=new").text)
    assert ("1.fit" in new, "pictures" in new) == (True, False)
    assert app.get("/import/1?outcome=nonsense&page=99").status_code == 200
    assert app.get("/import/1?page=-1").status_code == 422


def test_nothing_handed_over_is_said_in_words(app: TestClient, sqlite_store: Store) -> None:
    """A form in which nobody chose a file leads to the same page with what to do, and leaves nothing."""
    empty = app.post("/import/files", data={"token": token(app)}, files=[("files", ("", b""))])
    assert (empty.status_code, "No file was handed over." in text_of(empty.text)) == (422, True)
    assert "See what is in them" in empty.text
    assert uploads(sqlite_store) == []


def test_a_form_that_is_not_ours_leaves_nothing(app: TestClient, sqlite_store: Store) -> None:
    """Without the token, or with another, what was sent is gone at once."""
    files = [("files", ("1.fit", recording(1)))]
    for fields in ({}, {"token": "0" * 64}):
        assert app.post("/import/files", data=fields, files=files).status_code == 422
    other = {"x-backstride-token": "0" * 64}
    assert (
        app.post("/import/files", data={"token": token(app)}, files=files, headers=other).status_code == 422
    )
    assert uploads(sqlite_store) == []
    assert sqlite_store.jobs.of_athlete("me") == ()


NAMES = {
    "../../etc/passwd.fit": "passwd.fit",
    "C:\\data\\run.fit": "run.fit",
    'say "hi".fit': "say _hi_.fit",
    "Läufe 🏃.fit": "Läufe 🏃.fit",
    "<b>bold</b>.fit": "b_.fit",
    "x" * 300 + ".fit": "x" * 196 + ".fit",
    "..": "file",
}


def test_any_name_is_only_a_name(app: TestClient, sqlite_store: Store) -> None:
    """Whatever files are called, they lie in the folder of their upload, and names are shown as text."""
    key = key_of(hand_over(app, dict.fromkeys(NAMES, b"nothing")))
    assert over(app, key)["arguments"]["names"] == list(NAMES.values())
    (folder,) = uploads(sqlite_store)
    assert {path.name for path in folder.iterdir()} == set(NAMES.values())
    assert "<b>" not in app.get(f"/jobs/{key}").text


def test_names_inside_archives_are_shown_as_text(app: TestClient) -> None:
    """A member of an archive may be called anything; the page does not take it for its own."""
    files = archive({"<script>alert(1)</script>.fit": b"nothing", 'it\'s "&amp;".jpg': b"x"})
    key = key_of(hand_over(app, {"export.zip": files}))
    over(app, key)
    page = app.get(f"/jobs/{key}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_files_that_are_no_recordings_are_told_with_their_reason(
    app: TestClient, sqlite_store: Store
) -> None:
    """An empty file, garbage and a bomb each get a sentence; the sound file beside them is imported."""
    bomb = archive({"zeros.fit": bytes(80_000_000)})
    files = {"empty.fit": b"", "noise.fit": bytes(range(256)) * 9, "bomb.zip": bomb, "good.fit": recording(1)}
    result = imported(app, files)
    outcomes = {each["file"]: (each["outcome"], bool(each["reason"])) for each in result["files"]}
    assert outcomes.pop("good.fit") == ("new", False)
    assert set(outcomes.values()) == {("refused", True)}
    assert activities(sqlite_store) == 1


def test_an_empty_archive_leads_back_to_choosing(app: TestClient) -> None:
    """There is nothing to import, and the page says what to do."""
    key = key_of(hand_over(app, {"empty.zip": archive({})}))
    assert over(app, key)["state"] == "done"
    page = text_of(app.get(f"/jobs/{key}").text)
    assert ("There is no file in it." in page, "Choose other files" in page) == (True, True)


def test_the_same_archive_twice_doubles_nothing(app: TestClient, sqlite_store: Store) -> None:
    """The second preview says so, and the second import adds no activity."""
    imported(app, {"export.zip": export()})
    preview = key_of(hand_over(app, {"export.zip": export()}))
    over(app, preview)
    assert "There is no new activity in it." in text_of(app.get(f"/jobs/{preview}").text)
    again = over(app, key_of(send(app, f"/jobs/{preview}/import")))["result"]
    assert (again["new"], again["duplicate"], activities(sqlite_store)) == (0, 3, 2)


def test_asking_twice_for_the_same_import_makes_one(app: TestClient) -> None:
    """A double click is one import, and after it the preview leads there instead of asking again."""
    preview = key_of(hand_over(app, {"export.zip": export()}))
    over(app, preview)
    first = send(app, f"/jobs/{preview}/import")
    again = send(app, f"/jobs/{preview}/import")
    over(app, key_of(first))
    if again.status_code == 303:
        over(app, key_of(again))
    assert len(app.get("/api/imports").json()["imports"]) == 1
    page = app.get(f"/jobs/{preview}").text
    assert f"/jobs/{key_of(first)}" in page
    assert "These files were already handed on to an import." in page
    late = send(app, f"/jobs/{preview}/import")
    assert (late.status_code, "not there any more" in text_of(late.text)) == (409, True)


def test_two_uploads_at_once_are_two_imports(app: TestClient, sqlite_store: Store) -> None:
    """Each has its own place; files of the same name do not meet."""
    answers: list[Any] = []
    said = token(app)

    def bring(number: int) -> None:
        files = [("files", ("same.fit", recording(number)))]
        answers.append(app.post("/import/files", data={"token": said}, files=files, follow_redirects=False))

    threads = [threading.Thread(target=bring, args=(number,)) for number in (1, 2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for answer in answers:
        preview = key_of(answer)
        over(app, preview)
        over(app, key_of(send(app, f"/jobs/{preview}/import")))
    assert activities(sqlite_store) == 2


def test_files_of_one_name_are_all_kept(app: TestClient) -> None:
    """A folder may hold two files of one name in two folders within."""
    parts = [("files", ("a/run.fit", recording(1))), ("files", ("b/run.fit", recording(2)))]
    answer = app.post("/import/files", data={"token": token(app)}, files=parts, follow_redirects=False)
    job = over(app, key_of(answer))
    assert (job["arguments"]["names"], job["result"]["new"]) == (["run.fit", "run (2).fit"], 2)


def test_what_is_too_large_is_refused_and_leaves_nothing(sqlite_store: Store) -> None:
    """By what is announced before it is sent, and by what comes without being announced."""
    with asking(sqlite_store, with_settings(largest_upload=2000)) as app:
        assert hand_over(app, {"1.fit": bytes(3000)}).status_code == 413
        path, said = "/api/imports?name=1.fit", {"content-type": "application/octet-stream"}
        unannounced = app.post(path, content=iter([bytes(1500), bytes(1500)]), headers=said)
        assert unannounced.status_code == 413
        assert uploads(sqlite_store) == []
        assert sqlite_store.jobs.of_athlete("me") == ()


def test_too_many_files_are_to_come_as_an_archive(
    app: TestClient, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form with more files than anybody chooses one by one is refused whole."""
    monkeypatch.setattr(receiving, "MOST_FILES", 3)
    answer = hand_over(app, {f"{number}.fit": b"" for number in range(4)})
    assert (answer.status_code, "Put them into a ZIP archive" in text_of(answer.text)) == (422, True)
    assert uploads(sqlite_store) == []
    assert hand_over(app, {f"{number}.fit": b"" for number in range(3)}).status_code == 303


def test_what_would_fill_the_disk_is_refused_before_it_is_sent(
    app: TestClient, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log itself needs some space, too."""
    monkeypatch.setattr(receiving, "SPARE", 10**18)
    answer = hand_over(app, {"1.fit": recording(1)})
    assert (answer.status_code, "There is no space for it" in text_of(answer.text)) == (422, True)
    assert uploads(sqlite_store) == []


HALF_A_FORM = (
    b"",
    b"--x\r\n",
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.fit"\r\n\r\nhalf a fi',
    b"garbage\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="t"\r\n\r\n' + b"long" * 1000 + b"\r\n--x--\r\n",
    b"--x\r\n" + b"A" * 100_000 + b"\r\n\r\n\r\n--x--\r\n",
)


def test_half_a_form_is_refused_and_leaves_nothing(app: TestClient, sqlite_store: Store) -> None:
    """What is broken off or never was a form is told in words; no part of it stays."""
    headers = {"content-type": "multipart/form-data; boundary=x", "x-backstride-token": token(app)}
    for body in HALF_A_FORM:
        assert app.post("/import/files", content=body, headers=headers).status_code == 422, body[:40]
    for kind in ("multipart/form-data", "multipart/form-data; boundary=" + "x" * 300):
        odd = headers | {"content-type": kind}
        assert app.post("/import/files", content=b"--x--", headers=odd).status_code == 422, kind
    assert uploads(sqlite_store) == []


def test_the_lap_button_means_what_was_said(app: TestClient, sqlite_store: Store) -> None:
    """The answer goes with the files from the preview into the import; nonsense is refused."""
    files = [("files", ("1.fit", recording(1)))]
    said = {"token": token(app), "lap_convention": "turn"}
    preview = key_of(app.post("/import/files", data=said, files=files, follow_redirects=False))
    over(app, preview)
    job = over(app, key_of(send(app, f"/jobs/{preview}/import")))
    assert (job["arguments"]["lap_convention"], job["state"]) == ("turn", "done")
    odd = app.post("/import/files", data=said | {"lap_convention": "jump"}, files=files)
    assert odd.status_code == 422
    assert uploads(sqlite_store) == []


def test_files_that_are_forgotten_are_gone(app: TestClient, sqlite_store: Store) -> None:
    """Whoever does not want to import after all leaves nothing behind."""
    preview = key_of(hand_over(app, {"1.fit": recording(1)}))
    over(app, preview)
    assert send(app, f"/jobs/{preview}/discard").headers["location"] == "/import"
    assert uploads(sqlite_store) == []


def test_work_on_the_activities_goes_only_if_it_is_said(app: TestClient, sqlite_store: Store) -> None:
    """The page counts the changes that an undo would take along, and asks for a yes of its own."""
    imported(app, {"1.fit": recording(1)})
    with sqlite_store.reading() as log:
        (key,) = log.activities.all_keys()
    app.post(f"/api/activities/{key}/labels", json={"labels": ["all=backward"]}).raise_for_status()
    dry = key_of(send(app, "/import/1/undo"))
    over(app, dry)
    page = app.get(f"/jobs/{dry}").text
    assert "1 change of mine may go with them" in page
    started = page.partition('name="started_at" value="')[2].partition('"')[0]
    without = over(app, key_of(send(app, "/import/1/undo", really="yes", started_at=started)))
    assert (without["state"], without["trouble"]["slug"], activities(sqlite_store)) == (
        "failed",
        "cannot-undo",
        1,
    )
    said = {"really": "yes", "started_at": started, "with_changes": "yes"}
    assert over(app, key_of(send(app, "/import/1/undo", **said)))["state"] == "done"
    assert activities(sqlite_store) == 0


def test_an_import_that_only_has_the_same_number_is_not_taken_back(
    app: TestClient, sqlite_store: Store
) -> None:
    """Numbers are given anew; what was shown before the yes has to be what goes."""
    imported(app, {"1.fit": recording(1)})
    refused = send(app, "/import/1/undo", really="yes", started_at="2020-01-01T00:00:00+00:00")
    assert (refused.status_code, activities(sqlite_store)) == (409, 1)


# ── Cut off ──────────────────────────────────────────────────────────────────────────────────────


def begun(store: Store, sources: list[Path]) -> int:
    """An import without an end, as a program leaves it that was killed."""
    with store.writing() as log:
        log.athletes.know_athlete("me")
        return log.imports.begin_batch("me", [str(path.resolve()) for path in sources], datetime.now(UTC))


def test_an_import_that_was_cut_off_goes_on_from_its_page(app: TestClient, sqlite_store: Store) -> None:
    """Its files are still here: the page says what stands, and one button takes it up to its end."""
    _, folder = new_upload(sqlite_store.folder / "uploads")
    (folder / "export.zip").write_bytes(export())
    number = begun(sqlite_store, [folder / "export.zip"])
    page = text_of(app.get(f"/import/{number}").text)
    assert ("This import was cut off." in page, "Go on with it" in page) == (True, True)
    job = over(app, key_of(send(app, f"/import/{number}/resume")))
    assert (job["result"]["batch"], job["result"]["is_resumed"], job["result"]["new"]) == (number, True, 2)
    assert "cut off" not in text_of(app.get(f"/import/{number}").text)
    late = send(app, f"/import/{number}/resume")
    assert (late.status_code, "This import came to its end." in late.text) == (409, True)


def test_an_import_without_its_files_can_be_taken_back(
    app: TestClient, sqlite_store: Store, tmp_path: Path
) -> None:
    """It was begun in a terminal, from a folder that is not the app's: no path is named."""
    number = begun(sqlite_store, [tmp_path / "secret place" / "export.zip"])
    page = app.get(f"/import/{number}").text
    assert "Its files are not here any more." in text_of(page)
    listed = app.get("/import").text + page + app.get("/api/imports").text
    assert ("export.zip" in listed, "secret place" in listed, str(tmp_path) in listed) == (True, False, False)
    assert send(app, f"/import/{number}/resume").status_code == 409
    assert over(app, key_of(send(app, f"/import/{number}/undo")))["state"] == "done"


def test_an_import_that_another_program_is_at_is_not_called_cut_off(
    app: TestClient, sqlite_store: Store, tmp_path: Path
) -> None:
    """While the command line imports, the page says that, and offers nothing that would disturb it."""
    number = begun(sqlite_store, [tmp_path / "export.zip"])
    with sqlite_store.alone():
        page = text_of(app.get(f"/import/{number}").text)
        assert "Another program is at it right now." in text_of(app.get("/import").text)
    assert ("Another program is at it right now." in page, "cut off" in page) == (True, False)


def test_imports_of_others_are_not_there(app: TestClient, sqlite_store: Store, tmp_path: Path) -> None:
    """Neither on the list, nor by its number, nor to be taken back."""
    (tmp_path / "1.fit").write_bytes(recording(1))
    import_paths(sqlite_store, [tmp_path / "1.fit"], ImportSettings(athlete="ann", processes=1))
    assert "Nothing has been imported yet." in app.get("/import").text
    assert app.get("/import/1").status_code == 404
    assert send(app, "/import/1/undo").status_code == 404
    assert app.post("/api/imports/1/undo", json={}).status_code == 404
