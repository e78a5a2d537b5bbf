"""A quick way through XML whose points are all alike.

Nearly every recording repeats one point thousands of times with other numbers. The tags of some
points, put together, give a skeleton; from it a pattern is made that finds all points at once, and
the rest of the file, its frame, is parsed as always. The names of values come from the XML parser,
which reads one point of the skeleton. Where anything is different (comments, entities, text between
elements, a single tag more than the pattern covers), `scanned` gives None and the parser reads it
all: the quick way never decides what a file means, and tests hold both ways to the same result.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Final

from lxml import etree

FEWEST_POINTS: Final = 30
"""With fewer points the parser is as quick."""
SAMPLED_POINTS: Final = 16
"""So many points from all over the file are looked at before the first try."""
MOST_TRIES: Final = 12
"""So often a point that the skeleton does not cover is added to it."""
MOST_ELEMENTS: Final = 64
"""A skeleton with more elements is left to the parser."""
DEEPEST: Final = 12
"""So is one with elements deeper than this."""
LONGEST_POINT: Final = 10_000
"""So is a point, or a first tag of the file, with more characters than this."""

_TOKEN: Final = re.compile(r"<[^<>]*>|[^<>]+")
_ATTRIBUTE: Final = re.compile(r"""\s+([^\s=<>"']+)=(["'])[^"'<>&]*\2""")
_CDATA: Final = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_VALUES: Final = re.compile(r">\s*[^<>\s][^<>]*</")
_BLANKS: Final = r"[ \t\r\n]*"
_VALUE: Final = r"([^<>&\x00-\x1f]*)"
_ROOT: Final = re.compile(r"<([A-Za-z_][\w.:-]*)(?:\s[^<>]*)?(?<!/)>")

Match = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a value stands in a point."""

    tag: str
    """The element's full name."""
    parent: str
    """The full name of the element before it, which for an only child is its parent."""
    position: int
    """Number of the element among those of the skeleton."""
    attribute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """An attribute inside a point, which is part of the pattern."""

    leaf: Leaf
    text: str
    group: int | None
    """The group that is filled where the attribute is there; None where it always is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """The pattern of a point, and what its groups mean."""

    pattern: "re.Pattern[str]"
    leaves: tuple[Leaf | None, ...]
    """For each group the value it holds; None for a group that only tells of an element."""
    constants: tuple[Constant, ...]
    tags: int
    """How many tags each point has at least."""
    further_tags: tuple[tuple[int, int], ...]
    """For the groups of elements that may be missing: how many tags more there are with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """The points of a file, segment by segment, and the file without them."""

    frame: str
    skeleton: Skeleton
    segments: Sequence[Sequence[Match]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """An element of a skeleton."""

    opening: str
    closing: str | None
    """None for an element that closes itself."""
    holds_value: bool = False
    children: tuple["_Element", ...] = ()
    may_be_missing: bool = False

    @property
    def count(self) -> int:
        """How many elements it is."""
        return 1 + sum(child.count for child in self.children)


_TEXT: Final = _Element(opening="", closing=None)


def scanned(text: str, *, segment: str, point: str) -> Scan | None:
    """The points of a file, if one skeleton covers them all.

    Parameters
    ----------
    text
        The XML, from its first ``<``.
    segment
        Name of the elements that hold nothing but points.
    point
        Name of a point.

    Returns
    -------
    Scan | None
        The points and the frame; None if the parser must read the file.
    """
    regions, root = _regions(text, segment, point), _ROOT.search(text)
    if not regions or root is None or len(root[0]) > LONGEST_POINT:
        return None
    interiors = [text[start:end] for start, end in regions]
    if any(interior[: interior.find("<")].strip() for interior in interiors):
        return None
    found = _matched(interiors, point, root)
    if found is None:
        return None
    cuts = [0, *chain.from_iterable(regions), len(text)]
    frame = "".join(text[cuts[place] : cuts[place + 1]] for place in range(0, len(cuts), 2))
    return Scan(frame=frame, skeleton=found[0], segments=found[1])


def _regions(text: str, segment: str, point: str) -> list[tuple[int, int]]:
    """Where the insides of the segments are; none if one is empty, hidden or never closed."""
    if not _has_points(text, point) or (not text.isascii() and ("\ufffe" in text or "\uffff" in text)):
        return []
    # One character is found many times faster than two, and these are rare.
    if text.count("?") > 2 and text.find("<?", 1) >= 0:
        return []
    if "!" in text and "<!" in text and not _has_only_names_in_cdata(text, segment):
        return []
    regions: list[tuple[int, int]] = []
    opening_of = re.compile(rf"<{segment}(?:\s[^<>]*)?/?>")
    opening = opening_of.search(text)
    while opening is not None:
        end = text.find(f"</{segment}>", opening.end())
        if end < 0 or opening[0].endswith("/>"):
            return []
        regions.append((opening.end(), end))
        opening = opening_of.search(text, end)
    return regions


def _has_points(text: str, point: str) -> bool:
    """Whether there are enough points for a scan to be worth it."""
    place = -1
    for _ in range(FEWEST_POINTS):
        place = text.find(f"<{point}", place + 1)
        if place < 0:
            return False
    return True


def _has_only_names_in_cdata(text: str, segment: str) -> bool:
    """Whether all that is special are CDATA sections, and none of them hides a segment."""
    sections = _CDATA.findall(text)
    return text.count("<!") == len(sections) and not any(f"<{segment}" in section for section in sections)


def _matched(
    interiors: Sequence[str], point: str, root: "re.Match[str]"
) -> tuple[Skeleton, list[list[Match]]] | None:
    """All points of all segments, and the skeleton that covers them."""
    tree = _together(None, _samples(interiors, point))
    order = list(range(len(interiors)))
    for _ in range(MOST_TRIES):
        skeleton = None if tree is None else _skeleton(tree, root[0], root[1])
        if skeleton is None:
            return None
        segments: dict[int, list[Match]] = {}
        for number in order:
            matches = skeleton.pattern.findall(interiors[number])
            if _tags(matches, skeleton) != interiors[number].count("<"):
                break
            segments[number] = matches
        else:
            return skeleton, [segments[number] for number in range(len(interiors))]
        more = _together(tree, _uncovered(interiors[number], point, skeleton))
        if more == tree:
            return None
        tree = more
        order.remove(number)
        order.insert(0, number)  # it is the one to fail first, if again
    return None


def _samples(interiors: Sequence[str], point: str) -> Iterator[str]:
    """Points from all over the file."""
    opening, closing = f"<{point}", f"</{point}>"
    for interior in interiors[:: 1 + len(interiors) // SAMPLED_POINTS]:
        number = max(1, SAMPLED_POINTS // len(interiors))
        for place in range(number):
            start = interior.find(opening, len(interior) * place // number)
            end = interior.find(closing, start)
            if start < 0 or end < 0:
                break
            yield interior[start : end + len(closing)]


def _uncovered(interior: str, point: str, skeleton: Skeleton) -> Iterator[str]:
    """The points that the skeleton does not cover."""
    closing = f"</{point}>"
    start = 0
    ends = [(match.start(), match.end()) for match in skeleton.pattern.finditer(interior)]
    for covered, after in [*ends, (len(interior), len(interior))]:
        opening = interior.find("<", start)
        while 0 <= opening < covered:
            end = interior.find(closing, opening) + len(closing)
            if end < len(closing):
                return
            yield interior[opening:end]
            opening = interior.find("<", end)
        start = after


def _tags(matches: Sequence[Match], skeleton: Skeleton) -> int:
    """How many tags some matches cover."""
    total = len(matches) * skeleton.tags
    for group, tags in skeleton.further_tags:
        total += tags * sum(1 for match in matches if match[group])
    return total


def _together(tree: _Element | None, blocks: Iterator[str]) -> _Element | None:
    """A tree that covers some more points; None if one of them is not understood."""
    seen: set[str] = set()
    for block in blocks:
        if len(block) > LONGEST_POINT:
            return None
        blank = _without_values(block)
        if blank in seen:
            continue
        seen.add(blank)
        other = _shape(blank)
        tree = other if tree is None or other is None else _merged(tree, other)
        if tree is None or tree.count > MOST_ELEMENTS:
            return None
    return tree


@lru_cache(maxsize=64)
def _shape(block: str) -> _Element | None:
    """The elements of a point whose values are left out; None if text stands beside elements."""
    # Each open element keeps what is in it so far; a text counts as an element without a closing.
    open_elements: list[list[_Element]] = [[]]
    openings: list[str] = []
    for token in _TOKEN.findall(block):
        if not token.startswith("<"):
            if token.strip():
                open_elements[-1].append(_TEXT)
        elif token.startswith("</"):
            name = token[2:-1].strip()
            if not openings or _name(openings[-1]) != name:
                return None
            closed = _closed(openings.pop(), token, open_elements.pop())
            if closed is None:
                return None
            open_elements[-1].append(closed)
        elif token.endswith("/>"):
            open_elements[-1].append(_Element(opening=token, closing=None))
        else:
            openings.append(token)
            open_elements.append([])
            if len(openings) > DEEPEST:
                return None
    whole = open_elements[0]
    return whole[0] if len(whole) == 1 and not openings and whole[0] is not _TEXT else None


def _name(opening: str) -> str:
    """The name in an opening tag, with its prefix."""
    return (opening[1:-1].split(maxsplit=1) or [""])[0]


def _closed(opening: str, closing: str, inside: list[_Element]) -> _Element | None:
    """An element with all that is in it; None if text stands beside elements."""
    if _TEXT not in inside:
        return _Element(opening=opening, closing=closing, children=tuple(inside))
    if len(inside) > 1:
        return None
    return _Element(opening=opening, closing=closing, holds_value=True)


def _without_values(block: str) -> str:
    """A point with 0 for each value, so that equal points are understood once."""
    end = block.find(">") + 1
    return _ATTRIBUTE.sub(r" \1=\g<2>0\2", block[:end]) + _VALUES.sub(">0</", block[end:])


def _merged(one: _Element, other: _Element) -> _Element | None:
    """An element that covers two; what only one of them has may be missing."""
    if one.opening != other.opening or one.closing != other.closing:
        return None
    if one.holds_value or other.holds_value:
        if one.children or other.children:
            return None
        return replace(one, holds_value=True)
    children: list[_Element | None] = []
    start = 0
    for child in other.children:
        place = next(
            (at for at in range(start, len(one.children)) if one.children[at].opening == child.opening), None
        )
        if place is None:
            children.append(replace(child, may_be_missing=True))
            continue
        children += [replace(skipped, may_be_missing=True) for skipped in one.children[start:place]]
        children.append(_merged(one.children[place], child))
        start = place + 1
    children += [replace(skipped, may_be_missing=True) for skipped in one.children[start:]]
    if any(child is None for child in children):
        return None
    return replace(one, children=tuple(child for child in children if child is not None))


class _Writer:
    """Writes the pattern of a tree, and keeps account of its groups."""

    def __init__(self) -> None:
        self.is_value: list[bool] = []
        self.weights: dict[int | None, int] = {None: 0}
        self.owners: list[int | None] = []
        """For each element in the order of the document, the group that tells whether it is there."""

    def pattern_of(self, element: _Element, owner: int | None, *, is_point: bool = False) -> str:
        """The pattern of an element and of all it holds."""
        opening = self._point_opening(element.opening) if is_point else re.escape(element.opening)
        if element.may_be_missing:
            owner = len(self.is_value)
            self.weights[owner] = 0
            if not element.holds_value:
                opening = f"({opening})"
                self.is_value.append(False)
        self.owners.append(owner)
        self.weights[owner] += 1 if element.closing is None else 2
        inside = ""
        if element.holds_value:
            self.is_value.append(True)
            inside = _VALUE
        elif element.closing is not None:
            inside = "".join(self.pattern_of(child, owner) for child in element.children) + _BLANKS
        whole = f"{'' if is_point else _BLANKS}{opening}{inside}{re.escape(element.closing or '')}"
        return f"(?:{whole})?" if element.may_be_missing else whole

    def _point_opening(self, token: str) -> str:
        """The pattern of a point's own tag, whose attributes are values."""
        place = token.find(" ")
        if place < 0:
            return re.escape(token)
        parts = [re.escape(token[:place])]
        for attribute in _ATTRIBUTE.finditer(token, place):
            quote = attribute[2]
            parts.append(rf"[ \t\r\n]+{re.escape(attribute[1])}={quote}([^{quote}<>&\x00-\x1f]*){quote}")
            self.is_value.append(True)
            place = attribute.end()
        return "".join(parts) + _BLANKS + re.escape(token[place:].strip())


@lru_cache(maxsize=64)
def _skeleton(tree: _Element, root: str, root_name: str) -> Skeleton | None:
    """The skeleton of a tree, with the names that the parser gives to its values."""
    writer = _Writer()
    # After a point come blanks and the next one, or the end: so no text hides between points.
    pattern = re.compile(writer.pattern_of(tree, None, is_point=True) + rf"(?={_BLANKS}(?:<|\Z))")
    names = _named(f"{root}{_written(tree)}</{root_name}>", writer.owners)
    if names is None or len(names[0]) != sum(writer.is_value) or len(writer.is_value) < 2:
        return None
    values = iter(names[0])
    return Skeleton(
        pattern=pattern,
        leaves=tuple(next(values) if is_value else None for is_value in writer.is_value),
        constants=names[1],
        tags=writer.weights.pop(None),
        further_tags=tuple((group, weight) for group, weight in writer.weights.items() if group is not None),
    )


def _written(element: _Element) -> str:
    """A point with all elements of a skeleton."""
    inside = "0" if element.holds_value else "".join(map(_written, element.children))
    return f"{element.opening}{inside}{element.closing or ''}"


def _named(
    document: str, owners: Sequence[int | None]
) -> tuple[tuple[Leaf, ...], tuple[Constant, ...]] | None:
    """The values of the one point in a document, as the parser sees them."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        point = etree.fromstring(document.encode(), parser)[0]
    except (etree.XMLSyntaxError, IndexError):
        return None
    leaves = [Leaf(point.tag, point.tag, 0, str(key)) for key in point.attrib]
    constants: list[Constant] = []
    before = point.tag
    for position, (element, owner) in enumerate(zip(point.iterdescendants("*"), owners[1:], strict=True), 1):
        constants += [
            Constant(leaf=Leaf(element.tag, before, position, str(key)), text=str(text), group=owner)
            for key, text in element.attrib.items()
        ]
        if element.text is not None:
            leaves.append(Leaf(element.tag, before, position))
        before = element.tag
    return tuple(leaves), tuple(constants)
