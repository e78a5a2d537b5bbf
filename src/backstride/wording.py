"""How quantities, directions and evidence are written for people, in the terminal and on the page alike."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backstride.bout import Bout, EvidenceKind, Gait, Travel
from backstride.estimate import Estimate
from backstride.heart import TargetRange
from backstride.recording import Recording, Sport
from backstride.units import clock, km_h, pace

UNKNOWN: Final = "–"

PARTLY: Final = "+"
"""What stands behind a number that leaves out a part of the time."""
PARTLY_NOTE: Final = "+ leaves out a part of the time, for which it is unknown."
SHORTEST_PART_S: Final = 0.5
"""A shorter part is not worth a mark: a clock does not show it. [s]"""

SURE_NOTE: Final = (
    "Sure: by all the evidence. What was told is believed as we assume, what was seen as we measured."
)
"""What stands beside how sure a direction is."""

ALMOST_SURE: Final = 0.995
"""From here on per cent would be rounded to a certainty that only a person has. [-]"""

EQUAL_FORWARD: Final = "Equal forward"
"""The heading above equivalent forward paces."""
EQUAL_FORWARD_NOTE: Final = (
    "Equal forward: the pace of running forward that takes as much oxygen as this running backward."
)

ARROWS: Final = {
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What is said of a kind of evidence."""

    says: str
    """That it told which way, in a few words."""
    explained: str
    """What it is, in a sentence."""


WITNESSES: Final = {
    EvidenceKind.USER: Witness(
        says="you said so", explained="You said so. Your word stands above everything else."
    ),
    EvidenceKind.WORKOUT_STEP: Witness(
        says="the workout's steps say so",
        explained="The workout on the watch had a step that says so, and the watch wrote down when it ran.",
    ),
    EvidenceKind.LAP: Witness(
        says="the laps say so",
        explained="The laps say so: either a lap's name holds a word for it, or you told what a press of the "
        "lap button means.",
    ),
    EvidenceKind.NAME: Witness(
        says="a name says so",
        explained="A name of the whole holds a word for it: that of the session, the workout, the track, the "
        "profile or the file.",
    ),
    EvidenceKind.HEADING: Witness(
        says="the heading says so",
        explained="The compass of the device says so: it pointed another way than you went, or the same.",
    ),
    EvidenceKind.SENSOR: Witness(
        says="the motion sensor says so",
        explained="A motion sensor says so: how the body swings, many times a second.",
    ),
    EvidenceKind.STRIDE: Witness(
        says="your stride says so",
        explained="Your stride says so: how quick and how long your steps were at that speed, held against "
        "your own going forward.",
    ),
}
NOT_SURE: Final = "not sure"
"""Where something speaks of a direction, but not enough to call it."""
NOT_SURE_EXPLAINED: Final = (
    "Something speaks of it, but not enough to call it: detectors alone have to be 90 % sure. "
    "So it stays unknown."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How a quantity is written."""

    title: str
    unit: str
    factor: float = 1.0
    """What to multiply the inner number with."""
    decimals: int = 0
    is_modelled: bool = False
    """Whether it comes from a model and was not measured."""

    def written(self, value: float | None) -> str:
        """The number in its unit, without the unit.

        Parameters
        ----------
        value
            The number as it is inside.

        Returns
        -------
        str
            The number for people.

        Examples
        --------
        >>> QUANTITIES["stance_time_s"].written(0.2624)
        '262'
        """
        return UNKNOWN if value is None else number(value * self.factor, self.decimals)


QUANTITIES: Final = {
    "speed_m_s": Quantity(title="Speed", unit="km/h", factor=km_h(1.0), decimals=1),
    "heart_rate_bpm": Quantity(title="Heart rate", unit="bpm"),
    "cadence_spm": Quantity(title="Cadence", unit="steps/min"),
    "step_length_m": Quantity(title="Step length", unit="m", decimals=2),
    "stance_time_s": Quantity(title="Ground contact", unit="ms", factor=1000.0),
    "vertical_oscillation_m": Quantity(title="Vertical oscillation", unit="cm", factor=100.0, decimals=1),
    "oxygen_ml_kg_min": Quantity(title="Oxygen uptake", unit="ml/kg/min", decimals=1, is_modelled=True),
    "oxygen_ml_kg_m": Quantity(
        title="Oxygen per kilometre", unit="ml/kg/km", factor=1000.0, is_modelled=True
    ),
}
"""How to write the quantities that a session measures and compares."""

SILENT_SUB_SPORTS: Final = {None, "generic"}
"""What a device writes where it has nothing finer to say."""


def sure(bout: Bout) -> str:
    """How sure the direction of a bout is; of an unknown one, how near to the likeliest.

    Only a person's word is certain: what was seen is never shown as that.

    Parameters
    ----------
    bout
        The bout.

    Returns
    -------
    str
        Per cent, or a dash where nothing speaks of it.

    Examples
    --------
    >>> from backstride.bout import Posterior
    >>> seen = Posterior(forward=0.0004, backward=0.9996)
    >>> sure(Bout(start_s=0.0, end_s=9.0, travel=Travel.BACKWARD, gait=Gait.RUN, posterior=seen))
    '>99%'
    """
    if bout.probability is None:
        return UNKNOWN
    if bout.probability >= ALMOST_SURE and bout.decided_by is not EvidenceKind.USER:
        return ">99%"
    return f"{bout.probability:.0%}"


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


def has_no_way(travel: Travel, gait: Gait) -> bool:
    """Whether nobody would ask which way: standing, or not on foot, and nothing says more.

    Parameters
    ----------
    travel
        The direction.
    gait
        The gait.

    Returns
    -------
    bool
        False wherever a direction is known, or missed.
    """
    return travel is Travel.UNKNOWN and gait in {Gait.STANDING, Gait.OTHER}


def sign(travel: Travel, gait: Gait) -> str:
    """The sign of a direction; a dot where no direction is to be expected.

    Parameters
    ----------
    travel
        The direction.
    gait
        The gait.

    Returns
    -------
    str
        An arrow, a question mark or ``·``.

    Examples
    --------
    >>> sign(Travel.BACKWARD, Gait.RUN), sign(Travel.UNKNOWN, Gait.STANDING), sign(Travel.UNKNOWN, Gait.RUN)
    ('←', '·', '?')
    """
    return "·" if has_no_way(travel, gait) else ARROWS[travel]


def signed_way(travel: Travel, gait: Gait) -> str:
    """Direction and gait in words, after their sign.

    Parameters
    ----------
    travel
        The direction.
    gait
        The gait.

    Returns
    -------
    str
        Sign and words.

    Examples
    --------
    >>> signed_way(Travel.BACKWARD, Gait.RUN), signed_way(Travel.UNKNOWN, Gait.WALK)
    ('← backward run', '? walk, way unknown')
    """
    return f"{sign(travel, gait)} {which_way(travel, gait)}"


def is_partial(unknown_s: float) -> bool:
    """Whether so long a part is unknown that a number without it must be marked.

    Parameters
    ----------
    unknown_s
        For how long it is unknown. [s]

    Returns
    -------
    bool
        True from `SHORTEST_PART_S` on.
    """
    return unknown_s >= SHORTEST_PART_S


def marked(text: str, unknown_s: float) -> str:
    """A number with a mark where it leaves out a part of the time.

    Parameters
    ----------
    text
        The number for people.
    unknown_s
        For how long it is unknown. [s]

    Returns
    -------
    str
        The number, marked if need be; a dash needs no mark.

    Examples
    --------
    >>> marked("184", 12.0), marked("184", 0.0), marked(UNKNOWN, 12.0)
    ('184+', '184', '–')
    """
    return text + PARTLY if is_partial(unknown_s) and text != UNKNOWN else text


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
    ahead = "−" if offset_s < 0 else "+"
    return f"{start:%H:%M} local time (UTC{ahead}{hours}:{minutes:02d})"


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
