"""What a detector says of each second, held against what is known, with what chance there is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Bout, Gait, Travel
from backstride.direction import PRIOR, bouts
from backstride.recording import FloatArray
from validation.direction_cases import Case
from validation.direction_corpus import seed_of

Mask = NDArray[np.bool_]
NEAR_EDGE_S: Final = 60.0
"""An edge that was found further away than this, or nearer to another, is not the one looked for. [s]"""
NEAR_TURN_S: Final = 5.0
"""Forward seconds so near to a backward stretch are no false alarms: they belong to finding its edge. [s]"""
RESAMPLES: Final = 1000
BINS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seconds:
    """What was said of each second of a case in which somebody moved, and what is true."""

    name: str
    group: str
    strength: float
    length_s: float
    gait: Gait | None
    is_backward: Mask
    is_forward: Mask
    """Not backward, and not next to it."""
    called_backward: Mask
    called_forward: Mask
    backward: FloatArray
    """Probability of backward; the prior where nothing speaks of a second."""
    start_s: FloatArray
    """When each of these seconds starts. [s]"""
    edge_errors_s: tuple[float, ...]
    """How late each true edge was found, for stretches of which at least half was found. [s]"""
    edges: int
    """How many true edges there are inside the recording."""


def judged(case: Case, *, with_baseline: bool) -> Seconds:
    """What the product says of a case, with or without the person's own stride."""
    baseline = case.subject.baseline if with_baseline else None
    return judged_by(case, bouts(case.recording, baseline=baseline))


def judged_by(case: Case, found: Sequence[Bout]) -> Seconds:
    """What bouts say of a case, second by second."""
    times = np.arange(0.0, case.recording.end_s)
    starts = np.array([each.start_s for each in found])
    ends = np.array([each.end_s for each in found])
    place = np.searchsorted(starts, times + 0.5, side="right") - 1
    is_backward = inside(case.backward, times)
    inner = (place >= 0) & (times + 0.5 < ends[np.maximum(place, 0)]) if len(found) else place >= 0
    gaits = np.array([each.gait in (Gait.WALK, Gait.RUN) for each in found] or [False])
    stands = np.array([each.gait is Gait.STANDING for each in found] or [False])
    counts = inner & (gaits[place] | (stands[place] & is_backward))
    place, times, is_backward = place[counts], times[counts], is_backward[counts]
    called_backward = np.array([each.travel is Travel.BACKWARD for each in found] or [False])[place]
    errors, edges = _edge_errors(case, found, times[called_backward])
    return Seconds(
        name=case.name,
        group=case.subject.group,
        strength=case.strength,
        length_s=case.length_s,
        gait=case.gait,
        is_backward=is_backward,
        is_forward=~inside(((start - NEAR_TURN_S, end + NEAR_TURN_S) for start, end in case.backward), times),
        called_backward=called_backward,
        called_forward=np.array([each.travel is Travel.FORWARD for each in found] or [False])[place],
        backward=np.array([_backward(each) for each in found] or [0.0])[place],
        start_s=times,
        edge_errors_s=errors,
        edges=edges,
    )


def inside(stretches: Iterable[tuple[float, float]], times: FloatArray) -> Mask:
    """Which seconds lie in one of the stretches, by their middles."""
    found = np.zeros(len(times), dtype=np.bool_)
    for start_s, end_s in stretches:
        found |= (times + 0.5 >= start_s) & (times + 0.5 < end_s)
    return found


def _backward(bout: Bout) -> float:
    return (PRIOR if bout.posterior is None else bout.posterior).backward


def _edge_errors(case: Case, found: Sequence[Bout], called_s: FloatArray) -> tuple[tuple[float, ...], int]:
    """How late the edges of what was found are, for each true edge of a stretch that was half found."""
    is_back = [each.travel is Travel.BACKWARD for each in found]
    turns = pairwise([False, *is_back, False])
    edges_s = (*(each.start_s for each in found), found[-1].end_s if found else 0.0)
    at = np.array([edge_s for edge_s, (was, is_now) in zip(edges_s, turns, strict=True) if was is not is_now])
    errors, edges = [], 0
    for start_s, end_s in case.backward:
        is_found = np.count_nonzero((called_s >= start_s) & (called_s < end_s)) >= 0.5 * (end_s - start_s)
        for edge_s in (start_s, end_s):
            if not 0.0 < edge_s < case.recording.end_s:
                continue
            edges += 1
            if is_found and len(at):
                late_s = at - edge_s
                nearest = float(late_s[np.argmin(np.abs(late_s))])
                errors += [nearest] if abs(nearest) <= NEAR_EDGE_S else [np.copysign(NEAR_EDGE_S, nearest)]
    return tuple(errors), edges


# ——— Shares ———


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share, and between which shares 95 of 100 resamplings of the people lie."""

    part: float
    whole: float
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share; NaN of nothing. [-]"""
        return self.part / self.whole if self.whole else float("nan")

    def __str__(self) -> str:
        """In per cent, with its interval: ``97.1 % (95.0 to 98.8)``."""
        if not self.whole:
            return "–"
        digits = 1 if self.high >= 0.02 else 3
        low, high = (f"{100 * bound:.{digits}f}" for bound in (self.low, self.high))
        return f"{100 * self.value:.{digits}f} % ({low} to {high})"

    @property
    def short(self) -> str:
        """In per cent alone."""
        digits = 1 if not self.value < 0.02 else 3
        return f"{100 * self.value:.{digits}f} %" if self.whole else "–"


def share(counts: Iterable[tuple[str, float, float]]) -> Share:
    """A share over people: of each the group, the part and the whole.

    People are resampled, not seconds: the seconds of one run go right or wrong together.
    """
    by_group: dict[str, FloatArray] = {}
    for group, part, whole in counts:
        by_group[group] = by_group.get(group, np.zeros(2)) + np.array([part, whole])
    if not by_group:
        return Share(part=0.0, whole=0.0, low=float("nan"), high=float("nan"))
    table = np.array([by_group[group] for group in sorted(by_group)])
    random = seed_of("bootstrap", len(table))
    drawn = table[random.integers(0, len(table), (RESAMPLES, len(table)))].sum(axis=1)
    drawn = drawn[drawn[:, 1] > 0]
    shares = drawn[:, 0] / drawn[:, 1] if len(drawn) else np.array([np.nan])
    low, high = np.quantile(shares, (0.025, 0.975))
    part, whole = table.sum(axis=0)
    return Share(part=float(part), whole=float(whole), low=float(low), high=float(high))


def false_alarms(judgements: Iterable[Seconds]) -> Share:
    """Forward seconds called backward, of all forward ones that are not next to a turn."""
    return share(_counts(each, each.called_backward, each.is_forward) for each in judgements)


def detections(judgements: Iterable[Seconds]) -> Share:
    """Backward seconds called backward, of all backward ones."""
    return share(_counts(each, each.called_backward, each.is_backward) for each in judgements)


def called_forward(judgements: Iterable[Seconds], *, of_backward: bool = False) -> Share:
    """Forward (or backward) seconds called forward, of all of them."""
    return share(
        _counts(each, each.called_forward, each.is_backward if of_backward else each.is_forward)
        for each in judgements
    )


def _counts(each: Seconds, called: Mask, among: Mask) -> tuple[str, float, float]:
    return each.group, float(np.count_nonzero(called & among)), float(np.count_nonzero(among))


def edge_errors(judgements: Iterable[Seconds]) -> tuple[float, float, int, int]:
    """Middle and ninth decile of how far edges lie off, how many were found, and how many there are."""
    every = list(judgements)
    errors = np.abs([error for each in every for error in each.edge_errors_s])
    edges = sum(each.edges for each in every)
    if not len(errors):
        return float("nan"), float("nan"), 0, edges
    return float(np.median(errors)), float(np.quantile(errors, 0.9)), len(errors), edges


# ——— Calibration ———


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How often it was backward where backward was said to be so probable."""

    said: tuple[float, ...]
    """The mean probability in each bin; 0 in an empty one."""
    seen: tuple[Share, ...]
    """The share of backward seconds in each bin; of all seconds together the wholes are 1."""
    brier: float
    brier_of_prior: float
    """The same if the prior were said of everything."""

    @property
    def expected_error(self) -> float:
        """Mean distance of what was said from what was so. [-]"""
        parts = zip(self.said, self.seen, strict=True)
        return sum(abs(said * seen.whole - seen.part) for said, seen in parts)


def reliability(judgements: Sequence[Seconds], *, backward: float = PRIOR.backward) -> Reliability:
    """Calibration on a mix in which so much of the time goes backward, each second weighed to make it so."""
    seconds = {
        way: max(sum(int((each.is_backward == way).sum()) for each in judgements), 1) for way in (True, False)
    }
    whole, part, said = (np.zeros((len(judgements), BINS)) for _ in range(3))
    brier = brier_of_prior = 0.0
    for row, each in enumerate(judgements):
        weight = np.where(each.is_backward, backward / seconds[True], (1.0 - backward) / seconds[False])
        place = np.minimum((each.backward * BINS).astype(np.intp), BINS - 1)
        whole[row] = np.bincount(place, weight, BINS)
        part[row] = np.bincount(place, weight * each.is_backward, BINS)
        said[row] = np.bincount(place, weight * each.backward, BINS)
        brier += float(weight @ (each.backward - each.is_backward) ** 2)
        brier_of_prior += float(weight @ (backward - each.is_backward) ** 2)
    groups = [each.group for each in judgements]
    return Reliability(
        said=tuple((said.sum(axis=0) / np.maximum(whole.sum(axis=0), 1e-300)).tolist()),
        seen=tuple(share(zip(groups, part[:, bin_], whole[:, bin_], strict=True)) for bin_ in range(BINS)),
        brier=brier,
        brier_of_prior=brier_of_prior,
    )
