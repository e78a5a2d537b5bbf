"""What to do on a day: the session, what holds it back, what was done lately, and what needs a look."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from backstride.actions.adapting import PlanMatch
from backstride.actions.exertion_targets import must_go_by_exertion
from backstride.actions.listing import Listed, list_activities
from backstride.actions.plan_view import outcome_of
from backstride.actions.planning import PlanOutcome, SessionStatus
from backstride.actions.reviewing import copies_of
from backstride.athlete import Athlete, Quantity
from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.log import Verdict
from backstride.session import HeartModel, heart_model
from backstride.store import Log, Store
from backstride.training.adaptation_rules import FiredRule, Situation, fired_rules
from backstride.training.clearance import Screening
from backstride.training.diary import CheckIn
from backstride.training.gates import GateState, days_said
from backstride.training.plan import PlannedSession

LATELY: Final = timedelta(days=3)
"""Sessions of the last days that are told. Assumed."""
RECENT: Final = timedelta(days=28)
"""Stretches of unknown direction are asked about for so long. Assumed."""
LEAST_UNKNOWN_S: Final = 60.0
"""Of unknown direction in an activity, below which nobody need look. Assumed. [s]"""
ENDS_SOON: Final = timedelta(days=30)
"""So long before its end a screening is spoken of. Assumed."""
OLD_AFTER: Final = {
    Quantity.RESTING_HEART_RATE_BPM: timedelta(days=90),
    Quantity.MASS_KG: timedelta(days=180),
}
"""A measurement older than this may not hold any more. Assumed."""


class ReminderKind(StrEnum):
    """What needs a look."""

    NO_AGE = "no age"
    """Neither the year of birth nor a measured maximum heart rate is known, so there is no target range."""
    NO_SCREENING = "no screening"
    SCREENING_OVER = "screening over"
    SCREENING_ENDS = "screening ends"
    COPIES = "copies to review"
    DIRECTION = "direction unknown"
    MEASUREMENT = "measurement old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something that needs a look, with what it is about."""

    kind: ReminderKind
    count: int | None = None
    """How many; None where there is nothing to count."""
    day: date | None = None
    """Until or since when; None where it has no day."""
    activity: str | None = None
    """The key of the latest activity that it is about."""
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfPlan:
    """A session of the plan, and what became of it."""

    session: PlannedSession
    status: SessionStatus
    activity: str | None = None
    """The key of the activity that did it."""
    words: tuple[str, ...] = ()
    """How far it was done as planned, in sentences."""
    gate: GateState | None = None
    """The gate that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayOutcome:
    """What to do on a day."""

    day: date
    heart: HeartModel
    """What is known of the heart; nothing where the values contradict each other."""
    plan: PlanOutcome | None = None
    now: DayOfPlan | None = None
    """The session of the day; None on a day of rest, or without a plan."""
    ahead: DayOfPlan | None = None
    """The next session after the day."""
    lately: tuple[DayOfPlan, ...] = ()
    """The sessions of the days before, the latest first."""
    rules: tuple[FiredRule, ...] = ()
    """What keeps from training on the day; empty where nothing does."""
    by_exertion: bool = False
    """Whether a medicine holds the heart rate down, so that it says nothing."""
    checkin: CheckIn | None = None
    """What was said of the day."""
    screening: Screening | None = None
    """The latest."""
    latest: Listed | None = None
    """The latest activity."""
    imported_on: date | None = None
    """When an import last ended."""
    reminders: tuple[Reminder, ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether nothing is to be done on the day, whatever was planned."""
        return bool(self.rules)

    @property
    def stops(self) -> bool:
        """Whether the pause lasts until it is told that it is over; else until the week ends."""
        return any(each.rule.effect.stops for each in self.rules)

    @property
    def days_since_import(self) -> int | None:
        """How long ago an import last ended; None where there was none. [d]"""
        return None if self.imported_on is None else max(0, (self.day - self.imported_on).days)


def today_of(store: Store, athlete: str, *, today: date, matched: PlanMatch | None) -> TodayOutcome:
    """What to do on a day.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    today
        The day.
    matched
        The plan that is followed, beside what was done, as `match_plan` gives it; None where there is none.

    Returns
    -------
    TodayOutcome
        As far as it can be told.
    """
    with store.reading() as log:
        person = log.athletes.athlete(athlete)
        screened = log.diary.screening(athlete)
        diary = tuple(each for each in log.diary.checkins(athlete) if each.day <= today)
        by_exertion = must_go_by_exertion(log, athlete)
        imported_on = _imported_on(log, athlete)
        unknown = _unknown_direction(log, athlete, today)
    around = _Around() if matched is None else _around(matched, today)
    screening = None if screened is None else screened.screening
    listed = list_activities(store, athlete, limit=1).activities
    heart = heart_on(person, today)
    return TodayOutcome(
        day=today,
        heart=heart,
        plan=around.plan,
        now=around.now,
        ahead=around.ahead,
        lately=around.lately,
        rules=_pauses(matched, diary, screening, today),
        by_exertion=by_exertion,
        checkin=next((each for each in reversed(diary) if each.day == today), None),
        screening=screening,
        latest=listed[0] if listed else None,
        imported_on=imported_on,
        reminders=(
            *([Reminder(kind=ReminderKind.NO_AGE)] if heart.maximum is None else ()),
            *_of_screening(screening, today, has_plan=matched is not None),
            *_copies(store, athlete),
            *unknown,
            *_old_measurements(person, today),
        ),
    )


def heart_on(person: Athlete, day: date) -> HeartModel:
    """What heart rates are held against on a day.

    Parameters
    ----------
    person
        The person.
    day
        The day.

    Returns
    -------
    HeartModel
        By their own choice; nothing where what is known contradicts itself.
    """
    choice = person.heart_choice_on(day)
    try:
        return heart_model(
            person.on(day), formula=choice.formula, target=choice.target, zones_bpm=choice.zones_bpm
        )
    except InvalidValue:
        return HeartModel()


# ── The plan ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """The plan, and its sessions around the day."""

    plan: PlanOutcome | None = None
    now: DayOfPlan | None = None
    ahead: DayOfPlan | None = None
    lately: tuple[DayOfPlan, ...] = ()


def _around(matched: PlanMatch, today: date) -> _Around:
    plan = outcome_of(matched, today=today)
    words = {each.session: each.words for each in matched.adherence}
    gates = {each.gate: each for each in matched.gates}

    def told(session: PlannedSession) -> DayOfPlan:
        return DayOfPlan(
            session=session,
            status=plan.status(session),
            activity=plan.done.get(session.key),
            words=words.get(session.key, ()),
            gate=None if session.gate is None else gates.get(session.gate),
        )

    sessions = plan.plan.sessions
    ahead = [each for each in sessions if each.day > today and each.key not in plan.done]
    before = [each for each in sessions if today - LATELY <= each.day < today]
    return _Around(
        plan=plan,
        now=next((told(each) for each in sessions if each.day == today), None),
        ahead=told(ahead[0]) if ahead else None,
        lately=tuple(told(each) for each in reversed(before)),
    )


def _pauses(
    matched: PlanMatch | None, diary: tuple[CheckIn, ...], screening: Screening | None, today: date
) -> tuple[FiredRule, ...]:
    """The rules that keep from training on the day; without any screening none can be held."""
    found = screening if matched is None else matched.screening
    if found is None:
        return ()
    situation = Situation(
        today=today,
        days=days_said(diary if matched is None else matched.diary, on=today),
        screening=found,
        reviews=() if matched is None else matched.reviews,
    )
    return tuple(
        each
        for each in fired_rules(situation)
        if each.rule.effect.stops or (each.rule.effect.clears_week and matched is not None)
    )


# ── What needs a look ────────────────────────────────────────────────────────────────────────────


def _of_screening(screening: Screening | None, today: date, *, has_plan: bool) -> tuple[Reminder, ...]:
    if screening is None:
        return (Reminder(kind=ReminderKind.NO_SCREENING),)
    left = screening.valid_until - today
    if left < timedelta(0):
        return (Reminder(kind=ReminderKind.SCREENING_OVER, day=screening.valid_until),)
    if left <= ENDS_SOON and has_plan:
        return (Reminder(kind=ReminderKind.SCREENING_ENDS, day=screening.valid_until),)
    return ()


def _copies(store: Store, athlete: str) -> tuple[Reminder, ...]:
    doubtful = [each for each in copies_of(store, athlete) if each.pair.verdict is Verdict.DOUBTFUL]
    return (Reminder(kind=ReminderKind.COPIES, count=len(doubtful)),) if doubtful else ()


def _unknown_direction(log: Log, athlete: str, today: date) -> tuple[Reminder, ...]:
    """Recent activities on foot with a minute or more of which nobody knows the direction."""
    parts = log.figures.parts(athlete, since=today - RECENT, until=today)
    found = [
        each
        for each in parts
        if each.travel is Travel.UNKNOWN
        and each.gait not in {Gait.OTHER, Gait.STANDING}
        and each.duration_s >= LEAST_UNKNOWN_S
    ]
    if not found:
        return ()
    return (
        Reminder(
            kind=ReminderKind.DIRECTION,
            count=len({each.key for each in found}),
            day=found[-1].day,
            activity=found[-1].key,
        ),
    )


def _old_measurements(person: Athlete, today: date) -> tuple[Reminder, ...]:
    """What was measured, but long ago; what holds always is not old."""
    found = []
    for quantity, most in OLD_AFTER.items():
        days = [
            each.measured_on
            for each in person.measurements
            if each.quantity is quantity and each.measured_on <= today
        ]
        latest = max(days, default=date.min)
        if latest != date.min and today - latest > most:
            found.append(Reminder(kind=ReminderKind.MEASUREMENT, day=latest, quantity=quantity))
    return tuple(found)


def _imported_on(log: Log, athlete: str) -> date | None:
    ended = [each.finished_at for each in log.imports.batches(athlete) if each.finished_at is not None]
    return max(ended).astimezone().date() if ended else None
