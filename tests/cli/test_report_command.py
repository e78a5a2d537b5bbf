"""The command `backstride report`, from outside."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.cli.silent_session import silent_session
from typer.testing import CliRunner, Result

from backstride.actions.documents import schema
from backstride.actions.report import RefusedFile, ReportedRecording, ReportSettings, reports
from backstride.actions.simulate import simulate_session
from backstride.cli import app
from backstride.errors import InvalidValue
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS

RUNNER = CliRunner(env={"COLUMNS": "80"})
START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every simulated session."""
    made = tmp_path_factory.mktemp("sessions")
    for name in SESSIONS:
        simulate_session(name, made / f"{name}.fit", started_at=START)
    return made


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sessions whose steps tell no direction, so that only what is told speaks of it."""
    made = tmp_path_factory.mktemp("silent")
    for name in ("unlabelled", "pressed-laps"):
        (made / f"{name}.fit").write_bytes(write_activity(silent_session(name, START)))
    return made


def invoke(*arguments: object) -> Result:
    """Run the command."""
    return RUNNER.invoke(app, ["report", *map(str, arguments)])


def document(*arguments: object, status: int = 0) -> dict[str, Any]:
    """Run the command for JSON, and hold what it prints against the schema."""
    result = invoke(*arguments, "--json")
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator(schema("report")).validate(found)
    return found


def ways(found: dict[str, Any]) -> list[str]:
    """Which way the bouts of the first recording went."""
    return [bout["travel"] for bout in found["recordings"][0]["bouts"]]


def squeezed(text: str) -> str:
    """Text with its lines put together."""
    return " ".join(text.split())


# --- What is promised ------------------------------------------------------------------------------


def test_the_promised_document(folder: Path) -> None:
    """Issue 2, "Seen from outside": the keys of recordings, bouts and refused files."""
    found = document(
        folder / "track-intervals.fit", folder / "gone.fit", "--birth-year", 1980, "--mass-kg", 70
    )
    (recording,), (refused,) = found["recordings"], found["refused"]
    assert recording.keys() >= {
        "file",
        "format",
        "started_at",
        "utc_offset_s",
        "duration_s",
        "moving_s",
        "distance_m",
        "samples",
        "heart_rate_mean_bpm",
        "warnings",
        "bouts",
    }
    assert refused.keys() == {"file", "slug", "message", "remedy"}
    assert recording["started_at"] == "2026-04-01T05:30:00Z"
    assert recording["format"] == "fit"
    for bout in recording["bouts"]:
        assert bout.keys() >= {"start_s", "end_s", "travel", "gait", "evidence", "probability"}
        assert bout["time_in_zones_s"]
        assert bout["energy_kcal"].keys() == {"value", "low", "high"}
        assert bout["evidence"][0]["kind"] == "workout step"


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["first-steps.fit"], 0),
        (["gone.fit", "first-steps.fit"], 0),
        (["gone.fit"], 2),
        (["gone.fit", "."], 2),
    ],
)
def test_the_exit_status_says_whether_anything_was_read(
    folder: Path, names: Sequence[str], status: int
) -> None:
    """0 if at least one recording was read, else 2; in both outputs."""
    files = [folder / name for name in names]
    assert invoke(*files).exit_code == status
    found = document(*files, status=status)
    assert len(found["recordings"]) + len(found["refused"]) == len(names)


def test_the_schema_is_printed_without_a_file() -> None:
    """As it stands beside the code."""
    result = invoke("--schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == schema("report")


def test_no_file_at_all_is_refused_with_an_example() -> None:
    """And with a way to try it without one."""
    result = invoke()
    assert result.exit_code == 2
    assert "No file was named." in result.stderr
    assert "backstride demo" in squeezed(result.stderr)


# --- Which way -------------------------------------------------------------------------------------


def test_lap_presses_alternate_by_the_convention(silent: Path) -> None:
    """Each turns about, from forward or from backward; without the option nothing is claimed."""
    laps = silent / "pressed-laps.fit"
    assert set(ways(document(laps))) == {"unknown"}
    turning, other_way = (
        document(laps, "--lap-convention", convention) for convention in ("turn", "turn-from-backward")
    )
    said = [bout["evidence"][0] for bout in turning["recordings"][0]["bouts"]]
    by_press = [evidence["travel"] for evidence, _ in groupby(said)]
    assert by_press[:4] == ["forward", "backward", "forward", "backward"]
    assert all(one != following for one, following in pairwise(by_press))
    assert {evidence["probability"] for evidence in said} == {0.9}
    opposite = {"forward": "backward", "backward": "forward"}
    assert ways(other_way) == [opposite[way] for way in ways(turning)]


def test_a_convention_that_the_stride_contradicts_is_doubted(folder: Path) -> None:
    """What the laps say stays beside it with its own probability, but is not taken for what happened."""
    found = document(folder / "pressed-laps.fit", "--lap-convention", "turn-from-backward")
    first = found["recordings"][0]["bouts"][0]
    assert first["travel"] == "unknown"
    said = [(each["kind"], each["travel"]) for each in first["evidence"]]
    assert said == [("lap", "backward"), ("stride", "forward")]
    assert first["evidence"][0]["probability"] == 0.9


def test_a_label_says_which_way_a_stretch_went(folder: Path) -> None:
    """Surely, for that stretch alone, and it stands above the workout's step and above what was seen."""
    found = document(folder / "first-steps.fit", "--label", "06:00-07:00=backward walk")
    (bout,) = (b for b in found["recordings"][0]["bouts"] if b["start_s"] == 360.0)
    assert (bout["end_s"], bout["travel"], bout["gait"], bout["probability"]) == (
        420.0,
        "backward",
        "walk",
        1.0,
    )
    assert [each["kind"] for each in bout["evidence"]] == ["user", "workout step", "stride"]
    assert [each["travel"] for each in bout["evidence"]] == ["backward", "forward", "forward"]


@pytest.mark.parametrize(
    "label",
    [
        "all=backward",
        "0-2158.5=backward",
        "00:00:00-01:00:00=rückwärts",
        "00:00–35:58=arrière",
        "ALL = retro run",
    ],
)
def test_a_label_can_be_written_in_many_ways(folder: Path, label: str) -> None:
    """By times with or without hours, in other languages, with another dash."""
    assert set(ways(document(folder / "unlabelled.fit", "--label", label))) == {"backward"}


def test_a_lap_can_be_labelled_by_its_number(silent: Path) -> None:
    """As the watch counts them, from 1."""
    found = document(silent / "pressed-laps.fit", "--label", "lap 2=backward")
    assert [number for number, way in enumerate(ways(found), start=1) if way == "backward"] == [2]


def test_the_later_label_wins(folder: Path) -> None:
    """And the earlier one stays behind it as overruled."""
    labels = ("--label", "all=backward", "--label", "10:00-20:00=forward")
    found = document(folder / "unlabelled.fit", *labels)
    for bout in found["recordings"][0]["bouts"]:
        inside = bout["start_s"] >= 600.0 and bout["end_s"] <= 1200.0
        assert bout["travel"] == ("forward" if inside else "backward")
        told = [each["travel"] for each in bout["evidence"] if each["kind"] == "user"]
        assert told == (["forward", "backward"] if inside else ["backward"])
    turned_round = document(folder / "unlabelled.fit", *labels[2:], *labels[:2])
    assert set(ways(turned_round)) == {"backward"}


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("backward", 'has no "="'),
        ("05:00-07:30=upward", "names no one direction"),
        ("05:00-07:30=backward and forward", "names no one direction"),
        ("07:30-05:00=backward", "which is not after its start"),
        ("05:70-07:30=backward", "which is no stretch of time"),
        ("50:00-51:00=backward", "lasts only 35:58"),
        ("lap 99=backward", "names lap 99"),
        ("[red]=backward", "[red]"),
    ],
)
def test_a_label_that_cannot_be_understood_is_refused(folder: Path, label: str, told: str) -> None:
    """Rather than ignored: with status 2, what was found, and what to do."""
    result = invoke(folder / "unlabelled.fit", "--label", label)
    assert result.exit_code == 2
    assert told in squeezed(result.stderr)
    assert "What to do: " in result.stderr
    as_json = invoke(folder / "unlabelled.fit", "--label", label, "--json")
    assert as_json.exit_code == 2
    assert json.loads(as_json.stdout)["error"]["slug"] == "invalid-label"


def test_a_label_for_two_recordings_says_which(folder: Path, silent: Path) -> None:
    """A label counts from the start of one; without its number it is refused, and nothing is printed."""
    files = (silent / "unlabelled.fit", folder / "treadmill.fit")
    result = invoke(*files, "--label", "all=backward")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "does not say which of the 2 recordings it speaks of" in squeezed(result.stderr)
    assert 'Write it like "#2 all=backward"' in squeezed(result.stderr)
    found = document(*files, "--label", "#2 all=backward", "--label", "#1 8:14-9:41=forward")
    first, second = ({bout["travel"] for bout in each["bouts"]} for each in found["recordings"])
    assert (first, second) == ({"unknown", "forward"}, {"backward"})


@pytest.mark.parametrize("name", ["retro-run.fit", "2026-04-01 Rückwärtslauf.fit"])
def test_the_name_of_a_file_is_weak_evidence(silent: Path, tmp_path: Path, name: str) -> None:
    """Believed to 80 %, and said to be what the direction rests on."""
    shutil.copy(silent / "unlabelled.fit", tmp_path / name)
    found = document(tmp_path / name)
    for bout in found["recordings"][0]["bouts"]:
        assert (bout["travel"], bout["probability"]) == ("backward", 0.8)
        assert bout["evidence"][0]["kind"] == "name"
    assert "a name says so (14 of 14 bouts)" in squeezed(invoke(tmp_path / name).stdout)


def test_a_name_gives_way_where_the_stride_says_otherwise(folder: Path, tmp_path: Path) -> None:
    """A backward run has a warm-up forward too: the name stays as evidence, with its own probability."""
    shutil.copy(folder / "unlabelled.fit", tmp_path / "retro-run.fit")
    warm_up, repeat = document(tmp_path / "retro-run.fit")["recordings"][0]["bouts"][:2]
    assert [warm_up["travel"], repeat["travel"]] == ["forward", "backward"]
    (named,) = (each for each in warm_up["evidence"] if each["kind"] == "name")
    assert (named["travel"], named["probability"]) == ("backward", 0.8)
    assert repeat["probability"] > 0.8


# --- Trouble ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--mass-kg -4", "The mass is -4 kg."),
        ("--birth-year 80", "The birth year is 80."),
        ("--max-hr 100 --resting-hr 120", "The resting heart rate is 120 and the maximum 100"),
        ("--backward-sessions -1", "The number of backward sessions is -1."),
        ("--target 0-0", "The target range is '0-0'."),
        ("--zones 1;2", "The zones are '1;2'"),
    ],
)
def test_what_cannot_be_is_told_in_both_outputs(folder: Path, arguments: str, told: str) -> None:
    """In words on the error output, as a document where JSON was asked for, each with status 2."""
    file = folder / "first-steps.fit"
    result = invoke(file, *arguments.split())
    assert result.exit_code == 2
    assert told in squeezed(result.stderr)
    as_json = invoke(file, *arguments.split(), "--json")
    assert as_json.exit_code == 2
    assert json.loads(as_json.stdout)["error"]["message"].startswith(told)


def test_a_page_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    """And leaves nothing behind."""
    page = tmp_path / "missing" / "page.html"
    result = invoke(folder / "first-steps.fit", "--html", page)
    assert result.exit_code == 2
    assert "cannot be written: No such file or directory." in squeezed(result.stderr)
    as_json = invoke(folder / "first-steps.fit", "--html", page, "--json")
    assert json.loads(as_json.stdout)["error"]["slug"] == "unwritable-path"
    assert list(tmp_path.iterdir()) == []


def test_a_page_can_be_written_beside_either_output(folder: Path, tmp_path: Path) -> None:
    """The table says where it is; JSON stays JSON."""
    page = tmp_path / "page.html"
    shown = invoke(folder / "first-steps.fit", "--html", page)
    assert shown.exit_code == 0
    assert str(page) in shown.stdout.replace("\n", "")
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    page.unlink()
    document(folder / "first-steps.fit", "--html", page)
    assert page.exists()


def test_each_report_is_printed_as_it_comes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found stands there, also if a later file ends it; refusals come last, where they are seen."""
    gone, file = folder / "gone.fit", folder / "treadmill.fit"
    shown = invoke(gone, file).stdout
    assert shown.index("treadmill.fit") < shown.index("gone.fit: not read.")

    def breaking_off(
        paths: Sequence[Path], settings: ReportSettings
    ) -> Iterator[ReportedRecording | RefusedFile]:
        yield from reports(paths, settings)
        raise InvalidValue("Enough.", allowed="No more.", remedy="Stop.")

    monkeypatch.setattr(import_module("backstride.cli.app"), "reports", breaking_off)
    result = invoke(file)
    assert result.exit_code == 2
    assert "treadmill.fit (simulated: nobody moved)" in result.stdout
    assert "Enough." in result.stderr


def test_an_odd_date_is_a_warning(folder: Path) -> None:
    """Beside the report, in both outputs, instead of no report at all."""
    file = folder / "first-steps.fit"
    assert "before the birth year 2030, so the age is unknown." in squeezed(
        invoke(file, "--birth-year", 2030).stdout
    )
    (warning,) = document(file, "--birth-year", 2030)["recordings"][0]["warnings"]
    assert warning["slug"] == "age-unknown"


# --- Odd files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "[bold]run[/red].fit",
        "two\nlines.fit",
        "tab\tand\x1b[31mred.fit",
        "\u202egnp.fit",
        "back\\slash\\.fit",
    ],
)
def test_a_hostile_file_name_is_only_a_name(folder: Path, tmp_path: Path, name: str) -> None:
    """No markup, no second line, no escape to the terminal; read or refused."""
    inner = tmp_path / "in"
    inner.mkdir()
    file = inner / name.replace("/", "_")
    shutil.copy(folder / "first-steps.fit", file)
    read = invoke(file)
    assert read.exit_code == 0
    first = read.stdout.splitlines()[1]
    assert first.endswith("(simulated: nobody moved)")
    assert "\x1b" not in read.stdout
    assert "\u202e" not in read.stdout
    if "[" in name and "\x1b" not in name:
        assert first.startswith(file.name)
    assert document(file)["recordings"][0]["file"] == str(file)
    file.write_bytes(b"")
    refused = invoke(file)
    assert refused.exit_code == 2
    assert "\x1b" not in refused.stdout
    assert "The file is empty." in squeezed(refused.stdout)


def test_a_file_name_that_is_no_text_is_kept(folder: Path, tmp_path: Path) -> None:
    """Bytes that are not UTF-8: shown with a stand-in, and in JSON so that they can be got back."""
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/run\xff.fit"))
    shutil.copy(folder / "first-steps.fit", file)
    result = invoke(file, "--html", tmp_path / "page.html")
    assert result.exit_code == 0, result.output
    assert "run\ufffd.fit" in result.stdout
    assert (tmp_path / "page.html").exists()
    as_json = invoke(file, "--json")
    assert as_json.exit_code == 0
    named = json.loads(as_json.stdout)["recordings"][0]["file"]
    assert os.fsencode(named) == os.fsencode(file)


def test_two_hundred_files_at_once(folder: Path) -> None:
    """Each is reported, in order, good or bad."""
    files = [folder / ("gone.fit" if number % 2 else "treadmill.fit") for number in range(200)]
    found = document(*files)
    assert len(found["recordings"]) == len(found["refused"]) == 100


def test_the_same_file_twice_is_shown_twice(folder: Path) -> None:
    """Nobody decides here that one is a duplicate."""
    file = folder / "treadmill.fit"
    assert invoke(file, file).stdout.count("treadmill.fit (simulated: nobody moved)") == 2
