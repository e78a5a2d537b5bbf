"""Thousands of random requests for plans: each is planned soundly, or refused with reasons.

``python -m validation.planning --count 20000 --processes 2`` makes requests for every packaged programme:
any length, any days and places, injuries, limits, race dates, forward training, days off, open gates, and
what was done before. Each plan is checked by `faults_of`, which shares no arithmetic with the planner. The
same seed makes the same requests. It ends with status 1 if a plan has a fault, or if anything but a refusal
was raised.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
from tests.training.requests import random_request

from backstride.errors import PlanRefused
from backstride.training.library import programmes
from backstride.training.plan_check import faults_of
from backstride.training.planning import make_plan
from validation.page import write_chapter

TITLE: Final = "Plans, asked for at random"
HEAD: Final = """\
## {title}

```text
python -m validation.planning --count {count} --seed {seed}
```

Requests of every kind for every packaged programme: lengths of 1 to 30 weeks, days, places, injuries, limits
of the screening, races, forward training, days off, gates, and what was done before. Each is planned, or
refused with reasons. Each plan is counted anew by a checker that shares no arithmetic with the planner.
"""
TABLE: Final = """\
| Programme | planned | refused |
| --- | ---: | ---: |
"""
SEED: Final = 1
CHUNK: Final = 50
KINDS: Final = {
    "screening": r"^The screening (of|is of|came)",
    "injuries": r"^The screening names|^The programme is for coming back",
    "race date": r"^The race on|^The programme has no race",
    "race ruled out by the screening": r"^The race “",
    "too few weeks to the race": r"weeks? to the race at least|too few weeks until the race",
    "too many weeks to the race": r"^The plan is to begin with the phase",
    "weeks since the injury": r"may not begin before|nobody said when",
    "phases out of order": r"^The plan is to be not earlier",
    "places": r"At your places",
    "limits of the screening": r"The screening rules these out",
    "free days": r"(; you have|all of them on your) \d+ free day",
    "days off": r"free days? (is|are) left|which is a day off",
    "length of the days": r"^The shortest session of the phase",
    "rest and forward training": r"^The programme keeps|forward training and the race take",
    "spacing of hard sessions": r"^A hard session comes|is hard; between hard days",
    "growth": r"min backward are allowed",
    "no day for any session": r"no session fits on any free",
}
"""What the reasons of refusals speak of, by how they are worded."""


@dataclass(kw_only=True)
class Tally:
    """What became of many requests."""

    planned: int = 0
    refused: int = 0
    sessions: int = 0
    held: int = 0
    seconds: list[float] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    by_programme: Counter[tuple[str, bool]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take up the outcome of other requests."""
        self.planned += other.planned
        self.refused += other.refused
        self.sessions += other.sessions
        self.held += other.held
        self.seconds += other.seconds
        self.reasons += other.reasons
        self.by_programme += other.by_programme
        self.faults += other.faults

    def __str__(self) -> str:
        """The outcome as lines for people."""
        seconds = np.array(self.seconds or [0.0])
        middle, high = np.percentile(seconds, [50, 95])
        planned = f"{self.planned} planned ({self.sessions} sessions, {self.held} of them held by a gate)"
        count = self.planned + self.refused
        lines = [
            f"{count} requests: {planned}, {self.refused} refused, {len(self.faults)} faults",
            f"  half within {middle:.2f} s, 95 in 100 within {high:.2f} s, the longest {seconds.max():.2f} s",
            "  reasons of refusals:",
            *(f"    {number:6d}  {kind}" for kind, number in self.reasons.most_common()),
            *(f"  FAULT {fault}" for fault in self.faults[:20]),
        ]
        return "\n".join(lines)


def kind_of(reason: str) -> str:
    """What a reason speaks of, in one or two words."""
    return next((kind for kind, words in KINDS.items() if re.search(words, reason)), "other")


def try_request(number: int, seed: int) -> Tally:
    """Make, plan and check one request."""
    random = Random(f"{seed}-{number}")  # noqa: S311 - nothing secret: the same seed gives the same request
    request = random_request(random, tuple(programmes().values()))
    key, tally = request.programme.key, Tally()
    start = time.perf_counter()
    try:
        plan = make_plan(request)
    except PlanRefused as refusal:
        tally.refused += 1
        tally.by_programme[key, False] += 1
        tally.reasons.update(kind_of(reason) for reason in refusal.reasons)
        if not refusal.reasons:
            tally.faults.append(f"request {number} ({key}): refused without a reason")
    except Exception as error:  # noqa: BLE001 - anything else is the fault that is looked for
        tally.faults.append(f"request {number} ({key}): {error!r}")
    else:
        tally.planned += 1
        tally.by_programme[key, True] += 1
        tally.sessions += len(plan.sessions)
        tally.held += sum(each.gate is not None for each in plan.sessions)
        tally.faults += [f"request {number} ({key}): {fault}" for fault in faults_of(plan, request)]
    tally.seconds.append(time.perf_counter() - start)
    return tally


def try_requests(numbers: Sequence[int], seed: int) -> Tally:
    """Make, plan and check some requests, one after the other."""
    tally = Tally()
    for number in numbers:
        tally.add(try_request(number, seed))
    return tally


def sweep(count: int, *, seed: int = SEED, processes: int = 1, first: int = 0) -> Tally:
    """Try many requests, from one number on: a sweep that was broken off goes on where it stopped."""
    chunks = [range(start, min(start + CHUNK, first + count)) for start in range(first, first + count, CHUNK)]
    tally = Tally()
    with ProcessPoolExecutor(max_workers=processes) as pool:
        for done, outcome in enumerate(pool.map(try_requests, chunks, [seed] * len(chunks)), 1):
            tally.add(outcome)
            if sys.stderr.isatty():
                print(f"\r{done * CHUNK} of {count}, faults {len(tally.faults)}", end="", file=sys.stderr)
    return tally


def chapter(tally: Tally, count: int, seed: int) -> str:
    """The chapter of the report: what became of random requests. How long they took is not told here."""
    keys = sorted({key for key, _ in tally.by_programme})
    whole = f"| **all** | {tally.planned:,} | {tally.refused:,} |"
    rows = [f"| {key} | {tally.by_programme[key, True]} | {tally.by_programme[key, False]} |" for key in keys]
    reasons = ", ".join(f"{kind} {number:,}" for kind, number in tally.reasons.most_common())
    faults = "\n".join(f"- `{fault}`" for fault in tally.faults[:20])
    return (
        f"{HEAD.format(title=TITLE, count=count, seed=seed)}\n"
        f"The plans have {tally.sessions:,} sessions, of which {tally.held:,} are held by a gate. "
        f"Faults: **{len(tally.faults)}**. What the refusals speak of, several each: {reasons}.\n\n"
        f"{TABLE}" + "\n".join([*rows, whole]) + (f"\n\n{faults}" if faults else "") + "\n"
    )


def main() -> None:
    """Print what became of the requests."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="go on from this request")
    options.add_argument("--page", type=Path, help="the page whose chapter is written anew")
    given = options.parse_args()
    tally = sweep(given.count, seed=given.seed, processes=given.processes, first=given.first)
    print(tally)
    if given.page is not None:
        write_chapter(given.page, TITLE, chapter(tally, given.count, given.seed))
    sys.exit(1 if tally.faults else 0)


if __name__ == "__main__":
    main()
