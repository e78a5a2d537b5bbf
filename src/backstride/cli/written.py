"""Times, stretches, distances and ratings as a person writes them on the command line."""

import re
from typing import Final

from backstride.direction.label import DASH, TIME
from backstride.errors import InvalidValue
from backstride.units import METRES_PER_KILOMETRE, METRES_PER_MILE

DISTANCE: Final = re.compile(r"(\d{1,9}(?:\.\d+)?)\s*(km|mi|m)", re.ASCII | re.IGNORECASE)
METRES: Final = {"m": 1.0, "km": METRES_PER_KILOMETRE, "mi": METRES_PER_MILE}
NUMBER: Final = re.compile(r"\d{1,9}(?:\.\d+)?", re.ASCII)


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
    >>> read_time("1:02:03"), read_time("7:30"), read_time("45.5")
    (3723.0, 450.0, 45.5)
    """
    match = TIME.fullmatch(text.strip())
    if match is not None:
        hours, minutes, seconds = match[1], match[2], float(match[3])
        if (minutes is None or seconds < 60) and (hours is None or int(minutes) < 60):
            return int(hours or 0) * 3600.0 + int(minutes or 0) * 60.0 + seconds
    raise InvalidValue(
        f'"{text}" is no time.',
        allowed="Times are written as h:mm:ss, mm:ss or seconds, with minutes and seconds under 60.",
        remedy="Write it like 00:07:30.",
    )


def read_stretch(text: str) -> tuple[float, float]:
    """A stretch of an activity.

    Parameters
    ----------
    text
        Two times with a dash between them.

    Returns
    -------
    tuple of float
        Its start and end. [s]

    Raises
    ------
    InvalidValue
        If it is written in another way, or ends before it starts.

    Examples
    --------
    >>> read_stretch("5:00-7:30")
    (300.0, 450.0)
    """
    parts = DASH.split(text.strip())
    times = [read_time(part) for part in parts] if len(parts) == 2 else []
    if len(times) != 2 or times[0] >= times[1]:
        raise InvalidValue(
            f'"{text}" is no stretch of time.',
            allowed="Two times with a dash between them, the earlier first.",
            remedy="Write it like 00:05:00-00:07:30.",
        )
    return times[0], times[1]


def read_distance(text: str) -> float:
    """A distance with its unit.

    Parameters
    ----------
    text
        As in ``5.2km``, ``3mi`` or ``5200m``.

    Returns
    -------
    float
        The distance. [m]

    Raises
    ------
    InvalidValue
        If it is written in another way.

    Examples
    --------
    >>> read_distance("5.2km"), read_distance("1 mi")
    (5200.0, 1609.344)
    """
    match = DISTANCE.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(
            f'"{text}" is no distance.',
            allowed="A number with a dot, if it has a fraction, and a unit: m, km or mi.",
            remedy="Write it like 5.2km, 3mi or 5200m.",
        )
    return float(match[1]) * METRES[match[2].lower()]


def read_number(text: str, what: str) -> float:
    """A number.

    Parameters
    ----------
    text
        With a dot, if it has a fraction.
    what
        What it is, for the words if it is none.

    Returns
    -------
    float
        The number.

    Raises
    ------
    InvalidValue
        If it is written in another way.
    """
    if NUMBER.fullmatch(text.strip()) is None:
        raise InvalidValue(
            f'For {what} "{text}" was given.',
            allowed="It is a number from 0 on, with a dot if it has a fraction, of up to nine digits.",
            remedy="Write it like 6 or 6.5.",
        )
    return float(text)
