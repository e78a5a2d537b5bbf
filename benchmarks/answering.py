"""How long the app takes to answer, page by page, over a log of thousands of activities; on one core.

Every page that links lead to, and every address of the API that only reads, is asked many times in random
order, in this process, through the whole app. Now and then something is written, so that answers that are
kept have to be worked out anew. Run it with ``make benchmark-app``.
"""

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Final

import numpy as np
from fastapi import FastAPI
from starlette.testclient import TestClient
from tools.served import reachable

from backstride.actions.changing import Edit
from backstride.actions.saying import say_of_activity
from backstride.store import Store
from backstride.web.app import create_app
from backstride.web.settings import WebSettings
from benchmarks.large_log import ATHLETE, copy_of, large_log

BUDGET_MS: Final = 150.0
WRITES_EACH: Final = 500
"""After so many requests something is written: people read far more than they change."""
AFTER_A_CHANGE: Final = 3
"""How often each address is asked just after something was written."""
QUESTIONS: Final = {
    "/api/zones": "?age_years=40&resting_heart_rate_bpm=52",
    "/api/cost": "?speed_m_s=2.5",
    "/api/paces": "?speed_m_s=2.5",
    "/api/calendar": "?from=2018-08-01&until=2018-09-30",
}
"""What some addresses have to be asked."""


def api_paths(app: FastAPI, pages: dict[str, str]) -> dict[str, str]:
    """Addresses of the API that only read, filled with what the pages are about."""
    key = pages["/activities/{key}"].rsplit("/", 1)[-1].partition("?")[0]
    session = next((path.rsplit("/", 1)[-1] for kind, path in pages.items() if "sessions" in kind), "w01-1")
    filled = {"{kind}": "fit", "{key}": key, "{name}": "backward-mile", "{number}": "1"}
    found = {}
    for path, operations in app.openapi()["paths"].items():
        if "get" not in operations or "/jobs/" in path:
            continue
        real = path.replace("{key}", session) if "sessions" in path or "/sources" in path else path
        real = real.replace(session, "kim2001") if "/sources" in path else real
        for name, value in filled.items():
            real = real.replace(name, value)
        found[path] = real + QUESTIONS.get(path, "")
    return found


def measured(app: FastAPI, store: Store, settings: WebSettings, *, rounds: int, seed: int) -> int:
    """Ask, and print the table; the status to end with."""
    client = TestClient(app, base_url="http://127.0.0.1")

    def fetch(path: str) -> str | None:
        answer = client.get(path)
        return answer.text if answer.is_success and "text/html" in answer.headers["content-type"] else None

    kinds = reachable(app, fetch)
    questions = kinds | {f"GET {path}": real for path, real in api_paths(app, kinds).items()}
    key = kinds["/activities/{key}"].rsplit("/", 1)[-1]
    edit = Edit(athlete=ATHLETE, now=settings.clock())
    exertions = cycle((3.0, 4.0, 5.0))  # never twice the same, which would change nothing
    asked = _Asked(client, questions)
    order = list(questions) * rounds
    random.Random(seed).shuffle(order)  # noqa: S311 - an order, not a secret
    for number, name in enumerate(order):
        if number % WRITES_EACH == 0:
            say_of_activity(store, key, {"perceived_exertion": next(exertions)}, edit)
        asked.ask(name, asked.times)
    for _ in range(AFTER_A_CHANGE):
        for name in questions:
            say_of_activity(store, key, {"perceived_exertion": next(exertions)}, edit)
            asked.ask(name, asked.times_after_a_change)
    return told(asked)


@dataclass(slots=True)
class _Asked:
    """What was asked, and how long each answer took. [ms]"""

    client: TestClient
    questions: Mapping[str, str]
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    times_after_a_change: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, int] = field(default_factory=dict)

    def ask(self, name: str, times: dict[str, list[float]]) -> None:
        """Ask once."""
        start = time.perf_counter()
        answer = self.client.get(self.questions[name])
        times[name].append(1000 * (time.perf_counter() - start))
        if answer.status_code >= 400:
            self.refused[name] = answer.status_code


def told(asked: _Asked) -> int:
    """Print the figures; 1 where any is beyond the budget, or an answer was a refusal."""
    slowest = 0.0
    print(f"{'':48}{'p50':>8}{'p95':>8}{'max':>8}{'changed':>9}  ms")
    for name, each in sorted(asked.times.items(), key=lambda pair: -float(np.percentile(pair[1], 95))):
        middle, high = np.percentile(each, [50, 95])
        slowest = max(slowest, float(high))
        changed = np.median(asked.times_after_a_change[name])
        refused = asked.refused.get(name, "")
        print(f"{name:48}{middle:8.1f}{high:8.1f}{max(each):8.1f}{changed:9.1f}  {refused}")
    everything = np.concatenate([np.array(each) for each in asked.times.values()])
    middle, high = np.percentile(everything, [50, 95])
    print(f"{len(everything)} answers: p50 {middle:.1f} ms, p95 {high:.1f} ms")
    print(f"slowest p95 of an address: {slowest:.1f} ms (budget {BUDGET_MS:g} ms)")
    print("changed: just after the log was changed, so that nothing that was kept can be used (median).")
    return 1 if slowest > BUDGET_MS or asked.refused else 0


def main() -> None:
    """Measure, and end with status 1 beyond the budget."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--activities", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=40, help="how often each address is asked")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    data, now = large_log(options.activities)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(dir=data.parent) as folder:
        store = Store(copy_of(data, Path(folder) / "log"))
        settings = WebSettings(clock=lambda: now)
        gc.freeze()  # as the server does
        try:
            status = measured(
                create_app(store, settings), store, settings, rounds=options.rounds, seed=options.seed
            )
        finally:
            store.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
