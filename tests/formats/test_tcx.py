import io
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
from tcxreader.tcxreader import TCXReader

from backstride.errors import NotAnActivity
from backstride.formats.tcx import read_tcx
from backstride.recording import Recording

Point = Callable[..., str]
Write = Callable[..., bytes]

LAP = (
    "<TotalTimeSeconds>{time}</TotalTimeSeconds><DistanceMeters>{distance}</DistanceMeters>"
    "<Intensity>Active</Intensity><TriggerMethod>{trigger}</TriggerMethod>"
)
HEART_RATE = "<HeartRateBpm><Value>{}</Value></HeartRateBpm>"
PLACE = "<Position><LatitudeDegrees>{}</LatitudeDegrees><LongitudeDegrees>11.0</LongitudeDegrees></Position>"
TPX = "<Extensions><ns3:TPX>{}</ns3:TPX></Extensions>"


def slugs(recording: Recording) -> list[str]:
    """The warnings of a recording, by slug."""
    return [warning.slug for warning in recording.warnings]


@pytest.mark.parametrize("count", [10, 200])
def test_an_activity_becomes_a_recording(write_tcx: Write, tcx_point: Point, count: int) -> None:
    """All that a trackpoint holds has its column."""
    inside = (
        PLACE.format(48.5)
        + "<AltitudeMeters>0</AltitudeMeters><DistanceMeters>7.5</DistanceMeters>"
        + HEART_RATE.format(152)
        + TPX.format(
            "<ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>86</ns3:RunCadence><ns3:Watts>250</ns3:Watts>"
        )
    )
    recording = read_tcx(write_tcx(("", [tcx_point(second, inside) for second in range(count)])))[0]
    samples = recording.samples
    assert recording.started_at == datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert samples.elapsed_s.tolist() == list(range(count))
    for column, value in (
        (samples.latitude_deg, 48.5),
        (samples.longitude_deg, 11.0),
        (samples.altitude_m, 0.0),
        (samples.distance_m, 7.5),
        (samples.heart_rate_bpm, 152.0),
        (samples.speed_m_s, 3.0),
        (samples.cadence_spm, 172.0),
        (samples.power_w, 250.0),
    ):
        assert column.tolist() == [value] * count
    assert (recording.sport.name, recording.sport.sport_id) == ("running", "Running")
    assert slugs(recording) == ["cadence-in-strides"]


@pytest.mark.parametrize(("sport", "name"), [("Biking", "cycling"), ("Other", "unknown"), ("", "unknown")])
def test_the_sport_is_a_word_of_ours(write_tcx: Write, tcx_point: Point, sport: str, name: str) -> None:
    """The file's own word is kept beside it."""
    recording = read_tcx(write_tcx(("", [tcx_point(0)]), sport=sport))[0]
    assert recording.sport.name == name
    assert recording.sport.sport_id == (sport or None)


def test_a_treadmill_run_keeps_its_points_without_a_place(write_tcx: Write, tcx_point: Point) -> None:
    """Other readers drop each point without a position, and with them the whole run."""
    points = [
        tcx_point(s, f"<DistanceMeters>{3 * s}</DistanceMeters>", HEART_RATE.format(140)) for s in range(60)
    ]
    recording = read_tcx(write_tcx(("", points)))[0]
    assert len(recording.samples) == 60
    assert np.isnan(recording.samples.latitude_deg).all()
    assert recording.distance_m == 177.0


def test_laps_are_kept_with_what_ended_them(write_tcx: Write, tcx_point: Point) -> None:
    """A lap that the runner pressed may mark a change of direction."""
    laps = [
        (
            LAP.format(time=60.0, distance=180, trigger="Manual") + "<Notes>backward</Notes>",
            [tcx_point(s) for s in range(0, 60, 5)],
        ),
        (LAP.format(time=60.0, distance=170, trigger="Distance"), [tcx_point(s) for s in range(60, 125, 5)]),
    ]
    recording = read_tcx(write_tcx(*laps))[0]
    first, second = recording.laps
    assert (first.start_s, first.end_s, first.trigger, first.intensity) == (0.0, 60.0, "manual", "active")
    assert (first.distance_m, first.timer_s, first.name) == (180.0, 60.0, "backward")
    assert (second.start_s, second.end_s, second.trigger) == (60.0, 120.0, "distance")
    assert recording.device_distance_m == 350.0
    assert recording.messages["lap"]["DistanceMeters"].values.tolist() == [180.0, 170.0]
    assert recording.pauses == ()


def test_the_point_that_two_laps_share_is_one_sample_without_a_warning(
    write_tcx: Write, tcx_point: Point
) -> None:
    """TCX writes it in both; the second may know what the first does not."""
    laps = [
        ("", [tcx_point(s) for s in range(0, 65, 5)]),
        ("", [tcx_point(60, HEART_RATE.format(150)), tcx_point(65)]),
    ]
    recording = read_tcx(write_tcx(*laps))[0]
    assert recording.samples.elapsed_s.tolist() == list(range(0, 70, 5))
    assert recording.samples.heart_rate_bpm[12] == 150.0
    assert recording.warnings == ()


def test_laps_without_a_distance_give_no_total(write_tcx: Write, tcx_point: Point) -> None:
    """Half a sum is no total."""
    laps = [(LAP.format(time=60, distance=180, trigger="Manual"), [tcx_point(0)]), ("", [tcx_point(60)])]
    assert read_tcx(write_tcx(*laps))[0].device_distance_m is None


def test_a_new_track_within_a_lap_is_a_pause(write_tcx: Write, tcx_point: Point) -> None:
    """So does a watch write that it was stopped."""
    inside = (
        "".join(tcx_point(s) for s in range(10))
        + "</Track><Track>"
        + "".join(tcx_point(s) for s in range(60, 70))
    )
    pauses = read_tcx(write_tcx(("", [inside])))[0].pauses
    assert [(pause.start_s, pause.end_s) for pause in pauses] == [(10.0, 60.0)]


def test_the_samples_around_a_new_lap_are_no_pause(write_tcx: Write, tcx_point: Point) -> None:
    """A watch that writes a sample now and then leaves a little gap at a lap."""
    laps = [("", [tcx_point(s) for s in range(56)]), ("", [tcx_point(s) for s in range(60, 70)])]
    assert read_tcx(write_tcx(*laps))[0].pauses == ()


def test_device_and_names_are_kept(write_tcx: Write, tcx_point: Point) -> None:
    """The plan's name may say which way the workout goes."""
    after = (
        "<Notes>felt good</Notes><Training><Plan><Name>Retro 6 x 100 m</Name></Plan></Training>"
        "<Creator><Name>Garmin Forerunner 910XT</Name><UnitId>7</UnitId>"
        "<Version><VersionMajor>3</VersionMajor><VersionMinor>20</VersionMinor></Version></Creator>"
    )
    recording = read_tcx(write_tcx(("", [tcx_point(0)]), after=after))[0]
    assert recording.device.product == "Garmin Forerunner 910XT"
    assert recording.device.software_version == "3.20"
    assert dict(recording.names) == {"workout": "Retro 6 x 100 m", "notes": "felt good"}
    assert recording.messages["creator"]["UnitId"].values.tolist() == [7.0]


def test_several_activities_are_several_recordings(tcx_point: Point) -> None:
    """In a multisport session the last part does not overwrite the others."""

    def activity(sport: str, second: float) -> str:
        track = f"<Lap><Track>{tcx_point(second)}{tcx_point(second + 1)}</Track></Lap>"
        return f"<Activity Sport='{sport}'>{track}</Activity>"

    session = (
        f"<MultiSportSession><FirstSport>{activity('Other', 0)}</FirstSport>"
        f"<NextSport>{activity('Biking', 60)}</NextSport></MultiSportSession>"
    )
    inside = f"<Activities>{session}{activity('Running', 120)}</Activities>"
    text = f"<TrainingCenterDatabase>{inside}</TrainingCenterDatabase>"
    assert [recording.sport.sport_id for recording in read_tcx(text.encode())] == [
        "Other",
        "Biking",
        "Running",
    ]


@pytest.mark.parametrize("count", [3, 200])
def test_what_has_no_column_is_kept(write_tcx: Write, tcx_point: Point, count: int) -> None:
    """The sensor's state, and which sensor counted the steps."""
    inside = "<SensorState>Present</SensorState>" + TPX.format("").replace(
        "<ns3:TPX>", "<ns3:TPX CadenceSensor='Footpod'>"
    )
    recording = read_tcx(write_tcx(("", [tcx_point(s, inside) for s in range(count)])))[0]
    assert recording.extra["SensorState"].values.tolist() == ["Present"] * count
    assert recording.extra["CadenceSensor"].values.tolist() == ["Footpod"] * count


def test_run_cadence_counts_before_cadence(write_tcx: Write, tcx_point: Point) -> None:
    """The first is the runner's; the second may be a bike's, and is kept."""
    inside = "<Cadence>60</Cadence>" + TPX.format(
        "<ns3:Speed>3</ns3:Speed><ns3:RunCadence>86</ns3:RunCadence>"
    )
    recording = read_tcx(write_tcx(("", [tcx_point(s, inside) for s in range(3)])))[0]
    assert recording.samples.cadence_spm.tolist() == [172.0] * 3
    assert recording.extra["Cadence"].values.tolist() == [60.0] * 3


def test_another_value_in_a_point_is_no_heart_rate(write_tcx: Write, tcx_point: Point) -> None:
    """A child named Value belongs to its parent."""
    inside = HEART_RATE.format(150) + "<Extensions><Oxygen><Value>97</Value></Oxygen></Extensions>"
    recording = read_tcx(write_tcx(("", [tcx_point(0, inside), tcx_point(1, inside)])))[0]
    assert recording.samples.heart_rate_bpm.tolist() == [150.0, 150.0]
    assert recording.extra["Value"].values.tolist() == [97.0, 97.0]


@pytest.mark.parametrize(
    ("inside", "content"),
    [
        ("<Courses><Course><Name>x</Name><Track/></Course></Courses>", "course"),
        ("<Workouts><Workout Sport='Running'/></Workouts>", "workout"),
        ("<Activities><Activity Sport='Running'><Lap/></Activity></Activities>", "nothing"),
        ("", "nothing"),
    ],
)
def test_a_file_without_samples_is_no_activity(inside: str, content: str) -> None:
    """A course is told from an activity, and a manual entry from a fault."""
    with pytest.raises(NotAnActivity, match="no recorded samples") as refusal:
        read_tcx(f"<TrainingCenterDatabase>{inside}</TrainingCenterDatabase>".encode())
    assert refusal.value.content == content


@pytest.mark.parametrize("count", [20, 200])
def test_an_independent_reader_sees_the_same(write_tcx: Write, tcx_point: Point, count: int) -> None:
    """Tcxreader agrees on times, distances and heart rates, if it keeps points without a position."""
    points = [
        tcx_point(s, f"<DistanceMeters>{2.5 * s}</DistanceMeters>", HEART_RATE.format(100 + s % 60))
        for s in range(count)
    ]
    lap = LAP.format(time=count - 1, distance=2.5 * (count - 1), trigger="Manual") + "<Calories>9</Calories>"
    data = write_tcx((lap, points))
    recording = read_tcx(data)[0]
    theirs = TCXReader().read(io.BytesIO(data), only_gps=False)
    assert recording.samples.distance_m.tolist() == [other.distance for other in theirs.trackpoints]
    assert recording.samples.heart_rate_bpm.tolist() == [other.hr_value for other in theirs.trackpoints]
    assert recording.end_s == theirs.duration
    assert recording.distance_m == theirs.distance
