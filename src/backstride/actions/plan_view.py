"""Look at the plan that is followed, beside what was done of it."""

from datetime import date

from backstride.actions.adapting import PlanMatch, match_plan
from backstride.actions.planning import PlanOutcome
from backstride.store import Store


def current_plan(store: Store, athlete: str, *, today: date) -> PlanOutcome:
    """The plan that is followed.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    today
        The day, for what is done and missed, and for the gates.

    Returns
    -------
    PlanOutcome
        The plan as it is now.

    Raises
    ------
    NotInLog
        If there is none.
    """
    return outcome_of(match_plan(store, athlete, today=today), today=today)


def outcome_of(matched: PlanMatch, *, today: date) -> PlanOutcome:
    """A plan that was held against what was done, as it is shown.

    Parameters
    ----------
    matched
        Planned beside done.
    today
        The day.

    Returns
    -------
    PlanOutcome
        The plan as it is now.
    """
    return PlanOutcome(
        request=matched.stored.request,
        plan=matched.stored.current,
        gates=matched.gates,
        stored=matched.stored,
        done={each.session: each.activity for each in matched.matching.matches},
        today=today,
    )
