"""How quantities and directions are written for people."""

import math
from datetime import datetime
from typing import Final

from backstride.bout import Gait, Travel
from backstride.energy.rate import KILOJOULES_PER_KILOCALORIE
from backstride.estimate import Estimate
from backstride.heart import TargetRange
from backstride.recording import Recording, Sport
from backstride.units import clock, km_h, pace

UNKNOWN: Final = "–"

GLYPHS: Final = {
    Travel.FORWARD: "→",
    Travel.BACKWARD: "←",
    Travel.SIDEWAYS: "↔",
    Travel.UNKNOWN: "?",
}
"""A sign for each direction, so that colour never speaks alone."""

DOING: Final = {
    Gait.WALK: "walking",
    Gait.RUN: "running",
    Gait.STANDING: "standing",
    Gait.ELLIPTICAL: "on the elliptical trainer",
    Gait.OTHER: "not on foot",
    Gait.UNKNOWN: "gait unknown",
}

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

SILENT_SUB_SPORTS: Final = {None, "generic"}
"""What a device writes where it has nothing finer to say."""


def number(value: float | None, decimals: int = 0) -> str:
    """A number with thousands kept apart, or a dash where it is unknown.

    Parameters
    ----------
    value
        The number.
    decimals
        How many decimals.

    Returns
    -------
    str
        The number for people.

    Examples
    --------
    >>> number(12345.6), number(0.0, 1), number(None)
    ('12,346', '0.0', '–')
    """
    return UNKNOWN if value is None or math.isnan(value) else f"{value:,.{decimals}f}"


def ranged(estimate: Estimate | None, decimals: int = 0) -> str:
    """The ends of a range, or a dash.

    Parameters
    ----------
    estimate
        The number with its range.
    decimals
        How many decimals.

    Returns
    -------
    str
        Both ends; one number where they are written alike.

    Examples
    --------
    >>> ranged(Estimate(85.0, 72.4, 94.0))
    '72 to 94'
    """
    if estimate is None:
        return UNKNOWN
    low, high = number(estimate.low, decimals), number(estimate.high, decimals)
    return low if low == high else f"{low} to {high}"


def distance(distance_m: float | None) -> str:
    """A distance with its unit: metres below one kilometre, else kilometres.

    Parameters
    ----------
    distance_m
        The distance. [m]

    Returns
    -------
    str
        The distance for people.

    Examples
    --------
    >>> distance(203.4), distance(4415.6), distance(None)
    ('203 m', '4.42 km', '–')
    """
    if distance_m is None:
        return UNKNOWN
    return f"{distance_m:.0f} m" if distance_m < 999.5 else f"{distance_m / 1000:,.2f} km"


def duration(duration_s: float | None) -> str:
    """A duration as a clock shows it, or a dash.

    Parameters
    ----------
    duration_s
        The duration. [s]

    Returns
    -------
    str
        The duration for people.
    """
    return UNKNOWN if duration_s is None else clock(duration_s)


def speed(speed_m_s: float | None) -> str:
    """A speed in kilometres per hour, without its unit.

    Parameters
    ----------
    speed_m_s
        The speed. [m/s]

    Returns
    -------
    str
        The speed for people.
    """
    return UNKNOWN if speed_m_s is None else number(km_h(speed_m_s), 1)


def paces(speed_m_s: Estimate) -> str:
    """The range of paces that a range of speeds stands for, the quicker first.

    Parameters
    ----------
    speed_m_s
        The speeds. [m/s]

    Returns
    -------
    str
        Both ends. [min/km]
    """
    return f"{pace(speed_m_s.high)} to {pace(speed_m_s.low)}"


def kilocalories(energy_kj: Estimate | None) -> Estimate | None:
    """Energy in the unit that food is labelled with.

    Parameters
    ----------
    energy_kj
        The energy. [kJ]

    Returns
    -------
    Estimate or None
        The energy. [kcal]
    """
    return None if energy_kj is None else energy_kj * (1.0 / KILOJOULES_PER_KILOCALORIE)


def which_way(travel: Travel, gait: Gait) -> str:
    """Direction and gait in words.

    Parameters
    ----------
    travel
        The direction.
    gait
        The gait.

    Returns
    -------
    str
        Both, as far as they are known.

    Examples
    --------
    >>> which_way(Travel.BACKWARD, Gait.RUN), which_way(Travel.UNKNOWN, Gait.STANDING)
    ('backward run', 'standing')
    >>> which_way(Travel.UNKNOWN, Gait.WALK)
    'walk, way unknown'
    """
    if gait is Gait.UNKNOWN:
        return "unknown" if travel is Travel.UNKNOWN else f"{travel}, gait unknown"
    if gait is Gait.STANDING:
        return "standing"
    if travel is Travel.UNKNOWN:
        return "not on foot" if gait is Gait.OTHER else f"{gait}, way unknown"
    return f"{travel}, not on foot" if gait is Gait.OTHER else f"{travel} {gait}"


def sport(sport_of_recording: Sport) -> str:
    """What a device was set to, as a heading.

    Parameters
    ----------
    sport_of_recording
        The sport.

    Returns
    -------
    str
        Its name, and the finer kind where there is one.

    Examples
    --------
    >>> sport(Sport(name="running", sub_name="treadmill")), sport(Sport())
    ('Running, treadmill', 'Recording')
    """
    name = "recording" if sport_of_recording.name == "unknown" else sport_of_recording.name
    finer = sport_of_recording.sub_name
    parts = [name] if finer in SILENT_SUB_SPORTS else [name, str(finer)]
    return ", ".join(parts).replace("_", " ").capitalize()


def day(moment: datetime | None) -> str | None:
    """A date as it is spoken, whatever the language of the machine.

    Parameters
    ----------
    moment
        The moment.

    Returns
    -------
    str or None
        The date; None where there is none.

    Examples
    --------
    >>> day(datetime(2026, 11, 20, 7, 0))
    'Friday 20 November 2026'
    """
    if moment is None:
        return None
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def start_time(recording: Recording) -> str:
    """When a recording began, and by which clock.

    Parameters
    ----------
    recording
        The recording.

    Returns
    -------
    str
        The time by the local clock, or in UTC with a word that the local one is unknown.
    """
    start, offset_s = recording.local_start, recording.utc_offset_s
    if start is None:
        return "unknown: the file holds no date"
    if offset_s is None:
        return f"{start:%H:%M} UTC (the file does not say the local time)"
    hours, minutes = divmod(abs(round(offset_s / 60)), 60)
    sign = "−" if offset_s < 0 else "+"
    return f"{start:%H:%M} local time (UTC{sign}{hours}:{minutes:02d})"


def target_range(target: TargetRange) -> str:
    """A target range with the uncertainty of its ends.

    Parameters
    ----------
    target
        The range.

    Returns
    -------
    str
        Both ends, and where each may lie. [bpm]
    """
    ends = [
        number(end.value) + (f" ({ranged(end)})" if end.low < end.high else "")
        for end in (target.low_bpm, target.high_bpm)
    ]
    return " to ".join(ends) + " bpm"
