"""The app: its pages and its API over one log."""

import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from backstride import __version__
from backstride.actions.background import Background
from backstride.store import Store
from backstride.web import api, pages, troubles
from backstride.web.answering import json_answer
from backstride.web.guard import Guard
from backstride.web.openapi import HEALTHY, described
from backstride.web.place import Place, secret_of
from backstride.web.rendering import STATIC
from backstride.web.settings import WebSettings


class BuiltFiles(StaticFiles):
    """The built scripts and styles; their addresses change with what they hold, so they may be kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file.

        Parameters
        ----------
        path
            Its name.
        scope
            The request.

        Returns
        -------
        Response
            The file, to be kept for a year where its address says which version it is.
        """
        answer = await super().get_response(path, scope)
        if scope.get("query_string") or path.startswith("part-"):
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def create_app(store: Store, settings: WebSettings | None = None) -> FastAPI:
    """The app over a log.

    Parameters
    ----------
    store
        The log, open; whoever opened it closes it, after the app has ended.
    settings
        How it is served.

    Returns
    -------
    FastAPI
        An application of ASGI.
    """
    chosen = settings or WebSettings()
    background = Background(store, uploads=store.folder / "uploads")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        background.start()
        yield
        background.stop()

    app = FastAPI(
        title="Backstride",
        version=__version__,
        docs_url=None,  # its page would ask a host elsewhere for its scripts
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.place = Place(
        store=store, settings=chosen, secret=secret_of(store.folder), background=background
    )
    troubles.add_to(app)
    for module in (*_modules(pages), *_modules(api)):
        router = getattr(module, "router", None)
        if isinstance(router, APIRouter):
            app.include_router(router)
    app.mount("/static", GZipMiddleware(BuiltFiles(directory=STATIC, check_dir=False), minimum_size=1000))
    app.add_api_route(
        "/healthz", _healthz, methods=["GET"], summary="Whether the app is up.", responses=HEALTHY
    )
    app.openapi = lambda: _described_once(app)  # type: ignore[method-assign]  # as its documentation says
    app.add_middleware(Guard, settings=chosen)
    return app


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    """Every module of a package: each adds the routes of its own."""
    for found in pkgutil.iter_modules(package.__path__):
        yield import_module(f"{package.__name__}.{found.name}")


def _described_once(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = described(app)
    return app.openapi_schema


def _healthz() -> Response:
    return json_answer({"status": "ok", "version": __version__})
