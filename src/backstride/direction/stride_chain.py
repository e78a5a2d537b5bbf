"""The chain of stretches: level of the session, size of the difference, and direction, all at once.

Each stretch is in one of the states of `backstride.direction.stride_sight`. Three things that nobody knows
hold for the whole session: how far its forward cadence lies off the baseline (it may drift slowly), by how
much backward lies above forward, and what kind of session it is. They are laid out on a grid, and the chain
is followed forth and back for all of them.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.direction.detection import PRIOR
from backstride.direction.stride_residuals import Residuals
from backstride.direction.stride_sight import (
    BACKWARD,
    ODD,
    ODD_STILL,
    SIDEWAYS,
    STATES,
    USUAL,
    Stretches,
    Surroundings,
    by_cadence,
    by_the_others,
    dips_before,
)
from backstride.direction.stride_signals import CADENCE
from backstride.recording import FloatArray
from backstride.stride import GaitBaseline

KINDS: Final = {True: np.array((0.72, 0.25, 0.03)), False: np.array((0.35, 0.63, 0.02))}
"""Running and walking: how many sessions are calm, how many restless (hills, trails, crowds, a failing
receiver), and how many go backward nearly all the time. Which of them one is has to be seen from it.
Source: backstride-rules. Belief: claimed. [-]"""

START: Final = np.array(
    (
        (0.930, 0.020, 0.000, 0.045, 0.005),
        (0.850, 0.100, 0.000, 0.045, 0.005),
        (0.060, 0.010, 0.000, 0.920, 0.010),
    )
)
"""How often a session of each kind (row) starts in each state.
Source: backstride-rules. Belief: claimed. [-]"""

CHANGES: Final = np.array(
    (
        (
            (0.8330, 0.0150, 0.000, 0.150, 0.002),
            (0.6000, 0.0100, 0.360, 0.029, 0.001),
            (0.6000, 0.0100, 0.360, 0.029, 0.001),
            (0.3000, 0.0020, 0.000, 0.697, 0.001),
            (0.6000, 0.0050, 0.000, 0.045, 0.350),
        ),
        (
            (0.7480, 0.1000, 0.000, 0.150, 0.002),
            (0.3700, 0.0300, 0.570, 0.029, 0.001),
            (0.3700, 0.0300, 0.570, 0.029, 0.001),
            (0.2800, 0.0500, 0.000, 0.669, 0.001),
            (0.5000, 0.1000, 0.000, 0.045, 0.355),
        ),
        (
            (0.4990, 0.0100, 0.000, 0.490, 0.001),
            (0.1000, 0.0100, 0.400, 0.480, 0.010),
            (0.1000, 0.0100, 0.400, 0.480, 0.010),
            (0.0300, 0.0100, 0.000, 0.959, 0.001),
            (0.2000, 0.0100, 0.000, 0.500, 0.290),
        ),
    )
)
"""How often, in each kind of session, a state (row) is followed by another (column) where the stride changes.
Source: backstride-rules. Belief: claimed. [-]"""

SELDOM_WALKING: Final = 0.05
"""So much more seldom does somebody who walks go over from usual to backward: walkers dawdle, climb and stop
more often than they turn about. Source: backstride-rules. Belief: claimed. [-]"""

TURNS: Final = (0.35, 2.2)
"""How many times as often the direction changes where the speed does not dip, and where it does, as at other
changes of the stride. Source: backstride-rules. Belief: claimed. [-]"""

USUAL_SHARE: Final = 0.1
"""The share of time that goes backward for which the numbers above stand: that of the prior. [-]"""

SHARE_BEFORE_S: Final = 7200.0
"""How much time of people at large counts beside what somebody said of their own.
Source: backstride-rules. Belief: claimed. [s]"""

OFTENEST: Final = 2.5
"""Nobody is taken to go backward so many times more, or less, often than people at large. [-]"""

LEVELS: Final = 25
"""How many levels of the session are held side by side."""

LEVEL_TAIL: Final = (0.03, 3.0)
"""How many sessions lie off by far more than most, and how many times as far: another device, a pushed
stroller. Source: backstride-estimate. Belief: claimed. [-]"""

SIZES: Final = np.array((-1.5, -0.75, 0.0, 0.75, 1.5))
"""Sizes of the difference that are held side by side, in its standard deviations from its mean. [-]"""

SIZE_SHARES: Final = np.exp(-0.5 * SIZES**2) / np.exp(-0.5 * SIZES**2).sum()
"""How probable each of them is. [-]"""

LEAST_DIFFERENCE: Final = 0.03
"""A smaller difference in cadence could not be told from forward. [-]"""

DRIFT_SD: Final = 0.002
"""How far the level of a session drifts from one stretch to the next.
Source: backstride-estimate. Belief: derived. [-]"""

STANDS_OUT_S: Final = 15.0
"""A stretch that stands out against the rest lasts so long. Source: backstride-rules. Belief: claimed. [s]"""

MOST_OF_IT: Final = (0.4, 0.6)
"""Shares of a session between which it ceases to be believed that so much went backward, where nothing is
known of its owner. Source: backstride-rules. Belief: claimed. [-]"""

PRIOR_SHARES: Final = np.array((PRIOR.forward, PRIOR.backward, PRIOR.sideways))
"""The prior as an array. Source: backstride-rules. Belief: claimed. [-]"""

DRIFTS_EVERY: Final = 4
"""In steps of so many stretches."""

NEGLIGIBLE: Final = 1e-12
"""Nothing seen is less likely than this beside the likeliest: arithmetic would come to an end. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """What is believed of every stretch of a session."""

    known: GaitBaseline
    levels: FloatArray
    """Levels of the session that are held side by side, shape (l,)."""
    sizes: FloatArray
    """Sizes of the difference that are, shape (d,)."""
    before: FloatArray
    """What is believed before each stretch by all that came before it, shape (n + 1, 3, l d, 5)."""
    after: FloatArray
    """What all that comes from a stretch on says of the one before it, shape (n + 1, 3, l d, 5)."""
    shares: FloatArray
    """How probable each state is, shape (n, 5)."""
    around: Surroundings
    """The usual forward level of each channel."""
    trust: float
    """How far what the session tells by itself is to be believed, 0 to 1; 1 with an own baseline."""


def chain_of(residuals: Residuals, stretches: Stretches) -> Chain:
    """Follow a session through its stretches.

    First by cadence alone, which shows what is usual in the other signals; then with all of them.

    Source: backstride-rules, backstride-estimate. Belief: derived.

    Parameters
    ----------
    residuals
        The seconds of one gait.
    stretches
        What is seen of each stretch of them.

    Returns
    -------
    Chain
        What is believed of each.
    """
    known = residuals.known
    levels, sizes = _levels(stretches, known), _sizes(known)
    last = np.append(0.0, stretches.mean[CADENCE][:-1])
    turns = dips_before(residuals, stretches.start)
    grid = _Grid(levels=levels, sizes=sizes, shares=SIZE_SHARES, is_run=stretches.is_run)
    by_steps = by_cadence(stretches, known, levels, sizes, last)
    rough = replace(grid, sizes=sizes[::2], shares=SIZE_SHARES[::2] / SIZE_SHARES[::2].sum())
    shares = _followed(by_steps[:, :, ::2], rough, known, turns)[2]
    around = Surroundings.of(residuals, stretches, shares)
    seen = by_steps * by_the_others(stretches, known, around)[:, None, None, :]
    before, after, shares = _followed(seen, grid, known, turns)
    return Chain(
        known=known,
        levels=levels,
        sizes=sizes,
        before=before,
        after=after,
        shares=shares,
        around=Surroundings.of(residuals, stretches, shares),
        trust=1.0 if known.duration_s > 0.0 else _trust(stretches, shares[:, BACKWARD]),
    )


def _trust(stretches: Stretches, backward: FloatArray) -> float:
    """How far a session may be believed of whose owner nothing is known.

    Where nothing stands out against the rest, all of it may have gone either way. Where most of it seems to
    have gone backward, it may be the rest that did not: a contrast has two sides.
    """
    lasting = backward[stretches.duration_s >= STANDS_OUT_S]
    stands_out = float(lasting.max()) if len(lasting) else 0.0
    share = float(backward @ stretches.duration_s / stretches.duration_s.sum())
    low, high = MOST_OF_IT
    return stands_out * float(np.clip((high - share) / (high - low), 0.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Grid:
    """What is held side by side."""

    levels: FloatArray
    sizes: FloatArray
    shares: FloatArray
    """How probable each size is."""
    is_run: bool

    def at_first(self, known: GaitBaseline) -> FloatArray:
        """How probable each kind, level, size and state is before anything was seen, shape (3, l d, 5)."""
        off = self.levels / known.cadence.session_sd
        share, wider = LEVEL_TAIL
        level = (1.0 - share) * np.exp(-0.5 * off**2) + share / wider * np.exp(-0.5 * (off / wider) ** 2)
        cells = np.outer(level / level.sum(), self.shares).ravel()
        # Without an own baseline nothing tells a session that goes backward all the time.
        kinds = KINDS[self.is_run]
        if known.duration_s == 0.0:
            kinds = np.append(kinds[:2] / kinds[:2].sum(), 0.0)
        first: FloatArray = (kinds[:, None] * _often(START, known))[:, None, :] * cells[None, :, None]
        return first

    def drifted(self, now: FloatArray) -> FloatArray:
        """Some of what is believed of each level gone to the next ones, shape (3, l d, 5)."""
        share = min(0.5 * DRIFTS_EVERY * (DRIFT_SD / (self.levels[1] - self.levels[0])) ** 2, 0.25)
        step = len(self.sizes)
        moved: FloatArray = now * (1.0 - 2.0 * share)
        moved[:, step:] += share * now[:, :-step]
        moved[:, :-step] += share * now[:, step:]
        return moved


def _levels(stretches: Stretches, known: GaitBaseline) -> FloatArray:
    """Levels that the session's forward cadence may have over the baseline's."""
    seen = stretches.mean[CADENCE][stretches.is_known[CADENCE]]
    widest = 4.0 * known.cadence.session_sd
    if len(seen) == 0:
        return np.linspace(-widest, widest, LEVELS)
    most = known.cadence.backward + known.cadence.backward_sd
    low = max(-widest, min(seen.min() - most, widest / 2))
    high = min(widest, max(np.quantile(seen, 0.95) + 0.03, low + widest / 2))
    return np.linspace(low, high, LEVELS)


def _sizes(known: GaitBaseline) -> FloatArray:
    sizes: FloatArray = np.maximum(
        known.cadence.backward + known.cadence.backward_sd * SIZES, LEAST_DIFFERENCE
    )
    return sizes


def _often(shares: FloatArray, known: GaitBaseline) -> FloatArray:
    """Shares of states of which backward is as frequent as this person goes backward, shape (..., 5)."""
    said_s = known.duration_s + known.backward_s if known.backward_s > 0.0 else 0.0
    share = (known.backward_s + USUAL_SHARE * SHARE_BEFORE_S) / (said_s + SHARE_BEFORE_S)
    weighed = shares.copy()
    weighed[..., BACKWARD] *= np.clip(share / USUAL_SHARE, 1.0 / OFTENEST, OFTENEST)
    often: FloatArray = weighed / weighed.sum(axis=-1, keepdims=True)
    return often


def _turning(changes: FloatArray, times: float) -> FloatArray:
    """Changes of state with those into and out of backward so many times as often, shape (3, 5, 5)."""
    turning = changes.copy()
    ahead = np.arange(STATES) != BACKWARD
    turning[:, ahead, BACKWARD] *= times
    turning[:, BACKWARD, ahead] *= times
    turned: FloatArray = turning / turning.sum(axis=2, keepdims=True)
    return turned


def _followed(
    seen: FloatArray, grid: _Grid, known: GaitBaseline, turns: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What is believed of each stretch by those before it, by those after it, and by all.

    Only what is relative counts, so that the sums are made one again but now and then.
    """
    count = len(seen)
    seen = seen.reshape(count, 1, -1, STATES)
    seen = np.maximum(seen / seen.max(axis=(1, 2, 3), keepdims=True), NEGLIGIBLE)
    before = np.empty((count + 1, len(CHANGES), *seen.shape[2:]))
    after = np.empty_like(before)
    before[0], after[count] = grid.at_first(known), 1.0
    changes = CHANGES.copy()
    if not grid.is_run:
        changes[:2, USUAL, [USUAL, BACKWARD]] += SELDOM_WALKING, -SELDOM_WALKING
    forth = [_turning(_often(changes, known), times) for times in TURNS]
    back = [np.ascontiguousarray(each.transpose(0, 2, 1)) for each in forth]
    # The change that follows a stretch is the one before the next.
    kinds = np.append(turns[1:], True).astype(int).tolist()
    for place in range(count):
        now = before[place] * seen[place]
        if place % DRIFTS_EVERY == 0:
            now = grid.drifted(now)
            now /= now.sum()
        np.matmul(now, forth[kinds[place]], out=before[place + 1])
    for place in range(count - 1, -1, -1):
        now = after[place + 1] * seen[place]
        if place % DRIFTS_EVERY == 0:
            now = grid.drifted(now)
            now /= now.sum()
        np.matmul(now, back[kinds[place - 1]], out=after[place])
    shares = np.einsum("ntgs,ngs,ntgs->ns", before[:-1], seen[:, 0], after[1:])
    return before, after, shares / shares.sum(axis=1, keepdims=True)


def judged(stretch: Stretches, chain: Chain, first: int, last: int) -> FloatArray:
    """How probable each state is for a stretch in place of several of a session.

    Source: backstride-rules, backstride-estimate. Belief: derived.

    Parameters
    ----------
    stretch
        The stretch, alone.
    chain
        The session.
    first
        The first stretch of the session that it takes the place of.
    last
        The one after the last.

    Returns
    -------
    FloatArray
        Shape (5,).
    """
    usual = chain.around.level[[CADENCE]]
    seen = by_cadence(stretch, chain.known, chain.levels, chain.sizes, usual)[0].reshape(-1, STATES)
    seen = seen * by_the_others(stretch, chain.known, chain.around)[0]
    seen = np.maximum(seen / seen.max(), NEGLIGIBLE)
    total = (chain.before[first] * seen * chain.after[last]).sum(axis=(0, 1))
    shares: FloatArray = total / total.sum()
    return shares


def directions_of(shares: FloatArray, trust: float) -> FloatArray:
    """How probable forward, backward and sideways are.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    shares
        How probable each state is, shape (..., 5).
    trust
        How far the session is to be believed; at 0 nothing but the prior is left.

    Returns
    -------
    FloatArray
        Shape (..., 3).
    """
    forward = shares[..., USUAL] + shares[..., ODD] + shares[..., ODD_STILL]
    found = np.stack((forward, shares[..., BACKWARD], shares[..., SIDEWAYS]), axis=-1)
    weighed = PRIOR_SHARES * (np.maximum(found, NEGLIGIBLE) / PRIOR_SHARES) ** trust
    believed: FloatArray = weighed / weighed.sum(axis=-1, keepdims=True)
    return believed
