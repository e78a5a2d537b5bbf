"""The commands that keep the log, from outside."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from backstride.actions.simulate import simulate_session
from backstride.cli import app

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})
START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)

Command = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two sessions."""
    made = tmp_path_factory.mktemp("sessions")
    simulate_session("first-steps", made / "first.fit", started_at=START)
    simulate_session("pressed-laps", made / "track.fit", started_at=START.replace(day=2))
    return made


@pytest.fixture
def run(tmp_path: Path, folder: Path) -> Command:
    """Run a command on a log that holds both sessions."""

    def invoke(*arguments: object, data: str = "log") -> Result:
        return RUNNER.invoke(app, ["--data", str(tmp_path / data), *map(str, arguments)])

    assert invoke("import", folder).exit_code == 0
    return invoke


def document(result: Result, status: int = 0) -> dict[str, Any]:
    """What a command printed as JSON."""
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_log_goes_out_and_comes_back(run: Command, tmp_path: Path) -> None:
    """In words for people, with the command that reads it in, and in numbers for programs."""
    file = tmp_path / "backup.zip"
    told = run("export", file)
    assert told.exit_code == 0, told.output
    assert "2 activities from 2 files" in told.stdout
    assert f"restore {file}" in told.stdout
    found = document(run("export", file, "--force", "--json"))
    assert (found["file"], found["originals"], found["size"]) == (str(file), 2, file.stat().st_size)
    restored = run("restore", file, data="again")
    assert restored.stdout == "Restored: 2 activities from 2 files, 0 changes, 0 measurements.\n"
    listed = [document(run("list", "--json", data=name)) for name in ("log", "again")]
    assert listed[0] == listed[1]
    assert document(run("restore", file, "--json", data="third"))["activities"] == 2


def test_no_file_is_replaced_and_no_log_written_over(run: Command, tmp_path: Path) -> None:
    """Both are told as troubles, with what to do, and with status 2."""
    file = tmp_path / "backup.zip"
    run("export", file)
    again = run("export", file)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert document(run("restore", file, "--json"), status=2)["error"]["slug"] == "store-not-empty"
    assert document(run("restore", tmp_path / "none.zip", "--json", data="new"), status=2)["error"][
        "slug"
    ] == ("unreadable-path")


def test_the_doctor_says_by_its_status_whether_the_log_is_whole(run: Command, tmp_path: Path) -> None:
    """0 for whole, 1 for what is wrong, 0 again once it is repaired."""
    well = run("doctor")
    assert (well.exit_code, "The log is whole." in well.stdout) == (0, True)
    columns = next((tmp_path / "log" / "recordings").glob("*/*.parquet"))
    columns.unlink()
    ill = run("doctor")
    assert ill.exit_code == 1
    assert "Wrong: The columns of recording 1 of" in ill.stdout
    assert "backstride doctor --repair" in ill.stdout
    found = document(run("doctor", "--quick", "--json"), status=1)
    assert (found["is_well"], found["is_quick"], len(found["findings"])) == (False, True, 1)
    assert len(found["findings"][0]["activities"]) == 1
    repaired = run("doctor", "--repair")
    assert (repaired.exit_code, "Repaired: The columns" in repaired.stdout) == (0, True)
    assert columns.is_file()
    assert document(run("doctor", "--json"))["findings"] == []


def test_a_rebuild_says_what_was_made_and_what_stayed(run: Command, tmp_path: Path) -> None:
    """And ends with 1 where an original is lost."""
    told = run("rebuild")
    assert (
        told.stdout
        == "Made anew: 2 recordings, 2 activities, 0 pairs of copies.\nAll figures are as they were.\n"
    )
    next((tmp_path / "log" / "originals").glob("*/*.zst")).unlink()
    found = document(run("rebuild", "--json"), status=1)
    assert (found["recordings"], found["activities"], len(found["failures"])) == (1, 2, 1)
    assert "Left as it was: file" in run("rebuild").stdout


def test_recomputing_says_each_figure_that_changes(run: Command) -> None:
    """How many, the largest, and together; a dry run says the same and keeps nothing."""
    assert run("recompute").stdout == "All activities are up to date.\n"
    run("measure", "mass", "64")
    dry = run("recompute", "--dry-run")
    assert "2 activities would be worked out again." in dry.stdout
    assert "energy: in 2 activities, most in " in dry.stdout
    assert "kcal; together – → " in dry.stdout
    assert "Nothing was kept." in dry.stdout
    found = document(run("recompute", "--json"))
    (change,) = found["changes"]
    assert (change["figure"], change["activities"], change["largest"]["before"]) == ("energy_kj", 2, None)
    assert change["total_before"] is None
    assert change["total_after"] > change["largest"]["after"] > 0.0
    assert document(run("recompute", "--json"))["activities"] == []
    run("measure", "mass", "65")
    assert "2 activities worked out again." in run("recompute").stdout


def test_a_missing_column_file_ends_a_recomputation_with_one(run: Command, tmp_path: Path) -> None:
    """The others are worked out, and the reason is told."""
    run("measure", "mass", "64")
    next((tmp_path / "log" / "recordings").glob("*/*.parquet")).unlink()
    told = run("recompute")
    assert told.exit_code == 1
    assert "Left as it was: activity" in told.stdout


def test_the_program_itself_exports(run: Command, tmp_path: Path) -> None:
    """As a person runs it, in a process of its own."""
    assert run("doctor").exit_code == 0
    command = [sys.executable, "-m", "backstride", "--data", str(tmp_path / "log"), "export", "a.zip"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("a.zip: 2 activities from 2 files")
