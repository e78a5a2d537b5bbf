"""A session of the plan: what to do, step by step, the file for the watch, and another day for it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from starlette.responses import RedirectResponse, Response

from backstride.actions.moving import move_session, reachable_days
from backstride.actions.muscle_map import muscles_of_workout
from backstride.actions.planning import PlanOutcome
from backstride.actions.workouts import fitted_workout, planned_workout
from backstride.errors import BackstrideError
from backstride.training.plan import PlannedSession
from backstride.web.form_values import read_day, typed_of
from backstride.web.kept_days import kept_today
from backstride.web.place import Here, Place
from backstride.web.planned import followed_plan, session_of
from backstride.web.rendering import render
from backstride.web.visitor import Form, Visiting, Visitor
from backstride.web.watch_choice import remember_watch, watch_choices, watch_of
from backstride.web.workout_files import workout_file
from backstride.web.workout_words import workout_lines

router = APIRouter()

Key = Annotated[str, InPath(max_length=40, description="The key of a session, as in w03-2.")]


@router.get("/plan/sessions/{key}", include_in_schema=False)
def session(key: Key, request: Request, place: Here, visitor: Visiting, watch: str = "") -> Response:
    """One session, with what the visitor's watch makes of it."""
    return _page(request, place, visitor, key, watch=watch)


def _page(
    request: Request,
    place: Place,
    visitor: Visitor,
    key: str,
    *,
    watch: str = "",
    trouble: BackstrideError | None = None,
    to: str = "",
) -> Response:
    outcome = followed_plan(place, visitor)
    found, chosen = session_of(outcome, key), watch_of(request, watch)
    assert outcome is not None  # noqa: S101 - or there would be no session
    fitted = fitted_workout(place.store, visitor.athlete, found.workout, watch=chosen, today=visitor.today)
    answer = render(
        request,
        "session.html.j2",
        status=200 if trouble is None else 422,
        visitor=visitor,
        outcome=outcome,
        session=found,
        status_of_session=outcome.status(found),
        gate=next((each for each in outcome.gates if each.gate == found.gate), None),
        phase=next(each for each in outcome.programme.phases if each.key == found.phase),
        fitted=fitted.fitted,
        shown=fitted,
        lines=workout_lines(fitted, visitor.writing),
        loads=muscles_of_workout(place.store, visitor.athlete, found.workout, today=visitor.today).loads,
        watches=watch_choices(visitor),
        watch=chosen,
        days=_days(outcome, found, visitor),
        trouble=trouble,
        to=to,
        now=kept_today(place, visitor),
    )
    if watch:
        remember_watch(answer, chosen, request=request)
    return answer


def _days(
    outcome: PlanOutcome, found: PlannedSession, visitor: Visitor
) -> list[tuple[date, PlannedSession | None]]:
    """The days to choose from, each with what stands there; none where the session is not ahead."""
    if not outcome.status(found).is_ahead:
        return []
    there = {each.day: each for each in outcome.plan.sessions}
    days = reachable_days(outcome.plan, found, today=visitor.today)
    return [(day, there.get(day)) for day in days]


@router.post("/plan/sessions/{key}/move", include_in_schema=False)
def move(key: Key, request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Move a session to another day; what speaks against it is told on its page."""
    typed = typed_of(form, "to")
    try:
        moved = move_session(
            place.store, visitor.athlete, key, read_day(typed), today=visitor.today, at=visitor.now
        )
    except BackstrideError as trouble:
        return _page(request, place, visitor, key, trouble=trouble, to=typed)
    return RedirectResponse(f"/plan/sessions/{moved.session.key}?moved=yes", 303)


@router.get("/plan/sessions/{key}/workout.{kind}", include_in_schema=False)
def file_of_session(key: Key, kind: str, request: Request, place: Here, visitor: Visiting) -> Response:
    """The session as a file for the watch."""
    outcome = planned_workout(place.store, visitor.athlete, key, watch=watch_of(request), today=visitor.today)
    return workout_file(outcome, kind, at=visitor.now)
