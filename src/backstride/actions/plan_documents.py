"""Plans as plain documents of JSON."""

from backstride import __version__
from backstride.actions.document_values import Document, moment, rounded
from backstride.actions.planning import PlanOutcome
from backstride.store import StoredPlan
from backstride.training.gates import GateState
from backstride.training.plan import PlannedSession, PlannedWeek
from backstride.training.workout_text import workout_text
from backstride.wording import WEEKDAYS


def plan_document(outcome: PlanOutcome) -> Document:
    """A plan.

    Parameters
    ----------
    outcome
        What planning gave.

    Returns
    -------
    dict
        Its weeks and sessions, each with its reasons, and what changed since it was made.
    """
    plan, stored = outcome.plan, outcome.stored
    gone = () if stored is None else stored.cancelled
    return {
        "program_version": __version__,
        "plan": None if stored is None else stored.key,
        "made_at": None if stored is None else moment(stored.made_at),
        "ended_on": None if stored is None or stored.ended_on is None else stored.ended_on.isoformat(),
        "programme": outcome.programme.key,
        "name": outcome.programme.name,
        "evidence": outcome.programme.evidence.value,
        "start": plan.start.isoformat(),
        "race_on": None if plan.race_on is None else plan.race_on.isoformat(),
        "weeks": [_week(week) for week in plan.weeks],
        "sessions": [
            {
                **_session(each),
                "status": outcome.status(each).value,
                "activity": outcome.done.get(each.key),
            }
            for each in plan.sessions
        ],
        "cancelled": [{**_session(each), "status": "cancelled", "activity": None} for each in gone],
        "gates": [gate_document(state) for state in outcome.gates],
        "changes": [] if stored is None else changes_document(stored),
        "advice": list(plan.advice),
    }


def gate_document(state: GateState) -> Document:
    """Whether a gate is open.

    Parameters
    ----------
    state
        Its state.

    Returns
    -------
    dict
        With what is missing, or what holds.
    """
    return {
        "gate": state.gate,
        "phase": state.phase,
        "is_open": state.is_open,
        "words": list(state.words),
    }


def changes_document(stored: StoredPlan) -> list[Document]:
    """What changed in a plan since it was made.

    Parameters
    ----------
    stored
        The plan.

    Returns
    -------
    list of dict
        The first first.
    """
    return [
        {
            "number": change.number,
            "at": moment(change.at),
            "kind": change.kind,
            "words": change.words,
            "sessions": sorted(change.turn.touched),
        }
        for change in stored.changes
    ]


def _week(week: PlannedWeek) -> Document:
    return {
        "number": week.number,
        "monday": week.monday.isoformat(),
        "phase": week.phase,
        "backward_min": rounded(week.backward_min),
        "backward_cap_min": rounded(week.backward_cap_min),
        "load": rounded(week.load),
        "words": week.words,
    }


def _session(session: PlannedSession) -> Document:
    place = session.workout.place
    return {
        "key": session.key,
        "date": session.day.isoformat(),
        "weekday": WEEKDAYS[session.day.weekday()],
        "name": session.workout.name,
        "kind": session.kind.value,
        "phase": session.phase,
        "template": session.template,
        "place": None if place is None else place.value,
        "workout": workout_text(session.workout),
        "minutes": rounded(session.minutes),
        "backward_min": rounded(session.backward_min),
        "backward_run_min": rounded(session.backward_run_min),
        "rpe": rounded(session.rpe),
        "hardest_rpe": rounded(session.hardest_rpe),
        "load": rounded(session.load),
        "reasons": list(session.reasons),
        "gate": session.gate,
    }
