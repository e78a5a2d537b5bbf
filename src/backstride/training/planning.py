"""From what was asked to a plan: what may be done, which phase when, how much a week, and on which days.

Two levels of constraint problems, solved by CP-SAT: `week_targets` sees weeks alone, `week_layout` lays out
one after the other. A week's caps follow from what was planned before it, so growth is never above them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from backstride.load import monday_of
from backstride.training.library import workout_of
from backstride.training.phase_calendar import PhaseWeek, opens_on, phase_weeks
from backstride.training.phrases import counted, day_words
from backstride.training.plan import Plan, PlannedSession, PlannedWeek, PlanRequest
from backstride.training.plan_words import advice, race_reasons, session_reasons, week_words
from backstride.training.programme import Phase, SessionKind
from backstride.training.refusals import (
    Conflict,
    conflicts_with_phase,
    conflicts_with_phase_names,
    conflicts_with_race,
    conflicts_with_screening,
    refuse,
)
from backstride.training.session_options import (
    Barred,
    Option,
    PhaseOptions,
    Race,
    phase_options,
    place_for,
    session_options,
)
from backstride.training.week_conflicts import conflict_without_session, conflicts_in_week
from backstride.training.week_layout import Frame, Placed, lay_out
from backstride.training.week_targets import (
    DELOAD,
    DELOAD_EVERY,
    LONGEST_SOLVING,
    MEMORY_WEEKS,
    Room,
    start_dose,
    week_cap,
    week_targets,
)

SHORT_WEEKS: Final = 0.25
"""Of the whole weeks before the taper, so many may have fewer sessions than the programme needs. [-]"""
SHORT_WITH_DAYS_OFF: Final = 0.5
"""So many, weeks with days off included: those are the athlete's own choice. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outline:
    """What is settled before the first session is laid."""

    request: PlanRequest
    phases: tuple[PhaseOptions, ...]
    weeks: tuple[PhaseWeek, ...]
    cut: tuple[Conflict, ...]
    """Why the phase after the last of ``phases`` cannot be done; empty where none follows."""
    last_day: date
    race: Race | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """A week with its sessions."""

    frame: Frame
    sessions: tuple[Placed, ...]
    earlier_min: float
    """The most backward minutes of the three weeks before it. [min]"""


def make_plan(request: PlanRequest, *, effort: float = LONGEST_SOLVING) -> Plan:
    """Make a plan, or say why there can be none.

    Source: form-model, backstride-rules. Belief: claimed.

    Parameters
    ----------
    request
        What is asked for. The same request gives the same plan.
    effort
        How long the solver may look for the best layout of one week, in its own time; with 0 every week is
        filled session by session instead. [-]

    Returns
    -------
    Plan
        It keeps every rule of the programme and of the screening; `plan_check.faults_of` checks that with
        arithmetic of its own.

    Raises
    ------
    PlanRefused
        If there can be no plan, with the reasons that conflict.
    """
    refuse(
        request.programme,
        conflicts_with_screening(request)
        or conflicts_with_race(request)
        or conflicts_with_phase_names(request),
    )
    barred: dict[str, tuple[Conflict, ...]] = {}
    while True:
        outline = _outline(request, barred)
        laid = _lay_weeks(outline, effort)
        short = [each.frame for each in laid if _is_short(each, outline)]
        conflicts = _conflicts_in_weeks(short, laid, outline)
        if not conflicts:
            return _written(outline, laid, short)
        phase = _phase_to_leave_out(short, outline)
        if phase is None:
            refuse(request.programme, conflicts)
        else:
            barred[phase.key] = conflicts


def _phase_to_leave_out(short: Sequence[Frame], outline: _Outline) -> Phase | None:
    """The first phase too many weeks of which are short: without it a plan can stay in the one before."""
    first = outline.weeks[0].phase
    for phase in dict.fromkeys(frame.week.phase for frame in short):
        weeks = sum(week.phase is phase for week in outline.weeks)
        own = [frame for frame in short if frame.week.phase is phase]
        if len(own) > SHORT_WEEKS * weeks:
            return phase if phase is not first else None
    return None


def _outline(request: PlanRequest, barred: Mapping[str, tuple[Conflict, ...]]) -> _Outline:
    phases, cut = _possible_phases(request, barred)
    race, conflicts = _race(request)
    refuse(request.programme, conflicts)
    if race is not None and race.phase.key not in {each.phase.key for each in phases}:
        refuse(request.programme, cut)
    last = race.day if race is not None else min(request.last_day, request.screening.valid_until)
    count = (last - request.first_monday).days // 7 + 1
    usable = [each.phase for each in phases if race is not None or not each.phase.is_taper]
    found = phase_weeks(usable, request, weeks=count, has_race=race is not None)
    refuse(request.programme, (each for each in found if isinstance(each, Conflict)))
    weeks = tuple(each for each in found if isinstance(each, PhaseWeek))
    refuse(request.programme, _conflicts_with_opening(weeks[0].phase, request))
    return _Outline(request=request, phases=phases, weeks=weeks, cut=cut, last_day=last, race=race)


def _possible_phases(
    request: PlanRequest, barred: Mapping[str, tuple[Conflict, ...]]
) -> tuple[tuple[PhaseOptions, ...], tuple[Conflict, ...]]:
    """The phases from the first to the last that can be done, and why not the next one."""
    every = request.programme.phases
    keys = [phase.key for phase in every]
    first = keys.index(request.least_phase) if request.least_phase is not None else 0
    last = keys.index(request.most_phase) if request.most_phase is not None else len(every) - 1
    possible: list[PhaseOptions] = []
    conflicts: tuple[Conflict, ...] = ()
    for phase in every[first : last + 1]:
        options = phase_options(phase, request)
        conflicts = barred.get(phase.key, ()) or _conflicts_with_day(phase, request)
        if not conflicts and not options.is_usable:
            conflicts = conflicts_with_phase(options, request)
        if conflicts:
            break
        possible.append(options)
    if all(each.phase.is_taper for each in possible) and conflicts:
        refuse(request.programme, conflicts)
    return tuple(possible), conflicts


def _conflicts_with_day(phase: Phase, request: PlanRequest) -> tuple[Conflict, ...]:
    if opens_on(phase, request) is not None:
        return ()
    return (
        Conflict(
            words=f"The phase “{phase.name}” begins a number of weeks after the injury, and nobody said when "
            "that was.",
            remedy="Give the day of the injury or the operation in the screening.",
        ),
    )


def _conflicts_with_opening(phase: Phase, request: PlanRequest) -> tuple[Conflict, ...]:
    opening = opens_on(phase, request)
    if opening is None or opening <= request.start:
        return ()
    words = (
        f"The phase “{phase.name}” may not begin before {day_words(opening)}, and the plan begins on "
        f"{day_words(request.start)}."
    )
    earlier = ", or begin with an earlier phase" if request.least_phase is not None else ""
    return (Conflict(words=words, remedy=f"Start on {day_words(opening)} or later{earlier}."),)


def _race(request: PlanRequest) -> tuple[Race | None, tuple[Conflict, ...]]:
    """The race that the plan ends with, if it has one; or what stands in its way."""
    keys = [phase.key for phase in request.programme.phases]
    last = keys.index(request.most_phase) if request.most_phase is not None else len(keys) - 1
    racing = [
        (phase, template)
        for phase in request.programme.phases[: last + 1]
        for template in phase.sessions
        if template.kind is SessionKind.RACE
    ]
    if not racing:
        return None, ()
    phase, template = racing[-1]
    options = session_options(template, request)
    if isinstance(options, Barred):
        return None, (
            Conflict(
                words=f"The race “{template.name}” cannot be planned: {options.words}.",
                remedy="Choose a programme without a race, or ask a clinician and record what they say.",
            ),
        )
    option = options[0]
    days = [request.race_on] if request.race_on is not None else list(reversed(_free_days(request)))
    if not days:
        return None, (conflict_without_session(request.start, request.last_day),)
    races = (Race(day=day, phase=phase, option=option) for day in days)
    fitting = ((race, _conflicts_around(race, request)) for race in races)
    first = next(fitting)
    return next(((race, ()) for race, conflicts in [first, *fitting] if not conflicts), first)


def _conflicts_around(race: Race, request: PlanRequest) -> tuple[Conflict, ...]:
    """What forward training around race day stands in the way."""
    gap = request.programme.caps.hard_gap_days
    near = sorted(
        each.day for each in request.forward if each.is_hard and abs((each.day - race.day).days) < gap
    )
    if near:
        words = (
            f"The race is on {day_words(race.day)}, and the forward session of {day_words(near[0])} is hard; "
            f"between hard days lie {gap}."
        )
        return (Conflict(words=words, remedy="Make that forward session an easy one, or leave it out."),)
    monday = monday_of(race.day)
    taken = {each.day for each in request.forward if 0 <= (each.day - monday).days < 7} | {race.day}
    rest = request.programme.caps.rest_days
    if 7 - len(taken) >= rest:
        return ()
    words = (
        f"In the week of the race, {day_words(race.day)}, forward training and the race take "
        f"{len(taken)} days; the programme keeps {counted(rest, 'day')} without training."
    )
    return (Conflict(words=words, remedy="Leave out a day of forward training in that week."),)


def _free_days(request: PlanRequest) -> tuple[date, ...]:
    """Every day of the plan that may be trained on."""
    last = min(request.last_day, request.screening.valid_until)
    every = (request.start + timedelta(days=at) for at in range((last - request.start).days + 1))
    return tuple(day for day in every if day.weekday() in request.days and day not in request.days_off)


def _lay_weeks(outline: _Outline, effort: float) -> tuple[_Laid, ...]:
    request = outline.request
    options = {each.phase.key: each for each in outline.phases}
    free = [day for day in _free_days(request) if day <= outline.last_day]
    if outline.race is not None:
        free = [day for day in free if day < outline.race.day]
    rooms = [_room(week, options[week.phase.key], free, outline) for week in outline.weeks]
    targets = week_targets(rooms, request, outline.last_day)
    backward, running = list(request.before.backward_min), list(request.before.backward_run_min)
    laid: list[_Laid] = []
    for room, target in zip(rooms, targets, strict=True):
        hard = [each.day for week in laid for each in week.sessions if each.option.template.kind.is_hard]
        frame = Frame(
            week=room.week,
            options=room.options,
            request=request,
            days={day: request.days[day.weekday()] for day in room.days},
            target_min=min(target, _light_minutes(backward, request)) if room.is_light else target,
            cap=week_cap(room.week, backward, running, request),
            earlier_hard=tuple(hard),
            earlier_days=laid[-1].sessions if laid else (),
            race=outline.race,
            least_sessions=_least_sessions(room),
            is_light=room.is_light,
        )
        earlier = max(backward[-MEMORY_WEEKS:], default=0.0)
        laid.append(_Laid(frame=frame, sessions=lay_out(frame, effort=effort), earlier_min=earlier))
        doses = [each.option.dose for each in laid[-1].sessions]
        if frame.own_race is not None:
            doses.append(frame.own_race.option.dose)
        backward.append(sum(dose.backward_min for dose in doses))
        running.append(sum(dose.backward_run_min for dose in doses))
    return tuple(laid)


def _light_minutes(backward: Sequence[float], request: PlanRequest) -> float:
    """What a lighter week asks for at most, by what the weeks before it really came to."""
    return DELOAD[1] * max([start_dose(request), *backward[-MEMORY_WEEKS:]])


def _room(week: PhaseWeek, options: PhaseOptions, free: Sequence[date], outline: _Outline) -> Room:
    request = outline.request
    days = tuple(day for day in free if 0 <= (day - week.monday).days < 7)
    doses = [option.dose for each in options.options.values() for option in each]
    best = [
        max((dose.backward_min for dose in doses if dose.minutes <= request.days[day.weekday()]), default=0.0)
        for day in days
    ]
    most = sum(sorted(best, reverse=True)[: request.programme.caps.sessions_per_week[1]])
    return Room(
        week=week,
        options=options,
        most_min=most,
        least_min=_least_minutes(options),
        days=days,
        is_light=_is_light(week, outline),
    )


def _is_light(week: PhaseWeek, outline: _Outline) -> bool:
    """Whether it is a lighter week; weeks spent in the programme before the plan count."""
    is_last = outline.race is None and week is outline.weeks[-1]
    spent = sum(outline.request.before.phase_weeks.values())
    return (spent + week.number) % DELOAD_EVERY == 0 and not week.phase.is_taper and not is_last


def _least_minutes(options: PhaseOptions) -> float:
    """Backward minutes of a week of a phase with as few sessions and as little in each as can be."""
    least = [min(each.dose.backward_min for each in found) for found in options.options.values()]
    return options.least_sessions * max(least, default=0.0)


def _least_sessions(room: Room) -> int:
    """None in a taper; fewer in a first week that is cut short."""
    if room.week.phase.is_taper:
        return 0
    return room.options.least_sessions


def _is_short(laid: _Laid, outline: _Outline) -> bool:
    """Whether a whole week before the taper has fewer sessions than it needs.

    The first week may be short: it may begin on any day, and after illness it is cut on purpose. So may
    the last, where the screening or the race ends it.
    """
    week, request = laid.frame.week, outline.request
    is_cut = week.monday < request.start or week.monday + timedelta(days=6) > outline.last_day
    is_eased = week.number == 1 and request.share < 1.0
    return len(laid.sessions) < laid.frame.least_sessions and not is_cut and not is_eased


def _conflicts_in_weeks(
    short: Sequence[Frame], laid: Sequence[_Laid], outline: _Outline
) -> tuple[Conflict, ...]:
    whole = sum(not each.frame.week.phase.is_taper for each in laid)
    forced = [frame for frame in short if not _has_day_off(frame)]
    if len(forced) > SHORT_WEEKS * whole:
        return conflicts_in_week(forced[0])
    if len(short) > SHORT_WITH_DAYS_OFF * whole:
        return conflicts_in_week(next(frame for frame in short if _has_day_off(frame)))
    if outline.race is None and not any(each.sessions for each in laid):
        needy = [each.frame for each in laid if each.frame.days and each.frame.least_sessions]
        if needy:
            return conflicts_in_week(replace(needy[0], least_sessions=1))
        return (conflict_without_session(outline.request.start, outline.last_day),)
    return ()


def _has_day_off(frame: Frame) -> bool:
    """Whether the athlete takes a day off that would be free."""
    off = (day for day in frame.request.days_off if frame.week.monday <= day <= frame.sunday)
    return any(day.weekday() in frame.request.days for day in off)


def _written(outline: _Outline, laid: Sequence[_Laid], short: Sequence[Frame]) -> Plan:
    request = outline.request
    by_week = [_sessions(each, outline) for each in laid]
    sessions = [session for week in by_week for session in week]
    words = advice(
        request,
        weeks=outline.weeks,
        phases=outline.phases,
        cut=outline.cut,
        short_weeks=short,
        race=outline.race,
        sessions=sessions,
    )
    race_on = outline.race.day if outline.race is not None else None
    return Plan(
        programme=request.programme.key,
        start=request.start,
        weeks=tuple(_week(each, found) for each, found in zip(laid, by_week, strict=True)),
        sessions=tuple(sessions),
        race_on=race_on,
        advice=words,
    )


def _week(laid: _Laid, sessions: Sequence[PlannedSession]) -> PlannedWeek:
    frame = laid.frame
    race = frame.own_race.option.dose.backward_min if frame.own_race is not None else 0.0
    minutes = sum(each.backward_min for each in sessions)
    is_light = frame.is_light and bool(sessions) and minutes < laid.earlier_min
    return PlannedWeek(
        number=frame.week.number,
        monday=frame.week.monday,
        phase=frame.week.phase.key,
        backward_min=minutes,
        # The race is as long as it is; only a part of what the caps allow is added to it.
        backward_cap_min=race + frame.most_min[0],
        load=sum(each.load for each in sessions),
        words=week_words(frame, is_light=is_light, sessions=len(sessions)),
        is_light=is_light,
    )


def _sessions(laid: _Laid, outline: _Outline) -> list[PlannedSession]:
    frame = laid.frame
    found = [(each.day, each.option, session_reasons(each, frame, laid.sessions)) for each in laid.sessions]
    if frame.own_race is not None:
        found.append((frame.own_race.day, frame.own_race.option, race_reasons(frame.own_race)))
    return [
        _session(
            f"w{frame.week.number:02d}-{at}",
            day,
            option,
            reasons,
            phase=frame.week.phase,
            request=outline.request,
        )
        for at, (day, option, reasons) in enumerate(found, 1)
    ]


def _session(
    key: str, day: date, option: Option, reasons: tuple[str, ...], *, phase: Phase, request: PlanRequest
) -> PlannedSession:
    template, dose = option.template, option.dose
    place = place_for(template, request)
    return PlannedSession(
        key=key,
        day=day,
        phase=phase.key,
        template=template.key,
        kind=template.kind,
        n=option.n,
        workout=workout_of(template, option.n, programme=request.programme, place=place),
        minutes=dose.minutes,
        backward_min=dose.backward_min,
        backward_run_min=dose.backward_run_min,
        load=dose.load,
        hardest_rpe=dose.hardest_rpe,
        reasons=reasons,
        gate=_shut_gate(phase, request),
    )


def _shut_gate(phase: Phase, request: PlanRequest) -> str | None:
    """The first gate on the way to a phase that is not open."""
    keys = [each.key for each in request.programme.phases]
    gates = (each.gate for each in request.programme.phases[: keys.index(phase.key) + 1])
    return next((gate.key for gate in gates if gate is not None and gate.key not in request.open_gates), None)
