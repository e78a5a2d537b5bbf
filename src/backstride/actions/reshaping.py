"""Cut activities up, crop them, merge them, take them out of the log; the originals stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np

from backstride.actions.changing import ChangeOutcome, Changing, Edit, changing
from backstride.actions.merged_facts import facts_of_merged, facts_of_parts
from backstride.errors import InvalidValue
from backstride.log import Activity, Window, activity_key
from backstride.log.compose import nearest_sample_s
from backstride.log.derive import Place, composed
from backstride.log.pieces import pieces_of
from backstride.recording import Recording
from backstride.store import Store
from backstride.units import clock

FEWEST_SAMPLES: Final = 2
"""What is kept of a recording holds at least so many samples."""

Windows = tuple[Window, ...]


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
        recording = _timed(change, activity)
        rest, parts = activity.windows, list[Windows]()
        for time_s in _checked(times_s, recording):
            part, rest = _cut(rest, time_s, activity.windows, change.recordings(activity))
            _check_part(part, change.recordings(activity), time_s)
            parts.append(part)
        _check_part(rest, change.recordings(activity), max(times_s))
        parts.append(rest)
        keys = _replace(change, [activity], parts, facts_of_parts(activity, _ways_m(change, activity, parts)))
        at = ", ".join(map(clock, sorted(times_s)))
        text = f"Split {change.name_of(activity)} at {at} into {', '.join(keys)}"
        return change.finish("split", text)


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
        recordings, end_s = change.recordings(activity), _timed(change, activity).end_s
        start_s, until_s = stretch
        if not 0.0 <= start_s < until_s or start_s >= end_s:
            raise InvalidValue(
                f"Of {clock(end_s)} the stretch {clock(start_s)}–{clock(until_s)} was to be kept, "
                "which leaves nothing.",
                allowed="The stretch begins inside the activity and ends after it begins.",
                remedy="Give the times since the start of the activity, not the time of day.",
            )
        kept = activity.windows
        if start_s > 0.0:
            _, kept = _cut(kept, start_s, activity.windows, recordings)
        if until_s < end_s:
            kept, _ = _cut(kept, until_s, activity.windows, recordings)
        _check_part(kept, recordings, start_s)
        if kept == activity.windows:
            raise InvalidValue(
                f"The stretch {clock(start_s)}–{clock(until_s)} is all of the activity.",
                allowed="Cropping leaves something away.",
                remedy=f"The activity lasts {clock(end_s)}; choose a shorter stretch.",
            )
        (facts,) = facts_of_parts(activity, _ways_m(change, activity, [kept]))
        facts = replace(facts, falls=activity.facts.falls)
        (key,) = _replace(change, [activity], [kept], [facts])
        return change.finish(
            "crop", f"Cropped {change.name_of(activity)} to {clock(start_s)}–{clock(until_s)}, as {key}"
        )


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
        windows = _joined([window for each in parts for window in each.windows])
        facts = facts_of_merged(parts, [made[each.key] for each in parts])
        (key,) = _replace(change, parts, [windows], [facts])
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
        names = ", ".join(map(change.name_of, activities[:5]))
        more = f" and {len(activities) - 5} more" if len(activities) > 5 else ""
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
    twice = [one for one, other in zip(ordered, ordered[1:], strict=False) if one == other]
    if twice:
        raise InvalidValue(
            f"To cut at {clock(twice[0])} was asked twice.",
            allowed="Each time is given once.",
            remedy="Leave one of them out.",
        )
    return ordered


def _cut(
    windows: Windows, time_s: float, of: Windows, recordings: Mapping[Place, Recording]
) -> tuple[Windows, Windows]:
    """Windows before and after a time of an activity, cut at the nearest sample."""
    before: list[Window] = []
    after: list[Window] = []
    zero_of = {(piece.place, piece.window): piece for piece in pieces_of(of, recordings)}
    for window in windows:
        place = (window.original, window.part)
        piece = next(
            each
            for (where, whole), each in zero_of.items()
            if where == place
            and whole.start_s <= window.start_s
            and (whole.end_s is None or (window.end_s is not None and window.end_s <= whole.end_s))
        )
        recording = recordings[place]
        at_s = nearest_sample_s(recording, time_s - piece.zero_s)
        first_s = max(window.start_s, float(recording.samples.elapsed_s[0]))
        last_s = recording.end_s if window.end_s is None else min(window.end_s, recording.end_s)
        if at_s <= first_s:
            after.append(window)
        elif at_s >= last_s:
            before.append(window)
        else:
            before.append(replace(window, end_s=at_s))
            after.append(replace(window, start_s=at_s))
    return tuple(before), tuple(after)


def _check_part(windows: Windows, recordings: Mapping[Place, Recording], time_s: float) -> None:
    """See that a part is long enough to be something."""
    for window in windows:
        elapsed_s = recordings[window.original, window.part].samples.elapsed_s
        end_s = np.inf if window.end_s is None else window.end_s
        if np.count_nonzero((elapsed_s >= window.start_s) & (elapsed_s <= end_s)) < FEWEST_SAMPLES:
            break
    else:
        if windows:
            return
    raise InvalidValue(
        f"Cut at {clock(time_s)}, nothing would be left of one part.",
        allowed="Each part holds at least two samples of the recording.",
        remedy="Choose another time.",
    )


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
    for one, other in zip(parts, parts[1:], strict=False):
        first, second = made[one.key], made[other.key]
        over_s = _span(first)[1] - _span(second)[0]
        if over_s > 0.0 and not _meet(one, other):
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


def _meet(one: Activity, other: Activity) -> bool:
    """Whether one activity goes on in the same recording where the other ends."""
    last, first = one.windows[-1], other.windows[0]
    return (last.original, last.part, last.end_s) == (first.original, first.part, first.start_s)


def _joined(windows: Iterable[Window]) -> Windows:
    """Windows in order, those of one recording that meet made one."""
    joined: list[Window] = []
    for window in windows:
        last = joined[-1] if joined else None
        if last is not None and (last.original, last.part, last.end_s) == (
            window.original,
            window.part,
            window.start_s,
        ):
            joined[-1] = replace(last, end_s=window.end_s)
        else:
            joined.append(window)
    return tuple(joined)


def _ways_m(change: Changing, activity: Activity, parts: Sequence[Windows]) -> list[float] | None:
    """How far each part went, if the distance of the whole was said. [m]"""
    if activity.facts.distance_m is None:
        return None
    recordings, distance_m = change.recordings(activity), _timed(change, activity).samples.distance_m
    elapsed_s = _timed(change, activity).samples.elapsed_s
    pieces = {piece.window: piece for piece in pieces_of(activity.windows, recordings)}
    ways = []
    for windows in parts:
        way_m = 0.0
        for window in windows:
            piece = next(
                each
                for whole, each in pieces.items()
                if (whole.original, whole.part) == (window.original, window.part)
                and whole.start_s <= window.start_s
                and (whole.end_s is None or (window.end_s is not None and window.end_s <= whole.end_s))
            )
            end_s = piece.end_s if window.end_s is None else window.end_s + piece.zero_s
            from_m, to_m = np.interp((window.start_s + piece.zero_s, end_s), elapsed_s, distance_m)
            way_m += float(to_m - from_m)
        ways.append(way_m)
    return ways


def _replace(
    change: Changing, old: Sequence[Activity], parts: Sequence[Windows], facts: Sequence[object]
) -> tuple[str, ...]:
    """Put activities in the place of others; their keys."""
    raise NotImplementedError
