"""Every command and option stands in the reference, and the reference speaks of no other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

SECTION = re.compile(r"^## +(.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def commands(command: object, name: str) -> Iterator[tuple[str, set[str]]]:
    """Each command by its full name, with its long options."""
    assert isinstance(command, TyperCommand | TyperGroup)
    options = [parameter for parameter in command.params if isinstance(parameter, TyperOption)]
    spellings = [spelling for option in options for spelling in (*option.opts, *option.secondary_opts)]
    yield name, {spelling for spelling in spellings if spelling.startswith("--")} - {"--help"}
    if isinstance(command, TyperGroup):
        for inner, child in sorted(command.commands.items()):
            yield from commands(child, f"{name} {inner}")


@pytest.fixture(scope="module")
def reference(root: Path) -> dict[str, str]:
    """The sections of the page of commands, by the command in their title."""
    text = (root / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    return {title.strip("` "): body for title, body in SECTION.findall(text)}


@pytest.fixture(scope="module")
def real() -> dict[str, set[str]]:
    """The commands that the program has."""
    from backstride.cli import app

    return dict(commands(get_command(app), "backstride"))


def test_each_command_has_a_section_in_the_reference(
    real: dict[str, set[str]], reference: dict[str, str]
) -> None:
    """Whoever looks a command up finds it."""
    missing = sorted(real.keys() - reference.keys())
    assert not missing, f"docs/reference/cli.md needs a section `## name` for each of {missing}"


def test_each_option_stands_in_the_section_of_its_command(
    real: dict[str, set[str]], reference: dict[str, str]
) -> None:
    """Whoever looks an option up finds it, and none that has gone."""
    shown = {name: set(OPTION.findall(reference.get(name, ""))) - {"--help"} for name in real}
    missing = {name: sorted(options - shown[name]) for name, options in real.items()}
    dead = {name: sorted(shown[name] - options - real["backstride"]) for name, options in real.items()}
    assert {name: options for name, options in missing.items() if options} == {}, (
        "not in docs/reference/cli.md"
    )
    assert {name: options for name, options in dead.items() if options} == {}, "only in docs/reference/cli.md"


def test_the_options_of_a_program_are_seen() -> None:
    """The checker walks into every command, and sees both spellings of a switch."""
    program = typer.Typer(add_completion=False)

    @program.command()
    def walk(*, steps: int = 1, quick: bool = False) -> None:
        """Walk."""

    @program.command()
    def turn(way: str) -> None:
        """Turn."""

    seen = dict(commands(get_command(program), "go"))
    assert seen == {"go": set(), "go walk": {"--steps", "--quick", "--no-quick"}, "go turn": set()}
