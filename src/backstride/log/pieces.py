"""Where the recordings of an activity lie in its own time, and which way its stretches went."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from backstride.bout import Bout, Gait
from backstride.direction import Label, LapConvention, bouts
from backstride.log.activity import Activity, BadStretch, Spoiled, Timeline, Window
from backstride.log.compose import as_said, nearest_sample_s, without
from backstride.recording import Recording
from backstride.stride import StrideBaseline

Place = tuple[str, int]
"""An original, and which of its recordings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A window of an activity, in the activity's own time."""

    window: Window
    zero_s: float
    """When the whole recording of the window begins, in the activity's time. [s]"""
    start_s: float
    """When the window begins, in the activity's time. [s]"""
    end_s: float
    """When its last sample was taken, in the activity's time. [s]"""

    @property
    def place(self) -> Place:
        """Its recording."""
        return (self.window.original, self.window.part)

    def in_recording(self, start_s: float, end_s: float) -> tuple[float, float] | None:
        """A stretch of the activity in the time of the recording.

        Parameters
        ----------
        start_s
            Start of the stretch, in the activity's time. [s]
        end_s
            Its end. [s]

        Returns
        -------
        tuple of float or None
            Start and end in the recording's time, within the window; None where it lies outside. [s]
        """
        from_s, to_s = max(start_s, self.start_s), min(end_s, self.end_s)
        return None if from_s >= to_s else (max(from_s - self.zero_s, 0.0), to_s - self.zero_s)


def pieces_of(windows: Sequence[Window], recordings: Mapping[Place, Recording]) -> tuple[Piece, ...]:
    """Where each window of an activity lies in the activity's time.

    Parameters
    ----------
    windows
        What the activity consists of, in order of time.
    recordings
        The whole recordings.

    Returns
    -------
    tuple of Piece
        One for each window.
    """
    found: list[Piece] = []
    first = recordings[windows[0].original, windows[0].part].started_at
    for window in windows:
        recording = recordings[window.original, window.part]
        start = recording.started_at
        apart_s = 0.0 if first is None or start is None else (start - first).total_seconds()
        zero_s = apart_s - windows[0].start_s
        elapsed_s = recording.samples.elapsed_s
        last_s = recording.end_s
        if window.end_s is not None and recording.is_timed:
            within = elapsed_s[elapsed_s <= window.end_s]
            last_s = float(within[-1]) if len(within) else window.start_s
        # What lies between two recordings is nobody's: the second begins with its first sample.
        start_s = max(window.start_s, float(elapsed_s[0])) if found else window.start_s
        found.append(Piece(window=window, zero_s=zero_s, start_s=zero_s + start_s, end_s=zero_s + last_s))
    return tuple(found)


def bouts_of(
    activity: Activity,
    recordings: Mapping[Place, Recording],
    timelines: Mapping[Place, Timeline],
    recording: Recording,
    baseline: StrideBaseline | None = None,
) -> tuple[Bout, ...]:
    """The bouts of an activity, in its own time.

    They are found on the whole recordings and cut to the windows. So it makes no difference to a stretch
    whether the activity was split beside it: a lap press still counts from the first one on, and a gait is
    seen in what surrounds it.

    Parameters
    ----------
    activity
        The activity.
    recordings
        The whole recordings.
    timelines
        What the user says along their time.
    recording
        The activity's own recording, with all that the user said of it.
    baseline
        The athlete's own forward stride; None where it is not known.

    Returns
    -------
    tuple of Bout
        In order.
    """
    if not recording.is_timed:
        return ()
    return tuple(_bouts(activity, recordings, timelines, recording, baseline))


def _bouts(
    activity: Activity,
    recordings: Mapping[Place, Recording],
    timelines: Mapping[Place, Timeline],
    recording: Recording,
    baseline: StrideBaseline | None,
) -> Iterator[Bout]:
    convention = activity.facts.lap_convention
    for piece in pieces_of(activity.windows, recordings):
        timeline = timelines.get(piece.place, Timeline())
        whole = without(recordings[piece.place], timeline.bad)
        whole = as_said(whole, replace(activity.facts, distance_m=None))
        if name := activity.facts.name or activity.told.name:
            whole = replace(whole, names={**whole.names, "activity": name})
        if activity.facts.distance_m is not None:
            whole = _with_speed_of(recording, whole, piece)
        found = bouts(
            whole,
            labels=tuple(_labels(timeline, whole.end_s)),
            lap_convention=None if convention is None else LapConvention(convention),
            file_name=activity.file_name,
            baseline=baseline,
        )
        for bout in _without_gait(found, timeline.bad):
            start_s = max(bout.start_s + piece.zero_s, piece.start_s)
            end_s = min(bout.end_s + piece.zero_s, piece.end_s)
            if start_s < end_s:
                yield replace(bout, start_s=start_s, end_s=end_s)


def _without_gait(found: Iterable[Bout], bad: Iterable[BadStretch]) -> list[Bout]:
    """Bouts whose gait is unknown where nothing is to be believed, whatever a step or label says of it."""
    cut = list(found)
    for each in bad:
        if each.spoiled is Spoiled.EVERYTHING:
            cut = [part for bout in cut for part in _cut_bout(bout, each)]
    return cut


def _cut_bout(bout: Bout, bad: BadStretch) -> Iterator[Bout]:
    inner = (min(max(edge_s, bout.start_s), bout.end_s) for edge_s in (bad.start_s, bad.end_s))
    edges = sorted({bout.start_s, bout.end_s, *inner})
    for start_s, end_s in pairwise(edges):
        is_bad = bad.start_s <= start_s < bad.end_s
        yield replace(bout, start_s=start_s, end_s=end_s, gait=Gait.UNKNOWN if is_bad else bout.gait)


def _labels(timeline: Timeline, end_s: float) -> Iterator[Label]:
    """Marks as labels of the whole recording."""
    for mark in timeline.marks:
        if mark.start_s < end_s:
            yield Label(
                travel=mark.travel, gait=mark.gait, start_s=mark.start_s, end_s=mark.end_s, text=mark.text
            )


def _with_speed_of(recording: Recording, whole: Recording, piece: Piece) -> Recording:
    """A whole recording that, within a window, has the speed that follows from what the user said."""
    elapsed_s = whole.samples.elapsed_s
    window = piece.window
    end_s = whole.end_s if window.end_s is None else window.end_s
    chosen = np.flatnonzero((elapsed_s >= window.start_s) & (elapsed_s <= end_s))
    first = int(np.argmin(np.abs(recording.samples.elapsed_s - (elapsed_s[chosen[0]] + piece.zero_s))))
    speed_m_s = whole.samples.speed_m_s.copy()
    speed_m_s[chosen] = recording.samples.speed_m_s[first : first + len(chosen)]
    return replace(whole, samples=replace(whole.samples, speed_m_s=speed_m_s))


def cut_at(
    pieces: Sequence[Piece], time_s: float, recordings: Mapping[Place, Recording]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Pieces of an activity before and after a time, cut at the nearest sample.

    Parameters
    ----------
    pieces
        Pieces in order of time.
    time_s
        Where to cut, in the activity's time. [s]
    recordings
        The whole recordings.

    Returns
    -------
    tuple of Piece
        What lies before; empty where the first sample is the nearest.
    tuple of Piece
        What lies after.
    """
    before: list[Piece] = []
    after: list[Piece] = []
    for piece in pieces:
        recording = recordings[piece.place]
        at_s = nearest_sample_s(recording, time_s - piece.zero_s)
        if at_s <= max(piece.window.start_s, float(recording.samples.elapsed_s[0])):
            after.append(piece)
        elif at_s >= (recording.end_s if piece.window.end_s is None else piece.window.end_s):
            before.append(piece)
        else:
            edge_s = at_s + piece.zero_s
            before.append(replace(piece, window=replace(piece.window, end_s=at_s), end_s=edge_s))
            after.append(replace(piece, window=replace(piece.window, start_s=at_s), start_s=edge_s))
    return tuple(before), tuple(after)


def joined_windows(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Windows in order of time, those that meet in one recording made one.

    Parameters
    ----------
    windows
        Windows in order of time.

    Returns
    -------
    tuple of Window
        As few as there can be.
    """
    joined: list[Window] = []
    for window in windows:
        last = joined[-1] if joined else None
        if last is not None and meet(last, window):
            joined[-1] = replace(last, end_s=window.end_s)
        else:
            joined.append(window)
    return tuple(joined)


def meet(one: Window, other: Window) -> bool:
    """Whether a recording goes on in one window where another ends.

    Parameters
    ----------
    one
        The earlier window.
    other
        The later one.

    Returns
    -------
    bool
        Whether the two are one stretch.
    """
    return (one.original, one.part, one.end_s) == (other.original, other.part, other.start_s)
