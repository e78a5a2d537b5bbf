"""How often something may be tried: some times at once, and then now and then."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

MOST_KEPT: Final = 10_000
"""So many names are remembered; whoever tries is held up long before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many times at once, and after how long once more."""

    at_once: float
    again_after_s: float


class Attempts:
    """Counts what was tried, by name.

    Parameters
    ----------
    pace
        How often each name may be tried.
    clock_s
        A clock that never jumps. [s]
    """

    def __init__(self, pace: Pace, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._clock_s = pace, clock_s
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """How many attempts were left, and when."""
        self._lock = Lock()

    def take(self, name: str) -> bool:
        """Try once.

        Parameters
        ----------
        name
            What is tried.

        Returns
        -------
        bool
            Whether that is allowed now.
        """
        with self._lock:
            left = self._now_left(name)
            self._keep(name, left - 1 if left >= 1 else left)
        return left >= 1

    def give_back(self, name: str) -> None:
        """An attempt that was right counts for none.

        Parameters
        ----------
        name
            What was tried.
        """
        with self._lock:
            self._keep(name, min(self._pace.at_once, self._now_left(name) + 1))

    def _now_left(self, name: str) -> float:
        if name not in self._left:
            return self._pace.at_once
        left, since_s = self._left[name]
        return min(self._pace.at_once, left + (self._clock_s() - since_s) / self._pace.again_after_s)

    def _keep(self, name: str, left: float) -> None:
        self._left[name] = (left, self._clock_s())
        self._left.move_to_end(name)
        while len(self._left) > MOST_KEPT:
            self._left.popitem(last=False)
