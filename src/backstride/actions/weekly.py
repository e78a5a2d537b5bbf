"""Add up what was done in each week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from backstride.bout import Gait, Travel
from backstride.load import DirectionDay, Week, WeekVolume, monday_of, weeks
from backstride.load.weeks import WEEK
from backstride.store import Store
from backstride.store.light_rows import PartRow, SessionRow

USUAL_WEEKS: Final = 12
"""So many weeks are told unless somebody asks for others."""

SOURCES: Final = ("banister1991", "backstride-rules", "backstride-estimate")
"""What the figures of a week rest on, beside those of each report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksOutcome:
    """What was done in each week."""

    weeks: tuple[Week, ...]
    """Walking, running and the elliptical trainer, the oldest first; those in which nothing was done stand
    between the others."""
    not_on_foot: tuple[WeekVolume, ...]
    """What was done on wheels, in water or on snow, for weeks that hold such a thing."""
    without_day: int
    """Activities that count in no week, for their day is unknown."""
    is_empty: bool
    """Whether nothing at all counts in the log."""


def sum_weeks(
    store: Store,
    athlete: str,
    *,
    since: date | None = None,
    until: date | None = None,
    count: int = USUAL_WEEKS,
) -> WeeksOutcome:
    """Add up the weeks that end with the latest activity.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    since
        From the week of this day on; None for the latest weeks.
    until
        Up to this day.
    count
        How many weeks, where no day says since when.

    Returns
    -------
    WeeksOutcome
        The weeks.
    """
    with store.reading() as log:
        last = log.figures.last_day(athlete, until=until)
        first = since or last
        if first is not None:
            first = monday_of(first) - (count - 1) * WEEK if since is None else monday_of(first)
        sessions = log.figures.sessions(athlete, since=first, until=until)
        parts = log.figures.parts(athlete, since=first, until=until)
        without_day = log.figures.count_without_day(athlete)
        is_empty = last is None and log.figures.count(athlete) == 0
    rows = direction_days(sessions, parts)
    others = weeks(row for row in rows if row.gait is Gait.OTHER)
    return WeeksOutcome(
        weeks=weeks(row for row in rows if row.gait is not Gait.OTHER),
        not_on_foot=tuple(week.together for week in others if week.together.sessions),
        without_day=without_day,
        is_empty=is_empty,
    )


def direction_days(sessions: Iterable[SessionRow], parts: Iterable[PartRow]) -> list[DirectionDay]:
    """What activities hold in each direction and gait; one that was not cut into bouts, as a whole.

    Parameters
    ----------
    sessions
        The activities.
    parts
        What they hold in each direction and gait.

    Returns
    -------
    list of DirectionDay
        Moving time only.
    """
    rows = [
        DirectionDay(
            session=part.key,
            day=part.day,
            travel=part.travel,
            gait=part.gait,
            duration_s=part.duration_s,
            distance_m=part.distance_m,
            steps=part.steps,
            energy_kj=part.energy_estimate_kj,
            load=part.trimp_estimate,
            distance_known_s=part.distance_known_s,
            steps_known_s=part.steps_known_s,
            energy_known_s=part.duration_s - part.energy_unknown_s,
            load_known_s=part.duration_s - part.heart_rate_unknown_s,
        )
        for part in parts
    ]
    parted = {row.session for row in rows}
    return rows + [_whole(session) for session in sessions if session.key not in parted]


def _whole(session: SessionRow) -> DirectionDay:
    moving_s = session.duration_s if session.moving_s is None else session.moving_s
    return DirectionDay(
        session=session.key,
        day=session.day,
        travel=Travel.UNKNOWN,
        gait=Gait.UNKNOWN if session.is_on_foot else Gait.OTHER,
        duration_s=0.0 if moving_s is None else moving_s,
        distance_m=session.distance_m,
        load=session.trimp_estimate,
    )
