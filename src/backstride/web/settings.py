"""How the app is served."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
"""The names by which a machine calls itself; nobody else can be reached by them."""
PORT: Final = 8765
LARGEST_UPLOAD: Final = 8 * 2**30
"""So large an archive may be dropped on the page. [B]"""
LARGEST_FORM: Final = 2**20
"""So large may anything else be that is sent. [B]"""


def now() -> datetime:
    """This moment, by the machine's clock and in its time zone.

    Returns
    -------
    datetime
        With its offset.
    """
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How the app is served, and to whom."""

    athlete: str = "me"
    """Whose log it opens with."""
    hosts: tuple[str, ...] = LOOPBACK
    """By which names it may be called."""
    is_shared: bool = False
    """Whether others than the person at this machine can reach it, so that everybody needs a password."""
    is_behind_https: bool = False
    """Whether another program takes the requests, over HTTPS, and hands them on."""
    tiles: Path | None = None
    """A folder of map tiles, ``z/x/y.png``; None to draw maps without any."""
    largest_upload: int = LARGEST_UPLOAD
    """[B]"""
    has_demo: bool = False
    """Whether a simulated athlete is made to look at."""
    clock: Callable[[], datetime] = now
    """Tells this moment."""
