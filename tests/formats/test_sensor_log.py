import gzip
import itertools
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.sensor_logs import GRAVITY_M_S2, Walk, csv_of, walk, xyz, zip_of

from backstride.errors import (
    DamagedFile,
    EmptyFile,
    FileRefused,
    NotASensorLog,
    TooLarge,
    UnknownFormat,
)
from backstride.formats import sensor_log, sensor_table
from backstride.formats.sensor_log import read_sensor_log
from backstride.motion import MotionLog
from backstride.recording import FloatArray

RATE_HZ = 50.0
WALK = walk(rate_hz=RATE_HZ)
EPOCH_NS = 1_775_025_000_000_000_000.0
G = GRAVITY_M_S2
DEGREES = 180 / np.pi


def clock_texts(times_s: FloatArray, *, start_s: float = 6 * 3600.0, day: str = "2026-04-01 ") -> list[str]:
    """Times of day as an app writes them, to the tenth of a millisecond."""
    texts = []
    for time_s in times_s + start_s:
        hours, rest = divmod(time_s % 86_400.0, 3600.0)
        minutes, seconds = divmod(rest, 60.0)
        texts.append(f"{day}{int(hours):02}:{int(minutes):02}:{seconds:07.4f}")
    return texts


def both(of_walk: Walk = WALK, *, per_g: float = 1.0, per_radian: float = 1.0) -> list[FloatArray]:
    """Accelerations and rotations, in other units."""
    return [*xyz(of_walk.acceleration_m_s2 * per_g), *xyz(of_walk.rotation_rad_s * per_radian)]


PHYPHOX = [f"Acceleration {axis} (m/s^2)" for axis in "xyz"]
PHYPHOX_TURNING = [f"Gyroscope {axis} (rad/s)" for axis in "xyz"]
ANDRO = [
    *(f"ACCELEROMETER {axis} (m/s²)" for axis in "XYZ"),
    *(f"GRAVITY {axis} (m/s²)" for axis in "XYZ"),
    *(f"LINEAR ACCELERATION {axis} (m/s²)" for axis in "XYZ"),
    *(f"GYROSCOPE {axis} (rad/s)" for axis in "XYZ"),
    "LIGHT (lux)",
    "Time since start in ms ",
    "YYYY-MO-DD HH-MI-SS_SSS",
]
T = WALK.times_s
NOTHING = np.zeros(len(T))

DIALECTS: dict[str, tuple[str, bytes]] = {
    "Physics Toolbox, in g": (
        "Physics Toolbox",
        csv_of(
            ["time", "gFx", "gFy", "gFz", "TgF", "wx", "wy", "wz"],
            [T, *both(per_g=1 / G)[:3], T, *both()[3:]],
        ),
    ),
    "Physics Toolbox, decimal comma": (
        "Physics Toolbox",
        csv_of(
            ["time", "gFx", "gFy", "gFz", "wx", "wy", "wz", "Bx"],
            [T, *both(per_g=1 / G), T],
            divided_by=";",
            comma=True,
        ),
    ),
    "ax to wz": ("unknown", csv_of(["time", "ax", "ay", "az", "wx", "wy", "wz"], [T, *both()])),
    "phyphox": (
        "phyphox",
        csv_of(
            ["Time (s)", *PHYPHOX, "Absolute acceleration (m/s^2)", "Time (s)", *PHYPHOX_TURNING],
            [T, *both()[:3], T, T, *both()[3:]],
            is_quoted=True,
        ),
    ),
    "phyphox, tabs and commas": (
        "phyphox",
        csv_of(["Time (s)", *PHYPHOX, *PHYPHOX_TURNING], [T, *both()], divided_by="\t", comma=True),
    ),
    "AndroSensor": (
        "AndroSensor",
        csv_of(
            ANDRO,
            [
                *both()[:3],
                *xyz(WALK.gravity_m_s2),
                *xyz(WALK.linear_m_s2),
                *both()[3:],
                T,
                T * 1000.0,
                [f"2026-04-01 06-30-00_{place % 1000:03}" for place in range(len(T))],
            ],
            divided_by=";",
            above="sep=;\n",
        ),
    ),
    "Movella": (
        "Movella or Xsens",
        csv_of(
            [
                "PacketCounter",
                "SampleTimeFine",
                *(f"FreeAcc_{a}" for a in "XYZ"),
                *(f"Acc_{a}" for a in "XYZ"),
            ]
            + [f"Gyr_{a}" for a in "XYZ"],
            [T * 100.0, 4e9 + T * 1e6, *xyz(WALK.linear_m_s2), *both(per_radian=DEGREES)],
            above="DeviceTag: Left\nFirmwareVersion: 2.0.0\n\n",
        ),
    ),
    "generic in milliseconds": (
        "unknown",
        csv_of(
            ["timestamp", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"],
            [1.775e12 + T * 1e3, *both(per_radian=20 * DEGREES / 20)],
        ),
    ),
    "generic with units in the names": (
        "unknown",
        csv_of(
            [
                "t_us",
                "gyro_x_deg_s",
                "gyro_y_deg_s",
                "gyro_z_deg_s",
                "accel_x_mg",
                "accel_y_mg",
                "accel_z_mg",
            ],
            [T * 1e6, *both(per_radian=DEGREES)[3:], *both(per_g=1000 / G)[:3]],
        ),
    ),
    "gx beside ax": ("unknown", csv_of(["t", "ax", "ay", "az", "gx", "gy", "gz"], [T, *both()])),
    "units in a row of their own": (
        "unknown",
        csv_of(
            ["Time", "Accel_X", "Accel_Y", "Accel_Z", "Gyro_X", "Gyro_Y", "Gyro_Z"],
            [
                ["ms", *(f"{each:.3f}" for each in T * 1e3)],
                *(["g", *(f"{each:.6f}" for each in column)] for column in both(per_g=1 / G)[:3]),
                *(["dps", *(f"{each:.6f}" for each in column)] for column in both(per_radian=DEGREES)[3:]),
            ],
        ),
    ),
    "no headings": ("unknown", csv_of([], [T, *both()])),
    "Axivity": (
        "Axivity",
        csv_of(
            [
                "Time",
                "Accel-X (g)",
                " Accel-Y (g)",
                " Accel-Z (g)",
                " Gyro-X (d/s)",
                " Gyro-Y (d/s)",
                " Gyro-Z (d/s)",
            ],
            [clock_texts(T), *both(per_g=1 / G, per_radian=DEGREES)],
        ),
    ),
}
"""Logs with a gyroscope, by app."""

WITHOUT_GYROSCOPE: dict[str, tuple[str, bytes]] = {
    "ActiGraph without times": (
        "ActiGraph",
        csv_of(
            ["Accelerometer X", "Accelerometer Y", "Accelerometer Z"],
            both(per_g=1 / G)[:3],
            above="------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.3 date format M/d/yyyy "
            "at 50 Hz  Filter Normal -----------\nSerial Number: X\nStart Time 06:30:00\n"
            "--------------------------------------------------\n",
        ),
    ),
    "ActiGraph without headings": (
        "ActiGraph",
        csv_of(
            [],
            both(per_g=1 / G)[:3],
            above="--- Data File Created By ActiGraph at 50 Hz ---\nStart 1\n---\n",
        ),
    ),
    "dates alone, over midnight": (
        "unknown",
        csv_of([], [clock_texts(T, start_s=86_397.0), *both(per_g=1 / G)[:3]]),
    ),
    "bare x, y and z": ("unknown", csv_of(["x", "y", "z", "timestamp"], [*both()[:3], T * 1e3])),
}


def assert_is_the_walk(log: MotionLog, *, has_gyroscope: bool = True) -> None:
    """The log holds what the sensor felt, in SI units, from the first sample on."""
    assert log.time_s == pytest.approx(T, abs=2e-4)
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=2e-3)
    assert log.has_gravity
    assert (log.rotation_rad_s is not None) == has_gyroscope
    if log.rotation_rad_s is not None:
        assert log.rotation_rad_s == pytest.approx(WALK.rotation_rad_s, abs=2e-3)


@pytest.mark.parametrize("name", DIALECTS)
def test_the_log_of_an_app_is_what_the_sensor_felt(name: str) -> None:
    """Whatever the columns are called, in any order, unit and number format."""
    app, data = DIALECTS[name]
    log = read_sensor_log(data, "log.csv")
    assert_is_the_walk(log)
    assert log.app == app
    assert log.rate_hz == pytest.approx(RATE_HZ, rel=0.01)


@pytest.mark.parametrize("name", WITHOUT_GYROSCOPE)
def test_a_log_without_gyroscope_is_read_and_says_so(name: str) -> None:
    """Also one without times, if it names its rate, and one that passes midnight."""
    app, data = WITHOUT_GYROSCOPE[name]
    log = read_sensor_log(data, "log.csv")
    assert_is_the_walk(log, has_gyroscope=False)
    assert log.app == app
    assert "The log has no gyroscope." in log.notes


def sensor_logger(values: FloatArray, times_s: FloatArray = T) -> bytes:
    """One sensor as Sensor Logger writes it: nanoseconds, seconds, and the axes turned about."""
    stamps = [f"{EPOCH_NS + time_s * 1e9:.0f}" for time_s in times_s]
    return csv_of(["time", "seconds_elapsed", "z", "y", "x"], [stamps, times_s, *xyz(values[:, ::-1])])


ANDROID = {
    "Accelerometer.csv": sensor_logger(WALK.linear_m_s2),
    "Gravity.csv": sensor_logger(WALK.gravity_m_s2),
    "TotalAcceleration.csv": sensor_logger(WALK.acceleration_m_s2),
    "Gyroscope.csv": sensor_logger(WALK.rotation_rad_s),
    "GyroscopeUncalibrated.csv": sensor_logger(WALK.rotation_rad_s * 1.1),
    "Magnetometer.csv": sensor_logger(WALK.rotation_rad_s * 30.0),
    "Metadata.csv": b"version,device name,platform,standardisation\n3,phone,android,false\n",
    "Annotation.csv": b"time,seconds_elapsed,text,millisecond_press_duration\n",
}
APPLE = {
    "Accelerometer.csv": sensor_logger(-WALK.linear_m_s2),
    "Gravity.csv": sensor_logger(-WALK.gravity_m_s2),
    "Gyroscope.csv": sensor_logger(WALK.rotation_rad_s),
}


def test_an_archive_with_a_table_for_each_sensor_is_one_log() -> None:
    """The total acceleration counts, not the one without gravity; other sensors are passed over."""
    log = read_sensor_log(zip_of(ANDROID), "walk.zip")
    assert_is_the_walk(log)
    assert log.app == "Sensor Logger"


@pytest.mark.parametrize("metadata", [None, "ios,false"])
def test_accelerations_of_apple_get_their_gravity_back_and_their_sign_turned(metadata: str | None) -> None:
    """At rest they point downward there; turned the wrong way, forward would look like backward."""
    files = dict(APPLE)
    if metadata is not None:
        files["Metadata.csv"] = f"platform,standardisation\n{metadata}\n".encode()
    log = read_sensor_log(zip_of(files), "walk.zip")
    assert_is_the_walk(log)
    assert any("Gravity" in note for note in log.notes)
    assert any("Apple" in note for note in log.notes)


def test_accelerations_that_the_app_made_alike_on_all_phones_keep_their_sign() -> None:
    """Sensor Logger can write the same axes and signs everywhere, and says so."""
    files = {
        **APPLE,
        "Accelerometer.csv": sensor_logger(WALK.linear_m_s2),
        "Gravity.csv": sensor_logger(WALK.gravity_m_s2),
        "Metadata.csv": b"platform,standardisation\nios,true\n",
    }
    assert_is_the_walk(read_sensor_log(zip_of(files), "walk.zip"))


def test_physics_toolbox_on_an_apple_device_is_turned_too() -> None:
    """It is told by the date beside the time."""
    data = csv_of(
        ["time", "gFx", "gFy", "gFz", "TgF"], [clock_texts(T), *xyz(-WALK.acceleration_m_s2 / G), T]
    )
    assert_is_the_walk(read_sensor_log(data, "sensor.csv"), has_gyroscope=False)


def test_the_archive_of_phyphox_is_one_log() -> None:
    """A table for each sensor, and tables about the device beside them."""
    files = {
        "Accelerometer.csv": csv_of(["Time (s)", *PHYPHOX], [T, *both()[:3]], is_quoted=True),
        "Gyroscope.csv": csv_of(["Time (s)", *PHYPHOX_TURNING], [T, *both()[3:]], is_quoted=True),
        "meta/device.csv": b'"property","value"\n"version","1.1.16"\n"depthFrontSensor","0"\n',
        "meta/time.csv": b'"event","experiment time","system time"\n"START",0.0,1775025000.0\n',
        "__MACOSX/._Accelerometer.csv": b"\x00\x05\x16\x07",
    }
    assert_is_the_walk(read_sensor_log(zip_of(files), "walk.zip"))


def test_a_gyroscope_of_another_rate_is_brought_to_the_times_of_the_accelerometer() -> None:
    """It may begin later, too: what lies outside its times has no rotation, and is left out."""
    fast = walk(rate_hz=125.0)
    kept = (fast.times_s > 1.0) & (fast.times_s < 7.0)
    files = {
        "TotalAcceleration.csv": sensor_logger(WALK.acceleration_m_s2),
        "Gyroscope.csv": sensor_logger(fast.rotation_rad_s[kept], fast.times_s[kept]),
    }
    log = read_sensor_log(zip_of(files), "walk.zip")
    assert log.rotation_rad_s is not None
    assert log.duration_s == pytest.approx(6.0, abs=0.03)
    assert log.rotation_rad_s[25:250] == pytest.approx(WALK.rotation_rad_s[75:300], abs=0.03)


def test_a_gyroscope_of_another_time_is_left_out() -> None:
    """Rotations of another hour say nothing of these accelerations."""
    files = {
        "TotalAcceleration.csv": sensor_logger(WALK.acceleration_m_s2),
        "Gyroscope.csv": sensor_logger(WALK.rotation_rad_s, T + 3600.0),
    }
    log = read_sensor_log(zip_of(files), "walk.zip")
    assert log.rotation_rad_s is None
    assert_is_the_walk(log, has_gyroscope=False)


def test_rows_of_one_sensor_each_are_joined() -> None:
    """Some apps write a row whenever any sensor speaks, and leave the cells of the others empty."""
    rows = ["time,ax,ay,az,wx,wy,wz"]
    for time_s, a, w in zip(T, WALK.acceleration_m_s2, WALK.rotation_rad_s, strict=True):
        rows.append(f"{time_s:.4f},{a[0]:.6f},{a[1]:.6f},{a[2]:.6f},,,")
        rows.append(f"{time_s + 0.003:.4f},,,,{w[0]:.6f},{w[1]:.6f},{w[2]:.6f}")
    log = read_sensor_log("\n".join(rows).encode(), "log.csv")
    assert log.rotation_rad_s is not None
    assert log.rotation_rad_s == pytest.approx(WALK.rotation_rad_s[: len(log.time_s)], abs=0.05)


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (["Time (s)", *(f"Linear Acceleration {axis} (m/s^2)" for axis in "xyz")], "log.csv"),
        (["time", "ax", "ay", "az"], "log.csv"),
        (["time", "seconds_elapsed", "z", "y", "x"], "Accelerometer.csv"),
    ],
)
def test_a_log_without_gravity_says_so(headings: list[str], name: str) -> None:
    """By its words, or by its numbers: at rest it reads nothing. Nobody may take it for the whole."""
    times = [T, T] if len(headings) == 5 else [T]
    log = read_sensor_log(csv_of(headings, [*times, *xyz(WALK.linear_m_s2)]), name)
    assert not log.has_gravity


@pytest.mark.parametrize("has_gravity", [True, False])
@pytest.mark.parametrize("scale", [1.0, 1 / G], ids=["m/s²", "g"])
def test_a_limb_that_never_rests_shows_its_gravity_all_the_same(*, has_gravity: bool, scale: float) -> None:
    """An arm feels its swing more than gravity; turned back by the gyroscope, only gravity stays."""
    turn = 2 * np.pi * 1.4
    angle = 0.9 * np.sin(turn * T)
    rate, change = 0.9 * turn * np.cos(turn * T), -0.9 * turn**2 * np.sin(turn * T)
    felt = 0.7 * np.column_stack([change, rate**2, 0.0 * T])
    if has_gravity:
        felt += G * np.column_stack([np.sin(angle), np.cos(angle), 0.0 * T])
    log = read_sensor_log(
        csv_of(["time", "ax", "ay", "az", "wx", "wy", "wz"], [T, *xyz(felt * scale), 0.0 * T, 0.0 * T, rate]),
        "log.csv",
    )
    assert log.has_gravity is has_gravity
    if has_gravity:
        assert log.acceleration_m_s2 == pytest.approx(felt, abs=0.01)


def test_gaps_stay_gaps_and_disorder_is_sorted() -> None:
    """Nothing is made up for seconds that are missing, and no sample is counted twice."""
    order = np.concatenate([np.arange(100), [101, 100], np.arange(102, 200), np.arange(300, 400), [399, 399]])
    data = csv_of(["time", "ax", "ay", "az"], [T[order], *xyz(WALK.acceleration_m_s2[order])])
    log = read_sensor_log(data, "log.csv")
    assert len(log.time_s) == 300
    assert (np.diff(log.time_s) > 0).all()
    assert np.diff(log.time_s).max() == pytest.approx(2.02)


def test_a_clock_of_whole_seconds_is_spread_over_the_samples() -> None:
    """Fifty samples of one second are not one sample."""
    data = csv_of(["time", "ax", "ay", "az"], [np.floor(T), *xyz(WALK.acceleration_m_s2)], digits=3)
    log = read_sensor_log(data, "log.csv")
    assert log.time_s == pytest.approx(T, abs=1e-6)
    assert any("coarser" in note for note in log.notes)


def test_a_clock_that_begins_anew_goes_on() -> None:
    """Two recordings in one file follow one another, and are not shuffled."""
    times_s = np.where(T < 4.0, T, T - 4.0)
    log = read_sensor_log(
        csv_of(["time", "ax", "ay", "az"], [times_s, *xyz(WALK.acceleration_m_s2)]), "log.csv"
    )
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=1e-5)
    assert log.duration_s == pytest.approx(T[-1], abs=0.03)


def test_a_sample_of_another_year_is_left_out() -> None:
    """One broken time must not make a log of decades, of which a detector would make a grid."""
    times_s = T.copy()
    times_s[[0, 300]] = [-1.7e9, 1.7e9]
    log = read_sensor_log(
        csv_of(["time_s", "ax", "ay", "az"], [times_s, *xyz(WALK.acceleration_m_s2)]), "log.csv"
    )
    assert log.duration_s < 10.0
    assert len(log.time_s) == len(T) - 2


def test_broken_cells_and_rows_cost_no_more_than_themselves() -> None:
    """Words among the numbers, a row cut off, bytes that are no text."""
    lines = csv_of(["time", "ax", "ay", "az"], [T, *xyz(WALK.acceleration_m_s2)]).splitlines()
    lines[10] = b"0.09,oops,1,2"
    lines[20] = b"0.19,1"
    lines[30] = b"\xff\xfe\x80,1,2,3"
    lines[40] = b"0.39,nan,inf,-"
    lines[-1] = lines[-1][:9]
    log = read_sensor_log(b"\r\n".join(lines), "log.csv")
    assert len(log.time_s) == len(T) - 5
    assert np.isfinite(log.acceleration_m_s2).all()


def test_accelerations_whose_headings_name_the_wrong_unit_are_told_by_their_rest() -> None:
    """Somebody who stands still feels 9.81 m/s², whatever the headings say."""
    data = csv_of(["time", "acc_x (g)", "acc_y (g)", "acc_z (g)"], [T, *xyz(WALK.acceleration_m_s2)])
    log = read_sensor_log(data, "log.csv")
    assert_is_the_walk(log, has_gyroscope=False)
    assert any("at rest" in note for note in log.notes)


def test_counts_of_a_sensor_are_scaled_by_its_rest() -> None:
    """A bare chip counts 4,096 to the g."""
    data = csv_of(["time", "ax", "ay", "az"], [T, *xyz(np.rint(WALK.acceleration_m_s2 / G * 4096))], digits=2)
    log = read_sensor_log(data, "log.csv")
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=0.02)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_the_encoding_of_a_log_does_not_matter(encoding: str) -> None:
    """Windows writes marks before texts, and some apps write no UTF-8."""
    text = DIALECTS["AndroSensor"][1].decode()
    assert_is_the_walk(read_sensor_log(text.encode(encoding), "log.csv"))


def test_a_compressed_log_is_read() -> None:
    """As a download or a script leaves it."""
    assert_is_the_walk(read_sensor_log(gzip.compress(DIALECTS["phyphox"][1]), "log.csv.gz"))


# --- What is no log ----------------------------------------------------------------------------------

SHUFFLED = np.random.default_rng(1).permutation(len(T))
HUGE_ROW = b"time," + b",".join(b"x%d" % place for place in range(600)) + b"\n" + b"1," * 600 + b"1\n"

REFUSED: dict[str, tuple[bytes, type[FileRefused], str]] = {
    "nothing": (b"", EmptyFile, "empty"),
    "blanks": (b" \n\n  \n", UnknownFormat, "blanks"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), UnknownFormat, "picture"),
    "noise": (np.random.default_rng(0).bytes(5000), FileRefused, "."),
    "prose": (b"Dear diary, today I ran backward.\nIt was fun, hard, and long.\n", NotASensorLog, "no table"),
    "other columns": (b"date,heart rate,steps\n2026-04-01,120,5000\n", NotASensorLog, "no table"),
    "JSON": (b'{"a": [1, 2, 3]}', UnknownFormat, "JSON"),
    "headings alone": (b"time,ax,ay,az\n", NotASensorLog, "no table"),
    "one sample": (b"time,ax,ay,az\n0,1,2,9\n", NotASensorLog, "fewer than two"),
    "no number": (b"time,ax,ay,az\n0,a,b,c\n1,a,b,c\n", NotASensorLog, "fewer than two"),
    "no times": (b"ax,ay,az\n1,2,9\n1,2,9\n", NotASensorLog, "no column of times"),
    "a gyroscope alone": (b"time,wx,wy,wz\n0,1,2,3\n1,1,2,3\n", NotASensorLog, "holds rotation"),
    "times in no order": (
        csv_of(["time", "ax", "ay", "az"], [T[SHUFFLED], *xyz(WALK.acceleration_m_s2)]),
        DamagedFile,
        "back and forth",
    ),
    "commas for everything": (
        csv_of(["time", "ax", "ay", "az"], [T, *xyz(WALK.acceleration_m_s2)], comma=True),
        DamagedFile,
        "commas divide",
    ),
    "too many columns": (HUGE_ROW, NotASensorLog, "no table"),
    "an archive without a table": (
        zip_of({"notes.txt": b"hello", "a.jpg": b"\xff\xd8\xff"}),
        NotASensorLog,
        "no table",
    ),
    "a damaged archive": (zip_of(ANDROID)[:3000], FileRefused, "."),
    "FIT without an accelerometer": (
        struct.pack("<BBHI4sH", 14, 0x20, 2132, 0, b".FIT", 0) + b"\0\0",
        NotASensorLog,
        "no samples of an accelerometer",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sensor_log_is_refused_in_words(name: str) -> None:
    """What was found, what is read, and what to do; never a traceback."""
    data, error, found = REFUSED[name]
    with pytest.raises(error, match=found) as refusal:
        read_sensor_log(data, "log.csv")
    assert refusal.value.allowed
    assert refusal.value.remedy


def test_a_log_of_too_many_rows_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded, whatever comes."""
    monkeypatch.setattr(sensor_table, "MOST_ROWS", 100)
    with pytest.raises(TooLarge, match="401 rows"):
        read_sensor_log(DIALECTS["ax to wz"][1], "log.csv")


def test_a_log_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where an archive holds many tables."""
    archive = zip_of(ANDROID)
    monkeypatch.setattr(sensor_log, "LARGEST_UNPACKED", len(archive))
    with pytest.raises(TooLarge, match="tables"):
        read_sensor_log(archive, "log.zip")
    with pytest.raises(TooLarge, match="sensor log holds"):
        read_sensor_log(archive + b" ", "log.zip")


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from([*DIALECTS, *WITHOUT_GYROSCOPE]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), min_size=1, max_size=6),
)
def test_damage_anywhere_gives_a_log_or_a_refusal(name: str, cuts: list[tuple[float, bytes]]) -> None:
    """A reader never raises what is not ours, and never hands out what is no number."""
    data = bytearray((DIALECTS | WITHOUT_GYROSCOPE)[name][1][:6000])
    for place, garbage in cuts:
        at = round(place * len(data))
        data[at : at + len(garbage)] = garbage
    try:
        log = read_sensor_log(bytes(data), "log.csv")
    except FileRefused:
        return
    assert np.isfinite(log.acceleration_m_s2).all()
    assert (np.diff(log.time_s) > 0).all()
    assert log.rotation_rad_s is None or np.isfinite(log.rotation_rad_s).all()


@given(order=st.permutations(range(7)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_columns_does_not_matter(order: list[int]) -> None:
    """They are told by their words."""
    names = ["time", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    columns = [T, *both()]
    data = csv_of([names[at] for at in order], [columns[at][:300] for at in order])
    log = read_sensor_log(data, "log.csv")
    assert np.abs(log.acceleration_m_s2 - WALK.acceleration_m_s2[:300]).max() <= 1e-5


def test_headings_of_sensors_are_told_from_those_of_others() -> None:
    """Neither a magnetometer nor an orientation is an acceleration."""
    from backstride.formats.sensor_columns import sensors

    others = ("magX", "Bx", "Euler_X", "Orientation x (deg)", "quaternionX", "FreeAcc_X", "velocity_x")
    for heading in others:
        assert sensors([heading.replace("X", a).replace("x", a.lower()) for a in "XYZ"]) == (), heading
    assert len(list(itertools.chain(sensors(["a_x", "a_y"])))) == 0
