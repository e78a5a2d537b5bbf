"""Imports point down."""

import subprocess
import sys
from pathlib import Path


def test_imports_point_down_only(root: Path) -> None:
    """Each room can be read and tested without those above it; the science reads no file and no clock."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
