"""What was written behind the program's name and cannot be read."""

import json

import pytest
from typer.testing import CliRunner

from backstride.cli import app

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})

TROUBLES = [
    (["lst"], "There is no command 'lst'. Did you mean 'list'?"),
    (["marathon"], "There is no command 'marathon'."),
    (["list", "--data", "log"], "--data stands behind the command."),
    (["list", "--foo"], "backstride list has no option --foo."),
    (["--foo"], "backstride has no option --foo."),
    (["list", "--since"], "Nothing stands behind --since."),
    (["list", "more"], "'more' is more than backstride list takes."),
    (["list", "--limit", "many"], "What was given for --limit is no whole number."),
    (["list", "--limit", "0"], "What was given for --limit is too small."),
    (["list", "--limit", "99999999999999999999"], "What was given for --limit is too large."),
    (["weeks", "--weeks", "100000000000"], "What was given for --weeks is too large."),
    (["undo", "99999999999999999999"], "What was given for IMPORT is too large."),
    (["revert", "latest"], "What was given for CHANGE is no whole number."),
    (["watch", ".", "--every", "1e300"], "What was given for --every is too large."),
    (["watch", ".", "--every", "often"], "What was given for --every is no number."),
    (["form", "--travel", "up"], "For --travel, 'up' was given."),
    (["import"], "PATH is missing."),
    (["label", "latest"], "STRETCH=WAY is missing."),
]


@pytest.mark.parametrize(("arguments", "found"), TROUBLES, ids=[" ".join(each) for each, _ in TROUBLES])
def test_what_cannot_be_read_is_told_as_every_trouble(arguments: list[str], found: str) -> None:
    """What was found, what is allowed and what to do, with status 2, and no word of the libraries beneath."""
    result = RUNNER.invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    first, allowed, remedy = result.stderr.splitlines()
    assert first == found
    assert allowed.startswith("Allowed: ")
    assert remedy.startswith("What to do: ")
    assert "{" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "found"), TROUBLES[3:], ids=[" ".join(each) for each, _ in TROUBLES[3:]]
)
def test_where_json_was_asked_for_it_is_json(arguments: list[str], found: str) -> None:
    """A program that reads the answers need not know of usage."""
    name, *others = arguments
    written = ["--json", name] if name.startswith("-") else [name, "--json", *others]
    result = RUNNER.invoke(app, written)
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["slug"] == "invalid-value"
    if not name.startswith("-"):
        assert error["message"].startswith(found)


def test_options_of_the_program_say_where_they_stand() -> None:
    """The commonest slip of a newcomer has its own remedy."""
    result = RUNNER.invoke(app, ["list", "--athlete", "anna"])
    assert "Write it like: backstride --athlete … list." in result.stderr


def test_the_choices_are_all_named() -> None:
    """Nobody has to look them up."""
    result = RUNNER.invoke(app, ["form", "--travel", "up"])
    assert "Allowed: One of: forward, backward, sideways, unknown." in result.stderr


def test_a_program_without_a_command_shows_its_help() -> None:
    """That is no trouble."""
    result = RUNNER.invoke(app, [])
    assert "First steps with a log:" in result.output
    assert "What to do" not in result.output
