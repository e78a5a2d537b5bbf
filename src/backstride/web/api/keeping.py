"""The API of the care of the log: take it out, look it over, make it anew."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from backstride.web.api.imports import ACCEPTED, asked
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.visitor import Visiting
from backstride.web.work import ask

router = APIRouter(prefix="/api", tags=["care"])

FOLLOWED: dict[str, Any] = {
    "status_code": ACCEPTED,
    "responses": documented(None, "The job, to be followed.", status=ACCEPTED),
}


class Check(BaseModel):
    """How the log is looked over."""

    model_config = ConfigDict(extra="forbid", strict=True)

    repair: bool = False
    """Whether what is derived is made anew where it is missing or wrong."""
    quick: bool = False
    """Whether files are only looked for, and not read."""


class Recompute(BaseModel):
    """How figures are worked out again."""

    model_config = ConfigDict(extra="forbid", strict=True)

    dry_run: bool = False
    """Whether only to say what would change."""


@router.post("/export", summary="Write the whole log into one ZIP file.", **FOLLOWED)
def export(place: Here, visitor: Visiting) -> Response:
    """Write all that cannot be computed again; once the job is done, its file can be fetched."""
    return asked(place, ask(place, visitor.athlete, "export"))


@router.post("/doctor", summary="Look whether the log is whole.", **FOLLOWED)
def doctor(place: Here, visitor: Visiting, wish: Check | None = None) -> Response:
    """Look over files and figures, and repair what can be made anew if that is asked for."""
    return asked(place, ask(place, visitor.athlete, "doctor", (wish or Check()).model_dump()))


@router.post("/recompute", summary="Work out again what no longer follows from what is known.", **FOLLOWED)
def recompute(place: Here, visitor: Visiting, wish: Recompute | None = None) -> Response:
    """Work out again the activities that a measurement or a new model touches."""
    return asked(place, ask(place, visitor.athlete, "recompute", {"is_dry": (wish or Recompute()).dry_run}))


@router.post("/rebuild", summary="Make anew all that is derived.", **FOLLOWED)
def rebuild(place: Here, visitor: Visiting) -> Response:
    """Make columns and figures anew from the originals."""
    return asked(place, ask(place, visitor.athlete, "rebuild"))
