"""Foster's monotony and strain: how alike the days of a week were, and how much that weighed.

A description of the week, with no threshold and no verdict.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.estimate import Estimate
from backstride.load.day_loads import DayLoads
from backstride.load.weeks import monday_of
from backstride.recording import FloatArray

DAYS_OF_WEEK: Final = 7

ALIKE: Final = 1e-9
"""A standard deviation below this share of the mean is rounding, and the days were alike. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekMonotony:
    """The load of a week from Monday to Sunday; None where a day of it is unknown or outside the series."""

    monday: date
    load: Estimate | None
    """Sum of the seven days, in the unit of the loads."""
    monotony: float | None
    """Mean of the days over their standard deviation; None also where all days were alike. [-]"""

    @property
    def strain(self) -> Estimate | None:
        """The week's load times its monotony, in the unit of the loads; None where either is."""
        return None if self.load is None or self.monotony is None else self.load * self.monotony


def monotony(loads: FloatArray) -> float | None:
    """Mean of loads over their standard deviation.

    The standard deviation is that of the population, divided by the number of loads: the seven days are the
    whole week and no sample of one. What was read of the sources does not say which, but the diary that
    foster2001 prints does: its 1.26 is mean over population deviation of its *nine sessions*. Of its seven
    days, which the definition asks for and we take, it is 1.21 (1.12 with the deviation of a sample).

    Source: foster1998, foster2001 (its diary), backstride-rules. Belief: derived.
    Measured on: speed skaters.

    Parameters
    ----------
    loads
        Loads of the days, shape (n,), rest days as 0, NaN where unknown. In any one unit.

    Returns
    -------
    float or None
        Monotony; None where a load is unknown, where all are alike, or where there are none. [-]
    """
    if loads.size == 0 or not np.isfinite(loads).all():
        return None
    return _ratio(float(loads.mean()), float(loads.std(ddof=0)))


def weekly_monotony(day_loads: DayLoads) -> tuple[WeekMonotony, ...]:
    """Load, monotony and strain of each week that the series touches.

    A factor common to all days changes the load and the strain but not the monotony, so the range is the
    load's alone.

    Source: foster1998, foster2001, backstride-rules (weeks of ISO 8601; the paper's diary starts on Sunday).
    Belief: derived.
    Measured on: speed skaters.

    Parameters
    ----------
    day_loads
        Loads of consecutive days.

    Returns
    -------
    tuple of WeekMonotony
        Every week in order; empty where there are no days.
    """
    count, first = len(day_loads.value), monday_of(day_loads.first_day)
    lead = (day_loads.first_day - first).days
    weeks = -(-(lead + count) // DAYS_OF_WEEK) if count > 0 else 0
    told = {week.monday: week for week in _whole_weeks(day_loads)}
    mondays = [first + number * timedelta(days=DAYS_OF_WEEK) for number in range(weeks)]
    return tuple(
        told.get(monday, WeekMonotony(monday=monday, load=None, monotony=None)) for monday in mondays
    )


def _whole_weeks(loads: DayLoads) -> Iterator[WeekMonotony]:
    """The weeks of which every day is in the series."""
    skipped = -loads.first_day.weekday() % DAYS_OF_WEEK
    whole = max(len(loads.value) - skipped, 0) // DAYS_OF_WEEK

    def by_week(series: NDArray[Any]) -> NDArray[Any]:
        return series[skipped : skipped + whole * DAYS_OF_WEEK].reshape(whole, DAYS_OF_WEEK)

    days = by_week(loads.value)
    is_unknown = (by_week(loads.unknown_sessions) > 0).any(axis=1) | np.isnan(days).any(axis=1)
    sums = np.stack([by_week(series).sum(axis=1) for series in (loads.value, loads.low, loads.high)], axis=1)
    means, deviations = days.mean(axis=1), days.std(axis=1, ddof=0)
    monday = loads.first_day + timedelta(days=skipped)
    rows = zip(is_unknown.tolist(), sums.tolist(), means.tolist(), deviations.tolist(), strict=True)
    for number, (is_hidden, ends, mean, deviation) in enumerate(rows):
        yield WeekMonotony(
            monday=monday + number * timedelta(days=DAYS_OF_WEEK),
            load=None if is_hidden else Estimate(*ends),
            monotony=None if is_hidden else _ratio(mean, deviation),
        )


def _ratio(mean: float, deviation: float) -> float | None:
    return mean / deviation if deviation > ALIKE * abs(mean) else None
