"""Where the log is that a command works on, and whose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from backstride.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPlace:
    """Where the log is, and whose."""

    folder: Path | None
    database_url: str | None
    athlete: str

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """The log, open."""
        # The database takes a moment to load, which commands without a log need not wait for.
        from backstride.wiring import open_store  # noqa: PLC0415 (loaded only when a log is wanted)

        store = open_store(self.folder, self.database_url)
        try:
            yield store
        finally:
            store.close()


def log_place(context: typer.Context) -> LogPlace:
    """The place that was given before the command."""
    place = context.find_root().obj
    assert isinstance(place, LogPlace)  # noqa: S101 - the callback of the program puts it there
    return place
