from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.iso_times import EPOCH, UNKNOWN, as_datetime, instant, moments

DATES = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30))  # noqa: DTZ001 (strategies want them plain)


def microseconds(moment: datetime) -> int:
    """Exact time since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


@given(st.lists(DATES, min_size=1, max_size=5), st.integers(1, 60), st.sampled_from(["auto", "milliseconds"]))
def test_times_are_those_of_the_standard_library(dates: list[datetime], copies: int, precision: str) -> None:
    """Many at once, or one by one, a time means what Python's own reader says."""
    texts = [date.isoformat(timespec=precision) + "Z" for date in dates * copies]
    expected = [microseconds(datetime.fromisoformat(text)) for text in texts]
    found = moments(texts)
    assert found.microseconds.tolist() == expected
    assert (found.utc_offset_s, found.without_zone, found.odd) == (None, 0, 0)


@given(DATES, st.integers(-14 * 60, 14 * 60), st.integers(1, 60))
def test_an_offset_is_kept_and_taken_off(date: datetime, minutes: int, copies: int) -> None:
    """The moment is in UTC; the wall clock's offset stays beside it."""
    local = date.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    found = moments([local.isoformat()] * copies)
    assert found.utc_offset_s == minutes * 60
    assert set(found.microseconds.tolist()) == {microseconds(local)}


@pytest.mark.parametrize("copies", [1, 100])
@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30T06:00:00Z",
        "2026-13-01T06:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-04-01T25:00:00Z",
        "yesterday",
    ],
)
def test_a_day_that_does_not_exist_is_odd(text: str, copies: int) -> None:
    """It becomes missing, and is counted."""
    found = moments([text] * copies)
    assert found.odd == copies
    assert not found.known.any()


def test_a_leap_second_is_the_second_after() -> None:
    """Some receivers write second 60."""
    times = moments(["2016-12-31T23:59:60Z"] * 50).microseconds
    assert as_datetime(int(times[0])) == datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("copies", [1, 100])
def test_a_date_before_2000_is_a_clock_that_was_not_set(copies: int) -> None:
    """FIT's own zero, 1989-12-31, is no date of a run."""
    found = moments(["1989-12-31T00:00:00Z"] * copies)
    assert (found.before_2000, found.odd, bool(found.known.any())) == (copies, 0, False)


def test_a_time_without_a_zone_is_taken_as_utc_and_counted() -> None:
    """Nothing better is known, and it is said."""
    found = moments(["2026-04-01T06:00:00"])
    assert found.without_zone == 1
    assert as_datetime(int(found.microseconds[0])) == datetime(2026, 4, 1, 6, tzinfo=UTC)


def test_missing_times_stay_missing_beside_known_ones() -> None:
    """A point without a time does not move the others."""
    found = moments(["2026-04-01T06:00:00Z", None, " ", "2026-04-01T06:00:01.5Z"])
    assert (found.microseconds == UNKNOWN).tolist() == [False, True, True, False]
    assert np.diff(found.microseconds[found.known]).tolist() == [1_500_000]
    assert found.odd == 0


def test_several_offsets_give_none() -> None:
    """Where a file disagrees with itself about its offset, none is claimed."""
    assert moments(["2026-04-01T06:00:00+01:00", "2026-04-01T07:00:00+02:00"]).utc_offset_s is None


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_missing(text: str) -> None:
    """No text of a file raises anything."""
    assert moments([text] * 3).microseconds.shape == (3,)
    assert instant(text) is None or instant(text) == moments([text]).microseconds[0]


def test_the_fastest_way_and_the_slow_one_agree_on_mixed_widths() -> None:
    """Watches leave out a fraction of zero; the widths then differ from line to line."""
    texts = [f"2026-04-01T06:00:{second:02}{'.250' if second % 3 else ''}Z" for second in range(60)] * 2
    expected = [microseconds(datetime.fromisoformat(text)) for text in texts]
    assert moments(texts).microseconds.tolist() == expected
