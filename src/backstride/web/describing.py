"""What a person says of themselves, in forms and in the API: checked, before the log keeps it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from backstride.actions.measuring import ALWAYS
from backstride.athlete import Condition, HeartChoice, Measurement, Quantity
from backstride.errors import InvalidValue
from backstride.heart.maximum import AGES, FORMULAS
from backstride.heart.zones import custom_zones
from backstride.web.writing import KILOGRAMS_PER_POUND, Writing

FORMULA_KEYS: Final = tuple(formula.key for formula in FORMULAS)
LONGEST_NAME: Final = 80
"""[letters]"""
MOST_ZONES: Final = 12
LONGEST_LABEL: Final = 40
"""Of a zone. [letters]"""
ZONE: Final = re.compile(r"(?:([^=]{1,40})=)?\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*", re.ASCII)


def check_birth_year(year: int, *, today: date) -> int:
    """Refuse a year of birth that no formula knows anything of.

    Parameters
    ----------
    year
        The year.
    today
        The day on which it is said.

    Returns
    -------
    int
        The year.

    Raises
    ------
    InvalidValue
        If the person would be too young, or too old.
    """
    youngest, oldest = today.year - AGES[0], today.year - AGES[1]
    if not oldest <= year <= youngest:
        raise InvalidValue(
            f"The birth year is {year}.",
            allowed=f"It lies between {oldest} and {youngest}.",
            remedy="Give the year with four digits.",
        )
    return year


def check_day(day: date, *, today: date) -> date:
    """Refuse a day on which nothing can have been measured yet.

    Parameters
    ----------
    day
        The day.
    today
        The day on which it is said.

    Returns
    -------
    date
        The day.

    Raises
    ------
    InvalidValue
        If it is yet to come.
    """
    if day > today:
        raise InvalidValue(
            f"The day is {day}, which is yet to come.",
            allowed="What was measured or chosen holds from a day up to today on.",
            remedy="Check the year.",
        )
    return day


def measurement(
    quantity: Quantity, value: float, since: date | None, *, today: date, writing: Writing | None = None
) -> Measurement:
    """What was measured.

    Parameters
    ----------
    quantity
        What.
    value
        How much. [the quantity's unit, or pounds for whoever writes so]
    since
        Its day; None for what has always held.
    today
        The day on which it is said.
    writing
        In which units it is said; None for those of the quantity.

    Returns
    -------
    Measurement
        As the log keeps it.
    """
    is_in_pounds = writing is not None and writing.is_imperial and quantity is Quantity.MASS_KG
    return Measurement(
        quantity=quantity,
        value=value * KILOGRAMS_PER_POUND if is_in_pounds else value,
        measured_on=check_day(since or ALWAYS, today=today),
    )


def condition(name: str, since: date, until: date | None, *, today: date) -> Condition:
    """What somebody's body has to cope with.

    Parameters
    ----------
    name
        What it is called.
    since
        Its first day.
    until
        Its last day; None while it lasts.
    today
        The day on which it is said.

    Returns
    -------
    Condition
        As the log keeps it.

    Raises
    ------
    InvalidValue
        If its name is too long, or cannot be printed.
    """
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidValue(
            "The name of the condition is too long, or cannot be printed.",
            allowed=f"Up to {LONGEST_NAME} letters, such as knee surgery.",
            remedy="Say it in fewer words.",
        )
    return Condition(name=name.strip(), since=check_day(since, today=today), until=until)


def heart_choice(
    *,
    formula: str,
    target_percent: tuple[float, float],
    zones_bpm: Mapping[str, float] | None,
    since: date | None,
    today: date,
) -> HeartChoice:
    """What heart rate is held against.

    Parameters
    ----------
    formula
        The key of a formula for the maximum.
    target_percent
        Ends of the target range. [%]
    zones_bpm
        Own zones: lower limits by label; None for the usual ones. [bpm]
    since
        Its day; None for what has always held.
    today
        The day on which it is said.

    Returns
    -------
    HeartChoice
        As the log keeps it.

    Raises
    ------
    InvalidValue
        If there is no such formula, or the range or the zones cannot be.
    """
    if formula not in FORMULA_KEYS:
        raise InvalidValue(
            "This formula for the maximum heart rate is not known.",
            allowed=f"It is one of {', '.join(FORMULA_KEYS)}.",
            remedy="Choose one of them.",
        )
    low, high = target_percent
    if not 0 < low < high <= 100:
        raise InvalidValue(
            "The ends of the target range do not fit.",
            allowed="It rises from over 0 to at most 100 per cent.",
            remedy="Give the lower end first, such as 75 and 85.",
        )
    if zones_bpm is not None:
        _check_zones(zones_bpm)
    return HeartChoice(
        since=check_day(since or ALWAYS, today=today),
        formula=formula,
        target=(low / 100, high / 100),
        zones_bpm=zones_bpm,
    )


def _check_zones(zones_bpm: Mapping[str, float]) -> None:
    if any(not 0 < len(label) <= LONGEST_LABEL or not label.isprintable() for label in zones_bpm):
        raise InvalidValue(
            "The name of a zone is missing, too long, or cannot be printed.",
            allowed=f"Up to {LONGEST_LABEL} letters, such as easy.",
            remedy="Give it another name.",
        )
    custom_zones(zones_bpm)


def read_zones(text: str) -> dict[str, float] | None:
    """Own zones, as somebody types them.

    Parameters
    ----------
    text
        Lower limits, divided by semicolons or blanks; each may have a label before it.

    Returns
    -------
    dict or None
        Lower limits by label; None where nothing was typed. [bpm]

    Raises
    ------
    InvalidValue
        If it is not understood.

    Examples
    --------
    >>> read_zones("110; 130"), read_zones("easy=110; hard=150"), read_zones("")
    ({'zone 1': 110.0, 'zone 2': 130.0}, {'easy': 110.0, 'hard': 150.0}, None)
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    zones: dict[str, float] = {}
    for number, part in enumerate(parts, start=1):
        found = ZONE.fullmatch(part)
        label = "" if found is None else (found[1] or f"zone {number}").strip()
        if found is None or not label.isprintable() or label in zones or number > MOST_ZONES:
            raise InvalidValue(
                "The zones are not understood.",
                allowed=f"Up to {MOST_ZONES} lower limits in beats per minute, divided by semicolons.",
                remedy="Write them like 110; 130; 150, or with names: easy=110; hard=150.",
            )
        zones[label] = float(found[2].replace(",", "."))
    return zones or None


def written_zones(zones_bpm: Mapping[str, float] | None) -> str:
    """Own zones, as `read_zones` reads them.

    Parameters
    ----------
    zones_bpm
        Lower limits by label; None for none. [bpm]

    Returns
    -------
    str
        The text.
    """
    return "; ".join(f"{label}={bound:g}" for label, bound in (zones_bpm or {}).items())
