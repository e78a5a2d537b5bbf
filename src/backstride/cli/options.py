"""The options that commands share, and what is read from them."""

import re
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final

import typer

from backstride.athlete import Athlete, Measurement, Quantity, Sex
from backstride.direction import LapConvention
from backstride.errors import InvalidValue
from backstride.heart import FORMULAS
from backstride.motion import Place

LOG: Final = "Your log"
YOU: Final = "About you"
WHICH_WAY: Final = "Which way"
OUTPUT: Final = "Output"

Formula = StrEnum("Formula", [(formula.key.upper().replace("-", "_"), formula.key) for formula in FORMULAS])  # type: ignore[misc]  # the members are data

FOX: Final = Formula("fox")
"""The method's own formula."""

ME: Final = "me"
"""The athlete of a log that has only one."""

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        envvar="BACKSTRIDE_DATA",
        show_envvar=False,
        help="The folder of your log; else where your system keeps such data.",
        rich_help_panel=LOG,
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        metavar="URL",
        envvar="BACKSTRIDE_DATABASE_URL",
        show_envvar=False,
        help="A PostgreSQL database for the log, instead of the one in the folder.",
        rich_help_panel=LOG,
    ),
]
AthleteName = Annotated[
    str,
    typer.Option(
        "--athlete", metavar="NAME", help="Whose log it is, if it holds several.", rich_help_panel=LOG
    ),
]
BirthYear = Annotated[
    int | None, typer.Option("--birth-year", metavar="YEAR", help="Year of birth.", rich_help_panel=YOU)
]
Age = Annotated[int | None, typer.Option("--age", metavar="YEARS", help="Age.", rich_help_panel=YOU)]
SexOption = Annotated[
    Sex | None,
    typer.Option(
        "--sex",
        metavar="SEX",
        help="female or male: leaves out the formulas for the other.",
        rich_help_panel=YOU,
    ),
]
Mass = Annotated[
    float | None, typer.Option("--mass-kg", metavar="KG", help="Body mass, for energy.", rich_help_panel=YOU)
]
RestingRate = Annotated[
    float | None,
    typer.Option(
        "--resting-hr",
        metavar="BPM",
        help="Resting heart rate, counted before getting out of bed; gives Karvonen's target.",
        rich_help_panel=YOU,
    ),
]
MaximumRate = Annotated[
    float | None,
    typer.Option(
        "--max-hr",
        metavar="BPM",
        help="Maximum heart rate as measured; stands above every formula.",
        rich_help_panel=YOU,
    ),
]
FormulaOption = Annotated[
    Formula,
    typer.Option(
        "--formula",
        metavar="NAME",
        help="Predicts the maximum where none was measured: " + ", ".join(Formula) + ".",
        rich_help_panel=YOU,
    ),
]
BackwardSessions = Annotated[
    float | None,
    typer.Option(
        "--backward-sessions",
        metavar="COUNT",
        help="Backward sessions behind you; walking backward gets cheaper over the first twelve.",
        rich_help_panel=YOU,
    ),
]
Target = Annotated[
    str,
    typer.Option("--target", metavar="LOW-HIGH", help="Target range in per cent.", rich_help_panel=YOU),
]
ZonesOption = Annotated[
    str | None,
    typer.Option(
        "--zones",
        metavar="BPM,BPM…",
        help="Your own zones by their lower limits, as in 110,130,150 or easy=110,hard=150.",
        rich_help_panel=YOU,
    ),
]
LabelOption = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        metavar="STRETCH=WAY",
        help="What you know, as in 05:00-07:30=backward, 'lap 3=backward walk' or all=backward. "
        "Repeatable; the last one holds. Where there are several recordings it begins with the number of "
        "one, as in '#2 all=backward'.",
        rich_help_panel=WHICH_WAY,
    ),
]
HistoryOption = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="FOLDER",
        help="A folder with your earlier recordings: your own forward stride is learned from them, and "
        "which way each stretch went is seen against it.",
        rich_help_panel=WHICH_WAY,
    ),
]
MotionOption = Annotated[
    Path | None,
    typer.Option(
        "--motion",
        metavar="SENSORLOG",
        help="The log of a motion sensor that began with the recording; say with --place where it was worn.",
        rich_help_panel=WHICH_WAY,
    ),
]
PlaceOption = Annotated[
    str | None,
    typer.Option(
        "--place",
        metavar="PLACE",
        help="Where the motion sensor was worn, or the watch if the file holds its accelerations: foot, "
        "waist, pocket or wrist.",
        rich_help_panel=WHICH_WAY,
    ),
]
LapConventionOption = Annotated[
    LapConvention | None,
    typer.Option(
        "--lap-convention",
        metavar="NAME",
        help="What your lap presses mean: each turned you about, and you began forward (turn) or backward "
        "(turn-from-backward).",
        rich_help_panel=WHICH_WAY,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON instead, for programs.", rich_help_panel=OUTPUT)
]


PLACES: Final = {each.value: each for each in Place} | {"ankle": Place.FOOT}
"""Where a sensor may be worn, by the word for it; an ankle is as good as a foot."""


def read_place(word: str | None) -> Place:
    """Read where a sensor was worn.

    Parameters
    ----------
    word
        As it was written; None where nothing was.

    Returns
    -------
    Place
        The place.

    Raises
    ------
    InvalidValue
        If nothing was said, or it is no place that is known.
    """
    place = None if word is None else PLACES.get(word.strip().casefold())
    if place is None:
        raise InvalidValue(
            "It is not said where the sensor was worn." if word is None else f"The place is {word!r}.",
            allowed="It is one of foot (or ankle), waist, pocket and wrist.",
            remedy="Say it with --place, as in: --place foot.",
        )
    return place


def read_athlete(
    *,
    birth_year: int | None,
    sex: Sex | None,
    mass_kg: float | None,
    resting_hr: float | None,
    max_hr: float | None,
    backward_sessions: float | None,
) -> Athlete:
    """The person that the options describe.

    Parameters
    ----------
    birth_year
        Year of birth.
    sex
        Sex.
    mass_kg
        Mass. [kg]
    resting_hr
        Resting heart rate. [bpm]
    max_hr
        Measured maximum heart rate. [bpm]
    backward_sessions
        Backward sessions so far.

    Returns
    -------
    Athlete
        The person; what was not given is unknown.

    Raises
    ------
    InvalidValue
        If a value cannot be.
    """
    given = {
        Quantity.MASS_KG: mass_kg,
        Quantity.RESTING_HEART_RATE_BPM: resting_hr,
        Quantity.MAXIMUM_HEART_RATE_BPM: max_hr,
        Quantity.BACKWARD_SESSIONS: backward_sessions,
    }
    return Athlete(
        birth_year=birth_year,
        sex=sex,
        measurements=tuple(
            Measurement(quantity=quantity, value=value)
            for quantity, value in given.items()
            if value is not None
        ),
    )


def read_target(text: str) -> tuple[float, float]:
    """The ends of a target range.

    Parameters
    ----------
    text
        As in ``75-85``, in per cent.

    Returns
    -------
    tuple
        Both ends as shares. [-]

    Raises
    ------
    InvalidValue
        If it is not two rising numbers of per cent.

    Examples
    --------
    >>> read_target("75-85")
    (0.75, 0.85)
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%?\s*[-–]\s*(\d+(?:\.\d+)?)\s*%?\s*", text)
    if found is None:
        raise InvalidValue(
            f"The target range is {text!r}.",
            allowed="Two numbers of per cent, the lower first, as in 75-85.",
            remedy="Write --target 75-85.",
        )
    low, high = (float(end) / 100.0 for end in found.groups())
    if not 0.0 < low < high <= 1.0:
        raise InvalidValue(
            f"The target range is {text!r}.",
            allowed="It rises from over 0 to at most 100 per cent.",
            remedy="Give the lower end first, as in --target 75-85.",
        )
    return low, high


def read_zones(text: str | None) -> dict[str, float] | None:
    """A person's own zones.

    Parameters
    ----------
    text
        As in ``110,130,150`` or ``easy=110,hard=150``; None for none.

    Returns
    -------
    dict or None
        Lower limits by label, the lowest first. [bpm]

    Raises
    ------
    InvalidValue
        If a limit is no number, the limits do not rise, or a label stands twice.

    Examples
    --------
    >>> read_zones("110,130"), read_zones("easy=110")
    ({'zone 1': 110.0, 'zone 2': 130.0}, {'easy': 110.0})
    """
    if text is None:
        return None
    zones: dict[str, float] = {}
    for number, part in enumerate(text.split(","), start=1):
        label, _, bound = part.rpartition("=")
        label = label.strip() or f"zone {number}"
        if not re.fullmatch(r"\s*\d+(\.\d+)?\s*", bound) or label in zones:
            raise InvalidValue(
                f"The zones are {text!r}, of which {part.strip()!r} is not understood.",
                allowed="Lower limits in beats per minute, divided by commas, each label once.",
                remedy="Write --zones 110,130,150 or --zones easy=110,hard=150.",
            )
        zones[label] = float(bound)
    if any(following <= bound for bound, following in pairwise(zones.values())):
        raise InvalidValue(
            f"The zones are {text!r}, which do not rise.",
            allowed="Each zone begins above the one before it.",
            remedy="Write the lowest first, as in --zones 110,130,150.",
        )
    return zones


def read_day(text: str | None, otherwise: date) -> date:
    """A day of the calendar.

    Parameters
    ----------
    text
        As in ``2026-04-01``; None where nothing was given.
    otherwise
        What nothing means.

    Returns
    -------
    date
        The day.

    Raises
    ------
    InvalidValue
        If it is no day.

    Examples
    --------
    >>> read_day("2026-04-01", date.min)
    datetime.date(2026, 4, 1)
    """
    if text is None:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(
            f"The day is {text!r}.",
            allowed="A day is written as year, month and day.",
            remedy="Write it like 2026-04-01.",
        ) from None


def read_formula(text: str) -> str:
    """The key of a formula for the maximum heart rate.

    Parameters
    ----------
    text
        The key.

    Returns
    -------
    str
        The same.

    Raises
    ------
    InvalidValue
        If there is no such formula.
    """
    if text not in list(Formula):
        raise InvalidValue(
            f"The formula is {text!r}.",
            allowed=f"It is one of {', '.join(Formula)}.",
            remedy="See them side by side with: backstride zones --age 40.",
        )
    return text
