"""Work out fitness, fatigue and form over all days of the log, in each direction and together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from backstride.actions.session_loads import session_columns
from backstride.bout import Travel
from backstride.load import (
    DayLoads,
    Form,
    FormStart,
    LoadScale,
    WeekMonotony,
    day_loads,
    form,
    weekly_monotony,
)
from backstride.store import Store

SOURCES: Final = {
    LoadScale.TRIMP: ("banister1991", "foster2001", "form-model", "foster1998", "backstride-rules"),
    LoadScale.SESSION_RPE: ("foster2001", "session-rpe", "form-model", "foster1998", "backstride-rules"),
}
"""What form rests on, by the scale of the loads."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Form in one direction, or together."""

    form: Form
    monotony: tuple[WeekMonotony, ...]
    """Load, monotony and strain of each week."""

    @property
    def travel(self) -> Travel | None:
        """The direction; None for all together."""
        return self.form.loads.travel

    @property
    def loads(self) -> DayLoads:
        """What it was computed from."""
        return self.form.loads

    @property
    def is_known(self) -> bool:
        """Whether the load of any session is known; without one, a fitness of 0 would be made up."""
        return bool(self.loads.heart_rate_sessions.any() or self.loads.session_rpe_sessions.any())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FormOutcome:
    """Fitness, fatigue and form."""

    scale: LoadScale
    courses: tuple[Course, ...]
    """Together first, then each direction; none where no activity has a day."""
    sessions: int
    """How many activities the days hold."""
    last_session: date | None
    """The day of the latest of them; what comes after it is taken for rest, for nothing was recorded."""
    without_day: int
    """Activities that count on no day, for theirs is unknown."""
    later: int
    """Activities dated after the last day, which do not count yet."""
    is_empty: bool
    """Whether nothing at all counts in the log."""


def work_out_form(
    store: Store,
    athlete: str,
    *,
    until: date,
    scale: LoadScale = LoadScale.TRIMP,
    start: FormStart | None = None,
    travels: Sequence[Travel] = (),
) -> FormOutcome:
    """Work out fitness, fatigue and form from the first activity on.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    until
        The last day, which counts.
    scale
        What loads are counted in.
    start
        Fitness and fatigue before the first day, in the first of the directions that were asked for, or
        together if none was; elsewhere, and for None, a beginner's.
    travels
        The directions; without any, all together and each that occurs.

    Returns
    -------
    FormOutcome
        A course for each direction.
    """
    with store.reading() as log:
        sessions = log.figures.sessions(athlete)
        parts = log.figures.part_loads(athlete)
        without_day = log.figures.count_without_day(athlete)
    loads = session_columns(sessions, parts)
    within = [session.day for session in sessions if session.day <= until]
    chosen: list[Travel | None] = list(travels)
    if not chosen:
        occurring = {way for way, day in zip(parts.travels, parts.days, strict=True) if day <= until}
        chosen = [None, *(travel for travel in Travel if travel in occurring)]
    starts = [start or FormStart.beginner(), *(FormStart.beginner() for _ in chosen[1:])]
    return FormOutcome(
        scale=scale,
        courses=tuple(
            _course(day_loads(loads, min(within), until, scale, travel=travel), beginning)
            for travel, beginning in zip(chosen if within else (), starts, strict=bool(within))
        ),
        sessions=len(within),
        last_session=max(within, default=None),
        without_day=without_day,
        later=len(sessions) - len(within),
        is_empty=not sessions and without_day == 0,
    )


def _course(loads: DayLoads, start: FormStart) -> Course:
    return Course(form=form(loads, start=start), monotony=weekly_monotony(loads))
