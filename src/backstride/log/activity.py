"""What is kept of an activity beside its recording: where it comes from, and what people say of it.

None of this can be computed again, so it is what a log must never lose. Each value turns into a plain
document and back.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self, TypeVar

from backstride.bout import Gait, Travel
from backstride.direction import LapConvention
from backstride.errors import InvalidValue

Document = dict[str, Any]

KEY_LENGTH: Final = 12
"""Letters of a key: enough that among a million activities two are hardly ever alike."""

LONGEST_DISTANCE_M: Final = 1_000_000.0


class Surface(StrEnum):
    """What was walked or run on."""

    TRACK = "track"
    ROAD = "road"
    PATH = "path"
    TRAIL = "trail"
    GRASS = "grass"
    SAND = "sand"
    SNOW = "snow"
    HALL = "hall"
    TREADMILL = "treadmill"
    ELLIPTICAL = "elliptical"
    STAIRS = "stairs"


class Spoiled(StrEnum):
    """What of a stretch of a recording is bad."""

    EVERYTHING = "everything"
    HEART_RATE = "heart rate"
    POSITION = "position"
    """Positions, and the altitude, speed and distance that come from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of one recording of an original file."""

    original: str
    """The content hash of the file, in hexadecimal."""
    part: int = 0
    """Which of the file's recordings, from 0."""
    start_s: float = 0.0
    end_s: float | None = None
    """None for the recording's end. [s]"""

    def __post_init__(self) -> None:
        if not 0.0 <= self.start_s < (math.inf if self.end_s is None else self.end_s):
            raise InvalidValue(
                f"A window from {self.start_s} s to {self.end_s} s was given.",
                allowed="A window begins at 0 s or later and ends after it begins.",
                remedy="Give its start first.",
            )

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the recording."""
        return self.start_s == 0.0 and self.end_s is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the user says of a stretch, in the time of the recording, whatever becomes of the activity."""

    start_s: float
    end_s: float
    travel: Travel
    gait: Gait | None = None
    text: str = ""
    """As it was written, for messages."""

    def __post_init__(self) -> None:
        _check_stretch("label", self.start_s, self.end_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadStretch:
    """A stretch of a recording whose points are not to be believed."""

    start_s: float
    end_s: float
    spoiled: Spoiled = Spoiled.EVERYTHING

    def __post_init__(self) -> None:
        _check_stretch("bad stretch", self.start_s, self.end_s)


def _check_stretch(what: str, start_s: float, end_s: float) -> None:
    if not 0.0 <= start_s < end_s < math.inf:
        raise InvalidValue(
            f"A {what} from {start_s} s to {end_s} s was given.",
            allowed="A stretch begins at 0 s or later and ends after it begins.",
            remedy="Give its start first.",
        )


Said = TypeVar("Said", Mark, BadStretch)


def taken_out(said: Iterable[Said], start_s: float, end_s: float) -> tuple[Said, ...]:
    """What is left of what was said when a stretch is taken out of it.

    Parameters
    ----------
    said
        Marks or bad stretches.
    start_s
        Start of the stretch. [s]
    end_s
        Its end. [s]

    Returns
    -------
    tuple
        In the same order; one that reaches over both ends becomes two.
    """
    left = []
    for each in said:
        for from_s, to_s in (
            (each.start_s, min(each.end_s, start_s)),
            (max(each.start_s, end_s), each.end_s),
        ):
            if from_s < to_s:
                left.append(replace(each, start_s=from_s, end_s=to_s))
    return tuple(left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What the user says of one recording, along its time."""

    marks: tuple[Mark, ...] = ()
    """The latest last; it wins over an earlier one."""
    bad: tuple[BadStretch, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not self.marks and not self.bad

    def as_document(self) -> Document:
        """The timeline as a plain document.

        Returns
        -------
        dict
            For `from_document`.
        """
        return {
            "marks": [
                {
                    "start_s": mark.start_s,
                    "end_s": mark.end_s,
                    "travel": mark.travel.value,
                    "gait": None if mark.gait is None else mark.gait.value,
                    "text": mark.text,
                }
                for mark in self.marks
            ],
            "bad": [
                {"start_s": each.start_s, "end_s": each.end_s, "spoiled": each.spoiled.value}
                for each in self.bad
            ],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The timeline that a document holds.

        Parameters
        ----------
        document
            From `as_document`.

        Returns
        -------
        Timeline
            The same as before.
        """
        return cls(
            marks=tuple(
                Mark(
                    start_s=mark["start_s"],
                    end_s=mark["end_s"],
                    travel=Travel(mark["travel"]),
                    gait=None if mark["gait"] is None else Gait(mark["gait"]),
                    text=mark["text"],
                )
                for mark in document["marks"]
            ),
            bad=tuple(
                BadStretch(start_s=each["start_s"], end_s=each["end_s"], spoiled=Spoiled(each["spoiled"]))
                for each in document["bad"]
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a platform's export says of an activity beside its recording."""

    platform: str | None = None
    platform_id: str | None = None
    name: str | None = None
    kind: str | None = None
    """The kind of activity, in the platform's words and the account's language."""
    description: str | None = None
    private_note: str | None = None
    gear: str | None = None
    perceived_exertion: float | None = None
    """As it was told the platform, on its scale from 0 to 10. [-]"""
    media: tuple[str, ...] = ()
    """Names of photos and films in the archive."""

    def as_document(self) -> Document:
        """What was told, as a plain document without what is missing.

        Returns
        -------
        dict
            For `from_document`.
        """
        names = (name for name in type(self).__dataclass_fields__ if name != "media")
        document: Document = {name: value for name in names if (value := getattr(self, name)) is not None}
        return document | ({"media": list(self.media)} if self.media else {})

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """What a document says was told.

        Parameters
        ----------
        document
            From `as_document`.

        Returns
        -------
        Told
            The same as before.
        """
        return cls(**{**document, "media": tuple(document.get("media", ()))})


SCALE_OF_TEN: Final = (0.0, 10.0)
_POSSIBLE: Final = {
    "perceived_exertion": (*SCALE_OF_TEN, "the perceived exertion", "on Borg's scale from 0 to 10"),
    "pain": (*SCALE_OF_TEN, "the pain", "from 0, none, to 10, the worst"),
    "falls": (0.0, 100.0, "the number of falls", "from 0 to 100"),
    "distance_m": (1.0, LONGEST_DISTANCE_M, "the distance", "from 1 m to 1,000 km"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the user says of a whole activity; None where nothing was said."""

    name: str | None = None
    perceived_exertion: float | None = None
    """How hard it was all in all, on Borg's scale from 0 to 10. [-]"""
    pain: float | None = None
    """The worst pain in it, from 0 to 10. [-]"""
    pain_place: str | None = None
    surface: Surface | None = None
    falls: int | None = None
    distance_m: float | None = None
    """What a treadmill or elliptical showed, instead of what the device counted. [m]"""
    sport: str | None = None
    """Instead of the device's: ``running``, ``walking``, ``elliptical`` …"""
    notes: str | None = None
    lap_convention: str | None = None
    """What a press of the lap button meant: ``turn`` or ``turn-from-backward``."""

    def __post_init__(self) -> None:
        for name, (low, high, what, scale) in _POSSIBLE.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InvalidValue(
                    f"For {what} {value:g} was given.",
                    allowed=f"It is {scale}.",
                    remedy="Check the number and its unit.",
                )
        if self.lap_convention is not None and self.lap_convention not in list(LapConvention):
            raise InvalidValue(
                f'For what a lap press means "{self.lap_convention}" was given.',
                allowed=f"It is {' or '.join(LapConvention)}.",
                remedy="Name one of the two.",
            )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said of it by itself; what lap presses mean is said of a whole import."""
        return replace(self, lap_convention=None) == Facts()

    def as_document(self) -> Document:
        """The facts as a plain document without what is missing.

        Returns
        -------
        dict
            For `from_document`.
        """
        values = {name: getattr(self, name) for name in FACTS}
        return {
            name: value.value if isinstance(value, StrEnum) else value
            for name, value in values.items()
            if value is not None
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The facts that a document holds.

        Parameters
        ----------
        document
            From `as_document`.

        Returns
        -------
        Facts
            The same as before.

        Raises
        ------
        InvalidValue
            If a fact cannot be.
        """
        surface = document.get("surface")
        return cls(**{**document, "surface": None if surface is None else Surface(surface)})


FACTS: Final = tuple(Facts.__dataclass_fields__)
"""The names of the facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An activity of the log: windows on recordings, and what was said of it."""

    key: str
    windows: tuple[Window, ...]
    """One, or several if activities were merged, in order of time."""
    file_name: str
    """What its file was called, for the words in it."""
    told: Told = field(default_factory=Told)
    facts: Facts = field(default_factory=Facts)
    replaced_by: tuple[str, ...] = ()
    """The keys of what it was split or merged into; while there are any, it does not count."""
    is_removed: bool = False
    """Whether the user took it out of the log."""

    def __post_init__(self) -> None:
        if not self.windows:
            raise InvalidValue(
                f"The activity {self.key} consists of nothing.",
                allowed="An activity consists of one stretch of a recording or of several.",
                remedy="Name its recording.",
            )

    @property
    def is_counted(self) -> bool:
        """Whether it stands in the log for itself."""
        return not self.replaced_by and not self.is_removed

    def as_document(self) -> Document:
        """The activity as a plain document.

        Returns
        -------
        dict
            For `from_document`.
        """
        return {
            "key": self.key,
            "windows": [
                {
                    "original": window.original,
                    "part": window.part,
                    "start_s": window.start_s,
                    "end_s": window.end_s,
                }
                for window in self.windows
            ],
            "file_name": self.file_name,
            "told": self.told.as_document(),
            "facts": self.facts.as_document(),
            "replaced_by": list(self.replaced_by),
            "is_removed": self.is_removed,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The activity that a document holds.

        Parameters
        ----------
        document
            From `as_document`.

        Returns
        -------
        Activity
            The same as before.
        """
        return cls(
            key=document["key"],
            windows=tuple(Window(**window) for window in document["windows"]),
            file_name=document["file_name"],
            told=Told.from_document(document["told"]),
            facts=Facts.from_document(document["facts"]),
            replaced_by=tuple(document["replaced_by"]),
            is_removed=document["is_removed"],
        )

    def saying(self, **facts: object) -> Self:
        """The activity with some facts changed.

        Parameters
        ----------
        facts
            Facts by name; None takes one back.

        Returns
        -------
        Activity
            The changed one.

        Raises
        ------
        InvalidValue
            If a fact cannot be.
        """
        return replace(self, facts=replace(self.facts, **facts))  # type: ignore[arg-type]  # the names are checked by the call


def activity_key(athlete: str, windows: tuple[Window, ...]) -> str:
    """The key of an activity: the same for the same windows of the same athlete, whenever it was imported.

    Parameters
    ----------
    athlete
        The name of the athlete.
    windows
        What it consists of.

    Returns
    -------
    str
        Twelve hexadecimal letters.

    Examples
    --------
    >>> activity_key("me", (Window(original="ab"),))
    '24fa77007814'
    """
    parts = [f"{window.original}/{window.part}/{window.start_s!r}/{window.end_s!r}" for window in windows]
    return hashlib.sha256("\n".join([athlete, *parts]).encode()).hexdigest()[:KEY_LENGTH]
