"""Whether a programme holds together: what it asks for, it must be possible to follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.sources import Belief, bibliography
from backstride.training.dose import Dose, Speeds
from backstride.training.programme import Caps, Goal, NeedKind, Phase, Programme, SessionKind, SessionTemplate
from backstride.training.template_workout import doses_of, workout_of
from backstride.training.workout import Place

HEALTH_WORDS: Final = (
    "knee", "rehab", "injur", "surg", "pain", "fracture", "achilles", "hamstring", "groin", "strain",
    "splint", "patient", "disease", "overweight", "weight loss",
)  # fmt: skip
"""What no name of a session says: names go to watches and into calendars that others see."""

ROUNDING_MIN: Final = 1e-6


@dataclass(frozen=True, slots=True)
class _Fault:
    where: str
    found: str
    allowed: str
    remedy: str


def check_programme(programme: Programme, *, name: str) -> None:
    """Refuse a programme that nobody could follow, or that says two things at once.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    programme
        The programme.
    name
        What its file is called, for messages.

    Raises
    ------
    InvalidValue
        For the first fault: where, what was found, what is allowed and what to do.
    """
    fault = next(_faults(programme), None)
    if fault is not None:
        where = f"{name}, {fault.where}" if fault.where else name
        raise InvalidValue(f"{where}: {fault.found}.", allowed=f"{fault.allowed}.", remedy=f"{fault.remedy}.")


def _faults(programme: Programme) -> Iterator[_Fault]:
    yield from _doubles(programme)
    yield from _goal_faults(programme)
    yield from _race_faults(programme)
    yield from _gate_faults(programme)
    for phase in programme.phases:
        for session in phase.sessions:
            yield from _session_faults(programme, phase, session)
    yield from _first_phase_faults(programme.phases[0])
    for phase in programme.phases:
        yield from _count_faults(phase, programme.caps)
    yield from _growth_faults(programme)


# --- What is said twice, or against itself ---------------------------------------------------------


def _doubles(programme: Programme) -> Iterator[_Fault]:
    lists = [("", "phase", [phase.key for phase in programme.phases])]
    lists.append(("", "gate", [phase.gate.key for phase in programme.phases if phase.gate is not None]))
    lists += [
        (f"phase {phase.key}", "session", [session.key for session in phase.sessions])
        for phase in programme.phases
    ]
    for where, what, keys in lists:
        for key in keys:
            if keys.count(key) > 1:
                yield _Fault(
                    where, f"Two are the {what} {key!r}", f"Each {what} has a key of its own", "Rename one"
                )


def _goal_faults(programme: Programme) -> Iterator[_Fault]:
    for goal, said, what in (
        (Goal.REHABILITATION, bool(programme.injuries), "injuries"),
        (Goal.SPORT, programme.sport is not None, "a sport"),
        (Goal.RACE, programme.race_distance_m is not None, "a race distance"),
    ):
        if (programme.goal is goal) is not said:
            yield _Fault(
                "",
                f"Its goal is {programme.goal.value}, and it names {what if said else 'not ' + what}",
                f"The goal {goal.value} goes with {what}, and no other does",
                "Correct the goal, or the rest",
            )
    for earlier, later in pairwise(programme.phases):
        if earlier.is_taper and not later.is_taper:
            yield _Fault(
                f"phase {later.key}",
                f"It follows the taper {earlier.key!r}",
                "A taper comes last",
                "Change the order",
            )


def _race_faults(programme: Programme) -> Iterator[_Fault]:
    last = programme.phases[-1]
    races = [
        phase.key for phase in programme.phases for each in phase.sessions if each.kind is SessionKind.RACE
    ]
    if races != ([last.key] if programme.goal is Goal.RACE else []):
        yield _Fault(
            "",
            f"There are {len(races)} race sessions, in {', '.join(races) or 'no phase'}",
            "A race programme has one, in its last phase, and no other programme has any",
            "Correct the kinds of the sessions",
        )
    if last.is_taper is not (programme.goal is Goal.RACE):
        yield _Fault(
            f"phase {last.key}",
            "It is a taper without a race, or a race without a taper",
            "The last phase of a race programme, and of no other, is a taper",
            "Correct is_taper or the goal",
        )


def _gate_faults(programme: Programme) -> Iterator[_Fault]:
    for before, phase in pairwise((None, *programme.phases)):
        if phase is None or phase.gate is None:
            continue
        where = f"phase {phase.key}, gate {phase.gate.key}"
        for need in phase.gate.needs:
            if before is None and need.kind in {NeedKind.SESSIONS_DONE, NeedKind.RPE_AT_MOST}:
                yield _Fault(
                    where,
                    f"It asks for {need.kind.value!r} of the phase before, and there is none",
                    "The first phase asks for pain, swelling, good days, weeks, strength or a word",
                    "Take it out",
                )
            elif before is not None and need.kind is NeedKind.SESSIONS_DONE:
                most = before.weeks[1] * programme.caps.sessions_per_week[0]
                if need.value > most:
                    yield _Fault(
                        where,
                        f"It asks for {need.value:g} sessions of the phase before",
                        f"At the fewest a week that phase has {most} in its longest time",
                        "Ask for fewer, or lengthen that phase",
                    )
            if need.kind is NeedKind.WEEKS_SINCE and not programme.injuries:
                yield _Fault(
                    where,
                    "It counts weeks since an injury, and the programme is for none",
                    "Programmes for rehabilitation count them",
                    "Take it out, or name the injuries",
                )


# --- Sessions --------------------------------------------------------------------------------------


def _session_faults(programme: Programme, phase: Phase, session: SessionTemplate) -> Iterator[_Fault]:
    where = f"phase {phase.key}, session {session.key}"
    said = [word for word in HEALTH_WORDS if word in session.name.casefold()]
    if said:
        yield _Fault(
            where,
            f"Its name says {said[0]!r}, and names go to watches and calendars",
            "A name says what is done",
            "Rename it",
        )
    yield from _belief_faults(where, session)
    for n in range(session.n[0], session.n[1] + 1):
        try:
            workout = workout_of(session, n, programme=programme, place=None)
        except InvalidValue as trouble:
            found, allowed, remedy = (
                each.rstrip(".") for each in (trouble.found, trouble.allowed, trouble.remedy)
            )
            yield _Fault(where, f"With {n} for {{n}}: {found}", allowed, remedy)
            return
    yield from _dose_faults(where, session)
    gaits = {step.gait for step in workout.performed if step.travel is Travel.BACKWARD}
    yield from _place_faults(where, session, gaits)


def _belief_faults(where: str, session: SessionTemplate) -> Iterator[_Fault]:
    order = list(Belief)
    best = min((bibliography()[key].belief for key in session.sources), key=order.index)
    if order.index(session.belief) < order.index(best):
        yield _Fault(
            where,
            f"Its dose is said to be {session.belief.value}, and none of its sources is",
            f"The best of them is {best.value}",
            "Lower the belief, or name the source",
        )


def _dose_faults(where: str, session: SessionTemplate) -> Iterator[_Fault]:
    if (session.n[0] < session.n[1]) is not ("{n}" in session.text):
        yield _Fault(
            where,
            "Either {n} stands in the text and never changes, or it changes and stands nowhere",
            "n = [2, 6] goes with a text that has {n}; n = [1, 1] with one that has not",
            "Correct n or the text",
        )
    doses = doses_of(session, Speeds())
    if any(later.minutes <= earlier.minutes for earlier, later in pairwise(doses)):
        yield _Fault(
            where, "A higher {n} gives no more to do", "The dose grows with {n}", "Use {n} otherwise"
        )


def _place_faults(where: str, session: SessionTemplate, gaits: set[Gait]) -> Iterator[_Fault]:
    machines = {Place.TREADMILL, Place.ELLIPTICAL} & session.places
    if (Gait.ELLIPTICAL in gaits) is not (Place.ELLIPTICAL in session.places) or (
        Place.ELLIPTICAL in session.places and session.places != {Place.ELLIPTICAL}
    ):
        yield _Fault(
            where,
            f"It is done at {', '.join(sorted(session.places))}",
            "On an elliptical trainer one goes elliptical, and nowhere else",
            "Write a session for the trainer alone",
        )
    if session.has_turns and machines:
        yield _Fault(
            where,
            f"It has sprints or turns, and may be done on: {', '.join(sorted(machines))}",
            "Turns and sprints are done on the ground",
            "Take these places out",
        )


def _first_phase_faults(phase: Phase) -> Iterator[_Fault]:
    for session in phase.sessions:
        if (
            session.kind.is_hard
            or session.has_turns
            or any(dose.backward_run_min > 0 for dose in doses_of(session, Speeds()))
        ):
            yield _Fault(
                f"phase {phase.key}, session {session.key}",
                "The first phase has running backward, turns or a hard session",
                "Every programme starts with easy walking",
                "Put a phase of walking before it",
            )


# --- Weeks -----------------------------------------------------------------------------------------


def _count_faults(phase: Phase, caps: Caps) -> Iterator[_Fault]:
    least = sum(session.per_week[0] for session in phase.sessions)
    most = sum(session.per_week[1] for session in phase.sessions)
    hard = sum(session.per_week[0] for session in phase.sessions if session.kind.is_hard)
    low, high = caps.sessions_per_week
    where = f"phase {phase.key}"
    if not (least <= high and (most >= low or phase.is_taper)):
        yield _Fault(
            where,
            f"Its sessions make {least} to {most} a week",
            f"The caps allow {low} to {high}",
            "Correct per_week or sessions_per_week",
        )
    if hard > caps.hard_per_week:
        yield _Fault(
            where,
            f"It has at least {hard} hard sessions a week",
            f"The caps allow {caps.hard_per_week}",
            "Make them fewer",
        )
    if high + caps.rest_days > 7:
        yield _Fault(
            "caps",
            f"{high} sessions and {caps.rest_days} days of rest are more than a week",
            "Together 7 at most",
            "Lower one",
        )


def least_week(phase: Phase, caps: Caps, speeds: Speeds) -> Dose:
    """The least that a week of a phase asks for.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    phase
        The phase. Of a phase with a race, the week of the race.
    caps
        How many sessions a week has at least.
    speeds
        The athlete's usual speeds.

    Returns
    -------
    Dose
        Its sums; the hardest exertion is that of its hardest step.
    """
    needed: list[Dose] = []
    spare: list[Dose] = []
    has_race = any(session.kind is SessionKind.RACE for session in phase.sessions)
    for session in phase.sessions:
        dose = doses_of(session, speeds)[0]
        least = max(session.per_week[0], 1 if session.kind is SessionKind.RACE else 0)
        needed += [dose] * least
        # Weeks need no second hard session, and no second test, to be full.
        spare += [dose] * (0 if session.kind.is_hard else session.per_week[1] - least)
    spare.sort(key=lambda dose: (dose.backward_run_min, dose.backward_min))
    if not has_race:
        needed += spare[: max(0, caps.sessions_per_week[0] - len(needed))]
    return Dose(
        minutes=sum(dose.minutes for dose in needed),
        backward_min=sum(dose.backward_min for dose in needed),
        backward_run_min=sum(dose.backward_run_min for dose in needed),
        backward_m=sum(dose.backward_m for dose in needed),
        load=sum(dose.load for dose in needed),
        hardest_rpe=max((dose.hardest_rpe for dose in needed), default=0.0),
    )


def _most_of_week(phase: Phase, caps: Caps, speeds: Speeds, *, running: bool) -> float:
    """The most backward minutes, or minutes of running backward, that its sessions can make. [min]"""
    most = [
        dose.backward_run_min if running else dose.backward_min
        for session in phase.sessions
        for dose in [doses_of(session, speeds)[-1]] * session.per_week[1]
    ]
    return sum(sorted(most, reverse=True)[: caps.sessions_per_week[1]])


def _growth_faults(programme: Programme) -> Iterator[_Fault]:
    """Follow the steepest growth that the caps allow, each phase as short as may be."""
    caps, speeds = programme.caps, Speeds()
    peak = peak_run = 0.0
    for number, phase in enumerate(programme.phases):
        least = least_week(phase, caps, speeds)
        first = min(phase.backward_min[0], caps.grown_min(peak) if number else phase.backward_min[0])
        allowed = min(first, caps.taper_share * peak) if phase.is_taper else first
        for what, asked, may in (
            ("backward", least.backward_min, allowed),
            ("running backward", least.backward_run_min, caps.grown_min(peak_run)),
        ):
            if asked > may + ROUNDING_MIN:
                yield _Fault(
                    f"phase {phase.key}",
                    f"Its lightest week has {asked:.1f} minutes {what}",
                    f"After the phases before it, as short as may be, the caps allow {may:.1f}",
                    "Lighten its sessions, raise backward_min, or lengthen the phases before",
                )
        most = _most_of_week(phase, caps, speeds, running=False)
        most_run = _most_of_week(phase, caps, speeds, running=True)
        for week in range(0 if phase.is_taper else phase.weeks[0]):
            cap = first if week == 0 else min(caps.grown_min(peak), phase.backward_min[1])
            peak, peak_run = (
                max(peak, min(cap, most)),
                max(peak_run, min(caps.grown_min(peak_run), most_run, cap)),
            )
