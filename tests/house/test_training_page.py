"""The page on the JSON of training says what the schemas say."""

from pathlib import Path

import pytest

from backstride.actions.documents import schema
from tools.training_json import INTRODUCTIONS, page


def test_the_page_of_the_json_is_what_the_schemas_say(root: Path) -> None:
    """Each key is explained with its type, and none that has gone."""
    stands = (root / "docs" / "reference" / "training-json.md").read_text(encoding="utf-8")
    assert stands == page(), "training-json.md is out of date; write it anew: python -m tools.training_json"


@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_no_part_of_a_schema_is_without_a_place(name: str) -> None:
    """Each table says which keys it belongs to, and each key stands in one."""
    section = page().partition(f"`{schema(name)['title']}`")[2].partition("\n## ")[0]
    assert "\n:\n" not in section
    for part in (schema(name), *schema(name).get("$defs", {}).values()):
        for key in part["properties"]:
            assert f"\n| `{key}` | " in section
