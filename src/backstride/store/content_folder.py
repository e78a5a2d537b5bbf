"""A folder of files that are named by their content: what has changed no longer fits its name."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final

from backstride.errors import DamagedStore, InvalidValue, MissingFile, UnreadablePath, UnwritablePath
from backstride.store.durable import force_folder

_NAME: Final = re.compile(r"[0-9a-f]{64}")


def content_hash(data: bytes | memoryview) -> str:
    """What content is named by.

    Parameters
    ----------
    data
        The content; of a compressed file, what it unpacks to.

    Returns
    -------
    str
        Its SHA-256, as 64 hexadecimal digits.

    Examples
    --------
    >>> content_hash(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


class ContentFolder:
    """Files by the hash of their content, in folders of its first two digits.

    Parameters
    ----------
    folder
        Where they are; it need not exist.
    """

    ending: ClassVar[str]
    """How the names of its files end."""
    what: ClassVar[str]
    """What one of them is called in a message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Where a file is, or would be.

        Parameters
        ----------
        sha256
            The hash of its content.

        Returns
        -------
        Path
            Its path.

        Raises
        ------
        InvalidValue
            If it is no hash, so that no name can lead out of the folder.
        """
        if not _NAME.fullmatch(sha256):
            raise InvalidValue(
                f"{sha256!r} names no {self.what}.",
                allowed="A name is the SHA-256 of the content: 64 hexadecimal digits in lower case.",
                remedy="Take a name that the store gave.",
            )
        return self.folder / sha256[:2] / f"{sha256}{self.ending}"

    def read(self, sha256: str) -> bytes:
        """The content of a file, once it is known to be what its name says.

        Parameters
        ----------
        sha256
            The hash of its content.

        Returns
        -------
        bytes
            The content.

        Raises
        ------
        MissingFile
            If it is not there.
        UnreadablePath
            If it cannot be opened.
        DamagedStore
            If something changed it.
        """
        path = self.path_of(sha256)
        try:
            stored = path.read_bytes()
        except FileNotFoundError as trouble:
            raise MissingFile(
                f"The {self.what} {path} is not there.",
                allowed="The store keeps each file that it knows of.",
                remedy="Put it back from a backup, or import the recording again.",
            ) from trouble
        except OSError as trouble:
            raise UnreadablePath(
                f"{path} cannot be opened: {trouble.strerror or trouble}.",
                allowed="The store's files can be read by whoever uses it.",
                remedy="Check who may read it.",
            ) from trouble
        damaged = DamagedStore(
            f"The {self.what} {path} is not what was stored.",
            allowed="A file of the store never changes; its name is the hash of its content.",
            remedy="Put it back from a backup, or import the recording again.",
        )
        try:
            content = self._content(stored)
        except DamagedStore as trouble:
            raise damaged from trouble
        if content_hash(content) != sha256:
            raise damaged
        return content

    def verify(self, sha256: str) -> None:
        """Make sure that a file is there, and is what was stored.

        Parameters
        ----------
        sha256
            The hash of its content.
        """
        self.read(sha256)

    def names(self) -> Iterator[str]:
        """The hashes of all files that are there, ascending; whatever else lies there is passed over.

        Yields
        ------
        str
            The hash of a file's content.
        """
        for path in sorted(self.folder.glob(f"[0-9a-f][0-9a-f]/*{self.ending}")):
            name = path.name.removesuffix(self.ending)
            if _NAME.fullmatch(name) and name.startswith(path.parent.name):
                yield name

    def remove(self, sha256: str) -> None:
        """Remove a file for good; one that is not there is no trouble.

        Parameters
        ----------
        sha256
            The hash of its content.

        Raises
        ------
        UnwritablePath
            If it cannot be removed.
        """
        path = self.path_of(sha256)
        try:
            path.unlink(missing_ok=True)
            if path.parent.exists():
                force_folder(path.parent)
        except OSError as trouble:
            raise UnwritablePath(
                f"{path} cannot be removed: {trouble.strerror or trouble}.",
                allowed="The store's files belong to whoever uses it.",
                remedy="Check who may write to its folder.",
            ) from trouble

    def _content(self, stored: bytes) -> bytes:
        """What a file is named by."""
        return stored
