"""A workout: steps with a direction, a gait, a target and a length, and repeats of them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue

LONGEST_NAME: Final = 80
"""Of a workout. [letters]"""
LONGEST_NOTES: Final = 1000
"""Of a workout. [letters]"""
LONGEST_LABEL: Final = 60
"""Of a step, and of a cue three times that. [letters]"""
MOST_TIMES: Final = 99
"""How often something may be repeated; watches count with two digits."""
DEEPEST: Final = 2
"""How deep repeats may stand in repeats: sets of repetitions."""
MOST_STEPS: Final = 100
"""How many lines a workout may have, repeats included."""
LONGEST_WORKOUT: Final = 1000
"""How many steps it may have as performed."""


class Place(StrEnum):
    """Where a session takes place. No pavement is among them: its grade varies (seed-article)."""

    TRACK = "track"
    GYM = "gym"
    """A hall with an even floor."""
    ROAD = "road"
    """A quiet one, without traffic."""
    FIELD = "field"
    """Short, even grass, or a pitch."""
    TREADMILL = "treadmill"
    """With side rails."""
    ELLIPTICAL = "elliptical"


class TargetKind(StrEnum):
    """What a target is given in."""

    OPEN = "open"
    RPE = "RPE"
    """Perceived exertion, 0 to 10."""
    HEART_RATE_ZONE = "heart rate zone"
    """The number of one of the athlete's own zones, the lowest being 1."""
    HEART_RATE_MAXIMUM = "share of maximum heart rate"
    HEART_RATE_RESERVE = "share of heart-rate reserve"
    HEART_RATE = "heart rate"
    """[bpm]"""
    SPEED = "speed"
    """[m/s]"""
    FORWARD_SPEED = "share of forward speed"
    """Of the athlete's own usual forward speed with the same gait."""


POSSIBLE: Final = {
    TargetKind.OPEN: (0.0, 0.0),
    TargetKind.RPE: (0.0, 10.0),
    TargetKind.HEART_RATE_ZONE: (1.0, 9.0),
    TargetKind.HEART_RATE_MAXIMUM: (0.3, 1.0),
    TargetKind.HEART_RATE_RESERVE: (0.0, 1.0),
    TargetKind.HEART_RATE: (40.0, 240.0),
    TargetKind.SPEED: (0.1, 12.0),
    TargetKind.FORWARD_SPEED: (0.1, 1.2),
}
"""What a target can be, ends included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How hard or how fast a step is to be: from ``low`` to ``high``, in the unit of its kind."""

    kind: TargetKind = TargetKind.OPEN
    low: float = 0.0
    high: float = 0.0

    def __post_init__(self) -> None:
        least, most = POSSIBLE[self.kind]
        if not least <= self.low <= self.high <= most:
            raise InvalidValue(
                f"A target from {self.low:g} to {self.high:g} was given as {self.kind.value}.",
                allowed=f"It lies between {least:g} and {most:g}, the lower end first.",
                remedy="Check the numbers and their unit; per cent are shares of 1.",
            )
        if self.kind is TargetKind.HEART_RATE_ZONE and not (self.low == self.high == round(self.low)):
            raise InvalidValue(
                f"The heart-rate zone {self.low:g} to {self.high:g} was given.",
                allowed="One zone, as a whole number.",
                remedy="Name one zone, or give the heart rates themselves.",
            )

    @property
    def middle(self) -> float:
        """Half way between its ends, in the unit of its kind."""
        return (self.low + self.high) / 2.0


OPEN: Final = Target()


class LengthKind(StrEnum):
    """What ends a step."""

    TIME = "time"
    """[s]"""
    DISTANCE = "distance"
    """[m]"""
    LAP_PRESS = "lap press"
    HEART_RATE_BELOW = "heart rate below"
    """[bpm]"""
    HEART_RATE_ABOVE = "heart rate above"
    """[bpm]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """When a step ends."""

    kind: LengthKind
    value: float | None = None
    """In the unit of its kind; None for a lap press."""

    def __post_init__(self) -> None:
        most = {LengthKind.TIME: 86_400.0, LengthKind.DISTANCE: 200_000.0}.get(self.kind, 240.0)
        least = 1.0 if self.kind in {LengthKind.TIME, LengthKind.DISTANCE} else 40.0
        if self.kind is LengthKind.LAP_PRESS:
            fits = self.value is None
        else:
            fits = self.value is not None and math.isfinite(self.value) and least <= self.value <= most
        if not fits:
            raise InvalidValue(
                f"A step that ends by {self.kind.value} was given the length {self.value}.",
                allowed="A lap press has none; others have one "
                f"between {least:g} and {most:g}, in s, m or bpm.",
                remedy="Check the number and its unit.",
            )


class Intensity(StrEnum):
    """What a step is for, as FIT files call it."""

    WARM_UP = "warmup"
    ACTIVE = "active"
    RECOVERY = "recovery"
    REST = "rest"
    COOL_DOWN = "cooldown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutStep:
    """One thing to do, one way, for a time, a distance, or until something happens."""

    length: Length
    travel: Travel
    """``Travel.UNKNOWN`` where nobody travels, or the direction does not matter."""
    gait: Gait = Gait.UNKNOWN
    """``Gait.UNKNOWN``: walk or run, as you like. ``Gait.OTHER``: what ``label`` says."""
    target: Target = OPEN
    intensity: Intensity = Intensity.ACTIVE
    label: str = ""
    """What it is called beyond direction and gait: "strides", "calf raises"."""
    cues: tuple[str, ...] = ()
    """What to mind: "look over one shoulder every 10 steps"."""

    def __post_init__(self) -> None:
        for text, longest in ((self.label, LONGEST_LABEL), *((cue, 3 * LONGEST_LABEL) for cue in self.cues)):
            if len(text) > longest or not text.isprintable() or '"' in text or text != text.strip():
                raise InvalidValue(
                    f"The text {text[:longest]!r} was given for a step.",
                    allowed=f"Up to {longest} signs that can be printed, without double quotes.",
                    remedy="Write it shorter, on one line.",
                )
        if self.gait is Gait.OTHER and not self.label:
            raise InvalidValue(
                "A step that is neither walking nor running has no name.",
                allowed="It says what is to be done.",
                remedy='Name it, as in: 2min other "calf raises".',
            )
        if self.gait is Gait.STANDING and self.travel is not Travel.UNKNOWN:
            raise InvalidValue(
                f"A step is to be stood, {self.travel.value}.",
                allowed="Who stands does not travel.",
                remedy="Leave the direction out.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutRepeat:
    """The same parts several times."""

    times: int
    parts: "tuple[Part, ...]"

    def __post_init__(self) -> None:
        if not 1 <= self.times <= MOST_TIMES or not self.parts:
            raise InvalidValue(
                f"{len(self.parts)} parts are to be repeated {self.times} times.",
                allowed=f"At least one part, 1 to {MOST_TIMES} times.",
                remedy="Leave empty repeats out.",
            )


Part = WorkoutStep | WorkoutRepeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Workout:
    """A session as it is to be done."""

    name: str
    parts: tuple[Part, ...]
    place: Place | None = None
    """Where; None where any of the places will do."""
    notes: str = ""
    """What to know before it, on one line."""

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise InvalidValue(
                f"The workout is called {self.name[:LONGEST_NAME]!r}.",
                allowed=f"Its name has 1 to {LONGEST_NAME} signs that can be printed.",
                remedy="Give it a short name on one line.",
            )
        if len(self.notes) > LONGEST_NOTES or not self.notes.isprintable():
            raise InvalidValue(
                f"The notes of the workout {self.name!r} have {len(self.notes):,} signs, or several lines.",
                allowed=f"Up to {LONGEST_NOTES:,} signs that can be printed, on one line.",
                remedy="Write them shorter, on one line.",
            )
        _check_size(self.name, self.parts)

    @property
    def performed(self) -> tuple[WorkoutStep, ...]:
        """Every step as it comes, repeats unrolled."""
        return tuple(_unrolled(self.parts))


def _unrolled(parts: tuple[Part, ...]) -> Iterator[WorkoutStep]:
    for part in parts:
        if isinstance(part, WorkoutStep):
            yield part
        else:
            for _ in range(part.times):
                yield from _unrolled(part.parts)


def _size(parts: tuple[Part, ...], depth: int = 0) -> tuple[int, int, int]:
    """Lines, steps as performed, and how deep the repeats go."""
    lines, performed, deepest = 0, 0, depth
    for part in parts:
        inner = (0, 1, depth) if isinstance(part, WorkoutStep) else _size(part.parts, depth + 1)
        lines += 1 + inner[0]
        performed += inner[1] * (1 if isinstance(part, WorkoutStep) else part.times)
        deepest = max(deepest, inner[2])
    return lines, performed, deepest


def _check_size(name: str, parts: tuple[Part, ...]) -> None:
    lines, performed, depth = _size(parts)
    if not (1 <= lines <= MOST_STEPS and performed <= LONGEST_WORKOUT and depth <= DEEPEST):
        raise InvalidValue(
            f"The workout {name!r} has {lines} lines, {performed} steps as performed, "
            f"and repeats {depth} deep.",
            allowed=f"1 to {MOST_STEPS} lines, up to {LONGEST_WORKOUT} steps, repeats up to {DEEPEST} deep.",
            remedy="Make it shorter, or two workouts.",
        )


def direction_words(step: WorkoutStep) -> str:
    """Direction and gait in words, as a watch shows them and the labelling reads them back.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    step
        A step.

    Returns
    -------
    str
        "Backward run", "Forward", "Stand" or the step's label.

    Examples
    --------
    >>> direction_words(
    ...     WorkoutStep(
    ...         length=Length(kind=LengthKind.LAP_PRESS), travel=Travel.BACKWARD, gait=Gait.WALK
    ...     )
    ... )
    'Backward walk'
    """
    if step.gait is Gait.STANDING:
        return "Stand"
    way = "" if step.travel is Travel.UNKNOWN else step.travel.value.capitalize()
    how = {Gait.WALK: "walk", Gait.RUN: "run", Gait.ELLIPTICAL: "elliptical"}.get(step.gait, "")
    return f"{way} {how}".strip().capitalize() or step.label or "Move"
