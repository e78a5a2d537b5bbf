"""Which way, by heading against course. All of it is simulated: nobody has recorded the real thing."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.bout import EvidenceKind, Travel
from backstride.direction.combining import SEEN_ENOUGH
from backstride.direction.detection import PRIOR, Detection
from backstride.direction.heading import heading_detections
from backstride.formats.gpx import read_gpx
from backstride.recording import EARTH_RADIUS_M, Column, FloatArray, Pause, Recording, Samples, Sport

Leg = tuple[float, float, float]
"""Duration [s], speed [m/s], and where the body faces against where it goes [°]."""

RUN: Leg = (600.0, 3.0, 0.0)
RETRO: Leg = (120.0, 2.4, 180.0)
STAND: Leg = (20.0, 0.0, 0.0)


def compass(
    *legs: Leg,
    name: str = "compass",
    unit: str | None = "degrees",
    worn_deg: float = 0.0,
    noise_deg: float = 15.0,
    rate_hz: int = 1,
    bends: bool = True,
    follows: float = 1.0,
    seed: int = 1,
) -> Recording:
    """A run along a way with bends, with a compass that errs by some degrees for some seconds on end."""
    chance = np.random.default_rng(seed)
    count = int(sum(leg[0] for leg in legs) * rate_hz) + 1
    time_s = np.arange(count) / rate_hz
    leg = np.searchsorted(np.cumsum([leg[0] for leg in legs]), time_s[:-1], side="right")
    speed, faces = np.array([leg[1:] for leg in legs])[np.append(leg, leg[-1])].T
    course = 0.7 + bends * (0.7 * np.sin(time_s / 60.0) + time_s / 120.0)

    def wandering(size: float, seconds: int) -> FloatArray:
        length = seconds * rate_hz
        white = chance.normal(0.0, size, count + length - 1)
        return np.convolve(white, np.full(length, length**-0.5), "valid")

    north = np.cumsum(speed * np.cos(course)) / rate_hz + wandering(1.0, 8)
    east = np.cumsum(speed * np.sin(course)) / rate_hz + wandering(1.0, 8)
    heading = follows * np.degrees(course) + faces + worn_deg + wandering(noise_deg, 5)
    return of(time_s, north, east, np.mod(heading, 360.0), name=name, unit=unit)


def of(
    time_s: FloatArray,
    north_m: FloatArray,
    east_m: FloatArray,
    heading: FloatArray,
    *,
    name: str = "compass",
    unit: str | None = "degrees",
) -> Recording:
    """A recording of a way from some place, with one further column."""
    latitude = 48.0 + np.degrees(north_m / EARTH_RADIUS_M)
    longitude = 11.0 + np.degrees(east_m / EARTH_RADIUS_M) / np.cos(np.radians(48.0))
    return Recording(
        format="fit",
        samples=Samples.of(time_s, latitude_deg=latitude, longitude_deg=longitude),
        started_at=datetime(2026, 4, 1, tzinfo=UTC),
        sport=Sport(name="running"),
        extra={name: Column(values=heading, unit=unit)},
    )


def renamed(recording: Recording, name: str, values: FloatArray, unit: str | None = "degrees") -> Recording:
    """The same recording with another further column."""
    samples = recording.samples
    return Recording(
        format="fit",
        samples=samples,
        started_at=recording.started_at,
        sport=recording.sport,
        extra={name: Column(values=values, unit=unit)},
    )


def heading_of(recording: Recording) -> FloatArray:
    """The one further column."""
    (column,) = recording.extra.values()
    return column.values


def belief(detection: Detection, travel: Travel) -> float:
    """How probable a direction is by one detection alone."""
    return detection.likelihood.against(PRIOR).of(travel)


def backward_s(recording: Recording, at_least: float = SEEN_ENOUGH) -> float:
    """How long the heading alone would call backward. [s]"""
    found = heading_detections(recording)
    return sum(each.end_s - each.start_s for each in found if belief(each, Travel.BACKWARD) >= at_least)


def likelihoods(recording: Recording) -> list[list[float]]:
    """What is said of each stretch."""
    return [
        [each.likelihood.forward, each.likelihood.backward, each.likelihood.sideways]
        for each in heading_detections(recording)
    ]


@pytest.mark.parametrize("worn_deg", [-20.0, 0.0, 15.0])
def test_a_stretch_run_backward_in_the_midst_of_a_run_is_found(worn_deg: float) -> None:
    """The compass turns by half a circle where the course does not, and turns back again."""
    found = heading_detections(compass(RUN, RETRO, RUN, worn_deg=worn_deg))
    assert [each.likelihood.forward == 1.0 for each in found] == [True, False, True]
    assert (found[1].start_s, found[1].end_s) == pytest.approx((600.0, 720.0), abs=3.0)
    assert belief(found[1], Travel.BACKWARD) >= SEEN_ENOUGH
    assert found[1].kind is EvidenceKind.HEADING
    assert found[1].detector == "heading 1"
    assert "off the course over the ground, elsewhere mostly" in found[1].detail


def test_slow_backward_walking_is_found() -> None:
    """At 2 km/h the course needs a longer time, and is had all the same."""
    found = heading_detections(compass((300.0, 1.2, 0.0), (120.0, 0.6, 180.0), (300.0, 1.2, 0.0)))
    assert belief(found[1], Travel.BACKWARD) >= SEEN_ENOUGH
    assert (found[1].start_s, found[1].end_s) == pytest.approx((300.0, 420.0), abs=5.0)


def test_side_steps_are_told_from_both() -> None:
    """A quarter of a turn is neither forward nor backward."""
    found = heading_detections(compass(RUN, (60.0, 1.5, 90.0), RUN))
    assert found[1].likelihood.sideways == 1.0
    assert max(found[1].likelihood.forward, found[1].likelihood.backward) < 0.1


def test_a_run_forward_says_forward() -> None:
    """A compass that agrees with the course all along makes backward less probable than before."""
    (found,) = heading_detections(compass((1800.0, 3.0, 0.0)))
    assert belief(found, Travel.BACKWARD) < 0.5 * PRIOR.backward
    assert found.end_s - found.start_s > 1750.0


def test_a_heading_that_agrees_always_tells_little_for_it_may_be_the_course() -> None:
    """Many programs write the course over the ground and call it heading."""
    (heading,) = heading_detections(compass((1800.0, 3.0, 0.0), name="heading"))
    (device,) = heading_detections(compass((1800.0, 3.0, 0.0), name="compass"))
    assert heading.likelihood.backward > 0.5 > device.likelihood.backward


@pytest.mark.parametrize(
    "name",
    [
        "course",
        "bearing",
        "track",
        "cog",
        "gps heading",
        "Course Heading",
        "heading_accuracy",
        "heading_derivative",
        "compass deviation",
        "ground track",
        "head wind",
        "cadence",
    ],
)
def test_a_field_that_is_the_course_or_something_else_never_counts(name: str) -> None:
    """A course of the other way round would say backward of everybody."""
    assert heading_detections(compass(RUN, RETRO, RUN, name=name)) == ()


@pytest.mark.parametrize(
    "name",
    ["heading", "Heading", "Compass Heading", "magnetic_heading", "Azimuth", "device bearing", "Kompass"],
)
def test_a_field_is_known_by_its_name(name: str) -> None:
    """Apps on watches and phones call it by many names."""
    assert backward_s(compass(RUN, RETRO, RUN, name=name), at_least=0.85) == pytest.approx(120.0, abs=5.0)


@pytest.mark.parametrize(
    ("unit", "turn", "shift"),
    [
        ("rad", 2.0 * np.pi, 0.5),
        ("radians", 2.0 * np.pi, 0.0),
        (None, 2.0 * np.pi, 0.5),
        ("deg", 360.0, 0.0),
        ("°", 360.0, 0.5),
        (None, 360.0, 0.0),
        ("semicircles", 2.0**32, 0.5),
    ],
)
def test_a_heading_is_read_in_its_unit(unit: str | None, turn: float, shift: float) -> None:
    """Radians, degrees and semicircles, from nought or from minus half a turn on, are one angle."""
    recording = compass(RUN, RETRO, RUN)
    values = (np.mod(heading_of(recording) / 360.0 + shift, 1.0) - shift) * turn
    other = likelihoods(renamed(recording, "compass", values, unit))
    assert np.allclose(other, likelihoods(recording), rtol=1e-6)


def test_numbers_that_are_no_angles_are_left_alone() -> None:
    """A field of millivolts, texts, or of a shape of its own is no heading."""
    recording = compass(RUN, RETRO, RUN)
    values = heading_of(recording)
    assert heading_detections(renamed(recording, "compass", values * 7.0, None)) == ()
    assert heading_detections(renamed(recording, "compass", values, "mV")) == ()
    assert heading_detections(renamed(recording, "compass", np.stack((values, values), axis=1))) == ()
    words = np.full(len(values), "NNE", dtype=object)
    assert heading_detections(renamed(recording, "compass", words)) == ()


def test_how_the_device_is_worn_is_learned_from_the_session() -> None:
    """Worn askew it may face either way: backward is likelier than it was, and stays unknown."""
    found = heading_detections(compass(RUN, RETRO, RUN, worn_deg=70.0))
    assert PRIOR.backward < belief(found[1], Travel.BACKWARD) < SEEN_ENOUGH
    assert belief(found[0], Travel.FORWARD) > 0.85


@pytest.mark.parametrize("faces", [0.0, 180.0])
def test_a_device_that_faces_backward_all_along_settles_nothing(faces: float) -> None:
    """A phone upside down and a whole run backward look the same."""
    legs: tuple[Leg, ...] = ((1200.0, 2.4, faces),)
    found = heading_detections(compass(*legs, worn_deg=180.0 - faces))
    assert all(0.2 < belief(each, Travel.BACKWARD) < SEEN_ENOUGH for each in found)
    assert found


def test_a_device_that_was_put_back_the_other_way_is_not_called_backward() -> None:
    """Half a turn that comes at a stop, and never goes back, is perhaps the phone's."""
    at_a_stop = compass((900.0, 3.0, 0.0), STAND, (900.0, 3.0, 180.0))
    on_the_way = compass((900.0, 3.0, 0.0), (900.0, 3.0, 180.0))
    assert backward_s(at_a_stop) == backward_s(on_the_way) == 0.0
    beliefs = [belief(heading_detections(each)[1], Travel.BACKWARD) for each in (at_a_stop, on_the_way)]
    assert beliefs[0] < beliefs[1]


def test_a_compass_that_stays_put_is_not_believed() -> None:
    """Beside a magnet it points one way; straight out and back again is then no turning about."""
    out_and_back = compass((300.0, 3.0, 0.0), bends=False, seed=2).samples
    north = np.append(out_and_back.latitude_deg, out_and_back.latitude_deg[::-1])
    east = np.append(out_and_back.longitude_deg, out_and_back.longitude_deg[::-1])
    to_metres = np.radians(EARTH_RADIUS_M)
    heading = np.mod(15.0 + np.random.default_rng(3).normal(0.0, 5.0, len(north)), 360.0)
    recording = of(
        np.arange(len(north), dtype=np.float64),
        (north - 48.0) * to_metres,
        (east - 11.0) * to_metres * np.cos(np.radians(48.0)),
        heading,
    )
    assert backward_s(recording, at_least=0.5) == 0.0
    assert backward_s(renamed(recording, "compass", np.full(len(north), 40.0)), at_least=0.2) == 0.0


@pytest.mark.parametrize("follows", [0.0, 0.5])
def test_a_compass_that_does_not_follow_the_body_raises_no_alarm(follows: float) -> None:
    """Iron nearby draws it one way, or half way."""
    assert backward_s(compass((1200.0, 3.0, 0.0), follows=follows), at_least=0.5) == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_noise_says_nothing(seed: int) -> None:
    """A compass that points anywhere tells of no direction."""
    recording = compass((900.0, 3.0, 0.0))
    noise = np.random.default_rng(seed).uniform(0.0, 360.0, len(recording.samples))
    assert heading_detections(renamed(recording, "compass", noise)) == ()


def test_a_wild_compass_still_tells_after_a_minute() -> None:
    """Over many looks the error averages out, but for what stays."""
    found = heading_detections(compass(RUN, RETRO, RUN, noise_deg=35.0))
    (retro,) = [each for each in found if each.start_s <= 660.0 < each.end_s]
    assert 0.5 < belief(retro, Travel.BACKWARD) < 0.96


def test_nobody_faces_any_way_by_standing() -> None:
    """Where nobody travels there is no course, wherever the positions wander."""
    assert heading_detections(compass((600.0, 0.0, 0.0))) == ()
    found = heading_detections(compass(RUN, (120.0, 0.0, 0.0), RUN))
    assert not any(each.start_s < 700.0 and each.end_s > 620.0 for each in found)


def test_the_time_in_a_pause_says_nothing() -> None:
    """Stretches end where the timer stops and begin anew where it starts."""
    recording = compass(RUN, RETRO, RUN)
    paused = Recording(
        format="fit",
        samples=recording.samples,
        started_at=recording.started_at,
        sport=recording.sport,
        pauses=(Pause(start_s=200.0, end_s=300.0),),
        extra=recording.extra,
    )
    found = heading_detections(paused)
    assert not any(each.start_s < 299.0 and each.end_s > 203.0 for each in found)
    assert sum(each.start_s < 300.0 for each in found) == 1


@pytest.mark.parametrize("rate_hz", [1, 5])
def test_the_sampling_rate_makes_no_difference(rate_hz: int) -> None:
    """Five samples a second are five looks at the same second."""
    found = heading_detections(compass(RUN, RETRO, RUN, rate_hz=rate_hz))
    assert len(found) == 3
    assert belief(found[1], Travel.BACKWARD) == pytest.approx(0.925, abs=0.02)


def test_samples_far_apart_still_tell() -> None:
    """Watches that save memory write one in several seconds."""
    recording = compass(RUN, RETRO, RUN)
    samples = recording.samples
    thin = of(
        samples.elapsed_s[::6].copy(),
        (samples.latitude_deg[::6] - 48.0) * np.radians(EARTH_RADIUS_M),
        (samples.longitude_deg[::6] - 11.0) * np.radians(EARTH_RADIUS_M) * np.cos(np.radians(48.0)),
        heading_of(recording)[::6].copy(),
    )
    assert backward_s(thin, at_least=0.85) == pytest.approx(120.0, abs=15.0)


def test_what_programs_write_where_they_know_nothing_is_no_heading() -> None:
    """Nought before the compass is on, and minus one where it is lost, are not north."""
    recording = compass(RUN, RETRO, RUN)
    values = heading_of(recording).copy()
    values[:400] = 0.0
    assert heading_detections(renamed(recording, "compass", values))[0].start_s >= 400.0
    values[:400] = -1.0
    assert heading_detections(renamed(recording, "compass", values))[0].start_s >= 400.0


def test_the_edge_of_the_map_is_no_jump() -> None:
    """A run across the date line is a run like any other."""
    recording = compass(RUN, RETRO, RUN)
    longitude = np.mod(recording.samples.longitude_deg + 168.995 + 180.0, 360.0) - 180.0
    assert longitude.min() < -179.9 < 179.9 < longitude.max()
    moved = Recording(
        format="fit",
        samples=Samples.of(
            recording.samples.elapsed_s, latitude_deg=recording.samples.latitude_deg, longitude_deg=longitude
        ),
        started_at=recording.started_at,
        sport=recording.sport,
        extra=recording.extra,
    )
    assert np.allclose(likelihoods(moved), likelihoods(recording), rtol=1e-3)


def test_where_there_is_nothing_to_compare_nothing_is_said() -> None:
    """No heading, no position, no time, or no legs: no word."""
    recording = compass(RUN, RETRO, RUN)
    samples, extra = recording.samples, recording.extra
    count = len(samples)
    nowhere = Samples.of(samples.elapsed_s)
    timeless = Samples.of(
        np.full(count, np.nan), latitude_deg=samples.latitude_deg, longitude_deg=samples.longitude_deg
    )
    empty = Samples.of(np.zeros(0))
    none = {"compass": Column(values=np.zeros(0))}
    cases = [
        Recording(format="fit", samples=samples, started_at=None),
        Recording(format="fit", samples=nowhere, started_at=None, extra=extra),
        Recording(format="fit", samples=timeless, started_at=None, extra=extra),
        Recording(format="fit", samples=empty, started_at=None, extra=none),
        Recording(format="fit", samples=samples, started_at=None, extra=none),
        Recording(format="fit", samples=samples, started_at=None, sport=Sport(name="cycling"), extra=extra),
        renamed(recording, "compass", np.full(count, np.nan)),
    ]
    assert [heading_detections(each) for each in cases] == [()] * len(cases)


def test_a_heading_in_a_gpx_file_is_found() -> None:
    """Navigation apps write it among the extensions of each point."""
    recording = compass((100.0, 3.0, 0.0), (40.0, 2.4, 180.0), (100.0, 3.0, 0.0))
    points = "".join(
        f'<trkpt lat="{latitude:.7f}" lon="{longitude:.7f}">'
        f"<time>2026-04-01T06:{int(second) // 60:02d}:{int(second) % 60:02d}Z</time>"
        f"<extensions><o:speed>3</o:speed><o:heading>{heading:.0f}</o:heading></extensions></trkpt>"
        for second, latitude, longitude, heading in zip(
            recording.samples.elapsed_s,
            recording.samples.latitude_deg,
            recording.samples.longitude_deg,
            heading_of(recording),
            strict=True,
        )
    )
    (read,) = read_gpx(
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Own App" xmlns:o="own">'
        f"<trk><trkseg>{points}</trkseg></trk></gpx>".encode()
    )
    assert backward_s(read, at_least=0.8) == pytest.approx(40.0, abs=5.0)


@settings(max_examples=40)
@given(
    steps=st.lists(st.floats(0.01, 40.0), min_size=1, max_size=60),
    wild=st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=60, max_size=60),
    seed=st.integers(0, 1000),
    unit=st.sampled_from(["deg", "rad", "semicircles", None, ""]),
)
def test_whatever_a_file_holds_detections_are_in_order_and_apart(
    steps: list[float], wild: list[float], seed: int, unit: str | None
) -> None:
    """Garbage gives no error, and nothing outside the recording."""
    time_s = np.cumsum(steps) - steps[0]
    chance = np.random.default_rng(seed)
    way = np.cumsum(chance.normal(2.0, 3.0, (2, len(steps))), axis=1)
    values = np.where(chance.random(len(steps)) < 0.1, wild[: len(steps)], chance.uniform(0, 6, len(steps)))
    found = heading_detections(of(time_s, way[0], way[1], values, name="heading", unit=unit))
    edges = [edge for each in found for edge in (each.start_s, each.end_s)]
    assert edges == sorted(edges)
    assert all(each.start_s < each.end_s for each in found)
    assert all(0.0 <= edge <= time_s[-1] for edge in edges)
