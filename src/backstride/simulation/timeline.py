"""When each stretch of a script happens, and the laps and workout steps that tell of it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

import numpy as np

from backstride.bout import Travel
from backstride.recording import FloatArray, Lap, Pause, Step
from backstride.simulation import sensors
from backstride.simulation.script import Halt, Labelling, Repeat, SessionScript, Stretch

SPEED_WANDER: Final = {Travel.FORWARD: 0.02, Travel.BACKWARD: 0.04}
"""How unsteady the speed is, as a share of it. Source: backstride-estimate. Belief: derived. [-]"""

SETTLING_S: Final = 2.0
"""Time constant of the speed towards what the script asks for.
Source: backstride-estimate. Belief: derived. [s]"""

REPEAT: Final = "repeat_until_steps_completed"
"""What the duration of a repeat step is called."""

TURNING_SPEED_SHARE: Final = 0.3
"""Speed left after turning round. Source: backstride-estimate. Belief: derived. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A stretch or halt at its place in time, with the true speed of each of its seconds."""

    part: Stretch | Halt
    step_index: int | None
    start_s: int
    speed_m_s: FloatArray

    @property
    def end_s(self) -> int:
        """The second after its last. [s]"""
        return self.start_s + len(self.speed_m_s)


def episodes_of(script: SessionScript, random: np.random.Generator) -> tuple[Episode, ...]:
    """Every stretch and halt of a script with its seconds.

    A stretch with a distance ends with the first second that covers it.

    Source: backstride-estimate. Belief: derived.

    Parameters
    ----------
    script
        The session.
    random
        Where chance comes from.

    Returns
    -------
    tuple
        What happens, without gaps, from second 0.
    """
    episodes: list[Episode] = []
    start_s, before = 0, None
    for part, step_index in script.in_order:
        speed_m_s = np.zeros(part.duration_s) if isinstance(part, Halt) else _speeds(part, before, random)
        episodes.append(Episode(part=part, step_index=step_index, start_s=start_s, speed_m_s=speed_m_s))
        start_s += len(speed_m_s)
        before = part if isinstance(part, Stretch) else None
    return tuple(episodes)


def _speeds(stretch: Stretch, before: Stretch | None, random: np.random.Generator) -> FloatArray:
    """The speed of each second until the time is up or the distance is covered. [m/s]"""
    count = stretch.longest_s
    goes_on = before is not None and before.travel is stretch.travel
    first = before.speed_m_s if before and goes_on else TURNING_SPEED_SHARE * stretch.speed_m_s
    spread = SPEED_WANDER.get(stretch.travel, 0.02)
    unsteady = sensors.wander(count, spread=spread, memory_s=8.0, random=random).clip(-0.2, 0.2)
    settled = stretch.speed_m_s * (1.0 + unsteady)
    speed_m_s: FloatArray = settled + (first - settled) * np.exp(-np.arange(count) / SETTLING_S)
    if stretch.distance_m is None:
        return speed_m_s
    covered = np.cumsum(speed_m_s)
    return speed_m_s[: int(np.searchsorted(covered, stretch.distance_m)) + 1]


def each_second(
    episodes: tuple[Episode, ...], value: Callable[[Stretch, FloatArray], FloatArray], halted: float
) -> FloatArray:
    """A series over all seconds, from one for each stretch.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    episodes
        What happens.
    value
        Gives the series of a stretch from it and its speeds.
    halted
        The value while the watch is stopped.

    Returns
    -------
    FloatArray
        The series; the sample that closes the recording repeats the last value.
    """
    pieces = [
        np.full(len(each.speed_m_s), halted)
        if isinstance(each.part, Halt)
        else value(each.part, each.speed_m_s)
        for each in episodes
    ]
    series = np.concatenate(pieces)
    return np.append(series, series[-1])


def pauses_of(episodes: tuple[Episode, ...]) -> tuple[Pause, ...]:
    """The halts, as the watch records them.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    episodes
        What happens.

    Returns
    -------
    tuple
        The pauses.
    """
    return tuple(
        Pause(start_s=float(each.start_s), end_s=float(each.end_s))
        for each in episodes
        if isinstance(each.part, Halt)
    )


def laps_of(episodes: tuple[Episode, ...], labelling: Labelling) -> tuple[Lap, ...]:
    """A lap for each stretch, for each way between turns, or one for all, by what the recording tells.

    A halt belongs to the lap after it, if there is one.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    episodes
        What happens.
    labelling
        What the recording tells of it.

    Returns
    -------
    tuple
        The laps, without gaps.
    """
    stretches = [each for each in episodes if isinstance(each.part, Stretch)]
    if labelling is Labelling.NOTHING:
        stretches = stretches[-1:]
    elif labelling is Labelling.LAPS:
        ways = [each.part.travel for each in stretches if isinstance(each.part, Stretch)]
        turns = zip(stretches, ways, [*ways[1:], None], strict=True)
        stretches = [each for each, way, after in turns if way is not after]
    ends = [*(each.end_s for each in stretches[:-1]), episodes[-1].end_s]
    reached_m = list(accumulate(np.concatenate([each.speed_m_s for each in episodes]).tolist(), initial=0.0))
    return tuple(
        Lap(
            start_s=float(start_s),
            end_s=float(end_s),
            trigger="session_end" if end_s == ends[-1] else _trigger(each.part, labelling),
            workout_step=each.step_index if labelling is Labelling.STEPS else None,
            intensity=_intensity(each.part, labelling),
            distance_m=reached_m[end_s] - reached_m[start_s],
            timer_s=float(end_s - start_s - _halted_s(episodes, start_s, end_s)),
        )
        for each, (start_s, end_s) in zip(stretches, pairwise([0, *ends]), strict=True)
    )


def _halted_s(episodes: tuple[Episode, ...], start_s: int, end_s: int) -> int:
    """How long the watch stood still within a lap. [s]"""
    return sum(
        len(each.speed_m_s)
        for each in episodes
        if isinstance(each.part, Halt) and start_s <= each.start_s < end_s
    )


def _intensity(part: Stretch | Halt, labelling: Labelling) -> str | None:
    return part.intensity if isinstance(part, Stretch) and labelling is Labelling.STEPS else None


def _trigger(part: Stretch | Halt, labelling: Labelling) -> str:
    if labelling is not Labelling.STEPS or (isinstance(part, Stretch) and part.ending is not None):
        return "manual"
    return "distance" if isinstance(part, Stretch) and part.distance_m is not None else "time"


def steps_of(script: SessionScript) -> tuple[Step, ...]:
    """The workout that leads through a script, each repeat after the steps it repeats.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    script
        The session.

    Returns
    -------
    tuple
        The steps.
    """
    steps: list[Step] = []
    for part in script.parts:
        if not isinstance(part, Halt):
            _add_steps(steps, part)
    return tuple(steps)


def _add_steps(steps: list[Step], part: Stretch | Repeat) -> None:
    if isinstance(part, Stretch):
        steps.append(_step(part, len(steps)))
        return
    first = len(steps)
    for inner in part.stretches:
        _add_steps(steps, inner)
    steps.append(
        Step(
            index=len(steps),
            duration_type=REPEAT,
            duration_value=float(first),
            repeat_from=first,
            repeats=part.times,
        )
    )


def _step(stretch: Stretch, index: int) -> Step:
    by_time = stretch.distance_m is None
    kind, value = stretch.ending or (
        ("time", stretch.duration_s) if by_time else ("distance", stretch.distance_m)
    )
    return Step(
        index=index,
        name=stretch.name,
        notes=stretch.notes,
        intensity=stretch.intensity,
        duration_type=kind,
        duration_value=value,
    )
