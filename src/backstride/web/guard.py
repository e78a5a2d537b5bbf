"""What is checked before anything of a request is looked at, and what every answer says to the browser.

A page on some other site can make a browser send requests to this machine. So a request must call the app by
a name of its own, and one that changes something must come from the app's own pages, or from no page at all.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backstride.web.answering import json_answer
from backstride.web.settings import LARGEST_FORM, WebSettings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OWN: Final = frozenset({"same-origin", "none"})
"""What a browser says of a request's origin where the app's own page, or the person, made it."""
UPLOADS: Final = ("/import/files", "/api/imports", "/api/imports/preview")
"""Where files are sent to."""

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


class Guard:
    """The first that a request meets: its Host, its Origin and its size.

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
        headers = Headers(scope=scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    said.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    said.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _told(scope, *refusal)(scope, receive, send_guarded)
            return
        await self.app(scope, self._capped(scope, receive), send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        """Why a request is not let through: a status, what was found and what to do."""
        host = headers.get("host", "")
        if host_name(host) not in self.settings.hosts:
            return 421, "This address does not belong to Backstride.", OPEN_IT
        if scope["method"] in SAFE:
            return None
        origin = headers.get("origin")
        is_foreign = origin is not None and urlsplit(origin).netloc != host
        if is_foreign or headers.get("sec-fetch-site", "none") not in OWN:
            return 403, "Another site asked for this, so nothing was done.", OPEN_IT
        announced = headers.get("content-length", "0")
        if not announced.isdigit():
            return 400, "The length of what is sent is not a number.", "Send it again."
        most = self._most(scope)
        if int(announced) > most:
            return 413, f"What is sent is too large: at most {most:,} bytes are taken.", "Send less at once."
        return None

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
                return {"type": "http.disconnect"}
            return message

        return receive_capped


def _told(scope: Scope, status: int, found: str, remedy: str) -> Response:
    """A refusal, before anything of the app is reached: as JSON to programs, else as plain text."""
    if not scope["path"].startswith("/api/"):
        return PlainTextResponse(f"{found} {remedy}\n", status)
    trouble = {"slug": "invalid-value", "message": f"{found} {ALLOWED}", "remedy": remedy}
    return json_answer({"error": trouble}, status=status)


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
