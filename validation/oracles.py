"""What other libraries make of a recording: a few numbers that any reader should agree on."""

import io
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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

    times: list[Any]
    heart_rates: list[float]
    distances: list[float]
    ways_m: list[float]
    untimed: int = 0

    @classmethod
    def none(cls) -> "_Points":
        """Nothing yet."""
        return cls([], [], [], [])

    def facts(self) -> Facts:
        """The numbers that come out of it."""
        distinct = set(self.times)
        span = max(distinct) - min(distinct) if distinct else None
        return Facts(
            records=len(distinct) if distinct else self.untimed or None,
            heart_rate_bpm=float(np.mean(self.heart_rates)) if self.heart_rates else None,
            distance_m=max(self.distances, default=None) if not self.ways_m else sum(self.ways_m),
            duration_s=None if span is None else float(getattr(span, "total_seconds", lambda: span)()),
        )


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

    points = _Points.none()
    options = {"check_crc": fitdecode.CrcCheck.DISABLED, "error_handling": fitdecode.ErrorHandling.IGNORE}
    with fitdecode.FitReader(io.BytesIO(data), **options) as frames:
        for frame in frames:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record":
                _add_fit_record(points, frame.fields)
    return points.facts()


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

    points = _Points.none()
    for message in fitparse.FitFile(data, check_crc=False).get_messages("record"):
        _add_fit_record(points, message.fields)
    return points.facts()


def _add_fit_record(points: _Points, fields: Sequence[Any]) -> None:
    """One record. Of several fields of a name the first counts, and no app's own field."""
    first: dict[str, Any] = {}
    for field in fields:
        is_developed = type(field.field_def).__name__ == "DevFieldDefinition"
        if not is_developed and field.raw_value is not None:
            first.setdefault(field.name, field)
    if "timestamp" in first:
        points.times.append(first["timestamp"].raw_value)
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

    points = _Points.none()
    for track in gpxpy.parse(data.decode("utf-8-sig")).tracks:
        of_track = [point for segment in track.segments for point in segment.points]
        for point in of_track:
            _add_point(points, point.time and point.time.timestamp())
            points.heart_rates += _heart_rates(element for top in point.extensions for element in top.iter())
        points.ways_m.append(_way([(point.latitude, point.longitude) for point in of_track]))
    return points.facts()


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
    points = _Points.none()
    for track in _elements(_tree(data), "trk"):
        of_track = list(_elements(track, "trkpt"))
        for point in of_track:
            (time, *_rest) = [*_elements(point, "time"), None]
            _add_point(points, None if time is None else _moment(time.text))
            points.heart_rates += _heart_rates(point.iter())
        points.ways_m.append(_way([(float(p.get("lat")), float(p.get("lon"))) for p in of_track]))
    return points.facts()


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

    points = _Points.none()
    for point in TCXReader().read(io.BytesIO(data), only_gps=False).trackpoints:
        _add_point(points, point.time and point.time.timestamp())
        points.heart_rates += [] if point.hr_value is None else [float(point.hr_value)]
        points.distances += [] if point.distance is None else [float(point.distance)]
    return points.facts()


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
    points = _Points.none()
    for activity in _elements(_tree(data), "Activity"):
        for point in _elements(activity, "Trackpoint"):
            texts = {name: [e.text for e in _elements(point, name)] for name in ("Time", "DistanceMeters")}
            (time, *_rest) = [*texts["Time"], None]
            _add_point(points, None if time is None else _moment(time))
            points.distances += [float(text) for text in texts["DistanceMeters"]]
            for beat in _elements(point, "HeartRateBpm"):
                points.heart_rates += [float(value.text) for value in _elements(beat, "Value")]
    return points.facts()


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


def _add_point(points: _Points, time: float | None) -> None:
    if time is None:
        points.untimed += 1
    else:
        points.times.append(time)


def _moment(text: str) -> float:
    """A time in ISO 8601, in UTC where no zone is given."""
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.tzinfo else datetime.fromisoformat(text.strip() + "+00:00")).timestamp()


def _way(places: Sequence[tuple[float, float]]) -> float:
    """The way along positions, by the law of cosines on unit vectors."""
    total = 0.0
    vectors = [_vector(*place) for place in places]
    for one, two in zip(vectors, vectors[1:], strict=False):
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
