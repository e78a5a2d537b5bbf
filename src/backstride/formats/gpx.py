"""GPX 1.0 and 1.1, with the extensions that watches and platforms write."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lxml import etree

from backstride.errors import NotAnActivity
from backstride.formats.iso_times import instant
from backstride.formats.laps import MarkedLap, laps_of
from backstride.formats.points import (
    Document,
    Place,
    check_count,
    document,
    gathered,
    held_instead,
    recording_of,
    strangers_in,
    take_out,
)
from backstride.formats.xml import children, number_of, outermost, table, text_of
from backstride.recording import Column, Device, Lap, Recording, Sport

PLACES: Final[Mapping[str, Place]] = {
    "@lat": Place(column="latitude_deg"),
    "@lon": Place(column="longitude_deg"),
    "time": Place(column="time"),
    "ele": Place(column="altitude_m"),
    "altitude": Place(column="altitude_m", rank=1),
    "speed": Place(column="speed_m_s"),
    "distance": Place(column="distance_m"),
    "hr": Place(column="heart_rate_bpm"),
    "heartrate": Place(column="heart_rate_bpm"),
    "heart_rate": Place(column="heart_rate_bpm"),
    "cad": Place(column="cadence"),
    "cadence": Place(column="cadence"),
    "run_cadence": Place(column="cadence"),
    "RunCadence": Place(column="cadence"),
    "power": Place(column="power_w"),
    "watts": Place(column="power_w"),
    "PowerInWatts": Place(column="power_w"),
    "atemp": Place(column="temperature_c"),
    "temp": Place(column="temperature_c"),
    "Temperature": Place(column="temperature_c"),
}
"""Where the values of a point go: GPX itself, Garmin's TrackPointExtension 1 and 2, Cluetrust's gpxdata,
Strava, Amazfit, OpenTracks and others, which agree on names more than on namespaces."""

SPORTS: Final[Mapping[str, tuple[str, str | None]]] = {
    "run": ("running", None),
    "running": ("running", None),
    "trail_running": ("running", "trail"),
    "treadmill_running": ("running", "treadmill"),
    "track_running": ("running", "track"),
    "street_running": ("running", "street"),
    "virtual_run": ("running", "virtual_activity"),
    "jogging": ("running", None),
    "walk": ("walking", None),
    "walking": ("walking", None),
    "casual_walking": ("walking", "casual_walking"),
    "speed_walking": ("walking", "speed_walking"),
    "hike": ("hiking", None),
    "hiking": ("hiking", None),
    "ride": ("cycling", None),
    "bike": ("cycling", None),
    "biking": ("cycling", None),
    "cycling": ("cycling", None),
    "road_biking": ("cycling", "road"),
    "mountain_biking": ("cycling", "mountain"),
    "gravel_cycling": ("cycling", "gravel_cycling"),
    "indoor_cycling": ("cycling", "indoor_cycling"),
    "virtual_ride": ("cycling", "virtual_activity"),
    "swim": ("swimming", None),
    "swimming": ("swimming", None),
    "open_water_swimming": ("swimming", "open_water"),
    "lap_swimming": ("swimming", "lap_swimming"),
    "elliptical": ("fitness_equipment", "elliptical"),
    "rowing": ("rowing", None),
    "nordic_ski": ("cross_country_skiing", None),
    "cross_country_skiing": ("cross_country_skiing", None),
    "alpine_ski": ("alpine_skiing", None),
    "inline_skating": ("inline_skating", None),
    "1": ("cycling", None),
    "4": ("hiking", None),
    "9": ("running", None),
    "10": ("walking", None),
    "16": ("swimming", None),
}
"""What stands in ``<type>``, in lower case with ``_`` for blanks; the numbers are Strava's."""

_TRACK_NAMES: Final = {"name": "track", "desc": "description", "cmt": "comment", "src": "source"}


def read_gpx(data: bytes) -> tuple[Recording, ...]:
    """The recordings of a GPX file, one for each track that has points.

    Parameters
    ----------
    data
        The file's bytes.

    Returns
    -------
    tuple of Recording
        At least one. The segments of a track are one recording, with pauses between them.

    Raises
    ------
    NotAnActivity
        If it holds routes, waypoints or empty tracks alone.
    TooLarge
        If it holds more tracks than anyone records.
    FileRefused
        If it is no XML that can be read, as `backstride.formats.xml.parsed` says.
    """
    source = document(data, segment="trkseg", point="trkpt")
    root = source.root
    tracks = outermost(root, "trk")
    check_count(len(tracks))
    recordings = [recording for track in tracks if (recording := _recording(source, track)) is not None]
    if not recordings:
        raise _no_track(root)
    device = Device(product=root.get("creator"))
    names = _file_names(root)
    messages = _file_messages(root)
    laps = _laps(root, recordings[0]) if len(recordings) == 1 else ()
    return tuple(
        replace(
            recording,
            device=device,
            names={**names, **recording.names},
            laps=laps,
            messages={**messages, **recording.messages},
            warnings=source.warnings + recording.warnings,
        )
        for recording in recordings
    )


def _recording(source: Document, track: etree._Element) -> Recording | None:
    """What one track holds; None if it has no points."""
    segments = outermost(track, "trkseg") or [track]
    strangers = strangers_in(segments, "trkpt")
    messages = {
        "track": table([track], without=frozenset({"trkseg", "trkpt", "type", *_TRACK_NAMES})),
        "segment": table(strangers) if segments != [track] else {},
    }
    take_out(strangers)
    points = gathered(source, segments, point="trkpt", places=PLACES, valued=frozenset())
    if points.count == 0:
        return None
    return replace(
        recording_of(points, form="gpx", sport=_sport(text_of(track, "type"))),
        names={key: text for tag, key in _TRACK_NAMES.items() if (text := text_of(track, tag))},
        messages={name: columns for name, columns in messages.items() if columns},
    )


def _sport(text: str | None) -> Sport:
    """The sport that a track's type names."""
    if text is None:
        return Sport()
    key = text.strip().lower().replace(" ", "_").replace("-", "_")
    name, sub_name = SPORTS.get(key, ("unknown", None))
    return Sport(name=name, sub_name=sub_name, sport_id=text)


def _file_names(root: etree._Element) -> dict[str, str]:
    """The names that the whole file bears; GPX 1.0 has them at its top."""
    found = {
        "file": text_of(root, "metadata", "name") or text_of(root, "name"),
        "file_description": text_of(root, "metadata", "desc") or text_of(root, "desc"),
        "keywords": text_of(root, "metadata", "keywords") or text_of(root, "keywords"),
    }
    return {key: text for key, text in found.items() if text}


def _file_messages(root: etree._Element) -> dict[str, Mapping[str, Column]]:
    """What the file holds beside its tracks."""
    tables = {
        "metadata": table(children(root, "metadata"), without=frozenset({"trk", "name", "desc", "keywords"})),
        "extensions": table(children(root, "extensions"), without=frozenset({"lap"})),
        "lap": table(root.iterfind("{*}extensions/{*}lap")),
        "waypoint": table(children(root, "wpt")),
        "route": table(root.iterfind("{*}rte/{*}rtept")),
    }
    return {name: columns for name, columns in tables.items() if columns}


def _laps(root: etree._Element, recording: Recording) -> tuple[Lap, ...]:
    """The laps that Cluetrust's extension keeps for the whole file."""
    found = [
        MarkedLap(
            start_us=instant(text_of(lap, "startTime")),
            timer_s=number_of(lap, "elapsedTime"),
            distance_m=number_of(lap, "distance"),
            trigger=_trigger(lap),
            intensity=text_of(lap, "intensity"),
        )
        for lap in root.iterfind("{*}extensions/{*}lap")
    ]
    return laps_of(found, recording)


def _trigger(lap: etree._Element) -> str | None:
    """Why a lap ended."""
    trigger = next(children(lap, "trigger"), None)
    kind = None if trigger is None else trigger.get("kind") or trigger.text
    return kind.strip().lower() if kind else None


def _no_track(root: etree._Element) -> NotAnActivity:
    """The refusal of a file without points of a track."""
    kinds = (
        ("rtept", "route", "a route"),
        ("wpt", "waypoints", "waypoints"),
        ("trk", "nothing", "an empty track"),
    )
    content, words = held_instead(root, kinds)
    return NotAnActivity(
        f"The GPX file holds {words}, and no recorded points.",
        allowed="A recording is a track with at least one point.",
        remedy="Export the activity itself: a GPX file of it has <trkpt> elements.",
        content=content,
    )
