"""What to do today, kept for as long as the log does not change: pages and the API ask for it."""

from backstride.actions.today import TodayOutcome, today_of
from backstride.actions.workouts import fitted_workout
from backstride.errors import InvalidValue
from backstride.training.plan import PlannedSession
from backstride.web.place import Place
from backstride.web.planned import matched_plan
from backstride.web.visitor import Visitor
from backstride.web.watch_choice import ANY_WATCH
from backstride.web.workout_words import WorkoutLine, workout_lines


def kept_today(place: Place, visitor: Visitor) -> TodayOutcome:
    """What to do today.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    visitor
        Who asks, and on which day.

    Returns
    -------
    TodayOutcome
        As `today_of` gives it.
    """

    def make() -> TodayOutcome:
        matched = matched_plan(place, visitor)
        return today_of(place.store, visitor.athlete, today=visitor.today, matched=matched)

    return place.kept(("today", visitor.athlete, visitor.today), make)


def kept_lines(place: Place, visitor: Visitor, session: PlannedSession) -> tuple[WorkoutLine, ...]:
    """The steps of a session in the reader's words.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    visitor
        Who reads them.
    session
        A session of their plan.

    Returns
    -------
    tuple of WorkoutLine
        Line by line; empty where what is known of the heart contradicts itself.
    """

    def make() -> tuple[WorkoutLine, ...]:
        try:
            # Lines are shown as the plan has them, so that any watch will do.
            outcome = fitted_workout(
                place.store, visitor.athlete, session.workout, watch=ANY_WATCH, today=visitor.today
            )
        except InvalidValue:
            return ()
        return workout_lines(outcome, visitor.writing)

    question = ("lines", visitor.athlete, visitor.today, session.key, visitor.language, visitor.units)
    return place.kept(question, make)
