"""Every error and warning has its own slug, its place in the tree and its section in the docs."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from backstride import errors
from backstride.errors import BackstrideError

TREE_LINE = re.compile(r"^ {4}([│├└─ ]*)([A-Z]\w+)(?: +(.*))?$", re.MULTILINE)
SLUG = re.compile(r"[a-z]+(-[a-z0-9]+)+")
SECTION = re.compile(r"^### `?([a-z][a-z0-9-]+)`?$", re.MULTILINE)


def family(error: type[BackstrideError]) -> Iterator[type[BackstrideError]]:
    """An error and all that are derived from it, in the order of the file."""
    yield error
    for child in error.__subclasses__():
        yield from family(child)


def drawn(tree: str) -> Iterator[tuple[str, str | None, str]]:
    """Each error of a drawn tree, with its parent and what stands beside it."""
    above: list[tuple[int, str]] = []
    for branch, name, beside in TREE_LINE.findall(tree):
        while above and above[-1][0] >= len(branch):
            above.pop()
        yield name, above[-1][1] if above else None, beside
        above.append((len(branch), name))


def literal(node: ast.expr | None) -> str | None:
    """A string that is written out."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def given(call: ast.Call, function: ast.FunctionDef, parameter: str) -> str | None:
    """What a call gives for a parameter, if it is written out."""
    position = [argument.arg for argument in function.args.args].index(parameter)
    by_name = next((keyword.value for keyword in call.keywords if keyword.arg == parameter), None)
    return literal(call.args[position] if position < len(call.args) else by_name)


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """The calls of a function or class, by the last word of its name."""
    every = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in every if ast.unparse(call.func).rpartition(".")[2] == name]


def computed_slugs(tree: ast.Module, function: ast.FunctionDef, slug: str) -> set[str]:
    """The slugs that a function may use: those its callers give, or else those it writes in its body."""
    if slug in {argument.arg for argument in function.args.args}:
        return {text for call in calls(tree, function.name) if (text := given(call, function, slug))}
    texts = {text for node in ast.walk(function) if isinstance(node, ast.expr) and (text := literal(node))}
    return {text for text in texts if SLUG.fullmatch(text)}


def warning_slugs(path: str, tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """Where a module makes a `ReadingWarning`, with each slug it may have; None where nobody can tell."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for call in calls(tree, "ReadingWarning"):
        slug = next((keyword.value for keyword in call.keywords if keyword.arg == "slug"), None)
        around = [function for function in functions if call in ast.walk(function)]
        slugs: set[str | None] = {literal(slug)}
        if slug is not None and None in slugs and around:
            slugs = {*computed_slugs(tree, around[-1], ast.unparse(slug))} or {None}
        yield from ((f"{path}:{call.lineno}", text) for text in sorted(slugs, key=str))


@pytest.fixture(scope="module")
def documented(root: Path) -> set[str]:
    """The slugs that have a section in the page of messages."""
    return set(SECTION.findall((root / "docs" / "messages.md").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def all_errors() -> list[type[BackstrideError]]:
    """Every error of ours."""
    return list(family(BackstrideError))


def test_each_error_has_a_slug_of_its_own(all_errors: list[type[BackstrideError]]) -> None:
    """Two troubles never share a help page, and none inherits one by oversight."""
    assert [error.__name__ for error in all_errors if "slug" not in vars(error)] == []
    assert len({error.slug for error in all_errors}) == len(all_errors)


def test_every_error_lives_in_the_one_tree(all_errors: list[type[BackstrideError]]) -> None:
    """Nobody has to look for errors in other modules."""
    assert [error.__name__ for error in all_errors if error.__module__ != errors.__name__] == []


def test_the_drawn_tree_of_errors_is_the_real_one(all_errors: list[type[BackstrideError]]) -> None:
    """The drawing at the top of `errors.py` shows each error under its parent, leaves with their slugs."""
    real = {error.__name__: error.__mro__[1].__name__ for error in all_errors}
    assert errors.__doc__ is not None
    tree = list(drawn(errors.__doc__))
    assert {name: parent or "Exception" for name, parent, _ in tree} == real
    slugs = {error.__name__: error.slug for error in all_errors if not error.__subclasses__()}
    assert {name: beside for name, _, beside in tree if name in slugs} == slugs


def test_each_error_has_a_section_among_the_messages(
    all_errors: list[type[BackstrideError]], documented: set[str]
) -> None:
    """Whoever meets an error finds what it means and what to do."""
    missing = sorted({error.slug for error in all_errors} - documented)
    assert not missing, f"docs/messages.md needs a section `### slug` for each of {missing}"


def test_each_warning_has_a_section_among_the_messages(
    package: Mapping[str, ast.Module], documented: set[str]
) -> None:
    """Whoever meets a warning finds what it means and what to do."""
    made = [warning for path, tree in package.items() for warning in warning_slugs(path, tree)]
    found = [
        f"{where}: write the slug out" if slug is None else f"{where}: docs/messages.md needs `### {slug}`"
        for where, slug in made
        if slug not in documented
    ]
    assert not found, "\n" + "\n".join(found)


def test_no_section_among_the_messages_is_dead(
    all_errors: list[type[BackstrideError]], package: Mapping[str, ast.Module], documented: set[str]
) -> None:
    """A section whose error or warning has gone, goes too."""
    warned = {slug for path, tree in package.items() for _, slug in warning_slugs(path, tree)}
    dead = sorted(documented - {error.slug for error in all_errors} - warned)
    assert not dead, f"docs/messages.md has sections that nothing raises or warns of: {dead}"


def test_every_slug_of_a_warning_is_seen() -> None:
    """The checker finds slugs written at the warning, given by a caller, or standing in the function."""
    code = """
def plain(): return ReadingWarning(slug="gap", message="")
def given(slug, where): return recording.ReadingWarning(slug=slug, message="")
def caller(): return given("breaks-off", 3), given(where=4, slug="damaged")
def table(): return [ReadingWarning(slug=s, message="") for s in ("no-time", "twice-told")]
def lost(): return ReadingWarning(slug=make(), message="")
"""
    found = {slug for _, slug in warning_slugs("a.py", ast.parse(code))}
    assert found == {"gap", "breaks-off", "damaged", "no-time", "twice-told", None}
