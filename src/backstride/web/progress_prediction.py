"""The form in which somebody asks for a race time, read as it was typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from backstride.actions.predicting import RACES_M
from backstride.errors import InvalidValue
from backstride.training.prediction import LONGEST_M, SHORTEST_M, KnownTime
from backstride.web.progress_view import MARATHON_M, MILE_M
from backstride.web.reading import read_number

OFFERED_M: Final = tuple(sorted({*RACES_M, 200.0, 800.0, 3000.0, MARATHON_M}))
"""The races that can be chosen. [m]"""
CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:[.,]\d{1,2})?)", re.ASCII)
SECONDS: Final = re.compile(r"(\d{1,5}(?:[.,]\d{1,2})?)", re.ASCII)
LONGEST_TEXT: Final = 40
WAYS: Final = ("backward", "forward")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRace:
    """What was typed, as it was."""

    race: str = ""
    """One of the races that are offered, in metres; empty for the mile."""
    other: str = ""
    """Another distance, in metres."""
    on: str = ""
    way: str = "backward"
    """The direction of an own time that no file holds."""
    over: str = ""
    """Its distance, in metres."""
    time: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "TypedRace":
        """What an address or a form holds.

        Parameters
        ----------
        fields
            Its fields.

        Returns
        -------
        TypedRace
            Each without the spaces around it, and not longer than anybody types.
        """
        given = {name: fields.get(name, "").strip()[:LONGEST_TEXT] for name in cls.__slots__}
        return cls(**given | {"way": given["way"] or "backward"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceAsked:
    """What is predicted."""

    distances_m: tuple[float, ...]
    """The one that was asked for, then the others that are offered. [m]"""
    on: date
    backward: tuple[KnownTime, ...] = ()
    forward: tuple[KnownTime, ...] = ()


def read_race(typed: TypedRace, *, today: date) -> RaceAsked:
    """What was asked for.

    Parameters
    ----------
    typed
        What was typed.
    today
        The day, which stands where none was typed.

    Returns
    -------
    RaceAsked
        With the own time that was told, as of today.

    Raises
    ------
    InvalidValue
        If a distance, a day or a time cannot be understood.
    """
    distance_m = _distance_m(typed)
    on = _day(typed.on, today)
    known = _own_time(typed, today)
    others = tuple(each for each in OFFERED_M if each != distance_m)
    return RaceAsked(
        distances_m=(distance_m, *others),
        on=on,
        backward=known if typed.way == "backward" else (),
        forward=known if typed.way == "forward" else (),
    )


def _distance_m(typed: TypedRace) -> float:
    if typed.other:
        return _between(_metres(typed.other))
    return _between(_metres(typed.race)) if typed.race else MILE_M


def _metres(text: str) -> float:
    try:
        return read_number(text)
    except InvalidValue:
        raise InvalidValue(
            f"{text!r} was given as a distance.",
            allowed="A distance is a number of metres.",
            remedy="Write it like 1500.",
        ) from None


def _between(distance_m: float) -> float:
    if not SHORTEST_M <= distance_m <= LONGEST_M:
        raise InvalidValue(
            f"A race over {distance_m:g} m was asked for.",
            allowed=f"Between {SHORTEST_M:g} m and {LONGEST_M / 1000.0:g} km.",
            remedy="Check the distance and its unit.",
        )
    return distance_m


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(
            f"{text!r} was given as a day.",
            allowed="A day is written as year, month and day: 2026-04-01.",
            remedy="Write it like that.",
        ) from None


def _own_time(typed: TypedRace, today: date) -> tuple[KnownTime, ...]:
    """The own time that was told; none where its fields are empty."""
    if not typed.over and not typed.time:
        return ()
    if typed.way not in WAYS:
        raise InvalidValue(
            f"{typed.way!r} was given as a direction.",
            allowed="backward or forward.",
            remedy="Choose one of the two.",
        )
    if not typed.over or not typed.time:
        raise InvalidValue(
            "Only a part of your own time was given.",
            allowed="A distance and a time, or neither.",
            remedy="Fill in both, or leave both empty.",
        )
    return (KnownTime(distance_m=_metres(typed.over), time_s=_seconds(typed.time), day=today),)


def _seconds(text: str) -> float:
    if match := CLOCK.fullmatch(text):
        hours, minutes, seconds = int(match[1] or 0), int(match[2]), float(match[3].replace(",", "."))
        if seconds < 60 and (match[1] is None or minutes < 60):
            return hours * 3600 + minutes * 60 + seconds
    elif match := SECONDS.fullmatch(text):
        return float(match[1].replace(",", "."))
    raise InvalidValue(
        f"{text!r} was given as a time.",
        allowed="A time is written as h:mm:ss, mm:ss or seconds.",
        remedy="Write it like 7:30 or 1:02:03.",
    )
