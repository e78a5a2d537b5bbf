"""Sentences with places in them, found again in what was said, and filled with other words.

A pattern is a sentence as it stands in the source: ``{1}``, ``{2}`` … stand where it was filled, and a brace
of its own is doubled.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

TOKEN: Final = re.compile(r"(\{\{|\}\}|\{\d+\})")
WORD: Final = re.compile(r"[^\W\d_](?:[\w'’-]*[^\W_])?")
DOUBLED: Final = {"{{": "{", "}}": "}"}
CUT_AT_START: Final = re.compile(r"[\w'’-]+")
CUT_AT_END: Final = re.compile(r"[\w'’-]+$")
"""What touches a place may be a part of a word, so that nobody knows the whole word."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with places, and the words for it."""

    pieces: tuple[str, ...]
    """The text before the first place, between places, and after the last."""
    places: tuple[int, ...]
    """The number of each place, in the order of the sentence."""
    translation: str

    @property
    def letters(self) -> int:
        """How many letters and signs are given, places left out."""
        return sum(len(piece.replace(" ", "")) for piece in self.pieces)

    @property
    def is_weak(self) -> bool:
        """Whether so little is given that almost anything would fit."""
        if len(self.places) == 1 and not self.pieces[0] and self.pieces[1][-1:] not in {".", "!", "?", ":"}:
            return True
        return sum(len(word) for piece in self.pieces for word in WORD.findall(piece)) < WEAK_LETTERS

    @property
    def quoted(self) -> frozenset[int]:
        """Places between straight quotation marks: what stands there is mostly somebody's own words."""
        return frozenset(
            place
            for place, before, after in zip(self.places, self.pieces, self.pieces[1:], strict=False)
            if before.endswith('"') and after.startswith('"')
        )

    @property
    def last_of_both(self) -> int | None:
        """The place that ends both texts, if one does."""
        is_last = not self.pieces[-1] and self.translation.endswith(f"{{{self.places[-1]}}}")
        return self.places[-1] if is_last else None

    def words(self) -> frozenset[str]:
        """The whole words that every text of this pattern holds.

        Returns
        -------
        frozenset of str
            None of those that a place touches.
        """
        found: set[str] = set()
        last = len(self.pieces) - 1
        for index, piece in enumerate(self.pieces):
            start = CUT_AT_START.match(piece) if index > 0 else None
            bare = piece[start.end() :] if start else piece
            end = CUT_AT_END.search(bare) if index < last else None
            found.update(WORD.findall(bare[: end.start()] if end else bare))
        return frozenset(found)

    def fillings(self, text: str) -> Iterable[dict[int, str]]:
        """What stands in the places, if the text is of this pattern.

        Parameters
        ----------
        text
            The text.

        Returns
        -------
        iterable of dict
            Up to two ways to read it: with the first places as short as can be, and with the last ones so.
        """
        first = _leftmost(self.pieces, text)
        if first is None:
            return
        yield dict(zip(self.places, first, strict=True))
        if len(self.places) > 1:
            # The same from the other end, which is another way where a piece stands in the text twice.
            turned = _leftmost([piece[::-1] for piece in reversed(self.pieces)], text[::-1])
            last = [] if turned is None else [filling[::-1] for filling in reversed(turned)]
            if last and last != first:
                yield dict(zip(self.places, last, strict=True))

    def filled(self, words: dict[int, str]) -> str:
        """The translation with its places filled.

        Parameters
        ----------
        words
            What stands in each place.

        Returns
        -------
        str
            The sentence.
        """
        return "".join(
            DOUBLED[token]
            if token in DOUBLED
            else words[int(token[1:-1])]
            if TOKEN.fullmatch(token)
            else token
            for token in TOKEN.split(self.translation)
        )


WEAK_LETTERS: Final = 9
"""A pattern whose words have fewer letters fits too much."""


def pattern(english: str, translation: str) -> Pattern:
    """A pattern from its two texts.

    Parameters
    ----------
    english
        As it stands in the source.
    translation
        The words for it, with the same places in any order.

    Returns
    -------
    Pattern
        The pattern; without places if the text has none.
    """
    pieces, places = [""], []
    for token in TOKEN.split(english):
        if token in DOUBLED or not TOKEN.fullmatch(token):
            pieces[-1] += DOUBLED.get(token, token)
        else:
            places.append(int(token[1:-1]))
            pieces.append("")
    return Pattern(tuple(pieces), tuple(places), translation)


class PatternIndex:
    """Patterns by their rarest word, so that few are tried.

    Parameters
    ----------
    patterns
        All of them.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        words = [(each, each.words()) for each in patterns]
        counts = Counter(word for _, own in words for word in own)
        self._by_word: dict[str, list[Pattern]] = {}
        for each, own in words:
            if own:
                rarest = min(own, key=lambda word: (counts[word], word))
                self._by_word.setdefault(rarest, []).append(each)

    def near(self, text: str) -> list[Pattern]:
        """The patterns that a text may be of.

        Parameters
        ----------
        text
            The text.

        Returns
        -------
        list of Pattern
            The most telling first.
        """
        found = [
            each
            for word in sorted(set(WORD.findall(text)))
            for each in self._by_word.get(word, ())
            if text.startswith(each.pieces[0]) and text.endswith(each.pieces[-1])
        ]
        return sorted(found, key=lambda each: -each.letters)


def _leftmost(pieces: Sequence[str], text: str) -> list[str] | None:
    """What stands between pieces that are looked for one after another, each as early as can be."""
    first, *middle, last = pieces
    if not text.startswith(first) or not text.endswith(last):
        return None
    end, position, found = len(text) - len(last), len(first), []
    for piece in middle:
        at = text.find(piece, position + 1, end)
        if at < 0:
            return None
        found.append(text[position:at])
        position = at + len(piece)
    return [*found, text[position:end]] if position < end else None
