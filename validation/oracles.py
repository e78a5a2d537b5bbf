"""What other libraries make of a recording: a few numbers that any reader should agree on."""

import io
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

import numpy as np

from backstride.recording import Recording

EARTH_RADIUS_M: Final = 6_371_008.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a reader found in a file; None where it found nothing."""

    records: int | None = None
    """Samples with a time of their own; where a file has no times, all points."""
    heart_rate_bpm: float | None = None
    """Mean over the samples that have one."""
    distance_m: float | None = None
    """The furthest that the device counted; in a GPX file, the way along the positions."""
    duration_s: float | None = None
    """From the first to the last sample."""


@dataclass(slots=True)
class _Points:
    """What is gathered while a file is read."""

    times: list[float] = field(default_factory=list)
    heart_rates: list[float] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)
    untimed: int = 0

    def add(self, time: float | None) -> None:
        """Count a point."""
        if time is None:
            self.untimed += 1
        else:
            self.times.append(time)

    @property
    def records(self) -> int:
        """Points with a time of their own; all of them where none has a time."""
        return len(set(self.times)) if self.times else self.untimed


def _facts(tracks: Sequence[_Points], distance_m: float | None) -> Facts:
    """The numbers that come out of a file's tracks."""
    times = [time for track in tracks for time in track.times]
    heart_rates = [rate for track in tracks for rate in track.heart_rates]
    return Facts(
        records=sum(track.records for track in tracks) or None,
        heart_rate_bpm=float(np.mean(heart_rates)) if heart_rates else None,
        distance_m=distance_m,
        duration_s=float(max(times) - min(times)) if times else None,
    )


def _counted(points: _Points) -> Facts:
    """The numbers of a file whose device counted the distance."""
    return _facts([points], max(points.distances, default=None))


def ours(recordings: Sequence[Recording]) -> Facts:
    """The same numbers from our recordings.

    Parameters
    ----------
    recordings
        What was read from one file.

    Returns
    -------
    Facts
        The numbers.
    """
    samples = [recording.samples for recording in recordings]
    heart_rates = np.concatenate([each.heart_rate_bpm for each in samples])
    is_gpx = recordings[0].format == "gpx"
    ways = [each.position_distance_m if is_gpx else each.distance_m for each in samples]
    furthest = [float(np.nanmax(way)) for way in ways if not np.isnan(way).all()]
    return Facts(
        records=sum(map(len, samples)) or None,
        heart_rate_bpm=None if np.isnan(heart_rates).all() else float(np.nanmean(heart_rates)),
        distance_m=(sum(furthest) if is_gpx else max(furthest)) if furthest else None,
        duration_s=_duration(recordings),
    )


def _duration(recordings: Sequence[Recording]) -> float | None:
    ends = []
    for recording in recordings:
        if recording.is_timed:
            zero_s = recording.started_at.timestamp() if recording.started_at else 0.0
            elapsed_s = recording.samples.elapsed_s
            ends += [zero_s + float(elapsed_s[0]), zero_s + float(elapsed_s[-1])]
    return max(ends) - min(ends) if ends else None


def by_fitdecode(data: bytes) -> Facts:
    """A FIT file as fitdecode reads it.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Facts
        The numbers.
    """
    import fitdecode

    points = _Points()
    options = {"check_crc": fitdecode.CrcCheck.DISABLED, "error_handling": fitdecode.ErrorHandling.IGNORE}
    with fitdecode.FitReader(io.BytesIO(data), **options) as frames:
        for frame in frames:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record":
                _add_fit_record(points, frame.fields)
    return _counted(points)


def by_fitparse(data: bytes) -> Facts:
    """A FIT file as fitparse reads it.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Facts
        The numbers.
    """
    import fitparse

    points = _Points()
    for message in fitparse.FitFile(data, check_crc=False).get_messages("record"):
        _add_fit_record(points, message.fields)
    return _counted(points)


def _add_fit_record(points: _Points, fields: Sequence[Any]) -> None:
    """One record. Of several fields of a name the first counts, and no app's own field."""
    first: dict[str, Any] = {}
    for each in fields:
        is_developed = type(each.field_def).__name__ == "DevFieldDefinition"
        if not is_developed and each.raw_value is not None:
            first.setdefault(each.name, each)
    points.add(first["timestamp"].raw_value if "timestamp" in first else None)
    for name, gathered in (("heart_rate", points.heart_rates), ("distance", points.distances)):
        if name in first and isinstance(first[name].value, int | float):
            gathered.append(float(first[name].value))


def by_gpxpy(data: bytes) -> Facts:
    """A GPX file as gpxpy reads it.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Facts
        The numbers.
    """
    import gpxpy

    tracks, way_m = [], 0.0
    for track in gpxpy.parse(data.decode("utf-8-sig")).tracks:
        points = _Points()
        of_track = [point for segment in track.segments for point in segment.points]
        for point in of_track:
            points.add(None if point.time is None else point.time.timestamp())
            points.heart_rates += _heart_rates(element for top in point.extensions for element in top.iter())
        way_m += _way([(point.latitude, point.longitude) for point in of_track])
        tracks.append(points)
    return _facts(tracks, way_m)


def by_lxml_gpx(data: bytes) -> Facts:
    """A GPX file counted element by element, without looking at any name space.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Facts
        The numbers.
    """
    tracks, way_m = [], 0.0
    for track in _elements(_tree(data), "trk"):
        points = _Points()
        of_track = list(_elements(track, "trkpt"))
        for point in of_track:
            points.add(_time(point, "time"))
            points.heart_rates += _heart_rates(point.iter())
        way_m += _way([(float(p.get("lat")), float(p.get("lon"))) for p in of_track])
        tracks.append(points)
    return _facts(tracks, way_m)


def by_tcxreader(data: bytes) -> Facts:
    """A TCX file as tcxreader reads it, points without a position too.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Facts
        The numbers.
    """
    from tcxreader.tcxreader import TCXReader

    points = _Points()
    for point in TCXReader().read(io.BytesIO(data), only_gps=False).trackpoints:
        points.add(None if point.time is None else point.time.timestamp())
        points.heart_rates += [] if point.hr_value is None else [float(point.hr_value)]
        points.distances += [] if point.distance is None else [float(point.distance)]
    return _counted(points)


def by_lxml_tcx(data: bytes) -> Facts:
    """A TCX file counted element by element, without looking at any name space.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    Facts
        The numbers.
    """
    points = _Points()
    for activity in _elements(_tree(data), "Activity"):
        for point in _elements(activity, "Trackpoint"):
            points.add(_time(point, "Time"))
            points.distances += [float(element.text) for element in _elements(point, "DistanceMeters")]
            for beat in _elements(point, "HeartRateBpm"):
                points.heart_rates += [float(value.text) for value in _elements(beat, "Value")]
    return _counted(points)


def _tree(data: bytes) -> Any:  # noqa: ANN401 (lxml's elements)
    from lxml import etree

    return etree.fromstring(data.strip(), etree.XMLParser(resolve_entities=False, no_network=True))


def _elements(parent: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 (lxml's elements)
    """The elements of a name, whatever their name space."""
    return (e for e in parent.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == name)


def _heart_rates(elements: Iterator[Any]) -> list[float]:
    """The heart rate of one point: the first element that is called so."""
    for element in elements:
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if name in {"hr", "heartrate"} and (element.text or "").strip():
            return [float(element.text)]
    return []


def _time(point: Any, name: str) -> float | None:  # noqa: ANN401 (lxml's elements)
    """The time of a point, if it has one."""
    texts = [element.text for element in _elements(point, name)]
    return _moment(texts[0]) if texts else None


def _moment(text: str) -> float:
    """A time in ISO 8601, in UTC where no zone is given."""
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.tzinfo else datetime.fromisoformat(text.strip() + "+00:00")).timestamp()


def _way(places: Sequence[tuple[float, float]]) -> float:
    """The way along positions, by the law of cosines on unit vectors."""
    total = 0.0
    vectors = [_vector(*place) for place in places]
    for one, two in pairwise(vectors):
        total += 2 * math.asin(min(math.dist(one, two) / 2, 1.0)) * EARTH_RADIUS_M
    return total


def _vector(latitude_deg: float, longitude_deg: float) -> tuple[float, float, float]:
    """A position as a point on a sphere of radius one."""
    latitude, longitude = math.radians(latitude_deg), math.radians(longitude_deg)
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


ORACLES: Final[Mapping[str, Mapping[str, Callable[[bytes], Facts]]]] = {
    "fit": {"fitdecode": by_fitdecode, "fitparse": by_fitparse},
    "gpx": {"gpxpy": by_gpxpy, "lxml": by_lxml_gpx},
    "tcx": {"tcxreader": by_tcxreader, "lxml": by_lxml_tcx},
}
"""Two readers that know nothing of each other, for each format."""


def facts_by_oracles(job: tuple[str, bytes]) -> dict[str, Facts | str]:
    """What each of the two readers of a format finds.

    Parameters
    ----------
    job
        The format, and the file.

    Returns
    -------
    dict
        By the reader's name the numbers, or how it failed.
    """
    kind, data = job
    found: dict[str, Facts | str] = {}
    for name, oracle in ORACLES[kind].items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found[name] = oracle(data)
            except Exception as trouble:  # noqa: BLE001 (they fail in every way there is)
                found[name] = type(trouble).__name__
    return found
