"""What the log knows of activities, as far as a plan goes."""

from datetime import date
from itertools import pairwise

from backstride.athlete import Athlete
from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.load.skill import settled_heart_rate
from backstride.log import Activity
from backstride.log.derive import composed, places
from backstride.log.summary import DirectionRow, Summary
from backstride.recording import Lap, Recording
from backstride.session import heart_model
from backstride.store import Log, LogEntry, Store
from backstride.training.adherence import Body
from backstride.training.dose import Speeds
from backstride.training.matching import DoneActivity, DoneLap
from backstride.training.workout import POSSIBLE, TargetKind


def done_activities(
    store: Store, log: Log, athlete: str, *, since: date, until: date
) -> tuple[DoneActivity, ...]:
    """The activities of some days, with their steps, laps and directions.

    Parameters
    ----------
    store
        Keeps the recordings.
    log
        The log.
    athlete
        Whose.
    since
        From this day on.
    until
        Up to this day.

    Returns
    -------
    tuple of DoneActivity
        The oldest first; those on wheels, in water or on snow left out.
    """
    entries = [
        each
        for each in log.figures.entries_of(athlete, since=since, until=until)
        if each.summary.is_on_foot and each.summary.day is not None
    ]
    keys = [each.key for each in entries]
    directions, activities = log.figures.directions_of(keys), log.activities.activities(keys)
    return tuple(
        _done(
            entry,
            activities[entry.key],
            directions.get(entry.key, ()),
            # Only what has laps or steps can say more than its row.
            _recording(store, log, athlete, activities[entry.key]) if entry.summary.marks > 0 else None,
        )
        for entry in reversed(entries)
    )


def _recording(store: Store, log: Log, athlete: str, activity: Activity) -> Recording:
    needed = places(activity)
    return composed(
        activity,
        {place: store.recording(log, place) for place in needed},
        log.activities.timelines(athlete, needed),
    )


def _done(
    entry: LogEntry, activity: Activity, directions: tuple[DirectionRow, ...], recording: Recording | None
) -> DoneActivity:
    summary = entry.summary
    minutes: dict[tuple[Travel, Gait], float] = {}
    for row in directions:
        minutes[row.travel, row.gait] = minutes.get((row.travel, row.gait), 0.0) + row.sums.duration_s / 60.0
    if not minutes and summary.moving_s is not None:
        minutes = {(Travel.UNKNOWN, Gait.UNKNOWN): summary.moving_s / 60.0}
    backward = max(
        (row for row in directions if row.travel is Travel.BACKWARD),
        key=lambda row: row.sums.duration_s,
        default=None,
    )
    names = [summary.name, *(() if recording is None else recording.names.values())]
    return DoneActivity(
        key=entry.key,
        day=summary.day or date.min,
        start_hour=_start_hour(summary),
        names=tuple(dict.fromkeys(name for name in names if name)),
        steps=() if recording is None else recording.steps,
        laps=() if recording is None else tuple(_lap(lap, recording) for lap in recording.laps),
        minutes=minutes,
        duration_min=None if summary.duration_s is None else summary.duration_s / 60.0,
        rpe=summary.perceived_exertion,
        pain=activity.facts.pain,
        falls=activity.facts.falls,
        backward_heart_rate_bpm=None if backward is None else backward.sums.heart_rate_bpm,
        backward_speed_m_s=None if backward is None else backward.sums.speed_m_s,
    )


def _start_hour(summary: Summary) -> float | None:
    local = summary.local_started_at
    return None if local is None else local.hour + local.minute / 60.0


def _lap(lap: Lap, recording: Recording) -> DoneLap:
    samples = recording.samples
    return DoneLap(
        step=lap.workout_step,
        duration_s=lap.end_s - lap.start_s if lap.timer_s is None else lap.timer_s,
        distance_m=lap.distance_m,
        heart_rate_bpm=settled_heart_rate(samples.elapsed_s, samples.heart_rate_bpm, lap.start_s, lap.end_s)
        if recording.is_timed
        else None,
    )


def body_of(person: Athlete, speeds: Speeds, *, on: date) -> Body:
    """What targets are reckoned from, on a day.

    Parameters
    ----------
    person
        The person.
    speeds
        How fast they usually go.
    on
        The day.

    Returns
    -------
    Body
        Unknown where nothing is known, or what is known contradicts itself.
    """
    choice = person.heart_choice_on(on)
    try:
        model = heart_model(
            person.on(on), formula=choice.formula, target=choice.target, zones_bpm=choice.zones_bpm
        )
    except InvalidValue:
        return Body(speeds=speeds)
    bounds = (
        () if model.zones is None else (*model.zones.lower_bounds_bpm, POSSIBLE[TargetKind.HEART_RATE][1])
    )
    return Body(
        maximum_bpm=None if model.maximum_bpm is None else model.maximum_bpm.value,
        resting_bpm=model.resting_heart_rate_bpm,
        zones_bpm=dict(enumerate(pairwise(bounds), 1)),
        speeds=speeds,
    )
