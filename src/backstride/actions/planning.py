"""Make a plan by a programme, look at the one that is followed, end it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from backstride.actions.exertion_targets import PROGRAMME_BY_EXERTION, programme_by_exertion
from backstride.actions.training_history import before_plan, forward_done, own_speeds
from backstride.errors import InvalidValue, NotInLog, PlanRefused, UnreadablePath
from backstride.load import monday_of
from backstride.store import Log, Store, StoredPlan, StoredScreening
from backstride.training.adaptation_rules import Situation, fired_rules
from backstride.training.clearance import Screening, Verdict
from backstride.training.gates import GateState, days_said, gate_states
from backstride.training.library import programme, read_programme
from backstride.training.plan import ForwardSession, Plan, PlannedSession, PlanRequest
from backstride.training.programme import Programme
from backstride.training.screening import goes_by_exertion, places_told
from backstride.training.workout import Place

LARGEST_FILE: Final = 1_000_000
"""Of a programme; far more than any has. [B]"""
FARTHEST: Final = timedelta(days=5 * 365)
"""A plan that begins farther off is a slip of the year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """What an athlete asks of a plan."""

    programme: Programme
    start: date
    days: Mapping[int, float]
    """The longest session of each free weekday, 0 for Monday. [min]"""
    weeks: int | None = None
    """None for as many as the programme takes, or until race day."""
    places: frozenset[Place] | None = None
    """None for those that were told at the screening, else wherever the programme can be done."""
    race_on: date | None = None
    forward: tuple[ForwardSession, ...] = ()
    forward_weekly: Mapping[int, tuple[float, float]] | None = None
    """Minutes and exertion by weekday, every week."""
    days_off: frozenset[date] = frozenset()
    from_phase: str | None = None
    """The key of the phase to begin with; None for the first."""


class SessionStatus(StrEnum):
    """What became of a session of a plan."""

    PLANNED = "planned"
    HELD = "held"
    """Behind a gate that was shut when the plan was made or adapted."""
    DONE = "done"
    MISSED = "missed"
    """Its day is over, and no activity does it."""

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be done."""
        return self in {SessionStatus.PLANNED, SessionStatus.HELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutcome:
    """A plan, and what holds it."""

    request: PlanRequest
    plan: Plan
    gates: tuple[GateState, ...]
    """Whether the gates of its programme are open today."""
    stored: StoredPlan | None = None
    """None where it was only tried."""
    is_new: bool = False
    done: Mapping[str, str] = field(default_factory=dict)
    """Which activity did a session, by the key of the session."""
    today: date | None = None
    """None where nobody looked at what was done."""

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self.request.programme

    def status(self, session: PlannedSession) -> SessionStatus:
        """What became of a session of the plan.

        Parameters
        ----------
        session
            The session.

        Returns
        -------
        SessionStatus
            Done, missed, held or planned.
        """
        if session.key in self.done:
            return SessionStatus.DONE
        if self.today is not None and session.day < self.today:
            return SessionStatus.MISSED
        return SessionStatus.PLANNED if session.gate is None else SessionStatus.HELD


def find_programme(name: str) -> Programme:
    """A programme by its key, or from a file.

    Parameters
    ----------
    name
        The key of a packaged programme, or the path of a file that ends in ``.toml``.

    Returns
    -------
    Programme
        The programme.

    Raises
    ------
    InvalidValue
        If there is none of that key, or something is wrong in the file.
    UnreadablePath
        If the file cannot be read.
    """
    if not name.lower().endswith(".toml"):
        return programme(name)
    path = Path(name)
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_FILE + 1).decode()
    except (OSError, ValueError) as trouble:
        why = getattr(trouble, "strerror", None) or "it is no text in UTF-8"
        raise UnreadablePath(
            f"{path} cannot be read: {why}.",
            allowed="A programme is a text file that exists and that you may read.",
            remedy="Check its name; the programmes that are there are listed by: backstride programmes.",
        ) from trouble
    return read_programme(text, name=path.name)


def plan_training(
    store: Store, athlete: str, wish: PlanWish, *, today: date, at: datetime, is_dry: bool = False
) -> PlanOutcome:
    """Make a plan, and follow it from now on; an earlier plan ends.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    wish
        What is asked for.
    today
        The day.
    at
        The moment.
    is_dry
        Whether only to see what it would be.

    Returns
    -------
    PlanOutcome
        The plan.

    Raises
    ------
    PlanRefused
        If there is no valid screening, or what was asked for cannot all be.
    InvalidValue
        If a number of it cannot be.
    """
    # The solver takes a moment to load, which nothing else here need wait for.
    from backstride.training.planning import make_plan  # noqa: PLC0415 - see above

    request, gates = _request(store, athlete, wish, today=today)
    plan = make_plan(request)
    if request.programme != wish.programme:
        plan = replace(plan, advice=(*plan.advice, PROGRAMME_BY_EXERTION))
    if is_dry:
        return PlanOutcome(request=request, plan=plan, gates=gates, is_new=True)
    with store.writing() as log:
        stored = log.plans.save_new(athlete, request, plan, at=at, on=today)
    return PlanOutcome(request=request, plan=plan, gates=gates, stored=stored, is_new=True)


def _request(
    store: Store, athlete: str, wish: PlanWish, *, today: date
) -> tuple[PlanRequest, tuple[GateState, ...]]:
    """What a plan is made from, gathered from the wish and the log."""
    _check_start(wish.start, today)
    before = before_plan(store, athlete, start=wish.start, today=today)
    with store.reading() as log:
        screened = valid_screening(log, athlete, today=today)
        _check_verdict(screened.screening)
        _check_days(log, athlete, screened, today)
        states = gate_states(
            wish.programme,
            on=today,
            diary=log.diary.checkins(athlete),
            screening=screened.screening,
            done={},
        )
        speeds = own_speeds(log, athlete, today=today)
        done = forward_done(log, athlete, start=wish.start, today=today)
    by_exertion = goes_by_exertion(screened.screening)
    request = PlanRequest(
        programme=programme_by_exertion(wish.programme) if by_exertion else wish.programme,
        screening=screened.screening,
        start=wish.start,
        weeks=_weeks(wish),
        days=wish.days,
        places=wish.places or places_told(screened.answers) or wish.programme.places,
        speeds=speeds,
        race_on=wish.race_on,
        days_off=wish.days_off,
        open_gates=frozenset(state.gate for state in states if state.is_open),
        before=before,
        least_phase=wish.from_phase,
    )
    planned = _repeated(wish, request.last_day)
    return replace(request, forward=tuple(sorted((*done, *planned), key=lambda each: each.day))), states


def valid_screening(log: Log, athlete: str, *, today: date) -> StoredScreening:
    """The screening that counts today.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.
    today
        The day.

    Returns
    -------
    StoredScreening
        The latest, whatever it came to.

    Raises
    ------
    PlanRefused
        If there is none, or it is too old.
    """
    found = log.diary.screening(athlete)
    if found is None:
        words = "Nothing is planned before a screening, and there is none in the log."
        raise PlanRefused(
            words,
            allowed="A screening of the last year, which asks about your health.",
            remedy="Answer its questions with: backstride screen.",
            reasons=(words,),
        )
    if found.screening.valid_until < today:
        words = f"The screening of {found.screening.screened_on} counted until {found.screening.valid_until}."
        raise PlanRefused(
            words,
            allowed="A screening of the last year.",
            remedy="Answer its questions anew with: backstride screen.",
            reasons=(words,),
        )
    return found


def _check_start(start: date, today: date) -> None:
    if abs(start - today) > FARTHEST:
        raise InvalidValue(
            f"The plan would begin on {start}.",
            allowed=f"A plan begins within {FARTHEST.days // 365} years of today.",
            remedy="Check the year.",
        )


def _check_verdict(screening: Screening) -> None:
    """Refuse to plan past a screening, and say how to go on."""
    if screening.allows_planning:
        return
    asks = screening.verdict is Verdict.ASK_CLINICIAN
    raise PlanRefused(
        f"The screening of {screening.screened_on} came to: {screening.verdict.value}.",
        allowed="Nothing is planned past a screening.",
        remedy='Record what the clinician said, as in: backstride screen --clinician "Dr. Weber" '
        "--clinician-allows walk."
        if asks
        else "When it has passed, answer the questions again: backstride screen --ask.",
        reasons=tuple(each.words for each in screening.reasons if each.verdict is screening.verdict),
    )


def _check_days(log: Log, athlete: str, screened: StoredScreening, today: date) -> None:
    """Refuse to plan while something that was said of the last days stops training."""
    days = days_said(log.diary.checkins(athlete), on=today)
    situation = Situation(today=today, days=days, screening=screened.screening, reviews=())
    stops = tuple(each.found for each in fired_rules(situation) if each.rule.effect.stops)
    if stops:
        raise PlanRefused(
            "What you said of the last days stops training backward.",
            allowed="A plan is made once it has passed: two good days in a row, or a new screening, say so.",
            remedy="Then check in each day, as in: backstride checkin --pain 0 --swelling no --ill no.",
            reasons=stops,
        )


def _weeks(wish: PlanWish) -> int:
    if wish.weeks is not None:
        return wish.weeks
    if wish.race_on is not None and wish.race_on >= wish.start:
        return (wish.race_on - monday_of(wish.start)).days // 7 + 1
    keys = [phase.key for phase in wish.programme.phases]
    first = 0 if wish.from_phase is None else keys.index(find_phase(wish.programme, wish.from_phase))
    return sum(phase.weeks[1] for phase in wish.programme.phases[first:])


def find_phase(programme: Programme, name: str) -> str:
    """The key of a phase.

    Parameters
    ----------
    programme
        The programme.
    name
        The name or the key of one of its phases.

    Returns
    -------
    str
        Its key.

    Raises
    ------
    InvalidValue
        If the programme has no such phase.
    """
    wanted = name.strip().casefold()
    for phase in programme.phases:
        if wanted in {phase.key.casefold(), phase.name.casefold()}:
            return phase.key
    raise InvalidValue(
        f"The programme {programme.key} has no phase {name!r}.",
        allowed="Its phases: " + ", ".join(f"“{phase.name}”" for phase in programme.phases) + ".",
        remedy="Name one of them, or leave it out to begin with the first.",
    )


def _repeated(wish: PlanWish, last_day: date) -> tuple[ForwardSession, ...]:
    """Forward training that is planned: dated, and every week until the last day, the first one whole."""
    weekly = wish.forward_weekly or {}
    monday = monday_of(wish.start)
    days = (monday + timedelta(days=number) for number in range((last_day - monday).days + 1))
    dated = {each.day for each in wish.forward}
    return (
        *wish.forward,
        *(
            ForwardSession(day=day, minutes=weekly[day.weekday()][0], rpe=weekly[day.weekday()][1])
            for day in days
            if day.weekday() in weekly and day not in dated
        ),
    )


def followed(log: Log, athlete: str) -> StoredPlan:
    """The plan that an athlete follows.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.

    Returns
    -------
    StoredPlan
        The plan.

    Raises
    ------
    NotInLog
        If there is none.
    """
    found = log.plans.current(athlete)
    if found is None:
        raise NotInLog(
            "There is no plan that you follow.",
            allowed="A plan that was made and has not ended.",
            remedy="See what can be planned with: backstride programmes.",
        )
    return found


def end_plan(store: Store, athlete: str, *, today: date, at: datetime) -> StoredPlan:
    """End the plan that is followed: what lay before stays, and sessions from today on are cancelled.

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

    Returns
    -------
    StoredPlan
        The plan as it ended.

    Raises
    ------
    NotInLog
        If there is none.
    """
    with store.writing() as log:
        plan = followed(log, athlete)
        return log.plans.end(plan.key, at=at, on=today, words="You ended it.")
