"""When records were taken: full and compressed times, and clocks that were set on the way."""

import io

import fitdecode
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.fit import profile
from backstride.formats.fit.decode import Table
from backstride.formats.fit.encode import BaseType, FitField, FitMessage, fit_file
from backstride.formats.fit.times import (
    LARGEST_STEP_S,
    MOST_SETTINGS,
    SHORTEST_RUN,
    Clock,
    record_times,
    steady_clock,
)
from backstride.formats.fit.walk import walk
from backstride.recording import FloatArray, ReadingWarning

START_S = 1_100_000_000
DAY_S = 86_400.0


def full(at_s: int | None, *, number: int = profile.RECORD) -> FitMessage:
    """A message with its time in full."""
    fields = (FitField(profile.TIMESTAMP, BaseType.UINT32, at_s), FitField(3, BaseType.UINT8, 120))
    return FitMessage(number, fields)


def short(at_s: int, *, number: int = profile.RECORD) -> FitMessage:
    """A message whose header holds the last five bits of its time."""
    return FitMessage(number, (FitField(3, BaseType.UINT8, 121),), time_offset_s=at_s)


def times_of(*messages: FitMessage) -> tuple[FloatArray, tuple[ReadingWarning, ...]]:
    """The times of the records among some messages."""
    (part,), _ = walk(fit_file(messages))
    assert part.warnings == ()
    return record_times(part, Table(part, profile.RECORD))


def assert_times(messages: list[FitMessage], expected: list[float]) -> None:
    """The records have these times, and there is nothing to warn of."""
    times, warnings = times_of(*messages)
    np.testing.assert_array_equal(times, expected)
    assert warnings == ()


def test_short_times_go_on_from_a_full_one() -> None:
    """Each second of a long run, over many rounds of the five bits."""
    seconds = range(START_S + 1, START_S + 200)
    assert_times([full(START_S), *map(short, seconds)], [float(s) for s in range(START_S, START_S + 200)])


@pytest.mark.parametrize("step_s", [1, 2, 7, 30, 31])
def test_five_bits_roll_over_at_any_step_below_32_seconds(step_s: int) -> None:
    """Devices that save memory write a record now and then only."""
    seconds = [START_S + step_s * k for k in range(1, 40)]
    assert_times([full(START_S), *map(short, seconds)], [START_S, *seconds])


def test_equal_bits_mean_the_same_second() -> None:
    """Not one of 32 seconds later: two records may share a time."""
    assert_times([full(START_S), short(START_S), short(START_S)], [START_S] * 3)


def test_any_message_with_a_time_is_a_reference() -> None:
    """After a pause an event says what time it is."""
    later_s = START_S + 1000
    messages = [full(START_S), short(START_S + 1), full(later_s, number=profile.EVENT), short(later_s + 3)]
    assert_times(messages, [START_S, START_S + 1, later_s + 3])


def test_short_times_of_other_messages_are_steps_too() -> None:
    """The rounds are counted over all messages, not over the records alone."""
    steps = [short(START_S + 20 * k, number=profile.EVENT if k % 2 else profile.RECORD) for k in range(1, 9)]
    assert_times([full(START_S), *steps], [START_S, *(START_S + 40 * k for k in range(1, 5))])


def test_full_and_short_times_stand_side_by_side() -> None:
    """Records of both kinds in one file, each in its place."""
    messages = [
        full(START_S),
        short(START_S + 5),
        full(START_S + 90),
        short(START_S + 91),
        full(START_S + 92),
    ]
    assert_times(messages, [START_S, START_S + 5, START_S + 90, START_S + 91, START_S + 92])


def test_a_short_time_before_any_full_one_is_unknown() -> None:
    """Five bits alone are no time."""
    times, _ = times_of(short(3), short(4), full(START_S), short(START_S + 1))
    np.testing.assert_array_equal(times, [np.nan, np.nan, START_S, START_S + 1])


def test_a_missing_time_is_no_reference() -> None:
    """The sentinel in a timestamp does not move the clock."""
    times, _ = times_of(full(START_S), full(None, number=profile.EVENT), full(None), short(START_S + 2))
    np.testing.assert_array_equal(times, [START_S, np.nan, START_S + 2])


@given(
    st.lists(
        st.tuples(
            st.integers(0, 31), st.booleans(), st.sampled_from([profile.RECORD, profile.EVENT, profile.LAP])
        ),
        max_size=60,
    )
)
def test_mixed_times_are_those_that_fitdecode_finds(steps: list[tuple[int, bool, int]]) -> None:
    """Any mixture of full and short times over several messages."""
    at_s, messages, expected = START_S, [full(START_S)], [START_S]
    for step_s, is_short, number in steps:
        at_s += step_s
        messages.append((short if is_short else full)(at_s, number=number))
        if number == profile.RECORD:
            expected.append(at_s)
    times, _ = times_of(*messages)
    np.testing.assert_array_equal(times, expected)
    with fitdecode.FitReader(io.BytesIO(fit_file(messages))) as frames:
        records = [f for f in frames if isinstance(f, fitdecode.FitDataMessage) and f.name == "record"]
    assert [record.get_raw_value("timestamp") for record in records] == expected


def test_single_dates_before_2000_are_no_dates() -> None:
    """1989-12-31 is the zero of the format, not the day of a run."""
    times, (warning,) = times_of(full(0), full(17), full(START_S), full(START_S + 1))
    np.testing.assert_array_equal(times, [np.nan, np.nan, START_S, START_S + 1])
    assert warning.slug == "date-before-2000"
    assert warning.message == "2 samples have a date before 2000, which is no date."


def test_times_that_are_all_before_2000_count_from_when_the_device_was_switched_on() -> None:
    """The clock was never set: there is no date, yet the durations are good."""
    times, (warning,) = times_of(full(100), full(None), full(103))
    np.testing.assert_array_equal(times, [100, np.nan, 103])
    assert warning.slug == "clock-not-set"


def test_the_first_second_of_2000_is_a_date() -> None:
    """The limit itself belongs to what is believed."""
    assert_times([full(profile.FIRST_DATE_S)], [profile.FIRST_DATE_S])


def run(start_s: float, count: int = 60) -> FloatArray:
    """Samples of every second."""
    return start_s + np.arange(count, dtype=np.float64)


def steadied(times_s: FloatArray, elapsed_total_s: float | None) -> tuple[FloatArray, list[str]]:
    """Times after the clock's jumps were taken out, and the warnings."""
    clock, warnings = steady_clock(times_s, elapsed_total_s)
    return clock.steady(times_s), [warning.slug for warning in warnings]


def test_a_clock_that_is_set_does_not_make_a_run_of_years() -> None:
    """The time goes on by one usual step; the beginning keeps its date."""
    times, slugs = steadied(np.concatenate((run(START_S), run(START_S + 400 * DAY_S))), 119.0)
    np.testing.assert_array_equal(times, run(START_S, 120))
    assert slugs == ["clock-was-set"]


def test_a_clock_that_is_set_back_is_steadied_too() -> None:
    """The new times lie before the old, and still come after."""
    times, slugs = steadied(np.concatenate((run(START_S), run(START_S - 30 * DAY_S))), 119.0)
    np.testing.assert_array_equal(times, run(START_S, 120))
    assert slugs == ["clock-was-set"]


def test_a_clock_that_comes_back_needs_no_correction_after_that() -> None:
    """A stretch in another year, then the right date again: only the stretch is moved."""
    right, odd, again = run(START_S), run(START_S + 900 * DAY_S, 30), run(START_S + 90)
    times, slugs = steadied(np.concatenate((right, odd, again)), 149.0)
    np.testing.assert_array_equal(times, run(START_S, 150))
    assert slugs == ["clock-was-set"]


def test_a_few_samples_in_another_year_at_the_end_are_damage() -> None:
    """A broken last message is no new date; it is left out."""
    damaged = np.concatenate((run(START_S), run(START_S - 900 * DAY_S, SHORTEST_RUN - 1)))
    times, slugs = steadied(damaged, 60.0)
    np.testing.assert_array_equal(times[:60], run(START_S))
    assert np.isnan(times[60:]).all()
    assert slugs == ["senseless-times"]


def test_a_session_that_says_it_lasted_days_is_believed() -> None:
    """A walk over three nights with the watch off in between is no fault of the clock."""
    times_s = np.concatenate((run(START_S), run(START_S + 3 * DAY_S)))
    times, slugs = steadied(times_s, 3 * DAY_S)
    np.testing.assert_array_equal(times, times_s)
    assert slugs == []


def test_a_gap_of_up_to_a_day_is_a_gap() -> None:
    """Somebody may forget to stop the watch over night."""
    times_s = np.array([0.0, 1.0, 1.0 + LARGEST_STEP_S]) + START_S
    assert steady_clock(times_s, 2.0) == (Clock(), ())


def test_unknown_times_stay_unknown() -> None:
    """And do not hide a jump on either side."""
    times_s = np.concatenate((run(START_S), [np.nan], run(START_S + 400 * DAY_S)))
    times, slugs = steadied(times_s, 119.0)
    np.testing.assert_array_equal(times, [*run(START_S), np.nan, *run(START_S + 60)])
    assert slugs == ["clock-was-set"]


def test_a_moment_goes_with_the_run_it_is_nearest_to() -> None:
    """Laps and events are moved as the samples around them."""
    clock, _ = steady_clock(np.concatenate((run(START_S), run(START_S + 400 * DAY_S))), 119.0)
    assert clock.steady_moment(START_S + 400 * DAY_S + 10) == START_S + 70
    assert clock.steady_moment(START_S + 10) == START_S + 10
    assert clock.steady_moment(None) is None


def test_a_moment_within_damage_is_unknown() -> None:
    """A lap that lies in another year with the broken samples has no time."""
    clock, _ = steady_clock(np.concatenate((run(START_S), run(START_S - 900 * DAY_S, 2))), 60.0)
    assert clock.steady_moment(START_S - 900 * DAY_S) is None


def test_a_clock_that_jumps_at_each_sample_is_left_as_it_is() -> None:
    """Nobody sets a clock a thousand times; such a file must not cost memory either."""
    count = 10 * MOST_SETTINGS
    times_s = START_S + np.arange(count) * 2 * DAY_S * (-1.0) ** np.arange(count)
    assert steady_clock(times_s, None) == (Clock(), ())


@given(st.lists(st.tuples(st.integers(SHORTEST_RUN, 40), st.integers(-4000, 4000)), min_size=1, max_size=6))
def test_whatever_the_clock_does_the_steady_times_go_on(runs: list[tuple[int, int]]) -> None:
    """Property: days apart in file order, seconds apart afterwards, nothing lost."""
    pieces, at_s = [], float(START_S)
    for index, (count, days) in enumerate(runs):
        # No two runs lie within a day of each other, so each is told from the others.
        pieces.append(run(at_s + (days * 10 + index) * 2 * DAY_S * bool(index), count))
        at_s += count
    times_s = np.concatenate(pieces)
    times, _ = steadied(times_s, 60.0)
    assert len(times) == len(times_s)
    assert not np.isnan(times).any()
    assert times[-1] - times[0] <= len(times_s) + len(runs) * LARGEST_STEP_S
