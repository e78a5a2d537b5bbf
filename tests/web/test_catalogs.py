"""The catalogs hold all that the app says, in every language, with the places where each text has them."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from tools.catalogs import CatalogFile, Text, catalogs, complaints, told_in
from tools.sentences import read_sentences, sentences

from backstride.web.catalogs import words_of


@pytest.fixture(scope="module")
def every() -> list[CatalogFile]:
    """The catalogs of the app, as far as they are there."""
    return [catalog for catalog in catalogs() if catalog.path.exists()]


def test_nothing_that_the_app_says_lacks_its_words(every: list[CatalogFile]) -> None:
    """A new sentence comes with its German; one that has gone takes it along; places are alike.

    ``python -m tools.catalogs`` adds what is new, empty, and takes out what is gone.
    """
    found = [complaint for catalog in every for complaint in complaints(catalog)]
    assert not found, "\n" + "\n".join(found[:40])


def test_the_catalogs_are_as_the_tool_writes_them(every: list[CatalogFile]) -> None:
    """They are sorted, without dates, places in the source or doubtful entries, so that changes are small."""
    changed = [
        str(catalog.path)
        for catalog in every
        if catalog.path.name == "rooms.po" and catalog.path.read_text("utf-8") != catalog.written()
    ]
    assert changed == []
    marked = [each.path.name for each in every if "\n#" in each.path.read_text("utf-8")]
    assert marked == []


def catalog(path: Path, text: str, *wanted: str) -> CatalogFile:
    """A catalog for tests."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'msgid ""\nmsgstr ""\n"Language: de\\n"\n\n{text}', encoding="utf-8")
    return CatalogFile(path, frozenset(wanted), told=told_in(path))


def test_what_is_missing_gone_or_has_other_places_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check sees each of the three faults, in every form that places have."""
    monkeypatch.setattr("tools.catalogs.LOCALE", tmp_path)
    found = catalog(
        tmp_path / "de" / "rooms.po",
        'msgid "a {1} b {2}"\nmsgstr "{2} und {2}"\n\nmsgid "c"\nmsgstr "d"\n\n'
        'msgid "%(n)s {x}"\nmsgstr "{x}"\n\nmsgid "kept"\nmsgstr ""\n',
        "a {1} b {2}", "new", "kept", "%(n)s {x}",
    )  # fmt: skip
    said = [line.removeprefix("de/rooms.po ") for line in complaints(found)]
    assert said == [
        "lacks 'kept'",
        "lacks 'new'",
        "holds what nobody says: 'c'",
        "has other places than 'a {1} b {2}': '{2} und {2}'",
        "has other places than '%(n)s {x}': '{x}'",
    ]


def test_an_update_keeps_words_adds_new_texts_and_takes_out_old_ones(tmp_path: Path) -> None:
    """Work on a catalog is never lost while its text is still said; twice makes no difference."""
    found = catalog(
        tmp_path / "de" / "rooms.po",
        'msgid "b"\nmsgstr "B \\"x\\"\\n"\n\nmsgid "gone"\nmsgstr "weg"\n\nmsgid "part"\nmsgstr "Teil"\n',
        "b", "a",
    )  # fmt: skip
    found = replace(found, also_kept="a part of something")
    found.path.write_text(found.written(), encoding="utf-8")
    assert told_in(found.path) == {"a": "", "b": 'B "x"\n', "part": "Teil"}
    assert replace(found, told=told_in(found.path)).written() == found.written()


def test_texts_with_a_number_keep_both_their_forms(tmp_path: Path) -> None:
    """A plural is written as gettext has it, and read back."""
    path = tmp_path / "de" / "app.po"
    texts: dict[Text, str | tuple[str, ...]] = {
        ("{count} day", "{count} days"): ("{count} Tag", "{count} Tage"),
        "Today": "Heute",
    }
    path.parent.mkdir()
    path.write_text(CatalogFile(path, frozenset(texts), told=texts).written(), encoding="utf-8")
    assert told_in(path) == texts
    words = words_of(path.parent)
    assert words.plurals == {"{count} day": ("{count} Tag", "{count} Tage")}
    assert (words.texts, words.phrases) == ({"Today": "Heute"}, {})


def test_an_entry_in_doubt_or_without_words_is_not_used(tmp_path: Path) -> None:
    """What nobody has confirmed is not shown."""
    path = tmp_path / "rooms.po"
    path.write_text('#, fuzzy\nmsgid "a"\nmsgstr "A"\n\nmsgid "b"\nmsgstr ""\n\nmsgid "c"\nmsgstr "C"\n')
    assert words_of(tmp_path).phrases == {"c": "C"}


SOURCE = '''
"""No page shows what a module says of itself."""

WORDS = {"a key of it": "one of the words"}


class Way(StrEnum):
    """Not this."""

    FORWARD = "forward"


def walk(steps: int, name: str) -> str:
    """Nor this."""
    if steps == "not compared with this":
        raise ValueError("A fault of the program, not of a person.")
    pattern = re.compile(r"a pattern of [a-z]+")
    words = f"You went {steps} step{'' if steps == 1 else 's'} as {name!r}." + (" Go on." if name else "")
    raise InvalidValue(
        f"It is {', '.join(f'week {each}' for each in range(2))}.",
        allowed="Two or more "
        "of them.",
        remedy="Braces like {so} stay, as in {} here.",
    )
'''


def test_what_a_module_says_is_read_out_of_its_source() -> None:
    """Sentences with numbered places, joined and with each of their two ways; nothing meant for programs."""
    assert read_sentences(ast.parse(SOURCE)) == [
        "one of the words",
        "forward",
        "You went {1} step as {2}. Go on.",
        "You went {1} step as {2}.",
        "You went {1} steps as {2}. Go on.",
        "You went {1} steps as {2}.",
        "It is {1}.",
        "week {1}",
        "Two or more of them.",
        "Braces like {{so}} stay, as in {1} here.",
    ]


def test_the_sentences_of_every_room_are_found() -> None:
    """Errors, reasons of plans, names of directions and what is put together from pieces are among them."""
    found = sentences()
    expected = {
        "The file cannot be opened: {1}.": "actions/gathering.py",
        "In week {1} {2} of {3} and {4} of {5} min backward were done.": "training/plan_changes.py",
        "not on foot": "wording.py",
        "Monday": "wording.py",
        "This form was not made by this app, or is too old.": "web/visitor.py",
    }
    assert expected.items() <= found.items()
    assert not any(name.startswith(("cli/", "simulation/")) for name in found.values())
