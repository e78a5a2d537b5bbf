"""Files made to take long: each of a megabyte or so, each to be done with soon."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from backstride.errors import FileRefused
from backstride.formats import points, read, xml

LONGEST_S = 2.0
SIZE = 1_000_000


def clock(second: int) -> str:
    """A time of day."""
    return f"2026-04-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def gpx(inside: str) -> str:
    """A GPX text with one segment."""
    return f"<gpx><trk><trkseg>{inside}</trkseg></trk></gpx>"


def alike(inside: str = "", *, count: int = 60) -> str:
    """Points that are scanned."""
    return "".join(
        f"<trkpt lat='1' lon='2'><time>{clock(second)}</time>{inside}</trkpt>" for second in range(count)
    )


FILES: dict[str, Callable[[], str]] = {
    "nested tracks": lambda: "<gpx>" + "<trk><trkseg>" * 120 + "<trkpt lat='1' lon='2'/>" * (SIZE // 24),
    "deep": lambda: gpx("<a>" * (SIZE // 3)),
    "many tracks": lambda: "<gpx>" + "<trk><trkseg><trkpt/></trkseg></trk>" * (SIZE // 36),
    "many segments": lambda: (
        "<gpx><trk>" + f"<trkseg>{alike(count=1)}</trkseg>" * (SIZE // 80) + "</trk></gpx>"
    ),
    "many names": lambda: gpx("<trkpt>" + "".join(f"<a{n}>1</a{n}>" for n in range(SIZE // 18)) + "</trkpt>"),
    "many names and points": lambda: gpx(
        "".join(f"<trkpt><a{n}>1</a{n}></trkpt>" for n in range(SIZE // 33))
    ),
    "many namespaces": lambda: gpx(
        "".join(f"<trkpt><hr xmlns='urn:{n}'>1</hr></trkpt>" for n in range(SIZE // 45))
    ),
    "many attributes": lambda: gpx("<trkpt " + " ".join(f"a{n}='1'" for n in range(SIZE // 12)) + "/>"),
    "many values of one name": lambda: gpx("<trkpt>" + "<hr>1</hr>" * (SIZE // 10) + "</trkpt>"),
    "blanks in a point": lambda: gpx(alike(" " * (SIZE // 60) + "<hr>1</hr>")),
    "blanks in one point": lambda: gpx(alike() + f"<trkpt lat='1' lon='2'>{' ' * SIZE}</trkpt>"),
    "blanks in a tag": lambda: gpx(alike() + f"<trkpt {' ' * SIZE} lat='1' lon='2'></trkpt>"),
    "a long text": lambda: gpx(alike(f"<name>{'x' * (SIZE // 60)}</name>")),
    "a long text without an end": lambda: gpx(alike() + "<trkpt lat='1' lon='2'><name>" + "x" * SIZE),
    "a long number": lambda: gpx(alike(f"<hr>{'9' * (SIZE // 60)}</hr>")),
    "many comments": lambda: "<!---->" * (SIZE // 7) + gpx(alike()),
    "blanks before": lambda: "<?xml version='1.0'?>" + " " * SIZE + gpx(alike()),
    "deep below a lap": lambda: "<gpx><extensions>" + f"<{'n' * 5000}>" * 100 + "<a>1</a>" * (SIZE // 9),
    "every point another": lambda: gpx(
        "".join(f"<trkpt lat='1' lon='2'><b{n % 500}/><c>1</c></trkpt>" for n in range(SIZE // 40))
    ),
    "openings of segments": lambda: "<gpx><trk>" + "<trkseg>" * (SIZE // 8) + alike(),
    "angle brackets": lambda: "<gpx>" + "<" * SIZE,
    "laps and pauses": lambda: (
        "<TrainingCenterDatabase><Activity>"
        + "".join(
            f"<Lap StartTime='{clock(n)}'><Track><Trackpoint><Time>{clock(n)}</Time>"
            "</Trackpoint></Track></Lap>"
            for n in range(SIZE // 150)
        )
        + "</Activity></TrainingCenterDatabase>"
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_no_file_takes_long(name: str) -> None:
    """A file from the internet must not hold up the machine that reads it."""
    data = FILES[name]().encode()
    start = time.process_time()
    with suppress(FileRefused):
        read(data)
    assert time.process_time() - start < LONGEST_S


def test_more_tracks_than_anyone_records_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each recording takes its time, so their number has an end."""
    monkeypatch.setattr(points, "MOST_RECORDINGS", 2)
    one = "<trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk>"
    assert len(read(f"<gpx>{one * 2}</gpx>".encode())) == 2
    with pytest.raises(FileRefused, match="holds 3 tracks"):
        read(f"<gpx>{one * 3}</gpx>".encode())


def test_more_tags_than_any_recording_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory goes by the number of elements more than by the size."""
    monkeypatch.setattr(xml, "MOST_TAGS", 100)
    with pytest.raises(FileRefused, match="more than 0 million tags"):
        read(gpx("<a/>" * 101).encode())


def test_more_kinds_of_values_than_are_kept_are_said() -> None:
    """What is left out is not left out in silence."""
    names = "".join(f"<a{n}>{n}</a{n}>" for n in range(300))
    recording = read(gpx(alike(names, count=2)).encode())[0]
    assert len(recording.extra) == xml.MOST_COLUMNS
    assert [warning.slug for warning in recording.warnings] == ["too-many-fields"]
