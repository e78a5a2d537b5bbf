"""What was changed in the log, the latest first; each change can be taken back, and done again."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.reviewing import revert_change
from backstride.errors import BackstrideError
from backstride.web.changes import ChangeNumber, change_of, changes_of, named
from backstride.web.form_values import typed_of
from backstride.web.place import Here, Place
from backstride.web.questions import learn_from
from backstride.web.rendering import render
from backstride.web.troubles import status_of
from backstride.web.visitor import Form, Visiting, Visitor

router = APIRouter()

PAGE: Final = 50
"""So many changes stand on one page."""
OWN_PAGE: Final = re.compile(r"/(?:history|activities/[0-9A-Za-z-]{1,40}(?:/timeline|/edit)?)", re.ASCII)
"""Where somebody may be sent after a change."""


@router.get("/history", include_in_schema=False)
def history(
    request: Request,
    place: Here,
    visitor: Visiting,
    change: ChangeNumber = None,
    before: ChangeNumber = None,
) -> Response:
    """Every change of this person."""
    return _page(request, place, visitor, change=change, before=before)


@router.post("/history/{number}/revert", include_in_schema=False)
def revert(
    request: Request,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    place: Here,
    visitor: Visiting,
    form: Form,
) -> Response:
    """Take a change back, or let it hold again."""
    again = typed_of(form, "again") == "yes"
    try:
        learn_from(place, visitor, revert_change(place.store, number, visitor.edit(), again=again))
    except BackstrideError as trouble:
        return _page(request, place, visitor, trouble=trouble)
    wished = typed_of(form, "next")
    where = wished if OWN_PAGE.fullmatch(wished) else "/history"
    return RedirectResponse(f"{where}?change={number}", 303)


def _page(
    request: Request,
    place: Place,
    visitor: Visitor,
    *,
    change: int | None = None,
    before: int | None = None,
    trouble: BackstrideError | None = None,
) -> Response:
    every = changes_of(place, visitor.athlete)
    older = [each for each in every if before is None or each.number < before]
    return render(
        request,
        "history.html.j2",
        status=status_of(trouble),
        visitor=visitor,
        changes=named(place, visitor.athlete, older[:PAGE]),
        has_more=len(older) > PAGE,
        is_latest=before is None,
        change=change_of(place, visitor.athlete, change),
        trouble=trouble,
    )
