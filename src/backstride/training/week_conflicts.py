"""Why a week cannot hold the sessions it needs: the smallest set of rules that shuts them out.

Each group of rules gets an assumption that it counts. The solver says which assumptions cannot hold
together; then one after the other is dropped as long as the rest is still enough.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from backstride.training.phrases import WEEKDAYS, counted, day_words
from backstride.training.refusals import Conflict
from backstride.training.session_options import Option
from backstride.training.week_layout import FINE, RACE_GAP_DAYS, Frame, Placed, hard_day_is_free, rest_room
from backstride.training.week_targets import new_solver


class Group(StrEnum):
    """Rules that stand or fall together; those that are easiest to change come last and stay longest."""

    SPACING = "spacing"
    CAP = "cap"
    DAYS_OFF = "days off"
    REST = "rest"
    LENGTH = "length"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """A session on a day, and what would have to give way for it."""

    placed: Placed
    broken: frozenset[Group]


def conflicts_in_week(frame: Frame) -> tuple[Conflict, ...]:
    """Why a week cannot hold as many sessions as it needs.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    frame
        The week.

    Returns
    -------
    tuple[Conflict, ...]
        One for each group of rules of a smallest set; at least one.
    """
    tries = _tries(frame)
    groups = _first_conflict(frame, tries)
    for group in Group:
        fewer = groups - {group}
        if groups > {group} and _is_impossible(frame, tries, fewer):
            groups = fewer
    words: Mapping[Group, Callable[[Frame], Conflict]] = {
        Group.DAYS: _days_words,
        Group.DAYS_OFF: _days_off_words,
        Group.LENGTH: _length_words,
        Group.REST: _rest_words,
        Group.SPACING: _spacing_words,
        Group.CAP: _cap_words,
    }
    return tuple(words[group](frame) for group in reversed(Group) if group in groups) or (
        _other_words(frame),
    )


def _tries(frame: Frame) -> list[_Try]:
    """Every session on every day of the week with its least doses, free day or not."""
    request, tries = frame.request, []
    every = [each for options in frame.options.options.values() for each in _least(options)]
    for day in (frame.week.monday + timedelta(days=at) for at in range(7)):
        if day < request.start:
            continue
        broken = {Group.DAYS} if day.weekday() not in request.days else set()
        if day in request.days_off or (day.weekday() in request.days and day not in frame.days):
            broken.add(Group.DAYS_OFF)
        longest = request.days.get(day.weekday(), max(request.days.values()))
        for option in every:
            is_long = option.dose.minutes > longest
            is_near = option.template.kind.is_hard and not hard_day_is_free(day, frame)
            also = ({Group.LENGTH} if is_long else set()) | ({Group.SPACING} if is_near else set())
            tries.append(_Try(placed=Placed(day=day, option=option), broken=frozenset(broken | also)))
    return tries


def _least(options: Sequence[Option]) -> Iterable[Option]:
    """The doses that fit if any does: the shortest, and the one with the least backward and running."""
    shortest = min(options, key=lambda each: each.dose.minutes)
    gentlest = min(options, key=lambda each: (each.dose.backward_min, each.dose.backward_run_min))
    return {each.n: each for each in (shortest, gentlest)}.values()


def _first_conflict(frame: Frame, tries: Sequence[_Try]) -> frozenset[Group]:
    """What the solver finds enough."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - it takes most of a second to load

    model = cp_model.CpModel()
    counts = {group: model.new_bool_var(group.value) for group in Group}
    _rules(model, frame, tries, counts)
    model.add_assumptions(list(counts.values()))
    solver = new_solver()
    if solver.solve(model) != cp_model.INFEASIBLE:
        return frozenset()
    core = set(solver.sufficient_assumptions_for_infeasibility())
    return frozenset(group for group, literal in counts.items() if literal.index in core) or frozenset(Group)


def _is_impossible(frame: Frame, tries: Sequence[_Try], groups: frozenset[Group]) -> bool:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - it takes most of a second to load

    model = cp_model.CpModel()
    counts = {group: model.new_constant(group in groups) for group in Group}
    _rules(model, frame, tries, counts)
    return bool(new_solver().solve(model) == cp_model.INFEASIBLE)


def _rules(model: Any, frame: Frame, tries: Sequence[_Try], counts: Mapping[Group, Any]) -> None:  # noqa: ANN401 - untyped solver
    caps, race = frame.caps, frame.own_race
    pairs = [(each, model.new_bool_var("")) for each in tries]
    for each, choice in pairs:
        for group in each.broken:
            model.add(choice == 0).only_enforce_if(counts[group])
    model.add(sum(choice for _, choice in pairs) >= frame.least_sessions)
    days = sorted({each.placed.day for each in tries})
    for day in days:
        model.add_at_most_one(choice for each, choice in pairs if each.placed.day == day)
    for template in frame.options.templates:
        own = [choice for each, choice in pairs if each.placed.option.template is template]
        model.add(sum(own) <= template.per_week[1])
    hard = [(each.placed.day, choice) for each, choice in pairs if each.placed.option.template.kind.is_hard]
    model.add(
        sum(choice for _, choice in hard) <= max(0, caps.hard_per_week - (1 if race else 0))
    ).only_enforce_if(counts[Group.SPACING])
    for first in days:
        window = [choice for day, choice in hard if 0 <= (day - first).days < caps.hard_gap_days]
        model.add(sum(window) <= 1).only_enforce_if(counts[Group.SPACING])
    forward = {each.day for each in frame.forward}
    trained = [choice for each, choice in pairs if each.placed.day not in forward]
    room = rest_room(frame)
    every = [choice for _, choice in pairs]
    model.add(sum(trained if room >= 0 else every) <= max(0, room)).only_enforce_if(counts[Group.REST])
    for name in ("backward_min", "backward_run_min"):
        minutes = [-int(-FINE * getattr(each.placed.option.dose, name) // 1) for each, _ in pairs]
        most = max(0, int(FINE * getattr(frame.cap, name)))
        total = sum(a * b for a, b in zip(minutes, every, strict=True))
        model.add(total <= most).only_enforce_if(counts[Group.CAP])


def _need(frame: Frame) -> str:
    return f"The programme needs at least {counted(frame.least_sessions, 'session')} a week"


def _names(days: Iterable[int]) -> str:
    return ", ".join(WEEKDAYS[day] for day in sorted(days))


def _days_words(frame: Frame) -> Conflict:
    free = frame.request.days
    days = f"{counted(len(free), 'free day')} ({_names(free)})"
    return Conflict(
        words=f"{_need(frame)}; you have {days}."
        if len(free) < frame.least_sessions
        else f"{_need(frame)}, all of them on your {days}.",
        remedy="Free another weekday, or choose a programme with fewer sessions.",
    )


def _days_off_words(frame: Frame) -> Conflict:
    off = [
        day_words(day)
        for day in sorted(frame.request.days_off)
        if frame.week.monday <= day <= frame.sunday and day.weekday() in frame.request.days
    ]
    left = len(frame.days)
    words = (
        f"{_need(frame)}; in the week of {day_words(frame.week.monday)} {counted(left, 'free day')} "
        f"{'is' if left == 1 else 'are'} left"
    )
    return Conflict(
        words=words + (f", with days off on {', '.join(off)}." if off else "."),
        remedy="Take fewer days off, or begin the plan after them.",
    )


def _length_words(frame: Frame) -> Conflict:
    every = [each for options in frame.options.options.values() for each in options]
    shortest = min(each.dose.minutes for each in every)
    days = ", ".join(f"{WEEKDAYS[day]} {most:g}" for day, most in sorted(frame.request.days.items()))
    return Conflict(
        words=f"The shortest session of the phase “{frame.week.phase.name}” takes {shortest:.0f} minutes; "
        f"the longest you have are: {days}.",
        remedy="Allow more minutes on a day.",
    )


def _rest_words(frame: Frame) -> Conflict:
    forward = {each.day.weekday() for each in frame.forward}
    return Conflict(
        words=f"The programme keeps {counted(frame.caps.rest_days, 'day')} of a week without training; in "
        f"the week of {day_words(frame.week.monday)} forward training takes {counted(len(forward), 'day')}"
        + (f" ({_names(forward)})." if forward else "."),
        remedy="Leave out a day of forward training, or put it on a day of the plan.",
    )


def _spacing_words(frame: Frame) -> Conflict:
    hard = sorted({each.day.weekday() for each in frame.forward if each.is_hard})
    why = f"forward training is hard on {_names(hard)}" if hard else "your free days lie too close together"
    race = f", {RACE_GAP_DAYS} days before a race" if frame.race is not None else ""
    return Conflict(
        words=f"A hard session comes {frame.caps.hard_gap_days} days after another at the earliest, backward "
        f"or forward{race}, and there are {frame.caps.hard_per_week} a week at most; "
        f"in the week of {day_words(frame.week.monday)} {why}.",
        remedy="Make a hard forward session an easy one, or free days that lie further apart.",
    )


def _cap_words(frame: Frame) -> Conflict:
    every = [each for options in frame.options.options.values() for each in options]
    least = min(each.dose.backward_min for each in every)
    run = min(each.dose.backward_run_min for each in every)
    running = f", {run:.0f} of them running," if run > 0.0 else ""
    monday, cap = day_words(frame.week.monday), frame.cap
    return Conflict(
        words=f"In the week of {monday} {cap.backward_min:.0f} min backward are allowed, "
        f"{cap.backward_run_min:.0f} of them running ({cap.words}); the shortest session asks for "
        f"{least:.0f}{running} and {counted(frame.least_sessions, 'session')} would be needed.",
        remedy="Begin with an earlier phase or a gentler programme.",
    )


def _other_words(frame: Frame) -> Conflict:
    """Where the days alone would do, and what the weeks before left over does not."""
    return Conflict(
        words=f"{_need(frame)}; fewer fit into the week of {day_words(frame.week.monday)}.",
        remedy="Free another day, or allow more minutes on the days you have.",
    )


def conflict_without_session(request_start: date, last_day: date) -> Conflict:
    """Why a plan has no session at all.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request_start
        The plan's first day.
    last_day
        Its last day.

    Returns
    -------
    Conflict
        The one reason.
    """
    return Conflict(
        words=f"Between {day_words(request_start)} and {day_words(last_day)} no session fits on any free "
        "day.",
        remedy="Ask for more weeks, free more days, or take fewer days off.",
    )
