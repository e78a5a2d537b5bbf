"""What became of a plan, and what was done of it, as plain documents of JSON."""

from backstride import __version__
from backstride.actions.adapting import AdaptOutcome, PlanMatch
from backstride.actions.document_values import Document, rounded
from backstride.actions.plan_documents import gate_document
from backstride.training.adherence import SessionAdherence
from backstride.training.matching import Match
from backstride.training.week_review import WeekReview
from backstride.training.workout_text import step_text


def adapt_document(outcome: AdaptOutcome) -> Document:
    """What a plan has become, and why.

    Parameters
    ----------
    outcome
        What adapting gave.

    Returns
    -------
    dict
        The paragraph, each change, the rules that applied, and what was done.
    """
    return {
        "program_version": __version__,
        "plan": outcome.stored.key,
        "is_dry": outcome.is_dry,
        "is_stopped": outcome.is_stopped,
        "words": outcome.words,
        "changes": [
            {"session": each.session, "kind": each.kind.value, "words": each.words}
            for each in outcome.changes
        ],
        "rules": [
            {
                "rule": each.rule.key,
                "found": each.found,
                "when": each.rule.when,
                "then": each.rule.then,
                "sources": list(each.rule.sources),
                "belief": each.rule.belief.value,
            }
            for each in outcome.fired
        ],
        "refused": list(outcome.refused),
        "done": match_document(outcome.matched),
    }


def match_document(matched: PlanMatch) -> Document:
    """What was done of a plan.

    Parameters
    ----------
    matched
        Planned beside done.

    Returns
    -------
    dict
        Matches with their confidence and reasons, what was not done or not planned, and each week.
    """
    return {
        "matches": [
            _match(each, how) for each, how in zip(matched.matching.matches, matched.adherence, strict=True)
        ],
        "not_done": list(matched.matching.not_done),
        "unplanned": list(matched.matching.unplanned),
        "weeks": [_week(each) for each in matched.reviews],
        "gates": [gate_document(state) for state in matched.gates],
    }


def _match(match: Match, how: SessionAdherence) -> Document:
    return {
        "session": match.session,
        "activity": match.activity,
        "confidence": match.confidence.value,
        "reasons": list(match.reasons),
        "backward_share": rounded(how.backward_share),
        "extra_laps": how.extra_laps,
        "words": list(how.words),
        "steps": [
            {
                "step": step_text(each.step),
                "planned_times": each.planned_times,
                "done_times": each.done_times,
                "share": rounded(each.share),
                "in_target_share": rounded(each.in_target_share),
                "words": each.words,
            }
            for each in how.steps
        ],
    }


def _week(review: WeekReview) -> Document:
    return {
        "number": review.number,
        "monday": review.monday.isoformat(),
        "phase": review.phase,
        "is_over": review.is_over,
        "planned": list(review.planned),
        "done": list(review.done),
        "planned_backward_min": rounded(review.planned_backward_min),
        "done_backward_min": rounded(review.done_backward_min),
        "cap_min": rounded(review.cap_min),
        "unplanned": review.unplanned,
        "unknown": review.unknown,
        "rpe_over": [rounded(each) for each in review.rpe_over],
        "worst_pain": rounded(review.worst_pain),
        "falls": review.falls,
        "is_swollen": review.is_swollen,
        "is_ill": review.is_ill,
        "heart_rate_change": rounded(review.heart_rate_change),
    }
