"""Hold what was done against the plan that is followed, and move the plan on."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from backstride.actions.done_activities import body_of, done_activities
from backstride.actions.planning import followed
from backstride.actions.training_history import form_before, forward_done, own_speeds
from backstride.errors import StoreBusy
from backstride.store import Store, StoredPlan
from backstride.store.plans import ADAPTED, STOPPED
from backstride.training.adaptation_rules import FiredRule
from backstride.training.adherence import SessionAdherence, adherence
from backstride.training.clearance import Screening
from backstride.training.diary import CheckIn
from backstride.training.gates import GateState, gate_states
from backstride.training.matching import NEAR_DAYS, DoneActivity, Matching, match
from backstride.training.plan import ForwardSession, Plan, PlanRequest
from backstride.training.plan_changes import ChangeKind, PlanChange
from backstride.training.programme import SessionKind
from backstride.training.remainder import ROUNDING_MIN
from backstride.training.week_review import WeekReview, diary_with_sessions, done_by_phase, review_week

if TYPE_CHECKING:
    from backstride.training.adaptation import Adaptation


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMatch:
    """A plan beside what was done."""

    stored: StoredPlan
    activities: tuple[DoneActivity, ...]
    """Since the plan began, the oldest first."""
    matching: Matching
    """Which activity is which session."""
    adherence: tuple[SessionAdherence, ...]
    """How far each session was done as planned, in the order of the plan."""
    reviews: tuple[WeekReview, ...]
    """Of the weeks so far, the running one last."""
    gates: tuple[GateState, ...]
    """Whether the gates are open today."""
    diary: tuple[CheckIn, ...]
    """What was said of the days, pain and falls of sessions included."""
    screening: Screening
    """The latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptOutcome:
    """What a plan has become, and why."""

    stored: StoredPlan
    """As it is now; as it was where nothing changed, or it was only tried."""
    matched: PlanMatch
    """What was done of the plan as it was."""
    words: str
    """One paragraph."""
    changes: tuple[PlanChange, ...]
    fired: tuple[FiredRule, ...]
    is_stopped: bool
    """Whether nothing is to be done until something is told."""
    refused: tuple[str, ...]
    """Why the rest could not be planned anew; empty where it could."""
    is_dry: bool


def match_plan(store: Store, athlete: str, *, today: date) -> PlanMatch:
    """Hold what was done against the plan that is followed.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    today
        The day.

    Returns
    -------
    PlanMatch
        Planned beside done.

    Raises
    ------
    NotInLog
        If there is no plan.
    """
    with store.reading() as log:
        stored = followed(log, athlete)
        plan = stored.current
        since = plan.start - timedelta(days=NEAR_DAYS)
        activities = done_activities(store, log, athlete, since=since, until=today)
        diary = diary_with_sessions(
            [each for each in log.diary.checkins(athlete) if each.day <= today], activities
        )
        screened = log.diary.screening(athlete)
        speeds = own_speeds(log, athlete, today=today)
        body = body_of(log.athletes.athlete(athlete), speeds, on=today)
    screening = stored.request.screening if screened is None else screened.screening
    matching = match(activities, plan)
    done = done_by_phase(plan, matching, activities)
    sessions = {each.key: each for each in plan.sessions}
    of_key = {each.key: each for each in activities}
    return PlanMatch(
        stored=stored,
        activities=activities,
        matching=matching,
        adherence=tuple(
            adherence(sessions[each.session], of_key[each.activity], body) for each in matching.matches
        ),
        reviews=tuple(
            review_week(plan, week.number, matching=matching, activities=activities, diary=diary, today=today)
            for week in plan.weeks
            if week.monday <= today
        ),
        gates=gate_states(stored.programme, on=today, diary=diary, screening=screening, done=done),
        diary=diary,
        screening=screening,
    )


def adapt_plan(
    store: Store, athlete: str, *, today: date, at: datetime, is_dry: bool = False
) -> AdaptOutcome:
    """Move the plan that is followed on from today; a second time on the same day changes nothing.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    today
        The day.
    at
        The moment.
    is_dry
        Whether only to see what would change.

    Returns
    -------
    AdaptOutcome
        What changed and why.

    Raises
    ------
    NotInLog
        If there is no plan.
    StoreBusy
        If somebody else changed the plan meanwhile.
    """
    matched = match_plan(store, athlete, today=today)
    stored = matched.stored
    found = _adapted(_request(store, athlete, matched, today=today), matched, today)
    if found.changes and not is_dry:
        kind = STOPPED if found.is_stopped else ADAPTED
        with store.writing() as log:
            if followed(log, athlete) != stored:
                raise StoreBusy(
                    "The plan was changed by somebody else meanwhile.",
                    allowed="One change of a plan at a time.",
                    remedy="Look at it with: backstride plan. Then: backstride adapt.",
                )
            stored = log.plans.change(stored.key, at=at, kind=kind, words=found.words, current=found.plan)
    return AdaptOutcome(
        stored=stored,
        matched=matched,
        words=found.words,
        changes=found.changes,
        fired=found.fired,
        is_stopped=found.is_stopped,
        refused=found.refused,
        is_dry=is_dry,
    )


def _adapted(request: PlanRequest, matched: PlanMatch, today: date) -> "Adaptation":
    """The plan moved on. What was moved by hand stays there, unless the rest has to be planned anew."""
    # The solver takes a moment to load, which nothing else here need wait for.
    from backstride.training.adaptation import adapt  # noqa: PLC0415 - see above

    plan = matched.stored.current
    done = done_by_phase(plan, matched.matching, matched.activities)

    def adapted(asked: PlanRequest) -> "Adaptation":
        return adapt(asked, plan, matched.reviews, matched.diary, matched.screening, today=today, done=done)

    in_use = _with_days_in_use(request, plan, today)
    found = adapted(in_use)
    is_anew = any(each.kind not in {ChangeKind.HELD, ChangeKind.RELEASED} for each in found.changes)
    return adapted(request) if is_anew and in_use != request else found


def _with_days_in_use(request: PlanRequest, plan: Plan, today: date) -> PlanRequest:
    """The same with those weekdays free that sessions to come were moved to."""
    days = dict(request.days)
    for each in plan.sessions:
        if each.day >= today and each.kind is not SessionKind.RACE:
            days[each.day.weekday()] = max(days.get(each.day.weekday(), 0.0), each.minutes)
    is_wider = any(most > request.days.get(day, 0.0) + ROUNDING_MIN for day, most in days.items())
    return replace(request, days=days) if is_wider else request


def _request(store: Store, athlete: str, matched: PlanMatch, *, today: date) -> PlanRequest:
    """What the plan was asked for, with what has come to be known since."""
    request = matched.stored.request
    yesterday = today - timedelta(days=1)
    fitness, fatigue = form_before(store, athlete, until=yesterday)
    with store.reading() as log:
        done = forward_done(log, athlete, start=today, today=today)
    return replace(
        request,
        forward=_merged(request.forward, done),
        before=replace(request.before, fitness=fitness, fatigue=fatigue),
    )


def _merged(
    planned: tuple[ForwardSession, ...], done: tuple[ForwardSession, ...]
) -> tuple[ForwardSession, ...]:
    """Forward training, planned and done: what was done on a day counts in place of what was planned."""
    days = {each.day for each in done}
    return tuple(
        sorted((*done, *(each for each in planned if each.day not in days)), key=lambda each: each.day)
    )
