"""Work that takes long: what was asked for, how far it is, and what came of it.

Whoever asks and whoever works may be different processes, and either may die at any moment. A worker holds
a job by a lease that it renews; when the lease runs out, another takes the job up. Jobs are no part of the
log: an export does not hold them, and they are forgotten after a while.

In PostgreSQL they stand beside the log. In SQLite they have a file of their own, for whoever imports holds
the only lock of the log's file, and has to tell all the same how far it is.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.engine import URL

from backstride.errors import NotInLog
from backstride.store.beside_log import BesideLog
from backstride.store.engine import made_engine, reading, writing
from backstride.store.statements import Row, Statements
from backstride.store.tables import LONGEST_NAME, NAMES, Moment

JOBS_NAME: Final = "jobs.sqlite"
LOCK: Final = 5202615
"""The lock of PostgreSQL that whoever writes jobs holds."""
KEY_BYTES: Final = 8
MOST_ATTEMPTS: Final = 5
"""A job during which the program died so often is not begun again."""
REMEDY: Final = "Remove the file: it holds only the list of work in the background, and is made anew."


class JobState(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self in {JobState.WAITING, JobState.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that was asked for, and what became of it."""

    key: str
    athlete: str
    """Who asked."""
    kind: str
    arguments: dict[str, Any]
    state: JobState
    progress: dict[str, Any]
    """How far it is, as told last; empty where nothing was told."""
    result: dict[str, Any] | None
    """None until it is done, and in lists."""
    trouble: dict[str, Any] | None
    """Why it failed."""
    created_at: datetime
    started_at: datetime | None
    """When it was first begun."""
    finished_at: datetime | None
    is_stop_asked: bool = False


# A later version whose jobs have other columns gives its table another name: jobs are never migrated.
metadata = MetaData(naming_convention=NAMES)
job = Table(
    "job",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", String(2 * KEY_BYTES), nullable=False, unique=True),
    Column("athlete", String(LONGEST_NAME), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("progress", JSON, nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("trouble", JSON(none_as_null=True)),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Column("is_stop_asked", Boolean, nullable=False),
    Column("worker", Text),
    Column("leased_until", Moment),
    Column("not_before", Moment),
    Column("attempts", Integer, nullable=False),
    Index("ix_job_state", "state"),
)
OPEN: Final = (JobState.WAITING.value, JobState.RUNNING.value)
SHOWN: Final = (
    *("key", "athlete", "kind", "arguments", "state", "progress", "trouble"),
    *("created_at", "started_at", "finished_at", "is_stop_asked"),
)
"""The columns of a job in a list: results may be long."""


def open_jobs(folder: Path, engine: Engine) -> "Jobs":
    """The jobs of a log.

    Parameters
    ----------
    folder
        The data folder.
    engine
        The log's database.

    Returns
    -------
    Jobs
        In a file of their own beside SQLite, else in the same database.
    """
    if engine.dialect.name == "sqlite":
        return Jobs(made_engine(URL.create("sqlite", database=str(folder / JOBS_NAME))), is_own=True)
    return Jobs(engine, is_own=False)


class Jobs(BesideLog):
    """The jobs of a log. The times are handed in, in UTC.

    Parameters
    ----------
    engine
        Their database.
    is_own
        Whether it holds nothing else, and is closed with them.
    """

    def __init__(self, engine: Engine, *, is_own: bool) -> None:
        super().__init__(engine, is_own=is_own, metadata=metadata, lock=LOCK, remedy=REMEDY)

    # ── Asking ───────────────────────────────────────────────────────────────────────────────────

    def add(self, athlete: str, kind: str, arguments: Mapping[str, Any], *, now: datetime) -> Job:
        """Ask for something; what is asked for already, and not done yet, is not asked for twice.

        Parameters
        ----------
        athlete
            Who asks.
        kind
            What is to be done.
        arguments
            With what: anything that JSON can hold.
        now
            The moment.

        Returns
        -------
        Job
            It waits, or is under way already.
        """
        with writing(self.engine, LOCK) as connection:
            statements = Statements(connection)
            alike = select(job).where(job.c.athlete == athlete, job.c.kind == kind, job.c.state.in_(OPEN))
            for row in statements.rows(alike):
                if row["arguments"] == dict(arguments) and not row["is_stop_asked"]:
                    return _job(row)
            new: Row = {
                "key": secrets.token_hex(KEY_BYTES),
                "athlete": athlete,
                "kind": kind,
                "arguments": dict(arguments),
                "state": JobState.WAITING.value,
                "progress": {},
                "created_at": now,
                "is_stop_asked": False,
                "attempts": 0,
            }
            statements.insert(job, [new])
            return _job(_the_row(connection, new["key"]))

    def find(self, key: str, athlete: str) -> Job:
        """A job, with what came of it.

        Parameters
        ----------
        key
            Its key.
        athlete
            Who asked for it.

        Returns
        -------
        Job
            As it stands.

        Raises
        ------
        NotInLog
            If this athlete asked for none of that key, or it is forgotten.
        """
        query = select(job).where(job.c.key == key, job.c.athlete == athlete)
        with reading(self.engine) as connection:
            row = Statements(connection).row(query)
        if row is None:
            raise NotInLog(
                "There is no such work in the background.",
                allowed="What was asked for is kept for some weeks.",
                remedy="Look at the list of what was asked for.",
            )
        return _job(row)

    def of_athlete(self, athlete: str, limit: int = 20) -> tuple[Job, ...]:
        """What somebody asked for.

        Parameters
        ----------
        athlete
            Who.
        limit
            How many at the most.

        Returns
        -------
        tuple of Job
            The latest first, without what came of them.
        """
        shown = _shown().where(job.c.athlete == athlete)
        return self._listed(shown.order_by(job.c.number.desc()).limit(limit))

    def open(self) -> tuple[Job, ...]:
        """What waits or is under way, of everybody.

        Returns
        -------
        tuple of Job
            The first first.
        """
        return self._listed(_shown().where(job.c.state.in_(OPEN)).order_by(job.c.number))

    def _listed(self, query: Select[Any]) -> tuple[Job, ...]:
        with reading(self.engine) as connection:
            return tuple(_job(row) for row in Statements(connection).rows(query))

    def ask_to_stop(self, key: str, *, now: datetime) -> None:
        """Ask that a job be stopped: at once if it waits, else when it next tells how far it is.

        Parameters
        ----------
        key
            Its key.
        now
            The moment.
        """
        with writing(self.engine, LOCK) as connection:
            connection.execute(
                update(job).where(job.c.key == key, job.c.state.in_(OPEN)).values(is_stop_asked=True)
            )
            connection.execute(
                update(job)
                .where(job.c.key == key, job.c.state == JobState.WAITING.value)
                .values(state=JobState.STOPPED.value, finished_at=now)
            )

    def forget_before(self, moment: datetime) -> int:
        """Forget jobs that ended long ago.

        Parameters
        ----------
        moment
            Those that ended before it.

        Returns
        -------
        int
            How many.
        """
        ended = job.c.state.not_in(OPEN) & (job.c.finished_at < moment)
        with writing(self.engine, LOCK) as connection:
            return connection.execute(delete(job).where(ended)).rowcount

    # ── Working ──────────────────────────────────────────────────────────────────────────────────

    def take(self, worker: str, *, now: datetime, lease_s: float) -> Job | None:
        """Take the next job: the first that waits, or whose worker has not been heard of for too long.

        One at a time is under way, for nearly all of them want the log for themselves.

        Parameters
        ----------
        worker
            Who takes it: a name that nobody else has.
        now
            The moment.
        lease_s
            How long it is theirs unless they renew it. [s]

        Returns
        -------
        Job or None
            None where there is nothing to do, or one is under way.
        """
        if not self.open():
            return None  # who looks every second does not lock every second
        with writing(self.engine, LOCK) as connection:
            statements = Statements(connection)
            is_held = (job.c.state == JobState.RUNNING.value) & (job.c.leased_until > now)
            if statements.row(select(job.c.key).where(is_held)) is not None:
                return None
            _end_lost(connection, now)
            is_due = or_(job.c.not_before.is_(None), job.c.not_before <= now)
            row = statements.row(select(job).where(job.c.state.in_(OPEN), is_due).order_by(job.c.number))
            if row is None:
                return None
            taken = {
                "state": JobState.RUNNING.value,
                "worker": worker,
                "leased_until": now + timedelta(seconds=lease_s),
                "not_before": None,
                "started_at": row["started_at"] or now,
                "attempts": row["attempts"] + 1,
            }
            connection.execute(update(job).where(job.c.key == row["key"]).values(**taken))
            return _job(_the_row(connection, row["key"]))

    def renew(
        self, key: str, worker: str, *, now: datetime, lease_s: float, progress: Mapping[str, Any]
    ) -> bool:
        """Keep a job, and tell how far it is.

        Parameters
        ----------
        key
            Its key.
        worker
            Who has it.
        now
            The moment.
        lease_s
            How long it is theirs from now on. [s]
        progress
            How far it is.

        Returns
        -------
        bool
            Whether to go on; False where somebody else has it, or it is to be stopped.
        """
        values = {"leased_until": now + timedelta(seconds=lease_s), "progress": dict(progress)}
        is_theirs = self._change(key, worker, values)
        with reading(self.engine) as connection:
            query = select(job.c.is_stop_asked).where(job.c.key == key)
            return is_theirs and Statements(connection).column(query) == [False]

    def finish(self, key: str, worker: str, *, now: datetime, result: Mapping[str, Any]) -> bool:
        """Note what came of a job.

        Parameters
        ----------
        key
            Its key.
        worker
            Who had it.
        now
            The moment.
        result
            What came of it.

        Returns
        -------
        bool
            Whether it was still theirs; else nothing is noted.
        """
        values = {"state": JobState.DONE.value, "result": dict(result), "finished_at": now}
        return self._change(key, worker, values)

    def fail(self, key: str, worker: str, *, now: datetime, trouble: Mapping[str, Any]) -> bool:
        """Note why a job failed.

        Parameters
        ----------
        key
            Its key.
        worker
            Who had it.
        now
            The moment.
        trouble
            Why.

        Returns
        -------
        bool
            Whether it was still theirs; else nothing is noted.
        """
        values = {"state": JobState.FAILED.value, "trouble": dict(trouble), "finished_at": now}
        return self._change(key, worker, values)

    def stopped(self, key: str, worker: str, *, now: datetime) -> bool:
        """Note that a job was broken off because somebody asked for that.

        Parameters
        ----------
        key
            Its key.
        worker
            Who had it.
        now
            The moment.

        Returns
        -------
        bool
            Whether it was still theirs; else nothing is noted.
        """
        return self._change(key, worker, {"state": JobState.STOPPED.value, "finished_at": now})

    def put_back(self, key: str, worker: str, *, not_before: datetime | None = None) -> bool:
        """Let a job wait again, as if it had not been begun: it is no fault of its own.

        Parameters
        ----------
        key
            Its key.
        worker
            Who had it.
        not_before
            Until when it is left alone; None for taking it up at once.

        Returns
        -------
        bool
            Whether it was still theirs; else nothing is noted.
        """
        values = {
            "state": JobState.WAITING.value,
            "worker": None,
            "leased_until": None,
            "not_before": not_before,
            "attempts": job.c.attempts - 1,
        }
        return self._change(key, worker, values)

    def release_all(self, *, now: datetime) -> None:
        """End all leases, for whoever knows that nobody else is at work.

        Parameters
        ----------
        now
            The moment.
        """
        with writing(self.engine, LOCK) as connection:
            connection.execute(
                update(job).where(job.c.state == JobState.RUNNING.value).values(leased_until=now)
            )

    def _change(self, key: str, worker: str, values: Row) -> bool:
        """Change a job as long as it is a worker's."""
        mine = (job.c.key == key) & (job.c.worker == worker) & (job.c.state == JobState.RUNNING.value)
        with writing(self.engine, LOCK) as connection:
            return connection.execute(update(job).where(mine).values(**values)).rowcount == 1


def _end_lost(connection: Connection, now: datetime) -> None:
    """End jobs that nobody holds and that are not to be begun again."""
    connection.execute(
        update(job)
        .where(job.c.state.in_(OPEN), job.c.is_stop_asked)
        .values(state=JobState.STOPPED.value, finished_at=now)
    )
    trouble = {
        "slug": "internal-error",
        "message": f"It was begun {MOST_ATTEMPTS} times, and each time the program ended before it was done.",
        "remedy": "Ask for it once more; if that does not help, please report it.",
    }
    connection.execute(
        update(job)
        .where(job.c.state == JobState.RUNNING.value, job.c.attempts >= MOST_ATTEMPTS)
        .values(state=JobState.FAILED.value, finished_at=now, trouble=trouble)
    )


def _shown() -> Select[Any]:
    return select(*(job.c[name] for name in SHOWN))


def _the_row(connection: Connection, key: str) -> Row:
    (row,) = Statements(connection).rows(select(job).where(job.c.key == key))
    return row


def _job(row: Row) -> Job:
    return Job(
        **{name: row[name] for name in SHOWN if name != "state"},
        state=JobState(row["state"]),
        result=row.get("result"),
    )
