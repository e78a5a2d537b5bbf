"""Whatever a person does, in any order, the log is whole; `validation.any_sequence` walks further."""

from collections.abc import Callable
from pathlib import Path

import pytest
from validation.any_sequence import Walk

from backstride.store import Store

Logs = Callable[[str], Store]


@pytest.mark.parametrize(("kind", "seed", "steps"), [("sqlite", 1, 40), ("postgresql", 3, 15)])
def test_whatever_is_done_the_log_is_whole(
    kind: str, seed: int, steps: int, new_store: Logs, tmp_path: Path
) -> None:
    """Imports, labels, cuts, merges, decisions, and all of it back: refused in words, or done in full."""
    walk = Walk(new_store(kind), lambda: new_store(kind), tmp_path / "files", seed)
    for _ in range(steps):
        walk.step()
    assert (list(walk.faults()), walk.done) == ([], walk.done)
    assert (list(walk.end()), walk.done) == ([], walk.done)
    assert walk.counts["done"] > steps / 4
