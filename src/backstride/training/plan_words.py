"""What a plan says of itself: why each session, what each week is for, and what holds for the whole."""

import math
from collections.abc import Iterator, Sequence
from datetime import date

from backstride.load import monday_of
from backstride.load.form import FATIGUE_DAYS, FITNESS_DAYS
from backstride.training.phase_calendar import PhaseWeek
from backstride.training.phrases import WEEKDAYS, counted, day_words
from backstride.training.plan import PlannedSession, PlanRequest
from backstride.training.programme import Phase, SessionKind
from backstride.training.refusals import Conflict
from backstride.training.session_options import PhaseOptions, Race
from backstride.training.week_layout import Frame, Placed
from backstride.training.week_targets import form_weight


def session_reasons(placed: Placed, frame: Frame, others: Sequence[Placed]) -> tuple[str, ...]:
    """Why this session, with this dose, on this day.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    placed
        The session.
    frame
        Its week.
    others
        All sessions of its week.

    Returns
    -------
    tuple[str, ...]
        Three sentences.
    """
    return placed.option.template.purpose, _dose_reason(placed, frame, others), _day_reason(placed, frame)


def race_reasons(race: Race) -> tuple[str, ...]:
    """Why the race is where it is.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    race
        The race.

    Returns
    -------
    tuple[str, ...]
        Two sentences.
    """
    return race.option.template.purpose, f"Race day: the plan leads up to {day_words(race.day)}."


def _dose_reason(placed: Placed, frame: Frame, others: Sequence[Placed]) -> str:
    dose = placed.option.dose
    week = sum(each.option.dose.backward_min for each in others)
    week += frame.own_race.option.dose.backward_min if frame.own_race is not None else 0.0
    words = f"{_minutes(dose.backward_min)} min backward"
    before = [each for each in frame.earlier_days if each.option.template.key == placed.option.template.key]
    if before:
        last = before[-1].option.dose.backward_min
        words += f", {_minutes(last)} the time before"
    allowed = f"{_minutes(frame.cap.backward_min)} are allowed ({frame.cap.words})"
    return f"{words}; {_minutes(week)} in the week, where {allowed}."


def _minutes(minutes: float) -> str:
    """To a tenth, whole minutes without it."""
    return f"{round(minutes, 1):g}"


def _day_reason(placed: Placed, frame: Frame) -> str:
    weekday, longest = WEEKDAYS[placed.day.weekday()], frame.days[placed.day]
    words = f"{weekday} has {longest:g} min, and it takes {placed.option.dose.minutes:.0f}"
    if not placed.option.template.kind.is_hard:
        return f"{words}."
    near = [each.day for each in frame.request.forward if each.is_hard] + list(frame.earlier_hard)
    past = [(placed.day - day).days for day in near if day < placed.day]
    gap = f"{min(past)} days after the last hard one" if past else "with no hard one in the days before"
    return f"{words}; it is a hard session, {gap}."


def week_words(frame: Frame, *, is_light: bool, sessions: int) -> str:
    """What a week is for.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    frame
        The week.
    is_light
        Whether it is one of the lighter weeks.
    sessions
        How many sessions it has, the race included.

    Returns
    -------
    str
        A sentence or two.
    """
    phase, purpose = frame.week.phase, frame.week.phase.purpose.strip()
    words = f"{phase.name}, week {frame.week.number_in_phase}: {purpose}"
    words += "" if purpose.endswith(".") else "."
    if not sessions:
        return f"{words} No session fits in this week."
    if phase.is_taper:
        return f"{words} Less than before, so that you come to the race fresh."
    if is_light:
        return f"{words} A lighter week, so that what you did before can take effect."
    return words


def advice(
    request: PlanRequest,
    *,
    weeks: Sequence[PhaseWeek],
    phases: Sequence[PhaseOptions],
    cut: Sequence[Conflict],
    short_weeks: Sequence[Frame],
    race: Race | None,
    sessions: Sequence[PlannedSession],
) -> tuple[str, ...]:
    """What holds for the whole plan.

    Source: backstride-rules, form-model. Belief: claimed.

    Parameters
    ----------
    request
        What was asked for.
    weeks
        The weeks with their phases.
    phases
        What could be done of each phase of the plan.
    cut
        Why the phase after them cannot be done.
    short_weeks
        Weeks with fewer sessions than the programme needs.
    race
        The race at its end.
    sessions
        What was planned.

    Returns
    -------
    tuple[str, ...]
        Sentences.
    """
    return (
        *_limit_words(request),
        *_left_out(weeks, phases),
        *_length_words(request, weeks, race),
        *_cut_words(cut if weeks[-1].phase is phases[-1].phase else ()),
        *(
            f"In the week of {day_words(frame.week.monday)} fewer sessions fit than the "
            f"{frame.least_sessions} that the programme needs."
            for frame in short_weeks
        ),
        *_race_words(request, race, sessions),
    )


def _limit_words(request: PlanRequest) -> Iterator[str]:
    screening = request.screening
    limits = screening.limits
    if limits.walk_only:
        yield "The screening allows walking only: nothing in this plan is run."
    if limits.hardest_rpe < 10.0:
        yield f"No step is harder than {limits.hardest_rpe:g} of 10, as the screening says."
    if limits.longest_backward_min is not None:
        yield f"No session has more than {limits.longest_backward_min:g} min backward, as the screening says."
    if limits.no_turns:
        yield "The screening allows no sprints and no changes of direction: there are none."
    if limits.places is not None:
        yield f"The screening allows these places alone: {', '.join(sorted(limits.places))}."
    if screening.valid_until < request.last_day:
        yield (
            f"The screening counts until {day_words(screening.valid_until)}: nothing is planned after that. "
            "Answer its questions again before then."
        )


def _left_out(weeks: Sequence[PhaseWeek], phases: Sequence[PhaseOptions]) -> Iterator[str]:
    planned = {week.phase.key for week in weeks}
    barred = [each for options in phases if options.phase.key in planned for each in options.barred]
    yield from dict.fromkeys(f"“{each.template.name}” is left out: {each.words}." for each in barred)


def _length_words(request: PlanRequest, weeks: Sequence[PhaseWeek], race: Race | None) -> Iterator[str]:
    reached = [week.phase for week in weeks]
    later = request.programme.phases[_index(request, reached[-1]) + 1 :]
    left = [phase for phase in later if not phase.is_taper]
    if left and request.most_phase is None:
        names = ", ".join(f"“{phase.name}”" for phase in left)
        yield f"The plan ends before the programme does; it does not come to {names}."
    if request.most_phase is not None:
        yield f"The plan is held: it does not go beyond the phase “{reached[-1].name}” for now."
    for phase in dict.fromkeys(reached):
        length = sum(each is phase for each in reached) + request.before.phase_weeks.get(phase.key, 0)
        if length > phase.weeks[1]:
            usual = f"as a rule it takes {counted(phase.weeks[1], 'week')}"
            yield f"The phase “{phase.name}” is held for {counted(length, 'week')}; {usual}."
    if race is None and request.race_on is not None:
        yield f"The race on {day_words(request.race_on)} is not planned while the plan is held."


def _cut_words(cut: Sequence[Conflict]) -> Iterator[str]:
    if cut:
        yield "It cannot go on to the next phase as things are: " + " ".join(each.words for each in cut)


def _index(request: PlanRequest, phase: Phase) -> int:
    return [each.key for each in request.programme.phases].index(phase.key)


def _race_words(request: PlanRequest, race: Race | None, sessions: Sequence[PlannedSession]) -> Iterator[str]:
    if race is None:
        return
    training = [each for each in sessions if each.kind is not SessionKind.RACE]
    by_week: dict[date, float] = {}
    for each in training:
        monday = monday_of(each.day)
        by_week[monday] = by_week.get(monday, 0.0) + each.backward_min
    most, needed = max(by_week.values(), default=0.0), race.option.dose.backward_min
    if needed > most:
        yield (
            f"The race asks for about {needed:.0f} min backward in one go; the biggest week before it has "
            f"{most:.0f}. A longer plan, or a shorter race, would prepare you better."
        )
    loads = [(each.day, each.load) for each in training]
    loads += [(each.day, each.minutes * each.rpe) for each in request.forward if request.start <= each.day]
    days = (race.day - request.start).days
    form = _start_form(request, days) + sum(
        load * form_weight((race.day - day).days) for day, load in loads if day < race.day
    )
    yield (
        f"By the form model, fitness minus fatigue on the morning of the race is about {form:+.0f}; its "
        "constants come from cycling and were never tested for running backward."
    )


def _start_form(request: PlanRequest, days: int) -> float:
    """What is left on a later morning of the fitness and fatigue that the plan began with."""
    before = request.before
    slow, fast = (math.exp(-days / constant) for constant in (FITNESS_DAYS, FATIGUE_DAYS))
    return before.fitness * slow - before.fatigue * fast
