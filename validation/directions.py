"""Which way, without labels: false alarms, what is found, calibration, and what is hard.

`python -m validation.directions` prints the chapter; with `--page` it is written into a page.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from benchmarks.directing import timings

from backstride.recording import FloatArray
from backstride.session.grade import grade_along
from validation.direction_adversaries import ADVERSARIES, adversaries
from validation.direction_cases import Case, all_backward, simulated_cases, spliced_cases
from validation.direction_chapter import (
    HEAD,
    TITLE,
    Judged,
    adverse_part,
    calibration_part,
    compared_part,
    of,
    real_part,
    speed_part,
    spliced_part,
    table,
    whole_part,
)
from validation.direction_comparisons import compared
from validation.direction_corpus import Real, Subject, real_recordings, seed_of, subjects
from validation.direction_measures import Seconds, detections, edge_errors, false_alarms, judged
from validation.direction_peers import on_forward
from validation.page import write_chapter
from validation.reading import ABSENT, CORPUS

MOST_FALSE_ALARMS: Final = 0.005
LEAST_FOUND: Final = {1.0: 0.95, 0.5: 0.8}
"""By strength, with the own stride known. [-]"""
LARGEST_EDGE_ERROR_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many recordings, or halves of one, are drawn for each part of the chapter."""

    spliced: int
    compared: int
    adverse: int
    simulated: int


FULL: Final = Sizes(spliced=80, compared=30, adverse=24, simulated=30)


# ——— Kinds of real recordings ———


def _middle(values: FloatArray) -> float:
    return float(np.nanmedian(values)) if not np.isnan(values).all() else float("nan")


def _is_hilly(real: Real) -> bool:
    """Whether a tenth of it is steeper than 5 %."""
    return float(np.mean(np.abs(grade_along(real.recording.samples)) > 0.05)) > 0.1


KINDS: Final[dict[str, Callable[[Real], bool]]] = {
    "with steps counted": lambda real: real.has_cadence,
    "without": lambda real: not real.has_cadence,
    "with running dynamics": lambda real: _middle(real.recording.samples.stance_time_s) > 0.0,
    "hilly": _is_hilly,
    "on a treadmill": lambda real: "treadmill" in (real.recording.sport.sub_name or "") + real.name,
    "trail, as the device was set": lambda real: real.recording.sport.sub_name == "trail",
    "slower than 2 m/s in the middle": lambda real: _middle(real.recording.samples.speed_m_s) < 2.0,
    "a sample every 3 s or more": lambda real: _middle(np.diff(real.recording.samples.elapsed_s)) >= 3.0,
}


# ——— Measuring ———


def drawn(found: Sequence[Subject], count: int) -> list[Subject]:
    """So many of them, by chance that is always the same, whoever else there is."""
    return sorted(found, key=lambda each: float(seed_of("drawn", each.name).random()))[:count]


def on_real(recordings: Sequence[Real], people: Sequence[Subject]) -> Judged:
    """Whole recordings as they are without an own stride; with one, those of which there is one."""
    alone = [Subject(name=each.name, group=each.group, recording=each.recording) for each in recordings]
    return Judged(
        alone=[judged(on_forward(each), with_baseline=False) for each in alone],
        own=[judged(on_forward(each), with_baseline=True) for each in people],
    )


def on_cases(cases: Iterable[Case]) -> Judged:
    """Each case without and with an own stride."""
    alone: list[Seconds] = []
    own: list[Seconds] = []
    for case in cases:
        alone.append(judged(case, with_baseline=False))
        own.append(judged(case, with_baseline=True))
    return Judged(alone=alone, own=own)


def _reported(cases: Iterable[Case]) -> Iterator[Case]:
    """The cases, with a word now and then of how far it is."""
    for number, case in enumerate(cases):
        if number % 250 == 0:
            print(f"  {number} sessions", file=sys.stderr, flush=True)
        yield case


def aims(real: Judged, spliced: Judged) -> tuple[str, int]:
    """What was aimed at and what came out, and how many bounds on false alarms are broken."""
    rows: list[tuple[str, str, str, bool]] = []
    for name, some in real.ways:
        alarms = false_alarms(some)
        aim = f"under {100 * MOST_FALSE_ALARMS:g} %"
        is_met = alarms.value < MOST_FALSE_ALARMS
        rows.append((f"false alarms on real recordings, {name} own stride", aim, str(alarms), is_met))
    broken = sum(not is_met for *_, is_met in rows)
    for strength, least in LEAST_FOUND.items():
        found = detections(of(spliced.own, strength=strength))
        what = f"found running at strength {strength:g}, with own stride"
        rows.append((what, f"{100 * least:.0f} % or more", str(found), found.value >= least))
    middle = edge_errors(of(spliced.own, strength=1.0))[0]
    what, aim = "edges at the median, running at strength 1", f"within {LARGEST_EDGE_ERROR_S:g} s"
    rows.append((what, aim, f"{middle:.1f} s", middle <= LARGEST_EDGE_ERROR_S))
    shown = ((what, aim, found, "met" if is_met else "**missed**") for what, aim, found, is_met in rows)
    return table("What | Aim | Measured | ", shown), broken


def section(sizes: Sizes = FULL, corpus: Path = CORPUS) -> tuple[str, int]:
    """The chapter, and how many bounds on false alarms are broken."""
    if not corpus.is_dir():
        return f"{HEAD}\n{ABSENT}", 0
    recordings = real_recordings(corpus)
    people = [each for each in subjects(recordings) if each.baseline is not None]
    real = on_real(recordings, people)
    by_kind = {
        kind: [said for each, said in zip(recordings, real.alone, strict=True) if is_it(each)]
        for kind, is_it in KINDS.items()
    }
    some = drawn(people, sizes.spliced)
    spliced = on_cases(_reported(spliced_cases(some)))
    few = drawn(people, sizes.compared)
    fewer = drawn(people, sizes.adverse)
    aimed, broken = aims(real, spliced)
    parts = (
        HEAD,
        aimed,
        real_part(real, by_kind),
        spliced_part(spliced, len(some)),
        whole_part(on_cases(map(all_backward, few)), on_cases(simulated_cases(sizes.simulated))),
        calibration_part(real, spliced),
        compared_part(compared(few), len(few)),
        adverse_part(
            [
                (each, on_cases(case for subject in fewer for _, case in adversaries(subject, (each,))))
                for each in ADVERSARIES
            ],
            len(fewer),
        ),
        speed_part(timings()),
    )
    return "\n".join(parts), broken


def main() -> int:
    """Print the chapter, or write it into a page; 1 if a bound on false alarms is broken."""
    parser = argparse.ArgumentParser(prog="python -m validation.directions", description=__doc__)
    for name in Sizes.__dataclass_fields__:
        default = getattr(FULL, name)
        parser.add_argument(f"--{name}", type=int, default=default, help=f"recordings (default {default})")
    parser.add_argument("--page", type=Path, help="the page whose chapter is written anew")
    given = vars(parser.parse_args())
    page: Path | None = given.pop("page")
    text, broken = section(Sizes(**given))
    if page is None:
        print(text)
    else:
        write_chapter(page, TITLE, text)
    print(f"{broken} bounds broken.", file=sys.stderr)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
