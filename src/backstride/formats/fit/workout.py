"""Workouts as FIT workout files: written for a watch, and read back, any maker's.

Numbers of messages and fields follow the public FIT profile. A heart rate counts from 100 on, below
it stand per cent of the maximum; a repeat names the first step that it repeats, and how often.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from backstride.bout import Gait, Travel
from backstride.direction import directions_named
from backstride.errors import InvalidValue, UnknownFormat
from backstride.formats.fit import profile
from backstride.formats.fit.decode import Scalar, Table
from backstride.formats.fit.encode import (
    LARGEST_FIELD,
    BaseType,
    FitField,
    FitMessage,
    Value,
    file_id,
    fit_file,
    fit_time,
)
from backstride.formats.fit.walk import Part as FilePart
from backstride.formats.fit.walk import walk
from backstride.training.watches import (
    NOTES_JOINT,
    PLANNED_HEAD,
    PRESS_HEAD,
    TARGET_HEAD,
    FittedPart,
    FittedStep,
    FittedWorkout,
    step_name,
    step_notes,
)
from backstride.training.workout import (
    LONGEST_LABEL,
    LONGEST_NAME,
    MOST_STEPS,
    OPEN,
    Intensity,
    Length,
    LengthKind,
    Part,
    Place,
    Target,
    TargetKind,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
)
from backstride.training.workout_quantities import read_length, read_target

PRODUCT_NAME: Final = "Backstride"
"""What files of ours name as their product; their notes are read back as they were written."""
WORKOUT_FILE: Final = 5
LARGEST_SERIAL: Final = 0xFFFF_FFFF
"""Serial numbers have 32 bits, and 0 stands for none."""

BPM_OFFSET: Final = 100
"""Heart rates in beats are written so much higher; up to it they are per cent of the maximum. [bpm]"""
_MM_PER_M: Final = 1000.0

_OPEN, _REPEAT = 5, 6
_DURATIONS: Final = {
    LengthKind.TIME: 0,
    LengthKind.DISTANCE: 1,
    LengthKind.HEART_RATE_BELOW: 2,
    LengthKind.HEART_RATE_ABOVE: 3,
    LengthKind.LAP_PRESS: _OPEN,
}
_LENGTHS: Final = {number: kind for kind, number in _DURATIONS.items()}
_SCALES: Final = {LengthKind.TIME: 1000.0, LengthKind.DISTANCE: 100.0}

_SPEED_TARGET, _HEART_TARGET, _OPEN_TARGET = 0, 1, 2
_OTHER_TARGETS: Final = {3: "cadence", 4: "power", 5: "grade", 6: "resistance"}

_INTENSITIES: Final = {Intensity(name): number for number, name in profile.INTENSITIES.items() if number < 5}
_SPEED, _HEART_RATE, _DISTANCE = 0x80, 0x100, 0x200
"""Bits that say what a watch needs for the workout."""

_RUNNING, _WALKING, _FITNESS_EQUIPMENT = 1, 11, 4
_SUB_SPORTS: Final = {Place.TREADMILL: 1, Place.TRACK: 4, Place.ELLIPTICAL: 15}


# --- Writing ---------------------------------------------------------------------------------------


def write_workout(fitted: FittedWorkout, *, created_at: datetime, serial: int) -> bytes:
    """A workout as a FIT workout file.

    Parameters
    ----------
    fitted
        The workout as a watch gets it.
    created_at
        When, with its time zone.
    serial
        Tells it from other workouts of the same moment, 1 to 4294967295.

    Returns
    -------
    bytes
        The file. Step names start with the direction; notes hold targets and cues.

    Raises
    ------
    InvalidValue
        If the moment or the serial number does not fit a FIT file.

    Examples
    --------
    >>> from datetime import UTC
    >>> from backstride.training.watches import fit_workout, watch_named
    >>> from backstride.training.workout_text import parse_workout
    >>> workout = parse_workout("- 5x 100m backward run @RPE 4, 200m forward walk recovery")
    >>> fitted = fit_workout(workout, watch_named("garmin"))
    >>> data = write_workout(fitted, created_at=datetime(2026, 4, 1, tzinfo=UTC), serial=1)
    >>> read_workout(data).parts == workout.parts
    True
    """
    if not 1 <= serial <= LARGEST_SERIAL:
        raise InvalidValue(
            f"The serial number {serial} was given.",
            allowed=f"1 to {LARGEST_SERIAL}.",
            remedy="Count workouts from 1.",
        )
    head = file_id(kind=WORKOUT_FILE, product_name=PRODUCT_NAME, created_s=fit_time(created_at))
    numbered = replace(head, fields=(*head.fields, FitField(3, BaseType.UINT32Z, serial)))
    rows = list(_rows(fitted.parts, 0))
    return fit_file([numbered, _workout(fitted, len(rows)), *_steps(rows)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A step or repeat as its message holds it."""

    name: str = ""
    duration: int
    value: int | None
    target: int | None = None
    target_value: int | None = None
    low: int | None = None
    high: int | None = None
    intensity: int | None = None
    notes: str = ""


def _rows(parts: Iterable[FittedPart], first: int) -> Iterator[_Row]:
    """Steps in order, each repeat behind the steps it repeats."""
    index = first
    for part in parts:
        if isinstance(part, FittedStep):
            yield _row(part)
            index += 1
        else:
            inner = list(_rows(part.parts, index))
            yield from inner
            yield _Row(duration=_REPEAT, value=index, target_value=part.times)
            index += len(inner) + 1


def _row(step: FittedStep) -> _Row:
    length, target = step.length, step.target
    number, zone, scaled = _OPEN_TARGET, None, None
    if target.kind is TargetKind.HEART_RATE_ZONE:
        number, zone = _HEART_TARGET, round(target.low)
    elif target.kind is TargetKind.HEART_RATE:
        number, zone, scaled = _HEART_TARGET, 0, (1.0, BPM_OFFSET)
    elif target.kind is TargetKind.SPEED:
        number, zone, scaled = _SPEED_TARGET, 0, (_MM_PER_M, 0)
    return _Row(
        name=step.name,
        duration=_DURATIONS[length.kind],
        value=_raw_length(length),
        target=number,
        target_value=zone,
        low=None if scaled is None else round(target.low * scaled[0]) + scaled[1],
        high=None if scaled is None else round(target.high * scaled[0]) + scaled[1],
        intensity=_INTENSITIES[step.step.intensity],
        notes=step.notes,
    )


def _raw_length(length: Length) -> int | None:
    if length.value is None:
        return None
    scale = _SCALES.get(length.kind)
    return round(length.value) + BPM_OFFSET if scale is None else round(length.value * scale)


def _message(
    number: int, *fields: tuple[int, BaseType, Value] | tuple[int, BaseType, Value, int]
) -> FitMessage:
    return FitMessage(number, tuple(FitField(*field) for field in fields))


def _cut(text: str) -> str:
    """As much of a text as a field holds, cut between two letters."""
    room = LARGEST_FIELD - 1
    whole = text.encode()
    if len(whole) <= room:
        return text
    return whole[: room - len("…".encode())].decode(errors="ignore").rstrip() + "…"


def _workout(fitted: FittedWorkout, count: int) -> FitMessage:
    workout = fitted.workout
    gaits = {step.gait for step in workout.performed}
    sport = _WALKING if Gait.WALK in gaits and Gait.RUN not in gaits else _RUNNING
    sport = _FITNESS_EQUIPMENT if workout.place is Place.ELLIPTICAL else sport
    has_sub_sport = workout.place in _SUB_SPORTS and not (sport == _WALKING and workout.place is Place.TRACK)
    return _message(
        profile.WORKOUT,
        (4, BaseType.ENUM, sport),
        (5, BaseType.UINT32Z, _capabilities(fitted.parts) or None),
        (6, BaseType.UINT16, count),
        (8, BaseType.STRING, _cut(workout.name)),
        (11, BaseType.ENUM, _SUB_SPORTS[workout.place] if has_sub_sport and workout.place else 0),
        (17, BaseType.STRING, _cut(workout.notes)),
    )


def _capabilities(parts: Iterable[FittedPart]) -> int:
    bits = 0
    for part in parts:
        if isinstance(part, FittedStep):
            heart = {TargetKind.HEART_RATE, TargetKind.HEART_RATE_ZONE}
            ends_by_heart = part.length.kind in {LengthKind.HEART_RATE_ABOVE, LengthKind.HEART_RATE_BELOW}
            bits |= _SPEED if part.target.kind is TargetKind.SPEED else 0
            bits |= _HEART_RATE if part.target.kind in heart or ends_by_heart else 0
            bits |= _DISTANCE if part.length.kind is LengthKind.DISTANCE else 0
        else:
            bits |= _capabilities(part.parts)
    return bits


def _steps(rows: list[_Row]) -> Iterator[FitMessage]:
    """All with the same layout, as some watches want it."""
    names, notes = [_cut(row.name) for row in rows], [_cut(row.notes) for row in rows]
    name_size, notes_size = (max(len(text.encode()) for text in texts) + 1 for texts in (names, notes))
    for index, row in enumerate(rows):
        yield _message(
            profile.WORKOUT_STEP,
            (profile.MESSAGE_INDEX, BaseType.UINT16, index),
            (0, BaseType.STRING, names[index], name_size),
            (1, BaseType.ENUM, row.duration),
            (2, BaseType.UINT32, row.value),
            (3, BaseType.ENUM, row.target),
            (4, BaseType.UINT32, row.target_value),
            (5, BaseType.UINT32, row.low),
            (6, BaseType.UINT32, row.high),
            (7, BaseType.ENUM, row.intensity),
            (8, BaseType.STRING, notes[index], notes_size),
        )


# --- Reading ---------------------------------------------------------------------------------------

_Raw = dict[int, Scalar]
_Value = TypeVar("_Value")


def read_workout(data: bytes) -> Workout:
    """Read a workout from a FIT workout file, or the one that a FIT activity file says was run.

    Directions and gaits come from the names of the steps, or where these are silent from their notes.
    What a workout of ours cannot say, such as a power to hold, becomes a cue; what ends a step in a way
    we do not know becomes a step that ends with a lap press and is labelled with it.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Workout
        The workout; that of the first part that has one where files are chained.

    Raises
    ------
    FileRefused
        If it is no FIT file.
    UnknownFormat
        If it is one without a workout.
    InvalidValue
        If the workout has more steps, repeats or depth than ours can have.
    """
    parts, _ = walk(data)
    part = next((part for part in parts if profile.WORKOUT_STEP in part.groups), None)
    if part is None:
        raise UnknownFormat(
            "This FIT file holds no steps of a workout.",
            allowed="A workout file, or an activity file of a workout that was run.",
            remedy="Choose a file that was exported as a workout.",
        )
    rows = Table(part, profile.WORKOUT_STEP).rows(profile.MESSAGE_INDEX, *range(9))
    if not 1 <= len(rows) <= MOST_STEPS:
        raise InvalidValue(
            f"The FIT file holds {len(rows)} steps and repeats.",
            allowed=f"1 to {MOST_STEPS}.",
            remedy="Divide the workout in two.",
        )
    is_ours = _first(part, profile.FILE_ID, 8) == PRODUCT_NAME
    head = Table(part, profile.WORKOUT).rows(8, 11, 17) or [{}]
    return Workout(
        name=_clean(head[0].get(8), LONGEST_NAME) or "Workout",
        parts=_parts(rows, is_ours=is_ours),
        place={number: place for place, number in _SUB_SPORTS.items()}.get(_whole(head[0].get(11)) or 0),
        notes=_clean(head[0].get(17), LARGEST_FIELD),
    )


def _first(part: FilePart, message: int, field: int) -> Scalar:
    rows = Table(part, message).rows(field)
    return rows[0].get(field) if rows else None


def _whole(value: Scalar) -> int | None:
    return value if isinstance(value, int) else None


def _clean(text: Any, most: int) -> str:  # noqa: ANN401 (whatever stands where a text should)
    """A text of a file as one of ours can be: one line, without double quotes."""
    if not isinstance(text, str):
        return ""
    plain = "".join(letter if letter.isprintable() else " " for letter in text).replace('"', "'").strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _parts(rows: list[_Raw], *, is_ours: bool) -> tuple[Part, ...]:
    """Steps and repeats; each repeat takes in what stands between the step it names and itself."""
    indexes = [_whole(row.get(profile.MESSAGE_INDEX)) for row in rows]
    has_indexes = None not in indexes
    # The highest bits of an index are flags.
    placed = [((index or 0) & 0x0FFF if has_indexes else place, place) for place, index in enumerate(indexes)]
    found: list[tuple[int, Part]] = []
    for index, place in sorted(placed):
        row = rows[place]
        first, times = _whole(row.get(2)), _whole(row.get(4))
        start = next((k for k, (at, _) in enumerate(found) if first is not None and at >= first), len(found))
        if _whole(row.get(1)) == _REPEAT and times is not None and start < len(found):
            inner = tuple(part for _, part in found[start:])
            found[start:] = [(found[start][0], WorkoutRepeat(times=times, parts=inner))]
        else:
            found.append((index, _step(row, is_ours=is_ours)))
    return tuple(part for _, part in found)


def _step(row: _Raw, *, is_ours: bool) -> WorkoutStep:
    intensity = {number: name for name, number in _INTENSITIES.items()}.get(_whole(row.get(7)) or 0)
    length, other_length = _length(row)
    target, other_target = _target(row)
    name, notes = _clean(row.get(0), LARGEST_FIELD), row.get(8)
    step = WorkoutStep(
        length=length,
        travel=Travel.UNKNOWN,
        target=target,
        intensity=intensity or Intensity.ACTIVE,
        cues=tuple(other for other in (other_length, other_target) if other),
    )
    ours = _as_written(step, name, notes if isinstance(notes, str) else "")
    # A recording names its watch, not who wrote the workout: the name that we would give tells it.
    if is_ours or name in {
        step_name(ours, notes=step_notes(ours), letters=room) for room in (0, LARGEST_FIELD)
    }:
        return ours
    plain_notes = _clean(notes, LARGEST_FIELD)
    named = directions_named(name)
    named = named if named.words or not plain_notes else directions_named(plain_notes)
    label = _clean(name or other_length, LONGEST_LABEL)
    cues = (*step.cues, *_pieces(plain_notes))
    return replace(
        step,
        travel=named.travel or Travel.UNKNOWN,
        gait=named.gait or Gait.UNKNOWN,
        label=label,
        cues=cues,
    )


def _pieces(text: str) -> Iterator[str]:
    """A long text as cues, cut where a cue has to end."""
    most = 3 * LONGEST_LABEL
    for start in range(0, len(text), most):
        yield text[start : start + most].strip()


_LABEL: Final = re.compile(rf'(other |any |)"([^"]{{1,{LONGEST_LABEL}}})"(?:{NOTES_JOINT}|$)')
_GAITS: Final = {"other ": Gait.OTHER, "any ": Gait.UNKNOWN}


def _as_written(step: WorkoutStep, name: str, notes: str) -> WorkoutStep:
    """A step that we wrote, whose notes say what the watch could not be told."""
    changes: dict[str, Any] = _direction(name)
    cues: list[str] = []
    label = _LABEL.match(notes)
    if label is not None and label[2] == _clean(label[2], LONGEST_LABEL):
        changes |= {"label": label[2]} | ({"gait": _GAITS[label[1]]} if label[1] else {})
        notes = notes[label.end() :]
    for item in notes.split(NOTES_JOINT) if notes else ():
        if (target := _whole_of(read_target, item, TARGET_HEAD)) is not None:
            changes["target"] = target
        elif (length := _whole_of(read_length, item, PRESS_HEAD, PLANNED_HEAD)) is not None:
            changes["length"] = length
        else:
            cues += _pieces(_clean(item, LARGEST_FIELD))
    return replace(step, cues=(*step.cues, *cues), **changes)


def _whole_of(read: Callable[[str], tuple[_Value, int]], item: str, *heads: str) -> _Value | None:
    """What stands behind one of the heads, if that is all there is."""
    head = next((head for head in heads if item.startswith(head)), None)
    if head is None:
        return None
    rest = item.removeprefix(head)
    try:
        value, end = read(rest)
    except InvalidValue:
        return None  # a cue that happens to begin alike
    return value if end == len(rest) else None


def _direction(name: str) -> dict[str, Travel | Gait]:
    """The direction and gait of a name of ours."""
    if name.startswith("Stand "):
        return {"travel": Travel.UNKNOWN, "gait": Gait.STANDING}
    named = directions_named(name)
    return {"travel": named.travel or Travel.UNKNOWN, "gait": named.gait or Gait.UNKNOWN}


# --- Lengths and targets ---------------------------------------------------------------------------


def _length(row: _Raw) -> tuple[Length, str]:
    """What ends a step, and in words what does so that we do not know."""
    number, value = _whole(row.get(1)), _whole(row.get(2))
    kind = _LENGTHS.get(_OPEN if number is None else number)
    if kind is LengthKind.LAP_PRESS:
        return Length(kind=kind), ""
    name = profile.STEP_DURATIONS.get(number or 0, f"duration type {number}").replace("_", " ")
    other = f"until {name} {'' if value is None else value}".strip()
    lap_press = Length(kind=LengthKind.LAP_PRESS)
    if kind is None or value is None:
        return lap_press, other
    if kind not in _SCALES and value <= BPM_OFFSET:
        return lap_press, f"until {kind.value} {value} % of the maximum"
    amount = value / _SCALES[kind] if kind in _SCALES else float(value - BPM_OFFSET)
    try:
        return Length(kind=kind, value=amount), ""
    except InvalidValue:
        return lap_press, f"until {name} {amount:g}"


def _target(row: _Raw) -> tuple[Target, str]:
    """What a step is held against, and in words what is that we do not know."""
    number, zone = _whole(row.get(3)), _whole(row.get(4)) or 0
    ends = [_whole(row.get(field)) for field in (5, 6)]
    if number is None or number == _OPEN_TARGET or _whole(row.get(1)) == _REPEAT:
        return OPEN, ""
    name = {_SPEED_TARGET: "speed", _HEART_TARGET: "heart rate", **_OTHER_TARGETS}.get(
        number, f"target {number}"
    )
    if number in {_SPEED_TARGET, _HEART_TARGET}:
        low, high = (float(end or 0) for end in ends)
        try:
            return _known_target(number, zone, low, high), ""
        except InvalidValue:
            pass  # a zone or range that no step of ours can have: it stands in the cues
    said = f"zone {zone}" if zone else " to ".join(str(end) for end in ends if end is not None)
    return OPEN, f"{name} {said}".strip()


def _known_target(number: int, zone: int, low: float, high: float) -> Target:
    if number == _SPEED_TARGET:
        # A zone of speed means nothing without the watch that counts it.
        ends = (0.0, 0.0) if zone else (low / _MM_PER_M, high / _MM_PER_M)
        return Target(kind=TargetKind.SPEED, low=ends[0], high=ends[1])
    if zone:
        return Target(kind=TargetKind.HEART_RATE_ZONE, low=float(zone), high=float(zone))
    if high <= BPM_OFFSET:
        return Target(kind=TargetKind.HEART_RATE_MAXIMUM, low=low / 100.0, high=high / 100.0)
    return Target(kind=TargetKind.HEART_RATE, low=low - BPM_OFFSET, high=high - BPM_OFFSET)
