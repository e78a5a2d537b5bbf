"""Archives made to fill the memory, to take long, or to lead out of themselves."""

import gzip
import stat
import struct
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backstride.errors import DamagedFile, FileRefused, TooLarge, UnknownFormat, UnsafeArchive
from backstride.formats import read
from backstride.formats.archives import Limits, members

Zip = Callable[..., bytes]
Zeros = Callable[[int], bytes]
Overlapping = Callable[[int, bytes], tuple[bytes, bytes, bytes]]


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    """Fails if more was held at once within."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < limit, f"{peak / 1e6:.0f} MB were held"


def outcome(data: bytes, **limits: int) -> list[type[FileRefused] | int]:
    """The length of each member, or how it is refused."""
    found: list[type[FileRefused] | int] = []
    for member in members(data, "a.zip", limits=Limits(**limits)):
        try:
            found.append(len(member.read()))
        except FileRefused as refusal:
            found.append(type(refusal))
    return found


def walked(data: bytes) -> None:
    """Go through an archive, and read all of it, however it is refused."""
    with suppress(FileRefused):
        for member in members(data, "a.zip"):
            with suppress(FileRefused):
                member.read()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (b"../../etc/passwd.fit", "leads out"),
        (b"a/../../b.fit", "leads out"),
        (b"..\\..\\b.fit", "leads out"),
        (b"/etc/passwd.fit", "absolute"),
        (b"C:\\Windows\\b.fit", "absolute"),
        (b"c:b.fit", "absolute"),
        (b"\\\\server\\share\\b.fit", "absolute"),
        (b"b.fit\x00.jpg", "no name"),
        (b"./.", "no name"),
    ],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(craft: Zip, name: bytes, words: str) -> None:
    """Nothing is written under any name, but such a member is never an honest one; the others are read."""
    bad, good = members(
        craft({"name": name, "content": b"x"}, {"name": b"1.fit", "content": b"one"}), "a.zip"
    )
    assert isinstance(bad.refused, UnsafeArchive)
    assert words in bad.refused.message
    with pytest.raises(UnsafeArchive, match=words):
        bad.read()
    assert good.read() == b"one"


def test_backslashes_of_windows_are_slashes(craft: Zip) -> None:
    """Some programs write them, and their archives are sound."""
    (member,) = members(craft({"name": b".\\activities\\1.fit", "content": b"one"}), "a.zip")
    assert (member.path, member.read()) == ("activities/1.fit", b"one")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_what_is_no_file_is_refused(craft: Zip, kind: int) -> None:
    """A link, a pipe or a device, whatever its name."""
    data = craft(
        {"name": b"1.jpg", "content": b"/etc/passwd", "mode": kind | 0o777},
        {"name": b"2.fit", "content": b"two", "mode": stat.S_IFREG | 0o644},
    )
    assert outcome(data) == [UnsafeArchive, 3]


def test_an_encrypted_member_is_refused_and_says_so(craft: Zip) -> None:
    """Nobody is asked for a password; the others are read."""
    data = craft({"name": b"1.fit", "content": b"secret", "flags": 1}, {"name": b"2.fit", "content": b"two"})
    first, second = members(data, "a.zip")
    assert isinstance(first.refused, UnknownFormat)
    assert "encrypted with a password" in first.refused.message
    assert second.read() == b"two"


@pytest.mark.parametrize(
    ("method", "words"), [(9, "Deflate64"), (12, "bzip2"), (14, "LZMA"), (77, "method 77")]
)
def test_a_compression_that_is_not_read_is_named(craft: Zip, method: int, words: str) -> None:
    """The person learns what to unpack by other means."""
    (member,) = members(craft({"name": b"1.fit", "content": b"x", "method": method}), "a.zip")
    assert isinstance(member.refused, UnknownFormat)
    assert words in member.refused.message


def test_two_gigabytes_of_zeros_in_an_archive_are_refused_in_little_memory(craft: Zip, zeros: Zeros) -> None:
    """Both where the size is told, and where it is a lie."""
    packed = zeros(2_000)
    told = {"name": b"1.gpx", "packed": packed, "method": 8, "size": 2_000_000_000}
    data = craft(told, told | {"name": b"2.gpx", "size": 100}, told | {"name": b"3.gpx", "size": 150_000_000})
    with memory_below(30_000_000):
        assert outcome(data) == [TooLarge, DamagedFile, TooLarge]


def test_two_gigabytes_of_zeros_in_gzip_are_refused(craft: Zip, zeros: Zeros) -> None:
    """As a member, which stays compressed when the archive is read, and as a file of its own."""
    gzipped = gzip.compress(b"", mtime=0)[:10] + zeros(2_000) + bytes(8)
    (member,) = members(craft({"name": b"activities/1.fit.gz", "content": gzipped}), "a.zip")
    with memory_below(30_000_000):
        content = member.read()
    assert content == gzipped
    with memory_below(100_000_000), pytest.raises(TooLarge, match="unpacks to more than"):
        read(content)


def test_a_bomb_of_archives_in_archives_is_refused_in_little_memory(craft: Zip, zeros: Zeros) -> None:
    """Sixteen archives with four each, as the well-known one has; every leaf is 300 MB of zeros."""
    leaf = craft({"name": b"0.gpx", "packed": zeros(300), "method": 8, "size": 300_000_000})
    sixteen = craft(*({"name": b"%d.zip" % number, "content": leaf} for number in range(4)))
    packed = zlib.compress(sixteen, wbits=-15)
    whole = craft(
        *(
            {"name": b"%d.zip" % number, "content": sixteen, "packed": packed, "method": 8}
            for number in range(16)
        )
    )
    with memory_below(60_000_000):
        assert set(outcome(whole)) == {TooLarge}


def test_archives_too_deep_in_one_another_are_refused(zipped: Zip) -> None:
    """A chain, or an archive that contains itself, ends after three; what lies above is read."""
    data = zipped(("4.fit", b"4"))
    for depth in (3, 2, 1):
        data = zipped((f"{depth}.fit", b"x" * depth), (f"{depth}.zip", data))
    names = [(member.name, type(member.refused)) for member in members(data, "a.zip")]
    assert names == [
        ("a.zip/1.fit", type(None)),
        ("a.zip/1.zip/2.fit", type(None)),
        ("a.zip/1.zip/2.zip/3.fit", type(None)),
        ("a.zip/1.zip/2.zip/3.zip", TooLarge),
    ]


def test_members_that_lie_inside_one_another_are_refused(overlapping: Overlapping) -> None:
    """Each would unpack by itself, with a right checksum; only the innermost has bytes of its own."""
    data, packed, content = overlapping(20, bytes(100_000))
    assert zlib.decompress(packed, wbits=-15) == content
    assert outcome(data) == [UnsafeArchive] * 19 + [100_000]
    known = [member.refused for member in members(data, "a.zip")]
    assert [type(refusal) for refusal in known] == [UnsafeArchive] * 19 + [type(None)]


def test_members_that_share_one_place_are_refused(craft: Zip) -> None:
    """A thousand entries for the same bytes are a bomb as well."""
    again = {"name": b"2.fit", "content": b"one", "offset": 0}
    data = craft({"name": b"1.fit", "content": b"one"}, {"name": b"3.fit", "content": b"three"}, again, again)
    assert outcome(data) == [UnsafeArchive, 5, UnsafeArchive, UnsafeArchive]


def test_a_member_that_overlaps_by_its_own_header_is_refused(craft: Zip) -> None:
    """The lengths in the header before the member are believed no more than the table."""
    data = bytearray(craft({"name": b"1.fit", "content": b"one"}, {"name": b"2.fit", "content": b"two"}))
    struct.pack_into("<H", data, 28, 1)
    assert outcome(bytes(data)) == [UnsafeArchive, 3]


@pytest.mark.parametrize("offset", [3, 0xFFFFFFF0])
def test_a_member_that_lies_elsewhere_is_refused(craft: Zip, offset: int) -> None:
    """In the middle of another, or behind the end of the file."""
    data = craft(
        {"name": b"1.fit", "content": b"one"}, {"name": b"2.fit", "content": b"one", "offset": offset}
    )
    assert all(isinstance(found, type) or found == 3 for found in outcome(data))
    assert isinstance(outcome(data)[1], type)


def test_an_announced_million_of_members_is_refused_before_the_table_is_read(craft: Zip) -> None:
    """A table of that length would fill the memory of other readers."""
    with pytest.raises(TooLarge, match="more than 200000 files"):
        members(craft({"name": b"1.fit"}, count=1_000_000), "a.zip")


def test_more_members_than_announced_are_counted(craft: Zip) -> None:
    """The number at the end may be a lie."""
    data = craft(*({"name": b"%d.fit" % number} for number in range(4)), count=1)
    assert len(outcome(data, most_members=4)) == 4
    with pytest.raises(TooLarge, match="more than 3 files"):
        members(data, "a.zip", limits=Limits(most_members=3))


def test_members_of_archives_inside_count_too(zipped: Zip) -> None:
    """Otherwise the number could be multiplied."""
    inner = zipped(("1.fit", b""), ("2.fit", b""))
    data = zipped(("a.zip", inner), ("b.zip", inner), ("3.fit", b"3"))
    assert outcome(data, most_members=6) == [0, 0, TooLarge, 1]


def test_all_that_is_read_together_has_a_limit(zipped: Zip) -> None:
    """Many files that are each within bounds may not fill the machine."""
    data = zipped(*((f"{number}.gpx", bytes(1_000)) for number in range(5)))
    assert outcome(data, largest_total=3_500) == [1_000, 1_000, 1_000, TooLarge, TooLarge]


def test_many_members_just_below_the_free_size_are_bounded_by_the_size_of_the_archive(
    craft: Zip, zeros: Zeros
) -> None:
    """Each of a few kilobytes unpacks to 9 MB: together they are a bomb."""
    packed, checksum = zeros(9), zlib.crc32(bytes(9_000_000))
    one = {"packed": packed, "method": 8, "size": 9_000_000, "checksum": checksum}
    data = craft(*(one | {"name": b"%d.gpx" % number} for number in range(10)))
    found = outcome(data)
    assert found[0] == 9_000_000
    assert found[-1] is TooLarge


@given(st.binary(max_size=400), st.binary(max_size=40))
def test_arbitrary_bytes_are_refused_or_read(data: bytes, tail: bytes) -> None:
    """No bytes of any kind raise anything but a refusal."""
    walked(data)
    walked(b"PK\x03\x04" + data + b"PK\x05\x06" + tail)
    walked(b"PK\x01\x02" + data + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(data) + 4, 0, 0))


@given(st.data())
def test_a_changed_archive_is_refused_or_read(zipped: Zip, data: st.DataObject) -> None:
    """Nor do some changed bytes in a sound archive with another inside, in the long form or the short."""
    inner = zipped(("1.fit", b"one" * 30), ("2.gpx.gz", gzip.compress(b"two", mtime=0)))
    whole = bytearray(zipped(("in.zip", inner), ("3.fit", b"three"), ("4", b"")))
    places = st.one_of(
        st.integers(0, len(whole) - 1),
        st.integers(whole.rindex(b"PK\x01\x02"), len(whole) - 1),
    )
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=8)):
        whole[place] = value
    walked(bytes(whole))


@given(st.lists(st.integers(0, 0xFFFFFFFFFFFFFFFF), min_size=4, max_size=4))
def test_any_numbers_in_the_long_form_are_refused_or_read(numbers: list[int]) -> None:
    """Sizes and places of 64 bits reach beyond what a file can be asked for."""
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, *numbers)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, numbers[0], 1)
    walked(b"PK\x03\x04" + record + locator + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, 0, 0, 0))


@given(st.lists(st.integers(0, 0xFFFFFFFFFFFFFFFF), min_size=3, max_size=3))
@example([0xFFFFFFFFFFFFFFFF] * 3)
def test_any_numbers_in_an_extra_field_are_refused_or_read(numbers: list[int]) -> None:
    """The long form of one member, too."""
    extra = struct.pack("<HHQQQ", 1, 24, *numbers)
    wide = 0xFFFFFFFF
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\x01\x02",
        45,
        45,
        0,
        0,
        0,
        0,
        0,
        wide,
        wide,
        5,
        len(extra),
        0,
        0,
        0,
        0,
        wide,
    )
    table = entry + b"1.fit" + extra
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(table), 0, 0)
    walked(table + end)
    walked(b"MZ program" + table + end)
