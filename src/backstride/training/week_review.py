"""A week looked back at: planned beside done, and what the athlete and their heart said of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Final

from backstride.errors import InvalidValue
from backstride.load.skill import SAME_SPEED
from backstride.training.diary import CheckIn
from backstride.training.gates import DoneSession, days_said
from backstride.training.matching import DoneActivity, Matching
from backstride.training.plan import Plan, PlannedSession

COMPARED_WEEKS: Final = 3
"""The heart rate of a week is held against that of so many weeks before. Assumed."""
RPE_OVER: Final = 2.0
"""A session that felt so much harder than planned was too hard. Assumed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekReview:
    """What became of a week of a plan."""

    number: int
    """From 1, as in the plan."""
    monday: date
    phase: str
    is_over: bool
    """Whether its Sunday is past."""
    planned: tuple[str, ...]
    """Keys of its sessions that were to be done by now, held ones left out."""
    done: tuple[str, ...]
    """Keys of its sessions that were done, on whichever day."""
    planned_backward_min: float
    """Of all its sessions, held ones left out. [min]"""
    done_backward_min: float
    """Of every activity of the week, unplanned ones too; unknown directions count as nothing. [min]"""
    done_backward_run_min: float
    cap_min: float
    """What the plan allowed for the week. [min]"""
    planned_backward_run_min: float = 0.0
    """As `planned_backward_min`. [min]"""
    to_come: int = 0
    """Sessions of today and later that are not done yet, held ones left out."""
    to_come_min: float = 0.0
    """Backward, in them. [min]"""
    to_come_run_min: float = 0.0
    """Running backward, in them. [min]"""
    unplanned: int = 0
    """Activities with backward minutes that do no planned session."""
    unknown: int = 0
    """Activities of which no direction is known."""
    rpe_over: tuple[float, ...] = ()
    """How much harder each session felt than planned, where it was said. [-]"""
    worst_pain: float | None = None
    """As far as said. [-]"""
    falls: bool | None = None
    is_swollen: bool | None = None
    """By the last that was said."""
    is_ill: bool | None = None
    heart_rate_change: float | None = None
    """Heart rate backward over that of the weeks before at the same speed, less 1; None where there is
    nothing to hold it against. [-]"""

    @property
    def missed(self) -> int:
        """Sessions that were to be done and were not."""
        return len(set(self.planned) - set(self.done))

    @property
    def is_trained(self) -> bool:
        """Whether at least half of its sessions are done or still to come."""
        sessions = len(self.planned) + self.to_come
        return sessions > 0 and 2 * (len(self.done) + self.to_come) >= sessions

    @property
    def too_hard(self) -> int:
        """Sessions that felt too hard by `RPE_OVER` or more."""
        return sum(1 for each in self.rpe_over if each >= RPE_OVER)


def diary_with_sessions(diary: Sequence[CheckIn], activities: Iterable[DoneActivity]) -> tuple[CheckIn, ...]:
    """What was said of the days, with what was said of the sessions on them.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    diary
        Check-ins.
    activities
        Their pain and falls count for their day; no word of a fall says nothing.

    Returns
    -------
    tuple of CheckIn
        One for each day, the oldest first.
    """
    said = [
        CheckIn(day=each.day, pain=each.pain, fell=None if each.falls is None else each.falls > 0)
        for each in activities
        if each.pain is not None or each.falls is not None
    ]
    return days_said([*diary, *said], on=date.max)


def done_by_phase(
    plan: Plan, matching: Matching, activities: Iterable[DoneActivity]
) -> Mapping[str, tuple[DoneSession, ...]]:
    """The sessions done in each phase, as gates ask for them.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    plan
        The plan.
    matching
        Which activity is which of its sessions.
    activities
        What was done.

    Returns
    -------
    mapping
        By the key of the phase.
    """
    of_key = {each.key: each for each in activities}
    phase_of = {each.key: each.phase for each in plan.sessions}
    found: dict[str, list[DoneSession]] = {}
    for each in matching.matches:
        activity = of_key[each.activity]
        session = DoneSession(day=activity.day, rpe=activity.rpe)
        found.setdefault(phase_of[each.session], []).append(session)
    return {phase: tuple(sessions) for phase, sessions in found.items()}


def review_week(
    plan: Plan,
    number: int,
    *,
    matching: Matching,
    activities: Sequence[DoneActivity],
    diary: Sequence[CheckIn],
    today: date,
) -> WeekReview:
    """Look back at a week of a plan.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    plan
        The plan.
    number
        Which week, from 1.
    matching
        Which activity is which of its sessions.
    activities
        All that was done, other weeks included.
    diary
        What was said of the days.
    today
        Nothing later counts as done.

    Returns
    -------
    WeekReview
        What is not known is None.

    Raises
    ------
    InvalidValue
        If the plan has no such week.
    """
    week = next((each for each in plan.weeks if each.number == number), None)
    if week is None:
        raise InvalidValue(
            f"Week {number} of the plan was asked for.",
            allowed=f"It has the weeks 1 to {len(plan.weeks)}.",
            remedy="Name one of them.",
        )
    days = {week.monday + timedelta(days=at) for at in range(7)}
    sessions = [each for each in plan.sessions if each.day in days and each.gate is None]
    done = [each for each in activities if each.day in days and each.day <= today]
    said = [each for each in days_said(diary, on=today) if each.day in days]
    matched = {each.session: each.activity for each in matching.matches}
    to_come = [each for each in sessions if each.day >= today and each.key not in matched]
    return WeekReview(
        number=number,
        monday=week.monday,
        phase=week.phase,
        is_over=today > max(days),
        # Today's session can still be done.
        planned=tuple(each.key for each in sessions if each.day < today or each.key in matched),
        done=tuple(each.key for each in plan.sessions if each.day in days and each.key in matched),
        planned_backward_min=sum(each.backward_min for each in sessions),
        done_backward_min=sum(each.backward_min or 0.0 for each in done),
        done_backward_run_min=sum(each.backward_run_min or 0.0 for each in done),
        cap_min=week.backward_cap_min,
        planned_backward_run_min=sum(each.backward_run_min for each in sessions),
        to_come=len(to_come),
        to_come_min=sum(each.backward_min for each in to_come),
        to_come_run_min=sum(each.backward_run_min for each in to_come),
        unplanned=sum(
            1 for each in done if each.key in matching.unplanned and (each.backward_min or 0.0) > 0.0
        ),
        unknown=sum(1 for each in done if each.backward_min is None),
        rpe_over=_rpe_over(sessions, matched, activities),
        worst_pain=max((each.pain for each in said if each.pain is not None), default=None),
        falls=_last_or_any([each.fell for each in said], is_any=True),
        is_swollen=_last_or_any([each.is_swollen for each in said], is_any=False),
        is_ill=_last_or_any([each.is_ill for each in said], is_any=True),
        heart_rate_change=_heart_rate_change(done, activities, week.monday),
    )


def _last_or_any(answers: Sequence[bool | None], *, is_any: bool) -> bool | None:
    known = [each for each in answers if each is not None]
    if not known:
        return None
    return any(known) if is_any else known[-1]


def _rpe_over(
    sessions: Sequence[PlannedSession], matched: Mapping[str, str], activities: Sequence[DoneActivity]
) -> tuple[float, ...]:
    of_key = {each.key: each for each in activities}
    found = []
    for session in sessions:
        activity = of_key.get(matched.get(session.key, ""))
        if activity is not None and activity.rpe is not None and session.rpe is not None:
            found.append(activity.rpe - session.rpe)
    return tuple(found)


def _heart_rate_change(
    done: Sequence[DoneActivity], activities: Sequence[DoneActivity], monday: date
) -> float | None:
    """The mean change beside earlier activities at the same speed."""
    first = monday - timedelta(weeks=COMPARED_WEEKS)
    earlier = [each for each in activities if first <= each.day < monday]
    changes = []
    for each in done:
        rate, speed = each.backward_heart_rate_bpm, each.backward_speed_m_s
        if rate is None or speed is None:
            continue
        rates = (
            [
                other.backward_heart_rate_bpm
                for other in earlier
                if other.backward_heart_rate_bpm is not None
                and other.backward_speed_m_s is not None
                and abs(other.backward_speed_m_s / speed - 1.0) <= SAME_SPEED
            ]
            if speed > 0.0
            else []
        )
        if rates and fmean(rates) > 0.0:
            changes.append(rate / fmean(rates) - 1.0)
    return fmean(changes) if changes else None
