"""Every address that a template names leads to a page of the app."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

import backstride.web
from backstride.web import api, pages
from backstride.web.pages.api_page import AREAS

TEMPLATES: Final = Path(backstride.web.__file__).parent / "templates"
ADDRESS: Final = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)')
FILLED: Final = re.compile(r"(?<=/)\{\{.*?\}\}(?=[/.\"#?])")
"""A part of an address that is filled in as a whole."""
ANY: Final = "anything"
ELSEWHERE: Final = ("/static/", "/api/openapi.json")
"""What no module of pages or of the API answers."""


def addresses() -> Iterator[tuple[str, str]]:
    """Each address with the template that names it; what is filled in is any word."""
    for path in sorted(TEMPLATES.rglob("*.j2")):
        for found in ADDRESS.findall(FILLED.sub(ANY, path.read_text("utf-8"))):
            if "{" not in found:  # a choice between two, which are tried where the page is opened
                yield path.name, found


def routes() -> list[APIRoute]:
    """All routes of pages and of the API, from the modules that the app takes them from."""
    return [
        route
        for package in (pages, api)
        for found in pkgutil.iter_modules(package.__path__)
        for route in import_module(f"{package.__name__}.{found.name}").router.routes
        if isinstance(route, APIRoute)
    ]


def leads_to(address: str, route: APIRoute) -> bool:
    """Whether an address is one of a route; any word of it may be one that the route names itself."""
    pattern = re.escape(address).replace(ANY, "[^/]+")
    return route.path_regex.fullmatch(address) is not None or re.fullmatch(pattern, route.path) is not None


def test_no_template_names_an_address_that_is_not_there() -> None:
    """Also a link that shows only at times, such as while training stands still, is no dead end."""
    known = routes()
    dead = [
        f"{name}: {address}"
        for name, address in addresses()
        if not address.startswith(ELSEWHERE) and not any(leads_to(address, each) for each in known)
    ]
    assert not dead, "\n".join(dead)


def test_every_area_of_the_api_has_its_place_on_its_page() -> None:
    """Areas stand in an order that somebody chose, and none of those that were chosen is empty."""
    tags = {str(tag) for route in routes() if route.include_in_schema for tag in route.tags}
    assert tags == set(AREAS)


@pytest.mark.parametrize(
    "address",
    ["/api/calendar?from=0&until=86400", "/api/form?until=0", "/api/activities?since=86400"],
)
def test_a_number_is_no_day(address: str, client: TestClient) -> None:
    """Seconds since 1970 are not taken for a day that somebody wrote."""
    answer = client.get(address)
    assert answer.status_code == 422
    assert "2026-04-01" in answer.json()["error"]["message"]
