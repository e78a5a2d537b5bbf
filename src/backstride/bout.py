"""A bout: a stretch of a recording with one direction of travel and one gait."""

from dataclasses import dataclass
from enum import StrEnum

from backstride.errors import InvalidValue


class Travel(StrEnum):
    """Which way the body moved, seen from the body. Which way it faced is another matter."""

    FORWARD = "forward"
    BACKWARD = "backward"
    SIDEWAYS = "sideways"
    UNKNOWN = "unknown"


class Gait(StrEnum):
    """How the body moved."""

    WALK = "walk"
    RUN = "run"
    STANDING = "standing"
    ELLIPTICAL = "elliptical"
    OTHER = "other"
    """On wheels, in water, on snow …"""
    UNKNOWN = "unknown"


class EvidenceKind(StrEnum):
    """Who or what says so, the strongest first."""

    USER = "user"
    WORKOUT_STEP = "workout step"
    LAP = "lap"
    NAME = "name"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(EvidenceKind).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason to believe in a direction."""

    kind: EvidenceKind
    travel: Travel
    probability: float
    """How far it may be believed, 0 to 1."""
    detail: str
    """What it rests on, as a phrase for people: ``step 3 "Backward 100 m"``."""
    gait: Gait | None = None
    """The gait it speaks of, if it does."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise InvalidValue(
                f"A probability of {self.probability} was given.",
                allowed="A probability lies between 0 and 1.",
                remedy="Divide per cent by 100.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Evidence about the stretch ``[start_s, end_s)``."""

    start_s: float
    end_s: float
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """The stretch ``[start_s, end_s)`` with one direction of travel and one gait."""

    start_s: float
    end_s: float
    travel: Travel
    gait: Gait
    evidence: tuple[Evidence, ...] = ()
    """All that speaks of it, the strongest first, also what was overruled."""

    def __post_init__(self) -> None:
        if not self.start_s < self.end_s:
            raise InvalidValue(
                f"A bout from {self.start_s} s to {self.end_s} s was given.",
                allowed="A bout ends after it starts.",
                remedy="Leave empty stretches out.",
            )

    @property
    def probability(self) -> float | None:
        """How sure the direction is; None where nothing speaks of it."""
        return self.evidence[0].probability if self.evidence else None

    @property
    def duration_s(self) -> float:
        """How long it lasted. [s]"""
        return self.end_s - self.start_s
