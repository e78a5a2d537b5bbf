"""All pages on one, for narrow screens; and the drawing of the app."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from backstride.web.rendering import render

router = APIRouter()

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="#15211d"/>'
    '<path d="M25 16H8M14 9l-7 7 7 7" fill="none" stroke="#ff9d6b" stroke-width="3.500" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
"""The arrow that points back."""


@router.get("/more", include_in_schema=False)
def more(request: Request) -> Response:
    """Every page, where a narrow screen has no room for their names."""
    return render(request, "more.html.j2")


@router.get("/icon.svg", include_in_schema=False)
def icon() -> Response:
    """What the browser shows on the tab."""
    return Response(ICON, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})
