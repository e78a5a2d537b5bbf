"""Times as XML files write them (ISO 8601), many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECONDS: Final = 1_000_000
EARLIEST: Final = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * MICROSECONDS
"""No sports watch recorded before it: an earlier date is a clock that was never set. [µs]"""
LATEST: Final = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()) * MICROSECONDS
"""A later date is a fault of the file. [µs]"""
UNKNOWN: Final = np.iinfo(np.int64).min
"""Stands for a missing time in arrays of whole microseconds."""

FEWEST_TOGETHER: Final = 40
"""Fewer times are understood quicker one by one."""

_DIGITS: Final = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]
_MARKS: Final = {4: b"-", 7: b"-", 10: b"T", 13: b":", 16: b":"}
_DAYS_IN_MONTH: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """Points in time, and what was odd about how they were written."""

    microseconds: IntArray
    """Time since 1970 in UTC, shape (n,); `UNKNOWN` where there is none. [µs]"""
    utc_offset_s: int | None
    """The one offset that the times were written with; None for ``Z``, none or several. [s]"""
    without_zone: int
    before_2000: int
    odd: int
    """How many texts are no time, or a day that does not exist."""

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which of them are known, shape (n,)."""
        known: NDArray[np.bool_] = self.microseconds != UNKNOWN
        return known


def moments(texts: Sequence[str | None]) -> Moments:
    """Points in time from their texts.

    Parameters
    ----------
    texts
        One text for each time, such as ``2026-04-01T06:28:00.5Z``; None or blank where missing.

    Returns
    -------
    Moments
        The times in UTC; a time without a zone is taken to be UTC, and counted.

    Examples
    --------
    >>> moments(["1970-01-01T00:00:01Z", "2026-04-01T08:00:00+02:00"]).before_2000
    1
    """
    found = _alike(texts) if len(texts) >= FEWEST_TOGETHER else None
    if found is None:
        found = _one_by_one(texts)
    times, offsets, naive, odd = found
    known = times != UNKNOWN
    early = known & (times < EARLIEST)
    late = known & (times >= LATEST)
    times[early | late] = UNKNOWN
    return Moments(
        microseconds=times,
        utc_offset_s=offsets.pop() if len(offsets) == 1 else None,
        without_zone=naive,
        before_2000=int(np.count_nonzero(early)),
        odd=odd + int(np.count_nonzero(late)),
    )


def instant(text: str | None) -> int | None:
    """One point in time from its text.

    Parameters
    ----------
    text
        The time as ISO 8601, or None.

    Returns
    -------
    int | None
        Time since 1970 in UTC, or None if the text is no time between 2000 and 2100. [µs]
    """
    time, _, _ = _single(text)
    return time if EARLIEST <= time < LATEST else None


def as_datetime(microseconds: int) -> datetime:
    """A point in time as a datetime.

    Parameters
    ----------
    microseconds
        Time since 1970 in UTC. [µs]

    Returns
    -------
    datetime
        The same moment, in UTC.
    """
    return EPOCH + timedelta(microseconds=microseconds)


_Found = tuple[IntArray, set[int | None], int, int]


def _alike(texts: Sequence[str | None]) -> _Found | None:
    """All texts at once, if they are of one length and form; None otherwise."""
    try:
        joined = "".join(texts)  # type: ignore[arg-type]  # a None among them is what the except is for
    except TypeError:
        return None
    width = len(joined) // len(texts) if texts else 0
    if width * len(texts) != len(joined) or not joined.isascii() or width < 20:
        return None
    matrix = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(-1, width)
    tail = _tail(matrix)
    if tail is None:
        return None
    fraction, offset_s = tail
    times = _civil(matrix)
    if times is None:
        return None
    if fraction is not None:
        times += fraction
    return times - (offset_s or 0) * MICROSECONDS, {offset_s}, 0, 0


def _tail(matrix: NDArray[np.uint8]) -> tuple[IntArray | None, int | None] | None:
    """Fraction and offset, if all rows have them in the same place and form."""
    end = matrix.shape[1]
    offset_s: int | None = None
    if (matrix[:, -1] == ord("Z")).all():
        end -= 1
    else:
        zone = bytes(matrix[0, -6:])
        if not (matrix[:, -6:] == matrix[0, -6:]).all() or zone[0] not in b"+-" or zone[3] != ord(":"):
            return None
        hours, minutes = zone[1:3], zone[4:6]
        if not (hours.isdigit() and minutes.isdigit()) or int(hours) > 14 or int(minutes) > 59:
            return None
        offset_s = (int(hours) * 60 + int(minutes)) * 60 * (-1 if zone[0] == ord("-") else 1)
        end -= 6
    if end == 19:
        return None, offset_s
    digits = matrix[:, 20:end] - ord("0")  # below "0" wraps round to more than 9
    if end < 21 or not (matrix[:, 19] == ord(".")).all() or (digits > 9).any():
        return None
    digits = digits[:, :6]
    return digits @ (10 ** np.arange(5, 5 - digits.shape[1], -1)), offset_s


def _civil(matrix: NDArray[np.uint8]) -> IntArray | None:
    """Whole seconds of ``YYYY-MM-DDThh:mm:ss`` as microseconds; None if one row is not of that form."""
    for place, mark in _MARKS.items():
        if not (matrix[:, place] == mark[0]).all():
            return None
    digit = (matrix[:, _DIGITS] - ord("0")).T.astype(np.int64)
    if (digit > 9).any():  # below "0" wraps round to more than 9
        return None
    year = digit[0] * 1000 + digit[1] * 100 + digit[2] * 10 + digit[3]
    month, day, hour, minute, second = (digit[4::2] * 10 + digit[5::2])[:5]
    if (month > 12).any() or (hour > 23).any() or (minute > 59).any() or (second > 60).any():
        return None
    if (month < 1).any() or (day < 1).any() or (day > _DAYS_IN_MONTH[month]).any():
        return None
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    if ((month == 2) & (day == 29) & ~leap).any():
        return None
    seconds = ((_days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
    microseconds: IntArray = seconds * MICROSECONDS
    return microseconds


def _days(year: IntArray, month: IntArray, day: IntArray) -> IntArray:
    """Days since 1970-01-01 in the Gregorian calendar, with years that begin in March."""
    shifted = year - (month <= 2)
    month_from_march = (month + 9) % 12
    day_of_year = (153 * month_from_march + 2) // 5 + day - 1
    return shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + day_of_year - 719_468


def _one_by_one(texts: Sequence[str | None]) -> _Found:
    """Texts of several forms: those of one length together where possible, the rest singly."""
    times = np.full(len(texts), UNKNOWN, dtype=np.int64)
    offsets: set[int | None] = set()
    naive = odd = 0
    for rows in _by_length(texts).values():
        part = _alike([texts[row] for row in rows]) if len(rows) >= FEWEST_TOGETHER else None
        if part is not None:
            times[rows] = part[0]
            offsets |= part[1]
            continue
        for row in rows:
            time, offset_s, has_zone = _single(texts[row])
            times[row] = time
            odd += time == UNKNOWN
            if time != UNKNOWN:
                offsets.add(offset_s)
                naive += not has_zone
    return times, offsets, naive, odd


def _by_length(texts: Sequence[str | None]) -> dict[int, list[int]]:
    """Rows with a text, by its length."""
    rows: dict[int, list[int]] = {}
    for row, text in enumerate(texts):
        if text is not None and not text.isspace() and text:
            rows.setdefault(len(text), []).append(row)
    return rows


def _single(text: str | None) -> tuple[int, int | None, bool]:
    """Time, offset and whether there was a zone, of one text of any form that Python reads."""
    parse: Callable[[str], datetime] = datetime.fromisoformat
    try:
        moment = parse((text or "").strip().upper())
        if moment.tzinfo is None:
            return (moment.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1), None, False
        offset = moment.utcoffset()
        zone = (
            None
            if (text or "").strip().upper().endswith("Z")
            else int((offset or timedelta()).total_seconds())
        )
        return (moment - EPOCH) // timedelta(microseconds=1), zone, True
    except (ValueError, OverflowError):
        return UNKNOWN, None, True
