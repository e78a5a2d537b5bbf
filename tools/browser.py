#!/usr/bin/env python3
"""Make sure that there is a Chromium for the browser tests.

The first of these that gives one: the machine's own, the one Playwright has downloaded, Playwright's
download, the package manager of a Debian-like system where we are root.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

OWN_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_LIMIT_S = 30.0
DOWNLOAD_LIMIT_S = 600.0

ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""

NOTHING_FOUND = """\
No Chromium was found, and none could be fetched.

The browser tests need Chromium or Google Chrome. Do one of these, then run `make test` again:
  - install the package `chromium` with the system's package manager;
  - with a network, run `.venv/bin/python -m playwright install --with-deps chromium`.
"""


def find_chromium() -> Path | None:
    """Find a Chromium that is already on this machine and starts.

    Returns
    -------
    Path | None
        The program, or None.
    """
    for name in OWN_NAMES:
        program = shutil.which(name)
        if program is not None and _starts(Path(program)):
            return Path(program)
    downloaded = _playwrights_place()
    return downloaded if downloaded is not None and _starts(downloaded) else None


def _starts(program: Path) -> bool:
    """Tell a browser from a stub that only says how to install one, or that lacks its libraries."""
    return program.exists() and _succeeds([str(program), "--version"], START_LIMIT_S, quiet=True)


def _playwrights_place() -> Path | None:
    """Where Playwright keeps its Chromium, downloaded or not.

    Asked in a process of its own, for Playwright may be at work in this one, and only one can be.
    """
    done = subprocess.run(  # noqa: S603 - our own command, without a shell
        [sys.executable, "-c", ASK_PLAYWRIGHT],
        check=False,
        capture_output=True,
        text=True,
        timeout=START_LIMIT_S,
    )
    return Path(done.stdout.strip()) if done.returncode == 0 else None


def _succeeds(command: list[str], limit_s: float, *, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(  # noqa: S603 - our own commands, without a shell
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            timeout=limit_s,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _download() -> bool:
    return _succeeds([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_LIMIT_S)


def _install_with_apt() -> bool:
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    # An old list of packages may still do, so that the update may fail.
    _succeeds([apt, "update"], DOWNLOAD_LIMIT_S)
    return _succeeds([apt, "install", "--yes", "--no-install-recommends", "chromium"], DOWNLOAD_LIMIT_S)


def main() -> int:
    """Find or fetch a Chromium and say where it is.

    Returns
    -------
    int
        0 where there is one now, else 1.
    """
    chromium = find_chromium()
    for fetch in (_download, _install_with_apt):
        if chromium is None and fetch():
            chromium = find_chromium()
    if chromium is None:
        print(NOTHING_FOUND, file=sys.stderr)
        return 1
    print(f"Chromium: {chromium}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
