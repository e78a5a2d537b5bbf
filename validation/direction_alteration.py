"""A real forward recording, changed as backward travel would change it. Nothing here was measured backward.

What a device wrote is multiplied, never replaced: its noise, its slopes and its scales stay. The strength
of the change is 1 where steps, contact, bounce and heart differ by what was published, and 0 where a stretch
is but slower than the rest, between two turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Gait
from backstride.direction import gait_stretches
from backstride.recording import FloatArray, Recording, Samples, travel_speed
from validation.direction_corpus import with_columns

LOG_CADENCE: Final = {Gait.RUN: float(np.log(1.113)), Gait.WALK: 0.25}
"""What backward adds to log cadence at equal speed. Running: masumoto-bws. Walking: from laufer2005 (cadence
does not change) and ku-har (0.6 of the speed), by a cadence that goes with the root of speed. [-]"""
SPEED_RATIO: Final = {Gait.RUN: (0.70, 0.85), Gait.WALK: (0.55, 0.75)}
"""Backward over forward speed. Running: uthoff2018 and the records; walking: round ku-har's 0.6. [-]"""
FLIGHT_RATIO: Final = 0.098 / 0.072
"""Backward over forward flight of a running step, cavagna2012. [-]"""
BOUNCE_RATIO: Final = (15.7 / 499.0) / (13.2 / 352.0)
"""Backward over forward swing of the centre of mass running, from cavagna2012. [-]"""
DUTY_RATIO: Final = 0.64 / 0.62
"""Backward over forward share of a walking stride on the ground: the sign is hao2011's, the size ours. [-]"""
COST_RATIO: Final = 1.3
"""Backward over forward cost at one speed. [-]"""
REST_BPM: Final = 60.0
HEART_LAG_S: Final = 45.0
EXPONENT: Final = {Gait.RUN: 0.14, Gait.WALK: 0.5}
"""How log cadence goes with log speed forward, for want of a person's own. [-]"""
EXPONENT_WEIGHT: Final = {Gait.RUN: 0.5, Gait.WALK: 2.0}
"""What the exponent above counts beside a person's own windows: the sum of squares it stands for. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackwardStretch:
    """A stretch that is made to go backward."""

    start_s: float
    end_s: float
    gait: Gait
    speed_ratio: float
    strength: float
    turn_s: float
    """How long each of its two turns takes."""
    exponent: float
    """How the person's log cadence goes with log speed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Factors:
    """What each sample is multiplied with, shape (n,) each; 1 changes nothing."""

    speed: FloatArray
    cadence: FloatArray
    stance: FloatArray
    bounce: FloatArray
    demand: FloatArray
    """What the heart is asked for above rest, before it follows."""


def unchanged(count: int) -> Factors:
    """Factors of 1."""
    return Factors(
        speed=np.ones(count),
        cadence=np.ones(count),
        stance=np.ones(count),
        bounce=np.ones(count),
        demand=np.ones(count),
    )


def exponent_of(recordings: Sequence[Recording], gait: Gait) -> float:
    """How a person's log cadence goes with log speed, from windows of half a minute of one gait.

    Within each recording, so that days that differ as a whole do not matter, and drawn towards what is
    usual: speeds that hardly vary, or a receiver's noise, would else give anything.
    """
    weight = EXPONENT_WEIGHT[gait]
    together, squares = weight * EXPONENT[gait], weight
    for recording in recordings:
        samples = recording.samples
        speed, cadence = travel_speed(samples), samples.cadence_spm
        good = (speed > 0.5) & (cadence > 60.0) & _of_gait(recording, gait)
        window = (samples.elapsed_s[good] // 30.0).astype(np.int64)
        starts = np.flatnonzero(np.diff(window, prepend=-1))
        if len(starts) < 4:
            continue
        ends = np.append(starts[1:], len(window))
        x, y = (
            np.array([np.median(log[start:end]) for start, end in zip(starts, ends, strict=True)])
            for log in (np.log(speed[good]), np.log(cadence[good]))
        )
        x, y = x - np.median(x), y - np.median(y)
        near = np.abs(y - EXPONENT[gait] * x) < 0.08
        together += float(x[near] @ y[near])
        squares += float(x[near] @ x[near])
    return float(np.clip(together / squares, 0.0, 0.6))


def _of_gait(recording: Recording, gait: Gait) -> NDArray[np.bool_]:
    """Which samples lie in stretches of a gait, shape (n,)."""
    stretches = gait_stretches(recording)
    starts = np.array([each.start_s for each in stretches] or [0.0])
    is_it = np.array([each.gait is gait for each in stretches] or [False])
    place = np.clip(np.searchsorted(starts, recording.samples.elapsed_s, side="right") - 1, 0, None)
    chosen: NDArray[np.bool_] = is_it[place]
    return chosen


def gone_backward(recording: Recording, stretches: Sequence[BackwardStretch]) -> Recording:
    """A recording in which some stretches were run or walked backward, as far as models can tell."""
    factors = unchanged(len(recording.samples))
    for stretch in stretches:
        factors = _with(factors, recording, stretch)
    return altered(recording, factors)


def _with(factors: Factors, recording: Recording, stretch: BackwardStretch) -> Factors:
    samples, elapsed_s = recording.samples, recording.samples.elapsed_s
    half = 1.5
    inside = np.clip((elapsed_s - stretch.start_s) / (2 * half) + 0.5, 0.0, 1.0)
    inside *= np.clip((stretch.end_s - elapsed_s) / (2 * half) + 0.5, 0.0, 1.0)
    turning = sum(
        np.exp(-(((elapsed_s - edge_s) / (stretch.turn_s / 2.0)) ** 2))
        for edge_s in (stretch.start_s, stretch.end_s)
    )
    change = LOG_CADENCE[stretch.gait] * stretch.strength + stretch.exponent * np.log(stretch.speed_ratio)
    speed = stretch.speed_ratio**inside
    cadence = np.exp(change * inside)
    stance, bounce = _contact(samples, cadence, speed, stretch.strength * inside, stretch.gait)
    return Factors(
        speed=factors.speed * speed * (1.0 - 0.75 * turning),
        cadence=factors.cadence * cadence * (1.0 - 0.15 * turning),
        stance=factors.stance * stance,
        bounce=factors.bounce * bounce,
        demand=factors.demand * speed * COST_RATIO ** (inside * stretch.strength),
    )


def _contact(
    samples: Samples, cadence: FloatArray, speed: FloatArray, strength: FloatArray, gait: Gait
) -> tuple[FloatArray, FloatArray]:
    """What contact and bounce are multiplied with.

    Running, flight goes with speed and is longer backward, contact is the rest of the step. Walking, contact
    goes with the step and bounce with the square of its length.
    """
    if gait is Gait.WALK:
        return DUTY_RATIO**strength / cadence, (speed / cadence) ** 2
    stance_s, step_s = (
        samples.stance_time_s,
        60.0 / np.where(samples.cadence_spm > 60.0, samples.cadence_spm, np.nan),
    )
    flight_s = np.maximum(step_s - stance_s, 0.0)
    contact_s = np.maximum(step_s / cadence - flight_s * speed * FLIGHT_RATIO**strength, 0.35 * step_s)
    stance = contact_s / np.where(stance_s > 0.0, stance_s, np.nan)
    return np.where(np.isnan(stance), 1.0, stance), BOUNCE_RATIO**strength


def altered(recording: Recording, factors: Factors, **columns: FloatArray) -> Recording:
    """A recording with its samples multiplied; further columns replace its own.

    Distance, positions and altitude go on from sample to sample by the changed speed, so slopes stay.
    """
    samples, speed = recording.samples, factors.speed
    step = speed / factors.cadence
    changed = {
        "speed_m_s": samples.speed_m_s * speed,
        "cadence_spm": _on_scale(samples.cadence_spm * factors.cadence, samples.cadence_spm),
        "step_length_m": samples.step_length_m * step,
        "stance_time_s": samples.stance_time_s * factors.stance,
        "vertical_oscillation_m": samples.vertical_oscillation_m * factors.bounce,
        "vertical_ratio": samples.vertical_ratio * factors.bounce / step,
        "power_w": samples.power_w * factors.demand,
        "heart_rate_bpm": followed(samples.heart_rate_bpm, factors.demand, samples.elapsed_s),
    }
    for name in ("distance_m", "latitude_deg", "longitude_deg", "altitude_m"):
        changed[name] = _gone_on(getattr(samples, name), speed)
    return with_columns(recording, **(changed | columns))


def followed(heart_rate_bpm: FloatArray, demand: FloatArray, elapsed_s: FloatArray) -> FloatArray:
    """Heart rate when what is asked for above rest is multiplied, and the heart follows late, shape (n,)."""
    if np.isnan(heart_rate_bpm).all() or (demand == 1.0).all():
        return heart_rate_bpm.copy()
    share = -np.expm1(-np.diff(elapsed_s, prepend=elapsed_s[:1]) / HEART_LAG_S)
    state, states = 1.0, []
    for wanted, step in zip(demand.tolist(), share.tolist(), strict=True):
        state += (wanted - state) * step
        states.append(state)
    rest = np.minimum(REST_BPM, heart_rate_bpm)
    return _on_scale(rest + (heart_rate_bpm - rest) * np.array(states), heart_rate_bpm)


def _on_scale(values: FloatArray, as_written: FloatArray) -> FloatArray:
    """Values on the scale on which a device wrote a column: its whole or even numbers, or any."""
    known = as_written[~np.isnan(as_written)]
    for unit in (2.0, 1.0):
        if len(known) and (np.mod(known, unit) == 0.0).all():
            scaled: FloatArray = np.rint(values / unit) * unit
            return scaled
    return values


def _gone_on(column: FloatArray, factor: FloatArray) -> FloatArray:
    """A column whose steps from sample to sample are multiplied."""
    known = ~np.isnan(column)
    gone = np.full(len(column), np.nan)
    if known.any():
        values, factors = column[known], factor[known]
        steps = np.diff(values) * (factors[1:] + factors[:-1]) / 2.0
        gone[known] = values[0] + np.concatenate(([0.0], np.cumsum(steps)))
    return gone
