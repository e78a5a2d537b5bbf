"""Each function of the science names where it comes from and how far that may be believed."""

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from backstride.sources import bibliography

ROOMS = ("heart", "energy", "load", "direction", "session", "simulation", "training")
STATEMENT = re.compile(r"Source:\s+(?P<keys>.*?)\.\s+Belief:\s+(?P<belief>\w+)", re.DOTALL)
BELIEFS = {"measured", "derived", "claimed"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def keys_in(statement: str) -> list[str]:
    """The keys of a source statement, without what is said about them in brackets."""
    return [key.strip() for key in re.sub(r"\(.*?\)", "", statement, flags=re.DOTALL).split(",")]


def complaints(path: str, tree: ast.Module, known: set[str]) -> Iterator[str]:
    """Which public functions of a module lack a source, or name an unknown one."""
    for node in tree.body:
        if not isinstance(node, Function):
            continue
        docstring = ast.get_docstring(node) or ""
        where, statement = f"{path}:{node.lineno}: {node.name}", STATEMENT.search(docstring)
        if statement is None:
            if "Source:" in docstring or (not node.name.startswith("_") and in_science(path)):
                yield f"{where} needs a line `Source: key, key. Belief: measured|derived|claimed.`"
            continue
        if unknown := set(keys_in(statement["keys"])) - known:
            yield f"{where} names sources that are not in the bibliography: {sorted(unknown)}"
        if statement["belief"] not in BELIEFS:
            yield f"{where} believes {statement['belief']}; allowed: {sorted(BELIEFS)}"


def in_science(path: str) -> bool:
    """Whether a module stands in a room where every function needs a source."""
    return re.search(rf"backstride/(?:{'|'.join(ROOMS)})(?:/|\.py)", path) is not None


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The keys of the bibliography."""
    return set(bibliography())


def test_each_science_function_names_a_known_source(
    package: Mapping[str, ast.Module], known: set[str]
) -> None:
    """Every number in a model can be followed to the paper it came from."""
    found = [complaint for path, tree in package.items() for complaint in complaints(path, tree, known)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Source: fox1971, wright2001 (ratio 1.35, at 3.0 m/s). Belief: derived.", ""),
        ("Source: fox1971,\n    wright2001. Belief: measured.", ""),
        ("Nothing.", "needs a line"),
        ("Source: fox1971.", "needs a line"),
        ("Source: hearsay. Belief: derived.", "['hearsay']"),
        ("Source: fox1971. Belief: firm.", "believes firm"),
    ],
)
def test_a_function_without_a_known_source_is_found(line: str, said: str) -> None:
    """The checker reads keys over several lines and past brackets, and sees what is missing."""
    code = f'def f() -> None:\n    """Do.\n\n    {line}\n    """\n'
    found = list(complaints("src/backstride/heart/a.py", ast.parse(code), {"fox1971", "wright2001"}))
    assert [said in complaint for complaint in found] == ([True] if said else [])
