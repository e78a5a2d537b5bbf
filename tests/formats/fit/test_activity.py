"""What the messages of an activity mean: samples, laps, pauses, steps, sessions."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import fitdecode
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import NotAnActivity
from backstride.formats.fit import profile, read_fit
from backstride.formats.fit.activity import MOST_SESSIONS, SIMULATED_PRODUCT_NAME
from backstride.formats.fit.encode import (
    BaseType,
    DeveloperField,
    FitField,
    FitMessage,
    Value,
    developer_data_id,
    field_description,
    file_id,
    fit_file,
)
from backstride.recording import COLUMNS, Column, Device, Lap, Pause, Recording, Sport, Step

START_S = 1_100_000_000
STARTED_AT = datetime.fromtimestamp(START_S + profile.EPOCH_UNIX_S, UTC)
RUNNING, CYCLING, TRANSITION, SWIMMING = 1, 2, 3, 5

U8, U16, U32 = BaseType.UINT8, BaseType.UINT16, BaseType.UINT32
S8, S32 = BaseType.SINT8, BaseType.SINT32
ENUM, TEXT = BaseType.ENUM, BaseType.STRING

Developer = tuple[DeveloperField, ...]


def message(number: int, *fields: tuple[int, BaseType, Value], developer: Developer = ()) -> FitMessage:
    """A message of plain fields."""
    return FitMessage(number, tuple(FitField(*field) for field in fields), developer)


def record(at_s: float | None, *fields: tuple[int, BaseType, Value], developer: Developer = ()) -> FitMessage:
    """A record, at a time since the start."""
    time = None if at_s is None else START_S + int(at_s)
    return message(profile.RECORD, (profile.TIMESTAMP, U32, time), *fields, developer=developer)


def session(
    start_s: float | None = 0,
    *fields: tuple[int, BaseType, Value],
    sport: int | None = RUNNING,
    elapsed_s: float | None = None,
) -> FitMessage:
    """A session, at a time since the start."""
    start = None if start_s is None else START_S + int(start_s)
    elapsed = None if elapsed_s is None else round(1000 * elapsed_s)
    return message(profile.SESSION, (2, U32, start), (5, ENUM, sport), (7, U32, elapsed), *fields)


def lap(start_s: float, end_s: float, *fields: tuple[int, BaseType, Value]) -> FitMessage:
    """A lap with its duration."""
    elapsed = round(1000 * (end_s - start_s))
    times = (
        (profile.TIMESTAMP, U32, START_S + int(end_s)),
        (2, U32, START_S + int(start_s)),
        (7, U32, elapsed),
    )
    return message(profile.LAP, *times, *fields)


def timer(at_s: float, kind: int) -> FitMessage:
    """An event of the timer."""
    return message(
        profile.EVENT, (profile.TIMESTAMP, U32, START_S + int(at_s)), (0, ENUM, 0), (1, ENUM, kind)
    )


def read_all(*messages: FitMessage) -> tuple[Recording, ...]:
    """The recordings of an activity file of some messages."""
    return read_fit(fit_file([file_id(), *messages]))


def read(*messages: FitMessage) -> Recording:
    """The only recording of an activity file of some messages."""
    (recording,) = read_all(*messages)
    return recording


def seconds(count: int, *fields: tuple[int, BaseType, Value], start_s: int = 0) -> list[FitMessage]:
    """A record for each second."""
    return [record(start_s + k, *fields) for k in range(count)]


def slugs(recording: Recording) -> list[str]:
    """What was odd."""
    return [warning.slug for warning in recording.warnings]


def assert_column(recording: Recording, name: str, expected: Sequence[float]) -> None:
    """A column of the samples has these values."""
    np.testing.assert_allclose(getattr(recording.samples, name), expected, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    ("number", "base", "raw", "column", "value"),
    [
        (0, S32, 2**29, "latitude_deg", 45.0),
        (1, S32, -(2**30), "longitude_deg", -90.0),
        (2, U16, 3125, "altitude_m", 125.0),
        (78, U32, 3125, "altitude_m", 125.0),
        (5, U32, 123_456, "distance_m", 1234.56),
        (6, U16, 1389, "speed_m_s", 1.389),
        (73, U32, 1389, "speed_m_s", 1.389),
        (3, U8, 151, "heart_rate_bpm", 151.0),
        (41, U16, 2480, "stance_time_s", 0.248),
        (84, U16, 5012, "stance_balance_left", 0.5012),
        (85, U16, 9800, "step_length_m", 0.98),
        (39, U16, 876, "vertical_oscillation_m", 0.0876),
        (83, U16, 812, "vertical_ratio", 0.0812),
        (7, U16, 305, "power_w", 305.0),
        (13, S8, -7, "temperature_c", -7.0),
    ],
)
def test_a_field_of_a_record_fills_its_column(
    number: int, base: BaseType, raw: int, column: str, value: float
) -> None:
    """In SI units, with the scale and offset of the profile; a position needs both its parts."""
    both = [(number, base, raw)] + ([(1 - number, S32, 2**28)] if number < 2 else [])
    assert_column(read(record(0, *both)), column, [value])


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "elapsed_s"])
def test_a_column_that_no_field_fills_is_missing(column: str) -> None:
    """Missing is NaN, never zero."""
    assert np.isnan(getattr(read(*seconds(3, (50, U8, 1))).samples, column)).all()


def test_a_run_at_sea_level_keeps_its_altitude() -> None:
    """Zero is a number."""
    assert_column(read(*seconds(2, (78, U32, 2500))), "altitude_m", [0.0, 0.0])


def test_standing_still_keeps_its_speed_and_distance() -> None:
    """Zero is a number here too."""
    recording = read(*seconds(2, (5, U32, 0), (73, U32, 0)))
    assert_column(recording, "speed_m_s", [0.0, 0.0])
    assert_column(recording, "distance_m", [0.0, 0.0])


def test_a_heart_rate_of_zero_is_missing() -> None:
    """A strap without contact says zero; nobody's heart stood still. There is nothing to warn of."""
    recording = read(record(0, (3, U8, 120)), record(1, (3, U8, 0)))
    assert_column(recording, "heart_rate_bpm", [120.0, np.nan])
    assert slugs(recording) == []


def test_the_enhanced_fields_win_over_the_short_ones() -> None:
    """They are finer, and do not end at 65 m/s; the short ones fill their gaps."""
    fields = ((6, U16, 1000), (2, U16, 2600))
    recording = read(
        record(0, *fields, (73, U32, 1001), (78, U32, 2605)),
        record(1, *fields, (73, U32, None), (78, U32, None)),
    )
    assert_column(recording, "speed_m_s", [1.001, 1.0])
    assert_column(recording, "altitude_m", [21.0, 20.0])


@pytest.mark.parametrize(
    ("fields", "expected_spm"),
    [
        ([(4, U8, 79), (53, U8, 64)], 159.0),
        ([(4, U8, 79), (53, U8, 0)], 158.0),
        ([(4, U8, 79), (53, U8, None)], 158.0),
        ([(4, U8, 79)], 158.0),
        ([(52, U16, round(79.5 * 256))], 159.0),
        ([(4, U8, 70), (52, U16, round(79.5 * 256))], 159.0),
        ([(4, U8, 0), (53, U8, 0)], 0.0),
        ([(4, U8, None), (53, U8, 64)], np.nan),
    ],
)
def test_cadence_on_foot_is_in_steps_of_both_feet(
    fields: list[tuple[int, BaseType, Value]], expected_spm: float
) -> None:
    """Watches count strides and their fraction: 79 and a half are 159 steps."""
    assert_column(read(record(0, *fields), session()), "cadence_spm", [expected_spm])


def test_cadence_on_a_bicycle_is_no_steps() -> None:
    """Revolutions of the crank are kept as they are, beside the columns."""
    recording = read(record(0, (4, U8, 90), (53, U8, 64)), session(sport=CYCLING))
    assert np.isnan(recording.samples.cadence_spm).all()
    assert recording.extra["cadence"].values.tolist() == [90.5]
    assert recording.extra["cadence"].unit == "1/min"


def test_cadence_on_foot_stands_in_one_place_only() -> None:
    """One canonical column, so that nobody doubles it again."""
    assert "cadence" not in read(record(0, (4, U8, 79), (53, U8, 64)), session()).extra


def packed(speed_cm_s: int, distance_16ths: int) -> tuple[int, BaseType, Value]:
    """Speed and distance in three bytes, twelve bits each."""
    both = speed_cm_s | (distance_16ths & 0xFFF) << 12
    return (8, BaseType.BYTE, both.to_bytes(3, "little"))


def test_speed_and_distance_come_out_of_three_bytes() -> None:
    """The distance counts sixteenths of a metre up to 256 m, and begins again."""
    total_16ths = [16 * 50 * k for k in range(12)]
    recording = read(*(record(10 * k, packed(500, d)) for k, d in enumerate(total_16ths)))
    assert_column(recording, "speed_m_s", [5.0] * 12)
    assert_column(recording, "distance_m", [50.0 * k for k in range(12)])


def test_a_packed_byte_of_255_is_a_value() -> None:
    """Only three such bytes together are the sentinel: 2.55 m/s is a speed."""
    missing = (8, BaseType.BYTE, b"\xff\xff\xff")
    recording = read(record(0, packed(255, 0)), record(1, missing), record(2, packed(255, 255 << 4)))
    assert_column(recording, "speed_m_s", [2.55, np.nan, 2.55])
    assert_column(recording, "distance_m", [0.0, np.nan, 255.0])


def test_a_field_that_holds_no_number_becomes_missing_with_a_warning() -> None:
    """One odd field does not reject the file, nor does its first byte pass for a speed."""
    recording = read(*seconds(3, (73, U32, b"\x05\x06\x07"), (3, U8, 120)))
    assert np.isnan(recording.samples.speed_m_s).all()
    assert_column(recording, "heart_rate_bpm", [120.0] * 3)
    assert slugs(recording) == ["odd-values"]
    assert recording.warnings[0].message == "Speed: 3 values cannot be right, and count as missing."


def test_an_impossible_value_becomes_missing_with_a_warning() -> None:
    """A balance of 160 % is none."""
    recording = read(record(0, (84, U16, 16_000)), record(1, (84, U16, 5000)))
    assert_column(recording, "stance_balance_left", [np.nan, 0.5])
    assert slugs(recording) == ["odd-values"]


def test_unknown_fields_are_kept_by_number_and_known_ones_by_name() -> None:
    """Nothing that a file held is lost; a known field has its unit."""
    recording = read(*seconds(2, (200, U16, 7), (108, U16, 2150), (42, ENUM, None)))
    assert set(recording.extra) == {"field_200", "enhanced_respiration_rate", "activity_type"}
    assert recording.extra["field_200"].values.tolist() == [7.0, 7.0]
    breath = recording.extra["enhanced_respiration_rate"]
    assert (breath.values.tolist(), breath.unit, breath.developer) == ([21.5, 21.5], "1/min", False)
    assert np.isnan(recording.extra["activity_type"].values).all()


def test_further_columns_have_a_value_for_each_sample() -> None:
    """They are sorted and joined as the samples are, arrays too."""
    recording = read(record(2, (200, U8, 3)), record(0, (200, U8, 1)), record(0, (200, U8, 9)))
    assert recording.extra["field_200"].values.tolist() == [1.0, 3.0]
    arrays = read(record(2, (200, U8, (3, 4))), record(0, (200, U8, (1, None))))
    np.testing.assert_array_equal(arrays.extra["field_200"].values, [[1, np.nan], [3, 4]])


def test_other_messages_are_kept_as_tables() -> None:
    """By name where the message is known, by number where not; raw, whatever their fields."""
    unknown = message(65_283, (profile.TIMESTAMP, U32, START_S), (1, TEXT, "secret"), (2, U8, (1, 2)))
    recording = read(record(0), unknown, message(profile.DEVICE_INFO, (4, U16, 22)))
    assert {"file_id", "device_info", "message_65283"} == set(recording.messages)
    table = recording.messages["message_65283"]
    assert table["timestamp"].values.tolist() == [START_S]
    assert table["field_1"].values.tolist() == ["secret"]
    assert table["field_2"].values.tolist() == [[1.0, 2.0]]
    assert recording.messages["device_info"]["field_4"].values.tolist() == [22.0]


APP = (developer_data_id(0), field_description(0, 7, BaseType.UINT16, "Form Power", unit="Watts"))


def test_a_developer_field_has_the_name_and_unit_of_its_description() -> None:
    """And lives beside the columns, marked as an app's."""
    recording = read(*APP, *(record(k, developer=(DeveloperField(0, 7, U16, 70 + k),)) for k in range(3)))
    form = recording.extra["Form Power"]
    assert (form.values.tolist(), form.unit, form.developer) == ([70.0, 71.0, 72.0], "Watts", True)


def test_a_developer_field_is_scaled_as_its_description_says() -> None:
    """Divided by the scale, less the offset."""
    scaled = FitMessage(
        profile.FIELD_DESCRIPTION,
        (*APP[1].fields, FitField(6, U8, 10), FitField(7, S8, -5)),
    )
    recording = read(APP[0], scaled, record(0, developer=(DeveloperField(0, 7, U16, 251),)))
    assert recording.extra["Form Power"].values.tolist() == [30.1]


def test_a_developer_field_with_a_native_name_takes_nothing_away() -> None:
    """Each app names as it likes; the device's own distance stays in its column."""
    described = field_description(0, 1, BaseType.FLOAT32, "distance", unit="km", native=(20, 5))
    again = field_description(0, 2, BaseType.UINT8, "grade")
    own = (DeveloperField(0, 1, BaseType.FLOAT32, 9.5), DeveloperField(0, 2, U8, 3))
    recording = read(
        APP[0], described, again, record(0, (5, U32, 5000), (9, BaseType.SINT16, 150), developer=own)
    )
    assert_column(recording, "distance_m", [50.0])
    assert recording.extra["distance"].values.tolist() == [9.5]
    assert recording.extra["grade"].values.tolist() == [1.5]
    assert recording.extra["grade'"].values.tolist() == [3.0]


def test_a_developer_field_without_a_description_is_kept_by_number() -> None:
    """As bytes, since nobody says how to read them."""
    recording = read(record(0, developer=(DeveloperField(2, 9, U16, 0x0201),)))
    assert recording.extra["developer_2_field_9"].values.tolist() == [[1.0, 2.0]]


def test_developer_fields_may_be_texts_arrays_or_empty() -> None:
    """Whatever an app writes; a field of size zero is passed over."""
    descriptions = [
        field_description(0, 1, BaseType.STRING, "mood"),
        field_description(0, 2, BaseType.SINT16, "strain"),
        field_description(0, 3, BaseType.UINT8, "nothing"),
    ]
    own = (
        DeveloperField(0, 1, TEXT, "fine"),
        DeveloperField(0, 2, BaseType.SINT16, (-1, None, 3)),
        DeveloperField(0, 3, U8, b""),
    )
    recording = read(APP[0], *descriptions, record(0, (3, U8, 99), developer=own))
    assert recording.extra["mood"].values.tolist() == ["fine"]
    np.testing.assert_array_equal(recording.extra["strain"].values, [[-1, np.nan, 3]])
    assert "nothing" not in recording.extra
    assert_column(recording, "heart_rate_bpm", [99.0])


def test_developer_fields_of_other_messages_are_kept_too() -> None:
    """Apps write totals into the session."""
    total = DeveloperField(0, 7, U16, 250)
    with_total = FitMessage(profile.SESSION, session().fields, (total,))
    recording = read(*APP, record(0), with_total)
    kept = recording.messages["session"]["Form Power"]
    assert (kept.values.tolist(), kept.unit, kept.developer) == ([250.0], "Watts", True)


def test_developer_fields_come_and_go_with_the_definitions() -> None:
    """Samples before an app started have its field missing."""
    own = (DeveloperField(0, 7, U16, 80),)
    recording = read(*APP, record(0), record(1, developer=own), record(2))
    np.testing.assert_array_equal(recording.extra["Form Power"].values, [np.nan, 80, np.nan])


def test_stored_beats_give_the_heart_rate_that_the_records_lack() -> None:
    """Straps for swimmers send it afterwards, as messages of their own."""
    beats = message(
        profile.HEART_RATE, (profile.TIMESTAMP, U32, START_S), (6, U8, (101, 102)), (9, U32, (1024, 2048))
    )
    for own in ((), ((3, U8, None),), ((3, U8, 0),)):
        assert_column(read(*seconds(3, *own), beats), "heart_rate_bpm", [101.0, 102.0, 102.0])


def test_stored_beats_do_not_replace_what_the_records_have() -> None:
    """They fill gaps only."""
    beats = message(profile.HEART_RATE, (profile.TIMESTAMP, U32, START_S), (6, U8, 101), (9, U32, 1024))
    recording = read(record(0, (3, U8, 90)), record(1, (3, U8, None)), beats)
    assert_column(recording, "heart_rate_bpm", [90.0, 101.0])


def test_samples_out_of_order_are_sorted() -> None:
    """No negative step comes out of the reader."""
    recording = read(*(record(k, (3, U8, 100 + k)) for k in (0, 3, 1, 2)))
    assert_column(recording, "elapsed_s", [0, 1, 2, 3])
    assert_column(recording, "heart_rate_bpm", [100, 101, 102, 103])
    assert slugs(recording) == ["times-out-of-order"]


def test_samples_of_the_same_time_are_joined() -> None:
    """Of each quantity the first known value counts."""
    recording = read(
        record(0, (3, U8, None), (7, U16, 200)), record(0, (3, U8, 120), (7, U16, 300)), record(1)
    )
    assert_column(recording, "heart_rate_bpm", [120, np.nan])
    assert_column(recording, "power_w", [200, np.nan])
    assert slugs(recording) == ["times-double"]


def test_a_sample_without_a_time_is_left_out_with_a_warning() -> None:
    """Nobody can tell where it belongs."""
    recording = read(record(0), record(None), record(1))
    assert_column(recording, "elapsed_s", [0, 1])
    assert slugs(recording) == ["samples-without-time"]


def test_no_recording_starts_in_1989() -> None:
    """A date before 2000 is no date: the sample is left out, or the start is unknown."""
    zero = message(profile.RECORD, (profile.TIMESTAMP, U32, 0))
    some = read(zero, *seconds(2))
    assert some.started_at == STARTED_AT
    assert slugs(some) == ["date-before-2000", "samples-without-time"]
    unset = read(*(message(profile.RECORD, (profile.TIMESTAMP, U32, 100 + k), (3, U8, 99)) for k in range(3)))
    assert unset.started_at is None
    assert_column(unset, "elapsed_s", [0, 1, 2])
    assert slugs(unset) == ["clock-not-set"]


def test_a_clock_that_was_set_moves_samples_laps_and_pauses_alike() -> None:
    """Found with a satellite after a minute, 400 days later: the session goes on as one."""
    jump_s = 400 * 86_400
    later = 60 + jump_s
    recording = read(
        *seconds(60),
        timer(later + 10, 4),
        timer(later + 20, 0),
        *seconds(60, start_s=later),
        lap(0, 60),
        lap(later, later + 59),
        session(elapsed_s=119),
    )
    assert slugs(recording) == ["clock-was-set"]
    assert recording.end_s == 119.0
    assert [(each.start_s, each.end_s) for each in recording.laps] == [(0, 60), (60, 119)]
    assert recording.pauses == (Pause(start_s=70.0, end_s=80.0),)


def test_a_record_that_holds_nothing_but_its_time_is_a_sample() -> None:
    """The watch was on, and nothing was measured."""
    empty = FitMessage(profile.RECORD, (), time_offset_s=(START_S + 7) & 31)
    recording = read(record(0, (3, U8, 90)), empty)
    assert_column(recording, "elapsed_s", [0, 7])
    assert_column(recording, "heart_rate_bpm", [90, np.nan])


def test_the_start_is_that_of_the_session() -> None:
    """The first sample may come some seconds later."""
    recording = read(*seconds(3, start_s=5), session(0))
    assert recording.started_at == STARTED_AT
    assert_column(recording, "elapsed_s", [5, 6, 7])


@pytest.mark.parametrize("start_s", [-3700, -86_400, 10])
def test_a_session_whose_start_cannot_be_right_starts_with_its_first_sample(start_s: int) -> None:
    """More than an hour too early, or later than what it holds."""
    recording = read(*seconds(3), session(start_s))
    assert recording.started_at == STARTED_AT
    assert_column(recording, "elapsed_s", [0, 1, 2])


def test_five_sessions_are_five_recordings() -> None:
    """A triathlon with its transitions: samples, laps, pauses, sport and distance each where they belong."""
    sports = [SWIMMING, TRANSITION, CYCLING, TRANSITION, RUNNING]
    messages: list[FitMessage] = []
    for leg in range(5):
        start_s = 100 * leg
        messages += [record(start_s + k, (3, U8, 100 + leg)) for k in range(100)]
        messages += [timer(start_s + 20, 4), timer(start_s + 30, 0)]
        messages += [lap(start_s, start_s + 50), lap(start_s + 50, start_s + 100)]
    totals = [(9, U32, 100_000 * (leg + 1)) for leg in range(5)]
    messages += [
        session(100 * leg, totals[leg], sport=sport, elapsed_s=100) for leg, sport in enumerate(sports)
    ]
    recordings = read_all(*messages)
    assert [recording.sport.sport_id for recording in recordings] == sports
    for leg, recording in enumerate(recordings):
        assert recording.started_at == STARTED_AT + timedelta(seconds=100 * leg)
        assert_column(recording, "elapsed_s", range(100))
        assert_column(recording, "heart_rate_bpm", [100 + leg] * 100)
        assert [(each.start_s, each.end_s) for each in recording.laps] == [(0, 50), (50, 100)]
        assert recording.pauses == (Pause(start_s=20, end_s=30),)
        assert recording.device_distance_m == 1000.0 * (leg + 1)


def test_sessions_are_sorted_by_their_start() -> None:
    """Some devices write the last one first."""
    recordings = read_all(*seconds(20), session(10, sport=CYCLING), session(0, sport=SWIMMING))
    assert [(each.sport.name, len(each.samples)) for each in recordings] == [
        ("swimming", 10),
        ("cycling", 10),
    ]


def test_no_end_of_sessions_is_cut_with_a_warning() -> None:
    """Each costs a recording, and no device writes thousands."""
    count = MOST_SESSIONS + 5
    recordings = read_all(*seconds(count), *(session(k) for k in range(count)))
    assert len(recordings) == MOST_SESSIONS
    assert sum(len(each.samples) for each in recordings) == count
    assert slugs(recordings[0]) == ["damaged-messages"]
    assert f"holds {count} sessions" in recordings[0].warnings[0].message


def test_a_session_without_records_is_kept() -> None:
    """Typed in by hand, or a pool swim: laps and totals are all there is."""
    recording = read(
        lap(0, 600, (9, U32, 50_000)), lap(600, 1200), session(0, (9, U32, 100_000), elapsed_s=1200)
    )
    assert len(recording.samples) == 0
    assert recording.started_at == STARTED_AT
    assert recording.distance_m == 1000.0
    assert [(each.start_s, each.end_s, each.distance_m) for each in recording.laps] == [
        (0, 600, 500.0),
        (600, 1200, None),
    ]


def test_a_session_with_an_end_and_a_duration_has_a_start() -> None:
    """The one follows from the other two."""
    ended = session(None, (profile.TIMESTAMP, U32, START_S + 90), elapsed_s=90)
    assert read(ended).started_at == STARTED_AT


def test_records_without_a_session_are_kept() -> None:
    """A device that was switched off writes none; the sport message still says what it was."""
    recording = read(*seconds(3), message(profile.SPORT, (0, ENUM, RUNNING), (3, TEXT, "Morning run")))
    assert (len(recording.samples), recording.sport.name) == (3, "running")
    assert recording.names == {"profile": "Morning run"}
    assert read(*seconds(3)).sport == Sport()


def test_neither_records_nor_sessions_is_no_activity() -> None:
    """There is nothing to report on."""
    with pytest.raises(NotAnActivity, match="neither a sample with its time nor a session") as refusal:
        read(message(profile.ACTIVITY, (profile.TIMESTAMP, U32, START_S)))
    assert refusal.value.content == "no samples"


def test_a_lap_keeps_its_trigger_step_intensity_and_totals() -> None:
    """What tells later which stretch was which."""
    fields = ((24, ENUM, 0), (71, U16, 3), (23, ENUM, 4), (9, U32, 40_000), (8, U32, 95_500))
    recording = read(*seconds(120), lap(0, 100, *fields), lap(100, 119, (24, ENUM, 77), (23, ENUM, 99)))
    assert recording.laps[0] == Lap(
        start_s=0.0,
        end_s=100.0,
        trigger="manual",
        workout_step=3,
        intensity="recovery",
        distance_m=400.0,
        timer_s=95.5,
    )
    assert (recording.laps[1].trigger, recording.laps[1].intensity) == ("77", "99")


def test_a_lap_without_a_duration_ends_when_it_was_written() -> None:
    """Its own time is its end."""
    times = ((profile.TIMESTAMP, U32, START_S + 30), (2, U32, START_S))
    assert read(*seconds(60), message(profile.LAP, *times)).laps == (Lap(start_s=0.0, end_s=30.0),)


@pytest.mark.parametrize(
    "broken",
    [
        message(profile.LAP, (profile.TIMESTAMP, U32, START_S + 30)),
        message(profile.LAP, (2, U32, START_S)),
        message(profile.LAP, (profile.TIMESTAMP, U32, START_S), (2, U32, START_S + 30)),
        lap(9000, 9100),
    ],
)
def test_a_lap_that_cannot_be_placed_is_left_out(broken: FitMessage) -> None:
    """Without a start, without an end, ending before it starts, or beyond the recording."""
    recording = read(*seconds(60), broken, lap(0, 60))
    assert recording.laps == (Lap(start_s=0.0, end_s=60.0),)
    assert (
        len(
            recording.messages["lap"][
                "field_2" if "field_2" in recording.messages["lap"] else "timestamp"
            ].values
        )
        == 2
    )


def test_pauses_lie_between_a_stop_of_the_timer_and_its_next_start() -> None:
    """Whichever of the stops it was; a start without a stop, and a stop at the end, are no pauses."""
    events = [
        timer(0, 0),
        timer(10, 4),
        timer(15, 0),
        timer(15, 0),
        timer(20, 1),
        timer(21, 4),
        timer(30, 0),
        timer(59, 9),
    ]
    recording = read(*seconds(60), *events)
    assert recording.pauses == (Pause(start_s=10, end_s=15), Pause(start_s=20, end_s=30))


def test_other_events_make_no_pause() -> None:
    """A stop of the workout or of a lap is not one of the timer."""
    other = message(profile.EVENT, (profile.TIMESTAMP, U32, START_S + 10), (0, ENUM, 9), (1, ENUM, 4))
    assert read(*seconds(60), other, timer(20, 0)).pauses == ()


def step(index: int, *fields: tuple[int, BaseType, Value]) -> FitMessage:
    """A step of a workout."""
    return message(profile.WORKOUT_STEP, (profile.MESSAGE_INDEX, U16, index), *fields)


def test_the_steps_of_the_workout_come_with_the_recording() -> None:
    """Names, notes, intensity, and durations in seconds and metres; a repeat says what and how often."""
    steps = [
        step(0, (0, TEXT, "Warm up"), (1, ENUM, 0), (2, U32, 600_000), (7, ENUM, 2)),
        step(
            1,
            (0, TEXT, "Backward 100 m"),
            (1, ENUM, 1),
            (2, U32, 10_000),
            (7, ENUM, 0),
            (8, TEXT, "turn round"),
        ),
        step(2, (1, ENUM, 6), (2, U32, 1), (4, U32, 4)),
        step(3, (1, ENUM, 5), (7, ENUM, 3)),
    ]
    workout = message(profile.WORKOUT, (8, TEXT, "Retro repeats"))
    recording = read(*seconds(3), workout, *steps)
    assert recording.names == {"workout": "Retro repeats"}
    assert recording.steps == (
        Step(index=0, name="Warm up", intensity="warmup", duration_type="time", duration_value=600.0),
        Step(
            index=1,
            name="Backward 100 m",
            notes="turn round",
            intensity="active",
            duration_type="distance",
            duration_value=100.0,
        ),
        Step(
            index=2,
            duration_type="repeat_until_steps_completed",
            duration_value=1.0,
            repeat_from=1,
            repeats=4,
        ),
        Step(index=3, intensity="cooldown", duration_type="open"),
    )


def test_a_repeat_until_a_time_has_no_count() -> None:
    """What it is repeated until are milliseconds, not rounds."""
    (found,) = read(record(0), step(0, (1, ENUM, 7), (2, U32, 0), (4, U32, 600_000))).steps
    assert (found.duration_type, found.repeat_from, found.repeats) == ("repeat_until_time", 0, None)


def ended(local: Value, *, utc_s: int | None = START_S) -> FitMessage:
    """The message that ends an activity, with the time on the wall."""
    return message(profile.ACTIVITY, (profile.TIMESTAMP, U32, utc_s), (5, U32, local))


@pytest.mark.parametrize(
    ("slip_s", "offset_s"),
    [
        (3600, 3600),
        (0, 0),
        (-34_200, -34_200),
        (20_700, 20_700),
        (7203, 7200),
        (7198, 7200),
        (-50_400, -50_400),
    ],
)
def test_the_offset_from_utc_lies_on_a_quarter_of_an_hour(slip_s: int, offset_s: int) -> None:
    """Kathmandu is at 5:45; a device's own slip of some seconds is taken off."""
    assert read(record(0), ended(START_S + slip_s)).utc_offset_s == offset_s


@pytest.mark.parametrize("local", [START_S + 50_401, START_S - 90_000, 0, None])
def test_a_senseless_local_time_gives_no_offset(local: int | None) -> None:
    """No place is more than fourteen hours from UTC."""
    assert read(record(0), ended(local)).utc_offset_s is None


def test_an_unknown_sport_is_kept_with_its_numbers() -> None:
    """It may get a name one day; until then it is not refused."""
    sport = read(record(0), session(0, (6, ENUM, 251), sport=250)).sport
    assert sport == Sport(name="sport_250", sub_name="sub_sport_251", sport_id=250, sub_sport_id=251)


def test_a_known_sport_has_its_names_and_its_numbers() -> None:
    """A treadmill run needs no satellites."""
    sport = read(record(0), session(0, (6, ENUM, 1))).sport
    assert sport == Sport(name="running", sub_name="treadmill", sport_id=1, sub_sport_id=1)


def test_a_total_of_zero_beside_a_distance_that_counts_is_unknown() -> None:
    """Some devices leave it out with a zero; then the column says how far it was."""
    recording = read(*(record(k, (5, U32, 500 * k)) for k in range(4)), session(0, (9, U32, 0)))
    assert recording.device_distance_m is None
    assert recording.distance_m == 15.0
    standing = read(record(0, (5, U32, 0)), session(0, (9, U32, 0)))
    assert standing.device_distance_m == 0.0


def test_the_simulated_athlete_is_told_from_people() -> None:
    """By the product name that only its files carry."""
    for name, is_simulated in ((SIMULATED_PRODUCT_NAME, True), ("Forerunner", False), (None, False)):
        (recording,) = read_fit(fit_file([file_id(product_name=name), record(0)]))
        assert recording.is_simulated is is_simulated


def test_the_device_is_named_as_far_as_the_file_says() -> None:
    """Maker, product and software; unknown numbers stay numbers."""
    known = message(profile.FILE_ID, (0, ENUM, 4), (1, U16, 23), (2, U16, 50))
    creator = message(profile.FILE_CREATOR, (0, U16, 1650))
    (recording,) = read_fit(fit_file([known, creator, record(0)]))
    assert recording.device == Device(manufacturer="Suunto", product="50", software_version="16.5")
    unknown = message(profile.FILE_ID, (0, ENUM, 4), (1, U16, 9999))
    (other,) = read_fit(fit_file([unknown, record(0)]))
    assert other.device == Device(manufacturer="manufacturer 9999")


def arrays(recording: Recording) -> Iterable[np.ndarray]:
    """Every array of a recording."""
    yield from (getattr(recording.samples, name) for name in COLUMNS)
    tables: list[Iterable[Column]] = [
        recording.extra.values(),
        *(t.values() for t in recording.messages.values()),
    ]
    yield from (column.values for table in tables for column in table)


def test_no_array_of_a_recording_can_be_written_to() -> None:
    """What a device measured does not change under anybody's hands."""
    own = (DeveloperField(0, 7, U16, 80),)
    recording = read(*APP, record(0, (3, U8, 90), (200, U8, 1), (201, TEXT, "x"), developer=own), session())
    found = list(arrays(recording))
    assert len(found) > len(COLUMNS) + 5
    assert not any(array.flags.writeable for array in found)


def test_a_record_with_every_field_of_a_watch_agrees_with_fitdecode() -> None:
    """The names and units of the other library's profile give the same numbers."""
    fields = [(4, U8, 81), (53, U8, 32), (5, U32, 4321), (73, U32, 2764), (78, U32, 3333), (3, U8, 144)]
    fields += [
        (41, U16, 2511),
        (84, U16, 4987),
        (85, U16, 10_234),
        (39, U16, 901),
        (83, U16, 880),
        (7, U16, 288),
    ]
    data = fit_file([file_id(), record(0, *fields), session()])
    (recording,) = read_fit(data)
    with fitdecode.FitReader(io.BytesIO(data)) as frames:
        (theirs,) = (f for f in frames if isinstance(f, fitdecode.FitDataMessage) and f.name == "record")
    ours = recording.samples
    for column, name, factor in (
        (ours.distance_m, "distance", 1.0),
        (ours.speed_m_s, "enhanced_speed", 1.0),
        (ours.altitude_m, "enhanced_altitude", 1.0),
        (ours.heart_rate_bpm, "heart_rate", 1.0),
        (ours.stance_time_s, "stance_time", 1e-3),
        (ours.stance_balance_left, "stance_time_balance", 1e-2),
        (ours.step_length_m, "step_length", 1e-3),
        (ours.vertical_oscillation_m, "vertical_oscillation", 1e-3),
        (ours.vertical_ratio, "vertical_ratio", 1e-2),
        (ours.power_w, "power", 1.0),
    ):
        assert column[0] == pytest.approx(theirs.get_value(name) * factor), name
    both_feet = 2 * (theirs.get_value("cadence") + theirs.get_value("fractional_cadence"))
    assert ours.cadence_spm[0] == both_feet


COLUMN_FIELDS = {
    "heart_rate": (3, U8, "heart_rate_bpm", 1.0, 1, 254),
    "distance": (5, U32, "distance_m", 1.0, 0, 10**8),
    "enhanced_speed": (73, U32, "speed_m_s", 1.0, 0, 100_000),
    "enhanced_altitude": (78, U32, "altitude_m", 1.0, 0, 50_000),
    "power": (7, U16, "power_w", 1.0, 0, 4000),
    "temperature": (13, S8, "temperature_c", 1.0, -60, 60),
    "stance_time": (41, U16, "stance_time_s", 1e-3, 0, 40_000),
    "vertical_oscillation": (39, U16, "vertical_oscillation_m", 1e-3, 0, 9000),
}
"""Field, type, our column, what makes one of their unit ours, and possible raw values."""


@st.composite
def any_records(draw: st.DrawFn) -> list[FitMessage]:
    """Records one to nine seconds apart, each with some of the fields, some of them missing."""
    at_s, messages = 0, []
    for _ in range(draw(st.integers(1, 12))):
        at_s += draw(st.integers(1, 9))
        names = draw(st.lists(st.sampled_from(sorted(COLUMN_FIELDS)), unique=True))
        fields = []
        for name in names:
            number, base, _, _, low, high = COLUMN_FIELDS[name]
            fields.append((number, base, draw(st.none() | st.integers(low, high))))
        messages.append(record(at_s, *fields))
    return messages


@given(any_records(), st.booleans(), st.booleans())
def test_any_records_give_the_columns_that_fitdecode_gives(
    messages: list[FitMessage],
    big_endian: bool,  # noqa: FBT001 (Hypothesis fills it)
    redefine_each: bool,  # noqa: FBT001 (Hypothesis fills it)
) -> None:
    """Whatever fields a record has and lacks, in whatever order and layout."""
    data = fit_file([file_id(), *messages], big_endian=big_endian, redefine_each=redefine_each)
    (recording,) = read_fit(data)
    with fitdecode.FitReader(io.BytesIO(data)) as frames:
        theirs = [f for f in frames if isinstance(f, fitdecode.FitDataMessage) and f.name == "record"]
    started_at = theirs[0].get_value("timestamp")
    expected = [(each.get_value("timestamp") - started_at).total_seconds() for each in theirs]
    assert_column(recording, "elapsed_s", expected)
    assert recording.started_at == started_at
    for name, (_, _, column, factor, _, _) in COLUMN_FIELDS.items():
        values = [each.get_value(name, fallback=None) for each in theirs]
        assert_column(recording, column, [np.nan if v is None else float(v) * factor for v in values])
