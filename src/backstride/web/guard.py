"""What is checked before anything of a request is looked at, and what every answer says to the browser.

A page on some other site can make a browser send requests to this machine. So a request must call the app by
a name of its own, and must come from the app's own pages, from no page at all, or from a link that a person
followed. Where the app is shared, nobody gets further than the door without being known.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backstride.actions.documents import trouble_document
from backstride.errors import InvalidValue
from backstride.web.answering import json_answer
from backstride.web.entrance import Admission, Refusal
from backstride.web.place import Place
from backstride.web.settings import LARGEST_FORM, WebSettings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OWN: Final = frozenset({"same-origin", "none"})
"""What a browser says of a request's origin where the app's own page, or the person, made it."""
UPLOADS: Final = ("/import/files", "/keep/restore", "/api/imports", "/api/imports/preview", "/api/restore")
"""Where files are sent to."""
OPEN: Final = frozenset({"/healthz", "/login", "/setup", "/icon.svg"})
"""What anybody may ask for, also where the app is shared."""
OPEN_BELOW: Final = ("/static/", "/feed/")
"""The same; a calendar's address has a secret of its own."""
LONGEST_LENGTH: Final = 15
"""Digits of a length that is worth reading."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load and run: what this app serves, and nothing written into the page itself."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


ALLOWED: Final = "Requests from this machine's own programs, and from the pages of the app itself."
OPEN_IT: Final = "Open Backstride by the address that it printed, and do it there."
OURS: Final = InvalidValue(
    "The program failed on it, which is a fault of ours.",
    allowed="The log is whole.",
    remedy="Try it once more; if that does not help, please report it.",
)
STRANGER: Final = InvalidValue(
    "Nobody is logged in.",
    allowed="This app is shared, so that each request says who sends it.",
    remedy="Send a token made under Settings (Authorization: Bearer), or a name and a password (Basic).",
)


class Guard:
    """The first that a request meets: its Host, its Origin, its size, and who sends it.

    Parameters
    ----------
    app
        What comes after it.
    settings
        By which names the app may be called, and how much may be sent.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it in a sentence."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.settings.is_behind_https:
            scope["scheme"] = "https"
        is_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal is_begun
            if message["type"] == "http.response.start":
                is_begun = True
                _add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            refusal = self._refusal(scope, Headers(scope=scope)) or await self._unknown(scope)
            if refusal is not None:
                await refusal(scope, receive, send_guarded)
                return
            await self.app(scope, self._capped(scope, receive), send_guarded)
        except Exception:
            if not is_begun:
                await _told(scope, 500, OURS, slug="internal-error")(scope, receive, send_guarded)
            raise  # so that the server writes down where it happened

    # ── Where it comes from, and how large it is ─────────────────────────────────────────────────

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Why a request is not let through, whoever sends it."""
        host = headers.get("host", "")
        if not self._is_own_name(host_name(host)):
            return _refused(scope, 421, "This address does not belong to Backstride.", OPEN_IT)
        if _is_foreign(scope, headers, host):
            return _refused(scope, 403, "Another site asked for this, so nothing was done.", OPEN_IT)
        announced = headers.get("content-length", "0")
        if not (announced.isascii() and announced.isdigit()) or len(announced) > LONGEST_LENGTH:
            return _refused(scope, 400, "The length of what is sent is not a number.", "Send it again.")
        most = self._most(scope)
        if int(announced) > most:
            return _refused(
                scope,
                413,
                f"What is sent is too large: at most {most:,} bytes are taken.",
                "Send less at once.",
            )
        return None

    def _is_own_name(self, name: str) -> bool:
        """Whether the app may be called so: a site elsewhere can make its own name mean this machine."""
        if name in self.settings.hosts:
            return True
        if not self.settings.is_shared:
            return False
        try:
            ip_address(name)
        except ValueError:
            return False
        return True  # an address is no name that could be made to mean another one

    def _most(self, scope: Scope) -> int:
        return self.settings.largest_upload if scope["path"] in UPLOADS else LARGEST_FORM

    def _capped(self, scope: Scope, receive: Receive) -> Receive:
        """Cut off what is larger than it may be, whatever its header announced."""
        left = self._most(scope)

        async def receive_capped() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, "What is sent is too large.")
            return message

        return receive_capped

    # ── Who sends it ─────────────────────────────────────────────────────────────────────────────

    async def _unknown(self, scope: Scope) -> Response | None:
        """Why a request to a shared app is not let through; notes who sends one that is."""
        if not self.settings.is_shared:
            return None
        place: Place = scope["app"].state.place
        path, request = scope["path"], HTTPConnection(scope)
        found = await run_in_threadpool(place.entrance.admit, request, now=self.settings.clock())
        if isinstance(found, Admission):
            scope["state"] = {**scope.get("state", {}), "admission": found}
            return None
        if path in OPEN or path.startswith(OPEN_BELOW):
            return None
        if isinstance(found, Refusal):
            return _told(scope, found.status, found.trouble)
        if path.startswith("/api/"):
            return _told(scope, 401, STRANGER)
        return _to_the_door(scope, "/login" if await run_in_threadpool(_has_accounts, place) else "/setup")


def _has_accounts(place: Place) -> bool:
    return bool(place.entrance.accounts.accounts())


def _to_the_door(scope: Scope, door: str) -> Response:
    """Where somebody who is not known is sent to; from there they get to where they wanted."""
    is_page = scope["method"] in SAFE
    whither = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
    address = f"{door}?next={quote(whither)}" if is_page and door == "/login" and whither != "/" else door
    if Headers(scope=scope).get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": door})
    return RedirectResponse(address, 303)


def _is_foreign(scope: Scope, headers: Headers, host: str) -> bool:
    """Whether a page of another site made a browser send this.

    A link on another site may be followed to a page; nothing may be sent from there, nor shown within it, nor
    asked for by its scripts.
    """
    origin = headers.get("origin")
    if origin is not None and _of_origin(origin) != host.lower():
        return True
    if headers.get("sec-fetch-site", "none") in OWN:
        return False
    is_followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return scope["method"] not in SAFE or not is_followed or scope["path"].startswith("/api/")


def _of_origin(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # brackets that do not match
        return ""


def _add_headers(said: MutableHeaders, path: str) -> None:
    for name, value in HEADERS.items():
        said.setdefault(name, value)
    if not path.startswith("/static/"):
        said.setdefault("Cache-Control", "no-store")


def _refused(scope: Scope, status: int, found: str, remedy: str) -> Response:
    return _told(scope, status, InvalidValue(found, allowed=ALLOWED, remedy=remedy))


def _told(scope: Scope, status: int, trouble: InvalidValue, *, slug: str | None = None) -> Response:
    """A refusal, before anything of the app is reached: as JSON to programs, else as plain text."""
    if not scope["path"].startswith("/api/"):
        return PlainTextResponse(f"{trouble.found} {trouble.allowed} {trouble.remedy}\n", status)
    document = trouble_document(trouble) | ({} if slug is None else {"slug": slug})
    said = {"WWW-Authenticate": 'Bearer realm="Backstride"'} if status == 401 else {}
    return json_answer({"error": document}, status=status, headers=said)


def host_name(host: str) -> str:
    """The name in a Host header, without its port.

    Parameters
    ----------
    host
        The header.

    Returns
    -------
    str
        The name in small letters; empty where there is none.

    Examples
    --------
    >>> host_name("127.0.0.1:8765"), host_name("[::1]:80"), host_name("localhost")
    ('127.0.0.1', '::1', 'localhost')
    """
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # brackets that do not match
        return ""
