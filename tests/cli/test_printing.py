"""What the commands print, held against golden files.

A missing golden file fails, and so does a difference; what came out is then beside it as ``*.actual``.
``BACKSTRIDE_ACCEPT=1 pytest tests/cli/test_printing.py`` accepts it.
"""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from backstride.actions.simulate import simulate_session
from backstride.cli import app
from backstride.cli.printing import plainer
from backstride.simulation import SESSIONS

GOLDEN = Path(__file__).parent / "golden"
START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
PERSON = ("--birth-year", "1980", "--resting-hr", "52", "--mass-kg", "70")
WIDTHS = (60, 80, 140)

COMMANDS = {
    "treadmill": ("report", "treadmill.fit", *PERSON),
    "unlabelled": ("report", "unlabelled.fit"),
    "pressed-laps": ("report", "pressed-laps.fit", "--lap-convention", "turn", *PERSON),
    "refused": ("report", "gone.fit", "first-steps.fit"),
    "zones": ("zones", "--age", "40", "--resting-hr", "60"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every simulated session."""
    made = tmp_path_factory.mktemp("sessions")
    for name in SESSIONS:
        simulate_session(name, made / f"{name}.fit", started_at=START)
    return made


def printed(*arguments: str, width: int) -> str:
    """What a command prints on a terminal of so many columns."""
    result = CliRunner(env={"COLUMNS": str(width)}).invoke(app, arguments)
    assert result.exception is None, result.output
    return "\n".join(line.rstrip() for line in result.stdout.splitlines()) + "\n"


def assert_golden(name: str, text: str) -> None:
    """The text is that of a golden file."""
    golden, actual = GOLDEN / f"{name}.txt", GOLDEN / f"{name}.actual"
    if os.environ.get("BACKSTRIDE_ACCEPT") == "1":
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    if golden.exists() and golden.read_text(encoding="utf-8") == text:
        actual.unlink(missing_ok=True)
        return
    GOLDEN.mkdir(exist_ok=True)
    actual.write_text(text, encoding="utf-8")
    trouble = "differs from" if golden.exists() else "has no"
    pytest.fail(f"{actual.name} {trouble} {golden.name}. If it is right, run with BACKSTRIDE_ACCEPT=1.")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_output_is_as_accepted(
    name: str, width: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The simulated sessions are fixed, so every change of the output is seen by somebody."""
    monkeypatch.chdir(folder)
    assert_golden(f"{name}-{width}", printed(*COMMANDS[name], width=width))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal_or_cut(
    name: str, width: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column gives way as a whole; nothing ends in dots."""
    monkeypatch.chdir(folder)
    text = printed(*COMMANDS[name], width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SESSIONS)
def test_every_bout_has_its_line(name: str, width: int, folder: Path) -> None:
    """Whatever the width: from when to when, and which way."""
    text = printed("report", str(folder / f"{name}.fit"), width=width)
    table = re.findall(
        r"^ ([\d:]+) – ([\d:]+) +(?:[→←?] (?:forward|backward|unknown)|·) \w+", text, re.MULTILINE
    )
    ends = [end for _, end in table]
    assert table[0][0] == "0:00"
    assert f" {ends[-1]}, moving " in " ".join(text.splitlines()[:6])
    assert len(table) == {"first-steps": 10, "treadmill": 6}.get(name, 14)


def test_standing_goes_no_way(folder: Path) -> None:
    """Nobody is asked which way they stood."""
    text = printed("report", str(folder / "treadmill.fit"), width=80)
    assert "· standing" in text
    assert "How we know: the workout's steps say so (5 of 5 bouts)." in text
    assert "Nothing says" not in text


def test_signs_that_an_alphabet_lacks_have_stand_ins() -> None:
    """Which way is still told apart, and other troubles stay troubles."""
    text = "→ ← ? – · ñ"
    codec = "ascii"
    shown = "".join(
        sign if sign.isascii() else plainer(UnicodeEncodeError(codec, sign, 0, 1, "not in it"))[0]
        for sign in text
    )
    assert shown == "> < ? - - ?"
    with pytest.raises(UnicodeDecodeError):
        plainer(UnicodeDecodeError(codec, b"\xff", 0, 1, "not in it"))
