"""What the app says of how well published numbers are met is what the validation finds."""

from pathlib import Path

from validation import published

from backstride.sources import bibliography, reproductions


def test_the_data_is_what_the_models_give_today() -> None:
    """A model that was changed cannot go on being shown with the figures of the old one."""
    written = published.DATA.read_text(encoding="utf-8")
    assert written == published.data(published.rows()), "run: python -m validation.published"


def test_the_page_of_the_validation_says_the_same(root: Path) -> None:
    """Each case stands on the page, with the same outcome."""
    page = (root / "docs" / "validation.md").read_text(encoding="utf-8")
    lines = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| ")}
    for case in reproductions():
        assert f"| {case.outcome} |" in lines[case.name]


def test_each_case_names_sources_that_there_are() -> None:
    """Every figure can be followed to a paper."""
    assert len(reproductions()) > 30
    assert {key for case in reproductions() for key in case.sources} <= bibliography().keys()
