"""Since when the activities of somebody have not changed, so that what was worked out of them can be kept.

Much that changes the log changes no activity: a check-in, a plan, work in the background. What takes a whole
history to work out need not be worked out anew for it.
"""

import hashlib
from threading import Lock

from backstride.store import Log


class ActivityRevisions:
    """For each athlete, the revision of the log at which their activities were first seen as they are."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, bytes, int]] = {}
        self._lock = Lock()

    def since(self, log: Log, athlete: str) -> int:
        """The revision from which on an athlete's activities are as they are now.

        Parameters
        ----------
        log
            The log, at one moment.
        athlete
            Whose.

        Returns
        -------
        int
            The log's own revision, or an earlier one; never that of activities that were different.
        """
        revision = log.revision
        with self._lock:
            known = self._known.get(athlete)
        if known is not None and known[0] == revision:
            return known[2]
        mark = _mark(log, athlete)
        since = known[2] if known is not None and known[1] == mark and known[0] < revision else revision
        with self._lock:
            newer = self._known.get(athlete)
            if newer is None or newer[0] < revision:
                self._known[athlete] = (revision, mark, since)
        return since

    def renew(self, athlete: str) -> None:
        """Forget how an athlete's activities were seen, so that they count as changed when next looked at.

        Parameters
        ----------
        athlete
            Whose.
        """
        with self._lock:
            self._known.pop(athlete, None)


def _mark(log: Log, athlete: str) -> bytes:
    """A hash of what each activity was worked out from, and of whether it counts."""
    return hashlib.blake2b("\n".join(log.figures.states(athlete)).encode(), digest_size=16).digest()
