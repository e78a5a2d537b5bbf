"""Measuring several ways of doing the same side by side, in one process and one run."""

import gc
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
"""Real recordings, beside the project; not part of it."""


def fastest(ways: Mapping[str, Callable[[], object]], *, budget_s: float = 0.4) -> dict[str, float]:
    """The least processor time of each way, the ways taking turns.

    Turns keep a slow spell of the machine from falling on one way alone. A way that raises is left out.
    """
    best: dict[str, float] = {}
    failed: set[str] = set()
    deadline = time.perf_counter() + budget_s * len(ways)
    rounds = 0
    gc.collect()
    gc.disable()
    try:
        while rounds < 3 or (time.perf_counter() < deadline and rounds < 200):
            for name, way in ways.items():
                if name in failed or (rounds >= 2 and best.get(name, 0.0) > budget_s):
                    continue
                start = time.process_time()
                try:
                    way()
                except BaseException as trouble:
                    if isinstance(trouble, KeyboardInterrupt):
                        raise
                    failed.add(name)
                    best.pop(name, None)
                    continue
                spent = time.process_time() - start
                best[name] = min(best.get(name, spent), spent)
            rounds += 1
    finally:
        gc.enable()
    return best


def peak_memory(way: Callable[[], object]) -> int:
    """The most memory that a way holds at once, as far as Python and NumPy allocate it. [bytes]"""
    gc.collect()
    tracemalloc.start()
    try:
        way()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
