"""The calendar: what was planned and what was done, month by month."""

from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from backstride.actions.day_calendar import YEARS, days_of, month_around
from backstride.errors import InvalidValue
from backstride.web.place import Here
from backstride.web.planned import followed_plan
from backstride.web.rendering import render
from backstride.web.visitor import Visiting

router = APIRouter()


@router.get("/calendar", include_in_schema=False)
def calendar(request: Request, visitor: Visiting, place: Here, month: str = "") -> Response:
    """A month, in whole weeks."""
    first = _month(month) if month else visitor.today.replace(day=1)
    since, until = month_around(first)
    plan = followed_plan(place, visitor)
    return render(
        request,
        "calendar.html.j2",
        visitor=visitor,
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=(first + timedelta(days=31)).replace(day=1),
        weeks=days_of(place.store, visitor.athlete, since=since, until=until, plan=plan),
        plan=plan,
    )


def _month(written: str) -> date:
    """The first day of a month as it stands in an address."""
    try:
        first = date.fromisoformat(f"{written[:7]}-01")
    except ValueError:
        first = date.min
    if not YEARS[0] < first.year < YEARS[1]:
        raise InvalidValue(
            "What was given as a month is none.",
            allowed=f"A month after {YEARS[0]} and before {YEARS[1]}, as in 2026-04.",
            remedy="Open the calendar without it, and go to the month from there.",
        )
    return first
