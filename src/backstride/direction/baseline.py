"""A person's own forward stride, learned from their sessions, and what they change going backward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.bout import Bout, Travel
from backstride.direction.gait import gait_stretches
from backstride.direction.stride_effects import RUNNING, WALKING
from backstride.direction.stride_residuals import SPEED, baselines_of, effort, residuals_of
from backstride.direction.stride_segments import Places, RunningSums
from backstride.direction.stride_signals import HEART, Mask, StrideSignals, stride_signals
from backstride.recording import FloatArray, Recording
from backstride.stride import GaitBaseline, SignalBaseline, StrideBaseline

WINDOW_S: Final = 30
"""Means of so long are what is learned from. [s]"""

LEAST_WINDOWS: Final = 40
"""Twenty minutes of one gait: less is no baseline. Source: backstride-rules. Belief: claimed."""

LEAST_SESSIONS: Final = 2
"""One session cannot tell how far a session lies off. Source: backstride-rules. Belief: claimed."""

LIKELY_BACKWARD: Final = 0.5
"""What detectors hold for backward at least so probably is not learned from as forward. [-]"""

SESSION_SD: Final = (0.022, 0.05, 0.06, 0.06)
"""How far whole sessions of one person lie off, for want of many: log cadence, stance, bounce, heart rate.
The first was measured on 71 runs of one person, the others are estimates.
Source: backstride-estimate. Belief: derived. [-]"""

SESSIONS_BEFORE: Final = 4.0
"""How many sessions that estimate counts as. [-]"""

BEND_SD: Final = 0.3
"""How far the bend of a person's curve differs from that of people at large.
Source: backstride-estimate. Belief: derived. [-]"""

SMALLEST_SLOPE_SD: Final = (0.2, 0.25)
"""However much was learned, slopes with speed and grade differ from day to day by so much of how far people
differ. Source: backstride-estimate. Belief: derived. [-]"""

OUTLYING: Final = 3.0
"""Windows farther off than so many standard deviations count for nothing. [-]"""

ROUNDS: Final = 6
"""How often outliers are weighed anew."""

FEW_WINDOWS: Final = 4
"""The level of a session is known from so many windows on. Source: backstride-rules. Belief: claimed."""

BACKWARD_BOUT_SD: Final = 0.03
"""How far backward bouts of one person differ. Source: backstride-estimate. Belief: derived. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Windows:
    """Means of half a minute of one gait in one session."""

    values: FloatArray
    """Residuals against people at large, and log speed over the usual, shape (5, w)."""
    effort: FloatArray
    """The logarithm of the speed that the heart answers to, shape (w,)."""
    grade: FloatArray
    """Shape (w,)."""
    is_told: Mask
    """Whether somebody said that it was forward, shape (w,)."""
    backward: tuple[tuple[FloatArray, float, float], ...]
    """Of each stretch told to be backward: means (5,), effort, grade; by duration no longer than it was."""
    backward_s: float


def learn_baseline(sessions: Iterable[tuple[Recording, Sequence[Bout]]]) -> StrideBaseline | None:
    """Learn a person's own stride from what they recorded.

    What somebody said was backward teaches the difference, and never counts as forward; what was said
    to be forward counts as it is; all else is presumed forward, but what stands out counts for nothing.

    Source: backstride-rules, backstride-estimate. Belief: derived.

    Parameters
    ----------
    sessions
        Recordings of one person with their bouts, in any order.

    Returns
    -------
    StrideBaseline or None
        None from less than twenty minutes of running or of walking in two sessions.
    """
    found: list[tuple[_Windows | None, _Windows | None]] = []
    for recording, bouts in sessions:
        signals = stride_signals(recording, gait_stretches(recording))
        if signals is not None:
            found.append(
                (
                    _windows(signals.of_gait(is_run=True), bouts, RUNNING),
                    _windows(signals.of_gait(is_run=False), bouts, WALKING),
                )
            )
    run = _learned([running for running, _ in found if running is not None], RUNNING)
    walk = _learned([walking for _, walking in found if walking is not None], WALKING)
    if run is None and walk is None:
        return None
    return StrideBaseline(
        sessions=sum(
            (run is not None and running is not None) or (walk is not None and walking is not None)
            for running, walking in found
        ),
        duration_s=sum((each.duration_s for each in (run, walk) if each is not None), start=0.0),
        run=run,
        walk=walk,
    )


def _windows(signals: StrideSignals, bouts: Sequence[Bout], people: GaitBaseline) -> _Windows | None:
    """The windows of one session; None where it has none."""
    if len(signals) < WINDOW_S:
        return None
    residuals = residuals_of(signals, people)
    told, backward = _told(signals.second_s, bouts)
    grade = np.nan_to_num(signals.grade)
    more = np.stack((effort(residuals.values[SPEED], grade), grade, told))
    everything = np.concatenate((residuals.values[: SPEED + 1], more))
    sums = RunningSums.of(np.where(np.isnan(told) | np.isnan(everything[0]), np.nan, everything))
    start = np.arange(0, len(signals) - WINDOW_S + 1, WINDOW_S)
    means, counts = sums.between(start, start + WINDOW_S)
    means = np.where(counts >= WINDOW_S // 2, means, np.nan)[:, counts[0] >= WINDOW_S // 2]
    stretches = []
    whole = RunningSums.of(everything)
    for first, last in backward:
        mean, count = whole.between(np.array([first]), np.array([last]))
        mean = np.where(count >= (last - first) / 2, mean, np.nan)[:, 0]
        if not np.isnan(mean[0]):
            stretches.append((mean[: SPEED + 1], float(mean[SPEED + 1]), float(mean[SPEED + 2])))
    if means.shape[1] == 0 and not stretches:
        return None
    return _Windows(
        values=means[: SPEED + 1],
        effort=means[SPEED + 1],
        grade=means[SPEED + 2],
        is_told=means[SPEED + 3] > 0.5,
        backward=tuple(stretches),
        backward_s=float(sum(last - first for first, last in backward)),
    )


def _told(second_s: FloatArray, bouts: Sequence[Bout]) -> tuple[FloatArray, list[tuple[int, int]]]:
    """For each second 1 if told to be forward, 0 if nothing is told, NaN if it does not count as forward.

    And from which to before which second somebody said that it was backward.
    """
    told = np.zeros(len(second_s))
    backward = []
    for bout in bouts:
        first, last = np.searchsorted(second_s, (bout.start_s, bout.end_s)).tolist()
        first_word = bout.evidence[0] if bout.evidence else None
        # Where detectors overruled what a name or a step says, nobody said what is believed.
        is_told = first_word is not None and first_word.kind.is_told and first_word.travel is bout.travel
        if is_told and bout.travel is not Travel.UNKNOWN:
            told[first:last] = 1.0 if bout.travel is Travel.FORWARD else np.nan
            if bout.travel is Travel.BACKWARD and last - first >= 10:
                backward.append((first + 2, last - 2))
        elif bout.posterior is not None and bout.posterior.forward < 1.0 - LIKELY_BACKWARD:
            told[first:last] = np.nan
    return told, backward


def _learned(sessions: list[_Windows], people: GaitBaseline) -> GaitBaseline | None:
    """The stride of one gait; None from too little."""
    forward = sorted(
        (each for each in sessions if each.values.shape[1] > 0), key=lambda one: one.values.tobytes()
    )
    windows = sum(each.values.shape[1] for each in forward)
    if windows < LEAST_WINDOWS or len(forward) < LEAST_SESSIONS:
        return None
    speeds = np.concatenate([each.values[SPEED] for each in forward])
    speeds = speeds[~np.isnan(speeds)]
    usual = float(np.median(speeds))
    spread = float(1.4826 * np.median(np.abs(speeds - usual)))
    backward = sorted(
        (each for each in sessions if each.backward), key=lambda one: one.backward[0][0].tobytes()
    )
    learned = {
        name: None if before is None else _signal(forward, backward, place, before, usual)
        for place, (name, before) in enumerate(
            zip(("cadence", "stance", "bounce", "heart"), baselines_of(people), strict=True)
        )
    }
    if learned["cadence"] is None:
        return None
    return GaitBaseline(
        duration_s=float(windows * WINDOW_S),
        backward_s=sum((each.backward_s for each in backward), start=0.0),
        log_speed=people.log_speed + usual,
        log_speed_sd=float(np.hypot(spread, 0.1)),
        cadence=learned["cadence"],
        stance=learned["stance"],
        bounce=learned["bounce"],
        heart=learned["heart"],
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fit:
    """A curve through the windows of all sessions, and what is left."""

    curve: FloatArray
    """Slope, bend and grade slope over those of people at large, shape (3,)."""
    curve_sd: FloatArray
    """How uncertain they are, shape (3,)."""
    offsets: FloatArray
    """How far each session lies off, shape (k,)."""
    window_sd: float
    left: FloatArray
    """What each window lies off its session, shape (w,)."""


def _design(speed: FloatArray, grade: FloatArray) -> FloatArray:
    return np.stack((speed, speed**2, grade), axis=-1)


def _signal(
    forward: list[_Windows], backward: list[_Windows], place: int, people: SignalBaseline, usual: float
) -> SignalBaseline | None:
    """One signal of one gait; None where it is known in too little."""
    parts = [_table(each, place, usual) for each in forward]
    counts = np.array([len(part) for part in parts])
    if counts.sum() < LEAST_WINDOWS or np.count_nonzero(counts) < LEAST_SESSIONS:
        return None
    table = np.concatenate(parts)
    session = np.repeat(np.arange(len(parts)), counts)
    fit = _fit(table[:, 0], table[:, 1:4], session, len(parts), people)
    known = fit.offsets[counts > 0]
    level = float(np.median(known))
    own = _forward(fit, known, table[:, 4] > 0.0, people, place=place, usual=usual)
    offsets = {
        id(each): float(offset)
        for each, offset, count in zip(forward, fit.offsets, counts, strict=True)
        if count >= FEW_WINDOWS
    }
    differences = [
        float(row[0] - row[1:4] @ fit.curve) - offsets.get(id(each), level)
        for each in backward
        for row in _backward_table(each, place, usual)
    ]
    return _with_backward(own, np.array(differences), people)


def _table(windows: _Windows, place: int, usual: float) -> FloatArray:
    """Of each window the signal, what it depends on, and whether it was told, shape (w, 5)."""
    speed = (windows.effort if place == HEART else windows.values[SPEED]) - usual
    table = np.column_stack((windows.values[place], _design(speed, windows.grade), windows.is_told))
    whole: FloatArray = table[~np.isnan(table).any(axis=1)]
    return whole


def _backward_table(windows: _Windows, place: int, usual: float) -> FloatArray:
    """The same of each stretch that was told to be backward, shape (k, 4)."""
    values = np.array([mean for mean, _, _ in windows.backward]).T
    effort_then, grade = (np.array([each[part] for each in windows.backward]) for part in (1, 2))
    speed = (effort_then if place == HEART else values[SPEED]) - usual
    table = np.column_stack((values[place], _design(speed, grade)))
    whole: FloatArray = table[~np.isnan(table).any(axis=1)]
    return whole


def _forward(
    fit: _Fit, offsets: FloatArray, is_told: Mask, people: SignalBaseline, *, place: int, usual: float
) -> SignalBaseline:
    """The forward half of a signal: its curve, and how far sessions and stretches lie off."""
    level = float(np.median(offsets))
    bound = 3.0 * people.session_sd
    off = np.clip(offsets - level, -bound, bound)
    before = SESSIONS_BEFORE * SESSION_SD[place] ** 2
    session_variance = (before + float(off @ off)) / (SESSIONS_BEFORE + len(off))
    # What somebody said was forward counts though it stands out: such stretches are forward too.
    beyond = np.maximum(fit.left[is_told] ** 2 - (OUTLYING * fit.window_sd) ** 2, 0.0)
    extra = float(beyond.sum()) / (np.count_nonzero(is_told) + LEAST_WINDOWS)
    window_sd = float(np.clip(fit.window_sd, 0.6 * people.stretch_sd, 3.0 * people.stretch_sd))
    slope, bend, grade_slope = fit.curve.tolist()
    slope_sd, _, grade_sd = fit.curve_sd.tolist()
    return replace(
        people,
        level=people.level + (people.slope + people.bend * usual) * usual + level,
        slope=people.slope + 2.0 * people.bend * usual + slope,
        bend=people.bend + bend,
        grade_slope=people.grade_slope + grade_slope,
        slope_sd=float(np.hypot(slope_sd, SMALLEST_SLOPE_SD[0] * people.slope_sd)),
        grade_sd=float(np.hypot(grade_sd, SMALLEST_SLOPE_SD[1] * people.grade_sd)),
        session_sd=float(np.sqrt(session_variance * (1.0 + 1.0 / len(off)))),
        stretch_sd=float(np.sqrt(window_sd**2 + extra)),
    )


def _fit(
    values: FloatArray, design: FloatArray, session: Places, sessions: int, people: SignalBaseline
) -> _Fit:
    """Fit one curve to all sessions, each with a level of its own, outliers left out.

    A session without this signal has no row, and the level 0.
    """
    offsets = np.array(
        [np.median(values[session == each]) if (session == each).any() else 0.0 for each in range(sessions)]
    )
    before = np.diag(1.0 / np.square((people.slope_sd, BEND_SD, people.grade_sd)))
    curve, weight = np.zeros(3), np.ones(len(values))
    precision, window_sd = before, people.stretch_sd
    for _ in range(ROUNDS):
        left = values - design @ curve - offsets[session]
        window_sd = max(1.4826 * float(np.median(np.abs(left))), 0.25 * people.stretch_sd)
        weight = np.maximum(1.0 - (left / (OUTLYING * window_sd)) ** 2, 0.0) ** 2
        total = np.maximum(np.bincount(session, weight, sessions), 1e-9)
        centre = np.stack(
            [np.bincount(session, weight * column, sessions) / total for column in design.T], axis=1
        )
        middle = np.bincount(session, weight * values, sessions) / total
        inner, outer = design - centre[session], values - middle[session]
        # Neighbouring windows are alike, and the noise of a speed flattens slopes: a dozen counts for one.
        scale = 0.08 / window_sd**2
        precision = before + scale * (inner * weight[:, None]).T @ inner
        curve = np.linalg.solve(precision, scale * inner.T @ (weight * outer))
        offsets = np.where(total > 1e-6, middle - centre @ curve, offsets)
    return _Fit(
        curve=curve,
        curve_sd=np.sqrt(np.diag(np.linalg.inv(precision))),
        offsets=offsets,
        window_sd=window_sd,
        left=values - design @ curve - offsets[session],
    )


def _with_backward(own: SignalBaseline, differences: FloatArray, people: SignalBaseline) -> SignalBaseline:
    """The difference as it is believed after backward stretches of the person's own.

    What people at large show is where belief begins; each stretch moves it, and those that lie far off
    no more than three standard deviations of it would.
    """
    if len(differences) == 0:
        return own
    bound = 3.0 * people.backward_sd
    middle = people.backward + np.clip(differences - people.backward, -bound, bound)
    scale = BACKWARD_BOUT_SD * people.backward_sd / RUNNING.cadence.backward_sd
    # A session shares its mistakes, so no number of stretches makes the difference quite certain.
    variance = scale**2 / len(middle) + (scale / 3.0) ** 2
    gain = people.backward_sd**2 / (people.backward_sd**2 + variance)
    backward = people.backward + gain * (float(np.median(middle)) - people.backward)
    left = (1.0 - gain) * people.backward_sd**2 + scale**2 / 2.0
    return replace(own, backward=float(backward), backward_sd=float(np.sqrt(left)))
