"""What a watch can do of a workout: each line as it is, as something less, or by hand; none is left out."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from backstride.bout import Gait, Travel
from backstride.direction import directions_named
from backstride.errors import InvalidValue
from backstride.heart import Zones
from backstride.training.dose import Speeds, step_seconds
from backstride.training.workout import (
    LONGEST_LABEL,
    OPEN,
    Length,
    LengthKind,
    Part,
    Target,
    TargetKind,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
    direction_words,
)
from backstride.training.workout_quantities import length_text, target_text
from backstride.training.workout_text import step_text

LAP_PRESS: Final = Length(kind=LengthKind.LAP_PRESS)
BY_HEART: Final = "the rest, by heart"
"""What the last step is called where a watch has no room for what follows."""
NOTES_JOINT: Final = "; "
TARGET_HEAD: Final = "Target "
"""What a target starts with among a step's notes."""
PRESS_HEAD: Final = "Press lap: "
PLANNED_HEAD: Final = "Planned: "
"""What a length starts with there that the watch cannot count."""
EITHER_WAY: Final = "Forward or backward"
"""Said of a step without a direction whose notes name one, so that these are not taken for it."""

WIDTH: Final = 0.1
"""A share of the forward speed is held so far to either side: a watch would call out at every step against
one speed alone. Assumed. [-]"""


class Fit(StrEnum):
    """How well a watch does a line of a workout, the best first."""

    EXACT = "exact"
    DEGRADED = "degraded"
    """It does the step, but shows or guides less than the workout says."""
    UNSUPPORTED = "unsupported"
    """It cannot end the step, or hold it; the athlete has to do that."""

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Fit).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A family of watches: what a workout can be there. The fields are explained in ``watches.toml``."""

    key: str
    name: str
    lengths: frozenset[LengthKind]
    targets: frozenset[TargetKind]
    zones: int
    nests_repeats: bool
    most_steps: int
    name_letters: int
    shows_notes: bool
    transfer: str
    documented: Mapping[str, str]
    """Which of these are documented, and where."""
    assumed: Mapping[str, str]
    """Which are assumed, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartSettings:
    """What turns shares and zones of heart rate into beats; None where it is not known."""

    maximum_bpm: float | None = None
    resting_bpm: float | None = None
    zones: Zones | None = None

    def __post_init__(self) -> None:
        resting, maximum = self.resting_bpm, self.maximum_bpm
        if resting is not None and maximum is not None and not 0.0 < resting < maximum:
            raise InvalidValue(
                f"A resting heart rate of {resting:g} bpm and a maximum of {maximum:g} were given.",
                allowed="Rest lies below the maximum.",
                remedy="Check both numbers.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedStep:
    """A step as the watch gets it."""

    line: int
    """Which line of the workout it comes from, from 1; several steps where a repeat was written out."""
    step: WorkoutStep
    """As the workout has it."""
    length: Length
    target: Target
    name: str
    """The direction first."""
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedRepeat:
    """A repeat as the watch gets it."""

    times: int
    parts: "tuple[FittedPart, ...]"


FittedPart = FittedStep | FittedRepeat


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedLine:
    """How well a watch does one line of a workout."""

    number: int
    """From 1; repeats have lines of their own."""
    depth: int
    """In how many repeats it stands."""
    text: str
    """As in the workout's text."""
    fit: Fit
    reasons: tuple[str, ...] = ()
    """Sentences: what is different on the watch, and what its numbers come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedWorkout:
    """A workout as a watch gets it."""

    workout: Workout
    watch: Watch
    parts: tuple[FittedPart, ...]
    lines: tuple[FittedLine, ...]
    """Every line of the workout, in its order."""

    @property
    def fit(self) -> Fit:
        """That of the line that fits worst."""
        return max((line.fit for line in self.lines), key=lambda fit: fit.rank)


@lru_cache(maxsize=1)
def watches() -> Mapping[str, Watch]:
    """The families of watches that are known.

    Source: backstride-rules. Belief: claimed.

    Returns
    -------
    Mapping
        By key; ``fit`` is any watch that reads FIT workout files.
    """
    text = resources.files("backstride.training").joinpath("watches.toml").read_text(encoding="utf-8")
    return MappingProxyType({key: _watch(key, table) for key, table in tomllib.loads(text).items()})


def _watch(key: str, table: dict[str, Any]) -> Watch:
    return Watch(
        key=key,
        **table
        | {
            "lengths": frozenset(LengthKind(word) for word in table["lengths"]),
            "targets": frozenset(TargetKind(word) for word in table["targets"]),
        },
    )


def watch_named(key: str) -> Watch:
    """A family of watches by its key.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    key
        Such as ``garmin``; capitals do not matter.

    Returns
    -------
    Watch
        The family.

    Raises
    ------
    InvalidValue
        If there is none of that key.
    """
    found = watches().get(key.strip().lower())
    if found is None:
        raise InvalidValue(
            f"The watch {key[:40]!r} is not known.",
            allowed=f"One of {', '.join(watches())}.",
            remedy="Choose fit where yours is not among them.",
        )
    return found


def fit_workout(
    workout: Workout, watch: Watch, *, heart: HeartSettings | None = None, speeds: Speeds | None = None
) -> FittedWorkout:
    """A workout as a watch can do it, with what is lost.

    Nothing is left out. What the watch cannot end, it waits for until the lap button is pressed; what
    it cannot hold a number against stands in the notes or the name; sets that it cannot nest are
    written out; and steps beyond its last stand together in one, to be done by heart.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    workout
        The workout.
    watch
        The family of watches.
    heart
        What turns shares and zones into beats.
    speeds
        The athlete's usual speeds, which turn shares of forward speed into speeds.

    Returns
    -------
    FittedWorkout
        What the watch gets, and how well it does each line.
    """
    fitting = _Fitting(watch, heart or HeartSettings(), speeds or Speeds())
    parts = fitting.parts_of(workout.parts)
    kept = fitting.within_most(parts)
    return FittedWorkout(workout=workout, watch=watch, parts=kept, lines=tuple(fitting.lines))


@dataclass(slots=True)
class _Fitting:
    """One workout on its way to a watch."""

    watch: Watch
    heart: HeartSettings
    speeds: Speeds
    lines: list[FittedLine] = field(default_factory=list)

    def parts_of(self, parts: Iterable[Part], depth: int = 0) -> tuple[FittedPart, ...]:
        """Parts as the watch can do them, whatever their number."""
        fitted: list[FittedPart] = []
        for part in parts:
            if isinstance(part, WorkoutStep):
                fitted.append(self.step(part, depth))
            else:
                fitted += self.repeat(part, depth)
        return tuple(fitted)

    def repeat(self, repeat: WorkoutRepeat, depth: int) -> tuple[FittedPart, ...]:
        """A repeat, written out where it holds others and the watch cannot nest them."""
        is_nest = any(isinstance(part, WorkoutRepeat) for part in repeat.parts)
        is_written_out = is_nest and not self.watch.nests_repeats
        reason = (
            f"{self.watch.name} cannot repeat repeats: the outer one is written out, {repeat.times} times."
        )
        self.lines.append(
            FittedLine(
                number=len(self.lines) + 1,
                depth=depth,
                text=f"{repeat.times}x",
                fit=Fit.DEGRADED if is_written_out else Fit.EXACT,
                reasons=(reason,) if is_written_out else (),
            )
        )
        inner = self.parts_of(repeat.parts, depth + 1)
        return repeat.times * inner if is_written_out else (FittedRepeat(times=repeat.times, parts=inner),)

    def step(self, step: WorkoutStep, depth: int) -> FittedStep:
        """A step as the watch can do it."""
        length, length_fit, length_reasons = self._length(step)
        target, target_fit, target_reasons = self._target(step)
        reasons = [*length_reasons, *target_reasons]
        fit = max(length_fit, target_fit, key=lambda fit: fit.rank)
        if step.cues and not self.watch.shows_notes:
            fit = max(fit, Fit.DEGRADED, key=lambda fit: fit.rank)
            reasons.append(f"{self.watch.name} shows no notes: keep the cues in mind.")
        number = len(self.lines) + 1
        self.lines.append(
            FittedLine(number=number, depth=depth, text=step_text(step), fit=fit, reasons=tuple(reasons))
        )
        notes = step_notes(step, ended_by=length)
        is_silent = target.kind is TargetKind.OPEN and step.target.kind is not TargetKind.OPEN
        # "50% forward speed" in the name would be taken for a direction.
        words = target_text(step.target).replace(" forward", "")
        shown = words if is_silent and not self.watch.shows_notes else ""
        return FittedStep(
            line=number,
            step=step,
            length=length,
            target=target,
            name=step_name(
                step if length == LAP_PRESS else replace(step, length=length),
                shown=shown,
                notes=notes,
                letters=self.watch.name_letters,
            ),
            notes=notes,
        )

    def _length(self, step: WorkoutStep) -> tuple[Length, Fit, tuple[str, ...]]:
        if step.length.kind in self.watch.lengths:
            return step.length, Fit.EXACT, ()
        wanted = f"{self.watch.name} cannot end a step by {step.length.kind.value}"
        if LengthKind.LAP_PRESS in self.watch.lengths:
            return LAP_PRESS, Fit.UNSUPPORTED, (f"{wanted}: press lap ({length_text(step.length)}).",)
        seconds = float(max(1, round(step_seconds(step, self.speeds))))
        guess = Length(kind=LengthKind.TIME, value=seconds)
        return guess, Fit.UNSUPPORTED, (f"{wanted}, nor wait for the lap button: it takes {seconds:.0f} s.",)

    def _target(self, step: WorkoutStep) -> tuple[Target, Fit, tuple[str, ...]]:
        target = step.target
        if target.kind is TargetKind.HEART_RATE_ZONE and target.low > self.watch.zones:
            found = self._zone_bpm(int(target.low))
        elif target.kind in {TargetKind.OPEN, *self.watch.targets}:
            return target, Fit.EXACT, ()
        else:
            found = self._resolved(step)
        if found is not None and found[0].kind in self.watch.targets:
            return found
        words = "an RPE" if target.kind is TargetKind.RPE else target_text(target)
        where = "notes" if self.watch.shows_notes else "name"
        return OPEN, Fit.DEGRADED, (f"{self.watch.name} cannot hold {words}: it stands in the {where}.",)

    def _resolved(self, step: WorkoutStep) -> tuple[Target, Fit, tuple[str, ...]] | None:
        """The target in beats or m/s, where the athlete's own numbers give it."""
        target, heart = step.target, self.heart
        if target.kind is TargetKind.HEART_RATE_ZONE:
            return self._zone_bpm(int(target.low))
        if target.kind is TargetKind.FORWARD_SPEED:
            return self._forward_speed(step)
        if heart.maximum_bpm is None:
            return None
        if target.kind is TargetKind.HEART_RATE_MAXIMUM:
            return _beats(target, target.low * heart.maximum_bpm, target.high * heart.maximum_bpm)
        if target.kind is TargetKind.HEART_RATE_RESERVE and heart.resting_bpm is not None:
            reserve_bpm = heart.maximum_bpm - heart.resting_bpm
            low, high = (heart.resting_bpm + share * reserve_bpm for share in (target.low, target.high))
            return _beats(target, low, high)
        return None

    def _zone_bpm(self, number: int) -> tuple[Target, Fit, tuple[str, ...]] | None:
        zones = self.heart.zones
        if zones is None or number > len(zones.lower_bounds_bpm):
            return None
        ends = (*zones.lower_bounds_bpm, self.heart.maximum_bpm)
        low, high = ends[number - 1], ends[number]
        zone = Target(kind=TargetKind.HEART_RATE_ZONE, low=number, high=number)
        return None if low is None or high is None else _beats(zone, low, high)

    def _forward_speed(self, step: WorkoutStep) -> tuple[Target, Fit, tuple[str, ...]] | None:
        gait = step.gait if step.gait in {Gait.WALK, Gait.RUN} else Gait.WALK
        is_own = (Travel.FORWARD, gait) in self.speeds.m_s
        forward_m_s = self.speeds.of(Travel.FORWARD, gait)
        low, high = step.target.low * forward_m_s, step.target.high * forward_m_s
        if low == high:
            low, high = low * (1.0 - WIDTH), high * (1.0 + WIDTH)
        target = _possible(TargetKind.SPEED, low, high)
        whose = "your forward speed" if is_own else "a usual forward speed, yours not being known,"
        reason = (
            f"{target_text(step.target)} is taken of {whose} of {forward_m_s:.2f} m/s with gait {gait.value}."
        )
        return None if target is None else (target, Fit.EXACT if is_own else Fit.DEGRADED, (reason,))

    def within_most(self, parts: tuple[FittedPart, ...]) -> tuple[FittedPart, ...]:
        """As many parts as the watch holds; what is left stands together in a last step."""
        most = self.watch.most_steps
        if sum(map(_count, parts)) <= most:
            return parts
        kept: list[FittedPart] = []
        room = most - 1
        for part in parts:
            room -= _count(part)
            if room < 0:
                break
            kept.append(part)
        left = list(_fitted_steps(parts[len(kept) :]))
        reason = f"{self.watch.name} holds {most} steps: from here on the workout is to be done by heart."
        for number in {step.line for step in left}:
            line = self.lines[number - 1]
            self.lines[number - 1] = replace(line, fit=Fit.UNSUPPORTED, reasons=(*line.reasons, reason))
        return (*kept, _by_heart(left))


def _beats(target: Target, low: float, high: float) -> tuple[Target, Fit, tuple[str, ...]] | None:
    beats = _possible(TargetKind.HEART_RATE, float(round(low)), float(round(high)))
    if beats is None:
        return None
    return beats, Fit.EXACT, (f"{target_text(target)} is {beats.low:.0f} to {beats.high:.0f} bpm for you.",)


def _possible(kind: TargetKind, low: float, high: float) -> Target | None:
    try:
        return Target(kind=kind, low=low, high=high)
    except InvalidValue:
        return None  # the athlete's numbers and the share do not go together; the words stay


def _count(part: FittedPart) -> int:
    return 1 if isinstance(part, FittedStep) else 1 + sum(map(_count, part.parts))


def _fitted_steps(parts: Iterable[FittedPart]) -> Iterator[FittedStep]:
    for part in parts:
        if isinstance(part, FittedStep):
            yield part
        else:
            yield from _fitted_steps(part.parts)


def _by_heart(left: list[FittedStep]) -> FittedStep:
    travels = {each.step.travel for each in left}
    step = WorkoutStep(
        length=LAP_PRESS,
        travel=travels.pop() if len(travels) == 1 else Travel.UNKNOWN,
        gait=Gait.OTHER,
        label=BY_HEART,
    )
    notes = NOTES_JOINT.join(dict.fromkeys(step_text(each.step) for each in left))
    name = step_name(step, notes=notes, letters=LONGEST_LABEL)
    return FittedStep(line=left[0].line, step=step, length=step.length, target=OPEN, name=name, notes=notes)


# --- Names and notes -------------------------------------------------------------------------------


def step_name(step: WorkoutStep, *, shown: str = "", notes: str = "", letters: int = 40) -> str:
    """What a watch calls a step: the direction first, then the gait and the length.

    The label is added where there is room for it and it names no other direction or gait. Read by
    `backstride.direction.directions_named`, the name gives the step's own direction.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    step
        The step.
    shown
        What else has to stand there.
    notes
        The step's notes; where it has no direction but these name one, the name says so.
    letters
        As many as the watch shows; only the label is left out for it.

    Returns
    -------
    str
        Such as "Backward run 100 m".

    Examples
    --------
    >>> from backstride.training.workout_text import parse_workout
    >>> step_name(parse_workout('- 20m backward run "strides"').performed[0])
    'Backward run 20 m strides'
    """
    length = re.sub(r"(?<=\d)(?=[a-z])", " ", length_text(step.length)).removesuffix(" press")
    words = direction_words(step)
    is_called_by_label = bool(step.label) and words == step.label
    is_told = step.travel is not Travel.UNKNOWN or step.gait is Gait.STANDING
    tail = f" {shown}" if shown else ""
    if not is_told and directions_named(notes).words:
        way = EITHER_WAY if is_called_by_label or words == "Move" else f"{EITHER_WAY} {words.lower()}"
        return f"{way} {length}{tail}" + (f" {step.label}" if is_called_by_label else "")
    name = f"{words} {length}{tail}"
    longer = f"{name} {step.label}"
    has_room = bool(step.label) and not is_called_by_label and len(longer) <= letters
    return longer if has_room and _says(longer, step) else name


def _says(name: str, step: WorkoutStep) -> bool:
    """Whether a name is read as the step's own direction and gait."""
    named = directions_named(name)
    gait = step.gait if step.gait in {Gait.WALK, Gait.RUN, Gait.ELLIPTICAL} else None
    return named.gait is gait and named.travel is (None if step.travel is Travel.UNKNOWN else step.travel)


def step_notes(step: WorkoutStep, *, ended_by: Length | None = None) -> str:
    """What a watch shows beside a step's name: its target, label and cues, whether it holds these or not.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    step
        The step.
    ended_by
        What ends it on the watch, where that is not its own length.

    Returns
    -------
    str
        Parted by semicolons.

    Examples
    --------
    >>> from backstride.training.workout_text import parse_workout
    >>> step_notes(parse_workout("- 100m backward @RPE 4 (check the surface)").performed[0])
    'Target RPE 4; check the surface'
    """
    parts = []
    if step.label:
        # First, for a cut must not take it. Without a word before it, the gait is in the name.
        gait = {Gait.OTHER: "other ", Gait.UNKNOWN: "any "}.get(step.gait, "")
        parts.append(f'{gait}"{step.label}"')
    if ended_by is not None and ended_by != step.length:
        what = PRESS_HEAD if ended_by == LAP_PRESS else PLANNED_HEAD
        parts.append(what + length_text(step.length))
    if step.target.kind is not TargetKind.OPEN:
        parts.append(TARGET_HEAD + target_text(step.target))
    return NOTES_JOINT.join([*parts, *step.cues])
