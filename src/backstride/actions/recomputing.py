"""Work out again what no longer follows from what is known: after a measurement, or for a better model."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from backstride.actions.deriving import GROUP, Failure, Given, Stage, Tell, keep, work_out_all
from backstride.bout import Travel
from backstride.log import Derived
from backstride.log.derive import athlete_facts, basis_on, places
from backstride.log.summary import DirectionRow, Summary
from backstride.recording import Recording, Samples
from backstride.store import Log, Store
from backstride.store.statements import portions

AT_A_TIME: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of an activity."""

    name: str
    """With its unit, as JSON names it."""
    value_of: Callable[[Summary, Sequence[DirectionRow]], float | None]


def _total(name: str) -> Callable[[Summary, Sequence[DirectionRow]], float | None]:
    def value_of(summary: Summary, _: Sequence[DirectionRow]) -> float | None:
        value: float | None = None if summary.sums is None else getattr(summary.sums, name)
        return value

    return value_of


def _way(travel: Travel, name: str) -> Callable[[Summary, Sequence[DirectionRow]], float | None]:
    def value_of(_: Summary, directions: Sequence[DirectionRow]) -> float | None:
        values = [getattr(each.sums, name) for each in directions if each.travel is travel]
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    return value_of


FIGURES: Final = (
    Figure(name="distance_m", value_of=lambda summary, _: summary.distance_m),
    Figure(name="duration_s", value_of=lambda summary, _: summary.duration_s),
    Figure(name="moving_s", value_of=lambda summary, _: summary.moving_s),
    *(
        Figure(name=f"{travel.value}_{name}", value_of=_way(travel, name))
        for travel in (Travel.BACKWARD, Travel.FORWARD, Travel.UNKNOWN)
        for name in ("distance_m", "duration_s")
    ),
    Figure(name="in_target_s", value_of=_total("in_target_s")),
    Figure(name="heart_rate_bpm", value_of=_total("heart_rate_bpm")),
    Figure(name="trimp", value_of=_total("trimp")),
    Figure(name="steps", value_of=_total("steps")),
    Figure(name="energy_kj", value_of=_total("energy_kj")),
)
"""The numbers whose change is told."""

SAME: Final = 1e-9
"""Numbers that differ by less than this share are the same. [-]"""
MEANS: Final = frozenset({"heart_rate_bpm"})
"""Figures that do not add up."""
TURNED_S: Final = 1.0
"""From this on, a stretch that is called another way than before is told. [s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """How one figure changed over all activities that were worked out again."""

    name: str
    activities: int
    """How many of them have another one than before."""
    key: str
    """The activity in which it changed most."""
    before: float | None
    """Of that activity."""
    after: float | None
    total_before: float | None
    """Over all that were worked out again; None for a mean, and where it is unknown of all."""
    total_after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeOutcome:
    """What was worked out again."""

    is_dry: bool
    keys: tuple[str, ...]
    """The activities of which something no longer followed."""
    changes: tuple[FigureChange, ...]
    """The figures that changed."""
    turned: tuple[str, ...]
    """The activities of which a stretch is called another way than before."""
    failures: tuple[Failure, ...]


def stale_keys(log: Log, athlete: str, among: Collection[str] | None = None) -> tuple[str, ...]:
    """Activities that were worked out from something else than what holds now; no recording is read for it.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.
    among
        Only these, by their keys; None for all.

    Returns
    -------
    tuple of str
        Their keys; those of which nothing is worked out yet are among them.
    """
    person = log.athletes.athlete(athlete)
    facts: dict[date | None, dict[str, Any]] = {}
    stale = []
    asked = [key for key in log.activities.all_keys(athlete) if among is None or key in among]
    for some in portions(asked, AT_A_TIME):
        activities = log.activities.activities(some)
        known = {each.key: each for each in log.figures.entries_of(athlete, keys=some, also_hidden=True)}
        needed = {place for each in activities.values() for place in places(each)}
        timelines = log.activities.timelines(athlete, needed)
        for key in some:
            entry = known.get(key)
            if entry is not None:
                day = entry.summary.day
                if day not in facts:
                    facts[day] = athlete_facts(person, _of_day(entry.summary))
                if entry.basis == basis_on(activities[key], timelines, facts[day]):
                    continue
            stale.append(key)
    return tuple(stale)


def _of_day(summary: Summary) -> Recording:
    """An empty recording of the day of an activity, which is all that counts for what held for a person."""
    return Recording(
        format=summary.format,
        samples=Samples.of(np.empty(0)),
        started_at=summary.started_at,
        utc_offset_s=summary.utc_offset_s,
    )


def recompute(
    store: Store,
    athlete: str,
    *,
    among: Collection[str] | None = None,
    is_dry: bool = False,
    tell: Tell | None = None,
    processes: int | None = None,
) -> RecomputeOutcome:
    """Work out again the activities that were worked out from something else than what holds now.

    They are saved in small transactions: cut off, what is done is done, and beginning again goes on with
    the others.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    among
        Only these, by their keys; None for all.
    is_dry
        Whether only to say what would change.
    tell
        Called whenever some were worked out.
    processes
        How many processes at the most; None for as many as the machine has processors.

    Returns
    -------
    RecomputeOutcome
        What changed.
    """
    with store.reading() as log:
        stale = stale_keys(log, athlete, among)
    comparison, failures = _Comparison(), list[Failure]()
    group: dict[str, tuple[Given, Derived]] = {}

    def save() -> None:
        with store.reading() as log:
            comparison.take(log, athlete, group)
        if not is_dry:
            with store.writing() as log:
                keep(log, athlete, group)
        group.clear()

    for done, (key, given, made) in enumerate(
        work_out_all(store, store.reading, athlete, stale, processes=processes), start=1
    ):
        if isinstance(made, Failure):
            failures.append(made)
            continue
        group[key] = (given, made.derived)
        if len(group) >= GROUP or done == len(stale):
            save()
            if tell is not None:
                tell(Stage(name="activities", done=done, total=len(stale)))
    save()
    return RecomputeOutcome(
        is_dry=is_dry,
        keys=stale,
        changes=comparison.changes(),
        turned=tuple(comparison.turned),
        failures=tuple(failures),
    )


class _Comparison:
    """Figures as they were and as they are, without keeping them all."""

    def __init__(self) -> None:
        self._changed: dict[str, int] = {}
        self._largest: dict[str, tuple[float, str, float | None, float | None]] = {}
        self._totals: dict[str, tuple[float | None, float | None]] = {}
        self.turned: list[str] = []

    def take(self, log: Log, athlete: str, group: Mapping[str, tuple[Given, Derived]]) -> None:
        """Hold what was worked out now against what is kept."""
        keys = list(group)
        known = {each.key: each for each in log.figures.entries_of(athlete, keys=keys, also_hidden=True)}
        directions = log.figures.directions_of(keys)
        for key, (_, derived) in group.items():
            entry = known.get(key)
            if entry is not None and _is_turned(directions.get(key, ()), derived.directions):
                self.turned.append(key)
            for figure in FIGURES:
                before = None if entry is None else figure.value_of(entry.summary, directions.get(key, ()))
                self._compare(figure.name, key, before, figure.value_of(derived.summary, derived.directions))

    def _compare(self, name: str, key: str, before: float | None, after: float | None) -> None:
        was, is_now = before or 0.0, after or 0.0
        total = self._totals.get(name, (None, None))
        self._totals[name] = (_added(total[0], before), _added(total[1], after))
        by = abs(is_now - was)
        if (before is None) == (after is None) and by <= SAME * max(abs(was), abs(is_now)):
            return
        self._changed[name] = self._changed.get(name, 0) + 1
        if name not in self._largest or by > self._largest[name][0]:
            self._largest[name] = (by, key, before, after)

    def changes(self) -> tuple[FigureChange, ...]:
        """The figures that changed."""
        return tuple(self._changes())

    def _changes(self) -> Iterable[FigureChange]:
        for name in (figure.name for figure in FIGURES if figure.name in self._changed):
            _, key, before, after = self._largest[name]
            total = (None, None) if name in MEANS else self._totals[name]
            yield FigureChange(
                name=name,
                activities=self._changed[name],
                key=key,
                before=before,
                after=after,
                total_before=total[0],
                total_after=total[1],
            )


def _is_turned(before: Sequence[DirectionRow], after: Sequence[DirectionRow]) -> bool:
    """Whether more or less of an activity goes some way."""
    more_s: dict[Travel, float] = defaultdict(float)
    for sign, rows in ((-1.0, before), (1.0, after)):
        for row in rows:
            more_s[row.travel] += sign * row.sums.duration_s
    return any(abs(each) >= TURNED_S for each in more_s.values())


def _added(total: float | None, value: float | None) -> float | None:
    return total if value is None else (total or 0.0) + value
