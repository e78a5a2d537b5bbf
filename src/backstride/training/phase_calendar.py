"""Which phase each week of a plan belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backstride.training.phrases import counted, day_words
from backstride.training.plan import PlanRequest
from backstride.training.programme import Gate, NeedKind, Phase
from backstride.training.refusals import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A phase and how many weeks it may take in one plan."""

    phase: Phase
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseWeek:
    """One week, by its phase."""

    number: int
    """From 1, within the plan."""
    monday: date
    phase: Phase
    number_in_phase: int
    """From 1, weeks spent in it before the plan included."""


def opens_on(phase: Phase, request: PlanRequest) -> date | None:
    """The first day that the gates on the way to a phase allow by the weeks since the injury.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    phase
        The phase.
    request
        What was asked for.

    Returns
    -------
    date | None
        The day; `date.min` where no gate asks for such weeks; None where nobody said when the injury was.
    """
    every = request.programme.phases
    way = every[: [each.key for each in every].index(phase.key) + 1]
    days = [_gate_day(gate, request) for gate in (each.gate for each in way) if gate is not None]
    known = [day for day in days if day is not None]
    return max(known, default=date.min) if len(known) == len(days) else None


def _gate_day(gate: Gate, request: PlanRequest) -> date | None:
    """The first day that one gate allows by the weeks since the injury."""
    weeks = [need.value for need in gate.needs if need.kind is NeedKind.WEEKS_SINCE]
    since = [each.since for each in request.screening.injuries if each.kind in request.programme.injuries]
    if not weeks or not since:
        return date.min
    known = [day for day in since if day is not None]
    if len(known) < len(since) and gate.key not in request.open_gates:
        return None
    return max(known) + timedelta(days=-int(-7.0 * max(weeks) // 1)) if known else date.min


def spans(phases: Sequence[Phase], request: PlanRequest, *, has_race: bool) -> tuple[Span, ...]:
    """How long each phase still takes, weeks spent in it before the plan taken off.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    phases
        The phases that the plan may have.
    request
        What was asked for.
    has_race
        Whether the last phase has to be there, if only for the race.

    Returns
    -------
    tuple[Span, ...]
        One for each phase; a phase that is over is left out unless nothing but tapers follows, or the next
        one may not begin yet.
    """
    held = max((at for at, phase in enumerate(phases) if not phase.is_taper), default=-1)
    spent = request.before.phase_weeks
    found = []
    for at, phase in enumerate(phases):
        least, most = (max(0, weeks - spent.get(phase.key, 0)) for weeks in phase.weeks)
        if has_race and at == len(phases) - 1:
            least, most = max(1, least), max(1, most)
        if most > 0 or at == held or _waits(at, phases, request):
            found.append(Span(phase=phase, least=least, most=most))
    return tuple(found)


def _waits(at: int, phases: Sequence[Phase], request: PlanRequest) -> bool:
    """Whether the phase after one opens later than that one, and after the plan's first day."""
    own, after = (
        opens_on(phase, request) or date.min for phase in (phases[at], phases[min(at + 1, len(phases) - 1)])
    )
    return after > max(own, request.start)


def spread(
    found: Sequence[Span], weeks: int, earliest: Mapping[str, int], *, has_race: bool
) -> tuple[int, ...] | None:
    """How many weeks each phase gets.

    Each gets its least; what is left goes round, one week each, up to their most; what is left then goes
    to the last one before the taper, which is held. A phase that may not begin yet makes the one before
    it longer.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    found
        The phases.
    weeks
        Weeks of the plan.
    earliest
        The first week, from 0, that a phase may begin in, by its key.
    has_race
        Whether the end must be reached; else the plan may break off on the way.

    Returns
    -------
    tuple[int, ...] | None
        One number a phase, together the weeks of the plan; None if the race cannot be reached.
    """
    least = [span.least for span in found]
    for _ in range(len(found) + 1):
        lengths = _shared_out(found, least, weeks)
        late = next(
            (
                at
                for at, span in enumerate(found)
                if at and sum(lengths[:at]) < earliest.get(span.phase.key, 0)
            ),
            None,
        )
        if late is None:
            break
        least[late - 1] = lengths[late - 1] + earliest[found[late].phase.key] - sum(lengths[:late])
    if has_race and sum(least) > weeks:
        return None
    return _cut(lengths, weeks)


def _shared_out(found: Sequence[Span], least: Sequence[int], weeks: int) -> list[int]:
    lengths = list(least)
    while sum(lengths) < weeks:
        room = [at for at, span in enumerate(found) if lengths[at] < span.most]
        if not room:
            held = max(
                (at for at, span in enumerate(found) if not span.phase.is_taper), default=len(found) - 1
            )
            lengths[held] += weeks - sum(lengths)
        for at in room[: weeks - sum(lengths)]:
            lengths[at] += 1
    return lengths


def _cut(lengths: Sequence[int], weeks: int) -> tuple[int, ...]:
    left, kept = weeks, []
    for length in lengths:
        kept.append(min(length, left))
        left -= kept[-1]
    return tuple(kept)


def phase_weeks(
    phases: Sequence[Phase], request: PlanRequest, *, weeks: int, has_race: bool
) -> tuple[PhaseWeek, ...] | tuple[Conflict, ...]:
    """Which phase each week belongs to, or why the race cannot be reached.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    phases
        The phases that the plan may have, in order, their gates opening on a known day.
    request
        What was asked for.
    weeks
        Weeks of the plan.
    has_race
        Whether the plan ends with a race.

    Returns
    -------
    tuple[PhaseWeek, ...] | tuple[Conflict, ...]
        One for each week; else the conflict.
    """
    found = spans(phases, request, has_race=has_race)
    earliest = {span.phase.key: _week_of(opens_on(span.phase, request), request) for span in found}
    if has_race and all(span.phase.is_taper for span in found) and weeks > sum(each.most for each in found):
        return (_too_late(found, weeks),)
    lengths = spread(found, weeks, earliest, has_race=has_race)
    if lengths is None:
        return (_too_soon(found, earliest, request, weeks),)
    spent = request.before.phase_weeks
    every = [
        (span.phase, spent.get(span.phase.key, 0) + at)
        for span, length in zip(found, lengths, strict=True)
        for at in range(1, length + 1)
    ]
    return tuple(
        PhaseWeek(
            number=number,
            monday=request.first_monday + timedelta(days=7 * (number - 1)),
            phase=phase,
            number_in_phase=at,
        )
        for number, (phase, at) in enumerate(every, 1)
    )


def _week_of(day: date | None, request: PlanRequest) -> int:
    """The first whole week, from 0, that begins on a day or later."""
    if day is None or day <= request.start:
        return 0
    return -((request.first_monday - day).days // 7)


def _too_late(found: Sequence[Span], weeks: int) -> Conflict:
    """A taper is not drawn out: whoever rests for many weeks comes to the race unprepared."""
    most = sum(span.most for span in found)
    return Conflict(
        words=f"The plan is to begin with the phase “{found[0].phase.name}”, which takes "
        f"{counted(most, 'week')} at most; it is {counted(weeks, 'week')} to the race.",
        remedy=f"Begin with an earlier phase, or {counted(most, 'week')} before the race.",
    )


def _too_soon(
    found: Sequence[Span], earliest: Mapping[str, int], request: PlanRequest, weeks: int
) -> Conflict:
    shortest = sum(span.least for span in found)
    parts = ", ".join(f"{span.phase.name} {span.least}" for span in found if span.least)
    words = (
        f"The programme takes {counted(shortest, 'week')} to the race at least ({parts}); you have {weeks}."
    )
    remedy = "Choose a later race, start sooner, or choose a shorter programme."
    if request.race_on is None:
        needed = request.weeks + max(0, shortest - weeks)
        remedy = f"Ask for {counted(needed, 'week')} or more, or choose a shorter programme."
        if request.screening.valid_until < request.last_day:
            remedy = f"Answer the questions of the screening again, for it ends first. {remedy}"
    if shortest <= weeks:
        last = max(found, key=lambda span: earliest[span.phase.key])
        opening = opens_on(last.phase, request)
        words = (
            f"The phase “{last.phase.name}” may not begin before "
            f"{day_words(opening) if opening is not None else 'an unknown day'}, "
            "which leaves too few weeks until the race."
        )
        remedy = "Choose a later race, or a programme without one."
    return Conflict(words=words, remedy=remedy)
