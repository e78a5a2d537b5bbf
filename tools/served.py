"""The app in this process, and every page that can be reached from its first one."""

import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import uvicorn
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

LINK = re.compile(r"""<a\s[^>]*?href="(/[^"#]*)""", re.IGNORECASE)
NOT_PAGES = ("/static/", "/api/", "/feed/", "/tiles/", "/icon.svg", "/healthz")
"""Where addresses begin that no page is at."""


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an app on a port of its own.

    Parameters
    ----------
    app
        The app.

    Yields
    ------
    str
        Its address, without a slash at its end.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        listening.close()


def pattern_of(app: FastAPI, path: str) -> str | None:
    """The route that answers a path.

    Parameters
    ----------
    app
        The app.
    path
        As in ``/activities/3f9a``.

    Returns
    -------
    str or None
        As in ``/activities/{key}``; None where no page is.
    """
    if path.startswith(NOT_PAGES):
        return None
    return next((kind for kind, pattern in _pages(app) if pattern.match(path)), None)


@cache
def _pages(app: FastAPI) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What can be opened, each with the pattern of its paths, in the order in which the app tries them."""
    return tuple(
        (str(route.path), compile_path(str(route.path))[0])
        for route in iter_route_contexts(app.routes)
        if "GET" in (getattr(route, "methods", None) or ())
    )


def reachable(
    app: FastAPI, fetch: Callable[[str], str | None], start: str = "/", also: Iterable[str] = ()
) -> dict[str, str]:
    """One page of each kind that links lead to.

    Parameters
    ----------
    app
        The app.
    fetch
        Gives the HTML of a path; None for what is no page.
    start
        Where to begin.
    also
        Further paths to begin with.

    Returns
    -------
    dict
        By route: the first path of it that was met.
    """
    found: dict[str, str] = {}
    waiting = deque([start, *also])
    while waiting:
        path = waiting.popleft()
        kind = pattern_of(app, path.partition("?")[0])
        if kind is None or kind in found:
            continue
        html = fetch(path)
        if html is None:
            continue
        found[kind] = path
        waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(html))
    return found
