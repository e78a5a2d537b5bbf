"""Heart rate from ``hr`` messages, in which straps send beats that they stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from backstride.formats.fit import profile
from backstride.formats.fit.decode import Scalar, Table
from backstride.formats.fit.walk import Part
from backstride.recording import FloatArray

_TICKS_PER_S = 1024
_SHORT_MASK = 0xFFF
LONGEST_S = 5.0
"""A beat older than this says nothing about a sample. [s]"""


@dataclass(frozen=True, slots=True)
class Beats:
    """Beats that a strap stored, in no order."""

    times_s: tuple[float, ...] = ()
    """In FIT seconds. [s]"""
    rates_bpm: tuple[float, ...] = ()


def beats_of(parts: Iterable[Part]) -> Beats:
    """The stored beats in a chain of FIT files.

    A watch appends what it fetches from the strap as files of their own, which say nothing else.

    Parameters
    ----------
    parts
        The messages of each file.

    Returns
    -------
    Beats
        All beats; none where there are no ``hr`` messages.
    """
    times: list[float] = []
    rates: list[float] = []
    for part in parts:
        if profile.HEART_RATE in part.groups:
            rows = Table(part, profile.HEART_RATE).rows(profile.TIMESTAMP, 0, 6, 9, 10)
            some_times, some_rates = _beats(rows)
            times += some_times
            rates += some_rates
    return Beats(tuple(times), tuple(rates))


def heart_rate_of_beats(beats: Beats, times_s: FloatArray) -> FloatArray | None:
    """The heart rate at given times, as the last beat before each had it.

    Parameters
    ----------
    beats
        Stored beats.
    times_s
        Times of the samples, in FIT seconds, shape (n,), NaN where unknown. [s]

    Returns
    -------
    FloatArray or None
        Heart rate, shape (n,), NaN where no beat lies shortly before [bpm]; None without beats.
    """
    if not beats.times_s:
        return None
    beat_times, rates = beats.times_s, beats.rates_bpm
    order = np.argsort(beat_times, kind="stable")
    beats_s = np.array(beat_times)[order]
    # A beat within the second of a sample belongs to it: samples carry whole seconds.
    last = np.searchsorted(beats_s, times_s + 1.0, side="left") - 1
    heart_rate: FloatArray = np.array(rates, dtype=np.float64)[order][np.maximum(last, 0)]
    age_s = times_s - beats_s[np.maximum(last, 0)]
    heart_rate[(last < 0) | ~(age_s <= LONGEST_S)] = np.nan
    return heart_rate


def _beats(rows: list[dict[int, Scalar]]) -> tuple[list[float], list[float]]:
    """Times and heart rates of all beats.

    The first message gives a full time and the counter's state at it; the others go on counting,
    in full or by the counter's last twelve bits.
    """
    times: list[float] = []
    rates: list[float] = []
    zero_s = ticks = None
    for row in rows:
        events = _several(row.get(9))
        time = row.get(profile.TIMESTAMP)
        known = _known(events)
        if isinstance(time, int) and known:
            fraction = row.get(0)
            zero_s = time + (fraction / 32768 if isinstance(fraction, int) else 0.0) - known[0] / _TICKS_PER_S
        if not known and ticks is not None:
            events = known = _unpacked(_known(_several(row.get(10))), ticks)
        if zero_s is None or not known:
            continue
        ticks = known[-1]
        for event, rate in zip(events, _several(row.get(6)), strict=False):
            if event is not None and rate is not None:
                times.append(zero_s + event / _TICKS_PER_S)
                rates.append(rate)
    return times, rates


def _several(value: Scalar) -> Sequence[int | None]:
    """The numbers of an array field, or of a single one; None where one is missing."""
    values = value if isinstance(value, tuple) else (value,)
    return values if set(map(type, values)) <= {int, type(None)} else ()


def _known(values: Sequence[int | None]) -> Sequence[int]:
    return [value for value in values if value is not None]


def _unpacked(packed: Sequence[int], ticks: int) -> list[int]:
    """Counter states from twelve-bit pieces, three bytes for two, each later than the one before."""
    events = []
    for at in range(0, len(packed) - 2, 3):
        low, middle, high = packed[at : at + 3]
        for short in (low | (middle & 0x0F) << 8, middle >> 4 | high << 4):
            ticks += (short - ticks) & _SHORT_MASK
            events.append(ticks)
    return events
