"""What the whole app stands on: the log, how it is served, and the answers that are kept."""

import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import unquote

from fastapi import Depends, Request

from backstride.actions.background import Background
from backstride.errors import UnwritablePath
from backstride.store import Store
from backstride.web.activity_revisions import ActivityRevisions
from backstride.web.answers import Answers, Made
from backstride.web.entrance import Admission, Entrance
from backstride.web.settings import WebSettings

SECRET_NAME: Final = "web.secret"  # noqa: S105 - the name of a file
ATHLETE_COOKIE: Final = "athlete"
"""The name of an athlete, written as in an address."""
MOST_SHOWN: Final = 8
"""So many activities are kept with all that is known of them."""


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
    shown: Answers = field(default_factory=lambda: Answers(MOST_SHOWN))
    """The activities that were looked at last: each is large, for it holds its whole recording."""
    activity_revisions: ActivityRevisions = field(default_factory=ActivityRevisions)
    """Since when activities have not changed."""
    entrance: Entrance = field(init=False)
    """Where people come in, if the app is shared."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "entrance", Entrance(self.store, self.secret))

    def athlete_of(self, request: Request) -> str:
        """Whose log a request is about.

        Parameters
        ----------
        request
            The request.

        Returns
        -------
        str
            Where the app is shared, that of whoever is logged in; else the athlete that this browser chose,
            if there is one of that name; else the app's own.
        """
        admission = admission_of(request)
        if admission is not None:
            return admission.account.athlete
        chosen = unquote(request.cookies.get(ATHLETE_COOKIE, ""))
        if not chosen or self.settings.is_shared:
            return self.settings.athlete
        return chosen if chosen in self.athletes() else self.settings.athlete

    def kept(self, question: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """The answer to a question, worked out only if the log has changed since.

        Parameters
        ----------
        question
            What is asked, with all that the answer depends on beside the log: whose, the day, the words.
        make
            Works it out.

        Returns
        -------
        Made
            The answer; it is shared, and never changed.
        """
        with self.store.reading() as log:
            revision = log.revision
        return self.answers.kept(revision, question, make)

    def athletes(self) -> tuple[str, ...]:
        """Everybody whose log is here.

        Returns
        -------
        tuple of str
            Their names.
        """
        with self.store.reading() as log:
            return self.answers.kept(log.revision, ("athletes",), log.athletes.athletes)


def admission_of(request: Request) -> Admission | None:
    """Who is logged in, where the app is shared.

    Parameters
    ----------
    request
        The request.

    Returns
    -------
    Admission or None
        As the guard found it; None on a local app, and before somebody is logged in.
    """
    found = getattr(request.state, "admission", None)
    return found if isinstance(found, Admission) else None


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
