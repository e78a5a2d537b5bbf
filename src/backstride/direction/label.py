"""Labels: what the user says about a stretch, written as ``[#NUMBER ]START-END=DIRECTION [GAIT]``."""

import re
from dataclasses import dataclass, replace
from typing import Final

from backstride.bout import Gait, Travel
from backstride.direction.words import directions_named
from backstride.errors import InvalidLabel
from backstride.recording import Lap, Recording
from backstride.units import clock

WRITTEN: Final = (
    "A label reads START-END=DIRECTION, lap NUMBER=DIRECTION or all=DIRECTION, "
    "and may name a gait after the direction. Where there are several recordings, #NUMBER stands before it."
)
EXAMPLE: Final = "Write it like 00:05:00-00:07:30=backward, lap 3=backward walk, or all=forward."

RECORDING: Final = re.compile(r"#(\d{1,9})\s+(.*)", re.ASCII | re.DOTALL)
TIME: Final = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:\.\d+)?)", re.ASCII)
LAP: Final = re.compile(r"lap\s*(\d{1,9})", re.ASCII | re.IGNORECASE)
DASH: Final = re.compile(r"\s*[-–—]\s*")

SAME_EDGE_S: Final = 2.0
"""A lap that ends this close to where the next begins ends there: devices round the two differently. [s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the user says about a stretch: between two times, of one lap, or of all."""

    travel: Travel
    gait: Gait | None = None
    recording_number: int | None = None
    """Which of several recordings it speaks of, counted from 1; None where there is only one."""
    start_s: float | None = None
    """With ``end_s``: the stretch by its times. [s]"""
    end_s: float | None = None
    lap_number: int | None = None
    """The stretch by its lap, counted from 1."""
    text: str = ""
    """As it was written, for messages."""


def read_label(text: str) -> Label:
    """Read a label as a person writes it.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    text
        ``START-END=DIRECTION [GAIT]``, with times as ``h:mm:ss``, ``mm:ss`` or ``ss``; or ``lap N=…``,
        or ``all=…``; before it ``#N`` and a blank where there are several recordings. The direction is
        a word of the word list, in any of its languages.

    Returns
    -------
    Label
        What it says.

    Raises
    ------
    InvalidLabel
        If it is written in another way, names no direction or two, or ends before it starts.

    Examples
    --------
    >>> label = read_label("00:05:00-07:30=backward walk")
    >>> label.start_s, label.end_s, label.travel.value, label.gait.value
    (300.0, 450.0, 'backward', 'walk')
    >>> read_label("lap 3=rückwärts").lap_number
    3
    >>> read_label("#2 all=backward").recording_number
    2
    """
    where, sign, what = text.partition("=")
    if not sign:
        raise InvalidLabel(f'The label "{text}" has no "=" in it.', allowed=WRITTEN, remedy=EXAMPLE)
    travel, gait = _direction(what.strip(), text)
    where = where.strip()
    numbered = RECORDING.fullmatch(where)
    number, where = (None, where) if numbered is None else (int(numbered[1]), numbered[2])
    label = Label(travel=travel, gait=gait, recording_number=number, text=text)
    if where.casefold() == "all":
        return label
    lap = LAP.fullmatch(where)
    if lap is not None:
        return replace(label, lap_number=int(lap[1]))
    start_s, end_s = _times(where, text)
    return replace(label, start_s=start_s, end_s=end_s)


def stretch_of(label: Label, recording: Recording) -> tuple[float, float]:
    """Where in a recording a label holds.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    label
        The label.
    recording
        The recording, with times.

    Returns
    -------
    tuple of float
        Start and end of the stretch, cut off at the recording's end. [s]

    Raises
    ------
    InvalidLabel
        If the recording has no such lap, or the stretch begins at or after its end.
    """
    start_s, end_s = 0.0, recording.end_s
    if label.lap_number is not None:
        start_s, end_s = _stretch_of_lap(label, recording)
    elif label.start_s is not None and label.end_s is not None:
        start_s, end_s = label.start_s, label.end_s
    if start_s >= recording.end_s:
        raise InvalidLabel(
            f'The label "{label.text}" begins at {clock(start_s)}, '
            f"but the recording lasts only {clock(recording.end_s)}.",
            allowed="A labelled stretch begins inside the recording.",
            remedy="Give the times since the start of the recording, not the time of day.",
        )
    return max(start_s, 0.0), min(end_s, recording.end_s)


def lap_stretches(laps: tuple[Lap, ...]) -> tuple[tuple[float, float], ...]:
    """Where each lap starts and ends, with the edges of neighbours made one.

    Devices write the start of a lap in whole seconds and its length in thousandths, so that two laps
    often overlap, or leave a gap, of less than a second.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    laps
        Laps in the order of their starts.

    Returns
    -------
    tuple of tuple
        Start and end of each lap. [s]
    """
    ends = [lap.end_s for lap in laps]
    for place, following in enumerate(laps[1:]):
        if abs(following.start_s - ends[place]) <= SAME_EDGE_S and following.start_s > laps[place].start_s:
            ends[place] = following.start_s
    return tuple((lap.start_s, end_s) for lap, end_s in zip(laps, ends, strict=True))


def _stretch_of_lap(label: Label, recording: Recording) -> tuple[float, float]:
    count = len(recording.laps)
    number = label.lap_number or 0
    if not 1 <= number <= count:
        has = "has no laps" if count == 0 else f"has {count} lap{'s' if count > 1 else ''}"
        raise InvalidLabel(
            f'The label "{label.text}" names lap {number}, but the recording {has}.',
            allowed="Laps are counted from 1 in the order of the recording.",
            remedy="Label the stretch by its times instead, such as 00:05:00-00:07:30=backward.",
        )
    start_s, end_s = lap_stretches(recording.laps)[number - 1]
    if end_s <= start_s:
        raise InvalidLabel(
            f'The label "{label.text}" names lap {number}, which has no length.',
            allowed="A labelled stretch has a length.",
            remedy="Label another lap, or the stretch by its times.",
        )
    return start_s, end_s


def _direction(what: str, text: str) -> tuple[Travel, Gait | None]:
    named = directions_named(what)
    if (
        named.rest
        or (named.travel is None and not named.says_unknown)
        or (named.travel and named.says_unknown)
    ):
        raise InvalidLabel(
            f'The label "{text}" says "{what}", which names no one direction.',
            allowed="A direction is backward, forward, sideways or unknown; walk or run may follow it.",
            remedy=EXAMPLE,
        )
    return named.travel or Travel.UNKNOWN, named.gait


def _times(where: str, text: str) -> tuple[float, float]:
    parts = DASH.split(where)
    times = [_seconds(part) for part in parts]
    start_s, end_s = times if len(times) == 2 else (None, None)
    if start_s is None or end_s is None:
        raise InvalidLabel(
            f'The label "{text}" says "{where}", which is no stretch of time.',
            allowed="Times are written as h:mm:ss, mm:ss or seconds, with minutes and seconds under 60.",
            remedy=EXAMPLE,
        )
    if end_s <= start_s:
        raise InvalidLabel(
            f'The label "{text}" ends at {clock(end_s)}, which is not after its start at {clock(start_s)}.',
            allowed="A stretch ends after it starts.",
            remedy="Swap the two times, or correct one of them.",
        )
    return start_s, end_s


def _seconds(written: str) -> float | None:
    """A time as ``h:mm:ss``, ``mm:ss`` or ``ss``; None where it is written in another way."""
    match = TIME.fullmatch(written)
    if match is None:
        return None
    hours, minutes, seconds = match[1], match[2], float(match[3])
    if (minutes is not None and seconds >= 60) or (hours is not None and int(minutes) >= 60):
        return None
    return int(hours or 0) * 3600.0 + int(minutes or 0) * 60.0 + seconds
