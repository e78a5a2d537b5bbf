import gzip
from collections.abc import Callable

import pytest

from backstride.errors import DamagedFile, EmptyFile, TooLarge, UnknownFormat, UnsafeXml
from backstride.formats import READERS, read

Write = Callable[..., bytes]
Point = Callable[..., str]


@pytest.mark.parametrize(
    ("data", "found", "remedy"),
    [
        (b"PK\x03\x04", "a ZIP archive", "backstride import"),
        (b"<kml/>", "KML", "Export the activity"),
        (b"<!doctype html><title>Sign in</title>", "a web page", "Sign in"),
        (b'{"a": 1}', "JSON", "Export the activity"),
        (b"a,b,c\n1,2,3\n", "a table", "Export the activity"),
        (b"hello", "plain text", "Export the activity"),
        (b"\x00\x01\x02\x03", "of no known kind", "Export the activity"),
        (b"<pwx/>", "PWX", "Export the activity"),
        (b"<HealthData/>", "Apple Health", "workout-routes"),
        (gzip.compress(b"<kml/>", mtime=0), "KML", "Export the activity"),
    ],
)
def test_a_file_of_another_kind_is_named_and_a_way_out_is_shown(data: bytes, found: str, remedy: str) -> None:
    """A person learns what the file is, and what to do."""
    with pytest.raises(UnknownFormat, match=rf"seems to be .*{found}.*FIT, GPX and TCX are read") as refusal:
        read(data)
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptyFile, "The file is empty"),
        (gzip.compress(b"", mtime=0), EmptyFile, "The file is empty"),
        (bytes(100), DamagedFile, "nothing but blanks or zero bytes"),
        (b"<!DOCTYPE gpx [<!ENTITY a 'b'>]><gpx/>", UnsafeXml, "declares a document type"),
        (gzip.compress(bytes(20_000_000), mtime=0), TooLarge, "unpacks to more than"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_its_own_error(
    data: bytes, error: type[Exception], words: str
) -> None:
    """Each trouble has its name."""
    with pytest.raises(error, match=words):
        read(data)


def test_the_name_of_a_file_plays_no_part(
    write_gpx: Write, write_tcx: Write, point: Point, tcx_point: Point
) -> None:
    """Only the bytes say what to read."""
    assert read(write_gpx([point(0)]))[0].format == "gpx"
    assert read(write_tcx(("", [tcx_point(0)])))[0].format == "tcx"
    assert set(READERS) == {"fit", "gpx", "tcx"}


def test_a_gpx_in_utf_16_with_blanks_before_it_is_read(write_gpx: Write, point: Point) -> None:
    """Windows programs write such files."""
    text = "\n " + write_gpx([point(0), point(1)], track="<name>rückwärts</name>").decode()
    assert read(text.encode("utf-16"))[0].names["track"] == "rückwärts"


def test_damage_of_the_packing_is_said_beside_the_result(write_gpx: Write, point: Point) -> None:
    """A broken download gives what it holds, and two reasons."""
    packed = gzip.compress(write_gpx([point(second) for second in range(3000)]))
    recording = read(packed[: len(packed) // 2])[0]
    assert [warning.slug for warning in recording.warnings[:2]] == ["damaged-gzip", "damaged-xml"]
