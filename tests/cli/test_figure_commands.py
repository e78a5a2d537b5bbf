"""Lists, weeks, form, records, skill and plateaus through the real commands, held against golden files.

``BACKSTRIDE_ACCEPT=1 pytest tests/cli/test_figure_commands.py`` accepts what differs.
"""

import json
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result
from validation.archive_maker import generated_activity, starts_at

from backstride.actions.importing import ImportSettings, import_paths
from backstride.athlete import Athlete, Measurement, Quantity
from backstride.cli import app
from backstride.formats.fit.write import write_activity
from backstride.recording import Sport
from backstride.simulation import SESSIONS, SimulatedAthlete, simulate
from backstride.store import Store

GOLDEN = Path(__file__).parent / "golden"
COUNT = 16
WIDTHS = (60, 80, 140)
NARROW = 50
UNTIL = (starts_at(COUNT - 1) + timedelta(days=3)).date().isoformat()
COMMANDS = {
    "list": ("list", "--limit", "5"),
    "show": ("show", "latest"),
    "weeks": ("weeks",),
    "form": ("form", "--until", UNTIL, "--start", "steady:30"),
    "records": ("records",),
    "skill": ("skill",),
    "plateaus": ("plateaus",),
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a log with two weeks of generated activities."""
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("log")
    for number in range(COUNT):
        (files / f"{number:02d}.fit").write_bytes(generated_activity(number, seconds=1500))
    store = Store(folder)
    resting = Measurement(quantity=Quantity.RESTING_HEART_RATE_BPM, value=52.0)
    mass = Measurement(quantity=Quantity.MASS_KG, value=64.0)
    with store.writing() as opened:
        opened.athletes.save_athlete("me", Athlete(birth_year=1975, measurements=(resting, mass)))
    import_paths(store, [files], ImportSettings(athlete="me", processes=1))
    store.close()
    return folder


def run(folder: Path, *arguments: str, width: int = 80) -> Result:
    """What a command answers on a terminal of so many columns."""
    return CliRunner(env={"COLUMNS": str(width)}).invoke(app, ["--data", str(folder), *arguments])


def printed(folder: Path, *arguments: str, width: int = 80) -> str:
    """What a command that works prints."""
    result = run(folder, *arguments, width=width)
    assert result.exception is None, result.output
    return "\n".join(line.rstrip() for line in result.stdout.splitlines()) + "\n"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_output_is_as_accepted(name: str, width: int, log: Path) -> None:
    """The generated activities are fixed, so every change of the output is seen by somebody."""
    text = printed(log, *COMMANDS[name], width=width)
    golden, actual = GOLDEN / f"log-{name}-{width}.txt", GOLDEN / f"log-{name}-{width}.actual"
    if os.environ.get("BACKSTRIDE_ACCEPT") == "1":
        golden.write_text(text, encoding="utf-8")
    if golden.exists() and golden.read_text(encoding="utf-8") == text:
        actual.unlink(missing_ok=True)
        return
    actual.write_text(text, encoding="utf-8")
    pytest.fail(f"{actual.name} differs from {golden.name}. If it is right, run with BACKSTRIDE_ACCEPT=1.")


@pytest.mark.parametrize("width", [NARROW, *WIDTHS])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal_or_cut(name: str, width: int, log: Path) -> None:
    """A column gives way as a whole; nothing ends in dots."""
    text = printed(log, *COMMANDS[name], width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_gives_json(name: str, log: Path) -> None:
    """What people read, programs can read too."""
    assert json.loads(printed(log, *COMMANDS[name], "--json"))["program_version"]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "show"])
def test_an_empty_log_says_what_to_do(name: str, tmp_path: Path) -> None:
    """A newcomer is sent to the import, not to an error."""
    text = " ".join(printed(tmp_path, *COMMANDS[name]).split())
    assert "There is nothing in your log yet." in text
    assert "backstride import" in text


def test_a_long_list_is_cut_for_people_and_whole_for_programs(log: Path) -> None:
    """Nobody's terminal is flooded, and what is left out is told."""
    assert f"{COUNT - 5} more" in printed(log, *COMMANDS["list"])
    assert len(json.loads(printed(log, "list", "--json"))["activities"]) == COUNT


def test_a_period_without_activities_is_told_apart_from_an_empty_log(log: Path) -> None:
    """Who asks for the wrong year is not told to import."""
    text = printed(log, "list", "--since", "2020-01-01")
    assert "Nothing in your log lies in that time." in text


def test_the_start_of_form_is_always_told(log: Path) -> None:
    """A fitness rests on an assumption, which stands beside it with what is left of it."""
    beginner = " ".join(printed(log, "form", "--until", UNTIL).split())
    assert "Start: as a beginner, no load before 2005-01-01" in beginner
    steady = " ".join(printed(log, *COMMANDS["form"]).split())
    assert re.search(r"a steady 30 a day before 2005-01-01; \d+% of that start is still in", steady)
    assert "None of them says who will be injured." in steady


def test_without_ratings_the_scale_of_ratings_is_unknown(log: Path) -> None:
    """No rating is a dash, not a load of 0, and the reason is told."""
    text = printed(log, "form", "--until", UNTIL, "--scale", "session-rpe")
    assert re.search(r"^ together +– +– +– +16 *$", text, re.MULTILINE)
    assert "16 sessions have no whole load" in text


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("list", "--since", "1.4.2026"), "'1.4.2026' was given as a day."),
        (("form", "--start", "fit"), "The start 'fit' was given."),
        (("form", "--start", "steady:-3"), "The start 'steady:-3' was given."),
        (("form", "--start", "steady:nan"), "The start 'steady:nan' was given."),
        (("show", "zzzz"), 'No activity is named by "zzzz".'),
    ],
)
def test_what_cannot_be_is_told_as_trouble(arguments: tuple[str, ...], found: str, log: Path) -> None:
    """In words, and as JSON for programs, with status 2."""
    result = run(log, *arguments)
    assert (result.exit_code, found in result.stderr) == (2, True)
    as_json = run(log, *arguments, "--json")
    assert as_json.exit_code == 2
    assert json.loads(as_json.stdout)["error"]["message"].startswith(found)


def test_hints_of_a_shown_activity_fit_the_log(log: Path) -> None:
    """What would help a file on the command line does not help here."""
    text = printed(log, "show", "2005-01-03")
    assert "backstride measure" in text
    assert "--mass-kg" not in text
    assert "--backward-sessions" not in text


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a log with one session of somebody of whom nothing is known."""
    files, folder = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("unknown")
    (files / "run.fit").write_bytes(generated_activity(0, seconds=1500))
    store = Store(folder)
    import_paths(store, [files], ImportSettings(athlete="me", processes=1))
    store.close()
    return folder


def test_a_list_without_a_load_says_what_a_load_needs(unknown: Path, log: Path) -> None:
    """A column of dashes is explained; one of numbers needs no explanation."""
    assert "backstride measure resting-hr 52" in printed(unknown, "list", width=200)
    assert "backstride measure resting-hr 52" not in printed(log, "list", width=200)


def test_a_form_of_nothing_says_why_at_any_time(unknown: Path) -> None:
    """Also long after the sessions, when they have left the six weeks."""
    text = printed(unknown, "form", width=200)
    assert "From 1 session since" in text
    assert "No load is known, so there is no form yet: 1 session has no whole load" in text


def test_no_record_one_way_claims_nothing_of_the_others(log: Path) -> None:
    """There are best efforts in this log, but none sideways."""
    assert "No best effort that way yet" in printed(log, "records", "--travel", "sideways")


def test_weeks_of_swimming_are_not_called_empty(tmp_path: Path) -> None:
    """What was done is named below, and the first line does not deny it."""
    recording = simulate(SimulatedAthlete(), SESSIONS["unlabelled"], started_at=starts_at(0), seed=1)
    swum = replace(recording, sport=Sport(name="swimming"))
    (tmp_path / "swim.fit").write_bytes(write_activity(swum))
    assert run(tmp_path / "log", "import", str(tmp_path / "swim.fit")).exit_code == 0
    text = printed(tmp_path / "log", "weeks")
    assert text.startswith("You did nothing on foot in these weeks.")
    assert "Not on foot in the week of" in text
