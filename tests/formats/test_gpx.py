from collections.abc import Callable
from datetime import UTC, datetime

import gpxpy
import numpy as np
import pytest

from backstride.errors import NotAnActivity
from backstride.formats.gpx import read_gpx
from backstride.recording import Recording, Sport

Point = Callable[..., str]
Write = Callable[..., bytes]

GARMIN = "<gpxtpx:TrackPointExtension>{}</gpxtpx:TrackPointExtension>"
START = datetime(2026, 4, 1, 6, tzinfo=UTC)


def slugs(recording: Recording) -> list[str]:
    """The warnings of a recording, by slug."""
    return [warning.slug for warning in recording.warnings]


@pytest.fixture
def run(write_gpx: Write, point: Point) -> Callable[..., Recording]:
    """Reads a track of ten points that hold the same."""

    def read(*inside: str, extension: str = "", track: str = "", count: int = 10) -> Recording:
        points = [point(second, *inside, extension=extension) for second in range(count)]
        return read_gpx(write_gpx(points, track=track))[0]

    return read


Run = Callable[..., Recording]


def test_a_track_becomes_a_recording(run: Run) -> None:
    """Times, places and altitudes are those of the file."""
    recording = run("<ele>519.5</ele>")
    assert recording.started_at == START
    assert recording.utc_offset_s is None
    assert recording.samples.elapsed_s.tolist() == list(range(10))
    assert recording.samples.latitude_deg[1] == 48.00003
    assert recording.samples.altitude_m.tolist() == [519.5] * 10
    assert recording.device.product == "Own Watch"
    assert recording.format == "gpx"
    assert recording.warnings == ()


def test_altitude_zero_is_a_number(run: Run) -> None:
    """A run along the sea keeps its altitude."""
    assert run("<ele>0</ele>").samples.altitude_m.tolist() == [0.0] * 10


@pytest.mark.parametrize(
    ("extension", "column", "value"),
    [
        (GARMIN.format("<gpxtpx:hr>152</gpxtpx:hr>"), "heart_rate_bpm", 152.0),
        (GARMIN.format("<gpxtpx:atemp>21.5</gpxtpx:atemp>"), "temperature_c", 21.5),
        (GARMIN.format("<gpxtpx:cad>172</gpxtpx:cad>"), "cadence_spm", 172.0),
        (GARMIN.format("<gpxtpx:speed>3.25</gpxtpx:speed>"), "speed_m_s", 3.25),
        (GARMIN.format("<gpxtpx:power>250</gpxtpx:power>"), "power_w", 250.0),
        ("<power>250</power>", "power_w", 250.0),
        ("<p:PowerInWatts xmlns:p='urn:p'>250</p:PowerInWatts>", "power_w", 250.0),
        ("<gpxdata:hr>152</gpxdata:hr>", "heart_rate_bpm", 152.0),
        ("<gpxdata:cadence>172</gpxdata:cadence>", "cadence_spm", 172.0),
        ("<gpxdata:temp>21.5</gpxdata:temp>", "temperature_c", 21.5),
        ("<gpxdata:distance>7</gpxdata:distance>", "distance_m", 7.0),
        ("<heartrate>152</heartrate>", "heart_rate_bpm", 152.0),
        ("<hr>152</hr>", "heart_rate_bpm", 152.0),
    ],
)
def test_extensions_are_known_by_their_names(run: Run, extension: str, column: str, value: float) -> None:
    """Garmin, Cluetrust, Strava, Amazfit and others, wherever they put a value."""
    values = getattr(run(extension=extension).samples, column)
    assert values.tolist() == [value] * 10


@pytest.mark.parametrize("count", [10, 200])
def test_of_two_heart_rates_in_a_point_the_first_counts(run: Run, count: int) -> None:
    """Amazfit writes two; where they differ, the other is kept beside it."""
    both = "<heartrate>{}</heartrate>" + GARMIN.format("<gpxtpx:hr>89</gpxtpx:hr>")
    same, other = run(extension=both.format(89), count=count), run(extension=both.format(90), count=count)
    assert same.samples.heart_rate_bpm[0] == 89.0
    assert same.extra == {}
    assert other.samples.heart_rate_bpm[0] == 90.0
    assert other.extra["hr"].values.tolist() == [89.0] * count


@pytest.mark.parametrize("count", [10, 200])
def test_a_name_that_comes_twice_is_kept_twice(run: Run, count: int) -> None:
    """Nothing that a file held is lost."""
    recording = run(extension="<a>1</a><a>2</a><hr>90</hr><hr>95</hr>", count=count)
    assert recording.extra["a"].values.tolist() == [1.0] * count
    assert recording.extra["a_2"].values.tolist() == [2.0] * count
    assert recording.samples.heart_rate_bpm[0] == 90.0
    assert recording.extra["hr_2"].values[0] == 95.0


@pytest.mark.parametrize("count", [10, 200])
def test_unknown_extensions_are_kept_by_name(run: Run, count: int) -> None:
    """Numbers as numbers, words as words, attributes too."""
    recording = run(
        "<hdop>1.5</hdop>",
        extension="<o:gain xmlns:o='urn:o' unit='m'>0.25</o:gain><surface>track</surface>",
        count=count,
    )
    assert recording.extra["hdop"].values.tolist() == [1.5] * count
    assert recording.extra["gain"].values.tolist() == [0.25] * count
    assert recording.extra["unit"].values.tolist() == ["m"] * count
    assert recording.extra["surface"].values.tolist() == ["track"] * count


def test_gpx_1_0_keeps_speed_and_course_in_the_point(point: Point) -> None:
    """Before there were extensions, these had a place of their own."""
    points = "".join(point(second, "<course>90</course><speed>2.5</speed>") for second in range(3))
    head = "<name>Old file</name><time>2010-01-01T00:00:00Z</time>"
    text = f"<gpx version='1.0' xmlns='http://www.topografix.com/GPX/1/0'>{head}<trk><trkseg>{points}</trkseg></trk></gpx>"
    recording = read_gpx(text.encode())[0]
    assert recording.samples.speed_m_s.tolist() == [2.5] * 3
    assert recording.extra["course"].values.tolist() == [90.0] * 3
    assert recording.names["file"] == "Old file"
    assert recording.started_at == START


@pytest.mark.parametrize(
    "root",
    [
        "<gpx>",
        "<gpx xmlns='https://www.topografix.com/GPX/1/1'>",
        "<gpx xmlns='urn:something:else'>",
    ],
)
def test_namespaces_do_not_matter(root: str, point: Point) -> None:
    """Missing, misspelt or with https, the names are the same."""
    text = f"{root}<trk><trkseg>{point(0)}{point(1)}</trkseg></trk></gpx>"
    assert len(read_gpx(text.encode())[0].samples) == 2


def test_a_prefix_on_every_element_does_not_matter(point: Point) -> None:
    """Some programs write gpx:trk."""
    body = f"<trk><trkseg>{point(0)}{point(1)}</trkseg></trk>"
    for name in ("trkpt", "trkseg", "trk", "time"):
        body = body.replace(f"<{name}", f"<g:{name}").replace(f"</{name}", f"</g:{name}")
    text = f"<g:gpx xmlns:g='http://www.topografix.com/GPX/1/1'>{body}</g:gpx>"
    assert read_gpx(text.encode())[0].samples.elapsed_s.tolist() == [0.0, 1.0]


def test_a_prefix_without_a_namespace_is_read_with_a_warning(point: Point) -> None:
    """Strict XML refuses such a file; a runner wants it read."""
    points = point(0, extension="<x:hr>150</x:hr>") + point(1, extension="<x:hr>151</x:hr>")
    recording = read_gpx(f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>".encode())[0]
    assert recording.samples.heart_rate_bpm.tolist() == [150.0, 151.0]
    assert slugs(recording) == ["damaged-xml"]


def test_several_tracks_are_several_recordings(point: Point) -> None:
    """A run and a ride in one file are two activities."""
    tracks = "".join(
        f"<trk><name>{kind}</name><type>{kind}</type><trkseg>{point(at)}{point(at + 1)}</trkseg></trk>"
        for kind, at in (("running", 0), ("cycling", 60))
    )
    first, second = read_gpx(f"<gpx creator='x'>{tracks}<trk/></gpx>".encode())
    assert (first.sport.name, second.sport.name) == ("running", "cycling")
    assert second.names["track"] == "cycling"
    assert second.samples.elapsed_s.tolist() == [0.0, 1.0]


def test_the_gap_between_segments_is_a_pause(write_gpx: Write, point: Point) -> None:
    """A new segment says that the watch was stopped; the last point still speaks for its interval."""
    data = write_gpx([point(s) for s in range(10)], [point(s) for s in range(60, 70)])
    recording = read_gpx(data)[0]
    assert [(pause.start_s, pause.end_s) for pause in recording.pauses] == [(10.0, 60.0)]
    assert len(recording.samples) == 20


def test_segments_without_a_gap_make_no_pause(write_gpx: Write, point: Point) -> None:
    """Some programs begin a segment every so often, and some leave one empty."""
    data = write_gpx([], [point(s) for s in range(5)], [point(s) for s in range(5, 10)], [])
    assert read_gpx(data)[0].pauses == ()


def test_a_track_without_times_keeps_its_way(write_gpx: Write, point: Point) -> None:
    """A way drawn on a map has no speed, but it has a length."""
    places = [point(None, latitude=48 + step / 1000) for step in range(3)]
    recording = read_gpx(write_gpx(places))[0]
    assert recording.started_at is None
    assert not recording.is_timed
    assert np.isnan(recording.samples.elapsed_s).all()
    assert recording.distance_m == pytest.approx(222.4, abs=0.1)
    assert slugs(recording) == ["no-times"]


def test_points_without_a_time_are_left_out_of_a_timed_track(write_gpx: Write, point: Point) -> None:
    """A point that belongs to no moment is counted, and left out."""
    recording = read_gpx(write_gpx([point(0), point(None), point(2)]))[0]
    assert recording.samples.elapsed_s.tolist() == [0.0, 2.0]
    assert slugs(recording) == ["samples-without-time"]


def test_points_out_of_order_and_double_are_put_right(write_gpx: Write, point: Point) -> None:
    """No negative step, and no step of zero."""
    points = [point(1), point(0), point(2, "<ele>5</ele>"), point(2, "<ele>6</ele>", "<hdop>1</hdop>")]
    recording = read_gpx(write_gpx(points))[0]
    assert recording.samples.elapsed_s.tolist() == [0.0, 1.0, 2.0]
    assert recording.samples.altitude_m[-1] == 5.0
    assert recording.extra["hdop"].values[-1] == 1.0
    assert sorted(slugs(recording)) == ["times-double", "times-out-of-order"]


def test_a_clock_that_was_not_set_is_no_time(write_gpx: Write, point: Point) -> None:
    """1989-12-31 is where FIT begins to count, and no run was recorded on it."""
    early = point(0).replace("2026-04-01", "1989-12-31")
    recording = read_gpx(write_gpx([early, point(1), point(2)]))[0]
    assert recording.started_at == datetime(2026, 4, 1, 6, 0, 1, tzinfo=UTC)
    assert slugs(recording) == ["date-before-2000", "samples-without-time"]


def test_an_offset_is_kept_beside_utc(write_gpx: Write, point: Point) -> None:
    """Two importers that apply it twice, or not at all, are an hour or two off."""
    points = [point(second).replace("Z</time>", "+02:00</time>") for second in range(3)]
    recording = read_gpx(write_gpx(points))[0]
    assert recording.utc_offset_s == 7200
    assert recording.started_at == datetime(2026, 4, 1, 4, tzinfo=UTC)
    assert recording.local_start is not None
    assert recording.local_start.replace(tzinfo=UTC) == START


def test_times_without_a_zone_are_taken_as_utc_and_said(write_gpx: Write, point: Point) -> None:
    """Nothing better is known."""
    recording = read_gpx(write_gpx([point(s).replace("Z<", "<") for s in range(3)]))[0]
    assert recording.started_at == START
    assert slugs(recording) == ["times-without-zone"]


def test_fractions_of_a_second_are_kept(write_gpx: Write, point: Point) -> None:
    """Phones write five points a second."""
    recording = read_gpx(write_gpx([point(step / 4) for step in range(5)]))[0]
    assert recording.samples.elapsed_s.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize("count", [3, 200])
def test_one_odd_value_costs_only_itself(write_gpx: Write, point: Point, count: int) -> None:
    """One slip in one field does not refuse a file."""
    points = [point(s, extension=f"<hr>{150 if s else 'abc'}</hr>") for s in range(count)]
    points[1] = points[1].replace('lat="48', 'lat="948')
    recording = read_gpx(write_gpx(points))[0]
    assert np.isnan(recording.samples.heart_rate_bpm).tolist() == [True] + [False] * (count - 1)
    assert np.isnan(recording.samples.latitude_deg).tolist() == [False, True] + [False] * (count - 2)
    assert slugs(recording) == ["odd-values", "odd-values"]


def test_a_strap_that_drops_out_is_missing(run: Run) -> None:
    """Zero is no heart rate; a speed below zero is no speed."""
    recording = run(extension="<hr>0</hr><speed>-1</speed>")
    assert np.isnan(recording.samples.heart_rate_bpm).all()
    assert np.isnan(recording.samples.speed_m_s).all()


@pytest.mark.parametrize(
    ("text", "sport"),
    [
        ("running", Sport(name="running", sport_id="running")),
        ("Run", Sport(name="running", sport_id="Run")),
        ("9", Sport(name="running", sport_id="9")),
        ("Trail Running", Sport(name="running", sub_name="trail", sport_id="Trail Running")),
        ("road_biking", Sport(name="cycling", sub_name="road", sport_id="road_biking")),
        ("Walk", Sport(name="walking", sport_id="Walk")),
        ("retro-running", Sport(name="unknown", sport_id="retro-running")),
    ],
)
def test_the_type_of_a_track_is_its_sport(run: Run, text: str, sport: Sport) -> None:
    """A word that is not known is kept as it stands."""
    assert run(track=f"<type>{text}</type>").sport == sport


def test_names_that_people_gave_are_kept(write_gpx: Write, point: Point) -> None:
    """They may say which way the run went."""
    head = "<metadata><name>April</name><desc>d</desc></metadata>"
    track = "<name><![CDATA[Rückwärts & schnell]]></name><desc>hill</desc><cmt>c</cmt>"
    names = read_gpx(write_gpx([point(0)], head=head, track=track))[0].names
    assert dict(names) == {
        "file": "April",
        "file_description": "d",
        "track": "Rückwärts & schnell",
        "description": "hill",
        "comment": "c",
    }


def test_strides_are_doubled_and_crank_turns_are_not(run: Run) -> None:
    """GPX 86 while running is 172 steps; on a bike it stays beside the samples."""
    ran = run(extension="<cad>86</cad><speed>3</speed>", track="<type>running</type>")
    rode = run(extension="<cad>86</cad><speed>8</speed>", track="<type>cycling</type>")
    assert ran.samples.cadence_spm.tolist() == [172.0] * 10
    assert slugs(ran) == ["cadence-in-strides"]
    assert np.isnan(rode.samples.cadence_spm).all()
    assert rode.extra["cadence"].values.tolist() == [86.0] * 10
    assert rode.extra["cadence"].unit == "rpm"


def test_a_distance_from_point_to_point_is_no_running_total(write_gpx: Write, point: Point) -> None:
    """It is kept, but not taken for the distance since the start."""
    points = [point(s, extension=f"<distance>{3 + s % 2}</distance>") for s in range(10)]
    recording = read_gpx(write_gpx(points))[0]
    assert np.isnan(recording.samples.distance_m).all()
    assert recording.extra["distance"].values[:2].tolist() == [3.0, 4.0]


def test_laps_of_cluetrust_are_laps(write_gpx: Write, point: Point) -> None:
    """Suunto's Movescount writes them, with the end of each where its start belongs."""
    laps = "".join(
        f"<gpxdata:lap><gpxdata:startTime>2026-04-01T06:0{at}:00Z</gpxdata:startTime>"
        f"<gpxdata:elapsedTime>{seconds}</gpxdata:elapsedTime><gpxdata:distance>{distance}</gpxdata:distance>"
        f"<gpxdata:trigger kind='manual'/></gpxdata:lap>"
        for at, seconds, distance in ((1, 60, 180), (3, 120, 240), (4, 60, 160))
    )
    points = [point(second) for second in range(0, 241, 5)]
    recording = read_gpx(write_gpx(points, head=f"<extensions>{laps}</extensions>"))[0]
    assert [(lap.start_s, lap.end_s, lap.distance_m, lap.trigger) for lap in recording.laps] == [
        (0.0, 60.0, 180.0, "manual"),
        (60.0, 180.0, 240.0, "manual"),
        (180.0, 240.0, 160.0, "manual"),
    ]
    assert recording.messages["lap"]["elapsedTime"].values.tolist() == [60.0, 120.0, 60.0]


def test_what_stands_beside_the_track_is_kept(write_gpx: Write, point: Point) -> None:
    """Waypoints, metadata, extensions of track and segment."""
    head = (
        "<metadata><extensions><rpe>7</rpe></extensions></metadata><wpt lat='1' lon='2'><name>w</name></wpt>"
    )
    data = write_gpx(
        [point(0), point(1), "<extensions><temp>99</temp></extensions>"],
        head=head,
        track="<extensions><colour>red</colour></extensions>",
    )
    recording = read_gpx(data)[0]
    assert recording.messages["metadata"]["extensions/rpe"].values.tolist() == [7.0]
    assert recording.messages["waypoint"]["name"].values.tolist() == ["w"]
    assert recording.messages["track"]["extensions/colour"].values.tolist() == ["red"]
    assert recording.messages["segment"]["temp"].values.tolist() == [99.0]
    assert np.isnan(recording.samples.temperature_c).all()


@pytest.mark.parametrize(
    ("inside", "content", "words"),
    [
        ("<rte><rtept lat='1' lon='2'/></rte>", "route", "a route"),
        ("<wpt lat='1' lon='2'/>", "waypoints", "waypoints"),
        ("<trk><name>x</name><trkseg/></trk>", "nothing", "an empty track"),
        ("", "nothing", "nothing"),
    ],
)
def test_a_file_without_recorded_points_is_no_activity(inside: str, content: str, words: str) -> None:
    """It is told apart by what it holds instead."""
    with pytest.raises(NotAnActivity, match=f"holds {words}, and no recorded points") as refusal:
        read_gpx(f"<gpx>{inside}</gpx>".encode())
    assert refusal.value.content == content


def test_a_cut_off_file_keeps_what_precedes(write_gpx: Write, point: Point) -> None:
    """A battery that runs out leaves such a file."""
    data = write_gpx([point(second, extension="<hr>152</hr>") for second in range(200)])
    recording = read_gpx(data[: len(data) // 2])[0]
    assert 90 < len(recording.samples) < 110
    known = recording.samples.heart_rate_bpm[~np.isnan(recording.samples.heart_rate_bpm)]
    assert set(known.tolist()) == {152.0}
    assert "damaged-xml" in slugs(recording)


@pytest.mark.parametrize("count", [20, 300])
def test_an_independent_reader_sees_the_same(write_gpx: Write, point: Point, count: int) -> None:
    """Gpxpy agrees on times, places, altitudes and heart rates."""
    points = [
        point(
            second * 0.5,
            f"<ele>{500 + second / 8}</ele>",
            extension=GARMIN.format(f"<gpxtpx:hr>{90 + second % 80}</gpxtpx:hr>"),
        )
        for second in range(count)
    ]
    data = write_gpx(points)
    samples = read_gpx(data)[0].samples
    theirs = gpxpy.parse(data.decode()).tracks[0].segments[0].points
    assert samples.latitude_deg.tolist() == [other.latitude for other in theirs]
    assert samples.altitude_m.tolist() == [other.elevation for other in theirs]
    assert samples.elapsed_s.tolist() == [other.time_difference(theirs[0]) for other in theirs]
    assert samples.heart_rate_bpm.tolist() == [float(other.extensions[0][0].text) for other in theirs]
