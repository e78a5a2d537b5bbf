"""Who looks at a page: whose log, in which language and units, on which day."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData

from backstride.actions.changing import Edit
from backstride.errors import InvalidValue
from backstride.web.phrases import LANGUAGES, Phrases, phrases
from backstride.web.place import Place, admission_of, place_of
from backstride.web.writing import Units, Writing

VISIT_COOKIE: Final = "backstride_visit"
"""A random number that forms are tied to."""
TOKEN_FIELD: Final = "token"  # noqa: S105 - the name of a field, not what it holds
TOKEN_HEADER: Final = "x-backstride-token"  # noqa: S105 - the name of a header
YEAR_S: Final = 365 * 24 * 3600


class Theme(StrEnum):
    """Light or dark."""

    AUTO = "auto"
    """As the system has it."""
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who looks at a page."""

    athlete: str
    """Whose log."""
    phrases: Phrases
    writing: Writing
    theme: Theme
    now: datetime
    visit: str
    """The random number of this browser."""
    token: str
    """What a form must bring back, so that it is known to be ours."""

    @property
    def language(self) -> str:
        """The language, as in ``de``."""
        return self.phrases.language

    @property
    def units(self) -> Units:
        """Kilometres, or miles."""
        return self.writing.units

    @property
    def today(self) -> date:
        """The day, by the clock of the machine."""
        return self.now.date()

    def edit(self, *, is_dry: bool = False) -> Edit:
        """A change that this person makes now.

        Parameters
        ----------
        is_dry
            Whether only to say what it would do.

        Returns
        -------
        Edit
            Whose, and when.
        """
        return Edit(athlete=self.athlete, now=self.now, is_dry=is_dry)


def visitor_of(request: Request, place: Annotated[Place, Depends(place_of)]) -> Visitor:
    """Who sent a request.

    Parameters
    ----------
    request
        The request.
    place
        The log, and how it is served.

    Returns
    -------
    Visitor
        From cookies, and from what the browser says of its languages.
    """
    cookies = request.cookies
    accepted = request.headers.get("accept-language", "")
    language = _chosen(cookies.get("language"), tuple(LANGUAGES)) or preferred_language(accepted)
    units = _chosen(cookies.get("units"), tuple(Units)) or preferred_units(accepted)
    visit = cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(18)
    admission = admission_of(request)
    book = phrases(language)
    return Visitor(
        athlete=place.athlete_of(request),
        phrases=book,
        writing=Writing(phrases=book, units=Units(units)),
        theme=Theme(_chosen(cookies.get("theme"), tuple(Theme)) or Theme.AUTO),
        now=place.settings.clock(),
        visit=visit,
        token=token_of(place.secret, f"{visit} {admission.session}" if admission else visit),
    )


def _chosen(value: str | None, allowed: tuple[str, ...]) -> str | None:
    return value if value in allowed else None


def preferred_language(accepted: str) -> str:
    """The language that a browser would rather have, of those that there are.

    Parameters
    ----------
    accepted
        Its header Accept-Language.

    Returns
    -------
    str
        English where none of its languages is there.

    Examples
    --------
    >>> preferred_language("fr;q=0.9, de-AT;q=0.8, en;q=0.7"), preferred_language("")
    ('de', 'en')
    """
    ranked = []
    for order, part in enumerate(accepted.split(",")):
        name, _, quality = part.strip().partition(";q=")
        try:
            ranked.append((-float(quality or 1), order, name.split("-")[0].lower()))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(ranked) if name in LANGUAGES), "en")


def preferred_units(accepted: str) -> str:
    """Miles for those who read the English of the United States, else kilometres.

    Parameters
    ----------
    accepted
        A browser's header Accept-Language.

    Returns
    -------
    str
        ``imperial`` or ``metric``.
    """
    return Units.IMPERIAL if accepted.strip().lower().startswith("en-us") else Units.METRIC


def token_of(secret: bytes, visit: str) -> str:
    """What the forms of one browser must bring back.

    Parameters
    ----------
    secret
        Known to this app alone.
    visit
        The random number of the browser, with its session where there is one.

    Returns
    -------
    str
        A keyed hash, which nobody else can work out.
    """
    return hmac.new(secret, b"form " + visit.encode(), hashlib.sha256).hexdigest()


async def form_of(request: Request, visitor: Annotated[Visitor, Depends(visitor_of)]) -> FormData:
    """The fields of a form, once it is known to be ours.

    Parameters
    ----------
    request
        The request.
    visitor
        Who sent it.

    Returns
    -------
    FormData
        Its fields.

    Raises
    ------
    InvalidValue
        If it does not bring back what a form of ours would.
    """
    form = await request.form(max_files=0, max_fields=2000)
    check_token(request.headers.get(TOKEN_HEADER) or form.get(TOKEN_FIELD), visitor)
    return form


def check_token(brought: object, visitor: Visitor) -> None:
    """Refuse what does not come from a form of ours.

    Parameters
    ----------
    brought
        What the request brought back.
    visitor
        Who sent it.

    Raises
    ------
    InvalidValue
        If it is not what our forms hold.
    """
    if not isinstance(brought, str) or not hmac.compare_digest(brought.encode(), visitor.token.encode()):
        raise InvalidValue(
            "This form was not made by this app, or is too old.",
            allowed="A form is sent from a page that was opened in this browser.",
            remedy="Open the page again, and send it once more.",
        )


Visiting = Annotated[Visitor, Depends(visitor_of)]
Form = Annotated[FormData, Depends(form_of)]
CHECKED: Final = (Depends(form_of),)
"""For routes that need nothing of their form but to know that it is ours."""
