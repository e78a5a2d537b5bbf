"""The locks are hashed and name no host; the project depends on nothing it must not touch."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[\w,]+\])?==\S+(\s*;.*)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")

FORBIDDEN = "garmin-fit-sdk"
"""Its licence forbids benchmarks and claims modifications back: docs/decisions/0002-own-fit-decoder.md."""


def entries(lock: str) -> list[list[str]]:
    """The entries of a lock, each with its continued lines, without comments."""
    bare = "\n".join(line for line in lock.splitlines() if not line.strip().startswith("#"))
    joined = re.sub(r"\s*\\\n\s*", "\n", bare)
    return [entry.split("\n") for entry in re.split(r"\n(?!--hash)", joined.strip()) if entry.strip()]


def complaints(name: str, lock: str) -> Iterator[str]:
    """What is wrong with a lock."""
    for number, line in enumerate(lock.splitlines(), 1):
        if "://" in line or re.match(r"\s*(-i\b|-f\b|-r\b|--(?!hash))", line):
            yield f"{name}:{number}: a lock names no host, index or option"
    for first, *hashes in entries(lock):
        if not PINNED.match(first.strip()):
            yield f"{name}: `{first}` is not pinned with =="
        if not hashes or not all(HASH.match(line.strip()) for line in hashes):
            yield f"{name}: `{first}` has no hashes; run `make lock`"


def canonical(name: str) -> str:
    """The name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_names(lock: str) -> set[str]:
    """The distributions that a lock holds."""
    matches = (PINNED.match(first.strip()) for first, *_ in entries(lock))
    return {canonical(match["name"]) for match in matches if match}


def asked_names(root: Path) -> set[str]:
    """The distributions that the project file asks for, in any group."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return {canonical(re.split(r"[\s\[<>=!~;]", line)[0]) for group in groups for line in group}


@pytest.fixture(scope="module")
def locks(root: Path) -> dict[str, str]:
    """The text of each lock."""
    return {path.name: path.read_text(encoding="utf-8") for path in (root / "requirements").glob("*.txt")}


def test_each_lock_is_hashed_and_names_no_host(locks: Mapping[str, str]) -> None:
    """What is installed is what was chosen, wherever it is fetched from."""
    assert locks.keys() == {"run.txt", "test.txt", "benchmark.txt", "rivals.txt", "node.txt"}
    found = [complaint for name, lock in locks.items() for complaint in complaints(name, lock)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        ("numpy==2.2.0\n", "no hashes"),
        ("numpy>=2.2 \\\n    --hash=sha256:" + "0" * 64, "not pinned"),
        ("--index-" + "url x\nnumpy==2.2.0 \\\n    --hash=sha256:" + "0" * 64, "names no host"),
    ],
)
def test_a_loose_lock_is_found(lock: str, said: str) -> None:
    """The checker sees a missing hash, a missing pin and a host."""
    assert said in " ".join(complaints("run.txt", lock))


def test_all_that_the_project_asks_for_is_locked(root: Path, locks: Mapping[str, str]) -> None:
    """A dependency that was added to the project file, but not to the locks, is seen at once."""
    locked = {name for lock in locks.values() for name in locked_names(lock)}
    assert asked_names(root) - locked == set(), "run `make lock`"


def test_the_vendor_kit_for_fit_is_not_used(root: Path, locks: Mapping[str, str]) -> None:
    """Its licence does not go with an open project that measures itself against others."""
    locked = {name for lock in locks.values() for name in locked_names(lock)}
    assert FORBIDDEN not in locked | asked_names(root)


def test_the_vendor_kit_for_fit_is_not_imported(
    package: Mapping[str, ast.Module], suite: Mapping[str, ast.Module]
) -> None:
    """Not even where it happens to be installed."""
    imported = [
        f"{path}:{node.lineno}"
        for path, tree in (*package.items(), *suite.items())
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and FORBIDDEN.replace("-", "_") in ast.unparse(node)
    ]
    assert imported == []
