"""Workouts for programs: those of the plan and those of one's own, checked, and as files."""

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.workout_documents import workout_document
from backstride.actions.workouts import WorkoutOutcome, planned_workout
from backstride.web.answering import json_answer
from backstride.web.openapi import Responses, documented
from backstride.web.place import Here, Place
from backstride.web.visitor import Visiting, Visitor
from backstride.web.watch_choice import ANY_WATCH
from backstride.web.workout_files import KINDS, fitted_text, workout_file

router = APIRouter(tags=["workouts"])

NEXT = "next"
Key = Annotated[
    str, InPath(max_length=40, description="The key of a session, as in w03-2; or next, for the next one.")
]
Watch = Annotated[str, Query(max_length=40, description="A family of watches; fit for any.")]
File = Literal["fit", "zwo", "txt"]


class Written(BaseModel):
    """A workout as text."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=20_000, description="One step a line.")]
    watch: Annotated[str, Field(max_length=40, description="A family of watches; fit for any.")] = ANY_WATCH


def _planned(place: Place, visitor: Visitor, key: str, watch: str) -> WorkoutOutcome:
    asked = None if key == NEXT else key
    return planned_workout(place.store, visitor.athlete, asked, watch=watch, today=visitor.today)


@router.get(
    "/api/plan/sessions/{key}/workout",
    responses=documented("workout", "The session, and what the watch makes of it."),
)
def workout_of_session(key: Key, place: Here, visitor: Visiting, watch: Watch = ANY_WATCH) -> Response:
    """A session of the plan as a workout, step by step."""
    return json_answer(workout_document(_planned(place, visitor, key, watch)))


def _files() -> Responses:
    """A document, or a file of any kind."""
    found = documented("workout", "The workout, or the file that was asked for.")
    content = found[200]["content"]
    for kind in _kinds():
        content[kind] = {"schema": {"type": "string"}}
    return found


def _kinds() -> Iterator[str]:
    yield from (each.partition(";")[0] for each in KINDS.values())


@router.get("/api/plan/sessions/{key}/workout.{kind}", responses=_files())
def file_of_session(
    key: Key, kind: File, place: Here, visitor: Visiting, watch: Watch = ANY_WATCH
) -> Response:
    """A session of the plan as a file: fit for the watch, zwo for a treadmill program, txt to read."""
    return workout_file(_planned(place, visitor, key, watch), kind, at=visitor.now)


@router.post("/api/workouts", responses=_files())
def own_workout(
    body: Written,
    place: Here,
    visitor: Visiting,
    kind: Annotated[File | None, Query(alias="as", description="Without it, what it comes to.")] = None,
) -> Response:
    """Check a workout of one's own, or have it as a file."""
    outcome = fitted_text(place, visitor, body.text, body.watch)
    if kind is not None:
        return workout_file(outcome, kind, at=visitor.now)
    return json_answer(workout_document(outcome))
