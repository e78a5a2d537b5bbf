"""A person's own forward stride, learned from a folder with their earlier recordings."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backstride.actions.report import content_of
from backstride.bout import Bout
from backstride.direction import bouts, learn_baseline
from backstride.errors import FileRefused, UnreadablePath
from backstride.formats import read
from backstride.formats.content import unpacked
from backstride.recording import Recording
from backstride.stride import StrideBaseline

ENDINGS: Final = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz")
MOST_FILES: Final = 200
"""So many recordings are read, the last by their names, which mostly are dates: more teach nothing new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStride:
    """What a folder taught."""

    baseline: StrideBaseline | None
    """None where there is too little on foot."""
    read: int
    """How many files were read."""
    passed_over: int
    """How many were not: damaged, there already in another file, or among those that are reported on."""


def stride_of(folder: Path, reported: Iterable[Path] = ()) -> EarlierStride:
    """Learn a person's own forward stride from a folder.

    Files that cannot be read are passed over: one damaged file is no reason to know nothing. So are those
    that are reported on themselves, and what another file holds too, by what is in them unpacked.

    Parameters
    ----------
    folder
        The folder, with FIT, GPX and TCX files, also as ``.gz`` and in folders of its own.
    reported
        The files that are reported on.

    Returns
    -------
    EarlierStride
        The stride, and how many files taught it.

    Raises
    ------
    UnreadablePath
        If there is no such folder, or it holds no recording at all.
    """
    if not folder.is_dir():
        raise UnreadablePath(
            f"{folder} is no folder." if folder.exists() else f"There is no folder {folder}.",
            allowed="Your history is a folder with earlier recordings: FIT, GPX or TCX, also as .gz.",
            remedy="Name the folder, as in: --history runs/2025.",
        )
    paths = sorted(path for path in folder.rglob("*") if path.name.casefold().endswith(ENDINGS))
    if not paths:
        raise UnreadablePath(
            f"The folder {folder} holds no recording.",
            allowed="Your history is a folder with earlier recordings: FIT, GPX or TCX, also as .gz.",
            remedy="Put recordings into it, or leave --history out.",
        )
    known = {_digest(content) for path in reported if (content := _content(path)) is not None}
    counted = _Counted()
    baseline = learn_baseline(_sessions(paths[-MOST_FILES:], known, counted))
    return EarlierStride(baseline=baseline, read=counted.read, passed_over=counted.passed_over)


@dataclass(slots=True)
class _Counted:
    read: int = 0
    passed_over: int = 0


def _sessions(
    paths: Iterable[Path], known: set[str], counted: _Counted
) -> Iterator[tuple[Recording, Sequence[Bout]]]:
    """Recordings with all that is told and seen of them, each content once."""
    for path in paths:
        found = _recordings(_content(path), known)
        counted.read += bool(found)
        counted.passed_over += not found
        for recording in found:
            yield recording, bouts(recording, file_name=path.name)


def _recordings(content: bytes | None, known: set[str]) -> tuple[Recording, ...]:
    """What a file holds; nothing where it cannot be read, or is known."""
    if content is None or (digest := _digest(content)) in known:
        return ()
    known.add(digest)
    try:
        return read(content)
    except FileRefused:
        return ()


def _content(path: Path) -> bytes | None:
    """What is in a file, unpacked; None where it cannot be opened."""
    try:
        # Whoever opened a pipe would wait for somebody to write into it.
        return unpacked(content_of(path))[0] if path.is_file() else None
    except (FileRefused, OSError):
        return None  # of a file that is reported on, the report says why


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
