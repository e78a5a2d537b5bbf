import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import (
    DamagedFile,
    EmptyFile,
    FileRefused,
    InvalidValue,
    TooLarge,
    UnknownFormat,
    UnreadablePath,
    UnsafeXml,
)
from backstride.formats import read
from backstride.formats.archives import Limits, Member, archive_kind, members

Zip = Callable[..., bytes]
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "archives"
GPX = (
    b'<gpx version="1.1"><trk><trkseg><trkpt lat="48" lon="11"><time>2026-04-01T06:00:00Z</time></trkpt>'
    b'<trkpt lat="48.00003" lon="11"><time>2026-04-01T06:00:01Z</time></trkpt></trkseg></trk></gpx>'
)


def all_read(data: bytes, **limits: int) -> dict[str, bytes | str | type[FileRefused]]:
    """What becomes of each member: its content, why it is ignored, or how it is refused."""
    found: dict[str, bytes | str | type[FileRefused]] = {}
    for member in members(data, "a.zip", limits=Limits(**limits)):
        if member.ignored is not None:
            found[member.name] = member.ignored
            continue
        try:
            found[member.name] = member.read()
        except FileRefused as refusal:
            found[member.name] = type(refusal)
    return found


def test_members_come_in_the_order_of_the_table_with_their_sizes(zipped: Zip) -> None:
    """Two walks through one archive see the same files in the same order."""
    data = zipped(("b/2.fit", b"22"), ("a/1.gpx", b"1"), ("c.tcx", b"333"))
    seen = [(member.name, member.path, member.size, member.is_candidate) for member in members(data, "a.zip")]
    assert seen == [
        ("a.zip/b/2.fit", "b/2.fit", 2, True),
        ("a.zip/a/1.gpx", "a/1.gpx", 1, True),
        ("a.zip/c.tcx", "c.tcx", 3, True),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@given(
    st.lists(
        st.tuples(st.sampled_from(["a.fit", "b/c.gpx", "d.tcx.gz"]), st.binary(max_size=200)), max_size=5
    )
)
def test_what_was_put_in_comes_out(method: int, named: list[tuple[str, bytes]]) -> None:
    """Python's own writer and this reader agree on every byte, also of names that stand twice."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number, (name, content) in enumerate(named):
            archive.writestr(f"{number}/{name}", content)
    read_back = [(member.path, member.read()) for member in members(target, "a.zip")]
    assert read_back == [(f"{number}/{name}", content) for number, (name, content) in enumerate(named)]


def test_a_name_that_stands_twice_gives_two_members(craft: Zip) -> None:
    """Some programs append a new version and keep the old: neither is lost."""
    data = craft({"name": b"1.fit", "content": b"old"}, {"name": b"1.fit", "content": b"new"})
    assert [member.read() for member in members(data, "a.zip")] == [b"old", b"new"]


def test_an_archive_inside_stands_for_its_files(zipped: Zip) -> None:
    """Garmin puts archives into its archive; people see where each file comes from."""
    inner = zipped(("123.fit", b"one"), ("deep.zip", zipped(("4.gpx", b"four"))))
    data = zipped(("first.fit", b"0"), ("DI_CONNECT/UploadedFiles.zip", inner), ("last.fit", b"9"))
    assert all_read(data) == {
        "a.zip/first.fit": b"0",
        "a.zip/DI_CONNECT/UploadedFiles.zip/123.fit": b"one",
        "a.zip/DI_CONNECT/UploadedFiles.zip/deep.zip/4.gpx": b"four",
        "a.zip/last.fit": b"9",
    }


def test_an_archive_inside_is_known_by_its_content(zipped: Zip) -> None:
    """Neither does a name make an archive, nor does another name hide one."""
    data = zipped(("no.zip", b"plain"), ("parcel", zipped(("1.fit", b"one"))), ("none.zip", zipped()))
    assert all_read(data) == {"a.zip/no.zip": b"plain", "a.zip/parcel/1.fit": b"one"}


def test_an_archive_inside_that_does_not_fit_into_memory_is_read_all_the_same(zipped: Zip) -> None:
    """A large one goes to a nameless file, and its members are the same."""
    data = zipped(("in.zip", zipped(("1.fit", bytes(range(256)) * 40), method=zipfile.ZIP_STORED)))
    assert all_read(data, largest_held=100) == {"a.zip/in.zip/1.fit": bytes(range(256)) * 40}


def test_no_room_for_an_archive_inside_refuses_only_that(
    zipped: Zip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A full disk is said, and the rest of the archive is read."""
    data = zipped(("in.zip", zipped(("1.fit", b"one"))), ("2.fit", b"two"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert all_read(data, largest_held=10) == {"a.zip/in.zip": TooLarge, "a.zip/2.fit": b"two"}


def test_a_damaged_archive_inside_refuses_only_that(zipped: Zip) -> None:
    """One bad part never fails the batch."""
    inner = zipped(("1.fit", b"one"))
    data = zipped(("broken.zip", inner[:-30]), ("2.fit", b"two"), ("good.zip", inner))
    assert all_read(data) == {
        "a.zip/broken.zip": DamagedFile,
        "a.zip/2.fit": b"two",
        "a.zip/good.zip/1.fit": b"one",
    }


def test_a_fault_in_an_archive_inside_spares_its_other_members(craft: Zip, zipped: Zip) -> None:
    """Its own checksum is wrong then, but each of its members has one too."""
    inner = zipped(("1.fit", b"first"), ("2.fit", b"second"), method=zipfile.ZIP_STORED)
    data = craft({"name": b"in.zip", "content": inner, "packed": inner.replace(b"first", b"fXrst")})
    assert all_read(data) == {"a.zip/in.zip/1.fit": DamagedFile, "a.zip/in.zip/2.fit": b"second"}


def test_a_wrong_checksum_refuses_just_that_member(craft: Zip) -> None:
    """A flipped bit costs one recording, not the history."""
    data = craft(
        {"name": b"1.fit", "content": b"one"},
        {"name": b"2.fit", "content": b"two", "checksum": 7},
        {"name": b"3.fit", "content": b"three"},
    )
    assert all_read(data) == {"a.zip/1.fit": b"one", "a.zip/2.fit": DamagedFile, "a.zip/3.fit": b"three"}


@pytest.mark.parametrize("size", [2, 4])
def test_a_wrong_size_refuses_just_that_member(craft: Zip, size: int) -> None:
    """Whatever the table promises must be there, and no more."""
    data = craft({"name": b"1.fit", "content": b"one", "size": size}, {"name": b"2.fit", "content": b"two"})
    assert all_read(data) == {"a.zip/1.fit": DamagedFile, "a.zip/2.fit": b"two"}


def test_files_that_are_no_recordings_are_ignored_with_a_reason_and_can_still_be_read(zipped: Zip) -> None:
    """Thousands of other files are no failures; the tables among them are wanted later."""
    data = zipped(
        ("activities.csv", b"Activity ID"), ("media/a.jpg", b"\xff\xd8"), ("__MACOSX/._1.fit", b"x")
    )
    seen = {member.path: member.ignored for member in members(data, "a.zip")}
    assert seen == {
        "activities.csv": "a table of the export",
        "media/a.jpg": "a picture",
        "__MACOSX/._1.fit": "a hidden file of macOS",
    }
    assert next(members(data, "a.zip")).read() == b"Activity ID"


def test_an_export_of_apple_health_gives_its_routes(craft: Zip) -> None:
    """Its own records may be gigabytes, and are passed over without a byte of them being read."""
    data = craft(
        {"name": b"apple_health_export/export.xml", "content": b"<", "size": 4_000_000_000},
        {"name": b"apple_health_export/export_cda.xml", "content": b"<"},
        {"name": b"apple_health_export/workout-routes/route_2026-04-01.gpx", "content": GPX},
    )
    seen = all_read(data)
    assert list(seen.values())[:2] == ["Apple Health's own records (not a recording)"] * 2
    assert seen["a.zip/apple_health_export/workout-routes/route_2026-04-01.gpx"] == GPX
    assert archive_kind(seen) == "apple health"
    with pytest.raises(TooLarge, match="more than 200 MB"):
        next(members(data, "a.zip")).read()


def test_folders_are_passed_over(craft: Zip) -> None:
    """A folder is no file; one that claims to hold something is ignored, and said."""
    data = craft({"name": b"folder/"}, {"name": b"odd/", "content": b"x"}, {"name": b"folder/1.fit"})
    assert all_read(data) == {"a.zip/odd/": "a folder", "a.zip/folder/1.fit": b""}


def test_names_in_either_encoding_are_read(craft: Zip) -> None:
    """With the flag, without it as on macOS, and in the code page of DOS."""
    data = craft(
        {"name": "Läufe/1.fit".encode(), "flags": 0x800},
        {"name": "Läufe/2.fit".encode()},
        {"name": "Läufe/3.fit".encode("cp437")},
        {"name": b"\xff.fit", "flags": 0x800},
    )
    assert list(all_read(data)) == [
        "a.zip/Läufe/1.fit",
        "a.zip/Läufe/2.fit",
        "a.zip/Läufe/3.fit",
        "a.zip/\ufffd.fit",
    ]


def test_a_document_type_in_a_member_is_left_to_the_reader_of_gpx(zipped: Zip) -> None:
    """The archive hands out the bytes; the reader refuses them."""
    content = b"<!DOCTYPE gpx [<!ENTITY a 'b'>]>" + GPX
    (member,) = members(zipped(("1.gpx", content)), "a.zip")
    assert member.read() == content
    with pytest.raises(UnsafeXml):
        read(member.read())


def test_a_member_gives_a_recording(zipped: Zip) -> None:
    """From the archive through to the samples."""
    (member,) = members(zipped(("1.gpx", GPX)), "a.zip")
    assert len(read(member.read())[0].samples) == 2


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptyFile, "The file is empty"),
        (b"GIF89a, and no archive at all", UnknownFormat, "no ZIP archive"),
        (b"PK\x03\x04 and then the download broke off", DamagedFile, "table of contents, is missing"),
    ],
)
def test_what_is_no_archive_is_refused_at_once(data: bytes, error: type[FileRefused], words: str) -> None:
    """Before the first member is asked for, so that a preview can say it."""
    with pytest.raises(error, match=words):
        members(data, "a.zip")


def test_every_truncation_of_an_archive_is_refused(zipped: Zip) -> None:
    """Wherever the download broke off, the archive says so, and no half history is imported."""
    inner = zipped(("in.fit", b"inside"))
    data = zipped(("1.fit", b"one"), ("in.zip", inner), ("2.fit", b"two"), method=zipfile.ZIP_STORED)
    for length in range(2, len(data)):
        with pytest.raises(DamagedFile):
            members(data[:length], "a.zip")


def test_a_damaged_table_refuses_the_archive(zipped: Zip) -> None:
    """Nobody can tell then which files are missing."""
    data = zipped(("1.fit", b"one"), ("2.fit", b"two"))
    at = data.rindex(b"PK\x01\x02")
    with pytest.raises(DamagedFile, match="holds something else"):
        members(data[:at] + b"XX" + data[at + 2 :], "a.zip")


def test_an_archive_behind_a_program_or_before_a_comment_is_read(craft: Zip) -> None:
    """Archives that unpack themselves carry a program in front."""
    data = craft({"name": b"1.fit", "content": b"one"}, before=b"MZ program", comment=b"my runs")
    assert all_read(data) == {"a.zip/1.fit": b"one"}


def test_one_part_of_several_is_refused(craft: Zip) -> None:
    """Its members lie in files that are not here."""
    with pytest.raises(UnknownFormat, match="one part of several"):
        members(craft({"name": b"1.fit"}, disk=2), "a.zip")


def test_an_archive_without_files_has_no_members(zipped: Zip) -> None:
    """Nothing in it is not a damage."""
    assert list(members(zipped(), "a.zip")) == []


def test_more_members_than_fit_into_sixteen_bits_are_read() -> None:
    """The history of a whole family, in the long form of the format."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(65_600):
            archive.writestr(zipfile.ZipInfo(f"{number}.fit"), b"")
    assert sum(1 for _ in members(target, "a.zip")) == 65_600


def test_a_member_of_the_long_form_is_read() -> None:
    """Archives written as a stream keep their sizes in an extra field."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, archive.open("1.fit", "w", force_zip64=True) as member:
        member.write(b"one")
    assert all_read(target.getvalue()) == {"a.zip/1.fit": b"one"}


def test_a_table_longer_than_one_piece_is_read(zipped: Zip) -> None:
    """However the pieces fall, no entry is lost between two, also while members are read."""
    names = [f"{number:05}-{'n' * 500}.fit" for number in range(3_000)]
    data = zipped(*((name, name[:5].encode()) for name in names))
    assert [member.read() for member in members(data, "a.zip")] == [name[:5].encode() for name in names]


def test_a_disk_that_fails_is_said(zipped: Zip) -> None:
    """A card pulled out in the middle is no bug."""

    class Failing(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(UnreadablePath, match="Input/output error"):
        members(Failing(zipped(("1.fit", b"one"))), "a.zip")


def test_a_member_is_not_both_ignored_and_refused() -> None:
    """Each file is counted once."""
    refusal = EmptyFile("a", allowed="b", remedy="c")
    with pytest.raises(InvalidValue, match="both ignored and refused"):
        Member(name="a", path="a", size=0, ignored="a picture", refused=refusal, _unpack=bytes)


def test_a_limit_below_one_is_refused() -> None:
    """A limit that lets nothing through is a slip."""
    with pytest.raises(InvalidValue, match="most_members is 0"):
        Limits(most_members=0)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.zip")), ids=lambda path: path.name)
def test_real_archives_are_walked(path: Path) -> None:
    """The same names as Python's own reader sees, and every file gives its bytes."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    with path.open("rb") as file:
        seen = [(m.path, m.read()) for m in members(file, path.name) if "kmz/" not in m.name]
    assert dict(seen) == {name: content for name, content in files.items() if not name.endswith("kmz")}


def test_a_real_strava_export_gives_its_recording(tmp_path: Path) -> None:
    """Zipped as Strava does, its table ignored and its compressed recording read."""
    folder = CORPUS / "strava_export"
    if not folder.is_dir():
        pytest.skip("the real exports are not on this machine")
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder).as_posix())
    with path.open("rb") as opened:
        candidates = {m.path: m.read() for m in members(opened, "export.zip") if m.is_candidate}
    assert list(candidates) == ["activities/12866632127.fit.gz"]
    assert len(read(candidates["activities/12866632127.fit.gz"])[0].samples) == 326
