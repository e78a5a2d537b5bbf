"""Conversions between the units people read and the SI units inside; used only at the doors."""

import math

METRES_PER_MILE = 1609.344
METRES_PER_KILOMETRE = 1000.0
SECONDS_PER_MINUTE = 60.0


def km_h(speed_m_s: float) -> float:
    """Speed in kilometres per hour.

    Parameters
    ----------
    speed_m_s
        Speed. [m/s]

    Returns
    -------
    float
        Speed. [km/h]

    Examples
    --------
    >>> km_h(2.5)
    9.0
    """
    return speed_m_s * 3.6


def pace(speed_m_s: float | None, *, per_m: float = METRES_PER_KILOMETRE) -> str:
    """Pace as a person reads it, in minutes and seconds for a kilometre or a mile.

    Parameters
    ----------
    speed_m_s
        Speed, or None where unknown. [m/s]
    per_m
        The distance the pace is for. [m]

    Returns
    -------
    str
        ``m:ss``; a dash where the speed is unknown or too slow to be a pace (under 0.2 m/s).

    Examples
    --------
    >>> pace(1000 / 360)
    '6:00'
    >>> pace(None)
    '–'
    """
    if speed_m_s is None or math.isnan(speed_m_s) or speed_m_s < 0.2:
        return "–"
    return clock(per_m / speed_m_s)


def clock(duration_s: float) -> str:
    """A duration as ``m:ss`` or ``h:mm:ss``, rounded to the second.

    Parameters
    ----------
    duration_s
        Duration. [s]

    Returns
    -------
    str
        The duration for people.

    Examples
    --------
    >>> clock(75.4), clock(3675)
    ('1:15', '1:01:15')
    """
    total = round(duration_s)
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "-" if total < 0 else ""
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{sign}{minutes}:{seconds:02d}"
