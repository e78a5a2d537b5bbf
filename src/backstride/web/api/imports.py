"""The API of imports: hand files over, read what became of them, take an import back."""

from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from backstride.actions.background_documents import job_document
from backstride.actions.log_documents import import_log_document, imports_document
from backstride.direction import LapConvention
from backstride.store import Job
from backstride.web.answering import json_answer
from backstride.web.cut_off import resumed
from backstride.web.openapi import documented
from backstride.web.place import Here, Place
from backstride.web.receiving import receive
from backstride.web.visitor import Visiting, Visitor
from backstride.web.work import (
    ask,
    ask_import,
    ask_restore,
    batch_of,
    check_empty,
    shown,
    without_sources,
)

router = APIRouter(prefix="/api", tags=["imports"])

ACCEPTED: Final = 202
FILES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "One or more files of a form; or a single file by itself, named by ?name=.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                        },
                    },
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
"""What a request with files looks like."""

Number = Annotated[int, Path(ge=0, le=2**31 - 1, description="The number of the import.")]
Name = Annotated[
    str | None,
    Field(min_length=1, max_length=1000, description="What the file is called, if it comes by itself."),
]


class Told(BaseModel):
    """What is told of files beside what they hold."""

    model_config = ConfigDict(extra="forbid")

    name: Name = None
    lap_convention: LapConvention | None = Field(
        None, description="What a press of the lap button meant; nothing unless told."
    )


class Undo(BaseModel):
    """How an import is taken back."""

    model_config = ConfigDict(extra="forbid", strict=True)

    dry_run: bool = False
    """Whether only to say what would go."""
    with_changes: bool = False
    """Whether labels and other work on its activities may go with it."""


class Files(BaseModel):
    """Which files of an import."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["new", "duplicate", "ignored", "refused", "failed"] | None = Field(
        None, description="Only files of this outcome."
    )
    offset: int = Field(0, ge=0, le=10_000_000, description="So many of the first are left out.")
    limit: int = Field(200, ge=1, le=1000, description="No more than so many.")


def asked(place: Place, job: Job) -> Response:
    """Say that work was asked for.

    Parameters
    ----------
    place
        Where it is done.
    job
        The work.

    Returns
    -------
    Response
        The job, and where it can be followed.
    """
    where = {"Location": f"/api/jobs/{job.key}"}
    return json_answer(job_document(shown(place, job)), status=ACCEPTED, headers=where)


@router.post(
    "/imports",
    summary="Import files or archives.",
    status_code=ACCEPTED,
    responses=documented(None, "The job, to be followed.", status=ACCEPTED),
    openapi_extra=FILES,
)
async def begin_import(
    request: Request, place: Here, visitor: Visiting, told: Annotated[Told, Query()]
) -> Response:
    """Import what is sent, in the background; what is in the log already is not doubled."""
    return asked(place, await _begun(request, place, visitor, told, "import"))


@router.post(
    "/imports/preview",
    summary="Say what an import would do.",
    status_code=ACCEPTED,
    responses=documented(None, "The job, to be followed.", status=ACCEPTED),
    openapi_extra=FILES,
)
async def begin_preview(
    request: Request, place: Here, visitor: Visiting, told: Annotated[Told, Query()]
) -> Response:
    """Look what would become of each file; nothing is kept. The job can then be made an import."""
    return asked(place, await _begun(request, place, visitor, told, "preview"))


async def _begun(request: Request, place: Place, visitor: Visitor, told: Told, kind: str) -> Job:
    """Receive files, and ask for what is to be done with them."""
    upload = await receive(request, place, name=told.name)
    if told.lap_convention is not None:
        upload = replace(upload, fields={**upload.fields, "lap_convention": told.lap_convention.value})
    return await run_in_threadpool(ask_import, place, visitor.athlete, upload, kind=kind)


@router.get("/imports", summary="List the imports.", responses=documented(None, "All imports."))
def list_imports(place: Here, visitor: Visiting) -> Response:
    """All imports, the first first, with how many files had each outcome."""
    with place.store.reading() as log:
        batches, counts = log.imports.batches(visitor.athlete), log.imports.counts(visitor.athlete)
    found = [(without_sources(batch), counts.get(batch.number, {})) for batch in batches]
    return json_answer(imports_document(found))


@router.get(
    "/imports/{number}",
    summary="Read what became of each file of an import.",
    responses=documented(None, "The import, file by file."),
)
def show_import(place: Here, visitor: Visiting, number: Number, wish: Annotated[Files, Query()]) -> Response:
    """What became of the files, and why, in their order."""
    with place.store.reading() as log:
        batch = batch_of(log, number, visitor.athlete)
        files = log.imports.some_entries(number, **wish.model_dump())
        counts = log.imports.counts(visitor.athlete).get(number, {})
    return json_answer({**import_log_document(batch, files), "counts": counts})


@router.post(
    "/imports/{number}/undo",
    summary="Take an import back.",
    status_code=ACCEPTED,
    responses=documented(None, "The job, to be followed.", status=ACCEPTED),
)
def undo_import(place: Here, visitor: Visiting, number: Number, wish: Undo | None = None) -> Response:
    """Take an import back in the background, or say what would go."""
    with place.store.reading() as log:
        batch_of(log, number, visitor.athlete)
    said = wish or Undo()
    arguments = {"batch": number, "is_dry": said.dry_run, "with_changes": said.with_changes}
    return asked(place, ask(place, visitor.athlete, "undo", arguments))


@router.post(
    "/imports/{number}/resume",
    summary="Go on with an import that was cut off.",
    status_code=ACCEPTED,
    responses=documented(None, "The job, to be followed.", status=ACCEPTED),
)
def resume_import(place: Here, visitor: Visiting, number: Number) -> Response:
    """Go on where it was cut off, if its files are still here."""
    return asked(place, resumed(place, visitor.athlete, number))


@router.post(
    "/restore",
    summary="Read an export into the empty log.",
    status_code=ACCEPTED,
    responses=documented(None, "The job, to be followed.", status=ACCEPTED),
    openapi_extra=FILES,
)
async def restore(
    request: Request, place: Here, visitor: Visiting, name: Annotated[Name, Query()] = None
) -> Response:
    """Read an export into the log, which must be empty; whatever is wrong with it, nothing is kept."""
    await run_in_threadpool(check_empty, place.store)
    upload = await receive(request, place, name=name)
    return asked(place, await run_in_threadpool(ask_restore, place, visitor.athlete, upload))
