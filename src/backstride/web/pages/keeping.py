"""The log is looked after: taken out and brought back, looked over, made anew."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from backstride.actions.background_kinds import export_path
from backstride.errors import BackstrideError
from backstride.store import Job, JobState
from backstride.web.amounts import Amounts
from backstride.web.place import Here, Place
from backstride.web.receiving import received
from backstride.web.rendering import is_part, render
from backstride.web.troubles import status_of
from backstride.web.visitor import CHECKED, Form, Visiting, Visitor
from backstride.web.work import LATEST_JOBS, ask, ask_restore, check_empty, is_empty

router = APIRouter()

KINDS: Final = frozenset({"export", "doctor", "rebuild", "recompute", "restore"})
"""What is asked for on this page."""


@router.get("/keep", include_in_schema=False)
def keep(request: Request, place: Here, visitor: Visiting) -> Response:
    """All that can be done with the log as a whole."""
    return _keep(request, place, visitor)


def _keep(
    request: Request, place: Place, visitor: Visitor, *, trouble: BackstrideError | None = None
) -> Response:
    jobs = [each for each in place.store.jobs.of_athlete(visitor.athlete, LATEST_JOBS) if each.kind in KINDS]
    with place.store.reading() as log:
        size = place.answers.kept(log.revision, ("size of the log",), lambda: _size_of(place.store.folder))
    return render(
        request,
        "keeping.html.j2",
        visitor=visitor,
        status=status_of(trouble),
        trouble=trouble,
        amounts=Amounts(writing=visitor.writing),
        exports=[
            (each, path.stat().st_size) for each in jobs if (path := _export_of(place, each)) is not None
        ],
        under_way=[each for each in jobs if each.state.is_open],
        size=size,
        is_empty=is_empty(place.store),
        is_sqlite=place.store.engine.dialect.name == "sqlite",
    )


def _export_of(place: Place, job: Job) -> Path | None:
    """The file that a job wrote, if it is there."""
    if job.kind != "export" or job.state is not JobState.DONE:
        return None
    path = export_path(place.background.exports, job)
    return path if path.is_file() else None


def _size_of(folder: Path) -> int:
    """How much the log takes on the disk. [B]"""
    kept = [*folder.glob("*.sqlite*"), *folder.glob("originals/**/*"), *folder.glob("recordings/**/*")]
    return sum(path.stat().st_size for path in kept if path.is_file())


@router.post("/keep/export", include_in_schema=False, dependencies=CHECKED)
def export(place: Here, visitor: Visiting) -> Response:
    """Write the whole log into a file."""
    return _begun(place, visitor, "export")


@router.post("/keep/doctor", include_in_schema=False)
def doctor(place: Here, visitor: Visiting, form: Form) -> Response:
    """Look whether the log is whole."""
    wishes = {name: form.get(name) == "yes" for name in ("repair", "quick")}
    return _begun(place, visitor, "doctor", wishes)


@router.post("/keep/rebuild", include_in_schema=False, dependencies=CHECKED)
def rebuild(place: Here, visitor: Visiting) -> Response:
    """Make anew what is derived."""
    return _begun(place, visitor, "rebuild")


@router.post("/keep/recompute", include_in_schema=False)
def recompute(place: Here, visitor: Visiting, form: Form) -> Response:
    """Work out again what no longer follows, or say what that would change."""
    return _begun(place, visitor, "recompute", {"is_dry": form.get("is_dry") == "yes"})


@router.post("/keep/restore", include_in_schema=False)
async def restore(request: Request, place: Here, visitor: Visiting) -> Response:
    """Take an export, and read it into the empty log."""
    try:
        job = await _restoring(request, place, visitor)
    except BackstrideError as trouble:
        if is_part(request):
            raise
        return await run_in_threadpool(_keep, request, place, visitor, trouble=trouble)
    return RedirectResponse(f"/jobs/{job.key}", 303)


async def _restoring(request: Request, place: Place, visitor: Visitor) -> Job:
    await run_in_threadpool(check_empty, place.store)
    upload = await received(request, place, visitor)
    return await run_in_threadpool(ask_restore, place, visitor.athlete, upload)


def _begun(place: Place, visitor: Visitor, kind: str, arguments: dict[str, bool] | None = None) -> Response:
    return RedirectResponse(f"/jobs/{ask(place, visitor.athlete, kind, arguments).key}", 303)
