"""Work in the background, as it goes on and what came of it."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from backstride.actions.relearning import LEARN
from backstride.errors import NotInLog
from backstride.store import Batch, Job, JobState
from backstride.web.amounts import Amounts
from backstride.web.file_lists import A_PAGE, Wish, files_of_document
from backstride.web.paging import page_count
from backstride.web.place import Here, Place
from backstride.web.recomputed import changed_figures
from backstride.web.rendering import render
from backstride.web.visitor import CHECKED, Visiting, Visitor
from backstride.web.work import (
    LATEST_JOBS,
    ask_after_preview,
    ask_again,
    discard,
    fetched,
    job_of,
    now,
    shown,
)

router = APIRouter()

Key = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
MOST_NAMED: Final = 10
"""So many activities are named; the others are counted."""
REFRESH: Final = {"HX-Refresh": "true"}
"""Has the page loaded anew."""


@router.get("/jobs", include_in_schema=False)
def jobs(request: Request, place: Here, visitor: Visiting) -> Response:
    """What somebody asked for lately."""
    return render(
        request,
        "jobs.html.j2",
        visitor=visitor,
        jobs=place.store.jobs.of_athlete(visitor.athlete, LATEST_JOBS),
    )


@router.get("/jobs/{key}", include_in_schema=False)
def one_job(
    request: Request, place: Here, visitor: Visiting, key: Key, wish: Annotated[Wish, Query()]
) -> Response:
    """How far a job is, or what came of it."""
    job = job_of(place, visitor.athlete, key)
    more: dict[str, Any] = {}
    if job.kind == "preview" and job.result is not None:
        more = _preview(place, job, wish)
    if job.kind == "undo" and job.result is not None:
        more = {"batch": _batch(place, job)}
    if job.kind == "recompute" and job.result is not None:
        more = {"changes": changed_figures(job.result, visitor.writing)}
    if job.kind == LEARN and job.result is not None:
        more = {"names": _names(place, visitor, job.result["turned"][:MOST_NAMED])}
    return _shown(request, place, visitor, job, "job.html.j2", **more)


def _names(place: Place, visitor: Visitor, keys: list[str]) -> dict[str, str]:
    """What activities are called: by their names and their days."""
    with place.store.reading() as log:
        entries = log.figures.entries_of(visitor.athlete, keys=keys, also_hidden=True)
    named = {each.key: (each.summary.name, each.summary.day) for each in entries}
    return {
        key: ", ".join(part for part in (name, day and visitor.writing.day(day)) if part) or key
        for key, (name, day) in named.items()
    }


def _preview(place: Place, job: Job, wish: Wish) -> dict[str, Any]:
    """What a preview shows of its files and activities, and what has become of it since."""
    result = job.result or {}
    activities = result["found"]
    since = [
        each
        for each in place.store.jobs.of_athlete(job.athlete, LATEST_JOBS)
        if each.kind == "import" and each.arguments == job.arguments
    ]
    return {
        "files": files_of_document(result, wish),
        "activities": [
            each | {"day": None if each["day"] is None else date.fromisoformat(each["day"])}
            for each in activities[(wish.found - 1) * A_PAGE : wish.found * A_PAGE]
        ],
        "found": wish.found,
        "found_pages": page_count(len(activities), A_PAGE),
        "imported": since[0] if since else None,
    }


def _batch(place: Place, job: Job) -> Batch | None:
    """The import that is to be taken back; None where that was done."""
    with place.store.reading() as log:
        batches = log.imports.batches(job.athlete)
    return next((batch for batch in batches if batch.number == job.arguments["batch"]), None)


def _shown(
    request: Request,
    place: Place,
    visitor: Visitor,
    job: Job,
    template: str,
    **more: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    is_file = job.kind == "export" and job.state is JobState.DONE
    return render(
        request,
        template,
        visitor=visitor,
        job=shown(place, job),
        amounts=Amounts(writing=visitor.writing),
        has_file=is_file and _has_file(place, job),
        **more,
    )


def _has_file(place: Place, job: Job) -> bool:
    try:
        return bool(fetched(place, job))
    except NotInLog:
        return False


@router.get("/jobs/{key}/progress", include_in_schema=False)
def progress(request: Request, place: Here, visitor: Visiting, key: Key) -> Response:
    """The part of the page that changes while a job is under way; once it is over the page is loaded anew."""
    job = job_of(place, visitor.athlete, key)
    answer = _shown(request, place, visitor, job, "job_progress.html.j2")
    if not job.state.is_open:
        answer.headers.update(REFRESH)
    return answer


@router.post("/jobs/{key}/stop", include_in_schema=False, dependencies=CHECKED)
def stop(place: Here, visitor: Visiting, key: Key) -> Response:
    """Ask a job to stop."""
    job = place.store.jobs.find(key, visitor.athlete)
    place.store.jobs.ask_to_stop(job.key, now=now())
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.post("/jobs/{key}/again", include_in_schema=False, dependencies=CHECKED)
def again(place: Here, visitor: Visiting, key: Key) -> Response:
    """Go on with a job that was stopped, or try once more what failed."""
    job = ask_again(place, place.store.jobs.find(key, visitor.athlete))
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.post("/jobs/{key}/import", include_in_schema=False, dependencies=CHECKED)
def bring_in(place: Here, visitor: Visiting, key: Key) -> Response:
    """Import what a preview looked at."""
    job = ask_after_preview(place, place.store.jobs.find(key, visitor.athlete))
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.post("/jobs/{key}/discard", include_in_schema=False, dependencies=CHECKED)
def remove_files(place: Here, visitor: Visiting, key: Key) -> Response:
    """Remove the files that a job is about."""
    job = place.store.jobs.find(key, visitor.athlete)
    discard(place, job)
    return RedirectResponse("/keep" if job.kind == "export" else "/import", 303)


@router.get("/jobs/{key}/file", include_in_schema=False)
def file(place: Here, visitor: Visiting, key: Key) -> Response:
    """The file that a job wrote."""
    path = fetched(place, place.store.jobs.find(key, visitor.athlete))
    return FileResponse(path, media_type="application/zip", filename=path.name)
