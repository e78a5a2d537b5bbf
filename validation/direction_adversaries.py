"""Forward recordings that look backward: what hills, machines, loads, drills and bad signals do to them.

Each starts from a real forward recording and changes it by a model that is said with it. None of them
goes backward; whatever is called backward in them is a false alarm. Some are hard by nature: quick short
steps on purpose are to a watch what backward steps are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.recording import FloatArray, Recording, travel_speed
from backstride.simulation.sensors import wander
from validation.direction_alteration import Factors, altered, unchanged
from validation.direction_cases import Case
from validation.direction_corpus import Subject, seed_of, with_columns

Chance = np.random.Generator
Make = Callable[[Recording, Chance], Recording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adversary:
    """A way of going forward that may be taken for backward."""

    name: str
    model: str
    """What is done to the recording, as a phrase."""
    make: Make
    is_hard: bool = False
    """Whether its steps are like backward steps, so that only the rest of what is known may help."""


# ——— What is changed, when ———


def _parts(
    elapsed_s: FloatArray, *, every_s: float, length_s: float, first_s: float = 240.0, ramp_s: float = 4.0
) -> FloatArray:
    """1 in parts that come again and again, 0 between, with ramps, shape (n,)."""
    since_s = np.mod(elapsed_s - first_s, every_s)
    weight = np.clip(since_s / ramp_s, 0.0, 1.0) * np.clip((length_s - since_s) / ramp_s, 0.0, 1.0)
    return np.where(elapsed_s >= first_s, weight, 0.0)


def _scaled(
    recording: Recording,
    weight: FloatArray,
    *,
    speed: FloatArray | float = 1.0,
    cadence: FloatArray | float = 1.0,
    demand: FloatArray | float = 1.0,
) -> Factors:
    """Factors raised to a weight; contact goes with the step, bounce with its length."""
    base = unchanged(len(recording.samples))
    quicker = np.asarray(cadence, dtype=np.float64) ** weight
    faster = np.asarray(speed, dtype=np.float64) ** weight
    return replace(
        base,
        speed=faster,
        cadence=quicker,
        stance=1.0 / quicker,
        bounce=1.0 / quicker,
        demand=np.asarray(demand, dtype=np.float64) ** weight,
    )


def _towards(column: FloatArray, target: float, weight: FloatArray) -> FloatArray:
    """Factors that bring the middle of a column to a target where the weight is 1."""
    known = column[column > 0.0]
    middle = float(np.median(known)) if len(known) else target
    factors: FloatArray = (target / middle) ** weight
    return factors


# ——— Ground ———

CLIMBING_SPEED: Final = 0.75
"""Speed at 8 to 15 % uphill over that on the level: the middle of eleven hilly runs of the corpus. [-]"""
CLIMBING_CADENCE: Final = 0.976
"""The same of cadence. At the speed it is 0.4 % more than on the level, in nine of ten runs up to 3 %. [-]"""


def _on_slope(
    recording: Recording, weight: FloatArray, grade: float, *, speed: float, cadence: float
) -> Recording:
    """A recording on a slope where the weight is 1, and as steep down or up again where it is -1."""
    up, down = np.maximum(weight, 0.0), np.maximum(-weight, 0.0)
    factors = _scaled(recording, up, speed=speed, cadence=cadence, demand=1.1)
    back = _scaled(recording, down, speed=1.05, cadence=1.0, demand=0.9)
    both = Factors(
        speed=factors.speed * back.speed,
        cadence=factors.cadence,
        stance=factors.stance,
        bounce=factors.bounce,
        demand=factors.demand * back.demand,
    )
    pace = np.nan_to_num(travel_speed(recording.samples)) * both.speed
    held_s = np.diff(recording.samples.elapsed_s, prepend=recording.samples.elapsed_s[:1]).clip(0.0, 10.0)
    rise_m = np.cumsum(grade * weight * pace * held_s)
    return altered(recording, both, altitude_m=recording.samples.altitude_m + rise_m)


def _hills(recording: Recording, grade: float, *, speed: float, cadence: float) -> Recording:
    elapsed_s = recording.samples.elapsed_s
    up = _parts(elapsed_s, every_s=480.0, length_s=180.0, ramp_s=15.0)
    down = _parts(elapsed_s, every_s=480.0, length_s=180.0, first_s=480.0, ramp_s=15.0)
    return _on_slope(recording, up - down, grade, speed=speed, cadence=cadence)


def hills(recording: Recording, random: Chance) -> Recording:
    """Eight per cent, as people run it."""
    del random
    return _hills(recording, 0.08, speed=CLIMBING_SPEED, cadence=CLIMBING_CADENCE)


def hills_unseen(recording: Recording, random: Chance) -> Recording:
    """The same without an altitude."""
    hilly = hills(recording, random)
    return with_columns(hilly, altitude_m=np.full(len(hilly.samples), np.nan))


def hills_quick(recording: Recording, random: Chance) -> Recording:
    """The same, the steps kept as quick as on the level."""
    del random
    return _hills(recording, 0.08, speed=CLIMBING_SPEED, cadence=1.0)


def steep(recording: Recording, random: Chance) -> Recording:
    """Eighteen per cent."""
    del random
    return _hills(recording, 0.18, speed=0.6, cadence=0.94)


def downhill(recording: Recording, random: Chance) -> Recording:
    """Ten per cent down, with short quick steps."""
    del random
    weight = _parts(recording.samples.elapsed_s, every_s=600.0, length_s=200.0, ramp_s=10.0)
    return _on_slope(recording, weight, -0.10, speed=0.9, cadence=1.05)


def trail(recording: Recording, random: Chance) -> Recording:
    """Uneven ground."""
    count = len(recording.samples)
    factors = _scaled(
        recording,
        np.ones(count),
        speed=np.exp(wander(count, spread=0.15, memory_s=10.0, random=random)),
        cadence=np.exp(wander(count, spread=0.04, memory_s=12.0, random=random)),
    )
    return altered(recording, factors)


def sand(recording: Recording, random: Chance) -> Recording:
    """Sand or snow for five minutes at a time."""
    del random
    weight = _parts(recording.samples.elapsed_s, every_s=900.0, length_s=300.0)
    return altered(recording, _scaled(recording, weight, speed=0.8, cadence=1.02, demand=1.2))


# ——— Machines and tracks ———


def _indoors(recording: Recording) -> dict[str, FloatArray]:
    nothing = np.full(len(recording.samples), np.nan)
    return {name: nothing.copy() for name in ("latitude_deg", "longitude_deg", "altitude_m")}


def treadmill(bias: float) -> Make:
    """A treadmill on which the watch takes the speed for higher or lower than it is."""

    def make(recording: Recording, random: Chance) -> Recording:
        del random
        samples = recording.samples
        speed = travel_speed(samples) * (1.0 + bias)
        with_speed = with_columns(recording, speed_m_s=speed, **_indoors(recording))
        return with_columns(with_speed, distance_m=samples.distance_m * (1.0 + bias))

    return make


def treadmill_by_steps(recording: Recording, random: Chance) -> Recording:
    """A treadmill on which the watch reckons its speed from the arm's swing."""
    del random
    samples = recording.samples
    known = samples.cadence_spm > 60.0
    usual = float(np.median(samples.cadence_spm[known])) if known.any() else 160.0
    swing = np.where(known, samples.cadence_spm, np.nan) / usual
    speed = float(np.nanmedian(travel_speed(samples))) * swing**1.5
    nothing = np.full(len(samples), np.nan)
    return with_columns(recording, speed_m_s=speed, distance_m=nothing, **_indoors(recording))


def indoor_track(recording: Recording, random: Chance) -> Recording:
    """Laps of 200 m indoors: no positions, slower in the curves, distance 4 % long."""
    del random
    pace = np.nan_to_num(travel_speed(recording.samples))
    held_s = np.diff(recording.samples.elapsed_s, prepend=recording.samples.elapsed_s[:1]).clip(0.0, 10.0)
    wave = np.sin(2 * np.pi * np.cumsum(pace * held_s) / 100.0)
    factors = _scaled(recording, np.ones(len(pace)), speed=1.04 * (1.0 + 0.05 * wave))
    return altered(recording, factors, **_indoors(recording))


# ——— Loads, drills, breaks ———


def stroller(recording: Recording, random: Chance) -> Recording:
    """A stroller pushed all the way."""
    quicker = float(random.uniform(1.04, 1.06))
    weight = np.ones(len(recording.samples))
    return altered(recording, _scaled(recording, weight, speed=0.97, cadence=quicker, demand=1.05))


def stroller_part(recording: Recording, random: Chance) -> Recording:
    """A stroller taken over for ten minutes."""
    quicker = float(random.uniform(1.04, 1.06))
    weight = _parts(recording.samples.elapsed_s, every_s=1500.0, length_s=600.0, first_s=400.0)
    return altered(recording, _scaled(recording, weight, speed=0.97, cadence=quicker, demand=1.05))


def fatigue(recording: Recording, random: Chance) -> Recording:
    """Steps drift up or down and speed falls over the second half."""
    elapsed_s = recording.samples.elapsed_s
    weight = np.clip(2.0 * elapsed_s / max(float(elapsed_s[-1]), 1.0) - 1.0, 0.0, 1.0)
    drift = float(random.choice([0.97, 1.03]))
    return altered(recording, _scaled(recording, weight, speed=0.88, cadence=drift, demand=1.1))


def walking_breaks(recording: Recording, random: Chance) -> Recording:
    """A minute of walking every five."""
    del random
    samples = recording.samples
    weight = _parts(samples.elapsed_s, every_s=300.0, length_s=60.0)
    factors = _scaled(recording, weight, demand=0.7)
    return altered(
        recording,
        replace(
            factors,
            speed=_towards(travel_speed(samples), 1.55, weight),
            cadence=_towards(samples.cadence_spm, 114.0, weight),
            stance=_towards(samples.stance_time_s, 0.65, weight),
            bounce=_towards(samples.vertical_oscillation_m, 0.04, weight),
        ),
    )


def slower_friend(recording: Recording, random: Chance) -> Recording:
    """Ten minutes beside somebody slower, with the steps kept."""
    del random
    weight = _parts(recording.samples.elapsed_s, every_s=1200.0, length_s=600.0, first_s=300.0)
    return altered(recording, _scaled(recording, weight, speed=0.78, demand=0.85))


def shuttles(recording: Recording, random: Chance) -> Recording:
    """A turn every minute, slower after every second one."""
    del random
    elapsed_s = recording.samples.elapsed_s
    dips = _parts(elapsed_s, every_s=60.0, length_s=4.0, ramp_s=1.0)
    slow = _parts(elapsed_s, every_s=120.0, length_s=60.0, ramp_s=2.0)
    factors = _scaled(recording, slow, speed=0.85, cadence=0.985, demand=0.9)
    return altered(
        recording, replace(factors, speed=factors.speed * 0.4**dips, cadence=factors.cadence * 0.92**dips)
    )


def intervals(recording: Recording, random: Chance) -> Recording:
    """Fast minutes and jogged ones, the jog with quick steps."""
    del random
    elapsed_s = recording.samples.elapsed_s
    fast = _parts(elapsed_s, every_s=150.0, length_s=50.0)
    jog = _parts(elapsed_s, every_s=150.0, length_s=96.0, first_s=292.0)
    quick = _scaled(recording, fast, speed=1.4, cadence=1.11, demand=1.35)
    slow = _scaled(recording, jog, speed=0.78, cadence=0.98, demand=0.8)
    return altered(
        recording,
        Factors(
            speed=quick.speed * slow.speed,
            cadence=quick.cadence * slow.cadence,
            stance=quick.stance * slow.stance,
            bounce=quick.bounce * slow.bounce,
            demand=quick.demand * slow.demand,
        ),
    )


def sprints(recording: Recording, random: Chance) -> Recording:
    """Twelve seconds all out every two minutes."""
    del random
    weight = _parts(recording.samples.elapsed_s, every_s=120.0, length_s=12.0, ramp_s=3.0)
    return altered(recording, _scaled(recording, weight, speed=1.9, cadence=1.25, demand=1.3))


def high_knees(recording: Recording, random: Chance) -> Recording:
    """Half a minute of high knees every four."""
    del random
    samples = recording.samples
    weight = _parts(samples.elapsed_s, every_s=240.0, length_s=30.0)
    factors = _scaled(recording, weight, cadence=1.12, demand=1.1)
    return altered(recording, replace(factors, speed=_towards(travel_speed(samples), 1.3, weight)))


def metronome(recording: Recording, random: Chance) -> Recording:
    """Four minutes to a metronome, seven per cent quicker at the same speed, every ten."""
    del random
    weight = _parts(recording.samples.elapsed_s, every_s=600.0, length_s=240.0)
    return altered(recording, _scaled(recording, weight, cadence=1.07))


# ——— Signals ———


def speed_off(recording: Recording, random: Chance) -> Recording:
    """Speed and distance read 8 to 20 % low or high for minutes."""
    elapsed_s = recording.samples.elapsed_s
    weight = _parts(elapsed_s, every_s=600.0, length_s=float(random.uniform(120.0, 300.0)), ramp_s=10.0)
    wrong = float(random.choice([0.8, 0.88, 0.92, 1.12, 1.2]))
    return altered(recording, replace(unchanged(len(elapsed_s)), speed=wrong**weight))


def tunnels(recording: Recording, random: Chance) -> Recording:
    """No positions for a minute and a half, the distance standing still and then catching up."""
    del random
    samples = recording.samples
    lost = _parts(samples.elapsed_s, every_s=480.0, length_s=90.0, ramp_s=0.1) > 0.5
    columns = {
        name: np.where(lost, np.nan, getattr(samples, name)) for name in ("latitude_deg", "longitude_deg")
    }
    place = np.maximum.accumulate(np.where(lost, 0, np.arange(len(lost))))
    columns["distance_m"] = samples.distance_m[place]
    columns["speed_m_s"] = np.where(lost, 0.0, samples.speed_m_s)
    return with_columns(recording, **columns)


def strap(recording: Recording, random: Chance) -> Recording:
    """Heart rate gone, zero, or leaping."""
    heart = recording.samples.heart_rate_bpm.copy()
    kind = random.integers(0, 4, len(heart) // 40 + 1)[np.arange(len(heart)) // 40]
    heart[kind == 0] = np.nan
    heart[kind == 1] = 0.0
    heart[kind == 2] = np.minimum(heart[kind == 2] * 1.35, 240.0)
    return with_columns(recording, heart_rate_bpm=heart)


def cadence_lock(recording: Recording, random: Chance) -> Recording:
    """An optical sensor that takes steps for beats, five minutes of every ten."""
    del random
    samples = recording.samples
    locked = _parts(samples.elapsed_s, every_s=600.0, length_s=300.0) > 0.5
    return with_columns(
        recording, heart_rate_bpm=np.where(locked, samples.cadence_spm, samples.heart_rate_bpm)
    )


def lost_steps(recording: Recording, random: Chance) -> Recording:
    """Steps halved, missing or stuck for forty seconds at a time."""
    samples = recording.samples
    cadence = samples.cadence_spm.copy()
    kind = random.integers(0, 6, len(cadence) // 40 + 1)[np.arange(len(cadence)) // 40]
    cadence[kind == 0] *= 0.5
    cadence[kind == 1] = 0.0
    cadence[kind == 2] = np.nan
    cadence[kind == 3] = cadence[kind == 3][:1].sum()
    return with_columns(recording, cadence_spm=cadence)


ADVERSARIES: Final = (
    Adversary(name="hills", model="±8 %, up: speed ×0.75, cadence ×0.976, as in real runs", make=hills),
    Adversary(name="hills, no altitude", model="the same, the altitude taken out", make=hills_unseen),
    Adversary(
        name="hills, steps kept", model="the same, cadence as on the level", make=hills_quick, is_hard=True
    ),
    Adversary(name="steep hills", model="±18 %, up: speed ×0.6, cadence ×0.94", make=steep),
    Adversary(
        name="quick steps downhill", model="−10 %, speed ×0.9, cadence +5 %", make=downhill, is_hard=True
    ),
    Adversary(name="trail", model="speed ±15 %, cadence ±4 %, lasting ten seconds", make=trail),
    Adversary(
        name="sand or snow",
        model="5 min: speed ×0.8, cadence +2 %, cost ×1.5 for the speed",
        make=sand,
        is_hard=True,
    ),
    Adversary(name="treadmill, 30 % low", model="no positions, speed ×0.7", make=treadmill(-0.3)),
    Adversary(name="treadmill, 15 % low", model="no positions, speed ×0.85", make=treadmill(-0.15)),
    Adversary(name="treadmill, 15 % high", model="no positions, speed ×1.15", make=treadmill(0.15)),
    Adversary(name="treadmill, 30 % high", model="no positions, speed ×1.3", make=treadmill(0.3)),
    Adversary(
        name="treadmill, speed by steps",
        model="speed as cadence to the power of 1.5",
        make=treadmill_by_steps,
    ),
    Adversary(name="indoor track", model="200 m, ±5 % round the lap, distance 4 % long", make=indoor_track),
    Adversary(name="stroller", model="all the way: cadence +4 to 6 %, speed ×0.97", make=stroller),
    Adversary(name="stroller for a part", model="the same for ten minutes", make=stroller_part, is_hard=True),
    Adversary(name="fatigue", model="second half: speed down 12 %, cadence ±3 %", make=fatigue),
    Adversary(name="walking breaks", model="a minute in five at 1.55 m/s and 114 spm", make=walking_breaks),
    Adversary(name="beside a slower friend", model="10 min: speed ×0.78, steps kept", make=slower_friend),
    Adversary(name="shuttles", model="a turn each minute, every second leg slower", make=shuttles),
    Adversary(name="intervals", model="fast ×1.4 with cadence +11 %, jogs ×0.78", make=intervals),
    Adversary(name="sprints", model="12 s: speed ×1.9, cadence +25 %", make=sprints),
    Adversary(name="high knees", model="30 s at 1.3 m/s, cadence +12 %", make=high_knees, is_hard=True),
    Adversary(name="metronome", model="4 min: cadence +7 % at the same speed", make=metronome, is_hard=True),
    Adversary(name="speed off", model="minutes of speed 8 to 20 % low or high", make=speed_off),
    Adversary(name="tunnels", model="90 s without positions or distance", make=tunnels),
    Adversary(name="strap dropouts", model="heart rate missing, 0, or a third too high", make=strap),
    Adversary(name="cadence lock", model="5 min: heart rate as cadence", make=cadence_lock),
    Adversary(name="lost steps", model="40 s: cadence halved, 0, missing or stuck", make=lost_steps),
)


def adversaries(
    subject: Subject, chosen: Iterable[Adversary] = ADVERSARIES
) -> Iterator[tuple[Adversary, Case]]:
    """One subject's recording made into each of them."""
    for adversary in chosen:
        random = seed_of(subject.name, adversary.name)
        changed = adversary.make(subject.recording, random)
        yield (
            adversary,
            Case(name=f"{subject.name}, {adversary.name}", subject=subject, recording=changed),
        )
