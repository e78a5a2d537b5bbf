"""The app, served: from settings to a server that answers until it is ended."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from backstride.errors import UnreadablePath
from backstride.store import Store
from backstride.web.app import create_app
from backstride.web.rendering import STATIC
from backstride.web.settings import LOOPBACK, WebSettings
from backstride.wiring import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What to serve, and to whom."""

    folder: Path | None = None
    database_url: str | None = None
    athlete: str = "me"
    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    tiles: Path | None = None
    has_demo: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether others than the person at this machine can reach it."""
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return self.host not in LOOPBACK

    def settings(self) -> WebSettings:
        """How the app is served.

        Returns
        -------
        WebSettings
            What `create_app` takes.

        Raises
        ------
        UnreadablePath
            If the folder of tiles is not there.
        """
        if self.tiles is not None and not self.tiles.is_dir():
            raise UnreadablePath(
                f"There is no folder {self.tiles}.",
                allowed="A folder of map tiles, in it z/x/y.png.",
                remedy="Check the path after --tiles, or leave it out: maps are drawn without tiles, too.",
            )
        return WebSettings(
            athlete=self.athlete,
            hosts=tuple(dict.fromkeys((*LOOPBACK, self.host, *self.allowed_hosts))),
            is_shared=self.is_shared,
            tiles=self.tiles,
            has_demo=self.has_demo,
        )


def run(serving: Serving, listening: socket.socket, *, tell: Callable[[str], None]) -> None:
    """Serve the app until it is told to end.

    Parameters
    ----------
    serving
        What, and to whom.
    listening
        The socket.
    tell
        Called with what the person at the terminal should know.
    """
    settings = serving.settings()
    store = open_store(serving.folder, serving.database_url)
    try:
        tell(f"Your log is kept in {store.folder}.")
        if not (STATIC / "app.js").exists():
            tell("The pages' scripts are not built: run make run, which builds them.")
        app = create_app(store, settings)
        _begin(app, store, settings, tell)
        server = uvicorn.Server(
            # No line for each request: what people look at is nobody's business.
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="on")
        )
        server.run(sockets=[listening])
    finally:
        store.close()


def _begin(app: FastAPI, store: Store, settings: WebSettings, tell: Callable[[str], None]) -> None:
    """What is done before the first request: nothing yet."""
