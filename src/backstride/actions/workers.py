"""Doing one thing to many files, in order, in as many processes as pay."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

from backstride.actions.preparing import end_with_parent

Given = TypeVar("Given")
Made = TypeVar("Made")
Tag = TypeVar("Tag")

ALONE_UP_TO: Final = 40
"""To start further processes takes longer than to prepare this many files. [-]"""
MOST_PROCESSES: Final = 4
AHEAD: Final = 3
"""So many files a process are read ahead, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What was done broke off by a bug, or with its process."""

    reason: str


class Workers(Generic[Given, Made, Tag]):
    """Does one thing to what it is given, and gives the results back in the same order.

    A bug in one of them is told as a `Crash` and keeps nobody else from being done. The first few are done
    in this process.

    Parameters
    ----------
    work
        What is done; it can be sent to another process.
    processes
        How many processes at the most; None for as many as the machine has processors.
    """

    def __init__(self, work: Callable[[Given], Made], *, processes: int | None = None) -> None:
        self._work = work
        self._processes = min(processes or os.cpu_count() or 1, MOST_PROCESSES)
        self._executor: Executor = ThreadPoolExecutor(1)
        self._is_pool = False
        self._begun = 0
        self._waiting: deque[tuple[Tag, Given | None, Future[Made] | Crash | Made]] = deque()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let go of the processes; what has not begun is left."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def give(self, tag: Tag, given: Given) -> None:
        """Have something done.

        Parameters
        ----------
        tag
            What it is known by.
        given
            What it is done to.
        """
        self._begun += 1
        if not self._is_pool and self._begun > ALONE_UP_TO and self._processes > 1:
            self._executor.shutdown(wait=True)
            self._executor, self._is_pool = self._pool(), True
        self._waiting.append((tag, given, self._submitted(given)))

    def know(self, tag: Tag, made: Made) -> None:
        """Put in line what needs no work.

        Parameters
        ----------
        tag
            What it is known by.
        made
            What is given back.
        """
        self._waiting.append((tag, None, made))

    def ready(self, *, all_of_them: bool = False) -> Iterator[tuple[Tag, Made | Crash]]:
        """What is done, in the order in which it was given.

        Parameters
        ----------
        all_of_them
            Whether to wait for all; else only as long as too many are under way.

        Yields
        ------
        tuple
            What it is known by, and what was made.
        """
        while self._waiting:
            tag, given, state = self._waiting[0]
            if not isinstance(state, Future):
                self._waiting.popleft()
                yield tag, state
                continue
            if not (all_of_them or state.done() or len(self._waiting) > AHEAD * self._processes):
                return
            made = self._result(given, state)
            self._waiting.popleft()
            yield tag, made

    def _result(self, given: Given | None, future: Future[Made]) -> Made | Crash:
        trouble = future.exception()
        if isinstance(trouble, BrokenProcessPool) and given is not None:
            return self._alone(given)
        if trouble is not None:
            return Crash(f"{type(trouble).__name__}: {trouble}")
        return future.result()

    def _alone(self, given: Given) -> Made | Crash:
        """Try what was under way when a process died once more, by itself, and begin the others anew."""
        self._executor.shutdown(wait=False)
        with self._pool(1) as executor:
            future = executor.submit(self._work, given)
            trouble = future.exception()
        self._executor = self._pool()
        for place, (tag, other, state) in enumerate(self._waiting):
            if place and other is not None and isinstance(state, Future):
                self._waiting[place] = (tag, other, self._submitted(other))
        if trouble is not None:
            return Crash(f"{type(trouble).__name__}: {trouble}")
        return future.result()

    def _submitted(self, given: Given) -> Future[Made]:
        try:
            return self._executor.submit(self._work, given)
        except BrokenProcessPool as trouble:
            broken: Future[Made] = Future()
            broken.set_exception(trouble)
            return broken

    def _pool(self, processes: int | None = None) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            processes or self._processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=end_with_parent,
            initargs=(os.getpid(),),
        )
