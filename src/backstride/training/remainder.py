"""What is left of a plan: cut off, asked for anew, and joined to its past again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from backstride.training.adaptation_rules import Effect, Situation, weeks_since_break
from backstride.training.plan import HARD_RPE, ForwardSession, Plan, PlannedSession, PlannedWeek, PlanRequest
from backstride.training.programme import Programme
from backstride.training.week_review import WeekReview

WEEK: Final = timedelta(days=7)
COUNTED_WEEKS: Final = 3
"""The caps look at so many weeks before; as `Caps.weekly_growth`."""
REMEMBERED_WEEKS: Final = 8
"""Where those were empty, half the most of so many weeks counts. Assumed."""
AFTER_A_GAP: Final = 0.5
"""After weeks without training, so much of what was done before. Assumed. [-]"""
AS_PLANNED: Final = 0.9
"""A week done to this share counts as done as planned, else every plan would move each week. Assumed. [-]"""
ROUNDING_MIN: Final = 0.05
"""So little over a bound is no more than rounding. [min]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Backward minutes that the next weeks grow from."""

    backward_min: tuple[float, ...]
    """As `Before.backward_min`; empty where nothing is known. [min]"""
    backward_run_min: tuple[float, ...]
    most_min: float | None = None
    """The first week's minutes at most, beyond the caps; None for no bound beyond them. [min]"""


def first_open_day(plan: Plan, reviews: Sequence[WeekReview], today: date) -> date:
    """The first day whose sessions can still change: today, or tomorrow if today's is done.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    plan
        The plan.
    reviews
        They know what is done.
    today
        The day.

    Returns
    -------
    date
        Today or tomorrow.
    """
    done = {key for review in reviews for key in review.done}
    is_done = any(each.key in done for each in plan.sessions if each.day == today)
    return today + timedelta(days=1) if is_done else today


def turn_of(request: PlanRequest, first_open: date) -> date:
    """The first day of the rest: a Monday on which everything is open, or the first day of the plan.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What the plan was asked for.
    first_open
        The first day whose sessions can change.

    Returns
    -------
    date
        That day, or the next Monday.
    """
    return max(first_open + timedelta(days=-first_open.weekday() % 7), request.start)


def rest_of(plan: Plan, turn: date) -> Plan:
    """The rest of a plan as a plan of its own, its weeks counted from 1.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    plan
        The whole plan.
    turn
        The first day of the rest.

    Returns
    -------
    Plan
        Its weeks and sessions from that day on.
    """
    weeks = [week for week in plan.weeks if week.monday + WEEK > turn]
    skipped = weeks[0].number - 1 if weeks else 0
    return replace(
        plan,
        start=turn,
        weeks=tuple(replace(week, number=week.number - skipped) for week in weeks),
        sessions=tuple(_renumbered(each, -skipped) for each in plan.sessions if each.day >= turn),
    )


def joined(plan: Plan, rest: Plan, turn: date) -> Plan:
    """A plan with another rest; keys count the weeks of the whole.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    plan
        The whole plan.
    rest
        What comes in place of its rest, its weeks counted from 1.
    turn
        The first day of the rest.

    Returns
    -------
    Plan
        The past as it was, and the new rest.
    """
    weeks = [week for week in plan.weeks if week.monday + WEEK <= turn]
    return replace(
        plan,
        weeks=(*weeks, *(replace(week, number=week.number + len(weeks)) for week in rest.weeks)),
        sessions=(
            *(each for each in plan.sessions if each.day < turn),
            *(_renumbered(each, len(weeks)) for each in rest.sessions),
        ),
        race_on=rest.race_on,
        advice=rest.advice,
    )


def _renumbered(session: PlannedSession, weeks: int) -> PlannedSession:
    week, _, ordinal = session.key.removeprefix("w").partition("-")
    return replace(session, key=f"w{int(week) + weeks:02d}-{ordinal}")


def summed(plan: Plan, since: date) -> Plan:
    """A plan whose weeks add up again after sessions were taken out.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    plan
        The plan.
    since
        Weeks that are over before this day stay as they were.

    Returns
    -------
    Plan
        Backward minutes and load of each week are those of its sessions.
    """
    return replace(
        plan,
        weeks=tuple(
            _summed(week, plan.sessions) if week.monday + WEEK > since else week for week in plan.weeks
        ),
    )


def _summed(week: PlannedWeek, sessions: Sequence[PlannedSession]) -> PlannedWeek:
    inside = [each for each in sessions if week.monday <= each.day < week.monday + WEEK]
    backward, load = sum(each.backward_min for each in inside), sum(each.load for each in inside)
    if abs(backward - week.backward_min) < ROUNDING_MIN and abs(load - week.load) < 1.0:
        return week
    words = week.words if inside else "Rest: nothing is planned in this week."
    is_light = week.is_light and bool(inside)
    return replace(week, backward_min=backward, load=load, words=words, is_light=is_light)


def level_of(request: PlanRequest, situation: Situation, effect: Effect) -> Level:
    """What the next weeks grow from: what was done lately, less what the rules take off.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What the plan was asked for.
    situation
        What is known today.
    effect
        What the rules do.

    Returns
    -------
    Level
        Empty where nothing was done and nothing is known of before.
    """
    backward, running = _lately(request, situation, effect)
    if not effect.is_bounding:
        return Level(backward_min=backward, backward_run_min=running)
    usual = max(backward, default=0.0)
    # Where nothing was done yet, the week's own cap is all there is to take something off.
    basis = usual if usual > 0.0 else max((each.cap_min for each in situation.reviews[-1:]), default=0.0)
    if effect.share >= 1.0:
        # With what the programme begins with anybody may begin again; only pain and the like take off that.
        basis = max(basis, request.programme.phases[0].backward_min[0])
    is_known = usual > 0.0
    return Level(
        backward_min=(effect.share * usual,) if is_known else (),
        backward_run_min=(effect.share * max(running, default=0.0),) if is_known else (),
        most_min=effect.share * basis if basis > 0.0 else None,
    )


def _lately(
    request: PlanRequest, situation: Situation, effect: Effect
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Backward minutes and running ones of the last weeks: since a break, else half of what was before."""
    since = weeks_since_break(situation)
    counted = [_counted(each) for each in since[-COUNTED_WEEKS:]]
    if max((backward for backward, _ in counted), default=0.0) <= 0.0:
        over = [_counted(each) for each in situation.reviews if each.is_over][-REMEMBERED_WEEKS:]
        # A rule that takes a share off does so from the whole.
        gap = 1.0 if effect.share < 1.0 else AFTER_A_GAP
        most = [max((each[at] for each in over), default=0.0) for at in (0, 1)]
        counted = [(gap * most[0], gap * most[1])] if most[0] > 0.0 else []
    if not counted:
        return request.before.backward_min, request.before.backward_run_min
    return tuple(each[0] for each in counted), tuple(each[1] for each in counted)


def _counted(review: WeekReview) -> tuple[float, float]:
    """Backward minutes of a week, and running ones, as the caps of later weeks take them.

    What went beyond the week's own cap does not lift those of later weeks.
    """
    backward = _as_planned(review.done_backward_min, review.planned_backward_min, review.to_come_min)
    running = _as_planned(
        review.done_backward_run_min, review.planned_backward_run_min, review.to_come_run_min
    )
    ceiling = max(review.cap_min, review.planned_backward_min)
    share = ceiling / backward if backward > ceiling else 1.0
    return share * backward, share * running


def _as_planned(done: float, planned: float, to_come: float) -> float:
    """Minutes done, and to come while the week runs; those planned where it is almost as many."""
    return planned if AS_PLANNED * planned <= done + to_come < planned else done + to_come


def rest_request(
    request: PlanRequest,
    plan: Plan,
    situation: Situation,
    *,
    turn: date,
    level: Level,
    open_gates: frozenset[str],
    bounds: tuple[str | None, str | None],
    spent: Mapping[str, int],
) -> PlanRequest | None:
    """What the rest of a plan is asked for.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What the plan was first asked for.
    plan
        As it is now.
    situation
        What is known today.
    turn
        The first day of the rest.
    level
        What it grows from.
    open_gates
        Keys of the gates that are open.
    bounds
        The earliest and the latest phase; None for no bound.
    spent
        Weeks spent in each phase.

    Returns
    -------
    PlanRequest or None
        None where nothing is left.
    """
    race_on = plan.race_on if request.race_on is None else request.race_on
    weeks = (request.first_monday + request.weeks * WEEK - turn).days + turn.weekday()
    if weeks < WEEK.days or turn > request.last_day:
        return None
    return replace(
        request,
        screening=situation.screening,
        start=turn,
        weeks=weeks // WEEK.days,
        race_on=race_on,
        forward=(*request.forward, *_hard_before(plan, turn, request.programme)),
        open_gates=open_gates,
        before=replace(
            request.before,
            backward_min=level.backward_min,
            backward_run_min=level.backward_run_min,
            phase_weeks=spent,
        ),
        least_phase=bounds[0],
        most_phase=bounds[1],
        share=_share(request.programme, level, bounds[0], spent),
    )


def _hard_before(plan: Plan, turn: date, programme: Programme) -> tuple[ForwardSession, ...]:
    """Hard sessions just before the rest, which keep hard ones of its first days away."""
    first = turn - timedelta(days=programme.caps.hard_gap_days)
    return tuple(
        ForwardSession(day=each.day, minutes=each.minutes, rpe=max(HARD_RPE, each.hardest_rpe))
        for each in plan.sessions
        if first <= each.day < turn and each.kind.is_hard and each.gate is None
    )


def _share(programme: Programme, level: Level, least: str | None, spent: Mapping[str, int]) -> float:
    """The share of what the caps allow in the first week that comes to the level's bound."""
    if level.most_min is None:
        return 1.0
    most = max(level.backward_min, default=0.0)
    phase = next((each for each in programme.phases if each.key == least), programme.phases[0])
    of_phase = phase.backward_min[0 if spent.get(phase.key, 0) == 0 else 1]
    cap = min(max(programme.caps.grown_min(most), programme.phases[0].backward_min[0]), of_phase)
    return min(1.0, max(0.01, (level.most_min + ROUNDING_MIN) / cap)) if cap > 0.0 else 1.0


def weeks_spent(request: PlanRequest, reviews: Sequence[WeekReview], turn: date) -> dict[str, int]:
    """Weeks spent in each phase: those of which at least half was done, as far as they have gone.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What the plan was asked for; it knows of weeks before.
    reviews
        The weeks of the plan.
    turn
        Weeks that begin on this day or later count for nothing yet.

    Returns
    -------
    dict
        By the key of the phase.
    """
    counts = Counter(request.before.phase_weeks)
    counts.update(each.phase for each in reviews if each.monday < turn and each.is_trained)
    return dict(counts)
