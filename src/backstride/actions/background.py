"""Long work in the background, which survives that the program is stopped or killed.

One thread takes a job and has it done in a second one; each second it renews the lease and writes down how
far the work is, so that an action never writes that within its own transaction.
"""

import logging
import os
import secrets
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from backstride.actions.background_kinds import KINDS, BrokenOff, Hearing, Kind, Work
from backstride.actions.document_values import Document
from backstride.actions.documents import trouble_document
from backstride.actions.uploads import sweep_folders
from backstride.errors import BackstrideError, InvalidValue, StoreBusy
from backstride.store import Job, Store

LEASE_S: Final = 15.0
"""After a worker died without a trace, another takes its job up so much later. [s]"""
RENEWED_S: Final = 1.0
LOOKED_FOR_S: Final = 0.5
"""So often somebody looks whether there is something to do. [s]"""
BUSY_S: Final = 2.0
"""So long a job is left alone while somebody else works on the log. [s]"""
TROUBLED_S: Final = 5.0
"""So long nobody looks while the database cannot be reached. [s]"""
STOPPED_WITHIN_S: Final = 10.0
KEPT_FOR: Final = timedelta(days=30)
"""So long one can see what became of a job."""
TIDIED_EVERY: Final = timedelta(days=1)
LOCK_NAME: Final = "background.lock"

logger = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class Background:
    """Does the jobs of a log, one after the other.

    Parameters
    ----------
    store
        The log. It is closed only after `stop`.
    uploads
        The folder of uploads; None for the usual one in the data folder.
    exports
        The folder of exports; None for the usual one in the data folder.
    kinds
        What can be done, by name.
    clock
        Gives the moment, in UTC.
    """

    def __init__(
        self,
        store: Store,
        *,
        uploads: Path | None = None,
        exports: Path | None = None,
        kinds: Mapping[str, Kind] = KINDS,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.store = store
        self.uploads = store.folder / "uploads" if uploads is None else uploads
        self.exports = store.folder / "exports" if exports is None else exports
        self._kinds, self._clock = kinds, clock
        self._worker = f"{os.getpid()}-{secrets.token_hex(8)}"
        self._ending, self._woken = Event(), Event()
        self._lock = FileLock(store.folder / LOCK_NAME)
        self._tidied_next = datetime.min.replace(tzinfo=UTC)
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to look for jobs, and to do them."""
        if self._thread is None:
            self._ending.clear()
            self._thread = Thread(target=self._go_on, name="background", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Break off what is under way, so that the next start goes on with it, and look for nothing more.

        Without it the program ends only once what is under way has.
        """
        self._ending.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(STOPPED_WITHIN_S)
            self._thread = None

    def wake(self) -> None:
        """Look for jobs at once: one was just asked for."""
        self._woken.set()

    # ── Looking for work ─────────────────────────────────────────────────────────────────────────

    def _go_on(self) -> None:
        """Do one job after the other until it is enough."""
        try:
            while not self._ending.is_set():
                pause_s = LOOKED_FOR_S
                try:
                    if self._may_work():
                        self._tidy()
                        pause_s = 0.0 if self.run_one(self._clock()) else LOOKED_FOR_S
                except (BackstrideError, SQLAlchemyError, OSError) as trouble:
                    # The database may be back in a moment; the lease of what was under way then runs out.
                    logger.warning("Background work pauses: %s.", _where(trouble))
                    pause_s = TROUBLED_S
                self._woken.wait(pause_s)
                self._woken.clear()
        finally:
            self._lock.release()

    def _may_work(self) -> bool:
        """Whether nobody else does the jobs of this log.

        Only one process can have SQLite's data folder for itself, and the lock goes with it when it dies. So
        whoever has it knows that nobody holds a lease, and need not wait until it runs out.
        """
        if self.store.engine.dialect.name != "sqlite" or self._lock.is_locked:
            return True
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        self.store.jobs.release_all(now=self._clock())
        return True

    def _tidy(self) -> None:
        """Forget old jobs, and the files that nobody fetched or imported; once a day."""
        now, jobs = self._clock(), self.store.jobs
        if now < self._tidied_next:
            return
        self._tidied_next = now + TIDIED_EVERY
        jobs.forget_before(now - KEPT_FOR)
        still_open = jobs.open()
        wanted = [str(each.arguments.get("upload", "")) for each in still_open]
        sweep_folders(self.uploads, now=now, spared=wanted)
        sweep_folders(self.exports, now=now, spared=[each.key for each in still_open])

    # ── Working ──────────────────────────────────────────────────────────────────────────────────

    def run_one(self, now: datetime) -> bool:
        """Do the next job, from its beginning to its end.

        Parameters
        ----------
        now
            The moment.

        Returns
        -------
        bool
            Whether there was one.
        """
        job = self.store.jobs.take(self._worker, now=now, lease_s=LEASE_S)
        if job is None:
            return False
        work = Work(store=self.store, job=job, uploads=self.uploads, exports=self.exports)
        with ThreadPoolExecutor(1, thread_name_prefix=f"background-{job.kind}") as executor:
            future = executor.submit(self._kind_of(job), work)
            try:
                while wait([future], timeout=RENEWED_S).not_done:
                    if self._ending.is_set() or not self._renewed(job, work.hearing):
                        work.hearing.break_off()
            except BaseException:
                work.hearing.break_off()  # nobody would write down what comes of it
                raise
        self._settle(job, work.hearing, future)
        return True

    def _kind_of(self, job: Job) -> Kind:
        return self._kinds.get(job.kind, _unknown)

    def _renewed(self, job: Job, hearing: Hearing) -> bool:
        """Tell how far a job is; whether to go on with it."""
        try:
            return self.store.jobs.renew(
                job.key, self._worker, now=self._clock(), lease_s=LEASE_S, progress=hearing.document()
            )
        except StoreBusy:
            return True  # it is told a second later

    def _settle(self, job: Job, hearing: Hearing, future: "Future[Document]") -> None:
        """Write down what came of a job."""
        jobs, now, trouble = self.store.jobs, self._clock(), future.exception()
        if trouble is None:
            self._renewed(job, hearing)  # so that what was told last is seen
            jobs.finish(job.key, self._worker, now=now, result=future.result())
        elif isinstance(trouble, BrokenOff) and not self._ending.is_set():
            jobs.stopped(job.key, self._worker, now=now)
        elif isinstance(trouble, BrokenOff):
            jobs.put_back(job.key, self._worker)
        elif isinstance(trouble, StoreBusy):
            jobs.put_back(job.key, self._worker, not_before=now + timedelta(seconds=BUSY_S))
        elif isinstance(trouble, BackstrideError):
            jobs.fail(job.key, self._worker, now=now, trouble=trouble_document(trouble))
        else:
            logger.error("A job of the kind %s failed: %s.", job.kind, _where(trouble))
            jobs.fail(job.key, self._worker, now=now, trouble=INTERNAL)


INTERNAL: Final[Document] = {
    "slug": "internal-error",
    "message": "The program failed on it, which is a fault of ours. The log is whole.",
    "remedy": "Try it once more; if that does not help, please report it.",
}
"""What is told of a bug."""


def _unknown(work: Work) -> Document:
    raise InvalidValue(
        f"This version of Backstride does not know the work {work.job.kind!r}.",
        allowed=f"It knows {', '.join(KINDS)}.",
        remedy="Ask for it once more.",
    )


def _where(trouble: BaseException) -> str:
    """What went wrong and where in the program, without what it was about: that may be somebody's."""
    frames = traceback.extract_tb(trouble.__traceback__)[-4:]
    steps = " → ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(trouble).__name__} at {steps}"
