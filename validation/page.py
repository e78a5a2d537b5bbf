"""The chapters of the validation page: those that take long are measured by themselves, and kept."""

import re
from pathlib import Path


def kept_chapter(page: Path, title: str) -> str:
    """A chapter as it stands on a page.

    Parameters
    ----------
    page
        The page.
    title
        Its heading, without the marks.

    Returns
    -------
    str
        Markdown; empty if there is none.
    """
    found = _chapter(page.read_text(encoding="utf-8") if page.exists() else "", title)
    return found.group().rstrip() + "\n" if found else ""


def write_chapter(page: Path, title: str, chapter: str) -> None:
    """Write a chapter of a page anew, in its place, or as its last.

    Parameters
    ----------
    page
        The page.
    title
        Its heading, without the marks.
    chapter
        Markdown, heading included.
    """
    text = page.read_text(encoding="utf-8")
    found = _chapter(text, title)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    parts = (part.strip() for part in (before, chapter, after))
    page.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def _chapter(text: str, title: str) -> re.Match[str] | None:
    """From a heading of the second order to the next one."""
    return re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
