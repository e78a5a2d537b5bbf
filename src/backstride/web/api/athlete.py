"""A person of the log for programs: what is known of them, each with its day."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.log_documents import athlete_document
from backstride.actions.measuring import (
    ALWAYS,
    AthleteOutcome,
    athlete_of_log,
    describe_athlete,
    forget_measurement,
    measure,
)
from backstride.athlete import HeartChoice, Quantity, Sex
from backstride.web.answering import json_answer
from backstride.web.describing import (
    LONGEST_NAME,
    MOST_ZONES,
    check_birth_year,
    condition,
    heart_choice,
    measurement,
)
from backstride.web.openapi import documented
from backstride.web.place import Here, Place
from backstride.web.sent_values import Day, PlainText
from backstride.web.visitor import Visiting

router = APIRouter(tags=["athlete"])

SINCE = "The day from which it holds; without it, what has always held."
Since = Annotated[Day | None, Query(description=SINCE)]
Stale = Annotated[
    bool,
    Query(
        description="Whether to count the activities that were worked out with what held before; else null. "
        "Over thousands of activities it takes a second."
    ),
]
Known = documented("athlete", "The person as the log knows them now.")


class About(BaseModel):
    """What never changes of a person; what is left out or null stays as it is."""

    model_config = ConfigDict(extra="forbid")

    birth_year: int | None = Field(default=None, ge=1900, le=2100)
    sex: Sex | None = None


class Measured(BaseModel):
    """A value that holds from a day on."""

    model_config = ConfigDict(extra="forbid")

    quantity: Quantity
    value: float = Field(allow_inf_nan=False, description="In the unit that the quantity is named with.")
    since: Day | None = Field(default=None, description=SINCE)


class Chosen(BaseModel):
    """What heart rate is held against, from a day on."""

    model_config = ConfigDict(extra="forbid")

    formula: str = Field(default="fox", max_length=40)
    target: tuple[float, float] = Field(
        default=(0.75, 0.85), description="Ends of the target range, as shares."
    )
    zones_bpm: dict[str, float] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_ZONES,
        description="Lower limits by label, the lowest first.",
    )
    since: Day | None = Field(default=None, description=SINCE)


class Coped(BaseModel):
    """What a person's body has to cope with."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    since: Day
    until: Day | None = Field(default=None, description="Its last day; null while it lasts.")


@router.get("/api/athlete", responses=Known)
def athlete(place: Here, visitor: Visiting, stale: Stale = False) -> Response:  # noqa: FBT002 - a query
    """What the log knows of the person."""
    outcome = place.kept(
        ("athlete", visitor.athlete, stale),
        lambda: athlete_of_log(place.store, visitor.athlete, counts_stale=stale),
    )
    return _answer(place, outcome)


@router.patch("/api/athlete", responses=Known)
def describe(place: Here, visitor: Visiting, about: About) -> Response:
    """Tell when the person was born, and the sex that formulas ask for."""
    year = about.birth_year
    if year is not None:
        check_birth_year(year, today=visitor.today)
    return _answer(
        place,
        describe_athlete(place.store, visitor.athlete, birth_year=year, sex=about.sex, counts_stale=False),
    )


@router.post("/api/athlete/measurements", responses=Known)
def keep_measurement(place: Here, visitor: Visiting, told: Measured) -> Response:
    """Keep what was measured, from its day on; a value of the same day is replaced."""
    kept = measurement(told.quantity, told.value, told.since, today=visitor.today)
    return _answer(place, measure(place.store, visitor.athlete, kept, counts_stale=False))


@router.delete("/api/athlete/measurements", responses=Known)
def forget_measured(place: Here, visitor: Visiting, quantity: Quantity, since: Since = None) -> Response:
    """Forget what was measured on a day."""
    return _answer(
        place, forget_measurement(place.store, visitor.athlete, quantity, since or ALWAYS, counts_stale=False)
    )


@router.post("/api/athlete/heart-choices", responses=Known)
def keep_choice(place: Here, visitor: Visiting, told: Chosen) -> Response:
    """Keep what heart rate is held against, from its day on."""
    low, high = told.target
    kept = heart_choice(
        formula=told.formula,
        target_percent=(low * 100, high * 100),
        zones_bpm=told.zones_bpm,
        since=told.since,
        today=visitor.today,
    )
    return _answer(place, measure(place.store, visitor.athlete, kept, counts_stale=False))


@router.delete("/api/athlete/heart-choices", responses=Known)
def forget_choice(place: Here, visitor: Visiting, since: Since = None) -> Response:
    """Forget a choice of a day."""
    return _answer(
        place,
        forget_measurement(place.store, visitor.athlete, HeartChoice, since or ALWAYS, counts_stale=False),
    )


@router.post("/api/athlete/conditions", responses=Known)
def keep_condition(place: Here, visitor: Visiting, told: Coped) -> Response:
    """Keep what the person's body has to cope with."""
    kept = condition(told.name, told.since, told.until, today=visitor.today)
    return _answer(place, measure(place.store, visitor.athlete, kept, counts_stale=False))


@router.delete("/api/athlete/conditions", responses=Known)
def forget_condition(
    place: Here, visitor: Visiting, name: Annotated[PlainText, Query(max_length=LONGEST_NAME)], since: Day
) -> Response:
    """Forget a condition."""
    return _answer(place, forget_measurement(place.store, visitor.athlete, name, since, counts_stale=False))


def _answer(place: Place, outcome: AthleteOutcome) -> Response:
    """The person as they are now; of others only on a local app."""
    document = athlete_document(outcome)
    return json_answer(document | {"others": []} if place.settings.is_shared else document)
