"""The catalogs of a language: what the pages say, and what the rooms say, with the words for it.

Catalogs are gettext files that people edit and that are read as they are: ``app.po`` holds the texts of the
pages, every other one sentences of the rooms below. What is not translated yet is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

APP: Final = "app.po"
"""The catalog of the pages' own texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that a language has words for."""

    texts: Mapping[str, str]
    """Of the pages, by the English text."""
    plurals: Mapping[str, tuple[str, ...]]
    """Of the pages, by the English singular: for one, and for any other number."""
    phrases: Mapping[str, str]
    """Of the rooms, by the English pattern."""


def words_of(folder: Traversable) -> Words:
    """What the catalogs of a folder hold.

    Parameters
    ----------
    folder
        The folder of a language.

    Returns
    -------
    Words
        What is translated; none where there are no catalogs.
    """
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, str] = {}
    # The rooms' own words come last, so that they stand above those of the data.
    for file in sorted(folder.iterdir(), key=lambda file: (file.name == "rooms.po", file.name)):
        if file.name == APP:
            for message in _translated(_read(file)):
                _add(message, texts, plurals)
        elif file.name.endswith(".po"):
            phrases |= {
                message.id: message.string
                for message in _translated(_read(file))
                if isinstance(message.id, str) and isinstance(message.string, str)
            }
    return Words(texts=texts, plurals=plurals, phrases=phrases)


def folder_of(language: str) -> Traversable:
    """The folder with the catalogs of a language.

    Parameters
    ----------
    language
        Its code.

    Returns
    -------
    Traversable
        The folder.
    """
    return resources.files("backstride.web").joinpath("locale", language)


def _read(file: Traversable) -> Catalog:
    with file.open("rb") as content:
        return read_po(content)


def _translated(catalog: Catalog) -> Iterator[Message]:
    for message in catalog:
        if message.id and message.string and not message.fuzzy:
            yield message


def _add(message: Message, texts: dict[str, str], plurals: dict[str, tuple[str, ...]]) -> None:
    if isinstance(message.id, str) and isinstance(message.string, str):
        texts[message.id] = message.string
    elif (
        isinstance(message.id, tuple | list)
        and isinstance(message.string, tuple | list)
        and all(message.string)
    ):
        plurals[message.id[0]] = tuple(message.string)
