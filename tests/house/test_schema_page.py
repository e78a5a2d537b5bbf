"""Every key of the JSON stands on its page, and the page speaks of no other."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
SCHEMAS = Path("src", "backstride", "actions", "schemas")


def keys(schema: object) -> Iterator[str]:
    """The name of every property that a JSON schema describes or requires, at any depth."""
    if isinstance(schema, list):
        for each in schema:
            yield from keys(each)
    elif isinstance(schema, dict):
        named: dict[str, Any] = schema.get("properties", {})
        yield from named
        yield from schema.get("required", [])
        for part in (*named.values(), *(v for k, v in schema.items() if k not in {"properties", "required"})):
            yield from keys(part)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """The page that documents the JSON."""
    return (root / "docs" / "reference" / "report-json.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["report", "zones"])
def test_each_key_of_a_schema_is_on_its_page(name: str, root: Path, page: str) -> None:
    """Whoever writes a program against the JSON finds each key explained."""
    schema = json.loads((root / SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    missing = sorted({key for key in keys(schema) if f"`{key}`" not in page})
    assert not missing, f"docs/reference/report-json.md says nothing of {missing}"


def test_no_key_on_the_page_is_dead(root: Path, page: str) -> None:
    """A key that has gone from the schemas goes from the page too."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((root / SCHEMAS).glob("*.json"))]
    real = {key for text in texts for key in keys(json.loads(text))}
    dead = sorted(set(ROW.findall(page)) - real)
    assert not dead, f"docs/reference/report-json.md explains what no schema has: {dead}"


def test_keys_are_found_at_any_depth() -> None:
    """The checker sees properties within items and definitions, and names that are required only."""
    schema = {
        "properties": {"a": {"items": {"properties": {"type": {"enum": ["x"]}}}}},
        "$defs": {"d": {"required": ["low"], "additionalProperties": {"type": "number"}}},
    }
    assert set(keys(schema)) == {"a", "type", "low"}
