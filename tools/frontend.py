#!/usr/bin/env python3
"""Build the scripts and styles of the pages, with the machine's node or with one from PyPI."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src" / "backstride" / "web" / "static"
LOCK = FRONTEND / "package-lock.json"
OLDEST_NODE = (20, 19)
"""What the builder asks for."""
OWN = ROOT / ".venv-node"
ATTEMPTS = 3
"""A registry that does not answer is asked again."""


def node_folder() -> Path | None:
    """Where a node that is new enough lies, with its npm.

    Returns
    -------
    Path or None
        None where the machine has none.
    """
    for folder in (None, OWN / "bin"):
        node, npm = (shutil.which(name, path=folder and str(folder)) for name in ("node", "npm"))
        if node is None or npm is None:
            continue
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)  # noqa: S603 - as found
        if said.returncode == 0 and _numbers(said.stdout) >= OLDEST_NODE:
            return Path(node).parent
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.strip().lstrip("v").split(".")[:2] if part.isdigit())


def fetch_node() -> None:
    """Put a node from PyPI into an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", str(OWN)], check=True)  # noqa: S603 - our own command
    lock = ROOT / "requirements" / "node.txt"
    install = [str(OWN / "bin" / "pip"), "install", "--quiet", "--require-hashes", "--requirement", str(lock)]
    subprocess.run(install, check=True)  # noqa: S603 - our own command


def run(*command: str, attempts: int = 1) -> None:
    """Run a command of npm in the folder of the frontend.

    Parameters
    ----------
    command
        What npm is told.
    attempts
        How often it may fail before that counts.
    """
    folder = node_folder()
    if folder is None:
        fetch_node()
        folder = node_folder()
    if folder is None:
        sys.exit("No node was found, and the one from PyPI does not run here. Install Node.js 22 or newer.")
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    for attempt in range(1, attempts + 1):
        done = subprocess.run([str(folder / "npm"), *command], check=False, cwd=FRONTEND, env=environment)  # noqa: S603 - our own
        if done.returncode == 0:
            return
        time.sleep(attempt)
    sys.exit(f"npm {' '.join(command)} failed.")


def install() -> None:
    """Bring in what the lock names, unless it is there."""
    kept = FRONTEND / "node_modules" / ".package-lock.json"
    if not kept.exists() or kept.stat().st_mtime < LOCK.stat().st_mtime:
        run("ci", "--silent", attempts=ATTEMPTS)
        kept.touch()


def lock() -> None:
    """Choose new versions, and keep every address out of the lock."""
    LOCK.unlink(missing_ok=True)
    run("install", "--silent", "--package-lock-only", attempts=ATTEMPTS)
    strip_addresses()


def strip_addresses() -> None:
    """Leave in the lock what is installed and how it is known, and nothing that is an address."""
    document = json.loads(LOCK.read_text(encoding="utf-8"))
    for package in document["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    LOCK.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main(wish: str = "build") -> int:
    """Build, check the types, or choose versions.

    Parameters
    ----------
    wish
        ``build``, ``check`` or ``lock``.

    Returns
    -------
    int
        0; what fails ends the program.
    """
    if wish == "lock":
        lock()
        return 0
    install()
    run("run", "--silent", wish)
    if wish == "build":
        (STATIC / "app.js").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
