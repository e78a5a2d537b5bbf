"""Which way a name says it went: words of many languages, looked up in ``words.toml``."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import Final

from backstride.bout import Gait, Travel


class Meaning(StrEnum):
    """What a word of the list says; the names of the tables in ``words.toml``."""

    BACKWARD = "backward"
    FORWARD = "forward"
    SIDEWAYS = "sideways"
    WALK = "walk"
    RUN = "run"
    ELLIPTICAL = "elliptical"
    UNKNOWN = "unknown"
    PARTIAL = "partial"
    ADDED = "added"
    EDGE = "edge"
    MEASURE = "measure"
    TIMES = "times"
    NEGATION = "negation"
    INNOCENT = "innocent"


TRAVELS: Final = {
    Meaning.BACKWARD: Travel.BACKWARD,
    Meaning.FORWARD: Travel.FORWARD,
    Meaning.SIDEWAYS: Travel.SIDEWAYS,
}
GAITS: Final = {Meaning.WALK: Gait.WALK, Meaning.RUN: Gait.RUN, Meaning.ELLIPTICAL: Gait.ELLIPTICAL}

PARTS: Final = frozenset({Meaning.PARTIAL, Meaning.ADDED, Meaning.EDGE, Meaning.MEASURE, Meaning.TIMES})
"""What tells that a name speaks of a part alone."""

SILENT: Final = frozenset({Meaning.NEGATION, Meaning.INNOCENT})

NEGATION_REACH: Final = 3
"""How many words a negation may stand before the word it takes back: "no more running backward"."""

UNDECOMPOSED: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that Unicode does not take apart into a plain letter and a mark."""

SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})
"""How people write these letters on a keyboard that lacks them."""

MARKS: Final = re.compile("[\u0300-\u036f]")
"""Accents of the Latin, Greek and Cyrillic scripts; the marks of other scripts are letters to them."""

JOINERS: Final = "'’_-"
"""Signs that part words without ending a phrase, as blanks do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDirection:
    """What a name says."""

    travel: Travel | None = None
    """None where it names no direction, or more than one."""
    gait: Gait | None = None
    """None where it names no gait, or more than one."""
    words: tuple[str, ...] = ()
    """The words of the list that were found, in their order in the name."""
    is_ambiguous: bool = False
    """Whether it names more than one direction."""
    is_partial: bool = False
    """Whether it speaks of a part of what was done: "Long run with 400 m backward"."""
    says_unknown: bool = False
    """Whether it says in so many words that the direction is not known."""
    rest: tuple[str, ...] = ()
    """Its words that the list does not hold."""


@dataclass(frozen=True, slots=True)
class _Token:
    """One word of a name in the spellings it is compared by; ``letters`` is empty for numbers and signs."""

    letters: str
    plain: str
    spelled_out: str
    exact: str


@dataclass(frozen=True, slots=True)
class _Match:
    """A run of tokens, or of characters, that the list holds."""

    meaning: Meaning
    entry: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What a layer finds in a name."""

    words: list[_Match]
    """Runs of tokens."""
    substrings: list[_Match]
    """Runs of characters of the name without its spaces."""

    @property
    def all(self) -> list[_Match]:
        """Both."""
        return [*self.words, *self.substrings]


@dataclass(frozen=True, slots=True)
class _Layer:
    """The entries of some meanings, ready to be looked up."""

    phrases: Mapping[tuple[str, ...], tuple[Meaning, str]]
    """Words and phrases, by their tokens in each spelling."""
    exact: Mapping[tuple[str, ...], tuple[Meaning, str]]
    stems: tuple[tuple[str, Meaning, str], ...]
    substrings: tuple[tuple[str, Meaning, str], ...]
    """The longest first."""
    longest: int
    """The number of tokens of the longest phrase."""


def directions_named(text: str) -> NamedDirection:
    """Read which way, and how, a name says that somebody went.

    Words of all languages of the list are looked for at once. A word within three words after a
    negation says nothing; nor does one inside a phrase that means something else.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    text
        A name that a person gave: of a session, a workout step, a lap, a file.

    Returns
    -------
    NamedDirection
        What it says. Where it names two directions, it says none.

    Examples
    --------
    >>> directions_named("Rueckwaertslauf am Kanal").travel
    <Travel.BACKWARD: 'backward'>
    >>> directions_named("The long way back").travel is None
    True
    """
    return _read(text)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages of the word list, by their English names.

    Source: backstride-rules. Belief: derived.

    Returns
    -------
    tuple of str
        The names, in the order of the list.
    """
    return tuple(str(table["name"]) for table in _tables().values())


@lru_cache(maxsize=4096)
def _read(text: str) -> NamedDirection:
    tokens = _tokens(text)
    of_travel = _found(tokens, _layer(frozenset(TRAVELS)))
    of_gait = _found(tokens, _layer(frozenset(GAITS)))
    of_part = _found(tokens, _layer(PARTS))
    of_unknown = _found(tokens, _layer(frozenset({Meaning.UNKNOWN})))
    travels = {TRAVELS[match.meaning] for match in of_travel.all if match.meaning in TRAVELS}
    gaits = {GAITS[match.meaning] for match in of_gait.all if match.meaning in GAITS}
    return NamedDirection(
        travel=next(iter(travels)) if len(travels) == 1 else None,
        gait=next(iter(gaits)) if len(gaits) == 1 else None,
        words=tuple(match.entry for match in of_travel.all if match.meaning in TRAVELS),
        is_ambiguous=len(travels) > 1,
        is_partial=_speaks_of_a_part(tokens, of_travel, of_gait, of_part),
        says_unknown=any(match.meaning is Meaning.UNKNOWN for match in of_unknown.all),
        rest=_rest(tokens, (of_travel, of_gait, of_unknown)),
    )


def _speaks_of_a_part(
    tokens: tuple[_Token, ...], of_travel: _Found, of_gait: _Found, of_part: _Found
) -> bool:
    """Whether a name says a direction of a part alone.

    A word such as "half" tells it wherever it stands, and so does "4 x". The others stand before the
    direction: "with", "last 2 km", a second distance, or a distance after the run that it is a part of.
    """
    if any(
        match.meaning is Meaning.PARTIAL
        or (match.meaning is Meaning.TIMES and _is_number(tokens, match.start - 1))
        for match in of_part.all
    ):
        return True
    way = min((match.start for match in of_travel.words if match.meaning in TRAVELS), default=len(tokens))
    before = [match for match in of_part.words if match.start < way]
    measures = {match.start for match in before if match.meaning is Meaning.MEASURE}
    numbers = [place - 1 for place in measures if _is_number(tokens, place - 1)]
    gaits = [match for match in of_gait.words if match.meaning in GAITS]
    return (
        any(match.meaning is Meaning.ADDED for match in before)
        or any(match.meaning is Meaning.EDGE and measures & {match.stop, match.stop + 1} for match in before)
        or len(numbers) > 1
        or any(_is_of_a_run(number, gaits) for number in numbers)
    )


def _is_number(tokens: tuple[_Token, ...], place: int) -> bool:
    return place >= 0 and tokens[place].plain.isdecimal()


def _is_of_a_run(number: int, gaits: list[_Match]) -> bool:
    """Whether a distance is part of a run named before it; in "Ran 5 km backward" it is the run."""
    return any(gait.stop <= number and (gait.start, gait.stop) != (0, number) for gait in gaits)


# --- Taking a name apart ---------------------------------------------------------------------------


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(UNDECOMPOSED))
    return unicodedata.normalize("NFC", MARKS.sub("", decomposed))


def _spelled_out(text: str) -> str:
    return _plain(unicodedata.normalize("NFC", text.casefold()).translate(SPELLED_OUT))


def _exact(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())


def _humps(letters: str) -> list[str]:
    """The words of ``camelCase``; ``GPSRun`` gives ``GPS`` and ``Run``."""
    cuts = [0]
    for place in range(1, len(letters)):
        before, here = letters[place - 1], letters[place]
        next_is_lower = place + 1 < len(letters) and letters[place + 1].islower()
        if here.isupper() and (before.islower() or (before.isupper() and next_is_lower)):
            cuts.append(place)
    return [letters[start:stop] for start, stop in zip(cuts, [*cuts[1:], len(letters)], strict=True)]


def _kind(character: str) -> str:
    """Letters, digits, blanks, or the signs that end a phrase."""
    if character.isalpha() or unicodedata.category(character).startswith("M"):
        return "letters"
    if character.isdecimal():
        return "digits"
    return "blanks" if character.isspace() or character in JOINERS else "signs"


def _tokens(text: str) -> tuple[_Token, ...]:
    tokens = []
    for kind, characters in groupby(unicodedata.normalize("NFKC", text), key=_kind):
        if kind == "blanks":
            continue
        chunk = "".join(characters)
        for word in _humps(chunk) if kind == "letters" else [chunk]:
            letters = word if kind == "letters" else ""
            tokens.append(_Token(letters, _plain(word), _spelled_out(word), _exact(word)))
    return tuple(tokens)


# --- Looking it up ---------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = resources.files("backstride.direction").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=8)
def _layer(meanings: frozenset[Meaning]) -> _Layer:
    """The entries of these meanings, with the negations and the innocent phrases."""
    phrases: dict[tuple[str, ...], tuple[Meaning, str]] = {}
    exact: dict[tuple[str, ...], tuple[Meaning, str]] = {}
    stems: set[tuple[str, Meaning, str]] = set()
    substrings: set[tuple[str, Meaning, str]] = set()
    # Negations first and innocent phrases last: of equal entries the later one holds.
    for meaning in (Meaning.NEGATION, *sorted(meanings), Meaning.INNOCENT):
        for lists in (table[meaning] for table in _tables().values() if meaning in table):
            for entry in lists.get("words", []) + lists.get("phrases", []):
                tokens = _tokens(entry)
                phrases[tuple(token.plain for token in tokens)] = (meaning, entry)
                phrases[tuple(token.spelled_out for token in tokens)] = (meaning, entry)
            for entry in lists.get("exact", []):
                exact[tuple(token.exact for token in _tokens(entry))] = (meaning, entry)
            for entry in lists.get("stems", []):
                stems |= {(_plain(entry), meaning, entry), (_spelled_out(entry), meaning, entry)}
            substrings |= {(_joined(_tokens(entry)), meaning, entry) for entry in lists.get("substrings", [])}
    return _Layer(
        phrases=phrases,
        exact=exact,
        stems=tuple(sorted(stems)),
        substrings=tuple(sorted(substrings, key=lambda item: (-len(item[0]), item))),
        longest=max(map(len, [*phrases, *exact]), default=1),
    )


def _found(tokens: tuple[_Token, ...], layer: _Layer) -> _Found:
    return _Found(_word_matches(tokens, layer), _substring_matches(_joined(tokens), layer))


def _word_matches(tokens: tuple[_Token, ...], layer: _Layer) -> list[_Match]:
    """Words, phrases and stems, in order, without what a negation takes back."""
    found: list[_Match] = []
    place = 0
    while place < len(tokens):
        match = _phrase_at(tokens, place, layer) or _stem_at(tokens[place], place, layer)
        if match is not None:
            found.append(match)
        place = place + 1 if match is None else match.stop
    negations = [match for match in found if match.meaning is Meaning.NEGATION]
    return [match for match in found if not _is_taken_back(match, negations, tokens)]


def _phrase_at(tokens: tuple[_Token, ...], place: int, layer: _Layer) -> _Match | None:
    """The longest word or phrase that starts here."""
    for length in range(min(layer.longest, len(tokens) - place), 0, -1):
        stretch = tokens[place : place + length]
        hit = (
            layer.exact.get(tuple(token.exact for token in stretch))
            or layer.phrases.get(tuple(token.plain for token in stretch))
            or layer.phrases.get(tuple(token.spelled_out for token in stretch))
        )
        if hit is not None:
            return _Match(*hit, place, place + length)
    return None


def _stem_at(token: _Token, place: int, layer: _Layer) -> _Match | None:
    for stem, meaning, entry in layer.stems:
        if token.plain.startswith(stem) or token.spelled_out.startswith(stem):
            return _Match(meaning, entry, place, place + 1)
    return None


def _is_taken_back(match: _Match, negations: list[_Match], tokens: tuple[_Token, ...]) -> bool:
    """Whether a negation stands shortly before, with nothing but words between."""
    return match.meaning is not Meaning.NEGATION and any(
        0 <= match.start - negation.stop < NEGATION_REACH
        and all(token.letters for token in tokens[negation.stop : match.start])
        for negation in negations
    )


def _joined(tokens: tuple[_Token, ...]) -> str:
    """The letters without spaces, for scripts that do not part words; signs part them still."""
    return "".join(token.plain if token.letters else "|" for token in tokens)


def _substring_matches(joined: str, layer: _Layer) -> list[_Match]:
    """Entries found anywhere in the text, each stretch of it used once, by its longest entry."""
    found: list[_Match] = []
    for substring, meaning, entry in layer.substrings:
        start = joined.find(substring)
        while start >= 0:
            stop = start + len(substring)
            if all(stop <= match.start or match.stop <= start for match in found):
                found.append(_Match(meaning, entry, start, stop))
            start = joined.find(substring, start + 1)
    negated_from = {match.stop for match in found if match.meaning is Meaning.NEGATION}
    return sorted(
        (match for match in found if match.start not in negated_from), key=lambda match: match.start
    )


def _rest(tokens: tuple[_Token, ...], findings: tuple[_Found, ...]) -> tuple[str, ...]:
    """The words that none of the findings explains."""
    words = [match for found in findings for match in found.words if match.meaning not in SILENT]
    explained = {place for match in words for place in range(match.start, match.stop)}
    substrings = [_joined(_tokens(match.entry)) for found in findings for match in found.substrings]
    rest = []
    for place, token in enumerate(tokens):
        left = token.plain
        for substring in substrings:
            left = left.replace(substring, "")
        if place not in explained and left:
            rest.append(token.letters or token.plain)
    return tuple(rest)
