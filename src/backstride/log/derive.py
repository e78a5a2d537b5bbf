"""Everything that is worked out of an activity: its report, and the rows of the log that come from it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from backstride.athlete import Athlete
from backstride.load import distance_line, plausible_efforts
from backstride.load.plausible import PlausibleEfforts
from backstride.load.skill import settled_heart_rate
from backstride.log.activity import Activity, Timeline
from backstride.log.compose import as_said, compose
from backstride.log.pieces import Place, bouts_of
from backstride.log.same import richness_of
from backstride.log.summary import BoutRow, DirectionRow, EffortRow, Summary, Sums
from backstride.recording import Recording, held_time
from backstride.session import (
    MODEL_VERSION,
    BoutReport,
    Mean,
    SessionReport,
    athlete_of_recording,
    heart_model,
    session_report,
)

__all__ = [
    "Derived",
    "Place",
    "athlete_facts",
    "basis",
    "basis_on",
    "composed",
    "derive",
    "measured",
    "places",
    "report_of",
]

ROWS_VERSION: Final = 2
"""Which version of the rows. It is raised by one whenever a row would differ though the report does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What follows from an activity."""

    basis: str
    """What it was worked out from, as `basis` tells it."""
    summary: Summary
    directions: tuple[DirectionRow, ...]
    bouts: tuple[BoutRow, ...]
    efforts: tuple[EffortRow, ...]


def places(activity: Activity) -> tuple[Place, ...]:
    """The recordings that an activity needs.

    Parameters
    ----------
    activity
        The activity.

    Returns
    -------
    tuple
        Originals and parts, each once.
    """
    return tuple(dict.fromkeys((window.original, window.part) for window in activity.windows))


def basis(
    activity: Activity,
    timelines: Mapping[Place, Timeline],
    athlete: Athlete,
    recording: Recording,
) -> str:
    """A short text that changes whenever what follows from an activity might.

    Parameters
    ----------
    activity
        The activity.
    timelines
        What the user says along the time of its recordings.
    athlete
        The person.
    recording
        Its recording as it is in the activity, of which only the day counts.

    Returns
    -------
    str
        Sixteen hexadecimal letters.
    """
    return basis_on(activity, timelines, athlete_facts(athlete, recording))


def athlete_facts(athlete: Athlete, recording: Recording) -> dict[str, Any]:
    """What of a person counts for a recording, as a plain document.

    Parameters
    ----------
    athlete
        The person.
    recording
        The recording, of which only the day counts.

    Returns
    -------
    dict
        What held on its day.
    """
    on_day, _ = athlete_of_recording(athlete, recording)
    day = None if recording.local_start is None else recording.local_start.date()
    choice = athlete.heart_choice_on(day)
    return {
        "age_years": on_day.age_years,
        "sex": None if on_day.sex is None else on_day.sex.value,
        "mass_kg": on_day.mass_kg,
        "resting_heart_rate_bpm": on_day.resting_heart_rate_bpm,
        "maximum_heart_rate_bpm": on_day.maximum_heart_rate_bpm,
        "backward_sessions": on_day.backward_sessions,
        "formula": choice.formula,
        "target": list(choice.target),
        "zones_bpm": None if choice.zones_bpm is None else dict(choice.zones_bpm),
        "stride": None if on_day.stride is None else on_day.stride.digest,
    }


def basis_on(activity: Activity, timelines: Mapping[Place, Timeline], facts: Mapping[str, Any]) -> str:
    """As `basis`, for what of a person counts on the day.

    Parameters
    ----------
    activity
        The activity.
    timelines
        What the user says along the time of its recordings.
    facts
        From `athlete_facts`.

    Returns
    -------
    str
        Sixteen hexadecimal letters.
    """
    document = activity.as_document()
    del document["replaced_by"], document["is_removed"]
    given = [
        MODEL_VERSION,
        ROWS_VERSION,
        document,
        [timelines[place].as_document() for place in places(activity) if place in timelines],
        dict(facts),
    ]
    text = json.dumps(given, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def measured(
    activity: Activity, recordings: Mapping[Place, Recording], timelines: Mapping[Place, Timeline]
) -> Recording:
    """The recording of an activity as it was measured, but for its bad points.

    Parameters
    ----------
    activity
        The activity.
    recordings
        The whole recordings.
    timelines
        What the user says along their time.

    Returns
    -------
    Recording
        The recording before the sport and the distance that the user gave it.
    """
    bad = {place: timeline.bad for place, timeline in timelines.items()}
    return compose(activity.windows, recordings, bad=bad)


def composed(
    activity: Activity, recordings: Mapping[Place, Recording], timelines: Mapping[Place, Timeline]
) -> Recording:
    """The recording of an activity with all that the user said of its points.

    Parameters
    ----------
    activity
        The activity.
    recordings
        The whole recordings.
    timelines
        What the user says along their time.

    Returns
    -------
    Recording
        The recording, with the name that a platform or the user gave it.
    """
    recording = as_said(measured(activity, recordings, timelines), activity.facts)
    name = activity.facts.name or activity.told.name
    return replace(recording, names={**recording.names, "activity": name}) if name else recording


def report_of(
    activity: Activity,
    recordings: Mapping[Place, Recording],
    timelines: Mapping[Place, Timeline],
    athlete: Athlete,
) -> SessionReport:
    """The report on an activity of the log.

    Parameters
    ----------
    activity
        The activity.
    recordings
        The whole recordings, by original and part.
    timelines
        What the user says along their time.
    athlete
        The person.

    Returns
    -------
    SessionReport
        Everything that the recording, the user and the models say.
    """
    recording = composed(activity, recordings, timelines)
    on_day, warnings = athlete_of_recording(athlete, recording)
    day = None if recording.local_start is None else recording.local_start.date()
    choice = athlete.heart_choice_on(day)
    found = bouts_of(activity, recordings, timelines, recording, on_day.stride)
    if warnings:
        recording = replace(recording, warnings=(*recording.warnings, *warnings))
    heart = heart_model(on_day, formula=choice.formula, target=choice.target, zones_bpm=choice.zones_bpm)
    return session_report(recording, found, on_day, heart)


def derive(
    activity: Activity,
    recordings: Mapping[Place, Recording],
    timelines: Mapping[Place, Timeline],
    athlete: Athlete,
) -> Derived:
    """Work out all that is kept of an activity.

    Parameters
    ----------
    activity
        The activity.
    recordings
        The whole recordings, by original and part.
    timelines
        What the user says along their time.
    athlete
        The person.

    Returns
    -------
    Derived
        The rows of the log.
    """
    report = report_of(activity, recordings, timelines, athlete)
    efforts = _efforts(report)
    return Derived(
        basis=basis(activity, timelines, athlete, report.recording),
        summary=_summary(activity, report, efforts, measured(activity, recordings, timelines)),
        directions=tuple(
            DirectionRow(travel=each.travel, gait=each.gait, sums=Sums.of(each.measures))
            for each in report.directions
        ),
        bouts=tuple(_bout_row(number, each, report) for number, each in enumerate(report.bouts, start=1)),
        efforts=tuple(
            EffortRow(
                travel=effort.travel,
                gait=effort.gait,
                basis=effort.basis.value,
                size=effort.size,
                time_s=effort.time_s,
                distance_m=effort.distance_m,
                start_s=effort.start_s,
                end_s=effort.end_s,
            )
            for effort in efforts.efforts
        ),
    )


def _efforts(report: SessionReport) -> PlausibleEfforts:
    recording = report.recording
    if not recording.is_timed or not recording.sport.is_on_foot:
        return PlausibleEfforts(efforts=(), rejected=())
    return plausible_efforts(
        recording.samples.elapsed_s, distance_line(recording.samples), [each.bout for each in report.bouts]
    )


def _summary(
    activity: Activity, report: SessionReport, efforts: PlausibleEfforts, before: Recording
) -> Summary:
    recording = report.recording
    start, richness = recording.local_start, richness_of(recording)
    started_at = recording.started_at
    return Summary(
        name=next((name for name in _names(activity, recording) if name), None),
        started_at=started_at,
        ended_at=None if started_at is None else started_at + timedelta(seconds=recording.end_s),
        utc_offset_s=recording.utc_offset_s,
        day=None if start is None else start.date(),
        sport=recording.sport.name,
        sub_sport=recording.sport.sub_name,
        device=str(recording.device),
        format=recording.format,
        is_simulated=recording.is_simulated,
        is_on_foot=recording.sport.is_on_foot,
        samples=len(recording.samples),
        duration_s=report.duration_s,
        moving_s=report.moving_s,
        distance_m=recording.distance_m,
        device_distance_m=before.device_distance_m,
        counted_distance_m=replace(before, device_distance_m=None).distance_m,
        resting_heart_rate_bpm=report.athlete.resting_heart_rate_bpm,
        perceived_exertion=_perceived_exertion(activity),
        sums=None if report.total is None else Sums.of(report.total),
        warnings=tuple(warning.message for warning in recording.warnings),
        rejected=tuple(each.reason for each in efforts.rejected),
        series=richness.series,
        marks=richness.marks,
        model_version=report.model_version,
    )


def _perceived_exertion(activity: Activity) -> float | None:
    said = activity.facts.perceived_exertion
    return activity.told.perceived_exertion if said is None else said


def _names(activity: Activity, recording: Recording) -> Iterable[str | None]:
    yield activity.facts.name
    yield activity.told.name
    for place in ("session", "activity", "workout", "track"):
        yield recording.names.get(place)


def _bout_row(number: int, each: BoutReport, report: SessionReport) -> BoutRow:
    bout, elapsed_s = each.bout, report.recording.samples.elapsed_s
    held_s = held_time(elapsed_s, bout.start_s, bout.end_s)
    strongest = bout.evidence[0] if bout.evidence else None
    return BoutRow(
        number=number,
        start_s=bout.start_s,
        end_s=bout.end_s,
        travel=bout.travel,
        gait=bout.gait,
        probability=bout.probability,
        evidence=None if strongest is None else strongest.kind.value,
        detail=None if strongest is None else strongest.detail,
        detector=None if strongest is None else strongest.detector,
        posterior=bout.posterior,
        grade=Mean.of(report.grade, held_s).value,
        settled_heart_rate_bpm=settled_heart_rate(
            elapsed_s, report.recording.samples.heart_rate_bpm, bout.start_s, bout.end_s
        ),
        sums=Sums.of(each.measures),
    )
