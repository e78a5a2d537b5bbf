"""Files that somebody hands to the app, kept until they are imported.

Each upload has a folder of its own, named by a key that nobody can guess. Whoever asks for something names
the key and the files; a path never comes from outside.
"""

import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from backstride.errors import InvalidValue, MissingFile, UnwritablePath

KEY_BYTES: Final = 16
KEY: Final = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", re.ASCII)
LONGEST_NAME: Final = 200
"""Of a file. [B]"""
LONGEST_ENDING: Final = 20
"""A longer one is no ending, but part of the name. [B]"""
MOST_ALIKE: Final = 1000
"""Of so many files of one name each gets a number. [-]"""
NAMELESS: Final = "file"
KEPT_FOR: Final = timedelta(days=7)
NO_NAME: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
"""What some systems do not take in the name of a file."""


def new_upload(folder: Path) -> tuple[str, Path]:
    """A place for files that are being handed over.

    Parameters
    ----------
    folder
        Where uploads are kept; it is made if it is not there.

    Returns
    -------
    tuple
        The key of the upload, and its empty folder.

    Raises
    ------
    UnwritablePath
        If it cannot be made.
    """
    key = secrets.token_hex(KEY_BYTES)
    path = folder / key
    try:
        path.mkdir(parents=True)
    except OSError as trouble:
        raise _unwritable(trouble) from trouble
    return key, path


def place_for(folder: Path, key: str, name: str) -> Path:
    """A new, empty file of an upload, under a safe name that no other has.

    Parameters
    ----------
    folder
        Where uploads are kept.
    key
        The key of the upload.
    name
        What the file is called where it comes from; anything.

    Returns
    -------
    Path
        To be written to.

    Raises
    ------
    MissingFile
        If there is no such upload.
    UnwritablePath
        If nothing can be written there.
    InvalidValue
        If too many files of the upload have this name.
    """
    upload = _folder_of(folder, key)
    safe = safe_name(name)
    for number in range(1, MOST_ALIKE + 1):
        path = upload / (safe if number == 1 else _numbered(safe, number))
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            continue
        except OSError as trouble:
            raise _unwritable(trouble) from trouble
        return path
    raise InvalidValue(
        f"More than {MOST_ALIKE:,} files are called {safe}.",
        allowed="Files that are handed over at once have names of their own.",
        remedy="Put them into a ZIP archive, and hand over that.",
    )


def safe_name(name: str) -> str:
    """A name for a file, from one that anybody may have made up.

    Parameters
    ----------
    name
        The name, perhaps with folders.

    Returns
    -------
    str
        Its last part, without what leads elsewhere or cannot be written, at most `LONGEST_NAME` bytes long.
    """
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    last = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = NO_NAME.sub("_", last).strip(" .") or NAMELESS
    return _shortened(clean, LONGEST_NAME)


def upload_paths(folder: Path, key: str, names: Sequence[str] | None = None) -> tuple[Path, ...]:
    """The files of an upload.

    Parameters
    ----------
    folder
        Where uploads are kept.
    key
        The key of the upload.
    names
        Which of its files; None for all of them.

    Returns
    -------
    tuple of Path
        In the order of their names.

    Raises
    ------
    MissingFile
        If the upload or one of the files is not there, or no longer.
    """
    upload = _folder_of(folder, key)
    there = {path.name: path for path in sorted(upload.iterdir()) if path.is_file()}
    wanted = sorted(there if names is None else set(names))
    missing = [name for name in wanted if name not in there]
    if missing or not wanted:
        raise _gone()
    return tuple(there[name] for name in wanted)


def remove_upload(folder: Path, key: str) -> None:
    """Remove an upload with its files, if it is there.

    Parameters
    ----------
    folder
        Where uploads are kept.
    key
        The key of the upload.
    """
    if KEY.fullmatch(key):
        shutil.rmtree(folder / key, ignore_errors=True)


def sweep_folders(folder: Path, *, now: datetime, spared: Iterable[str] = ()) -> tuple[str, ...]:
    """Remove the folders of keys that nobody has touched for long.

    Parameters
    ----------
    folder
        Where uploads, or exports, are kept.
    now
        The moment.
    spared
        Keys of those that are still wanted.

    Returns
    -------
    tuple of str
        The keys of what was removed.
    """
    wanted, oldest = frozenset(spared), (now - KEPT_FOR).timestamp()
    removed = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_ours = path.is_dir() and not path.is_symlink() and re.fullmatch(r"[0-9a-f]+", path.name)
        if is_ours and path.name not in wanted and path.stat().st_mtime < oldest:
            shutil.rmtree(path, ignore_errors=True)
            removed.append(path.name)
    return tuple(removed)


def _folder_of(folder: Path, key: str) -> Path:
    path = folder / key
    if not KEY.fullmatch(key) or not path.is_dir():
        raise _gone()
    return path


def _gone() -> MissingFile:
    return MissingFile(
        "The files that were handed over are not there any more.",
        allowed=f"They are kept until they are imported, and for {KEPT_FOR.days} days at the most.",
        remedy="Choose them once more.",
    )


def _unwritable(trouble: OSError) -> UnwritablePath:
    return UnwritablePath(
        f"What is handed over cannot be kept: {trouble.strerror or 'nothing can be written'}.",
        allowed="A data folder that may be written to, on a disk with space.",
        remedy="Make space, or check who may write to the data folder.",
    )


def _split(name: str) -> tuple[str, str]:
    """A name, and its ending, as in ``.fit.gz``."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > LONGEST_ENDING:
        return name, ""
    inner, inner_dot, inner_ending = stem.rpartition(".")
    if ending.lower() == "gz" and inner and len(inner_ending.encode()) <= LONGEST_ENDING:
        return inner, inner_dot + inner_ending + dot + ending
    return stem, dot + ending


def _shortened(name: str, most: int) -> str:
    stem, ending = _split(name)
    kept = stem.encode()[: most - len(ending.encode())].decode("utf-8", "ignore")
    return kept.rstrip(" .") + ending


def _numbered(name: str, number: int) -> str:
    stem, ending = _split(name)
    mark = f" ({number})"
    return _shortened(stem, LONGEST_NAME - len((mark + ending).encode())) + mark + ending
