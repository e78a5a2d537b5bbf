"""What the app says, in the language of whoever reads it.

The pages' own texts go through gettext. What the rooms below say is finished English; it is translated here,
at the door, by a phrase book: the catalog holds each sentence as it stands in the source, with numbered
places where it is filled. A text is looked up as it is, else by its pattern, else piece by piece. What cannot
be translated stays English, and is marked so that a page can say it.

English has a phrase book too: it says "under Settings" where a room says "with --data".
"""

from functools import cache, lru_cache
from typing import Final

from backstride.errors import InvalidValue
from backstride.web.book import Book, Said
from backstride.web.catalogs import Words, folder_of, words_of

__all__ = ["LANGUAGES", "Phrases", "Said", "marked", "phrases"]

LANGUAGES: Final = {"en": "English", "de": "Deutsch"}
"""The name of each language, in itself, by its code."""
KEPT: Final = 8_192
"""So many of the latest texts are kept with their translation."""


class Phrases:
    """All words of a language.

    Parameters
    ----------
    language
        Its code.
    words
        What its catalogs hold.
    """

    def __init__(self, language: str, words: Words) -> None:
        self.language = language
        self._words = words
        self._said = lru_cache(maxsize=KEPT)(Book(language, words.phrases).said)

    def text(self, message: str, **values: object) -> str:
        """A text of the pages.

        Parameters
        ----------
        message
            In English, as it stands in the page.
        **values
            What fills its places by their names; where none are given, the text is left as it is.

        Returns
        -------
        str
            The text; in English where the catalog lacks it.
        """
        found = self._words.texts.get(message, message)
        return found.format(**values) if values else found

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """A text of the pages that depends on a number.

        Parameters
        ----------
        one
            In English, for 1.
        many
            In English, for every other number.
        count
            The number, which fills the place ``{count}``.
        **values
            What fills other places by their names.

        Returns
        -------
        str
            The text; in English where the catalog lacks it.
        """
        # English and German agree on it; a language with other rules needs those of gettext.
        found = self._words.plurals.get(one, (one, many))[0 if count == 1 else 1]
        return found.format(count=count, **values)

    def said(self, english: str) -> Said:
        """What a room said.

        Parameters
        ----------
        english
            As it said it.

        Returns
        -------
        Said
            The text, and whether all of it is in this language.
        """
        return self._said(english)


def marked(message: str) -> str:
    """Mark a text of the pages for the catalog, where it stands in a table; the page translates it.

    Parameters
    ----------
    message
        In English.

    Returns
    -------
    str
        The same.
    """
    return message


@cache
def phrases(language: str) -> Phrases:
    """The words of a language, read once.

    Parameters
    ----------
    language
        Its code.

    Returns
    -------
    Phrases
        The words.

    Raises
    ------
    InvalidValue
        If the app does not speak it.
    """
    if language not in LANGUAGES:
        raise InvalidValue(
            f"The language {language!r} was asked for.",
            allowed=f"The app speaks {' and '.join(LANGUAGES.values())}.",
            remedy="Choose one of them.",
        )
    return Phrases(language, words_of(folder_of(language)))
