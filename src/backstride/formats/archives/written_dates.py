"""Dates as an export writes them for people, in the language of the account."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

_TIME: Final = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?(?!\d)\s*(?:(?P<half>[ap])\.?\s?m\b)?",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"\d+|[^\W\d_]+")
_LONGEST: Final = 80


def read_date(text: str, months: Mapping[str, int]) -> datetime | None:
    """A date and time of day, which exports give in UTC.

    Parameters
    ----------
    text
        As ``May 29, 2022, 3:53:35 PM``, ``29.05.2022, 15:53:35``, ``29 mai 2022 à 15:53:35`` or
        ``2022-05-29 15:53:35``.
    months
        The number of each month by its name in lower case.

    Returns
    -------
    datetime or None
        In UTC; None where the text is no date, or could be two, as 03/04/2022.

    Examples
    --------
    >>> read_date("29. Mai 2022, 15:53:35", {"mai": 5})
    datetime.datetime(2022, 5, 29, 15, 53, 35, tzinfo=datetime.timezone.utc)
    """
    text = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    time = _TIME.search(text)
    if time is None:
        return None
    date = _date(text[: time.start()], months)
    hour = int(time["hour"])
    if time["half"] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if time["half"] == "p" else 0)
    if date is None:
        return None
    try:
        return datetime(*date, hour, int(time["minute"]), int(time["second"] or 0), tzinfo=UTC)
    except ValueError:
        return None  # such as the 30th of February


def _date(text: str, months: Mapping[str, int]) -> tuple[int, int, int] | None:
    """Year, month and day, whichever order they stand in."""
    parts = _PARTS.findall(text)
    numbers = [int(part) for part in parts if part.isdecimal() and len(part) <= 4]
    named = [months[part] for part in parts if part in months]
    years = [number for number in numbers if number >= 1000]
    rest = [number for number in numbers if number < 1000]
    if len(years) != 1:
        return None
    if len(named) == 1 and len(rest) == 1:
        return years[0], named[0], rest[0]
    if named or len(rest) != 2:
        return None
    if numbers[0] == years[0]:
        return years[0], rest[0], rest[1]
    if "." in text or rest[0] > 12:
        return years[0], rest[1], rest[0]
    # With slashes some countries put the day first, and some the month.
    return (years[0], rest[0], rest[1]) if rest[1] > 12 or rest[0] == rest[1] else None
