"""The command `backstride direction`, from outside."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from tests.formats.sensor_logs import csv_of, walk, xyz, zip_of
from typer.testing import CliRunner, Result

from backstride.actions.documents import schema
from backstride.cli import app

WALK = walk(seconds=20.0)
HEADINGS = ["time", "ax", "ay", "az", "wx", "wy", "wz"]
LOG = csv_of(HEADINGS, [WALK.times_s, *xyz(WALK.acceleration_m_s2), *xyz(WALK.rotation_rad_s)])


@pytest.fixture
def walked(tmp_path: Path) -> Path:
    """The log of a walk."""
    path = tmp_path / "walk.csv"
    path.write_bytes(LOG)
    return path


def invoke(*arguments: object, columns: int = 80) -> Result:
    """Run the command."""
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(app, ["direction", *map(str, arguments)])


def document(*arguments: object) -> dict[str, Any]:
    """Run the command for JSON, and hold what it prints against the schema."""
    result = invoke(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator(schema("direction")).validate(found)
    return found


@pytest.mark.parametrize("place", ["foot", "waist", "pocket", "wrist"])
def test_each_place_gives_the_promised_document(place: str, walked: Path) -> None:
    """Issue 6, "Seen from outside": bouts in order over the whole log; probabilities add up to 1."""
    found = document(walked, "--place", place)
    assert (found["file"], found["place"], found["has_gyroscope"]) == (str(walked), place, True)
    assert found["rate_hz"] == pytest.approx(100.0, abs=0.1)
    bouts = found["bouts"]
    assert bouts[0]["start_s"] < 1.0
    assert bouts[-1]["end_s"] == pytest.approx(20.0, abs=1.1)
    assert all(first["end_s"] <= after["start_s"] for first, after in pairwise(bouts))
    for bout in bouts:
        if bout["probabilities"] is not None:
            assert sum(bout["probabilities"].values()) == pytest.approx(1.0, abs=0.002)
            is_called = bout["travel"] != "unknown"
            assert is_called == (max(bout["probabilities"].values()) >= 0.8)


def test_an_ankle_is_a_foot(walked: Path) -> None:
    """In whatever case it is written."""
    assert document(walked, "--place", "Ankle")["place"] == "foot"


def test_an_archive_of_tables_is_one_log(tmp_path: Path) -> None:
    """As a phone shares it."""
    path = tmp_path / "phone.zip"
    tables = {
        name: csv_of(["Time (s)", *(f"{word} {axis}" for axis in "xyz")], [WALK.times_s, *xyz(values)])
        for name, word, values in (
            ("Accelerometer.csv", "Acceleration", WALK.acceleration_m_s2),
            ("Gyroscope.csv", "Gyroscope", WALK.rotation_rad_s),
        )
    }
    path.write_bytes(zip_of(tables))
    assert document(path, "--place", "waist")["has_gyroscope"]


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_people_read_what_was_found_and_assumed(columns: int, walked: Path) -> None:
    """The stretches, the sums and the notes, within the width of the terminal where it can be."""
    result = invoke(walked, "--place", "wrist", columns=columns)
    assert result.exit_code == 0, result.output
    squeezed = " ".join(result.stdout.split())
    for said in ("walk.csv", "worn: wrist", "with gyroscope", "In all:", "Note:", "Arms swing almost alike"):
        assert said in squeezed


def test_a_log_without_gravity_calls_no_direction(tmp_path: Path) -> None:
    """Nothing tells which way is up, and the command says what to record instead."""
    path = tmp_path / "linear.csv"
    path.write_bytes(csv_of(HEADINGS[:4], [WALK.times_s, *xyz(WALK.linear_m_s2)]))
    found = document(path, "--place", "foot")
    assert [each["travel"] for each in found["bouts"]] == ["unknown"]
    assert any("with gravity" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["{walk}"], "not said where"),
        (["{walk}", "--place", "head"], "'head'"),
        (["--place", "foot"], "No sensor log"),
        (["{folder}", "--place", "foot"], "cannot be opened"),
        (["{folder}/gone.csv", "--place", "foot"], "cannot be opened"),
        (["{folder}/empty.csv", "--place", "foot"], "empty"),
        (["{folder}/noise.csv", "--place", "foot"], "no table"),
    ],
)
def test_trouble_is_told_in_words_and_in_json(arguments: list[str], found: str, walked: Path) -> None:
    """With status 2; a place that lacks or is none is told with the four that there are."""
    folder = walked.parent
    (folder / "empty.csv").touch()
    (folder / "noise.csv").write_bytes(np.random.default_rng(3).bytes(3000))
    given = [each.format(walk=walked, folder=folder) for each in arguments]
    plain, as_json = invoke(*given), invoke(*given, "--json")
    assert (plain.exit_code, as_json.exit_code) == (2, 2)
    error = json.loads(as_json.stdout)["error"]
    assert found in error["message"]
    assert error["remedy"]
    assert "What to do:" in plain.stderr
    if "place" in " ".join(arguments[1:]) and found == "'head'":
        assert all(place in error["message"] for place in ("foot", "waist", "pocket", "wrist"))


def test_the_schema_is_printed_without_a_log() -> None:
    """For whoever writes a program against it."""
    result = invoke("--schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == schema("direction")
