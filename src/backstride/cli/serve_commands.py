"""The command that opens the app."""

import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import Annotated, Final

import typer

from backstride.cli import options, printing
from backstride.cli.answers import told
from backstride.cli.log_place import log_place
from backstride.cli.manual import AFTERWORDS, ManualCommand
from backstride.errors import InvalidValue

PORT: Final = 8765
LOCAL: Final = "127.0.0.1"
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - compared, never bound by itself
OPENS_WITHIN_S: Final = 20.0


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("serve", cls=ManualCommand, epilog=AFTERWORDS["serve"])(serve)


def serve(
    context: typer.Context,
    *,
    data: options.Data = None,
    database_url: options.DatabaseUrl = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="Where it listens; 0 for any that is free.")
    ] = PORT,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="ADDRESS", help="Where it can be reached; by default from here alone."
        ),
    ] = LOCAL,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A further name by which it is called."),
    ] = None,
    behind_https: Annotated[
        bool,
        typer.Option(
            "--behind-https", help="Another program takes the requests, over HTTPS, and hands them on."
        ),
    ] = False,
    new_setup_token: Annotated[
        bool,
        typer.Option(
            "--new-setup-token", help="Print a token that sets an account up, or its password anew."
        ),
    ] = False,
    tiles: Annotated[
        Path | None,
        typer.Option("--tiles", metavar="DIR", help="A folder of map tiles (z/x/y.png), for maps."),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Add a simulated athlete to look at, beside your own log.")
    ] = False,
    open_page: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = False,
) -> None:
    """Open the app in your browser, over your log.

    It answers this machine alone, so it asks for no password. With --host, --allow-host or --behind-https
    others can reach it; then it prints a token for setting it up, and everybody has a password.
    """
    with told():
        place = log_place(context)
        listening = _listening(host, port)
        # The app takes a moment to load, which other commands need not wait for.
        from backstride.web.serving import Serving, run  # noqa: PLC0415 (loaded only when it is served)

        serving = Serving(
            folder=data or place.folder,
            database_url=database_url or place.database_url,
            athlete=place.athlete,
            host=host,
            allowed_hosts=tuple(allow_host or ()),
            is_behind_https=behind_https,
            has_new_setup_token=new_setup_token,
            tiles=tiles,
            has_demo=demo,
        )
        address = f"http://{_spoken(host)}:{listening.getsockname()[1]}/"
        if open_page and sys.stdout.isatty():
            threading.Thread(target=_open_soon, args=(address, listening), daemon=True).start()
        with listening:
            run(serving, listening, address, tell=printing.print_line)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there, or the reason why none can."""
    if not 0 <= port <= 65535:
        raise InvalidValue(
            f"The port is {port}.",
            allowed="A port lies between 0 and 65535; 0 takes any that is free.",
            remedy=f"Choose another with --port, such as {PORT}.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as trouble:
        listening.close()
        raise InvalidValue(
            f"Nothing can listen at {host}, port {port}: {trouble.strerror or trouble}.",
            allowed="An address of this machine, and a port that nobody else uses.",
            remedy=f"End the other program, or choose another port, as in: --port {port + 1}.",
        ) from trouble
    listening.listen(128)
    return listening


def _spoken(host: str) -> str:
    """An address as it stands in a URL."""
    if ":" in host:
        return f"[{host}]"
    return LOCAL if host == EVERYWHERE else host


def _open_soon(address: str, listening: socket.socket) -> None:
    """Open the page once the app answers."""
    until = time.monotonic() + OPENS_WITHIN_S
    while time.monotonic() < until:
        try:
            socket.create_connection(listening.getsockname()[:2], timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            webbrowser.open(address)
            return
