"""One change that a person makes to the log: what it touched, what came of it, and how it is taken back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from backstride.actions.activity_state import state_of
from backstride.actions.settling import ACTIVITY, DECISION, TIMELINE, Row, settle
from backstride.actions.totals import Totals, totals
from backstride.errors import InvalidValue, OutOfDate
from backstride.log import Activity, Timeline
from backstride.log.derive import Place, places
from backstride.recording import Recording
from backstride.store import Change, Log, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """How a person changes the log, and when."""

    athlete: str
    """Whose log it is."""
    now: datetime
    is_dry: bool = False
    """Whether only to say what would change."""
    seen: Mapping[str, str] = field(default_factory=dict)
    """By their keys, the states of activities as the person saw them, from `state_of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """What a change did."""

    change: int | None
    """Its number in the history; None where nothing was kept."""
    kind: str
    text: str
    """What was done, for people."""
    keys: tuple[str, ...]
    """The activities that it changed."""
    before: Totals
    after: Totals
    distances: tuple[float | None, float | None, float | None] | None = None
    """Where a distance was said: as the device showed it, as it was counted, and as it was said. [m]"""


class Changing:
    """A change under way, in one transaction.

    Parameters
    ----------
    store
        The log's files.
    log
        The log.
    edit
        Whose it is, and when.
    """

    def __init__(self, store: Store, log: Log, edit: Edit) -> None:
        self.store, self.log, self.edit = store, log, edit
        self._totals: Totals | None = None
        self._before: dict[tuple[str, tuple[str | int, ...]], Row | None] = {}
        self._recordings: dict[Place, Recording] = {}
        self._touched: dict[str, None] = {}

    # ── Asking ───────────────────────────────────────────────────────────────────────────────────

    def named(self, written: str) -> Activity:
        """The activity that a person names, if it counts.

        Parameters
        ----------
        written
            The first letters of its key, its day, or ``latest``.

        Returns
        -------
        Activity
            The activity.

        Raises
        ------
        InvalidValue
            If it stands in the log no more.
        OutOfDate
            If it is not as the person saw it.
        """
        activity = self.log.activities.activity(self.log.activities.key_of(written, self.edit.athlete))
        if activity.replaced_by:
            raise InvalidValue(
                f"The activity {activity.key} was cut up or merged, into {', '.join(activity.replaced_by)}.",
                allowed="What counts in the log can be changed.",
                remedy="Name one of those; or take that change back, see: backstride history "
                f"{activity.key}.",
            )
        if activity.is_removed:
            raise InvalidValue(
                f"The activity {activity.key} was taken out of the log.",
                allowed="What counts in the log can be changed.",
                remedy=f"Bring it back first, see: backstride history {activity.key}.",
            )
        self._check_seen(activity)
        self._touched[activity.key] = None
        return activity

    def _check_seen(self, activity: Activity) -> None:
        """See that nobody changed an activity since the person looked at it."""
        seen = self.edit.seen.get(activity.key)
        if seen is None or seen == state_of(self.log, self.edit.athlete, activity):
            return
        raise OutOfDate(
            f"The activity {activity.key} was changed elsewhere since you opened it.",
            allowed="A change is made on what you saw, so that nothing is overwritten unseen.",
            remedy="Look at it as it is now, and save your change again.",
        )

    def alone(self, written: str) -> Activity:
        """The activity that a person names, if it counts and is linked to no other as its copy.

        Parameters
        ----------
        written
            The first letters of its key, its day, or ``latest``.

        Returns
        -------
        Activity
            The activity.

        Raises
        ------
        InvalidValue
            If it is linked as a copy.
        """
        activity = self.named(written)
        entries = self.log.figures.entries_of(self.edit.athlete, keys=[activity.key], also_hidden=True)
        of = next((entry.duplicate_of for entry in entries if entry.duplicate_of is not None), None)
        if of is not None:
            raise InvalidValue(
                f"The activity {activity.key} is linked to {of} as a copy, which stands for it.",
                allowed="What is cut up or merged stands in the log for itself.",
                remedy=f"Name {of}; or part the two: backstride duplicates {activity.key} {of} --different.",
            )
        return activity

    def recordings(self, activity: Activity) -> dict[Place, Recording]:
        """The whole recordings of an activity.

        Parameters
        ----------
        activity
            The activity.

        Returns
        -------
        dict
            By original and part.
        """
        for place in places(activity):
            if place not in self._recordings:
                self._recordings[place] = self.store.recording(self.log, place)
        return {place: self._recordings[place] for place in places(activity)}

    def timelines(self, activity: Activity) -> dict[Place, Timeline]:
        """What the person says along the time of an activity's recordings.

        Parameters
        ----------
        activity
            The activity.

        Returns
        -------
        dict
            For each recording, empty where nothing was said.
        """
        said = self.log.activities.timelines(self.edit.athlete, places(activity))
        return {place: said.get(place, Timeline()) for place in places(activity)}

    def name_of(self, activity: Activity) -> str:
        """How an activity is named in a sentence.

        Parameters
        ----------
        activity
            The activity.

        Returns
        -------
        str
            Its key, with its name if it has one.
        """
        name = activity.facts.name or activity.told.name
        return f"{activity.key} ({name})" if name else activity.key

    # ── Changing ─────────────────────────────────────────────────────────────────────────────────

    def put_activity(self, activity: Activity, *, batch_of: str | None = None) -> None:
        """Keep an activity as it is now.

        Parameters
        ----------
        activity
            The activity.
        batch_of
            For one that may be new: the key of an activity of the import that brought it.
        """
        now = self.log.activities.current(self.edit.athlete, ACTIVITY, (activity.key,))
        source = activity.key if now is not None or batch_of is None else batch_of
        after = {"batch": self.log.activities.batch_of(source), **activity.as_document()}
        self._put(Change(table=ACTIVITY, key=(activity.key,), before=now, after=after))
        self._touched[activity.key] = None

    def put_timeline(self, place: Place, timeline: Timeline) -> None:
        """Keep what the person says along the time of a recording.

        Parameters
        ----------
        place
            The recording.
        timeline
            What they say now.
        """
        now = self.log.activities.current(self.edit.athlete, TIMELINE, place)
        after = None if timeline.is_empty else timeline.as_document()
        self._put(Change(table=TIMELINE, key=place, before=now, after=after))

    def put_decision(self, first: str, second: str, verdict: str | None, *, stays: str | None = None) -> None:
        """Keep what the person says of two activities.

        Parameters
        ----------
        first
            The key of one.
        second
            The key of the other.
        verdict
            What they are; None to leave it undecided.
        stays
            Which of the two stands for both; None to leave it to what they know.
        """
        key = (min(first, second), max(first, second))
        now = self.log.activities.current(self.edit.athlete, DECISION, key)
        after = None if verdict is None else {"verdict": verdict, "stays": stays}
        self._put(Change(table=DECISION, key=key, before=now, after=after))

    def _put(self, change: Change) -> None:
        if self._totals is None:
            self._totals = totals(self.log, self.edit.athlete, self.keys)
        self._before.setdefault((change.table, change.key), change.before)
        self.log.activities.apply(self.edit.athlete, change)

    # ── Ending ───────────────────────────────────────────────────────────────────────────────────

    def changes(self) -> tuple[Change, ...]:
        """Row by row what differs from before.

        Returns
        -------
        tuple of Change
            In the order in which they were made.
        """
        athlete = self.edit.athlete
        made = (
            Change(
                table=table,
                key=key,
                before=before,
                after=self.log.activities.current(athlete, table, key),
            )
            for (table, key), before in self._before.items()
        )
        return tuple(each for each in made if each.before != each.after)

    def finish(self, kind: str, text: str) -> ChangeOutcome:
        """Work out what follows from the change, and note it in the history.

        Parameters
        ----------
        kind
            What was done, in one word.
        text
            The same for people, without its full stop.

        Returns
        -------
        ChangeOutcome
            What it did.

        Raises
        ------
        InvalidValue
            If nothing would change.
        """
        athlete, changes = self.edit.athlete, self.changes()
        if not changes or self._totals is None:
            raise InvalidValue(
                "Nothing would change: the log says so already.",
                allowed="A change makes a difference.",
                remedy="See what was said before with: backstride history.",
            )
        settle(self.store, self.log, athlete, changes)
        number = self.log.history.note(
            athlete, at=self.edit.now, kind=kind, text=text, keys=self.keys, changes=changes
        )
        return ChangeOutcome(
            change=None if self.edit.is_dry else number,
            kind=kind,
            text=text,
            keys=self.keys,
            before=self._totals,
            after=totals(self.log, athlete, self.keys),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The activities that it touches."""
        return tuple(self._touched)


@contextmanager
def changing(store: Store, edit: Edit) -> Iterator[Changing]:
    """A transaction for one change; nothing of it is kept if anything fails.

    Parameters
    ----------
    store
        The log.
    edit
        Whose it is, and when.

    Yields
    ------
    Changing
        To ask and to change, and to finish.
    """
    with store.trying() if edit.is_dry else store.writing() as log:
        yield Changing(store, log, edit)
