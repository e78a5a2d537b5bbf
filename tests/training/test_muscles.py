import math
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.sources import Belief, bibliography
from backstride.training.dose import Speeds
from backstride.training.muscles import Level, Muscle, MuscleLoad, muscle_load, muscles_of, week_muscles
from backstride.training.workout import (
    Intensity,
    Length,
    LengthKind,
    Target,
    TargetKind,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
)

SPEEDS = Speeds()
WAYS = [
    (travel, gait)
    for travel in (Travel.FORWARD, Travel.BACKWARD)
    for gait in (Gait.WALK, Gait.RUN, Gait.ELLIPTICAL)
]
MINUTES = st.dictionaries(
    st.tuples(st.sampled_from(Travel), st.sampled_from(Gait)), st.floats(0.0, 300.0), max_size=5
)


def by_muscle(loads: Sequence[MuscleLoad]) -> dict[Muscle, MuscleLoad]:
    """The loads, to look up."""
    return {load.muscle: load for load in loads}


def step(minutes: float, travel: Travel, gait: Gait, *, rpe: float = 4.0, label: str = "") -> WorkoutStep:
    """A step of some minutes at an effort."""
    return WorkoutStep(
        length=Length(kind=LengthKind.TIME, value=minutes * 60.0),
        travel=travel,
        gait=gait,
        target=Target(kind=TargetKind.RPE, low=rpe, high=rpe),
        label=label,
    )


def workout(*parts: WorkoutStep | WorkoutRepeat) -> Workout:
    """A workout of such parts."""
    return Workout(name="Some", parts=parts)


def test_running_backward_loads_the_quadriceps_as_was_measured() -> None:
    """The rectus femoris was measured (masumoto-bws); hip and trunk were not, and stay unknown."""
    loads = by_muscle(muscle_load({(Travel.BACKWARD, Gait.RUN): 20.0}, rpe=4.0))
    quadriceps = loads[Muscle.QUADRICEPS]
    assert (quadriceps.level, quadriceps.belief) == (Level.HIGH, Belief.MEASURED)
    assert quadriceps.points == pytest.approx(60.0)
    assert quadriceps.sources == ("masumoto-bws",)
    assert "113.5 %" in quadriceps.words
    for muscle in (Muscle.HIPS, Muscle.TRUNK, Muscle.SHINS):
        unknown = loads[muscle]
        assert (unknown.points, unknown.level, unknown.share, unknown.belief) == (None, None, None, None)
        assert unknown.unknown_min == 20.0
        assert "Unknown for 20 min (backward run)" in unknown.words


@pytest.mark.parametrize("gait", [Gait.WALK, Gait.RUN, Gait.ELLIPTICAL])
def test_backward_loads_the_quadriceps_more_than_forward(gait: Gait) -> None:
    """Row 13 of the method, with each gait; the hamstrings come out no higher than forward."""
    backward = by_muscle(muscle_load({(Travel.BACKWARD, gait): 20.0}, rpe=4.0))
    forward = by_muscle(muscle_load({(Travel.FORWARD, gait): 20.0}, rpe=4.0))
    for muscle, is_more in ((Muscle.QUADRICEPS, True), (Muscle.HAMSTRINGS, False)):
        back, front = backward[muscle].points, forward[muscle].points
        assert back is not None
        assert front is not None
        assert (back > front) is is_more


def test_an_effort_that_nobody_told_is_taken_as_moderate_and_said() -> None:
    """The load of a session without its exertion stands, marked."""
    unsaid = muscle_load({(Travel.BACKWARD, Gait.WALK): 30.0})
    said = muscle_load({(Travel.BACKWARD, Gait.WALK): 30.0}, rpe=4.0)
    assert [load.points for load in unsaid] == [load.points for load in said]
    assert all("How hard it was nobody said" in load.words for load in unsaid)
    assert not any("nobody said" in load.words for load in said)


def test_no_time_is_no_load_and_not_unknown() -> None:
    """A day of rest is known to load nothing; standing as well."""
    for loads in (
        muscle_load({}),
        muscle_load({(Travel.BACKWARD, Gait.WALK): 0.0}),
        muscle_load({(Travel.UNKNOWN, Gait.STANDING): 30.0}),
        week_muscles([]),
    ):
        assert [load.muscle for load in loads] == list(Muscle)
        for load in loads:
            assert (load.points, load.level, load.share, load.unknown_min) == (0.0, Level.NONE, None, 0.0)


def test_a_part_of_which_nothing_is_known_leaves_the_rest_standing() -> None:
    """Ten minutes backward count, five sideways are told as unknown."""
    loads = by_muscle(
        muscle_load({(Travel.BACKWARD, Gait.WALK): 10.0, (Travel.SIDEWAYS, Gait.RUN): 5.0}, rpe=4.0)
    )
    quadriceps = loads[Muscle.QUADRICEPS]
    assert (quadriceps.points, quadriceps.unknown_min) == (20.0, 5.0)
    assert [part.name for part in quadriceps.parts] == ["backward walk", "sideways run"]


def test_walk_or_run_as_you_like_counts_as_walking() -> None:
    """Of a gait that is not known the lesser load is taken."""
    free = muscle_load({(Travel.BACKWARD, Gait.UNKNOWN): 10.0}, rpe=4.0)
    walked = muscle_load({(Travel.BACKWARD, Gait.WALK): 10.0}, rpe=4.0)
    assert [load.points for load in free] == [load.points for load in walked]


def test_a_planned_workout_counts_each_step_by_its_effort() -> None:
    """Repeats are unrolled, and a hard minute weighs more than an easy one."""
    planned = workout(
        step(10.0, Travel.FORWARD, Gait.WALK, rpe=2.0),
        WorkoutRepeat(times=3, parts=(step(2.0, Travel.BACKWARD, Gait.RUN, rpe=6.0),)),
    )
    quadriceps = by_muscle(muscles_of(planned, SPEEDS))[Muscle.QUADRICEPS]
    assert quadriceps.points == pytest.approx(10.0 * 1.0 * 0.5 + 6.0 * 3.0 * 1.5)
    assert [part.name for part in quadriceps.parts] == ["backward run", "forward walk"]
    assert [part.minutes for part in quadriceps.parts] == pytest.approx([6.0, 10.0])


def test_plan_and_deed_of_the_same_minutes_load_the_same() -> None:
    """The body map of a plan can be laid beside that of what was done."""
    planned = muscles_of(workout(step(25.0, Travel.BACKWARD, Gait.WALK, rpe=3.0)), SPEEDS)
    done = muscle_load({(Travel.BACKWARD, Gait.WALK): 25.0}, rpe=3.0)
    assert planned == done


def test_a_rest_that_is_walked_still_loads() -> None:
    """A recovery with an exertion of nothing is walked on legs all the same."""
    rest = WorkoutStep(
        length=Length(kind=LengthKind.TIME, value=600.0),
        travel=Travel.FORWARD,
        gait=Gait.WALK,
        intensity=Intensity.REST,
    )
    assert by_muscle(muscles_of(workout(rest), SPEEDS))[Muscle.CALVES].points == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("label", "muscle"),
    [
        ("calf raises", Muscle.CALVES),
        ("Single-leg Calf Raise", Muscle.CALVES),
        ("squats", Muscle.QUADRICEPS),
        ("hip thrusts", Muscle.HIPS),
        ("side plank", Muscle.TRUNK),
    ],
)
def test_an_exercise_on_the_spot_loads_what_it_is_made_for(label: str, muscle: Muscle) -> None:
    """By a word of its name; the groups that have nothing to do in it are not unknown."""
    loads = by_muscle(
        muscles_of(workout(step(2.0, Travel.UNKNOWN, Gait.OTHER, rpe=5.0, label=label)), SPEEDS)
    )
    assert loads[muscle].belief is Belief.CLAIMED
    assert loads[muscle].share is not None
    assert loads[muscle].share == max(load.share or 0.0 for load in loads.values())
    assert all(load.unknown_min == 0.0 for load in loads.values())


def test_an_exercise_that_nobody_knows_is_unknown() -> None:
    """A name that the list does not hold is not read as another that it contains."""
    for label in ("juggling", "squatting frogs", "planking"):
        loads = muscles_of(workout(step(2.0, Travel.UNKNOWN, Gait.OTHER, label=label)), SPEEDS)
        assert all(load.points is None for load in loads), label


def test_a_week_sums_its_sessions_by_higher_levels() -> None:
    """Three moderate sessions are a moderate week, not a high one."""
    session = muscle_load({(Travel.BACKWARD, Gait.WALK): 15.0}, rpe=4.0)
    week = by_muscle(week_muscles([session, session, session]))[Muscle.QUADRICEPS]
    assert by_muscle(session)[Muscle.QUADRICEPS].level is Level.MODERATE
    assert week.points == pytest.approx(90.0)
    assert week.level is Level.MODERATE
    assert [(part.name, part.minutes) for part in week.parts] == [("backward walk", 45.0)]


@given(st.lists(MINUTES, max_size=4), st.floats(0.0, 10.0))
def test_a_week_holds_all_that_its_sessions_hold(
    sessions: list[dict[tuple[Travel, Gait], float]], rpe: float
) -> None:
    """Points and unknown minutes add up; the order of the sessions does not matter."""
    loads = [muscle_load(minutes, rpe=rpe) for minutes in sessions]
    week, backward_in_time = week_muscles(loads), week_muscles(loads[::-1])
    for place, load in enumerate(week):
        assert load.points is None or load.points == pytest.approx(
            sum(session[place].points or 0.0 for session in loads)
        )
        assert load.unknown_min == pytest.approx(sum(session[place].unknown_min for session in loads))
        assert load.points == pytest.approx(backward_in_time[place].points)


@given(MINUTES, st.none() | st.floats(0.0, 10.0))
def test_shares_add_up_to_one_and_unknown_is_never_nothing(
    minutes: dict[tuple[Travel, Gait], float], rpe: float | None
) -> None:
    """The map is of one whole; where only unknown minutes are, no level is shown."""
    loads = muscle_load(minutes, rpe=rpe)
    shares = [load.share for load in loads if load.share is not None]
    assert not shares or sum(shares) == pytest.approx(1.0)
    for load in loads:
        assert (load.points is None) == (load.level is None)
        assert load.points is None or load.points > 0.0 or load.level is Level.NONE
        if load.points is None:
            assert load.unknown_min > 0.0


@given(st.sampled_from(WAYS), st.floats(0.1, 200.0), st.floats(1.01, 5.0), st.floats(0.0, 9.0))
def test_longer_or_harder_never_loads_less(
    way: tuple[Travel, Gait], minutes: float, more: float, rpe: float
) -> None:
    """Both time and effort count one way only."""
    levels = list(Level)
    base = muscle_load({way: minutes}, rpe=rpe)
    for other in (muscle_load({way: minutes * more}, rpe=rpe), muscle_load({way: minutes}, rpe=rpe + 1.0)):
        for less, load in zip(base, other, strict=True):
            if less.points is not None and less.level is not None:
                assert load.points is not None
                assert load.level is not None
                assert load.points >= less.points
                assert levels.index(load.level) >= levels.index(less.level)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way[0].value} {way[1].value}")
def test_each_strength_rests_on_known_sources(way: tuple[Travel, Gait]) -> None:
    """The grade on the map is no better than what stands behind it, and words for people hold no keys."""
    for load in muscle_load({way: 30.0}, rpe=4.0):
        assert set(load.sources) <= set(bibliography())
        if load.belief is not None:
            beliefs = {bibliography()[key].belief for key in load.sources}
            assert load.belief is not Belief.MEASURED or Belief.MEASURED in beliefs
            assert load.belief is not Belief.DERIVED or beliefs & {Belief.MEASURED, Belief.DERIVED}
            assert not any(re.search(rf"\b{re.escape(key)}\b", load.words) for key in load.sources)


@pytest.mark.parametrize("minutes", [-1.0, math.nan, math.inf])
def test_an_impossible_time_is_refused(minutes: float) -> None:
    """A slip of the caller is not a load."""
    with pytest.raises(InvalidValue, match="forward, run"):
        muscle_load({(Travel.FORWARD, Gait.RUN): minutes})


@pytest.mark.parametrize("rpe", [-0.1, 10.1, math.nan])
def test_an_impossible_exertion_is_refused(rpe: float) -> None:
    """Not said is None."""
    with pytest.raises(InvalidValue, match="between 0 and 10"):
        muscle_load({(Travel.FORWARD, Gait.RUN): 10.0}, rpe=rpe)
