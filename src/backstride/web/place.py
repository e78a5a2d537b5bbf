"""What the whole app stands on: the log, how it is served, and the answers that are kept."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, Request

from backstride.actions.background import Background
from backstride.errors import UnwritablePath
from backstride.store import Store
from backstride.web.answers import Answers
from backstride.web.settings import WebSettings

SECRET_NAME: Final = "web.secret"  # noqa: S105 - the name of a file
ATHLETE_COOKIE: Final = "athlete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The log, how it is served, and what is kept between requests."""

    store: Store
    settings: WebSettings
    secret: bytes
    """Known to this app alone; what forms and feeds are signed with."""
    background: Background
    """Where long work is done."""
    answers: Answers = field(default_factory=Answers)

    def athlete_of(self, request: Request) -> str:
        """Whose log a request is about.

        Parameters
        ----------
        request
            The request.

        Returns
        -------
        str
            The athlete that this browser chose, if there is one of that name; else the app's own.
        """
        shared = getattr(request.state, "athlete", None)
        if shared is not None:
            return str(shared)
        chosen = request.cookies.get(ATHLETE_COOKIE)
        if chosen is None or self.settings.is_shared:
            return self.settings.athlete
        return chosen if chosen in self.athletes() else self.settings.athlete

    def athletes(self) -> tuple[str, ...]:
        """Everybody whose log is here.

        Returns
        -------
        tuple of str
            Their names.
        """
        with self.store.reading() as log:
            return self.answers.kept(log.revision, ("athletes",), log.athletes.athletes)


def place_of(request: Request) -> Place:
    """What the app of a request stands on.

    Parameters
    ----------
    request
        The request.

    Returns
    -------
    Place
        The log and the rest.
    """
    place = request.app.state.place
    assert isinstance(place, Place)  # noqa: S101 - `create_app` puts it there
    return place


def secret_of(folder: Path) -> bytes:
    """The secret of a data folder, made at the first start.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    bytes
        32 random bytes, the same after each start.

    Raises
    ------
    UnwritablePath
        If it can be neither read nor written.
    """
    path = folder / SECRET_NAME
    try:
        if not path.exists():
            fresh = path.with_name(f"{SECRET_NAME}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_bytes(secrets.token_bytes(32))
            if path.exists():  # somebody else was quicker
                fresh.unlink()
            else:
                fresh.replace(path)
        return path.read_bytes()
    except OSError as trouble:
        raise UnwritablePath(
            f"The file {path} cannot be used: {trouble.strerror or trouble}.",
            allowed="The app keeps a secret of its own in the data folder.",
            remedy="Make the folder writable, or choose another with --data.",
        ) from trouble


Here = Annotated[Place, Depends(place_of)]
