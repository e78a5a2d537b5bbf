import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.training.workouts import EXAMPLE, LENGTHS, TARGETS, steps, workouts

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.training.workout import (
    MOST_STEPS,
    OPEN,
    Intensity,
    Length,
    LengthKind,
    Place,
    Target,
    TargetKind,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
)
from backstride.training.workout_text import LONGEST_TEXT, parse_workout, step_text, workout_text


def step_of(text: str) -> WorkoutStep:
    """The only step of a workout of one line."""
    (step,) = parse_workout(f"- {text}").performed
    return step


@given(workouts())
def test_every_workout_is_read_back_as_it_was(workout: Workout) -> None:
    """The text holds all that a workout holds, to the last digit and sign."""
    assert parse_workout(workout_text(workout)) == workout


@given(workouts())
def test_a_text_that_was_read_is_written_the_same_again(workout: Workout) -> None:
    """There is one form to write a workout in, so that a file that was not changed stays as it is."""
    text = workout_text(workout)
    assert workout_text(parse_workout(text)) == text


@given(steps())
def test_every_step_alone_is_a_workout(step: WorkoutStep) -> None:
    """A step's own text needs nothing around it."""
    assert step_of(step_text(step)) == step


@given(LENGTHS, TARGETS)
def test_letters_may_be_large_or_small(length: Length, target: Target) -> None:
    """Who types on a telephone gets capitals where they do not want them."""
    text = step_text(WorkoutStep(length=length, travel=Travel.BACKWARD, target=target))
    assert step_of(text.upper()) == step_of(text.lower()) == step_of(text)


def test_the_example_is_written_as_it_stands() -> None:
    """The form that people read in the guide is the form that the program writes."""
    assert workout_text(parse_workout(EXAMPLE)) == EXAMPLE


def test_the_line_of_the_issue_is_a_workout() -> None:
    """One line without a name is enough, and where no gait is said none is made up."""
    workout = parse_workout("- 5x 100m backward @RPE 4, 200m forward walk")
    backward = WorkoutStep(
        length=Length(kind=LengthKind.DISTANCE, value=100.0),
        travel=Travel.BACKWARD,
        target=Target(kind=TargetKind.RPE, low=4.0, high=4.0),
    )
    forward = WorkoutStep(
        length=Length(kind=LengthKind.DISTANCE, value=200.0), travel=Travel.FORWARD, gait=Gait.WALK
    )
    assert workout == Workout(
        name="Backward 100m", parts=(WorkoutRepeat(times=5, parts=(backward, forward)),)
    )


def test_headings_say_what_steps_are_for() -> None:
    """A warm-up is one because it stands under that heading; a word at the step says otherwise."""
    workout = parse_workout(EXAMPLE)
    assert workout.place is Place.TRACK
    assert workout.performed[0].intensity is Intensity.WARM_UP
    assert [step.intensity for step in workout.performed[1:3]] == [Intensity.ACTIVE, Intensity.RECOVERY]
    assert workout.performed[-1].intensity is Intensity.COOL_DOWN


def test_sets_of_repetitions_are_set_in() -> None:
    """Lines below a bare repeat, set in, belong to it, and the first that is not ends it."""
    workout = parse_workout("- 3x\n    - 7x 20m backward\n    - 2min rest\n- 5min forward")
    outer, last = workout.parts
    assert isinstance(outer, WorkoutRepeat)
    assert [type(part) for part in outer.parts] == [WorkoutRepeat, WorkoutStep]
    assert isinstance(last, WorkoutStep)
    assert len(workout.performed) == 3 * 8 + 1


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("5min", LengthKind.TIME, 300.0),
        ("90s", LengthKind.TIME, 90.0),
        ("1:30", LengthKind.TIME, 90.0),
        ("1:00:05", LengthKind.TIME, 3605.0),
        ("1.5 h", LengthKind.TIME, 5400.0),
        ("100m", LengthKind.DISTANCE, 100.0),
        ("100 metres", LengthKind.DISTANCE, 100.0),
        ("1.5km", LengthKind.DISTANCE, 1500.0),
        ("1mile", LengthKind.DISTANCE, 1609.344),
        ("26.2 miles", LengthKind.DISTANCE, 26.2 * 1609.344),
        ("until lap press", LengthKind.LAP_PRESS, None),
        ("until lap", LengthKind.LAP_PRESS, None),
        ("until HR below 120", LengthKind.HEART_RATE_BELOW, 120.0),
        ("until heart rate above 150 bpm", LengthKind.HEART_RATE_ABOVE, 150.0),
    ],
)
def test_lengths_are_read_as_people_write_them(text: str, kind: LengthKind, value: float | None) -> None:
    """Minutes, clocks, metres, miles and heart rates, with and without a blank."""
    assert step_of(f"{text} forward").length == Length(kind=kind, value=value)


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("RPE 4", TargetKind.RPE, 4.0, 4.0),
        ("RPE 3-4", TargetKind.RPE, 3.0, 4.0),
        ("RPE 3 to 4.5", TargetKind.RPE, 3.0, 4.5),
        ("RPE 3–4", TargetKind.RPE, 3.0, 4.0),
        ("Z2", TargetKind.HEART_RATE_ZONE, 2.0, 2.0),
        ("zone 5", TargetKind.HEART_RATE_ZONE, 5.0, 5.0),
        ("75-85% HRmax", TargetKind.HEART_RATE_MAXIMUM, 0.75, 0.85),
        ("40 - 59 % HRR", TargetKind.HEART_RATE_RESERVE, 0.40, 0.59),
        ("135-150 bpm", TargetKind.HEART_RATE, 135.0, 150.0),
        ("6:00-6:40/km", TargetKind.SPEED, 2.5, 1000.0 / 360.0),
        ("6:40/km", TargetKind.SPEED, 2.5, 2.5),
        ("8:00/mile", TargetKind.SPEED, 1609.344 / 480.0, 1609.344 / 480.0),
        ("5.4 km/h", TargetKind.SPEED, 1.5, 1.5),
        ("2.2 m/s", TargetKind.SPEED, 2.2, 2.2),
        ("50% forward speed", TargetKind.FORWARD_SPEED, 0.5, 0.5),
        ("45-55% forward speed", TargetKind.FORWARD_SPEED, 0.45, 0.55),
    ],
)
def test_targets_are_read_as_people_write_them(text: str, kind: TargetKind, low: float, high: float) -> None:
    """Exertion, zones, heart rates, paces and speeds; of paces either end may come first."""
    assert step_of(f"100m backward @{text} recovery").target == Target(kind=kind, low=low, high=high)


@pytest.mark.parametrize(
    ("speed_m_s", "text"),
    [
        (2.5, "6:40/km"),
        (1.5, "5.4 km/h"),
        (0.5, "1.8 km/h"),
        (2.2, "2.2 m/s"),
        (2.123456789, "2.123456789 m/s"),
    ],
)
def test_a_speed_is_written_as_runners_say_it_where_that_is_exact(speed_m_s: float, text: str) -> None:
    """A pace reads well, but never at the price of another speed when read back."""
    target = Target(kind=TargetKind.SPEED, low=speed_m_s, high=speed_m_s)
    step = WorkoutStep(length=Length(kind=LengthKind.TIME, value=60.0), travel=Travel.FORWARD, target=target)
    assert step_text(step) == f"1min forward @{text}"


@pytest.mark.parametrize(
    ("text", "gait", "intensity"),
    [
        ("2min rest", Gait.STANDING, Intensity.REST),
        ("2min stand", Gait.STANDING, Intensity.ACTIVE),
        ("2min any rest", Gait.UNKNOWN, Intensity.REST),
        ("2min walk rest", Gait.WALK, Intensity.REST),
        ("2min forward rest", Gait.UNKNOWN, Intensity.REST),
        ('2min "shake out" rest', Gait.UNKNOWN, Intensity.REST),
        ('2min other "calf raises"', Gait.OTHER, Intensity.ACTIVE),
        ("2min elliptical backwards cool-down", Gait.ELLIPTICAL, Intensity.COOL_DOWN),
    ],
)
def test_a_rest_is_stood_unless_it_says_otherwise(text: str, gait: Gait, intensity: Intensity) -> None:
    """A "rest" alone means standing still; with a direction, gait or name it says what the step is for."""
    step = step_of(text)
    assert (step.gait, step.intensity) == (gait, intensity)


def test_cues_in_quotes_keep_their_semicolons_and_brackets() -> None:
    """What stands in quotes is one cue, and an empty one is one too."""
    assert step_of('100m backward (one ; "two; (and) more" ; "")').cues == ("one", "two; (and) more", "")
    assert step_of("100m backward ( ; )").cues == ()


def test_text_from_other_systems_is_read() -> None:
    """Windows ends lines with two signs, editors put a mark in front, web pages use other blanks."""
    odd = EXAMPLE.replace("\n", "\r\n").replace("  - ", "\t* ").replace("10min", "10\u00a0min")
    assert parse_workout("\ufeff# mine\r\n" + odd) == parse_workout(EXAMPLE)
    assert parse_workout(EXAMPLE.replace("\n", "\r")) == parse_workout(EXAMPLE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 100q backward", r"Line 1 .*'100q backward' has no length.*5min, 90s.*Write, for example: - 5x"),
        ("\n# x\n- 100m bakward", r"Line 3 .*word 'bakward' is not known.*forward, backward or sideways"),
        ("- 100m @RPE 11", r"Line 1 .*from 11 to 11 was given as RPE.*between 0 and 10"),
        ("- 100m @fast", r"Line 1 .*target 'fast' is not known.*@75-85% HRmax"),
        ("- 100m @0:00/km", r"Line 1 .*from inf to inf was given as speed"),
        ("- 0m forward", r"Line 1 .*ends by distance was given the length 0"),
        ("- 100m forward backward", r"Line 1 .*says its travel twice"),
        ("- 100m @Z1 @Z2", r"Line 1 .*says its target twice"),
        ("- 100m other", r"Line 1 .*neither walking nor running has no name"),
        ("- 100m forward stand", r"Line 1 .*Who stands does not travel"),
        ("- 100m forward,", r"Line 1 .*cannot be understood from '' on"),
        ("- 100m, , 50m", r"Line 1 .*Steps are parted by single commas"),
        ('- 100m "open', r"Line 1 .*cannot be understood from '\"open' on"),
        ("- 100m (a (b))", r"Line 1 .*cannot be understood from '\(a \(b\)\)' on"),
        ('- 100m (a "b")', r"Line 1 .*cues 'a \"b\"' cannot be parted"),
        ("- 0x 100m", r"Line 1 .*repeated 0 times"),
        ("- 100x 100m", r"Line 1 .*repeated 100 times"),
        ("- 5min\n- 3x\n- 100m forward", r"Line 2 .*0 parts are to be repeated"),
        ("- 2x\n - 2x\n  - 2x\n   - 100m", r"Line 3 .*repeats of repeats.*2 deep"),
        ("- 100m\n  - 50m", r"Line 2 .*set in by 2 blanks, the lines beside it by 0"),
        ("backstride workout 2\n- 100m", r"Line 1 .*version 2 .*reads version 1"),
        ("place: moon\n- 100m", r"Line 1 .*place is 'moon'.*track, gym, road"),
        ("colour: red\n- 100m", r"Line 1 .*header 'colour'.*name:, place: and notes:"),
        ("name: a\nname: b\n- 100m", r"Line 2 .*each once"),
        ("- 100m\nname: b", r"Line 2 .*before the first step"),
        (f"name: {81 * 'a'}\n- 100m", r"Line 1 .*81 letters.*Up to 80"),
        ("100m backward", r"Line 1 .*It says '100m backward'.*a step after a dash"),
        ("- 100m\0", r"Line 1 .*signs that cannot be printed"),
        ("- 100m " + "\U0010ffff", r"Line 1 .*signs that cannot be printed"),
        ("", "no steps"),
        ("\n  \n# nothing", "no steps"),
        ("- " + ", ".join(["1min"] * (MOST_STEPS + 1)), rf"Line 1 .*more than {MOST_STEPS} steps"),
        ("- 99x\n  - 99x 1min", r"9801 steps as performed"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_line(text: str, message: str) -> None:
    """Who mistypes is told where, what would be right, and sees an example or what to do."""
    with pytest.raises(InvalidValue, match=re.compile(message, re.DOTALL)) as trouble:
        parse_workout(text)
    assert trouble.value.remedy.endswith((".", "recovery"))


@given(st.text() | st.text(alphabet='-0123456789xms:@"(),; \n\tRPEuntilbackward'))
def test_any_text_gives_a_workout_or_our_own_error(text: str) -> None:
    """Garbage is refused; nothing else comes out of the reader."""
    try:
        workout = parse_workout(text)
    except InvalidValue:
        return
    assert parse_workout(workout_text(workout)) == workout


@pytest.mark.parametrize(
    "piece",
    [
        "- 100m backward\n",
        "a",
        " ",
        "\t",
        "(",
        '"',
        '("',
        "- ",
        "9",
        "- 1m (" + " " * 90,
        "\0",
        "\n",
        ":",
        "1:",
        "x",
    ],
)
@pytest.mark.parametrize("head", ["", "- ", "- 100m (", '- 100m "', "- 100m @", "name: ", "- until "])
def test_a_text_of_any_size_is_answered_soon(head: str, piece: str) -> None:
    """A megabyte of anything is refused after one look; else this test takes hours."""
    text = (head + piece * (LONGEST_TEXT // len(piece)))[:LONGEST_TEXT]
    with pytest.raises(InvalidValue):
        parse_workout(text)


def test_a_text_that_is_far_too_long_is_refused_unread() -> None:
    """Ten megabytes are no workout."""
    with pytest.raises(InvalidValue, match=r"10000000 letters.*Up to 1000000"):
        parse_workout("a" * 10_000_000)


def test_a_bare_length_is_a_step() -> None:
    """Nothing is made up: no direction, no gait, no target."""
    assert step_of("5min") == WorkoutStep(
        length=Length(kind=LengthKind.TIME, value=300.0), travel=Travel.UNKNOWN, target=OPEN
    )
