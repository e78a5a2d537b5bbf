"""The welcome: who are you, what is your target range, is it safe, and the first week."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from typing import Final

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backstride.actions.demonstrating import SIMULATED, is_demonstrated
from backstride.actions.measuring import describe_athlete, measure
from backstride.actions.planning import PlanWish, find_programme, plan_training
from backstride.actions.screening import last_screening
from backstride.actions.zones import ZonesOutcome, calculate_zones
from backstride.athlete import Athlete, HeartChoice, Measurement, Quantity, Sex
from backstride.errors import BackstrideError, InvalidValue, NotInLog
from backstride.load import monday_of
from backstride.store import Job
from backstride.training.workout import Place as TrainingPlace
from backstride.web.form_values import all_typed, day_of, number_of
from backstride.web.kept_days import kept_lines, kept_today
from backstride.web.phrases import LANGUAGES
from backstride.web.place import ATHLETE_COOKIE, Here, Place
from backstride.web.planned import followed_plan
from backstride.web.rendering import is_part, remember, render
from backstride.web.troubles import status_of
from backstride.web.visitor import CHECKED, Form, Visiting, Visitor
from backstride.web.writing import KILOGRAMS_PER_POUND, Units

router = APIRouter()

FIRST: Final = "first-steps"
"""The programme of those who begin."""
USUAL_DAYS: Final = (1, 3, 5)
"""Tuesday, Thursday and Saturday, by their numbers: 0 for Monday."""
MOST_DAYS: Final = 3
"""A beginner trains on so many days a week at most."""
USUAL_MIN: Final = 45
"""[min]"""
WEEK: Final = timedelta(days=7)


@router.get("/welcome", include_in_schema=False)
def welcome(request: Request, visitor: Visiting, place: Here) -> Response:
    """What this is, and which way to begin."""
    return render(request, "welcome.html.j2", visitor=visitor, can_look=not place.settings.is_shared)


@router.post("/welcome/language", include_in_schema=False)
def choose_language(request: Request, form: Form) -> Response:
    """Keep the language and the units, and show the page in them."""
    answer = RedirectResponse("/welcome", 303)
    for name, allowed in (("language", tuple(LANGUAGES)), ("units", tuple(Units))):
        chosen = form.get(name)
        if chosen in allowed:
            remember(answer, name, str(chosen), request=request)
    return answer


# ── You, and your target range ───────────────────────────────────────────────────────────────────


@router.get("/welcome/you", include_in_schema=False)
def you(request: Request, visitor: Visiting, place: Here) -> Response:
    """Ask for what the target range follows from."""
    return render(
        request,
        "welcome_you.html.j2",
        visitor=visitor,
        typed=_known(place, visitor),
        trouble=None,
        zones=_known_zones(place, visitor),
    )


def _known(place: Place, visitor: Visitor) -> dict[str, str]:
    """What the log knows already, as it is typed."""
    with place.store.reading() as log:
        athlete = log.athletes.athlete(visitor.athlete)
    today, write = athlete.on(visitor.today), visitor.writing
    mass = today.mass_kg
    if mass is not None and write.is_imperial:
        mass /= KILOGRAMS_PER_POUND
    said = {
        "birth_year": None if athlete.birth_year is None else str(athlete.birth_year),
        "sex": athlete.sex,
        "resting": _plain(today.resting_heart_rate_bpm),
        "mass": _plain(mass),
    }
    return {name: value for name, value in said.items() if value is not None}


def _known_zones(place: Place, visitor: Visitor) -> ZonesOutcome | None:
    """The target range by what the log knows; None where that is too little, or contradicts itself."""
    with place.store.reading() as log:
        athlete = log.athletes.athlete(visitor.athlete)
    try:
        return _zones(athlete, visitor)
    except InvalidValue:
        return None


def _plain(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What somebody told of themselves, read and checked."""

    birth_year: int
    sex: Sex | None
    measurements: tuple[Measurement, ...]
    zones: ZonesOutcome


@router.post("/welcome/range", include_in_schema=False)
def try_range(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """The target range by what is typed so far; nothing is kept."""
    try:
        told = _read(place, visitor, form) if form.get("birth_year") else None
    except BackstrideError as trouble:
        return render(request, "parts/trouble.html.j2", visitor=visitor, trouble=trouble)
    zones = None if told is None else told.zones
    return render(request, "welcome_range_part.html.j2", visitor=visitor, zones=zones)


@router.post("/welcome/you", include_in_schema=False)
def keep_you(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Keep what was told, and show the target range."""
    try:
        told = _read(place, visitor, form)
        describe_athlete(place.store, visitor.athlete, birth_year=told.birth_year, sex=told.sex)
        for each in told.measurements:
            measure(place.store, visitor.athlete, each)
    except BackstrideError as trouble:
        return render(
            request,
            "welcome_you.html.j2",
            status=status_of(trouble),
            visitor=visitor,
            typed=all_typed(form),
            trouble=trouble,
            zones=None,
        )
    return RedirectResponse("/welcome/range", 303)


def _read(place: Place, visitor: Visitor, form: FormData) -> _Told:
    """What a form tells, held against itself before anything of it is kept."""
    year = number_of(form, "birth_year", "year of birth")
    if year is None or year != int(year):
        raise InvalidValue(
            "The year of birth was not given as a whole number.",
            allowed="The target range follows from your age.",
            remedy="Give the year with four digits, or leave this step out.",
        )
    values = {
        Quantity.RESTING_HEART_RATE_BPM: number_of(form, "resting", "resting heart rate"),
        Quantity.MASS_KG: _mass_kg(form, visitor),
    }
    measurements = tuple(
        Measurement(quantity=quantity, value=value, measured_on=visitor.today)
        for quantity, value in values.items()
        if value is not None
    )
    sex = next((each for each in Sex if each == form.get("sex")), None)
    with place.store.reading() as log:
        known = log.athletes.athlete(visitor.athlete)
    changed = replace(
        known,
        birth_year=int(year),
        sex=sex or known.sex,
        measurements=(*known.measurements, *measurements),
    )
    zones = _zones(changed, visitor)
    kept = {(each.quantity, each.value) for each in known.measurements}
    new = tuple(each for each in measurements if (each.quantity, each.value) not in kept)
    return _Told(birth_year=int(year), sex=sex, measurements=new, zones=zones)


def _mass_kg(form: FormData, visitor: Visitor) -> float | None:
    mass = number_of(form, "mass", "mass")
    if mass is None or not visitor.writing.is_imperial:
        return mass
    return mass * KILOGRAMS_PER_POUND


def _zones(athlete: Athlete, visitor: Visitor) -> ZonesOutcome:
    choice: HeartChoice = athlete.heart_choice_on(visitor.today)
    return calculate_zones(
        athlete.on(visitor.today), formula=choice.formula, target=choice.target, zones_bpm=choice.zones_bpm
    )


@router.get("/welcome/range", include_in_schema=False)
def target_range(request: Request, visitor: Visiting, place: Here) -> Response:
    """The target range, where it comes from, and how sure it is."""
    zones = _known_zones(place, visitor)
    if zones is None:
        return RedirectResponse("/welcome/you", 303)
    return render(request, "welcome_range.html.j2", visitor=visitor, zones=zones)


# ── Safety, and the first week ───────────────────────────────────────────────────────────────────


@router.get("/welcome/safety", include_in_schema=False)
def safety(request: Request, visitor: Visiting, place: Here) -> Response:
    """What the screening is for, and what it came to."""
    found = last_screening(place.store, visitor.athlete, today=visitor.today)
    return render(request, "welcome_safety.html.j2", visitor=visitor, found=found)


@router.get("/welcome/week", include_in_schema=False)
def week(request: Request, visitor: Visiting, place: Here) -> Response:
    """Ask on which days to begin."""
    return _week(request, visitor, place)


@router.post("/welcome/week", include_in_schema=False)
def keep_week(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Make the first plan; where it cannot be made, say why and keep what was chosen."""
    chosen = {name: [str(each) for each in form.getlist(name)] for name in ("days", "places")}
    try:
        if followed_plan(place, visitor) is not None:
            raise InvalidValue(
                "You follow a plan already.",
                allowed="One plan at a time.",
                remedy="End it on the page of the plan, or go on with it.",
            )
        wish = _wish(form, chosen, visitor)
        plan_training(place.store, visitor.athlete, wish, today=visitor.today, at=visitor.now)
    except BackstrideError as trouble:
        return _week(request, visitor, place, chosen=chosen, minutes=form.get("minutes"), trouble=trouble)
    is_spread = len(_free_days(chosen)) > len(wish.days)
    return RedirectResponse(f"/welcome/ready{'?spread=yes' if is_spread else ''}", 303)


def _free_days(chosen: Mapping[str, list[str]]) -> set[int]:
    return {int(each) for each in chosen["days"] if each in {"0", "1", "2", "3", "4", "5", "6"}}


def _spread(days: Collection[int]) -> tuple[int, ...]:
    """Of more days than a beginner needs, as many as have a day between, as far apart as they can be."""
    if len(days) <= MOST_DAYS:
        return tuple(days)

    def nearest(some: tuple[int, ...]) -> int:
        return min((after - day) % 7 for day, after in zip(some, (*some[1:], some[0]), strict=True))

    free = sorted(days)
    apart = [some for count in (2, MOST_DAYS) for some in combinations(free, count) if nearest(some) > 1]
    return max(apart, key=lambda some: (len(some), nearest(some)))


def _wish(form: FormData, chosen: Mapping[str, list[str]], visitor: Visitor) -> PlanWish:
    places = frozenset(TrainingPlace(each) for each in chosen["places"] if each in set(TrainingPlace))
    minutes = number_of(form, "minutes", "time for a session")
    return PlanWish(
        programme=find_programme(FIRST),
        start=day_of(form, "start", visitor.today),
        days=dict.fromkeys(_spread(_free_days(chosen)), USUAL_MIN if minutes is None else minutes),
        places=places or None,
    )


def _week(
    request: Request,
    visitor: Visitor,
    place: Place,
    *,
    chosen: Mapping[str, list[str]] | None = None,
    minutes: object = None,
    trouble: BackstrideError | None = None,
) -> Response:
    usual = {"days": [str(each) for each in USUAL_DAYS], "places": []}
    return render(
        request,
        "welcome_week.html.j2",
        status=status_of(trouble),
        visitor=visitor,
        programme=find_programme(FIRST),
        found=last_screening(place.store, visitor.athlete, today=visitor.today),
        plan=followed_plan(place, visitor),
        chosen=chosen or usual,
        minutes=str(minutes or USUAL_MIN),
        next_monday=monday_of(visitor.today) + WEEK,
        trouble=trouble,
    )


@router.get("/welcome/ready", include_in_schema=False)
def ready(request: Request, visitor: Visiting, place: Here) -> Response:
    """The first week, with its cues and what to mind."""
    outcome = kept_today(place, visitor)
    if outcome.plan is None:
        return RedirectResponse("/welcome/week", 303)
    sessions = [each for each in outcome.plan.plan.sessions if each.day >= visitor.today]
    last = sessions[0].day + WEEK if sessions else visitor.today
    first_week = [each for each in sessions if each.day < last]
    return render(
        request,
        "welcome_ready.html.j2",
        visitor=visitor,
        outcome=outcome,
        sessions=[(each, kept_lines(place, visitor, each)) for each in first_week],
    )


# ── Somebody to look at ──────────────────────────────────────────────────────────────────────────


@router.post("/welcome/look", include_in_schema=False, dependencies=CHECKED)
def look_around(request: Request, visitor: Visiting, place: Here) -> Response:
    """Show the log of a simulated athlete; make it first, where there is none."""
    _check_alone(place)
    if is_demonstrated(place.store):
        answer = RedirectResponse("/today", 303)
        remember(answer, ATHLETE_COOKIE, SIMULATED, request=request)
        return answer
    if _demo(place) is None:
        arguments = {"today": visitor.today.isoformat()}
        place.store.jobs.add(visitor.athlete, "demo", arguments, now=visitor.now)
        place.background.wake()
    return RedirectResponse("/welcome/look", 303)


@router.get("/welcome/look", include_in_schema=False)
def being_made(request: Request, visitor: Visiting, place: Here) -> Response:
    """How far the simulated athlete is."""
    _check_alone(place)
    is_there = is_demonstrated(place.store)
    job = None if is_there else _demo(place)
    template = "welcome_look_part.html.j2" if is_part(request) else "welcome_look.html.j2"
    return render(request, template, visitor=visitor, is_there=is_there, job=job)


def _demo(place: Place) -> Job | None:
    """The work of making the simulated athlete, where it waits or is under way."""
    return next((each for each in place.store.jobs.open() if each.kind == "demo"), None)


def _check_alone(place: Place) -> None:
    if place.settings.is_shared:
        raise NotInLog(
            "There is no simulated athlete here.",
            allowed="They are shown where Backstride serves one person alone.",
            remedy="Start Backstride on your own machine to look at them.",
        )
