"""Say which way stretches of an activity went, or take it back; and leave bad points out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from backstride.actions.changing import ChangeOutcome, Changing, Edit, changing
from backstride.direction import Label, read_label
from backstride.direction.label import stretch_of
from backstride.errors import InvalidLabel, InvalidValue
from backstride.log import Activity, Mark, Timeline
from backstride.log.activity import BadStretch, Spoiled, taken_out
from backstride.log.derive import composed
from backstride.log.pieces import pieces_of
from backstride.recording import Recording
from backstride.store import Store
from backstride.units import clock

NOTHING: Final = "nothing"
"""What stands for a direction to take a label back."""

Stretch = tuple[float, float]
Say = Callable[[Timeline, float, float], Timeline]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTimeline:
    """What a person drew on the timeline of an activity, all of it one change."""

    labels: tuple[str, ...] = ()
    """As `label_activity` takes them."""
    left_out: tuple[tuple[Stretch, Spoiled], ...] = ()
    """Stretches that are bad, and what of them."""
    taken_in: tuple[Stretch, ...] = ()
    """Stretches to be believed again."""

    @property
    def is_labels_alone(self) -> bool:
        """Whether nothing is left out or taken in."""
        return not self.left_out and not self.taken_in

    @property
    def words(self) -> str:
        """All of it, for people."""
        out = [f"left {_clocks(stretch)} out ({spoiled.value})" for stretch, spoiled in self.left_out]
        back = [f"took {_clocks(stretch)} in again" for stretch in self.taken_in]
        labels = (label.replace("=", " ") for label in self.labels)
        return ", ".join((*labels, *out, *back))


@dataclass(frozen=True, slots=True)
class _Written:
    """A label as it was written, and whether it only takes earlier ones back."""

    label: Label
    takes_back: bool


def label_activity(
    store: Store, written: str, labels: Sequence[str], edit: Edit, *, kind: str = "label"
) -> ChangeOutcome:
    """Say which way stretches of an activity went.

    A label stands above all other evidence, until it is taken back by ``STRETCH=nothing``. It is kept in the
    time of the recording, so it stays when the activity is cut up, merged, or worked out anew.

    Parameters
    ----------
    store
        The log.
    written
        The activity, as a person names it.
    labels
        As in ``00:05:00-00:07:30=backward``, in the activity's own time; the last one holds.
    edit
        Whose log it is, and when.
    kind
        What it is called in the history.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidLabel
        If a label cannot be understood, lies outside the activity, or the activity has no times.
    InvalidValue
        If nothing would change.
    """
    read = [_read(text) for text in labels]
    if not read:
        raise InvalidLabel(
            "No label was given.",
            allowed="One or more of them, each for a stretch.",
            remedy="Write it like 00:05:00-00:07:30=backward.",
        )
    with changing(store, edit) as change:
        activity = change.named(written)
        recording = _timed(change, activity, labels[0])
        for each in read:
            _say(change, activity, stretch_of(each.label, recording), _mark(each), each.label.text)
        texts = ", ".join(each.label.text.replace("=", " ") for each in read)
        return change.finish(kind, f"Labelled {change.name_of(activity)}: {texts}")


def exclude_stretch(
    store: Store, written: str, stretch: Stretch, edit: Edit, *, spoiled: Spoiled = Spoiled.EVERYTHING
) -> ChangeOutcome:
    """Leave bad points of an activity out.

    Parameters
    ----------
    store
        The log.
    written
        The activity, as a person names it.
    stretch
        From when to when, in the activity's own time. [s]
    edit
        Whose log it is, and when.
    spoiled
        What of it is bad.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidValue
        If the stretch lies outside, the activity has no times, or nothing would change.
    """
    with changing(store, edit) as change:
        activity = change.named(written)
        within = _within(_timed(change, activity, "the stretch"), stretch)
        _say(change, activity, within, _leaving_out(spoiled), _clocks(within))
        what = "" if spoiled is Spoiled.EVERYTHING else f", {spoiled.value} only"
        return change.finish("exclude", f"Left {_clocks(within)} of {change.name_of(activity)} out{what}")


def include_stretch(
    store: Store, written: str, stretch: Stretch | None, edit: Edit, *, spoiled: Spoiled | None = None
) -> ChangeOutcome:
    """Believe points of an activity again that had been left out.

    Parameters
    ----------
    store
        The log.
    written
        The activity, as a person names it.
    stretch
        From when to when, in the activity's own time; None for all of it. [s]
    edit
        Whose log it is, and when.
    spoiled
        Only what was left out as this; None for all.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidValue
        If the stretch lies outside, or nothing of it had been left out.
    """
    with changing(store, edit) as change:
        activity = change.named(written)
        recording = _timed(change, activity, "the stretch")
        within = _within(recording, stretch or (0.0, recording.end_s))
        _say(change, activity, within, _taking_in(spoiled), _clocks(within))
        if not change.changes():
            raise InvalidValue(
                f"Of {_clocks(within)} in {activity.key} nothing had been left out.",
                allowed="What had been left out can be taken in again.",
                remedy=f"See what was done with: backstride history {activity.key}.",
            )
        return change.finish("include", f"Took {_clocks(within)} of {change.name_of(activity)} in again")


def edit_timeline(store: Store, written: str, drawn: DrawnTimeline, edit: Edit) -> ChangeOutcome:
    """Say several things along the time of an activity, as one change.

    Parameters
    ----------
    store
        The log.
    written
        The activity, as a person names it.
    drawn
        Labels, what to leave out, and what to take in again.
    edit
        Whose log it is, and when.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidLabel
        If a label cannot be understood or lies outside, or the activity has no times.
    InvalidValue
        If a stretch lies outside, or nothing would change.
    """
    if drawn.is_labels_alone:
        return label_activity(store, written, drawn.labels, edit)
    read = [_read(text) for text in drawn.labels]
    with changing(store, edit) as change:
        activity = change.named(written)
        recording = _timed(change, activity, "the stretch")
        for each in read:
            _say(change, activity, stretch_of(each.label, recording), _mark(each), each.label.text)
        for stretch, spoiled in drawn.left_out:
            within = _within(recording, stretch)
            _say(change, activity, within, _leaving_out(spoiled), _clocks(within))
        for stretch in drawn.taken_in:
            within = _within(recording, stretch)
            _say(change, activity, within, _taking_in(None), _clocks(within))
        return change.finish("timeline", f"Edited {change.name_of(activity)}: {drawn.words}")


def _leaving_out(spoiled: Spoiled) -> Say:
    def leave_out(timeline: Timeline, start_s: float, end_s: float) -> Timeline:
        stretch = BadStretch(start_s=start_s, end_s=end_s, spoiled=spoiled)
        covered = any(
            each.spoiled in {spoiled, Spoiled.EVERYTHING} and each.start_s <= start_s and end_s <= each.end_s
            for each in timeline.bad
        )
        return timeline if covered else replace(timeline, bad=(*timeline.bad, stretch))

    return leave_out


def _taking_in(spoiled: Spoiled | None) -> Say:
    def take_in(timeline: Timeline, start_s: float, end_s: float) -> Timeline:
        kept: tuple[BadStretch, ...] = ()
        for each in timeline.bad:
            is_meant = spoiled is None or each.spoiled is spoiled
            kept += taken_out([each], start_s, end_s) if is_meant else (each,)
        return replace(timeline, bad=kept)

    return take_in


def _read(text: str) -> _Written:
    readable = text.encode(errors="replace").decode()
    where, sign, what = readable.partition("=")
    takes_back = bool(sign) and what.strip().casefold() == NOTHING
    label = read_label(f"{where}=unknown" if takes_back else readable)
    if label.recording_number is not None:
        raise InvalidLabel(
            f'The label "{readable}" names recording {label.recording_number}.',
            allowed="In the log each recording is an activity of its own, and a label speaks of one.",
            remedy="Leave the number out, and name the other activity in a command of its own.",
        )
    return _Written(replace(label, text=readable), takes_back)


def _mark(written: _Written) -> Say:
    label = written.label

    def say(timeline: Timeline, start_s: float, end_s: float) -> Timeline:
        if written.takes_back:
            return replace(timeline, marks=taken_out(timeline.marks, start_s, end_s))
        mark = Mark(start_s=start_s, end_s=end_s, travel=label.travel, gait=label.gait, text=label.text)
        return (
            timeline if timeline.marks[-1:] == (mark,) else replace(timeline, marks=(*timeline.marks, mark))
        )

    return say


def _timed(change: Changing, activity: Activity, what: str) -> Recording:
    """The activity's recording, with times."""
    recording = composed(activity, change.recordings(activity), change.timelines(activity))
    if not recording.is_timed or recording.end_s <= 0.0:
        raise InvalidLabel(
            f"The activity {activity.key} has no times, so nobody knows where {what} lies in it.",
            allowed="Stretches count from the start of an activity with times.",
            remedy="Export the activity again with its times, and import that.",
        )
    return recording


def _within(recording: Recording, stretch: Stretch) -> Stretch:
    """A stretch within a recording."""
    start_s, end_s = max(stretch[0], 0.0), min(stretch[1], recording.end_s)
    if start_s >= end_s:
        raise InvalidValue(
            f"The stretch {_clocks(stretch)} lies outside the activity: that lasts {clock(recording.end_s)}.",
            allowed="A stretch begins inside the activity and ends after it begins.",
            remedy="Give the times since the start of the activity, not the time of day.",
        )
    return start_s, end_s


def _say(change: Changing, activity: Activity, stretch: Stretch, say: Say, text: str) -> None:
    """Say something of a stretch, in the time of each recording that it lies in."""
    said = False
    for piece in pieces_of(activity.windows, change.recordings(activity)):
        within = piece.in_recording(*stretch)
        if within is not None:
            timeline = change.timelines(activity)[piece.place]
            change.put_timeline(piece.place, say(timeline, *within))
            said = True
    if not said:
        raise InvalidLabel(
            f'"{text}" lies in a pause between the recordings of the activity.',
            allowed="A stretch lies where something was recorded.",
            remedy="Give other times.",
        )


def _clocks(stretch: Iterable[float]) -> str:
    return "–".join(map(clock, stretch))
