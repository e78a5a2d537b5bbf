"""The files as they came from the device, compressed: the truth that all else is derived from.

A file is named by what it unpacks to, so that a FIT file and the same file compressed by a platform are one.
"""

from typing import Final

import pyarrow as pa

from backstride.errors import DamagedStore, TooLarge
from backstride.store.content_folder import ContentFolder, content_hash

__all__ = ["LARGEST_ORIGINAL", "Originals", "content_hash", "pack", "unpack"]

LARGEST_ORIGINAL: Final = 500_000_000
"""No original is larger than this, unpacked. [B]"""

_LEVEL: Final = 9
"""Above it files get hardly smaller, and take much longer to write."""
_CHUNK: Final = 1 << 20


def pack(data: bytes) -> bytes:
    """A file compressed for keeping; the same bytes always give the same result.

    Parameters
    ----------
    data
        The file's content.

    Returns
    -------
    bytes
        The content, compressed by zstd.

    Raises
    ------
    TooLarge
        If it is larger than `LARGEST_ORIGINAL`, so that it could not be read again.
    """
    if len(data) > LARGEST_ORIGINAL:
        raise TooLarge(
            f"The file holds {len(data) / 1e6:,.0f} MB.",
            allowed=f"The store keeps files of up to {LARGEST_ORIGINAL // 1_000_000} MB.",
            remedy="Check that it is a recording of one activity.",
        )
    packed: bytes = pa.Codec("zstd", compression_level=_LEVEL).compress(data, asbytes=True)
    return packed


def unpack(packed: bytes, largest: int = LARGEST_ORIGINAL) -> bytes:
    """What a compressed file holds.

    Parameters
    ----------
    packed
        What `pack` made.
    largest
        More than this is not unpacked. [B]

    Returns
    -------
    bytes
        The content.

    Raises
    ------
    DamagedStore
        If it cannot be unpacked, or would be larger.
    """
    parts: list[bytes] = []
    size = 0
    try:
        with pa.CompressedInputStream(pa.BufferReader(packed), "zstd") as stream:
            while part := stream.read(_CHUNK):
                size += len(part)
                if size > largest:
                    raise DamagedStore(
                        f"A stored file unpacks to more than {largest:,} bytes.",
                        allowed="A file of the store holds what was put into it.",
                        remedy="Put it back from a backup, or import the recording again.",
                    )
                parts.append(part)
    except (OSError, pa.ArrowException) as trouble:
        raise DamagedStore(
            f"A stored file cannot be unpacked: {trouble}.",
            allowed="The store's originals are compressed by zstd.",
            remedy="Put it back from a backup, or import the recording again.",
        ) from trouble
    return b"".join(parts)


class Originals(ContentFolder):
    """The originals in a folder; `pack` what is written to `path_of` the `content_hash`."""

    ending = ".zst"
    what = "original"

    def _content(self, stored: bytes) -> bytes:
        return unpack(stored)
