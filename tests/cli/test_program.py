"""The real program, started as people start it."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from backstride import __version__
from backstride.actions.simulate import simulate_session
from backstride.cli import app, manual
from backstride.simulation import SESSIONS

START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)
PROGRAM = (sys.executable, "-W", "error", "-m", "backstride")
COMMANDS = tuple(name for names in manual.COMMANDS.values() for name in names)


@pytest.fixture(scope="module")
def treadmill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated recording."""
    path = tmp_path_factory.mktemp("sessions") / "treadmill.fit"
    return simulate_session("treadmill", path, started_at=START).path


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Start the program, and wait for it."""
    names = ("COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "LANG", "TERM", "NO_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env=kept | {"LANG": "C.UTF-8"} | environment,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_reads_like_a_manual_page(command: tuple[str, ...], option: str) -> None:
    """Each command says what it is for and how to call it, in 80 columns, and ends well."""
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, [*command, option])
    assert result.exit_code == 0
    assert f"Usage: backstride {' '.join(command)}".rstrip() in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "…" not in result.stdout.replace("BPM,BPM…", "")
    assert "None" not in result.stdout
    noise = re.findall(r"<\w+[\[>|]|[│╭]|\*\*|\x08|\u2011|\w-$", result.stdout, re.MULTILINE)
    assert noise == []


def test_the_programs_help_tells_what_a_manual_page_does() -> None:
    """Each command on one line and whole; examples one to a line; files, status, environment."""
    lines = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["--help"]).stdout.splitlines()
    for command in COMMANDS:
        (line,) = (line for line in lines if re.match(rf"  {command} +\w", line))
        assert line.endswith(".")
        assert not line.endswith("...")
    assert "    backstride zones --age 40 --resting-hr 60" in lines
    assert "    backstride report run.fit --label 05:00-07:30=backward --html run.html" in lines
    headings = (
        *(
            "In the browser",
            "First steps with one recording",
            "First steps with a log",
            "First steps in training",
        ),
        *("Options", *manual.COMMANDS),
        *("Files", "Exit status", "Environment", "Privacy"),
    )
    assert [line.strip(" :") for line in lines if line.endswith(":")] == list(headings)
    text = " ".join(" ".join(lines).split())
    for told in ("FIT, GPX and TCX", "NO_COLOR", "COLUMNS", "no command calls out", "Not a medical device"):
        assert told in text
    assert "0 it worked; for a report: at least one recording was read 1 doctor" in text
    assert "technique" not in text


def test_the_help_lists_every_command_once_under_its_heading() -> None:
    """Whoever adds a command says where it belongs, and none that has gone is listed."""
    program = get_command(app)
    assert isinstance(program, TyperGroup)
    assert sorted(COMMANDS) == sorted(program.commands)


def test_the_help_names_every_session_that_can_be_simulated() -> None:
    """With a line for each, and none that has gone."""
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["simulate", "--help"]).stdout
    sessions = shown.partition("Sessions:\n")[2].splitlines()
    assert [line.split()[0] for line in sessions if line.strip()] == list(SESSIONS)


def test_the_real_program_reports(treadmill: Path) -> None:
    """Through its own start, with warnings as errors, and nothing on the error output."""
    done = run("report", treadmill, "--birth-year", 1980, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["recordings"][0]["file"] == str(treadmill)
    assert run("--version").stdout.decode().strip() == f"backstride {__version__}"


def test_trouble_is_no_traceback() -> None:
    """It is told on the error output, with status 2."""
    done = run("report", "gone.fit", "--label", "nonsense")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"What to do" in done.stderr
    assert done.stdout == b""


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C"}],
)
def test_a_terminal_with_another_alphabet_does_not_end_the_program(
    treadmill: Path, environment: dict[str, str]
) -> None:
    """The table with stand-ins, JSON with escapes, help and trouble with either."""
    table = run("report", treadmill, **environment)
    assert (table.returncode, table.stderr) == (0, b"")
    assert b"backward walk" in table.stdout
    as_json = run("zones", "--age", 40, "--json", **environment)
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    assert json.loads(as_json.stdout.decode(encoding))["maximum"][0]["text"] == "220 − age"
    trouble = run("report", treadmill, "--label", "0-5=rückwärts und vorwärts", **environment)
    assert trouble.returncode == 2
    assert b"names no one direction" in b" ".join(trouble.stderr.split())
    assert run("--help", **environment).returncode == 0


def test_output_into_a_file_has_no_colours(treadmill: Path) -> None:
    """And on a terminal none where NO_COLOR asks for none."""
    assert b"\x1b" not in run("report", treadmill).stdout
    coloured = run("report", treadmill, FORCE_COLOR="1", TERM="xterm-256color").stdout
    plain = run("report", treadmill, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color").stdout
    assert b"\x1b[34m" in coloured
    assert b"\x1b[34m" not in plain


@pytest.mark.parametrize("arguments", [("sources",), ("report", "FILE"), ("report", "FILE", "--json")])
def test_a_reader_that_has_seen_enough_gets_no_traceback(treadmill: Path, arguments: tuple[str, ...]) -> None:
    """As with `backstride sources | head -1`."""
    command = [*PROGRAM, *(str(treadmill) if argument == "FILE" else argument for argument in arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        told = program.stderr.read()
        program.wait(timeout=60)
    assert told == b""


def test_the_demonstration_can_be_run_twice(tmp_path: Path) -> None:
    """It writes the file and the page into a folder that it makes, and again over them."""
    place = tmp_path / "new" / "demo"
    outputs = []
    for _ in range(2):
        done = run("demo", "--folder", place, "--no-open")
        assert (done.returncode, done.stderr) == (0, b"")
        assert sorted(path.name for path in place.iterdir()) == [
            "track-intervals.fit",
            "track-intervals.html",
        ]
        outputs.append((done.stdout, (place / "track-intervals.html").read_bytes()))
    assert outputs[0] == outputs[1]
    assert b"Nobody ran this: it is simulated." in outputs[0][0]


def test_a_demonstration_where_no_folder_can_be_is_told(tmp_path: Path) -> None:
    """A file in its place is no bug."""
    (tmp_path / "taken").write_bytes(b"")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "inner"):
        result = CliRunner().invoke(app, ["demo", "--folder", str(folder), "--no-open"])
        assert result.exit_code == 2
        assert "cannot be made" in result.stderr.replace("\n", " ")


def test_a_demonstration_without_a_screen_says_where_the_page_is(tmp_path: Path) -> None:
    """No browser is opened where nobody looks."""
    result = CliRunner().invoke(app, ["demo", "--session", "treadmill", "--folder", str(tmp_path)])
    assert result.exit_code == 0
    assert str(tmp_path / "treadmill.html") in result.stdout
    assert "open the page yourself" in result.stdout


def test_a_session_is_simulated_where_it_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here by its own name, or where --out says; the same seed gives the same file."""
    monkeypatch.chdir(tmp_path)
    for arguments in ((), ("--out", "[other].fit"), ("--seed", "2", "--out", "third.fit")):
        result = CliRunner().invoke(app, ["simulate", "treadmill", *arguments])
        assert result.exit_code == 0
        assert "simulated, 1441 samples." in result.stdout
    assert (
        "[other].fit: " in CliRunner().invoke(app, ["simulate", "treadmill", "--out", "[other].fit"]).stdout
    )
    first, other, third = (Path(name).read_bytes() for name in ("treadmill.fit", "[other].fit", "third.fit"))
    assert first == other != third


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["marathon"], "There is no session 'marathon'."),
        (["treadmill", "--out", "missing/x.fit"], "missing/x.fit cannot be written"),
        (["treadmill", "--seed", "-3"], "The seed is -3."),
        (["treadmill", "--out", "."], ". cannot be written"),
    ],
)
def test_a_session_that_cannot_be_simulated_is_told(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With status 2, and nothing left behind."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["simulate", *arguments])
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_sources_are_shown_for_people_and_for_programs() -> None:
    """All of them, or one; an unknown key is trouble in both."""
    everything = CliRunner().invoke(app, ["sources"])
    assert "minetti2002" in everything.stdout
    assert "What the method's article says" in everything.stdout
    one = CliRunner().invoke(app, ["sources", "minetti2002", "--json"])
    assert [each["key"] for each in json.loads(one.stdout)["sources"]] == ["minetti2002"]
    assert CliRunner().invoke(app, ["sources", "nobody1900"]).exit_code == 2
    wrong = CliRunner().invoke(app, ["sources", "nobody1900", "--json"])
    assert wrong.exit_code == 2
    assert json.loads(wrong.stdout)["error"]["slug"] == "unknown-source"
