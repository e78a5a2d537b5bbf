"""What a room said is found in the phrase book and said in the reader's language; the rest stays English."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue, UnwritablePath
from backstride.training.phrases import day_words
from backstride.web.book import LONGEST, Book, Said
from backstride.web.catalogs import Words, folder_of, words_of
from backstride.web.german import german_figures
from backstride.web.patterns import TOKEN, pattern
from backstride.web.phrases import LANGUAGES, Phrases, phrases

ENTRIES = {
    "backward": "rückwärts",
    "run": "Laufen",
    "Backward run": "Rückwärtslaufen",
    "warm-up": "Aufwärmen",
    "Permission denied": "Zugriff verweigert",
    "{1} session": "{1} Einheit",
    "{1} sessions": "{1} Einheiten",
    "Pain was {1} of 10 on {2}.": "Am {2} war der Schmerz {1} von 10.",
    "{1} cannot be opened: {2}.": "{1} lässt sich nicht öffnen: {2}.",
    "Check its name.": "Prüfe den Namen.",
    "{1} A lighter week.": "{1} Eine leichtere Woche.",
    "Slowly. Then faster.": "Langsam. Dann schneller.",
    "{1}, week {2}: {3}": "{1}, Woche {2}: {3}",
    'It is named "{1}".': "Es heißt „{1}“.",
    "Monday": "Montag",
    "June": "Juni",
    "and": "und",
    "An object, as in {{1}}.": "Ein Objekt, wie in {{1}}.",
}


@pytest.fixture(scope="module")
def book() -> Book:
    """A small phrase book of German."""
    return Book("de", ENTRIES)


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("backward", "rückwärts"),
        ("Backward", "Rückwärts"),
        ("  backward ", "  rückwärts "),
        ("3 sessions", "3 Einheiten"),
        ("Pain was 2.5 of 10 on 2026-04-01.", "Am 01.04.2026 war der Schmerz 2,5 von 10."),
        ("Pain was 4 of 10 on Monday 1 June 2026.", "Am Montag, 1. Juni 2026 war der Schmerz 4 von 10."),
        ("a.fit cannot be opened: Permission denied.", "a.fit lässt sich nicht öffnen: Zugriff verweigert."),
        ("Pain was 4 of 10 on 2026-04-01. Check its name.",
         "Am 01.04.2026 war der Schmerz 4 von 10. Prüfe den Namen."),
        ("Backward run, week 2: Slowly. Then faster. A lighter week.",
         "Rückwärtslaufen, Woche 2: Langsam. Dann schneller. Eine leichtere Woche."),
        ("Backward run 100 m", "Rückwärtslaufen 100 m"),
        ("5min backward run @RPE", None),
        ("backward; run", "rückwärts; Laufen"),
        ("backward, run and warm-up", "rückwärts, Laufen und Aufwärmen"),
        ("backward\nrun", "rückwärts\nLaufen"),
        ("“backward”", "„rückwärts“"),
        ("backward (run)", "rückwärts (Laufen)"),
        ("An object, as in {1}.", "Ein Objekt, wie in {1}."),
        ("12,345.6", "12.345,6"),
        ("–", "–"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_is_found_whole_or_by_its_parts(book: Book, english: str, german: str | None) -> None:
    """Entries, patterns with places in another order, numbers, days, sentences, lists and labels."""
    expected = Said(english, is_translated=False) if german is None else Said(german, is_translated=True)
    assert book.said(english) == expected


def test_what_is_not_found_stays_english_and_is_marked(book: Book) -> None:
    """A page has to say which words are English, and none is lost or half translated within a sentence."""
    unknown = "Nobody wrote this sentence into a catalog."
    assert book.said(unknown) == Said(unknown, is_translated=False)
    both = book.said(f"Check its name. {unknown}")
    assert both == Said(f"Prüfe den Namen. {unknown}", is_translated=False)


def test_the_words_of_people_are_left_alone(book: Book) -> None:
    """What somebody called their run is a name, though it may hold words that the catalog knows."""
    assert book.said('It is named "backward and run home".').text == "Es heißt „backward and run home“."
    assert book.said("Anna's run.fit cannot be opened: Permission denied.").text.startswith("Anna's run.fit")


def test_a_filling_of_english_prose_marks_the_sentence(book: Book) -> None:
    """A translated sentence with an English clause in it is not passed off as German."""
    said = book.said("x.fit cannot be opened: the device went away while it was read.")
    assert not said.is_translated
    assert "the device went away" in said.text


def test_a_place_never_swallows_the_next_sentence(book: Book) -> None:
    """A pattern is of one sentence, so that the next one keeps its own words."""
    said = book.said("a.fit cannot be opened: Permission denied. Check its name.")
    assert said.text == "a.fit lässt sich nicht öffnen: Zugriff verweigert. Prüfe den Namen."
    assert said.is_translated


@given(st.text(max_size=300) | st.text("aA1 .,;:()“”\"'\n-{}", max_size=300))
def test_any_text_comes_through(text: str) -> None:
    """Garbage is neither refused nor changed beyond what is in the book."""
    said = phrases("de").said(text)
    assert isinstance(said.text, str)
    assert phrases("en").said(text) == Said(text, is_translated=True)
    if not re.search(r"[^\W_]", text):
        assert re.sub('[“”„"]', "", said.text) == re.sub('[“”„"]', "", text)


@pytest.mark.parametrize(
    "text",
    [
        "a, " * 6000,
        "(" * 9000 + ")" * 9000,
        "on the of and to " * 100,
        "x\n" * 9000,
        "1,",
        "a" * (LONGEST + 1),
    ],
)
def test_a_huge_or_twisted_text_is_left_in_bounded_steps(text: str) -> None:
    """Whatever somebody puts into a name, a page is not kept waiting by it, nor broken."""
    assert phrases("de").said(text).text.strip() == text.strip()


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_day_is_written_in_german(day: date) -> None:
    """A day keeps its number and year, and none of its English."""
    said = phrases("de").said(day_words(day))
    assert said.is_translated
    assert re.fullmatch(rf"(\w+tag|Mittwoch), {day.day}\. \w+ {day.year}", said.text)
    assert phrases("de").said(day.isoformat()).text == f"{day:%d.%m.%Y}"


@pytest.mark.parametrize(
    ("english", "german"),
    [("1,234", "1.234"), ("0.1", "0,1"), ("72 – 94", "72 – 94"), ("1:05:30", "1:05:30"), ("5x", "5×"),
     ("100m", "100 m"), ("+3.5 %", "+3,5 %"), ("2.10.3", "2.10.3"), ("1,23", "1,23"),
     ("w03-2", None), ("run", None)],
)  # fmt: skip
def test_numbers_change_their_marks_and_nothing_else(english: str, german: str | None) -> None:
    """Versions, clocks and keys are no decimal numbers."""
    assert german_figures(english) == german


def test_each_entry_is_found_again_with_its_places_filled() -> None:
    """No pattern of the rooms hides another one, or asks for more than the rooms give."""
    german = phrases("de")
    entries = words_of_rooms()
    lost = []
    for english, other in entries.items():
        text = TOKEN.sub(lambda token: {"{{": "{", "}}": "}"}.get(token[0], "7"), english)
        if not german.said(text).is_translated:
            lost.append((english, other))
    assert lost == []


def words_of_rooms() -> dict[str, str]:
    """The German of the rooms."""
    return dict(words_of(folder_of("de")).phrases)


def test_an_error_is_told_in_the_words_of_the_app() -> None:
    """Who reads a page cannot give options on a command line: English too says what to do here."""
    trouble = UnwritablePath(
        "The data folder /x cannot be made: Permission denied.",
        allowed="A folder that is there, or a place where you may make one.",
        remedy="Choose another with --data.",
    )
    assert "--data" not in phrases("en").said(str(trouble)).text
    german = phrases("de").said(str(trouble))
    assert german.is_translated
    assert german.text.startswith(
        "Der Datenordner /x lässt sich nicht anlegen: Der Zugriff ist nicht erlaubt. "
    )


def test_english_stands_as_it_is() -> None:
    """English is translated by nature, numbers and all."""
    for text in ("12,345.6 m on Monday 1 June 2026", "Nobody knows -- or cares."):
        assert phrases("en").said(text) == Said(text, is_translated=True)


def test_a_text_of_the_pages_is_filled_after_it_was_translated() -> None:
    """The places of a page's text stand where the other language wants them."""
    words = Words(
        texts={"{one} of {all}": "{all}, davon {one}", "Today": "Heute"},
        plurals={"{count} session": ("{count} Einheit", "{count} Einheiten")},
        phrases={},
    )
    book = Phrases("de", words)
    assert book.text("Today") == "Heute"
    assert book.text("100 % {of} it") == "100 % {of} it"
    assert book.text("{one} of {all}", one=1, all=3) == "3, davon 1"
    assert book.plural("{count} session", "{count} sessions", 1) == "1 Einheit"
    assert book.plural("{count} session", "{count} sessions", 0) == "0 Einheiten"
    assert book.plural("{count} day of {all}", "{count} days of {all}", 2, all=7) == "2 days of 7"


def test_the_words_of_a_language_are_read_once() -> None:
    """A page does not read catalogs."""
    assert phrases("de") is phrases("de")
    assert {code: phrases(code).language for code in LANGUAGES} == {"en": "en", "de": "de"}


@pytest.mark.parametrize("language", ["fr", "", "../de", "DE"])
def test_a_language_that_the_app_does_not_speak_is_refused(language: str) -> None:
    """What comes from a cookie or a header opens no other file."""
    with pytest.raises(InvalidValue, match="English and Deutsch"):
        phrases(language)


def test_many_readers_at_once_get_the_same_words() -> None:
    """The server answers in several threads."""
    texts = [f"Pain was {n % 10} of 10 on {date(2026, 1, 1) + timedelta(days=n)}." for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: phrases("de").said(text).text, texts * 3))
    assert together == [Book("de", ENTRIES).said(text).text for text in texts] * 3


def test_a_pattern_needs_something_in_each_place() -> None:
    """An empty place is no reading."""
    found = pattern("a {1} b {2}", "b {2} a {1}")
    assert list(found.fillings("a  b x")) == []
    assert next(iter(found.fillings("a 1 b 2"))) == {1: "1", 2: "2"}
    assert found.filled({1: "eins", 2: "zwei"}) == "b zwei a eins"
