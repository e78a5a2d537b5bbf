"""The commands that bring recordings into the log and take them back, from outside."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from backstride.actions.simulate import simulate_session
from backstride.cli import app
from backstride.cli.log_printing import print_imports
from backstride.store import Batch

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})
START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)

Command = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two sessions, something damaged and something else."""
    made = tmp_path_factory.mktemp("sessions")
    simulate_session("treadmill", made / "treadmill.fit", started_at=START)
    simulate_session("track-intervals", made / "track.fit", started_at=START.replace(day=2))
    (made / "cut.fit").write_bytes((made / "track.fit").read_bytes()[:200])
    (made / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return made


@pytest.fixture
def run(tmp_path: Path) -> Command:
    """Run a command on a log of its own."""

    def invoke(*arguments: object) -> Result:
        return RUNNER.invoke(app, ["--data", str(tmp_path / "log"), *map(str, arguments)])

    return invoke


def document(result: Result, status: int = 0) -> dict[str, Any]:
    """What a command printed as JSON."""
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_an_import_tells_what_became_of_each_file(run: Command, folder: Path) -> None:
    """Counts that programs read, and a list by file with its reason."""
    found = document(run("import", folder, "--json"))
    assert {name: found[name] for name in ("batch", "new", "duplicate", "ignored", "refused", "failed")} == {
        "batch": 1,
        "new": 2,
        "duplicate": 0,
        "ignored": 1,
        "refused": 1,
        "failed": 0,
    }
    by_file = {each["file"].rpartition("/")[2]: each for each in found["files"]}
    assert by_file["photo.jpg"]["outcome"] == "ignored"
    assert by_file["cut.fit"]["slug"] == "damaged-file"
    assert len(by_file["track.fit"]["activities"]) == 1


def test_an_import_reads_well(run: Command, folder: Path) -> None:
    """A newcomer sees what came, what did not and why, and how to take it back."""
    text = run("import", folder).output
    for words in ("2 new activities", "1 ignored", "cut.fit", "damaged before its first sample", "undo 1"):
        assert words in text


def test_an_export_of_our_own_is_known_for_one(run: Command, folder: Path, tmp_path: Path) -> None:
    """Importing it brings the recordings alone; who wants the labels is told how."""
    run("import", folder)
    assert run("export", tmp_path / "all.zip").exit_code == 0
    assert "backstride restore" in run("import", tmp_path / "all.zip").output


def test_a_dry_run_has_no_number(run: Command, folder: Path) -> None:
    """Nothing was kept, so there is nothing to take back."""
    found = document(run("import", folder, "--dry-run", "--json"))
    assert (found["batch"], found["is_dry_run"], found["new"]) == (None, True, 2)
    assert document(run("imports", "--json"))["imports"] == []


def test_an_import_can_be_looked_up_and_taken_back(run: Command, folder: Path) -> None:
    """By its number, with the files of one outcome alone if that is asked for."""
    run("import", folder)
    listed = document(run("imports", "--json"))["imports"]
    assert [each["files"]["new"] for each in listed] == [2]
    refused = document(run("imports", 1, "--outcome", "refused", "--json"))["files"]
    assert [each["outcome"] for each in refused] == ["refused"]
    assert "cut.fit" in run("imports", 1).output
    assert len(document(run("undo", 1, "--dry-run", "--json"))["removed"]) == 2
    assert len(document(run("undo", 1, "--json"))["removed"]) == 2
    assert "Nothing has been imported yet" in run("imports").output


def test_what_cannot_be_imported_ends_with_status_two(run: Command, tmp_path: Path) -> None:
    """A script sees that nothing came of it."""
    assert document(run("import", tmp_path / "nowhere.fit", "--json"), status=2)["refused"] == 1
    (tmp_path / "note.json").write_text("{}")
    assert document(run("import", tmp_path / "note.json", "--json"), status=2)["refused"] == 1


def test_a_folder_without_recordings_is_no_trouble(run: Command, tmp_path: Path) -> None:
    """What is ignored is not refused."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "note.json").write_text("{}")
    assert document(run("import", tmp_path / "in", "--json"))["ignored"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("undo", 9), "no import 9"),
        (("imports", 9), "no import 9"),
        (("imports", "--outcome", "lost"), "one of new"),
        (("measure", "shoe-size", 44), "keeps mass"),
        (("measure", "mass"), "No value"),
        (("measure", "mass", "heavy"), "a number"),
        (("measure", "mass", 1000), "between 20 and 350"),
        (("measure", "mass", 64, "--on", "yesterday"), "year, month and day"),
        (("measure", "mass", 64, "--on", "3026-01-01"), "yet to come"),
        (("measure", "formula", "guess"), "one of fox"),
        (("measure", "condition", "knee surgery"), "no first day"),
        (("measure", "mass", "--forget"), "Nothing of the kind"),
        (("athlete", "--birth-year", 1066), "1066"),
    ],
)
def test_what_cannot_be_is_told_in_words(run: Command, arguments: tuple[object, ...], said: str) -> None:
    """What was found, what is allowed and what to do, and the log is as it was."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_a_person_is_told_to_the_log_once(run: Command) -> None:
    """Year and sex once, measurements with their day, choices and conditions beside them."""
    run("athlete", "--birth-year", 1980, "--sex", "female")
    run("measure", "resting-hr", 52, "--on", "2026-04-01")
    run("measure", "zones", "easy=110,hard=150", "--on", "2026-04-01")
    run("measure", "target", "70-80", "--on", "2026-04-01")
    found = document(run("measure", "condition", "shin splints", "--on", "2026-03-01", "--json"))
    assert (found["birth_year"], found["sex"]) == (1980, "female")
    assert found["measurements"] == [
        {"quantity": "resting_heart_rate_bpm", "value": 52.0, "since": "2026-04-01"}
    ]
    (choice,) = found["heart_choices"]
    assert (choice["zones_bpm"], choice["target"]) == ({"easy": 110.0, "hard": 150.0}, [0.7, 0.8])
    text = run("athlete").output
    for words in ("1980", "female", "since 2026-04-01", "52 bpm", "shin splints", "70 to 80 %"):
        assert words in text


def test_a_watched_folder_is_looked_into_once_if_that_is_asked_for(run: Command, tmp_path: Path) -> None:
    """So that a timer of the system can do the watching, and says nothing when nothing came."""
    simulate_session("first-steps", tmp_path / "in.fit", started_at=START)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    found = document(run("watch", tmp_path, "--once", "--json"))
    assert (found["new"], found["ignored"]) == (1, 1)
    assert run("watch", tmp_path, "--once").output == ""


def test_an_archive_with_a_strange_name_is_shown_safely(run: Command, tmp_path: Path) -> None:
    """Names out of an archive move no cursor."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("\x1b[2Jevil.fit", b"no recording")
    assert "\x1b" not in run("import", path).output
    assert "\x1b" not in run("imports", 1).output


def test_a_log_in_a_file_is_refused_in_words(tmp_path: Path) -> None:
    """The folder of a log is a folder."""
    (tmp_path / "log").write_text("no folder")
    result = RUNNER.invoke(app, ["--data", str(tmp_path / "log"), "imports"])
    assert result.exit_code == 2
    assert "cannot be made" in " ".join(result.output.split())


def test_only_a_condition_has_a_last_day(run: Command) -> None:
    """What would be passed over is refused, not ignored."""
    result = run("measure", "mass", "70", "--until", "2026-05-01")
    assert result.exit_code == 2
    assert "A last day was given for mass." in result.stderr
    assert run("measure", "condition", "knee", "--on", "2026-04-01", "--until", "2026-05-01").exit_code == 0


def test_an_empty_folder_is_told_as_one(run: Command, tmp_path: Path) -> None:
    """With nothing to take back."""
    (tmp_path / "empty").mkdir()
    result = run("import", tmp_path / "empty")
    assert "No file was found there." in result.stdout
    assert "Take it back" not in result.stdout


def test_the_others_in_a_folder_are_named(run: Command, folder: Path) -> None:
    """A coach sees whose logs there are, and one who mistypes a name sees that, too."""
    run("--athlete", "anna", "import", folder / "track.fit")
    assert "Also in this log: anna." in run("athlete").stdout
    assert document(run("--athlete", "ann", "athlete", "--json"))["others"] == ["anna"]


def test_ctrl_c_in_an_import_is_told_in_words(
    run: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the status of a program that was cut off, and how to go on."""

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("backstride.actions.importing.import_paths", cut_off)
    result = run("import", folder)
    assert (result.exit_code, result.stdout) == (130, "")
    assert "The same command goes on where it was.\nCut off." in result.stderr
    assert "Nothing was kept." in run("import", folder, "--dry-run").stderr


def test_nobody_undoes_the_import_of_another_by_its_number(run: Command, folder: Path) -> None:
    """A coach who mistakes a number, or forgets whose log is meant, loses nothing."""
    run("--athlete", "anna", "import", folder / "track.fit")
    for arguments in (("undo", 1), ("imports", 1)):
        result = run("--athlete", "ben", *arguments)
        assert result.exit_code == 2
        assert 'Import 1 is not of "ben".' in result.stderr
    assert len(document(run("--athlete", "anna", "list", "--json"))["activities"]) == 1


def test_an_import_that_did_not_end_is_listed_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where nothing had come in yet."""
    print_imports([(Batch(number=1, athlete="me", sources=("run.fit",), started_at=START), {})])
    assert "UTC · no file · not ended: the same import goes on with it" in capsys.readouterr().out
