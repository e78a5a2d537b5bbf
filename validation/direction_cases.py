"""Sessions with backward parts: made from real forward recordings, or of the simulated athlete.

No public recording of a person going backward exists. What is measured on these says how well a detector
finds what was published, not how well it finds what people do.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.bout import Gait, Travel
from backstride.direction import gait_stretches
from backstride.recording import Recording, travel_speed
from backstride.simulation import (
    SESSIONS,
    Halt,
    Labelling,
    Repeat,
    SessionScript,
    SimulatedAthlete,
    Stretch,
    simulate,
)
from validation.direction_alteration import SPEED_RATIO, BackwardStretch, exponent_of, gone_backward
from validation.direction_corpus import Subject, on_another_day, seed_of, with_columns

STRENGTHS: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25)
LENGTHS_S: Final = (30.0, 60.0, 120.0, 300.0)
MOST_STRETCHES: Final = 5
BETWEEN_S: Final = 75.0
"""At least so much forward before, between and after backward stretches. [s]"""
LARGEST_SHARE: Final = 0.45
"""At most so much of a session goes backward, but for one that does all of it. [-]"""
SLOWEST: Final = {Gait.RUN: (1.2, 110.0), Gait.WALK: (0.5, 60.0)}
"""Speed and cadence above which a recording shows somebody's steps. [m/s, 1/min]"""
SEEN_SHARE: Final = 0.9
"""A stretch is made backward only where so many samples show steps: elsewhere nothing could be found. [-]"""
SIMULATED_AT: Final = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A recording of which it is known when somebody went backward."""

    name: str
    subject: Subject
    recording: Recording
    backward: tuple[tuple[float, float], ...] = ()
    """Start and end of each backward stretch, each edge in the middle of a turn. [s]"""
    strength: float = math.nan
    length_s: float = math.nan
    gait: Gait | None = None
    """The gait of its backward stretches."""


# ——— From real recordings ———


@lru_cache(maxsize=512)
def subject_exponent(subject: Subject, gait: Gait) -> float:
    """How the log cadence of a person goes with log speed, by all that is known of them."""
    return exponent_of((subject.recording, *subject.history), gait)


def spliced(subject: Subject, *, strength: float, length_s: float, gait: Gait = Gait.RUN) -> Case | None:
    """A session with several stretches of one length and strength; None where there is no room for one."""
    random = seed_of(subject.name, length_s, gait.value)
    places = _places(subject, length_s, gait)
    if not places:
        return None
    exponent = subject_exponent(subject, gait)
    stretches = [
        BackwardStretch(
            start_s=start_s,
            end_s=start_s + length_s,
            gait=gait,
            speed_ratio=float(random.uniform(*SPEED_RATIO[gait])),
            strength=strength,
            turn_s=float(random.uniform(2.0, 4.0)),
            exponent=exponent,
        )
        for start_s in places
    ]
    return Case(
        name=f"{subject.name}, {gait.value}, {length_s:.0f} s, strength {strength:g}",
        subject=subject,
        recording=gone_backward(subject.recording, stretches),
        backward=tuple((each.start_s, each.end_s) for each in stretches) if strength > 0.0 else (),
        strength=strength,
        length_s=length_s,
        gait=gait,
    )


def spliced_cases(
    subjects: Sequence[Subject],
    *,
    strengths: Sequence[float] = STRENGTHS,
    lengths_s: Sequence[float] = LENGTHS_S,
    gaits: Sequence[Gait] = (Gait.RUN, Gait.WALK),
) -> Iterator[Case]:
    """Each subject with each strength, length and gait for which there is room."""
    for subject, gait, length_s, strength in product(subjects, gaits, lengths_s, strengths):
        case = spliced(subject, strength=strength, length_s=length_s, gait=gait)
        if case is not None:
            yield case


def all_backward(subject: Subject, *, strength: float = 1.0) -> Case:
    """A session that went backward from its beginning to its end, so that nothing in it stands out."""
    random = seed_of(subject.name, "all")
    end_s = subject.recording.end_s
    stretch = BackwardStretch(
        start_s=-100.0,
        end_s=end_s + 100.0,
        gait=Gait.RUN,
        speed_ratio=float(random.uniform(*SPEED_RATIO[Gait.RUN])),
        strength=strength,
        turn_s=3.0,
        exponent=subject_exponent(subject, Gait.RUN),
    )
    return Case(
        name=f"{subject.name}, all of it, strength {strength:g}",
        subject=subject,
        recording=gone_backward(subject.recording, [stretch]),
        backward=((0.0, end_s),),
        strength=strength,
        length_s=end_s,
        gait=Gait.RUN,
    )


@lru_cache(maxsize=2048)
def _places(subject: Subject, length_s: float, gait: Gait) -> tuple[float, ...]:
    """Where stretches start: inside one gait, apart from one another, never too much of the session."""
    random = seed_of("places", subject.name, length_s, gait.value)
    of_gait = [each for each in gait_stretches(subject.recording) if each.gait is gait]
    rooms = [
        (each.start_s + BETWEEN_S, each.end_s - BETWEEN_S - length_s)
        for each in of_gait
        if each.end_s - each.start_s >= length_s + 2 * BETWEEN_S
    ]
    moving_s = sum(each.end_s - each.start_s for each in of_gait)
    elapsed_s, sees = subject.recording.samples.elapsed_s, _sees_steps(subject.recording, gait)
    wanted = min(MOST_STRETCHES, int(LARGEST_SHARE * moving_s / length_s))
    starts: list[float] = []
    for _ in range(20 * wanted):
        if not rooms or len(starts) == wanted:
            break
        weights = np.array([max(last - first, 1.0) for first, last in rooms])
        first, last = rooms[int(random.choice(len(rooms), p=weights / weights.sum()))]
        start_s = float(np.rint(random.uniform(first, last)))
        inside = (elapsed_s >= start_s) & (elapsed_s < start_s + length_s)
        if not inside.any() or np.mean(sees[inside]) < SEEN_SHARE:
            continue
        if all(abs(start_s - other) >= length_s + BETWEEN_S for other in starts):
            starts.append(start_s)
    return tuple(sorted(starts))


def _sees_steps(recording: Recording, gait: Gait) -> NDArray[np.bool_]:
    """Which samples have a speed and a cadence that somebody of the gait may have, shape (n,)."""
    slowest_m_s, fewest_spm = SLOWEST[gait]
    samples = recording.samples
    chosen: NDArray[np.bool_] = travel_speed(samples) > slowest_m_s
    return chosen & (samples.cadence_spm > fewest_spm)


# ——— Of the simulated athlete ———


def simulated_cases(count: int) -> tuple[Case, ...]:
    """Sessions of simulated athletes who differ in body, practice, speed and steps, with labels taken off.

    Each has a history of forward runs and walks on other days. Steps differ from person to person, and from
    day to day, by more than the simulation itself has.
    """
    return tuple(_simulated(number) for number in range(count))


def _simulated(number: int) -> Case:
    random = seed_of("simulated athlete", number)
    athlete = SimulatedAthlete(
        leg_length_m=float(random.uniform(0.75, 1.0)),
        vo2max_ml_kg_min=float(random.uniform(36.0, 62.0)),
        backward_sessions=int(random.choice([0, 0, 4, 12, 60])),
    )
    own = float(np.exp(0.05 * random.standard_normal()))
    pace = float(random.uniform(0.9, 1.15))
    name, script = sorted(SESSIONS.items())[number % len(SESSIONS)]
    recording = _recorded(athlete, _paced(script, pace), number, own, random)
    subject = Subject(
        name=f"simulated {number}",
        group=f"simulated {number}",
        recording=recording,
        history=tuple(
            _recorded(athlete, _history_script(day, pace), 100 * number + day, own, random)
            for day in range(1, 6)
        ),
    )
    return Case(
        name=f"simulated athlete {number}, {name}",
        subject=subject,
        recording=recording,
        backward=_backward_of(athlete, _paced(script, pace), number),
        strength=1.0,
    )


def _recorded(
    athlete: SimulatedAthlete, script: SessionScript, seed: int, own: float, random: np.random.Generator
) -> Recording:
    unlabelled = replace(script, labelling=Labelling.NOTHING, name="Session")
    recording = on_another_day(simulate(athlete, unlabelled, started_at=SIMULATED_AT, seed=seed), random)
    samples = recording.samples
    return with_columns(
        recording,
        cadence_spm=samples.cadence_spm * own,
        step_length_m=samples.step_length_m / own,
        stance_time_s=samples.stance_time_s / own,
        vertical_ratio=samples.vertical_ratio * own,
    )


def _paced(script: SessionScript, pace: float) -> SessionScript:
    """The same session, all of it quicker or slower."""
    parts = (part if isinstance(part, Halt) else _paced_part(part, pace) for part in script.parts)
    return replace(script, parts=tuple(parts))


def _paced_part(part: Stretch | Repeat, pace: float) -> Stretch | Repeat:
    if isinstance(part, Repeat):
        return replace(part, stretches=tuple(_paced_part(inner, pace) for inner in part.stretches))
    return replace(part, speed_m_s=part.speed_m_s * pace)


def _history_script(day: int, pace: float) -> SessionScript:
    """An ordinary run of three speeds and a walk home."""
    speeds = [(Gait.RUN, speed + 0.1 * day) for speed in (2.2, 2.7, 3.2)] + [(Gait.WALK, 1.2 + 0.05 * day)]
    return SessionScript(
        name="Run",
        parts=tuple(
            Stretch(name="Forward", travel=Travel.FORWARD, gait=gait, speed_m_s=speed * pace, duration_s=420)
            for gait, speed in speeds
        ),
    )


def _backward_of(
    athlete: SimulatedAthlete, script: SessionScript, seed: int
) -> tuple[tuple[float, float], ...]:
    """When the script goes backward, from the laps of the same session when the watch was told."""
    told = replace(script, labelling=Labelling.STEPS)
    laps = simulate(athlete, told, started_at=SIMULATED_AT, seed=seed).laps
    parts = [part for part, _ in script.in_order if isinstance(part, Stretch)]
    return tuple(
        (lap.start_s, lap.end_s)
        for lap, part in zip(laps, parts, strict=True)
        if part.travel is Travel.BACKWARD
    )
