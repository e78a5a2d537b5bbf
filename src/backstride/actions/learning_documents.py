"""What was learned of a stride, and what is asked, as plain documents of JSON."""

from collections.abc import Iterable

from backstride import __version__
from backstride.actions.asking import OpenQuestion
from backstride.actions.document_values import Document, rounded
from backstride.actions.learning import LearnedYear, LearnOutcome, UsualStride, usual_strides


def learn_document(outcome: LearnOutcome) -> Document:
    """What was learned of a person's stride.

    Parameters
    ----------
    outcome
        What learning gave.

    Returns
    -------
    dict
        Each year, and the activities that rest on something else now.
    """
    return {
        "program_version": __version__,
        "is_dry_run": outcome.is_dry,
        "years": [_year(each) for each in outcome.years],
        "activities": list(outcome.keys),
        "turned": list(outcome.turned),
        "failures": [{"what": each.what, "reason": each.reason} for each in outcome.failures],
    }


def _year(learned: LearnedYear) -> Document:
    baseline = learned.baseline
    return {
        "year": learned.year,
        "activities": learned.activities,
        "sessions": 0 if baseline is None else baseline.sessions,
        "moving_s": 0.0 if baseline is None else rounded(baseline.duration_s),
        "is_changed": learned.is_changed,
        "strides": [] if baseline is None else [_stride(each) for each in usual_strides(baseline)],
    }


def _stride(stride: UsualStride) -> Document:
    return {
        "gait": stride.gait.value,
        "speed_m_s": rounded(stride.speed_m_s),
        "cadence_spm": rounded(stride.cadence_spm),
        "step_length_m": rounded(stride.step_length_m),
        "forward_s": rounded(stride.forward_s),
        "backward_s": rounded(stride.backward_s),
        "backward_cadence_ratio": rounded(stride.backward_cadence_ratio),
    }


def questions_document(asked: Iterable[OpenQuestion]) -> Document:
    """What a person is asked.

    Parameters
    ----------
    asked
        The questions.

    Returns
    -------
    dict
        Each with its stretch and why it is asked.
    """
    return {"program_version": __version__, "questions": [_question(each) for each in asked]}


def _question(asked: OpenQuestion) -> Document:
    summary, question = asked.entry.summary, asked.question
    return {
        "activity": asked.key,
        "day": None if summary.day is None else summary.day.isoformat(),
        "name": summary.name,
        "start_s": rounded(question.start_s),
        "end_s": rounded(question.end_s),
        "gait": question.gait.value,
        "distance_m": rounded(asked.distance_m),
        "speed_m_s": rounded(asked.speed_m_s),
        "guess": question.travel.value,
        "probability": rounded(question.probability),
        "why": question.why,
        "gain_bits": rounded(question.gain_bits),
    }
