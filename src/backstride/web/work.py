"""Long work: asked for by pages and by the API, and told without any path of this machine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from backstride.actions.background_kinds import export_path
from backstride.actions.uploads import remove_upload, upload_paths
from backstride.direction import LapConvention
from backstride.errors import InvalidValue, NotInLog, StoreNotEmpty
from backstride.store import Batch, Job, JobState, Log, Store
from backstride.store.inspection import Inspection
from backstride.web.place import Place
from backstride.web.receiving import Upload

LATEST_JOBS: Final = 50
"""So many of the latest jobs are looked through."""
MOST_NAMES: Final = 3
"""So many files of an import are named; the others are counted."""
AGAIN: Final = frozenset({JobState.STOPPED, JobState.FAILED})
OF_ALL: Final = frozenset({"export", "restore", "doctor", "rebuild"})
"""Work on the log of everybody."""


def now() -> datetime:
    """This moment in UTC, by the machine's clock like all that happens in the background.

    Returns
    -------
    datetime
        No page is dated with it.
    """
    return datetime.now(UTC)


def ask(place: Place, athlete: str, kind: str, arguments: Mapping[str, Any] | None = None) -> Job:
    """Ask for work to be done in the background.

    Parameters
    ----------
    place
        Where it is done.
    athlete
        Who asks.
    kind
        What is to be done.
    arguments
        With what.

    Returns
    -------
    Job
        It waits, or the same is under way already.

    Raises
    ------
    InvalidValue
        If it concerns others, too, and the app is shared with them.
    """
    if kind in OF_ALL and place.settings.is_shared:
        raise InvalidValue(
            "This concerns the log of everybody who uses this app.",
            allowed="On a shared app, whoever runs it does that at the machine itself.",
            remedy="Ask them: it is a command of Backstride in the terminal.",
        )
    job = place.store.jobs.add(athlete, kind, arguments or {}, now=now())
    place.background.wake()
    return job


def ask_import(place: Place, athlete: str, upload: Upload, *, kind: str) -> Job:
    """Ask for an import of what was handed over, or for its preview.

    Parameters
    ----------
    place
        Where it is done.
    athlete
        Who asks.
    upload
        What was handed over; its field ``lap_convention`` says what a press of the lap button means.
    kind
        ``import`` or ``preview``.

    Returns
    -------
    Job
        It waits.

    Raises
    ------
    InvalidValue
        If the lap button can mean no such thing; then the upload is removed.
    """
    said = upload.fields.get("lap_convention") or None
    if said is not None and said not in tuple(LapConvention):
        remove_upload(place.background.uploads, upload.key)
        raise InvalidValue(
            "It is not clear what a press of the lap button meant.",
            allowed=f"Nothing, {' or '.join(LapConvention)}.",
            remedy="Choose one of them.",
        )
    return ask(place, athlete, kind, arguments_of(upload.key, upload.names, said))


def arguments_of(key: str, names: tuple[str, ...] | list[str], lap_convention: str | None) -> dict[str, Any]:
    """What an import is asked for with.

    Parameters
    ----------
    key
        The key of the upload.
    names
        Its files.
    lap_convention
        What a press of the lap button means; None for nothing.

    Returns
    -------
    dict
        The same for the same upload, so that nothing is asked for twice.
    """
    return {"upload": key, "names": list(names), "lap_convention": lap_convention}


def ask_restore(place: Place, athlete: str, upload: Upload) -> Job:
    """Ask for an export to be read into the empty log.

    Parameters
    ----------
    place
        Where it is done.
    athlete
        Who asks.
    upload
        The export, which is removed if it is not asked for.

    Returns
    -------
    Job
        It waits.
    """
    try:
        return ask(place, athlete, "restore", {"upload": upload.key, "names": list(upload.names)[:1]})
    except InvalidValue:
        remove_upload(place.background.uploads, upload.key)
        raise


def ask_again(place: Place, job: Job) -> Job:
    """Ask once more for what was stopped or failed.

    Parameters
    ----------
    place
        Where it is done.
    job
        The earlier job.

    Returns
    -------
    Job
        It waits.

    Raises
    ------
    InvalidValue
        If it is not over or came to its end, or takes back an import, whose number may be another's by now.
    MissingFile
        If what was handed over is not there any more.
    """
    if job.state not in AGAIN or job.kind == "undo":
        raise InvalidValue(
            "This is not to be done once more.",
            allowed="What was stopped or failed can be begun again, but for taking back an import.",
            remedy="Ask for it anew, from the page where you asked for it.",
        )
    return _same_files(place, job, job.kind)


def ask_after_preview(place: Place, job: Job) -> Job:
    """Ask for the import that a preview looked at.

    Parameters
    ----------
    place
        Where it is done.
    job
        The preview.

    Returns
    -------
    Job
        It waits.

    Raises
    ------
    InvalidValue
        If it is no preview.
    MissingFile
        If what was handed over is not there any more.
    """
    if job.kind != "preview":
        raise InvalidValue(
            "This is no preview of an import.",
            allowed="What was looked at in a preview can be imported.",
            remedy="Hand the files over first.",
        )
    return _same_files(place, job, "import")


def _same_files(place: Place, job: Job, kind: str) -> Job:
    if "upload" in job.arguments:
        upload_paths(place.background.uploads, job.arguments["upload"], job.arguments.get("names"))
    return ask(place, job.athlete, kind, job.arguments)


def check_empty(store: Store) -> None:
    """See that an export could be restored.

    Parameters
    ----------
    store
        The log.

    Raises
    ------
    StoreNotEmpty
        If something is in it.
    """
    if not is_empty(store):
        raise StoreNotEmpty(
            "The log is not empty.",
            allowed="An export is restored into an empty log.",
            remedy="Open Backstride with another, empty data folder, and restore it there.",
        )


def is_empty(store: Store) -> bool:
    """Whether nothing is in the log.

    Parameters
    ----------
    store
        The log.

    Returns
    -------
    bool
        Whether an export could be restored into it.
    """
    with store.reading() as log:
        return Inspection(log.files.connection).is_empty()


# ── What is told ─────────────────────────────────────────────────────────────────────────────────


def job_of(place: Place, athlete: str, key: str) -> Job:
    """A job with what came of it; of the last that were looked at, it is not read again once they are over.

    Parameters
    ----------
    place
        Where it is done.
    athlete
        Who asked for it.
    key
        Its key.

    Returns
    -------
    Job
        As it stands.
    """
    find = place.store.jobs.find
    lately = {each.key: each for each in place.store.jobs.of_athlete(athlete, LATEST_JOBS)}
    if key not in lately or lately[key].state.is_open:
        return find(key, athlete)
    # What came of it may be thousands of files, and never changes.
    return place.shown.kept(0, ("job", athlete, key), lambda: find(key, athlete))


def shown(place: Place, job: Job) -> Job:
    """A job as it may be shown: a trouble names no folder of this machine.

    Parameters
    ----------
    place
        Whose folders are left out.
    job
        The job.

    Returns
    -------
    Job
        The same, to be shown.
    """
    if job.trouble is None:
        return job
    trouble = {
        name: without_paths(place, said) if isinstance(said, str) else said
        for name, said in job.trouble.items()
    }
    return replace(job, trouble=trouble)


def without_paths(place: Place, said: str) -> str:
    """A sentence without the folders of this machine.

    Parameters
    ----------
    place
        Whose folders are left out.
    said
        The sentence.

    Returns
    -------
    str
        Of a path within the data folder only the end is left.
    """
    for folder in dict.fromkeys((str(place.store.folder.resolve()), str(place.store.folder))):
        said = said.replace(f"{folder}/", "").replace(folder, "of this app")
    return said


def named_by(batch: Batch) -> tuple[str, ...]:
    """What the files of an import are called, without where they lay.

    Parameters
    ----------
    batch
        The import.

    Returns
    -------
    tuple of str
        Names of files, folders or archives.
    """
    return tuple(source.replace("\\", "/").rstrip("/").rpartition("/")[2] or "/" for source in batch.sources)


def without_sources(batch: Batch) -> Batch:
    """An import as it may be shown.

    Parameters
    ----------
    batch
        The import.

    Returns
    -------
    Batch
        The same with names instead of paths.
    """
    return replace(batch, sources=named_by(batch))


def batch_of(log: Log, number: int, athlete: str) -> Batch:
    """An import of an athlete.

    Parameters
    ----------
    log
        The log.
    number
        Its number.
    athlete
        Whose.

    Returns
    -------
    Batch
        The import.

    Raises
    ------
    NotInLog
        If they have none of that number.
    """
    for batch in log.imports.batches(athlete):
        if batch.number == number:
            return batch
    raise NotInLog(
        f"There is no import {number}.",
        allowed="Imports are known by their numbers, and one that was taken back is gone.",
        remedy="Look at the list of imports.",
    )


# ── Files to be fetched ──────────────────────────────────────────────────────────────────────────


def fetched(place: Place, job: Job) -> Path:
    """The file that a job wrote.

    Parameters
    ----------
    place
        Where exports lie.
    job
        An export.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    NotInLog
        If the job wrote none, or it is not there any more.
    """
    path = export_path(place.background.exports, job)
    if job.kind != "export" or job.state is not JobState.DONE or not path.is_file():
        raise NotInLog(
            "There is no file of this work.",
            allowed="An export can be fetched for a week after it was written.",
            remedy="Write the export anew.",
        )
    return path


def discard(place: Place, job: Job) -> None:
    """Remove the files that a job is about: what was handed over for a preview, or an export.

    Parameters
    ----------
    place
        Where they lie.
    job
        A job that is over.

    Raises
    ------
    InvalidValue
        If it is not.
    """
    if job.state.is_open:
        raise InvalidValue(
            "The work is not over yet.",
            allowed="Its files are removed after it.",
            remedy="Stop it first, or wait until it is done.",
        )
    if job.kind == "export":
        export_path(place.background.exports, job).unlink(missing_ok=True)
    elif not _is_wanted(place, job):
        remove_upload(place.background.uploads, str(job.arguments.get("upload", "")))


def _is_wanted(place: Place, job: Job) -> bool:
    """Whether other work still needs the same upload."""
    key = job.arguments.get("upload")
    return any(each.arguments.get("upload") == key for each in place.store.jobs.open())
