from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import FileRefused
from backstride.formats import points as points_module
from backstride.formats.gpx import read_gpx
from backstride.formats.skeleton import FEWEST_POINTS, MOST_ELEMENTS, scanned
from backstride.formats.tcx import read_tcx
from backstride.recording import COLUMNS, Recording

Read = Callable[[bytes], tuple[Recording, ...]]

BLOCKS = (
    "<ele>{n}</ele>",
    "<ele></ele>",
    "<ele/>",
    "<time>2026-04-01T06:{m:02}:{s:02}Z</time>",
    "<hdop>1.5</hdop>",
    "<extensions><hr>{n}</hr></extensions>",
    "<extensions><hr>{n}</hr><hr>9</hr><power>2</power></extensions>",
    "<extensions><e:X xmlns:e='urn:e' sensor='Footpod'><e:hr>{n}</e:hr><e:cad>80</e:cad></e:X></extensions>",
    "<extensions>  <cad>80</cad>\n</extensions>",
    "<name>a &amp; b</name>",
    "<!-- a comment -->",
    "<name><![CDATA[<trkseg>]]></name>",
    "text",
    "<?pi?>",
)
"""Parts of points: most of them common, some that only the parser may decide about."""


def described(read: Read, data: bytes) -> list[Any]:
    """All that is read of a file, in values that can be compared."""
    try:
        recordings = read(data)
    except FileRefused as refusal:
        return [refusal.slug]
    return [
        (
            [getattr(recording.samples, name).tobytes() for name in COLUMNS],
            {name: repr(extra.values.tolist()) for name, extra in recording.extra.items()},
            {name: list(columns) for name, columns in recording.messages.items()},
            (recording.started_at, recording.laps, recording.pauses, recording.warnings),
            (recording.names, recording.sport, recording.device, recording.device_distance_m),
        )
        for recording in recordings
    ]


def parsed_only(read: Read, data: bytes) -> list[Any]:
    """All that is read of a file by the parser alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(points_module, "scanned", lambda *_, **__: None)
        return described(read, data)


def trkpt(number: int, *blocks: str) -> str:
    """A point of some parts."""
    inside = "".join(block.format(n=number, m=number // 60, s=number % 60) for block in blocks)
    return f'<trkpt lat="48.{number:05}" lon="11.0">{inside}</trkpt>'


def gpx(points: list[str], between: str = "\n") -> str:
    """A GPX text of two segments."""
    half = len(points) // 2
    first, second = between.join(points[:half]), between.join(points[half:])
    return f"<gpx creator='x'><trk><trkseg>{first}</trkseg><trkseg>{second}</trkseg></trk></gpx>"


@settings(max_examples=150, deadline=None)  # a busy machine is no fault
@given(
    kinds=st.lists(st.lists(st.sampled_from(BLOCKS[:9]), max_size=4), min_size=1, max_size=4),
    odd=st.lists(st.tuples(st.integers(0, 79), st.lists(st.sampled_from(BLOCKS), max_size=3)), max_size=2),
    between=st.sampled_from(["", "\n   ", "junk"]),
)
def test_the_quick_way_reads_what_the_parser_reads(
    kinds: list[list[str]], odd: list[tuple[int, list[str]]], between: str
) -> None:
    """Points of several kinds, repeated, with some odd ones among them: both ways give the same bits."""
    points = [trkpt(number, *kinds[number % len(kinds)]) for number in range(80)]
    for number, blocks in odd:
        points[number] = trkpt(number, *blocks)
    data = gpx(points, between).encode()
    assert described(read_gpx, data) == parsed_only(read_gpx, data)


@settings(max_examples=100, deadline=None)  # a busy machine is no fault
@given(st.integers(0, 4000), st.integers(0, 60), st.binary(max_size=12))
def test_damage_is_read_the_same_both_ways(start: int, length: int, instead: bytes) -> None:
    """Wherever a file is cut, overwritten or spliced, the quick way is no more forgiving."""
    data = gpx([trkpt(number, BLOCKS[0], BLOCKS[3], BLOCKS[7]) for number in range(60)]).encode()
    damaged = data[:start] + instead + data[start + length :]
    assert described(read_gpx, damaged) == parsed_only(read_gpx, damaged)


def test_alike_points_are_scanned_and_their_frame_is_small() -> None:
    """The parser sees the file without its points."""
    text = gpx([trkpt(number, *BLOCKS[:1], BLOCKS[3]) for number in range(100)])
    scan = scanned(text, segment="trkseg", point="trkpt")
    assert scan is not None
    assert [len(segment) for segment in scan.segments] == [50, 50]
    assert scan.frame == "<gpx creator='x'><trk><trkseg></trkseg><trkseg></trkseg></trk></gpx>"


def test_points_that_lack_something_are_scanned_too() -> None:
    """A strap that drops out does not make a file slow."""
    points = [trkpt(number, BLOCKS[3], *BLOCKS[5 : 5 + (number != 33)]) for number in range(100)]
    scan = scanned(gpx(points), segment="trkseg", point="trkpt")
    assert scan is not None
    assert sum(map(len, scan.segments)) == 100


MANY = [trkpt(number, BLOCKS[3]) for number in range(100)]


@pytest.mark.parametrize(
    "text",
    [
        gpx(MANY[: FEWEST_POINTS - 1]),
        gpx([*MANY, "<!-- x -->"]),
        gpx([*MANY, trkpt(5, "a &amp; b")]),
        gpx([*MANY, "<?pi?>"]),
        gpx([*MANY, "<extensions/>"]),
        gpx([*MANY, "<trkpt lat='1' lon='2'/>"]),
        gpx([*MANY, trkpt(5, "\x01")]),
        gpx(MANY).replace("</trkseg></trk>", ""),
        gpx([*MANY, trkpt(5, "<a>1<b/></a>")]),
        gpx([*MANY, trkpt(5, *(f"<a{n}>1</a{n}>" for n in range(MOST_ELEMENTS)))]),
        gpx(MANY).replace("<trkseg>", "<trkseg/><trkseg>", 1),
        "".join(MANY),
    ],
)
def test_whatever_is_special_is_left_to_the_parser(text: str) -> None:
    """The quick way never decides what a file means."""
    assert scanned(text, segment="trkseg", point="trkpt") is None


def test_a_segment_in_a_comment_is_not_read() -> None:
    """What is commented out stays out."""
    text = gpx(MANY).replace("<trk>", "<trk><!--<trkseg>" + "".join(MANY) + "</trkseg>-->")
    assert len(read_gpx(text.encode())[0].samples) == 100


def test_tcx_is_read_the_same_both_ways() -> None:
    """Laps, tracks, and points that lack their heart rate."""

    def trackpoint(second: int) -> str:
        heart_rate = f"<HeartRateBpm><Value>{100 + second % 50}</Value></HeartRateBpm>" if second % 7 else ""
        more = f"<Extensions><TPX CadenceSensor='Footpod'><Speed>{second}</Speed></TPX></Extensions>" * (
            second > 150
        )
        time = f"2026-04-01T06:{second // 60:02}:{second % 60:02}Z"
        return f"<Trackpoint>\n<Time>{time}</Time>{heart_rate}{more}</Trackpoint>"

    laps = "".join(
        f"<Lap StartTime='2026-04-01T06:0{lap}:00Z'><Track>"
        + "".join(trackpoint(lap * 60 + s) for s in range(61))
        + "</Track></Lap>"
        for lap in range(4)
    )
    activity = f"<Activity Sport='Running'>{laps}</Activity>"
    data = f"<TrainingCenterDatabase>{activity}</TrainingCenterDatabase>".encode()
    found = described(read_tcx, data)
    assert found == parsed_only(read_tcx, data)
    assert np.frombuffer(found[0][0][0]).tolist() == list(range(241))
