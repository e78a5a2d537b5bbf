"""Pages from templates, for one reader."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from backstride.bout import Gait, Travel
from backstride.web.navigation import PAGES
from backstride.web.phrases import LANGUAGES, phrases
from backstride.web.place import place_of
from backstride.web.visitor import VISIT_COOKIE, YEAR_S, Visitor, visitor_of
from backstride.wording import UNKNOWN, has_no_way, sign, which_way

STATIC: Final = Path(str(resources.files("backstride.web"))) / "static"
"""Where the built scripts and styles are."""

PERSON: Final = r"[^,;]+,(?: ?-?[A-Z]\.)+"
"""As in ``Flynn, T. W.``."""
PEOPLE: Final = re.compile(rf"{PERSON}(?:, {PERSON})*(?: and {PERSON})?(?: and others)?")
LAST_BUT_ONE: Final = re.compile(r"(?<=\.) and (?!others)")


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("backstride.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    book = phrases(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext=book.text,
        ngettext=book.plural,
        newstyle=True,
    )
    environment.filters["said"] = _said
    environment.filters["names"] = _names
    environment.globals.update(
        asset=asset,
        way=_way,
        which_way=which_way,
        languages=LANGUAGES,
        unknown=UNKNOWN,
        Travel=Travel,
        Gait=Gait,
    )
    return environment


@pass_context
def _said(context: Context, english: str | None) -> Markup | str:
    """What a room said, in the reader's language; marked as English where it has no translation."""
    if english is None:
        return UNKNOWN
    said = context["visitor"].phrases.said(str(english))
    if said.is_translated:
        return str(said.text)
    return Markup('<span lang="en">{}</span>').format(said.text)


@pass_context
def _names(context: Context, authors: str) -> Markup | str:
    """Names of people, with the words between them in the reader's language; a body as it calls itself."""
    book = context["visitor"].phrases
    if PEOPLE.fullmatch(authors) is None:
        return _said(context, authors)
    last, others = book.text("and"), book.text("and others")
    return LAST_BUT_ONE.sub(f" {last} ", authors).replace("and others", others)


@pass_context
def _way(context: Context, travel: Travel, gait: Gait = Gait.UNKNOWN, words: str | None = None) -> Markup:
    """A direction with its sign, so that colour never speaks alone."""
    book = context["visitor"].phrases
    said = words or (str(travel) if gait is Gait.UNKNOWN else which_way(travel, gait))
    kind = "still" if has_no_way(travel, gait) else str(travel)
    return Markup('<span class="way {}"><span class="glyph" aria-hidden="true">{}</span> {}</span>').format(
        kind, sign(travel, gait), escape(book.said(said).text)
    )


@cache
def asset(name: str) -> str:
    """The address of a built script or style, which changes with what it holds.

    Parameters
    ----------
    name
        As in ``app.js``.

    Returns
    -------
    str
        The address.
    """
    path = STATIC / name
    stamp = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.exists() else "0"
    return f"/static/{name}?{stamp}"


def is_part(request: Request) -> bool:
    """Whether only a part of a page is asked for, to be put into the one that is open.

    Parameters
    ----------
    request
        What was asked.

    Returns
    -------
    bool
        True for what htmx asks for.
    """
    return request.headers.get("hx-request") == "true"


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    visitor: Visitor | None = None,
    headers: Mapping[str, str] | None = None,
    **values: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    """A page, or a part of one.

    Parameters
    ----------
    request
        What it answers.
    template
        The name of the template.
    status
        The status of HTTP.
    visitor
        Who reads it; None to find out.
    headers
        Further headers.
    values
        What the template shows.

    Returns
    -------
    HTMLResponse
        With the cookie that its forms are tied to.
    """
    place = place_of(request)
    reader = visitor or visitor_of(request, place)
    text = (
        _environment(reader.language)
        .get_template(template)
        .render(
            request=request,
            visitor=reader,
            write=reader.writing,
            place=place,
            pages=PAGES,
            here=request.url.path,
            is_part=is_part(request),
            **values,
        )
    )
    answer = HTMLResponse(text, status, headers=dict(headers or {}))
    if request.cookies.get(VISIT_COOKIE) != reader.visit:
        remember(answer, VISIT_COOKIE, reader.visit, request=request)
    return answer


def remember(answer: Any, name: str, value: str, *, request: Request) -> None:  # noqa: ANN401 - any response
    """Have the browser keep a small thing for this app alone.

    Parameters
    ----------
    answer
        The response that says so.
    name
        The name of the cookie.
    value
        What it holds.
    request
        What is answered.
    """
    answer.set_cookie(
        name,
        value,
        max_age=YEAR_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
