"""Addresses of calendars that are subscribed to: whoever has one reads the sessions, and nothing else."""

import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Final

from backstride.actions.simulate import write_whole
from backstride.web.place import Place

NAME: Final = "web.feeds.json"
"""A random mark for each athlete whose address was renewed."""


def feed_secret(place: Place, athlete: str) -> str:
    """What the address of an athlete's calendar ends with.

    Parameters
    ----------
    place
        The log, and its secret.
    athlete
        Whose calendar.

    Returns
    -------
    str
        A keyed hash, which nobody else can work out; another one after each renewal.
    """
    marks = _marks(_path(place))
    said = json.dumps(["calendar", athlete, marks.get(athlete, marks[""])]).encode()
    return hmac.new(place.secret, said, hashlib.sha256).hexdigest()[:40]


def athlete_of_feed(place: Place, secret: str) -> str | None:
    """Whose calendar an address is.

    Parameters
    ----------
    place
        The log, and its secret.
    secret
        What the address ends with.

    Returns
    -------
    str or None
        None where it is nobody's, or not any more.
    """
    given, found = secret.encode(errors="replace"), None
    for athlete in dict.fromkeys((*place.athletes(), place.settings.athlete)):
        # All are compared, each in the same time, so that the time tells nothing.
        if hmac.compare_digest(feed_secret(place, athlete).encode(), given):
            found = athlete
    return found


def renew_feed(place: Place, athlete: str) -> None:
    """Give an athlete's calendar another address; the one before holds no more.

    Parameters
    ----------
    place
        The log, and its secret.
    athlete
        Whose calendar.
    """
    path = _path(place)
    write_whole(path, json.dumps({**_marks(path), athlete: secrets.token_hex(8)}).encode())


def _path(place: Place) -> Path:
    return place.store.folder / NAME


def _marks(path: Path) -> dict[str, str]:
    """The marks so far; under no name that of all others, empty as long as nothing was damaged.

    Where the file is damaged nobody knows which addresses were given up, so that none of them holds any more.
    """
    data = path.read_bytes() if path.exists() else b"{}"
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if isinstance(found, dict) and all(isinstance(mark, str) for mark in found.values()):
        return {"": "", **found}
    return {"": hashlib.sha256(data).hexdigest()}
