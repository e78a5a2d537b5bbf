"""Show what the numbers rest on."""

from dataclasses import dataclass
from typing import Any

from backstride.sources import ArticleClaim, Source, article_claims, bibliography, source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesOutcome:
    """Entries of the bibliography, and what the method's article says beside what was measured."""

    sources: tuple[Source, ...]
    claims: tuple[ArticleClaim, ...]


def list_sources(key: str | None = None) -> SourcesOutcome:
    """All sources, or one with the claims that rest on it.

    Parameters
    ----------
    key
        The key of one source; None for all.

    Returns
    -------
    SourcesOutcome
        What was asked for.

    Raises
    ------
    UnknownSource
        If there is no such key.
    """
    if key is None:
        return SourcesOutcome(sources=tuple(bibliography().values()), claims=article_claims())
    return SourcesOutcome(
        sources=(source(key),), claims=tuple(claim for claim in article_claims() if key in claim.sources)
    )


def sources_document(outcome: SourcesOutcome) -> dict[str, Any]:
    """The sources as a plain document.

    Parameters
    ----------
    outcome
        What was asked for.

    Returns
    -------
    dict
        ``sources`` and ``claims``, each a list.
    """
    return {
        "sources": [
            {
                "key": each.key,
                "authors": each.authors,
                "year": each.year,
                "title": each.title,
                "where": each.where,
                "doi": each.doi,
                "address": each.address,
                "measured_on": each.measured_on,
                "finding": each.finding,
                "access": each.access,
                "belief": each.belief.value,
            }
            for each in outcome.sources
        ],
        "claims": [
            {
                "row": each.row,
                "says": each.says,
                "measured": each.measured,
                "verdict": each.verdict.value,
                "sources": list(each.sources),
            }
            for each in outcome.claims
        ],
    }
