"""Today, and the days of a calendar, for programs."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from backstride.actions.day_calendar import days_of
from backstride.actions.day_documents import days_document, today_document
from backstride.web.answering import json_answer
from backstride.web.kept_days import kept_today
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.planned import followed_plan
from backstride.web.sent_values import DayOfLife
from backstride.web.visitor import Visiting

router = APIRouter(tags=["today"])


@router.get(
    "/api/today",
    responses=documented(None, "The session, what keeps from it, the target range, and what needs a look."),
    summary="What to do today.",
)
def today(visitor: Visiting, place: Here) -> Response:
    """What to do today, by the clock of the machine."""
    return json_answer(today_document(kept_today(place, visitor)))


@router.get(
    "/api/calendar",
    responses=documented(None, "Each week with its days: planned, done and said."),
    summary="The days of a calendar.",
)
def calendar(
    visitor: Visiting,
    place: Here,
    since: Annotated[DayOfLife, Query(alias="from", description="The first day.")],
    until: Annotated[DayOfLife, Query(description="The last day.")],
) -> Response:
    """What was planned, done and said from a day until another, at most 400 days."""
    plan = followed_plan(place, visitor)
    weeks = days_of(place.store, visitor.athlete, since=since, until=until, plan=plan)
    return json_answer(days_document(weeks, plan))
