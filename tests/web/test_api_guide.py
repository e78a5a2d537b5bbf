"""The examples of the guide to the API, run as they stand there against a real app."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.edited_log import fit
from tests.web.conftest import Served

ADDRESS = "http://127.0.0.1:8765"


def blocks(root: Path, language: str) -> list[str]:
    """The examples in one language."""
    text = (root / "docs" / "guides" / "api.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_examples_for_curl_work(root: Path, served: Served, tmp_path: Path) -> None:
    """Whoever copies a line from the guide gets an answer, and no trouble."""
    if shutil.which("curl") is None:
        pytest.skip("This machine has no curl to try the examples with.")
    (tmp_path / "run.fit").write_bytes(fit("treadmill", 400.0))
    lines = [line for block in blocks(root, "sh") for line in block.splitlines()]
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line.replace(ADDRESS, served.address))
        done = subprocess.run([*words, "--fail"], check=False, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, (line, done.stderr)
        assert '"error"' not in done.stdout
    assert (tmp_path / "training.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert (tmp_path / "session.fit").read_bytes()[8:12] == b".FIT"


def test_the_example_in_python_works(root: Path, served: Served, tmp_path: Path) -> None:
    """It runs as it stands, with nothing installed."""
    (code,) = blocks(root, "py")
    script = tmp_path / "example.py"
    script.write_text(code.replace(ADDRESS, served.address), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", script], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "2026-04" in done.stdout
