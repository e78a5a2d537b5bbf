"""A test that does not run says why."""

import ast
from collections.abc import Iterator, Mapping

BY_KEYWORD = {"mark.skip", "mark.skipif", "mark.xfail", "importorskip"}
BY_POSITION = {"pytest.skip", "pytest.xfail"}


def silent_skips(path: str, tree: ast.Module) -> Iterator[str]:
    """Where a module skips, or expects a failure, without a reason."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            says = any(keyword.arg == "reason" for keyword in node.keywords)
            says |= bool(node.args) and name in BY_POSITION
        elif isinstance(node, ast.Attribute) and id(node) not in called:
            name, says = ast.unparse(node), False
        else:
            continue
        if not says and name.removeprefix("pytest.") in BY_KEYWORD | {
            n.removeprefix("pytest.") for n in BY_POSITION
        }:
            yield f"{path}:{node.lineno}: say why this does not run"


def test_each_skipped_test_says_why(suite: Mapping[str, ast.Module]) -> None:
    """Whoever reads the results knows what was not tested, and why."""
    found = [complaint for path, tree in suite.items() for complaint in silent_skips(path, tree)]
    assert not found, "\n" + "\n".join(found)


def test_a_silent_skip_is_found() -> None:
    """The checker sees marks with and without brackets, and calls."""
    code = (
        "@pytest.mark.skip\ndef a(): pytest.skip()\n@pytest.mark.skipif(x)\ndef b(): pytest.importorskip(x)\n"
    )
    assert [line.split(":")[1] for line in silent_skips("a.py", ast.parse(code))] == ["1", "3", "2", "4"]
    code = "@pytest.mark.skipif(x, reason='slow')\ndef a(): pytest.skip('no corpus')\n"
    assert list(silent_skips("a.py", ast.parse(code))) == []
