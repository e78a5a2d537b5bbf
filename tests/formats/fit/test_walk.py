"""Where messages lie: found in runs, the same as one by one."""

import itertools
import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import DamagedFile, EmptyFile, TooLarge
from backstride.formats.fit.encode import (
    BaseType,
    Crc,
    DeveloperField,
    FieldLayout,
    FitField,
    FitMessage,
    encode,
    encode_data,
    encode_definition,
    fit_file,
    wrap,
)
from backstride.formats.fit.walk import LARGEST_FILE, MOST_LAYOUTS, MOST_PARTS, Part, walk

RECORD = 20
HEADER_BYTES = 14

Found = tuple[int, str, tuple[tuple[int, int, int, int], ...], bool, bool]
"""Message number, byte order, fields (number, offset, size, type), developer fields?, compressed?"""


def record(*values: int, number: int = RECORD, local: int | None = None, at: int | None = None) -> FitMessage:
    """A message of byte fields 3, 4 …."""
    fields = tuple(FitField(3 + place, BaseType.UINT8, value) for place, value in enumerate(values))
    return FitMessage(number, fields, local=local, time_offset_s=at)


def whole(data: bytes) -> Part:
    """The only part of a sound file."""
    (part,), trailing = walk(data)
    assert trailing == ()
    assert part.warnings == ()
    return part


def found_in(part: Part) -> dict[int, Found]:
    """Each message by where it stands."""
    found: dict[int, Found] = {}
    for number, groups in part.groups.items():
        for group in groups:
            layout = group.layout
            fields = [(f.number, f.offset, f.size, f.base_type) for f in layout.fields.values()]
            fields += [(f.number, f.offset, f.size, f.base_type) for f in layout.developer_fields]
            for offset in group.offsets:
                assert offset not in found
                found[offset] = (
                    number,
                    layout.byte_order,
                    tuple(fields),
                    bool(layout.developer_fields),
                    group.has_compressed_times,
                )
    return found


def one_by_one(data: bytes) -> dict[int, Found]:
    """The messages as the protocol says to find them: header by header, no shortcut."""
    found: dict[int, Found] = {}
    layouts: dict[int, tuple[int, str, tuple[tuple[int, int, int, int], ...], bool, int]] = {}
    at, end = HEADER_BYTES, len(data) - 2
    while at < end:
        header = data[at]
        if not header & 0x80 and header & 0x40:
            at = _define(data, at, layouts)
            continue
        local = header >> 5 & 3 if header & 0x80 else header & 15
        number, order, fields, developed, size = layouts[local]
        if fields or header & 0x80:
            found[at] = (number, order, fields, developed, bool(header & 0x80))
        at += size
    assert at == end
    return found


def _define(
    data: bytes,
    at: int,
    layouts: dict[int, tuple[int, str, tuple[tuple[int, int, int, int], ...], bool, int]],
) -> int:
    """Read one definition; where the next message begins."""
    order = ">" if data[at + 2] else "<"
    (number,) = struct.unpack_from(order + "H", data, at + 3)
    native: list[tuple[int, int, int, int]] = []
    developer: list[tuple[int, int, int, int]] = []
    offset = 1
    header, follow = data[at], at + 6
    for _ in range(data[at + 5]):
        field_number, size, base_type = data[follow : follow + 3]
        if size and field_number not in {field[0] for field in native}:
            native.append((field_number, offset, size, base_type))
        offset, follow = offset + size, follow + 3
    if header & 0x20:
        count, follow = data[follow], follow + 1
        for _ in range(count):
            field_number, size, index = data[follow : follow + 3]
            if size:
                developer.append((field_number, offset, size, index))
            offset, follow = offset + size, follow + 3
    layouts[header & 15] = (number, order, (*native, *developer), bool(developer), offset)
    return follow


@st.composite
def any_messages(draw: st.DrawFn) -> list[FitMessage]:
    """Messages of a few layouts in any order, in runs, with compressed times, under any local number."""
    sizes = st.lists(st.integers(1, 5), max_size=4)
    shapes = draw(
        st.lists(st.tuples(sizes, sizes, st.sampled_from([RECORD, 21, 999])), min_size=1, max_size=5)
    )
    messages = []
    for shape, repeats in draw(
        st.lists(st.tuples(st.sampled_from(shapes), st.integers(1, 90)), min_size=1, max_size=12)
    ):
        native, developer, number = shape
        compressed = draw(st.booleans())
        local = draw(st.none() | st.integers(0, 3 if compressed else 15))
        messages += [
            FitMessage(
                number,
                tuple(FitField(k, BaseType.BYTE, bytes([k] * size)) for k, size in enumerate(native)),
                tuple(DeveloperField(0, k, BaseType.BYTE, bytes(size)) for k, size in enumerate(developer)),
                local=local,
                time_offset_s=draw(st.integers(0, 31)) if compressed else None,
            )
        ] * repeats
    return messages


@given(any_messages(), st.booleans(), st.booleans())
def test_runs_give_what_a_walk_message_by_message_gives(
    messages: list[FitMessage],
    big_endian: bool,  # noqa: FBT001 (Hypothesis fills it)
    redefine_each: bool,  # noqa: FBT001 (Hypothesis fills it)
) -> None:
    """No message is lost, moved or given a wrong layout by looking at many at once."""
    data = fit_file(messages, big_endian=big_endian, redefine_each=redefine_each)
    assert found_in(whole(data)) == one_by_one(data)


@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=7),
    st.integers(1, 60),
    st.lists(st.integers(0, 3), max_size=4),
)
def test_cycles_of_messages_are_found_whole(cycle: list[int], repeats: int, rest: list[int]) -> None:
    """A record and two messages of the device's own, second after second, and what breaks the rhythm."""
    shapes = [record(k, *range(k), number=number, local=k) for k, number in enumerate((RECORD, 78, 160, 325))]
    data = fit_file([shapes[kind] for kind in [*cycle * repeats, *rest, *cycle * repeats]])
    assert found_in(whole(data)) == one_by_one(data)


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 80, 81, 1361, 1362])
def test_a_run_of_any_length_is_found_whole(count: int) -> None:
    """The strides that look ahead grow; none of their ends loses a message."""
    part = whole(fit_file([*[record(1, 2)] * count, record(1, number=21)]))
    assert [len(group.offsets) for group in part.groups[RECORD]] == [count]
    assert len(part.groups[21][0].offsets) == 1


def test_equal_definitions_under_several_local_numbers_are_one_group() -> None:
    """Devices that number the same layout twice cost no more than those that do not."""
    part = whole(fit_file([record(k, local=k % 5) for k in range(40)], redefine_each=True))
    (group,) = part.groups[RECORD]
    assert len(group.offsets) == 40
    assert list(group.offsets) == sorted(group.offsets)


def test_a_definition_before_each_message_makes_one_group() -> None:
    """Some Suunto watches define the record again before each one."""
    part = whole(fit_file([record(1, 2)] * 300, redefine_each=True))
    assert [len(group.offsets) for group in part.groups[RECORD]] == [300]


def test_a_local_number_can_be_defined_anew_midway() -> None:
    """From then on its messages have the new layout, those before keep the old one."""
    part = whole(fit_file([*[record(1, local=0)] * 3, *[record(1, 2, local=0)] * 2, record(9, local=0)]))
    assert sorted((group.size, len(group.offsets)) for group in part.groups[RECORD]) == [(2, 4), (3, 2)]


def test_a_local_number_can_gain_and_lose_developer_fields() -> None:
    """A definition with developer fields differs from the same one without."""
    plain = record(7, local=1)
    developed = FitMessage(
        RECORD, plain.fields, (DeveloperField(0, 5, BaseType.UINT16, 9),), local=plain.local
    )
    part = whole(fit_file([plain, developed, developed, plain]))
    sizes = {len(g.layout.developer_fields): (g.size, len(g.offsets)) for g in part.groups[RECORD]}
    assert sizes == {0: (2, 2), 1: (4, 2)}


def test_a_redefined_local_number_counts_for_compressed_headers_too() -> None:
    """The short headers name the layout in force, not the one they met first."""
    messages = [record(1, local=2, at=0), record(1, local=2, at=1), record(1, 2, local=2, at=2)]
    part = whole(fit_file(messages))
    assert sorted((g.size, len(g.offsets)) for g in part.groups[RECORD]) == [(2, 2), (3, 1)]
    assert all(group.has_compressed_times for group in part.groups[RECORD])


def test_a_field_of_size_zero_takes_no_room_and_is_none() -> None:
    """Indoor cycling programs write developer fields without a byte."""
    definition = encode_definition(
        0,
        RECORD,
        [FieldLayout(3, 1, BaseType.UINT8), FieldLayout(9, 0, BaseType.UINT8)],
        developer_fields=[FieldLayout(0, 0, 0), FieldLayout(1, 2, 0)],
    )
    (group,) = whole(wrap(definition + encode_data(0, b"\x50\x01\x02"))).groups[RECORD]
    assert list(group.layout.fields) == [3]
    assert [(field.number, field.offset) for field in group.layout.developer_fields] == [(1, 2)]


def test_messages_without_any_field_are_no_messages() -> None:
    """A definition may announce nothing; its messages are one byte long, and hold nothing."""
    data = wrap(encode_definition(0, RECORD, []) + encode_data(0, b"") * 5)
    assert whole(data).groups == {}


def test_a_message_that_holds_nothing_but_its_short_time_is_a_message() -> None:
    """A watch without its strap writes that it was on."""
    data = wrap(encode_definition(0, RECORD, []) + encode_data(0, b"", time_offset_s=5) * 3)
    (group,) = whole(data).groups[RECORD]
    assert (len(group.offsets), group.has_compressed_times) == (3, True)


def test_a_header_of_twelve_bytes_is_a_header() -> None:
    """Old devices leave the header's checksum out."""
    part = whole(fit_file([record(1)], header_size=12))
    assert len(part.groups[RECORD]) == 1


def test_a_header_checksum_of_zero_is_no_fault() -> None:
    """Zero means that it was not computed."""
    assert whole(fit_file([record(1)], header_crc=Crc.ZERO)).warnings == ()


def test_a_wrong_checksum_is_told_and_the_messages_are_kept() -> None:
    """A damaged value is better than a lost session, if one knows."""
    (part,), _ = walk(fit_file([record(1)] * 4, file_crc=Crc.WRONG))
    assert [warning.slug for warning in part.warnings] == ["bad-checksum"]
    assert len(part.groups[RECORD][0].offsets) == 4


@pytest.mark.parametrize("declared", [0, 10_000, 0xFFFF_FFFF])
def test_a_wrong_size_in_the_header_keeps_what_is_there(declared: int) -> None:
    """A device that was switched off has not written the size, or the copy broke off."""
    data = fit_file([record(k) for k in range(20)], declared_size=declared, file_crc=None)
    (part,), _ = walk(data)
    assert [warning.slug for warning in part.warnings] == ["truncated"]
    assert len(part.groups[RECORD][0].offsets) == 20


def test_a_chain_has_a_part_for_each_file() -> None:
    """Definitions of one do not reach into the next."""
    one, two = fit_file([record(1)] * 3), fit_file([record(1, 2)] * 2, big_endian=True)
    parts, trailing = walk(one + two)
    assert [len(part.groups[RECORD][0].offsets) for part in parts] == [3, 2]
    assert trailing == ()


def test_an_unfinished_file_ends_where_the_next_of_its_chain_begins() -> None:
    """A size of zero does not swallow the sound file behind it."""
    unfinished = fit_file([record(1)] * 3, declared_size=0, file_crc=None)
    parts, _ = walk(unfinished + fit_file([record(2)] * 2))
    assert [len(part.groups[RECORD][0].offsets) for part in parts] == [3, 2]


def test_bytes_behind_the_end_are_told() -> None:
    """They may be somebody's samples, so they are not passed over in silence."""
    parts, trailing = walk(fit_file([record(1)]) + b"not FIT at all")
    assert len(parts) == 1
    assert [(warning.slug, warning.message[:8]) for warning in trailing] == [("trailing-bytes", "14 bytes")]


def test_zeros_behind_the_end_are_padding() -> None:
    """Some devices fill up their last block."""
    assert walk(fit_file([record(1)]) + bytes(500))[1] == ()


def test_a_message_without_a_layout_ends_the_walk() -> None:
    """Nobody can tell how long it is; what precedes it is kept."""
    (part,), _ = walk(wrap(encode([record(1)] * 3) + b"\x0c\x01\x02"))
    assert [warning.slug for warning in part.warnings] == ["damaged-messages"]
    assert "never defined" in part.warnings[0].message
    assert len(part.groups[RECORD][0].offsets) == 3


def test_a_compressed_header_without_a_layout_ends_the_walk() -> None:
    """The same for the short form."""
    (part,), _ = walk(wrap(encode([record(1, local=0)]) + b"\xe5\x01"))
    assert [warning.slug for warning in part.warnings] == ["damaged-messages"]


@pytest.mark.parametrize("kept", [1, 4, 6, 8, 9, 11])
def test_a_definition_that_breaks_off_is_told(kept: int) -> None:
    """Wherever it is cut, developer fields included, nothing is read behind the end."""
    definition = encode_definition(3, RECORD, [FieldLayout(3, 1, 2)], developer_fields=[FieldLayout(0, 1, 0)])
    (part,), _ = walk(wrap(encode([record(1)]) + definition[:kept]))
    assert [warning.slug for warning in part.warnings] == ["truncated"]


def test_an_empty_file_is_refused() -> None:
    """Nothing is no recording."""
    with pytest.raises(EmptyFile, match="is empty"):
        walk(b"")


@pytest.mark.parametrize(
    "data", [b"\x0e\x10", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FAT\x00\x00", b"\x05" + b"\x00" * 7 + b".FIT"]
)
def test_a_file_that_does_not_begin_as_fit_is_refused(data: bytes) -> None:
    """The message says what a FIT file begins with."""
    with pytest.raises(DamagedFile, match="begins with a header of 12 or 14 bytes"):
        walk(data)


def test_a_file_larger_than_any_recording_is_refused() -> None:
    """Before anything is done with it."""
    with pytest.raises(TooLarge, match="At most 128 MB"):
        walk(bytes(LARGEST_FILE + 1))


def test_no_end_of_definitions_costs_no_end_of_memory() -> None:
    """A file that only defines is left at some point, long before it fills the memory."""
    fields = [FieldLayout(k, 1, BaseType.UINT8) for k in range(255)]
    definitions = (encode_definition(0, number, fields) for number in range(4000))
    data = wrap(b"".join(definitions))
    tracemalloc.start()
    try:
        (part,), _ = walk(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [warning.slug for warning in part.warnings] == ["damaged-messages"]
    assert peak < 50 * 2**20


def test_more_small_layouts_than_a_device_writes_end_the_walk() -> None:
    """The same for small ones, which cost time rather than memory."""
    numbers = itertools.chain(range(MOST_LAYOUTS + 50))
    data = wrap(b"".join(encode([record(1, number=number, local=0)]) for number in numbers))
    (part,), _ = walk(data)
    assert "more layouts than a device writes" in part.warnings[0].message
    assert MOST_LAYOUTS - 1 <= len(part.groups) <= MOST_LAYOUTS + 1


def test_a_chain_without_end_is_left() -> None:
    """Thousands of headers in a row are no recording."""
    parts, trailing = walk(wrap(b"") * (MOST_PARTS + 5))
    assert len(parts) == MOST_PARTS
    assert [warning.slug for warning in trailing] == ["trailing-bytes"]
