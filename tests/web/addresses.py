"""Every address that the app answers, for tests that hold for all of them."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient


def addresses(client: TestClient) -> Iterator[tuple[str, str]]:
    """Every method and path of the app, its places as in ``{key}``; without the built files."""
    app: Any = client.app
    for route in iter_route_contexts(app.routes):
        for method in sorted(getattr(route, "methods", None) or ()):
            yield method, str(route.path)


def filled(path: str, filling: str = "1") -> str:
    """A path with its places filled."""
    return re.sub(r"\{[^}]*\}", filling, path)
