"""Heart rate from the beats that a strap stored."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.fit import profile
from backstride.formats.fit.beats import LONGEST_S, Beats, beats_of, heart_rate_of_beats
from backstride.formats.fit.encode import BaseType, FitField, FitMessage, Number, fit_file
from backstride.formats.fit.walk import walk
from backstride.recording import FloatArray

START_S = 1_100_000_000
TICKS = 1024
"""Of the strap's counter in one second."""


def anchor(ticks: int, rate: Number, *, at_s: int = START_S, fraction: int | None = None) -> FitMessage:
    """The first message: a time in full, and where the counter stood."""
    fields = (
        FitField(profile.TIMESTAMP, BaseType.UINT32, at_s),
        FitField(0, BaseType.UINT16, fraction),
        FitField(6, BaseType.UINT8, rate),
        FitField(9, BaseType.UINT32, ticks),
    )
    return FitMessage(profile.HEART_RATE, fields)


def several(ticks: Sequence[Number], rates: Sequence[Number]) -> FitMessage:
    """Beats with the counter in full."""
    fields = (FitField(6, BaseType.UINT8, tuple(rates)), FitField(9, BaseType.UINT32, tuple(ticks)))
    return FitMessage(profile.HEART_RATE, fields)


def packed(ticks: Sequence[int], rates: Sequence[Number]) -> FitMessage:
    """Beats with the last twelve bits of the counter, two in three bytes."""
    pieces = bytearray()
    for low, high in zip(ticks[::2], ticks[1::2], strict=True):
        both = low & 0xFFF | (high & 0xFFF) << 12
        pieces += both.to_bytes(3, "little")
    fields = (FitField(6, BaseType.UINT8, tuple(rates)), FitField(10, BaseType.BYTE, bytes(pieces)))
    return FitMessage(profile.HEART_RATE, fields)


def beats_in(*files: Sequence[FitMessage]) -> Beats | None:
    """The beats of one file, or of several in a chain."""
    return beats_of(walk(b"".join(map(fit_file, files)))[0])


def rates_at(seconds: Sequence[float] | FloatArray, *messages: FitMessage) -> FloatArray:
    """The heart rate at times after the start."""
    found = heart_rate_of_beats(beats_in(messages), START_S + np.asarray(seconds, dtype=np.float64))
    assert found is not None
    return found


def test_beats_with_the_full_counter_give_a_series() -> None:
    """Each second has the rate of the last beat up to its end."""
    beats = several([5000 + TICKS * k for k in (1, 2, 3)], [101, 102, 103])
    np.testing.assert_array_equal(rates_at([0, 1, 2, 3], anchor(5000, 100), beats), [100, 101, 102, 103])


def test_beats_in_twelve_bits_give_the_same_series() -> None:
    """The counter goes round every four seconds; the beats go on."""
    ticks = [5000 + TICKS * k for k in range(1, 9)]
    found = rates_at(range(9), anchor(5000, 100), packed(ticks, range(101, 109)))
    np.testing.assert_array_equal(found, range(100, 109))


@given(st.lists(st.integers(300, 2000), min_size=8, max_size=48).filter(lambda steps: len(steps) % 8 == 0))
def test_twelve_bits_say_as_much_as_the_full_counter(steps: list[int]) -> None:
    """Whatever the intervals between beats, up to two seconds."""
    ticks = (9000 + np.cumsum(steps)).tolist()
    rates = [60 + k for k in range(len(ticks))]
    groups = range(0, len(ticks), 8)
    seconds = np.arange(0, 100, 0.5)
    in_full = rates_at(
        seconds, anchor(9000, 59), *(several(ticks[k : k + 8], rates[k : k + 8]) for k in groups)
    )
    in_short = rates_at(
        seconds, anchor(9000, 59), *(packed(ticks[k : k + 8], rates[k : k + 8]) for k in groups)
    )
    np.testing.assert_array_equal(in_full, in_short)


def test_a_fraction_of_the_second_moves_all_beats() -> None:
    """The strap's clock started between two seconds: 24576 of 32768 are three quarters."""
    beats = several([500 + TICKS], [110])
    found = rates_at([0.5, 1.0, 0.7], anchor(500, 100, fraction=24_576), beats)
    np.testing.assert_array_equal(found, [100, 110, 100])


def test_a_later_time_in_full_starts_the_counter_anew() -> None:
    """A strap that was taken off and put on again counts from another number."""
    later = anchor(77, 140, at_s=START_S + 600)
    found = rates_at([0, 600, 601], anchor(900_000, 100), later, several([77 + TICKS], [141]))
    np.testing.assert_array_equal(found, [100, 140, 141])


def test_a_sample_long_after_the_last_beat_has_no_rate() -> None:
    """A strap that lost contact measured nothing."""
    found = rates_at([0, LONGEST_S, LONGEST_S + 1, 60], anchor(0, 100))
    np.testing.assert_array_equal(found, [100, 100, np.nan, np.nan])


def test_a_sample_before_the_first_beat_has_no_rate() -> None:
    """Nothing is reckoned backwards."""
    np.testing.assert_array_equal(rates_at([-2, 0], anchor(0, 100)), [np.nan, 100])


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_beat_without_a_rate_or_a_time_is_no_beat(at: int) -> None:
    """A sentinel among several values is neither 255 beats a minute nor a time; its neighbours stay."""
    ticks: list[Number] = [1000 + TICKS * k for k in (1, 2, 3)]
    rates: list[Number] = [101, 102, 103]
    expected = [101, 102, 103]
    del expected[at]
    without_rate, without_time = rates.copy(), ticks.copy()
    without_rate[at] = without_time[at] = None
    for beats in (several(ticks, without_rate), several(without_time, rates)):
        found = rates_at([1, 2, 3], anchor(1000, None), beats)
        assert sorted(set(found[~np.isnan(found)].tolist())) == expected


def test_messages_without_a_first_time_give_nothing() -> None:
    """A counter alone does not say when a beat was."""
    assert beats_in([several([1000, 2000], [100, 101])]) is None


def test_a_file_without_such_messages_gives_nothing() -> None:
    """Most files have their heart rate in the records."""
    beats = beats_in([FitMessage(profile.RECORD, (FitField(3, BaseType.UINT8, 100),))])
    assert heart_rate_of_beats(beats, np.array([float(START_S)])) is None


def test_beats_of_all_files_of_a_chain_are_gathered() -> None:
    """A watch appends what it fetches from the strap as further files."""
    first = [anchor(0, 100), several([TICKS], [101])]
    second = [anchor(0, 120, at_s=START_S + 60)]
    found = heart_rate_of_beats(beats_in(first, second), START_S + np.array([0.0, 1.0, 60.0]))
    np.testing.assert_array_equal(found, [100, 101, 120])


def test_a_sample_without_a_time_has_no_rate() -> None:
    """Nobody knows which beat was the last before it."""
    assert np.isnan(rates_at([np.nan], anchor(0, 100))).all()
