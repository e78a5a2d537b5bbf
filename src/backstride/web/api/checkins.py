"""How days were, for programs."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.checking_in import check_in, checkins_of, forget_check_in
from backstride.actions.training_documents import checkins_document
from backstride.training.diary import CheckIn
from backstride.web.answering import json_answer
from backstride.web.checkin_form import LONGEST_NOTES
from backstride.web.clinicians import Word
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.sent_values import DayOfLife, PlainText
from backstride.web.visitor import Visiting

router = APIRouter(tags=["check-ins"])


class Said(BaseModel):
    """What is said of a day; what is left out, or null, stays as it was."""

    model_config = ConfigDict(extra="forbid")

    day: DayOfLife | None = None
    pain: Annotated[float, Field(ge=0, le=10, description="The worst of the day. [-]")] | None = None
    is_swollen: bool | None = None
    is_ill: bool | None = None
    fell: bool | None = None
    strength_symmetry_percent: Annotated[float, Field(ge=0, le=150)] | None = None
    clinician: Word | None = None
    notes: Annotated[PlainText, Field(max_length=LONGEST_NOTES)] = ""

    def checkin(self, today: date) -> CheckIn:
        """What was said, as the log keeps it.

        Parameters
        ----------
        today
            The day that is meant where none was given.

        Returns
        -------
        CheckIn
            It may say nothing.
        """
        return CheckIn(
            day=self.day or today,
            pain=self.pain,
            is_swollen=self.is_swollen,
            is_ill=self.is_ill,
            fell=self.fell,
            strength_symmetry_percent=self.strength_symmetry_percent,
            clinician=None if self.clinician is None else self.clinician.word(today),
            notes=self.notes,
        )


@router.get("/api/checkins", responses=documented("checkin", "All days."), summary="How days were.")
def checkins(visitor: Visiting, place: Here) -> Response:
    """All days of which something was said, the first first."""
    return json_answer(checkins_document(checkins_of(place.store, visitor.athlete)))


@router.post("/api/checkins", responses=documented("checkin", "The day as it is kept."), summary="Check in.")
def say(visitor: Visiting, place: Here, said: Said) -> Response:
    """Say how a day was; today where no day is given."""
    kept = check_in(place.store, visitor.athlete, said.checkin(visitor.today), today=visitor.today)
    return json_answer(checkins_document(kept))


@router.delete(
    "/api/checkins/{day}", responses=documented("checkin", "The days that are left."), summary="Forget a day."
)
def forget(visitor: Visiting, place: Here, day: DayOfLife) -> Response:
    """Forget what was said of a day."""
    return json_answer(checkins_document(forget_check_in(place.store, visitor.athlete, day)))
