"""What of a programme an athlete may do: each session with each dose, where, and what is barred and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from backstride.bout import Gait
from backstride.training.dose import Dose, step_rpe
from backstride.training.library import doses_of, workout_of
from backstride.training.plan import PlanRequest
from backstride.training.programme import Goal, Phase, SessionKind, SessionTemplate
from backstride.training.workout import Place, WorkoutStep

PREFERENCE: Final = (Place.TRACK, Place.FIELD, Place.GYM, Place.ROAD, Place.TREADMILL, Place.ELLIPTICAL)
"""Where a session takes place if several places will do: the evenest and emptiest first."""
PITCH_FIRST: Final = (Place.FIELD, Place.GYM, Place.TRACK, Place.ROAD, Place.TREADMILL, Place.ELLIPTICAL)
"""The same for a field sport: on the ground that it is played on, for turns are made there."""


class Bar(StrEnum):
    """What keeps an athlete from a session."""

    PLACES = "places"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to do a session: its template with the number set, and what that asks for."""

    template: SessionTemplate
    n: int
    dose: Dose


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """A session that the athlete may not do, or cannot."""

    template: SessionTemplate
    bar: Bar
    words: str
    """Why: a part of a sentence, "it is run, and the screening allows walking only"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOptions:
    """What an athlete may do of a phase."""

    phase: Phase
    options: Mapping[str, tuple[Option, ...]]
    """By the key of the template, the smallest number first; race sessions left out."""
    barred: tuple[Barred, ...]
    least_sessions: int
    """Of a whole week."""

    @property
    def templates(self) -> tuple[SessionTemplate, ...]:
        """Those that can be done, in the order of the phase."""
        return tuple(each for each in self.phase.sessions if each.key in self.options)

    @property
    def is_usable(self) -> bool:
        """Whether enough of it can be done to fill a week; a taper is as short as it has to be."""
        most = sum(template.per_week[1] for template in self.templates)
        return self.phase.is_taper or (most >= self.least_sessions and most > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """The race at the end of a plan."""

    day: date
    phase: Phase
    option: Option


def place_for(template: SessionTemplate, request: PlanRequest) -> Place | None:
    """Where a session takes place.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    template
        The session. A race is where it is: the athlete's own places do not count for it.
    request
        What was asked for.

    Returns
    -------
    Place | None
        The first of `PREFERENCE` that the session, the athlete and the screening share; None where they
        share none.
    """
    allowed = request.screening.limits.places
    own = frozenset(Place) if template.kind is SessionKind.RACE else request.places
    fitting = template.places & own & (frozenset(Place) if allowed is None else allowed)
    order = PITCH_FIRST if request.programme.goal is Goal.SPORT else PREFERENCE
    return next((place for place in order if place in fitting), None)


def phase_options(phase: Phase, request: PlanRequest) -> PhaseOptions:
    """What an athlete may do of a phase.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    phase
        The phase.
    request
        What was asked for.

    Returns
    -------
    PhaseOptions
        The sessions with every dose that the screening allows, and those that are barred.
    """
    options: dict[str, tuple[Option, ...]] = {}
    barred: list[Barred] = []
    training = [each for each in phase.sessions if each.kind is not SessionKind.RACE]
    for template in training:
        found = session_options(template, request)
        if isinstance(found, Barred):
            barred.append(found)
        else:
            options[template.key] = found
    least = min(
        request.programme.caps.sessions_per_week[0], sum(template.per_week[1] for template in training)
    )
    return PhaseOptions(phase=phase, options=options, barred=tuple(barred), least_sessions=least)


def session_options(template: SessionTemplate, request: PlanRequest) -> tuple[Option, ...] | Barred:
    """Every dose of a session that an athlete may do, or why there is none.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    template
        The session.
    request
        What was asked for.

    Returns
    -------
    tuple[Option, ...] | Barred
        The doses, the smallest number first; or what bars it.
    """
    limits = request.screening.limits
    if place_for(template, request) is None:
        return _without_place(template, request)
    if limits.no_turns and template.has_turns:
        return _limited(template, "it has sprints or turns, which the screening does not allow")
    if limits.walk_only and _is_run(template, request):
        return _limited(template, "it is run, and the screening allows walking only")
    hardest = _hardest_rpe(template, request)
    if hardest > limits.hardest_rpe:
        return _limited(
            template,
            f"it asks for an exertion of {hardest:g}, and the screening allows {limits.hardest_rpe:g}",
        )
    every = [
        Option(template=template, n=n, dose=dose)
        for n, dose in enumerate(
            doses_of(template, request.speeds, place_for(template, request)), template.n[0]
        )
    ]
    longest = limits.longest_backward_min
    short = [each for each in every if longest is None or each.dose.backward_min <= longest]
    if not short and longest is not None:
        least = min(each.dose.backward_min for each in every)
        return _limited(
            template,
            f"it asks for {least:.0f} min backward at least, and the screening allows {longest:.0f}",
        )
    return tuple(short)


def _limited(template: SessionTemplate, words: str) -> Barred:
    return Barred(template=template, bar=Bar.LIMITS, words=words)


def _without_place(template: SessionTemplate, request: PlanRequest) -> Barred:
    allowed = request.screening.limits.places
    needs = "it needs " + _either(template.places)
    if allowed is None or not template.places & request.places:
        return Barred(template=template, bar=Bar.PLACES, words=needs)
    if template.places & allowed:
        only = f"the screening allows it at this place alone: {_either(template.places & allowed)}"
        return Barred(template=template, bar=Bar.PLACES, words=only)
    return _limited(template, f"{needs}, and the screening allows {_either(allowed)} alone")


def _either(places: frozenset[Place]) -> str:
    return " or ".join(place.value for place in PREFERENCE if place in places) or "no place"


def _is_run(template: SessionTemplate, request: PlanRequest) -> bool:
    """Whether any step is run, in any direction."""
    return any(step.gait is Gait.RUN for step in _steps(template, request))


def _hardest_rpe(template: SessionTemplate, request: PlanRequest) -> float:
    """The exertion of its hardest step, at the upper end of what that step asks for."""
    steps = {
        replace(step, target=replace(step.target, low=step.target.high)) for step in _steps(template, request)
    }
    return max(step_rpe(step) for step in steps)


def _steps(template: SessionTemplate, request: PlanRequest) -> frozenset[WorkoutStep]:
    """What it consists of; the number that grows does not change how one goes."""
    workout = workout_of(template, template.n[1], programme=request.programme, place=None)
    return frozenset(workout.performed)
