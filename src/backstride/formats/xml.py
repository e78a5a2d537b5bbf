"""XML as sports files use it, read without trust."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from backstride.errors import DamagedFile, TooLarge
from backstride.formats.content import after_prolog, as_utf8, empty_file, unsafe_xml
from backstride.recording import Column, FloatArray, ReadingWarning

LARGEST_XML: Final = 100_000_000
"""A day at one sample a second is 60 MB of TCX. [B]"""
MOST_TAGS: Final = 6_000_000
"""Each element takes memory, however short its text. The longest recordings stay below 4 million."""
DEEPEST_LEAF: Final = 16
"""Values that stand deeper below a lap, a waypoint or the like are left out."""
MOST_ATTRIBUTES: Final = 64
"""So many attributes of an element are kept; finding the value of each takes longer, the more there are."""
LONGEST_NAME: Final = 80
"""Names are shortened to it in paths."""
MOST_COLUMNS: Final = 256
"""A file may hold this many kinds of values for a point; the further ones are left out."""
MOST_ROWS: Final = 20_000
"""Tables beside the samples (waypoints, laps) are kept up to this many rows."""

_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*")
_PREMATURE: Final = re.compile(r"premature end|end of data", re.IGNORECASE)


def parsed(data: bytes) -> tuple[etree._Element, tuple[ReadingWarning, ...]]:
    """The tree of an XML file.

    A sound file is read strictly. Of a damaged one (cut off, a prefix without its namespace), what
    can be understood is kept.

    Parameters
    ----------
    data
        The file's bytes, in any usual encoding.

    Returns
    -------
    lxml.etree._Element
        The first element.
    tuple of ReadingWarning
        ``damaged-xml`` where strict reading failed.

    Raises
    ------
    EmptyFile
        If there is nothing in it.
    TooLarge
        If it is larger than `LARGEST_XML`.
    UnsafeXml
        If it declares a document type or entities.
    DamagedFile
        If no element can be understood.
    """
    check_size(data)
    text = as_utf8(data)
    if text.startswith(b"<!", after_prolog(text)):
        raise unsafe_xml()
    warnings: tuple[ReadingWarning, ...] = ()
    try:
        root = etree.fromstring(text, _parser(recover=False))
    except etree.XMLSyntaxError as fault:
        root = _recovered(text, fault)
        warnings = (_damage(fault),)
    if root.getroottree().docinfo.internalDTD is not None:
        raise unsafe_xml()
    return root, warnings


def check_size(data: bytes) -> None:
    """Refuse a file before any work is done on it.

    Parameters
    ----------
    data
        The file's bytes.

    Raises
    ------
    EmptyFile
        If there is nothing in it.
    TooLarge
        If it is larger than `LARGEST_XML`.
    """
    if not data:
        raise empty_file()
    if len(data) > LARGEST_XML:
        raise TooLarge(
            f"The XML file has {len(data) // 1_000_000} MB.",
            allowed=f"XML is read up to {LARGEST_XML // 1_000_000} MB.",
            remedy="Export the recording as FIT, or in parts.",
        )
    # A tag has at least three bytes, so most files need not be counted.
    if len(data) > 3 * MOST_TAGS and data.count(b"<") > MOST_TAGS:
        raise TooLarge(
            f"The XML file has more than {MOST_TAGS // 1_000_000} million tags.",
            allowed="The longest recordings have fewer than 4 million.",
            remedy="Export the recording as FIT, or in parts.",
        )


def _parser(*, recover: bool) -> etree.XMLParser:
    """A parser that neither fetches nor expands anything, and that keeps libxml2's own limits."""
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _recovered(text: bytes, fault: etree.XMLSyntaxError) -> etree._Element:
    """What can be understood of a damaged file.

    A text that breaks off ("1" of "152") would be a wrong value, so nothing after the last complete
    tag is read.
    """
    whole = text[: text.rfind(b">") + 1]
    try:
        root = etree.fromstring(whole, _parser(recover=True)) if whole else None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise DamagedFile(
            f"The XML is damaged: {_reason(fault)}.",
            allowed="A damaged file is read up to the damage, if a first element can be understood.",
            remedy="Export or download the file again.",
        ) from None
    for element in root.iter(etree.Element):
        name = local(element.tag)
        if ":" in element.tag.rpartition("}")[2] and _NAME.fullmatch(name):
            element.tag = name
    return root


def _damage(fault: etree.XMLSyntaxError) -> ReadingWarning:
    """The warning for a file that strict reading refused."""
    return ReadingWarning(
        slug="damaged-xml",
        message=f"The XML is damaged ({_reason(fault)}); what could be understood was kept.",
    )


def _reason(fault: etree.XMLSyntaxError) -> str:
    """What the parser says, on one line."""
    said = " ".join((fault.msg or "no reason given").split())
    return "the file is cut off" if _PREMATURE.search(said) else said[:200]


def local(tag: str) -> str:
    """A tag's or an attribute's name without namespace and prefix.

    Parameters
    ----------
    tag
        A name as lxml gives it, such as ``{http://www.topografix.com/GPX/1/1}trk``.

    Returns
    -------
    str
        The name alone, such as ``trk``.

    Examples
    --------
    >>> local("{urn:x}hr"), local("gpxtpx:hr")
    ('hr', 'hr')
    """
    return tag.rpartition("}")[2].rpartition(":")[2]


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children with one of some names, whatever their namespace.

    Parameters
    ----------
    element
        The parent.
    names
        Local names.

    Yields
    ------
    lxml.etree._Element
        Each child, in the order of the file.
    """
    yield from element.iterchildren(*(f"{{*}}{name}" for name in names))


def outermost(root: etree._Element, name: str) -> list[etree._Element]:
    """All elements with a name that lie in no other of that name.

    A file that lost a closing tag has its tracks one inside the other; each is to be read once.

    Parameters
    ----------
    root
        Where to look.
    name
        A local name.

    Returns
    -------
    list
        The elements, in the order of the file.
    """
    tag = f"{{*}}{name}"
    return [element for element in root.iter(tag) if next(element.iterancestors(tag), None) is None]


def text_of(element: etree._Element | None, *path: str) -> str | None:
    """The text at the end of a path of local names.

    Parameters
    ----------
    element
        Where the path begins; None is allowed.
    path
        Local names; the first child of each name is taken.

    Returns
    -------
    str | None
        The text without blanks around it; None if there is no such element, or no text in it.
    """
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    if element is None or element.text is None:
        return None
    return element.text.strip() or None


def number_of(element: etree._Element | None, *path: str) -> float | None:
    """The number at the end of a path of local names.

    Parameters
    ----------
    element
        Where the path begins; None is allowed.
    path
        Local names; the first child of each name is taken.

    Returns
    -------
    float | None
        The number; None if there is none.
    """
    value = _number(text_of(element, *path))
    return None if np.isnan(value) else value


def numbers(texts: Sequence[str | None]) -> tuple[FloatArray, int]:
    """Numbers from their texts.

    Parameters
    ----------
    texts
        One text for each number; None or blank where missing. A comma may stand for the point.

    Returns
    -------
    FloatArray
        The numbers, shape (n,); NaN where missing or odd.
    int
        How many texts are no finite number.

    Examples
    --------
    >>> numbers(["1.5", None, "abc"])
    (array([1.5, nan, nan]), 1)
    """
    try:
        values = np.fromiter(map(float, texts), np.float64, len(texts))  # type: ignore[arg-type]  # see except
    except (TypeError, ValueError):
        known = {text: _number(text) for text in set(texts)}
        values = np.fromiter(map(known.__getitem__, texts), np.float64, len(texts))
        given = sum(1 for text in texts if text is not None and text.strip())
        return values, given - int(np.count_nonzero(~np.isnan(values)))
    finite = np.isfinite(values)
    if finite.all():
        return values, 0
    return np.where(finite, values, np.nan), int(np.count_nonzero(~finite))


def _number(text: str | None) -> float:
    """One number, or NaN."""
    if text is None or "_" in text:
        return np.nan
    try:
        value = float(text.replace(",", ".", 1))
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def column(texts: Sequence[str | None]) -> tuple[NDArray[Any], int]:
    """Numbers where most of the texts are numbers, and texts otherwise.

    Parameters
    ----------
    texts
        One text for each row; None or blank where missing.

    Returns
    -------
    NDArray
        Shape (n,), read-only: floats with NaN, or texts with None, where missing.
    int
        How many texts of a column of numbers are no finite number.
    """
    values, odd = numbers(texts)
    if odd and odd >= np.count_nonzero(~np.isnan(values)):
        values, odd = np.array([(text and text.strip()) or None for text in texts], dtype=object), 0
    values.flags.writeable = False
    return values, odd


def attributes_of(element: etree._Element) -> list[tuple[str, str]]:
    """The attributes of an element, the first `MOST_ATTRIBUTES` of them.

    Parameters
    ----------
    element
        The element.

    Returns
    -------
    list
        Full names and values, in the order of the file.
    """
    return [(str(key), str(element.get(key, ""))) for key in element.keys()[:MOST_ATTRIBUTES]]


def leaves(element: etree._Element, *, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Everything an element holds, as paths of local names with their texts.

    Parameters
    ----------
    element
        The element.
    without
        Local names of elements that are passed over with all they hold.

    Yields
    ------
    str
        Path from the element, such as ``Extensions/LX/AvgSpeed``; an attribute as ``LX@name``.
    str
        The text without blanks around it, never blank.
    """
    open_elements = [("", 0, element)]
    while open_elements:
        path, depth, here = open_elements.pop()
        for name, value in attributes_of(here):
            if value.strip() and "XMLSchema-instance" not in name:
                yield f"{path}@{local(name)[:LONGEST_NAME]}", value.strip()
        if path and here.text is not None and here.text.strip():
            yield path, here.text.strip()
        if depth == DEEPEST_LEAF:
            continue
        inside = [child for child in here.iterchildren(etree.Element) if local(child.tag) not in without]
        stem = f"{path}/" if path else ""
        open_elements += [
            (stem + local(child.tag)[:LONGEST_NAME], depth + 1, child) for child in reversed(inside)
        ]


def table(
    elements: Iterable[etree._Element], *, without: frozenset[str] = frozenset()
) -> Mapping[str, Column]:
    """Elements of one kind as a table with a row for each.

    Parameters
    ----------
    elements
        The elements; up to `MOST_ROWS` of them are kept.
    without
        Local names of elements that are passed over with all they hold.

    Returns
    -------
    Mapping
        Columns by path; of several values at one path, the first is kept.
    """
    columns: dict[str, dict[int, str]] = {}
    row = -1
    for row, element in zip(range(MOST_ROWS), elements, strict=False):
        for path, text in leaves(element, without=without):
            if path in columns or len(columns) < MOST_COLUMNS:
                columns.setdefault(path, {}).setdefault(row, text)
    return {
        path: Column(values=column([texts.get(index) for index in range(row + 1)])[0])
        for path, texts in columns.items()
    }
