"""Matching: which recording is which planned session.

A workout that came from the plan says so by the code at the end of its name, or by its steps. Without
either, day, minutes and directions speak. Each session is done by one activity at most, and each activity
does one session at most; what is left over is told as missed and as unplanned.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from backstride.bout import Gait, Travel
from backstride.direction.words import directions_named
from backstride.errors import InvalidValue
from backstride.load import monday_of
from backstride.recording import Step
from backstride.training.assignment import best_pairs
from backstride.training.plan import Plan, PlannedSession
from backstride.training.workout import LONGEST_WORKOUT, LengthKind, Workout

CODE: Final = re.compile(r"\bw(\d{2,3})-(\d{1,2})\s*$", re.ASCII | re.IGNORECASE)
"""The key of a session at the end of a workout's name."""
CODE_DAYS: Final = 10
"""So far from its day a code alone is believed; codes are alike in every plan. Assumed. [d]"""
STEPS_DAYS: Final = 7
"""So far from its day a workout with the same steps is believed. Assumed. [d]"""
NEAR_DAYS: Final = 1
"""So far from its day an activity that is merely alike is believed. Assumed. [d]"""
ALIKE: Final = 0.6
"""Shorter over longer, from here on minutes are alike. Assumed. [-]"""
LEAST_DONE: Final = 0.25
"""With less than this share of the backward minutes, or as many times more, an activity is another thing.
Assumed. [-]"""
SAME_LENGTH: Final = 0.02
"""Lengths of a step that differ by less are the same: files round. [-]"""


class Confidence(StrEnum):
    """How sure a match is, the surest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneLap:
    """A stretch of an activity that a device marked, with what was measured in it."""

    step: int | None
    """The index of the workout step that it carries; None where it carries none."""
    duration_s: float
    distance_m: float | None = None
    heart_rate_bpm: float | None = None
    """Mean after the first minute, in which the heart still follows; None in short laps. [bpm]"""

    @property
    def speed_m_s(self) -> float | None:
        """Mean speed; None where the distance is unknown. [m/s]"""
        return (
            None if self.distance_m is None or self.duration_s <= 0.0 else self.distance_m / self.duration_s
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneActivity:
    """What the log knows of an activity, as far as a plan goes."""

    key: str
    day: date
    start_hour: float | None = None
    """By the clock on the wall. [h]"""
    names: tuple[str, ...] = ()
    """What it, its session and its workout are called."""
    steps: tuple[Step, ...] = ()
    """Of the workout that the device was running."""
    laps: tuple[DoneLap, ...] = ()
    minutes: Mapping[tuple[Travel, Gait], float] = field(default_factory=dict)
    """Moving time in each direction and gait. [min]"""
    duration_min: float | None = None
    """From start to end. [min]"""
    rpe: float | None = None
    """Perceived exertion of the whole, as said. [-]"""
    pain: float | None = None
    """The worst pain in it, as said. [-]"""
    falls: int | None = None
    backward_heart_rate_bpm: float | None = None
    """Mean, backward. [bpm]"""
    backward_speed_m_s: float | None = None
    """Mean, backward. [m/s]"""

    def __post_init__(self) -> None:
        numbers = [*self.minutes.values(), self.duration_min, self.backward_heart_rate_bpm]
        if any(number is not None and not 0.0 <= number < math.inf for number in numbers):
            raise InvalidValue(
                f"The activity {self.key} has times or heart rates that cannot be.",
                allowed="Each is zero or more.",
                remedy="Give None for what is unknown.",
            )

    @property
    def backward_min(self) -> float | None:
        """Backward with any gait; None where no direction of it is known. [min]"""
        if not self.is_direction_known:
            return None
        return sum(minutes for (travel, _), minutes in self.minutes.items() if travel is Travel.BACKWARD)

    @property
    def backward_run_min(self) -> float | None:
        """Running backward; None where no direction is known. [min]"""
        return self.minutes.get((Travel.BACKWARD, Gait.RUN), 0.0) if self.is_direction_known else None

    @property
    def is_direction_known(self) -> bool:
        """Whether the direction is known for any of it."""
        return any(
            travel is not Travel.UNKNOWN for (travel, _), minutes in self.minutes.items() if minutes > 0.0
        )

    @property
    def whole_min(self) -> float | None:
        """From start to end, or else the moving time; None where neither is known. [min]"""
        if self.duration_min is not None:
            return self.duration_min
        return sum(self.minutes.values()) if self.minutes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An activity that does a planned session."""

    activity: str
    """Its key."""
    session: str
    """Its key."""
    confidence: Confidence
    reasons: tuple[str, ...]
    """Sentences: why it is taken for that session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Planned beside done."""

    matches: tuple[Match, ...]
    """By the day of the session."""
    not_done: tuple[str, ...]
    """Keys of sessions that no activity does, in the order of the plan; those to come among them."""
    unplanned: tuple[str, ...]
    """Keys of activities that do no session, the oldest first."""


class _Line(NamedTuple):
    """A step as performed, as far as plan and recording can be compared."""

    travel: Travel
    kind: LengthKind | None
    value: float


_KIND_OF: Final = {
    "time": LengthKind.TIME,
    "distance": LengthKind.DISTANCE,
    "open": LengthKind.LAP_PRESS,
    "hr_less_than": LengthKind.HEART_RATE_BELOW,
    "hr_greater_than": LengthKind.HEART_RATE_ABOVE,
}


class _Candidate(NamedTuple):
    confidence: Confidence
    closeness: float
    """0 to 1."""
    reasons: tuple[str, ...]


def unrolled(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that a device was running, as they come, repeats unrolled.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    steps
        As the recording holds them; a repeat stands behind the steps that it repeats.

    Returns
    -------
    tuple of Step
        At most as many as a workout may have.
    """
    performed: list[Step] = []
    starts: dict[int, int] = {}
    for step in steps:
        starts.setdefault(step.index, len(performed))
        if step.repeat_from is None:
            performed.append(step)
        elif step.repeat_from in starts and step.repeats is not None:
            block = performed[starts[step.repeat_from] :]
            room = LONGEST_WORKOUT - len(performed)
            performed += (block * min(max(0, step.repeats - 1), room))[:room] if block else []
        if len(performed) >= LONGEST_WORKOUT:
            break
    return tuple(performed[:LONGEST_WORKOUT])


def _lines_of_steps(steps: Sequence[Step]) -> list[_Line]:
    lines = []
    for step in unrolled(steps):
        named = directions_named(step.name or "")
        if named.travel is None and step.notes:
            named = directions_named(step.notes)
        kind = _KIND_OF.get(step.duration_type or "")
        value = 0.0 if step.duration_value is None or kind is LengthKind.LAP_PRESS else step.duration_value
        if kind in {LengthKind.HEART_RATE_BELOW, LengthKind.HEART_RATE_ABOVE}:
            # FIT files count heart rates from 100 on; up to 100 they are per cent of the maximum.
            value -= 100.0
        lines.append(_Line(named.travel or Travel.UNKNOWN, kind, value))
    return lines


def _lines_of_workout(workout: Workout) -> list[_Line]:
    return [
        _Line(step.travel, step.length.kind, 0.0 if step.length.value is None else step.length.value)
        for step in workout.performed
    ]


def _are_same(ones: Sequence[_Line], others: Sequence[_Line]) -> bool:
    return len(ones) == len(others) and all(
        one.travel is other.travel
        and one.kind is other.kind
        and abs(one.value - other.value) <= SAME_LENGTH * max(one.value, other.value)
        for one, other in zip(ones, others, strict=True)
    )


def match(activities: Iterable[DoneActivity], plan: Plan) -> Matching:
    """Tell which activity is which planned session.

    Of all ways to pair them, the one with the most sure matches is taken, and of those the one in which
    days and minutes agree best.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    activities
        What was done, in any order.
    plan
        The plan, past and future sessions alike.

    Returns
    -------
    Matching
        The same whatever the order of the activities.
    """
    done = sorted(activities, key=_when)
    lines = {session.key: _lines_of_workout(session.workout) for session in plan.sessions}
    candidates: dict[tuple[int, int], _Candidate] = {}
    for at, activity in enumerate(done):
        own_lines, code = _lines_of_steps(activity.steps), _code(activity)
        for number, session in enumerate(plan.sessions):
            found = _candidate(
                activity,
                session,
                is_coded=code == session.key.casefold(),
                has_same_steps=bool(own_lines) and _are_same(own_lines, lines[session.key]),
            )
            if found is not None:
                candidates[at, number] = found
    pairs = best_pairs({pair: _weight(each) for pair, each in candidates.items()})
    matched, met = {at for at, _ in pairs}, {number for _, number in pairs}
    return Matching(
        matches=tuple(
            Match(
                activity=done[at].key,
                session=plan.sessions[number].key,
                confidence=candidates[at, number].confidence,
                reasons=candidates[at, number].reasons,
            )
            for at, number in sorted(pairs, key=lambda pair: (pair[1], pair[0]))
        ),
        not_done=tuple(each.key for number, each in enumerate(plan.sessions) if number not in met),
        unplanned=tuple(each.key for at, each in enumerate(done) if at not in matched),
    )


def _when(activity: DoneActivity) -> tuple[date, float, str]:
    return activity.day, 0.0 if activity.start_hour is None else activity.start_hour, activity.key


_WEIGHTS: Final = {Confidence.HIGH: 1e6, Confidence.MEDIUM: 1e3, Confidence.LOW: 1.0}
"""Far apart, so that one sure match outweighs many others."""


def _weight(candidate: _Candidate) -> float:
    weight = _WEIGHTS[candidate.confidence]
    return weight + 0.1 * weight * candidate.closeness


def _code(activity: DoneActivity) -> str | None:
    found = (CODE.search(name) for name in activity.names)
    return next((each.group(0).strip().casefold() for each in found if each is not None), None)


def _candidate(
    activity: DoneActivity, session: PlannedSession, *, is_coded: bool, has_same_steps: bool
) -> _Candidate | None:
    """How well an activity fits a session; None where it does not."""
    days = abs((activity.day - session.day).days)
    if days > STEPS_DAYS and not is_coded:
        return None
    # The day weighs most: what was done on the day itself beats what is alike a day away.
    closeness = (0.7 + 0.3 * _likeness(activity, session)) / (1.0 + days)
    reasons = [_day_words(activity.day, session.day)]
    if is_coded:
        reasons.insert(0, f'Its workout is named "{session.key}".')
    if has_same_steps:
        reasons.insert(0, "Its workout has the same steps.")
    if (is_coded and days <= CODE_DAYS) or (has_same_steps and days <= STEPS_DAYS):
        # The code says more than the steps, which several sessions share, and those more than the day.
        said = 0.5 * is_coded + 0.2 * has_same_steps
        return _Candidate(Confidence.HIGH, said + 0.3 * closeness, tuple(reasons))
    if is_coded:
        return _Candidate(Confidence.LOW, closeness, tuple(reasons))
    return _by_likeness(activity, session, days, closeness, tuple(reasons))


def _by_likeness(
    activity: DoneActivity, session: PlannedSession, days: int, closeness: float, reasons: tuple[str, ...]
) -> _Candidate | None:
    """How well an activity fits a session when neither name nor steps say so."""
    if days > NEAR_DAYS and monday_of(activity.day) != monday_of(session.day):
        return None
    if activity.backward_min is None:
        # Nobody knows which way it went: only its length speaks, and only on the day.
        if days > 0 or _ratio(activity.whole_min, session.minutes) < ALIKE:
            return None
        return _Candidate(Confidence.LOW, closeness, (*reasons, "Its directions are unknown."))
    if _ratio(activity.backward_min, session.backward_min) < LEAST_DONE:
        return None
    is_sure = days <= NEAR_DAYS and _is_alike(activity, session)
    words = f"It holds {activity.backward_min:.0f} min backward; {session.backward_min:.0f} were planned."
    return _Candidate(Confidence.MEDIUM if is_sure else Confidence.LOW, closeness, (*reasons, words))


def _ratio(one: float | None, other: float) -> float:
    """The smaller over the greater; 0 where one is unknown."""
    if one is None:
        return 0.0
    return 1.0 if one == other else min(one, other) / max(one, other)


def _is_alike(activity: DoneActivity, session: PlannedSession) -> bool:
    return (
        _ratio(activity.backward_min, session.backward_min) >= ALIKE
        and _ratio(activity.whole_min, session.minutes) >= ALIKE
    )


def _likeness(activity: DoneActivity, session: PlannedSession) -> float:
    return (
        _ratio(activity.whole_min, session.minutes) + _ratio(activity.backward_min, session.backward_min)
    ) / 2.0


def _day_words(done: date, planned: date) -> str:
    days = (done - planned).days
    if days == 0:
        return "It was done on its day."
    how_far = "a day" if abs(days) == 1 else f"{abs(days)} days"
    return f"It was done {how_far} {'late' if days > 0 else 'early'}."
