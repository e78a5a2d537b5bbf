"""How long a plan of 16 weeks takes on one core, over many athletes and every packaged programme.

Beside it stands the simple way: the same weeks with the same caps and the same aims, each filled session by
session by rule of thumb instead of being solved. Both keep every rule. What the solver is for shows in how
near the weeks come to their caps, in requests that the simple way finds no plan for, in how often the number
of sessions jumps from one week to the next within a phase, and in how many sessions are on days in a row.

The budget is one second for 95 athletes in 100. Times are those of the processor,
so that what else runs on the machine does not count. Run it with ``python -m benchmarks.planning``.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Final

import numpy as np
from tests.training.requests import random_request

from backstride.errors import PlanRefused
from backstride.training.library import programmes
from backstride.training.plan import Plan, PlanRequest
from backstride.training.planning import make_plan
from backstride.training.week_targets import LONGEST_SOLVING

BUDGET_S: Final = 1.0
WEEKS: Final = 16


@dataclass(frozen=True, kw_only=True)
class Made:
    """A plan, or None where it was refused, and how long that took."""

    plan: Plan | None
    seconds: float


def athletes(count: int, seed: int) -> list[PlanRequest]:
    """Requests for 16 weeks that can be planned."""
    every, number = tuple(programmes().values()), 0
    found: list[PlanRequest] = []
    while len(found) < count:
        random = Random(f"{seed}-{number}")  # noqa: S311 - nothing secret: the same seed, the same athletes
        request = replace(random_request(random, every), weeks=WEEKS, race_on=None)
        number += 1
        if made(request, LONGEST_SOLVING).plan is not None:
            found.append(request)
    return found


def made(request: PlanRequest, effort: float) -> Made:
    """A plan made with some effort for each week."""
    start, plan = time.process_time(), None
    with suppress(PlanRefused):
        plan = make_plan(request, effort=effort)
    return Made(plan=plan, seconds=time.process_time() - start)


def share_of_cap(plan: Plan) -> float:
    """Backward minutes of the whole plan as a share of what its caps allow."""
    return sum(week.backward_min for week in plan.weeks) / sum(week.backward_cap_min for week in plan.weeks)


def jumps(plan: Plan) -> int:
    """How often one week has more or fewer sessions than the one before it in the same phase."""
    counts = Counter(each.day - timedelta(days=each.day.weekday()) for each in plan.sessions)
    pairs = pairwise(plan.weeks)
    return sum(a.phase == b.phase and counts[a.monday] != counts[b.monday] for a, b in pairs)


def neighbours(plan: Plan) -> int:
    """How often two sessions are on two days in a row."""
    return sum((late.day - early.day).days == 1 for early, late in pairwise(plan.sessions))


def told(name: str, outcomes: Sequence[Made]) -> str:
    """One line for one way of making plans."""
    plans = [each.plan for each in outcomes if each.plan is not None]
    middle, high = np.percentile([each.seconds for each in outcomes], [50, 95])
    return (
        f"  {name:12} p50 {middle:.3f} s, p95 {high:.3f} s; {len(plans)} planned; "
        f"{np.mean([share_of_cap(plan) for plan in plans]):.1%} of what the caps allow; "
        f"in a plan {np.mean([jumps(plan) for plan in plans]):.1f} jumps, "
        f"{np.mean([neighbours(plan) for plan in plans]):.1f} days beside each other"
    )


def main() -> None:
    """Print the figures, and end with status 1 beyond the budget."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    requests = athletes(given.count, given.seed)
    solved = [made(request, LONGEST_SOLVING) for request in requests]
    simple = [made(request, 0.0) for request in requests]
    seconds = np.array([each.seconds for each in solved])
    high = float(np.percentile(seconds, 95))
    print(f"{given.count} plans of {WEEKS} weeks, one core")
    print(told("solved", solved))
    print(told("simple way", simple))
    print(f"longest {seconds.max():.3f} s, p95 {high:.3f} s (budget: p95 {BUDGET_S:g} s)")
    sys.exit(1 if high > BUDGET_S else 0)


if __name__ == "__main__":
    main()
