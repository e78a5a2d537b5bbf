"""Screening and programmes for programs."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.screening import add_word, last_screening, screen_athlete
from backstride.actions.training_documents import (
    programme_document,
    programmes_document,
    questions_document,
    screening_document,
)
from backstride.training.library import programmes
from backstride.training.questions import questions
from backstride.web.answering import json_answer
from backstride.web.clinicians import Word
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.planned import programme_named
from backstride.web.visitor import Visiting

router = APIRouter(tags=["training"])

Text = Annotated[str, Field(max_length=200)]
Answer = (
    bool
    | Annotated[float, Field(allow_inf_nan=False)]
    | Text
    | Annotated[list[Text], Field(max_length=50)]
    | None
)


class ToAdd(Word):
    """What a clinician said, to be added to the last answers."""

    dry_run: Annotated[bool, Field(strict=True, description="Whether only to say what it would come to.")] = (
        False
    )


class Answers(BaseModel):
    """Answers to the questions of the screening."""

    model_config = ConfigDict(extra="forbid")

    answers: Annotated[dict[str, Answer], Field(max_length=200, description="By the keys of the questions.")]
    clinician: Word | None = None
    dry_run: Annotated[bool, Field(strict=True, description="Whether only to say what they come to.")] = False


@router.get("/api/questions", responses=documented("questions", "The questions of the screening."))
def questions_to_ask() -> Response:
    """The questions of the screening."""
    return json_answer(questions_document(questions()))


@router.get(
    "/api/screening", responses=documented("screen", "What the last screening came to; null where none.")
)
def screening(place: Here, visitor: Visiting) -> Response:
    """What the last screening came to."""
    return json_answer(screening_document(last_screening(place.store, visitor.athlete, today=visitor.today)))


@router.post("/api/screening", responses=documented("screen", "What the answers come to."))
def screen(body: Answers, place: Here, visitor: Visiting) -> Response:
    """Screen by answers; the latest screening counts."""
    given: dict[str, Any] = dict(body.answers)
    outcome = screen_athlete(
        place.store,
        visitor.athlete,
        given,
        today=visitor.today,
        clinician=None if body.clinician is None else body.clinician.word(visitor.today),
        is_dry=body.dry_run,
    )
    return json_answer(screening_document(outcome))


@router.post("/api/screening/clinician", responses=documented("screen", "What the answers come to with it."))
def add_clinician(body: ToAdd, place: Here, visitor: Visiting) -> Response:
    """Add a clinician's word to the answers that were given last."""
    outcome = add_word(
        place.store, visitor.athlete, body.word(visitor.today), today=visitor.today, is_dry=body.dry_run
    )
    return json_answer(screening_document(outcome))


@router.get("/api/programmes", responses=documented("programmes", "The programmes in short."))
def list_of_programmes() -> Response:
    """The programmes that a plan can be made by."""
    return json_answer(programmes_document(programmes().values()))


@router.get("/api/programmes/{name}", responses=documented("programme", "The programme, whole."))
def one_programme(name: Annotated[str, InPath(max_length=80, description="Its key.")]) -> Response:
    """One programme, with its phases, gates and sessions."""
    return json_answer(programme_document(programme_named(name)))
