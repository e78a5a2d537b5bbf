"""Sessions that were moved, as plain documents of JSON."""

from backstride import __version__
from backstride.actions.document_values import Document
from backstride.actions.moving import MoveOutcome


def move_document(outcome: MoveOutcome) -> Document:
    """A session on its new day.

    Parameters
    ----------
    outcome
        What moving gave.

    Returns
    -------
    dict
        Its key and day before and now, what changed places with it, and what to mind.
    """
    before, now, swapped = outcome.before, outcome.session, outcome.swapped
    return {
        "program_version": __version__,
        "plan": outcome.stored.key,
        "is_dry": outcome.is_dry,
        "before": {"session": before.key, "date": before.day.isoformat()},
        "now": {"session": now.key, "date": now.day.isoformat()},
        "swapped": None if swapped is None else {"session": swapped.key, "date": swapped.day.isoformat()},
        "words": outcome.words,
        "notes": list(outcome.notes),
    }
