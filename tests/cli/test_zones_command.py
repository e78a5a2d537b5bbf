"""The command `backstride zones`, from outside."""

import json

import pytest
from typer.testing import CliRunner

from backstride.cli import app
from backstride.heart import FORMULAS
from backstride.sources import bibliography

RUNNER = CliRunner(env={"COLUMNS": "80"})


def test_the_promised_document() -> None:
    """Issue 2, "Seen from outside": keys and values of `zones --age 40 --resting-hr 60 --json`."""
    result = RUNNER.invoke(app, ["zones", "--age", "40", "--resting-hr", "60", "--json"])
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert [each["formula"] for each in document["maximum"]] == [formula.key for formula in FORMULAS]
    for each in document["maximum"]:
        assert {"formula", "bpm", "error_bpm", "source"} <= each.keys()
        assert each["source"] in bibliography()
        assert each["error_bpm"] > 0
    fox = document["maximum"][0]
    assert (fox["formula"], fox["bpm"]) == ("fox", 180.0)
    simple, karvonen = document["simple_target"], document["karvonen_target"]
    assert (simple["low_bpm"], simple["high_bpm"]) == (135.0, 153.0)
    assert (karvonen["low_bpm"], karvonen["high_bpm"]) == (150.0, 162.0)
    for target in (simple, karvonen):
        for end in ("low_bpm", "high_bpm"):
            low, high = target[f"{end}_range"]
            assert low < target[end] < high


def test_the_table_names_every_formula_and_both_targets() -> None:
    """With ranges in brackets, and what the brackets mean."""
    result = RUNNER.invoke(app, ["zones", "--age", "40", "--resting-hr", "60"])
    assert result.exit_code == 0
    for formula in FORMULAS:
        assert formula.name in result.stdout
        assert formula.source in result.stdout
    assert "135 (126–144) to 153 (143–163) bpm" in result.stdout
    assert "150 (141–159) to 162 (152–172) bpm" in result.stdout
    assert "In brackets" in result.stdout
    assert "*" not in result.stdout


def test_a_measured_maximum_has_no_brackets() -> None:
    """And so no word about them."""
    result = RUNNER.invoke(app, ["zones", "--max-hr", "180"])
    assert result.exit_code == 0
    assert "Maximum used: 180 bpm, as measured." in result.stdout
    assert "brackets" not in result.stdout
    assert "(" not in result.stdout.replace("Zones (ACSM, % of maximum)", "")


def test_an_age_on_which_a_formula_was_not_measured_is_marked() -> None:
    """The mark is explained."""
    result = RUNNER.invoke(app, ["zones", "--age", "90"])
    assert "144*" in result.stdout
    assert "* outside the ages on which the formula was measured." in result.stdout


def test_own_zones_with_odd_labels_are_shown_as_they_are() -> None:
    """A label is no markup."""
    result = RUNNER.invoke(app, ["zones", "--age", "40", "--zones", "[red]=110,b=150"])
    assert result.exit_code == 0
    assert "[red]" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("", "Neither an age nor a maximum heart rate was given."),
        ("--age 40 --birth-year 1980", "Both an age and a year of birth were given."),
        ("--age 200", "The age is 200 years."),
        ("--age -5", "The age is -5 years."),
        ("--birth-year 80", "The birth year is 80."),
        ("--birth-year 2099", "The birth year 2099 is later than"),
        ("--max-hr 100 --resting-hr 120", "The resting heart rate is 120 and the maximum 100"),
        ("--age 40 --resting-hr nan", "The resting heart rate is nan bpm."),
        ("--age 40 --target 85-75", "The target range is '85-75'."),
        ("--age 40 --target hard", "The target range is 'hard'."),
        ("--age 40 --zones nonsense", "The zones are 'nonsense'"),
        ("--age 40 --zones 150,110", "The zones are '150,110', which do not rise."),
        ("--age 40 --sex male --formula gulati", "There is no formula 'gulati' for this person."),
    ],
)
def test_what_cannot_be_is_told_in_both_outputs(arguments: str, told: str) -> None:
    """In words on the error output, as a document where JSON was asked for, each with status 2."""
    for_people = RUNNER.invoke(app, ["zones", *arguments.split()])
    assert for_people.exit_code == 2
    assert told in for_people.stderr.replace("\n", " ")
    assert "What to do: " in for_people.stderr
    assert for_people.stdout == ""
    for_programs = RUNNER.invoke(app, ["zones", *arguments.split(), "--json"])
    assert for_programs.exit_code == 2
    error = json.loads(for_programs.stdout)["error"]
    assert error.keys() == {"slug", "message", "remedy"}
    assert error["slug"] == "invalid-value"
    assert error["message"].startswith(told)


@pytest.mark.parametrize("arguments", ["--age old", "--sex other", "--formula none", "--colour red"])
def test_an_option_that_does_not_exist_is_refused(arguments: str) -> None:
    """With status 2 as well."""
    result = RUNNER.invoke(app, ["zones", *arguments.split()])
    assert result.exit_code == 2
    assert arguments.split(maxsplit=1)[0] in result.stderr
