"""What the numbers rest on, for programs."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from backstride.actions.sources import list_sources, sources_document
from backstride.web.answering import json_answer
from backstride.web.openapi import documented

router = APIRouter(tags=["evidence"])


@router.get("/api/sources", responses=documented(None, "The bibliography and the article's claims."))
def all_sources() -> Response:
    """Every source, and what the method's article claims."""
    return json_answer(sources_document(list_sources()))


@router.get("/api/sources/{key}", responses=documented(None, "One source, and the claims that rest on it."))
def one_source(key: Annotated[str, Path(max_length=100)]) -> Response:
    """One source."""
    return json_answer(sources_document(list_sources(key)))
