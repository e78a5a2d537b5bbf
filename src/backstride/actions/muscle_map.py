"""Tell which muscles a week's training, or a workout, loads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backstride.actions.training_history import own_speeds
from backstride.bout import Gait, Travel
from backstride.load import monday_of
from backstride.store import Log, Store
from backstride.training.muscles import MuscleLoad, muscle_load, muscles_of, week_muscles
from backstride.training.workout import Workout


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleWeek:
    """What a week loaded."""

    monday: date
    sessions: int
    loads: tuple[MuscleLoad, ...]
    """One for each group of muscles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleOutcome:
    """What is loaded."""

    weeks: tuple[MuscleWeek, ...] = ()
    """The latest last; none for a workout."""
    workout: Workout | None = None
    loads: tuple[MuscleLoad, ...] = ()
    """Of the workout."""


def muscles_of_weeks(store: Store, athlete: str, *, weeks: int, today: date) -> MuscleOutcome:
    """What the last weeks loaded.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    weeks
        How many, this one included.
    today
        The last day.

    Returns
    -------
    MuscleOutcome
        Week by week.
    """
    first = monday_of(today) - timedelta(weeks=weeks - 1)
    found: dict[date, list[tuple[MuscleLoad, ...]]] = {
        first + timedelta(weeks=number): [] for number in range(weeks)
    }
    with store.reading() as log:
        minutes = _minutes(log, athlete, first, today)
        for row in log.figures.sessions(athlete, since=first, until=today):
            loads = muscle_load(minutes.get(row.key, {}), rpe=row.perceived_exertion)
            found[monday_of(row.day)].append(loads)
    return MuscleOutcome(
        weeks=tuple(
            MuscleWeek(monday=monday, sessions=len(sessions), loads=week_muscles(sessions))
            for monday, sessions in found.items()
        )
    )


def _minutes(
    log: Log, athlete: str, since: date, until: date
) -> Mapping[str, Mapping[tuple[Travel, Gait], float]]:
    """Moving time by activity, direction and gait; of one without bouts, all of it unknown."""
    found: dict[str, dict[tuple[Travel, Gait], float]] = {}
    for part in log.figures.parts(athlete, since=since, until=until):
        found.setdefault(part.key, {})[part.travel, part.gait] = part.duration_s / 60.0
    for row in log.figures.sessions(athlete, since=since, until=until):
        moving_s = row.duration_s if row.moving_s is None else row.moving_s
        if row.key not in found and moving_s is not None:
            gait = Gait.UNKNOWN if row.is_on_foot else Gait.OTHER
            found[row.key] = {(Travel.UNKNOWN, gait): moving_s / 60.0}
    return found


def muscles_of_workout(store: Store, athlete: str, workout: Workout, *, today: date) -> MuscleOutcome:
    """What a workout loads.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose, for their speeds.
    workout
        The workout.
    today
        The day.

    Returns
    -------
    MuscleOutcome
        The loads of the workout.
    """
    with store.reading() as log:
        speeds = own_speeds(log, athlete, today=today)
    return MuscleOutcome(workout=workout, loads=muscles_of(workout, speeds))
