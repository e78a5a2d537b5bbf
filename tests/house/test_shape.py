"""Modules, functions and handlers keep the shape that makes them easy to read."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "service", "services", "core"}
EMPTY_NAMES |= {"common", "misc"}
LONGEST_BODY = 50
LONG_BODY = 30
LONG_BODIES_ALLOWED = 0.10

EXEMPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<codes>:\s*[A-Z0-9, ]+|\[[\w, -]+\])?(?P<reason>.*)$")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def body_length(function: Function) -> int:
    """How many lines a function has below its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def bodies(package: Mapping[str, ast.Module]) -> dict[str, int]:
    """The length of every function's body, by where it stands."""
    return {
        f"{path}:{node.lineno}: {node.name}": body_length(node)
        for path, tree in package.items()
        for node in ast.walk(tree)
        if isinstance(node, Function)
    }


def swallowed(path: str, tree: ast.Module) -> Iterator[str]:
    """Where a module catches everything and does not raise it again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = "" if node.type is None else ast.unparse(node.type)
            is_broad = node.type is None or re.search(r"\b(Base)?Exception\b", caught) is not None
            if is_broad and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                yield f"{path}:{node.lineno}: name the errors that are expected; the others are bugs"
        elif isinstance(node, ast.Call) and re.search(r"suppress\(.*\bException\b", ast.unparse(node)):
            yield f"{path}:{node.lineno}: name the errors that are expected; the others are bugs"


def unexplained(path: str, text: str) -> Iterator[str]:
    """Where a lint or type exemption lacks its code or its reason."""
    for number, line in enumerate(text.splitlines(), 1):
        exemption = EXEMPTION.search(line)
        if exemption and (exemption["codes"] is None or len(exemption["reason"].strip(" #-,.–")) < 5):
            yield f"{path}:{number}: name the rule that is broken, and the reason beside it"


def test_a_module_is_named_for_what_it_holds(package: Mapping[str, ast.Module]) -> None:
    """No room of odds and ends: a name says what is found behind it."""
    parts = {path: {*Path(path).with_suffix("").parts} for path in package}
    assert {path: sorted(names & EMPTY_NAMES) for path, names in parts.items() if names & EMPTY_NAMES} == {}


def test_no_handler_swallows_what_it_does_not_know(package: Mapping[str, ast.Module]) -> None:
    """An unexpected error is a bug and looks like one."""
    found = [complaint for path, tree in package.items() for complaint in swallowed(path, tree)]
    assert not found, "\n" + "\n".join(found)


def test_a_handler_that_swallows_everything_is_found() -> None:
    """The checker sees the bare, the broad and the suppressed, and lets a named or re-raising one be."""
    bad = (
        "try: f()\nexcept: pass\ntry: f()\nexcept (KeyError, Exception): x = 1\nwith suppress(Exception): f()"
    )
    assert [line.split(":")[1] for line in swallowed("a.py", ast.parse(bad))] == ["2", "4", "5"]
    good = "try: f()\nexcept KeyError: pass\ntry: f()\nexcept Exception as e: raise Ours from e"
    assert list(swallowed("a.py", ast.parse(good))) == []


def test_no_function_is_too_long_to_see_at_once(package: Mapping[str, ast.Module]) -> None:
    """A body of more than fifty lines holds two thoughts."""
    found = [
        f"{where} has {lines} lines; split it"
        for where, lines in bodies(package).items()
        if lines > LONGEST_BODY
    ]
    assert not found, "\n" + "\n".join(found)


def test_nine_functions_in_ten_are_short(package: Mapping[str, ast.Module]) -> None:
    """Most bodies fit in thirty lines."""
    lengths = bodies(package)
    long = [f"{where} has {lines} lines" for where, lines in lengths.items() if lines > LONG_BODY]
    assert len(long) <= LONG_BODIES_ALLOWED * len(lengths), "\n" + "\n".join(long)


def test_a_body_is_measured_without_its_docstring() -> None:
    """The documentation of a function does not count against it."""
    code = 'def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n\n    return a\n'
    assert bodies({"a.py": ast.parse(code)}) == {"a.py:1: f": 3}


def test_each_exemption_has_its_reason_beside_it(committed: tuple[Path, ...], root: Path) -> None:
    """Nobody has to guess why a rule is broken in one place."""
    files = [path for path in committed if path.suffix == ".py" and path != Path(__file__)]
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}
    found = [complaint for path, text in texts.items() for complaint in unexplained(path, text)]
    assert not found, "\n" + "\n".join(found)


def test_an_exemption_without_a_reason_is_found() -> None:
    """The checker wants both the code and the reason."""
    text = (
        "a  # noqa\nb  # noqa: S101\nc  # noqa: S101 - a test asserts\nd  # type: ignore[misc]  # no types\n"
    )
    assert [line.split(":")[1] for line in unexplained("a.py", text)] == ["1", "2"]
