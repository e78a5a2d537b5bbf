"""Answers that were worked out before, kept for as long as the log they came from does not change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, TypeVar, cast

MOST: Final = 256
"""So many answers are kept."""

Made = TypeVar("Made")


class Answers:
    """The last answers, each under the revision of the log that it was worked out from.

    Parameters
    ----------
    most
        So many are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
        self._lock = Lock()

    def kept(self, revision: int, question: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """The answer to a question, worked out only if the log has changed since.

        Parameters
        ----------
        revision
            Of the log, now: read before `make` reads, so that an answer is never taken for newer than it is.
        question
            What is asked, with all that the answer depends on.
        make
            Works it out.

        Returns
        -------
        Made
            The answer; nobody may change it.
        """
        with self._lock:
            found = self._kept.get(question)
            if found is not None and found[0] == revision:
                self._kept.move_to_end(question)
                return cast("Made", found[1])
        made = make()
        with self._lock:
            self._kept[question] = (revision, made)
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
