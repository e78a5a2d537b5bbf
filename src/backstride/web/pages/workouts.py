"""Workouts of one's own: written as text, checked meanwhile, and made into files for the watch."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from backstride.errors import BackstrideError
from backstride.web.form_values import typed_of
from backstride.web.place import Here, Place
from backstride.web.rendering import is_part, render
from backstride.web.visitor import Form, Visiting, Visitor
from backstride.web.watch_choice import remember_watch, watch_choices, watch_of
from backstride.web.workout_files import KINDS, fitted_text, workout_file
from backstride.web.workout_words import workout_lines

router = APIRouter()

EXAMPLE: Final = """\
name: Backward hundreds
place: track
Warm-up
- 5min forward walk @RPE 2
Main
- 5x
  - 100m backward walk @RPE 3-4 (look over one shoulder every 10 steps)
  - 100m forward walk @RPE 2 recovery
Cool-down
- 3min forward walk @RPE 1
"""


@router.get("/workouts", include_in_schema=False)
def workouts(request: Request, place: Here, visitor: Visiting) -> Response:
    """A place to write a workout, with an example in it."""
    return _page(request, place, visitor, EXAMPLE, watch_of(request))


def _page(request: Request, place: Place, visitor: Visitor, text: str, watch: str) -> Response:
    """The page, or only what came of the text, where only that was asked."""
    outcome, trouble = None, None
    try:
        outcome = fitted_text(place, visitor, text, watch)
    except BackstrideError as found:
        trouble = found
    as_part = is_part(request)
    return render(
        request,
        "workout_checked.html.j2" if as_part else "workouts.html.j2",
        status=200 if trouble is None or as_part else 422,
        visitor=visitor,
        text=text,
        shown=outcome,
        fitted=None if outcome is None else outcome.fitted,
        lines=() if outcome is None else workout_lines(outcome, visitor.writing),
        trouble=trouble,
        watches=watch_choices(visitor),
        watch=watch,
    )


@router.post("/workouts", include_in_schema=False)
def check(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Check a workout while it is written; or give it as a file."""
    text, watch, kind = (typed_of(form, name) for name in ("text", "watch", "as"))
    chosen = watch_of(request, watch)
    if kind in KINDS:
        try:
            answer = workout_file(fitted_text(place, visitor, text, chosen), kind, at=visitor.now)
        except BackstrideError:
            answer = _page(request, place, visitor, text, chosen)
    else:
        answer = _page(request, place, visitor, text, chosen)
    if watch:
        remember_watch(answer, chosen, request=request)
    return answer
