"""What the calculators of costs and paces found, as plain documents of JSON."""

from backstride import __version__
from backstride.actions.document_values import Document, estimate, rounded
from backstride.actions.pacing import PaceOutcome, TimeOver
from backstride.actions.travel_costs import CostOutcome, TravelCost


def cost_document(outcome: CostOutcome) -> Document:
    """What a speed costs either way.

    Parameters
    ----------
    outcome
        What comparing gave.

    Returns
    -------
    dict
        Both directions with their ranges; null where nobody measured it.
    """
    wish = outcome.wish
    return {
        "program_version": __version__,
        "gait": wish.gait.value,
        "speed_m_s": rounded(wish.speed_m_s),
        "grade": rounded(wish.grade),
        "mass_kg": rounded(wish.mass_kg),
        "backward_sessions": rounded(wish.backward_sessions),
        "forward": _cost(outcome.forward),
        "backward": _cost(outcome.backward),
        "more_backward": estimate(outcome.more),
        "equivalent_forward_m_s": estimate(outcome.equivalent_forward_m_s),
    }


def _cost(cost: TravelCost) -> Document:
    return {
        "oxygen_ml_kg_min": estimate(cost.oxygen_ml_kg_min),
        "metabolic_equivalents": estimate(cost.metabolic_equivalents),
        "energy_kcal_h": estimate(cost.energy_kcal_h),
        "is_extrapolated": cost.is_extrapolated,
        "sources": list(cost.sources),
    }


def paces_document(outcome: PaceOutcome) -> Document:
    """Times and splits of an even speed.

    Parameters
    ----------
    outcome
        What working them out gave.

    Returns
    -------
    dict
        The time over the distance, over the usual ones, and at the end of each split.
    """
    return {
        "program_version": __version__,
        "speed_m_s": rounded(outcome.wish.speed_m_s),
        "whole": _over(outcome.whole),
        "usual": [_over(each) for each in outcome.usual],
        "splits": [_over(each) for each in outcome.splits],
    }


def _over(over: TimeOver) -> Document:
    return {"distance_m": rounded(over.distance_m), "time_s": rounded(over.time_s)}
