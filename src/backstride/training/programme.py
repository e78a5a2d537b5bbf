"""A programme: phases with gates, sessions with doses, caps, and how far each may be believed."""

from dataclasses import dataclass
from enum import StrEnum

from backstride.sources import Belief
from backstride.training.clearance import InjuryKind
from backstride.training.workout import Place


class SessionKind(StrEnum):
    """How a session counts when days are laid out."""

    EASY = "easy"
    HARD = "hard"
    """Intervals, bursts, turns: keeps its distance from other hard days."""
    TEST = "test"
    """Counts as hard."""
    RACE = "race"
    """Counts as hard; only on race day."""

    @property
    def is_hard(self) -> bool:
        """Whether it keeps its distance from other hard sessions."""
        return self is not SessionKind.EASY


class Goal(StrEnum):
    """What a programme is for."""

    LEARN = "learn"
    BASE = "base"
    STRENGTH = "strength"
    PLATEAU = "plateau"
    WEIGHT = "weight"
    SPORT = "sport"
    REHABILITATION = "rehabilitation"
    RACE = "race"
    WINTER = "winter"


class NeedKind(StrEnum):
    """What a gate can ask for."""

    PAIN_AT_MOST = "pain at most"
    """In each of the last check-ins over seven days, 0 to 10."""
    NO_SWELLING = "no swelling"
    """In the last check-in."""
    GOOD_DAYS = "good days"
    """So many days in a row, up to the last check-in, without pain above 2 and without swelling."""
    CLINICIAN_ALLOWS = "clinician allows"
    """A recorded word that goes at least as far as ``text``: walk, run or everything."""
    WEEKS_SINCE = "weeks since injury"
    """Since the day of the injury or operation."""
    SESSIONS_DONE = "sessions done"
    """Of the phase before."""
    RPE_AT_MOST = "RPE at most"
    """In the last three sessions of the phase before, as the athlete said."""
    STRENGTH_SYMMETRY = "strength symmetry"
    """The weaker leg's share of the stronger one's, in per cent, in the last check-in that tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that a gate asks for."""

    kind: NeedKind
    value: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What must be so before a phase begins; nothing of the phase is done while it is shut."""

    key: str
    words: str
    """For people: what must be so, and why."""
    needs: tuple[Need, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTemplate:
    """A session whose dose can grow."""

    key: str
    name: str
    kind: SessionKind
    purpose: str
    """A sentence for people: why it is done."""
    text: str
    """A workout in the text form, with ``{n}`` where the number that grows stands."""
    n: tuple[int, int]
    """The least and the greatest ``{n}``; equal where nothing grows."""
    per_week: tuple[int, int]
    """How often at least and at most in a week of its phase."""
    places: frozenset[Place]
    sources: tuple[str, ...]
    belief: Belief
    """Of the dose."""
    has_turns: bool = False
    """Sprints at full effort or changes of direction: barred by `Limits.no_turns`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Weeks with the same sessions."""

    key: str
    name: str
    purpose: str
    weeks: tuple[int, int]
    """How long at least and at most; the last one before a taper may be held longer."""
    sessions: tuple[SessionTemplate, ...]
    backward_min: tuple[float, float]
    """Backward minutes of a week: in the first week at most ``[0]``, ever at most ``[1]``. [min]"""
    gate: Gate | None = None
    """To enter it."""
    is_taper: bool = False
    """The last weeks before a race: volume falls, see `Caps.taper_share`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What no week of a plan goes beyond."""

    sessions_per_week: tuple[int, int]
    weekly_growth: float = 0.10
    """Backward minutes of a week over the most of the three weeks before. [-]"""
    growth_floor_min: float = 5.0
    """So many minutes a week may grow whatever the share comes to: else who starts at nothing stays
    there. [min]"""
    hard_per_week: int = 2
    hard_gap_days: int = 2
    """A hard session is followed by another hard one, backward or forward, so many days later at the
    earliest; 2 leaves a day between. [d]"""
    rest_days: int = 2
    """Days of a week without any training, forward training included."""
    taper_share: float = 0.6
    """Backward minutes of each taper week, at most this share of the most before. [-]"""

    def grown_min(self, minutes: float) -> float:
        """What growth alone allows.

        Parameters
        ----------
        minutes
            The most of the weeks before. [min]

        Returns
        -------
        float
            What the next week may have. [min]
        """
        return max(minutes * (1.0 + self.weekly_growth), minutes + self.growth_floor_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A way to train, as data."""

    key: str
    name: str
    summary: str
    goal: Goal
    who: str
    """Whom it is for."""
    evidence: Belief
    evidence_words: str
    """What is measured of it, on whom, and what is not."""
    sources: tuple[str, ...]
    caps: Caps
    phases: tuple[Phase, ...]
    injuries: frozenset[InjuryKind] = frozenset()
    """For rehabilitation: after which injuries."""
    contraindications: tuple[str, ...] = ()
    """Sentences: who should not do it."""
    surfaces: str = ""
    """A sentence: on what ground, and what to mind there."""
    sport: str | None = None
    """For `Goal.SPORT`: soccer, basketball, rugby, tennis, lacrosse or football."""
    race_distance_m: float | None = None

    @property
    def weeks(self) -> tuple[int, int]:
        """How long it takes at least, and before its last phase is only held. [weeks]"""
        return sum(phase.weeks[0] for phase in self.phases), sum(phase.weeks[1] for phase in self.phases)

    @property
    def places(self) -> frozenset[Place]:
        """Everywhere that one of its sessions can take place."""
        return frozenset(place for phase in self.phases for each in phase.sessions for place in each.places)
