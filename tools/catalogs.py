"""Bring the catalogs of the app up to date: new texts come in empty, those that have gone go.

``python -m tools.catalogs`` does it; ``python -m tools.catalogs --check`` says what is missing. A catalog is
sorted and holds neither dates nor places in the source, so that a change of it shows what changed.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from babel.messages.extract import extract_from_file
from babel.messages.pofile import escape, read_po
from tools.sentences import sentences

PACKAGE: Final = Path(__file__).resolve().parents[1] / "src" / "backstride"
LOCALE: Final = PACKAGE / "web" / "locale"

KEYWORDS: Final = {"_": None, "gettext": None, "text": None, "ngettext": (1, 2), "plural": (1, 2)}
"""The calls whose texts are those of the pages."""
TEMPLATES: Final = {"trim_blocks": "true", "lstrip_blocks": "true", "encoding": "utf-8"}

ENGINE: Final = frozenset(("book", "patterns", "phrases", "german", "catalogs"))
"""Modules that translate: what they hold in a variable named ``text`` is no text of a page."""
PROSE: Final = frozenset(
    ("name", "summary", "who", "evidence_words", "contraindications", "surfaces", "purpose", "words",
     "measured_on", "finding", "access", "says", "measured", "warning", "transfer", "note",
     "documented", "assumed")
    )  # fmt: skip
"""Keys of the TOML files under which people read."""
KEYED: Final = frozenset(("blocks", "choices", "documented", "assumed"))
"""Tables whose own keys say nothing of what stands in them."""
NAMES: Final = (
    "training/watches.toml",
    "sources/records.toml",
    "sources/marks.toml",
)
"""Files in which a name is one of a person or a thing, the same in every language."""
CUE: Final = re.compile(r"\(((?:[^()\"]|\"[^\"]*\")+)\)")

COMMAND_LINE: Final = re.compile(r"\bbackstride [a-z]|(?<![\w-])--[a-z]")
PLACES: Final = re.compile(r"\{\w+\}|%\(\w+\)[sd]")
PLURAL_FORMS: Final = "nplurals=2; plural=(n != 1);"

Text = str | tuple[str, str]
"""A text, or a singular with its plural."""


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A catalog, and what should be in it."""

    path: Path
    wanted: frozenset[Text]
    also_kept: str = ""
    """A text is kept, too, if it stands in this."""
    told: Mapping[Text, str | tuple[str, ...]] = field(default_factory=dict)
    """What it holds."""

    @property
    def missing(self) -> list[Text]:
        """What has no words yet."""
        return [text for text in sorted(self.wanted, key=_order) if not _is_told(self.told.get(text, ""))]

    @property
    def gone(self) -> list[Text]:
        """What nobody says any more."""
        return [
            text
            for text in self.told
            if text not in self.wanted and not (isinstance(text, str) and text in self.also_kept)
        ]

    def written(self) -> str:
        """The catalog as it should be."""
        gone = set(self.gone)
        texts = {*self.wanted, *(text for text in self.told if text not in gone)}
        language = self.path.parent.name
        lines = [
            'msgid ""',
            'msgstr ""',
            f'"Language: {language}\\n"',
            '"Content-Type: text/plain; charset=utf-8\\n"',
            f'"Plural-Forms: {PLURAL_FORMS}\\n"',
        ]
        for text in sorted(texts, key=_order):
            lines += ["", *_entry(text, self.told.get(text, ""))]
        return "\n".join(lines) + "\n"


def _order(text: Text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def _is_told(words: str | tuple[str, ...]) -> bool:
    return bool(words) and all(words)


def _entry(text: Text, words: str | tuple[str, ...]) -> Iterator[str]:
    if isinstance(text, str):
        yield f"msgid {escape(text)}"
        yield f"msgstr {escape(words if isinstance(words, str) else '')}"
        return
    forms = ("", "") if isinstance(words, str) else words
    yield f"msgid {escape(text[0])}"
    yield f"msgid_plural {escape(text[1])}"
    yield from (f"msgstr[{index}] {escape(form)}" for index, form in enumerate(forms))


def catalogs() -> list[CatalogFile]:
    """All catalogs of the app.

    Returns
    -------
    list of CatalogFile
        With what should be in each, and what is.
    """
    said = frozenset(sentences())
    programmes = sorted((PACKAGE / "training" / "programmes").glob("*.toml"))
    data = [PACKAGE / "training" / f"{name}.toml" for name in ("questions", "muscles", "watches")]
    data += [
        PACKAGE / "sources" / f"{name}.toml"
        for name in ("bibliography", "claims", "marks", "records", "reproduced")
    ]
    kept = _all_text([*programmes, *data]) + _source_of_cues()
    wanted: list[tuple[str, frozenset[Text], str]] = [
        ("de/app.po", frozenset(app_texts()), ""),
        ("de/rooms.po", said, ""),
        ("en/rooms.po", frozenset(text for text in said if COMMAND_LINE.search(text)), ""),
        ("de/programmes.po", frozenset(_prose(programmes)), kept),
        ("de/data.po", frozenset(_prose(data)), kept),
    ]
    return [
        CatalogFile(LOCALE / name, texts, also_kept, told_in(LOCALE / name))
        for name, texts, also_kept in wanted
        if texts
    ]


def told_in(path: Path) -> dict[Text, str | tuple[str, ...]]:
    """What a catalog holds.

    Parameters
    ----------
    path
        The file; nothing is told where it is not there.

    Returns
    -------
    dict
        The words by text.
    """
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file)
    return {
        message.id if isinstance(message.id, str) else (message.id[0], message.id[1]): message.string
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in catalog
        if message.id
    }


# --- What is said ----------------------------------------------------------------------------------


def app_texts() -> Iterator[Text]:
    """The texts of the pages: those of the templates, and those that Python marks.

    Yields
    ------
    str or tuple
        Each text; a pair where it depends on a number.
    """
    for path in sorted((PACKAGE / "web").rglob("*")):
        if path.suffix in {".py", ".j2", ".html"} and path.stem not in ENGINE:
            method = "python" if path.suffix == ".py" else "jinja2"
            found = extract_from_file(method, path, KEYWORDS, options={} if method == "python" else TEMPLATES)
            for _, text, *_ in found:
                if text:
                    yield text if isinstance(text, str) else (text[0], text[1])


def _prose(paths: Iterable[Path]) -> Iterator[str]:
    """What people read in files of TOML."""
    for path in paths:
        with path.open("rb") as file:
            yield from _read(path, file)


def _read(path: Path, file: BinaryIO) -> Iterator[str]:
    is_named = path.relative_to(PACKAGE).as_posix() in NAMES
    keys = PROSE - {"name"} if is_named else PROSE
    for key, text in _texts(tomllib.load(file), ""):
        if key in keys and (" " in text or key == "name"):
            yield text
        if key in {"text", "blocks"}:
            cues = (cue.strip() for found in CUE.findall(text) for cue in found.split(";"))
            yield from (cue for cue in cues if cue and "{" not in cue and '"' not in cue)


def _texts(node: Any, key: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever TOML holds
    if isinstance(node, str):
        yield key, node
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each, key)
    elif isinstance(node, dict):
        for name, each in node.items():
            yield from _texts(each, key if key in KEYED else name)


def _all_text(paths: Iterable[Path]) -> str:
    texts: list[str] = []
    for path in paths:
        texts += [text for _, text in _texts(tomllib.loads(path.read_text(encoding="utf-8")), "")]
    return "\n".join(texts)


def _source_of_cues() -> str:
    """Cues that a session gets from its place stand in the source, several of them in one text."""
    return (PACKAGE / "training" / "template_workout.py").read_text(encoding="utf-8")


# --- What is wrong ---------------------------------------------------------------------------------


def complaints(catalog: CatalogFile) -> Iterator[str]:
    """What is wrong with a catalog.

    Parameters
    ----------
    catalog
        The catalog.

    Yields
    ------
    str
        A line for each thing that is missing, has gone, or has other places than its text.
    """
    name = catalog.path.relative_to(LOCALE).as_posix()
    yield from (f"{name} lacks {text!r}" for text in catalog.missing)
    yield from (f"{name} holds what nobody says: {text!r}" for text in catalog.gone)
    for text, words in catalog.told.items():
        for english, other in _pairs(text, words):
            if other and sorted(PLACES.findall(english)) != sorted(PLACES.findall(other)):
                yield f"{name} has other places than {english!r}: {other!r}"


def _pairs(text: Text, words: str | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(text, str) and isinstance(words, str):
        yield text, words
    elif not isinstance(text, str) and not isinstance(words, str):
        # One of a thing may be said without its number, in either language.
        yield from zip(text[1:], words[1:], strict=True)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="say what is wrong, and change nothing")
    is_check = parser.parse_args().check
    found: list[str] = []
    for catalog in catalogs():
        if not is_check:
            catalog.path.parent.mkdir(parents=True, exist_ok=True)
            catalog.path.write_text(catalog.written(), encoding="utf-8")
        name = catalog.path.relative_to(LOCALE).as_posix()
        print(f"{name}: {len(catalog.wanted)} texts, {len(catalog.missing)} without words")
        found += complaints(catalog)
    if is_check:
        print("\n".join(found))
        sys.exit(bool(found))


if __name__ == "__main__":
    main()
