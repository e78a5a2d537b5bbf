"""One posterior for a stretch from all that speaks of it: what somebody told, and what detectors saw."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Final

from backstride.bout import Evidence, EvidenceKind, Posterior, Travel
from backstride.direction.detection import PRIOR, Detection, Likelihood

SEEN_ENOUGH: Final = 0.9
"""From this probability on detectors alone may call a direction; below it, it is unknown.
Source: backstride-rules. Belief: claimed. [-]"""
SEEN_CLEARLY: Final = 3.0
"""A direction that is only seen has to explain it so many times as well as forward or backward would. Without
it the prior would call most of everything forward. Source: backstride-rules. Belief: claimed. [-]"""
TOLD_ENOUGH: Final = 0.5
"""From this probability on a direction that somebody told stands, though detectors speak against it.
Source: backstride-rules. Belief: claimed. [-]"""
FLOOR_AGAINST_TOLD: Final = 0.05
"""What detectors saw counts at most twenty to one against a step or a lap: none of them was ever held
against real recordings of people going backward. Source: backstride-rules. Belief: claimed. [-]"""
HARDLY: Final = 1.2
"""Directions that explain it so nearly alike are taken to explain it alike, and a greater difference counts
as so much less: what hardly tells is no evidence. Source: backstride-rules. Belief: claimed. [-]"""

SPECIFIC: Final = frozenset({EvidenceKind.USER, EvidenceKind.WORKOUT_STEP, EvidenceKind.LAP})
"""What speaks of one stretch, and so knows where it begins and ends; a name speaks of the whole."""

FLAT: Final = Likelihood(forward=1.0, backward=1.0, sideways=1.0)
"""What tells nothing."""

MOST_TRAVEL: Final = (Travel.FORWARD, Travel.BACKWARD)
"""Sideways is rare, and looks like either; it has to be clear of both, and they of one another."""

LEAST: Final = 1e-12
"""Nothing is less likely beside the best than this: no detector is that sure. [-]"""

DIRECTIONS: Final = (Travel.FORWARD, Travel.BACKWARD, Travel.SIDEWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Which way a stretch went, and why."""

    travel: Travel
    posterior: Posterior | None
    """None where nothing speaks of it, and where the user says that nobody knows."""
    evidence: tuple[Evidence, ...]
    """The strongest first: what was told, then what was seen."""


def verdict(
    told: Sequence[Evidence],
    seen: Sequence[Detection],
    *,
    prior: Posterior = PRIOR,
    enough: float = SEEN_ENOUGH,
) -> Verdict:
    """Which way a stretch went, by all that speaks of it.

    The user's word is final. Of all else that was told the strongest is where belief begins, for a step, a
    lap and a name often come from one hand; without any it begins with the prior. What each detector saw
    then moves it, at most twenty to one together against a step or a lap. A direction that was told stands
    while it has half of the belief. One that was only seen needs nine tenths, and has to explain what was
    seen three times as well as forward or backward: the prior alone calls nothing. Else it is unknown.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    told
        What somebody says of the stretch, the strongest first.
    seen
        What detectors say of it, one for each detector.
    prior
        What is believed before anything is told or seen.
    enough
        From which probability on detectors alone may call a direction. [-]

    Returns
    -------
    Verdict
        The direction, how probable each is, and the evidence.
    """
    plain = [replace(each, likelihood=_plain(each.likelihood)) for each in seen]
    telling = [each for each in plain if each.likelihood != FLAT]
    evidence = (*told, *sorted((each.evidence(prior) for each in telling), key=lambda one: one.kind.rank))
    if not evidence:
        return Verdict(travel=Travel.UNKNOWN, posterior=None, evidence=())
    strongest = told[0] if told else None
    if strongest is not None and strongest.kind is EvidenceKind.USER:
        return Verdict(travel=strongest.travel, posterior=_certain(strongest.travel), evidence=evidence)
    before = prior if strongest is None else _believed(strongest, prior)
    floor = FLOOR_AGAINST_TOLD if strongest is not None and strongest.kind in SPECIFIC else 0.0
    together = _together([each.likelihood for each in telling], floor)
    posterior = together.against(before)
    travel = _called(posterior, strongest, together, enough)
    return Verdict(travel=travel, posterior=posterior, evidence=evidence)


def _plain(likelihood: Likelihood) -> Likelihood:
    """What is left of a likelihood without what hardly tells."""
    shares = {way: max(likelihood.of(way), LEAST) for way in DIRECTIONS}
    best = max(shares.values())
    nearer = {way.value: min(share / best * HARDLY, 1.0) for way, share in shares.items()}
    return Likelihood(**nearer)


def _called(posterior: Posterior, strongest: Evidence | None, seen: Likelihood, enough: float) -> Travel:
    if strongest is not None and posterior.of(strongest.travel) >= TOLD_ENOUGH:
        return strongest.travel
    likeliest = posterior.likeliest
    others = max(seen.of(travel) for travel in MOST_TRAVEL if travel is not likeliest)
    is_clear = seen.of(likeliest) >= SEEN_CLEARLY * others
    return likeliest if is_clear and posterior.of(likeliest) >= enough else Travel.UNKNOWN


def _certain(travel: Travel) -> Posterior | None:
    if travel is Travel.UNKNOWN:
        return None
    shares = {way.value: float(way is travel) for way in DIRECTIONS}
    return Posterior(**shares)


def _believed(told: Evidence, prior: Posterior) -> Posterior:
    """What is believed after having been told: the rest is shared out as the prior would."""
    rest = 1.0 - prior.of(told.travel)
    shares = {
        way.value: told.probability if way is told.travel else (1.0 - told.probability) * prior.of(way) / rest
        for way in DIRECTIONS
    }
    return Posterior(**shares)


def _together(likelihoods: Sequence[Likelihood], floor: float) -> Likelihood:
    """All likelihoods multiplied, none of the product below the floor."""
    product = {way.value: prod(each.of(way) for each in likelihoods) for way in DIRECTIONS}
    best = max(product.values())
    return Likelihood(**{way: max(value / best, floor) for way, value in product.items()})


def joined(parts: Sequence[Detection], start_s: float, end_s: float) -> Detection | None:
    """What one detector says of a stretch that several of its detections reach into.

    Each counts by the share of the stretch that it covers; the rest of the stretch says nothing.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    parts
        Detections of one detector, in order.
    start_s
        Start of the stretch. [s]
    end_s
        End of the stretch. [s]

    Returns
    -------
    Detection or None
        With the words of the one that covers most; None where none reaches into the stretch.
    """
    shares = [
        (max(0.0, min(each.end_s, end_s) - max(each.start_s, start_s)) / (end_s - start_s), each)
        for each in parts
    ]
    shares = [(share, each) for share, each in shares if share > 0.0]
    if not shares:
        return None
    most = max(shares, key=lambda pair: pair[0])[1]
    weighed = {
        way.value: prod(max(each.likelihood.of(way), LEAST) ** share for share, each in shares)
        for way in DIRECTIONS
    }
    best = max(weighed.values())
    likelihood = Likelihood(**{way: value / best for way, value in weighed.items()})
    return replace(most, start_s=start_s, end_s=end_s, likelihood=likelihood)
