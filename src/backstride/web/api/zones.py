"""The calculators for programs: target ranges and zones, what a speed costs, and paces with their splits."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.calculator_documents import cost_document, paces_document
from backstride.actions.documents import zones_document
from backstride.actions.pacing import DISTANCES_M, PaceWish, work_out_paces
from backstride.actions.travel_costs import SPEEDS_M_S, STEEPEST, CostWish, compare_costs
from backstride.actions.zones import calculate_zones
from backstride.athlete import POSSIBLE, Athlete, AthleteOnDay, Quantity, Sex
from backstride.bout import Gait
from backstride.heart.maximum import AGES
from backstride.units import METRES_PER_MILE
from backstride.web.answering import json_answer
from backstride.web.describing import heart_choice
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.visitor import Visiting

router = APIRouter(tags=["calculators"])

REST, MAXIMUM, MASS, PRACTICE = (
    POSSIBLE[quantity]
    for quantity in (
        Quantity.RESTING_HEART_RATE_BPM,
        Quantity.MAXIMUM_HEART_RATE_BPM,
        Quantity.MASS_KG,
        Quantity.BACKWARD_SESSIONS,
    )
)


class Heart(BaseModel):
    """A person, and what their heart rate is held against."""

    model_config = ConfigDict(extra="forbid")

    age_years: int | None = Field(None, ge=AGES[0], le=AGES[1])
    sex: Sex | None = Field(None, description="The sex that formulas were measured on; without it, all.")
    resting_heart_rate_bpm: float | None = Field(None, ge=REST[0], le=REST[1])
    maximum_heart_rate_bpm: float | None = Field(
        None, ge=MAXIMUM[0], le=MAXIMUM[1], description="As measured; it counts for more than any formula."
    )
    formula: str = Field("fox", max_length=40, description="The formula for the maximum, by its key.")
    target_low: float = Field(0.75, gt=0.0, le=1.0, description="The lower end of the target, as a share.")
    target_high: float = Field(0.85, gt=0.0, le=1.0)

    @property
    def person(self) -> AthleteOnDay:
        """What is told of the person."""
        return AthleteOnDay(
            age_years=self.age_years,
            sex=self.sex,
            resting_heart_rate_bpm=self.resting_heart_rate_bpm,
            maximum_heart_rate_bpm=self.maximum_heart_rate_bpm,
        )


class Way(BaseModel):
    """How somebody travels."""

    model_config = ConfigDict(extra="forbid")

    gait: Gait = Field(Gait.RUN, description="run or walk.")
    speed_m_s: float = Field(ge=SPEEDS_M_S[0], le=SPEEDS_M_S[1])
    grade: float = Field(0.0, ge=-STEEPEST, le=STEEPEST, description="Rise over run.")
    mass_kg: float | None = Field(None, ge=MASS[0], le=MASS[1])
    backward_sessions: float | None = Field(
        None, ge=PRACTICE[0], le=PRACTICE[1], description="So many backward sessions lie behind the person."
    )


class Pace(BaseModel):
    """A speed, and a distance to go at it."""

    model_config = ConfigDict(extra="forbid")

    speed_m_s: float = Field(ge=SPEEDS_M_S[0], le=SPEEDS_M_S[1])
    distance_m: float = Field(METRES_PER_MILE, ge=DISTANCES_M[0], le=DISTANCES_M[1])
    every_m: float = Field(400.0, ge=10.0, le=DISTANCES_M[1], description="How long a split is.")


@router.get("/api/zones", responses=documented("zones", "Maximum, target ranges and zones."))
def zones(place: Here, visitor: Visiting, wish: Annotated[Heart, Query()]) -> Response:
    """Maximum heart rate by every formula, target ranges and zones.

    Without any parameter it is told of the person of the log, with what they chose.
    """
    if not wish.model_fields_set:
        with place.store.reading() as log:
            athlete: Athlete = log.athletes.athlete(visitor.athlete)
        person, choice = athlete.on(visitor.today), athlete.heart_choice_on(visitor.today)
    else:
        person = wish.person
        choice = heart_choice(
            formula=wish.formula,
            target_percent=(wish.target_low * 100, wish.target_high * 100),
            zones_bpm=None,
            since=None,
            today=visitor.today,
        )
    outcome = calculate_zones(
        person, formula=choice.formula, target=choice.target, zones_bpm=choice.zones_bpm
    )
    return json_answer(zones_document(outcome))


@router.get("/api/cost", responses=documented(None, "What a speed costs forward and backward."))
def cost(wish: Annotated[Way, Query()]) -> Response:
    """Oxygen and energy at one speed, forward and backward, each with its range."""
    outcome = compare_costs(
        CostWish(
            gait=wish.gait,
            speed_m_s=wish.speed_m_s,
            grade=wish.grade,
            mass_kg=wish.mass_kg,
            backward_sessions=wish.backward_sessions,
        )
    )
    return json_answer(cost_document(outcome))


@router.get("/api/paces", responses=documented(None, "Times over distances, and splits."))
def paces(wish: Annotated[Pace, Query()]) -> Response:
    """Times and splits at an even speed."""
    asked = PaceWish(speed_m_s=wish.speed_m_s, distance_m=wish.distance_m, every_m=wish.every_m)
    return json_answer(paces_document(work_out_paces(asked)))
