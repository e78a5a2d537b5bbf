"""Addresses of calendars that are subscribed to: whoever has one reads the sessions, and nothing else."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Final

from backstride.actions.simulate import write_whole
from backstride.web.place import Place

NAME: Final = "web.feeds.json"
"""How often each athlete's address was renewed."""
MOST_RENEWALS: Final = 1_000_000


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
    number = _numbers(_path(place)).get(athlete, 0)
    said = json.dumps(["calendar", athlete, number]).encode()
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
    numbers = _numbers(path)
    numbers[athlete] = (numbers.get(athlete, 0) + 1) % MOST_RENEWALS
    write_whole(path, json.dumps(numbers).encode())


def _path(place: Place) -> Path:
    return place.store.folder / NAME


def _numbers(path: Path) -> dict[str, int]:
    """The renewals so far; none where the file is not there or is damaged."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    known = found.items() if isinstance(found, dict) else ()
    return {athlete: number for athlete, number in known if isinstance(number, int)}
