"""Figures of a whole history for programs: weeks, form, records, skill, plateaus and predictions."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.figure_documents import (
    form_document,
    plateaus_document,
    records_document,
    skill_document,
    weeks_document,
)
from backstride.actions.standstill import Measure
from backstride.actions.weekly import USUAL_WEEKS
from backstride.actions.workout_documents import predictions_document
from backstride.bout import Travel
from backstride.estimate import Estimate
from backstride.load import FormStart, LoadScale
from backstride.training.prediction import LONGEST_M, SHORTEST_M, KnownTime
from backstride.web.answering import json_answer
from backstride.web.kept_figures import (
    kept_form,
    kept_plateaus,
    kept_predictions,
    kept_records,
    kept_skill,
    kept_weeks,
)
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.progress_view import HARDEST_DAY, SCALES, begins_before, check_until
from backstride.web.sent_values import DayOfLife
from backstride.web.visitor import Visiting

router = APIRouter(tags=["figures"])

MOST_WEEKS: int = 10_000
MOST_RACES: int = 20
MOST_TIMES: int = 50

Travels = Annotated[
    list[Travel],
    Query(max_length=10, description="Only these directions; without any, every one that occurs."),
]


class WhichWeeks(BaseModel):
    """Which weeks."""

    model_config = ConfigDict(extra="forbid")

    since: DayOfLife | None = Field(None, description="From the week of this day on.")
    count: int = Field(
        USUAL_WEEKS,
        ge=1,
        le=MOST_WEEKS,
        description="How many, up to the latest activity, where no day says since when.",
    )


class WhichForm(BaseModel):
    """Which days, on which scale, and from where."""

    model_config = ConfigDict(extra="forbid")

    since: DayOfLife | None = Field(
        None, description="Days from this one on; without it, those of the year before the last day."
    )
    until: DayOfLife | None = Field(None, description="The last day, which counts; without it, today.")
    scale: str = Field(
        "trimp", pattern="^(trimp|session-rpe)$", description="trimp from heart rate, or session-rpe."
    )
    daily_load: float = Field(
        0.0,
        ge=0.0,
        le=HARDEST_DAY,
        allow_inf_nan=False,
        description="The usual load of a day before the first one; 0 for a beginner.",
    )
    travel: list[Travel] = Field(
        default_factory=list, max_length=10, description="Only these directions; else all, and together."
    )


class OwnTime(BaseModel):
    """A time over a distance."""

    model_config = ConfigDict(extra="forbid")

    distance_m: float = Field(allow_inf_nan=False, ge=20.0, le=200_000.0)
    time_s: float = Field(allow_inf_nan=False, gt=0.0, lt=360_000.0)
    day: DayOfLife

    @property
    def known(self) -> KnownTime:
        """As predicting takes it."""
        return KnownTime(distance_m=self.distance_m, time_s=self.time_s, day=self.day)


class Race(BaseModel):
    """What is predicted, and what is told beside the log."""

    model_config = ConfigDict(extra="forbid")

    distances_m: list[Annotated[float, Field(ge=SHORTEST_M, le=LONGEST_M, allow_inf_nan=False)]] = Field(
        default_factory=list, max_length=MOST_RACES, description="The races; without any, the usual ones."
    )
    on: DayOfLife | None = Field(None, description="The day of the race; without it, today.")
    backward: list[OwnTime] = Field(
        default_factory=list, max_length=MOST_TIMES, description="Own times backward that no file holds."
    )
    forward: list[OwnTime] = Field(default_factory=list, max_length=MOST_TIMES)


class WhichRaces(BaseModel):
    """What is predicted."""

    model_config = ConfigDict(extra="forbid")

    distance_m: list[Annotated[float, Field(ge=SHORTEST_M, le=LONGEST_M, allow_inf_nan=False)]] = Field(
        default_factory=list, max_length=MOST_RACES, description="The races; without any, the usual ones."
    )
    on: DayOfLife | None = Field(None, description="The day of the race; without it, today.")


@router.get("/api/weeks", responses=documented("weeks", "What was done in each week."))
def weeks(place: Here, visitor: Visiting, wish: Annotated[WhichWeeks, Query()]) -> Response:
    """Add up each week, in each direction and together."""
    outcome = kept_weeks(place, visitor.athlete, since=wish.since, count=wish.count)
    return json_answer(weeks_document(outcome))


@router.get("/api/form", responses=documented("form", "Fitness, fatigue and form of each day."))
def form(place: Here, visitor: Visiting, wish: Annotated[WhichForm, Query()]) -> Response:
    """Fitness, fatigue and form, in each direction and together."""
    until = check_until(wish.until or visitor.today, today=visitor.today)
    outcome = kept_form(
        place,
        visitor.athlete,
        until=until,
        scale=SCALES.get(wish.scale, LoadScale.TRIMP),
        start=FormStart.steady(Estimate.exact(wish.daily_load)) if wish.daily_load > 0.0 else None,
        travels=tuple(dict.fromkeys(wish.travel)),
    )
    return json_answer(form_document(outcome, since=wish.since or begins_before(until)))


@router.get("/api/records", responses=documented("records", "Personal bests, beside the best marks ever."))
def records(place: Here, visitor: Visiting, travel: Travels = []) -> Response:  # noqa: B006 - it is never changed
    """Best efforts, each direction apart."""
    return json_answer(records_document(kept_records(place, visitor.athlete, tuple(dict.fromkeys(travel)))))


@router.get("/api/skill", responses=documented("skill", "How going backward got easier, and faster."))
def skill(place: Here, visitor: Visiting) -> Response:
    """The skill curves, and backward over forward speed."""
    return json_answer(skill_document(kept_skill(place, visitor.athlete)))


@router.get("/api/plateaus", responses=documented("plateaus", "Which trends stand still."))
def plateaus(
    place: Here,
    visitor: Visiting,
    measure: Annotated[list[Measure], Query(max_length=10, description="Only these; else all.")] = [],  # noqa: B006 - it is never changed
) -> Response:
    """Whether each of the athlete's own trends still gets better."""
    return json_answer(
        plateaus_document(kept_plateaus(place, visitor.athlete, tuple(dict.fromkeys(measure))))
    )


@router.get("/api/predictions", responses=documented("predict", "Race times, and what they rest on."))
def predictions(place: Here, visitor: Visiting, wish: Annotated[WhichRaces, Query()]) -> Response:
    """How long races backward will take, by what the log holds."""
    outcome = kept_predictions(
        place, visitor.athlete, wish.distance_m, on=wish.on or visitor.today, today=visitor.today
    )
    return json_answer(predictions_document(outcome))


@router.post("/api/predictions", responses=documented("predict", "Race times, and what they rest on."))
def predictions_with(place: Here, visitor: Visiting, race: Race) -> Response:
    """The same, with own times that no file holds; nothing of it is kept."""
    outcome = kept_predictions(
        place,
        visitor.athlete,
        race.distances_m,
        on=race.on or visitor.today,
        today=visitor.today,
        backward=[each.known for each in race.backward],
        forward=[each.known for each in race.forward],
    )
    return json_answer(predictions_document(outcome))
