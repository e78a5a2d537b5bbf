"""Learn a person's own forward stride from their log, and work out again which way they went."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from backstride.actions.deriving import Failure, Stage, Tell
from backstride.actions.recomputing import recompute
from backstride.athlete import Athlete
from backstride.bout import Bout, Gait, Travel
from backstride.direction import learn_baseline
from backstride.errors import BackstrideError
from backstride.log.derive import composed, places
from backstride.log.pieces import bouts_of
from backstride.recording import Recording
from backstride.store import LearnedStride, Log, LogEntry, Store
from backstride.store.strides import Teaching
from backstride.stride import StrideBaseline
from backstride.units import SECONDS_PER_MINUTE

MOST: Final = 40
"""So many activities of a year are learned from: more teach hardly anything new. Assumed."""
MOST_TAUGHT: Final = 30
"""So many of them are such of which somebody said which way, as long as there are others. Assumed."""
FEWEST: Final = 2
"""One session alone does not tell what changes from day to day."""
SHORTEST_S: Final = 120.0
"""Of a shorter time with steps nothing is learned. [s]"""
LEAST_S: Final = 1200.0
"""With less of it in a year nobody begins to look. [s]"""

Session = tuple[Recording, tuple[Bout, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualStride:
    """A person's own forward stride of one gait, at the speed that is usual for them."""

    gait: Gait
    speed_m_s: float
    cadence_spm: float
    forward_s: float
    """From how much forward time it is known. [s]"""
    backward_s: float
    """How much time they said was backward. [s]"""
    backward_cadence_ratio: float | None
    """Cadence backward over cadence forward at the same speed; None where they never said. [-]"""

    @property
    def step_length_m(self) -> float:
        """How long a step is. [m]"""
        return self.speed_m_s * SECONDS_PER_MINUTE / self.cadence_spm


def usual_strides(baseline: StrideBaseline) -> tuple[UsualStride, ...]:
    """What was learned of a stride, in numbers that people know.

    Parameters
    ----------
    baseline
        What was learned.

    Returns
    -------
    tuple of UsualStride
        Running, then walking, as far as they are known.
    """
    gaits = ((Gait.RUN, baseline.run), (Gait.WALK, baseline.walk))
    return tuple(
        UsualStride(
            gait=gait,
            speed_m_s=math.exp(known.log_speed),
            cadence_spm=math.exp(known.cadence.level),
            forward_s=known.duration_s,
            backward_s=known.backward_s,
            backward_cadence_ratio=math.exp(known.cadence.backward) if known.backward_s > 0.0 else None,
        )
        for gait, known in gaits
        if known is not None and known.duration_s > 0.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedYear:
    """What was learned from the recordings of one calendar year."""

    year: int
    activities: int
    """How many recordings were looked at."""
    before: StrideBaseline | None
    """What was known before."""
    baseline: StrideBaseline | None
    """What is known now; None where there is too little to learn from."""

    @property
    def is_changed(self) -> bool:
        """Whether something else is known than before."""
        return _digest(self.before) != _digest(self.baseline)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnOutcome:
    """What was learned, and what it changed."""

    is_dry: bool
    years: tuple[LearnedYear, ...]
    keys: tuple[str, ...]
    """The activities that rest on something else now: worked out again, unless it was only tried."""
    turned: tuple[str, ...]
    """Those of them of which a stretch is called another way than before; none where it was only tried."""
    failures: tuple[Failure, ...]

    @property
    def is_changed(self) -> bool:
        """Whether something else is known of any year."""
        return any(each.is_changed for each in self.years)


def learn(
    store: Store,
    athlete: str,
    *,
    now: datetime,
    years: Collection[int] | None = None,
    is_dry: bool = False,
    tell: Tell | None = None,
    processes: int | None = None,
) -> LearnOutcome:
    """Learn a person's own forward stride, one year at a time, and work out again what rests on it.

    It is learned from what was recorded and from what somebody said, never from what a detector saw. So
    learning twice teaches nothing new, and a mistake of a detector does not feed itself. Cut off, what is
    kept is kept, and beginning again goes on with the rest.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    now
        The moment.
    years
        Only these calendar years, and only what rests on them is worked out again; None for all, and for
        all that no longer follows from what is known.
    is_dry
        Whether only to say what would be learned.
    tell
        Called whenever a recording was looked at, and whenever activities were worked out.
    processes
        How many processes at the most; None for as many as the machine has processors.

    Returns
    -------
    LearnOutcome
        What is known now, and where somebody is found to have gone another way.
    """
    with store.reading() as log:
        before = log.athletes.athlete(athlete)
        known = log.strides.learned(athlete)
        chosen = chosen_of(log, athlete, years)
    lesson = _Lesson(store, athlete, tell, sum(map(len, chosen.values())))
    wanted = sorted({*chosen, *known} if years is None else years)
    found = tuple(lesson.of_year(year, chosen.get(year, ()), known.get(year)) for year in wanted)
    with store.trying() if is_dry else store.writing() as log:
        _keep(log, athlete, found, now)
        known_now = () if is_dry else [each.baseline for each in found if each.baseline is not None]
        resting = _resting(log, athlete, before, on=known_now)
    if is_dry:
        failures = tuple(lesson.failures)
        return LearnOutcome(is_dry=True, years=found, keys=resting, turned=(), failures=failures)
    among = None if years is None else frozenset(resting)
    again = recompute(store, athlete, among=among, tell=tell, processes=processes)
    failures = (*lesson.failures, *again.failures)
    return LearnOutcome(is_dry=False, years=found, keys=again.keys, turned=again.turned, failures=failures)


# ── What is learned from ─────────────────────────────────────────────────────────────────────────


def chosen_of(log: Log, athlete: str, years: Collection[int] | None = None) -> dict[int, tuple[str, ...]]:
    """The activities that are learned from.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose.
    years
        Only of these calendar years; None for all.

    Returns
    -------
    dict
        Their keys, by the year; of a year with too few of them none.
    """
    since = until = None
    if years:
        since, until = date(min(years), 1, 1), date(max(years), 12, 31)
    by_year: dict[int, list[LogEntry]] = defaultdict(list)
    for entry in log.figures.entries_of(athlete, since=since, until=until):
        day = entry.summary.day
        if day is not None and (years is None or day.year in years) and _has_steps(entry):
            by_year[day.year].append(entry)
    taught = log.strides.taught([entry.key for some in by_year.values() for entry in some])
    return {year: lesson_of(some, taught) for year, some in by_year.items()}


def _has_steps(entry: LogEntry) -> bool:
    summary, sums = entry.summary, entry.summary.sums
    return (
        summary.is_on_foot
        and sums is not None
        and sums.distance_m is not None
        and sums.steps is not None
        and sums.steps_known_s >= SHORTEST_S
    )


def lesson_of(entries: Sequence[LogEntry], taught: Mapping[str, Teaching]) -> tuple[str, ...]:
    """The activities of a year that are learned from.

    First come those of which the person said something, then those of which a step or a lap tells that
    somebody did not go forward, then the others, month by month. Which ones of a month does not depend on
    how many there are, so that one more recording changes little. Simulated ones are left out where there
    are real ones.

    Parameters
    ----------
    entries
        The activities of the year that have steps.
    taught
        What somebody said of some of them, by key.

    Returns
    -------
    tuple of str
        Their keys, in order.
    """
    real = [entry for entry in entries if not entry.summary.is_simulated] or list(entries)
    steps_s = sum(entry.summary.sums.steps_known_s for entry in real if entry.summary.sums is not None)
    if len(real) < FEWEST or steps_s < LEAST_S:
        return ()
    said = _spread(entry for entry in real if taught.get(entry.key) is Teaching.SAID)
    told = _spread(entry for entry in real if taught.get(entry.key) is Teaching.TOLD)
    others = _spread(entry for entry in real if entry.key not in taught)
    first, left = [*said, *told][:MOST_TAUGHT], [*said, *told][MOST_TAUGHT:]
    return tuple(sorted([*first, *others, *left][:MOST]))


def _spread(entries: Iterable[LogEntry]) -> list[str]:
    """Keys of activities, one of each month before the second of any."""
    months: dict[tuple[int, int], list[str]] = defaultdict(list)
    for entry in entries:
        day = entry.summary.day or date.min
        months[day.year, day.month].append(entry.key)
    ranked = [(rank, key) for keys in months.values() for rank, key in enumerate(sorted(keys))]
    return [key for _, key in sorted(ranked)]


@dataclass(slots=True)
class _Lesson:
    """The looking through of recordings."""

    store: Store
    athlete: str
    tell: Tell | None
    total: int
    done: int = 0
    failures: list[Failure] = field(default_factory=list)

    def of_year(self, year: int, keys: Sequence[str], known: LearnedStride | None) -> LearnedYear:
        """What the recordings of a year teach."""
        return LearnedYear(
            year=year,
            activities=len(keys),
            before=None if known is None else known.baseline,
            baseline=learn_baseline(self._sessions(keys)) if keys else None,
        )

    def _sessions(self, keys: Iterable[str]) -> Iterator[Session]:
        """Recordings with what somebody said of them, one at a time in memory."""
        for key in keys:
            try:
                yield self._session(key)
            except BackstrideError as trouble:
                self.failures.append(Failure(what=f"activity {key}", reason=str(trouble)))
            self.done += 1
            if self.tell is not None:
                self.tell(Stage(name="recordings", done=self.done, total=self.total))

    def _session(self, key: str) -> Session:
        with self.store.reading() as log:
            activity = log.activities.activity(key)
            needed = places(activity)
            timelines = log.activities.timelines(self.athlete, needed)
            recordings = {place: self.store.recording(log, place) for place in needed}
        recording = composed(activity, recordings, timelines)
        return recording, as_told(bouts_of(activity, recordings, timelines, recording))


def as_told(bouts: Iterable[Bout]) -> tuple[Bout, ...]:
    """Bouts with the direction that somebody told, and unknown where only detectors speak.

    Parameters
    ----------
    bouts
        Bouts with all that speaks of them.

    Returns
    -------
    tuple of Bout
        The same stretches.
    """
    return tuple(_as_told(bout) for bout in bouts)


def _as_told(bout: Bout) -> Bout:
    told = tuple(each for each in bout.evidence if each.kind.is_told)
    travel = told[0].travel if told else Travel.UNKNOWN
    return replace(bout, travel=travel, evidence=told, posterior=None)


# ── What rests on it ─────────────────────────────────────────────────────────────────────────────


def _keep(log: Log, athlete: str, found: Iterable[LearnedYear], now: datetime) -> None:
    """Keep what was learned, unless somebody who began later was done earlier."""
    known = log.strides.learned(athlete)
    for each in found:
        if each.year in known and known[each.year].learned_at > now:
            continue
        if each.year in known or each.baseline is not None:
            log.strides.put(athlete, each.year, each.baseline, learned_at=now)


def _resting(
    log: Log, athlete: str, before: Athlete, *, on: Collection[StrideBaseline] = ()
) -> tuple[str, ...]:
    """The activities that rest on another stride than before, or on one of some strides.

    The latter need not have changed: but who was cut off may have left them as they were.
    """
    after, days = log.athletes.athlete(athlete), log.strides.days(athlete)
    asked = {each.digest for each in on}
    resting = {
        day
        for day in set(days.values())
        if (digest := _digest(after.stride_on(day))) in asked or digest != _digest(before.stride_on(day))
    }
    return tuple(key for key, day in days.items() if day in resting)


def _digest(baseline: StrideBaseline | None) -> str | None:
    return None if baseline is None else baseline.digest
