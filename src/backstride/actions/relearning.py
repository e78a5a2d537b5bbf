"""Learn a person's stride again after activities came, or after somebody said which way they went."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from backstride.actions.asking import ANSWER
from backstride.actions.changing import ChangeOutcome
from backstride.actions.deriving import Tell
from backstride.actions.learning import LearnOutcome, chosen_of, learn
from backstride.store import Job, Store

FRESH: Final = timedelta(days=30)
"""What was learned so lately is not learned again merely because recordings came. Assumed."""
LEARN: Final = "learn"
"""The kind of the job, see `backstride.actions.background_kinds`."""
TEACHING: Final = frozenset({"label", ANSWER, "timeline", "exclude", "include", "revert"})
"""The kinds of changes that say which way somebody went, or what is to be believed of a recording."""


def teaches(outcome: ChangeOutcome) -> bool:
    """Whether a stride is to be learned again after a change.

    Parameters
    ----------
    outcome
        What the change did.

    Returns
    -------
    bool
        Whether it was kept, and says which way somebody went.
    """
    if outcome.change is None:
        return False
    before, after = outcome.before, outcome.after
    ways = ("backward_s", "forward_s", "unknown_s")
    return outcome.kind in TEACHING or any(getattr(before, way) != getattr(after, way) for way in ways)


def years_of(
    store: Store, athlete: str, keys: Collection[str], *, since: datetime | None = None
) -> tuple[int, ...]:
    """The years in which something is to be learned again after activities came or were changed.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    keys
        The activities.
    since
        Leave out the years that were learned later than this; None for all.

    Returns
    -------
    tuple of int
        In order; none where there is too little to learn from, and nothing was learned before.
    """
    with store.reading() as log:
        found = log.figures.entries_of(athlete, keys=sorted(keys), also_hidden=True)
        days = [each.summary.day for each in found if each.summary.is_on_foot]
        known = log.strides.learned(athlete)
        years = {
            day.year
            for day in days
            if day is not None
            and (since is None or day.year not in known or known[day.year].learned_at <= since)
        }
        chosen = chosen_of(log, athlete, years) if years else {}
    return tuple(sorted(year for year in years if chosen.get(year) or year in known))


def learn_again(
    store: Store, athlete: str, keys: Collection[str], *, now: datetime, tell: Tell | None = None
) -> LearnOutcome | None:
    """Learn again after somebody said or took back which way activities went.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    keys
        The activities that were changed.
    now
        The moment.
    tell
        Called whenever a recording was looked at, and whenever activities were worked out.

    Returns
    -------
    LearnOutcome or None
        What came of it; None where there is too little to learn from.
    """
    years = years_of(store, athlete, keys)
    return learn(store, athlete, now=now, years=years, tell=tell) if years else None


def learn_later(
    store: Store,
    athlete: str,
    keys: Collection[str],
    *,
    cause: str,
    now: datetime,
    fresh: timedelta | None = None,
) -> Job | None:
    """Have it learned in the background after activities came or were changed.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    keys
        The activities.
    cause
        What happened, as in ``change 12``: the same is not asked for twice.
    now
        The moment.
    fresh
        Leave out what was learned so lately; None to learn it in any case.

    Returns
    -------
    Job or None
        None where there is nothing to learn.
    """
    years = years_of(store, athlete, keys, since=None if fresh is None else now - fresh)
    if not years:
        return None
    return store.jobs.add(athlete, LEARN, {"years": list(years), "cause": cause}, now=now)


def is_learned_since(store: Store, athlete: str, years: Collection[int], moment: datetime) -> bool:
    """Whether all of some years were learned after a moment.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    years
        The years.
    moment
        The moment.

    Returns
    -------
    bool
        Whether to learn them again would teach nothing that came before the moment.
    """
    with store.reading() as log:
        known = log.strides.learned(athlete)
    return all(year in known and known[year].learned_at > moment for year in years)
