import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import fitdecode
import fitparse
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.training.workouts import EXAMPLE, workouts

from backstride.bout import Gait, Travel
from backstride.direction import directions_named
from backstride.errors import FileRefused, InvalidValue, UnknownFormat
from backstride.formats.fit.encode import BaseType, FitField, FitMessage, file_id, fit_file
from backstride.formats.fit.workout import read_workout, write_workout
from backstride.training.watches import (
    FittedPart,
    FittedStep,
    FittedWorkout,
    fit_workout,
    watch_named,
    watches,
)
from backstride.training.workout import (
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
from backstride.training.workout_text import parse_workout

NOW = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
RESOLUTION = {LengthKind.TIME: 0.0005, LengthKind.DISTANCE: 0.005}


def fitted(workout: Workout, key: str = "fit") -> FittedWorkout:
    """A workout for a family of watches."""
    return fit_workout(workout, watch_named(key))


def written(workout: Workout, key: str = "fit") -> bytes:
    """The file for a family of watches."""
    return write_workout(fitted(workout, key), created_at=NOW, serial=7)


def fitdecode_steps(data: bytes) -> list[dict[str, Any]]:
    """The steps as one independent library reads them, both checksums demanded."""
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as frames:
        messages = [f for f in frames if isinstance(f, fitdecode.FitDataMessage) and f.name == "workout_step"]
    return [{field.name: field.value for field in message.fields} for message in messages]


def fitparse_steps(data: bytes) -> list[dict[str, Any]]:
    """The steps as the other one reads them."""
    return [
        message.get_values() for message in fitparse.FitFile(io.BytesIO(data)).get_messages("workout_step")
    ]


def expected_steps(parts: tuple[FittedPart, ...], first: int = 0) -> Iterator[dict[str, Any]]:
    """What any reader should find, by the names of the FIT profile."""
    index = first
    for part in parts:
        if isinstance(part, FittedStep):
            yield {
                "wkt_step_name": part.name,
                **_expected_length(part.length),
                **_expected_target(part.target),
            }
            index += 1
        else:
            inner = list(expected_steps(part.parts, index))
            yield from inner
            yield {
                "duration_type": "repeat_until_steps_cmplt",
                "duration_step": index,
                "repeat_steps": part.times,
            }
            index += len(inner) + 1


def _expected_length(length: Length) -> dict[str, Any]:
    value = length.value or 0.0
    expected: dict[LengthKind, dict[str, Any]] = {
        LengthKind.TIME: {"duration_type": "time", "duration_time": pytest.approx(value, abs=0.00051)},
        LengthKind.DISTANCE: {
            "duration_type": "distance",
            "duration_distance": pytest.approx(value, abs=0.0051),
        },
        LengthKind.LAP_PRESS: {"duration_type": "open"},
        LengthKind.HEART_RATE_BELOW: {"duration_type": "hr_less_than", "duration_hr": round(value) + 100},
        LengthKind.HEART_RATE_ABOVE: {"duration_type": "hr_greater_than", "duration_hr": round(value) + 100},
    }
    return expected[length.kind]


def _expected_target(target: Target) -> dict[str, Any]:
    if target.kind is TargetKind.SPEED:
        return {
            "target_type": "speed",
            "custom_target_speed_low": pytest.approx(target.low, abs=0.00051),
            "custom_target_speed_high": pytest.approx(target.high, abs=0.00051),
        }
    if target.kind is TargetKind.HEART_RATE:
        return {
            "target_type": "heart_rate",
            "target_hr_zone": 0,
            "custom_target_heart_rate_low": round(target.low) + 100,
            "custom_target_heart_rate_high": round(target.high) + 100,
        }
    if target.kind is TargetKind.HEART_RATE_ZONE:
        return {"target_type": "heart_rate", "target_hr_zone": target.low}
    return {"target_type": "open"}


@given(workouts(), st.sampled_from(sorted(watches())))
@settings(max_examples=60)
def test_two_independent_libraries_find_the_same_steps(workout: Workout, key: str) -> None:
    """Names, lengths, targets and repeats stand where the profile has them, for every watch."""
    for_watch = fitted(workout, key)
    data = write_workout(for_watch, created_at=NOW, serial=1)
    expected = list(expected_steps(for_watch.parts))
    for read in (fitdecode_steps, fitparse_steps):
        found = read(data)
        assert len(found) == len(expected)
        for step, wanted in zip(found, expected, strict=True):
            assert {name: step.get(name) for name in wanted} == wanted


def assert_alike(found: tuple[Part, ...], wanted: tuple[Part, ...]) -> None:
    """Repeats, lengths, directions, gaits, labels, purposes and targets are the same."""
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert type(one) is type(other)
        if isinstance(one, WorkoutRepeat) and isinstance(other, WorkoutRepeat):
            assert one.times == other.times
            assert_alike(one.parts, other.parts)
        elif isinstance(one, WorkoutStep) and isinstance(other, WorkoutStep):
            facts = [
                (step.travel, step.gait, step.label, step.intensity, step.length.kind)
                for step in (one, other)
            ]
            assert facts[0] == facts[1]
            tolerance = RESOLUTION.get(one.length.kind, 0.5) * 1.001
            assert one.length.value == pytest.approx(other.length.value, abs=tolerance)


def targets(parts: tuple[Part, ...]) -> list[Target]:
    """Of every step."""
    workout = Workout(name="Targets", parts=parts)
    return [step.target for step in workout.performed]


@given(workouts())
def test_our_own_reader_finds_the_same_workout(workout: Workout) -> None:
    """The way back: lengths within what the file counts in, and all else as it was."""
    read = read_workout(written(workout))
    assert_alike(read.parts, workout.parts)
    assert read.name == workout.name.strip().replace('"', "'")


@given(workouts())
def test_targets_come_back_exactly_where_the_notes_had_room(workout: Workout) -> None:
    """A share of the maximum or an exertion is no field of the file; the notes keep it."""
    for_watch = fitted(workout)
    read = read_workout(written(workout))
    notes = {step.step: step.notes for step in _fitted_steps(for_watch.parts)}
    for step, target in zip(workout.performed, targets(read.parts), strict=True):
        if len(notes[step].encode()) < 255:
            assert target == step.target


def _fitted_steps(parts: tuple[FittedPart, ...]) -> Iterator[FittedStep]:
    for part in parts:
        if isinstance(part, FittedStep):
            yield part
        else:
            yield from _fitted_steps(part.parts)


@given(workouts(), st.sampled_from(sorted(watches())))
def test_directions_survive_on_every_watch(workout: Workout, key: str) -> None:
    """Whatever a watch cannot do, no step changes its direction: the recording is labelled by it."""
    for_watch = fitted(workout, key)
    read = read_workout(written(workout, key)).parts
    assert [step.travel for step in Workout(name="Read", parts=read).performed] == [
        step.step.travel for step in performed(for_watch.parts)
    ]
    for step in _fitted_steps(for_watch.parts):
        named = directions_named(step.name)
        named = named if named.words or not step.notes else directions_named(step.notes)
        assert (named.travel or Travel.UNKNOWN) is step.step.travel or step.step.gait is Gait.STANDING


def performed(parts: tuple[FittedPart, ...]) -> Iterator[FittedStep]:
    """Every step as it comes, repeats unrolled."""
    for part in parts:
        if isinstance(part, FittedStep):
            yield part
        else:
            for _ in range(part.times):
                yield from performed(part.parts)


def test_the_example_comes_back_whole() -> None:
    """Warm-up, sets, rests, cues, place and notes: nothing of a usual workout is lost."""
    workout = parse_workout(EXAMPLE)
    assert read_workout(written(workout, "garmin")) == workout


def test_the_file_says_who_when_and_what() -> None:
    """A watch tells workouts apart by type, maker, serial number and time."""
    data = written(parse_workout("place: treadmill\n- 1min backward walk @5 km/h"))
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as frames:
        messages = {f.name: f for f in frames if isinstance(f, fitdecode.FitDataMessage)}
    head, workout = messages["file_id"], messages["workout"]
    assert [head.get_value(name) for name in ("type", "serial_number", "time_created")] == ["workout", 7, NOW]
    assert [
        workout.get_value(name) for name in ("sport", "sub_sport", "capabilities", "num_valid_steps")
    ] == [
        "walking",
        "treadmill",
        "speed",
        1,
    ]


def test_notes_that_are_too_long_are_cut_between_letters() -> None:
    """A field holds 255 bytes; a cut inside a letter would make the text unreadable."""
    cues = "; ".join(["Schultern locker, Blick über die Schulter: alle zehn Schritte 👀"] * 8)
    (step,) = fitdecode_steps(written(parse_workout(f"- 1min backward ({cues})")))
    assert len(step["notes"].encode()) <= 254
    assert step["notes"].endswith("…")
    assert step["notes"].removesuffix("…") in cues


@pytest.mark.parametrize("serial", [0, -1, 2**32])
def test_a_serial_number_that_is_none_is_refused(serial: int) -> None:
    """Zero stands for missing in that field."""
    with pytest.raises(InvalidValue, match=r"serial number .*1 to 4294967295"):
        write_workout(fitted(parse_workout("- 1min")), created_at=NOW, serial=serial)


def foreign(*rows: dict[int, Any], head: tuple[FitField, ...] = ()) -> bytes:
    """A workout file as another program writes it: fields by number, texts and numbers."""

    def field(number: int, value: Any) -> FitField:  # noqa: ANN401 (a text or a number)
        kinds = {0: BaseType.STRING, 8: BaseType.STRING, 254: BaseType.UINT16}
        enums = dict.fromkeys((1, 3, 7), BaseType.ENUM)
        return FitField(number, (kinds | enums).get(number, BaseType.UINT32), value)

    steps = [FitMessage(27, tuple(field(*item) for item in row.items())) for row in rows]
    return fit_file(
        [file_id(kind=5), FitMessage(26, (FitField(8, BaseType.STRING, "Theirs"), *head)), *steps]
    )


def test_a_file_of_another_maker_is_read_by_its_words() -> None:
    """Directions come from names in any language, else from notes; names stay as labels."""
    workout = read_workout(
        foreign(
            {254: 0, 0: "Rückwärts laufen", 1: 1, 2: 10_000, 3: 2, 7: 0, 8: "Locker bleiben"},
            {254: 1, 0: "Recover", 1: 0, 2: 90_000, 3: 1, 4: 2, 7: 4, 8: "walk forward"},
            {254: 2, 1: 6, 2: 0, 4: 4},
            {254: 3, 0: "Easy", 1: 5, 3: 1, 4: 0, 5: 235, 6: 250},
        )
    )
    repeat, easy = workout.parts
    assert isinstance(repeat, WorkoutRepeat)
    backward, forward = repeat.parts
    assert workout.name == "Theirs"
    assert repeat.times == 4
    assert backward == WorkoutStep(
        length=Length(kind=LengthKind.DISTANCE, value=100.0),
        travel=Travel.BACKWARD,
        gait=Gait.RUN,
        label="Rückwärts laufen",
        cues=("Locker bleiben",),
    )
    assert forward == WorkoutStep(
        length=Length(kind=LengthKind.TIME, value=90.0),
        travel=Travel.FORWARD,
        gait=Gait.WALK,
        target=Target(kind=TargetKind.HEART_RATE_ZONE, low=2.0, high=2.0),
        intensity=Intensity.RECOVERY,
        label="Recover",
        cues=("walk forward",),
    )
    assert isinstance(easy, WorkoutStep)
    assert easy.target == Target(kind=TargetKind.HEART_RATE, low=135.0, high=150.0)


@pytest.mark.parametrize(
    ("row", "cue"),
    [
        ({1: 4, 2: 300}, "until calories 300"),
        ({1: 29, 2: 12}, "until reps 12"),
        ({1: 2, 2: 75}, "until heart rate below 75 % of the maximum"),
        ({1: 99, 2: 5}, "until duration type 99 5"),
        ({1: 0, 2: 0}, "until time 0"),
        ({1: 0}, "until time"),
        ({1: 6, 2: 7, 4: 3}, "until repeat until steps completed 7"),
        ({1: 7, 2: 0, 4: 600}, "until repeat until time 0"),
        ({1: 5, 3: 4, 4: 0, 5: 1200, 6: 1250}, "power 1200 to 1250"),
        ({1: 5, 3: 3, 4: 2}, "cadence zone 2"),
        ({1: 5, 3: 0, 4: 3}, "speed zone 3"),
        ({1: 5, 3: 1, 4: 77}, "heart rate zone 77"),
        ({1: 5, 3: 88}, "target 88"),
    ],
)
def test_what_is_not_understood_becomes_an_open_step_that_says_it(row: dict[int, Any], cue: str) -> None:
    """No step is lost for a length or a target that ours cannot have."""
    (step,) = read_workout(foreign({254: 0, 0: "Backward", 7: 0} | row)).parts
    assert isinstance(step, WorkoutStep)
    assert step.travel is Travel.BACKWARD
    assert step.length.kind is LengthKind.LAP_PRESS
    assert step.target == OPEN
    assert step.cues == (cue,)


def test_a_share_of_the_maximum_is_read_as_one() -> None:
    """Up to 100 the numbers of a heart-rate target are per cent."""
    (step,) = read_workout(foreign({254: 0, 1: 5, 3: 1, 4: 0, 5: 75, 6: 85})).parts
    assert isinstance(step, WorkoutStep)
    assert step.target == Target(kind=TargetKind.HEART_RATE_MAXIMUM, low=0.75, high=0.85)


def test_places_come_from_the_finer_sport() -> None:
    """A treadmill workout of another maker is one here too."""
    data = foreign({254: 0, 1: 5}, head=(FitField(11, BaseType.ENUM, 1),))
    assert read_workout(data).place is Place.TREADMILL


def test_a_file_without_steps_is_refused() -> None:
    """Settings, courses and empty files are no workouts, and say so."""
    with pytest.raises(UnknownFormat, match=r"no steps of a workout"):
        read_workout(fit_file([file_id(kind=2)]))
    with pytest.raises(FileRefused):
        read_workout(b"")
    with pytest.raises(FileRefused):
        read_workout(b"\0" * 1000)


def test_more_steps_than_a_workout_can_have_are_refused_at_once() -> None:
    """A file can hold thousands of repeats in each other; none of them is followed."""
    rows = [{254: k, 1: 6, 2: 0, 4: 2} if k else {254: 0, 1: 5} for k in range(5000)]
    with pytest.raises(InvalidValue, match=r"5000 steps and repeats.*1 to 100"):
        read_workout(foreign(*rows))


@given(st.data())
def test_a_damaged_file_gives_a_workout_or_our_own_error(data: st.DataObject) -> None:
    """Bytes changed anywhere, or the end cut off: nothing else comes out."""
    sound = bytearray(written(parse_workout(EXAMPLE)))
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), max_size=6)):
        sound[place] = data.draw(st.integers(0, 255))
    try:
        workout = read_workout(bytes(sound[: data.draw(st.integers(0, len(sound)))]))
    except (FileRefused, InvalidValue):
        return
    assert workout.performed


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_name_and_notes_give_a_step(name: str, notes: str) -> None:
    """Quotes, line feeds and signs that cannot be printed come from other programs."""
    name, notes = (text.encode(errors="ignore").decode().replace("\0", "")[:60] for text in (name, notes))
    (step,) = read_workout(foreign({254: 0, 0: name, 1: 5, 8: notes})).parts
    assert isinstance(step, WorkoutStep)
