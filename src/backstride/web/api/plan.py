"""The plan for programs: make it, look at it, move it on, move a session, end it, and its calendar."""

from datetime import time
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from backstride.actions.adapting import adapt_plan
from backstride.actions.adapting_documents import adapt_document, match_document
from backstride.actions.calendars import calendar_of, timed_plans
from backstride.actions.moving import move_session
from backstride.actions.moving_documents import move_document
from backstride.actions.plan_documents import plan_document
from backstride.actions.planning import PlanOutcome, PlanWish, end_plan, find_phase, plan_training
from backstride.errors import NotInLog
from backstride.training.plan import LONGEST_WEEKS, ForwardSession
from backstride.training.workout import Place
from backstride.web.answering import download, json_answer
from backstride.web.openapi import documented
from backstride.web.place import Here
from backstride.web.planned import followed_plan, matched_plan, programme_named
from backstride.web.sent_values import DayOfLife
from backstride.web.visitor import Visiting

router = APIRouter(tags=["plan"])

Minutes = Annotated[float, Field(ge=5.0, le=600.0, allow_inf_nan=False)]
Key = Annotated[str, InPath(max_length=40, description="The key of a session, as in w03-2.")]


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """0 for Monday."""
        return list(Weekday).index(self)


class Effort(BaseModel):
    """Forward training that takes place every week."""

    model_config = ConfigDict(extra="forbid")

    minutes: Annotated[float, Field(ge=0.0, le=1440.0, allow_inf_nan=False, description="[min]")]
    rpe: Annotated[
        float, Field(ge=0.0, le=10.0, allow_inf_nan=False, description="Perceived exertion, 0 to 10.")
    ]


class DatedEffort(Effort):
    """Forward training on one day."""

    day: DayOfLife


class ToPlan(BaseModel):
    """What is asked of a plan."""

    model_config = ConfigDict(extra="forbid")

    programme: Annotated[str, Field(max_length=80, description="The key of a programme.")]
    start: Annotated[DayOfLife, Field(description="The first day.")]
    days: Annotated[
        dict[Weekday, Minutes],
        Field(min_length=1, description="Free weekdays, each with its longest session. [min]"),
    ]
    weeks: Annotated[
        int | None,
        Field(strict=True, ge=1, le=LONGEST_WEEKS, description="Without it, as many as the programme takes."),
    ] = None
    places: Annotated[
        list[Place] | None, Field(max_length=20, description="Where; else as said at the screening.")
    ] = None
    race_on: DayOfLife | None = None
    forward: Annotated[list[DatedEffort], Field(max_length=400)] = []
    forward_weekly: dict[Weekday, Effort] = {}
    days_off: Annotated[list[DayOfLife], Field(max_length=400)] = []
    from_phase: Annotated[str | None, Field(max_length=80)] = None
    dry_run: Annotated[bool, Field(strict=True, description="Whether only to see what it would be.")] = False

    def wish(self) -> PlanWish:
        """The same as a wish.

        Returns
        -------
        PlanWish
            The wish, by a programme that comes with the app.
        """
        programme = programme_named(self.programme)
        return PlanWish(
            programme=programme,
            start=self.start,
            days={day.number: minutes for day, minutes in self.days.items()},
            weeks=self.weeks,
            places=frozenset(self.places) if self.places else None,
            race_on=self.race_on,
            forward=tuple(
                ForwardSession(day=each.day, minutes=each.minutes, rpe=each.rpe) for each in self.forward
            ),
            forward_weekly={
                day.number: (each.minutes, each.rpe) for day, each in self.forward_weekly.items()
            },
            days_off=frozenset(self.days_off),
            from_phase=None if self.from_phase is None else find_phase(programme, self.from_phase),
        )


class ToTry(BaseModel):
    """Whether something is to be kept."""

    model_config = ConfigDict(extra="forbid")

    dry_run: Annotated[bool, Field(strict=True, description="Whether only to say what would change.")] = False


class ToMove(ToTry):
    """Where a session is to be moved to."""

    day: DayOfLife


class ToTime(BaseModel):
    """When sessions begin."""

    model_config = ConfigDict(extra="forbid")

    starts_at: Annotated[
        str | None,
        Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="As in 18:00; null for no time."),
    ]


@router.get("/api/plan", responses=documented("plan", "The plan that is followed."))
def plan(place: Here, visitor: Visiting) -> Response:
    """The plan that is followed, with what became of each session."""
    outcome = followed_plan(place, visitor)
    if outcome is None:
        raise _no_plan()
    return json_answer(plan_document(outcome))


def _no_plan() -> NotInLog:
    return NotInLog(
        "There is no plan that you follow.",
        allowed="A plan that was made and has not ended.",
        remedy="See what can be planned with: backstride programmes.",
    )


@router.post("/api/plan", responses=documented("plan", "The plan."))
def make_plan(body: ToPlan, place: Here, visitor: Visiting) -> Response:
    """Make a plan and follow it; an earlier one ends."""
    outcome = plan_training(
        place.store,
        visitor.athlete,
        body.wish(),
        today=visitor.today,
        at=visitor.now,
        is_dry=body.dry_run,
    )
    return json_answer(plan_document(outcome))


@router.delete("/api/plan", responses=documented("plan", "The plan as it ended."))
def end(place: Here, visitor: Visiting) -> Response:
    """End the plan that is followed; its sessions from today on are cancelled."""
    ended = end_plan(place.store, visitor.athlete, today=visitor.today, at=visitor.now)
    outcome = PlanOutcome(request=ended.request, plan=ended.current, gates=(), stored=ended)
    return json_answer(plan_document(outcome))


@router.post("/api/plan/adapt", responses=documented("adapt", "What changed, and why."))
def adapt(body: ToTry, place: Here, visitor: Visiting) -> Response:
    """Move the plan on, by what was done and said."""
    outcome = adapt_plan(
        place.store, visitor.athlete, today=visitor.today, at=visitor.now, is_dry=body.dry_run
    )
    return json_answer(adapt_document(outcome))


@router.get("/api/plan/match", responses=documented(None, "What was done of the plan."))
def match(place: Here, visitor: Visiting) -> Response:
    """Which activity did which session, and how far as planned."""
    matched = matched_plan(place, visitor)
    if matched is None:
        raise _no_plan()
    return json_answer(match_document(matched))


@router.post("/api/plan/sessions/{key}/move", responses=documented(None, "The session on its new day."))
def move(key: Key, body: ToMove, place: Here, visitor: Visiting) -> Response:
    """Move a session to another day, within the rules; one that stands there takes its day."""
    outcome = move_session(
        place.store,
        visitor.athlete,
        key,
        body.day,
        today=visitor.today,
        at=visitor.now,
        is_dry=body.dry_run,
    )
    return json_answer(move_document(outcome))


@router.get(
    "/api/calendar.ics",
    responses=documented(what="The sessions, as iCalendar.", kind="text/calendar"),
    response_class=Response,
)
def calendar(place: Here, visitor: Visiting) -> Response:
    """The sessions of all plans as a calendar; those that are gone are cancelled in it."""
    data = calendar_of(place.store, visitor.athlete)
    return download(data, name="backstride.ics", kind="text/calendar; charset=utf-8")


@router.put("/api/calendar/time", responses=documented(None, "When sessions begin now."))
def set_time(body: ToTime, place: Here, visitor: Visiting) -> Response:
    """Say when sessions begin in the calendar."""
    starts_at = None if body.starts_at is None else time.fromisoformat(body.starts_at)
    timed_plans(place.store, visitor.athlete, starts_at=starts_at, at=visitor.now)
    return json_answer({"starts_at": body.starts_at})
