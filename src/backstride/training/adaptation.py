"""Adaptation: how a plan moves after each week, by rules that are shown, within the caps.

What is past never changes. What is left is planned anew only where it no longer fits: where it breaks a
cap now that it is known what was done, or asks for more than the rules allow. So adapting twice is the
same as adapting once, and nothing that was missed is caught up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backstride.errors import PlanRefused
from backstride.training.adaptation_rules import (
    Effect,
    FiredRule,
    Situation,
    as_done,
    fired_rules,
    together,
)
from backstride.training.clearance import Screening
from backstride.training.diary import CheckIn
from backstride.training.gates import DoneSession, GateState, days_said, gate_states
from backstride.training.plan import Plan, PlannedSession, PlanRequest
from backstride.training.plan_changes import ChangeKind, PlanChange, changes_between, paragraph
from backstride.training.plan_check import faults_of
from backstride.training.planning import make_plan
from backstride.training.remainder import (
    ROUNDING_MIN,
    WEEK,
    first_open_day,
    joined,
    level_of,
    rest_of,
    rest_request,
    summed,
    turn_of,
    weeks_spent,
)
from backstride.training.week_review import WeekReview


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """What a plan has become."""

    request: PlanRequest | None
    """What the rest holds to; None where nothing is left to plan, or nothing may be."""
    plan: Plan
    """The whole plan, the past included."""
    changes: tuple[PlanChange, ...]
    """In the order of the sessions."""
    fired: tuple[FiredRule, ...]
    gates: tuple[GateState, ...]
    words: str
    """One paragraph: what changed and why."""
    is_stopped: bool
    """Whether nothing more is to be done until something is told."""
    refused: tuple[str, ...] = ()
    """Why the rest could not be planned as it was meant, so that its race or its sessions are gone."""

    @property
    def rest(self) -> Plan | None:
        """What is left, as a plan of its own that `request` asks for; None without a request."""
        return None if self.request is None else rest_of(self.plan, self.request.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moving:
    """A plan on its way: what it was asked for, what it is, what is known and what follows."""

    request: PlanRequest
    before: Plan
    """As it was when adapting began."""
    plan: Plan
    situation: Situation
    fired: tuple[FiredRule, ...]
    effect: Effect
    gates: tuple[GateState, ...]
    open_day: date
    """The first day whose sessions can change."""
    turn: date
    """The first day that can be planned anew."""

    @property
    def open_gates(self) -> frozenset[str]:
        return frozenset(each.gate for each in self.gates if each.is_open)

    @property
    def phases(self) -> list[str]:
        return [each.key for each in self.request.programme.phases]

    @property
    def first_shut(self) -> int:
        """Where the first phase behind a shut gate stands; how many there are where none is."""
        shut = next((each.phase for each in self.gates if not each.is_open), None)
        return len(self.phases) if shut is None else self.phases.index(shut)


def adapt(
    request: PlanRequest,
    plan: Plan,
    reviews: Sequence[WeekReview],
    diary: Sequence[CheckIn],
    screening: Screening,
    *,
    today: date,
    done: Mapping[str, Sequence[DoneSession]] | None = None,
) -> Adaptation:
    """Move a plan on from today.

    Source: acl-jog-ladder, return-to-run, backstride-rules. Belief: claimed.

    Parameters
    ----------
    request
        What the plan was first asked for.
    plan
        As it is now.
    reviews
        Of its weeks up to this one, in any order.
    diary
        What was said of the days; pain and falls of sessions included, see `diary_with_sessions`.
    screening
        The latest.
    today
        The day.
    done
        Sessions done by phase, for the gates; None for none.

    Returns
    -------
    Adaptation
        The plan with its past untouched.
    """
    days = days_said(diary, on=today)
    past = tuple(sorted(reviews, key=lambda each: each.number))
    situation = Situation(today=today, days=days, screening=screening, reviews=past)
    fired = fired_rules(situation)
    open_day = first_open_day(plan, past, today)
    moving = _Moving(
        request=request,
        before=plan,
        plan=plan,
        situation=situation,
        fired=fired,
        effect=together(fired),
        gates=gate_states(request.programme, on=today, diary=days, screening=screening, done=done or {}),
        open_day=open_day,
        turn=turn_of(request, open_day),
    )
    if moving.effect.stops:
        return _outcome(replace(moving, plan=_kept_until(moving, open_day)), None)
    moving = _with_gates(moving)
    return _with_rest(_with_week_left(replace(moving, plan=_this_week(moving))))


def _kept_until(moving: _Moving, day: date) -> Plan:
    """The plan without its sessions from a day on, but for those that were done early."""
    plan, done = moving.plan, moving.situation.done
    sessions = tuple(each for each in plan.sessions if each.day < day or each.key in done)
    return summed(replace(plan, sessions=sessions), day)


def _with_gates(moving: _Moving) -> _Moving:
    """The plan with its open sessions held by the gates that are shut today, and by no others."""
    shut = next((each.gate for each in moving.gates if not each.is_open), None)
    held = frozenset(moving.phases[moving.first_shut :])
    sessions = tuple(
        replace(each, gate=shut if each.phase in held else None) if each.day >= moving.open_day else each
        for each in moving.plan.sessions
    )
    return replace(moving, plan=replace(moving.plan, sessions=sessions))


def _this_week(moving: _Moving) -> Plan:
    """The plan without those sessions of the running week that the rules or its cap no longer allow."""
    plan, reviews, done = moving.plan, moving.situation.reviews, moving.situation.done
    left = [
        each for each in plan.sessions if moving.open_day <= each.day < moving.turn and each.key not in done
    ]
    review = reviews[-1] if reviews else None
    gone = {each.key for each in (left if moving.effect.clears_week else _beyond_cap(left, review))}
    kept = replace(plan, sessions=tuple(each for each in plan.sessions if each.key not in gone))
    return summed(kept, moving.open_day) if gone else kept


def _beyond_cap(left: Sequence[PlannedSession], review: WeekReview | None) -> Iterator[PlannedSession]:
    """Sessions that the week has no more room for, for unplanned ones count too: hard ones go first."""
    if review is None or review.is_over or not review.unplanned:
        return
    room = review.cap_min - review.done_backward_min
    asked = sum(each.backward_min for each in left)
    for each in sorted(left, key=lambda each: (each.kind.is_hard, each.day), reverse=True):
        if asked > room + ROUNDING_MIN:
            asked -= each.backward_min
            yield each


def _with_week_left(moving: _Moving) -> _Moving:
    """The same, with the running week looked at again after sessions were taken out of it or held."""
    reviews = moving.situation.reviews
    if not reviews or reviews[-1].is_over:
        return moving
    done, monday = moving.situation.done, reviews[-1].monday
    left = [
        each
        for each in moving.plan.sessions
        if max(monday, moving.open_day) <= each.day < monday + WEEK
        and each.gate is None
        and each.key not in done
    ]
    running = replace(
        reviews[-1],
        to_come=len(left),
        to_come_min=sum(each.backward_min for each in left),
        to_come_run_min=sum(each.backward_run_min for each in left),
    )
    return replace(moving, situation=replace(moving.situation, reviews=(*reviews[:-1], running)))


def _with_rest(moving: _Moving) -> Adaptation:
    """The plan with a rest that holds to the rules: as it is where that does, else planned anew."""
    refused: tuple[str, ...] = ()
    rest = rest_of(moving.plan, moving.turn)
    for request in _requests(moving):
        if _fits(moving, rest, request):
            return _outcome(moving, request)
        try:
            made = _made(moving, rest, request)
        except PlanRefused as refusal:
            refused = refused or refusal.reasons
            continue
        if _is_held(made) and moving.first_shut > 0 and request.most_phase is None:
            continue
        is_race_lost = moving.plan.race_on is not None and made.race_on is None
        moved = replace(moving, plan=joined(moving.plan, made, moving.turn))
        return _outcome(moved, request, refused if is_race_lost else ())
    if not refused:
        return _outcome(moving, None)
    return _outcome(replace(moving, plan=_kept_until(moving, moving.turn)), None, refused)


def _made(moving: _Moving, rest: Plan, request: PlanRequest) -> Plan:
    """A new rest. Where a rule takes something off, its first week has no more than the one it replaces."""
    made = make_plan(request)
    planned, found = _first_week_min(rest), _first_week_min(made)
    if moving.effect.share < 1.0 and 0.0 < planned < found:
        made = make_plan(replace(request, share=request.share * planned / found))
    return made


def _first_week_min(rest: Plan) -> float:
    return sum(each.backward_min for each in rest.sessions if each.day < rest.weeks[0].monday + WEEK)


def _is_held(rest: Plan) -> bool:
    """Whether a shut gate holds anything in the first week."""
    first = rest.weeks[0].monday if rest.weeks else rest.start
    return any(each.gate is not None for each in rest.sessions if each.day < first + WEEK)


def _fits(moving: _Moving, rest: Plan, request: PlanRequest) -> bool:
    """Whether the rest already is what a request asks for."""
    if not rest.sessions or faults_of(rest, request) or (_is_held(rest) and moving.first_shut > 0):
        return False
    return not _waits_for_nothing(moving, rest, request)


def _waits_for_nothing(moving: _Moving, rest: Plan, request: PlanRequest) -> bool:
    """Whether a rest stays before a gate although that is open and the phase has had its weeks."""
    at = moving.phases.index(rest.weeks[-1].phase)
    if at + 1 >= len(moving.phases) or moving.effect.is_bounding or moving.plan.race_on is not None:
        return False
    phase, following = request.programme.phases[at], request.programme.phases[at + 1]
    is_ripe = request.before.phase_weeks.get(phase.key, 0) >= phase.weeks[1]
    return is_ripe and following.gate is not None and following.gate.key in moving.open_gates


def _requests(moving: _Moving) -> Iterator[PlanRequest]:
    """What the rest may be asked for, the most wanted first."""
    bounding, current = moving.effect.is_bounding, _current_phase(moving)
    wanted = max(0, current - 1) if moving.effect.steps_back else current
    ceiling = max(0, moving.first_shut - 1)
    chosen = min(wanted, ceiling)
    tries: list[tuple[int, int | None]] = [(chosen, None)]
    if moving.first_shut < len(moving.phases):
        # Behind a shut gate nothing is done, so the phase before it goes on.
        tries.append((chosen, ceiling))
    if bounding:
        # Where there is no time for another week of the phase, the smaller dose alone has to do; and
        # where that is too small for its sessions, those of the first phase.
        tries += [(least, most) for least in (-1, 0) for _, most in tries]
    taper = next((at for at, phase in enumerate(moving.request.programme.phases) if phase.is_taper), 0)
    if chosen < taper:
        # Where the race is out of reach, training goes on without it.
        tries += [(chosen, min(ceiling, taper - 1)), (-1, min(ceiling, taper - 1))]
    for least, most in tries:
        request = _request(moving, least, most)
        if request is not None:
            yield request


def _request(moving: _Moving, least: int, most: int | None) -> PlanRequest | None:
    phases = moving.request.programme.phases
    spent = weeks_spent(moving.request, moving.situation.reviews, moving.turn)
    is_plain = least < 0
    least = min(_current_phase(moving), max(0, moving.first_shut - 1)) if is_plain else least
    if moving.effect.is_bounding and not is_plain and not phases[least].is_taper:
        # One more week at least, however many there were; what lies behind begins afresh.
        spent = {key: weeks for key, weeks in spent.items() if moving.phases.index(key) <= least}
        spent[phases[least].key] = min(spent.get(phases[least].key, 0), max(0, phases[least].weeks[0] - 1))
    level = level_of(moving.request, moving.situation, moving.effect)
    return rest_request(
        moving.request,
        moving.plan,
        moving.situation,
        turn=moving.turn,
        level=level,
        open_gates=moving.open_gates,
        bounds=(phases[least].key, None if most is None else phases[most].key),
        spent=spent,
    )


def _current_phase(moving: _Moving) -> int:
    """Where the phase of the latest trained week stands; the plan's first before that."""
    trained = [each for each in moving.situation.reviews if each.is_over and (each.planned or each.done)]
    key = trained[-1].phase if trained else moving.plan.weeks[0].phase
    return moving.phases.index(key)


def _outcome(moving: _Moving, request: PlanRequest | None, refused: tuple[str, ...] = ()) -> Adaptation:
    changes = changes_between(moving.before, moving.plan)
    is_moved = any(each.kind not in {ChangeKind.HELD, ChangeKind.RELEASED} for each in changes)
    fired = moving.fired if moving.fired or not is_moved else (as_done(moving.situation),)
    return Adaptation(
        request=request,
        plan=moving.plan,
        changes=changes,
        fired=fired,
        gates=moving.gates,
        words=paragraph(moving.situation, fired, moving.gates, changes, refused),
        is_stopped=moving.effect.stops,
        refused=refused,
    )
