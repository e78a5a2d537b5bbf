"""What an athlete did before a plan begins: backward minutes, form, speeds, forward training."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Final

from backstride.actions.form_course import work_out_form
from backstride.bout import Gait, Travel
from backstride.load import LoadScale, monday_of
from backstride.store import Log, Store
from backstride.store.light_rows import PartRow
from backstride.training.dose import Speeds
from backstride.training.plan import Before, ForwardSession
from backstride.training.workout import POSSIBLE, TargetKind

WEEKS_BEFORE: Final = 8
"""So many weeks before the plan are looked at. [weeks]"""
SPEED_DAYS: Final = 90
"""Speeds older than this say little of today. [d]"""
SHORTEST_S: Final = 30.0
"""Of a direction and gait in one activity, below which its speed says little. [s]"""
FORWARD_RPE: Final = 4.0
"""Of forward training that nobody rated; assumed. [-]"""
FORWARD_DAYS: Final = 7
"""Forward training of so many days before the plan keeps hard sessions away. [d]"""


def before_plan(store: Store, athlete: str, *, start: date, today: date) -> Before:
    """What an athlete did up to the first day of a plan.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    start
        The first day of the plan.
    today
        Days from then on are not over.

    Returns
    -------
    Before
        Backward minutes by week, and form by session RPE; nothing where nothing was done backward.
    """
    monday = min(monday_of(start), monday_of(today) + timedelta(weeks=1))
    first = monday - timedelta(weeks=WEEKS_BEFORE)
    with store.reading() as log:
        parts = log.figures.parts(athlete, since=first, until=monday - timedelta(days=1))
    backward = [part for part in parts if part.travel is Travel.BACKWARD]
    fitness, fatigue = form_before(store, athlete, until=start - timedelta(days=1))
    before = Before(fitness=fitness, fatigue=fatigue)
    if not backward:
        return before
    return replace(
        before,
        backward_min=_by_week(backward, first),
        backward_run_min=_by_week([part for part in backward if part.gait is Gait.RUN], first),
    )


def _by_week(parts: Sequence[PartRow], first: date) -> tuple[float, ...]:
    minutes = [0.0] * WEEKS_BEFORE
    for part in parts:
        minutes[(part.day - first).days // 7] += part.duration_s / 60.0
    return tuple(minutes)


def form_before(store: Store, athlete: str, *, until: date) -> tuple[float, float]:
    """Fitness and fatigue by session RPE, on the evening of a day.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    until
        The day; where it is yet to come, days until then are taken for rest.

    Returns
    -------
    tuple of float
        Fitness and fatigue; a beginner's where no session was rated. [load]
    """
    outcome = work_out_form(store, athlete, until=until, scale=LoadScale.SESSION_RPE)
    if not outcome.courses or not outcome.courses[0].is_known:
        return 0.0, 0.0
    form = outcome.courses[0].form
    return float(form.fitness.value[-1]), float(form.fatigue.value[-1])


def own_speeds(log: Log, athlete: str, *, today: date) -> Speeds:
    """How fast an athlete usually goes, each way, with each gait.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.
    today
        The last of the days that are looked at.

    Returns
    -------
    Speeds
        The middle of their activities of the last 90 days; nothing where nothing is known.
    """
    slowest, fastest = POSSIBLE[TargetKind.SPEED]
    found: dict[tuple[Travel, Gait], list[float]] = {}
    for part in log.figures.parts(athlete, since=today - timedelta(days=SPEED_DAYS), until=today):
        if part.distance_m is not None and part.distance_known_s >= SHORTEST_S:
            speed = part.distance_m / part.distance_known_s
            if slowest <= speed <= fastest:
                found.setdefault((part.travel, part.gait), []).append(speed)
    ways = {way for way in found if way[0] in {Travel.FORWARD, Travel.BACKWARD}}
    gaits = {Gait.WALK, Gait.RUN}
    return Speeds(m_s={way: median(found[way]) for way in sorted(ways) if way[1] in gaits})


def forward_done(log: Log, athlete: str, *, start: date, today: date) -> tuple[ForwardSession, ...]:
    """Training without a step backward, just before a plan begins or since.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.
    start
        The first day of the plan.
    today
        The last of the days that are looked at.

    Returns
    -------
    tuple of ForwardSession
        By day.
    """
    since = start - timedelta(days=FORWARD_DAYS)
    backward = {
        part.key
        for part in log.figures.parts(athlete, since=since, until=today)
        if part.travel is Travel.BACKWARD
    }
    return tuple(
        ForwardSession(
            day=row.day,
            minutes=row.duration_s / 60.0,
            rpe=FORWARD_RPE if row.perceived_exertion is None else row.perceived_exertion,
        )
        for row in log.figures.sessions(athlete, since=since, until=today)
        if row.duration_s is not None and row.key not in backward
    )
