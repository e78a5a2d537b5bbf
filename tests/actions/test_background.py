"""Work in the background: done, told of while it lasts, stopped when asked; it outlives the program."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from zipfile import ZipFile

import pytest
from validation.archive_maker import generated_activity
from validation.importing import State

from backstride.actions import background, importing
from backstride.actions.background import INTERNAL, Background
from backstride.actions.background_documents import Pace, job_document, jobs_document
from backstride.actions.background_kinds import KINDS, BrokenOff, Hearing, Work, export_path
from backstride.actions.deriving import Stage
from backstride.actions.document_values import Document
from backstride.actions.importing import ImportSettings, Progress, import_paths
from backstride.actions.uploads import new_upload, place_for
from backstride.store import Job, JobState, Store

Bring = Callable[..., str]


def now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is written, and jobs are looked for, without waiting; groups of an import are small."""
    monkeypatch.setattr(background, "RENEWED_S", 0.005)
    monkeypatch.setattr(background, "LOOKED_FOR_S", 0.01)
    monkeypatch.setattr(background, "BUSY_S", 0.02)
    monkeypatch.setattr(importing, "GROUP_ENTRIES", 2)


@pytest.fixture
def worker(sqlite_store: Store) -> Background:
    """Whoever does the jobs."""
    return Background(sqlite_store)


def handed_over(folder: Path, count: int = 3) -> tuple[str, list[str]]:
    """An upload of recordings: its key, and their names."""
    key, _ = new_upload(folder)
    for number in range(count):
        place_for(folder, key, f"{number:03}.fit").write_bytes(generated_activity(number, seconds=120))
    return key, [f"{number:03}.fit" for number in range(count)]


def ask(store: Store, kind: str, **arguments: Any) -> Job:  # noqa: ANN401 (whatever JSON can hold)
    """A new job."""
    return store.jobs.add("me", kind, arguments, now=now())


def done(worker: Background, kind: str, **arguments: Any) -> Job:  # noqa: ANN401 (whatever JSON can hold)
    """A job that was asked for and done."""
    job = ask(worker.store, kind, **arguments)
    assert worker.run_one(now())
    return worker.store.jobs.find(job.key, "me")


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 30.0
    while not condition():
        assert time.monotonic() < end, "It was waited for in vain."
        time.sleep(0.01)


def test_where_nothing_is_asked_for_nothing_is_done(worker: Background) -> None:
    """Looking changes nothing."""
    assert not worker.run_one(now())


def test_an_upload_is_previewed_imported_and_taken_back(worker: Background) -> None:
    """Each tells what the same action tells at the command line, and at the end the log is as it was."""
    store = worker.store
    before = State.of(store)
    key, names = handed_over(worker.uploads)
    seen = done(worker, "preview", upload=key, names=names)
    assert seen.result is not None
    assert (seen.state, seen.result["is_dry_run"], seen.result["new"]) == (JobState.DONE, True, 3)
    assert State.of(store).difference(before) == "none"
    brought = done(worker, "import", upload=key, names=names)
    assert brought.result is not None
    assert (brought.result["batch"], brought.result["new"]) == (1, 3)
    assert [each["file"] for each in brought.result["files"]] == names
    assert brought.progress["files_done"] == 3
    assert brought.progress["outcomes"] == {"new": 3}
    assert not (worker.uploads / key).exists()
    assert str(store.folder) not in json.dumps(job_document(brought))
    back = done(worker, "undo", batch=1)
    assert back.result is not None
    assert len(back.result["removed"]) == 3
    assert State.of(store).difference(before) == "none"


def test_an_import_that_was_done_but_not_noted_is_not_done_twice(worker: Background) -> None:
    """The program died between the last file and the word that it was done, before or after tidying up."""
    key, names = handed_over(worker.uploads)
    paths = [worker.uploads / key / name for name in names]
    import_paths(worker.store, paths, ImportSettings(athlete="me"))
    for _ in range(2):
        job = done(worker, "import", upload=key, names=names)
        assert job.result is not None
        assert (job.result["batch"], job.result["new"], job.result["duplicate"]) == (1, 3, 0)
    with worker.store.reading() as log:
        assert len(log.imports.batches()) == 1


def test_an_undo_does_not_hit_an_import_that_came_later(worker: Background, tmp_path: Path) -> None:
    """It got the number of the one that was meant, which was taken back already."""
    job = ask(worker.store, "undo", batch=1)
    (tmp_path / "run.fit").write_bytes(generated_activity(0, seconds=120))
    import_paths(worker.store, [tmp_path / "run.fit"], ImportSettings(athlete="me"))
    worker.run_one(now())
    found = worker.store.jobs.find(job.key, "me")
    assert found.trouble is not None
    assert (found.state, found.trouble["slug"]) == (JobState.FAILED, "not-in-log")
    with worker.store.reading() as log:
        assert len(log.imports.batches()) == 1


def test_nobody_takes_back_what_another_imported(worker: Background, tmp_path: Path) -> None:
    """Two may share a server, and a number is soon mistyped."""
    (tmp_path / "run.fit").write_bytes(generated_activity(0, seconds=120))
    import_paths(worker.store, [tmp_path / "run.fit"], ImportSettings(athlete="you"))
    job = done(worker, "undo", batch=1)
    assert job.trouble is not None
    assert job.trouble["slug"] == "not-in-log"
    assert "you" not in job.trouble["message"].split()


def test_the_log_is_kept_in_the_background(worker: Background) -> None:
    """Checked, made anew, worked out again and exported, each with its own document."""
    key, names = handed_over(worker.uploads)
    done(worker, "import", upload=key, names=names)
    look = done(worker, "doctor", quick=True)
    anew = done(worker, "rebuild")
    again = done(worker, "recompute", is_dry=True)
    written = done(worker, "export")
    assert [job.state for job in (look, anew, again, written)] == [JobState.DONE] * 4
    for job, name, value in (
        (look, "is_well", True),
        (anew, "recordings", 3),
        (again, "is_dry_run", True),
        (written, "originals", 3),
    ):
        assert job.result is not None
        assert job.result[name] == value
    path = export_path(worker.exports, written)
    assert written.result is not None
    assert written.result["file"] == path.name
    assert ZipFile(path).testzip() is None


def test_every_kind_is_a_word_that_fits_its_column() -> None:
    """And each of those that the app offers is there."""
    assert KINDS.keys() >= {"preview", "import", "undo", "rebuild", "recompute", "export", "doctor", "demo"}
    assert max(map(len, KINDS)) <= 20


def test_a_trouble_is_told_in_words(worker: Background) -> None:
    """The upload is gone: what was found, what is allowed and what to do."""
    job = done(worker, "import", upload="0" * 32, names=["run.fit"])
    assert job.trouble is not None
    assert (job.state, job.trouble["slug"]) == (JobState.FAILED, "missing-file")
    assert job.trouble["remedy"] == "Choose them once more."


def test_a_kind_that_is_not_known_is_told(worker: Background) -> None:
    """A later version asked for it."""
    job = done(worker, "dance")
    assert job.trouble is not None
    assert job.trouble["slug"] == "invalid-value"


def working(store: Store, kind: Callable[[Work], Document]) -> Background:
    """Whoever does but one kind of job."""
    return Background(store, kinds={"test": kind})


def test_a_bug_is_told_as_one_and_logged_without_what_it_was_about(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """The name of a file or a place may be in the error, and belongs into no log; the next job is done."""

    def break_down(_: Work) -> Document:
        raise ZeroDivisionError("Ada's knee")

    worker = working(sqlite_store, break_down)
    with caplog.at_level(logging.INFO):
        job = done(worker, "test")
    assert (job.state, job.trouble) == (JobState.FAILED, INTERNAL)
    assert "ZeroDivisionError at" in caplog.text
    assert "test_background.py" in caplog.text
    assert "Ada" not in caplog.text
    assert done(worker, "dance").state is JobState.FAILED


def test_who_finds_the_log_busy_tries_again(worker: Background) -> None:
    """Somebody imports at the command line; the job waits for them, and is then done."""
    key, names = handed_over(worker.uploads)
    with worker.store.alone():
        job = ask(worker.store, "import", upload=key, names=names)
        assert worker.run_one(now())
        assert worker.store.jobs.find(job.key, "me").state is JobState.WAITING
    assert worker.run_one(now() + timedelta(seconds=1.0))
    assert worker.store.jobs.find(job.key, "me").state is JobState.DONE


def stepping(begun: Event, go_on: Event) -> Callable[[Work], Document]:
    """Work that tells of a step again and again until it may end."""

    def work(work: Work) -> Document:
        while not go_on.is_set():
            work.hearing.hear_stage(Stage(name="steps", done=1, total=2))
            begun.set()
            time.sleep(0.002)
        return {"steps": 2}

    return work


def test_a_job_is_stopped_between_two_steps(sqlite_store: Store) -> None:
    """And the next one is begun."""
    begun, never = Event(), Event()
    worker = working(sqlite_store, stepping(begun, never))
    job = ask(sqlite_store, "test")
    worker.start()
    until(begun.is_set)
    sqlite_store.jobs.ask_to_stop(job.key, now=now())
    until(lambda: sqlite_store.jobs.find(job.key, "me").state is JobState.STOPPED)
    begun.clear()
    ask(sqlite_store, "test")
    worker.wake()
    until(begun.is_set)
    worker.stop()


def test_who_is_ended_leaves_the_job_for_the_next_start(sqlite_store: Store) -> None:
    """The app is closed while it imports; opened again, it goes on without being asked."""
    begun, go_on = Event(), Event()
    worker = working(sqlite_store, stepping(begun, go_on))
    job = ask(sqlite_store, "test")
    worker.start()
    until(lambda: bool(sqlite_store.jobs.find(job.key, "me").progress))
    worker.stop()
    left = sqlite_store.jobs.find(job.key, "me")
    assert (left.state, left.progress["stage"]) == (JobState.WAITING, "steps")
    go_on.set()
    worker.start()
    until(lambda: sqlite_store.jobs.find(job.key, "me").state is JobState.DONE)
    worker.stop()


def test_of_two_servers_on_one_folder_one_works(sqlite_store: Store) -> None:
    """The other takes over when the first is ended."""
    begun, go_on = Event(), Event()
    first = working(sqlite_store, stepping(begun, go_on))
    first.start()
    job = ask(sqlite_store, "test")
    until(begun.is_set)
    with closing(Store(sqlite_store.folder)) as other:
        second = working(other, lambda _: {"by": "second"})
        second.start()
        time.sleep(0.1)
        assert sqlite_store.jobs.find(job.key, "me").state is JobState.RUNNING
        first.stop()
        until(lambda: other.jobs.find(job.key, "me").state is JobState.DONE)
        assert other.jobs.find(job.key, "me").result == {"by": "second"}
        second.stop()


def test_a_stopped_import_is_whole_and_goes_on_when_asked_again(
    worker: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done stays; the upload stays, too, so that the rest can follow."""
    key, names = handed_over(worker.uploads, 6)
    hear = Hearing.hear_import

    def hear_and_stop(self: Hearing, progress: Progress) -> None:
        hear(self, progress)
        self.break_off()

    monkeypatch.setattr(Hearing, "hear_import", hear_and_stop)
    job = done(worker, "import", upload=key, names=names)
    assert job.state is JobState.STOPPED
    with worker.store.reading() as log:
        (batch,) = log.imports.batches()
        assert batch.finished_at is None
        assert 0 < len(log.activities.all_keys()) < 6
    monkeypatch.setattr(Hearing, "hear_import", hear)
    job = done(worker, "import", upload=key, names=names)
    assert job.result is not None
    assert job.result["is_resumed"]
    with worker.store.reading() as log:
        assert len(log.imports.batches()) == 1
        assert len(log.activities.all_keys()) == 6


@pytest.mark.parametrize("kind", ["preview", "rebuild", "export", "doctor"])
def test_what_is_stopped_leaves_nothing_behind(
    worker: Background, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is as it was, no half-written file lies about, and nobody is kept out."""
    key, names = handed_over(worker.uploads, 4)
    done(worker, "import", upload=key, names=names)
    key, names = handed_over(worker.uploads, 6)
    before = State.of(worker.store)
    arguments: dict[str, Any] = {"upload": key, "names": names} if kind == "preview" else {}

    def stop(_: Hearing, __: object) -> None:
        raise BrokenOff

    for name in ("hear_import", "hear_stage"):
        monkeypatch.setattr(Hearing, name, stop)
    assert done(worker, kind, **arguments).state is JobState.STOPPED
    assert State.of(worker.store).difference(before) == "none"
    assert [path for path in worker.exports.rglob("*") if path.is_file()] == []
    with worker.store.alone():
        pass


def test_an_upload_without_its_files_named_is_told_to_be_gone(worker: Background) -> None:
    """Whoever names no files means all of an upload, and there is none."""
    job = done(worker, "import", upload="0" * 32)
    assert job.trouble is not None
    assert job.trouble["slug"] == "missing-file"


SERVE = """
import sys, time
from pathlib import Path
from backstride.actions import background, importing
from backstride.actions.background import Background
from backstride.store import Store

background.RENEWED_S = background.LOOKED_FOR_S = 0.01
importing.GROUP_ENTRIES = 2
save = importing._Run._save

def save_slowly(run):
    save(run)
    time.sleep(0.05)  # so that it can be killed on its way

importing._Run._save = save_slowly
store = Store(Path(sys.argv[1]), sys.argv[3] or None)
worker = Background(store, uploads=Path(sys.argv[2]))
worker.start()
time.sleep(600)
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_import_whose_program_was_killed_goes_on_at_the_next_start(
    kind: str, new_store: Callable[[str], Store], tmp_path: Path
) -> None:
    """By itself, to the last row as if nothing had happened; with SQLite without waiting for the lease."""
    whole, cut = new_store(kind), new_store(kind)
    uploads = tmp_path / "uploads"
    key, names = handed_over(uploads, 12)
    paths = [uploads / key / name for name in names]
    import_paths(whole, paths, ImportSettings(athlete="me"))
    job = ask(cut, "import", upload=key, names=names)
    address = "" if kind == "sqlite" else cut.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", SERVE, str(cut.folder), str(uploads), address]
    with subprocess.Popen(command) as server:
        until(lambda: cut.jobs.find(job.key, "me").progress.get("files_done", 0) >= 2)
        os.kill(server.pid, signal.SIGKILL)
    with cut.reading() as log:
        assert 0 < len(log.activities.all_keys()) < 12
    assert cut.jobs.find(job.key, "me").state is JobState.RUNNING
    ahead = timedelta(seconds=0.0 if kind == "sqlite" else background.LEASE_S)
    worker = Background(cut, uploads=uploads, clock=lambda: now() + ahead)
    worker.start()
    until(lambda: not cut.jobs.find(job.key, "me").state.is_open)
    worker.stop()
    found = cut.jobs.find(job.key, "me")
    assert found.result is not None
    assert (found.state, found.result["is_resumed"], found.result["new"]) == (JobState.DONE, True, 12)
    assert State.of(cut).difference(State.of(whole)) == "none"


def test_the_pace_is_that_of_the_last_while() -> None:
    """Steady, unknown at first, going down with the clock, never below nothing."""
    pace = Pace()
    assert (pace.per_s, pace.left_s(100.0, at_s=0.0)) == (None, None)
    pace.note(0.0, at_s=10.0)
    pace.note(10.0, at_s=12.0)
    assert pace.left_s(100.0, at_s=12.0) is None
    pace.note(20.0, at_s=14.0)
    assert pace.per_s == 5.0
    assert pace.left_s(100.0, at_s=14.0) == 16.0
    assert pace.left_s(100.0, at_s=20.0) == 10.0
    assert pace.left_s(100.0, at_s=99.0) == 0.0
    for second in range(15, 200):
        pace.note(20.0 + second, at_s=float(second))
    assert pace.per_s == 1.0
    still = Pace()
    still.note(5.0, at_s=0.0)
    still.note(5.0, at_s=60.0)
    assert still.left_s(100.0, at_s=60.0) is None


def test_an_import_says_how_far_it_is_before_anything_is_told() -> None:
    """A large archive takes a while to look through."""
    hearing = Hearing()
    assert hearing.document() == {}
    hearing.hear_import(Progress(files=9, files_done=0, size=0, size_done=0, current="a"))
    assert hearing.document() == {
        "files": 9,
        "files_done": 0,
        "size_bytes": 0,
        "size_done_bytes": 0,
        "current": "a",
        "outcomes": {},
        "rate_bytes_s": None,
        "left_s": None,
    }


def test_jobs_are_documents_of_json(sqlite_store: Store) -> None:
    """Moments as ISO 8601 writes them, null where there is none yet."""
    job = ask(sqlite_store, "doctor")
    document = json.loads(json.dumps(jobs_document(sqlite_store.jobs.of_athlete("me"))))
    (found,) = document["jobs"]
    assert found == job_document(job)
    assert found["created_at"].endswith("Z")
    assert (found["state"], found["started_at"], found["result"]) == ("waiting", None, None)


def test_what_is_old_is_tidied_away_at_the_start(sqlite_store: Store) -> None:
    """Jobs of long ago, uploads that nobody imported, exports that nobody fetched; what is wanted stays."""
    long_ago = now() - timedelta(days=40)
    worker = Background(sqlite_store, kinds={"wait": lambda _: {}})
    old = sqlite_store.jobs.add("me", "dance", {}, now=long_ago)
    worker.run_one(long_ago)
    left, kept = (new_upload(worker.uploads)[0] for _ in range(2))
    (worker.exports / old.key).mkdir(parents=True)
    for folder in (worker.uploads / left, worker.uploads / kept, worker.exports / old.key):
        os.utime(folder, (long_ago.timestamp(), long_ago.timestamp()))
    ask(sqlite_store, "wait", upload=kept)
    sqlite_store.jobs.forget_before(now() - timedelta(days=3650))
    worker.start()
    until(lambda: not sqlite_store.jobs.open())
    worker.stop()
    assert [path.name for path in worker.uploads.iterdir()] == [kept]
    assert list(worker.exports.iterdir()) == []
