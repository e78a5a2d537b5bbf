"""The skill curve: how the heart rate of moving backward falls with practice, and the speed ratio rises.

A heart rate that falls at the same speed need not be skill alone: fitness, heat, sleep and a rested day
move it as well. So the trend comes with its interval, and beside what was measured in a trial.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Gait, Travel
from backstride.estimate import Estimate
from backstride.load.efforts import Basis
from backstride.load.practice_columns import GAITS, DatedBout, PracticeColumns
from backstride.load.records import DatedEffort
from backstride.load.session_columns import IntArray
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


@dataclass(frozen=True, slots=True)
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
    middle_session: float
    """The median of the sessions, through which the trend runs, as does its range. [-]"""
    middle: float
    """The median of what falls, there. [its own unit]"""

    def at(self, session: float) -> Estimate:
        """What the trend says of a session.

        Source: sen1968, backstride-estimate (the power law). Belief: derived.

        Parameters
        ----------
        session
            Which backward session, from 1.

        Returns
        -------
        Estimate
            With the range that the slope's interval leaves. [unit of what falls]
        """
        exponent, share = self.exponent, session / self.middle_session
        return Estimate.spread(
            *(self.middle * share**end for end in (exponent.value, exponent.low, exponent.high))
        )

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
    bouts: Iterable[DatedBout] | PracticeColumns, gait: Gait, *, reference_speed_m_s: float | None = None
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
        Bouts of any number of sessions, directions and gaits, in any order; or their columns, which serve
        several gaits.
    gait
        The gait: walking or running.
    reference_speed_m_s
        The speed at which heart rates are compared; None takes the median of the bouts that count. [m/s]

    Returns
    -------
    SkillCurve
        One point for each session, the trends with their intervals, and the reason where one is missing.
    """
    practice = _columns(bouts)
    counting = _counting(practice, gait)
    if reference_speed_m_s is None:
        reference_speed_m_s = _usual_speed_m_s(practice, counting)
    points = _points(practice, counting, reference_speed_m_s)
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
        sessions=len(practice.keys),
        minutes=sum(practice.duration_s.tolist()) / 60.0,
        assumed_level=int(np.isnan(practice.grade[counting]).sum()),
        heart_cost=heart_cost,
        heart_rate=heart_rate,
        reason=" ".join(part for part in (no_cost, no_rate) if part) or None,
    )


def skill_points(bouts: Iterable[DatedBout] | PracticeColumns, gait: Gait) -> tuple[SkillPoint, ...]:
    """The points of the skill curve alone, without its trends.

    Source: heath2001, macgregor1979, backstride-rules (which bouts count). Belief: derived.

    Parameters
    ----------
    bouts
        Bouts of any number of sessions, directions and gaits, in any order; or their columns.
    gait
        The gait: walking or running.

    Returns
    -------
    tuple of SkillPoint
        One for each session that counts, the oldest first.
    """
    practice = _columns(bouts)
    counting = _counting(practice, gait)
    return _points(practice, counting, _usual_speed_m_s(practice, counting))


def _columns(bouts: Iterable[DatedBout] | PracticeColumns) -> PracticeColumns:
    return bouts if isinstance(bouts, PracticeColumns) else PracticeColumns.of(bouts)


def _counting(practice: PracticeColumns, gait: Gait) -> IntArray:
    """The places of the bouts that count; what is unknown is NaN, and above nothing."""
    is_level = np.isnan(practice.grade) | (np.abs(practice.grade) <= STEEPEST_LEVEL)
    return np.flatnonzero(
        (practice.gait == GAITS.index(gait))
        & (practice.duration_s >= SHORTEST_BOUT_S)
        & (practice.heart_rate_bpm > 0.0)
        & (practice.speed_m_s >= SLOWEST_M_S)
        & is_level
    )


def _usual_speed_m_s(practice: PracticeColumns, counting: IntArray) -> float | None:
    """The median speed of the bouts that count, each of which has one."""
    return float(np.median(practice.speed_m_s[counting])) if len(counting) else None


def _points(
    practice: PracticeColumns, counting: IntArray, reference_m_s: float | None
) -> tuple[SkillPoint, ...]:
    """One for each session of which a bout counts."""
    count = len(practice.keys)
    of = practice.session_of[counting]
    duration_s, speed_m_s = practice.duration_s[counting], practice.speed_m_s[counting]
    heart_rate_bpm = practice.heart_rate_bpm[counting]
    above_bpm = heart_rate_bpm - practice.resting_heart_rate_bpm[counting]
    cost_per_m = np.where(above_bpm > 0.0, above_bpm / (60.0 * speed_m_s), np.nan)
    is_near = _is_near(speed_m_s, reference_m_s)
    columns = (
        speed_m_s,
        cost_per_m,
        np.where(is_near, heart_rate_bpm, np.nan),
        practice.step_length_m[counting],
        practice.cadence_spm[counting],
    )
    all_s = np.bincount(practice.session_of, weights=practice.duration_s, minlength=count)
    before = np.concatenate([[0.0], np.cumsum(all_s / 60.0)])
    places = np.flatnonzero(np.bincount(of, minlength=count))
    rows = zip(
        places.tolist(),
        before[places].tolist(),
        np.bincount(of, minlength=count)[places].tolist(),
        np.bincount(of, weights=duration_s, minlength=count)[places].tolist(),
        *(_means(of, column, duration_s, places) for column in columns),
        strict=True,
    )
    return tuple(
        SkillPoint(practice.keys[place], practice.days[place], place + 1, *numbers)
        for place, *numbers in rows
    )


def _is_near(speed_m_s: FloatArray, reference_m_s: float | None) -> NDArray[np.bool_]:
    if reference_m_s is None:
        return np.zeros(len(speed_m_s), dtype=np.bool_)
    return np.asarray(np.abs(speed_m_s - reference_m_s) <= SAME_SPEED * reference_m_s)


def _means(of: IntArray, values: FloatArray, weights: FloatArray, places: IntArray) -> list[float | None]:
    """The mean of what is known of each session, weighted; None where nothing is."""
    known = ~np.isnan(values)
    count = int(of.max(initial=-1)) + 1
    summed = np.bincount(of[known], weights=(values * weights)[known], minlength=count)[places]
    total = np.bincount(of[known], weights=weights[known], minlength=count)[places]
    return [
        one / whole if whole > 0.0 else None
        for one, whole in zip(summed.tolist(), total.tolist(), strict=True)
    ]


def _trend(points: Iterable[tuple[int, float | None]], what: str) -> tuple[LearningTrend | None, str | None]:
    known = [(number, value) for number, value in points if value is not None]
    if len(known) < FEWEST_POINTS:
        return None, f"{len(known)} {what}; at least {FEWEST_POINTS} needed."
    numbers, values = np.log(np.array(known, dtype=np.float64)).T
    exponent = robust_slope(numbers, values)
    if exponent is None:
        return None, None
    session, middle = (float(np.exp(np.median(column))) for column in (numbers, values))
    trend = LearningTrend(exponent=exponent, points=len(known), middle_session=session, middle=middle)
    return trend, None


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
