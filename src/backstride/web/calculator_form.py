"""What is typed into the calculators, filled in from the log where nothing was typed yet."""

from collections.abc import Mapping
from typing import Final

from backstride.actions.pacing import PaceWish
from backstride.actions.travel_costs import CostWish
from backstride.athlete import AthleteOnDay, HeartChoice, Measurement, Quantity, Sex
from backstride.bout import Gait
from backstride.errors import InvalidValue
from backstride.units import METRES_PER_KILOMETRE, METRES_PER_MILE
from backstride.web.describing import heart_choice, read_zones, written_zones
from backstride.web.form_values import is_plain
from backstride.web.reading import read_count, read_number, read_time
from backstride.web.visitor import Visitor
from backstride.web.writing import KILOGRAMS_PER_POUND, METRES_PER_YARD

HEART: Final = ("age", "sex", "rest", "max", "formula", "low", "high", "zones")
COST: Final = ("gait", "speed", "speed_unit", "grade", "mass", "mass_unit", "sessions")
PACE: Final = ("pace", "pace_unit", "distance", "distance_unit", "every", "every_unit")
OF_ANYBODY: Final = {
    "formula": "fox",
    "low": "75",
    "high": "85",
    "grade": "0",
    "distance": "1",
    "every": "400",
}
"""What stands in a field that tells nothing of a person, where an address leaves it out."""
LONGEST: Final = 400
"""Letters of a field; own zones are the longest. [letters]"""

SPEED_UNITS: Final = ("km/h", "mph", "min/km", "min/mi", "m/s")
MASS_UNITS: Final = ("kg", "lb")
DISTANCE_UNITS: Final = ("mi", "km", "m", "yd")
METRES: Final = {"mi": METRES_PER_MILE, "km": METRES_PER_KILOMETRE, "m": 1.0, "yd": METRES_PER_YARD}
SPEED_M_S: Final = {"km/h": 1 / 3.6, "mph": METRES_PER_MILE / 3600.0, "m/s": 1.0}
PACE_M: Final = {"min/km": METRES_PER_KILOMETRE, "min/mi": METRES_PER_MILE}
"""What a pace is the time for. [m]"""

Typed = Mapping[str, str]


def typed_of(query: Mapping[str, str], names: tuple[str, ...], otherwise: Typed) -> Typed:
    """The fields of one calculator.

    Parameters
    ----------
    query
        What stands in the address.
    names
        The names of the fields.
    otherwise
        What stands in them where the address says nothing of this calculator.

    Returns
    -------
    mapping
        Text by name; a field that the address leaves out is empty, or what it is for anybody.
    """
    if not any(name in query for name in names):
        return otherwise
    units = {name: otherwise[name] for name in names if name.endswith("_unit")}
    if "every" in names and "every" not in query:
        units["every_unit"] = "m"
    anybody = OF_ANYBODY | units
    return {name: query.get(name, anybody.get(name, "")).strip()[:LONGEST] for name in names}


def check_plain(typed: Typed) -> None:
    """Refuse what cannot be printed.

    Parameters
    ----------
    typed
        What was typed.

    Raises
    ------
    InvalidValue
        If a field holds it.
    """
    if not all(is_plain(text) for text in typed.values()):
        raise InvalidValue(
            "A field holds signs that cannot be printed.",
            allowed="Numbers, words and units.",
            remedy="Type it once more.",
        )


# ── Heart rate ───────────────────────────────────────────────────────────────────────────────────


def known_heart(today: AthleteOnDay, choice: HeartChoice) -> Typed:
    """The heart's fields by what the log knows.

    Parameters
    ----------
    today
        What holds of the person.
    choice
        What their heart rate is held against.

    Returns
    -------
    mapping
        Text by name.
    """
    low, high = choice.target
    return {
        "age": "" if today.age_years is None else str(today.age_years),
        "sex": today.sex or "",
        "rest": plain(today.resting_heart_rate_bpm),
        "max": plain(today.maximum_heart_rate_bpm),
        "formula": choice.formula,
        "low": plain(low * 100),
        "high": plain(high * 100),
        "zones": written_zones(choice.zones_bpm),
    }


def plain(value: float | None) -> str:
    """A number as it is typed.

    Parameters
    ----------
    value
        The number.

    Returns
    -------
    str
        With at most one decimal; empty where it is unknown.

    Examples
    --------
    >>> plain(52.0), plain(52.25), plain(None)
    ('52', '52.2', '')
    """
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def read_heart(typed: Typed, visitor: Visitor) -> tuple[AthleteOnDay, HeartChoice]:
    """The person, and what their heart rate is to be held against.

    Parameters
    ----------
    typed
        What was typed.
    visitor
        Who did, and on which day.

    Returns
    -------
    tuple
        Both, checked; what was left out is unknown.

    Raises
    ------
    InvalidValue
        If a field is no number, or cannot be.
    """
    check_plain(typed)
    sex = typed["sex"]
    if sex not in {"", *Sex}:
        raise InvalidValue(
            "The sex that formulas are asked for is not known.",
            allowed="They were measured on women, or on men.",
            remedy="Choose one of them, or leave it open.",
        )
    athlete = AthleteOnDay(
        age_years=read_count(typed["age"]) if typed["age"] else None,
        sex=Sex(sex) if sex else None,
        resting_heart_rate_bpm=_measured(typed["rest"], Quantity.RESTING_HEART_RATE_BPM),
        maximum_heart_rate_bpm=_measured(typed["max"], Quantity.MAXIMUM_HEART_RATE_BPM),
    )
    choice = heart_choice(
        formula=typed["formula"] or "fox",
        target_percent=(read_number(typed["low"] or "75"), read_number(typed["high"] or "85")),
        zones_bpm=read_zones(typed["zones"]),
        since=None,
        today=visitor.today,
    )
    return athlete, choice


def _measured(text: str, quantity: Quantity, factor: float = 1.0) -> float | None:
    """A number that a person can have; None where nothing was typed."""
    return Measurement(quantity=quantity, value=read_number(text) * factor).value if text else None


# ── Costs ────────────────────────────────────────────────────────────────────────────────────────


def known_cost(today: AthleteOnDay, visitor: Visitor) -> Typed:
    """The fields of the costs by what the log knows; the speed is the one that the method speaks of.

    Parameters
    ----------
    today
        What holds of the person.
    visitor
        In whose units.

    Returns
    -------
    mapping
        Text by name.
    """
    is_imperial = visitor.writing.is_imperial
    mass = today.mass_kg
    if mass is not None and is_imperial:
        mass /= KILOGRAMS_PER_POUND
    return {
        "gait": Gait.RUN,
        "speed": "6" if is_imperial else "9.7",
        "speed_unit": "mph" if is_imperial else "km/h",
        "grade": "0",
        "mass": plain(mass),
        "mass_unit": "lb" if is_imperial else "kg",
        "sessions": plain(today.backward_sessions),
    }


def read_cost(typed: Typed) -> CostWish:
    """How somebody travels.

    Parameters
    ----------
    typed
        What was typed.

    Returns
    -------
    CostWish
        Checked.

    Raises
    ------
    InvalidValue
        If a field is no number, or cannot be.
    """
    check_plain(typed)
    gait = typed["gait"] or Gait.RUN
    grade = typed["grade"].replace("\N{MINUS SIGN}", "-")
    pounds = KILOGRAMS_PER_POUND if typed["mass_unit"] == "lb" else 1.0
    return CostWish(
        gait=Gait(gait) if gait in set(Gait) else Gait.UNKNOWN,
        speed_m_s=read_speed(typed["speed"], typed["speed_unit"]),
        grade=(-1 if grade.startswith("-") else 1) * read_number(grade.removeprefix("-") or "0") / 100.0,
        mass_kg=_measured(typed["mass"], Quantity.MASS_KG, pounds),
        backward_sessions=_measured(typed["sessions"], Quantity.BACKWARD_SESSIONS),
    )


def read_speed(text: str, unit: str) -> float:
    """A speed or a pace.

    Parameters
    ----------
    text
        A number, or minutes and seconds.
    unit
        One of `SPEED_UNITS`.

    Returns
    -------
    float
        The speed. [m/s]

    Raises
    ------
    InvalidValue
        If it is neither, or there is no such unit.

    Examples
    --------
    >>> read_speed("9", "km/h"), round(read_speed("6:00", "min/km"), 3), round(read_speed("6", "min/km"), 3)
    (2.5, 2.778, 2.778)
    """
    if unit in PACE_M:
        pace_s = read_time(text) if ":" in text else read_number(text) * 60.0
        if pace_s > 0.0:
            return PACE_M[unit] / pace_s
    elif unit in SPEED_M_S:
        return read_number(text) * SPEED_M_S[unit]
    raise InvalidValue(
        "A pace of no time, or a unit that is not known, was given.",
        allowed=f"The units are {', '.join(SPEED_UNITS)}.",
        remedy="Write a speed like 9.5, or a pace like 6:20.",
    )


# ── Paces ────────────────────────────────────────────────────────────────────────────────────────


def known_pace(visitor: Visitor) -> Typed:
    """The fields of the paces: a backward mile, as an example.

    Parameters
    ----------
    visitor
        In whose units.

    Returns
    -------
    mapping
        Text by name.
    """
    is_imperial = visitor.writing.is_imperial
    return {
        "pace": "10:00" if is_imperial else "6:30",
        "pace_unit": "min/mi" if is_imperial else "min/km",
        "distance": "1",
        "distance_unit": "mi",
        "every": "0.25" if is_imperial else "400",
        "every_unit": "mi" if is_imperial else "m",
    }


def read_pace(typed: Typed) -> PaceWish:
    """A speed, and the distance whose splits are told.

    Parameters
    ----------
    typed
        What was typed.

    Returns
    -------
    PaceWish
        Checked.
    """
    check_plain(typed)
    return PaceWish(
        speed_m_s=read_speed(typed["pace"], typed["pace_unit"]),
        distance_m=_distance(typed["distance"], typed["distance_unit"]),
        every_m=_distance(typed["every"], typed["every_unit"]),
    )


def _distance(text: str, unit: str) -> float:
    if unit not in METRES:
        raise InvalidValue(
            "A unit of distance that is not known was given.",
            allowed=f"The units are {', '.join(DISTANCE_UNITS)}.",
            remedy="Choose one of them.",
        )
    return read_number(text) * METRES[unit]
