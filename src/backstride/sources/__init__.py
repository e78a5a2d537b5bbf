"""The literature as data: what each number rests on, what it was measured on, how far to believe it.

Four tables lie beside this module: the bibliography, the claims of the article the project started from,
race records, and how well published numbers are met. They are read once, when first asked for.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from backstride.errors import UnknownSource
from backstride.estimate import Estimate

__all__ = [
    "ArticleClaim",
    "Belief",
    "RaceRecord",
    "Reproduction",
    "Source",
    "Verdict",
    "article_claims",
    "bibliography",
    "race_records",
    "reproductions",
    "source",
]


class Belief(StrEnum):
    """How far a source may be believed."""

    MEASURED = "measured"
    DERIVED = "derived"
    """Arithmetic on what was measured."""
    CLAIMED = "claimed"
    """Somebody says so."""


class Verdict(StrEnum):
    """How a claim of the article fares beside what was measured."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNCONFIRMED = "unconfirmed"
    PRACTICE = "practice"
    """Advice that no measurement decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A paper, table, page or rule that a number rests on."""

    key: str
    authors: str
    title: str
    """The printed title; in square brackets where it was not read."""
    where: str
    """Journal and pages, or the kind of page."""
    measured_on: str
    """Who or what was measured, and how."""
    finding: str
    """What it says, in our own words."""
    access: str
    """What of it was read: ``full text``, ``abstract``, ``page``, ``secondary`` or ``own``, with remarks."""
    belief: Belief
    year: int | None = None
    doi: str | None = None
    address: str | None = None
    """Where it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleClaim:
    """A claim of the article the project started from, beside what was measured."""

    row: int
    """Its place in the training method, from 1."""
    says: str
    measured: str
    verdict: Verdict
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceRecord:
    """The best backward time that was read for a distance."""

    distance_m: float
    event: str
    sex: str
    """``male`` or ``female``."""
    time_s: float
    as_of: date
    """When it was read; it may have fallen since."""
    source: str
    holder: str | None = None
    set_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """A published number beside what our models give, as the validation measured it last."""

    name: str
    sources: tuple[str, ...]
    unit: str
    """``-`` for a ratio."""
    published: Estimate
    ours: Estimate | None
    """None where our models have no such number."""
    outcome: str
    """``meets``, ``in range`` or ``misses``."""
    chosen_by: bool
    """Whether the number helped to choose the model, so that meeting it proves little."""
    note: str = ""


def _table(name: str) -> dict[str, Any]:
    text = resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def bibliography() -> Mapping[str, Source]:
    """Every source by its key, in the order of the file.

    Returns
    -------
    Mapping
        Read-only.

    Examples
    --------
    >>> bibliography()["kim2001"].year
    2001
    """
    entries = _table("bibliography").items()
    return MappingProxyType(
        {key: Source(**{**entry, "key": key, "belief": Belief(entry["belief"])}) for key, entry in entries}
    )


def source(key: str) -> Source:
    """The source with a key.

    Parameters
    ----------
    key
        A key of the bibliography.

    Returns
    -------
    Source
        Its entry.

    Raises
    ------
    UnknownSource
        If no entry has the key.

    Examples
    --------
    >>> source("minetti2002").doi
    '10.1152/japplphysiol.01177.2001'
    """
    entries = bibliography()
    if key not in entries:
        near = get_close_matches(key, entries, n=3)
        raise UnknownSource(
            f"No source has the key {key!r}.",
            allowed=f"There are {len(entries)} keys" + (f"; near it are {', '.join(near)}." if near else "."),
            remedy="Take one of those that `backstride sources` lists.",
        )
    return entries[key]


@cache
def article_claims() -> tuple[ArticleClaim, ...]:
    """What the article claims, in the order of the training method.

    Returns
    -------
    tuple of ArticleClaim
        Each beside what was measured.
    """
    return tuple(
        ArticleClaim(**{**row, "verdict": Verdict(row["verdict"]), "sources": tuple(row["sources"])})
        for row in _table("claims")["claim"]
    )


@cache
def race_records() -> tuple[RaceRecord, ...]:
    """The best backward times that were read, by distance.

    Returns
    -------
    tuple of RaceRecord
        At most one for each distance and sex.
    """
    table = _table("records")
    return tuple(RaceRecord(as_of=table["as_of"], **row) for row in table["record"])


@cache
def reproductions() -> tuple[Reproduction, ...]:
    """Published numbers beside ours; the file is written by the validation.

    Returns
    -------
    tuple of Reproduction
        In the order of the validation's page.
    """
    return tuple(
        Reproduction(
            **{
                **row,
                "sources": tuple(row["sources"]),
                "published": Estimate(*row["published"]),
                "ours": Estimate(*row["ours"]) if "ours" in row else None,
            }
        )
        for row in _table("reproduced")["reproduction"]
    )
