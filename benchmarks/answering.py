"""How long the app takes to answer, page by page, over a log of thousands of activities; on one core.

Every page that links lead to, and every address of the API that only reads, is asked many times in random
order, in this process, through the whole app. Now and then something is written, so that answers that are
kept have to be worked out anew. Run it with ``make benchmark-app``.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
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
WRITES_EACH: Final = 25
"""After so many requests something is written."""
QUESTIONS: Final = {
    "/api/zones": "?age=40&resting_hr=52",
    "/api/calendar": "?from=2018-08-01&until=2018-09-30",
}
"""What some addresses have to be asked."""


def api_paths(app: FastAPI, pages: dict[str, str]) -> dict[str, str]:
    """Addresses of the API that only read, filled with what the pages are about."""
    key = pages["/activities/{key}"].rsplit("/", 1)[-1].partition("?")[0]
    session = next((path.rsplit("/", 1)[-1] for kind, path in pages.items() if "sessions" in kind), "w01-1")
    filled = {"{key}": key, "{name}": "backward-mile", "{number}": "1"}
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
    times: dict[str, list[float]] = defaultdict(list)
    wrong: dict[str, int] = {}
    order = list(questions) * rounds
    random.Random(seed).shuffle(order)  # noqa: S311 - an order, not a secret
    for number, name in enumerate(order):
        if number % WRITES_EACH == 0:
            say_of_activity(store, key, {"perceived_exertion": float(3 + number // WRITES_EACH % 5)}, edit)
        start = time.perf_counter()
        answer = client.get(questions[name])
        times[name].append(1000 * (time.perf_counter() - start))
        if answer.status_code >= 400:
            wrong[name] = answer.status_code
    return told(times, wrong)


def told(times: dict[str, list[float]], wrong: dict[str, int]) -> int:
    """Print the figures; 1 where any is beyond the budget, or an answer was a refusal."""
    slowest = 0.0
    print(f"{'':48}{'p50':>8}{'p95':>8}{'max':>8}  ms")
    for name, each in sorted(times.items(), key=lambda pair: -float(np.percentile(pair[1], 95))):
        middle, high = np.percentile(each, [50, 95])
        slowest = max(slowest, float(high))
        print(f"{name:48}{middle:8.1f}{high:8.1f}{max(each):8.1f}  {wrong.get(name, '')}")
    everything = np.concatenate([np.array(each) for each in times.values()])
    middle, high = np.percentile(everything, [50, 95])
    print(f"{len(everything)} answers: p50 {middle:.1f} ms, p95 {high:.1f} ms")
    print(f"slowest p95 of an address: {slowest:.1f} ms (budget {BUDGET_MS:g} ms)")
    return 1 if slowest > BUDGET_MS or wrong else 0


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
        try:
            status = measured(
                create_app(store, settings), store, settings, rounds=options.rounds, seed=options.seed
            )
        finally:
            store.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
