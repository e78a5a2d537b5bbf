"""Putting a lost original back when its file is imported again."""

from backstride.store import Store
from backstride.store.durable import write_durably
from backstride.store.originals import pack


def put_back(store: Store, sha256: str, content: bytes) -> bool:
    """Put a file back that the log knows and whose original is not there.

    Parameters
    ----------
    store
        The log.
    sha256
        The hash of its content.
    content
        The file, as it came from the device.

    Returns
    -------
    bool
        Whether it was missing.

    Raises
    ------
    UnwritablePath
        If it cannot be written.
    """
    path = store.originals.path_of(sha256)
    if path.is_file():
        return False
    write_durably(path, pack(content))
    return True
