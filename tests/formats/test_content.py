import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import DamagedFile, TooLarge
from backstride.formats import content
from backstride.formats.content import after_prolog, as_utf8, detect, unpacked

GPX = '<?xml version="1.0"?>\n<!-- a run -->\n<gpx version="1.1"></gpx>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"   \r\n", "blank"),
        (bytes(64), "blank"),
        (b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00", "fit"),
        (GPX.encode(), "gpx"),
        (b"\n\n  " + GPX.encode(), "gpx"),
        (GPX.encode("utf-8-sig"), "gpx"),
        (GPX.encode("utf-16"), "gpx"),
        (GPX.encode("utf-16-be"), "gpx"),
        (GPX.encode("utf-32"), "gpx"),
        (b"<g:gpx xmlns:g='urn:x'/>", "gpx"),
        (b"<TrainingCenterDatabase/>", "tcx"),
        (b"<kml/>", "kml"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"<HTML>", "html"),
        (b"<!DOCTYPE gpx [<!ENTITY a 'b'>]><gpx/>", "unsafe xml"),
        (b"<SettingsFile/>", "settings xml"),
        (b"<other/>", "xml"),
        (b'<?xml version="1.0"', "xml"),
        (b"PK\x03\x04rest", "zip"),
        (b'{"type": "FeatureCollection"}', "json"),
        (b"Activity ID,Activity Date,Name\n1,2,3", "csv"),
        (b"Aktivit\xc3\xa4ts-ID;Datum;Name\n", "csv"),
        (b"just some words", "text"),
        (b"%PDF-1.7", "pdf"),
        (b"\x01\x02\x03\xff", "unknown"),
        (gzip.compress(b"x", mtime=0), "gzip"),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, kind: str) -> None:
    """Names lie; bytes do not."""
    assert detect(data) == kind


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    """Telling what a file is never fails."""
    assert detect(data)


def test_the_prolog_is_passed_over_to_the_first_element() -> None:
    """Comments and instructions, however long, hide nothing."""
    text = b"<?xml version='1.0'?> <!--" + b" <gpx> " * 1000 + b"--><?pi?>\n<kml>"
    assert text[after_prolog(text) :] == b"<kml>"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16"])
def test_text_of_older_encodings_is_understood(encoding: str) -> None:
    """A name with an umlaut is the same in every encoding that the file declares or marks."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><gpx><name>rückwärts</name></gpx>'
    assert "rückwärts".encode() in as_utf8(text.encode(encoding))


def test_an_encoding_that_does_not_exist_is_left_to_the_parser() -> None:
    """A made-up encoding is a fault of the file, and not of ours."""
    text = b'<?xml version="1.0" encoding="klingon"?><gpx/>'
    assert as_utf8(text) == text


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=4))
def test_all_members_of_a_gzip_file_are_joined(parts: list[bytes]) -> None:
    """Unpacking undoes packing, also where a file was packed in pieces."""
    data = b"".join(map(gzip.compress, parts))
    whole = b"".join(parts)
    if not whole.startswith(b"\x1f\x8b"):
        assert unpacked(data) == (whole, ())


def test_a_file_packed_twice_is_unpacked_twice() -> None:
    """Bulk exports hold .gz files of .gz files."""
    assert unpacked(gzip.compress(gzip.compress(b"<gpx/>"))) == (b"<gpx/>", ())


def test_a_file_packed_three_times_is_refused() -> None:
    """Nesting has an end."""
    data = gzip.compress(gzip.compress(gzip.compress(b"<gpx/>")))
    with pytest.raises(TooLarge, match="compressed more than 2 times over"):
        unpacked(data)


def test_a_cut_off_gzip_file_keeps_what_precedes() -> None:
    """A download that broke off still holds its beginning."""
    text = GPX.encode() + bytes(range(256)) * 300
    part, warnings = unpacked(gzip.compress(text)[:-20])
    assert text.startswith(part)
    assert len(part) > 100
    assert [warning.slug for warning in warnings] == ["damaged-gzip"]
    assert "its end is missing" in warnings[0].message


def test_a_wrong_checksum_loses_nothing() -> None:
    """The content before a wrong checksum is kept, with a warning."""
    packed = bytearray(gzip.compress(GPX.encode()))
    packed[-6] ^= 0xFF
    part, warnings = unpacked(bytes(packed))
    assert part == GPX.encode()
    assert "checksum" in warnings[0].message


def test_zero_bytes_after_a_gzip_file_are_padding() -> None:
    """Tapes and some servers pad files."""
    assert unpacked(gzip.compress(b"<gpx/>") + bytes(100)) == (b"<gpx/>", ())


def test_something_else_after_a_gzip_file_is_said() -> None:
    """What cannot be unpacked is not passed over in silence."""
    part, warnings = unpacked(gzip.compress(b"<gpx/>") + b"hello")
    assert part == b"<gpx/>"
    assert "something else follows it" in warnings[0].message


def test_a_gzip_file_with_nothing_to_unpack_is_damaged() -> None:
    """Its first bytes alone are no recording."""
    with pytest.raises(DamagedFile, match="cannot be unpacked"):
        unpacked(b"\x1f\x8b\x08\x00")


def test_a_gzip_bomb_is_refused_while_it_is_unpacked() -> None:
    """Twenty megabytes of zeros from twenty kilobytes is no recording."""
    with pytest.raises(TooLarge, match="unpacks to more than 10 MB"):
        unpacked(gzip.compress(bytes(20_000_000)))


def test_a_large_gzip_bomb_is_refused_after_its_first_megabytes() -> None:
    """What would unpack to 400 MB, in a tenth of its memory: the ratio is measured as it goes."""
    data = gzip.compress(bytes(40_000_000), 1, mtime=0) * 10
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="unpacks to more than"):
            unpacked(data)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held < 40_000_000


def test_the_cap_holds_over_all_members(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small members are as large as one large one."""
    monkeypatch.setattr(content, "LARGEST_UNPACKED", 2_500_000)
    with pytest.raises(TooLarge, match="more than"):
        unpacked(gzip.compress(bytes(1_000_000)) * 4)
