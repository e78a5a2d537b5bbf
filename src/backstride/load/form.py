"""Fitness, fatigue and form: slow and fast running means of the daily load, and their difference.

They describe the load that was done and nothing else. None of them says who will be injured, and neither
does a ratio of recent to earlier load (impellizzeri2020, jat2020); so no such ratio is computed.
"""

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load.day_loads import DayLoads
from backstride.load.session_columns import IntArray
from backstride.recording import FloatArray, frozen

FITNESS_DAYS: Final = 42.0
"""Time constant of fitness. [d]"""
FATIGUE_DAYS: Final = 7.0
"""Time constant of fatigue. [d]"""
UNKNOWN_WINDOW_DAYS: Final = 42
"""Sessions of unknown load are counted over so many days. [d]"""
SETTLED_SHARE: Final = math.exp(-1.0)
"""Fitness is settled once less than this of its start remains: after one time constant, six weeks. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormStart:
    """Fitness and fatigue on the evening before the first day, in the unit of the loads."""

    fitness: Estimate
    fatigue: Estimate

    def __post_init__(self) -> None:
        ends = (self.fitness.low, self.fitness.high, self.fatigue.low, self.fatigue.high)
        if not all(0.0 <= end < math.inf for end in ends):
            raise InvalidValue(
                f"A start with a fitness of {self.fitness.value:g} and a fatigue of {self.fatigue.value:g} "
                "was given.",
                allowed="Both, and their ranges, are zero or more.",
                remedy="Give the usual load of a day, or start as a beginner.",
            )

    @classmethod
    def beginner(cls) -> Self:
        """No training before the first day.

        Returns
        -------
        FormStart
            Zero fitness and fatigue.
        """
        return cls(fitness=Estimate.exact(0.0), fatigue=Estimate.exact(0.0))

    @classmethod
    def steady(cls, daily_load: Estimate) -> Self:
        """The same load every day for long before the first day.

        Parameters
        ----------
        daily_load
            Mean load of a day, rest days included, in the unit of the loads.

        Returns
        -------
        FormStart
            That load as both fitness and fatigue.
        """
        return cls(fitness=daily_load, fatigue=daily_load)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """A series with its range, one entry a day, read-only."""

    value: FloatArray
    low: FloatArray
    """Of form, NaN where the upper end is."""
    high: FloatArray
    """NaN from the first unknown load on, where no load of the series is known that could bound it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """Fitness, fatigue and form of consecutive days, in the unit of the loads."""

    loads: DayLoads
    """What they were computed from."""
    start: FormStart
    fitness: Band
    """On the evening of each day."""
    fatigue: Band
    """On the evening of each day."""
    form: Band
    """Of each morning: fitness minus fatigue on the evening before."""
    start_share: FloatArray
    """How much of each evening's fitness is still the start's, 1 to 0. [-]"""
    unknown_sessions: IntArray
    """Sessions of unknown load in the 42 days up to and with each day."""

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Whether less than 37 % of the start remains in the fitness: from the 43rd day, as a rule."""
        return self.start_share < SETTLED_SHARE


def form(
    day_loads: DayLoads,
    *,
    start: FormStart,
    fitness_days: float = FITNESS_DAYS,
    fatigue_days: float = FATIGUE_DAYS,
) -> Form:
    """Fitness, fatigue and form of each day.

    On the evening of a day, ``fitness = r × fitness of the evening before + (1 − r) × load`` with
    ``r = exp(−1 d / fitness_days)``, and fatigue likewise: an impulse, or the start, has fallen to 37 % after
    one time constant, and a constant load is approached from either side. Many programs take
    ``1 / days`` for ``1 − r``, which weighs one day 1 % more in fitness and 7 % more in fatigue. Form is that
    of the morning: fitness minus fatigue of the evening before, so that a day's own load does not count yet.

    The range comes from three runs, through the low, the best and the high loads, because the errors of
    loads are shared. A session of unknown load is not 0: a day of which nothing is known is taken to be a
    usual one, which leaves fitness as it was; and on a day with an unknown session the range runs from the
    known part alone to the known part with the hardest day of the whole series on top.

    Source: form-model, backstride-rules. Belief: claimed.
    Measured on: practice in cycling.

    Parameters
    ----------
    day_loads
        Loads of consecutive days.
    start
        Fitness and fatigue on the evening before.
    fitness_days
        Time constant of fitness. [d]
    fatigue_days
        Time constant of fatigue. [d]

    Returns
    -------
    Form
        One entry a day, in the unit of the loads.

    Raises
    ------
    InvalidValue
        If a time constant is not longer than zero, or fatigue does not pass sooner than fitness.
    """
    if not 0.0 < fatigue_days < fitness_days < math.inf:
        raise InvalidValue(
            f"Time constants of {fitness_days:g} days (fitness) and {fatigue_days:g} (fatigue) were given.",
            allowed="Both are longer than zero, and fatigue passes sooner than fitness.",
            remedy="Take 42 and 7 days.",
        )
    slow, fast = math.exp(-1.0 / fitness_days), math.exp(-1.0 / fatigue_days)
    ends = zip(
        _with_unknown(day_loads),
        (start.fitness.value, start.fitness.low, start.fitness.high),
        (start.fatigue.value, start.fatigue.low, start.fatigue.high),
        strict=True,
    )
    runs = [_run(loads, fitness, fatigue, slow, fast) for loads, fitness, fatigue in ends]
    fitness, fatigue, difference = (_band(*series) for series in zip(*runs, strict=True))
    evenings = np.arange(1, len(day_loads.value) + 1, dtype=np.float64)
    return Form(
        loads=day_loads,
        start=start,
        fitness=fitness,
        fatigue=fatigue,
        form=difference,
        start_share=frozen(np.exp(-evenings / fitness_days)),
        unknown_sessions=_recent(day_loads.unknown_sessions),
    )


def _with_unknown(loads: DayLoads) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Best, low and high loads; NaN in the best where the usual day is taken."""
    is_partly_unknown = loads.unknown_sessions > 0
    known_high = np.where(np.isnan(loads.high), 0.0, loads.high)
    hardest = float(known_high.max(initial=0.0))
    # Where nothing bounds an unknown load, its upper end is unknown too, not 0.
    above = hardest if hardest > 0.0 else math.inf
    low = np.where(np.isnan(loads.low), 0.0, loads.low)
    return loads.value, low, known_high + np.where(is_partly_unknown, above, 0.0)


def _run(
    loads: FloatArray, fitness: float, fatigue: float, slow: float, fast: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Fitness and fatigue of each evening, and form of each morning."""
    fitnesses, fatigues = [fitness], [fatigue]
    slow_gain, fast_gain = 1.0 - slow, 1.0 - fast
    keep_fitness, keep_fatigue = fitnesses.append, fatigues.append
    for load in np.where(np.isnan(loads), -1.0, loads).tolist():
        given = fitness if load < 0.0 else load  # no load is negative, so this one is unknown
        fitness = slow * fitness + slow_gain * given
        fatigue = fast * fatigue + fast_gain * given
        keep_fitness(fitness)
        keep_fatigue(fatigue)
    evenings = np.array((fitnesses, fatigues))
    with np.errstate(invalid="ignore"):  # what is open on both sides has a difference that is unknown
        mornings = evenings[0, :-1] - evenings[1, :-1]
    return evenings[0, 1:], evenings[1, 1:], mornings


def _band(value: FloatArray, low: FloatArray, high: FloatArray) -> Band:
    """The best run, between the lowest and the highest of the three on each day."""
    runs = np.stack([value, low, high])
    highest = np.maximum.reduce(runs)
    return Band(
        value=frozen(value),
        low=frozen(np.minimum.reduce(runs)),  # of form, NaN where the upper ends of both are unknown
        high=frozen(np.where(np.isfinite(highest), highest, np.nan)),
    )


def _recent(counts: IntArray) -> IntArray:
    """The sum of each day's count and those of the 41 days before."""
    summed = np.concatenate([np.zeros(UNKNOWN_WINDOW_DAYS, dtype=np.int64), np.cumsum(counts)])
    recent: IntArray = summed[UNKNOWN_WINDOW_DAYS:] - summed[:-UNKNOWN_WINDOW_DAYS]
    recent.flags.writeable = False
    return recent
