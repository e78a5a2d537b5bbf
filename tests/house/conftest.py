"""What the house rules look at: the project's files, and the syntax trees of its modules."""

import ast
import json
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.planned_log import healthy_answers


def parse_all(root: Path, room: str) -> dict[str, ast.Module]:
    """The syntax tree of every module of a room, by its path seen from the project."""
    return {
        path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((root / room).rglob("*.py"))
    }


@pytest.fixture(scope="session")
def package(root: Path) -> Mapping[str, ast.Module]:
    """The package's modules."""
    return parse_all(root, "src/backstride")


@pytest.fixture(scope="session")
def suite(root: Path) -> Mapping[str, ast.Module]:
    """The modules of the tests."""
    return parse_all(root, "tests")


@pytest.fixture(scope="session")
def committed(root: Path) -> tuple[Path, ...]:
    """Every file of the project that is committed, or will be when all is added."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        pytest.skip("Not a git checkout, so nobody knows which files are committed.")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := root / name).is_file())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the pages of the documentation speak, with the files they name."""
    from backstride.formats.fit.write import write_activity
    from backstride.simulation import SESSIONS, SimulatedAthlete, simulate

    started_at = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
    recording = simulate(SimulatedAthlete(), SESSIONS["pressed-laps"], started_at=started_at, seed=1)
    for name in ("morning.fit", "run.fit"):
        (tmp_path / name).write_bytes(write_activity(recording))
    (tmp_path / "answers.json").write_text(json.dumps(healthy_answers()), encoding="utf-8")
    (tmp_path / "hundreds.txt").write_text("- 5x 100m backward @RPE 4, 200m forward walk\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
