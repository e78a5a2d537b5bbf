"""Gather all that a page shows of one activity: its report, its bests, where it came from and its changes."""

from dataclasses import dataclass

from backstride.actions.listing import ShowOutcome, show_activity
from backstride.load import Effort, distance_line, plausible_efforts
from backstride.session import SessionReport
from backstride.store import Action, Batch, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """All that is shown of an activity."""

    shown: ShowOutcome
    efforts: tuple[Effort, ...]
    """Its best efforts, by direction, distances before durations, the shortest first."""
    batch: Batch | None
    """The import that brought it."""
    changes: tuple[Action, ...]
    """What people changed in it, the latest first."""

    @property
    def report(self) -> SessionReport:
        """What the recording and the models say."""
        return self.shown.reported.report


def view_activity(store: Store, athlete: str, written: str) -> ActivityView:
    """Gather all that is shown of an activity.

    Parameters
    ----------
    store
        The log.
    athlete
        Whose.
    written
        What names it: the first letters of its key, its day, or ``latest``.

    Returns
    -------
    ActivityView
        All of it.

    Raises
    ------
    NotInLog
        If there is none, or several.
    """
    shown = show_activity(store, athlete, written)
    with store.reading() as log:
        batches = log.imports.batches(athlete)
        changes = log.history.actions(athlete, key=shown.activity.key)
    return ActivityView(
        shown=shown,
        efforts=_efforts(shown.reported.report),
        batch=next((each for each in batches if each.number == shown.batch), None),
        changes=changes[::-1],
    )


def _efforts(report: SessionReport) -> tuple[Effort, ...]:
    recording = report.recording
    if not recording.is_timed or not recording.sport.is_on_foot:
        return ()
    line = distance_line(recording.samples)
    bouts = [each.bout for each in report.bouts]
    return plausible_efforts(recording.samples.elapsed_s, line, bouts).efforts
