"""Progress: whether somebody is fit or tired, and whether their backward running gets better."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from backstride.actions import form_course, practice, standstill, weekly
from backstride.actions.standstill import Measure
from backstride.bout import Gait, Travel
from backstride.errors import BackstrideError
from backstride.load import LoadScale
from backstride.training.library import programmes
from backstride.web.kept_figures import (
    kept_form,
    kept_plateaus,
    kept_predictions,
    kept_records,
    kept_skill,
    kept_weeks,
)
from backstride.web.place import Here, Place
from backstride.web.planned import followed_plan
from backstride.web.progress_form import chosen_course, coming, form_view, freshness, standing
from backstride.web.progress_plateaus import blocks_of, trend_views
from backstride.web.progress_prediction import OFFERED_M, TypedRace, read_race
from backstride.web.progress_records import latest_rejected, record_tables
from backstride.web.progress_skill import ratio_view, skill_views
from backstride.web.progress_view import (
    PARTS,
    PERIODS,
    SCALES,
    Period,
    race_told,
    reach,
    size_told,
    time_told,
    told,
)
from backstride.web.progress_weeks import READ, weeks_of, weeks_view
from backstride.web.rendering import render
from backstride.web.troubles import status_of
from backstride.web.visitor import Visiting, Visitor

router = APIRouter()

SPEEDS: Final = (Measure.BEST_BACKWARD_SPEED, Measure.BEST_FORWARD_SPEED)
"""The trends that are told in short."""


class Look(BaseModel):
    """What is looked at; what no link of ours says is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    period: Period = Period.WEEKS
    way: Travel | None = None
    scale: str = "trimp"

    @property
    def load_scale(self) -> LoadScale:
        """What loads are counted in."""
        return SCALES.get(self.scale, LoadScale.TRIMP)


Looked = Annotated[Look, Query()]


def _page(
    request: Request,
    visitor: Visitor,
    template: str,
    *,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    return render(
        request,
        template,
        status=status,
        visitor=visitor,
        parts=PARTS,
        periods=PERIODS,
        told=told,
        reach=reach,
        size_told=size_told,
        race_told=race_told,
        time_told=time_told,
        **values,
    )


@router.get("/progress", include_in_schema=False)
def overview(request: Request, place: Here, visitor: Visiting) -> Response:
    """The answers in short, each with a way to its evidence."""
    form = kept_form(place, visitor.athlete, until=visitor.today)
    writing = visitor.writing
    course = form.courses[0] if form.courses else None
    plateaus = kept_plateaus(place, visitor.athlete, SPEEDS)
    return _page(
        request,
        visitor,
        "progress.html.j2",
        is_empty=form.is_empty,
        standing=None if course is None else standing(course),
        freshness=freshness(course),
        view=None if course is None else form_view(course, Period.WEEKS, writing),
        trends=trend_views(plateaus.trends, writing),
        weeks=weeks_view(kept_weeks(place, visitor.athlete), writing, today=visitor.today),
    )


@router.get("/progress/bests", include_in_schema=False)
def bests(request: Request, place: Here, visitor: Visiting) -> Response:
    """The best efforts backward, as a part of the overview that comes a moment later."""
    records = kept_records(place, visitor.athlete, (Travel.BACKWARD,))
    return _page(request, visitor, "progress_bests.html.j2", tables=record_tables(records))


@router.get("/progress/form", include_in_schema=False)
def form(request: Request, place: Here, visitor: Visiting, look: Looked) -> Response:
    """Fitness, fatigue and form."""
    outcome = kept_form(place, visitor.athlete, until=visitor.today, scale=look.load_scale)
    course = chosen_course(outcome, look.way) if outcome.courses else None
    return _page(
        request,
        visitor,
        "progress_form.html.j2",
        outcome=outcome,
        look=look,
        standings=[standing(each) for each in outcome.courses],
        view=None if course is None else form_view(course, look.period, visitor.writing),
        freshness=freshness,
        coming=coming(followed_plan(place, visitor), visitor.writing, today=visitor.today),
        sources=form_course.SOURCES[outcome.scale],
        LoadScale=LoadScale,
    )


@router.get("/progress/weeks", include_in_schema=False)
def weeks(request: Request, place: Here, visitor: Visiting, look: Looked) -> Response:
    """What was done in each week."""
    outcome = kept_weeks(place, visitor.athlete, count=weeks_of(look.period))
    return _page(
        request,
        visitor,
        "progress_weeks.html.j2",
        outcome=outcome,
        look=look,
        view=weeks_view(outcome, visitor.writing, today=visitor.today),
        read=READ,
        sources=weekly.SOURCES,
    )


@router.get("/progress/skill", include_in_schema=False)
def skill(request: Request, place: Here, visitor: Visiting) -> Response:
    """How going backward got easier, and faster beside forward."""
    outcome = kept_skill(place, visitor.athlete)
    return _page(
        request,
        visitor,
        "progress_skill.html.j2",
        outcome=outcome,
        views=skill_views(outcome.curves, visitor.writing),
        ratios=ratio_view(outcome.ratios, visitor.writing, today=visitor.today),
        sources=practice.SOURCES,
        Gait=Gait,
    )


@router.get("/progress/records", include_in_schema=False)
def records(request: Request, place: Here, visitor: Visiting) -> Response:
    """Best efforts, each direction apart, beside the best marks ever."""
    outcome = kept_records(place, visitor.athlete)
    return _page(
        request,
        visitor,
        "progress_records.html.j2",
        outcome=outcome,
        tables=record_tables(outcome),
        latest_rejected=latest_rejected,
    )


@router.get("/progress/plateaus", include_in_schema=False)
def plateaus(request: Request, place: Here, visitor: Visiting) -> Response:
    """Which trends stand still, and whether a backward block worked."""
    outcome = kept_plateaus(place, visitor.athlete)
    return _page(
        request,
        visitor,
        "progress_plateaus.html.j2",
        outcome=outcome,
        trends=trend_views(outcome.trends, visitor.writing),
        blocks=blocks_of(place, visitor.athlete, outcome, today=visitor.today),
        block=programmes()[standstill.BLOCK],
        sources=standstill.SOURCES,
    )


@router.get("/progress/prediction", include_in_schema=False)
def prediction(request: Request, place: Here, visitor: Visiting) -> Response:
    """How long a race backward would take."""
    typed = TypedRace.of(request.query_params)
    try:
        return _predicted(request, place, visitor, typed)
    except BackstrideError as trouble:
        return _page(
            request,
            visitor,
            "progress_prediction.html.j2",
            status=status_of(trouble),
            typed=typed,
            offered=OFFERED_M,
            trouble=trouble,
            outcome=None,
            chosen=None,
        )


def _predicted(request: Request, place: Place, visitor: Visitor, typed: TypedRace) -> Response:
    race = read_race(typed, today=visitor.today)
    outcome = kept_predictions(
        place,
        visitor.athlete,
        race.distances_m,
        on=race.on,
        today=visitor.today,
        backward=race.backward,
        forward=race.forward,
    )
    return _page(
        request,
        visitor,
        "progress_prediction.html.j2",
        typed=typed,
        offered=OFFERED_M,
        trouble=None,
        outcome=outcome,
        chosen=outcome.predictions[0],
    )
