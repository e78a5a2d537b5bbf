"""The plan: make one with a preview, look at the one that is followed, move it on, end it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backstride.actions.adapting import adapt_plan
from backstride.actions.calendars import calendar_of, time_told, timed_plans
from backstride.actions.planning import PlanOutcome, PlanWish, SessionStatus, end_plan, plan_training
from backstride.actions.screening import last_screening
from backstride.errors import BackstrideError, InvalidValue
from backstride.load import monday_of
from backstride.training.gates import GateState
from backstride.training.plan import PlannedSession, PlannedWeek
from backstride.training.programme import Phase, Programme, SessionKind
from backstride.training.screening import places_told
from backstride.training.week_review import WeekReview
from backstride.training.workout import Place as TrainingPlace
from backstride.web.answering import download
from backstride.web.feeds import feed_secret, renew_feed
from backstride.web.form_values import typed_of
from backstride.web.kept_days import kept_today
from backstride.web.place import Here, Place
from backstride.web.plan_form import STRETCHES, WEEKDAYS, TypedPlan, fresh_plan, read_wish, typed_plan
from backstride.web.planned import followed_plan, matched_plan, programme_named
from backstride.web.rendering import render
from backstride.web.visitor import Form, Visiting, Visitor

router = APIRouter()

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWeek:
    """A week of a plan, with what is in it."""

    week: PlannedWeek
    sessions: tuple[PlannedSession, ...]
    forward_min: float
    """Forward training that was done or is planned. [min]"""
    review: WeekReview | None
    """None where it has not begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhase:
    """Weeks of a plan that follow each other in one phase."""

    phase: Phase
    gate: GateState | None
    weeks: tuple[ShownWeek, ...]


def shown_phases(outcome: PlanOutcome, reviews: Sequence[WeekReview] = ()) -> Iterator[ShownPhase]:
    """A plan by phase and week.

    Parameters
    ----------
    outcome
        The plan.
    reviews
        Of the weeks that have begun.

    Yields
    ------
    ShownPhase
        In the order of the plan.
    """
    phases = {each.key: each for each in outcome.programme.phases}
    gates = {each.phase: each for each in outcome.gates}
    of_week = {each.monday: each for each in reviews}
    for key, weeks in groupby(outcome.plan.weeks, key=lambda week: week.phase):
        yield ShownPhase(
            phase=phases[key],
            gate=gates.get(key),
            weeks=tuple(_shown(each, outcome, of_week.get(each.monday)) for each in weeks),
        )


def _shown(week: PlannedWeek, outcome: PlanOutcome, review: WeekReview | None) -> ShownWeek:
    return ShownWeek(
        week=week,
        sessions=tuple(each for each in outcome.plan.sessions if monday_of(each.day) == week.monday),
        forward_min=sum(
            each.minutes for each in outcome.request.forward if monday_of(each.day) == week.monday
        ),
        review=review,
    )


# ── The plan that is followed ────────────────────────────────────────────────────────────────────────


@router.get("/plan", include_in_schema=False)
def plan(request: Request, place: Here, visitor: Visiting) -> Response:
    """The plan that is followed; how to come to one, where there is none."""
    return _plan_page(request, place, visitor)


def _plan_page(
    request: Request,
    place: Place,
    visitor: Visitor,
    *,
    trouble: BackstrideError | None = None,
    at: str | None = None,
) -> Response:
    status = 200 if trouble is None else 422
    matched, outcome = matched_plan(place, visitor), followed_plan(place, visitor)
    if matched is None or outcome is None:
        screened = last_screening(place.store, visitor.athlete, today=visitor.today)
        return render(
            request, "plan_none.html.j2", status=status, visitor=visitor, screened=screened, trouble=trouble
        )
    with place.store.reading() as log:
        told = time_told(log.plans.of(visitor.athlete))
    ahead = [each for each in outcome.plan.sessions if each.day >= visitor.today]
    return render(
        request,
        "plan.html.j2",
        status=status,
        visitor=visitor,
        outcome=outcome,
        stored=matched.stored,
        phases=list(shown_phases(outcome, matched.reviews)),
        following=next((each for each in ahead if outcome.status(each) is SessionStatus.PLANNED), None),
        is_held=any(outcome.status(each) is SessionStatus.HELD for each in ahead),
        now=kept_today(place, visitor),
        monday=monday_of(visitor.today),
        feed=f"{request.base_url}feed/{feed_secret(place, visitor.athlete)}.ics",
        at=at if at is not None else "" if told is None else told.isoformat("minutes"),
        trouble=trouble,
    )


@router.post("/plan/end", include_in_schema=False)
def end(place: Here, visitor: Visiting, form: Form) -> Response:
    """End the plan that is followed."""
    if form.get("sure") != "yes":
        return RedirectResponse("/plan#end", 303)
    end_plan(place.store, visitor.athlete, today=visitor.today, at=visitor.now)
    return RedirectResponse("/plan", 303)


@router.get("/plan/adapt", include_in_schema=False)
def before_adapting() -> Response:
    """What would change is worked out where somebody asks for it."""
    return RedirectResponse("/plan", 303)


@router.post("/plan/adapt", include_in_schema=False)
def adapt(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Move the plan on."""
    outcome = adapt_plan(
        place.store, visitor.athlete, today=visitor.today, at=visitor.now, is_dry=form.get("do") == "preview"
    )
    return render(request, "plan_adapt.html.j2", visitor=visitor, outcome=outcome)


# ── A new plan ───────────────────────────────────────────────────────────────────────────────────────


@router.get("/plan/new", include_in_schema=False)
def new_plan(request: Request, place: Here, visitor: Visiting, programme: str = "") -> Response:
    """Ask what a plan by a programme needs to know."""
    if not programme:
        return RedirectResponse("/programmes", 303)
    found = programme_named(programme)
    with place.store.reading() as log:
        stored = log.diary.screening(visitor.athlete)
    places = None if stored is None else places_told(stored.answers)
    typed = fresh_plan(found, today=visitor.today, places=places)
    return _form_page(request, place, visitor, found, typed)


@router.post("/plan/new", include_in_schema=False)
def make(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Show what the plan would be; follow it, where that was asked."""
    found, typed = programme_named(typed_of(form, "programme")), typed_plan(form)
    is_dry = form.get("do") != "follow"
    try:
        outcome = _planned(place, visitor, read_wish(typed, found), is_dry=is_dry)
    except BackstrideError as trouble:
        return _form_page(request, place, visitor, found, typed, trouble=trouble)
    if not is_dry:
        return RedirectResponse("/plan", 303)
    return _form_page(request, place, visitor, found, typed, outcome=outcome)


def _planned(place: Place, visitor: Visitor, wish: PlanWish, *, is_dry: bool) -> PlanOutcome:
    return plan_training(
        place.store, visitor.athlete, wish, today=visitor.today, at=visitor.now, is_dry=is_dry
    )


def _form_page(
    request: Request,
    place: Place,
    visitor: Visitor,
    programme: Programme,
    typed: TypedPlan,
    *,
    trouble: BackstrideError | None = None,
    outcome: PlanOutcome | None = None,
) -> Response:
    every = (each for phase in programme.phases for each in phase.sessions)
    return render(
        request,
        "plan_new.html.j2",
        visitor=visitor,
        status=200 if trouble is None else 422,
        programme=programme,
        typed=typed,
        trouble=trouble,
        outcome=outcome,
        phases=[] if outcome is None else list(shown_phases(outcome)),
        has_race=any(each.kind is SessionKind.RACE for each in every),
        has_plan=followed_plan(place, visitor) is not None,
        screened=last_screening(place.store, visitor.athlete, today=visitor.today),
        weekdays=[
            (day, date(2024, 1, 1) + timedelta(days=day)) for day in WEEKDAYS
        ],  # a Monday, for its name
        stretches=STRETCHES,
        places=[each for each in TrainingPlace if each in programme.places],
    )


# ── The calendar of the plan ─────────────────────────────────────────────────────────────────────────


@router.get("/plan/calendar.ics", include_in_schema=False)
def calendar(place: Here, visitor: Visiting) -> Response:
    """The sessions as a calendar file."""
    data = calendar_of(place.store, visitor.athlete)
    return download(data, name="backstride.ics", kind="text/calendar; charset=utf-8")


@router.post("/plan/calendar", include_in_schema=False)
def change_calendar(request: Request, place: Here, visitor: Visiting, form: Form) -> Response:
    """Say when sessions begin, or give the calendar another address."""
    if form.get("do") == "renew":
        renew_feed(place, visitor.athlete)
        return RedirectResponse("/plan#calendar", 303)
    typed = typed_of(form, "at")
    try:
        timed_plans(place.store, visitor.athlete, starts_at=_clock(typed), at=visitor.now)
    except InvalidValue as trouble:
        return _plan_page(request, place, visitor, trouble=trouble, at=typed)
    return RedirectResponse("/plan#calendar", 303)


def _clock(text: str) -> time | None:
    if not text:
        return None
    try:
        found = time.fromisoformat(text)
    except ValueError as trouble:
        raise InvalidValue(
            f"{text[:40]!r} is no time of day.",
            allowed="Hours and minutes, from 0:00 to 23:59.",
            remedy="Write it like 18:00.",
        ) from trouble
    return found.replace(second=0, microsecond=0, tzinfo=None)
