"""Cut activities up, crop them, merge them, take them out of the log; the originals stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.actions.changing import ChangeOutcome, Changing, Edit, changing
from backstride.errors import InvalidValue
from backstride.log import Activity, Facts, Window, activity_key
from backstride.log.derive import Place, composed
from backstride.log.pieces import Piece, cut_at, joined_windows, meet, pieces_of
from backstride.log.shared_facts import facts_of_merged, facts_of_parts
from backstride.recording import Recording
from backstride.store import Store
from backstride.units import clock

FEWEST_SAMPLES: Final = 2
"""What is kept of a recording holds at least so many samples."""
MOST_NAMED: Final = 5
"""So many activities are named in the words for a change."""

Pieces = tuple[Piece, ...]


def split_activity(store: Store, written: str, times_s: Sequence[float], edit: Edit) -> ChangeOutcome:
    """Cut an activity up, each time at the nearest sample, so that no part of it is lost.

    Parameters
    ----------
    store
        The log.
    written
        The activity, as a person names it.
    times_s
        Where to cut, in the activity's own time. [s]
    edit
        Whose log it is, and when.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidValue
        If a time lies outside, or two parts would meet at one sample, or the activity has no times.
    """
    with changing(store, edit) as change:
        activity = change.alone(written)
        recording, recordings = _timed(change, activity), change.recordings(activity)
        rest, parts = pieces_of(activity.windows, recordings), list[Pieces]()
        for time_s in _checked(times_s, recording):
            part, rest = cut_at(rest, time_s, recordings)
            parts.append(part)
        parts.append(rest)
        _check_parts(parts, recordings)
        keys = _cut_up(change, activity, parts, recording)
        at = ", ".join(map(clock, sorted(times_s)))
        return change.finish("split", f"Split {change.name_of(activity)} at {at} into {', '.join(keys)}")


def crop_activity(store: Store, written: str, stretch: tuple[float, float], edit: Edit) -> ChangeOutcome:
    """Keep a stretch of an activity alone, from sample to sample.

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

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidValue
        If the stretch lies outside, would leave nothing, or is all of it, or the activity has no times.
    """
    with changing(store, edit) as change:
        activity = change.alone(written)
        recording, recordings = _timed(change, activity), change.recordings(activity)
        start_s, until_s = stretch
        if not 0.0 <= start_s < until_s or start_s >= recording.end_s:
            raise InvalidValue(
                f"Of {clock(recording.end_s)} the stretch {clock(start_s)}–{clock(until_s)} was to be kept, "
                "which leaves nothing.",
                allowed="The stretch begins inside the activity and ends after it begins.",
                remedy="Give the times since the start of the activity, not the time of day.",
            )
        whole = kept = pieces_of(activity.windows, recordings)
        if start_s > 0.0:
            _, kept = cut_at(kept, start_s, recordings)
        if until_s < recording.end_s:
            kept, _ = cut_at(kept, until_s, recordings)
        _check_parts([kept], recordings)
        if kept == whole:
            raise InvalidValue(
                f"The stretch {clock(start_s)}–{clock(until_s)} is all of the activity.",
                allowed="Cropping leaves something away.",
                remedy=f"The activity lasts {clock(recording.end_s)}; choose a shorter stretch.",
            )
        (key,) = _cut_up(change, activity, [kept], recording)
        to = f"{clock(start_s)}–{clock(min(until_s, recording.end_s))}"
        return change.finish("crop", f"Cropped {change.name_of(activity)} to {to}, as {key}")


def merge_activities(store: Store, written: Sequence[str], edit: Edit) -> ChangeOutcome:
    """Make one activity of several that followed one another.

    Parameters
    ----------
    store
        The log.
    written
        The activities, as a person names them, in any order.
    edit
        Whose log it is, and when.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidValue
        If they are of different days, overlap, have no date, or say things that cannot be put together.
    """
    with changing(store, edit) as change:
        parts = list({activity.key: activity for activity in map(change.alone, written)}.values())
        if len(parts) < 2:
            raise InvalidValue(
                "Fewer than two activities were named.",
                allowed="Two or more different activities can be merged.",
                remedy="Name them by their keys; see them with: backstride list.",
            )
        made = {each.key: _dated(change, each) for each in parts}
        parts.sort(key=lambda each: _span(made[each.key])[0])
        _check_order(parts, made)
        windows = joined_windows(window for each in parts for window in each.windows)
        facts = facts_of_merged(parts, [made[each.key] for each in parts])
        key = _put(change, parts[0], windows, facts)
        for part in parts:
            change.put_activity(replace(part, replaced_by=(key,)))
        names = ", ".join(map(change.name_of, parts))
        return change.finish("merge", f"Merged {names} into {key}")


def remove_activities(store: Store, written: Sequence[str], edit: Edit) -> ChangeOutcome:
    """Take activities out of the log; their original files stay.

    Parameters
    ----------
    store
        The log.
    written
        The activities, as a person names them.
    edit
        Whose log it is, and when.

    Returns
    -------
    ChangeOutcome
        What changed.

    Raises
    ------
    InvalidValue
        If none is named.
    """
    if not written:
        raise InvalidValue(
            "No activity was named.",
            allowed="One or more, by their keys, their day, or latest.",
            remedy="See the keys with: backstride list.",
        )
    with changing(store, edit) as change:
        activities = list({each.key: each for each in map(change.named, written)}.values())
        for activity in activities:
            change.put_activity(replace(activity, is_removed=True))
        names = ", ".join(map(change.name_of, activities[:MOST_NAMED]))
        more = f" and {len(activities) - MOST_NAMED} more" if len(activities) > MOST_NAMED else ""
        return change.finish("remove", f"Took {names}{more} out of the log")


# ── Cutting ──────────────────────────────────────────────────────────────────────────────────────


def _timed(change: Changing, activity: Activity) -> Recording:
    """The activity's recording, with times."""
    recording = composed(activity, change.recordings(activity), change.timelines(activity))
    if not recording.is_timed or recording.end_s <= 0.0:
        raise InvalidValue(
            f"The activity {activity.key} has no times, so it cannot be cut.",
            allowed="What is cut has times.",
            remedy="Export the activity again with its times, and import that.",
        )
    return recording


def _checked(times_s: Iterable[float], recording: Recording) -> list[float]:
    """Times at which an activity can be cut, in order."""
    ordered = sorted(times_s)
    if not ordered or not 0.0 < ordered[0] <= ordered[-1] < recording.end_s:
        outside = next((each for each in ordered if not 0.0 < each < recording.end_s), None)
        raise InvalidValue(
            "No time to cut at was given." if outside is None else f"To cut at {clock(outside)} was asked.",
            allowed=f"An activity is cut after its start and before its end at {clock(recording.end_s)}.",
            remedy="Give the times since the start of the activity, not the time of day.",
        )
    twice = [one for one, other in pairwise(ordered) if one == other]
    if twice:
        raise InvalidValue(
            f"To cut at {clock(twice[0])} was asked twice.",
            allowed="Each time is given once.",
            remedy="Leave one of them out.",
        )
    return ordered


def _check_parts(parts: Iterable[Pieces], recordings: Mapping[Place, Recording]) -> None:
    """See that each part is long enough to be something."""
    for part in parts:
        counts = [_samples_in(piece, recordings[piece.place]) for piece in part]
        if not counts or min(counts) < FEWEST_SAMPLES:
            raise InvalidValue(
                "Cut like this, nothing would be left of one part.",
                allowed="An activity is cut at samples, and each part holds at least two of them.",
                remedy="Choose another time.",
            )


def _samples_in(piece: Piece, recording: Recording) -> int:
    elapsed_s = recording.samples.elapsed_s
    end_s = np.inf if piece.window.end_s is None else piece.window.end_s
    return int(np.count_nonzero((elapsed_s >= piece.window.start_s) & (elapsed_s <= end_s)))


def _cut_up(
    change: Changing, activity: Activity, parts: Sequence[Pieces], recording: Recording
) -> tuple[str, ...]:
    """Put parts of an activity in its place; their keys."""
    ways_m = None
    if activity.facts.distance_m is not None:
        samples = recording.samples
        ways_m = [
            sum(
                float(
                    np.diff(np.interp((each.start_s, each.end_s), samples.elapsed_s, samples.distance_m))[0]
                )
                for each in part
            )
            for part in parts
        ]
    facts = facts_of_parts(activity.facts, len(parts), ways_m)
    keys = tuple(
        _put(change, activity, tuple(piece.window for piece in part), said)
        for part, said in zip(parts, facts, strict=True)
    )
    change.put_activity(replace(activity, replaced_by=keys))
    return keys


def _put(change: Changing, like: Activity, windows: tuple[Window, ...], facts: Facts) -> str:
    """Put an activity into the log that comes from another; its key.

    One of the same windows that was there before stands in the log again.
    """
    key = activity_key(change.edit.athlete, windows)
    before = change.log.activities.activities([key]).get(key)
    made = before or replace(like, key=key, windows=windows)
    change.put_activity(replace(made, facts=facts, replaced_by=(), is_removed=False), batch_of=like.key)
    return key


# ── Putting together ─────────────────────────────────────────────────────────────────────────────


def _dated(change: Changing, activity: Activity) -> Recording:
    """The activity's recording, with date and times."""
    recording = composed(activity, change.recordings(activity), change.timelines(activity))
    if recording.started_at is None or not recording.is_timed:
        raise InvalidValue(
            f"The activity {activity.key} has no date or no times, so nobody knows what it followed.",
            allowed="Activities are merged by the time at which they were made.",
            remedy="Leave it as it is.",
        )
    return recording


def _span(recording: Recording) -> tuple[float, float]:
    """When the first and the last sample were taken, counted from 1970. [s]"""
    assert recording.started_at is not None  # noqa: S101 - _dated has seen to it
    zero_s = recording.started_at.timestamp()
    return zero_s + float(recording.samples.elapsed_s[0]), zero_s + recording.end_s


def _check_order(parts: Sequence[Activity], made: Mapping[str, Recording]) -> None:
    """See that activities follow one another on one day, and are of one kind."""
    for one, other in pairwise(parts):
        first, second = made[one.key], made[other.key]
        over_s = _span(first)[1] - _span(second)[0]
        if over_s > 0.0 and not meet(one.windows[-1], other.windows[0]):
            raise InvalidValue(
                f"{other.key} begins {clock(over_s)} before {one.key} ends.",
                allowed="Activities that are merged follow one another.",
                remedy="If they are one activity from two devices, link them as duplicates: "
                f"backstride duplicates {one.key} {other.key} --same.",
            )
        assert first.local_start is not None and second.local_start is not None  # noqa: S101, PT018 - as above
        ended, began = (first.local_start + timedelta(seconds=first.end_s)).date(), second.local_start.date()
        if ended != began:
            raise InvalidValue(
                f"{one.key} ended on {ended}, and {other.key} began on {began}.",
                allowed="Activities of one day can be merged, also over midnight.",
                remedy="Leave activities of different days apart.",
            )
        if first.sport.is_on_foot != second.sport.is_on_foot:
            raise InvalidValue(
                f"One is {first.sport.name}, the other {second.sport.name}.",
                allowed="What is merged is all on foot, or nothing of it.",
                remedy="Say the sport first, if one is wrong: backstride say KEY --sport running.",
            )
