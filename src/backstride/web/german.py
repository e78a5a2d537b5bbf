"""Numbers and days as the rooms write them, in English, and as another language does."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

FIGURES: Final = re.compile(r"[-+−–±~≈<>≤≥×x/:.,%()°·…'\s\d]*\d[-+−–±~≈<>≤≥×x/:.,%()°·…'\s\d]*")
"""Numbers and the signs about them, and nothing else."""
NUMBER: Final = re.compile(r"(?<![\d.,:])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d:]|[.,]\d)")
ISO_DAY: Final = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
LENGTH: Final = re.compile(r"(\d[\d.,:]*)(x|m|km|mile|min|s|%)")
"""A number and its unit in one word, as workouts write them."""
UNITS: Final = {"x": "×", "m": " m", "km": " km", "mile": " mi", "min": " min", "s": " s", "%": " %"}
MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)  # fmt: skip
SPOKEN_DAY: Final = re.compile(
    rf"\b(?:((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\s)?(\d{{1,2}})\s({MONTHS})\b(?:\s(\d{{4}})\b)?"
)


def spoken_day(day: date) -> str:
    """A day as the rooms speak it, so that a phrase book knows it again.

    Parameters
    ----------
    day
        The day.

    Returns
    -------
    str
        In English.

    Examples
    --------
    >>> spoken_day(date(2026, 4, 1))
    '1 April 2026'
    """
    return f"{day.day} {MONTHS.split('|')[day.month - 1]} {day.year}"


def german_figures(text: str) -> str | None:
    """Numbers as German writes them: a comma before the decimals, a point between thousands.

    Parameters
    ----------
    text
        A number, a range, a clock, a date in digits, or a number and its unit in one word.

    Returns
    -------
    str or None
        The same in German; None where the text is anything else.

    Examples
    --------
    >>> german_figures("12,345.6"), german_figures("2026-04-01"), german_figures("5:20 to 6:10")
    ('12.345,6', '01.04.2026', None)
    """
    length = LENGTH.fullmatch(text)
    if length:
        return f"{_german_numbers(length[1])}{UNITS[length[2]]}"
    return _german_numbers(text) if FIGURES.fullmatch(text) else None


def _german_numbers(text: str) -> str:
    dated = ISO_DAY.sub(r"\3.\2.\1", text)
    if dated != text:
        return dated
    return NUMBER.sub(lambda found: found[1].replace(",", ".") + (found[2] or "").replace(".", ","), text)


def german_day(text: str, word: Callable[[str], str | None]) -> str | None:
    """A day as it is spoken.

    Parameters
    ----------
    text
        The day in English: weekday, day, month and year; weekday and year may be missing.
    word
        Gives the word for a weekday or a month.

    Returns
    -------
    str or None
        The same in German; None where the text is anything else.

    Examples
    --------
    >>> german_day("Wednesday 1 April 2026", {"Wednesday": "Mittwoch", "April": "April"}.get)
    'Mittwoch, 1. April 2026'
    """
    found = SPOKEN_DAY.fullmatch(text)
    if found is None:
        return None
    month, weekday = word(found[3]), word(found[1]) if found[1] else None
    if month is None or (found[1] and weekday is None):
        return None
    year = f" {found[4]}" if found[4] else ""
    return f"{weekday}, {found[2]}. {month}{year}" if weekday else f"{found[2]}. {month}{year}"
