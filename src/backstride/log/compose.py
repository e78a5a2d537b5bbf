"""The recording of an activity: windows cut out, bad points left out, parts joined, a distance set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import InvalidValue
from backstride.log.activity import BadStretch, Facts, Spoiled, Window
from backstride.recording import (
    COLUMNS,
    LONGEST_HOLD_S,
    Column,
    FloatArray,
    Lap,
    Pause,
    Recording,
    Samples,
    Step,
    held_time,
    travel_speed,
)

BoolArray = NDArray[np.bool_]

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
ON_MACHINES: Final = frozenset({"treadmill", "elliptical"})
"""Sports that a person names and that are a finer kind of another one."""

AGREES: Final = 0.2
"""A device's speed whose sum differs from its distance by more than this share is not used beside it. [-]"""

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
    return joined if facts is None else as_said(joined, facts)


def nearest_sample_s(recording: Recording, time_s: float) -> float:
    """The time of the sample nearest to a time, at which a recording can be cut without loss.

    One at which the distance is known is taken, if there is one nearby.

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
    samples = recording.samples
    apart_s = np.abs(samples.elapsed_s - time_s)
    for distance_m in (samples.distance_m, samples.position_distance_m):
        known = ~np.isnan(distance_m)
        if known.any():
            nearest_s = np.where(known, apart_s, np.inf)
            if nearest_s.min() <= max(LONGEST_HOLD_S, apart_s.min()):
                apart_s = nearest_s
            break
    return float(samples.elapsed_s[int(np.argmin(apart_s))])


def cut(recording: Recording, start_s: float, end_s: float | None) -> Recording:
    """A stretch of a recording as a recording of its own, whose time begins with the stretch.

    A sample speaks for the time until the next one. So where two stretches meet at a sample, the sums over
    both are those over the whole. Where the speed comes from distances or positions, it is seen in the whole.

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
    columns["speed_m_s"] = travel_speed(recording.samples)[chosen].copy()
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
        pauses=_pauses(
            (max(pause.start_s, start_s) - start_s, min(pause.end_s, last_s) - start_s)
            for pause in recording.pauses
        ),
        extra={
            name: replace(column, values=_frozen(column.values[chosen]))
            for name, column in recording.extra.items()
        },
        messages={},
    )


def _pauses(stretches: Iterable[tuple[float, float]]) -> tuple[Pause, ...]:
    """Pauses of those stretches that have a length, as far as numbers can tell."""
    return tuple(Pause(start_s=start_s, end_s=end_s) for start_s, end_s in stretches if start_s < end_s)


def _since_start(
    distance_m: FloatArray, elapsed_s: FloatArray, chosen: BoolArray, start_s: float
) -> FloatArray:
    """A counted distance that begins with a stretch: what had been counted by its start is taken off.

    Where the distance is unknown at an edge but known on both its sides, the edge gets what lies between
    them; so nothing is lost between two stretches that meet there.
    """
    known = ~np.isnan(distance_m)
    since: FloatArray = distance_m[chosen].copy()
    if not known.any():
        return since
    known_s, known_m = elapsed_s[known], distance_m[known]
    edges = np.flatnonzero(chosen)[[0, -1]]
    for place, edge in zip((0, -1), edges, strict=True):
        if known_s[0] < elapsed_s[edge] < known_s[-1] and np.isnan(since[place]):
            since[place] = np.interp(elapsed_s[edge], known_s, known_m)
    # A count from the beginning on stays as it is, even where its first value is not 0.
    return since if start_s <= 0.0 else since - float(np.interp(start_s, known_s, known_m))


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
    unknown, not what the bad points say. The stretches are half-open, but for one that reaches the
    recording's end.

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
    bad_distance = [each for each in bad if "distance_m" in SPOILED_COLUMNS[each.spoiled]]
    columns["distance_m"] = _without_growth(columns["distance_m"], elapsed_s, bad_distance)
    for each in bad:
        inside = _inside(elapsed_s, each)
        for name in SPOILED_COLUMNS[each.spoiled]:
            columns[name][inside] = np.nan
    return replace(
        recording,
        samples=Samples.of(elapsed_s, **columns),
        device_distance_m=None if bad_distance else recording.device_distance_m,
    )


def _inside(elapsed_s: FloatArray, each: BadStretch) -> BoolArray:
    inside: BoolArray = (elapsed_s >= each.start_s) & (elapsed_s < each.end_s)
    if len(elapsed_s) and each.end_s >= elapsed_s[-1]:
        inside |= elapsed_s >= each.start_s
    return inside


def _without_growth(distance_m: FloatArray, elapsed_s: FloatArray, bad: Sequence[BadStretch]) -> FloatArray:
    """A distance without what it grew by within stretches; two that overlap are taken off once."""
    known = ~np.isnan(distance_m)
    if not known.any():
        return distance_m
    known_s, known_m = elapsed_s[known], distance_m[known]
    grown_m = np.zeros(len(distance_m))
    done_s = 0.0
    for each in sorted(bad, key=lambda each: each.start_s):
        start_s = max(each.start_s, done_s)
        done_s = max(done_s, each.end_s)
        if start_s >= each.end_s:
            continue
        from_m, to_m = np.interp((start_s, each.end_s), known_s, known_m, left=known_m[0] if start_s else 0.0)
        grown_m[elapsed_s >= each.end_s] += to_m - from_m
    return distance_m - grown_m


def joined_in_time(parts: Sequence[Recording]) -> Recording:
    """Recordings that follow one another as one, with a pause between them.

    Where one of them counts a distance and another has positions alone, the way along these is its count.

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
    ordered = sorted(parts, key=lambda part: part.started_at or _NEVER)
    if any((~np.isnan(part.samples.distance_m)).any() for part in ordered):
        ordered = [_counting(part) for part in ordered]
    ordered = [_with_speed(part) for part in ordered]
    joined = ordered[0]
    for part in ordered[1:]:
        joined = _followed_by(joined, part)
    return joined


def _counting(part: Recording) -> Recording:
    """A recording whose distance is the way along its positions where it counts none."""
    samples = part.samples
    if (~np.isnan(samples.distance_m)).any():
        return part
    return replace(part, samples=replace(samples, distance_m=samples.position_distance_m))


def _with_speed(part: Recording) -> Recording:
    """A recording with the speed to reckon with, so that none is seen across a join."""
    samples = part.samples
    return replace(part, samples=replace(samples, speed_m_s=travel_speed(samples)))


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
            *_pauses((each.start_s + offset_s, each.end_s + offset_s) for each in second.pauses),
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
        name: replace(column, values=_frozen(np.concatenate([column.values, second.extra[name].values])))
        for name, column in first.extra.items()
        if name in second.extra
        and column.values.dtype == second.extra[name].values.dtype
        and column.values.shape[1:] == second.extra[name].values.shape[1:]
        and column.unit == second.extra[name].unit
    }


def _frozen(values: NDArray[Any]) -> NDArray[Any]:
    values.flags.writeable = False
    return values


def as_said(recording: Recording, facts: Facts) -> Recording:
    """A recording with the sport and the distance that the user gives it.

    Parameters
    ----------
    recording
        The recording as it was measured.
    facts
        What the user says of it.

    Returns
    -------
    Recording
        The recording as it is reported on.
    """
    if facts.sport is not None:
        sub_name = facts.sport if facts.sport in ON_MACHINES else None
        name = {"treadmill": "running", "elliptical": "fitness_equipment"}.get(facts.sport, facts.sport)
        recording = replace(recording, sport=replace(recording.sport, name=name, sub_name=sub_name))
    if facts.distance_m is not None and recording.is_timed and recording.end_s > 0.0:
        recording = with_distance(recording, facts.distance_m)
    return recording


def with_distance(recording: Recording, distance_m: float) -> Recording:
    """A recording whose whole distance is the one given, as a treadmill or elliptical showed it.

    The device's own course is kept and brought onto the distance: that of its count, else of its speed, else
    of the positions. Where the device knew none, the distance is spread evenly over the time in motion: the
    time with a cadence, or all of it.

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
    way_m = _course(recording)
    total_m = float(way_m[-1])
    if not total_m > 0.0:
        return replace(recording, device_distance_m=distance_m)
    scale = distance_m / total_m
    columns = {name: getattr(samples, name) for name in COLUMNS}
    columns |= {
        "distance_m": way_m * scale,
        "step_length_m": np.full(len(samples), np.nan),
    }
    held_s = _held(recording)
    integral_m = float(np.nan_to_num(samples.speed_m_s) @ held_s)
    agrees = abs(integral_m - total_m) <= AGREES * total_m
    columns["speed_m_s"] = samples.speed_m_s * scale if agrees else np.full(len(samples), np.nan)
    said = replace(recording, samples=Samples.of(columns.pop("elapsed_s"), **columns))
    speed_m_s = travel_speed(said.samples)
    return replace(said, samples=replace(said.samples, speed_m_s=speed_m_s), device_distance_m=distance_m)


def _held(recording: Recording) -> FloatArray:
    """How long each sample speaks with the timer running, shape (n,). [s]"""
    elapsed_s = recording.samples.elapsed_s
    held_s = held_time(elapsed_s, 0.0, recording.end_s)
    for pause in recording.pauses:
        held_s -= held_time(elapsed_s, pause.start_s, pause.end_s)
    held_s[held_s < 0.0] = 0.0
    return held_s


def _course(recording: Recording) -> FloatArray:
    """How far somebody had come by each sample, as far as the device tells; rising from 0, shape (n,).

    Its unit is metres where the device measured any, else it is that of the time in motion.
    """
    samples, held_s = recording.samples, _held(recording)
    counted = _counted(samples.distance_m, samples.elapsed_s, from_zero=True)
    if counted is not None:
        return counted
    stepping = samples.cadence_spm > 0.0
    for rate in (samples.speed_m_s, None, stepping.astype(np.float64)):
        if rate is None:
            along = _counted(samples.position_distance_m, samples.elapsed_s, from_zero=False)
            if along is not None:
                return along
        elif float(np.nan_to_num(rate) @ held_s) > 0.0:
            return _summed(np.nan_to_num(rate), held_s)
    return _summed(np.ones(len(samples)), held_s)


def _summed(rate: FloatArray, held_s: FloatArray) -> FloatArray:
    summed: FloatArray = np.concatenate([[0.0], np.cumsum(rate * held_s)[:-1]])
    return summed


def _counted(distance_m: FloatArray, elapsed_s: FloatArray, *, from_zero: bool) -> FloatArray | None:
    """A distance at every sample, from 0 on; None where it is unknown or never grows."""
    known = ~np.isnan(distance_m)
    if np.count_nonzero(known) < 2:
        return None
    known_m = np.maximum.accumulate(distance_m[known])
    known_s = elapsed_s[known]
    if from_zero and known_s[0] > elapsed_s[0]:
        known_s, known_m = np.append(elapsed_s[0], known_s), np.append(0.0, known_m)
    counted: FloatArray = np.interp(elapsed_s, known_s, known_m) - known_m[0]
    return counted if counted[-1] > 0.0 else None
