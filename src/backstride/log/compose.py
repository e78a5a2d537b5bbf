"""The recording of an activity: windows cut out, bad points left out, parts joined, a distance set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np

from backstride.errors import InvalidValue
from backstride.log.activity import BadStretch, Facts, Spoiled, Window
from backstride.recording import (
    COLUMNS,
    Column,
    FloatArray,
    Lap,
    Pause,
    Recording,
    Samples,
    Step,
    travel_speed,
)

ON_MACHINES: Final = frozenset({"treadmill", "elliptical"})
"""Sports that a person names and that are a finer kind of another one."""

FROM_POSITIONS: Final = (
    "latitude_deg",
    "longitude_deg",
    "altitude_m",
    "speed_m_s",
    "step_length_m",
    "distance_m",
)
SPOILED_COLUMNS: Final = {
    Spoiled.HEART_RATE: ("heart_rate_bpm",),
    Spoiled.POSITION: FROM_POSITIONS,
    Spoiled.EVERYTHING: tuple(name for name in COLUMNS if name not in {"elapsed_s", "position_distance_m"}),
}


def compose(
    windows: Sequence[Window],
    recordings: Mapping[tuple[str, int], Recording],
    *,
    bad: Mapping[tuple[str, int], Sequence[BadStretch]] | None = None,
    facts: Facts | None = None,
) -> Recording:
    """The recording of an activity, from the recordings it consists of.

    Parameters
    ----------
    windows
        What it consists of, in order of time.
    recordings
        The whole recordings, by original and part.
    bad
        Stretches not to be believed, by original and part, in the time of the recording.
    facts
        What the user says of the whole: a distance and a sport stand above the device's.

    Returns
    -------
    Recording
        One recording, whose time begins with its first window.

    Raises
    ------
    InvalidValue
        If parts that are to be joined overlap, or one of them has no date.
    """
    parts = []
    for window in windows:
        where = (window.original, window.part)
        part = without(recordings[where], (bad or {}).get(where, ()))
        parts.append(part if window.is_whole else cut(part, window.start_s, window.end_s))
    joined = parts[0] if len(parts) == 1 else joined_in_time(parts)
    return joined if facts is None else _as_said(joined, facts)


def nearest_sample_s(recording: Recording, time_s: float) -> float:
    """The time of the sample nearest to a time, at which a recording can be cut without loss.

    Parameters
    ----------
    recording
        The recording, with times.
    time_s
        A time of it. [s]

    Returns
    -------
    float
        The time of a sample. [s]
    """
    elapsed_s = recording.samples.elapsed_s
    return float(elapsed_s[int(np.argmin(np.abs(elapsed_s - time_s)))])


def cut(recording: Recording, start_s: float, end_s: float | None) -> Recording:
    """A stretch of a recording as a recording of its own, whose time begins with the stretch.

    A sample speaks for the time until the next one. So where two stretches meet at a sample, the sums over
    both are those over the whole.

    Parameters
    ----------
    recording
        The recording, with times.
    start_s
        Start of the stretch. [s]
    end_s
        Its end; None for the recording's. [s]

    Returns
    -------
    Recording
        The samples from start to end, both included, with the laps and pauses between them. Tables of the
        file that belong to no sample are left out.

    Raises
    ------
    InvalidValue
        If fewer than two samples lie in it.
    """
    elapsed_s = recording.samples.elapsed_s
    last_s = recording.end_s if end_s is None else min(end_s, recording.end_s)
    chosen = (elapsed_s >= start_s) & (elapsed_s <= last_s)
    if np.count_nonzero(chosen) < 2:
        raise InvalidValue(
            f"The stretch from {start_s:g} s to {last_s:g} s holds fewer than two samples.",
            allowed="What is kept of a recording holds at least two samples.",
            remedy=f"Choose a longer stretch; the recording lasts {recording.end_s:g} s.",
        )
    columns = {name: getattr(recording.samples, name)[chosen].copy() for name in COLUMNS}
    columns["elapsed_s"] -= start_s
    for name in ("distance_m", "position_distance_m"):
        columns[name] = _since_start(getattr(recording.samples, name), elapsed_s, chosen, start_s)
    return replace(
        recording,
        samples=Samples.of(columns.pop("elapsed_s"), **columns),
        started_at=None
        if recording.started_at is None
        else recording.started_at + timedelta(seconds=start_s),
        device_distance_m=None,
        laps=tuple(_laps_within(recording.laps, start_s, last_s)),
        pauses=tuple(
            Pause(start_s=max(pause.start_s, start_s) - start_s, end_s=min(pause.end_s, last_s) - start_s)
            for pause in recording.pauses
            if max(pause.start_s, start_s) < min(pause.end_s, last_s)
        ),
        extra={
            name: replace(column, values=column.values[chosen]) for name, column in recording.extra.items()
        },
        messages={},
    )


def _since_start(
    distance_m: FloatArray,
    elapsed_s: FloatArray,
    chosen: np.ndarray[tuple[int], np.dtype[np.bool_]],
    start_s: float,
) -> FloatArray:
    """A counted distance that begins with a stretch: what had been counted by its start is taken off."""
    known = ~np.isnan(distance_m)
    until = distance_m[known & (elapsed_s <= start_s)]
    within = distance_m[known & chosen]
    before_m = float(until[-1]) if len(until) else (float(within[0]) if len(within) and start_s > 0 else 0.0)
    since: FloatArray = distance_m[chosen] - before_m
    return since


def _laps_within(laps: Iterable[Lap], start_s: float, end_s: float) -> Iterable[Lap]:
    for lap in laps:
        from_s, to_s = max(lap.start_s, start_s), min(lap.end_s, end_s)
        if from_s < to_s:
            is_whole = from_s == lap.start_s and to_s == lap.end_s
            yield replace(
                lap,
                start_s=from_s - start_s,
                end_s=to_s - start_s,
                distance_m=lap.distance_m if is_whole else None,
                timer_s=lap.timer_s if is_whole else None,
            )


def without(recording: Recording, bad: Sequence[BadStretch]) -> Recording:
    """A recording without what is not to be believed of it.

    What a distance grew by within a bad stretch is taken off all that follows: the way gone in it is
    unknown, not what the bad points say.

    Parameters
    ----------
    recording
        The recording.
    bad
        Stretches of it.

    Returns
    -------
    Recording
        The same samples, with what is bad missing.
    """
    if not bad:
        return recording
    columns = {name: getattr(recording.samples, name).copy() for name in COLUMNS}
    elapsed_s = columns.pop("elapsed_s")
    del columns["position_distance_m"]
    distance_changed = False
    for each in bad:
        inside = (elapsed_s >= each.start_s) & (elapsed_s <= each.end_s)
        names = SPOILED_COLUMNS[each.spoiled]
        if "distance_m" in names:
            _take_off(columns["distance_m"], inside)
            distance_changed = True
        for name in names:
            columns[name][inside] = np.nan
    return replace(
        recording,
        samples=Samples.of(elapsed_s, **columns),
        device_distance_m=None if distance_changed else recording.device_distance_m,
    )


def _take_off(distance_m: FloatArray, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    """Take what a distance grew by within a stretch off what follows, in place."""
    if not inside.any():
        return
    known = np.flatnonzero(~np.isnan(distance_m))
    last_inside = int(np.flatnonzero(inside)[-1])
    before = known[known < int(np.flatnonzero(inside)[0])]
    until = known[known <= last_inside]
    if len(until) == 0:
        return
    start_m = float(distance_m[before[-1]]) if len(before) else 0.0
    distance_m[last_inside + 1 :] -= float(distance_m[until[-1]]) - start_m


def joined_in_time(parts: Sequence[Recording]) -> Recording:
    """Recordings that follow one another as one, with a pause between them.

    Parameters
    ----------
    parts
        Recordings with dates, in any order.

    Returns
    -------
    Recording
        One recording. Names, sport and device are the first one's; distances are counted on.

    Raises
    ------
    InvalidValue
        If one has no date or no times, or two overlap.
    """
    if any(part.started_at is None or not part.is_timed for part in parts):
        raise InvalidValue(
            "One of the recordings to be joined has no date or no times.",
            allowed="Recordings are joined by the time at which they were made.",
            remedy="Leave the one without a date as it is.",
        )
    ordered = sorted(parts, key=lambda part: str(part.started_at))
    joined = ordered[0]
    for part in ordered[1:]:
        joined = _followed_by(joined, part)
    return joined


def _followed_by(first: Recording, second: Recording) -> Recording:
    assert first.started_at is not None and second.started_at is not None  # noqa: S101, PT018 - joined_in_time has seen to it
    offset_s = (second.started_at - first.started_at).total_seconds()
    begin_s = offset_s + float(second.samples.elapsed_s[0])
    if begin_s <= first.end_s:
        raise InvalidValue(
            f"The second recording begins {first.end_s - begin_s:.0f} s before the first one ends.",
            allowed="Recordings that are joined follow one another.",
            remedy="If they are the same activity from two devices, link them as duplicates instead.",
        )
    columns = {
        name: np.concatenate([getattr(first.samples, name), getattr(second.samples, name)])
        for name in COLUMNS
    }
    count = len(first.samples)
    steps_before = 1 + max((step.index for step in first.steps), default=-1)
    columns["elapsed_s"][count:] += offset_s
    for name in ("distance_m", "position_distance_m"):
        known = columns[name][:count]
        known = known[~np.isnan(known)]
        columns[name][count:] += float(known[-1]) if len(known) else 0.0
    return replace(
        first,
        samples=Samples.of(columns.pop("elapsed_s"), **columns),
        device_distance_m=None
        if first.device_distance_m is None or second.device_distance_m is None
        else first.device_distance_m + second.device_distance_m,
        laps=(*first.laps, *(_later(lap, offset_s, steps_before) for lap in second.laps)),
        pauses=(
            *first.pauses,
            Pause(start_s=first.end_s, end_s=begin_s),
            *(Pause(start_s=each.start_s + offset_s, end_s=each.end_s + offset_s) for each in second.pauses),
        ),
        steps=(
            *first.steps,
            *(_renumbered(step, steps_before) for step in second.steps),
        ),
        extra=_joined_extra(first, second),
        messages={},
        warnings=(*first.warnings, *second.warnings),
        is_simulated=first.is_simulated or second.is_simulated,
    )


def _later(lap: Lap, offset_s: float, steps_before: int) -> Lap:
    return replace(
        lap,
        start_s=lap.start_s + offset_s,
        end_s=lap.end_s + offset_s,
        workout_step=None if lap.workout_step is None else lap.workout_step + steps_before,
    )


def _renumbered(step: Step, steps_before: int) -> Step:
    repeat_from = None if step.repeat_from is None else step.repeat_from + steps_before
    return replace(step, index=step.index + steps_before, repeat_from=repeat_from)


def _joined_extra(first: Recording, second: Recording) -> dict[str, Column]:
    """The further series that both recordings have, of one kind."""
    return {
        name: replace(column, values=np.concatenate([column.values, second.extra[name].values]))
        for name, column in first.extra.items()
        if name in second.extra
        and column.values.dtype == second.extra[name].values.dtype
        and column.values.shape[1:] == second.extra[name].values.shape[1:]
        and column.unit == second.extra[name].unit
    }


def _as_said(recording: Recording, facts: Facts) -> Recording:
    """A recording with the sport and the distance that the user gives it."""
    if facts.sport is not None:
        sub_name = facts.sport if facts.sport in ON_MACHINES else None
        name = {"treadmill": "running", "elliptical": "fitness_equipment"}.get(facts.sport, facts.sport)
        recording = replace(recording, sport=replace(recording.sport, name=name, sub_name=sub_name))
    if facts.distance_m is not None and recording.is_timed and recording.end_s > 0.0:
        recording = with_distance(recording, facts.distance_m)
    return recording


def with_distance(recording: Recording, distance_m: float) -> Recording:
    """A recording whose whole distance is the one given, as a treadmill or elliptical showed it.

    The device's own course of the speed is kept and brought onto the distance. Where the device knew
    none, the distance is spread evenly over the time in motion: the time with a cadence, or all of it.

    Parameters
    ----------
    recording
        The recording, with times.
    distance_m
        The whole distance. [m]

    Returns
    -------
    Recording
        The same samples, with speed, distance and step length that agree with the distance.
    """
    samples = recording.samples
    durations_s = np.diff(samples.elapsed_s, append=samples.elapsed_s[-1])
    speed_m_s = np.nan_to_num(travel_speed(samples))
    if not float(speed_m_s @ durations_s) > 0.0:
        stepping = samples.cadence_spm > 0.0
        speed_m_s = stepping.astype(np.float64) if stepping.any() else np.ones(len(samples))
    total = float(speed_m_s @ durations_s)
    if not total > 0.0:
        return replace(recording, device_distance_m=distance_m)
    speed_m_s = speed_m_s * (distance_m / total)
    counted_m = np.concatenate([[0.0], np.cumsum((speed_m_s * durations_s)[:-1])])
    columns = {name: getattr(samples, name) for name in COLUMNS}
    columns |= {
        "speed_m_s": speed_m_s,
        "distance_m": counted_m,
        "step_length_m": np.full(len(samples), np.nan),
    }
    return replace(
        recording, samples=Samples.of(columns.pop("elapsed_s"), **columns), device_distance_m=distance_m
    )
