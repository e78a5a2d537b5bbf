"""What screening allows: the verdict, its reasons and limits, injuries, and a clinician's word."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from backstride.errors import InvalidValue
from backstride.training.workout import Place

VALID_DAYS: Final = 365
"""A screening older than this says nothing of today. Assumed. [d]"""


class Verdict(StrEnum):
    """What screening comes to, the freest first."""

    GO = "go"
    GO_WITH_LIMITS = "go with limits"
    ASK_CLINICIAN = "ask a clinician first"
    NOT_NOW = "not now"

    @property
    def rank(self) -> int:
        """0 for the freest; of several reasons the strictest counts."""
        return list(Verdict).index(self)


class InjuryKind(StrEnum):
    """The eight kinds of injury that the method is used after (seed-article)."""

    LOWER_BACK_STRAIN = "lower-back-strain"
    HIP_STRAIN = "hip-strain"
    HAMSTRING_STRAIN = "hamstring-strain"
    ANKLE_OR_ACHILLES = "ankle-or-achilles"
    KNEE_SURGERY = "knee-surgery"
    SHIN_SPLINTS = "shin-splints"
    FOOT_STRESS_FRACTURE = "foot-stress-fracture"
    GROIN_STRAIN = "groin-strain"


class Allowed(StrEnum):
    """How far a clinician's word goes, the least first."""

    WALK = "walk"
    RUN = "run"
    EVERYTHING = "everything"
    """Running, sprints and changes of direction."""

    @property
    def rank(self) -> int:
        """0 for the least."""
        return list(Allowed).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """An injury or operation that still counts."""

    kind: InjuryKind
    since: date | None = None
    """The day of the injury or the operation; None where it was not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicianWord:
    """What a clinician said, as the athlete recorded it."""

    by: str
    """Who: a name or a role."""
    on: date
    allows: Allowed

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.by.isprintable():
            raise InvalidValue(
                "A clinician's word from nobody was given.",
                allowed="It says who gave it, on one line.",
                remedy="Name the person or the practice.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why screening came to something: one answer and what follows from it."""

    question: str
    """The key of the question."""
    verdict: Verdict
    words: str
    """A sentence for people."""
    sources: tuple[str, ...] = ()
    """Keys of the bibliography."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a plan may not go beyond."""

    walk_only: bool = False
    hardest_rpe: float = 10.0
    """No step is harder than this, 0 to 10. [-]"""
    longest_backward_min: float | None = None
    """Backward in one session; None for no limit of its own. [min]"""
    no_turns: bool = False
    """No sprints and no changes of direction: none of the sessions that say they have turns."""
    places: frozenset[Place] | None = None
    """Where alone; None for every place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What screening came to, on one day, and why."""

    screened_on: date
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    limits: Limits = Limits()
    injuries: tuple[Injury, ...] = ()
    """Active ones: with any, only rehabilitation programmes for all of them may be planned."""
    warnings: tuple[str, ...] = ()
    """Sentences that bar nothing: a slow 3-m walk, a medicine that holds the heart rate down."""
    clinician: ClinicianWord | None = None

    @property
    def valid_until(self) -> date:
        """The last day on which it counts."""
        return self.screened_on + timedelta(days=VALID_DAYS)

    @property
    def allows_planning(self) -> bool:
        """Whether anything may be planned."""
        return self.verdict in {Verdict.GO, Verdict.GO_WITH_LIMITS}
