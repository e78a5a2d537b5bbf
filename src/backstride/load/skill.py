"""The skill curve: how the heart rate of moving backward falls with practice, and the speed ratio rises.

A heart rate that falls at the same speed need not be skill alone: fitness, heat, sleep and a rested day
move it as well. So the trend comes with its interval, and beside what was measured in a trial.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Final

import numpy as np

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load.efforts import Basis
from backstride.load.records import DatedEffort
from backstride.load.trend import robust_slope
from backstride.recording import FloatArray, held_time

SHORTEST_BOUT_S: Final = 120.0
"""A shorter bout ends before the heart has settled. [s]"""
SETTLING_S: Final = 60.0
"""How long the heart takes to follow; its rate before that is left out. [s]"""
SETTLED_SHARE: Final = 0.5
"""How much of the time after that has to have a heart rate. [-]"""
STEEPEST_LEVEL: Final = 0.01
"""Steeper is not level: walking backward, 1 % already costs 8 % more. [-]"""
SLOWEST_M_S: Final = 0.2
"""Slower is standing, and cost over speed has no meaning. [m/s]"""
SAME_SPEED: Final = 0.10
"""How far from the reference speed a bout may be and still tell the heart rate at it. [-]"""
FEWEST_POINTS: Final = 5
"""Sessions that a trend needs at least."""

HABITUATION_SESSIONS: Final = 12
"""Sessions of the trial of heath2001."""
HABITUATION_HEART_RATE: Final = 118.8 / 142.6 - 1.0
"""What the heart rate at one speed did over them, as a share. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedBout:
    """A bout of one session, with what the skill curve needs of it."""

    activity_key: str
    day: date
    started_at: datetime
    """When the session started."""
    travel: Travel
    gait: Gait
    duration_s: float
    speed_m_s: float | None
    heart_rate_bpm: float | None
    """Mean after the first minute, as `settled_heart_rate` gives it. [bpm]"""
    grade: float | None = None
    """Mean, positive uphill; None where nobody measured it. [-]"""
    step_length_m: float | None = None
    cadence_spm: float | None = None
    resting_heart_rate_bpm: float | None = None
    """The person's on that day. [bpm]"""

    def __post_init__(self) -> None:
        numbers = (self.duration_s, self.speed_m_s, self.heart_rate_bpm, self.resting_heart_rate_bpm)
        if any(number is not None and not 0.0 <= number < math.inf for number in numbers):
            raise InvalidValue(
                f"A bout of {self.duration_s} s at {self.speed_m_s} m/s and {self.heart_rate_bpm} bpm was "
                f"given, with {self.resting_heart_rate_bpm} bpm at rest.",
                allowed="Each is 0 or more.",
                remedy="Give None for what is unknown.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillPoint:
    """What one session shows."""

    activity_key: str
    day: date
    session: int
    """Which backward session it is, from 1."""
    minutes_before: float
    """Backward minutes that lay behind the person, of any gait. [min]"""
    bouts: int
    """How many of its bouts count."""
    seconds: float
    """How long they lasted. [s]"""
    speed_m_s: float | None
    heart_cost_per_m: float | None
    """Heart beats above rest for each metre; None where the resting rate is unknown. [1/m]"""
    heart_rate_bpm: float | None
    """Heart rate of the bouts near the reference speed; None where there is none. [bpm]"""
    step_length_m: float | None
    cadence_spm: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningTrend:
    """How something falls with practice: by the same share each time the sessions double."""

    exponent: Estimate
    """Slope of its logarithm on that of the session's number. [-]"""
    points: int

    def change_after(self, sessions: int) -> Estimate:
        """The change from the first session to a later one.

        Source: backstride-estimate. Belief: derived.

        Parameters
        ----------
        sessions
            The number of the later session, from 1.

        Returns
        -------
        Estimate
            Change as a share, negative where it falls. [-]
        """
        exponent = self.exponent
        value, low, high = (sessions**end - 1.0 for end in (exponent.value, exponent.low, exponent.high))
        return Estimate(value, low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillCurve:
    """The skill of one backward gait over the sessions."""

    gait: Gait
    reference_speed_m_s: float | None
    """The speed at which heart rates are compared. [m/s]"""
    points: tuple[SkillPoint, ...]
    """One for each session that counts, the oldest first."""
    sessions: int
    """All backward sessions, of any gait."""
    minutes: float
    """All backward time, of any gait. [min]"""
    assumed_level: int
    """Bouts that count though nobody measured their grade."""
    heart_cost: LearningTrend | None
    heart_rate: LearningTrend | None
    """At the reference speed."""
    reason: str | None
    """Why a trend is missing, as sentences for people; None where none is."""
    published_change: float = HABITUATION_HEART_RATE
    """What heart rate at one speed did over twelve sessions of backward walking (heath2001). [-]"""

    def change_over_the_published_sessions(self) -> Estimate | None:
        """The own change of the heart rate over as many sessions, to stand beside the published one.

        Source: heath2001, backstride-estimate. Belief: derived.

        Returns
        -------
        Estimate or None
            Change as a share from the first session to the twelfth; None without a trend. [-]
        """
        return None if self.heart_rate is None else self.heart_rate.change_after(HABITUATION_SESSIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedRatio:
    """How fast somebody is backward, as a share of forward."""

    day: date
    activity_key: str
    basis: Basis
    size: float
    """The distance or the duration of both efforts. [m] or [s]"""
    backward_m_s: float
    forward_m_s: float

    @property
    def ratio(self) -> float:
        """Backward over forward speed. [-]"""
        return self.backward_m_s / self.forward_m_s


def settled_heart_rate(
    elapsed_s: FloatArray, heart_rate_bpm: FloatArray, start_s: float, end_s: float
) -> float | None:
    """The mean heart rate of a bout after its first minute, in which the heart still follows.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    elapsed_s
        Times of the samples, increasing, shape (n,). [s]
    heart_rate_bpm
        Heart rates, shape (n,), NaN where unknown. [bpm]
    start_s
        Start of the bout. [s]
    end_s
        Its end. [s]

    Returns
    -------
    float or None
        Heart rate; None where the bout is shorter than two minutes, or less than half of the time after
        the first has a heart rate. [bpm]
    """
    if end_s - start_s < SHORTEST_BOUT_S:
        return None
    held_s = held_time(elapsed_s, start_s + SETTLING_S, end_s)
    known = heart_rate_bpm > 0.0
    known_s = float(held_s[known].sum())
    if known_s < SETTLED_SHARE * (end_s - start_s - SETTLING_S):
        return None
    return float((held_s[known] * heart_rate_bpm[known]).sum() / known_s)


def heart_cost_per_metre(
    heart_rate_bpm: float, resting_heart_rate_bpm: float, speed_m_s: float
) -> float | None:
    """Heart beats above rest for each metre: the physiological cost index.

    It is least at a person's preferred speed, so it compares speeds that are alike. First tests read high.

    Source: macgregor1979, bailey-pci, rana2015. Belief: measured.
    Measured on: walking forward.

    Parameters
    ----------
    heart_rate_bpm
        Heart rate once it has settled. [bpm]
    resting_heart_rate_bpm
        Resting heart rate. [bpm]
    speed_m_s
        Speed of travel. [m/s]

    Returns
    -------
    float or None
        Cost; None where the speed is next to nothing, or the heart rate is not above rest. [1/m]

    Examples
    --------
    >>> round(heart_cost_per_metre(110.0, 60.0, 1.25), 3)
    0.667
    """
    if speed_m_s < SLOWEST_M_S or heart_rate_bpm <= resting_heart_rate_bpm:
        return None
    return (heart_rate_bpm - resting_heart_rate_bpm) / (60.0 * speed_m_s)


def skill_curve(
    bouts: Iterable[DatedBout], gait: Gait, *, reference_speed_m_s: float | None = None
) -> SkillCurve:
    """How heart cost, and heart rate at one speed, fall with backward practice.

    Backward bouts of one gait count if they last two minutes, are level within 1 % or of unknown grade,
    and have a speed and a heart rate. Practice counts every backward session, of any gait and length. The
    trend is a power law, as practice mostly is: a straight line of the logarithms, with a robust slope.

    Source: heath2001, macgregor1979, sen1968, backstride-estimate (the power law), backstride-rules (which
    bouts count). Belief: derived.

    Parameters
    ----------
    bouts
        Bouts of any number of sessions, directions and gaits, in any order.
    gait
        The gait: walking or running.
    reference_speed_m_s
        The speed at which heart rates are compared; None takes the median of the bouts that count. [m/s]

    Returns
    -------
    SkillCurve
        One point for each session, the trends with their intervals, and the reason where one is missing.
    """
    practice = _practice(bouts)
    counting = [bout for bout in practice if bout.gait is gait and _counts(bout)]
    if reference_speed_m_s is None:
        reference_speed_m_s = _usual_speed_m_s(counting)
    points = _points(practice, gait, reference_speed_m_s)
    heart_cost, no_cost = _trend(
        [(p.session, p.heart_cost_per_m) for p in points], f"backward {gait} sessions with a heart cost"
    )
    heart_rate, no_rate = _trend(
        [(p.session, p.heart_rate_bpm) for p in points],
        f"backward {gait} sessions with a heart rate near the reference speed",
    )
    return SkillCurve(
        gait=gait,
        reference_speed_m_s=reference_speed_m_s,
        points=points,
        sessions=len({bout.activity_key for bout in practice}),
        minutes=sum(bout.duration_s for bout in practice) / 60.0,
        assumed_level=sum(bout.grade is None for bout in counting),
        heart_cost=heart_cost,
        heart_rate=heart_rate,
        reason=" ".join(part for part in (no_cost, no_rate) if part) or None,
    )


def skill_points(bouts: Iterable[DatedBout], gait: Gait) -> tuple[SkillPoint, ...]:
    """The points of the skill curve alone, without its trends.

    Source: heath2001, macgregor1979, backstride-rules (which bouts count). Belief: derived.

    Parameters
    ----------
    bouts
        Bouts of any number of sessions, directions and gaits, in any order.
    gait
        The gait: walking or running.

    Returns
    -------
    tuple of SkillPoint
        One for each session that counts, the oldest first.
    """
    practice = _practice(bouts)
    counting = [bout for bout in practice if bout.gait is gait and _counts(bout)]
    return _points(practice, gait, _usual_speed_m_s(counting))


def _practice(bouts: Iterable[DatedBout]) -> list[DatedBout]:
    """What was moved backward, in order of time."""
    backward = [bout for bout in bouts if bout.travel is Travel.BACKWARD and bout.gait is not Gait.STANDING]
    return sorted(backward, key=attrgetter("started_at"))


def _usual_speed_m_s(counting: Sequence[DatedBout]) -> float | None:
    """The median speed of the bouts that count, each of which has one."""
    speeds_m_s = [bout.speed_m_s for bout in counting if bout.speed_m_s is not None]
    return float(np.median(speeds_m_s)) if speeds_m_s else None


def _counts(bout: DatedBout) -> bool:
    return (
        bout.duration_s >= SHORTEST_BOUT_S
        and bout.heart_rate_bpm is not None
        and bout.heart_rate_bpm > 0.0
        and bout.speed_m_s is not None
        and bout.speed_m_s >= SLOWEST_M_S
        and (bout.grade is None or abs(bout.grade) <= STEEPEST_LEVEL)
    )


def _points(practice: Sequence[DatedBout], gait: Gait, reference_m_s: float | None) -> tuple[SkillPoint, ...]:
    sessions: dict[str, list[DatedBout]] = {}
    for bout in practice:
        sessions.setdefault(bout.activity_key, []).append(bout)
    points = []
    minutes = 0.0
    for number, bouts in enumerate(sessions.values(), 1):
        counting = [bout for bout in bouts if bout.gait is gait and _counts(bout)]
        if counting:
            points.append(_point(counting, number, minutes, reference_m_s))
        minutes += sum(bout.duration_s for bout in bouts) / 60.0
    return tuple(points)


def _point(
    bouts: Sequence[DatedBout], session: int, minutes_before: float, reference_m_s: float | None
) -> SkillPoint:
    near = [bout for bout in bouts if _is_near(bout.speed_m_s, reference_m_s)]
    return SkillPoint(
        activity_key=bouts[0].activity_key,
        day=bouts[0].day,
        session=session,
        minutes_before=minutes_before,
        bouts=len(bouts),
        seconds=sum(bout.duration_s for bout in bouts),
        speed_m_s=_mean([(bout.speed_m_s, bout.duration_s) for bout in bouts]),
        heart_cost_per_m=_mean([(_cost(bout), bout.duration_s) for bout in bouts]),
        heart_rate_bpm=_mean([(bout.heart_rate_bpm, bout.duration_s) for bout in near]),
        step_length_m=_mean([(bout.step_length_m, bout.duration_s) for bout in bouts]),
        cadence_spm=_mean([(bout.cadence_spm, bout.duration_s) for bout in bouts]),
    )


def _is_near(speed_m_s: float | None, reference_m_s: float | None) -> bool:
    if speed_m_s is None or reference_m_s is None:
        return False
    return abs(speed_m_s - reference_m_s) <= SAME_SPEED * reference_m_s


def _cost(bout: DatedBout) -> float | None:
    if bout.heart_rate_bpm is None or bout.resting_heart_rate_bpm is None or bout.speed_m_s is None:
        return None
    return heart_cost_per_metre(bout.heart_rate_bpm, bout.resting_heart_rate_bpm, bout.speed_m_s)


def _mean(weighted: Iterable[tuple[float | None, float]]) -> float | None:
    """The mean of what is known, weighted; None where nothing is."""
    summed = total = 0.0
    for value, weight in weighted:
        if value is not None:
            summed += value * weight
            total += weight
    return summed / total if total > 0.0 else None


def _trend(points: Iterable[tuple[int, float | None]], what: str) -> tuple[LearningTrend | None, str | None]:
    known = [(number, value) for number, value in points if value is not None]
    if len(known) < FEWEST_POINTS:
        return None, f"{len(known)} {what}; at least {FEWEST_POINTS} needed."
    numbers, values = np.log(np.array(known, dtype=np.float64)).T
    exponent = robust_slope(numbers, values)
    return (None, None) if exponent is None else (LearningTrend(exponent=exponent, points=len(known)), None)


def speed_ratios(efforts: Iterable[DatedEffort]) -> tuple[SpeedRatio, ...]:
    """Backward over forward speed over time, each the best so far over the same distance or time.

    Source: uthoff2018, backstride-rules (best so far). Belief: derived.

    Parameters
    ----------
    efforts
        Efforts of any number of sessions, in any order.

    Returns
    -------
    tuple of SpeedRatio
        One for each time that either best changed once both were there, the oldest first.
    """
    best: dict[tuple[Travel, Basis, float], float] = {}
    ratios = []
    for dated in sorted(efforts, key=lambda dated: dated.day):
        effort = dated.effort
        key = (effort.travel, effort.basis, effort.size)
        if effort.travel not in {Travel.FORWARD, Travel.BACKWARD} or effort.speed_m_s <= best.get(key, 0.0):
            continue
        best[key] = effort.speed_m_s
        backward = best.get((Travel.BACKWARD, effort.basis, effort.size))
        forward = best.get((Travel.FORWARD, effort.basis, effort.size))
        if backward is not None and forward is not None:
            ratios.append(
                SpeedRatio(
                    day=dated.day,
                    activity_key=dated.activity_key,
                    basis=effort.basis,
                    size=effort.size,
                    backward_m_s=backward,
                    forward_m_s=forward,
                )
            )
    return tuple(ratios)


def session_speed_ratios(efforts: Iterable[DatedEffort]) -> tuple[SpeedRatio, ...]:
    """Backward over forward speed within each session, both best efforts of the same size.

    Source: uthoff2018, backstride-rules (best effort of the session). Belief: derived.

    Parameters
    ----------
    efforts
        Efforts of any number of sessions, in any order.

    Returns
    -------
    tuple of SpeedRatio
        One for each session and size with both directions, the oldest session first.
    """
    by_session: dict[str, list[DatedEffort]] = {}
    for dated in sorted(efforts, key=lambda dated: dated.day):
        by_session.setdefault(dated.activity_key, []).append(dated)
    return tuple(
        last
        for own in by_session.values()
        for last in {(r.basis, r.size): r for r in speed_ratios(own)}.values()
    )
