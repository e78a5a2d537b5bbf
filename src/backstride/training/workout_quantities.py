"""Lengths and targets of workout steps as text, written and read back to the last digit."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from backstride.errors import InvalidValue
from backstride.training.workout import Length, LengthKind, Target, TargetKind

METRES_PER_MILE: Final = Decimal("1609.344")
SLOWEST_PACE_S: Final = 1200
"""Slower than this per kilometre, people speak of km/h. [s]"""

LENGTHS: Final = (
    "A step starts with its length: 5min, 90s, 1:30, 100m, 1.5km, 1mile, until lap press, "
    "until HR below 120 or until HR above 150."
)
TARGETS: Final = (
    "A target is @RPE 4, @RPE 3-4, @Z2, @75-85% HRmax, @40-59% HRR, @135-150 bpm, @6:00-6:30/km, "
    "@5.5 km/h, @2.2 m/s or @45-55% forward speed."
)
EXAMPLE: Final = "- 5x 100m backward @RPE 4, 200m forward walk recovery"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.ASCII)


_NUMBER: Final = r"[0-9]{1,9}(?:\.[0-9]{1,400})?"
_CLOCK: Final = r"[0-9]{1,5}:[0-5][0-9](?::[0-5][0-9])?"
_END: Final = r"(?![\w%])"
_RANGE: Final = rf"(?P<low>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?"
_PACES: Final = rf"(?P<low>{_CLOCK})(?:\s*(?:-|–|to)\s*(?P<high>{_CLOCK}))?"
_COUNTED: Final = _pattern(rf"({_NUMBER})\s*([a-z]+)(?!\w)")
_TIMED: Final = _pattern(rf"({_CLOCK})(?![\w/:])")
_UNTIL_LAP: Final = _pattern(rf"until\s+lap(?:\s+press)?{_END}")
UNTIL_HEART: Final = _pattern(rf"until\s+(?:HR|heart\s+rate)\s+(below|above)\s+({_NUMBER})(?:\s*bpm)?{_END}")
"""A length that the heart ends: the side and the rate. [bpm]"""

_UNITS: Final[dict[str, tuple[LengthKind, Decimal]]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), (LengthKind.TIME, Decimal(1))),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), (LengthKind.TIME, Decimal(60))),
    **dict.fromkeys(("h", "hour", "hours"), (LengthKind.TIME, Decimal(3600))),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), (LengthKind.DISTANCE, Decimal(1))),
    **dict.fromkeys(("km", "kilometres", "kilometers"), (LengthKind.DISTANCE, Decimal(1000))),
    **dict.fromkeys(("mile", "miles", "mi"), (LengthKind.DISTANCE, METRES_PER_MILE)),
}

_FORMS: Final = {
    TargetKind.OPEN: ("", 1),
    TargetKind.RPE: ("RPE {}", 1),
    TargetKind.HEART_RATE_ZONE: ("Z{}", 1),
    TargetKind.HEART_RATE_MAXIMUM: ("{}% HRmax", 100),
    TargetKind.HEART_RATE_RESERVE: ("{}% HRR", 100),
    TargetKind.HEART_RATE: ("{} bpm", 1),
    TargetKind.FORWARD_SPEED: ("{}% forward speed", 100),
}
"""How a target is written, and how often its unit goes into 1."""

# --- Writing ---------------------------------------------------------------------------------------


def length_text(length: Length) -> str:
    """A length as text.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    length
        The length.

    Returns
    -------
    str
        As in ``5min``, ``1.5km`` or ``until HR below 120``.
    """
    if length.value is None:
        return "until lap press"
    if length.kind is LengthKind.TIME:
        return _time_text(length.value)
    if length.kind is LengthKind.DISTANCE:
        return _distance_text(length.value)
    side = "below" if length.kind is LengthKind.HEART_RATE_BELOW else "above"
    return f"until HR {side} {_number_text(length.value)}"


def target_text(target: Target) -> str:
    """A target as text.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    target
        The target.

    Returns
    -------
    str
        As in ``RPE 3-4`` or ``75-85% HRmax``; empty for an open one.
    """
    low, high = target.low, target.high
    if target.kind is TargetKind.SPEED:
        return _speed_text(low, high)
    form, times = _FORMS[target.kind]
    return form.format(_range_text(low, high, times))


def _number_text(value: float, times: int = 1) -> str:
    """A number without an exponent, with every digit that is needed to read back the same."""
    number = Decimal(repr(float(value))) * times
    return f"{number:.0f}" if number == number.to_integral_value() else f"{number.normalize():f}"


def _range_text(low: float, high: float, times: int = 1) -> str:
    ends = _number_text(low, times), _number_text(high, times)
    return ends[0] if low == high else "-".join(ends)


def _time_text(seconds: float) -> str:
    if seconds % 60 == 0:
        return f"{seconds / 60:.0f}min"
    if seconds > 120 and seconds == round(seconds):
        return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
    return f"{_number_text(seconds)}s"


def _distance_text(metres: float) -> str:
    miles = round(metres / float(METRES_PER_MILE))
    if miles > 0 and float(miles * METRES_PER_MILE) == metres:
        return f"{miles}mile{'s' if miles > 1 else ''}"
    if metres >= 1000 and metres % 100 == 0:
        return f"{_number_text(metres / 1000)}km"
    return f"{_number_text(metres)}m"


def _speed_text(low: float, high: float) -> str:
    """In the first of pace, km/h and m/s that says it exactly."""
    ends = (low,) if low == high else (low, high)
    paces = [round(1000 / end) for end in ends]
    if all(1000 / pace == end and pace <= SLOWEST_PACE_S for pace, end in zip(paces, ends, strict=True)):
        return "-".join(f"{pace // 60}:{pace % 60:02d}" for pace in reversed(paces)) + "/km"
    hourly = [round(end * 3.6, 1) for end in ends]
    if all(_from_km_h(speed) == end for speed, end in zip(hourly, ends, strict=True)):
        return f"{_range_text(hourly[0], hourly[-1])} km/h"
    return f"{_range_text(low, high)} m/s"


def _from_km_h(speed: float) -> float:
    return float(Decimal(repr(speed)) / Decimal("3.6"))


# --- Reading ---------------------------------------------------------------------------------------


def read_length(text: str) -> tuple[Length, int]:
    """Read the length that a text starts with.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    text
        Such as ``100m backward``.

    Returns
    -------
    tuple of Length and int
        The length, and the place in the text after it.

    Raises
    ------
    InvalidValue
        Where it starts with none.
    """
    if until := _UNTIL_LAP.match(text):
        return Length(kind=LengthKind.LAP_PRESS), until.end()
    if until := UNTIL_HEART.match(text):
        is_below = until[1].lower() == "below"
        kind = LengthKind.HEART_RATE_BELOW if is_below else LengthKind.HEART_RATE_ABOVE
        return Length(kind=kind, value=float(until[2])), until.end()
    if timed := _TIMED.match(text):
        return Length(kind=LengthKind.TIME, value=float(_clock_s(timed[1]))), timed.end()
    counted = _COUNTED.match(text)
    if counted is None or counted[2].lower() not in _UNITS:
        raise InvalidValue(
            f"The step {text[:40]!r} has no length that is known.",
            allowed=LENGTHS,
            remedy=f"Write, for example: {EXAMPLE}",
        )
    kind, factor = _UNITS[counted[2].lower()]
    return Length(kind=kind, value=float(Decimal(counted[1]) * factor)), counted.end()


def read_target(text: str, place: int = 0) -> tuple[Target, int]:
    """Read the target that stands somewhere in a text.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    text
        Such as ``RPE 4 recovery``, without the @.
    place
        Where the target starts.

    Returns
    -------
    tuple of Target and int
        The target, and the place in the text after it.

    Raises
    ------
    InvalidValue
        Where none stands there.
    """
    for pattern, kind, value_of in _TARGETS:
        if said := pattern.match(text, place):
            ends = [value_of(said["low"]), value_of(said["high"] or said["low"])]
            if ":" in said[0]:
                ends.sort()  # of paces the faster one is said first
            return Target(kind=kind, low=ends[0], high=ends[1]), said.end()
    raise InvalidValue(
        f"The target {text[place : place + 40]!r} is not known.",
        allowed=TARGETS,
        remedy=f"Write, for example: {EXAMPLE}",
    )


def _clock_s(text: str) -> int:
    seconds = 0
    for part in text.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds


def _share(text: str) -> float:
    return float(Decimal(text) / 100)


def _from_pace(metres: Decimal) -> Callable[[str], float]:
    def speed_m_s(text: str) -> float:
        seconds = _clock_s(text)
        return float(metres) / seconds if seconds else float("inf")

    return speed_m_s


_TARGETS: Final[tuple[tuple[re.Pattern[str], TargetKind, Callable[[str], float]], ...]] = (
    (_pattern(rf"RPE\s*{_RANGE}{_END}"), TargetKind.RPE, float),
    (_pattern(rf"Z(?:one)?\s*(?P<low>[0-9])(?P<high>){_END}"), TargetKind.HEART_RATE_ZONE, float),
    (_pattern(rf"{_RANGE}\s*%\s*HR\s?max{_END}"), TargetKind.HEART_RATE_MAXIMUM, _share),
    (_pattern(rf"{_RANGE}\s*%\s*HRR{_END}"), TargetKind.HEART_RATE_RESERVE, _share),
    (_pattern(rf"{_RANGE}\s*%\s*forward\s+speed{_END}"), TargetKind.FORWARD_SPEED, _share),
    (_pattern(rf"{_RANGE}\s*bpm{_END}"), TargetKind.HEART_RATE, float),
    (_pattern(rf"{_PACES}\s*(?:min\s*)?/\s*km{_END}"), TargetKind.SPEED, _from_pace(Decimal(1000))),
    (_pattern(rf"{_PACES}\s*(?:min\s*)?/\s*mi(?:le)?{_END}"), TargetKind.SPEED, _from_pace(METRES_PER_MILE)),
    (
        _pattern(rf"{_RANGE}\s*km/h{_END}"),
        TargetKind.SPEED,
        lambda text: float(Decimal(text) / Decimal("3.6")),
    ),
    (
        _pattern(rf"{_RANGE}\s*mph{_END}"),
        TargetKind.SPEED,
        lambda text: float(Decimal(text) * METRES_PER_MILE / 3600),
    ),
    (_pattern(rf"{_RANGE}\s*m/s{_END}"), TargetKind.SPEED, float),
)
