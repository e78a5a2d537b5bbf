"""What can be done in the background: each a function of what was asked for, to what the person is told."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import Any, Final

from backstride.actions.background_documents import (
    Pace,
    import_progress_document,
    stage_progress_document,
)
from backstride.actions.demonstrating import demo_document, demonstrate
from backstride.actions.deriving import Stage
from backstride.actions.doctoring import doctor
from backstride.actions.document_values import Document
from backstride.actions.exporting import export_log
from backstride.actions.importing import NEW, ImportOutcome, ImportSettings, Progress, import_paths
from backstride.actions.keep_documents import (
    doctor_document,
    export_document,
    rebuild_document,
    recompute_document,
    restore_document,
)
from backstride.actions.learning import LearnOutcome, learn
from backstride.actions.learning_documents import learn_document
from backstride.actions.log_documents import import_document, preview_document, undo_document
from backstride.actions.rebuilding import rebuild
from backstride.actions.recomputing import recompute
from backstride.actions.relearning import FRESH, LEARN, is_learned_since, learn_later
from backstride.actions.restoring import restore_log
from backstride.actions.undoing import batch_of_log, undo_import
from backstride.actions.uploads import remove_upload, upload_paths
from backstride.direction import LapConvention
from backstride.errors import MissingFile, NotInLog
from backstride.log import Verdict
from backstride.store import Job, Log, Store


class BrokenOff(Exception):
    """Leads out of an action between two of its steps, as Ctrl-C does at a terminal."""


@dataclass(slots=True)
class Hearing:
    """Hears how far an action is, and breaks it off when that is asked for.

    The action tells from its own thread, within its own transaction; another thread reads and writes it down.
    """

    _is_over: Event = field(default_factory=Event)
    _told: Progress | Stage | None = None
    _pace: Pace = field(default_factory=Pace)

    def hear_import(self, progress: Progress) -> None:
        """Hear how far an import is.

        Parameters
        ----------
        progress
            What it tells.
        """
        self._go_on()
        self._pace.note(progress.size_done, at_s=time.monotonic())
        self._told = progress

    def hear_stage(self, stage: Stage) -> None:
        """Hear how far anything else is.

        Parameters
        ----------
        stage
            What it tells.
        """
        self._go_on()
        before = self._told
        if not isinstance(before, Stage) or before.name != stage.name:
            self._pace = Pace()
        self._pace.note(stage.done, at_s=time.monotonic())
        self._told = stage

    def break_off(self) -> None:
        """Let the action end when it next tells something."""
        self._is_over.set()

    def document(self) -> Document:
        """How far it is now.

        Returns
        -------
        dict
            Empty where nothing was told yet.
        """
        told, pace, at_s = self._told, self._pace, time.monotonic()
        if told is None:
            return {}
        if isinstance(told, Progress):
            return import_progress_document(told, pace, at_s=at_s)
        return stage_progress_document(told, pace, at_s=at_s)

    def _go_on(self) -> None:
        if self._is_over.is_set():
            raise BrokenOff


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A job, and what it is done with."""

    store: Store
    job: Job
    uploads: Path
    """The folder of uploads."""
    exports: Path
    """The folder of exports, each under the key of its job."""
    hearing: Hearing = field(default_factory=Hearing)

    @property
    def arguments(self) -> dict[str, Any]:
        """With what it was asked for."""
        return self.job.arguments


Kind = Callable[[Work], Document]


def preview(work: Work) -> Document:
    """Say what an import would do.

    Parameters
    ----------
    work
        With ``upload``, a key; ``names``, or all; and ``lap_convention``, or none.

    Returns
    -------
    dict
        As of an import, and what the new activities are.
    """
    paths = upload_paths(work.uploads, work.arguments["upload"], work.arguments.get("names"))
    settings = _settings(work, is_dry=True)
    return preview_document(import_paths(work.store, paths, settings, tell=work.hearing.hear_import))


def bring(work: Work) -> Document:
    """Import, or go on with the import that was cut off; then the upload is removed.

    What came may teach the person's stride: that is asked for as work of its own.

    Parameters
    ----------
    work
        As of a preview.

    Returns
    -------
    dict
        What became of each file.

    Raises
    ------
    MissingFile
        If the upload is not there any more.
    """
    key, names = work.arguments["upload"], work.arguments.get("names")
    try:
        paths = upload_paths(work.uploads, key, names)
    except MissingFile:
        # Perhaps the program died after the upload was removed, and before that was noted.
        paths = tuple(work.uploads / key / name for name in sorted(names or ()))
        earlier = _imported_before(work, paths) if paths else None
        if earlier is None:
            raise
        return _brought(work, earlier)
    outcome = _imported_before(work, paths)
    if outcome is None:
        settings = _settings(work)
        outcome = import_paths(work.store, paths, settings, tell=work.hearing.hear_import)
    remove_upload(work.uploads, key)
    return _brought(work, outcome)


def _brought(work: Work, outcome: ImportOutcome) -> Document:
    keys = [key for entry in outcome.entries if entry.outcome == NEW for key in entry.keys]
    cause = f"import {outcome.batch}"
    learn_later(work.store, work.job.athlete, keys, cause=cause, now=datetime.now(UTC), fresh=FRESH)
    return import_document(outcome)


def _settings(work: Work, *, is_dry: bool = False) -> ImportSettings:
    convention = work.arguments.get("lap_convention")
    return ImportSettings(
        athlete=work.job.athlete,
        is_dry=is_dry,
        lap_convention=None if convention is None else LapConvention(convention),
        processes=work.arguments.get("processes"),
    )


def _imported_before(work: Work, paths: tuple[Path, ...]) -> ImportOutcome | None:
    """What this very job imported before the program died; None if it did not come to the end."""
    sources = tuple(str(path.resolve()) for path in paths)
    with work.store.reading() as log:
        found = [
            batch.number
            for batch in log.imports.batches(work.job.athlete)
            if batch.sources == sources and batch.finished_at is not None
        ]
        return _outcome_of(log, work.job.athlete, found[-1]) if found else None


def _outcome_of(log: Log, athlete: str, batch: int) -> ImportOutcome:
    entries = log.imports.entries(batch)
    keys = [key for entry in entries if entry.outcome == NEW for key in entry.keys]
    listed = log.figures.entries_of(athlete, keys=keys, also_hidden=True)
    pairs = log.copies.pairs(athlete, keys)
    return ImportOutcome(
        batch=batch,
        entries=entries,
        activities=sum(each.is_shown for each in listed),
        reviews=tuple(each for each in pairs if each.verdict is Verdict.DOUBTFUL),
        is_resumed=True,
    )


def take_back(work: Work) -> Document:
    """Undo an import.

    Parameters
    ----------
    work
        With ``batch``, its number; ``with_changes`` and ``is_dry``, or not.

    Returns
    -------
    dict
        What was taken back.

    Raises
    ------
    NotInLog
        If there is no such import of this athlete, or not any more.
    """
    number, is_dry = work.arguments["batch"], bool(work.arguments.get("is_dry", False))
    with work.store.reading() as log:
        batch = batch_of_log(log, number)
    # One that began after this was asked for has only got the number of the one that was meant.
    if batch.athlete != work.job.athlete or batch.started_at > work.job.created_at:
        raise NotInLog(
            f"Import {number} is not there, or not any more.",
            allowed="Each takes back imports of their own.",
            remedy="Look at the list of imports.",
        )
    with_changes = bool(work.arguments.get("with_changes", False))
    outcome = undo_import(work.store, number, with_changes=with_changes, is_dry=is_dry)
    return undo_document(outcome, is_dry=is_dry)


def make_anew(work: Work) -> Document:
    """Make all that is derived anew.

    Parameters
    ----------
    work
        Without arguments.

    Returns
    -------
    dict
        What was made.
    """
    return rebuild_document(rebuild(work.store, tell=work.hearing.hear_stage))


def work_out_again(work: Work) -> Document:
    """Work out again what was worked out from something else than what holds now.

    Parameters
    ----------
    work
        With ``is_dry``, or not.

    Returns
    -------
    dict
        What changed.
    """
    is_dry = bool(work.arguments.get("is_dry", False))
    tell = work.hearing.hear_stage
    return recompute_document(recompute(work.store, work.job.athlete, is_dry=is_dry, tell=tell))


def learn_stride(work: Work) -> Document:
    """Learn the person's own forward stride, and work out again which way they went.

    Parameters
    ----------
    work
        With ``years``, or none for all; and ``cause``, what happened since they were learned.

    Returns
    -------
    dict
        What was learned; nothing where somebody has done it since it was asked for.
    """
    store, athlete, years = work.store, work.job.athlete, work.arguments.get("years")
    if years is not None and is_learned_since(store, athlete, years, work.job.created_at):
        return learn_document(LearnOutcome(is_dry=False, years=(), keys=(), turned=(), failures=()))
    now, tell = datetime.now(UTC), work.hearing.hear_stage
    return learn_document(learn(store, athlete, now=now, years=years, tell=tell))


def export_path(exports: Path, job: Job) -> Path:
    """Where an export lies once it is written.

    Parameters
    ----------
    exports
        The folder of exports.
    job
        The job.

    Returns
    -------
    Path
        A file in a folder named by the job's key.
    """
    return exports / job.key / f"backstride-{job.created_at:%Y-%m-%d}.zip"


def export(work: Work) -> Document:
    """Write the whole log into a ZIP file.

    Parameters
    ----------
    work
        Without arguments.

    Returns
    -------
    dict
        What was written; of the file its name alone.
    """
    path = export_path(work.exports, work.job)
    path.parent.mkdir(parents=True, exist_ok=True)
    tell = work.hearing.hear_stage
    outcome = export_log(work.store, path, now=datetime.now(UTC), is_forced=True, tell=tell)
    return {**export_document(outcome), "file": path.name}


def put_in(work: Work) -> Document:
    """Read an export into the empty log; then the upload is removed.

    Parameters
    ----------
    work
        With ``upload``, a key, under which the export lies.

    Returns
    -------
    dict
        What was restored.
    """
    key = work.arguments["upload"]
    path = upload_paths(work.uploads, key, work.arguments.get("names"))[0]
    outcome = restore_log(work.store, path, tell=work.hearing.hear_stage)
    remove_upload(work.uploads, key)
    return restore_document(outcome)


def look_over(work: Work) -> Document:
    """Look whether the log is whole.

    Parameters
    ----------
    work
        With ``repair`` and ``quick``, or not.

    Returns
    -------
    dict
        What was found.
    """
    repair, quick = bool(work.arguments.get("repair", False)), bool(work.arguments.get("quick", False))
    return doctor_document(doctor(work.store, repair=repair, quick=quick, tell=work.hearing.hear_stage))


def show(work: Work) -> Document:
    """Put the simulated athlete into the log.

    Parameters
    ----------
    work
        With ``today``, as in 2026-04-01.

    Returns
    -------
    dict
        Who it is, and whether they are new.
    """
    today = date.fromisoformat(work.arguments["today"])
    return demo_document(demonstrate(work.store, today=today, tell=work.hearing.hear_stage))


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "preview": preview,
        "import": bring,
        "undo": take_back,
        "rebuild": make_anew,
        "recompute": work_out_again,
        LEARN: learn_stride,
        "export": export,
        "restore": put_in,
        "doctor": look_over,
        "demo": show,
    }
)
"""What can be asked for, by name."""
