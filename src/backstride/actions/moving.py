"""Move a session of the plan to another day, within the rules that the plan was made by."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from backstride.actions.adapting import PlanMatch, match_plan
from backstride.actions.planning import followed
from backstride.errors import InvalidValue, NotInLog, PlanRefused, StoreBusy
from backstride.load import monday_of
from backstride.store import Store, StoredPlan
from backstride.training.phrases import day_words
from backstride.training.plan import Plan, PlannedSession, PlannedWeek, PlanRequest
from backstride.training.plan_check import faults_of
from backstride.training.programme import SessionKind

MOVED: Final = "moved"
"""The kind of a change of a plan by which a session goes to another day."""
NEAR: Final = timedelta(days=7)
"""So far may a session go from its day at once; what goes farther is another week's session. Assumed."""
WEEK: Final = timedelta(days=7)
KEY: Final = re.compile(r"\bw\d\d-\d+\b")
TIMES: Final = re.compile(r"times ([\w-]+)\.$")
"""Where a fault names a session of the programme by its key."""
MOST_REASONS: Final = 3
"""A session gives so many reasons at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveOutcome:
    """What became of a session that was moved."""

    stored: StoredPlan
    """The plan as it is now; as it was where it was only tried."""
    before: PlannedSession
    session: PlannedSession
    """On its new day; its key tells its place in the week, and may be another than before."""
    swapped: PlannedSession | None
    """The session that stood on that day and took the other's, as it is now; None where the day was free."""
    words: str
    """A sentence or two for people."""
    notes: tuple[str, ...]
    """Sentences: what to mind now."""
    is_dry: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """A session on its way to another day."""

    matched: PlanMatch
    session: PlannedSession
    day: date
    today: date

    @property
    def plan(self) -> Plan:
        return self.matched.stored.current

    @property
    def done(self) -> frozenset[str]:
        return frozenset(each.session for each in self.matched.matching.matches)

    @property
    def there(self) -> PlannedSession | None:
        """What stands on that day already."""
        return next((each for each in self.plan.sessions if each.day == self.day), None)


def move_session(
    store: Store, athlete: str, key: str, day: date, *, today: date, at: datetime, is_dry: bool = False
) -> MoveOutcome:
    """Move a session of the plan that is followed to another day; what stands there changes places with it.

    Whoever moves a session says that the day is free for it. All other rules hold: rest, the distance between
    hard sessions, growth, gates, and what the screening bars.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    key
        The key of the session.
    day
        Where to.
    today
        The day.
    at
        The moment.
    is_dry
        Whether only to see whether it can be.

    Returns
    -------
    MoveOutcome
        The session on its new day.

    Raises
    ------
    NotInLog
        If there is no plan, or no such session.
    InvalidValue
        If it stands on that day already.
    PlanRefused
        If a rule speaks against it, with every reason.
    StoreBusy
        If somebody else changed the plan meanwhile.
    """
    matched = match_plan(store, athlete, today=today)
    stored = matched.stored
    move = _Move(matched=matched, session=_session(stored, key), day=day, today=today)
    plan, keys = _moved(move)
    _refuse_if((*_out_of_place(move), *_broken(move, plan, keys)), move)
    words = _words(move)
    if not is_dry:
        with store.writing() as log:
            if followed(log, athlete) != stored:
                raise StoreBusy(
                    "The plan was changed by somebody else meanwhile.",
                    allowed="One change of a plan at a time.",
                    remedy="Look at it again, then move the session.",
                )
            stored = log.plans.change(stored.key, at=at, kind=MOVED, words=words, current=plan)
    now = {each.key: each for each in plan.sessions}
    return MoveOutcome(
        stored=stored,
        before=move.session,
        session=now[keys[move.session.key]],
        swapped=None if move.there is None else now[keys[move.there.key]],
        words=words,
        notes=tuple(_notes(keys)),
        is_dry=is_dry,
    )


def _session(plan: StoredPlan, key: str) -> PlannedSession:
    sessions = plan.current.sessions
    found = next((each for each in sessions if each.key == key), None)
    if found is None:
        raise NotInLog(
            f"Your plan has no session {key[:40]!r}.",
            allowed=f"Its sessions are {sessions[0].key} to {sessions[-1].key}."
            if sessions
            else "It has none left.",
            remedy="See them with: backstride plan.",
        )
    return found


# ── The plan with the session elsewhere ──────────────────────────────────────────────────────────────


def _moved(move: _Move) -> tuple[Plan, Mapping[str, str]]:
    """The plan after the move, and what each session of before is called in it."""
    if move.day == move.session.day:
        raise InvalidValue(
            f"{_named(move.session)} stands on that day already.",
            allowed="A session is moved to another day.",
            remedy="Choose the day to move it to.",
        )
    days = {move.session.key: move.day}
    if move.there is not None:
        days[move.there.key] = move.session.day
    sessions = sorted(
        (_on(each, days[each.key]) if each.key in days else each for each in move.plan.sessions),
        key=lambda each: each.day,
    )
    keys = _keys_by_order(sessions, move.plan)
    kept = tuple(replace(each, key=keys[each.key]) for each in sessions)
    weeks = tuple(_summed(week, kept) for week in move.plan.weeks)
    return replace(move.plan, sessions=kept, weeks=weeks), keys


def _on(session: PlannedSession, day: date) -> PlannedSession:
    """The session on another day, which it says in place of why it stood where it did."""
    reasons = session.reasons[: MOST_REASONS - 1]
    return replace(session, day=day, reasons=(*reasons, f"You moved it here from {day_words(session.day)}."))


def _keys_by_order(sessions: list[PlannedSession], plan: Plan) -> Mapping[str, str]:
    """What each session is called: by its week and its order there."""
    keys, numbers = dict[str, str](), {week.monday: week.number for week in plan.weeks}
    counts = dict.fromkeys(numbers, 0)
    for each in sessions:
        monday = monday_of(each.day)
        if monday in numbers:
            counts[monday] += 1
            keys[each.key] = f"w{numbers[monday]:02d}-{counts[monday]}"
        else:
            keys[each.key] = each.key
    return keys


def _summed(week: PlannedWeek, sessions: tuple[PlannedSession, ...]) -> PlannedWeek:
    inside = [each for each in sessions if monday_of(each.day) == week.monday]
    backward, load = sum(each.backward_min for each in inside), sum(each.load for each in inside)
    return replace(week, backward_min=backward, load=load)


# ── What speaks against it ───────────────────────────────────────────────────────────────────────────


def _refuse_if(reasons: tuple[str, ...], move: _Move) -> None:
    if reasons:
        raise PlanRefused(
            f"{_named(move.session)} cannot be moved to {day_words(move.day)}.",
            allowed=" ".join(reasons),
            remedy="Choose another day, or let the plan follow what you did with: backstride adapt.",
            reasons=reasons,
        )


def _out_of_place(move: _Move) -> Iterator[str]:
    """What needs no look at the rules of the programme."""
    session, day, today = move.session, move.day, move.today
    if session.key in move.done:
        yield "It is done."
    elif session.day < today:
        yield "Its day is over: what was missed is not caught up, the plan goes on from what was done."
    screening = move.matched.screening
    if not screening.allows_planning:
        yield f"The screening of {screening.screened_on} came to: {screening.verdict.value}."
    if session.kind is SessionKind.RACE:
        yield "It is the race, on which the plan peaks: make the plan anew for another race day."
    if day < today:
        yield "That day is over."
    if abs(day - session.day) > NEAR:
        yield f"A session goes {NEAR.days} days from its day at most."
    if not move.plan.start <= day <= _last_day(move.plan):
        yield "That day is outside the plan."
    if move.there is not None:
        yield from _standing_there(move, move.there)


def _standing_there(move: _Move, there: PlannedSession) -> Iterator[str]:
    if there.key in move.done:
        yield f"{_named(there)} was done on that day or in its place."
    elif there.kind is SessionKind.RACE:
        yield "That is race day."


def _last_day(plan: Plan) -> date:
    sunday = plan.weeks[-1].monday + WEEK - timedelta(days=1)
    return sunday if plan.race_on is None else min(sunday, plan.race_on)


def _broken(move: _Move, plan: Plan, keys: Mapping[str, str]) -> Iterator[str]:
    """Rules that hold now, and would not any more."""
    renamed = sorted(key for key in move.done if keys.get(key, key) != key)
    if renamed:
        yield "A session that was done would change its place in the week."
    request = _request(move)
    old = {each.key: _named(each) for each in move.plan.sessions}
    new = {each.key: _named(each) for each in plan.sessions}
    templates = {each.key: each.name for phase in request.programme.phases for each in phase.sessions}
    broken_before = {_told(fault, old, templates) for fault in faults_of(move.plan, request)}
    for fault in faults_of(plan, request):
        words = _told(fault, new, templates)
        if words not in broken_before:
            yield words


def _told(fault: str, names: Mapping[str, str], templates: Mapping[str, str]) -> str:
    """A fault with the sessions by their names and days."""
    known = KEY.sub(lambda found: names.get(found[0], found[0]), fault)
    return TIMES.sub(lambda found: f"times “{templates.get(found[1], found[1])}”.", known)


def _request(move: _Move) -> PlanRequest:
    """What the plan was asked for, by what is known today; the day is free for what goes there."""
    request, matched = move.matched.stored.request, move.matched
    days = dict(request.days)
    moved = [(move.day, move.session), *([] if move.there is None else [(move.session.day, move.there)])]
    for day, session in moved:
        days[day.weekday()] = max(days.get(day.weekday(), 0.0), session.minutes, 5.0)
    return replace(
        request,
        days=days,
        screening=matched.screening,
        open_gates=frozenset(each.gate for each in matched.gates if each.is_open),
    )


# ── What is told ─────────────────────────────────────────────────────────────────────────────────────


def _named(session: PlannedSession) -> str:
    return f"{session.workout.name} on {day_words(session.day)}"


def _words(move: _Move) -> str:
    words = f"You moved {_named(move.session)} to {day_words(move.day)}."
    if move.there is None:
        return words
    return f"{words} {move.there.workout.name} takes its place on {day_words(move.session.day)}."


def _notes(keys: Mapping[str, str]) -> Iterator[str]:
    """What to mind after a move."""
    if any(old != new for old, new in keys.items()):
        yield "The week is numbered anew: download those sessions again that are on your watch already."


def reachable_days(plan: Plan, session: PlannedSession, *, today: date) -> tuple[date, ...]:
    """The days that a session can be asked to move to; the rules may still speak against some.

    Parameters
    ----------
    plan
        The plan.
    session
        One of its sessions.
    today
        The day.

    Returns
    -------
    tuple of date
        From today on, near its day, within the plan; its own left out.
    """
    last = _last_day(plan)
    days = (session.day + timedelta(days=number) for number in range(-NEAR.days, NEAR.days + 1))
    return tuple(day for day in days if max(today, plan.start) <= day <= last and day != session.day)
