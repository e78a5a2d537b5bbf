"""Which muscles a week loads, on a drawing of the body, and what a session or a workout would load."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from backstride.actions.muscle_map import MuscleWeek, muscles_of_weeks, muscles_of_workout
from backstride.actions.workouts import read_workout_text
from backstride.errors import BackstrideError
from backstride.load import monday_of
from backstride.training.plan import PlannedSession
from backstride.training.workout import Workout
from backstride.web import body
from backstride.web.body import MuscleView, muscle_views
from backstride.web.form_values import read_day
from backstride.web.kept_figures import revision_of
from backstride.web.pages.workouts import EXAMPLE
from backstride.web.place import Here, Place
from backstride.web.planned import followed_plan, session_of
from backstride.web.rendering import render
from backstride.web.visitor import Form, Visiting, Visitor

router = APIRouter()

WEEKS: Final = 8
"""So many weeks stand beside the chosen one, itself included."""
WEEK: Final = timedelta(weeks=1)
SUNDAY: Final = timedelta(days=6)
LONGEST_TEXT: Final = 20_000

Day = Annotated[str, Query(max_length=40)]
Key = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView:
    """A week, and the weeks beside it."""

    week: MuscleWeek
    muscles: tuple[MuscleView, ...]
    before: tuple[MuscleWeek, ...]
    """The weeks up to it, itself among them, the latest first."""
    earlier: date
    """Monday of the week before."""
    later: date | None
    """Monday of the week after; None where that is yet to come."""

    @property
    def last_trained(self) -> MuscleWeek | None:
        """The last of the weeks with a session; None where none has one."""
        return next((each for each in self.before if each.sessions), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutView:
    """What a session or a workout of one's own would load."""

    workout: Workout
    muscles: tuple[MuscleView, ...]
    session: PlannedSession | None = None


@router.get("/muscles", include_in_schema=False)
def muscles(request: Request, place: Here, visitor: Visiting, week: Day = "", session: Key = "") -> Response:
    """A week, and a session of the plan where one is chosen."""
    return _page(request, place, visitor, week=week, session=session)


@router.post("/muscles", include_in_schema=False)
def muscles_of_text(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """A workout of one's own, as text; nothing of it is kept."""
    return _page(request, place, visitor, text=str(form.get("text") or ""), week=str(form.get("week") or ""))


def _page(
    request: Request,
    place: Place,
    visitor: Visitor,
    *,
    week: str = "",
    session: str = "",
    text: str | None = None,
) -> Response:
    trouble, chosen = None, None
    plan = followed_plan(place, visitor)
    try:
        if text is not None:
            workout = read_workout_text(text[:LONGEST_TEXT].encode(errors="replace"), "The text")
            chosen = _workout(place, visitor, workout)
        elif session:
            planned = session_of(plan, session)
            chosen = _workout(place, visitor, planned.workout, planned)
    except BackstrideError as found:
        trouble = found
    return render(
        request,
        "muscles.html.j2",
        status=200 if trouble is None else 422,
        visitor=visitor,
        shown=_week(place, visitor, read_day(week) if week else visitor.today),
        chosen=chosen,
        sessions=() if plan is None else plan.plan.sessions,
        text=EXAMPLE if text is None else text,
        is_own=text is not None,
        trouble=trouble,
        body=body,
        this_week=monday_of(visitor.today),
    )


def _workout(
    place: Place, visitor: Visitor, workout: Workout, session: PlannedSession | None = None
) -> WorkoutView:
    outcome = muscles_of_workout(place.store, visitor.athlete, workout, today=visitor.today)
    return WorkoutView(workout=workout, muscles=muscle_views(outcome.loads), session=session)


def _week(place: Place, visitor: Visitor, day: date) -> WeekView:
    """The week of a day; this one where that is yet to come."""
    monday = monday_of(min(day, visitor.today))
    until = min(monday + SUNDAY, visitor.today)
    weeks = place.answers.kept(
        revision_of(place),
        ("muscle weeks", visitor.athlete, until),
        lambda: muscles_of_weeks(place.store, visitor.athlete, weeks=WEEKS, today=until).weeks,
    )
    return WeekView(
        week=weeks[-1],
        muscles=muscle_views(weeks[-1].loads),
        before=tuple(reversed(weeks)),
        earlier=monday - WEEK,
        later=monday + WEEK if monday + WEEK <= visitor.today else None,
    )
