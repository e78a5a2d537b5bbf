"""Adherence: how far a session was done as it was planned, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from backstride.bout import Travel
from backstride.recording import Step
from backstride.training.dose import Speeds
from backstride.training.matching import DoneActivity, DoneLap, unrolled
from backstride.training.plan import PlannedSession
from backstride.training.workout import (
    LengthKind,
    Part,
    Target,
    TargetKind,
    Workout,
    WorkoutStep,
    direction_words,
)

WHOLE: Final = 0.95
"""From this share of its length on a step counts as done whole: presses come late. Assumed. [-]"""
SPEED_SLACK: Final = 0.05
"""So far beyond its ends a speed still lies in its target: satellites are no better. Assumed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What of a person targets are reckoned from; None where unknown."""

    maximum_bpm: float | None = None
    resting_bpm: float | None = None
    zones_bpm: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    """The athlete's own zones by number, the lowest being 1; empty where they have none. [bpm]"""
    speeds: Speeds = field(default_factory=Speeds)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAdherence:
    """What became of one line of a workout."""

    step: WorkoutStep
    planned_times: int
    """How often it comes, repeats counted."""
    done_times: int
    share: float | None
    """Done length over planned length, all times together; None where the athlete or their heart ends it, or
    its length was not measured. [-]"""
    in_target_share: float | None
    """Of the time in it: in laps whose mean lies in the target; None where there is no target that a watch
    measures, or nothing was measured. [-]"""
    words: str
    """A sentence for people."""

    @property
    def is_skipped(self) -> bool:
        """Whether it was never begun."""
        return self.done_times == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAdherence:
    """What became of a session."""

    session: str
    """Its key."""
    steps: tuple[StepAdherence, ...]
    """By the lines of its workout; empty where no lap says which step it was."""
    extra_laps: int
    """Laps that carry no step of the workout, and repetitions beyond those planned."""
    backward_share: float | None
    """Done over planned backward minutes; None where one is unknown or none were planned. [-]"""
    words: tuple[str, ...]
    """Sentences for people."""


def adherence(session: PlannedSession, activity: DoneActivity, body: Body | None = None) -> SessionAdherence:
    """How far a session was done as planned.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    session
        The planned session.
    activity
        What was done of it.
    body
        What targets are reckoned from; None for what everybody has.

    Returns
    -------
    SessionAdherence
        Unknown wherever nothing was measured.
    """
    lines = tuple(numbered_lines(session.workout))
    laps, extra = _laps_of_lines(lines, session.workout, activity)
    known = any(laps.values())
    steps = tuple(
        _step_adherence(step, times, laps[index], body or Body()) for index, step, times in lines if known
    )
    extra += sum(max(0, each.done_times - each.planned_times) for each in steps)
    done_min = activity.backward_min
    share = None if done_min is None or session.backward_min <= 0.0 else done_min / session.backward_min
    return SessionAdherence(
        session=session.key,
        steps=steps,
        extra_laps=extra if known else 0,
        backward_share=share,
        words=tuple(_session_words(session, done_min, steps, extra if known else 0)),
    )


Line = tuple[int, WorkoutStep, int]
"""The index of a step in a workout file, the step, and how often it is done."""


def numbered_lines(workout: Workout) -> Iterator[Line]:
    """The steps of a workout with their indices in a workout file, where a repeat stands behind its steps.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    workout
        The workout.

    Yields
    ------
    tuple
        The index, the step, and how often it is done, repeats counted.
    """
    yield from _numbered(workout.parts, 0, 1)


def _numbered(parts: Sequence[Part], index: int, times: int) -> Iterator[Line]:
    for part in parts:
        if isinstance(part, WorkoutStep):
            yield index, part, times
            index += 1
        else:
            inner = list(_numbered(part.parts, index, times * part.times))
            yield from inner
            index += _width(part)


def _width(part: Part) -> int:
    """How many steps a part takes in a workout file."""
    return 1 if isinstance(part, WorkoutStep) else 1 + sum(_width(each) for each in part.parts)


def _laps_of_lines(
    lines: Sequence[Line], workout: Workout, activity: DoneActivity
) -> tuple[dict[int, list[DoneLap]], int]:
    """The laps of each line, and how many carry a step that the workout does not have."""
    line_of = _line_of_recorded(lines, workout, activity.steps)
    laps: dict[int, list[DoneLap]] = {index: [] for index, _, _ in lines}
    extra = 0
    for lap in activity.laps:
        line = None if lap.step is None else line_of.get(lap.step)
        if line is None:
            extra += 1
        else:
            laps[line].append(lap)
    return laps, extra


def _line_of_recorded(lines: Sequence[Line], workout: Workout, recorded: Sequence[Step]) -> dict[int, int]:
    """Which line of the plan each recorded step is; empty where the two workouts differ.

    A watch may have been sent its repeats unrolled, so both ways of counting are tried.
    """
    plain = [step.index for step in recorded if step.repeat_from is None]
    performed = [index for index, step in _performed(workout.parts, 0)]
    if not recorded:
        return {index: index for index, _, _ in lines}
    if len(plain) == len(lines):
        return dict(zip(plain, (index for index, _, _ in lines), strict=True))
    if len(unrolled(recorded)) == len(performed):
        return dict(zip((step.index for step in unrolled(recorded)), performed, strict=True))
    return {}


def _performed(parts: Sequence[Part], index: int) -> Iterator[tuple[int, WorkoutStep]]:
    for part in parts:
        if isinstance(part, WorkoutStep):
            yield index, part
        else:
            inner = list(_performed(part.parts, index))
            for _ in range(part.times):
                yield from inner
        index += _width(part)


def _step_adherence(step: WorkoutStep, times: int, laps: Sequence[DoneLap], body: Body) -> StepAdherence:
    share = _length_share(step, times, laps)
    in_target = _in_target(step, laps, body)
    said = f"{direction_words(step)}: {len(laps)} of {times} done"
    if share is not None:
        said += f", {100.0 * share:.0f} % of its length"
    if in_target is not None:
        said += f", {100.0 * in_target:.0f} % of the time in the target"
    return StepAdherence(
        step=step,
        planned_times=times,
        done_times=len(laps),
        share=share,
        in_target_share=in_target,
        words=f"{said}.",
    )


def _length_share(step: WorkoutStep, times: int, laps: Sequence[DoneLap]) -> float | None:
    planned = step.length.value
    if step.length.kind is LengthKind.TIME and planned is not None:
        return sum(lap.duration_s for lap in laps) / (planned * times)
    if step.length.kind is LengthKind.DISTANCE and planned is not None:
        measured = [lap.distance_m for lap in laps if lap.distance_m is not None]
        return sum(measured) / (planned * times) if len(measured) == len(laps) else None
    return None


def _in_target(step: WorkoutStep, laps: Sequence[DoneLap], body: Body) -> float | None:
    bounds = target_bounds(step.target, step, body)
    if bounds is None:
        return None
    is_speed = step.target.kind in {TargetKind.SPEED, TargetKind.FORWARD_SPEED}
    slack = SPEED_SLACK if is_speed else 0.0
    values = [(lap.speed_m_s if is_speed else lap.heart_rate_bpm, lap.duration_s) for lap in laps]
    known = [(value, seconds) for value, seconds in values if value is not None and seconds > 0.0]
    if not known:
        return None
    low, high = bounds[0] * (1.0 - slack), bounds[1] * (1.0 + slack)
    return sum(seconds for value, seconds in known if low <= value <= high) / sum(
        seconds for _, seconds in known
    )


def target_bounds(target: Target, step: WorkoutStep, body: Body) -> tuple[float, float] | None:
    """A target as heart rates or speeds of one person.

    Source: karvonen1957, backstride-rules. Belief: derived.

    Parameters
    ----------
    target
        The target.
    step
        The step it belongs to, for its gait.
    body
        What targets are reckoned from.

    Returns
    -------
    tuple of float or None
        Its ends; None where it is open or an exertion, or something it needs is unknown. [bpm or m/s]
    """
    maximum, resting = body.maximum_bpm, body.resting_bpm
    kind, low, high = target.kind, target.low, target.high
    if kind in {TargetKind.HEART_RATE, TargetKind.SPEED}:
        return low, high
    if kind is TargetKind.HEART_RATE_MAXIMUM and maximum is not None:
        return low * maximum, high * maximum
    if kind is TargetKind.HEART_RATE_RESERVE and maximum is not None and resting is not None:
        reserve = maximum - resting
        return resting + low * reserve, resting + high * reserve
    if kind is TargetKind.HEART_RATE_ZONE:
        return body.zones_bpm.get(round(low))
    if kind is TargetKind.FORWARD_SPEED:
        forward = body.speeds.of(Travel.FORWARD, step.gait)
        return low * forward, high * forward
    return None


def _session_words(
    session: PlannedSession, done_min: float | None, steps: Sequence[StepAdherence], extra: int
) -> Iterator[str]:
    if done_min is None:
        yield "Its directions are unknown, so nobody knows how far it was backward."
    else:
        yield f"{done_min:.0f} of {session.backward_min:.0f} planned minutes backward were done."
    skipped = [direction_words(each.step).lower() for each in steps if each.is_skipped]
    if skipped:
        yield f"Not begun: {', '.join(dict.fromkeys(skipped))}."
    short = [
        each
        for each in steps
        if not each.is_skipped
        and (each.done_times < each.planned_times or (each.share is not None and each.share < WHOLE))
    ]
    if short:
        yield " ".join(["Cut short:", *(each.words for each in short)])
    if extra > 0:
        yield f"{extra} laps belong to no step of the workout."
    if not steps:
        yield "No lap says which step it was."
