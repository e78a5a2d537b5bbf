"""Programmes by their keys, and the plan that a visitor follows, looked up once for each state of the log."""

from backstride.actions.adapting import PlanMatch, match_plan
from backstride.actions.plan_view import outcome_of
from backstride.actions.planning import PlanOutcome
from backstride.errors import NotInLog
from backstride.training.library import programmes
from backstride.training.plan import PlannedSession
from backstride.training.programme import Programme
from backstride.web.place import Place
from backstride.web.visitor import Visitor


def programme_named(name: str) -> Programme:
    """A programme that comes with the app, by its key; never one from a path.

    Parameters
    ----------
    name
        The key.

    Returns
    -------
    Programme
        The programme.

    Raises
    ------
    NotInLog
        If there is none of that key.
    """
    found = programmes().get(name)
    if found is None:
        raise NotInLog(
            f"No programme is called {name[:80]!r}.",
            allowed="The programmes that come with the app.",
            remedy="Take one of those that the page of programmes lists.",
        )
    return found


def matched_plan(place: Place, visitor: Visitor) -> PlanMatch | None:
    """The plan beside what was done of it.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    visitor
        Whose plan, and the day.

    Returns
    -------
    PlanMatch or None
        None where no plan is followed.
    """

    def make() -> PlanMatch | None:
        try:
            return match_plan(place.store, visitor.athlete, today=visitor.today)
        except NotInLog:
            return None

    return place.kept(("plan", visitor.athlete, visitor.today), make)


def followed_plan(place: Place, visitor: Visitor) -> PlanOutcome | None:
    """The plan as it is now, with what became of each session.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    visitor
        Whose plan, and the day.

    Returns
    -------
    PlanOutcome or None
        None where no plan is followed.
    """
    matched = matched_plan(place, visitor)
    return None if matched is None else outcome_of(matched, today=visitor.today)


def session_of(outcome: PlanOutcome | None, key: str) -> PlannedSession:
    """A session of the plan.

    Parameters
    ----------
    outcome
        The plan; None where there is none.
    key
        The key of the session.

    Returns
    -------
    PlannedSession
        The session.

    Raises
    ------
    NotInLog
        If there is no plan, or no such session in it.
    """
    sessions = () if outcome is None else outcome.plan.sessions
    found = next((each for each in sessions if each.key == key), None)
    if found is None:
        raise NotInLog(
            f"Your plan has no session {key[:40]!r}.",
            allowed="The sessions of the plan that you follow; they are numbered anew when the plan changes.",
            remedy="See them with: backstride plan.",
        )
    return found
