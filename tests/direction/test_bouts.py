"""The timeline cut into bouts."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.bout import Bout, Gait, Travel
from backstride.direction import Label, LapConvention, bouts, moving_time_s, read_label
from backstride.errors import InvalidLabel
from backstride.recording import Lap, Pause, Recording, Samples, Step

END_S = 600.0
ELAPSED_S = np.arange(0.0, END_S + 1.0)
RUN_THEN_STAND_THEN_WALK = Recording(
    format="fit",
    samples=Samples.of(
        ELAPSED_S,
        speed_m_s=np.select([ELAPSED_S < 200.0, ELAPSED_S < 300.0], [3.0, 0.0], 0.56),
        cadence_spm=np.select([ELAPSED_S < 200.0, ELAPSED_S < 300.0], [168.0, 0.0], 96.0),
    ),
    started_at=datetime(2026, 4, 1, tzinfo=UTC),
    steps=(Step(index=0, name="Forward"), Step(index=1, name="Backward walk")),
)
TURN_S = 300.0
RUN_THEN_WALK = replace(
    RUN_THEN_STAND_THEN_WALK,
    samples=Samples.of(
        ELAPSED_S,
        speed_m_s=np.where(ELAPSED_S < TURN_S, 3.0, 1.3),
        cadence_spm=np.where(ELAPSED_S < TURN_S, 168.0, 112.0),
    ),
    steps=(),
)
WITH_STEPS = replace(
    RUN_THEN_STAND_THEN_WALK,
    laps=(
        Lap(start_s=0.0, end_s=200.0, workout_step=0, trigger="distance"),
        Lap(start_s=200.0, end_s=601.0, workout_step=1, trigger="manual"),
    ),
)


def brief(found: tuple[Bout, ...]) -> list[tuple[float, float, Travel, Gait]]:
    """What matters of each bout."""
    return [(bout.start_s, bout.end_s, bout.travel, bout.gait) for bout in found]


def gait_times(found: tuple[Bout, ...]) -> dict[Gait, float]:
    """How long each gait lasted in all. [s]"""
    total: dict[Gait, float] = {}
    for bout in found:
        total[bout.gait] = total.get(bout.gait, 0.0) + bout.duration_s
    return total


def test_without_evidence_the_direction_is_unknown() -> None:
    """Never forward by default."""
    found = bouts(RUN_THEN_STAND_THEN_WALK)
    assert brief(found) == [
        (0.0, 200.0, Travel.UNKNOWN, Gait.RUN),
        (200.0, 300.0, Travel.UNKNOWN, Gait.STANDING),
        (300.0, 600.0, Travel.UNKNOWN, Gait.WALK),
    ]
    assert {bout.evidence for bout in found} == {()}
    assert {bout.probability for bout in found} == {None}


def test_standing_in_a_backward_stretch_leaves_it_backward() -> None:
    """Who stops for breath has not turned round; and standing is not made walking by the step's name."""
    assert brief(bouts(WITH_STEPS)) == [
        (0.0, 200.0, Travel.FORWARD, Gait.RUN),
        (200.0, 300.0, Travel.BACKWARD, Gait.STANDING),
        (300.0, 600.0, Travel.BACKWARD, Gait.WALK),
    ]


def test_what_the_user_says_stands_before_the_step_and_the_step_stays_behind_it() -> None:
    """Who was overruled can still be seen."""
    found = bouts(WITH_STEPS, labels=[read_label("0-100=backward")])
    assert brief(found)[:2] == [
        (0.0, 100.0, Travel.BACKWARD, Gait.RUN),
        (100.0, 200.0, Travel.FORWARD, Gait.RUN),
    ]
    assert [evidence.detail for evidence in found[0].evidence] == ["you said so", 'workout step 1 "Forward"']
    assert found[0].probability == 1.0
    assert found[1].probability == pytest.approx(0.97)


def test_a_later_label_wins_over_an_earlier_one() -> None:
    """Who corrects a label means the correction."""
    found = bouts(RUN_THEN_STAND_THEN_WALK, labels=[read_label("all=forward"), read_label("50-100=backward")])
    assert brief(found)[:3] == [
        (0.0, 50.0, Travel.FORWARD, Gait.RUN),
        (50.0, 100.0, Travel.BACKWARD, Gait.RUN),
        (100.0, 200.0, Travel.FORWARD, Gait.RUN),
    ]
    assert [evidence.travel for evidence in found[1].evidence] == [Travel.BACKWARD, Travel.FORWARD]


def test_the_user_may_say_that_nobody_knows() -> None:
    """Unknown is then evidence, and overrules the step."""
    first = bouts(WITH_STEPS, labels=[read_label("all=unknown")])[0]
    assert first.travel is Travel.UNKNOWN
    assert first.probability == 1.0


def test_a_label_that_names_a_gait_holds_where_somebody_moved() -> None:
    """The rule's run becomes the user's walk, but standing stays standing."""
    found = bouts(RUN_THEN_STAND_THEN_WALK, labels=[read_label("all=backward walk")])
    assert [bout.gait for bout in found] == [Gait.WALK, Gait.STANDING, Gait.WALK]


def test_the_name_of_a_file_does_not_say_the_gait() -> None:
    """A file called retro-run holds walking too."""
    found = bouts(RUN_THEN_STAND_THEN_WALK, file_name="retro-run.fit")
    assert [bout.gait for bout in found] == [Gait.RUN, Gait.STANDING, Gait.WALK]
    assert {bout.travel for bout in found} == {Travel.BACKWARD}
    assert {bout.evidence[0].detail for bout in found} == {'the file is named "retro-run"'}


def test_the_lap_convention_reaches_the_bouts() -> None:
    """Each press turns about."""
    pressed = replace(
        RUN_THEN_STAND_THEN_WALK,
        laps=(Lap(start_s=0.0, end_s=100.0, trigger="manual"), Lap(start_s=100.0, end_s=600.0)),
    )
    assert brief(bouts(pressed, lap_convention=LapConvention.TURN))[:2] == [
        (0.0, 100.0, Travel.FORWARD, Gait.RUN),
        (100.0, 200.0, Travel.BACKWARD, Gait.RUN),
    ]


def test_a_pause_is_part_of_no_bout() -> None:
    """The timer was stopped."""
    paused = replace(
        RUN_THEN_STAND_THEN_WALK, pauses=(Pause(start_s=50.0, end_s=80.0), Pause(start_s=590.0, end_s=700.0))
    )
    assert brief(bouts(paused, labels=[read_label("40-90=backward")])) == [
        (0.0, 40.0, Travel.UNKNOWN, Gait.RUN),
        (40.0, 50.0, Travel.BACKWARD, Gait.RUN),
        (80.0, 90.0, Travel.BACKWARD, Gait.RUN),
        (90.0, 200.0, Travel.UNKNOWN, Gait.RUN),
        (200.0, 300.0, Travel.UNKNOWN, Gait.STANDING),
        (300.0, 590.0, Travel.UNKNOWN, Gait.WALK),
    ]


def test_a_label_outside_the_recording_is_refused() -> None:
    """The refusal comes from the bouts as well."""
    with pytest.raises(InvalidLabel, match="the recording lasts only 10:00"):
        bouts(RUN_THEN_STAND_THEN_WALK, labels=[read_label("11:00-12:00=backward")])


def test_a_recording_without_times_has_no_bouts() -> None:
    """Nothing that needs time is computed from a track drawn on a map."""
    drawn = Recording(format="gpx", samples=Samples.of(np.full(3, np.nan)), started_at=None)
    assert bouts(drawn, file_name="retro.gpx") == ()


def test_moving_time_counts_all_but_standing() -> None:
    """A slow walk is moving time; a stop is not."""
    assert moving_time_s(bouts(RUN_THEN_STAND_THEN_WALK)) == pytest.approx(500.0)


def test_moving_time_is_unknown_where_no_gait_is_known() -> None:
    """A heart rate alone does not tell; unknown is not zero."""
    only_heart = Recording(
        format="fit",
        samples=Samples.of(ELAPSED_S, heart_rate_bpm=np.full(len(ELAPSED_S), 140.0)),
        started_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    assert moving_time_s(bouts(only_heart)) is None
    assert moving_time_s(()) is None
    assert moving_time_s(bouts(only_heart, labels=[read_label("all=backward walk")])) == pytest.approx(END_S)


looked_at = settings(max_examples=25)
"""Each example has the stride looked at twice, which takes its time."""

whole_seconds = st.integers(0, 599)
label_lists = st.lists(
    st.builds(
        lambda start, length, travel: Label(travel=travel, start_s=float(start), end_s=float(start + length)),
        whole_seconds,
        st.integers(1, 300),
        st.sampled_from(list(Travel)),
    ),
    max_size=6,
)
pause_lists = st.lists(
    st.builds(
        lambda start, length: Pause(start_s=float(start), end_s=float(start + length)),
        whole_seconds,
        st.integers(1, 200),
    ),
    max_size=4,
).map(tuple)


def paused_time_s(recording: Recording) -> float:
    """The length of the union of the pauses within the recording. [s]"""
    paused = np.zeros(int(END_S), dtype=np.bool_)
    for pause in recording.pauses:
        paused[int(pause.start_s) : int(pause.end_s)] = True
    return float(np.count_nonzero(paused))


@looked_at
@given(label_lists, pause_lists)
def test_bouts_and_pauses_together_last_as_long_as_the_recording(
    labels: list[Label], pauses: tuple[Pause, ...]
) -> None:
    """No time is lost or counted twice."""
    paused = replace(WITH_STEPS, pauses=pauses)
    found = bouts(paused, labels=labels)
    assert sum(bout.duration_s for bout in found) + paused_time_s(paused) == pytest.approx(END_S)
    for bout, following in pairwise(found):
        assert bout.end_s <= following.start_s


@looked_at
@given(label_lists, pause_lists)
def test_neighbouring_bouts_differ(labels: list[Label], pauses: tuple[Pause, ...]) -> None:
    """A stretch that says one thing is one bout."""
    found = bouts(replace(WITH_STEPS, pauses=pauses), labels=labels)
    for bout, following in pairwise(found):
        assert bout.end_s < following.start_s or replace(bout, end_s=following.end_s) != replace(
            following, start_s=bout.start_s
        )


@looked_at
@given(label_lists)
def test_saying_it_twice_is_saying_it_once(labels: list[Label]) -> None:
    """A label repeated right after itself changes nothing."""
    doubled = [label for label in labels for _ in range(2)]
    assert bouts(WITH_STEPS, labels=doubled) == bouts(WITH_STEPS, labels=labels)


@looked_at
@given(label_lists, pause_lists)
def test_labels_never_change_how_long_each_gait_lasted(
    labels: list[Label], pauses: tuple[Pause, ...]
) -> None:
    """Which way is one question, how is another."""
    paused = replace(RUN_THEN_STAND_THEN_WALK, pauses=pauses)
    assert gait_times(bouts(paused, labels=labels)) == pytest.approx(gait_times(bouts(paused)))


@looked_at
@given(st.permutations([0, 1, 2, 3, 4]), st.lists(st.sampled_from(list(Travel)), min_size=5, max_size=5))
def test_labels_of_separate_stretches_may_come_in_any_order(order: list[int], travels: list[Travel]) -> None:
    """Only where labels overlap does their order count."""
    labels = [
        Label(travel=travel, start_s=100.0 * place, end_s=100.0 * place + 80.0)
        for place, travel in enumerate(travels)
    ]
    shuffled = [labels[place] for place in order]
    assert bouts(WITH_STEPS, labels=shuffled) == bouts(WITH_STEPS, labels=labels)


@looked_at
@given(label_lists)
def test_the_last_label_over_a_moment_decides_its_direction(labels: list[Label]) -> None:
    """At every half second, the direction is that of the latest label over it."""
    found = bouts(RUN_THEN_STAND_THEN_WALK, labels=labels)
    expected: Counter[Travel] = Counter()
    for second in range(int(END_S)):
        over = [label for label in labels if (label.start_s or 0.0) <= second < (label.end_s or 0.0)]
        expected[over[-1].travel if over else Travel.UNKNOWN] += 1
    for travel in Travel:
        lasted = sum(bout.duration_s for bout in found if bout.travel is travel)
        assert lasted == pytest.approx(expected[travel])


def test_a_change_of_gait_beside_a_turn_leaves_no_sliver() -> None:
    """Someone who turns about and starts to walk does both at once, whatever two rules see."""
    late = Label(travel=Travel.BACKWARD, start_s=0.0, end_s=TURN_S + 2.0)
    found = bouts(RUN_THEN_WALK, labels=[late])
    assert [(bout.travel, bout.gait) for bout in found] == [
        (Travel.BACKWARD, Gait.RUN),
        (Travel.UNKNOWN, Gait.WALK),
    ]


def test_a_short_walk_of_its_own_is_no_sliver() -> None:
    """Only what is left over at a turn is joined: steps that a person took stay theirs."""
    early = Label(travel=Travel.BACKWARD, start_s=0.0, end_s=TURN_S + 12.0)
    found = bouts(RUN_THEN_WALK, labels=[early])
    assert [bout.gait for bout in found] == [Gait.RUN, Gait.WALK, Gait.WALK]


def test_a_label_for_a_recording_without_times_is_refused() -> None:
    """What a person says is never dropped in silence."""
    untimed = Recording(format="gpx", samples=Samples.of(np.full(3, np.nan)), started_at=None)
    assert bouts(untimed) == ()
    with pytest.raises(InvalidLabel, match="the recording has no times"):
        bouts(untimed, labels=[read_label("0-10=backward")])
