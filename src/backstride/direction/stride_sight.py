"""What is seen of each stretch, and how well every state of travel would explain it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.direction.stride_residuals import GRADE, SPEED, Residuals, baselines_of
from backstride.direction.stride_segments import Places, RunningSums
from backstride.direction.stride_signals import CADENCE, HEART
from backstride.recording import FloatArray
from backstride.stride import GaitBaseline

USUAL, ODD, ODD_STILL, BACKWARD, SIDEWAYS = range(5)
"""The states: usual forward; forward but odd (a hill, a trail, a pushed stroller, a wrong speed), newly or
as in the stretch before; backward; sideways."""
STATES: Final = 5

ODD_CADENCE_SD: Final = {True: (0.06, 0.25), False: (0.2, 0.5)}
"""How far a forward stretch that is odd lies off in the logarithm of cadence, mostly and seldom, running and
walking.
Source: backstride-estimate. Belief: derived. [-]"""

ODD_BELOW: Final = 0.5
"""What is odd makes steps quicker rather than slower: its spread below the level beside that above.
Source: backstride-estimate. Belief: claimed. [-]"""

ODD_LASTS_S: Final = 900.0
"""How long a stretch of one odd stride lasts: what lasts longer is usual.
Source: backstride-estimate. Belief: claimed. [s]"""

ODD_SD: Final = np.array((0.06, 0.10, 0.15, 0.12))
"""How far one lies off in each signal. Source: backstride-estimate. Belief: derived. [-]"""

ODD_STILL_SD: Final = 0.02
"""How far an odd stretch lies off the odd one before it, in cadence. [-]"""

BACKWARD_STRETCH_SD: Final = 2.0
"""How much more backward stretches differ among themselves than forward ones. [-]"""

SIDEWAYS_DIFFERENCE: Final = (0.2, 0.15)
"""Cadence of a shuffle over forward at the same speed: mean and spread. Nobody has measured it.
Source: backstride-estimate. Belief: claimed. [-]"""

SHAVED_S: Final = 3
"""What a stretch leaves out at its edges, where devices still average over the change. [s]"""

PASSING_SD: Final = {True: 0.12, False: 0.35}
"""Stretches that soon pass (a start, a step aside, a corner, a turn) are of any cadence: standard deviation
of its logarithm at no length, running and walking. Measured on the forward runs of the corpus.
Source: backstride-estimate. Belief: derived. [-]"""

PASSING_SPEED_SD: Final = 0.5
"""The same of the logarithm of speed. Source: backstride-estimate. Belief: derived. [-]"""

PASSING_S: Final = 10.0
"""The length at which these have fallen to a third. Source: backstride-estimate. Belief: derived. [s]"""

LEAST_SD: Final = 0.004
"""However long a stretch, its mean lies off by so much. Source: backstride-estimate. Belief: derived. [-]"""

SPEED_ERROR_M_S: Final = (0.05, 0.07)
"""How far a speed may be wrong for however long a stretch lasts, and how much farther for a short one.
Source: backstride-estimate. Belief: derived. [m/s]"""

SPEED_ERROR_LASTS_S: Final = 30.0
"""How long a receiver errs to one side. Source: backstride-estimate. Belief: derived. [s]"""

STEEP_SD: Final = 1.0
"""How far cadence lies off on steep ground, for each square of the grade: people brake downhill with quick
steps, and climb with any. Source: backstride-estimate. Belief: derived. [-]"""

SETTLING_SD: Final = 0.03
"""How far cadence lies off at the very beginning, before people and devices have settled.
Source: backstride-estimate. Belief: derived. [-]"""

SETTLING_S: Final = 150.0
"""The time in which that falls to a third. Source: backstride-estimate. Belief: derived. [s]"""

UNKNOWN_GRADE: Final = 0.03
"""What a grade may be where no altitude is known. Source: backstride-estimate. Belief: derived. [-]"""

NEAR_TURN_S: Final = 6
"""So near to a change of direction the turn itself lies. [s]"""

FAR_FROM_TURN_S: Final = 18
"""Up to so far from it the speeds lie that it is held against. [s]"""

DIP: Final = 0.07
"""A turn slows the smoothed speed at least so far below both, as a logarithm.
Source: backstride-rules. Belief: claimed. [-]"""

LONGEST_BREAK_S: Final = 1.5
"""Seconds farther apart than this have something else between them. [s]"""

HEART_LAG_S: Final = 40.0
"""Time in which the heart makes two thirds of its way. Source: backstride-estimate. Belief: derived. [s]"""

SLOWER: Final = (-0.3, 0.15)
"""Logarithm of backward over forward speed, mean and spread: 0.74 to 0.79 over 20 m, less over long ways.
Source: uthoff2018, backstride-estimate. Belief: derived. [-]"""

SLOWER_SIDEWAYS: Final = (-0.6, 0.35)
"""The same for a shuffle. Source: backstride-estimate. Belief: claimed. [-]"""

FORWARD_SPEEDS: Final = ((0.65, 0.12), (0.25, 0.30), (0.10, 0.60))
"""Spread of the logarithm of forward speed about that of the minutes around: share and standard deviation
of three parts. Source: backstride-estimate. Belief: derived. [-]"""

SPED_UP: Final = (4.0, 0.2)
"""Speed over that of the minutes around for each unit of cadence above the curve, where a forward stretch is
odd, and its spread. Measured on the forward runs of the corpus. Source: backstride-estimate.
Belief: derived. [-]"""

AROUND_S: Final = 300
"""Signals other than cadence are held against the forward minutes before and after. [s]"""

MINUTE_SD: Final = np.array((0.012, 0.02, 0.04, 0.05, 0.12, 1.0))
"""How far a minute of forward travel lies off those around, by channel.
Source: backstride-estimate. Belief: derived. [-]"""

WANDER_SD: Final = np.array((0.02, 0.03, 0.05, 0.08, 0.2, 1.0))
"""How far the level of each channel wanders within a session.
Source: backstride-estimate. Belief: derived. [-]"""

COUNTS_S: Final = 20.0
"""Signals beside the cadence are slow: what they say in short stretches counts in part.
Source: backstride-estimate. Belief: derived. [s]"""

FLOORS: Final = (1e-12, 0.03, 0.03, 0.6, 0.03)
"""No signal counts more than so little against a state. The heart counts for least: it goes with the day, the
warm-up and the heat, and it mirrors a wrong speed just as going backward would.
Source: backstride-rules. Belief: claimed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stretches:
    """What is seen of each of several stretches."""

    start: Places
    """The first second of each, shape (n,)."""
    end: Places
    """The second after its last, shape (n,)."""
    mean: FloatArray
    """Mean residual of each channel, 0 where it is unknown, shape (6, n)."""
    variance: FloatArray
    """How far the mean may lie off for a usual forward stretch, shape (6, n)."""
    is_known: NDArray[np.bool_]
    """Where a channel is known, shape (6, n)."""
    is_run: bool

    def __len__(self) -> int:
        """How many there are."""
        return len(self.start)

    @property
    def duration_s(self) -> FloatArray:
        """How long each lasts, shape (n,). [s]"""
        return (self.end - self.start).astype(np.float64)


def stretches_of(residuals: Residuals, start: Places, end: Places) -> Stretches:
    """What is seen of stretches, a little left out at their edges.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    residuals
        The seconds of one gait.
    start
        The first second of each stretch, shape (n,).
    end
        The second after its last, shape (n,).

    Returns
    -------
    Stretches
        Their means and how uncertain these are.
    """
    length = end - start
    shaved = np.minimum(SHAVED_S, length // 5)
    mean, count = residuals.sums.between(start + shaved, end - shaved)
    is_known = count >= np.maximum(3.0, 0.3 * length)
    variance = residuals.wavering_sd[:, None] ** 2 / np.maximum(count, 1.0)
    middle = residuals.middle_speed
    grade = np.where(is_known[GRADE], mean[GRADE], UNKNOWN_GRADE)
    for place, signal in enumerate(baselines_of(residuals.known)):
        if signal is not None:
            variance[place] += signal.stretch_sd**2 * np.minimum(45.0 / (length + 15.0), 1.5)
            variance[place] += LEAST_SD**2 + (signal.slope_sd * (mean[SPEED] - middle)) ** 2
            variance[place] += (signal.grade_sd * grade) ** 2
    speed_m_s = np.exp(mean[SPEED] + residuals.known.log_speed)
    wrong_m_s = SPEED_ERROR_M_S[0] + SPEED_ERROR_M_S[1] * np.exp(-length / SPEED_ERROR_LASTS_S)
    error = residuals.known.cadence.slope * wrong_m_s / speed_m_s
    passing = np.exp(-length / PASSING_S)
    settling = SETTLING_SD * np.exp(-(start + end) / (2.0 * SETTLING_S))
    error = np.sqrt(error**2 + (STEEP_SD * grade**2) ** 2 + settling**2)
    variance[CADENCE] += error**2 + (PASSING_SD[residuals.is_run] * passing) ** 2
    variance[SPEED] = (PASSING_SPEED_SD * passing) ** 2
    return Stretches(
        start=start, end=end, mean=mean, variance=variance, is_known=is_known, is_run=residuals.is_run
    )


def dips_before(residuals: Residuals, start: Places) -> NDArray[np.bool_]:
    """Before which stretches the speed dips, or time is missing, as it does where somebody turns about.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    residuals
        The seconds of one gait.
    start
        The first second of each stretch, shape (n,).

    Returns
    -------
    NDArray
        Shape (n,).
    """
    length = len(residuals.second_s)
    speed = np.nan_to_num(residuals.values[SPEED], nan=np.inf)
    near = np.clip(start[:, None] + np.arange(-NEAR_TURN_S, NEAR_TURN_S), 0, length - 1)
    lowest = speed[near].min(axis=1)
    steps = np.diff(residuals.second_s, append=np.inf)
    breaks = (steps[near] > LONGEST_BREAK_S).any(axis=1)
    sides = []
    for low, high in ((-FAR_FROM_TURN_S, -NEAR_TURN_S), (NEAR_TURN_S, FAR_FROM_TURN_S)):
        mean, count = residuals.sums.between(
            np.clip(start + low, 0, length), np.clip(start + high, 0, length)
        )
        sides.append(np.where(count[SPEED] > 2, mean[SPEED], np.inf))
    lower = np.minimum(*sides)
    dips = np.isfinite(lower) & np.isfinite(lowest) & (lowest < lower - DIP)
    found: NDArray[np.bool_] = breaks | dips
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surroundings:
    """The usual forward level of each channel around any stretch."""

    sums: RunningSums
    """Of what is usual and forward in each second, shape (6, s + 1)."""
    level: FloatArray
    """That of the session, shape (6,)."""
    level_sd: FloatArray
    """How uncertain it is, shape (6,)."""

    @classmethod
    def of(cls, residuals: Residuals, stretches: Stretches, shares: FloatArray) -> "Surroundings":
        """From how probably each stretch is usual and forward.

        Parameters
        ----------
        residuals
            The seconds of one gait.
        stretches
            The stretches, which cover them all.
        shares
            How probable each state is, shape (n, 5).

        Returns
        -------
        Surroundings
            The levels.
        """
        usual = np.repeat(shares[:, USUAL], stretches.end - stretches.start)
        known = ~np.isnan(residuals.values) * usual
        zero = np.zeros((len(known), 1))
        sums = RunningSums(
            sums=np.concatenate((zero, np.cumsum(np.nan_to_num(residuals.values) * known, axis=1)), axis=1),
            counts=np.concatenate((zero, np.cumsum(known, axis=1)), axis=1),
        )
        known_of = residuals.known
        wide = [1.0 if each is None else each.session_sd for each in baselines_of(known_of)]
        before = 1.0 / np.square([*wide, known_of.log_speed_sd, 1.0])
        minutes = sums.counts[:, -1] / 60.0 / (MINUTE_SD**2 + WANDER_SD**2 / 5.0)
        level = sums.sums[:, -1] / np.maximum(sums.counts[:, -1], 1e-9) * minutes / (before + minutes)
        return cls(sums=sums, level=level, level_sd=1.0 / np.sqrt(before + minutes))

    def around(self, stretches: Stretches) -> tuple[FloatArray, FloatArray]:
        """The level in the minutes around each stretch, itself left out, and how uncertain it is.

        Parameters
        ----------
        stretches
            The stretches.

        Returns
        -------
        level
            Shape (6, n).
        variance
            Shape (6, n).
        """
        length = self.sums.sums.shape[1] - 1
        low, high = np.maximum(stretches.start - AROUND_S, 0), np.minimum(stretches.end + AROUND_S, length)
        total = self.sums.sums[:, high] - self.sums.sums[:, low]
        total -= self.sums.sums[:, stretches.end] - self.sums.sums[:, stretches.start]
        count = self.sums.counts[:, high] - self.sums.counts[:, low]
        count -= self.sums.counts[:, stretches.end] - self.sums.counts[:, stretches.start]
        before = 1.0 / (self.level_sd**2 + WANDER_SD**2)[:, None]
        minutes = np.maximum(count, 0.0) / 60.0 / (MINUTE_SD**2)[:, None]
        mean = total / np.maximum(count, 1e-9)
        level = (before * self.level[:, None] + minutes * mean) / (before + minutes)
        return level, 1.0 / (before + minutes)


def gauss(difference: FloatArray, variance: FloatArray) -> FloatArray:
    """The density of a normal distribution.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    difference
        From its mean.
    variance
        Its variance.

    Returns
    -------
    FloatArray
        The density.
    """
    found: FloatArray = np.exp(-0.5 * difference**2 / variance) / np.sqrt(2.0 * np.pi * variance)
    return found


def by_cadence(
    stretches: Stretches, known: GaitBaseline, levels: FloatArray, sizes: FloatArray, before: FloatArray
) -> FloatArray:
    """How well each level of the session, state and size of the difference explains the cadence.

    Source: backstride-rules, backstride-estimate. Belief: derived.

    Parameters
    ----------
    stretches
        What is seen of each.
    known
        The forward stride of this gait.
    levels
        Levels of the session's forward cadence over the baseline's, shape (l,). [-]
    sizes
        How far backward lies above forward, shape (d,). [-]
    before
        Mean residual of the stretch before each, shape (n,). [-]

    Returns
    -------
    FloatArray
        Densities, shape (n, l, d, 5); 1 where no cadence is known.
    """
    mean = stretches.mean[CADENCE][:, None]
    variance = stretches.variance[CADENCE][:, None]
    off = mean - levels
    extra = (BACKWARD_STRETCH_SD * known.cadence.stretch_sd) ** 2
    found = np.empty((len(stretches), len(levels), len(sizes), STATES))
    found[..., USUAL] = gauss(off, variance)[:, :, None]
    narrower = np.where(off < 0.0, ODD_BELOW, 1.0)
    near, far = (gauss(off, variance + (narrower * sd) ** 2) for sd in ODD_CADENCE_SD[stretches.is_run])
    lasts = np.exp(-stretches.duration_s / ODD_LASTS_S)
    found[..., ODD] = ((0.85 * near + 0.15 * far) * lasts[:, None])[:, :, None]
    still = gauss(mean - before[:, None], variance + ODD_STILL_SD**2)
    found[..., ODD_STILL] = (still * lasts[:, None])[:, :, None]
    found[..., BACKWARD] = gauss(off[:, :, None] - sizes, (variance + extra)[:, :, None])
    aside = gauss(off - SIDEWAYS_DIFFERENCE[0], variance + SIDEWAYS_DIFFERENCE[1] ** 2)
    found[..., SIDEWAYS] = aside[:, :, None]
    found[~stretches.is_known[CADENCE]] = 1.0
    return found


def by_the_others(stretches: Stretches, known: GaitBaseline, around: Surroundings) -> FloatArray:
    """How well each state explains all but the cadence.

    Source: backstride-rules, backstride-estimate. Belief: derived.

    Parameters
    ----------
    stretches
        What is seen of each.
    known
        The forward stride of this gait.
    around
        The usual forward level of each channel.

    Returns
    -------
    FloatArray
        Relative likelihoods, shape (n, 5).
    """
    level, uncertain = around.around(stretches)
    found = np.ones((len(stretches), STATES))
    for place, signal in enumerate(baselines_of(known)):
        if place == CADENCE or signal is None or not stretches.is_known[place].any():
            continue
        off = stretches.mean[place] - level[place]
        variance = stretches.variance[place] + uncertain[place]
        reached = np.ones(len(stretches))
        if place == HEART:
            ratio = stretches.duration_s / HEART_LAG_S
            reached = 1.0 - (1.0 - np.exp(-ratio)) / ratio
        odd = gauss(off, variance + ODD_SD[place] ** 2)
        back = gauss(off - signal.backward * reached, variance + (signal.backward_sd * reached) ** 2)
        usual, back = (0.75 * each + 0.25 * odd for each in (gauss(off, variance), back))
        told = np.stack((usual, odd, odd, back, 0.5 * (odd + back)), axis=1)
        found *= np.where(stretches.is_known[place][:, None], _bounded(told, FLOORS[place]), 1.0)
    counts = -np.expm1(-stretches.duration_s / COUNTS_S)
    off, variance = stretches.mean - level, stretches.variance + uncertain
    by_speed = _by_speed(off[SPEED], variance[SPEED], off[CADENCE])
    found *= np.where(stretches.is_known[SPEED][:, None], by_speed, 1.0)
    return found ** counts[:, None]


def _by_speed(off: FloatArray, uncertain: FloatArray, cadence_off: FloatArray) -> FloatArray:
    """How well each state explains the speed, shape (n, 5).

    Somebody who goes on forward and steps faster than the curve has mostly sped up beyond it.
    """
    ahead = sum(share * gauss(off, sd**2 + uncertain) for share, sd in FORWARD_SPEEDS)
    sped = gauss(off - np.clip(SPED_UP[0] * cadence_off, -0.3, 0.5), SPED_UP[1] ** 2 + uncertain)
    odd = 0.6 * sped + 0.2 * gauss(off, 0.3**2 + uncertain) + 0.2 * gauss(off, 0.6**2 + uncertain)
    back = gauss(off - SLOWER[0], SLOWER[1] ** 2 + uncertain)
    aside = gauss(off - SLOWER_SIDEWAYS[0], SLOWER_SIDEWAYS[1] ** 2 + uncertain)
    return _bounded(np.stack((ahead, odd, odd, back, aside), axis=1), FLOORS[SPEED])


def _bounded(told: FloatArray, floor: float) -> FloatArray:
    """Relative likelihoods of which none is negligible, shape (n, 5)."""
    bounded: FloatArray = np.maximum(told / np.maximum(told.max(axis=1, keepdims=True), 1e-300), floor)
    return bounded
