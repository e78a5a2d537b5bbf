"""The API of activities that look alike."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.edit_documents import change_document, duplicates_document
from backstride.actions.reviewing import decide_copies
from backstride.web.answering import json_answer
from backstride.web.copies import VERDICTS, pairs_of
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.visitor import Visiting

router = APIRouter(prefix="/api", tags=["duplicates"])

Activity = Annotated[str, Field(pattern=r"^[0-9a-z-]{1,64}$", description="A key or its first letters.")]


class Decision(BaseModel):
    """What is said of two activities."""

    model_config = ConfigDict(extra="forbid", strict=True)

    activities: Annotated[list[Activity], Field(min_length=2, max_length=2)]
    verdict: Literal["same", "different", "undecided"]
    """``undecided`` takes back what was said."""
    keep: Activity | None = None
    """Which of the two stands for both; that which knows more unless told."""
    dry_run: bool = False
    """Whether only to say what would change."""


@router.get(
    "/duplicates",
    summary="List activities that are or may be one.",
    responses=documented(None, "Pairs, those that somebody has to look at first."),
)
def list_duplicates(place: Here, visitor: Visiting) -> Response:
    """All pairs, with why they look alike and what was decided."""
    return json_answer(duplicates_document(pairs_of(place, visitor.athlete)))


@router.post(
    "/duplicates",
    summary="Say whether two activities are one.",
    responses=documented(None, "What changed; its number is null where nothing was kept."),
)
def decide_duplicates(place: Here, visitor: Visiting, decision: Decision) -> Response:
    """Say that two are one, are different, or leave it to what was measured."""
    one, other = decision.activities
    edit = visitor.edit(is_dry=decision.dry_run)
    outcome = decide_copies(place.store, (one, other), VERDICTS[decision.verdict], edit, keep=decision.keep)
    return json_answer(change_document(outcome))
