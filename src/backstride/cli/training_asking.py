"""Answers, days, places and forward training as a person writes them on the command line."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from typing import Annotated, Final

import typer

from backstride import wording
from backstride.cli.options import read_day
from backstride.cli.written import read_number
from backstride.errors import InvalidValue
from backstride.training.clearance import Allowed, ClinicianWord
from backstride.training.plan import ForwardSession
from backstride.training.workout import Place

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EFFORTS: Final = {"easy": (40.0, 3.0), "hard": (45.0, 7.0)}
"""Minutes and perceived exertion of forward training, where no more is said."""
YES: Final = frozenset({"yes", "y", "true"})
NO: Final = frozenset({"no", "n", "false"})
LONGEST_OFF: Final = timedelta(days=731)
CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)

CLINICIAN: Final = "A clinician's word"
ClinicianName = Annotated[
    str | None,
    typer.Option(
        "--clinician", metavar="NAME", help="Who gave a word on your training.", rich_help_panel=CLINICIAN
    ),
]
ClinicianDay = Annotated[
    str | None,
    typer.Option("--clinician-on", metavar="DAY", help="When; else today.", rich_help_panel=CLINICIAN),
]
ClinicianAllows = Annotated[
    Allowed | None,
    typer.Option(
        "--clinician-allows",
        metavar="WHAT",
        help="How far it goes: walk, run or everything.",
        rich_help_panel=CLINICIAN,
    ),
]


def read_yes_no(text: str | None, what: str) -> bool | None:
    """An answer of yes or no.

    Parameters
    ----------
    text
        As it was written; None where nothing was.
    what
        What was asked, for the words if it is neither.

    Returns
    -------
    bool or None
        None where nothing was said.

    Raises
    ------
    InvalidValue
        If it is neither.

    Examples
    --------
    >>> read_yes_no("yes", "illness"), read_yes_no("No", "illness"), read_yes_no(None, "illness")
    (True, False, None)
    """
    if text is None:
        return None
    word = text.strip().lower()
    if word not in YES | NO:
        raise InvalidValue(
            f"For {what}, {text!r} was given.",
            allowed="It is yes or no.",
            remedy="Write yes or no; leave it out if you do not know.",
        )
    return word in YES


def read_clinician(
    by: str | None, on: str | None, allows: Allowed | None, *, today: date
) -> ClinicianWord | None:
    """A clinician's word.

    Parameters
    ----------
    by
        Who gave it; None where there is none.
    on
        When; None for today.
    allows
        How far it goes.
    today
        The day.

    Returns
    -------
    ClinicianWord or None
        None where nothing was said of one.

    Raises
    ------
    InvalidValue
        If a part of it is missing, or its day is yet to come.
    """
    if by is None and on is None and allows is None:
        return None
    if by is None or allows is None:
        raise InvalidValue(
            "A clinician's word was given in part.",
            allowed="It says who gave it, and how far it goes.",
            remedy='Write it like: --clinician "Dr. Weber" --clinician-allows walk.',
        )
    day = read_day(on, today)
    if day > today:
        raise InvalidValue(
            f"A clinician's word of {day} was given, which is yet to come.",
            allowed="A word has a day up to today.",
            remedy="Check the date behind --clinician-on.",
        )
    return ClinicianWord(by=by, on=day, allows=allows)


def read_weekday(text: str) -> int:
    """A day of the week.

    Parameters
    ----------
    text
        Its name, or at least three letters of it.

    Returns
    -------
    int
        0 for Monday.

    Raises
    ------
    InvalidValue
        If it is none.

    Examples
    --------
    >>> read_weekday("tue"), read_weekday("Saturday")
    (1, 5)
    """
    word = text.strip().lower()
    found = [
        number
        for number, name in enumerate(wording.WEEKDAYS)
        if len(word) >= 3 and name.lower().startswith(word)
    ]
    if not found:
        raise InvalidValue(
            f"{text.strip()!r} was given as a day of the week.",
            allowed=f"The days are {', '.join(WEEKDAYS)}.",
            remedy="Write them like: --days tue,thu,sat.",
        )
    return found[0]


def read_days(text: str, *, longest_min: float) -> Mapping[int, float]:
    """The weekdays that are free, each with its longest session.

    Parameters
    ----------
    text
        As in ``tue,thu,sat`` or ``tue=40,sat=60``.
    longest_min
        The longest session of a day that does not say it. [min]

    Returns
    -------
    Mapping
        Minutes by the number of the weekday, 0 for Monday.

    Raises
    ------
    InvalidValue
        If a day is none, or stands twice.

    Examples
    --------
    >>> read_days("tue=40,sat", longest_min=60.0)
    {1: 40.0, 5: 60.0}
    """
    days: dict[int, float] = {}
    for part in text.split(","):
        name, has_length, minutes = part.partition("=")
        day = read_weekday(name)
        if day in days:
            raise InvalidValue(
                f"{wording.WEEKDAYS[day]} stands twice in {text!r}.",
                allowed="Each day stands once.",
                remedy="Leave it out once.",
            )
        days[day] = (
            read_number(minutes, f"the longest session of {wording.WEEKDAYS[day]}")
            if has_length
            else longest_min
        )
    return days


def read_places(text: str | None) -> frozenset[Place] | None:
    """Where somebody can train.

    Parameters
    ----------
    text
        As in ``track,road``; None where nothing was said.

    Returns
    -------
    frozenset or None
        The places.

    Raises
    ------
    InvalidValue
        If one is none.

    Examples
    --------
    >>> sorted(read_places("track, gym"))
    [<Place.GYM: 'gym'>, <Place.TRACK: 'track'>]
    """
    if text is None:
        return None
    words = [word.strip().lower() for word in text.split(",")]
    for word in words:
        if word not in list(Place):
            near = get_close_matches(word, list(Place), n=1)
            raise InvalidValue(
                f"{word!r} was given as a place.",
                allowed=f"The places are {', '.join(Place)}; a pavement is none, for its grade varies.",
                remedy=f"Did you mean {near[0]}?" if near else "Write them like: --places track,road.",
            )
    return frozenset(map(Place, words))


def read_forward(
    text: str | None,
) -> tuple[tuple[ForwardSession, ...], Mapping[int, tuple[float, float]]]:
    """Forward training that a plan has to fit around.

    Parameters
    ----------
    text
        As in ``wed=easy,sun=hard:90``, for every week, or ``2026-05-03=hard`` for a day; None where nothing
        was said.

    Returns
    -------
    tuple
        Sessions of days; and minutes and exertion by weekday, for every week.

    Raises
    ------
    InvalidValue
        If a part of it is not understood.

    Examples
    --------
    >>> read_forward("wed=easy,sun=hard:90")
    ((), {2: (40.0, 3.0), 6: (90.0, 7.0)})
    """
    dated: list[ForwardSession] = []
    weekly: dict[int, tuple[float, float]] = {}
    for part in () if text is None else text.split(","):
        day, _, rest = part.partition("=")
        effort, has_length, length = rest.strip().lower().partition(":")
        if effort not in EFFORTS:
            raise InvalidValue(
                f"{part.strip()!r} was given as forward training.",
                allowed="A weekday or a date, then easy or hard, then minutes if you like.",
                remedy="Write it like: --forward wed=easy,sun=hard:90.",
            )
        minutes, rpe = EFFORTS[effort]
        if has_length:
            minutes = read_number(length, "forward training")
        if day.strip()[:1].isdigit():
            dated.append(ForwardSession(day=read_day(day.strip(), date.min), minutes=minutes, rpe=rpe))
        else:
            weekly[read_weekday(day)] = (minutes, rpe)
    return tuple(dated), weekly


def read_days_off(text: str | None) -> frozenset[date]:
    """Days on which nothing is planned.

    Parameters
    ----------
    text
        Days divided by commas, and stretches of them with two dots, as in
        ``2026-05-01,2026-05-09..2026-05-16``; None where nothing was said.

    Returns
    -------
    frozenset
        The days.

    Raises
    ------
    InvalidValue
        If one is none, or a stretch is longer than two years or ends before it begins.

    Examples
    --------
    >>> len(read_days_off("2026-05-01,2026-05-09..2026-05-16"))
    9
    """
    days: set[date] = set()
    for part in () if text is None else text.split(","):
        first, _, last = (each.strip() for each in part.partition(".."))
        start = read_day(first, date.min)
        end = read_day(last or first, date.min)
        if not timedelta(0) <= end - start <= LONGEST_OFF:
            raise InvalidValue(
                f"{part.strip()!r} was given as days off.",
                allowed="A stretch ends on its first day or later, within two years.",
                remedy="Write it like: --days-off 2026-05-09..2026-05-16.",
            )
        days |= {start + timedelta(days=number) for number in range((end - start).days + 1)}
    return frozenset(days)


def read_clock(text: str | None) -> time | None:
    """A time of day.

    Parameters
    ----------
    text
        As in ``18:00``; None where nothing was said.

    Returns
    -------
    time or None
        The time, by the clock of wherever the athlete is.

    Raises
    ------
    InvalidValue
        If it is none.

    Examples
    --------
    >>> read_clock("18:00")
    datetime.time(18, 0)
    """
    if text is None:
        return None
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        raise InvalidValue(
            f"{text!r} was given as a time of day.",
            allowed="Hours and minutes, from 0:00 to 23:59.",
            remedy="Write it like 18:00.",
        )
    return time(int(found[1]), int(found[2]))
