"""The command that opens the app, where it does not open: in words, with a way out."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backstride.cli import app

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


def failed(*arguments: object) -> str:
    """What it says when it does not start."""
    done = RUNNER.invoke(app, ["serve", *map(str, arguments)])
    assert done.exit_code == 2, done.output
    return done.output


def test_a_port_in_use_is_told(folder: Path) -> None:
    """With a way out, and without touching the log."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = failed("--data", folder, "--port", port)
    assert f"port {port}" in said
    assert f"--port {port + 1}" in said
    assert not folder.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--port", 70000), "between 0 and 65535"),
        (("--port", -1), "between 0 and 65535"),
        (("--host", "no.such.host.invalid"), "Nothing can listen"),
        (("--tiles", "nowhere", "--port", 0), "There is no folder nowhere"),
        (("--database-url", "mysql://x", "--port", 0), "is not understood"),
    ],
)
def test_what_cannot_be_served_is_told(folder: Path, arguments: tuple[object, ...], words: str) -> None:
    """In a sentence, with status 2, and nothing listens any more."""
    assert words in failed("--data", folder, *arguments)
