"""How long a plan of 16 weeks takes on one core, over many athletes and every packaged programme.

Beside it stands the bare problem of minutes: all sessions of all weeks at once, with the growth rule between
them, and no price on anything but the minutes backward. It knows nothing of spacing, rest, forward training,
lighter weeks or steady doses, so it is a floor for the time, not a rival; it stops after ten seconds.

The budget is one second for 95 athletes in 100. Times are those of the processor,
so that what else runs on the machine does not count. Run it with ``python -m benchmarks.planning``.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final

import numpy as np
from ortools.sat.python import cp_model
from tests.training.requests import random_request

from backstride.errors import PlanRefused
from backstride.training.library import doses_of, programmes
from backstride.training.plan import PlanRequest
from backstride.training.planning import make_plan
from backstride.training.programme import SessionKind

BUDGET_S: Final = 1.0
WEEKS: Final = 16
LONGEST_S: Final = 10.0


def athletes(count: int, seed: int) -> list[PlanRequest]:
    """Requests for 16 weeks that can be planned."""
    every, number = tuple(programmes().values()), 0
    found: list[PlanRequest] = []
    while len(found) < count:
        random = Random(f"{seed}-{number}")  # noqa: S311 - nothing secret: the same seed, the same athletes
        request = replace(random_request(random, every), weeks=WEEKS, race_on=None)
        number += 1
        try:
            make_plan(request)
        except PlanRefused:
            continue
        found.append(request)
    return found


def seconds(request: PlanRequest) -> float:
    """How long one plan takes."""
    start = time.process_time()
    make_plan(request)
    return time.process_time() - start


def bare_seconds(request: PlanRequest) -> tuple[float, bool]:
    """How long the bare problem takes, and whether it was solved to the end."""
    start = time.process_time()
    model, weeks = cp_model.CpModel(), []
    phases = [phase for phase in request.programme.phases for _ in range(phase.weeks[0])]
    for number in range(WEEKS):
        phase = phases[min(number, len(phases) - 1)]
        templates = [each for each in phase.sessions if each.kind is not SessionKind.RACE]
        weeks.append(model.new_int_var(0, int(1000 * phase.backward_min[1]), ""))
        _one_week(model, templates, request, weeks)
    model.maximize(sum(weeks))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, 1
    solver.parameters.max_time_in_seconds = LONGEST_S
    status = solver.solve(model)
    return time.process_time() - start, status == cp_model.OPTIMAL


def _one_week(model: Any, templates: Sequence[Any], request: PlanRequest, weeks: Sequence[Any]) -> None:  # noqa: ANN401 - untyped solver
    """Sessions of one week, with growth over the three weeks before."""
    caps, minutes = request.programme.caps, []
    for most in request.days.values():
        day = []
        for template in templates:
            for dose in doses_of(template, request.speeds):
                if dose.minutes <= most:
                    day.append(model.new_bool_var(""))
                    minutes.append((day[-1], round(1000 * dose.backward_min)))
        model.add_at_most_one(day)
    model.add(sum(choice for choice, _ in minutes) <= caps.sessions_per_week[1])
    model.add(sum(choice for choice, _ in minutes) >= 1)
    model.add(sum(choice * amount for choice, amount in minutes) == weeks[-1])
    base, grown, share = (model.new_int_var(0, 10**6, "") for _ in range(3))
    first = round(1000 * request.programme.phases[0].backward_min[0])
    model.add_max_equality(base, [*weeks[-4:-1], 0])
    model.add(100 * share <= round(100 * (1.0 + caps.weekly_growth)) * base)
    model.add_max_equality(grown, [share, base + round(1000 * caps.growth_floor_min), first])
    model.add(weeks[-1] <= grown)


def main() -> None:
    """Print the figures, and end with status 1 beyond the budget."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--single", type=int, default=10, help="of so many the bare problem too")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    requests = athletes(given.count, given.seed)
    plans = np.array([seconds(request) for request in requests])
    middle, high = np.percentile(plans, [50, 95])
    print(f"{given.count} plans of {WEEKS} weeks, one core")
    print(f"  p50 {middle:.3f} s, p95 {high:.3f} s, longest {plans.max():.3f} s (budget: p95 {BUDGET_S:g} s)")
    if given.single:
        alone = [bare_seconds(request) for request in requests[: given.single]]
        times, ended = np.array([each[0] for each in alone]), sum(each[1] for each in alone)
        ratio = float(np.median(times / plans[: given.single]))
        print(f"the bare problem of minutes for {given.single} of them, {LONGEST_S:g} s at most")
        print(
            f"  p50 {np.median(times):.3f} s, {ratio:.1f} of the time of the plan, {ended} solved to the end"
        )
    sys.exit(1 if high > BUDGET_S else 0)


if __name__ == "__main__":
    main()
