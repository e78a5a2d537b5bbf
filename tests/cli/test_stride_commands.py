"""The commands of the stride, from outside."""

import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.learned_stride import BASELINE, MISNAMED
from typer.testing import CliRunner, Result

from backstride.actions.asking import questions_for
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.learning import LearnedYear, LearnOutcome
from backstride.bout import Travel
from backstride.cli import app, stride_printing
from backstride.cli.stride_commands import answers
from backstride.store import Store

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})
DAY = date(2026, 4, 3)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a session whose steps and stride contradict each other."""
    made = tmp_path_factory.mktemp("asked")
    (made / "run.fit").write_bytes(MISNAMED)
    store = Store(made / "log")
    import_paths(store, [made / "run.fit"], ImportSettings(athlete="me", processes=1))
    store.close()
    return made / "log"


@pytest.fixture
def folder(imported: Path, tmp_path: Path) -> Path:
    """Such a data folder for each test."""
    return shutil.copytree(imported, tmp_path / "log")


def invoke(folder: Path, *arguments: str) -> Result:
    """Run a command on the log."""
    return RUNNER.invoke(app, ["--data", str(folder), *arguments])


def document(folder: Path, *arguments: str) -> dict[str, Any]:
    """What a command says as JSON."""
    result = invoke(folder, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_without_a_terminal_the_questions_are_listed_with_what_answers_them(folder: Path) -> None:
    """The command that is shown does answer it, and then nothing is asked any more."""
    text = invoke(folder, "ask", "latest").stdout
    assert "workout step says forward" in text
    command = next(line for line in text.splitlines() if "Answer:" in line).split("backstride ")[1]
    assert invoke(folder, *command.split()).exit_code == 0
    assert "Nothing is asked." in invoke(folder, "ask", "latest").stdout


def test_questions_and_what_is_learned_are_told_to_programs(folder: Path) -> None:
    """Of one short session nothing can be learned, and the numbers say so."""
    (asked,) = document(folder, "ask", "latest")["questions"]
    assert (asked["guess"], asked["gait"]) == ("forward", "run")
    learned = document(folder, "learn")
    assert (learned["is_dry_run"], learned["turned"]) == (False, [])
    (year,) = document(folder, "learn", "--year", "2026", "--dry-run")["years"]
    assert learned["years"] == [year]
    assert (year["year"], year["sessions"], year["strides"]) == (2026, 0, [])


def test_it_is_said_that_there_is_too_little_to_learn_from(folder: Path) -> None:
    """In words, for a year, for all, and where there is nothing at all."""
    assert "2026: too little on foot to learn from." in invoke(folder, "learn").stdout
    assert "nothing to learn from" in invoke(folder / "empty", "learn").stdout
    assert "2026: too little on foot to learn from." in invoke(folder, "learn", "--year", "2026").stdout
    refused = invoke(folder, "learn", "--year", "0")
    assert refused.exit_code == 2
    assert invoke(folder, "ask", "0000").exit_code == 2


def test_what_was_learned_is_told_in_numbers_that_people_know(capsys: pytest.CaptureFixture[str]) -> None:
    """Speed, steps and their length, how it is backward, and where the way changed."""
    years = (
        LearnedYear(year=2025, activities=3, before=BASELINE, baseline=None),
        LearnedYear(year=2026, activities=40, before=None, baseline=BASELINE),
    )
    keys = tuple(f"key{number}" for number in range(7))
    outcome = LearnOutcome(is_dry=False, years=years, keys=keys, turned=keys, failures=())
    stride_printing.print_learned(outcome)
    text = " ".join(capsys.readouterr().out.split())
    assert "2025: too little on foot to learn from. What was known before is forgotten." in text
    assert "2026: your stride from 12 sessions with 5:07:30 on foot, of 40 looked at" in text
    assert "run forward at 8.9 km/h: 161 steps/min of 0.92 m" in text
    assert "backward, from 10:00 that you told: +11 % steps/min at the same speed" in text
    assert "In 7 activities a stretch is called another way than before" in text
    assert "key4 and 2 more" in text
    stride_printing.print_learned_again(outcome)
    assert "Your stride of 2025, 2026 was learned again" in " ".join(capsys.readouterr().out.split())


def test_a_question_is_answered_by_a_letter_or_skipped(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no answer is asked for again."""
    store = Store(folder)
    asked = questions_for(store, "me", today=DAY) * 3
    store.close()
    typed = iter(["perhaps", "B", "", "unknown"])
    given = list(answers(asked, lambda: next(typed)))
    assert given == [(asked[0], Travel.BACKWARD), (asked[2], Travel.UNKNOWN)]
    assert "One letter will do" in capsys.readouterr().out


def test_at_a_terminal_it_is_asked_and_the_answer_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody types a letter at a terminal."""
    ours, theirs = os.openpty()
    os.write(ours, b"b\n")
    with os.fdopen(theirs) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        app(["--data", str(folder), "ask", "latest"], standalone_mode=False)
    os.close(ours)
    text = capsys.readouterr().out
    assert "Change 1" in text
    assert "Take it back: backstride revert 1" in text
    assert "Nothing is asked." in invoke(folder, "ask", "latest").stdout
