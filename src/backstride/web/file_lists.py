"""What became of the files of an import, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, Field

from backstride.actions.importing import OUTCOMES
from backstride.store import BatchEntry, Log
from backstride.web.paging import page_count

A_PAGE: Final = 50
"""So many files stand on a page."""


class Wish(BaseModel):
    """Which files are asked for."""

    outcome: str | None = None
    """Anything that is no outcome stands for all of them."""
    page: int = Field(1, ge=1, le=1_000_000)
    """From 1 on."""
    found: int = Field(1, ge=1, le=1_000_000)
    """The page of the new activities, where they are listed, too."""

    @property
    def known_outcome(self) -> str | None:
        """The outcome that is asked for; None for all."""
        return self.outcome if self.outcome in OUTCOMES else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """Some of the files of an import."""

    files: Sequence[Mapping[str, Any]]
    """Each with ``file``, ``outcome``, ``reason`` and ``activities``."""
    counts: Mapping[str, int]
    """How many had each outcome."""
    outcome: str | None
    """Of which outcome they are; None for all."""
    page: int
    """From 1 on."""

    @property
    def total(self) -> int:
        """How many there are of this outcome."""
        return self.of(self.outcome)

    @property
    def pages(self) -> int:
        """On how many pages they stand."""
        return page_count(self.total, A_PAGE)

    def of(self, outcome: str | None) -> int:
        """How many files had an outcome.

        Parameters
        ----------
        outcome
            The outcome; None for any.

        Returns
        -------
        int
            Their number.
        """
        return sum(self.counts.values()) if outcome is None else self.counts.get(outcome, 0)


def files_of_import(log: Log, number: int, counts: Mapping[str, int], wish: Wish) -> FileList:
    """What became of the files of an import.

    Parameters
    ----------
    log
        The log.
    number
        Of the import.
    counts
        How many of its files had each outcome.
    wish
        Which of them.

    Returns
    -------
    FileList
        Those of the page.
    """
    outcome, first = wish.known_outcome, (wish.page - 1) * A_PAGE
    entries = log.imports.some_entries(number, outcome=outcome, offset=first, limit=A_PAGE)
    files = [file_of(entry) for entry in entries]
    return FileList(files=files, counts=counts, outcome=outcome, page=wish.page)


def file_of(entry: BatchEntry) -> dict[str, Any]:
    """What became of a file, as the documents of the actions say it.

    Parameters
    ----------
    entry
        The file.

    Returns
    -------
    dict
        Its name, what became of it, and why.
    """
    return {
        "file": entry.file,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "slug": entry.slug,
        "activities": list(entry.keys),
    }


def files_of_document(document: Mapping[str, Any], wish: Wish) -> FileList:
    """What would become of the files of an import.

    Parameters
    ----------
    document
        What a dry run gave.
    wish
        Which of them.

    Returns
    -------
    FileList
        Those of the page.
    """
    outcome, first = wish.known_outcome, (wish.page - 1) * A_PAGE
    counts = {name: int(document["new_files" if name == "new" else name]) for name in OUTCOMES}
    of_outcome = [each for each in document["files"] if outcome in {None, each["outcome"]}]
    files = of_outcome[first : first + A_PAGE]
    return FileList(files=files, counts=counts, outcome=outcome, page=wish.page)
