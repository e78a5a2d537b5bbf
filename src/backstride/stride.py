"""What is usual for a person's own forward stride, and how far they change it going backward."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from backstride.errors import InvalidValue

LARGEST: Final = 1e9
"""No number of a baseline is beyond it. [-]"""


def _number(document: Mapping[str, Any], name: str) -> float:
    """A finite number of a document."""
    value = document.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= LARGEST:
        raise _unreadable(name, value)
    return float(value)


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """A document inside a document, if it is there."""
    value = document.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise _unreadable(name, value)
    return value


def _unreadable(name: str, value: object) -> InvalidValue:
    return InvalidValue(
        f"A stride baseline has the {name} {str(value)[:40]!r}.",
        allowed="It holds finite numbers and parts of its own, as the program wrote them.",
        remedy="Let the program learn the baseline again from the recordings.",
    )


def _checked(document: object, name: str) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise _unreadable(name, document)
    return document


def _check(found: object, **sound: bool) -> None:
    """Refuse a value of which something is not sound."""
    for name, is_sound in sound.items():
        if not is_sound:
            raise _unreadable(name, getattr(found, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalBaseline:
    """How the logarithm of one signal goes with speed and grade, forward and backward."""

    level: float
    """The logarithm at the usual speed on the level. [-]"""
    slope: float
    """Its rise with the logarithm of speed. [-]"""
    bend: float
    """Its rise with the square of the logarithm of speed over the usual. [-]"""
    grade_slope: float
    """Its rise with the grade. [-]"""
    slope_sd: float
    """How uncertain the slope is. [-]"""
    grade_sd: float
    """How uncertain the grade slope is. [-]"""
    session_sd: float
    """How far a whole session lies off, as a standard deviation. [-]"""
    stretch_sd: float
    """How far a stretch of a session lies off the session, as a standard deviation. [-]"""
    backward: float
    """How much higher it is backward at the same speed. [-]"""
    backward_sd: float
    """How far that differs, or is not known, as a standard deviation. [-]"""

    def __post_init__(self) -> None:
        _check(
            self,
            slope_sd=self.slope_sd >= 0.0,
            grade_sd=self.grade_sd >= 0.0,
            session_sd=self.session_sd > 0.0,
            stretch_sd=self.stretch_sd > 0.0,
            backward_sd=self.backward_sd > 0.0,
        )

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """From a document that `StrideBaseline.as_document` made.

        Parameters
        ----------
        document
            The part of the document.

        Returns
        -------
        SignalBaseline
            The same.

        Raises
        ------
        InvalidValue
            If it is not such a document.
        """
        return cls(**{each.name: _number(document, each.name) for each in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class GaitBaseline:
    """The stride of one gait."""

    duration_s: float
    """How much forward time it was learned from; 0 for what holds for people at large. [s]"""
    backward_s: float
    """How much time that somebody said was backward it was learned from. [s]"""
    log_speed: float
    """The logarithm of the usual speed. [-]"""
    log_speed_sd: float
    """Its spread over stretches and sessions. [-]"""
    cadence: SignalBaseline
    stance: SignalBaseline | None = None
    bounce: SignalBaseline | None = None
    heart: SignalBaseline | None = None

    def __post_init__(self) -> None:
        _check(
            self,
            duration_s=self.duration_s >= 0.0,
            backward_s=self.backward_s >= 0.0,
            log_speed_sd=self.log_speed_sd > 0.0,
        )

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """From a document that `StrideBaseline.as_document` made.

        Parameters
        ----------
        document
            The part of the document.

        Returns
        -------
        GaitBaseline
            The same.

        Raises
        ------
        InvalidValue
            If it is not such a document.
        """
        signals = {name: _part(document, name) for name in ("cadence", "stance", "bounce", "heart")}
        if signals["cadence"] is None:
            raise _unreadable("cadence", None)
        numbers = {
            name: _number(document, name)
            for name in ("duration_s", "backward_s", "log_speed", "log_speed_sd")
        }
        read = {
            name: None if part is None else SignalBaseline.from_document(part)
            for name, part in signals.items()
        }
        return cls(**numbers, **read)  # type: ignore[arg-type]  # a cadence is there, as asked for above


@dataclass(frozen=True, slots=True, kw_only=True)
class StrideBaseline:
    """A person's own forward stride, as `backstride.direction.learn_baseline` learns it."""

    sessions: int
    """How many sessions it was learned from."""
    duration_s: float
    """How much moving time it was learned from. [s]"""
    run: GaitBaseline | None = None
    """None where too little running is known."""
    walk: GaitBaseline | None = None
    """None where too little walking is known."""

    def __post_init__(self) -> None:
        _check(self, sessions=self.sessions >= 0, duration_s=self.duration_s >= 0.0)

    def as_document(self) -> dict[str, Any]:
        """The same as a plain document.

        Returns
        -------
        dict
            What JSON can hold.
        """
        return _document(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """From a document that `as_document` made.

        Parameters
        ----------
        document
            The document.

        Returns
        -------
        StrideBaseline
            The same baseline.

        Raises
        ------
        InvalidValue
            If it is not such a document.
        """
        document = _checked(document, "document")
        sessions, duration_s = _number(document, "sessions"), _number(document, "duration_s")
        if sessions != int(sessions):
            raise _unreadable("sessions", sessions)
        gaits = {name: _part(document, name) for name in ("run", "walk")}
        read = {
            name: None if part is None else GaitBaseline.from_document(part) for name, part in gaits.items()
        }
        return cls(sessions=int(sessions), duration_s=duration_s, **read)

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal letters that change whenever the baseline does."""
        text = json.dumps(self.as_document(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _document(value: StrideBaseline | GaitBaseline | SignalBaseline) -> dict[str, Any]:
    """The fields of a value by name, those of its parts inside."""
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    return {
        name: _document(part) if isinstance(part, GaitBaseline | SignalBaseline) else part
        for name, part in found.items()
    }
