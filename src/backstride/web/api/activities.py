"""Activities for programs: the list, all that is known of one, its samples, and the file it came in."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.listing import list_activities
from backstride.actions.listing_documents import list_document, show_document
from backstride.actions.sample_documents import samples_document
from backstride.bout import Travel
from backstride.web.answering import download, json_answer
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.sent_values import DayOfLife
from backstride.web.shown import Key, original_of, shown
from backstride.web.visitor import Visiting

router = APIRouter(tags=["activities"])

Columns = Annotated[
    str | None,
    Query(
        max_length=400,
        description="Names with commas between them, as in speed_m_s,heart_rate_bpm; without it, every "
        "column that holds anything.",
    ),
]
Part = Annotated[int, Query(ge=1, le=1000, description="Which file, of an activity made of several.")]


class Wish(BaseModel):
    """Which activities."""

    model_config = ConfigDict(extra="forbid")

    since: DayOfLife | None = Field(None, description="From this day on.")
    until: DayOfLife | None = Field(None, description="Up to this day.")
    travel: Travel | None = Field(None, description="Only those that hold something in this direction.")
    also_hidden: bool = Field(
        default=False,
        description="Whether those are listed, too, that do not count: copies, split and removed ones.",
    )
    limit: int = Field(100, ge=1, le=1000, description="No more than so many, the latest.")
    skip: int = Field(0, ge=0, le=10_000_000, description="So many of the latest are left out.")


@router.get("/api/activities", responses=documented("list", "The activities, the latest first."))
def list_of_activities(place: Here, visitor: Visiting, wish: Annotated[Wish, Query()]) -> Response:
    """List activities."""
    return json_answer(list_document(list_activities(place.store, visitor.athlete, **wish.model_dump())))


@router.get("/api/activities/{key}", responses=documented("show", "All that is known of it."))
def one_activity(key: Key, place: Here, visitor: Visiting) -> Response:
    """All that is known of one activity."""
    return json_answer(show_document(shown(place, visitor.athlete, key).shown))


@router.get("/api/activities/{key}/samples", responses=documented("samples", "Columns over time."))
def samples_of_activity(key: Key, place: Here, visitor: Visiting, columns: Columns = None) -> Response:
    """The samples of an activity, as columns over time."""
    chosen = None if columns is None else [name.strip() for name in columns.split(",")]
    return json_answer(samples_document(shown(place, visitor.athlete, key).shown, chosen))


@router.get(
    "/api/activities/{key}/original",
    responses=documented(what="The file as it was imported.", kind="application/octet-stream"),
    response_class=Response,
)
def original_of_activity(key: Key, place: Here, visitor: Visiting, part: Part = 1) -> Response:
    """The file that an activity came in, byte by byte."""
    data, name = original_of(place, visitor.athlete, key, part)
    return download(data, name=name, kind="application/octet-stream")
