"""Which muscles weeks and workouts load, for programs."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.muscle_map import muscles_of_weeks, muscles_of_workout
from backstride.actions.workout_documents import muscles_document
from backstride.actions.workouts import read_workout_text
from backstride.web.answering import json_answer
from backstride.web.form_values import read_day
from backstride.web.kept_figures import revision_of
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.visitor import Visiting

router = APIRouter(tags=["muscles"])

MOST_WEEKS = 52
LONGEST_TEXT = 20_000

Weeks = Annotated[
    int, Query(ge=1, le=MOST_WEEKS, description="So many weeks, that of the last day included.")
]
Until = Annotated[
    date | None, Query(description="The last day; without it, or where it is yet to come, today.")
]
LOADED = documented("muscles", "The load of each group of muscles, and how far it may be believed.")


class WrittenWorkout(BaseModel):
    """A workout as text."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST_TEXT, description="One step a line.")


@router.get("/api/muscles", responses=LOADED)
def muscles(place: Here, visitor: Visiting, weeks: Weeks = 1, until: Until = None) -> Response:
    """Which muscles the last weeks loaded."""
    last = visitor.today if until is None else min(read_day(until.isoformat()), visitor.today)
    outcome = place.answers.kept(
        revision_of(place),
        ("muscles", visitor.athlete, last, weeks),
        lambda: muscles_of_weeks(place.store, visitor.athlete, weeks=weeks, today=last),
    )
    return json_answer(muscles_document(outcome))


@router.post("/api/muscles", responses=LOADED)
def muscles_of_text(body: WrittenWorkout, place: Here, visitor: Visiting) -> Response:
    """Which muscles a workout loads."""
    workout = read_workout_text(body.text.encode(errors="replace"), "The text")
    outcome = muscles_of_workout(place.store, visitor.athlete, workout, today=visitor.today)
    return json_answer(muscles_document(outcome))
