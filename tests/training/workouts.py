"""Arbitrary workouts, for tests that hold of every one."""

from typing import Final

from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.training.workout import (
    LONGEST_LABEL,
    LONGEST_NAME,
    MOST_TIMES,
    OPEN,
    POSSIBLE,
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

EXAMPLE: Final = """\
backstride workout 1
name: Backward 100s
place: track
notes: Bring water; the wind turns.

Warm-up
- 10min forward walk @RPE 2
Main
- 5x 100m backward @RPE 4, 200m forward walk recovery
- 3x
  - 7x 20m backward run @RPE 8, 20m forward walk recovery
  - 2min rest
Cool-down
- until lap press forward walk (look over one shoulder every 10 steps; check the surface)
"""
"""A workout with most of what there is, as it is written."""

PRINTABLE: Final = st.characters(categories=("L", "M", "N", "P", "S"), include_characters=" ").filter(
    str.isprintable
)
NAMES: Final = st.text(PRINTABLE, min_size=1, max_size=LONGEST_NAME).filter(lambda name: bool(name.strip()))
PHRASES: Final = st.sampled_from(
    [
        "",
        "strides",
        "calf raises",
        "look over one shoulder every 10 steps",
        "a, b",
        "(x)",
        "@RPE 4",
        ";",
        "a; b",
    ]
) | st.text(PRINTABLE, max_size=LONGEST_LABEL).map(lambda text: text.replace('"', "'").strip())


def numbers(least: float, most: float) -> st.SearchStrategy[float]:
    """Numbers in a range, its ends included, both round ones and any."""
    return (
        st.integers(round(least), int(most)).map(float).filter(lambda number: least <= number <= most)
        | st.floats(least, most)
        | st.sampled_from([least, most])
    )


def _targets(kind: TargetKind) -> st.SearchStrategy[Target]:
    least, most = POSSIBLE[kind]
    if kind is TargetKind.HEART_RATE_ZONE:
        return st.integers(1, 9).map(lambda zone: Target(kind=kind, low=float(zone), high=float(zone)))
    paces = st.integers(120, 1500).map(lambda seconds: 1000.0 / seconds)
    ends = numbers(least, most) | paces if kind is TargetKind.SPEED else numbers(least, most)
    ranges = st.tuples(ends, ends).map(sorted) | ends.map(lambda end: [end, end])
    return ranges.map(lambda both: Target(kind=kind, low=both[0], high=both[1]))


TARGETS: Final[st.SearchStrategy[Target]] = st.just(OPEN) | st.sampled_from(list(TargetKind)).flatmap(
    _targets
)

LENGTHS: Final[st.SearchStrategy[Length]] = st.one_of(
    st.just(Length(kind=LengthKind.LAP_PRESS)),
    numbers(1.0, 86_400.0).map(lambda value: Length(kind=LengthKind.TIME, value=value)),
    numbers(1.0, 200_000.0).map(lambda value: Length(kind=LengthKind.DISTANCE, value=value)),
    st.integers(1, 124).map(lambda miles: Length(kind=LengthKind.DISTANCE, value=1609.344 * miles)),
    numbers(40.0, 240.0).map(lambda value: Length(kind=LengthKind.HEART_RATE_BELOW, value=value)),
    numbers(40.0, 240.0).map(lambda value: Length(kind=LengthKind.HEART_RATE_ABOVE, value=value)),
)


@st.composite
def steps(draw: st.DrawFn) -> WorkoutStep:
    """Any step."""
    gait = draw(st.sampled_from(list(Gait)))
    return WorkoutStep(
        length=draw(LENGTHS),
        travel=Travel.UNKNOWN if gait is Gait.STANDING else draw(st.sampled_from(list(Travel))),
        gait=gait,
        target=draw(TARGETS),
        intensity=draw(st.sampled_from(list(Intensity))),
        label=draw(PHRASES) or ("stretch" if gait is Gait.OTHER else ""),
        cues=tuple(draw(st.lists(PHRASES, max_size=3))),
    )


def _repeats(parts: st.SearchStrategy[Part], most: int) -> st.SearchStrategy[WorkoutRepeat]:
    return st.builds(
        WorkoutRepeat,
        times=st.integers(1, most),
        parts=st.lists(parts, min_size=1, max_size=4).map(tuple),
    )


def workouts() -> st.SearchStrategy[Workout]:
    """Any workout."""
    sets = _repeats(steps(), 9) | steps()
    parts: st.SearchStrategy[Part] = st.one_of(steps(), _repeats(steps(), MOST_TIMES), _repeats(sets, 3))
    return st.builds(
        Workout,
        name=NAMES,
        # As many as keep within the longest workout, whatever they repeat.
        parts=st.lists(parts, min_size=1, max_size=2).map(tuple)
        | st.lists(steps(), min_size=1, max_size=8).map(tuple),
        place=st.none() | st.sampled_from(list(Place)),
        notes=st.text(PRINTABLE, max_size=80),
    )
