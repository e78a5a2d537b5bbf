"""The API, for people who write programs: what can be asked, and how."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from backstride.web.rendering import render

router = APIRouter()

AREAS = (
    "activities",
    "changes",
    "stride",
    "duplicates",
    "figures",
    "muscles",
    "today",
    "check-ins",
    "training",
    "plan",
    "workouts",
    "imports",
    "background",
    "care",
    "athlete",
    "calculators",
    "evidence",
)
"""The tags of the routes, in the order in which they are shown; others come last."""


@router.get("/api", include_in_schema=False)
def api_page(request: Request) -> Response:
    """All addresses of the API, by area."""
    described = request.app.openapi()
    areas: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            area = (operation.get("tags") or ["other"])[0]
            areas[area].append({"method": method.upper(), "path": path, **operation})
    ranked = sorted(
        areas.items(), key=lambda pair: (AREAS.index(pair[0]) if pair[0] in AREAS else 99, pair[0])
    )
    address = f"{request.url.scheme}://{request.url.netloc}"
    return render(request, "api.html.j2", areas=ranked, address=address)
