"""Work in the background: what was asked for is done once, by one, and nothing of it is lost."""

import multiprocessing
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests.store.test_at_once import place_of

from backstride.errors import DamagedStore, NotInLog
from backstride.store import Job, Jobs, JobState, Store
from backstride.store.jobs import JOBS_NAME, MOST_ATTEMPTS

NOON = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
LEASE_S = 15.0
SPAWN = multiprocessing.get_context("spawn")


def after(seconds: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(seconds=seconds)


def asked(store: Store, kind: str = "import", athlete: str = "me", **arguments: object) -> Job:
    """A new job."""
    return store.jobs.add(athlete, kind, arguments, now=NOON)


def take(jobs: Jobs, worker: str = "one", seconds: float = 0.0) -> Job | None:
    """Take a job, so long after noon."""
    return jobs.take(worker, now=after(seconds), lease_s=LEASE_S)


def renew(jobs: Jobs, key: str, worker: str = "one", seconds: float = 0.0, **progress: object) -> bool:
    """Renew a lease, so long after noon."""
    return jobs.renew(key, worker, now=after(seconds), lease_s=LEASE_S, progress=progress)


def test_a_job_is_kept_from_asking_to_the_end(any_store: Store) -> None:
    """With what it was asked for, how far it came, and what came of it."""
    made = asked(any_store, upload="ab", names=["läuft.fit"])
    jobs = any_store.jobs
    assert (made.state, made.progress, made.result) == (JobState.WAITING, {}, None)
    assert jobs.find(made.key, "me") == made
    taken = take(jobs, seconds=1.0)
    assert taken is not None
    assert (taken.key, taken.state, taken.started_at) == (made.key, JobState.RUNNING, after(1.0))
    assert renew(jobs, made.key, seconds=2.0, files_done=3)
    assert jobs.find(made.key, "me").progress == {"files_done": 3}
    assert jobs.finish(made.key, "one", now=after(3.0), result={"new": 3})
    ended = jobs.find(made.key, "me")
    assert (ended.state, ended.result, ended.trouble) == (JobState.DONE, {"new": 3}, None)
    assert (ended.created_at, ended.finished_at) == (NOON, after(3.0))
    assert ended.arguments == {"upload": "ab", "names": ["läuft.fit"]}
    assert take(jobs, seconds=4.0) is None


def test_who_did_not_ask_does_not_see_it(any_store: Store) -> None:
    """Neither by its key nor in the list."""
    made = asked(any_store)
    with pytest.raises(NotInLog, match="no such work"):
        any_store.jobs.find(made.key, "you")
    assert any_store.jobs.of_athlete("you") == ()
    assert [each.key for each in any_store.jobs.of_athlete("me")] == [made.key]


def test_a_list_has_the_latest_first_and_no_results(any_store: Store) -> None:
    """Thousands of files may stand in a result."""
    keys = [asked(any_store, batch=number).key for number in range(3)]
    jobs = any_store.jobs
    take(jobs)
    jobs.finish(keys[0], "one", now=NOON, result={"files": []})
    listed = jobs.of_athlete("me", limit=3)
    assert [each.key for each in listed] == keys[::-1]
    assert [each.result for each in listed] == [None] * 3
    assert [each.key for each in jobs.of_athlete("me", limit=1)] == keys[2:]
    assert [each.key for each in jobs.open()] == keys[1:]


def test_what_is_asked_for_twice_is_done_once(any_store: Store) -> None:
    """Somebody presses a button twice; once it is done, they may ask again."""
    first = asked(any_store, batch=1)
    assert asked(any_store, batch=1).key == first.key
    assert asked(any_store, batch=2).key != first.key
    assert asked(any_store, "undo", batch=1).key != first.key
    assert asked(any_store, athlete="you", batch=1).key != first.key
    take(any_store.jobs)
    assert asked(any_store, batch=1).key == first.key
    any_store.jobs.finish(first.key, "one", now=NOON, result={})
    assert asked(any_store, batch=1).key != first.key


def test_one_is_under_way_at_a_time_the_first_first(any_store: Store) -> None:
    """An import and a rebuild both want the log for themselves."""
    first, second = asked(any_store, batch=1), asked(any_store, batch=2)
    jobs = any_store.jobs
    taken = take(jobs)
    assert taken is not None
    assert taken.key == first.key
    assert take(jobs, "two") is None
    jobs.finish(first.key, "one", now=NOON, result={})
    taken = take(jobs, "two")
    assert taken is not None
    assert taken.key == second.key


def test_a_job_whose_worker_died_is_taken_up(any_store: Store) -> None:
    """Once the lease has run out; and who was only slow then loses it, and changes nothing any more."""
    made = asked(any_store)
    jobs = any_store.jobs
    take(jobs)
    assert renew(jobs, made.key, seconds=10.0, done=1)
    assert take(jobs, "two", seconds=24.9) is None
    taken = take(jobs, "two", seconds=25.0)
    assert taken is not None
    assert (taken.key, taken.started_at, taken.progress) == (made.key, NOON, {"done": 1})
    assert not renew(jobs, made.key, "one", seconds=26.0, done=9)
    assert not jobs.finish(made.key, "one", now=after(26.0), result={})
    assert not jobs.fail(made.key, "one", now=after(26.0), trouble={})
    assert not jobs.stopped(made.key, "one", now=after(26.0))
    assert not jobs.put_back(made.key, "one")
    found = jobs.find(made.key, "me")
    assert (found.state, found.progress) == (JobState.RUNNING, {"done": 1})


def test_who_slept_goes_on_if_nobody_else_came(any_store: Store) -> None:
    """A laptop is opened again."""
    made = asked(any_store)
    take(any_store.jobs)
    assert renew(any_store.jobs, made.key, seconds=9999.0)
    assert take(any_store.jobs, "two", seconds=10_000.0) is None


def test_who_knows_that_nobody_is_at_work_need_not_wait(any_store: Store) -> None:
    """The lock of the data folder says so."""
    made = asked(any_store)
    take(any_store.jobs)
    any_store.jobs.release_all(now=after(1.0))
    taken = take(any_store.jobs, "two", seconds=1.0)
    assert taken is not None
    assert taken.key == made.key


def test_a_waiting_job_is_stopped_at_once(any_store: Store) -> None:
    """It is never begun."""
    made = asked(any_store)
    any_store.jobs.ask_to_stop(made.key, now=after(1.0))
    found = any_store.jobs.find(made.key, "me")
    assert (found.state, found.finished_at) == (JobState.STOPPED, after(1.0))
    assert take(any_store.jobs) is None


def test_a_running_job_is_asked_to_stop(any_store: Store) -> None:
    """Its worker hears it at the next renewal; one that ended before is left as it is."""
    made = asked(any_store)
    jobs = any_store.jobs
    take(jobs)
    jobs.ask_to_stop(made.key, now=NOON)
    assert jobs.find(made.key, "me").is_stop_asked
    assert not renew(jobs, made.key)
    assert jobs.stopped(made.key, "one", now=after(2.0))
    assert jobs.find(made.key, "me").state is JobState.STOPPED
    jobs.ask_to_stop(made.key, now=after(9.0))
    assert jobs.find(made.key, "me").finished_at == after(2.0)


@pytest.mark.parametrize("is_put_back", [True, False])
def test_a_stop_is_kept_though_the_worker_goes(any_store: Store, *, is_put_back: bool) -> None:
    """It died, or was ended, before it heard of it: the job is not begun again."""
    made = asked(any_store)
    jobs = any_store.jobs
    take(jobs)
    jobs.ask_to_stop(made.key, now=NOON)
    if is_put_back:
        jobs.put_back(made.key, "one")
    assert take(jobs, "two", seconds=20.0) is None
    assert jobs.find(made.key, "me").state is JobState.STOPPED


def test_who_is_told_to_wait_waits(any_store: Store) -> None:
    """Somebody else imports just now; what was asked for later may go first."""
    first, second = asked(any_store, batch=1), asked(any_store, batch=2)
    jobs = any_store.jobs
    take(jobs)
    jobs.put_back(first.key, "one", not_before=after(5.0))
    taken = take(jobs, seconds=4.0)
    assert taken is not None
    assert taken.key == second.key
    jobs.finish(second.key, "one", now=after(4.0), result={})
    assert take(jobs, seconds=4.9) is None
    taken = take(jobs, seconds=5.0)
    assert taken is not None
    assert taken.key == first.key


def test_a_job_that_kills_the_program_is_given_up(any_store: Store) -> None:
    """Else the app would die again after each start; waiting for its turn does not count."""
    made = asked(any_store)
    jobs = any_store.jobs
    for turn in range(3 * MOST_ATTEMPTS):
        assert take(jobs, seconds=turn) is not None
        assert jobs.put_back(made.key, "one")
    for turn in range(MOST_ATTEMPTS):
        assert take(jobs, seconds=100.0 * (1 + turn)) is not None
    assert take(jobs, seconds=10_000.0) is None
    found = jobs.find(made.key, "me")
    assert found.state is JobState.FAILED
    assert found.trouble is not None
    assert found.trouble["slug"] == "internal-error"


def test_old_jobs_are_forgotten_and_open_ones_kept(any_store: Store) -> None:
    """The list does not grow for ever."""
    old, recent, waiting = (asked(any_store, batch=number) for number in range(3))
    jobs = any_store.jobs
    for job, seconds in ((old, 0.0), (recent, 100.0)):
        take(jobs, seconds=seconds)
        jobs.fail(job.key, "one", now=after(seconds), trouble={})
    assert jobs.forget_before(after(100.0)) == 1
    assert [each.key for each in jobs.of_athlete("me")] == [waiting.key, recent.key]


def test_progress_is_written_while_somebody_imports(any_store: Store) -> None:
    """Whoever holds the log's lock for long still tells how far they are, and others may ask for more."""
    made = asked(any_store, batch=1)
    take(any_store.jobs)
    with any_store.trying() as log:
        log.athletes.know_athlete("me")
        assert renew(any_store.jobs, made.key, done=1)
        asked(any_store, batch=2)
    assert any_store.jobs.find(made.key, "me").progress == {"done": 1}


def test_the_log_does_not_change_by_a_job(any_store: Store) -> None:
    """Answers that are kept for a state of the log stay right while progress is written."""
    made = asked(any_store)
    take(any_store.jobs)
    renew(any_store.jobs, made.key, done=1)
    with any_store.reading() as log:
        assert log.revision == 0


def test_jobs_outlive_the_program(any_store: Store) -> None:
    """They are on the disk, not in its memory."""
    made = asked(any_store)
    any_store.jobs.take("one", now=NOON, lease_s=LEASE_S)
    with closing(Store(*place_of(any_store))) as again:
        assert again.jobs.find(made.key, "me").state is JobState.RUNNING


def test_a_log_without_jobs_has_no_file_for_them(sqlite_store: Store) -> None:
    """The program at the command line leaves nothing behind that it does not need."""
    assert not (sqlite_store.folder / JOBS_NAME).exists()
    assert sqlite_store.jobs.open() == ()
    assert (sqlite_store.folder / JOBS_NAME).exists()


def test_a_file_of_jobs_that_is_damaged_is_told(sqlite_store: Store) -> None:
    """And what to do: the log itself is whole."""
    (sqlite_store.folder / JOBS_NAME).write_bytes(b"This is no database, however long it is." * 100)
    with pytest.raises(DamagedStore, match="Remove the file"):
        _ = sqlite_store.jobs


def work(folder: Path, address: str | None, door: Connection) -> None:
    """Take jobs in a process of its own, as long as there are any, and tell which."""
    with closing(Store(folder, address)) as store:
        jobs = store.jobs
        door.send("ready")
        door.recv()
        taken = []
        while jobs.open():
            job = jobs.take(f"worker {id(door)} {folder}", now=NOON, lease_s=LEASE_S)
            if job is not None:
                taken.append(job.key)
                jobs.finish(job.key, f"worker {id(door)} {folder}", now=NOON, result={})
        door.send(taken)


def test_two_workers_never_get_one_job(any_store: Store) -> None:
    """Two processes take what there is: each job is done once, none is forgotten."""
    keys = [asked(any_store, batch=number).key for number in range(12)]
    doors, processes = [], []
    for _ in range(2):
        ours, theirs = SPAWN.Pipe()
        doors.append(ours)
        processes.append(SPAWN.Process(target=work, args=(*place_of(any_store), theirs)))
        processes[-1].start()
    for door in doors:
        door.recv()
    for door in doors:
        door.send("go")
    taken = [door.recv() for door in doors]
    for process in processes:
        process.join()
    assert sorted(taken[0] + taken[1]) == sorted(keys)
