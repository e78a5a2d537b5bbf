"""Why a stretch is said to have gone a way: how that is known, and all that speaks of it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backstride.bout import Bout, Evidence, EvidenceKind, Posterior, Travel
from backstride.direction import DIRECTIONS
from backstride.session import BoutReport
from backstride.web.visitor import Visitor
from backstride.wording import has_no_way, which_way

SPEED: Final = re.compile(r"(\d+(?:[.,]\d+)?) km/h")
"""As rooms write a speed."""


class Known(StrEnum):
    """How it is known which way a stretch went."""

    TOLD = "told"
    """Somebody said it, beforehand or afterwards."""
    SEEN = "seen"
    """Nobody said it: detectors are sure enough."""
    UNSURE = "unsure"
    """Something speaks of it, but not enough to call it."""
    SILENT = "silent"
    """Nothing speaks of it."""
    NO_WAY = "no way"
    """Nobody would ask: standing, or not on foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How probable a direction is, as a part of a bar."""

    travel: Travel
    share: float
    """[-]"""
    left: float
    """Where its part of the bar begins. [%]"""
    width: float
    """How wide that is. [%]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a stretch is said to have gone a way, or none."""

    known: Known
    strongest: Evidence | None
    """The strongest evidence for the direction; where that is not known, the strongest of all."""
    against: tuple[Evidence, ...]
    """What speaks for another direction."""
    evidence: tuple[Evidence, ...]
    """All that speaks of it, the strongest first."""
    likeliest: Travel
    probability: float | None
    """Of the likeliest direction, by all the evidence together."""
    shares: tuple[Share, ...]
    """All directions; none where the person's own word stands, or nothing speaks."""

    @property
    def is_own_word(self) -> bool:
        """Whether the person said it, so that nothing else counts."""
        return bool(self.evidence) and self.evidence[0].kind is EvidenceKind.USER


def reason_of(bout: Bout) -> Reason:
    """Why a stretch is said to have gone a way.

    Parameters
    ----------
    bout
        The stretch.

    Returns
    -------
    Reason
        How it is known, and all that speaks of it.
    """
    decided = bout.decided_by
    for_it = [each for each in bout.evidence if each.kind is decided and each.travel is bout.travel]
    strongest = next(iter(for_it or bout.evidence), None)
    is_own_word = bool(bout.evidence) and bout.evidence[0].kind is EvidenceKind.USER
    return Reason(
        known=_known(bout),
        strongest=strongest,
        against=() if decided is None else tuple(e for e in bout.evidence if e.travel is not bout.travel),
        evidence=bout.evidence,
        likeliest=bout.likeliest,
        probability=bout.probability,
        shares=() if bout.posterior is None or is_own_word else shares_of(bout.posterior),
    )


def _known(bout: Bout) -> Known:
    decided = bout.decided_by
    if decided is not None:
        return Known.TOLD if decided.is_told else Known.SEEN
    if has_no_way(bout.travel, bout.gait):
        return Known.NO_WAY
    return Known.UNSURE if bout.evidence else Known.SILENT


def shares_of(posterior: Posterior) -> tuple[Share, ...]:
    """How probable each direction is, as the parts of a bar.

    Parameters
    ----------
    posterior
        By all the evidence together.

    Returns
    -------
    tuple of Share
        One beside the other.
    """
    found, left = [], 0.0
    for travel in DIRECTIONS:
        share = posterior.of(travel)
        part = round(100 * share, 3)
        found.append(Share(travel=travel, share=share, left=round(left, 3), width=part))
        left += part
    return tuple(found)


def in_units_of(visitor: Visitor) -> Callable[[str], str]:
    """What a detector saw, with speeds as a reader writes them: rooms tell them in km/h.

    Parameters
    ----------
    visitor
        Who reads it.

    Returns
    -------
    callable
        Takes a text, marked up or not, and gives the same kind.
    """

    def written(text: str) -> str:
        if not visitor.writing.is_imperial:
            return text
        return type(text)(SPEED.sub(lambda speed: visitor.writing.speed(_m_s(speed[1])), text))

    return written


def _m_s(speed_km_h: str) -> float:
    return float(speed_km_h.replace(",", ".")) / 3.6


def words_along(bout: Bout, visitor: Visitor) -> str:
    """What the charts say of a stretch, where there is little room.

    Parameters
    ----------
    bout
        The stretch.
    visitor
        Who reads it.

    Returns
    -------
    str
        Direction and gait, and how sure that is where nobody said it.
    """
    words = str(visitor.phrases.said(which_way(bout.travel, bout.gait)))
    known = _known(bout)
    if known is Known.SEEN:
        share = visitor.writing.sure(bout.probability)
        return visitor.phrases.text("{way} (detected, {share} sure)", way=words, share=share)
    if known is Known.UNSURE and bout.posterior is not None:
        likeliest = str(visitor.phrases.said(bout.likeliest.value))
        share = visitor.writing.sure(bout.probability)
        return visitor.phrases.text(
            "{way} (not sure: {share} {likeliest})", way=words, share=share, likeliest=likeliest
        )
    return words


def seen_s(bouts: Iterable[BoutReport]) -> float:
    """For how long detectors alone say which way it went.

    Parameters
    ----------
    bouts
        The stretches of an activity.

    Returns
    -------
    float
        Without standing. [s]
    """
    return sum(
        each.bout.duration_s
        for each in bouts
        if _known(each.bout) is Known.SEEN and not has_no_way(Travel.UNKNOWN, each.bout.gait)
    )
