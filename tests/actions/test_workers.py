"""Doing one thing to many files in several processes, of which each may die."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backstride.actions import workers
from backstride.actions.workers import BUNDLE, BUNDLE_BYTES, Crash, Workers


def double(number: int) -> int:
    """Twice a number; 13 is a bug, and 66 the death of the process, unless it is this one."""
    if number == 13:
        raise ValueError(number)
    if number == 66:
        os._exit(1)
    return 2 * number


def run(numbers: list[int], *, processes: int | None, weight: int = 1) -> list[int | Crash]:
    """What becomes of numbers, in the order in which they are given back."""
    made: list[tuple[int, int | Crash]] = []
    with Workers[int, int, int](double, processes=processes) as line:
        for number in numbers:
            line.give(number, number, weight=weight)
            made += line.ready()
        made += line.ready(all_of_them=True)
    assert [tag for tag, _ in made] == numbers
    return [each for _, each in made]


@pytest.mark.parametrize(("processes", "weight"), [(1, 1), (None, BUNDLE_BYTES), (2, BUNDLE_BYTES // 3)])
def test_everything_comes_back_in_order(processes: int | None, weight: int) -> None:
    """Alone, in several processes, in bundles or one by one."""
    numbers = [number for number in range(BUNDLE + 11) if number != 13]
    assert run(numbers, processes=processes, weight=weight) == [2 * number for number in numbers]


def test_a_bug_in_one_keeps_no_other_from_being_done() -> None:
    """Though they travel together."""
    made = run([12, 13, 14, 13, 15], processes=1)
    assert made == [24, Crash("ValueError: 13"), 28, Crash("ValueError: 13"), 30]


def test_a_process_that_dies_takes_no_other_file_along() -> None:
    """What was under way with it is done once more, each by itself."""
    numbers = [*range(10), 66, *range(100, 100 + 2 * BUNDLE)]
    made = run(numbers, processes=2)
    crashed = [number for number, each in zip(numbers, made, strict=True) if isinstance(each, Crash)]
    assert crashed == [66]
    assert made[-1] == 2 * numbers[-1]


def test_what_needs_no_work_keeps_its_place_in_line() -> None:
    """An import tells of its files in their order."""
    with Workers[int, int, str](double, processes=1) as line:
        line.give("a", 1)
        line.know("b", 70)
        line.give("c", 3, weight=1)
        line.know("d", 80)
        assert list(line.ready(all_of_them=True)) == [("a", 2), ("b", 70), ("c", 6), ("d", 80)]


def test_only_so_much_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a large archive would fill the memory while one file takes long."""
    monkeypatch.setattr(workers, "AHEAD_BYTES", 10)
    most = 0
    with Workers[float, None, int](time.sleep, processes=1) as line:
        waiting = 0
        for number in range(20):
            line.give(number, 0.01, weight=4)
            waiting += 1
            waiting -= len(list(line.ready()))
            most = max(most, waiting)
        list(line.ready(all_of_them=True))
    assert most <= 3


def test_one_file_alone_starts_no_process(tmp_path: Path) -> None:
    """To start one takes longer than to read it."""
    mark = tmp_path / "mark"

    def note(number: int) -> int:  # could not be sent to another process
        mark.write_text(str(os.getpid()))
        return number

    work: Callable[[int], int] = note
    with Workers[int, int, int](work) as line:
        line.give(1, 1)
        assert list(line.ready(all_of_them=True)) == [(1, 1)]
    assert mark.read_text() == str(os.getpid())
