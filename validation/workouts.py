"""Workouts taken all the way round: text, watch file, two other libraries, our reader, a simulated run.

`python -m validation.workouts` prints the chapter; a step that any of them reads otherwise is a fault.
"""

import argparse
import io
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

import fitdecode
import fitparse

from backstride.bout import Gait, Travel
from backstride.direction import bouts
from backstride.formats import read
from backstride.formats.fit.workout import read_workout, write_workout
from backstride.formats.fit.write import write_activity
from backstride.simulation import SimulatedAthlete, script_of, simulate
from backstride.training.dose import Speeds
from backstride.training.library import programmes, workout_of
from backstride.training.watches import FittedPart, FittedStep, fit_workout, watch_named, watches
from backstride.training.workout import (
    OPEN,
    Intensity,
    Length,
    LengthKind,
    Part,
    Place,
    Target,
    TargetKind,
    Workout,
    WorkoutRepeat,
    WorkoutStep,
)
from backstride.training.workout_text import parse_workout, workout_text

COUNT: Final = 300
SEED: Final = 1
SIMULATED_EACH: Final = 10
"""Every tenth of the random workouts is run as well, and all the examples."""
NOW: Final = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)

EXAMPLES: Final = (
    "- 5x 100m backward @RPE 4, 200m forward walk",
    """\
name: Sets on the track
place: track

Warm-up
- 10min forward walk @RPE 2
Main
- 3x
  - 7x 20m backward run @RPE 8, 20m forward walk recovery
  - 2min rest
Cool-down
- until lap press forward walk (look over one shoulder every 10 steps; check the surface)
""",
    """\
name: First steps on the treadmill
place: treadmill

- 5min forward walk
- 4x 1min backward walk @50% forward speed (hold the rail), 2min forward walk recovery
- until HR below 110 forward walk cool-down
""",
    """\
name: Coordination
place: gym

- 6x 10m sideways "carioca", 10m backward run @RPE 7, 30s rest
- 3x 45s other "calf raises", 1min any rest
""",
)

CHAPTER: Final = """\
## Workouts, there and back

```text
python -m validation.workouts --count {count} --seed {seed}
```

{count} random workouts, {examples} written by hand and the {sessions} different sessions of all
programmes, each with its least and its greatest dose, go from text to values and back, into a FIT
workout file for each of {watches} families of watches, through two independent libraries and our own
reader. Every tenth random one, all that are written by hand, and each session with its least dose are
run by the simulated athlete from the file. No watch was at hand: that a device takes the files is not
shown here. A line is *exact* on a watch, *degraded* where it shows or holds less than the workout says,
or *unsupported* where the athlete has to end it; none is left out.

| What | Compared | Faults |
|---|---:|---:|
{rows}

Of {lines} lines of workouts, over all families: {fits}.
{faults}"""


@dataclass(slots=True)
class Tally:
    """What was compared, and what was not as it should be."""

    compared: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, str]] = field(default_factory=list)
    fits: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    """How many different sessions of programmes there were."""

    def check(self, what: str, found: object, wanted: object, where: str) -> None:
        """Compare once."""
        self.compared[what] += 1
        if found != wanted:
            self.faults.append((what, f"{where}: {found!r}, not {wanted!r}"))


def _target(chance: random.Random) -> Target:
    kind = chance.choice(list(TargetKind))
    low, high = {
        TargetKind.OPEN: (0.0, 0.0),
        TargetKind.RPE: (float(chance.randint(1, 5)), float(chance.randint(5, 10))),
        TargetKind.HEART_RATE_ZONE: 2 * (float(chance.randint(1, 5)),),
        TargetKind.HEART_RATE_MAXIMUM: (chance.randint(50, 74) / 100, chance.randint(75, 95) / 100),
        TargetKind.HEART_RATE_RESERVE: (chance.randint(30, 59) / 100, chance.randint(60, 90) / 100),
        TargetKind.HEART_RATE: (float(chance.randint(90, 130)), float(chance.randint(131, 180))),
        TargetKind.SPEED: (chance.uniform(0.5, 1.5), chance.uniform(1.5, 3.0)),
        TargetKind.FORWARD_SPEED: (chance.randint(40, 59) / 100, chance.randint(60, 90) / 100),
    }[kind]
    return Target(kind=kind, low=low, high=high)


def _step(chance: random.Random) -> WorkoutStep:
    kind = chance.choice(list(LengthKind))
    value = {
        LengthKind.TIME: float(chance.randint(10, 120)),
        LengthKind.DISTANCE: float(chance.randint(10, 200)),
        LengthKind.LAP_PRESS: None,
    }.get(kind, float(chance.randint(100, 160)))
    gait = chance.choice(list(Gait))
    return WorkoutStep(
        length=Length(kind=kind, value=value),
        travel=Travel.UNKNOWN if gait is Gait.STANDING else chance.choice(list(Travel)),
        gait=gait,
        target=OPEN if gait is Gait.STANDING else _target(chance),
        intensity=chance.choice(list(Intensity)),
        label=""
        if gait is not Gait.OTHER and chance.random() < 0.7
        else chance.choice(["drill", "calf raises"]),
        cues=tuple(
            chance.sample(["look over one shoulder", "short steps", "turn round"], chance.randint(0, 2))
        ),
    )


def _part(chance: random.Random, depth: int) -> Part:
    if depth > 1 or chance.random() < 0.5:
        return _step(chance)
    inner = tuple(_part(chance, depth + 1) for _ in range(chance.randint(1, 3)))
    return WorkoutRepeat(times=chance.randint(1, 4), parts=inner)


def random_workout(chance: random.Random, number: int) -> Workout:
    """A workout of any kind, short enough to be run.

    Parameters
    ----------
    chance
        Where chance comes from.
    number
        What it is called by.

    Returns
    -------
    Workout
        The workout.
    """
    return Workout(
        name=f"Random {number}",
        parts=tuple(_part(chance, 0) for _ in range(chance.randint(1, 4))),
        place=chance.choice([None, *Place]),
        notes=chance.choice(["", "Bring water."]),
    )


def _fit_steps(parts: tuple[FittedPart, ...], first: int = 0) -> Iterator[tuple[object, ...]]:
    """Name, what ends it, and what it is held against, as the file should say."""
    index = first
    for part in parts:
        if isinstance(part, FittedStep):
            value = part.length.value
            scale = {LengthKind.TIME: 1000.0, LengthKind.DISTANCE: 100.0}.get(part.length.kind)
            raw = None if value is None else round(value * scale) if scale else round(value) + 100
            yield (part.name, list(LengthKind).index(part.length.kind), raw, *_fit_target(part.target))
            index += 1
        else:
            inner = list(_fit_steps(part.parts, index))
            yield from inner
            yield None, "repeat", index, part.times
            index += len(inner) + 1


def _fit_target(target: Target) -> tuple[object, ...]:
    if target.kind is TargetKind.HEART_RATE_ZONE:
        return ("heart_rate", round(target.low), None, None)
    if target.kind is TargetKind.HEART_RATE:
        return ("heart_rate", 0, round(target.low) + 100, round(target.high) + 100)
    if target.kind is TargetKind.SPEED:
        return ("speed", 0, round(target.low * 1000), round(target.high * 1000))
    return ("open", None, None, None)


_KINDS: Final = {"time": 0, "distance": 1, "open": 2, "hr_less_than": 3, "hr_greater_than": 4}


def _found(fields: dict[str, tuple[Any, Any]]) -> tuple[object, ...]:
    """The same of a step as a library read it: values and raw values by name."""
    kind = fields["duration_type"][0]
    amount = next(
        (
            value[1]
            for name, value in fields.items()
            if name.startswith("duration_") and name != "duration_type"
        ),
        None,
    )
    if kind == "repeat_until_steps_cmplt":
        return None, "repeat", amount, fields["repeat_steps"][0]
    ends = [
        next(
            (value[1] for name, value in fields.items() if name.startswith("custom_") and name.endswith(end)),
            None,
        )
        for end in ("_low", "_high")
    ]
    target = fields["target_type"][0]
    zone = next(
        (value[1] for name, value in fields.items() if name.startswith("target_") and name != "target_type"),
        None,
    )
    return (fields["wkt_step_name"][0], _KINDS.get(kind, kind), amount, target, zone, *ends)


def _by_fitdecode(data: bytes) -> list[tuple[object, ...]]:
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as frames:
        steps = [f for f in frames if isinstance(f, fitdecode.FitDataMessage) and f.name == "workout_step"]
    return [_found({f.name: (f.value, f.raw_value) for f in step.fields}) for step in steps]


def _by_fitparse(data: bytes) -> list[tuple[object, ...]]:
    steps = fitparse.FitFile(io.BytesIO(data)).get_messages("workout_step")
    return [_found({f.name: (f.value, f.raw_value) for f in step.fields}) for step in steps]


def _directions(workout: Workout) -> list[tuple[Travel, Gait]]:
    return [(step.travel, step.gait) for step in workout.performed]


def _take_round(workout: Workout, tally: Tally) -> None:
    where = workout.name
    tally.check("text", parse_workout(workout_text(workout)), workout, where)
    for key, watch in watches().items():
        fitted = fit_workout(workout, watch)
        tally.fits.update(line.fit.value for line in fitted.lines)
        data = write_workout(fitted, created_at=NOW, serial=1)
        wanted = list(_fit_steps(fitted.parts))
        for library, read_steps in (("fitdecode", _by_fitdecode), ("fitparse", _by_fitparse)):
            found = read_steps(data)
            tally.check(f"number of steps, by {library}", len(found), len(wanted), f"{where}, {key}")
            for one, other in zip(found, wanted, strict=False):
                tally.check(f"steps, by {library}", one, other, f"{where}, {key}")
        if fitted.fit.value != "unsupported":
            tally.check(
                "directions, by our reader", _directions(read_workout(data)), _directions(workout), where
            )
        if key == "fit":
            _compare_whole(read_workout(data), workout, tally)


def _to_the_centimetre(step: WorkoutStep) -> WorkoutStep:
    """A step as finely as the file counts: a mile has four millimetres more."""
    length = step.length
    if length.kind is not LengthKind.DISTANCE or length.value is None:
        return step
    return replace(step, length=replace(length, value=round(length.value, 2)))


def _compare_whole(found: Workout, wanted: Workout, tally: Tally) -> None:
    for one, other in zip(found.performed, wanted.performed, strict=False):
        tally.check("steps, by our reader", one, _to_the_centimetre(other), wanted.name)
    tally.check("number of steps, by our reader", len(found.performed), len(wanted.performed), wanted.name)


def _run(workout: Workout, tally: Tally) -> None:
    """Let the simulated athlete run what stands in the file, and see what the recording says of itself."""
    data = write_workout(fit_workout(workout, watch_named("fit")), created_at=NOW, serial=1)
    script = script_of(read_workout(data), Speeds())
    recording = simulate(SimulatedAthlete(), script, started_at=NOW, seed=SEED)
    (again,) = read(write_activity(recording))
    found = bouts(again)
    tally.check("laps of a run", len(again.laps), len(workout.performed), workout.name)
    for lap, step in zip(again.laps, workout.performed, strict=False):
        inside = {bout.travel for bout in found if bout.start_s < lap.end_s and bout.end_s > lap.start_s}
        tally.check("directions of a run's laps", inside, {step.travel}, workout.name)
    for bout in found:
        if bout.travel is not Travel.UNKNOWN:
            tally.check(
                "evidence of a run's bouts", bout.evidence[0].kind.value, "workout step", workout.name
            )


def programme_workouts() -> Iterator[tuple[Workout, bool]]:
    """Every session of every programme, with its least and its greatest dose; whether it is the least."""
    for programme in programmes().values():
        for phase in programme.phases:
            for template in phase.sessions:
                place = min(template.places)
                for n in dict.fromkeys(template.n):
                    yield workout_of(template, n, programme=programme, place=place), n == template.n[0]


def measure(count: int = COUNT, seed: int = SEED) -> Tally:
    """Take workouts all the way round.

    Parameters
    ----------
    count
        How many random ones.
    seed
        The same seed gives the same workouts.

    Returns
    -------
    Tally
        What was compared, and the faults.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret: the same workouts each time)
    tally = Tally()
    for text in EXAMPLES:
        _take_round(parse_workout(text), tally)
        _run(parse_workout(text), tally)
    seen: set[Workout] = set()
    for workout, is_least in programme_workouts():
        bare = replace(workout, name="Session", notes="")
        if bare not in seen:
            _take_round(workout, tally)
            if is_least:
                _run(workout, tally)
        seen.add(bare)
    tally.sessions = len(seen)
    for number in range(count):
        workout = random_workout(chance, number)
        _take_round(workout, tally)
        if number % SIMULATED_EACH == 0:
            _run(workout, tally)
    return tally


def chapter(tally: Tally, count: int = COUNT, seed: int = SEED) -> str:
    """The chapter of the report.

    Parameters
    ----------
    tally
        What was compared, and the faults.
    count
        How many random workouts there were.
    seed
        Their seed.

    Returns
    -------
    str
        Markdown.
    """
    wrong = Counter(what for what, _ in tally.faults)
    rows = "\n".join(
        f"| {what[0].upper()}{what[1:]} | {number:,} | {wrong[what]} |"
        for what, number in tally.compared.items()
    )
    faults = "".join(f"\n- {what}: {said}" for what, said in tally.faults[:20])
    return CHAPTER.format(
        count=count,
        seed=seed,
        examples=len(EXAMPLES),
        sessions=tally.sessions,
        watches=len(watches()),
        rows=rows,
        lines=f"{sum(tally.fits.values()):,}",
        fits=", ".join(f"{number:,} {fit}" for fit, number in sorted(tally.fits.items())),
        faults=faults,
    )


def section() -> tuple[str, int]:
    """The chapter on workouts, and how many faults it reports.

    Returns
    -------
    tuple
        Markdown, and the number of faults.
    """
    tally = measure()
    return chapter(tally), len(tally.faults)


def main() -> int:
    """Print the chapter.

    Returns
    -------
    int
        0 without faults.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    tally = measure(options.count, options.seed)
    print(chapter(tally, options.count, options.seed))
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
