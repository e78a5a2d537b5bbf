"""A phrase book: what was said in English, found again by its pattern, and said in another language.

A text is looked up as it is, else by its lines and sentences, else by its pattern, whose fillings are looked
up likewise, else by the parts of a list or the words of a label. Whatever is not found stays as it is.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from backstride.web.german import SPOKEN_DAY, german_day, german_figures
from backstride.web.patterns import WORD, Pattern, PatternIndex, pattern

LONGEST: Final = 20_000
"""No room says more; a longer text is left as it is. [characters]"""
LONGEST_SENTENCE: Final = 2_000
"""Longer ones are not held against patterns. [characters]"""
DEEPEST: Final = 8
"""How deep a filling may stand in a filling."""
MOST_SENTENCES: Final = 3
"""So many sentences may stand together in one entry of a catalog."""
MOST_LOOKS: Final = 500
"""So many parts of a text are looked up; a text that asks for more is no sentence of ours."""
LONGEST_LIST: Final = 40
"""A list with more members is left as it is."""
LONGEST_LABEL: Final = 10
"""A text of more words is not put together word by word."""

COMMAND: Final = re.compile(r"\bbackstride |--[a-z]")
"""What a sentence holds that names the command line."""
TIED: Final = "\x1f"
"""Stands for the blanks within a day; no room says it."""
_TITLES: Final = "".join(rf"(?<!\b{title}\.)" for title in ("Dr", "Mr", "Mrs", "Prof", "St"))
SENTENCE_END: Final = re.compile(rf"(?:(?<=[^\s.]{{2}}[.!?])|(?<=\d\.)){_TITLES} +(?=[“\"A-ZÄÖÜ0-9])")
SENTENCE_AFTER_PLACE: Final = re.compile(r"(\{\d+\}) ([A-ZÄÖÜ].*)")
SENTENCE_BEFORE_PLACE: Final = re.compile(r"(.*[.!?]) (\{\d+\})")
SMALL_WORD: Final = re.compile(r"(?<![\w./\\@-])[a-z]{2,}(?![\w./\\@-])")
SEPARATORS: Final = ("; ", " · ", ": ", ", ", " / ")
JOINTS: Final = (" and ", " or ")
JOINING: Final = frozenset(("and", "or", "but", "with", "only", "yes", "no"))
"""Words that join others into a sentence; a label holds none."""
UNITS: Final = frozenset(
    (
        *("km", "m", "cm", "mm", "min", "s", "ms", "h", "kg", "lb", "kcal", "MB", "GB"),
        *("km/h", "m/s", "mph", "min/km", "min/mi", "/km", "/mi", "ml/kg/min", "ml/kg/km"),
    )
)
"""They are the same in every language."""
NOTED: Final = re.compile(r"([^()]+) \((.+)\)")
"""Something, and a note on it in brackets."""
CODE: Final = re.compile(r"Z\d(-\d)?|w\d{2,3}-\d{1,2}|[0-9a-f]{12}")
"""A heart rate zone, a session of a plan, or an activity."""
WRAPPERS: Final = {"“": "”", "(": ")", '"': '"', "[": "]"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A piece in the other language."""

    text: str
    is_known: bool
    """Whether every part of it was found, or looks like a name."""
    is_sure: bool = True
    """Whether none of it was only taken for a name."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a room said, in a language."""

    text: str
    is_translated: bool
    """False where some of it is still English, though another language was asked for."""

    def __str__(self) -> str:
        return self.text


class Book:
    """A phrase book.

    Parameters
    ----------
    language
        The language of its words. In that of English, what is not in it stands as it is.
    entries
        The words by the English sentences, both with numbered places.
    """

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        self.is_english = language == "en"
        every = {part: words for entry in entries.items() for part, words in _parts(*entry)} | dict(entries)
        patterns = [pattern(english, other) for english, other in every.items()]
        self.whole = {each.pieces[0]: each.filled({}) for each in patterns if not each.places}
        self.index = PatternIndex([each for each in patterns if each.places])

    def said(self, english: str) -> Said:
        """What stands for a text.

        Parameters
        ----------
        english
            The text.

        Returns
        -------
        Said
            The words, and whether all of them are in the language of the book.
        """
        is_ours = len(english) <= LONGEST and TIED not in english
        if not is_ours or (self.is_english and not COMMAND.search(english)):
            return Said(english, self.is_english)
        reading = _Reading(self) if self.is_english else _GermanReading(self)
        # A day is one word here, so that no pattern takes it apart.
        found = reading.found(SPOKEN_DAY.sub(lambda day: day[0].replace(" ", TIED), english), 0)
        return Said(found.text.replace(TIED, " "), self.is_english or found.is_known)


class _Reading:
    """The search for the words of one text."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._looked_up: dict[str, _Found] = {}

    def found(self, english: str, depth: int) -> _Found:
        """The words for a text, or a part of it."""
        text = english.strip()
        if not text:
            return _Found(english, is_known=True)
        if text not in self._looked_up:
            if depth > DEEPEST or len(self._looked_up) >= MOST_LOOKS:
                return _Found(english, is_known=False)
            self._looked_up[text] = self._look_up(text, depth)
        found = self._looked_up[text]
        head, tail = english[: len(english) - len(english.lstrip())], english[len(english.rstrip()) :]
        return replace(found, text=f"{head}{found.text}{tail}")

    def _look_up(self, text: str, depth: int) -> _Found:
        found = (way(text, depth) for way in self._ways())
        return next((each for each in found if each is not None), _Found(text, is_known=False))

    def _ways(self) -> Sequence[Callable[[str, int], _Found | None]]:
        return (self._whole, self._lines, self._sentences, self._of_pattern, self._loosely)

    # --- As it is ------------------------------------------------------------------------------------------

    def _whole(self, text: str, _: int = 0) -> _Found | None:
        text = text.replace(TIED, " ")
        found = self._book.whole.get(text)
        if found is None and text[:1].isupper():
            small = self._book.whole.get(text[0].lower() + text[1:])
            found = small and small[0].upper() + small[1:]
        return None if found is None else _Found(found, is_known=True)

    # --- By lines and sentences ----------------------------------------------------------------------------

    def _lines(self, text: str, depth: int) -> _Found | None:
        lines = text.split("\n")
        return None if len(lines) == 1 else _joined("\n", [self.found(line, depth + 1) for line in lines])

    def _sentences(self, text: str, depth: int) -> _Found | None:
        sentences = SENTENCE_END.split(text)
        if len(sentences) == 1:
            return None
        found, start = [], 0
        while start < len(sentences):
            # An entry may hold several sentences; the more of them are found together, the better.
            for end in range(min(len(sentences), start + MOST_SENTENCES), start, -1):
                piece = self._piece(" ".join(sentences[start:end]), depth, is_last=end == start + 1)
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
        return _joined(" ", found)

    def _piece(self, text: str, depth: int, *, is_last: bool) -> _Found | None:
        if is_last:
            return self.found(text, depth + 1)
        return self._whole(text) or self._of_pattern(text, depth)

    # --- By pattern ----------------------------------------------------------------------------------------

    def _of_pattern(self, text: str, depth: int) -> _Found | None:
        """The words for the most telling pattern all of whose fillings are known, rather than names."""
        named = None
        for found in self._readings(text, depth):
            if found.is_known and found.is_sure:
                return found
            if found.is_known and named is None:
                named = found
        return named

    def _loosely(self, text: str, depth: int) -> _Found | None:
        """The same where a filling stays as it is."""
        return next(self._readings(text, depth), None)

    def _readings(self, text: str, depth: int) -> Iterator[_Found]:
        if len(text) > LONGEST_SENTENCE:
            return
        for each in self._book.index.near(text):
            for fillings in each.fillings(text):
                if any(self._is_cut(each, *filling) for filling in fillings.items()):
                    continue
                read = {place: self._filling(each, place, said, depth) for place, said in fillings.items()}
                if each.is_weak and not all(found.is_known for found in read.values()):
                    continue
                words = each.filled({place: found.text for place, found in read.items()})
                yield _whole_of(words, read.values())

    def _is_cut(self, of: Pattern, place: int, filling: str) -> bool:
        """Whether a filling reaches into the next sentence, and is neither an entry nor ends both texts."""
        is_long = bool(SENTENCE_END.search(filling)) and self._whole(filling) is None
        return is_long and place != of.last_of_both

    def _filling(self, of: Pattern, place: int, text: str, depth: int) -> _Found:
        """What stands in a place; what looks like a name is one, and needs no translation."""
        found = self._whole(text) if place in of.quoted else self.found(text, depth + 1)
        if found is None:
            return _Found(text, is_known=True)
        if found.is_known or of.is_weak:
            return found
        is_name = found.text == text and len(SMALL_WORD.findall(text)) < 3
        return _Found(found.text, is_known=is_name, is_sure=False)


class _GermanReading(_Reading):
    """The same for German, which writes numbers and days in its own way, and takes lists and labels apart."""

    def _ways(self) -> Sequence[Callable[[str, int], _Found | None]]:
        return (
            self._whole,
            self._figures,
            self._lines,
            self._sentences,
            self._of_pattern,
            self._wrapped,
            self._parted,
            self._label,
            self._loosely,
        )

    def _figures(self, text: str, _: int = 0) -> _Found | None:
        found = german_figures(text) or german_day(text, self._book.whole.get)
        if found is None and (text in UNITS or CODE.fullmatch(text) or not WORD.search(text)):
            found = text
        return None if found is None else _Found(found, is_known=True)

    def _wrapped(self, text: str, depth: int) -> _Found | None:
        """What stands in quotation marks or brackets, or before an end that the catalog does not have."""
        if text[-1] in ".:!?" and len(text) > 1:
            inner = self.found(text[:-1], depth + 1)
            return replace(inner, text=inner.text + text[-1]) if inner.is_known else None
        noted = NOTED.fullmatch(text)
        if noted:
            found = _joined(" (", [self.found(noted[1], depth + 1), self.found(noted[2], depth + 1)])
            return replace(found, text=f"{found.text})") if found.is_known else None
        if len(text) > 2 and WRAPPERS.get(text[0]) == text[-1] and text[0] not in text[1:-1]:
            inner = self.found(text[1:-1], depth + 1)
            opening, closing = ("„", "“") if text[0] in '“"' else (text[0], text[-1])
            return replace(inner, text=f"{opening}{inner.text}{closing}") if inner.is_known else None
        return None

    def _parted(self, text: str, depth: int) -> _Found | None:
        """The parts of a list; each has to be known."""
        for separator in SEPARATORS:
            parts = self._members(text.split(separator, 1 if separator == ": " else -1), separator)
            if 1 < len(parts) <= LONGEST_LIST:
                found = _joined(separator, [self.found(part, depth + 1) for part in parts])
                if found.is_known:
                    return found
        for joint in JOINTS:
            parts, word = text.split(joint), self._book.whole.get(joint.strip())
            if 1 < len(parts) <= LONGEST_LIST and word is not None:
                found = _joined(f" {word} ", [self.found(part, depth + 1) for part in parts])
                if found.is_known:
                    return found
        return None

    def _members(self, parts: list[str], separator: str) -> list[str]:
        """The members of a list; one that is known may hold the separator itself."""
        if len(parts) > LONGEST_LIST:
            return parts
        members, start = [], 0
        while start < len(parts):
            joined = ((end, separator.join(parts[start:end])) for end in range(len(parts), start, -1))
            end, member = next(each for each in joined if each[0] == start + 1 or self._whole(each[1]))
            members.append(member)
            start = end
        return members

    def _label(self, text: str, depth: int) -> _Found | None:
        """A short text put together from words that are known, such as "Backward run 100 m @RPE 4"."""
        words = text.split(" ")
        if not 1 < len(words) <= LONGEST_LABEL:
            return None
        found, start = [], 0
        while start < len(words):
            for end in range(len(words), start, -1):
                known = self._label_piece(" ".join(words[start:end]), depth)
                if known is not None:
                    found.append(known.text)
                    start = end
                    break
            else:
                return None
        return _Found(" ".join(found), is_known=True)

    def _label_piece(self, piece: str, depth: int) -> _Found | None:
        bare = piece.removeprefix("@")
        if bare in JOINING:
            return None
        found = self._whole(bare) or self._figures(bare)
        if found is None and piece.startswith(("@", "until ")):
            found = self._of_pattern(bare, depth + 1)
        if found is None and len(bare) > 2 and bare[0] == bare[-1] == '"':
            found = self._whole(bare[1:-1])
        if found is None and CODE.fullmatch(bare):
            found = _Found(bare, is_known=True)
        return found and replace(found, text=piece[: len(piece) - len(bare)] + found.text)


def _parts(english: str, other: str) -> Iterator[tuple[str, str]]:
    """The sentence of an entry that stands before or after a place for other sentences, by itself."""
    found, same = SENTENCE_AFTER_PLACE.fullmatch(english), SENTENCE_AFTER_PLACE.fullmatch(other)
    if found and same and found[1] == same[1]:
        yield found[2], same[2]
    found, same = SENTENCE_BEFORE_PLACE.fullmatch(english), SENTENCE_BEFORE_PLACE.fullmatch(other)
    if found and same and found[2] == same[2]:
        yield found[1], same[1]


def _joined(joint: str, pieces: Sequence[_Found]) -> _Found:
    return _whole_of(joint.join(piece.text for piece in pieces), pieces)


def _whole_of(text: str, pieces: Iterable[_Found]) -> _Found:
    """A text made of pieces, as well known as they are."""
    known = [(piece.is_known, piece.is_sure) for piece in pieces]
    return _Found(text, all(is_known for is_known, _ in known), all(is_sure for _, is_sure in known))
