"""The plans that the documentation prints are those that the planner makes."""

from pathlib import Path

import pytest
from tools.printed_plans import pages

PAGES = pages()


@pytest.mark.parametrize("page", PAGES)
def test_a_printed_plan_is_what_the_planner_makes_today(page: str, root: Path) -> None:
    """A plan on paper that no request gives would be a promise nobody keeps."""
    stands = (root / "docs" / "guides" / page).read_text(encoding="utf-8")
    assert stands == PAGES[page], f"{page} is out of date; write it anew with: python -m tools.printed_plans"
