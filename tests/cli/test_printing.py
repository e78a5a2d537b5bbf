"""What the commands print, held against golden files.

A missing golden file fails, and so does a difference; what came out is then beside it as ``*.actual``.
``BACKSTRIDE_ACCEPT=1 pytest tests/cli/test_printing.py`` accepts it.
"""

import os
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from tests.cli.silent_session import silent_session
from typer.testing import CliRunner

from backstride.actions.simulate import simulate_session
from backstride.cli import app
from backstride.cli.printing import plainer
from backstride.formats.fit.write import write_activity
from backstride.recording import Recording, Samples, Sport
from backstride.simulation import SESSIONS
from backstride.wording import ARROWS, EQUAL_FORWARD_NOTE, PARTLY_NOTE, QUANTITIES, SURE_NOTE

GOLDEN = Path(__file__).parent / "golden"
START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
PERSON = ("--birth-year", "1980", "--resting-hr", "52", "--mass-kg", "70")
WIDTHS = (60, 80, 140)
NARROW_WIDTHS = (40, 50)
"""Not held against golden files, but nothing may be cut."""

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


@pytest.mark.parametrize("width", [*NARROW_WIDTHS, *WIDTHS])
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
        r"^ ([\d:]+) – ([\d:]+) +(?:[→←] (?:forward|backward) \w+|\? \w+, way unknown|· \w+)",
        text,
        re.MULTILINE,
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


def test_a_narrow_comparison_gives_way_by_whole_columns(folder: Path) -> None:
    """The unit goes first and the ratio never, and no number is cut."""
    headings = {
        width: re.findall(r"^ +((?:Forward|Backward|Ratio).*)$", text, re.MULTILINE)[0].split()
        for width in (40, 50, 60)
        for text in [printed("report", str(folder / "treadmill.fit"), width=width)]
    }
    assert headings == {
        40: ["Backward", "Ratio"],
        50: ["Forward", "Backward", "Ratio"],
        60: ["Forward", "Backward", "Ratio"],
    }
    wide = printed("report", str(folder / "treadmill.fit"), width=60)
    assert "ml/kg/km" in wide
    assert "ml/kg/km" not in printed("report", str(folder / "treadmill.fit"), width=50)


def test_equal_forward_pace_is_told_where_there_is_room(folder: Path) -> None:
    """On a wide terminal, for running backward alone, and with what it means below the table."""
    wide, narrow = (
        printed("report", str(folder / "treadmill.fit"), *PERSON, width=width) for width in (120, 100)
    )
    row = r"^ [\d:]+ – [\d:]+ +(\S \w+(?: \w+)?) .* (–|[\d:]+ \([\d:]+–[\d:]+\))$"
    paces = dict(re.findall(row, wide, re.MULTILINE))
    assert paces["← backward run"] == "5:51 (5:43–5:59)"
    assert {pace for way, pace in paces.items() if way != "← backward run"} == {"–"}
    assert EQUAL_FORWARD_NOTE in wide
    assert "Equal forward" not in narrow


def test_how_sure_is_said_to_be_assumed_where_it_stands(folder: Path, tmp_path: Path) -> None:
    """A percentage looks measured; it is so in part, and the footnote says so wherever one is shown."""
    told = ("report", str(folder / "treadmill.fit"))
    assert SURE_NOTE in " ".join(printed(*told, width=80).split())
    assert "Sure" not in printed(*told, width=60)
    silent = tmp_path / "silent.fit"
    silent.write_bytes(write_activity(silent_session("unlabelled", START)))
    nothing_known = " ".join(printed("report", str(silent), width=80).split())
    assert "Nothing says which way 14 of 14 bouts went." in nothing_known
    assert SURE_NOTE not in nothing_known


def test_only_a_person_is_certain(folder: Path) -> None:
    """What was told by a plan and seen besides is never shown as 100 %, however much speaks for it."""
    told = ("report", str(folder / "treadmill.fit"))
    by_plan = printed(*told, width=80)
    assert ">99%" in by_plan
    assert "100%" not in by_plan
    assert "100%" in printed(*told, "--label", "11:00-16:00=backward", width=80)


@pytest.fixture(scope="module")
def strap_slipped(folder: Path) -> Path:
    """A run of ten minutes, of which only the first ten seconds have a heart rate."""
    elapsed_s = np.arange(600.0)
    samples = Samples.of(
        elapsed_s,
        heart_rate_bpm=np.where(elapsed_s < 10, 150.0, np.nan),
        speed_m_s=np.where(elapsed_s < 300, 2.5, np.nan),
    )
    recording = Recording(format="fit", samples=samples, started_at=START, sport=Sport(name="running"))
    path = folder / "slipped.fit"
    path.write_bytes(write_activity(recording))
    return path


def test_a_number_that_leaves_a_part_out_is_marked(strap_slipped: Path) -> None:
    """Ten seconds of heart rate do not pass for the load of ten minutes; the mark is explained."""
    text = printed("report", str(strap_slipped), *PERSON, "--label", "0:00-5:00=forward", width=140)
    assert re.search(r"0:10\+ in the target", text)
    assert re.search(r" \d+\+ \(\d+–\d+\)$", text, re.MULTILINE)
    assert PARTLY_NOTE in text
    without_mass = printed("report", str(strap_slipped), width=140)
    assert re.search(r" \d+\.\d\+$", without_mass, re.MULTILINE)
    assert PARTLY_NOTE in without_mass


def test_what_is_whole_is_not_marked(folder: Path) -> None:
    """A mark that stands everywhere says nothing."""
    text = printed("report", str(folder / "treadmill.fit"), *PERSON, width=140)
    assert "+" not in text


def test_the_page_and_the_terminal_share_their_words(folder: Path, tmp_path: Path) -> None:
    """A quantity, a direction or a footnote is called one thing, wherever it is read."""
    page = tmp_path / "page.html"
    text = printed("report", str(folder / "treadmill.fit"), *PERSON, "--html", str(page), width=140)
    shown = unescape(re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8")))
    shared = (*(what.title for what in QUANTITIES.values()), SURE_NOTE, EQUAL_FORWARD_NOTE, "backward run")
    for words in shared:
        assert words in text
        assert words in shown


def test_signs_that_an_alphabet_lacks_have_stand_ins() -> None:
    """Which way is still told apart, and other troubles stay troubles."""
    text = "→ ← ? – · ñ"
    codec = "ascii"
    shown = "".join(
        sign if sign.isascii() else plainer(UnicodeEncodeError(codec, sign, 0, 1, "not in it"))[0]
        for sign in text
    )
    assert shown == "> < ? - - ?"
    stand_ins = [
        plainer(UnicodeEncodeError(codec, sign, 0, 1, "not in it"))[0]
        for sign in ARROWS.values()
        if not sign.isascii()
    ]
    assert len(set(stand_ins)) == len(stand_ins)
    assert "?" not in stand_ins
    with pytest.raises(UnicodeDecodeError):
        plainer(UnicodeDecodeError(codec, b"\xff", 0, 1, "not in it"))
