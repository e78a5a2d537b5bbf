"""Days and counts as people write them, the same wherever the program runs."""

from datetime import date
from typing import Final

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_words(day: date) -> str:
    """A day as people write it, the same wherever the program runs.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    day
        The day.

    Returns
    -------
    str
        Weekday, day, month and year.

    Examples
    --------
    >>> day_words(date(2026, 4, 1))
    'Wednesday 1 April 2026'
    """
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def counted(number: int, what: str) -> str:
    """A number of things in words.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    number
        How many.
    what
        One of them; its plural adds an s.

    Returns
    -------
    str
        Both.

    Examples
    --------
    >>> counted(1, "session"), counted(3, "session")
    ('1 session', '3 sessions')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
