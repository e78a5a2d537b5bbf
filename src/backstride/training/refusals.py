"""Why a plan cannot be: each reason in words, with what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from backstride.errors import PlanRefused
from backstride.training.phrases import counted, day_words
from backstride.training.plan import LONGEST_WEEKS, PlanRequest
from backstride.training.programme import Programme, SessionKind
from backstride.training.session_options import Bar, PhaseOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One reason why a plan cannot be."""

    words: str
    """A sentence with what was found and what would be needed."""
    remedy: str
    """A sentence: what would lift it."""


def refuse(programme: Programme, conflicts: Iterable[Conflict]) -> None:
    """Refuse a plan if anything speaks against it.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    programme
        The programme that was asked for.
    conflicts
        What cannot all be; none lets the plan pass.

    Raises
    ------
    PlanRefused
        If there is any.
    """
    found = tuple(conflicts)
    if found:
        raise PlanRefused(
            f"No plan can be made of the programme “{programme.name}”.",
            allowed=" ".join(each.words for each in found),
            remedy=" Or: ".join(dict.fromkeys(each.remedy for each in found)),
            reasons=tuple(each.words for each in found),
        )


def conflicts_with_screening(request: PlanRequest) -> tuple[Conflict, ...]:
    """Whether screening lets anything of the programme be planned.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What was asked for.

    Returns
    -------
    tuple[Conflict, ...]
        The gravest, or nothing.
    """
    screening = request.screening
    if not screening.allows_planning:
        reasons = [each.words for each in screening.reasons if each.verdict is screening.verdict]
        return _one(
            f"The screening of {day_words(screening.screened_on)} came to “{screening.verdict.value}”"
            + (": " + " ".join(reasons[:3]) if reasons else "."),
            "Do what the screening says, then answer its questions again.",
        )
    if screening.screened_on > request.start:
        return _one(
            f"The screening is of {day_words(screening.screened_on)}, and the plan would begin before it, "
            f"on {day_words(request.start)}.",
            f"Start on {day_words(screening.screened_on)} or later.",
        )
    if screening.valid_until < request.start:
        return _one(
            f"The screening of {day_words(screening.screened_on)} counts until "
            f"{day_words(screening.valid_until)}, and the plan begins on {day_words(request.start)}.",
            "Answer the questions of the screening again.",
        )
    return _injury_conflicts(request)


def _injury_conflicts(request: PlanRequest) -> tuple[Conflict, ...]:
    programme, kinds = request.programme, {injury.kind for injury in request.screening.injuries}
    others = sorted(kind.value for kind in kinds - programme.injuries)
    if others:
        return _one(
            f"The screening names an injury that this programme is not for: {', '.join(others)}.",
            "Choose a rehabilitation programme for it, or screen again once it is healed."
            if len(kinds) == 1
            else "None of ours is for several injuries at once: ask your clinician for a programme of your "
            "own, or screen again once all but one are healed.",
        )
    if programme.injuries and not kinds:
        return _one(
            f"The programme is for coming back after an injury ({', '.join(sorted(programme.injuries))}), "
            "and the screening names none.",
            "Choose a programme that is not for rehabilitation, or name the injury in the screening.",
        )
    return ()


def conflicts_with_race(request: PlanRequest) -> tuple[Conflict, ...]:
    """Whether a race can stand where it was asked for.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What was asked for.

    Returns
    -------
    tuple[Conflict, ...]
        The first that stands in the way, or nothing.
    """
    race_on = request.race_on
    if race_on is None:
        return ()
    every = [each.kind for phase in request.programme.phases for each in phase.sessions]
    if SessionKind.RACE not in every:
        return _one(
            "The programme has no race in it.", "Leave the race date out, or choose a race programme."
        )
    return _race_day_conflicts(race_on, request)


def _race_day_conflicts(race_on: date, request: PlanRequest) -> tuple[Conflict, ...]:
    race, sunday = day_words(race_on), request.first_monday + timedelta(days=7 * request.weeks - 1)
    valid_until = request.screening.valid_until
    if race_on < request.start:
        words = f"The race on {race} is before the plan's first day, {day_words(request.start)}."
        return _one(words, "Give the date of a race to come.")
    if race_on > sunday:
        weeks = (race_on - request.first_monday).days // 7 + 1
        words = f"The race on {race} is after the plan's last day, {day_words(sunday)}."
        longer = f"Ask for {weeks} weeks, or start" if weeks <= LONGEST_WEEKS else "Start"
        return _one(words, f"{longer} later; a plan has {LONGEST_WEEKS} weeks at most.")
    if race_on in request.days_off:
        return _one(f"The race is on {race}, which is a day off.", "Take it from the days off.")
    if race_on > valid_until:
        words = f"The race on {race} is after the screening's last day, {day_words(valid_until)}."
        return _one(words, "Answer the questions of the screening again.")
    return ()


def conflicts_with_phase_names(request: PlanRequest) -> tuple[Conflict, ...]:
    """Whether the phases that a plan is to lie between are the programme's, in its order.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    request
        What was asked for.

    Returns
    -------
    tuple[Conflict, ...]
        The first that stands in the way, or nothing.
    """
    keys = [phase.key for phase in request.programme.phases]
    for key in (request.least_phase, request.most_phase):
        if key is not None and key not in keys:
            return _one(f"The programme has no phase “{key}”.", f"Its phases are {', '.join(keys)}.")
    least, most = request.least_phase, request.most_phase
    if least is not None and most is not None and keys.index(least) > keys.index(most):
        return _one(
            f"The plan is to be not earlier than the phase “{least}” and not later than “{most}”, which "
            "comes before it.",
            "Name them the other way round.",
        )
    return ()


def conflicts_with_phase(options: PhaseOptions, request: PlanRequest) -> tuple[Conflict, ...]:
    """Why too little of a phase can be done: the places alone or the limits alone, if one is enough.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    options
        What can be done of the phase, which is not enough.
    request
        What was asked for.

    Returns
    -------
    tuple[Conflict, ...]
        One for each kind of bar that it takes.
    """
    possible = sum(template.per_week[1] for template in options.templates)
    lost = {bar: sum(each.template.per_week[1] for each in options.barred if each.bar is bar) for bar in Bar}
    need = max(1, options.least_sessions)
    alone = [bar for bar in Bar if lost[bar] and possible + sum(lost.values()) - lost[bar] < need]
    return tuple(
        _bar_conflict(bar, options, request) for bar in alone[:1] or [bar for bar in Bar if lost[bar]]
    )


def _bar_conflict(bar: Bar, options: PhaseOptions, request: PlanRequest) -> Conflict:
    sessions = "; ".join(
        f"“{each.template.name}”: {each.words}" for each in options.barred if each.bar is bar
    )
    need = counted(max(1, options.least_sessions), "session")
    if bar is Bar.PLACES:
        own = ", ".join(sorted(request.places)) or "none"
        return Conflict(
            words=f"The phase “{options.phase.name}” needs {need} a week. At your places ({own}) these "
            f"cannot be done: {sessions}.",
            remedy="Name every place that you can train at, or choose a programme for the places you have.",
        )
    return Conflict(
        words=f"The phase “{options.phase.name}” needs {need} a week. The screening rules these out: "
        f"{sessions}.",
        remedy="Choose a gentler programme, or ask a clinician and record what they say.",
    )


def _one(words: str, remedy: str) -> tuple[Conflict, ...]:
    return (Conflict(words=words, remedy=remedy),)
