"""Figures of a whole history, each worked out once for a state of the log, for its pages and for programs."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import TypeVar

from backstride.actions.bests import RecordsOutcome, find_records
from backstride.actions.form_course import FormOutcome, work_out_form
from backstride.actions.practice import SkillOutcome, tell_skill
from backstride.actions.predicting import PredictOutcome, predict_races
from backstride.actions.standstill import Measure, PlateausOutcome, find_plateaus
from backstride.actions.weekly import USUAL_WEEKS, WeeksOutcome, sum_weeks
from backstride.bout import Travel
from backstride.load import FormStart, LoadScale
from backstride.training.prediction import KnownTime
from backstride.web.place import Place

Made = TypeVar("Made")


def revision_of(place: Place) -> int:
    """The state of the log.

    Parameters
    ----------
    place
        The log.

    Returns
    -------
    int
        Another number after every change.
    """
    with place.store.reading() as log:
        return log.revision


def _kept(place: Place, athlete: str, question: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
    """An answer that follows from the activities alone, kept for as long as they do not change."""
    with place.store.reading() as log:
        revision, since = log.revision, place.activity_revisions.since(log, athlete)

    def made() -> Made:
        answer = make()
        if revision_of(place) != revision:
            # It may come from what was there in between, and must not be taken for what was before.
            place.activity_revisions.renew(athlete)
        return answer

    return place.answers.kept(since, (*question, athlete), made)


def kept_weeks(
    place: Place, athlete: str, *, since: date | None = None, count: int = USUAL_WEEKS
) -> WeeksOutcome:
    """What was done in each week.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    athlete
        Whose.
    since
        From the week of this day on; None for the latest weeks.
    count
        How many weeks, where no day says since when.

    Returns
    -------
    WeeksOutcome
        The weeks.
    """
    return _kept(
        place,
        athlete,
        ("weeks", since, count),
        lambda: sum_weeks(place.store, athlete, since=since, count=count),
    )


def kept_form(
    place: Place,
    athlete: str,
    *,
    until: date,
    scale: LoadScale = LoadScale.TRIMP,
    start: FormStart | None = None,
    travels: Sequence[Travel] = (),
) -> FormOutcome:
    """Fitness, fatigue and form of each day.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    athlete
        Whose.
    until
        The last day.
    scale
        What loads are counted in.
    start
        Fitness and fatigue before the first day; None for a beginner's.
    travels
        The directions; without any, all together and each that occurs.

    Returns
    -------
    FormOutcome
        A course for each direction.
    """
    return _kept(
        place,
        athlete,
        ("form", until, scale, start, tuple(travels)),
        lambda: work_out_form(
            place.store, athlete, until=until, scale=scale, start=start, travels=tuple(travels)
        ),
    )


def kept_records(place: Place, athlete: str, travels: Sequence[Travel] = ()) -> RecordsOutcome:
    """Personal bests.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    athlete
        Whose.
    travels
        The directions; without any, all.

    Returns
    -------
    RecordsOutcome
        The records, and what is not believed.
    """
    return _kept(
        place,
        athlete,
        ("records", tuple(travels)),
        lambda: find_records(place.store, athlete, travels=tuple(travels)),
    )


def kept_skill(place: Place, athlete: str, *, until: date | None = None) -> SkillOutcome:
    """How the skill of moving backward grew.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    athlete
        Whose.
    until
        Up to this day.

    Returns
    -------
    SkillOutcome
        The curves and the speed ratios.
    """
    return _kept(
        place,
        athlete,
        ("skill", until),
        lambda: tell_skill(place.store, athlete, until=until),
    )


def kept_plateaus(place: Place, athlete: str, measures: Sequence[Measure] = ()) -> PlateausOutcome:
    """Which trends stand still.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    athlete
        Whose.
    measures
        Which; without any, all.

    Returns
    -------
    PlateausOutcome
        A trend for each measure.
    """
    return _kept(
        place,
        athlete,
        ("plateaus", tuple(measures)),
        lambda: find_plateaus(place.store, athlete, measures=tuple(measures)),
    )


def kept_predictions(
    place: Place,
    athlete: str,
    races_m: Sequence[float],
    *,
    on: date,
    today: date,
    backward: Sequence[KnownTime] = (),
    forward: Sequence[KnownTime] = (),
) -> PredictOutcome:
    """Race times.

    Parameters
    ----------
    place
        The log, and the answers that are kept.
    athlete
        Whose.
    races_m
        The distances; without any, the usual ones. [m]
    on
        The day of the race.
    today
        The last day of what is known.
    backward
        Own times backward beside those of the log.
    forward
        Own times forward beside those of the log.

    Returns
    -------
    PredictOutcome
        A prediction for each distance.
    """
    return place.answers.kept(
        revision_of(place),
        ("predictions", athlete, tuple(races_m), on, today, tuple(backward), tuple(forward)),
        lambda: predict_races(
            place.store, athlete, races_m, on=on, today=today, backward=backward, forward=forward
        ),
    )
