"""Small GPX and TCX files, written by the tests that read them."""

from collections.abc import Callable, Sequence

import pytest

GPX_ROOT = (
    '<gpx version="1.1" creator="Own Watch" xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" '
    'xmlns:gpxdata="http://www.cluetrust.com/XML/GPXDATA/1/0">'
)
TCX_ROOT = (
    '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
    'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">'
)

WriteGpx = Callable[..., bytes]
WriteTcx = Callable[..., bytes]


def clock(second: float) -> str:
    """A time on the first of April 2026, when the backward mile is run."""
    whole, fraction = divmod(second, 1)
    hours, rest = divmod(int(whole), 3600)
    text = f"2026-04-01T{6 + hours:02}:{rest // 60:02}:{rest % 60:02}"
    return f"{text}.{round(fraction * 1000):03}Z" if fraction else f"{text}Z"


def gpx_point(second: float | None, *inside: str, extension: str = "", latitude: float = 48.0) -> str:
    """A point, a little to the north each second."""
    time = "" if second is None else f"<time>{clock(second)}</time>"
    more = f"<extensions>{extension}</extensions>" if extension else ""
    place = latitude + (second or 0) * 3e-5
    return f'<trkpt lat="{place:.6f}" lon="11.000000">{"".join(inside)}{time}{more}</trkpt>'


def trackpoint(second: float, *inside: str) -> str:
    """A trackpoint of TCX."""
    return f"<Trackpoint><Time>{clock(second)}</Time>{''.join(inside)}</Trackpoint>"


@pytest.fixture(scope="session")
def write_gpx() -> WriteGpx:
    """Writes a GPX file of some segments of points, all in one track."""

    def write(*segments: Sequence[str], head: str = "", track: str = "", root: str = GPX_ROOT) -> bytes:
        inside = "".join(f"<trkseg>{''.join(points)}</trkseg>" for points in segments)
        return f'<?xml version="1.0"?>{root}{head}<trk>{track}{inside}</trk></gpx>'.encode()

    return write


@pytest.fixture(scope="session")
def write_tcx() -> WriteTcx:
    """Writes a TCX file of some laps, each given as its own elements and its trackpoints."""

    def write(*laps: tuple[str, Sequence[str]], sport: str = "Running", after: str = "") -> bytes:
        inside = "".join(
            f'<Lap StartTime="{clock(number * 60)}">{head}<Track>{"".join(points)}</Track></Lap>'
            for number, (head, points) in enumerate(laps)
        )
        activity = f'<Activity Sport="{sport}"><Id>{clock(0)}</Id>{inside}{after}</Activity>'
        return f"{TCX_ROOT}<Activities>{activity}</Activities></TrainingCenterDatabase>".encode()

    return write


@pytest.fixture(scope="session")
def point() -> Callable[..., str]:
    """Writes one point of a GPX file."""
    return gpx_point


@pytest.fixture(scope="session")
def tcx_point() -> Callable[..., str]:
    """Writes one trackpoint of a TCX file."""
    return trackpoint
