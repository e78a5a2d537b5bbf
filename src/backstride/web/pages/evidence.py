"""What the numbers rest on: each model with its source, and what the method's article claims."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from backstride.actions.sources import list_sources
from backstride.sources import Belief, Source, Verdict, reproductions
from backstride.web.method import POINTS
from backstride.web.rendering import render
from backstride.wording import WITNESSES

router = APIRouter()

LONGEST_SEARCH = 100
DIRECTION_SOURCES: Final = ("masumoto-bws", "cavagna2012", "laufer2005", "ku-har", "kim2001")
"""What the detectors of directions rest on."""
Search = Annotated[str, Query(max_length=LONGEST_SEARCH)]


@router.get("/evidence", include_in_schema=False)
def evidence(request: Request, q: Search = "", belief: str = "") -> Response:
    """The claims, how well published numbers are met, and the bibliography."""
    found = list_sources()
    kind = Belief(belief) if belief in set(Belief) else None
    return render(
        request,
        "evidence.html.j2",
        witnesses=list(WITNESSES.items()),
        direction_sources=DIRECTION_SOURCES,
        points=[(point, [each for each in found.claims if each.row == point.row]) for point in POINTS],
        verdicts=[(verdict, sum(each.verdict is verdict for each in found.claims)) for verdict in Verdict],
        cases=reproductions(),
        sources=[each for each in found.sources if _holds(each, q) and kind in {None, each.belief}],
        count=len(found.sources),
        beliefs=tuple(Belief),
        q=q,
        belief=kind,
    )


def _holds(source: Source, words: str) -> bool:
    """Whether all words that are looked for stand in what is known of a source."""
    parts = (
        source.key,
        source.authors,
        source.title,
        source.where,
        source.measured_on,
        source.finding,
        source.year,
    )
    text = " ".join(str(part) for part in parts).casefold()
    return all(word in text for word in words.casefold().split())


@router.get("/evidence/{key}", include_in_schema=False)
def evidence_of(request: Request, key: str) -> Response:
    """One source, with the claims and the published numbers that rest on it."""
    found = list_sources(key)
    return render(
        request,
        "evidence_source.html.j2",
        source=found.sources[0],
        claims=found.claims,
        cases=[each for each in reproductions() if key in each.sources],
    )
