import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.training.workouts import EXAMPLE, steps, workouts

from backstride.bout import Gait, Travel
from backstride.direction import directions_named
from backstride.errors import InvalidValue
from backstride.heart import ZoneBasis, Zones
from backstride.training.dose import Speeds
from backstride.training.watches import (
    BY_HEART,
    Fit,
    FittedLine,
    FittedPart,
    FittedRepeat,
    FittedStep,
    FittedWorkout,
    HeartSettings,
    fit_workout,
    step_name,
    step_notes,
    watch_named,
    watches,
)
from backstride.training.workout import (
    OPEN,
    Length,
    LengthKind,
    Target,
    TargetKind,
    Workout,
    WorkoutStep,
)
from backstride.training.workout_text import parse_workout, step_text

ZONES = Zones(
    name="mine",
    basis=ZoneBasis.CUSTOM,
    labels=("1", "2", "3", "4", "5", "6"),
    lower_bounds_bpm=(100.0, 120.0, 140.0, 155.0, 170.0, 180.0),
)
HEART = HeartSettings(maximum_bpm=190.0, resting_bpm=50.0, zones=ZONES)
OWN_SPEEDS = Speeds(m_s={(Travel.FORWARD, Gait.RUN): 3.0})
KEYS = sorted(watches())


def fitted(
    text: str, key: str, heart: HeartSettings | None = HEART, speeds: Speeds = OWN_SPEEDS
) -> FittedWorkout:
    """A workout of a text, for a family of watches."""
    return fit_workout(parse_workout(text), watch_named(key), heart=heart, speeds=speeds)


def only(text: str, key: str, heart: HeartSettings | None = HEART) -> tuple[FittedStep, FittedLine]:
    """The only step of a workout and its line."""
    whole = fitted(f"- {text}", key, heart)
    (step,), (line,) = whole.parts, whole.lines
    assert isinstance(step, FittedStep)
    return step, line


def performed(parts: tuple[FittedPart, ...]) -> Iterator[FittedStep]:
    """Every step as it comes, repeats unrolled."""
    for part in parts:
        if isinstance(part, FittedStep):
            yield part
        else:
            for _ in range(part.times):
                yield from performed(part.parts)


def size(parts: tuple[FittedPart, ...]) -> tuple[int, int]:
    """How many steps and repeats, and how deep the repeats go."""
    count, deepest = 0, 0
    for part in parts:
        inner = (0, -1) if isinstance(part, FittedStep) else size(part.parts)
        count, deepest = count + 1 + inner[0], max(deepest, 1 + inner[1])
    return count, deepest


@pytest.mark.parametrize("key", KEYS)
def test_each_family_says_what_is_documented_and_what_is_assumed(key: str) -> None:
    """No fact about a watch stands without how sure it is, and none twice."""
    watch = watch_named(key)
    facts = {"lengths", "targets", "zones", "nests_repeats", "most_steps", "name_letters", "shows_notes"}
    assert {*watch.documented, *watch.assumed} == facts
    assert not {*watch.documented} & {*watch.assumed}
    assert watch.transfer.endswith(".")


def test_a_watch_that_is_not_known_is_refused_with_those_that_are() -> None:
    """Who has another watch is told what to choose."""
    assert watch_named(" Garmin ").key == "garmin"
    with pytest.raises(InvalidValue, match=r"'casio' is not known.*garmin.*Choose fit"):
        watch_named("casio")


@given(workouts(), st.sampled_from(KEYS), st.none() | st.just(HEART))
def test_nothing_is_ever_left_out(workout: Workout, key: str, heart: HeartSettings | None) -> None:
    """Each line is told of; steps come in their order, as often as asked; what is done by heart says so."""
    watch = watch_named(key)
    whole = fit_workout(workout, watch, heart=heart)
    assert [line.number for line in whole.lines] == list(range(1, len(whole.lines) + 1))
    assert [line.text for line in whole.lines if not re.fullmatch("[0-9]+x", line.text)] == _texts(workout)
    done = [step.step for step in performed(whole.parts)]
    if done[-1].label == BY_HEART:
        done = done[:-1]
        assert whole.fit is Fit.UNSUPPORTED
        assert any("done by heart" in reason for line in whole.lines for reason in line.reasons)
        assert done == list(workout.performed[: len(done)])
    else:
        assert done == list(workout.performed)


def _texts(workout: Workout) -> list[str]:
    texts: list[str] = []

    def gather(parts: tuple[object, ...]) -> None:
        for part in parts:
            if isinstance(part, WorkoutStep):
                texts.append(step_text(part))
            else:
                gather(getattr(part, "parts", ()))

    gather(workout.parts)
    return texts


@given(workouts(), st.sampled_from(KEYS))
def test_a_watch_gets_nothing_that_it_cannot_do(workout: Workout, key: str) -> None:
    """Lengths, targets, depth and number of steps stay within what the family is known for."""
    watch = watch_named(key)
    whole = fit_workout(workout, watch, heart=HEART)
    count, depth = size(whole.parts)
    assert count <= watch.most_steps
    assert depth <= (2 if watch.nests_repeats else 1)
    for step in performed(whole.parts):
        assert step.length.kind in watch.lengths or step.step.label == BY_HEART
        assert step.target.kind in {TargetKind.OPEN, *watch.targets}
        assert step.target.kind is not TargetKind.HEART_RATE_ZONE or step.target.low <= watch.zones


@given(workouts(), st.sampled_from(KEYS))
def test_what_is_not_exact_has_a_reason(workout: Workout, key: str) -> None:
    """A person can read what is lost, and an exact step has its own length and a target of the same kind."""
    whole = fit_workout(workout, watch_named(key))
    assert all(line.reasons for line in whole.lines if line.fit is not Fit.EXACT)
    for step in performed(whole.parts):
        if step.line <= len(whole.lines) and whole.lines[step.line - 1].fit is Fit.EXACT:
            assert step.length == step.step.length
            assert (step.target == OPEN) is (step.step.target == OPEN)


@given(steps(), st.integers(0, 60))
def test_a_name_is_read_as_the_direction_of_its_step(step: WorkoutStep, letters: int) -> None:
    """The recording is labelled by it: neither label nor length may turn it about."""
    notes = step_notes(step)
    name = step_name(step, notes=notes, letters=letters)
    named = directions_named(name)
    named = named if named.words or not notes or step.gait is Gait.STANDING else directions_named(notes)
    assert (named.travel or Travel.UNKNOWN) is step.travel
    if step.gait in {Gait.WALK, Gait.RUN, Gait.ELLIPTICAL}:
        assert directions_named(name).gait is step.gait


@pytest.mark.parametrize(
    ("text", "name", "notes"),
    [
        ("100m backward run", "Backward run 100 m", ""),
        ("90s backward @RPE 4 (check the surface)", "Backward 90 s", "Target RPE 4; check the surface"),
        ("1:30 forward walk", "Forward walk 90 s", ""),
        ("until lap press forward walk", "Forward walk until lap", ""),
        ("2min rest", "Stand 2 min", ""),
        ('20m backward run "strides"', "Backward run 20 m strides", '"strides"'),
        ('20m backward run "walk back"', "Backward run 20 m", '"walk back"'),
        ('2min other "calf raises"', "calf raises 2 min", 'other "calf raises"'),
        ('2min "backward drill"', "Forward or backward 2 min backward drill", 'any "backward drill"'),
        ("2min run (turn, then backward)", "Forward or backward run 2 min", "turn, then backward"),
    ],
)
def test_names_start_with_the_direction_and_notes_with_what_to_do(text: str, name: str, notes: str) -> None:
    """Half way through a session nobody reads more than the first word."""
    (step,) = parse_workout(f"- {text}").performed
    assert step_notes(step) == notes
    assert step_name(step, notes=notes) == name


@pytest.mark.parametrize(
    ("text", "key", "low", "high"),
    [
        ("5min @75-85% HRmax", "garmin", 142.0, 162.0),  # of 190
        ("5min @40-59% HRR", "garmin", 106.0, 133.0),  # 50 and a share of 140
        ("5min @Z2", "coros", 120.0, 140.0),
        ("5min @Z6", "garmin", 180.0, 190.0),  # the watch counts five zones; the last ends at the maximum
    ],
)
def test_shares_and_zones_become_the_athletes_own_beats(text: str, key: str, low: float, high: float) -> None:
    """Worked out by hand; the line stays exact and says where the beats come from."""
    step, line = only(text, key)
    assert step.target == Target(kind=TargetKind.HEART_RATE, low=low, high=high)
    assert line.fit is Fit.EXACT
    assert f"{low:.0f} to {high:.0f} bpm for you" in line.reasons[0]


@pytest.mark.parametrize("text", ["5min @75-85% HRmax", "5min @40-59% HRR", "5min @Z6", "5min @RPE 4"])
def test_a_target_without_the_athletes_numbers_stands_in_words(text: str) -> None:
    """Unknown is not guessed: the step is open and the notes say what was meant."""
    step, line = only(text, "garmin", heart=None)
    assert step.target == OPEN
    assert step.notes == f"Target {text.removeprefix('5min @')}"
    assert line.fit is Fit.DEGRADED
    assert "stands in the notes" in line.reasons[0]


def test_a_reserve_needs_the_resting_heart_rate() -> None:
    """The maximum alone does not give a share of the reserve."""
    step, line = only("5min @40-59% HRR", "garmin", heart=HeartSettings(maximum_bpm=190.0))
    assert (step.target, line.fit) == (OPEN, Fit.DEGRADED)


def test_a_share_of_forward_speed_is_taken_of_ones_own_or_says_it_is_not() -> None:
    """Own speeds give an exact step; usual ones are a guess, and are called one."""
    step, line = only("100m backward run @50% forward speed", "garmin")
    # A tenth to either side: against one speed alone a watch would call out at every step.
    assert (step.target.low, step.target.high) == pytest.approx((1.35, 1.65))
    assert step.target.kind is TargetKind.SPEED
    assert line.fit is Fit.EXACT
    whole = fitted("- 100m backward walk @50% forward speed", "garmin")
    assert whole.fit is Fit.DEGRADED
    assert "yours not being known" in whole.lines[0].reasons[0]


def test_a_length_that_a_watch_cannot_count_waits_for_the_lap_button() -> None:
    """The name keeps the instruction, the notes say to press."""
    step, line = only("until HR below 120 forward walk", "coros")
    assert step.length == Length(kind=LengthKind.LAP_PRESS)
    assert step.name == "Forward walk until HR below 120"
    assert step.notes == "Press lap: until HR below 120"
    assert line.fit is Fit.UNSUPPORTED


def test_a_watch_without_a_lap_button_gets_a_time() -> None:
    """The nearest that is left, with what was planned in the notes."""
    step, line = only("until lap press forward walk", "wahoo")
    assert step.length == Length(kind=LengthKind.TIME, value=120.0)
    assert step.name == "Forward walk 2 min"
    assert step.notes == "Planned: until lap press"
    assert line.fit is Fit.UNSUPPORTED


def test_a_watch_that_shows_no_notes_gets_the_target_in_the_name() -> None:
    """Without the word forward, which would turn the step about."""
    assert only("100m backward @RPE 4", "apple")[0].name == "Backward 100 m RPE 4"
    assert only("100m backward @50% forward speed", "polar")[0].name == "Backward 100 m 50% speed"


def test_sets_are_written_out_where_repeats_do_not_nest() -> None:
    """The inner repeats stay; the outer one comes as often as asked."""
    whole = fitted("- 3x\n  - 7x 20m backward\n  - 2min rest", "suunto")
    assert [type(part) for part in whole.parts] == 3 * [FittedRepeat, FittedStep]
    assert [line.fit for line in whole.lines] == [Fit.DEGRADED, Fit.EXACT, Fit.EXACT, Fit.EXACT]
    assert [line.depth for line in whole.lines] == [0, 1, 2, 1]


def test_what_a_watch_has_no_room_for_is_done_by_heart() -> None:
    """The last step says so, and each line that stands in it."""
    whole = fitted("- " + ", ".join(["1min backward"] * 50 + ["1min forward"] * 3), "garmin")
    assert len(whole.parts) == 50
    last = whole.parts[-1]
    assert isinstance(last, FittedStep)
    assert last.name == "Forward or backward until lap the rest, by heart"
    assert "1min forward" in last.notes
    assert [line.fit for line in whole.lines[48:]] == [Fit.EXACT] + 4 * [Fit.UNSUPPORTED]


def test_the_example_is_exact_but_for_its_exertions() -> None:
    """No watch holds a perceived exertion; all else is done as it stands."""
    whole = fitted(EXAMPLE, "garmin")
    assert {line.text for line in whole.lines if line.fit is not Fit.EXACT} == {
        "10min forward walk warm-up @RPE 2",
        "100m backward @RPE 4",
        "20m backward run @RPE 8",
    }


def test_rest_above_the_maximum_is_refused() -> None:
    """Shares of a reserve that is none would come out upside down."""
    with pytest.raises(InvalidValue, match=r"resting heart rate of 60 bpm and a maximum of 50"):
        HeartSettings(maximum_bpm=50.0, resting_bpm=60.0)
