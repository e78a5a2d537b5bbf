"""How far work in the background is, as plain documents of JSON."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from backstride.actions.deriving import Stage
from backstride.actions.document_values import Document, moment, rounded
from backstride.actions.importing import Progress
from backstride.store import Job

SEEN_FOR_S: Final = 30.0
"""The pace is that of so long; a shorter while jumps with every large file. [s]"""
KNOWN_AFTER_S: Final = 3.0
"""Before, nobody can say how long it will take. [s]"""


@dataclass(slots=True)
class Pace:
    """How fast something goes forward, from what was done lately."""

    _seen: deque[tuple[float, float]] = field(default_factory=deque)
    """Moments, and what was done by then. [s, any unit]"""

    def note(self, done: float, *, at_s: float) -> None:
        """Note how much is done.

        Parameters
        ----------
        done
            How much, from the beginning. [any unit]
        at_s
            When, by any clock that does not jump. [s]
        """
        self._seen.append((at_s, done))
        while len(self._seen) > 2 and self._seen[1][0] <= at_s - SEEN_FOR_S:
            self._seen.popleft()

    @property
    def per_s(self) -> float | None:
        """How much is done in a second; None while that is not known. [any unit/s]"""
        if not self._seen:
            return None
        (first_s, before), (last_s, after) = self._seen[0], self._seen[-1]
        if last_s - first_s < KNOWN_AFTER_S or after <= before:
            return None
        return (after - before) / (last_s - first_s)

    def left_s(self, total: float, *, at_s: float) -> float | None:
        """How long it will take until all is done; None while that is not known.

        Parameters
        ----------
        total
            How much there is to do. [any unit]
        at_s
            Now, by the same clock. [s]

        Returns
        -------
        float or None
            It goes down with the clock also while nothing is noted, and never below zero. [s]
        """
        if self.per_s is None:
            return None
        last_s, done = self._seen[-1]
        return max(0.0, (total - done) / self.per_s - (at_s - last_s))


def import_progress_document(progress: Progress, pace: Pace, *, at_s: float) -> Document:
    """How far an import is.

    Parameters
    ----------
    progress
        What the import told last.
    pace
        How fast it goes, in bytes.
    at_s
        Now, by the clock of the pace. [s]

    Returns
    -------
    dict
        Files, bytes, outcomes, and how long it will take; null while that is not known.
    """
    return {
        "files": progress.files,
        "files_done": progress.files_done,
        "size_bytes": progress.size,
        "size_done_bytes": progress.size_done,
        "current": progress.current,
        "outcomes": dict(progress.outcomes),
        "rate_bytes_s": rounded(pace.per_s),
        "left_s": rounded(pace.left_s(progress.size, at_s=at_s)),
    }


def stage_progress_document(stage: Stage, pace: Pace, *, at_s: float) -> Document:
    """How far a rebuild, a recompute, an export or a check is.

    Parameters
    ----------
    stage
        What it told last.
    pace
        How fast this stage goes.
    at_s
        Now, by the clock of the pace. [s]

    Returns
    -------
    dict
        What is being done, how many of how many, and how long this stage will take.
    """
    return {
        "stage": stage.name,
        "done": stage.done,
        "total": stage.total,
        "left_s": rounded(pace.left_s(stage.total, at_s=at_s)),
    }


def job_document(job: Job) -> Document:
    """A job as it stands.

    Parameters
    ----------
    job
        The job.

    Returns
    -------
    dict
        What was asked for, how far it is, and what came of it; moments are in UTC.
    """
    return {
        "key": job.key,
        "athlete": job.athlete,
        "kind": job.kind,
        "arguments": job.arguments,
        "state": job.state.value,
        "is_stop_asked": job.is_stop_asked,
        "progress": job.progress,
        "result": job.result,
        "trouble": job.trouble,
        "created_at": moment(job.created_at),
        "started_at": moment(job.started_at),
        "finished_at": moment(job.finished_at),
    }


def jobs_document(jobs: tuple[Job, ...]) -> dict[str, Any]:
    """What somebody asked for.

    Parameters
    ----------
    jobs
        The latest first.

    Returns
    -------
    dict
        Each job, without what came of it.
    """
    return {"jobs": [job_document(each) for each in jobs]}
