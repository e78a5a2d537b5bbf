"""Walk, run or standing."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait
from backstride.direction import GaitStretch, gait_stretches
from backstride.direction.gait import SHORTEST_STRETCH_S
from backstride.recording import FloatArray, Pause, Recording, Samples, Sport

Leg = tuple[float, float | None, float | None]
"""Duration [s], speed [m/s], cadence [1/min]."""

LEGS: dict[Gait, Leg] = {
    Gait.RUN: (0.0, 3.0, 168.0),
    Gait.WALK: (0.0, 0.56, 96.0),
    Gait.STANDING: (0.0, 0.0, 0.0),
}


def recording(
    *legs: Leg, pauses: tuple[Pause, ...] = (), sport: Sport | None = None, noise: float = 0.0, every: int = 1
) -> Recording:
    """A recording at 1 Hz of legs one after another, thinned out to every so-manieth sample."""
    count = int(sum(leg[0] for leg in legs)) + 1
    speed, cadence = np.full(count, np.nan), np.full(count, np.nan)
    start = 0
    for duration, leg_speed, leg_cadence in legs:
        stop = count if start + duration == count - 1 else start + int(duration)
        speed[start:stop] = np.nan if leg_speed is None else leg_speed
        cadence[start:stop] = np.nan if leg_cadence is None else leg_cadence
        start = stop
    speed = np.where(speed > 0.0, np.abs(speed + noise * np.sin(np.arange(count) * 12.9898)), speed)
    columns: dict[str, FloatArray] = {"speed_m_s": speed[::every], "cadence_spm": cadence[::every]}
    return of(np.arange(0.0, count, every), pauses=pauses, sport=sport, **columns)


def of(
    elapsed_s: FloatArray,
    *,
    pauses: tuple[Pause, ...] = (),
    sport: Sport | None = None,
    **columns: FloatArray,
) -> Recording:
    """A recording with the given columns."""
    return Recording(
        format="fit",
        samples=Samples.of(elapsed_s, **columns),
        started_at=datetime(2026, 4, 1, tzinfo=UTC),
        sport=sport or Sport(name="running"),
        pauses=pauses,
    )


def gaits(recording: Recording) -> list[Gait]:
    """The gaits in their order."""
    return [stretch.gait for stretch in gait_stretches(recording)]


def times(recording: Recording) -> Counter[Gait]:
    """How long each gait lasted in all. [s]"""
    total: Counter[Gait] = Counter()
    for stretch in gait_stretches(recording):
        total[stretch.gait] += stretch.end_s - stretch.start_s  # type: ignore[assignment]  # seconds, not a count
    return total


@pytest.mark.parametrize("cadence", [None, 0.0, 60.0, 96.0])
@pytest.mark.parametrize("speed", [0.3, 0.42, 0.56, 0.83])
def test_slow_backward_walking_is_never_a_pause(speed: float, cadence: float | None) -> None:
    """At 1 to 3 km/h one is walking, whether or not steps are counted."""
    assert gaits(recording((120.0, speed, cadence))) == [Gait.WALK]


@pytest.mark.parametrize("cadence", [None, 0.0, 12.0])
def test_no_speed_and_no_steps_is_standing(cadence: float | None) -> None:
    """Somebody who waits at a light stands."""
    stretches = gait_stretches(recording((60.0, 3.0, 168.0), (30.0, 0.1, cadence), (60.0, 3.0, 168.0)))
    assert [stretch.gait for stretch in stretches] == [Gait.RUN, Gait.STANDING, Gait.RUN]
    assert stretches[1].end_s - stretches[1].start_s == pytest.approx(30.0, abs=2.0)


def test_steps_without_speed_are_moving() -> None:
    """On a treadmill the watch sees no speed, or a speed of zero, but counts steps."""
    assert gaits(recording((120.0, 0.0, 100.0))) == [Gait.WALK]
    assert gaits(recording((120.0, None, 165.0))) == [Gait.RUN]
    assert gaits(recording((120.0, 0.0, 165.0))) == [Gait.RUN]


def test_a_speed_that_is_zero_throughout_tells_nothing() -> None:
    """A watch indoors without a step counter writes zeros; nobody knows what was done."""
    assert gaits(recording((600.0, 0.0, None))) == [Gait.UNKNOWN]


def test_a_stop_shorter_than_ten_seconds_is_not_standing() -> None:
    """A turn about takes a moment."""
    assert gaits(recording((60.0, 0.56, 96.0), (7.0, 0.0, 0.0), (60.0, 0.56, 96.0))) == [Gait.WALK]


@pytest.mark.parametrize(
    ("speed", "cadence", "gait"),
    [
        (6 / 3.6, 160.0, Gait.RUN),
        (2.1, 125.0, Gait.WALK),
        (1.4, 115.0, Gait.WALK),
        (1.4, 135.0, Gait.WALK),
        (3.0, 165.0, Gait.RUN),
        (3.0, 128.0, Gait.RUN),
        (1.5, None, Gait.WALK),
        (2.1, None, Gait.RUN),
        (None, 120.0, Gait.WALK),
        (None, 150.0, Gait.RUN),
        (None, None, Gait.UNKNOWN),
    ],
)
def test_cadence_and_speed_decide_together(speed: float | None, cadence: float | None, gait: Gait) -> None:
    """A run at 6 km/h is a run and a fast hike at 7.6 km/h is a walk."""
    assert gaits(recording((120.0, speed, cadence))) == [gait]


@pytest.mark.parametrize(
    ("before", "gait"), [((60.0, 3.0, 165.0), Gait.RUN), ((60.0, 1.2, 110.0), Gait.WALK)]
)
@pytest.mark.parametrize("unclear", [(60.0, 1.8, None), (60.0, 1.8, 135.0), (60.0, 1.3, 145.0)])
def test_between_the_clear_cases_the_gait_goes_on(before: Leg, unclear: Leg, gait: Gait) -> None:
    """Between the backward and the forward transition speed one keeps walking, or keeps running."""
    assert gaits(recording(before, unclear)) == [gait]
    assert gaits(recording(unclear, before)) == [gait]


@pytest.mark.parametrize(
    ("sport", "gait"), [("running", Gait.RUN), ("walking", Gait.WALK), ("unknown", Gait.UNKNOWN)]
)
def test_where_nothing_is_clear_the_sport_decides(sport: str, gait: Gait) -> None:
    """The watch was set to something."""
    assert gaits(recording((60.0, 1.8, 135.0), sport=Sport(name=sport))) == [gait]


@pytest.mark.parametrize(
    ("stance_s", "cadence", "gait"),
    [
        (0.66, 110.0, Gait.WALK),  # 0.605 of the stride
        (0.45, 150.0, Gait.WALK),  # 0.56: a quick shuffle without flight
        (0.25, 170.0, Gait.RUN),  # 0.354
        (0.30, 126.0, Gait.RUN),  # 0.315: long strides with a flight
        (0.485, 121.0, Gait.WALK),  # 0.489, as a chest strap writes for a walk at 1.5 m/s
        (0.0, 110.0, Gait.WALK),  # no contact time was measured
    ],
)
def test_the_time_on_the_ground_tells_a_walk_from_a_run(stance_s: float, cadence: float, gait: Gait) -> None:
    """More than half of the stride on the ground is walking, by definition."""
    elapsed = np.arange(0.0, 121.0)
    same = np.ones(len(elapsed))
    moving = of(elapsed, speed_m_s=1.55 * same, cadence_spm=cadence * same, stance_time_s=stance_s * same)
    assert gaits(moving) == [gait]


def test_a_vehicle_is_no_run() -> None:
    """Driving home with the watch running is neither a walk nor a run."""
    stretches = gait_stretches(recording((300.0, 3.0, 165.0), (300.0, 14.0, None), (60.0, 1.2, 110.0)))
    assert [stretch.gait for stretch in stretches] == [Gait.RUN, Gait.OTHER, Gait.WALK]


def test_a_sprint_is_a_run() -> None:
    """A hundred metres in eleven seconds is fast, but short."""
    assert gaits(recording((60.0, 3.0, 165.0), (12.0, 9.0, 260.0), (60.0, 3.0, 165.0))) == [Gait.RUN]


def test_a_spike_of_the_position_is_smoothed_away() -> None:
    """One wild position makes no sprint, and no end of standing."""
    standing = recording((60.0, 3.0, 165.0), (60.0, 0.0, None))
    speed = standing.samples.speed_m_s.copy()
    speed[90:92] = 30.0
    assert gaits(of(standing.samples.elapsed_s, speed_m_s=speed)) == [Gait.RUN, Gait.STANDING]


def test_a_slow_blip_without_steps_does_not_end_standing() -> None:
    """A position that wanders for a few seconds is nobody's step."""
    assert gaits(recording((60.0, 3.0, None), (30.0, 0.0, 0.0), (6.0, 0.4, 0.0), (30.0, 0.0, 0.0))) == [
        Gait.RUN,
        Gait.STANDING,
    ]


@pytest.mark.parametrize("burst", [(7.0, 6.0, None), (7.0, 0.56, 100.0)])
def test_a_burst_between_two_stops_stays(burst: Leg) -> None:
    """A sprint, or a few backward steps, from a standing start are moving, however short."""
    found = gaits(recording((30.0, 0.0, 0.0), burst, (30.0, 0.0, 0.0)))
    assert found[0] is found[-1] is Gait.STANDING
    assert found[1] in (Gait.WALK, Gait.RUN)


@pytest.mark.parametrize(
    "sport",
    [Sport(name="cycling"), Sport(name="swimming"), Sport(name="wheelchair_push_walk")],
)
def test_a_sport_that_is_not_on_foot_is_other(sport: Sport) -> None:
    """Cadence is then not steps."""
    assert gaits(recording((60.0, 6.0, 80.0), (60.0, 0.0, 0.0), sport=sport)) == [Gait.OTHER]


@pytest.mark.parametrize(
    "sport", [Sport(name="fitness_equipment", sub_name="elliptical"), Sport(name="elliptical")]
)
def test_an_elliptical_trainer_is_a_mode_of_its_own(sport: Sport) -> None:
    """It has no flight and no ground contact."""
    assert gaits(recording((60.0, 0.0, None), sport=sport)) == [Gait.ELLIPTICAL]


def test_a_pause_is_not_standing() -> None:
    """With the timer stopped nothing is said, even if samples go on."""
    paused = recording(
        (60.0, 3.0, 168.0), (60.0, 0.0, 0.0), (60.0, 3.0, 168.0), pauses=(Pause(start_s=60.0, end_s=120.0),)
    )
    assert times(paused) == {Gait.RUN: 120.0, Gait.UNKNOWN: 60.0}


def test_a_gap_is_not_standing() -> None:
    """Nobody knows what happened while the watch was silent; a sample speaks for ten seconds."""
    elapsed = np.concatenate((np.arange(0.0, 61.0), np.arange(200.0, 261.0)))
    silent = of(elapsed, speed_m_s=np.zeros(len(elapsed)), cadence_spm=np.where(elapsed < 30.0, 100.0, 0.0))
    assert gait_stretches(silent) == (
        GaitStretch(start_s=0.0, end_s=30.0, gait=Gait.WALK),
        GaitStretch(start_s=30.0, end_s=70.0, gait=Gait.STANDING),
        GaitStretch(start_s=70.0, end_s=200.0, gait=Gait.UNKNOWN),
        GaitStretch(start_s=200.0, end_s=260.0, gait=Gait.STANDING),
    )


@pytest.mark.parametrize(
    ("distance_per_s", "gait"), [(0.56, Gait.WALK), (3.0, Gait.RUN), (0.1, Gait.UNKNOWN)]
)
def test_a_sparse_recording_moves_where_its_distance_does(distance_per_s: float, gait: Gait) -> None:
    """A phone that writes a point each twenty seconds still shows travel through the gaps."""
    elapsed = np.arange(0.0, 601.0, 20.0)
    assert gaits(of(elapsed, distance_m=distance_per_s * elapsed)) == [gait]


def test_a_lone_sample_between_gaps_says_nothing() -> None:
    """One sample is no stretch."""
    elapsed = np.array([0.0, 1.0, 2.0, 500.0, 1000.0, 1001.0, 1002.0])
    found = gait_stretches(of(elapsed, speed_m_s=np.full(7, 3.0)))
    assert GaitStretch(start_s=12.0, end_s=1000.0, gait=Gait.UNKNOWN) in found


def test_a_missing_value_is_bridged_for_a_moment() -> None:
    """A sensor that drops out for a few seconds changes nothing."""
    run = recording((120.0, 3.0, 168.0))
    speed = run.samples.speed_m_s.copy()
    speed[50:57] = np.nan
    assert gaits(of(run.samples.elapsed_s, speed_m_s=speed)) == [Gait.RUN]


def test_a_recording_without_times_has_no_stretches() -> None:
    """Nothing that needs time is computed from a track drawn on a map."""
    drawn = Recording(format="gpx", samples=Samples.of(np.full(3, np.nan)), started_at=None)
    assert gait_stretches(drawn) == ()
    assert gait_stretches(of(np.array([0.0]))) == ()
    assert gait_stretches(of(np.array([]))) == ()


session = st.lists(st.tuples(st.sampled_from(list(LEGS)), st.integers(40, 200)), min_size=1, max_size=6).map(
    lambda legs: [(float(length), LEGS[gait][1], LEGS[gait][2]) for gait, length in legs]
)


@given(session, st.integers(2, 4))
def test_the_sampling_rate_hardly_matters(legs: list[Leg], every: int) -> None:
    """Keeping every second to fourth sample moves the edges by a few seconds, no more."""
    whole = recording(*legs, noise=0.1)
    end_s = float((len(whole.samples) - 1) // every * every)
    full, thinned = times(whole), times(recording(*legs, noise=0.1, every=every))
    for gait in Gait:
        assert abs(full[gait] - thinned[gait]) <= (whole.end_s - end_s) + 2.0 * every * len(legs)
    assert gaits(whole) == gaits(recording(*legs, noise=0.1, every=every))


@given(
    st.lists(
        st.tuples(st.floats(0.1, 30.0), st.floats(0.0, 12.0), st.floats(0.0, 200.0)), min_size=2, max_size=80
    ),
    st.lists(st.tuples(st.floats(0.0, 900.0), st.floats(0.1, 60.0)), max_size=4),
)
def test_stretches_cover_all_time_once_and_alternate(
    rows: list[tuple[float, float, float]], paused: list[tuple[float, float]]
) -> None:
    """Whatever the samples, the stretches go from 0 to the end without gap or overlap."""
    steps, speed, cadence = (np.array(column) for column in zip(*rows, strict=True))
    pauses = tuple(Pause(start_s=start, end_s=start + length) for start, length in paused)
    wild = of(np.cumsum(steps), speed_m_s=speed, cadence_spm=cadence, pauses=pauses)
    stretches = gait_stretches(wild)
    assert stretches[0].start_s == 0.0
    assert stretches[-1].end_s == wild.end_s
    for stretch, following in pairwise(stretches):
        assert stretch.start_s < stretch.end_s == following.start_s
        assert stretch.gait is not following.gait
    assert stretches == gait_stretches(wild)


@given(st.lists(st.tuples(st.floats(0.3, 6.0), st.floats(30.0, 200.0)), min_size=30, max_size=300))
def test_no_moving_stretch_among_others_is_shorter_than_ten_seconds(rows: list[tuple[float, float]]) -> None:
    """A gait that flickers from second to second is smoothed."""
    speed, cadence = (np.array(column) for column in zip(*rows, strict=True))
    stretches = gait_stretches(of(np.arange(float(len(rows))), speed_m_s=speed, cadence_spm=cadence))
    assert {stretch.gait for stretch in stretches} <= {Gait.WALK, Gait.RUN}
    assert all(stretch.end_s - stretch.start_s >= SHORTEST_STRETCH_S - 1 for stretch in stretches)
