"""The app as a program of its own: it starts, answers, and ends; and it calls nobody but this machine."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from tests.edited_log import fit

from backstride.web.navigation import PAGES

ENDS_WITHIN_S: Final = 15.0
"""Three seconds, and what a busy machine adds. [s]"""
STARTS_WITHIN_S: Final = 60.0
"""On a busy machine, too."""


@dataclass
class Running:
    """The app, started by its command."""

    process: subprocess.Popen[str]
    address: str
    told: str
    """What it printed until it was open."""

    def get(self, path: str) -> httpx2.Response:
        """Ask for something."""
        return httpx2.get(self.address + path, timeout=STARTS_WITHIN_S)

    def line(self) -> str:
        """The next line that it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def rest(self) -> str:
        """What it printed until it ended."""
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def end(self, how: signal.Signals) -> tuple[int, float]:
        """Tell it to end: with which status it did, and how long that took. [s]"""
        began_s = time.monotonic()
        self.process.send_signal(how)
        status = self.process.wait(timeout=2 * ENDS_WITHIN_S)
        return status, time.monotonic() - began_s


WATCHED: Final = """
import sys
here = ("127.0.0.1", "::1", "localhost", None)
def heard(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, (str, bytes)) and address[0] not in here:
            print(f"OUTBOUND {event} {address}", flush=True)
    if event == "socket.getaddrinfo" and arguments[0] not in here:
        print(f"OUTBOUND {event} {arguments[0]}", flush=True)
sys.addaudithook(heard)
from backstride.cli import app
app(sys.argv[1:])
"""
"""The program, heard by Python itself whenever it would call another machine."""


@contextmanager
def running(*arguments: object) -> Iterator[Running]:
    """The app, until it has answered once; ended afterwards if it is not by then."""
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", WATCHED, "serve", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        try:
            told = ""
            while "Your log is kept in" not in told:
                assert process.stdout is not None
                line = process.stdout.readline()
                assert line, f"it ended: {told}"
                told += line
            address = re.findall(r"http://[\w.:\[\]]+", told)[0]
            app = Running(process, address, told)
            until_s = time.monotonic() + STARTS_WITHIN_S
            while time.monotonic() < until_s:
                try:
                    app.get("/healthz")
                except httpx2.TransportError:
                    time.sleep(0.05)
                else:
                    break
            yield app
        finally:
            if process.poll() is None:
                process.kill()


def token_of(page: str) -> str:
    """What the forms of a page bring back."""
    return str(re.findall(r'data-token="(\w+)"', page)[0])


def check_ended(app: Running, how: signal.Signals) -> None:
    """End the app, and see that it did so at once, as no failure."""
    status, took_s = app.end(how)
    assert (status, took_s < ENDS_WITHIN_S) == (0, True), (status, took_s)


def test_it_serves_until_it_is_told_to_end(lived_folder: Path, tmp_path: Path) -> None:
    """Two may show one log; each ends at once, in whatever way it is told; what is typed outlives a restart.

    And whatever is looked at and imported, the terminal says nothing of it, and nobody is called.
    """
    folder = tmp_path / "log"
    shutil.copytree(lived_folder, folder)
    options = ("--data", folder, "--port", 0)
    with running(*options) as one, running(*options) as other:
        page = one.get("/settings")
        sent = httpx2.patch(one.address + "/api/athlete", json={"birth_year": 1981}, timeout=60)
        assert sent.status_code == 200
        assert other.get("/api/athlete").json()["birth_year"] == 1981
        key = other.get("/api/activities").json()["activities"][0]["key"]
        for path in (*(page.path for page in PAGES), f"/activities/{key}", "/nothing/of-mine"):
            other.get(path)
        upload = {"files": ("mine.fit", fit("treadmill", 300.0))}
        begun = httpx2.post(other.address + "/api/imports", files=upload, timeout=60)
        assert begun.status_code == 202, begun.text
        host, port = one.address.removeprefix("http://").rstrip("/").split(":")
        with socket.create_connection((host, int(port))) as idle:
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            check_ended(one, signal.SIGINT)
        check_ended(other, signal.SIGTERM)
        for app in (one, other):
            assert app.rest() == "", "the terminal tells of somebody, or another machine was called"
    for file in folder.glob("*.sqlite"):
        with closing(sqlite3.connect(file)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with running(*options, "--demo") as again:
        body = {"token": token_of(page.text), "birth_year": "1982", "sex": ""}
        answer = httpx2.post(
            again.address + "/settings/you", data=body, cookies=dict(page.cookies), timeout=60
        )
        assert answer.status_code == 303
        jobs = again.get("/api/jobs").json()["jobs"]
        assert "demo" in {each["kind"] for each in jobs}
        check_ended(again, signal.SIGINT)  # also in the midst of long work


def test_a_shared_app_prints_its_token(tmp_path: Path, postgres: Callable[[], str]) -> None:
    """At the first start, until somebody is in; later only on request. The log is in PostgreSQL here."""
    options = ("--data", tmp_path / "x", "--port", 0, "--allow-host", "runners.example", "--database-url")
    database = postgres()
    with running(*options, database) as app:
        printed = app.line() + app.line()
        assert "--behind-https" in printed
        token = re.findall(r"counts once: ([\w-]{40,})", printed)[0]
        with httpx2.Client(base_url=app.address, timeout=60) as browser:
            assert browser.get("/today").headers["location"] == "/setup"
            said = {"invitation": token, "name": "Anna", "password": "correct horse battery"}
            body = {"token": token_of(browser.get("/setup").text), **said}
            assert browser.post("/setup", data=body).status_code == 303
            assert browser.get("/settings").status_code == 200
        check_ended(app, signal.SIGTERM)
        assert app.rest() == ""
    assert not (tmp_path / "x" / "log.sqlite").exists()
    with running(*options, database, "--new-setup-token", "--behind-https") as app:
        assert "counts once: " in app.line()
        assert "secure" in app.get("/login").headers["set-cookie"].lower()
