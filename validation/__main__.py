"""Measure everything again and write ``docs/validation.md``; what ``make validate`` runs."""

import argparse
import sys
import warnings
from collections import Counter
from pathlib import Path
from typing import Final

from validation import (
    directions,
    fuzzing,
    hostile,
    importing,
    motion_sensors,
    published,
    reading,
    training_year,
    workouts,
)
from validation.page import kept_chapter

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "validation.md"
SEED: Final = 1

HEAD: Final = """\
# Validation

How far may the numbers be believed? This page is written by a program that measures everything again:

```text
make validate
```

It computes published results with our models and sets them beside what was published. It reads real
recordings and compares them with what other libraries read. It damages files in thousands of ways, to
see that none of them breaks a reader. It reads files that were made to take long. It takes whole archives
into the log and back out, to see that nothing is missed, doubled or left behind. And it counts how often it
is told rightly which way somebody went, and how often wrongly, where nobody said so.

What a recording says, a reader can get right or wrong. What a model says of it can only be as good as the
measurements behind it, and there are few of people going backward. A missed number is listed as such.
"""

PUBLISHED: Final = """\
## Published results, measured again

```text
python -m validation.published
```

Each published number is computed with our models. *Meets*: the ranges touch, and the middles are within a
tenth of each other. *In range*: the ranges touch, but the middles lie further apart. *Misses*: the ranges
do not touch, or our models have no such number. A number that helped to choose a model is marked: that
it is met shows only that the model is what it says. The sources stand in the bibliography by their keys.
"""

READING: Final = """\
## Real recordings, read again

```text
python -m validation.reading
```
"""

FUZZING: Final = """\
## Damaged files

```text
python -m validation.fuzzing --count {count} --seed {seed}
```

Sound files of each format are damaged in every way that disks, cables, editors and attackers do: bytes
changed, cut off, left out, repeated, mixed with other files, blanked, and trouble put in. Each must be read,
or refused with one of our own errors, within {longest:g} s and {memory:.0f} MB.
"""

HOSTILE: Final = """\
## Hostile files

```text
python -m validation.hostile
```

Files of a megabyte or two that were made to take long or to fill the memory.
"""


KEPT: Final = ("Plans, asked for at random", "Killed imports")
"""Chapters that take so long that they are measured by themselves."""


def published_section() -> str:
    """The chapter on published results.

    Returns
    -------
    str
        Markdown.
    """
    cases = published.rows()
    published.DATA.write_text(published.data(cases), encoding="utf-8")
    return f"{PUBLISHED}\n{published.table(cases)}\n"


def reading_section() -> tuple[str, int]:
    """The chapter on real recordings, and how many faults it reports.

    Returns
    -------
    tuple
        Markdown, and the number of faults.
    """
    if not reading.CORPUS.is_dir():
        return f"{READING}\n{reading.ABSENT}", 0
    result = reading.read_corpus(reading.CORPUS)
    return f"{READING}\n{reading.section(result)}", len(result.faults)


def _results(by_result: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in by_result.most_common())


def fuzzing_section(count: int) -> tuple[str, int]:
    """The chapter on damaged files, and how many faults it reports.

    Parameters
    ----------
    count
        How many files for each reader.

    Returns
    -------
    tuple
        Markdown, and the number of faults.
    """
    rows = []
    faults: list[str] = []
    for name in fuzzing.SEEDS:
        print(f"  {count} damaged {name} files", flush=True, file=sys.stderr)
        outcome = fuzzing.fuzz(name, count, SEED)
        faults += [f"{name}: {fault}" for fault in outcome.faults]
        rows.append(
            f"| {name} | {outcome.count:,} | {_results(outcome.by_result)} "
            f"| {outcome.slowest_s * 1000:.0f} | {outcome.peak_memory / 1e6:.1f} | {len(outcome.faults)} |"
        )
    text = FUZZING.format(
        count=count, seed=SEED, longest=fuzzing.LONGEST_S, memory=fuzzing.LARGEST_MEMORY / 1e6
    )
    lines = [
        text,
        "| Format | Files | What became of them | Slowest [ms] | Most memory [MB] | Faults |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        *(f"- `{fault}`" for fault in faults),
    ]
    return "\n".join(lines).rstrip() + "\n", len(faults)


def hostile_section() -> tuple[str, int]:
    """The chapter on hostile files, and how many faults it reports.

    Returns
    -------
    tuple
        Markdown, and the number of faults.
    """
    measured = hostile.rows()
    return f"{HOSTILE}\n{hostile.table(measured)}\n", sum(each.is_fault for each in measured)


def main() -> int:
    """Measure everything and write the page.

    Returns
    -------
    int
        0 if there is no fault, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="damaged files for each reader")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write")
    options = parser.parse_args()
    print("Published results …", file=sys.stderr)
    first = published_section()
    print("Real recordings …", file=sys.stderr)
    second, reading_faults = reading_section()
    print("Damaged files …", file=sys.stderr)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        third, fuzzing_faults = fuzzing_section(options.count)
        print("Hostile files …", file=sys.stderr)
        fourth, hostile_faults = hostile_section()
    print("Whole archives …", file=sys.stderr)
    fifth, importing_faults = importing.section()
    print("Workouts …", file=sys.stderr)
    sixth, workout_faults = workouts.section()
    print("Years of training …", file=sys.stderr)
    seventh = training_year.run()
    print("Directions …", file=sys.stderr)
    eighth, false_alarms = directions.section()
    print("Motion sensors …", file=sys.stderr)
    ninth = motion_sensors.section()
    faults = (
        false_alarms + reading_faults + fuzzing_faults + hostile_faults + importing_faults + workout_faults
    )
    kept = [kept_chapter(options.page, title) for title in KEPT]
    chapters = (HEAD, first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, *kept)
    options.page.write_text("\n".join(chapter for chapter in chapters if chapter), encoding="utf-8")
    print(f"{options.page} is written; {faults} faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
