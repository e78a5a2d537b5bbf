"""Which watch a visitor has: the browser remembers it, and files and hints are made for it."""

from typing import Final

from fastapi import Request
from starlette.responses import Response

from backstride.training.watches import watches
from backstride.web.rendering import remember
from backstride.web.visitor import Visitor

WATCH_COOKIE: Final = "watch"
ANY_WATCH: Final = "fit"
"""The family of those that read FIT files, before anybody says which watch it is."""


def watch_of(request: Request, asked: str = "") -> str:
    """The family of watches that a visitor has.

    Parameters
    ----------
    request
        Its cookie says which was chosen last.
    asked
        Which is asked for now; empty for none.

    Returns
    -------
    str
        The key of a family that is known.
    """
    known = (each for each in (asked, request.cookies.get(WATCH_COOKIE)) if each in watches())
    return next(known, None) or ANY_WATCH


def remember_watch(answer: Response, chosen: str, *, request: Request) -> None:
    """Have the browser remember a choice, unless it does already.

    Parameters
    ----------
    answer
        Goes to the browser.
    chosen
        The key of a family.
    request
        What is answered.
    """
    if request.cookies.get(WATCH_COOKIE) != chosen:
        remember(answer, WATCH_COOKIE, chosen, request=request)


def watch_choices(visitor: Visitor) -> list[tuple[str, str]]:
    """The families to choose from.

    Parameters
    ----------
    visitor
        In whose words.

    Returns
    -------
    list of (str, str)
        The key of each, and what it is called.
    """
    return [(each.key, visitor.phrases.said(each.name).text) for each in watches().values()]
