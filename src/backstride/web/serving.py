"""The app, served: from settings to a server that answers until it is ended."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import uvicorn

from backstride.actions.demonstrating import is_demonstrated
from backstride.errors import UnreadablePath
from backstride.web.app import create_app
from backstride.web.place import Place
from backstride.web.rendering import STATIC
from backstride.web.settings import LOOPBACK, WebSettings
from backstride.wiring import open_store

ANSWERS_WITHIN_S: Final = 1
"""So long a request under way may take once the app is told to end. [s]"""
ENDS_WITHIN_S: Final = 3.0
"""So long all of it may take. [s]"""
LOOKED_FOR_S: Final = 0.2
ENDINGS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What to serve, and to whom."""

    folder: Path | None = None
    database_url: str | None = None
    athlete: str = "me"
    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    is_behind_https: bool = False
    has_new_setup_token: bool = False
    """Whether somebody at the terminal wants to set an account up anew."""
    tiles: Path | None = None
    has_demo: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether others than the person at this machine can reach it, perhaps through another program."""
        return self.is_behind_https or not all(map(_is_loopback, (self.host, *self.allowed_hosts)))

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
            hosts=tuple(dict.fromkeys((*LOOPBACK, self.host.lower(), *map(str.lower, self.allowed_hosts)))),
            is_shared=self.is_shared,
            is_behind_https=self.is_behind_https,
            tiles=self.tiles,
            has_demo=self.has_demo,
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK


def run(serving: Serving, listening: socket.socket, address: str, *, tell: Callable[[str], None]) -> None:
    """Serve the app until it is told to end.

    Parameters
    ----------
    serving
        What, and to whom.
    listening
        The socket.
    address
        How it is reached from this machine.
    tell
        Called with what the person at the terminal should know.
    """
    settings = serving.settings()
    store = open_store(serving.folder, serving.database_url)
    try:
        app = create_app(store, settings)
        tell(f"Backstride is open at {address} (Ctrl-C ends it).")
        tell(f"Your log is kept in {store.folder}.")
        _begin(app.state.place, serving, address, tell)
        gc.collect()
        gc.freeze()  # what was loaded stays; looking through it again and again would hold up answers
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,  # what people look at is nobody's business
                server_header=False,
                lifespan="on",
                proxy_headers=settings.is_behind_https,
                timeout_graceful_shutdown=ANSWERS_WITHIN_S,
            )
        )
        with _ended_in_peace(), _ended_in_time(server), _without_values("uvicorn.error"):
            server.run(sockets=[listening])
    finally:
        store.close()


def _begin(place: Place, serving: Serving, address: str, tell: Callable[[str], None]) -> None:
    """What is done and told before the first request."""
    now = place.settings.clock()
    if not (STATIC / "app.js").exists():
        tell("The pages' scripts are not built: run make run, which builds them.")
    if place.settings.has_demo and not is_demonstrated(place.store):
        today = {"today": now.date().isoformat()}
        place.store.jobs.add(place.settings.athlete, "demo", today, now=now)
    if not place.settings.is_shared:
        return
    if not place.settings.is_behind_https:
        tell("Others can reach it, and what they send can be read on the way: see --behind-https.")
    if serving.has_new_setup_token or not place.entrance.accounts.accounts():
        token = place.entrance.setup_token(now=now)
        tell(f"Set it up at {address}setup with this token, which counts once: {token}")


@contextmanager
def _ended_in_peace() -> Iterator[None]:
    """Let Ctrl-C and the system's wish to end be the end, and no failure: the server hears both itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, _do_nothing) for each in ENDINGS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _ended_in_time(server: uvicorn.Server) -> Iterator[None]:
    """Cut off work in the background that does not stop soon: the log is whole after that, and it goes on."""
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOKED_FOR_S):
            if server.should_exit and not is_over.wait(ENDS_WITHIN_S):
                for child in multiprocessing.active_children():
                    child.terminate()
                os._exit(0)

    threading.Thread(target=watch, name="ending", daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def _do_nothing(_number: int, _frame: object) -> None:
    """The server has ended already, and passes the signal on."""


@contextmanager
def _without_values(name: str) -> Iterator[None]:
    """Have a logger write down where something failed, and not what it was about: that may be somebody's."""

    def strip(record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            steps = traceback.extract_tb(record.exc_info[2])[-6:]
            where = " → ".join(f"{Path(each.filename).name}:{each.lineno}" for each in steps)
            record.msg, record.args = f"{type(record.exc_info[1]).__name__} at {where}", ()
            record.exc_info = record.exc_text = None
        return True

    logger = logging.getLogger(name)
    logger.addFilter(strip)
    try:
        yield
    finally:
        logger.removeFilter(strip)
