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

ALONE_UP_TO: Final = 100
"""To start further processes takes longer than they save with this many files. [-]"""
MOST_PROCESSES: Final = 4
AHEAD_BYTES: Final = 12_000_000
"""So much is read ahead for each process, which bounds the memory: enough that none stands still while a
group is saved. [B]"""
AHEAD: Final = 400
"""So many files are read ahead for each process, however small they are."""
BUNDLE_BYTES: Final = 60_000
"""Small files travel to a process together until they have this size: to send one costs more than to read
it. [B]"""
BUNDLE: Final = 50
"""So many travel together at the most."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What was done broke off by a bug, or with its process."""

    reason: str


class _Bundle(Generic[Given, Made]):
    """Some files that travel to a process together, and what becomes of each."""

    def __init__(self) -> None:
        self.given: list[Given] = []
        self.weight = 0
        self.future: Future[list[Made]] | None = None
        """None as long as more can be put in."""
        self.made: list[Made | Crash] | None = None


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Given, Made, Tag]):
    """One in line: its bundle and its place in it, or what was made already."""

    tag: Tag
    bundle: _Bundle[Given, Made] | None
    place: int
    weight: int
    made: Made | None = None


class Workers(Generic[Given, Made, Tag]):
    """Does one thing to what it is given, and gives the results back in the same order.

    A bug in one of them is told as a `Crash` and keeps nobody else from being done. The first few are done
    in this process, unless it is said how many processes there are to be.

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
        self._alone_up_to = ALONE_UP_TO if processes is None else 0
        self._executor: Executor = ThreadPoolExecutor(1)
        self._is_pool = False
        self._begun = 0
        self._waiting: deque[_Waiting[Given, Made, Tag]] = deque()
        self._weight = 0
        """Of all that are waiting. [B]"""
        self._open: _Bundle[Given, Made] | None = None
        """The bundle that is being filled."""

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

    def give(self, tag: Tag, given: Given, *, weight: int = BUNDLE_BYTES) -> None:
        """Have something done.

        Parameters
        ----------
        tag
            What it is known by.
        given
            What it is done to.
        weight
            How large it is. [B]
        """
        self._begun += 1
        if not self._is_pool and self._begun > self._alone_up_to and self._processes > 1:
            self._send()
            self._executor.shutdown(wait=True)
            self._executor, self._is_pool = self._pool(), True
        bundle = self._open = self._open or _Bundle()
        self._waiting.append(_Waiting(tag, bundle, len(bundle.given), weight))
        self._weight += weight
        bundle.given.append(given)
        bundle.weight += weight
        if bundle.weight >= BUNDLE_BYTES or len(bundle.given) >= BUNDLE:
            self._send()

    def know(self, tag: Tag, made: Made) -> None:
        """Put in line what needs no work.

        Parameters
        ----------
        tag
            What it is known by.
        made
            What is given back.
        """
        self._waiting.append(_Waiting(tag, None, 0, 0, made))

    def ready(self, *, all_of_them: bool = False) -> Iterator[tuple[Tag, Made | Crash]]:
        """What is done, in the order in which it was given.

        Parameters
        ----------
        all_of_them
            Whether to wait for all; else only as long as too much is under way.

        Yields
        ------
        tuple
            What it is known by, and what was made.
        """
        while self._waiting:
            first = self._waiting[0]
            bundle = first.bundle
            if bundle is None:
                self._waiting.popleft()
                yield first.tag, first.made  # type: ignore[misc]  # what has no bundle was made
                continue
            is_done = bundle.made is not None or (bundle.future is not None and bundle.future.done())
            if not (all_of_them or is_done or self._is_far_ahead()):
                return
            made = self._made(bundle)[first.place]
            self._waiting.popleft()
            self._weight -= first.weight
            yield first.tag, made

    def _is_far_ahead(self) -> bool:
        return self._weight > AHEAD_BYTES * self._processes or len(self._waiting) > AHEAD * self._processes

    def _send(self) -> None:
        """Let the bundle that is being filled go."""
        if self._open is not None:
            self._open.future = self._submitted(self._open.given)
            self._open = None

    def _made(self, bundle: _Bundle[Given, Made]) -> list[Made | Crash]:
        """What was made of a bundle; where that broke off, of each of its files by itself."""
        if bundle.made is not None:
            return bundle.made
        if bundle.future is None:
            self._send()
        future = bundle.future
        if future is None:  # pragma: no cover - a bundle that was not sent is the open one
            raise AssertionError
        trouble = future.exception()
        if trouble is None:
            bundle.made = list(future.result())
        elif isinstance(trouble, BrokenProcessPool):
            bundle.made = self._each_alone(bundle)
        elif len(bundle.given) == 1:
            bundle.made = [Crash(f"{type(trouble).__name__}: {trouble}")]
        else:
            bundle.made = [self._alone(given) for given in bundle.given]
        bundle.given = []  # what was done need not be kept
        return bundle.made

    def _alone(self, given: Given) -> Made | Crash:
        return _result(self._submitted([given]))

    def _each_alone(self, broken: _Bundle[Given, Made]) -> list[Made | Crash]:
        """Do once more what was under way when a process died, each by itself, and begin the others anew."""
        self._executor.shutdown(wait=False)
        made: list[Made | Crash] = []
        executor = self._pool(1)
        for given in broken.given:
            found = _result(executor.submit(_each, self._work, [given]))
            made.append(found)
            if isinstance(found, Crash):
                executor.shutdown()
                executor = self._pool(1)
        executor.shutdown()
        self._executor = self._pool()
        again = {id(each.bundle): each.bundle for each in self._waiting if each.bundle is not None}
        for bundle in again.values():
            if bundle is not broken and bundle.future is not None and bundle.made is None:
                bundle.future = self._submitted(bundle.given)
        return made

    def _submitted(self, given: list[Given]) -> Future[list[Made]]:
        try:
            return self._executor.submit(_each, self._work, given)
        except BrokenProcessPool as trouble:
            broken: Future[list[Made]] = Future()
            broken.set_exception(trouble)
            return broken

    def _pool(self, processes: int | None = None) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            processes or self._processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=end_with_parent,
            initargs=(os.getpid(),),
        )


def _each(work: Callable[[Given], Made], given: list[Given]) -> list[Made]:
    """What is made of each."""
    return [work(one) for one in given]


def _result(future: Future[list[Made]]) -> Made | Crash:
    """What was made of the only one."""
    trouble = future.exception()
    return future.result()[0] if trouble is None else Crash(f"{type(trouble).__name__}: {trouble}")
