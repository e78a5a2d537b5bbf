"""The log on disk: a database for what is said and worked out, files for what was recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection

from backstride.errors import MissingFile, StoreBusy, UnwritablePath
from backstride.log.derive import Place
from backstride.recording import Recording
from backstride.store.accounts import Account, Accounts, Permit, PermitKind, open_accounts
from backstride.store.activities import Activities, Change
from backstride.store.athletes import Athletes
from backstride.store.copies import Copies, StoredPair
from backstride.store.diary import Diary, StoredScreening
from backstride.store.durable import DurableGroup
from backstride.store.engine import database_url, open_engine, reading, trying, writing
from backstride.store.figures import Figures, LogEntry
from backstride.store.files import Files
from backstride.store.history import Action, History
from backstride.store.imports import Batch, BatchEntry, Imports
from backstride.store.jobs import Job, Jobs, JobState, open_jobs
from backstride.store.kept_columns import KeptColumns
from backstride.store.originals import Originals
from backstride.store.plans import Plans, StoredChange, StoredPlan
from backstride.store.recordings import Recordings, from_parquet
from backstride.store.revision import Revision
from backstride.store.strides import LearnedStride, Strides

__all__ = [
    "Account",
    "Accounts",
    "Action",
    "Batch",
    "BatchEntry",
    "Change",
    "DurableGroup",
    "Job",
    "JobState",
    "Jobs",
    "LearnedStride",
    "Log",
    "LogEntry",
    "Permit",
    "PermitKind",
    "Store",
    "StoredChange",
    "StoredPair",
    "StoredPlan",
    "StoredScreening",
]

LOCK_NAME: Final = "import.lock"


class Log:
    """The log, seen and changed through one transaction.

    Parameters
    ----------
    connection
        In a transaction.
    kept
        Where columns of a history are kept; None where the transaction may see what is never committed.
    """

    def __init__(self, connection: Connection, kept: KeptColumns | None = None) -> None:
        self.athletes = Athletes(connection)
        self.imports = Imports(connection)
        self.files = Files(connection)
        self.activities = Activities(connection)
        self.history = History(connection)
        self.copies = Copies(connection)
        self.figures = Figures(connection, kept)
        self.diary = Diary(connection)
        self.plans = Plans(connection)
        self.strides = Strides(connection)
        self._revision = Revision(connection)

    @property
    def revision(self) -> int:
        """The number of the log's state: another one after every change, whichever process made it."""
        return self._revision.number()

    def grow(self) -> None:
        """Note that this transaction changes the log."""
        self._revision.grow()


class Store:
    """A data folder and its database.

    Parameters
    ----------
    folder
        The data folder; it is made if it is not there.
    address
        The URL of a PostgreSQL database; None for SQLite in the folder.
    """

    def __init__(self, folder: Path, address: str | None = None) -> None:
        self.folder = _made(folder)
        self.originals = Originals(folder / "originals")
        self.recordings = Recordings(folder / "recordings")
        self.engine = open_engine(database_url(address, folder))
        self._kept = KeptColumns()
        self._jobs: Jobs | None = None
        self._accounts: Accounts | None = None
        self._jobs_lock = Lock()

    def close(self) -> None:
        """Let go of the database."""
        with self._jobs_lock:
            if self._jobs is not None:
                self._jobs.close()
                self._jobs = None
            if self._accounts is not None:
                self._accounts.close()
                self._accounts = None
        self.engine.dispose()

    @property
    def jobs(self) -> Jobs:
        """The work in the background, opened when it is first asked for."""
        with self._jobs_lock:
            if self._jobs is None:
                self._jobs = open_jobs(self.folder, self.engine)
            return self._jobs

    @property
    def accounts(self) -> Accounts:
        """Who may come in where the app is shared, opened when it is first asked for."""
        with self._jobs_lock:
            if self._accounts is None:
                self._accounts = open_accounts(self.folder, self.engine)
            return self._accounts

    @contextmanager
    def reading(self) -> Iterator[Log]:
        """One transaction that reads: the log as it was at one moment.

        Yields
        ------
        Log
            To ask.
        """
        with reading(self.engine) as connection:
            yield Log(connection, self._kept)

    @contextmanager
    def writing(self) -> Iterator[Log]:
        """One transaction that writes: all of it is kept, or nothing. The log's revision grows with it.

        Yields
        ------
        Log
            To ask and to change.
        """
        with writing(self.engine) as connection:
            log = Log(connection)
            yield log
            log.grow()

    @contextmanager
    def trying(self) -> Iterator[Log]:
        """One transaction of which nothing is kept, to see what would become of something.

        Yields
        ------
        Log
            To ask and to change.
        """
        with trying(self.engine) as connection:
            yield Log(connection)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Time in which nobody else imports, restores or repairs.

        Yields
        ------
        None
            Nothing.

        Raises
        ------
        StoreBusy
            If somebody else does.
        """
        lock = FileLock(self.folder / LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreBusy(
                f"Another import, export or repair is at work in the folder {self.folder}.",
                allowed="One of them at a time works on a log.",
                remedy="Wait until it has ended, and try again.",
            ) from None
        try:
            yield
        finally:
            lock.release()

    def recording(self, log: Log, place: Place) -> Recording:
        """A whole recording, from its columns.

        Parameters
        ----------
        log
            The log.
        place
            Its original, and which of its recordings.

        Returns
        -------
        Recording
            As it was recorded, before anything that a person changed.

        Raises
        ------
        MissingFile
            If its columns are not there.
        DamagedStore
            If something changed them.
        """
        name = log.files.recording_file(*place)
        if name is None:
            raise missing_recording(place)
        return from_parquet(self.recordings.read(name))


def missing_recording(place: Place) -> MissingFile:
    """The trouble of a recording that the database does not know.

    Parameters
    ----------
    place
        Its original, and which of its recordings.

    Returns
    -------
    MissingFile
        To be raised.
    """
    return MissingFile(
        f"The columns of recording {place[1] + 1} of the file {place[0][:12]} are not in the log.",
        allowed="Each recording of a kept file is kept as columns, too.",
        remedy="Work them out again with: backstride rebuild.",
    )


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in it is nobody else's business
    except OSError as trouble:
        raise UnwritablePath(
            f"The data folder {folder} cannot be made: {trouble.strerror or trouble}.",
            allowed="A folder that is there, or a place where you may make one.",
            remedy="Choose another with --data.",
        ) from trouble
    return folder
