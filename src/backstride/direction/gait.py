"""Walk, run or standing, by a rule that never takes slow travel for a pause.

The rule, in the order in which it decides:

1. Time in pauses, and in gaps that no sample speaks for, is of unknown gait; so is a lone sample
   between two gaps. A sample speaks for 10 s, or for up to a minute if the distance on both sides of
   the gap shows that somebody travelled through it.
2. A sport that is not on foot is ``other``; an elliptical trainer is ``elliptical``.
3. Standing is a speed under 0.25 m/s without steps being counted, for at least 10 s. Counted steps
   are moving, whatever the speed says (a treadmill); travel at any speed above is moving, whatever
   the steps say. A speed that is never above, in a recording without a step counter, tells nothing.
4. Moving is a walk if each foot is on the ground for more than half of its stride (the definition of
   walking), and a run if for less than 0.45 of it, where the stance time is known. Between the two,
   chest straps cannot tell: they write 0.48 to 0.50 for every walk. There, and where no stance time
   is known, cadence and speed decide together where they are clear: see `_by_cadence_and_speed`.
   Between the clear cases the gait before goes on.
5. Faster than anybody runs (7.5 m/s) for over 30 s is ``other``: a vehicle.
6. A walk, run or unknown stretch shorter than 10 s goes to its longer moving neighbour. It is never
   made standing, unless it is a blip of slow speed without steps in the midst of standing.

The rule does not look at the direction, so that saying which way a stretch went never changes how
long somebody walked, ran or stood.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Gait
from backstride.recording import LONGEST_HOLD_S, FloatArray, Pause, Recording, Samples, Sport, travel_speed

Codes = NDArray[np.int8]
Mask = NDArray[np.bool_]

STANDING_SPEED_M_S: Final = 0.25
"""Below this nobody travels; backward walking is seldom under 0.5 m/s. [m/s]"""
MOVING_SPEED_M_S: Final = 1.0
"""At this speed even a short stretch between two stops is travel, not a wandering position. [m/s]"""
STEPPING_SPM: Final = 20.0
"""Below this cadence no steps are being counted. [1/min]"""
SHORTEST_STRETCH_S: Final = 10
"""A gait lasts at least this long. [s]"""

WALKING_DUTY_FACTOR: Final = 0.5
"""Above this share of its stride on the ground, one foot always is: walking. [-]"""
RUNNING_DUTY_FACTOR: Final = 0.45
"""Below this share there is a flight, even for a device that never writes more than a half. [-]"""
WALKING_CADENCE_SPM: Final = 130.0
"""Below this cadence nobody runs. [1/min]"""
RUNNING_CADENCE_SPM: Final = 140.0
"""From this cadence on, at more than a stroll, nobody walks. [1/min]"""
STROLL_SPEED_M_S: Final = 1.5
"""[m/s]"""
BACKWARD_TRANSITION_M_S: Final = 1.63
"""The speed at which people change to a run going backward. [m/s]"""
FORWARD_TRANSITION_M_S: Final = 2.0
"""The speed at which people change to a run going forward. [m/s]"""
FASTEST_WALK_M_S: Final = 2.5
"""Above this a low cadence is a long stride of a run. [m/s]"""

LONGEST_TRAVELLED_GAP_S: Final = 60.0
"""How long a sample may speak where the distance shows travel up to the next one. [s]"""
TRAVELLED_GAP_SPEED_M_S: Final = 0.5
"""The speed through a gap that shows travel: under backward walking at 2 km/h. [m/s]"""

FASTEST_RUN_M_S: Final = 7.5
"""Faster than this, for longer than a sprint lasts, is not on foot. [m/s]"""
LONGEST_SPRINT_S: Final = 30

SMOOTHING_S: Final = 5
"""Length of the running median over speed and cadence; odd. [s]"""

GAITS: Final = (Gait.UNKNOWN, Gait.WALK, Gait.RUN, Gait.STANDING, Gait.ELLIPTICAL, Gait.OTHER)
"""The gait of each code; a code is the place in this list."""
UNKNOWN, WALK, RUN, STANDING, ELLIPTICAL, OTHER = range(len(GAITS))
UNDECIDED: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class GaitStretch:
    """A stretch ``[start_s, end_s)`` of one gait."""

    start_s: float
    end_s: float
    gait: Gait


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seconds:
    """The time that samples speak for, second by second, gaps and pauses left out."""

    speed_m_s: FloatArray
    """Smoothed; NaN where it is unknown, or tells nothing, shape (s,)."""
    cadence_spm: FloatArray
    """Smoothed, NaN where no steps are counted, shape (s,)."""
    duty_factor: FloatArray
    """Share of the stride that a foot is on the ground, shape (s,)."""

    @property
    def is_stepping(self) -> Mask:
        """Where steps are counted."""
        return ~np.isnan(self.cadence_spm)


def gait_stretches(recording: Recording) -> tuple[GaitStretch, ...]:
    """Cut a recording into stretches of one gait.

    Source: backstride-rules, hreljac2005 (backward transition at 1.63 m/s). Belief: derived.
    Measured on: the backward transition on 12 people; the rule as a whole on nothing yet.

    Parameters
    ----------
    recording
        The recording.

    Returns
    -------
    tuple of GaitStretch
        Stretches in order, without a gap from 0 to the recording's end; none without times. Pauses
        and gaps are in them, of unknown gait.
    """
    if not recording.is_timed or recording.end_s <= 0.0:
        return ()
    start_s, until_s = _spoken_for(recording.samples, recording.pauses)
    codes = _codes_of_samples(recording, until_s - start_s)
    edges, codes = _without_holes(start_s, until_s, codes, recording.end_s)
    codes = _without_slivers(edges, codes)
    first = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    bounds = [*edges[first].tolist(), recording.end_s]
    return tuple(
        GaitStretch(start_s=start, end_s=end, gait=GAITS[code])
        for start, end, code in zip(bounds[:-1], bounds[1:], codes[first].tolist(), strict=True)
    )


# --- What time each sample speaks for --------------------------------------------------------------


def _longest_holds(samples: Samples) -> FloatArray:
    """How long each sample may speak, shape (n,). [s]"""
    longest_s = np.full(len(samples), LONGEST_HOLD_S)
    gap_s = np.diff(samples.elapsed_s)
    if (gap_s > LONGEST_HOLD_S).any():
        for distance_m in (samples.distance_m, samples.position_distance_m):
            travelled = np.diff(distance_m) >= TRAVELLED_GAP_SPEED_M_S * gap_s
            longest_s[:-1][travelled & (gap_s <= LONGEST_TRAVELLED_GAP_S)] = LONGEST_TRAVELLED_GAP_S
    return longest_s


def _spoken_for(samples: Samples, pauses: tuple[Pause, ...]) -> tuple[FloatArray, FloatArray]:
    """From when until when each sample speaks, shape (n,) each; equal where it is silent.

    A sample speaks until the next one, a pause or the longest hold, and back to the end of a pause
    shortly before it. One that stands alone between two gaps is silent.
    """
    elapsed_s = samples.elapsed_s
    start_s = elapsed_s.copy()
    until_s = np.minimum(np.append(elapsed_s[1:], elapsed_s[-1]), elapsed_s + _longest_holds(samples))
    if elapsed_s[0] <= LONGEST_HOLD_S:
        start_s[0] = 0.0
    for pause in pauses:
        first, after = np.searchsorted(elapsed_s, [pause.start_s, pause.end_s])
        until_s[first:after] = start_s[first:after]
        if first > 0:
            until_s[first - 1] = min(until_s[first - 1], max(pause.start_s, start_s[first - 1]))
        if after < len(elapsed_s) and elapsed_s[after] - pause.end_s <= LONGEST_HOLD_S:
            start_s[after] = max(min(pause.end_s, elapsed_s[after]), 0.0)
    follows = np.append(until_s[:-1] >= start_s[1:], [False])
    follows[:-1] &= until_s[:-1] > start_s[:-1]
    is_alone = ~follows & ~np.concatenate(([False], follows[:-1]))
    return start_s, np.where(is_alone, start_s, until_s)


def _bridged_values(values: FloatArray, elapsed_s: FloatArray) -> FloatArray:
    """Values missing for a moment filled with the one before, shape (n,)."""
    known = np.flatnonzero(~np.isnan(values))
    if len(known) in (0, len(values)):
        return values
    after = np.searchsorted(known, np.arange(len(values)), side="right")
    before = known[np.maximum(after - 1, 0)]
    following = known[np.minimum(after, len(known) - 1)]
    is_short = elapsed_s[following] - elapsed_s[before] <= LONGEST_HOLD_S
    is_inside = (after > 0) & (after < len(known)) & np.isnan(values)
    return np.where(is_short & is_inside, values[before], values)


def _smoothed(values: FloatArray) -> FloatArray:
    """The running median of the known values, shape (s,); at an even number of them the lower."""
    if np.isnan(values).all():
        return values
    half = SMOOTHING_S // 2
    padded = np.concatenate((np.full(half, np.nan), values, np.full(half, np.nan)))
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, SMOOTHING_S), axis=1)
    middle = (SMOOTHING_S - np.count_nonzero(np.isnan(windows), axis=1) - 1) // 2
    return np.take_along_axis(windows, np.maximum(middle, 0)[:, None], axis=1)[:, 0]


def _seconds(recording: Recording, held_s: FloatArray) -> _Seconds:
    """Lay the samples out in steps of a second, so that the rule is the same at every sampling rate."""
    samples = recording.samples
    clock_s = np.concatenate(([0.0], np.cumsum(held_s)))
    middles = np.arange(max(round(clock_s[-1]), 1)) + 0.5
    sample = np.minimum(np.searchsorted(clock_s, middles, side="right") - 1, len(held_s) - 1)
    cadence = _bridged_values(samples.cadence_spm, samples.elapsed_s)
    steps = _smoothed(np.nan_to_num(cadence)[sample])
    speed = _smoothed(_bridged_values(travel_speed(samples), samples.elapsed_s)[sample])
    if np.isnan(cadence).all() and not (speed >= STANDING_SPEED_M_S).any():
        speed = np.full(len(speed), np.nan)
    stance = samples.stance_time_s
    duty = np.where((stance > 0.0) & (cadence >= STEPPING_SPM), stance * cadence / 120.0, np.nan)
    return _Seconds(
        speed_m_s=speed,
        cadence_spm=np.where(steps >= STEPPING_SPM, steps, np.nan),
        duty_factor=_smoothed(_bridged_values(duty, samples.elapsed_s)[sample]),
    )


# --- The rule --------------------------------------------------------------------------------------


def _codes_of_samples(recording: Recording, held_s: FloatArray) -> Codes:
    """The gait of each sample, shape (n,); unknown where it is silent."""
    codes = np.full(len(held_s), UNKNOWN, dtype=np.int8)
    speaks = held_s > 0.0
    machine = _by_sport(recording.sport)
    if machine is not None:
        codes[speaks] = machine
        return codes
    if not speaks.any():
        return codes
    seconds = _seconds(recording, held_s)
    by_second = _by_second(seconds, recording.sport)
    clock_s = np.cumsum(held_s) - held_s / 2.0
    second = np.clip(clock_s.astype(np.intp), 0, len(by_second) - 1)
    codes[speaks] = by_second[second[speaks]]
    return codes


def _by_sport(sport: Sport) -> int | None:
    """The gait where the sport alone decides it."""
    if "elliptical" in (sport.name, sport.sub_name):
        return ELLIPTICAL
    return None if sport.is_on_foot else OTHER


def _by_second(seconds: _Seconds, sport: Sport) -> Codes:
    """The gait of each second, shape (s,)."""
    codes = _by_cadence_and_speed(seconds)
    codes[seconds.duty_factor > WALKING_DUTY_FACTOR] = WALK
    codes[seconds.duty_factor < RUNNING_DUTY_FACTOR] = RUN
    codes = _decided(codes, sport)
    fast = _bridged(seconds.speed_m_s > FASTEST_RUN_M_S, np.zeros(len(codes), dtype=np.bool_))
    codes[_lasting(fast, LONGEST_SPRINT_S + 1)] = OTHER
    codes[_standing(seconds)] = STANDING
    return _merged(codes)


def _by_cadence_and_speed(seconds: _Seconds) -> Codes:
    """Walk or run where cadence and speed are clear, shape (s,); unknown where neither is known.

    ==============  ==================  ============================  ======================
    speed [m/s]     no steps counted    cadence under 130             cadence of 140 or more
    ==============  ==================  ============================  ======================
    unknown         unknown             walk                          run
    under 1.5       walk                walk                          goes on
    1.5 to 1.63     walk                walk                          run
    1.63 to 2.0     goes on             walk                          run
    2.0 to 2.5      run                 walk                          run
    2.5 and more    run                 run                           run
    ==============  ==================  ============================  ======================

    From 130 to 140 steps a minute it goes on as before, but for a stroll (walk) and 2.5 m/s (run).
    A speed at which nobody travels is no speed where steps are counted.
    """
    stepping, cadence = seconds.is_stepping, seconds.cadence_spm
    speed = np.where(stepping & (seconds.speed_m_s < STANDING_SPEED_M_S), np.nan, seconds.speed_m_s)
    no_speed = np.isnan(speed)
    quick, slow = cadence >= RUNNING_CADENCE_SPM, cadence < WALKING_CADENCE_SPM
    codes = np.full(len(speed), UNDECIDED, dtype=np.int8)
    codes[no_speed & ~stepping] = UNKNOWN
    walks = (slow & ~(speed >= FASTEST_WALK_M_S)) | (~stepping & (speed < BACKWARD_TRANSITION_M_S))
    walks |= stepping & ~quick & (speed < STROLL_SPEED_M_S)
    runs = (quick & (no_speed | (speed >= STROLL_SPEED_M_S))) | (speed >= FASTEST_WALK_M_S)
    runs |= ~stepping & (speed >= FORWARD_TRANSITION_M_S)
    codes[walks] = WALK
    codes[runs] = RUN
    return codes


def _decided(codes: Codes, sport: Sport) -> Codes:
    """Undecided seconds given the gait before them, the first ones the gait after, shape (s,).

    Where nothing is decided at all, the sport's name decides, if it can.
    """
    undecided = codes == UNDECIDED
    decided = np.flatnonzero((codes == WALK) | (codes == RUN))
    if len(decided) == 0:
        by_name = RUN if "run" in sport.name else WALK if sport.name in ("walking", "hiking") else UNKNOWN
        return np.where(undecided, np.int8(by_name), codes)
    before = np.searchsorted(decided, np.flatnonzero(undecided)) - 1
    codes[undecided] = codes[decided[np.maximum(before, 0)]]
    return codes


def _standing(seconds: _Seconds) -> Mask:
    """Where somebody stands, shape (s,)."""
    still = (seconds.speed_m_s < STANDING_SPEED_M_S) & ~seconds.is_stepping
    sure = seconds.is_stepping | (seconds.speed_m_s >= MOVING_SPEED_M_S)
    return _lasting(_bridged(still, sure), SHORTEST_STRETCH_S)


# --- Stretches -------------------------------------------------------------------------------------


def _runs(codes: NDArray[np.generic]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where runs of equal values start, and how long they are, shape (k,) each."""
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    return starts, np.diff(np.append(starts, len(codes)))


def _lasting(mask: Mask, shortest: int) -> Mask:
    """The mask without its runs shorter than so many seconds, shape (s,)."""
    starts, lengths = _runs(mask)
    return np.repeat(mask[starts] & (lengths >= shortest), lengths)


def _bridged(mask: Mask, never: Mask) -> Mask:
    """The mask with its short inner holes filled, but for those in which ``never`` holds, shape (s,)."""
    starts, lengths = _runs(mask)
    hole = ~mask[starts] & (lengths < SHORTEST_STRETCH_S) & ~np.logical_or.reduceat(never, starts)
    hole[[0, -1]] = False
    return mask | np.repeat(hole, lengths)


def _merged(codes: Codes) -> Codes:
    """Short stretches given to their longer moving neighbour, the shortest first, shape (s,).

    None of them is standing, for that lasts ten seconds by definition.
    """
    while True:
        starts, lengths = _runs(codes)
        kinds = codes[starts]
        takes = np.where((kinds == STANDING) | (kinds == UNKNOWN), 0, lengths)
        before, after = np.append(0, takes[:-1]), np.append(takes[1:], 0)
        gives = (lengths < SHORTEST_STRETCH_S) & (np.maximum(before, after) > 0)
        # Equal lengths are told apart by their place, or a long chain of them would merge one by one.
        never = 2 * SHORTEST_STRETCH_S
        order = np.where(gives, 2 * lengths + np.arange(len(lengths)) % 2, never)
        gives &= (order < np.append(order[1:], never)) & (order < np.append(never, order[:-1]))
        if not gives.any():
            return codes
        place = np.flatnonzero(gives)
        kinds[place] = kinds[np.where(before[place] >= after[place], place - 1, place + 1)]
        codes = np.repeat(kinds, lengths)


def _without_holes(
    start_s: FloatArray, until_s: FloatArray, codes: Codes, end_s: float
) -> tuple[FloatArray, Codes]:
    """Edges and codes of stretches that cover all time, unknown where no sample speaks."""
    speaks = until_s > start_s
    start_s, until_s, codes = start_s[speaks], until_s[speaks], codes[speaks]
    next_s = np.append(start_s[1:], end_s)
    hole = until_s < next_s
    edges = np.concatenate(([0.0], start_s, until_s[hole]))
    filled = np.concatenate(([UNKNOWN], codes, np.full(np.count_nonzero(hole), UNKNOWN))).astype(np.int8)
    order = np.argsort(edges, kind="stable")
    edges, filled = edges[order], filled[order]
    lasts = np.append(edges[1:], end_s) > edges
    return edges[lasts], filled[lasts]


def _without_slivers(edges: FloatArray, codes: Codes) -> Codes:
    """Gaps a little longer than a hold given to the moving gait on both their sides."""
    if len(codes) < 3:
        return codes
    before, after = codes[:-2], codes[2:]
    is_sliver = (codes[1:-1] == UNKNOWN) & (np.diff(edges)[1:] < SHORTEST_STRETCH_S)
    is_sliver &= (before == after) & (before != STANDING)
    return np.concatenate((codes[:1], np.where(is_sliver, before, codes[1:-1]), codes[-1:]))
