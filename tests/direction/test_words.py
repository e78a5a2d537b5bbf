"""Names and the direction they say."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.direction import directions_named, languages
from backstride.direction.words import GAITS, TRAVELS, Meaning, _layer, _plain, _spelled_out, _tables, _tokens

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "saying-which-way.md"

BACKWARD_NAMES = [
    "Backward 100 m",
    "backwards",
    "RETRO RUN",
    "retro-run",
    "RetroRun_2024",
    "2024-04-01_retrorunning",
    "5kmBackward",
    "Bwd 100m",
    "backpedaling drill",
    "Rückwärts",
    "rueckwaerts",
    "RUCKWARTS",
    "Rückwärtslauf am Kanal",
    "Rueckwaertslaufen",
    "Course arrière",
    "marche arriere",
    "À reculons",
    "Hacia atrás",
    "correr de espaldas",
    "corsa all'indietro",
    "corsa all’indietro",
    "Correr para trás",
    "corrida de costas",
    "achteruitlopen",
    "achterwaarts",
    "baklänges",
    "löpning bakåt",
    "Baglæns løb",
    "baklengs",
    "takaperinjuoksu",
    "taaksepäin",
    "bieg tyłem",
    "pozpátku",
    "спиной вперёд",
    "Бег назад",
    "後ろ向き歩き",
    "バックラン 5km",
    "倒走 3公里",
    "后退跑",
    "뒤로 걷기",
    "geri geri yürüyüş",
    "lari mundur",
    "เดินถอยหลัง",
    "पीछे की ओर",
]

SILENT_NAMES = [
    "",
    "Morning Run",
    "The way back",
    "back",
    "Reverse",
    "return trip",
    "zurück",
    "Rückweg",
    "retour",
    "terug naar huis",
    "Backwater Trail",
    "forwarding",
    "Forwarder",
    "avant-garde",
    "Avant-Garde Festival",
    "Arrière-pays niçois",
    "Trás-os-Montes",
    "retrospective",
    "Retro Fitness",
    "Usual loop backwards",
    "Hausrunde rückwärts",
    "Course de côte",
    "Séance de côtes",
    "Lateral raises",
    "Corrida Carioca",
    "cuenta atrás",
    "Путь назад",
    "sidewalk",
]


@pytest.mark.parametrize("name", BACKWARD_NAMES)
def test_a_name_in_any_listed_language_says_backward(name: str) -> None:
    """A person names a session in their own language and spelling."""
    named = directions_named(name)
    assert named.travel is Travel.BACKWARD
    assert not named.is_ambiguous
    assert named.words


@pytest.mark.parametrize("name", SILENT_NAMES)
def test_a_name_that_speaks_of_something_else_says_no_direction(name: str) -> None:
    """The way home, a hill or a gym is no evidence of travelling backward."""
    named = directions_named(name)
    assert named.travel is None
    assert named.words == ()


@pytest.mark.parametrize(
    ("name", "travel"),
    [
        ("Forward jog", Travel.FORWARD),
        ("Vorwärts", Travel.FORWARD),
        ("marche avant", Travel.FORWARD),
        ("hacia adelante", Travel.FORWARD),
        ("Вперёд", Travel.FORWARD),
        ("Sideways", Travel.SIDEWAYS),
        ("Seitwärts 20 m", Travel.SIDEWAYS),
        ("carioca left", Travel.SIDEWAYS),
        ("side shuffle", Travel.SIDEWAYS),
        ("course de côté", Travel.SIDEWAYS),
        ("pas chassés", Travel.SIDEWAYS),
        ("横歩き", Travel.SIDEWAYS),
    ],
)
def test_forward_and_sideways_are_said_too(name: str, travel: Travel) -> None:
    """Steps of a mixed session name the other directions as well."""
    assert directions_named(name).travel is travel


@pytest.mark.parametrize(
    "name",
    ["no backward", "not running backward", "nicht rückwärts", "ohne Rückwärtslauf", "sans marche arrière",
     "pas de marche arrière", "sin correr hacia atrás", "niet achteruit", "不倒走"],
)  # fmt: skip
def test_a_negation_takes_the_word_back(name: str) -> None:
    """A name that denies a direction is no evidence for it."""
    assert directions_named(name).travel is None


@pytest.mark.parametrize("name", ["No. 3 backward", "No rain today: backward!", "Not bad, retro run"])
def test_a_negation_of_something_else_leaves_the_word_alone(name: str) -> None:
    """A number or a sign between them parts a negation from the word."""
    assert directions_named(name).travel is Travel.BACKWARD


@pytest.mark.parametrize("name", ["Backward and forward", "vorwärts/rückwärts", "backward, then sideways"])
def test_two_directions_in_one_name_are_ambiguous(name: str) -> None:
    """A mixed session says nothing about any one stretch."""
    named = directions_named(name)
    assert named.is_ambiguous
    assert named.travel is None
    assert len(named.words) == 2


@pytest.mark.parametrize(
    ("name", "gait"),
    [
        ("Backward walk", Gait.WALK),
        ("retro-run", Gait.RUN),
        ("Rückwärtsgehen", Gait.WALK),
        ("Rückwärtslaufen", Gait.RUN),
        ("marche arrière", Gait.WALK),
        ("course arrière", Gait.RUN),
        ("takaperinkävely", Gait.WALK),
        ("倒跑", Gait.RUN),
        ("後ろ走り", Gait.RUN),
        ("elliptical backward", Gait.ELLIPTICAL),
        ("walk and run backward", None),
        ("Backward 100 m", None),
    ],
)
def test_a_name_may_say_the_gait(name: str, gait: Gait | None) -> None:
    """Walk or run is read beside the direction, and only if one of them is named."""
    assert directions_named(name).gait is gait


PARTIAL_NAMES = [
    "Half backward",
    "the backward half of the 10k",
    "Football training incl. backward sprints",
    "Long run with 400 m backward",
    "Easy run w/ some backward",
    "Run + backward",
    "Long run 400 m backward",
    "Morning Run 400m backward",
    "Walk, 400 m backward",
    "10k last km backward",
    "first 2 miles backward",
    "10k, 1k backward",
    "4 x 100 m backward",
    "Backward 4x100",
    "Retro 2 × 5k",
    "Backward intervals",
    "Dauerlauf mit 400 m rückwärts",
    "die letzten 2 km rückwärts",
    "zur Hälfte rückwärts",
    "Intervalltraining rückwärts",
    "Footing avec 1 km en arrière, à reculons",
    "dernier kilomètre à reculons",
    "Carrera con 400 m hacia atrás",
    "último km de espaldas",
    "Corsa con 400 m all'indietro",
    "ultimo km all'indietro",
    "Corrida com 400 m de costas",
    "Duurloop met 400 m achteruit",
    "laatste km achteruit",
    "sista km bakåt",
    "最后一公里倒走",
    "最後の1km後ろ歩き",
]

WHOLE_NAMES = [
    *BACKWARD_NAMES,
    "5 km backward run",
    "1 mile backward",
    "backward mile",
    "First backward mile",
    "First time running backward",
    "My last retro run of the year",
    "Ran 5 km backward",
    "30 min backward walk",
    "1h 20min backward",
    "Sunday 5k backward",
    "Half marathon backward",
    "Halve marathon achteruit",
    "2026-04-01 Rückwärtslauf",
    "2026-04-01 5km backward",
    "2024-05-01_06h30m10s_backward",
    "retro run 5k",
    "1,5 km rückwärts",
    "Rückwärtslauf 5 km",
    "Backward run with Anna",
    "Rückwärtslauf mit Anna",
    "course arrière avec Paul",
]


@pytest.mark.parametrize("name", PARTIAL_NAMES)
def test_a_name_may_speak_of_a_part_alone(name: str) -> None:
    """The rest of the run went some other way, which the name does not say."""
    named = directions_named(name)
    assert named.travel is Travel.BACKWARD
    assert named.is_partial


@pytest.mark.parametrize("name", [name for name in WHOLE_NAMES if name != "backpedaling drill"])
def test_a_name_that_speaks_of_the_whole_is_not_taken_for_a_part(name: str) -> None:
    """A distance, a date, company or a first time do not make it one."""
    named = directions_named(name)
    assert named.travel is Travel.BACKWARD
    assert not named.is_partial


@given(st.sampled_from(BACKWARD_NAMES), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_way_accents_are_stored_does_not_matter(name: str, form: str) -> None:
    """Some systems store file names with accents apart from their letters."""
    stored = unicodedata.normalize(form, name)  # type: ignore[arg-type]  # typeshed wants the four literals
    assert directions_named(stored) == directions_named(unicodedata.normalize("NFC", name))


@given(st.text(max_size=40))
def test_any_text_is_read_without_fault_and_the_same_twice(text: str) -> None:
    """Names come from strangers' files."""
    named = directions_named(text)
    assert named == directions_named(text)
    assert (named.travel is None) == (named.is_ambiguous or not named.words)


def test_every_entry_of_the_list_says_what_its_table_says() -> None:
    """No entry of one language is hidden by another's."""
    wrong = []
    for code, table in _tables().items():
        for meaning, travel in TRAVELS.items():
            for kind, entries in table.get(meaning, {}).items():
                wrong += [
                    (code, kind, entry) for entry in entries if directions_named(entry).travel is not travel
                ]
        for meaning, gait in GAITS.items():
            for kind, entries in table.get(meaning, {}).items():
                wrong += [
                    (code, kind, entry) for entry in entries if directions_named(entry).gait is not gait
                ]
    assert wrong == []


def test_every_innocent_phrase_says_nothing() -> None:
    """A phrase stands in the list of innocents because its words would else say a direction."""
    for table in _tables().values():
        for entry in table.get(Meaning.INNOCENT, {}).get("phrases", []):
            assert directions_named(entry).travel is None, entry


def test_no_spelling_stands_for_two_directions() -> None:
    """Folding accents never makes a word of one language the opposite of another's."""
    meanings: dict[tuple[str, ...], set[Meaning]] = {}
    for table in _tables().values():
        for meaning in TRAVELS:
            for entry in table.get(meaning, {}).get("words", []) + table.get(meaning, {}).get("phrases", []):
                for spelling in ("plain", "spelled_out"):
                    key = tuple(getattr(token, spelling) for token in _tokens(entry))
                    meanings.setdefault(key, set()).add(meaning)
    assert {key for key, found in meanings.items() if len(found) > 1} == set()
    assert _layer(frozenset(TRAVELS)).longest >= 3


@pytest.mark.parametrize(
    ("written", "plain", "spelled_out"),
    [("RÜCKWÄRTS", "ruckwarts", "rueckwaerts"), ("Baglæns løb", "baglaens lob", "baglaens loeb"),
     ("bakåt", "bakat", "bakaat"), ("tyłem", "tylem", "tylem"), ("Spaß", "spass", "spass"),
     ("ガ", "ガ", "ガ")],
)  # fmt: skip
def test_letters_are_compared_without_accents_and_spelled_out(
    written: str, plain: str, spelled_out: str
) -> None:
    """The keyboard of a watch has no umlauts, but a kana's voicing is part of the letter."""
    assert _plain(written) == plain
    assert _spelled_out(written) == spelled_out


def test_the_tables_hold_only_known_meanings_and_kinds() -> None:
    """A slip in the data file would silently switch words off."""
    kinds = {"words", "stems", "phrases", "exact", "substrings"}
    for code, table in _tables().items():
        assert set(table) - {"name"} <= set(Meaning), code
        for meaning in set(table) - {"name"}:
            assert set(table[meaning]) <= kinds, (code, meaning)


def test_the_guide_names_every_language_of_the_list() -> None:
    """The guide says what is understood."""
    guide = " ".join(GUIDE.read_text(encoding="utf-8").split())
    assert [language for language in languages() if language not in guide] == []
