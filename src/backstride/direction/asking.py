"""Which few stretches to ask about: those whose answer would teach most.

An answer is worth the more,

- the less sure the direction is (the entropy of its posterior),
- the more those who speak of it disagree: a step says backward, the stride says forward,
- the longer the stretch is, and all others that are like it: it is asked about once, and the answer tells of
  the others too. After some minutes more time adds little.

A question costs attention, so most stretches are never asked about: standing, short ones, those of which the
person has said something (that nobody knows is an answer too), those that are sure, and those of which no
more is known than of any other. For them nine answers in ten would be "forward", and teach nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log2
from typing import Final

from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Posterior, Travel
from backstride.direction.detection import PRIOR

MOST_QUESTIONS: Final = 3
"""Nobody is asked more often about one activity. [-]"""
SHORTEST_ASKED_S: Final = 20.0
"""Of what was shorter, people do not remember which way they went. [s]"""
MOST_FORWARD: Final = 0.8
"""From this probability of forward on an unknown stretch is about what every stretch is before anything is
seen (0.88), and not asked about. Source: backstride-rules. Belief: claimed. [-]"""
SPEAKS: Final = 3.0
"""A detector speaks for a direction if it raises its odds so many times. [-]"""
ENOUGH_S: Final = 120.0
"""After this time two thirds of what an answer can teach are reached.
Source: backstride-rules. Belief: claimed. [s]"""
WORTH_A_WORD_S: Final = 300.0
"""A recording of which nothing is known is asked about if somebody moved for at least this long. [s]"""
LEAST_GAIN_BITS: Final = 0.1
"""What teaches less is not worth a question. [bit]"""

ASKED: Final = frozenset({Gait.WALK, Gait.RUN, Gait.ELLIPTICAL})
"""The gaits that have a direction that somebody can tell of."""
DIRECTIONS: Final = (Travel.FORWARD, Travel.BACKWARD, Travel.SIDEWAYS)

_NUMBERS: Final = re.compile(r"[\d.,]+")
_GAIT_WORDS: Final = {
    Gait.WALK: "walking",
    Gait.RUN: "running",
    Gait.ELLIPTICAL: "work on the elliptical trainer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about the stretch ``[start_s, end_s)``: which way did you go?"""

    start_s: float
    end_s: float
    travel: Travel
    """The best guess; unknown where nothing speaks of it."""
    probability: float | None
    """How probable the guess is; None where there is none."""
    gait: Gait
    why: str
    """Why it is asked about, as a phrase for people."""
    gain_bits: float
    """How much the answer would teach. [bit]"""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A stretch that may be asked about."""

    start_s: float
    end_s: float
    gait: Gait
    posterior: Posterior
    evidence: tuple[Evidence, ...]

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def likeness(self) -> tuple[str, ...]:
        """The same for stretches of which one answer tells: the same was seen of them, but for numbers."""
        said = sorted(f"{each.kind} {each.travel} {_NUMBERS.sub('', each.detail)}" for each in self.evidence)
        return (self.gait, self.posterior.likeliest, *said)

    @property
    def bits(self) -> float:
        """How much the answer would teach if it lasted long. [bit]"""
        return _entropy(self.posterior) + _disagreement(self.evidence)


def questions(
    stretches: Sequence[Bout],
    *,
    already_asked: int = 0,
    most: int = MOST_QUESTIONS,
    is_new: bool = False,
) -> tuple[Question, ...]:
    """The few stretches whose answer would teach most.

    A stretch is asked about if its direction is unknown and something speaks against forward, or if those who
    speak of it contradict one another. What is alike is asked about once.

    Of a recording in which nothing tells the direction, a single question about all of it may be asked, while
    people still know: only if it is new. Whoever brings in years of running is not asked about each day.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    stretches
        The bouts of one recording.
    already_asked
        How many questions have been asked about it before, answered or not.
    most
        How many may be asked in all; never more than three.
    is_new
        Whether it was recorded just now, or brought in by itself.

    Returns
    -------
    tuple of Question
        The one that teaches most first; among equals the earlier one.
    """
    left = min(most, MOST_QUESTIONS) - already_asked
    if left <= 0:
        return ()
    alike: dict[tuple[str, ...], list[_Doubt]] = {}
    for doubt in _doubts(stretches):
        if doubt.duration_s >= SHORTEST_ASKED_S:
            alike.setdefault(doubt.likeness, []).append(doubt)
    found = [_question(several) for several in alike.values()]
    found = [each for each in found if each.gain_bits >= LEAST_GAIN_BITS]
    if not found and is_new:
        found = list(_about_all(stretches))
    return tuple(sorted(found, key=lambda each: (-each.gain_bits, each.start_s))[:left])


def _doubts(stretches: Iterable[Bout]) -> Iterator[_Doubt]:
    """What may be asked about, in order of time."""
    for bout in sorted(stretches, key=lambda bout: bout.start_s):
        posterior = bout.posterior
        if posterior is None or bout.gait not in ASKED or _is_answered(bout):
            continue
        is_open = bout.travel is Travel.UNKNOWN and posterior.forward < MOST_FORWARD
        if is_open or _disagreement(bout.evidence) > 0.0:
            yield _Doubt(bout.start_s, bout.end_s, bout.gait, posterior, bout.evidence)


def _is_answered(bout: Bout) -> bool:
    return any(each.kind is EvidenceKind.USER for each in bout.evidence)


# --- How much an answer teaches ----------------------------------------------------------------------


def _entropy(posterior: Posterior) -> float:
    """How unsure a direction is, 0 where it is certain. [bit]"""
    shares = [posterior.of(way) for way in DIRECTIONS]
    return -sum(share * log2(share) for share in shares if share > 0.0)


def _speaking(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The evidence that speaks for a direction: what was told, and what raised its odds."""
    return [
        each
        for each in evidence
        if each.travel is not Travel.UNKNOWN
        and (each.kind.is_told or _odds(each.probability) >= SPEAKS * _odds(PRIOR.of(each.travel)))
    ]


def _odds(probability: float) -> float:
    return probability / max(1.0 - probability, 1e-12)


def _disagreement(evidence: Iterable[Evidence]) -> float:
    """How far those who speak contradict one another: the Jensen-Shannon divergence of what they say. [bit]

    0 where they all name one direction, however sure each is.
    """
    speaking = _speaking(evidence)
    if len({each.travel for each in speaking}) < 2:
        return 0.0
    said = [_as_posterior(each) for each in speaking]
    backward, sideways = (
        sum(each.of(way) for each in said) / len(said) for way in (Travel.BACKWARD, Travel.SIDEWAYS)
    )
    together = Posterior(forward=max(0.0, 1.0 - backward - sideways), backward=backward, sideways=sideways)
    return max(0.0, _entropy(together) - sum(map(_entropy, said)) / len(said))


def _as_posterior(evidence: Evidence) -> Posterior:
    """One witness's belief in each direction: the rest is shared out as the prior would."""
    rest = (1.0 - evidence.probability) / (1.0 - PRIOR.of(evidence.travel))
    shares = {
        way.value: evidence.probability if way is evidence.travel else rest * PRIOR.of(way)
        for way in DIRECTIONS
    }
    return Posterior(**shares)


def _share_taught(duration_s: float) -> float:
    """How much of what an answer can teach a stretch of some length does, 0 to 1."""
    return 1.0 - exp(-duration_s / ENOUGH_S)


# --- The words ---------------------------------------------------------------------------------------


def _question(alike: Sequence[_Doubt]) -> Question:
    """The question about one of several stretches that are alike: the one that teaches most by itself."""
    one = max(alike, key=lambda each: (each.bits * _share_taught(each.duration_s), -each.start_s))
    guess = one.posterior.likeliest
    probability = one.posterior.of(guess)
    others = len(alike) - 1
    like = "" if others == 0 else ", like one other" if others == 1 else f", like {others} others"
    return Question(
        start_s=one.start_s,
        end_s=one.end_s,
        travel=guess,
        probability=probability,
        gait=one.gait,
        why=f"{_length(one.duration_s)} of {_GAIT_WORDS[one.gait]}{like}: {_reason(one)}; "
        f"{round(100.0 * probability)} % {guess}",
        gain_bits=one.bits * _share_taught(sum(each.duration_s for each in alike)),
    )


def _reason(doubt: _Doubt) -> str:
    """What makes it doubtful."""
    if _disagreement(doubt.evidence) > 0.0:
        first: dict[Travel, Evidence] = {}
        for each in _speaking(doubt.evidence):
            first.setdefault(each.travel, each)
        return ", ".join(f"the {each.kind} says {travel}" for travel, each in first.items())
    seen = [each for each in doubt.evidence if not each.kind.is_told] or list(doubt.evidence)
    return seen[0].detail if seen else "the direction is not clear"


def _length(duration_s: float) -> str:
    if duration_s < 90.0:
        return f"about {5 * round(duration_s / 5.0)} s"
    return f"about {round(duration_s / 60.0)} min"


def _about_all(stretches: Sequence[Bout]) -> Iterator[Question]:
    """One question about a whole recording on foot of which nothing was said, and nothing is known."""
    on_foot = [bout for bout in stretches if bout.gait in {Gait.WALK, Gait.RUN}]
    is_known = any(
        bout.travel is not Travel.UNKNOWN or any(each.kind.is_told for each in bout.evidence)
        for bout in stretches
    )
    moving_s = sum(bout.duration_s for bout in on_foot)
    if is_known or moving_s < WORTH_A_WORD_S:
        return
    gait = max((Gait.RUN, Gait.WALK), key=lambda one: sum(b.duration_s for b in on_foot if b.gait is one))
    mostly = " of" if all(bout.gait is gait for bout in on_foot) else ", mostly"
    yield Question(
        start_s=min(bout.start_s for bout in on_foot),
        end_s=max(bout.end_s for bout in on_foot),
        travel=Travel.UNKNOWN,
        probability=None,
        gait=gait,
        why=f"{_length(moving_s)}{mostly} {_GAIT_WORDS[gait]}: nothing in it tells which way you went",
        gain_bits=_entropy(PRIOR) * _share_taught(moving_s),
    )
