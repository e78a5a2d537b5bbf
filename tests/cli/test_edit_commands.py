"""The commands that change the log, from outside."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cli.silent_session import silent_session
from typer.testing import CliRunner, Result

from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.saying import SPORTS
from backstride.actions.simulate import simulate_session
from backstride.cli import app
from backstride.formats.fit.write import write_activity
from backstride.log import Surface
from backstride.store import Store

RUNNER = CliRunner(env={"COLUMNS": "100"})
START = datetime(2026, 4, 1, 5, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one activity, of which no direction is known."""
    made = tmp_path_factory.mktemp("imported")
    (made / "run.fit").write_bytes(write_activity(silent_session("unlabelled", START)))
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


def said(folder: Path, *arguments: str) -> str:
    """What a command that works says."""
    result = invoke(folder, *arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def document(folder: Path, *arguments: str, status: int = 0) -> dict[str, Any]:
    """What a command says as JSON."""
    result = invoke(folder, *arguments, "--json")
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_label_says_what_it_changed_and_how_to_take_it_back(folder: Path) -> None:
    """Figures before and after, side by side."""
    text = said(folder, "label", "latest", "05:00-07:00=backward")
    assert text.startswith("Change 1 Labelled ")
    assert "Backward 0:00, – → 2:00, " in text
    assert text.endswith("Take it back: backstride revert 1")


def test_a_change_as_json_has_its_number_and_both_states(folder: Path) -> None:
    """Numbers carry their units; what is unknown is null."""
    found = document(folder, "label", "2026-04-01", "05:00-07:00=backward")
    assert found["change"] == 1
    assert len(found["activities"]) == 1
    assert found["before"]["backward_s"] == 0.0
    assert found["after"]["backward_s"] == 120.0
    assert found["after"]["energy_kcal"] is None
    assert found["after"]["distance_m"] == found["before"]["distance_m"]


def test_all_commands_work_one_after_the_other_and_back_again(folder: Path) -> None:
    """A session at the desk: every command once, then everything is taken back."""
    before = document(folder, "exclude", "latest", "00:10-00:20", "--dry-run")["before"]
    said(folder, "label", "latest", "lap 1=backward walk", "02:00-03:00=nothing")
    said(folder, "exclude", "latest", "05:00-05:30", "--only", "heart-rate")
    said(folder, "include", "latest", "05:10-05:20")
    said(folder, "include", "latest", "--only", "heart-rate")
    parts = document(folder, "split", "latest", "10:00", "20:00")
    assert parts["after"]["activities"] == 3
    merged = document(folder, "merge", *parts["activities"][1:])
    assert merged["after"]["activities"] == 1
    said(folder, "crop", "latest", "00:01:00-00:30:00")
    said(folder, "remove", "latest")
    told = document(folder, "history")["changes"]
    assert [each["kind"] for each in told] == [
        "label", "exclude", "include", "include", "split", "merge", "crop", "remove",
    ]  # fmt: skip
    for _ in told:
        last = document(folder, "revert")
    assert last["after"] == before
    assert all(each["taken_back_at"] for each in document(folder, "history")["changes"])
    assert "[taken back]" in said(folder, "history", parts["activities"][0])


def test_a_said_distance_is_shown_beside_the_others(folder: Path) -> None:
    """And the words say which of them counts."""
    text = said(
        folder, "say", "latest", "--distance", "3mi", "--rpe", "6.5", "--surface", "Track", "--falls", "0"
    )
    assert "Distance by the device 4.42 km, as counted 4.42 km, as you said 4.83 km." in text
    assert "stands instead of the others" in text
    found = document(folder, "say", "latest", "--distance", "", "--rpe", "")
    assert found["distances"]["said_m"] is None
    assert found["after"]["distance_m"] == found["distances"]["device_m"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("label", "latest", "9:00:00-9:10:00=backward"), "lasts only"),
        (("label", "nobody", "all=backward"), "No activity"),
        (("split", "latest", "ten"), "no time"),
        (("split", "latest", "0"), "To cut at 0:00"),
        (("merge", "latest", "latest"), "Fewer than two"),
        (("crop", "latest", "7-5"), "no stretch"),
        (("exclude", "latest", "9:00:00-9:10:00"), "lies outside"),
        (("include", "latest"), "nothing had been left out"),
        (("say", "latest"), "Nothing was said"),
        (("say", "latest", "--rpe", "12"), "0 to 10"),
        (("say", "latest", "--rpe", "hard"), "number"),
        (("say", "latest", "--falls", "1.5"), "whole"),
        (("say", "latest", "--surface", "lava"), "track"),
        (("say", "latest", "--distance", "5"), "unit"),
        (("revert",), "No change is left"),
        (("revert", "7"), "no change 7"),
        (("duplicates", "latest", "--same"), "two activities"),
        (("duplicates", "latest", "latest", "--same", "--different"), "one of"),
        (("duplicates", "latest", "latest", "--same"), "Both are"),
        (("history", "zzz"), "No activity"),
    ],
)
def test_what_cannot_be_is_refused_in_words(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    """With status 2, as JSON too, and nothing in the history."""
    result = invoke(folder, *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    found = document(folder, *arguments, status=2)
    assert found["error"]["remedy"]
    assert document(folder, "history") == {"changes": []}


def test_copies_are_listed_and_decided(folder: Path, tmp_path: Path) -> None:
    """In words and as JSON, with the reason."""
    assert "No two activities look alike" in said(folder, "duplicates")
    simulate_session("track-intervals", tmp_path / "copy.fit", started_at=START, seed=2)
    store = Store(folder)
    import_paths(store, [tmp_path / "copy.fit"], ImportSettings(athlete="me", processes=1))
    store.close()
    (pair,) = document(folder, "duplicates")["pairs"]
    assert (pair["verdict"], pair["decided"]) == ("same", None)
    text = said(folder, "duplicates")
    assert "linked to" in text
    assert "Made at the same time" in text
    keys = [each["activity"] for each in pair["activities"]]
    assert document(folder, "duplicates", *keys, "--different")["after"]["activities"] == 2
    assert "You said: different." in said(folder, "duplicates")
    assert document(folder, "duplicates", *keys, "--undecided")["after"]["activities"] == 1


def test_a_dry_run_keeps_nothing(folder: Path) -> None:
    """And says so."""
    text = said(folder, "remove", "latest", "--dry-run")
    assert text.startswith("Nothing was kept")
    assert "Take it back" not in text
    assert document(folder, "history") == {"changes": []}


def test_a_revert_says_how_to_do_it_again(folder: Path) -> None:
    """Taking back can be taken back."""
    said(folder, "say", "latest", "--name", "Loop")
    assert said(folder, "revert").endswith("backstride revert --again 1")
    assert "Done again" in said(folder, "revert", "--again")


def test_taking_the_only_activity_out_is_told_in_three_lines(folder: Path) -> None:
    """Beside nothing at all, only how much there was: no row of dashes."""
    text = invoke(folder, "remove", "latest").stdout
    assert [line.split()[0] for line in text.splitlines()[2:-1]] == ["Activities", "Time", "Distance"]
    assert "1 → none" in text


def test_a_long_note_is_shown_in_part_and_kept_whole(folder: Path) -> None:
    """The history stays readable; the JSON has all of it."""
    invoke(folder, "say", "latest", "--notes", "x" * 5000)
    assert max(map(len, invoke(folder, "history").stdout.splitlines())) < 600
    (change,) = document(folder, "history")["changes"]
    assert "x" * 5000 in change["text"]


def test_what_was_said_is_shown_as_it_was_said(folder: Path) -> None:
    """In words and units, not in the names of the program."""
    words = ("--rpe", "3", "--falls", "1", "--surface", "treadmill", "--distance", "1.4km")
    said(folder, "say", "latest", *words)
    shown = said(folder, "show", "latest")
    assert "You said: how hard it was 3, surface treadmill, falls 1, distance 1,400 m" in shown


def test_the_help_names_every_surface_and_sport() -> None:
    """Nobody has to make a mistake to see them."""
    text = " ".join(RUNNER.invoke(app, ["say", "--help"]).stdout.split())
    assert [each for each in (*Surface, *SPORTS) if each not in text] == []


@pytest.mark.parametrize(
    ("written", "told"),
    [("2026-04-02", 'No activity is named by "2026-04-02".'), ("", 'No activity is named by "".')],
)
def test_an_activity_that_is_not_there_is_told(folder: Path, written: str, told: str) -> None:
    """Also one that is named by nothing."""
    assert told in invoke(folder, "show", written).stderr


def test_an_activity_of_an_empty_log_is_told_as_that(tmp_path: Path) -> None:
    """A newcomer learns that something has to be imported first, and whose log was meant."""
    result = RUNNER.invoke(app, ["--data", str(tmp_path / "new"), "--athlete", "bo", "show", "latest"])
    assert result.exit_code == 2
    assert 'There is nothing in the log of "bo" yet.' in result.stderr


def test_keeping_one_of_two_wants_to_know_which_two(folder: Path) -> None:
    """Nothing that was written is passed over in silence."""
    assert invoke(folder, "duplicates", "--keep", "latest").exit_code == 2
