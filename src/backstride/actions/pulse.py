"""Count the pulse in the morning, and average several mornings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Final

from backstride.athlete import Athlete, Measurement, Quantity
from backstride.errors import InvalidValue
from backstride.estimate import Estimate

COUNTED_S: Final = (60.0, 30.0)
"""For how long it may be counted. [s]"""
MOST_BEATS: Final = 300
MORNINGS: Final = 7
"""So many days before today count as mornings nearby."""
SECONDS_PER_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mornings:
    """The resting heart rates of the last days."""

    measured: tuple[Measurement, ...]
    """The latest first."""
    mean: Estimate | None
    """Their mean, between the lowest and the highest; None where there are none. [bpm]"""


def pulse_of(beats: float, counted_s: float) -> Estimate:
    """The heart rate from a count of beats.

    A count may be a beat off, which makes 1 bpm over a minute and 2 bpm over half of one.

    Parameters
    ----------
    beats
        How many were counted.
    counted_s
        For how long: a minute or half of one. [s]

    Returns
    -------
    Estimate
        The heart rate with its range. [bpm]

    Raises
    ------
    InvalidValue
        If the count or its time are impossible.

    Examples
    --------
    >>> pulse_of(27, 30.0)
    Estimate(value=54.0, low=52.0, high=56.0)
    """
    if counted_s not in COUNTED_S:
        raise InvalidValue(
            f"The pulse was counted for {counted_s:g} s.",
            allowed="It is counted for 60 s, or for 30 s.",
            remedy="Count it once more.",
        )
    if not 0 < beats <= MOST_BEATS or beats != int(beats):
        raise InvalidValue(
            f"A count of {beats:g} beats was given.",
            allowed=f"Beats are counted in whole numbers, from 1 to {MOST_BEATS}.",
            remedy="Check the number, or count once more.",
        )
    factor = SECONDS_PER_MINUTE / counted_s
    return Estimate(beats * factor, (beats - 1) * factor, (beats + 1) * factor)


def mornings_of(athlete: Athlete, today: date, also: Sequence[Measurement] = ()) -> Mornings:
    """The resting heart rates of the last days, and their mean.

    Parameters
    ----------
    athlete
        The person.
    today
        The last day that counts.
    also
        Measurements that are not kept yet; each stands for what is kept of its day.

    Returns
    -------
    Mornings
        Those of the last seven days and of today.
    """
    by_day = {
        each.measured_on: each
        for each in (*athlete.measurements, *also)
        if each.quantity is Quantity.RESTING_HEART_RATE_BPM
        and timedelta(0) <= today - each.measured_on <= timedelta(days=MORNINGS)
    }
    measured = tuple(by_day[day] for day in sorted(by_day, reverse=True))
    values = [each.value for each in measured]
    mean = Estimate.spread(round(fmean(values), 1), *values) if values else None
    return Mornings(measured=measured, mean=mean)
