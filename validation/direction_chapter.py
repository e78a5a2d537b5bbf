"""The chapter on directions: what was measured, as tables and a few words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from benchmarks.directing import HEAD as TIMING_HEAD
from benchmarks.directing import Timing

from backstride.bout import Gait
from backstride.direction import PRIOR
from validation.direction_adversaries import Adversary
from validation.direction_alteration import LOG_CADENCE
from validation.direction_cases import LENGTHS_S, STRENGTHS
from validation.direction_comparisons import LENGTH_S, Row
from validation.direction_corpus import is_for_tuning
from validation.direction_measures import (
    NEAR_TURN_S,
    Seconds,
    called_forward,
    detections,
    edge_errors,
    false_alarms,
    reliability,
)

TITLE: Final = "Which way, without labels"

HEAD: Final = f"""\
## {TITLE}

```text
python -m validation.directions
```

There is no public recording of a watch, or of anything like it, on a person going backward. False alarms
are therefore counted on real forward recordings, and what is found is counted on such recordings in which
stretches were **made** backward by published differences (semi-synthetic), and on the simulated athlete. How
well the backward travel of real people is found, nobody has measured yet.

Names, laps and steps were taken out; all goes through `backstride.direction.bouts`, and a second counts as
called backward where the whole product says so, from a probability of 0.9 on. That the real recordings go
forward is presumed. Ranges in brackets hold 95 of 100 drawings of people, or of source and device where
people are not known. *Own stride* is learned from the person's other recordings where there are more than
two, else from the other half of the recording, its quarters and the tested half set apart in cadence by as
much as one person's runs differ. Most of what was chosen by looking was chosen on one half of the people, the
*near* half; the *far* half is shown beside it. The last choices were made looking at both, so neither half is
an independent test: recordings that nobody has looked at are.
"""

SPLICED: Final = f"""\
### Stretches made backward

A stretch runs at 0.70 to 0.85 of the forward speed (walking: 0.55 to 0.75), with a turn of 2 to 4 s at
each end. On top of what the person's steps do forward at that speed, log cadence is higher by
{LOG_CADENCE[Gait.RUN]:.3f} running and {LOG_CADENCE[Gait.WALK]:.2f} walking, and contact, bounce and heart
rate differ by published ratios, all times the *strength*: 1 is the published effect. At strength 0 a stretch
is only slower, and counts as forward. The device's noise stays. Every backward second counts, those of the
turns too, and every forward one but the {NEAR_TURN_S:.0f} next to a stretch, which belong to its edge. What
is called neither way is unknown. An edge counts as found where at least half of its stretch was. Stretches
last
{", ".join(f"{length:.0f}" for length in LENGTHS_S)} s, up to five in a session, where speed and steps were
recorded; {{subjects}} recordings, or halves of one.
"""

WHOLE: Final = """\
### Whole sessions, and the simulated athlete

A session that goes backward from end to end has nothing in it to stand out from; it is made at strength 1.
The simulated athletes differ in body, practice, pace and steps, walk and run, and are simpler than any
person.
"""

CALIBRATION: Final = f"""\
### Do the probabilities mean what they say?

Seconds of the real recordings and of those made backward (strengths 0.5 to 1.25), weighed so that
{100 * PRIOR.backward:.0f} % go backward, as the prior has it. The strengths are our choice, and so in part
is this table: it shows whether the numbers hang together, not how probable a thing is for you.
"""

COMPARED: Final = f"""\
### What each column adds, what labels add, and what a threshold would do

Running, stretches of {LENGTH_S:.0f} s, {{subjects}} recordings; false alarms on the same ones as they are.
The peer smooths the length of a step over ten seconds and compares it with a parabola in log speed. Labelled
sessions have stretches of the strength that is looked for.
"""

SPEED: Final = """\
### Speed

```text
make benchmark-directions
```

Time of the processor, one core, on the machine that wrote this page; an hour at one sample a second has 3,600
samples. The memory is what is held beyond the recording or the log.
"""

ADVERSE: Final = """\
### Forward, but looking backward

Each is made from {subjects} real forward recordings by the model that stands beside it; whatever is called
backward is a false alarm. *Hard* are those whose quick short steps are to a watch what backward steps are: a
stroller's are half the published effect, so who finds the one is in danger of calling the other.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was said of cases, without an own stride and, where there is one, with it."""

    alone: list[Seconds]
    own: list[Seconds]

    @property
    def ways(self) -> tuple[tuple[str, list[Seconds]], ...]:
        """Both, by what is known."""
        return (("with", self.own), ("without", self.alone))


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    names = [name.strip() for name in head.split("|")]
    lines = [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)]) + "\n"


def halves(judgements: Iterable[Seconds]) -> tuple[list[Seconds], list[Seconds]]:
    """Those of people who were looked at while detectors were made, and those of the others."""
    every = list(judgements)
    near = [each for each in every if is_for_tuning(each.group)]
    return near, [each for each in every if not is_for_tuning(each.group)]


def of(
    judgements: Iterable[Seconds],
    *,
    gait: Gait = Gait.RUN,
    strength: float | None = None,
    length_s: float | None = None,
) -> list[Seconds]:
    """Those of one gait, and of one strength and length if they are given."""
    return [
        each
        for each in judgements
        if each.gait is gait and strength in (None, each.strength) and length_s in (None, each.length_s)
    ]


# ——— Real recordings ———


def real_part(real: Judged, by_kind: dict[str, list[Seconds]]) -> str:
    """False alarms on real recordings, by half, and by kind of recording."""
    rows = [
        (f"{name} own stride", which, *_alarm_cells(some))
        for name, judgements in real.ways
        for which, some in zip(
            ("all", "near half", "far half"), (judgements, *halves(judgements)), strict=True
        )
    ]
    head = " | People | Recordings | Hours moving | Called backward | Called forward"
    kinds = table(
        "Without own stride | Recordings | Hours moving | Called backward | Called forward",
        ((kind, *_alarm_cells(some)) for kind, some in by_kind.items()),
    )
    return (
        f"### False alarms on real forward recordings\n\n{table(head, rows)}\n"
        f"Kinds overlap.\n\n{kinds}\n{_worst(real)}\n"
    )


def _alarm_cells(some: Sequence[Seconds]) -> tuple[object, ...]:
    hours = sum(len(each.start_s) for each in some) / 3600.0
    return len(some), f"{hours:.1f}", false_alarms(some), called_forward(some)


def _worst(real: Judged) -> str:
    """The ten worst recordings, in a sentence."""
    shares = [
        (float(np.mean(each.called_backward)), f"`{each.name}` {name}")
        for name, judgements in real.ways
        for each in judgements
        if len(each.start_s)
    ]
    some = [pair for pair in sorted(shares, reverse=True) if pair[0] > 0.0]
    if not some:
        return f"In none of {len(shares)} was a single second called backward."
    said = "; ".join(f"{name} {100 * part:.1f} %" for part, name in some[:10])
    return f"{len(some)} of {len(shares)} have any. The worst, with or without own stride: {said}."


# ——— Stretches made backward ———


def _found_cells(judgements: Sequence[Seconds]) -> tuple[object, ...]:
    middle, most, found, edges = edge_errors(judgements)
    return (
        detections(judgements),
        called_forward(judgements, of_backward=True).short,
        false_alarms(judgements),
        f"{middle:.1f} / {most:.1f} ({found} of {edges})" if found else "–",
    )


FOUND: Final = (
    "Backward called backward | Backward called forward | Forward called backward"
    " | Edges off, middle / 90 % [s] (found)"
)


def spliced_part(spliced: Judged, subjects: int) -> str:
    """Stretches made backward: by strength, by length, by half of the people."""
    rows = [
        (gait.value, name, f"{strength:g}", len(some), *_found_cells(some))
        for gait, (name, judgements), strength in product((Gait.RUN, Gait.WALK), spliced.ways, STRENGTHS)
        if (some := of(judgements, gait=gait, strength=strength))
    ]
    by_length = [
        (
            f"{length_s:.0f}",
            *(
                detections(of(judgements, strength=strength, length_s=length_s))
                for _, judgements in spliced.ways
                for strength in (0.5, 1.0)
            ),
        )
        for length_s in LENGTHS_S
    ]
    by_half = [
        (name, *(detections(of(some, strength=strength)) for strength in (0.5, 1.0)))
        for name, some in zip(("near half", "far half"), halves(spliced.own), strict=True)
    ]
    return "\n".join(
        (
            SPLICED.format(subjects=subjects),
            table(f"Gait | Own stride | Strength | Sessions | {FOUND}", rows),
            table(
                "Running, length [s] | with, strength 0.5 | with, 1 | without, strength 0.5 | without, 1",
                by_length,
            ),
            table("Running, with own stride | Strength 0.5 | Strength 1", by_half),
        )
    )


def whole_part(whole: Judged, simulated: Judged) -> str:
    """Sessions that go backward all the way, and the simulated athlete."""
    rows = [
        (name, own, len(some), *_found_cells(some))
        for name, result in (("backward all the way", whole), ("simulated athlete", simulated))
        for own, some in result.ways
    ]
    return f"{WHOLE}\n{table(f'Sessions | Own stride | Number | {FOUND}', rows)}"


# ——— Calibration, comparisons, adversaries ———


def calibration_part(real: Judged, spliced: Judged) -> str:
    """What probabilities mean."""
    parts = [CALIBRATION]
    for (name, forward), (_, altered) in zip(real.ways, spliced.ways, strict=True):
        found = reliability([*forward, *(each for each in altered if each.strength >= 0.5)])
        rows = [
            (
                f"{place / 10:.1f} to {(place + 1) / 10:.1f}",
                f"{100 * seen.whole:.2f} %",
                f"{100 * said:.0f} %",
                seen,
                f"`{'█' * round(20 * seen.value)}{'·' * (20 - round(20 * seen.value))}`",
            )
            for place, (said, seen) in enumerate(zip(found.said, found.seen, strict=True))
            if seen.whole > 0.0
        ]
        parts.append(
            f"{name.capitalize()} own stride: Brier score {found.brier:.4f} (of the prior alone"
            f" {found.brier_of_prior:.4f}), expected calibration error {found.expected_error:.4f}.\n\n"
            + table("Backward was said to be | Seconds | Mean said | Was backward | ", rows)
        )
    return "\n".join(parts)


def compared_part(rows: Sequence[Row], subjects: int) -> str:
    """What columns and labels add, beside a peer."""
    head = "How | Found at strength 0.5 | Found at strength 1 | Real forward called backward"
    return f"{COMPARED.format(subjects=subjects)}\n{table(head, rows)}"


def adverse_part(found: Sequence[tuple[Adversary, Judged]], subjects: int) -> str:
    """Forward recordings that look backward."""
    rows = [
        (
            f"{adversary.name} (hard)" if adversary.is_hard else adversary.name,
            adversary.model,
            false_alarms(result.alone),
            false_alarms(result.own),
            f"{100 * max((float(np.mean(each.called_backward)) for each in result.own), default=0.0):.1f} %",
        )
        for adversary, result in found
    ]
    for name, is_hard in (("**all but the hard ones**", False), ("**the hard ones**", True)):
        some = [result for adversary, result in found if adversary.is_hard is is_hard]
        alone = [each for result in some for each in result.alone]
        own = [each for result in some for each in result.own]
        rows.append((name, "", false_alarms(alone), false_alarms(own), ""))
    head = "What | Model | Called backward, without own stride | with own stride | The worst with"
    return f"{ADVERSE.format(subjects=subjects)}\n{table(head, rows)}"


def speed_part(found: Iterable[Timing]) -> str:
    """How long it takes."""
    return f"{SPEED}\n{table(' | '.join(TIMING_HEAD), (each.cells for each in found))}"
