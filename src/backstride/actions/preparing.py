"""Reading one file of an import, and working out all that the log keeps of it; nothing is saved here.

It runs in processes of its own, so everything that goes in and comes out can be sent between them.
"""

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from backstride.athlete import Athlete
from backstride.errors import FileRefused, NotAnActivity, UnknownFormat
from backstride.formats import read
from backstride.log import Activity, Derived, Facts, Shape, Told, Window, activity_key, derive, shape_of
from backstride.recording import Recording
from backstride.store.originals import pack
from backstride.store.recordings import recording_name, to_parquet

PARENT_LOOKED_FOR_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to prepare."""

    content: bytes
    sha256: str
    file_name: str
    told: Told
    names: Mapping[int, str]
    """Names of activities by the second in which they began."""
    athlete_name: str
    athlete: Athlete
    lap_convention: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPart:
    """One recording of a file, ready to be saved."""

    activity: Activity
    derived: Derived
    shape: Shape | None
    file: str
    """Under which name its columns are kept."""
    columns: bytes
    """The content of that file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A file, ready to be saved."""

    sha256: str
    file_name: str
    size: int
    format: str
    packed: bytes
    """The file, compressed as it is kept."""
    parts: tuple[PreparedPart, ...]

    @property
    def weight(self) -> int:
        """How many bytes are to be written."""
        return len(self.packed) + sum(len(part.columns) for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a file gives no recording."""

    slug: str
    reason: str
    content: str | None = None
    """What it is instead, where it is sound but no recording at all."""


def refusal_of(refused: FileRefused) -> Refusal:
    """A refusal in words that can be kept.

    Parameters
    ----------
    refused
        The error.

    Returns
    -------
    Refusal
        Its words.
    """
    content = None
    if isinstance(refused, NotAnActivity):
        content = refused.content
    elif isinstance(refused, UnknownFormat):
        content = "no recording"
    return Refusal(slug=refused.slug, reason=f"{refused.message} {refused.remedy}", content=content)


def prepare(task: Task) -> Prepared | Refusal:
    """Read a file and work out all that the log keeps of it.

    Parameters
    ----------
    task
        The file.

    Returns
    -------
    Prepared or Refusal
        What is to be saved, or why there is nothing.
    """
    try:
        recordings = read(task.content)
    except FileRefused as refused:
        return refusal_of(refused)
    parts = tuple(_part(number, recording, task) for number, recording in enumerate(recordings))
    return Prepared(
        sha256=task.sha256,
        file_name=task.file_name,
        size=len(task.content),
        format=recordings[0].format,
        packed=pack(task.content),
        parts=parts,
    )


def _part(number: int, recording: Recording, task: Task) -> PreparedPart:
    windows = (Window(original=task.sha256, part=number),)
    told = task.told
    if told.name is None and recording.started_at is not None:
        name = task.names.get(round(recording.started_at.timestamp()))
        told = told if name is None else replace(told, platform="garmin", name=name)
    activity = Activity(
        key=activity_key(task.athlete_name, windows),
        windows=windows,
        file_name=task.file_name,
        told=told,
        facts=Facts(lap_convention=task.lap_convention),
    )
    columns = to_parquet(recording)
    return PreparedPart(
        activity=activity,
        derived=derive(activity, {(task.sha256, number): recording}, {}, task.athlete),
        shape=shape_of(recording),
        file=recording_name(columns),
        columns=columns,
    )


def end_with_parent(parent: int) -> None:
    """End this process when the one that started it has gone, however that ended.

    Parameters
    ----------
    parent
        The number of the process that started it.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_LOOKED_FOR_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
