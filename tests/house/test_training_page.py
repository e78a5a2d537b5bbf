"""The page on the JSON of training says what the schemas say."""

from pathlib import Path

import pytest
from tools.training_json import INTRODUCTIONS, page

from backstride.actions.documents import schema
from backstride.training.adaptation_rules import RULES


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


def test_the_guide_tells_each_rule_by_which_a_plan_moves(root: Path) -> None:
    """In the words and the order that people are shown, and no rule beside them."""
    guide = (root / "docs" / "guides" / "starting-and-planning.md").read_text(encoding="utf-8")
    section = guide.partition("\n## Adapting\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    assert rows[2:] == [f"| {rule.when} | {rule.then} |" for rule in RULES]
