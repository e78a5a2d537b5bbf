"""The API of work in the background: how far it is, what came of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import FileResponse, Response

from backstride.actions.background_documents import job_document, jobs_document
from backstride.web.answering import json_answer
from backstride.web.api.imports import ACCEPTED, asked
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.visitor import Visiting
from backstride.web.work import ask_after_preview, ask_again, fetched, job_of, now, shown

router = APIRouter(prefix="/api", tags=["background"])

Key = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="The key of the job.")]


@router.get("/jobs", summary="List work in the background.", responses=documented(None, "The jobs."))
def list_jobs(place: Here, visitor: Visiting, limit: Annotated[int, Query(ge=1, le=200)] = 20) -> Response:
    """What was asked for, the latest first, without what came of it."""
    jobs = place.store.jobs.of_athlete(visitor.athlete, limit)
    return json_answer(jobs_document(tuple(shown(place, job) for job in jobs)))


@router.get("/jobs/{key}", summary="See how far a job is.", responses=documented(None, "The job."))
def show_job(place: Here, visitor: Visiting, key: Key) -> Response:
    """How far a job is, and what came of it once it is done."""
    return json_answer(job_document(shown(place, job_of(place, visitor.athlete, key))))


@router.post("/jobs/{key}/stop", summary="Stop a job.", responses=documented(None, "The job."))
def stop_job(place: Here, visitor: Visiting, key: Key) -> Response:
    """Ask a job to stop: at once if it waits, else at its next step. The log stays whole."""
    job = place.store.jobs.find(key, visitor.athlete)
    place.store.jobs.ask_to_stop(job.key, now=now())
    return json_answer(job_document(shown(place, place.store.jobs.find(key, visitor.athlete))))


@router.post(
    "/jobs/{key}/again",
    summary="Go on with a job that was stopped, or try once more what failed.",
    status_code=ACCEPTED,
    responses=documented(None, "The new job.", status=ACCEPTED),
)
def job_again(place: Here, visitor: Visiting, key: Key) -> Response:
    """Ask for the same once more."""
    return asked(place, ask_again(place, place.store.jobs.find(key, visitor.athlete)))


@router.post(
    "/jobs/{key}/import",
    summary="Import what a preview looked at.",
    status_code=ACCEPTED,
    responses=documented(None, "The new job.", status=ACCEPTED),
)
def import_after_preview(place: Here, visitor: Visiting, key: Key) -> Response:
    """Import the files of a preview, without sending them again."""
    return asked(place, ask_after_preview(place, place.store.jobs.find(key, visitor.athlete)))


@router.get(
    "/jobs/{key}/file",
    summary="Fetch the file that an export wrote.",
    responses=documented(None, "A ZIP file.", kind="application/zip"),
    response_class=Response,
)
def job_file(place: Here, visitor: Visiting, key: Key) -> Response:
    """The export, for a week after it was written."""
    path = fetched(place, place.store.jobs.find(key, visitor.athlete))
    return FileResponse(path, media_type="application/zip", filename=path.name)
