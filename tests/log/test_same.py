"""Copies of one activity: found by what was measured, never by a name; and which of them stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats import read
from backstride.formats.fit.write import write_activity
from backstride.log import Pair, Shape, Verdict, compare, resolve, shape_of
from backstride.log.same import Richness, may_be_same, richness_of
from backstride.recording import Recording, Samples
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
KILOMETRE_DEG = 1000.0 / 111_195.0


@cache
def run(session: str = "pressed-laps", seed: int = 1) -> Recording:
    """A simulated session."""
    return simulate(SimulatedAthlete(), SESSIONS[session], started_at=START, seed=seed)


def gpx(recording: Recording) -> bytes:
    """The recording as a platform exports it: positions, altitude and heart rate."""
    samples = recording.samples
    assert recording.started_at is not None
    points = [
        f'<trkpt lat="{latitude:.7f}" lon="{longitude:.7f}"><ele>{altitude:.1f}</ele>'
        f"<time>{(recording.started_at + timedelta(seconds=elapsed)).isoformat()}</time><extensions>"
        '<x:TrackPointExtension xmlns:x="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<x:hr>{rate:.0f}</x:hr></x:TrackPointExtension></extensions></trkpt>"
        for latitude, longitude, altitude, elapsed, rate in zip(
            samples.latitude_deg,
            samples.longitude_deg,
            samples.altitude_m,
            samples.elapsed_s,
            samples.heart_rate_bpm,
            strict=True,
        )
        if not np.isnan(latitude + rate)
    ]
    head = '<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
    return f"{head}{''.join(points)}</trkseg></trk></gpx>".encode()


def tcx(recording: Recording) -> bytes:
    """The recording as a training center keeps it: positions, distance and heart rate."""
    samples = recording.samples
    assert recording.started_at is not None
    points = [
        f"<Trackpoint><Time>{(recording.started_at + timedelta(seconds=elapsed)).isoformat()}</Time>"
        f"<Position><LatitudeDegrees>{latitude:.7f}</LatitudeDegrees>"
        f"<LongitudeDegrees>{longitude:.7f}</LongitudeDegrees></Position>"
        f"<DistanceMeters>{distance:.2f}</DistanceMeters>"
        f"<HeartRateBpm><Value>{rate:.0f}</Value></HeartRateBpm></Trackpoint>"
        for latitude, longitude, elapsed, distance, rate in zip(
            samples.latitude_deg,
            samples.longitude_deg,
            samples.elapsed_s,
            samples.distance_m,
            samples.heart_rate_bpm,
            strict=True,
        )
        if not np.isnan(latitude + rate + distance)
    ]
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        '<Activities><Activity Sport="Running"><Id>x</Id><Lap StartTime="2026-04-01T05:30:00Z"><Track>'
        f"{''.join(points)}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    ).encode()


def shape(recording: Recording) -> Shape:
    """The shape of a recording that has one."""
    found = shape_of(recording)
    assert found is not None
    return found


def elsewhere(recording: Recording, *, north_km: float = 0.0, noise_m: float = 0.0) -> Recording:
    """The same recording further north, and less exact."""
    samples, noise = recording.samples, np.random.default_rng(1)
    moved = {
        "latitude_deg": samples.latitude_deg
        + KILOMETRE_DEG * (north_km + noise.normal(0, noise_m / 1000.0, len(samples))),
        "longitude_deg": samples.longitude_deg
        + KILOMETRE_DEG * noise.normal(0, noise_m / 1000.0, len(samples)),
        "distance_m": samples.distance_m.copy(),
        "heart_rate_bpm": samples.heart_rate_bpm.copy(),
    }
    return replace(recording, samples=Samples.of(samples.elapsed_s, **moved))


def at(recording: Recording, **later: float) -> Recording:
    """The same recording at another time."""
    assert recording.started_at is not None
    return replace(recording, started_at=recording.started_at + timedelta(**later))


def only(recording: Recording, *names: str) -> Recording:
    """The recording with some of its columns."""
    kept = {name: getattr(recording.samples, name) for name in names}
    return replace(recording, samples=Samples.of(recording.samples.elapsed_s, **kept))


def part(recording: Recording, start_s: float, end_s: float) -> Recording:
    """A device that was started later and stopped earlier."""
    samples = recording.samples
    chosen = (samples.elapsed_s >= start_s) & (samples.elapsed_s <= end_s)
    kept = {
        name: getattr(samples, name)[chosen]
        for name in ("latitude_deg", "longitude_deg", "distance_m", "heart_rate_bpm")
    }
    return replace(recording, samples=Samples.of(samples.elapsed_s[chosen], **kept))


def verdict(one: Recording, other: Recording) -> Verdict | None:
    """What two recordings are, which is the same from both sides."""
    found, back = compare(shape(one), shape(other)), compare(shape(other), shape(one))
    assert (found and found.verdict) == (back and back.verdict)
    spans = [
        (start, start + timedelta(seconds=each.end_s)) for each in (one, other) if (start := each.started_at)
    ]
    if found is not None:
        assert may_be_same(spans[0], spans[1])
        assert may_be_same(spans[1], spans[0])
    return None if found is None else found.verdict


# ── One activity ─────────────────────────────────────────────────────────────────────────────────


def test_fit_gpx_and_tcx_of_one_run_are_one() -> None:
    """Whatever the format leaves out: all three are read from bytes as a platform would give them."""
    forms = [read(data)[0] for data in (write_activity(run()), gpx(run()), tcx(run()))]
    assert [form.format for form in forms] == ["fit", "gpx", "tcx"]
    assert {verdict(one, other) for one, other in combinations(forms, 2)} == {Verdict.SAME}


@pytest.mark.parametrize("noise_m", [3.0, 10.0])
def test_two_devices_with_noise_are_one(noise_m: float) -> None:
    """A watch on each wrist, and a phone among trees."""
    assert verdict(run(), elsewhere(run(), noise_m=noise_m)) is Verdict.SAME


def test_a_device_that_was_started_late_is_the_same() -> None:
    """Most of the longer one lies within the shorter one."""
    assert verdict(run(), part(run(), 120.0, 2000.0)) is Verdict.SAME


def test_a_short_piece_of_a_long_recording_is_for_a_person_to_look_at() -> None:
    """It may be a lap that somebody exported by itself, and the log would lose nothing; or not."""
    assert verdict(run(), part(run(), 100.0, 700.0)) is Verdict.DOUBTFUL


def test_a_treadmill_is_told_by_the_heart() -> None:
    """Without positions two readings of one heart agree."""
    treadmill = run("treadmill")
    strap, watch = only(treadmill, "heart_rate_bpm"), only(treadmill, "heart_rate_bpm", "distance_m")
    assert verdict(strap, watch) is Verdict.SAME


def test_without_positions_and_heart_the_distance_tells() -> None:
    """Two counts of one way lie near each other; others are doubtful."""
    counted = only(run(), "distance_m")
    longer = replace(counted, samples=replace(counted.samples, distance_m=counted.samples.distance_m * 1.3))
    assert verdict(counted, counted) is Verdict.SAME
    assert verdict(counted, longer) is Verdict.DOUBTFUL


# ── Doubtful ─────────────────────────────────────────────────────────────────────────────────────


def test_two_runs_that_start_together_in_two_places_are_doubtful() -> None:
    """Nobody runs in two places, so one of them is somebody else's; a person decides."""
    pair = compare(shape(run()), shape(elsewhere(run(), north_km=5.0)))
    assert pair is not None
    assert pair.verdict is Verdict.DOUBTFUL
    assert "5000 m apart" in pair.reason


@pytest.mark.parametrize("hours", [1.0, -2.0, 5.5])
def test_a_clock_that_stands_in_another_zone_is_doubtful(hours: float) -> None:
    """The same track some hours apart: an app wrote local time as if it were UTC."""
    pair = compare(shape(run()), shape(at(run(), hours=hours)))
    assert pair is not None
    assert pair.verdict is Verdict.DOUBTFUL
    assert f"{abs(hours):g} h apart" in pair.reason


def test_two_recordings_with_nothing_in_common_are_doubtful() -> None:
    """Made at the same time, and nothing to hold against each other."""
    assert verdict(only(run(), "cadence_spm"), only(run(), "temperature_c")) is Verdict.DOUBTFUL


# ── Not the same ─────────────────────────────────────────────────────────────────────────────────


def test_the_same_loop_on_the_next_day_is_another_run() -> None:
    """People run where they ran yesterday, at the same time of day."""
    assert verdict(run(), at(run(), days=1)) is None


def test_the_same_loop_later_on_the_day_is_another_run() -> None:
    """Unless it was run by the second, at a distance in time that zones have."""
    assert verdict(run(), at(run(), hours=3, seconds=50)) is None
    assert verdict(run(), at(run("pressed-laps", seed=2), hours=3, seconds=7)) is None


def test_two_parts_of_a_race_are_not_the_same() -> None:
    """One begins where the other ends."""
    assert verdict(part(run(), 0.0, 1000.0), part(run(), 1000.0, 2000.0)) is None


def test_a_recording_without_a_date_is_compared_with_nothing() -> None:
    """Nobody knows when it was made."""
    assert shape_of(replace(run(), started_at=None)) is None
    assert shape_of(only(replace(run(), samples=Samples.of(np.array([0.0]))), "heart_rate_bpm")) is None


def test_the_line_of_the_date_and_the_pole_do_no_harm() -> None:
    """Ten metres are ten metres on both sides of it."""
    samples = run().samples
    near = samples.longitude_deg - samples.longitude_deg[0] + 180.0
    moved = {
        "latitude_deg": samples.latitude_deg,
        "longitude_deg": (near + 180.0) % 360.0 - 180.0,
    }
    there = replace(run(), samples=Samples.of(samples.elapsed_s, **moved))
    assert verdict(there, elsewhere(there, noise_m=5.0)) is Verdict.SAME


@given(
    apart_s=st.floats(-200_000, 200_000),
    durations_s=st.tuples(st.floats(0.0, 40_000), st.floats(0.0, 40_000)),
)
def test_what_is_not_looked_at_would_not_be_found(apart_s: float, durations_s: tuple[float, float]) -> None:
    """The quick look by time alone leaves nothing out, and is the same from both sides."""
    made = []
    for start_s, duration_s in zip((0.0, apart_s), durations_s, strict=True):
        samples = Samples.of(
            np.linspace(0.0, max(duration_s, 1.0), 60),
            latitude_deg=np.linspace(54.0, 54.1, 60),
            longitude_deg=np.full(60, 3.0),
        )
        made.append(Recording(format="fit", samples=samples, started_at=START + timedelta(seconds=start_s)))
    verdict(*made)


# ── Which one stays ──────────────────────────────────────────────────────────────────────────────

KEYS = ("a", "b", "c", "d", "e")
richnesses = st.builds(
    Richness,
    duration_s=st.sampled_from([0.0, 100.0, 950.0, 1000.0]),
    series=st.integers(0, 3),
    marks=st.integers(0, 2),
    samples=st.integers(0, 2),
)


@given(
    known=st.fixed_dictionaries(dict.fromkeys(KEYS, richnesses)),
    same=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=6),
    touched=st.lists(st.sampled_from(KEYS), max_size=3, unique=True),
    order=st.permutations(KEYS),
)
def test_the_order_in_which_copies_came_does_not_matter(
    known: dict[str, Richness],
    same: list[tuple[str, str]],
    touched: list[str],
    order: list[str],
) -> None:
    """An archive read backward gives the same log; each group has one that stands, and all lead to it."""
    linked = resolve(known, same, touched=touched)
    again = resolve(
        {key: known[key] for key in order},
        [(other, one) for one, other in reversed(same)],
        touched=touched[::-1],
    )
    assert linked == again
    assert not {*linked} & {*linked.values()}
    for one, other in same:
        assert linked.get(one, one) == linked.get(other, other)
    for key, of in linked.items():
        assert of in touched or key not in touched


def test_the_one_that_knows_more_stays() -> None:
    """Quantities first, then laps and steps, then samples; but never a stub of the whole."""
    gpx_copy = Richness(duration_s=1000.0, series=3, marks=0, samples=1000)
    fit_copy = Richness(duration_s=1000.0, series=9, marks=4, samples=1000)
    stub = Richness(duration_s=600.0, series=12, marks=9, samples=5000)
    assert resolve({"a": gpx_copy, "b": fit_copy}, [("a", "b")]) == {"a": "b"}
    assert resolve({"a": fit_copy, "b": stub}, [("a", "b")]) == {"b": "a"}
    assert resolve({"a": gpx_copy, "b": fit_copy}, [("a", "b")], touched=["a"]) == {"b": "a"}


def test_copies_of_copies_hang_together() -> None:
    """The phone's is like the watch's, and the watch's like the platform's: one stays."""
    alike = Richness(duration_s=1.0, series=1, marks=0, samples=1)
    linked = resolve(dict.fromkeys("abcd", alike), [("a", "b"), ("b", "c")])
    assert linked == {"b": "a", "c": "a"}


def test_how_much_a_recording_knows_is_counted() -> None:
    """What is known for at least half of the samples."""
    known = richness_of(run())
    assert known.samples == len(run().samples)
    assert known.marks == len(run().laps) + len(run().steps)
    rate = np.full(10, np.nan)
    rate[:4] = 120.0
    few = Samples.of(np.arange(10.0), heart_rate_bpm=rate, cadence_spm=np.full(10, 160.0))
    assert richness_of(Recording(format="fit", samples=few, started_at=START)).series == 1


def test_a_pair_says_why() -> None:
    """A person who reviews it reads the reason."""
    pair = compare(shape(run()), shape(run()))
    assert isinstance(pair, Pair)
    assert pair.reason == "Made at the same time, and their positions lie 0 m apart by the median."
