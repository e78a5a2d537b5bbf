"""A plan: what was asked for, and the sessions that came of it, day by day."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from backstride.errors import InvalidValue
from backstride.load import monday_of
from backstride.training.clearance import Screening
from backstride.training.dose import Speeds
from backstride.training.programme import Programme, SessionKind
from backstride.training.workout import Place, Workout

LONGEST_WEEKS: Final = 104
"""A plan is so long at most. [weeks]"""
WEEK_MIN: Final = 10_080.0
"""A week has so many minutes. [min]"""
HARD_RPE: Final = 6.0
"""Forward training of this exertion or more counts as hard. Assumed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardSession:
    """Forward training that was done or is planned, which a plan has to fit around."""

    day: date
    minutes: float
    rpe: float = 4.0
    """Perceived exertion, 0 to 10. [-]"""

    def __post_init__(self) -> None:
        if not (0.0 <= self.minutes < math.inf and 0.0 <= self.rpe <= 10.0):
            raise InvalidValue(
                f"A forward session of {self.minutes:g} min at an exertion of {self.rpe:g} was given.",
                allowed="Minutes from 0 on, and an exertion from 0 to 10.",
                remedy="Check the numbers.",
            )

    @property
    def is_hard(self) -> bool:
        """Whether it keeps hard backward sessions away: from `HARD_RPE` on."""
        return self.rpe >= HARD_RPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the athlete did up to the plan's first day."""

    backward_min: tuple[float, ...] = ()
    """Backward minutes of the last weeks, the latest last; empty where nothing is known. [min]"""
    backward_run_min: tuple[float, ...] = ()
    """Running backward, likewise. [min]"""
    fitness: float = 0.0
    """By session RPE, on the evening before. [load]"""
    fatigue: float = 0.0
    """[load]"""
    phase_weeks: Mapping[str, int] = field(default_factory=dict)
    """Weeks already spent in phases of this programme, when a plan is made anew half way."""

    def __post_init__(self) -> None:
        wrong = [each for each in (*self.backward_min, *self.backward_run_min) if not 0.0 <= each <= WEEK_MIN]
        wrong += [each for each in (self.fitness, self.fatigue) if not math.isfinite(each)]
        wrong += [weeks for weeks in self.phase_weeks.values() if weeks < 0]
        if wrong:
            raise InvalidValue(
                f"{wrong[0]:g} was given for what was done before a plan.",
                allowed=f"Minutes of a week from 0 to {WEEK_MIN:g}, weeks from 0 on, fitness and fatigue as "
                "numbers.",
                remedy="Check the numbers; leave out what is not known.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What a plan is asked for."""

    programme: Programme
    screening: Screening
    start: date
    """The first day that may be trained on. Weeks run from Monday; the first may be a part of one."""
    weeks: int
    """How many weeks, the first included; the plan ends on the Sunday of the last, or on race day."""
    days: Mapping[int, float]
    """The longest session of each weekday that is free, by its number: 0 for Monday. [min]"""
    places: frozenset[Place]
    """Where the athlete can train."""
    speeds: Speeds = field(default_factory=Speeds)
    race_on: date | None = None
    """None for a race programme: the last free day."""
    forward: tuple[ForwardSession, ...] = ()
    days_off: frozenset[date] = frozenset()
    open_gates: frozenset[str] = frozenset()
    """Keys of gates that are open today; sessions behind others are held."""
    before: Before = Before()
    least_phase: str | None = None
    """Not earlier than this phase: when a plan is made anew half way."""
    most_phase: str | None = None
    """Not later than this phase, while something keeps the plan where it is."""
    share: float = 1.0
    """Volume of the first week against what the caps allow: less than 1 after illness or pain. [-]"""

    def __post_init__(self) -> None:
        if not 1900 <= self.start.year <= 2200:
            raise InvalidValue(
                f"A plan was asked for that begins on {self.start.isoformat()}.",
                allowed="A day from 1900 to 2200.",
                remedy="Check the year.",
            )
        if not 1 <= self.weeks <= LONGEST_WEEKS:
            raise InvalidValue(
                f"A plan of {self.weeks} weeks was asked for.",
                allowed=f"1 to {LONGEST_WEEKS} weeks.",
                remedy="Ask for fewer weeks, and make the plan anew when they are over.",
            )
        if not self.days or not all(
            0 <= day <= 6 and 5.0 <= most <= 600.0 for day, most in self.days.items()
        ):
            raise InvalidValue(
                "The free days were given as "
                + (", ".join(f"{day}: {most:g} min" for day, most in self.days.items()) or "none")
                + ".",
                allowed="At least one weekday, with 5 to 600 minutes.",
                remedy="Name the days, as in: --days tue,thu,sat.",
            )
        if not 0.0 < self.share <= 1.0:
            raise InvalidValue(
                f"A first week of {self.share:g} of what the caps allow was asked for.",
                allowed="More than 0, and 1 at most.",
                remedy="Give a share.",
            )

    @property
    def first_monday(self) -> date:
        """The Monday of the first week."""
        return monday_of(self.start)

    @property
    def last_day(self) -> date:
        """The Sunday of the last week, or race day where that is earlier."""
        sunday = self.first_monday + timedelta(days=7 * self.weeks - 1)
        return sunday if self.race_on is None else min(sunday, self.race_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """One session of a plan."""

    key: str
    """Stable within its plan: ``w03-2`` is the second session of the third week."""
    day: date
    phase: str
    template: str
    kind: SessionKind
    n: int
    """The number that stands for ``{n}`` in its template."""
    workout: Workout
    """With the name and the place it is done at."""
    minutes: float
    backward_min: float
    backward_run_min: float
    load: float
    """Perceived exertion times minutes. [-]"""
    hardest_rpe: float
    reasons: tuple[str, ...]
    """Sentences: why this session, this dose, this day."""
    gate: str | None = None
    """The key of the shut gate that holds it: it is not to be done before that opens."""

    @property
    def rpe(self) -> float | None:
        """The exertion of the whole, weighted by time; None where it takes no time. [-]"""
        return self.load / self.minutes if self.minutes > 0.0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWeek:
    """One week of a plan."""

    number: int
    """From 1."""
    monday: date
    phase: str
    backward_min: float
    backward_cap_min: float
    """What the caps allow: growth, phase, taper. [min]"""
    load: float
    """Of the planned sessions, forward training not included. [-]"""
    words: str
    """A sentence: what the week is for."""
    is_light: bool = False
    """Whether it asks for less than the weeks before on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sessions by day."""

    programme: str
    """The programme's key."""
    start: date
    weeks: tuple[PlannedWeek, ...]
    sessions: tuple[PlannedSession, ...]
    """By day; at most one a day."""
    race_on: date | None = None
    advice: tuple[str, ...] = ()
    """Sentences that hold for the whole: limits of the screening, what was cut short and why."""
