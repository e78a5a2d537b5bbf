"""Each public function documents exactly its parameters."""

import ast
import re
from collections.abc import Iterator, Mapping

SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)
ENTRY = re.compile(r"^(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: :.*)?$", re.MULTILINE)
UNCHECKED_DECORATORS = {"property", "overload", "override", "fixture", "command", "callback"}
ROUTES = {"get", "post", "put", "patch", "delete"}
"""Decorators of routes, whose parameters stand in the description of the API, which has its own tests."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef


def sections(docstring: str) -> dict[str, str]:
    """The numpydoc sections of a docstring, by title."""
    _, *parts = SECTION.split(docstring)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def documented_names(section: str) -> list[str]:
    """The names that stand at the margin of a section."""
    return [name.strip(" *") for entry in ENTRY.finditer(section) for name in entry[1].split(",")]


def signature_names(function: Function) -> list[str]:
    """The parameters of a function, without the instance or class."""
    given = function.args
    named = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return [
        argument.arg for argument in named if argument is not None and argument.arg not in {"self", "cls"}
    ]


def decorators(node: Documented) -> set[str]:
    """The last word of each decorator."""
    calls = [mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list]
    return {ast.unparse(mark).rpartition(".")[2] for mark in calls}


def public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Documented]]:
    """Every public function, class and method, with its dotted name."""
    for node in body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{prefix}{node.name}.")


def own_errors(function: Function) -> set[str]:
    """The errors that a function raises by itself, by class name."""
    raised = [node.exc for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc is not None]
    called = [error.func for error in raised if isinstance(error, ast.Call)]
    return {name.id for name in called if isinstance(name, ast.Name) and name.id[0].isupper()}


def gives_something(function: Function) -> bool:
    """Whether the annotation promises a value."""
    return function.returns is not None and ast.unparse(function.returns) not in {"None", "Never", "NoReturn"}


def complaints_about_function(function: Function) -> Iterator[str]:
    """What a function's docstring and its signature do not agree on."""
    found = sections(ast.get_docstring(function) or "")
    wanted, documented = signature_names(function), documented_names(found.get("Parameters", ""))
    if wanted != documented:
        yield f"documents the parameters {documented}, but has {wanted}"
    if wanted and gives_something(function) != bool({"Returns", "Yields"} & found.keys()):
        yield "has a Returns section without returning something, or the other way round"
    unsaid = own_errors(function) - set(documented_names(found.get("Raises", "")))
    if unsaid:
        yield f"raises {sorted(unsaid)}, which its Raises section does not name"


def complaints(path: str, tree: ast.Module) -> Iterator[str]:
    """What the docstrings of a module lack."""
    for name, node in public(tree.body):
        where = f"{path}:{node.lineno}: {name}"
        if ast.get_docstring(node) is None and not decorators(node) & {"overload", "override"}:
            yield f"{where} has no docstring"
        elif isinstance(node, Function) and not decorators(node) & (UNCHECKED_DECORATORS | ROUTES):
            yield from (f"{where} {complaint}" for complaint in complaints_about_function(node))


def test_each_public_function_documents_exactly_its_parameters(package: Mapping[str, ast.Module]) -> None:
    """A reader of the docs sees every parameter, in the order of the signature, and no dead one.

    Commands and routes are left out: their options have pages of their own, which other rules check.
    """
    modules = [(path, tree) for path, tree in package.items() if "/cli/" not in path]
    found = [complaint for path, tree in modules for complaint in complaints(path, tree)]
    assert not found, "\n" + "\n".join(found)


def test_a_function_with_a_wrong_docstring_is_found() -> None:
    """The checker sees a missing parameter, a dead one, a missing result and an unnamed error."""
    wrong = '''
def walk(speed_m_s: float, *, steps: int) -> float:
    """Walk.

    Parameters
    ----------
    speed_m_s
        Speed. [m/s]
    cadence_spm
        Cadence. [1/min]
    """
    raise TooFast("too fast")
'''
    said = " ".join(complaints("walk.py", ast.parse(wrong)))
    for part in ("walk.py:2", "['speed_m_s', 'cadence_spm']", "['speed_m_s', 'steps']", "Returns", "TooFast"):
        assert part in said


def test_a_function_with_a_right_docstring_passes() -> None:
    """The checker leaves a fully documented function alone, types and stars included."""
    right = '''
def walk(speed_m_s: float, *rest: float, **more: float) -> float:
    """Walk.

    Parameters
    ----------
    speed_m_s : float
        Speed. [m/s]
    *rest, **more
        Others. [m/s]

    Returns
    -------
    float
        Distance. [m]
    """
'''
    assert list(complaints("walk.py", ast.parse(right))) == []


def test_each_test_says_in_a_sentence_what_it_protects(suite: Mapping[str, ast.Module]) -> None:
    """A test's name is a sentence of three words or more, and its docstring says the behaviour."""
    found = [
        f"{path}:{node.lineno}: {node.name} needs a docstring, and a name that is a sentence"
        for path, tree in suite.items()
        for node in ast.walk(tree)
        if isinstance(node, Function) and node.name.startswith("test_")
        if ast.get_docstring(node) is None or node.name.count("_") < 3
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_sections_of_a_docstring_do_not_overlap() -> None:
    """A section ends where the next begins, so that a result's type is not taken for a parameter."""
    found = sections("One.\n\nParameters\n----------\na\n    A.\n\nReturns\n-------\nfloat\n    B.\n")
    assert [documented_names(text) for text in found.values()] == [["a"], ["float"]]
