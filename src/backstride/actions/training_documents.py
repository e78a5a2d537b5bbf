"""Screenings, programmes, check-ins and calendars as plain documents of JSON."""

from collections.abc import Iterable

from backstride import __version__
from backstride.actions.calendars import CalendarOutcome
from backstride.actions.checking_in import CheckInOutcome
from backstride.actions.document_values import Document, rounded
from backstride.actions.screening import ScreenOutcome
from backstride.training.clearance import ClinicianWord
from backstride.training.diary import CheckIn
from backstride.training.programme import Gate, Phase, Programme, SessionTemplate
from backstride.training.questions import Question


def questions_document(questions: Iterable[Question]) -> Document:
    """The questions of the screening.

    Parameters
    ----------
    questions
        The questions.

    Returns
    -------
    dict
        Each with its key, its words, and what it takes.
    """
    return {
        "program_version": __version__,
        "questions": [
            {
                "key": each.key,
                "section": each.section,
                "words": each.words,
                "kind": each.kind.value,
                "is_required": each.is_required,
                "asked_if": None
                if each.asked_if is None
                else {"question": each.asked_if.question, "answer": each.asked_if.answer},
                "choices": dict(each.choices),
                "unit": each.unit or None,
                "least": rounded(each.least),
                "most": rounded(each.most),
            }
            for each in questions
        ],
    }


def answers_template(questions: Iterable[Question]) -> Document:
    """A file of answers to fill in: every question that is asked of everybody, without an answer.

    Parameters
    ----------
    questions
        The questions.

    Returns
    -------
    dict
        By key; null is no answer, so that a file that was not filled in is told as such.
    """
    return {each.key: None for each in questions if each.asked_if is None}


def screening_document(outcome: ScreenOutcome | None) -> Document:
    """What screening came to.

    Parameters
    ----------
    outcome
        What it gave; None where nobody was screened.

    Returns
    -------
    dict
        The verdict with its reasons and limits.
    """
    if outcome is None:
        return {"program_version": __version__, "screening": None}
    found = outcome.screening
    limits = found.limits
    return {
        "program_version": __version__,
        "screening": {
            "number": outcome.number,
            "screened_on": found.screened_on.isoformat(),
            "valid_until": found.valid_until.isoformat(),
            "is_valid": outcome.is_valid,
            "verdict": found.verdict.value,
            "allows_planning": found.allows_planning and outcome.is_valid,
            "reasons": [
                {
                    "question": each.question,
                    "verdict": each.verdict.value,
                    "words": each.words,
                    "sources": list(each.sources),
                }
                for each in found.reasons
            ],
            "limits": {
                "walk_only": limits.walk_only,
                "hardest_rpe": rounded(limits.hardest_rpe),
                "longest_backward_min": rounded(limits.longest_backward_min),
                "no_turns": limits.no_turns,
                "places": None if limits.places is None else sorted(limits.places),
            },
            "injuries": [
                {"kind": each.kind.value, "since": None if each.since is None else each.since.isoformat()}
                for each in found.injuries
            ],
            "warnings": list(found.warnings),
            "clinician": None if found.clinician is None else clinician_document(found.clinician),
        },
    }


def programmes_document(programmes: Iterable[Programme]) -> Document:
    """The programmes in short.

    Parameters
    ----------
    programmes
        The programmes.

    Returns
    -------
    dict
        Each with what it is for, how long it takes, and how far it may be believed.
    """
    return {"program_version": __version__, "programmes": [_programme(each) for each in programmes]}


def programme_document(programme: Programme) -> Document:
    """A programme in full.

    Parameters
    ----------
    programme
        The programme.

    Returns
    -------
    dict
        With its phases, gates, sessions, doses and caps.
    """
    caps = programme.caps
    return {
        "program_version": __version__,
        "programme": {
            **_programme(programme),
            "evidence_words": programme.evidence_words,
            "contraindications": list(programme.contraindications),
            "surfaces": programme.surfaces,
            "caps": {
                "sessions_per_week": list(caps.sessions_per_week),
                "weekly_growth": rounded(caps.weekly_growth),
                "growth_floor_min": rounded(caps.growth_floor_min),
                "hard_per_week": caps.hard_per_week,
                "hard_gap_days": caps.hard_gap_days,
                "rest_days": caps.rest_days,
                "taper_share": rounded(caps.taper_share),
            },
            "phases": [_phase(phase) for phase in programme.phases],
        },
    }


def _programme(programme: Programme) -> Document:
    return {
        "key": programme.key,
        "name": programme.name,
        "summary": programme.summary,
        "goal": programme.goal.value,
        "who": programme.who,
        "evidence": programme.evidence.value,
        "weeks": list(programme.weeks),
        "sessions_per_week": list(programme.caps.sessions_per_week),
        "places": sorted(programme.places),
        "injuries": sorted(programme.injuries),
        "sport": programme.sport,
        "race_distance_m": rounded(programme.race_distance_m),
        "sources": list(programme.sources),
    }


def _phase(phase: Phase) -> Document:
    return {
        "key": phase.key,
        "name": phase.name,
        "purpose": phase.purpose,
        "weeks": list(phase.weeks),
        "backward_min": [rounded(each) for each in phase.backward_min],
        "is_taper": phase.is_taper,
        "gate": None if phase.gate is None else _gate(phase.gate),
        "sessions": [_template(each) for each in phase.sessions],
    }


def _gate(gate: Gate) -> Document:
    needs = [
        {"kind": need.kind.value, "value": rounded(need.value), "text": need.text} for need in gate.needs
    ]
    return {"key": gate.key, "words": gate.words, "needs": needs, "sources": list(gate.sources)}


def _template(template: SessionTemplate) -> Document:
    return {
        "key": template.key,
        "name": template.name,
        "kind": template.kind.value,
        "purpose": template.purpose,
        "workout": template.text,
        "n": list(template.n),
        "per_week": list(template.per_week),
        "places": sorted(template.places),
        "has_turns": template.has_turns,
        "belief": template.belief.value,
        "sources": list(template.sources),
    }


def checkins_document(outcome: CheckInOutcome) -> Document:
    """How days were.

    Parameters
    ----------
    outcome
        What checking in gave.

    Returns
    -------
    dict
        Each day, and whether training backward pauses.
    """
    return {
        "program_version": __version__,
        "checkins": [_checkin(each) for each in outcome.checkins],
        "pauses_training": outcome.is_alarming,
        "has_plan": outcome.has_plan,
    }


def _checkin(checkin: CheckIn) -> Document:
    return {
        "day": checkin.day.isoformat(),
        "pain": rounded(checkin.pain),
        "is_swollen": checkin.is_swollen,
        "is_ill": checkin.is_ill,
        "fell": checkin.fell,
        "strength_symmetry_percent": rounded(checkin.strength_symmetry_percent),
        "clinician": None if checkin.clinician is None else clinician_document(checkin.clinician),
        "notes": checkin.notes or None,
        "is_good": checkin.is_good,
    }


def clinician_document(word: ClinicianWord) -> Document:
    """A clinician's word.

    Parameters
    ----------
    word
        The word.

    Returns
    -------
    dict
        Who said it, when, and how far it goes.
    """
    return {"by": word.by, "on": word.on.isoformat(), "allows": word.allows.value}


def calendar_document(outcome: CalendarOutcome) -> Document:
    """What was written into a calendar.

    Parameters
    ----------
    outcome
        What writing gave.

    Returns
    -------
    dict
        The file, and each event.
    """
    return {
        "program_version": __version__,
        "file": str(outcome.path),
        "events": [
            {
                "uid": each.uid,
                "day": each.day.isoformat(),
                "starts_at": None if each.starts_at is None else each.starts_at.isoformat("minutes"),
                "minutes": rounded(each.minutes),
                "summary": each.summary,
                "status": each.status.value.lower(),
                "sequence": each.sequence,
            }
            for each in outcome.events
        ],
    }
