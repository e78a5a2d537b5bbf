"""Which groups of muscles a session and a week load, and how far that may be believed: for the body map.

Each minute counts by how hard its way of moving works a group (``muscles.toml``) and by how hard it was.
The numbers order sessions and groups; they are no forces. Where nothing was read a load is unknown, never
nothing.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any, Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.sources import Belief
from backstride.training.dose import RPE_OF_INTENSITY, Speeds, step_rpe, step_seconds
from backstride.training.workout import Intensity, Workout, WorkoutStep

USUAL_RPE: Final = RPE_OF_INTENSITY[Intensity.ACTIVE]
"""The moderate effort that strengths hold for, and what is taken where nobody said. [-]"""
LEAST_RPE: Final = 1.0
"""Moving is never nothing. [-]"""

LEVELS_SESSION: Final = (20.0, 60.0)
"""Points of a session from which a load is moderate, and high: 10 and 30 min of moderate work; assumed."""
SESSIONS_OF_WEEK: Final = 3.0
"""A week's levels lie so many times higher; assumed. [-]"""


class Muscle(StrEnum):
    """A group of muscles."""

    QUADRICEPS = "quadriceps"
    HAMSTRINGS = "hamstrings"
    CALVES = "calves"
    SHINS = "shins"
    HIPS = "hips"
    """Gluteals and hip flexors."""
    TRUNK = "trunk"
    """Along the lower spine, and around the belly."""


class Level(StrEnum):
    """How much a group is loaded."""

    NONE = "none"
    LIGHT = "light"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How hard one way of moving works one group."""

    strength: float
    """At a moderate effort: 1 is light, 2 moderate, 3 hard. [1/min]"""
    belief: Belief
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one way of moving adds to the load of a group."""

    travel: Travel
    gait: Gait
    label: str
    """Of an exercise on the spot; else empty."""
    minutes: float
    points: float | None
    """Minutes times strength times effort; None where the strength is unknown."""
    is_effort_assumed: bool
    strength: Strength | None

    @property
    def name(self) -> str:
        """What it is called: "backward run", "backward", or the exercise."""
        words = [self.travel.value, *([] if self.gait is Gait.UNKNOWN else [self.gait.value])]
        return self.label or " ".join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleLoad:
    """The load of one group of muscles."""

    muscle: Muscle
    points: float | None
    """Sum over what is known; None where nothing is. [-]"""
    level: Level | None
    """At least this, where ``unknown_min`` is not 0; None where nothing is known."""
    share: float | None
    """Of the points of all groups; None where its own, or all, are unknown or nothing. [-]"""
    unknown_min: float
    """Minutes of which nothing is known for this group. [min]"""
    belief: Belief | None
    """Of what adds most; None where nothing does."""
    words: str
    """What it comes from and rests on, as sentences for people."""
    sources: tuple[str, ...]
    parts: tuple[Part, ...]
    """The largest first, then the unknown."""


def muscle_load(
    minutes: Mapping[tuple[Travel, Gait], float], *, rpe: float | None = None
) -> tuple[MuscleLoad, ...]:
    """What a session that was done loads.

    Source: truman2007, lee2013, masumoto-bws, ansari2018, hamner2010, dorn2012, lu2007, seed-article,
    backstride-estimate (and the others of muscles.toml). Belief: derived.

    Parameters
    ----------
    minutes
        Time by direction and gait; of a gait that is not known only what walking would load is taken. [min]
    rpe
        Perceived exertion of the session, 0 to 10; None where nobody said, then a moderate one is taken. [-]

    Returns
    -------
    tuple of MuscleLoad
        One for each group, always in the same order.

    Raises
    ------
    InvalidValue
        If a time or the exertion is impossible.

    Examples
    --------
    >>> quadriceps, *_, trunk = muscle_load({(Travel.BACKWARD, Gait.RUN): 20.0}, rpe=4.0)
    >>> quadriceps.level.value, trunk.level
    ('high', None)
    """
    for (travel, gait), time_min in minutes.items():
        if not 0.0 <= time_min < math.inf:
            raise InvalidValue(
                f"A time of {time_min} min was given for {travel.value}, {gait.value}.",
                allowed="A time is 0 or more.",
                remedy="Leave out what is unknown.",
            )
    if rpe is not None and not 0.0 <= rpe <= 10.0:
        raise InvalidValue(
            f"A perceived exertion of {rpe} was given.",
            allowed="It lies between 0 and 10.",
            remedy="Give none where nobody said.",
        )
    parts = [
        part
        for (travel, gait), time_min in minutes.items()
        for part in _parts(travel, gait, "", time_min, rpe)
    ]
    return _loads(parts, sessions=1.0)


def muscles_of(workout: Workout, speeds: Speeds) -> tuple[MuscleLoad, ...]:
    """What a planned workout loads, each step by the effort that it asks for.

    Source: truman2007, lee2013, masumoto-bws, ansari2018, hamner2010, dorn2012, lu2007, seed-article,
    backstride-estimate (and the others of muscles.toml). Belief: derived.

    Parameters
    ----------
    workout
        The workout.
    speeds
        The athlete's usual speeds, for steps over a distance.

    Returns
    -------
    tuple of MuscleLoad
        One for each group, always in the same order.
    """
    parts = [part for step in workout.performed for part in _parts_of_step(step, speeds)]
    return _loads(parts, sessions=1.0)


def week_muscles(sessions: Iterable[Sequence[MuscleLoad]]) -> tuple[MuscleLoad, ...]:
    """What several sessions load together, by the levels of a week.

    Source: backstride-estimate. Belief: derived.

    Parameters
    ----------
    sessions
        What `muscle_load` or `muscles_of` gave for each.

    Returns
    -------
    tuple of MuscleLoad
        One for each group, always in the same order.
    """
    parts = [(load.muscle, part) for loads in sessions for load in loads for part in load.parts]
    return _loads(parts, sessions=SESSIONS_OF_WEEK)


@cache
def _tables() -> tuple[
    Mapping[tuple[Travel, Gait], Mapping[Muscle, Strength]], Mapping[str, Mapping[Muscle, Strength]]
]:
    """Strengths by direction and gait, and by the words of exercises."""
    text = resources.files("backstride.training").joinpath("muscles.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    ways = {
        (Travel(row.pop("travel")), Gait(row.pop("gait"))): {
            Muscle(name): _strength(found) for name, found in row.items()
        }
        for row in table["way"]
    }
    exercises = {
        words: {Muscle(name): _exercise(words, value) for name, value in row["muscles"].items()}
        for row in table["exercise"]
        for words in row["words"]
    }
    return ways, exercises


def _strength(row: dict[str, Any]) -> Strength:
    return Strength(
        strength=row["strength"],
        belief=Belief(row["belief"]),
        words=row["words"],
        sources=tuple(row["sources"]),
    )


def _exercise(words: str, strength: float) -> Strength:
    return Strength(
        strength=strength,
        belief=Belief.CLAIMED,
        words=f"What {words} are made for is common knowledge; how hard they work is assumed.",
        sources=("backstride-rules",),
    )


def _strengths(travel: Travel, gait: Gait, label: str) -> Mapping[Muscle, Strength | None]:
    """By group; None where nothing was read, and no entry where the group has nothing to do."""
    ways, exercises = _tables()
    if gait is Gait.STANDING:
        return {}
    if gait is Gait.OTHER:
        plain = f" {label.lower()} "
        found = [strengths for words, strengths in exercises.items() if f" {words} " in plain]
        return found[0] if found else dict.fromkeys(Muscle)
    known = ways.get((travel, Gait.WALK if gait is Gait.UNKNOWN else gait), {})
    return {muscle: known.get(muscle) for muscle in Muscle}


def _parts(
    travel: Travel, gait: Gait, label: str, minutes: float, rpe: float | None
) -> list[tuple[Muscle, Part]]:
    effort = max(LEAST_RPE, USUAL_RPE if rpe is None else rpe) / USUAL_RPE
    return [
        (
            muscle,
            Part(
                travel=travel,
                gait=gait,
                label=label,
                minutes=minutes,
                points=None if strength is None else minutes * strength.strength * effort,
                is_effort_assumed=rpe is None,
                strength=strength,
            ),
        )
        for muscle, strength in _strengths(travel, gait, label).items()
        if minutes > 0.0
    ]


def _parts_of_step(step: WorkoutStep, speeds: Speeds) -> list[tuple[Muscle, Part]]:
    label = step.label if step.gait is Gait.OTHER else ""
    return _parts(step.travel, step.gait, label, step_seconds(step, speeds) / 60.0, step_rpe(step))


def _loads(parts: Sequence[tuple[Muscle, Part]], *, sessions: float) -> tuple[MuscleLoad, ...]:
    by_muscle = {muscle: _merged([part for of, part in parts if of is muscle]) for muscle in Muscle}
    total = sum(part.points for own in by_muscle.values() for part in own if part.points is not None)
    return tuple(_load(muscle, own, total, sessions) for muscle, own in by_muscle.items())


def _merged(parts: list[Part]) -> tuple[Part, ...]:
    """One part for each way of moving, the largest first, then the unknown."""

    def way(part: Part) -> tuple[str, str, str]:
        return part.travel.value, part.gait.value, part.label

    merged = []
    for _, same in groupby(sorted(parts, key=way), key=way):
        alike = list(same)
        known = [part.points for part in alike if part.points is not None]
        merged.append(
            replace(
                alike[0],
                minutes=math.fsum(part.minutes for part in alike),
                points=math.fsum(known) if known else None,
                is_effort_assumed=any(part.is_effort_assumed for part in alike),
            )
        )
    return tuple(sorted(merged, key=lambda part: (part.points is None, -(part.points or 0.0), way(part))))


def _load(muscle: Muscle, parts: tuple[Part, ...], total: float, sessions: float) -> MuscleLoad:
    known = [part.points for part in parts if part.points is not None]
    unknown_min = math.fsum(part.minutes for part in parts if part.points is None)
    points = math.fsum(known) if known or not parts else None
    main = parts[0].strength if known else None
    keys = [key for part in parts if part.strength is not None for key in part.strength.sources]
    return MuscleLoad(
        muscle=muscle,
        points=points,
        level=None if points is None else _level(points, sessions),
        share=points / total if points is not None and total > 0.0 else None,
        unknown_min=unknown_min,
        belief=None if main is None else main.belief,
        words=_words(parts, main, unknown_min),
        sources=tuple(dict.fromkeys(keys)),
        parts=parts,
    )


def _level(points: float, sessions: float) -> Level:
    if points <= 0.0:
        return Level.NONE
    moderate, high = (limit * sessions for limit in LEVELS_SESSION)
    if points < moderate:
        return Level.LIGHT
    return Level.MODERATE if points < high else Level.HIGH


def _words(parts: tuple[Part, ...], main: Strength | None, unknown_min: float) -> str:
    said = []
    if main is not None:
        said.append(f"Most from {parts[0].name}, {parts[0].minutes:.0f} min. {main.words}")
    elif not parts:
        said.append("Nothing that loads it.")
    if unknown_min > 0.0:
        names = ", ".join(part.name for part in parts if part.points is None)
        said.append(f"Unknown for {unknown_min:.0f} min ({names}): no measurement was read.")
    if any(part.is_effort_assumed and part.points is not None for part in parts):
        said.append("How hard it was nobody said: a moderate effort is taken.")
    return " ".join(said)
