"""A day and its calendar, as plain documents of JSON."""

from collections.abc import Iterable

from backstride import __version__
from backstride.actions.checking_in import CheckInOutcome
from backstride.actions.day_calendar import CalendarDay, CalendarWeek, DoneOnDay
from backstride.actions.document_values import Document, estimate, moment, rounded
from backstride.actions.plan_documents import gate_document, plan_document
from backstride.actions.planning import PlanOutcome
from backstride.actions.today import DayOfPlan, Reminder, TodayOutcome
from backstride.actions.training_documents import checkins_document
from backstride.heart import TargetRange
from backstride.training.diary import CheckIn


def today_document(outcome: TodayOutcome) -> Document:
    """What to do on a day.

    Parameters
    ----------
    outcome
        What was found.

    Returns
    -------
    dict
        The session, what keeps from it, the target range, what was done lately, and what needs a look.
    """
    sessions = _sessions(outcome.plan)
    latest = outcome.latest
    return {
        "program_version": __version__,
        "day": outcome.day.isoformat(),
        "has_plan": outcome.plan is not None,
        "session": _day_of_plan(outcome.now, sessions),
        "next": _day_of_plan(outcome.ahead, sessions),
        "lately": [_day_of_plan(each, sessions) for each in outcome.lately],
        "is_paused": outcome.is_paused,
        "pauses": [
            {
                "rule": each.rule.key,
                "found": each.found,
                "then": each.rule.then,
                "stops": each.rule.effect.stops,
                "sources": list(each.rule.sources),
            }
            for each in outcome.rules
        ],
        "by_exertion": outcome.by_exertion,
        "target": None if outcome.by_exertion else _target(outcome.heart.target),
        "checkin": _checkin(outcome.checkin),
        "latest_activity": None if latest is None else latest.entry.key,
        "days_since_import": outcome.days_since_import,
        "reminders": [_reminder(each) for each in outcome.reminders],
    }


def _sessions(plan: PlanOutcome | None) -> dict[str, Document]:
    return {} if plan is None else {each["key"]: each for each in plan_document(plan)["sessions"]}


def _day_of_plan(found: DayOfPlan | None, sessions: dict[str, Document]) -> Document | None:
    if found is None:
        return None
    return {
        **sessions[found.session.key],
        "words": list(found.words),
        "gate_state": None if found.gate is None else gate_document(found.gate),
    }


def _checkin(said: CheckIn | None) -> Document | None:
    if said is None:
        return None
    found: Document = checkins_document(CheckInOutcome(checkins=(said,)))["checkins"][0]
    return found


def _target(target: TargetRange | None) -> Document | None:
    if target is None:
        return None
    return {
        "low_bpm": estimate(target.low_bpm),
        "high_bpm": estimate(target.high_bpm),
        "basis": target.basis.value,
    }


def _reminder(reminder: Reminder) -> Document:
    return {
        "kind": reminder.kind.value,
        "count": reminder.count,
        "day": None if reminder.day is None else reminder.day.isoformat(),
        "activity": reminder.activity,
        "quantity": None if reminder.quantity is None else reminder.quantity.value,
    }


def days_document(weeks: Iterable[CalendarWeek], plan: PlanOutcome | None) -> Document:
    """The days of a calendar.

    Parameters
    ----------
    weeks
        Its weeks.
    plan
        The plan that is followed; None where there is none.

    Returns
    -------
    dict
        Each week with its days, and what was planned, done and said.
    """
    sessions = _sessions(plan)
    return {
        "program_version": __version__,
        "weeks": [
            {
                "monday": week.monday.isoformat(),
                "planned_backward_min": rounded(week.planned_backward_min),
                "minutes": {travel.value: rounded(minutes) for travel, minutes in week.minutes.items()},
                "days": [_day(day, sessions) for day in week.days],
            }
            for week in weeks
        ],
    }


def _day(day: CalendarDay, sessions: dict[str, Document]) -> Document:
    return {
        "day": day.day.isoformat(),
        "planned": [sessions[session.key] for session, _ in day.planned],
        "done": [_done(each) for each in day.done],
        "checkin": _checkin(day.checkin),
    }


def _done(done: DoneOnDay) -> Document:
    summary = done.entry.summary
    return {
        "activity": done.key,
        "name": summary.name,
        "started_at": moment(summary.started_at),
        "sport": summary.sport,
        "distance_m": rounded(summary.distance_m),
        "moving_s": rounded(summary.moving_s),
        "minutes": {travel.value: rounded(minutes) for travel, minutes in done.minutes.items()},
    }
