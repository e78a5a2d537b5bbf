"""What is wrong with a plan: every hard rule counted anew from the plan itself.

Nothing here is shared with the planner: minutes are taken from the workouts as they stand, days are counted
from their dates, and the caps are worked out week by week.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from backstride.bout import Gait
from backstride.training.dose import Dose, dose_of
from backstride.training.library import workout_of
from backstride.training.plan import Plan, PlannedSession, PlannedWeek, PlanRequest
from backstride.training.programme import NeedKind, Phase, SessionKind, SessionTemplate
from backstride.training.workout import TargetKind

CLOSE: Final = 1e-6
"""Sums of the same minutes in another order differ by less. [min]"""
DAYS_TO_RACE: Final = 4
"""The last hard session before a race is so many days earlier at least. [d]"""


def faults_of(plan: Plan, request: PlanRequest) -> tuple[str, ...]:
    """Every rule that a plan breaks.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    plan
        The plan.
    request
        What it was made for.

    Returns
    -------
    tuple[str, ...]
        A sentence for each fault; empty for a sound plan.
    """
    checks: tuple[Callable[[Plan, PlanRequest], Iterator[str]], ...] = (
        _frame_faults,
        _screening_faults,
        _day_faults,
        _dose_faults,
        _count_faults,
        _hard_faults,
        _rest_faults,
        _growth_faults,
        _phase_faults,
        _gate_faults,
        _race_faults,
    )
    return tuple(fault for check in checks for fault in check(plan, request))


def _monday(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())


def _in_week(plan: Plan, week: PlannedWeek) -> list[PlannedSession]:
    return [each for each in plan.sessions if _monday(each.day) == week.monday]


def _phases(request: PlanRequest) -> dict[str, Phase]:
    return {phase.key: phase for phase in request.programme.phases}


def _template(session: PlannedSession, request: PlanRequest) -> SessionTemplate | None:
    phase = _phases(request).get(session.phase)
    every = phase.sessions if phase is not None else ()
    return next((each for each in every if each.key == session.template), None)


def _frame_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    yield from _session_frame_faults(plan)
    if plan.programme != request.programme.key or plan.start != request.start:
        yield "The plan is of another programme or begins on another day."
    if [week.number for week in plan.weeks] != list(range(1, len(plan.weeks) + 1)):
        yield "The weeks are not numbered from 1."
    for at, week in enumerate(plan.weeks):
        if week.monday != _monday(request.start) + timedelta(weeks=at):
            yield f"Week {week.number} does not begin on its Monday."
        own = _in_week(plan, week)
        if abs(sum(each.backward_min for each in own) - week.backward_min) > CLOSE:
            yield f"Week {week.number} does not add up."
        if [each.key for each in own] != [
            f"w{week.number:02d}-{number}" for number in range(1, len(own) + 1)
        ]:
            yield f"The sessions of week {week.number} are not called by their order."
        if not week.words or any(each.phase != week.phase for each in own):
            yield f"Week {week.number} says nothing, or has sessions of another phase."


def _session_frame_faults(plan: Plan) -> Iterator[str]:
    mondays = {week.monday for week in plan.weeks}
    yield from (f"{each.key} is in no week." for each in plan.sessions if _monday(each.day) not in mondays)
    if not plan.sessions:
        yield "The plan has no session."
    for each in plan.sessions:
        if not 1 <= len(each.reasons) <= 3:
            yield f"{each.key} has {len(each.reasons)} reasons."


def _screening_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    screening, limits = request.screening, request.screening.limits
    kinds = {injury.kind for injury in screening.injuries}
    if not screening.allows_planning:
        yield f"The screening came to {screening.verdict.value}."
    if not kinds <= request.programme.injuries or (request.programme.injuries and not kinds):
        yield "The programme is not for the injuries of the screening."
    for each in plan.sessions:
        dose, template = dose_of(each.workout, request.speeds), _template(each, request)
        if not screening.screened_on <= each.day <= screening.screened_on + timedelta(days=365):
            yield f"{each.key} is on a day for which the screening does not count."
        if limits.walk_only and any(step.gait is Gait.RUN for step in each.workout.performed):
            yield f"{each.key} is run, and only walking is allowed."
        if max(dose.hardest_rpe, *_asked_rpe(each)) > limits.hardest_rpe + CLOSE:
            yield f"{each.key} is harder than {limits.hardest_rpe:g}."
        if (
            limits.longest_backward_min is not None
            and dose.backward_min > limits.longest_backward_min + CLOSE
        ):
            yield f"{each.key} has more than {limits.longest_backward_min:g} min backward."
        if limits.no_turns and template is not None and template.has_turns:
            yield f"{each.key} has turns or sprints, which are not allowed."
        if limits.places is not None and each.workout.place not in limits.places:
            yield f"{each.key} is at a place that the screening does not allow."


def _asked_rpe(session: PlannedSession) -> Iterator[float]:
    """The upper end of every exertion that a step names; the dose goes by the middle."""
    yield 0.0
    targets = (step.target for step in session.workout.performed)
    yield from (target.high for target in targets if target.kind is TargetKind.RPE)


def _day_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    days = [each.day for each in plan.sessions]
    if days != sorted(set(days)):
        yield "Two sessions share a day, or they are not in order."
    for each in plan.sessions:
        is_race = each.kind is SessionKind.RACE
        if not request.start <= each.day <= request.last_day:
            yield f"{each.key} is outside the plan's days."
        if each.day in request.days_off:
            yield f"{each.key} is on a day off."
        if is_race:
            continue
        if each.day.weekday() not in request.days:
            yield f"{each.key} is on a weekday that is not free."
        elif each.minutes > request.days[each.day.weekday()] + CLOSE:
            yield f"{each.key} takes {each.minutes:g} min, longer than its day."
        if each.workout.place not in request.places:
            yield f"{each.key} is at a place that the athlete does not have."


def _dose_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    for each in plan.sessions:
        template = _template(each, request)
        if template is None or template.kind is not each.kind:
            yield f"{each.key} is no session of its phase."
            continue
        if not template.n[0] <= each.n <= template.n[1]:
            yield f"{each.key} has a number outside its range."
            continue
        if each.workout.place not in template.places:
            yield f"{each.key} is at a place that it is not for."
            continue
        place = each.workout.place
        if each.workout != workout_of(template, each.n, programme=request.programme, place=place):
            yield f"The workout of {each.key} is not that of its session."
        said = Dose(
            minutes=each.minutes,
            backward_min=each.backward_min,
            backward_run_min=each.backward_run_min,
            backward_m=0.0,
            load=each.load,
            hardest_rpe=each.hardest_rpe,
        )
        found = dose_of(each.workout, request.speeds)
        names = ("minutes", "backward_min", "backward_run_min", "load", "hardest_rpe")
        wrong = [name for name in names if abs(getattr(said, name) - getattr(found, name)) > CLOSE]
        if wrong:
            yield f"{each.key} says something else than its workout: {', '.join(wrong)}."


def _count_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    caps, phases = request.programme.caps, _phases(request)
    for week in plan.weeks:
        own, phase = _in_week(plan, week), phases[week.phase]
        if len(own) > caps.sessions_per_week[1]:
            yield f"Week {week.number} has {len(own)} sessions."
        counts = Counter(each.template for each in own)
        for template in phase.sessions:
            if counts[template.key] > template.per_week[1]:
                yield f"Week {week.number} has {counts[template.key]} times {template.key}."
    few = [week for week in plan.weeks if _is_too_short(plan, week, request)]
    whole = sum(not phases[week.phase].is_taper for week in plan.weeks)
    own_choice = {_monday(day) for day in request.days_off if day.weekday() in request.days}
    forced = [week for week in few if week.monday not in own_choice]
    if len(forced) > whole / 4 or len(few) > whole / 2:
        yield f"{len(few)} of {whole} whole weeks have fewer sessions than the programme needs."


def _is_too_short(plan: Plan, week: PlannedWeek, request: PlanRequest) -> bool:
    """Whether a whole week has fewer sessions than the programme needs; tapers and cut weeks may."""
    phase = _phases(request)[week.phase]
    possible = sum(each.per_week[1] for each in phase.sessions if each.kind is not SessionKind.RACE)
    last = min(request.last_day, request.screening.valid_until, plan.race_on or date.max)
    is_cut = week.monday < request.start or week.monday + timedelta(days=6) > last
    is_eased = week.number == 1 and request.share < 1.0
    least = min(request.programme.caps.sessions_per_week[0], possible)
    return not (phase.is_taper or is_cut or is_eased) and len(_in_week(plan, week)) < least


def _hard_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    caps = request.programme.caps
    hard = [each for each in plan.sessions if each.kind is not SessionKind.EASY]
    for week, number in Counter(_monday(each.day) for each in hard).items():
        if number > caps.hard_per_week:
            yield f"The week of {week} has {number} hard sessions."
    for first, second in pairwise(hard):
        days = (second.day - first.day).days
        if days < caps.hard_gap_days or (second.kind is SessionKind.RACE and days < DAYS_TO_RACE):
            yield f"{first.key} and {second.key} are hard and {days} days apart."
    for each in hard:
        near = [
            other.day
            for other in request.forward
            if other.rpe >= 6.0 and abs((other.day - each.day).days) < caps.hard_gap_days
        ]
        if near:
            yield f"{each.key} is hard and too near the hard forward session of {near[0]}."


def _rest_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    for week in plan.weeks:
        own = {each.day for each in _in_week(plan, week)}
        trained = own | {each.day for each in request.forward if _monday(each.day) == week.monday}
        if own and 7 - len(trained) < request.programme.caps.rest_days:
            yield f"Week {week.number} leaves {7 - len(trained)} days of rest."


def _growth_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    before = {
        "backward": list(request.before.backward_min),
        "running backward": list(request.before.backward_run_min),
    }
    for week in plan.weeks:
        own = [dose_of(each.workout, request.speeds) for each in _in_week(plan, week)]
        races = [each for each in _in_week(plan, week) if each.kind is SessionKind.RACE]
        raced = [dose_of(each.workout, request.speeds) for each in races]
        minutes = {
            "backward": (sum(dose.backward_min for dose in own), sum(dose.backward_min for dose in raced)),
            "running backward": (
                sum(dose.backward_run_min for dose in own),
                sum(dose.backward_run_min for dose in raced),
            ),
        }
        most = _allowed(week, before, plan, request)
        for what, (total, race) in minutes.items():
            # A race is as long as it is; a quarter of the cap may be trained before it in any case.
            if total > max(most[what], race + (most[what] / 4 if race else 0.0)) + CLOSE:
                yield f"Week {week.number} has {total:g} min {what}, and {most[what]:g} are allowed."
        if minutes["backward"][0] > week.backward_cap_min + CLOSE:
            yield f"Week {week.number} goes beyond the cap that it names."
        for what, (total, _) in minutes.items():
            before[what].append(total)


def _allowed(
    week: PlannedWeek, before: Mapping[str, Sequence[float]], plan: Plan, request: PlanRequest
) -> dict[str, float]:
    """Minutes that a week may have at most, backward and running backward."""
    caps, phase = request.programme.caps, _phases(request)[week.phase]
    allowed = {}
    for what, minutes in before.items():
        base = max([0.0, *minutes[-3:]])
        allowed[what] = max(base + base * caps.weekly_growth, base + caps.growth_floor_min)
    backward = max(allowed["backward"], request.programme.phases[0].backward_min[0])
    is_first = week.number == 1 or plan.weeks[week.number - 2].phase != week.phase
    is_new = is_first and not phase.is_taper and request.before.phase_weeks.get(week.phase, 0) == 0
    # Who did more before the plan than its first phase begins with may go on with that.
    kept = max([0.0, *before["backward"][-3:]]) if week.number == 1 else 0.0
    start = max(phase.backward_min[0], kept) if is_new else phase.backward_min[1]
    backward = min(backward, start, phase.backward_min[1])
    if phase.is_taper and before["backward"]:
        backward = min(backward, caps.taper_share * max(before["backward"]))
    share = request.share if week.number == 1 else 1.0
    return {"backward": share * backward, "running backward": share * allowed["running backward"]}


def _phase_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    keys = [phase.key for phase in request.programme.phases]
    visited = [week.phase for week in plan.weeks]
    order = [keys.index(key) for key in visited]
    if order != sorted(order):
        yield "The phases are not in order."
    if request.least_phase is not None and order[0] < keys.index(request.least_phase):
        yield f"The plan begins before the phase {request.least_phase}."
    if request.most_phase is not None and order[-1] > keys.index(request.most_phase):
        yield f"The plan goes beyond the phase {request.most_phase}."
    spent = request.before.phase_weeks
    last_held = max((key for key in order if not request.programme.phases[key].is_taper), default=-1)
    first = keys.index(request.least_phase) if request.least_phase is not None else 0
    for at in range(first, order[-1] + 1):
        phase = request.programme.phases[at]
        weeks = visited.count(phase.key) + spent.get(phase.key, 0)
        if weeks < phase.weeks[0] and at != order[-1]:
            yield f"The phase {phase.key} has {weeks} weeks, fewer than {phase.weeks[0]}."
        is_waiting = at < order[-1] and _waits(at, plan, request)
        # Whoever has already spent its weeks still has the week of the race.
        most = max(phase.weeks[1], spent.get(phase.key, 0) + (1 if phase.is_taper else 0))
        if weeks > most and at != last_held and not is_waiting:
            yield f"The phase {phase.key} has {weeks} weeks, more than {phase.weeks[1]}."


def _waits(at: int, plan: Plan, request: PlanRequest) -> bool:
    """Whether the week before a later phase lies before the day that it opens on."""
    opening = date.min
    for number, phase in enumerate(request.programme.phases):
        opening = max(opening, _opening(phase, request))
        weeks = [week.monday for week in plan.weeks if week.phase == phase.key]
        if number > at and weeks and min(weeks) - timedelta(days=7) < opening:
            return True
    return False


def _opening(phase: Phase, request: PlanRequest) -> date:
    """The first day that a phase's own gate allows by the weeks since an injury."""
    opening = date.min
    for need in phase.gate.needs if phase.gate is not None else ():
        for injury in request.screening.injuries:
            if need.kind is NeedKind.WEEKS_SINCE and injury.kind in request.programme.injuries:
                if injury.since is not None:
                    opening = max(opening, injury.since + timedelta(hours=168 * need.value))
                elif phase.gate is not None and phase.gate.key not in request.open_gates:
                    opening = date.max
    return opening


def _gate_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    keys = [phase.key for phase in request.programme.phases]
    for each in plan.sessions:
        shut = None
        for phase in request.programme.phases[: keys.index(each.phase) + 1]:
            if each.day < _opening(phase, request):
                yield f"{each.key} is before the day that the phase {phase.key} opens on."
            if shut is None and phase.gate is not None and phase.gate.key not in request.open_gates:
                shut = phase.gate.key
        if each.gate != shut:
            yield f"{each.key} is held by {each.gate}, and should be by {shut}."


def _race_faults(plan: Plan, request: PlanRequest) -> Iterator[str]:
    races = [each for each in plan.sessions if each.kind is SessionKind.RACE]
    phases = request.programme.phases
    keys = [phase.key for phase in phases]
    last = keys.index(request.most_phase) if request.most_phase is not None else len(phases) - 1
    is_wanted = any(each.kind is SessionKind.RACE for phase in phases[: last + 1] for each in phase.sessions)
    if len(races) != int(is_wanted):
        yield f"The plan has {len(races)} races."
    for race in races:
        if race.day != plan.race_on or (request.race_on is not None and race.day != request.race_on):
            yield f"The race is on {race.day}."
        if race is not plan.sessions[-1]:
            yield "Something is planned after the race."
    if not races and plan.race_on is not None:
        yield "The plan names a race day without a race."
