"""TCX, Garmin's Training Center format, version 2 with the activity extension."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
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
from backstride.recording import LONGEST_HOLD_S, Column, Device, Lap, Pause, Recording, Sport

PLACES: Final[Mapping[str, Place]] = {
    "Time": Place(column="time"),
    "LatitudeDegrees": Place(column="latitude_deg"),
    "LongitudeDegrees": Place(column="longitude_deg"),
    "AltitudeMeters": Place(column="altitude_m"),
    "DistanceMeters": Place(column="distance_m"),
    "HeartRateBpm": Place(column="heart_rate_bpm"),
    "RunCadence": Place(column="cadence"),
    "Cadence": Place(column="cadence", rank=1),
    "Speed": Place(column="speed_m_s"),
    "Watts": Place(column="power_w"),
}
"""Where the values of a trackpoint go, those of its extension (TPX) among them."""

SPORTS: Final[Mapping[str, str]] = {
    "running": "running",
    "biking": "cycling",
    "cycling": "cycling",
    "walking": "walking",
    "hiking": "hiking",
    "swimming": "swimming",
}
"""The schema allows Running, Biking and Other; other words are found all the same."""


def read_tcx(data: bytes) -> tuple[Recording, ...]:
    """The recordings of a TCX file, one for each activity that has trackpoints.

    Parameters
    ----------
    data
        The file's bytes.

    Returns
    -------
    tuple of Recording
        At least one; the parts of a multisport session are one recording each.

    Raises
    ------
    NotAnActivity
        If it holds courses or workouts alone, or activities without a single trackpoint.
    TooLarge
        If it holds more activities than anyone records.
    FileRefused
        If it is no XML that can be read, as `backstride.formats.xml.parsed` says.
    """
    source = document(data, segment="Track", point="Trackpoint")
    root = source.root
    activities = outermost(root, "Activity")
    check_count(len(activities))
    author = {"author": table(children(root, "Author"))}
    recordings = tuple(
        replace(
            recording,
            warnings=source.warnings + recording.warnings,
            messages={**recording.messages, **(author if author["author"] else {})},
        )
        for activity in activities
        if (recording := _recording(source, activity)) is not None
    )
    if not recordings:
        raise _no_activity(root)
    return recordings


def _recording(source: Document, activity: etree._Element) -> Recording | None:
    """What one activity holds; None if it has no trackpoints."""
    tracks = outermost(activity, "Track")
    strangers = strangers_in(tracks, "Trackpoint")
    messages = _messages(activity, strangers)
    take_out(strangers)
    points = gathered(source, tracks, point="Trackpoint", places=PLACES, valued=frozenset({"HeartRateBpm"}))
    if points.count == 0:
        return None
    recording = recording_of(points, form="tcx", sport=_sport(activity.get("Sport")))
    laps = list(children(activity, "Lap"))
    marked = laps_of([_marked(lap) for lap in laps], recording)
    return replace(
        recording,
        device=_device(next(children(activity, "Creator"), None)),
        device_distance_m=_total_distance(laps),
        names=_names(activity),
        laps=marked,
        pauses=_without_lap_changes(recording.pauses, marked),
        messages=messages,
    )


def _sport(text: str | None) -> Sport:
    """The sport that an activity's attribute names."""
    if text is None or not text.strip():
        return Sport()
    return Sport(name=SPORTS.get(text.strip().lower(), "unknown"), sport_id=text)


def _device(creator: etree._Element | None) -> Device:
    """The device that an activity was recorded with."""
    version = None
    if creator is not None:
        parts = [text_of(creator, "Version", part) for part in ("VersionMajor", "VersionMinor")]
        version = ".".join(part for part in parts if part) or None
    return Device(product=text_of(creator, "Name"), software_version=version)


def _names(activity: etree._Element) -> dict[str, str]:
    """The names that people gave."""
    found = {
        "workout": text_of(activity, "Training", "Plan", "Name"),
        "notes": text_of(activity, "Notes"),
        "name": text_of(activity, "Name"),
    }
    return {key: text for key, text in found.items() if text}


def _without_lap_changes(pauses: Sequence[Pause], laps: Sequence[Lap]) -> tuple[Pause, ...]:
    """The pauses, but for the time between two tracks that is only that around a new lap."""
    starts = [lap.start_s for lap in laps[1:]]
    return tuple(
        pause
        for pause in pauses
        if pause.end_s - pause.start_s > LONGEST_HOLD_S
        or bisect_left(starts, pause.start_s - LONGEST_HOLD_S) == bisect_right(starts, pause.end_s)
    )


def _marked(lap: etree._Element) -> MarkedLap:
    """One lap as the file holds it."""
    intensity, trigger = text_of(lap, "Intensity"), text_of(lap, "TriggerMethod")
    return MarkedLap(
        start_us=instant(lap.get("StartTime")) or _first_time(lap),
        timer_s=number_of(lap, "TotalTimeSeconds"),
        distance_m=number_of(lap, "DistanceMeters"),
        trigger=trigger.lower() if trigger else None,
        intensity=intensity.lower() if intensity else None,
        name=text_of(lap, "Notes"),
    )


def _first_time(lap: etree._Element) -> int | None:
    """The first time in a lap that does not say when it began."""
    return instant(text_of(next(lap.iter("{*}Trackpoint"), None), "Time"))


def _total_distance(laps: Sequence[etree._Element]) -> float | None:
    """The sum of the laps' distances, if each lap has one."""
    distances = [number_of(lap, "DistanceMeters") for lap in laps]
    known = [distance for distance in distances if distance is not None and distance >= 0]
    return sum(known) if known and len(known) == len(laps) else None


def _messages(
    activity: etree._Element, strangers: Sequence[etree._Element]
) -> dict[str, Mapping[str, Column]]:
    """What an activity holds beside its trackpoints."""
    tables = {
        "activity": table([activity], without=frozenset({"Lap", "Creator"})),
        "lap": table(children(activity, "Lap"), without=frozenset({"Track"})),
        "creator": table(children(activity, "Creator")),
        "track": table(strangers),
    }
    return {name: columns for name, columns in tables.items() if columns}


def _no_activity(root: etree._Element) -> NotAnActivity:
    """The refusal of a file without trackpoints of an activity."""
    kinds = (
        ("Course", "course", "a course"),
        ("Workout", "workout", "a workout"),
        ("Activity", "nothing", "an activity without a single trackpoint"),
    )
    content, words = held_instead(root, kinds)
    return NotAnActivity(
        f"The TCX file holds {words}, and no recorded samples.",
        allowed="A recording is an activity with at least one trackpoint.",
        remedy="Export the activity itself; a manual entry without samples cannot be read.",
        content=content,
    )
