"""FIT, the format of most watches: bytes → messages → meaning, three steps one can stop at.

`walk` finds the messages, `decode` turns them into columns and values, `activity` into recordings.
"""

from dataclasses import replace

from backstride.errors import DamagedFile, NotAnActivity
from backstride.formats.fit import profile
from backstride.formats.fit.activity import file_type, recordings_of
from backstride.formats.fit.beats import beats_of
from backstride.formats.fit.walk import walk
from backstride.recording import Recording

__all__ = ["read_fit"]


def read_fit(data: bytes) -> tuple[Recording, ...]:
    """Read a FIT file.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    tuple
        The recordings, one for each session of each file in the chain; never empty.

    Raises
    ------
    DamagedFile
        If it is damaged before its first sample.
    NotAnActivity
        If it is sound but holds something else than an activity.
    TooLarge
        If it is larger than any recording.
    """
    parts, trailing = walk(data)
    beats = beats_of(parts)
    recordings: list[Recording] = []
    others: list[str] = []
    for part in parts:
        kind = file_type(part)
        if kind is None or kind == profile.ACTIVITY_FILE:
            recordings.extend(recordings_of(part, beats))
        else:
            names = profile.FILE_TYPES | profile.UNLISTED_FILE_TYPES
            others.append(names.get(kind, f"file type {kind}"))
    if recordings and trailing:
        return tuple(replace(each, warnings=(*each.warnings, *trailing)) for each in recordings)
    if recordings:
        return tuple(recordings)
    raise _refusal(others, [warning.message for part in parts for warning in (*part.warnings, *trailing)])


def _refusal(others: list[str], faults: list[str]) -> DamagedFile | NotAnActivity:
    if others:
        content = others[0]
        return NotAnActivity(
            f"This FIT file holds {content} data, not an activity.",
            allowed="A FIT file of type activity is read.",
            remedy="Nothing is lost: choose the file that the watch saved for the session.",
            content=content,
        )
    if faults:
        return DamagedFile(
            f"The FIT file is damaged before its first sample. {faults[0]}",
            allowed="What precedes the damage is read, if it holds at least one sample.",
            remedy="Copy the file from the device again, or export it again.",
        )
    return NotAnActivity(
        "This FIT file holds neither a sample with its time nor a session with its start.",
        allowed="A FIT file with at least one of them is read.",
        remedy="Choose the file that the watch saved for the session.",
        content="no samples",
    )
