"""Writing files so that each is there whole or not at all, whatever is cut off in the middle.

A file is written under a name of its own beside its place, forced to the disk and renamed; then its folder
is forced to the disk, for a new name is on the disk only when its folder is. What a killed program can leave
behind is a file whose name begins with `PARTIAL`, which nobody reads and `sweep` removes.
"""

import errno
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from backstride.errors import UnwritablePath

PARTIAL: Final = ".partial-"
"""How the names of unfinished files begin."""

LEFT_BEHIND_S: Final = 3600.0
"""An unfinished file that was last written to longer ago than this was left behind. [s]"""


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, and stays after a power cut.

    Parameters
    ----------
    path
        Where to; folders are made, and a file there is replaced.
    data
        What to.

    Raises
    ------
    UnwritablePath
        If nothing can be written there; then what stood there is left as it was.
    """
    with DurableGroup() as group:
        group.replace(path, data)


class DurableGroup:
    """Files that are written together, so that each folder is forced to the disk only once.

    Each file is on the disk before any of them has its name. Leaving the ``with`` block gives them their
    names; leaving it by an error removes them.
    """

    def __init__(self) -> None:
        self._unfinished: dict[Path, Path] = {}
        self._folders: set[Path] = set()

    def add(self, path: Path, data: bytes) -> bool:
        """Write a file that is named by its content, unless it is there already.

        Parameters
        ----------
        path
            Where to. A file there of the same size is the same file.
        data
            What to.

        Returns
        -------
        bool
            Whether it was written; False where it was there.

        Raises
        ------
        UnwritablePath
            If it cannot be written there.
        """
        if path in self._unfinished:
            return False
        if _size(path) == len(data):
            # Whoever wrote it may not have come to force its folder to the disk.
            self._folders |= {path.parent, path.parent.parent}
            return False
        self.replace(path, data)
        return True

    def replace(self, path: Path, data: bytes) -> None:
        """Write a file, whatever is there.

        Parameters
        ----------
        path
            Where to.
        data
            What to.

        Raises
        ------
        UnwritablePath
            If it cannot be written there.
        """
        unfinished = path.with_name(PARTIAL + secrets.token_hex(8))
        try:
            self._folders |= _made(path.parent)
            _write(unfinished, data)
        except OSError as trouble:
            raise _unwritable(path, trouble) from trouble
        earlier = self._unfinished.pop(path, None)
        self._unfinished[path] = unfinished
        if earlier is not None:
            _forget(earlier)

    def commit(self) -> None:
        """Give all files their names, and force their folders to the disk.

        Raises
        ------
        UnwritablePath
            If a file cannot get its name; then those before it have theirs, and the others are removed.
        """
        try:
            while self._unfinished:
                path, unfinished = next(iter(self._unfinished.items()))
                unfinished.replace(path)
                del self._unfinished[path]
            while self._folders:
                path = next(iter(self._folders))
                force_folder(path)
                self._folders.remove(path)
        except OSError as trouble:
            raise _unwritable(path, trouble) from trouble
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove what has not got its name."""
        while self._unfinished:
            _forget(self._unfinished.popitem()[1])
        self._folders.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.commit()
        else:
            self.discard()


def _unwritable(path: Path, trouble: OSError) -> UnwritablePath:
    return UnwritablePath(
        f"{path} cannot be written: {trouble.strerror or trouble}.",
        allowed="A file in a folder that you may write to, on a disk with space.",
        remedy="Make space, or choose another place.",
    )


def _size(path: Path) -> int | None:
    """The size of a file; None where there is none, or it cannot be seen. [B]"""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None  # writing it will tell why


def _made(folder: Path) -> set[Path]:
    """Make a folder with those above it; the folders that must be forced to the disk for it."""
    missing = [folder]
    while not missing[-1].exists():
        missing.append(missing[-1].parent)
    for new in reversed(missing[:-1]):
        new.mkdir(exist_ok=True)
    # The one above is among them even where nothing was made: another program may have made it just now.
    return {folder, *(new.parent for new in missing[:-1]), folder.parent}


def _write(path: Path, data: bytes) -> None:
    """Write a new file and force it to the disk; nothing stays if that fails."""
    try:
        # Not from `tempfile`, whose files nobody else may read: who may is the folder's and the umask's say.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _forget(path)
        raise


def _forget(path: Path) -> None:
    with suppress(OSError):  # the error that led here is the one to tell; `sweep` gets what stays
        path.unlink()


def force_folder(folder: Path) -> None:
    """Force the names in a folder to the disk.

    Parameters
    ----------
    folder
        The folder.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as trouble:
        if trouble.errno != errno.EINVAL:  # some network disks do not know how, and need it not
            raise
    finally:
        os.close(opened)


def leftovers(folder: Path) -> Iterator[Path]:
    """The unfinished files in a folder and in those below it.

    Parameters
    ----------
    folder
        The folder; nothing is in one that does not exist.

    Yields
    ------
    Path
        Each file whose name begins with `PARTIAL`, of running programs too.
    """
    yield from sorted(path for path in folder.rglob(PARTIAL + "*") if path.is_file())


def sweep(folder: Path, *, older_than_s: float = LEFT_BEHIND_S) -> tuple[Path, ...]:
    """Remove the unfinished files that killed programs left behind.

    Parameters
    ----------
    folder
        The folder; those below it are swept too.
    older_than_s
        A file last written to less long ago may belong to a running program, and stays. [s]

    Returns
    -------
    tuple of Path
        What was removed.
    """
    removed = []
    for path in leftovers(folder):
        with suppress(FileNotFoundError):  # its program has just finished it
            if time.time() - path.stat().st_mtime >= older_than_s:
                path.unlink()
                removed.append(path)
    return tuple(removed)
