"""Heart rate from ``hr`` messages, in which straps send beats that they stored."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backstride.formats.fit import profile
from backstride.formats.fit.decode import Table
from backstride.formats.fit.walk import Part
from backstride.recording import FloatArray

_TICKS_PER_S = 1024
_SHORT_MASK = 0xFFF
LONGEST_S = 5.0
"""A beat older than this says nothing about a sample. [s]"""


@dataclass(frozen=True, slots=True, eq=False)
class Beats:
    """Beats that a strap stored, in order of time, shape (n,)."""

    times_s: FloatArray
    """In FIT seconds. [s]"""
    rates_bpm: FloatArray


def beats_of(parts: Iterable[Part]) -> Beats | None:
    """The stored beats in a chain of FIT files.

    A watch appends what it fetches from the strap as files of their own, which say nothing else.

    Parameters
    ----------
    parts
        The messages of each file.

    Returns
    -------
    Beats or None
        All beats; None where there are none.
    """
    found = [_beats(Table(part, profile.HEART_RATE)) for part in parts if profile.HEART_RATE in part.groups]
    if not found:
        return None
    times_s, rates_bpm = (np.concatenate(columns) for columns in zip(*found, strict=True))
    order = np.argsort(times_s, kind="stable")
    return Beats(times_s[order], rates_bpm[order]) if len(times_s) else None


def heart_rate_of_beats(beats: Beats | None, times_s: FloatArray) -> FloatArray | None:
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
    if beats is None:
        return None
    # A beat within the second of a sample belongs to it: samples carry whole seconds.
    last = np.searchsorted(beats.times_s, times_s + 1.0, side="left") - 1
    heart_rate: FloatArray = beats.rates_bpm[np.maximum(last, 0)]
    age_s = times_s - beats.times_s[np.maximum(last, 0)]
    heart_rate[(last < 0) | ~(age_s <= LONGEST_S)] = np.nan
    return heart_rate


def _beats(table: Table) -> tuple[FloatArray, FloatArray]:
    """Times and heart rates of all beats, shape (n,).

    The first message gives a full time and the counter's state at it; the others go on counting,
    in full or by the counter's last twelve bits.
    """
    rates, full, packed = (_rows(table, number) for number in (6, 9, 10))
    counts = np.full((len(table), max(full.shape[1], rates.shape[1])), np.nan)
    counts[:, : full.shape[1]] = full
    is_full = ~np.isnan(counts)
    has_full = np.asarray(is_full.any(axis=1))
    shorts = _unpacked(packed)[:, : counts.shape[1]]
    counts[~has_full, : shorts.shape[1]] = shorts[~has_full]
    rates = np.pad(rates, ((0, 0), (0, counts.shape[1] - rates.shape[1])), constant_values=np.nan)
    zero_s = _zeros(table, full, has_full)
    row, column = np.nonzero(~np.isnan(counts))
    ticks = _counted(counts[row, column].astype(np.int64), is_full[row, column])
    times_s = zero_s[row] + ticks / _TICKS_PER_S
    known = ~np.isnan(times_s) & ~np.isnan(rates[row, column])
    return times_s[known], rates[row, column][known]


def _rows(table: Table, number: int) -> FloatArray:
    """A field as one row for each message, shape (n, k)."""
    values: FloatArray = table.column(number) if number in table.field_numbers else np.full(0, np.nan)
    if values.dtype != np.float64 or not len(values):
        return np.full((len(table), 0), np.nan)
    return values.reshape(len(table), -1)


def _unpacked(packed: FloatArray) -> FloatArray:
    """Twelve-bit pieces, three bytes for two, shape (n, k); NaN where a byte is missing."""
    whole = packed[:, : packed.shape[1] // 3 * 3].reshape(len(packed), -1, 3)
    known = ~np.isnan(whole).any(axis=2)
    low, middle, high = np.nan_to_num(whole).astype(np.int64).transpose(2, 0, 1)
    pairs = np.stack((low | (middle & 0x0F) << 8, middle >> 4 | high << 4), axis=2).astype(np.float64)
    pairs[~known] = np.nan
    return pairs.reshape(len(packed), -1)


def _zeros(table: Table, full: FloatArray, has_full: NDArray[np.bool_]) -> FloatArray:
    """When the counter stood at zero, by the last message up to each that tells, shape (n,). [s]"""
    zero_s = np.full(len(table), np.nan)
    stamps, fractions = table.numbers(profile.TIMESTAMP), table.numbers(0)
    if stamps is None:
        return zero_s
    stamped = np.flatnonzero(has_full & ~np.isnan(stamps))
    if len(stamped):
        zero_s[stamped] = stamps[stamped] - _first_known(full[stamped]) / _TICKS_PER_S
        if fractions is not None:
            zero_s[stamped] += np.nan_to_num(fractions[stamped]) / 32768
        last = np.searchsorted(stamped, np.arange(len(table)), side="right") - 1
        zero_s = np.where(last < 0, np.nan, zero_s[stamped[np.maximum(last, 0)]])
    return zero_s


def _first_known(rows: FloatArray) -> FloatArray:
    first: FloatArray = rows[np.arange(len(rows)), np.argmax(~np.isnan(rows), axis=1)]
    return first


def _counted(counts: NDArray[np.int64], is_full: NDArray[np.bool_]) -> FloatArray:
    """The counter's states: full ones as they are, short ones counted on from the one before. [ticks]"""
    if not len(counts):
        return np.zeros(0)
    steps = np.append(0, np.diff(counts) & _SHORT_MASK)
    steps[is_full] = 0
    run = np.cumsum(steps)
    last = np.maximum.accumulate(np.where(is_full, np.arange(len(counts)), -1))
    return np.where(last < 0, np.nan, counts[last] + run - run[last])
