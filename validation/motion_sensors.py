"""How far a motion sensor tells the direction: people and sources that the model did not learn from.

``python -m validation.motion_sensors`` prints the chapter. Nothing of it is kept.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation
from tools.train_motion_model import (
    WEIGHTS,
    KnownStrides,
    Worn,
    examples,
    fit,
    mountings,
    weights_text,
    worn_sensors,
)

from backstride.direction.motion_detections import motion_detections
from backstride.direction.motion_model import PlaceModel
from backstride.motion import MotionLog, Place
from validation.motion_capture import MOTION, Take, takes, virtual_sensor
from validation.motion_left_out import (
    RESAMPLED,
    SEED,
    LeftOut,
    by_stretch,
    cell,
    cells,
    is_right,
    left_out,
    models_without,
)
from validation.page import write_chapter

TITLE: Final = "Motion sensors"
SHORT: Final = 4
"""Strides in a short look. [-]"""
STEPS: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Edges of the bins of the reliability table. [-]"""

ABSENT: Final = f"""\
## {TITLE}

The motion capture that this chapter is measured on is not part of the project, and was not at hand.
"""

HEAD: Final = f"""\
## {TITLE}

```text
python -m validation.motion_sensors
```

Which way does somebody go who wears an accelerometer, with or without a gyroscope? **The sensors are
virtual**: points on people (and on a robot's body that moves as people did) in motion capture, {{count}}
takes from four sources. No recording of a real sensor on somebody going backward could be had; on real ones
cloth, skin and straps wobble, so read the shares as upper bounds. What is left out is a whole source, body
model and all, or a whole person; the model is learned anew without it each time. The backward walks of one
source are styles of few actors, and count as one person. A *stride* is told by itself; a *stretch* by all of
its strides, one to thirty, the direction being the same in all. Shares are the mean of forward and backward,
and in each the mean over sources and over walking and running, so that large sources do not count for more.
In brackets: 95 % of {RESAMPLED} draws of the stretches; so few people cannot be drawn.
How the questions are weighed was chosen on the same left-out sources, which flatters a little.
"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


# --- The parts of the chapter ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """All that is measured of one place, with or without a gyroscope."""

    place: Place
    rotation: bool
    known: KnownStrides
    models: Mapping[str, PlaceModel]
    """By the source that was left out."""
    sources: LeftOut
    people: LeftOut

    @property
    def name(self) -> str:
        """For the tables."""
        return f"{self.place}{'' if self.rotation else ', no gyroscope'}"


def measure(place: Place, sensors: Sequence[Worn], *, rotation: bool) -> Measured:
    """Learn without each source and without each person.

    Parameters
    ----------
    place
        Where the sensors are worn.
    sensors
        The sensors.
    rotation
        Whether they have gyroscopes.

    Returns
    -------
    Measured
        What the models say.
    """
    known = examples(sensors, place, rotation=rotation)
    person = np.where(known.source == "bandai", "bandai", known.person)
    by_source = models_without(known, known.source, place, rotation=rotation)
    by_person = models_without(known, person, place, rotation=rotation)
    return Measured(
        place=place,
        rotation=rotation,
        known=known,
        models=by_source,
        sources=left_out(known, known.source, by_source),
        people=left_out(known, person, by_person),
    )


def places_part(measured: Sequence[Measured]) -> str:
    """How much is told right, by place.

    Parameters
    ----------
    measured
        The places.

    Returns
    -------
    str
        Markdown.
    """
    rows = [
        (
            each.name,
            f"{len(each.known):,}",
            cell(each.known, each.sources.votes.backward),
            cell(each.known, each.sources.together(), stretches=True),
            cell(each.known, each.sources.together(front=True), stretches=True),
            cell(each.known, each.people.votes.backward),
            cell(each.known, each.people.together(), stretches=True),
        )
        for each in measured
    ]
    head = (
        "Place",
        "Strides",
        "Stride, source unseen [%]",
        "Stretch, source unseen [%]",
        "the same, front declared [%]",
        "Stride, person unseen [%]",
        "Stretch, person unseen [%]",
    )
    return "### By place, worn any way round\n\n" + _table(head, rows)


def sources_part(measured: Sequence[Measured]) -> str:
    """The strides told right by source, direction and gait.

    Parameters
    ----------
    measured
        The places.

    Returns
    -------
    str
        Markdown.
    """
    rows = []
    for source in np.unique(measured[0].known.source):
        for backward in (False, True):
            for run in (False, True):
                row = [f"{source}, {'backward' if backward else 'forward'} {'run' if run else 'walk'}"]
                for each in measured:
                    known = each.known
                    mask = (known.source == source) & (known.backward == backward) & (known.run == run)
                    right = is_right(known, each.sources.votes.backward)
                    row.append(f"{100 * right[mask].mean():.0f} of {mask.sum():,}" if mask.any() else "–")
                if set(row[1:]) != {"–"}:
                    rows.append(row)
    head = ("Source left out", *(each.name for each in measured))
    return "### Single strides by source [%]\n\n" + _table(head, rows)


def looks_part(measured: Sequence[Measured]) -> str:
    """What longer looks and each question add.

    Parameters
    ----------
    measured
        The places.

    Returns
    -------
    str
        Markdown.
    """
    rows = []
    for each in measured:
        votes, nothing = each.sources.votes, np.zeros(len(each.known))
        without = replace(votes, agreement=nothing)
        rows.append(
            (
                each.name,
                cell(each.known, votes.backward),
                cell(each.known, each.sources.together(longest=SHORT)),
                cell(each.known, each.sources.together()),
                cell(each.known, without.backward),
                cell(each.known, -votes.agreement),
            )
        )
    head = (
        "Place",
        "One stride [%]",
        f"{SHORT} strides [%]",
        "The whole stretch [%]",
        "One stride, front and travel alone [%]",
        "One stride, their agreement alone [%]",
    )
    return "### Longer looks, and what each question adds; source unseen\n\n" + _table(head, rows)


def reliability_part(measured: Sequence[Measured]) -> str:
    """Whether the probabilities mean what they say.

    Parameters
    ----------
    measured
        The places.

    Returns
    -------
    str
        Markdown.
    """
    rows = []
    heard = [by_stretch(each.known, each.sources.together()) for each in measured]
    for low, high in pairwise(STEPS):
        row = [f"{low:g} to {high:g}"]
        for known, odds in heard:
            claimed = 1.0 / (1.0 + np.exp(-np.abs(odds)))
            mask = (claimed >= low) & (claimed < high)
            weight = np.zeros(len(odds))
            for _, part in cells(known):
                weight[part] = 1.0 / part.sum()
            right = np.average(is_right(known, odds)[mask], weights=weight[mask]) if mask.any() else np.nan
            row.append(f"{100 * right:.0f} of {mask.sum():,}" if mask.any() else "–")
        rows.append(row)
    head = ("Claimed", *(each.name for each in measured))
    return (
        "### Do the probabilities mean what they say?\n\nStretches of sources that were left out, with"
        " forward and backward equally probable beforehand, each source, direction and gait counting alike:"
        " how many were told right [%], by how sure it was.\n\n" + _table(head, rows)
    )


def _rough(log: MotionLog, chance: np.random.Generator) -> MotionLog:
    """The log of a phone: noise, an offset, and times that jitter."""
    turning = log.rotation_rad_s
    assert turning is not None
    shape = turning.shape
    step_s = 1.0 / (log.rate_hz or 1.0)
    return replace(
        log,
        time_s=np.sort(log.time_s + chance.normal(0.0, 0.05 * step_s, len(log.time_s))),
        acceleration_m_s2=log.acceleration_m_s2
        + chance.normal(0.0, 0.15, 3)
        + chance.normal(0.0, 0.2, shape),
        rotation_rad_s=turning + chance.normal(0.0, 0.02, 3) + chance.normal(0.0, 0.03, shape),
    )


CONDITIONS: Final[Mapping[str, tuple[float, float | None, bool]]] = {
    "200 Hz": (200.0, None, False),
    "100 Hz, noise, offset, jitter": (100.0, None, True),
    "25 Hz, noise, offset, jitter": (25.0, None, True),
    "100 Hz, positions smoothed at 5 Hz": (100.0, 5.0, False),
}
"""Rate, low-pass filter and roughness of the virtual sensors."""


def conditions_part(motion: Sequence[Take], measured: Sequence[Measured]) -> str:
    """What rate, mounting and noise do, to models that learned from none of it.

    Parameters
    ----------
    motion
        The takes.
    measured
        The places, all with a gyroscope.

    Returns
    -------
    str
        Markdown.
    """
    rows = []
    for name, (rate_hz, low_pass_hz, rough) in CONDITIONS.items():
        row = [name]
        for each in measured:
            chance = np.random.default_rng(SEED)
            worn = []
            for take in motion:
                mounting = replace(mountings(each.place, take)[-1], rotation=Rotation.random(rng=chance))
                log = virtual_sensor(take, mounting, rate_hz=rate_hz, low_pass_hz=low_pass_hz)
                worn.append(Worn(take=take, mounting=mounting, log=_rough(log, chance) if rough else log))
            known = examples(worn, each.place, rotation=True)
            heard = left_out(known, known.source, each.models)
            strides, stretches = heard.votes.backward, heard.together()
            row.append(f"{cell(known, strides)}, {cell(known, stretches, stretches=True)}")
        rows.append(row)
    head = ("Sensor turned at random", *(each.name for each in measured))
    return (
        "### Rate, mounting and noise\n\nModels learned at 50 Hz, without noise, without the source they are"
        " asked about. Strides, then stretches, told right [%].\n\n" + _table(head, rows)
    )


def cost_part() -> str:
    """How long an hour takes.

    Returns
    -------
    str
        Markdown.
    """
    time_s = np.arange(0.0, 3600.0, 0.01)
    phase = 2.0 * np.pi * time_s / 1.1
    waves = np.stack([np.sin(phase * (1 + i % 3) + i) for i in range(6)], axis=1)
    log = MotionLog(
        time_s=time_s,
        acceleration_m_s2=2.0 * waves[:, :3] + np.array([0.0, 0.0, 9.81]),
        rotation_rad_s=waves[:, 3:],
    )
    spent = {}
    for place in Place:
        start = time.process_time()
        motion_detections(log, place)
        spent[place] = time.process_time() - start
    longest = max(spent.values())
    return (
        "### Cost\n\nAn hour at 100 Hz with a gyroscope takes "
        f"{longest:.2f} s of one core at most (aim: under 1 s)."
        " Strides are worked on 512 at a time.\n"
    )


def weights_part(tables: Mapping[str, Mapping[str, object]]) -> str:
    """Whether learning again gives the weights of the package.

    Parameters
    ----------
    tables
        What was learned now.

    Returns
    -------
    str
        Markdown.
    """
    same = weights_text(tables) == WEIGHTS.read_text(encoding="utf-8")
    verdict = "the same file, byte for byte" if same else "**another file**"
    return f"### The weights\n\nLearned again from everything, they are {verdict}, as the package holds.\n"


def section(motion_folder: Path = MOTION, say: Callable[[str], None] = lambda _: None) -> str:
    """The chapter on motion sensors.

    Parameters
    ----------
    motion_folder
        Where the motion capture lies.
    say
        Told what is being done.

    Returns
    -------
    str
        Markdown.
    """
    if not motion_folder.is_dir():
        return ABSENT
    motion = list(takes(motion_folder))
    measured = []
    tables: dict[str, dict[str, object]] = {}
    for place in Place:
        sensors = worn_sensors(motion, place)
        for name, rotation in (("with", True), ("without", False)):
            say(f"{place}, {name} gyroscope")
            measured.append(measure(place, sensors, rotation=rotation))
            tables.setdefault(place.value, {})[name] = fit(measured[-1].known, place, rotation=rotation)
    turning = [each for each in measured if each.rotation]
    say("conditions")
    parts = (
        HEAD.format(count=len(motion)),
        places_part(measured),
        sources_part(turning),
        looks_part(turning),
        reliability_part(turning),
        conditions_part(motion, turning),
        cost_part(),
        weights_part(tables),
    )
    return "\n".join(parts)


def main() -> None:
    """Print the chapter, or write it into a page."""
    parser = argparse.ArgumentParser(prog="python -m validation.motion_sensors", description=__doc__)
    parser.add_argument("--page", type=Path, help="the page whose chapter is written anew")
    page: Path | None = parser.parse_args().page
    text = section(say=lambda what: print(what, file=sys.stderr, flush=True))
    if page is None:
        print(text)
    else:
        write_chapter(page, TITLE, text)


if __name__ == "__main__":
    main()
