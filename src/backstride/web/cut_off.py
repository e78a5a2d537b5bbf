"""Imports that did not come to their end, and how they go on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backstride.actions.uploads import upload_paths
from backstride.errors import MissingFile, StoreBusy
from backstride.store import Batch, Job, Store
from backstride.web.place import Place
from backstride.web.work import LATEST_JOBS, arguments_of, ask, batch_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """What an import that has no end is about."""

    job: Job | None
    """The work that is still to come of it."""
    arguments: dict[str, Any] | None
    """With which it goes on; None where its files are not here."""
    is_elsewhere: bool = False
    """Whether another program is at it right now."""


def cut_off(place: Place, batch: Batch) -> CutOff | None:
    """How an import stands that has no end.

    Parameters
    ----------
    place
        The log and its work.
    batch
        The import, with its paths.

    Returns
    -------
    CutOff or None
        None if it came to its end.
    """
    if batch.finished_at is not None:
        return None
    key, names = _upload_of(place, batch)
    if key is None:
        return CutOff(job=None, arguments=None, is_elsewhere=_is_busy(place.store))
    jobs = [
        each
        for each in place.store.jobs.of_athlete(batch.athlete, LATEST_JOBS)
        if each.kind == "import" and each.arguments.get("upload") == key
    ]
    job = next((each for each in jobs if each.state.is_open), None)
    arguments = jobs[0].arguments if jobs else arguments_of(key, names, None)
    try:
        upload_paths(place.background.uploads, key, names)
    except MissingFile:
        return CutOff(job=job, arguments=None)
    return CutOff(job=job, arguments=arguments)


def _upload_of(place: Place, batch: Batch) -> tuple[str | None, tuple[str, ...]]:
    """The upload that an import is of, and its files; None where it was begun elsewhere."""
    folders = {str(Path(source).parent) for source in batch.sources}
    uploads = str(place.background.uploads.resolve())
    if len(folders) != 1:
        return None, ()
    (folder,) = folders
    if str(Path(folder).parent) != uploads:
        return None, ()
    return Path(folder).name, tuple(sorted(Path(source).name for source in batch.sources))


def _is_busy(store: Store) -> bool:
    try:
        with store.alone():
            return False
    except StoreBusy:
        return True


def resumed(place: Place, athlete: str, number: int) -> Job:
    """Ask that an import that was cut off goes on.

    Parameters
    ----------
    place
        Where it is done.
    athlete
        Whose import.
    number
        Its number.

    Returns
    -------
    Job
        It waits, or is under way already.

    Raises
    ------
    MissingFile
        If its files are not here, or it came to its end.
    """
    with place.store.reading() as log:
        batch = batch_of(log, number, athlete)
    state = cut_off(place, batch)
    if state is not None and state.job is not None:
        return state.job
    if state is None or state.arguments is None:
        raise MissingFile(
            "This import cannot go on here." if state else "This import came to its end.",
            allowed="An import goes on that was cut off and whose files are still here.",
            remedy="Hand its files over once more: what is in the log already is not doubled.",
        )
    return ask(place, athlete, "import", state.arguments)
