"""Motion sensors in FIT files."""

from datetime import UTC, datetime

import numpy as np
import pytest
from tests.formats.sensor_logs import GRAVITY_M_S2, walk

from backstride.formats.fit import read_fit
from backstride.formats.fit.encode import BaseType, FitField, FitMessage, file_id, fit_file, fit_time
from backstride.formats.fit.motion import motion_of
from backstride.formats.sensor_log import read_sensor_log
from backstride.recording import FloatArray

START = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
ZERO = fit_time(START)
BURST = 25
WALK = walk(rate_hz=100.0)
DEGREES = 180 / np.pi


def message(number: int, *fields: tuple[int, BaseType, object]) -> FitMessage:
    """A message of some fields; an array becomes one of whole numbers or of decimals."""
    made = []
    for field, kind, value in fields:
        of_kind = value
        if isinstance(value, np.ndarray):
            is_decimal = kind is BaseType.FLOAT32
            of_kind = tuple(float(each) if is_decimal else round(float(each)) for each in value)
        made.append(FitField(field, kind, of_kind))  # type: ignore[arg-type]  # checked when it is written
    return FitMessage(number, tuple(made))


def bursts(
    number: int,
    values: FloatArray,
    fields: tuple[int, int, int],
    kind: BaseType,
    *,
    zero_s: int = ZERO,
    has_offsets: bool = True,
) -> list[FitMessage]:
    """Samples as a watch writes them: a quarter of a second in each message."""
    made = []
    for first in range(0, len(values), BURST):
        start_s = WALK.times_s[first] + 3.0
        part = values[first : first + BURST]
        offsets = (WALK.times_s[first : first + len(part)] - WALK.times_s[first]) * 1000.0
        made.append(
            message(
                number,
                (253, BaseType.UINT32, zero_s + int(start_s)),
                (0, BaseType.UINT16, round(start_s % 1 * 1000)),
                *(((1, BaseType.UINT16, offsets),) if has_offsets else ()),
                *((field, kind, column) for field, column in zip(fields, part.T, strict=True)),
            )
        )
    return made


def calibration(
    kind: int,
    factor: int,
    divisor: int,
    *,
    at_s: int = ZERO,
    shift: int = 32_768,
    offset: tuple[int, int, int] = (0, 0, 0),
    matrix: tuple[int, ...] = (65_535, 0, 0, 0, 65_535, 0, 0, 0, 65_535),
) -> FitMessage:
    """How raw counts of one sensor become its unit."""
    return message(
        167,
        (253, BaseType.UINT32, at_s),
        (0, BaseType.ENUM, kind),
        (1, BaseType.UINT32, factor),
        (2, BaseType.UINT32, divisor),
        (3, BaseType.UINT32, shift),
        (4, BaseType.SINT32, offset),
        (5, BaseType.SINT32, matrix),
    )


def records(count: int = 20) -> list[FitMessage]:
    """One record a second."""
    return [
        message(20, (253, BaseType.UINT32, ZERO + second), (3, BaseType.UINT8, 120))
        for second in range(count)
    ]


def written(*messages: FitMessage) -> bytes:
    """A FIT activity file."""
    return fit_file([file_id(created_s=ZERO), *messages])


IN_G = WALK.acceleration_m_s2 / GRAVITY_M_S2
IN_DEGREES = WALK.rotation_rad_s * DEGREES
CALIBRATED = bursts(165, IN_G, (5, 6, 7), BaseType.FLOAT32)
TURNING = bursts(164, IN_DEGREES, (5, 6, 7), BaseType.FLOAT32)


def test_calibrated_samples_are_the_motion_of_the_recording() -> None:
    """In its own time: the sensor was switched on three seconds after it began."""
    (recording,) = read_fit(written(*records(), *CALIBRATED, *TURNING))
    log = motion_of(recording)
    assert log is not None
    assert log.start_s == pytest.approx(3.0, abs=1e-3)
    assert log.time_s == pytest.approx(WALK.times_s, abs=2e-3)
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=1e-4)
    assert log.rotation_rad_s is not None
    assert log.rotation_rad_s == pytest.approx(WALK.rotation_rad_s, abs=1e-4)
    assert log.place is None


def test_compressed_samples_are_in_thousandths_of_g() -> None:
    """The third kind of field, which newer watches write."""
    log = read_sensor_log(written(*bursts(165, IN_G * 1000, (8, 9, 10), BaseType.SINT16)), "run.fit")
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=0.01)
    assert log.rotation_rad_s is None


def test_raw_counts_are_calibrated_shifted_and_turned() -> None:
    """By the message that says how; x of the sensor is minus y of the device here, and y is x."""
    counts = np.column_stack([-IN_G[:, 1], IN_G[:, 0], IN_G[:, 2]]) * 2048 + 32_768 + np.array([5, -7, 11])
    rates = np.column_stack([-IN_DEGREES[:, 1], IN_DEGREES[:, 0], IN_DEGREES[:, 2]]) * 16.4 + 32_768
    turned = (0, 65_535, 0, -65_535, 0, 0, 0, 0, 65_535)
    data = written(
        calibration(0, 1, 2048, offset=(5, -7, 11), matrix=turned),
        calibration(1, 5, 82, matrix=turned),
        *bursts(165, counts, (2, 3, 4), BaseType.UINT16),
        *bursts(164, rates, (2, 3, 4), BaseType.UINT16),
    )
    log = read_sensor_log(data, "run.fit")
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=0.01)
    assert log.rotation_rad_s is not None
    assert log.rotation_rad_s == pytest.approx(WALK.rotation_rad_s, abs=0.01)


def test_a_calibration_holds_until_the_next_one() -> None:
    """A sensor may be calibrated anew on the way, and what was read before stays as it was."""
    is_late = WALK.times_s >= 5.0
    counts = IN_G * np.where(is_late, 1000, 2000)[:, np.newaxis] + 32_768
    data = written(
        calibration(0, 1, 1000, at_s=ZERO + 8),
        calibration(0, 1, 2000),
        *bursts(165, counts, (2, 3, 4), BaseType.UINT16),
    )
    log = read_sensor_log(data, "run.fit")
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=0.02)


def test_raw_counts_without_a_calibration_are_scaled_by_their_rest() -> None:
    """And the log says so; rotations in counts are nobody's guess."""
    data = written(
        *bursts(165, IN_G * 4096 + 32_768, (2, 3, 4), BaseType.UINT16),
        *bursts(164, IN_DEGREES + 32_768, (2, 3, 4), BaseType.UINT16),
    )
    log = read_sensor_log(data, "run.fit")
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=0.05)
    assert any("raw counts" in note for note in log.notes)
    assert log.rotation_rad_s is None


def test_samples_without_offsets_lie_evenly_in_their_bursts() -> None:
    """Some devices leave the times of single samples out."""
    data = written(*bursts(165, IN_G, (5, 6, 7), BaseType.FLOAT32, has_offsets=False))
    log = read_sensor_log(data, "run.fit")
    assert log.time_s == pytest.approx(WALK.times_s, abs=2e-3)


def test_a_device_that_counts_from_when_it_was_switched_on_is_put_in_its_place() -> None:
    """A message that sets its own seconds beside a date says where."""
    correlation = message(162, (253, BaseType.UINT32, ZERO), (1, BaseType.UINT32, 500))
    own = bursts(165, IN_G, (5, 6, 7), BaseType.FLOAT32, zero_s=500)
    (recording,) = read_fit(written(*records(), correlation, *own))
    log = motion_of(recording)
    assert log is not None
    assert log.start_s == pytest.approx(3.0, abs=1e-3)


def test_a_recording_takes_the_samples_of_its_own_time_alone() -> None:
    """Of a file with two sessions each has its own."""
    (recording,) = read_fit(written(*records(3), *CALIBRATED))
    log = motion_of(recording)
    assert log is not None
    assert log.start_s + log.duration_s == pytest.approx(7.0, abs=0.02)
    late = bursts(165, IN_G, (5, 6, 7), BaseType.FLOAT32, zero_s=ZERO + 5000)
    (other,) = read_fit(written(*records(), *late))
    assert motion_of(other) is None


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [message(165, (253, BaseType.UINT32, ZERO))],
        [message(165, (253, BaseType.UINT32, ZERO), (5, BaseType.FLOAT32, (1.0, 2.0)))],
        [message(165, *((field, BaseType.FLOAT32, (1.0, 2.0)) for field in (5, 6, 7)))],
        [message(165, (253, BaseType.UINT32, ZERO), *((f, BaseType.STRING, "far") for f in (5, 6, 7)))],
        [
            message(
                165, (253, BaseType.UINT32, ZERO), *((f, BaseType.FLOAT32, (None, None)) for f in (5, 6, 7))
            )
        ],
        [message(167, (0, BaseType.ENUM, 0)), *bursts(164, IN_DEGREES, (2, 3, 4), BaseType.SINT16)],
    ],
    ids=["none", "empty", "one axis", "no time", "texts", "missing", "gyroscope alone"],
)
def test_a_recording_without_sound_accelerations_has_no_motion(messages: list[FitMessage]) -> None:
    """Whatever is odd in the messages, the recording is read."""
    (recording,) = read_fit(written(*records(), *messages))
    assert motion_of(recording) is None


def test_a_damaged_float_is_missing_without_a_warning() -> None:
    """Some bit patterns are no numbers but signals, at which a careless reader stops."""
    signal = message(165, (253, BaseType.UINT32, ZERO + 20), *((f, BaseType.FLOAT32, 0.0) for f in (5, 6, 7)))
    broken = FitMessage(
        165,
        (signal.fields[0], *(FitField(f, BaseType.FLOAT32, b"\x01\x00\xa0\x7f" * BURST) for f in (5, 6, 7))),
    )
    log = read_sensor_log(written(*CALIBRATED, broken), "run.fit")
    assert len(log.time_s) == len(WALK.times_s)


def test_a_calibration_that_divides_by_nothing_is_none() -> None:
    """Then the counts are scaled by their rest."""
    data = written(calibration(0, 1, 0), *bursts(165, IN_G * 4096 + 32_768, (2, 3, 4), BaseType.UINT16))
    log = read_sensor_log(data, "run.fit")
    assert log.acceleration_m_s2 == pytest.approx(WALK.acceleration_m_s2, abs=0.05)
