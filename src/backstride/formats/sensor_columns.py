"""What the headings of a sensor log mean: which sensor, which axis, which unit.

Every recorder app has its own words; what they share is told from the words alone, in any order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final


class Quantity(StrEnum):
    """What a column holds."""

    TIME = "time"
    ACCELERATION = "acceleration"
    """As an accelerometer measures it, gravity included, or nobody says."""
    LINEAR = "linear acceleration"
    """Gravity taken out."""
    GRAVITY = "gravity"
    ROTATION = "rotation"
    UNSETTLED = "g"
    """A lone ``g``, which is an acceleration in one log and a rotation in the next."""


class Unit(StrEnum):
    """A unit that headings name."""

    METRE_PER_SECOND_2 = "m/s²"
    GRAVITY = "g"
    MILLIGRAVITY = "mg"
    RADIAN_PER_SECOND = "rad/s"
    DEGREE_PER_SECOND = "°/s"
    MILLIDEGREE_PER_SECOND = "m°/s"
    MINUTE = "min"
    SECOND = "s"
    MILLISECOND = "ms"
    MICROSECOND = "µs"
    NANOSECOND = "ns"


_UNIT_WORDS: Final = {
    Unit.METRE_PER_SECOND_2: "m/s2 m/s^2 m/s/s ms2 ms-2 mps2 m/sec2 m/s\ufffd m.s-2 ms^-2 m*s-2",
    Unit.GRAVITY: "g gs gee gravities gforce",
    Unit.MILLIGRAVITY: "mg milli-g millig",
    Unit.RADIAN_PER_SECOND: "rad/s rads rad/sec rps radians/s radians/sec rads-1 rad.s-1",
    Unit.DEGREE_PER_SECOND: "°/s deg/s degs dps d/s deg/sec degrees/s degrees/second degrees/sec º/s",
    Unit.MILLIDEGREE_PER_SECOND: "mdps mdeg/s",
    Unit.MINUTE: "min minutes",
    Unit.SECOND: "s sec secs second seconds sekunden",
    Unit.MILLISECOND: "ms msec millis millisecond milliseconds",
    Unit.MICROSECOND: "us usec micros microsecond microseconds",
    Unit.NANOSECOND: "ns nsec nanos nanosecond nanoseconds",
}
_UNITS: Final = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
_RATES: Final = frozenset({Unit.RADIAN_PER_SECOND, Unit.DEGREE_PER_SECOND, Unit.MILLIDEGREE_PER_SECOND})
_TIME_UNITS: Final = frozenset(
    {Unit.MINUTE, Unit.SECOND, Unit.MILLISECOND, Unit.MICROSECOND, Unit.NANOSECOND}
)

_IS_TIME: Final = re.compile(
    r"t|ts|.*time|times|time ?stamp.*|elapsed|epoch?|unix|utc|yyyy|date|clock|milli(?:s|seconds)|seconds"
    r"|sampletimefine|zeit.*|temps|tiempo|tempo|tid|tijd|czas|aika"
)
_ELAPSED: Final = re.compile(r"elapsed|since|relative|reboot|fine")
_WRITTEN: Final = re.compile(r"txt|date|utc|clock|yyyy|local|iso")

_SENSORS: Final = tuple(
    (re.compile(pattern), quantity)
    for pattern, quantity in (
        (
            r"gyr|giro|rotation|rotrate|rotvel|angular|angvel|winkelgeschw|^(?:w|omega|rot)$",
            Quantity.ROTATION,
        ),
        # Other sensors, and accelerations in axes that are not the sensor's own.
        (
            r"mag|euler|quat|orient|roll|pitch|yaw|azimuth|attitude|heading|location|posit|velocity|speed",
            None,
        ),
        (r"freeacc|world|earth|jerk|temp|press|bias|drift", None),
        (r"lin|useracc|bodyacc|without|ohneg|nograv|dynamic", Quantity.LINEAR),
        (r"grav", Quantity.GRAVITY),
        (r"acc|acel|beschl|kiihty|^(?:a|ac|gf|gforces?|)$", Quantity.ACCELERATION),
        (r"^g$", Quantity.UNSETTLED),
    )
)
"""What three columns of a name hold: the first that fits counts."""
_AXES: Final = {"x": 0, "y": 1, "z": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What one heading means."""

    quantity: Quantity
    word: str = ""
    """The heading without axis and unit; columns of one sensor share it."""
    axis: int | None = None
    unit: Unit | None = None
    rank: int = 0
    """Of a time, the better the lower: since the start, as a number, as a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorColumns:
    """The three columns of one sensor in a table."""

    quantity: Quantity
    axes: tuple[int, int, int]
    """Where x, y and z stand."""
    word: str
    unit: Unit | None = None
    time: int | None = None
    """Where its times stand; None without any."""
    time_unit: Unit | None = None


def read_heading(text: str) -> Heading | None:
    """What a heading means.

    Parameters
    ----------
    text
        The heading as it stands in the file.

    Returns
    -------
    Heading or None
        None for columns that are no time, acceleration or rotation.

    Examples
    --------
    >>> found = read_heading("Linear Acceleration y (m/s^2)")
    >>> found.quantity.value, found.axis, found.unit.value
    ('linear acceleration', 1, 'm/s²')
    """
    name, unit = _without_unit(text)
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    words = [word.lower() for word in words]
    if unit is None:
        words, unit = _unit_behind(words)
    if not words:
        return None
    axis, word = _axis(words)
    if axis is not None:
        found = _sensor(word, unit)
        return None if found is None else Heading(quantity=found, word=word, axis=axis, unit=unit)
    joined = "".join(words)
    if not any(_IS_TIME.fullmatch(each) for each in (*words, joined)):
        return None
    rank = 0 if _ELAPSED.search(joined) else 2 if _WRITTEN.search(joined) else 1
    of_time = unit if unit in _TIME_UNITS else _spelled_unit(words)
    return Heading(quantity=Quantity.TIME, word=joined, unit=of_time, rank=rank)


def _without_unit(text: str) -> tuple[str, Unit | None]:
    """The name before the first bracket, and the unit in it."""
    plain = text.strip().strip('"\ufeff').replace("²", "2").replace("μ", "u").replace("µ", "u")
    name, bracket, rest = plain.replace("[", "(").partition("(")
    if not bracket:
        return plain, None
    return name, _UNITS.get(re.sub(r"[()\[\]\s]", "", rest).lower())


def _unit_behind(words: list[str]) -> tuple[list[str], Unit | None]:
    """The unit that the last words of a heading are: ``in ms``, ``acc_x_g``, ``gyro_x_deg_s``."""
    for count in (2, 1):
        if len(words) > count:
            unit = _UNITS.get("/".join(words[-count:]))
            if unit is not None:
                return words[:-count], unit
    return words, None


def _spelled_unit(words: Sequence[str]) -> Unit | None:
    """The unit of a time whose name holds it: ``seconds_elapsed``."""
    return next((_UNITS[word] for word in words if _UNITS.get(word) in _TIME_UNITS and len(word) > 1), None)


def _axis(words: list[str]) -> tuple[int | None, str]:
    """Which axis, and the heading without it."""
    for at in (-1, 0):
        if words[at] in _AXES:
            rest = words[:-1] if at == -1 else words[1:]
            return _AXES[words[at]], "".join(word for word in rest if word != "axis")
    # The axis may be written against the name, as in accx, or stand within it, as in Accel_X_CAL.
    within = [at for at, word in enumerate(words) if word in _AXES]
    if len(within) == 1:
        return _AXES[words[within[0]]], "".join(words[: within[0]] + words[within[0] + 1 :])
    joined = "".join(words)
    if len(joined) <= len("accelerometerx") and joined[-1] in _AXES:
        return _AXES[joined[-1]], joined[:-1]
    return None, joined


def _sensor(word: str, unit: Unit | None) -> Quantity | None:
    """What three columns of this name hold; None if it is something else."""
    if word == "" and unit in _RATES:
        return Quantity.ROTATION
    return next((quantity for pattern, quantity in _SENSORS if pattern.search(word)), None)


def sensors(headings: Sequence[str]) -> tuple[SensorColumns, ...]:
    """The sensors of a table.

    Parameters
    ----------
    headings
        The headings of its columns.

    Returns
    -------
    tuple of SensorColumns
        Each with all three axes, and the times that stand nearest before it; empty if there is none.

    Examples
    --------
    >>> [each.axes for each in sensors(["seconds_elapsed", "z", "y", "x"])]
    [(3, 2, 1)]
    """
    read = [read_heading(text) for text in headings]
    names = dict.fromkeys((each.quantity, each.word) for each in read if each and each.axis is not None)
    whole = [(name, axes) for name in names if (axes := _axes(read, name)) is not None]
    quantities = {quantity for (quantity, _), _ in whole}
    return tuple(_settled(read, name, axes, quantities) for name, axes in whole)


def _axes(read: Sequence[Heading | None], name: tuple[Quantity, str]) -> tuple[int, int, int] | None:
    """Where the first x, y and z of a name stand; None if one lacks."""
    places: dict[int | None, int] = {}
    for at, each in enumerate(read):
        if each is not None and (each.quantity, each.word) == name:
            places.setdefault(each.axis, at)
    return (places[0], places[1], places[2]) if places.keys() >= {0, 1, 2} else None


def _settled(
    read: Sequence[Heading | None],
    name: tuple[Quantity, str],
    axes: tuple[int, int, int],
    quantities: set[Quantity],
) -> SensorColumns:
    quantity, word = name
    if quantity is Quantity.UNSETTLED:
        # A gx beside an ax is the gyroscope's; alone it is an acceleration in g.
        is_rate = bool({Quantity.ACCELERATION, Quantity.LINEAR} & quantities)
        quantity = Quantity.ROTATION if is_rate else Quantity.ACCELERATION
    first, time = read[axes[0]], _time_of(read, min(axes))
    unit = None if first is None else first.unit
    if unit is None and word in {"g", "gf"} and quantity is Quantity.ACCELERATION:
        unit = Unit.GRAVITY
    at_time = None if time is None else read[time]
    return SensorColumns(
        quantity=quantity,
        axes=axes,
        word=word,
        unit=unit,
        time=time,
        time_unit=None if at_time is None else at_time.unit,
    )


def _time_of(read: Sequence[Heading | None], before: int) -> int | None:
    """Where the times of a sensor stand: the last ones before its columns, or else the first of all."""
    at_times = [at for at, each in enumerate(read) if each is not None and each.quantity is Quantity.TIME]
    blocks = [
        [at for _, at in block]
        for _, block in groupby(enumerate(at_times), key=lambda pair: pair[1] - pair[0])
    ]
    earlier = [block for block in blocks if block[0] < before]
    block = earlier[-1] if earlier else blocks[0] if blocks else []
    return min(reversed(block), key=lambda at: _rank(read[at]), default=None)


def _rank(heading: Heading | None) -> int:
    return 0 if heading is None else heading.rank
