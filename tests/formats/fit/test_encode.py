import io
import struct
from datetime import UTC, datetime, timedelta
from typing import Any

import fitdecode
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.formats.fit.encode import (
    SENTINELS,
    BaseType,
    Crc,
    DeveloperField,
    FieldLayout,
    FitField,
    FitMessage,
    Value,
    developer_data_id,
    encode,
    encode_definition,
    field_description,
    file_id,
    fit_file,
    fit_time,
    wrap,
)

START_S = 1_100_000_000
RECORD = 20


def read(data: bytes) -> list[Any]:
    """All data messages as fitdecode reads them, both checksums demanded."""
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as frames:
        return [frame for frame in frames if isinstance(frame, fitdecode.FitDataMessage)]


def record(heart_rate_bpm: Value, *, at_s: int = START_S) -> FitMessage:
    """A record with a time and a heart rate."""
    fields = (FitField(253, BaseType.UINT32, at_s), FitField(3, BaseType.UINT8, heart_rate_bpm))
    return FitMessage(RECORD, fields)


def bit_by_bit(data: bytes) -> bytes:
    """The checksum as its definition reads: x^16 + x^15 + x^2 + 1, bits reflected, from zero."""
    state = 0
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
    return struct.pack("<H", state)


def limits(base_type: BaseType) -> tuple[int, int]:
    """Least and greatest whole number of a base type, its sentinel left out."""
    bits = 8 * len(SENTINELS[base_type])
    if base_type.name.startswith("SINT"):
        return -(2 ** (bits - 1)), 2 ** (bits - 1) - 2
    return (1, 2**bits - 1) if base_type.name.endswith("Z") else (0, 2**bits - 2)


WHOLE = [
    kind
    for kind in BaseType
    if kind not in {BaseType.STRING, BaseType.BYTE, BaseType.FLOAT32, BaseType.FLOAT64}
]

whole_arrays = st.sampled_from(WHOLE).flatmap(
    lambda kind: st.tuples(
        st.just(kind), st.lists(st.none() | st.integers(*limits(kind)), min_size=2, max_size=12).map(tuple)
    )
)


def test_header_and_file_end_in_their_checksums() -> None:
    """Header and file each carry the checksum of all that stands before it, low byte first."""
    data = wrap(b"")
    assert data[12:14] == bit_by_bit(data[:12])
    assert data[14:] == bit_by_bit(data[:14])


@given(typed=whole_arrays, big_endian=st.booleans(), redefine_each=st.booleans())
def test_whole_numbers_of_every_type_and_order_come_back(
    *, typed: tuple[BaseType, tuple[int | None, ...]], big_endian: bool, redefine_each: bool
) -> None:
    """What is encoded is what the oracle decodes, missing values included."""
    kind, numbers = typed
    message = FitMessage(RECORD, (FitField(200, kind, numbers),))
    data = fit_file([file_id(), message, message], big_endian=big_endian, redefine_each=redefine_each)

    values = [frame.fields[0].raw_value for frame in read(data)[1:]]

    assert values == [numbers, numbers]


def test_bytes_are_missing_only_all_together() -> None:
    """A run of type byte is opaque: 255 is a value in it, unless it is all there is."""
    runs = ((1, None), (None, None))
    messages = [FitMessage(RECORD, (FitField(200, BaseType.BYTE, run),)) for run in runs]
    frames = read(fit_file([file_id(), *messages]))[1:]
    assert [frame.get_raw_value(200) for frame in frames] == [(1, 255), None]


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize(("kind", "value"), [(BaseType.FLOAT32, 0.15625), (BaseType.FLOAT64, -1.1)])
def test_fractions_come_back(kind: BaseType, value: float, *, big_endian: bool) -> None:
    """Both float types keep their value in both byte orders."""
    data = fit_file([file_id(), FitMessage(RECORD, (FitField(200, kind, value),))], big_endian=big_endian)
    assert read(data)[1].get_value(200) == value


def test_missing_values_are_the_sentinels_of_their_types() -> None:
    """A missing value is what the protocol sets aside for its type, not a zero."""
    assert {kind: SENTINELS[kind].hex() for kind in (BaseType.SINT16, BaseType.UINT16Z, BaseType.ENUM)} == {
        BaseType.SINT16: "ff7f",
        BaseType.UINT16Z: "0000",
        BaseType.ENUM: "ff",
    }
    frame = read(fit_file([file_id(), record(None)]))[1]
    assert frame.get_raw_value("heart_rate") is None
    assert frame.get_raw_value("timestamp") == START_S


def test_a_definition_is_written_once_for_messages_of_one_layout() -> None:
    """Ten equal messages need one definition; asked to, the encoder repeats it for each."""
    messages = [record(100 + k, at_s=START_S + k) for k in range(10)]
    definition = len(
        encode_definition(
            0, RECORD, (FieldLayout(253, 4, BaseType.UINT32), FieldLayout(3, 1, BaseType.UINT8))
        )
    )

    assert len(encode(messages)) == definition + 10 * 6
    assert len(encode(messages, redefine_each=True)) == 10 * (definition + 6)


def test_more_layouts_than_local_types_still_read_back() -> None:
    """When all sixteen local types are taken, the oldest is redefined."""
    messages = [FitMessage(RECORD, (FitField(number, BaseType.UINT8, 7),)) for number in range(200, 240)]
    frames = read(fit_file([file_id(), *messages, *messages]))[1:]
    assert [frame.fields[0].def_num for frame in frames] == 2 * list(range(200, 240))
    assert {frame.local_mesg_num for frame in frames} == set(range(16))


def test_a_local_type_can_be_chosen_and_redefined() -> None:
    """Two layouts on one local type are each defined anew, as devices with few types do."""
    one = FitMessage(RECORD, (FitField(3, BaseType.UINT8, 100),), local=5)
    other = FitMessage(RECORD, (FitField(4, BaseType.UINT8, 80),), local=5)
    frames = read(fit_file([file_id(), one, other, one]))[1:]
    assert [frame.fields[0].name for frame in frames] == ["heart_rate", "cadence", "heart_rate"]
    assert {frame.local_mesg_num for frame in frames} == {5}


def test_compressed_timestamps_roll_over() -> None:
    """Five bits of time are enough for records at most 31 s apart."""
    moments = [START_S + later for later in (3, 20, 45, 75)]
    compressed = [
        FitMessage(RECORD, (FitField(3, BaseType.UINT8, 100),), time_offset_s=moment) for moment in moments
    ]
    frames = read(fit_file([file_id(), record(99), *compressed]))[2:]
    assert [frame.get_raw_value("timestamp") for frame in frames] == moments
    assert all(frame.local_mesg_num < 4 for frame in frames)


def test_developer_fields_have_a_namespace_of_their_own() -> None:
    """A developer field may bear the number of a native one; each keeps its value and name."""
    message = FitMessage(
        RECORD,
        (FitField(0, BaseType.SINT32, -5),),
        developer=(DeveloperField(3, 0, BaseType.FLOAT32, 6.5),),
    )
    described = field_description(3, 0, BaseType.FLOAT32, "Lift", unit="cm", native=(RECORD, 39))
    frame = read(fit_file([file_id(), developer_data_id(3), described, message]))[-1]
    assert [(field.name, field.raw_value) for field in frame.fields] == [
        ("position_lat", -5),
        ("Lift", 6.5),
    ]
    assert frame.fields[1].units == "cm"


def test_a_developer_field_of_size_zero_can_be_written() -> None:
    """Such files exist, so the reader's tests must be able to make one."""
    message = FitMessage(RECORD, (), developer=(DeveloperField(0, 1, BaseType.UINT8, b""),))
    assert encode([message]).endswith(bytes((0, 1, 1, 0, 0, 0)))


def test_bytes_are_written_as_they_are() -> None:
    """Texts in no encoding and sizes that are no multiple of the type pass through untouched."""
    message = FitMessage(
        27, (FitField(0, BaseType.STRING, b"R\xfcck\0"), FitField(4, BaseType.UINT32, b"abc"))
    )
    records = encode([message])
    assert records.endswith(b"R\xfcck\0abc")
    assert bytes((0, 5, BaseType.STRING, 4, 3, BaseType.UINT32)) in records


def test_texts_are_ended_and_filled_up() -> None:
    """Texts of several lengths can share a definition."""
    messages = [FitMessage(27, (FitField(0, BaseType.STRING, name, 12),)) for name in ("rückwärts", "vor")]
    data = fit_file([file_id(), *messages])
    assert [frame.get_value("wkt_step_name") for frame in read(data)[1:]] == ["rückwärts", "vor"]
    assert len(encode(messages)) == 6 + 3 + 2 * 13


def test_what_does_not_fit_is_refused() -> None:
    """A value beyond its type is a mistake of the caller's and must not wrap around in silence."""
    with pytest.raises(InvalidValue, match=r"300 does not fit a FIT field of type uint8"):
        encode([record(300)])
    with pytest.raises(InvalidValue, match=r"1\.5 does not fit"):
        encode([record(1.5)])
    with pytest.raises(InvalidValue, match=r"needs 6 bytes\. It has room for 4"):
        encode([FitMessage(27, (FitField(0, BaseType.STRING, "walks", 4),))])
    with pytest.raises(InvalidValue, match=r"needs 301 bytes\. It has room for 255"):
        encode([FitMessage(27, (FitField(0, BaseType.STRING, "w" * 300),))])


@pytest.mark.parametrize("header_size", [12, 14])
def test_both_headers_are_read(header_size: int) -> None:
    """The older header has no checksum; files with it are sound."""
    data = fit_file([file_id(), record(100)], header_size=header_size)
    assert data[0] == header_size
    assert data[8:12] == b".FIT"
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - header_size - 2
    assert len(read(data)) == 2


def test_a_header_checksum_of_zero_is_sound() -> None:
    """Zero means that the header's checksum was not computed."""
    data = fit_file([file_id()], header_crc=Crc.ZERO)
    assert data[12:14] == b"\0\0"
    assert len(read(data)) == 1


@pytest.mark.parametrize(
    ("header_crc", "file_crc"), [(Crc.WRONG, Crc.GOOD), (Crc.GOOD, Crc.WRONG), (Crc.GOOD, Crc.ZERO)]
)
def test_a_wrong_checksum_is_wrong(header_crc: Crc, file_crc: Crc) -> None:
    """What is written wrong on purpose is refused by a strict reader."""
    data = fit_file([file_id(), record(100)], header_crc=header_crc, file_crc=file_crc)
    with pytest.raises(fitdecode.FitCRCError):
        read(data)


def test_a_file_can_lie_about_its_size() -> None:
    """Devices that lose power leave a size of zero, and no checksum."""
    data = fit_file([file_id()], declared_size=0, file_crc=None)
    assert data[4:8] == bytes(4)
    assert data[14:] == encode([file_id()])


def test_files_can_be_chained() -> None:
    """Two files one after the other are a file."""
    data = fit_file([file_id(), record(100)]) + fit_file([file_id(), record(101)])
    assert [frame.get_value("heart_rate", fallback=None) for frame in read(data)] == [None, 100, None, 101]


@given(st.integers(0, 2**31))
def test_times_count_from_the_epoch_of_the_format(seconds: int) -> None:
    """The zero is the last midnight of 1989, in UTC."""
    assert fit_time(datetime(1989, 12, 31, tzinfo=UTC) + timedelta(seconds=seconds)) == seconds
