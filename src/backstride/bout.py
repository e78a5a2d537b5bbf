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
    HEADING = "heading"
    """The way the body faced, against the course over the ground."""
    SENSOR = "motion sensor"
    """An accelerometer, with or without a gyroscope."""
    STRIDE = "stride"
    """Cadence, step length and what goes with them, against the athlete's own forward stride."""

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(EvidenceKind).index(self)

    @property
    def is_told(self) -> bool:
        """Whether somebody said so, beforehand or afterwards, rather than a detector."""
        return self.rank <= EvidenceKind.NAME.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """How probable each direction is; the three add up to 1."""

    forward: float
    backward: float
    sideways: float = 0.0

    def __post_init__(self) -> None:
        parts = (self.forward, self.backward, self.sideways)
        if not all(0.0 <= part <= 1.0 for part in parts) or abs(sum(parts) - 1.0) > 1e-9:
            raise InvalidValue(
                f"The probabilities {self.forward}, {self.backward} and {self.sideways} were given.",
                allowed="Each lies between 0 and 1, and together they are 1.",
                remedy="Divide each by their sum.",
            )

    def of(self, travel: Travel) -> float:
        """The probability of a direction.

        Parameters
        ----------
        travel
            The direction; unknown has none.

        Returns
        -------
        float
            Its probability, 0 for unknown.

        Examples
        --------
        >>> Posterior(forward=0.25, backward=0.75).of(Travel.BACKWARD)
        0.75
        """
        share: float = 0.0 if travel is Travel.UNKNOWN else getattr(self, travel.value)
        return share

    @property
    def likeliest(self) -> Travel:
        """The direction of the highest probability; forward before backward where they are equal."""
        return max((Travel.FORWARD, Travel.BACKWARD, Travel.SIDEWAYS), key=self.of)


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
    detector: str | None = None
    """Which detector saw it, with its version: ``stride 1``; None for what somebody said."""

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
    posterior: Posterior | None = None
    """How probable each direction is by all the evidence together; None where nothing speaks of it."""

    def __post_init__(self) -> None:
        if not self.start_s < self.end_s:
            raise InvalidValue(
                f"A bout from {self.start_s} s to {self.end_s} s was given.",
                allowed="A bout ends after it starts.",
                remedy="Leave empty stretches out.",
            )

    @property
    def probability(self) -> float | None:
        """How sure the direction is, or else the likeliest one; None where nothing speaks of it."""
        if self.posterior is None:
            return self.evidence[0].probability if self.evidence else None
        told = self.likeliest if self.travel is Travel.UNKNOWN else self.travel
        return self.posterior.of(told)

    @property
    def likeliest(self) -> Travel:
        """The direction itself, or where it is unknown the likeliest; unknown where nothing speaks of it."""
        if self.travel is not Travel.UNKNOWN or self.posterior is None:
            return self.travel
        return self.posterior.likeliest

    @property
    def decided_by(self) -> EvidenceKind | None:
        """The strongest kind of evidence for the direction; None where what speaks of it is not enough."""
        if self.travel is Travel.UNKNOWN:
            is_said = bool(self.evidence) and self.evidence[0].kind is EvidenceKind.USER
            return EvidenceKind.USER if is_said else None
        return next((each.kind for each in self.evidence if each.travel is self.travel), None)

    @property
    def duration_s(self) -> float:
        """How long it lasted. [s]"""
        return self.end_s - self.start_s
