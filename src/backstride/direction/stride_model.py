"""Which way by the stride: stretches of one stride held against forward, backward and sideways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.bout import EvidenceKind
from backstride.direction.detection import Detection, Likelihood
from backstride.direction.gait import GaitStretch
from backstride.direction.stride_chain import PRIOR_SHARES, Chain, chain_of, directions_of, judged
from backstride.direction.stride_effects import PEOPLE, RUNNING, WALKING
from backstride.direction.stride_residuals import SPEED, Residuals, residuals_of
from backstride.direction.stride_segments import SHORTEST_S, Places, change_points
from backstride.direction.stride_sight import (
    FAR_FROM_TURN_S,
    LONGEST_BREAK_S,
    NEAR_TURN_S,
    Stretches,
    stretches_of,
)
from backstride.direction.stride_signals import BOUNCE, CADENCE, HEART, STANCE, StrideSignals, stride_signals
from backstride.direction.stride_words import phrases
from backstride.recording import FloatArray, Recording
from backstride.stride import GaitBaseline, StrideBaseline

DETECTOR: Final = "stride 1"
"""Name and version of the detector."""

SHORTEST_GAIT_S: Final = 30
"""Of a gait that lasts shorter in all, nothing is said. [s]"""

SURE: Final = 0.9
"""Neighbouring stretches of which a direction is at least so probable are told as one. [-]"""

RECKONED_SPEED_SD: Final = 0.2
"""How far a speed that a watch reckons from the arm's swing may be wrong for a whole session, as a logarithm.
Source: backstride-estimate. Belief: derived. [-]"""

CHANGING: Final = (CADENCE, STANCE, BOUNCE, SPEED)
"""The channels in which a change of the stride shows at once."""

LONGEST_TURN_S: Final = 9
"""What lasts no longer, and is of no sure direction, is a turn. [s]"""

SLOWED: Final = 0.85
"""A turn is slower than both its sides by at least so much. Source: backstride-rules. Belief: claimed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _GaitView:
    """What is seen of one gait."""

    residuals: Residuals
    heart_bpm: FloatArray
    quick_speed_m_s: FloatArray
    edges: Places
    """The first second of each stretch and at last how many seconds there are, shape (n + 1,)."""
    chain: Chain

    def phrases(self, stretches: Stretches) -> list[str]:
        known = ~np.isnan(self.heart_bpm)
        sums = np.append(0.0, np.cumsum(np.where(known, self.heart_bpm, 0.0)))
        counts = np.append(0, np.cumsum(known))
        beats = sums[stretches.end] - sums[stretches.start]
        with np.errstate(invalid="ignore"):
            beats /= counts[stretches.end] - counts[stretches.start]
        return phrases(stretches, self.chain, beats)

    def over(self, start_s: float, end_s: float) -> tuple[int, FloatArray, str] | None:
        """How many seconds of a stretch are of this gait, how probable each direction is, and why."""
        start, end = np.searchsorted(self.residuals.second_s, (start_s, end_s)).tolist()
        if end - start < SHORTEST_S:
            return None
        stretch = stretches_of(self.residuals, np.array([start]), np.array([end]))
        if not stretch.is_known[CADENCE, 0]:
            return None
        # A stretch of its own counts as context if not more than its edge is shared.
        first = int(np.searchsorted(self.edges, start + SHORTEST_S, side="right")) - 1
        last = int(np.searchsorted(self.edges, end - SHORTEST_S, side="left"))
        shares = judged(stretch, self.chain, max(first, 0), min(max(last, first + 1), len(self.edges) - 1))
        return end - start, directions_of(shares, self.chain.trust), self.phrases(stretch)[0]

    def told(self) -> Iterator[tuple[int, int, FloatArray, str]]:
        """Neighbouring stretches of which the same is believed, as one."""
        edges, directions = _without_turns(self.edges, directions_of(self.chain.shares, self.chain.trust))
        lengths = np.diff(edges)
        best = directions.argmax(axis=1)
        kind = np.where(directions.max(axis=1) >= SURE, best, best + len(PRIOR_SHARES))
        firsts = np.flatnonzero(np.append(True, kind[1:] != kind[:-1]))
        turns = _at_turns(edges[firsts[1:]], self.quick_speed_m_s)
        starts, ends = np.append(edges[:1], turns), np.append(turns, edges[-1])
        total = np.add.reduceat(lengths, firsts)
        believed = np.add.reduceat(directions * lengths[:, None], firsts) / total[:, None]
        stretches = stretches_of(self.residuals, starts, ends)
        rows = zip(starts.tolist(), ends.tolist(), believed, self.phrases(stretches), strict=True)
        # Of a stretch without a cadence nothing was seen; what its neighbours did is theirs.
        for row, has_steps in zip(rows, stretches.is_known[CADENCE].tolist(), strict=True):
            if has_steps:
                yield row

    def detections(self) -> Iterator[Detection]:
        second_s = self.residuals.second_s
        for start, end, believed, why in self.told():
            likelihood = _likelihood(believed)
            breaks = start + 1 + np.flatnonzero(np.diff(second_s[start:end]) > LONGEST_BREAK_S)
            for low, high in pairwise([start, *breaks.tolist(), end]):
                yield Detection(
                    start_s=float(second_s[low] - 0.5),
                    end_s=float(second_s[high - 1] + 0.5),
                    kind=EvidenceKind.STRIDE,
                    detector=DETECTOR,
                    likelihood=likelihood,
                    detail=why,
                )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrideView:
    """What the stride says of a recording."""

    detections: tuple[Detection, ...]
    """Its own stretches in order, over moving time only."""
    gaits: tuple[_GaitView, ...]
    """What is seen of running and of walking."""

    def over(self, start_s: float, end_s: float) -> Detection | None:
        """What it says of a given stretch.

        Parameters
        ----------
        start_s
            Start of the stretch. [s]
        end_s
            End of the stretch. [s]

        Returns
        -------
        Detection or None
            None where too little of the stretch is walking or running with a cadence.
        """
        found = [seen for seen in (gait.over(start_s, end_s) for gait in self.gaits) if seen is not None]
        if not found:
            return None
        believed = PRIOR_SHARES * np.prod([shares / PRIOR_SHARES for _, shares, _ in found], axis=0)
        return Detection(
            start_s=start_s,
            end_s=end_s,
            kind=EvidenceKind.STRIDE,
            detector=DETECTOR,
            likelihood=_likelihood(believed),
            detail=max(found, key=lambda seen: seen[0])[2],
        )


def stride_view(
    recording: Recording, gaits: Sequence[GaitStretch], baseline: StrideBaseline | None
) -> StrideView | None:
    """Look at the stride of a recording.

    Source: masumoto-bws, cavagna2012, laufer2005, ku-har, kim2001, backstride-estimate. Belief: derived.
    Measured on: no recording of a person going backward; forward recordings, and the same with
    stretches altered by the published differences.

    Parameters
    ----------
    recording
        The recording.
    gaits
        Its stretches of one gait, in order.
    baseline
        The athlete's own forward stride; None where it is not known.

    Returns
    -------
    StrideView or None
        None where the recording has no cadence beside a speed.
    """
    signals = stride_signals(recording, gaits)
    if signals is None:
        return None
    own = baseline or PEOPLE
    views = []
    indoors = bool(np.isnan(recording.samples.latitude_deg).all())
    for is_run, usual in ((True, own.run or RUNNING), (False, own.walk or WALKING)):
        known = _of_reckoned_speed(usual) if indoors else usual
        part = signals.of_gait(is_run=is_run)
        if np.count_nonzero(~np.isnan(part.values[CADENCE])) >= SHORTEST_GAIT_S:
            views.append(_view(part, known))
    if not views:
        return None
    detections = sorted((each for view in views for each in view.detections()), key=lambda one: one.start_s)
    return StrideView(detections=tuple(detections), gaits=tuple(views))


def _of_reckoned_speed(known: GaitBaseline) -> GaitBaseline:
    """The same where speeds come from no satellite, so that they may be wrong for a whole session."""
    session_sd = float(np.hypot(known.cadence.session_sd, known.cadence.slope * RECKONED_SPEED_SD))
    return replace(
        known,
        log_speed_sd=float(np.hypot(known.log_speed_sd, RECKONED_SPEED_SD)),
        cadence=replace(known.cadence, session_sd=session_sd),
    )


def _view(signals: StrideSignals, known: GaitBaseline) -> _GaitView:
    residuals = residuals_of(signals, known)
    told = [place for place in CHANGING if not np.isnan(residuals.values[place]).all()]
    edges = change_points(residuals.sums.of_channels(told), residuals.wavering_sd[told])
    stretches = stretches_of(residuals, edges[:-1], edges[1:])
    return _GaitView(
        residuals=residuals,
        heart_bpm=np.exp(signals.values[HEART]),
        quick_speed_m_s=signals.quick_speed_m_s,
        edges=edges,
        chain=chain_of(residuals, stretches),
    )


def _without_turns(edges: Places, directions: FloatArray) -> tuple[Places, FloatArray]:
    """Moments of which nothing sure is believed shared out to the stretches on both their sides.

    Somebody who turns about slows down, turns and picks up speed: the turn is of neither direction, and
    where one ends and the other begins is its middle.
    """
    short = (np.diff(edges) <= LONGEST_TURN_S) & (directions.max(axis=1) < SURE)
    short[[0, -1]] = False
    # Of several in a row the first is one, so that there is a stretch on both sides of each.
    first = short & ~np.append(False, short[:-1])
    middles = (edges[:-1] + edges[1:]) // 2
    moved = np.where(np.append(False, first[:-1]), np.append(edges[:1], middles[:-1]), edges[:-1])
    return np.append(moved[~first], edges[-1]), directions[~first]


def _at_turns(edges: Places, speed_m_s: FloatArray) -> Places:
    """Changes of direction moved to the slowest moment near them, if there is one slower than both sides.

    Two changes are never moved across one another.
    """
    if len(edges) == 0:
        return edges
    reach = np.arange(-FAR_FROM_TURN_S, FAR_FROM_TURN_S + 1)
    speeds = speed_m_s[np.clip(edges[:, None] + reach, 0, len(speed_m_s) - 1)]
    speeds = np.where(np.isnan(speeds), np.inf, speeds)
    near = np.abs(reach) <= NEAR_TURN_S
    sides = [np.median(speeds[:, side], axis=1) for side in (reach < -NEAR_TURN_S, reach > NEAR_TURN_S)]
    slowest = speeds[:, near].argmin(axis=1)
    is_turn = speeds[:, near].min(axis=1) < SLOWED * np.minimum(*sides)
    room = np.minimum(np.diff(edges, prepend=0), np.diff(edges, append=len(speed_m_s))) > 2 * NEAR_TURN_S
    moved: Places = edges + np.where(is_turn & room, slowest - NEAR_TURN_S, 0)
    return moved


def _likelihood(believed: FloatArray) -> Likelihood:
    """What a belief says beside the prior that it holds."""
    ratio = np.maximum(believed / PRIOR_SHARES, 1e-9)
    forward, backward, sideways = (ratio / ratio.max()).tolist()
    return Likelihood(forward=forward, backward=backward, sideways=sideways)
