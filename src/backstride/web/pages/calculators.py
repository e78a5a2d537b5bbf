"""The calculators: heart rate, the pulse in the morning, costs and paces; an address can be shared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backstride.actions.measuring import measure
from backstride.actions.pacing import work_out_paces
from backstride.actions.pulse import COUNTED_S, mornings_of, pulse_of
from backstride.actions.travel_costs import CLAIMS_ROW, MEASURED_GRADE, MEASURED_M_S, compare_costs
from backstride.actions.zone_models import ZoneModel, zone_models
from backstride.actions.zones import ZonesOutcome, calculate_zones
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.errors import BackstrideError, InvalidValue
from backstride.heart.maximum import FORMULAS
from backstride.sources import article_claims
from backstride.web import calculator_form
from backstride.web.calculator_form import Typed, typed_of
from backstride.web.describing import check_day
from backstride.web.form_values import day_of, number_of
from backstride.web.place import Here, Place
from backstride.web.rendering import render
from backstride.web.visitor import Form, Visiting, Visitor
from backstride.web.writing import Units, Writing

router = APIRouter()

KEPT_WAYS: Final = ("count", "mean")
"""What is kept of a count: itself, or its mean with the mornings before."""
PULSE: Final = ("beats", "counted", "day", "keep")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculated:
    """What one calculator shows."""

    typed: Typed
    outcome: Any = None
    """None where too little is known, or something is wrong."""
    trouble: BackstrideError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartAnswer:
    """Target ranges and zones."""

    zones: ZonesOutcome
    models: tuple[ZoneModel, ...]


@router.get("/calculators", include_in_schema=False)
def calculators(request: Request, place: Here, visitor: Visiting) -> Response:
    """All calculators, with what the address says, else with what the log knows."""
    kept = request.query_params.get("kept", "")
    return _page(request, place, visitor, kept=kept if kept in KEPT_WAYS else "")


def _page(
    request: Request,
    place: Place,
    visitor: Visitor,
    *,
    kept: str = "",
    pulse: Calculated | None = None,
) -> Response:
    with place.store.reading() as log:
        athlete = log.athletes.athlete(visitor.athlete)
    answers = _answers(request.query_params, athlete, visitor)
    troubles = [each.trouble for each in (*answers.values(), pulse) if each and each.trouble]
    return render(
        request,
        "calculators.html.j2",
        status=422 if troubles else 200,
        visitor=visitor,
        heart=answers["heart"],
        cost=answers["cost"],
        pace=answers["pace"],
        pulse=pulse or Calculated(typed=_pulse_typed({}, visitor)),
        mornings=mornings_of(athlete, visitor.today),
        kept=kept,
        formulas=FORMULAS,
        claims=[claim for claim in article_claims() if claim.row == CLAIMS_ROW],
        form=calculator_form,
        measured_m_s=MEASURED_M_S,
        measured_grade=MEASURED_GRADE,
        metric=Writing(phrases=visitor.phrases, units=Units.METRIC),
        imperial=Writing(phrases=visitor.phrases, units=Units.IMPERIAL),
    )


def _answers(query: Mapping[str, str], athlete: Athlete, visitor: Visitor) -> dict[str, Calculated]:
    today, choice = athlete.on(visitor.today), athlete.heart_choice_on(visitor.today)
    heart = typed_of(query, calculator_form.HEART, calculator_form.known_heart(today, choice))
    cost = typed_of(query, calculator_form.COST, calculator_form.known_cost(today, visitor))
    pace = typed_of(query, calculator_form.PACE, calculator_form.known_pace(visitor))
    return {
        "heart": _calculated(heart, lambda: _heart(heart, visitor)),
        "cost": _calculated(cost, lambda: compare_costs(calculator_form.read_cost(cost))),
        "pace": _calculated(pace, lambda: work_out_paces(calculator_form.read_pace(pace))),
    }


def _calculated(typed: Typed, make: Callable[[], Made]) -> Calculated:
    try:
        return Calculated(typed=typed, outcome=make())
    except BackstrideError as trouble:
        return Calculated(typed=typed, trouble=trouble)


def _heart(typed: Typed, visitor: Visitor) -> HeartAnswer | None:
    person, choice = calculator_form.read_heart(typed, visitor)
    if person.age_years is None and person.maximum_heart_rate_bpm is None:
        return None
    zones = calculate_zones(person, formula=choice.formula, target=choice.target, zones_bpm=choice.zones_bpm)
    return HeartAnswer(zones=zones, models=zone_models(zones.heart, choice))


# ── The pulse in the morning ─────────────────────────────────────────────────────────────────────


@router.post("/calculators/pulse", include_in_schema=False)
def keep_pulse(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Keep a count as the resting heart rate of its day."""
    try:
        measured = _counted(place, visitor, form)
        measure(place.store, visitor.athlete, measured)
    except BackstrideError as trouble:
        typed = _pulse_typed({name: str(form.get(name) or "") for name in PULSE}, visitor)
        return _page(request, place, visitor, pulse=Calculated(typed=typed, trouble=trouble))
    return RedirectResponse(f"/calculators?kept={_way(form)}#pulse", 303)


@router.get("/calculators/pulse", include_in_schema=False)
def pulse() -> Response:
    """Where a form was sent to, opened as a page."""
    return RedirectResponse("/calculators#pulse", 303)


def _pulse_typed(given: Typed, visitor: Visitor) -> Typed:
    return {
        "beats": given.get("beats", "")[: calculator_form.LONGEST],
        "counted": given.get("counted", "60"),
        "day": given.get("day") or visitor.today.isoformat(),
        "keep": given.get("keep") or KEPT_WAYS[0],
    }


def _way(form: FormData) -> str:
    return KEPT_WAYS[1] if form.get("keep") == KEPT_WAYS[1] else KEPT_WAYS[0]


def _counted(place: Place, visitor: Visitor, form: FormData) -> Measurement:
    """What was counted, or its mean with the mornings before, as the log keeps it."""
    beats, counted_s = number_of(form, "beats", "count of beats"), number_of(form, "counted", "time")
    if beats is None:
        raise InvalidValue(
            "No count of beats was given.",
            allowed="Beats are counted for 60 s, or for 30 s.",
            remedy="Count them, and write down how many there were.",
        )
    count = Measurement(
        quantity=Quantity.RESTING_HEART_RATE_BPM,
        value=pulse_of(beats, COUNTED_S[0] if counted_s is None else counted_s).value,
        measured_on=check_day(day_of(form, "day", visitor.today), today=visitor.today),
    )
    if _way(form) == KEPT_WAYS[0]:
        return count
    with place.store.reading() as log:
        athlete = log.athletes.athlete(visitor.athlete)
    mean = mornings_of(athlete, count.measured_on, (count,)).mean
    assert mean is not None  # noqa: S101 - the count itself is among them
    return Measurement(quantity=count.quantity, value=mean.value, measured_on=count.measured_on)
