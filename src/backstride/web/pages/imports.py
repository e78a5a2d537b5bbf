"""Recordings are brought in, what became of them is read, and whole imports are taken back."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from backstride.errors import BackstrideError, CannotUndo
from backstride.store import Batch, Job
from backstride.web.amounts import Amounts
from backstride.web.copies import doubtful_pairs
from backstride.web.cut_off import CutOff, cut_off, resumed
from backstride.web.file_lists import Wish, files_of_import
from backstride.web.paging import page_count
from backstride.web.place import Here, Place
from backstride.web.receiving import received
from backstride.web.rendering import is_part, render
from backstride.web.troubles import status_of
from backstride.web.visitor import CHECKED, Form, Visiting, Visitor
from backstride.web.work import ask, ask_import, batch_of, named_by

router = APIRouter()

SHOWN: Final = 20
"""So many imports stand on a page."""
LARGEST_PAGE: Final = 1_000_000

Number = Annotated[int, Path(ge=0, le=2**31 - 1)]
Page = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An import of the list."""

    batch: Batch
    names: tuple[str, ...]
    counts: dict[str, int]
    cut_off: CutOff | None


@router.get("/import", include_in_schema=False)
def imports(request: Request, place: Here, visitor: Visiting, page: Page = 1) -> Response:
    """Where files are dropped, and the list of past imports."""
    return _imports(request, place, visitor, page=page)


def _imports(
    request: Request, place: Place, visitor: Visitor, *, page: int = 1, trouble: BackstrideError | None = None
) -> Response:
    with place.store.reading() as log:
        batches, counts = place.answers.kept(
            log.revision,
            ("imports", visitor.athlete),
            lambda: (log.imports.batches(visitor.athlete), log.imports.counts(visitor.athlete)),
        )
    latest = batches[::-1][(page - 1) * SHOWN : page * SHOWN]
    past = [
        Past(
            batch=batch,
            names=named_by(batch),
            counts=counts.get(batch.number, {}),
            cut_off=cut_off(place, batch),
        )
        for batch in latest
    ]
    return render(
        request,
        "import.html.j2",
        visitor=visitor,
        status=status_of(trouble),
        amounts=Amounts(writing=visitor.writing),
        past=past,
        page=page,
        page_count=page_count(len(batches), SHOWN),
        under_way=under_way(place, visitor.athlete),
        doubtful=doubtful_pairs(place, visitor.athlete),
        trouble=trouble,
    )


def under_way(place: Place, athlete: str) -> list[Job]:
    """What somebody asked for that is not done yet.

    Parameters
    ----------
    place
        Where it is done.
    athlete
        Who.

    Returns
    -------
    list of Job
        The first first.
    """
    return [each for each in place.store.jobs.open() if each.athlete == athlete]


@router.post("/import/files", include_in_schema=False)
async def hand_over(request: Request, place: Here, visitor: Visiting) -> Response:
    """Take files, and begin to look what would become of them.

    It is the one route that reads its request itself: an archive may be larger than the memory.
    """
    try:
        upload = await received(request, place, visitor)
        job = await run_in_threadpool(ask_import, place, visitor.athlete, upload, kind="preview")
    except BackstrideError as trouble:
        if is_part(request):
            raise
        return await run_in_threadpool(_imports, request, place, visitor, trouble=trouble)
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.get("/import/{number}", include_in_schema=False)
def one_import(
    request: Request, place: Here, visitor: Visiting, number: Number, wish: Annotated[Wish, Query()]
) -> Response:
    """What became of each file of an import."""
    with place.store.reading() as log:
        batch = batch_of(log, number, visitor.athlete)
        counts = place.answers.kept(
            log.revision, ("import counts", visitor.athlete), lambda: log.imports.counts(visitor.athlete)
        )
        files = files_of_import(log, number, counts.get(number, {}), wish)
    return render(
        request,
        "import_log.html.j2",
        visitor=visitor,
        batch=batch,
        names=named_by(batch),
        cut_off=cut_off(place, batch),
        files=files,
    )


@router.post("/import/{number}/undo", include_in_schema=False)
def undo(place: Here, visitor: Visiting, number: Number, form: Form) -> Response:
    """Say what taking an import back would do; or do it, once the person has seen that."""
    with place.store.reading() as log:
        batch = batch_of(log, number, visitor.athlete)
    is_meant = form.get("really") == "yes"
    if is_meant and form.get("started_at") != batch.started_at.isoformat():
        raise CannotUndo(
            "This is another import than the one that you looked at: its number was given anew.",
            allowed="An import is taken back after it was shown what goes with it.",
            remedy="Look at the list of imports, and take back the one that you mean.",
        )
    arguments = {
        "batch": number,
        "is_dry": not is_meant,
        # The work on it is counted in any case, and goes only if the person says so.
        "with_changes": not is_meant or form.get("with_changes") == "yes",
    }
    return RedirectResponse(f"/jobs/{ask(place, visitor.athlete, 'undo', arguments).key}", 303)


@router.post("/import/{number}/resume", include_in_schema=False, dependencies=CHECKED)
def resume(place: Here, visitor: Visiting, number: Number) -> Response:
    """Go on with an import that was cut off."""
    return RedirectResponse(f"/jobs/{resumed(place, visitor.athlete, number).key}", 303)
