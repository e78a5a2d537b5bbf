"""A person of the log, and their dated measurements: what held on the day counts for that day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from backstride.athlete import Athlete, Condition, HeartChoice, Measurement, Quantity, Sex
from backstride.errors import NotInLog
from backstride.store import Store

ALWAYS: Final = date.min
"""The day since which holds what has always held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteOutcome:
    """A person as the log knows them."""

    name: str
    athlete: Athlete
    stale: int | None
    """How many activities were worked out with what held before; None where it was not counted."""
    others: tuple[str, ...] = ()
    """Who else has a log in the same folder."""


def athlete_of_log(store: Store, name: str, *, counts_stale: bool = True) -> AthleteOutcome:
    """What the log knows of a person.

    Parameters
    ----------
    store
        The log.
    name
        The name of the athlete.
    counts_stale
        Whether to count what a change makes stale; over thousands of activities it takes a second.

    Returns
    -------
    AthleteOutcome
        The person.
    """
    with store.reading() as log:
        athlete = log.athletes.athlete(name)
        others = tuple(other for other in log.athletes.athletes() if other != name)
    stale = _stale(store, name) if counts_stale else None
    return AthleteOutcome(name=name, athlete=athlete, stale=stale, others=others)


def describe_athlete(
    store: Store,
    name: str,
    *,
    birth_year: int | None = None,
    sex: Sex | None = None,
    counts_stale: bool = True,
) -> AthleteOutcome:
    """Keep what is said of a person and never changes.

    Parameters
    ----------
    store
        The log.
    name
        The name of the athlete.
    birth_year
        Year of birth; None to leave it.
    sex
        The sex that formulas were measured on; None to leave it.
    counts_stale
        Whether to count what a change makes stale; over thousands of activities it takes a second.

    Returns
    -------
    AthleteOutcome
        The person as they are now.

    Raises
    ------
    InvalidValue
        If the year cannot be.
    """
    with store.writing() as log:
        athlete = log.athletes.athlete(name)
        changed = replace(athlete, birth_year=birth_year or athlete.birth_year, sex=sex or athlete.sex)
        log.athletes.save_athlete(name, changed)
    return athlete_of_log(store, name, counts_stale=counts_stale)


def measure(
    store: Store, name: str, measured: Measurement | HeartChoice | Condition, *, counts_stale: bool = True
) -> AthleteOutcome:
    """Keep a measurement, a choice or a condition from its day on; one of the same day is replaced.

    Parameters
    ----------
    store
        The log.
    name
        The name of the athlete.
    measured
        What was measured, chosen or found.
    counts_stale
        Whether to count what a change makes stale; over thousands of activities it takes a second.

    Returns
    -------
    AthleteOutcome
        The person as they are now.
    """
    with store.writing() as log:
        log.athletes.save_athlete(name, _with(log.athletes.athlete(name), measured))
    return athlete_of_log(store, name, counts_stale=counts_stale)


def _with(athlete: Athlete, measured: Measurement | HeartChoice | Condition) -> Athlete:
    if isinstance(measured, Measurement):
        others = [
            each
            for each in athlete.measurements
            if (each.quantity, each.measured_on) != (measured.quantity, measured.measured_on)
        ]
        return replace(athlete, measurements=(*others, measured))
    if isinstance(measured, HeartChoice):
        choices = [each for each in athlete.heart_choices if each.since != measured.since]
        return replace(athlete, heart_choices=(*choices, measured))
    conditions = [
        each for each in athlete.conditions if (each.name, each.since) != (measured.name, measured.since)
    ]
    return replace(athlete, conditions=(*conditions, measured))


def forget_measurement(
    store: Store,
    name: str,
    what: Quantity | type[HeartChoice] | str,
    since: date,
    *,
    counts_stale: bool = True,
) -> AthleteOutcome:
    """Forget what was measured, chosen or found on a day.

    Parameters
    ----------
    store
        The log.
    name
        The name of the athlete.
    what
        The quantity; `HeartChoice`; or the name of a condition.
    since
        Its day.
    counts_stale
        Whether to count what a change makes stale; over thousands of activities it takes a second.

    Returns
    -------
    AthleteOutcome
        The person as they are now.

    Raises
    ------
    NotInLog
        If there is nothing of it from that day.
    """
    with store.writing() as log:
        athlete = log.athletes.athlete(name)
        changed = replace(
            athlete,
            measurements=tuple(
                each for each in athlete.measurements if (each.quantity, each.measured_on) != (what, since)
            ),
            heart_choices=tuple(
                each for each in athlete.heart_choices if not (what is HeartChoice and each.since == since)
            ),
            conditions=tuple(each for each in athlete.conditions if (each.name, each.since) != (what, since)),
        )
        if changed == athlete:
            raise NotInLog(
                f"Nothing of the kind is kept from {'ever' if since == ALWAYS else since}.",
                allowed="What is forgotten was kept with the same day.",
                remedy="See what is kept with: backstride athlete.",
            )
        log.athletes.save_athlete(name, changed)
    return athlete_of_log(store, name, counts_stale=counts_stale)


def _stale(store: Store, name: str) -> int:
    """How many activities were worked out from something else than what holds now."""
    from backstride.actions.recomputing import stale_keys  # noqa: PLC0415 (it is needed here alone)

    with store.reading() as log:
        return len(stale_keys(log, name))
