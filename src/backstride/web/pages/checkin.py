"""How days were: say it, look at it, forget it."""

from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.checking_in import check_in, checkins_of, forget_check_in
from backstride.errors import BackstrideError
from backstride.web.checkin_form import read_checkin
from backstride.web.form_values import all_typed, read_day
from backstride.web.kept_days import kept_today
from backstride.web.pages.today import today_page
from backstride.web.paging import page_count
from backstride.web.place import Here, Place
from backstride.web.rendering import render
from backstride.web.troubles import status_of
from backstride.web.visitor import CHECKED, Form, Visiting, Visitor

router = APIRouter()

ON_A_PAGE: Final = 30
"""So many days stand on a page."""


@router.get("/checkins", include_in_schema=False)
def checkins(request: Request, visitor: Visiting, place: Here, page: int = 1, day: str = "") -> Response:
    """All days of which something was said, and a form for one of them."""
    chosen = read_day(day) if day else visitor.today
    return _page(request, visitor, place, page=page, chosen=chosen)


@router.post("/checkins", include_in_schema=False)
def say(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Keep what was said of a day."""
    from_today = form.get("from") == "today"
    try:
        check_in(place.store, visitor.athlete, read_checkin(form, visitor.today), today=visitor.today)
    except BackstrideError as trouble:
        if from_today:
            return today_page(request, visitor, place, typed=all_typed(form), trouble=trouble)
        return _page(request, visitor, place, typed=all_typed(form), trouble=trouble)
    return RedirectResponse("/today#checkin" if from_today else "/checkins", 303)


@router.post("/checkins/{day}/forget", include_in_schema=False, dependencies=CHECKED)
def forget(visitor: Visiting, place: Here, day: str) -> Response:
    """Forget what was said of a day."""
    forget_check_in(place.store, visitor.athlete, read_day(day))
    return RedirectResponse("/checkins", 303)


def _page(
    request: Request,
    visitor: Visitor,
    place: Place,
    *,
    page: int = 1,
    chosen: date | None = None,
    typed: dict[str, str] | None = None,
    trouble: BackstrideError | None = None,
) -> Response:
    outcome = checkins_of(place.store, visitor.athlete)
    days = outcome.checkins[::-1]
    pages = page_count(len(days), ON_A_PAGE)
    page = min(max(page, 1), pages)
    day = chosen or visitor.today
    return render(
        request,
        "checkins.html.j2",
        status=status_of(trouble),
        visitor=visitor,
        days=days[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        count=len(days),
        page=page,
        page_count=pages,
        day=day,
        said_of_day=next((each for each in days if each.day == day), None),
        typed=typed or {},
        trouble=trouble,
        now=kept_today(place, visitor),
    )
