"""What people write: times, numbers and distances, with a point or a comma."""

import re
from typing import Final

from backstride.direction.label import TIME
from backstride.errors import InvalidValue
from backstride.units import clock
from backstride.web.writing import Writing

NUMBER: Final = re.compile(r"[-+−]?(?:\d{1,9}(?:[.,]\d*)?|[.,]\d+)", re.ASCII)
LONGEST: Final = 40
"""Letters of a field that is a number or a time."""


def read_time(text: str) -> float:
    """A time since the start of an activity.

    Parameters
    ----------
    text
        As ``h:mm:ss``, ``mm:ss`` or seconds.

    Returns
    -------
    float
        The time. [s]

    Raises
    ------
    InvalidValue
        If it is written in another way.

    Examples
    --------
    >>> read_time("1:02:03"), read_time("7:30"), read_time("45,5")
    (3723.0, 450.0, 45.5)
    """
    match = TIME.fullmatch(text.strip().replace(",", ".")) if len(text) <= LONGEST else None
    if match is not None:
        hours, minutes, seconds = match[1], match[2], float(match[3])
        if (minutes is None or seconds < 60) and (hours is None or int(minutes) < 60):
            return int(hours or 0) * 3600.0 + int(minutes or 0) * 60.0 + seconds
    raise InvalidValue(
        f'"{text[:LONGEST]}" is no time.' if text else "A time is missing.",
        allowed="Times count from the start and are written as h:mm:ss, mm:ss or seconds.",
        remedy="Write it like 7:30 or 1:02:03.",
    )


def exact_clock(time_s: float) -> str:
    """A time to the thousandth of a second, as far as it has one.

    Parameters
    ----------
    time_s
        The time. [s]

    Returns
    -------
    str
        As in ``7:30`` or ``1:02:03.25``.
    """
    whole_s = int(time_s)
    rest = f"{time_s - whole_s:.3f}".rstrip("0").rstrip(".")
    if rest == "1":
        return clock(whole_s + 1)
    return f"{clock(whole_s)}{rest.removeprefix('0')}"


def decimal(text: str) -> float | None:
    """A number, whatever its sign.

    Parameters
    ----------
    text
        With a point or a comma, if it has a fraction.

    Returns
    -------
    float or None
        None if it is no number.

    Examples
    --------
    >>> decimal(" 6,5 "), decimal("-3"), decimal("1e9")
    (6.5, -3.0, None)
    """
    if len(text) > LONGEST or NUMBER.fullmatch(text.strip()) is None:
        return None
    return float(text.strip().replace(",", ".").replace("−", "-"))


def read_number(text: str) -> float:
    """A number from 0 on.

    Parameters
    ----------
    text
        With a point or a comma, if it has a fraction.

    Returns
    -------
    float
        The number.

    Raises
    ------
    InvalidValue
        If it is none.

    Examples
    --------
    >>> read_number("6"), read_number("6,5")
    (6.0, 6.5)
    """
    number = decimal(text)
    if number is None or number < 0:
        raise InvalidValue(
            f'"{text[:LONGEST]}" is no number.',
            allowed="A number from 0 on, with a point or a comma if it has a fraction.",
            remedy="Write it like 6 or 6.5.",
        )
    return number


def read_count(text: str) -> int:
    """How often something was.

    Parameters
    ----------
    text
        A whole number.

    Returns
    -------
    int
        The number.

    Raises
    ------
    InvalidValue
        If it is none.
    """
    number = read_number(text)
    if not number.is_integer():
        raise InvalidValue(
            f'"{text}" is no whole number.',
            allowed="It is counted in whole numbers.",
            remedy="Write it like 0 or 2.",
        )
    return int(number)


def read_distance(text: str, writing: Writing) -> float:
    """A distance in the unit that the reader uses.

    Parameters
    ----------
    text
        The number, in kilometres or miles.
    writing
        Knows which of the two.

    Returns
    -------
    float
        The distance. [m]
    """
    return read_number(text) * writing.metres_per_unit
