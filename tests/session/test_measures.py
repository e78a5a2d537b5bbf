"""What is measured of a stretch can be cut and put together again."""

from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.athlete import AthleteOnDay, Sex
from backstride.bout import Bout, Gait, Travel
from backstride.estimate import Estimate
from backstride.recording import FloatArray, Recording, Samples
from backstride.session import Mean, Measures, heart_model, session_report

ATHLETE = AthleteOnDay(
    age_years=40, sex=Sex.MALE, mass_kg=70.0, resting_heart_rate_bpm=60.0, backward_sessions=3.0
)
HEART = heart_model(ATHLETE)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Some minutes on foot: uneven sampling, gaps, a strap that drops out, hills and holes."""
    count = draw(st.integers(2, 60))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    gaps_s = random.choice([1.0, 1.0, 2.5, 8.0, 40.0], count - 1)
    elapsed_s = np.concatenate(([0.0], np.cumsum(gaps_s)))
    speed_m_s = random.uniform(0.0, 4.0, count)
    distance_m = np.concatenate(([0.0], np.cumsum(speed_m_s[:-1] * gaps_s)))

    def with_holes(values: FloatArray) -> FloatArray:
        return np.where(random.random(count) < draw(st.sampled_from([0.0, 0.3, 1.0])), np.nan, values)

    return Recording(
        format="fit",
        started_at=None,
        samples=Samples.of(
            elapsed_s,
            speed_m_s=with_holes(speed_m_s),
            distance_m=with_holes(distance_m),
            altitude_m=with_holes(50.0 + random.uniform(-0.1, 0.1) * distance_m),
            heart_rate_bpm=with_holes(random.choice([0.0, 90.0, 120.0, 155.0, 178.0], count)),
            cadence_spm=with_holes(random.uniform(0.0, 190.0, count)),
        ),
    )


ways = st.tuples(st.sampled_from(Travel), st.sampled_from(Gait))
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=5)


def measured(recording: Recording, edges_s: list[float], way: tuple[Travel, Gait]) -> list[Measures]:
    """The measures of the stretches between edges."""
    travel, gait = way
    stretches = [
        Bout(start_s=start_s, end_s=end_s, travel=travel, gait=gait)
        for start_s, end_s in pairwise(edges_s)
        if start_s < end_s
    ]
    return [each.measures for each in session_report(recording, stretches, ATHLETE, HEART).bouts]


def numbers(measures: Measures) -> dict[str, tuple[float, ...] | None]:
    """Each measure as plain numbers."""
    return {name: as_numbers(getattr(measures, name)) for name in Measures.__slots__}


def as_numbers(value: object) -> tuple[float, ...] | None:
    """A measure as plain numbers."""
    match value:
        case Mean():
            return (value.integral, value.known_s)
        case Estimate():
            return (value.value, value.low, value.high)
        case float():
            return (value,)
        case tuple():
            return value
    assert value is None
    return None


def assert_same(found: Measures, expected: Measures) -> None:
    """All measures are the same, up to rounding."""
    there = numbers(expected)
    for name, values in numbers(found).items():
        assert (values is None) == (there[name] is None), name
        assert values is None or values == pytest.approx(there[name], rel=1e-6, abs=1e-6), name


@given(recordings(), ways, shares)
def test_splitting_a_bout_loses_and_adds_nothing(
    recording: Recording, way: tuple[Travel, Gait], cuts: list[float]
) -> None:
    """Energy, load, distance, steps and times are sums: the parts make up the whole, wherever it is cut."""
    edges = [0.0, *sorted(cut * recording.end_s for cut in cuts), recording.end_s]
    (whole,) = measured(recording, [0.0, recording.end_s], way)
    assert_same(reduce(add, measured(recording, edges, way)), whole)


@given(recordings(), ways, shares, st.randoms(use_true_random=False))
def test_the_order_of_adding_does_not_matter(
    recording: Recording, way: tuple[Travel, Gait], cuts: list[float], random: st.DrawFn
) -> None:
    """A session is the same from its end."""
    edges = [0.0, *sorted(cut * recording.end_s for cut in cuts), recording.end_s]
    parts = measured(recording, edges, way)
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert_same(reduce(add, shuffled), reduce(add, parts))


@given(recordings(), ways, shares)
def test_times_in_zones_and_unknown_time_make_up_the_bout(
    recording: Recording, way: tuple[Travel, Gait], cuts: list[float]
) -> None:
    """Every second of a bout is below, in or above the target, or unknown: once."""
    edges = [0.0, *sorted(cut * recording.end_s for cut in cuts), recording.end_s]
    for each in measured(recording, edges, way):
        assert each.in_zones_s is not None
        assert each.in_target_s is not None
        assert sum(each.in_zones_s) + each.heart_rate_unknown_s == pytest.approx(each.duration_s)
        assert sum(each.in_target_s) + each.heart_rate_unknown_s == pytest.approx(each.duration_s)
        assert -1e-9 <= each.energy_unknown_s <= each.duration_s + 1e-9
        assert each.heart_rate.known_s == pytest.approx(each.duration_s - each.heart_rate_unknown_s)


@given(recordings(), ways)
def test_what_is_unknown_throughout_is_never_zero(recording: Recording, way: tuple[Travel, Gait]) -> None:
    """Energy, load, heart rate and steps are numbers only where something is known."""
    (whole,) = measured(recording, [0.0, recording.end_s], way)
    nothing_of_energy = whole.energy_unknown_s == pytest.approx(whole.duration_s)
    nothing_of_heart = whole.heart_rate_unknown_s == pytest.approx(whole.duration_s)
    assert (whole.energy_kj is None) == nothing_of_energy
    assert (whole.trimp is None) == nothing_of_heart
    assert (whole.heart_rate.value is None) == nothing_of_heart
    assert (whole.heart_rate_highest_bpm is None) == nothing_of_heart
    assert whole.heart_rate.value != 0.0


def test_a_mean_is_over_the_time_for_which_it_is_known() -> None:
    """Two seconds at 100 and one at 130; the unknown second does not pull it down."""
    mean = Mean.of(np.array([100.0, 130.0, np.nan]), np.array([2.0, 1.0, 1.0]))
    assert mean.value == 110.0
    assert mean.known_s == 3.0
    assert (mean + Mean(integral=370.0, known_s=2.0)).value == 140.0
    assert Mean().value is None


def test_what_one_stretch_lacks_is_lacking_in_part_only() -> None:
    """Half a session with a strap has the load of that half."""
    times = np.arange(0.0, 121.0)
    rates = np.where(times < 60.0, 150.0, np.nan)
    recording = Recording(format="fit", started_at=None, samples=Samples.of(times, heart_rate_bpm=rates))
    first, second = measured(recording, [0.0, 60.0, 120.0], (Travel.FORWARD, Gait.RUN))
    assert first.trimp is not None
    assert second.trimp is None
    assert (first + second).trimp == first.trimp
    assert (first + second).heart_rate_unknown_s == 60.0
    assert (second + second).trimp is None


def test_speed_is_distance_over_duration() -> None:
    """Unknown where the distance is; zero where nobody moved."""
    times = np.arange(0.0, 61.0)
    still, unknown = (
        Recording(format="fit", started_at=None, samples=Samples.of(times, distance_m=distance_m))
        for distance_m in (np.zeros(61), np.full(61, np.nan))
    )
    (of_still,) = measured(still, [0.0, 60.0], (Travel.UNKNOWN, Gait.STANDING))
    (of_unknown,) = measured(unknown, [0.0, 60.0], (Travel.UNKNOWN, Gait.UNKNOWN))
    assert (of_still.distance_m, of_still.speed_m_s) == (0.0, 0.0)
    assert (of_unknown.distance_m, of_unknown.speed_m_s) == (None, None)
