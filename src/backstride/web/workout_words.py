"""Workouts in the reader's words and units, line by line, with what a watch makes of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from backstride.actions.workouts import WorkoutOutcome
from backstride.training.watches import Fit, FittedPart, FittedStep
from backstride.training.workout import (
    Intensity,
    Length,
    LengthKind,
    Part,
    Target,
    TargetKind,
    WorkoutRepeat,
    WorkoutStep,
)
from backstride.web.phrases import Phrases
from backstride.web.writing import Writing

SHARES: Final = frozenset(
    {TargetKind.HEART_RATE_MAXIMUM, TargetKind.HEART_RATE_RESERVE, TargetKind.FORWARD_SPEED}
)
"""Targets that are shares, written in per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutLine:
    """One line of a workout, as it is shown."""

    number: int
    depth: int
    """In how many repeats it stands."""
    times: int | None
    """How often what stands below it is repeated; None for a step."""
    step: WorkoutStep | None
    """None for a repeat."""
    length: str
    target: str
    """Empty where none is asked for."""
    own: str
    """What the target comes to for this athlete; empty where it says so itself, or it is not known."""
    purpose: str
    """Warm-up, recovery, rest or cool-down; empty for the main thing."""
    fit: Fit
    reasons: tuple[str, ...]
    """What is different on the watch, in English."""


def workout_lines(outcome: WorkoutOutcome, write: Writing) -> tuple[WorkoutLine, ...]:
    """A workout line by line.

    Parameters
    ----------
    outcome
        The workout, and what a watch makes of it.
    write
        Writes numbers for the reader.

    Returns
    -------
    tuple of WorkoutLine
        Repeats have lines of their own.
    """
    words = _Words(write)
    fitted = dict(_fitted_steps(outcome.fitted.parts))
    return tuple(
        WorkoutLine(
            number=line.number,
            depth=line.depth,
            times=part.times if isinstance(part, WorkoutRepeat) else None,
            step=part if isinstance(part, WorkoutStep) else None,
            length=words.length(part.length) if isinstance(part, WorkoutStep) else "",
            target=words.target(part.target) if isinstance(part, WorkoutStep) else "",
            own=words.own(part, fitted.get(line.number)) if isinstance(part, WorkoutStep) else "",
            purpose=words.purpose(part.intensity) if isinstance(part, WorkoutStep) else "",
            fit=line.fit,
            reasons=line.reasons,
        )
        for part, line in zip(_parts(outcome.workout.parts), outcome.fitted.lines, strict=True)
    )


def _parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Every part, in the order of the lines."""
    for part in parts:
        yield part
        if isinstance(part, WorkoutRepeat):
            yield from _parts(part.parts)


def _fitted_steps(parts: tuple[FittedPart, ...]) -> Iterator[tuple[int, FittedStep]]:
    for part in parts:
        if isinstance(part, FittedStep):
            yield part.line, part
        else:
            yield from _fitted_steps(part.parts)


class _Words:
    """Lengths and targets in words."""

    def __init__(self, write: Writing) -> None:
        self._write = write
        self._phrases: Phrases = write.phrases

    def length(self, length: Length) -> str:
        """When a step ends."""
        text, value = self._phrases.text, length.value
        if value is None:
            return text("until you press lap")
        if length.kind is LengthKind.TIME:
            return self._time(value)
        if length.kind is LengthKind.DISTANCE:
            return self._write.distance(value)
        beats = self._write.number(value)
        if length.kind is LengthKind.HEART_RATE_BELOW:
            return text("until your heart rate is below {beats} bpm", beats=beats)
        return text("until your heart rate is above {beats} bpm", beats=beats)

    def _time(self, seconds: float) -> str:
        if seconds % 60 == 0:
            return self._write.minutes(seconds)
        if seconds < 120:
            return f"{self._write.number(seconds)} s"
        return f"{self._write.duration(seconds)} min"

    def target(self, target: Target) -> str:
        """How hard or how fast a step is to be."""
        text = self._phrases.text
        if target.kind is TargetKind.SPEED:
            return self._speeds(target)
        said = self._range(target, factor=100.0 if target.kind in SHARES else 1.0)
        return {
            TargetKind.OPEN: "",
            TargetKind.RPE: text("effort {range} of 10", range=said),
            TargetKind.HEART_RATE_ZONE: text("heart-rate zone {range}", range=said),
            TargetKind.HEART_RATE: text("heart rate {range} bpm", range=said),
            TargetKind.HEART_RATE_MAXIMUM: text("{range} % of your maximum heart rate", range=said),
            TargetKind.HEART_RATE_RESERVE: text("{range} % of your heart-rate reserve", range=said),
            TargetKind.FORWARD_SPEED: text("{range} % of your forward speed", range=said),
        }[target.kind]

    def own(self, step: WorkoutStep, fitted: FittedStep | None) -> str:
        """What a share or a zone comes to in beats or as a speed."""
        if fitted is None or fitted.target.kind is step.target.kind:
            return ""
        if fitted.target.kind in {TargetKind.HEART_RATE, TargetKind.SPEED}:
            return self.target(fitted.target)
        return ""

    def purpose(self, intensity: Intensity) -> str:
        """What a step is for, where that is not the main thing."""
        text = self._phrases.text
        return {
            Intensity.WARM_UP: text("Warm-up"),
            Intensity.RECOVERY: text("Recovery"),
            Intensity.REST: text("Rest"),
            Intensity.COOL_DOWN: text("Cool-down"),
        }.get(intensity, "")

    def _range(self, target: Target, *, factor: float) -> str:
        # Beats and per cent are whole; an effort may be a half.
        decimals = int(target.kind is TargetKind.RPE and (target.low % 1 != 0 or target.high % 1 != 0))
        low, high = (self._write.number(end * factor, decimals) for end in (target.low, target.high))
        return low if low == high else self._phrases.text("{low} to {high}", low=low, high=high)

    def _speeds(self, target: Target) -> str:
        slow, fast = self._write.speed(target.low), self._write.speed(target.high)
        return slow if slow == fast else self._phrases.text("{low} to {high}", low=slow, high=fast)
