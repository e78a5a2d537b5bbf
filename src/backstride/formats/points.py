"""The points of an XML track as columns, and from them a recording."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from operator import attrgetter
from typing import Any, Final

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from backstride.errors import TooLarge
from backstride.formats.assemble import AS_IT_IS, Order, checked, odd_values, ordered, samples_of
from backstride.formats.cadence import steps_per_minute
from backstride.formats.content import as_utf8
from backstride.formats.iso_times import UNKNOWN, IntArray, Moments, as_datetime, moments
from backstride.formats.skeleton import Constant, Leaf, Match, Skeleton, scanned
from backstride.formats.xml import MOST_COLUMNS, attributes_of, check_size, column, local, numbers, parsed
from backstride.recording import (
    LONGEST_HOLD_S,
    Column,
    FloatArray,
    Pause,
    ReadingWarning,
    Recording,
    Samples,
    Sport,
    travel_speed,
)

MOST_REPEATS: Final = 8
"""So many values of one name are kept for a point, and so many names are looked at for a column."""
MOST_RECORDINGS: Final = 2000
"""More tracks in one file are no recordings of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the values of one name go."""

    column: str
    """A column of `Samples`, or ``time``, or ``cadence`` (steps or strides, as yet unknown)."""
    rank: int = 0
    """Of several names for one column, the lowest rank counts first; then the order in the file."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """All points of a track, in the order of the file."""

    count: int
    segment_starts: IntArray
    """The row of each segment's first point."""
    times: Moments
    columns: Mapping[str, FloatArray]
    """By the names of `Samples`, and ``cadence``; shape (n,)."""
    extra: Mapping[str, NDArray[Any]]
    """What has no column, by local name; shape (n,)."""
    warnings: tuple[ReadingWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Field:
    """The values of one name: their rows, increasing, and their texts."""

    name: str
    rows: IntArray
    texts: Sequence[str | None]
    first: tuple[int, int, bool]
    """Where its first value stands: row, element, and whether it is the element's text."""


def check_count(count: int) -> None:
    """Refuse a file that holds more recordings than anyone makes.

    Parameters
    ----------
    count
        How many tracks or activities it holds.

    Raises
    ------
    TooLarge
        If there are more than `MOST_RECORDINGS`.
    """
    if count > MOST_RECORDINGS:
        raise TooLarge(
            f"The file holds {count:,} tracks.",
            allowed=f"Up to {MOST_RECORDINGS:,} tracks are read from one file.",
            remedy="Export the recordings one by one, or in smaller parts.",
        )


def strangers_in(segments: Iterable[etree._Element], point: str) -> list[etree._Element]:
    """What stands between the points, and must not be taken for part of one.

    Parameters
    ----------
    segments
        The elements that hold the points.
    point
        Local name of a point.

    Returns
    -------
    list
        The elements that neither are a point nor hold one, in the order of the file.
    """
    tag = f"{{*}}{point}"
    return [
        child
        for segment in segments
        if len(segment) != sum(1 for _ in segment.iter(tag))  # counting is quicker, and mostly enough
        for child in segment.iterchildren("*")
        if local(child.tag) != point and next(child.iter(tag), None) is None
    ]


def take_out(elements: Iterable[etree._Element]) -> None:
    """Remove elements from the tree.

    Parameters
    ----------
    elements
        The elements.
    """
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def held_instead(root: etree._Element, kinds: Sequence[tuple[str, str, str]]) -> tuple[str, str]:
    """What a file without recorded points holds.

    Parameters
    ----------
    root
        The first element of the file.
    kinds
        Local name of an element, and what there is if it stands in the file: in one word, and in words
        for people. The first that stands in it counts.

    Returns
    -------
    tuple of str
        Both; ``nothing`` twice where none of them stands in it.
    """
    found = (
        (content, words)
        for name, content, words in kinds
        if next(root.iter(f"{{*}}{name}"), None) is not None
    )
    return next(found, ("nothing", "nothing"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """An XML file whose points were either scanned, or are in its tree."""

    root: etree._Element
    warnings: tuple[ReadingWarning, ...]
    skeleton: Skeleton | None = None
    scanned: Mapping[etree._Element, Sequence[Match]] = field(default_factory=dict)
    """The points of each segment, where they were scanned and so are not in the tree."""


def document(data: bytes, *, segment: str, point: str) -> Document:
    """An XML file, its points scanned if they are all alike.

    Parameters
    ----------
    data
        The file's bytes.
    segment
        Local name of the elements that hold the points.
    point
        Local name of a point.

    Returns
    -------
    Document
        The tree, and the points that were scanned.

    Raises
    ------
    FileRefused
        As `backstride.formats.xml.parsed` does.
    """
    check_size(data)
    try:
        scan = scanned(as_utf8(data).decode(), segment=segment, point=point)
    except UnicodeDecodeError:
        scan = None
    if scan is not None:
        root, warnings = parsed(scan.frame.encode())
        segments = list(root.iter(f"{{*}}{segment}"))
        if not warnings and len(segments) == len(scan.segments):
            by_segment = dict(zip(segments, scan.segments, strict=True))
            return Document(root=root, warnings=(), skeleton=scan.skeleton, scanned=by_segment)
    root, warnings = parsed(data)
    return Document(root=root, warnings=warnings)


def gathered(
    source: Document,
    segments: Sequence[etree._Element],
    *,
    point: str,
    places: Mapping[str, Place],
    valued: frozenset[str],
) -> Points:
    """The columns of all points in some segments.

    Parameters
    ----------
    source
        The file.
    segments
        The elements of it that hold the points.
    point
        Local name of a point.
    places
        Where the values of a local name, or of an attribute as ``@name``, go.
    valued
        Local names whose text stands in a child ``Value``.

    Returns
    -------
    Points
        The columns; whatever has no place is in ``extra``.
    """
    if source.scanned:
        count, starts, fields = _scanned_fields(source, segments, valued)
    else:
        count, starts, fields = _fields(segments, point, valued)
    sorter = _Sorter(count)
    for found in sorted(fields, key=attrgetter("first")):
        sorter.take(found, places.get(found.name))
    columns = {
        name: _merged(candidates, sorter.extra) for name, candidates in sorter.known.items() if candidates
    }
    return Points(
        count=count,
        segment_starts=np.unique(starts[starts < count]),
        times=sorter.times,
        columns=columns,
        extra=sorter.extra,
        warnings=(*_time_warnings(sorter.times), *sorter.warnings),
    )


class _Sorter:
    """Puts fields where they belong: the times, the candidates for a column, and all others."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.times = Moments(
            microseconds=np.full(count, UNKNOWN), utc_offset_s=None, without_zone=0, before_2000=0, odd=0
        )
        self.known: dict[str, list[tuple[int, str, FloatArray]]] = {}
        self.extra: dict[str, NDArray[Any]] = {}
        self.warnings: list[ReadingWarning] = []
        self._is_full = False

    def take(self, found: _Field, place: Place | None) -> None:
        """Put one field in its place."""
        several = self.known.setdefault(place.column, []) if place is not None else []
        if place is not None and place.column == "time" and not self.times.known.any():
            self.times = _times(found, self.count)
        elif place is not None and place.column != "time" and len(several) < MOST_REPEATS:
            values, odd = numbers(found.texts)
            self.warnings += [odd_values(found.name.lstrip("@"), odd)] if odd else []
            several.append((place.rank, found.name, _scattered(values, found.rows, self.count)))
        elif len(self.extra) < MOST_COLUMNS:
            _keep(self.extra, found.name, _scattered(column(found.texts)[0], found.rows, self.count))
        elif not self._is_full:
            self._is_full = True
            self.warnings.append(_too_many())


def _scanned_fields(
    source: Document, segments: Sequence[etree._Element], valued: frozenset[str]
) -> tuple[int, IntArray, list[_Field]]:
    """All values of the points that were scanned."""
    parts = [source.scanned[segment] for segment in segments if segment in source.scanned]
    lengths = [len(part) for part in parts]
    starts = np.cumsum([0, *lengths[:-1]])
    skeleton = source.skeleton
    if skeleton is None or not sum(lengths):
        return 0, starts, []
    columns = list(zip(*chain.from_iterable(parts), strict=True))
    series: list[tuple[Leaf, Sequence[str]]] = [
        (leaf, column) for leaf, column in zip(skeleton.leaves, columns, strict=True) if leaf is not None
    ]
    series += [(constant.leaf, _repeated(constant, columns)) for constant in skeleton.constants]
    alike: dict[tuple[str, str], list[tuple[Leaf, Sequence[str]]]] = {}
    for leaf, values in series:
        alike.setdefault((leaf.tag, _leaf_name(leaf, valued)), []).append((leaf, values))
    fields = [
        found
        for (_, name), several in alike.items()
        if "XMLSchema-instance" not in name
        for level, (leaf, values) in enumerate(_moved_up(several))
        if (found := _compact(_numbered(name, level), leaf, values)) is not None
    ]
    return sum(lengths), starts, fields


def _repeated(constant: Constant, columns: Sequence[Sequence[str]]) -> Sequence[str]:
    """An attribute's text for each point that has it."""
    if constant.group is None:
        return [constant.text] * len(columns[0])
    return [constant.text if here else "" for here in columns[constant.group]]


def _moved_up(several: list[tuple[Leaf, Sequence[str]]]) -> list[tuple[Leaf, Sequence[str]]]:
    """Series of one name as first values of each point, second values, and so on."""
    if len(several) == 1:
        return several
    leaves = [leaf for leaf, _ in several]
    rows = [
        [(leaf, value) for leaf, value in zip(leaves, row, strict=True) if value]
        for row in zip(*(values for _, values in several), strict=True)
    ]
    levels = min(MOST_REPEATS, max(map(len, rows)))
    return [
        (
            next(row[level][0] for row in rows if len(row) > level),
            [row[level][1] if len(row) > level else "" for row in rows],
        )
        for level in range(levels)
    ]


def _numbered(name: str, level: int) -> str:
    """The name of the first, second, third … values of a name."""
    return name if level == 0 else f"{name}_{level + 1}"


def _leaf_name(leaf: Leaf, valued: frozenset[str]) -> str:
    """The name of a scanned value, as `_fields` would give it."""
    if leaf.attribute is not None:
        return f"@{leaf.attribute}" if "XMLSchema-instance" in leaf.attribute else f"@{local(leaf.attribute)}"
    parent = local(leaf.parent)
    return parent if local(leaf.tag) == "Value" and parent in valued else local(leaf.tag)


def _compact(name: str, leaf: Leaf, values: Sequence[str]) -> _Field | None:
    """A field of the values that are there; None if there are none."""
    rows: IntArray = np.arange(len(values))
    if "" in values:
        rows = np.array([row for row, value in enumerate(values) if value], dtype=np.int64)
        values = [value for value in values if value]
    if not values:
        return None
    is_text = leaf.attribute is None
    return _Field(name=name, rows=rows, texts=values, first=(int(rows[0]), leaf.position, is_text))


def _fields(
    segments: Sequence[etree._Element], point: str, valued: frozenset[str]
) -> tuple[int, IntArray, list[_Field]]:
    """All values below the points, sorted by name, with the row of the point that each belongs to."""
    tags, texts, attributes, lengths = _flattened(segments)
    names = list(dict.fromkeys(tags))
    numbered = {tag: number for number, tag in enumerate(names)}
    kinds = np.fromiter(map(numbered.__getitem__, tags), np.int32, len(tags))
    is_point = np.array([local(tag) == point for tag in names], dtype=np.bool_)
    points_so_far = np.cumsum(is_point[kinds])
    rows = points_so_far - 1
    by_kind = np.argsort(kinds, kind="stable")
    bounds = np.searchsorted(kinds[by_kind], np.arange(len(names) + 1))
    starts = np.concatenate(([0], points_so_far[np.array(lengths, dtype=np.int64) - 1]))[:-1]
    fields = _attributes(tags, attributes, rows)
    for kind in np.flatnonzero(~is_point).tolist():
        where = by_kind[bounds[kind] : bounds[kind + 1]]
        where = where[rows[where] >= 0]
        for name, chosen in _named(names[kind], where, kinds, names, valued):
            fields += _levels(name, rows, texts[chosen], chosen, is_text=True)
    return int(points_so_far[-1]) if len(points_so_far) else 0, starts, fields


_Attributes = list[tuple[str, str]]


def _flattened(
    segments: Sequence[etree._Element],
) -> tuple[list[str], NDArray[Any], list[_Attributes], list[int]]:
    """All elements of some segments: tags, texts and attributes, and how many elements up to each end."""
    flat: list[Any] = []
    lengths: list[int] = []
    for segment in segments:
        flat += [
            part
            for element in segment.iter("*")
            for part in (element.tag, element.text, element.keys() and attributes_of(element))
        ]
        lengths.append(len(flat) // 3)
    return flat[::3], np.array(flat[1::3], dtype=object), flat[2::3], lengths


def _named(
    tag: str, where: IntArray, kinds: NDArray[np.int32], names: list[str], valued: frozenset[str]
) -> list[tuple[str, IntArray]]:
    """The name of a tag's values: its own, or that of its parent where a child holds the value."""
    name = local(tag)
    if name != "Value":
        return [(name, where)]
    before = kinds[where - 1]
    parents = {int(kind): local(names[kind]) for kind in np.unique(before)}
    return [(parent if parent in valued else name, where[before == kind]) for kind, parent in parents.items()]


def _attributes(tags: list[str], items: list[_Attributes], rows: IntArray) -> list[_Field]:
    """The attributes of all points and of all in them."""
    series: dict[tuple[str, str], tuple[list[int], list[str]]] = {}
    for place, attributes in enumerate(items):
        for key, text in attributes:
            if rows[place] >= 0 and "XMLSchema-instance" not in key:
                places, texts = series.setdefault((tags[place], key), ([], []))
                places.append(place)
                texts.append(text)
    return [
        field
        for (_, key), (places, texts) in series.items()
        for field in _levels(
            f"@{local(key)}", rows, np.array(texts, dtype=object), np.array(places), is_text=False
        )
    ]


def _levels(
    name: str, all_rows: IntArray, texts: NDArray[Any], where: IntArray, *, is_text: bool
) -> list[_Field]:
    """The first value of each point, then as fields of their own the second values, the third …"""
    is_given = np.array([bool(text) for text in texts.tolist()], dtype=np.bool_)
    if not is_given.all():
        texts, where = texts[is_given], where[is_given]
    if not len(where):
        return []
    rows = all_rows[where]
    is_first = np.ones(len(rows), dtype=np.bool_)
    is_first[1:] = rows[1:] != rows[:-1]
    place = np.arange(len(rows))
    level = place - np.maximum.accumulate(np.where(is_first, place, 0))
    fields: list[_Field] = []
    for number in range(min(MOST_REPEATS, int(level.max()) + 1)):
        here = level == number
        first = (int(rows[here][0]), int(where[here][0]), is_text)
        fields.append(
            _Field(name=_numbered(name, number), rows=rows[here], texts=texts[here].tolist(), first=first)
        )
    return fields


def _scattered(values: NDArray[Any], rows: IntArray, count: int) -> NDArray[Any]:
    """Values at their rows, missing elsewhere."""
    if len(values) == count:
        return values
    everywhere: NDArray[Any] = np.full(count, None if values.dtype == object else np.nan, dtype=values.dtype)
    everywhere[rows] = values
    return everywhere


def _times(written: _Field, count: int) -> Moments:
    """The times of all points."""
    times = moments(written.texts)
    if len(written.rows) == count:
        return times
    everywhere = np.full(count, UNKNOWN)
    everywhere[written.rows] = times.microseconds
    return replace(times, microseconds=everywhere)


def _keep(extra: dict[str, NDArray[Any]], name: str, values: NDArray[Any]) -> None:
    """Keep a series under its name, or under the next free one; nothing, and the same again, are not kept."""
    if values.dtype != object and np.isnan(values).all():
        return
    name = name.lstrip("@")
    same_name = (kept for key, kept in extra.items() if key == name or _is_repeat(key, name))
    if not any(kept.dtype == values.dtype and _same(kept, values) for kept in same_name):
        extra[_free(name, extra)] = values


def _is_repeat(key: str, name: str) -> bool:
    """Whether a name is another with a number."""
    return key.startswith(f"{name}_") and key[len(name) + 1 :].isdecimal()


def _free(name: str, taken: Mapping[str, object]) -> str:
    """A name, or the first of ``name_2``, ``name_3`` … that is not taken."""
    return next(free for number in count() if (free := _numbered(name, number)) not in taken)


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two series are equal, missing values included."""
    return bool(np.array_equal(one, other, equal_nan=one.dtype != object))


def _merged(candidates: list[tuple[int, str, FloatArray]], extra: dict[str, NDArray[Any]]) -> FloatArray:
    """The first known value of each point; a series that says otherwise somewhere is kept beside it."""
    candidates.sort(key=lambda candidate: candidate[0])
    merged = candidates[0][2]
    for _, name, values in candidates[1:]:
        if (values != merged)[~(np.isnan(values) | np.isnan(merged))].any():
            _keep(extra, name, values)
        merged = np.where(np.isnan(merged), values, merged)
    return merged


def _time_warnings(times: Moments) -> tuple[ReadingWarning, ...]:
    """What was odd about how times were written."""
    said = (
        ("date-before-2000", times.before_2000, "{} dated before 2000: the clock was not set."),
        ("times-without-zone", times.without_zone, "{} without a time zone: taken to be UTC."),
        ("odd-values", times.odd, "{} that cannot be understood: counted as missing."),
    )
    return tuple(
        ReadingWarning(
            slug=slug, message=sentence.format("1 time is" if count == 1 else f"{count:,} times are")
        )
        for slug, count, sentence in said
        if count
    )


def _too_many() -> ReadingWarning:
    """The warning for a file with too many kinds of values."""
    return ReadingWarning(
        slug="too-many-fields",
        message=f"The points hold more than {MOST_COLUMNS} kinds of further values: the rest was left out.",
    )


def recording_of(points: Points, *, form: str, sport: Sport) -> Recording:
    """A recording from the points of a track.

    Parameters
    ----------
    points
        The points, in the order of the file.
    form
        The format, as in `Recording`.
    sport
        The sport; it decides what cadence means.

    Returns
    -------
    Recording
        Samples in the order of time, pauses between segments, and what has no column in ``extra``.
    """
    elapsed_s, start = _elapsed(points.times)
    order, order_warnings = _order(elapsed_s, points) if start is not None else (AS_IT_IS, (_no_times(),))
    columns = {name: order.of(values) for name, values in points.columns.items()}
    extra = {name: _extra(order.of(values)) for name, values in points.extra.items()}
    raw_cadence = columns.pop("cadence", None)
    if "distance_m" in columns and not _is_running_total(columns["distance_m"]):
        extra[_free("distance", extra)] = _extra(columns.pop("distance_m"), unit="m")
    samples, sample_warnings = samples_of(order.of(elapsed_s), columns)
    if raw_cadence is not None:
        samples, cadence_warnings = _with_cadence(samples, raw_cadence, sport)
        sample_warnings += cadence_warnings
        if np.isnan(samples.cadence_spm).all() and not np.isnan(raw_cadence).all():
            extra[_free("cadence", extra)] = _extra(raw_cadence, unit="rpm")
    return Recording(
        format=form,
        samples=samples,
        started_at=None if start is None else as_datetime(start),
        utc_offset_s=points.times.utc_offset_s,
        sport=sport,
        pauses=_pauses(elapsed_s, points.segment_starts) if start is not None else (),
        extra=extra,
        warnings=points.warnings + order_warnings + sample_warnings,
    )


def _order(elapsed_s: FloatArray, points: Points) -> tuple[Order, tuple[ReadingWarning, ...]]:
    """The order of the samples; the point that two segments share is no fault."""
    shared = np.diff(elapsed_s)[points.segment_starts[1:] - 1] == 0
    return ordered(elapsed_s, expected_double=int(np.count_nonzero(shared)))


def _elapsed(times: Moments) -> tuple[FloatArray, int | None]:
    """Time since the earliest point, NaN where unknown; and when that was."""
    known = times.known
    if not known.any():
        return np.full(len(known), np.nan), None
    start = int(times.microseconds[known].min())
    if known.all():
        return (times.microseconds - start) / 1e6, start
    return np.where(known, np.where(known, times.microseconds, start) - start, np.nan) / 1e6, start


def _no_times() -> ReadingWarning:
    """The warning for a track without times."""
    return ReadingWarning(
        slug="no-times",
        message="The track has no times: its way is known, but neither speed nor duration.",
    )


def _extra(values: NDArray[Any], *, unit: str | None = None) -> Column:
    """A read-only column."""
    values.flags.writeable = False
    return Column(values=values, unit=unit)


def _is_running_total(distance_m: FloatArray) -> bool:
    """Whether a distance counts from the start, rather than from point to point."""
    known = distance_m[~np.isnan(distance_m)]
    return len(known) < 2 or int(np.count_nonzero(np.diff(known) < 0)) <= len(known) // 50


def _with_cadence(
    samples: Samples, raw_cadence: FloatArray, sport: Sport
) -> tuple[Samples, tuple[ReadingWarning, ...]]:
    """The samples with their cadence in steps."""
    cadence_spm, warning = steps_per_minute(raw_cadence, travel_speed(samples), sport)
    columns, warnings = checked({"cadence_spm": cadence_spm})
    samples = replace(samples, **columns) if columns else samples
    return samples, warnings if warning is None else (*warnings, warning)


def _pauses(elapsed_s: FloatArray, segment_starts: IntArray) -> tuple[Pause, ...]:
    """The time between segments, where it is longer than twice the usual interval.

    The last point before a pause still speaks for one usual interval.
    """
    known_steps = np.diff(elapsed_s[~np.isnan(elapsed_s)])
    known_steps = known_steps[known_steps > 0]
    if len(segment_starts) < 2 or not len(known_steps):
        return ()
    usual_s = min(float(np.median(known_steps)), LONGEST_HOLD_S)
    lasts_s = np.fmax.reduceat(elapsed_s, segment_starts)[:-1] + usual_s
    firsts_s = np.fmin.reduceat(elapsed_s, segment_starts)[1:]
    return tuple(
        Pause(start_s=float(start_s), end_s=float(end_s))
        for start_s, end_s in zip(lasts_s, firsts_s, strict=True)
        if end_s - start_s > usual_s
    )
