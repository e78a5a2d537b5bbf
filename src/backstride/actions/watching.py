"""Folders in which files arrive: each is imported once it is whole."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from backstride.actions.importing import (
    DUPLICATE,
    IGNORED,
    NEW,
    ImportOutcome,
    ImportSettings,
    import_paths,
)
from backstride.actions.undoing import undo_import
from backstride.store import Store

State = tuple[int, int]
"""Size, and when it was last written to."""


class Watch:
    """Looks into folders again and again, and imports what is new.

    Parameters
    ----------
    store
        The log.
    folders
        Where files arrive.
    settings
        How they are imported.
    """

    def __init__(self, store: Store, folders: Iterable[Path], settings: ImportSettings) -> None:
        self._store, self._folders = store, tuple(folders)
        self._settings = replace(settings, are_named=False)
        self._seen: dict[Path, State] = {}
        self._done: dict[Path, State] = {}

    def look(self, *, at_once: bool = False) -> ImportOutcome | None:
        """Look once, and import the files that have not changed since the last look.

        Parameters
        ----------
        at_once
            Whether also files are taken that are seen for the first time.

        Returns
        -------
        ImportOutcome or None
            None if nothing new came.
        """
        there = dict(_files(self._folders, self._store.folder))
        whole = [
            path
            for path, state in sorted(there.items())
            if self._done.get(path) != state and (at_once or self._seen.get(path) == state)
        ]
        self._seen = there
        if not whole:
            return None
        outcome = import_paths(self._store, whole, self._settings)
        self._done |= {path: there[path] for path in whole}
        if outcome.batch is None or outcome.counts[NEW]:
            return outcome
        # Nothing came of it, so the list of imports need not hold it.
        undo_import(self._store, outcome.batch)
        if all(entry.outcome in {DUPLICATE, IGNORED} for entry in outcome.entries):
            return None
        return replace(outcome, batch=None)


def _files(folders: Iterable[Path], left_out: Path) -> Iterable[tuple[Path, State]]:
    """The files of folders; the log itself may lie in one of them."""
    for folder in folders:
        for path in folder.rglob("*"):
            is_own = path.is_relative_to(left_out) or path.name.startswith(".") or path.is_symlink()
            if not is_own and path.is_file():
                about = path.stat()
                yield path, (about.st_size, about.st_mtime_ns)
