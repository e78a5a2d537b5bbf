"""The person's own stride for programs: what was learned of it, what is asked, and the answers."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from backstride.actions.asking import answer
from backstride.actions.edit_documents import change_document
from backstride.actions.learning_documents import questions_document
from backstride.actions.relearning import LEARN
from backstride.bout import Travel
from backstride.web.answering import json_answer
from backstride.web.api.editing import CHANGED, AskedOfOne, Stretch
from backstride.web.api.imports import ACCEPTED, asked
from backstride.web.editing import edit_of
from backstride.web.openapi import documented
from backstride.web.own_stride import strides_document, strides_of
from backstride.web.place import Here
from backstride.web.questions import latest_questions, learn_from, questions_of
from backstride.web.shown import Key, shown
from backstride.web.visitor import Visiting
from backstride.web.work import ask

router = APIRouter(prefix="/api", tags=["stride"])

QUESTIONS = documented(None, "At most three questions, the one whose answer would teach most first.")


class Answer(AskedOfOne, Stretch):
    """Which way a stretch went that was asked about."""

    travel: Travel = Field(description="Which way; unknown where nobody knows it any more.")


@router.get(
    "/stride",
    summary="See what was learned of the stride.",
    responses=documented(None, "Year by year, the latest first."),
)
def stride(place: Here, visitor: Visiting) -> Response:
    """Cadence and step length going forward, and how far they differ backward."""
    return json_answer(strides_document(strides_of(place, visitor.athlete)))


@router.post(
    "/stride/learn",
    summary="Learn the stride again.",
    status_code=ACCEPTED,
    responses=documented(None, "The job.", status=ACCEPTED),
)
def learn(place: Here, visitor: Visiting) -> Response:
    """Learn the stride again from the recordings of every year, in the background."""
    return asked(place, ask(place, visitor.athlete, LEARN))


@router.get("/stride/questions", summary="Which way was it lately?", responses=QUESTIONS)
def questions(place: Here, visitor: Visiting) -> Response:
    """What is asked about the activities of the last two weeks."""
    return json_answer(questions_document(latest_questions(place, visitor)))


@router.get("/activities/{key}/questions", summary="Which way was it in one activity?", responses=QUESTIONS)
def questions_of_one(key: Key, place: Here, visitor: Visiting) -> Response:
    """What is asked about one activity; with what was answered never more than three."""
    view = shown(place, visitor.athlete, key)
    return json_answer(questions_document(questions_of(place, visitor, view)))


@router.post("/activities/{key}/answers", summary="Answer a question.", responses=CHANGED)
def keep_answer(key: Key, body: Answer, place: Here, visitor: Visiting) -> Response:
    """Say which way a stretch went that was asked about; it can be taken back like any change."""
    edit = edit_of(place, visitor, key, state=body.state, is_dry=body.dry_run)
    outcome = answer(place.store, key, (body.start_s, body.end_s), body.travel, edit)
    learn_from(place, visitor, outcome)
    return json_answer(change_document(outcome))
